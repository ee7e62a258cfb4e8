//! `spm commissions verify`: whether every closed period is what was closed, and whether the files that it rests on
//! give the same amounts again.

use std::path::Path;

use clap::{Args, Parser as _};

use crate::calendar::{Day, Period, Unit};
use crate::cli::args::{Cli, Command};
use crate::cli::closed::{ClosedPeriods, folder, refused_by_ledger};
use crate::cli::closing::worked;
use crate::cli::commands::commissions::CommissionsArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::pinned::Pinned;
use crate::cli::put;
use crate::cli::reading::refused;
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::data::closed_lines;
use crate::ledger::store::read_kept;
use crate::ledger::{Chain, Closed, LINES, STATEMENTS};
use crate::model::pay::PayLine;
use crate::report::ledger::{Checked, verified};

/// The arguments of `spm commissions verify`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct VerifyArgs {
    /// The head that a close printed, kept elsewhere: the last period cannot be taken away unseen.
    /// Example: --head 3f2a91…
    #[arg(long, value_name = "HASH")]
    pub head: Option<String>,
    /// Check the hashes alone, and work nothing out again. Example: --hashes
    #[arg(long)]
    pub hashes: bool,
}

/// Checks the chain, the files and the amounts; the run ends with 1 when something is wrong.
pub fn run(
    args: &CommissionsArgs,
    verify: &VerifyArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    let folder = folder(settings, args.ledger.as_deref()).ok_or_else(|| {
        Failure::new(Outcome::Usage, "there is no ledger to verify")
            .hint("work in a workspace, or name a folder with `--ledger DIR`")
    })?;
    let (chain, faults) = Chain::read(&folder).map_err(|error| refused_by_ledger(&error))?;
    let mut rows: Vec<Checked> = Vec::new();
    let wrong = |period: &str, check: &'static str, detail: String| Checked {
        period: period.to_owned(),
        check,
        sound: false,
        detail,
    };
    let right = |period: &str, check: &'static str, detail: String| Checked {
        sound: true,
        ..wrong(period, check, detail)
    };
    rows.extend(faults.iter().map(|fault| wrong(&fault.period, "chain", fault.what.clone())));
    for closed in &chain.closed {
        if !faults.iter().any(|fault| fault.period == closed.label) {
            rows.push(right(&closed.label, "chain", format!("manifest {}", closed.hash)));
        }
        let broken = closed.check_files();
        if broken.is_empty() {
            let count = closed.manifest.files.len();
            rows.push(right(&closed.label, "files", format!("{count} files are what was closed")));
            if !verify.hashes {
                rows.push(match amounts(settings, &chain, closed, &folder)? {
                    Ok(detail) => right(&closed.label, "amounts", detail),
                    Err(detail) => wrong(&closed.label, "amounts", detail),
                });
            }
        }
        rows.extend(broken.into_iter().map(|fault| wrong(&closed.label, "files", fault.what)));
    }
    rows.extend(verify.head.as_deref().map(|head| against(head, &chain)));
    let sound = rows.iter().all(|row| row.sound);
    if rows.is_empty() {
        ui.note(&format!("no period is closed in `{}`", folder.display()));
    }
    let said = match chain.head() {
        Some(head) => format!("head {head}"),
        None => "no period is closed".to_owned(),
    };
    put::report(&verified(&rows, vec![said]), ui)?;
    Ok(if sound { Outcome::Done } else { Outcome::NotSo })
}

/// Whether the chain leads to a head that is kept elsewhere.
fn against(head: &str, chain: &Chain) -> Checked {
    let head = head.trim().to_lowercase();
    let place = chain.closed.iter().position(|closed| closed.hash == head);
    let (sound, detail) = match place {
        Some(place) if place + 1 == chain.closed.len() => {
            (true, format!("it is the manifest of {}", chain.closed[place].label))
        }
        Some(place) => {
            let closed = &chain.closed[place];
            (true, format!("it is the manifest of {}, and later periods were closed after it", closed.label))
        }
        None => (false, format!("no manifest has the hash {head}: a period is missing or changed")),
    };
    Checked { period: String::new(), check: "head", sound, detail }
}

/// What a closed period is worked out from again.
pub struct Again {
    /// The flags of then.
    pub args: CommissionsArgs,
    /// The period.
    pub period: Period,
    /// The settings of then, with the files of then.
    pub settings: Settings,
    /// The periods that were closed before it.
    pub before: Option<ClosedPeriods>,
}

/// Finds what a closed period rests on; the outer error is one that ends the run.
pub fn again(
    settings: &Settings,
    chain: &Chain,
    closed: &Closed,
    folder: &Path,
) -> Result<Result<Again, String>, Failure> {
    let pinned = match Pinned::of(closed, folder, settings.root()) {
        Ok(pinned) => pinned,
        Err(missing) => {
            let named: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
            return Ok(Err(format!(
                "cannot be worked out again: no copy is left of {}, as it was then",
                named.join(", ")
            )));
        }
    };
    let then = pinned.settings(closed, settings)?;
    let mut again = arguments_of(closed)?;
    again.ledger = Some(folder.to_path_buf());
    let before = ClosedPeriods { folder: folder.to_path_buf(), chain: chain.before(closed.span) };
    let before = Some(before).filter(|before| !before.chain.closed.is_empty());
    let label = closed.label.clone();
    let period = then.calendar.value.parse(&label, Day::MIN).unwrap_or(Period {
        label,
        unit: Unit::Range,
        span: closed.span,
    });
    Ok(Ok(Again { args: again, period, settings: then, before }))
}

/// Works a closed period out again from the files that it rests on; the outer error is one that ends the run.
fn amounts(
    settings: &Settings,
    chain: &Chain,
    closed: &Closed,
    folder: &Path,
) -> Result<Result<String, String>, Failure> {
    let Again { args, period, settings: then, before } = match again(settings, chain, closed, folder)? {
        Ok(again) => again,
        Err(detail) => return Ok(Err(detail)),
    };
    // What a run says beside its result was said when the period was closed.
    let worked = match worked(&args, &period, &then, &Ui::silent(), before.as_ref()) {
        Ok(worked) => worked,
        Err(failure) => return Ok(Err(format!("cannot be worked out again: {}", failure.message))),
    };
    compared(closed, &worked.lines, &worked.statements)
}

/// The flags of then.
fn arguments_of(closed: &Closed) -> Result<CommissionsArgs, Failure> {
    let words = ["spm", "commissions"].into_iter().map(str::to_owned);
    let words = words.chain(closed.manifest.arguments.iter().cloned());
    let unreadable = |error: clap::Error| {
        Failure::new(Outcome::Workspace, format!("the flags of {} cannot be read: {error}", closed.label))
    };
    let cli = Cli::try_parse_from(words).map_err(unreadable)?;
    match cli.command {
        Command::Commissions(args) => Ok(*args),
        _ => Err(Failure::new(Outcome::Bug, "the flags of a closed period are those of another command")),
    }
}

/// Whether lines and statements are the same, row by row.
fn compared(closed: &Closed, lines: &[u8], statements: &[u8]) -> Result<Result<String, String>, Failure> {
    let kept = read_kept(closed, STATEMENTS).map_err(|error| refused_by_ledger(&error))?;
    let then = closed_lines(&closed.folder.join(LINES)).map_err(|error| refused(&error))?;
    let now = reread(lines)?;
    if then == now && kept == statements {
        return Ok(Ok(format!("{} lines are worked out again, all the same", now.len())));
    }
    let differs = then.iter().zip(&now).position(|(then, now)| then != now);
    Ok(Err(match differs.or((then.len() != now.len()).then(|| then.len().min(now.len()))) {
        Some(place) => {
            let line = then.get(place).or(now.get(place)).cloned().unwrap_or_default();
            let paid = |lines: &[PayLine]| {
                lines.get(place).map_or("nothing".to_owned(), |line| line.payable.to_string())
            };
            format!(
                "line {} of {} differs: rep `{}`, element `{}`, deal `{}` was paid {}, worked out again {}",
                place + 1,
                then.len(),
                line.rep_id,
                line.element,
                line.deal_id,
                paid(&then),
                paid(&now)
            )
        }
        None => "the statements differ, and the lines do not".to_owned(),
    }))
}

/// Lines that have not been written yet, as they are read back.
fn reread(lines: &[u8]) -> Result<Vec<PayLine>, Failure> {
    let failed = |error: std::io::Error| {
        Failure::new(Outcome::Output, format!("a temporary file cannot be written: {error}"))
    };
    let file = tempfile::Builder::new().suffix(".parquet").tempfile().map_err(failed)?;
    std::fs::write(file.path(), lines).map_err(failed)?;
    closed_lines(file.path()).map_err(|error| refused(&error))
}
