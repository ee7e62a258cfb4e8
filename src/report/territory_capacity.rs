//! The reports of `spm territories capacity`: work and reps by territory and by month, and what a leaver does.

use crate::engine::territory::capacity::load;
use crate::report::{Block, Column, Kind, MISSING_INTEGER, Report, Values};

/// One territory.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its name.
    pub territory: String,
    /// The ids of its reps.
    pub reps: Vec<String>,
    /// How many accounts.
    pub accounts: i64,
    /// Hours of work in the period, scale 4.
    pub work: i128,
    /// Hours of its reps in the period, scale 4.
    pub hours: i128,
    /// Ramped reps there, in millionths, on the mean of the period.
    pub there: i64,
    /// Ramped reps needed, in millionths.
    pub needed: i64,
}

/// One month of all territories.
#[derive(Clone, Debug)]
pub struct Month {
    /// Its label.
    pub label: String,
    /// People who are there.
    pub heads: i64,
    /// Ramped reps, in millionths.
    pub ramped: i64,
    /// What attrition leaves of them.
    pub left: i64,
    /// Needed for the work.
    pub needed: i64,
    /// Needed for the target.
    pub top_down: Option<i64>,
    /// Hours of work, scale 4.
    pub work: i128,
    /// Hours of what attrition leaves, scale 4.
    pub hours: i128,
    /// Hires that have to begin.
    pub hires: i64,
}

/// What a rep has when another leaves.
#[derive(Clone, Debug)]
pub struct After {
    /// The rep.
    pub rep_id: String,
    /// The rep's name; may be empty.
    pub name: String,
    /// Accounts that come.
    pub accounts: i64,
    /// Their potential, scale 4.
    pub potential: i128,
    /// Hours of the rep in the period, scale 4.
    pub hours: i128,
    /// Hours of work before, scale 4.
    pub before: i128,
    /// Hours that come, scale 4.
    pub more: i128,
}

/// Millionths as a number at scale 4, halves up.
fn reps(millionths: i64) -> i64 {
    (millionths + 50).div_euclid(100)
}

fn hours(raw: i128) -> i64 {
    i64::try_from(raw).unwrap_or(MISSING_INTEGER)
}

fn number(name: &str, title: &str) -> Column {
    Column::new(name, title, Kind::Number)
}

/// A row for each territory, with the sum.
#[must_use]
pub fn by_territory(rows: &[Row], subtitle: Vec<String>) -> Report {
    let columns = vec![
        Column::id("territory", "Territory").essential(),
        Column::id("rep_id", "Rep"),
        Column::integer("accounts", "Accounts"),
        number("workload", "Workload").essential(),
        number("capacity_hours", "Capacity").essential(),
        Column::fraction("load", "Load").essential(),
        number("reps", "Reps").essential(),
        number("reps_needed", "Needed").essential(),
        number("gap", "Gap").essential(),
    ];
    let block = |rows: &[Row]| {
        Block::of(vec![
            Values::text(rows.iter().map(|row| &row.territory)),
            Values::text(rows.iter().map(|row| row.reps.join(" "))),
            Values::Integer(rows.iter().map(|row| row.accounts).collect()),
            Values::Number(rows.iter().map(|row| hours(row.work)).collect()),
            Values::Number(rows.iter().map(|row| hours(row.hours)).collect()),
            Values::Fraction(
                rows.iter().map(|row| load(row.work, row.hours).unwrap_or(MISSING_INTEGER)).collect(),
            ),
            Values::Number(rows.iter().map(|row| reps(row.there)).collect()),
            Values::Number(rows.iter().map(|row| reps(row.needed)).collect()),
            Values::Number(rows.iter().map(|row| reps(row.needed - row.there)).collect()),
        ])
    };
    let all = Row {
        territory: "Total".to_owned(),
        reps: Vec::new(),
        accounts: rows.iter().map(|row| row.accounts).sum(),
        work: rows.iter().map(|row| row.work).sum(),
        hours: rows.iter().map(|row| row.hours).sum(),
        there: rows.iter().map(|row| row.there).sum(),
        needed: rows.iter().map(|row| row.needed).sum(),
    };
    let mut report = Report::new("Capacity", columns, block(rows));
    report.subtitle = subtitle;
    report.total = (rows.len() > 1).then(|| block(&[all]));
    report.notes = vec![
        "reps are ramped ones with full territories, on the mean of the period; gap: needed − there"
            .to_owned(),
        "a rep who covers several territories is shared over them by their work".to_owned(),
    ];
    report
}

/// A row for each month.
#[must_use]
pub fn by_month(months: &[Month], top_down: bool, subtitle: Vec<String>) -> Report {
    let columns = vec![
        Column::id("month", "Month").essential(),
        Column::integer("heads", "Heads"),
        number("ramped_reps", "Ramped").essential(),
        number("after_attrition", "After attrition").essential(),
        number("workload", "Workload"),
        number("capacity_hours", "Capacity"),
        number("reps_needed", "For the work").essential(),
        number("reps_for_target", "For the target").when_used(),
        number("gap", "Gap").essential(),
        Column::integer("hires_to_start", "Hires to start").essential(),
    ];
    let of = |value: &dyn Fn(&Month) -> i64| Values::Number(months.iter().map(value).collect());
    let goal = |month: &Month| month.top_down.unwrap_or(0).max(month.needed);
    let block = Block::of(vec![
        Values::text(months.iter().map(|month| &month.label)),
        Values::Integer(months.iter().map(|month| month.heads).collect()),
        of(&|month| reps(month.ramped)),
        of(&|month| reps(month.left)),
        of(&|month| hours(month.work)),
        of(&|month| hours(month.hours)),
        of(&|month| reps(month.needed)),
        of(&|month| month.top_down.map_or(MISSING_INTEGER, reps)),
        of(&|month| reps(goal(month) - month.left)),
        Values::Integer(months.iter().map(|month| month.hires).collect()),
    ]);
    let mut report = Report::new("Capacity by month", columns, block);
    report.subtitle = subtitle;
    let which = if top_down { "the larger of the two needs" } else { "what the work needs" };
    report.notes = vec![
        format!(
            "gap: {which} − ramped reps after attrition; whole hires, begun early enough to be ramped then"
        ),
        "what should have begun before the first month stands in the first".to_owned(),
    ];
    report
}

/// A row for each rep who takes accounts of a leaver.
#[must_use]
pub fn leaver(rows: &[After], notes: Vec<String>, subtitle: Vec<String>) -> Report {
    let columns = vec![
        Column::id("rep_id", "Rep").essential(),
        Column::text("name", "Name"),
        Column::integer("accounts", "Accounts").essential(),
        Column::money("potential", "Potential"),
        number("workload", "Workload"),
        number("capacity_hours", "Capacity"),
        Column::fraction("load_before", "Load").essential(),
        Column::fraction("load_after", "Load after").essential(),
    ];
    let share = |work: i128, row: &After| load(work, row.hours).unwrap_or(MISSING_INTEGER);
    let block = Block::of(vec![
        Values::text(rows.iter().map(|row| &row.rep_id)),
        Values::text(rows.iter().map(|row| &row.name)),
        Values::Integer(rows.iter().map(|row| row.accounts).collect()),
        Values::Amounts(rows.iter().map(|row| row.potential).collect()),
        Values::Number(rows.iter().map(|row| hours(row.more)).collect()),
        Values::Number(rows.iter().map(|row| hours(row.hours)).collect()),
        Values::Fraction(rows.iter().map(|row| share(row.before, row)).collect()),
        Values::Fraction(rows.iter().map(|row| share(row.before + row.more, row)).collect()),
    ]);
    let mut report = Report::new("A leaver", columns, block);
    report.subtitle = subtitle;
    report.notes = notes;
    report
}
