//! Who is credited with how much of a deal: the direct rows of the splits, else wholly the owner.

use hashbrown::HashMap;

use crate::engine::error::EngineError;
use crate::engine::people::index;
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

/// The direct shares of all split deals: rows of one deal lie together.
#[derive(Debug, Default)]
pub struct SplitBook {
    deals: DealNumbers,
    starts: Vec<u32>,
    shares: Vec<Share>,
    roles: Vec<String>,
}

/// Numbers of deals by their ids. Ids of up to 23 bytes, which is nearly all, lie in the map itself, so that a look-up
/// reads one place of memory instead of two; there is one for every deal of a run.
#[derive(Debug, Default)]
pub(super) struct DealNumbers {
    short: HashMap<[u64; 3], u32>,
    long: HashMap<Box<str>, u32>,
}

impl DealNumbers {
    /// The bytes of a short id and its length; different for different ids.
    fn key(id: &str) -> Option<[u64; 3]> {
        let mut bytes = [0_u8; 24];
        bytes.get_mut(..id.len().min(24))?.copy_from_slice(id.as_bytes().get(..id.len().min(24))?);
        bytes[23] = u8::try_from(id.len()).ok().filter(|length| *length < 24)?;
        let word = |at: usize| {
            let mut word = [0_u8; 8];
            word.copy_from_slice(&bytes[at..at + 8]);
            u64::from_le_bytes(word)
        };
        Some([word(0), word(8), word(16)])
    }

    /// How many ids have a number.
    pub(super) fn len(&self) -> usize {
        self.short.len() + self.long.len()
    }

    /// The number of an id; a new one gets the next.
    pub(super) fn number(&mut self, id: &str) -> u32 {
        let next = u32::try_from(self.len()).expect("tables hold fewer than 2^32 rows");
        match Self::key(id) {
            Some(key) => *self.short.entry(key).or_insert(next),
            None => *self.long.entry_ref(id).or_insert(next),
        }
    }

    fn ids(&self) -> Vec<String> {
        let short = self.short.keys().map(|words| {
            let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
            let length = bytes.last().map_or(0, |length| usize::from(*length));
            String::from_utf8_lossy(&bytes[..length]).into_owned()
        });
        let mut ids: Vec<String> = short.chain(self.long.keys().map(ToString::to_string)).collect();
        ids.sort();
        ids
    }

    /// The number of an id that has one.
    pub(super) fn get(&self, id: &str) -> Option<u32> {
        match Self::key(id) {
            Some(key) => self.short.get(&key).copied(),
            None => self.long.get(id).copied(),
        }
    }
}

/// Collects the rows of the splits table, in any order.
#[derive(Debug, Default)]
pub struct SplitBuilder {
    deals: DealNumbers,
    rows: Vec<(u32, Share)>,
    roles: Vec<String>,
}

impl SplitBuilder {
    /// Adds one direct row.
    pub fn push(&mut self, deal_id: &str, rep: u32, role: &str, percent: Percent) {
        let deal = self.deals.number(deal_id);
        let role = self.roles.iter().position(|known| known == role).unwrap_or_else(|| {
            self.roles.push(role.to_owned());
            self.roles.len() - 1
        });
        let role = u32::try_from(role).expect("fewer roles than rows");
        self.rows.push((deal, Share { rep, role, percent }));
    }

    /// Puts the rows of each deal together, in the order of rep ids; rows of one rep in one role add up.
    #[must_use]
    pub fn finish(self, rep_rank: &[u32]) -> SplitBook {
        let Self { deals, mut rows, roles } = self;
        // Roles in the order of their names, so that the order of the rows decides nothing.
        let mut sorted: Vec<(String, usize)> = roles.into_iter().zip(0..).collect();
        sorted.sort();
        let mut rank = vec![0_u32; sorted.len()];
        for ((_, number), place) in sorted.iter().zip(0_u32..) {
            rank[*number] = place;
        }
        let roles: Vec<String> = sorted.into_iter().map(|(role, _)| role).collect();
        for (_, share) in &mut rows {
            share.role = rank[index(share.role)];
        }
        rows.sort_unstable_by_key(|(deal, share)| {
            (*deal, rep_rank[index(share.rep)], share.role, share.percent)
        });
        let mut starts = Vec::with_capacity(deals.len() + 1);
        let mut shares: Vec<Share> = Vec::with_capacity(rows.len());
        let mut current = None;
        for (deal, share) in rows {
            if current != Some(deal) {
                starts.push(position(shares.len()));
                current = Some(deal);
            } else if let Some(last) = shares.last_mut()
                && (last.rep, last.role) == (share.rep, share.role)
            {
                last.percent = Percent::from_raw(last.percent.raw() + share.percent.raw());
                continue;
            }
            shares.push(share);
        }
        starts.push(position(shares.len()));
        SplitBook { deals, starts, shares, roles }
    }
}

fn position(length: usize) -> u32 {
    u32::try_from(length).expect("tables hold fewer than 2^32 rows")
}

impl SplitBook {
    /// The direct shares of a deal, in the order of rep ids; empty when it is not split.
    #[must_use]
    pub fn shares(&self, deal_id: &str) -> &[Share] {
        match self.deals.get(deal_id) {
            Some(deal) => {
                let (from, to) = (self.starts[index(deal)], self.starts[index(deal) + 1]);
                &self.shares[index(from)..index(to)]
            }
            None => &[],
        }
    }

    /// How many deals are split.
    #[must_use]
    pub fn len(&self) -> usize {
        self.deals.len()
    }

    /// The place of a deal among the split ones.
    #[must_use]
    pub fn place(&self, deal_id: &str) -> Option<usize> {
        self.deals.get(deal_id).map(index)
    }

    /// The ids of all split deals, sorted.
    #[must_use]
    pub fn deal_ids(&self) -> Vec<String> {
        self.deals.ids()
    }

    /// Whether no deal is split.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.deals.len() == 0
    }

    /// The name of a role.
    #[must_use]
    pub fn role(&self, role: u32) -> &str {
        self.roles.get(index(role)).map_or("", String::as_str)
    }
}

/// Refuses shares that miss 100 % by more than 0.01.
pub fn check_whole(deal_id: &str, shares: &[Share]) -> Result<(), EngineError> {
    let total: i64 = shares.iter().map(|share| share.percent.raw()).sum();
    if (total - Percent::HUNDRED.raw()).abs() > 10_000 {
        let total = Percent::from_raw(total).to_string();
        return Err(EngineError::SharesMissWhole { deal_id: deal_id.to_owned(), total });
    }
    Ok(())
}

/// The credit of each share of a value: to cents, half up, the residue to the largest share. Their sum is the value.
///
/// 100.00 in three shares of 33.33 % gives 33.33 each and the cent that is left to the first: 33.34, 33.33, 33.33.
pub fn credits(value: Amount, shares: &[Share], into: &mut Vec<Amount>) -> Result<(), EngineError> {
    into.clear();
    let percents: Vec<Percent> = shares.iter().map(|share| share.percent).collect();
    let parts = split_by_percent(value, &percents, Rounding::HalfUp)
        .ok_or_else(|| EngineError::TooLarge { what: format!("a share of {value}") })?;
    into.extend(parts);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(text: &str) -> Percent {
        Percent::parse(text).unwrap()
    }

    #[test]
    fn a_deal_split_three_ways_sums_to_the_deal() {
        let mut builder = SplitBuilder::default();
        builder.push("D1", 2, "", percent("33.33"));
        builder.push("D1", 0, "", percent("33.33"));
        builder.push("D2", 0, "", percent("100"));
        builder.push("D1", 1, "", percent("33.33"));
        let book = builder.finish(&[0, 1, 2]);
        let shares = book.shares("D1");
        check_whole("D1", shares).unwrap();
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
        let mut builder = SplitBuilder::default();
        for (rep, id) in (0_u32..).zip(ids) {
            builder.push(id, rep, "", percent("100"));
        }
        let book = builder.finish(&[0, 1, 2, 3, 4, 5]);
        for (rep, id) in (0_u32..).zip(ids) {
            assert_eq!(book.shares(id).iter().map(|share| share.rep).collect::<Vec<_>>(), [rep], "{id}");
        }
        assert!(book.shares("1234567890123456789012345").is_empty());
    }

    #[test]
    fn rows_of_one_rep_in_one_role_add_up() {
        let mut builder = SplitBuilder::default();
        builder.push("D1", 7, "Lead", percent("50"));
        builder.push("D1", 7, "Lead", percent("20"));
        builder.push("D1", 7, "Closer", percent("30"));
        let book = builder.finish(&[0, 0, 0, 0, 0, 0, 0, 0]);
        let percents: Vec<i64> = book.shares("D1").iter().map(|share| share.percent.raw()).collect();
        // Closer stands before Lead.
        assert_eq!(percents, [30_000_000, 70_000_000]);
    }

    #[test]
    fn shares_may_miss_the_whole_by_a_hundredth_and_no_more() {
        let share = |text| Share { rep: 0, role: 0, percent: percent(text) };
        assert!(check_whole("D", &[share("99.99")]).is_ok());
        assert!(check_whole("D", &[share("100.01")]).is_ok());
        let error = check_whole("D", &[share("60"), share("39.98")]).unwrap_err().to_string();
        assert_eq!(error, "the direct shares of deal `D` add up to 99.98 %, not 100 %");
    }
}
