//! Centres on the equator, where one degree is 111,195 m.

use super::*;
use crate::engine::territory::solve::problem::{Member, point};

/// Units at degrees east with their weights, one visit each.
fn row(units: &[(f64, i64)], reps: usize) -> Problem {
    let mut made = Problem { measures: 1, starts: vec![0], ..Problem::default() };
    for (number, (east, weight)) in units.iter().enumerate() {
        made.places.push(PlacePoint(point(0.0, *east)));
        let account = code(number);
        made.members.push(Member { account, place: account, visits: 1, owner: NONE, price: 0 });
        made.starts.push(code(number + 1));
        made.weights.push(*weight);
        made.locks.push(NONE);
        made.unit_regions.push(NONE);
    }
    let total: i64 = units.iter().map(|(_, weight)| weight).sum();
    let even = total / i64::try_from(reps).unwrap();
    made.low = vec![even * 9 / 10; reps];
    made.high = vec![even * 11 / 10; reps];
    made.homes = vec![None; reps];
    made.rep_regions = vec![NONE; reps];
    made
}

#[test]
fn centres_go_to_the_middle_of_what_lies_together() {
    let mut made = row(&[(0.0, 5), (1.0, 5), (2.0, 5), (20.0, 5), (21.0, 5), (22.0, 5)], 2);
    let effort = Effort { seed: 1, proposals: 500, threads: 1 };
    let found = design(&mut made, &effort, &|_| true).unwrap();
    // One degree from 0 to 1, from 2 to 1, from 20 to 21 and from 22 to 21.
    assert_eq!((found.cost, found.broken.all()), (4 * 111_195, 0));
    assert!(found.bound <= found.cost && found.bound > 4 * 111_000, "{}", found.bound);
    let mut homes: Vec<_> = made.homes.iter().map(|home| home.unwrap()).collect();
    homes.sort_by(|a, b| b.0[0].total_cmp(&a.0[0]));
    assert_eq!(homes, [made.places[1], made.places[4]]);
}

#[test]
fn the_median_is_where_ways_by_visits_are_least() {
    let mut made = row(&[(0.0, 1), (1.0, 1), (9.0, 1)], 1);
    let old = vec![Some(made.places[2])];
    assert_eq!(medians(&made, &[0, 0, 0], &old, 1), [Some(made.places[1])]);
    // Three visits at 9 outweigh one at each of the others.
    made.members[2].visits = 3;
    assert_eq!(medians(&made, &[0, 0, 0], &old, 1), [Some(made.places[2])]);
}

#[test]
fn what_is_larger_than_a_territory_has_one_of_its_own() {
    // 200 of 400 over four territories: the others share 200 among three, 66.7 each, of which 200 is three times.
    let mut made = row(&[(0.0, 200), (1.0, 70), (2.0, 65), (3.0, 65)], 4);
    let found = shares(&made, 4, &[100_000]);
    assert_eq!(
        (found.alone.as_slice(), found.capacities.as_slice()),
        (&[0][..], &[30_000, 10_000, 10_000, 10_000][..])
    );
    // 109 % of a share is within 10 %.
    made.weights = vec![109, 97, 97, 97];
    assert_eq!(shares(&made, 4, &[100_000]).alone, [0_usize; 0]);
    // With 500 alone, 110 is 1.1 shares of what is left, 300 for three: within; 111 is not.
    made.weights = vec![500, 110, 95, 95];
    assert_eq!(shares(&made, 4, &[100_000]).alone, [0]);
    made.weights = vec![500, 111, 95, 94];
    assert_eq!(shares(&made, 4, &[100_000]).alone, [0, 1]);
}

#[test]
fn every_centre_is_the_place_of_an_account() {
    let mut made = row(&[(0.0, 5), (1.5, 5), (2.0, 5), (20.0, 5), (21.0, 5), (22.5, 5), (40.0, 5)], 5);
    (made.low, made.high) = (vec![0; 5], vec![20; 5]);
    design(&mut made, &Effort { seed: 2, proposals: 100, threads: 1 }, &|_| true).unwrap();
    assert!(made.homes.iter().flatten().all(|home| made.places.contains(home)));
    let begun = halves(&made, &mut Random::new(1, "halves"));
    assert!(begun.iter().all(|home| home.is_some_and(|home| made.places.contains(&home))), "{begun:?}");
}

#[test]
fn threads_change_no_centre() {
    let units: Vec<(f64, i64)> =
        (0..120).map(|number| (f64::from(number * number % 97), 3 + i64::from(number % 5))).collect();
    let of = |threads: usize| {
        let mut made = row(&units, 7);
        let found = design(&mut made, &Effort { seed: 3, proposals: 100, threads }, &|_| true).unwrap();
        (made.homes, found.at, found.cost, found.bound)
    };
    assert_eq!(of(1), of(3));
}
