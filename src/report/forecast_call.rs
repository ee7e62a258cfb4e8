//! The report of `spm forecast`: for each group what is closed, what is expected and the interval around their sum,
//! beside the quota; below it how the call was made and how such calls have done.

use crate::calendar::{Day, Period};
use crate::engine::attainment::Dimension;
use crate::engine::forecast::call::Deals;
use crate::engine::forecast::past::{DEALS_LEAST, PERIODS_LEAST, Score, Way};
use crate::engine::forecast::projection::{Answer, Row, Why};
use crate::engine::forecast::state::State;
use crate::engine::people::People;
use crate::money::{Amount, Rounding, divide, grouped};
use crate::report::forecast_trend::percent;
use crate::report::keys::{key_columns, key_values};
use crate::report::{Block, Column, Kind, MISSING_INTEGER, MISSING_MONEY, Report, Values};

/// What the report shows.
pub struct Call<'a> {
    /// What the rows are grouped by.
    pub by: &'a [Dimension],
    /// The values of each dimension, by group.
    pub keys: &'a [Vec<String>],
    /// The reps.
    pub people: &'a People,
    /// The period.
    pub period: &'a Period,
    /// The day of the call.
    pub as_of: Day,
    /// The currency of the amounts; empty where the files name none.
    pub currency: &'a str,
    /// What intervals have to hold, in millionths.
    pub level: i64,
    /// Lines under the title.
    pub subtitle: Vec<String>,
    /// All deals.
    pub deals: &'a Deals,
    /// The call.
    pub answer: &'a Answer,
}

/// Builds the report. Groups of which nothing is closed, open, expected or asked have no row.
#[must_use]
pub fn report(call: &Call<'_>) -> Report {
    let rows: Vec<(usize, &Row)> = call
        .answer
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| call.by.is_empty() || says_something(row))
        .collect();
    let total = [(usize::MAX, &call.answer.total)];
    // Without groups the one row is the total, also where there is no deal at all.
    let shown = if call.by.is_empty() { &total[..] } else { &rows };
    let mut columns = vec![Column::id("period", "Period").for_machines()];
    columns.extend(key_columns(call.by));
    columns.extend(value_columns());
    let block = |rows: &[(usize, &Row)]| {
        let mut values = vec![Values::text(rows.iter().map(|_| call.period.label.as_str()))];
        values.extend(keys(call, rows));
        values.extend(row_values(call.currency, rows));
        Block { columns: values, rows: rows.len() }
    };
    let mut report = Report::new("Forecast", columns, block(shown));
    report.subtitle.clone_from(&call.subtitle);
    report.total = (!call.by.is_empty() && rows.len() > 1).then(|| block(&total));
    report.notes = notes(call);
    report
}

/// The call as it is kept: a row for each group, its day and method beside it.
#[must_use]
pub fn saved(call: &Call<'_>) -> Report {
    let all: Vec<(usize, &Row)> =
        call.answer.rows.iter().enumerate().filter(|(_, row)| says_something(row)).collect();
    let total = [(usize::MAX, &call.answer.total)];
    let rows = if call.by.is_empty() { &total[..] } else { &all };
    let mut columns = vec![Column::id("period", "Period"), Column::date("as_of", "As of")];
    columns.extend(key_columns(call.by));
    columns.extend([
        Column::text("currency", "Cur"),
        Column::text("method", "Method"),
        Column::money("quota", "Quota"),
        Column::money("closed", "Closed"),
        Column::money("call", "Call"),
        Column::money("low", "Low"),
        Column::money("high", "High"),
    ]);
    let method = call.answer.way.map_or("", Way::name);
    let amounts = |of: &dyn Fn(&Row) -> Option<Amount>| {
        Values::Amounts(rows.iter().map(|(_, row)| of(row).map_or(MISSING_MONEY, Amount::raw)).collect())
    };
    let mut values = vec![
        Values::text(rows.iter().map(|_| call.period.label.as_str())),
        Values::Date(rows.iter().map(|_| call.as_of.number()).collect()),
    ];
    values.extend(keys(call, rows));
    values.extend([
        Values::text(rows.iter().map(|_| call.currency)),
        Values::text(rows.iter().map(|_| method)),
        amounts(&|row| row.quota),
        amounts(&|row| Some(row.closed)),
        amounts(&|row| row.call),
        amounts(&|row| row.interval.map(|(low, _)| low)),
        amounts(&|row| row.interval.map(|(_, high)| high)),
    ]);
    Report::new("Call", columns, Block { columns: values, rows: rows.len() })
}

/// The cells of the groups; the total is in none.
fn keys(call: &Call<'_>, rows: &[(usize, &Row)]) -> Vec<Values> {
    let keys = rows.iter().map(|(group, _)| call.keys.get(*group).map_or(&[][..], Vec::as_slice));
    key_values(call.by, call.people, call.as_of, keys)
}

fn says_something(row: &Row) -> bool {
    let amounts = [Some(row.closed), row.quota, Some(row.open), row.expected];
    amounts.into_iter().flatten().any(|amount| amount != Amount::ZERO)
}

fn value_columns() -> Vec<Column> {
    vec![
        Column::text("currency", "Cur").for_machines(),
        Column::money("quota", "Quota").when_used(),
        Column::money("closed", "Closed").essential(),
        Column::money("expected", "Expected").essential(),
        Column::money("low", "Low").essential(),
        Column::money("high", "High").essential(),
        Column::money("call", "Call").essential(),
        Column::new("coverage", "Coverage", Kind::Number).when_used(),
        Column::money("gap", "Gap").when_used(),
        Column::fraction("reaches_quota", "Reaches").when_used(),
        Column::money("expected_open", "Of open deals"),
        Column::money("expected_new", "Of new deals"),
        Column::money("due", "Open, due"),
        Column::money("open", "Open"),
    ]
}

fn row_values(currency: &str, rows: &[(usize, &Row)]) -> Vec<Values> {
    let amounts = |of: &dyn Fn(&Row) -> Option<Amount>| {
        Values::Amounts(rows.iter().map(|(_, row)| of(row).map_or(MISSING_MONEY, Amount::raw)).collect())
    };
    // Millionths, as tens of thousandths.
    let number =
        |part: i64| i64::try_from(divide(i128::from(part), 100, Rounding::HalfUp)).unwrap_or(MISSING_INTEGER);
    let coverage = rows.iter().map(|(_, row)| row.coverage.map_or(MISSING_INTEGER, number)).collect();
    vec![
        Values::text(rows.iter().map(|_| currency)),
        amounts(&|row| row.quota),
        amounts(&|row| Some(row.closed)),
        amounts(&|row| row.expected),
        amounts(&|row| row.interval.map(|(low, _)| low)),
        amounts(&|row| row.interval.map(|(_, high)| high)),
        amounts(&|row| row.call),
        Values::Number(coverage),
        amounts(&|row| row.gap),
        Values::Fraction(rows.iter().map(|(_, row)| row.reaches.unwrap_or(MISSING_INTEGER)).collect()),
        amounts(&|row| row.expected_open),
        amounts(&|row| row.expected_new),
        amounts(&|row| Some(row.due)),
        amounts(&|row| Some(row.open)),
    ]
}

fn notes(call: &Call<'_>) -> Vec<String> {
    if call.answer.over {
        return vec!["the period is over: the call is what it closed".to_owned()];
    }
    let mut notes = vec![method(call)];
    notes.extend(record(call));
    let state = State::of(call.deals, call.as_of.number());
    notes.extend(warnings(&state));
    if let Some(rate) = state.win_rate_value.filter(|_| call.answer.total.quota.is_some()) {
        let needed = divide(1_000_000_000_000, i128::from(rate), Rounding::HalfUp);
        let needed = Amount::from_raw(divide(needed, 10_000, Rounding::HalfUp) * 100);
        notes.push(format!(
            "coverage is open deals due by the end ÷ what is left of the quota; of what closed within a year {} was \
             won by value, which takes a coverage of {needed}",
            percent(rate)
        ));
    }
    notes
}

/// How the call was made.
fn method(call: &Call<'_>) -> String {
    let answer = call.answer;
    let why = match answer.why {
        Why::Asked | Why::Record => String::new(),
        Why::FewDeals(deals) => format!(
            "; {deals} closed deals with a creation date are fewer than the {DEALS_LEAST} that tell by age"
        ),
        Why::FewPeriods(periods) => {
            format!(
                "; {periods} complete earlier periods are fewer than the {PERIODS_LEAST} that tell how calls do"
            )
        }
    };
    match answer.way {
        None => format!("no call: nothing has closed long enough to go by{why}"),
        Some(Way::Stage) => format!(
            "method stage: open deals due by the end × {}",
            if answer.by_history {
                "what was won of value that ever stood in their stage"
            } else {
                "the CRM's probability"
            }
        ),
        Some(Way::Category) => format!(
            "method category: open deals due by the end × {}",
            if answer.by_history {
                "what was won of value due in their category"
            } else {
                "one where the CRM is sure of them, else nothing"
            }
        ),
        Some(Way::Hazard) => {
            let factor = Amount::from_raw(divide(i128::from(answer.factor), 10_000, Rounding::HalfUp) * 100);
            format!(
                "method hazard: the ages at which deals were won, by owner{}, × {factor} from earlier calls; \
                 {} futures drawn",
                if answer.by_history { " and stage" } else { "" },
                grouped(&answer.futures.to_string())
            )
        }
        Some(Way::Snapshot) => {
            format!("method snapshot: open value × what such value brought in earlier periods{why}")
        }
        Some(Way::RunRate) => format!("method run-rate: as much a day as in the last 91 days{why}"),
        Some(Way::LastYear) => format!("method last-year: as much as in the same days 364 days before{why}"),
    }
}

/// How such calls have done, and the other ways beside them.
fn record(call: &Call<'_>) -> Vec<String> {
    let Some(way) = call.answer.way else { return Vec::new() };
    let past = &call.answer.past;
    let mine = past.score(way);
    let Score { wape: Some(wape), .. } = mine else {
        return vec![
            "record: none, for no earlier period is complete; the interval is not calibrated".to_owned(),
        ];
    };
    let level = call.level / 10_000;
    let mut text = format!(
        "record: {} earlier {}, WAPE {}, bias {}",
        mine.periods,
        if mine.periods == 1 { "period" } else { "periods" },
        percent(wape),
        percent(mine.bias.unwrap_or(0))
    );
    match past.held(way, call.level) {
        Some((held, all)) => text.push_str(&format!(", {level} % intervals held {held} of {all}")),
        None => text.push_str("; too few for a calibrated interval"),
    }
    let mut notes = vec![text];
    let others: Vec<String> = Way::all()
        .into_iter()
        .filter(|other| *other != way)
        .filter_map(|other| {
            let theirs = past.score(other).wape?;
            let better =
                if i128::from(theirs) * 10 < i128::from(wape) * 9 { " (has been better here)" } else { "" };
            Some(format!("{} {}{better}", other.name(), percent(theirs)))
        })
        .collect();
    if !others.is_empty() {
        notes.push(format!("on the same past: {}", others.join(", ")));
    }
    notes.push(
        "amounts, owners and stages are those of the file; it does not say what they were then".to_owned(),
    );
    notes
}

fn warnings(state: &State) -> Vec<String> {
    let mut warnings = Vec::new();
    if state.open == 0 {
        warnings.push("no deal is open".to_owned());
        return warnings;
    }
    if state.past_due > 0 {
        warnings.push(format!(
            "{} of {} open deals have a close date that has passed",
            state.past_due, state.open
        ));
    }
    if state.stale > 0 {
        warnings.push(format!(
            "{} of {} open deals, {} of their value, are older than any deal that was won",
            state.stale,
            state.open,
            percent(state.stale_value)
        ));
    }
    warnings
}
