//! Expressions of a plan, evaluated in exact numbers: over the results of a rep, or over the columns of each deal.
//! Texts were read and kinds were checked by `plan`; what NULL means to pay is decided by whoever asks.
//!
//! Nothing is rounded but by `ROUND`, `FLOOR` and `CEIL`, in `money`. A number that grows past what exact
//! arithmetic holds is an error that names the part, never another number.

mod evaluate;
#[cfg(test)]
mod laws;
mod rows;
#[cfg(test)]
mod tests;

use thiserror::Error;

pub use self::rows::{Column, MeasureError, Row, measure};

use crate::calendar::Day;
use crate::money::{Fraction, Ratio};
use crate::plan::expression::{Expression, Leaf, text_literal};

use self::evaluate::Evaluation;

/// What a part of an expression gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// Nothing is known: an undefined attainment, an empty cell.
    Null,
    /// An exact number.
    Number(Ratio),
    /// A condition that holds or does not.
    Truth(bool),
    /// A text.
    Text(&'a str),
    /// A day.
    Day(Day),
}

/// An undefined result is NULL.
impl From<Option<Ratio>> for Value<'static> {
    fn from(number: Option<Ratio>) -> Value<'static> {
        number.map_or(Value::Null, Value::Number)
    }
}

/// An undefined result is NULL.
impl From<Option<Fraction>> for Value<'static> {
    fn from(fraction: Option<Fraction>) -> Value<'static> {
        fraction.map(Ratio::from).into()
    }
}

/// Where an expression finds what its names and results stand for, at one rep and time, or at one deal.
pub trait Scope {
    /// The value of the name at this place of [`Expression::columns`], of the kind that was declared, or NULL.
    fn column(&self, place: usize) -> Value<'_>;

    /// The number of the result at this place of [`Expression::references`]; NULL when it is undefined.
    fn result(&self, place: usize) -> Value<'_>;
}

/// Why an expression has no value; NULL is one.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EvaluationError {
    /// A number on the way needs more digits than are kept.
    #[error("`{part}` is too large to be calculated exactly in `{expression}`")]
    TooLarge {
        /// The part that is.
        part: String,
        /// The whole text.
        expression: String,
    },
    /// A name gave a value of another kind than was declared for it.
    #[error("`{part}` is not of the kind that `{expression}` was checked with")]
    WrongKind {
        /// The part that is.
        part: String,
        /// The whole text.
        expression: String,
    },
}

/// What the expression gives; the error names the part that cannot be calculated exactly.
pub fn evaluate<'a>(expression: &'a Expression, scope: &'a dyn Scope) -> Result<Value<'a>, EvaluationError> {
    Evaluation { expression, scope }.whole()
}

/// The number that the expression gives, `None` for NULL: a NULL formula pays nothing.
pub fn number(expression: &Expression, scope: &dyn Scope) -> Result<Option<Ratio>, EvaluationError> {
    Evaluation { expression, scope }.whole_number()
}

/// Whether the condition holds, `None` for NULL: such a gate is not met, and why is worth a word.
pub fn truth(expression: &Expression, scope: &dyn Scope) -> Result<Option<bool>, EvaluationError> {
    Evaluation { expression, scope }.whole_truth()
}

/// The expression with the values put in, for people: `attainment('x') >= 0.9` is `0.95 >= 0.9`. What has no end
/// is cut, never rounded, and says so: `0.899999… >= 0.9`.
pub fn explain(expression: &Expression, scope: &dyn Scope) -> String {
    expression.print_with(&mut |leaf| {
        let value = match leaf {
            Leaf::Column(place, _) => scope.column(place),
            Leaf::Result(place, _) => scope.result(place),
        };
        value.to_string()
    })
}

/// As it would stand in an expression.
impl std::fmt::Display for Value<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Null => out.pad("NULL"),
            Value::Number(number) => number.fmt(out),
            Value::Truth(truth) => out.pad(if *truth { "TRUE" } else { "FALSE" }),
            Value::Text(text) => out.pad(&text_literal(text)),
            Value::Day(day) => write!(out, "DATE '{day}'"),
        }
    }
}
