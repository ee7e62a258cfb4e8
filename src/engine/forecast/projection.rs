//! The call of a period by group: closed, expected, an interval and the chance to reach the quota, with the record of
//! the method beside it. Which method is used follows from the record: ages of deals where enough have closed, the
//! run rate of the last 91 days where not, and nothing where even that does not reach back. It is longer than most
//! files, because calls of today and of earlier periods are made by the same steps.

use super::accuracy::Judged;
use super::band::{Chance, Draw, Futures, interval, reaching};
use super::call::{Deals, RECENT, View, Window, age_on};
use super::hazard::Outcome;
use super::number::{amount, count, float, share, units};
use super::past::{DEALS_LEAST, PERIODS_LEAST, Past, Way, by_crm};
use crate::money::{Amount, Exact};

/// The spread of the common factor while there are too few calls to measure it.
const SPREAD_UNKNOWN: f64 = 0.25;
/// No deal that is still open is surer than this.
const CHANCE_MAX: f64 = 0.99;

/// What is asked.
pub struct Question<'a> {
    /// All deals, in the order of their ids.
    pub deals: &'a Deals,
    /// The ids.
    pub ids: &'a [String],
    /// For each deal the groups it counts for, with the part of its amount.
    pub brings: &'a [Vec<(usize, f64)>],
    /// The groups.
    pub groups: &'a [Group],
    /// The period.
    pub window: Window,
    /// Earlier periods of its kind at the same point, the earliest first.
    pub earlier: &'a [Window],
    /// The way that is wanted; chosen by the record if absent.
    pub way: Option<Way>,
    /// What an interval has to hold, in millionths.
    pub level: i64,
    /// The seed of the simulation.
    pub seed: u64,
    /// How many futures are drawn.
    pub futures: usize,
}

/// A group of the report.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// Its name, for the simulation.
    pub name: String,
    /// What it has closed in the period.
    pub closed: Exact,
    /// Its quota.
    pub quota: Option<Amount>,
}

/// The call of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Closed in the period.
    pub closed: Amount,
    /// The quota, where there is one.
    pub quota: Option<Amount>,
    /// Open deals due by the end of the period.
    pub due: Amount,
    /// All open deals.
    pub open: Amount,
    /// What open deals are expected to bring by the end of the period.
    pub expected_open: Option<Amount>,
    /// What deals not created yet are expected to bring by then.
    pub expected_new: Option<Amount>,
    /// Both together.
    pub expected: Option<Amount>,
    /// Bounds of the interval of the call.
    pub interval: Option<(Amount, Amount)>,
    /// Closed and expected.
    pub call: Option<Amount>,
    /// The chance to reach the quota, in millionths.
    pub reaches: Option<i64>,
    /// Due ÷ what is left of the quota, in millionths.
    pub coverage: Option<i64>,
    /// Quota − closed.
    pub gap: Option<Amount>,
}

/// What a way would have said in the past.
#[derive(Clone, Debug, Default)]
pub struct Tried {
    /// Calls by period and group, beside what came.
    pub calls: Vec<Judged>,
    /// Chances of deals to be won in a period, and whether they were; of the hazard alone.
    pub chances: Vec<(f64, bool)>,
}

/// Why a way was used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Why {
    /// It was asked for.
    #[default]
    Asked,
    /// It is the default, and the record is long enough.
    Record,
    /// Too few deals have closed to tell by ages: so many.
    FewDeals(usize),
    /// Too few earlier periods are complete: so many.
    FewPeriods(usize),
}

/// The answer.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The groups, in the order of the question.
    pub rows: Vec<Row>,
    /// Their sums.
    pub total: Row,
    /// The way, `None` where nothing can be said.
    pub way: Option<Way>,
    /// Why it was used.
    pub why: Why,
    /// The record of earlier calls.
    pub past: Past,
    /// How many calls the interval rests on; fewer than four are not called calibrated.
    pub calls: usize,
    /// The correction by earlier calls, in millionths.
    pub factor: i64,
    /// How many futures were drawn.
    pub futures: usize,
    /// Whether the history of deals tells what became of those of each stage or category; of none where it begins too
    /// late or knows too few.
    pub by_history: bool,
    /// Whether the period is over, so that nothing is left to be said.
    pub over: bool,
    /// The part of value created on the day of the call that is won by the end of the period, in millionths.
    pub conversion: i64,
    /// For each deal its chance to be won in the period, corrected; zero for those that are not open.
    pub chances: Vec<f64>,
    /// For each deal its chance to be won at all.
    pub ever: Vec<f64>,
    /// What open deals are expected to bring to groups in the period: deal, group, value.
    pub worths: Vec<(usize, usize, f64)>,
}

impl Answer {
    /// The chances of deals, in the period and at all, when those that are more likely to be won than others are given
    /// more: so much that the expected value of all stays. Without anything learnt they are what they are.
    #[must_use]
    pub fn by_model(&self, deals: &Deals, relative: &[f64]) -> (Vec<f64>, Vec<f64>) {
        if relative.len() != self.chances.len() {
            return (self.chances.clone(), self.ever.clone());
        }
        let spread = |chances: &[f64]| -> Vec<f64> {
            let value = |with: bool| -> f64 {
                let parts = chances.iter().zip(relative).zip(&deals.amount);
                parts.map(|((chance, more), amount)| chance * amount * if with { *more } else { 1.0 }).sum()
            };
            let (plain, moved) = (value(false), value(true));
            let factor = if moved > 0.0 { plain / moved } else { 1.0 };
            chances
                .iter()
                .zip(relative)
                .map(|(chance, more)| (chance * more * factor).min(CHANCE_MAX))
                .collect()
        };
        let chances = spread(&self.chances);
        let ever = spread(&self.ever).iter().zip(&chances).map(|(ever, chance)| ever.max(*chance)).collect();
        (chances, ever)
    }

    /// A chance of a deal in millionths, and what it brings.
    #[must_use]
    pub fn shown(&self, deals: &Deals, deal: usize, chance: f64) -> (i64, Amount) {
        (share(chance), amount(chance * deals.amount[deal]))
    }
}

impl Question<'_> {
    /// Makes the call.
    #[must_use]
    pub fn answer(&self) -> Answer {
        let known_until =
            self.deals.extent().map_or(self.window.as_of, |(_, last)| last.min(self.window.as_of));
        let mut view = View::of(self.deals, self.window);
        let past = Past::of(self.deals, self.earlier, known_until.max(self.earlier_end()));
        if !past.by_stage {
            view.forget_stages();
        }
        let (way, why) = self.chosen(&view, &past);
        let (open, new, _) = view.remaining(self.deals);
        let raw = way.map_or(0.0, |way| past.raw(way, self.deals, self.window, open + new));
        let said = way.map(|way| past.corrected(way, raw, self.window.place)).unwrap_or_default();
        let factor = if way == Some(Way::Hazard) { said.factor } else { 1.0 };
        let is_open: Vec<bool> =
            (0..self.deals.len()).map(|deal| self.deals.was_open(deal, self.window.as_of)).collect();
        let at = |of: &dyn Fn(usize) -> f64| -> Vec<f64> {
            (0..self.deals.len()).map(|deal| if is_open[deal] { of(deal) } else { 0.0 }).collect()
        };
        let chances = at(&|deal| (view.chance(self.deals, deal) * factor).min(CHANCE_MAX));
        let ever = at(&|deal| view.ever(self.deals, deal).max(chances[deal]));
        let mut worths = Vec::new();
        for (deal, brings) in self.brings.iter().enumerate().filter(|(deal, _)| chances[*deal] > 0.0) {
            let value = chances[deal] * self.deals.amount[deal];
            worths.extend(brings.iter().map(|(group, part)| (deal, *group, value * part)));
        }
        let (shock, calls) = way.map_or((0.0, 0), |way| past.shock(way, way == Way::Hazard));
        let known = calls > PERIODS_LEAST;
        let mut draw = Draw {
            seed: self.seed,
            futures: self.futures,
            factor: 1.0,
            shock: if known { shock } else { SPREAD_UNKNOWN },
            calls: if known { calls } else { 0 },
            ..Draw::default()
        };
        let conversion = view.hazard.incidence(self.window.days())
            - match self.window.lead() {
                0 => 0.0,
                lead => view.hazard.incidence(lead),
            };
        let ahead = self.ahead((way, &past), &view, factor, said.value, &chances);
        if way == Some(Way::Hazard) {
            self.stake(&mut draw, &view, factor, &chances);
        }
        let futures = match way {
            Some(Way::Hazard) => draw.futures_of_all(),
            _ => steady(&draw, &ahead),
        };
        let by_history = match way {
            Some(Way::Stage | Way::Category) => {
                way.and_then(|way| past.weights(way, self.deals, self.window)).is_some()
            }
            _ => view.knows_stages(),
        };
        let mut answer = Answer {
            rows: Vec::new(),
            total: Row::default(),
            way,
            why,
            past,
            calls,
            factor: share(factor),
            futures: futures.total.len(),
            by_history,
            over: self.window.days() == 0,
            conversion: share(conversion),
            chances,
            ever,
            worths,
        };
        self.rows(&ahead, &futures, &mut answer);
        answer
    }

    /// What the same way would have called at each earlier period, by group, beside what came; and for each deal
    /// that was open then its chance beside whether it was won in the period. Every call is made from what was known on
    /// its day.
    #[must_use]
    pub fn tried(&self, answer: &Answer) -> Tried {
        let mut tried = Tried::default();
        let Some(way) = answer.way else { return tried };
        for (place, trial) in answer.past.trials.iter().enumerate() {
            let past = Past { trials: answer.past.trials[..place].to_vec(), by_stage: answer.past.by_stage };
            let window = trial.window;
            let then = Question { window, earlier: &[], groups: self.groups, ..*self };
            if matches!(way, Way::Stage | Way::Category) && past.weights(way, self.deals, window).is_none() {
                continue;
            }
            let mut view = View::of(self.deals, window);
            if !past.by_stage {
                view.forget_stages();
            }
            let (open, new, _) = view.remaining(self.deals);
            let said = past.corrected(way, past.raw(way, self.deals, window, open + new), window.place);
            let was_open = |deal: usize| self.deals.was_open(deal, window.as_of);
            let mut chances = vec![0.0; self.deals.len()];
            for deal in (0..self.deals.len()).filter(|deal| was_open(*deal)) {
                chances[deal] = (view.chance(self.deals, deal) * said.factor).min(CHANCE_MAX);
                let won =
                    self.deals.outcome[deal] == Outcome::Won && window.is_ahead(self.deals.closed[deal]);
                if way == Way::Hazard {
                    tried.chances.push((chances[deal], won));
                }
            }
            let ahead = then.ahead((Some(way), &past), &view, said.factor, said.value, &chances);
            let mut sums = vec![(0.0, 0.0); self.groups.len()];
            for (deal, brings) in self.brings.iter().enumerate() {
                if self.deals.outcome[deal] != Outcome::Won {
                    continue;
                }
                let day = self.deals.closed[deal];
                for (group, part) in brings {
                    let value = self.deals.amount[deal] * part;
                    let (closed, came) = &mut sums[*group];
                    *closed += if window.is_past(day) { value } else { 0.0 };
                    *came += if window.is_ahead(day) { value } else { 0.0 };
                }
            }
            for (group, ((open, new), (closed, came))) in ahead.iter().zip(&sums).enumerate() {
                let call = Judged {
                    group,
                    period: place,
                    call: amount(closed + open + new),
                    interval: None,
                    came: amount(closed + came),
                };
                tried.calls.push(call);
            }
        }
        tried
    }

    /// The record of a workspace ends with its last event, but a quiet end of it is a record too where the next period
    /// began before the day of the call.
    fn earlier_end(&self) -> i32 {
        let last = self.deals.extent().map_or(i32::MIN, |(_, last)| last);
        let ends = self.earlier.iter().map(|window| window.to).filter(|to| *to <= last.saturating_add(31));
        ends.max().map_or(i32::MIN, |to| to.min(self.window.as_of))
    }

    fn chosen(&self, view: &View, past: &Past) -> (Option<Way>, Why) {
        let reaches_back = view.any_closed && age_on(view.first_close, self.window.as_of) + 1 >= 91;
        match self.way {
            Some(Way::Hazard) if view.closed_deals == 0 => (None, Why::FewDeals(0)),
            Some(way @ (Way::Stage | Way::Category)) => (Some(way), Why::Asked),
            Some(way) if view.any_closed => (Some(way), Why::Asked),
            Some(_) => (None, Why::FewDeals(0)),
            None if view.closed_deals < DEALS_LEAST => {
                (reaches_back.then_some(Way::RunRate), Why::FewDeals(view.closed_deals))
            }
            None if past.trials.len() < PERIODS_LEAST => {
                (reaches_back.then_some(Way::RunRate), Why::FewPeriods(past.trials.len()))
            }
            None => (Some(Way::Hazard), Why::Record),
        }
    }

    /// For each group what open deals, and what new ones, are expected to bring.
    fn ahead(
        &self,
        (way, past): (Option<Way>, &Past),
        view: &View,
        factor: f64,
        value: f64,
        chances: &[f64],
    ) -> Vec<(f64, f64)> {
        let mut ahead = vec![(0.0, 0.0); self.groups.len()];
        match way {
            None => {}
            Some(Way::Hazard) => {
                for (deal, brings) in self.brings.iter().enumerate() {
                    for (group, part) in brings {
                        ahead[*group].0 += chances[deal] * self.deals.amount[deal] * part;
                    }
                }
                let new = view.new_wins * view.won_amount * factor;
                for ((_, of_new), part) in ahead.iter_mut().zip(self.parts_of_new()) {
                    *of_new = new * part;
                }
            }
            Some(way) => {
                for ((of_all, _), part) in ahead.iter_mut().zip(self.parts_of(way, past)) {
                    *of_all = value * part;
                }
            }
        }
        ahead
    }

    /// Puts the open deals and the expected new ones into the simulation.
    fn stake(&self, draw: &mut Draw, view: &View, factor: f64, chances: &[f64]) {
        for (deal, brings) in self.brings.iter().enumerate().filter(|(deal, _)| chances[*deal] > 0.0) {
            let amount = self.deals.amount[deal];
            let brings = brings.iter().map(|(group, part)| (*group, amount * part)).collect();
            draw.chances.push(Chance { key: self.ids[deal].clone(), chance: chances[deal], brings });
        }
        let wins = view.new_wins * factor;
        let parts = self.parts_of_new();
        draw.groups =
            self.groups.iter().zip(parts).map(|(group, part)| (group.name.clone(), wins * part)).collect();
        let day = self.window.as_of;
        let won = |after: i32| -> Vec<f64> {
            let won = (0..self.deals.len())
                .filter(|deal| self.deals.was_won(*deal, day) && self.deals.closed[*deal] > after);
            won.map(|deal| self.deals.amount[deal]).collect()
        };
        let recent = won(day.saturating_sub(365));
        draw.amounts = if recent.len() < 10 { won(i32::MIN) } else { recent };
    }

    /// The part of each group in the value created within a year: new deals come where they came.
    fn parts_of_new(&self) -> Vec<f64> {
        let day = self.window.as_of;
        let recent = |deal: usize| {
            let created = self.deals.created[deal];
            f64::from(u8::from(created <= day && created > day.saturating_sub(365)))
        };
        self.parts(&recent)
    }

    fn parts_of(&self, way: Way, past: &Past) -> Vec<f64> {
        let window = self.window;
        if matches!(way, Way::Stage | Way::Category) {
            let weights = past.weights(way, self.deals, window);
            let weights = weights.unwrap_or_else(|| by_crm(way, self.deals, window));
            return self.parts(&|deal| weights[deal]);
        }
        let weight = |deal: usize| {
            let won = self.deals.was_won(deal, window.as_of);
            let closed = self.deals.closed[deal];
            let counts = match way {
                Way::Snapshot => self.deals.was_open(deal, window.as_of),
                Way::LastYear => won && window.is_ahead(closed.saturating_add(364)),
                _ => won && closed > window.as_of.saturating_sub(RECENT),
            };
            f64::from(u8::from(counts))
        };
        self.parts(&weight)
    }

    /// Parts of the groups in the weighted value of all deals; equal parts of nothing.
    fn parts(&self, weight: &dyn Fn(usize) -> f64) -> Vec<f64> {
        let mut sums = vec![0.0; self.groups.len()];
        for (deal, brings) in self.brings.iter().enumerate() {
            let value = self.deals.amount[deal].max(0.0) * weight(deal);
            for (group, part) in brings {
                sums[*group] += value * part;
            }
        }
        let all: f64 = sums.iter().sum();
        let equal = 1.0 / count(self.groups.len().max(1));
        sums.iter().map(|sum| if all > 0.0 { sum / all } else { equal }).collect()
    }

    fn rows(&self, ahead: &[(f64, f64)], futures: &Futures, answer: &mut Answer) {
        let known = answer.way.is_some();
        // Only ages tell open deals and new ones apart.
        let apart = answer.way == Some(Way::Hazard);
        let level = float(i128::from(self.level)) / 1e6;
        let (mut due, mut open) = (vec![0.0; self.groups.len()], vec![0.0; self.groups.len()]);
        let is_open = |deal: usize| self.deals.outcome[deal] == Outcome::Open;
        for (deal, brings) in self.brings.iter().enumerate().filter(|(deal, _)| is_open(*deal)) {
            let by_then =
                self.deals.due[deal] <= self.window.to && self.deals.due[deal] != super::call::NO_DAY;
            for (group, part) in brings {
                open[*group] += self.deals.amount[deal] * part;
                due[*group] += if by_then { self.deals.amount[deal] * part } else { 0.0 };
            }
        }
        for (place, group) in self.groups.iter().enumerate() {
            let (of_open, of_new) = (amount(ahead[place].0), amount(ahead[place].1));
            let closed = group.closed.round_to(2, crate::money::Rounding::HalfUp);
            let mut row = Row {
                closed,
                quota: group.quota,
                due: amount(due[place]),
                open: amount(open[place]),
                expected_open: apart.then_some(of_open),
                expected_new: apart.then_some(of_new),
                expected: of_open.checked_add(of_new).filter(|_| known),
                ..Row::default()
            };
            let empty = Vec::new();
            row.finish(group.closed, futures.groups.get(place).unwrap_or(&empty), level);
            answer.rows.push(row);
        }
        let closed: i128 = self.groups.iter().map(|group| group.closed.raw()).sum();
        answer.total = sum(&answer.rows);
        answer.total.finish(Exact::from_raw(closed), &futures.total, level);
    }
}

impl Row {
    /// Fills in what follows from closed, expected, quota and futures.
    fn finish(&mut self, closed: Exact, futures: &[f64], level: f64) {
        self.gap = self.quota.and_then(|quota| quota.checked_sub(self.closed));
        let left = self.gap.filter(|gap| *gap > Amount::ZERO);
        self.coverage = left.map(|left| share(units(self.due.exact()) / units(left.exact())));
        let Some(expected) = self.expected else { return };
        let Some(call) = self.closed.checked_add(expected) else { return };
        self.call = Some(call);
        let been = units(closed);
        let (low, high) = interval(futures, level);
        self.interval = Some((amount(been + low).min(call), amount(been + high).max(call)));
        self.reaches = self.quota.filter(|quota| *quota > Amount::ZERO).map(|quota| {
            // What is a cent short is short, but a rounding of the floats is not.
            share(reaching(futures, units(quota.exact()) - been - 0.005))
        });
    }
}

/// The sums of the rows; a quota is there when some row has one.
fn sum(rows: &[Row]) -> Row {
    let all = |of: &dyn Fn(&Row) -> Option<Amount>| {
        let parts: Vec<Amount> = rows.iter().filter_map(of).collect();
        if parts.is_empty() { None } else { Amount::checked_sum(parts) }
    };
    let plain = |of: &dyn Fn(&Row) -> Option<Amount>| all(of).unwrap_or(Amount::ZERO);
    Row {
        closed: plain(&|row| Some(row.closed)),
        quota: all(&|row| row.quota),
        due: plain(&|row| Some(row.due)),
        open: plain(&|row| Some(row.open)),
        expected_open: all(&|row| row.expected_open),
        expected_new: all(&|row| row.expected_new),
        expected: all(&|row| row.expected),
        ..Row::default()
    }
}

/// Futures of a way that knows no single deals: one factor moves all of them.
fn steady(draw: &Draw, ahead: &[(f64, f64)]) -> Futures {
    let unit = Draw {
        chances: vec![Chance { key: String::new(), chance: 1.0, brings: vec![(0, 1.0)] }],
        groups: vec![(String::new(), 0.0)],
        ..draw.clone()
    };
    let factors = unit.futures_of_all().total;
    let scaled = |value: f64| factors.iter().map(|factor| factor * value).collect::<Vec<f64>>();
    let groups: Vec<Vec<f64>> = ahead.iter().map(|(open, new)| scaled(open + new)).collect();
    let total = scaled(ahead.iter().map(|(open, new)| open + new).sum());
    Futures { groups, total }
}

#[cfg(test)]
mod tests;
