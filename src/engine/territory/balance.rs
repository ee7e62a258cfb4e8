//! From the book to the model of balance and back: which territories take accounts, what their bands are, what may not
//! move; and, of a solution, every move with its reason. The search is left to `solve`.

mod obstacles;

pub use self::obstacles::Obstacle;

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::people::index;
use crate::engine::territory::alignment::{Alignment, FULL, Unit};
use crate::engine::territory::book::{Account, Book, Measure};
use crate::engine::territory::distance::{Point, metres, middle};
use crate::engine::territory::solve::number::{whole, wide_float};
use crate::engine::territory::solve::problem::{Budget, Member, NONE, PlacePoint, Problem, point};
use crate::money::{Percent, Rounding, divide};

/// A measure that is balanced, and how far a territory may be from its share, in millionths: 100,000 is 10 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// The measure.
    pub measure: Measure,
    /// The tolerance.
    pub tolerance: i64,
}

/// By what a kept owner is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeepBy {
    /// So many kilometres for each visit.
    Visits,
    /// The same in all, shared by revenue.
    Revenue,
    /// The same in all, shared evenly over accounts.
    Accounts,
}

/// What must stay together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Same {
    /// Accounts stay in a territory of their state.
    State,
    /// Accounts stay in a territory of their country.
    Country,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The measures and their bands; at least one.
    pub bands: Vec<Band>,
    /// How many metres of way a kept owner is worth for a visit.
    pub keep: i64,
    /// By what that is shared.
    pub keep_by: KeepBy,
    /// The most accounts that may move, as a part of those with an owner who stays, in millionths.
    pub moved_accounts: Option<i64>,
    /// The same for revenue.
    pub moved_revenue: Option<i64>,
    /// Accounts that stay, besides those that the table locks.
    pub locked: BTreeSet<u32>,
    /// Reps who leave: their accounts go to others.
    pub leaving: BTreeSet<u32>,
    /// Reps who begin: they take accounts although they have none.
    pub joining: BTreeSet<u32>,
    /// What may not be left.
    pub same: Option<Same>,
    /// The farthest that an account may newly be from its territory's home, in metres.
    pub reach: Option<i64>,
    /// The most accounts of a territory.
    pub most_accounts: Option<i64>,
    /// Capacity added to a territory, by name, scale 4.
    pub hired: BTreeMap<String, i64>,
}

/// A territory that takes accounts.
#[derive(Clone, Debug)]
pub struct Target {
    /// The territory with its reps and capacity.
    pub unit: Unit,
    /// Where it is visited from.
    pub home: Option<Point>,
}

/// The model, and what its numbers stand for.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The territories that take accounts, by their names.
    pub targets: Vec<Target>,
    /// Where each account of the book is now; none for nobody's, and for those of owners who leave.
    pub now: Vec<Option<u32>>,
    /// The model.
    pub problem: Problem,
    /// The bands, in the order of the problem's measures.
    pub bands: Vec<Band>,
    /// What one visit of the problem stands for, scale 4.
    pub shared: i128,
}

/// Why a problem cannot be set up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// Nobody covers anything.
    #[error("no territory takes accounts: no rep covers any")]
    NoTarget,
    /// A family is locked to two territories.
    #[error("a family is locked to two territories: `{first}` stays in `{here}`, `{second}` in `{there}`")]
    Torn {
        /// One account, and where it is.
        first: String,
        /// Its territory.
        here: String,
        /// Another account.
        second: String,
        /// Its territory.
        there: String,
    },
    /// Numbers too large for the search.
    #[error("the {what} of all accounts is too large to be balanced")]
    TooLarge {
        /// What.
        what: &'static str,
    },
}

/// Sets the problem up.
pub fn setup(book: &Book, standing: &Alignment, ask: &Ask) -> Result<Setup, SetupError> {
    let (targets, place_of) = targets(book, standing, ask);
    if targets.is_empty() {
        return Err(SetupError::NoTarget);
    }
    let now: Vec<Option<u32>> = standing.of.iter().map(|unit| place_of[index((*unit)?)]).collect();
    let families = families(book);
    let mut problem = Problem { measures: ask.bands.len(), starts: vec![0], ..Problem::default() };
    problem.homes = targets.iter().map(|target| target.home.map(place_point)).collect();
    problem.reach = ask.reach;
    let shared = visits_shared(book);
    let mut places: BTreeMap<Point, u32> = BTreeMap::new();
    let prices = prices(book, &now, ask, shared)?;
    for accounts in &families {
        let mut lock: Option<u32> = None;
        for place in accounts {
            let account = &book.accounts[index(*place)];
            let at = account.point.map(|point| {
                let next = u32::try_from(places.len()).unwrap_or(NONE);
                *places.entry(point).or_insert_with(|| {
                    problem.places.push(place_point(point));
                    next
                })
            });
            let owner = now[index(*place)];
            problem.members.push(Member {
                account: *place,
                place: at.unwrap_or(NONE),
                visits: visits(account, shared),
                owner: owner.unwrap_or(NONE),
                price: prices[index(*place)],
            });
            if (account.locked || ask.locked.contains(place))
                && let Some(owner) = owner
            {
                if let Some(other) = lock.filter(|other| *other != owner) {
                    return Err(torn(book, &targets, accounts, (*place, owner), other, &now));
                }
                lock = Some(owner);
            }
        }
        problem.starts.push(u32::try_from(problem.members.len()).unwrap_or(NONE));
        problem.locks.push(lock.unwrap_or(NONE));
        for band in &ask.bands {
            let sum: i128 =
                accounts.iter().map(|place| book.accounts[index(*place)].measure(band.measure)).sum();
            let too_large = SetupError::TooLarge { what: band.measure.as_str() };
            problem.weights.push(i64::try_from(sum).ok().filter(|sum| *sum < i64::MAX / 8).ok_or(too_large)?);
        }
    }
    regions(book, &targets, &now, ask, &mut problem);
    limits(&targets, ask, &mut problem)?;
    budgets(book, &now, ask, &mut problem)?;
    Ok(Setup { targets, now, problem, bands: ask.bands.clone(), shared })
}

/// The territories that take accounts, and for each unit of the alignment its place among them. A rep's own territory
/// takes some when the rep covers; a named one always does.
fn targets(book: &Book, standing: &Alignment, ask: &Ask) -> (Vec<Target>, Vec<Option<u32>>) {
    let mut targets = Vec::new();
    let mut place_of = vec![None; standing.units.len()];
    let stays = |rep: &u32| !ask.leaving.contains(rep);
    for (number, unit) in standing.units.iter().enumerate() {
        let reps: Vec<u32> = unit.reps.iter().copied().filter(stays).collect();
        if reps.is_empty() && (!standing.named || !unit.reps.is_empty()) {
            continue;
        }
        let own = |rep: &u32| book.reps[index(*rep)].capacity;
        let capacity = if reps.is_empty() { FULL } else { reps.iter().map(own).sum() };
        let capacity = capacity + ask.hired.get(&unit.name).copied().unwrap_or(0);
        let homes: Vec<Point> = reps.iter().filter_map(|rep| book.reps[index(*rep)].home).collect();
        let here = |place: &Option<u32>| place.is_some_and(|place| index(place) == number);
        let accounts = book.accounts.iter().zip(&standing.of).filter(|(_, unit)| here(unit));
        let points: Vec<Point> = accounts.filter_map(|(account, _)| account.point).collect();
        place_of[number] = u32::try_from(targets.len()).ok();
        let home = middle(&homes).or_else(|| middle(&points));
        targets.push(Target { unit: Unit { name: unit.name.clone(), reps, capacity }, home });
    }
    if !standing.named {
        for rep in &ask.joining {
            let known = targets.iter().any(|target| target.unit.reps.contains(rep));
            let rep_row = &book.reps[index(*rep)];
            if !known && rep_row.capacity > 0 {
                let unit =
                    Unit { name: rep_row.rep_id.clone(), reps: vec![*rep], capacity: rep_row.capacity };
                targets.push(Target { unit, home: rep_row.home });
            }
        }
    }
    (targets, place_of)
}

/// The accounts of each family, and each account without one alone, in the order of first accounts.
fn families(book: &Book) -> Vec<Vec<u32>> {
    let mut found: Vec<Vec<u32>> = Vec::new();
    let mut of_family: BTreeMap<u32, usize> = BTreeMap::new();
    for (place, account) in (0_u32..).zip(&book.accounts) {
        match account.family {
            None => found.push(vec![place]),
            Some(family) => {
                let next = found.len();
                let at = *of_family.entry(family).or_insert(next);
                if at == next {
                    found.push(Vec::new());
                }
                found[at].push(place);
            }
        }
    }
    found
}

fn place_point(at: Point) -> PlacePoint {
    PlacePoint(point(f64::from(at.latitude) / 1e6, f64::from(at.longitude) / 1e6))
}

/// What all stated visits are multiples of, so that the search works with small numbers; 1 at least.
fn visits_shared(book: &Book) -> i128 {
    let stated = book.accounts.iter().filter_map(|account| account.known(Measure::Visits));
    let shared = stated.fold(0, common);
    if shared == 0 { 10_000 } else { shared }
}

fn common(left: i128, right: i128) -> i128 {
    let (mut left, mut right) = (left, right);
    while right != 0 {
        (left, right) = (right, left % right);
    }
    left.abs()
}

/// Visits in the shared unit; an account without visits counts as one visit.
fn visits(account: &Account, shared: i128) -> i64 {
    let visits = account.known(Measure::Visits).unwrap_or(10_000).max(0);
    i64::try_from(divide(visits, shared, Rounding::HalfUp)).unwrap_or(i64::MAX)
}

/// What moving each account costs, in metres times the shared unit of visits.
fn prices(book: &Book, now: &[Option<u32>], ask: &Ask, shared: i128) -> Result<Vec<i64>, SetupError> {
    let by_visits: Vec<i128> = book
        .accounts
        .iter()
        .map(|account| i128::from(visits(account, shared)) * i128::from(ask.keep))
        .collect();
    let weights: Vec<i128> = match ask.keep_by {
        KeepBy::Visits => by_visits.clone(),
        KeepBy::Revenue => {
            book.accounts.iter().map(|account| account.measure(Measure::Revenue).max(0)).collect()
        }
        KeepBy::Accounts => vec![1; by_visits.len()],
    };
    let owned = |numbers: &[i128]| -> i128 {
        numbers.iter().zip(now).filter(|(_, now)| now.is_some()).map(|(number, _)| number).sum()
    };
    let (all, of) = (owned(&by_visits), owned(&weights));
    let price = |weight: &i128| {
        let price =
            if of == 0 { Some(0) } else { crate::money::multiply_divide(all, *weight, of, Rounding::HalfUp) };
        price.and_then(|price| i64::try_from(price).ok()).ok_or(SetupError::TooLarge { what: "visits" })
    };
    weights.iter().map(price).collect()
}

fn torn(
    book: &Book,
    targets: &[Target],
    accounts: &[u32],
    (second, there): (u32, u32),
    here: u32,
    now: &[Option<u32>],
) -> SetupError {
    let id = |place: u32| book.accounts[index(place)].account_id.clone();
    let first = accounts.iter().copied().find(|place| now[index(*place)] == Some(here)).unwrap_or(second);
    SetupError::Torn {
        first: id(first),
        here: targets[index(here)].unit.name.clone(),
        second: id(second),
        there: targets[index(there)].unit.name.clone(),
    }
}

/// The region of each territory is the one that most of its accounts are in; units whose accounts are all in one
/// region that some territory has must stay there.
fn regions(book: &Book, targets: &[Target], now: &[Option<u32>], ask: &Ask, problem: &mut Problem) {
    let units = problem.locks.len();
    problem.unit_regions = vec![NONE; units];
    problem.rep_regions = vec![NONE; targets.len()];
    let Some(same) = ask.same else { return };
    let name = |account: &Account| match same {
        Same::State => account.state.clone(),
        Same::Country => account.country.clone(),
    };
    let mut counts: Vec<BTreeMap<String, usize>> = vec![BTreeMap::new(); targets.len()];
    for (account, now) in book.accounts.iter().zip(now) {
        if let Some(now) = now
            && !name(account).is_empty()
        {
            *counts[index(*now)].entry(name(account)).or_default() += 1;
        }
    }
    let mut codes: BTreeMap<String, u32> = BTreeMap::new();
    for (region, counts) in problem.rep_regions.iter_mut().zip(counts) {
        let most = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
        if let Some((most, _)) = most {
            let next = u32::try_from(codes.len()).unwrap_or(NONE);
            *region = *codes.entry(most).or_insert(next);
        }
    }
    for unit in 0..units {
        let members = problem.members_of(unit);
        let first = name(&book.accounts[index(members[0].account)]);
        let one = members.iter().all(|member| name(&book.accounts[index(member.account)]) == first);
        if let (true, Some(code)) = (one, codes.get(&first)) {
            problem.unit_regions[unit] = *code;
        }
    }
}

/// The bands of each territory: its share of capacity of each measure, less and more the tolerance, in whole numbers
/// inside; and the most accounts, as a measure of its own.
fn limits(targets: &[Target], ask: &Ask, problem: &mut Problem) -> Result<(), SetupError> {
    let capacity: i128 = targets.iter().map(|target| i128::from(target.unit.capacity)).sum();
    let totals = problem.totals();
    for target in targets {
        for (band, total) in ask.bands.iter().zip(&totals) {
            let too_large = || SetupError::TooLarge { what: band.measure.as_str() };
            let share =
                i128::from(*total).checked_mul(i128::from(target.unit.capacity)).ok_or_else(too_large)?;
            let edge = |part: i64| share.checked_mul(i128::from(part)).ok_or_else(too_large);
            let below = edge((1_000_000 - band.tolerance).max(0))?;
            let above = edge(1_000_000 + band.tolerance)?;
            let whole = capacity * 1_000_000;
            problem.low.push(i64::try_from((below + whole - 1).div_euclid(whole)).unwrap_or(i64::MAX));
            problem.high.push(i64::try_from(above.div_euclid(whole)).unwrap_or(i64::MAX));
        }
    }
    if let Some(most) = ask.most_accounts {
        let old = problem.measures;
        let wider = |numbers: &[i64], more: &mut dyn FnMut(usize) -> i64| -> Vec<i64> {
            let rows = numbers.chunks(old.max(1)).enumerate();
            rows.flat_map(|(row, numbers)| numbers.iter().copied().chain([more(row)]).collect::<Vec<_>>())
                .collect()
        };
        let counts: Vec<i64> = (0..problem.units())
            .map(|unit| i64::try_from(problem.members_of(unit).len()).unwrap_or(0))
            .collect();
        problem.weights = wider(&problem.weights, &mut |unit| counts[unit]);
        problem.low = wider(&problem.low, &mut |_| 0);
        problem.high = wider(&problem.high, &mut |_| most);
        problem.measures = old + 1;
        problem.limits = 1;
    }
    Ok(())
}

/// What may be moved: a part of the accounts, or of the revenue, of owners who stay.
fn budgets(book: &Book, now: &[Option<u32>], ask: &Ask, problem: &mut Problem) -> Result<(), SetupError> {
    for (part, measure) in [(ask.moved_accounts, Measure::Count), (ask.moved_revenue, Measure::Revenue)] {
        let Some(part) = part else { continue };
        let weight =
            |account: &Account| if measure == Measure::Count { 1 } else { account.measure(measure).max(0) };
        let owned = book.accounts.iter().zip(now).filter(|(_, now)| now.is_some());
        let total: i128 = owned.map(|(account, _)| weight(account)).sum();
        let limit = total * i128::from(part) / 1_000_000;
        let too_large = |_| SetupError::TooLarge { what: measure.as_str() };
        let weights: Result<Vec<i64>, _> = problem
            .members
            .iter()
            .map(|member| i64::try_from(weight(&book.accounts[index(member.account)])))
            .collect();
        problem.budgets.push(Budget {
            weights: weights.map_err(too_large)?,
            limit: i64::try_from(limit).map_err(too_large)?,
        });
    }
    Ok(())
}

impl Setup {
    /// The alignment that a solution makes: the territories that take accounts, and where each account is.
    #[must_use]
    pub fn alignment(&self, at: &[u32], named: bool) -> Alignment {
        let mut of = vec![None; self.now.len()];
        for (unit, target) in at.iter().enumerate() {
            for member in self.problem.members_of(unit) {
                of[index(member.account)] = Some(*target);
            }
        }
        Alignment { units: self.targets.iter().map(|target| target.unit.clone()).collect(), of, named }
    }

    /// The alignment before, over the same territories.
    #[must_use]
    pub fn before(&self, named: bool) -> Alignment {
        let units = self.targets.iter().map(|target| target.unit.clone()).collect();
        Alignment { units, of: self.now.clone(), named }
    }

    /// Metres from an account to the home of a territory, where both are known.
    #[must_use]
    pub fn way(&self, book: &Book, account: u32, target: u32) -> Option<i64> {
        Some(metres(book.accounts[index(account)].point?, self.targets[index(target)].home?))
    }
}

/// A percentage as millionths of one; none below zero. 12.5 is 125,000.
#[must_use]
pub fn part(percent: Percent) -> Option<i64> {
    // Percent has six decimals: 12.5 is 12,500,000.
    (percent.raw() >= 0).then(|| percent.raw() / 100)
}

/// Millionths as a percentage with as many decimals as needed: 125,000 is 12.5.
#[must_use]
pub fn percent_text(part: i64) -> String {
    let text = format!("{}.{:04}", part / 10_000, (part % 10_000).abs());
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl Setup {
    /// Cost and bound in kilometres, and the gap between them as millionths of the bound.
    #[must_use]
    pub fn proof(&self, cost: i64, bound: i64) -> (i64, i64, i64) {
        let kilometres = |metres: i64| {
            let whole = i128::from(metres) * self.shared;
            i64::try_from(divide(whole, 10_000_000, Rounding::HalfUp)).unwrap_or(i64::MAX)
        };
        let gap = match bound {
            ..=0 => 0,
            bound => (i128::from(cost) - i128::from(bound)) * 1_000_000 / i128::from(bound),
        };
        (kilometres(cost), kilometres(bound), i64::try_from(gap).unwrap_or(i64::MAX))
    }

    /// What the present alignment costs, as far as accounts have an owner who stays: the ways alone, in kilometres.
    #[must_use]
    pub fn ways(&self, at: impl Fn(u32) -> Option<u32>) -> i64 {
        let mut sum = 0_i128;
        for member in &self.problem.members {
            if let Some(target) = at(member.account) {
                let way = self.problem.distance(member, index(target));
                sum += i128::from(way) * i128::from(member.visits);
            }
        }
        i64::try_from(divide(sum * self.shared, 10_000_000, Rounding::HalfUp)).unwrap_or(i64::MAX)
    }

    /// What one more of a band's measure would save with each territory, in kilometres at scale 4, by the prices of the
    /// proof; none where it would save nothing.
    #[must_use]
    pub fn savings(&self, prices: &[f64], band: usize) -> Vec<Option<i64>> {
        let measures = self.problem.measures;
        let saving = |target: usize| {
            let price = prices[target * measures + band];
            // Metre-visits of a ten-thousandth of the measure, in the shared unit of visits.
            let kilometres = price * wide_float(self.shared) / 1_000.0;
            (kilometres > 1e-4).then(|| whole(kilometres * 10_000.0))
        };
        (0..self.targets.len()).map(saving).collect()
    }
}

#[cfg(test)]
mod tests;
