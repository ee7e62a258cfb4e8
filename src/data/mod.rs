//! The half of the program that reads files: bytes to checked text, text to canonical tables.

pub mod closed;
mod condition;
pub mod deals;
pub mod error;
mod fingerprint;
pub mod gate;
mod held;
pub mod input;
pub mod parquet;
pub mod rows;
pub mod sink;

mod checks;
mod conform;
mod edit;
mod import;
mod made;
mod mapping;
mod memory;
mod names;
mod notes;
mod origin;
mod periods;
mod plan;
mod process;
mod profile;
mod relations;
mod scan;
mod shapes;
mod source;
mod stacked;
mod stretch;
mod suggest;
mod survey;
mod table_file;
mod unique;
mod views;
mod wide;
mod won;

pub use closed::{closed_lines, closed_lines_of};
pub use condition::{Condition, ConditionError};
pub use deals::{CREDIT_COLUMNS, Keyed, WonDeals};
pub use edit::{amounts_of, days_of, integers_of, row_of, texts_of, with_amount, with_day, with_text};
pub use error::DataError;
pub use fingerprint::fingerprint;
pub use gate::CsvOptions;
pub use held::Held;
pub use import::{ImportReport, MoneyTotal, import_table};
pub use input::{Location, forget_streams};
pub use made::{Cell, CellFault, MadeColumn, made};
pub use names::columns_of;
pub use notes::repeated_rows;
pub use plan::check_stated;
pub use polars::prelude::DataFrame as Frame;
pub use profile::{Stages, profile_names};
pub use scan::{read_table, scan};
pub use shapes::{Shape, ShapeError, shapes};
pub use source::{
    Batch, Beside, ColumnRule, DateOrder, DecimalMark, FileReport, Request, ScanReport, Source, Won,
};

/// The distinct texts of a column, in the order of their first rows; none when the frame lacks it.
pub fn distinct(frame: &Frame, name: &str) -> Result<Vec<String>, DataError> {
    let Ok(column) = frame.column(name) else { return Ok(Vec::new()) };
    let texts = column.as_materialized_series().str()?;
    let mut seen: Vec<String> = Vec::new();
    for text in texts.iter().flatten() {
        if !seen.iter().any(|known| known == text) {
            seen.push(text.to_owned());
        }
    }
    Ok(seen)
}

/// The frame without the rows whose text in a column is one of `left_out`, sorted.
pub fn without(frame: Frame, name: &str, left_out: &[String]) -> Result<Frame, DataError> {
    let Ok(column) = frame.column(name) else { return Ok(frame) };
    let is_out = |text: &str| left_out.binary_search_by(|known| known.as_str().cmp(text)).is_ok();
    let texts = column.as_materialized_series().str()?;
    let kept: Vec<bool> = texts.iter().map(|text| !text.is_some_and(is_out)).collect();
    Ok(frame.filter(&kept.into_iter().collect())?)
}

/// The rows of the file that the rows of a frame came from.
#[must_use]
pub fn row_numbers(frame: &Frame) -> Vec<u64> {
    let rows = frame.column("row").ok().and_then(|column| column.as_materialized_series().u64().ok());
    match rows {
        Some(rows) => rows.iter().map(|row| row.unwrap_or(0)).collect(),
        None => vec![0; frame.height()],
    }
}

/// The names of the columns of a frame.
#[must_use]
pub fn column_names(frame: &Frame) -> Vec<String> {
    frame.get_column_names().into_iter().map(ToString::to_string).collect()
}
