//! What each territory of a fresh design is: its centre, how far its accounts are from it, and how compact it is.

use crate::engine::people::index;
use crate::engine::territory::balance::Setup;
use crate::engine::territory::distance::Point;
use crate::engine::territory::fairness::part;
use crate::engine::territory::solve::number::place;
use crate::engine::territory::solve::problem::{NONE, chord_squared};
use crate::money::{Rounding, divide};

/// One territory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Where its centre is; none where its accounts have no place.
    pub home: Option<Point>,
    /// The first account of that place.
    pub centre: Option<u32>,
    /// The mean way from the centre, as ways are weighed, in metres.
    pub mean: Option<i64>,
    /// The way to the farthest account, in metres.
    pub farthest: Option<i64>,
    /// The part of its work, as ways are weighed, to which no other centre is nearer, in millionths: 1,000,000 is as
    /// compact as these centres allow.
    pub compact: Option<i64>,
}

/// The territories of an assignment.
#[must_use]
pub fn cells(setup: &Setup, at: &[u32]) -> Vec<Cell> {
    let problem = &setup.problem;
    let mut cells = vec![Cell::default(); problem.reps()];
    for (cell, target) in cells.iter_mut().zip(&setup.targets) {
        cell.home = target.home;
    }
    let homes: Vec<_> = problem.homes.iter().map(|home| home.map(|point| point.0)).collect();
    let mut sums = vec![(0_i128, 0_i128, 0_i128); problem.reps()];
    for (unit, rep) in at.iter().map(|rep| place(*rep)).enumerate() {
        for member in problem.members_of(unit).iter().filter(|member| member.place != NONE) {
            let Some(home) = homes[rep] else { continue };
            let point = problem.places[place(member.place)].0;
            let cell = &mut cells[rep];
            if setup.points.get(index(member.place)).copied() == cell.home {
                cell.centre = Some(cell.centre.map_or(member.account, |first| first.min(member.account)));
            }
            let way = problem.distance(member, rep);
            cell.farthest = Some(cell.farthest.unwrap_or(0).max(way));
            let visits = i128::from(member.visits);
            let own = chord_squared(&point, &home);
            // A centre as far away to the last digits is not nearer.
            let nearer =
                homes.iter().flatten().any(|other| chord_squared(&point, other) < own * (1.0 - 1e-9));
            let (ways, all, compact) = &mut sums[rep];
            *ways += visits * i128::from(way);
            *all += visits;
            *compact += if nearer { 0 } else { visits };
        }
    }
    for (cell, (ways, all, compact)) in cells.iter_mut().zip(sums) {
        if all > 0 {
            cell.mean = i64::try_from(divide(ways, all, Rounding::HalfUp)).ok();
        }
        cell.compact = part(compact, all);
    }
    cells
}

/// For each account the territory whose centre is nearest, and the metres to it.
#[must_use]
pub fn nearest(setup: &Setup) -> Vec<Option<(u32, i64)>> {
    let problem = &setup.problem;
    let mut found = vec![None; setup.now.len()];
    for member in problem.members.iter().filter(|member| member.place != NONE) {
        let point = problem.places[place(member.place)].0;
        let ways = problem
            .homes
            .iter()
            .enumerate()
            .filter_map(|(rep, home)| home.map(|home| (chord_squared(&point, &home.0), rep)));
        let least = ways.min_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
        found[index(member.account)] =
            least.map(|(_, rep)| (u32::try_from(rep).unwrap_or(NONE), problem.distance(member, rep)));
    }
    found
}

/// The mean way of all in metres, as ways are weighed, of a cost in metres × weight.
#[must_use]
pub fn mean_way(setup: &Setup, cost: i64) -> i64 {
    let all: i128 = setup.problem.members.iter().map(|member| i128::from(member.visits)).sum();
    i64::try_from(divide(i128::from(cost), all.max(1), Rounding::HalfUp)).unwrap_or(i64::MAX)
}
