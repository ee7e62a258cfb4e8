//! One report with every kind of cell, in two parts: missing values, negative numbers, other scripts, quotes,
//! line ends, formula text, escape bytes and marks that turn the direction of writing.

use std::sync::Arc;

use crate::render::{Format, Style, render};
use crate::report::{
    Block, Column, Kind, MISSING_CODE, MISSING_DAY, MISSING_INTEGER, MISSING_MONEY, Parts, Report, Values,
};

/// The texts behind the codes of the column `team`.
fn teams() -> Arc<Vec<String>> {
    Arc::new(vec!["EMEA".to_owned(), "R&D *|<b>".to_owned()])
}

fn columns() -> Vec<Column> {
    vec![
        Column::id("rep_id", "Rep").essential(),
        Column::text("name", "Name"),
        Column::text("team", "Team"),
        Column::money("credited", "Credited").essential(),
        Column::money("gap", "Gap to quota"),
        Column::fraction("attainment", "Attainment"),
        Column::new("rate", "Rate", Kind::Rate),
        Column::new("units", "Units", Kind::Number),
        Column::integer("deals", "Deals"),
        Column::date("closed", "Last close"),
        Column::new("trend", "Trend", Kind::Spark),
        Column::new("reps", "Reps", Kind::Bar),
    ]
}

fn first_part() -> Block {
    Block::of(vec![
        Values::text(["R-001", "R-002"]),
        Values::text(["Ana \"Ace\" O'Neil, Jr", "=SUM(A1)"]),
        Values::Codes { codes: vec![0, MISSING_CODE], names: teams() },
        Values::Money(vec![2_998_085_134_200_000_000, -123_456_750_000_000_000_000]),
        Values::Amounts(vec![-49_808_500, MISSING_MONEY]),
        Values::Fraction(vec![1_199_234, MISSING_INTEGER]),
        Values::Fraction(vec![187_709, 60_000]),
        Values::Number(vec![125_000, -30_000]),
        Values::Integer(vec![3, 1_234_567]),
        Values::Date(vec![20_542, MISSING_DAY]),
        Values::text(["0.00 350.00 700.00", ""]),
        Values::Integer(vec![4, 1]),
    ])
}

fn second_part() -> Block {
    Block::of(vec![
        Values::text(["-R|3", "日本-4"]),
        Values::text(["Li\tne\nBreak\x1b[31m\u{202e}", " 日本電気株式会社 "]),
        Values::Codes { codes: vec![0, 1], names: teams() },
        Values::Money(vec![MISSING_MONEY, 0]),
        Values::Amounts(vec![0, 10_000_000_001]),
        Values::Fraction(vec![0, 999_500]),
        Values::Fraction(vec![MISSING_INTEGER, 0]),
        Values::Number(vec![MISSING_INTEGER, 1]),
        Values::Integer(vec![MISSING_INTEGER, -12]),
        Values::Date(vec![19_782, -25_567]),
        Values::text(["-100.50 0 - 603", ""]),
        Values::Integer(vec![MISSING_INTEGER, 2]),
    ])
}

fn total() -> Block {
    Block::of(vec![
        Values::text([""]),
        Values::text([""]),
        Values::text([""]),
        // -1,234,567.50 + 29,980.851342 = -1,204,586.648658
        Values::Money(vec![-120_458_664_865_800_000_000]),
        Values::Amounts(vec![MISSING_MONEY]),
        Values::Fraction(vec![MISSING_INTEGER]),
        Values::Fraction(vec![MISSING_INTEGER]),
        Values::Number(vec![MISSING_INTEGER]),
        // 3 + 1,234,567 - 12 = 1,234,558
        Values::Integer(vec![1_234_558]),
        Values::Date(vec![MISSING_DAY]),
        Values::text([""]),
        Values::Integer(vec![MISSING_INTEGER]),
    ])
}

/// The report.
pub(in crate::render) fn every_kind_of_cell() -> Report {
    Report {
        title: "Attainment by rep".to_owned(),
        subtitle: vec!["2026-Q3 · USD".to_owned()],
        columns: columns(),
        parts: Parts::made(2, |part| Ok(if part == 0 { first_part() } else { second_part() })),
        total: Some(total()),
        notes: vec!["1 rep has no quota".to_owned()],
        chart: None,
        bars: None,
    }
}

/// A report in a format, as text.
pub(in crate::render) fn text(report: &Report, format: Format, style: &Style) -> String {
    let mut out = Vec::new();
    render(report, format, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}
