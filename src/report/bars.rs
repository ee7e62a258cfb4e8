//! A picture of bars, one below the other: what each is called, how long it is, and what it is held against. Numbers
//! are exact integers, as in the cells of a report; where they come to stand in pixels is left to `render`.

use super::Kind;

/// Bars of one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bars {
    /// What the picture shows, for those who cannot see it.
    pub title: String,
    /// How its numbers read: [`Kind::Fraction`] at scale 6 as percentages, everything else at scale 4.
    pub kind: Kind,
    /// The bars, from top to bottom.
    pub bars: Vec<Bar>,
    /// A number that all bars are held against, and what it is called.
    pub line: Option<(i128, String)>,
    /// What a mark on a bar is called.
    pub mark: String,
    /// What the outline behind a bar is called.
    pub outline: String,
}

/// One bar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bar {
    /// What it is called.
    pub label: String,
    /// Its length; without one there is no bar, and the picture says so.
    pub value: Option<i128>,
    /// A number marked on it.
    pub mark: Option<i128>,
    /// A number that is outlined behind it.
    pub outline: Option<i128>,
    /// What else is worth knowing; may be empty.
    pub about: String,
}
