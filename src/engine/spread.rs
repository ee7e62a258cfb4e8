//! How pay is spread over people, and how it goes with their attainment, in exact numbers: nearest ranks, Pearson's
//! correlation and the pairs that stand the wrong way round.

use crate::money::{Ratio, Rounding};

/// How pay is spread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// The pay that half of the people do not exceed, by nearest rank, in cents.
    pub median: i128,
    /// The pay that nine tenths of the people do not exceed, by nearest rank, in cents.
    pub top: i128,
    /// Pay at the top decile ÷ median, scale 4; undefined where the median is not above zero.
    pub leverage: Option<i64>,
    /// How many have an attainment.
    pub attained: usize,
    /// Pearson's correlation of attainment and pay, scale 4, cut off; undefined below three people, and where all
    /// attain or are paid the same.
    pub correlation: Option<i64>,
    /// Pairs in which who attains more is paid less.
    pub inversions: u64,
    /// Pairs of people with different attainments.
    pub pairs: u64,
}

/// The spread of pay, in cents, with attainments, scale 6.
#[must_use]
pub fn spread(people: &[(Option<i64>, i128)]) -> Spread {
    let mut pay: Vec<i128> = people.iter().map(|(_, pay)| *pay).collect();
    pay.sort_unstable();
    let (median, top) = (nearest(&pay, 5), nearest(&pay, 9));
    let both: Vec<(i64, i128)> = people.iter().filter_map(|(part, pay)| Some(((*part)?, *pay))).collect();
    let (inversions, pairs) = inversions(both.clone());
    let leverage = (median > 0).then(|| Ratio::whole(top).checked_div(&Ratio::whole(median)));
    let leverage = leverage.flatten().and_then(|ratio| ratio.scaled(4, Rounding::HalfUp));
    Spread {
        median,
        top,
        leverage: leverage.and_then(|raw| i64::try_from(raw).ok()),
        attained: both.len(),
        correlation: correlation(&both),
        inversions,
        pairs,
    }
}

/// The value that so many tenths of the sorted values do not exceed, by nearest rank; zero of nothing.
///
/// Of ten values the fifth tenth is the fifth, of eleven the sixth.
fn nearest(sorted: &[i128], tenths: usize) -> i128 {
    let rank = (sorted.len() * tenths).div_ceil(10);
    rank.checked_sub(1).and_then(|place| sorted.get(place)).copied().unwrap_or(0)
}

/// Pearson's correlation, scale 4, cut off toward zero: (n Σxy − Σx Σy) ÷ √((n Σx² − (Σx)²) (n Σy² − (Σy)²)).
///
/// Of (1, 1), (2, 3), (3, 2) it is (3 × 13 − 6 × 6) ÷ √(6 × 6) = 0.5.
fn correlation(pairs: &[(i64, i128)]) -> Option<i64> {
    if pairs.len() < 3 {
        return None;
    }
    let count = Ratio::whole(i128::try_from(pairs.len()).ok()?);
    let sum = |of: &dyn Fn(&(i64, i128)) -> Option<Ratio>| -> Option<Ratio> {
        pairs.iter().try_fold(Ratio::ZERO, |sum, pair| sum.checked_add(&of(pair)?))
    };
    let x = |pair: &(i64, i128)| Ratio::whole(i128::from(pair.0));
    let y = |pair: &(i64, i128)| Ratio::whole(pair.1);
    let (sum_x, sum_y) = (sum(&|pair| Some(x(pair)))?, sum(&|pair| Some(y(pair)))?);
    let about = |products: Ratio, left: &Ratio, right: &Ratio| {
        count.checked_mul(&products)?.checked_sub(&left.checked_mul(right)?)
    };
    let both = about(sum(&|pair| x(pair).checked_mul(&y(pair)))?, &sum_x, &sum_y)?;
    let own_x = about(sum(&|pair| x(pair).checked_mul(&x(pair)))?, &sum_x, &sum_x)?;
    let own_y = about(sum(&|pair| y(pair).checked_mul(&y(pair)))?, &sum_y, &sum_y)?;
    let own = own_x.checked_mul(&own_y).filter(|own| !own.is_zero())?;
    let square = both.checked_mul(&both)?.checked_div(&own)?.scaled(8, Rounding::Down)?;
    i64::try_from(square.isqrt() * both.signum()).ok()
}

/// The pairs in which who attains more is paid less, and all pairs with different attainments.
fn inversions(mut pairs: Vec<(i64, i128)>) -> (u64, u64) {
    let choose = |count: usize| u64::try_from(count * count.saturating_sub(1) / 2).unwrap_or(u64::MAX);
    // Among equal attainments pay rises, so that none of their pairs stands the wrong way round.
    pairs.sort_unstable();
    let ties: u64 = pairs.chunk_by(|left, right| left.0 == right.0).map(|same| choose(same.len())).sum();
    let all = choose(pairs.len()) - ties;
    let mut pay: Vec<i128> = pairs.into_iter().map(|(_, pay)| pay).collect();
    let mut spare = pay.clone();
    (merged(&mut pay, &mut spare), all)
}

/// Sorts, and counts the pairs of which the first is the larger.
fn merged(values: &mut [i128], spare: &mut [i128]) -> u64 {
    let middle = values.len() / 2;
    if middle == 0 {
        return 0;
    }
    let (left, right) = values.split_at_mut(middle);
    let (spare_left, spare_right) = spare.split_at_mut(middle);
    let mut count = merged(left, spare_left) + merged(right, spare_right);
    let (mut from_left, mut from_right) = (0, 0);
    for place in spare.iter_mut() {
        let take_left =
            from_right == right.len() || (from_left < left.len() && left[from_left] <= right[from_right]);
        if take_left {
            *place = left[from_left];
            from_left += 1;
        } else {
            *place = right[from_right];
            from_right += 1;
            count += u64::try_from(left.len() - from_left).unwrap_or(u64::MAX);
        }
    }
    values.copy_from_slice(spare);
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_nearest_and_leverage_is_the_top_decile_to_the_median() {
        let people: Vec<(Option<i64>, i128)> = (1..=10).map(|pay| (None, pay * 100)).collect();
        let spread = spread(&people);
        assert_eq!((spread.median, spread.top, spread.leverage), (500, 900, Some(18_000)));
        assert_eq!((spread.correlation, spread.pairs), (None, 0));
        assert_eq!(nearest(&[7], 5), 7);
        assert_eq!(nearest(&[], 9), 0);
    }

    #[test]
    fn correlation_is_that_of_the_formula() {
        assert_eq!(correlation(&[(1, 1), (2, 3), (3, 2)]), Some(5_000));
        assert_eq!(correlation(&[(1, 10), (2, 20), (3, 30)]), Some(10_000));
        assert_eq!(correlation(&[(1, 30), (2, 20), (3, 10)]), Some(-10_000));
        // Σx = 14, Σy = 19, Σxy = 82, Σx² = 78, Σy² = 105, n = 4: 62 ÷ √(116 × 59) = 0.749439…
        assert_eq!(correlation(&[(1, 4), (2, 2), (3, 6), (8, 7)]), Some(7_494));
        assert_eq!(correlation(&[(1, 5), (2, 5), (3, 5)]), None);
        assert_eq!(correlation(&[(1, 5), (2, 6)]), None);
    }

    #[test]
    fn inversions_are_those_of_every_pair_compared() {
        let cases: [&[(i64, i128)]; 4] = [
            &[(1, 5), (2, 4), (2, 9), (3, 4), (4, 1)],
            &[(3, 1), (2, 2), (1, 3)],
            &[(1, 1)],
            &[(5, 2), (5, 1), (5, 3), (1, 2)],
        ];
        for pairs in cases {
            let (mut wrong, mut all) = (0, 0);
            for left in pairs {
                for right in pairs.iter().filter(|right| left.0 < right.0) {
                    all += 1;
                    wrong += u64::from(left.1 > right.1);
                }
            }
            assert_eq!(inversions(pairs.to_vec()), (wrong, all), "{pairs:?}");
        }
    }
}
