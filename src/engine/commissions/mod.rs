//! Commissions of a run: what every element pays each rep in each payout, line by line.
//!
//! Reading and crediting have happened; what comes out is one call for each movement of pay, or the sums of a rep.
//! An element whose credits earn for good once they are in (`walk`) is one walk over the rep's credits. Everything else
//! (`evaluate`) is earned to date at the end of each payout, and what is paid is the difference: `sheets` are the
//! windows with their credits, `window` what they go by, `to_date` what they have earned, `results` what elements know
//! of each other, `group` what reps have together, `contest` prizes, `caps` what is withheld, `lines` what is held,
//! released and taken back; `stands` is where a rep stands in an element, for people; `explain` is the derivation of
//! it all, as data.

mod accounts;
mod between;
mod caps;
mod columns;
mod contest;
mod evaluate;
pub mod explain;
mod facts;
mod group;
mod lines;
pub mod past;
mod results;
mod sheets;
mod stands;
mod summary;
mod to_date;
mod walk;
mod window;

use std::collections::BTreeMap;

pub use self::accounts::DrawAccount;
pub use self::columns::{Cause, CreditKind, Credits, Deals, NO_CURRENCY, NO_TERM, NOT_TAKEN};
pub use self::evaluate::may_take_back;
pub use self::group::Groups;
pub use self::past::{Past, Prior, PriorReason, Wanted};
pub use self::results::Standing;
pub use self::stands::{Cut, Stand};
pub use self::summary::{Summary, pay_rate};
pub use self::window::{Table, Terms};

use crate::calendar::{Calendar, Day, Period, Span, Unit};
use crate::engine::error::EngineError;
use crate::engine::events::EventBook;
use crate::engine::exchange::ExchangeBook;
use crate::engine::membership::{Membership, Stretch};
use crate::engine::order::Order;
use crate::engine::people::{People, index};
use crate::engine::quota::QuotaBook;
use crate::engine::settle;
use crate::model::rows::Place;
use crate::money::{Amount, Currency, Exact, Rate};
use crate::plan::{Element, Payout, Plan};

/// One element of one plan version, as the walk needs it.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The plan version, as a position.
    pub plan: usize,
    /// The element, as a position in the plan.
    pub element: usize,
    /// The measure, as a position in `Credits::values`.
    pub measure: usize,
    /// Whether the measure is money, which is converted to the plan's currency.
    pub money: bool,
    /// What the rate multiplies when that is not the measure.
    pub pays_on: Option<(usize, bool)>,
    /// What ranks in a contest.
    pub rank: Option<(usize, bool)>,
}

/// How far a rep met an objective.
#[derive(Clone, Debug)]
pub struct Score {
    /// The rep.
    pub rep: u32,
    /// The days that were judged.
    pub span: Span,
    /// The element that pays it.
    pub element: String,
    /// How far it was met: 1 is fully.
    pub score: Rate,
    /// Where the row came from.
    pub place: Place,
}

/// An amount that somebody adds to a rep's pay, or takes off it.
#[derive(Clone, Debug)]
pub struct Adjustment {
    /// The rep.
    pub rep: u32,
    /// The days of the period in which it is paid.
    pub span: Span,
    /// The amount in the plan's currency, signed by what it does to the pay.
    pub amount: Amount,
    /// Why.
    pub reason: String,
    /// The element that it belongs to; none when empty.
    pub element: String,
    /// Where its row came from.
    pub place: Place,
}

/// Everything that a run calculates from.
#[derive(Debug, Default)]
pub struct Run {
    /// The reps.
    pub people: People,
    /// Who is on which plan when.
    pub membership: Membership,
    /// The plan versions.
    pub plans: Vec<Plan>,
    /// Their elements, in the order of plans and elements.
    pub rules: Vec<Rule>,
    /// Quota measures that plans refer to by name: their positions in `Credits::values`, and whether they are money.
    pub quota_measures: BTreeMap<String, (usize, bool)>,
    /// The quotas, by plan version: in the plan's currency.
    pub quotas: Vec<QuotaBook>,
    /// Days away, by rep number.
    pub leaves: Vec<Vec<Span>>,
    /// Scores of objectives.
    pub scores: Vec<Score>,
    /// Amounts that were added by hand.
    pub adjustments: Vec<Adjustment>,
    /// What happened to deals after their booking.
    pub events: EventBook,
    /// Exchange rates.
    pub exchange: ExchangeBook,
    /// The calendar.
    pub calendar: Calendar,
    /// The currencies that deals are in.
    pub currencies: Vec<Currency>,
    /// The deals.
    pub deals: Deals,
    /// The credits.
    pub credits: Credits,
    /// The payout periods that are asked for, those of one plan in order.
    pub periods: Vec<Period>,
    /// For each plan version, its payout periods as positions in `periods`, in order.
    pub payouts: Vec<Vec<usize>>,
    /// Credits of each rep, in the order of event date and deal id.
    pub order: Order,
    /// What groups of reps have together, worked out as it is needed.
    pub groups: Groups,
    /// Which of `periods` are asked for; all where empty. The others are worked out for what they leave to those.
    pub shown: Vec<bool>,
    /// Whether draws fill payouts up, and what would be paid below zero is carried forward; else what elements pay
    /// stays as it is.
    pub settles: bool,
    /// What closed periods have paid and left.
    pub past: Past,
}

/// The mark of a line that no credit causes.
pub const NO_CREDIT: u32 = u32::MAX;

/// The mark of a line that no element causes.
pub const NO_RULE: usize = usize::MAX;

/// The mark of a line that no rate stands behind: a prize, a share of a pool, a cap.
pub const NO_RATE: i64 = i64::MIN;

/// One movement of pay.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// The credit; `NO_CREDIT` where there is none.
    pub credit: u32,
    /// The plan version, as a position.
    pub plan: usize,
    /// The rule, as a position in `Run::rules`; `NO_RULE` where there is none.
    pub rule: usize,
    /// The payout period, as a position in `Run::periods`.
    pub period: usize,
    /// What it is.
    pub kind: LineKind,
    /// The tier, counted from 1; 0 below the first and where the element has no tiers.
    pub tier: u32,
    /// The part of the credit in this line, in the plan's currency or in units, scale 14.
    pub credited: i128,
    /// The rate, scale 6; `NO_RATE` where there is none.
    pub rate: i64,
    /// What it earns, in the plan's currency; nothing for what only moves pay between periods.
    pub earned: Amount,
    /// What it adds to the pay of the period.
    pub payable: Amount,
    /// Why.
    pub reason: Reason,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineKind {
    /// What a credit or a result earns.
    Earning,
    /// What a cap withholds of it.
    Cap,
    /// What of it is not payable yet.
    Hold,
    /// What was held and is payable now.
    Release,
    /// What is taken back.
    Clawback,
    /// What somebody added.
    Adjustment,
    /// What a closed period would pay otherwise by today's inputs.
    PriorPeriod,
    /// What a draw fills up.
    Draw,
    /// What is taken back of earlier draws.
    Recovery,
    /// A debt that moves to the next payout, or one that the last has left.
    CarriedForward,
}

impl LineKind {
    /// Every kind, in the order of calculation.
    pub const ALL: [LineKind; 10] = [
        LineKind::Earning,
        LineKind::Cap,
        LineKind::Hold,
        LineKind::Release,
        LineKind::Clawback,
        LineKind::Adjustment,
        LineKind::PriorPeriod,
        LineKind::Draw,
        LineKind::Recovery,
        LineKind::CarriedForward,
    ];

    /// The word of the column `kind`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            LineKind::Earning => "earning",
            LineKind::Cap => "cap",
            LineKind::Hold => "hold",
            LineKind::Release => "release",
            LineKind::Clawback => "clawback",
            LineKind::Adjustment => "adjustment",
            LineKind::PriorPeriod => "prior-period",
            LineKind::Draw => "draw",
            LineKind::Recovery => "recovery",
            LineKind::CarriedForward => "carried-forward",
        }
    }
}

/// Why a line is there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reason {
    /// The credit itself: its cause says why the rep has it.
    Credited,
    /// An earlier credit of the window at the rate or share that is now reached.
    TrueUp,
    /// A result of the window, for which no credit stands.
    Result,
    /// Why an element pays otherwise than by its rates.
    Why(Why),
    /// A cap.
    Cap(CapOf),
    /// A release or a clawback.
    Moved(settle::Reason),
    /// A row of the adjustments, as a position in `Run::adjustments`.
    Adjusted(u32),
    /// A difference to what a closed period has paid, as a position in `Run::past`.
    Prior(u32),
    /// Filled up to this amount.
    Filled(Amount),
    /// Taken back of a draw, of which this much is still owed.
    Recovered(Amount),
    /// This much of a draw is owed no longer.
    Forgiven(Amount),
    /// A result below zero moves to the next payout.
    Carried,
    /// What earlier payouts have left is borne.
    Borne,
}

/// Why an element pays nothing, or as a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The threshold is not reached.
    Threshold,
    /// The gate is not met.
    Gate,
    /// What the multiplier goes by is undefined.
    Multiplier,
    /// What the element goes by is undefined.
    Undefined,
    /// A share of what this many reps are paid once.
    Pool(u32),
}

/// What a cap is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CapOf {
    /// One deal.
    Deal,
    /// One payout.
    Payout,
    /// One window.
    Window,
    /// A multiple of the window's target incentive.
    Target,
    /// All elements of the plan in a year.
    Plan,
}

impl Run {
    /// Which entry of an element's rate tables takes a credit of a deal; `NOT_TAKEN` when none does.
    #[must_use]
    pub fn entry(&self, rule: usize, credit: u32, deal: usize) -> u8 {
        match self.credits.entries.get(rule) {
            Some(entries) if !entries.is_empty() => entries[index(credit)],
            _ => self.deals.entries[rule][deal],
        }
    }

    /// The element of a rule.
    #[must_use]
    pub fn element(&self, rule: usize) -> &Element {
        let rule = &self.rules[rule];
        &self.plans[rule.plan].elements[rule.element]
    }

    /// Calls `each` for every line of the periods that are asked for: what elements pay, by plan, element and credit;
    /// what was added by hand; what closed periods would pay otherwise; and what draws and debts do to the pay.
    pub fn lines(&self, rep: u32, each: &mut dyn FnMut(Line)) -> Result<(), EngineError> {
        // Who has no draw, owes nothing and has no line below zero is paid what the lines say.
        let mut owes = self.may_owe(rep);
        let mut show = |line: Line| {
            owes |= line.payable < Amount::ZERO;
            if self.is_shown(line.period) {
                each(line);
            }
        };
        self.movements(rep, &mut show)?;
        self.past.lines(rep, &mut show);
        if self.settles && owes { self.settlement_lines(rep, each) } else { Ok(()) }
    }

    /// Whether a period is one that was asked for.
    #[must_use]
    pub fn is_shown(&self, period: usize) -> bool {
        self.shown.get(period).copied().unwrap_or(self.shown.is_empty())
    }

    /// Works out every element of every plan that the rep is on, and calls `each` for every line of one of the periods,
    /// those of closed ones included, as today's inputs have it.
    pub fn movements(&self, rep: u32, each: &mut dyn FnMut(Line)) -> Result<(), EngineError> {
        for plan_id in self.plan_ids(rep) {
            let (elements, plain) = (self.element_ids(rep, plan_id), self.plain_ids(rep, plan_id));
            let mut to_date = if plain.len() == elements.len() {
                Vec::new()
            } else {
                self.lines_to_date(rep, plan_id, &plain)?
            };
            for (number, element_id) in elements.into_iter().enumerate() {
                if plain.contains(&element_id) {
                    self.walk(rep, plan_id, element_id, each)?;
                }
                let mine = to_date.partition_point(|(element, _, _)| *element <= number);
                for (_, _, line) in to_date.drain(..mine) {
                    each(line);
                }
            }
            for (_, _, line) in to_date {
                each(line);
            }
        }
        self.lines_by_hand(rep, each);
        Ok(())
    }

    /// The ids of those elements of a rep's plan that earn for good, credit by credit, and for themselves alone:
    /// nothing else has to know at which point they stand.
    fn plain_ids(&self, rep: u32, plan_id: &str) -> Vec<&str> {
        let versions = || self.plans.iter().filter(|plan| plan.id == plan_id);
        let together =
            |plan: &Plan| plan.cap.is_some() || plan.ramp.as_ref().is_some_and(|ramp| !ramp.accelerators);
        if versions().any(together) {
            return Vec::new();
        }
        let elements = || versions().flat_map(|plan| &plan.elements);
        let asked = |id: &str| {
            let expressions = elements().flat_map(Element::expressions);
            expressions.flat_map(|each| each.value.references()).any(|reference| reference.id == id)
        };
        let plain = |id: &&str| elements().filter(|element| element.id == *id).all(evaluate::is_plain);
        self.element_ids(rep, plan_id).into_iter().filter(plain).filter(|id| !asked(id)).collect()
    }

    /// The ids of the plans that the rep is on, in the order of days.
    #[must_use]
    pub fn plan_ids(&self, rep: u32) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        for stretch in self.membership.of(rep) {
            let id = self.plans[stretch.plan].id.as_str();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }

    /// The ids of the elements of those versions of the plan that the rep is on, in the order of the plan files.
    #[must_use]
    pub fn element_ids(&self, rep: u32, plan_id: &str) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        for stretch in self.stretches(rep, plan_id) {
            for element in &self.plans[stretch.plan].elements {
                if !ids.contains(&element.id.as_str()) {
                    ids.push(&element.id);
                }
            }
        }
        ids
    }

    fn stretches(&self, rep: u32, plan_id: &str) -> impl Iterator<Item = &Stretch> {
        self.membership.of(rep).iter().filter(move |stretch| self.plans[stretch.plan].id == plan_id)
    }

    /// The rule of an element in a plan version.
    fn rule_of(&self, plan: usize, element_id: &str) -> Option<usize> {
        let mine =
            |rule: &Rule| rule.plan == plan && self.plans[plan].elements[rule.element].id == element_id;
        self.rules.iter().position(mine)
    }

    /// The rule of an element in the plan version that is in force on this day.
    #[must_use]
    pub fn rule_on(&self, rep: u32, plan_id: &str, element_id: &str, day: Day) -> Option<usize> {
        let plan = self.membership.plan_on(rep, day)?;
        if self.plans[plan].id != plan_id {
            return None;
        }
        self.rule_of(plan, element_id)
    }

    /// The version of a plan that the rep is on on a day, else the last one before it, else the first.
    fn version_near(&self, rep: u32, plan_id: &str, day: Day) -> Option<usize> {
        let mut found = None;
        for stretch in self.stretches(rep, plan_id) {
            if stretch.span.from <= day || found.is_none() {
                found = Some(stretch.plan);
            }
        }
        found
    }

    /// The credited value of a measure in the plan's currency, on scale 14.
    fn value(
        &self,
        credit: u32,
        deal: usize,
        day: Day,
        measure: usize,
        money: bool,
        plan: usize,
    ) -> Result<i128, EngineError> {
        let amount = Amount::from_raw(self.credits.values[measure][index(credit)]);
        if !money {
            return Ok(amount.exact().raw());
        }
        let code = self.deals.currencies[deal];
        if code == NO_CURRENCY {
            return Ok(amount.exact().raw());
        }
        let from = self.currencies[usize::from(code)];
        self.exchange.convert(amount, from, self.plans[plan].currency, day).map(Exact::raw)
    }

    /// The payout period of a plan version that holds this day, if it is asked for.
    #[must_use]
    pub fn period_of(&self, plan: usize, day: Day) -> Option<usize> {
        let payouts = &self.payouts[plan];
        let after = payouts.partition_point(|period| self.periods[*period].span.from <= day);
        let last = *payouts.get(after.checked_sub(1)?)?;
        self.periods[last].span.contains(day).then_some(last)
    }
}

/// Whether an element counts credits of this day and cause.
fn takes(element: &Element, day: Day, cause: Cause) -> bool {
    element.between.is_none_or(|days| days.contains(day)) && cause.counts(element)
}

/// The unit of a plan's payouts.
#[must_use]
pub fn unit_of(payout: Payout) -> Unit {
    match payout {
        Payout::HalfMonth => Unit::HalfMonth,
        Payout::Month => Unit::Month,
        Payout::Quarter => Unit::Quarter,
        Payout::Year => Unit::Year,
    }
}
