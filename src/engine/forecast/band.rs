//! The spread around a call, by drawing many futures: each open deal is won or not, new deals come as a Poisson process
//! and bring amounts that were won before, and one common factor moves all of a future together, because errors of
//! deals are not independent. Every deal and every group draws from a stream of its own.

use super::number::{quantile, sort};
use super::random::Random;

/// At most so many numbers are kept for all groups and futures together.
const KEPT_MAX: usize = 20_000_000;
/// At most so many deals are decided for all futures together.
const DECIDED_MAX: usize = 200_000_000;

/// A deal that may be won.
#[derive(Clone, Debug)]
pub struct Chance {
    /// What its stream is called.
    pub key: String,
    /// The chance to be won in the period.
    pub chance: f64,
    /// What it brings to groups: group and amount.
    pub brings: Vec<(usize, f64)>,
}

/// What is drawn from.
#[derive(Clone, Debug, Default)]
pub struct Draw {
    /// The seed.
    pub seed: u64,
    /// How many futures are wanted.
    pub futures: usize,
    /// The deals.
    pub chances: Vec<Chance>,
    /// For each group its name and how many wins of new deals are expected.
    pub groups: Vec<(String, f64)>,
    /// Amounts that new deals may bring.
    pub amounts: Vec<f64>,
    /// The factor on everything, from the past.
    pub factor: f64,
    /// The spread of the common factor, in the logarithm.
    pub shock: f64,
    /// How many past calls the spread was taken from; none where it is assumed.
    pub calls: usize,
}

/// All futures: what is still to come.
#[derive(Clone, Debug, Default)]
pub struct Futures {
    /// For each group its futures.
    pub groups: Vec<Vec<f64>>,
    /// The sums of the groups.
    pub total: Vec<f64>,
}

impl Draw {
    /// How many futures can be drawn within the limits of time and memory; as many as are wanted where that is few.
    #[must_use]
    pub fn futures(&self) -> usize {
        let by_memory = KEPT_MAX / self.groups.len().max(1);
        let by_time = DECIDED_MAX / self.chances.len().max(1);
        self.futures.min(by_memory.min(by_time).max(500))
    }

    /// Draws the futures.
    #[must_use]
    pub fn futures_of_all(&self) -> Futures {
        let futures = self.futures();
        let mut groups = vec![vec![0.0; futures]; self.groups.len()];
        for deal in &self.chances {
            let won = Random::new(self.seed, &deal.key).coins(deal.chance, futures);
            for (group, amount) in &deal.brings {
                add_where(&won, *amount, &mut groups[*group]);
            }
        }
        for ((name, wins), sums) in self.groups.iter().zip(&mut groups) {
            self.add_new(name, *wins, sums);
        }
        let mut common = Random::new(self.seed, "common");
        // What was taken from few calls is itself uncertain; what was assumed is not.
        let (spread, calls) = match self.calls {
            0 => (self.shock, None),
            calls => (self.shock * (1.0 + 1.0 / super::number::count(calls)).sqrt(), Some(calls)),
        };
        let mut draw = || match calls {
            None => common.normal(),
            Some(calls) => common.student(calls).clamp(-6.0, 6.0),
        };
        let factors: Vec<f64> = (0..futures).map(|_| self.factor * (spread * draw()).exp()).collect();
        for sums in &mut groups {
            for (sum, factor) in sums.iter_mut().zip(&factors) {
                *sum *= factor;
            }
        }
        let total = (0..futures).map(|future| groups.iter().map(|sums| sums[future]).sum()).collect();
        Futures { groups, total }
    }

    fn add_new(&self, name: &str, wins: f64, sums: &mut [f64]) {
        if wins <= 0.0 || self.amounts.is_empty() {
            return;
        }
        let mut random = Random::new(self.seed, &format!("new deals of {name}"));
        for sum in sums {
            for _ in 0..random.poisson(wins) {
                *sum += self.amounts[random.below(self.amounts.len())];
            }
        }
    }
}

/// Adds an amount to the futures whose bit is set, 64 of them to a word.
fn add_where(words: &[u64], amount: f64, sums: &mut [f64]) {
    for (word, sums) in words.iter().zip(sums.chunks_mut(64)) {
        let mut left = *word;
        while left != 0 {
            let place = usize::try_from(left.trailing_zeros()).unwrap_or(0);
            if let Some(sum) = sums.get_mut(place) {
                *sum += amount;
            }
            left &= left - 1;
        }
    }
}

/// The interval that holds a part of the futures, as much above as below.
#[must_use]
pub fn interval(futures: &[f64], level: f64) -> (f64, f64) {
    let mut sorted = futures.to_vec();
    sort(&mut sorted);
    (quantile(&sorted, (1.0 - level) / 2.0), quantile(&sorted, f64::midpoint(1.0, level)))
}

/// The part of the futures that reaches a number.
#[must_use]
pub fn reaching(futures: &[f64], wanted: f64) -> f64 {
    let reached = futures.iter().filter(|future| **future >= wanted).count();
    super::number::count(reached) / super::number::count(futures.len().max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::forecast::number::{deviation, mean};

    fn draw() -> Draw {
        let chance =
            |deal: usize| Chance { key: format!("D{deal}"), chance: 0.5, brings: vec![(deal % 2, 10.0)] };
        Draw {
            seed: 1,
            futures: 4_000,
            chances: (0..100).map(chance).collect(),
            groups: vec![("a".to_owned(), 3.0), ("b".to_owned(), 0.0)],
            amounts: vec![10.0, 30.0],
            factor: 1.0,
            shock: 0.0,
            calls: 1,
        }
    }

    #[test]
    fn futures_have_the_moments_of_what_they_are_drawn_from() {
        let futures = draw().futures_of_all();
        // 50 deals of 10 at one half: 250 with variance 50 × 100 / 4; new ones 3 × 20 with variance 3 × 500.
        assert!((mean(&futures.groups[0]) - 310.0).abs() < 3.0);
        assert!((deviation(&futures.groups[0]) - (1_250.0_f64 + 1_500.0).sqrt()).abs() < 2.0);
        assert!((deviation(&futures.groups[1]) - 1_250.0_f64.sqrt()).abs() < 2.0);
        assert!((mean(&futures.total) - 560.0).abs() < 4.0);
        let (low, high) = interval(&futures.total, 0.8);
        // Futures are multiples of 10, so that some stand on the very bounds.
        assert!((0.89..0.98).contains(&reaching(&futures.total, low)));
        assert!((0.09..0.18).contains(&reaching(&futures.total, high)));
    }

    #[test]
    fn a_common_factor_does_not_average_out() {
        let narrow = draw().futures_of_all();
        let wide = Draw { shock: 0.3, calls: 30, ..draw() }.futures_of_all();
        assert!(deviation(&wide.total) > 2.0 * deviation(&narrow.total));
    }

    #[test]
    fn the_order_of_deals_changes_nothing_but_the_seed_does() {
        let mut turned = draw();
        turned.chances.reverse();
        assert_eq!(draw().futures_of_all().total, turned.futures_of_all().total);
        let other = Draw { seed: 2, ..draw() }.futures_of_all();
        assert!(other.total != draw().futures_of_all().total);
        assert_eq!(Draw::default().futures_of_all().total, Vec::<f64>::new());
    }
}
