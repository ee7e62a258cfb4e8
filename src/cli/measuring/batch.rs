//! One batch of deals: whose each deal is, how it stands, which cell it belongs to and what it says there. What the
//! cells of all batches come to is left to `fold` and `sums`.

use std::borrow::Cow;

use hashbrown::HashMap;

use super::Scene;
use super::cells::{Counted, NONE, NOTHING, Picked, Standing, standing, too_large};
use super::customers::{Customers, OfAccount};
use super::effort::{History, Work};
use crate::calendar::{Day, Span};
use crate::cli::credit::DealCurrencies;
use crate::cli::failure::stop_reading;
use crate::cli::reading::Company;
use crate::data::{Batch, DataError, Keyed, WonDeals};
use crate::engine::attainment::Slots;
use crate::engine::error::EngineError;
use crate::engine::metrics::ramp::{Monthly, month_of};
use crate::engine::people::{Found, index};
use crate::model::ids::Numbers;
use crate::money::{Amount, Currency, Exact};

/// What one batch adds; owners beyond the known reps are numbered after them.
#[derive(Default)]
pub(super) struct Part {
    /// The deals that lie in a slot: won, lost and open ones.
    pub(super) counted: [Counted; 3],
    pub(super) groups: Vec<Vec<String>>,
    pub(super) strangers: Vec<String>,
    pub(super) currencies: Vec<Currency>,
    pub(super) extent: Option<(i32, i32)>,
    pub(super) first_won: HashMap<u32, i32>,
    pub(super) monthly: Monthly,
    pub(super) of_accounts: Vec<OfAccount>,
    pub(super) of_history: Vec<(String, u32, u32, i128)>,
    pub(super) stages: (Vec<String>, Vec<String>),
    pub(super) unowned: u64,
    pub(super) undated: u64,
    pub(super) unpriced: u64,
}

/// What batches are read with; shared by all threads.
pub(super) struct Reader<'a> {
    pub(super) scene: &'a Scene<'a>,
    pub(super) company: &'a Company,
    pub(super) slots: &'a Slots,
    pub(super) history: &'a History,
    pub(super) work: &'a Work,
    pub(super) customers: &'a Customers,
    /// The names of won stages, where they are said.
    pub(super) won: Option<&'a [String]>,
    /// Which deals are looked at beside the closed ones of some days.
    pub(super) reach: Reach,
    pub(super) failure: &'a std::sync::Mutex<Option<EngineError>>,
}

/// Which deals a run looks at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    /// Whether open ones.
    pub(super) open: bool,
    /// Their close dates; deals without one are looked at too.
    pub(super) days: Span,
}

/// Why a batch cannot be counted.
enum Stop {
    Data(DataError),
    Engine(EngineError),
}

impl From<DataError> for Stop {
    fn from(error: DataError) -> Self {
        Stop::Data(error)
    }
}

impl From<EngineError> for Stop {
    fn from(error: EngineError) -> Self {
        Stop::Engine(error)
    }
}

/// What is known of each deal of a batch.
struct Deals<'a> {
    standings: Vec<Standing>,
    days: Vec<i32>,
    /// The rep; `NONE` for a deal that is not looked at.
    reps: Vec<u32>,
    groups: Vec<u32>,
    amounts: Cow<'a, [i128]>,
    /// Deals in another currency than the report's, in order.
    foreign: Vec<(usize, Currency)>,
}

impl Reader<'_> {
    /// What a batch adds.
    pub(super) fn part(&self, batch: Batch) -> Result<Part, DataError> {
        let file = batch.file_name().to_owned();
        let won = self.won.map_or_else(|| batch.won.to_vec(), <[String]>::to_vec);
        let lost = self.scene.lost.clone().unwrap_or_else(|| batch.lost.to_vec());
        let deals = WonDeals::every(batch.frame);
        match self.count(&deals, won, lost) {
            Ok(part) => Ok(part),
            Err(Stop::Data(error)) => Err(error),
            Err(Stop::Engine(error)) => {
                let message = error.to_string();
                Err(stop_reading(self.failure, error, &file, &message))
            }
        }
    }

    fn count(&self, frame: &WonDeals, won: Vec<String>, lost: Vec<String>) -> Result<Part, Stop> {
        let mut part = Part::default();
        let stood = |stage: Option<&str>| standing(stage.unwrap_or_default(), &won, &lost);
        let standings = frame.told("stage", Standing::Open, stood)?;
        let days = frame.days()?;
        let reps = self.owners(&frame.keyed("rep_id")?, &standings, &days, &mut part)?;
        let groups = self.groups(frame, &reps, &mut part)?;
        let amounts = frame.raw_numbers("amount")?;
        let foreign = self.foreign(&frame.currencies()?, &reps, &days, &mut part);
        let deals = Deals { standings, days, reps, groups, amounts, foreign };
        self.of_history(frame, &deals, &mut part)?;
        self.of_accounts(frame, &deals, &mut part)?;
        if self.scene.wants(&["median_days_to_first_deal"]) {
            self.first_deals(&deals, &mut part);
        }
        if self.scene.wants(&["median_days_to_full"]) {
            self.monthly(&deals, &mut part)?;
        }
        let picked = self.pick(&deals, &mut part);
        part.counted = self.counted(frame, &deals, picked)?;
        part.stages = (won, lost);
        Ok(part)
    }

    /// Whether a deal is looked at.
    fn reaches(&self, standing: Standing, day: i32) -> bool {
        let days = self.reach.days;
        (self.reach.open || standing != Standing::Open)
            && (day == i32::MIN || (days.from.number() <= day && day <= days.to.number()))
    }

    /// The rep of each deal that is looked at.
    fn owners(
        &self,
        owners: &Keyed<'_>,
        standings: &[Standing],
        days: &[i32],
        part: &mut Part,
    ) -> Result<Vec<u32>, EngineError> {
        let known = u32::try_from(self.company.people.len()).expect("fewer than 2^32 reps");
        // A text is looked up among the people once for each batch.
        let (mut numbers, mut named) = (Numbers::default(), Vec::new());
        let mut reps = Vec::with_capacity(standings.len());
        for (row, (standing, day)) in standings.iter().zip(days).enumerate() {
            if !self.reaches(*standing, *day) {
                reps.push(NONE);
                continue;
            }
            let number = numbers.number_keyed(owners.keys[row], || owners.text(row));
            if index(number) == named.len() {
                let owner = owners.text(row);
                named.push(match self.company.people.find(owner) {
                    Found::Rep(rep) => rep,
                    Found::Ambiguous(count) => {
                        return Err(EngineError::AmbiguousName { name: owner.to_owned(), count });
                    }
                    Found::Unknown => {
                        part.strangers.push(owner.to_owned());
                        known + u32::try_from(part.strangers.len() - 1).expect("fewer than 2^32 owners")
                    }
                });
            }
            reps.push(named[index(number)]);
        }
        Ok(reps)
    }

    /// The group of each deal; none where nothing is grouped by columns of deals.
    fn groups(&self, frame: &WonDeals, reps: &[u32], part: &mut Part) -> Result<Vec<u32>, DataError> {
        if self.scene.deal_columns().is_empty() {
            part.groups.push(Vec::new());
            return Ok(Vec::new());
        }
        let texts = self.scene.grouping.groups(frame)?;
        let mut numbers: HashMap<&[String], u32> = HashMap::new();
        let mut groups = Vec::with_capacity(texts.len());
        for (text, rep) in texts.iter().zip(reps) {
            if *rep == NONE {
                groups.push(0);
                continue;
            }
            let next = u32::try_from(part.groups.len()).expect("fewer groups than deals");
            let number = *numbers.entry(text.as_slice()).or_insert(next);
            if number == next {
                part.groups.push(text.clone());
            }
            groups.push(number);
        }
        Ok(groups)
    }

    /// The deals whose money has to be converted; remembers all currencies.
    fn foreign(
        &self,
        currencies: &[Option<Currency>],
        reps: &[u32],
        days: &[i32],
        part: &mut Part,
    ) -> Vec<(usize, Currency)> {
        let mut foreign = Vec::new();
        let mut seen = DealCurrencies::default();
        for (row, (currency, rep)) in currencies.iter().zip(reps).enumerate() {
            if *rep == NONE || days[row] == i32::MIN {
                continue;
            }
            seen.see(*currency, &mut part.currencies);
            let Some(currency) = currency else { continue };
            if self.scene.currency.is_some_and(|wanted| wanted != *currency) {
                foreign.push((row, *currency));
            }
        }
        foreign
    }

    /// Owner, group and amount of the deals that history and activities name.
    fn of_history(&self, frame: &WonDeals, deals: &Deals<'_>, part: &mut Part) -> Result<(), Stop> {
        if self.history.is_empty() && self.work.names_nothing() {
            return Ok(());
        }
        for (row, id) in frame.texts("deal_id")?.into_iter().enumerate() {
            if let Some(id) = id.filter(|id| self.history.names(id) || self.work.names(id)) {
                // Without a close date there is no day to convert the amount on.
                let dated = deals.days[row] != i32::MIN;
                let amount = if dated { self.money(deals, row, deals.amounts[row])? } else { None };
                if deals.reps[row] == NONE {
                    continue;
                }
                part.of_history.push((id.to_owned(), deals.reps[row], deals.group(row), amount.unwrap_or(0)));
            }
        }
        Ok(())
    }

    /// Won deals of accounts, whatever their day.
    fn of_accounts(&self, frame: &WonDeals, deals: &Deals<'_>, part: &mut Part) -> Result<(), Stop> {
        let Some(accounts) = self.customers.columns(frame)? else { return Ok(()) };
        let costs = self.optional("cost").map(|name| frame.raw_numbers(name)).transpose()?;
        for row in deals.rows(Standing::Won).filter(|row| deals.days[*row] != i32::MIN) {
            let Some(amount) = self.money(deals, row, deals.amounts[row])? else { continue };
            let cost = costs.as_ref().map_or(Ok(None), |costs| self.money(deals, row, costs[row]))?;
            part.of_accounts.extend(accounts.deal(row, deals.days[row], amount, cost));
        }
        Ok(())
    }

    /// The first deal of each rep since the hire: whoever had deals before came back, or took over some.
    fn first_deals(&self, deals: &Deals<'_>, part: &mut Part) {
        let people = &self.company.people;
        let known = u32::try_from(people.len()).expect("fewer than 2^32 reps");
        let hired = |rep: u32| if rep < known { people.employment(rep).from } else { Day::MIN };
        let as_of = self.scene.as_of.number();
        for row in deals.rows(Standing::Won).filter(|row| deals.days[*row] <= as_of) {
            if deals.days[row] < hired(deals.reps[row]).number() {
                continue;
            }
            let first = part.first_won.entry(deals.reps[row]).or_insert(deals.days[row]);
            *first = deals.days[row].min(*first);
        }
    }

    /// What each rep won in each month, whatever the days of the report.
    fn monthly(&self, deals: &Deals<'_>, part: &mut Part) -> Result<(), EngineError> {
        for row in deals.rows(Standing::Won) {
            let Some(day) = Day::from_number(deals.days[row]) else { continue };
            let amount = self.money(deals, row, deals.amounts[row])?.unwrap_or(0);
            let sum = part.monthly.entry((deals.reps[row], month_of(day))).or_default();
            *sum = sum.checked_add(amount).ok_or_else(too_large)?;
        }
        Ok(())
    }

    /// The deals that lie in a slot and the cell of each, by standing.
    fn pick(&self, deals: &Deals<'_>, part: &mut Part) -> [Picked; 3] {
        let count = |standing| deals.standings.iter().filter(|other| **other == standing).count();
        let mut picked =
            [Standing::Won, Standing::Lost, Standing::Open].map(|one| Picked::with_room(count(one)));
        let nobody = part.strangers.iter().position(String::is_empty).and_then(|at| u32::try_from(at).ok());
        let known = u32::try_from(self.company.people.len()).expect("fewer than 2^32 reps");
        let nobody = nobody.map(|at| known + at);
        let (mut first, mut last) = (i32::MAX, i32::MIN);
        for (row, (rep, day)) in deals.reps.iter().zip(&deals.days).enumerate() {
            if *rep == NONE {
                continue;
            }
            if *day == i32::MIN {
                part.undated += 1;
                continue;
            }
            let Some(slot) = self.slots.of(*day) else { continue };
            (first, last) = (first.min(*day), last.max(*day));
            part.unowned += u64::from(nobody == Some(*rep));
            part.unpriced += u64::from(deals.amounts[row] == NOTHING);
            let of_standing = &mut picked[match deals.standings[row] {
                Standing::Won => 0,
                Standing::Lost => 1,
                Standing::Open => 2,
            }];
            of_standing.rows.push(row);
            of_standing.keys.push((*rep, slot, deals.group(row)));
        }
        part.extent = (first <= last).then_some((first, last));
        picked
    }

    /// What the picked deals say, each fact that a metric needs in a list of its own.
    fn counted(
        &self,
        frame: &WonDeals,
        deals: &Deals<'_>,
        [won, lost, open]: [Picked; 3],
    ) -> Result<[Counted; 3], Stop> {
        let amounts = |picked: &Picked| -> Result<Vec<i128>, EngineError> {
            let mut amounts = self.amounts(deals, picked, &deals.amounts)?;
            // A deal without an amount counts as nothing.
            amounts.iter_mut().filter(|amount| **amount == NOTHING).for_each(|amount| *amount = 0);
            Ok(amounts)
        };
        let mut of_won = Counted { amounts: amounts(&won)?, ..Counted::default() };
        let mut of_lost = Counted { amounts: amounts(&lost)?, ..Counted::default() };
        let of_open = Counted { amounts: amounts(&open)?, keys: open.keys, ..Counted::default() };
        if let Some(name) = self.optional("list_amount") {
            of_won.list_amounts = self.amounts(deals, &won, &frame.raw_numbers(name)?)?;
        }
        if let Some(name) = self.optional("cost") {
            of_won.margins = self.amounts(deals, &won, &frame.raw_numbers(name)?)?;
            for (cost, amount) in of_won.margins.iter_mut().zip(&of_won.amounts) {
                if *cost != NOTHING {
                    *cost = amount.checked_sub(*cost).ok_or_else(too_large)?;
                }
            }
        }
        let ends = self.ramp_ends();
        if !ends.is_empty() {
            let is_ramped =
                |row: usize| ends.get(index(deals.reps[row])).is_some_and(|end| deals.days[row] >= *end);
            let rows = won.rows.iter().zip(&of_won.amounts);
            of_won.ramped =
                rows.map(|(row, amount)| if is_ramped(*row) { *amount } else { NOTHING }).collect();
        }
        if let Some(name) = self.optional("created_date") {
            let created = frame.days_of(name)?;
            let days = |row: &usize| match created[*row] {
                i32::MIN => i32::MIN,
                day => deals.days[*row] - day,
            };
            of_won.cycles = won.rows.iter().map(days).collect();
            of_lost.cycles = lost.rows.iter().map(days).collect();
        }
        (of_won.keys, of_lost.keys) = (won.keys, lost.keys);
        Ok([of_won, of_lost, of_open])
    }

    /// A column that is read where a metric needs it and the file has it.
    fn optional(&self, column: &'static str) -> Option<&'static str> {
        let need = format!("deals.{column}");
        (self.scene.needs(&need) && self.scene.known.has(&need)).then_some(column)
    }

    /// The values of the picked deals in the report's currency; `NOTHING` where a deal has none.
    fn amounts(&self, deals: &Deals<'_>, picked: &Picked, values: &[i128]) -> Result<Vec<i128>, EngineError> {
        let mut amounts = Vec::with_capacity(picked.rows.len());
        if deals.foreign.is_empty() {
            let exact =
                |raw: i128| if raw == NOTHING { NOTHING } else { Amount::from_raw(raw).exact().raw() };
            amounts.extend(picked.rows.iter().map(|row| exact(values[*row])));
            return Ok(amounts);
        }
        for row in &picked.rows {
            amounts.push(self.money(deals, *row, values[*row])?.unwrap_or(NOTHING));
        }
        Ok(amounts)
    }

    /// An amount of a deal in the report's currency.
    fn money(&self, deals: &Deals<'_>, row: usize, raw: i128) -> Result<Option<i128>, EngineError> {
        if raw == NOTHING {
            return Ok(None);
        }
        let amount = Amount::from_raw(raw);
        let foreign = deals.foreign.binary_search_by_key(&row, |(row, _)| *row);
        let (Ok(place), Some(to)) = (foreign, self.scene.currency) else {
            return Ok(Some(amount.exact().raw()));
        };
        let day = Day::from_number(deals.days[row]).unwrap_or(Day::MIN);
        self.company.exchange.convert(amount, deals.foreign[place].1, to, day).map(Exact::raw).map(Some)
    }

    /// The day from which each rep is ramped, by rep number.
    fn ramp_ends(&self) -> Vec<i32> {
        if !self.scene.wants(&["productivity"]) {
            return Vec::new();
        }
        let months = i32::try_from(self.scene.ramp_months).unwrap_or(0);
        (0_u32..)
            .take(self.company.people.len())
            .map(|rep| self.company.people.employment(rep).from.plus_months(months).number())
            .collect()
    }
}

impl Deals<'_> {
    fn group(&self, row: usize) -> u32 {
        self.groups.get(row).copied().unwrap_or(0)
    }

    /// The deals of a standing that are looked at.
    fn rows(&self, standing: Standing) -> impl Iterator<Item = usize> + '_ {
        (0..self.reps.len()).filter(move |row| self.standings[*row] == standing && self.reps[*row] != NONE)
    }
}
