//! One file of territory rules: each key read on its own, and held against the other keys of its territory. What
//! territories are to each other is left to `tree`.

use std::collections::BTreeMap;

use crate::calendar::{Day, Span};
use crate::plan::Effective;
use crate::plan::node::{Keys, Node, Source, Word};
use crate::plan::place::Located;

/// The precedence of a territory that neither states one nor inherits one.
pub const PRECEDENCE: u32 = 100;
/// The highest precedence.
const PRECEDENCE_MAX: u32 = 1_000_000;
/// The largest weight of a rep.
const WEIGHT_MAX: u32 = 1_000;

/// A file of territory rules.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleFile {
    /// The file as it was named to `parse`.
    pub file: String,
    /// What people call the rules; the file where it does not say.
    pub title: String,
    /// The file of exceptions, relative to this one.
    pub exceptions: Option<Located<String>>,
    /// The territories, in the order of the file; at least one.
    pub territories: Vec<Rule>,
}

/// One territory as its file states it.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Names it.
    pub id: Located<String>,
    /// What people call it; the id where absent.
    pub title: String,
    /// The territory that it is a part of.
    pub parent: Option<Located<String>>,
    /// Which accounts, of those of its parent.
    pub condition: Option<Located<String>>,
    /// Which leads, of those of its parent.
    pub leads: Option<Located<String>>,
    /// Who covers it, in the order of the file.
    pub holders: Vec<Holder>,
    /// How several reps share it.
    pub distribute: Option<Distribute>,
    /// Which goes first of territories that match.
    pub precedence: Option<u32>,
    /// Named accounts.
    pub accounts: Vec<Located<String>>,
    /// Whether accounts that it takes go with their families all the same, as its file says.
    pub families: Families,
    /// The days on which it is in force, those of the file included.
    pub effective: Span,
    /// The file.
    pub file: String,
}

/// Who covers a territory, on which days.
#[derive(Clone, Debug, PartialEq)]
pub struct Holder {
    /// The rep, by id, e-mail or name.
    pub rep: Located<String>,
    /// Parts of what is shared.
    pub weight: u32,
    /// The days; both ends count.
    pub span: Span,
}

/// How several reps share a territory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distribute {
    /// In turn.
    RoundRobin,
    /// In proportion to their weights.
    Weighted,
}

impl Word for Distribute {
    const WORDS: &'static [(&'static str, Distribute)] =
        &[("round-robin", Distribute::RoundRobin), ("weighted", Distribute::Weighted)];
}

/// What becomes of the accounts of one family.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Families {
    /// They go where the head of the family goes.
    #[default]
    Together,
    /// Each goes by itself.
    Apart,
}

impl Word for Families {
    const WORDS: &'static [(&'static str, Families)] =
        &[("together", Families::Together), ("apart", Families::Apart)];
}

/// Reads a file's keys; none when a fault leaves no rules. The faults are in the source.
pub(super) fn read(source: &Source<'_>, keys: &Keys<'_>) -> Option<RuleFile> {
    let effective = match keys.get("effective") {
        Some(node) => read_effective(&node)?,
        None => Span::ALL,
    };
    let families = match keys.get("families") {
        Some(node) => node.word::<Families>()?.value,
        None => Families::default(),
    };
    let parts = keys.require("territory", "write at least one `[[territory]]`")?;
    let territories = parts.list_of(|part| read_rule(part, effective, families))?.value;
    check_ids(source, &territories);
    Some(RuleFile {
        file: source.file.to_owned(),
        title: keys
            .get("title")
            .and_then(|node| node.text())
            .map_or_else(|| source.file.to_owned(), |title| title.value),
        exceptions: keys.get("exceptions").and_then(|node| node.text()),
        territories,
    })
}

/// The days of a table `{ from, to }`; open at an end that is absent.
fn read_effective(node: &Node<'_>) -> Option<Span> {
    let keys = node.table()?;
    let (from, to) = (keys.get("from").map(|node| node.day()), keys.get("to").map(|node| node.day()));
    // An end that cannot be read is a fault; an absent one is open.
    if from == Some(None) || to == Some(None) {
        return None;
    }
    let effective =
        Effective { from: from.flatten().map(|day| day.value), to: to.flatten().map(|day| day.value) };
    let days = effective.span();
    Some(node.span(days.from, days.to)?.value)
}

fn read_rule(node: &Node<'_>, of_file: Span, families: Families) -> Option<Rule> {
    let keys = node.table()?;
    let get = |key: &str| keys.get(key);
    let id = keys.require("id", "name the territory, such as `id = \"EMEA-DACH\"`").and_then(|id| id.text());
    let stated = match get("effective") {
        Some(node) => read_effective(&node),
        None => Some(Span::ALL),
    };
    let effective = stated.and_then(|days| {
        let common = days.intersect(of_file);
        if common.is_none() {
            node.fault("is in force on no day on which its file is", "compare the two `effective`");
        }
        common
    });
    let distribute = get("distribute").and_then(|node| node.word::<Distribute>()).map(|word| word.value);
    let holders = read_holders(&keys, distribute);
    let rule = Rule {
        title: get("title")
            .and_then(|node| node.text())
            .or_else(|| id.clone())
            .map_or_else(String::new, |title| title.value),
        parent: get("parent").and_then(|node| node.text()),
        condition: get("where").and_then(|node| node.text()),
        leads: get("leads").and_then(|node| node.text()),
        holders: holders?,
        distribute,
        precedence: get("precedence").and_then(|node| node.count(PRECEDENCE_MAX)).map(|count| count.value),
        accounts: get("accounts")
            .and_then(|node| node.list_of(Node::text))
            .map_or_else(Vec::new, |list| list.value),
        families,
        effective: effective?,
        file: node.source.file.to_owned(),
        id: id?,
    };
    Some(rule)
}

fn read_holders(keys: &Keys<'_>, distribute: Option<Distribute>) -> Option<Vec<Holder>> {
    let always = |rep: Located<String>| Holder { rep, weight: 1, span: Span::ALL };
    match (keys.get("rep"), keys.get("reps")) {
        (Some(_), Some(reps)) => {
            reps.fault("stands beside `rep`", "write one of them: `rep` for one, `reps` for several");
            None
        }
        (Some(rep), None) => Some(vec![always(rep.text()?)]),
        (None, None) => Some(Vec::new()),
        (None, Some(reps)) => {
            let holders = reps.list_of(|part| read_holder(part, distribute))?.value;
            check_days(&reps, &holders, distribute).then_some(holders)
        }
    }
}

fn read_holder(node: &Node<'_>, distribute: Option<Distribute>) -> Option<Holder> {
    let keys = node.table()?;
    let rep = keys.require("rep", "name the rep, such as `rep = \"R-104\"`").and_then(|rep| rep.text());
    let weight = match keys.get("weight") {
        Some(weight) if distribute != Some(Distribute::Weighted) => {
            weight.fault("has no effect", "say `distribute = \"weighted\"`, or leave it out");
            None
        }
        Some(weight) => weight.count(WEIGHT_MAX).map(|count| count.value),
        None => Some(1),
    };
    let day = |key: &str, open: Day| match keys.get(key) {
        Some(node) => node.day().map(|day| day.value),
        None => Some(open),
    };
    let (from, to) = (day("from", Day::MIN), day("to", Day::MAX));
    let span = node.span(from?, to?)?.value;
    Some(Holder { rep: rep?, weight: weight?, span })
}

/// Refuses two reps on one day unless they share, and a rep twice on one day.
fn check_days(node: &Node<'_>, holders: &[Holder], distribute: Option<Distribute>) -> bool {
    for (place, holder) in holders.iter().enumerate() {
        for earlier in &holders[..place] {
            let Some(common) = earlier.span.intersect(holder.span) else { continue };
            let (one, other) = (&earlier.rep.value, &holder.rep.value);
            if one == other {
                node.source.fault(
                    &holder.rep,
                    format!("`{one}` stands twice for {}", first_day(common)),
                    "leave one of them out, or end it the day before",
                );
                return false;
            }
            if distribute.is_none() {
                node.source.fault(
                    &holder.rep,
                    format!("`{one}` and `{other}` both cover it {}", first_day(common)),
                    "end one the day before, or share: `distribute = \"round-robin\"`",
                );
                return false;
            }
        }
    }
    true
}

/// The first of some days, in words.
pub(super) fn first_day(common: Span) -> String {
    if common.from == Day::MIN { "on the same days".to_owned() } else { format!("on {}", common.from) }
}

/// Refuses two territories of one file with one id and a day in common.
fn check_ids(source: &Source<'_>, rules: &[Rule]) {
    let mut seen: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    for rule in rules {
        let known = seen.entry(&rule.id.value).or_default();
        if let Some(earlier) =
            known.iter().find(|earlier| earlier.effective.intersect(rule.effective).is_some())
        {
            source.fault(
                &rule.id,
                format!("territory `{}` stands on line {} too", rule.id.value, earlier.id.place.line),
                "give one of them another id, or days that do not meet",
            );
        }
        known.push(rule);
    }
}
