//! Which units lie side by side, where territories have to be connected: the neighbours of each unit, the pieces that
//! a territory is in, and whether it stays in one piece without a unit.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::number::{code, place};
use super::problem::{Point, chord_squared};

/// Neighbours among units. Without any unit it asks nothing of territories.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    starts: Vec<u32>,
    to: Vec<u32>,
    bound: Vec<bool>,
}

impl Graph {
    /// The graph of these pairs, each of which holds both ways. A unit that is not `bound` may be anywhere.
    #[must_use]
    pub fn new(pairs: &[(u32, u32)], bound: Vec<bool>) -> Graph {
        let both = pairs.iter().flat_map(|(one, other)| [(*one, *other), (*other, *one)]);
        let mut edges: Vec<(u32, u32)> = both.filter(|(one, other)| one != other).collect();
        edges.sort_unstable();
        edges.dedup();
        let mut starts = vec![0_u32; bound.len() + 1];
        for (one, _) in &edges {
            starts[place(*one) + 1] += 1;
        }
        for unit in 0..bound.len() {
            starts[unit + 1] += starts[unit];
        }
        Graph { starts, to: edges.into_iter().map(|(_, other)| other).collect(), bound }
    }

    /// Whether nothing has to be connected.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bound.is_empty()
    }

    /// Whether a unit has to be connected with the others of its territory.
    #[inline]
    #[must_use]
    pub fn is_bound(&self, unit: usize) -> bool {
        self.bound[unit]
    }

    /// The neighbours of a unit.
    #[inline]
    #[must_use]
    pub fn of(&self, unit: usize) -> &[u32] {
        &self.to[place(self.starts[unit])..place(self.starts[unit + 1])]
    }

    /// The pieces that each of so many territories is in, each as its units, in the order of their first units.
    #[must_use]
    pub fn pieces(&self, at: &[u32], reps: usize) -> Vec<Vec<Vec<u32>>> {
        let mut found = vec![Vec::new(); reps];
        let mut seen = vec![false; at.len()];
        for first in 0..at.len() {
            if seen[first] || !self.bound[first] || place(at[first]) >= reps {
                continue;
            }
            let mut piece = vec![code(first)];
            seen[first] = true;
            let mut next = 0;
            while let Some(unit) = piece.get(next).map(|unit| place(*unit)) {
                next += 1;
                for other in self.of(unit) {
                    if !seen[place(*other)] && at[place(*other)] == at[first] {
                        seen[place(*other)] = true;
                        piece.push(*other);
                    }
                }
            }
            found[place(at[first])].push(piece);
        }
        found
    }
}

/// The ways by which parts of a graph that hang together with nothing else are taken to be neighbours of the rest: each
/// from the unit that is nearest to the others, part by part, nearest first. A pair is the unit of the part and the
/// one it is joined to. A part without any place is joined to nothing.
#[must_use]
pub fn bridges(pairs: &[(u32, u32)], points: &[Option<Point>]) -> Vec<(u32, u32)> {
    let graph = Graph::new(pairs, vec![true; points.len()]);
    let parts = graph.pieces(&vec![0; points.len()], 1).remove(0);
    let mut part_of = vec![0; points.len()];
    for (number, units) in parts.iter().enumerate() {
        for unit in units {
            part_of[place(*unit)] = number;
        }
    }
    let first = parts.iter().enumerate().max_by_key(|(number, units)| (units.len(), Reverse(*number)));
    let Some((first, _)) = first else { return Vec::new() };
    // The nearest unit that is joined already, of each that is not.
    let mut near: BTreeMap<usize, (f64, u32)> = BTreeMap::new();
    let join = |number: usize, near: &mut BTreeMap<usize, (f64, u32)>| {
        near.retain(|unit, _| part_of[*unit] != number);
        for (unit, nearest) in near.iter_mut() {
            for other in &parts[number] {
                if let (Some(from), Some(to)) = (&points[*unit], &points[place(*other)]) {
                    let way = chord_squared(from, to);
                    if way < nearest.0 {
                        *nearest = (way, *other);
                    }
                }
            }
        }
    };
    near.extend((0..points.len()).map(|unit| (unit, (f64::INFINITY, parts[first][0]))));
    join(first, &mut near);
    let mut found = Vec::new();
    loop {
        let next = near.iter().min_by(|a, b| a.1.0.total_cmp(&b.1.0).then_with(|| a.0.cmp(b.0)));
        let next = next.map(|(unit, nearest)| (*unit, *nearest)).filter(|(_, (way, _))| way.is_finite());
        let Some((unit, (_, to))) = next else { return found };
        found.push((code(unit), to));
        join(part_of[unit], &mut near);
    }
}

/// Room for walks through a territory, used again and again.
pub struct Walker {
    stamps: Vec<u32>,
    stamp: u32,
    open: Vec<u32>,
}

impl Walker {
    /// Room for a graph of so many units.
    #[must_use]
    pub fn new(units: usize) -> Walker {
        Walker { stamps: vec![0; units], stamp: 0, open: Vec::new() }
    }

    /// Whether the neighbours that a unit has in its territory stay connected without it, so that the territory does
    /// not fall into more pieces: it is no articulation point. A walk from one of them that ends with the last found.
    pub fn can_leave(&mut self, graph: &Graph, at: &[u32], unit: usize) -> bool {
        let own = at[unit];
        let mut others = graph.of(unit).iter().filter(|other| at[place(**other)] == own);
        let Some(first) = others.next() else { return true };
        let mut missing = others.count();
        if missing == 0 {
            return true;
        }
        self.stamp = self.stamp.wrapping_add(2);
        if self.stamp < 2 {
            self.stamps.fill(0);
            self.stamp = 2;
        }
        let (wanted, seen) = (self.stamp, self.stamp + 1);
        for other in graph.of(unit).iter().filter(|other| at[place(**other)] == own) {
            self.stamps[place(*other)] = wanted;
        }
        self.stamps[unit] = seen;
        self.stamps[place(*first)] = seen;
        self.open.clear();
        self.open.push(*first);
        let mut next = 0;
        while next < self.open.len() {
            let here = place(self.open[next]);
            next += 1;
            for other in graph.of(here) {
                let stamp = self.stamps[place(*other)];
                if stamp == seen || at[place(*other)] != own {
                    continue;
                }
                if stamp == wanted {
                    missing -= 1;
                    if missing == 0 {
                        return true;
                    }
                }
                self.stamps[place(*other)] = seen;
                self.open.push(*other);
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three by three squares: 0 1 2 above 3 4 5 above 6 7 8.
    fn squares() -> Graph {
        let mut pairs = Vec::new();
        for unit in 0..9_u32 {
            pairs.extend((unit % 3 < 2).then_some((unit, unit + 1)));
            pairs.extend((unit < 6).then_some((unit + 3, unit)));
        }
        Graph::new(&pairs, vec![true; 9])
    }

    #[test]
    fn neighbours_are_counted_once_and_both_ways() {
        let graph = Graph::new(&[(0, 1), (1, 0), (1, 1), (2, 1)], vec![true; 3]);
        assert_eq!([graph.of(0), graph.of(1), graph.of(2)], [&[1][..], &[0, 2], &[1]]);
    }

    #[test]
    fn an_island_is_joined_to_the_nearest() {
        let at = |east: f64| Some(crate::engine::territory::solve::problem::point(0.0, east));
        // 0-1-2 in a row, 3-4 at sea, 5 farther out, 6 nowhere.
        let points = [at(0.0), at(1.0), at(2.0), at(9.0), at(5.0), at(11.0), None];
        let pairs = [(0, 1), (1, 2), (3, 4)];
        assert_eq!(bridges(&pairs, &points), [(4, 2), (5, 3)]);
    }

    #[test]
    fn a_unit_that_holds_two_parts_together_cannot_leave() {
        let (graph, mut walker) = (squares(), Walker::new(9));
        // 0 and 2 hang together by 1 alone, or round about by the ring.
        let row = [0, 0, 0, 1, 1, 1, 1, 1, 1];
        assert!(!walker.can_leave(&graph, &row, 1));
        assert!(walker.can_leave(&graph, &row, 0));
        let ring = [0, 0, 0, 0, 1, 0, 0, 0, 0];
        assert!((0..9).all(|unit| walker.can_leave(&graph, &ring, unit)));
        assert_eq!(graph.pieces(&[0, 1, 0, 1, 1, 1, 0, 1, 0], 2)[0].len(), 4);
    }
}
