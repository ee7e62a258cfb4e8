//! How much of a full territory each of a design has, where single units are larger than one.

use crate::engine::territory::solve::problem::Problem;

/// How much of a full territory each rep has, scale 4, and the units that have a territory of their own: those larger
/// than any band that an even share of the rest has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shares {
    /// The unit of each of the first territories.
    pub alone: Vec<usize>,
    /// The capacity of every territory, scale 4.
    pub capacities: Vec<i64>,
}

/// The shares of so many territories with these tolerances, in millionths, one for each of the first measures.
#[must_use]
pub fn shares(problem: &Problem, territories: usize, tolerances: &[i64]) -> Shares {
    let mut left: Vec<i128> = problem.totals().iter().map(|total| i128::from(*total)).collect();
    let mut found = Shares { alone: Vec::new(), capacities: vec![10_000; territories] };
    loop {
        let rest = i128::try_from(territories - found.alone.len()).unwrap_or(0);
        // By how many shares of the rest a unit is the largest: weight × rest ÷ left, the highest over measures.
        let over = |unit: &usize| -> i128 {
            let weights = problem.weights_of(*unit).iter().zip(&left).zip(tolerances);
            let parts = weights.map(|((weight, left), tolerance)| {
                let shares = i128::from(*weight) * rest * 1_000_000 / (*left).max(1);
                if shares > 1_000_000 + i128::from(*tolerance) { shares } else { 0 }
            });
            parts.max().unwrap_or(0)
        };
        let units = (0..problem.units()).filter(|unit| !found.alone.contains(unit));
        let most = units.max_by_key(|unit| (over(unit), std::cmp::Reverse(*unit)));
        let Some(unit) = most.filter(|unit| rest > 1 && over(unit) > 0) else { break };
        for (left, weight) in left.iter_mut().zip(problem.weights_of(unit)) {
            *left -= i128::from(*weight);
        }
        found.alone.push(unit);
    }
    let rest = i128::try_from(territories - found.alone.len()).unwrap_or(1);
    for (capacity, unit) in found.capacities.iter_mut().zip(&found.alone) {
        let weights = problem.weights_of(*unit).iter().zip(&left);
        let shares = weights.map(|(weight, left)| {
            (i128::from(*weight) * rest * 10_000 + (*left).max(1) - 1) / (*left).max(1)
        });
        *capacity = shares.max().and_then(|shares| i64::try_from(shares).ok()).unwrap_or(10_000).max(10_000);
    }
    found
}
