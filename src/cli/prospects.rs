//! Deals that stand beside those of a run and can be switched on and off: what they bring is what the run gives with
//! them less what it gives without. Which deals these are, and what is asked of them, is left to the commands.

use std::ops::Range;

use crate::cli::failure::Failure;
use crate::cli::payable::Payable;
use crate::cli::prepare::Prepared;
use crate::cli::reading::refused_by_engine;
use crate::engine::commissions::{Groups, NOT_TAKEN, Summary};
use crate::engine::people::index;
use crate::engine::shelf::Shelf;

/// Where a deal lies in the columns of the run, and what stands there when it is on.
struct Prospect {
    deal: usize,
    credits: Range<usize>,
    entries: Vec<u8>,
    values: Vec<Vec<i128>>,
}

/// A run with prospects, all of them off at first.
pub struct Prospects {
    /// The run.
    pub prepared: Prepared,
    all: Vec<Prospect>,
}

impl Prospects {
    /// Puts deals beside those of a run, one for each payable; each has at least one credit.
    pub fn new(mut prepared: Prepared, deals: Vec<Payable>) -> Self {
        let (mut deal, mut credit) = (prepared.run.deals.days.len(), prepared.run.credits.deals.len());
        let mut all = Vec::with_capacity(deals.len());
        for Payable { shelf, .. } in &deals {
            let credits = shelf.credits.deals.len();
            all.push(Prospect {
                deal,
                credits: credit..credit + credits,
                entries: shelf.deals.entries.iter().filter_map(|entries| entries.first().copied()).collect(),
                values: shelf.credits.values.clone(),
            });
            deal += shelf.deals.days.len();
            credit += credits;
        }
        prepared.add(deals);
        let mut prospects = Self { prepared, all };
        (0..prospects.all.len()).for_each(|prospect| prospects.switch(prospect, false));
        prospects
    }

    /// Switches a prospect on or off. A deal that is off counts for nothing: no element takes it, and its values are
    /// zero.
    pub fn switch(&mut self, prospect: usize, on: bool) {
        let Prospect { deal, credits, entries, values } = &self.all[prospect];
        let run = &mut self.prepared.run;
        for (all, mine) in run.deals.entries.iter_mut().zip(entries) {
            all[*deal] = if on { *mine } else { NOT_TAKEN };
        }
        for (all, mine) in run.credits.values.iter_mut().zip(values) {
            for (value, mine) in all[credits.clone()].iter_mut().zip(mine) {
                *value = if on { *mine } else { 0 };
            }
        }
        run.groups = Groups::default();
    }

    /// States a prospect otherwise and switches it on: what elements take it, and the values of those of its credits
    /// that the new statement has too. A statement without a deal is one that no element takes.
    pub fn state(&mut self, prospect: usize, stated: &Shelf) {
        let run = &self.prepared.run;
        let place = &mut self.all[prospect];
        let of =
            |at: usize, credits: &crate::engine::commissions::Credits| (credits.reps[at], credits.causes[at]);
        for entry in place.entries.iter_mut().enumerate() {
            let stated = stated.deals.entries.get(entry.0).and_then(|entries| entries.first());
            *entry.1 = stated.copied().unwrap_or(NOT_TAKEN);
        }
        for (mine, at) in place.credits.clone().enumerate() {
            let known = (0..stated.credits.reps.len())
                .find(|other| of(*other, &stated.credits) == of(at, &run.credits));
            for (measure, values) in place.values.iter_mut().enumerate() {
                let value = known.and_then(|known| stated.credits.values.get(measure)?.get(known));
                values[mine] = value.copied().unwrap_or(0);
            }
        }
        self.switch(prospect, true);
    }

    /// Whether a credit is of this prospect.
    #[must_use]
    pub fn is_of(&self, prospect: usize, credit: u32) -> bool {
        self.all[prospect].credits.contains(&index(credit))
    }

    /// The sums of a rep as the prospects stand.
    pub fn summaries(&self, rep: u32) -> Result<Vec<Summary>, Failure> {
        self.prepared.run.summaries(rep).map_err(|error| refused_by_engine(&error))
    }
}
