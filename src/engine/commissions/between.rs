//! What is paid between the points of a multiplier and of a matrix.

use crate::money::{Fraction, Rate};
use crate::plan::{Between, Matrix, Multiplier};

/// The factor at a value: on straight lines between the points, level outside them.
///
/// With points 0.8 → 0.8 and 1.2 → 1.2, 0.95 has 0.95, 0.5 has 0.8 and 2 has 1.2.
pub(super) fn factor_at(multiplier: &Multiplier, by: Fraction) -> Option<Fraction> {
    let points = &multiplier.points;
    let after = points.partition_point(|(at, _)| at.fraction() <= by);
    let Some((low, from)) = after.checked_sub(1).and_then(|at| points.get(at)) else {
        return points.first().map(|(_, factor)| factor.fraction());
    };
    let Some((high, to)) = points.get(after) else { return Some(from.fraction()) };
    line((low.fraction(), from.fraction()), (high.fraction(), to.fraction()), by)
}

/// The value at `x` on the straight line through two points.
fn line(low: (Fraction, Fraction), high: (Fraction, Fraction), x: Fraction) -> Option<Fraction> {
    let way = x.checked_sub(low.0)?.checked_div(high.0.checked_sub(low.0)?)?;
    low.1.checked_add(way.checked_mul(high.1.checked_sub(low.1)?)?)
}

/// The multiple of target of a matrix; below the first row or column nothing, level beyond the last.
pub(super) fn matrix_at(matrix: &Matrix, row: Fraction, column: Fraction) -> Option<Fraction> {
    let reached =
        |from: &[Rate], by: Fraction| from.partition_point(|each| each.fraction() <= by).checked_sub(1);
    let (Some(r), Some(c)) = (reached(&matrix.row_from, row), reached(&matrix.column_from, column)) else {
        return Some(Fraction::ZERO);
    };
    let at = |r: usize, c: usize| matrix.values[r][c].fraction();
    if matrix.between == Between::Step {
        return Some(at(r, c));
    }
    let (r_next, c_next) =
        ((r + 1).min(matrix.row_from.len() - 1), (c + 1).min(matrix.column_from.len() - 1));
    let along = |r: usize| -> Option<Fraction> {
        if c_next == c {
            return Some(at(r, c));
        }
        line(
            (matrix.column_from[c].fraction(), at(r, c)),
            (matrix.column_from[c_next].fraction(), at(r, c_next)),
            column,
        )
    };
    let (low, high) = (along(r)?, along(r_next)?);
    if r_next == r {
        return Some(low);
    }
    line((matrix.row_from[r].fraction(), low), (matrix.row_from[r_next].fraction(), high), row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::expression::Expression;

    fn rates(texts: &[&str]) -> Vec<Rate> {
        texts.iter().map(|text| Rate::parse(text).unwrap()).collect()
    }

    fn part(numerator: i128, denominator: i128) -> Fraction {
        Fraction::new(numerator, denominator).unwrap()
    }

    fn matrix(between: Between) -> Matrix {
        let (rows, columns) = ("attainment('a')", "attainment('b')");
        let names = crate::plan::expression::Names::of_results();
        let located = |text: &str| crate::plan::Located {
            value: Expression::number(text, &names).unwrap(),
            path: String::new(),
            place: crate::plan::Place { line: 1, column: 1 },
        };
        Matrix {
            rows: located(rows),
            row_from: rates(&["0.8", "1.0"]),
            columns: located(columns),
            column_from: rates(&["0.9", "1.0"]),
            values: vec![rates(&["0.5", "0.8"]), rates(&["0.7", "1.0"])],
            between,
        }
    }

    #[test]
    fn a_matrix_pays_the_value_reached_or_the_one_between_four() {
        let step = matrix(Between::Step);
        assert_eq!(matrix_at(&step, part(95, 100), part(99, 100)), Some(part(1, 2)));
        assert_eq!(matrix_at(&step, part(1, 1), part(12, 10)), Some(Fraction::ONE));
        assert_eq!(matrix_at(&step, part(79, 100), part(1, 1)), Some(Fraction::ZERO));
        let between = matrix(Between::Bilinear);
        // Half way in both: (0.5 + 0.8 + 0.7 + 1.0) ÷ 4 = 0.75.
        assert_eq!(matrix_at(&between, part(9, 10), part(95, 100)), Some(part(3, 4)));
        assert_eq!(matrix_at(&between, part(2, 1), part(95, 100)), Some(part(85, 100)));
        assert_eq!(matrix_at(&between, part(9, 10), part(89, 100)), Some(Fraction::ZERO));
    }
}
