//! `spm commissions`: who is paid what for a period, and why. The manual of every subcommand stands here; how tables
//! and plans become a run is left to `prepare`.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};

use crate::cli::args::{PayTableArgs, ReadArgs, TableArgs};
use crate::cli::changes::ChangeArgs;
use crate::cli::closed::ClosedPeriods;
use crate::cli::commands::accrue::{self, AccrueArgs};
use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::closing::{self, Act, UserArgs};
use crate::cli::commands::cost::{self, CostArgs};
use crate::cli::commands::curve::{self, CurveArgs};
use crate::cli::commands::diff::{self, DiffArgs};
use crate::cli::commands::disputes::{self, DisputesArgs};
use crate::cli::commands::explain::{self, ExplainArgs};
use crate::cli::commands::goal::{self, GoalArgs};
use crate::cli::commands::payroll::{self, PayrollArgs};
use crate::cli::commands::statements::{self, StatementsArgs};
use crate::cli::commands::verify::{self, VerifyArgs};
use crate::cli::commands::{plan_tests, shown, what_if};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::payable::{Kept, Wanted};
use crate::cli::portions::{self, Portions};
use crate::cli::prepare::{Prepared, asked, prepare_wanted, summaries};
use crate::cli::put;
use crate::cli::reading::Reading;
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::cli::unpaid;
use crate::report::commissions::{Names, lines, summary};

/// Work out commissions
///
/// Without a subcommand: one line for each rep. `lines`: one line for each credit, element and tier slice; summed they
/// are the line of the rep, to the cent. Each credit is paid by the plan version in force on its close date; what it
/// earns in an element is rounded once, after its tier slices are added.
///
///     spm commissions --period 2026-10
///     spm commissions lines --period 2026-10 --rep maria@acme.example
///     spm commissions lines --plans plan.toml --deals deals.csv --reps reps.csv --quotas quotas.csv --period 2026
#[derive(Debug, Clone, Args)]
#[command(verbatim_doc_comment)]
pub struct CommissionsArgs {
    /// What to show.
    #[command(subcommand)]
    pub what: Option<What>,
    /// The days: 2026-10, 2026-Q4, 2025-11..2026-Q2, last-month …; every payout that ends in them is worked out. The
    /// month before the as-of day if absent. Example: --period 2026-10
    #[arg(short, long, value_name = "PERIOD", global = true)]
    pub period: Option<String>,
    /// Only these reps, by id, e-mail or name. Example: --rep R007
    #[arg(long, value_name = "REP", global = true)]
    pub rep: Vec<String>,
    /// The folder of closed periods; the workspace's `ledger/` if absent. Example: --ledger acme/ledger
    #[arg(long, value_name = "DIR", global = true)]
    pub ledger: Option<PathBuf>,
    /// About so much memory at most, for the run and its lines: the reps are worked out in portions, and the deals are
    /// read once more for each. The result does not depend on it. Example: --memory-limit 2GB
    #[arg(long, value_name = "SIZE", global = true, value_parser = portions::limit)]
    pub memory_limit: Option<usize>,
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

/// What to show.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum What {
    /// One line for each rep and payout (the default)
    Run,
    /// One line for each credit, element and tier slice
    Lines,
    /// Show where a rep's pay comes from, as a tree
    ///
    /// Plan and version and why the rep is on it, quota from its rows, credits from file and row, attainment before and
    /// after, each tier slice with its arithmetic, multipliers, gates, caps, rounding, holds and releases. What the
    /// leaves pay adds up to the root, to the cent.
    ///
    ///     spm commissions explain maria@acme.example --period 2026-10
    ///     spm commissions explain R007 --deal 006-0117 --period 2026-10
    ///     spm commissions explain R007 --element new-business --period 2026-10 -f json
    #[command(verbatim_doc_comment)]
    Explain(ExplainArgs),
    /// Write a statement for each rep into a folder
    ///
    /// Each is one file in each format that -f names: html (a page of its own, with the payout curve), xlsx, markdown,
    /// csv, json. It says who, plan and version, quota and why it is what it is, attainment, every line with its cause,
    /// what is held or withheld, what is paid, and the year so far. An index and a manifest stand beside. The folder is
    /// replaced whole or not at all.
    ///
    ///     spm commissions statements --out reports/2026-10 --period 2026-10
    ///     spm commissions statements --out 'reports/{period}' --period last-month -f html,xlsx --changed -q
    ///     spm commissions statements --out reports/2026-10 --period 2026-10 --template templates/
    #[command(verbatim_doc_comment)]
    Statements(StatementsArgs),
    /// Write what the payroll system is to pay
    ///
    /// One line for each rep, pay code and currency of pay. Pay codes go by kind of line or by element, as the section
    /// [payroll] of spm.toml says; else COMMISSION, CLAWBACK, ADJUSTMENT, DRAW and RECOVERY. The amounts add up to the
    /// statements, to the cent. The batch id is the mark of what is paid: the same pay has the same one.
    ///
    ///     spm commissions payroll --period 2026-10 -o payroll.csv
    #[command(verbatim_doc_comment)]
    Payroll(PayrollArgs),
    /// Spread the period's earnings over the terms of their deals
    ///
    /// What is earned for a deal is capitalised in the month of the payout and amortised in equal parts over the deal's
    /// `term_months` from its month, the last part with the residue. Parts of months that are over go with the first;
    /// what is left of a cancelled deal is written off. `--journal` writes the sums of each month on two accounts,
    /// whose names the section [accrual] of spm.toml says.
    ///
    ///     spm commissions accrue --period 2026-10
    ///     spm commissions accrue --period 2026 --months 24 --journal -o journal.csv
    #[command(verbatim_doc_comment)]
    Accrue(AccrueArgs),
    /// Ask about a line, answer, settle; without more, list the questions with their ages
    ///
    /// Questions are kept in `disputes.csv` of the workspace, one row each. The days are those of --as-of.
    ///
    ///     spm commissions disputes
    ///     spm commissions disputes open --rep R007 --period 2026-10 --deal 006-0117 --question 'why 6 %?'
    ///     spm commissions disputes settle Q-1a2b3c4d --outcome accepted
    #[command(verbatim_doc_comment)]
    Disputes(DisputesArgs),
    /// Run the tests inside the plan files
    ///
    /// A test is one rep on its plan, whatever `who` says: a quota, some deals, and what elements have earned when the
    /// last deal is in, to the cent. It needs no table and no workspace. The run ends with 1 when a test fails.
    ///
    ///     spm commissions test
    ///     spm commissions test --plans plan.toml
    ///     spm commissions test --plans plans/ -f json
    #[command(verbatim_doc_comment)]
    Test,
    /// Show what a plan pays at each attainment
    ///
    /// One deal is paid at each point by the same calculation as any other deal, so the curve is what the plan pays.
    /// The deal counts for the element on the axis, and for each other element whose condition holds of it (`--with`).
    ///
    ///     spm commissions curve ae
    ///     spm commissions curve ae --quota 1000000 --to 1.5 --step 0.01 -f csv
    ///     spm commissions curve ae --rep 'Noor Haddad-Ellis' --period 2026-10 -o curve.svg
    #[command(verbatim_doc_comment)]
    Curve(CurveArgs),
    /// Change deals, quotas, rates or plans, and see who gains and loses
    ///
    /// The period is worked out twice by the same calculation: as it is, and with every change that the flags name.
    /// A line stands for each rep and plan, over all payouts of the period: who gains most first, who loses most last.
    ///
    ///     spm commissions what-if --period 2026-10 --close 006Hq000000HfZrIAK=2026-10-30
    ///     spm commissions what-if --period 2026-10 --rate ae.renewals=0.02 --quota-scale 1.05
    ///     spm commissions what-if --period 2026 --with-plan drafts/ae-2026.toml -o draft.csv
    #[command(verbatim_doc_comment)]
    WhatIf(ChangeArgs),
    /// Show how much more has to close to earn so much, and which open deals would do
    ///
    /// One more deal on the last day of the period is paid by the same calculation as any other, with ever other
    /// amounts, until the least is found that reaches the goal. Then the rep's open deals are tried, as the plan
    /// would take them.
    ///
    ///     spm commissions goal R007 --pay 10000 --period 2026-10
    ///     spm commissions goal noor.haddad-ellis@acme.example --attainment 1.2 --period 2026-11
    ///     spm commissions goal R007 --pay 10000 --with type=Renewal -f json
    #[command(verbatim_doc_comment)]
    Goal(GoalArgs),
    /// Show what each element costs, whom it pays, what earned it, and the cost without it
    ///
    /// The cost without an element is that of the same run in which it pays nothing: gates, multipliers and caps
    /// that go by it are worked out anew. Cost is what is earned, after caps; what is held or released is not looked
    /// at.
    ///
    ///     spm commissions cost --period 2026-Q3
    ///     spm commissions cost --period 2026-Q3 --findings --windfall 0.15 -o findings.csv
    #[command(verbatim_doc_comment)]
    Cost(CostArgs),
    /// Hand a period in, to be approved by somebody else
    ///
    /// The result is pinned by its hash: when the inputs, the plans or the program change it, it is submitted anew.
    ///
    ///     spm commissions submit --period 2026-10 --user ana
    #[command(verbatim_doc_comment)]
    Submit(UserArgs),
    /// Approve a submitted period; not by the one who submitted it
    ///
    /// The period is worked out again: what is no longer what was submitted is not approved.
    ///
    ///     spm commissions approve --period 2026-10 --user ben
    #[command(verbatim_doc_comment)]
    Approve(UserArgs),
    /// Close an approved period for good
    ///
    /// Writes the folder of the period in the ledger, whole or not at all: lines, statements, and a manifest with the
    /// hash of everything that they rest on and of the period before. What changes later is paid in the first open
    /// period, as a prior-period line that says why. The head that is printed proves the whole ledger: keep it
    /// elsewhere.
    ///
    ///     spm commissions close --period 2026-10 --user ben
    #[command(verbatim_doc_comment)]
    Close(UserArgs),
    /// Check that closed periods are what was closed, and work them out again
    ///
    /// Walks the chain of manifests, checks the hash of every file, and works every closed period out again from the
    /// copies of what it rested on. The run ends with 1 when something is wrong, and says what.
    ///
    ///     spm commissions verify
    ///     spm commissions verify --head 3f2a91c0
    #[command(verbatim_doc_comment)]
    Verify(VerifyArgs),
    /// Show who is paid otherwise, how much, and why
    ///
    /// Between two periods; between a closed period and what today's inputs make of it; between two runs, whose lines
    /// were written as CSV; or between two versions of a plan, given as files. The run ends with 1 when something
    /// differs.
    ///
    ///     spm commissions diff 2026-09 2026-10
    ///     spm commissions diff 2026-09
    ///     spm commissions diff before.csv after.csv
    ///     spm commissions diff plans/ae-2026.toml drafts/ae-2026.toml --period 2026-10
    #[command(verbatim_doc_comment)]
    Diff(DiffArgs),
}

/// Reads, credits, pays and writes.
pub fn run(args: &CommissionsArgs, settings: &Settings, ui: &Ui) -> Result<Outcome, Failure> {
    if args.memory_limit.is_some() && !matches!(args.what, None | Some(What::Run | What::Lines)) {
        let what = "`--memory-limit` is for the run and its lines";
        return Err(Failure::new(Outcome::Usage, what).hint("leave it out: this asks for all reps at once"));
    }
    match &args.what {
        Some(What::Test) => return plan_tests::run(args, settings, ui),
        Some(What::Curve(curve)) => return curve::run(args, curve, settings, ui),
        Some(What::WhatIf(changes)) => return what_if::run(args, changes, settings, ui),
        Some(What::Cost(asked)) => return cost::run(args, asked, settings, ui),
        Some(What::Goal(asked)) => return goal::run(args, asked, settings, ui),
        Some(What::Statements(asked)) => return statements::run(args, asked, settings, ui),
        Some(What::Payroll(asked)) => return payroll::run(args, asked, settings, ui),
        Some(What::Accrue(asked)) => return accrue::run(args, asked, settings, ui),
        Some(What::Disputes(asked)) => return disputes::run(args, asked, settings, ui),
        Some(What::Explain(explain)) => return explain::run(args, explain, settings, ui),
        Some(What::Submit(user)) => return closing::run(args, user, Act::Submit, settings, ui),
        Some(What::Approve(user)) => return closing::run(args, user, Act::Approve, settings, ui),
        Some(What::Close(user)) => return closing::run(args, user, Act::Close, settings, ui),
        Some(What::Verify(asked)) => return verify::run(args, asked, settings, ui),
        Some(What::Diff(asked)) => return diff::run(args, asked, settings, ui),
        None | Some(What::Run | What::Lines) => {}
    }
    let asked = asked(args, settings, ui)?;
    let closed = ClosedPeriods::of(settings, args.ledger.as_deref())?;
    if let Some(closed) = closed.filter(|closed| asked.span.to >= closed.span().from) {
        if args.memory_limit.is_some() {
            ui.warning("--memory-limit is not kept over closed periods: their lines are compared at once");
        }
        return shown::run(args, &asked, &closed, settings, ui);
    }
    let heading = subtitle(settings, &asked.label);
    let kept = if args.what == Some(What::Lines) { Kept::Shown } else { Kept::Paid };
    let wanted = args.memory_limit.map_or(Wanted::All, Wanted::Within);
    let mut reading = Reading::new(settings, &args.read, ui);
    let mut prepared = prepare_wanted(args, &asked, settings, &mut reading, ui, (kept, &wanted))?;
    if let (Some(limit), Some(counts)) = (args.memory_limit, prepared.counts.take()) {
        let portions = Portions::of(prepared, &counts, (args, &asked, settings), (kept, limit), ui);
        in_portions(portions, kept, heading, ui)?;
        return reading.outcome();
    }
    let Prepared { run, files, only, paid, .. } = prepared;
    unpaid::warn(&run, paid, settings.thread_count(), ui)?;
    let report = match args.what {
        Some(What::Lines) => {
            lines(&Arc::new(run), &Names { files: Arc::new(files), subtitle: heading }, only.as_deref())
        }
        _ => summary(&run, &summaries(&run, only.as_deref(), settings.thread_count())?, heading),
    };
    put::report(&report, ui)?;
    reading.outcome()
}

/// The same in portions of reps that keep below a limit of memory.
fn in_portions(portions: Portions, kept: Kept, heading: Vec<String>, ui: &Ui) -> Result<(), Failure> {
    match kept {
        Kept::Shown => {
            let (report, loaded) = Arc::new(portions).lines(heading);
            put::report(&report, ui)?;
            loaded.noticed().say(ui);
        }
        Kept::Paid => {
            let (rows, noticed) = portions.summaries()?;
            noticed.say(ui);
            put::report(&summary(&portions.run, &rows, heading), ui)?;
        }
    }
    Ok(())
}
