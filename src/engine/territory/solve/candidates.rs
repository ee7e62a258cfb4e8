//! For each unit the reps that it may well go to: the cheapest at given prices, its present owners among them. The
//! search looks at no other rep; the bound looks at all of them, with the row of values that is made here.

use super::number::{code, float, narrow, place};
use super::problem::{EARTH_RADIUS, NONE, Point, Problem, chord_squared};
use crate::engine::threads::side_by_side;

/// Units that one thread takes at a time; sums are made for each such part and added in their order.
pub const PART: usize = 1024;

/// What balance and budgets cost at the margin: the multipliers of the relaxed limits.
#[derive(Clone, Debug, PartialEq)]
pub struct Prices {
    /// Metre-visits for one more of a measure with a rep: `measures` numbers for each rep.
    pub balance: Vec<f64>,
    /// Metre-visits for one more of what a budget counts; not negative.
    pub budgets: Vec<f64>,
}

impl Prices {
    /// Prices of nothing.
    #[must_use]
    pub fn zero(problem: &Problem) -> Prices {
        Prices {
            balance: vec![0.0; problem.reps() * problem.measures],
            budgets: vec![0.0; problem.budgets.len()],
        }
    }
}

/// The candidates of all units, so many for each; places that are not used have the rep `NONE`.
#[derive(Clone, Debug)]
pub struct Table {
    /// How many places each unit has.
    pub width: usize,
    /// The candidate reps.
    pub reps: Vec<u32>,
    /// What the unit costs there, in metre-visits.
    pub costs: Vec<i64>,
    /// The same in kilometres for one visit; infinite where there is no rep.
    pub kilometres: Vec<f32>,
    /// What it takes from each budget there.
    pub moved: Vec<i64>,
}

impl Table {
    /// Enters a rep that a unit may go to, with what it costs there, at a place of the table.
    pub fn enter(&mut self, at: usize, problem: &Problem, (unit, rep, cost): (usize, usize, i64)) {
        self.reps[at] = code(rep);
        self.costs[at] = cost;
        self.kilometres[at] = narrow(float(cost) / (problem.visits_of(unit) * 1_000.0));
        let budgets = problem.budgets.len();
        for (budget, limit) in problem.budgets.iter().enumerate() {
            self.moved[at * budgets + budget] = problem.moved(unit, rep, limit);
        }
    }

    /// The candidates of a unit: reps and costs.
    #[inline]
    pub fn of(&self, unit: usize) -> impl Iterator<Item = (usize, i64)> + '_ {
        let range = unit * self.width..(unit + 1) * self.width;
        self.reps[range.clone()]
            .iter()
            .zip(&self.costs[range])
            .take_while(|(rep, _)| **rep != NONE)
            .map(|(rep, cost)| (place(*rep), *cost))
    }
}

/// The homes of all reps beside one another, and what is looked up for each unit.
pub struct Rows<'a> {
    problem: &'a Problem,
    prices: &'a Prices,
    /// The homes, axis by axis; a home that is not known has a zero as its factor.
    axes: [Vec<f64>; 3],
    known: Vec<f64>,
}

impl<'a> Rows<'a> {
    /// The rows at these prices.
    #[must_use]
    pub fn new(problem: &'a Problem, prices: &'a Prices) -> Rows<'a> {
        let axis = |number: usize| -> Vec<f64> {
            problem.homes.iter().map(|home| home.map_or(0.0, |point| point.0[number])).collect()
        };
        let known = problem.homes.iter().map(|home| f64::from(u8::from(home.is_some()))).collect();
        Rows { problem, prices, axes: [axis(0), axis(1), axis(2)], known }
    }

    /// What is at most the reduced cost of a unit at each rep, and little less: arcs by the first terms of their
    /// series, less a metre. Infinite where the unit may not go.
    pub fn lower(&self, unit: usize, row: &mut Vec<f64>) {
        row.clear();
        row.resize(self.known.len(), 0.0);
        let problem = self.problem;
        if problem.locks[unit] != NONE {
            row.fill(f64::INFINITY);
            let rep = place(problem.locks[unit]);
            row[rep] = problem.cost(unit, rep).map_or(f64::INFINITY, |cost| self.exact(unit, rep, cost));
            return;
        }
        let from = place(problem.starts[unit]);
        let charge = |number: usize, price: i64| {
            let budgets = problem.budgets.iter().zip(&self.prices.budgets);
            float(price)
                + budgets.map(|(budget, one)| one * float(budget.weights[from + number])).sum::<f64>()
        };
        for (number, member) in problem.members_of(unit).iter().enumerate() {
            let all = if member.owner == NONE { 0.0 } else { charge(number, member.price) };
            let visits = float(member.visits);
            match problem.places.get(place(member.place)) {
                Some(at) => {
                    let [xs, ys, zs] = &self.axes;
                    let homes = xs.iter().zip(ys).zip(zs).zip(&self.known);
                    for (value, (((x, y), z), known)) in row.iter_mut().zip(homes) {
                        *value += all + visits * known * metres_below(&at.0, &[*x, *y, *z]);
                    }
                }
                None => row.iter_mut().for_each(|value| *value += all),
            }
            if member.owner != NONE {
                row[place(member.owner)] -= all;
            }
        }
        match (problem.weights_of(unit), problem.measures) {
            ([first, second], _) => {
                let (first, second) = (float(*first), float(*second));
                for (value, prices) in row.iter_mut().zip(self.prices.balance.chunks_exact(2)) {
                    *value += first * prices[0] + second * prices[1];
                }
            }
            (weights, 1..) => {
                for (value, prices) in row.iter_mut().zip(self.prices.balance.chunks_exact(problem.measures))
                {
                    let parts = weights.iter().zip(prices);
                    *value += parts.map(|(weight, price)| float(*weight) * price).sum::<f64>();
                }
            }
            _ => {}
        }
        if problem.unit_regions[unit] != NONE {
            for (rep, value) in row.iter_mut().enumerate() {
                if !problem.open(unit, rep) {
                    *value = f64::INFINITY;
                }
            }
        }
    }

    /// The reduced cost of a unit at a rep whose cost is known.
    #[must_use]
    pub fn exact(&self, unit: usize, rep: usize, cost: i64) -> f64 {
        let problem = self.problem;
        let prices = &self.prices.balance[rep * problem.measures..(rep + 1) * problem.measures];
        let balance =
            problem.weights_of(unit).iter().zip(prices).map(|(weight, price)| float(*weight) * price);
        let budgets = problem.budgets.iter().zip(&self.prices.budgets);
        let moved = budgets.map(|(budget, price)| price * float(problem.moved(unit, rep, budget)));
        float(cost) + balance.sum::<f64>() + moved.sum::<f64>()
    }

    /// The least reduced cost of a unit over all reps it may go to, and where; none where it may go nowhere.
    pub fn least(&self, unit: usize, row: &mut Vec<f64>) -> Option<(f64, usize)> {
        self.lower(unit, row);
        let exact = |rep: usize| self.problem.cost(unit, rep).map(|cost| self.exact(unit, rep, cost));
        let mut best: Option<(f64, usize)> = None;
        let first = (0..row.len()).min_by(|a, b| row[*a].total_cmp(&row[*b]));
        for rep in first.into_iter().chain(0..row.len()) {
            // What is at most the value cannot be less than the best when it is more already.
            if row[rep].is_infinite() || best.is_some_and(|(value, _)| row[rep] > value) {
                continue;
            }
            if let Some(value) = exact(rep)
                && best.is_none_or(|(least, at)| value < least || (value <= least && rep < at))
            {
                best = Some((value, rep));
            }
        }
        best
    }
}

/// At most the metres between two points: the arc by four terms of its series, all of one sign, less a metre for what
/// is rounded.
#[inline]
fn metres_below(a: &Point, b: &Point) -> f64 {
    let square = chord_squared(a, b);
    let series = 1.0 + square * (1.0 / 24.0 + square * (3.0 / 640.0 + square * (5.0 / 7_168.0)));
    EARTH_RADIUS * square.sqrt() * series - 1.0
}

/// Which reps are candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The cheapest at the prices.
    Cheapest,
    /// Half of them the cheapest without prices: while prices are far from good, every rep stays within reach of its
    /// neighbours.
    Mixed,
}

/// The `width` best reps of each unit at these prices, with all present owners it may stay with.
#[must_use]
pub fn cheapest(problem: &Problem, prices: &Prices, width: usize, pick: Pick, threads: usize) -> Table {
    let width = width.min(problem.reps()).max(1);
    let budgets = problem.budgets.len();
    let rows = Rows::new(problem, prices);
    let zero = Prices::zero(problem);
    let plain_rows = Rows::new(problem, &zero);
    let parts = problem.units().div_ceil(PART);
    let work = |part: usize| -> Result<Table, ()> {
        let units = part * PART..problem.units().min((part + 1) * PART);
        let places = units.len() * width;
        let mut table = Table {
            width,
            reps: vec![NONE; places],
            costs: vec![0; places],
            kilometres: vec![f32::INFINITY; places],
            moved: vec![0; places * budgets],
        };
        let (mut row, mut order, mut plain) = (Vec::new(), Vec::new(), Vec::new());
        let first = units.start;
        for unit in units {
            rows.lower(unit, &mut row);
            if pick == Pick::Mixed {
                plain_rows.lower(unit, &mut plain);
            }
            let plain = (pick == Pick::Mixed).then_some(&plain[..]);
            let found = chosen(problem, unit, (&row, plain), width, &mut order);
            for (number, (rep, cost)) in found.into_iter().enumerate() {
                table.enter((unit - first) * width + number, problem, (unit, rep, cost));
            }
        }
        Ok(table)
    };
    let mut parts = side_by_side(parts, threads, work).unwrap_or_default().into_iter();
    let empty = Table { width, reps: vec![], costs: vec![], kilometres: vec![], moved: vec![] };
    let mut all = parts.next().unwrap_or(empty);
    for part in parts {
        all.reps.extend(part.reps);
        all.costs.extend(part.costs);
        all.kilometres.extend(part.kilometres);
        all.moved.extend(part.moved);
    }
    all
}

/// The cheapest reps of one unit by its row, cheapest first, owners in the place of the last where they are not among
/// them.
fn chosen(
    problem: &Problem,
    unit: usize,
    (row, plain): (&[f64], Option<&[f64]>),
    width: usize,
    order: &mut Vec<u32>,
) -> Vec<(usize, i64)> {
    order.clear();
    order.extend((0..row.len()).filter(|rep| row[*rep].is_finite()).map(code));
    // Of equals, as where nothing has a place, each unit has others first: else all units would share a few reps.
    let turn = unit % row.len().max(1);
    let turned = |rep: u32| (place(rep) + row.len() - turn) % row.len().max(1);
    let tie = |a: &u32, b: &u32| turned(*a).cmp(&turned(*b));
    let by_value = |a: &u32, b: &u32| row[place(*a)].total_cmp(&row[place(*b)]).then_with(|| tie(a, b));
    // Reps out of reach are found only by their exact cost, so that with a reach all are kept.
    let cut = problem.reach.is_none() && width > 1;
    if let Some(plain) = plain
        && cut
        && order.len() > width
    {
        let half = width / 2;
        let by_cost =
            |a: &u32, b: &u32| plain[place(*a)].total_cmp(&plain[place(*b)]).then_with(|| tie(a, b));
        order.select_nth_unstable_by(half - 1, by_cost);
        let mut rest = order.split_off(half);
        rest.select_nth_unstable_by(width - half - 1, by_value);
        rest.truncate(width - half);
        order.extend(rest);
    }
    if cut && order.len() > width {
        order.select_nth_unstable_by(width - 1, by_value);
        order.truncate(width);
    }
    order.sort_unstable_by(by_value);
    let cost = |rep: &u32| problem.cost(unit, place(*rep)).map(|cost| (place(*rep), cost));
    let mut found: Vec<(usize, i64)> = order.iter().filter_map(cost).take(width).collect();
    for member in problem.members_of(unit) {
        let owner = member.owner;
        if owner == NONE || found.iter().any(|(rep, _)| code(*rep) == owner) {
            continue;
        }
        if let Some(pair) = cost(&owner) {
            if found.len() >= width {
                found.pop();
            }
            found.push(pair);
        }
    }
    found
}
