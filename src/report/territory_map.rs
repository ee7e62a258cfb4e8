//! A map of territories as data: dots of accounts, homes, moves, colours, and a line for each territory.

use std::collections::BTreeMap;

use crate::engine::people::index;
use crate::engine::territory::alignment::Alignment;
use crate::engine::territory::book::{Book, Measure};
use crate::engine::territory::distance::{Point, middle};
use crate::engine::territory::fairness::index as even;
use crate::engine::territory::picture::{Flat, colours};

/// How many colours there are.
pub const COLOURS: usize = 9;

/// Accounts by their ids, with the name of the territory before where that is another one.
pub type Accounts = Vec<(String, Option<String>)>;

/// Accounts of one place and one territory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dot {
    /// Where, in hundredths of a pixel from the left and from the top.
    pub at: (i64, i64),
    /// Degrees north and east, in millionths.
    pub degrees: (i32, i32),
    /// The territory.
    pub territory: Option<u32>,
    /// The accounts: id, and the name of the territory before where that is another one.
    pub accounts: Accounts,
}

/// One territory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// Its name.
    pub name: String,
    /// Its reps.
    pub reps: String,
    /// Its colour, from 0.
    pub colour: usize,
    /// Where its reps start from, or the middle of its accounts, on the map and in millionths of a degree.
    pub home: Option<((i64, i64), (i32, i32))>,
    /// How many accounts it has.
    pub accounts: i64,
    /// Its index of the first measure, in millionths.
    pub index: Option<i64>,
}

/// Accounts that went from one territory to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Between which places of the map.
    pub ends: ((i64, i64), (i64, i64)),
    /// The names.
    pub names: (String, String),
    /// How many accounts.
    pub accounts: i64,
}

/// A map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Map {
    /// What it shows.
    pub title: String,
    /// Lines below the title.
    pub lines: Vec<String>,
    /// Width and height, in hundredths of a pixel.
    pub size: (i64, i64),
    /// Accounts.
    pub dots: Vec<Dot>,
    /// Territories, by name.
    pub areas: Vec<Area>,
    /// Moves between them.
    pub flows: Vec<Flow>,
}

/// Makes the map of an alignment, with the moves from another one; none where no account has a place.
#[must_use]
pub fn map(
    book: &Book,
    alignment: &Alignment,
    before: Option<&Alignment>,
    measure: Measure,
    lines: Vec<String>,
) -> Option<Map> {
    const WIDTH: i64 = 110_000;
    let homes: Vec<Option<Point>> = homes(book, alignment);
    let known = || book.accounts.iter().filter_map(|account| account.point);
    let points: Vec<Point> = known().chain(homes.iter().copied().flatten()).collect();
    known().next()?;
    let flat = Flat::of(&points, WIDTH)?;
    let mut dots: BTreeMap<(Point, Option<u32>), Accounts> = BTreeMap::new();
    let mut flows: BTreeMap<(String, String), i64> = BTreeMap::new();
    for (place, account) in book.accounts.iter().enumerate() {
        let now = alignment.of[place];
        let name = |alignment: &Alignment, unit: u32| alignment.units[index(unit)].name.clone();
        let was = before.and_then(|before| before.of[place].map(|unit| name(before, unit)));
        let is = now.map(|unit| name(alignment, unit));
        let moved = before.is_some() && was != is;
        if let (true, Some(was), Some(is)) = (moved, &was, &is) {
            *flows.entry((was.clone(), is.clone())).or_default() += 1;
        }
        if let Some(point) = account.point {
            let was = moved.then(|| was.unwrap_or_default());
            dots.entry((point, now)).or_default().push((account.account_id.clone(), was));
        }
    }
    let placed: Vec<((i64, i64), u32)> =
        dots.keys().filter_map(|(point, unit)| Some((flat.place(*point), (*unit)?))).collect();
    let colours = colours(&placed, alignment.units.len(), COLOURS);
    let loads = alignment.loads(book);
    let (total, capacity) = (loads.iter().map(|load| load.sum(measure)).sum(), alignment.capacity());
    let area = |(number, unit): (usize, &crate::engine::territory::alignment::Unit)| Area {
        name: unit.name.clone(),
        reps: super::territories::reps_of(book, unit).0,
        colour: colours[number],
        home: homes[number].map(|home| (flat.place(home), (home.latitude, home.longitude))),
        accounts: loads[number].accounts,
        index: even(loads[number].sum(measure), unit.capacity, total, capacity),
    };
    let areas: Vec<Area> = alignment.units.iter().enumerate().map(area).collect();
    let at = |name: &String| {
        areas
            .binary_search_by(|area| area.name.cmp(name))
            .ok()
            .and_then(|place| areas[place].home)
            .map(|home| home.0)
    };
    let flows = flows.into_iter().filter_map(|((was, is), accounts)| {
        Some(Flow { ends: (at(&was)?, at(&is)?), names: (was, is), accounts })
    });
    let dots = dots.into_iter().map(|((point, territory), accounts)| Dot {
        at: flat.place(point),
        degrees: (point.latitude, point.longitude),
        territory,
        accounts,
    });
    let title = format!("Territories by {}", measure.as_str());
    let flows = flows.collect();
    Some(Map { title, lines, size: (WIDTH, flat.height), dots: dots.collect(), areas, flows })
}

/// Where each territory is visited from: the middle of the homes of its reps, else of its accounts.
fn homes(book: &Book, alignment: &Alignment) -> Vec<Option<Point>> {
    let mut points: Vec<Vec<Point>> = vec![Vec::new(); alignment.units.len()];
    for (account, unit) in book.accounts.iter().zip(&alignment.of) {
        if let (Some(point), Some(unit)) = (account.point, unit) {
            points[index(*unit)].push(point);
        }
    }
    let home = |(number, unit): (usize, &crate::engine::territory::alignment::Unit)| {
        let homes: Vec<Point> = unit.reps.iter().filter_map(|rep| book.reps[index(*rep)].home).collect();
        middle(&homes).or_else(|| middle(&points[number]))
    };
    alignment.units.iter().enumerate().map(home).collect()
}
