//! The report of the way of deals through the stages: a row for each stage, and a picture of bars.

use super::keys::key_columns;
use super::metrics::Frame;
use super::{Bar, Bars, Block, Column, Kind, MISSING_INTEGER, Report, Values};
use crate::engine::metrics::funnel::{Funnel, Passage};
use crate::engine::middle::median;
use crate::money::{Ratio, Rounding, grouped};

/// A row: the keys of the group, the stage, and what became of the deals in it.
struct Line<'a> {
    keys: &'a [String],
    stage: &'a str,
    passage: &'a Passage,
}

/// Builds the report: the stages of each group in their order.
#[must_use]
pub fn report(frame: &Frame<'_>, funnels: &[(&[String], &Funnel)]) -> Report {
    let lines: Vec<Line<'_>> = funnels
        .iter()
        .flat_map(|(keys, funnel)| {
            funnel.stages().into_iter().map(|(stage, passage)| Line { keys, stage, passage })
        })
        .collect();
    let mut columns = key_columns(frame.by);
    columns.push(Column::text("period", "Period").for_machines());
    columns.push(Column::text("stage", "Stage").essential());
    columns.push(Column::integer("entered", "Entered").essential());
    columns.push(Column::integer("went_on", "Went on"));
    columns.push(Column::fraction("conversion", "Conversion").essential());
    columns.push(Column::integer("lost", "Lost here").essential());
    columns.push(Column::fraction("leakage", "Leakage"));
    columns.push(Column::money("lost_amount", "Amount lost"));
    columns.push(Column::integer("still_there", "Still there"));
    columns.push(Column::integer("won", "Won later"));
    columns.push(Column::new("average_days", "Days", Kind::Number));
    columns.push(Column::new("median_days", "Median days", Kind::Number));
    let mut values = frame.keys(lines.iter().map(|line| line.keys));
    let whole = |value: fn(&Passage) -> u64| {
        Values::Integer(
            lines.iter().map(|line| i64::try_from(value(line.passage)).unwrap_or(i64::MAX)).collect(),
        )
    };
    let number = |value: fn(&Passage) -> Option<Ratio>, decimals: u32| -> Vec<i64> {
        lines.iter().map(|line| scaled(value(line.passage), decimals)).collect()
    };
    values.push(Values::text(lines.iter().map(|_| frame.period)));
    values.push(Values::text(lines.iter().map(|line| line.stage)));
    values.push(whole(|passage| passage.entered));
    values.push(whole(|passage| passage.went_on));
    values.push(Values::Fraction(number(conversion, 6)));
    values.push(whole(|passage| passage.lost));
    values.push(Values::Fraction(number(|passage| part(passage.lost, passage.entered), 6)));
    values.push(Values::Money(lines.iter().map(|line| line.passage.lost_amount).collect()));
    values.push(whole(Passage::still_there));
    values.push(whole(|passage| passage.won));
    values.push(Values::Number(number(average, 4)));
    values.push(Values::Number(number(|passage| median(&passage.stays), 4)));
    let mut report = Report::new("Funnel", columns, Block { columns: values, rows: lines.len() });
    report.subtitle.clone_from(&frame.subtitle);
    report.notes = notes();
    if let [(_, funnel)] = funnels {
        report.bars = Some(bars(funnel));
    }
    report
}

fn notes() -> Vec<String> {
    vec![
        "each deal counts once in each stage that it came to in the period; went on, lost, still there and won are \
         what became of it by the as-of day; days are those of the stays that are over"
            .to_owned(),
    ]
}

/// The funnel as bars: how many deals came to each stage, and how many of all were won.
#[must_use]
pub fn bars(funnel: &Funnel) -> Bars {
    let whole = |count: u64| i128::from(count) * 10_000;
    let mut bars: Vec<Bar> = funnel
        .stages()
        .into_iter()
        .map(|(stage, passage)| Bar {
            label: stage.to_owned(),
            value: Some(whole(passage.entered)),
            about: format!(
                "{} went on, {} lost here, {} still there",
                percent(conversion(passage)),
                passage.lost,
                passage.still_there()
            ),
            ..Bar::default()
        })
        .collect();
    bars.push(Bar {
        label: "Won in the end".to_owned(),
        value: Some(whole(funnel.won)),
        about: format!("of {} deals that came to a stage in the period", funnel.deals),
        ..Bar::default()
    });
    Bars {
        title: "Deals that came to each stage".to_owned(),
        kind: Kind::Integer,
        bars,
        line: None,
        mark: String::new(),
        outline: String::new(),
    }
}

fn part(part: u64, all: u64) -> Option<Ratio> {
    Ratio::whole(part.into()).checked_div(&Ratio::whole(all.into()))
}

fn conversion(passage: &Passage) -> Option<Ratio> {
    part(passage.went_on, passage.entered)
}

fn average(passage: &Passage) -> Option<Ratio> {
    let days: i128 = passage.stays.iter().map(|days| i128::from(*days)).sum();
    Ratio::whole(days).checked_div(&Ratio::whole(i128::try_from(passage.stays.len()).ok()?))
}

fn scaled(value: Option<Ratio>, decimals: u32) -> i64 {
    let scaled = value.and_then(|value| value.scaled(decimals, Rounding::HalfUp));
    scaled.and_then(|value| i64::try_from(value).ok()).unwrap_or(MISSING_INTEGER)
}

/// A share as whole percent.
fn percent(share: Option<Ratio>) -> String {
    let percent = share.and_then(|share| share.scaled(2, Rounding::HalfUp));
    percent.map_or_else(|| "none".to_owned(), |percent| format!("{} %", grouped(&percent.to_string())))
}
