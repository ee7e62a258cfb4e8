//! Single deals of a frame, picked out and stated otherwise: what `what-if` and `goal` ask of deals that are not as the
//! files say. What they mean, and who is credited with them, is left to `cli`.

use polars::prelude::*;

use super::error::DataError;
use crate::calendar::Day;
use crate::money::Amount;

/// The texts of a column, one for each row; empty where a row or the whole frame has none.
pub fn texts_of(frame: &DataFrame, name: &str) -> Result<Vec<String>, DataError> {
    let Ok(column) = frame.column(name) else { return Ok(vec![String::new(); frame.height()]) };
    let texts = column.as_materialized_series().str()?;
    Ok(texts.iter().map(|text| text.unwrap_or_default().to_owned()).collect())
}

/// The days of a column, one for each row; nothing where a row or the whole frame has none.
pub fn days_of(frame: &DataFrame, name: &str) -> Result<Vec<Option<Day>>, DataError> {
    let Ok(column) = frame.column(name) else { return Ok(vec![None; frame.height()]) };
    let days = column.as_materialized_series().date()?;
    Ok(days.phys.iter().map(|day| day.and_then(Day::from_number)).collect())
}

/// The amounts of a column of money, one for each row; nothing where a row or the whole frame has none.
pub fn amounts_of(frame: &DataFrame, name: &str) -> Result<Vec<Option<Amount>>, DataError> {
    let Ok(column) = frame.column(name) else { return Ok(vec![None; frame.height()]) };
    let amounts = column.as_materialized_series().decimal()?;
    Ok(amounts.phys.iter().map(|raw| raw.map(Amount::from_raw)).collect())
}

/// The whole numbers of a column, one for each row; nothing where a row or the whole frame has none.
pub fn integers_of(frame: &DataFrame, name: &str) -> Result<Vec<Option<i64>>, DataError> {
    let Ok(column) = frame.column(name) else { return Ok(vec![None; frame.height()]) };
    let cast = column.cast(&DataType::Int64)?;
    Ok(cast.as_materialized_series().i64()?.iter().collect())
}

/// One row as a frame of its own.
#[must_use]
pub fn row_of(frame: &DataFrame, row: usize) -> DataFrame {
    let place = i64::try_from(row).expect("a frame has fewer than 2^63 rows");
    frame.slice(place, 1)
}

/// The frame with one text in every row of a column.
pub fn with_text(frame: DataFrame, name: &str, text: &str) -> Result<DataFrame, DataError> {
    let texts = vec![text; frame.height()];
    with(frame, Series::new(name.into(), texts))
}

/// The frame with one day in every row of a column.
pub fn with_day(frame: DataFrame, name: &str, day: Day) -> Result<DataFrame, DataError> {
    let days = Series::new(name.into(), vec![day.number(); frame.height()]).cast(&DataType::Date)?;
    with(frame, days)
}

/// The frame with one amount in every row of a column of money.
pub fn with_amount(frame: DataFrame, name: &str, amount: Amount) -> Result<DataFrame, DataError> {
    let raws = vec![amount.raw(); frame.height()];
    let amounts = Int128Chunked::from_vec(name.into(), raws).into_decimal_unchecked(38, 4);
    with(frame, amounts.into_series())
}

fn with(mut frame: DataFrame, values: Series) -> Result<DataFrame, DataError> {
    frame.with_column(values.into_column())?;
    Ok(frame)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Cell, MadeColumn, made};
    use crate::model::table::table;

    #[test]
    fn a_deal_is_stated_otherwise_in_the_types_of_its_columns() {
        let number = |digits: &str| Some(Cell::Number(digits.to_owned()));
        let text = |text: &str| Some(Cell::Text(text.to_owned()));
        let columns = [
            MadeColumn { name: "deal_id".to_owned(), cells: vec![text("D1"), text("D2")] },
            MadeColumn { name: "stage".to_owned(), cells: vec![text("Open"), text("Open")] },
            MadeColumn { name: "amount".to_owned(), cells: vec![number("10"), None] },
            MadeColumn { name: "close_date".to_owned(), cells: vec![text("2026-01-31"), None] },
        ];
        let frame = made(table("deals").unwrap(), 2, &columns, &[]).unwrap();
        let day = Day::parse("2026-02-28").unwrap();
        assert_eq!(days_of(&frame, "close_date").unwrap(), [Day::parse("2026-01-31").ok(), None]);
        let second = with_text(row_of(&frame, 1), "stage", "Won").unwrap();
        let second = with_day(second, "close_date", day).unwrap();
        let second = with_amount(second, "amount", Amount::parse("12.5").unwrap()).unwrap();
        assert_eq!(texts_of(&second, "deal_id").unwrap(), ["D2"]);
        assert_eq!(texts_of(&second, "stage").unwrap(), ["Won"]);
        assert_eq!(texts_of(&second, "nobody").unwrap(), [""]);
        assert_eq!(days_of(&second, "close_date").unwrap(), [Some(day)]);
        assert_eq!(amounts_of(&second, "amount").unwrap(), [Amount::parse("12.5").ok()]);
        assert_eq!(frame.column("amount").unwrap().dtype(), second.column("amount").unwrap().dtype());
    }
}
