//! The open deals by category and stage, weighted in three ways: by the CRM's probability, by what became of deals that
//! ever stood in the same stage, and by what ages say. Categories add up from the surest down, as forecasts of CRMs do.

use std::collections::BTreeMap;

use super::call::{Deals, NO_DAY};
use super::hazard::Outcome;
use super::number::{amount, float, units};
use crate::money::{Amount, Exact};

/// Categories from the surest down; others come between the last two.
const ORDER: [&str; 6] = ["commit", "most likely", "best case", "upside", "pipeline", "omitted"];

/// What is asked.
pub struct Question<'a> {
    /// All deals.
    pub deals: &'a Deals,
    /// For each deal its category and stage.
    pub stands: &'a [(&'a str, &'a str)],
    /// For each deal the groups that it counts for, with its part.
    pub brings: &'a [Vec<(usize, f64)>],
    /// For each group what it has closed in the period.
    pub closed: &'a [Exact],
    /// The last day of the period.
    pub end: i32,
    /// For each deal the probability of the CRM in percent with four decimals, where there is one.
    pub probabilities: &'a [Option<i128>],
    /// For each stage the part of value that was won of what ever stood in it; empty without a history.
    pub rates: &'a BTreeMap<String, f64>,
    /// For each deal its chance in the period and at all, where ages tell it.
    pub chances: Option<(&'a [f64], &'a [f64])>,
    /// Whether stages have rows of their own.
    pub by_stage: bool,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The group.
    pub group: usize,
    /// The category, as the file names it.
    pub category: String,
    /// The stage, where rows are by stage.
    pub stage: String,
    /// Open deals.
    pub deals: usize,
    /// Their amounts.
    pub open: Amount,
    /// Amounts of those that are due by the end of the period.
    pub due: Amount,
    /// Closed, and what is due of this category and the surer ones; `None` in rows by stage, and where it is omitted.
    pub cumulative: Option<Amount>,
    /// Due × the CRM's probability.
    pub weighted: Option<Amount>,
    /// Due × what was won of value that ever stood in the stage.
    pub by_stage: Option<Amount>,
    /// What ages say that the period brings.
    pub expected: Option<Amount>,
    /// What ages say that they bring at all.
    pub ever: Option<Amount>,
}

#[derive(Default)]
struct Sums {
    deals: usize,
    open: f64,
    due: f64,
    weighted: Option<f64>,
    by_stage: Option<f64>,
    expected: f64,
    ever: f64,
}

impl Question<'_> {
    /// The rows: by group, then from the surest category down, then by stage.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        let mut rows: BTreeMap<(usize, usize, &str, &str), Sums> = BTreeMap::new();
        for deal in (0..self.deals.len()).filter(|deal| self.deals.outcome[*deal] == Outcome::Open) {
            let (category, stage) = self.stands[deal];
            for (group, part) in &self.brings[deal] {
                let stage = if self.by_stage { stage } else { "" };
                let sums = rows.entry((*group, rank(category), category, stage)).or_default();
                self.add(deal, *part, sums);
            }
        }
        let mut lines: Vec<Line> = Vec::with_capacity(rows.len());
        for ((group, rank, category, stage), sums) in rows {
            let due = amount(sums.due);
            let surer =
                lines.iter().filter(|line| line.group == group && !self.by_stage).map(|line| line.due);
            let closed = self.closed.get(group).map_or(0.0, |closed| units(*closed));
            let cumulative = Amount::checked_sum(surer.chain([due, amount(closed)]));
            let counts = !self.by_stage && rank < ORDER.len();
            lines.push(Line {
                group,
                category: category.to_owned(),
                stage: stage.to_owned(),
                deals: sums.deals,
                open: amount(sums.open),
                due,
                cumulative: cumulative.filter(|_| counts),
                weighted: sums.weighted.map(amount),
                by_stage: sums.by_stage.map(amount),
                expected: self.chances.map(|_| amount(sums.expected)),
                ever: self.chances.map(|_| amount(sums.ever)),
            });
        }
        lines
    }

    fn add(&self, deal: usize, part: f64, sums: &mut Sums) {
        let value = self.deals.amount[deal] * part;
        let is_due = self.deals.due[deal] != NO_DAY && self.deals.due[deal] <= self.end;
        sums.deals += 1;
        sums.open += value;
        if is_due {
            sums.due += value;
        }
        if let Some(probability) = self.probabilities[deal] {
            let weight = float(probability) / 1e6;
            *sums.weighted.get_or_insert(0.0) += if is_due { value * weight } else { 0.0 };
        }
        if let Some(rate) = self.rates.get(self.stands[deal].1) {
            *sums.by_stage.get_or_insert(0.0) += if is_due { value * rate } else { 0.0 };
        }
        if let Some((chances, ever)) = self.chances {
            sums.expected += value * chances[deal];
            sums.ever += value * ever[deal];
        }
    }
}

/// Whether a category is the surest one of those in which deals are still open.
#[must_use]
pub fn is_committed(category: &str) -> bool {
    rank(category) == 0
}

/// The place of a category, the surest first; what is omitted comes last.
fn rank(category: &str) -> usize {
    let plain: String = category.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect();
    let known = ORDER.iter().position(|name| name.replace(' ', "") == plain);
    match known {
        Some(place) if place + 1 == ORDER.len() => ORDER.len(),
        Some(place) => place,
        None => ORDER.len() - 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_add_up_from_the_surest_down() {
        let deals = Deals {
            created: vec![0; 4],
            closed: vec![NO_DAY; 4],
            due: vec![10, 10, 99, 10],
            outcome: vec![Outcome::Open; 4],
            amount: vec![100.0, 200.0, 400.0, 50.0],
            owner: vec![0; 4],
            owners: 1,
            ..Deals::default()
        };
        let stands = [
            ("Pipeline", "Prospecting"),
            ("Commit", "Proposal"),
            ("Pipeline", "Prospecting"),
            ("Omitted", "Proposal"),
        ];
        let question = Question {
            deals: &deals,
            stands: &stands,
            brings: &vec![vec![(0, 1.0)]; 4],
            closed: &[Amount::from_cents(100_000).exact()],
            end: 31,
            probabilities: &[Some(100_000), Some(900_000), Some(100_000), None],
            rates: &BTreeMap::from([("Proposal".to_owned(), 0.5)]),
            chances: Some((&[0.1, 0.5, 0.0, 0.0], &[0.2, 0.6, 0.3, 0.0])),
            by_stage: false,
        };
        let said: Vec<String> = question
            .lines()
            .iter()
            .map(|line| {
                let show =
                    |amount: Option<Amount>| amount.map_or("-".to_owned(), |amount| amount.to_string());
                let sums =
                    [line.cumulative, line.weighted, line.by_stage, line.expected, line.ever].map(show);
                format!("{} {} {} {} {}", line.category, line.deals, line.open, line.due, sums.join(" "))
            })
            .collect();
        assert_eq!(
            said,
            [
                "Commit 1 200.00 200.00 1200.00 180.00 100.00 100.00 120.00",
                "Pipeline 2 500.00 100.00 1300.00 10.00 - 10.00 140.00",
                "Omitted 1 50.00 50.00 - - 25.00 0.00 0.00",
            ]
        );
        let by_stage = Question { by_stage: true, ..question }.lines();
        assert_eq!(by_stage.len(), 3);
        assert!(by_stage.iter().all(|line| line.cumulative.is_none()));
    }
}
