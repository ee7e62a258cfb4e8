//! Candidates for the reps that few units have among theirs.

use super::candidates::{Prices, Rows, Table};
use super::number::place;
use super::problem::{NONE, Problem};
use crate::engine::threads::side_by_side;

/// Units that each rep is a candidate of, as a multiple of the units that a rep has on average.
const ENOUGH: usize = 4;

/// Makes reps that are among the cheapest of few units candidates of more, by what they cost them more than their
/// cheapest: a rep whose limit binds is dear for everybody, and could not change one unit for another.
pub fn even_out(problem: &Problem, prices: &Prices, table: &mut Table, threads: usize) {
    let enough = (problem.units() / problem.reps().max(1) * ENOUGH).min(problem.units());
    let mut options = vec![0_usize; problem.reps()];
    for rep in table.reps.iter().filter(|rep| **rep != NONE) {
        options[place(*rep)] += 1;
    }
    let rows = Rows::new(problem, prices);
    let least = |unit: usize| table.of(unit).next().map(|(rep, cost)| rows.exact(unit, rep, cost));
    let least: Vec<Option<f64>> = (0..problem.units()).map(least).collect();
    let short: Vec<usize> = (0..problem.reps()).filter(|rep| options[*rep] < enough).collect();
    let found = {
        let table = &*table;
        let work = |number: usize| -> Result<Vec<(f64, usize, i64)>, ()> {
            let rep = short[number];
            let mut more: Vec<(f64, usize, i64)> = Vec::new();
            for (unit, least) in least.iter().enumerate() {
                let Some(least) = least.filter(|_| problem.locks[unit] == NONE) else { continue };
                if table.of(unit).any(|(other, _)| other == rep) {
                    continue;
                }
                let Some(cost) = problem.cost(unit, rep) else { continue };
                more.push((rows.exact(unit, rep, cost) - least, unit, cost));
            }
            more.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
            more.truncate(enough - options[rep]);
            Ok(more)
        };
        side_by_side(short.len(), threads, work).unwrap_or_default()
    };
    // Later ones stand before earlier ones at the end of a unit, a quarter of its places at most.
    let mut taken = vec![0; problem.units()];
    for (rep, more) in short.iter().zip(found) {
        for (_, unit, cost) in more {
            table.put(problem, (unit, *rep, cost), &mut taken[unit]);
        }
    }
}

impl Table {
    /// Puts a rep to a free place of a unit, or to one of its last that is no present owner's.
    fn put(&mut self, problem: &Problem, (unit, rep, cost): (usize, usize, i64), taken: &mut usize) {
        let is_owner = |rep: u32| problem.members_of(unit).iter().any(|member| member.owner == rep);
        let used = self.of(unit).count();
        let number = if used < self.width {
            used
        } else {
            loop {
                *taken += 1;
                if *taken > self.width / 4 {
                    return;
                }
                if !is_owner(self.reps[(unit + 1) * self.width - *taken]) {
                    break self.width - *taken;
                }
            }
        };
        self.enter(unit * self.width + number, problem, (unit, rep, cost));
    }
}
