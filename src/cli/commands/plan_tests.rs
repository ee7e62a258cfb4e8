//! `spm commissions test`: the tests inside plan files, each one rep, a quota and some deals in memory.

use crate::calendar::{Calendar, Day, Span, Unit};
use crate::cli::commands::commissions::CommissionsArgs;
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::plans;
use crate::cli::put;
use crate::cli::reading::{Reading, counted};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::trial::{REP, Stage, Trial, TrialDeal, TrialRep, names, refused_cell, rep_row};
use crate::cli::ui::Ui;
use crate::data::{Cell, CellFault};
use crate::engine::commissions::{Line, NO_RULE};
use crate::engine::membership::Stretch;
use crate::engine::quota::QuotaBook;
use crate::model::rows::{Place, QuotaHolder, QuotaRow};
use crate::model::table::table;
use crate::money::{Amount, ExchangeRate};
use crate::plan::{Located, Plan, PlanTest, Quota, TestValue, Window};
use crate::report::plan_tests::{Check, Tested, failed_tests, for_machines, for_people, how};

/// Columns of a deal that a test states in another way, or not at all.
const NOT_STATED: [(&str, &str); 2] = [
    ("close_date", "state it as `date`, the day of the event that the credit is dated by"),
    ("rep_id", "a test is about one rep; state the columns of that rep under `rep = { … }`"),
];

/// Runs every test of every plan.
pub fn run(args: &CommissionsArgs, settings: &Settings, ui: &Ui) -> Result<Outcome, Failure> {
    refuse_flags(args)?;
    let tables = Tables::new(settings, &args.tables, &args.read)?;
    let mut reading = Reading::new(settings, &args.read, ui);
    reading.reads_also(tables.plan_files()?.into_iter().chain(settings.file()))?;
    let plans = plans::load(&tables, settings)?;
    if plans.is_empty() {
        return Err(Failure::new(Outcome::Workspace, "there is no plan to test")
            .hint("write one into `plans/`, or give it with `--plans FILE`"));
    }
    let mut checks = Vec::new();
    for (position, plan) in plans.iter().enumerate() {
        if plan.tests.is_empty() {
            ui.note(&format!("plan `{}` {} has no tests: `{}`", plan.id, plan.version, plan.file));
        }
        say_unstated(plan, ui)?;
        for (number, test) in plan.tests.iter().enumerate() {
            checks.extend(checked((position, plan), (number, test), &settings.calendar.value)?);
        }
    }
    let tested: Vec<Tested> = plans.iter().map(tested).collect();
    let failed = (0..plans.len()).map(|plan| failed_tests(&checks, plan)).sum();
    for check in checks.iter().filter(|check| check.got.is_none()) {
        let (plan, why) = (&plans[check.plan], check.how.join("; "));
        let what = if check.payout.is_empty() { &check.element } else { &check.payout };
        ui.warning(&format!("{}:{}: `{what}` cannot be worked out: {why}", plan.file, check.line));
    }
    let report = if ui.format().map_err(|error| put::failure(&error))?.is_for_machines() {
        for_machines(&tested, &checks)
    } else {
        for_people(&tested, &checks, subtitle(settings, &tested, failed))
    };
    put::report(&report, ui)?;
    Ok(if failed == 0 { Outcome::Done } else { Outcome::NotSo })
}

/// A test has its own deals, rep and quota: a flag that gives others would have no effect, and must not seem to.
fn refuse_flags(args: &CommissionsArgs) -> Result<(), Failure> {
    let tables = &args.tables;
    let given = [
        ("--period", args.period.is_some()),
        ("--rep", !args.rep.is_empty()),
        ("--deals", !tables.deals.is_empty()),
        ("--splits", !tables.splits.is_empty()),
        ("--reps", !tables.reps.is_empty()),
        ("--quotas", !tables.quotas.is_empty()),
        ("--exchange-rates", !tables.exchange_rates.is_empty()),
        ("--leaves", !tables.leaves.is_empty()),
    ];
    match given.iter().find(|(_, given)| *given) {
        None => Ok(()),
        Some((flag, _)) => {
            Err(Failure::new(Outcome::Usage, format!("`{flag}` has no effect on the tests of plans")).hint(
                "a test states its rep, quota and deals itself; `--plans FILE` says which plans to test",
            ))
        }
    }
}

/// Names the columns that neither a table lists nor a deal of a test states: where one is a slip of the pen, the tests
/// cannot show it.
fn say_unstated(plan: &Plan, ui: &Ui) -> Result<(), Failure> {
    if plan.tests.is_empty() {
        return Ok(());
    }
    let spec = table("deals").expect("deals are a table");
    let states = |name: &str| {
        let mut deals = plan.tests.iter().flat_map(|test| &test.deals);
        deals.any(|deal| deal.columns.iter().any(|column| column.value.0 == name))
    };
    let mut names = names(plan)?;
    names.retain(|name| spec.column(name).is_none() && !states(name));
    names.sort();
    names.dedup();
    for name in names {
        let near = did_you_mean(&name, spec.columns.iter().map(|column| column.name));
        let near = if near.is_empty() { near } else { format!(": {near}") };
        ui.note(&format!(
            "plan `{}` {} names a column `{name}` that no deal of its tests states{near}",
            plan.id, plan.version
        ));
    }
    Ok(())
}

fn tested(plan: &Plan) -> Tested {
    Tested {
        id: plan.id.clone(),
        version: plan.version.clone(),
        file: plan.file.clone(),
        tests: plan.tests.len(),
    }
}

/// The lines under the title: the company, and how it went.
fn subtitle(settings: &Settings, plans: &[Tested], failed: usize) -> Vec<String> {
    let count =
        |count: usize, one: &str, several: &str| counted(count.try_into().unwrap_or(u64::MAX), one, several);
    let tests: usize = plans.iter().map(|plan| plan.tests).sum();
    let (tests_said, plans_said) =
        (count(tests, "test", "tests"), count(plans.len(), "plan version", "plan versions"));
    let said = match (tests, failed) {
        (0, _) => format!("no tests in {plans_said}"),
        (_, 0) => format!("{tests_said} of {plans_said}: all pass"),
        _ => format!("{tests_said} of {plans_said}: {}", count(failed, "fails", "fail")),
    };
    let company = Some(settings.company.value.clone()).filter(|company| !company.is_empty());
    company.into_iter().chain([said]).collect()
}

/// Runs one test. What the engine refuses to work out is a failure of the test; a value that its column cannot hold,
/// or a condition that cannot be worked out, is a fault of the plan.
fn checked(
    (position, plan): (usize, &Plan),
    (number, test): (usize, &PlanTest),
    calendar: &Calendar,
) -> Result<Vec<Check>, Failure> {
    let (trial, outcome) = entered(plan, test, calendar)?;
    let lines = match outcome {
        Ok(()) => trial.rep(&rep_id(test)).map_or(Ok(Vec::new()), |rep| trial.lines(rep)),
        Err(failure) if failure.outcome == Outcome::Workspace => return Err(failure),
        Err(failure) => Err(failure),
    };
    let outside = test.deals.iter().filter(|deal| !plan.effective.contains(deal.date));
    let outside: Vec<String> =
        outside.map(|deal| format!("a deal of {} is outside the days of the plan", deal.date)).collect();
    let cannot = |failure: &Failure| (None, vec![failure.message.clone()]);
    let check = |stated: &Located<(String, Amount)>, (got, mut reasons): (Option<Amount>, Vec<String>)| {
        reasons.extend(outside.iter().cloned());
        Check {
            plan: position,
            test: number,
            name: test.name.value.clone(),
            element: String::new(),
            payout: String::new(),
            expected: stated.value.1,
            got,
            line: stated.place.line,
            how: reasons,
        }
    };
    let mut checks = Vec::with_capacity(test.pays.len() + test.paid.len());
    for pays in &test.pays {
        let element = &pays.value.0;
        let (got, mut reasons) = match &lines {
            Ok(lines) => {
                let mine = lines
                    .iter()
                    .filter(|line| line.rule != NO_RULE && trial.run().element(line.rule).id == *element);
                (Some(trial.earned(lines, element)?), mine.map(|line| how(trial.run(), line)).collect())
            }
            Err(failure) => cannot(failure),
        };
        if reasons.is_empty() {
            reasons.push("no deal of the test counts for it".to_owned());
        }
        let quota = plan.element(element).map(|element| &element.quota);
        if test.quota.is_none() && matches!(quota, Some(Quota::Measure(_))) {
            reasons.push("the test states no `quota`, so attainment is undefined".to_owned());
        }
        checks.push(Check { element: element.clone(), ..check(pays, (got, reasons)) });
    }
    for paid in &test.paid {
        let label = &paid.value.0;
        let found = match (&lines, trial.rep(&rep_id(test))) {
            (Err(failure), _) => cannot(failure),
            (Ok(_), None) => (Some(Amount::ZERO), Vec::new()),
            (Ok(lines), Some(rep)) => {
                let Some(got) = trial.paid(rep, label)? else {
                    let what = format!("`{label}` is no payout of plan `{}`", plan.id);
                    return Err(Failure::new(Outcome::Workspace, what)
                        .at(at(plan, paid))
                        .hint(format!("it pays by {}: name a payout by its label", plan.payout.name())));
                };
                let of_payout = |line: &&Line| trial.run().periods[line.period].label == *label;
                let mine = lines.iter().filter(of_payout);
                (Some(got), mine.map(|line| how(trial.run(), line)).collect())
            }
        };
        checks.push(Check { payout: label.clone(), ..check(paid, found) });
    }
    Ok(checks)
}

/// The trial of a test with its deals in, and whether they could be credited.
pub(super) fn entered(
    plan: &Plan,
    test: &PlanTest,
    calendar: &Calendar,
) -> Result<(Trial, Result<(), Failure>), Failure> {
    let inside: Vec<usize> =
        (0..test.deals.len()).filter(|at| plan.effective.contains(test.deals[*at].date)).collect();
    let days = inside.iter().map(|at| test.deals[*at].date);
    let span = days.clone().min().zip(days.max()).map(|(from, to)| Span { from, to });
    let mut trial = Trial::new(stage(plan, test, calendar, span)?)?;
    let deals = deals(plan, test, &inside)?;
    let refuse = |fault: &CellFault| {
        let deal = &test.deals[inside[fault.row]];
        let stated = deal.columns.iter().find(|column| column.value.0 == fault.column);
        refused_cell(Outcome::Workspace, fault)
            .at(stated.map_or_else(|| at(plan, &deal.spot), |column| at(plan, column)))
    };
    let outcome = trial.enter(&deals, span.map_or(Day::MAX, |span| span.to), &refuse);
    let mut asked = span;
    for paid in &test.paid {
        // What is no period is named when it is looked for.
        let Ok(payout) = calendar.parse(&paid.value.0, Day::MAX) else { continue };
        let so_far = asked.unwrap_or(payout.span);
        let (from, to) = (so_far.from.min(payout.span.from), so_far.to.max(payout.span.to));
        asked = Some(Span { from, to });
    }
    if !test.paid.is_empty() {
        trial.run_mut().settles = true;
        trial.ask(asked);
    }
    Ok((trial, outcome))
}

/// The plan with the quota of the test, and its one rep on it whatever `who` says.
fn stage(plan: &Plan, test: &PlanTest, calendar: &Calendar, span: Option<Span>) -> Result<Stage, Failure> {
    let columns: Vec<(String, Cell)> =
        test.rep.iter().map(|column| (column.value.0.clone(), cell(&column.value.1))).collect();
    let refuse = |fault: &CellFault| {
        let stated = test.rep.iter().find(|column| column.value.0 == fault.column);
        refused_cell(Outcome::Workspace, fault)
            .at(stated.map_or_else(|| at(plan, &test.name), |column| at(plan, column)))
    };
    let mut row = rep_row(&columns, &refuse)?;
    row.target_incentive = test.target.or(row.target_incentive);
    let quotas = QuotaBook::new(quota_rows(plan, test, calendar, span, &row.rep_id));
    let mut tried = plan.clone();
    for element in &mut tried.elements {
        if let (Quota::Measure(_), Some(quota)) = (&element.quota, test.quota) {
            element.quota = Quota::Number(quota);
        }
    }
    let stretches = vec![Stretch { span: Span::ALL, plan: 0 }];
    Ok(Stage {
        plans: vec![tried],
        reps: vec![TrialRep { rows: vec![row], stretches, leaves: Vec::new() }],
        quotas: vec![quotas],
        calendar: calendar.clone(),
        columns: Vec::new(),
    })
}

/// The quota of the test as rows of the quotas table, for what names a quota measure and not an element: in the
/// windows of the first element that has it.
fn quota_rows(
    plan: &Plan,
    test: &PlanTest,
    calendar: &Calendar,
    span: Option<Span>,
    rep: &str,
) -> Vec<QuotaRow> {
    let (Some(amount), Some(days)) = (test.quota, span) else { return Vec::new() };
    let mut rows: Vec<QuotaRow> = Vec::new();
    for element in &plan.elements {
        let Quota::Measure(measure) = &element.quota else { continue };
        if rows.iter().any(|row| row.measure == *measure) {
            continue;
        }
        let unit = match element.window {
            Window::Month => Unit::Month,
            Window::Quarter => Unit::Quarter,
            Window::Half => Unit::Half,
            Window::Year => Unit::Year,
            Window::Plan | Window::Deal => continue,
        };
        let first = calendar.period_of(unit, days.from).span.from;
        let windows = calendar.periods_in(unit, Span { from: first, to: days.to });
        rows.extend(windows.iter().map(|window| QuotaRow {
            holder: QuotaHolder::Rep(rep.to_owned()),
            span: window.span,
            amount,
            measure: measure.clone(),
            currency: None,
            rate: ExchangeRate::ONE,
            from: None,
            to: None,
            place: Place::default(),
        }));
    }
    rows
}

/// The deals of a test that lie in the days of the plan.
fn deals(plan: &Plan, test: &PlanTest, inside: &[usize]) -> Result<Vec<TrialDeal>, Failure> {
    let rep = rep_id(test);
    let mut deals = Vec::with_capacity(inside.len());
    for deal in inside.iter().map(|at| &test.deals[*at]) {
        for column in &deal.columns {
            let name = column.value.0.as_str();
            if let Some((_, remedy)) = NOT_STATED.iter().find(|(not, _)| *not == name) {
                let what = format!("a deal of a test has no `{name}`");
                return Err(Failure::new(Outcome::Workspace, what).at(at(plan, column)).hint(*remedy));
            }
        }
        let columns = deal.columns.iter().map(|column| (column.value.0.clone(), cell(&column.value.1)));
        deals.push(TrialDeal {
            rep: rep.clone(),
            date: deal.date,
            amount: deal.amount,
            columns: columns.collect(),
        });
    }
    Ok(deals)
}

pub(super) fn rep_id(test: &PlanTest) -> String {
    let stated = test.rep.iter().find_map(|column| match &column.value {
        (name, TestValue::Text(id)) if name == "rep_id" => Some(id.trim().to_owned()),
        _ => None,
    });
    stated.filter(|id| !id.is_empty()).unwrap_or_else(|| REP.to_owned())
}

fn cell(value: &TestValue) -> Cell {
    match value {
        TestValue::Text(text) => Cell::Text(text.clone()),
        TestValue::Number(number) => Cell::Number(number.as_str().to_owned()),
        TestValue::Flag(flag) => Cell::Flag(*flag),
        TestValue::Day(day) => Cell::Day(*day),
    }
}

/// Where a plan states something: file, line, column and key.
fn at<T>(plan: &Plan, located: &Located<T>) -> String {
    format!("{}:{}:{}: `{}`", plan.file, located.place.line, located.place.column, located.path)
}
