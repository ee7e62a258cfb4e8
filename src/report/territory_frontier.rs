//! The reports of `spm territories balance --frontier` and `--hire`: what balance costs in moves, and where capacity is
//! short.

use crate::engine::territory::summary::Standing;
use crate::report::{Block, Column, Kind, MISSING_INTEGER, Report, Values};

/// One solved variant.
pub struct Point {
    /// The tolerance of the first measure, in millionths.
    pub tolerance: i64,
    /// What a kept owner is worth, in metres a visit.
    pub keep: i64,
    /// Cost and bound in kilometres, and the gap in millionths.
    pub proof: (i64, i64, i64),
    /// Violated limits.
    pub breaches: i64,
    /// What moved, and how even it is.
    pub standing: Standing,
}

/// The frontier of balance against disruption.
#[must_use]
pub fn frontier(points: &[Point], subtitle: Vec<String>) -> Report {
    let columns = vec![
        Column::fraction("tolerance", "Tolerance").essential(),
        Column::integer("keep_km", "Keep km").essential(),
        Column::integer("moved", "Moved").essential(),
        Column::fraction("moved_share", "of accounts").essential(),
        Column::fraction("revenue_share", "of revenue"),
        Column::integer("ways_km", "Ways km").essential(),
        Column::new("variation", "Variation", Kind::Number),
        Column::integer("cost_km", "Cost km"),
        Column::integer("bound_km", "Bound km"),
        Column::fraction("gap", "Gap"),
        Column::integer("violations", "Violations"),
    ];
    let fraction = |of: &dyn Fn(&Point) -> Option<i64>| {
        Values::Fraction(points.iter().map(|point| of(point).unwrap_or(MISSING_INTEGER)).collect())
    };
    let integer = |of: &dyn Fn(&Point) -> i64| Values::Integer(points.iter().map(of).collect());
    let variation = |point: &Point| {
        let first = point.standing.evenness.first();
        first.map_or(MISSING_INTEGER, |even| (even.variation.1 + 50) / 100)
    };
    let values = vec![
        fraction(&|point| Some(point.tolerance)),
        integer(&|point| point.keep / 1_000),
        integer(&|point| point.standing.moved.0),
        fraction(&|point| point.standing.moved_part),
        fraction(&|point| point.standing.revenue_part),
        integer(&|point| point.standing.ways.1),
        Values::Number(points.iter().map(variation).collect()),
        integer(&|point| point.proof.0),
        integer(&|point| point.proof.1),
        // A gap is between answers to one question: where a band is broken, the bound is not of this one.
        fraction(&|point| (point.breaches == 0).then_some(point.proof.2)),
        integer(&|point| point.breaches),
    ];
    let mut report = Report::new("Balance against disruption", columns, Block::of(values));
    report.subtitle = subtitle;
    report.notes.push("moved: accounts that leave an owner who stays".to_owned());
    report
}

/// A territory where more capacity saves.
pub struct Hire {
    /// The territory.
    pub territory: String,
    /// What one more of the measure saves, in kilometres at scale 4.
    pub saving: i64,
    /// What the balance costs now, in kilometres.
    pub cost: i64,
    /// What it costs with one more full rep there, where that was solved.
    pub again: Option<i64>,
}

/// Where one more rep would save most.
#[must_use]
pub fn hires(rows: &[Hire], measure: &str, subtitle: Vec<String>) -> Report {
    let columns = vec![
        Column::id("territory", "Territory").essential(),
        Column::new("saving_km", &format!("One more {measure} saves km"), Kind::Number).essential(),
        Column::integer("cost_km", "Cost km"),
        Column::integer("cost_with_km", "with one more rep").essential(),
        Column::integer("saved_km", "Saved km").essential(),
    ];
    let solved = |of: &dyn Fn(&Hire) -> Option<i64>| {
        Values::Integer(rows.iter().map(|row| of(row).unwrap_or(MISSING_INTEGER)).collect())
    };
    let values = vec![
        Values::text(rows.iter().map(|row| row.territory.as_str())),
        Values::Number(rows.iter().map(|row| row.saving).collect()),
        solved(&|row| Some(row.cost)),
        solved(&|row| row.again),
        solved(&|row| row.again.map(|again| row.cost - again)),
    ];
    let mut report = Report::new("Where one more rep would save most", columns, Block::of(values));
    report.subtitle = subtitle;
    report.notes.push(
        "by the prices of the proof; the first three are solved again with one more full rep".to_owned(),
    );
    report
}
