//! The model of balance in whole numbers: units of accounts that go to exactly one rep each, what each costs where,
//! and the limits. Whoever fills it has read the tables, merged nothing and rounded everything; this file leaves the
//! search to its neighbours.
//!
//! minimise Σ cost(i, j) x(i, j), with cost = Σ over the unit's members of visits × metres(member, home of j), and
//! the price of a move when j is not the member's present owner; each unit to one rep that it may go to; for each rep
//! and measure low ≤ Σ weight x ≤ high; for each budget Σ moved weight ≤ limit.

use super::graph::Graph;
use super::number::{code, float, place, whole};

/// No rep, no place, no region.
pub const NONE: u32 = u32::MAX;

/// The mean radius of the earth in metres (Moritz, Geodetic Reference System 1980).
pub const EARTH_RADIUS: f64 = 6_371_008.8;

/// A point on the unit sphere.
pub type Point = [f64; 3];

/// The point of a latitude and a longitude in degrees.
#[must_use]
pub fn point(latitude: f64, longitude: f64) -> Point {
    let (phi, lambda) = (latitude.to_radians(), longitude.to_radians());
    [phi.cos() * lambda.cos(), phi.cos() * lambda.sin(), phi.sin()]
}

/// The straight line between two points through the earth, squared, in radii.
#[inline]
#[must_use]
pub fn chord_squared(from: &Point, to: &Point) -> f64 {
    let (x, y, z) = (from[0] - to[0], from[1] - to[1], from[2] - to[2]);
    x * x + y * y + z * z
}

/// Metres along the great circle between two points, to the metre.
#[must_use]
pub fn metres(a: &Point, b: &Point) -> i64 {
    whole(2.0 * EARTH_RADIUS * (chord_squared(a, b).sqrt() / 2.0).min(1.0).asin())
}

/// One account of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The account's number with whoever made the problem.
    pub account: u32,
    /// Its place in [`Problem::places`], or `NONE`.
    pub place: u32,
    /// Visits, in whatever unit all members share; not negative.
    pub visits: i64,
    /// Its present owner among the reps, or `NONE` where there is none or the owner has left.
    pub owner: u32,
    /// What moving it away from that owner costs, in metre-visits; not negative.
    pub price: i64,
}

/// A limit on what may be moved away from present owners: Σ weight of the moved members ≤ limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The weight of each member, in the order of [`Problem::members`]; not negative.
    pub weights: Vec<i64>,
    /// The most that may move.
    pub limit: i64,
}

/// An instance of the model. Units, reps and measures are numbered from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problem {
    /// How many measures are balanced.
    pub measures: usize,
    /// Distinct places of accounts, each as a point.
    pub places: Vec<PlacePoint>,
    /// The home of each rep.
    pub homes: Vec<Option<PlacePoint>>,
    /// The region of each rep; `NONE` is open to all.
    pub rep_regions: Vec<u32>,
    /// The accounts of all units, unit after unit.
    pub members: Vec<Member>,
    /// Where the members of unit i begin; one more entry than units.
    pub starts: Vec<u32>,
    /// The weights of unit i: `measures` numbers from i × measures; not negative.
    pub weights: Vec<i64>,
    /// The only rep of a unit, or `NONE`.
    pub locks: Vec<u32>,
    /// The region a unit must stay in, or `NONE`.
    pub unit_regions: Vec<u32>,
    /// The least of each rep and measure: `measures` numbers for each rep.
    pub low: Vec<i64>,
    /// The most of each rep and measure.
    pub high: Vec<i64>,
    /// How many of the last measures are limits, as the most accounts of a rep: what is above their `high` is never
    /// taken for the sake of balance.
    pub limits: usize,
    /// Limits on what is moved; never broken for the sake of balance.
    pub budgets: Vec<Budget>,
    /// Which units lie side by side, where the units of a rep have to be connected.
    pub graph: Graph,
    /// The farthest that an account may be from the home of its rep, in metres; present owners may keep theirs.
    pub reach: Option<i64>,
}

/// A point whose equality is that of its bits, so that problems can be compared.
#[derive(Clone, Copy, Debug)]
pub struct PlacePoint(pub Point);

impl PartialEq for PlacePoint {
    fn eq(&self, other: &PlacePoint) -> bool {
        self.0.map(f64::to_bits) == other.0.map(f64::to_bits)
    }
}

impl Eq for PlacePoint {}

impl Problem {
    /// How many units there are.
    #[must_use]
    pub fn units(&self) -> usize {
        self.locks.len()
    }

    /// How many reps there are.
    #[must_use]
    pub fn reps(&self) -> usize {
        self.homes.len()
    }

    /// The members of a unit.
    #[inline]
    #[must_use]
    pub fn members_of(&self, unit: usize) -> &[Member] {
        &self.members[place(self.starts[unit])..place(self.starts[unit + 1])]
    }

    /// The weights of a unit, one for each measure.
    #[inline]
    #[must_use]
    pub fn weights_of(&self, unit: usize) -> &[i64] {
        &self.weights[unit * self.measures..(unit + 1) * self.measures]
    }

    /// Metres between a member and the home of a rep; 0 where either is unknown.
    #[inline]
    #[must_use]
    pub fn distance(&self, member: &Member, rep: usize) -> i64 {
        match (self.places.get(place(member.place)), &self.homes[rep]) {
            (Some(PlacePoint(at)), Some(PlacePoint(home))) => metres(at, home),
            _ => 0,
        }
    }

    /// Whether the lock and the region of a unit let it go to a rep; distance is not asked.
    #[inline]
    #[must_use]
    pub fn open(&self, unit: usize, rep: usize) -> bool {
        let lock = self.locks[unit];
        if lock != NONE {
            return place(lock) == rep;
        }
        let (region, of_rep) = (self.unit_regions[unit], self.rep_regions[rep]);
        region == NONE || of_rep == NONE || region == of_rep
    }

    /// What a unit costs with a rep in metre-visits, or none when it may not go there. Locked units may always stay.
    #[must_use]
    pub fn cost(&self, unit: usize, rep: usize) -> Option<i64> {
        if !self.open(unit, rep) {
            return None;
        }
        let locked = self.locks[unit] != NONE;
        let mut sum = 0_i64;
        for member in self.members_of(unit) {
            let metres = self.distance(member, rep);
            let kept = member.owner == code(rep);
            if self.reach.is_some_and(|reach| metres > reach) && !kept && !locked {
                return None;
            }
            let price = if kept || member.owner == NONE { 0 } else { member.price };
            sum = sum.checked_add(member.visits.checked_mul(metres)?.checked_add(price)?)?;
        }
        Some(sum)
    }

    /// What a unit takes from a budget when it goes to a rep.
    #[must_use]
    pub fn moved(&self, unit: usize, rep: usize, budget: &Budget) -> i64 {
        let from = place(self.starts[unit]);
        let moved = |(number, member): (usize, &Member)| {
            if member.owner == NONE || member.owner == code(rep) { 0 } else { budget.weights[from + number] }
        };
        self.members_of(unit).iter().enumerate().map(moved).sum()
    }

    /// Whether a measure is a limit and not a band of balance.
    #[inline]
    #[must_use]
    pub fn is_limit(&self, measure: usize) -> bool {
        measure + self.limits >= self.measures
    }

    /// The visits of a unit as the float by which the search scales it; at least one.
    #[must_use]
    pub fn visits_of(&self, unit: usize) -> f64 {
        float(self.members_of(unit).iter().map(|member| member.visits).sum::<i64>().max(1))
    }

    /// The sum of each measure over all units.
    #[must_use]
    pub fn totals(&self) -> Vec<i64> {
        let mut totals = vec![0; self.measures];
        for weights in self.weights.chunks_exact(self.measures.max(1)) {
            for (total, weight) in totals.iter_mut().zip(weights) {
                *total += weight;
            }
        }
        totals
    }

    /// Draws each band in to the multiples of what all weights of its measure share: 9 to 31 of weights 4 and 12 is
    /// 12 to 28. No solution is lost, and the bound rises.
    pub fn tighten(&mut self) {
        for measure in 0..self.measures {
            let shared = (0..self.units()).map(|unit| self.weights_of(unit)[measure]).fold(0, common);
            if shared < 2 {
                continue;
            }
            for rep in 0..self.reps() {
                let at = rep * self.measures + measure;
                self.low[at] = self.low[at].div_euclid(shared) * shared
                    + if self.low[at].rem_euclid(shared) == 0 { 0 } else { shared };
                self.high[at] = self.high[at].div_euclid(shared) * shared;
            }
        }
    }
}

/// The greatest common divisor.
fn common(left: i64, right: i64) -> i64 {
    let (mut left, mut right) = (left, right);
    while right != 0 {
        (left, right) = (right, left % right);
    }
    left
}
