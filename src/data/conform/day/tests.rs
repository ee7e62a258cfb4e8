//! Days as exports write them. Expected values are worked out by hand.

use super::*;

fn check(text: &str, choice: Choice, expected: &str) {
    check_in(text, choice, &Zone::Utc, expected);
}

fn check_in(text: &str, choice: Choice, zone: &Zone, expected: &str) {
    let found = match careful(text, Reading::Decided(choice), zone) {
        Ok(Read::Day(day)) => iso(day),
        Ok(Read::Open) => "open".to_owned(),
        Err(fault) => format!("! {}", fault.reason),
    };
    assert_eq!(found, expected, "`{text}`");
    if let Some(day) = plain(text.as_bytes()) {
        assert_eq!(iso(day), expected, "plain `{text}`");
    }
}

#[test]
fn iso_days_and_their_leap_years() {
    for (text, expected) in [
        ("2024-02-29", "2024-02-29"),
        ("2023-02-29", "! is not a date"),
        ("2100-02-29", "! is not a date"),
        ("1900-02-29", "! is not a date"),
        ("1900-01-01", "1900-01-01"),
        ("2199-12-31", "2199-12-31"),
        ("2200-01-01", "! is not between 1900-01-01 and 2199-12-31"),
        ("0000-00-00", "! is not between 1900-01-01 and 2199-12-31"),
        ("9999-12-31", "open"),
        ("9999-12-31 23:59:59", "open"),
        ("2026-1-5", "2026-01-05"),
        ("2026/01/05", "2026-01-05"),
        ("20101229", "2010-12-29"),
        ("20101329", "! is not a date"),
    ] {
        check(text, Choice::First, expected);
        check(text, Choice::Second, expected);
    }
    assert_eq!(plain(b"1970-01-01"), Some(0));
    assert_eq!(plain(b"2026-10-31"), Some(20_757));
}

#[test]
fn the_column_says_whether_the_month_comes_first() {
    check("3/14/2026", Choice::First, "2026-03-14");
    check("3/14/2026", Choice::Second, "! is not a date with the day first");
    check("14/3/2026", Choice::First, "! is not a date with the month first");
    check("14.03.2026", Choice::Second, "2026-03-14");
    check("02-03-2025", Choice::First, "2025-02-03");
    check("02-03-2025", Choice::Second, "2025-03-02");
    check("31/02/2026", Choice::Second, "! is not a date");
    check("31/04/2025", Choice::Second, "! is not a date");
    check("5/20/2024 7:42", Choice::First, "2024-05-20");
}

#[test]
fn evidence_is_what_only_one_order_can_read() {
    for (text, expected) in [
        ("3/14/2026", Evidence::FIRST),
        ("14/3/2026", Evidence::SECOND),
        ("14.03.2026 10:00", Evidence::SECOND),
        ("3/4/2026", Evidence::EITHER),
        ("4/4/2026", Evidence::NONE),
        ("2026-03-04", Evidence::NONE),
        ("20260304", Evidence::NONE),
        ("40/40/2026", Evidence::NONE),
    ] {
        assert_eq!(evidence(text), expected, "{text}");
    }
}

#[test]
fn an_instant_falls_on_the_day_of_the_zone() {
    let new_york = Zone::named("America/New_York").unwrap();
    let tokyo = Zone::named("Asia/Tokyo").unwrap();
    // 23:59:59 in UTC-7 is 06:59:59 of the next day in UTC and 02:59:59 in New York.
    check("2025-06-30T23:59:59-07:00", Choice::First, "2025-07-01");
    check_in("2025-06-30T23:59:59-07:00", Choice::First, &new_york, "2025-07-01");
    check("2025-06-30T23:59:59Z", Choice::First, "2025-06-30");
    check_in("2025-06-30T23:59:59Z", Choice::First, &tokyo, "2025-07-01");
    check_in("2025-07-01T03:59:59Z", Choice::First, &new_york, "2025-06-30");
    check_in("2025-07-01T04:00:00Z", Choice::First, &new_york, "2025-07-01");
    check("2025-07-01T00:00:00+14:00", Choice::First, "2025-06-30");
    check("2024-01-22T16:14:25.000+0000", Choice::First, "2024-01-22");
    check("2023-11-11 08:18:16.519000 UTC", Choice::First, "2023-11-11");
    check("2016-12-31T23:59:60Z", Choice::First, "2016-12-31");
    check_in("2024-01-22 23:00:00", Choice::First, &tokyo, "2024-01-22");
}

#[test]
fn times_without_a_zone_keep_their_day() {
    check("2021-01-07 6:49:18", Choice::First, "2021-01-07");
    check("2022-05-30 00:00:00.000", Choice::First, "2022-05-30");
    check("1/7/2021 12:05 AM", Choice::First, "2021-01-07");
    check("1/7/2021 11:05:09 pm", Choice::First, "2021-01-07");
    check("1/7/2021 13:05 PM", Choice::First, "! is not a date with a time");
    check("2021-01-07 25:00", Choice::First, "! is not a date with a time");
    check("2021-01-07 10:00 Berlin", Choice::First, "! is not a date with a time");
}

#[test]
fn what_is_no_day_is_named_for_what_it_is() {
    for (text, expected) in [
        ("45658", "! is a day number of a spreadsheet"),
        ("45658.5", "! is a day number of a spreadsheet"),
        ("2/3/25", "! has a year of two digits"),
        ("30-Jun-25", "! has a year of two digits"),
        ("1698796800000", "! is a count of seconds, not a date"),
        ("2025-W27-1", "! is not a date"),
        ("2025-182", "! is not a date"),
        ("00:00.0", "! is not a date"),
        ("2025-03-09T02:30:00[America/New_York]", "! names a zone in brackets"),
        ("soon", "! is not a date"),
    ] {
        check(text, Choice::First, expected);
    }
}

#[test]
fn english_month_names_with_a_full_year_are_read() {
    for text in ["June 30, 2025", "30-Jun-2025", "30 June 2025", "Jun 30 2025"] {
        check(text, Choice::First, "2025-06-30");
    }
    check("30 Juin 2025", Choice::First, "! is not a date");
}

#[test]
fn every_day_from_1900_to_2199_is_read_as_it_is_written() {
    for day in -25_567..=84_005 {
        let text = iso(day);
        assert_eq!(plain(text.as_bytes()), Some(day), "{text}");
    }
    assert_eq!((iso(-25_567), iso(84_005)), ("1900-01-01".to_owned(), "2199-12-31".to_owned()));
}
