//! What deals add up to, cell by cell. A batch waits here until the reading has taken it in its order, for one that
//! has to be read again must not be counted twice; then whichever thread comes next adds it to sums of its own, and
//! at the end the sums of the threads are put together. They are exact, so the order of the batches does not matter.

use std::sync::{Mutex, PoisonError};

use hashbrown::HashMap;

use super::cells::{Counted, Key, NONE, NOTHING};
use crate::cli::ui::lock;
use crate::data::DataError;
use crate::engine::error::EngineError;
use crate::engine::metrics::sheet::{Cell, Sheet};
use crate::engine::metrics::tally::{Gathered, Tally, add_days, add_money, count};
use crate::engine::people::index;

/// Places of cells that are found without a look-up.
const NEAR: usize = 1 << 22;

/// The deals of a batch that was taken, and the numbers of its reps and groups among all batches.
pub(super) struct Unsummed {
    /// Won, lost and open deals.
    pub(super) counted: [Counted; 3],
    /// How many reps were known before.
    pub(super) known: u32,
    /// The numbers of the other owners.
    pub(super) strangers: Vec<u32>,
    /// The numbers of the groups.
    pub(super) groups: Vec<u32>,
}

/// Batches that wait to be added up, and sums that no thread is adding to.
pub(super) struct Waiting {
    batches: Mutex<Vec<Unsummed>>,
    sums: Mutex<Vec<Sums>>,
    /// Whether medians are asked for, which need every amount and every cycle.
    medians: bool,
}

/// What the deals of each rep, slot and group add up to.
#[derive(Default)]
pub(super) struct Sums {
    cells: Vec<Key>,
    places: Places,
    tally: Tally,
    /// For each won deal its cell, and its amount; with a median alone.
    amounts: (Vec<u32>, Vec<i128>),
    /// For each won deal with a day of creation its cell, and its days; with a median alone.
    cycles: (Vec<u32>, Vec<i32>),
}

/// The numbers of cells: by slot and group a list of reps, while there is room for lists, for a place in a list is
/// found sooner than a key in a map.
#[derive(Default)]
struct Places {
    near: Vec<Vec<Vec<u32>>>,
    /// The places of all lists. Once a list had no room to grow to a cell it never will, for a cell must not be in a
    /// list and in the map.
    used: usize,
    far: HashMap<Key, u32>,
}

/// What a sum of amounts past the range is refused with.
pub(super) fn too_large() -> DataError {
    DataError::row_refused("deals", 0, "amount", "the sum of the amounts is too large")
}

impl Waiting {
    /// Nothing waits yet.
    pub(super) fn new(medians: bool) -> Self {
        Self { batches: Mutex::default(), sums: Mutex::default(), medians }
    }

    /// A batch that was taken.
    pub(super) fn put(&self, batch: Unsummed) {
        lock(&self.batches).push(batch);
    }

    /// Adds the batches that wait to sums that no other thread is adding to.
    pub(super) fn add_what_waits(&self) -> Result<(), DataError> {
        let next = || lock(&self.batches).pop();
        let Some(mut batch) = next() else { return Ok(()) };
        let free = lock(&self.sums).pop();
        let mut sums = free.unwrap_or_default();
        loop {
            sums.add(&batch, self.medians).ok_or_else(too_large)?;
            match next() {
                Some(another) => batch = another,
                None => break,
            }
        }
        lock(&self.sums).push(sums);
        Ok(())
    }

    /// All deals together.
    pub(super) fn finish(self) -> Result<Sums, DataError> {
        self.add_what_waits()?;
        let mut parts = self.sums.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter();
        let mut all = parts.next().unwrap_or_default();
        for part in parts {
            all.merge(part).ok_or_else(too_large)?;
        }
        Ok(all)
    }
}

impl Sums {
    /// Whether a deal was won.
    pub(super) fn has_won(&self) -> bool {
        self.tally.won.iter().any(|won| *won > 0)
    }

    /// Puts every cell to its rows.
    pub(super) fn put(&self, groups: &[Vec<String>], sheet: &mut Sheet<'_>) -> Result<(), EngineError> {
        let size = self.cells.len();
        let amounts = Gathered::new(size, &self.amounts.0, &self.amounts.1);
        let cycles = Gathered::new(size, &self.cycles.0, &self.cycles.1);
        // The cells of a rep one after the other, for their rows are neighbours.
        let mut order: Vec<(Key, usize)> = self.cells.iter().copied().zip(0..).collect();
        order.sort_unstable();
        for ((rep, slot, group), place) in order {
            let deals = self.tally.deals(place);
            let group = groups.get(index(group)).map_or(&[][..], Vec::as_slice);
            let cell = Cell { rep: Some(rep), slot, group: Some(group) };
            sheet.add_by(cell, &mut |facts| {
                facts.deals = facts.deals.checked_add(&deals)?;
                facts.amounts.extend_from_slice(amounts.of(place));
                facts.cycles.extend_from_slice(cycles.of(place));
                Some(())
            })?;
        }
        Ok(())
    }

    /// Adds a batch, every fact in a pass of its own; `None` past the range.
    fn add(&mut self, batch: &Unsummed, medians: bool) -> Option<()> {
        let [won, lost, open] = &batch.counted;
        let mut cells = |counted: &Counted| -> Vec<u32> {
            counted.keys.iter().map(|key| self.places.of(batch.key(*key), &mut self.cells)).collect()
        };
        let (of_won, of_lost, of_open) = (cells(won), cells(lost), cells(open));
        let (size, tally) = (self.cells.len(), &mut self.tally);
        for (list, sum, counted, cells) in [
            (&mut tally.won, &mut tally.won_amount, won, &of_won),
            (&mut tally.lost, &mut tally.lost_amount, lost, &of_lost),
            (&mut tally.open, &mut tally.open_amount, open, &of_open),
        ] {
            count(list, size, cells.iter().copied());
            add_money(sum, size, known(cells, &counted.amounts))?;
        }
        if !won.list_amounts.is_empty() {
            let listed = || known(&of_won, &won.list_amounts);
            count(&mut tally.listed, size, listed().map(|(cell, _)| cell));
            add_money(&mut tally.list_amount, size, listed())?;
            let both = of_won.iter().zip(&won.amounts).zip(&won.list_amounts);
            let amounts =
                both.filter(|(_, listed)| **listed != NOTHING).map(|((cell, sum), _)| (*cell, *sum));
            add_money(&mut tally.listed_amount, size, amounts)?;
        }
        if !won.margins.is_empty() {
            count(&mut tally.costed, size, known(&of_won, &won.margins).map(|(cell, _)| cell));
            add_money(&mut tally.margin, size, known(&of_won, &won.margins))?;
        }
        if !won.ramped.is_empty() {
            add_money(&mut tally.ramped_amount, size, known(&of_won, &won.ramped))?;
        }
        let (won_cycles, lost_cycles) = (cycles(&of_won, &won.cycles), cycles(&of_lost, &lost.cycles));
        count(&mut tally.cycles, size, won_cycles.clone().map(|(cell, _)| cell));
        add_days(&mut tally.cycle_days, size, won_cycles.clone());
        let closed = won_cycles.clone().chain(lost_cycles);
        count(&mut tally.closed_cycles, size, closed.clone().map(|(cell, _)| cell));
        add_days(&mut tally.closed_cycle_days, size, closed);
        if medians {
            self.cycles.0.extend(won_cycles.clone().map(|(cell, _)| cell));
            self.cycles.1.extend(won_cycles.map(|(_, days)| days));
            self.amounts.0.extend(of_won);
            self.amounts.1.extend(&won.amounts);
        }
        Some(())
    }

    /// Adds the sums of another thread; `None` past the range.
    fn merge(&mut self, other: Sums) -> Option<()> {
        let places: Vec<u32> = other.cells.iter().map(|key| self.places.of(*key, &mut self.cells)).collect();
        self.tally.take(&other.tally, &places, self.cells.len())?;
        self.amounts.0.extend(other.amounts.0.iter().map(|cell| places[index(*cell)]));
        self.amounts.1.extend(other.amounts.1);
        self.cycles.0.extend(other.cycles.0.iter().map(|cell| places[index(*cell)]));
        self.cycles.1.extend(other.cycles.1);
        Some(())
    }
}

/// The values that are there, each with its cell.
fn known<'a>(cells: &'a [u32], values: &'a [i128]) -> impl Iterator<Item = (u32, i128)> + 'a {
    let both = cells.iter().zip(values);
    both.filter(|(_, value)| **value != NOTHING).map(|(cell, value)| (*cell, *value))
}

/// The days that are known, each with its cell.
fn cycles<'a>(cells: &'a [u32], days: &'a [i32]) -> impl Iterator<Item = (u32, i32)> + Clone + 'a {
    cells.iter().zip(days).filter(|(_, days)| **days != i32::MIN).map(|(cell, days)| (*cell, *days))
}

impl Unsummed {
    /// A cell of the batch with the numbers of all batches.
    fn key(&self, (rep, slot, group): Key) -> Key {
        let rep = rep.checked_sub(self.known).map_or(rep, |stranger| self.strangers[index(stranger)]);
        (rep, slot, self.groups[index(group)])
    }
}

impl Places {
    /// The number of a cell; a new one gets the next, and its key is put to the cells.
    fn of(&mut self, key: Key, cells: &mut Vec<Key>) -> u32 {
        let (rep, slot, group) = (index(key.0), index(key.1), index(key.2));
        if let Some(place) = self.near.get_mut(slot).and_then(|groups| groups.get_mut(group)?.get_mut(rep)) {
            if *place == NONE {
                *place = next(cells, key);
            }
            return *place;
        }
        if !self.grow(rep, slot, group) {
            return *self.far.entry(key).or_insert_with(|| next(cells, key));
        }
        let place = next(cells, key);
        self.near[slot][group][rep] = place;
        place
    }

    /// Makes room in the lists for a cell, when there is any.
    fn grow(&mut self, rep: usize, slot: usize, group: usize) -> bool {
        let groups = self.near.get(slot).map_or(0, Vec::len);
        let reps = self.near.get(slot).and_then(|groups| groups.get(group)).map_or(0, Vec::len);
        let more =
            (slot + 1).saturating_sub(self.near.len()) + (group + 1).saturating_sub(groups) + rep + 1 - reps;
        if self.used + more > NEAR {
            return false;
        }
        self.used += more;
        if self.near.len() <= slot {
            self.near.resize_with(slot + 1, Vec::new);
        }
        let groups = &mut self.near[slot];
        if groups.len() <= group {
            groups.resize_with(group + 1, Vec::new);
        }
        groups[group].resize(rep + 1, NONE);
        true
    }
}

/// The number of the next cell, whose key this is.
fn next(cells: &mut Vec<Key>, key: Key) -> u32 {
    let next = u32::try_from(cells.len()).expect("fewer cells than deals");
    cells.push(key);
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_has_one_number_in_the_lists_and_in_the_map() {
        // A rep past the room of all lists is in the map, also once its list has grown.
        let far = u32::try_from(NEAR).unwrap();
        let (mut places, mut cells) = (Places::default(), Vec::new());
        let keys =
            [(2, 8, 0), (far, 8, 0), (0, 7, 0), (2, 8, 0), (1, 8, 0), (9, 8, 0), (far, 8, 0), (2, 8, 1)];
        let found = keys.map(|key| places.of(key, &mut cells));
        assert_eq!(found, [0, 1, 2, 0, 3, 4, 1, 5]);
        assert_eq!(cells, [(2, 8, 0), (far, 8, 0), (0, 7, 0), (1, 8, 0), (9, 8, 0), (2, 8, 1)]);
        assert_eq!(places.far.len(), 1);
    }

    /// Two deals won, by rep 4 and by the first stranger of the batch; the second has no list price and no creation.
    fn batch(stranger: u32) -> Unsummed {
        let won = Counted {
            keys: vec![(4, 0, 0), (5, 0, 0)],
            amounts: vec![90, 40],
            list_amounts: vec![100, NOTHING],
            cycles: vec![7, i32::MIN],
            ..Counted::default()
        };
        let lost =
            Counted { keys: vec![(4, 0, 0)], amounts: vec![5], cycles: vec![30], ..Counted::default() };
        let counted = [won, lost, Counted::default()];
        Unsummed { counted, known: 5, strangers: vec![stranger], groups: vec![0] }
    }

    #[test]
    fn what_is_not_there_is_left_out_and_threads_are_put_together() {
        let (mut one, mut two) = (Sums::default(), Sums::default());
        one.add(&batch(6), true).unwrap();
        two.add(&batch(5), true).unwrap();
        two.add(&batch(6), true).unwrap();
        one.merge(two).unwrap();
        assert_eq!(one.cells, [(4, 0, 0), (6, 0, 0), (5, 0, 0)]);
        let known = one.tally.deals(0);
        assert_eq!((known.won, known.won_amount, known.lost, known.lost_amount), (3, 270, 3, 15));
        assert_eq!((known.listed, known.listed_amount, known.list_amount), (3, 270, 300));
        assert_eq!((known.cycles, known.cycle_days), (3, 21));
        assert_eq!((known.closed_cycles, known.closed_cycle_days), (6, 111));
        let stranger = one.tally.deals(1);
        assert_eq!((stranger.won, stranger.won_amount, stranger.listed, stranger.cycles), (2, 80, 0, 0));
        assert_eq!((one.amounts.0.len(), one.cycles.0.len()), (6, 3));
    }
}
