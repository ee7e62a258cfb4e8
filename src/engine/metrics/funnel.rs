//! The way of deals through the stages: how many came to each, went on, were lost there or are there still, and how
//! long they stayed. Which deals and days count, and what a stage means, is told by the caller.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::Moves;
use crate::calendar::Day;

/// What a stage means for a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Work goes on.
    Open,
    /// It is won.
    Won,
    /// It is lost.
    Lost,
}

/// What became of the deals that came to one stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// Deals that came to it for the first time.
    pub entered: u64,
    /// Those of them that later came to another stage than a lost one.
    pub went_on: u64,
    /// Those of the others that later came to a lost stage.
    pub lost: u64,
    /// The amounts of these, on scale 14.
    pub lost_amount: i128,
    /// Those of them that were won in the end.
    pub won: u64,
    /// Days of the stays that are over, in any order.
    pub stays: Vec<i32>,
}

impl Passage {
    /// Deals that are there still, or came to no other stage by the last day that is known.
    #[must_use]
    pub fn still_there(&self) -> u64 {
        self.entered - self.went_on - self.lost
    }
}

/// The passages of all stages, in the order in which deals come to them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Funnel {
    stages: BTreeMap<String, Passage>,
    /// Deals in which the first stage comes before the second.
    before: BTreeMap<(String, String), u64>,
    /// Deals that came to any stage in the days that count.
    pub deals: u64,
    /// Those of them that were won in the end.
    pub won: u64,
    /// Their amounts, on scale 14.
    pub won_amount: i128,
}

/// One deal's way: the days on which it came to a stage, in order, each stage another one than that before it.
#[derive(Clone, Copy)]
pub struct Way<'a> {
    /// Day and stage.
    pub entries: &'a [(Day, &'a str)],
    /// What each stage means.
    pub meaning: &'a dyn Fn(&str) -> Meaning,
}

impl Way<'_> {
    fn is(&self, stage: &str, meaning: Meaning) -> bool {
        (self.meaning)(stage) == meaning
    }

    /// What an entry adds to the counts of moves; nothing for an entry into a won or lost stage.
    #[must_use]
    pub fn moves(&self, at: usize) -> Option<Moves> {
        let (day, stage) = *self.entries.get(at).filter(|(_, stage)| self.is(stage, Meaning::Open))?;
        let next = self.entries.get(at + 1);
        let first = self.entries[..at].iter().all(|(_, earlier)| *earlier != stage);
        Some(Moves {
            entered: u64::from(first),
            went_on: u64::from(first && self.goes_on(at)),
            stays: u64::from(next.is_some()),
            stay_days: next.map_or(0, |(end, _)| i64::from(end.days_since(day))),
        })
    }

    fn goes_on(&self, at: usize) -> bool {
        let stage = self.entries[at].1;
        let later = &self.entries[at + 1..];
        later.iter().any(|(_, later)| *later != stage && !self.is(later, Meaning::Lost))
    }

    fn ends_won(&self, at: usize) -> bool {
        self.entries[at + 1..].iter().any(|(_, later)| self.is(later, Meaning::Won))
    }
}

impl Funnel {
    /// Adds a deal: its way, its amount, and which of its entries count.
    #[must_use]
    pub fn add(&mut self, way: &Way<'_>, amount: i128, counts: &dyn Fn(Day) -> bool) -> Option<()> {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut came = None;
        for (at, (day, stage)) in way.entries.iter().enumerate() {
            let Some(moves) = way.moves(at).filter(|_| counts(*day)) else { continue };
            came = came.or(Some(at));
            let passage = self.stages.entry((*stage).to_owned()).or_default();
            passage.entered += moves.entered;
            passage.went_on += moves.went_on;
            if moves.stays > 0 {
                passage.stays.push(i32::try_from(moves.stay_days).unwrap_or(i32::MAX));
            }
            if moves.entered == 0 {
                continue;
            }
            passage.won += u64::from(way.ends_won(at));
            let later = &way.entries[at + 1..];
            if moves.went_on == 0 && later.iter().any(|(_, later)| way.is(later, Meaning::Lost)) {
                passage.lost += 1;
                passage.lost_amount = passage.lost_amount.checked_add(amount)?;
            }
            for earlier in &seen {
                *self.before.entry(((*earlier).to_owned(), (*stage).to_owned())).or_default() += 1;
            }
            seen.insert(stage);
        }
        if let Some(at) = came {
            self.deals += 1;
            if way.ends_won(at) {
                self.won += 1;
                self.won_amount = self.won_amount.checked_add(amount)?;
            }
        }
        Some(())
    }

    /// The stages in their order: one that comes before more of the others in most of the deals with both stands first;
    /// of equals the one that more deals came to, then by name.
    #[must_use]
    pub fn stages(&self) -> Vec<(&str, &Passage)> {
        let deals = |first: &str, second: &str| {
            self.before.get(&(first.to_owned(), second.to_owned())).copied().unwrap_or(0)
        };
        let precedes = |stage: &str| {
            self.stages.keys().filter(|other| deals(stage, other) > deals(other, stage)).count()
        };
        let mut stages: Vec<(usize, &str, &Passage)> =
            self.stages.iter().map(|(stage, passage)| (precedes(stage), stage.as_str(), passage)).collect();
        stages.sort_by(|a, b| (b.0, b.2.entered, a.1).cmp(&(a.0, a.2.entered, b.1)));
        stages.into_iter().map(|(_, stage, passage)| (stage, passage)).collect()
    }

    /// Whether no deal came to a stage.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stages.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn funnel(ways: &[&[(i32, &'static str)]]) -> Funnel {
        let meaning = |stage: &str| match stage {
            "Won" => Meaning::Won,
            "Lost" => Meaning::Lost,
            _ => Meaning::Open,
        };
        let mut funnel = Funnel::default();
        for way in ways {
            let entries: Vec<(Day, &str)> =
                way.iter().map(|(day, stage)| (Day::from_number(*day).unwrap(), *stage)).collect();
            let way = Way { entries: &entries, meaning: &meaning };
            funnel.add(&way, 100, &|day| day.number() < 100).unwrap();
        }
        funnel
    }

    #[test]
    fn deals_are_counted_once_in_each_stage() {
        let found = funnel(&[
            &[(0, "Prospect"), (10, "Quote"), (14, "Won")],
            // Back to the start and then lost: the first entry went on, the second does not count again.
            &[(0, "Prospect"), (5, "Quote"), (9, "Prospect"), (12, "Lost")],
            &[(3, "Prospect"), (8, "Lost")],
            &[(20, "Quote")],
            // Entries after the days that count are not counted, but what follows them is known.
            &[(50, "Prospect"), (120, "Quote"), (130, "Won")],
        ]);
        let stages = found.stages();
        assert_eq!(stages.iter().map(|(stage, _)| *stage).collect::<Vec<_>>(), ["Prospect", "Quote"]);
        let prospect = stages[0].1;
        assert_eq!((prospect.entered, prospect.went_on, prospect.lost, prospect.won), (4, 3, 1, 2));
        assert_eq!((prospect.still_there(), prospect.lost_amount), (0, 100));
        assert_eq!(prospect.stays, [10, 5, 3, 5, 70]);
        // Of the three deals with a quote one was won, one went back, one is there.
        let quote = stages[1].1;
        assert_eq!((quote.entered, quote.went_on, quote.lost, quote.won), (3, 2, 0, 1));
        assert_eq!((quote.still_there(), quote.stays.as_slice()), (1, &[4, 4][..]));
        assert_eq!((found.deals, found.won, found.won_amount), (5, 2, 200));
    }

    #[test]
    fn stages_stand_in_the_order_of_most_deals() {
        let found = funnel(&[
            &[(0, "B"), (1, "A"), (2, "C")],
            &[(0, "B"), (1, "C")],
            &[(0, "A"), (1, "B")],
            &[(0, "B"), (1, "A")],
        ]);
        let names: Vec<&str> = found.stages().into_iter().map(|(stage, _)| stage).collect();
        assert_eq!(names, ["B", "A", "C"]);
        assert!(funnel(&[]).is_empty());
    }
}
