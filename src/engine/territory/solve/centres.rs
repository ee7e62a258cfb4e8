//! Territories whose centres are free: beginnings by halves of even work or by seeds (k-means++, Arthur and
//! Vassilvitskii 2007), then by turns the assignment at prices that keep balance and the weighted median of every
//! territory, and swaps of centres to where prices say that work is, kept where the ways become less. Draws come
//! from streams named by the seed.

mod beginnings;
mod shares;

use self::beginnings::{halves, parts, points, seeds};
pub use self::shares::{Shares, shares};
use super::ascent::{Course, ascend};
use super::candidates::{Pick, Prices, cheapest};
use super::group::Weights;
use super::number::{code, count, float, place};
use super::problem::{NONE, PlacePoint, Point, Problem, chord_squared, metres};
use super::search::{Plan, loads, search};
use super::{Effort, GoOn, Solution};
use crate::engine::forecast::random::Random;
use crate::engine::threads::side_by_side;

/// How centres are looked for.
#[derive(Clone, Copy, Debug)]
pub struct Hunt {
    /// The seed of all draws.
    pub seed: u64,
    /// Beginnings that are tried.
    pub starts: usize,
    /// Swaps that are tried.
    pub swaps: usize,
    /// Threads to work with; the answer does not depend on them.
    pub threads: usize,
}

/// Centres, what they are worth, and what the prices there are.
#[derive(Clone, Debug)]
struct Centres {
    homes: Vec<Option<PlacePoint>>,
    /// What an assignment that was found costs, with its violations: a bound would be low for bad prices as well.
    value: f64,
    prices: Prices,
    /// That assignment.
    at: Vec<u32>,
}

/// Designs territories: finds centres, solves with them, and moves the centres to the medians of what was found as long
/// as that helps. The problem has the last centres as its homes; the bound of the solution is for these. None when a
/// unit may go nowhere.
#[must_use]
pub fn design(problem: &mut Problem, effort: &Effort, go_on: GoOn<'_>) -> Option<Solution> {
    // As many beginnings, swaps and solutions as the work of one allows.
    let work = problem.units().saturating_mul(problem.reps()).max(1);
    let times = (ROOM / work).clamp(1, 6);
    let hunt = Hunt { seed: effort.seed, starts: times, swaps: 6 * times, threads: effort.threads };
    centres(problem, &hunt, &|part| go_on(part * 0.4));
    let mut best: Option<(Vec<Option<PlacePoint>>, Solution)> = None;
    // Better centres bring more than a longer search.
    let part = |part: usize| Effort { proposals: effort.proposals.div_ceil(part), ..*effort };
    let (first, later) = (part(4), part(2));
    let turns = if times > 2 { 3 } else { 2 };
    for turn in 0..turns {
        let from = best.as_ref().map(|(_, best)| best.at.clone());
        let share = 1.0 / count(turns);
        let done = 0.4 + 0.6 * share * count(turn);
        let solution =
            super::solve_from(problem, if turn == 0 { &first } else { &later }, from.as_deref(), &|part| {
                go_on(done + 0.6 * share * part)
            })?;
        let homes = medians(problem, &solution.at, &problem.homes, effort.threads);
        let better =
            best.as_ref().is_none_or(|(_, best)| (solution.broken, solution.cost) < (best.broken, best.cost));
        let still = homes == problem.homes;
        if better {
            best = Some((std::mem::replace(&mut problem.homes, homes), solution));
        }
        if !better || still || !go_on(done + 0.6 * share) {
            break;
        }
    }
    let (homes, solution) = best?;
    problem.homes = homes;
    Some(solution)
}

/// Units × territories of all beginnings together, about.
const ROOM: usize = 12_000_000;

/// Finds centres and leaves them as the homes of the problem. A rep to whom a unit is locked begins there. `go_on` is
/// asked before each step, with the part that is done.
pub fn centres(problem: &mut Problem, hunt: &Hunt, go_on: &(dyn Fn(f64) -> bool + Sync)) {
    let steps = hunt.starts * 2 + ROUNDS + hunt.swaps;
    let mut done = 0;
    let mut more = || {
        done += 1;
        go_on(count(done.min(steps)) / count(steps.max(1)))
    };
    let mut best: Option<Centres> = None;
    for start in 0..hunt.starts.max(1) {
        let mut random = Random::new(hunt.seed, &format!("centres {start}"));
        // Most beginnings are even from the start; the second is spread.
        let homes = if start == 1 { seeds(problem, &mut random) } else { halves(problem, &mut random) };
        problem.homes.clone_from(&homes);
        let mut now = valued(problem, homes, None, hunt.threads);
        for _ in 0..2 {
            if !more() {
                break;
            }
            now = turn(problem, &now, hunt.threads);
        }
        if best.as_ref().is_none_or(|best| now.value < best.value) {
            best = Some(now);
        }
    }
    let Some(mut best) = best else { return };
    best = settle(problem, best, ROUNDS, hunt.threads, &mut more);
    let mut random = Random::new(hunt.seed, "swaps");
    let mut pairs = (problem.reps() / 24).max(1);
    for number in 0..hunt.swaps {
        if problem.reps() < 2 || !more() {
            break;
        }
        let homes = swapped(problem, &best, pairs, number, &mut random);
        problem.homes.clone_from(&homes);
        let mut tried = valued(problem, homes, None, hunt.threads);
        for _ in 0..AFTER {
            let next = turn(problem, &tried, hunt.threads);
            if next.value >= tried.value {
                break;
            }
            tried = next;
        }
        if tried.value < best.value {
            best = tried;
        } else {
            pairs = (pairs / 2).max(1);
        }
    }
    best = settle(problem, best, ROUNDS, hunt.threads, &mut more);
    problem.homes = best.homes;
}

/// Turns of assignment and medians at most; those after a swap.
const ROUNDS: usize = 12;
const AFTER: usize = 3;

/// Candidates of each unit.
const WIDTH: usize = 20;

/// Turns until they bring less than a thousandth.
fn settle(
    problem: &mut Problem,
    mut now: Centres,
    rounds: usize,
    threads: usize,
    more: &mut dyn FnMut() -> bool,
) -> Centres {
    for _ in 0..rounds {
        if !more() {
            break;
        }
        let next = turn(problem, &now, threads);
        let (old, new) = (now.value, next.value);
        if new >= old {
            break;
        }
        now = next;
        if new > old * 0.999 {
            break;
        }
    }
    now
}

/// The medians of an assignment, and what they are worth.
fn turn(problem: &mut Problem, now: &Centres, threads: usize) -> Centres {
    let homes = medians(problem, &now.at, &now.homes, threads);
    valued(problem, homes, Some(&now.prices), threads)
}

/// Prices at these centres, and an assignment that a short search finds with them.
fn valued(
    problem: &mut Problem,
    homes: Vec<Option<PlacePoint>>,
    from: Option<&Prices>,
    threads: usize,
) -> Centres {
    problem.homes.clone_from(&homes);
    let reps = count(problem.reps().max(1));
    let first = (150.0 * (50.0 / reps).sqrt()).clamp(25.0, 150.0);
    let course = Course {
        steps: if from.is_some() { 40 } else { 60 },
        width: WIDTH,
        renewals: if from.is_some() { &[35] } else { &[10, 30, 60] },
        temperatures: (if from.is_some() { first * 0.3 } else { first }, 1.0),
        threads,
    };
    let prices = ascend(problem, &course, from, &|_| true);
    let table = cheapest(problem, &prices, WIDTH, Pick::Cheapest, threads);
    let mut at: Vec<u32> =
        (0..problem.units()).map(|unit| table.of(unit).next().map_or(0, |(rep, _)| code(rep))).collect();
    let scale = (float(super::cost_of(problem, &at)) / count(problem.units().max(1))).max(1.0);
    let plan = Plan { rounds: 4, effort: 120, temperatures: (0.01, 0.0003), seed: 1, threads };
    search(problem, &table, &prices, scale, &plan, &mut at, &|part| part < 0.5);
    let dear = Weights::of(problem, &prices, 8.0, scale, true);
    let bands = loads(problem, &at).into_iter().zip(problem.low.iter().zip(&problem.high)).zip(&dear.balance);
    let fines = bands.map(|((load, (low, high)), dear)| float((low - load).max(load - high).max(0)) * dear);
    let value = float(super::cost_of(problem, &at)) + fines.sum::<f64>();
    Centres { homes, value, prices, at }
}

/// The centres with some moved: those of which the prices say that least is missed go to the territories of which they
/// say that most is wanted, to the place there that is farthest from its centre by way and work.
fn swapped(
    problem: &Problem,
    best: &Centres,
    pairs: usize,
    number: usize,
    random: &mut Random,
) -> Vec<Option<PlacePoint>> {
    let measures = problem.measures.max(1);
    let totals = problem.totals();
    let wanted = |rep: usize| -> f64 {
        let prices = best.prices.balance[rep * measures..].iter().zip(&totals);
        prices.map(|(price, total)| price * float(*total)).sum()
    };
    let locked: Vec<bool> =
        (0..problem.reps()).map(|rep| problem.locks.iter().any(|lock| *lock == code(rep))).collect();
    let mut order: Vec<(f64, usize)> = (0..problem.reps()).map(|rep| (wanted(rep), rep)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    let free: Vec<usize> = order.iter().map(|(_, rep)| *rep).filter(|rep| !locked[*rep]).collect();
    let mut homes = best.homes.clone();
    let (points, parts) = (points(problem), parts(problem));
    let reach = (pairs * 3).max(8).min(free.len());
    for pair in 0..pairs.min(free.len() / 2) {
        // The first try takes the prices at their word, later ones draw among the first of either end.
        let (give, take) = match number {
            0 => (pair, free.len() - 1 - pair),
            _ => (random.below(reach), free.len() - 1 - random.below(reach)),
        };
        let (give, take) = (free[give], free[take]);
        if give == take {
            continue;
        }
        let Some(home) = homes[take] else { continue };
        let far = |unit: &usize| {
            let point = points[*unit].unwrap_or(home.0);
            chord_squared(&point, &home.0) * parts[*unit]
        };
        let units = (0..problem.units()).filter(|unit| place(best.at[*unit]) == take);
        let farthest = units.max_by(|a, b| far(a).total_cmp(&far(b)).then_with(|| b.cmp(a)));
        if let Some(point) = farthest.and_then(|unit| points[unit]) {
            homes[give] = Some(PlacePoint(point));
        }
    }
    homes
}

/// The centre of each territory: the place of one of its accounts from which the ways, by visits, are least, of those
/// next to their median; the old one where there is none.
#[must_use]
pub fn medians(
    problem: &Problem,
    at: &[u32],
    old: &[Option<PlacePoint>],
    threads: usize,
) -> Vec<Option<PlacePoint>> {
    let mut members: Vec<Vec<(u32, f64)>> = vec![Vec::new(); problem.reps()];
    for (unit, rep) in at.iter().enumerate() {
        for member in problem.members_of(unit).iter().filter(|member| member.place != NONE) {
            members[place(*rep)].push((member.place, float(member.visits)));
        }
    }
    let work = |rep: usize| -> Result<Option<PlacePoint>, ()> {
        let middle = median(problem, &members[rep], old[rep]);
        let mut places: Vec<(f64, u32)> = members[rep]
            .iter()
            .map(|(at, _)| (chord_squared(&problem.places[place(*at)].0, &middle), *at))
            .collect();
        places.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
        places.dedup();
        places.truncate(NEXT);
        // The centre as it was stays a candidate, so that ways never grow.
        let candidates = places.iter().map(|(_, at)| problem.places[place(*at)]).chain(old[rep]);
        let ways = |home: &PlacePoint| -> f64 {
            let way =
                |(at, visits): &(u32, f64)| visits * float(metres(&problem.places[place(*at)].0, &home.0));
            members[rep].iter().map(way).sum()
        };
        let mut best: Option<(f64, PlacePoint)> = None;
        for home in candidates {
            let ways = ways(&home);
            if best.is_none_or(|(least, _)| ways < least) {
                best = Some((ways, home));
            }
        }
        Ok(best.map(|(_, home)| home))
    };
    side_by_side(problem.reps(), threads, work).unwrap_or_default()
}

/// Places next to the median that are tried as a centre.
const NEXT: usize = 32;

/// The point from which straight lines, by visits, are least, on the globe (Weiszfeld 1937); from the old centre on.
fn median(problem: &Problem, members: &[(u32, f64)], old: Option<PlacePoint>) -> Point {
    let all: f64 = members.iter().map(|(_, visits)| visits).sum();
    // Without a visit every account counts the same.
    let even = if all > 0.0 { 0.0 } else { 1.0 };
    let mut now = old.map_or([0.0; 3], |home| home.0);
    for turn in 0..40 {
        let (mut sum, mut weights) = ([0.0; 3], 0.0);
        for (at, visits) in members {
            let point = problem.places[place(*at)].0;
            let way = if turn == 0 { 1.0 } else { chord_squared(&point, &now).sqrt().max(1e-6) };
            let weight = (visits + even) / way;
            weights += weight;
            sum.iter_mut().zip(point).for_each(|(sum, part)| *sum += weight * part);
        }
        let length = sum.iter().map(|part| part * part).sum::<f64>().sqrt();
        if weights == 0.0 || length == 0.0 {
            return now;
        }
        let next = sum.map(|part| part / length);
        let step = chord_squared(&next, &now);
        now = next;
        if step < 1e-12 {
            break;
        }
    }
    now
}

#[cfg(test)]
mod tests;
