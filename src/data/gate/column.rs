//! Builds a column of texts from places in a block. A text of up to twelve bytes is a view alone; it is made in two
//! registers here, for the library's way over a small copy in memory takes several times as long, and there is one
//! for every value of a file.

use polars::prelude::{PlSmallStr, StringChunked};
use polars_arrow::array::{MutableBinaryViewArray, View};

/// The texts of a column so far.
pub(crate) struct Texts {
    views: MutableBinaryViewArray<str>,
}

impl Texts {
    /// No texts yet, and room for so many.
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self { views: MutableBinaryViewArray::with_capacity(capacity) }
    }

    /// Adds the text between two places of a block.
    #[inline]
    pub(crate) fn push(&mut self, block: &str, start: usize, stop: usize) {
        let text = &block[start..stop];
        match block.as_bytes()[start..].first_chunk() {
            Some(bytes) if text.len() <= 12 => self.views.push_view(short(*bytes, text.len()), &[]),
            _ => self.push_text(text),
        }
    }

    /// Adds a text.
    pub(crate) fn push_text(&mut self, text: &str) {
        self.views.push_value_ignore_validity(text);
    }

    /// The column.
    pub(crate) fn finish(self, name: PlSmallStr) -> StringChunked {
        StringChunked::with_chunk(name, self.views.freeze())
    }
}

/// The view of a text of up to twelve bytes, which are the first of these: its length, then its bytes, then zeros.
#[inline]
fn short(bytes: [u8; 16], length: usize) -> View {
    let kept = u128::from_le_bytes(bytes) & ((1 << (8 * length)) - 1);
    let word = |at: u32| u32::try_from((kept >> (32 * at)) & u128::from(u32::MAX)).unwrap_or(0);
    let length = u32::try_from(length).unwrap_or(0);
    View { length, prefix: word(0), buffer_idx: word(1), offset: word(2) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_all_lengths_come_out_as_they_went_in() {
        // Each text stands before others, and once at the end of the block where sixteen bytes are not left.
        let all = "é0123456789abcdefghijklmnopqrstuvwxyz";
        for stop in (0..all.len()).filter(|at| all.is_char_boundary(*at)) {
            for block in [all, &all[..stop]] {
                let mut texts = Texts::with_capacity(2);
                texts.push(block, 0, stop);
                texts.push(block, stop.min(2), stop);
                let column = texts.finish("name".into());
                let found: Vec<Option<&str>> = column.iter().collect();
                assert_eq!(found, [Some(&all[..stop]), Some(&all[stop.min(2)..stop])]);
                // The library compares views as they are, so they have to be those that it makes.
                let made: StringChunked = found.into_iter().collect();
                assert!(column.iter().eq(made.iter()));
                let views = |column: &StringChunked| {
                    column.downcast_iter().next().unwrap().views().as_slice().to_vec()
                };
                assert!(stop > 12 || views(&column) == views(&made));
            }
        }
    }
}
