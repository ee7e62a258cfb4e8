//! The measures of the deals of a batch.

use std::borrow::Cow;

use crate::cli::payable::{Value, kind_of};
use crate::data::{DataError, WonDeals};
use crate::engine::expression::{Column, Row, measure};
use crate::money::Amount;
use crate::plan::expression::{Expression, Kind};

/// A measure of each deal, scale 4, `MISSING` where a deal has none; `amounts` are read already.
pub(super) fn column<'a>(
    value: &Value,
    deals: &'a WonDeals,
    amounts: &'a [i128],
) -> Result<Cow<'a, [i128]>, DataError> {
    match value {
        Value::Count => Ok(Cow::Owned(vec![10_000; deals.len()])),
        Value::Column(column) if column == "amount" => Ok(Cow::Borrowed(amounts)),
        Value::Column(column) => deals.raw_numbers(column),
        Value::Expression(expression) => evaluated(expression, deals).map(Cow::Owned),
        Value::Margin => {
            let margin = |amount: i128, cost: i128| known(amount)?.checked_sub(known(cost)?);
            let costs = deals.raw_numbers("cost")?;
            let pairs = amounts.iter().zip(costs.iter());
            Ok(Cow::Owned(pairs.map(|(amount, cost)| margin(*amount, *cost).unwrap_or(MISSING)).collect()))
        }
    }
}

/// The mark of a deal that has no value.
const MISSING: i128 = i128::MIN;

/// A value, unless it is missing.
pub(super) fn known(value: i128) -> Option<i128> {
    (value != MISSING).then_some(value)
}

/// What an expression gives for each deal.
fn evaluated(expression: &Expression, deals: &WonDeals) -> Result<Vec<i128>, DataError> {
    enum Read<'a> {
        Numbers(Vec<Option<i128>>),
        Texts(Vec<Option<&'a str>>),
        Days(Vec<i32>),
    }
    let mut read = Vec::new();
    for name in expression.columns() {
        read.push(match kind_of(name) {
            Kind::Text | Kind::Truth => Read::Texts(deals.texts(name)?),
            Kind::Date => Read::Days(deals.days_of(name)?),
            Kind::Number => Read::Numbers(deals.numbers(name)?),
        });
    }
    let columns: Vec<Column> = read
        .iter()
        .map(|read| match read {
            Read::Numbers(numbers) => Column::Numbers(numbers),
            Read::Texts(texts) => Column::Texts(texts),
            Read::Days(days) => Column::Days(days),
        })
        .collect();
    let rows = deals.rows();
    (0..deals.len())
        .map(|row| {
            let value = measure(expression, &Row { columns: &columns, row });
            value.map(|value| value.map_or(MISSING, Amount::raw)).map_err(|error| {
                DataError::row_refused(
                    "",
                    rows[row],
                    expression.text(),
                    &format!("{error}; {}", error.hint()),
                )
            })
        })
        .collect()
}
