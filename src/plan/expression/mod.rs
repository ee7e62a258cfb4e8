//! The expressions of a plan: `formula`, `gate`, `multiplier.by`, the axes of a matrix, and SQL in `measure` and
//! `pays_on`. Text in, a checked tree out; `engine` evaluates it in exact numbers.
//!
//! The language is a part of SQL: numbers, texts in single quotes, names (in double quotes where they are not plain
//! words), `TRUE FALSE NULL`, `DATE '2026-10-31'`, `+ - * / %`, `= <> != < <= > >=`, `AND OR NOT`, `BETWEEN`, `IN`,
//! `IS [NOT] NULL`, `CASE` in both forms, `COALESCE NULLIF LEAST GREATEST ABS SIGN FLOOR CEIL ROUND POWER`, and the
//! results `attainment('id')`, `earned('id')`, `credited('id')`. What it means where SQL dialects differ, or where
//! pay asks for more care than they take:
//!
//! - A number is its digits: nothing is a float, `7 / 2` is 3.5, and 1/3 stays 1/3 until pay is rounded once.
//! - NULL is what is unknown: an attainment without a quota, an empty cell. It spreads as in SQL, and what is NULL
//!   in the end pays nothing, or does not meet a gate. A division by zero is NULL, as attainment with a quota of
//!   zero is.
//! - `LEAST` and `GREATEST` with a NULL are NULL (as in standard SQL; some programs skip the NULL): otherwise
//!   `LEAST(attainment, 1.5)` would pay 150 % to a rep without a quota.
//! - `ROUND` takes a tie away from zero.
//! - Whatever would hide a mistake is refused: `x = NULL`, comparisons in a chain, a number as a condition, a text
//!   beside a number, functions whose result is not exact, names in other letters than the table has.

mod check;
mod error;
mod functions;
#[cfg(test)]
mod laws;
mod lexer;
mod names;
mod parser;
mod print;
#[cfg(test)]
mod tests;
mod tree;

use std::fmt;

pub use self::error::ExpressionError;
pub use self::names::Names;
pub use self::print::{Leaf, text_literal};
pub use self::tree::{Arithmetic, Comparison, Function, Kind, Node, Shape};

use self::parser::Parser;

/// The longest text that is read, in bytes.
const LENGTH_MAX: usize = 10_000;

/// What of an element, or of a quota measure, an expression asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResultOf {
    /// Credited ÷ quota; the only one that may also name a quota measure.
    Attainment,
    /// What the element pays.
    Earned,
    /// What counts for the element.
    Credited,
}

impl ResultOf {
    /// Every one of them.
    pub const ALL: [ResultOf; 3] = [ResultOf::Attainment, ResultOf::Earned, ResultOf::Credited];

    /// The name of the function in the text.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            ResultOf::Attainment => "attainment",
            ResultOf::Earned => "earned",
            ResultOf::Credited => "credited",
        }
    }
}

/// A result that an expression asks for; whether there is one of that id is checked by whoever has the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// What is asked for.
    pub of: ResultOf,
    /// The id of the element, or the name of the quota measure.
    pub id: String,
    /// Where it is first asked for, in bytes of the text.
    pub position: usize,
}

/// As it stands in an expression: `attainment('new-business')`.
impl fmt::Display for Reference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}({})", self.of.name(), text_literal(&self.id))
    }
}

/// A checked expression.
#[derive(Clone, Debug)]
pub struct Expression {
    text: String,
    root: Node,
    columns: Vec<String>,
    references: Vec<Reference>,
}

/// Two expressions are equal when they say the same, however they are spelt.
impl PartialEq for Expression {
    fn eq(&self, other: &Expression) -> bool {
        let ids = |expression: &Expression| -> Vec<_> {
            expression.references.iter().map(|reference| (reference.of, reference.id.clone())).collect()
        };
        self.root == other.root && self.columns == other.columns && ids(self) == ids(other)
    }
}

impl Expression {
    /// Reads an expression of any kind; the error says what is wrong, where, and what to write instead.
    pub fn parse(text: &str, names: &Names<'_>) -> Result<Expression, ExpressionError> {
        Expression::read(text, names, None).map_err(|error| error.located(text))
    }

    /// Reads an expression that gives a number: a formula, a measure, the value of a multiplier or an axis.
    pub fn number(text: &str, names: &Names<'_>) -> Result<Expression, ExpressionError> {
        Expression::read(text, names, Some(Kind::Number)).map_err(|error| error.located(text))
    }

    /// Reads an expression that is true or not: a gate.
    pub fn condition(text: &str, names: &Names<'_>) -> Result<Expression, ExpressionError> {
        Expression::read(text, names, Some(Kind::Truth)).map_err(|error| error.located(text))
    }

    fn read(text: &str, names: &Names<'_>, wanted: Option<Kind>) -> Result<Expression, ExpressionError> {
        if text.len() > LENGTH_MAX {
            let reason = format!("the expression is longer than {LENGTH_MAX} bytes");
            return Err(ExpressionError::new(0, reason, ""));
        }
        let mut parser = Parser::new(text, names)?;
        let root = parser.whole()?;
        if let Some(wanted) = wanted {
            parser.check.need(&root, wanted)?;
        }
        let (columns, references) = (parser.columns, parser.references);
        Ok(Expression { text: text.to_owned(), root, columns, references })
    }

    /// The text as it was read.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The tree.
    #[must_use]
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// The names that it uses, each once, in the order in which they first stand in the text.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The results that it asks for, each once, in the order in which they first stand in the text.
    #[must_use]
    pub fn references(&self) -> &[Reference] {
        &self.references
    }

    /// What it gives, besides nothing; absent where it never gives anything, as for `NULL`.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        self.root.kind
    }

    /// Whether it is a condition.
    #[must_use]
    pub fn is_condition(&self) -> bool {
        self.root.kind == Some(Kind::Truth)
    }
}
