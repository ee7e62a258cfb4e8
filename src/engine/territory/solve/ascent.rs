//! The ascent to good prices: the least over reps is smoothed to a soft one, whose temperature falls, and each price
//! takes damped steps of Newton's method along its own axis (smoothing after Nesterov 2005; annealed as the softmin
//! of assignment). What it finds is only a set of prices: `bound` proves what they are worth.

use super::candidates::{PART, Pick, Prices, Table, cheapest};
use super::number::{count, exponential, float, narrow, place};
use super::problem::Problem;
use crate::engine::threads::side_by_side;

/// How the ascent goes.
#[derive(Clone, Copy, Debug)]
pub struct Course {
    /// How many steps.
    pub steps: usize,
    /// Candidates of each unit.
    pub width: usize,
    /// The first and the last temperature, in kilometres.
    pub temperatures: (f64, f64),
    /// After which hundredths of the steps the candidates are found anew; see [`RENEWALS`].
    pub renewals: &'static [usize],
    /// Threads to work with.
    pub threads: usize,
}

/// The measures scaled to visits, so that every price is in kilometres for one visit.
struct Scaled {
    /// Visits of each unit.
    visits: Vec<f64>,
    /// Scaled weight of a unit for one of its visits.
    shares: Vec<f32>,
    /// What one of a measure is in visits.
    scales: Vec<f64>,
    /// The bands in visits.
    low: Vec<f64>,
    high: Vec<f64>,
    /// What one of a budget is in visits, and the limits.
    budget_scales: Vec<f64>,
    limits: Vec<f64>,
}

impl Scaled {
    fn new(problem: &Problem) -> Scaled {
        let all: f64 = (0..problem.units()).map(|unit| problem.visits_of(unit)).sum();
        let least = all / count(problem.units().max(1)) / 50.0;
        let visits: Vec<f64> = (0..problem.units()).map(|unit| problem.visits_of(unit).max(least)).collect();
        let scales: Vec<f64> = problem.totals().iter().map(|total| all / float((*total).max(1))).collect();
        let mut shares = Vec::with_capacity(problem.weights.len());
        for (unit, visits) in visits.iter().enumerate() {
            let weights = problem.weights_of(unit).iter().zip(&scales);
            shares.extend(weights.map(|(weight, scale)| narrow(float(*weight) * scale / visits)));
        }
        let scaled = |bands: &[i64]| -> Vec<f64> {
            let number = problem.measures.max(1);
            bands.iter().enumerate().map(|(at, band)| float(*band) * scales[at % number]).collect()
        };
        let sum = |weights: &[i64]| float(weights.iter().sum::<i64>().max(1));
        let budget_scales: Vec<f64> =
            problem.budgets.iter().map(|budget| all / sum(&budget.weights)).collect();
        let limits = problem.budgets.iter().zip(&budget_scales);
        Scaled {
            low: scaled(&problem.low),
            high: scaled(&problem.high),
            limits: limits.map(|(budget, scale)| float(budget.limit) * scale).collect(),
            visits,
            shares,
            scales,
            budget_scales,
        }
    }
}

/// What one pass over all units adds up: slopes and curvatures of each price.
#[derive(Clone)]
struct Sums {
    slope: Vec<f64>,
    curve: Vec<f64>,
    budget_slope: Vec<f64>,
    budget_curve: Vec<f64>,
}

impl Sums {
    fn zero(prices: usize, budgets: usize) -> Sums {
        Sums {
            slope: vec![0.0; prices],
            curve: vec![0.0; prices],
            budget_slope: vec![0.0; budgets],
            budget_curve: vec![0.0; budgets],
        }
    }

    fn add(&mut self, other: &Sums) {
        let pairs = [
            (&mut self.slope, &other.slope),
            (&mut self.curve, &other.curve),
            (&mut self.budget_slope, &other.budget_slope),
            (&mut self.budget_curve, &other.budget_curve),
        ];
        for (sums, parts) in pairs {
            for (sum, part) in sums.iter_mut().zip(parts) {
                *sum += part;
            }
        }
    }
}

/// Good prices, from prices that are nearly good where there are some. `go_on` is asked before each step, with the
/// part that is done; a stop keeps what there is.
#[must_use]
pub fn ascend(
    problem: &Problem,
    course: &Course,
    from: Option<&Prices>,
    go_on: &(dyn Fn(f64) -> bool + Sync),
) -> Prices {
    let scaled = Scaled::new(problem);
    let zero = Prices::zero(problem);
    let from = from.unwrap_or(&zero);
    let of_measure = from.balance.iter().zip(scaled.scales.iter().cycle());
    let mut prices: Vec<f64> = of_measure.map(|(price, scale)| price / (scale * 1_000.0)).collect();
    let mut speeds = vec![0.0_f64; prices.len()];
    let of_budget = from.budgets.iter().zip(&scaled.budget_scales);
    let mut budget_prices: Vec<f64> = of_budget.map(|(price, scale)| price / (scale * 1_000.0)).collect();
    let mut table = cheapest(problem, from, course.width, Pick::Mixed, course.threads);
    let (first, last) = course.temperatures;
    let renewals: Vec<usize> = course.renewals.iter().map(|part| part * course.steps / 100).collect();
    for step in 0..course.steps {
        let part = count(step) / count(course.steps.max(2) - 1);
        if !go_on(part) {
            break;
        }
        if renewals.contains(&step) {
            let now = unscaled(problem, &scaled, &prices, &budget_prices);
            let pick = if part < 0.7 { Pick::Mixed } else { Pick::Cheapest };
            table = cheapest(problem, &now, course.width, pick, course.threads);
        }
        let temperature = first * (last / first).powf(part);
        let sums = pass(problem, &scaled, &table, &prices, &budget_prices, temperature, course.threads);
        // Speed is kept more and more, as steps begin to point the same way.
        let kept = (1.0 - 1.0 / (1.0 + count(step) * 0.1)).min(0.8);
        for (at, price) in prices.iter_mut().enumerate() {
            let band = (scaled.low[at], scaled.high[at]);
            let old = *price;
            let ahead = stepped(old, sums.slope[at], sums.curve[at], band, temperature) + kept * speeds[at];
            *price = if ahead * old < 0.0 { 0.0 } else { ahead };
            speeds[at] = *price - old;
        }
        for (at, price) in budget_prices.iter_mut().enumerate() {
            let band = (f64::NEG_INFINITY, scaled.limits[at]);
            let (slope, curve) = (sums.budget_slope[at], sums.budget_curve[at]);
            *price = stepped(*price, slope, curve, band, temperature).max(0.0);
        }
    }
    unscaled(problem, &scaled, &prices, &budget_prices)
}

/// After which hundredths of the steps the candidates are found anew where nothing is known of the prices.
pub const RENEWALS: [usize; 7] = [3, 8, 15, 25, 40, 60, 80];

/// One price after a damped Newton step, at most one temperature long; it stops at zero, where the limit that
/// counts changes from one end of the band to the other.
fn stepped(price: f64, load: f64, curve: f64, (low, high): (f64, f64), temperature: f64) -> f64 {
    let excess = if price > 0.0 || (price == 0.0 && load > high) {
        load - high
    } else if price < 0.0 || load < low {
        load - low
    } else {
        0.0
    };
    // Where nothing reacts yet, a tenth of the band for each temperature is taken for the curvature.
    let flat = 0.1 * if high.is_finite() { low.max(high * 0.5) } else { low } / temperature;
    let moved = price + (0.5 * excess / curve.max(flat.max(1e-9))).clamp(-temperature, temperature);
    if moved * price < 0.0 { 0.0 } else { moved }
}

/// The loads at soft least reduced costs, and how they change with each price.
fn pass(
    problem: &Problem,
    scaled: &Scaled,
    table: &Table,
    prices: &[f64],
    budget_prices: &[f64],
    temperature: f64,
    threads: usize,
) -> Sums {
    let (measures, width, budgets) = (problem.measures, table.width, problem.budgets.len());
    let narrow_prices: Vec<f32> = prices.iter().map(|price| narrow(*price)).collect();
    let cold = narrow(1.0 / temperature);
    // What is more than this above the least has a chance below 2e-7 and is left out.
    let reach = narrow(temperature) * 15.5;
    let units = problem.units();
    // So many parts whatever the number of threads, so that sums are added in one order.
    let size = units.div_ceil(32).max(PART);
    let work = |part: usize| -> Result<Sums, ()> {
        let mut sums = Sums::zero(prices.len(), budgets);
        let mut values = vec![0.0_f32; width];
        let mut near: Vec<(usize, f32)> = Vec::with_capacity(width);
        for unit in part * size..units.min((part + 1) * size) {
            let shares = &scaled.shares[unit * measures..(unit + 1) * measures];
            let from = unit * width;
            let reps = &table.reps[from..from + width];
            priced(&mut values, &table.kilometres[from..from + width], reps, shares, &narrow_prices);
            let visits = scaled.visits[unit];
            if budgets > 0 {
                for (at, value) in values.iter_mut().enumerate() {
                    let moved = &table.moved[(from + at) * budgets..][..budgets];
                    for ((moved, scale), price) in moved.iter().zip(&scaled.budget_scales).zip(budget_prices)
                    {
                        *value += narrow(float(*moved) * scale * price / visits);
                    }
                }
            }
            let least = values.iter().fold(f32::INFINITY, |least, value| least.min(*value));
            if least.is_infinite() {
                continue;
            }
            near.clear();
            let most = least + reach;
            near.extend(
                values
                    .iter()
                    .enumerate()
                    .filter(|(_, value)| **value <= most)
                    .map(|(at, value)| (at, *value)),
            );
            let mut all = 0.0_f32;
            for (_, value) in &mut near {
                *value = exponential((least - *value) * cold);
                all += *value;
            }
            let (one, cold) = (1.0 / f64::from(all), f64::from(cold));
            for (at, soft) in &near {
                let chance = f64::from(*soft) * one;
                let curve = chance * (1.0 - chance) * cold;
                let first = place(reps[*at]) * measures;
                let into = sums.slope[first..first + measures]
                    .iter_mut()
                    .zip(&mut sums.curve[first..first + measures]);
                for ((slope, bend), share) in into.zip(shares) {
                    let share = f64::from(*share);
                    let load = visits * share;
                    *slope += load * chance;
                    *bend += load * share * curve;
                }
                for budget in 0..budgets {
                    let moved =
                        float(table.moved[(from + at) * budgets + budget]) * scaled.budget_scales[budget];
                    sums.budget_slope[budget] += moved * chance;
                    sums.budget_curve[budget] += moved * moved / visits * curve;
                }
            }
        }
        Ok(sums)
    };
    let parts = side_by_side(units.div_ceil(size), threads, work).unwrap_or_default();
    let mut all = Sums::zero(prices.len(), budgets);
    for part in &parts {
        all.add(part);
    }
    all
}

/// Kilometres plus prices of one unit at each of its candidates; places without a rep stay infinite.
fn priced(values: &mut [f32], kilometres: &[f32], reps: &[u32], shares: &[f32], prices: &[f32]) {
    match shares {
        [first, second] => {
            for ((value, kilometres), rep) in values.iter_mut().zip(kilometres).zip(reps) {
                let of_rep = prices.get(place(*rep).wrapping_mul(2)..).and_then(|rest| rest.get(..2));
                *value = kilometres + of_rep.map_or(0.0, |of_rep| first * of_rep[0] + second * of_rep[1]);
            }
        }
        _ => {
            for ((value, kilometres), rep) in values.iter_mut().zip(kilometres).zip(reps) {
                let of_rep = prices.iter().skip(place(*rep).saturating_mul(shares.len()));
                *value =
                    kilometres + shares.iter().zip(of_rep).map(|(share, price)| share * price).sum::<f32>();
            }
        }
    }
}

/// Prices in metre-visits for one of a measure.
fn unscaled(problem: &Problem, scaled: &Scaled, prices: &[f64], budget_prices: &[f64]) -> Prices {
    let measures = problem.measures.max(1);
    Prices {
        balance: prices
            .iter()
            .enumerate()
            .map(|(at, price)| price * scaled.scales[at % measures] * 1_000.0)
            .collect(),
        budgets: budget_prices
            .iter()
            .zip(&scaled.budget_scales)
            .map(|(price, scale)| price * scale * 1_000.0)
            .collect(),
    }
}
