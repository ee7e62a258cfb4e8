//! The record of a method on the past of the very series that it carries on: forecasts from earlier origins, each made
//! from what lay before it alone (rolling origin with an expanding window; Tashman 2000), beside what then happened.

use super::Method;
use crate::engine::forecast::number::mean;

/// How many origins there are at most.
const ORIGINS: usize = 6;
/// Points from one origin to the next, where the series is long enough.
const STRIDE: usize = 3;

/// What a method said at one origin, and what came.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Which series.
    pub series: usize,
    /// How many points were known.
    pub origin: usize,
    /// What was said.
    pub said: Vec<f64>,
    /// What came; as many points as there are.
    pub came: Vec<f64>,
    /// The mean step of the known points, a season apart where there is one: what errors are measured in.
    pub scale: f64,
}

/// All trials of a method.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// By series, then from the latest origin to the earliest.
    pub trials: Vec<Trial>,
}

/// How large the errors of a record are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// Mean absolute error over the mean step of the past (Hyndman and Koehler 2006); below 1 is better than naive.
    pub mase: Option<f64>,
    /// Sum of absolute errors over the sum of what came.
    pub wape: Option<f64>,
    /// Sum of what was said less what came, over what came; above zero is too much.
    pub bias: Option<f64>,
    /// How many points were compared.
    pub points: usize,
}

impl Record {
    /// Tries a method on the past of some series; `season` points are a year, and at most `horizon` are looked ahead.
    #[must_use]
    pub fn of(method: Method, all: &[Vec<f64>], season: usize, horizon: usize) -> Record {
        let mut record = Record::default();
        for (series, numbers) in all.iter().enumerate() {
            for origin in origins(numbers.len()) {
                let (known, came) = numbers.split_at(origin);
                let came = came[..came.len().min(horizon)].to_vec();
                let said = method.carry(known, season, came.len()).numbers;
                let scale = scale(known, season);
                record.trials.push(Trial { series, origin, said, came, scale });
            }
        }
        record
    }

    /// The record of the sums of all series at the same origins.
    #[must_use]
    pub fn of_sum(&self, total: &[f64], season: usize) -> Record {
        let mut record = Record::default();
        for origin in origins(total.len()) {
            let same: Vec<&Trial> = self.trials.iter().filter(|trial| trial.origin == origin).collect();
            let Some(first) = same.first() else { continue };
            let sum = |of: fn(&Trial) -> &[f64]| -> Vec<f64> {
                (0..first.came.len()).map(|step| same.iter().map(|trial| of(trial)[step]).sum()).collect()
            };
            record.trials.push(Trial {
                series: 0,
                origin,
                said: sum(|trial| &trial.said),
                came: sum(|trial| &trial.came),
                scale: scale(&total[..origin], season),
            });
        }
        record
    }

    /// How large the errors are.
    #[must_use]
    pub fn score(&self) -> Score {
        let (mut absolute, mut signed, mut came, mut points) = (0.0, 0.0, 0.0, 0);
        let mut scaled = Vec::new();
        for trial in &self.trials {
            let errors: Vec<f64> =
                trial.said.iter().zip(&trial.came).map(|(said, came)| said - came).collect();
            let of_trial: f64 = errors.iter().map(|error| error.abs()).sum();
            absolute += of_trial;
            signed += errors.iter().sum::<f64>();
            came += trial.came.iter().sum::<f64>();
            points += errors.len();
            if trial.scale > 0.0 && !errors.is_empty() {
                scaled.push(of_trial / crate::engine::forecast::number::count(errors.len()) / trial.scale);
            }
        }
        let over = |sum: f64| (came > 0.0).then(|| sum / came);
        Score {
            mase: (!scaled.is_empty()).then(|| mean(&scaled)),
            wape: over(absolute),
            bias: over(signed),
            points,
        }
    }

    /// How many origins there are.
    #[must_use]
    pub fn origins(&self) -> usize {
        let mut origins: Vec<usize> = self.trials.iter().map(|trial| trial.origin).collect();
        origins.sort_unstable();
        origins.dedup();
        origins.len()
    }
}

/// The origins of a series of this length, the latest first: six at a distance of three, or as far as leaves four, none
/// with fewer than twelve points before it; in a short series as many as there are with half of it before them.
#[must_use]
pub fn origins(length: usize) -> Vec<usize> {
    let (stride, least) = match length {
        0..15 => (1, length.div_ceil(2).max(3)),
        _ => ((1..=STRIDE).rev().find(|stride| length >= 12 + 4 * stride).unwrap_or(1), 12),
    };
    (1..=ORIGINS)
        .filter_map(|back| length.checked_sub(back * stride))
        .filter(|origin| *origin >= least)
        .collect()
}

/// The mean absolute step of a series, a season apart where it is longer than one; from point to point else; the mean
/// size where that is zero.
#[must_use]
pub fn scale(series: &[f64], season: usize) -> f64 {
    let apart = |lag: usize| {
        let steps: Vec<f64> =
            series.iter().zip(series.iter().skip(lag)).map(|(early, late)| (late - early).abs()).collect();
        mean(&steps)
    };
    let step = if series.len() > season { apart(season) } else { apart(1) };
    if step > 0.0 {
        return step;
    }
    mean(&series.iter().map(|number| number.abs()).collect::<Vec<f64>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_leave_enough_before_them() {
        assert_eq!(origins(36), [33, 30, 27, 24, 21, 18]);
        assert_eq!(origins(24), [21, 18, 15, 12]);
        assert_eq!(origins(20), [18, 16, 14, 12]);
        assert_eq!(origins(16), [15, 14, 13, 12]);
        assert_eq!(origins(13), [12, 11, 10, 9, 8, 7]);
        assert_eq!(origins(4), [3]);
        assert!(origins(3).is_empty() && origins(0).is_empty());
    }

    #[test]
    fn errors_are_measured_in_steps_of_the_past() {
        // Run rates of 1..=15, from 14 on: 8.5 against 15; from 13: 7.5 against 14 and 15; from 12: 6.5 against 13, 14
        // and 15. 6.5 + 14 + 22.5 of 15 + 29 + 42 are missed. A step of twelve is 12, of one is 1.
        let series: Vec<f64> = (1..=15).map(f64::from).collect();
        let record = Record::of(Method::RunRate, std::slice::from_ref(&series), 12, 12);
        assert_eq!(record.origins(), 3);
        let score = record.score();
        assert!((score.mase.unwrap() - (6.5 / 12.0 + 7.0 / 12.0 + 7.5) / 3.0).abs() < 1e-12);
        assert!((score.wape.unwrap() - 43.0 / 86.0).abs() < 1e-12);
        assert!((score.bias.unwrap() + 43.0 / 86.0).abs() < 1e-12);
        assert_eq!(score.points, 6);
        let total: Vec<f64> = series.iter().map(|number| 2.0 * number).collect();
        let of_sum = Record::of(Method::RunRate, &[series.clone(), series], 12, 12).of_sum(&total, 12);
        assert!(
            (of_sum.trials[2].said[0] - 13.0).abs() < 1e-12 && (of_sum.trials[2].scale - 2.0).abs() < 1e-12
        );
    }

    #[test]
    fn a_series_of_zeros_has_no_score_and_no_error() {
        let score = Record::of(Method::Combination, &[vec![0.0; 30]], 12, 6).score();
        assert_eq!((score.mase, score.wape, score.bias), (None, None, None));
    }
}
