//! The axes of charts: which numbers have a tick, how they read, and where a number comes to stand. Drawing is left
//! to `plot` (characters) and `svg`.

use super::text::shown;
use crate::calendar::{Calendar, Day, Unit};
use crate::money::{Amount, Rounding, divide, grouped, write_plain};
use crate::report::{Axis, Chart, Kind, Values};

/// A day on an axis of days.
const DAY: i128 = 10_000;

/// The numbers between which an axis runs; `high` is above `low`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub low: i128,
    pub high: i128,
}

impl Range {
    /// The range of some numbers; of a single one, from it to one unit more.
    fn of(numbers: impl Iterator<Item = i128>) -> Range {
        let (mut low, mut high) = (i128::MAX, i128::MIN);
        for number in numbers {
            (low, high) = (low.min(number), high.max(number));
        }
        if low > high {
            (low, high) = (0, 0);
        }
        Range { low, high: high.max(low + 10_000) }
    }

    /// Where a number stands when the range takes so many steps, to the nearest.
    pub(super) fn place(self, number: i128, steps: i128) -> i128 {
        let (part, whole) = (number - self.low, self.high - self.low);
        // Only numbers of some 10^30 times the steps do not fit; they have no place on any chart.
        part.checked_mul(steps).map_or(0, |product| divide(product, whole, Rounding::HalfUp))
    }

    /// Round numbers inside the range, about so many, ascending.
    pub(super) fn ticks(self, about: i128) -> Vec<i128> {
        let least = (self.high - self.low) / about.max(1);
        let mut power = 1_i128;
        while power.checked_mul(10).is_some_and(|next| next <= least) {
            power *= 10;
        }
        let steps = [1, 2, 5, 10].map(|factor| power.saturating_mul(factor));
        let step = steps.into_iter().find(|step| *step >= least).unwrap_or(power);
        let first = divide(self.low, step, Rounding::Down) * step;
        let numbers = std::iter::successors(Some(first), |tick| tick.checked_add(step));
        let inside = numbers.take_while(|tick| *tick <= self.high).filter(|tick| *tick >= self.low);
        inside.collect()
    }
}

/// The range across: from the first point to the last.
pub(super) fn across(chart: &Chart) -> Range {
    Range::of(points(chart).map(|point| point.0))
}

/// Every point that has a place on the chart.
fn points(chart: &Chart) -> impl Iterator<Item = (i128, i128)> + '_ {
    let bounds = chart.band.iter().flat_map(|band| [(band.at, band.low), (band.at, band.high)]);
    chart
        .points
        .iter()
        .chain(&chart.ahead)
        .chain(chart.spot.as_ref().map(|spot| &spot.at))
        .copied()
        .chain(bounds)
}

/// The numbers of an axis that have a tick, about so many: round ones, or of days those that begin a month, quarter or
/// year.
pub(super) fn ticks(axis: &Axis, range: Range, about: i128) -> Vec<i128> {
    if axis.kind != Kind::Date {
        return range.ticks(about);
    }
    let day = |raw: i128| i32::try_from(raw / DAY).ok().and_then(Day::from_number);
    let (Some(first), Some(last)) = (day(range.low), day(range.high)) else { return Vec::new() };
    let calendar = Calendar::default();
    let starts = |unit: Unit, step: usize| -> Vec<i128> {
        let next = |day: &Day| Some(calendar.period_of(unit, *day).span.to.next());
        let begun = calendar.period_of(unit, first).span.from;
        let days = std::iter::successors(Some(begun), next).take_while(|day| *day <= last);
        let numbers = days.step_by(step).map(|day| i128::from(day.number()) * DAY);
        numbers.filter(|number| *number >= range.low).collect()
    };
    let most = usize::try_from(about.max(1)).unwrap_or(1);
    let choices = [(Unit::Month, 1), (Unit::Quarter, 1), (Unit::Half, 1), (Unit::Year, 1), (Unit::Year, 5)];
    let fitting =
        choices.into_iter().map(|(unit, step)| starts(unit, step)).find(|found| found.len() <= most);
    fitting.unwrap_or_default()
}

/// The range upwards: from zero, or what is below it, to the highest point.
pub(super) fn up(chart: &Chart) -> Range {
    Range::of(points(chart).map(|point| point.1).chain([0]))
}

/// A number of an axis as people read it: `125 %`, `6,900`, `0.5`.
pub(super) fn label(axis: &Axis, number: i128) -> String {
    if axis.kind == Kind::Date {
        let day = i32::try_from(number / DAY).ok().and_then(Day::from_number);
        return day.map_or_else(String::new, |day| format!("{:04}-{:02}", day.year(), day.month()));
    }
    let mut digits = Vec::new();
    // A fraction of scale 6 is a percentage of scale 4.
    write_plain(&mut digits, number, Amount::SCALE, 0);
    let text = grouped(&String::from_utf8_lossy(&digits));
    if axis.kind == Kind::Fraction { format!("{text} %") } else { text }
}

/// A single number beside its point: percentages with one decimal, amounts with two at least, as in a table.
pub(super) fn value(axis: &Axis, number: i128) -> String {
    let cell = if axis.kind == Kind::Fraction {
        i64::try_from(number).map(|raw| shown(axis.kind, &Values::Fraction(vec![raw]), 0, true))
    } else {
        Ok(shown(axis.kind, &Values::Amounts(vec![number]), 0, true))
    };
    cell.map_or_else(|_| label(axis, number), |cell| cell.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_numbers_inside_the_range() {
        // 0 to 200 % in millionths.
        assert_eq!(Range { low: 0, high: 2_000_000 }.ticks(4), [0, 500_000, 1_000_000, 1_500_000, 2_000_000]);
        assert_eq!(Range { low: 0, high: 154_500_000 }.ticks(4), [0, 50_000_000, 100_000_000, 150_000_000]);
        assert_eq!(Range { low: -30, high: 70 }.ticks(5), [-20, 0, 20, 40, 60]);
        assert_eq!(Range { low: 25, high: 70 }.ticks(5), [30, 40, 50, 60, 70]);
    }

    #[test]
    fn ticks_of_days_begin_months_quarters_or_years() {
        let axis = Axis { title: String::new(), kind: Kind::Date };
        let day = |text| i128::from(Day::parse(text).unwrap().number()) * DAY;
        let said = |from, to, about| -> Vec<String> {
            let range = Range { low: day(from), high: day(to) };
            ticks(&axis, range, about).into_iter().map(|tick| label(&axis, tick)).collect()
        };
        assert_eq!(said("2026-01-01", "2026-03-01", 8), ["2026-01", "2026-02", "2026-03"]);
        assert_eq!(said("2025-11-01", "2026-12-01", 5), ["2026-01", "2026-04", "2026-07", "2026-10"]);
        assert_eq!(said("2024-03-01", "2027-12-01", 5), ["2025-01", "2026-01", "2027-01"]);
    }

    #[test]
    fn numbers_stand_in_proportion() {
        let range = Range { low: -50, high: 150 };
        assert_eq!([-50, 0, 50, 150].map(|number| range.place(number, 80)), [0, 20, 40, 80]);
        assert_eq!(Range::of([7, 7].into_iter()), Range { low: 7, high: 10_007 });
    }

    #[test]
    fn labels_read_as_percent_or_as_amounts() {
        let axis = |kind| Axis { title: String::new(), kind };
        assert_eq!(label(&axis(Kind::Fraction), 1_250_000), "125 %");
        assert_eq!(label(&axis(Kind::Money), 69_000_000), "6,900");
        assert_eq!(label(&axis(Kind::Money), -5_000), "-0.5");
        assert_eq!(value(&axis(Kind::Fraction), 1_304_838), "130.5 %");
        assert_eq!(value(&axis(Kind::Money), 69_000_000), "6,900.00");
    }
}
