//! `spm forecast waterfall`: what changed in the open deals of a period between two days.

use clap::Args;

use crate::calendar::{Day, Span, Unit};
use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::forecast::ForecastArgs;
use crate::cli::credit::{self, Grouping};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::pipeline::{Deal, Pipeline};
use crate::cli::put;
use crate::cli::reading::{Company, Reading, counted, refused_by_engine};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::ui::Ui;
use crate::engine::forecast::changes::{Changes, Stand};
use crate::engine::forecast::hazard::Outcome as End;
use crate::engine::forecast::waterfall::{Meaning, Path, Standing, paths, waterfall};
use crate::money::{Amount, Currency, Rounding};
use crate::report::forecast_waterfall::{Frame, Step, report};

/// The arguments of `spm forecast waterfall`.
#[derive(Debug, Clone, Args)]
pub struct WaterfallArgs {
    /// The day at whose end it begins; the one before the period if absent. Example: --from 2026-09-30
    #[arg(long, value_name = "DAY")]
    pub from: Option<String>,
    /// The day at whose end it ends; the as-of day if absent. Example: --to 2026-10-31
    #[arg(long, value_name = "DAY")]
    pub to: Option<String>,
    /// The deals as they were exported on the first day: two exports are compared, and no history is needed.
    /// Example: --before opportunities-2026-10-31.csv
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub before: Vec<String>,
    /// Show a line for each deal and path. Example: --each
    #[arg(long)]
    pub each: bool,
}

/// Reads, compares and writes.
pub fn run(
    args: &ForecastArgs,
    asked: &WaterfallArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    if !args.choices.by.is_empty() || args.choices.method.is_some() || args.choices.interval.is_some() {
        return Err(Failure::new(Outcome::Usage, "a waterfall takes no `--by`, `--method` or `--interval`")
            .hint("`--each` shows a line for each deal, for a spreadsheet to group"));
    }
    let as_of = settings.as_of.value;
    let period = match &args.choices.period {
        Some(text) => settings.period(text)?,
        None => settings.calendar.value.period_of(Unit::Quarter, as_of),
    };
    let from = day("--from", asked.from.as_deref(), period.span.from.previous())?;
    let to = day("--to", asked.to.as_deref(), as_of)?;
    if from >= to {
        return Err(Failure::new(Outcome::Usage, format!("{from} does not come before {to}"))
            .hint("name two days with `--from` and `--to`, the earlier one first"));
    }
    let tables = Tables::new(settings, &args.tables, &args.read)?.and_of_history(&args.history)?;
    let mut reading = Reading::new(settings, &args.read, ui);
    reading.reads_also(settings.file())?;
    let mut company = reading.company(&tables)?;
    let grouping = Grouping::resolve(&[], &tables, &mut reading, &company.people)?;
    let wanted = credit::report_currency(args.choices.currency.as_deref(), settings)?;
    let pipeline = Pipeline::read(&tables, &mut reading, &mut company, &grouping, wanted)?;
    let steps = match &asked.before[..] {
        [] => {
            let changes = reading.changes(&tables)?;
            by_history(&changes, &pipeline, &company, (from, to), period.span, ui)?
        }
        files => {
            let mut earlier = args.tables.clone();
            earlier.deals = files.to_vec();
            let earlier = Tables::new(settings, &earlier, &args.read)?;
            let before = Pipeline::read(&earlier, &mut reading, &mut company, &grouping, wanted)?;
            by_exports(&before, &pipeline, period.span)
        }
    };
    let moves: Vec<(Path, Amount)> = steps.iter().map(|step| (step.path, step.amount)).collect();
    let too_large = || Failure::new(Outcome::Input, "the amounts of the history are too large to add up");
    let (sums, balances) = waterfall(moves.iter()).ok_or_else(too_large)?;
    if !balances {
        return Err(Failure::new(Outcome::Bug, "begin and what happened since do not add up to end"));
    }
    let code = pipeline.currency.as_ref().map_or("", |currency| currency.as_str());
    let about = format!("{} · open deals due in it, {from} to {to}", period.label);
    let money = if code.is_empty() { String::new() } else { format!(" · {code} at the rates of {to}") };
    let frame =
        Frame { each: asked.each, currency: code, subtitle: subtitle(settings, &format!("{about}{money}")) };
    put::report(&report(&frame, &sums, steps), ui)?;
    reading.outcome()
}

/// What happened between two days, from the history of deals.
fn by_history(
    changes: &Changes,
    pipeline: &Pipeline,
    company: &Company,
    (from, to): (Day, Day),
    period: Span,
    ui: &Ui,
) -> Result<Vec<Step>, Failure> {
    let Some((first, _)) = changes.extent() else {
        return Err(Failure::new(Outcome::Usage, "there is no history to compare two days of")
            .hint("give it with `--history FILE`: deal_id, changed_at, stage, amount, close_date")
            .hint("or compare two exports: `--deals now.csv --before then.csv`"));
    };
    if from.number() < first {
        let since = Day::from_number(first).unwrap_or(Day::MIN);
        ui.warning(&format!(
            "the history begins on {since}: what was open on {from} is not known, and counts as created"
        ));
    }
    let meanings = meanings(&[pipeline]);
    let mut steps = Vec::new();
    for id in changes.deals() {
        let deal = find(pipeline, id);
        let on = |day: Day| converted(changes, id, day, deal, pipeline.currency, company, to);
        steps.extend(steps_of(id, deal, &on(from)?, &on(to)?, &meanings, period));
    }
    let known = |deal: &&Deal| changes.on(&deal.id, to.number()).is_none() && deal.outcome == End::Open;
    let without = u64::try_from(pipeline.deals.iter().filter(known).count()).unwrap_or(u64::MAX);
    if without > 0 {
        let (one, several) = ("open deal has", "open deals have");
        let left_out = if without == 1 { "is left out" } else { "are left out" };
        ui.warning(&format!("{} no history by {to}, and {left_out}", counted(without, one, several)));
    }
    Ok(steps)
}

/// What happened between two exports: each says how its deals stood on its day.
fn by_exports(before: &Pipeline, after: &Pipeline, period: Span) -> Vec<Step> {
    let meanings = meanings(&[before, after]);
    let mut ids: Vec<&str> = before.deals.iter().chain(&after.deals).map(|deal| deal.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let stand = |deal: &Deal| Stand {
        stage: deal.stage.clone(),
        amount: deal.amount.map(|amount| amount.round_to(2, Rounding::HalfUp)),
        close_date: deal.close_date,
        ..Stand::default()
    };
    let steps = |id: &str| {
        let (was, is) = (find(before, id), find(after, id));
        steps_of(id, is.or(was), &was.map(stand), &is.map(stand), &meanings, period)
    };
    ids.into_iter().flat_map(steps).collect()
}

fn find<'a>(pipeline: &'a Pipeline, id: &str) -> Option<&'a Deal> {
    let found = pipeline.deals.binary_search_by(|deal| deal.id.as_str().cmp(id)).ok();
    found.map(|place| &pipeline.deals[place])
}

/// The paths of one deal.
fn steps_of(
    id: &str,
    deal: Option<&Deal>,
    before: &Standing,
    after: &Standing,
    meanings: &[(&str, End)],
    period: Span,
) -> Vec<Step> {
    let meaning = |stage: &str| match meanings.iter().find(|(name, _)| *name == stage) {
        Some((_, End::Won)) => Meaning::Won,
        Some((_, End::Lost)) => Meaning::Lost,
        _ => Meaning::Open,
    };
    let step = |(path, amount)| Step {
        path,
        deal_id: id.to_owned(),
        name: deal.map_or("", |deal| deal.name.as_str()).to_owned(),
        rep_id: deal.map_or("", |deal| deal.owner.as_str()).to_owned(),
        amount,
    };
    paths(before, after, &meaning, period).into_iter().map(step).collect()
}

fn day(flag: &str, text: Option<&str>, absent: Day) -> Result<Day, Failure> {
    let Some(text) = text else { return Ok(absent) };
    Day::parse(text).map_err(|error| {
        Failure::new(Outcome::Usage, error.to_string())
            .at(format!("{flag} {text}"))
            .hint(format!("write the day as {flag} 2026-09-30"))
    })
}

/// What each stage of the deals means.
fn meanings<'a>(pipelines: &[&'a Pipeline]) -> Vec<(&'a str, End)> {
    let mut meanings: Vec<(&str, End)> = Vec::new();
    let deals = pipelines.iter().flat_map(|pipeline| &pipeline.deals);
    for deal in deals.filter(|deal| deal.outcome != End::Open) {
        if !meanings.iter().any(|(name, _)| *name == deal.stage) {
            meanings.push((&deal.stage, deal.outcome));
        }
    }
    meanings
}

/// How a deal stood at the end of a day, its amount to the cent in the report's currency at the rate of the last day,
/// so that no rate looks like a change.
fn converted(
    changes: &Changes,
    id: &str,
    day: Day,
    deal: Option<&Deal>,
    currency: Option<Currency>,
    company: &Company,
    rates: Day,
) -> Result<Option<Stand>, Failure> {
    let Some(mut stand) = changes.on(id, day.number()) else { return Ok(None) };
    let own = deal.and_then(|deal| deal.currency);
    if let (Some(amount), Some(own), Some(wanted)) = (stand.amount, own, currency) {
        let exact = company
            .exchange
            .convert(amount, own, wanted, rates)
            .map_err(|error| refused_by_engine(&error))?;
        stand.amount = Some(exact.round_to(2, Rounding::HalfUp));
    }
    Ok(Some(stand))
}
