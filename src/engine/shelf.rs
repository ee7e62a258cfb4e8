//! The deals and credits of a run, put together from the batches that were read so that the credits of one rep lie in a
//! row, by days: the walk over them would otherwise wait for memory at every credit, for deals come in the order of
//! their files. Who is credited is left to `crediting`, the exact order of credits to `order`.

use std::convert::Infallible;
use std::ops::Range;

use crate::engine::commissions::{Credits, Deals, NO_CURRENCY, NO_TERM};
use crate::engine::people::index;
use crate::engine::threads::{all as at_once, side_by_side};
use crate::money::Currency;

/// The most groups that reps are put into. What one of them needs of ten million deals fits the cache of a processor,
/// and the part of a batch that belongs to one is still worth copying as a whole.
const GROUPS: usize = 1024;

/// A first batch of so many deals is not the only one.
const LARGE: usize = 10_000;

/// The rows that columns have room for from then on: 8 million. Memory that nothing was written to is not taken from
/// the system, and a column that grows from a few rows on is copied each time, as long as it is small.
const ROOM: usize = 1 << 23;

/// Days of reps for each row at most, for rows to be counted into them rather than sorted.
const CELLS: usize = 8;

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

/// What one batch adds: deals, and credits in an arrangement of groups. All batches of a run have the same groups,
/// elements and measures.
#[derive(Debug, Default)]
pub struct Batch {
    /// The deals, those of one group beside each other; with the currencies and files of the batch.
    pub deals: Deals,
    /// The credits, arranged; with the deals of the batch.
    pub credits: Credits,
    /// How they are arranged.
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
    /// For each batch its first credit, and its credits by groups.
    credit_groups: Vec<(usize, Arrangement)>,
}

impl Stock {
    /// Begins without batches.
    #[must_use]
    pub fn new(groups: Groups) -> Self {
        Self { groups, shelf: Shelf::default(), credit_groups: Vec::new() }
    }

    /// Adds a batch.
    ///
    /// # Panics
    /// Past 2^32 deals, or 65,535 files or currencies.
    pub fn add(&mut self, batch: Batch) {
        if self.shelf.deals.days.is_empty() && batch.deals.days.len() >= LARGE {
            self.shelf.make_room(&batch.deals, &batch.credits);
        }
        let Batch { deals, credits, credit_groups, currencies, files } = batch;
        self.credit_groups.push((self.shelf.credits.deals.len(), credit_groups));
        self.shelf.append(Shelf { deals, credits, currencies, files });
    }

    /// Puts all credits in order on so many threads, by rep and day, column by column. Deals stay where they are: those
    /// of a group lie beside each other in each batch, and what is asked of most of them is asked once.
    #[must_use]
    pub fn finish(self, threads: usize) -> Shelf {
        let Self { groups, shelf, credit_groups } = self;
        let Shelf { deals, credits, currencies, files } = shelf;
        let key = |credit: usize| (credits.reps[credit], credits.days[credit]);
        let places = sorted(groups, threads, &credit_groups, key);
        let Credits { deals: of, reps, shares, causes, days, entries, values } = credits;
        let credits = Credits {
            deals: put(of, &places, threads),
            reps: put(reps, &places, threads),
            shares: put(shares, &places, threads),
            causes: put(causes, &places, threads),
            days: put(days, &places, threads),
            entries: put_each(entries, &places, threads),
            values: put_each(values, &places, threads),
        };
        Shelf { deals, credits, currencies, files }
    }
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
        Ok(in_order(keys))
    };
    let Ok(places) = side_by_side(groups.count, threads, of_group);
    places.concat()
}

/// The rows of one group by rep and day. Those of one rep and day stay in the order of the files: they come in it.
fn in_order(mut keys: Vec<((u32, i32), u32)>) -> Vec<u32> {
    let mut first = (u32::MAX, i32::MAX);
    let mut last = (0, i32::MIN);
    for ((rep, day), _) in &keys {
        first = (first.0.min(*rep), first.1.min(*day));
        last = (last.0.max(*rep), last.1.max(*day));
    }
    let days = usize::try_from(i64::from(last.1) - i64::from(first.1) + 1).unwrap_or(0);
    let reps = index(last.0.saturating_sub(first.0)) + 1;
    let Some(cells) = days.checked_mul(reps).filter(|cells| *cells <= keys.len() * CELLS) else {
        keys.sort_unstable();
        return keys.into_iter().map(|(_, row)| row).collect();
    };
    let cell = |(rep, day): (u32, i32)| index(rep - first.0) * days + index(day.abs_diff(first.1));
    let mut next = vec![0_u32; cells + 1];
    for (key, _) in &keys {
        next[cell(*key) + 1] += 1;
    }
    for cell in 0..cells {
        next[cell + 1] += next[cell];
    }
    let mut rows = vec![0; keys.len()];
    for (key, row) in keys {
        let place = &mut next[cell(key)];
        rows[index(*place)] = row;
        *place += 1;
    }
    rows
}

/// Makes room in a column, where the system grants it.
fn room<T>(column: &mut Vec<T>) {
    // Without it the column grows as it must.
    let _ = column.try_reserve(ROOM);
}

/// A column in its new order; one that no row has stays empty. It is given back as soon as it is copied.
fn put<T: Copy + Default + Send + Sync>(column: Vec<T>, places: &[u32], threads: usize) -> Vec<T> {
    if column.is_empty() {
        return Vec::new();
    }
    let mut all = vec![T::default(); places.len()];
    let part = places.len().div_ceil(threads.max(1)).max(LARGE);
    let mut tasks: Vec<Box<dyn FnOnce() + Send + '_>> = Vec::new();
    for (into, places) in all.chunks_mut(part).zip(places.chunks(part)) {
        let column = &column;
        tasks.push(Box::new(move || {
            for (into, place) in into.iter_mut().zip(places) {
                *into = column[index(*place)];
            }
        }));
    }
    at_once(tasks, threads);
    drop(column);
    all
}

fn put_each<T: Copy + Default + Send + Sync>(
    columns: Vec<Vec<T>>,
    places: &[u32],
    threads: usize,
) -> Vec<Vec<T>> {
    columns.into_iter().map(|column| put(column, places, threads)).collect()
}

impl Shelf {
    /// Makes room in those columns that a batch has.
    fn make_room(&mut self, deals: &Deals, credits: &Credits) {
        fn alike<T, U>(column: &mut Vec<T>, of_batch: &[U]) {
            if !of_batch.is_empty() {
                room(column);
            }
        }
        fn each<T>(columns: &mut Vec<Vec<T>>, of_batch: &[Vec<T>]) {
            columns.resize_with(of_batch.len(), Vec::new);
            columns.iter_mut().zip(of_batch).for_each(|(column, of_batch)| alike(column, of_batch));
        }
        self.deals.ids.make_room(ROOM);
        if !deals.accounts.is_empty() {
            self.deals.accounts.make_room(ROOM);
        }
        alike(&mut self.deals.days, &deals.days);
        alike(&mut self.deals.amounts, &deals.amounts);
        alike(&mut self.deals.currencies, &deals.currencies);
        alike(&mut self.deals.files, &deals.files);
        alike(&mut self.deals.rows, &deals.rows);
        alike(&mut self.deals.terms, &deals.terms);
        each(&mut self.deals.entries, &deals.entries);
        alike(&mut self.credits.deals, &credits.deals);
        alike(&mut self.credits.reps, &credits.reps);
        alike(&mut self.credits.shares, &credits.shares);
        alike(&mut self.credits.causes, &credits.causes);
        alike(&mut self.credits.days, &credits.days);
        each(&mut self.credits.entries, &credits.entries);
        each(&mut self.credits.values, &credits.values);
    }

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
        let with_terms = !self.deals.terms.is_empty() || !deals.terms.is_empty();
        if with_terms {
            self.deals.terms.resize(self.deals.days.len(), NO_TERM);
            self.deals.terms.extend(&deals.terms);
            self.deals.terms.resize(self.deals.days.len() + deals.days.len(), NO_TERM);
        }
        self.deals.ids.append(deals.ids);
        self.deals.accounts.append(deals.accounts);
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
        self.credits.days.extend(credits.days);
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
    names.into_iter().map(|name| code_of(all, name)).collect()
}

/// The code of a file or currency among all of them, which a new one joins.
///
/// # Panics
/// Past 65,535 of them.
pub fn code_of<T: PartialEq>(all: &mut Vec<T>, name: T) -> u16 {
    let known = all.iter().position(|other| *other == name);
    let position = known.unwrap_or_else(|| {
        all.push(name);
        all.len() - 1
    });
    let code = u16::try_from(position).ok().filter(|code| *code != NO_CURRENCY);
    code.expect("fewer than 65,535 files and currencies")
}

#[cfg(test)]
mod tests;
