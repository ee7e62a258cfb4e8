//! Rows of the small tables (reps, quotas, splits, events, exchange rates, adjustments, scores, leaves) as the engine
//! takes them: already read, checked and typed by `data`. Deals are not here: they move as columns.

use std::collections::BTreeMap;

use crate::calendar::{Day, Span};
use crate::money::{Amount, Currency, ExchangeRate, Percent, Rate};

/// One dated row of a rep. Several rows of one `rep_id` are its history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepRow {
    /// Identifier, unique for a person.
    pub rep_id: String,
    /// Name for people.
    pub name: String,
    /// E-mail address, another way to name an owner.
    pub email: String,
    /// The `rep_id` of the manager; empty at the top.
    pub manager_id: String,
    /// Currency of pay; the plan's when absent.
    pub currency: Option<Currency>,
    /// First day of work, counted.
    pub hire_date: Option<Day>,
    /// Last day of work, counted.
    pub end_date: Option<Day>,
    /// Variable pay at 100 % of target, per year.
    pub target_incentive: Option<Amount>,
    /// First day on which this row holds; from ever when absent.
    pub valid_from: Option<Day>,
    /// Last day on which this row holds; for ever when absent.
    pub valid_to: Option<Day>,
    /// Every column of the row as text, for `--by`.
    pub columns: BTreeMap<String, String>,
    /// The position of the row in the table.
    pub position: usize,
    /// Where the row came from.
    pub place: Place,
}

impl RepRow {
    /// Whether another row says the same in every column; where the two stand does not matter.
    #[must_use]
    pub fn repeats(&self, other: &Self) -> bool {
        let said = |row: &Self| {
            let mut row = Self { position: 0, place: Place::default(), ..row.clone() };
            row.columns.retain(|name, _| name != "file" && name != "row");
            row
        };
        said(self) == said(other)
    }
}

/// Where a row came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file as the user named it.
    pub file: String,
    /// The row in it; see [`crate::model::reject::Reject::row`].
    pub row: u64,
}

/// Whose target a quota row is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum QuotaHolder {
    /// A rep, by `rep_id`.
    Rep(String),
    /// A team, by name.
    Team(String),
    /// A territory, by name.
    Territory(String),
}

/// One target.
#[derive(Clone, Debug)]
pub struct QuotaRow {
    /// Whose it is.
    pub holder: QuotaHolder,
    /// The days of its period.
    pub span: Span,
    /// The target over the whole period, in `currency`.
    pub amount: Amount,
    /// What is counted: `bookings` when the file does not say.
    pub measure: String,
    /// Currency of the amount; the report's when absent.
    pub currency: Option<Currency>,
    /// What one unit of that currency is in the currency that is calculated in; one where they are the same.
    pub rate: ExchangeRate,
    /// The row holds from this day on (counted); from the period's first day when absent.
    pub from: Option<Day>,
    /// The row holds to this day (counted); to the period's last day when absent.
    pub to: Option<Day>,
    /// Where the row came from.
    pub place: Place,
}

/// One share of a deal.
#[derive(Clone, Copy, Debug)]
pub struct SplitRow<'a> {
    /// The deal.
    pub deal_id: &'a str,
    /// The rep who gets the share.
    pub rep_id: &'a str,
    /// The share.
    pub percent: Percent,
    /// The role in which it is earned; may be empty.
    pub role: &'a str,
    /// Whether the row is outside the 100 % (`overlay`).
    pub overlay: bool,
    /// Its position in its batch.
    pub position: usize,
}

/// One price of a currency in another.
#[derive(Clone, Debug)]
pub struct RateRow {
    /// From this day on, until the next row of the pair.
    pub date: Day,
    /// The currency that is converted.
    pub from: Currency,
    /// The currency that comes out.
    pub to: Currency,
    /// Units of `to` for one unit of `from`.
    pub rate: ExchangeRate,
    /// Where the row came from.
    pub place: Place,
}

/// Days on which a rep was away; both ends count.
#[derive(Clone, Debug)]
pub struct LeaveRow {
    /// The rep.
    pub rep_id: String,
    /// First and last day away.
    pub span: Span,
}

/// What happened to a deal after its booking. On one day they are taken in this order, so that a refund meets the
/// cancellation that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventKind {
    /// The customer was billed.
    Invoice,
    /// The customer paid.
    Payment,
    /// Somebody decided that what waits for a decision is paid.
    Release,
    /// The deal, or a part of it, was cancelled.
    Cancel,
    /// Money went back to the customer.
    Refund,
}

impl EventKind {
    /// Every kind, in order.
    pub const ALL: [EventKind; 5] =
        [EventKind::Invoice, EventKind::Payment, EventKind::Release, EventKind::Cancel, EventKind::Refund];

    /// The kind that the word names, in any case.
    #[must_use]
    pub fn parse(word: &str) -> Option<EventKind> {
        EventKind::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(word))
    }

    /// The word of the events table.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            EventKind::Invoice => "invoice",
            EventKind::Payment => "payment",
            EventKind::Release => "release",
            EventKind::Cancel => "cancel",
            EventKind::Refund => "refund",
        }
    }
}

/// One event of a deal.
#[derive(Clone, Copy, Debug)]
pub struct EventRow<'a> {
    /// The deal.
    pub deal_id: &'a str,
    /// The day.
    pub day: Day,
    /// What happened.
    pub kind: EventKind,
    /// How much of the deal it is about, in the currency of the deal; the whole deal when absent.
    pub amount: Option<Amount>,
}

/// An amount that somebody adds to a rep's pay, or takes off it.
#[derive(Clone, Debug)]
pub struct AdjustmentRow {
    /// The rep.
    pub rep_id: String,
    /// The days of the period in which it is paid.
    pub span: Span,
    /// The amount, signed by what it does to the pay.
    pub amount: Amount,
    /// Why.
    pub reason: String,
    /// The element that it belongs to; none when empty.
    pub element: String,
    /// Who wrote it; may be empty.
    pub author: String,
    /// Who approved it; may be empty.
    pub approved_by: String,
    /// The last day on which it holds (counted); for ever when absent.
    pub expires: Option<Day>,
    /// Where the row came from.
    pub place: Place,
}

/// How far a management objective was met.
#[derive(Clone, Debug)]
pub struct ScoreRow {
    /// The rep.
    pub rep_id: String,
    /// The days of the period that was judged.
    pub span: Span,
    /// The element that pays it.
    pub element: String,
    /// How far it was met: 1 is fully.
    pub score: Rate,
    /// Where the row came from.
    pub place: Place,
}
