//! What can be wrong with a number or a code that someone wrote; where it stood is added by the caller.

/// Why a text is not an amount, a rate, a percent, an exchange rate, a rounding or a currency.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The text is not a plain decimal number.
    #[error("`{text}` is not {noun}: write digits, and a point before decimals, as in {example}")]
    NotANumber {
        /// What was expected, with its article.
        noun: &'static str,
        /// A text that would be read.
        example: &'static str,
        /// The beginning of what was found.
        text: String,
    },
    /// The number has decimals that would be lost.
    #[error("`{text}` has {found} decimals: {noun} has at most {most}")]
    TooManyDecimals {
        /// What was expected, with its article.
        noun: &'static str,
        /// The decimals that are allowed.
        most: u32,
        /// The decimals that were found, without zeros at the end.
        found: usize,
        /// The beginning of what was found.
        text: String,
    },
    /// The number is past the limits of what was expected.
    #[error("`{text}` is out of range: {noun} is {limit}")]
    OutOfRange {
        /// What was expected, with its article.
        noun: &'static str,
        /// The limits in words.
        limit: &'static str,
        /// The beginning of what was found.
        text: String,
    },
    /// The code is not one of ISO 4217 that money can be paid in.
    #[error("`{text}` is not a currency: write a code of ISO 4217 in capitals, as in USD or EUR")]
    NotACurrency {
        /// The beginning of what was found.
        text: String,
    },
    /// The code is one of ISO 4217, but not in capitals.
    #[error("`{text}` is not a currency: did you mean `{code}`?")]
    CurrencyInLowerCase {
        /// What was found.
        text: String,
        /// The code that it looks like.
        code: String,
    },
    /// The word is not a way of rounding.
    #[error("`{text}` is not a rounding: write half-up, half-even or down")]
    NotARounding {
        /// The beginning of what was found.
        text: String,
    },
}

/// The beginning of a text for a message, so that a field of a megabyte does not fill the screen.
pub(super) fn excerpt(text: &[u8]) -> String {
    const LONGEST: usize = 60;
    let whole = String::from_utf8_lossy(text.get(..LONGEST * 4).unwrap_or(text)).into_owned();
    if whole.chars().count() <= LONGEST && text.len() <= LONGEST * 4 {
        return whole;
    }
    whole.chars().take(LONGEST).chain(std::iter::once('…')).collect()
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn a_long_text_is_shortened_and_a_short_one_is_not() {
        assert_eq!(excerpt(b"1,234"), "1,234");
        assert_eq!(excerpt(&[b'7'; 1_000]).chars().count(), 61);
        assert_eq!(excerpt(b"\xff1"), "\u{fffd}1");
    }
}
