//! Plans of a check: read with all their faults, linted, held against the columns of the tables, and paid on trial.

use std::fs;

use super::tables::Company;
use super::{Checking, cliffs, of_failure};
use crate::calendar::Span;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::payable::Terms;
use crate::cli::plans::{parsed, takes};
use crate::engine::checks::{Scene, gates, people};
use crate::engine::membership::Membership;
use crate::model::finding::{Finding, Severity};
use crate::money::Currency;
use crate::plan::{self, Fault, Plan, PlanError};

/// How many columns a remedy lists.
const LISTED: usize = 12;

impl Checking<'_> {
    /// Every plan that can be read, in the order of its versions, and whether these are all plans.
    pub(super) fn plans(&mut self) -> Result<(Vec<Plan>, bool), Failure> {
        let currency = self.settings.currency.as_ref().map_or(Currency::USD, |currency| currency.value);
        let mut plans = Vec::new();
        let mut faults = Vec::new();
        let mut whole = true;
        for path in self.tables.plan_files()? {
            let name = self.tables.plan_name(&path);
            match fs::read_to_string(&path) {
                Ok(text) => match plan::parse(&text, &name, currency) {
                    Ok(plan) => plans.push(plan),
                    Err(PlanError { faults: more }) => faults.extend(more),
                },
                Err(error) => {
                    whole = false;
                    let what = format!("the plan cannot be read: {error}");
                    let remedy = "correct the path, or the rights of the file";
                    self.findings.push(Finding::new(Severity::Error, what, remedy).at(&name, 0, ""));
                }
            }
        }
        match plan::versions::arrange(plans.clone()) {
            Ok(versions) => {
                plans = versions.iter().flat_map(|versions| versions.all().iter().cloned()).collect();
            }
            Err(PlanError { faults: more }) => faults.extend(more),
        }
        whole &= faults.is_empty();
        self.findings.extend(faults.iter().map(of_fault));
        for plan in &plans {
            self.findings.extend(plan::lint::lint(plan));
            self.findings.extend(gates::unreachable(plan));
            let mut unreadable: Vec<Finding> = Vec::new();
            for failure in plan.conditions().iter().filter_map(|text| parsed(text, plan).err()) {
                let mut finding = of_failure(&failure);
                if finding.remedy.is_empty() {
                    "write it as in the WHERE of an SQL query: `type = 'Core'`"
                        .clone_into(&mut finding.remedy);
                }
                unreadable.push(finding);
            }
            // What cannot be read cannot be paid on trial.
            if unreadable.is_empty() {
                let found = cliffs::found(plan, &self.settings.calendar.value, &self.findings);
                self.findings.extend(found);
            }
            self.findings.extend(unreadable);
        }
        self.findings.extend(plan::lint::lint_versions(&plans));
        Ok((plans, whole))
    }

    /// Who is on which plan, and whether that is known of every plan.
    pub(super) fn membership(
        &mut self,
        company: &Company,
        plans: &[Plan],
        mut whole: bool,
    ) -> (Membership, bool) {
        let mut terms = Vec::with_capacity(plans.len());
        for plan in plans {
            match takes(&company.people, company.reps.as_ref(), plan) {
                Ok(taken) => terms.push(taken),
                Err(failure) => {
                    // Without reps there is nobody to choose, which is no fault of the plan.
                    if failure.outcome != Outcome::Usage {
                        self.findings.push(of_failure(&failure));
                    }
                    whole = false;
                    let nobody = company.people.by_row(&[]);
                    let effective = plan.effective.span();
                    terms.push(crate::engine::membership::Terms {
                        id: plan.id.clone(),
                        effective,
                        takes: nobody,
                    });
                }
            }
        }
        let (membership, twice) = Membership::with_overlaps(&company.people, &terms, Span::ALL);
        let scene = Scene { people: &company.people, membership: &membership, plans, days: self.days };
        let twice = people::refused(&scene, &twice);
        self.findings.extend(twice);
        (membership, whole)
    }

    /// The plans whose names and columns the deals have; what the others lack is found.
    pub(super) fn sound_over(&mut self, plans: &[Plan], known: &[String]) -> Vec<bool> {
        let mut sound = Vec::with_capacity(plans.len());
        for plan in plans {
            let faults = Terms::faults(std::slice::from_ref(plan), known);
            sound.push(faults.is_empty());
            let list: Vec<String> = known.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
            let more = if known.len() > LISTED { " …" } else { "" };
            for mut finding in faults.iter().map(of_failure) {
                // A condition that is no SQL has been found already.
                let told = |known: &Finding| known.what == finding.what && known.place() == finding.place();
                if self.findings.iter().any(told) {
                    continue;
                }
                if finding.remedy.is_empty() {
                    finding.remedy = format!("the columns of the deals are {}{more}", list.join(", "));
                }
                self.findings.push(finding);
            }
        }
        sound
    }
}

/// A reason why a plan file is refused.
fn of_fault(fault: &Fault) -> Finding {
    let row = u64::try_from(fault.place.line).unwrap_or(0);
    let remedy = fault.remedy.clone().unwrap_or_default();
    Finding::new(Severity::Error, fault.reason.clone(), remedy).at(&fault.file, row, &fault.path)
}
