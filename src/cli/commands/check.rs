//! `spm check`: what would go wrong before payday, all of it at once.

use clap::Args;

use crate::calendar::{Period, Span, Unit};
use crate::cli::args::{PayTableArgs, ReadArgs, TableArgs};
use crate::cli::checking::{Checking, of_failure};
use crate::cli::commands::commissions::CommissionsArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::prepare::prepare;
use crate::cli::put;
use crate::cli::reading::{Reading, refused_by_engine};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::ui::Ui;
use crate::model::finding::{Finding, Severity, arrange};
use crate::model::table::TABLES;
use crate::report::findings::{for_machines, for_people};

/// List what would go wrong before payday
///
/// Reads every table and plan of the workspace, or those that are given, and lists what the other commands would
/// refuse, what would pay somebody nothing, and what in a plan is probably not meant. Each finding has a severity, a
/// place (file and row, or line and key of a plan) and a remedy. The run ends with 1 when there is an error, else 0.
///
///     spm check
///     spm check --plans plans/ae-2027.toml                     a plan alone, without any table
///     spm check --deals deals.csv --reps users.csv --splits splits.csv
///     spm check -f csv -o findings.csv
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct CheckArgs {
    /// The days whose deals and quotas are looked at; the twelve months up to the as-of day if absent.
    /// Example: --period 2026-Q4
    #[arg(short, long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// Tables.
    #[command(flatten)]
    pub tables: TableArgs,
    /// Tables of pay.
    #[command(flatten)]
    pub pay_tables: PayTableArgs,
    /// Reading.
    #[command(flatten)]
    pub read: ReadArgs,
}

/// Looks at everything and lists what is found.
pub fn run(args: &CheckArgs, settings: &Settings, ui: &Ui) -> Result<Outcome, Failure> {
    refuse_flags(&args.read)?;
    let asked = asked(args, settings)?;
    let tables = Tables::new(settings, &args.tables, &args.read)?.and_of_pay(&args.pay_tables)?;
    refuse_nothing(&tables, settings)?;
    let mut findings = Checking::new(settings, &tables, &args.read, ui, asked.span).all()?;
    if !findings.iter().any(|finding| finding.severity == Severity::Error) {
        findings.extend(of_run(args, &tables, &asked, settings)?);
    }
    say(findings, subtitle(settings, &asked), ui)
}

/// A workspace whose settings cannot be read: the one finding, as there is nothing else to read.
pub fn unreadable(failure: Failure, ui: &Ui) -> Result<Outcome, Failure> {
    if failure.outcome != Outcome::Workspace {
        return Err(failure);
    }
    say(vec![of_failure(&failure)], Vec::new(), ui)
}

/// Writes the findings, and tells whether one is an error.
fn say(mut findings: Vec<Finding>, subtitle: Vec<String>, ui: &Ui) -> Result<Outcome, Failure> {
    arrange(&mut findings);
    let report = if ui.format().map_err(|error| put::failure(&error))?.is_for_machines() {
        for_machines(&findings)
    } else {
        for_people(&findings, subtitle)
    };
    put::report(&report, ui)?;
    let wrong = findings.iter().any(|finding| finding.severity == Severity::Error);
    Ok(if wrong { Outcome::NotSo } else { Outcome::Done })
}

/// The days that are looked at.
fn asked(args: &CheckArgs, settings: &Settings) -> Result<Period, Failure> {
    if let Some(text) = &args.period {
        return settings.period(text);
    }
    let to = settings.as_of.value;
    let span = Span { from: to.plus_months(-12).next(), to };
    Ok(Period { label: format!("{} to {}", span.from, span.to), unit: Unit::Range, span })
}

/// A check lists the rows that cannot be read, and goes on without them: flags that say so have no effect.
fn refuse_flags(read: &ReadArgs) -> Result<(), Failure> {
    let given = [("--allow-rejects", read.allow_rejects.is_some()), ("--rejects", read.rejects.is_some())];
    match given.iter().find(|(_, given)| *given) {
        None => Ok(()),
        Some((flag, _)) => Err(Failure::new(Outcome::Usage, format!("`{flag}` has no effect on a check"))
            .hint("it lists every row that cannot be read; `-f csv -o FILE` writes the list")),
    }
}

/// Refuses a check of nothing.
fn refuse_nothing(tables: &Tables<'_>, settings: &Settings) -> Result<(), Failure> {
    let given = |name: &str| !matches!(tables.source(name), Ok(None));
    let something = TABLES.iter().any(|table| given(table.name)) || !tables.plan_files()?.is_empty();
    if something || settings.root().is_some() {
        return Ok(());
    }
    Err(Failure::new(Outcome::Usage, "there is nothing to check")
        .hint("give files, such as `--plans FILE` or `--deals FILE`, or work in a workspace"))
}

fn subtitle(settings: &Settings, asked: &Period) -> Vec<String> {
    let company = Some(settings.company.value.clone()).filter(|company| !company.is_empty());
    let days = format!("deals and quotas of {} · as of {}", asked.label, settings.as_of.value);
    company.into_iter().chain([days]).collect()
}

/// What the run of commissions itself refuses: the last look, when nothing else was found.
fn of_run(
    args: &CheckArgs,
    tables: &Tables<'_>,
    asked: &Period,
    settings: &Settings,
) -> Result<Vec<Finding>, Failure> {
    let has = |name: &str| tables.source(name).map(|source| source.is_some());
    if !has("deals")? || !has("reps")? || tables.plan_files()?.is_empty() {
        return Ok(Vec::new());
    }
    // What a run says beside its result has been found already.
    let ui = Ui::silent();
    let run = CommissionsArgs {
        what: None,
        period: None,
        rep: Vec::new(),
        ledger: None,
        memory_limit: None,
        tables: args.tables.clone(),
        pay_tables: args.pay_tables.clone(),
        read: args.read.clone(),
    };
    let mut reading = Reading::new(settings, &args.read, &ui);
    let prepared = match prepare(&run, asked, settings, &mut reading, &ui) {
        Ok(prepared) => prepared,
        Err(failure) => return Ok(vec![of_failure(&failure)]),
    };
    let mut findings = Vec::new();
    for rep in prepared.run.people.in_order() {
        if let Err(error) = prepared.run.summaries(rep) {
            let finding = of_failure(&refused_by_engine(&error));
            findings.push(finding);
        }
    }
    Ok(findings)
}
