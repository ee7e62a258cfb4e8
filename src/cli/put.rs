//! The last step of every command: a report or a text where the user wants it, and what went wrong as a failure.

use std::path::Path;

use super::failure::{Failure, Outcome};
use super::output::{OutputError, output_error};
use super::reading::refused_by_engine;
use super::ui::Ui;
use crate::disk::write_atomically;
use crate::engine::error::EngineError;
use crate::model::reject::Reject;
use crate::render::{Format, RenderError, Style, render};
use crate::report::{Block, Column, Report, ReportError, Tree, Values};

/// What could not be put out, as a failure. A fault of the calculation behind a report is that of the engine.
#[must_use]
pub fn failure(error: &OutputError) -> Failure {
    if let OutputError::Report(ReportError::Calculation(cause)) = error
        && let Some(cause) = cause.downcast_ref::<EngineError>()
    {
        return refused_by_engine(cause);
    }
    let outcome = match error.exit_code() {
        Some(2) => Outcome::Usage,
        Some(8) => Outcome::Output,
        _ => Outcome::Bug,
    };
    Failure::new(outcome, error.to_string()).hint(error.hint().unwrap_or_default())
}

/// What could not be rendered or written to a destination, as a failure.
#[must_use]
pub fn failed(error: &RenderError, destination: &str) -> Failure {
    let message = match error {
        RenderError::Write(error) => format!("{destination} cannot be written: {error}"),
        other => format!("{destination} cannot be written: {other}"),
    };
    Failure::new(Outcome::Output, message)
}

/// Writes a report where the user wants it.
pub fn report(report: &Report, ui: &Ui) -> Result<(), Failure> {
    ui.print(report).map_err(|error| failure(&error))
}

/// Writes a tree where the user wants it.
pub fn tree(tree: &Tree, ui: &Ui) -> Result<(), Failure> {
    ui.print_tree(tree).map_err(|error| failure(&error))
}

/// Writes text where the user wants it.
pub fn text(text: &str, ui: &Ui) -> Result<(), Failure> {
    ui.print_text(text).map_err(|error| failure(&error))
}

/// Writes rejected rows as CSV: file, row, column, value and reason. They may hold pay, so the file is its owner's.
pub fn rejects(path: &Path, rejects: &[Reject]) -> Result<(), Failure> {
    let column = |of: &dyn Fn(&Reject) -> String| Values::text(rejects.iter().map(of));
    let columns = vec![
        Column::text("file", "File"),
        Column::integer("row", "Row"),
        Column::text("column", "Column"),
        Column::text("value", "Value"),
        Column::text("reason", "Reason"),
    ];
    let rows = rejects.iter().map(|reject| i64::try_from(reject.row).unwrap_or(i64::MAX)).collect();
    let block = Block::of(vec![
        column(&|reject| reject.file.clone()),
        Values::Integer(rows),
        column(&|reject| reject.column.clone()),
        column(&|reject| reject.value.clone()),
        column(&|reject| reject.reason.clone()),
    ]);
    let report = Report::new("Rejected rows", columns, block);
    let style = Style { spreadsheet_safe: true, ..Style::default() };
    write_atomically(path, true, |out| render(&report, Format::Csv, &style, out))
        .map_err(|error| failure(&output_error(error, format!("`{}`", path.display()))))
}
