//! Ids as numbers that are compared and hashed without a walk over their bytes, and numbers given to ids. There is
//! a look-up for every deal of a run, so it has to read few places of memory.

use std::cmp::Ordering;

use hashbrown::HashMap;

use crate::model::text::Texts;

/// The bytes of an id that a key holds.
const HELD: usize = 15;

/// The first fifteen bytes of an id, in the order of the bytes, and its length. Keys of different ids differ if one
/// of them is whole; ids of more than fifteen bytes may share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(u64, u64);

impl Key {
    /// The key of an id.
    #[inline]
    #[must_use]
    pub fn of(id: &str) -> Self {
        let bytes = id.as_bytes();
        let length = bytes.len().min(HELD + 1);
        // The last bytes of an id overlap the first ones, and say the same where they do.
        let held = match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>(), bytes.first_chunk::<16>()) {
            (_, _, Some(all)) => u128::from_be_bytes(*all) & !0xFF,
            (Some(first), Some(last), None) => {
                let (first, last) = (u64::from_be_bytes(*first), u64::from_be_bytes(*last));
                (u128::from(first) << 64) | (u128::from(last) << (8 * (16 - length)))
            }
            _ => u128::from(few(bytes)) << 64,
        };
        Self::new(held | u128::try_from(length).unwrap_or(0))
    }

    /// The key of an id of up to fifteen bytes, the first of them the lowest of a number and zeros after the last.
    #[inline]
    #[must_use]
    pub fn of_few(bytes: u128, length: u32) -> Self {
        Self::new(bytes.swap_bytes() | u128::from(length))
    }

    #[inline]
    fn new(held: u128) -> Self {
        let half = |shift: u32| u64::try_from((held >> shift) & u128::from(u64::MAX)).unwrap_or(0);
        Self(half(64), half(0))
    }

    /// The fifteen bytes, zeros after the last of the id, and the length.
    #[inline]
    #[must_use]
    pub fn to_bytes(self) -> [u8; 16] {
        ((u128::from(self.0) << 64) | u128::from(self.1)).to_be_bytes()
    }

    /// How many bytes the id has; sixteen where it has more than the key holds.
    #[inline]
    #[must_use]
    pub fn length(self) -> u64 {
        self.1 & 0xFF
    }

    /// Whether the id is no longer than what the key holds of it.
    #[inline]
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.length() <= 15
    }
}

/// Up to seven bytes at the upper end of a number.
#[inline]
fn few(bytes: &[u8]) -> u64 {
    let length = bytes.len();
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let (first, last) = (u32::from_be_bytes(*first), u32::from_be_bytes(*last));
        return (u64::from(first) << 32) | (u64::from(last) << (8 * (8 - length)));
    }
    bytes.iter().zip([56, 48, 40]).map(|(byte, shift)| u64::from(*byte) << shift).sum()
}

/// An id in a list of ids: its key, and where the rest of it is to be found.
#[derive(Clone, Copy, Debug)]
pub struct Id {
    /// The key.
    pub key: Key,
    /// The place of the text among the long ones; any number for one that the key holds whole.
    pub long: u32,
}

impl Id {
    /// An id; one that is longer than its key is put to the long texts.
    #[inline]
    #[must_use]
    pub fn new(id: &str, longs: &mut Texts) -> Self {
        let key = Key::of(id);
        if key.is_whole() {
            return Self { key, long: 0 };
        }
        let long = u32::try_from(longs.len()).expect("tables hold fewer than 2^32 rows");
        longs.push(id);
        Self { key, long }
    }

    /// The order of two ids of one list, in which equal ids are neighbours.
    #[inline]
    #[must_use]
    pub fn order(self, other: Self, longs: &Texts) -> Ordering {
        match self.key.cmp(&other.key) {
            Ordering::Equal if !self.key.is_whole() => self.text(longs).cmp(other.text(longs)),
            order => order,
        }
    }

    /// The id as a text of its own.
    #[must_use]
    pub fn written(self, longs: &Texts) -> String {
        if !self.key.is_whole() {
            return self.text(longs).to_owned();
        }
        let bytes = [self.key.0.to_be_bytes(), self.key.1.to_be_bytes()].concat();
        let length = bytes.last().map_or(0, |length| usize::from(*length));
        String::from_utf8_lossy(&bytes[..length]).into_owned()
    }

    /// The text of a long id.
    #[must_use]
    pub fn text(self, longs: &Texts) -> &str {
        longs.get(usize::try_from(self.long).unwrap_or(usize::MAX))
    }
}

/// Numbers of ids, in the order in which they were first seen.
#[derive(Debug, Default)]
pub struct Numbers {
    short: HashMap<Key, u32>,
    long: HashMap<Box<str>, u32>,
}

impl Numbers {
    /// How many ids there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.short.len() + self.long.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of an id; a new one gets the next.
    #[inline]
    pub fn number(&mut self, id: &str) -> u32 {
        self.number_keyed(Key::of(id), || id)
    }

    /// The same for an id whose key is known.
    #[inline]
    pub fn number_keyed<'i>(&mut self, key: Key, id: impl FnOnce() -> &'i str) -> u32 {
        let next = u32::try_from(self.len()).expect("tables hold fewer than 2^32 rows");
        if key.is_whole() {
            *self.short.entry(key).or_insert(next)
        } else {
            *self.long.entry_ref(id()).or_insert(next)
        }
    }

    /// The number of an id that was seen.
    #[inline]
    #[must_use]
    pub fn get(&self, id: &str) -> Option<u32> {
        self.get_keyed(Key::of(id), || id)
    }

    /// The same for an id whose key is known.
    #[inline]
    #[must_use]
    pub fn get_keyed<'i>(&self, key: Key, id: impl FnOnce() -> &'i str) -> Option<u32> {
        if key.is_whole() { self.short.get(&key).copied() } else { self.long.get(id()).copied() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids of all lengths around those at which a key is made in another way, in the order of their bytes.
    fn ids() -> Vec<String> {
        let mut ids: Vec<String> =
            (0..20).map(|length| "abcdefghijklmnopqrstuvwxyz"[..length].to_owned()).collect();
        ids.extend((1..20).map(|length| "b".repeat(length)));
        ids.extend(["é", "D\0", "D\0\0", "zzzzzzz\u{0}"].map(str::to_owned));
        ids.sort();
        ids
    }

    #[test]
    fn keys_of_ids_that_they_hold_are_in_the_order_of_the_bytes() {
        let ids: Vec<String> = ids().into_iter().filter(|id| id.len() <= 15).collect();
        for pair in ids.windows(2) {
            assert!(Key::of(&pair[0]) < Key::of(&pair[1]), "{pair:?}");
        }
        assert!(ids.iter().all(|id| Key::of(id).is_whole()));
    }

    #[test]
    fn longer_ids_are_told_apart_by_their_texts() {
        let mut longs = Texts::default();
        let texts = ["123456789012345", "1234567890123456", "1234567890123457", "12345678901234567"];
        let list: Vec<Id> = texts.iter().map(|id| Id::new(id, &mut longs)).collect();
        assert_eq!(longs.len(), 3);
        assert_eq!(list[1].key, list[3].key);
        for (place, id) in list.iter().enumerate() {
            for (other, one) in list.iter().enumerate() {
                assert_eq!(id.order(*one, &longs) == Ordering::Equal, place == other, "{place} {other}");
            }
            assert_eq!(id.written(&longs), texts[place]);
        }
        for text in ids() {
            assert_eq!(Id::new(&text, &mut longs).written(&longs), text);
        }
    }

    #[test]
    fn each_id_has_its_own_number() {
        let mut numbers = Numbers::default();
        let ids = ids();
        for round in 0..2 {
            for (number, id) in (0..).zip(&ids) {
                assert_eq!(numbers.number(id), number, "{round} {id}");
            }
        }
        assert_eq!(numbers.len(), ids.len());
        assert_eq!(numbers.get("never seen"), None);
    }
}
