//! The axes of charts: which numbers have a tick, how they read, and where a number comes to stand. Drawing is left
//! to `plot` (characters) and `svg`.

use super::text::shown;
use crate::money::{Amount, Rounding, divide, grouped, write_plain};
use crate::report::{Axis, Chart, Kind, Values};

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
    Range::of(chart.points.iter().chain(chart.spot.as_ref().map(|spot| &spot.at)).map(|point| point.0))
}

/// The range upwards: from zero, or what is below it, to the highest point.
pub(super) fn up(chart: &Chart) -> Range {
    let points = chart.points.iter().chain(chart.spot.as_ref().map(|spot| &spot.at));
    Range::of(points.map(|point| point.1).chain([0]))
}

/// A number of an axis as people read it: `125 %`, `6,900`, `0.5`.
pub(super) fn label(axis: &Axis, number: i128) -> String {
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
