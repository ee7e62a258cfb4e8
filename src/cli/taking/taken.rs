//! The deals of a batch that some element takes, with their credits.

use std::mem;

use crate::calendar::Day;
use crate::engine::commissions::{Cause, Credits};
use crate::engine::crediting::Share;
use crate::engine::people::index;
use crate::money::Amount;

/// The deals of a batch that some element takes.
#[derive(Default)]
pub(super) struct Taken {
    /// Their rows in the batch.
    pub(super) rows: Vec<u32>,
    /// The rep of the first credit of each.
    pub(super) first_reps: Vec<u32>,
    /// Their credits.
    pub(super) credits: Credits,
    /// Room for whether some element takes each share of a deal, and for its parts.
    pub(super) takes: Vec<bool>,
    pub(super) parts: Vec<Amount>,
}

impl Taken {
    /// Room for so many deals, some of them split, of so many measures.
    pub(super) fn with_room(deals: usize, values: usize) -> Self {
        fn room<T>(count: usize) -> Vec<T> {
            Vec::with_capacity(count)
        }
        let count = deals + deals / 4;
        let mut taken = Self { rows: room(deals), first_reps: room(deals), ..Self::default() };
        let credits = &mut taken.credits;
        (credits.deals, credits.reps, credits.days) = (room(count), room(count), room(count));
        (credits.shares, credits.causes) = (room(count), room(count));
        credits.values = (0..values).map(|_| room(count)).collect();
        taken
    }

    pub(super) fn deal(&mut self, row: usize, first_rep: u32) -> u32 {
        let position = |length: usize| u32::try_from(length).expect("a batch has fewer than 2^32 deals");
        let deal = position(self.rows.len());
        self.rows.push(position(row));
        self.first_reps.push(first_rep);
        deal
    }

    /// A deal with a credit for each of the shares.
    pub(super) fn add<'s>(
        &mut self,
        (row, day): (usize, Day),
        cause: Cause,
        shares: impl Iterator<Item = &'s Share>,
    ) {
        let mut shares = shares.peekable();
        let Some(first) = shares.peek() else { return };
        let deal = self.deal(row, first.rep);
        for share in shares {
            self.credits.deals.push(deal);
            self.credits.days.push(day.number());
            self.credits.reps.push(share.rep);
            self.credits.shares.push(share.percent.raw());
            self.credits.causes.push(cause);
        }
    }

    /// Leaves out the credits of other reps, and the deals of which no credit is left.
    pub(super) fn keep(&mut self, reps: &[bool]) {
        let stays = |rep: &u32| reps.get(index(*rep)).copied().unwrap_or(false);
        let kept: Vec<bool> = self.credits.reps.iter().map(stays).collect();
        self.credits.keep(&kept);
        let rows = mem::take(&mut self.rows);
        self.first_reps.clear();
        let mut last = None;
        for (deal, rep) in self.credits.deals.iter_mut().zip(&self.credits.reps) {
            // The credits of a deal follow each other.
            if last != Some(*deal) {
                last = Some(*deal);
                self.rows.push(rows[index(*deal)]);
                self.first_reps.push(*rep);
            }
            *deal = u32::try_from(self.rows.len() - 1).expect("a batch has fewer than 2^32 deals");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Percent;

    #[test]
    fn credits_of_other_reps_are_left_out_with_their_deals() {
        let day = Day::from_number(7).unwrap();
        let share = |rep: u32, percent: i64| Share { rep, role: 0, percent: Percent::from_raw(percent) };
        let mut taken = Taken::with_room(4, 1);
        // Four deals: of rep 0, of reps 1 and 0, of rep 1, of reps 0 and 2.
        let deals = [vec![(0, 1)], vec![(1, 2), (0, 3)], vec![(1, 4)], vec![(0, 5), (2, 6)]];
        for (row, shares) in deals.iter().enumerate() {
            let shares: Vec<Share> = shares.iter().map(|(rep, percent)| share(*rep, *percent)).collect();
            taken.add((10 + row, day), Cause::SHARE, shares.iter());
        }
        taken.credits.values[0] = (1..=6).collect();
        taken.keep(&[false, true, true]);
        assert_eq!((taken.rows, taken.first_reps), (vec![11, 12, 13], vec![1, 1, 2]));
        let Credits { deals, reps, shares, values, .. } = taken.credits;
        assert_eq!((deals, reps), (vec![0, 1, 2], vec![1, 1, 2]));
        assert_eq!((shares, values), (vec![2, 4, 6], vec![vec![2, 4, 6]]));
    }
}
