//! A rep's goal: whose it is, by what it is measured, and the one more deal that has to close for it. The search for
//! its amount, and which open deals would do, is left to `commands/goal`.

use crate::calendar::{Day, Period};
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::payable::{Payable, Terms};
use crate::cli::payer::open_up;
use crate::cli::prepare::Prepared;
use crate::cli::prospects::Prospects;
use crate::cli::trial::{deals_table, names, refused_cell};
use crate::data::{Cell, MadeColumn, made};
use crate::engine::commissions::Summary;
use crate::engine::goal::credited_for;
use crate::money::{Amount, Rate, grouped};
use crate::plan::{Plan, Quota};
use crate::report::curve::percent;
use crate::report::goal::Step;

/// What has to be reached.
#[derive(Clone, Copy, Debug)]
pub enum Goal {
    /// What the period earns.
    Pay(Amount),
    /// Attainment in the window that the period ends in.
    Attainment(Rate),
}

/// The most that may close: ten thousand million units.
pub const LIMIT: i128 = 100_000_000_000_000;

/// The id of the deal that has to close; it is the last of its day.
const MORE: &str = "~";

/// The prospect that has to close; the open deals come after it.
pub const NEEDED: usize = 0;

/// Whose goal it is, and what the deal that has to close counts for.
pub struct Subject {
    /// The rep.
    pub rep: u32,
    /// The rep's id.
    pub id: String,
    /// The plan version that the rep is on last.
    pub plan: usize,
    /// The rule of the element that the deal counts for.
    pub rule: usize,
    /// The day on which the deal closes.
    pub day: Day,
    /// What has to be reached.
    pub goal: Goal,
    columns: Vec<(String, Cell)>,
    /// The plans as the deal that has to close meets them, and what they need of it.
    plans: Vec<Plan>,
    terms: Terms,
    known: Vec<String>,
}

impl Subject {
    /// Finds the plan, the element and the day; refuses a rep whom no plan pays in the period.
    pub fn new(
        prepared: &Prepared,
        rep: u32,
        goal: Goal,
        columns: Vec<(String, Cell)>,
        period: &Period,
    ) -> Result<Self, Failure> {
        let run = &prepared.run;
        let id = run.people.id(rep).to_owned();
        let employed = run.people.employment(rep).intersect(prepared.paid);
        let stretches = run.membership.of(rep).iter().rev();
        let on = employed
            .and_then(|days| { stretches }.find_map(|on| Some((on.plan, on.span.intersect(days)?.to))));
        let (plan, day) = on.ok_or_else(|| {
            Failure::new(Outcome::Usage, format!("`{id}` is on no plan in {}", period.label))
                .hint("name another period with `--period`")
        })?;
        if run.payouts[plan].is_empty() {
            let what = format!("plan `{}` of `{id}` pays nothing in {}", run.plans[plan].id, period.label);
            return Err(Failure::new(Outcome::Usage, what).hint("name a period in which a payout ends"));
        }
        let mine = || (0..run.rules.len()).filter(|rule| run.rules[*rule].plan == plan);
        let with_quota = mine().find(|rule| !matches!(run.element(*rule).quota, Quota::None));
        let rule = with_quota.or_else(|| mine().next()).expect("a plan has an element");
        let mut plans = run.plans.clone();
        let element = run.element(rule).id.clone();
        if columns.is_empty() {
            for version in plans.iter_mut().filter(|version| version.id == run.plans[plan].id) {
                open_up(version, &element);
            }
        }
        let mut known: Vec<String> =
            deals_table().columns.iter().map(|column| column.name.to_owned()).collect();
        for plan in &plans {
            known.extend(names(plan)?);
        }
        known.sort();
        known.dedup();
        if let Some((name, _)) = columns.iter().find(|(name, _)| !known.contains(name)) {
            return Err(Failure::new(Outcome::Usage, format!("no plan asks for `{name}`"))
                .hint(did_you_mean(name, known.iter().map(String::as_str))));
        }
        let terms = Terms::over(&plans, &known)?;
        Ok(Self { rep, id, plan, rule, day, goal, columns, plans, terms, known })
    }

    /// The deal that has to close, credited by these plans.
    fn credited(
        &self,
        prepared: &mut Prepared,
        amount: Amount,
        plans: &[Plan],
        terms: &Terms,
    ) -> Result<Payable, Failure> {
        let money = prepared.run.rules[self.rule].money;
        let amount = if money { amount } else { Amount::ZERO };
        let text = |name: &str, text: &str| (name.to_owned(), Cell::Text(text.to_owned()));
        let own = [
            text("deal_id", MORE),
            text("rep_id", &self.id),
            text("stage", "won"),
            ("close_date".to_owned(), Cell::Day(self.day)),
            ("amount".to_owned(), Cell::Number(amount.to_string())),
        ];
        let stated = self.columns.iter().filter(|(name, _)| !own.iter().any(|(mine, _)| mine == name));
        let columns: Vec<MadeColumn> = own
            .iter()
            .chain(stated)
            .map(|(name, cell)| MadeColumn { name: name.clone(), cells: vec![Some(cell.clone())] })
            .collect();
        let frame = made(deals_table(), 1, &columns, &self.known)
            .map_err(|fault| refused_cell(Outcome::Usage, &fault).at(format!("--with {}", fault.column)))?;
        prepared.credited_by(frame, plans, terms)
    }

    /// The deal that has to close, taken by every element: the place of what it really is.
    pub fn slot(&self, prepared: &mut Prepared) -> Result<Payable, Failure> {
        let mut plans = self.plans.clone();
        for plan in &mut plans {
            let ids: Vec<String> = plan.elements.iter().map(|element| element.id.clone()).collect();
            for id in &ids {
                open_up(plan, id);
            }
        }
        let terms = Terms::over(&plans, &self.known)?;
        self.credited(prepared, Amount::from_raw(100), &plans, &terms)
    }

    /// Lets so much more close.
    pub fn close(&self, prospects: &mut Prospects, amount: Amount) -> Result<(), Failure> {
        let mut payable = self.credited(&mut prospects.prepared, amount, &self.plans, &self.terms)?;
        let rule = &prospects.prepared.run.rules[self.rule];
        let measures = [Some((rule.measure, false)), rule.pays_on.map(|(measure, _)| (measure, true))];
        for (measure, stated) in measures.into_iter().flatten() {
            let values = payable.shelf.credits.values.get_mut(measure).into_iter().flatten();
            for value in values.filter(|value| !stated || **value == 0) {
                *value = amount.raw();
            }
        }
        prospects.state(NEEDED, &payable.shelf);
        Ok(())
    }

    /// How the rep stands: credited to date and quota at the end, and what all payouts of the plan's currency earn.
    pub fn stands(&self, prospects: &Prospects) -> Result<(Summary, Amount), Failure> {
        let run = &prospects.prepared.run;
        let currency = run.plans[self.plan].currency;
        let summaries = prospects.summaries(self.rep)?;
        let mine = summaries.iter().filter(|summary| run.plans[summary.plan].currency == currency);
        let too_large = || Failure::new(Outcome::Input, format!("the pay of `{}` is too large", self.id));
        let earned = Amount::checked_sum(mine.map(|summary| summary.earned)).ok_or_else(too_large)?;
        let last = summaries.iter().filter(|summary| run.plans[summary.plan].id == run.plans[self.plan].id);
        let last = { last }.max_by_key(|summary| run.periods[summary.period].span.to).cloned();
        last.map(|last| (last, earned)).ok_or_else(|| {
            Failure::new(Outcome::Usage, format!("`{}` has no payout in this period", self.id))
        })
    }

    /// What the goal is measured by, and what that has to be.
    pub fn measured(&self, prospects: &Prospects) -> Result<(i128, i128), Failure> {
        let (last, earned) = self.stands(prospects)?;
        match self.goal {
            Goal::Pay(pay) => Ok((earned.raw(), pay.raw())),
            Goal::Attainment(part) => {
                let quota = last.quota.filter(|quota| *quota > Amount::ZERO).ok_or_else(|| {
                    Failure::new(Outcome::Usage, format!("`{}` has no quota, so no attainment", self.id))
                        .hint("`--pay AMOUNT` is a goal without a quota")
                })?;
                Ok((last.credited.raw(), credited_for(quota, part)))
            }
        }
    }

    /// Whether the goal is reached as the prospects stand.
    pub fn reached(&self, prospects: &Prospects) -> Result<bool, Failure> {
        self.measured(prospects).map(|(result, goal)| result >= goal)
    }

    /// The goal in words.
    #[must_use]
    pub fn said(&self, prepared: &Prepared) -> String {
        let currency = prepared.run.plans[self.plan].currency.as_str();
        match self.goal {
            Goal::Pay(pay) => format!("{} {currency} earned", grouped(&pay.to_string())),
            Goal::Attainment(part) => format!("{} of quota", percent(part)),
        }
    }

    /// The row of a step as the prospects stand.
    pub fn step(
        &self,
        prospects: &Prospects,
        before: Option<&Step>,
        step: &'static str,
    ) -> Result<Step, Failure> {
        let (last, earned) = self.stands(prospects)?;
        let (credited, quota) = (last.credited, last.quota);
        let more = before.and_then(|before| earned.checked_sub(before.earned)).unwrap_or(Amount::ZERO);
        Ok(Step { step, credited, quota, earned, more, ..Step::default() })
    }
}
