//! Whether an assignment keeps to the model, worked out anew from the members alone: nothing of the search is used, so
//! that a fault there shows here.

use std::collections::BTreeSet;

use super::number::place;
use super::problem::{NONE, PlacePoint, Problem, metres};

/// What an assignment breaks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breach {
    /// A unit has no rep of the problem.
    Nowhere {
        /// The unit.
        unit: usize,
    },
    /// A locked unit is elsewhere.
    Lock {
        /// The unit.
        unit: usize,
    },
    /// A unit is with a rep of another region.
    Region {
        /// The unit.
        unit: usize,
    },
    /// An account is farther than the reach from a rep who did not have it.
    Reach {
        /// The account.
        account: u32,
        /// How far, in metres.
        metres: i64,
    },
    /// An account stands in two units.
    Twice {
        /// The account.
        account: u32,
    },
    /// A rep has less or more of a measure than its band allows.
    Band {
        /// The rep.
        rep: usize,
        /// The measure.
        measure: usize,
        /// What it has.
        load: i64,
    },
    /// The units of a rep are in pieces that are not connected.
    Apart {
        /// The rep.
        rep: usize,
        /// How many pieces.
        pieces: usize,
    },
    /// More is moved than a budget allows.
    Budget {
        /// The budget.
        budget: usize,
        /// What is moved.
        moved: i64,
    },
}

impl Breach {
    /// Whether it breaks a limit, on moves or on the accounts of a rep, and not only the balance.
    #[must_use]
    pub fn is_limit(&self, problem: &Problem) -> bool {
        match self {
            Breach::Budget { .. } => true,
            Breach::Band { measure, .. } => problem.is_limit(*measure),
            _ => false,
        }
    }
}

/// Every breach, and what the assignment costs.
#[must_use]
pub fn verify(problem: &Problem, at: &[u32]) -> (Vec<Breach>, i128) {
    let mut breaches = Vec::new();
    let mut cost = 0_i128;
    let mut seen = BTreeSet::new();
    let mut loads = vec![0_i128; problem.reps() * problem.measures];
    let mut moved = vec![0_i128; problem.budgets.len()];
    for unit in 0..problem.units() {
        let rep = at.get(unit).copied().unwrap_or(NONE);
        if place(rep) >= problem.reps() {
            breaches.push(Breach::Nowhere { unit });
            continue;
        }
        let lock = problem.locks[unit];
        if lock != NONE && lock != rep {
            breaches.push(Breach::Lock { unit });
        }
        let (region, of_rep) = (problem.unit_regions[unit], problem.rep_regions[place(rep)]);
        if lock == NONE && region != NONE && of_rep != NONE && region != of_rep {
            breaches.push(Breach::Region { unit });
        }
        for number in place(problem.starts[unit])..place(problem.starts[unit + 1]) {
            let member = &problem.members[number];
            if !seen.insert(member.account) {
                breaches.push(Breach::Twice { account: member.account });
            }
            let way = match (problem.places.get(place(member.place)), problem.homes[place(rep)]) {
                (Some(PlacePoint(from)), Some(PlacePoint(to))) => metres(from, &to),
                _ => 0,
            };
            let leaves = member.owner != NONE && member.owner != rep;
            if problem.reach.is_some_and(|reach| way > reach) && member.owner != rep && lock == NONE {
                breaches.push(Breach::Reach { account: member.account, metres: way });
            }
            cost += i128::from(member.visits) * i128::from(way)
                + if leaves { i128::from(member.price) } else { 0 };
            for (sum, budget) in moved.iter_mut().zip(&problem.budgets) {
                *sum += if leaves { i128::from(budget.weights[number]) } else { 0 };
            }
        }
        for measure in 0..problem.measures {
            let weight = problem.weights[unit * problem.measures + measure];
            loads[place(rep) * problem.measures + measure] += i128::from(weight);
        }
    }
    for (number, load) in loads.iter().enumerate() {
        if *load < i128::from(problem.low[number]) || *load > i128::from(problem.high[number]) {
            let (rep, measure) = (number / problem.measures, number % problem.measures);
            breaches.push(Breach::Band { rep, measure, load: i64::try_from(*load).unwrap_or(i64::MAX) });
        }
    }
    for (number, (moved, budget)) in moved.iter().zip(&problem.budgets).enumerate() {
        if *moved > i128::from(budget.limit) {
            let moved = i64::try_from(*moved).unwrap_or(i64::MAX);
            breaches.push(Breach::Budget { budget: number, moved });
        }
    }
    breaches.extend(in_pieces(problem, at));
    (breaches, cost)
}

/// The reps whose units are in more than one piece, by joining neighbours into ever larger sets.
fn in_pieces(problem: &Problem, at: &[u32]) -> Vec<Breach> {
    let graph = &problem.graph;
    if graph.is_empty() {
        return Vec::new();
    }
    let mut of: Vec<usize> = (0..at.len()).collect();
    for unit in 0..at.len() {
        for other in graph.of(unit).iter().map(|other| place(*other)).filter(|other| at[*other] == at[unit]) {
            let (one, other) = (root(&mut of, unit), root(&mut of, other));
            of[one] = other;
        }
    }
    let mut pieces = vec![0_usize; problem.reps()];
    for unit in (0..at.len()).filter(|unit| graph.is_bound(*unit) && place(at[*unit]) < problem.reps()) {
        pieces[place(at[unit])] += usize::from(root(&mut of, unit) == unit);
    }
    let more = pieces.into_iter().enumerate().filter(|(_, pieces)| *pieces > 1);
    more.map(|(rep, pieces)| Breach::Apart { rep, pieces }).collect()
}

/// The unit that stands for the set of a unit.
fn root(of: &mut [usize], mut unit: usize) -> usize {
    while of[unit] != unit {
        of[unit] = of[of[unit]];
        unit = of[unit];
    }
    unit
}
