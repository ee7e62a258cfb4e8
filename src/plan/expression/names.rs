//! The names that an expression may use, and what is said about one that it may not.

use super::error::ExpressionError;
use super::lexer::{is_name_part, is_name_start};
use super::tree::Kind;
use crate::plan::unknown::nearest;

/// Words of the language: a name that is one of them stands in double quotes.
const RESERVED: &[&str] = &[
    "AND", "BETWEEN", "CASE", "ELSE", "END", "FALSE", "IN", "IS", "LIKE", "NOT", "NULL", "OR", "THEN",
    "TRUE", "WHEN",
];

/// How many names are listed where none is alike.
const LISTED: usize = 12;

/// What an expression may name: columns or values, each with its kind, and perhaps results of elements.
#[derive(Clone, Debug, Default)]
pub struct Names<'a> {
    values: Vec<(&'a str, Kind)>,
    /// Whether `attainment('id')`, `earned('id')` and `credited('id')` may stand in the expression.
    pub(super) results: bool,
}

impl<'a> Names<'a> {
    /// These names and no results: the columns of a deal, for `measure` and `pays_on`.
    pub fn of_columns(columns: impl IntoIterator<Item = (&'a str, Kind)>) -> Names<'a> {
        Names { values: columns.into_iter().collect(), results: false }
    }

    /// Results alone, for `gate`, `multiplier.by` and the axes of a matrix.
    #[must_use]
    pub fn of_results() -> Names<'static> {
        Names { values: Vec::new(), results: true }
    }

    /// Results, and what a `formula` knows of its own element: `credited`, `quota`, `attainment`, `rate`, `target`.
    #[must_use]
    pub fn of_formula() -> Names<'static> {
        let own = ["credited", "quota", "attainment", "rate", "target"];
        Names { values: own.into_iter().map(|name| (name, Kind::Number)).collect(), results: true }
    }

    /// The kind of a name, or why there is none of that spelling.
    pub(super) fn find(&self, name: &str, quoted: bool, at: usize) -> Result<Kind, ExpressionError> {
        let found = self.values.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind);
        found.ok_or_else(|| {
            let reason = format!("there is no `{name}` here");
            ExpressionError::new(at, reason, self.remedy(name, quoted))
        })
    }

    fn remedy(&self, name: &str, quoted: bool) -> String {
        if let Some(near) = nearest(name, self.values.iter().map(|(known, _)| *known)) {
            return format!("did you mean `{}`?", written(near));
        }
        if quoted {
            return format!("a text stands in single quotes: '{}'", name.replace('\'', "''"));
        }
        let results = ["attainment", "earned", "credited"];
        if self.results
            && let Some(near) = nearest(name, results.into_iter())
        {
            return format!("the result of an element is written {near}('id')");
        }
        let mut known: Vec<String> =
            self.values.iter().take(LISTED).map(|(known, _)| written(known)).collect();
        if self.values.len() > LISTED {
            known.push("…".to_owned());
        }
        if self.results {
            known.extend(results.map(|name| format!("{name}('id')")));
        }
        if known.is_empty() { String::new() } else { format!("known here: {}", known.join(", ")) }
    }
}

/// A name as it stands in a text: in double quotes when it could be taken for something else.
pub(super) fn written(name: &str) -> String {
    let plain = name.starts_with(is_name_start) && name.chars().all(is_name_part);
    if plain && !is_reserved(name) { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

/// Whether a name without quotes is a word of the language, in either case of letters.
pub(super) fn is_reserved(name: &str) -> bool {
    RESERVED.iter().any(|word| word.eq_ignore_ascii_case(name))
}
