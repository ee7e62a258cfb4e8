//! The laws of the calendar for every day: each lies in exactly one period of each unit, and labels read
//! back.

use super::{Anchor, Calendar, Day, Pattern, Period, Span, Unit, Weekday};

const UNITS: [Unit; 5] = [Unit::HalfMonth, Unit::Month, Unit::Quarter, Unit::Half, Unit::Year];

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// Calendars with every first month, every pattern and both anchors; the first weekday goes around with the
/// month.
fn calendars() -> Vec<Calendar> {
    let mut calendars = Vec::new();
    for fiscal_year_starts in 1..=12 {
        let week_starts = Weekday::ALL[usize::from(fiscal_year_starts % 7)];
        calendars.push(Calendar { fiscal_year_starts, ..Calendar::default() });
        for pattern in [Pattern::W445, Pattern::W454, Pattern::W544] {
            for year_anchor in [Anchor::Last, Anchor::Nearest] {
                calendars.push(Calendar { fiscal_year_starts, pattern, week_starts, year_anchor });
            }
        }
    }
    calendars
}

fn retail() -> Calendar {
    Calendar::new(2, Pattern::W454, Weekday::Sunday, Anchor::Nearest).unwrap()
}

/// Periods that follow one another without gap or overlap, each being the period of all of its days.
fn check_unit(calendar: &Calendar, unit: Unit, span: Span) {
    let mut period = calendar.period_of(unit, span.from);
    while period.span.from <= span.to {
        assert!(period.span.days() > 0, "{calendar:?} {period}");
        for number in period.span.from.number()..=period.span.to.number() {
            let day = Day::from_number(number).unwrap();
            // Labels are compared at the ends only: they are what takes time.
            if day == period.span.from || day == period.span.to {
                assert_eq!(calendar.period_of(unit, day), period, "{calendar:?} {day}");
            }
            assert_eq!(calendar.span_of(unit, day), period.span, "{calendar:?} {day}");
        }
        assert_eq!(calendar.parse(&period.label, span.from).as_ref(), Ok(&period), "{calendar:?}");
        let next = calendar.next(&period);
        assert_eq!(next.span.from, period.span.to.next(), "{calendar:?} {period}");
        assert_eq!(calendar.previous(&next), period, "{calendar:?}");
        period = next;
    }
}

#[test]
fn periods_follow_one_another_without_gap_or_overlap() {
    let span = Span { from: day("1990-01-01"), to: day("2060-12-31") };
    for calendar in calendars() {
        for unit in UNITS {
            check_unit(&calendar, unit, span);
        }
    }
}

#[test]
fn every_day_lies_in_one_month_quarter_half_and_year() {
    for calendar in calendars() {
        let mut number = day("1990-01-01").number();
        while number <= day("2060-12-31").number() {
            let month = calendar.month_of(number);
            let (start, next) = (calendar.month_start(month), calendar.month_start(month + 1));
            assert!(start <= number && number < next, "{calendar:?} {number}");
            number += 1;
        }
    }
}

#[test]
fn months_make_quarters_halves_and_years() {
    let labels = |periods: Vec<Period>| periods.into_iter().map(|period| period.label).collect::<Vec<_>>();
    for calendar in calendars() {
        for year in ["1999", "2024", "2026", "2060"] {
            let year = calendar.parse(year, Day::default()).unwrap();
            for (unit, count) in
                [(Unit::Month, 12), (Unit::Quarter, 4), (Unit::Half, 2), (Unit::HalfMonth, 24)]
            {
                let periods = calendar.periods_in(unit, year.span);
                assert_eq!(periods.len(), count);
                assert_eq!(periods[0].span.from, year.span.from);
                assert_eq!(periods[count - 1].span.to, year.span.to);
                assert!(periods.windows(2).all(|pair| pair[0].span.to.next() == pair[1].span.from));
            }
            let months = calendar.months_in(year.span);
            let spans: Vec<Span> = months.iter().map(|month| month.span).collect();
            assert_eq!(calendar.month_spans_in(year.span), spans, "{calendar:?} {year}");
            assert_eq!(labels(months), labels(calendar.periods_in(Unit::Month, year.span)));
            let first = format!("{:02}", calendar.fiscal_year_starts);
            assert!(calendar.months_in(year.span)[0].label.ends_with(&first));
        }
    }
}

#[test]
fn a_year_of_weeks_ends_on_its_weekday_at_its_anchor() {
    for calendar in calendars().into_iter().filter(|calendar| calendar.pattern != Pattern::Months) {
        for year in 1990..=2060 {
            let period = calendar.parse(&year.to_string(), Day::default()).unwrap();
            assert_eq!(period.span.from.weekday(), calendar.week_starts);
            assert!([364, 371].contains(&period.span.days()), "{calendar:?} {period}");
            assert_eq!(calendar.weeks_in_year(year) * 7, period.span.days());
            // The end of the month before the first, the slow way: the day before the month's first in that
            // year.
            let named_after = if calendar.fiscal_year_starts == 1 { year + 1 } else { year };
            let month_end = Day::from_ymd(named_after, calendar.fiscal_year_starts, 1).unwrap().previous();
            let distance = period.span.to.days_since(month_end);
            match calendar.year_anchor {
                Anchor::Last => assert!((-6..=0).contains(&distance), "{calendar:?} {period}"),
                Anchor::Nearest => assert!((-3..=3).contains(&distance), "{calendar:?} {period}"),
            }
        }
    }
}

#[test]
fn the_years_of_american_retail_are_those_of_its_federation() {
    // The federation names a year after the one in which it starts; its 53-week years are 2012, 2017 and
    // 2023.
    let long: Vec<i32> = (2008..=2028).filter(|year| retail().weeks_in_year(*year) == 53).collect();
    assert_eq!(long, [2013, 2018, 2024]);
    for (year, from, to) in [
        ("2013", "2012-01-29", "2013-02-02"),
        ("2018", "2017-01-29", "2018-02-03"),
        ("2019", "2018-02-04", "2019-02-02"),
        ("2023", "2022-01-30", "2023-01-28"),
        ("2024", "2023-01-29", "2024-02-03"),
        ("2025", "2024-02-04", "2025-02-01"),
        ("2026", "2025-02-02", "2026-01-31"),
    ] {
        let period = retail().parse(year, Day::default()).unwrap();
        assert_eq!(period.span, Span { from: day(from), to: day(to) }, "{year}");
        assert_eq!(retail().fiscal_year_of(period.span.to).to_string(), year);
    }
}

#[test]
fn the_last_saturday_of_september_ends_a_year_of_4_4_5() {
    // A year that ends on the last Saturday of September had 53 weeks in 2006, 2012, 2017 and 2023.
    let calendar = Calendar::new(10, Pattern::W445, Weekday::Sunday, Anchor::Last).unwrap();
    let long: Vec<i32> = (2003..=2024).filter(|year| calendar.weeks_in_year(*year) == 53).collect();
    assert_eq!(long, [2006, 2012, 2017, 2023]);
    let year = calendar.parse("2023", Day::default()).unwrap();
    assert_eq!(year.span, Span { from: day("2022-09-25"), to: day("2023-09-30") });
    let weeks: Vec<u32> = calendar.months_in(year.span).iter().map(|month| month.span.days() / 7).collect();
    assert_eq!(weeks, [4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 6]);
}

#[test]
fn periods_that_begin_in_a_span_are_not_those_that_it_cuts() {
    let calendar = Calendar::default();
    let labels = |periods: Vec<Period>| periods.into_iter().map(|period| period.label).collect::<Vec<_>>();
    let span = Span { from: day("2026-01-15"), to: day("2026-03-01") };
    assert_eq!(labels(calendar.periods_in(Unit::Month, span)), ["2026-02", "2026-03"]);
    assert_eq!(labels(calendar.months_in(span)), ["2026-01", "2026-02", "2026-03"]);
    assert_eq!(labels(calendar.periods_in(Unit::Quarter, span)), Vec::<String>::new());
    assert_eq!(labels(calendar.periods_in(Unit::Range, span)), ["2026-01-15..2026-03-01"]);
    assert_eq!(calendar.months_in(Span { from: span.to, to: span.from }), []);
    assert_eq!(calendar.period_of(Unit::Range, span.from).label, "2026-01-15..2026-01-15");
}

#[test]
fn the_ends_of_what_is_known_have_periods() {
    for calendar in calendars() {
        for unit in UNITS {
            for end in [Day::MIN, Day::MAX] {
                let period = calendar.period_of(unit, end);
                assert!(period.span.contains(end));
                assert_eq!(calendar.parse(&period.label, end), Ok(period), "{calendar:?}");
            }
        }
    }
}

#[test]
fn a_first_month_that_is_none_is_refused() {
    for month in [0, 13, -1, i64::MAX] {
        assert!(Calendar::new(month, Pattern::Months, Weekday::Sunday, Anchor::Last).is_err());
    }
    let careless = Calendar { fiscal_year_starts: 0, ..Calendar::default() };
    assert_eq!(careless.parse("2026", Day::MIN), Calendar::default().parse("2026", Day::MIN));
}
