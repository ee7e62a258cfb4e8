//! A map of territories as data: dots of accounts, shapes, homes, moves, colours, and a line for each territory.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::engine::people::index;
use crate::engine::territory::alignment::{Alignment, Unit};
use crate::engine::territory::book::{Book, Measure};
use crate::engine::territory::distance::{Point, metres, middle};
use crate::engine::territory::fairness::index as even;
use crate::engine::territory::layout::Layout;
use crate::engine::territory::picture::colours;

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
    /// How many accounts came to it, and how many went from it.
    pub moved: (i64, i64),
    /// Its index of the first measure, in millionths.
    pub index: Option<i64>,
}

/// A ring of corners in millionths of a degree, north and east.
pub type Ring = Vec<(i32, i32)>;

/// The outline of a county, a postal area or the like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// Its name.
    pub key: String,
    /// Its polygons, an outer ring and its holes each.
    pub polygons: Vec<Vec<Ring>>,
    /// The accounts in it, as places in the book.
    pub accounts: Vec<u32>,
}

/// An outline on the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Its name.
    pub key: String,
    /// All of its rings in hundredths of a pixel.
    pub rings: Vec<Vec<(i64, i64)>>,
    /// Its polygons in degrees.
    pub degrees: Vec<Vec<Ring>>,
    /// The territory that has most of its accounts; none for a region without accounts.
    pub territory: Option<u32>,
    /// How many accounts are in it.
    pub accounts: usize,
}

/// A part of the map: what lies far away has a box of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inset {
    /// From the left, from the top, width and height, in hundredths of a pixel.
    pub frame: (i64, i64, i64, i64),
    /// The states or countries of its accounts.
    pub caption: String,
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
    /// The height of the part without boxes, in hundredths of a pixel.
    pub main: i64,
    /// Boxes of what lies far away.
    pub insets: Vec<Inset>,
    /// Shapes.
    pub regions: Vec<Region>,
    /// Accounts that no region shows: those without one, in another territory than it, or moved.
    pub dots: Vec<Dot>,
    /// Whether an assignment before is shown too.
    pub moves: bool,
    /// Territories, by name.
    pub areas: Vec<Area>,
    /// Moves between them.
    pub flows: Vec<Flow>,
}

/// What a map shows.
pub struct Shown<'a> {
    /// Accounts and reps.
    pub book: &'a Book,
    /// Where accounts are.
    pub alignment: &'a Alignment,
    /// Where they were.
    pub before: Option<&'a Alignment>,
    /// What the index of a territory is of.
    pub measure: Measure,
    /// Shapes that accounts are in.
    pub outlines: &'a [Outline],
    /// Lines below the title.
    pub lines: Vec<String>,
}

const WIDTH: i64 = 110_000;

impl Shown<'_> {
    /// Makes the map; none where no account has a place.
    #[must_use]
    pub fn map(&self) -> Option<Map> {
        let (book, alignment) = (self.book, self.alignment);
        let homes = homes(book, alignment);
        let known = || book.accounts.iter().filter_map(|account| account.point);
        known().next()?;
        let points: Vec<Point> = known().chain(homes.iter().copied().flatten()).collect();
        let layout = Layout::of(&points, WIDTH)?;
        let regions = self.regions(&layout);
        // Whether a region shows the account where it is.
        let mut shown = vec![false; book.accounts.len()];
        for (outline, region) in self.outlines.iter().zip(&regions) {
            for account in outline.accounts.iter().filter(|_| !region.rings.is_empty()) {
                shown[index(*account)] = alignment.of[index(*account)] == region.territory;
            }
        }
        let mut dots: BTreeMap<(Point, Option<u32>), Accounts> = BTreeMap::new();
        let mut flows: BTreeMap<(String, String), i64> = BTreeMap::new();
        let mut moved_of: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        for (place, account) in book.accounts.iter().enumerate() {
            let now = alignment.of[place];
            let name = |alignment: &Alignment, unit: u32| alignment.units[index(unit)].name.clone();
            let was = self.before.and_then(|before| before.of[place].map(|unit| name(before, unit)));
            let is = now.map(|unit| name(alignment, unit));
            let moved = self.before.is_some() && was != is;
            if moved {
                if let Some(is) = &is {
                    moved_of.entry(is.clone()).or_default().0 += 1;
                }
                if let Some(was) = &was {
                    moved_of.entry(was.clone()).or_default().1 += 1;
                }
            }
            if let (true, Some(was), Some(is)) = (moved, &was, &is) {
                *flows.entry((was.clone(), is.clone())).or_default() += 1;
            }
            if let (Some(point), true) = (account.point, moved || !shown[place]) {
                let was = moved.then(|| was.unwrap_or_default());
                dots.entry((point, now)).or_default().push((account.account_id.clone(), was));
            }
        }
        let areas = self.areas(&layout, &homes, &moved_of);
        let at = |name: &String| {
            let place = areas.binary_search_by(|area| area.name.cmp(name)).ok()?;
            areas[place].home.map(|home| home.0)
        };
        let flows = flows.into_iter().filter_map(|((was, is), accounts)| {
            Some(Flow { ends: (at(&was)?, at(&is)?), names: (was, is), accounts })
        });
        let flows = flows.collect();
        let dots = dots.into_iter().map(|((point, territory), accounts)| Dot {
            at: layout.place(point),
            degrees: (point.latitude, point.longitude),
            territory,
            accounts,
        });
        Some(Map {
            title: format!("Territories by {}", self.measure.as_str()),
            lines: self.lines.clone(),
            size: layout.size,
            main: layout.panels[0].frame.3,
            insets: self.insets(&layout),
            regions: regions.into_iter().filter(|region| !region.rings.is_empty()).collect(),
            dots: dots.collect(),
            moves: self.before.is_some(),
            areas,
            flows,
        })
    }

    fn areas(
        &self,
        layout: &Layout,
        homes: &[Option<Point>],
        moved: &BTreeMap<String, (i64, i64)>,
    ) -> Vec<Area> {
        let (book, alignment) = (self.book, self.alignment);
        let accounts = book.accounts.iter().zip(&alignment.of);
        let placed: Vec<((i64, i64), u32)> =
            accounts.filter_map(|(account, unit)| Some((layout.place(account.point?), (*unit)?))).collect();
        let colours = colours(&placed, alignment.units.len(), COLOURS);
        let loads = alignment.loads(book);
        let (total, capacity) = (loads.iter().map(|load| load.sum(self.measure)).sum(), alignment.capacity());
        let area = |(number, unit): (usize, &Unit)| Area {
            name: unit.name.clone(),
            reps: super::territories::reps_of(book, unit).0,
            colour: colours[number],
            home: homes[number].map(|home| (layout.place(home), (home.latitude, home.longitude))),
            accounts: loads[number].accounts,
            moved: moved.get(&unit.name).copied().unwrap_or_default(),
            index: even(loads[number].sum(self.measure), unit.capacity, total, capacity),
        };
        alignment.units.iter().enumerate().map(area).collect()
    }

    /// Every outline as a region, in their order; one far from all accounts has no ring.
    fn regions(&self, layout: &Layout) -> Vec<Region> {
        let region = |outline: &Outline| {
            let mut counts: BTreeMap<Option<u32>, usize> = BTreeMap::new();
            for account in &outline.accounts {
                *counts.entry(self.alignment.of[index(*account)]).or_default() += 1;
            }
            let most = counts.iter().max_by_key(|(unit, count)| (**count, unit.is_some(), Reverse(**unit)));
            let corners: Vec<Point> = outline
                .polygons
                .iter()
                .flatten()
                .flatten()
                .filter_map(|(north, east)| Point::new(*north, *east))
                .collect();
            let panel = middle(&corners).map_or(0, |middle| layout.panel(middle));
            let place = |(north, east): &(i32, i32)| {
                Point::new(*north, *east).map(|point| layout.place_in(panel, point)).unwrap_or_default()
            };
            let rings: Vec<Vec<(i64, i64)>> =
                outline.polygons.iter().flatten().map(|ring| thinned(ring.iter().map(place))).collect();
            let (left, top, width, height) = layout.panels[panel].frame;
            let inside =
                |(x, y): &(i64, i64)| (left..=left + width).contains(x) && (top..=top + height).contains(y);
            let seen = rings.iter().flatten().any(inside);
            Region {
                key: outline.key.clone(),
                rings: if seen { rings } else { Vec::new() },
                degrees: outline.polygons.clone(),
                territory: most.and_then(|(unit, _)| *unit),
                accounts: outline.accounts.len(),
            }
        };
        self.outlines.iter().map(region).collect()
    }

    fn insets(&self, layout: &Layout) -> Vec<Inset> {
        let mut names: Vec<BTreeMap<&str, usize>> = vec![BTreeMap::new(); layout.panels.len()];
        for account in &self.book.accounts {
            let name = if account.state.is_empty() { &account.country } else { &account.state };
            if let (Some(point), false) = (account.point, name.is_empty()) {
                *names[layout.panel(point)].entry(name).or_default() += 1;
            }
        }
        let inset = |(panel, names): (&crate::engine::territory::layout::Panel, BTreeMap<&str, usize>)| {
            let mut names: Vec<(usize, &str)> =
                names.into_iter().map(|(name, count)| (count, name)).collect();
            names.sort_by_key(|(count, name)| (Reverse(*count), *name));
            let shown: Vec<&str> = names.iter().take(3).map(|(_, name)| *name).collect();
            Inset { frame: panel.frame, caption: shown.join(", ") }
        };
        layout.panels.iter().zip(names).skip(1).map(inset).collect()
    }
}

/// A ring without the corners that lie within a quarter of a pixel from the one before.
fn thinned(ring: impl Iterator<Item = (i64, i64)>) -> Vec<(i64, i64)> {
    let mut kept: Vec<(i64, i64)> = Vec::new();
    for (x, y) in ring {
        if kept.last().is_none_or(|(left, top)| (x - left).abs() + (y - top).abs() >= 25) {
            kept.push((x, y));
        }
    }
    kept
}

/// Where each territory is visited from: the middle of the homes of its reps, else the account nearest to the middle of
/// its accounts.
fn homes(book: &Book, alignment: &Alignment) -> Vec<Option<Point>> {
    let mut points: Vec<Vec<Point>> = vec![Vec::new(); alignment.units.len()];
    for (account, unit) in book.accounts.iter().zip(&alignment.of) {
        if let (Some(point), Some(unit)) = (account.point, unit) {
            points[index(*unit)].push(point);
        }
    }
    let home = |(unit, points): (&Unit, Vec<Point>)| {
        let homes: Vec<Point> = unit.reps.iter().filter_map(|rep| book.reps[index(*rep)].home).collect();
        let nearest = || {
            middle(&points).and_then(|middle| {
                points.iter().copied().min_by_key(|point| (metres(middle, *point), *point))
            })
        };
        middle(&homes).or_else(nearest)
    };
    alignment.units.iter().zip(points).map(home).collect()
}
