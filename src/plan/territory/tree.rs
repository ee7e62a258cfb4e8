//! The territories of all files as one tree, and that tree on a day: what is in force, in which order territories are
//! asked, and what parts inherit.

use std::collections::BTreeMap;

use super::document::{Holder, PRECEDENCE, Rule, RuleFile, first_day};
use crate::calendar::Day;
use crate::plan::place::{Fault, Located, PlanError};
use crate::plan::unknown::nearest;

/// The rules of all files, checked against each other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    /// The territories in the order of the names of files, then of their texts.
    pub all: Vec<Rule>,
}

/// The tree on one day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tree {
    /// The territories in force, in the order of the rules.
    pub nodes: Vec<Node>,
    /// The territories as accounts ask them, the first that matches wins: those without parts by precedence, the
    /// highest first, then in the order of the rules; after them those with parts, the deepest first.
    pub order: Vec<usize>,
}

/// One territory of the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The place of its rule.
    pub rule: usize,
    /// The place of its parent in the tree.
    pub parent: Option<usize>,
    /// Whether it has parts.
    pub has_parts: bool,
    /// How many territories are above it.
    pub depth: usize,
    /// Its precedence, or that of the nearest above that has one.
    pub precedence: u32,
    /// The ids from the top to itself, with ` > ` between them.
    pub path: String,
}

/// Puts the rules of files together. Refused are two territories with one id and a day in common, a parent that is not
/// there, a circle of parents, a named account in two territories on one day, and a territory that nothing can be in.
pub fn arrange(mut files: Vec<RuleFile>) -> Result<Rules, PlanError> {
    files.sort_by(|one, other| one.file.cmp(&other.file));
    let rules = Rules { all: files.into_iter().flat_map(|file| file.territories).collect() };
    let mut faults = Vec::new();
    rules.check_ids(&mut faults);
    rules.check_parents(&mut faults);
    rules.check_parts(&mut faults);
    rules.check_accounts(&mut faults);
    if faults.is_empty() { Ok(rules) } else { Err(PlanError { faults }) }
}

fn fault<T>(rule: &Rule, at: &Located<T>, reason: String, remedy: &str) -> Fault {
    Fault {
        file: rule.file.clone(),
        place: at.place,
        path: at.path.clone(),
        reason,
        remedy: Some(remedy.to_owned()).filter(|remedy| !remedy.is_empty()),
    }
}

impl Rules {
    fn by_id(&self) -> BTreeMap<&str, Vec<usize>> {
        let mut by_id: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, rule) in self.all.iter().enumerate() {
            by_id.entry(&rule.id.value).or_default().push(place);
        }
        by_id
    }

    /// The distinct ids, in order.
    #[must_use]
    pub fn ids(&self) -> Vec<&str> {
        self.by_id().into_keys().collect()
    }

    fn check_ids(&self, faults: &mut Vec<Fault>) {
        for places in self.by_id().values() {
            for (nth, place) in places.iter().enumerate() {
                let rule = &self.all[*place];
                let earlier = places[..nth].iter().map(|earlier| &self.all[*earlier]);
                let twin = { earlier }.find(|earlier| earlier.effective.intersect(rule.effective).is_some());
                if let Some(twin) = twin {
                    let (id, line) = (&rule.id.value, twin.id.place.line);
                    let reason = format!("territory `{id}` is in `{}` on line {line} too", twin.file);
                    let remedy = "give one of them another id, or days that do not meet";
                    faults.push(fault(rule, &rule.id, reason, remedy));
                }
            }
        }
    }

    fn check_parents(&self, faults: &mut Vec<Fault>) {
        let by_id = self.by_id();
        for rule in &self.all {
            let Some(parent) = &rule.parent else { continue };
            let Some(above) = by_id.get(parent.value.as_str()) else {
                let near = nearest(&parent.value, by_id.keys().copied());
                let remedy = near.map_or_else(
                    || "add a `[[territory]]` with this id, or leave `parent` out".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                let reason = format!("there is no territory `{}`", parent.value);
                faults.push(fault(rule, parent, reason, &remedy));
                continue;
            };
            let meets = |place: &usize| self.all[*place].effective.intersect(rule.effective).is_some();
            if !above.iter().any(meets) {
                let reason =
                    format!("`{}` is in force on no day on which `{}` is", parent.value, rule.id.value);
                faults.push(fault(rule, parent, reason, "compare the two `effective`"));
            }
        }
        let above = |id: &str| -> Vec<&str> {
            let rules = by_id.get(id).into_iter().flatten().map(|place| &self.all[*place]);
            rules.filter_map(|rule| rule.parent.as_ref().map(|parent| parent.value.as_str())).collect()
        };
        let mut told: Vec<&str> = Vec::new();
        for id in by_id.keys() {
            if told.contains(id) {
                continue;
            }
            if let Some(circle) = circle(id, &above) {
                let rule = &self.all[by_id[id][0]];
                let at = rule.parent.as_ref().map_or_else(|| rule.id.spot(), Located::spot);
                let reason = format!("the parents go round in a circle: {}", circle.join(" → "));
                faults.push(fault(rule, &at, reason, "take one of these `parent` out"));
                told.extend(circle);
            }
        }
    }

    /// A territory without parts needs something that puts accounts into it.
    fn check_parts(&self, faults: &mut Vec<Fault>) {
        let parents: Vec<&str> = self
            .all
            .iter()
            .filter_map(|rule| rule.parent.as_ref())
            .map(|parent| parent.value.as_str())
            .collect();
        for rule in &self.all {
            let takes = rule.condition.is_some() || rule.leads.is_some() || !rule.accounts.is_empty();
            if !takes && !parents.contains(&rule.id.value.as_str()) {
                let reason = format!("nothing says which accounts are in `{}`", rule.id.value);
                let remedy = "add `where` or `accounts`; `where = \"true\"` takes all that its parent takes";
                faults.push(fault(rule, &rule.id, reason, remedy));
            }
        }
    }

    fn check_accounts(&self, faults: &mut Vec<Fault>) {
        let mut named: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, rule) in self.all.iter().enumerate() {
            for account in &rule.accounts {
                let before = named.entry(&account.value).or_default();
                let meets = |other: &&usize| self.all[**other].effective.intersect(rule.effective).is_some();
                if let Some(other) = before.iter().find(meets) {
                    let other = &self.all[*other];
                    let common = other.effective.intersect(rule.effective).map(first_day).unwrap_or_default();
                    let reason = format!(
                        "account `{}` is named by `{}` (`{}`) too, {common}",
                        account.value, other.id.value, other.file
                    );
                    faults.push(fault(rule, account, reason, "name it in one territory"));
                }
                before.push(place);
            }
        }
    }

    /// The tree on a day. A territory whose parent is not in force is not in force either.
    #[must_use]
    pub fn on(&self, day: Day) -> Tree {
        let mut standing: BTreeMap<&str, usize> = BTreeMap::new();
        for (place, rule) in self.all.iter().enumerate() {
            if rule.effective.contains(day) {
                standing.insert(&rule.id.value, place);
            }
        }
        // The ids from the top down to a territory; none where one of them is not in force.
        let way = |place: usize| -> Option<Vec<usize>> {
            let (mut way, mut at) = (vec![place], &self.all[place]);
            while let Some(parent) = &at.parent {
                let above = *standing.get(parent.value.as_str())?;
                way.push(above);
                at = &self.all[above];
            }
            way.reverse();
            Some(way)
        };
        let places: Vec<usize> = (0..self.all.len())
            .filter(|place| standing.get(self.all[*place].id.value.as_str()) == Some(place))
            .collect();
        let ways: Vec<Vec<usize>> = places.into_iter().filter_map(way).collect();
        let last = |way: &Vec<usize>| way.last().copied().unwrap_or_default();
        let node_of: BTreeMap<usize, usize> =
            ways.iter().enumerate().map(|(node, way)| (last(way), node)).collect();
        let mut nodes: Vec<Node> = ways.iter().map(|way| self.node(way, &node_of)).collect();
        let parents: Vec<usize> = nodes.iter().filter_map(|node| node.parent).collect();
        for parent in parents {
            nodes[parent].has_parts = true;
        }
        let mut order: Vec<usize> = (0..nodes.len()).collect();
        order.sort_by_key(|place| {
            let node = &nodes[*place];
            if node.has_parts {
                (true, usize::MAX - node.depth, 0)
            } else {
                (false, 0, u32::MAX - node.precedence)
            }
        });
        Tree { nodes, order }
    }

    fn node(&self, way: &[usize], node_of: &BTreeMap<usize, usize>) -> Node {
        let ids: Vec<&str> = way.iter().map(|place| self.all[*place].id.value.as_str()).collect();
        let depth = way.len() - 1;
        let precedence = way.iter().rev().find_map(|place| self.all[*place].precedence).unwrap_or(PRECEDENCE);
        Node {
            rule: way[depth],
            parent: depth.checked_sub(1).and_then(|above| node_of.get(&way[above]).copied()),
            has_parts: false,
            depth,
            precedence,
            path: ids.join(" > "),
        }
    }

    /// Whom the rule of a territory itself names for a day, in the order of the file. What it inherits is left to the
    /// engine, which knows the reps.
    #[must_use]
    pub fn holders(&self, tree: &Tree, node: usize, day: Day) -> Vec<&Holder> {
        let holders = &self.all[tree.nodes[node].rule].holders;
        holders.iter().filter(|holder| holder.span.contains(day)).collect()
    }
}

impl Tree {
    /// The node of a territory by its id.
    #[must_use]
    pub fn find(&self, rules: &Rules, id: &str) -> Option<usize> {
        self.nodes.iter().position(|node| rules.all[node.rule].id.value == id)
    }
}

/// The circle through an id that its parents make, the id at both ends; none when they end.
fn circle<'a>(id: &'a str, above: &impl Fn(&str) -> Vec<&'a str>) -> Option<Vec<&'a str>> {
    let mut ways = vec![vec![id]];
    let mut seen = vec![id];
    while let Some(way) = ways.pop() {
        for parent in above(way[way.len() - 1]) {
            let mut longer = way.clone();
            longer.push(parent);
            if parent == id {
                return Some(longer);
            }
            if !seen.contains(&parent) {
                seen.push(parent);
                ways.push(longer);
            }
        }
    }
    None
}
