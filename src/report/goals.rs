//! The report of goals on metrics: a line for each group and goal, and the same in the columns of attainment.

use super::keys::key_columns;
use super::metrics::Frame;
use super::{Block, Column, Kind, MISSING_INTEGER, Report, Values};
use crate::engine::metrics::goals::{less_is_better, missing, needed_per_day, pace, projected, reached};
use crate::engine::metrics::list::Metric;
use crate::money::{Ratio, Rounding};

/// One goal, and what came of it.
#[derive(Clone, Debug)]
pub struct Goal {
    /// The keys of the group.
    pub keys: Vec<String>,
    /// The metric.
    pub metric: &'static Metric,
    /// Its value, where it has one.
    pub value: Option<Ratio>,
    /// The goal, where there is one.
    pub goal: Option<Ratio>,
    /// The rows behind the value.
    pub rows: u64,
    /// The business days of the row: how many have passed at the as-of day, and all.
    pub elapsed: Option<(u32, u32)>,
}

impl Goal {
    /// What was reached of the goal.
    #[must_use]
    pub fn reached(&self) -> Option<Ratio> {
        reached(self.metric, self.value.as_ref()?, self.goal.as_ref()?)
    }

    fn missing(&self) -> Option<Ratio> {
        missing(self.metric, self.value.as_ref()?, self.goal.as_ref()?)
    }

    fn pace(&self) -> Option<Ratio> {
        pace(self.metric, &self.reached()?, self.elapsed?)
    }

    fn projected(&self) -> Option<Ratio> {
        projected(self.metric, self.value.as_ref()?, self.elapsed?)
    }

    fn needed_per_day(&self) -> Option<Ratio> {
        needed_per_day(self.metric, &self.missing()?, self.elapsed?)
    }
}

/// Four decimals, which is what a goal has; six of a share would say more than that.
fn number(value: Option<Ratio>) -> i64 {
    scaled(value, 4)
}

fn scaled(value: Option<Ratio>, decimals: u32) -> i64 {
    let scaled = value.and_then(|value| value.scaled(decimals, Rounding::HalfUp));
    scaled.and_then(|value| i64::try_from(value).ok()).unwrap_or(MISSING_INTEGER)
}

/// Every goal: the columns of what it is about, then those of attainment.
#[must_use]
pub fn report(frame: &Frame<'_>, goals: &[Goal]) -> Report {
    let mut columns = key_columns(frame.by);
    columns.push(Column::text("period", "Period").for_machines());
    columns.push(Column::id("metric", "Metric").essential());
    columns.push(Column::text("unit", "Unit"));
    columns.push(Column::new("value", "Value", Kind::Number).essential());
    columns.push(Column::new("goal", "Goal", Kind::Number).essential());
    columns.push(Column::fraction("attainment", "Attainment").essential());
    columns.push(Column::new("gap", "Gap", Kind::Number));
    columns.push(Column::text("better", "Better"));
    columns.push(Column::integer("rows", "Rows"));
    columns.push(Column::fraction("pace", "Pace").when_used());
    columns.push(Column::new("needed_per_day", "Needed a day", Kind::Number).when_used());
    let mut values = frame.keys(goals.iter().map(|goal| goal.keys.as_slice()));
    values.push(Values::text(goals.iter().map(|_| frame.period)));
    values.push(Values::text(goals.iter().map(|goal| goal.metric.name)));
    values.push(Values::text(goals.iter().map(|goal| goal.metric.unit.as_str())));
    values.push(Values::Number(goals.iter().map(|goal| number(goal.value.clone())).collect()));
    values.push(Values::Number(goals.iter().map(|goal| number(goal.goal.clone())).collect()));
    values.push(Values::Fraction(goals.iter().map(|goal| scaled(goal.reached(), 6)).collect()));
    values.push(Values::Number(goals.iter().map(|goal| number(goal.missing())).collect()));
    let better = |goal: &Goal| if less_is_better(goal.metric) { "less" } else { "more" };
    values.push(Values::text(goals.iter().map(better)));
    let rows = goals.iter().map(|goal| i64::try_from(goal.rows).unwrap_or(i64::MAX));
    values.push(Values::Integer(rows.collect()));
    values.push(Values::Fraction(goals.iter().map(|goal| scaled(goal.pace(), 6)).collect()));
    values.push(Values::Number(goals.iter().map(|goal| number(goal.needed_per_day())).collect()));
    let mut report = Report::new("Goals", columns, Block { columns: values, rows: goals.len() });
    report.subtitle.clone_from(&frame.subtitle);
    report.notes.push(
        "attainment is value ÷ goal, or goal ÷ value where less is better; a group without a goal of its own has the \
         sum of its reps' goals, of a rate or mean their mean"
            .to_owned(),
    );
    if goals.iter().any(|goal| goal.pace().is_some()) {
        report.notes.push(
            "pace is attainment ÷ the part of the business days that has passed, or × it where less is better; rates, \
             means and what is open have none"
                .to_owned(),
        );
    }
    report
}

/// The goals on one metric in the columns of attainment.
#[must_use]
pub fn as_attainment(frame: &Frame<'_>, metric: &str, goals: &[Goal]) -> Report {
    let mut columns = key_columns(frame.by);
    columns.push(Column::text("period", "Period").for_machines());
    columns.push(Column::text("measure", "Measure").for_machines());
    columns.push(Column::text("currency", "Cur").for_machines());
    columns.push(Column::new("credited", "Value", Kind::Number).essential());
    columns.push(Column::new("quota", "Goal", Kind::Number).essential());
    columns.push(Column::fraction("attainment", "Attainment").essential());
    columns.push(Column::new("gap", "Gap", Kind::Number));
    columns.push(Column::integer("deals", "Rows"));
    columns.push(Column::fraction("pace", "Pace").when_used());
    columns.push(Column::new("projected", "Projected", Kind::Number).when_used());
    columns.push(Column::integer("rank", "Rank"));
    let reached: Vec<Option<Ratio>> = goals.iter().map(Goal::reached).collect();
    let rank = |own: &Option<Ratio>| match own {
        Some(own) => {
            let better = reached.iter().flatten().filter(|other| *other > own).count();
            i64::try_from(better + 1).unwrap_or(i64::MAX)
        }
        None => MISSING_INTEGER,
    };
    let each = |text: &str| Values::text(std::iter::repeat_n(text, goals.len()));
    let mut values = frame.keys(goals.iter().map(|goal| goal.keys.as_slice()));
    values.extend([each(frame.period), each(metric), each("")]);
    values.push(Values::Number(goals.iter().map(|goal| number(goal.value.clone())).collect()));
    values.push(Values::Number(goals.iter().map(|goal| number(goal.goal.clone())).collect()));
    values.push(Values::Fraction(reached.iter().map(|part| scaled(part.clone(), 6)).collect()));
    values.push(Values::Number(goals.iter().map(|goal| number(goal.missing())).collect()));
    let rows = goals.iter().map(|goal| i64::try_from(goal.rows).unwrap_or(i64::MAX));
    values.push(Values::Integer(rows.collect()));
    // A rate or a mean of part of a period says too little of its end.
    values.push(Values::Fraction(goals.iter().map(|goal| scaled(goal.pace(), 6)).collect()));
    values.push(Values::Number(goals.iter().map(|goal| number(goal.projected())).collect()));
    values.push(Values::Integer(reached.iter().map(rank).collect()));
    let mut report = Report::new("Attainment", columns, Block { columns: values, rows: goals.len() });
    report.subtitle.clone_from(&frame.subtitle);
    report
}
