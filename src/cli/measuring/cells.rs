//! The parts that a batch of deals is counted by: how deals stand, which cell each belongs to, and the deals of one
//! standing with their cells. What is added to the cells is left to `batch`.

use hashbrown::HashMap;

use crate::engine::error::EngineError;
use crate::engine::metrics::tally::{add_money, count};
use crate::engine::people::index;
use crate::model::ids::Numbers;

/// A rep, a slot and a group of deal columns.
pub(super) type Key = (u32, u32, u32);

/// Nobody and nothing.
pub(super) const NONE: u32 = u32::MAX;

/// How a deal stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Won,
    Lost,
    Open,
}

/// Deals of one standing that lie in a slot: their rows, and the cell of each.
#[derive(Default)]
pub(super) struct Picked {
    pub(super) rows: Vec<usize>,
    pub(super) cells: Vec<u32>,
}

impl Picked {
    /// The cells, in the order of the rows.
    pub(super) fn cells(&self) -> impl Iterator<Item = u32> + '_ {
        self.cells.iter().copied()
    }

    /// Counts each deal in its cell.
    pub(super) fn count(&self, list: &mut Vec<u64>, size: usize) {
        if !self.rows.is_empty() {
            count(list, size, self.cells());
        }
    }

    /// Adds an amount for each deal to its cell.
    pub(super) fn add(&self, list: &mut Vec<i128>, size: usize, amounts: &[i128]) -> Result<(), EngineError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        add_money(list, size, self.cells().zip(amounts.iter().copied())).ok_or_else(too_large)
    }

    /// Those of them whose value is there, and the values.
    pub(super) fn with(&self, values: &[i128]) -> (Picked, Vec<usize>) {
        let mut some = Picked::default();
        let mut places = Vec::new();
        for (place, (row, cell)) in self.rows.iter().zip(&self.cells).enumerate() {
            if values[*row] != i128::MIN {
                some.rows.push(*row);
                some.cells.push(*cell);
                places.push(place);
            }
        }
        (some, places)
    }
}

/// What a sum of amounts past the range is refused with.
pub(super) fn too_large() -> EngineError {
    EngineError::TooLarge { what: "the sum of the amounts".to_owned() }
}

/// The numbers of cells: in a list by place where there are few places, for a place in a list is found sooner than a
/// key in a map.
pub(super) struct Cells {
    /// The key of each cell.
    pub(super) keys: Vec<Key>,
    places: Vec<u32>,
    /// The first slot of the deals, and how many there are to the last.
    slots: (u32, usize),
    groups: usize,
    map: HashMap<Key, u32>,
}

impl Cells {
    /// No cells yet; `reps` are those of the deals, `NONE` among them, and `slots` the first and the last of theirs: a
    /// question without a period has slots for three centuries.
    pub(super) fn new(reps: &[u32], (first, last): (u32, u32), groups: usize) -> Self {
        let all = reps.iter().filter(|rep| **rep != NONE).max().map_or(0, |rep| index(*rep) + 1);
        let slots = index(last.saturating_sub(first)) + 1;
        let all = all.checked_mul(slots).and_then(|all| all.checked_mul(groups));
        let places = all.filter(|all| *all <= reps.len().max(1_024)).unwrap_or(0);
        Self {
            keys: Vec::new(),
            places: vec![NONE; places],
            slots: (first, slots),
            groups,
            map: HashMap::new(),
        }
    }

    /// The number of a cell; a new one gets the next.
    pub(super) fn of(&mut self, key: Key) -> u32 {
        let next = u32::try_from(self.keys.len()).expect("fewer cells than deals");
        let (rep, slot, group) = key;
        let (first, slots) = self.slots;
        let place = (index(rep) * slots + index(slot - first)) * self.groups + index(group);
        let number = match self.places.get_mut(place) {
            Some(number) => {
                if *number == NONE {
                    *number = next;
                }
                *number
            }
            None => *self.map.entry(key).or_insert(next),
        };
        if number == next {
            self.keys.push(key);
        }
        number
    }
}

/// How each deal stands, by its stage.
pub(super) fn standings(stages: &[Option<&str>], won: &[String], lost: &[String]) -> Vec<Standing> {
    let (mut numbers, mut known) = (Numbers::default(), Vec::new());
    let mut standings = Vec::with_capacity(stages.len());
    for stage in stages {
        let stage = stage.unwrap_or_default();
        let number = numbers.number(stage);
        if index(number) == known.len() {
            let is = |names: &[String]| names.iter().any(|name| name == stage);
            known.push(match (is(won), is(lost)) {
                (true, _) => Standing::Won,
                (false, true) => Standing::Lost,
                (false, false) => Standing::Open,
            });
        }
        standings.push(known[index(number)]);
    }
    standings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_has_one_number_in_the_list_and_in_the_map() {
        // Three reps in two slots have places in a list, wherever the slots begin; of far too many there is a map.
        for (first, last) in [(7, 8), (0, u32::MAX)] {
            let mut cells = Cells::new(&[0, NONE, 2], (first, last), 1);
            let found = [(2, 8, 0), (0, 7, 0), (2, 8, 0), (2, 7, 0)].map(|key| cells.of(key));
            assert_eq!(found, [0, 1, 0, 2], "{first}");
            assert_eq!(cells.keys, [(2, 8, 0), (0, 7, 0), (2, 7, 0)]);
        }
    }

    #[test]
    fn a_stage_that_is_neither_won_nor_lost_is_open() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let stages = [Some("Won"), None, Some("Lost"), Some("Won"), Some("won")];
        let found = standings(&stages, &names(&["Won"]), &names(&["Lost", "Won"]));
        let expected = [Standing::Won, Standing::Open, Standing::Lost, Standing::Won, Standing::Open];
        assert!(found == expected);
    }

    #[test]
    fn deals_without_a_value_are_left_out_of_it() {
        let picked = Picked { rows: vec![0, 2, 3], cells: vec![5, 6, 5] };
        let (some, places) = picked.with(&[1, 2, i128::MIN, 4]);
        assert_eq!((some.rows, some.cells, places), (vec![0, 3], vec![5, 5], vec![0, 2]));
    }
}
