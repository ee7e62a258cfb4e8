//! The search where territories have to be connected: pieces apart from the largest of their territory are handed to
//! the neighbours where their reduced cost is least, and then units move across borders, one or two at once, annealed,
//! while no territory falls apart. Draws come from a stream named by the seed.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::candidates::{Prices, Rows, Table};
use super::graph::Walker;
use super::group::Weights;
use super::limits::broken;
use super::number::{code, count, exponential, float, narrow, place, whole};
use super::problem::{NONE, Problem};
use super::search::{Plan, loads};
use crate::engine::forecast::random::Random;

/// Searches from `at`, and leaves there the best connected assignment that was found. `go_on` is asked before each
/// part of the search, with the part that is done.
pub fn search(
    problem: &Problem,
    (table, prices): (&Table, &Prices),
    scale: f64,
    plan: &Plan,
    at: &mut Vec<u32>,
    go_on: &(dyn Fn(f64) -> bool + Sync),
) {
    connect(problem, prices, at);
    let mut random = Random::new(plan.seed, "borders");
    let mut land = Land::new(problem, table, std::mem::take(at));
    let mut best = (broken(problem, &land.at), land.cost, land.at.clone());
    let (first, last) = plan.temperatures;
    let all = plan.effort.saturating_mul(problem.units());
    for level in 0..LEVELS + REPAIRS * REPAIR_LEVELS {
        if !go_on(count(level) / count(LEVELS)) {
            break;
        }
        let (part, times) = if level < LEVELS {
            let part = count(level) / count(LEVELS);
            (part, 8.0 * 12.5_f64.powf((part / 0.8).min(1.0)))
        } else {
            // Levels that only mend: some warmth again, and violations ever dearer.
            if (level - LEVELS).is_multiple_of(REPAIR_LEVELS) && best.0.all() == 0 {
                break;
            }
            let repair = (level - LEVELS) / REPAIR_LEVELS;
            let part = count((level - LEVELS) % REPAIR_LEVELS) / count(REPAIR_LEVELS);
            (0.4 + 0.6 * part, 100.0 * 2.0_f64.powf(count(repair + 1)))
        };
        land.dear = Weights::of(problem, prices, times, scale, level < LEVELS / 2);
        let temperature = scale * first * (last / first).powf(part);
        for _ in 0..all / LEVELS {
            land.propose(temperature, &mut random);
        }
        if level >= LEVELS / 2 {
            let now = (broken(problem, &land.at), land.cost);
            if now < (best.0, best.1) {
                best = (now.0, now.1, land.at.clone());
            }
        }
    }
    *at = best.2;
}

/// Temperatures of the search, and those of each of some later ones while something is violated.
const LEVELS: usize = 96;
const REPAIRS: usize = 6;
const REPAIR_LEVELS: usize = 16;

/// Hands every piece apart from the largest of its territory to neighbours, unit by unit, where the reduced cost is
/// least above the least that the unit can have; then gives a territory without a unit the one that is nearest.
pub fn connect(problem: &Problem, prices: &Prices, at: &mut [u32]) {
    let graph = &problem.graph;
    let rows = Rows::new(problem, prices);
    let totals = problem.totals();
    // What a unit is worth: the parts it is of each measure, and a little for being there.
    let worth = |unit: u32| -> i64 {
        let weights = problem.weights_of(place(unit)).iter().zip(&totals);
        whole(weights.map(|(weight, total)| 1e9 * float(*weight) / float((*total).max(1))).sum::<f64>()) + 1
    };
    let was = at.to_vec();
    for pieces in graph.pieces(at, problem.reps()) {
        let largest = pieces
            .iter()
            .enumerate()
            .max_by_key(|(number, piece)| (piece.iter().copied().map(worth).sum::<i64>(), Reverse(*number)));
        let Some((largest, _)) = largest else { continue };
        for (_, piece) in pieces.iter().enumerate().filter(|(number, _)| *number != largest) {
            for unit in piece.iter().filter(|unit| problem.locks[place(**unit)] == NONE) {
                at[place(*unit)] = NONE;
            }
        }
    }
    let mut row = Vec::new();
    let mut open: BinaryHeap<Reverse<(i64, u32, u32)>> = BinaryHeap::new();
    let mut offer = |unit: usize, at: &[u32], open: &mut BinaryHeap<_>| {
        rows.lower(unit, &mut row);
        let least = row.iter().copied().fold(f64::INFINITY, f64::min);
        for other in graph.of(unit) {
            let rep = at[place(*other)];
            if rep != NONE && row[place(rep)].is_finite() && problem.cost(unit, place(rep)).is_some() {
                open.push(Reverse((whole(row[place(rep)] - least), code(unit), rep)));
            }
        }
    };
    for unit in 0..at.len() {
        if at[unit] == NONE {
            offer(unit, at, &mut open);
        }
    }
    while let Some(Reverse((_, unit, rep))) = open.pop() {
        if at[place(unit)] != NONE {
            continue;
        }
        at[place(unit)] = rep;
        for other in graph.of(place(unit)) {
            if at[place(*other)] == NONE {
                offer(place(*other), at, &mut open);
            }
        }
    }
    // What no neighbour may have stays where it was.
    for (now, was) in at.iter_mut().zip(&was) {
        if *now == NONE {
            *now = *was;
        }
    }
    begin(problem, at);
}

/// Gives each territory without a unit the cheapest that can leave another one.
fn begin(problem: &Problem, at: &mut [u32]) {
    let mut sizes = vec![0_usize; problem.reps()];
    for rep in at.iter() {
        sizes[place(*rep)] += 1;
    }
    let mut walker = Walker::new(at.len());
    for rep in 0..problem.reps() {
        if sizes[rep] > 0 {
            continue;
        }
        let cost =
            |unit: &usize| problem.cost(*unit, rep).map(|cost| cost / whole(problem.visits_of(*unit)).max(1));
        let mut units: Vec<(i64, usize)> = (0..at.len())
            .filter(|unit| sizes[place(at[*unit])] > 1 && !problem.members_of(*unit).is_empty())
            .filter_map(|unit| Some((cost(&unit)?, unit)))
            .collect();
        units.sort_unstable();
        let free = |unit: &usize| walker.can_leave(&problem.graph, at, *unit);
        let found = units.into_iter().map(|(_, unit)| unit).find(free);
        if let Some(unit) = found {
            sizes[place(at[unit])] -= 1;
            at[unit] = code(rep);
            sizes[rep] = 1;
        }
    }
}

/// The units where they are, with what the territories have.
struct Land<'a> {
    problem: &'a Problem,
    table: &'a Table,
    dear: Weights,
    at: Vec<u32>,
    loads: Vec<i64>,
    used: Vec<i64>,
    cost: i64,
    /// The units of each rep, and the place of each unit in that list.
    lists: Vec<Vec<u32>>,
    places: Vec<u32>,
    walker: Walker,
}

impl<'a> Land<'a> {
    fn new(problem: &'a Problem, table: &'a Table, at: Vec<u32>) -> Land<'a> {
        let mut lists = vec![Vec::new(); problem.reps()];
        let mut places = Vec::with_capacity(at.len());
        for (unit, rep) in at.iter().enumerate() {
            places.push(code(lists[place(*rep)].len()));
            lists[place(*rep)].push(code(unit));
        }
        Land {
            problem,
            table,
            dear: Weights { balance: Vec::new(), budgets: Vec::new() },
            loads: loads(problem, &at),
            used: super::limits::used(problem, &at),
            cost: super::cost_of(problem, &at),
            lists,
            places,
            walker: Walker::new(at.len()),
            at,
        }
    }

    fn cost_at(&self, unit: usize, rep: usize) -> Option<i64> {
        let known = self.table.of(unit).find(|(other, _)| *other == rep);
        known.map(|(_, cost)| cost).or_else(|| self.problem.cost(unit, rep))
    }

    fn fine(&self, at: usize, load: i64) -> f64 {
        let beyond = (self.problem.low[at] - load).max(load - self.problem.high[at]).max(0);
        if beyond == 0 { 0.0 } else { float(beyond) * self.dear.balance[at] }
    }

    /// What a move changes, in cost and violations; none where the unit may not go there.
    fn change(&self, unit: usize, to: usize) -> Option<(i64, f64)> {
        let (problem, from) = (self.problem, place(self.at[unit]));
        let cost = self.cost_at(unit, to)? - self.cost_at(unit, from)?;
        let mut fines = 0.0;
        for (measure, weight) in problem.weights_of(unit).iter().enumerate() {
            let (a, b) = (from * problem.measures + measure, to * problem.measures + measure);
            fines += self.fine(a, self.loads[a] - weight) - self.fine(a, self.loads[a]);
            fines += self.fine(b, self.loads[b] + weight) - self.fine(b, self.loads[b]);
        }
        for (number, budget) in problem.budgets.iter().enumerate() {
            let more = problem.moved(unit, to, budget) - problem.moved(unit, from, budget);
            let over = |used: i64| float((used - budget.limit).max(0)) * self.dear.budgets[number];
            fines += over(self.used[number] + more) - over(self.used[number]);
        }
        Some((cost, float(cost) + fines))
    }

    /// Takes a move, with what it costs more.
    fn take(&mut self, unit: usize, to: usize, cost: i64) {
        let (problem, from) = (self.problem, place(self.at[unit]));
        for (measure, weight) in problem.weights_of(unit).iter().enumerate() {
            self.loads[from * problem.measures + measure] -= weight;
            self.loads[to * problem.measures + measure] += weight;
        }
        for (used, budget) in self.used.iter_mut().zip(&problem.budgets) {
            *used += problem.moved(unit, to, budget) - problem.moved(unit, from, budget);
        }
        self.cost += cost;
        let hole = place(self.places[unit]);
        self.lists[from].swap_remove(hole);
        if let Some(moved) = self.lists[from].get(hole) {
            self.places[place(*moved)] = code(hole);
        }
        self.places[unit] = code(self.lists[to].len());
        self.lists[to].push(code(unit));
        self.at[unit] = code(to);
    }

    /// Whether a unit can leave its territory for another one: neither becomes empty or falls apart.
    fn may(&mut self, unit: usize, to: usize) -> bool {
        let graph = &self.problem.graph;
        if self.lists[place(self.at[unit])].len() < 2 {
            return false;
        }
        if !graph.is_bound(unit) {
            return true;
        }
        let beside = graph.of(unit).iter().any(|other| place(self.at[place(*other)]) == to);
        beside && self.walker.can_leave(graph, &self.at, unit)
    }

    /// Where a unit may be proposed to go: to the territory of a neighbour; one that is not bound, to any candidate.
    fn way(&self, unit: usize, random: &mut Random) -> Option<usize> {
        let graph = &self.problem.graph;
        let to = if graph.is_bound(unit) {
            let beside = graph.of(unit);
            if beside.is_empty() {
                return None;
            }
            place(self.at[place(beside[random.below(beside.len())])])
        } else {
            let range = unit * self.table.width..(unit + 1) * self.table.width;
            let rep = self.table.reps[range][random.below(self.table.width)];
            if rep == NONE {
                return None;
            }
            place(rep)
        };
        (to != place(self.at[unit])).then_some(to)
    }

    /// The first move of a proposal: of any unit, or now and then of one that takes from a territory with too much or
    /// gives to one with too little.
    fn first(&self, random: &mut Random) -> Option<(usize, usize)> {
        if random.bits() & 7 != 0 {
            let unit = random.below(self.at.len());
            return Some((unit, self.way(unit, random)?));
        }
        let (problem, rep) = (self.problem, random.below(self.lists.len()));
        let range = rep * problem.measures..(rep + 1) * problem.measures;
        let unit = place(*self.lists[rep].get(random.below(self.lists[rep].len().max(1)))?);
        if range.clone().any(|at| self.loads[at] > problem.high[at]) {
            return Some((unit, self.way(unit, random)?));
        }
        if range.into_iter().any(|at| self.loads[at] < problem.low[at]) {
            let beside = problem.graph.of(unit);
            let other = place(*beside.get(random.below(beside.len().max(1)))?);
            return (place(self.at[other]) != rep).then_some((other, rep));
        }
        None
    }

    /// Proposes a move, in half of the cases with one that goes on from where it leads to, and takes it or not.
    fn propose(&mut self, temperature: f64, random: &mut Random) {
        let Some((unit, to)) = self.first(random) else { return };
        let Some((cost, change)) = self.change(unit, to) else { return };
        let accepted = |change: f64, random: &mut Random| {
            change <= 0.0
                || (change < temperature * 14.0
                    && random.uniform() < f64::from(exponential(narrow(-change / temperature))))
        };
        if random.bits() & 1 == 0 {
            if accepted(change, random) && self.may(unit, to) {
                self.take(unit, to, cost);
            }
            return;
        }
        let other = place(self.lists[to][random.below(self.lists[to].len())]);
        let Some(next) = self.way(other, random) else { return };
        if !self.may(unit, to) {
            return;
        }
        let from = place(self.at[unit]);
        self.take(unit, to, cost);
        if let Some((second_cost, second)) = self.change(other, next)
            && accepted(change + second, random)
            && self.may(other, next)
        {
            self.take(other, next, second_cost);
        } else {
            self.take(unit, from, -cost);
        }
    }
}
