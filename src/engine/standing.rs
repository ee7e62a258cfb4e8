//! How attainment is spread over the reps: histogram, percentiles, inequality, and whether quotas look too high, fair
//! or too conservative. What each rep attained is worked out in `attainment`.

use super::middle::percentile;
use crate::money::{Fraction, Ratio};

/// Bounds of the histogram of attainment, in percent; below the first and from the last on are bins too.
pub const BOUNDS: [i64; 7] = [25, 50, 80, 100, 120, 150, 200];

/// How many attainments lie in each bin: below 25 %, from 25 % to below 50 %, … from 200 % on.
#[must_use]
pub fn histogram(attainments: &[Fraction]) -> [u64; BOUNDS.len() + 1] {
    let mut counts = [0; BOUNDS.len() + 1];
    for attainment in attainments {
        let bin = BOUNDS.iter().filter(|bound| at_least(*attainment, **bound)).count();
        counts[bin] += 1;
    }
    counts
}

/// Whether an attainment is so many percent or more.
#[must_use]
pub fn at_least(attainment: Fraction, percent: i64) -> bool {
    Fraction::new(percent.into(), 100).is_some_and(|bound| attainment >= bound)
}

/// How unequally a sum is spread (Gini, 1912): 0 where everybody has the same, towards 1 where one has all. `None` when
/// a part is below zero or there is nothing to spread.
///
/// Of 1, 2 and 3 it is (−2 × 1 + 0 × 2 + 2 × 3) ÷ (3 × 6) = 0.2222….
#[must_use]
pub fn gini(parts: &[i128]) -> Option<Ratio> {
    let mut sorted = parts.to_vec();
    sorted.sort_unstable();
    let count = i128::try_from(sorted.len()).ok()?;
    if sorted.first().is_none_or(|least| *least < 0) {
        return None;
    }
    let (mut sum, mut weighted) = (Ratio::ZERO, Ratio::ZERO);
    for (place, part) in (1_i128..).zip(&sorted) {
        let part = Ratio::whole(*part);
        sum = sum.checked_add(&part)?;
        weighted = weighted.checked_add(&part.checked_mul(&Ratio::whole(2 * place - count - 1))?)?;
    }
    weighted.checked_div(&sum.checked_mul(&Ratio::whole(count))?)
}

/// Whether two numbers rise together (Kendall, 1938, tau-a): pairs of reps in the same order less pairs in the opposite
/// order, of all pairs. 1 where the order is the same, −1 where it is turned round. `None` below three reps.
#[must_use]
pub fn same_order(pairs: &[(i128, i128)]) -> Option<Ratio> {
    if pairs.len() < 3 {
        return None;
    }
    let (mut score, mut all) = (0_i128, 0_i128);
    for (at, first) in pairs.iter().enumerate() {
        for second in &pairs[at + 1..] {
            all += 1;
            let (one, other) = (first.0.cmp(&second.0), first.1.cmp(&second.1));
            if one.is_ne() && other.is_ne() {
                score += if one == other { 1 } else { -1 };
            }
        }
    }
    Ratio::whole(score).checked_div(&Ratio::whole(all))
}

/// What attainment says of quotas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Too few reach them.
    TooHigh,
    /// Neither.
    Fair,
    /// Too many reach them.
    TooConservative,
    /// There is too little to say.
    TooLittle,
}

impl Verdict {
    /// In words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Verdict::TooHigh => "too high",
            Verdict::Fair => "fair",
            Verdict::TooConservative => "too conservative",
            Verdict::TooLittle => "too little to say",
        }
    }
}

/// Reps below which nothing is said about the quotas of a group, and periods below which nothing of a rep's.
pub const LEAST: usize = 3;

/// The quotas of a group: too high where less than half of the reps attain them, too conservative where more than three
/// quarters do.
#[must_use]
pub fn of_group(attainments: &[Fraction]) -> Verdict {
    let reached = attainments.iter().filter(|attainment| at_least(**attainment, 100)).count();
    match attainments.len() {
        all if all < LEAST => Verdict::TooLittle,
        all if reached * 2 < all => Verdict::TooHigh,
        all if reached * 4 > all * 3 => Verdict::TooConservative,
        _ => Verdict::Fair,
    }
}

/// The quotas of a rep over several periods: too high where the middle attainment is below 80 %, too conservative where
/// it is above 120 %.
#[must_use]
pub fn of_rep(attainments: &[Fraction]) -> Verdict {
    if attainments.len() < LEAST {
        return Verdict::TooLittle;
    }
    let bound = |percent: i128| Ratio::whole(percent).checked_div(&Ratio::whole(100));
    match (percentile(attainments, 50), bound(80), bound(120)) {
        (Some(middle), Some(low), _) if middle < low => Verdict::TooHigh,
        (Some(middle), _, Some(high)) if middle > high => Verdict::TooConservative,
        _ => Verdict::Fair,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percents(numbers: &[i128]) -> Vec<Fraction> {
        numbers.iter().map(|number| Fraction::new(*number, 100).unwrap()).collect()
    }

    fn text(number: Option<Ratio>) -> Option<String> {
        number.map(|number| number.rounded(6, crate::money::Rounding::HalfUp).unwrap().to_string())
    }

    #[test]
    fn a_bin_begins_with_its_bound() {
        let counts = histogram(&percents(&[0, 24, 25, 79, 80, 99, 100, 119, 120, 149, 150, 200, 900]));
        assert_eq!(counts, [2, 1, 1, 2, 2, 2, 1, 2]);
    }

    #[test]
    fn inequality_is_none_where_all_are_equal() {
        assert_eq!(text(gini(&[5, 5, 5])).as_deref(), Some("0"));
        assert_eq!(text(gini(&[1, 2, 3])).as_deref(), Some("0.222222"));
        assert_eq!(text(gini(&[0, 0, 0, 8])).as_deref(), Some("0.75"));
        assert_eq!(text(gini(&[-1, 5])), None);
        assert_eq!(text(gini(&[0, 0])), None);
    }

    #[test]
    fn order_is_compared_pair_by_pair() {
        assert_eq!(text(same_order(&[(1, 10), (2, 20), (3, 30)])).as_deref(), Some("1"));
        assert_eq!(text(same_order(&[(1, 30), (2, 20), (3, 10)])).as_deref(), Some("-1"));
        // Of three pairs one is equal, one in order, one is turned round.
        assert_eq!(text(same_order(&[(1, 10), (1, 20), (2, 15)])).as_deref(), Some("0"));
        assert_eq!(same_order(&[(1, 1), (2, 2)]), None);
    }

    #[test]
    fn quotas_are_judged_by_who_reaches_them() {
        assert_eq!(of_group(&percents(&[150, 90, 80, 20])), Verdict::TooHigh);
        assert_eq!(of_group(&percents(&[150, 100, 80, 20])), Verdict::Fair);
        assert_eq!(of_group(&percents(&[150, 100, 110, 20])), Verdict::Fair);
        assert_eq!(of_group(&percents(&[150, 100, 110, 120])), Verdict::TooConservative);
        assert_eq!(of_group(&percents(&[150, 100])), Verdict::TooLittle);
        assert_eq!(of_rep(&percents(&[79, 10, 200])), Verdict::TooHigh);
        assert_eq!(of_rep(&percents(&[80, 10, 200])), Verdict::Fair);
        assert_eq!(of_rep(&percents(&[121, 10, 200])), Verdict::TooConservative);
    }
}
