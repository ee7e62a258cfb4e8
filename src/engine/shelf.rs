//! The deals and credits of a run, put together from the batches that were read so that what one rep needs lies in a
//! row, by days: the walk over a rep's credits would otherwise wait for memory at every credit, for deals come in the
//! order of their files. Who is credited is left to `crediting`, the exact order of credits to `order`.

use std::convert::Infallible;
use std::ops::Range;

use crate::engine::commissions::{Cause, Credits, Deals, NO_TERM};
use crate::engine::people::index;
use crate::engine::threads::{all, side_by_side};
use crate::model::text::Texts;
use crate::money::Currency;

/// The most groups that reps are put into. What one of them needs of ten million deals fits the cache of a processor,
/// and the part of a batch that belongs to one is still worth copying as a whole.
const GROUPS: usize = 1024;

/// Groups of reps with numbers that follow each other.
#[derive(Clone, Copy, Debug)]
pub struct Groups {
    shift: u32,
    count: usize,
}

impl Groups {
    /// Groups of equal size for reps 0 to `reps` − 1.
    #[must_use]
    pub fn new(reps: usize) -> Self {
        let last = reps.saturating_sub(1);
        let mut shift = 0;
        while last >> shift >= GROUPS {
            shift += 1;
        }
        Self { shift, count: (last >> shift) + 1 }
    }

    fn of(self, rep: u32) -> usize {
        index(rep >> self.shift)
    }

    /// Brings the rows of a column of reps into the order of groups; those of one group stay in their order.
    #[must_use]
    pub fn arrange(self, reps: &[u32]) -> Arrangement {
        let mut ends = vec![0_u32; self.count];
        for rep in reps {
            ends[self.of(*rep)] += 1;
        }
        let mut next = Vec::with_capacity(self.count);
        let mut sum = 0;
        for end in &mut ends {
            next.push(sum);
            sum += *end;
            *end = sum;
        }
        let mut rows = vec![0_u32; reps.len()];
        for (row, rep) in (0_u32..).zip(reps) {
            let place = &mut next[self.of(*rep)];
            rows[index(*place)] = row;
            *place += 1;
        }
        Arrangement { rows, ends }
    }
}

/// The order of the rows of a batch by groups.
#[derive(Clone, Debug, Default)]
pub struct Arrangement {
    /// The rows in their new order, by their old positions.
    pub rows: Vec<u32>,
    /// Where each group ends.
    ends: Vec<u32>,
}

impl Arrangement {
    /// The new position of each row.
    #[must_use]
    pub fn places(&self) -> Vec<u32> {
        let mut places = vec![0; self.rows.len()];
        for (place, row) in (0_u32..).zip(&self.rows) {
            places[index(*row)] = place;
        }
        places
    }

    /// A column in the new order.
    #[must_use]
    pub fn arranged<T: Copy>(&self, column: &[T]) -> Vec<T> {
        self.rows.iter().map(|row| column[index(*row)]).collect()
    }

    fn group(&self, group: usize) -> Range<usize> {
        let start = group.checked_sub(1).map_or(0, |before| index(self.ends[before]));
        start..index(self.ends[group])
    }
}

/// What one batch adds: deals and credits by groups, each in an arrangement of its own. All batches of a run have the
/// same groups, elements and measures.
#[derive(Debug, Default)]
pub struct Batch {
    /// The deals, arranged; with the currencies and files of the batch.
    pub deals: Deals,
    /// The credits, arranged; with the deals of the batch.
    pub credits: Credits,
    /// The rep of the first credit of each deal, by which deals are arranged.
    pub first_reps: Vec<u32>,
    /// How the deals are arranged.
    pub deal_groups: Arrangement,
    /// How the credits are arranged.
    pub credit_groups: Arrangement,
    /// The currencies of the deals.
    pub currencies: Vec<Currency>,
    /// The files of the deals.
    pub files: Vec<String>,
}

/// Everything that was read.
#[derive(Debug, Default)]
pub struct Shelf {
    /// The deals.
    pub deals: Deals,
    /// Their credits.
    pub credits: Credits,
    /// The currencies of the deals.
    pub currencies: Vec<Currency>,
    /// The files of the deals.
    pub files: Vec<String>,
}

/// A row of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    batch: u32,
    row: u32,
}

impl Shelf {
    /// Puts batches together on so many threads, by rep and day, column by column; a column of the batches is given
    /// back as soon as it is copied.
    ///
    /// # Panics
    /// Past 2^32 deals, or 65,535 files or currencies.
    #[must_use]
    pub fn new(batches: Vec<Batch>, groups: Groups, threads: usize) -> Self {
        let deal_places = sorted(
            groups,
            threads,
            &batches,
            |batch| &batch.deal_groups,
            |batch, row| (batch.first_reps[row], batch.deals.days[row]),
        );
        let credit_places = sorted(
            groups,
            threads,
            &batches,
            |batch| &batch.credit_groups,
            |batch, row| (batch.credits.reps[row], batch.deals.days[index(batch.credits.deals[row])]),
        );
        let numbers = numbers(&batches, &deal_places);
        let mut shelf = Self::default();
        let mut columns = Columns::default();
        let (mut currency_codes, mut file_codes) = (Vec::new(), Vec::new());
        for batch in batches {
            currency_codes.push(codes(&mut shelf.currencies, batch.currencies));
            file_codes.push(codes(&mut shelf.files, batch.files));
            columns.add(batch.deals, batch.credits);
        }
        let (deals, credits) = (&mut shelf.deals, &mut shelf.credits);
        let (of_deals, of_credits) = (&deal_places, &credit_places);
        deals.entries.resize_with(columns.entries.len(), Vec::new);
        credits.values.resize_with(columns.values.len(), Vec::new);
        let translated = |code: u16, codes: &[u16]| codes.get(usize::from(code)).copied().unwrap_or(code);
        let mut tasks: Vec<Box<dyn FnOnce() + Send + '_>> = Vec::new();
        // The widest columns first, so that the threads end at about the same time.
        tasks.push(Box::new(|| deals.ids = joined_texts(columns.ids, of_deals)));
        tasks.push(Box::new(|| deals.accounts = joined_texts(columns.accounts, of_deals)));
        for (into, from) in credits.values.iter_mut().zip(columns.values) {
            tasks.push(Box::new(|| *into = joined(from, of_credits)));
        }
        tasks.push(Box::new(|| deals.amounts = joined(columns.amounts, of_deals)));
        tasks.push(Box::new(|| deals.rows = joined(columns.rows, of_deals)));
        tasks.push(Box::new(|| credits.shares = joined(columns.shares, of_credits)));
        tasks.push(Box::new(|| {
            let number = |deal: u32, batch: usize| numbers[batch][index(deal)];
            credits.deals = joined_with(columns.deals, of_credits, number);
        }));
        tasks.push(Box::new(|| credits.reps = joined(columns.reps, of_credits)));
        tasks.push(Box::new(|| deals.days = joined(columns.days, of_deals)));
        tasks.push(Box::new(|| {
            let code = |code, batch: usize| translated(code, &file_codes[batch]);
            deals.files = joined_with(columns.files, of_deals, code);
        }));
        tasks.push(Box::new(|| {
            let code = |code, batch: usize| translated(code, &currency_codes[batch]);
            deals.currencies = joined_with(columns.currencies, of_deals, code);
        }));
        tasks.push(Box::new(|| credits.causes = joined(columns.causes, of_credits)));
        tasks.push(Box::new(|| credits.days = joined_if_any(columns.dated, of_credits)));
        tasks.push(Box::new(|| deals.terms = joined_if_any(columns.terms, of_deals)));
        for (into, from) in deals.entries.iter_mut().zip(columns.entries) {
            tasks.push(Box::new(|| *into = joined(from, of_deals)));
        }
        all(tasks, threads);
        shelf
    }
}

impl Shelf {
    /// Adds the deals and credits of another one at the end. Both have the same elements and measures.
    ///
    /// # Panics
    /// Past 2^32 deals, or 65,535 files or currencies.
    pub fn append(&mut self, other: Self) {
        let Self { deals, credits, currencies, files } = other;
        let shift = u32::try_from(self.deals.days.len()).expect("tables hold fewer than 2^32 rows");
        let (currencies, files) = (codes(&mut self.currencies, currencies), codes(&mut self.files, files));
        let translated = |code: u16, codes: &[u16]| codes.get(usize::from(code)).copied().unwrap_or(code);
        // A column that only one of them has is filled up with what its absence means.
        let dated = !self.credits.days.is_empty() || !credits.days.is_empty();
        let with_terms = !self.deals.terms.is_empty() || !deals.terms.is_empty();
        let closes = |credits: &Credits, deals: &Deals| -> Vec<i32> {
            (0..credits.deals.len()).map(|credit| credits.day(credit, deals)).collect()
        };
        if dated {
            let days = closes(&credits, &deals);
            self.credits.days = closes(&self.credits, &self.deals);
            self.credits.days.extend(days);
        }
        if with_terms {
            self.deals.terms.resize(self.deals.days.len(), NO_TERM);
            self.deals.terms.extend(&deals.terms);
            self.deals.terms.resize(self.deals.days.len() + deals.days.len(), NO_TERM);
        }
        self.deals.ids.append(&deals.ids);
        self.deals.accounts.append(&deals.accounts);
        self.deals.days.extend(deals.days);
        self.deals.amounts.extend(deals.amounts);
        self.deals.currencies.extend(deals.currencies.iter().map(|code| translated(*code, &currencies)));
        self.deals.files.extend(deals.files.iter().map(|code| translated(*code, &files)));
        self.deals.rows.extend(deals.rows);
        for (all, more) in self.deals.entries.iter_mut().zip(deals.entries) {
            all.extend(more);
        }
        self.credits.deals.extend(credits.deals.iter().map(|deal| deal + shift));
        self.credits.reps.extend(credits.reps);
        self.credits.shares.extend(credits.shares);
        self.credits.causes.extend(credits.causes);
        for (all, more) in self.credits.values.iter_mut().zip(credits.values) {
            all.extend(more);
        }
    }
}

/// The columns of all batches.
#[derive(Default)]
struct Columns {
    ids: Vec<Texts>,
    accounts: Vec<Texts>,
    days: Vec<Vec<i32>>,
    amounts: Vec<Vec<i128>>,
    currencies: Vec<Vec<u16>>,
    files: Vec<Vec<u16>>,
    rows: Vec<Vec<u64>>,
    entries: Vec<Vec<Vec<u8>>>,
    deals: Vec<Vec<u32>>,
    reps: Vec<Vec<u32>>,
    shares: Vec<Vec<i64>>,
    terms: Vec<Vec<u16>>,
    causes: Vec<Vec<Cause>>,
    dated: Vec<Vec<i32>>,
    values: Vec<Vec<Vec<i128>>>,
}

impl Columns {
    fn add(&mut self, deals: Deals, credits: Credits) {
        let Deals { ids, accounts, days, amounts, currencies, files, rows, terms, entries } = deals;
        self.terms.push(terms);
        self.ids.push(ids);
        self.accounts.push(accounts);
        self.days.push(days);
        self.amounts.push(amounts);
        self.currencies.push(currencies);
        self.files.push(files);
        self.rows.push(rows);
        add_each(&mut self.entries, entries);
        let Credits { deals, reps, shares, causes, days, values } = credits;
        self.deals.push(deals);
        self.reps.push(reps);
        self.shares.push(shares);
        self.causes.push(causes);
        self.dated.push(days);
        add_each(&mut self.values, values);
    }
}

/// Adds the columns of one batch to those of the batches before, each to its own; every batch has as many.
fn add_each<T>(all: &mut Vec<Vec<Vec<T>>>, batch: Vec<Vec<T>>) {
    all.resize_with(batch.len(), Vec::new);
    for (all, column) in all.iter_mut().zip(batch) {
        all.push(column);
    }
}

/// The rows of all batches by the rep and day that `key` says of them, group by group.
fn sorted(
    groups: Groups,
    threads: usize,
    batches: &[Batch],
    arrangement: impl Fn(&Batch) -> &Arrangement + Sync,
    key: impl Fn(&Batch, usize) -> (u32, i32) + Sync,
) -> Vec<Place> {
    let of_group = |group: usize| -> Result<Vec<Place>, Infallible> {
        let mut keys: Vec<((u32, i32), Place)> = Vec::new();
        for (number, batch) in (0_u32..).zip(batches) {
            let rows = arrangement(batch).group(group);
            keys.extend(rows.map(|row| {
                let place = Place { batch: number, row: u32::try_from(row).expect("a row of a batch") };
                (key(batch, row), place)
            }));
        }
        // Rows of one rep and day stay in the order of the files.
        keys.sort_by_key(|(key, _)| *key);
        Ok(keys.into_iter().map(|(_, place)| place).collect())
    };
    let Ok(places) = side_by_side(groups.count, threads, of_group);
    places.concat()
}

/// The number that each deal of each batch gets.
fn numbers(batches: &[Batch], places: &[Place]) -> Vec<Vec<u32>> {
    let mut numbers: Vec<Vec<u32>> = batches.iter().map(|batch| vec![0; batch.deals.days.len()]).collect();
    for (number, place) in places.iter().enumerate() {
        let number = u32::try_from(number).expect("tables hold fewer than 2^32 rows");
        numbers[index(place.batch)][index(place.row)] = number;
    }
    numbers
}

/// The codes of a batch's names among all names, which it adds to.
fn codes<T: PartialEq>(all: &mut Vec<T>, names: Vec<T>) -> Vec<u16> {
    let code = |name: T| {
        let known = all.iter().position(|other| *other == name);
        let position = known.unwrap_or_else(|| {
            all.push(name);
            all.len() - 1
        });
        let code = u16::try_from(position).ok().filter(|code| *code != u16::MAX);
        code.expect("fewer than 65,535 files and currencies")
    };
    names.into_iter().map(code).collect()
}

fn joined<T: Copy>(columns: Vec<Vec<T>>, places: &[Place]) -> Vec<T> {
    joined_with(columns, places, |value, _| value)
}

/// A column that no batch may have.
fn joined_if_any<T: Copy>(columns: Vec<Vec<T>>, places: &[Place]) -> Vec<T> {
    if columns.iter().all(Vec::is_empty) { Vec::new() } else { joined(columns, places) }
}

/// A column of all batches in its new order, each value as its batch wants it translated.
fn joined_with<T: Copy>(
    columns: Vec<Vec<T>>,
    places: &[Place],
    translated: impl Fn(T, usize) -> T,
) -> Vec<T> {
    let value = |place: &Place| {
        let batch = index(place.batch);
        translated(columns[batch][index(place.row)], batch)
    };
    let all = places.iter().map(value).collect();
    drop(columns);
    all
}

fn joined_texts(columns: Vec<Texts>, places: &[Place]) -> Texts {
    let mut all = Texts::with_capacity(places.len(), columns.iter().map(Texts::bytes).sum());
    for place in places {
        all.push(columns[index(place.batch)].get(index(place.row)));
    }
    drop(columns);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A batch of deals that are wholly the owner's, given as (rep, day, id), with one measure and one element.
    fn batch(groups: Groups, file: &str, given: &[(u32, i32, &str)]) -> Batch {
        let owners: Vec<u32> = given.iter().map(|(rep, ..)| *rep).collect();
        let groups = groups.arrange(&owners);
        let mut batch = Batch { files: vec![file.to_owned()], ..Batch::default() };
        for row in &groups.rows {
            let (_, day, id) = given[index(*row)];
            batch.deals.ids.push(id);
            batch.deals.accounts.push("");
            batch.deals.days.push(day);
        }
        let count = given.len();
        batch.first_reps = groups.arranged(&owners);
        batch.deals.amounts = groups.arranged(&(1..).take(count).collect::<Vec<_>>());
        batch.deals.currencies = vec![u16::MAX; count];
        batch.deals.files = vec![0; count];
        batch.deals.rows = groups.arranged(&(1..).take(count).collect::<Vec<_>>());
        batch.deals.entries = vec![vec![0; count]];
        batch.credits.deals = (0..).take(count).collect();
        batch.credits.reps = groups.arranged(&owners);
        batch.credits.shares = vec![100_000_000; count];
        batch.credits.causes = vec![Cause::OWNER; count];
        batch.credits.values = vec![groups.arranged(&(1..).take(count).collect::<Vec<_>>())];
        batch.deal_groups = groups.clone();
        batch.credit_groups = groups;
        batch
    }

    #[test]
    fn deals_lie_by_rep_and_day_and_credits_keep_their_deals() {
        // Four reps to a group: 0 to 3, and those from 4.
        let groups = Groups { shift: 2, count: 2 };
        for threads in [1, 3] {
            let batches = vec![
                batch(groups, "a.csv", &[(5, 1, "D1"), (0, 9, "D2"), (3, 2, "D3"), (0, 4, "D4")]),
                batch(groups, "a.csv", &[]),
                batch(groups, "b.csv", &[(1, 1, "D5"), (0, 4, "D6"), (5, 0, "D7")]),
            ];
            let shelf = Shelf::new(batches, groups, threads);
            let ids: Vec<&str> = (0..shelf.deals.ids.len()).map(|deal| shelf.deals.ids.get(deal)).collect();
            assert_eq!(ids, ["D4", "D6", "D2", "D5", "D3", "D7", "D1"]);
            assert_eq!(shelf.deals.days, [4, 4, 9, 1, 2, 0, 1]);
            assert_eq!(shelf.credits.reps, [0, 0, 0, 1, 3, 5, 5]);
            assert_eq!(shelf.credits.deals, [0, 1, 2, 3, 4, 5, 6]);
            assert_eq!(shelf.credits.values, [[4, 2, 2, 1, 3, 3, 1]]);
            assert_eq!(shelf.deals.amounts, [4, 2, 2, 1, 3, 3, 1]);
            assert_eq!(shelf.deals.rows, [4, 2, 2, 1, 3, 3, 1]);
            assert_eq!(shelf.files, ["a.csv", "b.csv"]);
            assert_eq!(shelf.deals.files, [0, 1, 0, 1, 0, 1, 0]);
            assert_eq!(shelf.deals.currencies, [u16::MAX; 7]);
            assert_eq!(shelf.deals.entries, [[0; 7]]);
        }
    }

    #[test]
    fn reps_are_put_into_no_more_groups_than_allowed() {
        for reps in [0, 1, 2, 1023, 1024, 1025, 5000, 1_000_000] {
            let groups = Groups::new(reps);
            assert!(groups.count <= GROUPS && groups.count <= reps.max(1), "{reps}");
            if let Some(last) = u32::try_from(reps).unwrap().checked_sub(1) {
                assert_eq!(groups.of(last), groups.count - 1, "{reps}");
            }
        }
    }

    #[test]
    fn nothing_read_is_nothing_on_the_shelf() {
        let shelf = Shelf::new(Vec::new(), Groups::new(0), 2);
        assert_eq!((shelf.deals.days.len(), shelf.credits.reps.len()), (0, 0));
    }
}
