//! What a credit is after currency conversion: never rounded until pay is.

use std::fmt;

use super::amount::Amount;
use super::rounding::{Rounding, divide};
use super::text;

/// An amount of money in hundred-million-millionths (10^-14) of the unit: the product of an [`Amount`] and an
/// [`ExchangeRate`](super::ExchangeRate), whole, and sums of such products.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(i128);

impl Exact {
    /// Nothing.
    pub const ZERO: Exact = Exact(0);
    /// Decimals kept.
    pub const SCALE: u32 = 14;

    /// The value of so many 10^-14 of the unit.
    #[must_use]
    pub const fn from_raw(raw: i128) -> Exact {
        Exact(raw)
    }

    /// The value in 10^-14 of the unit.
    #[must_use]
    pub const fn raw(self) -> i128 {
        self.0
    }

    /// The sum, or `None` past 128 bits.
    #[must_use]
    pub fn checked_add(self, other: Exact) -> Option<Exact> {
        self.0.checked_add(other.0).map(Exact)
    }

    /// The difference, or `None` past 128 bits.
    #[must_use]
    pub fn checked_sub(self, other: Exact) -> Option<Exact> {
        self.0.checked_sub(other.0).map(Exact)
    }

    /// The value rounded to so many decimals (at most the four of an amount): `5190.62499959` to two
    /// decimals, half-up, is `5190.62`.
    #[must_use]
    pub fn round_to(self, decimals: u32, rounding: Rounding) -> Amount {
        let decimals = decimals.min(Amount::SCALE);
        let rounded = divide(self.0, 10_i128.pow(Exact::SCALE - decimals), rounding);
        Amount::from_raw(rounded * 10_i128.pow(Amount::SCALE - decimals))
    }
}

/// Plain text with at least two decimals.
impl fmt::Display for Exact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::display(formatter, self.0, Exact::SCALE, 2)
    }
}

#[cfg(test)]
mod tests {
    use super::{Amount, Exact, Rounding};

    #[test]
    fn an_exact_value_is_rounded_once_to_the_decimals_asked_for() {
        let value = Exact::from_raw(519_062_499_959_000_000);
        assert_eq!(value.to_string(), "5190.62499959");
        assert_eq!(value.round_to(2, Rounding::HalfUp), Amount::from_cents(519_062));
        assert_eq!(value.round_to(4, Rounding::HalfUp).to_string(), "5190.625");
        assert_eq!(value.round_to(3, Rounding::Down).to_string(), "5190.624");
        assert_eq!(value.round_to(0, Rounding::HalfUp).to_string(), "5191.00");
        assert_eq!(value.round_to(9, Rounding::HalfUp), value.round_to(4, Rounding::HalfUp));
    }

    #[test]
    fn an_amount_keeps_its_value_at_the_finer_scale() {
        let amount = Amount::from_raw(-276_525_137);
        assert_eq!(amount.exact().to_string(), "-27652.5137");
        assert_eq!(amount.exact().round_to(4, Rounding::Down), amount);
        let sum = amount.exact().checked_add(amount.exact()).unwrap();
        assert_eq!(sum.checked_sub(amount.exact()), Some(amount.exact()));
    }
}
