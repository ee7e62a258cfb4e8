//! Numbers of a plan, read from their text and never through a float. What is exact text here becomes a
//! rate, an amount or a price in `money`; whether the number makes sense in its place is left to `check`.

use toml::de::DeValue;

use crate::money::{Amount, ExchangeRate, Rate};

/// A number as the plan states it: an optional minus, digits, and decimals without zeros at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    plain: String,
}

impl Number {
    /// Reads the number that a TOML value is; underscores between digits are allowed (`1_000.50`).
    ///
    /// Refused with a reason: text, exponents (`1e-2`), `inf`, `nan`, and other bases (`0xFF`).
    pub(super) fn of(value: &DeValue<'_>) -> Result<Number, &'static str> {
        match value {
            DeValue::Integer(integer) if integer.radix() == 10 => Ok(Number::plain(integer.as_str())),
            DeValue::Integer(_) => Err("is not written in decimal digits"),
            DeValue::Float(float) => {
                let text = float.as_str();
                if text.contains(['e', 'E']) {
                    Err("has an exponent; write all its digits")
                } else if text.contains(|letter: char| letter.is_ascii_alphabetic()) {
                    Err("is not a number that can be paid")
                } else {
                    Ok(Number::plain(text))
                }
            }
            _ => Err("is not a number"),
        }
    }

    fn plain(text: &str) -> Number {
        let text = text.trim_start_matches('+').replace('_', "");
        let plain = match text.split_once('.') {
            Some((whole, decimals)) => match decimals.trim_end_matches('0') {
                "" => whole.to_owned(),
                decimals => format!("{whole}.{decimals}"),
            },
            None => text,
        };
        Number { plain }
    }

    /// The number as plain text: `1000.5` for `1_000.50`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.plain
    }

    fn decimals(&self) -> usize {
        self.plain.split_once('.').map_or(0, |(_, decimals)| decimals.len())
    }

    /// The number as a rate or fraction; the error says what is beyond its limits (±100, six decimals).
    pub fn rate(&self) -> Result<Rate, &'static str> {
        if self.decimals() > 6 {
            return Err("has more than six decimals");
        }
        Rate::parse(&self.plain).map_err(|_| "is not within -100 and 100")
    }

    /// The number as money or a measure; the error says what is beyond its limits (10^15, four decimals).
    pub fn amount(&self) -> Result<Amount, &'static str> {
        if self.decimals() > 4 {
            return Err("has more than four decimals");
        }
        Amount::parse(&self.plain).map_err(|_| "is not below 1,000,000,000,000,000")
    }

    /// The number as a price of one currency in another (above zero, below 10^6, ten decimals).
    pub fn exchange_rate(&self) -> Result<ExchangeRate, &'static str> {
        if self.decimals() > 10 {
            return Err("has more than ten decimals");
        }
        ExchangeRate::parse(&self.plain).map_err(|_| "is not above 0 and below 1,000,000")
    }

    /// The number as a count of something, zero or more.
    pub fn whole(&self) -> Result<u32, &'static str> {
        self.plain.parse().map_err(|_| "is not a whole number from 0")
    }

    /// The number as a weight, in millionths: zero or more, below 1,000,000,000, at most six decimals.
    pub fn weight(&self) -> Result<i64, &'static str> {
        let (whole, decimals) = self.plain.split_once('.').unwrap_or((&self.plain, ""));
        if decimals.len() > 6 {
            return Err("has more than six decimals");
        }
        let fits = !whole.starts_with('-') && whole.len() <= 9;
        let weight = format!("{whole}{decimals:0<6}").parse();
        weight.ok().filter(|_| fits).ok_or("is not from 0 to 999,999,999")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Number, &'static str> {
        Number::of(DeValue::parse(text).expect("the test writes TOML").get_ref())
    }

    fn check(text: &str, plain: &str) {
        assert_eq!(read(text).expect("a number").as_str(), plain, "{text}");
    }

    #[test]
    fn a_number_keeps_its_digits() {
        check("0.1", "0.1");
        check("1_000.50", "1000.5");
        check("+5", "5");
        check("-0.0600", "-0.06");
        check("1000", "1000");
        check("2.000", "2");
        check("0.30000000000000004", "0.30000000000000004");
    }

    #[test]
    fn what_is_not_plain_digits_is_refused() {
        assert_eq!(read("1e-2"), Err("has an exponent; write all its digits"));
        assert_eq!(read("1E2"), Err("has an exponent; write all its digits"));
        assert_eq!(read("inf"), Err("is not a number that can be paid"));
        assert_eq!(read("-nan"), Err("is not a number that can be paid"));
        assert_eq!(read("0xFF"), Err("is not written in decimal digits"));
        assert_eq!(read("'5'"), Err("is not a number"));
    }

    #[test]
    fn limits_are_checked_at_their_edge() {
        let rate = |text| read(text).expect("a number").rate().map(Rate::raw);
        assert_eq!(rate("0.000001"), Ok(1));
        assert_eq!(rate("0.0000001"), Err("has more than six decimals"));
        assert_eq!(rate("0.0600000"), Ok(60_000));
        assert_eq!(rate("100"), Ok(100_000_000));
        assert_eq!(rate("100.000001"), Err("is not within -100 and 100"));
        let amount = |text| read(text).expect("a number").amount().map(Amount::raw);
        assert_eq!(amount("999999999999999.9999"), Ok(9_999_999_999_999_999_999));
        assert_eq!(amount("1000000000000000"), Err("is not below 1,000,000,000,000,000"));
        assert_eq!(amount("0.00001"), Err("has more than four decimals"));
        let weight = |text| read(text).expect("a number").weight();
        assert_eq!(weight("8.333333"), Ok(8_333_333));
        assert_eq!(weight("12"), Ok(12_000_000));
        assert_eq!(weight("-1"), Err("is not from 0 to 999,999,999"));
    }

    /// The first amount that is too large: 10^15 units, in ten-thousandths.
    const LIMIT: i128 = 10_i128.pow(19);

    proptest! {
        #[test]
        fn an_amount_is_the_integer_that_its_digits_spell(raw in 1 - LIMIT..LIMIT) {
            let sign = if raw < 0 { "-" } else { "" };
            let (whole, part) = (raw.abs() / 10_000, raw.abs() % 10_000);
            let number = read(&format!("{sign}{whole}.{part:04}")).expect("a number");
            prop_assert_eq!(number.amount().map(Amount::raw), Ok(raw));
        }

        #[test]
        fn a_rate_is_the_integer_that_its_digits_spell(raw in -100_000_000_i64..=100_000_000) {
            let sign = if raw < 0 { "-" } else { "" };
            let (whole, part) = (raw.abs() / 1_000_000, raw.abs() % 1_000_000);
            let number = read(&format!("{sign}{whole}.{part:06}")).expect("a number");
            prop_assert_eq!(number.rate().map(Rate::raw), Ok(raw));
        }
    }
}
