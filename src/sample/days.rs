//! The little date arithmetic that the sample's tables need beside `calendar`, in the sample's own integers.

pub(super) use crate::calendar::Day;

/// The day of a date that stands in this module's tables.
pub(super) fn day(year: i32, month: u8, day_of_month: u8) -> Day {
    Day::from_ymd(year, month, day_of_month).expect("dates written in the sample's tables exist")
}

/// The day that many days later, or earlier when negative.
pub(super) fn plus(day: Day, days: i64) -> Day {
    day.plus_days(i32::try_from(days).expect("the sample spans a few years"))
}

/// The days from one day to another.
pub(super) fn from_to(from: Day, to: Day) -> i64 {
    i64::from(to.days_since(from))
}

/// Months are counted from the year 0: 2026-01 is 24312.
pub(super) fn month_of(day: Day) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month()) - 1
}

/// The first day of a month.
pub(super) fn month_start(month: i64) -> Day {
    let year = i32::try_from(month.div_euclid(12)).expect("the sample spans a few years");
    let month = u8::try_from(month.rem_euclid(12) + 1).expect("a remainder of twelve is below it");
    day(year, month, 1)
}

/// Monday is 0.
pub(super) fn weekday(day: Day) -> i64 {
    // 1970-01-01 was a Thursday.
    i64::from(day.number() + 3).rem_euclid(7)
}

/// The day itself, or the Monday after it when it falls on a weekend.
pub(super) fn on_weekday(day: Day) -> Day {
    plus(day, (7 - weekday(day)).rem_euclid(7) * i64::from(weekday(day) > 4))
}

/// The last Monday to Friday of a month.
pub(super) fn last_weekday(month: i64) -> Day {
    let last = plus(month_start(month + 1), -1);
    plus(last, -(weekday(last) - 4).max(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weekend_moves_to_monday() {
        // 2026-11-20 is a Friday.
        assert_eq!(weekday(day(2026, 11, 20)), 4);
        assert_eq!(on_weekday(day(2026, 11, 20)), day(2026, 11, 20));
        assert_eq!(on_weekday(day(2026, 11, 21)), day(2026, 11, 23));
        assert_eq!(on_weekday(day(2026, 11, 22)), day(2026, 11, 23));
    }

    #[test]
    fn months_begin_and_end_on_their_days() {
        assert_eq!(month_start(month_of(day(2026, 2, 17))).to_string(), "2026-02-01");
        assert_eq!(last_weekday(month_of(day(2026, 5, 1))), day(2026, 5, 29));
        assert_eq!(last_weekday(month_of(day(2025, 12, 1))), day(2025, 12, 31));
        assert_eq!(from_to(day(2026, 2, 28), day(2026, 3, 1)), 1);
    }
}
