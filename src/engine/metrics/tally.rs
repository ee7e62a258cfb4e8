//! Sums over deals by cell, a list for each fact: what is asked of a deal is added to its cell list by list, which
//! reads few places of memory for each deal. What a cell is and which deals belong to it is left to the commands.

use super::facts::Deals;
use crate::engine::people::index;

/// The facts of many cells; a list that nobody filled is empty, and its cells have nothing of it.
#[derive(Debug, Default)]
pub struct Tally {
    /// Deals won.
    pub won: Vec<u64>,
    /// Their amounts, on scale 14 as all money here.
    pub won_amount: Vec<i128>,
    /// Deals lost.
    pub lost: Vec<u64>,
    /// Their amounts.
    pub lost_amount: Vec<i128>,
    /// Deals that are neither.
    pub open: Vec<u64>,
    /// Their amounts.
    pub open_amount: Vec<i128>,
    /// Won deals whose day of creation is known.
    pub cycles: Vec<u64>,
    /// Their days from creation to close.
    pub cycle_days: Vec<i64>,
    /// Won and lost deals whose day of creation is known.
    pub closed_cycles: Vec<u64>,
    /// Their days from creation to close.
    pub closed_cycle_days: Vec<i64>,
    /// Won deals whose list amount is known.
    pub listed: Vec<u64>,
    /// Their amounts.
    pub listed_amount: Vec<i128>,
    /// Their list amounts.
    pub list_amount: Vec<i128>,
    /// Won deals whose cost is known.
    pub costed: Vec<u64>,
    /// Their amounts less their costs.
    pub margin: Vec<i128>,
    /// The amounts that were won by reps whose ramp was over.
    pub ramped_amount: Vec<i128>,
}

/// Adds one for each cell that is named, to a list with a place for each of so many cells.
pub fn count(list: &mut Vec<u64>, size: usize, cells: impl Iterator<Item = u32>) {
    list.resize(size, 0);
    for cell in cells {
        list[index(cell)] += 1;
    }
}

/// Adds each number of days to its cell.
pub fn add_days(list: &mut Vec<i64>, size: usize, parts: impl Iterator<Item = (u32, i32)>) {
    list.resize(size, 0);
    for (cell, days) in parts {
        list[index(cell)] += i64::from(days);
    }
}

/// Adds each amount to its cell; `None` past 128 bits.
#[must_use]
pub fn add_money(
    list: &mut Vec<i128>,
    size: usize,
    mut parts: impl Iterator<Item = (u32, i128)>,
) -> Option<()> {
    list.resize(size, 0);
    parts.try_for_each(|(cell, amount)| {
        let sum = &mut list[index(cell)];
        *sum = sum.checked_add(amount)?;
        Some(())
    })
}

impl Tally {
    /// Adds the cells of another tally, each to the cell at its place here; `None` past the range.
    #[must_use]
    pub fn take(&mut self, other: &Tally, places: &[u32], size: usize) -> Option<()> {
        for (list, more) in [
            (&mut self.won, &other.won),
            (&mut self.lost, &other.lost),
            (&mut self.open, &other.open),
            (&mut self.cycles, &other.cycles),
            (&mut self.closed_cycles, &other.closed_cycles),
            (&mut self.listed, &other.listed),
            (&mut self.costed, &other.costed),
        ] {
            merge(list, more, places, size, u64::checked_add)?;
        }
        for (list, more) in [
            (&mut self.cycle_days, &other.cycle_days),
            (&mut self.closed_cycle_days, &other.closed_cycle_days),
        ] {
            merge(list, more, places, size, i64::checked_add)?;
        }
        for (list, more) in [
            (&mut self.won_amount, &other.won_amount),
            (&mut self.lost_amount, &other.lost_amount),
            (&mut self.open_amount, &other.open_amount),
            (&mut self.listed_amount, &other.listed_amount),
            (&mut self.list_amount, &other.list_amount),
            (&mut self.margin, &other.margin),
            (&mut self.ramped_amount, &other.ramped_amount),
        ] {
            merge(list, more, places, size, i128::checked_add)?;
        }
        Some(())
    }

    /// Everything about one cell.
    #[must_use]
    pub fn deals(&self, cell: usize) -> Deals {
        let counted = |list: &[u64]| list.get(cell).copied().unwrap_or(0);
        let days = |list: &[i64]| list.get(cell).copied().unwrap_or(0);
        let money = |list: &[i128]| list.get(cell).copied().unwrap_or(0);
        Deals {
            won: counted(&self.won),
            won_amount: money(&self.won_amount),
            lost: counted(&self.lost),
            lost_amount: money(&self.lost_amount),
            open: counted(&self.open),
            open_amount: money(&self.open_amount),
            cycles: counted(&self.cycles),
            cycle_days: days(&self.cycle_days),
            closed_cycles: counted(&self.closed_cycles),
            closed_cycle_days: days(&self.closed_cycle_days),
            listed: counted(&self.listed),
            listed_amount: money(&self.listed_amount),
            list_amount: money(&self.list_amount),
            costed: counted(&self.costed),
            margin: money(&self.margin),
            ramped_amount: money(&self.ramped_amount),
        }
    }
}

fn merge<T: Copy + Default>(
    list: &mut Vec<T>,
    more: &[T],
    places: &[u32],
    size: usize,
    add: fn(T, T) -> Option<T>,
) -> Option<()> {
    if more.is_empty() {
        return Some(());
    }
    list.resize(size.max(list.len()), T::default());
    for (place, part) in places.iter().zip(more) {
        let sum = &mut list[index(*place)];
        *sum = add(*sum, *part)?;
    }
    Some(())
}

/// Values that each belong to a cell, brought together cell by cell, in their order.
#[derive(Debug, Default)]
pub struct Gathered<T> {
    ends: Vec<usize>,
    values: Vec<T>,
}

impl<T: Copy + Default> Gathered<T> {
    /// Brings the values of so many cells together.
    #[must_use]
    pub fn new(size: usize, cells: &[u32], values: &[T]) -> Self {
        let mut ends = vec![0; size + 1];
        for cell in cells {
            ends[index(*cell) + 1] += 1;
        }
        for place in 1..ends.len() {
            ends[place] += ends[place - 1];
        }
        let mut gathered = vec![T::default(); values.len()];
        // Each start moves on to its end, which is the next one's start.
        for (cell, value) in cells.iter().zip(values) {
            let next = &mut ends[index(*cell)];
            gathered[*next] = *value;
            *next += 1;
        }
        Self { ends, values: gathered }
    }

    /// The values of a cell.
    #[must_use]
    pub fn of(&self, cell: usize) -> &[T] {
        let from = cell.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.values[from..self.ends[cell]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_added_where_their_places_are() {
        let mut all = Tally::default();
        let mut part = Tally::default();
        count(&mut part.won, 2, [0, 1, 1].into_iter());
        add_days(&mut part.cycle_days, 2, [(0, 5), (1, 7), (1, -2)].into_iter());
        add_money(&mut part.won_amount, 2, [(0, 100), (1, 30), (1, 40)].into_iter()).unwrap();
        all.take(&part, &[3, 0], 4).unwrap();
        all.take(&part, &[0, 1], 4).unwrap();
        assert_eq!(all.won, [3, 2, 0, 1]);
        let deals = all.deals(0);
        assert_eq!((deals.won, deals.won_amount, deals.cycle_days, deals.lost), (3, 170, 10, 0));
        assert_eq!(all.deals(3).won_amount, 100);
        assert_eq!(all.deals(9), Deals::default());
    }

    #[test]
    fn sums_past_the_range_are_refused() {
        let mut list = Vec::new();
        assert_eq!(add_money(&mut list, 1, [(0, i128::MAX), (0, 1)].into_iter()), None);
    }

    #[test]
    fn values_come_together_in_their_order() {
        let gathered = Gathered::new(3, &[2, 0, 2, 0], &[7, 1, 8, 2]);
        assert_eq!(gathered.of(0), [1, 2]);
        assert_eq!(gathered.of(1), [0; 0]);
        assert_eq!(gathered.of(2), [7, 8]);
        assert_eq!(Gathered::<i32>::new(0, &[], &[]).values, [0; 0]);
    }
}
