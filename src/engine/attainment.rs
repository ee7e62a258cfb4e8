//! Attainment: credits summed by whatever the user asked for, beside the quota of the same group, with pace,
//! projection and rank. Reading deals and sharing them out has happened; credits arrive one by one. The sums are in
//! `board`, the quotas in `quotas`, what a row tells in `row`.

mod board;
mod quotas;
mod row;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use hashbrown::HashMap;

pub use self::board::{Board, Slots};
pub use self::row::{Attainment, Row};

use self::board::Slot;
use self::quotas::{Standing, add, up_to_holder};
use self::row::rank;
use crate::calendar::{Calendar, Day, Span, Unit, business_days_passed};
use crate::engine::error::EngineError;
use crate::engine::people::{People, index};
use crate::engine::quota::QuotaBook;
use crate::engine::ramp::QuotaPlan;
use crate::money::{Amount, Exact};

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

/// What is put into groups: a credit of a deal, or a quota.
#[derive(Clone, Copy)]
enum Part<'a> {
    /// A credit, with its group of deal columns.
    Credit(u32),
    /// A quota.
    Quota(&'a Standing),
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

/// The groups by their keys.
type Groups = HashMap<Vec<String>, Sums>;

impl Question<'_> {
    /// Answers from the sums of the credits.
    pub fn answer(&self, board: &Board) -> Result<Attainment, EngineError> {
        if board.overflow {
            return Err(EngineError::TooLarge { what: "the sum of the credits".to_owned() });
        }
        let mut groups = Groups::new();
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
        rows.sort_unstable_by(|one, other| one.keys.cmp(&other.keys));
        rank(&mut rows);
        Ok(Attainment { rows, total })
    }

    /// What each group was credited with, by its keys, on scale 14, and what all of them were together.
    pub fn credited(&self, board: &Board) -> Result<(BTreeMap<Vec<String>, Exact>, Exact), EngineError> {
        let mut groups = Groups::new();
        let mut total = 0;
        self.add_credits(board, &mut groups, &mut total)?;
        let sums = groups.into_iter().map(|(keys, sums)| (keys, Exact::from_raw(sums.credited)));
        Ok((sums.collect(), Exact::from_raw(total)))
    }

    /// The keys of the group that a rep's part in a deal of some group of deal columns belongs to on a day of the
    /// report; several where the rows are by manager, none outside its days.
    pub fn keys_on(&self, rep: u32, day: Day, group: u32) -> Result<Vec<Vec<String>>, EngineError> {
        match self.slots.of(day.number()) {
            Some(slot) => self.keys(rep, self.slots.cuts[index(slot)], Part::Credit(group)),
            None => Ok(Vec::new()),
        }
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
        groups: &mut Groups,
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
    fn add_shared_deals(&self, board: &Board, groups: &mut Groups) -> Result<(), EngineError> {
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

    fn group<'g>(&self, groups: &'g mut Groups, keys: Vec<String>, rep: u32, slot: Slot) -> &'g mut Sums {
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
            all = with_each(all, values);
        }
        Ok(all)
    }

    fn rep_column(&self, rep: u32, day: Day, column: &str) -> String {
        let row = self.people.row_near(rep, day);
        row.and_then(|row| row.columns.get(column)).cloned().unwrap_or_default()
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
        business_days_passed(all, self.as_of)
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

/// The keys of groups with each of some values added.
fn with_each(mut all: Vec<Vec<String>>, mut values: Vec<String>) -> Vec<Vec<String>> {
    if let ([keys], 1) = (&mut all[..], values.len()) {
        keys.append(&mut values);
        return all;
    }
    let each = |keys: &Vec<String>| -> Vec<Vec<String>> {
        let with = |value: &String| keys.iter().chain([value]).cloned().collect();
        values.iter().map(with).collect()
    };
    all.iter().flat_map(each).collect()
}
