//! What a team looks at together once a month: a few numbers, then sections of words, pictures and tables. Each
//! table is one of the other reports; what stands in a section is put together in `review_sections`.

use super::{Bars, Chart, Kind, Report, Values};

/// The document.
#[derive(Debug)]
pub struct Review {
    /// What it is.
    pub title: String,
    /// Lines under the title.
    pub subtitle: Vec<String>,
    /// The numbers that are read first.
    pub figures: Vec<Figure>,
    /// The sections, in order.
    pub sections: Vec<Section>,
}

/// A number with its name.
#[derive(Debug)]
pub struct Figure {
    /// Its name.
    pub title: String,
    /// How it reads.
    pub kind: Kind,
    /// The number: one cell.
    pub value: Values,
    /// What it is held against; may be empty.
    pub about: String,
}

/// A part of the document.
#[derive(Debug, Default)]
pub struct Section {
    /// What it is about.
    pub title: String,
    /// What it says, or why it says nothing.
    pub lines: Vec<String>,
    /// A picture of bars.
    pub bars: Option<Bars>,
    /// A picture of a line.
    pub chart: Option<Chart>,
    /// Its rows.
    pub report: Option<Report>,
}
