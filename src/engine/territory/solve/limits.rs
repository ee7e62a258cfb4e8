//! Limits that no balance may break: what is moved at most, and the most accounts of a rep. This file counts what an
//! assignment breaks, brings one within its limits at the least reduced cost that it finds, and looks for the least
//! that has to move. What balance then lacks is the search's to mend, within the limits.

use super::candidates::{Prices, Rows, Table};
use super::number::{code, float, place};
use super::problem::Problem;
use super::search::loads;

/// What an assignment breaks, limits before bands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Broken {
    /// Limits on moves, and reps with more accounts than they may have.
    pub limits: usize,
    /// Reps whose units are not connected, where they have to be.
    pub apart: usize,
    /// Reps and measures outside the band.
    pub bands: usize,
}

impl Broken {
    /// Limits, pieces and bands together.
    #[must_use]
    pub fn all(self) -> usize {
        self.limits + self.apart + self.bands
    }
}

/// What an assignment breaks.
#[must_use]
pub fn broken(problem: &Problem, at: &[u32]) -> Broken {
    let mut found = Broken::default();
    for (number, load) in loads(problem, at).iter().enumerate() {
        if *load < problem.low[number] || *load > problem.high[number] {
            let limit = problem.is_limit(number % problem.measures.max(1));
            found.limits += usize::from(limit);
            found.bands += usize::from(!limit);
        }
    }
    let over = used(problem, at).into_iter().zip(&problem.budgets);
    found.limits += over.filter(|(used, budget)| *used > budget.limit).count();
    if !problem.graph.is_empty() {
        let pieces = problem.graph.pieces(at, problem.reps());
        found.apart = pieces.iter().filter(|pieces| pieces.len() > 1).count();
    }
    found
}

/// What an assignment takes from each budget.
#[must_use]
pub fn used(problem: &Problem, at: &[u32]) -> Vec<i64> {
    let of = |budget| at.iter().enumerate().map(|(unit, rep)| problem.moved(unit, place(*rep), budget)).sum();
    problem.budgets.iter().map(of).collect()
}

/// Brings an assignment within the limits, where a way is found: units go back where that costs least, else as few are
/// moved as can be, and reps with too many accounts give some away.
pub fn keep(problem: &Problem, table: &Table, prices: &Prices, at: &mut [u32]) {
    if broken(problem, at).limits == 0 {
        return;
    }
    go_back(problem, table, prices, at);
    let over = |at: &[u32]| used(problem, at).iter().zip(&problem.budgets).any(|(used, of)| *used > of.limit);
    if over(at)
        && let Some(least) = least_moved(problem, Some(at))
    {
        at.copy_from_slice(&least);
    }
    give_away(problem, prices, at);
    if broken(problem, at).limits > 0
        && let Some(found) = any_within(problem, at)
    {
        at.copy_from_slice(&found);
    }
}

/// A unit that could go elsewhere.
struct Way {
    unit: usize,
    rep: usize,
    rate: f64,
}

fn cheapest_first(ways: &mut [Way]) {
    ways.sort_by(|a, b| a.rate.total_cmp(&b.rate).then_with(|| (a.unit, a.rep).cmp(&(b.unit, b.rep))));
}

/// Units return to whom they take less from the budgets with, the cheapest for what they give back first, until all
/// budgets are kept.
fn go_back(problem: &Problem, table: &Table, prices: &Prices, at: &mut [u32]) {
    let rows = Rows::new(problem, prices);
    let mut used = used(problem, at);
    let budgets = &problem.budgets;
    let over = |used: &[i64]| used.iter().zip(budgets).any(|(used, budget)| *used > budget.limit);
    if !over(&used) {
        return;
    }
    let relief = |unit: usize, from: usize, to: usize, used: &[i64]| -> f64 {
        let part = |(budget, used): (&super::problem::Budget, &i64)| {
            let less = problem.moved(unit, from, budget) - problem.moved(unit, to, budget);
            // What is over counts for what it is over; what is not may not become dearer for nothing.
            if *used > budget.limit || less < 0 { float(less) / float((*used).max(1)) } else { 0.0 }
        };
        budgets.iter().zip(used).map(part).sum()
    };
    let mut ways = Vec::new();
    for (unit, now) in at.iter().enumerate() {
        let now = place(*now);
        let Some(cost) = problem.cost(unit, now) else { continue };
        if budgets.iter().all(|budget| problem.moved(unit, now, budget) == 0) {
            continue;
        }
        let old = rows.exact(unit, now, cost);
        for (rep, cost) in table.of(unit) {
            let gives = relief(unit, now, rep, &used);
            if gives > 0.0 {
                ways.push(Way { unit, rep, rate: (rows.exact(unit, rep, cost) - old) / gives });
            }
        }
    }
    cheapest_first(&mut ways);
    let mut gone = vec![false; at.len()];
    for way in ways {
        if gone[way.unit] || relief(way.unit, place(at[way.unit]), way.rep, &used) <= 0.0 {
            continue;
        }
        for (used, budget) in used.iter_mut().zip(budgets) {
            *used += problem.moved(way.unit, way.rep, budget)
                - problem.moved(way.unit, place(at[way.unit]), budget);
        }
        at[way.unit] = code(way.rep);
        gone[way.unit] = true;
        if !over(&used) {
            return;
        }
    }
}

/// Reps with more than a limit allows give units to those who have room, the cheapest first, within the budgets.
fn give_away(problem: &Problem, prices: &Prices, at: &mut [u32]) {
    let rows = Rows::new(problem, prices);
    let measures = problem.measures;
    let limited = || (0..measures).filter(|measure| problem.is_limit(*measure));
    for measure in limited() {
        let mut loads = loads(problem, at);
        let mut used = used(problem, at);
        let mut ways = Vec::new();
        for (unit, now) in at.iter().enumerate() {
            let now = place(*now);
            if loads[now * measures + measure] <= problem.high[now * measures + measure] {
                continue;
            }
            let Some(old) = problem.cost(unit, now) else { continue };
            let old = rows.exact(unit, now, old);
            for rep in (0..problem.reps()).filter(|rep| *rep != now) {
                if let Some(cost) = problem.cost(unit, rep) {
                    ways.push(Way { unit, rep, rate: rows.exact(unit, rep, cost) - old });
                }
            }
        }
        cheapest_first(&mut ways);
        for Way { unit, rep, .. } in ways {
            let now = place(at[unit]);
            let weights = problem.weights_of(unit);
            let full = |measure: usize| {
                let at = rep * measures + measure;
                loads[at] + weights[measure] > problem.high[at]
            };
            if loads[now * measures + measure] <= problem.high[now * measures + measure]
                || limited().any(full)
                || now == rep
            {
                continue;
            }
            let more = |budget| problem.moved(unit, rep, budget) - problem.moved(unit, now, budget);
            let mut budgets = problem.budgets.iter().zip(&used);
            if budgets.any(|(budget, used)| used + more(budget) > budget.limit && more(budget) > 0) {
                continue;
            }
            for (used, budget) in used.iter_mut().zip(&problem.budgets) {
                *used += more(budget);
            }
            for (measure, weight) in weights.iter().enumerate() {
                loads[now * measures + measure] -= weight;
                loads[rep * measures + measure] += weight;
            }
            at[unit] = code(rep);
        }
    }
}

/// An assignment that keeps the budgets; none where no assignment does. Units for which `at` takes nothing stay there.
///
/// Units whose least move takes least from every budget are done at once. The others, families of several owners, are
/// taken one by one with all sums of budgets that no other sum is below of (Nemhauser and Ullmann 1969).
#[must_use]
pub fn least_moved(problem: &Problem, now: Option<&[u32]>) -> Option<Vec<u32>> {
    let mut at = vec![0; problem.units()];
    let mut base = vec![0_i64; problem.budgets.len()];
    let mut open: Vec<(usize, Vec<Takes>)> = Vec::new();
    for unit in 0..problem.units() {
        let free = |rep: &u32| {
            place(*rep) < problem.reps()
                && problem.budgets.iter().all(|budget| problem.moved(unit, place(*rep), budget) == 0)
                && problem.cost(unit, place(*rep)).is_some()
        };
        let owners = problem.members_of(unit).iter().map(|member| member.owner);
        if let Some(rep) = now.map(|now| now[unit]).into_iter().chain(owners).find(free) {
            at[unit] = rep;
            continue;
        }
        let mut found: Vec<(Vec<i64>, i64, u32)> = (0..problem.reps())
            .filter_map(|rep| {
                let takes = problem.budgets.iter().map(|budget| problem.moved(unit, rep, budget)).collect();
                Some((takes, problem.cost(unit, rep)?, code(rep)))
            })
            .collect();
        found.sort();
        let mut least: Vec<Takes> = Vec::new();
        for (takes, _, rep) in found {
            if !least.iter().any(|(other, _)| below(other, &takes)) {
                least.push((takes, rep));
            }
        }
        at[unit] = least.first()?.1;
        if let [(takes, _)] = least.as_slice() {
            base.iter_mut().zip(takes).for_each(|(sum, one)| *sum += one);
        } else {
            open.push((unit, least));
        }
    }
    // Each layer: sums, the entry of the layer before, and the choice.
    let mut layers: Vec<Vec<(Vec<i64>, usize, u32)>> = vec![vec![(base, 0, 0)]];
    for (_, ways) in &open {
        let last = layers.last().expect("there is a first layer");
        let mut next: Vec<(Vec<i64>, usize, u32)> = Vec::new();
        for (from, (sums, _, _)) in last.iter().enumerate() {
            for (takes, rep) in ways {
                let sums: Vec<i64> = sums.iter().zip(takes).map(|(sum, one)| sum + one).collect();
                next.push((sums, from, *rep));
            }
        }
        next.sort();
        let mut kept: Vec<(Vec<i64>, usize, u32)> = Vec::new();
        for state in next {
            // In the order of first sums only the last that was kept can be below, where there are two budgets.
            let within = state.0.iter().zip(&problem.budgets).all(|(sum, budget)| *sum <= budget.limit);
            if within && !kept.iter().rev().take(64).any(|(other, _, _)| below(other, &state.0)) {
                kept.push(state);
            }
        }
        kept.truncate(STATES);
        layers.push(kept);
    }
    let last = layers.last()?;
    let fits = |sums: &[i64]| sums.iter().zip(&problem.budgets).all(|(sum, budget)| *sum <= budget.limit);
    let mut state = last.iter().position(|(sums, _, _)| fits(sums))?;
    for (layer, (unit, _)) in layers[1..].iter().zip(&open).rev() {
        let (_, from, rep) = &layer[state];
        at[*unit] = *rep;
        state = *from;
    }
    Some(at)
}

/// What a unit takes from each budget with a rep.
type Takes = (Vec<i64>, u32);

/// Sums of budgets that are kept for each family at most.
const STATES: usize = 20_000;

/// Whether every number is at most its counterpart.
fn below(left: &[i64], right: &[i64]) -> bool {
    left.iter().zip(right).all(|(left, right)| left <= right)
}

/// Some assignment within all limits, looked for unit by unit with returns, as near to `at` as the order of trials
/// makes it; none where there is none, or none is found in [`TRIALS`] steps.
fn any_within(problem: &Problem, at: &[u32]) -> Option<Vec<u32>> {
    let units = problem.units();
    if units.saturating_mul(problem.reps()) > PAIRS {
        return None;
    }
    let options: Vec<Vec<u32>> = (0..units)
        .map(|unit| {
            let mut reps: Vec<u32> =
                (0..problem.reps()).filter(|rep| problem.cost(unit, *rep).is_some()).map(code).collect();
            reps.sort_by_key(|rep| {
                let takes = |budget| problem.moved(unit, place(*rep), budget);
                (*rep != at[unit], problem.budgets.iter().map(takes).sum::<i64>(), *rep)
            });
            reps
        })
        .collect();
    // The least that the units from here on have to take.
    let mut rest = vec![vec![0_i64; problem.budgets.len()]; units + 1];
    for unit in (0..units).rev() {
        let (here, later) = rest.split_at_mut(unit + 1);
        here[unit].clone_from(&later[0]);
        for (sum, budget) in rest[unit].iter_mut().zip(&problem.budgets) {
            *sum += options[unit].iter().map(|rep| problem.moved(unit, place(*rep), budget)).min()?;
        }
    }
    let mut walk = Walk {
        problem,
        options: &options,
        rest: &rest,
        used: vec![0; problem.budgets.len()],
        loads: vec![0; problem.reps() * problem.measures],
        next: vec![0; units],
    };
    let (mut unit, mut trials) = (0, 0);
    while unit < units {
        trials += 1;
        if trials > TRIALS {
            return None;
        }
        if walk.forward(unit) {
            unit += 1;
            if unit < units {
                walk.next[unit] = 0;
            }
        } else {
            unit = unit.checked_sub(1)?;
            walk.enter(unit, -1);
        }
    }
    Some((0..units).map(|unit| options[unit][walk.next[unit] - 1]).collect())
}

/// Units × reps up to which that search is made.
const PAIRS: usize = 2_000_000;
/// Steps of the search for any assignment within the limits.
const TRIALS: usize = 2_000_000;

/// Where that search stands.
struct Walk<'a> {
    problem: &'a Problem,
    options: &'a [Vec<u32>],
    rest: &'a [Vec<i64>],
    used: Vec<i64>,
    loads: Vec<i64>,
    /// The option of each unit that is tried next; the one before it is taken.
    next: Vec<usize>,
}

impl Walk<'_> {
    /// Takes the next option of a unit that keeps the limits.
    fn forward(&mut self, unit: usize) -> bool {
        while self.next[unit] < self.options[unit].len() {
            self.next[unit] += 1;
            self.enter(unit, 1);
            if self.holds(unit) {
                return true;
            }
            self.enter(unit, -1);
        }
        false
    }

    fn enter(&mut self, unit: usize, sign: i64) {
        let rep = place(self.options[unit][self.next[unit] - 1]);
        for (used, budget) in self.used.iter_mut().zip(&self.problem.budgets) {
            *used += sign * self.problem.moved(unit, rep, budget);
        }
        let loads = self.loads[rep * self.problem.measures..].iter_mut();
        for (load, weight) in loads.zip(self.problem.weights_of(unit)) {
            *load += sign * weight;
        }
    }

    fn holds(&self, unit: usize) -> bool {
        let problem = self.problem;
        let rep = place(self.options[unit][self.next[unit] - 1]);
        let budgets = self.used.iter().zip(&self.rest[unit + 1]).zip(&problem.budgets);
        let full = |measure: usize| {
            let at = rep * problem.measures + measure;
            self.loads[at] > problem.high[at]
        };
        budgets.into_iter().all(|((used, rest), budget)| used + rest <= budget.limit)
            && !(0..problem.measures).any(|measure| problem.is_limit(measure) && full(measure))
    }
}
