//! Areas that accounts lie in, as counties or postal areas, and which of them are neighbours: what makes territories
//! connected. Areas that hang together with nothing else are joined to the nearest, and told.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::people::index;
use crate::engine::territory::book::Book;
use crate::engine::territory::distance::middle;
use crate::engine::territory::solve::graph::{Graph, bridges};
use crate::engine::territory::solve::problem::point;

/// The areas of a book.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Areas {
    /// The names of the areas with accounts, and of those that hang together with them, in order.
    pub names: Vec<String>,
    /// The accounts of each area, as places in the book.
    pub accounts: Vec<Vec<u32>>,
    /// Accounts that state no area: each may be anywhere.
    pub without: Vec<u32>,
    /// Areas of accounts that the list of neighbours does not have.
    pub unknown: Vec<u32>,
    /// Areas that were joined to others because nothing joins what they hang together with, and to which: the number of
    /// areas that hang together, the area of them that was joined, and the one to which.
    pub islands: Vec<(usize, u32, u32)>,
    /// Areas that nothing joins and whose accounts have no place: each may be in any territory.
    pub nowhere: Vec<u32>,
    /// Families with accounts in several areas, which areas tear apart.
    pub torn: usize,
    pairs: Vec<(u32, u32)>,
}

impl Areas {
    /// The areas of a book: the one that each account states, empty for none, and pairs of neighbours.
    #[must_use]
    pub fn new(book: &Book, stated: &[String], neighbours: &[(String, String)]) -> Areas {
        let listed = neighbours.iter().flat_map(|(one, other)| [one.as_str(), other.as_str()]);
        let listed: BTreeSet<&str> = listed.filter(|name| !name.is_empty()).collect();
        let all =
            listed.iter().copied().chain(stated.iter().map(String::as_str).filter(|name| !name.is_empty()));
        let all: Vec<&str> = all.collect::<BTreeSet<&str>>().into_iter().collect();
        let place_of: BTreeMap<&str, usize> = all.iter().enumerate().map(|(at, name)| (*name, at)).collect();
        let mut accounts = vec![Vec::new(); all.len()];
        let mut without = Vec::new();
        for (account, name) in (0_u32..).zip(stated) {
            match place_of.get(name.as_str()) {
                Some(at) => accounts[*at].push(account),
                None => without.push(account),
            }
        }
        let code = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let both = neighbours
            .iter()
            .filter_map(|(one, other)| Some((*place_of.get(one.as_str())?, *place_of.get(other.as_str())?)));
        let pairs: Vec<(u32, u32)> = both.map(|(one, other)| (code(one), code(other))).collect();
        // What hangs together with no account is not part of the work.
        let graph = Graph::new(&pairs, vec![true; all.len()]);
        let pieces = graph.pieces(&vec![0; all.len()], 1).pop().unwrap_or_default();
        let mut kept: Vec<usize> = pieces
            .iter()
            .filter(|piece| piece.iter().any(|area| !accounts[index(*area)].is_empty()))
            .flat_map(|piece| piece.iter().map(|area| index(*area)))
            .collect();
        kept.sort_unstable();
        let new_place: BTreeMap<usize, u32> =
            kept.iter().enumerate().map(|(new, old)| (*old, code(new))).collect();
        let pairs = pairs
            .into_iter()
            .filter_map(|(one, other)| Some((*new_place.get(&index(one))?, *new_place.get(&index(other))?)));
        let mut made = Areas {
            names: kept.iter().map(|at| all[*at].to_owned()).collect(),
            accounts: kept.iter().map(|at| std::mem::take(&mut accounts[*at])).collect(),
            without,
            pairs: pairs.collect(),
            ..Areas::default()
        };
        made.unknown =
            (0..made.names.len()).filter(|at| !listed.contains(made.names[*at].as_str())).map(code).collect();
        made.torn = torn(book, &made.accounts);
        made.join(book);
        made
    }

    /// Joins what hangs together with nothing else to the nearest area.
    fn join(&mut self, book: &Book) {
        let points = self.accounts.iter().map(|accounts| {
            let known: Vec<_> = accounts.iter().filter_map(|at| book.accounts[index(*at)].point).collect();
            middle(&known).map(|at| point(f64::from(at.latitude) / 1e6, f64::from(at.longitude) / 1e6))
        });
        let points: Vec<_> = points.collect();
        let graph = Graph::new(&self.pairs, vec![true; self.names.len()]);
        let pieces = graph.pieces(&vec![0; self.names.len()], 1).pop().unwrap_or_default();
        for (area, to) in bridges(&self.pairs, &points) {
            let size = pieces.iter().find(|piece| piece.contains(&area)).map_or(1, Vec::len);
            self.islands.push((size, area, to));
            self.pairs.push((area, to));
        }
        let graph = Graph::new(&self.pairs, vec![true; self.names.len()]);
        let pieces = graph.pieces(&vec![0; self.names.len()], 1).pop().unwrap_or_default();
        let most = pieces.iter().map(Vec::len).max().unwrap_or(0);
        let largest = pieces.iter().position(|piece| piece.len() == most);
        let others = pieces.iter().enumerate().filter(|(number, _)| Some(*number) != largest);
        self.nowhere = others.flat_map(|(_, piece)| piece.iter().copied()).collect();
        self.nowhere.sort_unstable();
    }

    /// The units of work: the accounts of each area, and each account without one alone.
    #[must_use]
    pub fn units(&self) -> Vec<Vec<u32>> {
        self.accounts.iter().cloned().chain(self.without.iter().map(|account| vec![*account])).collect()
    }

    /// Which of these units lie side by side.
    #[must_use]
    pub fn graph(&self) -> Graph {
        let numbered = (0_u32..).zip(&self.names);
        let bound = numbered
            .map(|(area, _)| self.nowhere.binary_search(&area).is_err())
            .chain(self.without.iter().map(|_| false));
        Graph::new(&self.pairs, bound.collect())
    }
}

/// How many families have accounts in several areas.
fn torn(book: &Book, accounts: &[Vec<u32>]) -> usize {
    let mut areas: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
    for (area, accounts) in accounts.iter().enumerate() {
        for family in accounts.iter().filter_map(|account| book.accounts[index(*account)].family) {
            areas.entry(family).or_default().insert(area);
        }
    }
    areas.values().filter(|areas| areas.len() > 1).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Day;
    use crate::engine::people::People;
    use crate::engine::territory::distance::Point;
    use crate::model::account::AccountRow;

    /// Accounts at degrees east on the equator; none without a place.
    fn book(east: &[Option<i32>]) -> Book {
        let account =
            |number: usize| AccountRow { account_id: format!("A{number}"), ..AccountRow::default() };
        let mut people = People::new(Vec::new()).unwrap();
        let day = Day::parse("2026-11-20").unwrap();
        let mut book = Book::new((0..east.len()).map(account).collect(), &mut people, day).unwrap();
        for (account, east) in book.accounts.iter_mut().zip(east) {
            account.point = east.and_then(|east| Point::new(1, east * 1_000_000));
        }
        book
    }

    #[test]
    fn areas_are_those_of_accounts_and_what_hangs_together_with_them() {
        let book = book(&[Some(0), Some(2), Some(9), None, Some(1), None]);
        let stated = ["here", "there", "island", "", "here", "lost"].map(str::to_owned);
        let pairs = [("here", "between"), ("between", "there"), ("far", "farther")];
        let pairs = pairs.map(|(one, other)| (one.to_owned(), other.to_owned()));
        let areas = Areas::new(&book, &stated, &pairs);
        // What is far has no account and hangs together with none.
        assert_eq!(areas.names, ["between", "here", "island", "lost", "there"]);
        assert_eq!(areas.units(), [vec![], vec![0, 4], vec![2], vec![5], vec![1], vec![3]]);
        assert_eq!((areas.without.as_slice(), areas.unknown.as_slice()), (&[3][..], &[2, 3][..]));
        // The island lies seven degrees from there and eight from here.
        assert_eq!((areas.islands.as_slice(), areas.nowhere.as_slice()), (&[(1, 2, 4)][..], &[3][..]));
        let graph = areas.graph();
        assert_eq!([graph.of(0), graph.of(2), graph.of(4)], [&[1, 4][..], &[4], &[0, 2]]);
        assert_eq!([0, 3, 4, 5].map(|unit| graph.is_bound(unit)), [true, false, true, false]);
    }
}
