//! Two values of one metric side by side: the change, and whether the difference of two rates is more than chance.

use super::facts::Facts;
use crate::money::Ratio;

/// What can be said about the difference of two rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Chance alone makes one so large in fewer than 5 of 100 cases.
    Real,
    /// It can be chance.
    Noise,
    /// There are too few rows to tell.
    TooFew,
}

impl Difference {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Difference::Real => "yes",
            Difference::Noise => "no",
            Difference::TooFew => "too few",
        }
    }
}

/// The fewest hits and misses that are expected of each side for the test to hold.
const EXPECTED: u64 = 5;

/// The square of 1.959964, beyond which a standard normal number lies in 5 of 100 cases, in millionths.
const BOUND: i128 = 3_841_459;

/// Whether two rates differ: hits and tries of each. The test of two proportions with the pooled rate, two-sided, at
/// 5 %, in whole numbers: z² = (h₁n₂ − h₂n₁)² × n ÷ (n₁ × n₂ × h × (n − h)) with h and n the sums of both.
///
/// 60 of 100 against 45 of 100: z² = 1500² × 200 ÷ (10,000 × 105 × 95) = 4.51, which is more than chance.
#[must_use]
pub fn difference((hits, tries): (u64, u64), (hits_before, tries_before): (u64, u64)) -> Difference {
    let [h1, n1, h2, n2] = [hits, tries, hits_before, tries_before].map(|number| Ratio::whole(number.into()));
    let told = || {
        let (all_hits, all) = (h1.checked_add(&h2)?, n1.checked_add(&n2)?);
        let misses = all.checked_sub(&all_hits)?;
        let smallest = if n1 < n2 { &n1 } else { &n2 };
        let rarer = if all_hits < misses { &all_hits } else { &misses };
        let expected = smallest.checked_mul(rarer)?.checked_div(&all)?;
        if expected < Ratio::whole(EXPECTED.into()) {
            return Some(Difference::TooFew);
        }
        let apart = h1.checked_mul(&n2)?.checked_sub(&h2.checked_mul(&n1)?)?;
        let above = apart.checked_power(2)?.checked_mul(&all)?;
        let below = n1.checked_mul(&n2)?.checked_mul(&all_hits)?.checked_mul(&misses)?;
        let squared = above.checked_div(&below)?.checked_mul(&Ratio::whole(1_000_000))?;
        Some(if squared >= Ratio::whole(BOUND) { Difference::Real } else { Difference::Noise })
    };
    told().unwrap_or(Difference::TooFew)
}

/// Hits and tries of the metrics that are shares of rows; nothing for the others.
#[must_use]
pub fn tries(metric: &str, facts: &Facts) -> Option<(u64, u64)> {
    Some(match metric {
        "win_rate" => (facts.deals.won, facts.deals.won + facts.deals.lost),
        "lead_conversion" => (facts.effort.converted, facts.effort.leads),
        "stage_conversion" => (facts.moves.went_on, facts.moves.entered),
        "reps_at_quota" => (facts.reps_at_quota, facts.reps_with_quota),
        "logo_retention" => {
            (facts.customers.base.saturating_sub(facts.customers.churned), facts.customers.base)
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_told_from_chance_as_the_test_of_two_proportions_does() {
        // z² by hand: 4.511; 1.005 for 52 against 45 of 100; 3.84 lies between 58.8 and 58.9 of 100 against 45.
        assert_eq!(difference((60, 100), (45, 100)), Difference::Real);
        assert_eq!(difference((52, 100), (45, 100)), Difference::Noise);
        assert_eq!(difference((58, 100), (45, 100)), Difference::Noise);
        assert_eq!(difference((59, 100), (45, 100)), Difference::Real);
        assert_eq!(difference((450, 1000), (520, 1000)), Difference::Real);
        assert_eq!(difference((5, 5), (5, 5)), Difference::TooFew);
        assert_eq!(difference((3, 4), (40, 100)), Difference::TooFew);
        assert_eq!(difference((0, 0), (40, 100)), Difference::TooFew);
    }
}
