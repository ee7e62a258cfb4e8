//! The words of the calendar's settings: weekday, pattern of weeks, and where a fiscal year of weeks ends.

use std::fmt;

use super::error::{CalendarError, excerpt};

/// A day of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weekday {
    /// 0
    Monday,
    /// 1
    Tuesday,
    /// 2
    Wednesday,
    /// 3
    Thursday,
    /// 4
    Friday,
    /// 5
    Saturday,
    /// 6; weeks start on it unless a setting says otherwise
    #[default]
    Sunday,
}

impl Weekday {
    /// The seven days, from Monday.
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];

    /// The day's number, from 0 for Monday to 6 for Sunday.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Weekday::Monday => 0,
            Weekday::Tuesday => 1,
            Weekday::Wednesday => 2,
            Weekday::Thursday => 3,
            Weekday::Friday => 4,
            Weekday::Saturday => 5,
            Weekday::Sunday => 6,
        }
    }

    /// Whether it is Saturday or Sunday.
    #[must_use]
    pub const fn is_weekend(self) -> bool {
        matches!(self, Weekday::Saturday | Weekday::Sunday)
    }

    /// Reads a name such as `sunday`, in small letters or not; an error lists what can be written.
    pub fn parse(text: &str) -> Result<Weekday, CalendarError> {
        let found = Weekday::ALL.into_iter().find(|day| day.as_str().eq_ignore_ascii_case(text));
        found.ok_or_else(|| CalendarError::NotASetting {
            setting: "day of the week",
            words: "monday, tuesday, wednesday, thursday, friday, saturday or sunday",
            text: excerpt(text),
        })
    }

    /// The name that [`Weekday::parse`] reads.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Weekday::Monday => "monday",
            Weekday::Tuesday => "tuesday",
            Weekday::Wednesday => "wednesday",
            Weekday::Thursday => "thursday",
            Weekday::Friday => "friday",
            Weekday::Saturday => "saturday",
            Weekday::Sunday => "sunday",
        }
    }
}

/// How a fiscal year is divided into months.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// The months of the civil calendar.
    #[default]
    Months,
    /// Whole weeks: in each quarter 4, 4 and 5 of them.
    W445,
    /// Whole weeks: in each quarter 4, 5 and 4 of them, the calendar of American retail.
    W454,
    /// Whole weeks: in each quarter 5, 4 and 4 of them.
    W544,
}

impl Pattern {
    /// Reads `months`, `4-4-5`, `4-5-4` or `5-4-4`; an error lists them.
    pub fn parse(text: &str) -> Result<Pattern, CalendarError> {
        let patterns = [Pattern::Months, Pattern::W445, Pattern::W454, Pattern::W544];
        let found = patterns.into_iter().find(|pattern| pattern.as_str() == text);
        found.ok_or_else(|| CalendarError::NotASetting {
            setting: "calendar",
            words: "months, 4-4-5, 4-5-4 or 5-4-4",
            text: excerpt(text),
        })
    }

    /// The word that [`Pattern::parse`] reads.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Pattern::Months => "months",
            Pattern::W445 => "4-4-5",
            Pattern::W454 => "4-5-4",
            Pattern::W544 => "5-4-4",
        }
    }

    /// The weeks of a quarter that are before its second and before its third month; `None` for civil months.
    pub(super) const fn weeks_before(self) -> Option<[i32; 3]> {
        match self {
            Pattern::Months => None,
            Pattern::W445 => Some([0, 4, 8]),
            Pattern::W454 => Some([0, 4, 9]),
            Pattern::W544 => Some([0, 5, 9]),
        }
    }
}

/// Which of its weekdays ends a fiscal year of weeks: the one before `week_starts`, at the end of the month
/// before the fiscal year's first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// The last such weekday in the month.
    #[default]
    Last,
    /// The one nearest to the month's last day, which may be in the next month.
    Nearest,
}

impl Anchor {
    /// Reads `last` or `nearest`; an error lists them.
    pub fn parse(text: &str) -> Result<Anchor, CalendarError> {
        match text {
            "last" => Ok(Anchor::Last),
            "nearest" => Ok(Anchor::Nearest),
            _ => Err(CalendarError::NotASetting {
                setting: "year_anchor",
                words: "last or nearest",
                text: excerpt(text),
            }),
        }
    }

    /// The word that [`Anchor::parse`] reads.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Anchor::Last => "last",
            Anchor::Nearest => "nearest",
        }
    }
}

/// The name that [`Weekday::parse`] reads.
impl fmt::Display for Weekday {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// The word that [`Pattern::parse`] reads.
impl fmt::Display for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// The word that [`Anchor::parse`] reads.
impl fmt::Display for Anchor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::{Anchor, Pattern, Weekday};

    #[test]
    fn the_words_of_settings_are_read() {
        for day in Weekday::ALL {
            assert_eq!(Weekday::parse(day.as_str()), Ok(day));
            assert_eq!(Weekday::ALL[usize::from(day.number())], day);
        }
        assert_eq!(Weekday::parse("Sunday"), Ok(Weekday::Sunday));
        for pattern in [Pattern::Months, Pattern::W445, Pattern::W454, Pattern::W544] {
            assert_eq!(Pattern::parse(pattern.as_str()), Ok(pattern));
        }
        for anchor in [Anchor::Last, Anchor::Nearest] {
            assert_eq!(Anchor::parse(anchor.as_str()), Ok(anchor));
        }
    }

    #[test]
    fn other_words_are_refused_with_a_list() {
        let message = Pattern::parse("4-4-4").unwrap_err().to_string();
        assert_eq!(message, "`4-4-4` is not a calendar: write months, 4-4-5, 4-5-4 or 5-4-4");
        let message = Anchor::parse("first").unwrap_err().to_string();
        assert_eq!(message, "`first` is not a year_anchor: write last or nearest");
        assert!(Weekday::parse("sun").unwrap_err().to_string().contains("saturday or sunday"));
    }
}
