//! The report of `spm forecast gap --earnings`: the deals that would close a gap, and what each earns its rep as the
//! next one that is won and as the last one of all that are listed: the difference is what accelerators do.

use crate::calendar::Day;
use crate::engine::forecast::number::{part as over, units};
use crate::engine::people::People;
use crate::money::{Amount, Exact, Rounding};
use crate::report::{Block, Column, MISSING_DAY, MISSING_INTEGER, MISSING_MONEY, Report, Values};

/// A deal.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Its id.
    pub deal_id: String,
    /// What people call it.
    pub name: String,
    /// Its owner.
    pub rep_id: String,
    /// Its amount, in the report's currency.
    pub amount: Option<Exact>,
    /// The day on which it is taken to be won.
    pub close_date: Option<Day>,
    /// Its chance to be won in the period, in millionths.
    pub probability: i64,
    /// Chance × amount.
    pub expected: Amount,
    /// What it earns its rep as the next one.
    pub next: Option<Amount>,
    /// What it earns its rep as the last one of all.
    pub last: Option<Amount>,
    /// The currency of the pay.
    pub pay_currency: String,
}

/// What the report says besides its rows.
pub struct Frame<'a> {
    /// The reps.
    pub people: &'a People,
    /// The day of the report.
    pub as_of: Day,
    /// The currency of the amounts.
    pub currency: &'a str,
    /// Deals that are too many to be worked out.
    pub left_out: usize,
    /// Lines under the title.
    pub subtitle: Vec<String>,
}

/// Builds the report.
#[must_use]
pub fn report(frame: &Frame<'_>, rows: &[Row]) -> Report {
    let columns = vec![
        Column::id("deal_id", "Deal").essential(),
        Column::text("name", "Name").preferred(),
        Column::id("rep_id", "Rep id").for_machines(),
        Column::text("rep_name", "Rep").preferred(),
        Column::money("amount", "Amount").essential(),
        Column::text("currency", "Cur").for_machines(),
        Column::date("close_date", "Won on"),
        Column::fraction("probability", "Chance").essential(),
        Column::money("expected", "Expected"),
        Column::money("earns", "Earns next").essential(),
        Column::fraction("rate", "Of amount").essential(),
        Column::money("earns_last", "Earns last").essential(),
        Column::fraction("rate_last", "Of amount").essential(),
        Column::text("pay_currency", "Pay"),
    ];
    let text = |of: &dyn Fn(&Row) -> String| Values::text(rows.iter().map(of));
    let money = |of: &dyn Fn(&Row) -> Option<Amount>| {
        Values::Amounts(rows.iter().map(|row| of(row).map_or(MISSING_MONEY, Amount::raw)).collect())
    };
    let rate = |of: &dyn Fn(&Row) -> Option<Amount>| {
        let part = |row: &Row| {
            let amount = units(row.amount.filter(|amount| amount.raw() > 0)?);
            Some(over(units(of(row)?.exact()), amount))
        };
        Values::Fraction(rows.iter().map(|row| part(row).unwrap_or(MISSING_INTEGER)).collect())
    };
    let values = vec![
        text(&|row| row.deal_id.clone()),
        text(&|row| row.name.clone()),
        text(&|row| row.rep_id.clone()),
        text(&|row| frame.people.name_of(&row.rep_id, frame.as_of).to_owned()),
        money(&|row| row.amount.map(|amount| amount.round_to(2, Rounding::HalfUp))),
        Values::text(rows.iter().map(|_| frame.currency)),
        Values::Date(rows.iter().map(|row| row.close_date.map_or(MISSING_DAY, Day::number)).collect()),
        Values::Fraction(rows.iter().map(|row| row.probability).collect()),
        money(&|row| Some(row.expected)),
        money(&|row| row.next),
        rate(&|row| row.next),
        money(&|row| row.last),
        rate(&|row| row.last),
        text(&|row| row.pay_currency.clone()),
    ];
    let mut report = Report::new(
        "Earnings of the deals that close the gap",
        columns,
        Block { columns: values, rows: rows.len() },
    );
    report.subtitle.clone_from(&frame.subtitle);
    report.notes = vec![
        "earns next: what the rep earns more if this deal is the next one to be won; last: if all others listed are \
         won before it"
            .to_owned(),
    ];
    if frame.left_out > 0 {
        report.notes.push(format!("{} more deals are not worked out: name a team or fewer", frame.left_out));
    }
    report
}
