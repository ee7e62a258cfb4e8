//! Where things stand in a plan file: lines, columns and key paths, and the faults that name them. What is
//! at fault is decided by the other files of `plan`; how a fault is shown to a user is left to `cli`.

use std::fmt;

/// A place in a text; the line and the column (in characters) are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
}

/// A value together with the place and the key path where the plan file states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// The path of its key, with elements named by their id: `element[new-business].tiers[2].rate`.
    /// Everything else in a list is counted from 1.
    pub path: String,
    /// Where the value begins.
    pub place: Place,
}

impl<T> Located<T> {
    /// The same place and path with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Located<U> {
        Located { value: change(self.value), path: self.path, place: self.place }
    }

    /// The place and path alone.
    #[must_use]
    pub fn spot(&self) -> Located<()> {
        Located { value: (), path: self.path.clone(), place: self.place }
    }
}

/// One reason why a plan file is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file as it was named to `parse`.
    pub file: String,
    /// Where in the file.
    pub place: Place,
    /// The path of the key, as in [`Located::path`]; empty where the text is not TOML.
    pub path: String,
    /// What is wrong, with the value, without a full stop.
    pub reason: String,
    /// What to do about it, if there is something to say.
    pub remedy: Option<String>,
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}:{}: ", self.file, self.place.line, self.place.column)?;
        if !self.path.is_empty() {
            write!(out, "`{}`: ", self.path)?;
        }
        out.write_str(&self.reason)?;
        match &self.remedy {
            Some(remedy) => write!(out, " ({remedy})"),
            None => Ok(()),
        }
    }
}

/// Why one or several plan files are refused: every fault that was found, in the order of the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct PlanError {
    /// The faults; there is at least one.
    pub faults: Vec<Fault>,
}

impl fmt::Display for PlanError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(out, "{separator}{fault}")?;
        }
        Ok(())
    }
}

/// The lines of a text, to turn positions in bytes into places.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Lines<'a> {
        let after_breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Lines { text, starts: std::iter::once(0).chain(after_breaks).collect() }
    }

    /// The place of the byte at `position`; a position past the end is the end.
    pub(super) fn place(&self, position: usize) -> Place {
        let position = position.min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= position);
        let start = self.starts[line - 1];
        // A position that falls inside a character belongs to that character.
        let column = self.text[start..].char_indices().take_while(|(at, _)| start + at < position).count();
        Place { line, column: column + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, position: usize, line: usize, column: usize) {
        assert_eq!(Lines::new(text).place(position), Place { line, column }, "{text:?} at {position}");
    }

    #[test]
    fn lines_and_columns_count_from_one() {
        check("", 0, 1, 1);
        check("ab\ncd", 0, 1, 1);
        check("ab\ncd", 1, 1, 2);
        check("ab\ncd", 3, 2, 1);
        check("ab\ncd", 4, 2, 2);
        check("ab\r\ncd", 4, 2, 1);
    }

    #[test]
    fn a_position_past_the_end_is_the_end() {
        check("ab\n", 99, 2, 1);
        check("ab", 99, 1, 3);
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        // `é` takes two bytes: `x` is the byte at 2 and the second character.
        check("éx", 2, 1, 2);
    }
}
