//! `spm metrics`: the scoreboard beyond attainment, what changed, and what to coach.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use crate::calendar::Period;
use crate::cli::args::{CountingArgs, EffortTableArgs, ReadArgs, TableArgs};
use crate::cli::commands::attainment::subtitle;
use crate::cli::credit::{self, Grouping};
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::goals;
use crate::cli::measuring::{Asked, Measured, canonical_by, measure};
use crate::cli::put;
use crate::cli::reading::Reading;
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::ui::Ui;
use crate::engine::attainment::Dimension;
use crate::engine::metrics::diagnose::diagnose;
use crate::engine::metrics::funnel::Funnel;
use crate::engine::metrics::list::{METRICS, Metric, metric_named};
use crate::engine::people::{Found, People};
use crate::engine::quota::QuotaBook;
use crate::money::{Amount, Ratio};
use crate::report::Report;
use crate::report::funnel;
use crate::report::goals::report as goals_report;
use crate::report::metrics::{Coached, Frame, Reference, compared, diagnosis, formulas, scoreboard};

/// Show the scoreboard: win rates, deal sizes, cycles, pipeline, activities, leads, retention …
///
/// A deal counts wholly for its owner. What a metric needs and the tables do not have is named on standard error, and
/// the metric is left out; what is not defined (a rate of nothing) is empty. `--formulas` prints every metric with
/// its formula, unit, basis and the tables that it needs.
///
///     spm metrics --deals opportunities.csv --period 2026-Q3
///     spm metrics --by team --period 2026-Q3 --compare last-quarter
///     spm metrics --diagnose --period 2026-H1
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct MetricsArgs {
    /// The days: 2026-10, 2026-Q4, 2026-H2, 2026, 2025-11..2026-Q2, this-quarter, last-month, ytd …; all days that
    /// deals cover if absent. Example: --period 2026-Q3
    #[arg(short, long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// What to group by, several with commas: rep, manager, month, quarter, half, year, source, or any column of reps
    /// (team, region …), deals (product, type …) or accounts (segment …); `all` is the whole alone.
    /// Example: --by team,quarter
    #[arg(short, long, value_name = "COLUMNS", value_delimiter = ',', default_value = "rep")]
    pub by: Vec<String>,
    /// The metrics to show, several with commas; all if absent. Example: --metrics won,lost,discount
    #[arg(short, long, value_name = "NAMES", value_delimiter = ',')]
    pub metrics: Vec<String>,
    /// What metrics are counted by.
    #[command(flatten)]
    pub counting: CountingArgs,
    /// Add how many rows are behind each value. Example: --counts
    #[arg(long)]
    pub counts: bool,
    /// Print every metric with its formula, unit, basis and needs. Example: --formulas
    #[arg(long)]
    pub formulas: bool,
    /// Put another period beside this one: last-quarter or last-year (the same days a quarter or a year earlier), or
    /// any period; rates are told from chance at 5 %. Example: --compare last-year
    #[arg(long, value_name = "PERIOD")]
    pub compare: Option<String>,
    /// Put your own references beside the values: a CSV file with the columns metric and value.
    /// Example: --benchmark industry.csv
    #[arg(long, value_name = "FILE", conflicts_with = "compare")]
    pub benchmark: Option<PathBuf>,
    /// Take each rep's gap to the median of the team apart: volume, win rate, deal size, discount, cycle.
    /// Example: --diagnose
    #[arg(long, conflicts_with_all = ["compare", "benchmark", "counts", "metrics"])]
    pub diagnose: bool,
    /// Hold values against goals: quota rows whose measure is a metric (calls, meetings, discount …), of reps,
    /// teams or territories. Example: --goals --by team
    #[arg(long, conflicts_with_all = ["compare", "benchmark", "counts", "diagnose"])]
    pub goals: bool,
    /// Follow the deals that came to each stage in the period: how many went on, were lost there or are there still,
    /// and their days; it needs the history. A bar for each stage in a page. Example: --funnel
    #[arg(long, conflicts_with_all = ["compare", "benchmark", "counts", "metrics", "diagnose", "goals"])]
    pub funnel: bool,
    /// Tables.
    #[command(flatten)]
    pub tables: TableArgs,
    /// Tables of effort.
    #[command(flatten)]
    pub effort: EffortTableArgs,
    /// Reading.
    #[command(flatten)]
    pub read: ReadArgs,
}

/// Metrics whose facts a diagnosis is made of.
const DIAGNOSED: [&str; 5] = ["won", "lost", "average_deal", "average_cycle_days", "discount"];

/// Reads, measures and writes.
pub fn run(args: &MetricsArgs, settings: &Settings, ui: &Ui) -> Result<Outcome, Failure> {
    if args.formulas {
        put::report(&formulas(), ui)?;
        return Ok(Outcome::Done);
    }
    let tables = Tables::new(settings, &args.tables, &args.read)?.and_of_effort(&args.effort)?;
    let mut reading = Reading::new(settings, &args.read, ui);
    reading.reads_also(settings.file())?;
    let period = args.period.as_deref().map(|text| settings.period(text)).transpose()?;
    let benchmark = args.benchmark.as_ref().map(benchmarks).transpose()?;
    let mut company = reading.company(&tables)?;
    let by = match args.diagnose {
        true => vec!["rep".to_owned()],
        // The whole has one funnel; those of reps are asked for.
        false if args.funnel && args.by == ["rep"] => Vec::new(),
        false => canonical_by(&args.by),
    };
    let by: Vec<String> = if by == ["all"] { Vec::new() } else { by };
    let grouping = Grouping::resolve(&by, &tables, &mut reading, &company.people)?;
    let currency = credit::report_currency(args.counting.currency.as_deref(), settings)?;
    if args.funnel {
        check_funnel(&tables, &grouping)?;
    }
    let names: Vec<String> = match (args.diagnose, args.funnel) {
        (true, _) => DIAGNOSED.map(str::to_owned).to_vec(),
        (_, true) => vec!["stage_conversion".to_owned()],
        _ => args.metrics.clone(),
    };
    let asked = Asked {
        period,
        metrics: &names,
        currency,
        lost: &args.counting.lost,
        ramp_months: args.counting.ramp_months,
    };
    let mut now = measure(&asked, &tables, &mut reading, &mut company, &grouping)?;
    if !(args.funnel || args.goals) {
        say(ui, &now);
    }
    let before = match &args.compare {
        Some(text) => {
            let other = compared_period(text, &now.period, &grouping, settings)?;
            let asked = Asked { period: Some(other), ..asked };
            Some(measure(&asked, &tables, &mut reading, &mut company, &grouping)?)
        }
        None => None,
    };
    let book = match args.goals {
        true => goals::book(&tables, &mut reading, &mut company, &now)?,
        false => QuotaBook::default(),
    };
    let about = match now.currency.as_str() {
        "" => now.period.label.clone(),
        code => format!("{} · money in {code}", now.period.label),
    };
    let frame = Frame {
        by: &grouping.by,
        people: &company.people,
        last_day: now.period.span.to,
        period: &now.period.label,
        subtitle: subtitle(settings, &about),
    };
    let untold = std::mem::take(&mut now.untold);
    let is_told = |name: &str| !untold.contains(name);
    let report = if args.goals {
        now.untold = untold.clone();
        let lines = goals::lines(&now, &grouping, &company, &book, settings, false)?;
        if lines.is_empty() {
            ui.note(&format!("no quota row of {} has a metric as its measure", now.period.label));
        }
        goals_report(&frame, &lines)
    } else if args.diagnose {
        diagnosis(&frame, &coached(&now, &company.people))
    } else if args.funnel {
        funnel_report(&frame, &now, ui)
    } else if let Some(before) = &before {
        let reference = Reference::Period(&before.period.label, &before.rows, &before.total);
        compared(&frame, &now.metrics, &now.rows, &now.total, &is_told, &reference)
    } else if let Some(numbers) = &benchmark {
        compared(&frame, &now.metrics, &now.rows, &now.total, &is_told, &Reference::Numbers(numbers))
    } else {
        scoreboard(&frame, &now.metrics, &now.rows, &now.total, &is_told, args.counts)
    };
    put::report(&report, ui)?;
    reading.outcome()
}

/// Refuses a funnel without a history, and one of times: deals go through the stages over several of these.
fn check_funnel(tables: &Tables<'_>, grouping: &Grouping) -> Result<(), Failure> {
    if tables.source("history")?.is_none() {
        return Err(Failure::new(Outcome::Usage, "there is no history, so there is no funnel")
            .hint("give it with `--history FILE`: deal_id, changed_at, stage"));
    }
    let told = |dimension: &Dimension| match dimension {
        Dimension::Time(_) => true,
        Dimension::Deal(column) => column == "stage",
        _ => false,
    };
    if grouping.by.iter().any(told) {
        return Err(Failure::new(
            Outcome::Usage,
            "a funnel follows deals through the stages of a whole period",
        )
        .hint("leave times and `stage` out of `--by`"));
    }
    Ok(())
}

/// The funnels of the rows, or the one of the whole.
fn funnel_report(frame: &Frame<'_>, now: &Measured, ui: &Ui) -> Report {
    let wanted = |keys: &&Vec<String>| keys.is_empty() == frame.by.is_empty();
    let funnels: Vec<_> = now.funnels.iter().filter(|(keys, _)| wanted(keys)).collect();
    let funnels: Vec<(&[String], &Funnel)> =
        funnels.into_iter().map(|(keys, funnel)| (keys.as_slice(), funnel)).collect();
    if funnels.iter().all(|(_, funnel)| funnel.is_empty()) {
        ui.note(&format!("no deal came to an open stage in {}", now.period.label));
    }
    funnel::report(frame, &funnels)
}

/// Says in words what would otherwise be only an empty cell.
fn say(ui: &Ui, now: &Measured) {
    let label = &now.period.label;
    let deals = &now.total.deals;
    match (deals.won, deals.lost) {
        (0, 0) => {
            ui.note(&format!("no deal was closed in {label}: rates, means and cycles are empty"));
        }
        (0, lost) => {
            ui.note(&format!("all {lost} closed deals of {label} were lost: deal size and cycle are empty"));
        }
        (1, _) => ui.note(&format!("one deal was won in {label}: means and medians are that deal")),
        _ => {}
    }
    if deals.won > 0 && deals.won_amount < 0 {
        ui.note(&format!("what was won in {label} is below zero: refunds are larger than new deals"));
    }
    if now.total.quota.is_none()
        && !now.untold.contains("coverage")
        && now.metrics.iter().any(|metric| metric.name == "coverage")
    {
        ui.note(&format!("no quota covers {label}, so there is no coverage"));
    }
    if !now.untold.is_empty() {
        let names: Vec<&str> = now.untold.iter().copied().collect();
        ui.note(&format!("by these columns there is no {}; the total has it", names.join(", ")));
    }
}

/// The period to compare with: `last-quarter` and `last-year` are those before this period, not before today.
fn compared_period(
    text: &str,
    now: &Period,
    grouping: &Grouping,
    settings: &Settings,
) -> Result<Period, Failure> {
    if grouping.by.iter().any(|dimension| matches!(dimension, Dimension::Time(_))) {
        return Err(Failure::new(
            Outcome::Usage,
            "`--compare` puts two periods side by side, and `--by` has a time",
        )
        .hint("leave month, quarter, half and year out of `--by`"));
    }
    let calendar = &settings.calendar.value;
    let months = match text {
        "last-quarter" => 3,
        "last-year" => 12,
        other => return settings.period(other),
    };
    let moved = calendar.months_in(now.span);
    let (Some(first), Some(last)) = (moved.first(), moved.last()) else {
        return Err(Failure::new(Outcome::Usage, format!("{} has no whole month to compare", now.label))
            .hint("name both periods: `--period 2026-10 --compare 2025-10`"));
    };
    let earlier = |month: &Period| (0..months).fold(month.clone(), |month, _| calendar.previous(&month));
    let (first, last) = (earlier(first), earlier(last));
    if now.unit == crate::calendar::Unit::Range || first != last {
        let label = format!("{}..{}", first.label, last.label);
        let span = settings.period(&label)?.span;
        let same = calendar.period_of(now.unit, span.from);
        return Ok(if same.span == span { same } else { settings.period(&label)? });
    }
    Ok(first)
}

/// The references of a file: a line for each metric.
fn benchmarks(path: &PathBuf) -> Result<Vec<(&'static Metric, Ratio)>, Failure> {
    let name = path.display();
    let refused = |line: usize, why: String| {
        Failure::new(Outcome::Input, format!("`{name}` cannot be read as benchmarks"))
            .at(format!("row {line}: {why}"))
            .hint("write two columns: metric,value and below it win_rate,0.25")
    };
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::new(Outcome::Input, format!("`{name}` cannot be read: {error}")))?;
    let mut numbers: Vec<(&'static Metric, Ratio)> = Vec::new();
    for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let fields: Vec<&str> = line.split(',').map(|field| field.trim().trim_matches('"')).collect();
        match fields[..] {
            ["metric", "value"] if at == 0 => {}
            [""] => {}
            [metric, value] if at > 0 => {
                let Some(metric) = metric_named(metric) else {
                    let near = did_you_mean(metric, METRICS.iter().map(|known| known.name));
                    return Err(refused(at + 1, format!("there is no metric `{metric}`")).hint(near));
                };
                let number = Amount::parse(value)
                    .map(Ratio::from)
                    .map_err(|error| refused(at + 1, error.to_string()))?;
                if numbers.iter().any(|(known, _)| known.name == metric.name) {
                    return Err(refused(at + 1, format!("`{}` stands there twice", metric.name)));
                }
                numbers.push((metric, number));
            }
            _ => return Err(refused(at + 1, "it is not the two columns metric and value".to_owned())),
        }
    }
    Ok(numbers)
}

/// The reps of each team against the median of it.
#[must_use]
pub fn coached(now: &Measured, people: &People) -> Vec<Coached> {
    let mut teams: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, row) in now.rows.iter().enumerate() {
        teams.entry(team(people, &row.keys[0], now)).or_default().push(at);
    }
    let mut reps = Vec::with_capacity(now.rows.len());
    for (team, members) in teams {
        let deals: Vec<_> = members.iter().map(|at| now.rows[*at].facts.deals).collect();
        for (at, diagnosis) in members.iter().zip(diagnose(&deals)) {
            let row = &now.rows[*at];
            let (rep_id, facts) = (row.keys[0].clone(), row.facts.clone());
            reps.push(Coached { rep_id, team: team.clone(), facts: *facts, diagnosis });
        }
    }
    reps
}

/// The team of a rep at the end of the period.
fn team(people: &People, rep_id: &str, now: &Measured) -> String {
    let Found::Rep(rep) = people.find(rep_id) else { return String::new() };
    let row = people.row_near(rep, now.period.span.to);
    row.and_then(|row| row.columns.get("team")).cloned().unwrap_or_default()
}
