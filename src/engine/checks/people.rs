//! Findings over the reps: days of work without a row, and reps and plans that do not find each other.

use super::{Scene, warning};
use crate::engine::error::EngineError;
use crate::model::finding::{Finding, Severity};

/// What the engine refuses of dated rows and of plans, as findings at the rows.
#[must_use]
pub fn refused(scene: &Scene<'_>, errors: &[EngineError]) -> Vec<Finding> {
    let finding = |error: &EngineError| {
        let found = Finding::new(Severity::Error, error.to_string(), error.hint());
        match error {
            EngineError::OverlappingRows { file, second, .. } => found.at(file, *second, "valid_from"),
            EngineError::TwoPlans { rep_id, day, .. } => {
                let mut rows = (0..).zip(scene.people.ids());
                let rep = rows.find(|(_, id)| *id == rep_id).map(|(rep, _): (u32, _)| rep);
                let row = rep.and_then(|rep| scene.people.row_near(rep, *day));
                row.map_or(found.clone(), |row| found.at(&row.place.file, row.place.row, "rep_id"))
            }
            _ => found,
        }
    };
    errors.iter().map(finding).collect()
}

/// Days of work on which no row of a rep holds: a deal of such a day finds no plan and no manager.
///
/// Rows to 2026-03-31 and from 2026-04-02 leave out one day.
#[must_use]
pub fn gaps(scene: &Scene<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rep in scene.people.in_order() {
        let worked = scene.people.employment(rep);
        for pair in scene.people.rows(rep).windows(2) {
            let (Some(ends), Some(begins)) = (pair[0].valid_to, pair[1].valid_from) else { continue };
            if begins <= ends.next() || begins <= worked.from || ends >= worked.to {
                continue;
            }
            let (from, to) = (ends.next(), begins.previous());
            let what = format!("no row of rep {} holds from {from} to {to}", scene.who(rep));
            let remedy = "end the earlier row on the day before the later one begins";
            let place = &pair[1].place;
            findings.push(warning(what, remedy).at(&place.file, place.row, "valid_from"));
        }
    }
    findings
}

/// Reps who are on no plan on any of the days although they work on some of them.
///
/// A plan with `who = "role = 'AE'"` leaves out everybody else; their deals pay nothing.
#[must_use]
pub fn without_plan(scene: &Scene<'_>) -> Vec<Finding> {
    if scene.plans.is_empty() {
        return Vec::new();
    }
    let out = |rep: &u32| {
        let works = scene.people.employment(*rep).intersect(scene.days);
        let rows = !scene.people.rows(*rep).is_empty();
        let on = scene.membership.of(*rep).iter().any(|stretch| stretch.span.intersect(scene.days).is_some());
        rows && works.is_some() && !on
    };
    let reps: Vec<u32> = scene.people.in_order().into_iter().filter(out).collect();
    let Some(first) = reps.first() else { return Vec::new() };
    let verb = if reps.len() == 1 { "rep is" } else { "reps are" };
    let what = format!("{} {verb} on no plan: {}", reps.len(), scene.named(&reps));
    let remedy = "their deals pay nothing: write a plan for them, or widen `who`, unless that is meant";
    vec![scene.at_rep(Finding::new(Severity::Note, what, remedy), *first, "")]
}

/// Plans that nobody is on although they are in force on some of the days, as when `who` has a typing error.
///
/// `who = "role = 'AEE'"` takes nobody.
#[must_use]
pub fn without_reps(scene: &Scene<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (position, plan) in scene.plans.iter().enumerate() {
        let in_force = plan.effective.span().intersect(scene.days).is_some();
        if !in_force || !scene.on(position).is_empty() {
            continue;
        }
        let what = format!("nobody is on plan `{}` {}", plan.id, plan.version);
        let line = plan.who.as_ref().map_or(1, |who| u64::try_from(who.place.line).unwrap_or(1));
        let remedy = "look for a typing error in `who`, which selects rows of the reps";
        findings.push(warning(what, remedy).at(&plan.file, line, "who"));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, day, plan, rep};
    use super::*;
    use crate::engine::people::People;
    use crate::model::rows::RepRow;

    #[test]
    fn a_day_between_two_rows_is_found() {
        let rows = |from: &str| {
            vec![
                RepRow { valid_to: Some(day("2026-03-31")), ..rep("R1", 2, None) },
                RepRow { valid_from: Some(day(from)), ..rep("R1", 3, None) },
            ]
        };
        let found = check(rows("2026-04-02"), &[], gaps);
        assert_eq!(
            found,
            ["warning reps.csv:3, `valid_from`: no row of rep `R1` holds from 2026-04-01 to 2026-04-01"]
        );
        assert!(check(rows("2026-04-01"), &[], gaps).is_empty());
    }

    #[test]
    fn every_overlap_is_found_and_not_only_the_first() {
        let open =
            |rep_id: &str, row: u64, name: &str| RepRow { name: name.to_owned(), ..rep(rep_id, row, None) };
        let rows = vec![open("R1", 2, "a"), open("R1", 3, "b"), open("R2", 4, "c"), open("R2", 5, "d")];
        let errors = People::of_rows(rows.clone()).overlaps();
        let found = check(rows, &[], |scene| refused(scene, &errors));
        assert_eq!(found.len(), 2);
        assert!(found[1].starts_with("error reps.csv:5, `valid_from`: rep `R2` has two rows"), "{found:?}");
    }

    #[test]
    fn reps_and_plans_find_each_other() {
        let sold = plan("[[element]]\nid = \"base\"\nrate = 0.05");
        let late = plan("effective = { from = \"2027-01-01\" }\n[[element]]\nid = \"base\"\nrate = 0.05");
        assert!(check(vec![rep("R1", 2, None)], std::slice::from_ref(&sold), without_plan).is_empty());
        assert_eq!(
            check(vec![rep("R1", 2, None)], &[late], without_plan),
            ["note reps.csv:2: 1 rep is on no plan: `R1`"]
        );
        assert_eq!(
            check(Vec::new(), &[sold], without_reps),
            ["warning ae.toml:1, `who`: nobody is on plan `ae` always"]
        );
    }
}
