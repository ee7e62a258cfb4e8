//! Coverage from tables and rules: the territories with their teams, where every account is, and every finding. Used by
//! `spm territories coverage` and by `spm check`.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::failure::Failure;
use crate::cli::reading::Reading;
use crate::cli::territory::Ground;
use crate::cli::territory::rules::Ruling;
use crate::engine::people::index;
use crate::engine::territory::alignment::Alignment;
use crate::engine::territory::assign::{Assignment, Matched, Why};
use crate::engine::territory::coverage::{Finding, Kind, Question, Unit, finding};
use crate::engine::territory::locations::Locations;

/// What coverage looks at.
pub struct Covering {
    /// The territories.
    pub units: Vec<Unit>,
    /// For each account the place of its territory.
    pub of: Vec<Option<usize>>,
    /// Whether they are territories; else they are reps.
    pub named: bool,
    /// What only rules tell.
    by_rules: Vec<Finding>,
}

impl Covering {
    /// Coverage as the tables stand, or by rules where there are any.
    pub fn of(ground: &Ground, ruling: Option<&Ruling>, reading: &mut Reading<'_>) -> Result<Self, Failure> {
        let Some(ruling) = ruling else { return Ok(Self::standing(ground)) };
        let matched = ruling.match_accounts(ground, reading.settings.thread_count())?;
        let (assignment, _) = ruling.assign(ground, &matched, reading)?;
        let units = (0..ruling.tree.nodes.len()).map(|node| Unit {
            name: ruling.id(node).to_owned(),
            reps: ruling.teams[node].reps.iter().map(|(rep, _)| *rep).collect(),
            absent: ruling.teams[node].absent.clone(),
            expects: !ruling.tree.nodes[node].has_parts,
        });
        let of: Vec<Option<usize>> = assignment.placed.iter().map(|placed| placed.node).collect();
        let by_rules = by_rules(ground, ruling, &matched, &assignment);
        Ok(Self { units: units.collect(), of, named: true, by_rules })
    }

    fn standing(ground: &Ground) -> Self {
        let alignment = Alignment::standing(&ground.book);
        let unit = |unit: &crate::engine::territory::alignment::Unit| Unit {
            name: unit.name.clone(),
            reps: unit.reps.clone(),
            absent: Vec::new(),
            expects: true,
        };
        Self {
            units: alignment.units.iter().map(unit).collect(),
            of: alignment.of.iter().map(|unit| unit.map(index)).collect(),
            named: alignment.named,
            by_rules: Vec::new(),
        }
    }

    /// The question of the engine.
    #[must_use]
    pub fn question<'a>(&'a self, ground: &'a Ground, far: Option<i64>) -> Question<'a> {
        Question { book: &ground.book, units: &self.units, of: &self.of, named: self.named, far }
    }

    /// Every finding, those about places included, in order.
    #[must_use]
    pub fn findings(&self, ground: &Ground, locations: &Locations, far: Option<i64>) -> Vec<Finding> {
        let mut findings = self.question(ground, far).findings();
        findings.extend(self.by_rules.iter().cloned());
        if !locations.swapped.is_empty() {
            let detail = "latitude and longitude look exchanged";
            findings.push(finding(Kind::Swapped, "", "", locations.swapped.clone(), detail));
        }
        // A table without any coordinates is not about places.
        if !locations.missing.is_empty() && locations.missing.len() < ground.book.accounts.len() {
            findings.push(finding(
                Kind::NoPlace,
                "",
                "",
                locations.missing.clone(),
                "no latitude and longitude",
            ));
        }
        findings.sort();
        findings
    }
}

/// What only rules tell: overlaps, accounts in no part, accounts that the table has elsewhere, and names in vain.
fn by_rules(ground: &Ground, ruling: &Ruling, matched: &Matched, assignment: &Assignment) -> Vec<Finding> {
    let book = &ground.book;
    let mut findings = Vec::new();
    for overlap in &matched.overlaps {
        let places = overlap.rows.iter().filter_map(|row| ground.place_of_row.get(*row).copied());
        // What an exception, a lock or a name decides is nobody's doubt.
        let mut accounts: Vec<u32> =
            places.filter(|place| assignment.placed[index(*place)].why == Why::Rule).collect();
        accounts.sort_unstable();
        if accounts.is_empty() {
            continue;
        }
        let (first, second) = (ruling.rule(overlap.first), ruling.rule(overlap.second));
        let detail = format!(
            "`{}` takes them too ({}:{}); the order of the rules decides",
            second.id.value, second.file, second.id.place.line
        );
        findings.push(finding(Kind::Overlap, &first.id.value, "", accounts, &detail));
    }
    let mut rest: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    let mut elsewhere: BTreeMap<(usize, u32), Vec<u32>> = BTreeMap::new();
    let mut unknown: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let in_force: BTreeSet<&str> = (0..ruling.tree.nodes.len()).map(|node| ruling.id(node)).collect();
    for ((place, account), placed) in (0_u32..).zip(&book.accounts).zip(&assignment.placed) {
        if let (Why::Rest, Some(node)) = (placed.why, placed.node) {
            rest.entry(node).or_default().push(place);
        }
        let Some(stated) = account.territory else { continue };
        let name = book.territories[index(stated)].as_str();
        match placed.node {
            _ if !in_force.contains(name) => unknown.entry(stated).or_default().push(place),
            Some(node) if ruling.id(node) != name => elsewhere.entry((node, stated)).or_default().push(place),
            _ => {}
        }
    }
    for (node, accounts) in rest {
        findings.push(finding(Kind::Rest, ruling.id(node), "", accounts, "none of its parts takes them"));
    }
    for ((node, stated), accounts) in elsewhere {
        let detail = format!("the table has them in `{}`", book.territories[index(stated)]);
        findings.push(finding(Kind::Misplaced, ruling.id(node), "", accounts, &detail));
    }
    for (stated, accounts) in unknown {
        let name = &book.territories[index(stated)];
        findings.push(finding(Kind::Unknown, name, "", accounts, "the rules in force do not have it"));
    }
    for (node, account) in &assignment.lost {
        let rule = ruling.rule(*node);
        let detail = format!(
            "`{}` is named at {}:{} and not in the table",
            account.value, rule.file, account.place.line
        );
        findings.push(finding(Kind::Lost, &rule.id.value, "", Vec::new(), &detail));
    }
    findings
}
