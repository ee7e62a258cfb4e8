//! The plain walk: each rep's credits in order, once, over contiguous slices, for an element whose credits earn
//! for good once they are in. A credit's earning is rounded once, after its slices are added; the last slice takes
//! the residue.

use crate::calendar::{Day, Span};
use crate::engine::commissions::to_date::CENT;
use crate::engine::commissions::window::Table;
use crate::engine::commissions::{Line, LineKind, NOT_TAKEN, Reason, Run, takes};
use crate::engine::error::EngineError;
use crate::engine::people::index;
use crate::engine::tiers::{Slice, slices};
use crate::money::{Amount, Rounding, divide, scaled_sum};
use crate::plan::Window;

/// The window that a walk stands in.
struct WindowState {
    span: Span,
    deal: usize,
    before: i128,
    tables: Vec<Table>,
    rule: usize,
    /// The payout of the credit before: that of the next is most often the same.
    payout: Option<(Span, usize)>,
    /// Room for the slices of a credit.
    slices: Vec<Slice>,
}

impl Run {
    pub(super) fn walk(
        &self,
        rep: u32,
        plan_id: &str,
        element_id: &str,
        each: &mut dyn FnMut(Line),
    ) -> Result<(), EngineError> {
        let mut state: Option<WindowState> = None;
        let mut held: Option<(Span, Option<usize>)> = None;
        for (position, credit) in self.order.of(rep).iter().enumerate() {
            let deal = index(self.credits.deals[index(*credit)]);
            let Some(day) = Day::from_number(self.credits.days[index(*credit)]) else { continue };
            let rule = match held {
                Some((span, rule)) if span.contains(day) => rule,
                _ => {
                    let rule = self.rule_on(rep, plan_id, element_id, day);
                    held = Some((self.stretch_of(rep, day), rule));
                    rule
                }
            };
            let Some(rule) = rule else { continue };
            let entry = self.entry(rule, *credit, deal);
            if entry == NOT_TAKEN || !takes(self.element(rule), day, self.credits.causes[index(*credit)]) {
                continue;
            }
            let fresh = match &state {
                Some(state) if self.is_deal_window(rule) => state.rule != rule || state.deal != deal,
                Some(state) => state.rule != rule || !state.span.contains(day),
                None => true,
            };
            if fresh {
                let versions = state.as_ref().is_some_and(|state| state.rule != rule);
                let before = match versions && !self.is_deal_window(rule) {
                    true => self.carried(rep, (plan_id, element_id), rule, day, position)?,
                    false => 0,
                };
                let span = self.window(rule, day);
                let tables = self.terms(rep, rule, day)?.tables;
                let slices = state.map_or_else(Vec::new, |state| state.slices);
                state = Some(WindowState { span, deal, before, tables, rule, payout: None, slices });
            }
            if let Some(state) = &mut state {
                self.pay(*credit, deal, day, usize::from(entry), state, each)?;
            }
        }
        Ok(())
    }

    /// What the credits before a position have brought into the window of this day, as a later version of the element
    /// measures it: a window runs on through the versions of an element.
    fn carried(
        &self,
        rep: u32,
        (plan_id, element_id): (&str, &str),
        rule: usize,
        day: Day,
        position: usize,
    ) -> Result<i128, EngineError> {
        let window = self.window(rule, day);
        self.credited(rep, (plan_id, element_id), rule, window, &self.order.of(rep)[..position])
    }

    /// The sum of credits that the versions of an element take in some days, measured as one version does.
    pub(super) fn credited(
        &self,
        rep: u32,
        (plan_id, element_id): (&str, &str),
        rule: usize,
        days: Span,
        credits: &[u32],
    ) -> Result<i128, EngineError> {
        let terms = &self.rules[rule];
        let mut sum = 0_i128;
        let mut held: Option<(Span, Option<usize>)> = None;
        for credit in self.within(credits, days) {
            let deal = index(self.credits.deals[index(*credit)]);
            let Some(event) = Day::from_number(self.credits.days[index(*credit)]) else {
                continue;
            };
            let at = match held {
                Some((span, at)) if span.contains(event) => at,
                _ => {
                    let at = self.rule_on(rep, plan_id, element_id, event);
                    held = Some((self.stretch_of(rep, event), at));
                    at
                }
            };
            let Some(at) = at else { continue };
            let cause = self.credits.causes[index(*credit)];
            if self.entry(at, *credit, deal) != NOT_TAKEN && takes(self.element(at), event, cause) {
                let value = self.value(*credit, deal, event, terms.measure, terms.money, terms.plan)?;
                let too_large = || EngineError::TooLarge {
                    what: format!("what `{}` is credited with", self.people.id(rep)),
                };
                sum = sum.checked_add(value).ok_or_else(too_large)?;
            }
        }
        Ok(sum)
    }

    /// Those of a rep's credits, which are in order, that some days date.
    #[must_use]
    pub fn within<'a>(&self, credits: &'a [u32], days: Span) -> &'a [u32] {
        let number = |credit: &u32| self.credits.days[index(*credit)];
        let from = credits.partition_point(|credit| number(credit) < days.from.number());
        let to = credits.partition_point(|credit| number(credit) <= days.to.number());
        credits.get(from..to).unwrap_or_default()
    }

    /// The days around this one on which the rep's plan does not change.
    pub(super) fn stretch_of(&self, rep: u32, day: Day) -> Span {
        let stretches = self.membership.of(rep);
        let found = stretches.iter().find(|stretch| stretch.span.contains(day));
        found.map_or(Span { from: day, to: day }, |stretch| stretch.span)
    }

    fn is_deal_window(&self, rule: usize) -> bool {
        matches!(self.element(rule).window, Window::Deal)
    }

    /// Pays one credit in one element: its slices, rounded once.
    fn pay(
        &self,
        credit: u32,
        deal: usize,
        day: Day,
        entry: usize,
        state: &mut WindowState,
        each: &mut dyn FnMut(Line),
    ) -> Result<(), EngineError> {
        let rule = &self.rules[state.rule];
        let amount = self.value(credit, deal, day, rule.measure, rule.money, rule.plan)?;
        let before = state.before;
        let what =
            || EngineError::TooLarge { what: format!("the credit of deal `{}`", self.deals.ids.get(deal)) };
        state.before = before.checked_add(amount).ok_or_else(what)?;
        if !state.payout.is_some_and(|(span, _)| span.contains(day)) {
            let Some(period) = self.period_of(rule.plan, day) else { return Ok(()) };
            state.payout = Some((self.periods[period].span, period));
        }
        let Some((_, period)) = state.payout else { return Ok(()) };
        let paid_on = match rule.pays_on {
            Some((measure, money)) => Some(self.value(credit, deal, day, measure, money, rule.plan)?),
            None => None,
        };
        let table = &state.tables[entry];
        let cut = &mut state.slices;
        cut.clear();
        if table.flat {
            cut.push(Slice { tier: 0, part: amount, rate: table.value(1) });
        } else {
            slices(&table.bands, before, amount, |slice| cut.push(slice));
        }
        let rounding = self.plans[rule.plan].rounding;
        let too_large =
            || EngineError::TooLarge { what: format!("the earning of deal `{}`", self.deals.ids.get(deal)) };
        let mut products: i128 = 0;
        for slice in cut.iter() {
            let product = slice.part.checked_mul(i128::from(slice.rate)).ok_or_else(too_large)?;
            products = products.checked_add(product).ok_or_else(too_large)?;
        }
        let earn = |product: i128| to_cents(product, paid_on, amount, rounding).ok_or_else(too_large);
        let total = match paid_on {
            // A credit without measure has one slice, and what it pays on is paid at the rate of that tier.
            Some(value) if amount == 0 => {
                let rate = cut.first().map_or(0, |slice| slice.rate);
                let product = value.checked_mul(i128::from(rate)).ok_or_else(too_large)?;
                to_cents(product, None, amount, rounding).ok_or_else(too_large)?
            }
            _ => earn(products)?,
        };
        let mut rest = total;
        for (position, slice) in cut.iter().enumerate() {
            let earned =
                if position + 1 == cut.len() { rest } else { earn(slice.part * i128::from(slice.rate))? };
            rest -= earned;
            let earned = Amount::from_raw(earned);
            each(Line {
                credit,
                plan: rule.plan,
                rule: state.rule,
                period,
                kind: LineKind::Earning,
                tier: slice.tier,
                credited: slice.part,
                rate: slice.rate,
                earned,
                payable: earned,
                reason: Reason::Credited,
            });
        }
        Ok(())
    }
}

/// A sum of part × rate on scale 20, times what the rate multiplies where that is not the measure, rounded to cents;
/// raw on scale 4. `None` when it does not fit.
fn to_cents(product: i128, paid_on: Option<i128>, measure: i128, rounding: Rounding) -> Option<i128> {
    const CENTS: i128 = 1_000_000_000_000_000_000;
    let cents = match paid_on {
        None => divide(product, CENTS, rounding),
        Some(_) if measure == 0 => 0,
        Some(value) => scaled_sum(&[(product, value)], &[], &[measure, CENTS], rounding)?,
    };
    cents.checked_mul(CENT)
}
