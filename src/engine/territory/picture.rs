//! Where accounts and homes come to stand on a map, and which colour a territory has: positions in hundredths of a
//! pixel, colours so that neighbours differ. What a dot looks like is left to `render`.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::forecast::number::{float, whole};
use crate::engine::people::index;
use crate::engine::territory::distance::Point;

/// A flat map: longitude shrunk by the cosine of the middle latitude, so that near the middle one kilometre is as long
/// across as upwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flat {
    west: i64,
    north: i64,
    /// Hundredths of a pixel for a million of millionths of a degree of latitude, and of longitude.
    up: i64,
    across: i64,
    /// The height of the map, in hundredths of a pixel.
    pub height: i64,
}

impl Flat {
    /// The map on which these points fill a width, in hundredths of a pixel; none without points.
    #[must_use]
    pub fn of(points: &[Point], width: i64) -> Option<Flat> {
        let of = |number: &dyn Fn(&Point) -> i32| {
            let numbers = || points.iter().map(number);
            Some((i64::from(numbers().min()?), i64::from(numbers().max()?)))
        };
        let (south, north) = of(&|point| point.latitude)?;
        let (west, east) = of(&|point| point.longitude)?;
        let middle = Point::new(i32::try_from(i64::midpoint(south, north)).ok()?, 0)?;
        let cosine = (f64::from(middle.latitude) / 1e6).to_radians().cos().max(0.05);
        // A single place, or a line of them, still has a map around it.
        let (wide, high) = ((east - west).max(100_000), (north - south).max(50_000));
        let across = width * 1_000_000 / wide;
        let up = i64::try_from(whole(float(i128::from(across)) / cosine)).ok()?.max(1);
        // A map is at most as high as it is wide.
        let (across, up) = match high * up / 1_000_000 {
            height if height > width => (across * width / height, (up * width / height).max(1)),
            _ => (across, up),
        };
        Some(Flat { west, north, up, across, height: high * up / 1_000_000 })
    }

    /// Where a point stands: from the left and from the top, in hundredths of a pixel.
    #[must_use]
    pub fn place(&self, point: Point) -> (i64, i64) {
        let east = i64::from(point.longitude) - self.west;
        let south = self.north - i64::from(point.latitude);
        (east * self.across / 1_000_000, south * self.up / 1_000_000)
    }
}

/// A colour for each territory, from 0 to `colours` − 1, so that territories with accounts in the same or in touching
/// squares of the map differ where that can be: the one with most neighbours chooses first.
#[must_use]
pub fn colours(dots: &[((i64, i64), u32)], territories: usize, colours: usize) -> Vec<usize> {
    const SQUARE: i64 = 1_500;
    let mut squares: BTreeMap<(i64, i64), BTreeSet<u32>> = BTreeMap::new();
    for ((x, y), territory) in dots {
        squares.entry((x.div_euclid(SQUARE), y.div_euclid(SQUARE))).or_default().insert(*territory);
    }
    let mut near: Vec<BTreeMap<u32, usize>> = vec![BTreeMap::new(); territories];
    for ((x, y), here) in &squares {
        for (right, down) in [(0, 0), (1, 0), (0, 1), (1, 1), (-1, 1)] {
            let Some(there) = squares.get(&(x + right, y + down)) else { continue };
            for one in here {
                for other in there.iter().filter(|other| *other != one) {
                    *near[index(*one)].entry(*other).or_default() += 1;
                    *near[index(*other)].entry(*one).or_default() += 1;
                }
            }
        }
    }
    let mut order: Vec<usize> = (0..territories).collect();
    order.sort_by_key(|territory| (std::cmp::Reverse(near[*territory].len()), *territory));
    let mut found = vec![usize::MAX; territories];
    let mut used = vec![0_usize; colours.max(1)];
    for territory in order {
        let mut clash = vec![0_usize; colours.max(1)];
        for (other, times) in &near[territory] {
            if let Some(clash) = clash.get_mut(found[index(*other)]) {
                *clash += times;
            }
        }
        let best =
            (0..colours.max(1)).min_by_key(|colour| (clash[*colour], used[*colour], *colour)).unwrap_or(0);
        found[territory] = best;
        used[best] += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_map_keeps_the_shape_in_its_middle() {
        // 2 degrees across at the equator and 1 upwards: twice as wide as high.
        let points = [Point::new(-500_000, 10_000_000).unwrap(), Point::new(500_000, 12_000_000).unwrap()];
        let flat = Flat::of(&points, 100_000).unwrap();
        assert_eq!(flat.height, 50_000);
        assert_eq!(flat.place(points[0]), (0, 50_000));
        assert_eq!(flat.place(points[1]), (100_000, 0));
        assert_eq!(Flat::of(&[], 100), None);
        assert!(Flat::of(&points[..1], 100).is_some());
    }

    #[test]
    fn neighbours_have_different_colours() {
        // Three territories in touching squares and one far away.
        let dots = [((0, 0), 0), ((1_500, 0), 1), ((0, 1_500), 2), ((90_000, 90_000), 3)];
        let found = colours(&dots, 4, 3);
        assert!(found[0] != found[1] && found[1] != found[2] && found[0] != found[2]);
        assert!(found.iter().all(|colour| *colour < 3));
    }
}
