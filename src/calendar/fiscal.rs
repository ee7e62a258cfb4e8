//! Fiscal years, of civil months or of whole weeks, as numbers: where each month starts, and which a day is
//! in.
//!
//! A fiscal month is one number, twelve times its fiscal year plus its place in it (0 to 11), so that months,
//! quarters, halves and years are got from it by division. Fiscal years are named after the civil year in
//! which they end.

use super::day::{DAYS_FROM_MONDAY, Day, civil, number_of};
use super::error::CalendarError;
use super::settings::{Anchor, Pattern, Weekday};

/// How a company divides time: the first month of its fiscal year, and whether months are civil or of weeks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Calendar {
    /// The first month of the fiscal year, 1 to 12; a number beyond counts as the nearest of these.
    pub fiscal_year_starts: u8,
    /// How the fiscal year is divided into months.
    pub pattern: Pattern,
    /// The first day of a week; used with patterns of weeks only.
    pub week_starts: Weekday,
    /// Where a fiscal year of weeks ends; used with patterns of weeks only.
    pub year_anchor: Anchor,
}

impl Default for Calendar {
    fn default() -> Calendar {
        Calendar {
            fiscal_year_starts: 1,
            pattern: Pattern::Months,
            week_starts: Weekday::Sunday,
            year_anchor: Anchor::Last,
        }
    }
}

impl Calendar {
    /// A checked calendar; the error is a first month that is not 1 to 12.
    pub fn new(
        fiscal_year_starts: i64,
        pattern: Pattern,
        week_starts: Weekday,
        year_anchor: Anchor,
    ) -> Result<Calendar, CalendarError> {
        let month = u8::try_from(fiscal_year_starts).ok().filter(|month| (1..=12).contains(month));
        let fiscal_year_starts = month.ok_or(CalendarError::NotAMonth { month: fiscal_year_starts })?;
        Ok(Calendar { fiscal_year_starts, pattern, week_starts, year_anchor })
    }

    /// The fiscal year of a day: with `fiscal_year_starts` 2, 2025-02-01 is in 2026.
    #[must_use]
    pub fn fiscal_year_of(&self, day: Day) -> i32 {
        self.month_of(day.number()).div_euclid(12)
    }

    /// The fiscal month of a day, as twelve times its year plus its place from 0: the difference of two is how many
    /// months lie between. In civil months 2026-01-31 is in 24,312 and 2026-03-01 two further on.
    #[must_use]
    pub fn month_number(&self, day: Day) -> i32 {
        self.month_of(day.number())
    }

    /// The whole weeks of a fiscal year, 52 or 53; for civil months always 52.
    #[must_use]
    pub fn weeks_in_year(&self, fiscal_year: i32) -> u32 {
        let days = self.month_start((fiscal_year + 1) * 12) - self.month_start(fiscal_year * 12);
        u32::try_from(days / 7).unwrap_or(52)
    }

    /// The fiscal month that is named after a civil one, the latter as twelve times its year plus its place
    /// (0 to 11). With a fiscal year from February, February 2025 (2025 × 12 + 1) is the first of 2026 (2026
    /// × 12).
    pub(super) fn fiscal_month(&self, civil_month: i32) -> i32 {
        civil_month + (13 - self.first_month()) % 12
    }

    /// The civil month after which a fiscal one is named; the reverse of [`Calendar::fiscal_month`].
    pub(super) fn civil_month(&self, fiscal_month: i32) -> i32 {
        fiscal_month - (13 - self.first_month()) % 12
    }

    /// The number of the first day of a fiscal month.
    pub(super) fn month_start(&self, fiscal_month: i32) -> i32 {
        let Some(weeks_before) = self.pattern.weeks_before() else {
            let month = self.civil_month(fiscal_month);
            return number_of(month.div_euclid(12), month.rem_euclid(12) + 1, 1);
        };
        let (year, place) = (fiscal_month.div_euclid(12), fiscal_month.rem_euclid(12));
        let weeks_of_month = match place % 3 {
            0 => weeks_before[0],
            1 => weeks_before[1],
            _ => weeks_before[2],
        };
        self.year_of_weeks_start(year) + 7 * (place / 3 * 13 + weeks_of_month)
    }

    /// The fiscal month that the day with this number is in.
    pub(super) fn month_of(&self, number: i32) -> i32 {
        let (year, month, _) = civil(number);
        let month = self.fiscal_month(year * 12 + i32::from(month) - 1);
        match self.pattern.weeks_before() {
            None => month,
            Some(weeks_before) => self.month_of_weeks(number, month.div_euclid(12), weeks_before),
        }
    }

    /// The days of the first half of a month: through the 15th, or in calendars of weeks the first two weeks.
    pub(super) fn days_of_first_half(&self) -> i32 {
        if self.pattern == Pattern::Months { 15 } else { 14 }
    }

    fn month_of_weeks(&self, number: i32, year_near: i32, weeks_before: [i32; 3]) -> i32 {
        // A year of weeks starts within seven days of the civil month's first, so the year is right or one
        // off.
        let mut year = year_near;
        let mut start = self.year_of_weeks_start(year);
        if number < start {
            year -= 1;
            start = self.year_of_weeks_start(year);
        } else {
            let next = self.year_of_weeks_start(year + 1);
            if number >= next {
                (year, start) = (year + 1, next);
            }
        }
        // The 53rd week belongs to the last month.
        let week = ((number - start) / 7).min(51);
        let in_quarter = week % 13;
        let place = i32::from(in_quarter >= weeks_before[1]) + i32::from(in_quarter >= weeks_before[2]);
        year * 12 + week / 13 * 3 + place
    }

    /// The number of the first day of a fiscal year of weeks: the day after the last one's end.
    fn year_of_weeks_start(&self, fiscal_year: i32) -> i32 {
        // The first civil month of the fiscal year, and with it the end of the month before.
        let first = self.civil_month(fiscal_year * 12);
        let month_end = number_of(first.div_euclid(12), first.rem_euclid(12) + 1, 1) - 1;
        let week_ends = i32::from(self.week_starts.number()) + 6;
        let days_past = (month_end + DAYS_FROM_MONDAY - week_ends).rem_euclid(7);
        let last = month_end - days_past;
        let year_end = if self.year_anchor == Anchor::Nearest && days_past > 3 { last + 7 } else { last };
        year_end + 1
    }

    fn first_month(&self) -> i32 {
        i32::from(self.fiscal_year_starts.clamp(1, 12))
    }
}
