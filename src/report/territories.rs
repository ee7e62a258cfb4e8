//! The report of `spm territories`: what each territory has, its share, its index, and how evenly measures are spread.

use crate::engine::people::index;
use crate::engine::territory::alignment::{Alignment, Load, Unit, total};
use crate::engine::territory::book::{Book, Measure};
use crate::engine::territory::distance::kilometres;
use crate::engine::territory::fairness::Fairness;
use crate::report::{Block, Column, Kind, MISSING_INTEGER, Report, Values};

/// What the report is about.
pub struct Frame<'a> {
    /// Accounts and reps.
    pub book: &'a Book,
    /// Which account is where.
    pub alignment: &'a Alignment,
    /// The measures with a column; share and index are those of the first.
    pub measures: &'a [Measure],
    /// Lines under the title.
    pub subtitle: Vec<String>,
}

/// Builds the report.
#[must_use]
pub fn report(frame: &Frame<'_>) -> Report {
    let loads = frame.alignment.loads(frame.book);
    let first = frame.measures.first().copied().unwrap_or(Measure::Count);
    let rows: Vec<(&Unit, &Load)> = frame.alignment.units.iter().zip(&loads).collect();
    let all = total(&loads, first);
    let mut report =
        Report::new("Territories", columns(frame.measures), block(frame, &rows, all, first, &loads));
    report.subtitle.clone_from(&frame.subtitle);
    report.total = (rows.len() > 1).then(|| total_block(frame, &loads));
    report.notes = notes(frame, &loads);
    report
}

/// The columns of measures, in their order; the count has one already.
pub(super) fn measure_columns(measures: &[Measure]) -> Vec<Column> {
    let weighed = measures.iter().filter(|measure| **measure != Measure::Count);
    weighed.map(|measure| column_of(*measure)).collect()
}

fn column_of(measure: Measure) -> Column {
    match measure {
        Measure::Potential => Column::money("potential", "Potential").essential(),
        Measure::Revenue => Column::money("revenue", "Revenue"),
        Measure::Workload => Column::new("workload", "Workload", Kind::Number),
        Measure::Visits => Column::new("visits", "Visits", Kind::Number),
        Measure::Count => Column::integer("count", "Accounts"),
    }
}

/// The cells of a measure, scale 4.
pub(super) fn cells(measure: Measure, values: Vec<i128>) -> Values {
    if measure.is_money() {
        return Values::Amounts(values);
    }
    Values::Number(values.into_iter().map(|raw| i64::try_from(raw).unwrap_or(MISSING_INTEGER)).collect())
}

fn columns(measures: &[Measure]) -> Vec<Column> {
    let mut columns = vec![
        Column::id("territory", "Territory").essential(),
        Column::id("rep_id", "Rep"),
        Column::integer("accounts", "Accounts").essential(),
    ];
    columns.extend(measure_columns(measures));
    columns.extend([
        Column::fraction("share", "Share"),
        Column::new("index", "Index", Kind::Number).essential(),
        Column::text("name", "Name"),
        Column::new("capacity", "Capacity", Kind::Number),
        Column::new("distance_km", "km", Kind::Number),
    ]);
    columns
}

/// The texts of a unit's reps, with one space between ids and a comma between names.
pub(super) fn reps_of(book: &Book, unit: &Unit) -> (String, String) {
    let ids: Vec<&str> = unit.reps.iter().map(|rep| book.reps[index(*rep)].rep_id.as_str()).collect();
    let names: Vec<&str> = unit.reps.iter().map(|rep| book.reps[index(*rep)].name.as_str()).collect();
    (ids.join(" "), names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", "))
}

/// An index in millionths as a number at scale 4.
pub(super) fn ratio(millionths: Option<i64>) -> i64 {
    millionths.map_or(MISSING_INTEGER, |raw| (raw + 50) / 100)
}

fn block(frame: &Frame<'_>, rows: &[(&Unit, &Load)], all: i128, first: Measure, loads: &[Load]) -> Block {
    let reps: Vec<(String, String)> = rows.iter().map(|(unit, _)| reps_of(frame.book, unit)).collect();
    let mut values = vec![
        Values::text(rows.iter().map(|(unit, _)| unit.name.as_str())),
        Values::text(reps.iter().map(|(ids, _)| ids.as_str())),
        Values::Integer(rows.iter().map(|(_, load)| load.accounts).collect()),
    ];
    for measure in frame.measures.iter().filter(|measure| **measure != Measure::Count) {
        values.push(cells(*measure, rows.iter().map(|(_, load)| load.sum(*measure)).collect()));
    }
    let shares = rows.iter().map(|(_, load)| load.share(first, all).unwrap_or(MISSING_INTEGER));
    let distance = |load: &Load| load.distance.map_or(MISSING_INTEGER, kilometres);
    values.extend([
        Values::Fraction(shares.collect()),
        Values::Number(frame.alignment.indices(loads, first).into_iter().map(ratio).collect()),
        Values::text(reps.iter().map(|(_, names)| names.as_str())),
        Values::Number(rows.iter().map(|(unit, _)| unit.capacity).collect()),
        Values::Number(rows.iter().map(|(_, load)| distance(load)).collect()),
    ]);
    Block::of(values)
}

fn total_block(frame: &Frame<'_>, loads: &[Load]) -> Block {
    let mut values = vec![
        Values::text(["Total"]),
        Values::text([""]),
        Values::Integer(vec![loads.iter().map(|load| load.accounts).sum()]),
    ];
    for measure in frame.measures.iter().filter(|measure| **measure != Measure::Count) {
        values.push(cells(*measure, vec![total(loads, *measure)]));
    }
    values.extend([
        Values::Fraction(vec![1_000_000]),
        Values::Number(vec![MISSING_INTEGER]),
        Values::text([""]),
        Values::Number(vec![frame.alignment.capacity()]),
        Values::Number(vec![MISSING_INTEGER]),
    ]);
    Block::of(values)
}

fn notes(frame: &Frame<'_>, loads: &[Load]) -> Vec<String> {
    let spread = |measure: &Measure| {
        let fairness = frame.alignment.fairness(loads, *measure)?;
        let name = if *measure == Measure::Count { "accounts" } else { measure.as_str() };
        Some(format!("{name}: {}", words(&fairness)))
    };
    let mut notes: Vec<String> = frame.measures.iter().filter_map(spread).collect();
    if !notes.is_empty() {
        notes.push(
            "index: share of the measure ÷ share of the capacity, 1 is even; a vacant territory counts as one full one"
                .to_owned(),
        );
    }
    notes
}

/// How evenly a measure is spread, in words.
pub(super) fn words(fairness: &Fairness) -> String {
    let ratio = fairness.ratio.map_or_else(
        || "one has nothing".to_owned(),
        |ratio| format!("largest ÷ smallest {}", thousandths(ratio)),
    );
    let (variation, gini) = (thousandths(fairness.variation), thousandths(fairness.gini));
    format!("coefficient of variation {variation}, {ratio}, Gini {gini}")
}

/// Millionths with three decimals, halves up: 408248 is 0.408.
pub(super) fn thousandths(millionths: i64) -> String {
    let rounded = (millionths + 500).div_euclid(1_000);
    format!("{}.{:03}", rounded.div_euclid(1_000), rounded.rem_euclid(1_000))
}
