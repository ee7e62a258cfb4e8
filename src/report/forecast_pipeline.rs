//! The report of `spm forecast pipeline`: open deals by category, from the surest down, weighted in three ways.

use crate::calendar::Day;
use crate::engine::attainment::Dimension;
use crate::engine::forecast::categories::Line;
use crate::engine::people::People;
use crate::money::Amount;
use crate::report::keys::{key_columns, key_values, total_keys};
use crate::report::{Block, Column, Kind, MISSING_MONEY, Report, Values};

/// What the report says besides its rows.
pub struct Frame<'a> {
    /// What the rows are grouped by.
    pub by: &'a [Dimension],
    /// The values of each dimension, by group.
    pub keys: &'a [Vec<String>],
    /// The reps.
    pub people: &'a People,
    /// The day of the report.
    pub as_of: Day,
    /// The currency of the amounts.
    pub currency: &'a str,
    /// Whether stages have rows of their own.
    pub stages: bool,
    /// Whether there is a history of deals.
    pub history: bool,
    /// Whether ages tell chances.
    pub tells: bool,
    /// Lines under the title.
    pub subtitle: Vec<String>,
}

/// Builds the report.
#[must_use]
pub fn report(frame: &Frame<'_>, lines: &[Line]) -> Report {
    let mut columns = key_columns(frame.by);
    columns.push(Column::text("category", "Category").essential());
    if frame.stages {
        columns.push(Column::text("stage", "Stage").essential());
    }
    columns.extend([
        Column::text("currency", "Cur").for_machines(),
        Column::integer("deals", "Deals").essential(),
        Column::new("open", "Open", Kind::Bar).essential(),
        Column::money("due", "Due").essential(),
        Column::money("cumulative", "With closed").when_used(),
        Column::money("weighted", "× probability").when_used(),
        Column::money("stage_weighted", "× stage").when_used(),
        Column::money("expected", "Expected").when_used(),
        Column::money("expected_ever", "Ever").when_used(),
    ]);
    let keys = lines.iter().map(|line| frame.keys.get(line.group).map_or(&[][..], Vec::as_slice));
    let mut values = key_values(frame.by, frame.people, frame.as_of, keys);
    values.push(Values::text(lines.iter().map(|line| line.category.as_str())));
    if frame.stages {
        values.push(Values::text(lines.iter().map(|line| line.stage.as_str())));
    }
    values.extend(amounts(frame.currency, lines));
    let mut report = Report::new("Pipeline", columns, Block { columns: values, rows: lines.len() });
    report.subtitle.clone_from(&frame.subtitle);
    report.total = (lines.len() > 1).then(|| total(frame, lines));
    report.notes = notes(frame, lines);
    report
}

fn amounts(currency: &str, lines: &[Line]) -> Vec<Values> {
    let column = |of: &dyn Fn(&Line) -> Option<Amount>| {
        Values::Amounts(lines.iter().map(|line| of(line).map_or(MISSING_MONEY, Amount::raw)).collect())
    };
    let deals = lines.iter().map(|line| i64::try_from(line.deals).unwrap_or(i64::MAX)).collect();
    vec![
        Values::text(lines.iter().map(|_| currency)),
        Values::Integer(deals),
        column(&|line| Some(line.open)),
        column(&|line| Some(line.due)),
        column(&|line| line.cumulative),
        column(&|line| line.weighted),
        column(&|line| line.by_stage),
        column(&|line| line.expected),
        column(&|line| line.ever),
    ]
}

fn total(frame: &Frame<'_>, lines: &[Line]) -> Block {
    let sum = |of: &dyn Fn(&Line) -> Option<Amount>| {
        let parts: Vec<Amount> = lines.iter().filter_map(of).collect();
        if parts.is_empty() { None } else { Amount::checked_sum(parts) }
    };
    let line = Line {
        deals: lines.iter().map(|line| line.deals).sum(),
        open: sum(&|line| Some(line.open)).unwrap_or(Amount::ZERO),
        due: sum(&|line| Some(line.due)).unwrap_or(Amount::ZERO),
        weighted: sum(&|line| line.weighted),
        by_stage: sum(&|line| line.by_stage),
        expected: sum(&|line| line.expected),
        ever: sum(&|line| line.ever),
        ..Line::default()
    };
    let mut values = total_keys(frame.by);
    // The category stands first where nothing is grouped by.
    values.push(Values::text([if values.is_empty() { "Total" } else { "" }]));
    values.extend(frame.stages.then(|| Values::text([""])));
    values.extend(amounts(frame.currency, &[line]));
    Block::of(values)
}

fn notes(frame: &Frame<'_>, lines: &[Line]) -> Vec<String> {
    if lines.is_empty() {
        return vec!["no deal is open".to_owned()];
    }
    let mut notes = vec![
        "due: open deals whose close date is in the period or has passed; with closed: what is closed, and what is \
         due of this category and the surer ones"
            .to_owned(),
    ];
    if !frame.history {
        notes.push(
            "no weights by stage: the last stage alone does not tell which stages deals came through"
                .to_owned(),
        );
    }
    if frame.tells {
        notes.push("expected: by the ages at which deals were won, in the period and ever".to_owned());
    } else {
        notes.push(
            "nothing is expected by age: the record is too short, or another method was asked for".to_owned(),
        );
    }
    notes
}
