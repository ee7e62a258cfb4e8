//! Attainment: credits summed by whatever the user asked for, beside the quota of the same group, with pace,
//! projection and rank. Reading deals and sharing them out has happened; credits arrive one by one.
//!
//! The file is longer than most because board, question and rows share their private parts, and a third is tests.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;

use crate::calendar::{Calendar, Day, Period, Span, Unit, business_days};
use crate::engine::error::EngineError;
use crate::engine::people::{People, index};
use crate::engine::quota::{QuotaBook, days_present, quota_in, round_quota};
use crate::engine::ramp::{QuotaPlan, QuotaTerms, prorated, ramps};
use crate::model::rows::QuotaHolder;
use crate::money::{Amount, Exact, Rounding, allocate, divide};
use crate::plan::Proration;

/// One thing to group by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// Each rep.
    Rep,
    /// A column of the reps table, as it was on the event date: team, region, country …
    RepColumn(String),
    /// Each manager, with the direct credit of everybody below.
    Manager,
    /// Each month, quarter, half or year.
    Time(Unit),
    /// A column of the deals or accounts.
    Deal(String),
}

/// The days of a report, each with its time bucket and with the stretch over which nobody's row changes.
#[derive(Debug)]
pub struct Slots {
    first: i32,
    by_day: Vec<u32>,
    cuts: Vec<Slot>,
    buckets: Vec<Period>,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    bucket: usize,
    span: Span,
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
    sums: HashMap<(u32, u32, u32), Tally>,
    sets: HashMap<Vec<u32>, u32>,
    shared: HashMap<(u32, u32, u32), u64>,
    /// The sums of the first group, by rep and slot, until `finish` puts them to the others: a place in a list is
    /// found sooner than a key in a map.
    dense: Vec<Tally>,
    slots: usize,
    /// Whether deals count for each rep apart, so that nobody asks who shared which.
    by_rep: bool,
    overflow: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    credited: i128,
    deals: u64,
    /// Deals that were shared with another rep; they are also in `shared`, once each.
    shared: u64,
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

/// What the rows of a report are calculated from.
pub struct Question<'a> {
    /// The reps.
    pub people: &'a People,
    /// The quotas, in the report's currency.
    pub quotas: &'a QuotaBook,
    /// The measure that is counted.
    pub measure: &'a str,
    /// What to group by.
    pub by: &'a [Dimension],
    /// The days of the report.
    pub slots: &'a Slots,
    /// Names of the groups of deal columns: for each group the value of each `Dimension::Deal`, in order.
    pub groups: &'a [Vec<String>],
    /// The calendar.
    pub calendar: &'a Calendar,
    /// How a rep's quota is prorated; by rep number, nothing where the rep has no plan.
    pub terms: &'a dyn Fn(u32, Span) -> Option<QuotaPlan>,
    /// Days away, by rep number.
    pub leaves: &'a [Vec<Span>],
    /// The day as of which the report is made.
    pub as_of: Day,
}

/// One row of the report.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The value of each dimension.
    pub keys: Vec<String>,
    /// The rep, when the rows are by rep.
    pub rep: Option<u32>,
    /// The days that the row covers.
    pub span: Option<Span>,
    /// Credited, in the report's currency or in units.
    pub credited: Exact,
    /// The quota, where there is one.
    pub quota: Option<Amount>,
    /// Credited deals, each once.
    pub deals: u64,
    /// For a manager: what everybody below was credited with, and their quota.
    pub team: Option<(Exact, Option<Amount>)>,
    /// 1 for the highest attainment of the same time; equals share a rank.
    pub rank: Option<u32>,
}

/// All rows, and their totals over the reps.
#[derive(Debug, Default)]
pub struct Attainment {
    /// The rows, in the order of their keys.
    pub rows: Vec<Row>,
    /// The sum over all reps, each deal once.
    pub total: Row,
}

/// What is put into groups: a credit of a deal, or a quota.
#[derive(Clone, Copy)]
enum Part<'a> {
    /// A credit, with its group of deal columns.
    Credit(u32),
    /// A quota.
    Quota(&'a Standing),
}

/// Who stands for others when quotas are rolled up, by rep and bucket.
struct Standing {
    /// Reps with a quota of their own.
    holders: BTreeSet<(u32, usize)>,
    /// Managers of somebody.
    managers: BTreeSet<(u32, usize)>,
}

/// A group's sums while they are collected.
#[derive(Default)]
struct Sums {
    rep: Option<u32>,
    bucket: Option<usize>,
    credited: i128,
    quota: Option<Amount>,
    deals: u64,
}

impl Question<'_> {
    /// Answers from the sums of the credits.
    pub fn answer(&self, board: &Board) -> Result<Attainment, EngineError> {
        if board.overflow {
            return Err(EngineError::TooLarge { what: "the sum of the credits".to_owned() });
        }
        let mut groups: BTreeMap<Vec<String>, Sums> = BTreeMap::new();
        let mut total = Row { deals: board.deals(), ..Row::default() };
        let mut credited = 0_i128;
        self.add_credits(board, &mut groups, &mut credited)?;
        self.add_shared_deals(board, &mut groups)?;
        let quotas = self.rep_quotas()?;
        let standing = self.standing(&quotas);
        let own_rows = self.add_quotas(&quotas, &standing, &mut groups)?;
        total.credited = Exact::from_raw(credited);
        total.quota = self.total_quota(&quotas, &standing, &groups, own_rows)?;
        let team = if self.by == [Dimension::Rep] {
            self.teams(board, &quotas, &standing)?
        } else {
            BTreeMap::new()
        };
        let mut rows: Vec<Row> = groups
            .into_iter()
            .map(|(keys, sums)| Row {
                keys,
                rep: sums.rep,
                span: sums.bucket.and_then(|bucket| self.bucket_days(bucket, &self.slots.buckets[bucket])),
                credited: Exact::from_raw(sums.credited),
                quota: sums.quota,
                deals: sums.deals,
                team: sums.rep.and_then(|rep| team.get(&rep).copied()),
                rank: None,
            })
            .collect();
        rank(&mut rows);
        Ok(Attainment { rows, total })
    }

    /// What each group was credited with, by its keys, on scale 14.
    pub fn credited(&self, board: &Board) -> Result<BTreeMap<Vec<String>, Exact>, EngineError> {
        let mut groups = BTreeMap::new();
        let mut total = 0;
        self.add_credits(board, &mut groups, &mut total)?;
        Ok(groups.into_iter().map(|(keys, sums)| (keys, Exact::from_raw(sums.credited))).collect())
    }

    fn standing(&self, quotas: &[(u32, usize, Amount)]) -> Standing {
        let by_manager = self.by.contains(&Dimension::Manager);
        let everybody = if by_manager { self.people.in_order() } else { Vec::new() };
        let mut managers = BTreeSet::new();
        for slot in &self.slots.cuts {
            let of = everybody.iter().filter_map(|rep| self.people.manager(*rep, slot.span.from));
            managers.extend(of.map(|manager| (manager, slot.bucket)));
        }
        Standing { holders: quotas.iter().map(|(rep, bucket, _)| (*rep, *bucket)).collect(), managers }
    }

    /// The quota of all rows together: of the groups where they have rows of their own, else of the reps. By managers
    /// it is that of the reps above whom nobody has a quota: the others are part of theirs.
    fn total_quota(
        &self,
        quotas: &[(u32, usize, Amount)],
        standing: &Standing,
        groups: &BTreeMap<Vec<String>, Sums>,
        own_rows: bool,
    ) -> Result<Option<Amount>, EngineError> {
        let mut total = None;
        if self.by.contains(&Dimension::Manager) {
            for (rep, bucket, amount) in quotas {
                for (slot, part) in self.parts_by_slot(*bucket, *amount) {
                    let above = self.people.managers_above(*rep, slot.span.from)?;
                    if !above.iter().any(|manager| standing.holders.contains(&(*manager, *bucket))) {
                        total = Some(add(total, part)?);
                    }
                }
            }
        } else if own_rows {
            for amount in groups.values().filter_map(|sums| sums.quota) {
                total = Some(add(total, amount)?);
            }
        } else {
            for (_, _, amount) in quotas {
                total = Some(add(total, *amount)?);
            }
        }
        Ok(total.filter(|_| own_rows || !self.has_deal_dimension()))
    }

    fn has_deal_dimension(&self) -> bool {
        self.by.iter().any(|dimension| matches!(dimension, Dimension::Deal(_)))
    }

    fn by_rep(&self) -> bool {
        self.by.contains(&Dimension::Rep)
    }

    fn add_credits(
        &self,
        board: &Board,
        groups: &mut BTreeMap<Vec<String>, Sums>,
        credited: &mut i128,
    ) -> Result<(), EngineError> {
        let mut sums: Vec<_> = board.sums.iter().map(|(key, tally)| (*key, *tally)).collect();
        sums.sort_unstable_by_key(|(key, _)| *key);
        for ((rep, slot, group), tally) in sums {
            *credited += tally.credited;
            let slot = self.slots.cuts[index(slot)];
            for keys in self.keys(rep, slot, Part::Credit(group))? {
                let sums = self.group(groups, keys, rep, slot);
                sums.credited += tally.credited;
                sums.deals += tally.deals + if self.by_rep() { tally.shared } else { 0 };
            }
        }
        Ok(())
    }

    /// Deals that several reps share count once in each group that any of them belongs to.
    fn add_shared_deals(
        &self,
        board: &Board,
        groups: &mut BTreeMap<Vec<String>, Sums>,
    ) -> Result<(), EngineError> {
        if self.by_rep() {
            return Ok(());
        }
        let mut sets: Vec<(&Vec<u32>, u32)> = board.sets.iter().map(|(set, number)| (set, *number)).collect();
        sets.sort_unstable_by_key(|(_, number)| *number);
        let mut shared: Vec<_> = board.shared.iter().map(|(key, count)| (*key, *count)).collect();
        shared.sort_unstable();
        for ((set, slot, group), count) in shared {
            let slot = self.slots.cuts[index(slot)];
            let mut touched: Vec<(Vec<String>, u32)> = Vec::new();
            for rep in sets[index(set)].0 {
                for keys in self.keys(*rep, slot, Part::Credit(group))? {
                    if !touched.iter().any(|(other, _)| *other == keys) {
                        touched.push((keys, *rep));
                    }
                }
            }
            for (keys, rep) in touched {
                self.group(groups, keys, rep, slot).deals += count;
            }
        }
        Ok(())
    }

    fn group<'g>(
        &self,
        groups: &'g mut BTreeMap<Vec<String>, Sums>,
        keys: Vec<String>,
        rep: u32,
        slot: Slot,
    ) -> &'g mut Sums {
        let by_rep = self.by_rep();
        let sums = groups.entry(keys).or_default();
        sums.rep = by_rep.then_some(rep);
        sums.bucket = Some(slot.bucket);
        sums
    }

    /// The keys of the groups that a rep's part in a slot belongs to: one, or one for each manager above.
    fn keys(&self, rep: u32, slot: Slot, part: Part<'_>) -> Result<Vec<Vec<String>>, EngineError> {
        let mut all = vec![Vec::with_capacity(self.by.len())];
        let mut deal_columns = 0;
        for dimension in self.by {
            let values = match dimension {
                Dimension::Rep => vec![self.people.id(rep).to_owned()],
                Dimension::RepColumn(column) => vec![self.rep_column(rep, slot.span.from, column)],
                Dimension::Time(_) => vec![self.slots.buckets[slot.bucket].label.clone()],
                Dimension::Manager => {
                    let mut above = self.people.managers_above(rep, slot.span.from)?;
                    if let Part::Quota(standing) = part {
                        // A manager at the top has the own quota in the row of the team.
                        if above.is_empty() && standing.managers.contains(&(rep, slot.bucket)) {
                            return Ok(Vec::new());
                        }
                        above = up_to_holder(above, slot.bucket, standing);
                    }
                    let mut ids: Vec<String> =
                        above.into_iter().map(|manager| self.people.id(manager).to_owned()).collect();
                    // Nobody's credit vanishes: who has no manager is in a group of its own.
                    if ids.is_empty() {
                        ids.push(String::new());
                    }
                    ids
                }
                Dimension::Deal(_) => {
                    let names = match part {
                        Part::Credit(group) => self.groups.get(index(group)),
                        Part::Quota(_) => None,
                    };
                    let name = names.and_then(|names| names.get(deal_columns)).cloned().unwrap_or_default();
                    deal_columns += 1;
                    vec![name]
                }
            };
            all = all
                .iter()
                .flat_map(|keys| {
                    values.iter().map(move |value| {
                        let mut keys = keys.clone();
                        keys.push(value.clone());
                        keys
                    })
                })
                .collect();
        }
        Ok(all)
    }

    fn rep_column(&self, rep: u32, day: Day, column: &str) -> String {
        let row = self.people.row_near(rep, day);
        row.and_then(|row| row.columns.get(column)).cloned().unwrap_or_default()
    }

    /// The quota of every rep in every time bucket.
    fn rep_quotas(&self) -> Result<Vec<(u32, usize, Amount)>, EngineError> {
        let mut quotas = Vec::new();
        for rep in self.people.in_order() {
            let holder = QuotaHolder::Rep(self.people.id(rep).to_owned());
            let rows = self.quotas.rows(&holder, self.measure);
            if rows.is_empty() {
                continue;
            }
            for (bucket, period) in self.slots.buckets.iter().enumerate() {
                let Some(window) = self.bucket_days(bucket, period) else { continue };
                if let Some(quota) = self.rep_quota(rep, rows, window)? {
                    quotas.push((rep, bucket, quota));
                }
            }
        }
        Ok(quotas)
    }

    /// The days of a bucket that lie in the report's period.
    fn bucket_days(&self, bucket: usize, period: &Period) -> Option<Span> {
        let mine = || self.slots.cuts.iter().filter(move |slot| slot.bucket == bucket);
        let span = Span { from: mine().next()?.span.from, to: mine().next_back()?.span.to };
        span.intersect(period.span)
    }

    fn rep_quota(
        &self,
        rep: u32,
        rows: &[crate::model::rows::QuotaRow],
        window: Span,
    ) -> Result<Option<Amount>, EngineError> {
        let Some(QuotaPlan { proration, seasonality, ramp }) = (self.terms)(rep, window) else {
            // Without a plan nothing is cut.
            let terms = QuotaTerms { proration: Proration::None, seasonality: None, ramps: &[] };
            return prorated(rows, window, &[window], terms, self.calendar);
        };
        let away = self.leaves.get(index(rep)).map_or(&[][..], Vec::as_slice);
        let employed = self.people.employment(rep);
        let present = match proration {
            Proration::None => vec![window],
            _ => days_present(window, &[employed], away),
        };
        let hired = Some(employed.from).filter(|day| *day != Day::MIN);
        let ramps = ramp.as_ref().map_or_else(Vec::new, |ramp| ramps(ramp, hired, away, self.calendar));
        let terms = QuotaTerms { proration, seasonality: seasonality.as_ref(), ramps: &ramps };
        prorated(rows, window, &present, terms, self.calendar)
    }

    /// Gives each group the quotas of its reps; one who changes groups inside a bucket brings each its days' part.
    fn add_quotas(
        &self,
        quotas: &[(u32, usize, Amount)],
        standing: &Standing,
        groups: &mut BTreeMap<Vec<String>, Sums>,
    ) -> Result<bool, EngineError> {
        // Which deals a rep's quota is for is not known.
        let of_reps = if self.has_deal_dimension() { &[] } else { quotas };
        for (rep, bucket, amount) in of_reps {
            for (slot, part) in self.parts_by_slot(*bucket, *amount) {
                for keys in self.keys(*rep, slot, Part::Quota(standing))? {
                    let sums = self.group(groups, keys, *rep, slot);
                    sums.quota = Some(add(sums.quota, part)?);
                }
            }
        }
        self.replace_by_managers_own(quotas, standing, groups);
        self.replace_by_own_rows(groups)
    }

    /// Managers with a quota of their own have that, not the sum of everybody below.
    fn replace_by_managers_own(
        &self,
        quotas: &[(u32, usize, Amount)],
        standing: &Standing,
        groups: &mut BTreeMap<Vec<String>, Sums>,
    ) {
        let Some(place) = self.by.iter().position(|dimension| *dimension == Dimension::Manager) else {
            return;
        };
        if self.by.iter().enumerate().any(|(at, other)| at != place && !matches!(other, Dimension::Time(_))) {
            return;
        }
        for (rep, bucket, amount) in quotas {
            if standing.managers.contains(&(*rep, *bucket)) {
                let keys = self.own_keys(place, self.people.id(*rep), &self.slots.buckets[*bucket]);
                let sums = groups.entry(keys).or_default();
                sums.bucket = Some(*bucket);
                sums.quota = Some(*amount);
            }
        }
    }

    /// The keys of a group that is named at one place, and by its time at the others.
    fn own_keys(&self, place: usize, name: &str, period: &Period) -> Vec<String> {
        let places = 0..self.by.len();
        places.map(|at| if at == place { name.to_owned() } else { period.label.clone() }).collect()
    }

    fn parts_by_slot(&self, bucket: usize, amount: Amount) -> Vec<(Slot, Amount)> {
        let slots: Vec<Slot> = self.slots.cuts.iter().filter(|slot| slot.bucket == bucket).copied().collect();
        let days: Vec<i128> = slots.iter().map(|slot| i128::from(slot.span.days())).collect();
        let parts =
            allocate(amount.raw() / 100, &days).into_iter().map(|cents| Amount::from_raw(cents * 100));
        slots.into_iter().zip(parts).collect()
    }

    /// Teams and territories with quota rows of their own have those, not the sum of their reps; tells whether any has.
    fn replace_by_own_rows(&self, groups: &mut BTreeMap<Vec<String>, Sums>) -> Result<bool, EngineError> {
        // The territory may be one of the deal as well as one of the rep.
        let named = |dimension: &Dimension| match dimension {
            Dimension::RepColumn(name) if name == "team" => Some("team"),
            Dimension::RepColumn(name) | Dimension::Deal(name) if name == "territory" => Some("territory"),
            _ => None,
        };
        let found = self.by.iter().enumerate().find_map(|(at, dimension)| Some((at, named(dimension)?)));
        let Some((place, wanted)) = found else { return Ok(false) };
        if self.by.iter().enumerate().any(|(at, other)| at != place && !matches!(other, Dimension::Time(_))) {
            return Ok(false);
        }
        let mut replaced = false;
        for holder in self.quotas.holders(self.measure) {
            let (name, column) = match &holder {
                QuotaHolder::Rep(_) => continue,
                QuotaHolder::Team(name) => (name, "team"),
                QuotaHolder::Territory(name) => (name, "territory"),
            };
            if column != wanted {
                continue;
            }
            for (bucket, period) in self.slots.buckets.iter().enumerate() {
                let Some(window) = self.bucket_days(bucket, period) else { continue };
                let rows = self.quotas.rows(&holder, self.measure);
                let Some(quota) = quota_in(rows, window, self.calendar, None)? else { continue };
                let keys = self.own_keys(place, name, period);
                let sums = groups.entry(keys).or_default();
                sums.bucket = Some(bucket);
                sums.quota = Some(round_quota(quota)?);
                replaced = true;
            }
        }
        Ok(replaced)
    }

    /// For every manager: what everybody below was credited with, and their quotas.
    fn teams(
        &self,
        board: &Board,
        quotas: &[(u32, usize, Amount)],
        standing: &Standing,
    ) -> Result<BTreeMap<u32, (Exact, Option<Amount>)>, EngineError> {
        let mut teams: BTreeMap<u32, (Exact, Option<Amount>)> = BTreeMap::new();
        let mut sums: Vec<_> = board.sums.iter().map(|(key, tally)| (*key, tally.credited)).collect();
        sums.sort_unstable_by_key(|(key, _)| *key);
        for ((rep, slot, _), credited) in sums {
            let day = self.slots.cuts[index(slot)].span.from;
            for manager in self.people.managers_above(rep, day)? {
                let team = teams.entry(manager).or_insert((Exact::ZERO, None));
                team.0 = Exact::from_raw(team.0.raw() + credited);
            }
        }
        for (rep, bucket, amount) in quotas {
            for (slot, part) in self.parts_by_slot(*bucket, *amount) {
                let above = self.people.managers_above(*rep, slot.span.from)?;
                for manager in up_to_holder(above, *bucket, standing) {
                    let team = teams.entry(manager).or_insert((Exact::ZERO, None));
                    team.1 = Some(add(team.1, part)?);
                }
            }
        }
        Ok(teams)
    }

    /// The part of the row's business days that has passed at the as-of day: passed and all. `None` before it begins.
    #[must_use]
    pub fn elapsed(&self, row: &Row) -> Option<(u32, u32)> {
        let all = row.span.or_else(|| self.whole())?;
        if self.as_of < all.from {
            return None;
        }
        let passed = Span { from: all.from, to: self.as_of.min(all.to) };
        let (passed, whole) = (business_days(passed), business_days(all));
        (passed > 0).then_some((passed, whole))
    }

    /// The last day of the report.
    #[must_use]
    pub fn last_day(&self) -> Day {
        self.whole().map_or(Day::MAX, |span| span.to)
    }

    fn whole(&self) -> Option<Span> {
        Some(Span { from: self.slots.cuts.first()?.span.from, to: self.slots.cuts.last()?.span.to })
    }
}

impl Row {
    /// Credited ÷ quota as a fraction with six decimals, half up; undefined without a quota or with a quota of zero.
    #[must_use]
    pub fn attainment(&self) -> Option<i64> {
        fraction(self.credited, self.quota?, (1, 1))
    }

    /// Attainment ÷ the part of the business days that has passed. 60 % when 40 of 80 days have passed is 1.2.
    #[must_use]
    pub fn pace(&self, (passed, all): (u32, u32)) -> Option<i64> {
        fraction(self.credited, self.quota?, (passed, all))
    }

    /// Quota − credited; negative when over.
    #[must_use]
    pub fn gap(&self) -> Option<Exact> {
        let quota = self.quota?.exact();
        Some(Exact::from_raw(quota.raw() - self.credited.raw()))
    }

    /// Credited ÷ the part of the business days that has passed, to cents, half up.
    #[must_use]
    pub fn projected(&self, (passed, all): (u32, u32)) -> Option<Amount> {
        let cents = divide(
            self.credited.raw().checked_mul(i128::from(all))?,
            i128::from(passed).checked_mul(1_000_000_000_000)?,
            Rounding::HalfUp,
        );
        Some(Amount::from_raw(cents.checked_mul(100)?))
    }
}

/// value ÷ (quota × passed ÷ all), six decimals, half up.
fn fraction(value: Exact, quota: Amount, (passed, all): (u32, u32)) -> Option<i64> {
    let whole = quota.exact().raw().checked_mul(i128::from(passed))?;
    if whole == 0 {
        return None;
    }
    let part = value.raw().checked_mul(i128::from(all))?.checked_mul(1_000_000)?;
    i64::try_from(divide(part, whole, Rounding::HalfUp)).ok()
}

/// The managers above a rep whose quota a rep's one is part of: up to the first with a quota of their own, which stands
/// for everybody below, so that nobody higher up has both.
fn up_to_holder(mut above: Vec<u32>, bucket: usize, standing: &Standing) -> Vec<u32> {
    if let Some(first) = above.iter().position(|manager| standing.holders.contains(&(*manager, bucket))) {
        above.truncate(first + 1);
    }
    above
}

fn add(sum: Option<Amount>, part: Amount) -> Result<Amount, EngineError> {
    sum.unwrap_or(Amount::ZERO)
        .checked_add(part)
        .ok_or_else(|| EngineError::TooLarge { what: "the sum of the quotas".to_owned() })
}

/// Ranks rows of one time against each other by attainment, highest first; by what was credited when no row has one.
fn rank(rows: &mut [Row]) {
    let any = rows.iter().any(|row| row.attainment().is_some());
    let value = |row: &Row| match any {
        true => row.attainment().map(i128::from),
        false => Some(row.credited.raw()),
    };
    let mut order: Vec<usize> = (0..rows.len()).filter(|at| value(&rows[*at]).is_some()).collect();
    order.sort_by(|a, b| {
        let (a, b) = (&rows[*a], &rows[*b]);
        a.span.cmp(&b.span).then(value(b).cmp(&value(a)))
    });
    let (mut place, mut number) = (0_u32, 0_u32);
    for position in 0..order.len() {
        let row = &rows[order[position]];
        let before = position.checked_sub(1).map(|earlier| &rows[order[earlier]]);
        let same_time = before.is_some_and(|before| before.span == row.span);
        place = if same_time { place + 1 } else { 1 };
        if !same_time || before.map(value) != Some(value(row)) {
            number = place;
        }
        rows[order[position]].rank = Some(number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rows::{Place, QuotaRow, RepRow};

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn rep(rep_id: &str, team: &str, manager: &str, from: Option<&str>, to: Option<&str>) -> RepRow {
        RepRow {
            rep_id: rep_id.to_owned(),
            manager_id: manager.to_owned(),
            valid_from: from.map(day),
            valid_to: to.map(day),
            columns: [("team".to_owned(), team.to_owned())].into(),
            place: Place::default(),
            ..RepRow::default()
        }
    }

    /// R1 moves from team A to team B in the middle of the first quarter of 2026; M leads both.
    fn people() -> People {
        People::new(vec![
            rep("M", "", "", None, None),
            rep("R1", "A", "M", None, Some("2026-02-14")),
            rep("R1", "B", "M", Some("2026-02-15"), None),
            rep("R2", "B", "M", None, None),
        ])
        .unwrap()
    }

    fn quota(rep_id: &str, amount: &str) -> QuotaRow {
        QuotaRow {
            holder: QuotaHolder::Rep(rep_id.to_owned()),
            span: Calendar::default().parse("2026-Q1", Day::MIN).unwrap().span,
            amount: Amount::parse(amount).unwrap(),
            measure: "bookings".to_owned(),
            currency: None,
            rate: crate::money::ExchangeRate::ONE,
            from: None,
            to: None,
            place: Place::default(),
        }
    }

    /// The rows as `keys credited quota deals rank`.
    fn check(by: &[Dimension], expected: &[&str]) -> Attainment {
        check_with(by, Vec::new(), expected)
    }

    /// The same with more quotas.
    fn check_with(by: &[Dimension], more: Vec<QuotaRow>, expected: &[&str]) -> Attainment {
        let (people, calendar) = (people(), Calendar::default());
        let period = calendar.parse("2026-Q1", Day::MIN).unwrap();
        let unit = by.iter().find_map(|dimension| match dimension {
            Dimension::Time(unit) => Some(*unit),
            _ => None,
        });
        let slots = Slots::new(&period, unit, &people.era_starts(period.span), &calendar);
        let mut board = Board::default();
        let cents = |cents: i64| Amount::from_cents(cents).exact().raw();
        let slot = |text: &str| slots.of(day(text).number()).unwrap();
        // In order of ids: M is 0, R1 is 1, R2 is 2.
        board.add(slot("2026-01-10"), 0, &[(1, cents(600_000))]);
        board.add(slot("2026-02-20"), 0, &[(1, cents(100_000)), (2, cents(300_000))]);
        board.add(slot("2026-03-31"), 0, &[(2, cents(200_000))]);
        let quotas = QuotaBook::new([vec![quota("R1", "9000"), quota("R2", "4000")], more].concat());
        let in_north = vec![vec!["North".to_owned()]];
        let question = Question {
            people: &people,
            quotas: &quotas,
            measure: "bookings",
            by,
            slots: &slots,
            groups: if by.iter().any(|by| matches!(by, Dimension::Deal(_))) {
                &in_north
            } else {
                &[Vec::new()]
            },
            calendar: &calendar,
            terms: &|_, _| None,
            leaves: &[Vec::new(), Vec::new(), Vec::new()],
            as_of: day("2026-02-28"),
        };
        let answer = question.answer(&board).unwrap();
        let rows: Vec<String> = answer
            .rows
            .iter()
            .map(|row| {
                let quota = row.quota.map_or("-".to_owned(), |quota| quota.to_string());
                let rank = row.rank.map_or("-".to_owned(), |rank| rank.to_string());
                format!("{} {} {quota} {} {rank}", row.keys.join("/"), row.credited, row.deals)
            })
            .collect();
        assert_eq!(rows, expected);
        answer
    }

    #[test]
    fn reps_are_ranked_and_their_manager_has_the_roll_up() {
        let answer = check(&[Dimension::Rep], &["R1 7000.00 9000.00 2 2", "R2 5000.00 4000.00 2 1"]);
        assert_eq!(answer.total.deals, 3);
        assert_eq!(answer.total.credited.to_string(), "12000.00");
        assert_eq!(answer.total.quota.unwrap().to_string(), "13000.00");
        assert_eq!(answer.rows[0].attainment(), Some(777_778));
    }

    #[test]
    fn a_rep_who_changes_teams_brings_quota_by_days_and_a_shared_deal_counts_once() {
        // R1 is in A on 45 of 90 days: 4,500 of 9,000. The shared deal is in B once.
        check(
            &[Dimension::RepColumn("team".to_owned())],
            &["A 6000.00 4500.00 1 1", "B 6000.00 8500.00 2 2"],
        );
    }

    #[test]
    fn a_manager_is_credited_with_everybody_below() {
        check(&[Dimension::Manager], &["M 12000.00 13000.00 3 1"]);
    }

    #[test]
    fn a_quota_of_the_manager_s_own_stands_for_the_team() {
        let answer =
            check_with(&[Dimension::Manager], vec![quota("M", "12500")], &["M 12000.00 12500.00 3 1"]);
        assert_eq!(answer.total.quota.unwrap().to_string(), "12500.00");
        // The rep's row has the own quota, and the team's beside it.
        let answer = check_with(
            &[Dimension::Rep],
            vec![quota("M", "12500")],
            &["M 0.00 12500.00 0 3", "R1 7000.00 9000.00 2 2", "R2 5000.00 4000.00 2 1"],
        );
        assert_eq!(answer.rows[0].team.unwrap().1.unwrap().to_string(), "13000.00");
    }

    #[test]
    fn a_territory_of_the_deals_has_its_quota_and_a_rep_s_quota_has_none() {
        let of = |territory: &str| QuotaRow {
            holder: QuotaHolder::Territory(territory.to_owned()),
            ..quota("", "15000")
        };
        let by = [Dimension::Deal("territory".to_owned())];
        let answer = check_with(&by, vec![of("North")], &["North 12000.00 15000.00 3 1"]);
        assert_eq!(answer.total.quota.unwrap().to_string(), "15000.00");
        check_with(&by, vec![of("South")], &["North 12000.00 - 3 -", "South 0.00 15000.00 0 1"]);
        let by = [Dimension::Deal("product".to_owned())];
        check_with(&by, Vec::new(), &["North 12000.00 - 3 1"]);
    }

    #[test]
    fn months_take_their_part_of_a_quarter_s_quota() {
        check(
            &[Dimension::Rep, Dimension::Time(Unit::Month)],
            &[
                "R1/2026-01 6000.00 3000.00 1 1",
                "R1/2026-02 1000.00 3000.00 1 2",
                "R1/2026-03 0.00 3000.00 0 2",
                "R2/2026-01 0.00 1333.33 0 2",
                "R2/2026-02 3000.00 1333.33 1 1",
                "R2/2026-03 2000.00 1333.33 1 1",
            ],
        );
    }

    #[test]
    fn pace_and_projection_follow_the_business_days() {
        let answer = check(&[Dimension::Rep], &["R1 7000.00 9000.00 2 2", "R2 5000.00 4000.00 2 1"]);
        // 42 of the 64 business days of the quarter have passed on 28 February 2026 (22 + 20).
        let elapsed = (42, 64);
        assert_eq!(answer.rows[0].projected(elapsed).unwrap().to_string(), "10666.67");
        assert_eq!(answer.rows[0].pace(elapsed), Some(1_185_185));
        assert_eq!(answer.rows[1].gap().unwrap().to_string(), "-1000.00");
    }
}
