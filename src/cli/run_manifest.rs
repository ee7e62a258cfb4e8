//! The manifest of a run, beside what it wrote: program, command, inputs and outputs with their SHA-256, totals. It
//! tells a scheduler and an auditor what came from what. There is no time and no machine in it, so the same run writes
//! the same manifest.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::prints::Prints;
use crate::disk::write_atomically;
use crate::ledger::digest::Print;
use crate::money::{Amount, Exact, write_plain};
use crate::report::{Block, MISSING_INTEGER, MISSING_MONEY, Report, Values};

/// The name of the manifest in a folder.
pub const IN_FOLDER: &str = "manifest.json";

/// The manifest of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunManifest {
    /// The name of the program.
    pub program: String,
    /// Its version.
    pub version: String,
    /// The command line, the program's name left out.
    pub command: Vec<String>,
    /// The day as of which it ran.
    pub as_of: String,
    /// The period, where the run is of one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub period: String,
    /// What was read, in the order of the names.
    pub inputs: Vec<FilePrint>,
    /// Sums of what was written, by column or currency.
    pub totals: Vec<Total>,
    /// What was written.
    pub outputs: Vec<FilePrint>,
}

/// A file with its print.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePrint {
    /// Its name: from the workspace where it is in one, else from the folder of the manifest, else alone.
    pub file: String,
    /// Its length.
    pub bytes: u64,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
}

/// A sum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// What it is a sum of.
    pub name: String,
    /// The sum, in plain digits.
    pub amount: String,
}

impl FilePrint {
    /// A file of this name.
    #[must_use]
    pub fn new(file: String, print: Print) -> Self {
        Self { file, bytes: print.bytes, sha256: print.sha256 }
    }
}

/// What a run knows of itself while it goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunFacts {
    /// The command line, the program's name left out.
    pub command: Vec<String>,
    /// The day as of which it runs.
    pub as_of: String,
    /// The root of the workspace.
    pub root: Option<PathBuf>,
    /// What it reads, each file once, by their whole paths.
    pub inputs: std::collections::BTreeSet<PathBuf>,
}

impl RunFacts {
    /// The manifest so far, with the prints of all inputs.
    ///
    /// # Errors
    /// When an input can no longer be read.
    pub fn manifest(&self, prints: &Prints) -> io::Result<RunManifest> {
        let files: Vec<PathBuf> = self.inputs.iter().cloned().collect();
        let named = files.iter().zip(prints.of(&files)?);
        let mut inputs: Vec<FilePrint> =
            named.map(|(path, print)| FilePrint::new(self.name(path), print)).collect();
        inputs.sort_by(|a, b| (&a.file, &a.sha256).cmp(&(&b.file, &b.sha256)));
        Ok(RunManifest {
            program: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            command: self.command.clone(),
            as_of: self.as_of.clone(),
            inputs,
            ..RunManifest::default()
        })
    }

    /// The name of an input: from the root of the workspace, else that of the file alone.
    fn name(&self, path: &Path) -> String {
        let root = self.root.as_deref().and_then(|root| root.canonicalize().ok());
        let inside = root.as_deref().and_then(|root| path.strip_prefix(root).ok());
        let alone = path.file_name().map_or(path, Path::new);
        let parts = inside.unwrap_or(alone).components();
        let parts: Vec<String> = parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
        parts.join("/")
    }
}

impl RunManifest {
    /// The text of the manifest.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("a manifest is texts and numbers");
        text.push('\n');
        text
    }

    /// Reads a manifest; nothing when the text is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// Writes the manifest beside an output: `pay.csv` gets `pay.csv.manifest.json`.
    ///
    /// # Errors
    /// Every failure of the file system.
    pub fn write_beside(&self, output: &Path, private: bool) -> io::Result<()> {
        let mut name = output.file_name().unwrap_or_default().to_owned();
        name.push(".");
        name.push(IN_FOLDER);
        write_atomically(&output.with_file_name(name), private, |out| out.write_all(self.text().as_bytes()))
    }
}

/// The sums that a report ends with.
#[must_use]
pub fn totals(report: &Report) -> Vec<Total> {
    let Some(total) = &report.total else { return Vec::new() };
    let sums = report.columns.iter().zip(&total.columns);
    sums.filter_map(|(column, values)| Some(Total { name: column.name.clone(), amount: sum(values, total)? }))
        .collect()
}

/// The number in a total, in plain digits.
fn sum(values: &Values, total: &Block) -> Option<String> {
    let (raw, scale) = match values {
        _ if total.rows != 1 => return None,
        Values::Money(cells) => (cells.first().copied()?, Exact::SCALE),
        Values::Amounts(cells) => (cells.first().copied()?, Amount::SCALE),
        Values::Integer(cells) => {
            return cells.first().filter(|cell| **cell != MISSING_INTEGER).map(ToString::to_string);
        }
        _ => return None,
    };
    if raw == MISSING_MONEY {
        return None;
    }
    let mut digits = Vec::new();
    write_plain(&mut digits, raw, scale, 2);
    String::from_utf8(digits).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Column;

    #[test]
    fn a_manifest_names_what_was_read_and_reads_itself_again() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("acme");
        std::fs::create_dir_all(root.join("exports")).unwrap();
        let inside = root.join("exports/deals.csv");
        let outside = folder.path().join("quotas.csv");
        std::fs::write(&inside, "abc").unwrap();
        std::fs::write(&outside, "").unwrap();
        let inputs = [&inside, &outside].map(|path| path.canonicalize().unwrap()).into();
        let facts = RunFacts {
            command: vec!["attainment".to_owned()],
            as_of: "2026-11-20".to_owned(),
            root: Some(root),
            inputs,
        };
        let mut manifest = facts.manifest(&Prints::default()).unwrap();
        let names: Vec<&str> = manifest.inputs.iter().map(|input| input.file.as_str()).collect();
        assert_eq!(names, ["exports/deals.csv", "quotas.csv"]);
        // The example of FIPS 180-2.
        assert!(manifest.inputs[0].sha256.starts_with("ba7816bf"));
        manifest.totals = vec![Total { name: "USD".to_owned(), amount: "1.50".to_owned() }];
        assert_eq!(RunManifest::parse(&manifest.text()), Some(manifest.clone()));
        assert_eq!(RunManifest::parse("{}"), None);
        let output = folder.path().join("pay.csv");
        manifest.write_beside(&output, true).unwrap();
        let text = std::fs::read_to_string(folder.path().join("pay.csv.manifest.json")).unwrap();
        assert_eq!(text, manifest.text());
    }

    #[test]
    fn totals_are_the_numbers_of_the_last_row() {
        let columns = vec![Column::id("rep_id", "Rep"), Column::money("earned", "Earned")];
        let block = || Block::of(vec![Values::text(["Total"]), Values::Amounts(vec![12_345_600])]);
        let mut report = Report::new("", columns, block());
        assert_eq!(totals(&report), []);
        report.total = Some(block());
        let expected = Total { name: "earned".to_owned(), amount: "1234.56".to_owned() };
        assert_eq!(totals(&report), [expected]);
    }
}
