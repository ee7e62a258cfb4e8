//! What can be wrong with a date, a period or a calendar setting that someone wrote.

/// Why a text is not a date, a period or a setting of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The text does not have the form of a date.
    #[error("`{text}` is not a date: write it like 2026-10-31")]
    NotADate {
        /// The beginning of what was found.
        text: String,
    },
    /// The text has the form of a date, but the month has no such day, or the year no such month.
    #[error("`{text}` is not a date: there is no such day in the calendar")]
    NoSuchDate {
        /// What was found.
        text: String,
    },
    /// The date is too early or too late.
    #[error("`{text}` is out of range: dates are from 1900-01-01 to 2199-12-31")]
    DateOutOfRange {
        /// What was found.
        text: String,
    },
    /// The text is not in the language of periods.
    #[error(
        "`{text}` is not a period: write 2026-10, 2026-Q4, 2026-H2, 2026, 2025-11..2026-Q2, last-month or ytd"
    )]
    NotAPeriod {
        /// The beginning of what was found.
        text: String,
    },
    /// The text is close to the language of periods.
    #[error("`{text}` is not a period: did you mean `{meant}`?")]
    AlmostAPeriod {
        /// What was found.
        text: String,
        /// What would be read.
        meant: String,
    },
    /// The period lies wholly outside the dates that are known.
    #[error("`{text}` is out of range: periods are from 1900-01-01 to 2199-12-31")]
    PeriodOutOfRange {
        /// What was found.
        text: String,
    },
    /// A range ends before it starts.
    #[error("`{text}` ends on {last} before it starts on {first}: write `{turned}`")]
    RangeBackwards {
        /// What was found.
        text: String,
        /// The first day of its first part.
        first: super::Day,
        /// The last day of its second part.
        last: super::Day,
        /// The same two parts the other way round.
        turned: String,
    },
    /// A setting is not one of its words.
    #[error("`{text}` is not a {setting}: write {words}")]
    NotASetting {
        /// What the setting is.
        setting: &'static str,
        /// The words that it can have.
        words: &'static str,
        /// The beginning of what was found.
        text: String,
    },
    /// The first month of the fiscal year is not a month.
    #[error("{month} is not a month: `fiscal_year_starts` is from 1 (January) to 12 (December)")]
    NotAMonth {
        /// What was found.
        month: i64,
    },
}

/// The beginning of a text for a message, so that a field of a megabyte does not fill the screen.
pub(super) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
