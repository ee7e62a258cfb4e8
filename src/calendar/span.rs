//! Days from one to another.

use std::fmt;

use super::day::Day;

/// The days from `from` to `to`, both included; empty when `to` is before `from`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
}

impl Span {
    /// Every day that is known.
    pub const ALL: Span = Span { from: Day::MIN, to: Day::MAX };

    /// The days from one to another, or `None` when there is none.
    #[must_use]
    pub fn new(from: Day, to: Day) -> Option<Span> {
        (from <= to).then_some(Span { from, to })
    }

    /// How many days there are, the first and the last included.
    #[must_use]
    pub fn days(self) -> u32 {
        u32::try_from(self.to.days_since(self.from) + 1).unwrap_or(0)
    }

    /// Whether the day is one of them.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }

    /// Whether every day of the other span is one of them.
    #[must_use]
    pub fn covers(self, other: Span) -> bool {
        self.from <= other.from && other.to <= self.to
    }

    /// The days that both have, or `None` when there is none.
    #[must_use]
    pub fn intersect(self, other: Span) -> Option<Span> {
        Span::new(self.from.max(other.from), self.to.min(other.to))
    }
}

/// `2026-10-01..2026-10-31`
impl fmt::Display for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}..{}", self.from, self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::{Day, Span};

    fn span(from: i32, to: i32) -> Span {
        Span { from: Day::from_number(from).unwrap(), to: Day::from_number(to).unwrap() }
    }

    #[test]
    fn the_first_and_the_last_day_count() {
        assert_eq!(span(10, 10).days(), 1);
        assert_eq!(span(10, 40).days(), 31);
        assert_eq!(span(10, 9).days(), 0);
        assert_eq!(span(10, 5).days(), 0);
        for (number, inside) in [(9, false), (10, true), (20, true), (21, false)] {
            assert_eq!(span(10, 20).contains(Day::from_number(number).unwrap()), inside, "{number}");
        }
    }

    #[test]
    fn spans_that_share_a_day_intersect() {
        assert_eq!(span(10, 20).intersect(span(20, 30)), Some(span(20, 20)));
        assert_eq!(span(10, 20).intersect(span(21, 30)), None);
        assert_eq!(span(10, 20).intersect(span(12, 15)), Some(span(12, 15)));
        assert!(span(10, 20).covers(span(10, 20)) && !span(10, 20).covers(span(10, 21)));
        assert_eq!(Span::new(Day::MAX, Day::MIN), None);
        assert_eq!(span(0, 30).to_string(), "1970-01-01..1970-01-31");
    }
}
