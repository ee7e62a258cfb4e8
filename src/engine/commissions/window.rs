//! What an element goes by in one window of one rep: quota, target incentive, ramp, and tiers on the scale of credits.

use crate::calendar::{Day, Span, Unit};
use crate::engine::commissions::Run;
use crate::engine::error::EngineError;
use crate::engine::people::index;
use crate::engine::quota::{days_present, quota_in};
use crate::engine::ramp::{self, Counted, QuotaTerms};
use crate::engine::tiers::Band;
use crate::model::rows::QuotaHolder;
use crate::money::{Amount, Fraction, Rate, Rounding};
use crate::plan::{
    BaseRate, Boundary, Edge, Element, Plan, Proration, Quota, RateTable, Rates, TierValue, Window,
};

/// What an element goes by in one window of one rep.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The rule.
    pub rule: usize,
    /// The quota after ramp and proration, rounded; absent without a quota row.
    pub quota: Option<Amount>,
    /// The window's part of the target incentive times the element's weight, after proration; absent for a rep without.
    pub target: Option<Fraction>,
    /// What the multipliers of tiers multiply; one where the element has no base rate, absent where it is undefined.
    pub base: Option<Fraction>,
    /// The rate tables.
    pub tables: Vec<Table>,
    /// Days on which tiers from 1.0 up pay the rate below 1.0.
    pub slow: Vec<Span>,
    /// The team whose measure and quota find the tiers, empty for all reps of the plan; absent where they are the
    /// rep's own.
    pub team: Option<String>,
}

/// A rate table on the scale of credits.
#[derive(Clone, Debug)]
pub struct Table {
    /// Where each tier begins, scale 14, and its value; a flat rate has one from the least number on.
    pub bands: Vec<Band>,
    /// Whether it is one rate for everything, whether or not there is a quota.
    pub flat: bool,
    /// The first tier from 1.0 of attainment on.
    pub accelerated: usize,
}

/// What the values of an element's tiers are in: a rate of scale 6, or money of scale 4.
#[must_use]
pub fn scale_of(element: &Element) -> i128 {
    match element.rate_tables().first().map(|table| &table.rates) {
        Some(Rates::Flat(TierValue::Amount(_))) => 10_000,
        Some(Rates::Tiers(tiers))
            if matches!(tiers.first().map(|tier| tier.value), Some(TierValue::Amount(_))) =>
        {
            10_000
        }
        _ => 1_000_000,
    }
}

fn raw(value: TierValue) -> i64 {
    match value {
        TierValue::Rate(rate) | TierValue::Multiplier(rate) => rate.raw(),
        TierValue::Amount(amount) => i64::try_from(amount.raw()).unwrap_or(i64::MAX),
    }
}

impl Table {
    /// The table on the scale of credits; `None` when a boundary does not fit. Without a quota, or with a quota of
    /// zero, attainment is undefined and tiers on it pay nothing: they have no bands.
    pub(super) fn new(table: &RateTable, quota: Option<Amount>) -> Option<Self> {
        let tiers = match &table.rates {
            Rates::Flat(value) => {
                let bands = vec![Band { from: i128::MIN, rate: raw(*value) }];
                return Some(Self { bands, flat: true, accelerated: 1 });
            }
            Rates::Tiers(tiers) => tiers,
        };
        let mut bands = Vec::with_capacity(tiers.len());
        let mut accelerated = tiers.len();
        for (position, tier) in tiers.iter().enumerate() {
            let from = match (&tier.from, quota) {
                (Boundary::Measure(from), _) => from.exact().raw(),
                (Boundary::Attainment(from), Some(quota)) if quota > Amount::ZERO => {
                    if *from >= Rate::ONE {
                        accelerated = accelerated.min(position);
                    }
                    i128::from(from.raw()).checked_mul(quota.raw())?.checked_mul(10_000)?
                }
                (Boundary::Attainment(_), _) => {
                    return Some(Self { bands: Vec::new(), flat: false, accelerated: 0 });
                }
            };
            bands.push(Band { from, rate: raw(tier.value) });
        }
        Some(Self { bands, flat: false, accelerated })
    }

    /// The tier that a measure has reached, counted from 1; 0 below the first. A first tier from 0 also holds what is
    /// below 0.
    #[must_use]
    pub fn reached(&self, measure: i128, edge: Edge) -> usize {
        let passed = match edge {
            Edge::Lower => self.bands.partition_point(|band| band.from <= measure),
            Edge::Upper => self.bands.partition_point(|band| band.from < measure),
        };
        match self.bands.first() {
            Some(first) if first.from <= 0 => passed.max(1),
            _ => passed,
        }
    }

    /// The value of a tier counted from 1; zero below the first.
    #[must_use]
    pub fn value(&self, tier: usize) -> i64 {
        tier.checked_sub(1).and_then(|position| self.bands.get(position)).map_or(0, |band| band.rate)
    }

    /// The table without what is accelerated: tiers from 1.0 up pay the rate below 1.0.
    #[must_use]
    pub fn slowed(&self) -> Self {
        let mut bands = self.bands.clone();
        let below = self.value(self.accelerated);
        if !self.flat && self.accelerated > 0 {
            for band in bands.iter_mut().skip(self.accelerated) {
                band.rate = below;
            }
        }
        Self { bands, flat: self.flat, accelerated: self.accelerated }
    }

    /// The value on the straight line between the points around a measure: nothing below the first, level above
    /// the last.
    /// From 0.8 → 0.5 and 1.0 → 1.0, 0.9 has 0.75.
    #[must_use]
    pub fn between(&self, measure: i128) -> Option<Fraction> {
        let after = self.bands.partition_point(|band| band.from <= measure);
        let Some(low) = after.checked_sub(1).and_then(|position| self.bands.get(position)) else {
            return Some(Fraction::ZERO);
        };
        let value = Fraction::whole(i128::from(low.rate));
        let Some(high) = self.bands.get(after) else { return Some(value) };
        let way = Fraction::new(measure.checked_sub(low.from)?, high.from.checked_sub(low.from)?)?;
        value.checked_add(way.checked_mul(Fraction::whole(i128::from(high.rate - low.rate)))?)
    }
}

/// How a plan cuts and spreads quotas.
pub(super) fn quota_terms<'a>(plan: &'a Plan, ramps: &'a [Counted]) -> QuotaTerms<'a> {
    QuotaTerms { proration: plan.proration, seasonality: plan.seasonality.as_ref(), ramps }
}

impl Run {
    /// The window of an element that holds this day.
    #[must_use]
    pub fn window(&self, rule: usize, day: Day) -> Span {
        let unit = match self.element(rule).window {
            Window::Deal => return Span { from: day, to: day },
            Window::Plan => return self.plans[self.rules[rule].plan].effective.span(),
            Window::Month => Unit::Month,
            Window::Quarter => Unit::Quarter,
            Window::Half => Unit::Half,
            Window::Year => Unit::Year,
        };
        self.calendar.span_of(unit, day)
    }

    /// The days of a window on which a rep is there: on the plan, employed, and not away; all where the plan does not
    /// prorate.
    #[must_use]
    pub fn present(&self, rep: u32, plan: &Plan, window: Span) -> Vec<Span> {
        if plan.proration == Proration::None {
            return vec![window];
        }
        let employed: Vec<Span> = self
            .stretches(rep, &plan.id)
            .filter_map(|stretch| stretch.span.intersect(self.people.employment(rep)))
            .collect();
        days_present(window, &employed, self.away(rep))
    }

    pub(super) fn away(&self, rep: u32) -> &[Span] {
        self.leaves.get(index(rep)).map_or(&[], Vec::as_slice)
    }

    /// The rep's ramps on a plan.
    #[must_use]
    pub fn ramps(&self, rep: u32, plan: &Plan) -> Vec<Counted> {
        let hired = Some(self.people.employment(rep).from).filter(|day| *day != Day::MIN);
        plan.ramp
            .as_ref()
            .map_or_else(Vec::new, |ramp| ramp::ramps(ramp, hired, self.away(rep), &self.calendar))
    }

    /// The quota of a rep in the window of an element that holds this day, after ramp and proration; `None` without a
    /// quota row.
    pub fn quota(&self, rep: u32, rule: usize, day: Day) -> Result<Option<Amount>, EngineError> {
        let element = self.element(rule);
        if let (Quota::Number(amount), Window::Deal) = (&element.quota, element.window) {
            return Ok(Some(*amount));
        }
        let plan = &self.plans[self.rules[rule].plan];
        let window = self.window(rule, day);
        let present = self.present(rep, plan, window);
        self.quota_over(rep, rule, window, &present)
    }

    /// The quota of a rep for some days of a window.
    pub(super) fn quota_over(
        &self,
        rep: u32,
        rule: usize,
        window: Span,
        present: &[Span],
    ) -> Result<Option<Amount>, EngineError> {
        let plan = &self.plans[self.rules[rule].plan];
        let Some(whole) = self.quota_whole(rep, rule, window)? else { return Ok(None) };
        let ramps = self.ramps(rep, plan);
        ramp::cut(whole, window, present, quota_terms(plan, &ramps), &self.calendar).map(Some)
    }

    /// The quota of a window before ramp and proration, in currency units.
    pub fn quota_whole(&self, rep: u32, rule: usize, window: Span) -> Result<Option<Fraction>, EngineError> {
        let plan = &self.plans[self.rules[rule].plan];
        match &self.element(rule).quota {
            Quota::None => Ok(None),
            Quota::Number(amount) => Ok(Fraction::new(amount.raw(), 10_000)),
            Quota::Measure(measure) => {
                let holder = QuotaHolder::Rep(self.people.id(rep).to_owned());
                let rows = self.quotas[self.rules[rule].plan].rows(&holder, measure);
                quota_in(rows, window, &self.calendar, plan.seasonality.as_ref())
            }
        }
    }

    /// The part of a rep's yearly target incentive that falls into a window: its months ÷ 12, cut to the days present;
    /// dated rows blend by days. `None` for a rep without one.
    ///
    /// 60,000 a year is 15,000 in a quarter, and 7,500 for who is there on 46 of its 92 days.
    pub fn target(&self, rep: u32, plan: &Plan, window: Span) -> Result<Option<Fraction>, EngineError> {
        let present = self.present(rep, plan, window);
        let too_large = || EngineError::TooLarge { what: "a target incentive".to_owned() };
        let Some(yearly) = self.blended_target(rep, &present)? else { return Ok(None) };
        let counted: Vec<Counted> =
            present.iter().map(|span| Counted { span: *span, factor: Fraction::ONE }).collect();
        let part = ramp::part_of(plan.proration, window, &counted, &self.calendar)?;
        yearly
            .checked_mul(self.year_part(window).ok_or_else(too_large)?)
            .and_then(|target| target.checked_mul(part))
            .map(Some)
            .ok_or_else(too_large)
    }

    /// The part of a year that a window is: its months ÷ 12, a part month by its days.
    pub(super) fn year_part(&self, window: Span) -> Option<Fraction> {
        ramp::months_of(window, &self.calendar)?.checked_div(Fraction::whole(12))
    }

    /// The yearly target incentive over some days: dated rows weigh by their days; `None` for a rep
    /// without any.
    pub(super) fn blended_target(&self, rep: u32, days: &[Span]) -> Result<Option<Fraction>, EngineError> {
        let too_large = || EngineError::TooLarge { what: "a target incentive".to_owned() };
        if self.people.rows(rep).iter().all(|row| row.target_incentive.is_none()) {
            return Ok(None);
        }
        self.mean_target(rep, days).map(Some).ok_or_else(too_large)
    }

    /// The mean of the yearly target incentives of dated rows over some days, by days; `None` past 128 bits.
    fn mean_target(&self, rep: u32, days: &[Span]) -> Option<Fraction> {
        let (mut sum, mut count) = (Fraction::ZERO, 0_u32);
        for row in self.people.rows(rep) {
            let held =
                Span { from: row.valid_from.unwrap_or(Day::MIN), to: row.valid_to.unwrap_or(Day::MAX) };
            let mine: u32 = days.iter().filter_map(|span| span.intersect(held)).map(Span::days).sum();
            count += mine;
            if let Some(target) = row.target_incentive {
                let weighed = Fraction::new(target.raw().checked_mul(i128::from(mine))?, 10_000)?;
                sum = sum.checked_add(weighed)?;
            }
        }
        if count == 0 { Some(Fraction::ZERO) } else { sum.checked_div(Fraction::whole(i128::from(count))) }
    }

    /// What an element goes by in the window that holds a day.
    pub fn terms(&self, rep: u32, rule: usize, day: Day) -> Result<Terms, EngineError> {
        let element = self.element(rule);
        let plan = &self.plans[self.rules[rule].plan];
        let window = self.window(rule, day);
        let team = self.scope_team(rep, rule, day);
        let quota = match &team {
            None => self.quota(rep, rule, day)?,
            Some(team) => self.group_quota(rule, window, team)?,
        };
        let too_large = || EngineError::TooLarge { what: format!("a tier of element `{}`", element.id) };
        let tables = element
            .rate_tables()
            .iter()
            .map(|table| Table::new(table, quota))
            .collect::<Option<Vec<_>>>()
            .ok_or_else(too_large)?;
        let base = match element.base_rate {
            None => Some(Fraction::ONE),
            Some(BaseRate::Number(rate)) => Some(rate.fraction()),
            Some(BaseRate::TargetByQuota) => self.base_rate(rep, rule, window)?,
        };
        let target = match element.window {
            Window::Deal => None,
            _ => self.target(rep, plan, window)?,
        };
        let weighed = |target: Fraction| target.checked_mul(element.weight.fraction()).ok_or_else(too_large);
        let slow = match &plan.ramp {
            Some(ramp) if !ramp.accelerators => {
                self.ramps(rep, plan).iter().map(|counted| counted.span).collect()
            }
            _ => Vec::new(),
        };
        Ok(Terms { rule, quota, target: target.map(weighed).transpose()?, base, tables, slow, team })
    }

    /// Target incentive × weight ÷ quota, both of the window and before ramp and proration; `None` where one is
    /// missing.
    pub fn base_rate(&self, rep: u32, rule: usize, window: Span) -> Result<Option<Fraction>, EngineError> {
        let too_large = || EngineError::TooLarge { what: "a base rate".to_owned() };
        let quota = self.quota_whole(rep, rule, window)?.filter(|quota| *quota > Fraction::ZERO);
        let yearly = self.blended_target(rep, &[window])?;
        let (Some(quota), Some(yearly)) = (quota, yearly) else { return Ok(None) };
        let weight = self.element(rule).weight.fraction();
        self.year_part(window)
            .and_then(|part| yearly.checked_mul(part)?.checked_mul(weight)?.checked_div(quota))
            .map(Some)
            .ok_or_else(too_large)
    }
}

impl Terms {
    /// A rate as people see it, scale 6, half up: a multiplier times its base rate, money for a unit in currency units.
    #[must_use]
    pub fn shown(&self, value: Fraction, scale: i128) -> i64 {
        let base = self.base.unwrap_or(Fraction::ZERO);
        Fraction::new(1, scale)
            .and_then(|unit| value.checked_mul(unit)?.checked_mul(base)?.scaled(6, Rounding::HalfUp))
            .and_then(|rate| i64::try_from(rate).ok())
            .unwrap_or(0)
    }

    /// Whether tiers from 1.0 up pay the rate below 1.0 on this day.
    #[must_use]
    pub fn is_slow(&self, day: Day) -> bool {
        self.slow.iter().any(|span| span.contains(day))
    }
}
