//! `spm commissions payroll`: what the payroll system is to pay, by rep and pay code, as one batch. The same batch
//! twice is the same bytes.

use clap::Args;

use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::commissions::CommissionsArgs;
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::prepare::asked;
use crate::cli::put;
use crate::cli::reading::{Reading, refused_by_engine};
use crate::cli::settings::Settings;
use crate::cli::settled::{Settled, settled};
use crate::cli::ui::Ui;
use crate::cli::workspace::FILE_NAME;
use crate::engine::commissions::pay_rate;
use crate::engine::threads::side_by_side;
use crate::ledger::State;
use crate::ledger::digest;
use crate::money::{Amount, ExchangeRate};
use crate::report::commissions::PaidSummary;
use crate::report::payroll::{Codes, Item, KINDS, batch_text, items, report};
use crate::report::statement::{Ask, statement};

/// The arguments of `spm commissions payroll`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct PayrollArgs {
    /// Show what a period that is not closed would pay, though others are closed. Example: --draft
    #[arg(long)]
    pub draft: bool,
}

/// Reads, pays and writes.
pub fn run(
    args: &CommissionsArgs,
    payroll: &PayrollArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    let mut reading = Reading::new(settings, &args.read, ui);
    let asked = asked(args, settings, ui)?;
    let settled = settled(args, &asked, asked.span.from, settings, &mut reading, ui)?;
    may_be_paid(&settled, payroll, &asked.label, ui)?;
    let run = &settled.run;
    let codes = codes(settings, &run.plans)?;
    // Open payouts before the period are not paid with it.
    let is_asked = |row: &&PaidSummary| asked.span.contains(run.periods[row.summary.period].span.to);
    let rows: Vec<PaidSummary> = settled.rows.iter().filter(is_asked).cloned().collect();
    let ask = Ask {
        company: "",
        period: &asked,
        as_of: settings.as_of.value,
        status: settled.state.name(),
        head: &settled.head,
        dispute: "",
        files: &settled.files,
    };
    let reps: Vec<u32> =
        run.people.in_order().into_iter().filter(|rep| rows.iter().any(|row| row.rep == *rep)).collect();
    let of_rep = |place: usize| -> Result<Vec<Item>, Failure> {
        let rep = reps[place];
        let mine: Vec<PaidSummary> = rows.iter().filter(|row| row.rep == rep).cloned().collect();
        let refuse = |error| refused_by_engine(&error);
        let rate = |row: &PaidSummary| {
            let (plan, period) = (&run.plans[row.summary.plan], &run.periods[row.summary.period]);
            pay_rate(plan, row.pay_currency, &run.exchange, period.span.to)
        };
        let rates: Vec<ExchangeRate> = mine.iter().map(rate).collect::<Result<_, _>>().map_err(refuse)?;
        let made = statement(run, rep, &mine, Vec::new(), &ask).map_err(refuse)?;
        items(&made, &rates, &codes).map_err(refuse)
    };
    let paid: Vec<Item> =
        side_by_side(reps.len(), settings.thread_count(), of_rep)?.into_iter().flatten().collect();
    warn_below_zero(&paid, ui);
    let batch = &digest::of_bytes(batch_text(&paid).as_bytes()).sha256[..16];
    put::report(&report(&paid, batch, subtitle(settings, &asked.label)), ui)?;
    reading.outcome()
}

/// Where periods are closed, what is not closed is not paid: it may change, and nothing would keep what was paid.
fn may_be_paid(settled: &Settled, payroll: &PayrollArgs, period: &str, ui: &Ui) -> Result<(), Failure> {
    if settled.state == State::Closed {
        return Ok(());
    }
    let state = settled.state.name();
    if settled.keeps && !payroll.draft {
        return Err(Failure::new(Outcome::NotAllowed, format!("{period} is not closed but {state}"))
            .hint("`spm commissions close` closes it; `--draft` shows what it would pay"));
    }
    ui.note(&format!("{period} is not closed but {state}: what it pays may change"));
    Ok(())
}

/// The pay codes of `spm.toml`; a kind or an element that there is not is refused.
fn codes(settings: &Settings, plans: &[crate::plan::Plan]) -> Result<Codes, Failure> {
    let Some(workspace) = &settings.workspace else { return Ok(Codes::default()) };
    let given = &workspace.file.payroll;
    let refuse = |key: String, near: String, known: String| {
        Err(Failure::new(Outcome::Workspace, format!("`{FILE_NAME}` has a pay code for what there is not"))
            .at(format!("key `{key}`"))
            .hint(if near.is_empty() { known } else { near }))
    };
    let kinds: Vec<&str> = KINDS.iter().map(|(kind, _)| *kind).collect();
    if let Some(kind) = given.kinds.keys().find(|kind| !kinds.contains(&kind.as_str())) {
        let near = did_you_mean(kind, kinds.iter().copied());
        return refuse(format!("payroll.kinds.{kind}"), near, format!("the kinds are {}", kinds.join(", ")));
    }
    let mut elements: Vec<&str> =
        plans.iter().flat_map(|plan| &plan.elements).map(|element| element.id.as_str()).collect();
    elements.sort_unstable();
    elements.dedup();
    if let Some(element) = given.elements.keys().find(|element| !elements.contains(&element.as_str())) {
        let near = did_you_mean(element, elements.iter().copied());
        let known = format!("the elements are {}", elements.join(", "));
        return refuse(format!("payroll.elements.{element}"), near, known);
    }
    for (key, code) in given.kinds.iter().chain(&given.elements) {
        if code.trim().is_empty() || code.chars().any(char::is_control) {
            return Err(Failure::new(Outcome::Workspace, format!("`{FILE_NAME}` has an empty pay code"))
                .at(format!("key `payroll`, `{key}`"))
                .hint("a pay code is what the payroll system calls it, as in \"COMM\""));
        }
    }
    Ok(Codes { kinds: given.kinds.clone(), elements: given.elements.clone() })
}

/// Names those whom the batch pays less than nothing: a payroll system may refuse them.
fn warn_below_zero(paid: &[Item], ui: &Ui) {
    let mut below: Vec<&str> = Vec::new();
    let mut rest = paid;
    while let Some(first) = rest.first() {
        let same = |item: &&Item| (&item.payee, &item.currency) == (&first.payee, &first.currency);
        let count = rest.iter().take_while(same).count();
        let (mine, others) = rest.split_at(count);
        let sum = Amount::checked_sum(mine.iter().map(|item| item.amount));
        if sum.is_some_and(Amount::is_negative) {
            below.push(&first.payee);
        }
        rest = others;
    }
    if !below.is_empty() {
        let more = below.len().saturating_sub(12);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        below.truncate(12);
        ui.warning(&format!("the batch takes more than it pays from {}{more}", below.join(", ")));
    }
}
