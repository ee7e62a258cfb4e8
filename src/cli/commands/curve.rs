//! `spm commissions curve`: what a plan pays at each attainment, worked out by paying one deal at a time.

use clap::Args;

use crate::calendar::{Day, Span, Unit};
use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::commissions::CommissionsArgs;
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::payer::{Payer, Subject, rule};
use crate::cli::plans;
use crate::cli::prepare::{Prepared, prepare};
use crate::cli::put;
use crate::cli::reading::{Reading, refused_by_engine};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::trial::{REP, Stage, TrialRep, refused_cell, rep_row};
use crate::cli::ui::Ui;
use crate::data::Cell;
use crate::engine::commissions::Run;
use crate::engine::curve::{CENT, attainment_of, credited_at, grid};
use crate::engine::membership::Stretch;
use crate::engine::people::index;
use crate::engine::quota::QuotaBook;
use crate::money::{Amount, Exact, Rate, Rounding, grouped};
use crate::plan::{BaseRate, Element, Pays, Plan, Quota, Window, Worth};
use crate::report::curve::{Curve, report};

/// What is 100 % where nothing says it.
const QUOTA: Amount = Amount::from_raw(1_000_000_000);

/// The arguments of `spm commissions curve`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct CurveArgs {
    /// The id of the plan. Its version is the one in force on the last day of --period, else on the as-of day.
    /// Example: spm commissions curve ae
    #[arg(value_name = "PLAN")]
    pub plan: String,
    /// The quota that is 100 %; that of --rep, the element's own, or 100,000 if absent. Example: --quota 250000
    #[arg(long, value_name = "AMOUNT")]
    pub quota: Option<String>,
    /// The yearly target incentive of somebody on the plan; that of --rep if absent. Example: --target 60000
    #[arg(long, value_name = "AMOUNT")]
    pub target: Option<String>,
    /// The element whose attainment is asked for; the first with a quota if absent. Example: --element new-business
    #[arg(long, value_name = "ELEMENT")]
    pub element: Option<String>,
    /// The first attainment: 0.5 is 50 %. Example: --from 0.5
    #[arg(long, value_name = "PART", default_value = "0")]
    pub from: String,
    /// The last attainment. Example: --to 1.5
    #[arg(long, value_name = "PART", default_value = "2.0")]
    pub to: String,
    /// From one attainment to the next. Example: --step 0.01
    #[arg(long, value_name = "PART", default_value = "0.05")]
    pub step: String,
    /// A column of the deal that is paid, for the conditions of elements and rates. Example: --with type=Renewal
    #[arg(long, value_name = "COLUMN=TEXT")]
    pub with: Vec<String>,
}

/// Works the curve out and writes it.
pub fn run(
    args: &CommissionsArgs,
    curve: &CurveArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    let points = grid(part("--from", &curve.from)?, part("--to", &curve.to)?, part("--step", &curve.step)?);
    let points = points.ok_or_else(|| {
        Failure::new(Outcome::Usage, "`--from`, `--to` and `--step` give no curve")
            .hint("go up from 0 or more in at most 10,000 steps, as in `--from 0 --to 2 --step 0.05`")
    })?;
    let columns = stated(&curve.with)?;
    let mut reading = Reading::new(settings, &args.read, ui);
    let subject = match args.rep.as_slice() {
        [] => of_plan(args, curve, settings, &mut reading)?,
        [_] => of_rep(args, curve, settings, &mut reading, ui)?,
        [..] => {
            return Err(Failure::new(Outcome::Usage, "a curve is of one rep")
                .hint("give `--rep` once, or not at all"));
        }
    };
    let (stands, whose) = (subject.stands.clone(), subject.whose.clone());
    let mut payer = Payer::new(subject, columns)?;
    let mut result = worked_out(&mut payer, &points, stands)?;
    result.subtitle = heading(settings, &payer, &whose);
    put::report(&report(&result), ui)?;
    reading.outcome()
}

/// A part of one: `1.25` is 125 %.
fn part(flag: &str, text: &str) -> Result<Rate, Failure> {
    Rate::parse(text).map_err(|error| {
        Failure::new(Outcome::Usage, format!("`{text}` cannot be used for `{flag}`: {error}"))
            .hint("write a part of one: 1.25 is 125 %")
    })
}

fn amount(flag: &str, text: Option<&String>) -> Result<Option<Amount>, Failure> {
    let read = text.map(|text| {
        let positive = Amount::parse(text).ok().filter(|amount| *amount > Amount::ZERO);
        positive.ok_or_else(|| {
            Failure::new(Outcome::Usage, format!("`{text}` cannot be used for `{flag}`"))
                .hint("write an amount above zero in plain digits, as in 250000 or 1250.50")
        })
    });
    read.transpose()
}

/// The columns that `--with` states.
pub fn stated(texts: &[String]) -> Result<Vec<(String, Cell)>, Failure> {
    let mut columns: Vec<(String, Cell)> = Vec::new();
    for text in texts {
        let pair = text.split_once('=').filter(|(name, _)| !name.is_empty());
        let Some((name, value)) = pair.filter(|(name, _)| !columns.iter().any(|(known, _)| known == name))
        else {
            return Err(Failure::new(Outcome::Usage, format!("`{text}` cannot be used for `--with`"))
                .hint("write COLUMN=TEXT, each column once, as in `--with type='New Business'`"));
        };
        if ["amount", "close_date", "rep_id"].contains(&name) {
            return Err(Failure::new(Outcome::Usage, format!("`{name}` is what the curve itself states"))
                .hint("`--with` states other columns of the deal, as in `--with product=Core`"));
        }
        columns.push((name.to_owned(), Cell::Text(value.to_owned())));
    }
    Ok(columns)
}

/// The last day of `--period`, else the as-of day.
fn day_asked(args: &CommissionsArgs, settings: &Settings) -> Result<Day, Failure> {
    match &args.period {
        Some(text) => settings.period(text).map(|period| period.span.to),
        None => Ok(settings.as_of.value),
    }
}

/// Somebody on the plan whatever `who` says, with the quota and the target incentive of the flags.
fn of_plan(
    args: &CommissionsArgs,
    curve: &CurveArgs,
    settings: &Settings,
    reading: &mut Reading<'_>,
) -> Result<Subject, Failure> {
    let tables = Tables::new(settings, &args.tables, &args.read)?;
    reading.reads_also(tables.plan_files()?.into_iter().chain(settings.file()))?;
    let plans = plans::load(&tables, settings)?;
    let asked = day_asked(args, settings)?;
    let chosen = version(&plans, &curve.plan, asked)?;
    let mut plan = plans[chosen].clone();
    let element = element(&plan, curve.element.as_deref())?;
    let days = days_of(&plan, &element);
    let day = asked.clamp(days.from, days.to);
    let given = amount("--quota", curve.quota.as_ref())?;
    let quota = plan.element(&element).map(|element| &element.quota);
    let whose = match (quota, given) {
        (Some(Quota::Number(_)), _) => ", which the element states",
        (_, Some(_)) => "",
        (_, None) => ", as no --quota is given",
    };
    let whose = whose.to_owned();
    for other in &mut plan.elements {
        match other.quota {
            Quota::Measure(_) => other.quota = Quota::Number(given.unwrap_or(QUOTA)),
            Quota::Number(_) if other.id == element && given.is_some() => {
                return Err(Failure::new(Outcome::Usage, format!("`{element}` states its quota itself"))
                    .hint("leave `--quota` out"));
            }
            Quota::Number(_) | Quota::None => {}
        }
    }
    let mut row = rep_row(&[], &|fault| refused_cell(Outcome::Usage, fault))?;
    row.target_incentive = amount("--target", curve.target.as_ref())?;
    let rep = TrialRep {
        rows: vec![row],
        stretches: vec![Stretch { span: Span::ALL, plan: 0 }],
        leaves: Vec::new(),
    };
    let stage = Stage {
        plans: vec![plan],
        reps: vec![rep],
        quotas: vec![QuotaBook::default()],
        calendar: settings.calendar.value.clone(),
        columns: Vec::new(),
    };
    let (example, rep) = (given.unwrap_or(QUOTA), REP.to_owned());
    Ok(Subject { stage, plan: 0, element, rep, day, example, whose, stands: None })
}

/// A rep of the tables, with the rep's own days on plans, quotas, target incentive and leaves.
fn of_rep(
    args: &CommissionsArgs,
    curve: &CurveArgs,
    settings: &Settings,
    reading: &mut Reading<'_>,
    ui: &Ui,
) -> Result<Subject, Failure> {
    for (flag, given) in [("--quota", &curve.quota), ("--target", &curve.target)] {
        if given.is_some() {
            return Err(Failure::new(
                Outcome::Usage,
                format!("`{flag}` and `--rep` cannot be used together"),
            )
            .hint("with `--rep` the rep's own quota and target incentive are taken"));
        }
    }
    let asked = day_asked(args, settings)?;
    let year = settings.calendar.value.period_of(Unit::Year, asked);
    let Prepared { run, only, .. } = prepare(args, &year, settings, reading, ui)?;
    let rep = only.and_then(|only| only.first().copied()).unwrap_or_default();
    version(&run.plans, &curve.plan, asked)?;
    let on = run.membership.plan_on(rep, asked).filter(|on| run.plans[*on].id == curve.plan);
    let Some(plan) = on else {
        let id = run.people.id(rep);
        let failure =
            Failure::new(Outcome::Usage, format!("`{id}` is not on plan `{}` on {asked}", curve.plan));
        return Err(match run.membership.plan_on(rep, asked) {
            Some(other) => failure.hint(format!("on that day the rep is on `{}`", run.plans[other].id)),
            None => failure.hint("name another day with `--period` or `--as-of`"),
        });
    };
    let element = element(&run.plans[plan], curve.element.as_deref())?;
    let days = days_of(&run.plans[plan], &element);
    let day = asked.clamp(days.from, days.to);
    let stands = stands(&run, rep, (plan, &element), day)?;
    let name = Some(run.people.name(rep, day)).filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| run.people.id(rep)).to_owned();
    let person = TrialRep {
        rows: run.people.rows(rep).to_vec(),
        stretches: run.membership.of(rep).to_vec(),
        leaves: run.leaves.get(index(rep)).cloned().unwrap_or_default(),
    };
    let id = run.people.id(rep).to_owned();
    let Run { plans, quotas, calendar, .. } = run;
    let stage = Stage { plans, reps: vec![person], quotas, calendar, columns: Vec::new() };
    let whose = match stage.plans[plan].element(&element).map(|element| &element.quota) {
        None | Some(Quota::None) => ", as the element has no quota".to_owned(),
        Some(_) => format!(", the quota of {name}"),
    };
    let stands = stands.map(|credited| (credited, name));
    Ok(Subject { stage, plan, element, rep: id, day, example: QUOTA, whose, stands })
}

/// What the rep is credited with in the element's window up to this day.
fn stands(run: &Run, rep: u32, (plan, element): (usize, &str), day: Day) -> Result<Option<Exact>, Failure> {
    let Some(rule) = rule(run, plan, element) else { return Ok(None) };
    let window = run.window(rule, day);
    let mut credited = Some(Exact::ZERO);
    run.lines(rep, &mut |line| {
        let deal = run.credits.deals[index(line.credit)];
        let date = Day::from_number(run.deals.days[index(deal)]);
        let counts = date.is_some_and(|date| window.contains(date) && date <= day);
        if counts
            && run.element(line.rule).id == element
            && run.plans[run.rules[line.rule].plan].id == run.plans[plan].id
        {
            credited = credited.and_then(|sum| sum.checked_add(Exact::from_raw(line.credited)));
        }
    })
    .map_err(|error| refused_by_engine(&error))?;
    Ok(credited)
}

/// The version of a plan in force on a day, else the last that began before it, else the first.
fn version(plans: &[Plan], id: &str, day: Day) -> Result<usize, Failure> {
    let mine: Vec<usize> = (0..plans.len()).filter(|at| plans[*at].id == id).collect();
    let began = mine.iter().rev().find(|at| plans[**at].effective.span().from <= day);
    began.or(mine.first()).copied().ok_or_else(|| {
        if plans.is_empty() {
            return Failure::new(Outcome::Workspace, "there is no plan to draw a curve of")
                .hint("write one into `plans/`, or give it with `--plans FILE`");
        }
        let mut ids: Vec<&str> = plans.iter().map(|plan| plan.id.as_str()).collect();
        ids.dedup();
        Failure::new(Outcome::Usage, format!("there is no plan `{id}`"))
            .hint(did_you_mean(id, ids.iter().copied()))
            .hint(format!("the plans are {}", ids.join(", ")))
    })
}

/// The id of the element that is asked for, else of the first with a quota, else of the first.
fn element(plan: &Plan, asked: Option<&str>) -> Result<String, Failure> {
    let with_quota = || plan.elements.iter().find(|element| !matches!(element.quota, Quota::None));
    let found = match asked {
        Some(id) => plan.element(id),
        None => with_quota().or(plan.elements.first()),
    };
    found.map(|element| element.id.clone()).ok_or_else(|| {
        let ids: Vec<&str> = plan.elements.iter().map(|element| element.id.as_str()).collect();
        let asked = asked.unwrap_or_default();
        Failure::new(Outcome::Usage, format!("plan `{}` has no element `{asked}`", plan.id))
            .hint(did_you_mean(asked, ids.iter().copied()))
            .hint(format!("its elements are {}", ids.join(", ")))
    })
}

/// The days on which an element of a plan counts credits.
fn days_of(plan: &Plan, element: &str) -> Span {
    let days = plan.effective.span();
    let between = plan.element(element).and_then(|element| element.between);
    between.and_then(|between| between.intersect(days)).unwrap_or(days)
}

/// The curve: its points, the beginnings of tiers a cent before and at them, and where the rep stands.
fn worked_out(payer: &mut Payer, grid: &[Rate], stands: Option<(Exact, String)>) -> Result<Curve, Failure> {
    let too_large = || Failure::new(Outcome::Usage, "the quota is too large for these attainments");
    let mut points = Vec::with_capacity(grid.len());
    for attainment in grid {
        let credited = credited_at(payer.quota, *attainment).ok_or_else(too_large)?;
        points.push(payer.pay(*attainment, credited)?);
    }
    let ends = points.first().zip(points.last()).map(|(first, last)| (first.credited, last.credited));
    let inside = |at: Amount| ends.is_some_and(|(first, last)| at > first && at <= last);
    let attainment = |payer: &Payer, at: Amount| attainment_of(at.exact(), payer.quota).map(Rate::from_raw);
    let measure = payer.trial.run().rules[payer.rule].measure;
    let plan = payer.trial.run().rules[payer.rule].plan;
    let mut edges = Vec::new();
    for (rule, terms) in payer.trial.run().rules.iter().enumerate() {
        if terms.plan == plan && terms.measure == measure {
            edges.extend(payer.tiers(rule).into_iter().map(|(at, _)| at).filter(|at| inside(*at)));
        }
    }
    edges.sort_unstable();
    edges.dedup();
    let mut boundaries = Vec::with_capacity(edges.len());
    for at in edges {
        let (Some(before), Some(rate)) = (at.checked_sub(CENT), attainment(payer, at)) else { continue };
        boundaries.push((payer.pay(rate, before)?, payer.pay(rate, at)?));
    }
    let own_tiers = payer.tiers(payer.rule).into_iter().filter(|(at, _)| inside(*at));
    let tiers = own_tiers.filter_map(|(at, label)| Some((attainment(payer, at)?, label))).collect();
    let spot = match stands {
        Some((credited, name)) => {
            let credited = credited.round_to(2, Rounding::HalfUp);
            let rate = attainment(payer, credited).unwrap_or(Rate::ZERO);
            Some((payer.pay(rate, credited)?, name))
        }
        None => None,
    };
    let run = payer.trial.run();
    let plan = &run.plans[plan];
    let element = run.element(payer.rule);
    Ok(Curve {
        subtitle: Vec::new(),
        currency: plan.currency.as_str().to_owned(),
        elements: payer.elements.clone(),
        money: run.rules[payer.rule].money,
        quota: payer.quota,
        points,
        boundaries,
        tiers,
        spot,
        notes: notes(plan, element, payer),
    })
}

/// The lines under the title; `whose` says whose the quota is.
fn heading(settings: &Settings, payer: &Payer, whose: &str) -> Vec<String> {
    let run = payer.trial.run();
    let terms = &run.rules[payer.rule];
    let (plan, element) = (&run.plans[terms.plan], run.element(payer.rule));
    let unit = match element.window {
        Window::Month => Some(Unit::Month),
        Window::Quarter => Some(Unit::Quarter),
        Window::Half => Some(Unit::Half),
        Window::Year => Some(Unit::Year),
        Window::Deal | Window::Plan => None,
    };
    let window = match (unit, element.window) {
        (Some(unit), _) => settings.calendar.value.period_of(unit, payer.deal.date).label,
        (None, Window::Deal) => "each deal".to_owned(),
        (None, _) => "the days of the plan".to_owned(),
    };
    let mut lines = subtitle(settings, &format!("{} {} · {} in {window}", plan.id, plan.version, element.id));
    let unit = if terms.money { plan.currency.as_str() } else { "units" };
    lines.push(format!("100 % is {} {unit}{whose}", grouped(&payer.quota.to_string())));
    lines
}

/// What one deal cannot show.
fn notes(plan: &Plan, element: &Element, payer: &Payer) -> Vec<String> {
    let mut notes = Vec::new();
    if element.cap.as_ref().is_some_and(|cap| cap.deal.is_some()) {
        notes.push("one deal stands for all of them, so the cap of a deal shows".to_owned());
    }
    if pays_of_target(plan) && !payer.has_target() {
        notes
            .push("no target incentive is known, so nothing is paid of it: `--target N` says one".to_owned());
    }
    let others = plan.elements.iter().filter(|other| other.id != element.id);
    let left: Vec<&str> = others
        .filter(|other| other.condition.is_some() && !payer.takes(&other.id))
        .map(|other| other.id.as_str())
        .collect();
    if !left.is_empty() {
        notes.push(format!(
            "the deal does not count for {}: `--with COLUMN=TEXT` says more about it",
            left.join(", ")
        ));
    }
    notes
}

/// Whether something in a plan is a part of the target incentive.
fn pays_of_target(plan: &Plan) -> bool {
    plan.elements.iter().any(|element| {
        element.pays == Pays::Target
            || matches!(element.worth, Worth::Matrix(_) | Worth::Score)
            || element.base_rate == Some(BaseRate::TargetByQuota)
    })
}
