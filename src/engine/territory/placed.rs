//! What each account costs where a solution puts it, and what the next best territory would cost: the prices behind
//! an assignment, account by account.

use crate::engine::people::index;
use crate::engine::territory::balance::Setup;
use crate::engine::territory::solve::problem::{Member, PlacePoint, Problem, chord_squared};
use crate::engine::threads::side_by_side;
use crate::money::{Rounding, divide};

/// How many units one thread takes at once.
const PART: usize = 512;

/// One account of a solution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Kilometres × visits a year, and what it costs that it left its owner; scale 4. They add up to the cost of the
    /// solution, but for roundings.
    pub own: i64,
    /// The cheapest other territory that its family may go to; none where there is no other.
    pub next: Option<u32>,
    /// What the account would cost more there, scale 4; below zero where balance asks for the dearer one.
    pub regret: i64,
}

/// The costs of a solution, by account of the book; accounts outside the problem cost nothing.
#[must_use]
pub fn costs(setup: &Setup, at: &[u32], accounts: usize, threads: usize) -> Vec<Cost> {
    let problem = &setup.problem;
    let parts = at.len().div_ceil(PART);
    let part = |part: usize| -> Result<Vec<Option<u32>>, ()> {
        let units = part * PART..((part + 1) * PART).min(at.len());
        Ok(units.map(|unit| cheapest_other(problem, unit, at[unit])).collect())
    };
    let next: Vec<Option<u32>> = side_by_side(parts, threads, part).unwrap_or_default().concat();
    // Metre-visits in the shared unit of visits, scale 4, as kilometres, scale 4.
    let kilometres = |cost: i128| {
        let whole = divide(cost * setup.shared, 1_000, Rounding::HalfUp);
        i64::try_from(whole).unwrap_or(i64::MAX)
    };
    let mut costs = vec![Cost::default(); accounts];
    for (unit, next) in next.into_iter().enumerate() {
        for member in problem.members_of(unit) {
            let own = of_member(problem, member, at[unit]);
            let regret = next.map_or(0, |next| of_member(problem, member, next) - own);
            costs[index(member.account)] = Cost { own: kilometres(own), next, regret: kilometres(regret) };
        }
    }
    costs
}

/// What a member costs with a territory, in metre-visits.
fn of_member(problem: &Problem, member: &Member, target: u32) -> i128 {
    let moved = member.owner != target && problem.homes.get(index(member.owner)).is_some();
    let price = if moved { i128::from(member.price) } else { 0 };
    i128::from(member.visits) * i128::from(problem.distance(member, index(target))) + price
}

/// The cheapest territory but one that a unit may go to, the first of equals.
fn cheapest_other(problem: &Problem, unit: usize, at: u32) -> Option<u32> {
    let targets = (0_u32..).take(problem.reps()).filter(|target| *target != at);
    let priced = |target: u32| Some((problem.cost(unit, index(target))?, target));
    // Of accounts alone, those that are not their owner's are as dear as they are far.
    if let [member] = problem.members_of(unit)
        && let Some(PlacePoint(place)) = problem.places.get(index(member.place))
    {
        let far = |target: &u32| match &problem.homes[index(*target)] {
            Some(PlacePoint(home)) => chord_squared(place, home),
            None => 0.0,
        };
        let open = targets.filter(|target| problem.open(unit, index(*target)) && *target != member.owner);
        let nearest = open.min_by(|one, other| far(one).total_cmp(&far(other)).then(one.cmp(other)));
        let owner = Some(member.owner).filter(|owner| index(*owner) < problem.reps() && *owner != at);
        return nearest.into_iter().chain(owner).filter_map(priced).min().map(|(_, target)| target);
    }
    targets.filter_map(priced).min().map(|(_, target)| target)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::territory::solve::problem::point;

    const NONE: u32 = u32::MAX;

    #[test]
    fn an_account_costs_its_way_and_its_owner() {
        // Homes at 0, 10 and 30 degrees east, accounts at 1, 12, 28 and 29, of which the last two are a family.
        let place = |east: f64| PlacePoint(point(0.0, east));
        let member = |(account, owner): (u32, u32)| Member {
            account,
            place: account,
            visits: 2,
            owner,
            price: if owner == NONE { 0 } else { 100_000 },
        };
        let problem = Problem {
            places: [1.0, 12.0, 28.0, 29.0].map(place).to_vec(),
            homes: [0.0, 10.0, 30.0].map(|east| Some(place(east))).to_vec(),
            rep_regions: vec![NONE; 3],
            members: [(0, 0), (1, 0), (2, 1), (3, NONE)].map(member).to_vec(),
            starts: vec![0, 1, 2, 4],
            locks: vec![NONE; 3],
            unit_regions: vec![NONE; 3],
            ..Problem::default()
        };
        let setup = Setup {
            targets: vec![],
            now: vec![],
            problem,
            bands: vec![],
            points: vec![],
            shared: 10_000,
            cut: vec![],
        };
        // A degree of the equator is 111,195.08 m. Two visits of one are 222.39 km, and leaving an owner costs 100.
        let close = |found: i64, degrees: i64, moved: i64| {
            (found - degrees * 2_223_902 - moved * 1_000_000).abs() <= 40
        };
        for threads in [1, 3] {
            let found = costs(&setup, &[0, 1, 2], 5, threads);
            assert!(close(found[0].own, 1, 0) && close(found[1].own, 2, 1), "{found:?}");
            assert!(close(found[2].own, 2, 1) && close(found[3].own, 1, 0), "{found:?}");
            // The second is 12 degrees from its owner, and 18 from the third, who would cost the loss of him too.
            let next: Vec<Option<u32>> = found.iter().map(|cost| cost.next).collect();
            assert_eq!(next, [Some(1), Some(0), Some(1), Some(1), None]);
            assert!(close(found[0].regret, 8, 1) && close(found[1].regret, 10, -1), "{found:?}");
            assert!(close(found[2].regret, 16, -1) && close(found[3].regret, 18, 0), "{found:?}");
        }
    }
}
