//! What is different in a what-if: deals that close, are lost or have another amount, other quotas, rates and plans.
//! The flags are read here and applied to a run; what comes of it is left to the command.

use std::fs;
use std::path::{Path, PathBuf};

use crate::calendar::{Day, Span};
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::named_deals::{NamedDeal, Standing};
use crate::cli::plans;
use crate::cli::prepare::{Prepared, rep_named};
use crate::cli::reading::{refused, refused_by_engine};
use crate::cli::settings::Settings;
use crate::data::{Frame, with_amount, with_day, with_text};
use crate::engine::commissions::Run;
use crate::model::rows::QuotaHolder;
use crate::money::{Amount, Currency, Fraction, Rate};
use crate::plan::{Element, Plan, Quota, Rates, TierValue, Worth};

/// The flags of a what-if, as they were typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, clap::Args)]
pub struct ChangeArgs {
    /// A deal that is not won yet is, on its close date or on this day. Example: --close 006Hq0000002=2026-10-30
    #[arg(long, value_name = "DEAL[=DAY]", help_heading = "Changes")]
    pub close: Vec<String>,
    /// A won deal is not. Example: --lose 006Hq0000001
    #[arg(long, value_name = "DEAL", help_heading = "Changes")]
    pub lose: Vec<String>,
    /// A deal has another amount, in its own currency; its cost stays. Example: --amount 006Hq0000001=48000
    #[arg(long, value_name = "DEAL=AMOUNT", help_heading = "Changes")]
    pub amount: Vec<String>,
    /// A rep has another quota in the window that the period lies in: that of the plan's first element with a quota,
    /// after ramp and proration. The rep's other quotas of that measure change by as much. Example: --quota
    /// R007=500000
    #[arg(long, value_name = "REP=AMOUNT", help_heading = "Changes")]
    pub quota: Vec<String>,
    /// Every quota is this times as large, those that plans state included. Example: --quota-scale 1.05
    #[arg(long, value_name = "FACTOR", help_heading = "Changes")]
    pub quota_scale: Option<String>,
    /// An element pays another rate, amount or multiple of its base rate; PLAN.ELEMENT where several plans have it,
    /// ELEMENT.TIER where it has tiers, which count from 1, and ELEMENT.TABLE.TIER where it has several rate tables.
    /// Example: --rate ae.renewals=0.02 --rate ae.new-business.2=0.12
    #[arg(long, value_name = "ELEMENT=RATE", help_heading = "Changes")]
    pub rate: Vec<String>,
    /// A plan file in the place of those versions of the plan with its id whose days it shares.
    /// Example: --with-plan drafts/ae-2026.toml
    #[arg(long, value_name = "FILE", help_heading = "Changes")]
    pub with_plan: Vec<PathBuf>,
}

/// What becomes of one deal.
#[derive(Clone, Debug, PartialEq, Eq)]
struct DealChange {
    id: String,
    /// Whether it closes.
    close: bool,
    /// The day on which it does, where that is said.
    day: Option<Day>,
    lose: bool,
    amount: Option<Amount>,
}

/// What is different.
#[derive(Debug, Default)]
pub struct Changes {
    deals: Vec<DealChange>,
    quotas: Vec<(String, Amount)>,
    scale: Option<Rate>,
    rates: Vec<(String, String)>,
    plans: Vec<PathBuf>,
}

impl Changes {
    /// Reads the flags; refuses what cannot be read, and changes that contradict each other.
    pub fn read(args: &ChangeArgs) -> Result<Self, Failure> {
        let mut changes = Self { plans: args.with_plan.clone(), ..Self::default() };
        for text in &args.close {
            let (id, day) = dated(text);
            let deal = changes.deal(id)?;
            (deal.close, deal.day) = (true, day.or(deal.day));
        }
        for id in &args.lose {
            let deal = changes.deal(id)?;
            if deal.close {
                return Err(Failure::new(Outcome::Usage, format!("`{id}` cannot be both closed and lost")));
            }
            deal.lose = true;
        }
        for text in &args.amount {
            let (id, amount) = pair("--amount", text, "006Hq0000001=48000")?;
            changes.deal(id)?.amount = Some(parsed_amount("--amount", amount)?);
        }
        for text in &args.quota {
            let (rep, amount) = pair("--quota", text, "R007=500000")?;
            changes.quotas.push((rep.to_owned(), parsed_amount("--quota", amount)?));
        }
        for text in &args.rate {
            let (element, rate) = pair("--rate", text, "renewals=0.02")?;
            changes.rates.push((element.to_owned(), rate.to_owned()));
        }
        changes.scale = match args.quota_scale.as_deref() {
            None => None,
            Some(text) => {
                let scale = Rate::parse(text).ok().filter(|scale| *scale > Rate::ZERO);
                Some(scale.ok_or_else(|| {
                    Failure::new(Outcome::Usage, format!("`{text}` cannot be used for `--quota-scale`"))
                        .hint("write a factor above zero: 1.05 is five per cent more")
                })?)
            }
        };
        Ok(changes)
    }

    fn deal(&mut self, id: &str) -> Result<&mut DealChange, Failure> {
        if id.is_empty() {
            return Err(Failure::new(Outcome::Usage, "a deal is named by its deal_id"));
        }
        let known = self.deals.iter().position(|deal| deal.id == id);
        let place = known.unwrap_or_else(|| {
            self.deals.push(DealChange {
                id: id.to_owned(),
                close: false,
                day: None,
                lose: false,
                amount: None,
            });
            self.deals.len() - 1
        });
        Ok(&mut self.deals[place])
    }

    /// Whether nothing is different.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.deals.is_empty()
            && self.quotas.is_empty()
            && self.scale.is_none()
            && self.rates.is_empty()
            && self.plans.is_empty()
    }

    /// The ids of the deals that change.
    #[must_use]
    pub fn deal_ids(&self) -> Vec<&str> {
        self.deals.iter().map(|deal| deal.id.as_str()).collect()
    }

    /// Whether plans are replaced, so that deals have to be read again by the conditions of other elements.
    #[must_use]
    pub fn replaces_plans(&self) -> bool {
        !self.plans.is_empty()
    }

    /// The files that replace plans.
    #[must_use]
    pub fn plan_files(&self) -> &[PathBuf] {
        &self.plans
    }

    /// The plans with the files of `--with-plan` in the place of those versions whose days they share.
    pub fn replaced(&self, mut all: Vec<Plan>, settings: &Settings) -> Result<Vec<Plan>, Failure> {
        for file in &self.plans {
            let new = plan_of(file, settings)?;
            let mut ids: Vec<&str> = all.iter().map(|plan| plan.id.as_str()).collect();
            ids.sort_unstable();
            ids.dedup();
            if !ids.contains(&new.id.as_str()) {
                return Err(Failure::new(
                    Outcome::Usage,
                    format!("there is no plan `{}` to replace", new.id),
                )
                .at(format!("`{}`", file.display()))
                .hint(did_you_mean(&new.id, ids.iter().copied()))
                .hint(format!("the plans are {}", ids.join(", "))));
            }
            let days = new.effective.span();
            let shares = |plan: &Plan| plan.effective.span().intersect(days).is_some();
            all.retain(|plan| plan.id != new.id || !shares(plan));
            all.push(new);
        }
        plans::arranged(all)
    }

    /// Applies everything but the replacement of plans. `deals` are those of [`Changes::deal_ids`]; what has no
    /// effect is said.
    pub fn apply(
        &self,
        prepared: &mut Prepared,
        deals: &[NamedDeal],
        currency: Option<Currency>,
    ) -> Result<Vec<String>, Failure> {
        let mut notes = Vec::new();
        for (element, rate) in &self.rates {
            set_rate(&mut prepared.run, prepared.paid, element, rate)?;
        }
        if let Some(scale) = self.scale {
            scale_quotas(&mut prepared.run, scale)?;
        }
        for (rep, amount) in &self.quotas {
            set_quota(&mut prepared.run, prepared.paid, rep, *amount)?;
        }
        for change in &self.deals {
            let deal = deals.iter().find(|deal| deal.id == change.id);
            let deal = deal.expect("an id that no deal has is refused before");
            notes.extend(change.apply(prepared, deal, currency)?);
        }
        prepared.run.groups = crate::engine::commissions::Groups::default();
        Ok(notes)
    }
}

impl DealChange {
    fn apply(
        &self,
        prepared: &mut Prepared,
        deal: &NamedDeal,
        currency: Option<Currency>,
    ) -> Result<Vec<String>, Failure> {
        let (id, stage) = (&self.id, &deal.stage);
        let is_won = deal.standing == Standing::Won;
        if self.lose && !is_won {
            return Err(Failure::new(Outcome::Usage, format!("`{id}` is not won: its stage is `{stage}`"))
                .hint("`--lose` takes a won deal"));
        }
        if self.close && is_won {
            return Err(Failure::new(
                Outcome::Usage,
                format!("`{id}` is won already: its stage is `{stage}`"),
            )
            .hint("`--amount` changes its amount, and `--lose` takes it away"));
        }
        if !self.close && !is_won {
            return Ok(vec![format!(
                "`{id}` is not won (`{stage}`), so its amount pays nothing: add `--close {id}`"
            )]);
        }
        let removed = prepared.remove(id);
        if self.lose {
            let nobody = format!("`{id}` pays nobody in these days, so nothing is lost with it");
            return Ok(if removed { Vec::new() } else { vec![nobody] });
        }
        let (frame, day) = self.stated(deal)?;
        let credited = prepared.credited(frame, Some((&deal.file, currency)))?;
        let mut notes = Vec::new();
        if credited.shelf.credits.reps.is_empty() {
            let who = credited.unplanned.first().map(|(rep, _)| format!(": `{rep}` is on no plan on {day}"));
            let why = who.unwrap_or_else(|| ": no element takes it".to_owned());
            notes.push(format!("`{id}` pays nobody{why}"));
        } else if !prepared.paid.contains(day) {
            notes.push(format!("`{id}` closes on {day}, which is not in the period"));
        }
        prepared.add(vec![credited]);
        Ok(notes)
    }

    /// The row of the deal as it would be, and the day on which it closes.
    fn stated(&self, deal: &NamedDeal) -> Result<(Frame, Day), Failure> {
        let id = &self.id;
        let day = self.day.or(deal.close_date).ok_or_else(|| {
            Failure::new(Outcome::Usage, format!("`{id}` has no close date"))
                .hint(format!("say when it closes: `--close {id}=2026-10-30`"))
        })?;
        if self.amount.or(deal.amount).is_none() {
            return Err(Failure::new(Outcome::Usage, format!("`{id}` has no amount"))
                .hint(format!("say what it brings: `--amount {id}=48000`")));
        }
        let stated = with_text(deal.frame.clone(), "stage", &deal.won)
            .and_then(|frame| with_day(frame, "close_date", day))
            .and_then(|frame| match self.amount {
                Some(amount) => with_amount(frame, "amount", amount),
                None => Ok(frame),
            });
        Ok((stated.map_err(|error| refused(&error))?, day))
    }
}

/// The id and the day of `DEAL=DAY`; what follows the last `=` and is no day belongs to the id.
fn dated(text: &str) -> (&str, Option<Day>) {
    match text.rsplit_once('=').map(|(id, day)| (id, Day::parse(day))) {
        Some((id, Ok(day))) => (id, Some(day)),
        _ => (text, None),
    }
}

fn pair<'t>(flag: &str, text: &'t str, example: &str) -> Result<(&'t str, &'t str), Failure> {
    text.rsplit_once('=').filter(|(name, value)| !name.is_empty() && !value.is_empty()).ok_or_else(|| {
        Failure::new(Outcome::Usage, format!("`{text}` cannot be used for `{flag}`"))
            .hint(format!("write it as in `{flag} {example}`"))
    })
}

fn parsed_amount(flag: &str, text: &str) -> Result<Amount, Failure> {
    Amount::parse(text).map_err(|error| {
        Failure::new(Outcome::Usage, format!("`{text}` cannot be used for `{flag}`: {error}"))
            .hint("write plain digits, as in 48000 or 1250.50")
    })
}

fn plan_of(file: &Path, settings: &Settings) -> Result<Plan, Failure> {
    let name = file.display().to_string();
    let text = fs::read_to_string(file)
        .map_err(|error| Failure::new(Outcome::Workspace, format!("`{name}` cannot be read: {error}")))?;
    plans::read(&text, &name, settings)
}

/// Gives an element another rate in those plan versions that are in force in the paid days. A number after its name is
/// the tier, counted from 1; where there are several rate tables, the table stands before it.
fn set_rate(run: &mut Run, paid: Span, wanted: &str, text: &str) -> Result<(), Failure> {
    let is_paid = |plan: &Plan| plan.effective.span().intersect(paid).is_some();
    let elements = || {
        let plans = run.plans.iter().filter(|plan| is_paid(plan));
        plans
            .flat_map(|plan| plan.elements.iter().map(move |element| (plan.id.as_str(), element.id.as_str())))
    };
    let named = |name: &str, (plan, element): (&str, &str)| {
        element == name || name.split_once('.') == Some((plan, element))
    };
    let found = numbered(wanted).find(|(name, _)| elements().any(|each| named(name, each)));
    let Some((name, numbers)) = found else {
        let known: Vec<String> =
            elements().flat_map(|(plan, id)| [id.to_owned(), format!("{plan}.{id}")]).collect();
        return Err(Failure::new(Outcome::Usage, format!("there is no element `{wanted}`"))
            .hint(did_you_mean(wanted, known.iter().map(String::as_str))));
    };
    let mut ids: Vec<&str> = elements().filter(|each| named(name, *each)).map(|(plan, _)| plan).collect();
    ids.dedup();
    if let [first, _, ..] = ids.as_slice() {
        return Err(Failure::new(
            Outcome::Usage,
            format!("`{name}` is an element of several plans: {}", ids.join(", ")),
        )
        .hint(format!("name the plan too: `--rate {first}.{wanted}={text}`")));
    }
    for plan in run.plans.iter_mut().filter(|plan| is_paid(plan)) {
        let id = plan.id.clone();
        for element in plan.elements.iter_mut().filter(|element| named(name, (&id, &element.id))) {
            let value = value_at(element, &numbers)?;
            *value = read_value(*value, text, wanted)?;
        }
    }
    Ok(())
}

/// A name as it is, and without one or two numbers at its end, which are given beside it.
fn numbered(wanted: &str) -> impl Iterator<Item = (&str, Vec<usize>)> {
    let mut next = Some((wanted, Vec::new()));
    std::iter::from_fn(move || {
        let (name, numbers) = next.take()?;
        if let Some((before, last)) = name.rsplit_once('.')
            && let Ok(number) = last.parse::<usize>()
            && numbers.len() < 2
        {
            next = Some((before, std::iter::once(number).chain(numbers.iter().copied()).collect()));
        }
        Some((name, numbers))
    })
}

/// What an element pays in the rate table and tier that these numbers name.
fn value_at<'e>(element: &'e mut Element, numbers: &[usize]) -> Result<&'e mut TierValue, Failure> {
    let id = element.id.clone();
    let refused = |what: String, hint: String| Err(Failure::new(Outcome::Usage, what).hint(hint));
    let Worth::Rates(tables) = &mut element.worth else {
        return refused(
            format!("`{id}` has no rate to change"),
            "write the changed plan into a file, and give it with `--with-plan FILE`".to_owned(),
        );
    };
    let (table, count, prefix, rest) = match (tables.len(), numbers) {
        (1, numbers) => (0, 1, String::new(), numbers),
        (count, [table, rest @ ..]) => (table.wrapping_sub(1), count, format!("{table}."), rest),
        (count, []) => {
            let what = format!("`{id}` has {count} rate tables");
            return refused(what, format!("say which, as in `--rate {id}.2=0.04`"));
        }
    };
    let Some(table) = tables.get_mut(table) else {
        return refused(
            format!("`{id}` has no rate table {}", table.wrapping_add(1)),
            format!("it has {count}"),
        );
    };
    let there = if prefix.is_empty() { "" } else { " in that rate table" };
    match (&mut table.rates, rest) {
        (Rates::Flat(value), []) => Ok(value),
        (Rates::Flat(_), _) => {
            refused(format!("`{id}` has no tiers{there}"), "leave the number of the tier out".to_owned())
        }
        (Rates::Tiers(tiers), [tier]) => {
            let count = tiers.len();
            match tiers.get_mut(tier.wrapping_sub(1)) {
                Some(tier) => Ok(&mut tier.value),
                None => refused(
                    format!("`{id}` has no tier {tier}{there}"),
                    format!("its tiers are 1 to {count}"),
                ),
            }
        }
        (Rates::Tiers(tiers), _) => refused(
            format!("`{id}` has {} tiers{there}", tiers.len()),
            format!("say which, as in `--rate {id}.{prefix}2=0.04`"),
        ),
    }
}

/// A text as what a tier pays, in the way in which it pays now.
fn read_value(now: TierValue, text: &str, name: &str) -> Result<TierValue, Failure> {
    let read = match now {
        TierValue::Amount(_) => Amount::parse(text).map(TierValue::Amount),
        TierValue::Rate(_) => Rate::parse(text).map(TierValue::Rate),
        TierValue::Multiplier(_) => Rate::parse(text).map(TierValue::Multiplier),
    };
    read.map_err(|error| {
        Failure::new(Outcome::Usage, format!("`{text}` cannot be used as the rate of `{name}`: {error}"))
            .hint("a rate is a part of one (0.07 is 7 %), and an amount is money")
    })
}

/// Makes every quota so many times as large.
fn scale_quotas(run: &mut Run, scale: Rate) -> Result<(), Failure> {
    let too_large = || Failure::new(Outcome::Usage, "the quotas are too large for this `--quota-scale`");
    for book in &mut run.quotas {
        book.scale(scale.fraction(), &|_, _| true).ok_or_else(too_large)?;
    }
    for element in run.plans.iter_mut().flat_map(|plan| &mut plan.elements) {
        if let Quota::Number(number) = &mut element.quota {
            let rounding = crate::money::Rounding::HalfUp;
            *number = scale.fraction().of(*number, rounding).ok_or_else(too_large)?;
        }
    }
    Ok(())
}

/// Gives a rep another quota in the window of the first element with one, on the last paid day.
fn set_quota(run: &mut Run, paid: Span, name: &str, wanted: Amount) -> Result<(), Failure> {
    let rep = rep_named(&run.people, name)?;
    let refuse = |why: &str| Failure::new(Outcome::Usage, format!("`{name}` has no quota to change: {why}"));
    let on = run.membership.of(rep).iter().rev().find(|stretch| stretch.span.intersect(paid).is_some());
    let on = *on.ok_or_else(|| refuse("the rep is on no plan in these days"))?;
    let day = on.span.to.min(paid.to);
    let mine = (0..run.rules.len()).filter(|rule| run.rules[*rule].plan == on.plan);
    let rule = { mine }.find(|rule| !matches!(run.element(*rule).quota, Quota::None));
    let rule = rule.ok_or_else(|| refuse("no element of the plan has a quota"))?;
    let measure = match &run.element(rule).quota {
        Quota::Measure(measure) => measure.clone(),
        Quota::Number(_) | Quota::None => {
            return Err(refuse("the plan states it")
                .hint("write the changed plan into a file, and give it with `--with-plan FILE`"));
        }
    };
    let now = run.quota(rep, rule, day).map_err(|error| refused_by_engine(&error))?;
    let now =
        now.filter(|now| *now > Amount::ZERO).ok_or_else(|| refuse("there is no row for these days"))?;
    let factor = Fraction::new(wanted.raw(), now.raw());
    let holder = QuotaHolder::Rep(run.people.id(rep).to_owned());
    for book in &mut run.quotas {
        factor
            .and_then(|factor| book.scale(factor, &|whose, of| *whose == holder && of == measure))
            .ok_or_else(|| Failure::new(Outcome::Usage, format!("the quota of `{name}` is too large")))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_after_the_id_is_a_day_and_anything_else_belongs_to_the_id() {
        let day = Day::from_ymd(2026, 10, 30);
        assert_eq!(dated("D1=2026-10-30"), ("D1", day));
        assert_eq!(dated("D=1"), ("D=1", None));
        assert_eq!(dated("D1"), ("D1", None));
    }

    #[test]
    fn a_deal_cannot_be_closed_and_lost() {
        let args =
            ChangeArgs { close: vec!["D1".to_owned()], lose: vec!["D1".to_owned()], ..ChangeArgs::default() };
        assert_eq!(Changes::read(&args).unwrap_err().outcome, Outcome::Usage);
        assert!(Changes::read(&ChangeArgs::default()).unwrap().is_empty());
    }
}
