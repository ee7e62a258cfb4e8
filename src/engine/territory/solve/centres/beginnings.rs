//! First centres: of parts halved again and again until each has its share of the work, or drawn far from one another
//! where work is.

use crate::engine::forecast::random::Random;
use crate::engine::territory::solve::number::{count, float, place};
use crate::engine::territory::solve::problem::{NONE, PlacePoint, Point, Problem, chord_squared};

/// Where each unit is: the place of the member with most visits; none without a place.
pub(super) fn points(problem: &Problem) -> Vec<Option<Point>> {
    let of = |unit: usize| {
        let known = problem.members_of(unit).iter().filter(|member| member.place != NONE);
        let most = known.max_by_key(|member| (member.visits, std::cmp::Reverse(member.account)));
        most.map(|member| problem.places[place(member.place)].0)
    };
    (0..problem.units()).map(of).collect()
}

/// How much of the work each unit is: the mean of its parts of all measures.
pub(super) fn parts(problem: &Problem) -> Vec<f64> {
    let totals = problem.totals();
    let part = |unit: usize| -> f64 {
        let weights = problem.weights_of(unit).iter().zip(&totals);
        weights.map(|(weight, total)| float(*weight) / float((*total).max(1))).sum()
    };
    (0..problem.units()).map(part).collect()
}

/// First centres: those of locked units, then each drawn with a chance by work × distance² from the nearest so far, the
/// best of several draws.
pub(super) fn seeds(problem: &Problem, random: &mut Random) -> Vec<Option<PlacePoint>> {
    let (points, parts) = (points(problem), parts(problem));
    let mut homes: Vec<Option<PlacePoint>> = vec![None; problem.reps()];
    let mut far: Vec<f64> = points.iter().map(|point| if point.is_some() { 4.0 } else { 0.0 }).collect();
    let nearer = |far: &[f64], to: &Point| -> Vec<f64> {
        let near = |(far, point): (&f64, &Option<Point>)| {
            point.map_or(0.0, |point| far.min(chord_squared(&point, to)))
        };
        far.iter().zip(&points).map(near).collect()
    };
    for (unit, lock) in problem.locks.iter().enumerate() {
        if let (true, Some(point)) = (*lock != NONE, points[unit])
            && homes[place(*lock)].is_none()
        {
            homes[place(*lock)] = Some(PlacePoint(point));
            far = nearer(&far, &point);
        }
    }
    for home in homes.iter_mut().filter(|home| home.is_none()) {
        let mut best: Option<(f64, Point, Vec<f64>)> = None;
        for _ in 0..DRAWS {
            let Some(point) = drawn(&far, &parts, &points, random) else { break };
            let now = nearer(&far, &point);
            let worth: f64 = now.iter().zip(&parts).map(|(far, part)| far * part).sum();
            if best.as_ref().is_none_or(|(least, _, _)| worth < *least) {
                best = Some((worth, point, now));
            }
        }
        // Fewer places than territories: some share one.
        let Some((_, point, now)) = best else {
            *home = points.iter().flatten().next().map(|point| PlacePoint(*point));
            continue;
        };
        *home = Some(PlacePoint(point));
        far = now;
    }
    homes
}

/// Centres of parts that are as even as can be: the units are halved by work along the direction in which they are
/// widest of several, again and again. Locked units are centres of their own.
pub(super) fn halves(problem: &Problem, random: &mut Random) -> Vec<Option<PlacePoint>> {
    let (points, parts) = (points(problem), parts(problem));
    let mut homes: Vec<Option<PlacePoint>> = vec![None; problem.reps()];
    let mut units: Vec<(Point, f64)> = Vec::new();
    for (unit, lock) in problem.locks.iter().enumerate() {
        match points[unit] {
            Some(point) if *lock == NONE => units.push((point, parts[unit])),
            Some(point) => homes[place(*lock)] = Some(PlacePoint(point)),
            None => {}
        }
    }
    let mut free: Vec<usize> = (0..homes.len()).filter(|rep| homes[*rep].is_none()).collect();
    let mut open = vec![(free.len(), units)];
    while let Some((number, mut units)) = open.pop() {
        if number < 2 || units.len() < 2 {
            let all: f64 = units.iter().map(|(_, part)| part).sum();
            let middle = |axis: usize| units.iter().map(|(point, part)| point[axis] * part).sum::<f64>();
            let sum = [middle(0), middle(1), middle(2)];
            let length = sum.iter().map(|part| part * part).sum::<f64>().sqrt();
            let at = if all > 0.0 && length > 0.0 { Some(sum.map(|part| part / length)) } else { None };
            // A centre is the place of an account, here the one nearest to the middle.
            let far = |point: &Point| at.map_or(0.0, |at| chord_squared(point, &at));
            let nearest = units.iter().map(|(point, _)| *point).min_by(|a, b| far(a).total_cmp(&far(b)));
            let at = nearest.or_else(|| points.iter().flatten().next().copied());
            for rep in free.split_off(free.len() - number.min(free.len())) {
                homes[rep] = at.map(PlacePoint);
            }
            continue;
        }
        let axis = widest(&units, random);
        let along = |point: &Point| point.iter().zip(axis).map(|(part, axis)| part * axis).sum::<f64>();
        units.sort_by(|a, b| along(&a.0).total_cmp(&along(&b.0)));
        let all: f64 = units.iter().map(|(_, part)| part).sum();
        let wanted = all * count(number / 2) / count(number);
        let (mut sum, mut cut) = (0.0, 0);
        while cut + 1 < units.len() && (sum < wanted || cut == 0) {
            sum += units[cut].1;
            cut += 1;
        }
        let rest = units.split_off(cut);
        open.push((number / 2, units));
        open.push((number - number / 2, rest));
    }
    homes
}

/// The direction in which units are widest by work, of some drawn ones.
fn widest(units: &[(Point, f64)], random: &mut Random) -> Point {
    let mut best: Option<(f64, Point)> = None;
    for _ in 0..12 {
        let axis = [random.normal(), random.normal(), random.normal()];
        let length = axis.iter().map(|part| part * part).sum::<f64>().sqrt().max(1e-9);
        let axis = axis.map(|part| part / length);
        let (mut sum, mut squares, mut all) = (0.0, 0.0, 1e-12);
        for (point, part) in units {
            let along = point.iter().zip(axis).map(|(part, axis)| part * axis).sum::<f64>();
            sum += along * part;
            squares += along * along * part;
            all += part;
        }
        let wide = squares / all - (sum / all) * (sum / all);
        if best.is_none_or(|(most, _)| wide > most) {
            best = Some((wide, axis));
        }
    }
    best.map_or([1.0, 0.0, 0.0], |(_, axis)| axis)
}

/// Draws for each seed.
const DRAWS: usize = 4;

/// One unit's point, by chance of work × distance².
fn drawn(far: &[f64], parts: &[f64], points: &[Option<Point>], random: &mut Random) -> Option<Point> {
    let all: f64 = far.iter().zip(parts).map(|(far, part)| far * part).sum();
    let mut left = random.uniform() * all;
    let mut last = None;
    for ((far, part), point) in far.iter().zip(parts).zip(points) {
        let chance = far * part;
        if chance > 0.0 {
            last = *point;
            left -= chance;
            if left <= 0.0 {
                break;
            }
        }
    }
    last
}
