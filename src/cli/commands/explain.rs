//! `spm commissions explain`: where a rep's pay comes from, as a tree down to files and rows.

use clap::Args;

use crate::calendar::Day;
use crate::cli::closed::ClosedPeriods;
use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::commissions::CommissionsArgs;
use crate::cli::commands::shown::state_of;
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::past::Look;
use crate::cli::plans;
use crate::cli::prepare::{Prepared, asked, prepare_looking, rep_named};
use crate::cli::put;
use crate::cli::reading::{Reading, refused_by_engine};
use crate::cli::settings::Settings;
use crate::cli::settled::{WorkedAgain, worked_again};
use crate::cli::split_rows;
use crate::cli::tables::Tables;
use crate::cli::ui::Ui;
use crate::engine::commissions::Run;
use crate::engine::commissions::explain::{Node, Question, What};
use crate::engine::people::index;
use crate::report::explain::explained;

/// The arguments of `spm commissions explain`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct ExplainArgs {
    /// The rep, by id, e-mail or name. Example: spm commissions explain R007
    #[arg(value_name = "REP")]
    pub who: String,
    /// Only this deal, and where it stands among those of its windows. Example: --deal 006-0117
    #[arg(long, value_name = "DEAL")]
    pub deal: Option<String>,
    /// Only this element of the plan. Example: --element new-business
    #[arg(long, value_name = "ELEMENT")]
    pub element: Option<String>,
}

/// Works out what the rep is paid and says how: open periods from today's inputs, closed ones from those that they were
/// closed with.
pub fn run(
    args: &CommissionsArgs,
    explain: &ExplainArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    if !args.rep.is_empty() {
        let failure = Failure::new(Outcome::Usage, "`--rep` has no effect here");
        return Err(failure.hint(format!("one rep is explained: `{}`", explain.who)));
    }
    let mut reading = Reading::new(settings, &args.read, ui);
    let asked = asked(args, settings, ui)?;
    let ledger = ClosedPeriods::of(settings, args.ledger.as_deref())?;
    let ledger = ledger.filter(|ledger| asked.span.to >= ledger.span().from);
    let mut found = Vec::new();
    let mut subtitle = subtitle(settings, &asked.label);
    if let Some(ledger) = &ledger {
        subtitle.push(state_of(args, &asked, ledger, settings)?);
        for closed in ledger.chain.closed.iter().filter(|closed| asked.span.contains(closed.span.to)) {
            let WorkedAgain { prepared, again, .. } = worked_again(args, closed, ledger, settings, ui)?;
            let tables = Tables::new(&again.settings, &again.args.tables, &again.args.read)?;
            let then = Reading::new(&again.settings, &again.args.read, ui);
            found.push(derived(prepared, explain, &closed.label, (&tables, &then))?);
        }
    }
    if ledger.as_ref().is_none_or(|ledger| !ledger.is_all_of(asked.span)) {
        let look = Look::Back(ledger.as_ref());
        let one = CommissionsArgs { rep: vec![explain.who.clone()], ..args.clone() };
        let prepared = prepare_looking(&one, &asked, settings, &mut reading, ui, look)?;
        let tables = Tables::new(settings, &args.tables, &args.read)?;
        found.push(derived(prepared, explain, &asked.label, (&tables, &reading))?);
    }
    let (mut said, mut nothing) = (Vec::new(), None);
    for one in found {
        match one {
            Ok(derived) => said.push(derived),
            Err(failure) => nothing = Some(failure),
        }
    }
    match nothing {
        Some(failure) if said.is_empty() => Err(failure),
        _ => {
            put::tree(&explained(&said, subtitle), ui)?;
            reading.outcome()
        }
    }
}

/// The derivations of a run for the rep that is asked for. The inner failure says why there is none.
fn derived(
    prepared: Prepared,
    explain: &ExplainArgs,
    period: &str,
    (tables, reading): (&Tables<'_>, &Reading<'_>),
) -> Result<Result<(Run, Vec<Node>), Failure>, Failure> {
    let Prepared { run, files, .. } = prepared;
    let rep = match rep_named(&run.people, &explain.who) {
        Ok(rep) => rep,
        Err(failure) => return Ok(Err(failure)),
    };
    if let Some(element) = &explain.element
        && let Err(failure) = check_element(&run, rep, element)
    {
        return Ok(Err(failure));
    }
    let deals = match explain.deal.as_deref().map(|deal| deals(&run, rep, deal)).transpose() {
        Ok(deals) => deals,
        Err(failure) => return Ok(Err(failure)),
    };
    let mut who = Vec::with_capacity(run.plans.len());
    for plan in &run.plans {
        who.push(match &plan.who {
            Some(condition) => plans::parsed(condition, plan)?.names(),
            None => Vec::new(),
        });
    }
    let splits = split_rows::of_rep(&run, rep, tables, reading)?;
    let (deals, element) = (deals.as_deref(), explain.element.as_deref());
    let question = Question { deals, element, who: &who, files: &files, splits: &splits };
    let mut roots = run.explain(rep, &question).map_err(|error| refused_by_engine(&error))?;
    if explain.deal.is_some() || explain.element.is_some() {
        roots.retain(|root| root.children.iter().any(|node| !matches!(node.what, What::Plan(_))));
    }
    if roots.is_empty() {
        return Ok(Err(nothing(&run, rep, explain, period, deals)));
    }
    roots.sort_by_key(|root: &Node| match &root.what {
        What::Pay { period, .. } => Some(run.periods[*period].span),
        _ => None,
    });
    Ok(Ok((run, roots)))
}

/// Refuses an element that no plan of the rep has.
fn check_element(run: &Run, rep: u32, element: &str) -> Result<(), Failure> {
    let known: Vec<&str> =
        run.plan_ids(rep).into_iter().flat_map(|plan| run.element_ids(rep, plan)).collect();
    if known.contains(&element) {
        return Ok(());
    }
    let what = format!("no plan of `{}` has an element `{element}`", run.people.id(rep));
    let near = did_you_mean(element, known.iter().copied());
    let listed =
        if known.is_empty() { String::new() } else { format!("the elements are {}", known.join(", ")) };
    Err(Failure::new(Outcome::Usage, what).hint(if near.is_empty() { listed } else { near }))
}

/// The positions of a deal that credits the rep.
fn deals(run: &Run, rep: u32, wanted: &str) -> Result<Vec<usize>, Failure> {
    let mine = run.order.of(rep).iter().map(|credit| index(run.credits.deals[index(*credit)]));
    let mut found: Vec<usize> = mine.clone().filter(|deal| run.deals.ids.get(*deal) == wanted).collect();
    found.sort_unstable();
    found.dedup();
    if !found.is_empty() {
        return Ok(found);
    }
    let what = format!("no deal `{wanted}` counts for an element of `{}`", run.people.id(rep));
    let known: Vec<&str> = mine.map(|deal| run.deals.ids.get(deal)).collect();
    let near = did_you_mean(wanted, known);
    let all = "`spm commissions lines --rep REP` lists what is paid for";
    Err(Failure::new(Outcome::Usage, what).hint(if near.is_empty() { all.to_owned() } else { near }))
}

/// Why there is nothing to explain.
fn nothing(run: &Run, rep: u32, explain: &ExplainArgs, period: &str, deals: Option<&[usize]>) -> Failure {
    let id = run.people.id(rep);
    let Some(deals) = deals else {
        let what = format!("`{id}` is on no plan that pays in {period}");
        return Failure::new(Outcome::Usage, what).hint("`spm commissions` lists who is paid for a period");
    };
    let deal = explain.deal.as_deref().unwrap_or_default();
    let failure = Failure::new(Outcome::Usage, format!("deal `{deal}` moves no pay of `{id}` in {period}"));
    let credits =
        run.order.of(rep).iter().filter(|credit| deals.contains(&index(run.credits.deals[index(**credit)])));
    let days = credits.filter_map(|credit| Day::from_number(run.credits.days[index(*credit)]));
    let is_shown = |day: Day| {
        let mut shown = run.periods.iter().enumerate().filter(|(position, _)| run.is_shown(*position));
        shown.any(|(_, period)| period.span.contains(day))
    };
    match days.min() {
        Some(day) if !is_shown(day) => {
            failure.hint(format!("it is credited on {day}: `--period {}-{:02}`", day.year(), day.month()))
        }
        _ => failure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;
    use crate::cli::commands::plan_tests::{entered, rep_id};
    use crate::engine::commissions::LineKind;
    use crate::money::{Amount, Currency, Ratio};
    use crate::plan::{self, Plan};

    /// Every plan of the folder that can be paid by, with its tests.
    fn published() -> Vec<Plan> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/published");
        let mut files: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
        files.sort();
        let read = |path: &std::path::PathBuf| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            plan::parse(&std::fs::read_to_string(path).unwrap(), &name, Currency::USD).ok()
        };
        files.iter().filter_map(read).collect()
    }

    /// The nodes of a tree in order.
    fn all<'a>(node: &'a Node, into: &mut Vec<&'a Node>) {
        into.push(node);
        node.children.iter().for_each(|child| all(child, into));
    }

    /// Calls `check` with the run of each test of each published plan and the derivations of its rep.
    #[allow(clippy::type_complexity, reason = "what a check is given, named once")]
    fn each_published(check: &mut dyn FnMut(&str, &Run, u32, &[Node])) {
        let mut count = 0;
        for plan in published() {
            for test in &plan.tests {
                let Ok((trial, Ok(()))) = entered(&plan, test, &Calendar::default()) else { continue };
                let rep = trial.rep(&rep_id(test)).unwrap();
                let roots = trial.run().explain(rep, &Question::default()).unwrap();
                check(&format!("{}: {}", plan.file, test.name.value), trial.run(), rep, &roots);
                count += 1;
            }
        }
        assert!(count > 200, "{count} tests were explained");
    }

    #[test]
    fn what_the_leaves_of_a_derivation_pay_adds_up_to_its_root_and_to_the_lines() {
        each_published(&mut |name, run, rep, roots| {
            let mut lines = 0;
            run.lines(rep, &mut |line| lines += line.payable.raw()).unwrap();
            let summaries = run.summaries(rep).unwrap();
            assert_eq!(roots.len(), summaries.len(), "{name}");
            for (root, summary) in roots.iter().zip(&summaries) {
                assert_eq!(root.payable, Some(summary.payable()), "{name}");
                assert_eq!(root.leaves(), summary.payable().raw(), "{name}");
            }
            assert_eq!(roots.iter().map(Node::leaves).sum::<i128>(), lines, "{name}");
        });
    }

    #[test]
    fn the_arithmetic_that_is_shown_gives_the_cents_that_are_paid() {
        each_published(&mut |name, run, _, roots| {
            let mut nodes = Vec::new();
            for root in roots {
                all(root, &mut nodes);
            }
            for node in nodes {
                let paid = match (&node.what, &node.value) {
                    (What::Line(line), _)
                        if line.kind == LineKind::Earning && run.pays_by_credit(line.rule) =>
                    {
                        line.payable
                    }
                    (What::Result, Some(value)) => value.number().unwrap().amount().unwrap(),
                    _ => continue,
                };
                let shown = paid == Amount::ZERO || !node.parts.is_empty() || !node.children.is_empty();
                assert!(shown, "{name}: nothing says why {paid} is paid: {node:?}");
                let Some(exact) = node.calculated() else { continue };
                let off = exact.checked_sub(&Ratio::from(paid)).unwrap().magnitude();
                assert!(off < Ratio::from(Amount::from_cents(1)), "{name}: {paid} is not {exact} rounded");
            }
        });
    }
}
