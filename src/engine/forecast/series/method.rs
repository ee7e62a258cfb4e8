//! The methods by their names, with the guards that every series meets: what is too short or too patchy for a method
//! is carried on by a simpler one, which is named, and nothing grows beyond twice the largest number.

use super::season::Season;
use super::{damped, naive, theta};

/// A way to carry a series on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// The mean of Theta, damped trend and seasonal naive.
    #[default]
    Combination,
    /// The mean of Theta and damped trend, where two years are not there.
    Pair,
    /// The same month of last year.
    SeasonalNaive,
    /// The same month of last year times the growth of the last year over the one before.
    Growth,
    /// The Theta method on the series without its season.
    Theta,
    /// Damped trend on the series without its season.
    Damped,
    /// The mean of the last twelve months.
    RunRate,
}

/// A series carried on.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    /// The numbers ahead.
    pub numbers: Vec<f64>,
    /// The method that was used.
    pub method: Method,
}

/// Methods by name.
const NAMES: [(&str, Method); 6] = [
    ("combination", Method::Combination),
    ("seasonal-naive", Method::SeasonalNaive),
    ("growth", Method::Growth),
    ("theta", Method::Theta),
    ("damped", Method::Damped),
    ("run-rate", Method::RunRate),
];

impl Method {
    /// The method of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Method> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, method)| *method)
    }

    /// The names that can be asked for.
    #[must_use]
    pub fn names() -> [&'static str; 6] {
        NAMES.map(|(name, _)| name)
    }

    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        let known = NAMES.iter().find(|(_, method)| *method == self);
        known.map_or("theta+damped", |(name, _)| name)
    }

    /// The method that a series allows, when this one is wanted: below twelve points the run rate, as in a series of
    /// which more than 40 % is zero; below two years no method that needs last year.
    #[must_use]
    pub fn allowed(self, series: &[f64], season: usize) -> Method {
        let zeros = series.iter().filter(|number| **number == 0.0).count();
        let short = series.len() < 12;
        match self {
            Method::Combination if short || zeros * 5 > series.len() * 2 => Method::RunRate,
            Method::Combination if series.len() < 2 * season => Method::Pair,
            Method::Theta | Method::Damped | Method::Pair if series.len() < 7 => Method::RunRate,
            Method::SeasonalNaive | Method::Growth if series.len() < season => Method::RunRate,
            Method::Growth if series.len() < 2 * season => Method::SeasonalNaive,
            method => method,
        }
    }

    /// Carries a series on; `season` is the points of a year. An empty series goes on as zeros.
    #[must_use]
    pub fn carry(self, series: &[f64], season: usize, horizon: usize) -> Carried {
        let method = self.allowed(series, season);
        let mut numbers = match method {
            Method::SeasonalNaive => naive::seasonal(series, season, horizon),
            Method::Growth => naive::growth(series, season, horizon),
            Method::RunRate => naive::run_rate(series, 12, horizon),
            Method::Theta | Method::Damped | Method::Pair | Method::Combination => {
                smoothed(method, series, season, horizon)
            }
        };
        let (low, high) = bounds(series);
        for number in &mut numbers {
            *number = number.clamp(low, high);
        }
        Carried { numbers, method }
    }
}

/// What a forecast stays between: nothing below zero, or below the least that has been, and nothing above twice the
/// largest that has been.
#[must_use]
pub fn bounds(series: &[f64]) -> (f64, f64) {
    let low = series.iter().copied().fold(0.0, f64::min);
    let high = series.iter().copied().fold(0.0, f64::max);
    (low, 2.0 * high)
}

/// Methods that work without the season, which is taken out before and put back after.
fn smoothed(method: Method, series: &[f64], length: usize, horizon: usize) -> Vec<f64> {
    let season = Season::of(series, length);
    let plain = season.as_ref().map_or_else(|| series.to_vec(), |season| season.without(series));
    let carried = |carry: fn(&[f64], usize) -> Vec<f64>| {
        let mut numbers = carry(&plain, horizon);
        if let Some(season) = &season {
            season.put(&mut numbers, series.len());
        }
        numbers
    };
    let parts = match method {
        Method::Theta => vec![carried(theta::theta)],
        Method::Damped => vec![carried(damped::damped)],
        Method::Pair => vec![carried(theta::theta), carried(damped::damped)],
        _ => vec![carried(theta::theta), carried(damped::damped), naive::seasonal(series, length, horizon)],
    };
    let share = 1.0 / super::super::number::count(parts.len());
    (0..horizon).map(|step| parts.iter().map(|part| part[step]).sum::<f64>() * share).collect()
}

#[cfg(test)]
mod tests;
