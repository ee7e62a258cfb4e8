//! Rules from texts written by hand: what they become, and how they are refused.

use super::keys::KEYS;
use super::{Distribute, Rules, arrange, parse};
use crate::calendar::Day;

fn rules(text: &str) -> Result<Rules, String> {
    let file = parse(text, "t.toml").map_err(|error| error.to_string())?;
    arrange(vec![file]).map_err(|error| error.to_string())
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(rules(text).unwrap_err().replace("t.toml:", ""), expected, "\n{text}");
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

const TREE: &str = r#"
[[territory]]
id = "EMEA"
where = "region = 'EMEA'"
rep = "R1"
precedence = 50
[[territory]]
id = "DACH"
parent = "EMEA"
where = "country IN ('DE', 'AT', 'CH')"
reps = [{ rep = "R2", to = "2026-06-30" }, { rep = "R3", from = "2026-07-01" }]
[[territory]]
id = "Nordics"
parent = "EMEA"
where = "country IN ('SE', 'NO')"
effective = { from = "2026-07-01" }
[[territory]]
id = "Named"
accounts = ["A1", "A2"]
precedence = 200
"#;

#[test]
fn parts_inherit_and_are_asked_by_precedence() {
    let rules = rules(TREE).unwrap();
    let tree = rules.on(day("2026-08-01"));
    let asked: Vec<&str> = tree.order.iter().map(|node| tree.nodes[*node].path.as_str()).collect();
    // Named has 200, DACH and Nordics inherit 50, and EMEA comes last because it has parts.
    assert_eq!(asked, ["Named", "EMEA > DACH", "EMEA > Nordics", "EMEA"]);
    let who = |id: &str, on: &str| {
        let tree = rules.on(day(on));
        let node = tree.find(&rules, id).unwrap();
        let holders = rules.holders(&tree, node, day(on)).into_iter();
        holders.map(|holder| holder.rep.value.clone()).collect::<Vec<_>>()
    };
    assert_eq!(who("DACH", "2026-06-30"), ["R2"]);
    assert_eq!(who("DACH", "2026-07-01"), ["R3"]);
    assert!(who("Nordics", "2026-07-01").is_empty());
    assert_eq!(rules.on(day("2026-06-30")).find(&rules, "Nordics"), None);
}

#[test]
fn versions_of_a_territory_follow_each_other() {
    let text = "[[territory]]\nid = \"A\"\nwhere = \"x = 1\"\neffective = { to = \"2026-06-30\" }\n\
                [[territory]]\nid = \"A\"\nwhere = \"x = 2\"\neffective = { from = \"2026-07-01\" }\n";
    let rules = rules(text).unwrap();
    let text_on = |on: &str| {
        let tree = rules.on(day(on));
        rules.all[tree.nodes[0].rule].condition.as_ref().unwrap().value.clone()
    };
    assert_eq!((text_on("2026-06-30"), text_on("2026-07-01")), ("x = 1".to_owned(), "x = 2".to_owned()));
    let meets = text.replace("2026-07-01", "2026-06-30");
    check(
        &meets,
        "6:6: `territory[A].id`: territory `A` stands on line 2 too \
         (give one of them another id, or days that do not meet)",
    );
}

#[test]
fn a_parent_that_is_not_there_and_a_circle_are_refused() {
    check(
        "[[territory]]\nid = \"EMEA\"\nwhere = \"true\"\n\
         [[territory]]\nid = \"DACH\"\nparent = \"EMAE\"\nwhere = \"true\"\n",
        "6:10: `territory[DACH].parent`: there is no territory `EMAE` (did you mean `EMEA`?)",
    );
    check(
        "[[territory]]\nid = \"A\"\nparent = \"B\"\n[[territory]]\nid = \"B\"\nparent = \"C\"\n\
         [[territory]]\nid = \"C\"\nparent = \"A\"\n",
        "3:10: `territory[A].parent`: the parents go round in a circle: A → B → C → A \
         (take one of these `parent` out)",
    );
    check(
        "[[territory]]\nid = \"A\"\nparent = \"A\"\n",
        "3:10: `territory[A].parent`: the parents go round in a circle: A → A (take one of these `parent` out)",
    );
}

#[test]
fn a_territory_needs_something_to_take() {
    check(
        "[[territory]]\nid = \"A\"\n",
        "2:6: `territory[A].id`: nothing says which accounts are in `A` (add `where` or `accounts`; \
         `where = \"true\"` takes all that its parent takes)",
    );
    check("title = \"x\"\n", "1:1: `territory` is missing (write at least one `[[territory]]`)");
}

#[test]
fn a_named_account_is_in_one_territory() {
    check(
        "[[territory]]\nid = \"A\"\naccounts = [\"001\"]\n[[territory]]\nid = \"B\"\naccounts = [\"002\", \"001\"]\n",
        "6:20: `territory[B].accounts[2]`: account `001` is named by `A` (`t.toml`) too, on the same days \
         (name it in one territory)",
    );
}

#[test]
fn reps_of_one_day_share_or_are_refused() {
    let shared = "[[territory]]\nid = \"A\"\nwhere = \"true\"\ndistribute = \"weighted\"\n\
                  reps = [{ rep = \"R1\", weight = 2 }, { rep = \"R2\" }]\n";
    let found = rules(shared).unwrap();
    assert_eq!(found.all[0].distribute, Some(Distribute::Weighted));
    assert_eq!(found.all[0].holders.iter().map(|holder| holder.weight).collect::<Vec<_>>(), [2, 1]);
    check(
        &shared.replace("distribute = \"weighted\"\n", "").replace(", weight = 2", ""),
        "4:33: `territory[A].reps[2].rep`: `R1` and `R2` both cover it on the same days \
         (end one the day before, or share: `distribute = \"round-robin\"`)",
    );
    check(
        &shared.replace("weighted", "round-robin"),
        "5:32: `territory[A].reps[1].weight`: has no effect (say `distribute = \"weighted\"`, or leave it out)",
    );
}

#[test]
fn unknown_keys_are_refused_with_the_key_that_was_meant() {
    check(
        "[[territory]]\nid = \"A\"\nwere = \"true\"\n",
        "3:1: `territory[A].were`: there is no key `were` here (did you mean `where`?)",
    );
    check(
        "[[territory]]\nid = \"A\"\nwhere = \"true\"\nexceptions = \"x.csv\"\n",
        "4:1: `territory[A].exceptions`: there is no key `exceptions` here \
         (`exceptions` is a key of the whole file: put it above the first `[[territory]]`)",
    );
    check(
        "where = \"true\"\n[[territory]]\nid = \"A\"\n",
        "1:1: `where`: there is no key `where` here (`where` is a key of an `[[territory]]`)",
    );
}

#[test]
fn every_key_that_is_listed_is_read() {
    for key in KEYS.iter().filter(|key| key.path != "territory") {
        let (top, inside) = match key.table() {
            "" => (format!("{} = 07:32:00\n", key.name()), String::new()),
            "effective" => (format!("effective = {{ {} = 1 }}\n", key.name()), String::new()),
            "territory" => (String::new(), format!("{} = 07:32:00\n", key.name())),
            "territory.effective" => (String::new(), format!("effective = {{ {} = 1 }}\n", key.name())),
            "territory.reps" => {
                (String::new(), format!("reps = [{{ rep = \"R\", {} = 1.5 }}]\n", key.name()))
            }
            other => panic!("{other} is not tried"),
        };
        let id = if key.path == "territory.id" { "" } else { "id = \"A\"\n" };
        let text = format!("{top}[[territory]]\n{id}{inside}").replace("rep = \"R\", rep = ", "rep = ");
        let found = rules(&text).unwrap_err();
        assert!(found.contains(key.name()), "{}: {found}", key.path);
    }
}
