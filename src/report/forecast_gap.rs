//! The report of `spm forecast gap`: what is left of each quota, how likely it is reached, and what would close it.

use crate::calendar::{Day, Period};
use crate::engine::attainment::Dimension;
use crate::engine::forecast::projection::Row;
use crate::engine::people::People;
use crate::money::Amount;
use crate::report::keys::{key_columns, key_values};
use crate::report::{Block, Column, MISSING_INTEGER, MISSING_MONEY, Report, Values};

/// What is missing to a quota.
#[derive(Clone, Debug)]
pub struct Missing {
    /// The call.
    pub row: Row,
    /// Quota − call, where that is above zero.
    pub short: Option<Amount>,
    /// What would have to be created now to bring what is short.
    pub pipeline_needed: Option<Amount>,
    /// Whether the open deals are expected to close the gap.
    pub enough: Option<bool>,
    /// The fewest of them that would, or all.
    pub deals: Vec<String>,
}

/// What the report says besides its rows.
pub struct Frame<'a> {
    /// What the rows are grouped by.
    pub by: &'a [Dimension],
    /// The values of each dimension, by group.
    pub keys: &'a [Vec<String>],
    /// The reps.
    pub people: &'a People,
    /// The period.
    pub period: &'a Period,
    /// The day of the report.
    pub as_of: Day,
    /// The currency of the amounts.
    pub currency: &'a str,
    /// Whether ages tell chances.
    pub tells: bool,
    /// Lines under the title.
    pub subtitle: Vec<String>,
}

/// Builds the report; without groups its one row is the total.
#[must_use]
pub fn report(frame: &Frame<'_>, rows: &[(usize, Missing)], total: &Missing) -> Report {
    let mut columns = vec![Column::id("period", "Period").for_machines()];
    columns.extend(key_columns(frame.by));
    columns.extend([
        Column::text("currency", "Cur").for_machines(),
        Column::money("quota", "Quota").essential(),
        Column::money("closed", "Closed").essential(),
        Column::money("gap", "Gap").essential(),
        Column::money("expected", "Expected").essential(),
        Column::fraction("reaches_quota", "Reaches").essential(),
        Column::money("short", "Short"),
        Column::money("pipeline_needed", "Pipeline needed"),
        Column::integer("deals_needed", "Deals").essential(),
        Column::text("enough", "Enough"),
        Column::text("deals", "Which"),
    ]);
    let all = [(usize::MAX, total.clone())];
    let shown = if frame.by.is_empty() { &all[..] } else { rows };
    let mut report = Report::new("Gap", columns, block(frame, shown));
    report.subtitle.clone_from(&frame.subtitle);
    report.total = (!frame.by.is_empty() && rows.len() > 1).then(|| block(frame, &all));
    report.notes = notes(frame);
    report
}

fn block(frame: &Frame<'_>, rows: &[(usize, Missing)]) -> Block {
    let mut values = vec![Values::text(rows.iter().map(|_| frame.period.label.as_str()))];
    let keys = rows.iter().map(|(group, _)| frame.keys.get(*group).map_or(&[][..], Vec::as_slice));
    values.extend(key_values(frame.by, frame.people, frame.as_of, keys));
    let amounts = |of: &dyn Fn(&Missing) -> Option<Amount>| {
        Values::Amounts(rows.iter().map(|(_, row)| of(row).map_or(MISSING_MONEY, Amount::raw)).collect())
    };
    let enough = |row: &Missing| match row.enough {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    };
    let count = |row: &Missing| match row.enough {
        Some(_) => i64::try_from(row.deals.len()).unwrap_or(MISSING_INTEGER),
        None => MISSING_INTEGER,
    };
    values.extend([
        Values::text(rows.iter().map(|_| frame.currency)),
        amounts(&|row| row.row.quota),
        amounts(&|row| Some(row.row.closed)),
        amounts(&|row| row.row.gap),
        amounts(&|row| row.row.expected),
        Values::Fraction(rows.iter().map(|(_, row)| row.row.reaches.unwrap_or(MISSING_INTEGER)).collect()),
        amounts(&|row| row.short),
        amounts(&|row| row.pipeline_needed),
        Values::Integer(rows.iter().map(|(_, row)| count(row)).collect()),
        Values::text(rows.iter().map(|(_, row)| enough(row))),
        Values::text(rows.iter().map(|(_, row)| row.deals.join(" "))),
    ]);
    Block { columns: values, rows: rows.len() }
}

fn notes(frame: &Frame<'_>) -> Vec<String> {
    if !frame.tells {
        return vec![
            "no deal has a chance by age: the record is too short, or another method was asked for"
                .to_owned(),
        ];
    }
    vec![
        "gap: quota − closed; short: quota − call; pipeline needed: what would have to be created today to bring it"
            .to_owned(),
        "deals: the fewest open ones whose expected value closes the gap; all of them where that is not enough"
            .to_owned(),
    ]
}
