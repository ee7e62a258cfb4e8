//! The rounds of the search: reps are cut into groups of neighbours, each time along another direction, the groups are
//! annealed side by side, and the temperature falls from round to round.

use super::anneal::{Heat, anneal};
use super::candidates::{Prices, Table};
use super::chains::mend;
use super::group::{Group, Weights};
use super::limits::{broken, keep};
use super::number::{code, count, place};
use super::problem::{NONE, Problem};
use crate::engine::forecast::random::Random;
use crate::engine::threads::side_by_side;

/// Reps of one group at most.
pub const GROUP: usize = 64;

/// How the search goes.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How many rounds.
    pub rounds: usize,
    /// Proposals for each unit over all rounds.
    pub effort: usize,
    /// The first and the last temperature, as shares of the mean cost of a unit.
    pub temperatures: (f64, f64),
    /// The seed.
    pub seed: u64,
    /// Threads to work with.
    pub threads: usize,
}

/// Searches from `at`, where each unit is, and leaves there the best that was found. `scale` is the mean cost of a
/// unit; `go_on` is asked before each round, with the part that is done.
pub fn search(
    problem: &Problem,
    table: &Table,
    prices: &Prices,
    scale: f64,
    plan: &Plan,
    at: &mut [u32],
    go_on: &(dyn Fn(f64) -> bool + Sync),
) {
    let (first, last) = plan.temperatures;
    let main = count(plan.rounds.max(1));
    let heat = |part: f64| scale * first * (last / first).powf(part);
    let (mut repairs, mut polishes) = (0, 0);
    // The last rounds go on within the limits; before, they are dear like bands, so that the search finds its way.
    let limited = problem.limits > 0 || !problem.budgets.is_empty();
    let strict = plan.rounds.saturating_sub(STRICT);
    let most = if limited { REPAIRS } else { REHEATS + MENDS };
    for round in 0.. {
        if !go_on((count(round) / (main + count(POLISHES))).min(1.0)) {
            break;
        }
        let kind = match round < plan.rounds {
            true => Kind::Main,
            false if broken(problem, at).all() == 0 => Kind::Polish,
            // Within limits a unit can only move when another moves back, for which chains are made.
            false if repairs < REHEATS && !limited => Kind::Reheat,
            false => Kind::Mend,
        };
        let (temperatures, times) = match kind {
            Kind::Main => {
                let (from, to) = (count(round) / main, count(round + 1) / main);
                ((heat(from), heat(to)), 8.0 * 12.5_f64.powf((to / 0.8).min(1.0)))
            }
            Kind::Reheat | Kind::Mend => {
                repairs += 1;
                let first = if kind == Kind::Reheat { 4.0 } else { 10.0 };
                ((heat(0.3), heat(1.0)), first * 1.6_f64.powf(count(repairs)))
            }
            Kind::Polish => {
                polishes += 1;
                ((heat(0.4), heat(1.0)), 100.0)
            }
        };
        if repairs > most || polishes > POLISHES {
            break;
        }
        let best = kind != Kind::Main || round + 3 >= plan.rounds;
        if limited && round >= strict {
            keep(problem, table, prices, at);
        }
        let dear = Weights::of(problem, prices, times, scale, round < strict);
        let reach = if kind.repairs() { scale } else { temperatures.0 * 12.0 };
        let now = Round { number: round, temperatures, best, reach, kind };
        let before = if kind == Kind::Mend { broken(problem, at).all() } else { usize::MAX };
        one_round(&Around { problem, table, prices, dear: &dear, plan }, &now, at);
        if kind == Kind::Mend && !limited && broken(problem, at).all() >= before {
            break;
        }
    }
    keep(problem, table, prices, at);
}

/// Main rounds in which limits are kept.
const STRICT: usize = 4;
/// Rounds at most that are for violations alone: within limits, and else those that warm up and those with chains.
const REPAIRS: usize = 10;
const REHEATS: usize = 6;
const MENDS: usize = 2;
/// Rounds that go on once nothing is violated.
const POLISHES: usize = 4;
/// Chains that are tried in a group and round.
const CHAINS: usize = 40;

/// What a round is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The temperature falls.
    Main,
    /// Something is still violated: groups that have a breach are warmed up again, violations dearer each time.
    Reheat,
    /// Warmth did not help: chains of moves, which take much longer.
    Mend,
    /// Nothing is violated, and some warmth may still find better.
    Polish,
}

impl Kind {
    /// Whether only groups with a violation are searched.
    fn repairs(self) -> bool {
        matches!(self, Kind::Reheat | Kind::Mend)
    }
}

/// What all groups of a round look at.
struct Around<'a> {
    problem: &'a Problem,
    table: &'a Table,
    prices: &'a Prices,
    dear: &'a Weights,
    plan: &'a Plan,
}

/// What differs from round to round.
struct Round {
    number: usize,
    temperatures: (f64, f64),
    best: bool,
    reach: f64,
    kind: Kind,
}

/// Cuts the reps into groups and searches each.
fn one_round(around: &Around, round: &Round, at: &mut [u32]) {
    let (problem, plan) = (around.problem, around.plan);
    let groups = cut(problem, plan.seed, round.number);
    let mut of_rep = vec![NONE; problem.reps()];
    for (number, reps) in groups.iter().enumerate() {
        for rep in reps {
            of_rep[place(*rep)] = code(number);
        }
    }
    let mut units = vec![Vec::new(); groups.len()];
    for (unit, rep) in at.iter().enumerate() {
        units[place(of_rep[place(*rep)])].push(code(unit));
    }
    let limits = limits(problem, &units, at);
    let work = |number: usize| -> Result<Vec<(u32, u32)>, ()> {
        let members = (groups[number].clone(), units[number].clone());
        let reserve = round.reach * 2.0;
        let Around { problem, table, prices, dear, .. } = *around;
        let mut group =
            Group::new(problem, table, prices, dear, members, at, (limits[number].clone(), reserve));
        if round.kind.repairs() && group.breaches == 0 {
            return Ok(Vec::new());
        }
        let mut random = Random::new(plan.seed, &format!("territories {} {number}", round.number));
        if round.kind == Kind::Mend {
            mend(&mut group, CHAINS, &mut random);
        } else {
            let proposals = plan.effort * group.units.len() / plan.rounds.max(1);
            let heat = Heat {
                temperatures: round.temperatures,
                proposals: if round.kind == Kind::Reheat { proposals / 2 } else { proposals },
                best: round.best,
                reach: round.reach,
                relief: if round.kind == Kind::Main { 32 } else { 4 },
            };
            anneal(&mut group, &heat, &mut random);
        }
        let found = (0..group.units.len()).map(|unit| (group.units[unit], group.reps[group.rep_of(unit)]));
        Ok(found.collect())
    };
    for pairs in side_by_side(groups.len(), plan.threads, work).unwrap_or_default() {
        for (unit, rep) in pairs {
            at[place(unit)] = rep;
        }
    }
}

/// The load of each rep and measure.
#[must_use]
pub fn loads(problem: &Problem, at: &[u32]) -> Vec<i64> {
    let mut loads = vec![0; problem.reps() * problem.measures];
    for (unit, rep) in at.iter().enumerate() {
        let from = place(*rep) * problem.measures;
        for (load, weight) in loads[from..].iter_mut().zip(problem.weights_of(unit)) {
            *load += weight;
        }
    }
    loads
}

/// The reps in groups of neighbours: halved along a direction of the round until the groups are small.
fn cut(problem: &Problem, seed: u64, round: usize) -> Vec<Vec<u32>> {
    let mut random = Random::new(seed, &format!("cut {round}"));
    let mut done = Vec::new();
    let mut open = vec![(0..problem.reps()).map(code).collect::<Vec<u32>>()];
    while let Some(mut reps) = open.pop() {
        if reps.len() <= GROUP {
            done.push(reps);
            continue;
        }
        let axis = [random.normal(), random.normal(), random.normal()];
        let along = |rep: &u32| {
            let home = problem.homes[place(*rep)].map_or([0.0; 3], |point| point.0);
            home[0] * axis[0] + home[1] * axis[1] + home[2] * axis[2]
        };
        reps.sort_by(|a, b| along(a).total_cmp(&along(b)).then_with(|| a.cmp(b)));
        let rest = reps.split_off(reps.len() / 2);
        open.push(reps);
        open.push(rest);
    }
    done
}

/// The part of each budget that each group has: what it uses, and a share of what is left by its units.
fn limits(problem: &Problem, units: &[Vec<u32>], at: &[u32]) -> Vec<Vec<i64>> {
    let mut limits = vec![Vec::with_capacity(problem.budgets.len()); units.len()];
    for budget in &problem.budgets {
        let used = |units: &Vec<u32>| -> i64 {
            units.iter().map(|unit| problem.moved(place(*unit), place(at[place(*unit)]), budget)).sum()
        };
        let used: Vec<i64> = units.iter().map(used).collect();
        let mut left = budget.limit - used.iter().sum::<i64>();
        let mut others: usize = units.iter().map(Vec::len).sum();
        for (number, units) in units.iter().enumerate() {
            // The rest is shared as it goes, so that the parts add up.
            let share = i128::from(left) * i128::try_from(units.len()).unwrap_or(0);
            let share = share / i128::try_from(others.max(1)).unwrap_or(1);
            let share = i64::try_from(share).unwrap_or(0);
            left -= share;
            others -= units.len();
            limits[number].push(used[number] + share);
        }
    }
    limits
}
