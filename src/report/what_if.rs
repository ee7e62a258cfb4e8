//! The report of `spm commissions what-if`: pay before and after, by rep and plan, and what the change comes to.

use crate::engine::what_if::{Change, Paid, Sums};
use crate::money::{Amount, grouped};
use crate::report::{Block, Column, Report, Values};

/// What the report says besides the changes.
pub struct Names<'n> {
    /// The period that was asked for.
    pub period: &'n str,
    /// The name of a rep id; empty when unknown.
    pub name: &'n dyn Fn(&str) -> String,
    /// Lines under the title.
    pub subtitle: Vec<String>,
    /// What the change comes to, below a table.
    pub notes: Vec<String>,
}

/// One line for each rep and plan, by what is gained.
#[must_use]
pub fn what_if(changes: &[Change], sums: &[Sums], names: Names<'_>) -> Report {
    let columns = vec![
        Column::id("period", "Period").for_machines(),
        Column::id("rep_id", "Rep").essential(),
        Column::text("name", "Name").preferred(),
        Column::text("plan", "Plan"),
        Column::id("currency", "Cur").essential(),
        Column::money("earned_before", "Earned before"),
        Column::money("earned_after", "Earned after"),
        Column::money("earned_difference", "Earned more"),
        Column::money("payable_before", "Paid before").essential(),
        Column::money("payable_after", "Paid after").essential(),
        Column::money("payable_difference", "Difference").essential(),
    ];
    let text = |of: &dyn Fn(&Change) -> String| Values::text(changes.iter().map(of));
    let money = |of: &dyn Fn(&Change) -> Amount| {
        Values::Amounts(changes.iter().map(|change| of(change).raw()).collect())
    };
    let values = vec![
        text(&|_| names.period.to_owned()),
        text(&|change| change.rep.clone()),
        text(&|change| (names.name)(&change.rep)),
        text(&|change| change.plan.clone()),
        text(&|change| change.currency.as_str().to_owned()),
        money(&|change| change.before.earned),
        money(&|change| change.after.earned),
        money(&Change::earned),
        money(&|change| change.before.payable),
        money(&|change| change.after.payable),
        money(&Change::payable),
    ];
    let mut report = Report::new("What if", columns, Block { columns: values, rows: changes.len() });
    report.subtitle = names.subtitle;
    report.total = total(changes.len(), sums);
    report.notes = names.notes;
    report
}

/// The sums, where all plans are in one currency.
fn total(rows: usize, sums: &[Sums]) -> Option<Block> {
    let ([sums], true) = (sums, rows > 1) else { return None };
    let blank = || Values::text([""]);
    let money = |amount: Amount| Values::Amounts(vec![amount.raw()]);
    let more = |of: fn(&Paid) -> Amount| money(difference(of(&sums.before), of(&sums.after)));
    Some(Block::of(vec![
        Values::text(["Total"]),
        blank(),
        blank(),
        blank(),
        Values::text([sums.currency.as_str()]),
        money(sums.before.earned),
        money(sums.after.earned),
        more(|paid| paid.earned),
        money(sums.before.payable),
        money(sums.after.payable),
        more(|paid| paid.payable),
    ]))
}

fn difference(before: Amount, after: Amount) -> Amount {
    Amount::from_raw(after.raw() - before.raw())
}

/// What changes in one currency, in words.
#[must_use]
pub fn said(sums: &Sums) -> String {
    let currency = sums.currency.as_str();
    let show = |amount: Amount| grouped(&amount.to_string());
    let (before, after) = (sums.before.payable, sums.after.payable);
    if sums.gain.0 == 0 && sums.lose.0 == 0 {
        let earned = difference(sums.before.earned, sums.after.earned);
        return match earned.is_zero() {
            true => format!("nothing changes: {} {currency} before and after", show(before)),
            false => {
                format!("nobody is paid more or less now; earned changes by {} {currency}", show(earned))
            }
        };
    }
    let people = |count: usize, one: &str, several: &str| {
        format!("{count} {}", if count == 1 { one } else { several })
    };
    format!(
        "{} {}, {} {}, {} as before: {} {currency} before, {} after, difference {}",
        people(sums.gain.0, "gains", "gain"),
        show(sums.gain.1),
        people(sums.lose.0, "loses", "lose"),
        show(sums.lose.1.negate()),
        people(sums.same, "stays", "stay"),
        show(before),
        show(after),
        show(difference(before, after)),
    )
}
