//! Business days: Monday to Friday. Public holidays are not known here.

use super::day::{DAYS_FROM_MONDAY, Day};
use super::span::Span;

/// The business days (Monday to Friday) in the span, in constant time: October 2026 has 22.
#[must_use]
pub fn business_days(span: Span) -> u32 {
    let through = business_days_before(span.to.number() + 1) - business_days_before(span.from.number());
    u32::try_from(through).unwrap_or(0)
}

/// How many business days of the span have passed at the end of a day, and how many there are; nothing before the first
/// of them. At the end of 2026-10-09, 7 of 22 of October 2026.
#[must_use]
pub fn business_days_passed(span: Span, day: Day) -> Option<(u32, u32)> {
    if day < span.from {
        return None;
    }
    let passed = business_days(Span { from: span.from, to: day.min(span.to) });
    (passed > 0).then(|| (passed, business_days(span)))
}

/// The last business day in the span, or `None` when it has only a weekend: 2026-10-30 in October 2026.
#[must_use]
pub fn last_business_day(span: Span) -> Option<Day> {
    nth_business_day(span, business_days(span))
}

/// The first, second … business day in the span (`nth` from 1), or `None` when it has fewer: the fourth of
/// October 2026 is 2026-10-06.
#[must_use]
pub fn nth_business_day(span: Span, nth: u32) -> Option<Day> {
    if nth == 0 || nth > business_days(span) {
        return None;
    }
    // Counted from the Monday of the first day's week, five to a week.
    let monday = span.from.number() - i32::from(span.from.weekday().number());
    let passed = i32::from(span.from.weekday().number()).min(5);
    let target = passed + i32::try_from(nth).ok()? - 1;
    Day::from_number(monday + target / 5 * 7 + target % 5)
}

/// The business days from the Monday before 1970 to the day before this one; negative before that Monday.
fn business_days_before(number: i32) -> i32 {
    let since_monday = number + DAYS_FROM_MONDAY;
    since_monday.div_euclid(7) * 5 + since_monday.rem_euclid(7).min(5)
}

#[cfg(test)]
mod tests {
    use super::{Day, Span, business_days, business_days_passed, last_business_day, nth_business_day};

    fn span(from: &str, to: &str) -> Span {
        Span { from: Day::parse(from).unwrap(), to: Day::parse(to).unwrap() }
    }

    #[test]
    fn business_days_agree_with_a_loop() {
        for from in (-25_567..-25_500).chain(-20..20).chain(20_600..20_640) {
            let mut days = Vec::new();
            for to in from..from + 40 {
                let span = Span { from: Day::from_number(from).unwrap(), to: Day::from_number(to).unwrap() };
                if !span.to.weekday().is_weekend() {
                    days.push(span.to);
                }
                assert_eq!(usize::try_from(business_days(span)).unwrap(), days.len(), "{span}");
                assert_eq!(last_business_day(span), days.last().copied(), "{span}");
                for (position, day) in days.iter().enumerate() {
                    let nth = u32::try_from(position + 1).unwrap();
                    assert_eq!(nth_business_day(span, nth), Some(*day), "{span}");
                }
                assert_eq!(nth_business_day(span, u32::try_from(days.len() + 1).unwrap()), None);
            }
        }
    }

    #[test]
    fn days_pass_from_the_first_business_day_on() {
        // The 1st of August 2026 is a Saturday; its 21 business days begin on the 3rd.
        let day = |text: &str| Day::parse(text).unwrap();
        let august = Span { from: day("2026-08-01"), to: day("2026-08-31") };
        let passed = |text: &str| business_days_passed(august, day(text));
        assert_eq!([passed("2026-07-31"), passed("2026-08-02")], [None, None]);
        assert_eq!([passed("2026-08-03"), passed("2026-08-09")], [Some((1, 21)), Some((5, 21))]);
        assert_eq!([passed("2026-08-31"), passed("2027-01-01")], [Some((21, 21)), Some((21, 21))]);
    }

    #[test]
    fn october_of_2026_has_twenty_two_business_days() {
        let october = span("2026-10-01", "2026-10-31");
        assert_eq!(business_days(october), 22);
        assert_eq!(last_business_day(october), Some(Day::parse("2026-10-30").unwrap()));
        assert_eq!(nth_business_day(october, 4), Some(Day::parse("2026-10-06").unwrap()));
        assert_eq!(nth_business_day(october, 0), None);
        assert_eq!(business_days(span("2026-10-03", "2026-10-04")), 0);
        assert_eq!(last_business_day(span("2026-10-03", "2026-10-04")), None);
        assert_eq!(business_days(span("2026-10-05", "2026-10-01")), 0);
        // 109,573 days from a Monday: 15,653 weeks of five, and a Monday and a Tuesday.
        assert_eq!(business_days(Span::ALL), 78_267);
    }
}
