//! Every deal of a run as the forecast needs it: open, won and lost, in the report's currency, with the reps who are
//! credited. What follows from them is left to the engine.

use hashbrown::HashMap;

use crate::calendar::Day;
use crate::cli::credit::{Counted, Grouping, only_currency};
use crate::cli::failure::{Failure, stop_reading};
use crate::cli::reading::{Company, Reading, counted, refused, refused_by_engine};
use crate::cli::tables::Tables;
use crate::data::{Batch, DataError, WonDeals, columns_of};
use crate::engine::error::EngineError;
use crate::engine::forecast::call::{Deals, NO_DAY};
use crate::engine::forecast::categories::is_committed;
use crate::engine::forecast::hazard::Outcome;
use crate::engine::forecast::number::{of_percent, parts_of, units};
use crate::engine::people::Found;
use crate::money::{Amount, Currency, Exact};

/// One deal.
#[derive(Clone, Debug)]
pub struct Deal {
    /// The id.
    pub id: String,
    /// What people call it; else its account.
    pub name: String,
    /// Its owner as the file names it.
    pub owner: String,
    /// The name of its stage.
    pub stage: String,
    /// What that stage means.
    pub outcome: Outcome,
    /// The forecast category of the CRM.
    pub category: String,
    /// The probability of the CRM: percent with four decimals.
    pub probability: Option<i128>,
    /// The day of its creation.
    pub created: Option<Day>,
    /// The day on which it closed, or is said to.
    pub close_date: Option<Day>,
    /// The day of the next step.
    pub next_step: Option<Day>,
    /// The currency of the file's amount, where the file names one.
    pub currency: Option<Currency>,
    /// The amount in the report's currency; `None` where the file has none.
    pub amount: Option<Exact>,
    /// The values of the deal columns by which the report is grouped.
    pub groups: Vec<String>,
    /// What else is known of it, in the order of [`Pipeline::known`].
    pub known: Vec<String>,
    /// The reps who are credited, each with the part.
    pub shares: Vec<(u32, f64)>,
}

/// All deals.
#[derive(Debug, Default)]
pub struct Pipeline {
    /// The deals, in the order of their ids.
    pub deals: Vec<Deal>,
    /// The report's currency.
    pub currency: Option<Currency>,
    /// Columns that may tell who wins.
    pub known: Vec<&'static str>,
    /// The columns that the file has.
    pub columns: Vec<String>,
    /// Lost deals without a close date: nobody knows when they ended, and they are left out.
    pub undated: u64,
}

/// Columns that may tell who wins, beside the amount.
const TELLING: [&str; 7] =
    ["type", "product", "region", "territory", "lead_source", "loss_reason", "forecast_category"];

/// What one batch adds.
struct Part {
    deals: Vec<Deal>,
    currencies: Vec<Currency>,
    undated: u64,
}

impl Pipeline {
    /// Reads all deals. Reps whom no table names are added to the people.
    pub fn read(
        tables: &Tables<'_>,
        reading: &mut Reading<'_>,
        company: &mut Company,
        grouping: &Grouping,
        currency: Option<Currency>,
    ) -> Result<Pipeline, Failure> {
        let source = tables.require("deals")?;
        let columns = columns_of(&source).map_err(|error| refused(&error))?;
        let has = |name: &str| columns.iter().any(|column| column == name);
        let known: Vec<&'static str> = TELLING.into_iter().filter(|name| has(name)).collect();
        let mut wanted = vec!["deal_id", "rep_id", "stage", "close_date", "amount"];
        let more = ["currency", "name", "account", "created_date", "next_step_date", "probability"];
        for column in
            more.into_iter().chain(["forecast_category"]).chain(known.clone()).chain(grouping.columns())
        {
            if !wanted.contains(&column) {
                wanted.push(column);
            }
        }
        let lost = reading.settings.lost.as_ref().map(|lost| lost.value.clone());
        let won = reading.won();
        let as_of = reading.settings.as_of.value;
        let failure = std::sync::Mutex::new(None);
        let mut pipeline = Pipeline { currency, known, ..Pipeline::default() };
        let mut currencies: Vec<Currency> = Vec::new();
        let context = Context {
            company,
            grouping,
            currency,
            as_of,
            known: &pipeline.known.clone(),
            won: won.as_deref(),
            lost: lost.as_deref(),
            failure: &failure,
        };
        let (mut all, mut undated) = (Vec::new(), 0);
        let read = reading.large(&source, &wanted, None, &|batch| context.part(batch), &mut |part: Part| {
            all.extend(part.deals);
            undated += part.undated;
            for currency in part.currencies {
                if !currencies.contains(&currency) {
                    currencies.push(currency);
                }
            }
            Ok(())
        });
        if let Some(error) = failure.into_inner().unwrap_or(None) {
            return Err(refused_by_engine(&error));
        }
        read?;
        (pipeline.deals, pipeline.undated, pipeline.columns) = (all, undated, columns);
        pipeline.deals.sort_unstable_by(|left, right| left.id.cmp(&right.id));
        if currency.is_none() {
            pipeline.currency = only_currency(&mut currencies, &Counted::parse("bookings"))?;
        }
        for deal in &mut pipeline.deals {
            if deal.shares.is_empty() && !deal.owner.is_empty() {
                let rep =
                    company.people.find_or_intern(&deal.owner).map_err(|error| refused_by_engine(&error))?;
                deal.shares.push((rep, 1.0));
            }
        }
        company.leaves.resize(company.people.len(), Vec::new());
        Ok(pipeline)
    }

    /// The deals in columns, for the engine. Owners are numbered as the reps are.
    #[must_use]
    pub fn columns_for_engine(&self, reps: usize) -> Deals {
        let number = |day: Option<Day>| day.map_or(NO_DAY, Day::number);
        let mut deals = Deals { owners: reps, ..Deals::default() };
        for deal in &self.deals {
            deals.created.push(number(deal.created));
            let closed = deal.close_date.filter(|_| deal.outcome != Outcome::Open);
            deals.closed.push(number(closed));
            deals.due.push(number(deal.close_date));
            deals.outcome.push(deal.outcome);
            deals.amount.push(deal.amount.map_or(0.0, units));
            deals.owner.push(deal.shares.first().map_or(u32::MAX, |share| share.0));
            deals.probability.push(deal.probability.map(of_percent));
            deals.committed.push(is_committed(&deal.category));
        }
        deals
    }

    /// What a reader should know of the deals that the rows do not show.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        let of = |wanted: &dyn Fn(&Deal) -> bool| {
            u64::try_from(self.deals.iter().filter(|deal| wanted(deal)).count()).unwrap_or(u64::MAX)
        };
        let open = |deal: &Deal| deal.outcome == Outcome::Open;
        let say = |deals: u64, one: &str, several: &str| {
            (deals > 0).then(|| counted(deals, &format!("open deal {one}"), &format!("open deals {several}")))
        };
        let amounts = of(&|deal| open(deal) && deal.amount.is_none());
        warnings.extend(say(
            amounts,
            "has no amount, and brings nothing",
            "have no amount, and bring nothing",
        ));
        let created = of(&|deal| open(deal) && deal.created.is_none());
        let no_age = "no creation date, so no age, and no chance by it";
        warnings.extend(say(created, &format!("has {no_age}"), &format!("have {no_age}")));
        let owners = of(&|deal| open(deal) && deal.shares.is_empty());
        warnings.extend(say(
            owners,
            "has no owner, and is in no group",
            "have no owner, and are in no group",
        ));
        if self.undated > 0 {
            let deals = counted(self.undated, "lost deal has", "lost deals have");
            warnings
                .push(format!("{deals} no close date: when they ended is not known, and they are left out"));
        }
        warnings
    }
}

/// What the batches are read by; shared by all threads.
struct Context<'a> {
    company: &'a Company,
    grouping: &'a Grouping,
    currency: Option<Currency>,
    as_of: Day,
    known: &'a [&'static str],
    won: Option<&'a [String]>,
    lost: Option<&'a [String]>,
    failure: &'a std::sync::Mutex<Option<EngineError>>,
}

impl Context<'_> {
    fn part(&self, batch: Batch) -> Result<Part, DataError> {
        let file = batch.file_name().to_owned();
        let won: Vec<String> = self.won.map_or_else(|| batch.won.to_vec(), <[String]>::to_vec);
        let lost: Vec<String> = self.lost.map_or_else(|| batch.lost.to_vec(), <[String]>::to_vec);
        let rows = WonDeals::every(batch.frame);
        match self.deals(&rows, &won, &lost)? {
            Ok(part) => Ok(part),
            Err(error) => {
                let message = error.to_string();
                Err(stop_reading(self.failure, error, &file, &message))
            }
        }
    }

    fn deals(
        &self,
        rows: &WonDeals,
        won: &[String],
        lost: &[String],
    ) -> Result<Result<Part, EngineError>, DataError> {
        let (ids, owners, stages) = (rows.texts("deal_id")?, rows.texts("rep_id")?, rows.texts("stage")?);
        let (closes, creations, steps) =
            (rows.days_of("close_date")?, rows.days_of("created_date")?, rows.days_of("next_step_date")?);
        let (amounts, codes) = (rows.numbers("amount")?, rows.texts("currency")?);
        let (names, accounts) = (rows.texts("name")?, rows.texts("account")?);
        let categories = rows.texts("forecast_category")?;
        let probabilities = rows.as_text("probability")?;
        let groups =
            if self.grouping.columns().is_empty() { Vec::new() } else { self.grouping.groups(rows)? };
        let known: Vec<Vec<String>> =
            self.known.iter().map(|name| rows.as_text(name)).collect::<Result<_, DataError>>()?;
        let mut part = Part { deals: Vec::with_capacity(rows.len()), currencies: Vec::new(), undated: 0 };
        let mut seen: HashMap<&str, Currency> = HashMap::new();
        for row in 0..rows.len() {
            let stage = stages[row].unwrap_or_default();
            let outcome = match stage {
                stage if won.iter().any(|name| name == stage) => Outcome::Won,
                stage if lost.iter().any(|name| name == stage) => Outcome::Lost,
                _ => Outcome::Open,
            };
            let close_date = Day::from_number(closes[row]);
            if outcome != Outcome::Open && close_date.is_none() {
                part.undated += 1;
                continue;
            }
            let currency = codes[row].and_then(|code| {
                let known = seen.get(code).copied().or_else(|| Currency::parse(code).ok())?;
                seen.insert(code, known);
                Some(known)
            });
            let day = close_date.filter(|_| outcome != Outcome::Open).unwrap_or(self.as_of);
            let amount = match amounts[row].map(|raw| self.convert(Amount::from_raw(raw), currency, day)) {
                None => None,
                // A lost deal in a currency without a rate matters to no sum.
                Some(Err(_)) if outcome == Outcome::Lost => None,
                Some(Err(error)) => return Ok(Err(error)),
                Some(Ok(amount)) => Some(amount),
            };
            let name = names[row].filter(|name| !name.is_empty()).or(accounts[row]);
            let owner = owners[row].unwrap_or_default();
            let shares = match self.shares(ids[row].unwrap_or_default(), owner) {
                Ok(shares) => shares,
                Err(error) => return Ok(Err(error)),
            };
            part.deals.push(Deal {
                id: ids[row].unwrap_or_default().to_owned(),
                name: name.unwrap_or_default().to_owned(),
                owner: owner.to_owned(),
                stage: stage.to_owned(),
                outcome,
                category: categories[row].unwrap_or_default().to_owned(),
                probability: Amount::parse(probabilities[row].trim()).ok().map(Amount::raw),
                created: Day::from_number(creations[row]),
                close_date,
                next_step: Day::from_number(steps[row]),
                currency,
                amount,
                groups: groups.get(row).cloned().unwrap_or_default(),
                known: known.iter().map(|column| column[row].clone()).collect(),
                shares,
            });
        }
        part.currencies = seen.into_values().collect();
        part.currencies.sort_unstable_by_key(|currency| currency.as_str().to_owned());
        Ok(Ok(part))
    }

    /// The reps of a deal: those of its split rows, else its owner; empty for an owner who is in no table yet.
    fn shares(&self, id: &str, owner: &str) -> Result<Vec<(u32, f64)>, EngineError> {
        let split = self.company.splits.shares(id);
        if !split.is_empty() {
            let percents: Vec<i64> = split.iter().map(|share| share.percent.raw()).collect();
            return Ok(split.iter().map(|share| share.rep).zip(parts_of(&percents)).collect());
        }
        match self.company.people.find(owner) {
            Found::Rep(rep) => Ok(vec![(rep, 1.0)]),
            Found::Ambiguous(count) => Err(EngineError::AmbiguousName { name: owner.to_owned(), count }),
            Found::Unknown => Ok(Vec::new()),
        }
    }

    fn convert(&self, amount: Amount, from: Option<Currency>, day: Day) -> Result<Exact, EngineError> {
        match (from, self.currency) {
            (Some(from), Some(to)) if from != to => self.company.exchange.convert(amount, from, to, day),
            _ => Ok(amount.exact()),
        }
    }
}
