//! What caps withhold: of a deal before of a payout before of a window, each by the sum to date.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use crate::calendar::{Day, Unit};
use crate::engine::commissions::evaluate::{Course, Entry};
use crate::engine::commissions::to_date::{CENT, Sheet};
use crate::engine::commissions::{CapOf, LineKind, NO_RATE, Reason, Run};
use crate::engine::error::EngineError;
use crate::money::{Amount, Fraction, Rounding};
use crate::plan::Cap;

/// What has been earned so far by an element, for its caps; raw on scale 4.
#[derive(Debug, Default)]
pub(super) struct Earned {
    deals: HashMap<usize, i128>,
    payout: (usize, i128),
    windows: HashMap<usize, i128>,
}

/// The limits of an element in one window, raw on scale 4.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Limits {
    pub(super) deal: Option<i128>,
    pub(super) payout: Option<i128>,
    pub(super) window: Option<i128>,
    /// `of_target` times the element's target incentive of the window.
    pub(super) target: Option<i128>,
}

/// What a cap withholds of one amount, raw on scale 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Withheld {
    pub(super) of: CapOf,
    /// Below zero when something withheld is given back.
    pub(super) amount: i128,
    /// What the cap has seen earned to date, with the amount.
    pub(super) sum: i128,
    pub(super) limit: i128,
}

impl Limits {
    pub(super) fn new(cap: Option<&Cap>, target: Option<i128>) -> Self {
        let Some(cap) = cap else { return Self::default() };
        Self {
            deal: cap.deal.map(Amount::raw),
            payout: cap.payout.map(Amount::raw),
            window: cap.window.map(Amount::raw),
            target,
        }
    }
}

impl Earned {
    /// Adds an amount and says what of it each cap withholds; below zero when something withheld is given back.
    ///
    /// With 5,000 a window, 4,000 and then 3,000 have 2,000 of the second withheld.
    pub(super) fn add(
        &mut self,
        amount: i128,
        deal: Option<usize>,
        payout: usize,
        window: usize,
        limits: Limits,
    ) -> Vec<Withheld> {
        let mut withheld = Vec::new();
        let mut left = amount;
        if let (Some(limit), Some(deal)) = (limits.deal, deal) {
            let sum = self.deals.entry(deal).or_default();
            cut(sum, &mut left, limit, CapOf::Deal, &mut withheld);
        }
        if let Some(limit) = limits.payout {
            if self.payout.0 != payout {
                self.payout = (payout, 0);
            }
            cut(&mut self.payout.1, &mut left, limit, CapOf::Payout, &mut withheld);
        }
        let (limit, of) = match (limits.window, limits.target) {
            (Some(window), Some(target)) if target < window => (target, CapOf::Target),
            (Some(window), _) => (window, CapOf::Window),
            (None, Some(target)) => (target, CapOf::Target),
            (None, None) => return withheld,
        };
        cut(self.windows.entry(window).or_default(), &mut left, limit, of, &mut withheld);
        withheld
    }
}

impl Run {
    /// The limits of an element in a window on a day.
    pub(super) fn limits(
        &self,
        rep: u32,
        sheet: &Sheet,
        rule: usize,
        day: Day,
    ) -> Result<Limits, EngineError> {
        let element = self.element(rule);
        let Some(cap) = &element.cap else { return Ok(Limits::default()) };
        let target = sheet.terms[sheet.terms_on(day)].1.target;
        let what = || format!("the cap of element `{}` for `{}`", element.id, self.people.id(rep));
        let target = of_target(cap, target, self.plans[self.rules[rule].plan].rounding, what)?;
        Ok(Limits::new(Some(cap), target))
    }

    /// What a plan's own cap withholds, over all its elements in each year.
    pub(super) fn cap_plan(&self, rep: u32, plan_id: &str, course: &mut Course) -> Result<(), EngineError> {
        let mut sums: BTreeMap<Day, i128> = BTreeMap::new();
        let mut added = Vec::new();
        course.entries.sort_by_key(|entry| (entry.payout, entry.element));
        let mut rest = course.entries.as_slice();
        while let Some((entry, after)) = rest.split_first() {
            // What the element's own caps withhold of an earning stands right behind it.
            let caps = after.iter().take_while(|entry| entry.kind == LineKind::Cap).count();
            let net = entry.amount + after[..caps].iter().map(|cap| cap.amount).sum::<i128>();
            rest = &after[caps..];
            let day = course.payouts[entry.payout].to;
            let Some(plan) = self.version_near(rep, plan_id, day) else { continue };
            let Some(cap) = &self.plans[plan].cap else { continue };
            let year = self.calendar.span_of(Unit::Year, day);
            let target = self.target(rep, &self.plans[plan], year)?;
            let what = || format!("the cap of plan `{plan_id}` for `{}`", self.people.id(rep));
            let target = of_target(cap, target, self.plans[plan].rounding, what)?;
            let window = cap.window.map(Amount::raw);
            let Some(limit) = window.into_iter().chain(target).min() else { continue };
            let sum = sums.entry(year.from).or_default();
            let before = (*sum - limit).max(0);
            *sum += net;
            let withheld = (*sum - limit).max(0) - before;
            if withheld != 0 {
                added.push(Entry {
                    kind: LineKind::Cap,
                    tier: 0,
                    credited: 0,
                    rate: NO_RATE,
                    amount: -withheld,
                    reason: Reason::Cap(CapOf::Plan),
                    withheld: Some(Withheld { of: CapOf::Plan, amount: withheld, sum: *sum, limit }),
                    ..*entry
                });
            }
        }
        course.entries.extend(added);
        Ok(())
    }
}

/// The limit of a cap that is a multiple of a target incentive, rounded to cents, raw on scale 4; `None` where the cap
/// is no such multiple or the rep has no target incentive. One that does not fit is refused: it is not no cap.
///
/// 3 times 20,000 is 60,000.
fn of_target(
    cap: &Cap,
    target: Option<Fraction>,
    rounding: Rounding,
    what: impl Fn() -> String,
) -> Result<Option<i128>, EngineError> {
    let (Some(times), Some(target)) = (cap.of_target, target) else { return Ok(None) };
    let cents = times.fraction().checked_mul(target).and_then(|limit| limit.scaled(2, rounding));
    let raw = cents.and_then(|cents| cents.checked_mul(CENT));
    raw.map(Some).ok_or_else(|| EngineError::TooLarge { what: what() })
}

/// Cuts what is left of an amount at a limit on the sum.
fn cut(sum: &mut i128, left: &mut i128, limit: i128, of: CapOf, withheld: &mut Vec<Withheld>) {
    let before = (*sum - limit).max(0);
    *sum += *left;
    let held = (*sum - limit).max(0) - before;
    if held != 0 {
        withheld.push(Withheld { of, amount: held, sum: *sum, limit });
        *left -= held;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Rate;

    fn of(withheld: &[Withheld]) -> Vec<(CapOf, i128)> {
        withheld.iter().map(|each| (each.of, each.amount)).collect()
    }

    #[test]
    fn a_deal_is_capped_before_the_window() {
        let limits = Limits { deal: Some(1_000), window: Some(1_500), ..Limits::default() };
        let mut earned = Earned::default();
        // 1,200 of one deal: 200 above the deal's cap, 1,000 count in the window.
        assert_eq!(of(&earned.add(1_200, Some(1), 0, 0, limits)), [(CapOf::Deal, 200)]);
        // 800 of another: 300 above the window's 1,500.
        assert_eq!(of(&earned.add(800, Some(2), 0, 0, limits)), [(CapOf::Window, 300)]);
        // 400 taken back: 300 of them had been withheld.
        assert_eq!(of(&earned.add(-400, Some(2), 1, 0, limits)), [(CapOf::Window, -300)]);
        // A new window starts anew, the first deal does not.
        assert_eq!(of(&earned.add(100, Some(1), 1, 1, limits)), [(CapOf::Deal, 100)]);
    }

    #[test]
    fn a_payouts_cap_lets_nothing_over_into_the_next() {
        let limits = Limits { payout: Some(500), ..Limits::default() };
        let mut earned = Earned::default();
        assert_eq!(of(&earned.add(700, None, 0, 0, limits)), [(CapOf::Payout, 200)]);
        assert_eq!(of(&earned.add(400, None, 1, 0, limits)), []);
    }

    #[test]
    fn a_cap_on_target_that_does_not_fit_is_refused() {
        let cap = Cap { of_target: Some(Rate::parse("3").unwrap()), ..Cap::default() };
        let of = |cap: &Cap, target: Option<Fraction>| {
            of_target(cap, target, Rounding::HalfUp, || "the cap".to_owned())
        };
        assert_eq!(of(&cap, Some(Fraction::whole(20_000))), Ok(Some(600_000_000)));
        let large = of(&cap, Some(Fraction::whole(i128::MAX / 4)));
        assert_eq!(large, Err(EngineError::TooLarge { what: "the cap".to_owned() }));
        // Without a target incentive there is no such cap.
        assert_eq!(of(&cap, None), Ok(None));
        assert_eq!(of(&Cap::default(), Some(Fraction::ONE)), Ok(None));
    }

    #[test]
    fn the_lower_of_window_and_target_holds() {
        let limits = Limits { window: Some(900), target: Some(600), ..Limits::default() };
        assert_eq!(of(&Earned::default().add(1_000, None, 0, 0, limits)), [(CapOf::Target, 400)]);
    }
}
