//! The period of a call as the engine sees it, and the earlier periods of its kind, each from the same point: so many
//! days after its first one.

use super::call::Window;
use crate::calendar::{Calendar, Day, Period, Unit};

/// How many earlier periods are looked at.
const fn count(unit: Unit) -> usize {
    match unit {
        Unit::HalfMonth | Unit::Month => 12,
        Unit::Quarter | Unit::Range => 8,
        Unit::Half => 6,
        Unit::Year => 4,
    }
}

/// The window of a period on a day, and those of the earlier periods, the earliest first.
#[must_use]
pub fn windows(period: &Period, as_of: Day, calendar: &Calendar) -> (Window, Vec<Window>) {
    let passed = as_of.number() - period.span.from.number();
    let over = as_of >= period.span.to;
    let window = |period: &Period| {
        let (from, to) = (period.span.from.number(), period.span.to.number());
        // A shorter period is not over before the one of the call is.
        let latest = if over { to } else { to - 1 };
        Window { as_of: (from + passed).min(latest), from, to, place: place(period, calendar) }
    };
    let mut earlier = Vec::new();
    let mut before = calendar.previous(period);
    while earlier.len() < count(period.unit) && before.span.from > Day::MIN {
        earlier.push(window(&before));
        before = calendar.previous(&before);
    }
    earlier.reverse();
    (Window { as_of: as_of.number(), ..window(period) }, earlier)
}

/// Which month of its quarter a month is: the last one is not like the others. 0 for other periods.
fn place(period: &Period, calendar: &Calendar) -> u32 {
    if period.unit != Unit::Month {
        return 0;
    }
    let quarter = calendar.period_of(Unit::Quarter, period.span.from);
    let months = calendar.months_in(quarter.span);
    let before = months.iter().take_while(|month| month.span.from < period.span.from).count();
    u32::try_from(before).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> i32 {
        Day::parse(text).unwrap().number()
    }

    fn check(period: &str, as_of: &str) -> (Window, Vec<Window>) {
        let calendar = Calendar::default();
        let as_of = Day::parse(as_of).unwrap();
        windows(&calendar.parse(period, as_of).unwrap(), as_of, &calendar)
    }

    #[test]
    fn earlier_periods_are_seen_from_the_same_point() {
        let (window, earlier) = check("2026-Q4", "2026-11-20");
        assert_eq!((window.as_of, window.days(), window.lead()), (day("2026-11-20"), 41, 0));
        assert_eq!(earlier.len(), 8);
        // 50 days after the first of July and of the October two years before.
        assert_eq!((earlier[7].as_of, earlier[7].to), (day("2026-08-20"), day("2026-09-30")));
        assert_eq!((earlier[0].from, earlier[0].as_of), (day("2024-10-01"), day("2024-11-20")));
    }

    #[test]
    fn a_short_month_is_not_over_before_a_long_one() {
        let (window, earlier) = check("2028-03", "2028-03-30");
        assert_eq!((window.days(), window.place), (1, 2));
        // 2028 is a leap year: 29 days after the first of February is the last but one.
        assert_eq!((earlier[11].as_of, earlier[11].days(), earlier[11].place), (day("2028-02-28"), 1, 1));
        assert_eq!(earlier.iter().filter(|window| window.place == 2).count(), 4);
    }

    #[test]
    fn a_period_ahead_is_called_from_before_it() {
        let (window, earlier) = check("2027-01", "2026-11-20");
        assert_eq!((window.lead(), window.days()), (41, 72));
        assert_eq!(earlier[11].as_of, day("2026-10-20"));
        let (window, earlier) = check("2026-01", "2026-11-20");
        assert_eq!((window.days(), earlier[11].days()), (0, 0));
    }
}
