//! What the deals say, put together from what each batch of them says, in the order of the batches. Adding the deals
//! up needs no order and takes time: it is left to `sums`.

use std::collections::BTreeSet;

use hashbrown::HashMap;

use super::batch::Part;
use super::customers::OfAccount;
use super::sums::{Sums, Unsummed, too_large};
use crate::calendar::{Day, Span};
use crate::cli::credit;
use crate::data::DataError;
use crate::engine::error::EngineError;
use crate::engine::metrics::ramp::Monthly;
use crate::engine::metrics::sheet::Sheet;
use crate::engine::people::index;
use crate::money::Currency;

/// What the deals say.
#[derive(Default)]
pub(super) struct FoundDeals {
    /// What the deals of each rep, slot and group add up to.
    pub(super) sums: Sums,
    groups: Vec<Vec<String>>,
    /// The report's currency, if any is known.
    pub(super) currency: Option<Currency>,
    /// First and last close date.
    pub(super) extent: Option<Span>,
    /// The day of each rep's first deal won by the as-of day, by rep number.
    pub(super) first_won: Vec<Option<Day>>,
    /// What each rep won in each month, where ramps are looked at.
    pub(super) monthly: Monthly,
    /// Won deals of accounts, where customers are looked at.
    pub(super) of_accounts: Vec<OfAccount>,
    /// Names of won and of lost stages.
    pub(super) won_stages: BTreeSet<String>,
    pub(super) lost_stages: BTreeSet<String>,
    /// Owner, group and amount of the deals that history and activities name.
    pub(super) of_history: HashMap<String, (u32, u32, i128)>,
}

impl FoundDeals {
    /// The values of the deal columns of a group.
    pub(super) fn group(&self, number: u32) -> &[String] {
        self.groups.get(index(number)).map_or(&[], Vec::as_slice)
    }

    /// Whether deals have this one value in their columns.
    pub(super) fn has_group(&self, value: &str) -> bool {
        !value.is_empty() && self.groups.iter().any(|group| group.iter().all(|own| own == value))
    }

    /// Whether a deal was won.
    pub(super) fn has_won(&self) -> bool {
        self.sums.has_won()
    }

    /// Puts every cell to its rows.
    pub(super) fn put(&self, sheet: &mut Sheet<'_>) -> Result<(), EngineError> {
        self.sums.put(&self.groups, sheet)
    }
}

/// All batches together.
#[derive(Default)]
pub(super) struct Fold {
    pub(super) found: FoundDeals,
    /// How many reps were known before; owners who are none of them are numbered after them.
    known: u32,
    numbers: HashMap<String, u32>,
    /// The owners who were not known.
    pub(super) names: Vec<String>,
    groups: HashMap<Vec<String>, u32>,
    pub(super) currencies: Vec<Currency>,
    pub(super) unowned: u64,
    pub(super) undated: u64,
    pub(super) unpriced: u64,
}

impl Fold {
    /// Nothing yet, beside so many known reps.
    pub(super) fn new(known: u32) -> Self {
        Self { known, ..Self::default() }
    }

    /// Takes the next batch; gives its deals back to be added up, with the numbers of reps and groups among all
    /// batches.
    pub(super) fn take(&mut self, part: Part) -> Result<Unsummed, DataError> {
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
        let found = &mut self.found;
        found.of_accounts.extend(part.of_accounts);
        found.won_stages.extend(part.stages.0);
        found.lost_stages.extend(part.stages.1);
        let of_history = part.of_history.into_iter();
        let of_history =
            of_history.map(|(id, number, group, amount)| (id, (rep(number), groups[index(group)], amount)));
        found.of_history.extend(of_history);
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
        for ((number, month), amount) in part.monthly {
            let sum = found.monthly.entry((rep(number), month)).or_default();
            *sum = sum.checked_add(amount).ok_or_else(too_large)?;
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
        Ok(Unsummed { counted: part.counted, known: self.known, strangers, groups })
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
