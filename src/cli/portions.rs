//! A run that keeps below a limit of memory: where its credits have no room, they are counted, and the reps are
//! worked out in portions whose credits have it, in the order of their ids. The deals are read once more for each; the
//! result is that of one run.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex};

use crate::calendar::Period;
use crate::cli::commands::commissions::CommissionsArgs;
use crate::cli::failure::Failure;
use crate::cli::payable::{Kept, Wanted};
use crate::cli::prepare::{Prepared, prepare_wanted, summaries};
use crate::cli::reading::{Company, Reading};
use crate::cli::settings::Settings;
use crate::cli::ui::{Ui, lock};
use crate::cli::unpaid::Noticed;
use crate::engine::commissions::{Cause, Run};
use crate::engine::people::index;
use crate::report::commissions::{Lined, PaidSummary, groups, lines_of};
use crate::report::{Report, ReportError};

/// The words for so many bytes.
const UNITS: [(&str, u64); 6] = [
    ("KB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("KIB", 1 << 10),
    ("MIB", 1 << 20),
    ("GIB", 1 << 30),
];

/// What a run takes besides its credits and splits: the program, batches that are being read and written.
const BASE: usize = 350_000_000;

/// What a split deal takes while the splits are put together: two rows, and the deal with two shares.
const SPLIT_DEAL: usize = 2 * 40 + 28 + 2 * 16;

/// A limit of memory, in bytes: `2GB`, `512 MiB`.
pub fn limit(text: &str) -> Result<usize, String> {
    let text = text.trim();
    let end = text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = (&text[..end], text[end..].trim().to_uppercase());
    let unit = UNITS.into_iter().find(|(name, _)| *name == unit).map(|(_, bytes)| bytes);
    let bytes = number.parse::<u64>().ok().zip(unit).and_then(|(number, unit)| number.checked_mul(unit));
    let bytes = bytes.and_then(|bytes| usize::try_from(bytes).ok());
    bytes.ok_or_else(|| "a whole number and KB, MB, GB, KiB, MiB or GiB: `2GB`".to_owned())
}

/// The most portions that the deals are read for; a limit that asks for more of them is passed, which is said.
const PORTIONS: usize = 16;

/// What a run takes, in bytes.
pub struct Takes {
    /// Besides its credits.
    besides: usize,
    /// A credit and its deal, at the most while they are put in order.
    credit: usize,
}

impl Takes {
    /// What is kept for the rules of plans, which are so many and count so many values.
    pub fn of(company: &Company, kept: Kept, rules: usize, values: usize) -> Self {
        // Id, day, currency; deal, rep, day, cause; the place, and a column that is copied.
        let always = 16 + 4 + 2 + 4 + 4 + 4 + size_of::<Cause>() + 8 + 16;
        // Account, file, row, amount; share.
        let shown = if kept == Kept::Shown { 16 + 2 + 8 + 16 + 8 } else { 0 };
        let besides = BASE + company.splits.len() * SPLIT_DEAL;
        Self { besides, credit: always + shown + rules + 16 * values }
    }

    /// How many credits have room in so many bytes.
    pub fn room(&self, limit: usize) -> usize {
        limit.saturating_sub(self.besides) / self.credit
    }

    /// What a run with so many credits takes.
    fn with(&self, credits: usize) -> usize {
        self.besides + credits * self.credit
    }
}

/// A run in portions.
pub struct Portions {
    /// What every portion has in common: the run without credits.
    pub run: Run,
    args: CommissionsArgs,
    asked: Period,
    settings: Settings,
    kept: Kept,
    /// Reps in the parts in which their lines are written.
    groups: Vec<Vec<u32>>,
    /// The groups of each portion.
    cuts: Vec<Range<usize>>,
}

impl Portions {
    /// Cuts a run whose credits had too little room; `counts` are how many each rep has.
    pub fn of(
        prepared: Prepared,
        counts: &[usize],
        (args, asked, settings): (&CommissionsArgs, &Period, &Settings),
        (kept, limit): (Kept, usize),
        ui: &Ui,
    ) -> Self {
        let credits = |rep: u32| counts.get(index(rep)).copied().unwrap_or(0);
        let Prepared { run, only, company, terms, .. } = prepared;
        let groups = groups(&run, only.as_deref(), &credits);
        let takes = Takes::of(&company, kept, run.rules.len(), terms.values.len());
        let room = takes.room(limit);
        let sizes: Vec<usize> =
            groups.iter().map(|group| group.iter().map(|rep| credits(*rep)).sum()).collect();
        let cuts = cut(&sizes, room.max(sizes.iter().sum::<usize>().div_ceil(PORTIONS)));
        if cuts.len() > 1 {
            ui.note(&format!("the reps are worked out in {} portions, to keep --memory-limit", cuts.len()));
        }
        let largest = cuts.iter().map(|cut| sizes[cut.clone()].iter().sum::<usize>()).max().unwrap_or(0);
        if largest > room {
            let needed = takes.with(largest).div_ceil(1_000_000);
            ui.warning(&format!("--memory-limit is not kept: about {needed} MB are needed for each portion"));
        }
        let mut args = args.clone();
        // The rows that are set aside have been written.
        args.read.rejects = None;
        let (asked, settings) = (asked.clone(), settings.clone());
        Self { run, args, asked, settings, kept, groups, cuts }
    }

    /// The reps of a portion.
    fn reps(&self, portion: usize) -> Vec<u32> {
        self.groups[self.cuts[portion].clone()].concat()
    }

    /// The run of a portion, and what is noticed of its reps.
    fn prepared(&self, portion: usize) -> Result<(Prepared, Noticed), Failure> {
        // Whoever comes before the first rep belongs to the first portion, and whoever comes last to the last one.
        let first = |cut: &Range<usize>| {
            let rep = self.groups.get(cut.start).and_then(|group| group.first());
            rep.map(|rep| self.run.people.id(*rep).to_owned())
        };
        let from = if portion == 0 { None } else { first(&self.cuts[portion]) };
        let to = self.cuts.get(portion + 1).and_then(first);
        let silent = Ui::silent();
        let mut reading = Reading::new(&self.settings, &self.args.read, &silent);
        let (args, asked, settings) = (&self.args, &self.asked, &self.settings);
        let wanted = Wanted::Between(from, to);
        let prepared = prepare_wanted(args, asked, settings, &mut reading, &silent, (self.kept, &wanted))?;
        let reps = self.reps(portion);
        let noticed = Noticed::of(&prepared.run, Some(&reps), prepared.paid, prepared.threads)?;
        Ok((prepared, noticed))
    }

    /// The sums of all reps, by period and rep id, and what is noticed of them.
    pub fn summaries(&self) -> Result<(Vec<PaidSummary>, Noticed), Failure> {
        let (mut rows, mut noticed) = (Vec::new(), Noticed::default());
        for portion in 0..self.cuts.len() {
            let (Prepared { run, threads, .. }, found) = self.prepared(portion)?;
            rows.extend(summaries(&run, Some(&self.reps(portion)), threads)?);
            noticed.add(found);
        }
        // Each portion is in order, and reps of a later one have later ids.
        rows.sort_by_key(|row| self.run.periods[row.summary.period].span);
        Ok((rows, noticed))
    }

    /// The lines of all reps. What is noticed of them is there when they have been written.
    pub fn lines(self: &Arc<Self>, subtitle: Vec<String>) -> (Report, Arc<Loaded>) {
        let loaded = Arc::new(Loaded::default());
        let (this, shelf) = (Arc::clone(self), Arc::clone(&loaded));
        let report = lines_of(self.groups.clone(), subtitle, move |group| shelf.run_of(&this, group));
        (report, loaded)
    }
}

/// The groups in stretches of so many credits at most, or of one group; without groups one of none.
fn cut(sizes: &[usize], room: usize) -> Vec<Range<usize>> {
    let mut cuts: Vec<Range<usize>> = Vec::new();
    let mut taken = 0_usize;
    for (group, size) in sizes.iter().enumerate() {
        match cuts.last_mut() {
            Some(last) if taken.saturating_add(*size) <= room => {
                last.end = group + 1;
                taken += size;
            }
            _ => {
                cuts.push(group..group + 1);
                taken = *size;
            }
        }
    }
    if cuts.is_empty() {
        cuts.push(0..0);
    }
    cuts
}

/// The portion that is being written, and what was noticed so far.
#[derive(Default)]
pub struct Loaded {
    now: Mutex<Option<(usize, Arc<Lined>)>>,
    noticed: Mutex<BTreeMap<usize, Noticed>>,
}

impl Loaded {
    /// The run that has the credits of a group. Others wait while it is worked out.
    fn run_of(&self, portions: &Portions, group: usize) -> Result<Arc<Lined>, ReportError> {
        let portion = portions.cuts.partition_point(|cut| cut.end <= group);
        let mut now = lock(&self.now);
        if let Some((number, lined)) = now.as_ref()
            && *number == portion
        {
            return Ok(Arc::clone(lined));
        }
        // The last one goes before the next comes.
        *now = None;
        let (prepared, noticed) = portions.prepared(portion).map_err(|failure| {
            ReportError::Calculation(
                format!("the deals cannot be read once more: {}", failure.message).into(),
            )
        })?;
        lock(&self.noticed).insert(portion, noticed);
        let lined = Arc::new(Lined::new(Arc::new(prepared.run), Arc::new(prepared.files)));
        *now = Some((portion, Arc::clone(&lined)));
        Ok(lined)
    }

    /// What was noticed of all reps.
    pub fn noticed(&self) -> Noticed {
        let mut all = Noticed::default();
        for noticed in std::mem::take(&mut *lock(&self.noticed)).into_values() {
            all.add(noticed);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_have_a_unit() {
        assert_eq!(limit("2GB"), Ok(2_000_000_000));
        assert_eq!(limit(" 512 MiB"), Ok(536_870_912));
        assert_eq!(limit("30kb"), Ok(30_000));
        for wrong in ["", "2", "GB", "2.5GB", "-1GB", "99999999999GB"] {
            assert!(limit(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn groups_are_cut_where_the_room_ends() {
        let ends = |sizes: &[usize], room| -> Vec<usize> {
            let cuts = cut(sizes, room);
            assert!(cuts.windows(2).all(|pair| pair[0].end == pair[1].start) && cuts[0].start == 0);
            cuts.iter().map(|cut| cut.end).collect()
        };
        assert_eq!(ends(&[3, 3, 3, 9, 1], 6), [2, 3, 4, 5]);
        assert_eq!(ends(&[3, 3, 3, 9, 1], 10), [3, 5]);
        assert_eq!(ends(&[1, 1], usize::MAX), [2]);
        assert_eq!(ends(&[5, 5], 0), [1, 2]);
        assert_eq!(ends(&[], 7), [0]);
    }
}
