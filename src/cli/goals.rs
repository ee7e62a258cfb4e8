//! Goals on metrics: `spm metrics --goals`, and `spm attainment --measure METRIC`. The metrics are measured as ever,
//! and the quota rows that name them are held against their values.

use std::collections::BTreeMap;

use crate::cli::args::EffortTableArgs;
use crate::cli::commands::attainment::{AttainmentArgs, subtitle};
use crate::cli::credit::{self, Grouping};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::measuring::{Asked, Measured, canonical_by, measure};
use crate::cli::put;
use crate::cli::reading::{Company, Reading, refused_by_engine};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::ui::Ui;
use crate::engine::attainment::Dimension;
use crate::engine::metrics::facts::Facts;
use crate::engine::metrics::goals::{Goals, is_goal};
use crate::engine::metrics::list::{METRICS, Metric, metric_named};
use crate::engine::quota::QuotaBook;
use crate::money::Currency;
use crate::report::goals::{Goal, as_attainment};
use crate::report::metrics::Frame;

/// The metric that `--measure` of attainment names, unless the deals or plans know the measure by this name.
#[must_use]
pub fn metric_of(name: &str) -> Option<&'static Metric> {
    metric_named(name).filter(|metric| is_goal(metric))
}

/// The quota rows whose measures are metrics, in the days and the currency of what was measured.
pub fn book(
    tables: &Tables<'_>,
    reading: &mut Reading<'_>,
    company: &mut Company,
    now: &Measured,
) -> Result<QuotaBook, Failure> {
    let names: Vec<&str> =
        METRICS.iter().filter(|metric| is_goal(metric)).map(|metric| metric.name).collect();
    // What is money is held against values in the report's currency.
    let currency = Currency::parse(&now.currency).ok();
    let books = reading.quotas(tables, company, &[currency], &names, now.period.span)?;
    Ok(books.into_iter().next().unwrap_or_default())
}

/// The goals of the rows: each metric that has any, in every row with a goal; all rows where `every` one is wanted.
pub fn lines(
    now: &Measured,
    grouping: &Grouping,
    company: &Company,
    book: &QuotaBook,
    settings: &Settings,
    every: bool,
) -> Result<Vec<Goal>, Failure> {
    let goals = Goals {
        book,
        people: &company.people,
        by: &grouping.by,
        calendar: &settings.calendar.value,
        days: now.period.span,
    };
    let whole = [(Vec::new(), &now.total)];
    let rows = now.rows.iter().map(|row| (row.keys.clone(), &*row.facts));
    let mut rows: BTreeMap<Vec<String>, &Facts> =
        if grouping.by.is_empty() { whole.into_iter().collect() } else { rows.collect() };
    let metrics = now.metrics.iter().filter(|metric| is_goal(metric) && !now.untold.contains(metric.name));
    let metrics: Vec<&'static Metric> = metrics.copied().collect();
    let there = rows.keys().map(Vec::as_slice).collect();
    let without = goals.without_a_row(&metrics, &there).map_err(|error| refused_by_engine(&error))?;
    let nothing = Facts::default();
    rows.extend(without.into_iter().map(|keys| (keys, &nothing)));
    let mut lines = Vec::new();
    for (keys, facts) in &rows {
        let elapsed = goals.elapsed(keys, settings.as_of.value);
        for metric in &metrics {
            let goal = goals.of(metric, keys).map_err(|error| refused_by_engine(&error))?;
            if goal.is_some() || every {
                let (value, rows) = ((metric.value)(facts), (metric.rows)(facts));
                lines.push(Goal { keys: keys.clone(), metric, value, goal, rows, elapsed });
            }
        }
    }
    Ok(lines)
}

/// `spm attainment --measure METRIC`: the value of a metric against the goals on it.
pub fn run(
    metric: &'static Metric,
    args: &AttainmentArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    if args.trend || args.top.is_some() || args.distribution || args.leaderboard || args.quota_health {
        return Err(Failure::new(
            Outcome::Usage,
            format!("`{}` is a metric, of which there are values and goals alone", metric.name),
        )
        .hint("leave out `--trend`, `--top`, `--distribution`, `--leaderboard` and `--quota-health`"));
    }
    let effort: &EffortTableArgs = &args.effort;
    let tables = Tables::new(settings, &args.tables, &args.read)?.and_of_effort(effort)?;
    let mut reading = Reading::new(settings, &args.read, ui);
    reading.reads_also(settings.file())?;
    let period = args.period.as_deref().map(|text| settings.period(text)).transpose()?;
    let mut company = reading.company(&tables)?;
    let grouping = Grouping::resolve(&canonical_by(&args.by), &tables, &mut reading, &company.people)?;
    if grouping.by.iter().any(|dimension| matches!(dimension, Dimension::Deal(_))) {
        return Err(Failure::new(Outcome::Usage, "goals are those of reps, teams and territories")
            .hint("`--by` takes rep, manager, times and columns of the reps"));
    }
    let names = [metric.name.to_owned()];
    let currency = credit::report_currency(args.currency.as_deref(), settings)?;
    let asked = Asked { period, metrics: &names, currency, lost: &[], ramp_months: 6 };
    let now = measure(&asked, &tables, &mut reading, &mut company, &grouping)?;
    let book = book(&tables, &mut reading, &mut company, &now)?;
    let lines = lines(&now, &grouping, &company, &book, settings, true)?;
    say(ui, &lines, &now, metric.name);
    let frame = Frame {
        by: &grouping.by,
        people: &company.people,
        last_day: now.period.span.to,
        period: &now.period.label,
        subtitle: subtitle(settings, &format!("{} · {}", now.period.label, metric.name)),
    };
    put::report(&as_attainment(&frame, metric.name, &lines), ui)?;
    reading.outcome()
}

fn say(ui: &Ui, lines: &[Goal], now: &Measured, metric: &str) {
    let without = lines.iter().filter(|line| line.goal.is_none()).count();
    if without == lines.len() {
        ui.note(&format!("no quota row has the measure `{metric}` in {}", now.period.label));
    } else if without > 0 {
        let rows = if without == 1 { "row has" } else { "rows have" };
        ui.note(&format!("{without} {rows} no goal in this period, so no attainment"));
    }
}
