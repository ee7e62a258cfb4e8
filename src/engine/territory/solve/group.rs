//! A group of neighbouring reps with the units they have now, as a small problem of its own: loads, violations and
//! what a move changes, in whole numbers. The search walks groups side by side; what moves between groups waits for
//! the next cut.

use super::candidates::{Prices, Rows, Table};
use super::number::{code, count, float, place};
use super::problem::{NONE, Problem};

/// What a group weighs: how dear a violation is.
#[derive(Clone, Debug)]
pub struct Weights {
    /// Metre-visits for one of a measure beyond the band: `measures` numbers for each rep of the problem.
    pub balance: Vec<f64>,
    /// Metre-visits for one beyond each budget.
    pub budgets: Vec<f64>,
}

impl Weights {
    /// Violations so many times as dear as the prices say, and half the mean price of the measure more. Limits are so
    /// too while they are `loose`; else nothing is worth breaking one.
    #[must_use]
    pub fn of(problem: &Problem, prices: &Prices, times: f64, scale: f64, loose: bool) -> Weights {
        let measures = problem.measures.max(1);
        let totals = problem.totals();
        let mut means = vec![0.0; measures];
        for (at, price) in prices.balance.iter().enumerate() {
            means[at % measures] += price.abs() / count(problem.reps().max(1));
        }
        // Where nothing has a price yet, a share of the mean cost for the same share of the mean load.
        for (mean, total) in means.iter_mut().zip(&totals) {
            *mean = mean.max(0.05 * scale * count(problem.units()) / float((*total).max(1)));
        }
        let balance = prices.balance.iter().enumerate();
        let budgets = prices.budgets.iter().zip(&problem.budgets).map(|(price, budget)| {
            let all = float(budget.weights.iter().sum::<i64>().max(1));
            if loose { times * (price + 0.5 * scale * count(problem.units()) / all) } else { NEVER }
        });
        let balance = balance.map(|(at, price)| {
            let hard = !loose && problem.is_limit(at % measures);
            if hard { NEVER } else { times * (price.abs() + 0.5 * means[at % measures]) }
        });
        Weights { balance: balance.collect(), budgets: budgets.collect() }
    }
}

/// More metre-visits than any cost or band of balance comes to.
const NEVER: f64 = 1e18;

/// A group.
pub struct Group {
    measures: usize,
    budgets: usize,
    /// The reps of the group, by their numbers in the problem.
    pub reps: Vec<u32>,
    /// The units, by their numbers in the problem.
    pub units: Vec<u32>,
    /// Where the options of each unit begin; an option is a rep of the group with its cost.
    pub starts: Vec<u32>,
    /// The rep of each option, by its place in the group.
    pub to: Vec<u32>,
    /// Its cost.
    pub costs: Vec<i64>,
    /// By how much its reduced cost is above the unit's least in the group.
    pub regrets: Vec<f64>,
    moved: Vec<i64>,
    weights: Vec<i64>,
    /// The option that each unit has.
    pub has: Vec<u32>,
    low: Vec<i64>,
    high: Vec<i64>,
    dear: Vec<f64>,
    loads: Vec<i64>,
    limits: Vec<i64>,
    dear_budgets: Vec<f64>,
    used: Vec<i64>,
    /// The units of each rep, and the place of each unit in that list.
    pub lists: Vec<Vec<u32>>,
    places: Vec<u32>,
    /// What all units cost.
    pub cost: i64,
    /// How many bands and budgets are violated.
    pub breaches: usize,
}

/// One unit going to another option.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The unit, by its place in the group.
    pub unit: usize,
    /// The option it goes to.
    pub option: usize,
}

impl Group {
    /// The group of these reps; `at` is where each unit of the problem is. `limits` is the group's part of each
    /// budget, `reserve` how far above the least reduced cost an option may be.
    #[must_use]
    pub fn new(
        problem: &Problem,
        table: &Table,
        prices: &Prices,
        dear: &Weights,
        (reps, units): (Vec<u32>, Vec<u32>),
        at: &[u32],
        (limits, reserve): (Vec<i64>, f64),
    ) -> Group {
        let (measures, budgets) = (problem.measures, problem.budgets.len());
        let rows = Rows::new(problem, prices);
        let mut inside = vec![NONE; problem.reps()];
        for (number, rep) in reps.iter().enumerate() {
            inside[place(*rep)] = code(number);
        }
        let of_reps = |all: &[i64]| -> Vec<i64> {
            reps.iter().flat_map(|rep| all[place(*rep) * measures..][..measures].iter().copied()).collect()
        };
        let mut group = Group {
            measures,
            budgets,
            starts: vec![0],
            to: Vec::new(),
            costs: Vec::new(),
            regrets: Vec::new(),
            moved: Vec::new(),
            weights: Vec::with_capacity(units.len() * measures),
            has: Vec::with_capacity(units.len()),
            low: of_reps(&problem.low),
            high: of_reps(&problem.high),
            dear: reps
                .iter()
                .flat_map(|rep| dear.balance[place(*rep) * measures..][..measures].iter().copied())
                .collect(),
            loads: vec![0; reps.len() * measures],
            limits,
            dear_budgets: dear.budgets.clone(),
            used: vec![0; budgets],
            lists: vec![Vec::new(); reps.len()],
            places: Vec::with_capacity(units.len()),
            cost: 0,
            breaches: 0,
            reps,
            units,
        };
        let mut options: Vec<(f64, u32, i64)> = Vec::new();
        for number in 0..group.units.len() {
            let unit = place(group.units[number]);
            options.clear();
            let mut add = |rep: usize, cost: i64| {
                if inside[rep] != NONE {
                    options.push((rows.exact(unit, rep, cost), inside[rep], cost));
                }
            };
            table.of(unit).for_each(|(rep, cost)| add(rep, cost));
            let now = place(at[unit]);
            if !table.of(unit).any(|(rep, _)| rep == now)
                && let Some(cost) = problem.cost(unit, now)
            {
                add(now, cost);
            }
            options.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
            let least = options.first().map_or(0.0, |option| option.0);
            for (value, rep, cost) in &options {
                let held = group.reps[place(*rep)] == at[unit];
                if value - least > reserve && !held {
                    continue;
                }
                if held {
                    group.has.push(code(group.to.len()));
                }
                group.to.push(*rep);
                group.costs.push(*cost);
                group.regrets.push(value - least);
                for budget in &problem.budgets {
                    group.moved.push(problem.moved(unit, place(group.reps[place(*rep)]), budget));
                }
            }
            group.starts.push(code(group.to.len()));
            group.weights.extend_from_slice(problem.weights_of(unit));
            group.enter(number);
        }
        group.breaches = group.count_breaches();
        group
    }

    /// Counts a new unit where it is.
    fn enter(&mut self, unit: usize) {
        let option = place(self.has[unit]);
        let rep = place(self.to[option]);
        self.places.push(code(self.lists[rep].len()));
        self.lists[rep].push(code(unit));
        self.cost += self.costs[option];
        for measure in 0..self.measures {
            self.loads[rep * self.measures + measure] += self.weights[unit * self.measures + measure];
        }
        for budget in 0..self.budgets {
            self.used[budget] += self.moved[option * self.budgets + budget];
        }
    }

    fn count_breaches(&self) -> usize {
        let bands = (0..self.loads.len()).filter(|at| self.beyond(*at, self.loads[*at]) > 0).count();
        bands + (0..self.budgets).filter(|budget| self.used[*budget] > self.limits[*budget]).count()
    }

    /// The rep that a unit has, by its place in the group.
    #[inline]
    #[must_use]
    pub fn rep_of(&self, unit: usize) -> usize {
        place(self.to[place(self.has[unit])])
    }

    /// The options of a unit.
    #[inline]
    #[must_use]
    pub fn options(&self, unit: usize) -> std::ops::Range<usize> {
        place(self.starts[unit])..place(self.starts[unit + 1])
    }

    /// The option by which a unit would go to a rep.
    #[inline]
    #[must_use]
    pub fn option_to(&self, unit: usize, rep: usize) -> Option<usize> {
        self.options(unit).find(|option| place(self.to[*option]) == rep)
    }

    /// How far a load is outside the band of a rep and measure.
    #[inline]
    fn beyond(&self, at: usize, load: i64) -> i64 {
        (self.low[at] - load).max(load - self.high[at]).max(0)
    }

    /// Whether a rep has too much of some measure, or else too little of one.
    #[must_use]
    pub fn strain(&self, rep: usize) -> Option<Strain> {
        let range = rep * self.measures..(rep + 1) * self.measures;
        if range.clone().any(|at| self.loads[at] > self.high[at]) {
            return Some(Strain::TooMuch);
        }
        range.into_iter().any(|at| self.loads[at] < self.low[at]).then_some(Strain::TooLittle)
    }

    /// What a load costs in violations.
    #[inline]
    fn fine(&self, at: usize, load: i64) -> f64 {
        let beyond = self.beyond(at, load);
        if beyond == 0 { 0.0 } else { float(beyond) * self.dear[at] }
    }

    /// What cost and violations change when these units go to these options, at most two of them, of different units.
    #[inline]
    #[must_use]
    pub fn change(&self, first: Step, second: Option<Step>) -> f64 {
        let (from, to) = (self.rep_of(first.unit), place(self.to[first.option]));
        let mut cost = self.costs[first.option] - self.costs[place(self.has[first.unit])];
        let mut fines = 0.0;
        let k = self.measures;
        let weights = &self.weights[first.unit * k..first.unit * k + k];
        if let Some(second) = second {
            let (leaves, enters) = (self.rep_of(second.unit), place(self.to[second.option]));
            cost += self.costs[second.option] - self.costs[place(self.has[second.unit])];
            let others = &self.weights[second.unit * k..second.unit * k + k];
            let gain = |rep: usize, measure: usize| {
                let plus = |yes: bool, weight: i64| if yes { weight } else { 0 };
                plus(rep == to, weights[measure]) - plus(rep == from, weights[measure])
                    + plus(rep == enters, others[measure])
                    - plus(rep == leaves, others[measure])
            };
            let reps = [from, to, leaves, enters];
            for (number, rep) in reps.iter().enumerate() {
                if reps[..number].contains(rep) {
                    continue;
                }
                for measure in 0..k {
                    let at = rep * k + measure;
                    fines +=
                        self.fine(at, self.loads[at] + gain(*rep, measure)) - self.fine(at, self.loads[at]);
                }
            }
        } else {
            for (measure, weight) in weights.iter().enumerate() {
                let (a, b) = (from * k + measure, to * k + measure);
                fines += self.fine(a, self.loads[a] - weight) - self.fine(a, self.loads[a]);
                fines += self.fine(b, self.loads[b] + weight) - self.fine(b, self.loads[b]);
            }
        }
        for budget in 0..self.budgets {
            let more = |step: Step| {
                self.moved[step.option * self.budgets + budget]
                    - self.moved[place(self.has[step.unit]) * self.budgets + budget]
            };
            let more = more(first) + second.map_or(0, more);
            let over = |used: i64| float((used - self.limits[budget]).max(0)) * self.dear_budgets[budget];
            fines += over(self.used[budget] + more) - over(self.used[budget]);
        }
        float(cost) + fines
    }

    /// What the violations of a rep cost.
    #[must_use]
    pub fn fine_of(&self, rep: usize) -> f64 {
        (rep * self.measures..(rep + 1) * self.measures).map(|at| self.fine(at, self.loads[at])).sum()
    }

    /// Takes a step.
    pub fn take(&mut self, step: Step) {
        let old = place(self.has[step.unit]);
        let (from, to) = (place(self.to[old]), place(self.to[step.option]));
        self.cost += self.costs[step.option] - self.costs[old];
        for measure in 0..self.measures {
            let weight = self.weights[step.unit * self.measures + measure];
            self.load(from * self.measures + measure, -weight);
            self.load(to * self.measures + measure, weight);
        }
        for budget in 0..self.budgets {
            let was = self.used[budget] > self.limits[budget];
            self.used[budget] +=
                self.moved[step.option * self.budgets + budget] - self.moved[old * self.budgets + budget];
            let is = self.used[budget] > self.limits[budget];
            self.breaches = self.breaches + usize::from(is) - usize::from(was);
        }
        self.has[step.unit] = code(step.option);
        let at = place(self.places[step.unit]);
        self.lists[from].swap_remove(at);
        if let Some(moved) = self.lists[from].get(at) {
            self.places[place(*moved)] = code(at);
        }
        self.places[step.unit] = code(self.lists[to].len());
        self.lists[to].push(code(step.unit));
    }

    fn load(&mut self, at: usize, more: i64) {
        let was = self.beyond(at, self.loads[at]) > 0;
        self.loads[at] += more;
        let is = self.beyond(at, self.loads[at]) > 0;
        self.breaches = self.breaches + usize::from(is) - usize::from(was);
    }

    /// What all violations cost now.
    #[must_use]
    pub fn fines(&self) -> f64 {
        let bands: f64 = (0..self.loads.len()).map(|at| self.fine(at, self.loads[at])).sum();
        let budgets = (0..self.budgets).map(|budget| {
            float((self.used[budget] - self.limits[budget]).max(0)) * self.dear_budgets[budget]
        });
        bands + budgets.sum::<f64>()
    }
}

/// What is wrong with the load of a rep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strain {
    /// Above the band.
    TooMuch,
    /// Below it.
    TooLittle,
}
