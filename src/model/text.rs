//! Many short texts in one piece of memory: the deal ids and account names of a run. A `String` for each of a
//! hundred million deals would be three allocations too many.

/// Texts of one block. Where a text ends is kept from the beginning of its block, in half the room that its place in
/// the whole column takes; no block is longer than that can count, for a field has a mebibyte at most.
const BLOCK: usize = 1024;

/// A column of texts, appended once and read by position.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    bytes: String,
    /// Where each text ends, counted from where its block begins.
    ends: Vec<u32>,
    /// Where each block begins.
    blocks: Vec<usize>,
}

impl Texts {
    /// A column with room for so many texts of so many bytes in all.
    #[must_use]
    pub fn with_capacity(texts: usize, bytes: usize) -> Self {
        Self {
            bytes: String::with_capacity(bytes),
            ends: Vec::with_capacity(texts),
            blocks: Vec::with_capacity(texts / BLOCK + 1),
        }
    }

    /// Appends one text.
    ///
    /// # Panics
    /// When 1,024 texts that follow each other have 4 GiB.
    pub fn push(&mut self, text: &str) {
        if self.ends.len().is_multiple_of(BLOCK) {
            self.blocks.push(self.bytes.len());
        }
        let begin = self.blocks.last().copied().unwrap_or(0);
        self.bytes.push_str(text);
        let end = u32::try_from(self.bytes.len() - begin).expect("a field has at most a mebibyte");
        self.ends.push(end);
    }

    /// The text at this position; empty past the end.
    #[must_use]
    pub fn get(&self, index: usize) -> &str {
        let (Some(end), Some(begin)) = (self.ends.get(index), self.blocks.get(index / BLOCK)) else {
            return "";
        };
        let start = if index.is_multiple_of(BLOCK) { 0 } else { self.ends[index - 1] };
        let place = |end: u32| begin + usize::try_from(end).unwrap_or(usize::MAX);
        self.bytes.get(place(start)..place(*end)).unwrap_or("")
    }

    /// Appends all texts of another column.
    pub fn append(&mut self, other: &Self) {
        self.bytes.reserve(other.bytes());
        self.ends.reserve(other.len());
        (0..other.len()).for_each(|index| self.push(other.get(index)));
    }

    /// How many texts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// How many bytes all texts take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes.len()
    }
}

/// The first few of many for a message: `a, b and 3 more`.
#[must_use]
pub fn first_few<Text: AsRef<str>>(texts: &[Text], most: usize) -> String {
    let shown: Vec<&str> = texts.iter().take(most).map(AsRef::as_ref).collect();
    match texts.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, Texts, first_few};

    #[test]
    fn a_long_list_ends_with_how_many_more_there_are() {
        assert_eq!(first_few(&["a", "b"], 2), "a, b");
        assert_eq!(first_few(&["a", "b", "c"], 2), "a, b and 1 more");
        assert_eq!(first_few::<&str>(&[], 2), "");
    }

    #[test]
    fn texts_come_back_by_position() {
        let mut texts = Texts::default();
        for text in ["a", "", "bcd"] {
            texts.push(text);
        }
        let mut more = Texts::default();
        more.push("e");
        texts.append(&more);
        let all: Vec<&str> = (0..texts.len()).map(|index| texts.get(index)).collect();
        assert_eq!(all, ["a", "", "bcd", "e"]);
        assert_eq!((texts.get(9), texts.bytes()), ("", 5));
    }

    #[test]
    fn texts_of_several_blocks_come_back_by_position() {
        let all: Vec<String> =
            (0..3 * BLOCK + 7).map(|number| "x".repeat(number % 5) + &number.to_string()).collect();
        let mut texts = Texts::default();
        for text in &all {
            texts.push(text);
        }
        let mut twice = texts.clone();
        twice.append(&texts);
        for (index, text) in all.iter().enumerate() {
            assert_eq!(
                [texts.get(index), twice.get(index), twice.get(all.len() + index)],
                [text, text, text]
            );
        }
        assert_eq!((texts.get(all.len()), twice.len()), ("", 2 * all.len()));
    }
}
