//! The season of a series: whether it has one, and what it is, by classical decomposition (Kendall and Stuart 1983;
//! the test is that of the M4 competition, Makridakis, Spiliotis and Assimakopoulos 2020).

use crate::engine::forecast::number::{count, mean};

/// Quantile 0.95 of the standard normal distribution.
const BOUND: f64 = 1.644_853_626_951_472_2;
/// A factor below this would blow a series up when it is taken out.
const LEAST_FACTOR: f64 = 0.01;

/// What recurs with each position of a year.
#[derive(Clone, Debug)]
pub(super) struct Season {
    /// A factor, or a difference, for each position; the first is that of the first point.
    pub indices: Vec<f64>,
    /// Whether they are factors.
    pub multiplies: bool,
}

impl Season {
    /// The season of a series; `None` when the test finds none, or there are fewer than two whole years.
    pub fn of(series: &[f64], length: usize) -> Option<Season> {
        if length < 4 || series.len() < 2 * length || !is_seasonal(series, length) {
            return None;
        }
        if series.iter().all(|number| *number > 0.0) {
            let indices = decomposed(series, length, true);
            if indices.iter().all(|factor| *factor >= LEAST_FACTOR) {
                return Some(Season { indices, multiplies: true });
            }
        }
        Some(Season { indices: decomposed(series, length, false), multiplies: false })
    }

    /// The series without its season.
    pub fn without(&self, series: &[f64]) -> Vec<f64> {
        let seasonal = series.iter().zip(self.indices.iter().cycle());
        match self.multiplies {
            true => seasonal.map(|(number, factor)| number / factor).collect(),
            false => seasonal.map(|(number, index)| number - index).collect(),
        }
    }

    /// Puts the season into numbers that follow a series of this length.
    pub fn put(&self, numbers: &mut [f64], after: usize) {
        let indices = self.indices.iter().cycle().skip(after % self.indices.len().max(1));
        for (number, index) in numbers.iter_mut().zip(indices) {
            *number = if self.multiplies { *number * index } else { *number + index };
        }
    }
}

/// Whether the autocorrelation a season apart is beyond what nearer ones explain, with 90 % confidence: |r(m)| over
/// the root of (1 + 2 Σ r(k)²) / n is above 1.645.
fn is_seasonal(series: &[f64], length: usize) -> bool {
    let middle = mean(series);
    let apart = |lag: usize| -> f64 {
        series.iter().zip(&series[lag..]).map(|(early, late)| (early - middle) * (late - middle)).sum()
    };
    let all = apart(0);
    if all <= 0.0 {
        return false;
    }
    let nearer: f64 = (1..length).map(|lag| (apart(lag) / all).powi(2)).sum();
    let limit = ((1.0 + 2.0 * nearer) / count(series.len())).sqrt();
    (apart(length) / all).abs() / limit > BOUND
}

/// Means, by position, of the series over (or less) its centred moving average; their own mean is 1 (or 0).
fn decomposed(series: &[f64], length: usize, multiplies: bool) -> Vec<f64> {
    let half = length / 2;
    let mut sums = vec![(0.0, 0.0); length];
    for place in half..series.len().saturating_sub(half) {
        let window = &series[place - half..=place + half];
        let ends = f64::midpoint(window[0], window[window.len() - 1]);
        let inner: f64 = window[1..window.len() - 1].iter().sum();
        // Of an even season the two ends are half a point each; of an odd one they are whole points.
        let level = match length % 2 {
            0 => (inner + ends) / count(length),
            _ => (inner + 2.0 * ends) / count(length),
        };
        let (sum, points) = &mut sums[place % length];
        *sum += if multiplies { series[place] / level } else { series[place] - level };
        *points += 1.0;
    }
    let means: Vec<f64> = sums.iter().map(|(sum, points)| sum / f64::max(*points, 1.0)).collect();
    let middle = mean(&means);
    means.iter().map(|index| if multiplies { index / middle } else { index - middle }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_season_of_quarters_is_taken_out_and_put_back() {
        // A level of 100 times 0.8, 1.0, 1.4, 0.8 for four years.
        let factors = [0.8, 1.0, 1.4, 0.8];
        let series: Vec<f64> = (0..16).map(|place| 100.0 * factors[place % 4]).collect();
        let season = Season::of(&series, 4).unwrap();
        assert!(season.multiplies);
        assert!(season.indices.iter().zip(factors).all(|(found, factor)| (found - factor).abs() < 1e-12));
        assert!(season.without(&series).iter().all(|number| (number - 100.0).abs() < 1e-9));
        let mut ahead = [100.0; 3];
        season.put(&mut ahead, 18);
        assert!(ahead.iter().zip([140.0, 80.0, 80.0]).all(|(found, number)| (found - number).abs() < 1e-9));
    }

    #[test]
    fn a_straight_line_and_a_short_series_have_no_season() {
        let line: Vec<f64> = (0..24).map(|place| count(place) + 5.0).collect();
        assert!(Season::of(&[5.0; 40], 12).is_none());
        assert!(Season::of(&line[..23], 12).is_none());
    }

    #[test]
    fn months_without_anything_make_differences_of_the_season() {
        let series: Vec<f64> = (0..36).map(|place| if place % 12 == 11 { 300.0 } else { 0.0 }).collect();
        let season = Season::of(&series, 12).unwrap();
        assert!(!season.multiplies);
        assert!((season.indices[11] - 275.0).abs() < 1e-9 && (season.indices[0] + 25.0).abs() < 1e-9);
    }
}
