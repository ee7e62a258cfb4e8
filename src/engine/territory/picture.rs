//! Which colour a territory has on a map, so that neighbours differ. Where points stand is left to `layout`, and what
//! they look like to `render`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::engine::people::index;

/// A colour for each territory, from 0 to `colours` − 1, so that territories with accounts in the same or in touching
/// squares of the map differ where that can be. The one whose neighbours have most colours already chooses next, of
/// those the one with most neighbours (Brélaz 1979); where every colour is beside it, it takes the one along the
/// shortest border.
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
    let mut found = vec![None; territories];
    let mut used = vec![0_usize; colours.max(1)];
    // What each territory has beside it so far, by colour.
    let mut beside: Vec<Vec<usize>> = vec![vec![0; colours.max(1)]; territories];
    for _ in 0..territories {
        let open = (0..territories).filter(|territory| found[*territory].is_none());
        let kinds = |territory: usize| beside[territory].iter().filter(|times| **times > 0).count();
        let next =
            open.max_by_key(|territory| (kinds(*territory), near[*territory].len(), Reverse(*territory)));
        let Some(territory) = next else { break };
        let clash = &beside[territory];
        let best =
            (0..colours.max(1)).min_by_key(|colour| (clash[*colour], used[*colour], *colour)).unwrap_or(0);
        found[territory] = Some(best);
        used[best] += 1;
        for (other, times) in &near[territory] {
            beside[index(*other)][best] += times;
        }
    }
    found.into_iter().map(|colour| colour.unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_have_different_colours() {
        // Three territories in touching squares and one far away.
        let dots = [((0, 0), 0), ((1_500, 0), 1), ((0, 1_500), 2), ((90_000, 90_000), 3)];
        let found = colours(&dots, 4, 3);
        assert!(found[0] != found[1] && found[1] != found[2] && found[0] != found[2]);
        assert!(found.iter().all(|colour| *colour < 3));
        assert_eq!(colours(&[], 2, 3), [0, 1]);
    }

    #[test]
    fn territories_that_touch_differ_while_there_are_colours() {
        // Six territories around a seventh, three of which touch each other and it: four colours are just enough.
        let around = [(0, 0), (1, 0), (2, 1), (2, 2), (1, 2), (0, 1)];
        let mut dots: Vec<((i64, i64), u32)> =
            around.iter().zip(0_u32..).map(|((x, y), one)| ((x * 1_500, y * 1_500), one)).collect();
        dots.push(((1_500, 1_500), 6));
        let found = colours(&dots, 7, 4);
        let places: Vec<((i64, i64), usize)> =
            dots.iter().map(|(at, one)| (*at, found[index(*one)])).collect();
        for ((one, colour), (other, beside)) in
            places.iter().flat_map(|one| places.iter().map(move |other| (one, other)))
        {
            let touch = (one.0 - other.0).abs() <= 1_500 && (one.1 - other.1).abs() <= 1_500 && one != other;
            assert!(!touch || colour != beside, "{found:?}");
        }
    }
}
