//! How good chances are: whether they rank (area under the curve), and whether they are right (Brier score, log-loss,
//! calibration by bins).

use crate::engine::forecast::number::{count, mean};

/// The area under the receiver's curve: the chance that a won deal is ranked above a lost one, ties counting half
/// (Mann and Whitney 1947). `None` without both. With 0.9, 0.8 won and 0.8, 0.1 lost it is 3.5 of 4.
#[must_use]
pub fn area(chances: &[f64], won: &[bool]) -> Option<f64> {
    let mut order: Vec<usize> = (0..chances.len()).collect();
    order.sort_by(|left, right| chances[*left].total_cmp(&chances[*right]));
    let (mut lost_below, mut pairs) = (0.0, 0.0);
    let mut place = 0;
    while place < order.len() {
        let same = order[place..]
            .iter()
            .take_while(|other| chances[**other].total_cmp(&chances[order[place]]).is_eq())
            .count();
        let tied = &order[place..place + same];
        let of_won = count(tied.iter().filter(|row| won[**row]).count());
        let of_lost = count(same) - of_won;
        pairs += of_won * (lost_below + of_lost / 2.0);
        lost_below += of_lost;
        place += same;
    }
    let of_won = count(order.len()) - lost_below;
    (of_won > 0.0 && lost_below > 0.0).then(|| pairs / (of_won * lost_below))
}

/// The mean squared distance of chances from what came (Brier 1950).
#[must_use]
pub fn brier(chances: &[f64], won: &[bool]) -> f64 {
    let squares: Vec<f64> = chances
        .iter()
        .zip(won)
        .map(|(chance, won)| (chance - if *won { 1.0 } else { 0.0 }).powi(2))
        .collect();
    mean(&squares)
}

/// The mean logarithm of the chance that was given to what came, with its sign turned.
#[must_use]
pub fn log_loss(chances: &[f64], won: &[bool]) -> f64 {
    let losses: Vec<f64> = chances
        .iter()
        .zip(won)
        .map(|(chance, won)| -(if *won { *chance } else { 1.0 - chance }).max(1e-15).ln())
        .collect();
    mean(&losses)
}

/// One bin of a calibration table: mean chance, part won, deals.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// The mean of the chances.
    pub said: f64,
    /// The part that was won.
    pub came: f64,
    /// Deals.
    pub deals: usize,
}

/// Bins of equally many deals, from the least chance to the greatest.
#[must_use]
pub fn calibration(chances: &[f64], won: &[bool], bins: usize) -> Vec<Bin> {
    let mut order: Vec<usize> = (0..chances.len()).collect();
    order.sort_by(|left, right| chances[*left].total_cmp(&chances[*right]).then(left.cmp(right)));
    let size = order.len().div_ceil(bins.max(1)).max(1);
    let bin = |rows: &[usize]| Bin {
        said: mean(&rows.iter().map(|row| chances[*row]).collect::<Vec<f64>>()),
        came: count(rows.iter().filter(|row| won[**row]).count()) / count(rows.len()),
        deals: rows.len(),
    };
    order.chunks(size).map(bin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_by_hand() {
        let (chances, won) = ([0.9, 0.8, 0.8, 0.1], [true, true, false, false]);
        assert!((area(&chances, &won).unwrap() - 3.5 / 4.0).abs() < 1e-12);
        assert!((brier(&chances, &won) - (0.01 + 0.04 + 0.64 + 0.01) / 4.0).abs() < 1e-12);
        let expected = -(0.9_f64.ln() + 0.8_f64.ln() + 0.2_f64.ln() + 0.9_f64.ln()) / 4.0;
        assert!((log_loss(&chances, &won) - expected).abs() < 1e-9);
        assert_eq!(area(&chances, &[true; 4]), None);
        let bins = calibration(&chances, &won, 2);
        assert_eq!(bins.iter().map(|bin| bin.deals).collect::<Vec<_>>(), [2, 2]);
        assert!((bins[0].said - 0.45).abs() < 1e-12 && (bins[0].came - 0.5).abs() < 1e-12);
    }
}
