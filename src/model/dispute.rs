//! Questions about lines of pay, as the file `disputes.csv` of a workspace keeps them. Reading and writing the file is
//! left to `cli`.

use crate::calendar::Day;

/// A question about a line of pay, with what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dispute {
    /// Names it: a mark of rep, period, deal, element and question, so that asking twice is asking once.
    pub id: String,
    /// Who is paid.
    pub rep_id: String,
    /// The label of the period.
    pub period: String,
    /// The deal; empty for a question about none.
    pub deal_id: String,
    /// The element; empty for a question about none.
    pub element: String,
    /// What is asked.
    pub question: String,
    /// When it was asked.
    pub opened: Option<Day>,
    /// What was answered; empty so far.
    pub answer: String,
    /// When it was answered.
    pub answered: Option<Day>,
    /// How it was settled: `accepted`, `rejected` or `withdrawn`; empty so far.
    pub outcome: String,
    /// When it was settled.
    pub settled: Option<Day>,
}

/// The columns of the file, in order.
pub const COLUMNS: [&str; 11] = [
    "dispute_id",
    "rep_id",
    "period",
    "deal_id",
    "element",
    "question",
    "opened",
    "answer",
    "answered",
    "outcome",
    "settled",
];

/// How a question can be settled.
pub const OUTCOMES: [&str; 3] = ["accepted", "rejected", "withdrawn"];

impl Dispute {
    /// Where it stands.
    #[must_use]
    pub fn status(&self) -> &'static str {
        match (self.settled, self.answered) {
            (Some(_), _) => "settled",
            (None, Some(_)) => "answered",
            (None, None) => "open",
        }
    }

    /// How many days it has been waiting on a day: to the day it was settled, where it was.
    #[must_use]
    pub fn age(&self, on: Day) -> Option<i32> {
        let end = self.settled.unwrap_or(on);
        self.opened.map(|opened| end.days_since(opened).max(0))
    }

    /// The cells of its row.
    #[must_use]
    pub fn cells(&self) -> [String; 11] {
        let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
        [
            self.id.clone(),
            self.rep_id.clone(),
            self.period.clone(),
            self.deal_id.clone(),
            self.element.clone(),
            self.question.clone(),
            day(self.opened),
            self.answer.clone(),
            day(self.answered),
            self.outcome.clone(),
            day(self.settled),
        ]
    }

    /// The dispute of a row; else the column that cannot be used, and why.
    ///
    /// # Errors
    /// The name of the column and what is wrong with its value.
    pub fn of_cells(cells: &[String]) -> Result<Self, (&'static str, &'static str)> {
        let cell = |place: usize| cells.get(place).cloned().unwrap_or_default();
        let day = |place: usize| match cell(place).as_str() {
            "" => Ok(None),
            text => Day::parse(text).map(Some).map_err(|_| (COLUMNS[place], "is not a date")),
        };
        let dispute = Self {
            id: cell(0),
            rep_id: cell(1),
            period: cell(2),
            deal_id: cell(3),
            element: cell(4),
            question: cell(5),
            opened: day(6)?,
            answer: cell(7),
            answered: day(8)?,
            outcome: cell(9),
            settled: day(10)?,
        };
        if dispute.id.is_empty() {
            return Err(("dispute_id", "is missing"));
        }
        if dispute.opened.is_none() {
            return Err(("opened", "is missing"));
        }
        if dispute.settled.is_some() != OUTCOMES.contains(&dispute.outcome.as_str()) {
            return Err((
                "outcome",
                "is accepted, rejected or withdrawn once it is settled, and empty before",
            ));
        }
        Ok(dispute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn a_row_reads_as_it_was_written() {
        let dispute = Dispute {
            id: "Q-1".to_owned(),
            rep_id: "R1".to_owned(),
            question: "why?".to_owned(),
            opened: Some(day("2026-11-03")),
            answered: Some(day("2026-11-05")),
            answer: "because".to_owned(),
            ..Dispute::default()
        };
        assert_eq!(Dispute::of_cells(&dispute.cells()), Ok(dispute.clone()));
        assert_eq!(dispute.status(), "answered");
        assert_eq!(dispute.age(day("2026-11-20")), Some(17));
        let settled = Dispute { outcome: "accepted".to_owned(), settled: Some(day("2026-11-10")), ..dispute };
        assert_eq!((settled.status(), settled.age(day("2027-01-01"))), ("settled", Some(7)));
    }

    #[test]
    fn a_row_that_cannot_be_is_refused() {
        let good = Dispute { id: "Q-1".to_owned(), opened: Some(day("2026-11-03")), ..Dispute::default() };
        let with = |place: usize, text: &str| {
            let mut cells = good.cells();
            cells[place] = text.to_owned();
            Dispute::of_cells(&cells).map_err(|(column, _)| column)
        };
        assert_eq!(with(0, ""), Err("dispute_id"));
        assert_eq!(with(6, ""), Err("opened"));
        assert_eq!(with(8, "soon"), Err("answered"));
        assert_eq!(with(9, "accepted"), Err("outcome"));
        assert_eq!(with(10, "2026-11-10"), Err("outcome"));
    }
}
