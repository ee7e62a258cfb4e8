//! Dealing things out in turn: round robin, and weighted round robin that takes account of what each has already.

/// Deals so many things to holders with weights, each of whom may have some already, and gives the holder of each
/// thing in turn. The next goes to the holder whose (had + 1) ÷ weight is least, the first of equals, so that at any
/// time everybody has a share in proportion to the weight, less than one thing off. Without holders nothing is dealt.
///
/// Weights 2 and 1 from nothing: first, first, second, first, first, second …
#[must_use]
pub fn deal(weights: &[u32], had: &[u64], things: usize) -> Vec<usize> {
    let mut counts: Vec<u64> =
        (0..weights.len()).map(|holder| had.get(holder).copied().unwrap_or(0)).collect();
    let mut dealt = Vec::with_capacity(things);
    let weight = |holder: usize| u128::from(weights[holder].max(1));
    for _ in 0..things {
        let next = (0..weights.len()).min_by(|one, other| {
            let (left, right) = (u128::from(counts[*one]) + 1, u128::from(counts[*other]) + 1);
            (left * weight(*other)).cmp(&(right * weight(*one))).then(one.cmp(other))
        });
        let Some(next) = next else { break };
        counts[next] += 1;
        dealt.push(next);
    }
    dealt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_follow_the_weights() {
        assert_eq!(deal(&[1, 1, 1], &[0, 0, 0], 5), [0, 1, 2, 0, 1]);
        assert_eq!(deal(&[2, 1], &[0, 0], 6), [0, 0, 1, 0, 0, 1]);
        assert_eq!(deal(&[1, 3], &[], 8), [1, 1, 0, 1, 1, 1, 0, 1]);
        // Who has two already waits for the others.
        assert_eq!(deal(&[1, 1], &[2, 0], 4), [1, 1, 0, 1]);
        assert!(deal(&[], &[], 3).is_empty());
    }

    #[test]
    fn shares_are_never_a_whole_thing_off() {
        let weights = [5, 3, 2];
        let dealt = deal(&weights, &[], 100);
        for so_far in 1..=100 {
            for (holder, weight) in weights.iter().enumerate() {
                let has = dealt[..so_far].iter().filter(|given| **given == holder).count();
                let (has, fair) =
                    (i64::try_from(has * 10).unwrap(), i64::try_from(so_far).unwrap() * i64::from(*weight));
                assert!((has - fair).abs() <= 10, "{holder} has {has} tenths of {fair}");
            }
        }
    }
}
