//! What is wrong with who covers what: accounts that nobody has, territories that nobody covers, reps without accounts,
//! families apart, accounts far from everybody, and where the table says otherwise than the rules.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::people::index;
use crate::engine::territory::book::Book;
use crate::engine::territory::distance::{Point, metres};

/// A kind of finding, in the order of reports: the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Accounts in no territory.
    Gap,
    /// Accounts of nobody, or of somebody who is not there.
    Orphan,
    /// Accounts whose owner covers another territory, not theirs.
    OtherOwner,
    /// A territory with accounts that nobody covers.
    Vacant,
    /// Accounts that two territories of one precedence take.
    Overlap,
    /// Accounts that a territory takes and none of its parts.
    Rest,
    /// Accounts that rules put elsewhere than the table has them.
    Misplaced,
    /// Accounts in a territory that the rules do not have.
    Unknown,
    /// Named accounts that the table does not have.
    Lost,
    /// A territory without accounts.
    Empty,
    /// A rep who covers something and has no account.
    Idle,
    /// Families in several territories.
    Family,
    /// Accounts farther from the nearest home of their territory than is asked for.
    Far,
    /// Accounts whose coordinates look exchanged.
    Swapped,
    /// Accounts without coordinates.
    NoPlace,
}

impl Kind {
    /// The word of reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Gap => "gap",
            Kind::Orphan => "orphan",
            Kind::OtherOwner => "other-owner",
            Kind::Vacant => "vacant",
            Kind::Overlap => "overlap",
            Kind::Rest => "no-part",
            Kind::Misplaced => "misplaced",
            Kind::Unknown => "unknown-territory",
            Kind::Lost => "lost",
            Kind::Empty => "empty",
            Kind::Idle => "idle",
            Kind::Family => "family-apart",
            Kind::Far => "far",
            Kind::Swapped => "swapped",
            Kind::NoPlace => "no-coordinates",
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// The territory that it is about; may be empty.
    pub territory: String,
    /// The rep that it is about; may be empty.
    pub rep: String,
    /// The accounts, as places in the book, ascending.
    pub accounts: Vec<u32>,
    /// What a reader should know, in words.
    pub detail: String,
}

/// One territory as coverage looks at it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// Its name.
    pub name: String,
    /// The reps who cover it.
    pub reps: Vec<u32>,
    /// Those who are named for it and are not there.
    pub absent: Vec<u32>,
    /// Whether accounts are expected in it: it has no parts.
    pub expects: bool,
}

/// What is looked at.
pub struct Question<'a> {
    /// Accounts and reps.
    pub book: &'a Book,
    /// The territories.
    pub units: &'a [Unit],
    /// For each account the place of its territory.
    pub of: &'a [Option<usize>],
    /// Whether units are territories; else they are reps.
    pub named: bool,
    /// Metres beyond which an account is far; none for not asking.
    pub far: Option<i64>,
}

impl Question<'_> {
    /// Every finding that does not need rules, in order.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        self.gaps(&mut findings);
        self.owners(&mut findings);
        self.territories(&mut findings);
        self.idle(&mut findings);
        self.families(&mut findings);
        self.far(&mut findings);
        findings.sort();
        findings
    }

    fn numbered(&self) -> impl Iterator<Item = (u32, Option<usize>)> {
        (0_u32..).zip(self.of.iter().copied())
    }

    fn gaps(&self, findings: &mut Vec<Finding>) {
        let accounts: Vec<u32> =
            self.numbered().filter(|(_, unit)| unit.is_none()).map(|(place, _)| place).collect();
        if !accounts.is_empty() {
            let detail = if self.named { "no territory has them" } else { "nobody has them" };
            findings.push(finding(Kind::Gap, "", "", accounts, detail));
        }
    }

    /// Accounts by what is wrong with their owners.
    fn owners(&self, findings: &mut Vec<Finding>) {
        let book = self.book;
        let mut groups: BTreeMap<(Kind, String, String, &str), Vec<u32>> = BTreeMap::new();
        let has_table = book.reps.iter().any(|rep| rep.listed);
        for (place, unit) in self.numbered() {
            let Some(unit) = unit.map(|unit| &self.units[unit]) else { continue };
            let account = &book.accounts[index(place)];
            let name = if self.named { unit.name.clone() } else { String::new() };
            let Some(owner) = account.rep else {
                if unit.reps.is_empty() {
                    continue;
                }
                let key = (Kind::Orphan, name, String::new(), "nobody owns them");
                groups.entry(key).or_default().push(place);
                continue;
            };
            let rep = &book.reps[index(owner)];
            let wrong = if has_table && !rep.listed {
                Some((Kind::Orphan, "the reps table does not have their owner"))
            } else if rep.end_date.is_some_and(|end| end < book.as_of) {
                Some((Kind::Orphan, "their owner has left"))
            } else if !rep.is_there(book.as_of) {
                Some((Kind::Orphan, "their owner is not there yet"))
            } else if self.named && !unit.reps.is_empty() && !unit.reps.contains(&owner) {
                Some((Kind::OtherOwner, "their owner does not cover the territory"))
            } else {
                None
            };
            if let Some((kind, why)) = wrong {
                groups.entry((kind, name, rep.rep_id.clone(), why)).or_default().push(place);
            }
        }
        for ((kind, territory, rep, why), accounts) in groups {
            findings.push(finding(kind, &territory, &rep, accounts, why));
        }
    }

    fn territories(&self, findings: &mut Vec<Finding>) {
        if !self.named {
            return;
        }
        let mut accounts: Vec<Vec<u32>> = vec![Vec::new(); self.units.len()];
        for (place, unit) in self.numbered() {
            if let Some(unit) = unit {
                accounts[unit].push(place);
            }
        }
        for (unit, accounts) in self.units.iter().zip(accounts) {
            let absent: Vec<&str> =
                unit.absent.iter().map(|rep| self.book.reps[index(*rep)].rep_id.as_str()).collect();
            if !accounts.is_empty() && unit.reps.is_empty() {
                let detail = if absent.is_empty() {
                    "nobody covers it".to_owned()
                } else {
                    format!("named for it and not there: {}", absent.join(" "))
                };
                findings.push(finding(Kind::Vacant, &unit.name, &absent.join(" "), accounts, &detail));
            } else if accounts.is_empty() && unit.expects {
                findings.push(finding(Kind::Empty, &unit.name, "", Vec::new(), "it has no account"));
            }
        }
    }

    fn idle(&self, findings: &mut Vec<Finding>) {
        let owners: BTreeSet<u32> = self.book.accounts.iter().filter_map(|account| account.rep).collect();
        let covers: BTreeSet<u32> = self.units.iter().flat_map(|unit| unit.reps.iter().copied()).collect();
        for (place, rep) in (0_u32..).zip(&self.book.reps) {
            if (rep.covers || covers.contains(&place)) && rep.listed && !owners.contains(&place) {
                let territory = rep.territory.map_or("", |name| self.book.territories[index(name)].as_str());
                findings.push(finding(Kind::Idle, territory, &rep.rep_id, Vec::new(), "owns no account"));
            }
        }
    }

    fn families(&self, findings: &mut Vec<Finding>) {
        let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (place, account) in (0_u32..).zip(&self.book.accounts) {
            if let Some(family) = account.family {
                members.entry(family).or_default().push(place);
            }
        }
        let apart: Vec<&Vec<u32>> = members
            .values()
            .filter(|members| {
                let units: BTreeSet<Option<usize>> =
                    members.iter().map(|place| self.of[index(*place)]).collect();
                units.len() > 1
            })
            .collect();
        if !apart.is_empty() {
            let detail = format!("{} of {} families are in several territories", apart.len(), members.len());
            let mut accounts: Vec<u32> = apart.into_iter().flatten().copied().collect();
            accounts.sort_unstable();
            findings.push(finding(Kind::Family, "", "", accounts, &detail));
        }
    }

    fn far(&self, findings: &mut Vec<Finding>) {
        let Some(limit) = self.far else { return };
        let mut by_unit: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for (place, unit) in self.numbered() {
            let Some(unit) = unit else { continue };
            if self.distance(place, unit).is_some_and(|way| way > limit) {
                by_unit.entry(unit).or_default().push(place);
            }
        }
        for (unit, accounts) in by_unit {
            let most = accounts.iter().filter_map(|place| self.distance(*place, unit)).max().unwrap_or(0);
            let detail = format!("up to {} km from the nearest home", most / 1_000);
            findings.push(finding(Kind::Far, &self.units[unit].name, "", accounts, &detail));
        }
    }

    /// Metres from an account to the nearest home of a territory's reps.
    #[must_use]
    pub fn distance(&self, account: u32, unit: usize) -> Option<i64> {
        let point = self.book.accounts[index(account)].point?;
        let homes = self.units[unit].reps.iter().filter_map(|rep| self.book.reps[index(*rep)].home);
        homes.map(|home| metres(home, point)).min()
    }
}

/// A finding from its parts.
#[must_use]
pub fn finding(kind: Kind, territory: &str, rep: &str, accounts: Vec<u32>, detail: &str) -> Finding {
    Finding {
        kind,
        territory: territory.to_owned(),
        rep: rep.to_owned(),
        accounts,
        detail: detail.to_owned(),
    }
}

/// How far the accounts of one territory are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ways {
    /// Accounts with coordinates, where a rep has a home.
    pub located: i64,
    /// The mean, the median and the ninetieth percentile by nearest rank, and the largest, in metres.
    pub mean: i64,
    /// The median.
    pub median: i64,
    /// The ninetieth percentile.
    pub ninetieth: i64,
    /// The largest.
    pub largest: i64,
    /// The account that is farthest; of equals the first.
    pub farthest: u32,
    /// Accounts that are nearer to the home of somebody who covers another territory.
    pub nearer_elsewhere: i64,
}

impl Question<'_> {
    /// The ways of each territory; none without a home or located accounts.
    #[must_use]
    pub fn ways(&self) -> Vec<Option<Ways>> {
        let mut by_unit: Vec<Vec<(i64, u32)>> = vec![Vec::new(); self.units.len()];
        let mut elsewhere: Vec<i64> = vec![0; self.units.len()];
        let homes: Vec<(usize, crate::engine::territory::distance::Radians)> = self
            .units
            .iter()
            .enumerate()
            .flat_map(|(unit, stated)| stated.reps.iter().map(move |rep| (unit, *rep)))
            .filter_map(|(unit, rep)| Some((unit, self.book.reps[index(rep)].home?.radians())))
            .collect();
        for (place, unit) in self.numbered() {
            let Some(unit) = unit else { continue };
            let Some(way) = self.distance(place, unit) else { continue };
            by_unit[unit].push((way, place));
            let Some(point) = self.book.accounts[index(place)].point.map(Point::radians) else {
                continue;
            };
            let own = homes.iter().filter(|home| home.0 == unit).map(|home| home.1.metres_to(point));
            let own = own.fold(f64::INFINITY, f64::min);
            if homes.iter().any(|home| home.0 != unit && home.1.metres_to(point) < own) {
                elsewhere[unit] += 1;
            }
        }
        by_unit.into_iter().zip(elsewhere).map(|(ways, elsewhere)| summed(ways, elsewhere)).collect()
    }
}

fn summed(mut ways: Vec<(i64, u32)>, nearer_elsewhere: i64) -> Option<Ways> {
    ways.sort_by(|one, other| one.0.cmp(&other.0).then(other.1.cmp(&one.1)));
    let (largest, farthest) = *ways.last()?;
    let rank = |tenths: usize| ways[(ways.len() * tenths).div_ceil(10).max(1) - 1].0;
    let count = i64::try_from(ways.len()).unwrap_or(i64::MAX);
    Some(Ways {
        located: count,
        mean: crate::engine::territory::distance::mean(ways.iter().map(|way| (way.0, 1))).unwrap_or(0),
        median: rank(5),
        ninetieth: rank(9),
        largest,
        farthest,
        nearer_elsewhere,
    })
}

#[cfg(test)]
mod tests;
