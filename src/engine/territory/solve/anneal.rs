//! The search: simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983) over moves of one unit and of two at once, on
//! options whose reduced cost is near the least, with violations at a rising price. Draws come from a stream named
//! by seed, round and group, so that the same problem gives the same answer.

use super::group::{Group, Step, Strain};
use super::number::{code, exponential, narrow, place};
use crate::engine::forecast::random::Random;

/// How a group is searched.
#[derive(Clone, Copy, Debug)]
pub struct Heat {
    /// The temperature at the beginning and at the end, in metre-visits.
    pub temperatures: (f64, f64),
    /// How many moves are proposed.
    pub proposals: usize,
    /// Whether the best state that was seen is wanted, and not the last one.
    pub best: bool,
    /// How far above the least an option is still proposed, in metre-visits.
    pub reach: f64,
    /// One proposal of so many, a power of two, looks for a rep with a breach first.
    pub relief: u64,
}

/// The options that are worth proposing: those of units with more than one of them in reach.
struct Proposals {
    /// Unit and option.
    pairs: Vec<(u32, u32)>,
    /// The pairs that lead to each rep.
    into: Vec<Vec<u32>>,
}

impl Proposals {
    fn of(group: &Group, reach: f64) -> Proposals {
        let mut found = Proposals { pairs: Vec::new(), into: vec![Vec::new(); group.reps.len()] };
        for unit in 0..group.units.len() {
            let near = group.options(unit).filter(|option| group.regrets[*option] <= reach);
            if near.clone().all(|option| option == place(group.has[unit])) {
                continue;
            }
            for option in near {
                found.into[place(group.to[option])].push(code(found.pairs.len()));
                found.pairs.push((code(unit), code(option)));
            }
        }
        found
    }
}

/// The best state of a group that was seen, kept up to date by the units that changed since.
struct Best {
    has: Vec<u32>,
    changed: Vec<u32>,
    value: Value,
}

impl Best {
    fn keep(&mut self, group: &Group, value: Value) {
        for unit in self.changed.drain(..) {
            self.has[place(unit)] = group.has[place(unit)];
        }
        self.value = value;
    }
}

/// Searches a group. Fines may be zero or not at the end; the caller looks at `breaches`.
pub fn anneal(group: &mut Group, heat: &Heat, random: &mut Random) {
    let (first, last) = heat.temperatures;
    let proposals = Proposals::of(group, heat.reach);
    if proposals.pairs.is_empty() || heat.proposals == 0 {
        return;
    }
    let mut best = Best { has: group.has.clone(), changed: Vec::new(), value: value(group) };
    let levels = 64.min(heat.proposals);
    let ratio = (last / first).powf(1.0 / super::number::count(levels.max(2) - 1));
    let mut temperature = first;
    for level in 0..levels {
        let share = heat.proposals / levels + usize::from(level < heat.proposals % levels);
        for _ in 0..share {
            let Some((one, two)) = propose(group, &proposals, heat.relief, random) else { continue };
            let change = group.change(one, two);
            let accepted = change <= 0.0
                || (change < temperature * 14.0
                    && random.uniform() < f64::from(exponential(narrow(-change / temperature))));
            if !accepted {
                continue;
            }
            if heat.best && change > 0.0 && group.breaches == 0 {
                let value = value(group);
                if value < best.value {
                    best.keep(group, value);
                }
            }
            for step in [Some(one), two].into_iter().flatten() {
                group.take(step);
                if heat.best {
                    best.changed.push(code(step.unit));
                }
            }
        }
        temperature *= ratio;
    }
    if heat.best && best.value < value(group) {
        for unit in 0..group.units.len() {
            let option = place(best.has[unit]);
            if option != place(group.has[unit]) {
                group.take(Step { unit, option });
            }
        }
    }
}

/// What a state is worth, less before more: whether anything is violated, and what cost and violations come to.
type Value = (bool, f64);

fn value(group: &Group) -> Value {
    let cost = super::number::float(group.cost);
    if group.breaches == 0 { (false, cost) } else { (true, cost + group.fines()) }
}

/// One move: a unit to another rep; in half of the cases a unit of that rep moves on, back to the first rep if it can.
#[inline]
fn propose(
    group: &Group,
    proposals: &Proposals,
    relief: u64,
    random: &mut Random,
) -> Option<(Step, Option<Step>)> {
    let bits = random.bits();
    let one = if bits & (relief - 1) == 0 { relieve(group, proposals, random) } else { None };
    let one = one.unwrap_or_else(|| {
        let (unit, option) = proposals.pairs[random.below(proposals.pairs.len())];
        Step { unit: place(unit), option: place(option) }
    });
    if place(group.has[one.unit]) == one.option {
        return None;
    }
    if bits & 0x100 == 0 {
        return Some((one, None));
    }
    let (from, to) = (group.rep_of(one.unit), place(group.to[one.option]));
    let list = &group.lists[to];
    if list.is_empty() {
        return Some((one, None));
    }
    let other = place(list[random.below(list.len())]);
    let back = if bits & 0x200 == 0 { group.option_to(other, from) } else { None };
    let option = back.unwrap_or_else(|| {
        let options = group.options(other);
        options.start + random.below(options.len())
    });
    if option == place(group.has[other]) {
        return None;
    }
    Some((one, Some(Step { unit: other, option })))
}

/// A move that takes from a rep with too much, or gives to one with too little.
fn relieve(group: &Group, proposals: &Proposals, random: &mut Random) -> Option<Step> {
    if group.breaches == 0 {
        return None;
    }
    let (rep, strain) = (0..8).find_map(|_| {
        let rep = random.below(group.reps.len());
        group.strain(rep).map(|strain| (rep, strain))
    })?;
    match strain {
        Strain::TooMuch => {
            let unit = place(*group.lists[rep].get(random.below(group.lists[rep].len()))?);
            let options = group.options(unit);
            Some(Step { unit, option: options.start + random.below(options.len()) })
        }
        Strain::TooLittle => {
            let pair = *proposals.into[rep].get(random.below(proposals.into[rep].len()))?;
            let (unit, option) = proposals.pairs[place(pair)];
            Some(Step { unit: place(unit), option: place(option) })
        }
    }
}
