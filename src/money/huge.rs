//! Exact fractions past 128 bits: a sign and two [`Natural`] numbers, reduced, of at most 511 bits each, so that
//! the products that a sum or a comparison needs are always held.

use std::cmp::Ordering;

use super::fraction::Fraction;
use super::natural::Natural;
use super::rounding::{Rounding, rounds_up, signed};

/// The most bits above or below the line: a product takes twice as many, and a sum of two products one more.
const BITS_MOST: u32 = 511;

/// A fraction in lowest terms; `below` is not zero.
#[derive(Clone, Copy, Debug)]
pub(super) struct Huge {
    negative: bool,
    above: Natural,
    below: Natural,
}

impl Huge {
    pub(super) fn of(fraction: Fraction) -> Huge {
        let above = Natural::of(fraction.numerator().unsigned_abs());
        let below = Natural::of(fraction.denominator().unsigned_abs());
        Huge { negative: fraction.is_negative(), above, below }
    }

    /// The reduced fraction, or `None` over zero and past the bits.
    fn reduced(negative: bool, above: Natural, below: Natural) -> Option<Huge> {
        let common = above.common_divisor(below);
        let (above, below) = (above.divide(common)?.0, below.divide(common)?.0);
        let fits = !below.is_zero() && above.bits() <= BITS_MOST && below.bits() <= BITS_MOST;
        fits.then_some(Huge { negative, above, below })
    }

    /// The fraction in 128 bits, or `None` when it needs more.
    pub(super) fn narrow(&self) -> Option<Fraction> {
        let numerator = signed(self.above.narrow()?, self.negative)?;
        Fraction::new(numerator, i128::try_from(self.below.narrow()?).ok()?)
    }

    pub(super) fn negate(self) -> Huge {
        Huge { negative: !self.negative, ..self }
    }

    pub(super) fn signum(&self) -> i128 {
        match (self.above.is_zero(), self.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    pub(super) fn checked_add(&self, other: &Huge) -> Option<Huge> {
        let left = self.above.checked_mul(other.below)?;
        let right = other.above.checked_mul(self.below)?;
        let below = self.below.checked_mul(other.below)?;
        if self.negative == other.negative {
            return Huge::reduced(self.negative, left.checked_add(right)?, below);
        }
        match left.checked_sub(right) {
            Some(above) => Huge::reduced(self.negative, above, below),
            None => Huge::reduced(other.negative, right.checked_sub(left)?, below),
        }
    }

    pub(super) fn checked_mul(&self, other: &Huge) -> Option<Huge> {
        let negative = self.negative != other.negative;
        Huge::reduced(negative, self.above.checked_mul(other.above)?, self.below.checked_mul(other.below)?)
    }

    /// The quotient, or `None` by zero and past the bits.
    pub(super) fn checked_div(&self, other: &Huge) -> Option<Huge> {
        self.checked_mul(&Huge { negative: other.negative, above: other.below, below: other.above })
    }

    /// The fraction × 10^`scale`, rounded once, or `None` when that passes 128 bits.
    pub(super) fn scaled(&self, scale: u32, rounding: Rounding) -> Option<i128> {
        let factor = Natural::of(10_u128.checked_pow(scale)?);
        let (quotient, rest) = self.above.checked_mul(factor)?.divide(self.below)?;
        let lacking = self.below.checked_sub(rest)?;
        let up = rounds_up(rest.cmp(&lacking), quotient.is_odd(), rounding);
        let magnitude = quotient.narrow()?.checked_add(u128::from(up))?;
        signed(magnitude, self.negative)
    }

    /// Compares exactly, by the products crosswise.
    pub(super) fn compare(&self, other: &Huge) -> Ordering {
        let signs = self.signum().cmp(&other.signum());
        signs.then_with(|| {
            let product = |a: Natural, b: Natural| a.checked_mul(b).expect("twice 511 bits are held");
            let (left, right) = (product(self.above, other.below), product(other.above, self.below));
            if self.negative { right.cmp(&left) } else { left.cmp(&right) }
        })
    }
}
