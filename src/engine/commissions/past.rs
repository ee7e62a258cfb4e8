//! What closed periods have paid, held against what today's inputs say they should have: the difference is paid in the
//! first payout that is open, one line for each closed payout, plan, element and deal. What is owed from closed
//! payouts is here too. How the closed lines are kept is left to the ledger, why a difference arose to `why`.

#[cfg(test)]
mod tests;
mod why;

use std::collections::{BTreeMap, BTreeSet};

use self::why::Context;
pub use self::why::PriorReason;

use crate::calendar::{Day, Span};
use crate::engine::commissions::facts::{BY_HAND, Facts, Quotas};
use crate::engine::commissions::{Line, LineKind, NO_CREDIT, NO_RATE, NO_RULE, Reason, Run};
use crate::engine::error::EngineError;
use crate::engine::threads::side_by_side;
use crate::model::pay::{PayLine, StatementRow};
use crate::money::{Amount, Currency, Exact};

/// What closed periods have paid and left.
#[derive(Debug, Default)]
pub struct Past {
    /// The days of all closed periods; none is closed where absent.
    pub closed: Option<Span>,
    /// The closed statements, in the order of closing.
    pub statements: Vec<StatementRow>,
    /// Plans that are not what they were at the last closing: their files have changed.
    pub plans_changed: BTreeSet<String>,
    /// The differences, by rep, closed payout, plan, element and deal.
    pub prior: Vec<Prior>,
    debts: BTreeMap<(u32, Currency), Amount>,
    balances: BTreeMap<(u32, String, Currency), Amount>,
    owing: BTreeSet<u32>,
}

/// What a closed payout would pay otherwise by today's inputs.
#[derive(Clone, Debug)]
pub struct Prior {
    /// The rep.
    pub rep: u32,
    /// Label of the closed payout.
    pub for_period: String,
    /// The plan version that pays it, as a position.
    pub plan: usize,
    /// The payout that pays it, as a position in `Run::periods`.
    pub period: usize,
    /// What is paid more; below zero where it is less.
    pub payable: Amount,
    /// What is earned more or taken back, whether it is payable already or waits for a release.
    pub accrued: Amount,
    /// What is credited more.
    pub credited: Exact,
    /// Why.
    pub reason: PriorReason,
    /// What is known of it now; where nothing of it is left, what was known.
    pub facts: Facts,
}

impl Prior {
    /// Puts what is known of the difference into its line.
    pub(super) fn say(&self, line: &mut PayLine) {
        let facts = &self.facts;
        line.for_period.clone_from(&self.for_period);
        line.element.clone_from(&facts.element);
        line.deal_id.clone_from(&facts.deal_id);
        line.account.clone_from(&facts.account);
        line.currency.clone_from(&facts.currency);
        line.version.clone_from(&facts.version);
        line.cause.clone_from(&facts.cause);
        line.file.clone_from(&facts.file);
        (line.event_date, line.amount, line.share) = (facts.event_date, facts.amount, facts.share);
        (line.tier, line.rate) = (facts.tier, facts.rate);
        (line.quota, line.row) = (facts.quota, facts.row);
    }
}

/// What is compared: closed payout, plan, element, deal, and whether it was added by hand.
type Key = (Span, String, String, String, bool);

impl Past {
    /// Whether a payout ends in a closed period.
    #[must_use]
    pub fn is_closed(&self, payout: Span) -> bool {
        self.closed.is_some_and(|closed| closed.contains(payout.to))
    }

    /// What a rep owes because of results below zero.
    pub(super) fn debt(&self, rep: u32, currency: Currency) -> Amount {
        self.debts.get(&(rep, currency)).copied().unwrap_or(Amount::ZERO)
    }

    /// Whether a rep owes something from closed periods.
    pub(super) fn owes(&self, rep: u32) -> bool {
        self.owing.contains(&rep)
    }

    /// What a rep owes of a plan's draws.
    pub(super) fn draw_balance(&self, rep: u32, plan: &str, currency: Currency) -> Amount {
        self.balances.get(&(rep, plan.to_owned(), currency)).copied().unwrap_or(Amount::ZERO)
    }

    /// Calls `each` for the differences of a rep.
    pub(super) fn lines(&self, rep: u32, each: &mut dyn FnMut(Line)) {
        let first = self.prior.partition_point(|prior| prior.rep < rep);
        for (position, prior) in self.prior.iter().enumerate().skip(first) {
            if prior.rep != rep {
                break;
            }
            each(Line {
                credit: NO_CREDIT,
                plan: prior.plan,
                rule: NO_RULE,
                period: prior.period,
                kind: LineKind::PriorPeriod,
                tier: prior.facts.tier.unwrap_or(0),
                credited: prior.credited.raw(),
                rate: prior.facts.rate.map_or(NO_RATE, crate::money::Rate::raw),
                earned: Amount::ZERO,
                payable: prior.payable,
                reason: Reason::Prior(u32::try_from(position).unwrap_or(u32::MAX)),
            });
        }
    }
}

/// A difference before its reason is known.
struct Difference {
    rep: u32,
    key: Key,
    then: Option<Facts>,
    now: Option<Facts>,
    payable: i128,
    accrued: i128,
}

/// Which lines of closed periods are asked for.
#[derive(Clone, Copy)]
pub enum Wanted<'a> {
    /// Those of the reps from this id on, up to and without the other.
    Reps(Option<&'a str>, Option<&'a str>),
    /// Those of these deals.
    Deals(&'a BTreeSet<String>),
}

/// Gives lines of all closed periods, in the order of closing.
pub type Lines<'a, Refused> = &'a dyn Fn(Wanted<'_>) -> Result<Vec<PayLine>, Refused>;

impl Run {
    /// Holds every closed payout against today's inputs. `lines` gives those of all closed periods: they are asked for
    /// by so many `parts` of the reps, so that no more than one part of them is in memory, and once more by the deals
    /// that differ. The reps with a closed statement become known. Every rep without one is compared too.
    pub fn look_back<Refused: From<EngineError> + Send>(
        &mut self,
        closed: Span,
        (statements, plans_changed): (Vec<StatementRow>, BTreeSet<String>),
        (files, threads): (&[String], usize),
        (lines, parts): (Lines<'_, Refused>, usize),
    ) -> Result<(), Refused> {
        // Also of those who are in no table any longer.
        for row in &statements {
            self.people.intern(&row.rep_id);
        }
        self.past = Past { closed: Some(closed), statements, plans_changed, ..Past::default() };
        self.owed_before()?;
        let spans: BTreeMap<&str, Span> =
            self.periods.iter().map(|period| (period.label.as_str(), period.span)).collect();
        let reps = self.people.in_order();
        let mut differences: Vec<Difference> = Vec::new();
        let size = reps.len().div_ceil(parts.max(1)).max(1);
        for (number, part) in reps.chunks(size).enumerate() {
            // The parts leave no gap: a rep whom nobody knows is not passed over.
            let from = (number > 0).then(|| self.people.id(part[0]));
            let before = reps.get((number + 1) * size).map(|rep| self.people.id(*rep));
            let lines = lines(Wanted::Reps(from, before))?;
            let mut of_rep: BTreeMap<u32, Vec<&PayLine>> = BTreeMap::new();
            for line in &lines {
                of_rep.entry(self.rep_of(&line.rep_id)?).or_default().push(line);
            }
            let none = Vec::new();
            let found = side_by_side(part.len(), threads, |at| {
                self.differences(part[at], of_rep.get(&part[at]).unwrap_or(&none), &spans, files)
            })?;
            differences.extend(found.into_iter().flatten());
        }
        differences.sort_by(|one, other| (one.rep, &one.key).cmp(&(other.rep, &other.key)));
        let mut deals: BTreeSet<String> = differences.iter().map(|found| found.key.3.clone()).collect();
        deals.remove("");
        let lines = if deals.is_empty() { Vec::new() } else { lines(Wanted::Deals(&deals))? };
        let context = Context::new(self, &lines, &differences);
        let mut prior = Vec::with_capacity(differences.len());
        for difference in &differences {
            prior.extend(self.prior_of(difference, &context)?);
        }
        why::follow(&mut prior);
        self.past.prior = prior;
        Ok(())
    }

    fn rep_of(&self, rep_id: &str) -> Result<u32, EngineError> {
        match self.people.find(rep_id) {
            crate::engine::people::Found::Rep(rep) => Ok(rep),
            _ => Err(EngineError::TooLarge { what: format!("the rep `{rep_id}` of a closed period") }),
        }
    }

    /// What closed statements leave: debts add up over all of them, what is owed of draws is that of the last.
    fn owed_before(&mut self) -> Result<(), EngineError> {
        let mut debts: BTreeMap<(u32, Currency), Amount> = BTreeMap::new();
        let mut balances: BTreeMap<(u32, String, Currency), Amount> = BTreeMap::new();
        for row in &self.past.statements {
            let (rep, currency) = (self.rep_of(&row.rep_id)?, currency_of(row)?);
            let debt = debts.entry((rep, currency)).or_insert(Amount::ZERO);
            *debt = Amount::from_raw(debt.raw() + row.carried_forward.raw());
            balances.insert((rep, row.plan.clone(), currency), row.draw_balance);
        }
        let owing = debts.iter().filter(|(_, owed)| !owed.is_zero()).map(|((rep, _), _)| *rep);
        let drawn = balances.iter().filter(|(_, owed)| !owed.is_zero()).map(|((rep, ..), _)| *rep);
        self.past.owing = owing.chain(drawn).collect();
        (self.past.debts, self.past.balances) = (debts, balances);
        Ok(())
    }

    /// Every closed payout, plan, element and deal of a rep that pays or earns otherwise today.
    fn differences(
        &self,
        rep: u32,
        closed: &[&PayLine],
        spans: &BTreeMap<&str, Span>,
        files: &[String],
    ) -> Result<Vec<Difference>, EngineError> {
        let mut then: BTreeMap<Key, Facts> = BTreeMap::new();
        for line in closed {
            // Draws and debts are what the payout was settled by, not what was earned.
            if matches!(line.kind.as_str(), "draw" | "recovery" | "carried-forward") {
                continue;
            }
            let span = spans
                .get(line.for_period.as_str())
                .ok_or_else(|| EngineError::ClosedPeriod { period: line.for_period.clone() })?;
            if !self.plans.iter().any(|plan| plan.id == line.plan && plan.currency.as_str() == line.paid_in) {
                return Err(EngineError::ClosedPlan {
                    period: line.for_period.clone(),
                    plan: line.plan.clone(),
                    currency: line.paid_in.clone(),
                });
            }
            then.entry(key(*span, line)).or_default().add(line);
        }
        let mut now: BTreeMap<Key, Facts> = BTreeMap::new();
        let (mut quotas, mut lines) = (Quotas::new(), Vec::new());
        self.movements(rep, &mut |line| {
            if self.past.is_closed(self.periods[line.period].span) {
                lines.push(line);
            }
        })?;
        for line in lines {
            let said = self.facts_of(rep, &line, files, &mut quotas)?;
            now.entry(key(self.periods[line.period].span, &said)).or_default().add(&said);
        }
        let keys: BTreeSet<Key> = then.keys().chain(now.keys()).cloned().collect();
        let pays = |facts: Option<&Facts>| facts.map_or((0, 0), |facts| (facts.payable, facts.accrued));
        let mut differences = Vec::new();
        for key in keys {
            let (more, less) = (pays(now.get(&key)), pays(then.get(&key)));
            let (payable, accrued) = (more.0 - less.0, more.1 - less.1);
            // What is earned late and waits as a whole pays nothing yet, and is said all the same.
            if payable != 0 || accrued != 0 {
                let (then, now) = (then.remove(&key), now.remove(&key));
                differences.push(Difference { rep, key, then, now, payable, accrued });
            }
        }
        Ok(differences)
    }

    /// A difference as it is paid; nothing where the plan has no open payout among those that are worked out.
    fn prior_of(&self, difference: &Difference, context: &Context<'_>) -> Result<Option<Prior>, EngineError> {
        let (span, plan_id, ..) = &difference.key;
        let Some(closed) = self.past.closed else { return Ok(None) };
        let label = self.periods.iter().find(|period| period.span == *span);
        let for_period = label.map(|period| period.label.clone()).unwrap_or_default();
        let facts = difference.now.as_ref().or(difference.then.as_ref()).cloned().unwrap_or_default();
        let Some(plan) = self.paying_version(difference.rep, plan_id, &facts.version, closed.to.next())
        else {
            return Err(EngineError::ClosedPlan {
                period: for_period,
                plan: plan_id.clone(),
                currency: String::new(),
            });
        };
        let open = self.payouts[plan].iter().find(|period| self.periods[**period].span.to > closed.to);
        let Some(period) = open.copied() else { return Ok(None) };
        let credited = |facts: Option<&Facts>| facts.map_or(0, |facts| facts.credited);
        let more = credited(difference.now.as_ref()) - credited(difference.then.as_ref());
        Ok(Some(Prior {
            rep: difference.rep,
            for_period,
            plan,
            period,
            payable: Amount::from_raw(difference.payable),
            accrued: Amount::from_raw(difference.accrued),
            credited: Exact::from_raw(more),
            reason: context.reason(self, difference),
            facts,
        }))
    }

    /// The version of a plan that pays what is found late: that of the rep on a day or before it, else the last.
    fn paying_version(&self, rep: u32, plan_id: &str, version: &str, day: Day) -> Option<usize> {
        let near = self.version_near(rep, plan_id, day);
        let named = || self.plans.iter().position(|plan| plan.id == plan_id && plan.version == version);
        near.or_else(named).or_else(|| self.plans.iter().rposition(|plan| plan.id == plan_id))
    }
}

fn key(span: Span, line: &PayLine) -> Key {
    (span, line.plan.clone(), line.element.clone(), line.deal_id.clone(), line.cause == BY_HAND)
}

/// The currency of a closed statement's plan.
fn currency_of(row: &StatementRow) -> Result<Currency, EngineError> {
    Currency::parse(&row.currency).map_err(|_| EngineError::ClosedPlan {
        period: row.period.clone(),
        plan: row.plan.clone(),
        currency: row.currency.clone(),
    })
}
