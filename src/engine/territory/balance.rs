//! From the book to the model of balance and back: which territories take accounts, what their bands are, what may not
//! move; and, of a solution, every move with its reason. The search is left to `solve`.

mod families;
mod fresh;
mod limits;
mod obstacles;
mod outcome;

pub use self::fresh::{Fresh, Ways, design};
pub use self::obstacles::Obstacle;

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::people::index;
use crate::engine::territory::alignment::{Alignment, FULL, Unit};
use crate::engine::territory::areas::Areas;
use crate::engine::territory::book::{Account, Book, Measure};
use crate::engine::territory::distance::{Point, middle};
use crate::engine::territory::solve::problem::{Member, NONE, PlacePoint, Problem, point};
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeepBy {
    /// So many kilometres for each visit.
    #[default]
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
#[derive(Clone, Debug, Default)]
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
    /// Areas whose territories have to be connected, each area with one territory.
    pub areas: Option<Areas>,
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
    /// The places of the problem as they were stated.
    pub points: Vec<Point>,
    /// The bands, in the order of the problem's measures.
    pub bands: Vec<Band>,
    /// What one visit of the problem stands for, scale 4.
    pub shared: i128,
    /// The first account of each family that is locked to several territories, and so cut.
    pub cut: Vec<u32>,
}

/// Why a problem cannot be set up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// Nobody covers anything.
    #[error("no territory takes accounts: no rep covers any")]
    NoTarget,
    /// An area is locked to two territories.
    #[error("an area is locked to two territories: `{first}` stays in `{here}`, `{second}` in `{there}`")]
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
    let shared = visits_shared(book);
    let prices = prices(book, &now, ask, shared)?;
    let mut problem = Problem { measures: ask.bands.len(), starts: vec![0], ..Problem::default() };
    problem.homes = targets.iter().map(|target| target.home.map(place_point)).collect();
    problem.reach = ask.reach;
    let member = |place: u32, at: u32| Member {
        account: place,
        place: at,
        visits: visits(&book.accounts[index(place)], shared),
        owner: now[index(place)].unwrap_or(NONE),
        price: prices[index(place)],
    };
    let (families, cut) = match &ask.areas {
        None => families::cut_by_locks(book, &now, ask),
        Some(_) => (Vec::new(), Vec::new()),
    };
    let points = enter(book, ask, families, &mut problem, &member)?;
    for unit in 0..problem.starts.len() - 1 {
        let lock = lock(book, &targets, problem.members_of(unit), ask, &now)?;
        problem.locks.push(lock.unwrap_or(NONE));
    }
    limits::regions(book, &targets, &now, ask, &mut problem);
    limits::limits(&targets, ask, &mut problem)?;
    limits::budgets(book, &now, ask, &mut problem)?;
    Ok(Setup { targets, now, problem, points, bands: ask.bands.clone(), shared, cut })
}

/// Enters the accounts of the book as units: these families, or areas with their neighbours, with what they weigh. What
/// comes back is the places as they were stated.
fn enter(
    book: &Book,
    ask: &Ask,
    families: Vec<Vec<u32>>,
    problem: &mut Problem,
    member: &dyn Fn(u32, u32) -> Member,
) -> Result<Vec<Point>, SetupError> {
    let units = match &ask.areas {
        None => families,
        Some(areas) => {
            problem.graph = areas.graph();
            areas.units()
        }
    };
    let mut points = Vec::new();
    let mut places: BTreeMap<Point, u32> = BTreeMap::new();
    for accounts in &units {
        for place in accounts {
            let at = book.accounts[index(*place)].point.map(|point| {
                *places.entry(point).or_insert_with(|| {
                    points.push(point);
                    problem.places.push(place_point(point));
                    u32::try_from(points.len() - 1).unwrap_or(NONE)
                })
            });
            problem.members.push(member(*place, at.unwrap_or(NONE)));
        }
        problem.starts.push(u32::try_from(problem.members.len()).unwrap_or(NONE));
        for band in &ask.bands {
            let sum: i128 =
                accounts.iter().map(|place| book.accounts[index(*place)].measure(band.measure)).sum();
            let too_large = SetupError::TooLarge { what: band.measure.as_str() };
            problem.weights.push(i64::try_from(sum).ok().filter(|sum| *sum < i64::MAX / 8).ok_or(too_large)?);
        }
    }
    Ok(points)
}

/// The territory that an account is locked to.
fn locked_to(book: &Book, ask: &Ask, now: &[Option<u32>], account: u32) -> Option<u32> {
    let locked = book.accounts[index(account)].locked || ask.locked.contains(&account);
    now[index(account)].filter(|_| locked)
}

/// The territory that a unit is locked to, by the accounts of it that stay.
fn lock(
    book: &Book,
    targets: &[Target],
    members: &[Member],
    ask: &Ask,
    now: &[Option<u32>],
) -> Result<Option<u32>, SetupError> {
    let mut lock: Option<u32> = None;
    for Member { account, .. } in members {
        let Some(owner) = locked_to(book, ask, now, *account) else { continue };
        if let Some(other) = lock.filter(|other| *other != owner) {
            let accounts: Vec<u32> = members.iter().map(|member| member.account).collect();
            return Err(torn(book, targets, &accounts, (*account, owner), other, now));
        }
        lock = Some(owner);
    }
    Ok(lock)
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

#[cfg(test)]
mod tests;
