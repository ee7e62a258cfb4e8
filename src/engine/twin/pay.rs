//! What an element pays a rep in each payout: earned to date in the window − paid to date in the window.

use std::collections::{BTreeMap, BTreeSet};

use super::bands::{self, Place, Scale, of_credit};
use super::number::{Number, number, whole};
use super::taken::Taken;
use super::terms::Twin;
use crate::calendar::{Day, Span};
use crate::engine::commissions::CreditKind;
use crate::money::Amount;
use crate::plan::{BaseRate, Boundary, Element, Mode, Pays, TrueUp, Window, Worth};

/// A credit: its deal, and its place among the deal's credits.
pub type Key = (usize, usize);

/// A window: its days, and its deal where each deal is one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    pub span: Span,
    pub deal: Option<usize>,
}

/// What an element pays a rep: before caps on more than a deal by payout and credit, and after them by payout; in
/// ten-thousandths.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paid {
    pub credits: BTreeMap<(usize, Key), i128>,
    pub payouts: BTreeMap<usize, i128>,
}

/// What is earned to date.
#[derive(Clone, Debug, Default)]
pub struct ToDate {
    pub credits: BTreeMap<Key, i128>,
    pub result: i128,
}

impl ToDate {
    fn sum(&self) -> i128 {
        self.credits.values().sum::<i128>() + self.result
    }
}

impl Twin<'_> {
    pub fn element(&self, version: usize, id: &str) -> Option<(usize, &Element)> {
        self.plans[version].elements.iter().enumerate().find(|(_, element)| element.id == id)
    }

    /// The windows of an element with a day on which the rep is on the plan.
    pub fn frames(&self, rep: usize, id: &str) -> Vec<Frame> {
        let all = Span { from: self.payouts[0].span.from, to: self.payouts[self.payouts.len() - 1].span.to };
        let mut frames: Vec<Frame> = Vec::new();
        let first = self.plans.iter().find_map(|plan| plan.elements.iter().find(|element| element.id == id));
        if first.is_some_and(|element| element.window == Window::Deal) {
            for taken in self.taken(rep, id, all, None) {
                // A deal that several events date is one window, to its last event.
                match frames.iter_mut().find(|frame| frame.deal == Some(taken.key.0)) {
                    Some(frame) => frame.span.to = taken.day,
                    None => frames.push(Frame {
                        span: Span { from: taken.day, to: taken.day },
                        deal: Some(taken.key.0),
                    }),
                }
            }
            return frames;
        }
        for day in super::terms::days(all) {
            if frames.last().is_some_and(|frame| frame.span.contains(day)) {
                continue;
            }
            let Some(version) = self.version_on(rep, day) else { continue };
            let Some((_, element)) = self.element(version, id) else { continue };
            let frame = Frame { span: self.window(version, element.window, day), deal: None };
            if !frames.contains(&frame) {
                frames.push(frame);
            }
        }
        frames
    }

    /// What an element pays a rep in every payout.
    pub fn paid(&self, rep: usize, id: &str) -> Paid {
        let mut paid = Paid::default();
        let mut by_deal: BTreeMap<(usize, usize), i128> = BTreeMap::new();
        for frame in self.frames(rep, id) {
            let (mut earlier, mut earlier_sum, mut earlier_day) = (ToDate::default(), 0, None);
            for (number, payout) in self.payouts.iter().enumerate() {
                let day = payout.span.to.min(frame.span.to);
                if self.version_by(rep, frame.span, day).is_none() || payout.span.to < frame.span.from {
                    continue;
                }
                let now =
                    self.to_date(rep, id, frame, day, payout.span.to, earlier_day.map(|day| (day, &earlier)));
                let keys: BTreeSet<Key> = now.credits.keys().chain(earlier.credits.keys()).copied().collect();
                for key in &keys {
                    let of = |to_date: &ToDate| to_date.credits.get(key).copied().unwrap_or(0);
                    paid.credits.insert((number, *key), of(&now) - of(&earlier));
                    *by_deal.entry((key.0, number)).or_default() += of(&now) - of(&earlier);
                }
                let sum = self.capped(rep, id, frame, day, now.sum());
                *paid.payouts.entry(number).or_default() += sum - earlier_sum;
                (earlier, earlier_sum, earlier_day) = (now, sum, Some(payout.span.to));
            }
        }
        // One deal earns at most its cap, in all its windows together.
        let cap_of = |number: usize| {
            let since = Span { from: self.payouts[0].span.from, to: self.payouts[number].span.to };
            let version = self.version_by(rep, since, since.to).unwrap();
            self.element(version, id).and_then(|(_, element)| element.cap)
        };
        let mut sums: BTreeMap<usize, i128> = BTreeMap::new();
        for ((deal, number), earned) in by_deal {
            if let Some(most) = cap_of(number).and_then(|cap| cap.deal).map(Amount::raw) {
                let sum = sums.entry(deal).or_default();
                let before = (*sum).min(most);
                *sum += earned;
                *paid.payouts.entry(number).or_default() += (*sum).min(most) - before - earned;
            }
        }
        // What a payout's cap withholds is not paid later.
        for (number, pay) in &mut paid.payouts {
            if let Some(most) = cap_of(*number).and_then(|cap| cap.payout) {
                *pay = most.raw().min(*pay);
            }
        }
        paid
    }

    /// Caps by window and of target, on what is earned to date.
    pub fn capped(&self, rep: usize, id: &str, frame: Frame, day: Day, earned: i128) -> i128 {
        let version = self.version_of(rep, id, frame, day);
        let (_, element) = self.element(version, id).unwrap();
        let Some(cap) = &element.cap else { return earned };
        let of_target = cap.of_target.and_then(|times| {
            let target = self.target(rep, version, frame.span)?;
            let most = number(times) * target * number(element.weight);
            Some(most.cents(self.plans[version].rounding))
        });
        let window = cap.window.map(Amount::raw);
        [window, of_target].into_iter().flatten().fold(earned, i128::min)
    }

    /// What is earned in a window up to a day, for a payout that ends on another; `earlier` is the end of the payout
    /// before it, and what was earned then.
    pub fn to_date(
        &self,
        rep: usize,
        id: &str,
        frame: Frame,
        day: Day,
        payout_ends: Day,
        earlier: Option<(Day, &ToDate)>,
    ) -> ToDate {
        let days = Span { from: frame.span.from, to: day };
        let mut taken = self.taken(rep, id, days, Some(payout_ends));
        taken.retain(|taken| frame.deal.is_none_or(|deal| deal == taken.key.0));
        let version = self.version_of(rep, id, frame, day);
        let (_, element) = self.element(version, id).unwrap();
        let by_credit = matches!(element.worth, Worth::Rates(_) | Worth::Levels)
            && matches!(element.pays, Pays::Rate | Pays::Unit);
        let all = self.measured(rep, element, frame, day, Some(payout_ends));
        if element.pool.is_some() {
            let share = self.pool_share(rep, element, frame, day, payout_ends);
            let factor = self.factor(rep, id, frame, day, version, None);
            let pay = number(Amount::from_raw(share)) * factor;
            return ToDate { result: pay.cents(self.plans[version].rounding), ..ToDate::default() };
        }
        if !by_credit {
            let pay = self.result(rep, id, frame, day, version, &taken, &all)
                * self.factor(rep, id, frame, day, version, Some(&all));
            return ToDate { result: pay.cents(self.plans[version].rounding), ..ToDate::default() };
        }
        let mut to_date = ToDate::default();
        let mut before = whole(0);
        for each in &taken {
            let (_, element) = self.element(each.version, id).unwrap();
            let was = earlier.and_then(|(day, earned)| (each.day <= day).then_some(earned));
            let earned = match was {
                Some(earned) if element.true_up == TrueUp::Forward => earned.credits[&each.key],
                _ => {
                    let mut place = Place {
                        before: before.clone(),
                        measure: each.measure.clone(),
                        pays_on: each.pays_on.clone(),
                        to_date: all.clone(),
                    };
                    if let Some(group) = self.group_on(rep, element, each.day) {
                        let group = self.taken_by_group(element, &group, days, Some(payout_ends));
                        let earlier = group.iter().take_while(|other| other.key != each.key);
                        place.before = earlier.map(|other| other.measure.clone()).sum();
                        place.to_date = group.iter().map(|other| other.measure.clone()).sum();
                    }
                    let factor = self.factor(rep, id, frame, day, each.version, Some(&all));
                    (self.credit(rep, frame, each, element, &place) * factor)
                        .cents(self.plans[each.version].rounding)
                }
            };
            to_date.credits.insert(each.key, earned);
            before = before + each.measure.clone();
        }
        to_date
    }

    /// The quota that a rep's tiers of a day go by: the rep's own, or that of the group.
    pub fn quota_of(
        &self,
        rep: usize,
        version: usize,
        element: &Element,
        frame: Frame,
        on: Day,
    ) -> Option<Number> {
        let (place, _) = self.element(version, &element.id).unwrap();
        match self.group_on(rep, element, on) {
            None => self.quota(rep, version, place, frame.span),
            Some(group) => self.group_quota(version, place, frame.span, &group),
        }
    }

    /// What one credit earns at the rates of its version, before multipliers.
    fn credit(&self, rep: usize, frame: Frame, taken: &Taken, element: &Element, place: &Place) -> Number {
        if let CreditKind::Team(level) = taken.kind
            && !element.levels.is_empty()
        {
            let rate = element.levels.get(usize::from(level) - 1);
            return rate.map_or(whole(0), |rate| number(*rate) * place.pays_on.clone());
        }
        let quota = self.quota_of(rep, taken.version, element, frame, taken.day);
        let slow = self.is_slow(rep, &self.plans[taken.version], taken.day);
        self.credit_at(rep, frame, taken, element, place, (quota, slow))
    }

    fn credit_at(
        &self,
        rep: usize,
        frame: Frame,
        taken: &Taken,
        element: &Element,
        place: &Place,
        (quota, slow): (Option<Number>, bool),
    ) -> Number {
        let Worth::Rates(tables) = &element.worth else { return whole(0) };
        let line = element.mode == Mode::Interpolated;
        let scale = bands::scale(&tables[taken.entry].rates, quota.as_ref(), slow && !line);
        let place = &match &quota {
            // On the line it is the attainment that stops at 1.0.
            Some(quota) if slow && line => {
                Place { to_date: place.to_date.clone().least(quota.clone()), ..place.clone() }
            }
            _ => place.clone(),
        };
        let base = match (&scale, element.base_rate) {
            (Scale::Flat(_), _) | (_, None) => Some(whole(1)),
            (_, Some(BaseRate::Number(rate))) => Some(number(rate)),
            (_, Some(BaseRate::TargetByQuota)) => {
                let (index, _) = self.element(taken.version, &element.id).unwrap();
                self.target_by_quota(rep, taken.version, index, frame.span)
            }
        };
        let Some(base) = base else { return whole(0) };
        base * of_credit(&scale, element.mode, element.boundary, quota.as_ref(), place)
    }

    /// Nothing below the threshold of a measure or where the gate is not met, else the multiplier.
    fn factor(
        &self,
        rep: usize,
        id: &str,
        frame: Frame,
        day: Day,
        version: usize,
        measure: Option<&Number>,
    ) -> Number {
        let (_, element) = self.element(version, id).unwrap();
        let met = measure.is_none_or(|measure| {
            let quota = self.quota_of(rep, version, element, frame, self.last_on(rep, frame.span, day));
            reaches(element.threshold, measure, quota.as_ref())
        });
        let open = element.gate.as_ref().is_none_or(|gate| {
            let (asked, least) = gate.value.text().split_once(" >= ").unwrap();
            let least = Number(crate::money::Ratio::parse(least).unwrap());
            self.asked(rep, frame, day, asked).is_some_and(|value| value >= least)
        });
        if !met || !open {
            return whole(0);
        }
        let Some(multiplier) = &element.multiplier else { return whole(1) };
        let points: Vec<_> =
            multiplier.points.iter().map(|(at, factor)| (number(*at), number(*factor))).collect();
        let by = self.asked(rep, frame, day, multiplier.by.value.text());
        by.map_or(whole(0), |by| bands::line(&points, &by, true))
    }

    /// What an element pays for a result, before multipliers.
    fn result(
        &self,
        rep: usize,
        id: &str,
        frame: Frame,
        day: Day,
        version: usize,
        taken: &[Taken],
        all: &Number,
    ) -> Number {
        let (_, element) = self.element(version, id).unwrap();
        let on = self.last_on(rep, frame.span, day);
        let quota = self.quota_of(rep, version, element, frame, on);
        let target = self.target(rep, version, frame.span).map(|target| target * number(element.weight));
        let slow = self.is_slow(rep, &self.plans[version], day);
        let ended = day == frame.span.to;
        match &element.worth {
            Worth::Rates(tables) => {
                let (mode, edge) = (element.mode, element.boundary);
                let slow_line = slow && mode == Mode::Interpolated;
                let at = &match &quota {
                    // On the line it is the attainment that stops at 1.0.
                    Some(quota) if slow_line => all.clone().least(quota.clone()),
                    _ => all.clone(),
                };
                let scale = bands::scale(&tables[0].rates, quota.as_ref(), slow && mode == Mode::Step);
                let one_value = matches!(mode, Mode::Step | Mode::Interpolated);
                match (element.pays, &scale) {
                    // A flat amount with a condition is paid once something has met it.
                    (Pays::Fixed, Scale::Flat(_)) if element.condition.is_some() && taken.is_empty() => {
                        whole(0)
                    }
                    (Pays::Fixed, _) => bands::of_fixed(&scale, mode, edge, at),
                    (_, Scale::Undefined) => whole(0),
                    (_, Scale::Bands(bands)) if one_value => {
                        target.map_or(whole(0), |target| target * bands::of_target(bands, mode, edge, at))
                    }
                    _ => {
                        let quota = quota.filter(|quota| *quota > whole(0));
                        let (Some(target), Some(quota)) = (target, quota) else { return whole(0) };
                        let group = self.group_on(rep, element, on);
                        let attained = match group {
                            None => self.rated(rep, id, frame, taken, all),
                            Some(_) => self.rated_by_group(rep, frame, day, version, element, all),
                        };
                        attained / quota * target
                    }
                }
            }
            Worth::Score if ended => {
                let mine = |(who, span, element, _): &&(usize, Span, String, crate::money::Rate)| {
                    *who == rep && *span == frame.span && element == id
                };
                let score = self.company.scores.iter().find(mine);
                score.and_then(|(.., score)| Some(number(*score) * target?)).unwrap_or(whole(0))
            }
            Worth::Score => whole(0),
            Worth::Matrix(matrix) => {
                let axis = |text: &str| self.asked(rep, frame, day, text);
                let (row, column) = (axis(matrix.rows.value.text()), axis(matrix.columns.value.text()));
                let (Some(row), Some(column), Some(target)) = (row, column, target) else { return whole(0) };
                target * super::results::matrix(matrix, &row, &column)
            }
            Worth::Contest(contest) if ended => self.prize(rep, id, frame, contest),
            Worth::Contest(_) => whole(0),
            Worth::Formula { expression, rates } => {
                let attainment =
                    quota.clone().filter(|quota| *quota > whole(0)).map(|quota| all.clone() / quota);
                let rate = rates.first().map(|table| match bands::scale(&table.rates, None, false) {
                    Scale::Flat(rate) => rate,
                    _ => panic!("the generator gives formulas flat rates"),
                });
                let asked = |text: &str| self.asked(rep, frame, day, text);
                let scope = super::results::Scope { credited: all.clone(), quota, attainment, rate, target };
                super::results::formula(expression.value.text(), &scope, &asked).unwrap_or(whole(0))
            }
            Worth::Levels => panic!("levels pay by credit"),
        }
    }

    /// What the credits of a window come to at the rates of their versions: over quota it is the share of target.
    fn rated(&self, rep: usize, id: &str, frame: Frame, taken: &[Taken], all: &Number) -> Number {
        let mut before = whole(0);
        let mut sum = whole(0);
        for each in taken {
            let (_, element) = self.element(each.version, id).unwrap();
            let measure = each.measure.clone();
            let place = Place {
                before: before.clone(),
                pays_on: measure.clone(),
                measure: measure.clone(),
                to_date: all.clone(),
            };
            sum = sum + self.credit(rep, frame, each, element, &place);
            before = before + measure;
        }
        sum
    }

    /// What the measure of a group comes to at the rates of a version, as if it were one credit of a day.
    fn rated_by_group(
        &self,
        rep: usize,
        frame: Frame,
        day: Day,
        version: usize,
        element: &Element,
        all: &Number,
    ) -> Number {
        let place =
            Place { before: whole(0), measure: all.clone(), pays_on: all.clone(), to_date: all.clone() };
        let whole_group = Taken {
            key: (0, 0),
            rep,
            day,
            version,
            entry: 0,
            measure: all.clone(),
            pays_on: all.clone(),
            kind: CreditKind::Owner,
        };
        let slow = self.is_slow(rep, &self.plans[version], day);
        let quota = self.quota_of(rep, version, element, frame, self.last_on(rep, frame.span, day));
        self.credit_at(rep, frame, &whole_group, element, &place, (quota, slow))
    }

    /// What was added by hand: in the payout that holds the last day of the adjustment's period.
    pub fn adjusted(&self, rep: usize) -> BTreeMap<usize, i128> {
        let mut sums = BTreeMap::new();
        for (_, span, amount) in self.company.adjustments.iter().filter(|(who, ..)| *who == rep) {
            let payout = self.payouts.iter().position(|payout| payout.span.contains(span.to));
            *sums.entry(payout.unwrap()).or_default() += amount.raw();
        }
        sums
    }

    /// The plan's own cap, over all elements, per year: what is withheld of each payout.
    pub fn withheld_by_plan(&self, rep: usize, paid: &[Paid]) -> BTreeMap<usize, i128> {
        let mut withheld = BTreeMap::new();
        let mut years: BTreeMap<Span, (i128, i128)> = BTreeMap::new();
        for (number_of, payout) in self.payouts.iter().enumerate() {
            let since = Span { from: self.payouts[0].span.from, to: payout.span.to };
            let Some(version) = self.version_by(rep, since, payout.span.to) else { continue };
            let plan = &self.plans[version];
            let year = self.calendar.period_of(crate::calendar::Unit::Year, payout.span.from).span;
            let gross: i128 = paid.iter().filter_map(|paid| paid.payouts.get(&number_of)).sum();
            let (all, kept) = years.entry(year).or_default();
            *all += gross;
            let Some(cap) = &plan.cap else {
                *kept += gross;
                continue;
            };
            let of_target = cap.of_target.and_then(|times| {
                Some((number(times) * self.target(rep, version, year)?).cents(plan.rounding))
            });
            let most = [cap.window.map(Amount::raw), of_target].into_iter().flatten().fold(*all, i128::min);
            withheld.insert(number_of, gross - (most - *kept));
            *kept = most;
        }
        withheld
    }
}

/// Whether a threshold is reached; one on attainment is not where attainment is undefined.
pub fn reaches(threshold: Option<Boundary>, measure: &Number, quota: Option<&Number>) -> bool {
    match threshold {
        None => true,
        Some(Boundary::Measure(amount)) => *measure >= number(amount),
        Some(Boundary::Attainment(rate)) => quota
            .filter(|quota| **quota > whole(0))
            .is_some_and(|quota| measure.clone() / quota.clone() >= number(rate)),
    }
}

/// Whether the twin pays an element by credit.
pub fn pays_credits(element: &Element) -> bool {
    let rates = matches!(element.worth, Worth::Rates(_) | Worth::Levels);
    rates && matches!(element.pays, Pays::Rate | Pays::Unit)
}
