//! Who is credited with how much of a deal: the direct rows of the splits, else wholly the owner.

mod builder;

use std::cmp::Ordering;

pub use self::builder::{SplitBuilder, SplitRows};

use crate::engine::error::EngineError;
use crate::engine::people::index;
use crate::model::ids::{Id, Key};
use crate::model::text::Texts;
use crate::money::{Amount, Percent, Rounding, split_by_percent};

/// One direct share of a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The rep.
    pub rep: u32,
    /// The role, as a position in the list of roles.
    pub role: u32,
    /// The share of the deal.
    pub percent: Percent,
}

/// The place in the book of a deal that is not split.
pub const WHOLE: u32 = u32::MAX;

/// The direct shares of all split deals, in the order of deal ids: deals that follow each other in a file, which is
/// most often in that order too, are found beside each other.
#[derive(Debug, Default)]
pub struct SplitBook {
    deals: Vec<Id>,
    longs: Texts,
    starts: Vec<u32>,
    shares: Vec<Share>,
    roles: Vec<String>,
}

/// The places in the book of the deals of a batch, for whoever asks for some of them once more.
#[derive(Debug, Default)]
pub struct Places {
    keys: Vec<Key>,
    places: Vec<u32>,
}

impl Places {
    /// The places of the deals with these keys.
    #[must_use]
    pub fn new(keys: Vec<Key>, places: Vec<u32>) -> Self {
        Self { keys, places }
    }

    /// The places of some of these deals, in the order of them all; nothing where that order, or the keys alone, do not
    /// tell which deals are meant.
    fn of_some(&self, keys: &[Key]) -> Option<Vec<u32>> {
        let mut all = self.keys.iter().zip(&self.places);
        let place = |key: &Key| {
            let (_, place) = all.find(|(known, _)| *known == key)?;
            key.is_whole().then_some(*place)
        };
        keys.iter().map(place).collect()
    }
}

fn position(length: usize) -> u32 {
    u32::try_from(length).expect("tables hold fewer than 2^32 rows")
}

impl SplitBook {
    /// The places in the book of many deals, given the keys of their ids and how to find each; [`WHOLE`] for one that
    /// is not split.
    #[must_use]
    pub fn places<'i>(&self, keys: &[Key], id: impl Fn(usize) -> &'i str) -> Vec<u32> {
        let count = keys.len();
        let mut places = vec![WHOLE; count];
        if self.is_empty() {
            return places;
        }
        let mut near = 0;
        let mut find = |deal: usize| {
            let key = keys[deal];
            // Most often an id lies between the same two of the book as the one before it.
            if let Some(place) = self.deals.get(near)
                && key < place.key
                && near.checked_sub(1).is_none_or(|before| self.deals[before].key < key)
            {
                return;
            }
            let text = if key.is_whole() { "" } else { id(deal) };
            near = self.first_from(near, key, text);
            if near < self.deals.len() && self.order(near, key, text) == Ordering::Equal {
                places[deal] = position(near);
            }
        };
        let descents = keys.windows(2).filter(|pair| pair[1] < pair[0]).count();
        if descents <= count / 16 {
            (0..count).for_each(find);
        } else {
            // Deals in no order would be looked for all over the book.
            let mut order: Vec<usize> = (0..count).collect();
            order.sort_unstable_by_key(|deal| keys[*deal]);
            order.into_iter().for_each(&mut find);
        }
        places
    }

    /// The same, where the places of these deals and others of the batch may be known already.
    #[must_use]
    pub fn places_again<'i>(&self, known: &Places, keys: &[Key], id: impl Fn(usize) -> &'i str) -> Vec<u32> {
        known.of_some(keys).unwrap_or_else(|| self.places(keys, id))
    }

    /// How the id at a place stands to one that is looked for.
    fn order(&self, place: usize, key: Key, text: &str) -> Ordering {
        let deal = self.deals[place];
        match deal.key.cmp(&key) {
            Ordering::Equal if !key.is_whole() => deal.text(&self.longs).cmp(text),
            order => order,
        }
    }

    /// The first place whose id is not before this one, looked for in steps that double, from a place near it.
    fn first_from(&self, near: usize, key: Key, text: &str) -> usize {
        let before = |place: usize| self.order(place, key, text) == Ordering::Less;
        let count = self.deals.len();
        let mut step = 1;
        let (mut low, mut high) = (near, near);
        if near < count && before(near) {
            loop {
                low = high + 1;
                high = (low + step).min(count);
                if high == count || !before(high) {
                    break;
                }
                step *= 2;
            }
        } else {
            while low > 0 {
                high = low;
                low = low.saturating_sub(step);
                if before(low) {
                    low += 1;
                    break;
                }
                step *= 2;
            }
        }
        self.between(low, high, key, text)
    }

    /// The first place in a stretch whose id is not before this one; its end when all are.
    fn between(&self, mut low: usize, mut high: usize, key: Key, text: &str) -> usize {
        while low < high {
            let middle = low + (high - low) / 2;
            if self.order(middle, key, text) == Ordering::Less {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The direct shares of the deal at a place, in the order of rep ids; empty for [`WHOLE`].
    #[must_use]
    pub fn shares_at(&self, place: u32) -> &[Share] {
        if place == WHOLE {
            return &[];
        }
        let (from, to) = (self.starts[index(place)], self.starts[index(place) + 1]);
        &self.shares[index(from)..index(to)]
    }

    /// The direct shares of a deal, in the order of rep ids; empty when it is not split. For many deals ask for their
    /// places at once.
    #[must_use]
    pub fn shares(&self, deal_id: &str) -> &[Share] {
        let key = Key::of(deal_id);
        let place = self.between(0, self.deals.len(), key, deal_id);
        let found = place < self.deals.len() && self.order(place, key, deal_id) == Ordering::Equal;
        self.shares_at(if found { position(place) } else { WHOLE })
    }

    /// How many deals are split.
    #[must_use]
    pub fn len(&self) -> usize {
        self.deals.len()
    }

    /// The id of the split deal at a place; ids ascend with their places, byte by byte.
    #[must_use]
    pub fn deal_id(&self, place: usize) -> String {
        self.deals[place].written(&self.longs)
    }

    /// Whether no deal is split.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.deals.is_empty()
    }

    /// The roles that some share has, sorted.
    #[must_use]
    pub fn roles(&self) -> &[String] {
        &self.roles
    }

    /// The name of a role.
    #[must_use]
    pub fn role(&self, role: u32) -> &str {
        self.roles.get(index(role)).map_or("", String::as_str)
    }
}

/// Refuses shares that miss 100 % by more than 0.01.
pub fn check_whole<'i>(deal_id: impl FnOnce() -> &'i str, shares: &[Share]) -> Result<(), EngineError> {
    let total: i64 = shares.iter().map(|share| share.percent.raw()).sum();
    if (total - Percent::HUNDRED.raw()).abs() > 10_000 {
        let total = Percent::from_raw(total).to_string();
        return Err(EngineError::SharesMissWhole { deal_id: deal_id().to_owned(), total });
    }
    Ok(())
}

/// The credit of each share of a value: to cents, half up, the residue to the largest share. Their sum is the value.
///
/// 100.00 in three shares of 33.33 % gives 33.33 each and the cent that is left to the first: 33.34, 33.33, 33.33.
pub fn credits(value: Amount, shares: &[Share], into: &mut Vec<Amount>) -> Result<(), EngineError> {
    let percents = shares.iter().map(|share| share.percent);
    split_by_percent(value, percents, Rounding::HalfUp, into)
        .ok_or_else(|| EngineError::TooLarge { what: format!("a share of {value}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(text: &str) -> Percent {
        Percent::parse(text).unwrap()
    }

    /// The book of some rows: deal, rep, role, percent. Reps are named by their numbers.
    fn book(rows: &[(&str, u32, &str, &str)], part: usize) -> SplitBook {
        let mut builder = SplitBuilder::default();
        for rows in rows.chunks(part) {
            let mut part = SplitRows::default();
            for (deal_id, rep, role, share) in rows {
                part.push(deal_id, &rep.to_string(), role, percent(share));
            }
            part.sort();
            let reps: Vec<u32> = part.owners().iter().map(|owner| owner.parse().unwrap()).collect();
            builder.append(part, &reps);
        }
        builder.finish(&(0..100).collect::<Vec<u32>>(), 1 + rows.len() % 3)
    }

    #[test]
    fn a_deal_split_three_ways_sums_to_the_deal() {
        let rows =
            [("D1", 2, "", "33.33"), ("D1", 0, "", "33.33"), ("D2", 0, "", "100"), ("D1", 1, "", "33.33")];
        let book = book(&rows, 2);
        let shares = book.shares("D1");
        check_whole(|| "D1", shares).unwrap();
        let mut parts = Vec::new();
        credits(Amount::parse("100.00").unwrap(), shares, &mut parts).unwrap();
        let texts: Vec<String> = parts.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["33.34", "33.33", "33.33"]);
        assert_eq!(book.shares("D2").len(), 1);
        assert!(book.shares("D3").is_empty());
    }

    #[test]
    fn ids_that_begin_alike_or_are_long_are_told_apart() {
        let ids = ["", "D", "D\0", "12345678901234567890123", "123456789012345678901234", "D2"];
        let rows: Vec<_> = ids.iter().zip(0_u32..).map(|(id, rep)| (*id, rep, "", "100")).collect();
        for part in [1, 4, 6] {
            let book = book(&rows, part);
            for (id, rep, ..) in &rows {
                assert_eq!(book.shares(id).iter().map(|share| share.rep).collect::<Vec<_>>(), [*rep], "{id}");
            }
            assert!(book.shares("1234567890123456789012345").is_empty());
        }
    }

    #[test]
    fn the_rows_of_a_deal_may_lie_in_several_parts() {
        let rows = [
            ("D1", 4, "", "100"),
            ("D2", 5, "", "40"),
            ("D2", 3, "", "30"),
            ("D2", 1, "", "20"),
            ("D2", 2, "", "10"),
            ("D3", 6, "", "100"),
        ];
        for part in 1..=6 {
            let book = book(&rows, part);
            assert_eq!(book.len(), 3, "{part}");
            let reps: Vec<u32> = book.shares("D2").iter().map(|share| share.rep).collect();
            assert_eq!(reps, [1, 2, 3, 5], "{part}");
            assert_eq!((book.shares("D1").len(), book.shares("D3").len()), (1, 1), "{part}");
        }
    }

    #[test]
    fn deals_are_found_in_any_order() {
        let ids: Vec<String> = (0..500).map(|number| format!("deal number {:04}", number * 7)).collect();
        let rows: Vec<_> =
            ids.iter().zip(0_u32..).map(|(id, rep)| (id.as_str(), rep % 100, "", "100")).collect();
        let book = book(&rows, 120);
        let asked: Vec<String> = (0..3600).map(|number| format!("deal number {number:04}")).collect();
        // 3600 and 2003 have no divisor in common, so that every deal is asked for once.
        for stride in [1, 2003, 3599] {
            let order: Vec<&str> = (0..3600).map(|turn| asked[turn * stride % 3600].as_str()).collect();
            let keys: Vec<Key> = order.iter().map(|id| Key::of(id)).collect();
            let places = book.places(&keys, |deal| order[deal]);
            for (id, place) in order.iter().zip(places) {
                let expected = ids.iter().position(|known| known == id);
                let found: Vec<u32> = book.shares_at(place).iter().map(|share| share.rep).collect();
                let rep = expected.map(|place| u32::try_from(place % 100).unwrap());
                assert_eq!(found, rep.into_iter().collect::<Vec<_>>(), "{id} {stride}");
            }
        }
    }

    #[test]
    fn rows_of_one_rep_in_one_role_add_up() {
        let rows = [("D1", 7, "Lead", "50"), ("D1", 7, "Lead", "20"), ("D1", 7, "Closer", "30")];
        for part in [1, 3] {
            let book = book(&rows, part);
            let percents: Vec<i64> = book.shares("D1").iter().map(|share| share.percent.raw()).collect();
            // Closer stands before Lead.
            assert_eq!(percents, [30_000_000, 70_000_000]);
        }
    }

    #[test]
    fn shares_may_miss_the_whole_by_a_hundredth_and_no_more() {
        let share = |text| Share { rep: 0, role: 0, percent: percent(text) };
        assert!(check_whole(|| "D", &[share("99.99")]).is_ok());
        assert!(check_whole(|| "D", &[share("100.01")]).is_ok());
        let error = check_whole(|| "D", &[share("60"), share("39.98")]).unwrap_err().to_string();
        assert_eq!(error, "the direct shares of deal `D` add up to 99.98 %, not 100 %");
    }
}
