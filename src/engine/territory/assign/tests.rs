//! Assignments worked out by hand.

use super::*;
use crate::calendar::Day;
use crate::engine::people::People;
use crate::engine::territory::teams::teams;
use crate::model::account::AccountRow;
use crate::model::rows::RepRow;
use crate::plan::territory::{arrange, parse};

const RULES: &str = r#"
[[territory]]
id = "EMEA"
where = "region = 'EMEA'"
rep = "R1"
[[territory]]
id = "DACH"
parent = "EMEA"
where = "country IN ('DE', 'AT')"
rep = "R2"
[[territory]]
id = "North"
parent = "EMEA"
where = "country IN ('DE', 'SE')"
distribute = "round-robin"
reps = [{ rep = "R3" }, { rep = "R4" }]
[[territory]]
id = "Named"
accounts = ["A6", "gone"]
"#;

fn day() -> Day {
    Day::parse("2026-11-20").unwrap()
}

fn account(account_id: &str, owner: &str, territory: &str, locked: bool) -> AccountRow {
    AccountRow {
        account_id: account_id.to_owned(),
        owner: owner.to_owned(),
        territory: territory.to_owned(),
        locked,
        ..AccountRow::default()
    }
}

struct Case {
    book: Book,
    rules: Rules,
    tree: Tree,
    teams: Vec<Team>,
}

fn case(accounts: Vec<AccountRow>) -> Case {
    case_of(RULES, accounts)
}

fn case_of(text: &str, accounts: Vec<AccountRow>) -> Case {
    let rules = arrange(vec![parse(text, "t.toml").unwrap()]).unwrap();
    let rep = |(rep_id, territory, end): (&str, &str, Option<&str>)| RepRow {
        rep_id: rep_id.to_owned(),
        end_date: end.map(|end| Day::parse(end).unwrap()),
        columns: [("territory".to_owned(), territory.to_owned())].into(),
        ..RepRow::default()
    };
    let rows =
        [("R1", "", None), ("R2", "", None), ("R3", "", None), ("R4", "", None), ("R5", "Named", None)];
    let mut people = People::new(rows.into_iter().map(rep).collect()).unwrap();
    let book = Book::new(accounts, &mut people, day()).unwrap();
    let tree = rules.on(day());
    let teams = teams(&book, &people, &rules, &tree, day()).unwrap();
    Case { book, rules, tree, teams }
}

impl Case {
    fn assign(&self, holds: &[Option<Bits>], exceptions: &[Exception]) -> (Assignment, Matched) {
        let place_of_row: Vec<u32> = (0..).take(self.book.accounts.len()).collect();
        let question = Question {
            book: &self.book,
            rules: &self.rules,
            tree: &self.tree,
            teams: &self.teams,
            place_of_row: &place_of_row,
            exceptions,
        };
        let matched = matched(&self.tree, holds, self.book.accounts.len());
        (question.answer(&matched), matched)
    }

    fn shown(&self, assignment: &Assignment) -> Vec<(String, Why, String)> {
        let name = |node: Option<usize>| {
            node.map_or("", |node| self.rules.all[self.tree.nodes[node].rule].id.value.as_str()).to_owned()
        };
        let rep =
            |rep: Option<u32>| rep.map_or("", |rep| self.book.reps[index(rep)].rep_id.as_str()).to_owned();
        assignment.placed.iter().map(|placed| (name(placed.node), placed.why, rep(placed.rep))).collect()
    }
}

/// What the conditions of EMEA, DACH, North and Named say of accounts with these countries; `US` is not in EMEA.
fn holds(countries: &[&str]) -> Vec<Option<Bits>> {
    let of = |takes: &dyn Fn(&str) -> bool| {
        Some(Bits::of(&countries.iter().map(|name| takes(name)).collect::<Vec<_>>()))
    };
    vec![
        of(&|name| name != "US"),
        of(&|name| "DE AT".contains(name)),
        of(&|name| "DE SE US".contains(name)),
        None,
    ]
}

#[test]
fn the_first_match_wins_and_parts_take_what_their_parent_takes() {
    let accounts = ["A1", "A2", "A3", "A4", "A5", "A6"].map(|id| account(id, "", "", false));
    let case = case(accounts.to_vec());
    // A1 in Germany is taken by DACH and North, A4 in the United States by North but not by its parent.
    let (assignment, matched) = case.assign(&holds(&["DE", "AT", "SE", "US", "FR", "DE"]), &[]);
    let expected = [
        ("DACH", Why::Rule, "R2"),
        ("DACH", Why::Rule, "R2"),
        ("North", Why::Rule, "R3"),
        ("", Why::Nothing, ""),
        ("EMEA", Why::Rest, "R1"),
        ("Named", Why::Named, "R5"),
    ];
    let expected = expected.map(|(territory, why, rep)| (territory.to_owned(), why, rep.to_owned()));
    assert_eq!(case.shown(&assignment), expected);
    assert_eq!(matched.overlaps, [Overlap { first: 1, second: 2, rows: vec![0, 5] }]);
    let lost: Vec<(usize, &str)> =
        assignment.lost.iter().map(|(node, id)| (*node, id.value.as_str())).collect();
    assert_eq!(lost, [(3, "gone")]);
}

#[test]
fn exceptions_go_before_locks_and_locks_before_rules() {
    let accounts = vec![
        account("A1", "R3", "North", true),
        account("A2", "R3", "North", true),
        account("A3", "R1", "Gone", true),
    ];
    let case = case(accounts);
    let exceptions =
        [Exception { account: 1, node: 0, rep: Some(4) }, Exception { account: 1, node: 3, rep: None }];
    let (assignment, _) = case.assign(&holds(&["DE", "DE", "DE"]), &exceptions);
    let expected =
        [("North", Why::Locked, "R3"), ("EMEA", Why::Exception(0), "R5"), ("DACH", Why::Rule, "R2")];
    let expected = expected.map(|(territory, why, rep)| (territory.to_owned(), why, rep.to_owned()));
    assert_eq!(case.shown(&assignment), expected);
}

#[test]
fn of_several_reps_the_owner_keeps_the_account_and_the_rest_are_dealt() {
    let owners = ["R4", "R4", "", "R1", ""];
    let accounts =
        owners.iter().enumerate().map(|(place, owner)| account(&format!("A{place}"), owner, "", false));
    let case = case(accounts.collect());
    let (assignment, _) = case.assign(&holds(&["SE"; 5]), &[]);
    let reps: Vec<String> = case.shown(&assignment).into_iter().map(|(_, _, rep)| rep).collect();
    // R4 has two, so R3 comes first, twice, and then they take turns.
    assert_eq!(reps, ["R4", "R4", "R3", "R3", "R3"]);
}

#[test]
fn leads_stay_with_their_team_and_the_others_are_dealt_in_turn() {
    let team = |distribute| Team { reps: vec![(7, 2), (9, 1)], absent: Vec::new(), distribute };
    let teams = [team(Some(Distribute::RoundRobin)), team(Some(Distribute::Weighted)), Team::default()];
    let lead = |node, owner| Lead { node, owner, of_account: None };
    let nobody = BTreeSet::new();
    let nodes = [Some(0), Some(0), None, Some(0), Some(2)];
    let owners = [None, Some(9), None, Some(3), None];
    let leads: Vec<Lead> = nodes.into_iter().zip(owners).map(|(node, owner)| lead(node, owner)).collect();
    assert_eq!(give_leads(&teams, &nobody, &leads), [Some(7), Some(9), None, Some(7), None]);
    let weighted = give_leads(&teams, &nobody, &[lead(Some(1), None); 6]);
    assert_eq!(weighted, [Some(7), Some(7), Some(9), Some(7), Some(7), Some(9)]);
}

#[test]
fn leads_of_accounts_go_to_their_owners_and_who_is_away_gets_none() {
    let teams = [Team { reps: vec![(7, 1), (9, 1)], absent: Vec::new(), distribute: None }];
    let lead = |owner, of_account| Lead { node: Some(0), owner, of_account };
    let leads = [lead(None, Some(3)), lead(Some(7), None), lead(None, None), lead(None, None)];
    assert_eq!(give_leads(&teams, &BTreeSet::from([7]), &leads), [Some(3), Some(7), Some(9), Some(9)]);
    // With nobody there, they take turns as ever: 7 has one already.
    let all = BTreeSet::from([7, 9]);
    assert_eq!(give_leads(&teams, &all, &leads), [Some(3), Some(7), Some(9), Some(7)]);
}

fn child(account_id: &str, parent_id: &str, dollars: i64) -> AccountRow {
    AccountRow {
        parent_id: parent_id.to_owned(),
        revenue: Some(crate::money::Amount::from_cents(dollars * 100)),
        ..account(account_id, "", "", false)
    }
}

#[test]
fn a_family_goes_where_its_head_goes() {
    // A1 is the parent of A2, that of A3; A6 is named, and so is out of the family.
    let accounts = [("A1", ""), ("A2", "A1"), ("A3", "A2"), ("A4", ""), ("A6", "A1")];
    let case = case(accounts.map(|(id, parent)| child(id, parent, 1)).to_vec());
    let (assignment, _) = case.assign(&holds(&["DE", "FR", "US", "FR", "DE"]), &[]);
    let expected = [
        ("DACH", Why::Rule, "R2"),
        ("DACH", Why::Family(0), "R2"),
        ("DACH", Why::Family(0), "R2"),
        ("EMEA", Why::Rest, "R1"),
        ("Named", Why::Named, "R5"),
    ];
    let expected = expected.map(|(territory, why, rep)| (territory.to_owned(), why, rep.to_owned()));
    assert_eq!(case.shown(&assignment), expected);
    // Where the file keeps families apart, each goes by itself, save who would be nowhere.
    let text = format!("families = \"apart\"\n{RULES}");
    let case = case_of(&text, accounts.map(|(id, parent)| child(id, parent, 1)).to_vec());
    let (assignment, _) = case.assign(&holds(&["DE", "FR", "US", "FR", "DE"]), &[]);
    let places: Vec<(String, Why)> =
        case.shown(&assignment).into_iter().map(|(territory, why, _)| (territory, why)).collect();
    assert_eq!(places[1..3], [("EMEA".to_owned(), Why::Rest), ("DACH".to_owned(), Why::Family(0))]);
}

#[test]
fn a_family_without_a_head_in_a_territory_follows_its_largest_member() {
    // `HQ` is no account; of its two members A2 is the larger. A3 is in no territory, so its family goes with A4.
    let accounts = [("A1", "HQ", 5), ("A2", "HQ", 9), ("A3", "", 100), ("A4", "A3", 1)];
    let case = case(accounts.map(|(id, parent, dollars)| child(id, parent, dollars)).to_vec());
    let (assignment, _) = case.assign(&holds(&["DE", "FR", "US", "AT"]), &[]);
    let expected = [
        ("EMEA", Why::Family(1), "R1"),
        ("EMEA", Why::Rest, "R1"),
        ("DACH", Why::Family(3), "R2"),
        ("DACH", Why::Rule, "R2"),
    ];
    let expected = expected.map(|(territory, why, rep)| (territory.to_owned(), why, rep.to_owned()));
    assert_eq!(case.shown(&assignment), expected);
}

#[test]
fn a_family_is_dealt_to_one_rep_and_counts_as_one() {
    let accounts = [("A1", ""), ("A2", "A1"), ("A3", "A1"), ("A4", ""), ("A5", "")];
    let case = case(accounts.map(|(id, parent)| child(id, parent, 1)).to_vec());
    let (assignment, _) = case.assign(&holds(&["SE"; 5]), &[]);
    let reps: Vec<String> = case.shown(&assignment).into_iter().map(|(_, _, rep)| rep).collect();
    // North is that of R3 and R4, who take turns: the family, A4, A5.
    assert_eq!(reps, ["R3", "R3", "R3", "R4", "R3"]);
    assert!(assignment.placed.iter().all(|placed| placed.why == Why::Rule));
}
