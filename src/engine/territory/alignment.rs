//! Which territory each account is in, and what each territory has: the view that reports, balance and comparison
//! share.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::people::index;
use crate::engine::territory::book::{Book, Measure};
use crate::engine::territory::distance::{mean, metres};
use crate::engine::territory::fairness::{self, Fairness, fairness, part};

/// The capacity of one full territory, scale 4.
pub const FULL: i64 = 10_000;

/// One territory, or one rep where no territories are named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The territory's name; the rep's id where no territories are named.
    pub name: String,
    /// The reps who cover it, as places in the book, in order; none when it is vacant.
    pub reps: Vec<u32>,
    /// The sum of their capacities, scale 4; that of one full territory when it is vacant.
    pub capacity: i64,
}

/// Which unit each account of a book is in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alignment {
    /// The units in the order of their names.
    pub units: Vec<Unit>,
    /// For each account of the book, the place of its unit; none for an account in no territory.
    pub of: Vec<Option<u32>>,
    /// Whether units are territories; else they are reps.
    pub named: bool,
}

/// What one unit has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// How many accounts.
    pub accounts: i64,
    /// The sum of each measure, scale 4, in the order of [`Measure::ALL`].
    pub sums: [i128; 5],
    /// The mean distance of its accounts from the nearest home of its reps, by visits, in metres; none without homes.
    pub distance: Option<i64>,
}

impl Alignment {
    /// The alignment as the tables have it: by territory where accounts or reps name any, else by rep. An account
    /// without a territory is in that of its owner.
    #[must_use]
    pub fn standing(book: &Book) -> Self {
        if book.territories.is_empty() { Self::by_rep(book) } else { Self::by_territory(book) }
    }

    /// By the rep whose account it is. Reps who cover nothing have a unit only when they own accounts.
    #[must_use]
    pub fn by_rep(book: &Book) -> Self {
        let owners: BTreeSet<u32> = book.accounts.iter().filter_map(|account| account.rep).collect();
        let (mut units, mut place_of) = (Vec::new(), BTreeMap::new());
        for (place, rep) in (0_u32..).zip(&book.reps) {
            if !rep.covers && !owners.contains(&place) {
                continue;
            }
            let unit = u32::try_from(units.len()).unwrap_or(u32::MAX);
            place_of.insert(place, unit);
            let reps = if rep.covers { vec![place] } else { Vec::new() };
            units.push(Unit { name: rep.rep_id.clone(), capacity: capacity(book, &reps), reps });
        }
        let of = book.accounts.iter().map(|account| place_of.get(&account.rep?).copied()).collect();
        Self { units, of, named: false }
    }

    fn by_territory(book: &Book) -> Self {
        let stated = |rep: u32| book.reps[index(rep)].territory;
        let of: Vec<Option<u32>> =
            book.accounts.iter().map(|account| account.territory.or_else(|| stated(account.rep?))).collect();
        let mut reps: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); book.territories.len()];
        let covering = || (0_u32..).zip(&book.reps).filter(|(_, rep)| rep.covers);
        for (place, rep) in covering() {
            if let Some(territory) = rep.territory {
                reps[index(territory)].insert(place);
            }
        }
        // Where no row of a rep names a territory, those who own its accounts cover it.
        if covering().all(|(_, rep)| rep.territory.is_none()) {
            for (account, territory) in book.accounts.iter().zip(&of) {
                if let (Some(territory), Some(rep)) = (territory, account.rep)
                    && book.reps[index(rep)].covers
                {
                    reps[index(*territory)].insert(rep);
                }
            }
        }
        let unit = |(name, reps): (&String, BTreeSet<u32>)| {
            let reps: Vec<u32> = reps.into_iter().collect();
            Unit { name: name.clone(), capacity: capacity(book, &reps), reps }
        };
        Self { units: book.territories.iter().zip(reps).map(unit).collect(), of, named: true }
    }

    /// What each unit has, in the order of units.
    #[must_use]
    pub fn loads(&self, book: &Book) -> Vec<Load> {
        let mut loads = vec![Load { accounts: 0, sums: [0; 5], distance: None }; self.units.len()];
        let mut ways: Vec<Vec<(i64, i128)>> = vec![Vec::new(); self.units.len()];
        for (account, unit) in book.accounts.iter().zip(&self.of) {
            let Some(unit) = unit.map(index) else { continue };
            let load = &mut loads[unit];
            load.accounts += 1;
            for (sum, measure) in load.sums.iter_mut().zip(Measure::ALL) {
                *sum += account.measure(measure);
            }
            let homes = self.units[unit].reps.iter().filter_map(|rep| book.reps[index(*rep)].home);
            if let Some(way) = account.point.and_then(|point| homes.map(|home| metres(home, point)).min()) {
                ways[unit].push((way, account.known(Measure::Visits).unwrap_or(i128::from(FULL))));
            }
        }
        for (load, ways) in loads.iter_mut().zip(ways) {
            load.distance = mean(ways.into_iter());
        }
        loads
    }

    /// How many accounts are in no unit.
    #[must_use]
    pub fn without(&self) -> usize {
        self.of.iter().filter(|unit| unit.is_none()).count()
    }

    /// The sum of the capacities of all units, scale 4.
    #[must_use]
    pub fn capacity(&self) -> i64 {
        self.units.iter().map(|unit| unit.capacity).sum()
    }

    /// For each unit its index of a measure, in millionths, see [`fairness::index`].
    #[must_use]
    pub fn indices(&self, loads: &[Load], measure: Measure) -> Vec<Option<i64>> {
        let total = total(loads, measure);
        let capacity = self.capacity();
        let of =
            |(unit, load): (&Unit, &Load)| fairness::index(load.sum(measure), unit.capacity, total, capacity);
        self.units.iter().zip(loads).map(of).collect()
    }

    /// How evenly a measure is spread over the units for their capacities.
    #[must_use]
    pub fn fairness(&self, loads: &[Load], measure: Measure) -> Option<Fairness> {
        let values: Vec<i128> = loads.iter().map(|load| load.sum(measure)).collect();
        let capacities: Vec<i64> = self.units.iter().map(|unit| unit.capacity).collect();
        fairness(&values, &capacities)
    }
}

impl Load {
    /// The sum of a measure, scale 4.
    #[must_use]
    pub fn sum(&self, measure: Measure) -> i128 {
        let place = Measure::ALL.iter().position(|known| *known == measure);
        place.map_or(0, |place| self.sums[place])
    }

    /// The share of a measure in a total, in millionths.
    #[must_use]
    pub fn share(&self, measure: Measure, total: i128) -> Option<i64> {
        part(self.sum(measure), total)
    }
}

/// The sum of a measure over units, scale 4.
#[must_use]
pub fn total(loads: &[Load], measure: Measure) -> i128 {
    loads.iter().map(|load| load.sum(measure)).sum()
}

fn capacity(book: &Book, reps: &[u32]) -> i64 {
    match reps {
        [] => FULL,
        reps => reps.iter().map(|rep| book.reps[index(*rep)].capacity).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Day;
    use crate::engine::people::People;
    use crate::model::account::AccountRow;
    use crate::model::rows::RepRow;
    use crate::money::Amount;

    fn book(accounts: &[(&str, &str, &str, i64)], reps: &[(&str, &str, &str)]) -> Book {
        let account = |(account_id, owner, territory, dollars): &(&str, &str, &str, i64)| AccountRow {
            account_id: (*account_id).to_owned(),
            owner: (*owner).to_owned(),
            territory: (*territory).to_owned(),
            potential: Some(Amount::from_cents(dollars * 100)),
            ..AccountRow::default()
        };
        let rep = |(rep_id, territory, capacity): &(&str, &str, &str)| RepRow {
            rep_id: (*rep_id).to_owned(),
            columns: [("territory", territory), ("capacity", capacity)]
                .map(|(name, text)| (name.to_owned(), (*text).to_owned()))
                .into(),
            ..RepRow::default()
        };
        let mut people = People::new(reps.iter().map(rep).collect()).unwrap();
        let day = Day::parse("2026-11-20").unwrap();
        Book::new(accounts.iter().map(account).collect(), &mut people, day).unwrap()
    }

    #[test]
    fn an_account_is_in_its_territory_else_in_that_of_its_owner() {
        let accounts =
            [("A1", "R1", "West", 10), ("A2", "R1", "", 20), ("A3", "", "", 30), ("A4", "", "North", 40)];
        let book = book(&accounts, &[("R1", "East", "0.5"), ("R2", "West", "")]);
        let alignment = Alignment::standing(&book);
        let names: Vec<&str> = alignment.units.iter().map(|unit| unit.name.as_str()).collect();
        assert_eq!(names, ["East", "North", "West"]);
        assert_eq!(alignment.of, [Some(2), Some(0), None, Some(1)]);
        assert_eq!(alignment.without(), 1);
        let capacities: Vec<i64> = alignment.units.iter().map(|unit| unit.capacity).collect();
        // Half a rep in the east, nobody in the north, R2 in the west.
        assert_eq!(capacities, [5_000, 10_000, 10_000]);
        let loads = alignment.loads(&book);
        // 20, 40 and 10 of 70 for capacities of 0.5, 1 and 1 of 2.5: 20/70 ÷ 0.2, 40/70 ÷ 0.4, 10/70 ÷ 0.4.
        let indices = alignment.indices(&loads, Measure::Potential);
        assert_eq!(indices, [Some(1_428_571), Some(1_428_571), Some(357_143)]);
        assert_eq!(loads[1].share(Measure::Potential, total(&loads, Measure::Potential)), Some(571_429));
    }

    #[test]
    fn without_names_of_territories_each_rep_is_one() {
        let accounts = [("A1", "R1", "", 10), ("A2", "gone", "", 20)];
        let book = book(&accounts, &[("R1", "", ""), ("R2", "", "")]);
        let alignment = Alignment::standing(&book);
        let units: Vec<(&str, usize)> =
            alignment.units.iter().map(|unit| (unit.name.as_str(), unit.reps.len())).collect();
        assert_eq!(units, [("R1", 1), ("R2", 1), ("gone", 0)]);
        assert!(!alignment.named);
        let fairness = alignment.fairness(&alignment.loads(&book), Measure::Count).unwrap();
        // Loads 1, 0 and 1: deviation √(2 ÷ 9) over a mean of 2 ÷ 3, and (2 × 1 − 0 × 1) ÷ (3 × 2).
        assert_eq!((fairness.variation, fairness.ratio, fairness.gini), (707_107, None, 333_333));
    }
}
