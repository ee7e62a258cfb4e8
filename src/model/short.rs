//! Many texts most of which are short: the deal ids and account names of a run. Each short one takes sixteen bytes,
//! which are copied and compared as numbers are, without a walk over the texts.

use std::cmp::Ordering;

use crate::model::ids::Key;
use crate::model::text::Texts;

/// A column of texts, appended once and read by position.
#[derive(Clone, Debug, Default)]
pub struct ShortTexts {
    /// What a key holds of each text, and how many bytes that are.
    held: Vec<[u8; 16]>,
    /// The places of the texts that are longer among those; of no use for the others. Empty as long as there is none.
    places: Vec<u32>,
    longer: Texts,
}

impl ShortTexts {
    /// Makes room for so many texts, where the system grants it.
    pub fn make_room(&mut self, texts: usize) {
        // Without it the column grows as it must.
        let _ = self.held.try_reserve(texts);
    }

    /// Appends one text.
    pub fn push(&mut self, text: &str) {
        self.push_keyed(Key::of(text), || text);
    }

    /// Appends a text whose key is known.
    #[inline]
    pub fn push_keyed<'t>(&mut self, key: Key, text: impl FnOnce() -> &'t str) {
        if !key.is_whole() {
            self.places.resize(self.held.len(), 0);
            self.places.push(place(self.longer.len()));
            self.longer.push(text());
        } else if !self.places.is_empty() {
            self.places.push(0);
        }
        self.held.push(key.to_bytes());
    }

    /// The text at this position; empty past the end.
    #[must_use]
    pub fn get(&self, index: usize) -> &str {
        let Some(held) = self.held.get(index) else { return "" };
        match held[..15].get(..length(held)) {
            Some(text) => std::str::from_utf8(text).unwrap_or_default(),
            None => self.long(index),
        }
    }

    /// Appends the bytes of the text at this position.
    #[inline]
    pub fn write(&self, index: usize, out: &mut Vec<u8>) {
        let Some(held) = self.held.get(index) else { return };
        if length(held) > 15 {
            return out.extend_from_slice(self.long(index).as_bytes());
        }
        // Sixteen bytes are copied at once, and those cut off again that are none of the text.
        let end = out.len() + length(held);
        out.extend_from_slice(held);
        out.truncate(end);
    }

    /// How two texts are ordered, byte by byte.
    #[inline]
    #[must_use]
    pub fn order(&self, one: usize, other: usize) -> Ordering {
        let (first, second) = (&self.held[one], &self.held[other]);
        match u128::from_be_bytes(*first).cmp(&u128::from_be_bytes(*second)) {
            Ordering::Equal if length(first) > 15 => self.long(one).cmp(self.long(other)),
            order => order,
        }
    }

    /// Appends all texts of another column.
    pub fn append(&mut self, other: Self) {
        if !other.places.is_empty() {
            self.places.resize(self.held.len(), 0);
            let shift = place(self.longer.len());
            self.places.extend(other.places.iter().map(|place| place + shift));
            self.longer.append(&other.longer);
        } else if !self.places.is_empty() {
            self.places.resize(self.held.len() + other.held.len(), 0);
        }
        self.held.extend(other.held);
    }

    /// How many texts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    fn long(&self, index: usize) -> &str {
        let place = self.places.get(index).and_then(|place| usize::try_from(*place).ok());
        self.longer.get(place.unwrap_or(usize::MAX))
    }
}

/// How many bytes are held; sixteen, more than there are, of a text that is longer.
fn length(held: &[u8; 16]) -> usize {
    usize::from(held[15])
}

fn place(length: usize) -> u32 {
    u32::try_from(length).expect("tables hold fewer than 2^32 rows")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [&str; 8] = [
        "",
        "D1",
        "D1\0",
        "123456789012345",
        "1234567890123456",
        "1234567890123457",
        "Müller, Sohn & Söhne",
        "é",
    ];

    fn of(texts: &[&str]) -> ShortTexts {
        let mut all = ShortTexts::default();
        for text in texts {
            all.push(text);
        }
        all
    }

    fn all(texts: &ShortTexts) -> Vec<&str> {
        (0..texts.len()).map(|index| texts.get(index)).collect()
    }

    #[test]
    fn texts_come_back_whatever_their_length_and_wherever_columns_are_joined() {
        assert_eq!(of(&TEXTS).get(8), "");
        for cut in 0..=TEXTS.len() {
            let mut texts = of(&TEXTS[..cut]);
            texts.append(of(&TEXTS[cut..]));
            assert_eq!(all(&texts), TEXTS);
        }
    }

    #[test]
    fn texts_are_written_one_after_the_other() {
        let (texts, mut out) = (of(&TEXTS), Vec::new());
        for index in 0..=TEXTS.len() {
            texts.write(index, &mut out);
        }
        assert_eq!(out, TEXTS.concat().as_bytes());
    }

    #[test]
    fn texts_are_ordered_byte_by_byte() {
        let texts = of(&TEXTS);
        for (one, first) in TEXTS.iter().enumerate() {
            for (other, second) in TEXTS.iter().enumerate() {
                assert_eq!(texts.order(one, other), first.cmp(second), "{first} {second}");
            }
        }
    }
}
