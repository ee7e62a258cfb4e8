//! Reports into bytes: one file for each format, and [`render`] as the one place that chooses between them.
//! What a report says is left to `report`, where its bytes go to `cli`.
//!
//! Two families. Machine formats (CSV, TSV, JSON, NDJSON, Parquet) carry every digit, under stable names, and
//! leave out titles, totals and notes. Formats for people (table, Markdown, HTML) carry those too, write numbers
//! with thousands separators, money that was converted with two decimals and fractions as percentages, leave
//! out the columns that are for machines, and make harmless what a terminal or a page would obey. A workbook is for
//! people and holds numbers and days as such. SVG is the chart of a report that offers one, and nothing else.

mod axis;
mod bars;
mod csv;
mod format;
mod gather;
mod html;
mod json;
mod layout;
mod markdown;
mod markup;
mod ordered;
mod page_bars;
mod parquet;
mod people;
mod plot;
mod review;
mod rows;
mod spark;
pub mod statement;
mod style;
mod svg;
mod table;
pub mod territory_map;
mod text;
mod tree;
mod workbook;
mod xlsx;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod transcripts;

use std::io::{self, Write};

pub use csv::looks_like_a_formula;
pub use format::{Format, FormatError};
pub use review::{REVIEW_FORMATS, write_review};
pub use spark::{bar, sparkline};
pub use style::Style;
pub use text::visible;
pub use tree::render_tree;

use crate::report::{Report, ReportError};

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// Its rows could not be made.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// The destination did not take the bytes.
    #[error(transparent)]
    Write(#[from] io::Error),
    /// The format is a picture, and the report offers none.
    #[error("`{title}` has no chart, and `svg` is a picture of one")]
    NoChart {
        /// The title of the report.
        title: String,
    },
    /// More rows than a sheet of a workbook can hold.
    #[error("a sheet of a workbook holds 1,048,576 rows, and `{title}` has more")]
    TooManyRows {
        /// The title of the report.
        title: String,
    },
    /// Statements are not written in this format.
    #[error("statements are not written as `{format}`")]
    NoStatement {
        /// The name of the format.
        format: &'static str,
    },
    /// Reviews are not written in this format.
    #[error("a review is not written as `{format}`")]
    NoReview {
        /// The name of the format.
        format: &'static str,
    },
    /// A template of a page cannot be filled.
    #[error("the template {0}")]
    Template(String),
    /// The workbook library refused.
    #[error("the workbook cannot be written: {0}")]
    Workbook(String),
    /// The Parquet library refused.
    #[error("the Parquet file cannot be written: {0}")]
    Parquet(String),
}

/// Writes a report in a format. The bytes depend on the report, the format and the style, never on its
/// threads.
pub fn render(
    report: &Report,
    format: Format,
    style: &Style,
    out: &mut dyn Write,
) -> Result<(), RenderError> {
    match format {
        Format::Table => table::write(report, style, out),
        Format::Csv => csv::write(report, b',', style, out),
        Format::Tsv => csv::write(report, b'\t', style, out),
        Format::Json => json::write(report, style, out),
        Format::Ndjson => json::write_lines(report, style, out),
        Format::Markdown => markdown::write(report, style, out),
        Format::Parquet => parquet::write(report, style, out),
        Format::Html => html::write(report, style, out),
        Format::Xlsx => xlsx::write(report, style, out),
        Format::Svg => svg::write(report, out),
    }
}
