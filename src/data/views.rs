//! Texts of a column looked at through their views, sixteen bytes each: a short text stands in its view, and a text
//! that a file keeps once for many rows has the same view in all of them. So a look at a text is a comparison of
//! numbers.

use polars::prelude::*;
use polars_arrow::array::{Array as _, MutableBinaryViewArray, Utf8ViewArray, View};

use crate::model::ids::Key;

/// The bits of a number that choose the place of a view among those that are remembered.
const BITS: u32 = 6;

/// What was found out about the texts that came last, by their views.
struct Memo<T> {
    known: [(u128, T); 1 << BITS],
}

impl<T: Copy> Memo<T> {
    /// A memo of one array: a view says nothing about a text of another one.
    fn new(nothing: T) -> Self {
        // No text is that long.
        Self { known: [(u128::MAX, nothing); 1 << BITS] }
    }

    /// What `work` finds out about the text of a view, or has found out before.
    #[inline]
    fn of(&mut self, view: View, work: impl FnOnce() -> T) -> T {
        let bits = view.as_u128();
        let folded = low(bits) ^ low(bits >> 64);
        // The odd part of 2^64 by the golden ratio spreads views that differ in a few bits.
        let place = folded.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - BITS);
        let known = &mut self.known[usize::try_from(place).unwrap_or(0)];
        if known.0 != bits {
            *known = (bits, work());
        }
        known.1
    }
}

fn low(bits: u128) -> u64 {
    u64::try_from(bits & u128::from(u64::MAX)).unwrap_or(0)
}

/// What `work` finds out about each text of a column, which it is asked for once for each text that a file keeps once;
/// a missing text is `None`. `nothing` is never given back.
pub(super) fn known<'a, T: Copy>(
    texts: &'a StringChunked,
    nothing: T,
    mut work: impl FnMut(Option<&'a str>) -> T,
) -> Vec<T> {
    let mut all = Vec::with_capacity(texts.len());
    for array in texts.downcast_iter() {
        let mut memo = Memo::new(nothing);
        let views = array.views().iter().enumerate();
        match array.validity().filter(|_| array.null_count() > 0) {
            None => all.extend(views.map(|(row, view)| memo.of(*view, || work(Some(array.value(row)))))),
            Some(gaps) => {
                let missing = work(None);
                all.extend(views.zip(gaps).map(|((row, view), there)| match there {
                    true => memo.of(*view, || work(Some(array.value(row)))),
                    false => missing,
                }));
            }
        }
    }
    all
}

/// Whether every text passes that is there: by its first and last byte, as `plain` says of a short one, or by the whole
/// of it.
pub(super) fn all_by_ends<'a>(
    texts: &'a StringChunked,
    plain: impl Fn(u8, u8) -> bool,
    mut whole: impl FnMut(&'a str) -> bool,
) -> bool {
    texts.downcast_iter().all(|array| {
        let gaps = array.validity().filter(|_| array.null_count() > 0);
        array.views().iter().enumerate().all(|(row, view)| {
            let bits = view.as_u128();
            // The length takes four bytes. Where it is 0 or too large, what is found is not looked at.
            let byte = |place: u32| u8::try_from((bits >> ((8 * place) & 127)) & 0xFF).unwrap_or(0);
            let is_short = (1..=View::MAX_INLINE_SIZE).contains(&view.length);
            if is_short && plain(byte(4), byte(view.length.wrapping_add(3))) {
                return true;
            }
            gaps.is_some_and(|gaps| !gaps.get(row).unwrap_or(false)) || whole(array.value(row))
        })
    })
}

/// The keys of all texts of a column; a missing one has that of the empty text.
pub(super) fn keys(texts: &StringChunked) -> Vec<Key> {
    let mut keys = Vec::with_capacity(texts.len());
    for array in texts.downcast_iter() {
        match array.validity().filter(|_| array.null_count() > 0) {
            None => keys.extend(array.views().iter().enumerate().map(|(row, view)| key(array, row, *view))),
            Some(gaps) => keys.extend(array.views().iter().zip(gaps).enumerate().map(
                |(row, (view, there))| {
                    if there { key(array, row, *view) } else { Key::of("") }
                },
            )),
        }
    }
    keys
}

/// The text of all rows, where it is the same one.
pub(super) fn constant(texts: &StringChunked) -> Option<&str> {
    let text = texts.iter().next().flatten().filter(|_| texts.null_count() == 0)?;
    let same = |array: &Utf8ViewArray| {
        let first = array.views().first().map(|view| view.as_u128());
        let same = |(row, view): (usize, &View)| Some(view.as_u128()) == first || array.value(row) == text;
        first.is_none() || (array.value(0) == text && array.views().iter().enumerate().all(same))
    };
    texts.downcast_iter().all(same).then_some(text)
}

/// The same texts in memory of their own, in one piece.
pub(super) fn copied(texts: &StringChunked) -> StringChunked {
    let mut copy = MutableBinaryViewArray::<str>::with_capacity(texts.len());
    for array in texts.downcast_iter() {
        let gaps = array.validity().filter(|_| array.null_count() > 0);
        for (row, view) in array.views().iter().enumerate() {
            if gaps.is_some_and(|gaps| !gaps.get(row).unwrap_or(false)) {
                copy.push_null();
            } else if view.is_inline() {
                copy.push_view(*view, &[]);
            } else {
                copy.push_value(array.value(row));
            }
        }
    }
    StringChunked::with_chunk(texts.name().clone(), copy.freeze())
}

#[inline]
fn key(array: &Utf8ViewArray, row: usize, view: View) -> Key {
    match view.is_inline() {
        // After the length, four bytes, come those of the text, and zeros up to the sixteenth.
        true => Key::of_few(view.as_u128() >> 32, view.length),
        false => Key::of(array.value(row)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts of all lengths around those at which a view is made in another way, with gaps, in two chunks.
    fn texts() -> StringChunked {
        let long = "abcdefghijklmnopqrstuvwxyz";
        let chunk = |range: std::ops::Range<usize>| {
            let texts = range.map(|length| (length % 5 != 3).then(|| &long[..length]));
            texts.chain([Some("é"), Some("D\0")]).collect::<StringChunked>()
        };
        let mut texts = chunk(0..20);
        texts.append(&chunk(5..26)).unwrap();
        texts
    }

    #[test]
    fn keys_are_those_of_the_texts() {
        let expected: Vec<Key> = texts().iter().map(|text| Key::of(text.unwrap_or_default())).collect();
        assert_eq!(keys(&texts()), expected);
    }

    #[test]
    fn texts_are_told_by_their_ends_or_looked_at_as_a_whole() {
        for gaps in [false, true] {
            let texts: StringChunked = texts().iter().filter(|text| gaps || text.is_some()).collect();
            let mut seen = Vec::new();
            let all = all_by_ends(
                &texts,
                |first, last| first == b'a' && last == b'e',
                |text| {
                    seen.push(text);
                    true
                },
            );
            let expected: Vec<&str> = texts.iter().flatten().filter(|text| *text != "abcde").collect();
            assert!(all);
            assert_eq!(seen, expected);
            assert!(!all_by_ends(&texts, |_, _| true, |text| text.len() < 20));
        }
        let short = StringChunked::from_slice("".into(), &["xy", "x", "abcdefghijkl"]);
        assert!(all_by_ends(
            &short,
            |first, last| matches!((first, last), (b'x', b'y' | b'x') | (b'a', b'l')),
            |_| false
        ));
    }

    #[test]
    fn a_copy_says_the_same_in_memory_of_its_own() {
        let texts = texts();
        let copy = copied(&texts);
        assert!(copy.iter().eq(texts.iter()) && copy.downcast_iter().count() == 1);
        let bytes = |texts: &StringChunked| -> usize {
            let buffers = texts.downcast_iter().flat_map(|array| array.data_buffers().iter());
            buffers.map(|buffer| buffer.as_slice().len()).sum()
        };
        let part = copied(&texts.slice(3, 12));
        assert!(part.iter().eq(texts.iter().skip(3).take(12)));
        assert!(bytes(&part) < bytes(&copy));
    }

    #[test]
    fn a_text_that_stands_in_every_row_is_told() {
        let of = |texts: &[Option<&str>]| StringChunked::from_iter_options("".into(), texts.iter().copied());
        let long = "a text that is longer than a view";
        for text in ["", "short", long] {
            let mut all = of(&[Some(text); 5]);
            all.append(&of(&[Some(text); 2])).unwrap();
            assert_eq!(constant(&all), Some(text));
            all.append(&of(&[Some("other")])).unwrap();
            assert_eq!(constant(&all), None);
            assert_eq!(constant(&of(&[Some(text), None])), None);
        }
        assert_eq!(constant(&of(&[])), None);
        assert_eq!(constant(&of(&[Some("a"), Some("b"), Some("a")])), None);
    }

    #[test]
    fn what_is_known_of_a_text_is_said_of_every_row_of_it() {
        let texts = texts();
        let some: Vec<Option<&str>> = texts.iter().collect();
        let many = StringChunked::from_iter_options("".into(), some.into_iter().cycle().take(5_000));
        let expected: Vec<_> = many.iter().map(|text| text.map_or(99, str::len)).collect();
        assert_eq!(known(&many, 0, |text| text.map_or(99, str::len)), expected);
    }
}
