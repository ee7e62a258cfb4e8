//! Every account that goes elsewhere, with its reason; and what the present alignment costs, for comparison.

use crate::engine::people::index;
use crate::engine::territory::alignment::Load;
use crate::engine::territory::balance::{Band, Setup};
use crate::engine::territory::book::Book;
use crate::engine::territory::fairness;

/// Why an account goes elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Its owner has left, leaves, or covers nothing.
    Left,
    /// It was nobody's.
    Nobody,
    /// Where it was, there is too much of this measure: its place in the bands, and the index in millionths.
    TooMuch(usize, i64),
    /// Where it goes, there was too little of this measure.
    TooLittle(usize, i64),
    /// It is so many metres nearer to its new home.
    Nearer(i64),
    /// It goes with its family.
    Family,
    /// It makes room for others.
    Room,
}

/// One account that goes elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The account, a place in the book.
    pub account: u32,
    /// The territory it leaves, if that is one that stays.
    pub from: Option<u32>,
    /// The territory it goes to.
    pub to: u32,
    /// Why.
    pub why: Why,
    /// Metres to the old home and to the new one, where they are known.
    pub ways: (Option<i64>, Option<i64>),
}

impl Move {
    /// Whether it could not stay.
    #[must_use]
    pub fn is_forced(&self) -> bool {
        matches!(self.why, Why::Left | Why::Nobody)
    }
}

/// Every move of a solution, in the order of accounts. `before` are the loads of the territories as they were.
#[must_use]
pub fn moves(book: &Book, setup: &Setup, at: &[u32], before: &[Load]) -> Vec<Move> {
    let capacity: i64 = setup.targets.iter().map(|target| target.unit.capacity).sum();
    let of_band = |band: &Band| -> Vec<i64> {
        let total: i128 = book.total(band.measure);
        let indices = setup.targets.iter().zip(before).map(|(target, load)| {
            fairness::index(load.sum(band.measure), target.unit.capacity, total, capacity).unwrap_or(0)
        });
        indices.collect()
    };
    let indices: Vec<Vec<i64>> = setup.bands.iter().map(of_band).collect();
    let index_of = |target: u32, band: usize| indices[band][index(target)];
    let mut found = Vec::new();
    for (unit, to) in at.iter().copied().enumerate() {
        let members = setup.problem.members_of(unit);
        for member in members {
            let from = setup.now[index(member.account)];
            if from == Some(to) {
                continue;
            }
            let ways = (
                from.and_then(|from| setup.way(book, member.account, from)),
                setup.way(book, member.account, to),
            );
            let family = members.iter().any(|other| other.owner == to) && members.len() > 1;
            let why = match from {
                None if book.accounts[index(member.account)].rep.is_some() => Why::Left,
                None => Why::Nobody,
                Some(_) if family => Why::Family,
                Some(from) => {
                    let bands = || setup.bands.iter().enumerate();
                    let much = bands().map(|(place, band)| (place, band, index_of(from, place)));
                    let much = much.filter(|(_, band, index)| *index > 1_000_000 + band.tolerance);
                    let little = bands().map(|(place, band)| (place, band, index_of(to, place)));
                    let little = little.filter(|(_, band, index)| *index < 1_000_000 - band.tolerance);
                    let nearer = ways.0.zip(ways.1).map_or(0, |(old, new)| old - new);
                    if let Some((place, _, index)) =
                        much.max_by_key(|(place, _, index)| (*index, usize::MAX - place))
                    {
                        Why::TooMuch(place, index)
                    } else if let Some((place, _, index)) =
                        little.min_by_key(|(place, _, index)| (*index, *place))
                    {
                        Why::TooLittle(place, index)
                    } else if nearer > 0 {
                        Why::Nearer(nearer)
                    } else {
                        Why::Room
                    }
                }
            };
            found.push(Move { account: member.account, from, to, why, ways });
        }
    }
    found.sort_by_key(|one| one.account);
    found
}
