//! The versions of plans: files with one id, told apart by the days on which they are in force.

use std::collections::BTreeMap;

use super::place::{Fault, Place, PlanError};
use super::terms::{Effective, Plan};
use crate::calendar::Day;

/// The versions of one plan in the order of their days, which do not overlap; at least one.
#[derive(Clone, Debug, PartialEq)]
pub struct Versions {
    plans: Vec<Plan>,
}

impl Versions {
    /// The id that the versions share.
    #[must_use]
    pub fn id(&self) -> &str {
        self.plans.first().map_or("", |plan| plan.id.as_str())
    }

    /// The versions, first days first.
    #[must_use]
    pub fn all(&self) -> &[Plan] {
        &self.plans
    }

    /// The version in force on a day, if there is one.
    #[must_use]
    pub fn on(&self, day: Day) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.effective.contains(day))
    }
}

/// Sorts plans into the versions of each id, ids in order of their text. Refused are two versions of one id
/// with a day in common, or with one name.
pub fn arrange(plans: Vec<Plan>) -> Result<Vec<Versions>, PlanError> {
    let mut by_id: BTreeMap<String, Vec<Plan>> = BTreeMap::new();
    for plan in plans {
        by_id.entry(plan.id.clone()).or_default().push(plan);
    }
    let mut faults = Vec::new();
    let mut arranged = Vec::new();
    for mut plans in by_id.into_values() {
        // Files come in any order: the one that a fault names does not depend on it.
        plans.sort_by(|one, other| {
            let key = |plan: &Plan| (plan.effective.span().from, plan.effective.span().to);
            key(one).cmp(&key(other)).then_with(|| one.file.cmp(&other.file))
        });
        for (index, plan) in plans.iter().enumerate() {
            faults.extend(plans[..index].iter().filter_map(|earlier| conflict(earlier, plan)));
        }
        arranged.push(Versions { plans });
    }
    if faults.is_empty() { Ok(arranged) } else { Err(PlanError { faults }) }
}

fn conflict(earlier: &Plan, later: &Plan) -> Option<Fault> {
    let fault = |path: &str, reason: String, remedy: String| Fault {
        file: later.file.clone(),
        place: Place { line: 1, column: 1 },
        path: path.to_owned(),
        reason,
        remedy: Some(remedy),
    };
    let (id, file) = (&later.id, &earlier.file);
    if let Some(common) = earlier.effective.span().intersect(later.effective.span()) {
        let days = show(Effective {
            from: Some(common.from).filter(|day| *day != Day::MIN),
            to: Some(common.to).filter(|day| *day != Day::MAX),
        });
        let reason = format!("plan `{id}` is in `{file}` too, and both are in force {days}");
        return Some(fault("effective", reason, "end the earlier version the day before".to_owned()));
    }
    if earlier.version == later.version {
        let reason = format!("version `{}` of plan `{id}` is in `{file}` too", later.version);
        return Some(fault("version", reason, "give one of them another `version`".to_owned()));
    }
    None
}

fn show(days: Effective) -> String {
    match (days.from, days.to) {
        (None, None) => "always".to_owned(),
        (Some(from), None) => format!("from {from}"),
        (None, Some(to)) => format!("until {to}"),
        (Some(from), Some(to)) if from == to => format!("on {from}"),
        (Some(from), Some(to)) => format!("from {from} to {to}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn plan(file: &str, top: &str) -> Plan {
        let text = format!("id = \"ae\"\n{top}\n[[element]]\nid = \"base\"\nrate = 0.05\n");
        super::super::parse(&text, file, Currency::USD).expect("the test writes a sound plan")
    }

    fn refused(plans: Vec<Plan>) -> String {
        arrange(plans).expect_err("the versions conflict").to_string()
    }

    #[test]
    fn versions_are_in_the_order_of_their_days_whatever_the_order_of_files() {
        let second = plan("b.toml", "effective = { from = \"2026-07-01\" }");
        let first = plan("a.toml", "effective = { to = \"2026-06-30\" }\nversion = \"spring\"");
        let arranged = arrange(vec![second, first]).expect("no day in common");
        assert_eq!(arranged.len(), 1);
        assert_eq!(arranged[0].id(), "ae");
        let names: Vec<&str> = arranged[0].all().iter().map(|plan| plan.version.as_str()).collect();
        assert_eq!(names, ["spring", "2026-07-01"]);
        let on = |text| arranged[0].on(Day::parse(text).expect("a day")).map(|plan| plan.file.as_str());
        assert_eq!(on("2026-06-30"), Some("a.toml"));
        assert_eq!(on("2026-07-01"), Some("b.toml"));
    }

    #[test]
    fn a_gap_between_versions_has_no_plan() {
        let first = plan("a.toml", "effective = { from = \"2026-01-01\", to = \"2026-03-31\" }");
        let second = plan("b.toml", "effective = { from = \"2026-05-01\" }");
        let arranged = arrange(vec![first, second]).expect("no day in common");
        assert_eq!(arranged[0].on(Day::parse("2026-04-15").expect("a day")), None);
    }

    #[test]
    fn versions_with_a_day_in_common_are_refused() {
        let first = plan("a.toml", "effective = { from = \"2026-01-01\", to = \"2026-06-30\" }");
        let second = plan("b.toml", "effective = { from = \"2026-06-30\" }");
        assert_eq!(
            refused(vec![second, first]),
            "b.toml:1:1: `effective`: plan `ae` is in `a.toml` too, and both are in force on 2026-06-30 \
             (end the earlier version the day before)"
        );
    }

    #[test]
    fn two_files_that_are_always_in_force_are_refused() {
        assert_eq!(
            refused(vec![plan("b.toml", ""), plan("a.toml", "")]),
            "b.toml:1:1: `effective`: plan `ae` is in `a.toml` too, and both are in force always \
             (end the earlier version the day before)"
        );
    }

    #[test]
    fn two_versions_of_one_name_are_refused() {
        let first = plan("a.toml", "version = \"x\"\neffective = { to = \"2026-06-30\" }");
        let second = plan("b.toml", "version = \"x\"\neffective = { from = \"2026-07-01\" }");
        assert_eq!(
            refused(vec![first, second]),
            "b.toml:1:1: `version`: version `x` of plan `ae` is in `a.toml` too \
             (give one of them another `version`)"
        );
    }
}
