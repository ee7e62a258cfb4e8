//! `spm commissions submit`, `approve` and `close`: the life of a period, each step by somebody who is named.

use clap::Args;

use crate::calendar::{Period, Unit};
use crate::cli::closed::{ClosedPeriods, folder, refused_by_ledger};
use crate::cli::closing::{Worked, arguments, now, worked};
use crate::cli::commands::commissions::CommissionsArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::prepare::asked;
use crate::cli::put;
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::ledger::manifest::{FORMAT, Signature};
use crate::ledger::{LINES, MANIFEST, Manifest, Pending, STATEMENTS, State, Writer};
use crate::report::ledger::{Step, life};
use crate::report::paid::sums;

/// Who does it.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct UserArgs {
    /// Your name, as it is to be recorded. The program cannot prove who sits before it: it records what it is told.
    /// Example: --user ana
    #[arg(long, value_name = "NAME")]
    pub user: String,
}

/// What is done with a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// It is handed in.
    Submit,
    /// It is approved, by somebody else.
    Approve,
    /// It is closed for good.
    Close,
}

/// Works the period out and brings it one step further.
pub fn run(
    args: &CommissionsArgs,
    user: &UserArgs,
    act: Act,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    let user = named(&user.user)?;
    if !args.rep.is_empty() {
        return Err(
            Failure::new(Outcome::Usage, "a period is closed for everybody").hint("leave `--rep` out")
        );
    }
    let asked = asked(args, settings, ui)?;
    let folder = folder(settings, args.ledger.as_deref()).ok_or_else(|| {
        Failure::new(Outcome::Usage, "there is no ledger to write to")
            .hint("work in a workspace, or name a folder with `--ledger DIR`")
    })?;
    // Nothing is made for a period that cannot be closed.
    may_close(&asked, settings, ClosedPeriods::of(settings, Some(&folder))?.as_ref())?;
    let writer = Writer::open(&folder).map_err(|error| refused_by_ledger(&error))?;
    let closed = ClosedPeriods::of(settings, Some(&folder))?;
    may_close(&asked, settings, closed.as_ref())?;
    let pending = Pending::read(&folder, &asked.label).map_err(|error| refused_by_ledger(&error))?;
    may_act(act, pending.as_ref(), &asked, &user)?;
    if closed.is_none() {
        ui.note(&format!("nothing is closed before {}: the ledger begins with it", asked.label));
    }
    let worked = worked(args, &asked, settings, ui, closed.as_ref())?;
    let signature = Signature { user, source: "--user".to_owned(), at: now() };
    let step = match (act, pending) {
        (Act::Submit, _) | (_, None) => submit(&writer, &asked, &worked, signature),
        (Act::Approve, Some(pending)) => approve(&writer, &asked, &worked, pending, signature),
        (Act::Close, Some(pending)) => {
            let previous = closed.as_ref().and_then(|closed| closed.chain.head()).map(str::to_owned);
            close(&writer, (&asked, settings, args), &worked, pending, (signature, previous))
        }
    }?;
    put::report(&life(&step), ui)?;
    Ok(worked.outcome)
}

fn named(user: &str) -> Result<String, Failure> {
    let name = user.trim();
    let plain = !name.is_empty() && !name.chars().any(char::is_control);
    if plain { Ok(name.to_owned()) } else { Err(Failure::new(Outcome::Usage, "`--user` names nobody")) }
}

/// Refuses a period that is closed, not over, no single period, or not the one that is next.
fn may_close(asked: &Period, settings: &Settings, closed: Option<&ClosedPeriods>) -> Result<(), Failure> {
    let refused = |what: String| Failure::new(Outcome::NotAllowed, what);
    if asked.unit == Unit::Range || asked.label.contains("..") {
        return Err(Failure::new(Outcome::Usage, format!("`{}` is several periods", asked.label))
            .hint("periods are closed one by one, in their order"));
    }
    if let Some(closed) = closed {
        let last = closed.chain.closed.last().expect("some period is closed");
        if closed.chain.find(&asked.label).is_some() {
            return Err(refused(format!("{} is closed, and nothing reopens it", asked.label))
                .hint("what has changed since is paid in the first open period"));
        }
        let next = last.span.to.next();
        if asked.span.from < next {
            return Err(refused(format!(
                "{} begins before the end of {}, which is closed",
                asked.label, last.label
            )));
        }
        if asked.span.from > next {
            let open = settings.calendar.value.period_of(asked.unit, next).label;
            return Err(refused(format!("{open} is open, and periods are closed in their order"))
                .hint(format!("close {open} first")));
        }
    }
    if asked.span.to >= settings.as_of.value {
        return Err(refused(format!("{} is not over on {}", asked.label, settings.as_of.value))
            .hint("a period is closed when its last day is over; `--as-of DAY` says which day it is"));
    }
    Ok(())
}

/// Refuses a step that is not the next one, and an approval by the one who submitted.
fn may_act(act: Act, pending: Option<&Pending>, asked: &Period, user: &str) -> Result<(), Failure> {
    let label = &asked.label;
    let refused = |what: String, hint: &str| Err(Failure::new(Outcome::NotAllowed, what).hint(hint));
    match (act, pending) {
        (Act::Approve | Act::Close, None) => {
            refused(format!("{label} is not submitted"), "`spm commissions submit --user NAME` does that")
        }
        (Act::Approve, Some(pending)) if pending.submitted.user == user => refused(
            format!("`{user}` has submitted {label} and cannot approve it"),
            "somebody else approves it: `spm commissions approve --user NAME`",
        ),
        (Act::Close, Some(pending)) if pending.approved.is_none() => {
            refused(format!("{label} is not approved"), "`spm commissions approve --user NAME` does that")
        }
        (Act::Submit, _) | (Act::Approve | Act::Close, Some(_)) => Ok(()),
    }
}

/// Refuses a result that is another one than was submitted.
fn same(pending: &Pending, worked: &Worked, done: &str) -> Result<(), Failure> {
    if pending.result == worked.result {
        return Ok(());
    }
    let what = format!(
        "{} is no longer what was {done}: the inputs, the plans or the program changed",
        pending.period
    );
    Err(Failure::new(Outcome::NotAllowed, what)
        .at(format!("{done}: {}", pending.result))
        .at(format!("now: {}", worked.result))
        .hint("look at it again and submit it anew: `spm commissions submit --user NAME`"))
}

fn submit(writer: &Writer, asked: &Period, worked: &Worked, by: Signature) -> Result<Step, Failure> {
    let user = by.user.clone();
    let (period, result) = (asked.label.clone(), worked.result.clone());
    let pending = Pending { period, result, submitted: by, approved: None };
    pending.write(writer).map_err(|error| refused_by_ledger(&error))?;
    Ok(step(asked, worked, State::Submitted, user, String::new()))
}

fn approve(
    writer: &Writer,
    asked: &Period,
    worked: &Worked,
    mut pending: Pending,
    by: Signature,
) -> Result<Step, Failure> {
    same(&pending, worked, "submitted")?;
    let user = by.user.clone();
    pending.approved = Some(by);
    pending.write(writer).map_err(|error| refused_by_ledger(&error))?;
    Ok(step(asked, worked, State::Approved, user, String::new()))
}

fn close(
    writer: &Writer,
    (asked, settings, args): (&Period, &Settings, &CommissionsArgs),
    worked: &Worked,
    pending: Pending,
    (by, previous): (Signature, Option<String>),
) -> Result<Step, Failure> {
    same(&pending, worked, "approved")?;
    let approved = pending.approved.expect("what is not approved was refused before");
    let user = by.user.clone();
    let manifest = Manifest {
        format: FORMAT,
        program: format!("spm {}", env!("CARGO_PKG_VERSION")),
        period: asked.label.clone(),
        from: asked.span.from.to_string(),
        to: asked.span.to.to_string(),
        previous,
        as_of: settings.as_of.value.to_string(),
        arguments: arguments(&args.read),
        inputs: worked.inputs.iter().map(|(input, _)| input.clone()).collect(),
        files: worked.files(),
        totals: worked.totals(),
        result: worked.result.clone(),
        submitted: pending.submitted,
        approved,
        closed: by,
    };
    let refused = |error| refused_by_ledger(&error);
    for (input, path) in &worked.inputs {
        writer.keep(path, &input.sha256).map_err(refused)?;
    }
    let text = manifest.text();
    let files: [(&str, &[u8]); 3] =
        [(LINES, &worked.lines), (STATEMENTS, &worked.statements), (MANIFEST, text.as_bytes())];
    writer.close(&asked.label, &files).map_err(refused)?;
    writer.remove("pending", &format!("{}.json", asked.label)).map_err(refused)?;
    Ok(step(asked, worked, State::Closed, user, manifest.hash()))
}

fn step(asked: &Period, worked: &Worked, state: State, user: String, head: String) -> Step {
    Step {
        period: asked.label.clone(),
        state: state.name(),
        user,
        lines: worked.line_count,
        sums: sums(&worked.rows),
        result: worked.result.clone(),
        head,
    }
}
