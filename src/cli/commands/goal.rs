//! `spm commissions goal`: how much more has to close until a rep earns so much, and which open deals would do.

use clap::Args;

use crate::cli::aim::{Goal, LIMIT, NEEDED, Subject};
use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::commissions::CommissionsArgs;
use crate::cli::commands::curve::stated;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::named_deals::{self, NamedDeal};
use crate::cli::payable::Payable;
use crate::cli::prepare::{Prepared, asked, prepare, rep_named};
use crate::cli::prospects::Prospects;
use crate::cli::put;
use crate::cli::reading::{Reading, counted, refused, refused_by_engine};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::ui::Ui;
use crate::data::{texts_of, with_day, with_text};
use crate::engine::commissions::{NO_RULE, Reason};
use crate::engine::goal::{Found, least};
use crate::engine::people::Found as Whom;
use crate::money::{Amount, Rate, grouped};
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
    /// A column of the deal that has to close, for the conditions of elements and rates; without any, it counts for
    /// the first element with a quota. Example: --with type=Renewal
    #[arg(long, value_name = "COLUMN=TEXT")]
    pub with: Vec<String>,
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

/// Open deals that would pay the rep, what each is credited with, and a note of those that cannot be used.
type Closable = (Vec<NamedDeal>, Vec<Payable>, Vec<String>);

/// What the open deals that would pay the rep are credited with, each on the day on which it closes; and a note of
/// those that cannot be used.
fn closable(
    prepared: &mut Prepared,
    subject: &Subject,
    open: Vec<NamedDeal>,
    settings: &Settings,
) -> Result<Closable, Failure> {
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
    let left = counted(without, "open deal has", "open deals have");
    let left =
        if without > 0 { vec![format!("{left} no amount, and cannot be counted on")] } else { Vec::new() };
    Ok((closing, payables, left))
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
        let currency = texts_of(&mine.frame, "currency").map_err(|error| refused(&error))?;
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
        if matches!(line.reason, Reason::Cap(_) | Reason::Why(_)) && line.rule != NO_RULE {
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

/// The open deals that would do, by their positions: those that bring most first until the goal is reached, without
/// the ones that turn out not to be needed.
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
    for deal in &picked {
        prospects.switch(*deal + 1, false);
    }
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
