//! A picture that a report offers beside its rows: one line over one axis, with marks. Numbers are exact integers, as
//! in the cells of a report; where they come to stand in characters or in pixels is left to `render`.

use super::Kind;

/// A line chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// What runs from left to right.
    pub across: Axis,
    /// What runs from bottom to top.
    pub up: Axis,
    /// The points of the line, from left to right; two may stand above each other where the line jumps.
    pub points: Vec<(i128, i128)>,
    /// The line where it is foretold: it goes on from the last point, broken.
    pub ahead: Vec<(i128, i128)>,
    /// What the line ahead is expected to stay within, from left to right.
    pub band: Vec<Band>,
    /// Places on the axis across that mean something, from left to right.
    pub marks: Vec<Mark>,
    /// The one point that the reader asks about.
    pub spot: Option<Spot>,
}

/// An axis and the unit of its numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// What it measures, for people.
    pub title: String,
    /// How its numbers read: [`Kind::Fraction`] at scale 6 as percentages, [`Kind::Date`] as days since 1970-01-01 at
    /// scale 4, everything else at scale 4.
    pub kind: Kind,
}

/// The bounds of a band at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// Where, in the unit of the axis across.
    pub at: i128,
    /// The lower bound.
    pub low: i128,
    /// The upper bound.
    pub high: i128,
}

/// A place on the axis across.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where, in the unit of the axis.
    pub at: i128,
    /// What begins there.
    pub label: String,
}

/// A point with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Across and up.
    pub at: (i128, i128),
    /// Whose it is.
    pub label: String,
}
