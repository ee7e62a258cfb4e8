//! The report of `spm forecast accuracy`: calls of periods that are over beside what came, one by one or summed up by
//! group, and how right chances of deals were.

use crate::calendar::Day;
use crate::engine::attainment::Dimension;
use crate::engine::forecast::accuracy::{Accuracy, Judged, Lean, Slip, number_of};
use crate::engine::forecast::number::{part as of, share, units};
use crate::engine::forecast::wins::metrics::Bin;
use crate::engine::people::People;
use crate::money::Amount;
use crate::report::forecast_trend::{hundredths, percent};
use crate::report::keys::{key_columns, key_values};
use crate::report::{Block, Column, Kind, MISSING_DAY, MISSING_INTEGER, MISSING_MONEY, Report, Values};

/// Whose calls they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// They were kept or submitted; so many more are of periods that are not over, or were made too late in theirs.
    Made(usize),
    /// The method would have made them: its name, and the intervals that would have held, of all.
    Tried(&'static str, Option<(usize, usize)>),
}

/// What the report says besides its rows.
pub struct Frame<'a> {
    /// What the rows are grouped by.
    pub by: &'a [Dimension],
    /// The reps.
    pub people: &'a People,
    /// The day of the report.
    pub as_of: Day,
    /// The currency of the amounts.
    pub currency: &'a str,
    /// What an interval has to hold, in millionths.
    pub level: i64,
    /// Whose calls they are.
    pub whose: Whose,
    /// Lines under the title.
    pub subtitle: Vec<String>,
}

/// The calls of a group, summed up.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// The values of each dimension.
    pub keys: Vec<String>,
    /// How they have done.
    pub accuracy: Accuracy,
    /// What slipped, where there is a history.
    pub slip: Option<Slip>,
}

/// One call.
#[derive(Clone, Debug)]
pub struct Each {
    /// The values of each dimension.
    pub keys: Vec<String>,
    /// The period.
    pub period: String,
    /// The day of the call, where it is known.
    pub as_of: Option<Day>,
    /// The call.
    pub call: Judged,
}

/// A row for each group, and their sum.
#[must_use]
pub fn by_group(frame: &Frame<'_>, lines: &[Line], total: &Line) -> Report {
    let mut columns = key_columns(frame.by);
    columns.extend([
        Column::text("currency", "Cur").for_machines(),
        Column::integer("calls", "Calls").essential(),
        Column::money("called", "Called").essential(),
        Column::money("came", "Came").essential(),
        Column::fraction("wape", "WAPE").essential(),
        Column::fraction("mape", "MAPE"),
        Column::new("mase", "MASE", Kind::Number),
        Column::fraction("bias", "Bias").essential(),
        Column::fraction("bias_error", "± error").essential(),
        Column::text("leans", "Leans").essential(),
        Column::fraction("correction", "Correction"),
        Column::integer("near", "85–115 %"),
        Column::integer("held", "Held").when_used(),
        Column::integer("intervals", "Of").when_used(),
        Column::fraction("slip_rate", "Slips").when_used(),
        Column::new("moved_out", "Moved out", Kind::Number).when_used(),
    ]);
    let mut report = Report::new("Accuracy", columns, block(frame, lines));
    report.subtitle.clone_from(&frame.subtitle);
    report.total = (lines.len() > 1).then(|| block(frame, std::slice::from_ref(total)));
    report.notes = notes(frame, total);
    report
}

fn block(frame: &Frame<'_>, lines: &[Line]) -> Block {
    let keys = lines.iter().map(|line| line.keys.as_slice());
    let mut values = key_values(frame.by, frame.people, frame.as_of, keys);
    let all: Vec<&Accuracy> = lines.iter().map(|line| &line.accuracy).collect();
    let fraction = |of: &dyn Fn(&Accuracy) -> Option<i64>| {
        Values::Fraction(all.iter().map(|accuracy| of(accuracy).unwrap_or(MISSING_INTEGER)).collect())
    };
    let integer = |of: &dyn Fn(&Accuracy) -> Option<usize>| {
        let number = |count: usize| i64::try_from(count).unwrap_or(MISSING_INTEGER);
        Values::Integer(all.iter().map(|accuracy| of(accuracy).map_or(MISSING_INTEGER, number)).collect())
    };
    let of_slip = |of: &dyn Fn(&Slip) -> Option<i64>| -> Vec<i64> {
        lines.iter().map(|line| line.slip.as_ref().and_then(of).unwrap_or(MISSING_INTEGER)).collect()
    };
    values.extend([
        Values::text(lines.iter().map(|_| frame.currency)),
        integer(&|accuracy| Some(accuracy.calls)),
        Values::Amounts(all.iter().map(|accuracy| accuracy.said.raw()).collect()),
        Values::Amounts(all.iter().map(|accuracy| accuracy.came.raw()).collect()),
        fraction(&|accuracy| accuracy.wape),
        fraction(&|accuracy| accuracy.mape),
        Values::Number(all.iter().map(|accuracy| accuracy.mase.map_or(MISSING_INTEGER, number_of)).collect()),
        fraction(&|accuracy| accuracy.bias),
        fraction(&|accuracy| accuracy.bias_error),
        Values::text(all.iter().map(|accuracy| leans(accuracy.lean))),
        fraction(&|accuracy| accuracy.correction),
        integer(&|accuracy| Some(accuracy.near)),
        integer(&|accuracy| accuracy.held.map(|(held, _)| held)),
        integer(&|accuracy| accuracy.held.map(|(_, all)| all)),
        Values::Fraction(of_slip(&Slip::rate)),
        Values::Number(of_slip(&Slip::moves)),
    ]);
    Block { columns: values, rows: lines.len() }
}

fn leans(lean: Lean) -> &'static str {
    match lean {
        Lean::Neither => "",
        Lean::TooMuch => "too much",
        Lean::TooLittle => "too little",
    }
}

/// A row for each call.
#[must_use]
pub fn one_by_one(frame: &Frame<'_>, calls: &[Each], total: &Line) -> Report {
    let mut columns = vec![Column::id("period", "Period").essential(), Column::date("as_of", "Called on")];
    columns.extend(key_columns(frame.by));
    columns.extend([
        Column::text("currency", "Cur").for_machines(),
        Column::money("call", "Call").essential(),
        Column::money("low", "Low").when_used(),
        Column::money("high", "High").when_used(),
        Column::money("came", "Came").essential(),
        Column::money("error", "Error").essential(),
        Column::fraction("part", "Call ÷ came").essential(),
        Column::text("held", "Held").when_used(),
    ]);
    let amounts = |of: &dyn Fn(&Judged) -> Option<Amount>| {
        Values::Amounts(calls.iter().map(|each| of(&each.call).map_or(MISSING_MONEY, Amount::raw)).collect())
    };
    let part = |call: &Judged| {
        let came = units(call.came.exact());
        if came > 0.0 { of(units(call.call.exact()), came) } else { MISSING_INTEGER }
    };
    let held = |call: &Judged| match call.interval {
        Some((low, high)) if low <= call.came && call.came <= high => "yes",
        Some(_) => "no",
        None => "",
    };
    let mut values = vec![
        Values::text(calls.iter().map(|each| each.period.as_str())),
        Values::Date(calls.iter().map(|each| each.as_of.map_or(MISSING_DAY, Day::number)).collect()),
    ];
    let keys = calls.iter().map(|each| each.keys.as_slice());
    values.extend(key_values(frame.by, frame.people, frame.as_of, keys));
    values.extend([
        Values::text(calls.iter().map(|_| frame.currency)),
        amounts(&|call| Some(call.call)),
        amounts(&|call| call.interval.map(|(low, _)| low)),
        amounts(&|call| call.interval.map(|(_, high)| high)),
        amounts(&|call| Some(call.came)),
        amounts(&|call| call.call.checked_sub(call.came)),
        Values::Fraction(calls.iter().map(|each| part(&each.call)).collect()),
        Values::text(calls.iter().map(|each| held(&each.call))),
    ]);
    let mut report = Report::new("Accuracy", columns, Block { columns: values, rows: calls.len() });
    report.subtitle.clone_from(&frame.subtitle);
    report.notes = summary(&total.accuracy, total.slip.as_ref());
    report.notes.extend(notes(frame, total));
    report
}

/// How all calls have done, in words.
fn summary(all: &Accuracy, slip: Option<&Slip>) -> Vec<String> {
    let Some(wape) = all.wape else { return Vec::new() };
    let calls = if all.calls == 1 { "call" } else { "calls" };
    let mut text = format!("{} {calls}: WAPE {}", all.calls, percent(wape));
    if let Some(mape) = all.mape {
        text.push_str(&format!(", MAPE {}", percent(mape)));
    }
    if let Some(mase) = all.mase {
        text.push_str(&format!(", MASE {}", hundredths(mase)));
    }
    if let Some(bias) = all.bias {
        let error = all.bias_error.map_or(String::new(), |error| format!(" ± {}", percent(error)));
        let lean = match leans(all.lean) {
            "" => String::new(),
            lean => format!(": {lean}"),
        };
        text.push_str(&format!(", bias {}{error}{lean}", percent(bias)));
    }
    text.push_str(&format!("; {} within 85 to 115 % of what came", all.near));
    if let Some((held, given)) = all.held {
        text.push_str(&format!("; intervals held {held} of {given}"));
    }
    let mut notes = vec![text];
    if let Some(rate) = slip.and_then(Slip::rate) {
        notes.push(format!("{} of the value that was due in a period when it began slipped", percent(rate)));
    }
    notes
}

fn notes(frame: &Frame<'_>, total: &Line) -> Vec<String> {
    let mut notes = Vec::new();
    match &frame.whose {
        Whose::Made(later) if total.accuracy.calls == 0 => {
            notes.push(format!(
                "no call to judge: {later} are of periods that are not over, or were made too late in theirs"
            ));
        }
        Whose::Made(0) => notes.push("calls as they were made".to_owned()),
        Whose::Made(1) => notes.push(
            "calls as they were made; one more is of a period that is not over, or was made too late in it".to_owned(),
        ),
        Whose::Made(later) => notes.push(format!(
            "calls as they were made; {later} more are of periods that are not over, or were made too late in theirs"
        )),
        Whose::Tried(..) if total.accuracy.calls == 0 => {
            notes.push("no call to judge: none is kept, and the record reaches back to no earlier period".to_owned());
        }
        Whose::Tried(method, held) => {
            let held = held.map_or(String::new(), |(held, all)| {
                format!("; {} % intervals held {held} of {all}", frame.level / 10_000)
            });
            notes.push(format!(
                "no call is kept: these are what method {method} would have called, each from what was known on its \
                 day{held}"
            ));
        }
    }
    if total.accuracy.calls > 0 {
        notes.push(
            "bias: what was called less what came, over what came; it leans to a side when it is more than twice its \
             error"
                .to_owned(),
        );
    }
    notes
}

/// How right chances were, by tenths.
#[must_use]
pub fn of_chances(subtitle: Vec<String>, bins: &[Bin], brier: i64, plain: i64, deals: usize) -> Report {
    let columns = vec![
        Column::integer("tenth", "Tenth").essential(),
        Column::fraction("chance", "Chance").essential(),
        Column::fraction("won", "Won").essential(),
        Column::integer("deals", "Deals").essential(),
    ];
    let integer = |count: usize| i64::try_from(count).unwrap_or(MISSING_INTEGER);
    let values = vec![
        Values::Integer((1..=bins.len()).map(integer).collect()),
        Values::Fraction(bins.iter().map(|bin| share(bin.said)).collect()),
        Values::Fraction(bins.iter().map(|bin| share(bin.came)).collect()),
        Values::Integer(bins.iter().map(|bin| integer(bin.deals)).collect()),
    ];
    let mut report = Report::new("Calibration", columns, Block { columns: values, rows: bins.len() });
    report.subtitle = subtitle;
    report.notes = vec![
        format!(
            "{deals} chances of open deals to be won by the end of earlier periods, beside the part that was, from the \
             least tenth to the greatest"
        ),
        format!("Brier score {}; that of the plain rate {}", four(brier), four(plain)),
    ];
    report
}

/// A part in millionths with four decimals.
fn four(part: i64) -> String {
    Amount::from_raw(i128::from(number_of(part))).to_string()
}
