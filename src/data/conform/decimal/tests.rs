//! Numbers as exports write them. Expected values are worked out by hand.

use super::*;

/// Reads with a decimal point and with a decimal comma; results are ten-thousandths, or `!` and a reason.
fn check(text: &str, point: &str, comma: &str) {
    check_form(text, &Form::MONEY, point, comma);
}

fn check_form(text: &str, form: &Form, point: &str, comma: &str) {
    for (choice, mark, expected) in [(Choice::First, b'.', point), (Choice::Second, b',', comma)] {
        let found = match careful(text, Reading::Decided(choice), form) {
            Ok(number) => number.raw.to_string(),
            Err(fault) => format!("! {}", fault.reason),
        };
        assert_eq!(found, expected, "`{text}` {choice:?}");
        if let Some((raw, _)) = plain(text.as_bytes(), mark, form) {
            assert_eq!(raw.to_string(), expected, "plain `{text}` {choice:?}");
        }
    }
}

const NO_POINT: &str = "! has no decimal point";
const NO_COMMA: &str = "! has no decimal comma";

#[test]
fn amounts_as_exports_write_them() {
    check("1000", "10000000", "10000000");
    check("1000.00", "10000000", NO_COMMA);
    check("$1,234.56", "12345600", NO_COMMA);
    check("(1,234.56)", "-12345600", NO_COMMA);
    check("$(1,234.56)", "-12345600", NO_COMMA);
    check("-1234.56", "-12345600", NO_COMMA);
    check("1234.56-", "-12345600", NO_COMMA);
    check("1.234,56", NO_POINT, "12345600");
    check("27.652,51", NO_POINT, "276525100");
    check("1.234,50 €", NO_POINT, "12345000");
    check("1\u{a0}234,56", NO_POINT, "12345600");
    check("1\u{202f}234,56", NO_POINT, "12345600");
    check("1'234.56", "12345600", NO_COMMA);
    check("1,23,456.78", "1234567800", NO_COMMA);
    check("12,34", NO_POINT, "123400");
    check("1,234", "12340000", "12340");
    check("1.234", "12340", "12340000");
    check("-0.00", "0", NO_COMMA);
    check("+5", "50000", "50000");
    check("1000 USD", "10000000", "10000000");
    check("USD 485,000.00", "4850000000", NO_COMMA);
    check("-$5", "-50000", "-50000");
    check("$ -5", "-50000", "-50000");
    check("€1000", "10000000", "10000000");
    check("$7,450,000.00 ", "74500000000", NO_COMMA);
    check("1000.", "10000000", NO_COMMA);
    check(".5", "5000", NO_COMMA);
    check("00100.50", "1005000", NO_COMMA);
    check("1000.001", "10000010", NO_COMMA);
    check("0.005", "50", NO_COMMA);
    check("2024.99400", "20249940", NO_COMMA);
}

#[test]
fn what_is_not_an_amount_is_refused_by_its_kind() {
    let number = "! is not an amount";
    for text in
        ["NaN", "inf", "-inf", "0x10", "１２３", "TRUE", "1_000", "1.2.3", "--5", "(-5)", "5 5 5", "", "."]
    {
        check(text, number, number);
    }
    for (text, reason) in [
        ("1e3", "! is in scientific notation"),
        ("1E-3", "! is in scientific notation"),
        ("#REF!", "! is a spreadsheet error"),
        ("45k", "! is an abbreviation"),
        ("$1.2M", "! is an abbreviation"),
        ("XYZ 5", "! names `XYZ`, which is not an ISO 4217 currency"),
        ("€5 USD", "! names two currencies"),
        ("99999999999999999999999999999999999999", "! has more than 15 digits before the decimal mark"),
        ("92233720368547758", "! has more than 15 digits before the decimal mark"),
    ] {
        check(text, reason, reason);
    }
    check("0.00000000000000000001", "! has more than 4 decimals", NO_COMMA);
    check("1,234,56", "! is not an amount", "! is not an amount");
}

#[test]
fn the_largest_amount_is_below_ten_to_the_fifteenth() {
    check("999999999999999.9999", "9999999999999999999", NO_COMMA);
    check("-999999999999999.9999", "-9999999999999999999", NO_COMMA);
    check(
        "1000000000000000",
        "! has more than 15 digits before the decimal mark",
        "! has more than 15 digits before the decimal mark",
    );
}

#[test]
fn evidence_is_what_only_one_mark_can_read() {
    for (text, expected) in [
        ("1000", Evidence::NONE),
        ("1'234", Evidence::NONE),
        ("12.5", Evidence::FIRST),
        ("12,5", Evidence::SECOND),
        ("1,234", Evidence::EITHER),
        ("1.234", Evidence::EITHER),
        ("$1.234", Evidence::EITHER),
        ("0.005", Evidence::FIRST),
        (".500", Evidence::FIRST),
        ("1000.001", Evidence::FIRST),
        ("1,234,567", Evidence::FIRST),
        ("1.234.567", Evidence::SECOND),
        ("2,024,994", Evidence::FIRST),
        ("10124,97", Evidence::SECOND),
        ("1 234,567", Evidence::SECOND),
        ("1,234.50", Evidence::FIRST),
        ("1.2.2026", Evidence::NONE),
        ("soon", Evidence::NONE),
    ] {
        assert_eq!(evidence(text, &Form::MONEY), expected, "{text}");
        if let Some((_, found)) = plain(text.as_bytes(), b'.', &Form::MONEY) {
            assert_eq!(found, expected, "plain {text}");
        }
    }
}

#[test]
fn a_whole_number_makes_a_single_mark_a_group() {
    assert_eq!(evidence("1,234", &Form::INTEGER), Evidence::FIRST);
    assert_eq!(evidence("1.234", &Form::INTEGER), Evidence::SECOND);
    assert_eq!(evidence("1,000", &Form::INTEGER), Evidence::EITHER);
    check_form("1,234", &Form::INTEGER, "1234", "! is not a whole number");
    check_form("12.0", &Form::INTEGER, "12", "! has no decimal comma");
    check_form("12.5", &Form::INTEGER, "! is not a whole number", "! has no decimal comma");
}

#[test]
fn percents_rates_and_coordinates_have_their_own_scales() {
    check_form("60%", &Form::PERCENT, "60000000", "60000000");
    check_form("33.33 %", &Form::PERCENT, "33330000", "! has no decimal comma");
    check_form("14.2857142857", &Form::PERCENT, "! has more than 6 decimals", "! has no decimal comma");
    check_form("1.10", &Form::EXCHANGE_RATE, "11000000000", "! has no decimal comma");
    check_form("1e-320", &Form::EXCHANGE_RATE, "! is in scientific notation", "! is in scientific notation");
    check_form("37.77492950", &Form::DEGREES, "37774930", "! has no decimal comma");
    check_form("-122.4194155", &Form::DEGREES, "-122419416", "! has no decimal comma");
}
