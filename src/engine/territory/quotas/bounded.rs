//! Sharing a whole in proportion, within floors and caps, to the last unit.

use crate::money::allocate;

/// The bounds of one part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The least that it may be.
    pub floor: i128,
    /// The most that it may be.
    pub cap: i128,
}

impl Bounds {
    /// From nothing to anything.
    pub const OPEN: Bounds = Bounds { floor: 0, cap: i128::MAX };
}

/// Why a whole cannot be shared within bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The floors together are more than the whole: by so much.
    FloorsTooHigh(i128),
    /// The caps together are less than the whole: by so much.
    CapsTooLow(i128),
}

/// Shares a whole by weights within bounds: every part is weight × λ, or its floor or cap where that is outside, with
/// the one λ that makes the parts add up; whole units by largest remainder, ties to the first. Weights and whole are
/// not below zero; where no open part has a weight, all are alike.
///
/// 100 by 6, 3 and 1 with a floor of 20 is 53, 27 and 20: 80 by 6 and 3 is 53.3 and 26.7.
///
/// # Errors
/// When the floors are above the whole, or the caps below it.
pub fn share(total: i128, weights: &[i128], bounds: &[Bounds]) -> Result<Vec<i128>, Unfit> {
    let floors = bounds.iter().fold(0_i128, |sum, bounds| sum.saturating_add(bounds.floor));
    let caps = bounds.iter().fold(0_i128, |sum, bounds| sum.saturating_add(bounds.cap));
    if floors > total {
        return Err(Unfit::FloorsTooHigh(floors - total));
    }
    if caps < total {
        return Err(Unfit::CapsTooLow(total - caps));
    }
    let mut fixed: Vec<Option<i128>> = vec![None; weights.len()];
    loop {
        let left = total - fixed.iter().flatten().sum::<i128>();
        let open: Vec<usize> = (0..weights.len()).filter(|part| fixed[*part].is_none()).collect();
        let weighed = open.iter().any(|part| weights[*part] > 0);
        let weight = |part: usize| if weighed { weights[part] } else { 1 };
        let sum: i128 = open.iter().map(|part| weight(*part)).sum();
        // What proportion gives beyond a cap, and what it lacks to a floor, in parts of the sum of weights.
        let beyond = |part: usize| {
            let cap = bounds[part].cap.min(total).saturating_mul(sum);
            left.saturating_mul(weight(part)).saturating_sub(cap).max(0)
        };
        let lacking = |part: usize| {
            bounds[part].floor.saturating_mul(sum).saturating_sub(left.saturating_mul(weight(part))).max(0)
        };
        let over = open.iter().fold(0_i128, |all, part| all.saturating_add(beyond(*part)));
        let under = open.iter().fold(0_i128, |all, part| all.saturating_add(lacking(*part)));
        if over == 0 && under == 0 {
            let weights: Vec<i128> = open.iter().map(|part| weight(*part)).collect();
            for (part, given) in open.iter().zip(allocate(left, &weights)) {
                fixed[*part] = Some(given);
            }
            return Ok(fixed.into_iter().flatten().collect());
        }
        // Whichever is the larger cannot be put right by the other side, so those parts stand at their bounds.
        for part in open {
            if over >= under && beyond(part) > 0 {
                fixed[part] = Some(bounds[part].cap);
            } else if over < under && lacking(part) > 0 {
                fixed[part] = Some(bounds[part].floor);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(total: i128, weights: &[i128], bounds: &[(i128, i128)], expected: &[i128]) {
        let bounds: Vec<Bounds> =
            bounds.iter().map(|(floor, cap)| Bounds { floor: *floor, cap: *cap }).collect();
        assert_eq!(share(total, weights, &bounds).unwrap(), expected, "{total} {weights:?} {bounds:?}");
    }

    #[test]
    fn bounds_hold_and_the_rest_stays_in_proportion() {
        let most = i128::MAX;
        check(100, &[6, 3, 1], &[(0, most); 3], &[60, 30, 10]);
        check(100, &[6, 3, 1], &[(20, most); 3], &[53, 27, 20]);
        check(100, &[6, 3, 1], &[(0, 40); 3], &[40, 40, 20]);
        // The cap of the first gives 20 to the others, of which the last is lifted to its floor.
        check(100, &[6, 3, 1], &[(25, 45); 3], &[45, 30, 25]);
        check(100, &[0, 0, 0], &[(0, most); 3], &[34, 33, 33]);
        check(100, &[1, 0, 0], &[(0, 50), (0, most), (0, most)], &[50, 25, 25]);
        check(0, &[1, 2], &[(0, most); 2], &[0, 0]);
        assert_eq!(share(0, &[], &[]), Ok(Vec::new()));
    }

    #[test]
    fn bounds_that_leave_no_way_are_told() {
        let tight = |floor, cap| [Bounds { floor, cap }; 2];
        assert_eq!(share(100, &[1, 1], &tight(60, 90)), Err(Unfit::FloorsTooHigh(20)));
        assert_eq!(share(100, &[1, 1], &tight(0, 40)), Err(Unfit::CapsTooLow(20)));
    }

    proptest! {
        #[test]
        fn the_parts_add_up_and_keep_their_bounds(
            parts in prop::collection::vec((0_i128..1_000_000, 0_i128..1_000, 0_i128..100_000), 1..20),
            part in 0_i128..1_000_001,
        ) {
            let weights: Vec<i128> = parts.iter().map(|part| part.0).collect();
            let bounds: Vec<Bounds> =
                parts.iter().map(|part| Bounds { floor: part.1, cap: part.1 + part.2 }).collect();
            let floors: i128 = bounds.iter().map(|bounds| bounds.floor).sum();
            let caps: i128 = bounds.iter().map(|bounds| bounds.cap).sum();
            let total = floors + (caps - floors) * part / 1_000_000;
            let shared = share(total, &weights, &bounds).unwrap();
            prop_assert_eq!(shared.iter().sum::<i128>(), total);
            for (given, bounds) in shared.iter().zip(&bounds) {
                prop_assert!(bounds.floor <= *given && *given <= bounds.cap);
            }
            // Of two parts inside their bounds the heavier is not the smaller, save for one unit.
            let is_inside = |at: &usize| bounds[*at].floor < shared[*at] && shared[*at] < bounds[*at].cap;
            let inside: Vec<usize> = (0..weights.len()).filter(is_inside).collect();
            for one in &inside {
                for other in &inside {
                    prop_assert!(weights[*one] < weights[*other] || shared[*one] + 1 >= shared[*other]);
                }
            }
        }
    }
}
