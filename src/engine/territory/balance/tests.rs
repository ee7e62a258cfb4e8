//! Four accounts on the equator and two reps ten degrees apart: one degree is 111,195 m.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::calendar::Day;
use crate::engine::people::People;
use crate::engine::territory::moves::{Why, moves};
use crate::engine::territory::solve::{Effort, solve};
use crate::model::account::AccountRow;
use crate::model::rows::RepRow;
use crate::money::Amount;

/// Accounts at degrees east with owner and potential; reps at 0 and at 10 degrees.
fn book(accounts: &[(&str, &str, i32, i64)]) -> Book {
    let account = |(account_id, owner, _, dollars): &(&str, &str, i32, i64)| AccountRow {
        account_id: (*account_id).to_owned(),
        owner: (*owner).to_owned(),
        potential: Some(Amount::from_cents(dollars * 100)),
        ..AccountRow::default()
    };
    let rep = |rep_id: &str| RepRow { rep_id: rep_id.to_owned(), ..RepRow::default() };
    let mut people = People::new(vec![rep("R1"), rep("R2")]).unwrap();
    let day = Day::parse("2026-11-20").unwrap();
    let mut book = Book::new(accounts.iter().map(account).collect(), &mut people, day).unwrap();
    for (account, (_, _, east, _)) in book.accounts.iter_mut().zip(accounts) {
        account.point = Point::new(0, east * 1_000_000 + 1);
    }
    for (rep, east) in book.reps.iter_mut().zip([0, 10]) {
        rep.home = Point::new(0, east * 1_000_000 + 1);
    }
    book
}

fn ask(tolerance: i64) -> Ask {
    Ask {
        bands: vec![Band { measure: Measure::Potential, tolerance }],
        keep: 50_000,
        keep_by: KeepBy::Visits,
        moved_accounts: None,
        moved_revenue: None,
        locked: BTreeSet::new(),
        leaving: BTreeSet::new(),
        joining: BTreeSet::new(),
        same: None,
        reach: None,
        most_accounts: None,
        areas: None,
        hired: BTreeMap::new(),
    }
}

fn four() -> Book {
    book(&[("A1", "R1", 0, 100), ("A2", "R1", 1, 100), ("A3", "R1", 4, 100), ("A4", "R2", 10, 100)])
}

#[test]
fn the_account_that_is_nearest_to_the_other_moves() {
    let book = four();
    let standing = Alignment::standing(&book);
    let setup = setup(&book, &standing, &ask(100_000)).unwrap();
    assert_eq!(setup.obstacles(&book), []);
    let solution = solve(&setup.problem, &Effort { seed: 1, proposals: 500, threads: 1 }, &|_| true).unwrap();
    // A2 one degree from R1, A3 six degrees from R2, and 50 km for A3: 111,195 + 667,170 + 50,000 m.
    assert_eq!((solution.cost, solution.broken.all()), (828_365, 0));
    assert!(solution.bound <= 828_365 && solution.bound > 820_000, "{}", solution.bound);
    assert_eq!(setup.proof(solution.cost, solution.cost), (828, 828, 0));
    let found = moves(&book, &setup, &solution.at, &standing.loads(&book));
    // R1 had 300 of 400 for half of the capacity: 1.5 times its share.
    let expected = [(2, Some(0), 1, Why::TooMuch(0, 1_500_000))];
    let found: Vec<_> = found.iter().map(|one| (one.account, one.from, one.to, one.why)).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_limit_that_cannot_be_kept_is_named_with_what_would_do() {
    // 250 of 400 in one account: more than 220, and 25 % above 200.
    let book = book(&[("A1", "R1", 0, 250), ("A2", "R1", 1, 50), ("A3", "R2", 4, 100)]);
    let setup = setup(&book, &Alignment::standing(&book), &ask(100_000)).unwrap();
    let found = setup.obstacles(&book);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].needs, Some((Measure::Potential, 250_000)));
    assert!(
        found[0].text().contains("`A1` alone") && found[0].text().contains("25 %"),
        "{}",
        found[0].text()
    );
}

#[test]
fn locks_leavers_and_budgets_are_in_the_problem() {
    let book = four();
    let standing = Alignment::standing(&book);
    let mut asked = ask(100_000);
    asked.locked = BTreeSet::from([2]);
    asked.moved_accounts = Some(250_000);
    asked.most_accounts = Some(3);
    let made = setup(&book, &standing, &asked).unwrap();
    assert_eq!(made.problem.locks[2], 0);
    // A quarter of four accounts; and a second measure that counts them.
    assert_eq!((made.problem.budgets[0].limit, made.problem.measures), (1, 2));
    assert_eq!(made.problem.high, [2_200_000, 3, 2_200_000, 3]);
    asked.leaving = BTreeSet::from([1]);
    let made = setup(&book, &standing, &asked).unwrap();
    assert_eq!((made.targets.len(), made.now[3]), (1, None));
    asked.leaving = BTreeSet::from([0, 1]);
    assert_eq!(setup(&book, &standing, &asked).unwrap_err(), SetupError::NoTarget);
}

#[test]
fn more_moves_than_a_limit_allows_are_found_before_any_search() {
    // A1 of R1 and A4 of R2 in one family: one of four accounts has to move, 25 %.
    let mut book = four();
    (book.accounts[0].family, book.accounts[3].family) = (Some(0), Some(0));
    let mut asked = ask(1_000_000);
    asked.moved_accounts = Some(240_000);
    let made = setup(&book, &Alignment::standing(&book), &asked).unwrap();
    let found: Vec<String> = made.obstacles(&book).iter().map(Obstacle::text).collect();
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("1 of the accounts must move") && found[0].ends_with("`--max-moved 25`"));
    asked.moved_accounts = Some(250_000);
    assert_eq!(setup(&book, &Alignment::standing(&book), &asked).unwrap().obstacles(&book), []);
    // R1 has three accounts and may have two.
    (asked.moved_accounts, asked.most_accounts) = (Some(0), Some(2));
    let found = setup(&four(), &Alignment::standing(&four()), &asked).unwrap().obstacles(&four());
    assert!(found[0].text().ends_with("`--max-moved 25`"), "{}", found[0].text());
}

#[test]
fn percentages_are_parts() {
    assert_eq!(part(Percent::parse("12.5").unwrap()), Some(125_000));
    assert_eq!(part(Percent::parse("-1").unwrap()), None);
    assert_eq!([125_000, 100_000, 1_234].map(percent_text), ["12.5", "10", "0.1234"]);
}

#[test]
fn a_family_that_is_locked_to_two_territories_is_cut() {
    // A1 and A4 are locked with their owners, A2 and A3 go with A4, who has A5 locked beside it.
    let rows = [
        ("A1", "R1", 0, 10),
        ("A2", "R1", 1, 10),
        ("A3", "R2", 9, 10),
        ("A4", "R2", 10, 10),
        ("A5", "R2", 10, 10),
    ];
    let mut book = book(&rows);
    for (account, locked) in book.accounts.iter_mut().zip([true, false, false, true, true]) {
        (account.family, account.locked) = (Some(0), locked);
    }
    let setup = setup(&book, &Alignment::standing(&book), &ask(900_000)).unwrap();
    assert_eq!(setup.cut, [0]);
    let units: Vec<Vec<u32>> = (0..setup.problem.units())
        .map(|unit| setup.problem.members_of(unit).iter().map(|member| member.account).collect())
        .collect();
    assert_eq!((units, setup.problem.locks), (vec![vec![0], vec![1, 2, 3, 4]], vec![0, 1]));
}
