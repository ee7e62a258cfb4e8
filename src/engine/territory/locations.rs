//! Coordinates that are missing, and coordinates whose two numbers were probably exchanged.

use std::collections::BTreeMap;

use crate::engine::people::index;
use crate::engine::territory::book::Book;
use crate::engine::territory::distance::{Point, metres, middle};

/// Metres from the middle of its neighbours beyond which a place is looked at.
const FAR: i64 = 1_000_000;
/// How many neighbours tell where a state or country is.
const NEIGHBOURS: usize = 5;

/// What is wrong with the places of a book.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Locations {
    /// Accounts without a place, as places in the book.
    pub missing: Vec<u32>,
    /// Accounts more than 1,000 km from the middle of their state or country, which exchanged numbers bring to less
    /// than a third of that.
    pub swapped: Vec<u32>,
    /// Whether the middle of all accounts is more than 1,000 km from that of the reps' homes, and exchanged numbers
    /// bring it to less than a third of that: the two columns were exchanged.
    pub columns_swapped: bool,
    /// Reps who cover accounts and have no home, as places in the book.
    pub homeless: Vec<u32>,
}

impl Locations {
    /// Looks at the places of a book.
    #[must_use]
    pub fn of(book: &Book) -> Self {
        let numbered = || (0_u32..).zip(&book.accounts);
        let missing =
            numbered().filter(|(_, account)| account.point.is_none()).map(|(place, _)| place).collect();
        let covering = book.covering();
        let homes: Vec<Point> = covering.iter().filter_map(|rep| book.reps[index(*rep)].home).collect();
        let homeless = covering.iter().copied().filter(|rep| book.reps[index(*rep)].home.is_none()).collect();
        let mut by_state: BTreeMap<(&str, &str), Vec<Point>> = BTreeMap::new();
        let mut by_country: BTreeMap<&str, Vec<Point>> = BTreeMap::new();
        let mut all = Vec::new();
        for account in &book.accounts {
            let Some(point) = account.point else { continue };
            all.push(point);
            by_country.entry(&account.country).or_default().push(point);
            if !account.state.is_empty() {
                by_state.entry((&account.country, &account.state)).or_default().push(point);
            }
        }
        let enough = |points: &Vec<Point>| if points.len() < NEIGHBOURS { None } else { middle(points) };
        let states: BTreeMap<(&str, &str), Option<Point>> =
            by_state.iter().map(|(name, points)| (*name, enough(points))).collect();
        // Without a country, a table of the whole world has no middle that tells anything.
        let countries: BTreeMap<&str, Option<Point>> = by_country
            .iter()
            .map(|(name, points)| (*name, enough(points).filter(|_| !name.is_empty())))
            .collect();
        let swapped = numbered().filter(|(_, account)| {
            let state = states.get(&(account.country.as_str(), account.state.as_str())).copied().flatten();
            let near = state.or_else(|| countries.get(account.country.as_str()).copied().flatten());
            account.point.zip(near).is_some_and(|(point, near)| looks_swapped(point, near))
        });
        let swapped = swapped.map(|(place, _)| place).collect();
        let columns_swapped =
            middle(&all).zip(middle(&homes)).is_some_and(|(accounts, reps)| looks_swapped(accounts, reps));
        Self { missing, swapped, columns_swapped, homeless }
    }
}

fn looks_swapped(point: Point, near: Point) -> bool {
    let far = metres(point, near);
    far > FAR && point.swapped().is_some_and(|other| metres(other, near) < far / 3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Day;
    use crate::engine::people::People;
    use crate::engine::territory::book::Rep;
    use crate::model::account::AccountRow;

    const MUNICH: (i32, i32) = (48_137_000, 11_575_000);

    fn book(places: &[(&str, (i32, i32))], home: Option<(i32, i32)>) -> Book {
        let account = |(number, (country, place)): (usize, &(&str, (i32, i32)))| AccountRow {
            account_id: format!("A{number}"),
            country: (*country).to_owned(),
            latitude: Some(place.0),
            longitude: Some(place.1),
            ..AccountRow::default()
        };
        let rows = places.iter().enumerate().map(account).collect();
        let day = Day::parse("2026-11-20").unwrap();
        let mut book = Book::new(rows, &mut People::default(), day).unwrap();
        book.reps.push(Rep {
            rep_id: "R1".to_owned(),
            name: String::new(),
            territory: None,
            capacity: 10_000,
            home: home.and_then(|(latitude, longitude)| Point::new(latitude, longitude)),
            hire_date: None,
            end_date: None,
            listed: true,
            manages: false,
            covers: true,
        });
        book
    }

    #[test]
    fn one_exchanged_place_among_its_neighbours_is_found() {
        let mut places = vec![("DE", MUNICH); 6];
        places.push(("DE", (11_575_000, 48_137_000)));
        // Far away and not exchanged: Hawaii in a table of the United States.
        places.push(("DE", (21_300_000, -157_800_000)));
        // The only account of its country has no neighbours.
        places.push(("NA", (17_000_000, -22_500_000)));
        places.push(("DE", (0, 0)));
        let found = Locations::of(&book(&places, None));
        assert_eq!(
            found,
            Locations { missing: vec![9], swapped: vec![6], columns_swapped: false, homeless: vec![0] }
        );
    }

    #[test]
    fn exchanged_columns_are_found_by_the_homes_of_reps() {
        let places = vec![("DE", (11_575_000, 48_137_000)); 6];
        let found = Locations::of(&book(&places, Some(MUNICH)));
        assert!(found.columns_swapped && found.swapped.is_empty());
        assert!(!Locations::of(&book(&[("DE", MUNICH); 6], Some(MUNICH))).columns_swapped);
    }
}
