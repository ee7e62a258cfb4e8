//! The least amount that brings a result to a goal, found by asking for the result again and again. What the result
//! is, and how it is worked out, is left to the caller.

use crate::money::{Amount, Rate};

/// What has to be credited, scale 14, for a part of a quota: 1.2 of 100,000.00 is 120,000.
#[must_use]
pub fn credited_for(quota: Amount, part: Rate) -> i128 {
    // Below 10^19 and 10^8, so the product fits; scales 4 and 6 make 10, and 14 are wanted.
    quota.raw() * i128::from(part.raw()) * 10_000
}

/// What a search found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The least amount that reaches the goal, among those that were tried below the first that does.
    Least {
        /// The amount.
        at: i128,
        /// Two amounts that were tried below it, of which the larger one has the smaller result: the result does not
        /// only rise, so an amount between those that were tried may reach the goal as well.
        falls: Option<(i128, i128)>,
    },
    /// No amount that was tried reaches the goal, up to and with the limit.
    Never {
        /// The largest result that was found.
        most: i128,
        /// The least amount that was tried with that result.
        at: i128,
    },
}

/// Points that are tried between an amount and its double.
const BETWEEN: i128 = 4;

/// Finds the least amount above zero, in whole steps, whose result is at least the goal. Amounts are tried in ever
/// larger strides up to the limit; the first stride that reaches the goal is halved until one step is left.
///
/// Where the result is 5 % in cents, a goal of 100.00 is found at 1,999.90: a cent less is 99.9945, which rounds to
/// 99.99.
pub fn least<Error>(
    (step, first, limit): (i128, i128, i128),
    goal: i128,
    mut result: impl FnMut(i128) -> Result<i128, Error>,
) -> Result<Found, Error> {
    let (mut low, mut before) = (0, result(0)?);
    let (mut most, mut falls) = ((before, 0), None);
    let mut stride = first.max(step);
    let mut high = low;
    while high < limit {
        high = (low + stride).min(limit);
        high -= high % step;
        let now = result(high)?;
        if now < before && falls.is_none() {
            falls = Some((low, high));
        }
        if now > most.0 {
            most = (now, high);
        }
        if now >= goal {
            break;
        }
        (low, before) = (high, now);
        stride = (high / BETWEEN).max(stride);
        if high + step > limit {
            break;
        }
    }
    if most.0 < goal {
        return Ok(Found::Never { most: most.0, at: most.1 });
    }
    while high - low > step {
        let middle = low + (high - low) / step / 2 * step;
        if result(middle)? >= goal { high = middle } else { low = middle }
    }
    Ok(Found::Least { at: high, falls })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    fn search(goal: i128, result: impl Fn(i128) -> i128) -> Found {
        let Ok(found) = least((1, 1_000, 1_000_000_000), goal, |at| Ok::<_, Infallible>(result(at)));
        found
    }

    #[test]
    fn the_least_amount_reaches_the_goal_and_a_step_less_does_not() {
        let five_per_cent = |at: i128| (at * 5 + 50) / 100;
        // 199,990 cents × 5 % = 9,999.5 cents, which rounds to 100.00; a cent less does not.
        assert_eq!(search(10_000, five_per_cent), Found::Least { at: 199_990, falls: None });
        assert_eq!((five_per_cent(199_990), five_per_cent(199_989)), (10_000, 9_999));
        for goal in [1, 2, 49, 50, 51, 1_000_001, 12_345_678] {
            let Found::Least { at, .. } = search(goal, five_per_cent) else { panic!("{goal}") };
            assert!(five_per_cent(at) >= goal && five_per_cent(at - 1) < goal, "{goal}: {at}");
        }
    }

    #[test]
    fn a_result_that_jumps_is_reached_at_the_jump() {
        let cliff = |at: i128| if at < 5_000_000 { at / 20 } else { at / 10 };
        assert_eq!(search(300_000, cliff), Found::Least { at: 5_000_000, falls: None });
    }

    #[test]
    fn a_cap_below_the_goal_is_told_with_what_can_be_had() {
        let capped = |at: i128| (at / 10).min(700);
        assert!(matches!(search(701, capped), Found::Never { most: 700, .. }));
        assert_eq!(search(700, capped), Found::Least { at: 7_000, falls: None });
        let Ok(found) = least((10_000, 10_000, 100_000), 11, |at| Ok::<_, Infallible>(at / 10_000));
        assert_eq!(found, Found::Never { most: 10, at: 100_000 });
    }

    #[test]
    fn a_result_that_falls_on_the_way_is_told() {
        let dip = |at: i128| if (2_000..4_000).contains(&at) { 0 } else { at };
        assert!(matches!(search(5_000, dip), Found::Least { at: 5_000, falls: Some(_) }));
    }
}
