//! The only place that rounds: every quotient that is not whole becomes a whole number here, as its caller
//! says.

use std::cmp::Ordering;

use super::error::{MoneyError, excerpt};

/// What becomes of a quotient between two whole numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rounding {
    /// To the nearest, and a tie away from zero: 2.5 is 3 and -2.5 is -3.
    #[default]
    HalfUp,
    /// To the nearest, and a tie to the even one: 2.5 is 2 and 3.5 is 4.
    HalfEven,
    /// Toward zero: 2.9 is 2 and -2.9 is -2.
    Down,
}

impl Rounding {
    /// Reads `half-up`, `half-even` or `down`; anything else is an error that lists them.
    pub fn parse(text: &str) -> Result<Rounding, MoneyError> {
        match text {
            "half-up" => Ok(Rounding::HalfUp),
            "half-even" => Ok(Rounding::HalfEven),
            "down" => Ok(Rounding::Down),
            _ => Err(MoneyError::NotARounding { text: excerpt(text.as_bytes()) }),
        }
    }

    /// The word that [`Rounding::parse`] reads.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Rounding::HalfUp => "half-up",
            Rounding::HalfEven => "half-even",
            Rounding::Down => "down",
        }
    }
}

/// `numerator` ÷ `denominator`, rounded to a whole number: 25 ÷ 10 is 3 half-up, 2 half-even and 2 down.
///
/// # Panics
/// When the denominator is zero, and for the one quotient that does not fit 128 bits, `i128::MIN` ÷ -1:
/// callers exclude both.
#[inline]
#[must_use]
pub fn divide(numerator: i128, denominator: i128, rounding: Rounding) -> i128 {
    let (dividend, divisor) = (numerator.unsigned_abs(), denominator.unsigned_abs());
    let (quotient, remainder) = divide_whole(dividend, divisor);
    let negative = (numerator < 0) != (denominator < 0);
    signed(round(quotient, remainder, divisor, rounding), negative).expect("the quotient fits 128 bits")
}

/// The whole quotient and the remainder; in 64 bits where they hold both numbers, which is several times
/// faster.
#[inline]
fn divide_whole(dividend: u128, divisor: u128) -> (u128, u128) {
    if let (Ok(dividend), Ok(divisor)) = (u64::try_from(dividend), u64::try_from(divisor)) {
        return (u128::from(dividend / divisor), u128::from(dividend % divisor));
    }
    let quotient = dividend / divisor;
    (quotient, dividend - quotient * divisor)
}

/// The whole number for `quotient` + `remainder` ÷ `divisor`, where the remainder is less than the divisor;
/// all are magnitudes.
pub(super) fn round(quotient: u128, remainder: u128, divisor: u128, rounding: Rounding) -> u128 {
    // The remainder is held against what it lacks, because twice the remainder might not fit.
    let lacking = divisor - remainder;
    quotient + u128::from(rounds_up(remainder.cmp(&lacking), quotient % 2 == 1, rounding))
}

/// Whether the magnitude of a quotient becomes the next whole number: by how what remains compares with what it
/// lacks to the divisor, and whether the whole quotient is odd.
pub(super) fn rounds_up(remainder_to_lacking: Ordering, odd: bool, rounding: Rounding) -> bool {
    match rounding {
        Rounding::HalfUp => remainder_to_lacking.is_ge(),
        Rounding::HalfEven => remainder_to_lacking.is_gt() || (remainder_to_lacking.is_eq() && odd),
        Rounding::Down => false,
    }
}

/// The number with this magnitude and sign, or `None` when 128 bits don't hold it.
pub(super) fn signed(magnitude: u128, negative: bool) -> Option<i128> {
    if negative { 0_i128.checked_sub_unsigned(magnitude) } else { i128::try_from(magnitude).ok() }
}

#[cfg(test)]
mod tests {
    use super::{Rounding, divide};

    fn check(numerator: i128, denominator: i128, half_up: i128, half_even: i128, down: i128) {
        assert_eq!(
            divide(numerator, denominator, Rounding::HalfUp),
            half_up,
            "{numerator}/{denominator} half-up"
        );
        assert_eq!(
            divide(numerator, denominator, Rounding::HalfEven),
            half_even,
            "{numerator}/{denominator} even"
        );
        assert_eq!(divide(numerator, denominator, Rounding::Down), down, "{numerator}/{denominator} down");
    }

    #[test]
    fn ties_go_away_from_zero_or_to_the_even_or_toward_zero() {
        check(5, 10, 1, 0, 0);
        check(15, 10, 2, 2, 1);
        check(25, 10, 3, 2, 2);
        check(-5, 10, -1, 0, 0);
        check(-15, 10, -2, -2, -1);
        check(-25, 10, -3, -2, -2);
        check(25, -10, -3, -2, -2);
        check(-25, -10, 3, 2, 2);
    }

    #[test]
    fn a_hair_beside_a_tie_goes_to_the_nearest() {
        check(2_499, 1_000, 2, 2, 2);
        check(2_501, 1_000, 3, 3, 2);
        check(-2_499, 1_000, -2, -2, -2);
        check(-2_501, 1_000, -3, -3, -2);
        check(0, 7, 0, 0, 0);
        check(14, 7, 2, 2, 2);
    }

    #[test]
    fn the_largest_numbers_divide() {
        check(i128::MAX, i128::MAX, 1, 1, 1);
        check(i128::MAX, i128::MIN, -1, -1, 0);
        check(i128::MIN, i128::MAX, -1, -1, -1);
        check(i128::MIN, i128::MIN, 1, 1, 1);
        check(i128::MIN, 1, i128::MIN, i128::MIN, i128::MIN);
        check(i128::MAX, 2, 1 << 126, 1 << 126, (1 << 126) - 1);
        check(i128::MAX / 2, i128::MAX, 0, 0, 0);
        check(i128::MAX / 2 + 1, i128::MAX, 1, 1, 0);
    }

    #[test]
    fn the_words_of_rounding_are_read() {
        for rounding in [Rounding::HalfUp, Rounding::HalfEven, Rounding::Down] {
            assert_eq!(Rounding::parse(rounding.as_str()), Ok(rounding));
        }
        let message = Rounding::parse("bankers").unwrap_err().to_string();
        assert_eq!(message, "`bankers` is not a rounding: write half-up, half-even or down");
    }
}
