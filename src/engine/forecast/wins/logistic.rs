//! Logistic regression with an L2 penalty on columns of zeros and ones, by Newton's method (iteratively reweighted
//! least squares; Hastie, Tibshirani and Friedman 2009, section 4.4). A row names its columns, so that a row of eighty
//! columns of which ten are one costs a hundred steps and not six thousand.

/// Steps at most; ten are usual.
const STEPS: usize = 60;

/// What was fitted.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// The logarithm of the odds where no column is one.
    pub intercept: f64,
    /// What each column adds to it.
    pub weights: Vec<f64>,
}

/// Rows, each naming the columns that are one.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    /// The columns of all rows, one row after the other.
    pub columns: &'a [usize],
    /// How many columns each row names.
    pub fields: usize,
    /// How many columns there are.
    pub width: usize,
}

impl<'a> Rows<'a> {
    /// The columns of a row.
    #[must_use]
    pub fn row(&self, row: usize) -> &'a [usize] {
        &self.columns[row * self.fields..(row + 1) * self.fields]
    }
}

impl Fit {
    /// The chance of a row.
    #[must_use]
    pub fn chance(&self, row: &[usize]) -> f64 {
        chance(self.intercept + row.iter().map(|column| self.weights[*column]).sum::<f64>())
    }
}

/// 1 / (1 + e^−x) without overflow. 0 gives 0.5.
#[must_use]
pub fn chance(logit: f64) -> f64 {
    if logit >= 0.0 { 1.0 / (1.0 + (-logit).exp()) } else { logit.exp() / (1.0 + logit.exp()) }
}

/// Fits `won` to the rows: the least of Σ log-loss + penalty ÷ 2 × Σ weights², the intercept not penalised. This is
/// scikit-learn's `LogisticRegression(C = 1 / penalty)`. `None` when there is no row, or the search does not settle.
#[must_use]
pub fn fit(rows: Rows<'_>, won: &[bool], penalty: f64) -> Option<Fit> {
    if won.is_empty() {
        return None;
    }
    // The intercept is the last of the unknowns.
    let size = rows.width + 1;
    let mut point = vec![0.0; size];
    let mut loss = loss_at(rows, won, penalty, &point);
    for _ in 0..STEPS {
        let (gradient, hessian) = slopes(rows, won, penalty, &point);
        let steepest = gradient.iter().map(|slope| slope.abs()).fold(0.0, f64::max);
        if steepest < 1e-10 * f64::from(u32::try_from(won.len()).unwrap_or(u32::MAX)).max(1.0) {
            break;
        }
        let direction = solve(hessian, gradient)?;
        let mut length = 1.0;
        loop {
            let next: Vec<f64> = point.iter().zip(&direction).map(|(at, step)| at - length * step).collect();
            let next_loss = loss_at(rows, won, penalty, &next);
            if next_loss <= loss {
                (point, loss) = (next, next_loss);
                break;
            }
            length /= 2.0;
            if length < 1e-6 {
                // No further down: rounding is all that is left.
                return done(point);
            }
        }
    }
    done(point)
}

fn done(mut point: Vec<f64>) -> Option<Fit> {
    let intercept = point.pop().filter(|_| point.iter().all(|weight| weight.is_finite()))?;
    intercept.is_finite().then_some(Fit { intercept, weights: point })
}

fn logit(row: &[usize], point: &[f64]) -> f64 {
    point[point.len() - 1] + row.iter().map(|column| point[*column]).sum::<f64>()
}

fn loss_at(rows: Rows<'_>, won: &[bool], penalty: f64, point: &[f64]) -> f64 {
    let of_row = |(row, won): (usize, &bool)| {
        let logit = logit(rows.row(row), point);
        // ln(1 + e^x), less x for a win; from the side on which e^x is small.
        (-logit.abs()).exp().ln_1p() + if *won { (-logit).max(0.0) } else { logit.max(0.0) }
    };
    let squares: f64 = point[..rows.width].iter().map(|weight| weight * weight).sum();
    won.iter().enumerate().map(of_row).sum::<f64>() + penalty / 2.0 * squares
}

fn slopes(rows: Rows<'_>, won: &[bool], penalty: f64, point: &[f64]) -> (Vec<f64>, Vec<Vec<f64>>) {
    let last = rows.width;
    let mut gradient = vec![0.0; last + 1];
    let mut hessian = vec![vec![0.0; last + 1]; last + 1];
    for (row, won) in won.iter().enumerate() {
        let columns = rows.row(row);
        let chance = chance(logit(columns, point));
        let (slope, bend) = (chance - if *won { 1.0 } else { 0.0 }, chance * (1.0 - chance));
        for column in columns {
            gradient[*column] += slope;
            hessian[last][*column] += bend;
            let of_column = &mut hessian[*column];
            for other in columns.iter().filter(|other| *other <= column) {
                of_column[*other] += bend;
            }
        }
        gradient[last] += slope;
        hessian[last][last] += bend;
    }
    for column in 0..last {
        gradient[column] += penalty * point[column];
        hessian[column][column] += penalty;
    }
    // What no row decides must not make the matrix singular.
    hessian[last][last] += 1e-12;
    (gradient, hessian)
}

/// Solves a symmetric positive definite system of which the lower half is given, by Cholesky's factors.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let size = right.len();
    for row in 0..size {
        for column in 0..=row {
            let (above, below) = matrix.split_at(row);
            let other = if column < row { &above[column] } else { &below[0] };
            let inner: f64 =
                below[0][..column].iter().zip(&other[..column]).map(|(left, right)| left * right).sum();
            let rest = matrix[row][column] - inner;
            matrix[row][column] = if column == row {
                if rest <= 0.0 || !rest.is_finite() {
                    return None;
                }
                rest.sqrt()
            } else {
                rest / matrix[column][column]
            };
        }
    }
    for row in 0..size {
        let inner: f64 = (0..row).map(|column| matrix[row][column] * right[column]).sum();
        right[row] = (right[row] - inner) / matrix[row][row];
    }
    for row in (0..size).rev() {
        let inner: f64 = (row + 1..size).map(|below| matrix[below][row] * right[below]).sum();
        right[row] = (right[row] - inner) / matrix[row][row];
    }
    Some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_solved() {
        // 4x + 2y = 10, 2x + 3y = 9: x = 1.5, y = 2.
        let found = solve(vec![vec![4.0, 0.0], vec![2.0, 3.0]], vec![10.0, 9.0]).unwrap();
        assert!((found[0] - 1.5).abs() < 1e-12 && (found[1] - 2.0).abs() < 1e-12);
        assert_eq!(solve(vec![vec![0.0]], vec![1.0]), None);
    }

    #[test]
    fn without_a_penalty_odds_are_those_of_the_table() {
        // Column 0: 30 of 40 won; column 1: 10 of 40. The two logits are ln 3 and -ln 3.
        let columns: Vec<usize> = (0..80).map(|row| row / 40).collect();
        let won: Vec<bool> = (0..80).map(|row| if row < 40 { row < 30 } else { row < 50 }).collect();
        let found = fit(Rows { columns: &columns, fields: 1, width: 2 }, &won, 1e-9).unwrap();
        assert!((found.chance(&[0]) - 0.75).abs() < 1e-6 && (found.chance(&[1]) - 0.25).abs() < 1e-6);
        assert!((found.weights[0] - 3.0_f64.ln()).abs() < 1e-5);
    }

    #[test]
    fn weights_are_those_of_scikit_learn() {
        // Two fields of three and two levels, 24 rows. sklearn.linear_model.LogisticRegression(C=1.0, tol=1e-12,
        // solver="newton-cholesky") on the same one-hot columns.
        let (columns, won) = table();
        let found = fit(Rows { columns: &columns, fields: 2, width: 5 }, &won, 1.0).unwrap();
        let expected = EXPECTED;
        assert!((found.intercept - expected.0).abs() < 1e-6, "{found:?}");
        for (weight, expected) in found.weights.iter().zip(expected.1) {
            assert!((weight - expected).abs() < 1e-6, "{found:?}");
        }
    }

    /// Row r has level r mod 3 of the first field and (r div 3) mod 2 of the second, and is won when 7r mod 11 is
    /// below 3 and 2 times the second level more.
    fn table() -> (Vec<usize>, Vec<bool>) {
        let levels = |row: usize| [row % 3, 3 + row / 3 % 2];
        let won = |row: usize| row * 7 % 11 < 3 + 2 * (row / 3 % 2) + row % 3;
        ((0..24).flat_map(levels).collect(), (0..24).map(won).collect())
    }

    const EXPECTED: (f64, [f64; 5]) = (
        -0.177_764_032_923_747_7,
        [
            -0.572_087_934_782_899,
            0.453_756_773_213_496_2,
            0.118_331_161_569_402_7,
            -0.129_921_198_307_779,
            0.129_921_198_307_779,
        ],
    );

    /// `SplitMix64`'s mixing of a number, as in the script that wrote the file.
    fn mixed(number: usize) -> u64 {
        let odd = 0x9e37_79b9_7f4a_7c15_u64;
        let number = u64::try_from(number).unwrap().wrapping_mul(odd).wrapping_add(odd);
        let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        number ^ (number >> 31)
    }

    #[test]
    fn eighty_weights_of_four_thousand_rows_are_those_of_scikit_learn() {
        // Written by benches/logistic_reference.py, the intercept first.
        let file = include_str!("../../../../testdata/forecast/logistic.csv");
        let expected: Vec<f64> = file.lines().skip(1).map(|line| line.parse().unwrap()).collect();
        let level = |row: usize, field: usize| usize::try_from(mixed(9 * row + field) % 10).unwrap();
        let columns: Vec<usize> =
            (0..4_000).flat_map(|row| (0..8).map(move |field| 10 * field + level(row, field))).collect();
        let bound = |row: usize| 10 + (0..8).map(|field| level(row, field) * (field % 3)).sum::<usize>();
        let won: Vec<bool> =
            (0..4_000).map(|row| mixed(9 * row + 8) % 100 < u64::try_from(bound(row)).unwrap()).collect();
        let found = fit(Rows { columns: &columns, fields: 8, width: 80 }, &won, 1.0).unwrap();
        assert_eq!(expected.len(), 81);
        assert!((found.intercept - expected[0]).abs() < 1e-6, "{}", found.intercept);
        for (weight, expected) in found.weights.iter().zip(&expected[1..]) {
            assert!((weight - expected).abs() < 1e-6, "{weight} {expected}");
        }
    }

    #[test]
    fn all_won_is_nearly_certain_and_finite() {
        let found = fit(Rows { columns: &[0, 0, 0, 0], fields: 1, width: 1 }, &[true; 4], 1.0).unwrap();
        assert!(found.chance(&[0]) > 0.9 && found.intercept.is_finite());
        assert_eq!(fit(Rows { columns: &[], fields: 1, width: 1 }, &[], 1.0), None);
    }
}
