//! The book from rows written by hand.

use super::*;
use crate::model::rows::RepRow;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn account(account_id: &str, owner: &str, territory: &str, parent: &str) -> AccountRow {
    AccountRow {
        account_id: account_id.to_owned(),
        owner: owner.to_owned(),
        territory: territory.to_owned(),
        parent_id: parent.to_owned(),
        place: Place { file: "accounts.csv".to_owned(), row: 2 },
        ..AccountRow::default()
    }
}

fn rep(rep_id: &str, territory: &str, columns: &[(&str, &str)]) -> RepRow {
    let mut texts: BTreeMap<String, String> =
        columns.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    texts.insert("territory".to_owned(), territory.to_owned());
    RepRow { rep_id: rep_id.to_owned(), columns: texts, ..RepRow::default() }
}

fn book(accounts: Vec<AccountRow>, reps: Vec<RepRow>) -> Result<Book, TerritoryError> {
    Book::new(accounts, &mut People::new(reps).unwrap(), day("2026-11-20"))
}

#[test]
fn accounts_and_reps_stand_in_the_order_of_their_ids() {
    let accounts = vec![account("A2", "R1", "East", ""), account("A1", "Zoe", "West", "")];
    let reps = vec![rep("R2", "West", &[]), rep("R1", "East", &[("capacity", "0.5000")])];
    let book = book(accounts, reps).unwrap();
    let ids: Vec<&str> = book.accounts.iter().map(|account| account.account_id.as_str()).collect();
    assert_eq!(ids, ["A1", "A2"]);
    assert_eq!(book.territories, ["East", "West"]);
    let reps: Vec<(&str, i64, bool, bool)> =
        book.reps.iter().map(|rep| (rep.rep_id.as_str(), rep.capacity, rep.listed, rep.covers)).collect();
    // Zoe is in no reps table, so she is known but covers nothing.
    assert_eq!(reps, [("R1", 5_000, true, true), ("R2", 10_000, true, true), ("Zoe", 10_000, false, false)]);
    assert_eq!(book.accounts[0].rep, Some(2));
    assert_eq!((book.rep("R2"), book.territory("West"), book.account("A2")), (Some(1), Some(1), Some(1)));
}

#[test]
fn an_account_without_owner_belongs_to_the_one_rep_of_its_territory() {
    let accounts =
        vec![account("A1", "", "East", ""), account("A2", "", "West", ""), account("A3", "", "", "")];
    let reps = vec![rep("R1", "East", &[]), rep("R2", "West", &[]), rep("R3", "West", &[])];
    let book = book(accounts, reps).unwrap();
    let owners: Vec<(Option<u32>, bool)> =
        book.accounts.iter().map(|account| (account.rep, account.owner_stated)).collect();
    assert_eq!(owners, [(Some(0), false), (None, false), (None, false)]);
}

#[test]
fn a_rep_covers_the_territory_of_the_row_in_force_and_no_other() {
    let dated = |rep_id: &str, territory: &str, from: Option<&str>, to: Option<&str>| RepRow {
        valid_from: from.map(day),
        valid_to: to.map(day),
        ..rep(rep_id, territory, &[])
    };
    let reps = vec![
        dated("R1", "East", None, Some("2026-11-19")),
        dated("R1", "West", Some("2026-11-20"), None),
        dated("R2", "East", Some("2026-11-21"), None),
        dated("R3", "West", None, Some("2026-10-31")),
    ];
    let book = book(vec![account("A1", "", "West", "")], reps).unwrap();
    assert_eq!(book.territories, ["West"]);
    let of: Vec<(Option<u32>, bool)> = book.reps.iter().map(|rep| (rep.territory, rep.covers)).collect();
    assert_eq!(of, [(Some(0), true), (None, false), (None, false)]);
    assert_eq!(book.accounts[0].rep, Some(0));
}

#[test]
fn accounts_under_one_parent_are_a_family() {
    // A3 is under A2 under A1; A5 and A6 name a parent that is no account; A4 is alone, and so is its own parent A7.
    let accounts = vec![
        account("A1", "", "", ""),
        account("A2", "", "", "A1"),
        account("A3", "", "", "A2"),
        account("A4", "", "", "gone"),
        account("A5", "", "", "head"),
        account("A6", "", "", "head"),
        account("A7", "", "", "A7"),
    ];
    let book = book(accounts, Vec::new()).unwrap();
    let families: Vec<Option<u32>> = book.accounts.iter().map(|account| account.family).collect();
    assert_eq!(families, [Some(0), Some(0), Some(0), None, Some(1), Some(1), None]);
    assert_eq!(book.families, 2);
}

#[test]
fn a_circle_of_parents_is_refused_by_name() {
    let accounts =
        vec![account("A1", "", "", "A2"), account("A2", "", "", "A3"), account("A3", "", "", "A2")];
    let error = book(accounts, Vec::new()).unwrap_err();
    assert_eq!(error.to_string(), "the parents of account `A1` go round in a circle: A2 → A3 → A2");
    assert_eq!((error.column(), error.place().row), ("parent_id", 2));
}

#[test]
fn measures_below_zero_and_impossible_capacities_are_refused() {
    let accounts = vec![AccountRow { potential: Some(Amount::from_cents(-1)), ..account("A1", "", "", "") }];
    let error = book(accounts, Vec::new()).unwrap_err().to_string();
    assert_eq!(error, "the potential of account `A1` is -0.01, below zero");
    let error = book(Vec::new(), vec![rep("R1", "", &[("capacity", "-1")])]).unwrap_err().to_string();
    assert_eq!(error, "the capacity of `R1` is -1; 1 is a full territory, 0.5 half of one");
}

#[test]
fn zero_and_zero_is_a_place_that_nobody_knows() {
    let at = |latitude, longitude| AccountRow {
        latitude: Some(latitude),
        longitude: Some(longitude),
        ..account("A1", "", "", "")
    };
    let book =
        book(vec![at(0, 0), AccountRow { account_id: "A2".to_owned(), ..at(1, 0) }], Vec::new()).unwrap();
    assert_eq!(book.accounts[0].point, None);
    assert_eq!(book.accounts[1].point, Point::new(1, 0));
}
