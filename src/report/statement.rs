//! What one rep is paid for one period, and why: the statement as data. It is made of one rep's results alone, and
//! whoever renders it is given nothing else, so that a page of one rep cannot hold anything of another.
//!
//! `build` makes it from a run, `tables` are its rows as reports. How it looks is left to `render`.

mod build;
mod tables;

pub use self::build::{Ask, statement};
pub use crate::engine::commissions::Cut;

use crate::calendar::{Day, Span};
use crate::money::{Amount, Currency, Exact};
use crate::report::Chart;

/// The statement of one rep for one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The company; empty when not said.
    pub company: String,
    /// Whose statement it is.
    pub payee: Payee,
    /// The label of the period.
    pub period: String,
    /// Its days.
    pub span: Span,
    /// The day as of which it was made.
    pub as_of: Day,
    /// Where the period stands: `draft`, `submitted`, `approved` or `closed`.
    pub status: String,
    /// The hash of the manifest of a closed period; empty for an open one.
    pub head: String,
    /// What each plan pays in each payout of the period, in order.
    pub parts: Vec<Part>,
    /// What is paid in all, for each pay currency.
    pub pay: Vec<(Currency, Amount)>,
    /// The fiscal year up to the end of the period, for each plan currency.
    pub year: Vec<Year>,
    /// How to ask about a line.
    pub dispute: String,
}

/// Whose statement it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Payee {
    /// The rep's id.
    pub id: String,
    /// The rep's name; empty when not said.
    pub name: String,
    /// The e-mail address; empty when not said.
    pub email: String,
    /// What the rep is.
    pub role: String,
    /// The team.
    pub team: String,
}

/// What one plan pays in one payout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The id of the plan.
    pub plan: String,
    /// What people call it.
    pub title: String,
    /// The version that is in force last in the payout.
    pub version: String,
    /// The label of the payout.
    pub period: String,
    /// The days of the payout.
    pub span: Span,
    /// The days of it on which the rep is on the plan.
    pub on_plan: Vec<Span>,
    /// What the plan calculates in.
    pub currency: Currency,
    /// The target incentive of the payout, for a rep who has one.
    pub target: Option<Cut>,
    /// Where the rep stands in each element.
    pub elements: Vec<Element>,
    /// What the plan pays at each attainment, with the rep's own point on it.
    pub curve: Option<Curve>,
    /// Every movement of pay. Those that add something add up to `payable`.
    pub lines: Vec<Line>,
    /// The sums by what they are, in the order of calculation; those that are zero are among them.
    pub totals: Vec<(Movement, Amount)>,
    /// What caps withheld, zero or below; it is part of what is earned.
    pub withheld: Amount,
    /// What is paid, in the plan's currency.
    pub payable: Amount,
    /// What is earned and not payable yet, by the end of the payout, so far as lines of this payout say it.
    pub pending: Amount,
    /// The currency of pay.
    pub pay_currency: Currency,
    /// What is paid, to the minor unit of the pay currency.
    pub pay_amount: Amount,
    /// The draw and what is owed of it.
    pub draw: Option<Draw>,
}

/// A payout curve and the element on its axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curve {
    /// The element whose attainment runs from left to right.
    pub element: String,
    /// The line with the rep's point.
    pub chart: Chart,
}

/// What a sum of movements is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Movement {
    /// What credits and results earn, after caps.
    Earned,
    /// What of it is not payable yet.
    Held,
    /// What was held and is payable now.
    Released,
    /// Differences to closed periods.
    PriorPeriod,
    /// What is taken back.
    ClawedBack,
    /// What was added by hand.
    Adjusted,
    /// What a draw fills up.
    Draw,
    /// What is taken back of earlier draws.
    Recovered,
    /// What is moved to or from another period because pay is never below zero.
    CarriedForward,
}

impl Movement {
    /// Every movement, in the order of calculation.
    pub const ALL: [Movement; 9] = [
        Movement::Earned,
        Movement::Held,
        Movement::Released,
        Movement::PriorPeriod,
        Movement::ClawedBack,
        Movement::Adjusted,
        Movement::Draw,
        Movement::Recovered,
        Movement::CarriedForward,
    ];

    /// The name of its column in machine formats.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Movement::Earned => "earned",
            Movement::Held => "held",
            Movement::Released => "released",
            Movement::PriorPeriod => "prior_period",
            Movement::ClawedBack => "clawed_back",
            Movement::Adjusted => "adjusted",
            Movement::Draw => "draw",
            Movement::Recovered => "recovered",
            Movement::CarriedForward => "carried_forward",
        }
    }

    /// The words for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Movement::Earned => "Earned",
            Movement::Held => "Held until it is payable",
            Movement::Released => "Released from earlier holds",
            Movement::PriorPeriod => "Differences to earlier periods",
            Movement::ClawedBack => "Clawed back",
            Movement::Adjusted => "Adjusted",
            Movement::Draw => "Draw",
            Movement::Recovered => "Recovered of earlier draws",
            Movement::CarriedForward => "Carried forward",
        }
    }
}

/// Where the rep stands in an element at the end of the payout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// The element.
    pub id: String,
    /// The label of the window; `each deal` where a deal is a window of its own.
    pub window: String,
    /// Whether the measure is money; else units.
    pub money: bool,
    /// Credited in the payout.
    pub in_period: Exact,
    /// Credited in the window to date.
    pub to_date: Exact,
    /// The quota: full, for the days present, and after the ramp.
    pub quota: Option<Cut>,
    /// The payout's credit as a part of the quota, in millionths.
    pub attainment_in_period: Option<i64>,
    /// The attainment to date, in millionths.
    pub attainment: Option<i64>,
    /// The target incentive of the window times the weight, where the element pays by it: full, and for days present.
    pub target: Option<Cut>,
    /// What the element has earned in the payout, after caps.
    pub earned: Amount,
    /// Why the quota is not the full one, a sentence each.
    pub why: Vec<String>,
}

/// One movement of pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The element; empty where none stands behind it.
    pub element: String,
    /// What it is, as in the column `kind` of lines.
    pub kind: &'static str,
    /// The deal; empty where none stands behind it.
    pub deal_id: String,
    /// The account of the deal.
    pub account: String,
    /// The day of the credit.
    pub date: Option<Day>,
    /// The amount of the whole deal, in its own currency.
    pub amount: Option<Amount>,
    /// That currency.
    pub currency: String,
    /// The rep's share of it, in millionths.
    pub share: Option<i64>,
    /// What of the credit is in this line, in the plan's currency or in units.
    pub credited: Exact,
    /// The tier, counted from 1; 0 without one.
    pub tier: u32,
    /// The rate in millionths.
    pub rate: Option<i64>,
    /// What it earns.
    pub earned: Amount,
    /// What it adds to the pay.
    pub payable: Amount,
    /// Where it stands: earned, held, released …
    pub status: &'static str,
    /// Why.
    pub reason: String,
    /// The file of the deal.
    pub file: String,
    /// The row in it.
    pub row: Option<u64>,
}

/// A draw and what is owed of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw {
    /// What the payout is filled up to; zero where none is in force.
    pub amount: Amount,
    /// Owed at the beginning of the payout.
    pub opening: Amount,
    /// What the payout adds to it or takes off.
    pub movement: Amount,
    /// Owed at its end.
    pub closing: Amount,
    /// What of it was written off.
    pub forgiven: Amount,
    /// Negative results owed at the beginning of the payout.
    pub owed_before: Amount,
    /// Negative results owed at its end.
    pub owed_after: Amount,
}

/// The sums of a fiscal year up to the end of the period, in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Year {
    /// The label of the year.
    pub label: String,
    /// The currency.
    pub currency: Currency,
    /// Earned, after caps.
    pub earned: Amount,
    /// Paid or payable, draws and recoveries among it.
    pub payable: Amount,
}

impl Statement {
    /// What all payouts pay in one pay currency; nothing when there are several or none.
    #[must_use]
    pub fn only_pay(&self) -> Option<(Currency, Amount)> {
        match self.pay.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }
}

impl Part {
    /// A sum by what it is.
    #[must_use]
    pub fn total(&self, movement: Movement) -> Amount {
        let found = self.totals.iter().find(|(known, _)| *known == movement);
        found.map_or(Amount::ZERO, |(_, amount)| *amount)
    }

    /// Lines of this payout's own facts, apart from those of earlier periods.
    pub fn own_lines(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.kind != PRIOR_PERIOD)
    }

    /// Lines that settle what an earlier period was paid.
    pub fn earlier_lines(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.kind == PRIOR_PERIOD)
    }
}

/// The kind of a line that settles what an earlier period was paid.
const PRIOR_PERIOD: &str = "prior-period";
