//! Plain decimal text to scaled integers, and the grouping of digits for people; `write` goes the other way.
//!
//! Plain text is an optional `-`, digits, and optionally a point and digits: `-1234.5`. Other notations are
//! the business of `data`. Reading is on the path of every cell, so it has a short way in 64 bits.

use std::fmt;

use super::error::{MoneyError, excerpt};
use super::write::write_plain;

/// What a kind of number looks like: for the reader, and for its messages.
pub(super) struct Form {
    /// What it is, with its article.
    pub noun: &'static str,
    /// A text that would be read.
    pub example: &'static str,
    /// Decimals kept.
    pub scale: u32,
    /// The largest magnitude that is allowed, scaled.
    pub largest: i128,
    /// The limits in words.
    pub limit: &'static str,
}

/// Reads at most 14 digits with at most `SCALE` (at most 4) decimals; anything else, right or wrong, is
/// `None`.
pub(super) fn parse_short<const SCALE: usize>(text: &[u8]) -> Option<i64> {
    const POWERS: [i64; 5] = [1, 10, 100, 1_000, 10_000];
    const DIGITS_MOST: usize = 14;
    let (negative, number) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    if number.is_empty() || number.len() > DIGITS_MOST + 1 {
        return None;
    }
    let mut value = 0_i64;
    let mut after_point = 0_usize;
    for (index, &byte) in number.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            value = value * 10 + i64::from(digit);
        } else if byte == b'.' && after_point == 0 && index > 0 {
            after_point = index + 1;
        } else {
            return None;
        }
    }
    let decimals = match after_point {
        0 if number.len() > DIGITS_MOST => return None,
        0 => 0,
        start if start == number.len() => return None,
        start => number.len() - start,
    };
    let scaled = value * POWERS.get(SCALE.checked_sub(decimals)?)?;
    Some(if negative { -scaled } else { scaled })
}

/// Reads a plain number of any length into an integer of the form's scale, or says what is wrong with it.
///
/// Zeros at the end, beyond the scale, lose nothing and are read: `1.50000` is `1.5`.
pub(super) fn parse(text: &[u8], form: &Form) -> Result<i128, MoneyError> {
    let wrong = || MoneyError::NotANumber { noun: form.noun, example: form.example, text: excerpt(text) };
    let number = text.strip_prefix(b"-").unwrap_or(text);
    let (integer, decimals) = match number.iter().position(|&byte| byte == b'.') {
        Some(point) => (&number[..point], &number[point + 1..]),
        None => (number, &b"0"[..]),
    };
    let all_digits = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    if !all_digits(integer) || !all_digits(decimals) {
        return Err(wrong());
    }
    let decimals_used = decimals.len() - decimals.iter().rev().take_while(|&&byte| byte == b'0').count();
    let scale = usize::try_from(form.scale).map_err(|_| wrong())?;
    if decimals_used > scale {
        return Err(MoneyError::TooManyDecimals {
            noun: form.noun,
            most: form.scale,
            found: decimals_used,
            text: excerpt(text),
        });
    }
    let zeros = std::iter::repeat_n(&b'0', scale - decimals_used);
    let digits = integer.iter().chain(&decimals[..decimals_used]).chain(zeros);
    let magnitude = digits.into_iter().try_fold(0_i128, |value, &byte| {
        value.checked_mul(10)?.checked_add(i128::from(byte - b'0')).filter(|&value| value <= form.largest)
    });
    let Some(magnitude) = magnitude else {
        return Err(MoneyError::OutOfRange { noun: form.noun, limit: form.limit, text: excerpt(text) });
    };
    Ok(if number.len() < text.len() { -magnitude } else { magnitude })
}

/// Shows a scaled integer as plain text, within the width that the formatter asks for.
pub(super) fn display(
    formatter: &mut fmt::Formatter<'_>,
    raw: i128,
    scale: u32,
    decimals_min: u32,
) -> fmt::Result {
    let mut bytes = Vec::with_capacity(48);
    write_plain(&mut bytes, raw, scale, decimals_min);
    formatter.pad(std::str::from_utf8(&bytes).map_err(|_| fmt::Error)?)
}

/// Plain text with commas between the thousands, for people: `-1234567.50` becomes `-1,234,567.50`.
#[must_use]
pub fn grouped(plain: &str) -> String {
    let (sign, number) = match plain.strip_prefix('-') {
        Some(number) => ("-", number),
        None => ("", plain),
    };
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let (integer, rest) = number.split_at(digits);
    let mut text = String::with_capacity(plain.len() + digits / 3);
    text.push_str(sign);
    for (position, digit) in integer.chars().enumerate() {
        if position > 0 && (digits - position) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_grouped_for_people() {
        for (plain, expected) in [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1,000"),
            ("-1234567.50", "-1,234,567.50"),
            ("123456.7891", "123,456.7891"),
            ("-12.00", "-12.00"),
            ("", ""),
        ] {
            assert_eq!(grouped(plain), expected);
        }
    }
}
