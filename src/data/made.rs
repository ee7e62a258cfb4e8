//! Tables that no file holds: the deals and reps that a plan's own tests state, in canonical types, read by the same
//! code as the values of a file. Who states them, and where, is left to `cli`.

use polars::prelude::*;

use super::conform::{
    Choice, ColumnRules, Evidence, IdForm, Reading, Zone, canonical_type, conform_text, form_of,
};
use crate::calendar::Day;
use crate::model::table::{ColumnKind, TableSpec};

/// A value as it was stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Text, which its column reads as it would in a file.
    Text(String),
    /// A number as plain digits: `-1234.5`.
    Number(String),
    /// A day.
    Day(Day),
    /// Yes or no.
    Flag(bool),
}

impl Cell {
    fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Number(text) => text.clone(),
            Self::Day(day) => day.to_string(),
            Self::Flag(flag) => flag.to_string(),
        }
    }
}

/// A column with a cell for each row; nothing where a row states none.
#[derive(Clone, Debug)]
pub struct MadeColumn {
    /// The canonical name, or a name of its own.
    pub name: String,
    /// The cells.
    pub cells: Vec<Option<Cell>>,
}

/// Why a cell is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellFault {
    /// The name of the column.
    pub column: String,
    /// The row, counted from 0.
    pub row: usize,
    /// What was stated.
    pub value: String,
    /// A predicate about the value: `is not a date`.
    pub reason: String,
}

/// Makes a frame of so many rows. A column of the table is of the table's kind; another one is of numbers, days or
/// flags where all its cells are, and of text else. A column of `also` that no row states is there without values.
/// Rows are numbered from 1 in the column `row`.
pub fn made(
    table: &TableSpec,
    rows: usize,
    columns: &[MadeColumn],
    also: &[String],
) -> Result<DataFrame, CellFault> {
    let mut all: Vec<Column> = Vec::with_capacity(columns.len() + also.len() + 1);
    for column in columns {
        let kind = table.column(&column.name).map_or_else(|| kind_of(&column.cells), |spec| spec.kind);
        all.push(conformed(column, kind)?);
    }
    for name in also.iter().filter(|name| !columns.iter().any(|column| column.name == **name)) {
        let kind = table.column(name).map_or(ColumnKind::Text, |spec| spec.kind);
        all.push(Column::full_null(name.as_str().into(), rows, &canonical_type(kind)));
    }
    let numbers: Vec<u64> = (1_u64..).take(rows).collect();
    all.push(Series::new("row".into(), numbers).into());
    let frame = DataFrame::new(rows, all);
    // The caller gives each name once and each column as many cells as there are rows.
    frame.map_err(|error| CellFault {
        column: String::new(),
        row: 0,
        value: String::new(),
        reason: error.to_string(),
    })
}

/// The kind of a column that the table does not know.
fn kind_of(cells: &[Option<Cell>]) -> ColumnKind {
    let all = |is: fn(&Cell) -> bool| cells.iter().flatten().all(is);
    if all(|cell| matches!(cell, Cell::Number(_))) {
        ColumnKind::Number
    } else if all(|cell| matches!(cell, Cell::Day(_))) {
        ColumnKind::Date
    } else if all(|cell| matches!(cell, Cell::Flag(_))) {
        ColumnKind::Flag
    } else {
        ColumnKind::Text
    }
}

fn conformed(column: &MadeColumn, kind: ColumnKind) -> Result<Column, CellFault> {
    // A number has a decimal point; a day is read by what its column says, as in a file.
    let reading = if form_of(kind).is_some() { Reading::Decided(Choice::First) } else { Reading::Undecided };
    let rules = ColumnRules {
        name: column.name.clone(),
        kind,
        reading,
        zone: Zone::Utc,
        ids: IdForm::AsWritten,
        fractions: false,
        thousands: false,
    };
    let texts: Vec<Option<String>> = column.cells.iter().map(|cell| cell.as_ref().map(Cell::text)).collect();
    let series = Series::new(column.name.as_str().into(), &texts);
    let refused = |row: usize, reason: String| CellFault {
        column: column.name.clone(),
        row,
        value: texts.get(row).cloned().flatten().unwrap_or_default(),
        reason,
    };
    let texts_of = series.str().map_err(|error| refused(0, error.to_string()))?;
    let read = conform_text(texts_of, &rules);
    if let Some((row, fault)) = read.faults.first() {
        return Err(refused(*row, fault.reason.clone()));
    }
    if rules.has_two_readings()
        && read.evidence.has(Evidence::EITHER)
        && read.evidence.choice().is_none()
        && reading == Reading::Undecided
    {
        return Err(refused(0, "can be read as two days; write it as 2026-03-31".to_owned()));
    }
    Ok(read.column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Condition;
    use crate::model::table::table;

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    fn number(digits: &str) -> Cell {
        Cell::Number(digits.to_owned())
    }

    fn column(name: &str, cells: Vec<Option<Cell>>) -> MadeColumn {
        MadeColumn { name: name.to_owned(), cells }
    }

    fn holds(frame: &DataFrame, condition: &str) -> Vec<bool> {
        Condition::parse(condition).unwrap().holds(frame).unwrap()
    }

    #[test]
    fn cells_are_of_the_kind_of_their_column() {
        let columns = [
            column("amount", vec![Some(number("1000.1")), Some(text("$2,500.00"))]),
            column(
                "created_date",
                vec![Some(text("2026-01-31")), Some(Cell::Day(Day::parse("2026-02-01").unwrap()))],
            ),
            column("type", vec![Some(text("New Business")), None]),
            column("seats", vec![Some(number("12")), Some(number("7"))]),
            column("strategic", vec![Some(Cell::Flag(true)), None]),
        ];
        let deals = table("deals").unwrap();
        let frame = made(deals, 2, &columns, &["cost".to_owned(), "channel".to_owned()]).unwrap();
        assert_eq!(holds(&frame, "amount >= 1000.10"), [true, true]);
        assert_eq!(holds(&frame, "amount > 1000.10"), [false, true]);
        assert_eq!(holds(&frame, "created_date < DATE '2026-02-01'"), [true, false]);
        assert_eq!(holds(&frame, "type = 'New Business'"), [true, false]);
        assert_eq!(holds(&frame, "seats > 7"), [true, false]);
        assert_eq!(holds(&frame, "strategic"), [true, false]);
        assert_eq!(holds(&frame, "cost > 0 OR channel = 'x'"), [false, false]);
        assert_eq!(holds(&frame, "cost IS NULL AND channel IS NULL"), [true, true]);
    }

    #[test]
    fn a_cell_that_its_column_cannot_read_is_refused() {
        let deals = table("deals").unwrap();
        let fault = |name: &str, cells: Vec<Cell>| {
            let cells: Vec<Option<Cell>> = cells.into_iter().map(Some).collect();
            let rows = cells.len();
            let fault = made(deals, rows, &[column(name, cells)], &[]).unwrap_err();
            format!("{} {}: `{}` {}", fault.column, fault.row, fault.value, fault.reason)
        };
        assert_eq!(fault("units", vec![number("3"), text("many")]), "units 1: `many` is not a number");
        assert!(fault("created_date", vec![text("2026-02-30")]).contains("is not a date"));
        assert!(fault("created_date", vec![text("3/4/2026")]).contains("two days"));
        assert!(fault("amount", vec![number("0.00001")]).starts_with("amount 0: `0.00001` has more than"));
    }
}
