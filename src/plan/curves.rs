//! Elements that pay by other results: multipliers, matrices and contests.

use super::expression::{Expression, Names};
use super::node::{Keys, Node, Word};
use super::place::Located;
use super::terms::Measure;
use crate::money::{Amount, Rate};

/// A factor on what an element pays, on straight lines between points.
#[derive(Clone, Debug, PartialEq)]
pub struct Multiplier {
    /// The expression that finds the factor.
    pub by: Located<Expression>,
    /// Pairs of its value and the factor, ascending by value; at least one.
    pub points: Vec<(Rate, Rate)>,
}

/// Reads `multiplier = { by = "attainment('x')", points = [[0.8, 0.8], [1.2, 1.2]] }`.
pub(super) fn read_multiplier(node: &Node<'_>) -> Option<Multiplier> {
    let keys = node.table()?;
    let by = keys
        .require("by", "such as `by = \"attainment('retention')\"`")
        .and_then(|node| node.expression(&Names::of_results(), false));
    let node = keys.require("points", "such as `points = [[0.8, 0.8], [1.2, 1.2]]`")?;
    let points = node.list_of(|part| {
        let pair = part.list()?;
        let [value, factor] = pair.as_slice() else {
            part.fault("is not a pair of a value and a factor", "such as `[1.0, 1.0]`");
            return None;
        };
        let (value, factor) = (value.rate(), factor.rate());
        Some((value?.value, factor?.value))
    })?;
    let points = points.value;
    if !points.is_sorted_by(|point, next| point.0 < next.0) {
        node.fault("the points do not ascend", "list them by their first number");
        return None;
    }
    Some(Multiplier { by: by?, points })
}

/// A multiple of target by two results; below the first row or column nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    /// The expression that finds the row.
    pub rows: Located<Expression>,
    /// Where each row begins, ascending.
    pub row_from: Vec<Rate>,
    /// The expression that finds the column.
    pub columns: Located<Expression>,
    /// Where each column begins, ascending.
    pub column_from: Vec<Rate>,
    /// A row of multiples for each of `row_from`, each as long as `column_from`.
    pub values: Vec<Vec<Rate>>,
    /// What is paid between the points.
    pub between: Between,
}

/// What a matrix pays between its points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Between {
    /// The value of the row and column reached.
    Step,
    /// The bilinear interpolation of the four values around.
    Bilinear,
}

impl Word for Between {
    const WORDS: &'static [(&'static str, Between)] =
        &[("step", Between::Step), ("bilinear", Between::Bilinear)];
}

/// Reads a matrix.
pub(super) fn read_matrix(node: &Node<'_>) -> Option<Matrix> {
    let keys = node.table()?;
    let remedy = "such as `\"attainment('bookings')\"`";
    let names = Names::of_results();
    let rows = keys.require("rows", remedy).and_then(|node| node.expression(&names, false));
    let columns = keys.require("columns", remedy).and_then(|node| node.expression(&names, false));
    let (row_from, column_from) = (read_axis(&keys, "row_from"), read_axis(&keys, "column_from"));
    let between = keys.get("between").map_or(Some(Between::Step), |node| Some(node.word()?.value));
    let node = keys.require("values", "a row of multiples for each of `row_from`")?;
    let values = node.list_of(|row| Some(row.list_of(|part| Some(part.rate()?.value))?.value))?.value;
    let (row_from, column_from) = (row_from?, column_from?);
    let fits = values.len() == row_from.len() && values.iter().all(|row| row.len() == column_from.len());
    if !fits {
        let (rows, columns) = (row_from.len(), column_from.len());
        node.fault(
            format!("is not {rows} rows of {columns} values"),
            "one for each `row_from` and `column_from`",
        );
        return None;
    }
    Some(Matrix { rows: rows?, row_from, columns: columns?, column_from, values, between: between? })
}

fn read_axis(keys: &Keys<'_>, key: &str) -> Option<Vec<Rate>> {
    let node = keys.require(key, "such as `[0.8, 1.0]`")?;
    let axis = node.list_of(|part| Some(part.rate()?.value))?.value;
    if !axis.is_sorted_by(|from, next| from < next) {
        node.fault("does not ascend", "list the smallest number first");
        return None;
    }
    Some(axis)
}

/// Prizes by rank, paid when the window ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contest {
    /// What ranks.
    pub rank_by: Measure,
    /// The money of the first, second … rank; at least one.
    pub prizes: Vec<Amount>,
    /// What equals do.
    pub ties: Ties,
    /// The least measure that takes part.
    pub minimum: Option<Amount>,
}

/// What equals in a contest do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ties {
    /// They share the prizes of their ranks.
    Share,
}

impl Word for Ties {
    const WORDS: &'static [(&'static str, Ties)] = &[("share", Ties::Share)];
}

/// Reads `contest = { rank_by = "amount", prizes = [5000, 3000] }`.
pub(super) fn read_contest(node: &Node<'_>) -> Option<Contest> {
    let keys = node.table()?;
    let rank_by = keys.require("rank_by", "such as `rank_by = \"amount\"`");
    let rank_by = rank_by.and_then(|node| super::document::read_measure(&node));
    let prizes = keys.require("prizes", "such as `prizes = [5000, 3000, 1000]`");
    let prizes = prizes.and_then(|node| node.list_of(|part| Some(part.positive_amount()?.value)));
    let ties = keys.get("ties").map_or(Some(Ties::Share), |node| Some(node.word()?.value));
    let minimum = match keys.get("minimum") {
        Some(node) => Some(node.amount()?.value),
        None => None,
    };
    Some(Contest { rank_by: rank_by?.value, prizes: prizes?.value, ties: ties?, minimum })
}
