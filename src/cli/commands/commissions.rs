//! `spm commissions`: who is paid what for a period, and why.
//!
//! The file is longer than most: the manual of every subcommand stands here.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};

use crate::calendar::{Day, Period, Span, Unit};
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
use crate::cli::credit;
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::past::{self, Begin, Look};
use crate::cli::payable::{self, Ground, Terms};
use crate::cli::plans;
use crate::cli::put;
use crate::cli::reading::{Company, Reading, counted, refused_by_engine};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::ui::Ui;
use crate::cli::unpaid;
use crate::engine::commissions::{Adjustment, Groups, Past, Run, Score, Summary, pay_rate, unit_of};
use crate::engine::events::EventBook;
use crate::engine::order::Order;
use crate::engine::people::{Found, People, index};
use crate::engine::quota::QuotaBook;
use crate::engine::shelf::Shelf;
use crate::engine::threads::side_by_side;
use crate::model::rows::{AdjustmentRow, ScoreRow};
use crate::money::Currency;
use crate::plan::{DatedBy, Plan, Quota, Window};
use crate::report::commissions::{Names, PaidSummary, lines, summary};

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
    /// Between two periods; between a closed period and what today's inputs make of it; or between two versions of a
    /// plan, given as files. The run ends with 1 when something differs.
    ///
    ///     spm commissions diff 2026-09 2026-10
    ///     spm commissions diff 2026-09
    ///     spm commissions diff plans/ae-2026.toml drafts/ae-2026.toml --period 2026-10
    #[command(verbatim_doc_comment)]
    Diff(DiffArgs),
}

/// Reads, credits, pays and writes.
pub fn run(args: &CommissionsArgs, settings: &Settings, ui: &Ui) -> Result<Outcome, Failure> {
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
        return shown::run(args, &asked, &closed, settings, ui);
    }
    let mut reading = Reading::new(settings, &args.read, ui);
    let prepared = prepare_looking(args, &asked, settings, &mut reading, ui, Look::Back(None))?;
    let Prepared { run, files, only, paid, .. } = prepared;
    unpaid::warn_without_quota(&run, settings.thread_count(), ui)?;
    unpaid::warn_after_end(&run, paid, ui);
    let heading = subtitle(settings, &asked.label);
    let report = match args.what {
        Some(What::Lines) => {
            lines(&Arc::new(run), &Names { files: Arc::new(files), subtitle: heading }, only.as_deref())
        }
        _ => summary(&run, &summaries(&run, only.as_deref(), settings.thread_count())?, heading),
    };
    put::report(&report, ui)?;
    reading.outcome()
}

/// What is made of the plans of the files.
type ChangePlans<'c> = &'c dyn Fn(Vec<Plan>) -> Result<Vec<Plan>, Failure>;

/// A run whose tables have been read.
pub struct Prepared {
    /// The run.
    pub run: Run,
    /// The files that deals came from.
    pub files: Vec<String>,
    /// The reps that were asked for; all where none was.
    pub only: Option<Vec<u32>>,
    /// The days of all payouts.
    pub paid: Span,
    /// What more deals are credited by: without the people, leaves and exchange rates, which the run has.
    pub company: Company,
    /// What the elements need of deals: without the rules, which the run has.
    pub terms: Terms,
    /// Threads to work with.
    pub threads: usize,
}

/// Reads and credits what the payouts of a period need.
pub fn prepare(
    args: &CommissionsArgs,
    asked: &Period,
    settings: &Settings,
    reading: &mut Reading<'_>,
    ui: &Ui,
) -> Result<Prepared, Failure> {
    prepare_by(args, asked, settings, reading, ui, &Ok)
}

/// The same with a look at closed periods: what they would pay otherwise is paid in the first open one.
pub fn prepare_looking(
    args: &CommissionsArgs,
    asked: &Period,
    settings: &Settings,
    reading: &mut Reading<'_>,
    ui: &Ui,
    look: Look<'_>,
) -> Result<Prepared, Failure> {
    prepare_as(args, asked, settings, reading, ui, (&Ok, look))
}

/// The same by plans that are other ones than those of the files.
pub fn prepare_by(
    args: &CommissionsArgs,
    asked: &Period,
    settings: &Settings,
    reading: &mut Reading<'_>,
    ui: &Ui,
    change: &dyn Fn(Vec<Plan>) -> Result<Vec<Plan>, Failure>,
) -> Result<Prepared, Failure> {
    prepare_as(args, asked, settings, reading, ui, (change, Look::Away))
}

fn prepare_as(
    args: &CommissionsArgs,
    asked: &Period,
    settings: &Settings,
    reading: &mut Reading<'_>,
    ui: &Ui,
    (change, look): (ChangePlans<'_>, Look<'_>),
) -> Result<Prepared, Failure> {
    let tables = Tables::new(settings, &args.tables, &args.read)?.and_of_pay(&args.pay_tables)?;
    reading.reads_also(tables.plan_files()?.into_iter().chain(settings.file()))?;
    let plans = change(plans::load(&tables, settings)?)?;
    if plans.is_empty() {
        return Err(Failure::new(Outcome::Workspace, "there is no plan to pay by")
            .hint("write one into `plans/`, or give it with `--plans FILE`"));
    }
    say_unfinished(&plans, asked, settings, ui);
    let mut company = reading.company(&tables)?;
    if let Some(closed) = look.closed() {
        past::remember(&mut company, closed)?;
    }
    if !company.people.has_rows() {
        return Err(Failure::new(Outcome::Usage, "there are no reps to pay")
            .hint("give them with `--reps FILE`: a plan pays reps, and `who` chooses among their columns"));
    }
    let mut terms = Terms::new(&plans, &tables)?;
    let adjustments = reading.adjustments(&tables, &mut company)?;
    let begins = past::begins(&plans, look, &adjustments);
    let stated = |begin: &Begin| if let Begin::On(day) = begin { *day } else { asked.span.from };
    let first: Vec<Day> = begins.iter().map(stated).collect();
    let (mut periods, mut payouts) = past::payouts(&plans, asked.span, &first, settings);
    // An accrual looks at the whole life of a deal, whether or not a plan does.
    terms.whole_life = matches!(args.what, Some(What::Accrue(_)));
    let days = match plans.iter().any(reaches_back) || begins.contains(&Begin::FirstCredit) {
        // What is held, taken back or paid for later comes from deals of any age.
        true => Span { from: Day::MIN, to: asked.span.to },
        false => days(&plans, &terms, &periods, &payouts, settings, asked.span),
    };
    let asked_for = past::shown(&periods, asked.span, look);
    let mut paid_for: Vec<&Period> = Vec::new();
    paid_for.extend(periods.iter().zip(&asked_for).filter(|(_, shown)| **shown).map(|(period, _)| period));
    let paid = paid_days(&paid_for, asked.span);
    let membership = plans::membership(&company.people, company.reps.as_ref(), &plans, Span::ALL)?;
    let events = match Terms::needs_events(&plans) || terms.whole_life {
        true => reading.events(&tables, &|_| true)?.0,
        false => EventBook::default(),
    };
    let ground =
        Ground { company: &company, membership: &membership, plans: &plans, terms: &terms, events: &events };
    let payable = payable::read(&tables, reading, ground, (days, paid))?;
    let quotas = quotas(&plans, &tables, reading, &mut company, window_days(&plans, days))?;
    let scores = reading.scores(&tables, &mut company)?;
    company.leaves.resize(company.people.len(), Vec::new());
    let only = chosen(&args.rep, &company)?;
    if payable.shelf.deals.days.is_empty() && payable.unplanned.is_empty() && payable.unowned == 0 {
        let won = reading.won();
        credit::say_stages(&tables.require("deals")?, reading, won.as_deref())?;
    }
    unpaid::say(ui, &payable);
    let credits_overlays = |plan: &Plan| {
        plan.elements.iter().any(|element| element.credit.contains(&crate::plan::Credit::Overlay))
    };
    if company.overlays > 0 && !plans.iter().any(credits_overlays) {
        let rows =
            counted(company.overlays, "overlay row of the splits is", "overlay rows of the splits are");
        ui.note(&format!("{rows} not paid: no plan credits overlays"));
    }
    let Shelf { deals, credits, currencies, files } = payable.shelf;
    let threads = settings.thread_count();
    let order = Order::new(company.people.len(), &deals, &credits, threads);
    let scores = scores_of(&company.people, scores);
    // What was paid by hand in a closed period does not expire afterwards.
    let as_of = |span: Span| {
        let closed = look.closed().and_then(|closed| closed.closed_as_of(span.to));
        closed.unwrap_or(settings.as_of.value).min(settings.as_of.value)
    };
    let adjustments = adjustments_of(&company.people, adjustments, &as_of);
    let mut run = Run {
        people: std::mem::take(&mut company.people),
        membership,
        plans,
        rules: std::mem::take(&mut terms.rules),
        quota_measures: terms.quota_measures.clone(),
        quotas,
        scores,
        adjustments,
        events,
        leaves: std::mem::take(&mut company.leaves),
        exchange: std::mem::take(&mut company.exchange),
        calendar: settings.calendar.value.clone(),
        currencies,
        deals,
        credits,
        periods: std::mem::take(&mut periods),
        payouts: std::mem::take(&mut payouts),
        order,
        groups: Groups::default(),
        shown: Vec::new(),
        settles: matches!(look, Look::Back(_)),
        past: Past::default(),
    };
    if begins.contains(&Begin::FirstCredit) {
        let credited = |(plan, first): (&Plan, &Day)| past::first_credit(&run, &plan.id).unwrap_or(*first);
        let first: Vec<Day> = run.plans.iter().zip(&first).map(credited).collect();
        (periods, payouts) = past::payouts(&run.plans, asked.span, &first, settings);
        (run.periods, run.payouts) = (periods, payouts);
    }
    run.shown = past::shown(&run.periods, asked.span, look);
    past::say(&run, look, ui);
    if let Some(closed) = look.closed() {
        past::compare(&mut run, closed, &files, &tables, reading)?;
    }
    Ok(Prepared { run, files, only, paid, company, terms, threads })
}

/// Whether a plan pays for deals of any age: by what happens after the booking, or under a cap of the year.
fn reaches_back(plan: &Plan) -> bool {
    plan.cap.is_some()
        || plan.elements.iter().any(|element| {
            element.release.is_some() || element.clawback.is_some() || element.on != DatedBy::Close
        })
}

fn scores_of(people: &People, rows: Vec<ScoreRow>) -> Vec<Score> {
    let score = |row: ScoreRow| match people.find(&row.rep_id) {
        Found::Rep(rep) => {
            let ScoreRow { span, element, score, place, .. } = row;
            Some(Score { rep, span, element, score, place })
        }
        Found::Ambiguous(_) | Found::Unknown => None,
    };
    rows.into_iter().filter_map(score).collect()
}

/// The adjustments that hold on the as-of day of their period.
fn adjustments_of(people: &People, rows: Vec<AdjustmentRow>, as_of: &dyn Fn(Span) -> Day) -> Vec<Adjustment> {
    let adjustment = |row: AdjustmentRow| match people.find(&row.rep_id) {
        Found::Rep(rep) if row.expires.is_none_or(|last| as_of(row.span) <= last) => Some(Adjustment {
            rep,
            span: row.span,
            amount: row.amount,
            reason: row.reason,
            element: row.element,
            place: row.place,
        }),
        _ => None,
    };
    rows.into_iter().filter_map(adjustment).collect()
}

/// The period that is asked for: of the flag, else the month before the as-of day.
pub fn asked(args: &CommissionsArgs, settings: &Settings, ui: &Ui) -> Result<Period, Failure> {
    if let Some(text) = &args.period {
        return settings.period(text);
    }
    let period = settings.period("last-month")?;
    ui.note(&format!("no --period given: {}, the month before {}", period.label, settings.as_of.value));
    Ok(period)
}

/// Says which plans have a payout that is not over when the asked period is.
fn say_unfinished(plans: &[Plan], asked: &Period, settings: &Settings, ui: &Ui) {
    let calendar = &settings.calendar.value;
    let mut notes: Vec<String> = Vec::new();
    for plan in plans {
        let unit = unit_of(plan.payout);
        let last = calendar.period_of(unit, asked.span.to);
        let rest = Span { from: last.span.from.max(asked.span.from), to: asked.span.to };
        if last.span.to == asked.span.to || plan.effective.span().intersect(rest).is_none() {
            continue;
        }
        let (id, unit) = (&plan.id, plan.payout.name());
        let note = match last.span.from <= asked.span.from {
            true => format!("plan `{id}` pays by {unit}, and none ends in {}", asked.label),
            false => format!("plan `{id}` pays by {unit}: {} is not over in {}", last.label, asked.label),
        };
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    for note in &notes {
        ui.note(note);
    }
}

/// The days whose deals count: of the windows that the payouts lie in, from their first day.
fn days(
    plans: &[Plan],
    terms: &Terms,
    periods: &[Period],
    payouts: &[Vec<usize>],
    settings: &Settings,
    asked: Span,
) -> Span {
    let calendar = &settings.calendar.value;
    let mut days = asked;
    for rule in &terms.rules {
        let plan = &plans[rule.plan];
        let Some(first) = payouts[rule.plan].first().map(|period| periods[*period].span) else { continue };
        let unit = match plan.elements[rule.element].window {
            Window::Deal => Unit::Range,
            Window::Month => Unit::Month,
            Window::Quarter => Unit::Quarter,
            Window::Half => Unit::Half,
            Window::Year => Unit::Year,
            Window::Plan => {
                days.from = days.from.min(first.from).min(plan.effective.span().from);
                continue;
            }
        };
        days.from = days.from.min(first.from).min(calendar.period_of(unit, first.from).span.from);
    }
    days
}

/// The days of all payouts: one that ends in the asked period may begin before it.
fn paid_days(periods: &[&Period], asked: Span) -> Span {
    let from = periods.iter().map(|period| period.span.from).min().unwrap_or(asked.from);
    Span { from: from.min(asked.from), to: asked.to }
}

/// The days whose quotas count: of the windows that the deals lie in, to their ends.
fn window_days(plans: &[Plan], days: Span) -> Span {
    // A window ends at most a year after the last day; a plan's own with the plan.
    let ends = plans.iter().map(|plan| plan.effective.span().to).max().unwrap_or(days.to);
    Span { from: days.from, to: ends.max(days.to.plus_months(12)) }
}

/// The quotas in the currency of each plan version.
fn quotas(
    plans: &[Plan],
    tables: &Tables<'_>,
    reading: &mut Reading<'_>,
    company: &mut Company,
    days: Span,
) -> Result<Vec<QuotaBook>, Failure> {
    let measures: Vec<&str> = plans
        .iter()
        .flat_map(|plan| &plan.elements)
        .filter_map(|element| match &element.quota {
            Quota::Measure(measure) => Some(measure.as_str()),
            Quota::None | Quota::Number(_) => None,
        })
        .chain(plans.iter().flat_map(Plan::named_measures))
        .collect();
    let mut currencies: Vec<Option<Currency>> = Vec::new();
    for plan in plans {
        if !currencies.contains(&Some(plan.currency)) {
            currencies.push(Some(plan.currency));
        }
    }
    let books = reading.quotas(tables, company, &currencies, &measures, days)?;
    let book = |plan: &Plan| {
        let place = currencies.iter().position(|currency| *currency == Some(plan.currency));
        place.and_then(|place| books.get(place)).cloned().unwrap_or_default()
    };
    Ok(plans.iter().map(book).collect())
}

/// The reps that were asked for; nobody left out when none was.
pub fn chosen(names: &[String], company: &Company) -> Result<Option<Vec<u32>>, Failure> {
    if names.is_empty() {
        return Ok(None);
    }
    let reps = names.iter().map(|name| rep_named(&company.people, name));
    reps.collect::<Result<_, _>>().map(Some)
}

/// The rep whom a word of the command line names: an id, an e-mail address or a name.
pub fn rep_named(people: &People, name: &str) -> Result<u32, Failure> {
    match people.find(name) {
        Found::Rep(rep) => Ok(rep),
        Found::Ambiguous(count) => {
            Err(Failure::new(Outcome::Usage, format!("`{name}` is the name of {count} reps"))
                .hint("name the rep by rep_id or e-mail"))
        }
        Found::Unknown => {
            let known = people.known_words();
            Err(Failure::new(Outcome::Usage, format!("there is no rep `{name}`"))
                .hint(did_you_mean(name, known.iter().map(String::as_str))))
        }
    }
}

/// The sums of every rep on a plan, by period and rep id.
pub fn summaries(run: &Run, only: Option<&[u32]>, threads: usize) -> Result<Vec<PaidSummary>, Failure> {
    let mut reps = run.people.in_order();
    reps.retain(|rep| only.is_none_or(|only| only.contains(rep)));
    let of_rep = |place: usize| -> Result<Vec<PaidSummary>, Failure> {
        let rep = reps[place];
        let sums = run.summaries(rep).map_err(|error| refused_by_engine(&error))?;
        sums.into_iter().map(|summary| paid(run, rep, summary)).collect()
    };
    let mut rows: Vec<PaidSummary> =
        side_by_side(reps.len(), threads, of_rep)?.into_iter().flatten().collect();
    let key = |row: &PaidSummary| (run.periods[row.summary.period].span, row.rep);
    let ids = run.people.in_order();
    let mut place = vec![0; run.people.len()];
    for (at, rep) in ids.iter().enumerate() {
        place[index(*rep)] = at;
    }
    rows.sort_by_key(|row| (key(row).0, place[index(row.rep)]));
    Ok(rows)
}

/// A rep's sums with what they are in the pay currency.
fn paid(run: &Run, rep: u32, summary: Summary) -> Result<PaidSummary, Failure> {
    let plan = &run.plans[summary.plan];
    let end = run.periods[summary.period].span.to;
    let pay_currency = run.people.row_near(rep, end).and_then(|row| row.currency).unwrap_or(plan.currency);
    let rate = pay_rate(plan, pay_currency, &run.exchange, end).map_err(|error| refused_by_engine(&error))?;
    let exact = rate.convert(summary.payable()).ok_or_else(|| {
        Failure::new(Outcome::Input, format!("the pay of `{}` is too large to convert", run.people.id(rep)))
    })?;
    let pay_amount = exact.round_to(pay_currency.minor_units().min(4), plan.rounding);
    Ok(PaidSummary { rep, summary, pay_currency, pay_amount })
}
