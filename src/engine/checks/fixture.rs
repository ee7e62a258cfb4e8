//! A little company for the tests of this folder.

use super::Scene;
use crate::calendar::{Day, Span};
use crate::engine::membership::{Membership, Terms};
use crate::engine::people::People;
use crate::model::finding::Finding;
use crate::model::rows::{Place, RepRow};
use crate::money::{Amount, Currency};
use crate::plan::{Plan, parse};

pub fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub fn span(from: &str, to: &str) -> Span {
    Span { from: day(from), to: day(to) }
}

pub fn plan(elements: &str) -> Plan {
    let text = format!("id = \"ae\"\n{elements}\n");
    parse(&text, "ae.toml", Currency::USD).expect("the test writes a sound plan")
}

/// A rep with a target incentive, at a row of `reps.csv`.
pub fn rep(rep_id: &str, row: u64, target: Option<&str>) -> RepRow {
    RepRow {
        rep_id: rep_id.to_owned(),
        target_incentive: target.map(|target| Amount::parse(target).unwrap()),
        position: usize::try_from(row).unwrap(),
        place: Place { file: "reps.csv".to_owned(), row },
        ..RepRow::default()
    }
}

/// Everybody on every plan, in 2026.
pub fn check(rows: Vec<RepRow>, plans: &[Plan], ask: impl Fn(&Scene<'_>) -> Vec<Finding>) -> Vec<String> {
    let people = People::of_rows(rows);
    let terms: Vec<Terms> = plans
        .iter()
        .map(|plan| Terms { id: plan.id.clone(), effective: plan.effective.span(), takes: people.all_rows() })
        .collect();
    let (membership, _) = Membership::with_overlaps(&people, &terms, Span::ALL);
    let days = span("2026-01-01", "2026-12-31");
    let scene = Scene { people: &people, membership: &membership, plans, days };
    let show =
        |finding: &Finding| format!("{} {}: {}", finding.severity.name(), finding.place(), finding.what);
    ask(&scene).iter().map(show).collect()
}
