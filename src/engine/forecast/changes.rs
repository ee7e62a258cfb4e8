//! What the history of deals tells: how a deal stood on a day, how often its close date was moved out, how long it has
//! been in its stage, and what became of deals that ever stood in a stage.

use std::collections::BTreeMap;

use super::call::NO_DAY;
use super::number::units;
use crate::calendar::Day;
use crate::money::{Amount, Exact};

/// One row of the history: what held from a day on. What a row does not say has not changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The day.
    pub day: i32,
    /// The stage, where the row says it.
    pub stage: Option<String>,
    /// The amount, where the row says it.
    pub amount: Option<Amount>,
    /// The close date, where the row says it.
    pub close_date: Option<Day>,
    /// The forecast category, where the row says it.
    pub category: Option<String>,
}

/// The changes of all deals.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// By deal, in the order of days; those of one day in the order of the file.
    by_deal: BTreeMap<String, Vec<Change>>,
}

/// How a deal stood at the end of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stand {
    /// The stage.
    pub stage: String,
    /// The amount.
    pub amount: Option<Amount>,
    /// The close date.
    pub close_date: Option<Day>,
    /// The forecast category.
    pub category: String,
    /// The day on which it came to this stage.
    pub since: i32,
}

impl Changes {
    /// Takes the rows of the history, in the order of the file.
    #[must_use]
    pub fn of(rows: impl IntoIterator<Item = (String, Change)>) -> Changes {
        let mut changes = Changes::default();
        for (deal, change) in rows {
            changes.by_deal.entry(deal).or_default().push(change);
        }
        for of_deal in changes.by_deal.values_mut() {
            of_deal.sort_by_key(|change| change.day);
        }
        changes
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_deal.is_empty()
    }

    /// The ids of the deals that have a history, in order.
    pub fn deals(&self) -> impl Iterator<Item = &str> {
        self.by_deal.keys().map(String::as_str)
    }

    /// The first and the last day of all changes.
    #[must_use]
    pub fn extent(&self) -> Option<(i32, i32)> {
        let days = || self.by_deal.values().flatten().map(|change| change.day).filter(|day| *day != NO_DAY);
        Some((days().min()?, days().max()?))
    }

    /// How a deal stood at the end of a day; `None` before its first change.
    #[must_use]
    pub fn on(&self, deal: &str, day: i32) -> Option<Stand> {
        let mut stand: Option<Stand> = None;
        for change in self.by_deal.get(deal)?.iter().take_while(|change| change.day <= day) {
            let now = stand.get_or_insert_with(|| Stand { since: change.day, ..Stand::default() });
            if let Some(stage) = change.stage.as_ref().filter(|stage| **stage != now.stage) {
                (now.stage, now.since) = (stage.clone(), change.day);
            }
            now.amount = change.amount.or(now.amount);
            now.close_date = change.close_date.or(now.close_date);
            if let Some(category) = &change.category {
                now.category.clone_from(category);
            }
        }
        stand
    }

    /// How a deal stood from each day of a change on, in the order of days.
    #[must_use]
    pub fn steps(&self, deal: &str) -> Vec<(i32, Stand)> {
        let mut days: Vec<i32> =
            self.by_deal.get(deal).into_iter().flatten().map(|change| change.day).collect();
        days.dedup();
        days.into_iter().filter_map(|day| Some((day, self.on(deal, day)?))).collect()
    }

    /// How often the close date was moved to a later month by the end of a day; `None` without a history.
    #[must_use]
    pub fn moved_out(&self, deal: &str, day: i32) -> Option<usize> {
        let changes = self.by_deal.get(deal)?.iter().take_while(|change| change.day <= day);
        let dates: Vec<Day> = changes.filter_map(|change| change.close_date).collect();
        let month = |day: &Day| (day.year(), day.month());
        Some(dates.windows(2).filter(|pair| month(&pair[1]) > month(&pair[0])).count())
    }

    /// The days that a deal stayed in each stage that it left, in the order of leaving.
    #[must_use]
    pub fn stays(&self, deal: &str) -> Vec<(&str, i32)> {
        let mut stays = Vec::new();
        let mut now: Option<(&str, i32)> = None;
        for change in self.by_deal.get(deal).into_iter().flatten() {
            let Some(stage) = change.stage.as_deref() else { continue };
            match now {
                Some((before, since)) if before != stage => {
                    stays.push((before, change.day - since));
                    now = Some((stage, change.day));
                }
                None => now = Some((stage, change.day)),
                Some(_) => {}
            }
        }
        stays
    }

    /// For each stage the days that nine of ten stays of won deals lasted at most; of stages that ten of them left.
    #[must_use]
    pub fn usual_stays<'a>(&self, won: impl Iterator<Item = &'a str>) -> BTreeMap<String, usize> {
        let mut stays: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for deal in won {
            for (stage, days) in self.stays(deal) {
                stays.entry(stage).or_default().push(usize::try_from(days).unwrap_or(0));
            }
        }
        let usual = stays.into_iter().filter(|(_, days)| days.len() >= 10).map(|(stage, mut days)| {
            days.sort_unstable();
            (stage.to_owned(), days[(days.len() * 9).div_ceil(10) - 1])
        });
        usual.collect()
    }

    /// For each stage the part of value that was won of closed deals that ever stood in it: id, whether won, amount.
    #[must_use]
    pub fn won_of_stages<'a>(
        &self,
        closed: impl Iterator<Item = (&'a str, bool, Exact)>,
    ) -> BTreeMap<String, f64> {
        let mut sums: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
        for (deal, won, value) in closed {
            for stage in self.stages(deal) {
                let (of_won, of_all) = sums.entry(stage).or_default();
                *of_all += units(value);
                *of_won += if won { units(value) } else { 0.0 };
            }
        }
        let rates = sums.into_iter().filter(|(_, (_, of_all))| *of_all > 0.0);
        rates.map(|(stage, (of_won, of_all))| (stage.to_owned(), of_won / of_all)).collect()
    }

    /// Every stage that a deal ever stood in, each once.
    #[must_use]
    pub fn stages(&self, deal: &str) -> Vec<&str> {
        let mut stages: Vec<&str> = Vec::new();
        for stage in self.by_deal.get(deal).into_iter().flatten().filter_map(|change| change.stage.as_deref())
        {
            if !stages.contains(&stage) {
                stages.push(stage);
            }
        }
        stages
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(day: i32, stage: &str, close: &str) -> (String, Change) {
        let close_date = Day::parse(close).ok();
        let stage = Some(stage.to_owned()).filter(|stage| !stage.is_empty());
        ("D1".to_owned(), Change { day, stage, close_date, ..Change::default() })
    }

    #[test]
    fn a_deal_stands_as_its_changes_left_it() {
        let changes = Changes::of([
            change(30, "Proposal", "2026-05-31"),
            change(10, "Prospecting", "2026-03-31"),
            change(20, "", "2026-04-30"),
            change(40, "Proposal", "2026-05-01"),
            change(50, "Won", "2026-05-01"),
        ]);
        assert_eq!(changes.on("D1", 9), None);
        let stand = changes.on("D1", 25).unwrap();
        assert_eq!((stand.stage.as_str(), stand.since), ("Prospecting", 10));
        assert_eq!(stand.close_date.unwrap().to_string(), "2026-04-30");
        assert_eq!(changes.on("D1", 45).unwrap().since, 30);
        // March to April to May; back inside May does not count.
        assert_eq!(changes.moved_out("D1", 100), Some(2));
        assert_eq!(changes.moved_out("D1", 20), Some(1));
        assert_eq!(changes.moved_out("D2", 20), None);
        assert_eq!(changes.stays("D1"), [("Prospecting", 20), ("Proposal", 20)]);
        assert_eq!(changes.stages("D1"), ["Prospecting", "Proposal", "Won"]);
        assert_eq!(changes.extent(), Some((10, 50)));
        // 300 of 300 stood in Proposal and were won; of another deal nothing is known.
        let rates = changes.won_of_stages([("D1", true, Amount::from_cents(30_000).exact())].into_iter());
        assert_eq!(rates.len(), 3);
        assert!((rates["Proposal"] - 1.0).abs() < 1e-12);
        assert!(changes.usual_stays(["D1"].into_iter()).is_empty());
    }
}
