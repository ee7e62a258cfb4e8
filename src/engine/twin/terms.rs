//! What a rep goes by in a window, counted day by day: presence, ramp, quota and target incentive.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::company::Company;
use super::number::{Number, number, whole};
use crate::calendar::{Calendar, Day, Period, Span, Unit};
use crate::model::rows::{QuotaHolder, RepRow};
use crate::money::{Amount, Rounding};
use crate::plan::{Element, Plan, Proration, Quota, Ramp, RampStart, TierScope, Window};

/// The twin: a company, its plan versions read, and its calendar.
pub struct Twin<'a> {
    pub company: &'a Company,
    pub plans: &'a [Plan],
    pub calendar: Calendar,
    pub payouts: Vec<Period>,
    /// The rows of each rep, earliest first.
    rows: Vec<Vec<&'a RepRow>>,
    /// For each rep and day of the test the plan version, and whether the rep is present.
    by_day: Vec<Vec<(Option<usize>, bool)>>,
    first: Day,
    /// Quotas and targets that were asked for before: counting days is slow.
    known: RefCell<BTreeMap<(u8, usize, usize, usize, Span), Option<Number>>>,
}

fn rows_of(company: &Company, rep: usize) -> Vec<&RepRow> {
    let id = format!("R{rep}");
    let mut rows: Vec<&RepRow> = company.reps.iter().filter(|row| row.rep_id == id).collect();
    rows.sort_by_key(|row| row.valid_from);
    rows
}

pub fn days(span: Span) -> impl Iterator<Item = Day> {
    (span.from.number()..=span.to.number()).map(|day| Day::from_number(day).unwrap())
}

fn count(days: u32) -> Number {
    whole(days)
}

impl<'a> Twin<'a> {
    pub fn new(company: &'a Company, plans: &'a [Plan]) -> Self {
        let (calendar, payouts) = (company.calendar(), company.payouts(plans));
        let first = Day::from_ymd(2023, 1, 1).unwrap();
        let rows = (0..company.size()).map(|rep| rows_of(company, rep)).collect();
        let known = RefCell::default();
        let mut twin = Self { company, plans, calendar, payouts, rows, by_day: Vec::new(), first, known };
        let all = Span { from: first, to: Day::from_ymd(2028, 12, 31).unwrap() };
        twin.by_day = (0..company.size())
            .map(|rep| days(all).map(|day| (twin.find_version(rep, day), twin.is_there(rep, day))).collect())
            .collect();
        twin
    }

    fn once(
        &self,
        key: (u8, usize, usize, usize, Span),
        work: impl Fn() -> Option<Number>,
    ) -> Option<Number> {
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let found = work();
        self.known.borrow_mut().insert(key, found.clone());
        found
    }

    /// The rep's row on a day: `valid_from` and `valid_to` count.
    pub fn row_on(&self, rep: usize, day: Day) -> Option<&RepRow> {
        let holds = |row: &&RepRow| {
            row.valid_from.is_none_or(|from| from <= day) && row.valid_to.is_none_or(|to| day <= to)
        };
        self.rows[rep].iter().copied().find(|row| holds(row))
    }

    /// The plan version that the rep is on: everybody with a row is on the plan.
    fn find_version(&self, rep: usize, day: Day) -> Option<usize> {
        self.row_on(rep, day)?;
        self.plans.iter().position(|plan| plan.effective.span().contains(day))
    }

    /// The team of a rep's row on a day.
    pub fn team_on(&self, rep: usize, day: Day) -> &str {
        self.row_on(rep, day).and_then(|row| row.columns.get("team")).map_or("", String::as_str)
    }

    /// The group whose measure and quota find the tiers of a rep's credit of a day; none where they are the rep's own.
    pub fn group_on(&self, rep: usize, element: &Element, day: Day) -> Option<String> {
        match element.tier_scope {
            TierScope::Rep => None,
            TierScope::Team => Some(self.team_on(rep, day).to_owned()),
            TierScope::Company => Some(String::new()),
        }
    }

    /// Whether a rep's row of a day is in a group.
    pub fn is_in(&self, rep: usize, element: &Element, group: &str, day: Day) -> bool {
        self.row_on(rep, day).is_some() && self.group_on(rep, element, day).is_some_and(|mine| mine == group)
    }

    /// Whether a rep is on the plan on some day.
    pub fn is_on_plan(&self, rep: usize, span: Span) -> bool {
        days(span).any(|day| self.version_on(rep, day).is_some())
    }

    pub fn version_on(&self, rep: usize, day: Day) -> Option<usize> {
        self.by_day[rep][usize::try_from(day.days_since(self.first)).unwrap()].0
    }

    /// The version on a day or, when the rep is on none then, the last one before it in the window.
    pub fn version_by(&self, rep: usize, window: Span, day: Day) -> Option<usize> {
        let to = day.min(window.to);
        (window.from.number()..=to.number())
            .rev()
            .find_map(|number| self.version_on(rep, Day::from_number(number).unwrap()))
    }

    fn hired(&self, rep: usize) -> Option<Day> {
        self.rows[rep].iter().filter_map(|row| row.hire_date).min()
    }

    fn employed(&self, rep: usize, day: Day) -> bool {
        let end = self.rows[rep].last().and_then(|row| row.end_date);
        self.hired(rep).is_none_or(|hired| hired <= day) && end.is_none_or(|end| day <= end)
    }

    fn away(&self, rep: usize, day: Day) -> bool {
        self.company.leaves.iter().any(|(who, span)| *who == rep && span.contains(day))
    }

    /// Whether the rep is employed, on the plan and not on leave.
    pub fn present(&self, rep: usize, day: Day) -> bool {
        self.by_day[rep][usize::try_from(day.days_since(self.first)).unwrap()].1
    }

    fn is_there(&self, rep: usize, day: Day) -> bool {
        self.find_version(rep, day).is_some() && self.employed(rep, day) && !self.away(rep, day)
    }

    /// Which month of the ramp a day is in, counted from 0; the ramp starts with the hire and, where the plan says
    /// so, again with the end of each leave.
    fn month_of_ramp(&self, rep: usize, ramp: &Ramp, day: Day) -> Option<usize> {
        let mut starts: Vec<Day> = self.hired(rep).into_iter().collect();
        if ramp.after_leave {
            let mine = self.company.leaves.iter().filter(|(who, _)| *who == rep);
            starts.extend(mine.map(|(_, span)| span.to.next()));
        }
        let start = starts.into_iter().filter(|start| *start <= day).max()?;
        let mut first = self.calendar.period_of(Unit::Month, start);
        if ramp.starts == RampStart::FirstFullMonth && first.span.from < start {
            first = self.calendar.next(&first);
        }
        let mut month = 0;
        while first.span.to < day && month < ramp.quota.len() {
            first = self.calendar.next(&first);
            month += 1;
        }
        Some(month)
    }

    /// The ramp factor of a day.
    fn ramp(&self, rep: usize, plan: &Plan, day: Day) -> Number {
        let Some(ramp) = &plan.ramp else { return whole(1) };
        let factor = self.month_of_ramp(rep, ramp, day).and_then(|month| ramp.quota.get(month));
        factor.map_or(whole(1), |factor| number(*factor))
    }

    /// Whether the day comes before the end of a ramp without accelerators.
    pub fn is_slow(&self, rep: usize, plan: &Plan, day: Day) -> bool {
        let Some(ramp) = plan.ramp.as_ref().filter(|ramp| !ramp.accelerators) else { return false };
        self.month_of_ramp(rep, ramp, day).is_some_and(|month| month < ramp.quota.len())
    }

    /// The days of a version's window that a day is in.
    pub fn window(&self, version: usize, window: Window, day: Day) -> Span {
        let unit = match window {
            Window::Deal => return Span { from: day, to: day },
            Window::Month => Unit::Month,
            Window::Quarter => Unit::Quarter,
            Window::Half => Unit::Half,
            Window::Year => Unit::Year,
            Window::Plan => return self.plans[version].effective.span(),
        };
        self.calendar.period_of(unit, day).span
    }

    /// How many months a span is, a part month by its days.
    fn months(&self, span: Span) -> Number {
        let part = |month: &Period| {
            let inside = month.span.intersect(span).unwrap();
            count(inside.days()) / count(month.span.days())
        };
        self.calendar.months_in(span).iter().map(part).sum()
    }

    /// Present days of the window's days, or of its part of 365 days, 52 weeks or 12 months.
    ///
    /// Where the text is silent the kernel decided, and the twin follows: who is present on every day has the whole
    /// on every basis, nobody has more than the whole, and without proration the ramp still counts, by days.
    fn proration(&self, rep: usize, version: usize, window: Span, ramped: bool) -> Number {
        self.proration_of(rep, version, window, ramped, &|_| true)
    }

    /// The same of those days alone that pass.
    fn proration_of(
        &self,
        rep: usize,
        version: usize,
        window: Span,
        ramped: bool,
        pass: &dyn Fn(Day) -> bool,
    ) -> Number {
        let plan = &self.plans[version];
        let by_presence = plan.proration != Proration::None;
        let there = |day: &Day| pass(*day) && (!by_presence || self.present(rep, *day));
        let counted = |span: Span| -> Number {
            let mut of_factor: BTreeMap<Number, u32> = BTreeMap::new();
            for day in days(span).filter(there) {
                let factor = if ramped { self.ramp(rep, plan, day) } else { whole(1) };
                *of_factor.entry(factor).or_default() += 1;
            }
            of_factor.into_iter().map(|(factor, days)| factor * count(days)).sum()
        };
        let always = days(window).all(|day| there(&day));
        let year_part = || self.months(window) / whole(12);
        let part = match plan.proration {
            Proration::Months12 => {
                let month = |month: &Period| {
                    counted(month.span.intersect(window).unwrap()) / count(month.span.days())
                };
                let present: Number = self.calendar.months_in(window).iter().map(month).sum();
                present / self.months(window)
            }
            Proration::Days365 if !always => counted(window) / (whole(365) * year_part()),
            Proration::Weeks52 if !always => counted(window) / (whole(364) * year_part()),
            _ => counted(window) / count(window.days()),
        };
        part.least(whole(1))
    }

    /// The quota rows of the rep inside the window, before ramp and proration; nothing without a row.
    pub fn quota_whole(&self, rep: usize, version: usize, measure: &str, window: Span) -> Option<Number> {
        self.quota_of_holder(&QuotaHolder::Rep(format!("R{rep}")), version, measure, window)
    }

    fn quota_of_holder(
        &self,
        holder: &QuotaHolder,
        version: usize,
        measure: &str,
        window: Span,
    ) -> Option<Number> {
        let mut sum: Option<Number> = None;
        for row in self.company.quotas.iter().filter(|row| row.holder == *holder && row.measure == measure) {
            let held = Span {
                from: row.from.unwrap_or(row.span.from).max(row.span.from),
                to: row.to.unwrap_or(row.span.to).min(row.span.to),
            };
            let Some(inside) = held.intersect(window) else { continue };
            let amount = number(row.amount);
            let part = if row.from.is_some() || row.to.is_some() {
                amount * count(inside.days()) / count(row.span.days())
            } else {
                amount * self.months_part(version, row.span, inside)
            };
            sum = Some(sum.unwrap_or(whole(0)) + part);
        }
        sum
    }

    /// The part of a row's months that lies in some days: each month has its weight.
    fn months_part(&self, version: usize, row: Span, inside: Span) -> Number {
        let weight = |month: &Period| match &self.plans[version].seasonality {
            None => whole(1),
            Some(weights) => {
                let year = self.calendar.period_of(Unit::Year, month.span.from);
                let place = self.calendar.months_in(year.span).iter().position(|each| each == month).unwrap();
                whole(weights.0[place])
            }
        };
        let months = self.calendar.months_in(row);
        let all: Number = months.iter().map(weight).sum();
        let part = |month: &Period| {
            let common = month.span.intersect(inside)?;
            Some(weight(month) * count(common.days()) / count(month.span.days()))
        };
        let some: Number = months.iter().filter_map(part).sum();
        if all == whole(0) { whole(0) } else { some / all }
    }

    /// The quota of a window after ramp and proration, in cents; nothing where there is no row.
    pub fn quota(&self, rep: usize, version: usize, element: usize, window: Span) -> Option<Number> {
        let rule = &self.plans[version].elements[element];
        self.once((0, rep, version, element, window), || {
            let prorated = |quota: Number| quota * self.proration(rep, version, window, true);
            match &rule.quota {
                Quota::None => None,
                Quota::Number(amount) if rule.window == Window::Deal => Some(number(*amount)),
                Quota::Number(amount) => Some(prorated(number(*amount)).in_cents(Rounding::HalfUp)),
                Quota::Measure(name) => {
                    let quota = self.quota_whole(rep, version, name, window)?;
                    Some(prorated(quota).in_cents(Rounding::HalfUp))
                }
            }
        })
    }

    /// The quota of a group in a window: the team's own rows, else what its members have for their days in it; a
    /// number of the plan is that of the group.
    pub fn group_quota(&self, version: usize, element: usize, window: Span, group: &str) -> Option<Number> {
        let rule = &self.plans[version].elements[element];
        let name = match &rule.quota {
            Quota::None => return None,
            Quota::Number(amount) => return Some(number(*amount)),
            Quota::Measure(name) => name,
        };
        let slot = 100 + group.bytes().map(usize::from).sum::<usize>();
        self.once((3, slot, version, element, window), || {
            if rule.tier_scope == TierScope::Team {
                let holder = QuotaHolder::Team(group.to_owned());
                if let Some(quota) = self.quota_of_holder(&holder, version, name, window) {
                    return Some(quota.in_cents(Rounding::HalfUp));
                }
            }
            let mut sum: Option<Number> = None;
            for rep in (0..self.company.size()).filter(|rep| self.is_on_plan(*rep, window)) {
                let inside = |day: Day| self.is_in(rep, rule, group, day);
                let by_presence = self.plans[version].proration != Proration::None;
                let there = |day: Day| inside(day) && (!by_presence || self.present(rep, day));
                if !days(window).any(there) {
                    continue;
                }
                if let Some(quota) = self.quota_whole(rep, version, name, window) {
                    let part = self.proration_of(rep, version, window, true, &inside);
                    sum = Some(sum.unwrap_or(whole(0)) + (quota * part).in_cents(Rounding::HalfUp));
                }
            }
            sum
        })
    }

    /// On how many days of a window a rep is present in a group.
    pub fn days_in(&self, rep: usize, element: &Element, window: Span, group: &str) -> i128 {
        let there = |day: &Day| self.present(rep, *day) && self.is_in(rep, element, group, *day);
        i128::try_from(days(window).filter(there).count()).unwrap()
    }

    /// The quota of a measure in a window, as an element's.
    pub fn quota_of_measure(&self, rep: usize, version: usize, name: &str, window: Span) -> Option<Number> {
        let quota = self.quota_whole(rep, version, name, window)?;
        Some((quota * self.proration(rep, version, window, true)).in_cents(Rounding::HalfUp))
    }

    /// The target incentive of a year as the dated rows blend by the days of a span that pass.
    fn blended(&self, rep: usize, span: Span, pass: impl Fn(Day) -> bool) -> Option<Number> {
        let mut of_target: BTreeMap<Amount, u32> = BTreeMap::new();
        for day in days(span).filter(|day| pass(*day)) {
            let Some(target) = self.row_on(rep, day).and_then(|row| row.target_incentive) else { continue };
            *of_target.entry(target).or_default() += 1;
        }
        let all: u32 = of_target.values().sum();
        if all == 0 {
            return None;
        }
        let sum: Number = of_target.into_iter().map(|(target, days)| number(target) * count(days)).sum();
        Some(sum / count(all))
    }

    /// The window's part of the target incentive, prorated as the quota is but not for ramp.
    pub fn target(&self, rep: usize, version: usize, window: Span) -> Option<Number> {
        self.once((1, rep, version, 0, window), || {
            let by_presence = self.plans[version].proration != Proration::None;
            let yearly = self
                .blended(rep, window, |day| !by_presence || self.present(rep, day))
                .or_else(|| self.blended(rep, window, |_| true))?;
            let part = self.months(window) / whole(12);
            Some(yearly * part * self.proration(rep, version, window, false))
        })
    }

    /// Target incentive × weight ÷ quota, both before ramp and proration.
    pub fn target_by_quota(
        &self,
        rep: usize,
        version: usize,
        element: usize,
        window: Span,
    ) -> Option<Number> {
        let rule = &self.plans[version].elements[element];
        self.once((2, rep, version, element, window), || {
            let quota = match &rule.quota {
                Quota::None => None,
                Quota::Number(amount) => Some(number(*amount)),
                Quota::Measure(name) => self.quota_whole(rep, version, name, window),
            };
            let quota = quota.filter(|quota| *quota > whole(0))?;
            let yearly = self.blended(rep, window, |_| true)?;
            Some(yearly * (self.months(window) / whole(12)) * number(rule.weight) / quota)
        })
    }
}
