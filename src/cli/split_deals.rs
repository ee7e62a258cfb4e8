//! Splits and deals held against each other: split deals that are among no deals that were read, and deals whose split
//! rows were refused, which must not go to their owners instead.

use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cli::failure::Failure;
use crate::cli::reading::{Company, Reading, counted};
use crate::data::{Batch, DataError, Source, without};
use crate::engine::crediting::{Places, SplitBook, WHOLE};
use crate::engine::people::index;

/// What is known of the deals that the splits name.
#[derive(Debug, Default)]
pub struct SplitDeals {
    /// For each deal of the book, whether it has been met.
    met: Vec<AtomicBool>,
    /// Deals with a refused split row, sorted.
    refused: Vec<String>,
    /// Whether there were deals of which nothing is known, not even the id.
    unread: AtomicBool,
}

impl SplitDeals {
    /// Begins with the deals of the splits, and with those whose rows were refused, in any order.
    #[must_use]
    pub fn new(splits: &SplitBook, mut refused: Vec<String>) -> Self {
        refused.sort();
        refused.dedup();
        let met = (0..splits.len()).map(|_| AtomicBool::new(false)).collect();
        Self { met, refused, unread: AtomicBool::new(false) }
    }

    /// Remembers the deals of a batch, and gives it back without those that are set aside, with the places of its deals
    /// in the book. It costs nothing without splits.
    pub fn looked_at(&self, mut deals: Batch, splits: &SplitBook) -> Result<(Batch, Places), DataError> {
        let places = self.meet(&mut deals, splits)?;
        if !self.refused.is_empty() {
            deals.frame = without(mem::take(&mut deals.frame), "deal_id", &self.refused)?;
        }
        Ok((deals, places))
    }

    fn meet(&self, deals: &mut Batch, splits: &SplitBook) -> Result<Places, DataError> {
        if self.met.is_empty() {
            return Ok(Places::default());
        }
        if !deals.has_all_keys() {
            self.unread.store(true, Ordering::Relaxed);
        }
        let ids = deals.all_keys("deal_id")?;
        let places = splits.places(&ids.keys, |deal| ids.text(deal));
        for place in places.iter().filter(|place| **place != WHOLE) {
            self.met[index(*place)].store(true, Ordering::Relaxed);
        }
        Ok(Places::new(ids.keys, places))
    }

    /// The split deals that were not met, sorted.
    pub(super) fn strangers(&self, splits: &SplitBook) -> Vec<String> {
        let ids = self.unmet().map(|place| splits.deal_id(place));
        ids.filter(|id| self.refused.binary_search(id).is_err()).collect()
    }

    fn unmet(&self) -> impl Iterator<Item = usize> {
        (0..self.met.len()).filter(|place| !self.met[*place].load(Ordering::Relaxed))
    }

    /// Says which deals are set aside, and which split deals are among no deals. Deals that were left unread are looked
    /// at once more, by their ids alone.
    pub fn say(&self, company: &Company, reading: &Reading<'_>, source: &Source) -> Result<(), Failure> {
        if !self.refused.is_empty() {
            let rows = counted(count(&self.refused), "deal is", "deals are");
            let shown = shown(&self.refused);
            reading.warning(&format!("{rows} set aside with refused rows of the splits: {shown}"));
        }
        let splits = &company.splits;
        if self.unread.load(Ordering::Relaxed) && self.unmet().next().is_some() {
            reading
                .again(source, &["deal_id"], &|mut batch| self.meet(&mut batch, splits), &mut |_| Ok(()))?;
        }
        let strangers = self.strangers(splits);
        if !strangers.is_empty() {
            let deals = counted(count(&strangers), "deal of the splits is", "deals of the splits are");
            reading.warning(&format!(
                "{deals} not among the deals, so credited to nobody: {}",
                shown(&strangers)
            ));
        }
        Ok(())
    }
}

fn count(ids: &[String]) -> u64 {
    u64::try_from(ids.len()).unwrap_or(u64::MAX)
}

/// The first few ids.
fn shown(ids: &[String]) -> String {
    let names: Vec<String> = ids.iter().take(5).map(|id| format!("`{id}`")).collect();
    let more = if ids.len() > 5 { " …" } else { "" };
    format!("{}{more}", names.join(", "))
}
