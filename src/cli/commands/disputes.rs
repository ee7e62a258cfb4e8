//! `spm commissions disputes`: questions about lines of pay, in the file `disputes.csv` of the workspace. Doing the
//! same twice changes nothing.

use std::path::Path;

use clap::{Args, Subcommand};

use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::commissions::CommissionsArgs;
use crate::cli::disputes_file::{Disputes, FILE};
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::prepare::{Prepared, asked, prepare};
use crate::cli::put;
use crate::cli::reading::{Reading, refused_by_engine};
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::engine::commissions::{NO_CREDIT, NO_RULE, Run};
use crate::engine::people::index;
use crate::ledger::digest;
use crate::model::dispute::{Dispute, OUTCOMES};
use crate::report::disputes::report;

/// The arguments of `spm commissions disputes`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct DisputesArgs {
    /// What to do; every dispute with its age if absent.
    #[command(subcommand)]
    pub step: Option<Step>,
}

/// What to do with a dispute.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Step {
    /// Ask about a line: its rep, period and deal
    ///
    ///     spm commissions disputes open --rep R007 --period 2026-10 --deal 006-0117 --question 'why 6 %?'
    #[command(verbatim_doc_comment)]
    Open(OpenArgs),
    /// Answer a question; it stays until it is settled
    ///
    ///     spm commissions disputes answer Q-1a2b3c4d --text 'the plan changed on 1 October'
    #[command(verbatim_doc_comment)]
    Answer(AnswerArgs),
    /// Settle a question: accepted, rejected or withdrawn
    ///
    ///     spm commissions disputes settle Q-1a2b3c4d --outcome accepted
    #[command(verbatim_doc_comment)]
    Settle(SettleArgs),
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct OpenArgs {
    /// What is asked. Example: --question 'why is the rate 6 %?'
    #[arg(long, value_name = "TEXT")]
    pub question: String,
    /// The deal that it is about. Example: --deal 006-0117
    #[arg(long, value_name = "DEAL")]
    pub deal: Option<String>,
    /// The element that it is about. Example: --element new-business
    #[arg(long, value_name = "ELEMENT")]
    pub element: Option<String>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct AnswerArgs {
    /// The dispute. Example: spm commissions disputes answer Q-1a2b3c4d
    #[arg(value_name = "ID")]
    pub id: String,
    /// What is answered. Example: --text 'corrected in November'
    #[arg(long, value_name = "TEXT")]
    pub text: String,
}

/// The end of a dispute.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct SettleArgs {
    /// The dispute. Example: spm commissions disputes settle Q-1a2b3c4d
    #[arg(value_name = "ID")]
    pub id: String,
    /// How it ends: accepted, rejected or withdrawn. Example: --outcome rejected
    #[arg(long, value_name = "OUTCOME", value_parser = OUTCOMES)]
    pub outcome: String,
}

/// Lists the disputes, or changes one of them and shows it.
pub fn run(
    args: &CommissionsArgs,
    disputes: &DisputesArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    let Some(root) = settings.root() else {
        return Err(Failure::new(Outcome::Usage, "disputes are kept in a workspace, and there is none")
            .hint(format!("`--workspace DIR` names one; its disputes are in `{FILE}`")));
    };
    let shown = match &disputes.step {
        None => listed(root, args)?,
        Some(Step::Open(asked_of)) => vec![open(args, asked_of, root, settings, ui)?],
        Some(Step::Answer(answer)) => {
            let text = text("--text", &answer.text)?;
            vec![change(root, &answer.id, |dispute| {
                let same = dispute.answer == text && dispute.answered.is_some();
                if dispute.settled.is_some() && !same {
                    return Err(settled_already(dispute));
                }
                if !same {
                    (dispute.answer, dispute.answered) = (text.clone(), Some(settings.as_of.value));
                }
                Ok(())
            })?]
        }
        Some(Step::Settle(settle)) => vec![change(root, &settle.id, |dispute| {
            match dispute.settled {
                Some(_) if dispute.outcome != settle.outcome => return Err(settled_already(dispute)),
                Some(_) => {}
                None => {
                    dispute.outcome.clone_from(&settle.outcome);
                    dispute.settled = Some(settings.as_of.value);
                }
            }
            Ok(())
        })?],
    };
    put::report(&report(&shown, settings.as_of.value, subtitle(settings, "Disputes")), ui)?;
    Ok(Outcome::Done)
}

/// The disputes of the reps and the period that the flags name; all where they name none.
fn listed(root: &Path, args: &CommissionsArgs) -> Result<Vec<Dispute>, Failure> {
    let mut all = Disputes::read(root)?.all;
    all.retain(|dispute| args.rep.is_empty() || args.rep.contains(&dispute.rep_id));
    all.retain(|dispute| args.period.as_ref().is_none_or(|period| *period == dispute.period));
    Ok(all)
}

/// Asks about a line that there is.
fn open(
    args: &CommissionsArgs,
    question: &OpenArgs,
    root: &Path,
    settings: &Settings,
    ui: &Ui,
) -> Result<Dispute, Failure> {
    let [_] = args.rep.as_slice() else {
        return Err(Failure::new(Outcome::Usage, "a question is of one rep").hint("give `--rep` once"));
    };
    let said = text("--question", &question.question)?;
    let mut reading = Reading::new(settings, &args.read, ui);
    let asked = asked(args, settings, ui)?;
    let Prepared { run, only, .. } = prepare(args, &asked, settings, &mut reading, ui)?;
    let rep = only.and_then(|only| only.first().copied()).expect("one rep is named");
    check_line(&run, rep, question, &asked.label)?;
    let (deal, element) =
        (question.deal.clone().unwrap_or_default(), question.element.clone().unwrap_or_default());
    let id = run.people.id(rep).to_owned();
    let mark = [id.as_str(), &asked.label, &deal, &element, &said].join("\u{1f}");
    let mut disputes = Disputes::open(root)?;
    let new = Dispute {
        id: format!("Q-{}", &digest::of_bytes(mark.as_bytes()).sha256[..8]),
        rep_id: id,
        period: asked.label,
        deal_id: deal,
        element,
        question: said,
        opened: Some(settings.as_of.value),
        ..Dispute::default()
    };
    if let Some(known) = disputes.all.iter().find(|known| known.id == new.id) {
        return Ok(known.clone());
    }
    disputes.all.push(new.clone());
    disputes.write()?;
    Ok(new)
}

/// Refuses a question about a line that is not there.
fn check_line(run: &Run, rep: u32, question: &OpenArgs, period: &str) -> Result<(), Failure> {
    let mut deals: Vec<String> = Vec::new();
    let mut found = false;
    run.lines(rep, &mut |line| {
        let deal = match line.credit {
            NO_CREDIT => "",
            credit => run.deals.ids.get(index(run.credits.deals[index(credit)])),
        };
        let element = if line.rule == NO_RULE { "" } else { run.element(line.rule).id.as_str() };
        let is_of =
            |wanted: &Option<String>, known: &str| wanted.as_ref().is_none_or(|wanted| wanted == known);
        found |= is_of(&question.deal, deal) && is_of(&question.element, element);
        deals.push(deal.to_owned());
    })
    .map_err(|error| refused_by_engine(&error))?;
    if found || (question.deal.is_none() && question.element.is_none()) {
        return Ok(());
    }
    let near = question.deal.as_ref().map(|deal| did_you_mean(deal, deals.iter().map(String::as_str)));
    let id = run.people.id(rep);
    Err(Failure::new(Outcome::Usage, format!("no line of `{id}` in {period} is of this deal and element"))
        .hint(near.unwrap_or_default())
        .hint(format!(
            "`spm commissions lines --rep {id} --period {period}` lists them; without `--deal` and \
                       `--element` the question is about the whole statement"
        )))
}

/// Changes one dispute and writes the file.
fn change(
    root: &Path,
    id: &str,
    step: impl FnOnce(&mut Dispute) -> Result<(), Failure>,
) -> Result<Dispute, Failure> {
    let mut disputes = Disputes::open(root)?;
    let ids: Vec<String> = disputes.all.iter().map(|dispute| dispute.id.clone()).collect();
    let Some(dispute) = disputes.all.iter_mut().find(|dispute| dispute.id == id) else {
        let near = did_you_mean(id, ids.iter().map(String::as_str));
        return Err(Failure::new(Outcome::Usage, format!("there is no dispute `{id}`"))
            .hint(near)
            .hint("`spm commissions disputes` lists them"));
    };
    step(dispute)?;
    let changed = dispute.clone();
    disputes.write()?;
    Ok(changed)
}

fn settled_already(dispute: &Dispute) -> Failure {
    Failure::new(Outcome::NotAllowed, format!("`{}` is settled already: {}", dispute.id, dispute.outcome))
        .hint("ask anew with `spm commissions disputes open`")
}

/// A text that says something.
fn text(flag: &str, text: &str) -> Result<String, Failure> {
    match text.trim() {
        "" => Err(Failure::new(Outcome::Usage, format!("`{flag}` says nothing")).hint("write a sentence")),
        said => Ok(said.to_owned()),
    }
}
