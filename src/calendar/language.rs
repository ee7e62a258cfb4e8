//! The language of periods, as people write them on the command line, in plans and in quota files.
//!
//! `2026-10`, `2026-10-H1`, `2026-Q4`, `2026-H2`, `2026`; words that are relative to a day; and ranges of any
//! two of these or of days. What is relative becomes absolute here: the label of `this-month` is `2026-10`.

use super::day::Day;
use super::error::{CalendarError, excerpt};
use super::fiscal::Calendar;
use super::period::{Period, Unit, range_of, range_of_days};
use super::span::Span;

/// The words that are relative to a day, with their unit and how many of it they go back.
const RELATIVE: [(&str, Unit, bool); 10] = [
    ("this-half-month", Unit::HalfMonth, false),
    ("last-half-month", Unit::HalfMonth, true),
    ("this-month", Unit::Month, false),
    ("last-month", Unit::Month, true),
    ("this-quarter", Unit::Quarter, false),
    ("last-quarter", Unit::Quarter, true),
    ("this-half", Unit::Half, false),
    ("last-half", Unit::Half, true),
    ("this-year", Unit::Year, false),
    ("last-year", Unit::Year, true),
];

impl Calendar {
    /// Reads a period; `as_of` is the day that relative words speak of.
    ///
    /// The label of the result is absolute and reads back to the same period: `ytd` as of 2026-10-17 is
    /// `2026-01-01..2026-10-17`. An error says what to write instead, or that a range ends before it starts.
    pub fn parse(&self, text: &str, as_of: Day) -> Result<Period, CalendarError> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("ytd") {
            let from = self.period_of(Unit::Year, as_of).span.from;
            return Ok(range_of_days(Span { from, to: as_of }));
        }
        match text.split_once("..") {
            Some((first, last)) => self.parse_range(text, first.trim(), last.trim(), as_of),
            None => self.parse_one(text, as_of),
        }
    }

    fn parse_range(&self, text: &str, first: &str, last: &str, as_of: Day) -> Result<Period, CalendarError> {
        let begins = self.parse_end(first, as_of)?;
        let ends = self.parse_end(last, as_of)?;
        if ends.span.to < begins.span.from {
            return Err(CalendarError::RangeBackwards {
                text: excerpt(text),
                first: begins.span.from,
                last: ends.span.to,
                turned: format!("{}..{}", ends.label, begins.label),
            });
        }
        Ok(match (begins.unit, ends.unit) {
            (Unit::Range, Unit::Range) => range_of_days(Span { from: begins.span.from, to: ends.span.to }),
            _ => range_of(&begins, &ends),
        })
    }

    /// One end of a range: a period, or a day, which is a range labelled by that day alone.
    fn parse_end(&self, text: &str, as_of: Day) -> Result<Period, CalendarError> {
        match Day::parse(text) {
            Ok(day) => {
                Ok(Period { label: text.to_owned(), unit: Unit::Range, span: Span { from: day, to: day } })
            }
            Err(CalendarError::NotADate { .. }) => self.parse_one(text, as_of),
            Err(error) => Err(error),
        }
    }

    fn parse_one(&self, text: &str, as_of: Day) -> Result<Period, CalendarError> {
        if let Some(&(_, unit, back)) = RELATIVE.iter().find(|(word, ..)| word.eq_ignore_ascii_case(text)) {
            let period = self.period_of(unit, as_of);
            return Ok(if back { self.previous(&period) } else { period });
        }
        match self.absolute(text.as_bytes()) {
            Some((unit, place)) => self
                .period_at(unit, place)
                .ok_or_else(|| CalendarError::PeriodOutOfRange { text: text.to_owned() }),
            None => Err(refusal(text)),
        }
    }

    /// The unit and the place of an absolute period, or `None` when the text has no such form.
    fn absolute(&self, text: &[u8]) -> Option<(Unit, i32)> {
        let (year, rest) = text.split_at_checked(4)?;
        let year = digits(year)?;
        match *rest {
            [] => Some((Unit::Year, year)),
            [b'-', b'Q' | b'q', part @ b'1'..=b'4'] => {
                Some((Unit::Quarter, year * 4 + i32::from(part - b'1')))
            }
            [b'-', b'H' | b'h', part @ b'1'..=b'2'] => Some((Unit::Half, year * 2 + i32::from(part - b'1'))),
            [b'-', tens, ones, ref rest @ ..] => {
                let month = digits(&[tens, ones]).filter(|month| (1..=12).contains(month))?;
                let month = self.fiscal_month(year * 12 + month - 1);
                match *rest {
                    [] => Some((Unit::Month, month)),
                    [b'-', b'H' | b'h', part @ b'1'..=b'2'] => {
                        Some((Unit::HalfMonth, month * 2 + i32::from(part - b'1')))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

/// The number of at most four digits.
fn digits(text: &[u8]) -> Option<i32> {
    let digit = |byte: &u8| byte.is_ascii_digit().then(|| i32::from(byte - b'0'));
    text.iter().try_fold(0, |value, byte| Some(value * 10 + digit(byte)?))
}

/// Why a text is not a period, with the period that it looks like where there is one.
fn refusal(text: &str) -> CalendarError {
    match look_alike(text) {
        Some(meant) => CalendarError::AlmostAPeriod { text: excerpt(text), meant },
        None => CalendarError::NotAPeriod { text: excerpt(text) },
    }
}

/// What was probably meant by `Q4 2026`, `FY2026`, `10/2026`, `2026-1`, `Oct 2026`, `last month` or a day.
fn look_alike(text: &str) -> Option<String> {
    if Day::parse(text).is_ok() {
        return Some(format!("{text}..{text}"));
    }
    let joined = text.to_ascii_lowercase().replace([' ', '_'], "-");
    let words = RELATIVE.iter().map(|(word, ..)| *word).chain(["ytd"]);
    if let Some(word) = words.into_iter().find(|word| word.replace('-', "") == joined.replace('-', "")) {
        return Some(word.to_owned());
    }
    let letters: String = joined.chars().filter(char::is_ascii_alphabetic).collect();
    let numbers: Vec<&str> =
        joined.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let year_of = |part: &&str| part.len() == 4;
    let year = numbers.iter().copied().find(|part| year_of(part))?;
    let rest: Vec<u8> =
        numbers.iter().filter(|part| !year_of(part)).filter_map(|part| part.parse().ok()).collect();
    match (letters.as_str(), rest.as_slice()) {
        (name, []) if month_named(name).is_some() => {
            month_named(name).map(|month| format!("{year}-{month:02}"))
        }
        ("fy", []) => Some(year.to_owned()),
        ("" | "m", [month @ 1..=12]) => Some(format!("{year}-{month:02}")),
        ("q" | "fyq" | "qfy", [quarter @ 1..=4]) => Some(format!("{year}-Q{quarter}")),
        ("h" | "fyh" | "hfy", [half @ 1..=2]) => Some(format!("{year}-H{half}")),
        _ => None,
    }
}

/// The English names of the months, in small letters.
pub const MONTH_NAMES: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The month whose English name, or the first three letters of it, this is.
fn month_named(name: &str) -> Option<usize> {
    let position = MONTH_NAMES.iter().position(|month| name == *month || name == &month[..3])?;
    Some(position + 1)
}

#[cfg(test)]
mod tests {
    use super::super::{Anchor, Pattern, Weekday};
    use super::{Calendar, Day, Unit};

    fn as_of() -> Day {
        Day::parse("2026-10-17").unwrap()
    }

    fn from_february() -> Calendar {
        Calendar { fiscal_year_starts: 2, ..Calendar::default() }
    }

    fn check(calendar: &Calendar, text: &str, label: &str, from: &str, to: &str) {
        let period = calendar.parse(text, as_of()).unwrap();
        assert_eq!(
            (period.label.as_str(), period.span.to_string()),
            (label, format!("{from}..{to}")),
            "{text}"
        );
        assert_eq!(calendar.parse(label, as_of()), Ok(period), "{label} reads back");
    }

    fn check_refused(text: &str, message: &str) {
        let found = Calendar::default().parse(text, as_of()).unwrap_err().to_string();
        assert!(found.contains(message), "{text}: {found}");
    }

    #[test]
    fn absolute_periods_are_read() {
        let calendar = Calendar::default();
        for (text, from, to) in [
            ("2026-10", "2026-10-01", "2026-10-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2026-10-H1", "2026-10-01", "2026-10-15"),
            ("2026-10-H2", "2026-10-16", "2026-10-31"),
            ("2026-02-H2", "2026-02-16", "2026-02-28"),
            ("2026-Q4", "2026-10-01", "2026-12-31"),
            ("2026-H2", "2026-07-01", "2026-12-31"),
            ("2026", "2026-01-01", "2026-12-31"),
            ("2025-11..2026-Q2", "2025-11-01", "2026-06-30"),
            ("2026-01-01..2026-10-17", "2026-01-01", "2026-10-17"),
            ("2026-Q1..2026-05-10", "2026-01-01", "2026-05-10"),
            ("2026-10-17..2026-10-17", "2026-10-17", "2026-10-17"),
            ("1900", "1900-01-01", "1900-12-31"),
            ("2199-12", "2199-12-01", "2199-12-31"),
        ] {
            check(&calendar, text, text, from, to);
        }
        check(&calendar, " 2026-q4 ", "2026-Q4", "2026-10-01", "2026-12-31");
        check(&calendar, "2026-10..2026-10", "2026-10", "2026-10-01", "2026-10-31");
        check(&calendar, "2026-10 .. this-quarter", "2026-10..2026-Q4", "2026-10-01", "2026-12-31");
    }

    #[test]
    fn relative_words_speak_of_the_day() {
        let calendar = Calendar::default();
        for (text, label, from, to) in [
            ("this-month", "2026-10", "2026-10-01", "2026-10-31"),
            ("last-month", "2026-09", "2026-09-01", "2026-09-30"),
            ("this-half-month", "2026-10-H2", "2026-10-16", "2026-10-31"),
            ("last-half-month", "2026-10-H1", "2026-10-01", "2026-10-15"),
            ("this-quarter", "2026-Q4", "2026-10-01", "2026-12-31"),
            ("last-quarter", "2026-Q3", "2026-07-01", "2026-09-30"),
            ("this-half", "2026-H2", "2026-07-01", "2026-12-31"),
            ("last-half", "2026-H1", "2026-01-01", "2026-06-30"),
            ("this-year", "2026", "2026-01-01", "2026-12-31"),
            ("last-year", "2025", "2025-01-01", "2025-12-31"),
            ("YTD", "2026-01-01..2026-10-17", "2026-01-01", "2026-10-17"),
        ] {
            check(&calendar, text, label, from, to);
        }
    }

    #[test]
    fn quarters_halves_and_years_are_fiscal_and_months_are_not() {
        let calendar = from_february();
        for (text, from, to) in [
            ("2026", "2025-02-01", "2026-01-31"),
            ("2026-Q1", "2025-02-01", "2025-04-30"),
            ("2026-Q4", "2025-11-01", "2026-01-31"),
            ("2026-H2", "2025-08-01", "2026-01-31"),
            ("2026-10", "2026-10-01", "2026-10-31"),
        ] {
            check(&calendar, text, text, from, to);
        }
        check(&calendar, "this-year", "2027", "2026-02-01", "2027-01-31");
        check(&calendar, "this-quarter", "2027-Q3", "2026-08-01", "2026-10-31");
        check(&calendar, "ytd", "2026-02-01..2026-10-17", "2026-02-01", "2026-10-17");
        // The fiscal years at the ends of what is known are cut to the days that are.
        check(&calendar, "1900", "1900", "1900-01-01", "1900-01-31");
        check(&calendar, "2200", "2200", "2199-02-01", "2199-12-31");
        let october = Calendar { fiscal_year_starts: 10, ..Calendar::default() };
        check(&october, "2027-Q1", "2027-Q1", "2026-10-01", "2026-12-31");
    }

    #[test]
    fn retail_months_are_of_weeks_and_halves_of_two() {
        let calendar = Calendar {
            fiscal_year_starts: 2,
            pattern: Pattern::W454,
            week_starts: Weekday::Sunday,
            year_anchor: Anchor::Nearest,
        };
        for (text, from, to) in [
            ("2024", "2023-01-29", "2024-02-03"),
            ("2024-Q4", "2023-10-29", "2024-02-03"),
            ("2023-02", "2023-01-29", "2023-02-25"),
            ("2023-03", "2023-02-26", "2023-04-01"),
            ("2023-03-H1", "2023-02-26", "2023-03-11"),
            ("2023-03-H2", "2023-03-12", "2023-04-01"),
            ("2024-01", "2023-12-31", "2024-02-03"),
            ("2024-02", "2024-02-04", "2024-03-02"),
        ] {
            check(&calendar, text, text, from, to);
        }
    }

    #[test]
    fn what_is_not_a_period_is_refused_with_what_to_write() {
        let advice = "write 2026-10, 2026-Q4, 2026-H2, 2026, 2025-11..2026-Q2, last-month or ytd";
        for text in ["2026-13", "2026-00", "2026-Q5", "2026-H3", "2026-10-H3", "october", "", "26-10", "last"]
        {
            check_refused(text, &format!("`{text}` is not a period: {advice}"));
        }
        check_refused("2026-10..", "`` is not a period");
        check_refused("2026-10..ytd", "`ytd` is not a period");
        check_refused("2026-10...2026-12", "`.2026-12` is not a period");
        check_refused("2026-01-01..2026-02-30", "`2026-02-30` is not a date: there is no such day");
        check_refused("1850-Q1", "`1850-Q1` is out of range: periods are from 1900-01-01 to 2199-12-31");
        check_refused("9999", "`9999` is out of range");
    }

    #[test]
    fn what_is_almost_a_period_gets_a_suggestion() {
        for (text, meant) in [
            ("Q4 2026", "2026-Q4"),
            ("2026Q4", "2026-Q4"),
            ("FY2026", "2026"),
            ("FY2026-Q1", "2026-Q1"),
            ("H1/2026", "2026-H1"),
            ("2026-1", "2026-01"),
            ("10/2026", "2026-10"),
            ("2026M07", "2026-07"),
            ("October 2026", "2026-10"),
            ("Sep-2026", "2026-09"),
            ("last month", "last-month"),
            ("thisquarter", "this-quarter"),
            ("2026-10-17", "2026-10-17..2026-10-17"),
        ] {
            check_refused(text, &format!("`{text}` is not a period: did you mean `{meant}`?"));
        }
    }

    #[test]
    fn a_range_that_ends_before_it_starts_is_refused() {
        check_refused(
            "2026-Q2..2025-11",
            "`2026-Q2..2025-11` ends on 2025-11-30 before it starts on 2026-04-01: write `2025-11..2026-Q2`",
        );
        check_refused("2026-10-17..2026-10-16", "ends on 2026-10-16 before it starts on 2026-10-17");
    }

    #[test]
    fn a_range_is_preceded_by_as_many_months_or_days() {
        let calendar = Calendar::default();
        let read = |text| calendar.parse(text, as_of()).unwrap();
        for (text, before) in [
            ("2025-11..2026-Q2", "2025-03..2025-10"),
            ("2026-10-01..2026-10-31", "2026-09"),
            ("2026-01-01..2026-01-10", "2025-12-22..2025-12-31"),
            ("2026-10-17..2026-10-17", "2026-10-16..2026-10-16"),
        ] {
            assert_eq!(calendar.previous(&read(text)), read(before), "{text}");
        }
        assert_eq!(calendar.next(&read("2026-Q1..2026-Q2")), read("2026-07..2026-12"));
        assert_eq!(calendar.previous(&read("1900")), read("1900"));
        assert_eq!(calendar.next(&read("2199-12")), read("2199-12"));
        assert_eq!(read("2026-Q1").unit, Unit::Quarter);
    }
}
