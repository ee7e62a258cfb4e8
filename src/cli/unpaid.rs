//! What a run of commissions says on stderr of those whom it does not pay, or pays though it may not be meant.

use crate::calendar::{Day, Span};
use crate::cli::failure::Failure;
use crate::cli::payable::Payable;
use crate::cli::reading::{counted, refused_by_engine};
use crate::cli::ui::Ui;
use crate::engine::commissions::{NOT_TAKEN, Run};
use crate::engine::error::EngineError;
use crate::engine::people::index;
use crate::engine::threads::side_by_side;
use crate::model::text::first_few;
use crate::money::Amount;
use crate::plan::{Boundary, Quota, Rates};

/// Reps that a message names at most.
const NAMED: usize = 12;

/// Says on stderr what nobody is paid for.
pub fn say(ui: &Ui, payable: &Payable) {
    if payable.unowned > 0 {
        let deals = counted(payable.unowned, "won deal has no owner", "won deals have no owner");
        ui.warning(&format!("{deals}: nobody is paid for it"));
    }
    if payable.unplanned.is_empty() {
        return;
    }
    let deals: u64 = payable.unplanned.iter().map(|(_, deals)| deals).sum();
    let named: Vec<String> =
        payable.unplanned.iter().map(|(rep, deals)| format!("{rep} ({deals})")).collect();
    let reps = u64::try_from(payable.unplanned.len()).unwrap_or(u64::MAX);
    let reps = counted(reps, "owner of won deals is", "owners of won deals are");
    ui.warning(&format!(
        "{reps} on no plan, so {} nothing: {}",
        counted(deals, "credit pays", "credits pay"),
        first_few(&named, NAMED)
    ));
}

/// Reps of whom something is said after the run: by what is found of each, in the order of their ids.
#[derive(Debug, Default)]
pub struct Noticed {
    /// Those whose attainment is undefined, so that tiers on it pay nothing.
    without_quota: Vec<String>,
    /// Those who are paid for deals that closed after their last day: nobody forbids it, and it is seldom meant.
    after_end: Vec<String>,
}

impl Noticed {
    /// What is noticed of some reps, else of all.
    pub fn of(run: &Run, only: Option<&[u32]>, paid: Span, threads: usize) -> Result<Self, Failure> {
        let reps = run.people.chosen_in_order(only);
        Ok(Self {
            without_quota: without_quota(run, &reps, threads)?,
            after_end: after_end(run, &reps, paid),
        })
    }

    /// Adds what is noticed of the reps that follow.
    pub fn add(&mut self, more: Self) {
        self.without_quota.extend(more.without_quota);
        self.after_end.extend(more.after_end);
    }

    /// Says it on stderr.
    pub fn say(&self, ui: &Ui) {
        if !self.without_quota.is_empty() {
            ui.warning(&format!(
                "no quota, so attainment is undefined and tiers on it pay nothing: {}",
                first_few(&self.without_quota, NAMED)
            ));
        }
        if !self.after_end.is_empty() {
            let named = first_few(&self.after_end, NAMED);
            ui.warning(&format!("paid for what closed after the last day of work: {named}"));
        }
    }
}

/// Says what is noticed of all reps of a run.
pub fn warn(run: &Run, paid: Span, threads: usize, ui: &Ui) -> Result<(), Failure> {
    Noticed::of(run, None, paid, threads)?.say(ui);
    Ok(())
}

fn without_quota(run: &Run, reps: &[u32], threads: usize) -> Result<Vec<String>, Failure> {
    let lacking = side_by_side(reps.len(), threads, |place| -> Result<Option<&str>, EngineError> {
        for rule in (0..run.rules.len()).filter(|rule| is_on_attainment(run, *rule)) {
            if lacks_quota(run, reps[place], rule)? {
                return Ok(Some(run.people.id(reps[place])));
            }
        }
        Ok(None)
    });
    let lacking = lacking.map_err(|error| refused_by_engine(&error))?;
    Ok(lacking.into_iter().flatten().map(str::to_owned).collect())
}

/// Whether an element's quota comes from the quota rows and its tiers are on attainment.
fn is_on_attainment(run: &Run, rule: usize) -> bool {
    let element = run.element(rule);
    let on_attainment = |rates: &Rates| match rates {
        Rates::Tiers(tiers) => tiers.iter().any(|tier| matches!(tier.from, Boundary::Attainment(_))),
        Rates::Flat(_) => false,
    };
    matches!(element.quota, Quota::Measure(_))
        && element.rate_tables().iter().any(|table| on_attainment(&table.rates))
}

/// Whether a rep has no quota in a window of an element: the one that a payout ends in, or one in which a credit is
/// paid.
fn lacks_quota(run: &Run, rep: u32, rule: usize) -> Result<bool, EngineError> {
    let plan = run.rules[rule].plan;
    for payout in run.payouts[plan].iter().filter(|payout| run.is_shown(**payout)) {
        let payout = run.periods[*payout].span;
        for stretch in run.membership.of(rep).iter().filter(|stretch| stretch.plan == plan) {
            let mut rest = stretch.span.intersect(payout);
            while let Some(days) = rest {
                let window = run.window(rule, days.from);
                let here = days.intersect(window).unwrap_or(days);
                let asked = here.contains(payout.to) || is_credited(run, rep, rule, here);
                if asked && run.quota(rep, rule, days.from)?.is_none_or(|quota| quota <= Amount::ZERO) {
                    return Ok(true);
                }
                rest = (here.to < days.to).then(|| Span { from: here.to.next(), to: days.to });
            }
        }
    }
    Ok(false)
}

/// Whether an element takes a credit of the rep in some days.
fn is_credited(run: &Run, rep: u32, rule: usize, days: Span) -> bool {
    let deal = |credit: u32| index(run.credits.deals[index(credit)]);
    let day = |credit: u32| run.credits.days[index(credit)];
    let taken = |credit: &u32| {
        let (element, cause) = (run.element(rule), run.credits.causes[index(*credit)]);
        run.entry(rule, *credit, deal(*credit)) != NOT_TAKEN
            && cause.counts(element)
            && Day::from_number(day(*credit))
                .is_some_and(|day| element.between.is_none_or(|between| between.contains(day)))
    };
    run.within(run.order.of(rep), days).iter().any(taken)
}

fn after_end(run: &Run, reps: &[u32], paid: Span) -> Vec<String> {
    let mut named = Vec::new();
    for rep in reps {
        let end = run.people.employment(*rep).to;
        let late = run.order.of(*rep).iter().filter(|credit| {
            let day = Day::from_number(run.credits.days[index(**credit)]);
            day.is_some_and(|day| day > end && paid.contains(day))
        });
        let late = if end < paid.to { late.count() } else { 0 };
        if late > 0 {
            let deals = if late == 1 { "deal" } else { "deals" };
            named.push(format!("{} ({late} {deals} after {end})", run.people.id(*rep)));
        }
    }
    named
}
