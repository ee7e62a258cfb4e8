//! What an element pays a rep in each payout: earned to date in the window − paid to date in the window.

use std::collections::BTreeMap;

use super::bands::{self, Place, Scale, of_credit};
use super::company::{entry, euro, position};
use super::number::{Number, number, whole};
use super::terms::Twin;
use crate::calendar::{Day, Span};
use crate::engine::commissions::CreditKind;
use crate::money::{Amount, Currency};
use crate::plan::{BaseRate, Boundary, Element, Method, Mode, Pays, TrueUp, Window, Worth};

/// A credit: its deal, and its place among the deal's credits.
pub type Key = (usize, usize);

/// A credit that counts for an element.
#[derive(Clone, Debug)]
pub struct Taken {
    pub key: Key,
    pub day: Day,
    pub version: usize,
    pub entry: usize,
    pub measure: Number,
    pub pays_on: Number,
    pub kind: CreditKind,
}

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
struct ToDate {
    credits: BTreeMap<Key, i128>,
    result: i128,
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

    /// A credited value in the plan's currency.
    pub fn value(&self, deal: usize, given: usize, measure: usize, day: Day) -> Number {
        let (deal, raw) =
            (&self.company.deals[deal], self.company.deals[deal].credits[given].values[measure]);
        if measure > 1 || !deal.euros {
            return number(raw);
        }
        let pair = |row: &&crate::model::rows::RateRow| row.from == euro() && row.to == Currency::USD;
        let before = self.company.rates.iter().filter(pair).filter(|row| row.date <= day);
        let rate = before.max_by_key(|row| row.date).expect("the generator gives a first rate").rate;
        number(Amount::from_raw(raw.raw())) * (whole(rate.raw()) / whole(10_i128.pow(10)))
    }

    /// The credits of a rep that an element counts in some days, in the order (event date, deal_id, place); without
    /// the deals that were cancelled by a day, where the element takes back by `retier`.
    pub fn taken(&self, rep: usize, id: &str, days: Span, cancelled_by: Option<Day>) -> Vec<Taken> {
        let mut all = Vec::new();
        for (place, deal) in self.company.deals.iter().enumerate().filter(|(_, deal)| days.contains(deal.day))
        {
            let Some(version) = self.version_on(rep, deal.day) else { continue };
            let Some((_, element)) = self.element(version, id) else { continue };
            let Some(entry) = entry(element, &deal.product) else { continue };
            if element.between.is_some_and(|between| !between.contains(deal.day)) {
                continue;
            }
            let gone = |by: Day| deal.cancelled.is_some_and(|day| day <= by);
            if is_retier(element) && cancelled_by.is_some_and(gone) {
                continue;
            }
            for (given, credit) in deal.credits.iter().enumerate() {
                if credit.rep != rep || !credit.cause.counts(element) {
                    continue;
                }
                let measure = self.value(place, given, position(&element.measure), deal.day);
                let pays_on = element.pays_on.as_ref();
                let pays_on = pays_on.map(|on| self.value(place, given, position(on), deal.day));
                all.push(Taken {
                    key: (place, given),
                    day: deal.day,
                    version,
                    entry,
                    pays_on: pays_on.unwrap_or_else(|| measure.clone()),
                    measure,
                    kind: credit.cause.kind,
                });
            }
        }
        all.sort_by_key(|taken| (taken.day, self.company.deals[taken.key.0].id.clone(), taken.key));
        all
    }

    /// The windows of an element with a day on which the rep is on the plan.
    pub fn frames(&self, rep: usize, id: &str) -> Vec<Frame> {
        let all = Span { from: self.payouts[0].span.from, to: self.payouts[self.payouts.len() - 1].span.to };
        let mut frames: Vec<Frame> = Vec::new();
        let first = self.plans.iter().find_map(|plan| plan.elements.iter().find(|element| element.id == id));
        if first.is_some_and(|element| element.window == Window::Deal) {
            for taken in self.taken(rep, id, all, None) {
                let frame = Frame { span: Span { from: taken.day, to: taken.day }, deal: Some(taken.key.0) };
                if !frames.contains(&frame) {
                    frames.push(frame);
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
        for frame in self.frames(rep, id) {
            let (mut earlier, mut earlier_sum, mut earlier_day) = (ToDate::default(), 0, None);
            for (number, payout) in self.payouts.iter().enumerate() {
                let day = payout.span.to.min(frame.span.to);
                if self.version_by(rep, frame.span, day).is_none() || payout.span.to < frame.span.from {
                    continue;
                }
                let now =
                    self.to_date(rep, id, frame, day, payout.span.to, earlier_day.map(|day| (day, &earlier)));
                for key in now.credits.keys().chain(earlier.credits.keys()) {
                    let of = |to_date: &ToDate| to_date.credits.get(key).copied().unwrap_or(0);
                    paid.credits.insert((number, *key), of(&now) - of(&earlier));
                }
                let sum = self.capped(rep, id, frame, day, now.sum());
                *paid.payouts.entry(number).or_default() += sum - earlier_sum;
                (earlier, earlier_sum, earlier_day) = (now, sum, Some(payout.span.to));
            }
        }
        // What a payout's cap withholds is not paid later.
        for (number, pay) in &mut paid.payouts {
            let since = Span { from: self.payouts[0].span.from, to: self.payouts[*number].span.to };
            let version = self.version_by(rep, since, since.to).unwrap();
            let cap = self.element(version, id).and_then(|(_, element)| element.cap);
            if let Some(most) = cap.and_then(|cap| cap.payout) {
                *pay = most.raw().min(*pay);
            }
        }
        paid
    }

    /// Caps by window and of target, on what is earned to date.
    fn capped(&self, rep: usize, id: &str, frame: Frame, day: Day, earned: i128) -> i128 {
        let version = self.version_by(rep, frame.span, day).unwrap();
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
    fn to_date(
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
        let version = self.version_by(rep, frame.span, day).unwrap();
        let (_, element) = self.element(version, id).unwrap();
        let by_credit = matches!(element.worth, Worth::Rates(_) | Worth::Levels)
            && matches!(element.pays, Pays::Rate | Pays::Unit);
        let all: Number = taken.iter().map(|taken| taken.measure.clone()).sum();
        if !by_credit {
            let pay = self.result(rep, id, frame, day, version, &taken)
                * self.factor(rep, id, frame, day, version, &all);
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
                    let place = Place {
                        before: before.clone(),
                        measure: each.measure.clone(),
                        pays_on: each.pays_on.clone(),
                        to_date: all.clone(),
                    };
                    let factor = self.factor(rep, id, frame, day, each.version, &all);
                    (self.credit(rep, frame, each, element, &place) * factor)
                        .cents(self.plans[each.version].rounding)
                }
            };
            to_date.credits.insert(each.key, earned);
            before = before + each.measure.clone();
        }
        cap_deals(element, &mut to_date.credits);
        to_date
    }

    fn quota_of(&self, rep: usize, version: usize, element: &Element, frame: Frame) -> Option<Number> {
        let (place, _) = self.element(version, &element.id).unwrap();
        self.quota(rep, version, place, frame.span)
    }

    /// What one credit earns at the rates of its version, before multipliers.
    fn credit(&self, rep: usize, frame: Frame, taken: &Taken, element: &Element, place: &Place) -> Number {
        if let CreditKind::Team(level) = taken.kind
            && !element.levels.is_empty()
        {
            let rate = element.levels.get(usize::from(level) - 1);
            return rate.map_or(whole(0), |rate| number(*rate) * place.pays_on.clone());
        }
        let Worth::Rates(tables) = &element.worth else { return whole(0) };
        let quota = self.quota_of(rep, taken.version, element, frame);
        let slow = self.is_slow(rep, &self.plans[taken.version], taken.day);
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

    /// Nothing below the threshold or where the gate is not met, else the multiplier.
    fn factor(&self, rep: usize, id: &str, frame: Frame, day: Day, version: usize, all: &Number) -> Number {
        let (_, element) = self.element(version, id).unwrap();
        let met = match element.threshold {
            None => true,
            Some(Boundary::Measure(amount)) => *all >= number(amount),
            Some(Boundary::Attainment(rate)) => self
                .quota_of(rep, version, element, frame)
                .filter(|quota| *quota > whole(0))
                .is_some_and(|quota| all.clone() / quota >= number(rate)),
        };
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

    /// `attainment('x')`, `credited('x')` or `earned('x')` in the window of that element that the day is in; of a quota
    /// measure in the asking element's.
    fn asked(&self, rep: usize, frame: Frame, day: Day, text: &str) -> Option<Number> {
        let (what, id) = text.strip_suffix("')").unwrap().split_once("('").unwrap();
        let since = Span { from: self.payouts[0].span.from, to: day };
        let version = self.version_by(rep, since, day)?;
        // Who has left the plan stands as on the last day on it.
        let days = super::terms::days(Span { to: self.payouts[self.payouts.len() - 1].span.to, ..since });
        let last = days.filter(|day| self.version_on(rep, *day).is_some()).max()?;
        let Some((_, element)) = self.element(version, id) else {
            return self.attainment_of_measure(rep, frame, day, version, id);
        };
        let day = day.min(last);
        let frame = Frame { span: self.window(version, element.window, day), deal: None };
        // A window in which the rep was not on the plan by then is none.
        self.version_by(rep, frame.span, day)?;
        let days = Span { from: frame.span.from, to: day };
        let credited: Number = self.taken(rep, id, days, None).into_iter().map(|taken| taken.measure).sum();
        match what {
            "credited" => Some(credited),
            "attainment" => {
                let quota = self.quota_of(rep, version, element, frame).filter(|quota| *quota > whole(0))?;
                Some(credited / quota)
            }
            _ => {
                let earned = self.to_date(rep, id, frame, day, day, None).sum();
                Some(number(Amount::from_raw(self.capped(rep, id, frame, day, earned))))
            }
        }
    }

    fn attainment_of_measure(
        &self,
        rep: usize,
        frame: Frame,
        day: Day,
        version: usize,
        name: &str,
    ) -> Option<Number> {
        let place = ["bookings", "margin", "units", "count"].iter().position(|known| *known == name).unwrap();
        let days = Span { from: frame.span.from, to: day };
        let mut credited = whole(0);
        for (number, deal) in
            self.company.deals.iter().enumerate().filter(|(_, deal)| days.contains(deal.day))
        {
            for (given, credit) in deal.credits.iter().enumerate() {
                if credit.rep == rep && credit.cause.is_direct() && self.version_on(rep, deal.day).is_some() {
                    credited = credited + self.value(number, given, place, deal.day);
                }
            }
        }
        let quota = self.quota_of_measure(rep, version, name, frame.span)?;
        (quota > whole(0)).then(|| credited / quota)
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
    ) -> Number {
        let (_, element) = self.element(version, id).unwrap();
        let all: &Number = &taken.iter().map(|taken| taken.measure.clone()).sum();
        let quota = self.quota_of(rep, version, element, frame);
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
                        self.rated(rep, id, frame, taken, all) / quota * target
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

/// What one deal earns is at most the cap; the last credits of the deal are cut.
fn cap_deals(element: &Element, credits: &mut BTreeMap<Key, i128>) {
    let Some(cap) = element.cap.as_ref().and_then(|cap| cap.deal).map(Amount::raw) else { return };
    let deals: Vec<usize> = credits.keys().map(|key| key.0).collect();
    for deal in deals {
        let sum: i128 = credits.iter().filter(|(key, _)| key.0 == deal).map(|(_, earned)| earned).sum();
        if sum > cap {
            let last = credits.iter_mut().rev().find(|(key, _)| key.0 == deal).unwrap();
            *last.1 -= sum - cap;
        }
    }
}

fn is_retier(element: &Element) -> bool {
    element.clawback.as_ref().is_some_and(|clawback| clawback.method == Method::Retier)
}

/// Whether the twin pays an element by credit.
pub fn pays_credits(element: &Element) -> bool {
    let rates = matches!(element.worth, Worth::Rates(_) | Worth::Levels);
    rates && matches!(element.pays, Pays::Rate | Pays::Unit)
}
