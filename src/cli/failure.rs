//! How a run ends: the exit codes, which are a contract, and errors that say what, where and what to do.

use std::fmt;
use std::process::ExitCode;
use std::sync::Mutex;

use crate::data::DataError;

/// What an exit code means. The numbers are a contract with schedulers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 0: done.
    Done,
    /// 1: ran, and what was asked is not so.
    NotSo,
    /// 2: wrong command line.
    Usage,
    /// 3: done, with rows set aside as allowed.
    RowsSetAside,
    /// 4: input refused.
    Input,
    /// 5: workspace or plan refused.
    Workspace,
    /// 6: not allowed: closed, not approved, same person.
    NotAllowed,
    /// 7: another run holds the lock.
    Locked,
    /// 8: output could not be written.
    Output,
    /// 70: a bug.
    Bug,
}

impl Outcome {
    /// The number.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::NotSo => 1,
            Self::Usage => 2,
            Self::RowsSetAside => 3,
            Self::Input => 4,
            Self::Workspace => 5,
            Self::NotAllowed => 6,
            Self::Locked => 7,
            Self::Output => 8,
            Self::Bug => 70,
        }
    }
}

/// Keeps the first failure of those who work on the batches of a file, and gives the error that stops the reading: it
/// gives way to the one that is kept.
pub fn stop_reading<Kept>(
    first: &Mutex<Option<Kept>>,
    failure: Kept,
    file: &str,
    message: &str,
) -> DataError {
    if let Ok(mut first) = first.lock() {
        first.get_or_insert(failure);
    }
    DataError::row_refused(file, 0, "", message)
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(outcome.code())
    }
}

/// An error for a person: what, where (lines below), what to do (hints).
#[derive(Debug, Clone)]
pub struct Failure {
    /// How the run ends.
    pub outcome: Outcome,
    /// What is wrong, in one line without a full stop.
    pub message: String,
    /// Where: a line for each place.
    pub places: Vec<String>,
    /// What to do.
    pub hints: Vec<String>,
}

impl From<crate::engine::error::EngineError> for Failure {
    fn from(error: crate::engine::error::EngineError) -> Self {
        super::reading::refused_by_engine(&error)
    }
}

impl Failure {
    /// A failure with a message only.
    #[must_use]
    pub fn new(outcome: Outcome, message: impl Into<String>) -> Self {
        Self { outcome, message: message.into(), places: Vec::new(), hints: Vec::new() }
    }

    /// Adds a place.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.places.push(place.into());
        self
    }

    /// Adds what to do; an empty text adds nothing.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        let hint = hint.into();
        if !hint.is_empty() && !self.hints.contains(&hint) {
            self.hints.push(hint);
        }
        self
    }
}

impl Failure {
    /// The message and its places, a line each.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = self.message.clone();
        for place in &self.places {
            text.push_str("\n  ");
            text.push_str(place);
        }
        text
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "error: {}", self.text())?;
        for hint in &self.hints {
            write!(formatter, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

/// `did you mean` candidates for a mistyped word: the nearest ones, at most three.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let lower = word.to_lowercase();
    let mut scored: Vec<(usize, &str)> = known
        .into_iter()
        .filter_map(|candidate| {
            let distance = strsim::damerau_levenshtein(&lower, &candidate.to_lowercase());
            let longest = word.chars().count().max(candidate.chars().count());
            (distance <= longest.div_ceil(3)).then_some((distance, candidate))
        })
        .collect();
    scored.sort_unstable();
    scored.dedup();
    let best = scored.first().map(|(distance, _)| *distance);
    scored.retain(|(distance, _)| Some(*distance) == best);
    scored.into_iter().map(|(_, candidate)| candidate).take(3).collect()
}

/// The hint `did you mean …?`, or an empty text when nothing is near.
#[must_use]
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let near = nearest(word, known);
    if near.is_empty() {
        return String::new();
    }
    let quoted: Vec<String> = near.iter().map(|candidate| format!("`{candidate}`")).collect();
    format!("did you mean {}?", quoted.join(" or "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_one_letter_finds_the_word() {
        assert_eq!(did_you_mean("ammount", ["amount", "stage"]), "did you mean `amount`?");
        assert_eq!(did_you_mean("xyz", ["amount", "stage"]), "");
        assert_eq!(nearest("quotas", ["quota", "quotas_annual", "deals"]), ["quota"]);
    }

    #[test]
    fn a_failure_reads_as_what_where_and_what_to_do() {
        let failure = Failure::new(Outcome::Input, "2 rows cannot be read")
            .at("row 37")
            .at("row 52")
            .hint("mend them")
            .hint("");
        assert_eq!(failure.to_string(), "error: 2 rows cannot be read\n  row 37\n  row 52\nhint: mend them");
        assert_eq!(failure.outcome.code(), 4);
    }
}
