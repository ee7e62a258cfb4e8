//! The won deals of a batch as slices and texts: where frames end and the engine's columns begin.

use std::borrow::Cow;

use polars::prelude::*;
use polars_arrow::array::Array as _;

use crate::calendar::{Day, Span};
use crate::data::condition::{Condition, ConditionError};
use crate::data::error::DataError;
use crate::data::{views, won};
use crate::model::ids::Key;
use crate::money::{Amount, Currency};

/// What a condition may ask of a credit besides its deal: the role of its row in the splits, empty for an owner, and
/// its kind (`direct`, `overlay`, `team`, `territory`). Columns of the deals' own with these names come first.
pub const CREDIT_COLUMNS: [&str; 2] = ["role", "credit"];

/// A column of texts and their keys. One that is missing is an empty one.
pub struct Keyed<'a> {
    /// The keys.
    pub keys: Vec<Key>,
    texts: Option<&'a StringChunked>,
}

impl<'a> Keyed<'a> {
    pub(super) fn of(texts: &'a StringChunked) -> Self {
        Self::with(texts, views::keys(texts))
    }

    /// The same where the keys are known.
    pub(super) fn with(texts: &'a StringChunked, keys: Vec<Key>) -> Self {
        Self { keys, texts: Some(texts) }
    }

    pub(super) fn missing(rows: usize) -> Self {
        Self { keys: vec![Key::of(""); rows], texts: None }
    }

    /// Whether a row has no text.
    pub(super) fn is_missing(&self, row: usize) -> bool {
        self.texts.is_none_or(|texts| texts.null_count() > 0 && texts.get(row).is_none())
    }

    /// The text of a row.
    #[must_use]
    pub fn text(&self, row: usize) -> &'a str {
        self.texts.and_then(|texts| texts.get(row)).unwrap_or_default()
    }
}

/// Deals of one batch: the won ones whose event lies in a span of days, or all of them.
pub struct WonDeals {
    frame: DataFrame,
}

impl WonDeals {
    /// Picks the won deals of a canonical frame by stage and close date. A won deal has an amount and a date: the
    /// reading has refused those that lack one.
    pub fn of(frame: DataFrame, won: &[String], span: Span) -> Result<Self, DataError> {
        let kept = won::exactly(&frame, won, span)?;
        let mut frame = if kept.all() { frame } else { frame.filter_seq(&kept)? };
        frame.rechunk_mut();
        Ok(Self { frame })
    }

    /// The first day before another one on which a deal of a canonical frame is won with an amount below zero.
    pub fn first_below_zero(
        frame: &DataFrame,
        won: &[String],
        before: Day,
    ) -> Result<Option<Day>, DataError> {
        Ok(won::first_below_zero(frame, won, before)?.and_then(Day::from_number))
    }

    /// All deals of a canonical frame, whatever their stage and day.
    #[must_use]
    pub fn every(mut frame: DataFrame) -> Self {
        frame.rechunk_mut();
        Self { frame }
    }

    /// How many deals there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.frame.height()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A column of texts; nothing where the file has none.
    pub fn texts(&self, name: &str) -> Result<Vec<Option<&str>>, DataError> {
        let Ok(column) = self.frame.column(name) else { return Ok(vec![None; self.len()]) };
        let texts = column.as_materialized_series().str()?;
        Ok(texts.iter().collect())
    }

    /// A column of texts with their keys; nothing but empty texts where the file has none.
    pub fn keyed(&self, name: &str) -> Result<Keyed<'_>, DataError> {
        let Ok(column) = self.frame.column(name) else { return Ok(Keyed::missing(self.len())) };
        Ok(Keyed::of(column.as_materialized_series().str()?))
    }

    /// What `work` says of the text of each deal, `None` where there is none; it is asked once for each text that a
    /// file keeps once. `nothing` is never given back.
    pub fn told<T: Copy>(
        &self,
        name: &str,
        nothing: T,
        mut work: impl FnMut(Option<&str>) -> T,
    ) -> Result<Vec<T>, DataError> {
        let Ok(column) = self.frame.column(name) else { return Ok(vec![work(None); self.len()]) };
        Ok(views::known(column.as_materialized_series().str()?, nothing, work))
    }

    /// The currency of each deal; none where it names none.
    pub fn currencies(&self) -> Result<Vec<Option<Currency>>, DataError> {
        self.told("currency", None, |code| code.and_then(|code| Currency::parse(code).ok()))
    }

    /// Any column as text, for grouping; nothing is an empty text.
    pub fn as_text(&self, name: &str) -> Result<Vec<String>, DataError> {
        let Ok(column) = self.frame.column(name) else { return Ok(vec![String::new(); self.len()]) };
        let cast = column.cast(&DataType::String)?;
        let texts = cast.as_materialized_series().str()?;
        Ok(texts.iter().map(|text| text.unwrap_or_default().to_owned()).collect())
    }

    /// Event dates as day numbers.
    pub fn days(&self) -> Result<Vec<i32>, DataError> {
        let column = self.frame.column("close_date")?;
        Ok(filled(&column.as_materialized_series().date()?.phys, i32::MIN))
    }

    /// Any column of days as day numbers; `i32::MIN` where a row or the whole file has none.
    pub fn days_of(&self, name: &str) -> Result<Vec<i32>, DataError> {
        let Ok(column) = self.frame.column(name) else { return Ok(vec![i32::MIN; self.len()]) };
        Ok(filled(&column.as_materialized_series().date()?.phys, i32::MIN))
    }

    /// A column of amounts or numbers, scale 4; nothing where a row or the whole file has none.
    pub fn numbers(&self, name: &str) -> Result<Vec<Option<i128>>, DataError> {
        let Ok(column) = self.frame.column(name) else { return Ok(vec![None; self.len()]) };
        let column = match column.dtype() {
            DataType::Decimal(_, 4) => column.clone(),
            // A column of the file's own is text: a plain number or nothing, never rounded.
            DataType::String => return self.plain_numbers(name),
            _ => column.cast(&DataType::Decimal(38, 4))?,
        };
        let numbers = column.as_materialized_series().decimal()?;
        Ok(numbers.phys.iter().collect())
    }

    /// A column of amounts or numbers, scale 4; `i128::MIN` where a row or the whole file has none.
    pub fn raw_numbers(&self, name: &str) -> Result<Cow<'_, [i128]>, DataError> {
        let kept = self.frame.column(name).ok().map(Column::as_materialized_series);
        let numbers = kept.and_then(|column| column.decimal().ok());
        if let Some(numbers) = numbers.filter(|numbers| numbers.scale() == 4) {
            return Ok(match numbers.phys.cont_slice() {
                Ok(all) => Cow::Borrowed(all),
                Err(_) => Cow::Owned(filled(&numbers.phys, i128::MIN)),
            });
        }
        Ok(self.numbers(name)?.into_iter().map(|number| number.unwrap_or(i128::MIN)).collect())
    }

    /// A column of amounts or numbers, scale 4; where a deal has none, the position of the first that has none.
    pub fn all_numbers(&self, name: &str) -> Result<Result<Cow<'_, [i128]>, usize>, DataError> {
        let numbers = self.raw_numbers(name)?;
        Ok(numbers.iter().position(|number| *number == i128::MIN).map_or(Ok(numbers), Err))
    }

    fn plain_numbers(&self, name: &str) -> Result<Vec<Option<i128>>, DataError> {
        let rows = self.rows();
        let mut numbers = Vec::with_capacity(self.len());
        for (text, row) in self.texts(name)?.into_iter().zip(rows) {
            let text = text.map(str::trim).filter(|text| !text.is_empty());
            let number = text.map(Amount::parse).transpose();
            let number = number.map_err(|error| DataError::row_refused("", row, name, &error.to_string()))?;
            numbers.push(number.map(Amount::raw));
        }
        Ok(numbers)
    }

    /// The rows in the file.
    #[must_use]
    pub fn rows(&self) -> Vec<u64> {
        let column = self.frame.column("row").ok();
        let rows = column.and_then(|column| column.as_materialized_series().u64().ok());
        match rows {
            Some(rows) => filled(rows, 0),
            None => vec![0; self.len()],
        }
    }

    /// The files that the rows came from, where the table keeps them.
    pub fn files(&self) -> Result<Option<Vec<Option<&str>>>, DataError> {
        if self.frame.column("file").is_err() {
            return Ok(None);
        }
        self.texts("file").map(Some)
    }

    /// For each deal whether a condition holds.
    pub fn holds(&self, condition: &Condition) -> Result<Vec<bool>, ConditionError> {
        condition.holds(&self.frame)
    }

    /// The same for credits of one role and kind: the columns `role` and `credit` say these, unless the deals have
    /// columns of these names themselves.
    pub fn holds_for(
        &self,
        condition: &Condition,
        role: &str,
        credit: &str,
    ) -> Result<Vec<bool>, ConditionError> {
        let mut frame = self.frame.clone();
        for (name, text) in CREDIT_COLUMNS.into_iter().zip([role, credit]) {
            if frame.column(name).is_err() {
                let column = StringChunked::full(name.into(), text, frame.height()).into_column();
                frame.with_column(column).expect("a column of the frame's own height");
            }
        }
        condition.holds(&frame)
    }
}

/// The values of a column, with another in place of none. A chunk without gaps is copied whole.
fn filled<T: PolarsNumericType>(values: &ChunkedArray<T>, missing: T::Native) -> Vec<T::Native> {
    let mut filled = Vec::with_capacity(values.len());
    for chunk in values.downcast_iter() {
        match chunk.null_count() {
            0 => filled.extend_from_slice(chunk.values()),
            _ => filled.extend(chunk.iter().map(|value| value.copied().unwrap_or(missing))),
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_marked_in_every_chunk() {
        let mut days = Int32Chunked::from_slice("day".into(), &[3, 4]);
        days.append(&Int32Chunked::from_slice_options("day".into(), &[None, Some(-5)])).unwrap();
        assert_eq!(filled(&days, i32::MIN), [3, 4, i32::MIN, -5]);
    }
}
