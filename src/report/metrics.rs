//! The reports of `spm metrics`: the scoreboard, the list of formulas, the comparison of two periods or with
//! references, and what to coach.

use crate::calendar::Day;
use crate::engine::attainment::Dimension;
use crate::engine::metrics::compare::{Difference, difference, tries};
use crate::engine::metrics::diagnose::{CAUSES, Diagnosis, in_cents};
use crate::engine::metrics::facts::Facts;
use crate::engine::metrics::list::{METRICS, Metric, Unit};
use crate::engine::metrics::sheet::Row;
use crate::engine::people::People;
use crate::money::{Exact, Ratio, Rounding, grouped, write_plain};
use crate::report::keys::{key_columns, key_values, total_keys};
use crate::report::{Block, Column, Kind, MISSING_INTEGER, MISSING_MONEY, Report, Values};

/// What the rows of a report are told by.
pub struct Frame<'a> {
    /// What they are grouped by; nothing for the whole.
    pub by: &'a [Dimension],
    /// The names of the reps.
    pub people: &'a People,
    /// The last day, of which names are.
    pub last_day: Day,
    /// The period's label.
    pub period: &'a str,
    /// Lines under the title.
    pub subtitle: Vec<String>,
}

impl Frame<'_> {
    /// The cells of what the rows are told by.
    pub(super) fn keys<'k>(&self, rows: impl Iterator<Item = &'k [String]>) -> Vec<Values> {
        key_values(self.by, self.people, self.last_day, rows)
    }
}

/// A value of a metric, if it has one: nothing in rows that the metric cannot be told by.
fn value(metric: &Metric, facts: &Facts, told: bool) -> Option<Ratio> {
    if told { (metric.value)(facts) } else { None }
}

/// The scoreboard: a row for each group and a column for each metric, with the rows behind each when they are wanted.
#[must_use]
pub fn scoreboard(
    frame: &Frame<'_>,
    metrics: &[&'static Metric],
    rows: &[Row],
    total: &Facts,
    is_told: &dyn Fn(&str) -> bool,
    counts: bool,
) -> Report {
    let whole = [Row { keys: Vec::new(), facts: Box::new(total.clone()) }];
    let (rows, grouped) = if frame.by.is_empty() { (&whole[..], false) } else { (rows, true) };
    let mut columns = key_columns(frame.by);
    columns.push(Column::text("period", "Period").for_machines());
    columns.extend(metrics.iter().map(|metric| column(metric)));
    if counts {
        columns.extend(metrics.iter().map(|metric| {
            Column::integer(&format!("{}_rows", metric.name), &format!("{} rows", metric.title))
        }));
    }
    let mut values = frame.keys(rows.iter().map(|row| row.keys.as_slice()));
    let facts: Vec<&Facts> = rows.iter().map(|row| &*row.facts).collect();
    let told = |name: &str| !grouped || is_told(name);
    values.extend(cells(frame, metrics, &facts, &told, counts));
    let mut of_total = total_keys(frame.by);
    of_total.extend(cells(frame, metrics, &[total], &|_| true, counts));
    let mut report = Report::new("Metrics", columns, Block { columns: values, rows: rows.len() });
    report.subtitle.clone_from(&frame.subtitle);
    report.total = (grouped && rows.len() > 1).then(|| Block::of(of_total));
    report
}

fn column(metric: &Metric) -> Column {
    let kind = match metric.unit {
        Unit::Count => Kind::Integer,
        Unit::Money => Kind::Money,
        Unit::Share => Kind::Fraction,
        Unit::Days | Unit::Months | Unit::Times => Kind::Number,
    };
    let column = Column::new(metric.name, metric.title, kind);
    if matches!(metric.name, "won" | "lost" | "win_rate" | "average_deal") {
        column.essential()
    } else {
        column.when_used()
    }
}

fn cells(
    frame: &Frame<'_>,
    metrics: &[&'static Metric],
    rows: &[&Facts],
    told: &dyn Fn(&str) -> bool,
    counts: bool,
) -> Vec<Values> {
    let mut cells = vec![Values::text(std::iter::repeat_n(frame.period, rows.len()))];
    for metric in metrics {
        let values = rows.iter().map(|facts| value(metric, facts, told(metric.name)));
        cells.push(match metric.unit {
            Unit::Count => Values::Integer(values.map(|value| scaled(value, 0)).collect()),
            Unit::Money => Values::Money(values.map(money).collect()),
            Unit::Share => Values::Fraction(values.map(|value| scaled(value, 6)).collect()),
            Unit::Days | Unit::Months | Unit::Times => {
                Values::Number(values.map(|value| scaled(value, 4)).collect())
            }
        });
    }
    if counts {
        for metric in metrics {
            let count = |facts: &&Facts| match told(metric.name) {
                true => i64::try_from((metric.rows)(facts)).unwrap_or(i64::MAX),
                false => MISSING_INTEGER,
            };
            cells.push(Values::Integer(rows.iter().map(count).collect()));
        }
    }
    cells
}

fn scaled(value: Option<Ratio>, decimals: u32) -> i64 {
    let scaled = value.and_then(|value| value.scaled(decimals, Rounding::HalfUp));
    scaled.and_then(|value| i64::try_from(value).ok()).unwrap_or(MISSING_INTEGER)
}

/// Money on scale 14: a sum as it is, a mean to cents.
fn money(value: Option<Ratio>) -> i128 {
    value.and_then(|value| cents(&value)?.checked_mul(1_000_000_000_000)).unwrap_or(MISSING_MONEY)
}

fn cents(value: &Ratio) -> Option<i128> {
    value.scaled(2, Rounding::HalfUp)
}

/// The decimals of a metric where values of several units stand in one column.
fn decimals(unit: Unit) -> u32 {
    match unit {
        Unit::Count => 0,
        Unit::Money => 2,
        Unit::Share => 6,
        Unit::Days | Unit::Months | Unit::Times => 4,
    }
}

/// A number of a unit as text; empty without one.
fn text(value: Option<&Ratio>, unit: Unit) -> String {
    let raw = value.and_then(|value| value.scaled(decimals(unit), Rounding::HalfUp));
    raw.map_or(String::new(), |raw| {
        let mut out = Vec::new();
        write_plain(&mut out, raw, decimals(unit), decimals(unit).min(2));
        String::from_utf8_lossy(&out).into_owned()
    })
}

/// The list of all metrics.
#[must_use]
pub fn formulas() -> Report {
    let columns = vec![
        Column::id("metric", "Metric").essential(),
        Column::text("unit", "Unit").essential(),
        Column::text("formula", "Formula").essential(),
        Column::text("basis", "Basis"),
        Column::text("needs", "Needs"),
    ];
    let values = vec![
        Values::text(METRICS.iter().map(|metric| metric.name)),
        Values::text(METRICS.iter().map(|metric| metric.unit.as_str())),
        Values::text(METRICS.iter().map(|metric| metric.formula)),
        Values::text(METRICS.iter().map(|metric| metric.basis)),
        Values::text(METRICS.iter().map(|metric| metric.needs.join(", "))),
    ];
    Report::new("Metrics", columns, Block::of(values))
}

/// What the values are compared with.
pub enum Reference<'a> {
    /// The same groups in another period: its label, its rows and its whole.
    Period(&'a str, &'a [Row], &'a Facts),
    /// A number for each metric, whatever the group.
    Numbers(&'a [(&'static Metric, Ratio)]),
}

/// A line for each group and metric: the value, the reference and the change; for rates whether it is more than
/// chance.
#[must_use]
pub fn compared(
    frame: &Frame<'_>,
    metrics: &[&'static Metric],
    rows: &[Row],
    total: &Facts,
    is_told: &dyn Fn(&str) -> bool,
    reference: &Reference<'_>,
) -> Report {
    let whole = [Row { keys: Vec::new(), facts: Box::new(total.clone()) }];
    let rows = if frame.by.is_empty() { &whole[..] } else { rows };
    let mut lines: Vec<(usize, &'static Metric, [String; 5])> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        for metric in metrics.iter().filter(|metric| frame.by.is_empty() || is_told(metric.name)) {
            let now = (metric.value)(&row.facts);
            let (before, facts) = match reference {
                Reference::Period(_, others, whole) => {
                    let other = others.iter().find(|other| other.keys == row.keys).map(|other| &other.facts);
                    let facts = if frame.by.is_empty() { Some(*whole) } else { other.map(|facts| &**facts) };
                    (facts.and_then(|facts| (metric.value)(facts)), facts)
                }
                Reference::Numbers(numbers) => {
                    let known = numbers.iter().find(|(known, _)| known.name == metric.name);
                    let Some((_, number)) = known else { continue };
                    (Some(number.clone()), None)
                }
            };
            if now.is_none() && before.is_none() {
                continue;
            }
            let change = now.as_ref().zip(before.as_ref()).and_then(|(now, before)| now.checked_sub(before));
            let relative = change
                .as_ref()
                .zip(before.as_ref())
                .and_then(|(change, before)| change.checked_div(&before.magnitude()));
            let pair = tries(metric.name, &row.facts).zip(facts.and_then(|facts| tries(metric.name, facts)));
            let real = pair.map_or("", |(now, before)| Difference::as_str(difference(now, before)));
            lines.push((
                at,
                metric,
                [
                    text(now.as_ref(), metric.unit),
                    text(before.as_ref(), metric.unit),
                    text(change.as_ref(), metric.unit),
                    text(relative.as_ref(), Unit::Share),
                    real.to_owned(),
                ],
            ));
        }
    }
    let by_period = matches!(reference, Reference::Period(..));
    let mut columns = key_columns(frame.by);
    columns.push(Column::text("period", "Period").for_machines());
    columns.push(Column::id("metric", "Metric").essential());
    columns.push(Column::text("unit", "Unit"));
    let other = if by_period { ("before", "Before") } else { ("benchmark", "Benchmark") };
    for (name, title) in [("value", "Value"), other, ("change", "Change"), ("relative_change", "Relative")] {
        columns.push(Column::text(name, title).essential());
    }
    if by_period {
        columns.push(Column::text("more_than_chance", "More than chance"));
    }
    let chosen: Vec<Row> =
        lines.iter().map(|(at, ..)| Row { keys: rows[*at].keys.clone(), facts: Box::default() }).collect();
    let mut values = frame.keys(chosen.iter().map(|row| row.keys.as_slice()));
    values.push(Values::text(lines.iter().map(|_| frame.period)));
    values.push(Values::text(lines.iter().map(|(_, metric, _)| metric.name)));
    values.push(Values::text(lines.iter().map(|(_, metric, _)| metric.unit.as_str())));
    let shown = if by_period { 5 } else { 4 };
    for place in 0..shown {
        values.push(Values::text(lines.iter().map(|(_, _, texts)| &texts[place])));
    }
    let mut report = Report::new("Metrics compared", columns, Block { columns: values, rows: lines.len() });
    report.subtitle.clone_from(&frame.subtitle);
    if let Reference::Period(label, ..) = reference {
        report.subtitle.push(format!("before is {label}"));
    }
    report
}

/// One rep and what the gap to the team's median is made of.
pub struct Coached {
    /// The rep's id.
    pub rep_id: String,
    /// The team; empty where there are none.
    pub team: String,
    /// What is known of the rep.
    pub facts: Facts,
    /// The gap, where there is a median.
    pub diagnosis: Option<Diagnosis>,
}

/// What to do about a cause.
const ADVICE: [&str; 5] = [
    "more deals: prospecting and pipeline",
    "qualifying and closing: win more of them",
    "larger deals: more products, larger accounts",
    "price: less discount",
    "speed: days from creation to close",
];

/// What to coach: a row for each rep, with the parts of the gap in cents that add up to it.
#[must_use]
pub fn diagnosis(frame: &Frame<'_>, reps: &[Coached]) -> Report {
    let mut columns = vec![
        Column::id("rep_id", "Rep").essential(),
        Column::text("name", "Name").preferred(),
        Column::text("team", "Team").when_used(),
        Column::text("period", "Period").for_machines(),
        Column::money("bookings", "Bookings"),
        Column::money("median", "Median"),
        Column::money("gap", "Gap").essential(),
    ];
    let titles = ["Volume", "Win rate", "Deal size", "Discount", "Cycle"];
    columns.extend(CAUSES.iter().zip(titles).map(|(name, title)| Column::money(name, title).essential()));
    columns.push(Column::id("largest", "Largest cause"));
    columns.push(Column::text("coach", "What to coach").essential());
    columns.push(Column::integer("closed", "Closed"));
    columns.push(Column::integer("won", "Won"));
    let scale = |cents: i128| cents.checked_mul(1_000_000_000_000).unwrap_or(MISSING_MONEY);
    let bookings = |rep: &Coached| cents(&Ratio::from(Exact::from_raw(rep.facts.deals.won_amount)));
    let median = |rep: &Coached| cents(&rep.diagnosis.as_ref()?.median);
    // The difference of what stands beside it.
    let gaps: Vec<Option<i128>> = reps.iter().map(|rep| bookings(rep)?.checked_sub(median(rep)?)).collect();
    let parts: Vec<Option<[i128; 5]>> = reps
        .iter()
        .zip(&gaps)
        .map(|(rep, gap)| in_cents((*gap)?, rep.diagnosis.as_ref()?.parts.as_ref()?))
        .collect();
    // What holds a rep back is the cause that takes most off; a rep above the median may have none.
    let largest = |parts: &Option<[i128; 5]>| {
        let parts = parts.as_ref()?;
        let (place, least) = parts.iter().enumerate().min_by_key(|(_, part)| **part)?;
        (*least < 0).then_some(place)
    };
    let said = |parts: &Option<[i128; 5]>| match (parts, largest(parts)) {
        (None, _) => "too few deals or reps to say".to_owned(),
        (Some(_), None) => "nothing: at or above the team in all".to_owned(),
        (Some(parts), Some(place)) => {
            format!("{} ({})", ADVICE[place], grouped(&text(of_cents(parts[place]).as_ref(), Unit::Money)))
        }
    };
    let money = |cents: Option<i128>| cents.map_or(MISSING_MONEY, scale);
    let count = |value: fn(&Facts) -> u64| {
        Values::Integer(reps.iter().map(|rep| i64::try_from(value(&rep.facts)).unwrap_or(i64::MAX)).collect())
    };
    let mut values = vec![
        Values::text(reps.iter().map(|rep| &rep.rep_id)),
        Values::text(reps.iter().map(|rep| frame.people.name_of(&rep.rep_id, frame.last_day))),
        Values::text(reps.iter().map(|rep| &rep.team)),
        Values::text(reps.iter().map(|_| frame.period)),
        Values::Money(reps.iter().map(|rep| money(bookings(rep))).collect()),
        Values::Money(reps.iter().map(|rep| money(median(rep))).collect()),
        Values::Money(gaps.iter().map(|gap| money(*gap)).collect()),
    ];
    for place in 0..CAUSES.len() {
        let cells = parts.iter().map(|parts| parts.map_or(MISSING_MONEY, |parts| scale(parts[place])));
        values.push(Values::Money(cells.collect()));
    }
    values.push(Values::text(parts.iter().map(|parts| largest(parts).map_or("", |place| CAUSES[place]))));
    values.push(Values::text(parts.iter().map(said)));
    values.push(count(|facts| facts.deals.won + facts.deals.lost));
    values.push(count(|facts| facts.deals.won));
    let mut report = Report::new("What to coach", columns, Block { columns: values, rows: reps.len() });
    report.subtitle.clone_from(&frame.subtitle);
    report.notes.push("volume, win rate, deal size, discount and cycle add up to the gap".to_owned());
    report
}

fn of_cents(cents: i128) -> Option<Ratio> {
    Ratio::whole(cents).checked_div(&Ratio::whole(100))
}
