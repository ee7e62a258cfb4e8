//! The edge: arguments, settings, streams, files and exit codes. It may use everything; nothing uses it.

pub mod aim;
pub mod args;
pub mod calling;
pub mod calls_file;
pub mod changes;
mod checking;
pub mod closed;
pub mod closing;
pub mod commands;
pub mod credit;
pub mod disputes_file;
pub mod failure;
pub mod freshness;
mod goals;
mod history;
mod measuring;
mod more_deals;
pub mod named_deals;
pub mod output;
mod own_column;
pub mod own_curve;
mod pager;
pub mod past;
pub mod payable;
pub mod payer;
pub mod pinned;
pub mod pipeline;
pub mod plans;
mod portions;
pub mod prepare;
mod prints;
pub mod progress;
pub mod prospects;
pub mod put;
pub mod quotas;
pub mod reading;
pub mod run_manifest;
pub mod settings;
pub mod settled;
pub mod split_deals;
mod split_rows;
mod standing;
pub mod statement_files;
pub mod surroundings;
pub mod tables;
mod taking;
pub mod territory;
pub mod trial;
pub mod ui;
pub mod unpaid;
pub mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use crate::calendar::Day;
use args::{Cli, Command, OutputArgs};
use commands::commissions::What;
use failure::{Failure, Outcome};
use settings::Settings;
use surroundings::Surroundings;
use ui::{OutputOptions, Ui};

/// Runs the program with these arguments, the program's name first, and tells how it ended.
#[must_use]
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args = args::spell_out(args);
    let said = args.iter().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
    let cli =
        match Cli::command().try_get_matches_from(args).and_then(|matches| Cli::from_arg_matches(&matches)) {
            Ok(cli) => cli,
            Err(error) => return said_by_clap(&error),
        };
    let ui = Ui::new(options(&cli), Surroundings::of_process());
    ui.learn(|facts| facts.command = said);
    let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(&cli, &ui)));
    crate::data::forget_streams();
    match ended {
        Ok(Ok(outcome)) => outcome.into(),
        Ok(Err(failure)) => {
            ui.error(failure.text().as_str());
            for hint in &failure.hints {
                ui.hint(hint);
            }
            failure.outcome.into()
        }
        Err(_) => {
            ui.error("this is a fault in spm itself, not in your files");
            ui.hint("please report it with the message above and the command that you ran");
            Outcome::Bug.into()
        }
    }
}

/// Help and version go to standard output; a wrong command line ends with 2.
fn said_by_clap(error: &clap::Error) -> ExitCode {
    // A closed pipe is no failure: there is nobody left to tell.
    let _ = error.print();
    if error.use_stderr() { Outcome::Usage.into() } else { Outcome::Done.into() }
}

fn run(cli: &Cli, ui: &Ui) -> Result<Outcome, Failure> {
    match &cli.command {
        Command::Completions(args) => return commands::completions::run(args, ui),
        Command::Man(args) => return commands::man::run(args, ui),
        Command::Init(args) => return commands::init::run(args, ui),
        _ => {}
    }
    if !writes_files_of_its_own(&cli.command) {
        ui.format().map_err(|error| put::failure(&error))?;
    }
    let settings = match (Settings::resolve(&cli.global, today()), &cli.command) {
        (Ok(settings), _) => settings,
        // A workspace that cannot be read is what `check` is asked about.
        (Err(failure), Command::Check(_)) => return commands::check::unreadable(failure, ui),
        (Err(failure), _) => return Err(failure),
    };
    ui.learn(|facts| {
        facts.as_of = settings.as_of.value.to_string();
        facts.root = settings.root().map(std::path::Path::to_owned);
    });
    match &cli.command {
        Command::Check(args) => commands::check::run(args, &settings, ui),
        Command::Import(args) => commands::import::run(args, &settings, ui),
        Command::Attainment(args) => commands::attainment::run(args, &settings, ui),
        Command::Commissions(args) => commands::commissions::run(args, &settings, ui),
        Command::Metrics(args) => commands::metrics::run(args, &settings, ui),
        Command::Report(args) => commands::review::run(args, &settings, ui),
        Command::Forecast(args) => commands::forecast::run(args, &settings, ui),
        Command::Territories(args) => commands::territories::run(args, &settings, ui),
        Command::Config => commands::config::run(&settings, ui),
        Command::Init(_) | Command::Completions(_) | Command::Man(_) => Ok(Outcome::Done),
    }
}

/// Whether `-f` names the formats of files in a folder, several of them at once.
fn writes_files_of_its_own(command: &Command) -> bool {
    use commands::territories::What as Territories;
    match command {
        Command::Commissions(args) => matches!(args.what, Some(What::Statements(_))),
        // A scenario is a folder, and a map has formats of its own.
        Command::Territories(args) => {
            matches!(args.what, Some(Territories::Balance(_) | Territories::Design(_) | Territories::Map(_)))
        }
        _ => false,
    }
}

/// Today in UTC, which is only what `--as-of` is when it is absent.
fn today() -> Day {
    let seconds =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |time| time.as_secs());
    i32::try_from(seconds / 86_400).ok().and_then(Day::from_number).unwrap_or(Day::MAX)
}

fn options(cli: &Cli) -> OutputOptions {
    let OutputArgs {
        format,
        output,
        color,
        width,
        all_columns,
        all_rows,
        ascii,
        no_pager,
        spreadsheet_safe,
        raw_text,
    } = cli.output.clone();
    OutputOptions {
        format,
        out: output,
        color,
        width,
        quiet: cli.global.quiet,
        verbose: cli.global.verbose,
        spreadsheet_safe: (spreadsheet_safe || raw_text).then_some(spreadsheet_safe),
        all_columns,
        all_rows,
        ascii,
        no_pager,
        threads: cli.global.threads.unwrap_or(0),
        private: matches!(cli.command, Command::Commissions(_)),
    }
}
