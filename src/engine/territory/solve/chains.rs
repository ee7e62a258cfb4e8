//! Ejection chains (Glover 1996): where one move for one move cannot mend a band, as with a unit of half a territory
//! against many small ones, a rep with a breach gives or takes a unit at random, and then the worst rep that was
//! touched takes its best move, again and again; the chain is kept as far as it was worth most, or undone.

use super::group::{Group, Step};
use super::number::place;
use crate::engine::forecast::random::Random;

/// Moves of one chain at most.
const DEPTH: usize = 12;

/// Tries so many chains, or until nothing is violated.
pub fn mend(group: &mut Group, trials: usize, random: &mut Random) {
    let mut into = vec![Vec::new(); group.reps.len()];
    for unit in 0..group.units.len() {
        for option in group.options(unit) {
            into[place(group.to[option])].push((unit, option));
        }
    }
    for _ in 0..trials {
        if group.breaches == 0 {
            return;
        }
        let strained: Vec<usize> = (0..group.reps.len()).filter(|rep| group.strain(*rep).is_some()).collect();
        if strained.is_empty() {
            return;
        }
        let rep = strained[random.below(strained.len())];
        // The best of several chains from one rep: the first that helps may be a dear one.
        let mut best: Option<(f64, Vec<Step>)> = None;
        for _ in 0..OPENINGS {
            let (worth, steps) = chain(group, &into, rep, random);
            if !steps.is_empty() && best.as_ref().is_none_or(|(least, _)| worth < *least) {
                best = Some((worth, steps));
            }
        }
        for step in best.into_iter().flat_map(|(_, steps)| steps) {
            group.take(step);
        }
    }
}

/// Chains of which the best is taken.
const OPENINGS: usize = 24;

/// One chain from a rep, tried and undone: what it is worth and its steps, none where it is worth nothing. Every step
/// is the best of those into and out of the rep with the dearest violation.
fn chain(
    group: &mut Group,
    into: &[Vec<(usize, usize)>],
    rep: usize,
    random: &mut Random,
) -> (f64, Vec<Step>) {
    let (mut undo, mut steps): (Vec<Step>, Vec<Step>) = (Vec::new(), Vec::new());
    let (mut sum, mut best, mut best_length) = (0.0, -1e-6, 0);
    let mut touched = vec![rep];
    let Some(first) = opening(group, into, rep, random) else { return (0.0, steps) };
    let mut next = Some((group.change(first, None), first));
    while let Some((change, step)) = next {
        undo.push(Step { unit: step.unit, option: place(group.has[step.unit]) });
        steps.push(step);
        for rep in [group.rep_of(step.unit), place(group.to[step.option])] {
            if !touched.contains(&rep) {
                touched.push(rep);
            }
        }
        group.take(step);
        sum += change;
        if sum < best {
            (best, best_length) = (sum, steps.len());
        }
        if steps.len() >= DEPTH {
            break;
        }
        let dearest =
            |a: &usize, b: &usize| group.fine_of(*a).total_cmp(&group.fine_of(*b)).then_with(|| b.cmp(a));
        let worst = touched.iter().copied().max_by(dearest);
        let Some(worst) = worst.filter(|rep| group.fine_of(*rep) > 0.0) else { break };
        next = best_step(group, into, worst, &undo);
    }
    while let Some(step) = undo.pop() {
        group.take(step);
    }
    steps.truncate(best_length);
    (best, steps)
}

/// A random move out of a rep or into it.
fn opening(group: &Group, into: &[Vec<(usize, usize)>], rep: usize, random: &mut Random) -> Option<Step> {
    if random.bits() & 1 == 0 {
        let unit = place(*group.lists[rep].get(random.below(group.lists[rep].len()))?);
        let options = group.options(unit);
        let option = options.start + random.below(options.len());
        return (option != place(group.has[unit])).then_some(Step { unit, option });
    }
    let (unit, option) = *into[rep].get(random.below(into[rep].len()))?;
    (option != place(group.has[unit])).then_some(Step { unit, option })
}

/// The best move into or out of a rep that touches no unit of the chain.
fn best_step(group: &Group, into: &[Vec<(usize, usize)>], rep: usize, used: &[Step]) -> Option<(f64, Step)> {
    let mut best: Option<(f64, Step)> = None;
    let mut look = |unit: usize, option: usize| {
        if option == place(group.has[unit]) || used.iter().any(|step| step.unit == unit) {
            return;
        }
        let step = Step { unit, option };
        let change = group.change(step, None);
        if best.is_none_or(|(least, _)| change < least) {
            best = Some((change, step));
        }
    };
    for unit in &group.lists[rep] {
        group.options(place(*unit)).for_each(|option| look(place(*unit), option));
    }
    into[rep].iter().for_each(|(unit, option)| look(*unit, *option));
    best
}
