//! Deals of a check: read batch by batch, in parallel. Each won deal is asked for its owner, the plan of who is
//! credited, and the exchange rates that it needs; each element whether it takes any.

use std::collections::BTreeMap;

use super::Checking;
use super::tables::Company;
use crate::calendar::{Day, Span};
use crate::cli::credit::Counted;
use crate::cli::failure::Failure;
use crate::cli::reading::counted;
use crate::data::{Batch, CREDIT_COLUMNS, Condition, DataError, Request, WonDeals, columns_of, scan};
use crate::engine::checks::Scene;
use crate::engine::commissions::unit_of;
use crate::engine::error::EngineError;
use crate::engine::membership::Membership;
use crate::engine::people::Found;
use crate::model::finding::{Finding, Severity};
use crate::model::rows::QuotaHolder;
use crate::money::Currency;
use crate::plan::Plan;

/// What is wrong with won deals; those of one file that share it are one finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Trouble {
    Unowned,
    Unknown(String),
    Ambiguous(String, usize),
    Unplanned(String),
    Rate(String, String),
}

/// The deals that share a trouble.
#[derive(Clone, Copy, Debug)]
struct Seen {
    row: u64,
    count: u64,
    first: Day,
    last: Day,
}

/// What an element asks of deals.
struct Asked {
    plan: usize,
    element: usize,
    condition: Option<Condition>,
    days: Span,
}

/// What one batch adds.
#[derive(Default)]
struct Part {
    seen: BTreeMap<(String, Trouble), Seen>,
    matched: Vec<bool>,
    won: u64,
}

/// What the batches are held against.
struct Context<'a> {
    company: &'a Company,
    membership: &'a Membership,
    plans: &'a [Plan],
    asked: &'a [Asked],
    days: Span,
    currency: Option<Currency>,
}

impl Context<'_> {
    fn part(&self, batch: Batch) -> Result<Part, DataError> {
        let file = batch.file_name().to_owned();
        let (batch, _) = self.company.split_deals.looked_at(batch, &self.company.splits)?;
        let deals = WonDeals::of(batch.frame, &batch.won, self.days)?;
        let mut part = Part { matched: vec![false; self.asked.len()], ..Part::default() };
        part.won = u64::try_from(deals.len()).unwrap_or(u64::MAX);
        let days = deals.days()?;
        for (asked, matched) in self.asked.iter().zip(&mut part.matched) {
            // What a condition cannot be worked out over is found by the run itself.
            let held = match &asked.condition {
                None => vec![true; deals.len()],
                Some(condition) => deals.holds(condition).unwrap_or_default(),
            };
            let inside = |day: &i32| Day::from_number(*day).is_some_and(|day| asked.days.contains(day));
            *matched = held.iter().zip(&days).any(|(held, day)| *held && inside(day));
        }
        let (ids, owners, codes) =
            (deals.texts("deal_id")?, deals.texts("rep_id")?, deals.texts("currency")?);
        let (files, rows) = (deals.files()?, deals.rows());
        for row in 0..deals.len() {
            let Some(day) = Day::from_number(days[row]) else { continue };
            let name = files.as_ref().and_then(|files| files[row]).unwrap_or(&file);
            let mut add = |trouble| part.add((name, rows[row]), trouble, day);
            let reps = self.credited(ids[row].unwrap_or_default(), owners[row], &mut add);
            let currency = codes[row].and_then(|code| Currency::parse(code).ok()).or(self.currency);
            let mut wanted: Vec<Currency> = self.currency.into_iter().collect();
            for rep in reps {
                match self.membership.plan_on(rep, day) {
                    Some(plan) => wanted.push(self.plans[plan].currency),
                    None if self.plans.is_empty() => {}
                    None => add(Trouble::Unplanned(self.company.people.id(rep).to_owned())),
                }
            }
            wanted.sort_unstable();
            wanted.dedup();
            for (from, to) in wanted.into_iter().filter_map(|to| Some((currency?, to))) {
                if self.company.exchange.rate(from, to, day).is_err() {
                    add(Trouble::Rate(from.as_str().to_owned(), to.as_str().to_owned()));
                }
            }
        }
        Ok(part)
    }

    /// The reps who are credited with a deal directly.
    fn credited(&self, id: &str, owner: Option<&str>, add: &mut dyn FnMut(Trouble)) -> Vec<u32> {
        let shares = self.company.splits.shares(id);
        if !shares.is_empty() {
            return shares.iter().filter_map(|share| self.company.listed(share.rep)).collect();
        }
        let Some(owner) = owner.filter(|owner| !owner.is_empty()) else {
            add(Trouble::Unowned);
            return Vec::new();
        };
        match self.company.people.find(owner) {
            Found::Rep(rep) => return vec![rep],
            Found::Unknown if self.company.people.has_rows() => add(Trouble::Unknown(owner.to_owned())),
            Found::Unknown => {}
            Found::Ambiguous(count) => add(Trouble::Ambiguous(owner.to_owned(), count)),
        }
        Vec::new()
    }
}

impl Part {
    fn add(&mut self, (file, row): (&str, u64), trouble: Trouble, day: Day) {
        let seen = Seen { row, count: 1, first: day, last: day };
        merge(&mut self.seen, (file.to_owned(), trouble), seen);
    }
}

fn merge(all: &mut BTreeMap<(String, Trouble), Seen>, key: (String, Trouble), more: Seen) {
    let known = all.entry(key).or_insert(Seen { count: 0, ..more });
    known.count += more.count;
    known.row = known.row.min(more.row);
    known.first = known.first.min(more.first);
    known.last = known.last.max(more.last);
}

impl Checking<'_> {
    /// Every deal; what is found of the won ones of the days.
    pub(super) fn deals(
        &mut self,
        company: &mut Company,
        membership: &Membership,
        plans: &[Plan],
    ) -> Result<(), Failure> {
        let Some(source) = self.source("deals")? else { return Ok(()) };
        let known = match columns_of(&source) {
            Ok(known) => known,
            Err(error) => {
                self.refused(&error);
                return Ok(());
            }
        };
        let sound = self.sound_over(plans, &known);
        let asked = asked(plans, &sound, self.days);
        let won = self.reading.won();
        let currency = self.settings.currency.as_ref().map(|currency| currency.value);
        let context = Context { company, membership, plans, asked: &asked, days: self.days, currency };
        let threads = self.settings.threads.value;
        let request =
            Request { all: true, stages: won.as_deref(), unique: true, threads, ..Request::default() };
        let mut all = Part { matched: vec![false; asked.len()], ..Part::default() };
        let stages = won.clone();
        let each = |mut batch: Batch| {
            if let Some(stages) = &stages {
                batch.won = std::sync::Arc::new(stages.clone());
            }
            context.part(batch)
        };
        let read = scan(&source, &request, &each, &mut |part: Part| {
            for (key, seen) in part.seen {
                merge(&mut all.seen, key, seen);
            }
            for (all, matched) in all.matched.iter_mut().zip(part.matched) {
                *all |= matched;
            }
            all.won += part.won;
            Ok(())
        });
        match read {
            Ok(report) => {
                let unknown = report.rejected() - u64::try_from(report.rejects.len()).unwrap_or(0);
                self.rejects(report.rejects, unknown);
            }
            Err(error) => {
                self.refused(&error);
                return Ok(());
            }
        }
        let file = source.files.first().map(crate::data::Location::name).unwrap_or_default();
        if all.won == 0 {
            let (from, to) = (self.days.from, self.days.to);
            let what = format!("no deal is won from {from} to {to}");
            let remedy = "name the won stages with `--won` or in `[stages]` of spm.toml, or other days with `--period`";
            self.findings.push(Finding::new(Severity::Warning, what, remedy).at(&file, 0, "stage"));
        } else {
            self.unmatched(plans, &asked, &all.matched);
        }
        for ((file, trouble), seen) in &all.seen {
            self.findings.push(said(trouble, seen).at(file, seen.row, column(trouble)));
        }
        self.split_strangers(company);
        Ok(())
    }

    /// Elements that took no deal.
    fn unmatched(&mut self, plans: &[Plan], asked: &[Asked], matched: &[bool]) {
        for (asked, _) in asked.iter().zip(matched).filter(|(_, matched)| !**matched) {
            let (plan, Span { from, to }) = (&plans[asked.plan], asked.days);
            let element = &plan.elements[asked.element];
            let what = format!("no won deal from {from} to {to} counts for `{}`", element.id);
            let remedy = "look for a typing error in `where`, unless such deals are still to come";
            let (path, place) = match &element.condition {
                Some(condition) => (condition.path.clone(), condition.place),
                None => (format!("element[{}]", element.id), element.place),
            };
            let line = u64::try_from(place.line).unwrap_or(0);
            self.findings.push(Finding::new(Severity::Warning, what, remedy).at(&plan.file, line, &path));
        }
    }

    /// Split deals that are among no deals.
    fn split_strangers(&mut self, company: &Company) {
        let strangers = company.split_deals.strangers(&company.splits);
        if strangers.is_empty() {
            return;
        }
        let count = u64::try_from(strangers.len()).unwrap_or(u64::MAX);
        let shown: Vec<String> = strangers.iter().take(5).map(|id| format!("`{id}`")).collect();
        let more = if strangers.len() > 5 { " …" } else { "" };
        let deals = counted(count, "deal of the splits is", "deals of the splits are");
        let what = format!("{deals} not among the deals: {}{more}", shown.join(", "));
        let remedy = "their shares pay nobody: correct `deal_id`, or export the deals again";
        let finding = Finding::new(Severity::Warning, what, remedy);
        self.findings.push(finding.at(&company.splits_file, 0, "deal_id"));
    }

    /// Exchange rates that quotas and pay need.
    pub(super) fn pay_rates(&mut self, scene: &Scene<'_>, company: &Company) {
        let mut missing: Vec<Finding> = Vec::new();
        let mut need = |from, to, day, (file, row, column): (&str, u64, &str)| {
            if let Err(error) = company.exchange.rate(from, to, day) {
                let finding = Finding::new(Severity::Error, error.to_string(), error.hint());
                let said = |known: &Finding| known.file == file && known.what == finding.what;
                if !missing.iter().any(said) {
                    missing.push(finding.at(file, row, column));
                }
            }
        };
        for rep in scene.people.in_order() {
            let quotas = QuotaHolder::Rep(scene.people.id(rep).to_owned());
            for stretch in scene.membership.of(rep) {
                let Some(days) = stretch.span.intersect(self.days) else { continue };
                let plan = &scene.plans[stretch.plan];
                let mut pay_day =
                    self.settings.calendar.value.period_of(unit_of(plan.payout), days.from).span.to;
                pay_day = pay_day.min(self.days.to);
                let row = scene.people.row_near(rep, pay_day);
                if let Some((row, to)) = row.and_then(|row| Some((row, row.currency?)))
                    && !plan.pay_rates.contains_key(&to)
                {
                    need(plan.currency, to, pay_day, (&row.place.file, row.place.row, "currency"));
                }
                let Some(book) = &company.quotas else { continue };
                for measure in book.measures().iter().filter(|measure| Counted::parse(measure).money) {
                    let inside = |span: Span| span.intersect(days).is_some();
                    for quota in book.rows(&quotas, measure).iter().filter(|quota| inside(quota.span)) {
                        let place = (quota.place.file.as_str(), quota.place.row, "currency");
                        if let Some(from) = quota.currency {
                            need(from, plan.currency, quota.span.from, place);
                        }
                    }
                }
            }
        }
        self.findings.extend(missing);
    }
}

/// The elements of sound plans, with the days on which they are asked for: those of the check on which they count.
fn asked(plans: &[Plan], sound: &[bool], days: Span) -> Vec<Asked> {
    let mut all = Vec::new();
    for (position, plan) in plans.iter().enumerate().filter(|(position, _)| sound[*position]) {
        let Some(days) = plan.effective.span().intersect(days) else { continue };
        for (at, element) in plan.elements.iter().enumerate() {
            let days = element.between.map_or(Some(days), |between| between.intersect(days));
            let condition = element.condition.as_ref().map(|text| Condition::parse(&text.text));
            let (Some(days), Ok(condition)) = (days, condition.transpose()) else { continue };
            // Whether a deal has a credit of some role or kind is not asked here.
            let by_credit =
                |asked: &Condition| asked.names().iter().any(|name| CREDIT_COLUMNS.contains(&name.as_str()));
            let condition = condition.filter(|asked| !by_credit(asked));
            all.push(Asked { plan: position, element: at, condition, days });
        }
    }
    all
}

fn column(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Rate(..) => "currency",
        _ => "rep_id",
    }
}

/// A trouble for people.
fn said(trouble: &Trouble, seen: &Seen) -> Finding {
    let deals = |one: &str, several: &str| counted(seen.count, one, several);
    match trouble {
        Trouble::Unowned => Finding::new(
            Severity::Warning,
            format!("{} no owner", deals("won deal has", "won deals have")),
            "nobody is paid for it: fill the owner, or split the deal",
        ),
        Trouble::Unknown(owner) => Finding::new(
            Severity::Warning,
            format!("`{owner}` owns {} and is no rep of the reps table", deals("won deal", "won deals")),
            "nobody is paid for it: correct the owner, or add the rep",
        ),
        Trouble::Ambiguous(name, count) => {
            let error = EngineError::AmbiguousName { name: name.clone(), count: *count };
            Finding::new(Severity::Error, error.to_string(), error.hint())
        }
        Trouble::Unplanned(rep) => {
            let days = if seen.count == 1 { "a day" } else { "days" };
            let what = format!("`{rep}` has {} on {days} without a plan", deals("won deal", "won deals"));
            let remedy = "they pay nothing: write a plan for the rep, or widen `who` or `effective`";
            Finding::new(Severity::Warning, what, remedy)
        }
        Trouble::Rate(from, to) => {
            let days = match seen.first == seen.last {
                true => format!("on or before {}", seen.first),
                false => format!("on or before {} (the last such deal is of {})", seen.first, seen.last),
            };
            let what = format!(
                "there is no exchange rate from {from} to {to} {days}, which {} for",
                deals("won deal asks", "won deals ask")
            );
            let remedy = format!("add a row `{},{from},{to},rate` to the exchange rates", seen.first);
            Finding::new(Severity::Error, what, remedy)
        }
    }
}
