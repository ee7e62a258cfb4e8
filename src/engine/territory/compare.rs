//! Two alignments side by side: one is made from rows of account and territory, and what lies between two of them is
//! counted for each territory.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::people::index;
use crate::engine::territory::alignment::{Alignment, FULL, Unit};
use crate::engine::territory::book::{Book, Measure};

/// A row of an assignment: an account of the book, the territory, and the rep; either name may be empty.
pub type Row = (u32, String, String);

/// The alignment that rows make. A territory is its name, else its rep; accounts without a row are in none. Its reps
/// are those of its rows, else those who cover the territory of that name as the book stands.
#[must_use]
pub fn assigned(book: &Book, rows: &[Row]) -> Alignment {
    let standing = Alignment::standing(book);
    let named = rows.iter().any(|(_, territory, _)| !territory.is_empty());
    let name = |(_, territory, rep): &Row| if territory.is_empty() { rep.clone() } else { territory.clone() };
    let mut reps: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for row in rows.iter().filter(|row| !name(row).is_empty()) {
        let of = reps.entry(name(row)).or_default();
        // Several reps of a territory stand with spaces between them.
        of.extend(row.2.split(' ').filter_map(|rep| book.rep(rep)));
        if row.2.is_empty() {
            of.extend(book.rep(&row.1));
        }
    }
    for unit in &standing.units {
        if let Some(of) = reps.get_mut(&unit.name)
            && of.is_empty()
        {
            of.extend(unit.reps.iter().copied());
        }
    }
    let place_of: BTreeMap<&String, u32> = reps.keys().zip(0_u32..).collect();
    let mut of = vec![None; book.accounts.len()];
    for row in rows {
        of[index(row.0)] = place_of.get(&name(row)).copied();
    }
    let units = reps.iter().map(|(name, reps)| {
        let reps: Vec<u32> = reps.iter().copied().collect();
        let capacity: i64 = reps.iter().map(|rep| book.reps[index(*rep)].capacity).sum();
        Unit { name: name.clone(), capacity: if reps.is_empty() { FULL } else { capacity }, reps }
    });
    Alignment { units: units.collect(), of, named }
}

/// One territory in two alignments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The territory.
    pub name: String,
    /// Accounts before and after.
    pub accounts: (i64, i64),
    /// Each measure before and after, scale 4, in the order of the measures asked.
    pub sums: Vec<(i128, i128)>,
    /// Index of the first measure before and after, in millionths.
    pub index: (Option<i64>, Option<i64>),
    /// Accounts that came and that went.
    pub moved: (i64, i64),
    /// Revenue that came and that went, scale 4.
    pub revenue: (i128, i128),
}

/// What differs between two alignments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Every territory of either, by name.
    pub changes: Vec<Change>,
    /// Accounts in other hands, and their revenue.
    pub moved: (i64, i128),
    /// Of these, accounts that had a rep who is still there: relationships that end.
    pub relationships: i64,
    /// Accounts in one of the two only.
    pub only: (i64, i64),
}

/// Compares two alignments of one book.
#[must_use]
pub fn compare(book: &Book, before: &Alignment, after: &Alignment, measures: &[Measure]) -> Comparison {
    let names: BTreeSet<&String> = before.units.iter().chain(&after.units).map(|unit| &unit.name).collect();
    let place: BTreeMap<&String, usize> = names.iter().copied().zip(0..).collect();
    let changes = names.iter().map(|name| Change { name: (*name).clone(), ..Change::default() }).collect();
    let mut found = Comparison { changes, ..Comparison::default() };
    for (side, alignment) in [(false, before), (true, after)] {
        let loads = alignment.loads(book);
        let first = measures.first().copied().unwrap_or(Measure::Count);
        let indices = alignment.indices(&loads, first);
        for ((unit, load), even) in alignment.units.iter().zip(&loads).zip(indices) {
            let change = &mut found.changes[place[&unit.name]];
            change.sums.resize(measures.len(), (0, 0));
            for (sums, measure) in change.sums.iter_mut().zip(measures) {
                *(if side { &mut sums.1 } else { &mut sums.0 }) = load.sum(*measure);
            }
            *(if side { &mut change.accounts.1 } else { &mut change.accounts.0 }) = load.accounts;
            *(if side { &mut change.index.1 } else { &mut change.index.0 }) = even;
        }
    }
    for change in &mut found.changes {
        change.sums.resize(measures.len(), (0, 0));
    }
    for ((account, was), is) in book.accounts.iter().zip(&before.of).zip(&after.of) {
        let name = |alignment: &Alignment, unit: Option<u32>| {
            unit.map(|unit| alignment.units[index(unit)].name.clone())
        };
        let (was, is) = (name(before, *was), name(after, *is));
        if was == is {
            continue;
        }
        let revenue = account.measure(Measure::Revenue);
        match (&was, &is) {
            (Some(_), None) => found.only.0 += 1,
            (None, Some(_)) => found.only.1 += 1,
            _ => {
                found.moved.0 += 1;
                found.moved.1 += revenue;
                let there = account.rep.is_some_and(|rep| book.reps[index(rep)].covers);
                found.relationships += i64::from(there);
            }
        }
        if let Some(is) = is {
            let change = &mut found.changes[place[&is]];
            change.moved.0 += 1;
            change.revenue.0 += revenue;
        }
        if let Some(was) = was {
            let change = &mut found.changes[place[&was]];
            change.moved.1 += 1;
            change.revenue.1 += revenue;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Day;
    use crate::engine::people::People;
    use crate::model::account::AccountRow;
    use crate::model::rows::RepRow;
    use crate::money::Amount;

    #[test]
    fn what_moves_is_counted_on_both_sides() {
        let account = |(account_id, owner, dollars): (&str, &str, i64)| AccountRow {
            account_id: account_id.to_owned(),
            owner: owner.to_owned(),
            revenue: Some(Amount::from_cents(dollars * 100)),
            ..AccountRow::default()
        };
        let rep = |rep_id: &str| RepRow { rep_id: rep_id.to_owned(), ..RepRow::default() };
        let mut people = People::new(vec![rep("R1"), rep("R2")]).unwrap();
        let rows = [("A1", "R1", 10), ("A2", "R1", 20), ("A3", "gone", 40)].map(account);
        let book = Book::new(rows.to_vec(), &mut people, Day::parse("2026-11-20").unwrap()).unwrap();
        let before = Alignment::standing(&book);
        let row = |account: u32, rep: &str| (account, String::new(), rep.to_owned());
        let after = assigned(&book, &[row(0, "R1"), row(1, "R2"), row(2, "R2")]);
        let found = compare(&book, &before, &after, &[Measure::Revenue]);
        let names: Vec<&str> = found.changes.iter().map(|change| change.name.as_str()).collect();
        assert_eq!(names, ["R1", "R2", "gone"]);
        // A2 leaves R1, who is there; A3 leaves somebody who is not.
        assert_eq!((found.moved, found.relationships, found.only), ((2, 600_000), 1, (0, 0)));
        assert_eq!(found.changes[1].accounts, (0, 2));
        assert_eq!(found.changes[1].sums, [(0, 600_000)]);
        assert_eq!((found.changes[0].moved, found.changes[1].moved), ((0, 1), (2, 0)));
        assert_eq!(found.changes[0].revenue, (0, 200_000));
    }
}
