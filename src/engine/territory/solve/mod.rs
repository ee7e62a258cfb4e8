//! The balance of territories as an optimisation in whole numbers: units of accounts to reps, at least cost in
//! distance and in moves, within bands for every measure and limits on what moves. `ascent` finds prices at which
//! balance almost keeps itself, `bound` proves with them what no solution can go below, `search` finds a solution, and
//! `verify` checks it anew. Floats steer the search; costs, loads and limits are whole numbers. Nothing here reads a
//! table, a clock or the number of threads.

pub mod anneal;
pub mod ascent;
pub mod borders;
pub mod bound;
pub mod candidates;
pub mod centres;
pub mod chains;
pub mod even;
pub mod graph;
pub mod group;
#[cfg(test)]
mod laws;
pub mod limits;
pub mod number;
pub mod problem;
pub mod search;
pub mod verify;
pub mod whales;

use self::ascent::{Course, RENEWALS, ascend};
use self::bound::evaluate;
use self::candidates::{Pick, Prices, Table, cheapest};
use self::even::even_out;
use self::limits::{Broken, broken};
use self::number::{count, float, place};
use self::problem::{NONE, Problem};
use self::search::{GROUP, Plan, search};
use self::whales::{Branch, branches};
use crate::engine::threads::side_by_side;

/// What a solution is asked with.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// The seed of all draws.
    pub seed: u64,
    /// Proposals of each search for each unit; 2,000 is usual.
    pub proposals: usize,
    /// Threads to work with; the answer does not depend on them.
    pub threads: usize,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Solution {
    /// The rep of each unit.
    pub at: Vec<u32>,
    /// What it costs, in metre-visits.
    pub cost: i64,
    /// What no solution can cost less than.
    pub bound: i64,
    /// The prices at which balance almost keeps itself.
    pub prices: Prices,
    /// How many limits and bands it breaks. Limits only where no assignment was found that keeps them all.
    pub broken: Broken,
}

/// How far the work is, from 0 to 1; a false answer ends it with what there is.
pub type GoOn<'a> = &'a (dyn Fn(f64) -> bool + Sync);

/// Solves a problem: good prices, the bound they prove, and the best of the searches that start from them. None when
/// a unit may go to no rep. It works with bands drawn in to the multiples of their weights.
#[must_use]
pub fn solve(given: &Problem, effort: &Effort, go_on: GoOn<'_>) -> Option<Solution> {
    solve_from(given, effort, None, go_on)
}

/// The same, where territories have to be connected also from an assignment that is good already.
#[must_use]
pub fn solve_from(
    given: &Problem,
    effort: &Effort,
    from: Option<&[u32]>,
    go_on: GoOn<'_>,
) -> Option<Solution> {
    let mut tight = given.clone();
    tight.tighten();
    let problem = &tight;
    let reps = count(problem.reps().max(1));
    let course = Course {
        steps: if problem.reps() > 400 { 240 } else { 200 },
        width: 40,
        // The more reps, the nearer their neighbours, and the fewer kilometres a first price may blur.
        temperatures: ((150.0 * (50.0 / reps).sqrt()).clamp(25.0, 150.0), 0.1),
        renewals: &RENEWALS,
        threads: effort.threads,
    };
    let mut prices = ascend(problem, &course, None, &|part| go_on(part * 0.5));
    let mut bound = evaluate(problem, &prices, effort.threads);
    // Where nothing has a way or an owner, no price is better than none.
    let none = Prices::zero(problem);
    let plain = evaluate(problem, &none, effort.threads);
    if plain.value > bound.value {
        (prices, bound) = (none, plain);
    }
    if bound.cheapest.len() < problem.units() {
        return None;
    }
    let scale = (float(bound.value).abs() / count(problem.units().max(1))).max(1.0);
    if !problem.graph.is_empty() {
        let table = cheapest(problem, &prices, course.width, Pick::Cheapest, effort.threads);
        return connected(problem, &table, (bound, prices), (effort, from), scale, go_on);
    }
    // Where one group holds all reps, threads have nothing to share: two searches go side by side. Else one does the
    // work of both.
    let is_small = problem.reps() <= GROUP;
    let root = Branch { problem: tight, prices, bound };
    let problem = &root.problem;
    let (bound, branches) = match is_small {
        true => branches(&root, &course, &|| go_on(0.5)),
        false => (root.bound.value, Vec::new()),
    };
    let from: Vec<&Branch> = if branches.is_empty() { vec![&root] } else { branches.iter().collect() };
    let table = |branch: &Branch| {
        let Branch { problem, prices, .. } = branch;
        let mut table = cheapest(problem, prices, course.width, Pick::Cheapest, effort.threads);
        even_out(problem, prices, &mut table, effort.threads);
        table
    };
    let one = |branch: &Branch, table: &Table, start: usize| -> Result<(Broken, i64, Vec<u32>), ()> {
        let plan = Plan {
            rounds: 12,
            effort: if is_small { effort.proposals } else { effort.proposals * 2 },
            temperatures: (0.01, 0.0003),
            seed: effort.seed.wrapping_add(u64::try_from(start).unwrap_or(0)),
            threads: if is_small { 1 } else { effort.threads },
        };
        let mut at = branch.bound.cheapest.clone();
        let go_on = |part: f64| go_on(0.5 + part * 0.5);
        search(&branch.problem, table, &branch.prices, scale, &plan, &mut at, &go_on);
        Ok((broken(problem, &at), cost_of(problem, &at), at))
    };
    let tables: Vec<Table> = from.iter().map(|branch| table(branch)).collect();
    let work = |start: usize| one(from[start % from.len()], &tables[start % from.len()], start);
    let starts = if is_small { from.len().max(2) } else { 1 };
    let mut found = side_by_side(starts, effort.threads, work).unwrap_or_default();
    // Where a whale lies may be what breaks a limit.
    if found.iter().all(|(broken, ..)| broken.limits > 0) {
        found.extend(one(&root, &table(&root), starts));
    }
    let (broken, cost, at) = found.into_iter().min_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)))?;
    Some(Solution { at, cost, bound, prices: root.prices, broken })
}

/// The best of the searches for connected territories: from where units are cheapest, and from where they are now.
fn connected(
    problem: &Problem,
    table: &Table,
    (bound, prices): (bound::Bound, Prices),
    (effort, from): (&Effort, Option<&[u32]>),
    scale: f64,
    go_on: GoOn<'_>,
) -> Option<Solution> {
    let one = |start: usize| -> Result<(Broken, i64, Vec<u32>), ()> {
        let plan = Plan {
            rounds: 1,
            effort: effort.proposals,
            temperatures: (0.5, 0.002),
            seed: effort.seed.wrapping_add(u64::try_from(start).unwrap_or(0)),
            threads: 1,
        };
        let mut at = bound.cheapest.clone();
        if let (Some(from), 1) = (from, start % 2) {
            at.copy_from_slice(from);
        } else if start % 2 == 1 {
            for (unit, rep) in at.iter_mut().enumerate() {
                let now = present(problem, unit);
                if now != NONE && problem.cost(unit, place(now)).is_some() {
                    *rep = now;
                }
            }
        }
        borders::search(problem, (table, &prices), scale, &plan, &mut at, &|part| go_on(0.5 + part * 0.5));
        Ok((broken(problem, &at), cost_of(problem, &at), at))
    };
    let found = side_by_side(2, effort.threads, one).unwrap_or_default();
    let (broken, cost, at) = found.into_iter().min_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)))?;
    Some(Solution { at, cost, bound: bound.value, prices, broken })
}

/// What an assignment costs; a unit where it may not be counts as nothing, which `verify` finds.
#[must_use]
pub fn cost_of(problem: &Problem, at: &[u32]) -> i64 {
    at.iter().enumerate().filter_map(|(unit, rep)| problem.cost(unit, place(*rep))).sum()
}

/// Where the units are at present: with the owner who has most of their visits, and `NONE` without an owner.
#[must_use]
pub fn present(problem: &Problem, unit: usize) -> u32 {
    let members = problem.members_of(unit);
    let visits = |owner: u32| -> i64 {
        members.iter().filter(|member| member.owner == owner).map(|member| member.visits).sum()
    };
    let owners = members.iter().map(|member| member.owner).filter(|owner| *owner != NONE);
    owners.max_by_key(|owner| (visits(*owner), std::cmp::Reverse(*owner))).unwrap_or(NONE)
}

/// A part from 0 to 1 in thousandths, for progress.
#[must_use]
pub fn thousandths(part: f64) -> u64 {
    u64::try_from(number::whole(part * 1_000.0)).unwrap_or(0)
}
