//! The payer behind a payout curve: a plan on trial that is paid one deal at a time, which stands for all that is
//! credited. Whose plan it is and which points are asked for is left to `commands/curve`.

use crate::calendar::Day;
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::reading::refused_by_engine;
use crate::cli::trial::{Stage, Trial, TrialDeal, names, refused_cell};
use crate::data::{Cell, CellFault};
use crate::engine::commissions::{NOT_TAKEN, Run};
use crate::engine::curve::{Point, credited_at};
use crate::money::{Amount, Exact, Rate, grouped};
use crate::plan::{Boundary, Plan, Quota, Rates, TierValue, Worth};
use crate::report::curve::percent;

/// Whose curve it is, before any deal.
pub struct Subject {
    /// The plans, the rep and the quotas.
    pub stage: Stage,
    /// The plan version of the curve, as a position on the stage.
    pub plan: usize,
    /// The element on the axis.
    pub element: String,
    /// The id of the rep.
    pub rep: String,
    /// The day of the deal.
    pub day: Day,
    /// What is 100 % where the element has no quota.
    pub example: Amount,
    /// Whose quota it is, as the subtitle says it.
    pub whose: String,
    /// Where a rep stands on the curve: credited so far, and the name.
    pub stands: Option<(Exact, String)>,
}

/// The plan on trial with the one deal that is paid at each point.
pub struct Payer {
    /// The run, with the deal that was paid last.
    pub trial: Trial,
    /// The number of the rep.
    pub rep: u32,
    /// The element on the axis, as a rule of the run.
    pub rule: usize,
    /// What is 100 %.
    pub quota: Amount,
    /// The ids of the elements of the plan.
    pub elements: Vec<String>,
    /// The deal.
    pub deal: TrialDeal,
    until: Day,
}

/// The rule of an element of a plan version.
#[must_use]
pub fn rule(run: &Run, plan: usize, element: &str) -> Option<usize> {
    (0..run.rules.len()).find(|rule| run.rules[*rule].plan == plan && run.element(*rule).id == element)
}

impl Payer {
    /// Sets the stage for a deal with these columns. The element on the axis takes it: its condition holds.
    pub fn new(subject: Subject, columns: Vec<(String, Cell)>) -> Result<Self, Failure> {
        let Subject { mut stage, plan, element, rep, day, example, .. } = subject;
        let id = stage.plans[plan].id.clone();
        let asked_for = names(&stage.plans[plan])?;
        if let Some((name, _)) = columns.iter().find(|(name, _)| !asked_for.contains(name)) {
            return Err(Failure::new(Outcome::Usage, format!("nothing in plan `{id}` asks for `{name}`"))
                .hint(did_you_mean(name, asked_for.iter().map(String::as_str)))
                .hint("`--with` states columns that conditions, rates and measures name"));
        }
        for plan in stage.plans.iter_mut().filter(|version| version.id == id) {
            open_up(plan, &element);
        }
        stage.columns = columns.iter().map(|(name, _)| name.clone()).collect();
        let trial = Trial::new(stage)?;
        let run = trial.run();
        let rule = rule(run, plan, &element).expect("the element is one of the plan");
        let number = trial.rep(&rep).expect("the rep is on the stage");
        let quota = run.quota(number, rule, day).map_err(|error| refused_by_engine(&error))?;
        let quota = match (&run.element(rule).quota, quota.filter(|quota| *quota > Amount::ZERO)) {
            (_, Some(quota)) => quota,
            (Quota::None, None) => example,
            (_, None) => {
                return Err(Failure::new(
                    Outcome::Input,
                    format!("`{rep}` has no quota for `{element}` on {day}"),
                )
                .hint("without `--rep`, `--quota N` says what is 100 %"));
            }
        };
        let mine = (0..run.rules.len()).filter(|rule| run.rules[*rule].plan == plan);
        let ends = mine.map(|rule| run.window(rule, day).to).max().unwrap_or(day);
        // A plan without an end has windows without one.
        let until = ends.min(day.plus_months(12));
        let elements = run.plans[plan].elements.iter().map(|element| element.id.clone()).collect();
        let deal = TrialDeal { rep, date: day, amount: Amount::ZERO, columns };
        Ok(Self { trial, rep: number, rule, until, deal, elements, quota })
    }

    /// What one deal pays that is credited with this much.
    pub fn pay(&mut self, attainment: Rate, credited: Amount) -> Result<Point, Failure> {
        self.deal.amount = credited;
        let refuse = |fault: &CellFault| refused_cell(Outcome::Usage, fault);
        self.trial.enter(std::slice::from_ref(&self.deal), self.until, &refuse)?;
        let run = self.trial.run_mut();
        let (measure, pays_on) = (run.rules[self.rule].measure, run.rules[self.rule].pays_on);
        let mut set = |measure: usize, stated: bool| {
            let value = run.credits.values.get_mut(measure).and_then(|values| values.first_mut());
            if let Some(value) = value.filter(|value| !stated || **value == 0) {
                *value = credited.raw();
            }
        };
        set(measure, false);
        // What the rate multiplies is the credit too, unless the deal states it.
        if let Some((measure, _)) = pays_on {
            set(measure, true);
        }
        let lines = self.trial.lines(self.rep)?;
        let elements = self.elements.iter().map(|element| self.trial.earned(&lines, element));
        Ok(Point { attainment, credited, elements: elements.collect::<Result<_, _>>()? })
    }

    /// Where the tiers of the rates that the deal takes begin, and what they pay, in the element on the axis or in
    /// another one that counts the same.
    #[must_use]
    pub fn tiers(&self, rule: usize) -> Vec<(Amount, String)> {
        let run = self.trial.run();
        let entry = run.deals.entries[rule].first().copied().map_or(usize::MAX, usize::from);
        let table = run.element(rule).rate_tables().get(entry);
        let Some(Rates::Tiers(tiers)) = table.map(|table| &table.rates) else { return Vec::new() };
        let quota = run.quota(self.rep, rule, self.deal.date).ok().flatten();
        let places = tiers.iter().zip(1..).filter_map(|(tier, number)| {
            let at = match tier.from {
                Boundary::Measure(from) => from,
                Boundary::Attainment(from) => credited_at(quota?, from)?,
            };
            let pays = match tier.value {
                TierValue::Rate(rate) => percent(rate),
                TierValue::Multiplier(rate) => format!("× {rate}"),
                TierValue::Amount(amount) => grouped(&amount.to_string()),
            };
            Some((at, format!("tier {number}: {pays}")))
        });
        places.collect()
    }

    /// Whether a target incentive is known on the day of the deal.
    #[must_use]
    pub fn has_target(&self) -> bool {
        let row = self.trial.run().people.row_near(self.rep, self.deal.date);
        row.is_some_and(|row| row.target_incentive.is_some())
    }

    /// Whether an element takes the deal that was paid last.
    #[must_use]
    pub fn takes(&self, element: &str) -> bool {
        let run = self.trial.run();
        let plan = run.rules[self.rule].plan;
        let entry = rule(run, plan, element).and_then(|rule| run.deals.entries[rule].first());
        entry.is_some_and(|entry| *entry != NOT_TAKEN)
    }
}

/// Lets the element take the deal of the curve, which stands for every deal that it takes: its condition holds, and of
/// its rates the last where no other matches.
pub fn open_up(plan: &mut Plan, element: &str) {
    for element in plan.elements.iter_mut().filter(|other| other.id == element) {
        element.condition = None;
        if let Worth::Rates(tables) | Worth::Formula { rates: tables, .. } = &mut element.worth
            && let Some(last) = tables.last_mut()
        {
            last.condition = None;
        }
    }
}
