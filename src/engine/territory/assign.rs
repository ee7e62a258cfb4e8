//! Accounts and leads into territories by rules: exceptions first, then locked accounts, then named ones, then the
//! first territory that matches; what stands for itself by none of the former goes with its family. Every account is in
//! at most one territory, and says why.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::people::index;
use crate::engine::territory::bits::Bits;
use crate::engine::territory::book::Book;
use crate::engine::territory::deal::deal;
use crate::engine::territory::teams::Team;
use crate::plan::Located;
use crate::plan::territory::{Distribute, Families, Rules, Tree};

/// A row of the file of exceptions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The account, as a place in the book.
    pub account: u32,
    /// The territory, as a node of the tree.
    pub node: usize,
    /// The rep, where the row names one: a place in the book.
    pub rep: Option<u32>,
}

/// Why something is where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// By a row of the exceptions: its place among them.
    Exception(usize),
    /// It is locked, and stays in the territory that the table states.
    Locked,
    /// It is named by the territory.
    Named,
    /// It is the first territory without parts that matches.
    Rule,
    /// It matches a territory, and none of the parts.
    Rest,
    /// Its family goes elsewhere than its own match: the account whose place the family follows, a place in the book.
    Family(u32),
    /// Nothing takes it.
    Nothing,
}

/// Where one account or lead comes to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The node of the tree.
    pub node: Option<usize>,
    /// Why.
    pub why: Why,
    /// Whose it is: a place in the book.
    pub rep: Option<u32>,
}

/// Two territories of one precedence that take the same accounts; the order of the rules decides between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// The territory that wins.
    pub first: usize,
    /// The other one.
    pub second: usize,
    /// The rows that both take, ascending.
    pub rows: Vec<usize>,
}

/// What matching gives for the rows of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matched {
    /// For each row the node that wins.
    pub winners: Vec<Option<usize>>,
    /// Territories that take the same rows, in the order of the tree.
    pub overlaps: Vec<Overlap>,
}

/// Holds the conditions of territories against the rows of a table. `holds` is, for each node of the tree, the rows
/// that its own condition takes; none for one without a condition. A part takes only what its parent takes; one
/// without a condition passes on what its parent takes, and takes nothing itself.
#[must_use]
pub fn matched(tree: &Tree, holds: &[Option<Bits>], rows: usize) -> Matched {
    let all = Bits::of(&vec![true; rows]);
    let mut takes: Vec<Option<Bits>> = vec![None; tree.nodes.len()];
    let mut by_depth: Vec<usize> = (0..tree.nodes.len()).collect();
    by_depth.sort_by_key(|node| tree.nodes[*node].depth);
    for node in by_depth {
        let above = tree.nodes[node].parent.and_then(|parent| takes[parent].as_ref()).unwrap_or(&all);
        takes[node] = Some(match holds.get(node).and_then(Option::as_ref) {
            Some(own) => own.and(above),
            None => above.clone(),
        });
    }
    let mut winners: Vec<Option<usize>> = vec![None; rows];
    let mut pairs: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for node in &tree.order {
        if holds.get(*node).and_then(Option::as_ref).is_none() {
            continue;
        }
        let one = &tree.nodes[*node];
        for row in takes[*node].iter().flat_map(Bits::ones) {
            match winners[row] {
                None => winners[row] = Some(*node),
                Some(winner) => {
                    let other = &tree.nodes[winner];
                    if !one.has_parts && !other.has_parts && one.precedence == other.precedence {
                        pairs.entry((winner, *node)).or_default().push(row);
                    }
                }
            }
        }
    }
    let overlaps = pairs.into_iter().map(|((first, second), rows)| Overlap { first, second, rows }).collect();
    Matched { winners, overlaps }
}

/// What accounts are assigned by.
pub struct Question<'a> {
    /// The accounts.
    pub book: &'a Book,
    /// The rules.
    pub rules: &'a Rules,
    /// Their tree on the day.
    pub tree: &'a Tree,
    /// Who covers each territory.
    pub teams: &'a [Team],
    /// For each row of the table the place of its account.
    pub place_of_row: &'a [u32],
    /// The exceptions that hold on the day, the later of two rows for one account first.
    pub exceptions: &'a [Exception],
}

/// Where every account comes to be, and what was named in vain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// By account, in the order of the book.
    pub placed: Vec<Placed>,
    /// Named accounts that the table does not have, with the node that names them.
    pub lost: Vec<(usize, Located<String>)>,
}

impl Question<'_> {
    /// Puts every account where it belongs.
    #[must_use]
    pub fn answer(&self, matched: &Matched) -> Assignment {
        let nowhere = Placed { node: None, why: Why::Nothing, rep: None };
        let mut placed = vec![nowhere; self.book.accounts.len()];
        for (row, winner) in matched.winners.iter().enumerate() {
            let (Some(node), Some(place)) = (winner, self.place_of_row.get(row)) else { continue };
            let why = if self.tree.nodes[*node].has_parts { Why::Rest } else { Why::Rule };
            placed[index(*place)] = Placed { node: Some(*node), why, rep: None };
        }
        let lost = self.name(&mut placed);
        self.lock(&mut placed);
        for (row, exception) in self.exceptions.iter().enumerate().rev() {
            let why = Why::Exception(row);
            placed[index(exception.account)] = Placed { node: Some(exception.node), why, rep: exception.rep };
        }
        let leaders = families::follow(self.book, &|node| self.apart(node), &mut placed);
        self.give(&mut placed, &leaders);
        Assignment { placed, lost }
    }

    /// Whether accounts of a territory leave their families for it.
    fn apart(&self, node: usize) -> bool {
        self.rules.all[self.tree.nodes[node].rule].families == Families::Apart
    }

    /// Named accounts.
    fn name(&self, placed: &mut [Placed]) -> Vec<(usize, Located<String>)> {
        let mut lost = Vec::new();
        for (node, stated) in self.tree.nodes.iter().enumerate() {
            for account in &self.rules.all[stated.rule].accounts {
                match self.book.account(&account.value) {
                    Some(place) => {
                        placed[index(place)] = Placed { node: Some(node), why: Why::Named, rep: None };
                    }
                    None => lost.push((node, account.clone())),
                }
            }
        }
        lost
    }

    /// Locked accounts in a territory of the tree stay there.
    fn lock(&self, placed: &mut [Placed]) {
        let ids = self.tree.nodes.iter().map(|node| self.rules.all[node.rule].id.value.as_str());
        let nodes: BTreeMap<&str, usize> = ids.zip(0..).collect();
        for (account, placed) in self.book.accounts.iter().zip(placed) {
            let stated = account.territory.map(|place| self.book.territories[index(place)].as_str());
            if let (true, Some(node)) = (account.locked, stated.and_then(|name| nodes.get(name))) {
                *placed = Placed { node: Some(*node), why: Why::Locked, rep: None };
            }
        }
    }

    /// Gives accounts to reps: the one who covers the territory; of several the one who has it, else who is next. A
    /// family counts as one, and belongs to whom the account belongs that it follows.
    fn give(&self, placed: &mut [Placed], leaders: &[Option<u32>]) {
        let mut open: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut had: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
        for (place, (account, placed)) in self.book.accounts.iter().zip(placed.iter_mut()).enumerate() {
            let (Some(node), None, None) = (placed.node, placed.rep, leaders[place]) else { continue };
            let team = &self.teams[node];
            let kept = account.rep.filter(|rep| self.book.reps[index(*rep)].is_there(self.book.as_of));
            placed.rep = match (team.reps.as_slice(), kept) {
                // A locked account stays with its owner as long as the owner is there.
                (_, Some(owner)) if placed.why == Why::Locked => Some(owner),
                ([(only, _)], _) => Some(*only),
                (_, Some(owner)) if team.has(owner) => {
                    let counts = had.entry(node).or_insert_with(|| vec![0; team.reps.len()]);
                    if let Some(member) = team.reps.iter().position(|(rep, _)| *rep == owner) {
                        counts[member] += 1;
                    }
                    Some(owner)
                }
                ([], _) => None,
                (_, _) => {
                    open.entry(node).or_default().push(place);
                    None
                }
            };
        }
        for (node, accounts) in open {
            let team = &self.teams[node];
            let counts = had.get(&node).map_or(&[][..], Vec::as_slice);
            for (place, member) in accounts.iter().zip(deal(&team.weights(), counts, accounts.len())) {
                placed[*place].rep = Some(team.reps[member].0);
            }
        }
        for (place, leader) in leaders.iter().enumerate() {
            if let Some(leader) = leader {
                placed[place].rep = placed[index(*leader)].rep;
            }
        }
    }
}

impl Team {
    /// The weights by which things are dealt out: all alike unless the team is weighted.
    #[must_use]
    pub fn weights(&self) -> Vec<u32> {
        let weighted = self.distribute == Some(Distribute::Weighted);
        self.reps.iter().map(|(_, weight)| if weighted { *weight } else { 1 }).collect()
    }
}

/// A lead as it is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lead {
    /// The territory that takes it, as a node of the tree.
    pub node: Option<usize>,
    /// Whom the table names.
    pub owner: Option<u32>,
    /// Whose account it comes from, where that rep is there: it goes to no one else.
    pub of_account: Option<u32>,
}

/// Gives leads to reps, in the order in which they came: that of an account to whose account it is; of the others, who
/// is of the team keeps the lead, and what is left is dealt out, what each has counted. Reps who are `away` keep what
/// they have and get nothing new, unless the whole team is away.
#[must_use]
pub fn give_leads(teams: &[Team], away: &BTreeSet<u32>, leads: &[Lead]) -> Vec<Option<u32>> {
    let mut given: Vec<Option<u32>> = vec![None; leads.len()];
    let mut had: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
    let mut open: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, lead) in leads.iter().enumerate() {
        let Some(node) = lead.node.filter(|_| lead.of_account.is_none()) else {
            given[place] = lead.of_account;
            continue;
        };
        let team = &teams[node];
        let member = lead.owner.and_then(|owner| team.reps.iter().position(|(rep, _)| *rep == owner));
        match member {
            Some(member) => {
                had.entry(node).or_insert_with(|| vec![0; team.reps.len()])[member] += 1;
                given[place] = lead.owner;
            }
            None => open.entry(node).or_default().push(place),
        }
    }
    for (node, leads) in open {
        let team = &teams[node];
        let there = |(_, (rep, _)): &(usize, &(u32, u32))| !away.contains(rep);
        let mut members: Vec<usize> =
            team.reps.iter().enumerate().filter(there).map(|(member, _)| member).collect();
        if members.is_empty() {
            members = (0..team.reps.len()).collect();
        }
        let (weights, had) = (team.weights(), had.get(&node));
        let weights: Vec<u32> = members.iter().map(|member| weights[*member]).collect();
        let counts: Vec<u64> = members.iter().map(|member| had.map_or(0, |had| had[*member])).collect();
        for (lead, member) in leads.iter().zip(deal(&weights, &counts, leads.len())) {
            given[*lead] = Some(team.reps[members[member]].0);
        }
    }
    given
}

mod families;
#[cfg(test)]
mod tests;
