//! Exponential smoothing with a damped trend and additive errors, ETS(A,Ad,N) of Hyndman, Koehler, Ord and Snyder
//! (2008): smoothing of the level, of the slope and damping, and the first level and slope, are searched for together,
//! from the likelihood, inside the bounds and to the end that statsforecast gives them, so that both say the same.
//!
//! What lies ahead is the level and so many slopes: φ, then 2 φ, then 2 φ + φ² and so on, as statsforecast sums them.
//! The textbook has φ, φ + φ², φ + φ² + φ³: at most one slope less at any distance. On public sales series neither is
//! nearer to what came, and a number that a reader can have confirmed is worth more than the other.

use crate::engine::forecast::minimise::least;
use crate::engine::forecast::number::{count, mean};

/// Bounds of the smoothing of the level.
const LEVEL: (f64, f64) = (1e-4, 0.9999);
/// Bounds of the damping.
const DAMPING: (f64, f64) = (0.8, 0.98);
/// So many first points tell the first level and slope from which the search begins.
const FIRST: usize = 10;

/// Level and slope after the last point.
#[derive(Clone, Copy)]
struct State {
    level: f64,
    slope: f64,
}

/// Carries a series on. It has seven points at least, and no season.
pub(super) fn damped(series: &[f64], horizon: usize) -> Vec<f64> {
    let first = series.first().copied().unwrap_or(0.0);
    if series.iter().all(|number| number.total_cmp(&first).is_eq()) {
        return vec![first; horizon];
    }
    let alpha = LEVEL.0 + 0.2 * (LEVEL.1 - LEVEL.0);
    // A slope is smoothed less than a level is to begin with.
    let slopes = (1e-4, alpha);
    let beta = slopes.0 + 0.1 * (slopes.1 - slopes.0);
    let damping = DAMPING.0 + 0.99 * (DAMPING.1 - DAMPING.0);
    let (level, slope) = line(&series[..series.len().min(FIRST)]);
    let anywhere = (f64::NEG_INFINITY, f64::INFINITY);
    let bounds = [LEVEL, slopes, DAMPING, anywhere, anywhere];
    let size = count(series.len());
    let likelihood = |point: &[f64; 5]| {
        let squares = run(series, point).1;
        size * if squares > 0.0 { squares.ln() } else { 1e-8_f64.ln() }
    };
    let point = least([alpha, beta, damping, level, slope], &bounds, &likelihood);
    let (state, damping) = (run(series, &point).0, point[2]);
    let (mut part, mut slopes) = (damping, damping);
    let mut ahead = Vec::with_capacity(horizon);
    for _ in 0..horizon {
        ahead.push(state.level + slopes * state.slope);
        slopes += part;
        part *= damping;
    }
    ahead
}

/// The state after the last point, and the sum of squared errors.
fn run(series: &[f64], [alpha, beta, damping, level, slope]: &[f64; 5]) -> (State, f64) {
    let mut state = State { level: *level, slope: *slope };
    let mut squares = 0.0;
    for number in series {
        let expected = state.level + damping * state.slope;
        let error = number - expected;
        state.level = expected + alpha * error;
        state.slope = damping * state.slope + beta * error;
        squares += error * error;
    }
    (state, squares)
}

/// The straight line of least squares: its value before the first point, and its slope.
fn line(series: &[f64]) -> (f64, f64) {
    let middle = mean(series);
    let centre = f64::midpoint(count(series.len()), 1.0);
    let (mut across, mut along) = (0.0, 0.0);
    for (place, number) in series.iter().enumerate() {
        let apart = count(place + 1) - centre;
        across += apart * apart;
        along += apart * (number - middle);
    }
    let slope = if across > 0.0 { along / across } else { 0.0 };
    (middle - slope * centre, slope)
}
#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::forecast::number::count;
    use crate::engine::forecast::series::SHAMPOO;

    #[test]
    fn growth_goes_on_and_slows_down() {
        let series: Vec<f64> = (0..30).map(|place| 100.0 + 5.0 * count(place)).collect();
        let ahead = damped(&series, 6);
        let steps: Vec<f64> = ahead.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(steps.iter().all(|step| *step > 0.0), "{ahead:?}");
        assert!(steps.windows(2).all(|pair| pair[1] < pair[0]), "{ahead:?}");
    }

    #[test]
    fn a_constant_stays() {
        assert!(damped(&[7.0; 12], 4).iter().all(|number| (number - 7.0).abs() < 1e-6));
    }

    #[test]
    fn the_months_ahead_are_those_of_statsforecast() {
        // statsforecast 2.1.1: AutoETS(season_length = 1, model = "AAN", damped = True).
        let expected =
            [624.346_021_375_318_6, 652.954_703_822_571_7, 680.990_880_508_147_8, 708.466_008_193_390_7];
        let found = damped(&SHAMPOO, 4);
        assert!(found.iter().zip(expected).all(|(found, value)| (found - value).abs() < 1e-6), "{found:?}");
    }
}
