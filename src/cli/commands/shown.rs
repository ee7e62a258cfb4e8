//! `spm commissions` and `spm commissions lines` where something is closed: closed periods as they were closed, open
//! ones as today's inputs have them, with what they pay for closed ones.

use std::sync::Arc;

use crate::calendar::{Period, Span};
use crate::cli::closed::{ClosedPeriods, standing};
use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::commissions::{CommissionsArgs, What};
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::past::Look;
use crate::cli::prepare::{prepare_looking, summaries};
use crate::cli::put;
use crate::cli::reading::Reading;
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::cli::unpaid;
use crate::ledger::State;
use crate::model::pay::StatementRow;
use crate::report::commissions::Names;
use crate::report::paid::{Columns, closed_lines, run_lines, statement_row, statements};

/// Writes the closed and the open periods of what is asked for.
pub fn run(
    args: &CommissionsArgs,
    asked: &Period,
    closed: &ClosedPeriods,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    let wanted = |span: Span| asked.span.contains(span.to);
    let mut heading = subtitle(settings, &asked.label);
    heading.push(state_of(args, asked, closed, settings)?);
    let mut rows = closed.statements(&wanted)?;
    let named = chosen(&args.rep, &rows)?;
    let is_named = |rep: &str| args.rep.is_empty() || named.iter().any(|named| named == rep);
    rows.retain(|row| is_named(&row.rep_id));
    let is_lines = args.what == Some(What::Lines);
    let mut kept = Vec::new();
    if is_lines {
        kept = closed.lines(&wanted)?;
        kept.retain(|line| is_named(&line.rep_id));
    }
    if closed.is_all_of(asked.span) {
        if !args.rep.is_empty() && named.is_empty() {
            let ids = rows.iter().map(|row| row.rep_id.as_str());
            return Err(Failure::new(
                Outcome::Usage,
                format!("nobody of `{}` has a statement in {}", args.rep.join("`, `"), asked.label),
            )
            .hint(did_you_mean(&args.rep[0], ids)));
        }
        let report = if is_lines { closed_lines(kept, heading) } else { statements(&rows, heading) };
        put::report(&report, ui)?;
        return Ok(Outcome::Done);
    }
    let mut reading = Reading::new(settings, &args.read, ui);
    let look = Look::Back(Some(closed));
    let prepared = prepare_looking(args, asked, settings, &mut reading, ui, look)?;
    unpaid::warn(&prepared.run, prepared.paid, prepared.threads, ui)?;
    let only = prepared.only.as_deref();
    let report = if is_lines {
        let names = Names { files: Arc::new(prepared.files), subtitle: heading };
        run_lines(kept, &Arc::new(prepared.run), &names, only, Columns::Shown)
    } else {
        let open = summaries(&prepared.run, only, prepared.threads)?;
        rows.extend(open.iter().map(|row| statement_row(&prepared.run, row)));
        statements(&rows, heading)
    };
    put::report(&report, ui)?;
    reading.outcome()
}

/// How far the asked period has come, in words.
pub fn state_of(
    args: &CommissionsArgs,
    asked: &Period,
    closed: &ClosedPeriods,
    settings: &Settings,
) -> Result<String, Failure> {
    if asked.span.from <= closed.span().to && closed.chain.find(&asked.label).is_none() {
        return Ok(format!("closed to {}", closed.span().to));
    }
    let state = standing(settings, args.ledger.as_deref(), asked)?;
    Ok(match (state.state, &state.head) {
        (State::Closed, Some(head)) => format!("closed: manifest {head}"),
        (state, _) => state.name().to_owned(),
    })
}

/// The ids of the reps whom words of the command line name among closed statements.
fn chosen(names: &[String], rows: &[StatementRow]) -> Result<Vec<String>, Failure> {
    let mut ids: Vec<String> = Vec::new();
    for name in names {
        let mut mine: Vec<&str> = Vec::new();
        for row in rows.iter().filter(|row| row.rep_id == *name || row.name == *name) {
            if !mine.contains(&row.rep_id.as_str()) {
                mine.push(&row.rep_id);
            }
        }
        if mine.len() > 1 && !mine.contains(&name.as_str()) {
            let what = format!("`{name}` is the name of {} reps", mine.len());
            return Err(Failure::new(Outcome::Usage, what).hint("name the rep by rep_id"));
        }
        ids.extend(mine.into_iter().take(1).map(str::to_owned));
    }
    Ok(ids)
}
