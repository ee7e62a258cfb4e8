//! Pay for results: matrices, contests and the formulas that the generator writes.

use super::company::position;
use super::number::{Number, number, whole};
use super::pay::Frame;
use super::terms::Twin;
use crate::calendar::Span;
use crate::money::{Amount, Rate, Ratio};
use crate::plan::{Between, Contest, Matrix};

/// The multiple of target at a row and a column; nothing below the first of either.
pub fn matrix(matrix: &Matrix, row: &Number, column: &Number) -> Number {
    let numbers = |rates: &[Rate]| rates.iter().map(|rate| number(*rate)).collect::<Vec<_>>();
    let (rows, columns) = (numbers(&matrix.row_from), numbers(&matrix.column_from));
    if *row < rows[0] || *column < columns[0] {
        return whole(0);
    }
    let value = |row: usize, column: usize| number(matrix.values[row][column]);
    let place = |from: &[Number], at: &Number| from.iter().rposition(|from| from <= at).unwrap();
    if matrix.between == Between::Step {
        return value(place(&rows, row), place(&columns, column));
    }
    let in_row = |row: usize| {
        let points: Vec<_> = (0..columns.len()).map(|at| (columns[at].clone(), value(row, at))).collect();
        super::bands::line(&points, column, false)
    };
    let points: Vec<_> = (0..rows.len()).map(|at| (rows[at].clone(), in_row(at))).collect();
    super::bands::line(&points, row, false)
}

/// What a formula knows of its own element.
pub struct Scope {
    pub credited: Number,
    pub quota: Option<Number>,
    pub attainment: Option<Number>,
    pub rate: Option<Number>,
    pub target: Option<Number>,
}

fn parse(text: &str) -> Number {
    Number(Ratio::parse(text).unwrap())
}

/// The formulas that the generator writes, one arm for each; nothing where one is NULL.
pub fn formula(text: &str, scope: &Scope, asked: &dyn Fn(&str) -> Option<Number>) -> Option<Number> {
    match text {
        "credited * rate" => Some(scope.credited.clone() * scope.rate.clone()?),
        "LEAST(attainment, 1.5) * target * 0.5" => {
            Some(scope.attainment.clone()?.least(parse("1.5")) * scope.target.clone()? * parse("0.5"))
        }
        "CASE WHEN attainment >= 1 THEN 1000.005 ELSE 250 END" => {
            let over = scope.attainment.as_ref().is_some_and(|attainment| *attainment >= whole(1));
            Some(if over { parse("1000.005") } else { whole(250) })
        }
        "quota / 7 * attainment" => Some(scope.quota.clone()? / whole(7) * scope.attainment.clone()?),
        other => {
            let (factor, text) = other.split_once(" * ").unwrap();
            Some(parse(factor) * asked(text)?)
        }
    }
}

impl Twin<'_> {
    /// The prize of a rep when the window has ended: equals share the prizes of their ranks.
    pub fn prize(&self, rep: usize, id: &str, frame: Frame, contest: &Contest) -> Number {
        let measured = |who: usize| -> Option<Number> {
            let on_plan = super::terms::days(frame.span).any(|day| self.version_on(who, day).is_some());
            if !on_plan {
                return None;
            }
            let sum = self.ranked(who, id, frame.span, position(&contest.rank_by));
            // Who has nothing wins nothing.
            let enough = contest.minimum.is_none_or(|least| sum >= number(least)) && sum > whole(0);
            enough.then_some(sum)
        };
        let Some(mine) = measured(rep) else { return whole(0) };
        let all: Vec<Number> = (0..self.company.size()).filter_map(measured).collect();
        let better = all.iter().filter(|other| **other > mine).count();
        let equals: Vec<usize> =
            (0..self.company.size()).filter(|who| measured(*who) == Some(mine.clone())).collect();
        let prizes = contest.prizes.iter().skip(better).take(equals.len());
        let cents = prizes.map(|prize| prize.raw() / 100).sum::<i128>();
        // Equals have the same but for the cents that do not divide, which go to the first of them.
        let count = i128::try_from(equals.len()).unwrap();
        let place = i128::try_from(equals.iter().position(|who| *who == rep).unwrap()).unwrap();
        number(Amount::from_raw((cents / count + i128::from(place < cents % count)) * 100))
    }

    fn ranked(&self, rep: usize, id: &str, days: Span, measure: usize) -> Number {
        let taken = self.taken(rep, id, days, None);
        taken
            .iter()
            .map(|taken| self.value(taken.key.0, taken.key.1, measure, taken.day, taken.version))
            .sum()
    }
}
