//! The limits of a model of balance: regions that are not left, bands and the most accounts of each territory, and what
//! may be moved.

use std::collections::BTreeMap;

use super::{Ask, Same, SetupError, Target};
use crate::engine::people::index;
use crate::engine::territory::book::{Account, Book, Measure};
use crate::engine::territory::solve::problem::{Budget, NONE, Problem};

/// The region of each territory is the one that most of its accounts are in; units whose accounts are all in one
/// region that some territory has must stay there.
pub(super) fn regions(
    book: &Book,
    targets: &[Target],
    now: &[Option<u32>],
    ask: &Ask,
    problem: &mut Problem,
) {
    let units = problem.locks.len();
    problem.unit_regions = vec![NONE; units];
    problem.rep_regions = vec![NONE; targets.len()];
    let Some(same) = ask.same else { return };
    let name = |account: &Account| match same {
        Same::State => account.state.clone(),
        Same::Country => account.country.clone(),
    };
    let mut counts: Vec<BTreeMap<String, usize>> = vec![BTreeMap::new(); targets.len()];
    for (account, now) in book.accounts.iter().zip(now) {
        if let Some(now) = now
            && !name(account).is_empty()
        {
            *counts[index(*now)].entry(name(account)).or_default() += 1;
        }
    }
    let mut codes: BTreeMap<String, u32> = BTreeMap::new();
    for (region, counts) in problem.rep_regions.iter_mut().zip(counts) {
        let most = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
        if let Some((most, _)) = most {
            let next = u32::try_from(codes.len()).unwrap_or(NONE);
            *region = *codes.entry(most).or_insert(next);
        }
    }
    for unit in 0..units {
        let members = problem.members_of(unit);
        if members.is_empty() {
            continue;
        }
        let first = name(&book.accounts[index(members[0].account)]);
        let one = members.iter().all(|member| name(&book.accounts[index(member.account)]) == first);
        if let (true, Some(code)) = (one, codes.get(&first)) {
            problem.unit_regions[unit] = *code;
        }
    }
}

/// The bands of each territory: its share of capacity of each measure, less and more the tolerance, in whole numbers
/// inside; and the most accounts, as a measure of its own.
pub(super) fn limits(targets: &[Target], ask: &Ask, problem: &mut Problem) -> Result<(), SetupError> {
    let capacity: i128 = targets.iter().map(|target| i128::from(target.unit.capacity)).sum();
    let totals = problem.totals();
    for target in targets {
        for (band, total) in ask.bands.iter().zip(&totals) {
            let too_large = || SetupError::TooLarge { what: band.measure.as_str() };
            let share =
                i128::from(*total).checked_mul(i128::from(target.unit.capacity)).ok_or_else(too_large)?;
            let edge = |part: i64| share.checked_mul(i128::from(part)).ok_or_else(too_large);
            let below = edge((1_000_000 - band.tolerance).max(0))?;
            let above = edge(1_000_000 + band.tolerance)?;
            let whole = capacity * 1_000_000;
            problem.low.push(i64::try_from((below + whole - 1).div_euclid(whole)).unwrap_or(i64::MAX));
            problem.high.push(i64::try_from(above.div_euclid(whole)).unwrap_or(i64::MAX));
        }
    }
    if let Some(most) = ask.most_accounts {
        let old = problem.measures;
        let wider = |numbers: &[i64], more: &mut dyn FnMut(usize) -> i64| -> Vec<i64> {
            let rows = numbers.chunks(old.max(1)).enumerate();
            rows.flat_map(|(row, numbers)| numbers.iter().copied().chain([more(row)]).collect::<Vec<_>>())
                .collect()
        };
        let counts: Vec<i64> = (0..problem.units())
            .map(|unit| i64::try_from(problem.members_of(unit).len()).unwrap_or(0))
            .collect();
        problem.weights = wider(&problem.weights, &mut |unit| counts[unit]);
        problem.low = wider(&problem.low, &mut |_| 0);
        problem.high = wider(&problem.high, &mut |_| most);
        problem.measures = old + 1;
        problem.limits = 1;
    }
    Ok(())
}

/// What may be moved: a part of the accounts, or of the revenue, of owners who stay.
pub(super) fn budgets(
    book: &Book,
    now: &[Option<u32>],
    ask: &Ask,
    problem: &mut Problem,
) -> Result<(), SetupError> {
    for (part, measure) in [(ask.moved_accounts, Measure::Count), (ask.moved_revenue, Measure::Revenue)] {
        let Some(part) = part else { continue };
        let weight =
            |account: &Account| if measure == Measure::Count { 1 } else { account.measure(measure).max(0) };
        let owned = book.accounts.iter().zip(now).filter(|(_, now)| now.is_some());
        let total: i128 = owned.map(|(account, _)| weight(account)).sum();
        let limit = total * i128::from(part) / 1_000_000;
        let too_large = |_| SetupError::TooLarge { what: measure.as_str() };
        let weights: Result<Vec<i64>, _> = problem
            .members
            .iter()
            .map(|member| i64::try_from(weight(&book.accounts[index(member.account)])))
            .collect();
        problem.budgets.push(Budget {
            weights: weights.map_err(too_large)?,
            limit: i64::try_from(limit).map_err(too_large)?,
        });
    }
    Ok(())
}
