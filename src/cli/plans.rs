//! Plan files of a run: read, checked against the tables, and which rep is on which.

use std::fs;

use crate::calendar::Span;
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::reading::{Company, refused_by_engine};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::data::{Condition, ConditionError, Frame};
use crate::engine::membership::{Membership, Terms};
use crate::engine::people::People;
use crate::engine::ramp::QuotaPlan;
use crate::money::Currency;
use crate::plan::{self, Plan, PlanError};

/// Reads every plan file; all faults of all files at once.
pub fn load(tables: &Tables<'_>, settings: &Settings) -> Result<Vec<Plan>, Failure> {
    let currency = currency(settings);
    let mut plans = Vec::new();
    let mut faults = Vec::new();
    for path in tables.plan_files()? {
        let name = tables.plan_name(&path);
        let text = fs::read_to_string(&path)
            .map_err(|error| Failure::new(Outcome::Workspace, format!("`{name}` cannot be read: {error}")))?;
        match plan::parse(&text, &name, currency) {
            Ok(plan) => plans.push(plan),
            Err(PlanError { faults: more }) => faults.extend(more),
        }
    }
    if !faults.is_empty() {
        return Err(refusal(&PlanError { faults }));
    }
    arranged(plans)
}

/// One plan from its text and the name of its file, to pay by it.
pub fn read(text: &str, name: &str, settings: &Settings) -> Result<Plan, Failure> {
    plan::parse(text, name, currency(settings)).map_err(|error| refusal(&error))
}

/// The plans by id and days; versions that are in force together are refused.
pub fn arranged(plans: Vec<Plan>) -> Result<Vec<Plan>, Failure> {
    let versions = plan::versions::arrange(plans).map_err(|error| refusal(&error))?;
    Ok(versions.iter().flat_map(|versions| versions.all().iter().cloned()).collect())
}

/// The currency of plans that name none.
fn currency(settings: &Settings) -> Currency {
    let usd = Currency::parse("USD").expect("USD is a currency");
    settings.currency.as_ref().map_or(usd, |currency| currency.value)
}

/// The faults of plan files as a failure.
fn refusal(error: &PlanError) -> Failure {
    let what = if error.faults.len() == 1 { "a plan is refused" } else { "plans are refused" };
    let mut failure = Failure::new(Outcome::Workspace, what);
    for fault in error.faults.iter().take(20) {
        failure = failure.at(fault.to_string());
    }
    if error.faults.len() > 20 {
        failure = failure.at(format!("… and {} more", error.faults.len() - 20));
    }
    failure
}

/// Parses a condition of a plan and checks its names.
pub fn condition(condition: &plan::Condition, plan: &Plan, known: &[String]) -> Result<Condition, Failure> {
    let parsed = Condition::parse(&condition.text);
    let checked = parsed.and_then(|parsed| parsed.check_names(known).map(|()| parsed));
    checked.map_err(|error| refused_condition(&error, condition, plan))
}

/// Parses a condition of a plan, whatever it names.
pub fn parsed(condition: &plan::Condition, plan: &Plan) -> Result<Condition, Failure> {
    Condition::parse(&condition.text).map_err(|error| refused_condition(&error, condition, plan))
}

fn refused_condition(error: &ConditionError, condition: &plan::Condition, plan: &Plan) -> Failure {
    let place = format!("{}:{}:{}", plan.file, condition.place.line, condition.place.column);
    let failure = Failure::new(Outcome::Workspace, format!("the condition {error}"))
        .at(format!("{place}: `{}`", condition.path));
    match error {
        ConditionError::UnknownName { name, known, .. } => {
            failure.hint(did_you_mean(name, known.iter().map(String::as_str)))
        }
        _ => failure,
    }
}

/// Which rep is on which plan, on every day of a span.
pub fn membership(
    people: &People,
    frame: Option<&Frame>,
    plans: &[Plan],
    span: Span,
) -> Result<Membership, Failure> {
    let terms: Result<Vec<Terms>, Failure> = plans.iter().map(|plan| takes(people, frame, plan)).collect();
    Membership::new(people, &terms?, span).map_err(|error| refused_by_engine(&error))
}

/// The rows of the reps that a plan's `who` takes.
pub fn takes(people: &People, frame: Option<&Frame>, plan: &Plan) -> Result<Terms, Failure> {
    let takes = match (&plan.who, frame) {
        (Some(who), Some(frame)) => {
            let known = crate::data::column_names(frame);
            let holds = condition(who, plan, &known)?.holds(frame).map_err(|error| {
                Failure::new(Outcome::Workspace, format!("the condition {error}"))
                    .at(format!("{}:{}: `{}`", plan.file, who.place.line, who.path))
            })?;
            people.by_row(&holds)
        }
        (Some(_), None) => {
            return Err(Failure::new(
                Outcome::Usage,
                format!("plan `{}` says who is on it, and there are no reps to choose from", plan.id),
            )
            .hint("give the reps with `--reps FILE`"));
        }
        (None, _) => people.all_rows(),
    };
    Ok(Terms { id: plan.id.clone(), effective: plan.effective.span(), takes })
}

/// How each rep's quota is prorated: by the plan that the rep is on last in the window.
#[derive(Debug)]
pub struct QuotaTerms {
    plans: Vec<Plan>,
    membership: Membership,
}

impl QuotaTerms {
    /// The terms of a rep in a window; nothing for a rep without a plan.
    #[must_use]
    pub fn of(&self, rep: u32, window: Span) -> Option<QuotaPlan> {
        let stretches = self.membership.of(rep);
        let last = stretches.iter().rev().find(|stretch| stretch.span.intersect(window).is_some())?;
        let plan = &self.plans[last.plan];
        let (proration, seasonality, ramp) = (plan.proration, plan.seasonality, plan.ramp.clone());
        Some(QuotaPlan { proration, seasonality, ramp })
    }
}

/// The quota terms of the plans of a workspace; none straight from files.
pub fn quota_terms(
    tables: &Tables<'_>,
    company: &Company,
    settings: &Settings,
    days: Span,
) -> Result<QuotaTerms, Failure> {
    let plans = match company.people.has_rows() {
        true => load(tables, settings)?,
        false => Vec::new(),
    };
    let membership = membership(&company.people, company.reps.as_ref(), &plans, days)?;
    Ok(QuotaTerms { plans, membership })
}
