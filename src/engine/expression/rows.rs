//! Expressions over the columns of deals: a row is a scope that borrows the columns, so that nothing is allocated
//! for a deal.

use thiserror::Error;

use super::{EvaluationError, Scope, Value, number};
use crate::calendar::Day;
use crate::money::{Amount, Ratio};
use crate::plan::expression::Expression;

/// A column of deals, borrowed; what is missing is NULL.
#[derive(Clone, Copy, Debug)]
pub enum Column<'a> {
    /// Numbers in ten-thousandths; `i128::MIN` is missing.
    Amounts(&'a [i128]),
    /// Numbers in ten-thousandths.
    Numbers(&'a [Option<i128>]),
    /// Days since 1970-01-01; `i32::MIN` is missing.
    Days(&'a [i32]),
    /// Texts.
    Texts(&'a [Option<&'a str>]),
    /// Positions in a list of texts; `u32::MAX` is missing.
    Codes(&'a [u32], &'a [String]),
}

impl<'a> Column<'a> {
    fn value(self, row: usize) -> Value<'a> {
        let amount = |raw: i128| Value::Number(Ratio::from(Amount::from_raw(raw)));
        let found = match self {
            Column::Amounts(raw) => raw.get(row).filter(|raw| **raw != i128::MIN).map(|raw| amount(*raw)),
            Column::Numbers(raw) => raw.get(row).copied().flatten().map(amount),
            Column::Days(days) => days.get(row).copied().and_then(Day::from_number).map(Value::Day),
            Column::Texts(texts) => texts.get(row).copied().flatten().map(Value::Text),
            Column::Codes(codes, names) => {
                let place = codes.get(row).and_then(|code| usize::try_from(*code).ok());
                place.and_then(|place| names.get(place)).map(|name| Value::Text(name))
            }
        };
        found.unwrap_or(Value::Null)
    }
}

/// One deal: its columns, in the order of [`Expression::columns`], and which of their rows it is.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The columns.
    pub columns: &'a [Column<'a>],
    /// The row of each.
    pub row: usize,
}

impl Scope for Row<'_> {
    fn column(&self, place: usize) -> Value<'_> {
        self.columns.get(place).map_or(Value::Null, |column| column.value(self.row))
    }

    /// A deal knows no results: the names of a measure exclude them.
    fn result(&self, _place: usize) -> Value<'_> {
        Value::Null
    }
}

/// Why a deal cannot be measured.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MeasureError {
    /// The expression has no exact value.
    #[error(transparent)]
    Evaluation(#[from] EvaluationError),
    /// The value is no amount: it has more than four decimals, or reaches 10^15.
    #[error("`{expression}` is {value}: an amount is below 10^15 and has at most four decimals")]
    NotAnAmount {
        /// The whole text.
        expression: String,
        /// The value, as people write it.
        value: String,
    },
}

impl MeasureError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            MeasureError::Evaluation(_) => "check the amounts for a mistake of scale",
            MeasureError::NotAnAmount { .. } => "say how it is rounded, as in ROUND(amount * 0.0725, 2)",
        }
    }
}

/// What an expression counts for one deal, exactly: `amount * 0.5` for 100.01 is 50.005. `None` where it is NULL;
/// an error where it is no amount to the last digit.
pub fn measure(expression: &Expression, row: &Row<'_>) -> Result<Option<Amount>, MeasureError> {
    let Some(value) = number(expression, row)? else { return Ok(None) };
    match value.amount() {
        Some(amount) => Ok(Some(amount)),
        None => Err(MeasureError::NotAnAmount {
            expression: expression.text().to_owned(),
            value: value.to_string(),
        }),
    }
}
