//! The quotas of the rows: those of reps in every time bucket, rolled up to whoever stands for them, or the rows of
//! the groups' own.

use std::collections::BTreeSet;

use super::board::Slot;
use super::{Dimension, Groups, Part, Question};
use crate::calendar::{Day, Period, Span};
use crate::engine::error::EngineError;
use crate::engine::people::index;
use crate::engine::quota::{days_present, quota_in, round_quota};
use crate::engine::ramp::{QuotaPlan, QuotaTerms, prorated, ramps};
use crate::model::rows::QuotaHolder;
use crate::money::{Amount, allocate};
use crate::plan::Proration;

/// Who stands for others when quotas are rolled up, by rep and bucket.
pub(super) struct Standing {
    /// Reps with a quota of their own.
    pub(super) holders: BTreeSet<(u32, usize)>,
    /// Managers of somebody.
    pub(super) managers: BTreeSet<(u32, usize)>,
}

impl Question<'_> {
    pub(super) fn standing(&self, quotas: &[(u32, usize, Amount)]) -> Standing {
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
    pub(super) fn total_quota(
        &self,
        quotas: &[(u32, usize, Amount)],
        standing: &Standing,
        groups: &Groups,
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

    /// The quota of every rep in every time bucket.
    pub(super) fn rep_quotas(&self) -> Result<Vec<(u32, usize, Amount)>, EngineError> {
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
    pub(super) fn bucket_days(&self, bucket: usize, period: &Period) -> Option<Span> {
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
    pub(super) fn add_quotas(
        &self,
        quotas: &[(u32, usize, Amount)],
        standing: &Standing,
        groups: &mut Groups,
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
        groups: &mut Groups,
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

    pub(super) fn parts_by_slot(&self, bucket: usize, amount: Amount) -> Vec<(Slot, Amount)> {
        let slots: Vec<Slot> = self.slots.cuts.iter().filter(|slot| slot.bucket == bucket).copied().collect();
        let days: Vec<i128> = slots.iter().map(|slot| i128::from(slot.span.days())).collect();
        let parts =
            allocate(amount.raw() / 100, &days).into_iter().map(|cents| Amount::from_raw(cents * 100));
        slots.into_iter().zip(parts).collect()
    }

    /// Teams and territories with quota rows of their own have those, not the sum of their reps; tells whether any has.
    fn replace_by_own_rows(&self, groups: &mut Groups) -> Result<bool, EngineError> {
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
}

/// The managers above a rep whose quota a rep's one is part of: up to the first with a quota of their own, which stands
/// for everybody below, so that nobody higher up has both.
pub(super) fn up_to_holder(mut above: Vec<u32>, bucket: usize, standing: &Standing) -> Vec<u32> {
    if let Some(first) = above.iter().position(|manager| standing.holders.contains(&(*manager, bucket))) {
        above.truncate(first + 1);
    }
    above
}

pub(super) fn add(sum: Option<Amount>, part: Amount) -> Result<Amount, EngineError> {
    sum.unwrap_or(Amount::ZERO)
        .checked_add(part)
        .ok_or_else(|| EngineError::TooLarge { what: "the sum of the quotas".to_owned() })
}
