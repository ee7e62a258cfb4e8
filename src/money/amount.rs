//! An amount of money in ten-thousandths of a currency unit; which currency is known to whoever holds it.

use std::fmt;

use super::error::MoneyError;
use super::exact::Exact;
use super::rounding::{Rounding, divide};
use super::text::{self, Form};

/// An amount of money, a count or any other measure, in ten-thousandths of the unit: `1.5` is raw 15,000.
///
/// Amounts that were read are less than 10^15 units either side of zero, so that no sum of 2^32 of them can
/// pass 128 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i128);

const FORM: Form = Form {
    noun: "an amount",
    example: "-1234.5",
    scale: Amount::SCALE,
    largest: Amount::LIMIT_RAW - 1,
    limit: "less than 10^15 either side of zero",
};

impl Amount {
    /// Nothing.
    pub const ZERO: Amount = Amount(0);
    /// Decimals kept.
    pub const SCALE: u32 = 4;
    /// The raw value (10^15 units) that no amount of a file reaches, in either direction.
    pub const LIMIT_RAW: i128 = 10_i128.pow(19);

    /// The amount of so many ten-thousandths of the unit.
    #[must_use]
    pub const fn from_raw(raw: i128) -> Amount {
        Amount(raw)
    }

    /// The amount in ten-thousandths of the unit.
    #[must_use]
    pub const fn raw(self) -> i128 {
        self.0
    }

    /// The amount of so many hundredths of the unit: 150 is `1.50`.
    #[must_use]
    pub fn from_cents(cents: i64) -> Amount {
        Amount(i128::from(cents) * 100)
    }

    /// Reads plain text such as `-1234.5`. An error names what is wrong: not a number, more than four
    /// decimals, or 10^15 and beyond.
    pub fn parse(text: &str) -> Result<Amount, MoneyError> {
        Amount::parse_bytes(text.as_bytes())
    }

    /// Reads plain text as it stands in a file, without copying it; errors are those of [`Amount::parse`].
    #[inline]
    pub fn parse_bytes(text: &[u8]) -> Result<Amount, MoneyError> {
        match text::parse_short::<4>(text) {
            Some(raw) => Ok(Amount(i128::from(raw))),
            None => text::parse(text, &FORM).map(Amount),
        }
    }

    /// The sum, or `None` past 128 bits.
    #[must_use]
    pub fn checked_add(self, other: Amount) -> Option<Amount> {
        self.0.checked_add(other.0).map(Amount)
    }

    /// The difference, or `None` past 128 bits.
    #[must_use]
    pub fn checked_sub(self, other: Amount) -> Option<Amount> {
        self.0.checked_sub(other.0).map(Amount)
    }

    /// The sum of many amounts, or `None` past 128 bits.
    pub fn checked_sum(amounts: impl IntoIterator<Item = Amount>) -> Option<Amount> {
        amounts.into_iter().try_fold(Amount::ZERO, Amount::checked_add)
    }

    /// The same amount with the other sign.
    #[must_use]
    pub fn negate(self) -> Amount {
        Amount(-self.0)
    }

    /// Whether the amount is below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Whether the amount is zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The amount rounded to so many decimals (four or more leave it as it is): `2.345` to two decimals,
    /// half-up, is `2.35`.
    #[must_use]
    pub fn round_to(self, decimals: u32, rounding: Rounding) -> Amount {
        let unit = 10_i128.pow(Amount::SCALE.saturating_sub(decimals));
        Amount(divide(self.0, unit, rounding) * unit)
    }

    /// The same amount at the scale of [`Exact`], as after a conversion at the rate one.
    #[must_use]
    pub fn exact(self) -> Exact {
        Exact::from_raw(self.0 * const { 10_i128.pow(Exact::SCALE - Amount::SCALE) })
    }
}

/// Plain text with at least two decimals: `1234.50`, `0.0001`.
impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::display(formatter, self.0, Amount::SCALE, 2)
    }
}

#[cfg(test)]
mod tests {
    use super::{Amount, Rounding};

    fn check(text: &str, raw: i128) {
        assert_eq!(Amount::parse(text), Ok(Amount::from_raw(raw)), "{text}");
    }

    fn check_refused(text: &str, message: &str) {
        let found = Amount::parse(text).unwrap_err().to_string();
        assert!(found.contains(message), "{text}: {found}");
    }

    #[test]
    fn plain_amounts_are_read() {
        check("0", 0);
        check("-0", 0);
        check("-0.00", 0);
        check("7", 70_000);
        check("-1234.5", -12_345_000);
        check("27652.51", 276_525_100);
        check("0.0001", 1);
        check("-0.0001", -1);
        check("007.50", 75_000);
        check("1.500000", 15_000);
        check("0000000000000000000000001", 10_000);
        check("99999999999999", 999_999_999_999_990_000);
        check("-9999999999.9999", -99_999_999_999_999);
        check("100000000000000", 1_000_000_000_000_000_000);
        check("999999999999999.9999", 9_999_999_999_999_999_999);
        check("-999999999999999.9999", -9_999_999_999_999_999_999);
    }

    #[test]
    fn other_notations_are_not_numbers() {
        for text in [
            "", "-", ".", "1.", ".5", "-.5", "+1", "1,234", "1 000", "$5", "1e3", "--1", "1.2.3", "45k",
            " 1", "1-", "1..2", "-1.", "١",
        ] {
            check_refused(text, "is not an amount: write digits, and a point before decimals, as in -1234.5");
        }
    }

    #[test]
    fn a_fifth_decimal_is_refused_and_not_rounded() {
        check_refused("1.00001", "has 5 decimals: an amount has at most 4");
        check_refused("1.0000100", "`1.0000100` has 5 decimals");
    }

    #[test]
    fn an_amount_of_ten_to_the_fifteenth_is_refused() {
        let message = "is out of range: an amount is less than 10^15 either side of zero";
        for text in ["1000000000000000", "-1000000000000000", "1000000000000000.0001", &"9".repeat(400)] {
            check_refused(text, message);
        }
    }

    #[test]
    fn bytes_that_are_not_text_are_refused() {
        assert!(Amount::parse_bytes(b"12\xff").is_err());
        assert!(Amount::parse_bytes(b"12\0").is_err());
    }

    #[test]
    fn an_amount_prints_with_at_least_two_decimals() {
        for (raw, expected) in [(0, "0.00"), (15_000, "1.50"), (15_001, "1.5001"), (-1, "-0.0001")] {
            assert_eq!(Amount::from_raw(raw).to_string(), expected);
        }
        assert_eq!(format!("{:>8}", Amount::from_cents(-150)), "   -1.50");
    }

    #[test]
    fn amounts_round_to_the_decimals_asked_for() {
        let amount = Amount::from_raw(23_450);
        assert_eq!(amount.round_to(2, Rounding::HalfUp).to_string(), "2.35");
        assert_eq!(amount.round_to(2, Rounding::HalfEven).to_string(), "2.34");
        assert_eq!(amount.round_to(0, Rounding::HalfUp).to_string(), "2.00");
        assert_eq!(amount.round_to(4, Rounding::Down), amount);
        assert_eq!(amount.round_to(9, Rounding::Down), amount);
    }

    #[test]
    fn sums_past_the_bits_are_none() {
        assert_eq!(Amount::from_raw(i128::MAX).checked_add(Amount::from_raw(1)), None);
        assert_eq!(Amount::from_raw(i128::MIN).checked_sub(Amount::from_raw(1)), None);
        assert_eq!(Amount::checked_sum([1, 2, 3].map(Amount::from_cents)), Some(Amount::from_cents(6)));
    }
}
