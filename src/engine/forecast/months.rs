//! Which months of a series are known, which are ahead, and in which rows they are shown. A month is known when it is
//! complete; a file that ends long before the as-of day is carried on from its own end.

use std::ops::Range;

use crate::calendar::{Calendar, Day, Period, Span, Unit};

/// A file whose last deal is older than this was not written on the as-of day.
const STALE_DAYS: i32 = 62;
/// A month whose last deal is nearer to its end than this is complete in a file that ends with it.
const END_DAYS: i32 = 6;
/// So many months are carried on at most.
const AHEAD_MAX: usize = 120;
/// So many months are shown behind and ahead where no period is asked for.
const SHOWN: usize = 12;

/// Months and rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Months {
    /// The labels of all months, known ones first.
    pub labels: Vec<String>,
    /// How many are known.
    pub known: usize,
    /// The row of each month.
    pub rows: Vec<usize>,
    /// The periods of the rows.
    pub periods: Vec<Period>,
    /// The rows that are shown.
    pub shown: Range<usize>,
    /// The month that has begun and is not complete, when it has deals.
    pub partial: Option<String>,
    /// The day of the last deal, when the file ends long before the as-of day.
    pub ended: Option<Day>,
}

/// Which months there are, from the first won deal on, in rows of one unit. `None` without a deal, and for a period
/// that lies before the first deal or ends more than ten years after the last month that is known.
#[must_use]
pub fn covered(
    extent: Option<Span>,
    as_of: Day,
    asked: Option<&Period>,
    unit: Unit,
    calendar: &Calendar,
) -> Option<Months> {
    let extent = extent?;
    let stale = as_of.number() - extent.to.number() > STALE_DAYS;
    let (last, grace) = if stale { (extent.to, END_DAYS) } else { (as_of, 0) };
    let mut all = Vec::new();
    let mut month = calendar.period_of(Unit::Month, extent.from);
    while month.span.to.number() <= last.number() + grace {
        let next = calendar.next(&month);
        all.push(std::mem::replace(&mut month, next));
    }
    let (known, partial) = (all.len(), (extent.to >= month.span.from).then(|| month.label.clone()));
    while asked.map_or(all.len() < known + SHOWN, |asked| month.span.from <= asked.span.to) {
        if all.len() == known + AHEAD_MAX {
            return None;
        }
        let next = calendar.next(&month);
        all.push(std::mem::replace(&mut month, next));
    }
    let (rows, periods) = in_rows(&all, unit, calendar);
    let days = match asked {
        Some(asked) => asked.span,
        None => Span { from: all.get(known.saturating_sub(SHOWN))?.span.from, to: all.last()?.span.to },
    };
    let shows = |period: &Period| period.span.intersect(days).is_some();
    let first = periods.iter().position(shows)?;
    let end = periods.iter().rposition(shows)? + 1;
    let labels = all.into_iter().map(|month| month.label).collect();
    let ended = stale.then_some(extent.to);
    Some(Months { labels, known, rows, periods, shown: first..end, partial, ended })
}

/// The row of each month, and the periods of the rows.
fn in_rows(months: &[Period], unit: Unit, calendar: &Calendar) -> (Vec<usize>, Vec<Period>) {
    let mut periods: Vec<Period> = Vec::new();
    let mut rows = Vec::with_capacity(months.len());
    for month in months {
        if periods.last().is_none_or(|last| !last.span.contains(month.span.from)) {
            periods.push(calendar.period_of(unit, month.span.from));
        }
        rows.push(periods.len() - 1);
    }
    (rows, periods)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(extent: (&str, &str), as_of: &str, asked: Option<&str>, unit: Unit) -> Option<Months> {
        let day = |text| Day::parse(text).unwrap();
        let calendar = Calendar::default();
        let asked = asked.map(|text| calendar.parse(text, day(as_of)).unwrap());
        let extent = Span { from: day(extent.0), to: day(extent.1) };
        covered(Some(extent), day(as_of), asked.as_ref(), unit, &calendar)
    }

    #[test]
    fn the_month_of_the_as_of_day_is_ahead_until_its_last_day() {
        let months = check(("2026-01-05", "2026-03-09"), "2026-03-10", None, Unit::Month).unwrap();
        assert_eq!(
            (months.known, months.labels.len(), &months.partial),
            (2, 14, &Some("2026-03".to_owned()))
        );
        assert_eq!(months.shown, 0..14);
        let months = check(("2026-01-05", "2026-03-09"), "2026-03-31", None, Unit::Month).unwrap();
        assert_eq!((months.known, months.partial, months.ended), (3, None, None));
    }

    #[test]
    fn a_file_that_ended_long_ago_is_carried_on_from_its_end() {
        let months = check(("2011-01-03", "2011-12-09"), "2026-11-20", None, Unit::Month).unwrap();
        assert_eq!((months.known, months.partial), (11, Some("2011-12".to_owned())));
        assert_eq!(months.ended, Day::parse("2011-12-09").ok());
        let months = check(("2011-01-03", "2011-11-29"), "2026-11-20", None, Unit::Month).unwrap();
        assert_eq!((months.known, months.partial), (11, None));
    }

    #[test]
    fn rows_are_quarters_and_those_of_the_period_are_shown() {
        let months = check(("2025-05-05", "2026-03-09"), "2026-03-10", Some("2026"), Unit::Quarter).unwrap();
        assert_eq!((months.known, months.labels.len()), (10, 20));
        let labels: Vec<&str> =
            months.periods[months.shown].iter().map(|period| period.label.as_str()).collect();
        assert_eq!(labels, ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]);
        assert_eq!(months.rows[..3], [0, 0, 1]);
        // A period that is over is shown as it was.
        let months = check(("2025-05-05", "2026-03-09"), "2026-03-10", Some("2025-Q4"), Unit::Month).unwrap();
        assert_eq!((months.known, months.labels.len(), months.shown), (10, 10, 5..8));
    }

    #[test]
    fn what_cannot_be_shown_is_none() {
        assert_eq!(covered(None, Day::MIN, None, Unit::Month, &Calendar::default()), None);
        assert_eq!(check(("2025-05-05", "2026-03-09"), "2026-03-10", Some("2024"), Unit::Month), None);
        assert_eq!(check(("2025-05-05", "2026-03-09"), "2026-03-10", Some("2050"), Unit::Month), None);
    }
}
