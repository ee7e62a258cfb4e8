//! What quotas would have been like: how many reps their own record would have brought there, with an interval, and
//! whether large books bear more or less than small ones.

use crate::engine::forecast::number::{count, float, share};
use crate::engine::middle::percentile;
use crate::engine::standing::{Verdict, of_group};
use crate::money::{Fraction, Ratio, Rounding};

/// One rep with the proposed quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// The quota, in cents.
    pub quota: i128,
    /// What the accounts brought before, with the growth that is asked for, in cents.
    pub expected: i128,
    /// The potential of the accounts, scale 4.
    pub potential: i128,
}

/// What the cases say together; shares, ratios and correlations in millionths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// How many reps have a quota above zero and a record.
    pub reps: usize,
    /// How many of them reach it.
    pub reached: usize,
    /// Wilson's 95 % interval of the share that does.
    pub interval: Option<(i64, i64)>,
    /// The verdict of attainment's `--quota-health`.
    pub verdict: Verdict,
    /// Expected attainment at the tenth, fiftieth and ninetieth percentile.
    pub spread: Option<[i64; 3]>,
    /// Spearman's correlation of potential and expected attainment, and the chance of one at least as strong where
    /// there is none: whether large books bear too much (below zero) or too little.
    pub size_bias: Option<(i64, i64)>,
    /// Spearman's correlation of quota and potential.
    pub follows_potential: Option<i64>,
}

/// Judges quotas by the record of the accounts behind them.
#[must_use]
pub fn judge(cases: &[Case]) -> Judged {
    let known: Vec<&Case> = cases.iter().filter(|case| case.quota > 0 && case.expected > 0).collect();
    let attained: Vec<Fraction> =
        known.iter().filter_map(|case| Fraction::new(case.expected, case.quota)).collect();
    let reached = known.iter().filter(|case| case.expected >= case.quota).count();
    let millionths = |ratio: Ratio| ratio.scaled(6, Rounding::HalfUp).and_then(|raw| i64::try_from(raw).ok());
    let at = |percent: u32| percentile(&attained, percent).and_then(millionths);
    let floats: Vec<(f64, f64)> =
        known.iter().map(|case| (float(case.potential), float(case.expected) / float(case.quota))).collect();
    let quotas: Vec<(f64, f64)> =
        cases.iter().map(|case| (float(case.potential), float(case.quota))).collect();
    let bias = spearman(&floats);
    Judged {
        reps: known.len(),
        reached,
        interval: wilson(reached, known.len()),
        verdict: of_group(&attained),
        spread: at(10).zip(at(50)).zip(at(90)).map(|((low, middle), high)| [low, middle, high]),
        size_bias: bias.map(|rho| (share(rho), share(chance(rho, known.len())))),
        follows_potential: spearman(&quotas).map(share),
    }
}

/// The 95 % interval of a share (Wilson 1927), in millionths: (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n) with
/// z = 1.959964. Of 15 in 48 it is 0.199457 to 0.453331.
#[must_use]
pub fn wilson(part: usize, all: usize) -> Option<(i64, i64)> {
    const Z: f64 = 1.959_963_984_540_054;
    if all == 0 {
        return None;
    }
    let (number, part) = (count(all), count(part) / count(all));
    let middle = part + Z * Z / (2.0 * number);
    let width = Z * (part * (1.0 - part) / number + Z * Z / (4.0 * number * number)).sqrt();
    let below = 1.0 + Z * Z / number;
    Some((share(((middle - width) / below).max(0.0)), share(((middle + width) / below).min(1.0))))
}

/// Spearman's correlation of ranks, ties sharing the mean of theirs; none below three pairs, and where one side is all
/// alike. Of (1, 1), (2, 3), (3, 2) it is 0.5.
#[must_use]
pub fn spearman(pairs: &[(f64, f64)]) -> Option<f64> {
    if pairs.len() < 3 {
        return None;
    }
    let first = ranks(&pairs.iter().map(|pair| pair.0).collect::<Vec<_>>());
    let second = ranks(&pairs.iter().map(|pair| pair.1).collect::<Vec<_>>());
    let middle = f64::midpoint(count(pairs.len()), 1.0);
    let (mut both, mut one, mut other) = (0.0, 0.0, 0.0);
    for (left, right) in first.iter().zip(&second) {
        let (left, right) = (left - middle, right - middle);
        both += left * right;
        one += left * left;
        other += right * right;
    }
    (one > 0.0 && other > 0.0).then(|| both / (one * other).sqrt())
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|one, other| values[*one].total_cmp(&values[*other]).then(one.cmp(other)));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    for same in order.chunk_by(|one, other| values[*one].total_cmp(&values[*other]).is_eq()) {
        let rank = count(start) + f64::midpoint(count(same.len()), 1.0);
        for place in same {
            ranks[*place] = rank;
        }
        start += same.len();
    }
    ranks
}

/// The chance of a rank correlation at least as strong where there is none, on both sides: by Fisher's z with the
/// deviation of Fieller, Hartley and Pearson (1957), √(1.06 ÷ (n − 3)).
#[must_use]
pub fn chance(rho: f64, pairs: usize) -> f64 {
    let Some(free) = pairs.checked_sub(3).filter(|free| *free > 0) else { return 1.0 };
    if rho.abs() >= 1.0 {
        return 0.0;
    }
    let z = rho.atanh().abs() / (1.06 / count(free)).sqrt();
    2.0 * above(z)
}

/// The chance of a standard normal number above a positive one (Abramowitz and Stegun 1964, 26.2.17; off by less than
/// 7.5e-8). Above 1.959964 it is 0.025.
fn above(number: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * number);
    let terms = [0.319_381_530, -0.356_563_782, 1.781_477_937, -1.821_255_978, 1.330_274_429];
    let sum = terms.iter().rev().fold(0.0, |sum, term| (sum + term) * t);
    let density = (-number * number / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    (density * sum).clamp(0.0, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_are_those_of_their_sources() {
        // Worked out with Python: p = 15/48, n = 48.
        assert_eq!(wilson(15, 48), Some((199_457, 453_331)));
        assert_eq!(wilson(0, 10), Some((0, 277_533)));
        assert_eq!(wilson(0, 0), None);
        assert!((spearman(&[(1.0, 1.0), (2.0, 3.0), (3.0, 2.0)]).unwrap() - 0.5).abs() < 1e-12);
        // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 ÷ √(4.5 × 5).
        let tied = spearman(&[(1.0, 1.0), (2.0, 2.0), (2.0, 3.0), (3.0, 4.0)]).unwrap();
        assert!((tied - 4.5 / (4.5_f64 * 5.0).sqrt()).abs() < 1e-12);
        assert!(spearman(&[(1.0, 1.0), (1.0, 2.0), (1.0, 3.0)]).is_none());
        assert!((above(1.959_963_984_540_054) - 0.025).abs() < 1e-7 && (above(0.0) - 0.5).abs() < 1e-7);
    }

    #[test]
    fn quotas_are_judged_by_the_record_behind_them() {
        let case = |quota, expected, potential| Case { quota, expected, potential };
        // Two of four reach it; the larger the book, the smaller the attainment.
        let cases =
            [case(100, 150, 1), case(100, 120, 2), case(100, 90, 3), case(100, 50, 4), case(100, 0, 5)];
        let judged = judge(&cases);
        assert_eq!((judged.reps, judged.reached, judged.verdict), (4, 2, Verdict::Fair));
        // 0.5 and 0.9 with 0.3 of the step between them; the middle of 0.9 and 1.2; 1.2 and 1.5 with 0.7 of it.
        assert_eq!(judged.spread, Some([620_000, 1_050_000, 1_410_000]));
        assert_eq!(judged.size_bias.map(|bias| bias.0), Some(-1_000_000));
        assert_eq!(judged.follows_potential, None);
    }
}
