//! What a rep owes from one payout to the next: which draw is in force in a payout and how much of it, and the payouts
//! settled in order. The arithmetic of one payout is left to `draw`.

use std::collections::BTreeMap;

use crate::calendar::Unit;
use crate::calendar::{Day, Span};
use crate::engine::commissions::summary::Summary;
use crate::engine::commissions::{Line, LineKind, NO_CREDIT, NO_RATE, NO_RULE, Reason, Run};
use crate::engine::draw::{self, Owed, Settled};
use crate::engine::error::EngineError;
use crate::engine::people::index;
use crate::engine::ramp::{self, Counted};
use crate::money::{Amount, Currency, Fraction, Rate};
use crate::plan::{Draw, DrawKind, DrawLasts, Located, Plan};

/// The account of a rep on a plan in one payout. Nothing of it is below zero but the movement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DrawAccount {
    /// What the payout is filled up to, after proration; zero where no draw is in force.
    pub amount: Amount,
    /// What is owed of draws before.
    pub opening: Amount,
    /// What the payout adds to that, or takes off it.
    pub movement: Amount,
    /// What is owed of draws after.
    pub closing: Amount,
    /// What is written off of it.
    pub forgiven: Amount,
    /// What earlier results below zero have left.
    pub owed_before: Amount,
    /// What is left of that, and of this payout's result, to later ones.
    pub owed_after: Amount,
}

impl Run {
    /// The sums of a rep for every period that is not closed, draws and debts included.
    pub(super) fn settled(&self, rep: u32) -> Result<Vec<Summary>, EngineError> {
        let mut summaries = self.unsettled(rep)?;
        if !self.settles {
            return Ok(summaries);
        }
        let mut order: Vec<usize> = (0..summaries.len()).collect();
        order.sort_by_key(|at| {
            let span = self.periods[summaries[*at].period].span;
            (span.to, span.from, *at)
        });
        let mut debts: BTreeMap<Currency, Amount> = BTreeMap::new();
        let mut draws: BTreeMap<(&str, Currency), Amount> = BTreeMap::new();
        for at in order {
            let summary = &mut summaries[at];
            let plan = &self.plans[summary.plan];
            let payout = self.periods[summary.period].span;
            // What lies before the ledger was never settled.
            let before = self.past.closed.is_some_and(|closed| payout.to < closed.from);
            if before {
                continue;
            }
            let debt = debts.entry(plan.currency);
            let debt = debt.or_insert_with(|| self.past.debt(rep, plan.currency));
            let owed = draws.entry((&plan.id, plan.currency));
            let owed = owed.or_insert_with(|| self.past.draw_balance(rep, &plan.id, plan.currency));
            let terms = self.draw_terms(rep, summary.plan, payout)?;
            let before = Owed { draw: *owed, debt: *debt };
            let apart = if terms.is_some() { summary.apart } else { Amount::ZERO };
            let brings = Amount::from_raw(summary.before_draw().raw() - apart.raw());
            let settled = draw::settle(before, &draw::Payout { brings, apart, draw: terms })?;
            (*owed, *debt) = (settled.after.draw, settled.after.debt);
            summary.take(&settled, terms.filter(|terms| terms.fills).map(|terms| terms.amount));
        }
        Ok(summaries)
    }

    /// Calls `each` for what draws and debts do to the pay of the periods that are asked for.
    pub(super) fn settlement_lines(&self, rep: u32, each: &mut dyn FnMut(Line)) -> Result<(), EngineError> {
        for summary in self.settled(rep)?.iter().filter(|summary| self.is_shown(summary.period)) {
            settlement(summary, each);
        }
        Ok(())
    }

    /// Whether a rep may owe something before any line below zero: by a draw, or from closed periods.
    pub(super) fn may_owe(&self, rep: u32) -> bool {
        self.past.owes(rep) || self.plan_ids(rep).iter().any(|id| self.has_draw(id))
    }

    fn has_draw(&self, plan_id: &str) -> bool {
        self.plans.iter().any(|plan| plan.id == plan_id && plan.draw.is_some())
    }

    /// Whether a line comes from an element that the plan's draw leaves alone.
    pub(super) fn is_apart(&self, line: &Line) -> bool {
        let Some(draw) = &self.plans[line.plan].draw else { return false };
        let element = match line.reason {
            Reason::Prior(position) => self.past.prior[index(position)].facts.element.as_str(),
            _ if line.rule == NO_RULE => return false,
            _ => self.element(line.rule).id.as_str(),
        };
        draw.exclude.iter().any(|excluded| excluded.value == element)
    }

    /// The draw of a plan in a payout; none where no version of it up to this one has any. A version without one goes
    /// on to recover by the terms of the last that had one, and fills nothing up.
    fn draw_terms(&self, rep: u32, plan: usize, payout: Span) -> Result<Option<draw::Terms>, EngineError> {
        let own = &self.plans[plan];
        let from = own.effective.span().from;
        let mut earlier: Vec<&Plan> = self
            .plans
            .iter()
            .filter(|other| other.id == own.id && other.effective.span().from < from)
            .filter(|other| other.draw.is_some())
            .collect();
        earlier.sort_by_key(|other| other.effective.span().from);
        let (stated, draw) = match (&own.draw, earlier.last()) {
            (Some(draw), _) => (own, draw),
            (None, Some(last)) => match &last.draw {
                Some(draw) => (*last, draw),
                None => return Ok(None),
            },
            (None, None) => return Ok(None),
        };
        let amount = self.prorated_draw(rep, own, draw, payout)?;
        let lasts = own.draw.is_some() && self.draw_lasts(rep, stated, draw, payout)?;
        let recovers = match &draw.recover_from {
            Some(label) => self.labelled(stated, label)?.from <= payout.to,
            None => true,
        };
        let owed = draw.kind != DrawKind::NonRecoverable;
        Ok(Some(draw::Terms {
            amount,
            // Who is not there on any day has no draw, and what is taken from him is not filled up.
            fills: lasts && amount > Amount::ZERO,
            owed,
            takes: if owed && recovers { draw.recover_share } else { Rate::ZERO },
            forgives: draw.kind == DrawKind::Forgiven && !lasts,
            rounding: own.rounding,
        }))
    }

    /// What the payout is filled up to: the amount for the days on which the rep is there.
    fn prorated_draw(&self, rep: u32, plan: &Plan, draw: &Draw, payout: Span) -> Result<Amount, EngineError> {
        let whole = |span: &Span| Counted { span: *span, factor: Fraction::ONE };
        let present: Vec<Counted> = self.present(rep, plan, payout).iter().map(whole).collect();
        let part = ramp::part_of(plan.proration, payout, &present, &self.calendar)?;
        part.of(draw.amount, plan.rounding)
            .ok_or_else(|| EngineError::TooLarge { what: format!("the draw of plan `{}`", plan.id) })
    }

    /// Whether a payout is one of those with a draw: it begins before the last of them is over.
    fn draw_lasts(&self, rep: u32, plan: &Plan, draw: &Draw, payout: Span) -> Result<bool, EngineError> {
        match &draw.lasts {
            DrawLasts::Always => Ok(true),
            DrawLasts::Until(label) => Ok(payout.from <= self.labelled(plan, label)?.to),
            DrawLasts::Months(months) => {
                let Some(first) = self.first_day(rep, plan) else { return Ok(false) };
                let mut month = self.calendar.period_of(Unit::Month, first);
                for _ in 1..*months {
                    month = self.calendar.next(&month);
                }
                Ok(*months > 0 && payout.from <= month.span.to)
            }
        }
    }

    /// The day with which a rep's first months begin: that of the hire, else the first on the plan, else of a credit.
    fn first_day(&self, rep: u32, plan: &Plan) -> Option<Day> {
        let hired = self.people.employment(rep).from;
        let on_plan = || self.stretches(rep, &plan.id).map(|stretch| stretch.span.from).min();
        let credited = || {
            let first = self.order.of(rep).first()?;
            Day::from_number(self.credits.days[index(*first)])
        };
        let known = |day: &Day| *day != Day::MIN;
        Some(hired).filter(known).or_else(|| on_plan().filter(known)).or_else(credited)
    }

    fn labelled(&self, plan: &Plan, label: &Located<String>) -> Result<Span, EngineError> {
        let period = self.calendar.parse(&label.value, Day::MIN).map(|period| period.span);
        period.map_err(|_| EngineError::DrawPeriod { plan: plan.id.clone(), label: label.value.clone() })
    }
}

impl Summary {
    /// Takes what a draw and debts make of the payout; `amount` is what it is filled up to.
    fn take(&mut self, settled: &Settled, amount: Option<Amount>) {
        (self.draw, self.recovered) = (settled.draw, settled.recovered);
        self.carried_forward = settled.carried_forward;
        let account = DrawAccount {
            amount: amount.unwrap_or(Amount::ZERO),
            opening: settled.before.draw,
            movement: Amount::from_raw(settled.after.draw.raw() - settled.before.draw.raw()),
            closing: settled.after.draw,
            forgiven: settled.forgiven,
            owed_before: settled.before.debt,
            owed_after: settled.after.debt,
        };
        self.account = (account != DrawAccount::default()).then_some(account);
    }
}

/// The lines of what a draw and debts do to one payout.
pub(super) fn settlement(summary: &Summary, each: &mut dyn FnMut(Line)) {
    let Some(account) = summary.account else { return };
    let mut push = |kind: LineKind, payable: Amount, reason: Reason| {
        each(Line {
            credit: NO_CREDIT,
            plan: summary.plan,
            rule: NO_RULE,
            period: summary.period,
            kind,
            tier: 0,
            credited: 0,
            rate: NO_RATE,
            earned: Amount::ZERO,
            payable,
            reason,
        });
    };
    if !account.forgiven.is_zero() {
        push(LineKind::Draw, Amount::ZERO, Reason::Forgiven(account.forgiven));
    }
    if !summary.draw.is_zero() {
        push(LineKind::Draw, summary.draw, Reason::Filled(account.amount));
    }
    if !summary.recovered.is_zero() {
        push(LineKind::Recovery, summary.recovered, Reason::Recovered(account.closing));
    }
    if !account.owed_before.is_zero() {
        push(LineKind::CarriedForward, account.owed_before.negate(), Reason::Borne);
    }
    if !account.owed_after.is_zero() {
        push(LineKind::CarriedForward, account.owed_after, Reason::Carried);
    }
}
