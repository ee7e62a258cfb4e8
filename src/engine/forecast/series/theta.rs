//! The Theta method (Assimakopoulos and Nikolopoulos 2000) as a model with one source of errors: simple exponential
//! smoothing with a drift of half the slope of a straight line (Hyndman and Billah 2003; the recursion is that of
//! Fiorucci and others 2016). The first level and the smoothing are searched for together.

use crate::engine::forecast::minimise::least;
use crate::engine::forecast::number::{count, mean};

/// Bounds of the smoothing.
const BOUNDS: (f64, f64) = (0.1, 0.99);
/// The first level is not beyond this.
const LEVEL_MAX: f64 = 1e10;
/// Errors of the first points say little and are left out of the fit.
const SKIPPED: usize = 3;

/// Carries a series on. It has four points at least, and no season.
pub(super) fn theta(series: &[f64], horizon: usize) -> Vec<f64> {
    let line = Line::of(series);
    // Errors are measured in the size of the series, which decides when the search ends.
    let size = mean(&series.iter().map(|number| number.abs()).collect::<Vec<f64>>()).max(1e-10);
    let errors = |point: &[f64; 2]| line.run(series, point).1 / size;
    let first = series.first().copied().unwrap_or(0.0) / 2.0;
    let point = least([first, 0.5], &[(-LEVEL_MAX, LEVEL_MAX), BOUNDS], &errors);
    let (mut level, alpha) = (line.run(series, &point).0, point[1]);
    let mut ahead = Vec::with_capacity(horizon);
    let mut kept = (1.0 - alpha).powi(power(series.len()));
    for _ in 0..horizon {
        let number = level + line.drift(alpha, kept);
        kept *= 1.0 - alpha;
        level = alpha * number + (1.0 - alpha) * level;
        ahead.push(number);
    }
    ahead
}

/// The straight line through a series: its value before the first point, and its slope.
struct Line {
    start: f64,
    slope: f64,
}

impl Line {
    fn of(series: &[f64]) -> Line {
        let points = count(series.len());
        let middle = mean(series);
        let weighted: f64 =
            series.iter().enumerate().map(|(place, number)| number * count(place + 1)).sum::<f64>() / points;
        let slope = 6.0 * (2.0 * weighted - (points + 1.0) * middle) / (points * points - 1.0);
        Line { start: middle - (points + 1.0) * slope / 2.0, slope }
    }

    /// What the line adds to the level, where `kept` is the smoothing's rest to the power of the time.
    fn drift(&self, alpha: f64, kept: f64) -> f64 {
        0.5 * (self.start * kept + self.slope * (1.0 - kept * (1.0 - alpha)) / alpha)
    }

    /// The last level and the sum of squared errors, from a first level and a smoothing.
    fn run(&self, series: &[f64], [first, alpha]: &[f64; 2]) -> (f64, f64) {
        let rest = 1.0 - alpha;
        let (mut level, mut kept) = (alpha * series[0] + rest * first, rest);
        let mut squares = 0.0;
        for (place, number) in series.iter().enumerate().skip(1) {
            let error = number - (level + self.drift(*alpha, kept));
            if place >= SKIPPED {
                squares += error * error;
            }
            level = alpha * number + rest * level;
            kept *= rest;
        }
        (level, squares)
    }
}

fn power(points: usize) -> i32 {
    i32::try_from(points).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::forecast::series::SHAMPOO;

    #[test]
    fn a_straight_line_goes_on_with_half_its_slope_at_least() {
        let line: Vec<f64> = (1..=20).map(|place| 10.0 * count(place)).collect();
        let ahead = theta(&line, 3);
        assert!(
            ahead.windows(2).all(|pair| pair[1] - pair[0] > 4.9 && pair[1] - pair[0] < 10.1),
            "{ahead:?}"
        );
        assert!((ahead[0] - 210.0).abs() < 6.0, "{ahead:?}");
    }

    #[test]
    fn a_constant_stays() {
        assert!(theta(&[7.0; 12], 4).iter().all(|number| (number - 7.0).abs() < 1e-6));
    }

    #[test]
    fn the_months_ahead_are_those_of_statsforecast() {
        // statsforecast 2.1.1: Theta(season_length = 1).
        let expected =
            [583.476_757_651_328, 589.516_294_330_864_6, 595.555_831_010_401_2, 601.595_367_689_937_9];
        let found = theta(&SHAMPOO, 4);
        assert!(found.iter().zip(expected).all(|(found, value)| (found - value).abs() < 1e-6), "{found:?}");
    }
}
