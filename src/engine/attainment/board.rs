//! The days of a report in slots, and the sums of credits by rep, slot and group that its rows are made of.

use hashbrown::HashMap;

use crate::calendar::{Calendar, Day, Period, Span, Unit};
use crate::engine::people::index;

/// The days of a report, each with its time bucket and with the stretch over which nobody's row changes.
#[derive(Debug)]
pub struct Slots {
    first: i32,
    by_day: Vec<u32>,
    pub(super) cuts: Vec<Slot>,
    pub(super) buckets: Vec<Period>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub(super) bucket: usize,
    pub(super) span: Span,
}

impl Slots {
    /// Cuts the period at the buckets of the time unit (one bucket without) and at the starts of eras.
    #[must_use]
    pub fn new(period: &Period, unit: Option<Unit>, eras: &[Day], calendar: &Calendar) -> Self {
        let mut buckets = match unit {
            Some(unit) => vec![calendar.period_of(unit, period.span.from)],
            None => vec![period.clone()],
        };
        while let (Some(unit), Some(last)) = (unit, buckets.last()) {
            if last.span.to >= period.span.to {
                break;
            }
            buckets.push(calendar.period_of(unit, last.span.to.next()));
        }
        let mut starts: Vec<Day> =
            buckets.iter().map(|bucket| bucket.span.from).chain(eras.iter().copied()).collect();
        starts.push(period.span.from);
        starts.retain(|day| period.span.contains(*day));
        starts.sort_unstable();
        starts.dedup();
        let mut slots = Vec::with_capacity(starts.len());
        let mut by_day = Vec::new();
        for (position, from) in starts.iter().enumerate() {
            let next = starts.get(position + 1);
            let span = Span { from: *from, to: next.map_or(period.span.to, |day| day.previous()) };
            let bucket = buckets.iter().position(|bucket| bucket.span.contains(*from)).unwrap_or(0);
            let number = u32::try_from(slots.len()).expect("fewer slots than days");
            by_day.extend((0..span.days()).map(|_| number));
            slots.push(Slot { bucket, span });
        }
        Self { first: period.span.from.number(), by_day, cuts: slots, buckets }
    }

    /// The first day.
    #[must_use]
    pub fn first_day(&self) -> Day {
        Day::from_number(self.first).unwrap_or(Day::MIN)
    }

    /// The days of a slot, and the time bucket that it belongs to.
    #[must_use]
    pub fn days(&self, slot: u32) -> (Span, &Period) {
        let slot = self.cuts[index(slot)];
        (slot.span, &self.buckets[slot.bucket])
    }

    /// The slots with a day in the span, in order.
    pub fn within(&self, span: Span) -> impl Iterator<Item = u32> {
        let hit = move |slot: &Slot| slot.span.intersect(span).is_some();
        (0_u32..).zip(&self.cuts).filter(move |(_, slot)| hit(slot)).map(|(number, _)| number)
    }

    /// The slot of a day number; `None` outside the period.
    #[must_use]
    pub fn of(&self, day: i32) -> Option<u32> {
        let offset = usize::try_from(i64::from(day) - i64::from(self.first)).ok()?;
        self.by_day.get(offset).copied()
    }
}

/// Sums of credits by rep, slot and group of deal columns.
#[derive(Debug, Default)]
pub struct Board {
    pub(super) sums: HashMap<(u32, u32, u32), Tally>,
    pub(super) sets: HashMap<Vec<u32>, u32>,
    pub(super) shared: HashMap<(u32, u32, u32), u64>,
    /// The sums of the first group, by rep and slot, until `finish` puts them to the others: a place in a list is
    /// found sooner than a key in a map.
    dense: Vec<Tally>,
    slots: usize,
    /// Whether deals count for each rep apart, so that nobody asks who shared which.
    by_rep: bool,
    pub(super) overflow: bool,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) credited: i128,
    pub(super) deals: u64,
    /// Deals that were shared with another rep; they are also in `shared`, once each.
    pub(super) shared: u64,
}

impl Board {
    /// A board over slots; `by_rep` when deals are counted for each rep.
    #[must_use]
    pub fn new(slots: &Slots, by_rep: bool) -> Self {
        // Many slots would make the list longer than the sums that it holds.
        let slots = if slots.cuts.len() <= 512 { slots.cuts.len() } else { 0 };
        Self { slots, by_rep, ..Self::default() }
    }

    /// Puts the sums of the list to the others; no deal may be added after it.
    pub fn finish(&mut self) {
        let slots = std::mem::take(&mut self.slots);
        let dense = std::mem::take(&mut self.dense);
        for (place, tally) in dense.into_iter().enumerate() {
            if (tally.credited, tally.deals, tally.shared) != (0, 0, 0) {
                let number = |place: usize| u32::try_from(place).expect("fewer reps and slots than 2^32");
                self.sums.insert((number(place / slots), number(place % slots), 0), tally);
            }
        }
    }

    /// The same sums over other slots, each of which holds whole slots of the old ones; what lies outside is left out.
    #[must_use]
    pub fn remapped(&self, from: &Slots, to: &Slots) -> Self {
        let moved = |slot: u32| {
            let span = from.cuts[index(slot)].span;
            if span.to < to.first_day() { None } else { to.of(span.from.max(to.first_day()).number()) }
        };
        let mut board = Self { sets: self.sets.clone(), overflow: self.overflow, ..Self::default() };
        let mut sums: Vec<_> = self.sums.iter().map(|(key, tally)| (*key, *tally)).collect();
        sums.sort_unstable_by_key(|(key, _)| *key);
        for ((rep, slot, group), tally) in sums {
            let Some(slot) = moved(slot) else { continue };
            let into = board.sums.entry((rep, slot, group)).or_default();
            match into.credited.checked_add(tally.credited) {
                Some(sum) => into.credited = sum,
                None => board.overflow = true,
            }
            into.deals += tally.deals;
            into.shared += tally.shared;
        }
        let mut shared: Vec<_> = self.shared.iter().map(|(key, count)| (*key, *count)).collect();
        shared.sort_unstable();
        for ((set, slot, group), count) in shared {
            if let Some(slot) = moved(slot) {
                *board.shared.entry((set, slot, group)).or_default() += count;
            }
        }
        board
    }

    /// How many deals there are, each once.
    #[must_use]
    pub fn deals(&self) -> u64 {
        let mut counts: Vec<u64> = self.sums.values().map(|tally| tally.deals).collect();
        counts.extend(self.shared.values());
        counts.iter().sum()
    }

    /// Adds a deal: its slot, its group and the credit of each rep (scale 14), reps in any order.
    pub fn add(&mut self, slot: u32, group: u32, credits: &[(u32, i128)]) {
        for (position, (rep, value)) in credits.iter().enumerate() {
            let again = credits[..position].iter().any(|(other, _)| other == rep);
            let tally = self.tally(*rep, slot, group);
            let sum = tally.credited.checked_add(*value);
            tally.credited = sum.unwrap_or(tally.credited);
            if credits.len() == 1 {
                tally.deals += 1;
            } else if !again {
                tally.shared += 1;
            }
            self.overflow |= sum.is_none();
        }
        if credits.len() > 1 {
            let set = self.set(credits);
            *self.shared.entry((set, slot, group)).or_default() += 1;
        }
    }

    fn tally(&mut self, rep: u32, slot: u32, group: u32) -> &mut Tally {
        if group > 0 || self.slots == 0 {
            return self.sums.entry((rep, slot, group)).or_default();
        }
        let place = index(rep) * self.slots + index(slot);
        if place >= self.dense.len() {
            self.dense.resize((index(rep) + 1) * self.slots, Tally::default());
        }
        &mut self.dense[place]
    }

    /// The number of the set of reps who share a deal; one for all where nobody asks for it.
    fn set(&mut self, credits: &[(u32, i128)]) -> u32 {
        if self.by_rep {
            return 0;
        }
        let mut set: Vec<u32> = credits.iter().map(|(rep, _)| *rep).collect();
        set.sort_unstable();
        set.dedup();
        let next = u32::try_from(self.sets.len()).expect("fewer sets than deals");
        *self.sets.entry(set).or_insert(next)
    }
}
