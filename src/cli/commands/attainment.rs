//! `spm attainment`: what was credited against quota.

use clap::Args;

use crate::calendar::{Period, Span, Unit};
use crate::cli::args::{EffortTableArgs, ReadArgs, TableArgs};
use crate::cli::credit::{self, Counted, Grouping};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::goals;
use crate::cli::plans;
use crate::cli::put;
use crate::cli::reading::{Reading, refused_by_engine};
use crate::cli::settings::Settings;
use crate::cli::standing;
use crate::cli::tables::Tables;
use crate::cli::ui::Ui;
use crate::engine::attainment::{Attainment, Dimension, Question, Slots};
use crate::engine::people::People;
use crate::model::rows::QuotaHolder;
use crate::money::Exact;
use crate::report::attainment::{Frame, Trend, report};

/// Show what was credited against quota
///
/// Credited is the direct credit of won deals by close date: the direct rows of the splits, else wholly the owner's.
/// Attainment is credited ÷ quota, empty without a quota; gap is quota − credited; pace is attainment ÷ the part of
/// the period's business days (Monday to Friday) that has passed at --as-of; projected is credited ÷ that part.
///
/// In a workspace the quota is prorated for hire, end and leave as the rep's plan says; straight from files it is not.
///
///     spm attainment --deals opportunities.csv --quotas quotas.csv --period 2026-Q3
///     spm attainment --by team,month --period 2026-H2
///     spm attainment --by product --measure units --top 5
///     spm attainment --period 2026-Q3 --leaderboard
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct AttainmentArgs {
    /// The days: 2026-10, 2026-Q4, 2026-H2, 2026, 2025-11..2026-Q2, this-quarter, last-month, ytd …; all days that
    /// quotas and won deals cover if absent. Example: --period 2026-Q3
    #[arg(short, long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// What to group by, several with commas: rep, manager, month, quarter, half, year, or any column of reps (team,
    /// region …), deals (product, type …) or accounts (industry …). `deals.region` and `accounts.region` say whose.
    /// Example: --by region,quarter
    #[arg(short, long, value_name = "COLUMNS", value_delimiter = ',', default_value = "rep")]
    pub by: Vec<String>,
    /// What is counted: bookings (the amount), margin (amount − cost), units, count, or a numeric column of the deals;
    /// one of the file's own is a plain number and is never converted to another currency; or any metric but these
    /// (calls, meetings, discount …) against the goals on it. Example: --measure units
    #[arg(short, long, value_name = "MEASURE", default_value = "bookings")]
    pub measure: String,
    /// Currency of the report; the workspace's, else that of the deals. Example: --currency EUR
    #[arg(long, value_name = "CODE")]
    pub currency: Option<String>,
    /// Show the N best by rank, with a time in `--by` those of each. Example: --top 10
    #[arg(long, value_name = "N")]
    pub top: Option<usize>,
    /// Add what was credited month by month (a sparkline in tables, amounts in other formats), the same days a year
    /// before with the change since, and what a business day brought and has to bring for the quota. Example: --trend
    #[arg(long)]
    pub trend: bool,
    /// How attainment is spread over the reps: bands, shares at 80 and 100 %, percentiles, Gini.
    /// Example: --distribution
    #[arg(long, conflicts_with_all = ["leaderboard", "quota_health"])]
    pub distribution: bool,
    /// The reps by attainment, with the change of rank since the period before and the periods in a row at quota.
    /// Example: --leaderboard
    #[arg(long, conflicts_with = "quota_health")]
    pub leaderboard: bool,
    /// Whether quotas look too high, fair or too conservative, for the company, teams and reps, with the evidence.
    /// Example: --quota-health
    #[arg(long)]
    pub quota_health: bool,
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

/// Reads, credits, sums and writes.
pub fn run(args: &AttainmentArgs, settings: &Settings, ui: &Ui) -> Result<Outcome, Failure> {
    if let Some(metric) = goals::metric_of(&args.measure) {
        return goals::run(metric, args, settings, ui);
    }
    if standing::is_asked(args) {
        return standing::run(args, settings, ui);
    }
    let tables = Tables::new(settings, &args.tables, &args.read)?;
    let mut reading = Reading::new(settings, &args.read, ui);
    reading.reads_also(tables.plan_files()?.into_iter().chain(settings.file()))?;
    let asked = args.period.as_deref().map(|text| settings.period(text)).transpose()?;
    let calendar = &settings.calendar.value;
    let mut company = reading.company(&tables)?;
    let measure = Counted::parse(&args.measure);
    let currency = credit::report_currency(args.currency.as_deref(), settings)?;
    let grouping = Grouping::resolve(&args.by, &tables, &mut reading, &company.people)?;
    let before =
        asked.as_ref().filter(|_| args.trend).and_then(|period| standing::year_before(period, settings));
    let mut days = asked.as_ref().map_or(Span::ALL, |period| period.span);
    if let Some(before) = &before {
        days.from = before.span.from;
    }
    let fine = Slots::new(
        &Period { label: String::new(), unit: Unit::Range, span: days },
        grouping.unit(args.trend),
        &company.people.era_starts(days),
        calendar,
    );
    let credited =
        credit::board(&tables, &mut reading, &mut company, &grouping, &measure, currency, &fine, days)?;
    let books = reading.quotas(&tables, &mut company, &[credited.currency], &[&measure.name], days)?;
    let quotas = books.into_iter().next().unwrap_or_default();
    let period = match asked {
        Some(period) => period,
        None => credit::covered(credited.extent, quotas.extent(&measure.name), settings)?,
    };
    let eras = company.people.era_starts(period.span);
    let slots = Slots::new(&period, grouping.unit(false), &eras, calendar);
    let terms = plans::quota_terms(&tables, &company, settings, period.span)?;
    let question = Question {
        people: &company.people,
        quotas: &quotas,
        measure: &measure.name,
        by: &grouping.by,
        slots: &slots,
        groups: &credited.groups,
        calendar,
        terms: &|rep, window| terms.of(rep, window),
        leaves: &company.leaves,
        as_of: settings.as_of.value,
    };
    let answer = question
        .answer(&credited.board.remapped(&fine, &slots))
        .map_err(|error| refused_by_engine(&error))?;
    let trend = match args.trend {
        true => Some(trend(&question, &credited, &fine, &answer, (&period, before.as_ref()))?),
        false => None,
    };
    say(ui, &answer, &credited, &quotas.holders(&measure.name));
    if grouping.by == [Dimension::Rep] {
        say_absent(ui, &answer, &company.people, &period);
    }
    let currency_code =
        if measure.money { credited.currency.as_ref().map_or("", |currency| currency.as_str()) } else { "" };
    let about = format!("{} · {}", period.label, counted(&measure.name, currency_code));
    let frame = Frame {
        period: &period,
        measure: &measure.name,
        money: measure.money,
        currency: currency_code,
        subtitle: subtitle(settings, &about),
        top: args.top,
        trend,
    };
    put::report(&report(&question, &answer, &frame), ui)?;
    reading.outcome()
}

/// For each row of the answer, what each month of the period added, and what the same days a year before did.
fn trend(
    question: &Question<'_>,
    credited: &credit::Credited,
    fine: &Slots,
    answer: &Attainment,
    (period, before): (&Period, Option<&Period>),
) -> Result<Trend, Failure> {
    let mut months = vec![Vec::new(); answer.rows.len()];
    let time = question.by.iter().position(|dimension| matches!(dimension, Dimension::Time(_)));
    let unit = time.and_then(|place| match question.by[place] {
        Dimension::Time(unit) => Some(unit),
        _ => None,
    });
    let sums = |period: &Period| {
        let eras = question.people.era_starts(period.span);
        let slots = Slots::new(period, unit, &eras, question.calendar);
        let of_period = Question { slots: &slots, ..*question };
        let board = credited.board.remapped(fine, &slots);
        of_period.credited(&board).map_err(|error| refused_by_engine(&error))
    };
    for month in question.calendar.months_in(period.span) {
        let (sums, _) = sums(&month)?;
        for (row, trend) in answer.rows.iter().zip(&mut months) {
            let inside = row.span.is_none_or(|span| span.intersect(month.span).is_some());
            if inside {
                trend.push(sums.get(&row.keys).copied().unwrap_or(Exact::ZERO).to_string());
            }
        }
    }
    let Some(before) = before else {
        return Ok(Trend { year_before: vec![None; months.len()], months, total_before: None });
    };
    let (then, total) = sums(before)?;
    let year_before = answer.rows.iter().map(|row| {
        let mut keys = row.keys.clone();
        if let (Some(place), Some(unit), Some(span)) = (time, unit, row.span) {
            let bucket = question.calendar.period_of(unit, span.from);
            keys[place] = standing::a_year_earlier(&bucket, question.calendar)?.label;
        }
        then.get(&keys).copied()
    });
    Ok(Trend { year_before: year_before.collect(), months, total_before: Some(total) })
}

/// What is counted, in words: `bookings in USD`, `units`.
fn counted(measure: &str, currency: &str) -> String {
    if currency.is_empty() { measure.to_owned() } else { format!("{measure} in {currency}") }
}

/// The lines under the title of a report: the company, then what the report is about (a period, and what is
/// counted) with the as-of day.
#[must_use]
pub fn subtitle(settings: &Settings, about: &str) -> Vec<String> {
    let mut lines = Vec::new();
    if !settings.company.value.is_empty() {
        lines.push(settings.company.value.clone());
    }
    lines.push(format!("{about} · as of {}", settings.as_of.value));
    lines
}

/// Says on stderr what the rows do not show.
fn say(ui: &Ui, answer: &Attainment, credited: &credit::Credited, holders: &[QuotaHolder]) {
    for warning in credited.warnings() {
        ui.warning(&warning);
    }
    let by_rep = answer.rows.iter().any(|row| row.rep.is_some());
    let without = answer.rows.iter().filter(|row| row.quota.is_none()).count();
    if by_rep && without > 0 && !holders.is_empty() {
        let rows = if without == 1 { "row has" } else { "rows have" };
        ui.note(&format!("{without} {rows} no quota in this period, so no attainment"));
    }
}

/// Names the reps of the table who were there and have neither credit nor quota, so that no row is theirs.
fn say_absent(ui: &Ui, answer: &Attainment, people: &People, period: &Period) {
    let is_there =
        |rep: &u32| !people.rows(*rep).is_empty() && people.employment(*rep).intersect(period.span).is_some();
    let mut absent = people.in_order();
    absent.retain(|rep| is_there(rep) && answer.rows.iter().all(|row| row.rep != Some(*rep)));
    if absent.is_empty() {
        return;
    }
    let names = absent.iter().take(5).map(|rep| {
        let name = people.name(*rep, period.span.to);
        format!("`{}`", if name.is_empty() { people.id(*rep) } else { name })
    });
    let names: Vec<String> = names.collect();
    let more = if absent.len() > 5 { " …" } else { "" };
    let reps = if absent.len() == 1 { "rep has" } else { "reps have" };
    ui.note(&format!(
        "{} {reps} neither credit nor quota in {}, and no row: {}{more}",
        absent.len(),
        period.label,
        names.join(", ")
    ));
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn money_is_counted_in_its_currency_and_the_rest_in_none() {
        assert_eq!(counted("bookings", "USD"), "bookings in USD");
        assert_eq!(counted("units", ""), "units");
    }
}
