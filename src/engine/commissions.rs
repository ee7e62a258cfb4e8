//! Commissions of a run: each rep's credits in order, once, over contiguous slices, element by element.
//!
//! Reading and crediting have happened; what comes out is one call for each tier slice, or the sums of a rep.
//! A credit's earning is rounded once, after its slices are added; the last slice takes the residue.
//!
//! The file is longer than most: it is the one walk over credits, and its columns, run and sums share private parts.

use crate::calendar::{Calendar, Day, Period, Span, Unit};
use crate::engine::error::EngineError;
use crate::engine::exchange::ExchangeBook;
use crate::engine::membership::{Membership, Stretch};
use crate::engine::people::{People, index};
use crate::engine::quota::{QuotaBook, days_present, presence, quota_in, round_quota};
use crate::engine::tiers::{Band, Slice, slices};
use crate::model::rows::QuotaHolder;
use crate::model::text::Texts;
use crate::money::{
    Amount, Currency, Exact, ExchangeRate, Fraction, Rate, Rounding, divide, multiply_divide,
};
use crate::plan::{Boundary, Element, Plan, Quota, Rates, Window};

/// The deals of a run as columns, one position for each deal.
#[derive(Debug, Default)]
pub struct Deals {
    /// Deal ids.
    pub ids: Texts,
    /// Account names, else account ids.
    pub accounts: Texts,
    /// Event dates, as day numbers.
    pub days: Vec<i32>,
    /// Amounts in the deal's currency, scale 4.
    pub amounts: Vec<i128>,
    /// Currencies, as positions in `Run::currencies`; `NO_CURRENCY` for the plan's own.
    pub currencies: Vec<u16>,
    /// Files, as positions in the run's list of files.
    pub files: Vec<u16>,
    /// Rows in the files.
    pub rows: Vec<u64>,
    /// For each element of the run: which entry of its rate tables takes the deal; `NOT_TAKEN` when none does.
    pub entries: Vec<Vec<u8>>,
}

/// The mark of a deal that names no currency, where no reporting currency is known: it is in that of the plan.
pub const NO_CURRENCY: u16 = u16::MAX;

/// The mark of a deal that an element does not pay.
pub const NOT_TAKEN: u8 = u8::MAX;

/// The credits of a run as columns, one position for each deal, rep and role.
#[derive(Debug, Default)]
pub struct Credits {
    /// The deal of each credit.
    pub deals: Vec<u32>,
    /// The rep of each credit.
    pub reps: Vec<u32>,
    /// The share in percent, scale 6.
    pub shares: Vec<i64>,
    /// Whether the credit comes from the splits; else it is the owner's.
    pub shared: Vec<bool>,
    /// For each measure of the run: the credited value in the deal's currency or in units, scale 4.
    pub values: Vec<Vec<i128>>,
}

/// One element of one plan version, as the walk needs it.
#[derive(Debug)]
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
}

/// Everything that a run calculates from.
#[derive(Debug)]
pub struct Run {
    /// The reps.
    pub people: People,
    /// Who is on which plan when.
    pub membership: Membership,
    /// The plan versions.
    pub plans: Vec<Plan>,
    /// Their elements, in the order of plans and elements.
    pub rules: Vec<Rule>,
    /// The quotas, by plan version: in the plan's currency.
    pub quotas: Vec<QuotaBook>,
    /// Days away, by rep number.
    pub leaves: Vec<Vec<Span>>,
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
}

/// The credits of each rep in the one order that decides which deal crosses a tier.
#[derive(Debug, Default)]
pub struct Order {
    starts: Vec<usize>,
    credits: Vec<u32>,
}

/// One slice of one credit in one element.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// The credit.
    pub credit: u32,
    /// The rule, as a position in `Run::rules`.
    pub rule: usize,
    /// The payout period, as a position in `Run::periods`.
    pub period: usize,
    /// The tier, counted from 1; 0 below the first and where the element has no tiers.
    pub tier: u32,
    /// The part of the credit in this slice, in the plan's currency or in units, scale 14.
    pub credited: i128,
    /// The rate, scale 6.
    pub rate: i64,
    /// What it earns, in the plan's currency.
    pub earned: Amount,
}

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
    /// What the period's credits earn.
    pub earned: Amount,
}

impl Credits {
    /// Whether a credit is a share of a deal; else it is the whole, for the owner.
    #[must_use]
    pub fn shared(&self, credit: usize) -> bool {
        self.shared[credit]
    }
}

impl Order {
    /// Sorts credits by rep, event date, deal id and position.
    #[must_use]
    pub fn new(reps: usize, deals: &Deals, credits: &Credits) -> Self {
        let mut starts = vec![0_usize; reps + 1];
        for rep in &credits.reps {
            starts[index(*rep) + 1] += 1;
        }
        for rep in 0..reps {
            starts[rep + 1] += starts[rep];
        }
        let mut next = starts.clone();
        let mut ordered = vec![0_u32; credits.reps.len()];
        for (credit, rep) in (0_u32..).zip(&credits.reps) {
            let place = &mut next[index(*rep)];
            ordered[*place] = credit;
            *place += 1;
        }
        let mut keys: Vec<(i32, u128, u32)> = Vec::new();
        for rep in 0..reps {
            let mine = &mut ordered[starts[rep]..starts[rep + 1]];
            keys.clear();
            keys.extend(mine.iter().map(|credit| {
                let deal = index(credits.deals[index(*credit)]);
                (deals.days[deal], prefix(deals.ids.get(deal)), *credit)
            }));
            keys.sort_unstable_by(|a, b| {
                (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| {
                    let id = |credit: u32| deals.ids.get(index(credits.deals[index(credit)]));
                    id(a.2).cmp(id(b.2)).then(a.2.cmp(&b.2))
                })
            });
            for (place, key) in mine.iter_mut().zip(&keys) {
                *place = key.2;
            }
        }
        Self { starts, credits: ordered }
    }

    /// The rep's credits in order.
    #[must_use]
    pub fn of(&self, rep: u32) -> &[u32] {
        let rep = index(rep);
        match (self.starts.get(rep), self.starts.get(rep + 1)) {
            (Some(from), Some(to)) => &self.credits[*from..*to],
            _ => &[],
        }
    }
}

/// The first sixteen bytes of an id as a number that sorts as the bytes do.
fn prefix(id: &str) -> u128 {
    let mut bytes = [0_u8; 16];
    for (into, byte) in bytes.iter_mut().zip(id.bytes()) {
        *into = byte;
    }
    u128::from_be_bytes(bytes)
}

/// The window that a walk stands in.
struct WindowState {
    span: Span,
    deal: usize,
    before: i128,
    bands: Vec<Vec<Band>>,
    rule: usize,
}

impl Run {
    /// The element of a rule.
    #[must_use]
    pub fn element(&self, rule: usize) -> &Element {
        let rule = &self.rules[rule];
        &self.plans[rule.plan].elements[rule.element]
    }

    /// Walks the rep's credits through every element of every plan that the rep is on, and calls `each` for every
    /// slice that falls into one of the periods. Lines come by plan, element and credit.
    pub fn lines(&self, rep: u32, each: &mut dyn FnMut(Line)) -> Result<(), EngineError> {
        for plan_id in self.plan_ids(rep) {
            for element_id in self.element_ids(rep, plan_id) {
                self.walk(rep, plan_id, element_id, each)?;
            }
        }
        Ok(())
    }

    /// The ids of the plans that the rep is on, in the order of days.
    fn plan_ids(&self, rep: u32) -> Vec<&str> {
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
    fn element_ids(&self, rep: u32, plan_id: &str) -> Vec<&str> {
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

    /// The rule of an element in the plan version that is in force on this day.
    fn rule_on(&self, rep: u32, plan_id: &str, element_id: &str, day: Day) -> Option<usize> {
        let plan = self.membership.plan_on(rep, day)?;
        if self.plans[plan].id != plan_id {
            return None;
        }
        self.rules
            .iter()
            .position(|rule| rule.plan == plan && self.plans[plan].elements[rule.element].id == element_id)
    }

    fn walk(
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
            let Some(day) = Day::from_number(self.deals.days[deal]) else { continue };
            let rule = match held {
                Some((span, rule)) if span.contains(day) => rule,
                _ => {
                    let rule = self.rule_on(rep, plan_id, element_id, day);
                    held = Some((self.stretch_of(rep, day), rule));
                    rule
                }
            };
            let Some(rule) = rule else { continue };
            let entry = self.deals.entries[rule][deal];
            if entry == NOT_TAKEN || !takes(self.element(rule), day) {
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
                state = Some(self.open_window(rep, rule, (deal, day), before)?);
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
    fn credited(
        &self,
        rep: u32,
        (plan_id, element_id): (&str, &str),
        rule: usize,
        days: Span,
        credits: &[u32],
    ) -> Result<i128, EngineError> {
        let terms = &self.rules[rule];
        let mut sum = 0_i128;
        for credit in credits {
            let deal = index(self.credits.deals[index(*credit)]);
            let Some(event) = Day::from_number(self.deals.days[deal]) else { continue };
            if !days.contains(event) {
                continue;
            }
            let Some(at) = self.rule_on(rep, plan_id, element_id, event) else { continue };
            if self.deals.entries[at][deal] != NOT_TAKEN && takes(self.element(at), event) {
                let value = self.value(*credit, deal, event, terms.measure, terms.money, terms.plan)?;
                let too_large = || EngineError::TooLarge {
                    what: format!("what `{}` is credited with", self.people.id(rep)),
                };
                sum = sum.checked_add(value).ok_or_else(too_large)?;
            }
        }
        Ok(sum)
    }

    /// The days around this one on which the rep's plan does not change.
    fn stretch_of(&self, rep: u32, day: Day) -> Span {
        let stretches = self.membership.of(rep);
        let found = stretches.iter().find(|stretch| stretch.span.contains(day));
        found.map_or(Span { from: day, to: day }, |stretch| stretch.span)
    }

    fn is_deal_window(&self, rule: usize) -> bool {
        matches!(self.element(rule).window, Window::Deal)
    }

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
        self.calendar.period_of(unit, day).span
    }

    fn open_window(
        &self,
        rep: u32,
        rule: usize,
        (deal, day): (usize, Day),
        before: i128,
    ) -> Result<WindowState, EngineError> {
        let span = self.window(rule, day);
        let quota = self.quota(rep, rule, day)?;
        let element = self.element(rule);
        let bands = element
            .rate_tables()
            .iter()
            .map(|table| bands(&table.rates, quota))
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| EngineError::TooLarge { what: format!("a tier of element `{}`", element.id) })?;
        Ok(WindowState { span, deal, before, bands, rule })
    }

    /// The quota of a rep in the window of an element that holds this day; `None` without a quota row.
    pub fn quota(&self, rep: u32, rule: usize, day: Day) -> Result<Option<Amount>, EngineError> {
        let (plan, element) = (&self.plans[self.rules[rule].plan], self.element(rule));
        let window = self.window(rule, day);
        let whole = match &element.quota {
            Quota::None => return Ok(None),
            Quota::Number(amount) if matches!(element.window, Window::Deal) => return Ok(Some(*amount)),
            Quota::Number(amount) => Fraction::new(amount.raw(), 10_000),
            Quota::Measure(measure) => {
                let holder = QuotaHolder::Rep(self.people.id(rep).to_owned());
                let rows = self.quotas[self.rules[rule].plan].rows(&holder, measure);
                quota_in(rows, window, &self.calendar, plan.seasonality.as_ref())?
            }
        };
        let Some(whole) = whole else { return Ok(None) };
        let on_plan: Vec<Span> = self.stretches(rep, &plan.id).map(|stretch| stretch.span).collect();
        let employed: Vec<Span> =
            on_plan.iter().filter_map(|span| span.intersect(self.people.employment(rep))).collect();
        let away = self.leaves.get(index(rep)).map_or(&[][..], Vec::as_slice);
        let present = days_present(window, &employed, away);
        let factor = presence(plan.proration, window, &present, &self.calendar)?;
        let quota =
            whole.checked_mul(factor).ok_or_else(|| EngineError::TooLarge { what: "a quota".to_owned() })?;
        round_quota(quota).map(Some)
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
        let Some(period) = self.period_of(rule.plan, day) else { return Ok(()) };
        let paid_on = match rule.pays_on {
            Some((measure, money)) => Some(self.value(credit, deal, day, measure, money, rule.plan)?),
            None => None,
        };
        let table = &self.element(state.rule).rate_tables()[entry];
        let mut parts = [Slice { tier: 0, part: 0, rate: 0 }; 8];
        let mut more: Vec<Slice> = Vec::new();
        let mut count = 0;
        if let Rates::Flat(value) = &table.rates {
            parts[0] = Slice { tier: 0, part: amount, rate: value.rate().map_or(0, Rate::raw) };
            count = 1;
        } else {
            slices(&state.bands[entry], before, amount, |slice| {
                match parts.get_mut(count) {
                    Some(place) => *place = slice,
                    None => more.push(slice),
                }
                count += 1;
            });
        }
        let cut = parts.iter().take(count).chain(&more).copied();
        let rounding = self.plans[rule.plan].rounding;
        let too_large =
            || EngineError::TooLarge { what: format!("the earning of deal `{}`", self.deals.ids.get(deal)) };
        let mut products: i128 = 0;
        for slice in cut.clone() {
            let product = slice.part.checked_mul(i128::from(slice.rate)).ok_or_else(too_large)?;
            products = products.checked_add(product).ok_or_else(too_large)?;
        }
        let earn = |product: i128| to_cents(product, paid_on, amount, rounding).ok_or_else(too_large);
        let total = match paid_on {
            // A credit without measure has one slice, and what it pays on is paid at the rate of that tier.
            Some(value) if amount == 0 => {
                let rate = cut.clone().next().map_or(0, |slice| slice.rate);
                let product = value.checked_mul(i128::from(rate)).ok_or_else(too_large)?;
                to_cents(product, None, amount, rounding).ok_or_else(too_large)?
            }
            _ => earn(products)?,
        };
        let mut rest = total;
        for (position, slice) in cut.enumerate() {
            let earned =
                if position + 1 == count { rest } else { earn(slice.part * i128::from(slice.rate))? };
            rest -= earned;
            each(Line {
                credit,
                rule: state.rule,
                period,
                tier: slice.tier,
                credited: slice.part,
                rate: slice.rate,
                earned: Amount::from_raw(earned),
            });
        }
        Ok(())
    }

    /// The payout period of a plan version that holds this day, if it is asked for.
    #[must_use]
    pub fn period_of(&self, plan: usize, day: Day) -> Option<usize> {
        let payouts = &self.payouts[plan];
        let after = payouts.partition_point(|period| self.periods[*period].span.from <= day);
        let last = *payouts.get(after.checked_sub(1)?)?;
        self.periods[last].span.contains(day).then_some(last)
    }

    /// The sums of a rep for every period and plan: versions of one plan in one currency are one.
    pub fn summaries(&self, rep: u32) -> Result<Vec<Summary>, EngineError> {
        let mut earned = vec![vec![0_i128; self.plans.len()]; self.periods.len()];
        self.lines(rep, &mut |line| earned[line.period][self.rules[line.rule].plan] += line.earned.raw())?;
        let one = |plan: usize, other: usize| {
            let (plan, other) = (&self.plans[plan], &self.plans[other]);
            plan.id == other.id && plan.currency == other.currency
        };
        let mut summaries = Vec::new();
        for (position, period) in self.periods.iter().enumerate() {
            let employed = self.people.employment(rep).intersect(period.span).is_some();
            let mut last: Vec<&Stretch> = Vec::new();
            for stretch in self.membership.of(rep) {
                if !self.payouts[stretch.plan].contains(&position)
                    || stretch.span.intersect(period.span).is_none()
                {
                    continue;
                }
                last.retain(|earlier| !one(earlier.plan, stretch.plan));
                last.push(stretch);
            }
            for stretch in last {
                let mine = (0..self.plans.len()).filter(|plan| one(*plan, stretch.plan));
                let earned = mine.map(|plan| earned[position][plan]).sum();
                if !employed && earned == 0 {
                    continue;
                }
                let day = stretch.span.to.min(period.span.to);
                let (credited, quota) = self.headline(rep, stretch.plan, period.span, day)?;
                let earned = Amount::from_raw(earned);
                summaries.push(Summary { period: position, plan: stretch.plan, credited, quota, earned });
            }
        }
        Ok(summaries)
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

/// The tiers of one rate table on scale 14; `None` when a boundary does not fit. Without a quota, or with a quota of
/// zero, attainment is undefined and tiers on it pay nothing: they have no bands.
fn bands(rates: &Rates, quota: Option<Amount>) -> Option<Vec<Band>> {
    let Rates::Tiers(tiers) = rates else { return Some(Vec::new()) };
    let mut bands = Vec::with_capacity(tiers.len());
    for tier in tiers {
        let from = match (&tier.from, quota) {
            (Boundary::Measure(from), _) => from.exact().raw(),
            (Boundary::Attainment(from), Some(quota)) if quota > Amount::ZERO => {
                i128::from(from.raw()).checked_mul(quota.raw())?.checked_mul(10_000)?
            }
            (Boundary::Attainment(_), _) => return Some(Vec::new()),
        };
        bands.push(Band { from, rate: tier.value.rate().map_or(0, Rate::raw) });
    }
    Some(bands)
}

/// A sum of part × rate on scale 20, times what the rate multiplies where that is not the measure, rounded to cents;
/// raw on scale 4. `None` when it does not fit.
fn to_cents(product: i128, paid_on: Option<i128>, measure: i128, rounding: Rounding) -> Option<i128> {
    const CENT: i128 = 1_000_000_000_000_000_000;
    let cents = match paid_on {
        None => divide(product, CENT, rounding),
        Some(_) if measure == 0 => 0,
        Some(value) => {
            let average = Fraction::new(product, measure)?;
            multiply_divide(value, average.numerator(), CENT.checked_mul(average.denominator())?, rounding)?
        }
    };
    cents.checked_mul(100)
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
        None => exchange.rate(plan.currency, to, day).map(|(rate, _)| rate),
    }
}

/// Whether an element counts credits of this day.
fn takes(element: &Element, day: Day) -> bool {
    element.between.is_none_or(|days| days.contains(day))
}
