//! `spm commissions goal`: how much more has to close until a rep earns so much, and which open deals would do.

use clap::Args;

use crate::calendar::{Day, Period};
use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::commissions::{CommissionsArgs, Prepared, asked, prepare, rep_named};
use crate::cli::commands::curve::stated;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::named_deals::{self, NamedDeal};
use crate::cli::payable::{Payable, Terms};
use crate::cli::payer::open_up;
use crate::cli::prospects::Prospects;
use crate::cli::put;
use crate::cli::reading::{Reading, refused, refused_by_engine};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::trial::{deals_table, names, refused_cell};
use crate::cli::ui::Ui;
use crate::data::{Cell, MadeColumn, made, with_day, with_text};
use crate::engine::commissions::{Reason, Summary};
use crate::engine::goal::{Found, least};
use crate::engine::people::Found as Whom;
use crate::money::{Amount, Rate, grouped};
use crate::plan::{Plan, Quota};
use crate::report::curve::percent;
use crate::report::goal::{Step, goal};
use crate::report::reasons::reason;

/// The arguments of `spm commissions goal`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct GoalArgs {
    /// Whose goal it is, by id, e-mail or name. Example: spm commissions goal R007 --pay 10000
    #[arg(value_name = "REP")]
    pub whose: String,
    /// What the period has to earn, after caps, in the currency of the plan. Example: --pay 10000
    #[arg(long, value_name = "AMOUNT", conflicts_with = "attainment")]
    pub pay: Option<String>,
    /// The attainment that has to be reached in the window that the period ends in: 1.2 is 120 %.
    /// Example: --attainment 1.2
    #[arg(long, value_name = "PART")]
    pub attainment: Option<String>,
    /// A column of the deal that has to close, for the conditions of elements and rates; without any, it counts for the
    /// first element with a quota. Example: --with type=Renewal
    #[arg(long, value_name = "COLUMN=TEXT")]
    pub with: Vec<String>,
}

/// What has to be reached.
#[derive(Clone, Copy)]
enum Goal {
    Pay(Amount),
    Attainment(Rate),
}

/// The most that may close: ten thousand million units.
const LIMIT: i128 = 100_000_000_000_000;

/// The id of the deal that has to close; it is the last of its day.
const MORE: &str = "~";

/// The prospect that has to close; the open deals come after it.
const NEEDED: usize = 0;

/// Whose goal it is, and what the deal that has to close counts for.
struct Subject {
    rep: u32,
    id: String,
    plan: usize,
    /// The rule of the element that the deal counts for.
    rule: usize,
    day: Day,
    goal: Goal,
    columns: Vec<(String, Cell)>,
    /// The plans as the deal that has to close meets them, and what they need of it.
    plans: Vec<Plan>,
    terms: Terms,
    known: Vec<String>,
}

/// Reads, searches and writes.
pub fn run(
    args: &CommissionsArgs,
    asked_for: &GoalArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    let wanted = wanted(asked_for)?;
    let columns = stated(&asked_for.with)?;
    if !args.rep.is_empty() {
        return Err(Failure::new(Outcome::Usage, "`--rep` and the rep of the goal cannot be used together")
            .hint("leave `--rep` out"));
    }
    let mut reading = Reading::new(settings, &args.read, ui);
    let period = asked(args, settings, ui)?;
    let tables = Tables::new(settings, &args.tables, &args.read)?.and_of_pay(&args.pay_tables)?;
    let mut prepared = prepare(args, &period, settings, &mut reading, ui)?;
    let rep = rep_named(&prepared.run.people, &asked_for.whose)?;
    let subject = Subject::new(&prepared, rep, wanted, columns, &period)?;
    let open = open_deals(&tables, &reading, &prepared, rep)?;
    let (closing, deals, left) = closable(&mut prepared, &subject, open, settings)?;
    let slot = subject.slot(&mut prepared)?;
    let payables = std::iter::once(slot).chain(deals).collect();
    let mut prospects = Prospects::new(prepared, payables);
    let (steps, notes) = worked_out(&subject, &mut prospects, &closing)?;
    for note in notes.iter().chain(&left) {
        ui.note(note);
    }
    let people = &prospects.prepared.run.people;
    let name = Some(people.name(rep, subject.day)).filter(|name| !name.is_empty()).unwrap_or(&subject.id);
    let about = format!("{name} · {} · {}", period.label, subject.said(&prospects.prepared));
    put::report(&goal(&subject.id, &steps, subtitle(settings, &about), rules(&steps)), ui)?;
    reading.outcome()
}

fn wanted(args: &GoalArgs) -> Result<Goal, Failure> {
    let unusable = |flag: &str, text: &str, hint: &str| {
        Failure::new(Outcome::Usage, format!("`{text}` cannot be used for `{flag}`")).hint(hint)
    };
    match (&args.pay, &args.attainment) {
        (Some(pay), _) => {
            let amount = Amount::parse(pay).ok().filter(|amount| *amount > Amount::ZERO);
            amount
                .map(Goal::Pay)
                .ok_or_else(|| unusable("--pay", pay, "write an amount above zero, as in 10000"))
        }
        (None, Some(part)) => {
            let rate = Rate::parse(part).ok().filter(|rate| *rate > Rate::ZERO);
            rate.map(Goal::Attainment)
                .ok_or_else(|| unusable("--attainment", part, "write a part of one: 1.2 is 120 %"))
        }
        (None, None) => Err(Failure::new(Outcome::Usage, "there is no goal to reach")
            .hint("give `--pay 10000` or `--attainment 1.2`")),
    }
}

/// The rep's open deals: own ones, and those that the splits share with the rep.
fn open_deals(
    tables: &Tables<'_>,
    reading: &Reading<'_>,
    prepared: &Prepared,
    rep: u32,
) -> Result<Vec<NamedDeal>, Failure> {
    let (people, splits) = (&prepared.run.people, &prepared.company.splits);
    named_deals::deals(tables, reading, &|id, owner, standing| {
        let split = splits.shares(id);
        let mine = match split.is_empty() {
            true => people.find(owner) == Whom::Rep(rep),
            false => split.iter().any(|share| share.rep == rep),
        };
        standing == named_deals::Standing::Open && mine
    })
}

/// What the open deals that would pay the rep are credited with, each on the day on which it closes; and a note of those
/// that cannot be used.
fn closable(
    prepared: &mut Prepared,
    subject: &Subject,
    open: Vec<NamedDeal>,
    settings: &Settings,
) -> Result<(Vec<NamedDeal>, Vec<Payable>, Vec<String>), Failure> {
    let currency = settings.currency.as_ref().map(|currency| currency.value);
    let (mut closing, mut payables, mut without) = (Vec::new(), Vec::new(), 0_u64);
    for mut deal in open {
        if deal.amount.is_none() {
            without += 1;
            continue;
        }
        let day = deal.close_date.filter(|day| prepared.paid.contains(*day)).unwrap_or(subject.day);
        let frame = with_text(deal.frame.clone(), "stage", &deal.won)
            .and_then(|frame| with_day(frame, "close_date", day))
            .map_err(|error| refused(&error))?;
        let payable = prepared.credited(frame, Some((&deal.file, currency)))?;
        if payable.shelf.credits.reps.contains(&subject.rep) {
            deal.close_date = Some(day);
            closing.push(deal);
            payables.push(payable);
        }
    }
    let left = crate::cli::reading::counted(without, "open deal has", "open deals have");
    let left =
        if without > 0 { vec![format!("{left} no amount, and cannot be counted on")] } else { Vec::new() };
    Ok((closing, payables, left))
}

impl Subject {
    fn new(
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
                .hint(crate::cli::failure::did_you_mean(name, known.iter().map(String::as_str))));
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
    fn slot(&self, prepared: &mut Prepared) -> Result<Payable, Failure> {
        let mut plans = self.plans.clone();
        for plan in &mut plans {
            let ids: Vec<String> = plan.elements.iter().map(|element| element.id.clone()).collect();
            ids.iter().for_each(|id| open_up(plan, id));
        }
        let terms = Terms::over(&plans, &self.known)?;
        self.credited(prepared, Amount::from_raw(100), &plans, &terms)
    }

    /// Lets so much more close.
    fn close(&self, prospects: &mut Prospects, amount: Amount) -> Result<(), Failure> {
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
    fn stands(&self, prospects: &Prospects) -> Result<(Summary, Amount), Failure> {
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
    fn measured(&self, prospects: &Prospects) -> Result<(i128, i128), Failure> {
        let (last, earned) = self.stands(prospects)?;
        match self.goal {
            Goal::Pay(pay) => Ok((earned.raw(), pay.raw())),
            Goal::Attainment(part) => {
                let quota = last.quota.filter(|quota| *quota > Amount::ZERO).ok_or_else(|| {
                    Failure::new(Outcome::Usage, format!("`{}` has no quota, so no attainment", self.id))
                        .hint("`--pay AMOUNT` is a goal without a quota")
                })?;
                Ok((last.credited.raw(), crate::engine::goal::credited_for(quota, part)))
            }
        }
    }

    fn reached(&self, prospects: &Prospects) -> Result<bool, Failure> {
        self.measured(prospects).map(|(result, goal)| result >= goal)
    }

    fn said(&self, prepared: &Prepared) -> String {
        let currency = prepared.run.plans[self.plan].currency.as_str();
        match self.goal {
            Goal::Pay(pay) => format!("{} {currency} earned", grouped(&pay.to_string())),
            Goal::Attainment(part) => format!("{} of quota", percent(part)),
        }
    }

    /// The row of a step as the prospects stand.
    fn step(
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

/// The steps, and what is to be said of the goal itself.
fn worked_out(
    subject: &Subject,
    prospects: &mut Prospects,
    closing: &[NamedDeal],
) -> Result<(Vec<Step>, Vec<String>), Failure> {
    let now = subject.step(prospects, None, "now")?;
    if subject.reached(prospects)? {
        return Ok((vec![now], vec!["the goal is reached already".to_owned()]));
    }
    let (_, wanted) = subject.measured(prospects)?;
    let rule = &prospects.prepared.run.rules[subject.rule];
    let (money, unit) = (rule.money, if rule.money { 100 } else { 10_000 });
    let plan = &prospects.prepared.run.plans[subject.plan];
    let currency = if money { plan.currency.as_str().to_owned() } else { String::new() };
    let strides = (unit, 1_000_000, LIMIT);
    let found = least(strides, wanted, |at| {
        subject.close(prospects, Amount::from_raw(at))?;
        subject.measured(prospects).map(|(result, _)| result)
    })?;
    let (mut steps, mut notes) = (vec![now.clone()], Vec::new());
    match found {
        Found::Least { at, falls } => {
            let amount = Amount::from_raw(at);
            subject.close(prospects, amount)?;
            let step = subject.step(prospects, Some(&now), "needed")?;
            steps.push(Step { amount: Some(amount), currency, close_date: Some(subject.day), ..step });
            if let Some((low, high)) = falls {
                let show = |raw: i128| grouped(&Amount::from_raw(raw).to_string());
                notes.push(format!(
                    "pay falls between {} and {} more: the plan has a cliff, and some smaller amount may do too",
                    show(low),
                    show(high)
                ));
            }
        }
        Found::Never { at, .. } => {
            subject.close(prospects, Amount::from_raw(LIMIT))?;
            let reasons = reasons(subject, prospects)?;
            subject.close(prospects, Amount::from_raw(at))?;
            let (last, earned) = subject.stands(prospects)?;
            let most = match subject.goal {
                Goal::Pay(_) => format!("{} is earned", grouped(&earned.to_string())),
                Goal::Attainment(_) => format!("{} is credited", grouped(&last.credited.to_string())),
            };
            notes.push(format!("the goal cannot be reached by one more deal: at most {most}{reasons}"));
        }
    }
    prospects.switch(NEEDED, false);
    let deals = chosen(subject, prospects, closing)?;
    notes.extend(deals.1);
    let mut before = now;
    for deal in deals.0 {
        prospects.switch(deal + 1, true);
        let mine = &closing[deal];
        let step = subject.step(prospects, Some(&before), "deal")?;
        let currency = crate::data::texts_of(&mine.frame, "currency").map_err(|error| refused(&error))?;
        steps.push(Step {
            deal_id: mine.id.clone(),
            name: mine.name.clone(),
            close_date: mine.close_date,
            amount: mine.amount,
            currency: currency.into_iter().next().unwrap_or_default(),
            ..step.clone()
        });
        before = step;
    }
    Ok((steps, notes))
}

/// Why more would not pay more: what caps withhold, and which gates and thresholds are shut.
fn reasons(subject: &Subject, prospects: &Prospects) -> Result<String, Failure> {
    let run = &prospects.prepared.run;
    let (mut taken, mut said) = (false, Vec::new());
    run.lines(subject.rep, &mut |line| {
        taken |= prospects.is_of(NEEDED, line.credit);
        if matches!(line.reason, Reason::Cap(_) | Reason::Why(_))
            && line.rule != crate::engine::commissions::NO_RULE
        {
            let text = format!("`{}`: {}", run.element(line.rule).id, reason(run, &line));
            if !said.contains(&text) {
                said.push(text);
            }
        }
    })
    .map_err(|error| refused_by_engine(&error))?;
    if !taken {
        said.push("no element takes it; `--with COLUMN=TEXT` says more about the deal".to_owned());
    }
    Ok(if said.is_empty() { String::new() } else { format!(" ({})", said.join("; ")) })
}

/// The open deals that would do, by their positions: those that bring most first until the goal is reached, without the
/// ones that turn out not to be needed.
fn chosen(
    subject: &Subject,
    prospects: &mut Prospects,
    closing: &[NamedDeal],
) -> Result<(Vec<usize>, Option<String>), Failure> {
    let mut brings: Vec<(i128, usize)> = Vec::with_capacity(closing.len());
    for deal in 0..closing.len() {
        prospects.switch(deal + 1, true);
        brings.push((subject.measured(prospects)?.0, deal));
        prospects.switch(deal + 1, false);
    }
    brings.sort_by(|left, right| {
        right.0.cmp(&left.0).then_with(|| closing[left.1].id.cmp(&closing[right.1].id))
    });
    let mut picked = Vec::new();
    for (_, deal) in brings {
        if subject.reached(prospects)? {
            break;
        }
        prospects.switch(deal + 1, true);
        picked.push(deal);
    }
    let note = match (closing.len(), subject.reached(prospects)?) {
        (0, _) => Some("there is no open deal that would pay the rep".to_owned()),
        (all, false) => {
            let what = if all == 1 {
                "the one open deal is".to_owned()
            } else {
                format!("all {all} open deals are")
            };
            Some(format!("{what} not enough"))
        }
        (_, true) => {
            for place in (0..picked.len()).rev() {
                let deal = picked[place];
                prospects.switch(deal + 1, false);
                match subject.reached(prospects)? {
                    true => drop(picked.remove(place)),
                    false => prospects.switch(deal + 1, true),
                }
            }
            None
        }
    };
    picked.iter().for_each(|deal| prospects.switch(*deal + 1, false));
    Ok((picked, note))
}

/// The rules behind the rows.
fn rules(steps: &[Step]) -> Vec<String> {
    let mut notes = Vec::new();
    if steps.iter().any(|step| step.step == "needed") {
        notes.push("needed: the least that one more deal has to bring, to the cent or unit".to_owned());
    }
    if steps.iter().any(|step| step.step == "deal") {
        notes.push(
            "deals: those that bring most on their own, until the goal is reached, without those that are not needed; \
             each closes on its own close date, or on the last day where that lies outside the period"
                .to_owned(),
        );
    }
    notes
}
