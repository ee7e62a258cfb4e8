//! The deals and credits of a run, put together from the batches that were read so that what one rep needs lies in a
//! row, by days: the walk over a rep's credits would otherwise wait for memory at every credit, for deals come in the
//! order of their files. Who is credited is left to `crediting`, the exact order of credits to `order`.

use std::convert::Infallible;
use std::mem;
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

/// What one batch adds: deals in any order, best by the groups of their first credits, and credits by groups. All
/// batches of a run have the same groups, elements and measures.
#[derive(Debug, Default)]
pub struct Batch {
    /// The deals, with the currencies and files of the batch.
    pub deals: Deals,
    /// The credits, arranged; with the deals of the batch.
    pub credits: Credits,
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

/// Batches as they are read, in the order of the files.
#[derive(Debug)]
pub struct Stock {
    groups: Groups,
    deals: Vec<Deals>,
    credits: Vec<Credits>,
    credit_groups: Vec<Arrangement>,
    currencies: Vec<Currency>,
    files: Vec<String>,
}

/// A row of a batch.
#[derive(Clone, Copy, Debug)]
struct Place {
    batch: u32,
    row: u32,
}

/// The mark of a deal that has no number yet.
const NO_NUMBER: u32 = u32::MAX;

impl Stock {
    /// Begins without batches.
    #[must_use]
    pub fn new(groups: Groups) -> Self {
        Self {
            groups,
            deals: Vec::new(),
            credits: Vec::new(),
            credit_groups: Vec::new(),
            currencies: Vec::new(),
            files: Vec::new(),
        }
    }

    /// Adds a batch.
    ///
    /// # Panics
    /// Past 65,535 files or currencies.
    pub fn add(&mut self, batch: Batch) {
        let Batch { mut deals, credits, credit_groups, currencies, files } = batch;
        translate(&mut deals.currencies, &codes(&mut self.currencies, currencies));
        translate(&mut deals.files, &codes(&mut self.files, files));
        self.deals.push(deals);
        self.credits.push(credits);
        self.credit_groups.push(credit_groups);
    }

    /// Puts all batches together on so many threads, column by column: credits by rep and day, deals in the order of
    /// their first credits, and those of one rep and day in the order of the files.
    ///
    /// # Panics
    /// Past 2^32 deals or credits.
    #[must_use]
    pub fn finish(self, threads: usize) -> Shelf {
        let Self { groups, mut deals, mut credits, credit_groups, currencies, files } = self;
        fill_up(&mut deals, &mut credits);
        let credit_places = by_rep_and_day(groups, threads, &credit_groups, &deals, &credits);
        drop(credit_groups);
        let (deal_places, numbers) = by_first_credit(&deals, &credits, &credit_places);
        let credits = put_credits(credits, &credit_places, &numbers, threads);
        drop((credit_places, numbers));
        Shelf { deals: put_deals(deals, &deal_places, threads), credits, currencies, files }
    }
}

/// A column that only some batches have is filled up with what its absence means.
fn fill_up(deals: &mut [Deals], credits: &mut [Credits]) {
    if credits.iter().any(|credits| !credits.days.is_empty()) {
        for (credits, deals) in credits.iter_mut().zip(deals.iter()) {
            let days = (0..credits.deals.len()).map(|credit| credits.day(credit, deals)).collect();
            credits.days = days;
        }
    }
    if deals.iter().any(|deals| !deals.terms.is_empty()) {
        for deals in deals {
            deals.terms.resize(deals.days.len(), NO_TERM);
        }
    }
}

/// The credits of all batches by rep and day, group by group.
fn by_rep_and_day(
    groups: Groups,
    threads: usize,
    arrangements: &[Arrangement],
    deals: &[Deals],
    credits: &[Credits],
) -> Vec<Place> {
    let of_group = |group: usize| -> Result<Vec<Place>, Infallible> {
        // Rep, day, batch and row as one number, which sorts faster than four.
        let mut keys: Vec<u128> = Vec::new();
        for (batch, arrangement) in (0_u32..).zip(arrangements) {
            let (deals, credits) = (&deals[index(batch)], &credits[index(batch)]);
            keys.extend(arrangement.group(group).map(|row| {
                // The sign bit turned over, negative days sort before the others.
                let day = u32::from_ne_bytes((credits.day(row, deals) ^ i32::MIN).to_ne_bytes());
                let row = u32::try_from(row).expect("a batch has fewer than 2^32 credits");
                let [rep, day, batch, row] = [credits.reps[index(row)], day, batch, row].map(u128::from);
                rep << 96 | day << 64 | batch << 32 | row
            }));
        }
        keys.sort_unstable();
        let low = |key: u128| u32::try_from(key & u128::from(u32::MAX)).expect("the mask leaves 32 bits");
        Ok(keys.into_iter().map(|key| Place { batch: low(key >> 32), row: low(key) }).collect())
    };
    let Ok(places) = side_by_side(groups.count, threads, of_group);
    places.concat()
}

/// The deals in the order of their first credits, those without any at the end; and the new number of each deal of each
/// batch.
fn by_first_credit(
    deals: &[Deals],
    credits: &[Credits],
    credit_places: &[Place],
) -> (Vec<Place>, Vec<Vec<u32>>) {
    let mut numbers: Vec<Vec<u32>> = deals.iter().map(|deals| vec![NO_NUMBER; deals.days.len()]).collect();
    let mut places: Vec<Place> = Vec::with_capacity(deals.iter().map(|deals| deals.days.len()).sum());
    let mut meet = |place: Place| {
        let number = &mut numbers[index(place.batch)][index(place.row)];
        if *number == NO_NUMBER {
            *number = u32::try_from(places.len()).expect("tables hold fewer than 2^32 rows");
            places.push(place);
        }
    };
    for Place { batch, row } in credit_places {
        meet(Place { batch: *batch, row: credits[index(*batch)].deals[index(*row)] });
    }
    for (batch, deals) in (0_u32..).zip(deals) {
        (0_u32..).zip(&deals.days).for_each(|(row, _)| meet(Place { batch, row }));
    }
    (places, numbers)
}

/// Brings credits into their order. A column is given back as soon as it is copied.
fn put_credits(mut from: Vec<Credits>, places: &[Place], numbers: &[Vec<u32>], threads: usize) -> Credits {
    let mut credits = Credits::default();
    let (measures, rules) = from.first().map_or((0, 0), |first| (first.values.len(), first.entries.len()));
    credits.values.resize_with(measures, Vec::new);
    credits.entries.resize_with(rules, Vec::new);
    // The widest columns first, so that the threads end at about the same time.
    let mut tasks: Vec<Box<dyn FnOnce() + Send + '_>> = Vec::new();
    for (number, into) in credits.values.iter_mut().enumerate() {
        let from = taken(&mut from, |credits| &mut credits.values[number]);
        tasks.push(Box::new(move || *into = put(from, places)));
    }
    for (number, into) in credits.entries.iter_mut().enumerate() {
        let from = taken(&mut from, |credits| &mut credits.entries[number]);
        tasks.push(Box::new(move || *into = put(from, places)));
    }
    let shares = taken(&mut from, |credits| &mut credits.shares);
    tasks.push(Box::new(|| credits.shares = put(shares, places)));
    let deals = taken(&mut from, |credits| &mut credits.deals);
    tasks.push(Box::new(|| {
        let number = |place: &Place| numbers[index(place.batch)][index(at(&deals, *place))];
        credits.deals = places.iter().map(number).collect();
        drop(deals);
    }));
    let reps = taken(&mut from, |credits| &mut credits.reps);
    tasks.push(Box::new(|| credits.reps = put(reps, places)));
    let days = taken(&mut from, |credits| &mut credits.days);
    tasks.push(Box::new(|| credits.days = put(days, places)));
    let causes = taken(&mut from, |credits| &mut credits.causes);
    tasks.push(Box::new(|| credits.causes = put(causes, places)));
    all(tasks, threads);
    credits
}

/// Brings deals into their order. A column is given back as soon as it is copied.
fn put_deals(mut from: Vec<Deals>, places: &[Place], threads: usize) -> Deals {
    let mut deals = Deals::default();
    let rules = from.first().map_or(0, |first| first.entries.len());
    deals.entries.resize_with(rules, Vec::new);
    let ids = taken(&mut from, |deals| &mut deals.ids);
    let accounts = taken(&mut from, |deals| &mut deals.accounts);
    let amounts = taken(&mut from, |deals| &mut deals.amounts);
    let rows = taken(&mut from, |deals| &mut deals.rows);
    let days = taken(&mut from, |deals| &mut deals.days);
    let files = taken(&mut from, |deals| &mut deals.files);
    let currencies = taken(&mut from, |deals| &mut deals.currencies);
    let terms = taken(&mut from, |deals| &mut deals.terms);
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
    for (number, into) in deals.entries.iter_mut().enumerate() {
        let from = taken(&mut from, |deals| &mut deals.entries[number]);
        tasks.push(Box::new(move || *into = put(from, places)));
    }
    all(tasks, threads);
    deals
}

/// One column of all batches.
fn taken<B, C: Default>(batches: &mut [B], column: impl Fn(&mut B) -> &mut C) -> Vec<C> {
    batches.iter_mut().map(|batch| mem::take(column(batch))).collect()
}

fn at<T: Copy>(column: &[Vec<T>], place: Place) -> T {
    column[index(place.batch)][index(place.row)]
}

/// A column in its new order; one that no row has stays empty.
fn put<T: Copy>(column: Vec<Vec<T>>, places: &[Place]) -> Vec<T> {
    if column.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    let all = places.iter().map(|place| at(&column, *place)).collect();
    drop(column);
    all
}

fn put_texts(texts: Vec<Texts>, places: &[Place]) -> Texts {
    let mut all = Texts::with_capacity(places.len(), texts.iter().map(Texts::bytes).sum());
    for place in places {
        all.push(texts[index(place.batch)].get(index(place.row)));
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
        let Self { mut deals, credits, currencies, files } = other;
        translate(&mut deals.currencies, &codes(&mut self.currencies, currencies));
        translate(&mut deals.files, &codes(&mut self.files, files));
        let shift = u32::try_from(self.deals.days.len()).expect("tables hold fewer than 2^32 rows");
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
        self.deals.currencies.extend(deals.currencies);
        self.deals.files.extend(deals.files);
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

/// Codes of a batch's names as codes of all names; a mark that is none of them stays.
fn translate(column: &mut [u16], codes: &[u16]) {
    if codes.iter().zip(0..).any(|(code, same)| *code != same) {
        for code in column {
            *code = codes.get(usize::from(*code)).copied().unwrap_or(*code);
        }
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
mod tests;
