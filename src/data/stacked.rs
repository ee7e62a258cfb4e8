//! Frames of the parts of a table put under each other, where their columns may differ.

use polars::prelude::*;

use super::error::DataError;

/// Frames under each other; a column that a frame does not have is null in its rows.
pub(super) fn stacked(frames: Vec<DataFrame>) -> Result<DataFrame, DataError> {
    let mut all: Option<DataFrame> = None;
    for frame in frames {
        all = Some(match all {
            None => frame,
            Some(all) if all.schema() == frame.schema() => all.vstack(&frame)?,
            Some(all) => stack_unlike(&all, &frame)?,
        });
    }
    let mut all = all.unwrap_or_default();
    all.rechunk_mut();
    Ok(all)
}

fn stack_unlike(upper: &DataFrame, lower: &DataFrame) -> Result<DataFrame, DataError> {
    let mut names: Vec<(PlSmallStr, DataType)> = Vec::new();
    for column in upper.columns().iter().chain(lower.columns()) {
        match names.iter_mut().find(|(name, _)| name == column.name()) {
            None => names.push((column.name().clone(), column.dtype().clone())),
            Some((_, dtype)) if dtype == column.dtype() => {}
            // A column of the file's own that has another type in another file is text.
            Some((_, dtype)) => *dtype = DataType::String,
        }
    }
    let filled = |frame: &DataFrame| -> PolarsResult<DataFrame> {
        let columns: PolarsResult<Vec<Column>> = names
            .iter()
            .map(|(name, dtype)| match frame.column(name) {
                Ok(column) => column.cast(dtype),
                Err(_) => Ok(Column::full_null(name.clone(), frame.height(), dtype)),
            })
            .collect();
        DataFrame::new(frame.height(), columns?)
    };
    Ok(filled(upper)?.vstack(&filled(lower)?)?)
}
