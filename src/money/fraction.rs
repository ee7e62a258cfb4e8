//! Exact fractions: the factors of proration, ramp and seasonality, and attainment, before their one
//! rounding.

use std::cmp::Ordering;
use std::fmt;
use std::num::NonZero;

use super::amount::Amount;
use super::rounding::{Rounding, signed};
use super::wide::{multiply, multiply_divide};

/// An exact fraction of two 128-bit integers, reduced, with a denominator above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fraction {
    numerator: i128,
    denominator: i128,
}

impl Fraction {
    /// Nothing.
    pub const ZERO: Fraction = Fraction { numerator: 0, denominator: 1 };
    /// The whole.
    pub const ONE: Fraction = Fraction { numerator: 1, denominator: 1 };

    /// The reduced fraction, 6/-8 being -3/4, or `None` when the denominator is zero or a reduced part does
    /// not fit 128 bits.
    #[must_use]
    pub fn new(numerator: i128, denominator: i128) -> Option<Fraction> {
        let (above, below) = (numerator.unsigned_abs(), denominator.unsigned_abs());
        let common = greatest_common_divisor(above, below);
        if below == 0 {
            return None;
        }
        let negative = (numerator < 0) != (denominator < 0);
        Some(Fraction {
            numerator: signed(above / common, negative)?,
            denominator: i128::try_from(below / common).ok()?,
        })
    }

    /// The reduced fraction of two small numbers, for which nothing can fail.
    pub(super) fn of_raw(numerator: i64, denominator: NonZero<u32>) -> Fraction {
        let (above, below) = (i128::from(numerator), i128::from(denominator.get()));
        let common = divisor_of(above, below).unwrap_or(1);
        Fraction { numerator: above / common, denominator: below / common }
    }

    /// The whole number as a fraction.
    #[must_use]
    pub const fn whole(number: i128) -> Fraction {
        Fraction { numerator: number, denominator: 1 }
    }

    /// What stands above the line; it carries the sign.
    #[must_use]
    pub const fn numerator(self) -> i128 {
        self.numerator
    }

    /// What stands below the line; always above zero.
    #[must_use]
    pub const fn denominator(self) -> i128 {
        self.denominator
    }

    /// Whether the fraction is zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.numerator == 0
    }

    /// Whether the fraction is below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.numerator < 0
    }

    /// The sum, or `None` past 128 bits: 1/6 + 1/10 is 4/15.
    #[must_use]
    pub fn checked_add(self, other: Fraction) -> Option<Fraction> {
        let common = divisor_of(self.denominator, other.denominator)?;
        let left = self.numerator.checked_mul(other.denominator / common)?;
        let right = other.numerator.checked_mul(self.denominator / common)?;
        let sum = left.checked_add(right)?;
        // What the sum has in common with the product of the denominators is a divisor of `common` (Knuth,
        // 4.5.1).
        let shared = divisor_of(sum, common)?;
        let denominator = (self.denominator / common).checked_mul(other.denominator / shared)?;
        Some(Fraction { numerator: sum / shared, denominator })
    }

    /// The difference, or `None` past 128 bits.
    #[must_use]
    pub fn checked_sub(self, other: Fraction) -> Option<Fraction> {
        let numerator = other.numerator.checked_neg()?;
        self.checked_add(Fraction { numerator, denominator: other.denominator })
    }

    /// The product, or `None` past 128 bits: 2/3 × 3/4 is 1/2.
    #[must_use]
    pub fn checked_mul(self, other: Fraction) -> Option<Fraction> {
        // Reduced crosswise first, the factors are as small as they can be, and the product needs no
        // reduction.
        let first = divisor_of(self.numerator, other.denominator)?;
        let second = divisor_of(other.numerator, self.denominator)?;
        Some(Fraction {
            numerator: (self.numerator / first).checked_mul(other.numerator / second)?,
            denominator: (self.denominator / second).checked_mul(other.denominator / first)?,
        })
    }

    /// The quotient, or `None` past 128 bits or by zero: 1/2 ÷ 3/4 is 2/3.
    #[must_use]
    pub fn checked_div(self, other: Fraction) -> Option<Fraction> {
        self.checked_mul(Fraction::new(other.denominator, other.numerator)?)
    }

    /// This part of an amount, rounded once to cents, or `None` past 128 bits: 23/31 of 10,000.00 is 7,419.35
    /// half-up.
    #[must_use]
    pub fn of(self, amount: Amount, rounding: Rounding) -> Option<Amount> {
        let of_cents = self.checked_div(Fraction::whole(100))?;
        let cents = multiply_divide(amount.raw(), of_cents.numerator, of_cents.denominator, rounding)?;
        cents.checked_mul(100).map(Amount::from_raw)
    }

    /// The fraction × 10^`scale`, rounded once, or `None` past 128 bits: 2/3 with scale 6 is 666,667 half-up.
    #[must_use]
    pub fn scaled(self, scale: u32, rounding: Rounding) -> Option<i128> {
        multiply_divide(self.numerator, 10_i128.checked_pow(scale)?, self.denominator, rounding)
    }
}

impl Default for Fraction {
    fn default() -> Fraction {
        Fraction::ZERO
    }
}

impl Ord for Fraction {
    /// Compares exactly, by the 256-bit products crosswise.
    fn cmp(&self, other: &Fraction) -> Ordering {
        let signs = self.numerator.signum().cmp(&other.numerator.signum());
        signs.then_with(|| {
            let left = multiply(self.numerator.unsigned_abs(), other.denominator.unsigned_abs());
            let right = multiply(other.numerator.unsigned_abs(), self.denominator.unsigned_abs());
            if self.is_negative() { right.cmp(&left) } else { left.cmp(&right) }
        })
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Fraction) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// As people write it: `3/4`, and `2` for a whole number.
impl fmt::Display for Fraction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.denominator == 1 {
            return write!(formatter, "{}", self.numerator);
        }
        write!(formatter, "{}/{}", self.numerator, self.denominator)
    }
}

/// The greatest common divisor of a number and one above zero; `None` only past 128 bits.
fn divisor_of(number: i128, above_zero: i128) -> Option<i128> {
    i128::try_from(greatest_common_divisor(number.unsigned_abs(), above_zero.unsigned_abs())).ok()
}

/// Euclid's; the divisor of zero and a number is that number. It falls to 64 bits as soon as both allow it.
fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        if let (Ok(mut a), Ok(mut b)) = (u64::try_from(a), u64::try_from(b)) {
            while b != 0 {
                (a, b) = (b, a % b);
            }
            return u128::from(a);
        }
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::{Amount, Fraction, Ordering, Rounding};

    fn fraction(numerator: i128, denominator: i128) -> Fraction {
        Fraction::new(numerator, denominator).unwrap()
    }

    #[test]
    fn a_fraction_is_reduced_and_its_sign_stands_above_the_line() {
        assert_eq!(fraction(6, -8).to_string(), "-3/4");
        assert_eq!(fraction(-6, -8).to_string(), "3/4");
        assert_eq!(fraction(0, -8), Fraction::ZERO);
        assert_eq!(fraction(12, 4).to_string(), "3");
        assert_eq!(Fraction::new(1, 0), None);
        assert_eq!(Fraction::new(0, 0), None);
        assert_eq!(Fraction::new(1, i128::MIN), None);
        assert_eq!(fraction(i128::MIN, i128::MIN), Fraction::ONE);
        assert_eq!(fraction(2, i128::MIN).denominator(), 1 << 126);
        assert_eq!(fraction(i128::MIN, 1).numerator(), i128::MIN);
    }

    #[test]
    fn fractions_add_subtract_multiply_and_divide() {
        assert_eq!(fraction(1, 6).checked_add(fraction(1, 10)), Some(fraction(4, 15)));
        assert_eq!(fraction(1, 6).checked_sub(fraction(1, 6)), Some(Fraction::ZERO));
        assert_eq!(fraction(2, 3).checked_mul(fraction(3, 4)), Some(fraction(1, 2)));
        assert_eq!(fraction(1, 2).checked_div(fraction(3, 4)), Some(fraction(2, 3)));
        assert_eq!(fraction(1, 2).checked_div(fraction(-3, 4)), Some(fraction(-2, 3)));
        assert_eq!(fraction(1, 2).checked_div(Fraction::ZERO), None);
        assert_eq!(Fraction::ZERO.checked_mul(fraction(7, 9)), Some(Fraction::ZERO));
        let tiny = fraction(1, i128::MAX);
        assert_eq!(tiny.checked_mul(tiny), None);
        assert_eq!(tiny.checked_sub(tiny), Some(Fraction::ZERO));
        assert_eq!(fraction(i128::MAX, 1).checked_add(Fraction::ONE), None);
    }

    #[test]
    fn twenty_three_days_of_thirty_one_are_a_part_of_the_quota_rounded_once() {
        // 10,000 × 23 ÷ 31 = 7,419.3548…; 100 × 1/8 = 12.50; 0.01 × 1/2 is a tie.
        let quota = Amount::parse("10000").unwrap();
        assert_eq!(fraction(23, 31).of(quota, Rounding::HalfUp).unwrap().to_string(), "7419.35");
        assert_eq!(
            fraction(-1, 8).of(Amount::from_cents(10_000), Rounding::Down).unwrap().to_string(),
            "-12.50"
        );
        let half = fraction(1, 2);
        assert_eq!(half.of(Amount::from_cents(1), Rounding::HalfUp), Some(Amount::from_cents(1)));
        assert_eq!(half.of(Amount::from_cents(1), Rounding::HalfEven), Some(Amount::ZERO));
        assert_eq!(half.of(Amount::from_cents(-1), Rounding::HalfUp), Some(Amount::from_cents(-1)));
        assert_eq!(Fraction::ONE.of(Amount::from_raw(50), Rounding::HalfUp), Some(Amount::from_cents(1)));
        assert_eq!(Fraction::ONE.of(Amount::from_raw(49), Rounding::HalfUp), Some(Amount::ZERO));
    }

    #[test]
    fn a_fraction_has_six_decimals_when_asked() {
        assert_eq!(fraction(2, 3).scaled(6, Rounding::HalfUp), Some(666_667));
        assert_eq!(fraction(2, 3).scaled(6, Rounding::Down), Some(666_666));
        assert_eq!(fraction(1, 3).scaled(60, Rounding::Down), None);
    }

    #[test]
    fn fractions_that_no_float_tells_apart_are_compared_exactly() {
        let close = fraction(i128::MAX - 1, i128::MAX);
        assert_eq!(close.cmp(&Fraction::ONE), Ordering::Less);
        assert_eq!(fraction(-1, 2).cmp(&fraction(-1, 3)), Ordering::Less);
        assert_eq!(fraction(-1, 2).cmp(&fraction(1, 3)), Ordering::Less);
        assert_eq!(fraction(1, 2).cmp(&fraction(1, 3)), Ordering::Greater);
        assert_eq!(Fraction::ZERO.cmp(&fraction(1, 3)), Ordering::Less);
        assert_eq!(fraction(2, 4).cmp(&fraction(1, 2)), Ordering::Equal);
    }
}
