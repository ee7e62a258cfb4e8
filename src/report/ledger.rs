//! The reports of the life of a period: what was submitted, approved or closed, what `verify` found, and how two runs
//! differ.

use crate::money::Amount;
use crate::report::paid::Sums;
use crate::report::{Block, Column, MISSING_INTEGER, MISSING_MONEY, Report, Values};

/// What somebody did with a period.
#[derive(Clone, Debug)]
pub struct Step {
    /// The period.
    pub period: String,
    /// How far it has come with that.
    pub state: &'static str,
    /// Who did it.
    pub user: String,
    /// How many lines it has.
    pub lines: u64,
    /// What its statements add up to, by currency.
    pub sums: Vec<Sums>,
    /// The hash of the result.
    pub result: String,
    /// The hash of the manifest, once it is closed.
    pub head: String,
}

/// One row for each currency of the period; one row also where nobody is paid.
#[must_use]
pub fn life(step: &Step) -> Report {
    let columns = vec![
        Column::id("period", "Period").essential(),
        Column::text("state", "State").essential(),
        Column::text("user", "By"),
        Column::id("currency", "Cur"),
        Column::integer("statements", "Statements"),
        Column::integer("lines", "Lines"),
        Column::money("earned", "Earned"),
        Column::money("prior_period", "Prior period"),
        Column::money("payable", "Payable").essential(),
        Column::id("result", "Result"),
        Column::id("head", "Head").essential(),
    ];
    let none = [None];
    let some: Vec<Option<&Sums>> = step.sums.iter().map(Some).collect();
    let rows: &[Option<&Sums>] = if some.is_empty() { &none } else { &some };
    let same = |text: &str| Values::text(rows.iter().map(|_| text.to_owned()));
    let amounts = |of: fn(&Sums) -> Amount| {
        Values::Amounts(rows.iter().map(|sums| sums.map_or(MISSING_MONEY, |sums| of(sums).raw())).collect())
    };
    let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let block = Block::of(vec![
        same(&step.period),
        same(step.state),
        same(&step.user),
        Values::text(rows.iter().map(|sums| sums.map_or("", |sums| sums.currency.as_str()))),
        Values::Integer(
            rows.iter().map(|sums| sums.map_or(MISSING_INTEGER, |sums| whole(sums.statements))).collect(),
        ),
        Values::Integer(rows.iter().map(|_| whole(step.lines)).collect()),
        amounts(|sums| sums.earned),
        amounts(|sums| sums.prior_period),
        amounts(|sums| sums.payable),
        same(&step.result),
        same(&step.head),
    ]);
    Report::new("Period", columns, block)
}

/// What `verify` looked at, and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The period; empty for the chain.
    pub period: String,
    /// What was looked at: `chain`, `files`, `amounts`, `head`.
    pub check: &'static str,
    /// Whether it is as it was closed.
    pub sound: bool,
    /// What is wrong, or what was found right.
    pub detail: String,
}

/// One row for each thing that was looked at.
#[must_use]
pub fn verified(rows: &[Checked], subtitle: Vec<String>) -> Report {
    let columns = vec![
        Column::id("period", "Period").essential(),
        Column::text("check", "Check").essential(),
        Column::text("result", "Result").essential(),
        Column::text("detail", "Detail").essential(),
    ];
    let block = Block::of(vec![
        Values::text(rows.iter().map(|row| row.period.as_str())),
        Values::text(rows.iter().map(|row| row.check)),
        Values::text(rows.iter().map(|row| if row.sound { "sound" } else { "wrong" })),
        Values::text(rows.iter().map(|row| row.detail.as_str())),
    ]);
    let mut report = Report::new("Closed periods", columns, block);
    report.subtitle = subtitle;
    report
}

/// How what a rep is paid for a deal by an element differs between two runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differs {
    /// The rep.
    pub rep_id: String,
    /// The plan.
    pub plan: String,
    /// The element; empty for draws and what was added by hand.
    pub element: String,
    /// The deal; empty where none stands behind it.
    pub deal_id: String,
    /// The currency of the plan.
    pub currency: String,
    /// What the first run pays.
    pub first: Amount,
    /// What the second one pays.
    pub second: Amount,
    /// Why.
    pub reason: String,
}

/// One row for each difference, and their sums where all are in one currency.
#[must_use]
pub fn differences(rows: &[Differs], subtitle: Vec<String>) -> Report {
    let columns = vec![
        Column::id("rep_id", "Rep").essential(),
        Column::text("plan", "Plan"),
        Column::text("element", "Element").essential(),
        Column::id("deal_id", "Deal").essential(),
        Column::id("currency", "Cur"),
        Column::money("first", "First"),
        Column::money("second", "Second"),
        Column::money("difference", "Difference").essential(),
        Column::text("reason", "Why").essential(),
    ];
    let text = |of: fn(&Differs) -> &str| Values::text(rows.iter().map(of));
    let amounts = |of: fn(&Differs) -> i128| Values::Amounts(rows.iter().map(of).collect());
    let block = Block::of(vec![
        text(|row| &row.rep_id),
        text(|row| &row.plan),
        text(|row| &row.element),
        text(|row| &row.deal_id),
        text(|row| &row.currency),
        amounts(|row| row.first.raw()),
        amounts(|row| row.second.raw()),
        amounts(|row| row.second.raw() - row.first.raw()),
        text(|row| &row.reason),
    ]);
    let mut report = Report::new("Differences", columns, block);
    report.subtitle = subtitle;
    report.total = total(rows);
    report
}

fn total(rows: &[Differs]) -> Option<Block> {
    let first = rows.first()?;
    if rows.len() < 2 || rows.iter().any(|row| row.currency != first.currency) {
        return None;
    }
    let sum = |of: fn(&Differs) -> i128| Values::Amounts(vec![rows.iter().map(of).sum()]);
    let blank = || Values::text([""]);
    Some(Block::of(vec![
        Values::text(["Total"]),
        blank(),
        blank(),
        blank(),
        Values::text([first.currency.as_str()]),
        sum(|row| row.first.raw()),
        sum(|row| row.second.raw()),
        sum(|row| row.second.raw() - row.first.raw()),
        blank(),
    ]))
}
