//! The proven bound: for any prices, the sum of each unit's least reduced cost over all reps, less what the limits
//! support, is at most the value of every solution (Lagrangian relaxation, Geoffrion 1974). Evaluated over all pairs,
//! with a margin for what floats round.

use super::candidates::{PART, Prices, Rows};
use super::number::{count, float, floor};
use super::problem::Problem;
use crate::engine::threads::side_by_side;

/// What an evaluation over all pairs gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// No solution costs less, in metre-visits; `i64::MIN` where some unit can go nowhere.
    pub value: i64,
    /// Where each unit is cheapest at the prices.
    pub cheapest: Vec<u32>,
}

/// The bound at these prices, rounded down.
#[must_use]
pub fn evaluate(problem: &Problem, prices: &Prices, threads: usize) -> Bound {
    let rows = Rows::new(problem, prices);
    let dearest = dearest(problem, prices);
    let parts = problem.units().div_ceil(PART);
    let work = |part: usize| -> Result<(f64, f64, Vec<u32>), usize> {
        let (mut sum, mut size, mut row) = (0.0, 0.0, Vec::new());
        let units = part * PART..problem.units().min((part + 1) * PART);
        let mut cheapest = Vec::with_capacity(units.len());
        for unit in units {
            let (least, rep) = rows.least(unit, &mut row).ok_or(unit)?;
            let weights = problem.weights_of(unit).iter().zip(&dearest.balance);
            let balance: f64 = weights.map(|(weight, price)| float(*weight) * price).sum();
            let budgets = problem.budgets.iter().zip(&dearest.budgets);
            let from = super::number::place(problem.starts[unit]);
            let count = problem.members_of(unit).len();
            let of = |weights: &[i64]| weights[from..from + count].iter().sum::<i64>();
            let moved: f64 = budgets.map(|(budget, price)| float(of(&budget.weights)) * price).sum();
            sum += least;
            size += least.abs() + 2.0 * (balance + moved);
            cheapest.push(super::number::code(rep));
        }
        Ok((sum, size, cheapest))
    };
    let Ok(parts) = side_by_side(parts, threads, work) else {
        return Bound { value: i64::MIN, cheapest: Vec::new() };
    };
    let (mut value, mut size, mut cheapest) = (0.0, 0.0, Vec::with_capacity(problem.units()));
    for (sum, of_part, places) in parts {
        value += sum;
        size += of_part;
        cheapest.extend(places);
    }
    let bands = problem.low.iter().zip(&problem.high).zip(&prices.balance);
    let limits = problem.budgets.iter().zip(&prices.budgets);
    let support = bands.map(|((low, high), price)| price * float(if *price > 0.0 { *high } else { *low }));
    for part in support.chain(limits.map(|(budget, price)| price * float(budget.limit))) {
        value -= part;
        size += part.abs();
    }
    // Each sum of n terms is off by at most n × 2^-53 of the sum of their sizes; ten times that is taken off.
    let terms = count(problem.units() + prices.balance.len() + 100);
    let margin = terms * size * f64::EPSILON * 5.0;
    Bound { value: floor(value - margin) - 1, cheapest }
}

/// The largest price of each measure, and the prices of the budgets: what a unit's terms are no larger than.
fn dearest(problem: &Problem, prices: &Prices) -> Prices {
    let mut balance = vec![0.0_f64; problem.measures];
    if problem.measures > 0 {
        for of_rep in prices.balance.chunks_exact(problem.measures) {
            for (most, price) in balance.iter_mut().zip(of_rep) {
                *most = most.max(price.abs());
            }
        }
    }
    Prices { balance, budgets: prices.budgets.clone() }
}
