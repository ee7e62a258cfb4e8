//! Gates that nobody can meet, found by asking them: the results that a gate names are tried from nothing to ten times
//! the quota, each alone and together.

use crate::engine::expression::{Scope, Value, truth};
use crate::model::finding::{Finding, Severity};
use crate::money::Ratio;
use crate::plan::Plan;
use crate::plan::expression::{Expression, ResultOf};

/// Steps of the attainments that are tried: 0 to 10 in steps of a twentieth.
const STEPS: i128 = 200;
/// Steps in one quota.
const STEPS_OF_QUOTA: i128 = 20;
/// Tried for each of two results: every fifth step.
const COARSE: usize = 5;

/// The results at a point of the trial.
struct Point<'a> {
    values: &'a [Ratio],
}

impl Scope for Point<'_> {
    fn column(&self, _: usize) -> Value<'_> {
        Value::Null
    }

    fn result(&self, place: usize) -> Value<'_> {
        self.values.get(place).map_or(Value::Null, |value| Value::Number(value.clone()))
    }
}

/// Gates that hold at no attainment from 0 to 10.
///
/// `gate = "attainment('base') >= 90"` was meant as 0.9; `attainment('a') > 1 AND attainment('a') < 1` holds nowhere.
#[must_use]
pub fn unreachable(plan: &Plan) -> Vec<Finding> {
    let mut findings = Vec::new();
    for element in &plan.elements {
        let Some(gate) = &element.gate else { continue };
        if holds_somewhere(&gate.value) == Some(false) {
            let line = u64::try_from(gate.place.line).unwrap_or(0);
            let what =
                "no attainment from 0 to 10 times the quota meets the gate, so the element pays nothing";
            let remedy = "attainment is a fraction: 90 % is `0.9`";
            findings.push(Finding::new(Severity::Warning, what, remedy).at(&plan.file, line, &gate.path));
        }
    }
    findings
}

/// Whether a gate of one or two attainments holds at some point of the grid; `None` for other gates.
fn holds_somewhere(gate: &Expression) -> Option<bool> {
    let references = gate.references();
    let attainments = references.iter().all(|reference| reference.of == ResultOf::Attainment);
    if !attainments || !gate.columns().is_empty() {
        return None;
    }
    let grid: Option<Vec<Ratio>> =
        (0..=STEPS).map(|step| Ratio::whole(step).checked_div(&Ratio::whole(STEPS_OF_QUOTA))).collect();
    let grid = grid?;
    let holds = |values: &[Ratio]| matches!(truth(gate, &Point { values }), Ok(Some(true)));
    match references.len() {
        1 => Some(grid.iter().any(|value| holds(std::slice::from_ref(value)))),
        2 => {
            let coarse = || grid.iter().step_by(COARSE);
            Some(coarse().any(|one| coarse().any(|other| holds(&[one.clone(), other.clone()]))))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::plan;
    use super::*;

    fn check(gate: &str, found: usize) {
        let elements = "[[element]]\nid = \"a\"\nrate = 0.05\nquota = \"bookings\"\n\
            [[element]]\nid = \"b\"\nrate = 0.05\nquota = \"margin\"\n";
        let gated = format!("{elements}[[element]]\nid = \"bonus\"\nrate = 0.01\ngate = \"{gate}\"");
        assert_eq!(unreachable(&plan(&gated)).len(), found, "{gate}");
    }

    #[test]
    fn a_gate_that_no_attainment_meets_is_found() {
        check("attainment('a') >= 0.9", 0);
        check("attainment('a') >= 90", 1);
        check("attainment('a') < 0.5 AND attainment('a') > 0.6", 1);
        check("attainment('a') < 0.5 AND attainment('b') > 1.2", 0);
        check("attainment('a') > 1 AND attainment('b') > 100", 1);
        // What is earned has no scale that could be tried.
        check("earned('a') > 100000000", 0);
    }
}
