//! Exact fractions past 128 bits, in lowest terms. They are kept below a length that no plan comes near, so that an
//! expression of powers ends in an error and not without memory.

use std::cmp::Ordering;

use dashu_int::ops::{BitTest, DivRem, Gcd, UnsignedAbs};
use dashu_int::{IBig, UBig};

use super::fraction::Fraction;
use super::rounding::{Rounding, rounds_up, signed};

/// The most bits above or below the line: some thirty results with long denominators, multiplied.
const BITS_MOST: usize = 4_096;

/// A fraction in lowest terms; `below` is not zero, `above` carries the sign.
#[derive(Clone, Debug)]
pub(super) struct Huge {
    above: IBig,
    below: UBig,
}

impl Huge {
    pub(super) fn of(fraction: Fraction) -> Huge {
        let below = UBig::from(fraction.denominator().unsigned_abs());
        Huge { above: IBig::from(fraction.numerator()), below }
    }

    /// The reduced fraction, or `None` over zero and past the bits.
    fn reduced(above: &IBig, below: &IBig) -> Option<Huge> {
        if *below == IBig::ZERO {
            return None;
        }
        let common = IBig::from(above.unsigned_abs().gcd(&below.unsigned_abs()));
        let (above, below) = (above / &common, below / common);
        let above = if below < IBig::ZERO { -above } else { above };
        let fits = above.bit_len() <= BITS_MOST && below.bit_len() <= BITS_MOST;
        fits.then(|| Huge { above, below: below.unsigned_abs() })
    }

    fn below(&self) -> IBig {
        IBig::from(self.below.clone())
    }

    /// The fraction in 128 bits, or `None` when it needs more.
    pub(super) fn narrow(&self) -> Option<Fraction> {
        Fraction::new(i128::try_from(&self.above).ok()?, i128::try_from(&self.below).ok()?)
    }

    pub(super) fn negate(&self) -> Huge {
        Huge { above: -&self.above, below: self.below.clone() }
    }

    pub(super) fn signum(&self) -> i128 {
        match self.above.cmp(&IBig::ZERO) {
            Ordering::Less => -1,
            Ordering::Equal => 0,
            Ordering::Greater => 1,
        }
    }

    pub(super) fn checked_add(&self, other: &Huge) -> Option<Huge> {
        let above = &self.above * other.below() + &other.above * self.below();
        Huge::reduced(&above, &(self.below() * other.below()))
    }

    pub(super) fn checked_mul(&self, other: &Huge) -> Option<Huge> {
        Huge::reduced(&(&self.above * &other.above), &(self.below() * other.below()))
    }

    /// The quotient, or `None` by zero and past the bits.
    pub(super) fn checked_div(&self, other: &Huge) -> Option<Huge> {
        Huge::reduced(&(&self.above * other.below()), &(self.below() * &other.above))
    }

    /// The fraction × 10^`scale`, rounded once, or `None` when that passes 128 bits.
    pub(super) fn scaled(&self, scale: u32, rounding: Rounding) -> Option<i128> {
        let dividend = (&self.above).unsigned_abs() * UBig::from(10_u128.checked_pow(scale)?);
        let (quotient, rest) = dividend.div_rem(&self.below);
        let lacking = &self.below - &rest;
        let up = rounds_up(rest.cmp(&lacking), quotient.bit(0), rounding);
        let magnitude = u128::try_from(quotient).ok()?.checked_add(u128::from(up))?;
        signed(magnitude, self.signum() < 0)
    }

    /// Compares exactly, by the products crosswise.
    pub(super) fn compare(&self, other: &Huge) -> Ordering {
        (&self.above * other.below()).cmp(&(&other.above * self.below()))
    }
}
