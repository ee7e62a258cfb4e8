//! `spm commissions diff`: who is paid otherwise in one run than in another, how much, and why, by deal and element.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::calendar::{Period, Span};
use crate::cli::changes::{ChangeArgs, Changes};
use crate::cli::closed::ClosedPeriods;
use crate::cli::commands::commissions::CommissionsArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::past::Look;
use crate::cli::prepare::{asked, prepare, prepare_by, prepare_looking};
use crate::cli::put;
use crate::cli::reading::Reading;
use crate::cli::settings::Settings;
use crate::cli::surroundings::Surroundings;
use crate::cli::ui::{OutputOptions, Ui};
use crate::engine::commissions::Run;
use crate::ledger::lines;
use crate::model::pay::PayLine;
use crate::report::ledger::differences;
use crate::report::paid::{differ, pay_lines};

/// The arguments of `spm commissions diff`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct DiffArgs {
    /// A period, closed or open; a plan file; or the lines of a run, which `spm commissions lines` wrote as CSV.
    /// Example: spm commissions diff 2026-09 2026-10
    #[arg(value_name = "A")]
    pub first: String,
    /// Another one; without it, a closed period is held against what today's inputs make of it.
    /// Example: spm commissions diff 2026-09
    #[arg(value_name = "B")]
    pub second: Option<String>,
}

/// Works both out and shows what differs; the run ends with 1 when something does.
pub fn run(
    args: &CommissionsArgs,
    diff: &DiffArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    let ends = |text: &str, with: &str| Path::new(text).extension().is_some_and(|ending| ending == with);
    let both = |with: &str| {
        (ends(&diff.first, with), diff.second.as_deref().is_some_and(|second| ends(second, with)))
    };
    let (plans, runs) = (both("toml"), both("csv"));
    let (first, second, said) = match (&diff.second, plans) {
        (Some(second), _) if runs == (true, true) => {
            let mut reading = Reading::new(settings, &args.read, ui);
            reading.reads_also([&diff.first, second].map(PathBuf::from))?;
            (of_file(&diff.first)?, of_file(second)?, format!("{} against {second}", diff.first))
        }
        _ if runs.0 || runs.1 => {
            return Err(Failure::new(Outcome::Usage, "the lines of a run are held against those of another")
                .hint("spm commissions diff before.csv after.csv"));
        }
        (Some(second), (true, true)) => {
            let period = asked(args, settings, ui)?;
            let by = |file: &str, ui: &Ui| by_plan(args, &period, file, settings, ui);
            let said = format!("{}: {} against {second}", period.label, diff.first);
            (by(&diff.first, ui)?, by(second, &quiet(ui))?, said)
        }
        (_, (true, _) | (_, true)) => {
            return Err(Failure::new(Outcome::Usage, "a plan is held against another plan file")
                .hint("spm commissions diff plans/ae-2026.toml drafts/ae-2026.toml --period 2026-10"));
        }
        (second, _) => {
            let closed = ClosedPeriods::of(settings, args.ledger.as_deref())?;
            let (one, other) = (settings.period(&diff.first)?, second.as_ref().unwrap_or(&diff.first));
            let other = settings.period(other)?;
            let first = of_period(args, &one, settings, ui, closed.as_ref())?;
            match second {
                Some(_) => {
                    let said = format!("{} against {}", one.label, other.label);
                    (first, of_period(args, &other, settings, &quiet(ui), closed.as_ref())?, said)
                }
                None if closed.as_ref().is_some_and(|closed| closed.holds(one.span)) => {
                    let said = format!("{} as closed, against today's inputs", one.label);
                    // What was paid beside, for draws and for other periods, is not worked out anew.
                    let beside = ["draw", "recovery", "carried-forward", "prior-period"];
                    let own =
                        first.into_iter().filter(|line| !beside.contains(&line.kind.as_str())).collect();
                    (own, today(args, &one, settings, ui)?, said)
                }
                None => {
                    return Err(Failure::new(Outcome::Usage, format!("{} is not closed", one.label))
                        .hint("name what it is held against: spm commissions diff 2026-09 2026-10"));
                }
            }
        }
    };
    let rows = differ(&merged(&first), &merged(&second));
    put::report(&differences(&rows, vec![said]), ui)?;
    Ok(if rows.is_empty() { Outcome::Done } else { Outcome::NotSo })
}

/// Says nothing but errors: what is read twice has been spoken of once.
fn quiet(ui: &Ui) -> Ui {
    let options = OutputOptions { quiet: true, ..ui.options().clone() };
    Ui::with_streams(options, Surroundings::default(), Box::new(std::io::sink()), Box::new(std::io::sink()))
}

/// The lines of a run that were written to a file.
fn of_file(file: &str) -> Result<Vec<PayLine>, Failure> {
    let refused = |why: String| {
        Failure::new(Outcome::Input, format!("`{file}` cannot be read as the lines of a run: {why}"))
            .hint("`spm commissions lines -f csv -o FILE` writes one")
    };
    let text = std::fs::read_to_string(file).map_err(|error| refused(error.to_string()))?;
    lines::parse(&text).map_err(refused)
}

/// The lines of a period: those that were closed, else those of today.
fn of_period(
    args: &CommissionsArgs,
    period: &Period,
    settings: &Settings,
    ui: &Ui,
    closed: Option<&ClosedPeriods>,
) -> Result<Vec<PayLine>, Failure> {
    let wanted = |span: Span| period.span.contains(span.to);
    if let Some(closed) = closed.filter(|closed| closed.holds(period.span)) {
        return closed.lines(&wanted);
    }
    let mut reading = Reading::new(settings, &args.read, ui);
    let look = Look::Back(closed.filter(|closed| period.span.to >= closed.span().from));
    let prepared = prepare_looking(args, period, settings, &mut reading, ui, look)?;
    all_lines(&prepared.run, &prepared.files, prepared.only.as_deref())
}

/// What today's inputs make of a period, whatever was closed.
fn today(
    args: &CommissionsArgs,
    period: &Period,
    settings: &Settings,
    ui: &Ui,
) -> Result<Vec<PayLine>, Failure> {
    let mut reading = Reading::new(settings, &args.read, ui);
    let prepared = prepare(args, period, settings, &mut reading, ui)?;
    all_lines(&prepared.run, &prepared.files, prepared.only.as_deref())
}

/// What a period pays by a plan file in the place of the versions whose days it shares.
fn by_plan(
    args: &CommissionsArgs,
    period: &Period,
    file: &str,
    settings: &Settings,
    ui: &Ui,
) -> Result<Vec<PayLine>, Failure> {
    let changes =
        Changes::read(&ChangeArgs { with_plan: vec![PathBuf::from(file)], ..ChangeArgs::default() })?;
    let mut reading = Reading::new(settings, &args.read, ui);
    reading.reads_also(changes.plan_files().to_vec())?;
    let replace = |plans| changes.replaced(plans, settings);
    let prepared = prepare_by(args, period, settings, &mut reading, ui, &replace)?;
    all_lines(&prepared.run, &prepared.files, prepared.only.as_deref())
}

fn all_lines(run: &Run, files: &[String], only: Option<&[u32]>) -> Result<Vec<PayLine>, Failure> {
    let mut lines = Vec::new();
    for rep in run.people.in_order() {
        if only.is_none_or(|only| only.contains(&rep)) {
            let mine = pay_lines(run, files, rep);
            lines
                .extend(mine.map_err(|error| put::failure(&crate::cli::output::OutputError::Report(error)))?);
        }
    }
    Ok(lines)
}

/// The lines by rep, plan, element and deal.
fn merged(lines: &[PayLine]) -> BTreeMap<[&str; 5], Vec<&PayLine>> {
    let mut merged: BTreeMap<[&str; 5], Vec<&PayLine>> = BTreeMap::new();
    for line in lines {
        let key = [
            line.rep_id.as_str(),
            line.plan.as_str(),
            line.element.as_str(),
            line.deal_id.as_str(),
            line.paid_in.as_str(),
        ];
        merged.entry(key).or_default().push(line);
    }
    merged
}
