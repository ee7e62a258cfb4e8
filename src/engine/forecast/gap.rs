//! What is missing to a quota, and what would fill it: the fewest open deals whose expected value does, and how much
//! new pipeline would have to be created.

use super::number::{amount, float, units};
use crate::money::Amount;

/// What would close a gap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closing {
    /// The deals, by their places, those that bring most first.
    pub deals: Vec<usize>,
    /// What they are expected to bring.
    pub brings: Amount,
    /// Whether that is enough.
    pub enough: bool,
}

/// The fewest deals whose expected value, chance × amount × part, reaches a gap: the greatest first, equals by place.
#[must_use]
pub fn closing(expected: &[(usize, f64)], gap: Amount) -> Closing {
    let mut order: Vec<&(usize, f64)> = expected.iter().filter(|(_, value)| *value > 0.0).collect();
    order.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
    let wanted = units(gap.exact());
    let (mut closing, mut sum) = (Closing::default(), 0.0);
    for (deal, value) in order {
        if sum >= wanted {
            break;
        }
        sum += value;
        closing.deals.push(*deal);
    }
    closing.brings = amount(sum);
    closing.enough = sum >= wanted;
    closing
}

/// The value that would have to be created on the day of the call to bring what is short by the end of the period, of
/// which a part in millionths is won by then. `None` where nothing of it would be. 10,000 at 0.05 are 200,000.
#[must_use]
pub fn pipeline_needed(short: Amount, conversion: i64) -> Option<Amount> {
    let part = float(i128::from(conversion)) / 1e6;
    (part > 0.0).then(|| amount(units(short.exact()) / part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewest_deals_are_the_greatest() {
        let gap = Amount::from_cents(50_000);
        let found = closing(&[(0, 100.0), (1, 300.0), (2, 0.0), (3, 250.0), (4, 250.0)], gap);
        assert_eq!(found, Closing { deals: vec![1, 3], brings: Amount::from_cents(55_000), enough: true });
        let found = closing(&[(0, 100.0)], gap);
        assert_eq!((found.deals, found.enough), (vec![0], false));
        assert!(closing(&[], Amount::ZERO).enough);
    }

    #[test]
    fn pipeline_is_what_is_short_over_what_converts() {
        let short = Amount::from_cents(1_000_000);
        assert_eq!(pipeline_needed(short, 50_000).unwrap().to_string(), "200000.00");
        assert_eq!(pipeline_needed(short, 0), None);
    }
}
