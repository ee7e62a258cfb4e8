//! When open deals are won or lost, by their age: the cumulative incidence of two competing risks (Aalen and Johansen
//! 1978), estimated from all deals ever seen. Deals that are still open count for as long as they have been seen, and
//! no deal counts for the days before the record of closed ones begins.

use super::number::count;

/// How a deal stands on the last day of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Neither won nor lost.
    Open,
    /// Won.
    Won,
    /// Lost.
    Lost,
}

/// What is known of one deal on some day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    /// The day of its creation.
    pub created: i32,
    /// The first day on which its end would have been recorded.
    pub seen_from: i32,
    /// The day on which it ended, or the last day of the record.
    pub seen_to: i32,
    /// How it stands then.
    pub outcome: Outcome,
}

/// Deals at risk, won and lost at each age in days.
#[derive(Clone, Debug, Default)]
struct Risk {
    begun: Vec<f64>,
    ended: Vec<f64>,
    won: Vec<f64>,
    lost: Vec<f64>,
}

/// The chance of a win by age.
#[derive(Clone, Debug, Default)]
pub struct Hazard {
    /// The part of deals that is still open before each age; one entry more than there are ages.
    open: Vec<f64>,
    /// The part that has been won before each age; one entry more than there are ages.
    won: Vec<f64>,
}

/// Ages beyond this many days are one.
const AGE_MAX: usize = 3_660;

fn age(from: i32, to: i32) -> usize {
    usize::try_from(i64::from(to) - i64::from(from)).unwrap_or(0).min(AGE_MAX)
}

impl Hazard {
    /// Estimates the chances from lives; the order of the lives does not matter.
    #[must_use]
    pub fn of(lives: impl IntoIterator<Item = Life>) -> Hazard {
        let mut risk = Risk::default();
        for life in lives {
            if life.seen_to < life.created || life.seen_to < life.seen_from {
                continue;
            }
            let (first, last) =
                (age(life.created, life.seen_from.max(life.created)), age(life.created, life.seen_to));
            if risk.won.len() <= last {
                for column in [&mut risk.begun, &mut risk.ended, &mut risk.won, &mut risk.lost] {
                    column.resize(last + 1, 0.0);
                }
            }
            // An open deal has been seen at its last age too, without an event.
            risk.begun[first] += 1.0;
            risk.ended[last] += 1.0;
            match life.outcome {
                Outcome::Open => {}
                Outcome::Won => risk.won[last] += 1.0,
                Outcome::Lost => risk.lost[last] += 1.0,
            }
        }
        risk.hazard()
    }

    /// The chance that a deal which is open at the end of this age is won in the days after `lead` and up to `days`
    /// from then. A deal older than any that has been seen has no chance.
    #[must_use]
    pub fn chance(&self, age: usize, lead: usize, days: usize) -> f64 {
        let place = (age.min(AGE_MAX)) + 1;
        let still = self.open.get(place).copied().unwrap_or(0.0);
        if still <= 1e-12 {
            return 0.0;
        }
        let won = (self.won_before(place + days) - self.won_before(place + lead)) / still;
        won.clamp(0.0, 1.0)
    }

    /// The chance that a deal which is created is won within so many days; on the very day for 0.
    #[must_use]
    pub fn incidence(&self, days: usize) -> f64 {
        self.won_before(days + 1)
    }

    /// The chance that a deal open at this age is won at all.
    #[must_use]
    pub fn ever(&self, age: usize) -> f64 {
        self.chance(age, 0, AGE_MAX)
    }

    /// The cumulated hazard of a win between two ages, both included, for deals that are open until the second: what a
    /// deal seen so long would on average have brought in wins.
    #[must_use]
    pub fn expected_wins(&self, first: usize, last: usize) -> f64 {
        let step = |place: usize| {
            let (open, won) = (self.open.get(place), self.won.get(place).zip(self.won.get(place + 1)));
            match (open, won) {
                (Some(open), Some((before, after))) if *open > 1e-12 => (after - before) / open,
                _ => 0.0,
            }
        };
        (first..=last.min(AGE_MAX)).map(step).sum()
    }

    /// The sums of hazards of a win before each age, for many deals at once.
    #[must_use]
    pub fn cumulated(&self) -> Vec<f64> {
        let mut sum = 0.0;
        let mut sums = vec![0.0];
        for place in 0..self.won.len().saturating_sub(1) {
            sum += self.expected_wins(place, place);
            sums.push(sum);
        }
        sums
    }

    fn won_before(&self, age: usize) -> f64 {
        let last = self.won.len().saturating_sub(1);
        self.won.get(age.min(last)).copied().unwrap_or(0.0)
    }
}

impl Risk {
    fn hazard(&self) -> Hazard {
        let (mut open, mut won, mut at_risk) = (1.0, 0.0, 0.0);
        let mut hazard = Hazard { open: vec![open], won: vec![won] };
        for age in 0..self.won.len() {
            at_risk += self.begun[age];
            if at_risk > 0.0 {
                won += open * self.won[age] / at_risk;
                open *= 1.0 - (self.won[age] + self.lost[age]) / at_risk;
            }
            hazard.open.push(open.max(0.0));
            hazard.won.push(won);
            at_risk -= self.ended[age];
        }
        hazard
    }
}

/// The part of closed deals that was won; `None` when none is closed.
#[must_use]
pub fn win_rate(won: usize, lost: usize) -> Option<f64> {
    (won + lost > 0).then(|| count(won) / count(won + lost))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn life(created: i32, seen_to: i32, outcome: Outcome) -> Life {
        Life { created, seen_from: 0, seen_to, outcome }
    }

    fn check(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
    }

    #[test]
    fn chances_by_hand() {
        // Four deals: won at 10, lost at 10, won at 20, open at 20.
        let lives = [
            life(0, 10, Outcome::Won),
            life(0, 10, Outcome::Lost),
            life(0, 20, Outcome::Won),
            life(0, 20, Outcome::Open),
        ];
        let hazard = Hazard::of(lives);
        check(hazard.incidence(9), 0.0);
        check(hazard.incidence(10), 0.25);
        // Half is open after 10 days; half of that is won at 20.
        check(hazard.incidence(20), 0.5);
        check(hazard.chance(10, 0, 10), 0.5);
        check(hazard.chance(10, 0, 9), 0.0);
        check(hazard.chance(5, 0, 10), 0.25);
        check(hazard.chance(5, 5, 15), 0.25);
        check(hazard.ever(0), 0.5);
        // Older than anything that was ever won.
        check(hazard.chance(20, 0, 100), 0.0);
        check(hazard.ever(5_000), 0.0);
        check(hazard.expected_wins(0, 20), 0.25 + 0.5);
        check(hazard.cumulated()[21], 0.75);
    }

    #[test]
    fn days_before_the_record_do_not_count() {
        // Both were created long before; the one that ended earlier was never recorded.
        let late = Life { created: -100, seen_from: 0, seen_to: 10, outcome: Outcome::Won };
        let hazard = Hazard::of([late, Life { outcome: Outcome::Open, ..late }]);
        check(hazard.incidence(109), 0.0);
        check(hazard.incidence(110), 0.5);
    }

    #[test]
    fn nothing_seen_is_no_chance() {
        let hazard = Hazard::of([]);
        check(hazard.chance(3, 0, 30), 0.0);
        check(hazard.incidence(30), 0.0);
        assert_eq!(win_rate(0, 0), None);
    }
}
