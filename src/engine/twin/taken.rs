//! The credits that an element counts for a rep or a group: their order, their values, and what was taken back of them.

use super::company::{Deal, currencies, entry, position};
use super::number::{Number, number, whole};
use super::pay::{Frame, Key};
use super::terms::Twin;
use crate::calendar::{Day, Span};
use crate::engine::commissions::CreditKind;
use crate::money::{Amount, Rounding};
use crate::plan::{Element, Method, TakesBack};

/// A credit that counts for an element.
#[derive(Clone, Debug)]
pub struct Taken {
    pub key: Key,
    pub rep: usize,
    pub day: Day,
    pub version: usize,
    pub entry: usize,
    pub measure: Number,
    pub pays_on: Number,
    pub kind: CreditKind,
}

impl Twin<'_> {
    /// A credited value in the currency of a plan version.
    pub fn value(&self, deal: usize, given: usize, measure: usize, day: Day, version: usize) -> Number {
        let (deal, raw) =
            (&self.company.deals[deal], self.company.deals[deal].credits[given].values[measure]);
        let (from, to) = (currencies()[usize::from(deal.currency)], self.plans[version].currency);
        if measure > 1 || from == to {
            return number(raw);
        }
        let pair = |row: &&crate::model::rows::RateRow| row.from == from && row.to == to;
        let before = self.company.rates.iter().filter(pair).filter(|row| row.date <= day);
        let rate = before.max_by_key(|row| row.date).expect("the generator gives a first rate").rate;
        number(Amount::from_raw(raw.raw())) * (whole(rate.raw()) / whole(10_i128.pow(10)))
    }

    /// The credits of a rep that an element counts in some days, in the order (event date, deal_id, place); without
    /// what was cancelled or refunded by a day, where the element takes back by `retier`.
    pub fn taken(&self, rep: usize, id: &str, days: Span, cancelled_by: Option<Day>) -> Vec<Taken> {
        let mut all = Vec::new();
        for (place, deal) in self.company.deals.iter().enumerate() {
            for (given, credit) in deal.credits.iter().enumerate().filter(|(_, credit)| credit.rep == rep) {
                let day = credit.day.unwrap_or(deal.day);
                if !days.contains(day) {
                    continue;
                }
                let Some(version) = self.version_on(rep, day) else { continue };
                let Some((_, element)) = self.element(version, id) else { continue };
                let Some(entry) = entry(element, &deal.product) else { continue };
                let outside = element.between.is_some_and(|between| !between.contains(day));
                if outside || !credit.cause.counts(element) {
                    continue;
                }
                let gone = cancelled_by.map_or(whole(0), |by| gone(deal, element, day, by));
                if gone == whole(1) {
                    continue;
                }
                // What is taken back of a measure is rounded to cents, as a share is.
                let left = |value: Number| value.clone() - (value * gone.clone()).in_cents(Rounding::HalfUp);
                let measure = left(self.value(place, given, position(&element.measure), day, version));
                let pays_on = element.pays_on.as_ref();
                let pays_on = pays_on.map(|on| left(self.value(place, given, position(on), day, version)));
                all.push(Taken {
                    key: (place, given),
                    rep,
                    day,
                    version,
                    entry,
                    pays_on: pays_on.unwrap_or_else(|| measure.clone()),
                    measure,
                    kind: credit.cause.kind,
                });
            }
        }
        self.sort(&mut all);
        all
    }

    fn sort(&self, taken: &mut [Taken]) {
        taken.sort_by_key(|taken| {
            (taken.day, self.company.deals[taken.key.0].id.clone(), taken.rep, taken.key)
        });
    }

    /// The credits of a group that an element counts in some days, in their order.
    pub fn taken_by_group(
        &self,
        element: &Element,
        group: &str,
        days: Span,
        cancelled_by: Option<Day>,
    ) -> Vec<Taken> {
        let mut all = Vec::new();
        for rep in 0..self.company.size() {
            let mut mine = self.taken(rep, &element.id, days, cancelled_by);
            mine.retain(|taken| self.is_in(rep, element, group, taken.day));
            all.extend(mine);
        }
        self.sort(&mut all);
        all
    }

    /// The version that pays a window's result by a day: that of the day, or of a deal's last event by then.
    pub fn version_of(&self, rep: usize, id: &str, frame: Frame, day: Day) -> usize {
        let days = Span { from: frame.span.from, to: day };
        let mut events = self.taken(rep, id, days, None).into_iter();
        let last = events.rfind(|taken| frame.deal == Some(taken.key.0)).map(|taken| taken.version);
        last.unwrap_or_else(|| self.version_by(rep, frame.span, day).unwrap())
    }

    /// The last day by a day on which a rep is on the plan in a window.
    pub fn last_on(&self, rep: usize, window: Span, day: Day) -> Day {
        let days = super::terms::days(Span { from: window.from, to: day.min(window.to) });
        days.filter(|day| self.version_on(rep, *day).is_some()).max().unwrap_or(day)
    }

    /// What finds the tiers by a day: the measure of the rep, or of the rep's group.
    pub fn measured(
        &self,
        rep: usize,
        element: &Element,
        frame: Frame,
        day: Day,
        undone: Option<Day>,
    ) -> Number {
        let days = Span { from: frame.span.from, to: day };
        let group = self.group_on(rep, element, self.last_on(rep, frame.span, day));
        let mut taken = match group {
            None => self.taken(rep, &element.id, days, undone),
            Some(group) => self.taken_by_group(element, &group, days, undone),
        };
        taken.retain(|taken| frame.deal.is_none_or(|deal| deal == taken.key.0));
        taken.into_iter().map(|taken| taken.measure).sum()
    }
}

fn is_retier(element: &Element) -> bool {
    element.clawback.as_ref().is_some_and(|clawback| clawback.method == Method::Retier)
}

/// The part of a credit that was cancelled or refunded by a day, at most the whole.
fn gone(deal: &Deal, element: &Element, credited: Day, by: Day) -> Number {
    let Some(clawback) = element.clawback.as_ref().filter(|_| is_retier(element)) else {
        return whole(0);
    };
    let counts = |day: Day, kind: TakesBack| {
        let late =
            clawback.within_days.is_some_and(|most| day.days_since(credited) > i32::try_from(most).unwrap());
        clawback.on.contains(&kind) && day <= by && !late
    };
    if deal.cancelled.is_some_and(|day| counts(day, TakesBack::Cancel)) {
        return whole(1);
    }
    let mut gone = whole(0);
    for (_, amount) in deal.refunds.iter().filter(|(day, _)| counts(*day, TakesBack::Refund)) {
        if amount.raw() == 0 || deal.amount() == 0 {
            return whole(1);
        }
        gone = gone + whole(amount.raw().abs()) / whole(deal.amount().abs());
    }
    gone.least(whole(1))
}
