//! Cliffs of pay, found by paying: around each place where a tier or a threshold begins, a cent (or a unit) below it,
//! at it and above it. Where a cent sold takes pay away, or is worth more than itself, somebody will wait or hold back.

use crate::calendar::{Calendar, Span};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::payer::{Payer, Subject};
use crate::cli::trial::{REP, Stage, TrialRep, refused_cell, rep_row};
use crate::engine::curve::{CENT, Jump, Point, credited_at, jump};
use crate::engine::membership::Stretch;
use crate::engine::quota::QuotaBook;
use crate::model::finding::{Finding, Severity};
use crate::money::{Amount, Rate, grouped};
use crate::plan::{Boundary, Element, Mode, Pays, Plan, Quota, Rates, Worth};

/// The quota and the yearly target incentive of the trial: 100,000.00.
const EXAMPLE: Amount = Amount::from_raw(1_000_000_000);

/// One of what is no money: a unit, a deal.
const UNIT: Amount = Amount::from_raw(10_000);

/// A place at which something begins.
struct Edge {
    at: Amount,
    line: u64,
    path: String,
}

/// The jumps of a plan's pay; a fall that the tiers tell already (in `known`) is not said twice.
///
/// With 6 % of everything up to 100,000 and 9 % of everything from there, the cent that fills the quota of 100,000
/// lifts pay from 6,000.00 to 9,000.00.
pub fn found(plan: &Plan, calendar: &Calendar, known: &[Finding]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for element in &plan.elements {
        // A plan that cannot be paid on trial is found by the run itself.
        for (edge, jump, step) in jumps(plan, element, calendar).unwrap_or_default() {
            let told = |finding: &Finding| {
                finding.severity == Severity::Error
                    && finding.file == plan.file
                    && finding.column == edge.path
            };
            if jump.after < jump.before && known.iter().any(told) {
                continue;
            }
            let severity = severity(&edge, &jump, element);
            findings.push(said(severity, (&jump, step), plan, element).at(&plan.file, edge.line, &edge.path));
        }
    }
    findings
}

/// Pay that falls is an error, a rate that jumps for the whole is seldom meant; money and shares that are paid all at
/// once, and a threshold, say what they do.
fn severity(edge: &Edge, jump: &Jump, element: &Element) -> Severity {
    let at_once = element.pays == Pays::Fixed
        || matches!(element.mode, Mode::Step | Mode::Interpolated)
        || edge.path.ends_with(".threshold");
    match (jump.after < jump.before, at_once) {
        (true, _) => Severity::Error,
        (false, true) => Severity::Note,
        (false, false) => Severity::Warning,
    }
}

fn said(severity: Severity, (jump, step): (&Jump, &str), plan: &Plan, element: &Element) -> Finding {
    let money = |amount: Amount| grouped(&amount.to_string());
    let of = match element.quota {
        Quota::None => "",
        Quota::Measure(_) | Quota::Number(_) => " of a quota of 100,000.00",
    };
    let of = if matches!(element.quota, Quota::Number(_)) { " of the element's own quota" } else { of };
    let (at, before, after) = (money(jump.at), money(jump.before), money(jump.after));
    let currency = plan.currency.as_str();
    if jump.after < jump.before {
        let what =
            format!("the {step} that reaches {at}{of} takes pay from {before} down to {after} {currency}");
        let remedy = "who is near will hold the deal back: let pay rise, or keep it level and cap it";
        return Finding::new(severity, what, remedy);
    }
    let what = format!("the {step} that reaches {at}{of} lifts pay from {before} to {after} {currency}");
    let remedy = match severity {
        Severity::Note => "all of it is paid at once: deals will be pulled in for it, unless that is meant",
        _ => "deals will be pulled in for it: `mode = \"marginal\"` pays only what is above at the new rate",
    };
    Finding::new(severity, what, remedy)
}

/// The jumps around the places at which something of an element begins.
fn jumps(
    plan: &Plan,
    element: &Element,
    calendar: &Calendar,
) -> Result<Vec<(Edge, Jump, &'static str)>, Failure> {
    if matches!(element.worth, Worth::Contest(_) | Worth::Score) {
        return Ok(Vec::new());
    }
    let mut payer = Payer::new(subject(plan, element, calendar)?, Vec::new())?;
    let money = payer.trial.run().rules[payer.rule].money;
    let step = if money { CENT } else { UNIT };
    let mut jumps = Vec::new();
    for edge in edges(element, payer.quota) {
        let two = step.checked_add(step);
        let places = [
            two.and_then(|two| edge.at.checked_sub(two)),
            edge.at.checked_sub(step),
            Some(edge.at),
            edge.at.checked_add(step),
            two.and_then(|two| edge.at.checked_add(two)),
        ];
        let mut points = Vec::with_capacity(places.len());
        for credited in places.into_iter().flatten().filter(|credited| *credited >= Amount::ZERO) {
            points.push(payer.pay(Rate::ZERO, credited)?);
        }
        let found = match money {
            true => points.windows(2).find_map(|pair| jump(&pair[0], &pair[1])),
            false => jump_of_units(&points),
        };
        let word = if money { "cent" } else { "unit" };
        jumps.extend(found.map(|jump| (edge, jump, word)));
    }
    Ok(jumps)
}

/// The first step between neighbouring points that takes pay away, or adds more than each of the others. A unit has no
/// price to be compared with: 5.00 for each unit up to ten and 6.00 for each above have no jump, 6.00 for all has one.
fn jump_of_units(points: &[Point]) -> Option<Jump> {
    let changes: Vec<Jump> = points
        .windows(2)
        .filter_map(|pair| {
            let (before, after) = (pair[0].earned()?, pair[1].earned()?);
            Some(Jump { at: pair[1].credited, before, after })
        })
        .collect();
    let size = |jump: &Jump| jump.after.raw() - jump.before.raw();
    // Each element is rounded on its own.
    let rounding = CENT.raw().checked_mul(i128::try_from(points.first()?.elements.len()).ok()?)?;
    let is_jump = |at: usize| {
        let others = (0..changes.len()).filter(|other| *other != at).map(|other| size(&changes[other]));
        let most = others.max().unwrap_or(0);
        let mine = size(&changes[at]);
        mine < -rounding || mine > most + 2 * rounding
    };
    (0..changes.len()).find(|at| is_jump(*at)).map(|at| changes[at].clone())
}

/// Somebody on the plan, on a day on which the element counts.
fn subject(plan: &Plan, element: &Element, calendar: &Calendar) -> Result<Subject, Failure> {
    let days = plan.effective.span();
    let days = element.between.and_then(|between| between.intersect(days)).unwrap_or(days);
    let mut row = rep_row(&[], &|fault| refused_cell(Outcome::Workspace, fault))?;
    row.target_incentive = Some(EXAMPLE);
    let mut tried = plan.clone();
    for other in &mut tried.elements {
        if let Quota::Measure(_) = other.quota {
            other.quota = Quota::Number(EXAMPLE);
        }
    }
    let stretches = vec![Stretch { span: Span::ALL, plan: 0 }];
    let stage = Stage {
        plans: vec![tried],
        reps: vec![TrialRep { rows: vec![row], stretches, leaves: Vec::new() }],
        quotas: vec![QuotaBook::default()],
        calendar: calendar.clone(),
        columns: Vec::new(),
    };
    // The last day of the plan: whatever pays at the end of a window has been paid.
    let last = days.to.min(crate::calendar::Day::MAX.plus_months(-24));
    Ok(Subject {
        stage,
        plan: 0,
        element: element.id.clone(),
        rep: REP.to_owned(),
        day: last,
        example: EXAMPLE,
        whose: String::new(),
        stands: None,
    })
}

/// Where tiers and the threshold of an element begin, above nothing. Of several rates the last are taken, as the deal
/// of the trial takes them.
fn edges(element: &Element, quota: Amount) -> Vec<Edge> {
    let at = |from: Boundary| match from {
        Boundary::Measure(from) => Some(from),
        // What nobody reaches is found by its number.
        Boundary::Attainment(from) if from.raw() >= 10 * Rate::ONE.raw() => None,
        Boundary::Attainment(from) => credited_at(quota, from),
    };
    let mut edges = Vec::new();
    if let Some(Rates::Tiers(tiers)) = element.rate_tables().last().map(|table| &table.rates) {
        for tier in tiers {
            let line = u64::try_from(tier.spot.place.line).unwrap_or(0);
            edges.extend(at(tier.from).map(|at| Edge { at, line, path: tier.spot.path.clone() }));
        }
    }
    if let Some(from) = element.threshold {
        let line = u64::try_from(element.place.line).unwrap_or(0);
        let path = format!("element[{}].threshold", element.id);
        edges.extend(at(from).map(|at| Edge { at, line, path }));
    }
    edges.retain(|edge| edge.at > Amount::ZERO);
    edges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn check(element: &str, expected: &[&str]) {
        let text = format!(
            "id = \"ae\"\neffective = {{ from = \"2026-01-01\", to = \"2026-12-31\" }}\n[[element]]\nid = \"base\"\n\
             {element}\n"
        );
        let plan = crate::plan::parse(&text, "ae.toml", Currency::USD).unwrap();
        let show =
            |finding: &Finding| format!("{} {}: {}", finding.severity.name(), finding.column, finding.what);
        let shown: Vec<String> = found(&plan, &Calendar::default(), &[]).iter().map(show).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn marginal_tiers_have_no_cliff() {
        check(
            "quota = \"bookings\"\nmode = \"marginal\"\ntiers = [{ from = 0, rate = 0.06 }, \
             { from = 1, rate = 0.09 }]",
            &[],
        );
    }

    #[test]
    fn a_rate_for_the_whole_jumps_at_the_boundary() {
        // 99,999.99 × 6 % = 5,999.9994; 100,000 × 9 % = 9,000.
        check(
            "quota = \"bookings\"\nmode = \"retroactive\"\ntiers = [{ from = 0, rate = 0.06 }, \
             { from = 1, rate = 0.09 }]",
            &["warning element[base].tiers[2]: the cent that reaches 100,000.00 of a quota of 100,000.00 \
               lifts pay from \
               6,000.00 to 9,000.00 USD"],
        );
    }

    #[test]
    fn with_an_upper_boundary_the_jump_is_a_cent_later() {
        // 100,000 × 6 % = 6,000; 100,000.01 × 9 % = 9,000.0009.
        check(
            "quota = \"bookings\"\nmode = \"retroactive\"\nboundary = \"upper\"\ntiers = [{ from = 0, rate = 0.06 }, \
             { from = 1, rate = 0.09 }]",
            &["warning element[base].tiers[2]: the cent that reaches 100,000.01 of a quota of 100,000.00 \
               lifts pay from \
               6,000.00 to 9,000.00 USD"],
        );
    }

    #[test]
    fn a_rate_that_falls_for_the_whole_takes_pay_away() {
        // 49,999.99 × 9 % = 4,499.9991; 50,000 × 6 % = 3,000.
        check(
            "mode = \"retroactive\"\ntiers = [{ from = 0, rate = 0.09 }, { from = 50000, rate = 0.06 }]",
            &["error element[base].tiers[2]: the cent that reaches 50,000.00 takes pay from 4,500.00 \
               down to 3,000.00 \
               USD"],
        );
    }

    #[test]
    fn money_for_units_has_a_cliff_only_where_all_of_them_are_paid_anew() {
        let tiers = |mode| {
            format!(
                "pays = \"unit\"\nmeasure = \"units\"\nmode = \"{mode}\"\ntiers = [{{ from = 0, amount = 5 }}, \
                 {{ from = 10, amount = 6 }}]"
            )
        };
        check(&tiers("marginal"), &[]);
        // Nine units at 5.00 are 45.00, ten at 6.00 are 60.00.
        check(
            &tiers("retroactive"),
            &[
                "warning element[base].tiers[2]: the unit that reaches 10.00 lifts pay from 45.00 to 60.00 USD",
            ],
        );
    }

    #[test]
    fn a_threshold_pays_all_at_once() {
        // Below half of the quota nothing; 50,000 × 6 % = 3,000.
        check(
            "quota = \"bookings\"\nthreshold = 0.5\nrate = 0.06",
            &["note element[base].threshold: the cent that reaches 50,000.00 of a quota of 100,000.00 \
               lifts pay from \
               0.00 to 3,000.00 USD"],
        );
    }
}
