//! The sums of a rep in a payout: what was credited against what quota, and every kind of movement.

use crate::calendar::{Day, Span};
use crate::engine::commissions::{DrawAccount, Line, LineKind, Run};
use crate::engine::error::EngineError;
use crate::engine::exchange::ExchangeBook;
use crate::engine::membership::Stretch;
use crate::money::{Amount, Currency, Exact, ExchangeRate};
use crate::plan::{Plan, Quota, Window};

/// The sums of a rep in one payout period.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The payout period, as a position in `Run::periods`.
    pub period: usize,
    /// The plan version that is in force last in the period.
    pub plan: usize,
    /// Credited to date in the window of the first element with a quota, else of the first element.
    pub credited: Exact,
    /// The quota of that window.
    pub quota: Option<Amount>,
    /// What the period's credits and results earn, after caps.
    pub earned: Amount,
    /// What of it is not payable yet; zero or below.
    pub held: Amount,
    /// What was held and is payable now.
    pub released: Amount,
    /// What is taken back; zero or below.
    pub clawed_back: Amount,
    /// What was added by hand.
    pub adjusted: Amount,
    /// What closed periods would pay otherwise by today's inputs.
    pub prior_period: Amount,
    /// Of all this, what comes from elements that the plan's draw leaves alone.
    pub apart: Amount,
    /// What the draw adds; zero or above.
    pub draw: Amount,
    /// What is taken back of earlier draws; zero or below.
    pub recovered: Amount,
    /// A debt that moves to the next payout, less one that the last has left.
    pub carried_forward: Amount,
    /// What is owed before and after; absent where nothing is filled up or carried forward.
    pub account: Option<DrawAccount>,
}

impl Summary {
    /// What is paid for the period: the sum of the movements.
    #[must_use]
    pub fn payable(&self) -> Amount {
        let raw = [self.draw, self.recovered, self.carried_forward].map(Amount::raw);
        Amount::from_raw(self.before_draw().raw() + raw.iter().sum::<i128>())
    }

    /// What would be paid without draws and debts.
    #[must_use]
    pub fn before_draw(&self) -> Amount {
        let parts =
            [self.earned, self.held, self.released, self.prior_period, self.clawed_back, self.adjusted];
        Amount::from_raw(parts.iter().map(|part| part.raw()).sum())
    }

    /// What is owed of draws afterwards.
    #[must_use]
    pub fn draw_balance(&self) -> Amount {
        self.account.map_or(Amount::ZERO, |account| account.closing)
    }
}

/// The movements of one period and plan, raw on scale 4.
#[derive(Clone, Copy, Debug, Default)]
struct Moved {
    any: bool,
    earned: i128,
    held: i128,
    released: i128,
    clawed_back: i128,
    adjusted: i128,
    prior: i128,
    apart: i128,
}

impl Run {
    /// The sums of a rep for every period that is asked for and every plan: versions of one plan in one currency are
    /// one.
    pub fn summaries(&self, rep: u32) -> Result<Vec<Summary>, EngineError> {
        let mut summaries = self.settled(rep)?;
        summaries.retain(|summary| self.is_shown(summary.period));
        Ok(summaries)
    }

    /// The sums of a rep for every period that is not closed, before draws and debts.
    pub(super) fn unsettled(&self, rep: u32) -> Result<Vec<Summary>, EngineError> {
        let mut moved = vec![vec![Moved::default(); self.plans.len()]; self.periods.len()];
        let mut add = |line: Line| {
            let into = &mut moved[line.period][line.plan];
            into.any = true;
            let payable = line.payable.raw();
            match line.kind {
                LineKind::Earning | LineKind::Cap => into.earned += payable,
                LineKind::Hold => into.held += payable,
                LineKind::Release => into.released += payable,
                LineKind::Clawback => into.clawed_back += payable,
                LineKind::Adjustment => into.adjusted += payable,
                LineKind::PriorPeriod => into.prior += payable,
                LineKind::Draw | LineKind::Recovery | LineKind::CarriedForward => {}
            }
            if self.is_apart(&line) {
                into.apart += payable;
            }
        };
        self.movements(rep, &mut add)?;
        self.past.lines(rep, &mut add);
        let one = |plan: usize, other: usize| self.is_one(plan, other);
        let mut summaries = Vec::new();
        for (position, period) in self.periods.iter().enumerate() {
            if self.past.is_closed(period.span) {
                continue;
            }
            let employed = self.people.employment(rep).intersect(period.span).is_some();
            let mut last: Vec<Stretch> = Vec::new();
            for stretch in self.membership.of(rep) {
                let mine = self.payouts[stretch.plan].contains(&position);
                if !mine || stretch.span.intersect(period.span).is_none() {
                    continue;
                }
                last.retain(|earlier| !one(earlier.plan, stretch.plan));
                last.push(*stretch);
            }
            // Who has left a plan may still be paid, or owe, for what was earned on it.
            for (plan, moved) in moved[position].iter().enumerate() {
                let gone = moved.any && !last.iter().any(|stretch| one(stretch.plan, plan));
                if gone {
                    last.push(Stretch { span: period.span, plan });
                }
            }
            for stretch in last {
                let mine = (0..self.plans.len()).filter(|plan| one(*plan, stretch.plan));
                let mine: Vec<Moved> = mine.map(|plan| moved[position][plan]).collect();
                let sum = |of: fn(&Moved) -> i128| Amount::from_raw(mine.iter().map(of).sum());
                let nothing = mine.iter().all(|moved| !moved.any);
                let zero = [
                    sum(|moved| moved.earned),
                    sum(|moved| moved.held),
                    sum(|moved| moved.released),
                    sum(|moved| moved.clawed_back),
                    sum(|moved| moved.adjusted),
                    sum(|moved| moved.prior),
                ]
                .iter()
                .all(|amount| amount.is_zero());
                if !employed && (nothing || zero) {
                    continue;
                }
                let day = stretch.span.to.min(period.span.to);
                let (credited, quota) = self.headline(rep, stretch.plan, period.span, day)?;
                summaries.push(Summary {
                    period: position,
                    plan: stretch.plan,
                    credited,
                    quota,
                    earned: sum(|moved| moved.earned),
                    held: sum(|moved| moved.held),
                    released: sum(|moved| moved.released),
                    clawed_back: sum(|moved| moved.clawed_back),
                    adjusted: sum(|moved| moved.adjusted),
                    prior_period: sum(|moved| moved.prior),
                    apart: sum(|moved| moved.apart),
                    draw: Amount::ZERO,
                    recovered: Amount::ZERO,
                    carried_forward: Amount::ZERO,
                    account: None,
                });
            }
        }
        Ok(summaries)
    }

    /// Whether two plan versions are one plan in one currency, so that they are summed together.
    pub(super) fn is_one(&self, plan: usize, other: usize) -> bool {
        let (plan, other) = (&self.plans[plan], &self.plans[other]);
        plan.id == other.id && plan.currency == other.currency
    }

    /// Credited to date and quota of the plan's first element with a quota, else of its first, on this day.
    fn headline(
        &self,
        rep: u32,
        plan: usize,
        period: Span,
        day: Day,
    ) -> Result<(Exact, Option<Amount>), EngineError> {
        let mine = || (0..self.rules.len()).filter(|rule| self.rules[*rule].plan == plan);
        let with_quota = mine().find(|rule| !matches!(self.element(*rule).quota, Quota::None));
        let Some(position) = with_quota.or_else(|| mine().next()) else {
            return Ok((Exact::ZERO, None));
        };
        let element = self.element(position);
        // A window of one deal has no "to date": the period's credits are shown instead.
        let span = match element.window {
            Window::Deal => period,
            _ => self.window(position, day),
        };
        let plan_id = self.plans[plan].id.as_str();
        let days = Span { from: span.from, to: span.to.min(day) };
        let credited = self.credited(rep, (plan_id, &element.id), position, days, self.order.of(rep))?;
        Ok((Exact::from_raw(credited), self.quota(rep, position, day)?))
    }
}

/// The rate to the pay currency at the period's end: the plan's own, else the last one on or before it.
pub fn pay_rate(
    plan: &Plan,
    to: Currency,
    exchange: &ExchangeBook,
    day: Day,
) -> Result<ExchangeRate, EngineError> {
    match plan.pay_rates.get(&to) {
        Some(rate) => Ok(*rate),
        None => exchange.rate(plan.currency, to, day),
    }
}
