//! The file `disputes.csv` of a workspace: read strictly, written whole, by one run at a time. What is in it is left to
//! `model::dispute`.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::cli::failure::{Failure, Outcome};
use crate::disk::{lock, write_atomically};
use crate::model::dispute::{COLUMNS, Dispute};
use crate::model::records::records;
use crate::render::looks_like_a_formula;

/// The name of the file.
pub const FILE: &str = "disputes.csv";

/// The disputes of a workspace, and the right to change them.
pub struct Disputes {
    path: PathBuf,
    /// Every dispute, in the order of the file.
    pub all: Vec<Dispute>,
    /// Held as long as they may be changed.
    _lock: Option<File>,
}

impl Disputes {
    /// Reads them.
    ///
    /// # Errors
    /// When the file cannot be read, or a row of it is none.
    pub fn read(root: &Path) -> Result<Self, Failure> {
        let path = root.join(FILE);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => {
                return Err(Failure::new(
                    Outcome::Input,
                    format!("`{}` cannot be read: {error}", path.display()),
                ));
            }
        };
        let all = parse(&text).map_err(|(line, reason)| {
            Failure::new(Outcome::Input, format!("`{}` cannot be read as disputes", path.display()))
                .at(format!("row {line}: {reason}"))
                .hint(format!("its columns are {}", COLUMNS.join(", ")))
        })?;
        Ok(Self { path, all, _lock: None })
    }

    /// Reads them to change them, which no other run does meanwhile.
    ///
    /// # Errors
    /// When another run does, and as [`Disputes::read`].
    pub fn open(root: &Path) -> Result<Self, Failure> {
        let path = root.join(".disputes.lock");
        let failed = |error: io::Error| {
            Failure::new(Outcome::Output, format!("`{}` cannot be written: {error}", path.display()))
        };
        let Some(lock) = lock(&path).map_err(failed)? else {
            return Err(
                Failure::new(Outcome::Locked, "another run is changing the disputes").hint("try again")
            );
        };
        Ok(Self { _lock: Some(lock), ..Self::read(root)? })
    }

    /// Writes them, whole or not at all. A file that says the same already stays untouched.
    ///
    /// # Errors
    /// Every failure of the file system.
    pub fn write(&self) -> Result<(), Failure> {
        let text = text(&self.all);
        if fs::read_to_string(&self.path).is_ok_and(|known| known == text) {
            return Ok(());
        }
        let written: io::Result<()> =
            write_atomically(&self.path, true, |out| out.write_all(text.as_bytes()));
        written.map_err(|error| {
            Failure::new(Outcome::Output, format!("`{}` cannot be written: {error}", self.path.display()))
        })
    }
}

/// What would make a spreadsheet take a text for a formula, a guard before it included.
fn starts_a_formula(text: &str) -> bool {
    looks_like_a_formula(text.trim_start_matches('\''))
}

fn text(all: &[Dispute]) -> String {
    let mut text = COLUMNS.join(",");
    text.push('\n');
    for dispute in all {
        let cells = dispute.cells().map(|cell| {
            let guarded = if starts_a_formula(&cell) { format!("'{cell}") } else { cell };
            match guarded.contains([',', '"', '\n', '\r']) {
                true => format!("\"{}\"", guarded.replace('"', "\"\"")),
                false => guarded,
            }
        });
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

/// The disputes of a text, or the line that cannot be read and why.
fn parse(text: &str) -> Result<Vec<Dispute>, (usize, String)> {
    let mut records = records(text.strip_prefix('\u{feff}').unwrap_or(text))?.into_iter();
    let Some((_, header)) = records.next() else { return Ok(Vec::new()) };
    if header != COLUMNS {
        return Err((1, "the header is another one".to_owned()));
    }
    let mut all: Vec<Dispute> = Vec::new();
    for (line, cells) in records {
        if cells.len() != COLUMNS.len() {
            return Err((line, format!("{} fields instead of {}", cells.len(), COLUMNS.len())));
        }
        let plain = |cell: String| match cell.strip_prefix('\'') {
            Some(rest) if starts_a_formula(&cell) => rest.to_owned(),
            _ => cell,
        };
        let cells: Vec<String> = cells.into_iter().map(plain).collect();
        let dispute = Dispute::of_cells(&cells)
            .map_err(|(column, reason)| (line, format!("column `{column}` {reason}")))?;
        if all.iter().any(|known| known.id == dispute.id) {
            return Err((line, format!("`{}` is there twice", dispute.id)));
        }
        all.push(dispute);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Day;

    fn dispute(id: &str, question: &str) -> Dispute {
        let opened = Day::parse("2026-11-03").ok();
        Dispute { id: id.to_owned(), question: question.to_owned(), opened, ..Dispute::default() }
    }

    #[test]
    fn what_is_written_is_read_again_and_starts_no_formula() {
        let questions = ["why?", "a, \"b\"\nc", "=1+1", "'=1+1", "''@x", "'quoted'", "-5 is wrong", "\ttab"];
        let all: Vec<Dispute> =
            (0..).zip(questions).map(|(at, question)| dispute(&format!("Q-{at}"), question)).collect();
        let written = text(&all);
        assert_eq!(parse(&written).unwrap(), all);
        assert!(!written.contains(",=") && !written.contains(",@") && !written.contains(",-"), "{written}");
        assert_eq!(parse("").unwrap(), []);
    }

    #[test]
    fn a_damaged_file_is_refused_by_row() {
        let header = COLUMNS.join(",");
        for (row, expected) in [
            ("Q-1,R1\n", "2 fields instead of 11"),
            ("Q-1,R1,,,,a \"b\",2026-11-03,,,,\n", "a quote stands inside a field"),
            ("Q-1,R1,,,,\"b\"c,2026-11-03,,,,\n", "a text goes on behind its quote"),
            ("Q-1,R1,,,,\"b,2026-11-03,,,,\n", "a quote is not closed"),
            ("Q-1,R1,,,,b,yesterday,,,,\n", "column `opened` is not a date"),
        ] {
            assert_eq!(parse(&format!("{header}\n{row}")), Err((2, expected.to_owned())));
        }
        let twice = "Q-1,R1,,,,b,2026-11-03,,,,\n";
        assert_eq!(parse(&format!("{header}\n{twice}{twice}")), Err((3, "`Q-1` is there twice".to_owned())));
        assert_eq!(parse("a,b\n"), Err((1, "the header is another one".to_owned())));
    }

    #[test]
    fn one_run_at_a_time_changes_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = Disputes::open(folder.path()).unwrap();
        assert_eq!(Disputes::open(folder.path()).err().unwrap().outcome, Outcome::Locked);
        first.all.push(dispute("Q-1", "why?"));
        first.write().unwrap();
        assert_eq!(Disputes::read(folder.path()).unwrap().all.len(), 1);
        drop(first);
        assert!(Disputes::open(folder.path()).is_ok());
    }
}
