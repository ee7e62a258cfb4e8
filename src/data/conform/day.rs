//! Reads a day as exports write it (`2026-10-31`, `3/14/2026`, `14.03.2026`, `20261031`,
//! `2024-01-22T16:14:25.000+0000`) into days since 1970-01-01. Whether the month or the day comes first is
//! not decided here but by the column.

use crate::calendar::MONTH_NAMES;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::evidence::{Choice, Evidence, Reading};
use super::fault::Fault;

/// The zone in which the day of an instant is taken.
#[derive(Clone, Debug)]
pub(in crate::data) enum Zone {
    /// Coordinated universal time.
    Utc,
    /// Another zone, by its IANA name.
    Named(TimeZone),
}

impl Zone {
    /// The zone of this IANA name; `None` if there is no such zone.
    pub fn named(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case("utc") {
            return Some(Self::Utc);
        }
        TimeZone::get(name).ok().map(Self::Named)
    }

    /// The day of an instant, given in seconds since the epoch.
    pub fn day_of(&self, seconds: i64) -> Option<i32> {
        let offset = match self {
            Self::Utc => 0,
            Self::Named(zone) => i64::from(zone.to_offset(Timestamp::from_second(seconds).ok()?).seconds()),
        };
        i32::try_from(seconds.checked_add(offset)?.div_euclid(86_400)).ok()
    }
}

/// The first year that is read.
const FIRST_YEAR: u32 = 1900;
/// The first year that is not read any more.
const END_YEAR: u32 = 2200;
const MONTHS: usize = 300 * 12;
/// The year that systems write for "no end".
const OPEN_END_YEAR: u32 = 9999;

/// The day on which each month from January 1900 begins, counted from 1970-01-01; one more for the end.
const MONTH_STARTS: [i32; MONTHS + 1] = {
    // 1900-01-01 is 25,567 days before 1970-01-01.
    let mut starts = [-25_567_i32; MONTHS + 1];
    let (mut index, mut year, mut month) = (0, FIRST_YEAR, 1);
    while index < MONTHS {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        starts[index + 1] = starts[index] + days;
        month += 1;
        if month > 12 {
            (month, year) = (1, year + 1);
        }
        index += 1;
    }
    starts
};

/// The number of a day from 1900 to 2199; `None` if there is no such day.
#[inline]
pub(in crate::data) fn day_number(year: u32, month: u32, day: u32) -> Option<i32> {
    if !(FIRST_YEAR..END_YEAR).contains(&year) || !(1..=12).contains(&month) || day == 0 {
        return None;
    }
    let index = usize::try_from((year - FIRST_YEAR) * 12 + month - 1).ok()?;
    let number = MONTH_STARTS[index].checked_add(i32::try_from(day).ok()? - 1)?;
    (number < MONTH_STARTS[index + 1]).then_some(number)
}

/// Whether a day lies within 1900 to 2199.
pub(in crate::data) fn is_in_range(day: i32) -> bool {
    (MONTH_STARTS[0]..MONTH_STARTS[MONTHS]).contains(&day)
}

/// Reads what is nearly every value: `2026-10-31`. `None` means that the careful reader has to look.
#[inline]
pub(in crate::data) fn plain(text: &[u8]) -> Option<i32> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else { return None };
    let digit = |byte: &u8| {
        let digit = byte.wrapping_sub(b'0');
        (digit <= 9).then(|| u32::from(digit))
    };
    let year = digit(y1)? * 1000 + digit(y2)? * 100 + digit(y3)? * 10 + digit(y4)?;
    day_number(year, digit(m1)? * 10 + digit(m2)?, digit(d1)? * 10 + digit(d2)?)
}

/// A day that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::data) enum Read {
    /// Days since 1970-01-01.
    Day(i32),
    /// The year 9999: no end.
    Open,
}

/// A date text taken apart.
enum Parts {
    /// Year, month, day.
    Ordered(u32, u32, u32),
    /// Two numbers of which one is the month, then the year.
    TwoWays(u32, u32, u32),
}

/// What one value says about the order of day and month in its column.
pub(in crate::data) fn evidence(text: &str) -> Evidence {
    match parts(split_time(text.trim()).0) {
        Ok(Parts::TwoWays(first, second, _)) => match (first > 12, second > 12) {
            (true, false) => Evidence::SECOND,
            (false, true) => Evidence::FIRST,
            (false, false) if first != second => Evidence::EITHER,
            _ => Evidence::NONE,
        },
        _ => Evidence::NONE,
    }
}

/// Reads a value of any accepted form. An undecided column is read with the month first where that is the
/// only possibility; the caller decides by the evidence before anything is used.
pub(in crate::data) fn careful(text: &str, reading: Reading, zone: &Zone) -> Result<Read, Fault> {
    let (date, time) = split_time(text.trim());
    let (year, month, day) = match (parts(date)?, reading) {
        (Parts::Ordered(year, month, day), _) => (year, month, day),
        (Parts::TwoWays(first, second, year), Reading::Decided(Choice::Second)) => {
            contradiction(second, first, "day first")?;
            (year, second, first)
        }
        (Parts::TwoWays(first, second, year), _) => {
            contradiction(first, second, "month first")?;
            (year, first, second)
        }
    };
    if year == OPEN_END_YEAR {
        return Ok(Read::Open);
    }
    if !(FIRST_YEAR..END_YEAR).contains(&year) {
        return Err(Fault::new("is not between 1900-01-01 and 2199-12-31"));
    }
    let number = day_number(year, month, day).ok_or_else(|| Fault::new("is not a date"))?;
    match time {
        None => Ok(Read::Day(number)),
        Some(time) => in_zone(number, time, zone).map(Read::Day),
    }
}

fn contradiction(month: u32, day: u32, order: &str) -> Result<(), Fault> {
    if month > 12 && (1..=12).contains(&day) {
        let other = if order == "day first" { "mdy" } else { "dmy" };
        return Err(Fault::with(
            format!("is not a date with the {order}"),
            format!("`--date-order {other}` reads the column the other way"),
        ));
    }
    Ok(())
}

/// Parts the date from the time of day: at a `T` after a digit, or at a space before a time.
fn split_time(text: &str) -> (&str, Option<&str>) {
    let at = text.char_indices().skip(6).find(|(at, character)| {
        let next = text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit);
        let before = text.as_bytes().get(at.wrapping_sub(1)).is_some_and(u8::is_ascii_digit);
        matches!(character, 'T' | 't' | ' ') && next && before
    });
    let Some((at, _)) = at else { return (text, None) };
    let (date, time) = (&text[..at], text[at + 1..].trim());
    // `30 June 2026` and `June 30, 2026` have spaces but no time.
    if time.contains(':') { (date, Some(time)) } else { (text, None) }
}

fn parts(date: &str) -> Result<Parts, Fault> {
    if date.bytes().all(|byte| byte.is_ascii_digit()) {
        return whole_number(date);
    }
    if date.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return with_month_name(date);
    }
    let sign = date.chars().find(|character| !character.is_ascii_digit()).unwrap_or('-');
    let fields: Vec<&str> = date.split(sign).collect();
    let [first, second, third] = fields.as_slice() else {
        return Err(serial(date).unwrap_or_else(|| Fault::new("is not a date")));
    };
    let number = |field: &str| {
        let sound = (1..=4).contains(&field.len()) && field.bytes().all(|byte| byte.is_ascii_digit());
        sound.then(|| field.parse::<u32>().ok()).flatten()
    };
    let (Some(a), Some(b), Some(c)) = (number(first), number(second), number(third)) else {
        return Err(Fault::new("is not a date"));
    };
    match (sign, first.len(), second.len(), third.len()) {
        ('-' | '/' | '.', 4, 1..=2, 1..=2) => Ok(Parts::Ordered(a, b, c)),
        ('-' | '/' | '.', 1..=2, 1..=2, 4) => Ok(Parts::TwoWays(a, b, c)),
        ('-' | '/' | '.', 1..=2, 1..=2, 2) => Err(two_digit_year()),
        _ => Err(Fault::new("is not a date")),
    }
}

fn two_digit_year() -> Fault {
    Fault::with("has a year of two digits", "export dates with the year in four digits")
}

/// `20101229` is a day key; five digits are what a spreadsheet counts, ten or thirteen what a computer
/// counts.
fn whole_number(text: &str) -> Result<Parts, Fault> {
    let number = text.parse::<u64>().ok().and_then(|number| u32::try_from(number).ok());
    match (text.len(), number) {
        (8, Some(number)) => Ok(Parts::Ordered(number / 10_000, number / 100 % 100, number % 100)),
        (10 | 13, _) => Err(Fault::with(
            "is a count of seconds, not a date",
            "give the column as SQL that turns it into a date",
        )),
        _ => Err(serial(text).unwrap_or_else(|| Fault::new("is not a date"))),
    }
}

fn serial(text: &str) -> Option<Fault> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let five = whole.len() == 5 && whole.bytes().all(|byte| byte.is_ascii_digit());
    five.then(|| {
        Fault::with(
            "is a day number of a spreadsheet",
            "format the column as dates (yyyy-mm-dd) before exporting",
        )
    })
}

/// `30-Jun-2026`, `30 June 2026`, `June 30, 2026`: English names with a year of four digits.
fn with_month_name(date: &str) -> Result<Parts, Fault> {
    let fields: Vec<&str> = date.split([' ', '-', ',', '.', '/']).filter(|field| !field.is_empty()).collect();
    let [first, second, year] = fields.as_slice() else { return Err(Fault::new("is not a date")) };
    let (month, day) = match (month_of(first), month_of(second)) {
        (Some(month), None) => (month, second),
        (None, Some(month)) => (month, first),
        _ => return Err(Fault::new("is not a date")),
    };
    if year.len() == 2 && year.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(two_digit_year());
    }
    match (year.len(), year.parse(), day.parse()) {
        (4, Ok(year), Ok(day)) => Ok(Parts::Ordered(year, month, day)),
        _ => Err(Fault::new("is not a date")),
    }
}

/// The month of an English name or its first three letters (`Sept` too).
pub(in crate::data) fn month_of(text: &str) -> Option<u32> {
    let lower = text.to_ascii_lowercase();
    let at = MONTH_NAMES.iter().position(|name| {
        *name == lower
            || (matches!(lower.len(), 3 | 4)
                && name.starts_with(&lower)
                && (lower.len() == 3 || lower == "sept"))
    })?;
    u32::try_from(at + 1).ok()
}

/// Moves a day to the source's zone where the time says its own; a time without one is local, its day stands.
fn in_zone(day: i32, time: &str, zone: &Zone) -> Result<i32, Fault> {
    let fault = || Fault::new("is not a date with a time");
    if time.contains('[') {
        return Err(Fault::with("names a zone in brackets", "export the time with an offset such as -05:00"));
    }
    let end =
        time.find(|character: char| !(character.is_ascii_digit() || character == ':' || character == '.'));
    let (clock, rest) = time.split_at(end.unwrap_or(time.len()));
    let (minutes, seconds) = clock_minutes(clock).ok_or_else(fault)?;
    let (minutes, rest) = half_of_day(minutes, rest.trim()).ok_or_else(fault)?;
    let offset = match offset(rest).ok_or_else(fault)? {
        Offset::Local => return Ok(day),
        Offset::Minutes(minutes) => minutes,
    };
    let instant = i64::from(day) * 86_400 + i64::from(minutes - offset) * 60 + i64::from(seconds);
    zone.day_of(instant).ok_or_else(fault)
}

/// Minutes since midnight and seconds of `7:42`, `16:14:25.000`; a leap second counts as the second before
/// it.
fn clock_minutes(clock: &str) -> Option<(i32, i32)> {
    let mut fields = clock.split(':');
    let (hour, minute) = (fields.next()?, fields.next()?);
    let second = fields.next().unwrap_or("0");
    let (second, fraction) = second.split_once('.').unwrap_or((second, "0"));
    let number = |field: &str| (matches!(field.len(), 1..=2)).then(|| field.parse::<i32>().ok()).flatten();
    let (hour, minute, second) = (number(hour)?, number(minute)?, number(second)?);
    let sound = hour <= 23
        && minute <= 59
        && second <= 60
        && fields.next().is_none()
        && !fraction.is_empty()
        && fraction.bytes().all(|byte| byte.is_ascii_digit());
    sound.then_some((hour * 60 + minute, second.min(59)))
}

fn half_of_day(minutes: i32, rest: &str) -> Option<(i32, &str)> {
    let half = rest.get(..2).map(str::to_ascii_lowercase);
    let hour = minutes / 60;
    match half.as_deref() {
        Some("am") if (1..=12).contains(&hour) => Some((minutes % 720, rest[2..].trim())),
        Some("pm") if (1..=12).contains(&hour) => Some((minutes % 720 + 720, rest[2..].trim())),
        Some("am" | "pm") => None,
        _ => Some((minutes, rest)),
    }
}

/// What stands behind a time.
enum Offset {
    /// Nothing: the time is local.
    Local,
    /// Minutes before coordinated universal time.
    Minutes(i32),
}

/// The offset that a text names; `None` if it names none.
fn offset(text: &str) -> Option<Offset> {
    if text.is_empty() {
        return Some(Offset::Local);
    }
    if matches!(text, "Z" | "z" | "UTC" | "GMT") {
        return Some(Offset::Minutes(0));
    }
    let (sign, digits) = match text.as_bytes() {
        [b'+', ..] => (1, &text[1..]),
        [b'-', ..] => (-1, &text[1..]),
        _ => return None,
    };
    let plain: String = match digits.split_once(':') {
        Some((hours, minutes)) if hours.len() == 2 && minutes.len() == 2 => format!("{hours}{minutes}"),
        Some(_) => return None,
        None if digits.len() == 2 => format!("{digits}00"),
        None => digits.to_owned(),
    };
    if plain.len() != 4 || !plain.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i32 = plain.parse().ok()?;
    let (hours, minutes) = (number / 100, number % 100);
    (hours <= 18 && minutes <= 59).then_some(Offset::Minutes(sign * (hours * 60 + minutes)))
}

/// `2026-10-31` of a day number within 1900 to 2199; the bare number beyond.
pub(in crate::data) fn iso(day: i32) -> String {
    let months = MONTH_STARTS.partition_point(|start| *start <= day);
    let Some(index) = months.checked_sub(1).filter(|index| *index < MONTHS) else { return day.to_string() };
    format!("{}-{:02}-{:02}", index / 12 + 1900, index % 12 + 1, day - MONTH_STARTS[index] + 1)
}

#[cfg(test)]
mod tests;
