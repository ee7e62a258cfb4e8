//! Which payouts a run works out besides those that are asked for: closed ones, to compare them with what was paid, and
//! open ones before, for what their draws and debts leave.

use crate::calendar::{Day, Period, Span};
use crate::cli::closed::ClosedPeriods;
use crate::cli::failure::Failure;
use crate::cli::named_deals::{Standing, deals};
use crate::cli::reading::{Company, Reading};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::ui::Ui;
use crate::engine::commissions::{NOT_TAKEN, PriorReason, Run, Wanted, may_take_back, unit_of};
use crate::engine::people::index;
use crate::model::rows::AdjustmentRow;
use crate::money::Amount;
use crate::plan::Plan;

/// What a run makes of closed periods.
#[derive(Clone, Copy, Debug)]
pub enum Look<'a> {
    /// Nothing: what elements pay is asked for, not what is paid in the end.
    Away,
    /// They are compared with what today's inputs say, and payouts bear what earlier ones left; there may be none.
    Back(Option<&'a ClosedPeriods>),
}

impl<'a> Look<'a> {
    /// The closed periods.
    #[must_use]
    pub fn closed(self) -> Option<&'a ClosedPeriods> {
        match self {
            Look::Away => None,
            Look::Back(closed) => closed,
        }
    }
}

/// From where on the payouts of a plan are worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// With what is asked for.
    Asked,
    /// With the payout that holds this day.
    On(Day),
    /// With the payout that holds the plan's first credit.
    FirstCredit,
}

/// From where on the payouts of each plan version are worked out: from the first closed one where something is closed;
/// else from the plan's first, where one payout may leave something to the next, whatever the amounts of deals: by a
/// draw, or by a result below zero; else from the first from which somebody has taken something by hand. Where the
/// amount of a deal is below zero is known when they have been read: `back_to`.
#[must_use]
pub fn begins(plans: &[Plan], look: Look<'_>, by_hand: &[AdjustmentRow]) -> Vec<Begin> {
    let taken = by_hand.iter().filter(|row| row.amount < Amount::ZERO).map(|row| row.span.to).min();
    let begin = |plan: &Plan| {
        if let Some(closed) = look.closed() {
            return Begin::On(closed.span().from);
        }
        if matches!(look, Look::Away) {
            return Begin::Asked;
        }
        let versions = || plans.iter().filter(|other| other.id == plan.id);
        if versions().all(|version| version.draw.is_none() && !may_take_back(version)) {
            return taken.map_or(Begin::Asked, Begin::On);
        }
        let first = versions().map(|version| version.effective.from).min().flatten();
        first.map_or(Begin::FirstCredit, Begin::On)
    };
    plans.iter().map(begin).collect()
}

/// The same where a deal before them is below zero: what a payout then leaves is borne by those after it.
#[must_use]
pub fn back_to(begins: &[Begin], day: Day) -> Vec<Begin> {
    let back = |begin: &Begin| if *begin == Begin::Asked { Begin::On(day) } else { *begin };
    begins.iter().map(back).collect()
}

/// The first day on which some element of a plan is credited.
#[must_use]
pub fn first_credit(run: &Run, plan_id: &str) -> Option<Day> {
    let mine = (0..run.rules.len()).filter(|rule| run.plans[run.rules[*rule].plan].id == plan_id);
    let rules: Vec<usize> = mine.collect();
    let days = run.credits.deals.iter().enumerate().filter_map(|(credit, deal)| {
        let taken = rules.iter().any(|rule| run.deals.entries[*rule][index(*deal)] != NOT_TAKEN);
        taken.then(|| run.credits.days[credit])
    });
    days.min().and_then(Day::from_number)
}

/// The payouts of every plan from its beginning to the end of what is asked for, and which of them are.
#[must_use]
pub fn payouts(
    plans: &[Plan],
    asked: Span,
    begins: &[Day],
    settings: &Settings,
) -> (Vec<Period>, Vec<Vec<usize>>) {
    let calendar = &settings.calendar.value;
    let mut periods: Vec<Period> = Vec::new();
    let mut payouts = Vec::with_capacity(plans.len());
    for (plan, begin) in plans.iter().zip(begins) {
        let mut mine = Vec::new();
        let mut period = calendar.period_of(unit_of(plan.payout), *begin.min(&asked.from));
        while period.span.to <= asked.to {
            let position = periods.iter().position(|known| *known == period).unwrap_or_else(|| {
                periods.push(period.clone());
                periods.len() - 1
            });
            mine.push(position);
            let next = calendar.next(&period);
            if next.span.from <= period.span.from {
                break;
            }
            period = next;
        }
        payouts.push(mine);
    }
    (periods, payouts)
}

/// Which periods are asked for: those that end in the asked days and are not closed.
#[must_use]
pub fn shown(periods: &[Period], asked: Span, look: Look<'_>) -> Vec<bool> {
    let closed = |payout: Span| look.closed().is_some_and(|closed| closed.holds(payout));
    let shown = |period: &Period| period.span.to >= asked.from && !closed(period.span);
    periods.iter().map(shown).collect()
}

/// Says which open periods are worked out besides those that are asked for.
pub fn say(run: &Run, look: Look<'_>, ui: &Ui) {
    let closed = |payout: Span| look.closed().is_some_and(|closed| closed.holds(payout));
    let mut earlier: Vec<&Period> = Vec::new();
    for (position, period) in run.periods.iter().enumerate() {
        if !run.is_shown(position) && !closed(period.span) {
            earlier.push(period);
        }
    }
    earlier.sort_by_key(|period| (period.span.to, period.span.from));
    let (Some(first), Some(last)) = (earlier.first(), earlier.last()) else { return };
    let which = if first.label == last.label {
        format!("{} is not closed: what it leaves", first.label)
    } else {
        format!("{} to {} are not closed: what they leave", first.label, last.label)
    };
    ui.note(&format!("{which} is worked out by this run"));
}

/// Lets every rep of a closed statement be known, also one who is in no table any longer.
pub fn remember(company: &mut Company, closed: &ClosedPeriods) -> Result<(), Failure> {
    for row in closed.statements(&|_| true)? {
        company.people.intern(&row.rep_id);
    }
    Ok(())
}

/// Holds closed periods against today's inputs, and finds out what became of deals that pay no longer.
pub fn compare(
    run: &mut Run,
    closed: &ClosedPeriods,
    files: &[String],
    tables: &Tables<'_>,
    reading: &Reading<'_>,
) -> Result<(), Failure> {
    let statements = closed.statements(&|_| true)?;
    let mut plans = Vec::new();
    for path in tables.plan_files()? {
        let name = tables.plan_name(&path);
        let mine = run.plans.iter().filter(|plan| plan.file == name);
        plans.extend(mine.map(|plan| (plan.id.clone(), path.clone())));
    }
    let changed = closed.plans_changed(&plans)?;
    let threads = reading.settings.thread_count();
    let lines = |wanted: Wanted<'_>| closed.some_lines(wanted);
    run.look_back(closed.span(), (statements, changed), (files, threads), (&lines, closed.parts()))?;
    let gone = |prior: &crate::engine::commissions::Prior| prior.reason == PriorReason::Gone;
    let mut ids: Vec<String> =
        run.past.prior.iter().filter(|prior| gone(prior)).map(|prior| prior.facts.deal_id.clone()).collect();
    if ids.is_empty() {
        return Ok(());
    }
    ids.sort();
    ids.dedup();
    let wanted = |id: &str| ids.binary_search_by(|known| known.as_str().cmp(id)).is_ok();
    let found = deals(tables, reading, &|id, _, _| wanted(id))?;
    for prior in &mut run.past.prior {
        let deal = |id: &str| found.iter().find(|deal| deal.id == id);
        let became = |id: &str| match deal(id).map(|deal| deal.standing) {
            None => PriorReason::Gone,
            Some(Standing::Won) => PriorReason::Untaken,
            Some(Standing::Open | Standing::Lost) => PriorReason::Cancelled,
        };
        match &mut prior.reason {
            PriorReason::Gone => prior.reason = became(&prior.facts.deal_id),
            PriorReason::Follows(id, why) if **why == PriorReason::Gone => **why = became(id),
            _ => {}
        }
    }
    Ok(())
}
