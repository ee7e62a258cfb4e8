//! The report of `spm commissions disputes`: every question with its age.

use crate::calendar::Day;
use crate::model::dispute::Dispute;
use crate::report::{Block, Column, MISSING_DAY, MISSING_INTEGER, Report, Values};

/// The ages that questions are counted by: up to so many days, and their names.
const AGES: [(i32, &str); 3] = [(7, "0-7"), (30, "8-30"), (60, "31-60")];

/// The name of an age in days: 12 is `8-30`.
fn bucket(age: i32) -> &'static str {
    AGES.iter().find(|(to, _)| age <= *to).map_or("61+", |(_, name)| name)
}

/// Builds the report: in the order of the disputes, with their ages on a day.
#[must_use]
pub fn report(all: &[Dispute], on: Day, subtitle: Vec<String>) -> Report {
    let columns = vec![
        Column::id("dispute_id", "Dispute").essential(),
        Column::text("status", "Status").essential(),
        Column::id("rep_id", "Rep").essential(),
        Column::id("period", "Period"),
        Column::id("deal_id", "Deal").when_used(),
        Column::text("element", "Element").when_used(),
        Column::text("question", "Question").preferred(),
        Column::date("opened", "Opened"),
        Column::integer("age_days", "Days"),
        Column::text("age", "Age"),
        Column::text("answer", "Answer").when_used(),
        Column::date("answered", "Answered").when_used(),
        Column::text("outcome", "Outcome").when_used(),
        Column::date("settled", "Settled").when_used(),
    ];
    let text = |of: &dyn Fn(&Dispute) -> &str| Values::text(all.iter().map(of));
    let day = |of: &dyn Fn(&Dispute) -> Option<Day>| {
        Values::Date(all.iter().map(|each| of(each).map_or(MISSING_DAY, Day::number)).collect())
    };
    let ages: Vec<Option<i32>> = all.iter().map(|each| each.age(on)).collect();
    let values = vec![
        text(&|each| &each.id),
        text(&|each| each.status()),
        text(&|each| &each.rep_id),
        text(&|each| &each.period),
        text(&|each| &each.deal_id),
        text(&|each| &each.element),
        text(&|each| &each.question),
        day(&|each| each.opened),
        Values::Integer(ages.iter().map(|age| age.map_or(MISSING_INTEGER, i64::from)).collect()),
        Values::text(ages.iter().map(|age| age.map_or("", bucket))),
        text(&|each| &each.answer),
        day(&|each| each.answered),
        text(&|each| &each.outcome),
        day(&|each| each.settled),
    ];
    let mut report = Report::new("Disputes", columns, Block { columns: values, rows: all.len() });
    report.subtitle = subtitle;
    report.notes = counts(all, on);
    report
}

/// How many questions are not settled, by age.
fn counts(all: &[Dispute], on: Day) -> Vec<String> {
    let ages: Vec<i32> =
        all.iter().filter(|each| each.settled.is_none()).filter_map(|each| each.age(on)).collect();
    let names = AGES.iter().map(|(_, name)| *name).chain(["61+"]);
    let count = |name: &str| ages.iter().filter(|age| bucket(**age) == name).count();
    let said: Vec<String> = names
        .map(|name| (name, count(name)))
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| format!("{name} days: {count}"))
        .collect();
    if said.is_empty() { Vec::new() } else { vec![format!("not settled: {}", said.join(", "))] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_settled_is_counted_by_age() {
        let day = |text: &str| Day::parse(text).unwrap();
        let opened = |text: &str| Dispute { opened: Some(day(text)), ..Dispute::default() };
        let settled = Dispute { settled: Some(day("2026-11-02")), ..opened("2026-11-01") };
        // 7, 8, 30, 61 days before 2026-11-20, and one that is settled.
        let all = ["2026-11-13", "2026-11-12", "2026-10-21", "2026-09-20"].map(opened);
        let all: Vec<Dispute> = all.into_iter().chain([settled]).collect();
        let report = report(&all, day("2026-11-20"), Vec::new());
        assert_eq!(report.notes, ["not settled: 0-7 days: 1, 8-30 days: 2, 61+ days: 1"]);
    }
}
