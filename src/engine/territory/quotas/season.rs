//! The weights of the months of a period, from what the same months of earlier years brought.

use std::collections::BTreeMap;

use crate::calendar::{Calendar, Period};
use crate::money::{Rounding, divide};

/// For each part of a period the weight of its months: a month weighs the mean of what the same fiscal month of the
/// history brought, in the unit of the sums. A month that the history does not have weighs the mean of those it has.
///
/// `history` are months with their sums; below zero counts as nothing.
#[must_use]
pub fn weights(parts: &[Period], history: &[(Period, i128)], calendar: &Calendar) -> Vec<i128> {
    let place = |month: &Period| calendar.month_number(month.span.from).rem_euclid(12);
    let mut sums: BTreeMap<i32, (i128, i128)> = BTreeMap::new();
    for (month, sum) in history {
        let entry = sums.entry(place(month)).or_default();
        entry.0 += (*sum).max(0);
        entry.1 += 1;
    }
    let means: BTreeMap<i32, i128> =
        sums.into_iter().map(|(place, (sum, count))| (place, divide(sum, count, Rounding::HalfUp))).collect();
    let count = i128::try_from(means.len()).unwrap_or(1).max(1);
    let usual = divide(means.values().sum(), count, Rounding::HalfUp);
    let of_month = |month: &Period| means.get(&place(month)).copied().unwrap_or(usual);
    parts.iter().map(|part| calendar.months_in(part.span).iter().map(of_month).sum()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Day, Span, Unit};

    #[test]
    fn a_month_weighs_what_the_same_months_brought() {
        let calendar = Calendar::default();
        let span = |from, to| Span { from: Day::parse(from).unwrap(), to: Day::parse(to).unwrap() };
        let months = calendar.months_in(span("2025-01-01", "2026-03-31"));
        // January brought 100 and 300, February 50 and 70, March 0 and 20, each other month 10.
        let sums = [100, 50, 0, 10, 10, 10, 10, 10, 10, 10, 10, 10, 300, 70, 20];
        let history: Vec<(Period, i128)> = months.into_iter().zip(sums).collect();
        let quarters = calendar.periods_in(Unit::Quarter, span("2027-01-01", "2027-12-31"));
        assert_eq!(weights(&quarters, &history, &calendar), [270, 30, 30, 30]);
        let year = calendar.months_in(span("2027-01-01", "2027-03-31"));
        assert_eq!(weights(&year, &history, &calendar), [200, 60, 10]);
        // Of a history of two months, April weighs their mean.
        let april = calendar.months_in(span("2027-04-01", "2027-04-30"));
        assert_eq!(weights(&april, &history[..2], &calendar), [75]);
    }
}
