//! What elements ask of each other, and pay for results: matrices, contests and the formulas that the generator writes.

use std::collections::BTreeMap;

use super::company::position;
use super::number::{Number, number, whole};
use super::pay::Frame;
use super::terms::Twin;
use crate::calendar::{Day, Span};
use crate::money::{Amount, Rate, Ratio};
use crate::plan::{Between, Contest, DatedBy, Matrix};

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
    /// `attainment('x')`, `credited('x')` or `earned('x')` in the window of that element that the day is in; of a quota
    /// measure in the asking element's.
    pub fn asked(&self, rep: usize, frame: Frame, day: Day, text: &str) -> Option<Number> {
        let (what, id) = text.strip_suffix("')").unwrap().split_once("('").unwrap();
        let since = Span { from: self.payouts[0].span.from, to: day };
        let version = self.version_by(rep, since, day)?;
        // Who has left the plan stands as on the last day on it.
        let days = super::terms::days(Span { to: self.payouts[self.payouts.len() - 1].span.to, ..since });
        let last = days.filter(|day| self.version_on(rep, *day).is_some()).max()?;
        let Some((_, element)) = self.element(version, id) else {
            return self.attainment_of_measure(rep, frame, day, version, id);
        };
        let (now, day) = (day, day.min(last));
        let frame = Frame { span: self.window(version, element.window, day), deal: None };
        // A window in which the rep was not on the plan by then is none.
        self.version_by(rep, frame.span, day)?;
        let credited = self.measured(rep, element, frame, day, None);
        match what {
            "credited" => Some(credited),
            "attainment" => {
                let on = self.last_on(rep, frame.span, day);
                let quota =
                    self.quota_of(rep, version, element, frame, on).filter(|quota| *quota > whole(0))?;
                Some(credited / quota)
            }
            _ => {
                // What the window has earned by now, also by a prize at its end.
                let day = now.min(frame.span.to);
                let earned = self.to_date(rep, id, frame, day, now, None);
                let most = element.cap.as_ref().and_then(|cap| cap.deal).map_or(i128::MAX, Amount::raw);
                let mut deals: BTreeMap<usize, i128> = BTreeMap::new();
                for (key, pay) in &earned.credits {
                    *deals.entry(key.0).or_default() += pay;
                }
                let earned = earned.result + deals.into_values().map(|pay| pay.min(most)).sum::<i128>();
                Some(number(Amount::from_raw(self.capped(rep, id, frame, day, earned))))
            }
        }
    }

    fn attainment_of_measure(
        &self,
        rep: usize,
        frame: Frame,
        day: Day,
        version: usize,
        name: &str,
    ) -> Option<Number> {
        let place = ["bookings", "margin", "units", "count"].iter().position(|known| *known == name).unwrap();
        let days = Span { from: frame.span.from, to: day };
        let mut credited = whole(0);
        for (number, deal) in
            self.company.deals.iter().enumerate().filter(|(_, deal)| days.contains(deal.day))
        {
            for (given, credit) in deal.credits.iter().enumerate() {
                let direct = credit.cause.is_direct() && credit.cause.dated == DatedBy::Close;
                if credit.rep == rep && direct && self.version_on(rep, deal.day).is_some() {
                    credited = credited + self.value(number, given, place, deal.day, version);
                }
            }
        }
        let quota = self.quota_of_measure(rep, version, name, frame.span)?;
        (quota > whole(0)).then(|| credited / quota)
    }

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
