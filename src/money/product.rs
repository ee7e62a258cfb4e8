//! Sums of products of any length, rounded once: what a credit earns after tiers, factors and shares.

use dashu_int::{IBig, UBig, ops::UnsignedAbs};

use super::rounding::{Rounding, divide, rounds_up, signed};

/// The sum of `a` × `b` over all pairs, times every numerator, divided by every denominator, rounded once to a whole
/// number; `None` when a denominator is zero or the result does not fit 128 bits.
///
/// What is on the way may be of any length: only the result has to fit. 100,000 × 6 % + 10,000 × 9 % is
/// `scaled_sum(&[(100_000, 6), (10_000, 9)], &[], &[100])`, 6,900.
#[must_use]
pub fn scaled_sum(
    pairs: &[(i128, i128)],
    numerators: &[i128],
    denominators: &[i128],
    rounding: Rounding,
) -> Option<i128> {
    if denominators.contains(&0) {
        return None;
    }
    match short(pairs, numerators, denominators, rounding) {
        Some(result) => Some(result),
        None => long(pairs, numerators, denominators, rounding),
    }
}

/// The usual case, in 128 bits; `None` when they do not hold a number on the way.
fn short(
    pairs: &[(i128, i128)],
    numerators: &[i128],
    denominators: &[i128],
    rounding: Rounding,
) -> Option<i128> {
    let mut sum = 0_i128;
    for (a, b) in pairs {
        sum = sum.checked_add(a.checked_mul(*b)?)?;
    }
    let numerator = numerators.iter().try_fold(sum, |product, factor| product.checked_mul(*factor))?;
    let denominator = denominators.iter().try_fold(1_i128, |product, factor| product.checked_mul(*factor))?;
    if numerator == i128::MIN {
        return None;
    }
    Some(divide(numerator, denominator, rounding))
}

fn long(
    pairs: &[(i128, i128)],
    numerators: &[i128],
    denominators: &[i128],
    rounding: Rounding,
) -> Option<i128> {
    let sum: IBig = pairs.iter().map(|(a, b)| IBig::from(*a) * IBig::from(*b)).sum();
    let numerator = numerators.iter().fold(sum, |product, factor| product * IBig::from(*factor));
    let denominator = denominators.iter().fold(IBig::ONE, |product, factor| product * IBig::from(*factor));
    let negative = (numerator < IBig::ZERO) != (denominator < IBig::ZERO);
    let (dividend, divisor) = (numerator.unsigned_abs(), denominator.unsigned_abs());
    let quotient = &dividend / &divisor;
    let remainder = dividend - &quotient * &divisor;
    let lacking = divisor - &remainder;
    let odd = &quotient % &UBig::from(2_u8) == UBig::ONE;
    let up = rounds_up(remainder.cmp(&lacking), odd, rounding);
    let whole = u128::try_from(quotient).ok()?.checked_add(u128::from(up))?;
    signed(whole, negative)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BIG: i128 = 10_i128.pow(37);

    #[test]
    fn the_sum_is_rounded_once() {
        // 27,652.51 × 18.7709 % is 5,190.62499959: 5,190.62, though each half alone would round up.
        let pairs = [(1_382_625, 187_709), (1_382_626, 187_709)];
        assert_eq!(scaled_sum(&pairs, &[], &[1_000_000], Rounding::HalfUp), Some(519_062));
        assert_eq!(scaled_sum(&[(100_000, 6), (10_000, 9)], &[], &[100], Rounding::HalfUp), Some(6_900));
        assert_eq!(scaled_sum(&[(1, 1)], &[], &[2], Rounding::HalfEven), Some(0));
        assert_eq!(scaled_sum(&[(-1, 1)], &[], &[2], Rounding::HalfUp), Some(-1));
        assert_eq!(scaled_sum(&[(1, 1)], &[], &[0], Rounding::Down), None);
        assert_eq!(scaled_sum(&[], &[], &[7], Rounding::Down), Some(0));
    }

    #[test]
    fn numbers_past_128_bits_on_the_way_are_exact() {
        // (10^74 + 10^37 × 5) ÷ (10^37 × 10) is 10^36 + ½.
        let pairs = [(BIG, BIG), (BIG, 5)];
        let expected = 10_i128.pow(36);
        assert_eq!(scaled_sum(&pairs, &[], &[BIG, 10], Rounding::HalfUp), Some(expected + 1));
        assert_eq!(scaled_sum(&pairs, &[], &[BIG, 10], Rounding::HalfEven), Some(expected));
        assert_eq!(scaled_sum(&pairs, &[-1], &[BIG, 10], Rounding::HalfUp), Some(-expected - 1));
        assert_eq!(scaled_sum(&pairs, &[1], &[BIG, -10], Rounding::Down), Some(-expected));
        assert_eq!(scaled_sum(&[(BIG, BIG)], &[], &[1], Rounding::Down), None);
    }

    proptest::proptest! {
        #[test]
        fn both_ways_agree_where_128_bits_are_enough(
            a in -1_000_000_i128..1_000_000,
            b in -1_000_000_i128..1_000_000,
            c in -1_000_i128..1_000,
            d in 1_i128..1_000_000,
        ) {
            for rounding in [Rounding::HalfUp, Rounding::HalfEven, Rounding::Down] {
                let (pairs, numerators, denominators) = ([(a, b), (b, c)], [c], [d, -3]);
                let expected = long(&pairs, &numerators, &denominators, rounding);
                proptest::prop_assert_eq!(short(&pairs, &numerators, &denominators, rounding), expected);
            }
        }
    }
}
