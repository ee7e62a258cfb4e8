//! Findings over elements that need a table which says nothing for them: target incentives, scores, events.

use std::collections::BTreeMap;

use super::{Scene, at_element, warning};
use crate::model::finding::Finding;
use crate::model::rows::{EventKind, Place};
use crate::plan::{BaseRate, DatedBy, Element, Occasion, Pays, Plan, Release, Worth};

/// The elements that have scores: the first row of each, and how many there are.
pub type Scored = BTreeMap<String, (Place, u64)>;

/// What needs the target incentive of an element, if anything does.
fn needs_target(element: &Element) -> Option<(&'static str, &'static str)> {
    let pays = element.pays == Pays::Target || matches!(element.worth, Worth::Matrix(_) | Worth::Score);
    let capped = element.cap.is_some_and(|cap| cap.of_target.is_some());
    match (pays, element.base_rate == Some(BaseRate::TargetByQuota), capped) {
        (true, _, _) => Some(("pays", "is paid nothing of it")),
        (_, true, _) => Some(("base_rate", "has no base rate")),
        (_, _, true) => Some(("cap", "is not capped")),
        _ => None,
    }
}

/// Reps on a plan that pays, or caps by, the target incentive, who have none.
///
/// With `cap = { of_target = 3.0 }` a rep of target 60,000 is capped at 180,000 a year, and one without at nothing.
#[must_use]
pub fn without_target(scene: &Scene<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (position, plan) in scene.plans.iter().enumerate() {
        let lacking = |(rep, _): &(u32, _)| {
            let row = scene.people.row_near(*rep, scene.days.to);
            row.is_none_or(|row| row.target_incentive.is_none())
        };
        let reps: Vec<u32> = scene.on(position).into_iter().filter(lacking).map(|(rep, _)| rep).collect();
        if reps.is_empty() {
            continue;
        }
        let verb = if reps.len() == 1 { "rep has" } else { "reps have" };
        let who = |effect: &str| {
            format!("{} {verb} no target incentive and {effect}: {}", reps.len(), scene.named(&reps))
        };
        let remedy = "fill `target_incentive` in the reps";
        for element in &plan.elements {
            let Some((key, effect)) = needs_target(element) else { continue };
            let effect = if reps.len() == 1 { effect.to_owned() } else { plural(effect) };
            findings.push(at_element(warning(who(&effect), remedy), plan, element, key));
        }
        if plan.cap.is_some_and(|cap| cap.of_target.is_some()) {
            let effect = if reps.len() == 1 { "is not capped" } else { "are not capped" };
            findings.push(warning(who(effect), remedy).at(&plan.file, 0, "cap"));
        }
    }
    findings
}

fn plural(effect: &str) -> String {
    match effect.split_once(' ') {
        Some(("is", rest)) => format!("are {rest}"),
        Some(("has", rest)) => format!("have {rest}"),
        _ => effect.to_owned(),
    }
}

/// Elements that pay by scores of which there is none.
///
/// `score = true` in an element `objectives` pays score × weight × target incentive, and nothing without a score.
#[must_use]
pub fn without_scores(scene: &Scene<'_>, scored: &Scored) -> Vec<Finding> {
    let mut findings = Vec::new();
    for plan in scene.plans {
        for element in plan.elements.iter().filter(|element| element.worth == Worth::Score) {
            if !scored.contains_key(&element.id) {
                let what = format!("there is no score for `{}`, so it pays nothing", element.id);
                let remedy = "add rows of this element to the scores (`--scores FILE`)";
                findings.push(at_element(warning(what, remedy), plan, element, "score"));
            }
        }
    }
    findings
}

/// Scores of elements that no plan has or that do not pay by scores: nobody is paid for them.
///
/// A score of `objectivs` beside an element `objectives` pays nothing.
#[must_use]
pub fn scores_of_nothing(scene: &Scene<'_>, scored: &Scored) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (element, (first, rows)) in scored.iter().filter(|(element, _)| !pays_by_scores(scene.plans, element))
    {
        let rows = if *rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
        let what = format!("no element `{element}` pays by scores, so nobody is paid for it ({rows})");
        let remedy = "write the id of an element that has `score = true`";
        findings.push(warning(what, remedy).at(&first.file, first.row, "element"));
    }
    findings
}

/// Whether an element of this id pays by scores in some plan.
#[must_use]
pub fn pays_by_scores(plans: &[Plan], id: &str) -> bool {
    plans.iter().flat_map(|plan| &plan.elements).any(|known| known.id == id && known.worth == Worth::Score)
}

/// Elements that wait for invoices or payments of which there is none: what they hold is never paid.
///
/// `release = { booking = 0.5, payment = 0.5 }` without a payment in the events holds half of everything for ever.
#[must_use]
pub fn without_events(scene: &Scene<'_>, kinds: &[EventKind]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for plan in scene.plans {
        for element in &plan.elements {
            let mut needs: Vec<(&str, EventKind, &str)> = Vec::new();
            match element.on {
                DatedBy::Close => {}
                DatedBy::Invoice => needs.push(("on", EventKind::Invoice, "no credit is ever dated")),
                DatedBy::Payment => needs.push(("on", EventKind::Payment, "no credit is ever dated")),
            }
            if let Some(Release::Shares(shares)) = &element.release {
                for (occasion, kind) in
                    [(Occasion::Invoice, EventKind::Invoice), (Occasion::Payment, EventKind::Payment)]
                {
                    if shares.contains_key(&occasion) {
                        needs.push(("release", kind, "that part is held for ever"));
                    }
                }
            }
            for (key, kind, effect) in needs.into_iter().filter(|(_, kind, _)| !kinds.contains(kind)) {
                let what = format!("there is no {} in the events, so {effect}", kind.as_str());
                let remedy = "give the events (`--events FILE`), or leave the key out";
                findings.push(at_element(warning(what, remedy), plan, element, key));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, plan, rep};
    use super::*;

    #[test]
    fn reps_without_a_target_incentive_are_named_where_it_is_needed() {
        let capped = plan("[[element]]\nid = \"base\"\nrate = 0.05\ncap = { of_target = 3.0 }");
        let rows = vec![rep("R1", 2, Some("60000")), rep("R2", 3, None)];
        assert_eq!(
            check(rows.clone(), &[capped], without_target),
            ["warning ae.toml:2, `element[base].cap`: 1 rep has no target incentive and is not capped: `R2`"]
        );
        let free = plan("[[element]]\nid = \"base\"\nrate = 0.05");
        assert!(check(rows, &[free], without_target).is_empty());
    }

    #[test]
    fn an_element_of_scores_needs_some() {
        let scored = plan("[[element]]\nid = \"objectives\"\nscore = true");
        let none = Scored::new();
        assert_eq!(
            check(Vec::new(), std::slice::from_ref(&scored), |scene| without_scores(scene, &none)),
            [
                "warning ae.toml:2, `element[objectives].score`: there is no score for `objectives`, so it pays nothing"
            ]
        );
        let at = |row| (Place { file: "scores.csv".to_owned(), row }, row - 1);
        let some = Scored::from([("objectives".to_owned(), at(2))]);
        let plans = [scored];
        assert!(check(Vec::new(), &plans, |scene| without_scores(scene, &some)).is_empty());
        assert!(check(Vec::new(), &plans, |scene| scores_of_nothing(scene, &some)).is_empty());
        let others = Scored::from([("objectivs".to_owned(), at(3))]);
        assert_eq!(
            check(Vec::new(), &plans, |scene| scores_of_nothing(scene, &others)),
            [
                "warning scores.csv:3, `element`: no element `objectivs` pays by scores, so nobody is paid for it \
                 (2 rows)"
            ]
        );
    }

    #[test]
    fn a_release_by_payment_needs_payments() {
        let held =
            plan("[[element]]\nid = \"base\"\nrate = 0.05\nrelease = { booking = 0.5, payment = 0.5 }");
        assert_eq!(
            check(Vec::new(), std::slice::from_ref(&held), |scene| without_events(
                scene,
                &[EventKind::Invoice]
            )),
            [
                "warning ae.toml:2, `element[base].release`: there is no payment in the events, so that part is held \
                 for ever"
            ]
        );
        assert!(check(Vec::new(), &[held], |scene| without_events(scene, &[EventKind::Payment])).is_empty());
    }
}
