//! Periods: labelled spans of days, found by unit and day, and their neighbours.

use std::fmt;

use super::day::Day;
use super::fiscal::Calendar;
use super::span::Span;

/// What kind of period it is. Quarters, halves and years are fiscal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// To and from the 15th/16th of a month; in calendars of weeks its first two weeks, and the rest.
    HalfMonth,
    /// A month, civil or of weeks.
    Month,
    /// Three months.
    Quarter,
    /// Six months.
    Half,
    /// Twelve months.
    Year,
    /// From any period or day to any other.
    Range,
}

impl Unit {
    /// The word for people: `half-month`, `month`, `quarter`, `half`, `year` or `range`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Unit::HalfMonth => "half-month",
            Unit::Month => "month",
            Unit::Quarter => "quarter",
            Unit::Half => "half",
            Unit::Year => "year",
            Unit::Range => "range",
        }
    }
}

/// A labelled span of days, such as `2026-Q4`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// Its name in the language of periods, which reads back to the same period.
    pub label: String,
    /// What kind of period it is.
    pub unit: Unit,
    /// Its days; cut to those that are known at the ends of 1900 and 2199.
    pub span: Span,
}

/// The label.
impl fmt::Display for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.label)
    }
}

impl Calendar {
    /// The period of this unit that the day is in; for a range, the day alone.
    #[must_use]
    pub fn period_of(&self, unit: Unit, day: Day) -> Period {
        let of_days = || range_of_days(Span { from: day, to: day });
        self.place_of(unit, day.number())
            .and_then(|place| self.period_at(unit, place))
            .unwrap_or_else(of_days)
    }

    /// The days of the period of this unit that the day is in; for a range, the day alone. Without a label to write, it
    /// is what a calculation asks for again and again.
    #[must_use]
    pub fn span_of(&self, unit: Unit, day: Day) -> Span {
        let place = self.place_of(unit, day.number());
        place.and_then(|place| self.span_at(unit, place)).unwrap_or(Span { from: day, to: day })
    }

    /// All periods of this unit whose first day is in the span, in order; for ranges, the span itself.
    #[must_use]
    pub fn periods_in(&self, unit: Unit, span: Span) -> Vec<Period> {
        let mut periods = self.periods_touching(unit, span);
        periods.retain(|period| span.contains(period.span.from));
        periods
    }

    /// The days of the same months, month by month.
    #[must_use]
    pub fn month_spans_in(&self, span: Span) -> Vec<Span> {
        let (from, to) = (span.from.number(), span.to.number());
        let places = (span.days() > 0).then(|| self.month_of(from)..=self.month_of(to));
        places.into_iter().flatten().filter_map(|place| self.span_at(Unit::Month, place)).collect()
    }

    /// All months with a day in the span, in order and whole, also those that the span cuts.
    #[must_use]
    pub fn months_in(&self, span: Span) -> Vec<Period> {
        self.periods_touching(Unit::Month, span)
    }

    /// The period of the same unit before this one. A range of whole months is preceded by as many months,
    /// another range by as many days. What would lie before 1900 is this period itself.
    #[must_use]
    pub fn previous(&self, period: &Period) -> Period {
        self.moved(period, -1)
    }

    /// The period of the same unit after this one, by the rules of [`Calendar::previous`].
    #[must_use]
    pub fn next(&self, period: &Period) -> Period {
        self.moved(period, 1)
    }

    fn periods_touching(&self, unit: Unit, span: Span) -> Vec<Period> {
        if span.days() == 0 {
            return Vec::new();
        }
        let (from, to) = (self.place_of(unit, span.from.number()), self.place_of(unit, span.to.number()));
        match (from, to) {
            (Some(from), Some(to)) => (from..=to).filter_map(|place| self.period_at(unit, place)).collect(),
            _ => vec![range_of_days(span)],
        }
    }

    fn moved(&self, period: &Period, steps: i32) -> Period {
        let place = self.place_of(period.unit, period.span.from.number());
        let moved = match place {
            Some(place) => self.period_at(period.unit, place + steps),
            None => self.moved_range(period.span, steps),
        };
        moved.unwrap_or_else(|| period.clone())
    }

    fn moved_range(&self, span: Span, steps: i32) -> Option<Period> {
        let (from, to) = (span.from.number(), span.to.number());
        let (first, last) = (self.month_of(from), self.month_of(to));
        if self.month_start(first) == from && self.month_start(last + 1) == to + 1 {
            let months = (last - first + 1) * steps;
            let first = self.period_at(Unit::Month, first + months)?;
            let last = self.period_at(Unit::Month, last + months)?;
            return Some(range_of(&first, &last));
        }
        let days = (to - from + 1) * steps;
        let moved = Span { from: Day::from_number(from + days)?, to: Day::from_number(to + days)? };
        Some(range_of_days(moved))
    }

    /// The place of the unit that a day is in, in the order of all units of its kind; `None` for ranges.
    fn place_of(&self, unit: Unit, number: i32) -> Option<i32> {
        let month = self.month_of(number);
        match unit {
            Unit::HalfMonth => {
                let second = number >= self.month_start(month) + self.days_of_first_half();
                Some(month * 2 + i32::from(second))
            }
            _ => months_of(unit).map(|months| month.div_euclid(months)),
        }
    }

    /// The period at a place, or `None` when no day of it is known.
    pub(super) fn period_at(&self, unit: Unit, place: i32) -> Option<Period> {
        let span = self.span_at(unit, place)?;
        Some(Period { label: self.label_of(unit, place), unit, span })
    }

    fn span_at(&self, unit: Unit, place: i32) -> Option<Span> {
        let (from, after) = (self.start_of(unit, place)?, self.start_of(unit, place + 1)?);
        if after <= Day::MIN.number() || from > Day::MAX.number() {
            return None;
        }
        Some(Span { from: Day::clamped(from), to: Day::clamped(after - 1) })
    }

    fn start_of(&self, unit: Unit, place: i32) -> Option<i32> {
        match unit {
            Unit::HalfMonth if place.rem_euclid(2) == 1 => {
                Some(self.month_start(place.div_euclid(2)) + self.days_of_first_half())
            }
            Unit::HalfMonth => Some(self.month_start(place.div_euclid(2))),
            _ => months_of(unit).map(|months| self.month_start(place * months)),
        }
    }

    fn label_of(&self, unit: Unit, place: i32) -> String {
        let month_label = |fiscal_month| {
            let month = self.civil_month(fiscal_month);
            format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
        };
        match unit {
            Unit::HalfMonth => format!("{}-H{}", month_label(place.div_euclid(2)), place.rem_euclid(2) + 1),
            Unit::Month => month_label(place),
            Unit::Quarter => format!("{:04}-Q{}", place.div_euclid(4), place.rem_euclid(4) + 1),
            Unit::Half => format!("{:04}-H{}", place.div_euclid(2), place.rem_euclid(2) + 1),
            Unit::Year | Unit::Range => format!("{place:04}"),
        }
    }
}

/// The months of a unit that has whole ones.
const fn months_of(unit: Unit) -> Option<i32> {
    match unit {
        Unit::Month => Some(1),
        Unit::Quarter => Some(3),
        Unit::Half => Some(6),
        Unit::Year => Some(12),
        Unit::HalfMonth | Unit::Range => None,
    }
}

/// The range of these days, labelled by the first and the last.
pub(super) fn range_of_days(span: Span) -> Period {
    Period { label: span.to_string(), unit: Unit::Range, span }
}

/// The range from the first day of one period to the last of another; one period to itself is that period.
pub(super) fn range_of(first: &Period, last: &Period) -> Period {
    if first.label == last.label {
        return first.clone();
    }
    let span = Span { from: first.span.from, to: last.span.to };
    Period { label: format!("{}..{}", first.label, last.label), unit: Unit::Range, span }
}
