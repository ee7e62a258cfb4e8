//! The simplest ways to carry a series on: the same month of last year, with or without growth, and the mean of the
//! last year.

use crate::engine::forecast::number::mean;

/// The same position of the last whole season; the last number while there is no whole season.
pub(super) fn seasonal(series: &[f64], length: usize, horizon: usize) -> Vec<f64> {
    match series.len().checked_sub(length) {
        Some(start) if length > 0 => series[start..].iter().copied().cycle().take(horizon).collect(),
        _ => vec![series.last().copied().unwrap_or(0.0); horizon],
    }
}

/// Seasonal naive times the last season over the season before, held between a half and two.
pub(super) fn growth(series: &[f64], length: usize, horizon: usize) -> Vec<f64> {
    let mut numbers = seasonal(series, length, horizon);
    if let Some(start) = series.len().checked_sub(2 * length).filter(|_| length > 0) {
        let (before, last) = series[start..].split_at(length);
        let (before, last): (f64, f64) = (before.iter().sum(), last.iter().sum());
        if before > 0.0 && last > 0.0 {
            let factor = (last / before).clamp(0.5, 2.0);
            for (place, number) in numbers.iter_mut().enumerate() {
                // A second season ahead grows twice.
                let seasons = i32::try_from(place / length).unwrap_or(0) + 1;
                *number *= factor.powi(seasons);
            }
        }
    }
    numbers
}

/// The mean of the last season.
pub(super) fn run_rate(series: &[f64], length: usize, horizon: usize) -> Vec<f64> {
    let last = &series[series.len().saturating_sub(length.max(1))..];
    vec![mean(last); horizon]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        assert!(found.iter().zip(expected).all(|(left, right)| (left - right).abs() < 1e-9), "{found:?}");
    }

    #[test]
    fn last_year_comes_again() {
        let series = [1.0, 2.0, 3.0, 4.0, 2.0, 4.0, 6.0, 8.0];
        check(&seasonal(&series, 4, 6), &[2.0, 4.0, 6.0, 8.0, 2.0, 4.0]);
        // 20 against 10 before: twice as much, and four times in the year after.
        check(&growth(&series, 4, 5), &[4.0, 8.0, 12.0, 16.0, 8.0]);
        check(&run_rate(&series, 4, 2), &[5.0, 5.0]);
        check(&seasonal(&series[..3], 4, 2), &[3.0, 3.0]);
        check(&growth(&series[..5], 4, 1), &[2.0]);
    }
}
