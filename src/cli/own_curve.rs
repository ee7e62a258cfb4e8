//! The payout curve on a statement: the rep's own plan, quota, target incentive and days, paid one deal at a time. All
//! points are paid in one trial, each to a double of the rep, so that thousands of statements do not take long.

use crate::calendar::{Day, Period, Span};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::payer::open_up;
use crate::cli::reading::refused_by_engine;
use crate::cli::trial::{Stage, Trial, TrialDeal, TrialRep, refused_cell};
use crate::engine::commissions::{NO_RULE, Run};
use crate::engine::curve::{CENT, attainment_of, credited_at};
use crate::engine::membership::Stretch;
use crate::engine::people::index;
use crate::engine::quota::QuotaBook;
use crate::model::rows::{QuotaHolder, QuotaRow, RepRow};
use crate::money::{Amount, Rate, Rounding, grouped};
use crate::plan::{Boundary, Plan, Quota, Rates, TierScope, TierValue, Window, Worth};
use crate::report::statement::Curve;
use crate::report::{Axis, Chart, Kind, Mark, Spot};

/// From the lowest to the highest attainment in so many steps.
const STEPS: i64 = 20;
/// 200 % in millionths: the curve ends there, or at the next half above the rep's own attainment.
const TO: i64 = 2_000_000;
const HALF: i64 = 500_000;

/// The curve of a rep on a plan version for a payout; nothing where the plan has no quota, or pays groups together.
///
/// # Errors
/// What a trial of the plan refuses.
pub fn own_curve(run: &Run, rep: u32, plan: usize, period: &Period) -> Result<Option<Curve>, Failure> {
    let Some(rule) = axis(run, plan) else { return Ok(None) };
    let stand = run.stand(rep, rule, period.span).map_err(|error| refused_by_engine(&error))?;
    let quota = stand.quota.map(|quota| quota.ramped).filter(|quota| *quota > Amount::ZERO);
    let Some(quota) = quota else { return Ok(None) };
    let spot = stand.to_date.round_to(2, Rounding::HalfUp).max(Amount::ZERO);
    let Some(points) = points(run, rule, quota, spot) else { return Ok(None) };
    let day = run.last_day_on(rep, plan, period.span);
    let Some(day) = day_of(run, rule, day) else { return Ok(None) };
    let paid = paid(run, (rep, rule), &points, day)?;
    let at = |credited: Amount| attainment_of(credited.exact(), quota).map(i128::from);
    let mut line: Vec<(i128, i128)> = Vec::with_capacity(points.len());
    for (credited, pay) in points.iter().zip(&paid) {
        line.extend(at(*credited).map(|at| (at, pay.raw())));
    }
    let spot_pays = points.iter().position(|credited| *credited == spot).and_then(|place| paid.get(place));
    let label = "you".to_owned();
    let spot = at(spot).zip(spot_pays).map(|(at, pays)| Spot { at: (at, pays.raw()), label });
    let terms = &run.plans[plan];
    let chart = Chart {
        across: Axis { title: "attainment".to_owned(), kind: Kind::Fraction },
        up: Axis { title: format!("earned, {}", terms.currency.as_str()), kind: Kind::Money },
        points: line,
        ahead: Vec::new(),
        band: Vec::new(),
        marks: marks(run, rule, quota),
        spot,
    };
    Ok(Some(Curve { element: run.element(rule).id.clone(), chart }))
}

/// The element on the axis: the first with a quota that is the rep's own, of a plan that pays nobody together.
fn axis(run: &Run, plan: usize) -> Option<usize> {
    let rules = || (0..run.rules.len()).filter(|rule| run.rules[*rule].plan == plan);
    let together = |rule: usize| {
        let element = run.element(rule);
        element.tier_scope != TierScope::Rep
            || element.pool.is_some()
            || matches!(element.worth, Worth::Contest(_))
    };
    if rules().any(together) {
        return None;
    }
    rules().find(|rule| run.element(*rule).quota != Quota::None && run.element(*rule).window != Window::Deal)
}

/// A day on which the element takes credits, as late as the statement's.
fn day_of(run: &Run, rule: usize, day: Day) -> Option<Day> {
    let days = run.plans[run.rules[rule].plan].effective.span();
    let days = match run.element(rule).between {
        Some(between) => between.intersect(days)?,
        None => days,
    };
    Some(day.clamp(days.from, days.to))
}

/// What is credited at each point, ascending: equal steps, a cent before and at each tier, and where the rep stands.
fn points(run: &Run, rule: usize, quota: Amount, spot: Amount) -> Option<Vec<Amount>> {
    let own = attainment_of(spot.exact(), quota)?;
    let end = if own <= TO { TO } else { own.checked_add(HALF - 1)? / HALF * HALF };
    let end = Rate::from_raw(end);
    let mut points: Vec<Amount> = (0..=STEPS)
        .map(|step| credited_at(quota, Rate::from_raw(end.raw() / STEPS * step)))
        .collect::<Option<_>>()?;
    let last = *points.last()?;
    let (plan, measure) = (run.rules[rule].plan, run.rules[rule].measure);
    let alike = (0..run.rules.len())
        .filter(|other| (run.rules[*other].plan, run.rules[*other].measure) == (plan, measure));
    for (at, _) in alike.flat_map(|other| tiers(run, other, quota)) {
        if at > Amount::ZERO && at <= last {
            points.extend([at.checked_sub(CENT)?, at]);
        }
    }
    points.push(spot);
    points.sort_unstable();
    points.dedup();
    Some(points)
}

/// Where the tiers of an element begin, in credit, and what each pays.
fn tiers(run: &Run, rule: usize, quota: Amount) -> Vec<(Amount, String)> {
    let tables = run.element(rule).rate_tables();
    let Some(Rates::Tiers(tiers)) = tables.last().map(|table| &table.rates) else { return Vec::new() };
    let places = tiers.iter().zip(1..).filter_map(|(tier, number)| {
        let at = match tier.from {
            Boundary::Measure(from) => from,
            Boundary::Attainment(from) => credited_at(quota, from)?,
        };
        let pays = match tier.value {
            TierValue::Rate(rate) => crate::report::curve::percent(rate),
            TierValue::Multiplier(rate) => format!("× {rate}"),
            TierValue::Amount(amount) => grouped(&amount.to_string()),
        };
        Some((at, format!("tier {number}: {pays}")))
    });
    places.collect()
}

fn marks(run: &Run, rule: usize, quota: Amount) -> Vec<Mark> {
    let tiers = tiers(run, rule, quota).into_iter().filter(|(at, _)| *at > Amount::ZERO);
    let mark = |(at, label): (Amount, String)| {
        Some(Mark { at: i128::from(attainment_of(at.exact(), quota)?), label })
    };
    tiers.filter_map(mark).collect()
}

/// The id of the double that is paid at a point.
fn double(point: usize) -> String {
    format!("double-{point:05}")
}

/// What each point pays: all elements together, for one deal of a double of the rep on this day.
fn paid(run: &Run, (rep, rule): (u32, usize), points: &[Amount], day: Day) -> Result<Vec<Amount>, Failure> {
    let plan = run.rules[rule].plan;
    let element = run.element(rule).id.clone();
    let mut trial = Trial::new(stage(run, rep, plan, &element, points.len()))?;
    let deal = |(point, amount): (usize, &Amount)| TrialDeal {
        rep: double(point),
        date: day,
        amount: *amount,
        columns: Vec::new(),
    };
    let deals: Vec<TrialDeal> = points.iter().enumerate().map(deal).collect();
    let mine = (0..run.rules.len()).filter(|other| run.rules[*other].plan == plan);
    let ends = mine.map(|other| run.window(other, day).to).max().unwrap_or(day);
    trial.enter(&deals, ends.min(day.plus_months(12)), &|fault| refused_cell(Outcome::Bug, fault))?;
    state_measure(trial.run_mut(), plan_in_trial(run, plan), &element, points);
    let mut paid = Vec::with_capacity(points.len());
    for point in 0..points.len() {
        let number = trial.rep(&double(point)).expect("every double is on the stage");
        let lines = trial.lines(number)?;
        let mine = lines.iter().filter(|line| line.rule != NO_RULE).map(|line| line.earned);
        paid.push(Amount::checked_sum(mine).ok_or_else(|| {
            Failure::new(Outcome::Input, format!("what plan `{}` pays is too large", run.plans[plan].id))
        })?);
    }
    Ok(paid)
}

/// The plan versions that are on trial: those of one id, by their positions in the run.
fn versions(run: &Run, plan: usize) -> Vec<usize> {
    (0..run.plans.len()).filter(|other| run.plans[*other].id == run.plans[plan].id).collect()
}

/// The position on the stage of a plan version.
fn plan_in_trial(run: &Run, plan: usize) -> usize {
    versions(run, plan).iter().position(|other| *other == plan).unwrap_or(0)
}

/// The stage: the versions of one plan, and doubles of the rep with the rep's own days, quotas and target incentive.
fn stage(run: &Run, rep: u32, plan: usize, element: &str, count: usize) -> Stage {
    let versions = versions(run, plan);
    let place = |position: usize| versions.iter().position(|other| *other == position);
    let stretches: Vec<Stretch> = run
        .membership
        .of(rep)
        .iter()
        .filter_map(|stretch| Some(Stretch { span: stretch.span, plan: place(stretch.plan)? }))
        .collect();
    let leaves: Vec<Span> = run.leaves.get(index(rep)).cloned().unwrap_or_default();
    let row = |row: &RepRow, id: &str| RepRow {
        rep_id: id.to_owned(),
        name: String::new(),
        email: String::new(),
        manager_id: String::new(),
        ..row.clone()
    };
    let one = |point: usize| {
        let id = double(point);
        let rows = run.people.rows(rep).iter().map(|each| row(each, &id)).collect();
        TrialRep { rows, stretches: stretches.clone(), leaves: leaves.clone() }
    };
    let mut plans: Vec<Plan> = versions.iter().map(|version| run.plans[*version].clone()).collect();
    for plan in &mut plans {
        open_up(plan, element);
    }
    Stage {
        quotas: versions.iter().map(|version| quotas(run, rep, *version, count)).collect(),
        plans,
        reps: (0..count).map(one).collect(),
        calendar: run.calendar.clone(),
        columns: Vec::new(),
    }
}

/// The quotas of the rep, for each double.
fn quotas(run: &Run, rep: u32, plan: usize, count: usize) -> QuotaBook {
    let (book, holder) = (&run.quotas[plan], QuotaHolder::Rep(run.people.id(rep).to_owned()));
    let mut rows: Vec<QuotaRow> = Vec::new();
    for measure in book.measures() {
        for row in book.rows(&holder, &measure) {
            rows.extend(
                (0..count).map(|point| QuotaRow { holder: QuotaHolder::Rep(double(point)), ..row.clone() }),
            );
        }
    }
    QuotaBook::new(rows)
}

/// States what each deal is credited with: what the element counts, and what its rate multiplies where no column says
/// it.
fn state_measure(run: &mut Run, plan: usize, element: &str, points: &[Amount]) {
    let rule =
        (0..run.rules.len()).find(|rule| run.rules[*rule].plan == plan && run.element(*rule).id == element);
    let Some(rule) = rule else { return };
    let (measure, pays_on) = (run.rules[rule].measure, run.rules[rule].pays_on);
    for credit in 0..run.credits.deals.len() {
        let id = run.people.id(run.credits.reps[credit]);
        let Some(point) = id.strip_prefix("double-").and_then(|number| number.parse::<usize>().ok()) else {
            continue;
        };
        let Some(credited) = points.get(point).map(|amount| amount.raw()) else { continue };
        run.credits.values[measure][credit] = credited;
        if let Some((other, _)) = pays_on
            && run.credits.values[other][credit] == 0
        {
            run.credits.values[other][credit] = credited;
        }
    }
}
