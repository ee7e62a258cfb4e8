//! Intervals from past errors (split conformal prediction; Papadopoulos and others 2002): as wide as the errors of the
//! same method at earlier origins were, measured in each series' own step and pooled over all series. No assumption
//! about the shape of errors is made, and sums of several steps have errors of their own.

use std::collections::BTreeMap;

use super::backtest::{Record, Trial};
use crate::engine::forecast::number::{count, sort, whole};

/// So many errors give a quantile that is worth its name.
const ENOUGH: usize = 20;

/// Half the width of an interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Radius {
    /// In steps of the series; to be multiplied by its scale.
    pub steps: f64,
    /// How many past errors it was taken from.
    pub errors: usize,
}

/// Half the width, in steps, that held `level` of the past errors of sums of `length` points which begin about `first`
/// points (0 is the next) after the origin; one for each `(first, length)`. Errors at nearby distances are taken in
/// until there are enough, and what is farther ahead is not more certain than what is nearer. `None` when there is no
/// past.
#[must_use]
pub fn radii(record: &Record, level: f64, asked: &[(usize, usize)]) -> Vec<Option<Radius>> {
    let trials: Vec<&Trial> = record.trials.iter().collect();
    let mut tables: BTreeMap<usize, Vec<Option<Radius>>> = BTreeMap::new();
    for (first, length) in asked {
        let table = tables.entry(*length).or_default();
        widen(table, &trials, first + 1, *length, level);
    }
    asked.iter().map(|(first, length)| tables.get(length).and_then(|table| table[*first])).collect()
}

/// Carries a table of widths on to so many distances.
fn widen(table: &mut Vec<Option<Radius>>, trials: &[&Trial], distances: usize, length: usize, level: f64) {
    while table.len() < distances {
        let found = radius_of(trials, table.len(), length, level);
        let before = table.last().copied().flatten();
        table.push(match (found, before) {
            (Some(found), Some(before)) if before.steps > found.steps => Some(before),
            (found, before) => found.or(before),
        });
    }
}

fn radius_of(trials: &[&Trial], first: usize, length: usize, level: f64) -> Option<Radius> {
    // By distance from the asked-for first step, so that the nearest errors come first.
    let mut errors: Vec<(usize, f64)> = Vec::new();
    for trial in trials.iter().filter(|trial| trial.scale > 0.0) {
        for start in 0..(trial.came.len() + 1).saturating_sub(length) {
            let sum = |numbers: &[f64]| numbers[start..start + length].iter().sum::<f64>();
            errors.push((start.abs_diff(first), (sum(&trial.came) - sum(&trial.said)).abs() / trial.scale));
        }
    }
    errors.sort_by_key(|(distance, _)| *distance);
    let enough = errors.get(ENOUGH - 1).map_or(usize::MAX, |(distance, _)| *distance);
    let mut near: Vec<f64> = errors
        .iter()
        .take_while(|(distance, _)| *distance <= enough.max(1))
        .map(|(_, error)| *error)
        .collect();
    sort(&mut near);
    let last = near.len().checked_sub(1)?;
    // The rank that holds the level for one error more (Vovk 2012).
    let rank = usize::try_from(whole((count(near.len() + 1) * level * shared(trials)).ceil())).unwrap_or(0);
    Some(Radius { steps: near[rank.saturating_sub(1).min(last)], errors: near.len() })
}

/// By how much the level is raised, because errors of one origin are not as many as they seem: what came at one time
/// came to all series, and to neighbouring months. One fifth over the number of origins, one tenth for a single series;
/// measured on public sales series, of whose later months plain ranks held 70 to 88 % and these 77 to 90 %.
fn shared(trials: &[&Trial]) -> f64 {
    let mut origins: Vec<usize> = trials.iter().map(|trial| trial.origin).collect();
    origins.sort_unstable();
    origins.dedup();
    let several = trials.iter().any(|trial| trial.series != trials[0].series);
    1.0 + if several { 0.2 } else { 0.1 } / count(origins.len().max(1))
}

/// How often intervals of this level would have held what came: each origin is judged by the errors of the others.
#[must_use]
pub fn coverage(record: &Record, level: f64) -> Option<(usize, usize)> {
    let mut origins: Vec<usize> = record.trials.iter().map(|trial| trial.origin).collect();
    origins.sort_unstable();
    origins.dedup();
    if origins.len() < 2 {
        return None;
    }
    let (mut held, mut all) = (0, 0);
    for origin in origins {
        let others: Vec<&Trial> = record.trials.iter().filter(|trial| trial.origin != origin).collect();
        let steps = record.trials.iter().map(|trial| trial.came.len()).max().unwrap_or(0);
        let mut radii = Vec::new();
        widen(&mut radii, &others, steps, 1, level);
        for trial in record.trials.iter().filter(|trial| trial.origin == origin) {
            for (step, (said, came)) in trial.said.iter().zip(&trial.came).enumerate() {
                let Some(radius) = radii[step] else { continue };
                all += 1;
                held += usize::from((came - said).abs() <= radius.steps * trial.scale);
            }
        }
    }
    (all > 0).then_some((held, all))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(errors: &[f64]) -> Record {
        let trial = |(origin, error): (usize, &f64)| Trial {
            series: 0,
            origin,
            said: vec![10.0, 10.0],
            came: vec![10.0 + error, 10.0 + error],
            scale: 2.0,
        };
        Record { trials: errors.iter().enumerate().map(trial).collect() }
    }

    #[test]
    fn the_width_is_the_rank_that_holds_the_level() {
        // Ten errors of 2, 4 … 20 in steps of 2: 20 errors of 1 to 10 steps, two of each; 0.8 of 21, raised by a
        // hundredth for ten origins, is rank 17: 9 steps.
        let errors: Vec<f64> = (1..=10).map(|error| f64::from(2 * error)).collect();
        let found = radii(&record(&errors), 0.8, &[(0, 1), (0, 2), (0, 3), (7, 1)]);
        assert_eq!(found[0], Some(Radius { steps: 9.0, errors: 20 }));
        // Sums of two points have twice the error: rank 9 of 10, 18 steps.
        assert_eq!(found[1], Some(Radius { steps: 18.0, errors: 10 }));
        // There are no sums of three, and what is far ahead has the errors that are nearest to it.
        assert_eq!((found[2], found[3]), (None, found[0]));
        assert_eq!(radii(&Record::default(), 0.8, &[(0, 1)]), [None]);
    }

    #[test]
    fn an_origin_is_judged_by_the_others() {
        // Of 1, 2, 3 the largest is not held by the others; with few errors the largest of them is the width.
        assert_eq!(coverage(&record(&[1.0, 2.0, 3.0]), 0.8), Some((4, 6)));
        assert_eq!(coverage(&record(&[1.0]), 0.8), None);
    }
}
