//! The deals and credits of a run, put together from the batches that were read so that what one rep needs lies in a
//! row, by days: the walk over a rep's credits would otherwise wait for memory at every credit, for deals come in the
//! order of their files. Who is credited is left to `crediting`, the exact order of credits to `order`.

use std::convert::Infallible;
use std::ops::Range;

use crate::engine::commissions::{Credits, Deals, NO_TERM};
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

    /// The same without its rows, when all columns are in the new order.
    #[must_use]
    pub fn done(self) -> Self {
        Self { rows: Vec::new(), ends: self.ends }
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

/// Batches one after the other, as they are read. Each column is one large piece of memory that grows, and that the
/// system gets back as a whole; kept batch by batch, the columns would lie between each other until the end.
#[derive(Debug)]
pub struct Stock {
    groups: Groups,
    shelf: Shelf,
    first_reps: Vec<u32>,
    /// For each batch its first deal, and its deals by groups.
    deal_groups: Vec<(usize, Arrangement)>,
    /// For each batch its first credit, and its credits by groups.
    credit_groups: Vec<(usize, Arrangement)>,
}

impl Stock {
    /// Begins without batches.
    #[must_use]
    pub fn new(groups: Groups) -> Self {
        Self {
            groups,
            shelf: Shelf::default(),
            first_reps: Vec::new(),
            deal_groups: Vec::new(),
            credit_groups: Vec::new(),
        }
    }

    /// Adds a batch.
    ///
    /// # Panics
    /// Past 2^32 deals, or 65,535 files or currencies.
    pub fn add(&mut self, batch: Batch) {
        let Batch { deals, credits, first_reps, deal_groups, credit_groups, currencies, files } = batch;
        self.deal_groups.push((self.shelf.deals.days.len(), deal_groups));
        self.credit_groups.push((self.shelf.credits.deals.len(), credit_groups));
        self.first_reps.extend(first_reps);
        self.shelf.append(Shelf { deals, credits, currencies, files });
    }

    /// Puts all batches together on so many threads, by rep and day, column by column.
    #[must_use]
    pub fn finish(self, threads: usize) -> Shelf {
        let Self { groups, shelf, first_reps, deal_groups, credit_groups } = self;
        let Shelf { deals, credits, currencies, files } = shelf;
        let key = |deal: usize| (first_reps[deal], deals.days[deal]);
        let deal_places = sorted(groups, threads, &deal_groups, key);
        let key = |credit: usize| (credits.reps[credit], credits.day(credit, &deals));
        let credit_places = sorted(groups, threads, &credit_groups, key);
        drop(first_reps);
        let mut numbers = vec![0; deal_places.len()];
        for (number, place) in (0_u32..).zip(&deal_places) {
            numbers[index(*place)] = number;
        }
        let credits = put_credits(credits, &credit_places, &numbers, threads);
        drop((credit_places, numbers));
        Shelf { deals: put_deals(deals, &deal_places, threads), credits, currencies, files }
    }
}

/// Brings credits into their order. A column is given back as soon as it is copied.
fn put_credits(from: Credits, places: &[u32], numbers: &[u32], threads: usize) -> Credits {
    let Credits { deals, reps, shares, causes, days, entries, values } = from;
    let mut credits = Credits::default();
    credits.values.resize_with(values.len(), Vec::new);
    credits.entries.resize_with(entries.len(), Vec::new);
    // The widest columns first, so that the threads end at about the same time.
    let mut tasks: Vec<Box<dyn FnOnce() + Send + '_>> = Vec::new();
    for (into, from) in credits.values.iter_mut().zip(values) {
        tasks.push(Box::new(|| *into = put(from, places)));
    }
    for (into, from) in credits.entries.iter_mut().zip(entries).filter(|(_, from)| !from.is_empty()) {
        tasks.push(Box::new(|| *into = put(from, places)));
    }
    tasks.push(Box::new(|| credits.shares = put(shares, places)));
    tasks.push(Box::new(|| {
        credits.deals = places.iter().map(|place| numbers[index(deals[index(*place)])]).collect();
        drop(deals);
    }));
    tasks.push(Box::new(|| credits.reps = put(reps, places)));
    tasks.push(Box::new(|| credits.days = put(days, places)));
    tasks.push(Box::new(|| credits.causes = put(causes, places)));
    all(tasks, threads);
    credits
}

/// Brings deals into their order. A column is given back as soon as it is copied.
fn put_deals(from: Deals, places: &[u32], threads: usize) -> Deals {
    let Deals { ids, accounts, days, amounts, currencies, files, rows, terms, entries } = from;
    let mut deals = Deals::default();
    deals.entries.resize_with(entries.len(), Vec::new);
    let mut tasks: Vec<Box<dyn FnOnce() + Send + '_>> = vec![
        Box::new(|| deals.ids = put_texts(ids, places)),
        Box::new(|| deals.accounts = put_texts(accounts, places)),
        Box::new(|| deals.amounts = put(amounts, places)),
        Box::new(|| deals.rows = put(rows, places)),
        Box::new(|| deals.days = put(days, places)),
        Box::new(|| deals.files = put(files, places)),
        Box::new(|| deals.currencies = put(currencies, places)),
        Box::new(|| deals.terms = put(terms, places)),
    ];
    for (into, from) in deals.entries.iter_mut().zip(entries) {
        tasks.push(Box::new(|| *into = put(from, places)));
    }
    all(tasks, threads);
    deals
}

/// The rows of all batches by the rep and day that `key` says of them, group by group.
fn sorted(
    groups: Groups,
    threads: usize,
    batches: &[(usize, Arrangement)],
    key: impl Fn(usize) -> (u32, i32) + Sync,
) -> Vec<u32> {
    let of_group = |group: usize| -> Result<Vec<u32>, Infallible> {
        let mut keys: Vec<((u32, i32), u32)> = Vec::new();
        for (first, arrangement) in batches {
            keys.extend(arrangement.group(group).map(|row| {
                let row = first + row;
                (key(row), u32::try_from(row).expect("tables hold fewer than 2^32 rows"))
            }));
        }
        // Rows of one rep and day stay in the order of the files: they are in it here.
        keys.sort_unstable();
        Ok(keys.into_iter().map(|(_, row)| row).collect())
    };
    let Ok(places) = side_by_side(groups.count, threads, of_group);
    places.concat()
}

/// A column in its new order; one that no row has stays empty.
fn put<T: Copy>(column: Vec<T>, places: &[u32]) -> Vec<T> {
    if column.is_empty() {
        return Vec::new();
    }
    let all = places.iter().map(|place| column[index(*place)]).collect();
    drop(column);
    all
}

fn put_texts(texts: Texts, places: &[u32]) -> Texts {
    let mut all = Texts::with_capacity(places.len(), texts.bytes());
    for place in places {
        all.push(texts.get(index(*place)));
    }
    drop(texts);
    all
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
            if self.credits.days.is_empty() {
                self.credits.days = closes(&self.credits, &self.deals);
            }
            self.credits.days.extend(closes(&credits, &deals));
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
        extend_each(&mut self.deals.entries, deals.entries);
        self.credits.deals.extend(credits.deals.iter().map(|deal| deal + shift));
        self.credits.reps.extend(credits.reps);
        self.credits.shares.extend(credits.shares);
        self.credits.causes.extend(credits.causes);
        extend_each(&mut self.credits.entries, credits.entries);
        extend_each(&mut self.credits.values, credits.values);
    }
}

/// Adds columns at the ends of others; the first ones become those.
fn extend_each<T>(all: &mut Vec<Vec<T>>, more: Vec<Vec<T>>) {
    all.resize_with(more.len(), Vec::new);
    for (all, more) in all.iter_mut().zip(more) {
        all.extend(more);
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::commissions::Cause;

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
            let mut stock = Stock::new(groups);
            for batch in batches {
                stock.add(batch);
            }
            let shelf = stock.finish(threads);
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
        let shelf = Stock::new(Groups::new(0)).finish(2);
        assert_eq!((shelf.deals.days.len(), shelf.credits.reps.len()), (0, 0));
    }
}
