//! A target down a tree of territories to reps and the parts of a period. Amounts are whole cents, parts add up to the
//! whole exactly at every step: parts of a territory to its quota with the hedge, reps to their territory, months to
//! the rep. What a hedge adds is stated, nothing else is.

pub mod bounded;
pub mod season;

use self::bounded::{Bounds, Unfit, share};
use crate::money::{Rounding, allocate, multiply_divide};

/// One place of the tree of quotas, above its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The territory's name.
    pub name: String,
    /// The place of the territory that it is a part of; none at the top.
    pub parent: Option<usize>,
    /// What its own accounts are worth, by which its parent's quota is shared; parts add theirs.
    pub weight: i128,
    /// Whether it has a quota of its own to share among reps: it has accounts, or no parts.
    pub own: bool,
    /// The reps who cover it, with their capacities, scale 4.
    pub reps: Vec<(u32, i64)>,
}

/// How a target is shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question<'a> {
    /// The tree; a parent stands before its parts.
    pub places: &'a [Place],
    /// The target, in cents.
    pub target: i128,
    /// What the parts of each level are given beyond the level above, in millionths: the first for the top, the last
    /// for all below it.
    pub hedge: &'a [i64],
    /// The least and the most that a rep's quota may be, in cents.
    pub bounds: Bounds,
}

/// What a place is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// The quota of the territory with all its parts, in cents.
    pub quota: i128,
    /// What of it is for its own accounts, before reps share it, in cents; none where it has no quota of its own.
    pub own: Option<i128>,
    /// The quotas of its reps, in the order of the place, in cents.
    pub reps: Vec<i128>,
}

/// Why a target cannot be shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The territory whose quota does not fit; empty for the target itself.
    pub name: String,
    /// By how much, in cents.
    pub unfit: Unfit,
}

/// One part that a territory's quota is shared among: one below it, or its own accounts.
struct Part {
    place: usize,
    own: bool,
    weight: i128,
    bounds: Bounds,
}

impl Question<'_> {
    /// Shares the target.
    ///
    /// # Errors
    /// When floors or caps of reps leave no way.
    pub fn answer(&self) -> Result<Vec<Given>, Misfit> {
        let mut given = vec![Given::default(); self.places.len()];
        let weights = self.weights();
        let depths = self.depths();
        let bounds = self.bounds_of_all(&depths);
        self.spread(None, self.target, 0, &weights, &bounds, &mut given)?;
        for place in 0..self.places.len() {
            self.spread(Some(place), given[place].quota, depths[place] + 1, &weights, &bounds, &mut given)?;
        }
        Ok(given)
    }

    /// The weight of each place with all below it.
    fn weights(&self) -> Vec<i128> {
        let mut weights: Vec<i128> = self.places.iter().map(|place| place.weight).collect();
        for place in (0..self.places.len()).rev() {
            if let Some(parent) = self.places[place].parent {
                weights[parent] += weights[place];
            }
        }
        weights
    }

    fn depths(&self) -> Vec<usize> {
        let mut depths = Vec::with_capacity(self.places.len());
        for place in self.places {
            depths.push(place.parent.map_or(0, |parent: usize| depths[parent] + 1));
        }
        depths
    }

    /// What the parts of a quota at this depth come to.
    fn hedged(&self, quota: i128, depth: usize) -> i128 {
        let hedge = self.hedge.get(depth).or(self.hedge.last()).copied().unwrap_or(0);
        let factor = 1_000_000 + i128::from(hedge);
        multiply_divide(quota, factor, 1_000_000, Rounding::HalfUp).unwrap_or(quota)
    }

    /// The least and the most that the quota of each place may be, so that every rep below can keep the bounds. A quota
    /// that is hedged has to bear what comes of it: the least is rounded up and the most down.
    fn bounds_of_all(&self, depths: &[usize]) -> Vec<Bounds> {
        let mut sums: Vec<Bounds> = self
            .places
            .iter()
            .map(|place| if place.own { self.own_bounds(place) } else { Bounds { floor: 0, cap: 0 } })
            .collect();
        for place in (0..self.places.len()).rev() {
            let has_parts = self.places.iter().any(|other| other.parent == Some(place));
            if has_parts {
                sums[place] = self.before_hedge(sums[place], depths[place] + 1);
            }
            if let Some(parent) = self.places[place].parent {
                let (floor, cap) = (sums[place].floor, sums[place].cap);
                sums[parent].floor = sums[parent].floor.saturating_add(floor);
                sums[parent].cap = sums[parent].cap.saturating_add(cap);
            }
        }
        sums
    }

    fn own_bounds(&self, place: &Place) -> Bounds {
        let reps = i128::try_from(place.reps.len().max(1)).unwrap_or(i128::MAX);
        Bounds { floor: self.bounds.floor.saturating_mul(reps), cap: self.bounds.cap.saturating_mul(reps) }
    }

    /// The bounds of a quota whose hedged parts have these bounds.
    fn before_hedge(&self, parts: Bounds, depth: usize) -> Bounds {
        let hedge = self.hedge.get(depth).or(self.hedge.last()).copied().unwrap_or(0);
        let factor = 1_000_000 + i128::from(hedge);
        let scaled = |amount: i128| amount.checked_mul(1_000_000);
        let floor = scaled(parts.floor).map_or(parts.floor, |floor| (floor + factor - 1).div_euclid(factor));
        let cap = scaled(parts.cap).map_or(i128::MAX, |cap| cap.div_euclid(factor));
        Bounds { floor, cap }
    }

    /// Shares a quota among the parts of a place, and what is for its own accounts among its reps.
    fn spread(
        &self,
        of: Option<usize>,
        quota: i128,
        depth: usize,
        weights: &[i128],
        bounds: &[Bounds],
        given: &mut [Given],
    ) -> Result<(), Misfit> {
        let below = (0..self.places.len()).filter(|place| self.places[*place].parent == of);
        let mut parts: Vec<Part> = below
            .map(|place| Part { place, own: false, weight: weights[place], bounds: bounds[place] })
            .collect();
        let has_parts = !parts.is_empty();
        if let Some(place) = of.filter(|place| self.places[*place].own) {
            let bounds = self.own_bounds(&self.places[place]);
            parts.push(Part { place, own: true, weight: self.places[place].weight, bounds });
        }
        // A territory without parts hands its quota on as it is.
        let quota = if has_parts { self.hedged(quota, depth) } else { quota };
        let part_weights: Vec<i128> = parts.iter().map(|part| part.weight).collect();
        let part_bounds: Vec<Bounds> = parts.iter().map(|part| part.bounds).collect();
        let name = || of.map_or_else(String::new, |place| self.places[place].name.clone());
        let shares =
            share(quota, &part_weights, &part_bounds).map_err(|unfit| Misfit { name: name(), unfit })?;
        for (part, amount) in parts.iter().zip(shares) {
            if !part.own {
                given[part.place].quota = amount;
                continue;
            }
            let reps = &self.places[part.place].reps;
            let capacities: Vec<i128> = reps.iter().map(|(_, capacity)| i128::from(*capacity)).collect();
            let each = vec![self.bounds; reps.len()];
            given[part.place].own = Some(amount);
            given[part.place].reps = if reps.is_empty() {
                Vec::new()
            } else {
                share(amount, &capacities, &each).map_err(|unfit| Misfit { name: name(), unfit })?
            };
        }
        Ok(())
    }
}

/// Shares an amount over the parts of a period by weights, by largest remainder; evenly where all are zero.
#[must_use]
pub fn over_months(amount: i128, weights: &[i128]) -> Vec<i128> {
    if weights.iter().all(|weight| *weight == 0) {
        return allocate(amount, &vec![1; weights.len()]);
    }
    allocate(amount, weights)
}

/// The shares of a whole as whole numbers, of which [`ONE`] is the whole: to be blended, and to be shared by.
#[must_use]
pub fn shares(values: &[i128]) -> Vec<i128> {
    let total: i128 = values.iter().sum();
    if total <= 0 {
        return vec![0; values.len()];
    }
    values.iter().map(|value| multiply_divide(*value, ONE, total, Rounding::HalfUp).unwrap_or(0)).collect()
}

/// One whole of [`shares`]: twelve decimals.
pub const ONE: i128 = 1_000_000_000_000;

/// Two sets of shares in proportion: so many percent of the first, the rest of the second.
#[must_use]
pub fn blend(first: &[i128], second: &[i128], percent: i128) -> Vec<i128> {
    let both = first.iter().zip(second);
    both.map(|(first, second)| first * percent + second * (100 - percent)).collect()
}

#[cfg(test)]
mod tests;
