//! How evenly a measure is spread over territories of given capacities: index, coefficient of variation, largest to
//! smallest, Gini.

use crate::engine::forecast::number::{count, float, share, sort};
use crate::money::{Rounding, multiply_divide};

/// How evenly a measure is spread. Everything is in millionths: 250,000 is 0.25.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fairness {
    /// Standard deviation (with n below the line) ÷ mean of the loads. Zero is even.
    pub variation: i64,
    /// The largest load ÷ the smallest; none when the smallest is zero. One is even.
    pub ratio: Option<i64>,
    /// Gini's coefficient of the loads: Σᵢ (2i − n − 1) xᵢ ÷ (n Σ x), x ascending. Zero is even.
    pub gini: i64,
}

/// How much a territory has for its capacity, against all of them: 1,000,000 is even. Value ÷ capacity over total ÷
/// total capacity, rounded half up; none where there is nothing to share or the territory has no capacity.
///
/// 30 of 100 at capacity 0.5 of 2 is 1.2: 0.3 of the measure on a quarter of the capacity.
#[must_use]
pub fn index(value: i128, capacity: i64, total: i128, total_capacity: i64) -> Option<i64> {
    if capacity <= 0 || total <= 0 || total_capacity <= 0 {
        return None;
    }
    let numerator = value.checked_mul(1_000_000)?;
    let denominator = total.checked_mul(i128::from(capacity))?;
    let index = multiply_divide(numerator, i128::from(total_capacity), denominator, Rounding::HalfUp)?;
    i64::try_from(index).ok()
}

/// The share of a value in a total, in millionths, rounded half up; none of nothing.
#[must_use]
pub fn part(value: i128, total: i128) -> Option<i64> {
    if total <= 0 {
        return None;
    }
    i64::try_from(multiply_divide(value, 1_000_000, total, Rounding::HalfUp)?).ok()
}

/// The fairness of loads: values over capacities, territories without capacity left out; none of nothing or of zeros.
///
/// Loads 1, 2, 3: √(2 ÷ 3) ÷ 2 = 0.408248, 3, and (−2 × 1 + 0 × 2 + 2 × 3) ÷ (3 × 6) = 0.222222.
#[must_use]
pub fn fairness(values: &[i128], capacities: &[i64]) -> Option<Fairness> {
    let loads = values.iter().zip(capacities).filter(|(_, capacity)| **capacity > 0);
    let mut loads: Vec<f64> =
        loads.map(|(value, capacity)| float(*value) / float(i128::from(*capacity))).collect();
    // In the order of loads, so that equal sets of territories give equal bytes.
    sort(&mut loads);
    let number = count(loads.len());
    let sum: f64 = loads.iter().sum();
    let (smallest, largest) = (*loads.first()?, *loads.last()?);
    if sum <= 0.0 {
        return None;
    }
    let mean = sum / number;
    let squares: f64 = loads.iter().map(|load| (load - mean) * (load - mean)).sum();
    let ranked: f64 =
        loads.iter().enumerate().map(|(place, load)| (2.0 * count(place + 1) - number - 1.0) * load).sum();
    Some(Fairness {
        variation: share((squares / number).sqrt() / mean),
        ratio: (smallest > 0.0).then(|| share(largest / smallest)),
        gini: share(ranked / (number * sum)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_is_the_share_over_the_share_of_capacity() {
        assert_eq!(index(300_000, 5_000, 1_000_000, 20_000), Some(1_200_000));
        assert_eq!(index(0, 10_000, 1_000_000, 20_000), Some(0));
        assert_eq!(index(1, 10_000, 0, 20_000), None);
        assert_eq!(index(1, 0, 10, 20_000), None);
        assert_eq!((part(1, 3), part(2, 3), part(0, 0)), (Some(333_333), Some(666_667), None));
    }

    #[test]
    fn fairness_is_that_of_the_formulas() {
        let found = fairness(&[10_000, 20_000, 30_000], &[10_000; 3]);
        assert_eq!(found, Some(Fairness { variation: 408_248, ratio: Some(3_000_000), gini: 222_222 }));
        // Half a territory with half the measure is even.
        let even = fairness(&[10_000, 5_000, 7], &[10_000, 5_000, 0]);
        assert_eq!(even, Some(Fairness { variation: 0, ratio: Some(1_000_000), gini: 0 }));
        // One has all of it: √(3) and (n − 1) ÷ n for four territories.
        let one = fairness(&[0, 0, 0, 9], &[10_000; 4]);
        assert_eq!(one, Some(Fairness { variation: 1_732_051, ratio: None, gini: 750_000 }));
        assert_eq!(fairness(&[0, 0], &[10_000; 2]), None);
        assert_eq!(fairness(&[], &[]), None);
    }
}
