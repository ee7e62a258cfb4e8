//! The report of `spm forecast capacity`: what the reps can bring in each month ahead, and how many hires would close
//! what is missing if they began in it.

use crate::engine::forecast::capacity::{Answer, Month, Source};
use crate::engine::forecast::number::{amount, hundredths, part, share, size};
use crate::money::Amount;
use crate::report::forecast_trend::percent;
use crate::report::{Block, Column, Kind, MISSING_INTEGER, Report, Values};

/// What the report says besides its rows.
pub struct Frame<'a> {
    /// The labels of the months ahead.
    pub labels: &'a [String],
    /// What the whole period is to bring.
    pub target: Option<Amount>,
    /// The currency of the amounts.
    pub currency: &'a str,
    /// Lines under the title.
    pub subtitle: Vec<String>,
}

/// Builds the report.
#[must_use]
pub fn report(frame: &Frame<'_>, answer: &Answer) -> Report {
    let columns = vec![
        Column::id("month", "Month").essential(),
        Column::text("currency", "Cur").for_machines(),
        Column::integer("reps", "Reps").essential(),
        Column::new("staying", "Staying", Kind::Number).essential(),
        Column::new("ramped", "Ramped", Kind::Number).essential(),
        Column::new("season", "Season", Kind::Number),
        Column::new("capacity", "Capacity", Kind::Bar).essential(),
        Column::integer("hires_needed", "Hires needed").when_used(),
    ];
    let months = &answer.months;
    let number = |of: &dyn Fn(&Month) -> i64| Values::Number(months.iter().map(of).collect());
    let integer = |of: &dyn Fn(&Month) -> Option<i64>| {
        Values::Integer(months.iter().map(|month| of(month).unwrap_or(MISSING_INTEGER)).collect())
    };
    let values = vec![
        Values::text(frame.labels.iter().take(months.len())),
        Values::text(months.iter().map(|_| frame.currency)),
        integer(&|month| i64::try_from(month.reps).ok()),
        number(&|month| hundredths(month.staying)),
        number(&|month| hundredths(month.ramped)),
        number(&|month| hundredths(month.season)),
        Values::Amounts(months.iter().map(|month| amount(month.brings).raw()).collect()),
        integer(&|month| month.hires),
    ];
    let sums = Block::of(vec![
        Values::text(["Total"]),
        Values::text([frame.currency]),
        Values::Integer(vec![MISSING_INTEGER]),
        Values::Number(vec![MISSING_INTEGER]),
        Values::Number(vec![MISSING_INTEGER]),
        Values::Number(vec![MISSING_INTEGER]),
        Values::Amounts(vec![total(answer).raw()]),
        Values::Integer(vec![MISSING_INTEGER]),
    ]);
    let mut report = Report::new("Capacity", columns, Block { columns: values, rows: months.len() });
    report.subtitle.clone_from(&frame.subtitle);
    report.total = (months.len() > 1).then_some(sums);
    report.notes = notes(frame, answer);
    report
}

/// The sum of the months, as they are shown.
fn total(answer: &Answer) -> Amount {
    Amount::checked_sum(answer.months.iter().map(|month| amount(month.brings))).unwrap_or(Amount::ZERO)
}

fn notes(frame: &Frame<'_>, answer: &Answer) -> Vec<String> {
    let money = size;
    let mut notes = vec![against(frame, answer)];
    let from = |source: Source, of: &str| match source {
        Source::Stated => "as stated".to_owned(),
        Source::Record(number) => format!("from {number} {of}"),
        Source::Assumed => "assumed, for the record says too little".to_owned(),
    };
    let (ramp, source) = &answer.ramp;
    let parts: Vec<String> = ramp.iter().map(|part| percent(share(*part))).collect();
    notes.push(format!(
        "a ramped rep brings {} in an average month ({})",
        money(answer.productivity.0),
        match answer.productivity.1 {
            Source::Record(reps) => format!("the median of {reps} reps over the last twelve months"),
            other => from(other, ""),
        }
    ));
    notes.push(format!(
        "ramp, month by month since the hire: {} ({})",
        if parts.is_empty() { "none".to_owned() } else { parts.join(", ") },
        from(*source, "reps hired within the record")
    ));
    notes.push(format!(
        "attrition {} a year ({})",
        percent(share(answer.attrition.0)),
        from(answer.attrition.1, "rep-months of the last two years")
    ));
    if !answer.seasonal {
        notes.push("no season: it takes two whole years".to_owned());
    }
    if let Some((said, came)) = answer.check.filter(|(_, came)| *came > 0.0) {
        notes.push(format!(
            "the same sum over the last twelve months gives {}; {} came ({})",
            money(said),
            money(came),
            percent(part(said, came))
        ));
    }
    notes
}

/// What the period closed and what is still to come, against the target.
fn against(frame: &Frame<'_>, answer: &Answer) -> String {
    let money = size;
    let closed = match answer.closed > 0.0 {
        true => format!("{} closed in complete months + ", money(answer.closed)),
        false => String::new(),
    };
    let sum = format!("{closed}{} capacity", crate::money::grouped(&total(answer).to_string()));
    let Some((target, missing)) = frame.target.zip(answer.missing) else {
        return format!("{sum}; no target: give quotas, or `--target`");
    };
    let target = crate::money::grouped(&target.to_string());
    if missing <= 0.0 {
        return format!("{sum} reach the target of {target}, with {} to spare", money(missing));
    }
    let few = answer.few_hires();
    let first = answer.months.first().and_then(|month| month.hires);
    let last = answer.months.iter().rposition(|month| month.hires.is_some_and(|hires| hires <= few));
    let hires = match first.zip(last.and_then(|place| frame.labels.get(place))) {
        Some((hires, by)) => {
            format!("; {hires} hires at once would close it, and no more than {few} by {by}")
        }
        None => "; no hire of the period would close it".to_owned(),
    };
    format!("{sum} miss the target of {target} by {}{hires}", money(missing))
}
