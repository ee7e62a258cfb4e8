//! A civil day as a number, and the arithmetic of the Gregorian calendar.

use std::fmt;

use super::error::{CalendarError, excerpt};
use super::settings::Weekday;

/// A day, as the number of days since 1970-01-01; from 1900-01-01 to 2199-12-31.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// The first day that is known, 1900-01-01.
    pub const MIN: Day = Day(number_of(1900, 1, 1));
    /// The last day that is known, 2199-12-31.
    pub const MAX: Day = Day(number_of(2199, 12, 31));

    /// The day of a civil date, or `None` when there is no such day or it is outside the range.
    #[must_use]
    pub fn from_ymd(year: i32, month: u8, day: u8) -> Option<Day> {
        let exists = (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
        let in_range = (1900..=2199).contains(&year);
        (exists && in_range).then(|| Day(number_of(year, i32::from(month), i32::from(day))))
    }

    /// Reads `2026-10-31`. An error says whether it is the form, the day or the range that is wrong.
    pub fn parse(text: &str) -> Result<Day, CalendarError> {
        let Some((year, month, day)) = date_parts(text.as_bytes()) else {
            return Err(CalendarError::NotADate { text: excerpt(text) });
        };
        Day::from_ymd(year, month, day).ok_or_else(|| {
            let text = text.to_owned();
            if (1900..=2199).contains(&year) {
                CalendarError::NoSuchDate { text }
            } else {
                CalendarError::DateOutOfRange { text }
            }
        })
    }

    /// The day with these bytes as its ISO date, or `None`; for columns of text, where the reason is found
    /// later.
    #[must_use]
    pub fn from_bytes(text: &[u8]) -> Option<Day> {
        let (year, month, day) = date_parts(text)?;
        Day::from_ymd(year, month, day)
    }

    /// The days since 1970-01-01; negative before.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The day so many days after 1970-01-01, or `None` outside the range.
    #[must_use]
    pub fn from_number(number: i32) -> Option<Day> {
        (Day::MIN.0..=Day::MAX.0).contains(&number).then_some(Day(number))
    }

    /// The day with this number, or the first or the last day that is known.
    pub(super) fn clamped(number: i32) -> Day {
        Day(number.clamp(Day::MIN.0, Day::MAX.0))
    }

    /// The civil year.
    #[must_use]
    pub const fn year(self) -> i32 {
        civil(self.0).0
    }

    /// The civil month, 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        civil(self.0).1
    }

    /// The day of the civil month, 1 to 31.
    #[must_use]
    pub const fn day_of_month(self) -> u8 {
        civil(self.0).2
    }

    /// The civil year, month and day at once.
    #[must_use]
    pub const fn ymd(self) -> (i32, u8, u8) {
        civil(self.0)
    }

    /// The day of the week.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        let since_monday = (self.0 + DAYS_FROM_MONDAY).rem_euclid(7);
        Weekday::ALL[usize::try_from(since_monday).unwrap_or_default()]
    }

    /// The following day; the last day that is known is followed by itself.
    #[must_use]
    pub fn next(self) -> Day {
        self.plus_days(1)
    }

    /// The day before; the first day that is known is preceded by itself.
    #[must_use]
    pub fn previous(self) -> Day {
        self.plus_days(-1)
    }

    /// The day so many days later, or earlier when negative; it stops at the first and the last day that are
    /// known.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Day {
        Day::clamped(self.0.saturating_add(days))
    }

    /// The same day of the month so many months later, or earlier when negative; the last day of a shorter
    /// month where it has no such day: one month after 2026-01-31 is 2026-02-28. It stops where days do.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Day {
        let (year, month, day) = self.ymd();
        let target = (year * 12 + i32::from(month) - 1).saturating_add(months).clamp(1899 * 12, 2200 * 12);
        let (year, month) = (target.div_euclid(12), target.rem_euclid(12) + 1);
        let day = day.min(days_in_month(year, u8::try_from(month).unwrap_or_default()));
        Day::clamped(number_of(year, month, i32::from(day)))
    }

    /// The days from `other` to this day; negative when this day is earlier.
    #[must_use]
    pub const fn days_since(self, other: Day) -> i32 {
        self.0 - other.0
    }

    /// Appends the ISO date, ten bytes.
    pub fn write_iso(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.iso());
    }

    fn iso(self) -> [u8; 10] {
        let (year, month, day) = self.ymd();
        let century = u8::try_from(year / 100).unwrap_or_default();
        let of_century = u8::try_from(year % 100).unwrap_or_default();
        let (tens, ones) = (|part: u8| b'0' + part / 10, |part: u8| b'0' + part % 10);
        [
            tens(century),
            ones(century),
            tens(of_century),
            ones(of_century),
            b'-',
            tens(month),
            ones(month),
            b'-',
            tens(day),
            ones(day),
        ]
    }
}

/// The ISO date: `2026-10-31`.
impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(std::str::from_utf8(&self.iso()).map_err(|_| fmt::Error)?)
    }
}

/// 1970-01-01 was a Thursday, three days after a Monday.
pub(super) const DAYS_FROM_MONDAY: i32 = 3;

/// The days of a civil month, 28 to 31; 0 when there is no such month.
#[must_use]
pub const fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => 0,
    }
}

/// The year, month and day of a text with the form of an ISO date.
fn date_parts(text: &[u8]) -> Option<(i32, u8, u8)> {
    let &[y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = text else { return None };
    let pair = |tens: u8, ones: u8| {
        let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
        (tens < 10 && ones < 10).then(|| tens * 10 + ones)
    };
    let year = i32::from(pair(y0, y1)?) * 100 + i32::from(pair(y2, y3)?);
    Some((year, pair(m0, m1)?, pair(d0, d1)?))
}

/// Days from 0000-03-01, where the leap day is the last of its year, to 1970-01-01.
const DAYS_FROM_MARCH_ZERO: i32 = 719_468;

/// The number of a civil date since 1970-01-01, for years from 0; the month is 1 to 12.
pub(super) const fn number_of(year: i32, month: i32, day: i32) -> i32 {
    // Years are counted from March; (153 m + 2) / 5 is the days before the m-th month of such a year.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let century = year / 100;
    let days_of_years = 1461 * year / 4 - century + century / 4;
    days_of_years + (153 * month + 2) / 5 + day - 1 - DAYS_FROM_MARCH_ZERO
}

/// The civil date of a day number, for years from 0: the Euclidean affine functions of Neri and Schneider
/// (2022), which find year, month and day with multiplications instead of divisions.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "known days are after the year 0, and each part is small"
)]
pub(super) const fn civil(number: i32) -> (i32, u8, u8) {
    let quarters = 4 * (number + DAYS_FROM_MARCH_ZERO) as u32 + 3;
    let century = quarters / 146_097;
    let of_century = (quarters % 146_097) | 3;
    let product = 2_939_745 * of_century as u64;
    let year_of_century = (product >> 32) as u32;
    let day_of_year = product as u32 / 2_939_745 / 4;
    let line = 2_141 * day_of_year + 197_913;
    let (month, day) = (line >> 16, (line & 0xffff) / 2_141 + 1);
    let next_year = day_of_year >= 306;
    let month = if next_year { month - 12 } else { month };
    ((100 * century + year_of_century + next_year as u32) as i32, month as u8, day as u8)
}

#[cfg(test)]
mod tests {
    use super::{Day, Weekday, days_in_month};

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn every_day_is_the_one_after_the_day_before() {
        let (mut year, mut month, mut of_month) = (1900, 1_u8, 1_u8);
        for number in Day::MIN.number()..=Day::MAX.number() {
            let day = Day::from_number(number).unwrap();
            assert_eq!(day.ymd(), (year, month, of_month));
            assert_eq!(Day::from_ymd(year, month, of_month), Some(day));
            assert_eq!((day.year(), day.month(), day.day_of_month()), (year, month, of_month));
            assert_eq!(Day::parse(&day.to_string()), Ok(day));
            of_month += 1;
            if of_month > days_in_month(year, month) {
                (month, of_month) = (month + 1, 1);
            }
            if month > 12 {
                (year, month) = (year + 1, 1);
            }
        }
        assert_eq!((year, month, of_month), (2200, 1, 1));
    }

    #[test]
    fn known_days_have_known_numbers_and_weekdays() {
        for (text, number, weekday) in [
            ("1970-01-01", 0, Weekday::Thursday),
            ("1900-01-01", -25_567, Weekday::Monday),
            ("2000-02-29", 11_016, Weekday::Tuesday),
            ("2026-10-17", 20_743, Weekday::Saturday),
            ("2199-12-31", 84_005, Weekday::Tuesday),
        ] {
            assert_eq!((day(text).number(), day(text).weekday()), (number, weekday), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_date_is_refused_with_advice() {
        let message = |text| Day::parse(text).unwrap_err().to_string();
        assert_eq!(message("31/02/2026"), "`31/02/2026` is not a date: write it like 2026-10-31");
        assert_eq!(message("2026-02-29"), "`2026-02-29` is not a date: there is no such day in the calendar");
        for text in ["", "2026-1-01", "2026-01-1", "2026-01-01 ", "2026-01-0x", "+026-01-01", "2026/01/01"] {
            assert!(message(text).ends_with("write it like 2026-10-31"), "{text}");
        }
        for text in ["2026-00-01", "2026-13-01", "2026-01-00", "2026-01-32", "1900-02-29", "2100-02-29"] {
            assert!(message(text).ends_with("no such day in the calendar"), "{text}");
        }
        for text in ["1899-12-31", "2200-01-01", "0000-01-01"] {
            assert!(message(text).contains("is out of range"), "{text}");
        }
        assert_eq!(Day::from_ymd(2026, 13, 1), None);
        assert_eq!(Day::from_ymd(i32::MAX, 1, 1), None);
        assert_eq!(Day::from_bytes(b"2024-02-29"), Day::from_ymd(2024, 2, 29));
        assert_eq!(Day::from_bytes(b"2023-02-29"), None);
    }

    #[test]
    fn days_stop_at_the_ends_of_the_range() {
        assert_eq!(Day::MIN.previous(), Day::MIN);
        assert_eq!(Day::MAX.next(), Day::MAX);
        assert_eq!(Day::MAX.plus_days(i32::MAX), Day::MAX);
        assert_eq!(Day::MIN.plus_months(i32::MIN), Day::MIN);
        assert_eq!(Day::MAX.plus_months(1), Day::MAX);
        assert_eq!(Day::from_number(Day::MAX.number() + 1), None);
        assert_eq!(Day::from_number(i32::MIN), None);
    }

    #[test]
    fn months_are_added_to_the_same_day_or_the_last() {
        assert_eq!(day("2026-01-31").plus_months(1), day("2026-02-28"));
        assert_eq!(day("2024-01-31").plus_months(1), day("2024-02-29"));
        assert_eq!(day("2026-12-15").plus_months(1), day("2027-01-15"));
        assert_eq!(day("2026-01-15").plus_months(-1), day("2025-12-15"));
        assert_eq!(day("2024-02-29").plus_months(-12), day("2023-02-28"));
        assert_eq!(day("2026-10-17").plus_months(0), day("2026-10-17"));
        assert_eq!(day("2026-03-01").days_since(day("2026-02-01")), 28);
    }
}
