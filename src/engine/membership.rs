//! Which plan a rep is on, day by day: plan versions by their effective dates, reps by the plan's `who`.

use crate::calendar::{Day, Span};
use crate::engine::error::EngineError;
use crate::engine::people::{People, index};

/// A stretch of days on one version of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The days, both counted.
    pub span: Span,
    /// The plan version, as a position in the list of plans.
    pub plan: usize,
}

/// The stretches of every rep, by rep number, in order of days.
#[derive(Debug, Default)]
pub struct Membership {
    /// Those of all reps, one after the other.
    stretches: Vec<Stretch>,
    /// Where those of each rep end.
    ends: Vec<usize>,
}

/// What membership needs to know of a plan version.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Id of the plan, for messages.
    pub id: String,
    /// The days on which the version is in force.
    pub effective: Span,
    /// For each rep and each of the rep's rows: whether `who` takes the row.
    pub takes: Vec<Vec<bool>>,
}

impl Membership {
    /// Works out the stretches inside `span`; refuses a rep who is on two plans on one day.
    pub fn new(people: &People, plans: &[Terms], span: Span) -> Result<Self, EngineError> {
        let (membership, twice) = Self::with_overlaps(people, plans, span);
        twice.into_iter().next().map_or(Ok(membership), Err)
    }

    /// The same, with every case of a rep who is on two plans on one day beside it.
    #[must_use]
    pub fn with_overlaps(people: &People, plans: &[Terms], span: Span) -> (Self, Vec<EngineError>) {
        let mut twice = Vec::new();
        let mut stretches = Vec::with_capacity(people.len());
        for (position, rep) in (0..people.len()).zip(0_u32..) {
            let mut mine = Vec::new();
            for (row_index, row) in people.rows(rep).iter().enumerate() {
                let held =
                    Span { from: row.valid_from.unwrap_or(Day::MIN), to: row.valid_to.unwrap_or(Day::MAX) };
                for (plan, terms) in plans.iter().enumerate() {
                    if !terms.takes[position][row_index] {
                        continue;
                    }
                    let days = held.intersect(terms.effective).and_then(|days| days.intersect(span));
                    mine.extend(days.map(|span| Stretch { span, plan }));
                }
            }
            mine.sort_by_key(|stretch| (stretch.span.from, stretch.plan));
            twice.extend(two_plans(people, rep, &mine, plans));
            stretches.push(join(mine));
        }
        (Self::of_stretches(stretches), twice)
    }

    /// Takes the stretches of each rep as they are: in order of days, no day twice.
    #[must_use]
    pub fn of_stretches(stretches: impl IntoIterator<Item = Vec<Stretch>>) -> Self {
        let mut all = Self::default();
        for mine in stretches {
            all.stretches.extend(mine);
            all.ends.push(all.stretches.len());
        }
        all
    }

    /// The rep's stretches, in order of days.
    #[must_use]
    pub fn of(&self, rep: u32) -> &[Stretch] {
        let rep = index(rep);
        let Some(end) = self.ends.get(rep) else { return &[] };
        let start = rep.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.stretches[start..*end]
    }

    /// The plan version that the rep is on, on this day.
    #[must_use]
    pub fn plan_on(&self, rep: u32, day: Day) -> Option<usize> {
        let stretches = self.of(rep);
        let after = stretches.partition_point(|stretch| stretch.span.from <= day);
        let last = stretches.get(after.checked_sub(1)?)?;
        last.span.contains(day).then_some(last.plan)
    }
}

/// Each pair of plans that a rep is on at once, from its first such day.
fn two_plans(people: &People, rep: u32, mine: &[Stretch], plans: &[Terms]) -> Vec<EngineError> {
    let both = |pair: &&[Stretch]| pair[1].span.from <= pair[0].span.to;
    let twice = mine.windows(2).filter(both).map(|pair| EngineError::TwoPlans {
        rep_id: people.id(rep).to_owned(),
        day: pair[1].span.from,
        first: plans[pair[0].plan].id.clone(),
        second: plans[pair[1].plan].id.clone(),
    });
    twice.collect()
}

/// Joins stretches of one plan that follow each other without a gap.
fn join(stretches: Vec<Stretch>) -> Vec<Stretch> {
    let mut joined: Vec<Stretch> = Vec::with_capacity(stretches.len());
    for stretch in stretches {
        match joined.last_mut() {
            Some(last) if last.plan == stretch.plan && last.span.to.next() == stretch.span.from => {
                last.span.to = stretch.span.to;
            }
            _ => joined.push(stretch),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rows::RepRow;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn span(from: &str, to: &str) -> Span {
        Span { from: day(from), to: day(to) }
    }

    fn rep(valid: Option<(&str, &str)>) -> RepRow {
        RepRow {
            rep_id: "R1".to_owned(),
            valid_from: valid.map(|(from, _)| day(from)),
            valid_to: valid.map(|(_, to)| day(to)),
            ..RepRow::default()
        }
    }

    fn terms(id: &str, effective: Span, takes: &[bool]) -> Terms {
        Terms { id: id.to_owned(), effective, takes: vec![takes.to_vec()] }
    }

    #[test]
    fn a_version_follows_a_version_and_a_transfer_changes_the_plan() {
        let year = span("2026-01-01", "2026-12-31");
        let rows = vec![rep(Some(("2025-01-01", "2026-06-30"))), rep(Some(("2026-07-01", "2026-12-31")))];
        let people = People::new(rows).unwrap();
        let plans = [
            terms("ae", span("2025-01-01", "2026-03-31"), &[true, false]),
            terms("ae", span("2026-04-01", "2026-12-31"), &[true, false]),
            terms("am", span("2026-01-01", "2026-12-31"), &[false, true]),
        ];
        let membership = Membership::new(&people, &plans, year).unwrap();
        assert_eq!(membership.plan_on(0, day("2026-03-31")), Some(0));
        assert_eq!(membership.plan_on(0, day("2026-04-01")), Some(1));
        assert_eq!(membership.plan_on(0, day("2026-07-01")), Some(2));
        assert_eq!(membership.plan_on(0, day("2027-01-01")), None);
    }

    #[test]
    fn two_plans_on_one_day_are_refused() {
        let year = span("2026-01-01", "2026-12-31");
        let people = People::new(vec![rep(None)]).unwrap();
        let plans = [
            terms("ae", span("2026-01-01", "2026-06-30"), &[true]),
            terms("am", span("2026-06-30", "2026-12-31"), &[true]),
        ];
        let error = Membership::new(&people, &plans, year).unwrap_err().to_string();
        assert_eq!(error, "rep `R1` is on two plans on 2026-06-30: `ae` and `am`");
    }
}
