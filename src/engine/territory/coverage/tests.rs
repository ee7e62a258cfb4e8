//! Findings of small books written by hand.

use super::*;
use crate::calendar::Day;
use crate::engine::people::People;
use crate::model::account::AccountRow;
use crate::model::rows::RepRow;

fn account(account_id: &str, owner: &str, territory: &str, degrees: i32) -> AccountRow {
    AccountRow {
        account_id: account_id.to_owned(),
        owner: owner.to_owned(),
        territory: territory.to_owned(),
        parent_id: if account_id == "A2" { "A1".to_owned() } else { String::new() },
        latitude: Some(0),
        longitude: Some(degrees * 1_000_000),
        ..AccountRow::default()
    }
}

fn rep(rep_id: &str, territory: &str, longitude: &str, end: Option<&str>) -> RepRow {
    let columns = [("territory", territory), ("latitude", "0.000001"), ("longitude", longitude)];
    RepRow {
        rep_id: rep_id.to_owned(),
        end_date: end.map(|end| Day::parse(end).unwrap()),
        columns: columns.map(|(name, text)| (name.to_owned(), text.to_owned())).into(),
        ..RepRow::default()
    }
}

fn with(check: impl FnOnce(&Question<'_>)) {
    let accounts = vec![
        account("A1", "R1", "East", 1),
        account("A2", "R2", "East", 2),
        account("A3", "R3", "West", 21),
        account("A4", "", "", 5),
        account("A5", "Zoe", "North", 5),
        account("A6", "R1", "East", 19),
    ];
    let reps = vec![
        rep("R1", "East", "0", None),
        rep("R2", "West", "20", None),
        rep("R3", "West", "20", Some("2026-10-31")),
        rep("R4", "South", "9", None),
    ];
    let book =
        Book::new(accounts, &mut People::new(reps).unwrap(), Day::parse("2026-11-20").unwrap()).unwrap();
    let unit = |name: &str, reps: &[u32]| Unit {
        name: name.to_owned(),
        reps: reps.to_vec(),
        absent: Vec::new(),
        expects: true,
    };
    let units = [unit("East", &[0]), unit("North", &[]), unit("South", &[3]), unit("West", &[1])];
    let of = [Some(0), Some(0), Some(3), None, Some(1), Some(0)];
    check(&Question { book: &book, units: &units, of: &of, named: true, far: Some(2_000_000) });
}

#[test]
fn every_finding_names_its_territory_rep_and_accounts() {
    with(|question| {
        let found: Vec<(&str, String, String, Vec<u32>)> = question
            .findings()
            .into_iter()
            .map(|finding| (finding.kind.as_str(), finding.territory, finding.rep, finding.accounts))
            .collect();
        let text = |kind, territory: &str, rep: &str, accounts: &[u32]| {
            (kind, territory.to_owned(), rep.to_owned(), accounts.to_vec())
        };
        let expected = [
            text("gap", "", "", &[3]),
            text("orphan", "North", "Zoe", &[4]),
            text("orphan", "West", "R3", &[2]),
            text("other-owner", "East", "R2", &[1]),
            text("vacant", "North", "", &[4]),
            text("empty", "South", "", &[]),
            text("idle", "South", "R4", &[]),
            // 19 degrees on the equator are 2,113 km.
            text("far", "East", "", &[5]),
        ];
        assert_eq!(found, expected);
    });
}

#[test]
fn ways_are_those_to_the_nearest_home() {
    with(|question| {
        let ways = question.ways();
        let east = ways[0].clone().unwrap();
        // 1, 2 and 19 degrees of 111,195.08 m; the last is nearer to the home in the west.
        assert_eq!((east.located, east.median, east.largest, east.farthest), (3, 222_390, 2_112_707, 5));
        assert_eq!((east.ninetieth, east.nearer_elsewhere), (2_112_707, 1));
        assert_eq!(east.mean, 815_431);
        assert_eq!(ways[1], None);
    });
}

#[test]
fn families_in_several_territories_are_found() {
    with(|question| {
        let mut of = question.of.to_vec();
        of[1] = Some(3);
        let apart = Question { of: &of, ..*question };
        let family: Vec<Finding> =
            apart.findings().into_iter().filter(|finding| finding.kind == Kind::Family).collect();
        assert_eq!(family[0].accounts, [0, 1]);
        assert_eq!(family[0].detail, "1 of 1 families are in several territories");
    });
}
