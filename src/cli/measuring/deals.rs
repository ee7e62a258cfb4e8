//! Deals of every stage, batch by batch, to sums for each rep, slot and group of deal columns. A deal belongs wholly to
//! its owner: splits share out credit, and metrics are about who worked the deal.
//!
//! The file is longer than most: what is read of a batch, what a batch adds and all of them together go hand in hand.

use std::collections::BTreeSet;
use std::sync::Mutex;

use hashbrown::HashMap;

use super::Scene;
use super::customers::{Customers, OfAccount};
use super::effort::History;
use crate::calendar::{Day, Span};
use crate::cli::credit::{self, Counted, DealCurrencies};
use crate::cli::failure::Failure;
use crate::cli::reading::{Company, Reading, counted, refused_by_engine};
use crate::cli::tables::Tables;
use crate::data::{Batch, DataError, WonDeals};
use crate::engine::attainment::Slots;
use crate::engine::error::EngineError;
use crate::engine::metrics::facts::{Deals, Facts};
use crate::engine::metrics::sheet::{Cell, Sheet};
use crate::engine::people::{Found, index};
use crate::money::{Amount, Currency, Exact};

/// A rep, a slot and a group of deal columns.
type Key = (u32, u32, u32);

/// What the deals say.
#[derive(Default)]
pub(super) struct FoundDeals {
    cells: Vec<(Key, Deals)>,
    places: HashMap<Key, u32>,
    /// For each won deal its cell, and its amount; with a median alone.
    amounts: (Vec<u32>, Vec<i128>),
    /// For each won deal with a day of creation its cell, and its days.
    cycles: (Vec<u32>, Vec<i32>),
    groups: Vec<Vec<String>>,
    /// The report's currency, if any is known.
    pub(super) currency: Option<Currency>,
    /// First and last close date.
    pub(super) extent: Option<Span>,
    /// The day of each rep's first deal won by the as-of day, by rep number.
    pub(super) first_won: Vec<Option<Day>>,
    /// Won deals of accounts, where customers are looked at.
    pub(super) of_accounts: Vec<OfAccount>,
    /// Names of won and of lost stages.
    pub(super) won_stages: BTreeSet<String>,
    pub(super) lost_stages: BTreeSet<String>,
    /// Owner and group of the deals that the history names.
    pub(super) of_history: HashMap<String, (u32, u32)>,
}

impl FoundDeals {
    /// The values of the deal columns of a group.
    pub(super) fn group(&self, number: u32) -> &[String] {
        self.groups.get(index(number)).map_or(&[], Vec::as_slice)
    }

    /// Puts every cell to its rows.
    pub(super) fn put(&self, sheet: &mut Sheet<'_>) -> Result<(), EngineError> {
        let mut facts: Vec<Facts> =
            self.cells.iter().map(|(_, deals)| Facts { deals: *deals, ..Facts::default() }).collect();
        for (cell, amount) in self.amounts.0.iter().zip(&self.amounts.1) {
            facts[index(*cell)].amounts.push(*amount);
        }
        for (cell, days) in self.cycles.0.iter().zip(&self.cycles.1) {
            facts[index(*cell)].cycles.push(*days);
        }
        for (((rep, slot, group), _), facts) in self.cells.iter().zip(&facts) {
            sheet.add(Cell { rep: Some(*rep), slot: *slot, group: Some(self.group(*group)) }, facts)?;
        }
        Ok(())
    }

    fn cell(&mut self, key: Key) -> u32 {
        let next = u32::try_from(self.cells.len()).expect("fewer cells than deals");
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            self.cells.push((key, Deals::default()));
        }
        place
    }
}

/// What one batch adds; owners beyond the known reps are numbered after them.
#[derive(Default)]
struct Part {
    cells: Vec<(Key, Deals)>,
    amounts: (Vec<u32>, Vec<i128>),
    cycles: (Vec<u32>, Vec<i32>),
    groups: Vec<Vec<String>>,
    strangers: Vec<String>,
    currencies: Vec<Currency>,
    extent: Option<(i32, i32)>,
    first_won: HashMap<u32, i32>,
    of_accounts: Vec<OfAccount>,
    of_history: Vec<(String, u32, u32)>,
    stages: (Vec<String>, Vec<String>),
    unowned: u64,
    undated: u64,
    unpriced: u64,
}

/// Reads the deals of every stage.
pub(super) fn read(
    scene: &Scene<'_>,
    tables: &Tables<'_>,
    reading: &mut Reading<'_>,
    company: &mut Company,
    slots: &Slots,
    history: &History,
    customers: &Customers,
) -> Result<FoundDeals, Failure> {
    let source = tables.require("deals")?;
    let wanted = columns(scene, customers);
    let failure = Mutex::new(None);
    let known = u32::try_from(company.people.len()).expect("fewer than 2^32 reps");
    let won = reading.won();
    let reader =
        Reader { scene, company, slots, history, customers, won: won.as_deref(), known, failure: &failure };
    let mut fold = Fold { known, ..Fold::default() };
    let columns: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let read =
        reading.every_deal(&source, &columns, won.as_deref(), &|batch| reader.part(batch), &mut |part| {
            fold.take(part)
        });
    if let Some(error) = failure.into_inner().unwrap_or(None) {
        return Err(refused_by_engine(&error));
    }
    read?;
    let mut found = fold.found;
    for name in fold.names {
        company.people.intern(&name);
        company.leaves.push(Vec::new());
    }
    found.currency = match scene.currency {
        Some(currency) => Some(currency),
        None => credit::only_currency(&mut fold.currencies, &Counted::parse("bookings"))?,
    };
    say(reading, fold.unowned, fold.undated, fold.unpriced);
    if found.cells.iter().all(|(_, deals)| deals.won == 0) {
        credit::say_stages(&source, reading, won.as_deref())?;
    }
    Ok(found)
}

/// Says what the rows do not show.
fn say(reading: &Reading<'_>, unowned: u64, undated: u64, unpriced: u64) {
    if unowned > 0 {
        let deals = counted(unowned, "deal has", "deals have");
        reading.warning(&format!("{deals} no owner: they are in a row without a rep, and in the total"));
    }
    if undated > 0 {
        let deals = counted(undated, "open or lost deal has", "open or lost deals have");
        reading.note(&format!("{deals} no close date, so no period to count in"));
    }
    if unpriced > 0 {
        let deals = counted(unpriced, "open or lost deal has", "open or lost deals have");
        reading.note(&format!("{deals} no amount: counted as deals, and as nothing in sums of money"));
    }
}

/// The columns of the deals that the metrics need, as far as the files have them.
fn columns(scene: &Scene<'_>, customers: &Customers) -> Vec<String> {
    let mut columns: Vec<String> =
        ["deal_id", "rep_id", "stage", "close_date", "amount", "currency"].map(str::to_owned).to_vec();
    for (column, wanted) in [
        ("created_date", scene.needs("deals.created_date") || scene.wants(&["diagnosis"])),
        ("list_amount", scene.needs("deals.list_amount")),
        ("cost", scene.needs("deals.cost")),
        ("term_months", customers.wants_deals()),
        ("account_id", customers.wants_deals()),
    ] {
        if wanted && scene.known.has(&format!("deals.{column}")) {
            columns.push(column.to_owned());
        }
    }
    for column in scene.grouping.columns() {
        if !columns.iter().any(|known| known == column) {
            columns.push(column.to_owned());
        }
    }
    columns
}

/// All batches together.
#[derive(Default)]
struct Fold {
    found: FoundDeals,
    known: u32,
    numbers: HashMap<String, u32>,
    names: Vec<String>,
    groups: HashMap<Vec<String>, u32>,
    currencies: Vec<Currency>,
    unowned: u64,
    undated: u64,
    unpriced: u64,
}

impl Fold {
    fn take(&mut self, part: Part) -> Result<(), DataError> {
        let too_large =
            || DataError::row_refused("deals", 0, "amount", "the sum of the amounts is too large");
        let strangers: Vec<u32> = part.strangers.into_iter().map(|name| self.stranger(name)).collect();
        let rep = |number: u32| match number.checked_sub(self.known) {
            Some(stranger) => strangers[index(stranger)],
            None => number,
        };
        let groups: Vec<u32> = part
            .groups
            .into_iter()
            .map(|group| {
                let next = u32::try_from(self.groups.len()).expect("fewer groups than deals");
                let number = *self.groups.entry(group.clone()).or_insert(next);
                if number == next {
                    self.found.groups.push(group);
                }
                number
            })
            .collect();
        let mut places = Vec::with_capacity(part.cells.len());
        for ((number, slot, group), deals) in part.cells {
            let place = self.found.cell((rep(number), slot, groups[index(group)]));
            let cell = &mut self.found.cells[index(place)].1;
            *cell = cell.checked_add(&deals).ok_or_else(too_large)?;
            places.push(place);
        }
        let found = &mut self.found;
        found.amounts.0.extend(part.amounts.0.iter().map(|cell| places[index(*cell)]));
        found.amounts.1.extend(part.amounts.1);
        found.cycles.0.extend(part.cycles.0.iter().map(|cell| places[index(*cell)]));
        found.cycles.1.extend(part.cycles.1);
        found.of_accounts.extend(part.of_accounts);
        found.won_stages.extend(part.stages.0);
        found.lost_stages.extend(part.stages.1);
        let of_history = part.of_history.into_iter();
        found
            .of_history
            .extend(of_history.map(|(id, number, group)| (id, (rep(number), groups[index(group)]))));
        let mut first: Vec<(u32, i32)> =
            part.first_won.into_iter().map(|(number, day)| (rep(number), day)).collect();
        first.sort_unstable();
        for (rep, day) in first {
            if found.first_won.len() <= index(rep) {
                found.first_won.resize(index(rep) + 1, None);
            }
            let day = Day::from_number(day);
            let place = &mut found.first_won[index(rep)];
            *place = match *place {
                Some(known) => day.map(|day| day.min(known)).or(Some(known)),
                None => day,
            };
        }
        found.extent = credit::widen(found.extent, part.extent);
        for currency in part.currencies {
            if !self.currencies.contains(&currency) {
                self.currencies.push(currency);
            }
        }
        self.unowned += part.unowned;
        self.undated += part.undated;
        self.unpriced += part.unpriced;
        Ok(())
    }

    fn stranger(&mut self, name: String) -> u32 {
        let next = self.known + u32::try_from(self.numbers.len()).expect("fewer than 2^32 owners");
        if let Some(number) = self.numbers.get(&name) {
            return *number;
        }
        self.names.push(name.clone());
        self.numbers.insert(name, next);
        next
    }
}

/// What batches are read with; shared by all threads.
struct Reader<'a> {
    scene: &'a Scene<'a>,
    company: &'a Company,
    slots: &'a Slots,
    history: &'a History,
    customers: &'a Customers,
    won: Option<&'a [String]>,
    known: u32,
    failure: &'a Mutex<Option<EngineError>>,
}

/// How a deal stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Won,
    Lost,
    Open,
}

/// The columns of a batch.
struct Columns<'b> {
    ids: Vec<Option<&'b str>>,
    owners: Vec<Option<&'b str>>,
    stages: Vec<Option<&'b str>>,
    days: Vec<i32>,
    amounts: Vec<Option<i128>>,
    currencies: Vec<Option<&'b str>>,
    created: Option<Vec<i32>>,
    list: Option<Vec<Option<i128>>>,
    cost: Option<Vec<Option<i128>>>,
}

impl Reader<'_> {
    fn part(&self, batch: Batch) -> Result<Part, DataError> {
        let file = batch.file_name().to_owned();
        let won = self.won.map_or_else(|| batch.won.to_vec(), <[String]>::to_vec);
        let lost = self.scene.lost.clone().unwrap_or_else(|| batch.lost.to_vec());
        let deals = WonDeals::every(batch.frame);
        match self.count(&deals, &won, &lost)? {
            Ok(part) => Ok(part),
            Err(error) => {
                let message = error.to_string();
                if let Ok(mut failure) = self.failure.lock()
                    && failure.is_none()
                {
                    *failure = Some(error);
                }
                Err(DataError::row_refused(&file, 0, "", &message))
            }
        }
    }

    fn columns<'b>(&self, deals: &'b WonDeals) -> Result<Columns<'b>, DataError> {
        let has = |column: &str| self.scene.known.has(&format!("deals.{column}"));
        let needs = |column: &str| self.scene.needs(&format!("deals.{column}")) && has(column);
        let no_ids = self.history.is_empty();
        Ok(Columns {
            ids: if no_ids { Vec::new() } else { deals.texts("deal_id")? },
            owners: deals.texts("rep_id")?,
            stages: deals.texts("stage")?,
            days: deals.days()?,
            amounts: deals.numbers("amount")?,
            currencies: deals.texts("currency")?,
            created: needs("created_date").then(|| deals.days_of("created_date")).transpose()?,
            list: needs("list_amount").then(|| deals.numbers("list_amount")).transpose()?,
            cost: needs("cost").then(|| deals.numbers("cost")).transpose()?,
        })
    }

    fn count(
        &self,
        deals: &WonDeals,
        won: &[String],
        lost: &[String],
    ) -> Result<Result<Part, EngineError>, DataError> {
        let columns = self.columns(deals)?;
        let groups = if self.scene.deal_columns().is_empty() {
            Vec::new()
        } else {
            self.scene.grouping.groups(deals)?
        };
        let accounts = self.customers.columns(deals)?;
        let medians = self.scene.wants(&["median_deal"]);
        let middle_cycle = self.scene.wants(&["median_cycle_days"]);
        let first_deals = self.scene.wants(&["median_days_to_first_deal"]);
        let ramp_ends = self.ramp_ends();
        let mut part = Part::default();
        let mut places: HashMap<Key, u32> = HashMap::new();
        let mut strangers: HashMap<&str, u32> = HashMap::new();
        let mut group_numbers: HashMap<&[String], u32> = HashMap::new();
        let mut stage_names: Vec<(&str, Standing)> = Vec::new();
        let mut exchange = DealCurrencies::default();
        for row in 0..deals.len() {
            let standing = standing(columns.stages[row].unwrap_or_default(), won, lost, &mut stage_names);
            let day = columns.days[row];
            let owner = columns.owners[row].unwrap_or_default();
            let rep = match self.company.people.find(owner) {
                Found::Rep(rep) => rep,
                Found::Ambiguous(count) => {
                    return Ok(Err(EngineError::AmbiguousName { name: owner.to_owned(), count }));
                }
                Found::Unknown => {
                    let next = self.known + u32::try_from(strangers.len()).expect("fewer than 2^32 owners");
                    *strangers.entry(owner).or_insert(next)
                }
            };
            if first_deals && standing == Standing::Won && day <= self.scene.as_of.number() {
                let first = part.first_won.entry(rep).or_insert(day);
                *first = day.min(*first);
            }
            let group = match groups.get(row) {
                None => 0,
                Some(group) => {
                    let next = u32::try_from(group_numbers.len()).expect("fewer groups than deals");
                    *group_numbers.entry(group.as_slice()).or_insert(next)
                }
            };
            if !self.history.is_empty()
                && let Some(id) = columns.ids[row].filter(|id| self.history.names(id))
            {
                part.of_history.push((id.to_owned(), rep, group));
            }
            if day == i32::MIN {
                part.undated += 1;
                continue;
            }
            let currency = exchange.currency(columns.currencies[row], &mut part.currencies);
            let convert = |raw: Option<i128>| -> Result<Option<i128>, EngineError> {
                raw.map(|raw| self.convert(Amount::from_raw(raw), currency, day)).transpose()
            };
            if let (Some(accounts), Standing::Won) = (&accounts, standing) {
                let amount = convert(columns.amounts[row]);
                let cost = columns.cost.as_ref().map_or(Ok(None), |cost| convert(cost[row]));
                match amount.and_then(|amount| Ok((amount, cost?))) {
                    Ok((Some(amount), cost)) => {
                        part.of_accounts.extend(accounts.deal(row, day, amount, cost));
                    }
                    Ok(_) => {}
                    Err(error) => return Ok(Err(error)),
                }
            }
            let Some(slot) = self.slots.of(day) else { continue };
            let next = u32::try_from(part.cells.len()).expect("fewer cells than deals");
            let place = *places.entry((rep, slot, group)).or_insert(next);
            if place == next {
                part.cells.push(((rep, slot, group), Deals::default()));
            }
            part.unowned += u64::from(owner.is_empty());
            part.unpriced += u64::from(columns.amounts[row].is_none());
            let extent = part.extent.get_or_insert((day, day));
            *extent = (extent.0.min(day), extent.1.max(day));
            let amount = match convert(columns.amounts[row]) {
                Ok(amount) => amount,
                Err(error) => return Ok(Err(error)),
            };
            let days =
                columns.created.as_ref().map(|created| created[row]).filter(|created| *created != i32::MIN);
            let days = days.map(|created| day - created);
            let tally = &mut part.cells[index(place)].1;
            if standing == Standing::Won {
                if medians {
                    part.amounts.0.push(place);
                    part.amounts.1.push(amount.unwrap_or(0));
                }
                if let Some(days) = days.filter(|_| middle_cycle) {
                    part.cycles.0.push(place);
                    part.cycles.1.push(days);
                }
                let priced = |column: &Option<Vec<Option<i128>>>| {
                    column.as_ref().map_or(Ok(None), |values| convert(values[row]))
                };
                let (list, cost) =
                    match priced(&columns.list).and_then(|list| Ok((list, priced(&columns.cost)?))) {
                        Ok(both) => both,
                        Err(error) => return Ok(Err(error)),
                    };
                let ramped = ramp_ends.get(index(rep)).is_some_and(|end| day >= *end);
                let added = add_won(tally, amount.unwrap_or(0), list, cost, ramped);
                if added.is_none() {
                    let what = "the sum of the amounts".to_owned();
                    return Ok(Err(EngineError::TooLarge { what }));
                }
            }
            add_standing(tally, standing, amount.unwrap_or(0), days);
        }
        part.groups = in_order(group_numbers).into_iter().map(<[String]>::to_vec).collect();
        if part.groups.is_empty() {
            part.groups.push(Vec::new());
        }
        part.stages = (won.to_vec(), lost.to_vec());
        part.strangers = in_order(strangers).into_iter().map(str::to_owned).collect();
        Ok(Ok(part))
    }

    /// The day from which each rep is ramped, by rep number.
    fn ramp_ends(&self) -> Vec<i32> {
        if !self.scene.wants(&["productivity"]) {
            return Vec::new();
        }
        let months = i32::try_from(self.scene.ramp_months).unwrap_or(0);
        (0..self.known)
            .map(|rep| self.company.people.employment(rep).from.plus_months(months).number())
            .collect()
    }

    fn convert(&self, amount: Amount, from: Option<Currency>, day: i32) -> Result<i128, EngineError> {
        match (from, self.scene.currency) {
            (Some(from), Some(to)) if from != to => {
                let day = Day::from_number(day).unwrap_or(Day::MIN);
                self.company.exchange.convert(amount, from, to, day).map(Exact::raw)
            }
            _ => Ok(amount.exact().raw()),
        }
    }
}

fn add_won(
    tally: &mut Deals,
    amount: i128,
    list: Option<i128>,
    cost: Option<i128>,
    ramped: bool,
) -> Option<()> {
    if let Some(list) = list {
        tally.listed += 1;
        tally.listed_amount = tally.listed_amount.checked_add(amount)?;
        tally.list_amount = tally.list_amount.checked_add(list)?;
    }
    if let Some(cost) = cost {
        tally.costed += 1;
        tally.margin = tally.margin.checked_add(amount)?.checked_sub(cost)?;
    }
    if ramped {
        tally.ramped_amount = tally.ramped_amount.checked_add(amount)?;
    }
    Some(())
}

/// A batch has far fewer deals than could pass the range of the sums.
fn add_standing(tally: &mut Deals, standing: Standing, amount: i128, days: Option<i32>) {
    match standing {
        Standing::Won => {
            tally.won += 1;
            tally.won_amount += amount;
            if let Some(days) = days {
                tally.cycles += 1;
                tally.cycle_days += i64::from(days);
            }
        }
        Standing::Lost => {
            tally.lost += 1;
            tally.lost_amount += amount;
        }
        Standing::Open => {
            tally.open += 1;
            tally.open_amount += amount;
        }
    }
    if let Some(days) = days.filter(|_| standing != Standing::Open) {
        tally.closed_cycles += 1;
        tally.closed_cycle_days += i64::from(days);
    }
}

fn standing<'b>(
    stage: &'b str,
    won: &[String],
    lost: &[String],
    known: &mut Vec<(&'b str, Standing)>,
) -> Standing {
    if let Some((_, standing)) = known.iter().find(|(name, _)| *name == stage) {
        return *standing;
    }
    let is = |names: &[String]| names.iter().any(|name| name == stage);
    let standing = match (is(won), is(lost)) {
        (true, _) => Standing::Won,
        (false, true) => Standing::Lost,
        (false, false) => Standing::Open,
    };
    known.push((stage, standing));
    standing
}

/// The keys in the order of their numbers.
fn in_order<K>(numbers: HashMap<K, u32>) -> Vec<K> {
    let mut named: Vec<(K, u32)> = numbers.into_iter().collect();
    named.sort_unstable_by_key(|(_, number)| *number);
    named.into_iter().map(|(key, _)| key).collect()
}
