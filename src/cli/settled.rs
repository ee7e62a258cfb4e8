//! The run behind statements and payroll: an open period as today's inputs and the ledger have it, a closed one worked
//! out again from what it rests on, which has to give what was closed.

use crate::calendar::{Day, Period, Span, Unit};
use crate::cli::closed::{ClosedPeriods, standing};
use crate::cli::commands::commissions::CommissionsArgs;
use crate::cli::commands::verify::{Again, again};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::past::Look;
use crate::cli::prepare::{Prepared, prepare_looking, rep_named, summaries};
use crate::cli::reading::Reading;
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::engine::commissions::Run;
use crate::ledger::{Closed, State};
use crate::model::pay::StatementRow;
use crate::report::commissions::PaidSummary;
use crate::report::paid::statement_row;

/// A run with the sums that it pays.
pub struct Settled {
    /// The run.
    pub run: Run,
    /// The files that deals came from.
    pub files: Vec<String>,
    /// The sums of the payouts from the day that was asked for on, so far as they are not closed; those of a closed
    /// period where it is one.
    pub rows: Vec<PaidSummary>,
    /// The statements of closed periods from that day on, before the period.
    pub before: Vec<StatementRow>,
    /// From which day on `before` and `rows` hold everything: the day that was asked for, or the first that is closed.
    pub since: Day,
    /// How far the period has come.
    pub state: State,
    /// The hash of the manifest of a closed period; empty for an open one.
    pub head: String,
    /// Whether any period is closed.
    pub keeps: bool,
}

/// Works out a period, and the payouts before it from a day on.
///
/// # Errors
/// What reading, paying and the ledger refuse; a period that is closed in part; a closed one that cannot be worked out
/// again.
pub fn settled(
    args: &CommissionsArgs,
    asked: &Period,
    from: Day,
    settings: &Settings,
    reading: &mut Reading<'_>,
    ui: &Ui,
) -> Result<Settled, Failure> {
    let ledger = ClosedPeriods::of(settings, args.ledger.as_deref())?;
    let keeps = ledger.is_some();
    let place = standing(settings, args.ledger.as_deref(), asked)?;
    let head = place.head.unwrap_or_default();
    let since = |from: Day| Period {
        label: asked.label.clone(),
        unit: Unit::Range,
        span: Span { from: from.min(asked.span.from), to: asked.span.to },
    };
    let Some(ledger) = ledger.filter(|ledger| asked.span.to >= ledger.span().from) else {
        let prepared = prepare_looking(args, &since(from), settings, reading, ui, Look::Back(None))?;
        return of(prepared, Vec::new(), from, place.state, head, keeps);
    };
    let first = from.max(ledger.span().from);
    let before = ledger.statements(&|span| from <= span.to && span.to < asked.span.from)?;
    if asked.span.from > ledger.span().to {
        let open = from.max(ledger.span().to.next());
        let look = Look::Back(Some(&ledger));
        let prepared = prepare_looking(args, &since(open), settings, reading, ui, look)?;
        return of(prepared, before, first, place.state, head, keeps);
    }
    let Some(closed) = ledger.chain.find(&asked.label) else {
        let labels: Vec<&str> = ledger.chain.closed.iter().map(|closed| closed.label.as_str()).collect();
        return Err(Failure::new(
            Outcome::Usage,
            format!("{} is not one period that was closed", asked.label),
        )
        .hint(format!("the closed ones are {}; an open one begins after them", labels.join(", "))));
    };
    let WorkedAgain { prepared, rows, .. } = worked_again(args, closed, &ledger, settings, ui)?;
    let Prepared { run, files, .. } = prepared;
    Ok(Settled { run, files, rows, before, since: first, state: place.state, head, keeps })
}

fn of(
    prepared: Prepared,
    before: Vec<StatementRow>,
    since: Day,
    state: State,
    head: String,
    keeps: bool,
) -> Result<Settled, Failure> {
    let Prepared { run, files, only, threads, .. } = prepared;
    let rows = summaries(&run, only.as_deref(), threads)?;
    Ok(Settled { run, files, rows, before, since, state, head, keeps })
}

/// A closed period that was worked out again.
pub struct WorkedAgain {
    /// The run.
    pub prepared: Prepared,
    /// The sums of the reps that are asked for.
    pub rows: Vec<PaidSummary>,
    /// What it was worked out from.
    pub again: Again,
}

/// A closed period from what it rests on; refused when that does not give what was closed.
pub fn worked_again(
    args: &CommissionsArgs,
    closed: &Closed,
    ledger: &ClosedPeriods,
    settings: &Settings,
    ui: &Ui,
) -> Result<WorkedAgain, Failure> {
    let refused = |what: String| {
        Failure::new(Outcome::Workspace, format!("the closed period {} {what}", closed.label))
            .hint("`spm commissions verify` says what is missing or differs")
    };
    let again = again(settings, &ledger.chain, closed, &ledger.folder)?.map_err(&refused)?;
    // What a run says beside its result was said when the period was closed.
    let silent = Ui::silent();
    let mut reading = Reading::new(&again.settings, &again.args.read, &silent);
    let look = Look::Back(again.before.as_ref());
    let prepared = prepare_looking(&again.args, &again.period, &again.settings, &mut reading, &silent, look)?;
    ui.learn(|facts| facts.inputs.extend(silent.facts().inputs));
    let mut rows = summaries(&prepared.run, None, settings.thread_count())?;
    let plain: Vec<StatementRow> = rows.iter().map(|row| statement_row(&prepared.run, row)).collect();
    if plain != ledger.statements(&|span| span == closed.span)? {
        return Err(refused("gives other amounts when it is worked out again".to_owned()));
    }
    if !args.rep.is_empty() {
        let named = args.rep.iter().map(|name| rep_named(&prepared.run.people, name));
        let named: Vec<u32> = named.collect::<Result<_, _>>()?;
        rows.retain(|row| named.contains(&row.rep));
    }
    Ok(WorkedAgain { prepared, rows, again })
}
