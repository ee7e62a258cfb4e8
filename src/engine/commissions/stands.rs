//! Where a rep stands in an element on a day, for people: what is credited in the payout and to date, the quota from
//! its full amount to what is left after presence and ramp, and the target incentive of the window.

use crate::calendar::{Day, Span};
use crate::engine::commissions::Run;
use crate::engine::error::EngineError;
use crate::engine::quota::round_quota;
use crate::engine::ramp::{self, Counted};
use crate::money::{Amount, Exact, Fraction, Rounding};
use crate::plan::{Plan, Quota, Window};

/// Where a rep stands in an element on a day.
#[derive(Clone, Debug)]
pub struct Stand {
    /// The rule.
    pub rule: usize,
    /// The window that holds the day; none where each deal is a window of its own.
    pub window: Option<Span>,
    /// Credited in the payout up to the day.
    pub in_period: Exact,
    /// Credited in the window up to the day; in the payout where each deal is a window.
    pub to_date: Exact,
    /// The quota of the window, in its three steps; none without a quota row.
    pub quota: Option<Cut>,
    /// The target incentive of the window times the element's weight, to cents; never cut by a ramp. None for a rep
    /// without one.
    pub target: Option<Cut>,
    /// The days of the window that count, each stretch with its factor.
    pub counted: Vec<Counted>,
}

/// An amount of a whole window and what is left of it, each to cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// For the whole window and a rep who is there on all its days.
    pub full: Amount,
    /// For the days on which the rep is there.
    pub prorated: Amount,
    /// For these days by their ramp factors: what counts.
    pub ramped: Amount,
}

impl Stand {
    /// Credited ÷ quota to date, in millionths; none without a quota above zero.
    #[must_use]
    pub fn attainment(&self) -> Option<i64> {
        self.part(self.to_date)
    }

    /// What the payout alone is credited with as a part of the window's quota, in millionths.
    #[must_use]
    pub fn attainment_in_period(&self) -> Option<i64> {
        self.part(self.in_period)
    }

    fn part(&self, credited: Exact) -> Option<i64> {
        let quota = self.quota.map(|quota| quota.ramped).filter(|quota| *quota > Amount::ZERO)?;
        let part = Fraction::new(credited.raw(), quota.exact().raw())?;
        i64::try_from(part.scaled(6, Rounding::HalfUp)?).ok()
    }
}

impl Run {
    /// The last day of a payout on which a rep is on a version of a plan; the last of the payout for who has left it.
    #[must_use]
    pub fn last_day_on(&self, rep: u32, plan: usize, period: Span) -> Day {
        let id = &self.plans[plan].id;
        let stretches = self.membership.of(rep).iter().filter(|stretch| self.plans[stretch.plan].id == *id);
        let days = stretches.filter_map(|stretch| stretch.span.intersect(period)).map(|span| span.to);
        days.max().unwrap_or(period.to)
    }

    /// Where a rep stands in an element of a plan version at the end of a payout, or on the last day on the plan in it.
    pub fn stand(&self, rep: u32, rule: usize, period: Span) -> Result<Stand, EngineError> {
        let (element, plan) = (self.element(rule), &self.plans[self.rules[rule].plan]);
        let day = self.last_day_on(rep, self.rules[rule].plan, period);
        let ids = (plan.id.as_str(), element.id.as_str());
        let credited =
            |days: Span| self.credited(rep, ids, rule, days, self.order.of(rep)).map(Exact::from_raw);
        let until = Span { from: period.from, to: day };
        let in_period = credited(until)?;
        if element.window == Window::Deal {
            let quota = match element.quota {
                Quota::Number(amount) => Some(Cut { full: amount, prorated: amount, ramped: amount }),
                Quota::None | Quota::Measure(_) => None,
            };
            let (window, to_date) = (None, in_period);
            return Ok(Stand { rule, window, in_period, to_date, quota, target: None, counted: Vec::new() });
        }
        let window = self.window(rule, day);
        let present = self.present(rep, plan, window);
        let ramps = self.ramps(rep, plan);
        let counted = ramp::count(&present, &ramps);
        let part = |counted: &[Counted]| ramp::part_of(plan.proration, window, counted, &self.calendar);
        let cut = |whole: Fraction| -> Result<Cut, EngineError> {
            let too_large = || EngineError::TooLarge { what: "a quota".to_owned() };
            let times = |part: Fraction| whole.checked_mul(part).ok_or_else(too_large).and_then(round_quota);
            let (prorated, ramped) = (times(part(&fully(&present))?)?, times(part(&counted)?)?);
            Ok(Cut { full: round_quota(whole)?, prorated, ramped })
        };
        let quota = self.quota_whole(rep, rule, window)?.map(cut).transpose()?;
        let target = self.target_cut(rep, plan, window, element.weight.fraction())?;
        let to_date = credited(Span { from: window.from, to: day })?;
        Ok(Stand { rule, window: Some(window), in_period, to_date, quota, target, counted })
    }

    /// The target incentive of some days, full and for those on which the rep is there; none for a rep without one.
    pub fn target_of(&self, rep: u32, plan: &Plan, days: Span) -> Result<Option<Cut>, EngineError> {
        self.target_cut(rep, plan, days, Fraction::ONE)
    }

    /// The same times a weight.
    fn target_cut(
        &self,
        rep: u32,
        plan: &Plan,
        window: Span,
        weight: Fraction,
    ) -> Result<Option<Cut>, EngineError> {
        let too_large = || EngineError::TooLarge { what: "a target incentive".to_owned() };
        let present = self.present(rep, plan, window);
        let Some(yearly) = self.blended_target(rep, &present)? else { return Ok(None) };
        let whole = self
            .year_part(window)
            .and_then(|part| yearly.checked_mul(part)?.checked_mul(weight))
            .ok_or_else(too_large)?;
        let part = ramp::part_of(plan.proration, window, &fully(&present), &self.calendar)?;
        let prorated = whole.checked_mul(part).ok_or_else(too_large).and_then(round_quota)?;
        Ok(Some(Cut { full: round_quota(whole)?, prorated, ramped: prorated }))
    }
}

/// Days that each count fully.
fn fully(days: &[Span]) -> Vec<Counted> {
    days.iter().map(|span| Counted { span: *span, factor: Fraction::ONE }).collect()
}
