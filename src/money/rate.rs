//! Rates and percents that people write in plans, settings and split files, in millionths.

use std::fmt;
use std::num::NonZero;

use super::error::MoneyError;
use super::fraction::Fraction;
use super::text::{self, Form};

/// A rate in millionths: `0.06`, which is six per cent, is raw 60,000. A rate that was read is within ±100.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(i64);

/// A percentage in millionths of a per cent: `60`, which is sixty per cent, is raw 60,000,000. One that was
/// read is within ±10,000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(i64);

const RATE: Form = Form {
    noun: "a rate",
    example: "0.06",
    scale: Rate::SCALE,
    largest: 100_000_000,
    limit: "within -100 and 100",
};

const PERCENT: Form = Form {
    noun: "a percentage",
    example: "33.3333",
    scale: Percent::SCALE,
    largest: 10_000_000_000,
    limit: "within -10000 and 10000",
};

const MILLION: NonZero<u32> = NonZero::new(1_000_000).expect("a million is not zero");
const HUNDRED_MILLION: NonZero<u32> = NonZero::new(100_000_000).expect("neither is a hundred million");

/// The limits of both forms are far inside 64 bits.
fn narrow(raw: i128) -> i64 {
    i64::try_from(raw).expect("the limit of the form fits 64 bits")
}

impl Rate {
    /// No pay at all.
    pub const ZERO: Rate = Rate(0);
    /// The whole: a hundred per cent.
    pub const ONE: Rate = Rate(1_000_000);
    /// Decimals kept.
    pub const SCALE: u32 = 6;

    /// The rate of so many millionths.
    #[must_use]
    pub const fn from_raw(raw: i64) -> Rate {
        Rate(raw)
    }

    /// The rate in millionths.
    #[must_use]
    pub const fn raw(self) -> i64 {
        self.0
    }

    /// Reads plain text such as `0.06`. An error names what is wrong: not a number, more than six decimals,
    /// or beyond ±100.
    pub fn parse(text: &str) -> Result<Rate, MoneyError> {
        text::parse(text.as_bytes(), &RATE).map(|raw| Rate(narrow(raw)))
    }

    /// The rate as a fraction: `0.06` is 3/50.
    #[must_use]
    pub fn fraction(self) -> Fraction {
        Fraction::of_raw(self.0, MILLION)
    }
}

impl Percent {
    /// The whole.
    pub const HUNDRED: Percent = Percent(100_000_000);
    /// Decimals kept.
    pub const SCALE: u32 = 6;

    /// The percentage of so many millionths of a per cent.
    #[must_use]
    pub const fn from_raw(raw: i64) -> Percent {
        Percent(raw)
    }

    /// The percentage in millionths of a per cent.
    #[must_use]
    pub const fn raw(self) -> i64 {
        self.0
    }

    /// Reads plain text such as `33.3333`, without a sign of per cent. An error names what is wrong: not a
    /// number, more than six decimals, or beyond ±10,000.
    pub fn parse(text: &str) -> Result<Percent, MoneyError> {
        text::parse(text.as_bytes(), &PERCENT).map(|raw| Percent(narrow(raw)))
    }

    /// The percentage as a fraction: `60` is 3/5.
    #[must_use]
    pub fn fraction(self) -> Fraction {
        Fraction::of_raw(self.0, HUNDRED_MILLION)
    }
}

/// Plain text without needless zeros: `0.06`.
impl fmt::Display for Rate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::display(formatter, i128::from(self.0), Rate::SCALE, 0)
    }
}

/// Plain text without needless zeros and without a sign of per cent: `33.3333`.
impl fmt::Display for Percent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::display(formatter, i128::from(self.0), Percent::SCALE, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fraction, Percent, Rate};

    #[test]
    fn rates_are_read_up_to_a_hundred_and_to_six_decimals() {
        assert_eq!(Rate::parse("0.06"), Ok(Rate::from_raw(60_000)));
        assert_eq!(Rate::parse("0.187709"), Ok(Rate::from_raw(187_709)));
        assert_eq!(Rate::parse("1"), Ok(Rate::ONE));
        assert_eq!(Rate::parse("100"), Ok(Rate::from_raw(100_000_000)));
        assert_eq!(Rate::parse("-100.000000"), Ok(Rate::from_raw(-100_000_000)));
        for (text, message) in [
            ("100.000001", "`100.000001` is out of range: a rate is within -100 and 100"),
            ("0.0000001", "`0.0000001` has 7 decimals: a rate has at most 6"),
            ("6%", "`6%` is not a rate: write digits, and a point before decimals, as in 0.06"),
        ] {
            assert_eq!(Rate::parse(text).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn percents_are_read_and_printed() {
        assert_eq!(Percent::parse("100"), Ok(Percent::HUNDRED));
        assert_eq!(Percent::parse("33.3333").unwrap().to_string(), "33.3333");
        assert_eq!(Percent::parse("-2.50").unwrap().to_string(), "-2.5");
        assert!(Percent::parse("10000.1").is_err());
        assert!(Percent::parse("60 %").is_err());
    }

    #[test]
    fn rates_and_percents_are_fractions() {
        assert_eq!(Some(Rate::parse("0.06").unwrap().fraction()), Fraction::new(3, 50));
        assert_eq!(Some(Percent::parse("60").unwrap().fraction()), Fraction::new(3, 5));
    }
}
