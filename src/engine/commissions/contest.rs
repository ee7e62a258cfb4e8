//! The prizes of a contest: ranks by a measure over a window, and what equals share.

use std::sync::Arc;

use hashbrown::HashMap;

use crate::calendar::{Day, Span};
use crate::engine::commissions::Run;
use crate::engine::commissions::group::kept;
use crate::engine::commissions::to_date::CENT;
use crate::engine::error::EngineError;
use crate::engine::people::index;
use crate::money::{Amount, allocate};
use crate::plan::Contest;

impl Run {
    /// The prize of a rep in the contest of a window; raw on scale 4.
    pub(super) fn prize(
        &self,
        rep: u32,
        (plan_id, element_id): (&str, &str),
        rule: usize,
        window: Span,
        contest: &Contest,
    ) -> Result<i128, EngineError> {
        let prizes = kept(&self.groups.prizes, (rule, window), || {
            let mut ranked = Vec::new();
            let (measure, money) =
                self.rules[rule].rank.unwrap_or((self.rules[rule].measure, self.rules[rule].money));
            for member in self.members(plan_id, window) {
                let mut sum = 0_i128;
                for credit in self.within(self.order.of(member), window) {
                    let deal = index(self.credits.deals[index(*credit)]);
                    let Some(day) = Day::from_number(self.credits.days[index(*credit)]) else {
                        continue;
                    };
                    if self.taking(member, (plan_id, element_id), *credit, day).is_some() {
                        sum += self.value(*credit, deal, day, measure, money, self.rules[rule].plan)?;
                    }
                }
                let least = contest.minimum.map_or(1, |minimum| minimum.exact().raw().max(1));
                if sum >= least {
                    ranked.push((sum, member));
                }
            }
            Ok::<_, EngineError>(Arc::new(share_prizes(ranked, &contest.prizes)))
        })?;
        Ok(prizes.get(&rep).copied().unwrap_or(0))
    }
}

/// The prize of each rep by rank, the highest first; equals share the prizes of their ranks by largest remainder,
/// in the order in which they are listed.
///
/// Prizes of 5,000, 3,000 and 1,000 for 90, 70, 70 and 20: 5,000, 2,000, 2,000 and nothing.
fn share_prizes(mut ranked: Vec<(i128, u32)>, prizes: &[Amount]) -> HashMap<u32, i128> {
    ranked.sort_by_key(|(sum, _)| std::cmp::Reverse(*sum));
    let mut shared = HashMap::new();
    let mut rank = 0;
    for equals in ranked.chunk_by(|a, b| a.0 == b.0) {
        let pot: i128 = prizes.iter().skip(rank).take(equals.len()).map(|prize| prize.raw()).sum();
        let cents = allocate(pot / CENT, &vec![1; equals.len()]);
        for ((_, rep), cents) in equals.iter().zip(cents) {
            shared.insert(*rep, cents * CENT);
        }
        rank += equals.len();
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_share_the_prizes_of_their_ranks() {
        let prizes = ["5000", "3000", "1000"].map(|text| Amount::parse(text).unwrap());
        let shared = share_prizes(vec![(70, 1), (90, 2), (20, 4), (70, 3)], &prizes);
        let of = |rep: u32| shared.get(&rep).copied().unwrap_or(0) / 10_000;
        assert_eq!([of(2), of(1), of(3), of(4)], [5_000, 2_000, 2_000, 0]);
        // Three for the last two prizes: 4,000 ÷ 3.
        let shared = share_prizes(vec![(9, 1), (7, 2), (7, 3), (7, 4)], &prizes);
        let cents: Vec<i128> = (2..5).map(|rep| shared[&rep] / 100).collect();
        assert_eq!(cents, [133_334, 133_333, 133_333]);
    }
}
