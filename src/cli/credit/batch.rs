//! One batch of deals on its way to the board: owners and shares, each in the currency of the report.

use hashbrown::HashMap;

use super::counted::Counted;
use super::currencies::DealCurrencies;
use super::grouping::Grouping;
use crate::calendar::{Day, Span};
use crate::cli::failure::stop_reading;
use crate::cli::own_column;
use crate::cli::reading::Company;
use crate::data::{Batch, DataError, Keyed, WonDeals};
use crate::engine::attainment::Slots;
use crate::engine::crediting::{Places, Share, check_whole, credits};
use crate::engine::error::EngineError;
use crate::engine::people::{Found, index};
use crate::money::{Amount, Currency, Exact};

/// What one batch adds.
pub(super) struct Part {
    pub(super) deals: Vec<(u32, u32, u32)>,
    pub(super) credits: Vec<(u32, i128)>,
    pub(super) groups: Vec<Vec<String>>,
    pub(super) unknown: Vec<(String, u64)>,
    pub(super) currencies: Vec<Currency>,
    pub(super) unowned: (u64, i128),
    pub(super) extent: Option<(i32, i32)>,
}

/// What the batches are credited by; shared by all threads.
pub(super) struct Context<'a> {
    pub(super) company: &'a Company,
    pub(super) grouping: &'a Grouping,
    pub(super) measure: &'a Counted,
    pub(super) currency: Option<Currency>,
    pub(super) slots: &'a Slots,
    pub(super) failure: &'a std::sync::Mutex<Option<EngineError>>,
}

impl Context<'_> {
    pub(super) fn part(&self, batch: Batch, days: Span) -> Result<Part, DataError> {
        let file = batch.file_name().to_owned();
        let (batch, places) = self.company.split_deals.looked_at(batch, &self.company.splits)?;
        let deals = WonDeals::of(batch.frame, &batch.won, days)?;
        match self.credit(&deals, &places, &file)? {
            Ok(part) => Ok(part),
            Err(error) => {
                let message = error.to_string();
                Err(stop_reading(self.failure, error, &file, &message))
            }
        }
    }

    fn credit(
        &self,
        deals: &WonDeals,
        places: &Places,
        file: &str,
    ) -> Result<Result<Part, EngineError>, DataError> {
        let (ids, owners, days) = (deals.keyed("deal_id")?, deals.keyed("rep_id")?, deals.days()?);
        let values = self.measure.values(deals, file)?;
        let currencies = deals.currencies()?;
        self.check_own(deals, &currencies, file)?;
        let groups =
            if self.grouping.sources.is_empty() { Vec::new() } else { self.grouping.groups(deals)? };
        let known = self.company.people.len();
        let places = self.company.splits.places_again(places, &ids.keys, |row| ids.text(row));
        let mut part = Part {
            deals: Vec::with_capacity(deals.len()),
            credits: Vec::with_capacity(deals.len()),
            groups: Vec::new(),
            unknown: Vec::new(),
            currencies: Vec::new(),
            unowned: (0, 0),
            extent: days.iter().min().copied().zip(days.iter().max().copied()),
        };
        let mut strangers: HashMap<&str, u32> = HashMap::new();
        let mut group_numbers: HashMap<&[String], u32> = HashMap::new();
        let mut shares: Vec<Amount> = Vec::new();
        let mut seen = DealCurrencies::default();
        for row in 0..deals.len() {
            let Some(slot) = self.slots.of(days[row]) else { continue };
            let currency = currencies[row];
            seen.see(currency, &mut part.currencies);
            let convert = |amount: Amount| self.convert(amount, currency, days[row]);
            let split = self.company.splits.shares_at(places[row]);
            let added = if split.is_empty() {
                match convert(values[row]) {
                    Ok(value) => self.owner((&owners, row), value, known, &mut strangers, &mut part),
                    Err(error) => Err(error),
                }
            } else {
                Self::share(ids.text(row), values[row], split, &mut shares, &convert, &mut part)
            };
            match added {
                Ok(true) => {}
                Ok(false) => continue,
                Err(error) => return Ok(Err(error)),
            }
            let group = match groups.get(row) {
                None => 0,
                Some(group) => {
                    let next = u32::try_from(group_numbers.len()).expect("fewer groups than deals");
                    *group_numbers.entry(group.as_slice()).or_insert(next)
                }
            };
            let end = u32::try_from(part.credits.len()).expect("a batch has fewer than 2^32 credits");
            part.deals.push((slot, group, end));
        }
        let mut named: Vec<(&[String], u32)> = group_numbers.into_iter().collect();
        named.sort_unstable_by_key(|(_, number)| *number);
        part.groups = named.into_iter().map(|(group, _)| group.to_vec()).collect();
        if part.groups.is_empty() {
            part.groups.push(Vec::new());
        }
        Ok(Ok(part))
    }

    /// Refuses to add up a column of the file's own over deals in other currencies than the report's.
    fn check_own(
        &self,
        deals: &WonDeals,
        currencies: &[Option<Currency>],
        file: &str,
    ) -> Result<(), DataError> {
        let (true, Some(wanted)) = (self.measure.own, self.currency) else { return Ok(()) };
        let rows = deals.rows();
        for (currency, row) in currencies.iter().zip(rows) {
            if let Some(deal) = currency {
                own_column::refuse_foreign((file, row), &self.measure.name, *deal, ("the report", wanted))?;
            }
        }
        Ok(())
    }

    /// Credits the whole deal to its owner; `false` when it has none.
    fn owner<'b>(
        &self,
        (owners, row): (&Keyed<'b>, usize),
        value: i128,
        known: usize,
        strangers: &mut HashMap<&'b str, u32>,
        part: &mut Part,
    ) -> Result<bool, EngineError> {
        if owners.keys[row].length() == 0 {
            part.unowned.0 += 1;
            part.unowned.1 += value;
            return Ok(false);
        }
        let rep = match self.company.people.find_keyed(owners.keys[row], || owners.text(row)) {
            Found::Rep(rep) => rep,
            Found::Ambiguous(count) => {
                return Err(EngineError::AmbiguousName { name: owners.text(row).to_owned(), count });
            }
            Found::Unknown => {
                let owner = owners.text(row);
                let next = u32::try_from(known + strangers.len()).expect("fewer than 2^32 owners");
                let number = *strangers.entry(owner).or_insert(next);
                let at = index(number) - known;
                if at == part.unknown.len() {
                    part.unknown.push((owner.to_owned(), 0));
                }
                part.unknown[at].1 += 1;
                number
            }
        };
        part.credits.push((rep, value));
        Ok(true)
    }

    fn share(
        deal_id: &str,
        value: Amount,
        split: &[Share],
        shares: &mut Vec<Amount>,
        convert: &dyn Fn(Amount) -> Result<i128, EngineError>,
        part: &mut Part,
    ) -> Result<bool, EngineError> {
        check_whole(|| deal_id, split)?;
        credits(value, split, shares)?;
        for (share, amount) in split.iter().zip(shares) {
            part.credits.push((share.rep, convert(*amount)?));
        }
        Ok(true)
    }

    fn convert(&self, amount: Amount, from: Option<Currency>, day: i32) -> Result<i128, EngineError> {
        match (from, self.currency) {
            (Some(from), Some(to)) if self.measure.money && from != to => {
                let day = Day::from_number(day).unwrap_or(Day::MIN);
                self.company.exchange.convert(amount, from, to, day).map(Exact::raw)
            }
            _ => Ok(amount.exact().raw()),
        }
    }
}
