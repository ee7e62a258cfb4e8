//! Products of 256 bits, and their division: what 128 bits cannot hold on the way to a result that they can.

use super::rounding::{Rounding, divide, round, signed};

/// `a` × `b` ÷ `denominator`, rounded once; `None` when the denominator is zero or the result does not fit.
///
/// The product is exact, with 256 bits: 10^30 × 10^30 ÷ 10^25 is 10^35.
#[must_use]
pub fn multiply_divide(a: i128, b: i128, denominator: i128, rounding: Rounding) -> Option<i128> {
    if denominator == 0 {
        return None;
    }
    match a.checked_mul(b) {
        Some(product) if product != i128::MIN => return Some(divide(product, denominator, rounding)),
        _ => {}
    }
    let divisor = denominator.unsigned_abs();
    let (quotient, remainder) = multiply_divide_whole(a.unsigned_abs(), b.unsigned_abs(), divisor)?;
    if quotient == u128::MAX {
        return None;
    }
    let negative = ((a < 0) != (b < 0)) != (denominator < 0);
    signed(round(quotient, remainder, divisor, rounding), negative)
}

/// The whole quotient and the remainder of `a` × `b` ÷ `divisor`; `None` when the quotient passes 128 bits or
/// the divisor is zero.
pub(super) fn multiply_divide_whole(a: u128, b: u128, divisor: u128) -> Option<(u128, u128)> {
    let (high, low) = multiply(a, b);
    divide_wide(high, low, divisor)
}

/// The high and the low half of the 256-bit product.
pub(super) fn multiply(a: u128, b: u128) -> (u128, u128) {
    let (low, high) = a.carrying_mul(b, 0);
    (high, low)
}

const HALF: u32 = 64;
const LOW: u128 = (1 << HALF) - 1;

/// The quotient and the remainder of 256 bits by 128, in two steps of 64 bits each: Knuth's algorithm D (The
/// Art of Computer Programming, volume 2, 4.3.1) for two digits.
fn divide_wide(high: u128, low: u128, divisor: u128) -> Option<(u128, u128)> {
    if high >= divisor {
        return None;
    }
    if high == 0 {
        return Some((low / divisor, low % divisor));
    }
    // The divisor's top bit must be set for the estimate of a digit to be at most two too high.
    let shift = divisor.leading_zeros();
    let carried = low.checked_shr(128 - shift).unwrap_or(0);
    let (high, low, divisor) = ((high << shift) | carried, low << shift, divisor << shift);
    let (first, remainder) = divide_step(high, low >> HALF, divisor);
    let (second, remainder) = divide_step(remainder, low & LOW, divisor);
    Some(((first << HALF) | second, remainder >> shift))
}

/// One digit of 64 bits, and what remains, of `remainder` × 2^64 + `digit` by a divisor with its top bit set;
/// the remainder is less than the divisor.
fn divide_step(remainder: u128, digit: u128, divisor: u128) -> (u128, u128) {
    let (top, bottom) = (divisor >> HALF, divisor & LOW);
    let mut quotient = remainder / top;
    let mut rest = remainder % top;
    while quotient > LOW || quotient * bottom > ((rest << HALF) | digit) {
        quotient -= 1;
        rest += top;
        if rest > LOW {
            break;
        }
    }
    // What remains is less than the divisor, so the bits that wrap around would have cancelled.
    let shifted = (remainder << HALF) | digit;
    (quotient, shifted.wrapping_sub(quotient.wrapping_mul(divisor)))
}

#[cfg(test)]
mod tests {
    use super::{Rounding, multiply_divide};

    const BIG: i128 = 10_i128.pow(30);

    #[test]
    fn a_product_past_128_bits_divides_exactly() {
        assert_eq!(multiply_divide(BIG, BIG, 10_i128.pow(25), Rounding::Down), Some(10_i128.pow(35)));
        assert_eq!(multiply_divide(-BIG, BIG, 10_i128.pow(25), Rounding::Down), Some(-(10_i128.pow(35))));
        assert_eq!(multiply_divide(BIG, BIG, BIG, Rounding::HalfUp), Some(BIG));
        assert_eq!(multiply_divide(i128::MAX, i128::MAX, i128::MAX, Rounding::HalfUp), Some(i128::MAX));
        assert_eq!(multiply_divide(i128::MIN, i128::MIN, i128::MIN, Rounding::HalfUp), Some(i128::MIN));
    }

    #[test]
    fn ties_of_wide_products_round_as_told() {
        // (10^30 + 1) × 10^30 × 5 ÷ (10^31 × 10^30 …): 5·10^60 + 5·10^30 over 2·10^30 is 2.5·10^30 + 2.5.
        let five = BIG.checked_mul(5).unwrap();
        for (rounding, last) in [(Rounding::HalfUp, 3), (Rounding::HalfEven, 2), (Rounding::Down, 2)] {
            let expected = 25 * 10_i128.pow(29) + last;
            assert_eq!(multiply_divide(BIG + 1, five, 2 * BIG, rounding), Some(expected));
            assert_eq!(multiply_divide(BIG + 1, -five, 2 * BIG, rounding), Some(-expected));
            assert_eq!(multiply_divide(-BIG - 1, -five, -2 * BIG, rounding), Some(-expected));
        }
    }

    #[test]
    fn what_does_not_fit_is_none() {
        assert_eq!(multiply_divide(1, 1, 0, Rounding::Down), None);
        assert_eq!(multiply_divide(i128::MAX, 2, 1, Rounding::Down), None);
        assert_eq!(multiply_divide(i128::MIN, 1, -1, Rounding::Down), None);
        assert_eq!(multiply_divide(i128::MIN, 1, 1, Rounding::Down), Some(i128::MIN));
        assert_eq!(multiply_divide(i128::MIN, i128::MIN, 1, Rounding::Down), None);
        assert_eq!(multiply_divide(i128::MAX, i128::MAX, 1, Rounding::HalfUp), None);
        // 2^127 − ½ rounds up to 2^127, which is one too large.
        assert_eq!(multiply_divide(i128::MAX, i128::MAX, i128::MAX - 1, Rounding::HalfUp), None);
    }
}
