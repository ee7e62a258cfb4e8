//! Exchange rates, and the conversion that keeps every digit.

use std::fmt;

use super::amount::Amount;
use super::error::MoneyError;
use super::exact::Exact;
use super::text::{self, Form};

/// How many units of one currency a unit of another is worth, in ten-thousand-millionths (10^-10).
///
/// A rate that was read is more than zero and less than a million.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExchangeRate(i128);

const FORM: Form = Form {
    noun: "an exchange rate",
    example: "1.0837",
    scale: ExchangeRate::SCALE,
    largest: 10_i128.pow(16) - 1,
    limit: "more than zero and less than 1000000",
};

impl ExchangeRate {
    /// The rate of a currency against itself.
    pub const ONE: ExchangeRate = ExchangeRate(10_000_000_000);
    /// Decimals kept.
    pub const SCALE: u32 = 10;

    /// The rate of so many 10^-10.
    #[must_use]
    pub const fn from_raw(raw: i128) -> ExchangeRate {
        ExchangeRate(raw)
    }

    /// The rate in 10^-10.
    #[must_use]
    pub const fn raw(self) -> i128 {
        self.0
    }

    /// Reads plain text such as `1.0837`. An error names what is wrong: not a number, more than ten decimals,
    /// zero or less, or a million and more.
    pub fn parse(text: &str) -> Result<ExchangeRate, MoneyError> {
        let raw = text::parse(text.as_bytes(), &FORM)?;
        if raw <= 0 {
            return Err(MoneyError::OutOfRange {
                noun: FORM.noun,
                limit: FORM.limit,
                text: super::error::excerpt(text.as_bytes()),
            });
        }
        Ok(ExchangeRate(raw))
    }

    /// The amount in the other currency, exactly, or `None` past 128 bits: 250.00 at 1.0837 is 270.925.
    #[must_use]
    pub fn convert(self, amount: Amount) -> Option<Exact> {
        amount.raw().checked_mul(self.0).map(Exact::from_raw)
    }
}

impl Default for ExchangeRate {
    fn default() -> ExchangeRate {
        ExchangeRate::ONE
    }
}

/// Plain text without needless zeros: `1.0837`.
impl fmt::Display for ExchangeRate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::display(formatter, self.0, ExchangeRate::SCALE, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Amount, ExchangeRate};

    #[test]
    fn a_conversion_keeps_every_digit() {
        let rate = ExchangeRate::parse("1.0837").unwrap();
        assert_eq!(rate.convert(Amount::from_cents(25_000)).unwrap().to_string(), "270.925");
        let rate = ExchangeRate::parse("0.0000000001").unwrap();
        assert_eq!(rate.convert(Amount::from_raw(1)).unwrap().raw(), 1);
        let amount = Amount::from_raw(-12_345_678);
        assert_eq!(ExchangeRate::ONE.convert(amount), Some(amount.exact()));
    }

    #[test]
    fn the_largest_amount_at_the_largest_rate_fits() {
        let rate = ExchangeRate::parse("999999.9999999999").unwrap();
        assert!(rate.convert(Amount::parse("-999999999999999.9999").unwrap()).is_some());
        assert_eq!(rate.convert(Amount::from_raw(i128::MAX)), None);
    }

    #[test]
    fn a_rate_is_above_zero_and_below_a_million() {
        for text in ["0", "-1", "1000000", "0.00000000001"] {
            assert!(ExchangeRate::parse(text).is_err(), "{text}");
        }
        assert_eq!(ExchangeRate::parse("83").unwrap().to_string(), "83");
    }
}
