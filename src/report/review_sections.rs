//! The sections of a review, each of them from what other reports are made of: words and pictures around their tables.

use super::metrics::{Frame, Reference};
use super::review::{Figure, Section};
use super::{Bar, Bars, Block, Column, Kind, MISSING_INTEGER, MISSING_MONEY, Report, Values};
use crate::calendar::{Day, Span, business_days};
use crate::engine::attainment::{Attainment, Question, Row};
use crate::engine::metrics::compare::{Difference, difference, tries};
use crate::engine::metrics::facts::Facts;
use crate::engine::metrics::list::{Metric, Unit};
use crate::money::{Amount, Exact, Ratio, Rounding, grouped, write_plain};

/// Bars of reps that a page shows at most.
const BARS: usize = 40;

/// One month of the trend.
#[derive(Clone, Debug)]
pub struct Month {
    /// Its label.
    pub label: String,
    /// What was credited, and the quota.
    pub row: Row,
    /// What was credited in the same month a year before.
    pub before: Exact,
}

/// What the numbers at the top are read from.
pub struct Top<'a> {
    /// The group's credit and quota.
    pub total: &'a Row,
    /// The days of the period.
    pub span: Span,
    /// The as-of day.
    pub as_of: Day,
    /// The part of the period's business days that has passed, and all of them.
    pub elapsed: Option<(u32, u32)>,
    /// Whether the measure is money.
    pub money: bool,
    /// The metrics of the group, and in the period before.
    pub now: &'a Facts,
    /// The metrics of the group in the period before.
    pub before: &'a Facts,
    /// The metrics that can be told of the group.
    pub metrics: &'a [&'static Metric],
}

/// The numbers that are read first.
#[must_use]
pub fn figures(top: &Top<'_>) -> Vec<Figure> {
    let total = top.total;
    let kind = if top.money { Kind::Money } else { Kind::Number };
    let figure = |title: &str, kind: Kind, value: Values, about: String| Figure {
        title: title.to_owned(),
        kind,
        value,
        about,
    };
    let quota = total.quota.filter(|quota| *quota > Amount::ZERO);
    let of = quota.map_or_else(|| "no quota".to_owned(), |quota| format!("quota {}", words(quota)));
    let mut figures = vec![figure("Credited", kind, Values::Money(vec![total.credited.raw()]), of)];
    let fraction = |value: Option<i64>| Values::Fraction(vec![value.unwrap_or(MISSING_INTEGER)]);
    let is_over = top.as_of >= top.span.to;
    let pace = top.elapsed.filter(|_| !is_over).and_then(|elapsed| total.pace(elapsed));
    let pace = pace.map_or_else(String::new, |pace| format!("pace {}", percent(pace)));
    figures.push(figure("Attainment", Kind::Fraction, fraction(total.attainment()), pace));
    if let Some(elapsed) = top.elapsed.filter(|_| !is_over) {
        let projected = total.projected(elapsed);
        let share = |amount: Amount| Row { credited: amount.exact(), ..total.clone() }.attainment();
        let about = projected.and_then(share).map(|share| format!("{} of quota", percent(share)));
        let value = Values::Amounts(vec![projected.map_or(MISSING_MONEY, Amount::raw)]);
        figures.push(figure("Projected", kind, value, about.unwrap_or_default()));
    }
    if let Some(gap) = total.gap().filter(|gap| quota.is_some() && gap.raw() > 0) {
        figures.push(figure(
            "Left to quota",
            kind,
            Values::Money(vec![gap.raw()]),
            needed(gap, top.as_of, top.span),
        ));
    }
    let told = |name: &str| top.metrics.iter().find(|metric| metric.name == name);
    for name in ["win_rate", "average_deal", "open_pipeline", "average_cycle_days", "discount"] {
        let Some(metric) = told(name) else { continue };
        let (kind, value) = cell(metric, (metric.value)(top.now).as_ref());
        let before =
            (metric.value)(top.before).map(|before| format!("before {}", read(&before, metric.unit)));
        figures.push(figure(metric.title, kind, value, before.unwrap_or_default()));
    }
    figures
}

/// What each business day that is left has to bring.
fn needed(gap: Exact, as_of: Day, span: Span) -> String {
    if as_of >= span.to {
        return "the period is over".to_owned();
    }
    let days = business_days(Span { from: as_of.next().max(span.from), to: span.to });
    let each = Ratio::from(gap).checked_div(&Ratio::whole(days.into()));
    let each = each.and_then(|each| each.round_to(2, Rounding::HalfUp));
    each.map_or_else(
        || "no business day is left".to_owned(),
        |each| format!("{} on each of {days} business days", words(each)),
    )
}

/// Attainment: a bar for each rep, and the table of `spm attainment`.
#[must_use]
pub fn attainment(question: &Question<'_>, answer: &Attainment, report: Report) -> Section {
    let last = question.last_day();
    let mut rows: Vec<&Row> = answer.rows.iter().collect();
    rows.sort_by_key(|row| row.rank.unwrap_or(u32::MAX));
    let elapsed = answer.rows.first().and_then(|row| question.elapsed(row));
    let passed = elapsed.filter(|(passed, all)| passed < all).and_then(|(passed, all)| {
        let part = Ratio::whole(passed.into()).checked_div(&Ratio::whole(all.into()))?;
        part.scaled(6, Rounding::HalfUp)
    });
    let bars = rows.iter().take(BARS).map(|row| {
        let rep_id = row.keys.last().map_or("", String::as_str);
        let name = question.people.name_of(rep_id, last);
        let credited = words(row.credited.round_to(2, Rounding::HalfUp));
        let about = match row.quota.filter(|quota| *quota > Amount::ZERO) {
            Some(quota) => format!("{credited} of {}", words(quota)),
            None => format!("{credited}, no quota"),
        };
        let label = if name.is_empty() { rep_id.to_owned() } else { name.to_owned() };
        Bar { label, value: row.attainment().map(i128::from), about, ..Bar::default() }
    });
    let bars: Vec<Bar> = bars.collect();
    let mut lines = Vec::new();
    let without = answer.rows.iter().filter(|row| row.attainment().is_none()).count();
    match (answer.rows.len(), without) {
        (0, _) => lines.push("No rep has credit or a quota in this period.".to_owned()),
        (all, without) if without == all => {
            lines.push("No rep has a quota in this period, so there is no attainment.".to_owned());
        }
        (_, 0) => {}
        (_, 1) => lines.push("1 rep has no quota, so no attainment.".to_owned()),
        (_, without) => lines.push(format!("{without} reps have no quota, so no attainment.")),
    }
    let line = passed.map(|part| (part, "the part of the business days that has passed".to_owned()));
    let bars = Bars {
        title: "Attainment of each rep".to_owned(),
        kind: Kind::Fraction,
        bars,
        line: Some(line.unwrap_or((1_000_000, "all of the quota".to_owned()))),
        mark: String::new(),
        outline: String::new(),
    };
    let some = !answer.rows.is_empty();
    Section {
        title: "Attainment".to_owned(),
        lines,
        bars: some.then_some(bars),
        report: some.then_some(report),
        ..Section::default()
    }
}

/// The trend: a bar for each month beside its quota and the same month a year before.
#[must_use]
pub fn trend(months: &[Month], money: bool) -> Section {
    let scale = |value: Exact| value.round_to(2, Rounding::HalfUp).raw();
    let bars = months.iter().map(|month| Bar {
        label: month.label.clone(),
        value: Some(scale(month.row.credited)),
        mark: month.row.quota.map(Amount::raw),
        outline: (month.before != Exact::ZERO).then(|| scale(month.before)),
        about: String::new(),
    });
    let kind = if money { Kind::Money } else { Kind::Number };
    let bars = Bars {
        title: "Credited in each month".to_owned(),
        kind,
        bars: bars.collect(),
        line: None,
        mark: "quota".to_owned(),
        outline: "same month a year before".to_owned(),
    };
    let columns = vec![
        Column::id("month", "Month").essential(),
        Column::new("credited", "Credited", kind).essential(),
        Column::new("quota", "Quota", kind),
        Column::fraction("attainment", "Attainment"),
        Column::new("year_before", "Year before", kind),
        Column::fraction("change", "Change"),
    ];
    let values = vec![
        Values::text(months.iter().map(|month| &month.label)),
        Values::Money(months.iter().map(|month| month.row.credited.raw()).collect()),
        Values::Amounts(
            months.iter().map(|month| month.row.quota.map_or(MISSING_MONEY, Amount::raw)).collect(),
        ),
        Values::Fraction(
            months.iter().map(|month| month.row.attainment().unwrap_or(MISSING_INTEGER)).collect(),
        ),
        // Before the first deal that is known there is nothing to compare with.
        Values::Money(
            months
                .iter()
                .map(|month| if month.before == Exact::ZERO { MISSING_MONEY } else { month.before.raw() })
                .collect(),
        ),
        Values::Fraction(months.iter().map(|month| change(month.row.credited, month.before)).collect()),
    ];
    Section {
        title: "Trend".to_owned(),
        bars: Some(bars),
        report: Some(Report::new("Trend", columns, Block::of(values))),
        ..Section::default()
    }
}

/// The change from one sum to another as a part of the first, scale 6; missing where that is not above zero.
#[must_use]
pub fn change(now: Exact, before: Exact) -> i64 {
    let change = || {
        let before = Ratio::from(before);
        let change = Ratio::from(now).checked_sub(&before)?.checked_div(&before);
        change.filter(|_| before.signum() > 0)?.scaled(6, Rounding::HalfUp)
    };
    change().and_then(|change| i64::try_from(change).ok()).unwrap_or(MISSING_INTEGER)
}

/// The metrics of the group beside those of another period.
#[must_use]
pub fn metrics(
    frame: &Frame<'_>,
    metrics: &[&'static Metric],
    now: &Facts,
    reference: &Reference<'_>,
) -> Section {
    let Reference::Period(label, _, before) = reference else { return Section::default() };
    let mut lines: Vec<[String; 5]> = Vec::new();
    for metric in metrics {
        let (value, other) = ((metric.value)(now), (metric.value)(before));
        let Some(value) = value else { continue };
        let text = |value: Option<&Ratio>| value.map_or_else(String::new, |value| read(value, metric.unit));
        let change = other.as_ref().and_then(|other| value.checked_sub(other));
        let pair = tries(metric.name, now).zip(tries(metric.name, before));
        let real = pair.map_or("", |(now, before)| Difference::as_str(difference(now, before)));
        lines.push([
            metric.title.to_owned(),
            text(Some(&value)),
            text(other.as_ref()),
            // The difference of two percentages is in points, not in percent of one of them.
            text(change.as_ref()).replace(" %", " points"),
            real.to_owned(),
        ]);
    }
    let column = |place: usize| Values::text(lines.iter().map(|line| &line[place]));
    let columns = vec![
        Column::text("metric", "Metric").essential(),
        Column::id("value", frame.period).essential(),
        Column::id("before", label).essential(),
        Column::id("change", "Change").essential(),
        Column::text("more_than_chance", "More than chance"),
    ];
    let mut report = Report::new("Metrics", columns, Block::of((0..5).map(column).collect()));
    report.notes.push(
        "rates are told from chance at 5 %; `spm metrics --formulas` says how each metric is worked out"
            .to_owned(),
    );
    Section { title: "Metrics".to_owned(), report: Some(report), ..Section::default() }
}

/// A section of a table, or of words where there is none.
#[must_use]
pub fn table(title: &str, report: Report, rows: usize, otherwise: &str) -> Section {
    let title = title.to_owned();
    if rows == 0 {
        return Section { title, lines: vec![otherwise.to_owned()], ..Section::default() };
    }
    let bars = report.bars.clone();
    Section { title, bars, report: Some(report), ..Section::default() }
}

/// A metric's value as a cell.
fn cell(metric: &Metric, value: Option<&Ratio>) -> (Kind, Values) {
    let scaled = |decimals: u32| {
        let scaled = value.and_then(|value| value.scaled(decimals, Rounding::HalfUp));
        scaled.and_then(|value| i64::try_from(value).ok()).unwrap_or(MISSING_INTEGER)
    };
    match metric.unit {
        Unit::Count => (Kind::Integer, Values::Integer(vec![scaled(0)])),
        Unit::Share => (Kind::Fraction, Values::Fraction(vec![scaled(6)])),
        Unit::Money => {
            let cents = value.and_then(|value| value.round_to(2, Rounding::HalfUp));
            (Kind::Money, Values::Amounts(vec![cents.map_or(MISSING_MONEY, Amount::raw)]))
        }
        // One decimal is enough for the eye; the table has all of them.
        Unit::Days | Unit::Months | Unit::Times => {
            let tenth = scaled(1);
            let number = if tenth == MISSING_INTEGER { tenth } else { tenth.saturating_mul(1_000) };
            (Kind::Number, Values::Number(vec![number]))
        }
    }
}

/// A metric's value in words for people.
fn read(value: &Ratio, unit: Unit) -> String {
    let (scale, decimals, after) = match unit {
        Unit::Count => (0, 0, ""),
        Unit::Money => (2, 2, ""),
        Unit::Share => (3, 1, " %"),
        Unit::Days | Unit::Months | Unit::Times => (2, 0, ""),
    };
    let Some(raw) = value.scaled(scale, Rounding::HalfUp) else { return String::new() };
    let mut out = Vec::new();
    // Thousandths are tenths of a percent.
    write_plain(&mut out, raw, if unit == Unit::Share { 1 } else { scale }, decimals);
    format!("{}{after}", grouped(&String::from_utf8_lossy(&out)))
}

fn words(amount: Amount) -> String {
    grouped(&amount.to_string())
}

/// Millionths as a percentage with one decimal.
fn percent(part: i64) -> String {
    let share = Ratio::whole(part.into()).checked_div(&Ratio::whole(1_000_000));
    share.map_or_else(String::new, |share| read(&share, Unit::Share))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn what_is_needed_is_spread_over_the_business_days_that_are_left() {
        let span = Span { from: day("2026-07-01"), to: day("2026-09-30") };
        let gap = Amount::parse("1000").unwrap().exact();
        // Monday 28 September to Wednesday 30 September are three business days.
        assert_eq!(needed(gap, day("2026-09-27"), span), "333.33 on each of 3 business days");
        assert_eq!(needed(gap, day("2026-09-30"), span), "the period is over");
        // 66 business days: nothing has passed.
        assert_eq!(needed(gap, day("2026-01-01"), span), "15.15 on each of 66 business days");
    }

    #[test]
    fn numbers_read_in_their_units() {
        let ratio = |text: &str| Ratio::parse(text).unwrap();
        assert_eq!(read(&ratio("0.3456"), Unit::Share), "34.6 %");
        assert_eq!(read(&ratio("0.3").negate(), Unit::Share), "-30.0 %");
        assert_eq!(read(&ratio("1234567.895"), Unit::Money), "1,234,567.90");
        assert_eq!(read(&ratio("12"), Unit::Count), "12");
        assert_eq!(read(&ratio("25.125"), Unit::Days), "25.13");
        assert_eq!(percent(1_249_500), "125.0 %");
    }

    #[test]
    fn change_is_a_part_of_what_was_before() {
        let exact = |text: &str| Amount::parse(text).unwrap().exact();
        assert_eq!(change(exact("150"), exact("100")), 500_000);
        assert_eq!(change(exact("0"), exact("100")), -1_000_000);
        assert_eq!(change(exact("5"), exact("0")), MISSING_INTEGER);
        assert_eq!(change(exact("5"), exact("-10")), MISSING_INTEGER);
    }
}
