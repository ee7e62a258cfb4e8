//! The report of `spm commissions goal`: where a rep stands, how much more has to close, and which open deals would do.

use crate::calendar::Day;
use crate::money::{Amount, Exact, Rounding, divide};
use crate::report::{Block, Column, MISSING_DAY, MISSING_INTEGER, MISSING_MONEY, Report, Values};

/// A step on the way to a goal, with how the rep stands after it.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// What it is: `now`, `needed`, `deal`.
    pub step: &'static str,
    /// The deal that closes; empty for none.
    pub deal_id: String,
    /// What people call it.
    pub name: String,
    /// The day on which it closes.
    pub close_date: Option<Day>,
    /// What closes.
    pub amount: Option<Amount>,
    /// The currency of that amount.
    pub currency: String,
    /// Credited to date after it.
    pub credited: Exact,
    /// The quota of the window.
    pub quota: Option<Amount>,
    /// What the period earns after it, in the plan's currency.
    pub earned: Amount,
    /// What this step adds to that.
    pub more: Amount,
}

/// One line for each step.
#[must_use]
pub fn goal(rep_id: &str, steps: &[Step], subtitle: Vec<String>, notes: Vec<String>) -> Report {
    let columns = vec![
        Column::id("rep_id", "Rep").for_machines(),
        Column::id("step", "Step").essential(),
        Column::id("deal_id", "Deal").essential(),
        Column::text("name", "Name").preferred(),
        Column::date("close_date", "Closes"),
        Column::money("amount", "Amount").essential(),
        Column::id("currency", "Cur"),
        Column::money("credited", "Credited"),
        Column::money("quota", "Quota"),
        Column::fraction("attainment", "Attainment"),
        Column::money("earned", "Earned").essential(),
        Column::money("more", "More").essential(),
    ];
    let text = |of: &dyn Fn(&Step) -> &str| Values::text(steps.iter().map(of));
    let amounts = |of: &dyn Fn(&Step) -> Option<Amount>| {
        Values::Amounts(steps.iter().map(|step| of(step).map_or(MISSING_MONEY, Amount::raw)).collect())
    };
    let attainment = |step: &Step| {
        let quota = step.quota.map(|quota| quota.exact().raw()).filter(|quota| *quota > 0)?;
        i64::try_from(divide(step.credited.raw().checked_mul(1_000_000)?, quota, Rounding::HalfUp)).ok()
    };
    let values = vec![
        Values::text(steps.iter().map(|_| rep_id)),
        text(&|step| step.step),
        text(&|step| &step.deal_id),
        text(&|step| &step.name),
        Values::Date(steps.iter().map(|step| step.close_date.map_or(MISSING_DAY, Day::number)).collect()),
        amounts(&|step| step.amount),
        text(&|step| &step.currency),
        Values::Money(steps.iter().map(|step| step.credited.raw()).collect()),
        amounts(&|step| step.quota),
        Values::Fraction(steps.iter().map(|step| attainment(step).unwrap_or(MISSING_INTEGER)).collect()),
        amounts(&|step| Some(step.earned)),
        amounts(&|step| Some(step.more)),
    ];
    let mut report = Report::new("Goal", columns, Block { columns: values, rows: steps.len() });
    report.subtitle = subtitle;
    report.notes = notes;
    report
}
