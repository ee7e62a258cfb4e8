//! A fresh design: territories whose centres are free, for accounts without owners; how many there are, what weighs the
//! ways, which accounts are larger than a territory, and what the territories are called.

use super::families::families;
use super::{Ask, Setup, SetupError, Target, enter, limits, visits, visits_shared};
use crate::engine::people::index;
use crate::engine::territory::alignment::Unit;
use crate::engine::territory::book::{Account, Book, Measure};
use crate::engine::territory::solve::centres::{self, shares};
use crate::engine::territory::solve::number::place;
use crate::engine::territory::solve::problem::{Member, NONE, PlacePoint};
use crate::engine::territory::solve::{Effort, GoOn, Solution};
use crate::money::{Rounding, divide};

/// What weighs the way to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ways {
    /// Its visits; one where it states none.
    Visits,
    /// What it has of a measure.
    By(Measure),
    /// Every account the same.
    Accounts,
}

/// The model of a fresh design.
#[derive(Clone, Debug)]
pub struct Fresh {
    /// The model; its targets get their homes by [`design`].
    pub setup: Setup,
    /// Accounts that are larger than a territory and have one of their own, with its capacity, scale 4: first accounts
    /// of the unit, as places in the book.
    pub alone: Vec<(u32, i64)>,
}

impl Fresh {
    /// The model of so many territories.
    pub fn new(book: &Book, ask: &Ask, territories: usize, ways: Ways) -> Result<Fresh, SetupError> {
        let shared = if ways == Ways::Visits { visits_shared(book) } else { 1 };
        let all: i128 = book.accounts.iter().map(|account| weight(account, ways, shared)).sum();
        // So many that every product with metres fits: a thousand million in all.
        let shared_weight = (all / 1_000_000_000).max(1);
        let visits = |account: &Account| {
            let weight = divide(weight(account, ways, shared), shared_weight, Rounding::HalfUp);
            i64::try_from(weight).unwrap_or(i64::MAX).max(1)
        };
        let mut problem =
            super::Problem { measures: ask.bands.len(), starts: vec![0], ..super::Problem::default() };
        let member = |at: u32, place: u32| Member {
            account: at,
            place,
            visits: visits(&book.accounts[index(at)]),
            owner: NONE,
            price: 0,
        };
        let points = enter(book, ask, families(book), &mut problem, &member)?;
        let units = problem.starts.len() - 1;
        problem.locks = vec![NONE; units];
        problem.unit_regions = vec![NONE; units];
        problem.rep_regions = vec![NONE; territories];
        problem.homes = vec![None; territories];
        let tolerances: Vec<i64> = ask.bands.iter().map(|band| band.tolerance).collect();
        let shares = shares(&problem, territories, &tolerances);
        let target = |(number, capacity): (usize, &i64)| Target {
            unit: Unit { name: name(number, territories), reps: Vec::new(), capacity: *capacity },
            home: None,
        };
        let targets: Vec<Target> = shares.capacities.iter().enumerate().map(target).collect();
        limits::limits(&targets, ask, &mut problem)?;
        let mut alone = Vec::new();
        for (rep, unit) in shares.alone.iter().enumerate() {
            problem.locks[*unit] = u32::try_from(rep).unwrap_or(NONE);
            for measure in 0..problem.measures {
                // What is alone is enough, also of what it has less of.
                let at = rep * problem.measures + measure;
                problem.low[at] = problem.low[at].min(problem.weights_of(*unit)[measure]);
            }
            let first = problem.members_of(*unit).first().map_or(NONE, |member| member.account);
            alone.push((first, shares.capacities[rep]));
        }
        let now = vec![None; book.accounts.len()];
        let shared = shared * shared_weight;
        let setup =
            Setup { targets, now, problem, points, bands: ask.bands.clone(), shared, cut: Vec::new() };
        Ok(Fresh { setup, alone })
    }
}

/// What weighs the way to an account, before all are divided by what they share.
fn weight(account: &Account, ways: Ways, shared: i128) -> i128 {
    match ways {
        Ways::Visits => i128::from(visits(account, shared)),
        Ways::By(measure) => account.measure(measure).max(0),
        Ways::Accounts => 1,
    }
}

/// The name of a territory: `T007` of some hundred.
fn name(number: usize, territories: usize) -> String {
    let width = territories.to_string().len().max(2);
    format!("T{:0width$}", number + 1)
}

/// Finds centres and accounts for the territories, and calls these by their centres from west to east. None when an
/// account may go to no territory.
#[must_use]
pub fn design(setup: &mut Setup, effort: &Effort, go_on: GoOn<'_>) -> Option<Solution> {
    let mut solution = centres::design(&mut setup.problem, effort, go_on)?;
    let places = &setup.problem.places;
    let find = |home: &PlacePoint| places.iter().position(|place| place == home);
    for (target, home) in setup.targets.iter_mut().zip(&setup.problem.homes) {
        target.home = home.as_ref().and_then(find).and_then(|at| setup.points.get(at).copied());
    }
    let mut order: Vec<usize> = (0..setup.targets.len()).collect();
    order.sort_by_key(|at| {
        (setup.targets[*at].home.map(|home| (home.longitude, std::cmp::Reverse(home.latitude))), *at)
    });
    let mut new_place = vec![0_u32; order.len()];
    for (new, old) in order.iter().enumerate() {
        new_place[*old] = u32::try_from(new).unwrap_or(NONE);
    }
    let measures = setup.problem.measures;
    let problem = &mut setup.problem;
    let rows = |numbers: &[i64]| -> Vec<i64> {
        order.iter().flat_map(|old| numbers[old * measures..][..measures].iter().copied()).collect()
    };
    (problem.low, problem.high) = (rows(&problem.low), rows(&problem.high));
    problem.homes = order.iter().map(|old| problem.homes[*old]).collect();
    for lock in problem.locks.iter_mut().filter(|lock| **lock != NONE) {
        *lock = new_place[place(*lock)];
    }
    solution.at.iter_mut().for_each(|rep| *rep = new_place[place(*rep)]);
    let prices = &solution.prices.balance;
    solution.prices.balance =
        order.iter().flat_map(|old| prices[old * measures..][..measures].iter().copied()).collect();
    let territories = order.len();
    setup.targets = order.iter().map(|old| setup.targets[*old].clone()).collect();
    for (number, target) in setup.targets.iter_mut().enumerate() {
        target.unit.name = name(number, territories);
    }
    Some(solution)
}
