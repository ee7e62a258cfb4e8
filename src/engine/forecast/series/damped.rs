//! Exponential smoothing with a damped trend and additive errors, ETS(A,Ad,N) of Hyndman, Koehler, Ord and Snyder
//! (2008). For each smoothing and damping the first level and slope that make the squared errors least are solved for
//! exactly; the three numbers are searched for.

use crate::engine::forecast::minimise::least;

/// Bounds: smoothing of the level, of the slope as a part of it, and damping.
const BOUNDS: [(f64, f64); 3] = [(1e-4, 0.9999), (1e-4, 1.0), (0.8, 0.98)];
/// Guesses from which the search begins: calm, middling and lively series.
const GUESSES: [[f64; 3]; 3] = [[0.1, 0.1, 0.95], [0.4, 0.1, 0.9], [0.8, 0.3, 0.85]];

/// Level and slope after the last point.
#[derive(Clone, Copy)]
struct State {
    level: f64,
    slope: f64,
}

/// Carries a series on. It has seven points at least, and no season.
pub(super) fn damped(series: &[f64], horizon: usize) -> Vec<f64> {
    let squares = |point: &[f64; 3]| fitted(series, point).1;
    let ends = GUESSES.map(|guess| least(guess, &BOUNDS, &squares));
    let best = ends.iter().min_by(|left, right| squares(left).total_cmp(&squares(right)));
    let point = *best.unwrap_or(&GUESSES[1]);
    let (state, damping) = (fitted(series, &point).0, point[2]);
    let (mut part, mut sum) = (1.0, 0.0);
    let ahead = (0..horizon).map(|_| {
        part *= damping;
        sum += part;
        state.level + sum * state.slope
    });
    ahead.collect()
}

/// The state after the last point, and the sum of squared errors, from the best first state.
fn fitted(series: &[f64], [alpha, share, damping]: &[f64; 3]) -> (State, f64) {
    let beta = alpha * share;
    // The errors are a linear function of the first level and slope: `bare`, less `up` times the level, less `on`
    // times the slope. Each of the three runs is carried along.
    let mut bare = State { level: 0.0, slope: 0.0 };
    let mut up = State { level: 1.0, slope: 0.0 };
    let mut on = State { level: 0.0, slope: 1.0 };
    let mut sums = [0.0; 6];
    for number in series {
        let errors = (
            step(&mut bare, *number, *alpha, beta, *damping),
            -step(&mut up, 0.0, *alpha, beta, *damping),
            -step(&mut on, 0.0, *alpha, beta, *damping),
        );
        let (e, u, o) = errors;
        for (sum, product) in sums.iter_mut().zip([e * e, e * u, e * o, u * u, u * o, o * o]) {
            *sum += product;
        }
    }
    let [ee, eu, eo, uu, uo, oo] = sums;
    let determinant = uu * oo - uo * uo;
    let (level, slope) = if determinant > 1e-9 * uu * oo {
        ((eu * oo - eo * uo) / determinant, (eo * uu - eu * uo) / determinant)
    } else {
        (if uu > 0.0 { eu / uu } else { 0.0 }, 0.0)
    };
    let squares = ee - 2.0 * (level * eu + slope * eo)
        + level * level * uu
        + 2.0 * level * slope * uo
        + slope * slope * oo;
    let state = State {
        level: bare.level + level * up.level + slope * on.level,
        slope: bare.slope + level * up.slope + slope * on.slope,
    };
    (state, squares.max(0.0))
}

/// Moves a state by one point and gives the error before it.
fn step(state: &mut State, number: f64, alpha: f64, beta: f64, damping: f64) -> f64 {
    let expected = state.level + damping * state.slope;
    let error = number - expected;
    state.level = expected + alpha * error;
    state.slope = damping * state.slope + beta * error;
    error
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::forecast::number::count;

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
}
