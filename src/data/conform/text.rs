//! Reads what is text in the table too: ids, names, currency codes, yes and no, periods. Text is kept byte
//! for byte but for spaces at its ends; what means "nothing" becomes empty.

use std::borrow::Cow;

use super::day;
use super::evidence::Reading;
use super::fault::Fault;
use crate::money::Currency;

/// What became of one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::data) enum Kept<'a> {
    /// It stands as it is.
    Same,
    /// It means nothing.
    Missing,
    /// It is written otherwise.
    Changed(Cow<'a, str>),
}

/// Characters that are taken off both ends of a value.
pub(in crate::data) fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n' | '\u{a0}' | '\u{feff}')
}

/// Whether a value of a column that is not text means that there is none. In text columns `NA` is a region
/// and `-` may be a name, so there only the empty text is nothing.
pub(in crate::data) fn is_nothing(text: &str) -> bool {
    matches!(
        text.trim_matches(is_blank),
        "" | "NULL" | "null" | "Null" | "N/A" | "n/a" | "NA" | "#N/A" | "-" | "\u{2013}" | "\u{2014}"
    )
}

/// Whether a text that begins and ends with these bytes has no blank at an end: only bytes up to the space, or beyond
/// ASCII, can begin or end one.
#[inline]
pub(in crate::data) fn is_plain(first: u8, last: u8) -> bool {
    (b'!'..=b'~').contains(&first) && (b'!'..=b'~').contains(&last)
}

/// Takes the spaces off both ends.
#[inline]
pub(in crate::data) fn trimmed(text: &str) -> Kept<'_> {
    let (Some(first), Some(last)) = (text.as_bytes().first(), text.as_bytes().last()) else {
        return Kept::Missing;
    };
    if is_plain(*first, *last) {
        return Kept::Same;
    }
    let inner = text.trim_matches(is_blank);
    match inner.len() {
        0 => Kept::Missing,
        length if length == text.len() => Kept::Same,
        _ => Kept::Changed(Cow::Borrowed(inner)),
    }
}

/// How ids are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::data) enum IdForm {
    /// Byte for byte.
    #[default]
    AsWritten,
    /// Salesforce writes one record with 15 or with 18 characters; the longer form is kept.
    Salesforce,
}

/// Reads an id. `12583.0`, which a number column makes of the id 12583, loses its `.0`; an id in scientific
/// notation has lost digits already and is a fault.
#[inline]
pub(in crate::data) fn id(text: &str, form: IdForm) -> Result<Kept<'_>, Fault> {
    let kept = trimmed(text);
    let inner = match &kept {
        Kept::Same => text,
        Kept::Missing => return Ok(Kept::Missing),
        Kept::Changed(inner) => inner.as_ref(),
    };
    let bytes = inner.as_bytes();
    if bytes[0].is_ascii_digit() {
        if is_empty_lookup(bytes) {
            return Ok(Kept::Missing);
        }
        if is_scientific(bytes) {
            return Err(Fault::with(
                "is an id in scientific notation",
                "format the column as text in the spreadsheet and export again: digits are lost",
            ));
        }
        if let Some(whole) = without_zero_decimal(inner) {
            return Ok(Kept::Changed(Cow::Owned(whole.to_owned())));
        }
        if form == IdForm::Salesforce
            && let Some(long) = salesforce_long(inner)
        {
            return Ok(Kept::Changed(Cow::Owned(long)));
        }
    }
    Ok(kept)
}

/// Whether a text is digits alone.
pub(in crate::data) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `12583` of `12583.0`.
pub(in crate::data) fn without_zero_decimal(text: &str) -> Option<&str> {
    let whole = text.strip_suffix(".0")?;
    (!whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit())).then_some(whole)
}

/// The id that Salesforce exports write for an empty lookup: fifteen zeros, with or without their checksum.
fn is_empty_lookup(bytes: &[u8]) -> bool {
    bytes == b"000000000000000" || bytes == b"000000000000000AAA"
}

/// `1.23E+02`: what a spreadsheet makes of a long number.
fn is_scientific(bytes: &[u8]) -> bool {
    let Some(at) = bytes.iter().position(|byte| matches!(byte, b'E' | b'e')) else { return false };
    let (mantissa, exponent) = (&bytes[..at], &bytes[at + 1..]);
    let digits = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    let sound = match mantissa {
        [_] => digits(mantissa),
        [first, b'.' | b',', rest @ ..] => first.is_ascii_digit() && digits(rest),
        _ => false,
    };
    sound && matches!(exponent, [b'+' | b'-', rest @ ..] if digits(rest))
}

/// The 18-character form of a 15-character Salesforce id: three more characters say which of each five are
/// capitals.
fn salesforce_long(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    if bytes.len() != 15 || bytes[0] != b'0' || !bytes.iter().all(u8::is_ascii_alphanumeric) {
        return None;
    }
    let mut long = text.to_owned();
    for five in bytes.chunks(5) {
        let capitals =
            five.iter().rev().fold(0_usize, |sum, byte| sum * 2 + usize::from(byte.is_ascii_uppercase()));
        long.push(char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[capitals]));
    }
    Some(long)
}

/// Reads an ISO 4217 code in capitals.
pub(in crate::data) fn currency(text: &str) -> Result<Kept<'_>, Fault> {
    let inner = text.trim_matches(is_blank);
    if is_nothing(inner) {
        return Ok(Kept::Missing);
    }
    if Currency::from_bytes(inner.as_bytes()).is_some() {
        return Ok(if inner.len() == text.len() { Kept::Same } else { Kept::Changed(Cow::Borrowed(inner)) });
    }
    let capitals = inner.to_ascii_uppercase();
    if Currency::from_bytes(capitals.as_bytes()).is_some() {
        return Err(Fault::with("is not a currency code in capitals", format!("did you mean `{capitals}`?")));
    }
    Err(Fault::with("is not an ISO 4217 currency code", "write the code of three capitals, such as USD"))
}

/// Reads yes or no; `None` means neither is said.
pub(in crate::data) fn flag(text: &str) -> Result<Option<bool>, Fault> {
    let inner = text.trim_matches(is_blank);
    if is_nothing(inner) {
        return Ok(None);
    }
    match inner.to_ascii_lowercase().as_str() {
        "1" | "true" | "t" | "yes" | "y" | "1.0" => Ok(Some(true)),
        "0" | "false" | "f" | "no" | "n" | "0.0" => Ok(Some(false)),
        _ => Err(Fault::with("is neither yes nor no", "write true or false")),
    }
}

/// Keeps a period label; a day that stands for the period it begins is written in the ISO form.
pub(in crate::data) fn period<'a>(text: &'a str, reading: Reading, zone: &day::Zone) -> Kept<'a> {
    if is_nothing(text) {
        return Kept::Missing;
    }
    match day::careful(text, reading, zone) {
        Ok(day::Read::Day(number)) => {
            let written = day::iso(number);
            if written == text { Kept::Same } else { Kept::Changed(Cow::Owned(written)) }
        }
        _ => trimmed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, form: IdForm, expected: &str) {
        let found = match id(text, form) {
            Ok(Kept::Same) => text.to_owned(),
            Ok(Kept::Missing) => String::new(),
            Ok(Kept::Changed(changed)) => changed.into_owned(),
            Err(fault) => format!("! {}", fault.reason),
        };
        assert_eq!(found, expected, "id `{text}`");
    }

    #[test]
    fn ids_keep_their_bytes_and_lose_their_blanks() {
        check("OPP-0001 ", IdForm::AsWritten, "OPP-0001");
        check("00123", IdForm::AsWritten, "00123");
        check("\u{a0}a b\t", IdForm::AsWritten, "a b");
        check("  ", IdForm::AsWritten, "");
        check("é", IdForm::AsWritten, "é");
        check("NA", IdForm::AsWritten, "NA");
        check("-", IdForm::AsWritten, "-");
    }

    #[test]
    fn ids_that_a_spreadsheet_damaged_are_repaired_or_refused() {
        check("12583.0", IdForm::AsWritten, "12583");
        check("1.0.0", IdForm::AsWritten, "1.0.0");
        check("12583.05", IdForm::AsWritten, "12583.05");
        check("1.23E+02", IdForm::AsWritten, "! is an id in scientific notation");
        check("5E+17", IdForm::AsWritten, "! is an id in scientific notation");
        check("12E5", IdForm::AsWritten, "12E5");
        check("4e5f", IdForm::AsWritten, "4e5f");
    }

    #[test]
    fn both_forms_of_a_salesforce_id_are_one() {
        // The pair is from Salesforce's own documentation of the checksum, and the second one from an export.
        check("001A000000mFzRi", IdForm::Salesforce, "001A000000mFzRiIAK");
        check("001A000000mFzRi", IdForm::AsWritten, "001A000000mFzRi");
        check("006Ec00000AieKF", IdForm::Salesforce, "006Ec00000AieKFIAZ");
        check("006Ec00000AieKFIAZ", IdForm::Salesforce, "006Ec00000AieKFIAZ");
        check("000000000000000AAA", IdForm::Salesforce, "");
        check("000000000000000AAA", IdForm::AsWritten, "");
        check("JohnMacMorrison", IdForm::Salesforce, "JohnMacMorrison");
    }

    #[test]
    fn a_currency_is_a_code_in_capitals() {
        assert_eq!(currency("USD"), Ok(Kept::Same));
        assert_eq!(currency(" USD "), Ok(Kept::Changed("USD".into())));
        assert_eq!(currency(""), Ok(Kept::Missing));
        assert_eq!(currency("usd").unwrap_err().remedy.as_deref(), Some("did you mean `USD`?"));
        for text in ["XXX", "US$", "BTC", "US Dollar"] {
            assert_eq!(currency(text).unwrap_err().reason, "is not an ISO 4217 currency code", "{text}");
        }
    }

    #[test]
    fn yes_and_no_have_many_spellings() {
        for text in ["1", "TRUE", "true", "t", "Yes"] {
            assert_eq!(flag(text), Ok(Some(true)), "{text}");
        }
        for text in ["0", "FALSE", "f", "No"] {
            assert_eq!(flag(text), Ok(Some(false)), "{text}");
        }
        assert_eq!(flag(""), Ok(None));
        assert!(flag("maybe").is_err());
    }

    #[test]
    fn a_day_that_begins_a_period_is_written_in_one_form() {
        let first = Reading::Decided(super::super::evidence::Choice::First);
        let written = |text| match period(text, first, &day::Zone::Utc) {
            Kept::Same => text.to_owned(),
            Kept::Missing => String::new(),
            Kept::Changed(text) => text.into_owned(),
        };
        assert_eq!(written("2026-Q1"), "2026-Q1");
        assert_eq!(written(" 2026-10 "), "2026-10");
        assert_eq!(written("1/1/2026"), "2026-01-01");
        assert_eq!(written("2026-01-01 00:00:00.000"), "2026-01-01");
        assert_eq!(written("2026"), "2026");
    }
}
