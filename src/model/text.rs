//! Many short texts in one piece of memory: the deal ids and account names of a run. A `String` for each of a
//! hundred million deals would be three allocations too many.

/// A column of texts, appended once and read by position.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    bytes: String,
    ends: Vec<usize>,
}

impl Texts {
    /// A column with room for so many texts of so many bytes in all.
    #[must_use]
    pub fn with_capacity(texts: usize, bytes: usize) -> Self {
        Self { bytes: String::with_capacity(bytes), ends: Vec::with_capacity(texts) }
    }

    /// Makes room for so many texts of sixteen bytes, where the system grants it.
    pub fn make_room(&mut self, texts: usize) {
        // Without it the columns grow as they must.
        let _ = self.bytes.try_reserve(texts * 16);
        let _ = self.ends.try_reserve(texts);
    }

    /// Appends one text.
    pub fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len());
    }

    /// The text at this position; empty past the end.
    #[must_use]
    pub fn get(&self, index: usize) -> &str {
        let end = self.ends.get(index).copied().unwrap_or(0);
        let start = if index == 0 { 0 } else { self.ends.get(index - 1).copied().unwrap_or(end) };
        self.bytes.get(start..end).unwrap_or("")
    }

    /// Appends all texts of another column.
    pub fn append(&mut self, other: &Self) {
        let shift = self.bytes.len();
        self.bytes.push_str(&other.bytes);
        self.ends.extend(other.ends.iter().map(|end| end + shift));
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
    use super::{Texts, first_few};

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
}
