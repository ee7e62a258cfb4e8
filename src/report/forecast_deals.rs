//! The report of `spm forecast deals`: the open deals, those that are expected to bring most first, each with its
//! chance and what speaks against it; below them what was learnt of who wins.

use crate::calendar::Day;
use crate::engine::forecast::number::amount as money;
use crate::engine::forecast::signals::Signal;
use crate::engine::forecast::wins::{Model, Verdict};
use crate::engine::people::People;
use crate::money::{Amount, Exact, Rounding, grouped};
use crate::report::forecast_trend::percent;
use crate::report::{Block, Column, MISSING_DAY, MISSING_INTEGER, MISSING_MONEY, Report, Values};

/// An open deal.
#[derive(Clone, Debug)]
pub struct Open {
    /// The id.
    pub deal_id: String,
    /// What people call it.
    pub name: String,
    /// Its owner, or the first rep of its splits.
    pub rep_id: String,
    /// Its amount.
    pub amount: Option<Exact>,
    /// The day on which it is said to close.
    pub close_date: Option<Day>,
    /// Its stage.
    pub stage: String,
    /// The day of its creation.
    pub created: Option<Day>,
    /// Days in its stage.
    pub days_in_stage: Option<usize>,
    /// The chance to be won in the period, in millionths, and what that brings; where ages tell it.
    pub chance: Option<(i64, Amount)>,
    /// The chance to be won at all, in millionths.
    pub ever: Option<i64>,
    /// What speaks against it.
    pub signals: Vec<Signal>,
}

/// What the report says besides its rows.
pub struct Frame<'a> {
    /// The reps.
    pub people: &'a People,
    /// The day of the report.
    pub as_of: Day,
    /// The currency of the amounts.
    pub currency: &'a str,
    /// How many rows to show; all if absent.
    pub top: Option<usize>,
    /// Whether ages tell chances.
    pub tells: bool,
    /// Whether there is a history of deals.
    pub history: bool,
    /// What was learnt of who wins.
    pub model: &'a Model,
    /// Lines under the title.
    pub subtitle: Vec<String>,
}

/// Builds the report.
#[must_use]
pub fn report(frame: &Frame<'_>, mut rows: Vec<Open>) -> Report {
    rows.sort_by(|left, right| {
        let brings = |open: &Open| open.chance.map(|(_, brings)| brings);
        let amount = |open: &Open| open.amount.map(Exact::raw);
        let first = brings(right).cmp(&brings(left)).then(amount(right).cmp(&amount(left)));
        first.then_with(|| left.deal_id.cmp(&right.deal_id))
    });
    let all = rows.len();
    rows.truncate(frame.top.unwrap_or(all));
    let columns = vec![
        Column::id("deal_id", "Deal").essential(),
        Column::text("name", "Name").preferred(),
        Column::id("rep_id", "Rep").for_machines(),
        Column::text("rep_name", "Rep"),
        Column::money("amount", "Amount").essential(),
        Column::date("close_date", "Closes"),
        Column::text("stage", "Stage"),
        Column::integer("age_days", "Age"),
        Column::integer("days_in_stage", "In stage").when_used(),
        Column::fraction("probability", "Chance").essential(),
        Column::money("expected", "Expected").essential(),
        Column::text("signals", "Signals").preferred(),
        Column::fraction("probability_ever", "Ever").when_used(),
        Column::text("currency", "Cur").for_machines(),
    ];
    let text = |of: &dyn Fn(&Open) -> String| Values::text(rows.iter().map(of));
    let integer = |of: &dyn Fn(&Open) -> Option<i64>| {
        Values::Integer(rows.iter().map(|open| of(open).unwrap_or(MISSING_INTEGER)).collect())
    };
    let age = |open: &Open| open.created.map(|day| i64::from(frame.as_of.number()) - i64::from(day.number()));
    let name = |open: &Open| frame.people.name_of(&open.rep_id, frame.as_of).to_owned();
    let money = |amount: Option<Exact>| {
        amount.map_or(MISSING_MONEY, |amount| amount.round_to(2, Rounding::HalfUp).raw())
    };
    let fraction = |of: &dyn Fn(&Open) -> Option<i64>| {
        Values::Fraction(rows.iter().map(|open| of(open).unwrap_or(MISSING_INTEGER)).collect())
    };
    let expected = |open: &Open| open.chance.map_or(MISSING_MONEY, |(_, brings)| brings.raw());
    let values = vec![
        text(&|open| open.deal_id.clone()),
        text(&|open| open.name.clone()),
        text(&|open| open.rep_id.clone()),
        text(&name),
        Values::Amounts(rows.iter().map(|open| money(open.amount)).collect()),
        Values::Date(rows.iter().map(|open| open.close_date.map_or(MISSING_DAY, Day::number)).collect()),
        text(&|open| open.stage.clone()),
        integer(&age),
        integer(&|open| open.days_in_stage.and_then(|days| i64::try_from(days).ok())),
        fraction(&|open| open.chance.map(|(chance, _)| chance)),
        Values::Amounts(rows.iter().map(expected).collect()),
        text(&|open| open.signals.iter().map(words).collect::<Vec<_>>().join("; ")),
        fraction(&|open| open.ever),
        Values::text(rows.iter().map(|_| frame.currency)),
    ];
    let mut report = Report::new("Open deals", columns, Block { columns: values, rows: rows.len() });
    report.subtitle.clone_from(&frame.subtitle);
    report.notes = notes(frame, all, rows.len());
    report
}

/// What speaks against a deal, with its evidence.
fn words(signal: &Signal) -> String {
    match signal {
        Signal::PastDue(days) => format!("close date passed {days} days ago"),
        Signal::Moved(1) => "close date moved out once".to_owned(),
        Signal::Moved(times) => format!("close date moved out {times} times"),
        Signal::OlderThanAny(days) => format!("older than any deal won ({days} days)"),
        Signal::OlderThanMost(days) => format!("older than 9 of 10 deals won ({days} days)"),
        Signal::LongInStage(days) => format!("longer in its stage than 9 of 10 deals won ({days} days)"),
        Signal::NoActivity(None) => "no activity at all".to_owned(),
        Signal::NoActivity(Some(days)) => format!("no activity for {days} days"),
        Signal::NoNextStep => "no next step".to_owned(),
        Signal::LargerThanAny(largest) => {
            format!("larger than any of the rep's won deals ({})", grouped(&money(*largest).to_string()))
        }
    }
}

fn notes(frame: &Frame<'_>, all: usize, shown: usize) -> Vec<String> {
    let mut notes = Vec::new();
    if all == 0 {
        return vec!["no deal is open".to_owned()];
    }
    if shown < all {
        notes.push(format!("{} more open deals are not shown", all - shown));
    }
    if !frame.tells {
        notes.push("no chances by age: the record is too short, or another method was asked for".to_owned());
    }
    if !frame.history {
        notes.push(
            "without a history it is not known how often close dates moved, nor how long deals are in a stage"
                .to_owned(),
        );
    }
    let model = frame.model;
    match &model.verdict {
        Verdict::TooFew(closed) => notes.push(format!(
            "who wins: {closed} closed deals, or only one end among them, are too few to learn from"
        )),
        Verdict::NoSignal(skill) => notes.push(format!(
            "who wins: no usable signal; what is known of deals foretells the later ones {} better than the plain rate",
            percent(*skill)
        )),
        Verdict::Used => {
            let area = model.area.map_or(String::new(), |area| format!(", ranks {} of pairs right", percent(area)));
            notes.push(format!(
                "who wins: learnt from closed deals, {} better than the plain rate on the later ones{area}",
                percent(model.skill)
            ));
            let odds: Vec<String> =
                model.odds.iter().map(|(name, factor)| format!("{name} × {}", money(*factor))).collect();
            notes.push(format!("strongest on the odds: {}", odds.join(", ")));
        }
    }
    if !model.refused.is_empty() {
        notes.push(format!("left out, for it is known only at the close: {}", model.refused.join(", ")));
    }
    notes
}
