//! Results that are trees: each branch with its words for people, its fields for machines, and the branches below it.
//! How a tree looks in a format is left to `render`; formats of rows get a line for each branch.

use super::Report;

/// A result whose parts have parts.
#[derive(Debug)]
pub struct Tree {
    /// What it is, in a few words for people.
    pub title: String,
    /// Lines under the title: period, as-of date, company.
    pub subtitle: Vec<String>,
    /// The branches from which the others come.
    pub branches: Vec<Branch>,
    /// One line for each branch, for the formats of rows.
    pub rows: Report,
}

/// A branch with all that comes from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Branch {
    /// What people read.
    pub text: String,
    /// The same where signs beyond ASCII cannot be shown; data in it is as it is.
    pub ascii: String,
    /// What machines read, in this order.
    pub fields: Vec<(&'static str, Field)>,
    /// The branches that come from it.
    pub branches: Vec<Branch>,
}

/// A value of a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// There is none.
    Missing,
    /// Text, or a decimal number with its exact digits.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Values that belong together, each a few fields.
    List(Vec<Vec<(&'static str, Field)>>),
}
