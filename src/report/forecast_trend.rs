//! The report of `spm forecast trend`: bookings by month as they were and as they are carried on, the interval around
//! them, the record of the method, and a chart of the total.

use crate::calendar::{Day, Unit};
use crate::engine::attainment::Dimension;
use crate::engine::forecast::months::Months;
use crate::engine::forecast::series::Method;
use crate::engine::forecast::trend::{Answer, Outlook, Past, Point};
use crate::engine::people::People;
use crate::money::{Amount, Rounding, divide};
use crate::report::keys::{key_columns, key_values, title};
use crate::report::{Axis, Band, Block, Chart, Column, Kind, MISSING_MONEY, Mark, Report, Values};

/// What the report shows.
pub struct Trend<'a> {
    /// What the rows are grouped by.
    pub by: &'a [Dimension],
    /// The value of each dimension, by group.
    pub keys: Vec<Vec<String>>,
    /// The reps.
    pub people: &'a People,
    /// Months and rows.
    pub months: &'a Months,
    /// What a row is.
    pub unit: Unit,
    /// The method that was asked for.
    pub wanted: Method,
    /// What intervals have to hold, in millionths.
    pub level: i64,
    /// What is counted, in words.
    pub counted: String,
    /// Lines under the title.
    pub subtitle: Vec<String>,
    /// The answer.
    pub answer: &'a Answer,
}

/// Builds the report.
#[must_use]
pub fn report(trend: &Trend<'_>) -> Report {
    let Trend { answer, months, .. } = trend;
    let mut columns = key_columns(trend.by);
    columns.extend([
        Column::id("month", &title(trend.unit.as_str())).essential(),
        Column::money("actual", "Actual").essential(),
        Column::money("forecast", "Forecast").essential(),
        Column::money("low", "Low").essential(),
        Column::money("high", "High").essential(),
        Column::text("method", "Method"),
    ]);
    let rows: Vec<(usize, &Outlook, usize)> = answer
        .groups
        .iter()
        .enumerate()
        .flat_map(|(group, outlook)| months.shown.clone().map(move |row| (group, outlook, row)))
        .collect();
    let last = months.periods.last().map_or(Day::MAX, |period| period.span.to);
    let keys = rows.iter().map(|(group, _, _)| trend.keys[*group].as_slice());
    let mut values = key_values(trend.by, trend.people, last, keys);
    values.push(Values::text(rows.iter().map(|(_, _, row)| months.periods[*row].label.as_str())));
    values
        .extend(amounts(&rows.iter().map(|(_, outlook, row)| outlook.points[*row]).collect::<Vec<Point>>()));
    let method = |outlook: &Outlook, row: usize| match outlook.points[row].forecast {
        Some(_) => outlook.method.name(),
        None => "",
    };
    values.push(Values::text(rows.iter().map(|(_, outlook, row)| method(outlook, *row))));
    let mut report = Report::new("Trend", columns, Block { columns: values, rows: rows.len() });
    report.subtitle.clone_from(&trend.subtitle);
    report.total = answer.ahead.forecast.map(|_| total(trend));
    report.notes = notes(trend);
    report.chart = Some(chart(trend));
    report
}

fn amounts(points: &[Point]) -> Vec<Values> {
    let column = |of: &dyn Fn(&Point) -> Option<Amount>| {
        Values::Amounts(points.iter().map(|point| of(point).map_or(MISSING_MONEY, Amount::raw)).collect())
    };
    vec![
        column(&|point| point.actual),
        column(&|point| point.forecast),
        column(&|point| point.interval.map(|(low, _)| low)),
        column(&|point| point.interval.map(|(_, high)| high)),
    ]
}

/// What is ahead, in one sum.
fn total(trend: &Trend<'_>) -> Block {
    let mut values = key_values(trend.by, trend.people, Day::MAX, std::iter::once(&[][..]));
    values.push(Values::text(["all ahead"]));
    values.extend(amounts(&[trend.answer.ahead]));
    values.push(Values::text([""]));
    Block::of(values)
}

/// A part in millionths as a percentage with one decimal.
#[must_use]
pub fn percent(part: i64) -> String {
    let tenths = divide(i128::from(part), 1_000, Rounding::HalfUp);
    let sign = if tenths < 0 { "-" } else { "" };
    format!("{sign}{}.{} %", (tenths / 10).abs(), (tenths % 10).abs())
}

/// A number in millionths with two decimals.
#[must_use]
pub fn hundredths(number: i64) -> Amount {
    Amount::from_raw(divide(i128::from(number), 10_000, Rounding::HalfUp) * 100)
}

fn notes(trend: &Trend<'_>) -> Vec<String> {
    let Trend { answer, months, .. } = trend;
    let mut notes = Vec::new();
    if let Some(ended) = months.ended {
        notes.push(format!(
            "the last deal is won on {ended}, long before the as-of day: carried on from there"
        ));
    }
    if let Some(partial) = &months.partial {
        notes.push(format!("{partial} is not complete: its deals are left out, and it is ahead"));
    }
    notes.extend(simpler(trend));
    if answer.ahead.forecast.is_none() {
        return notes;
    }
    let level = trend.level / 10_000;
    match (answer.past.wape, answer.past.mase) {
        (Some(wape), mase) => {
            let origins = if answer.origins == 1 {
                "1 origin".to_owned()
            } else {
                format!("{} origins", answer.origins)
            };
            let scaled = mase.map_or(String::new(), |mase| format!(", MASE {}", hundredths(mase)));
            let bias = answer.past.bias.map_or(String::new(), |bias| format!(", bias {}", percent(bias)));
            let mut text = format!("record: {origins}, WAPE {}{scaled}{bias}", percent(wape));
            if let Some((held, all)) = answer.held {
                text.push_str(&format!(", {level} % intervals held {held} of {all}"));
            }
            notes.push(text);
            notes.extend(naive(answer));
        }
        _ => notes.push("record: none, for the past is too short to try the method on".to_owned()),
    }
    if answer.total.iter().all(|point| point.interval.is_none()) {
        notes.push("no interval: the past is too short to measure misses".to_owned());
    } else if answer.few {
        notes.push("some intervals rest on few misses, and may be too narrow or too wide".to_owned());
    } else if answer.ahead.interval.is_none() {
        notes.push("no interval of the sum: the past has no sums of so many months to compare".to_owned());
    }
    notes
}

/// How the naive method has done, and whether it has been better.
fn naive(answer: &Answer) -> Option<String> {
    let Past { wape: Some(wape), .. } = answer.naive else { return None };
    let name = answer.naive_method.name();
    let better = if answer.past.is_beaten_by(&answer.naive) { ": it has been better here" } else { "" };
    Some(format!("{name} on the same past: WAPE {}{better}", percent(wape)))
}

/// Which groups are carried on by a simpler method than was asked for, and why.
fn simpler(trend: &Trend<'_>) -> Option<String> {
    let groups = &trend.answer.groups;
    let others: Vec<Method> =
        groups.iter().map(|group| group.method).filter(|method| *method != trend.wanted).collect();
    let first = others.first()?;
    let wanted = trend.wanted.name();
    let months = trend.months.known;
    let mut names: Vec<&str> = others.iter().map(|method| method.name()).collect();
    names.sort_unstable();
    names.dedup();
    let names = names.join(" or ");
    Some(match (groups.len(), first) {
        (1, Method::Pair) => format!("{months} months are no two years: {names} instead of {wanted}"),
        (1, _) => {
            format!("{months} months are too few, or too many of them empty: {names} instead of {wanted}")
        }
        (all, _) => {
            format!(
                "{} of {all} groups are too short or too often empty for {wanted}: {names} instead",
                others.len()
            )
        }
    })
}

/// The total as it was, and as it is carried on with its interval.
fn chart(trend: &Trend<'_>) -> Chart {
    let Trend { answer, months, .. } = trend;
    // Days at scale 4, as every number of a chart that is no fraction.
    let at = |row: usize| i128::from(months.periods[row].span.from.number()) * 10_000;
    let (mut points, mut ahead, mut band) = (Vec::new(), Vec::new(), Vec::new());
    for row in months.shown.clone() {
        let point = answer.total[row];
        match (point.forecast, point.actual) {
            (Some(forecast), _) => {
                if let (true, Some(last)) = (ahead.is_empty(), points.last()) {
                    ahead.push(*last);
                    let (x, y) = *last;
                    band.push(Band { at: x, low: y, high: y });
                }
                ahead.push((at(row), forecast.raw()));
                if let Some((low, high)) = point.interval {
                    band.push(Band { at: at(row), low: low.raw(), high: high.raw() });
                }
            }
            (None, Some(actual)) => points.push((at(row), actual.raw())),
            (None, None) => {}
        }
    }
    let first_ahead = months.shown.clone().find(|row| answer.total[*row].forecast.is_some());
    let marks = first_ahead.map(|row| Mark { at: at(row), label: "ahead".to_owned() }).into_iter().collect();
    Chart {
        across: Axis { title: trend.unit.as_str().to_owned(), kind: Kind::Date },
        up: Axis { title: trend.counted.clone(), kind: Kind::Money },
        points,
        ahead,
        band,
        marks,
        spot: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_read_as_percentages() {
        assert_eq!([107_000, -18_000, 0, 999_960].map(percent), ["10.7 %", "-1.8 %", "0.0 %", "100.0 %"]);
        assert_eq!(hundredths(656_700).to_string(), "0.66");
    }
}
