//! The report of `spm attainment`: its columns, totals and trend.

use std::collections::BTreeMap;

use crate::calendar::Period;
use crate::engine::attainment::{Attainment, Dimension, Question, Row};
use crate::money::{Amount, Exact};
use crate::report::keys::{key_columns, key_values, total_keys};
use crate::report::{Block, Column, Kind, MISSING_INTEGER, MISSING_MONEY, Report, Values};

/// What the report says besides its rows.
pub struct Frame<'a> {
    /// The period that was asked for.
    pub period: &'a Period,
    /// What is counted.
    pub measure: &'a str,
    /// Whether it is money; counts, units and other numbers are shown without cents.
    pub money: bool,
    /// The currency of the amounts; empty for counts and units, and where the files name none.
    pub currency: &'a str,
    /// Lines under the title. They name period, measure and currency, whose columns are for machines alone.
    pub subtitle: Vec<String>,
    /// How many rows to show, best first; all when absent.
    pub top: Option<usize>,
    /// How it went on, when a trend was asked for.
    pub trend: Option<Trend>,
}

/// How it went on, for each row and for the whole.
#[derive(Debug, Default)]
pub struct Trend {
    /// The credited values of the months of each row.
    pub months: Vec<Vec<String>>,
    /// What was credited in the same days a year before; none where the row was not there.
    pub year_before: Vec<Option<Exact>>,
    /// The same of the whole.
    pub total_before: Option<Exact>,
}

/// Builds the report.
#[must_use]
pub fn report(question: &Question<'_>, answer: &Attainment, frame: &Frame<'_>) -> Report {
    let mut chosen: Vec<usize> = (0..answer.rows.len()).collect();
    let mut notes = Vec::new();
    if let Some(top) = frame.top {
        chosen = best(question, answer, top);
        let hidden = answer.rows.len() - chosen.len();
        if hidden > 0 {
            notes.push(format!("{hidden} more rows are not shown; the total covers all"));
        }
    }
    let rows: Vec<&Row> = chosen.iter().map(|at| &answer.rows[*at]).collect();
    let teams = rows.iter().any(|row| row.team.is_some());
    let mut columns = key_columns(question.by);
    columns.extend(value_columns(frame.money, teams, frame.trend.is_some()));
    let keys = rows.iter().map(|row| row.keys.as_slice());
    let mut values = key_values(question.by, question.people, question.last_day(), keys);
    values.extend(row_values(question, &rows, frame, teams));
    if let Some(trend) = &frame.trend {
        values.push(Values::text(chosen.iter().map(|at| trend.months[*at].join(" "))));
        let before: Vec<Option<Exact>> = chosen.iter().map(|at| trend.year_before[*at]).collect();
        values.extend(trend_values(question, &rows, &before));
    }
    let mut total = total_keys(question.by);
    total.extend(row_values(question, &[&answer.total], frame, teams));
    if let Some(trend) = &frame.trend {
        total.push(Values::text([""]));
        total.extend(trend_values(question, &[&answer.total], &[trend.total_before]));
    }
    let mut report = Report::new("Attainment", columns, Block { columns: values, rows: rows.len() });
    report.subtitle.clone_from(&frame.subtitle);
    report.total = (answer.rows.len() > 1).then(|| Block::of(total));
    report.notes = notes;
    report
}

/// The rows with the best ranks, best first; ranks are those of one time, so each time has its own best.
fn best(question: &Question<'_>, answer: &Attainment, top: usize) -> Vec<usize> {
    let time = question.by.iter().position(|dimension| matches!(dimension, Dimension::Time(_)));
    let mut of_times: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, row) in answer.rows.iter().enumerate() {
        of_times.entry(time.map_or("", |time| row.keys[time].as_str())).or_default().push(at);
    }
    for rows in of_times.values_mut() {
        rows.sort_by_key(|at| answer.rows[*at].rank.unwrap_or(u32::MAX));
        rows.truncate(top);
    }
    of_times.into_values().flatten().collect()
}

fn value_columns(money: bool, teams: bool, trend: bool) -> Vec<Column> {
    let counted = |name, title| Column::new(name, title, if money { Kind::Money } else { Kind::Number });
    let mut columns = vec![
        // The same in every row; people read them under the title.
        Column::text("period", "Period").for_machines(),
        Column::text("measure", "Measure").for_machines(),
        Column::text("currency", "Cur").for_machines(),
        counted("credited", "Credited").essential(),
        counted("quota", "Quota").essential(),
        Column::fraction("attainment", "Attainment").essential(),
        counted("gap", "Gap"),
        Column::integer("deals", "Deals"),
        Column::fraction("pace", "Pace"),
        counted("projected", "Projected"),
        Column::integer("rank", "Rank"),
    ];
    if teams {
        columns.push(counted("team_credited", "Team credited"));
        columns.push(counted("team_quota", "Team quota"));
        columns.push(Column::fraction("team_attainment", "Team att."));
    }
    if trend {
        columns.push(Column::new("trend", "Trend", Kind::Spark).essential());
        columns.push(counted("year_before", "Year before").when_used());
        columns.push(Column::fraction("year_over_year", "Change").when_used());
        columns.push(counted("run_rate", "A day").when_used());
        columns.push(counted("run_rate_needed", "Needed a day").when_used());
    }
    columns
}

/// A year before and the change since, and what a business day brought and has to bring.
fn trend_values(question: &Question<'_>, rows: &[&Row], before: &[Option<Exact>]) -> Vec<Values> {
    let money = |amount: Option<Amount>| amount.map_or(MISSING_MONEY, Amount::raw);
    let each = |value: fn(&Row, (u32, u32)) -> Option<Amount>| {
        let values =
            rows.iter().map(|row| money(question.elapsed(row).and_then(|elapsed| value(row, elapsed))));
        Values::Amounts(values.collect())
    };
    let change = rows.iter().zip(before).map(|(row, before)| row.change_since((*before)?));
    vec![
        Values::Money(before.iter().map(|before| before.map_or(MISSING_MONEY, Exact::raw)).collect()),
        Values::Fraction(change.map(|change| change.unwrap_or(MISSING_INTEGER)).collect()),
        each(Row::run_rate),
        each(Row::run_rate_needed),
    ]
}

fn row_values(question: &Question<'_>, rows: &[&Row], frame: &Frame<'_>, teams: bool) -> Vec<Values> {
    let money = |amount: Option<Amount>| amount.map_or(MISSING_MONEY, Amount::raw);
    let fraction = |value: Option<i64>| value.unwrap_or(MISSING_INTEGER);
    let elapsed: Vec<Option<(u32, u32)>> = rows.iter().map(|row| question.elapsed(row)).collect();
    let each = |text: &str| Values::text(std::iter::repeat_n(text, rows.len()));
    let mut values = vec![
        each(&frame.period.label),
        each(frame.measure),
        each(frame.currency),
        Values::Money(rows.iter().map(|row| row.credited.raw()).collect()),
        Values::Amounts(rows.iter().map(|row| money(row.quota)).collect()),
        Values::Fraction(rows.iter().map(|row| fraction(row.attainment())).collect()),
        Values::Money(rows.iter().map(|row| row.gap().map_or(MISSING_MONEY, Exact::raw)).collect()),
        Values::Integer(rows.iter().map(|row| i64::try_from(row.deals).unwrap_or(i64::MAX)).collect()),
        Values::Fraction(
            rows.iter()
                .zip(&elapsed)
                .map(|(row, elapsed)| fraction(elapsed.and_then(|elapsed| row.pace(elapsed))))
                .collect(),
        ),
        Values::Amounts(
            rows.iter()
                .zip(&elapsed)
                .map(|(row, elapsed)| money(elapsed.and_then(|elapsed| row.projected(elapsed))))
                .collect(),
        ),
        Values::Integer(rows.iter().map(|row| row.rank.map_or(MISSING_INTEGER, i64::from)).collect()),
    ];
    if teams {
        let team = |row: &Row| row.team.map(|(credited, quota)| Row { credited, quota, ..Row::default() });
        let all: Vec<Option<Row>> = rows.iter().map(|row| team(row)).collect();
        let of = |row: &Option<Row>| row.as_ref().map_or(MISSING_MONEY, |row| row.credited.raw());
        values.push(Values::Money(all.iter().map(of).collect()));
        values.push(Values::Amounts(
            all.iter().map(|row| money(row.as_ref().and_then(|row| row.quota))).collect(),
        ));
        values.push(Values::Fraction(
            all.iter().map(|row| fraction(row.as_ref().and_then(Row::attainment))).collect(),
        ));
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::People;

    #[test]
    fn what_is_said_under_the_title_is_for_machines() {
        let columns = value_columns(true, true, true);
        let for_machines = columns.iter().filter(|column| column.people == People::MachineOnly);
        let names: Vec<&str> = for_machines.map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["period", "measure", "currency"]);
    }
}
