//! The tables that only pay needs: events after the booking, adjustments and scores.

use crate::calendar::Unit;
use crate::cli::failure::Failure;
use crate::cli::reading::{Company, Reading, counted, refused, refused_by_engine};
use crate::cli::tables::Tables;
use crate::data::{DataError, rows};
use crate::engine::checks::elements::pays_by_scores;
use crate::engine::events::{EventBook, EventBuilder};
use crate::engine::people::{Found, People};
use crate::model::rows::{AdjustmentRow, ScoreRow};
use crate::plan::Plan;

/// How many unknown reps or elements a warning names.
const NAMED: usize = 5;

impl Reading<'_> {
    /// The events of the deals that `wanted` says yes to, and how many rows were of others.
    pub fn events(
        &mut self,
        tables: &Tables<'_>,
        wanted: &dyn Fn(&str) -> bool,
    ) -> Result<(EventBook, u64), Failure> {
        let Some(source) = tables.source("events")? else { return Ok((EventBook::default(), 0)) };
        let mut builder = EventBuilder::default();
        let mut others = 0;
        let columns = ["deal_id", "date", "kind", "amount"];
        self.large(&source, &columns, None, &|batch| Ok(batch.frame), &mut |frame| {
            rows::each_event(&frame, |row| {
                if wanted(row.deal_id) {
                    builder.push(row);
                } else {
                    others += 1;
                }
            })
        })?;
        let book = builder.finish();
        self.say_repeated(book.repeated(), ("event repeats", "events repeat"));
        Ok((book, others))
    }

    /// The adjustments, each with the id of its rep; a rep who is not in the reps table is warned of.
    pub fn adjustments(
        &mut self,
        tables: &Tables<'_>,
        company: &mut Company,
    ) -> Result<Vec<AdjustmentRow>, Failure> {
        let Some(source) = tables.source("adjustments")? else { return Ok(Vec::new()) };
        let (frame, file) = self.small(&source)?;
        let calendar = &self.settings.calendar.value;
        let mut adjustments =
            rows::adjustments(&frame, &file, calendar, Unit::Month).map_err(|error| refused(&error))?;
        let owners = adjustments.iter_mut().map(|row| &mut row.rep_id);
        self.resolve(
            owners,
            &mut company.people,
            ("rep of the adjustments is", "reps of the adjustments are"),
        )?;
        // Rows that agree stand together whatever their place in the file.
        let key = |row: &AdjustmentRow| {
            (
                row.rep_id.clone(),
                row.span.from,
                row.span.to,
                row.element.clone(),
                row.reason.clone(),
                row.amount.raw(),
            )
        };
        adjustments.sort_by_cached_key(|row| (key(row), row.place.file.clone(), row.place.row));
        let repeated = adjustments.windows(2).filter(|pair| key(&pair[0]) == key(&pair[1])).count();
        self.say_repeated(repeated, ("adjustment repeats", "adjustments repeat"));
        Ok(adjustments)
    }

    /// The scores, each with the id of its rep, one for each rep, period and element; a rep who is not in the reps
    /// table and an element that does not pay by scores are warned of, and two scores that differ are refused.
    pub fn scores(
        &mut self,
        tables: &Tables<'_>,
        company: &mut Company,
        plans: &[Plan],
    ) -> Result<Vec<ScoreRow>, Failure> {
        let Some(source) = tables.source("scores")? else { return Ok(Vec::new()) };
        let (frame, file) = self.small(&source)?;
        let calendar = &self.settings.calendar.value;
        let mut scores =
            rows::scores(&frame, &file, calendar, Unit::Month).map_err(|error| refused(&error))?;
        let owners = scores.iter_mut().map(|row| &mut row.rep_id);
        self.resolve(owners, &mut company.people, ("rep of the scores is", "reps of the scores are"))?;
        let of_nothing = |row: &&ScoreRow| !pays_by_scores(plans, &row.element);
        let others: Vec<String> =
            scores.iter().filter(of_nothing).map(|row| format!("`{}`", row.element)).collect();
        if !others.is_empty() {
            let rows = counted(
                u64::try_from(others.len()).unwrap_or(u64::MAX),
                "score is of an element that does",
                "scores are of elements that do",
            );
            self.warning(&format!("{rows} not pay by scores: {}", some(others)));
        }
        one_for_each(scores).map_err(|error| refused(&error))
    }

    /// Puts the id of the rep in the place of each owner's text.
    fn resolve<'r>(
        &self,
        owners: impl Iterator<Item = &'r mut String>,
        people: &mut People,
        who: (&str, &str),
    ) -> Result<(), Failure> {
        let mut strangers: Vec<String> = Vec::new();
        for owner in owners {
            if people.has_rows() && people.find(owner) == Found::Unknown {
                strangers.push(format!("`{owner}`"));
            }
            let rep = people.find_or_intern(owner).map_err(|error| refused_by_engine(&error))?;
            people.id(rep).clone_into(owner);
        }
        strangers.sort();
        strangers.dedup();
        if !strangers.is_empty() {
            let count = u64::try_from(strangers.len()).unwrap_or(u64::MAX);
            let who = counted(count, who.0, who.1);
            self.warning(&format!("{who} not in the reps table: {}", some(strangers)));
        }
        Ok(())
    }

    fn say_repeated(&self, repeated: usize, what: (&str, &str)) {
        if repeated > 0 {
            let rows = counted(u64::try_from(repeated).unwrap_or(u64::MAX), what.0, what.1);
            self.warning(&format!("{rows} another one exactly, and both count: is a file read twice?"));
        }
    }
}

/// The first of some names in their order, each once.
fn some(mut names: Vec<String>) -> String {
    names.sort();
    names.dedup();
    let more = if names.len() > NAMED { " …" } else { "" };
    names.truncate(NAMED);
    format!("{}{more}", names.join(", "))
}

/// The scores in order, without those that say again what another says; two that differ are refused.
fn one_for_each(mut scores: Vec<ScoreRow>) -> Result<Vec<ScoreRow>, DataError> {
    scores.sort_by(|left, right| {
        let key = |row: &ScoreRow| (row.span.from, row.span.to, row.place.row);
        (&left.rep_id, &left.element, key(left), &left.place.file).cmp(&(
            &right.rep_id,
            &right.element,
            key(right),
            &right.place.file,
        ))
    });
    let same = |left: &ScoreRow, right: &ScoreRow| {
        (&left.rep_id, &left.element, left.span) == (&right.rep_id, &right.element, right.span)
    };
    let differs = |pair: &&[ScoreRow]| same(&pair[0], &pair[1]) && pair[0].score != pair[1].score;
    if let Some([first, second]) = scores.windows(2).find(differs) {
        let reason = format!(
            "is {}, and row {} of `{}` says {} for the same rep, period and element",
            second.score, first.place.row, first.place.file, first.score
        );
        return Err(DataError::row_refused(&second.place.file, second.place.row, "score", &reason));
    }
    scores.dedup_by(|later, earlier| same(earlier, later));
    Ok(scores)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Day, Span};
    use crate::model::rows::Place;
    use crate::money::Rate;

    fn score(rep_id: &str, month: u8, score: &str, row: u64) -> ScoreRow {
        let from = Day::from_ymd(2026, month, 1).unwrap();
        ScoreRow {
            rep_id: rep_id.to_owned(),
            span: Span { from, to: from.plus_days(27) },
            element: "objectives".to_owned(),
            score: Rate::parse(score).unwrap(),
            place: Place { file: "scores.csv".to_owned(), row },
        }
    }

    #[test]
    fn a_score_that_is_said_twice_counts_once() {
        let rows = vec![score("R2", 1, "0.8", 4), score("R1", 1, "1", 3), score("R2", 1, "0.8", 2)];
        let scores = one_for_each(rows).unwrap();
        let shown: Vec<(&str, u64)> = scores.iter().map(|row| (row.rep_id.as_str(), row.place.row)).collect();
        assert_eq!(shown, [("R1", 3), ("R2", 2)]);
    }

    #[test]
    fn two_scores_that_differ_are_refused_and_both_rows_named() {
        let rows = vec![score("R1", 1, "1", 5), score("R1", 2, "1", 4), score("R1", 1, "0.8", 2)];
        let error = one_for_each(rows).unwrap_err().to_string();
        assert_eq!(
            error,
            "`scores.csv` row 5, column `score`: is 1, and row 2 of `scores.csv` says 0.8 for the same rep, period \
             and element"
        );
    }
}
