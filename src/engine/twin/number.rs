//! Exact numbers with the signs of arithmetic, so that the twin reads as the text that it was written from.

use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::money::{Amount, Ratio, Rounding};

/// An exact number of any size.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(pub Ratio);

/// The whole number.
pub fn whole(number: impl Into<i128>) -> Number {
    Number(Ratio::whole(number.into()))
}

/// What an amount or a rate is as a number.
pub fn number(value: impl Into<Ratio>) -> Number {
    Number(value.into())
}

impl Number {
    /// Rounded to cents, in ten-thousandths as amounts are.
    pub fn cents(&self, rounding: Rounding) -> i128 {
        self.0.round_to(2, rounding).expect("pay of a test is below 10^15").raw()
    }

    /// Rounded to cents.
    pub fn in_cents(&self, rounding: Rounding) -> Number {
        number(Amount::from_raw(self.cents(rounding)))
    }

    pub fn least(self, other: Number) -> Number {
        if other < self { other } else { self }
    }

    pub fn most(self, other: Number) -> Number {
        if other > self { other } else { self }
    }
}

impl Add for Number {
    type Output = Number;
    fn add(self, other: Number) -> Number {
        Number(self.0.checked_add(&other.0).expect("within the bits"))
    }
}

impl Sub for Number {
    type Output = Number;
    fn sub(self, other: Number) -> Number {
        Number(self.0.checked_sub(&other.0).expect("within the bits"))
    }
}

impl Mul for Number {
    type Output = Number;
    fn mul(self, other: Number) -> Number {
        Number(self.0.checked_mul(&other.0).expect("within the bits"))
    }
}

impl Div for Number {
    type Output = Number;
    fn div(self, other: Number) -> Number {
        Number(self.0.checked_div(&other.0).expect("the twin never divides by zero"))
    }
}

impl Neg for Number {
    type Output = Number;
    fn neg(self) -> Number {
        Number(self.0.negate())
    }
}

impl std::iter::Sum for Number {
    fn sum<I: Iterator<Item = Number>>(numbers: I) -> Number {
        numbers.fold(whole(0), Number::add)
    }
}
