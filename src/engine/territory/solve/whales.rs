//! A unit that fills half a territory or more, a whale, is placed first: the prices let it lie in several territories
//! in parts, which no assignment can, and no move of one unit or two carries it to another rep. Each rep that it may go
//! to is a branch (Land and Doig 1960): the branch with the lowest bound gets prices of its own until no other is
//! lower. The lowest bound is proven for the whole problem, and the search begins from each of the lowest branches.

use super::ascent::{Course, ascend};
use super::bound::{Bound, evaluate};
use super::candidates::{Prices, Rows};
use super::number::{code, floor};
use super::problem::{NONE, Problem};

/// Branches that get prices of their own at most, and those that the search begins from.
const PRICED: usize = 12;
const KEPT: usize = 2;

/// A problem whose whale may go to one rep.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The problem.
    pub problem: Problem,
    /// Good prices for it.
    pub prices: Prices,
    /// What they prove for it, and where each unit is cheapest.
    pub bound: Bound,
}

/// The branches to begin from, the lowest bound first, and what no solution of the whole can cost less than. Without a
/// whale there are none.
#[must_use]
pub fn branches(root: &Branch, course: &Course, go_on: &dyn Fn() -> bool) -> (i64, Vec<Branch>) {
    let (problem, bound) = (&root.problem, root.bound.value);
    let Some(whale) = whale(problem) else { return (bound, Vec::new()) };
    let mut open = unpriced(whale, root);
    let mut priced: Vec<(i64, Branch)> = Vec::new();
    let course = Course {
        steps: course.steps / 2,
        temperatures: (course.temperatures.0 / 7.5, course.temperatures.1),
        renewals: &[0, 50],
        ..*course
    };
    // The lowest of the open ones is last.
    while let Some((lowest, rep)) = open.pop() {
        let known = priced.iter().map(|(value, _)| *value).min();
        if known.is_some_and(|known| known <= lowest) || priced.len() >= PRICED || !go_on() {
            open.push((lowest, rep));
            break;
        }
        let mut problem = problem.clone();
        problem.locks[whale] = rep;
        let prices = ascend(&problem, &course, Some(&root.prices), &|_| true);
        let bound = evaluate(&problem, &prices, course.threads);
        priced.push((bound.value.max(lowest), Branch { problem, prices, bound }));
    }
    let values = priced.iter().map(|(value, _)| *value).chain(open.iter().map(|(value, _)| *value));
    let proven = values.min().unwrap_or(bound).max(bound);
    priced.sort_by_key(|(value, branch)| (*value, branch.problem.locks[whale]));
    priced.truncate(KEPT);
    (proven, priced.into_iter().map(|(_, branch)| branch).collect())
}

/// The unit that takes the largest part of a band, when it takes half of it or more.
fn whale(problem: &Problem) -> Option<usize> {
    let measures = problem.measures;
    let most = |measure: usize| {
        problem.high.iter().skip(measure).step_by(measures.max(1)).max().copied().unwrap_or(0)
    };
    let most: Vec<i128> = (0..measures).map(|measure| i128::from(most(measure).max(1))).collect();
    let part = |unit: &usize| {
        let weights = problem.weights_of(*unit).iter().zip(&most).enumerate();
        let bands = weights.filter(|(measure, _)| !problem.is_limit(*measure));
        // In millionths of the widest band.
        bands.map(|(_, (weight, most))| i128::from(*weight) * 1_000_000 / most).max().unwrap_or(0)
    };
    let free = (0..problem.units()).filter(|unit| problem.locks[*unit] == NONE);
    let largest = free.max_by_key(|unit| (part(unit), std::cmp::Reverse(*unit)))?;
    (part(&largest) >= 500_000).then_some(largest)
}

/// What the prices of the root prove for each rep that the whale may go to, the lowest last: the bound, and by how much
/// the whale is dearer there than where it is cheapest.
fn unpriced(whale: usize, root: &Branch) -> Vec<(i64, u32)> {
    let problem = &root.problem;
    let rows = Rows::new(problem, &root.prices);
    let mut row = Vec::new();
    let Some((least, _)) = rows.least(whale, &mut row) else { return Vec::new() };
    let may = |rep: &usize| problem.cost(whale, *rep).is_some();
    // A metre-visit less for what floats round.
    let value = |rep: usize| root.bound.value + floor((row[rep] - least).max(0.0)) - 1;
    let mut open: Vec<(i64, u32)> = (0..row.len()).filter(may).map(|rep| (value(rep), code(rep))).collect();
    open.sort_unstable_by(|a, b| b.cmp(a));
    open
}

#[cfg(test)]
mod tests {
    use super::super::problem::{Member, PlacePoint, point};
    use super::super::{Effort, solve};
    use super::*;

    /// Two reps at both ends of ten degrees of the equator, with bands of 90 to 110. A whale of 80 lies in the middle,
    /// nearer to the first, whose own accounts come to 75; the second has 45.
    fn two() -> Problem {
        let at = |longitude: f64| PlacePoint(point(0.0, longitude));
        let mut made = Problem { measures: 1, starts: vec![0], ..Problem::default() };
        made.homes = vec![Some(at(0.0)), Some(at(10.0))];
        made.rep_regions = vec![NONE; 2];
        let near = [(0.5, 25), (0.25, 25), (0.75, 25), (4.0, 80), (9.0, 15), (9.5, 15), (9.75, 15)];
        for (unit, (longitude, weight)) in near.into_iter().enumerate() {
            made.places.push(at(longitude));
            let account = code(unit);
            made.members.push(Member { account, place: account, visits: 1, owner: NONE, price: 0 });
            made.starts.push(account + 1);
            made.locks.push(NONE);
            made.unit_regions.push(NONE);
            made.weights.push(weight);
        }
        (made.low, made.high) = (vec![90; 2], vec![110; 2]);
        made
    }

    #[test]
    fn a_whale_goes_where_it_fits_and_the_bound_knows() {
        let problem = two();
        assert_eq!(whale(&problem), Some(3));
        // Of all 128 assignments five keep the bands; the cheapest gives the whale to the second rep, 80 + 15 + 15, and
        // the nearest account of the second to the first, 75 + 15.
        let solution = solve(&problem, &Effort { seed: 1, proposals: 500, threads: 1 }, &|_| true).unwrap();
        assert_eq!((&solution.at[..], solution.broken.all()), (&[0, 0, 0, 1, 0, 1, 1][..], 0));
        // Degrees of 111,195 m: 0.5 + 0.25 + 0.75 + 6 + 9 + 0.5 + 0.25.
        assert_eq!(solution.cost, 1_918_116);
        assert!(solution.bound <= solution.cost && solution.bound > 1_000_000, "{}", solution.bound);
    }
}
