//! The cells of a report, column by column, as exact integers and text. What they mean is in
//! [`Column`](super::Column); turning them into characters is left to `render`.

use std::sync::Arc;

/// The money that is not there.
pub const MISSING_MONEY: i128 = i128::MIN;
/// The integer, number or fraction that is not there.
pub const MISSING_INTEGER: i64 = i64::MIN;
/// The day that is not there.
pub const MISSING_DAY: i32 = i32::MIN;
/// The code of text that is not there.
pub const MISSING_CODE: u32 = u32::MAX;

/// The cells of one column in one block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    /// Text, each cell its own.
    Text(TextColumn),
    /// Text that repeats: a code for each row, and the text of each code.
    Codes {
        /// The index into `names`, or [`MISSING_CODE`].
        codes: Vec<u32>,
        /// The texts, shared by all parts of a report.
        names: Arc<Vec<String>>,
    },
    /// Money at scale 14 (what a credit is after conversion), or [`MISSING_MONEY`].
    Money(Vec<i128>),
    /// Money at scale 4, or [`MISSING_MONEY`].
    Amounts(Vec<i128>),
    /// Shares at scale 6 (1000000 is one whole), or [`MISSING_INTEGER`].
    Fraction(Vec<i64>),
    /// Numbers at scale 4, or [`MISSING_INTEGER`].
    Number(Vec<i64>),
    /// Whole numbers, or [`MISSING_INTEGER`].
    Integer(Vec<i64>),
    /// Days since 1970-01-01, or [`MISSING_DAY`].
    Date(Vec<i32>),
}

impl Values {
    /// Text cells from anything that gives text.
    pub fn text<Text: AsRef<str>>(cells: impl IntoIterator<Item = Text>) -> Values {
        Values::Text(cells.into_iter().collect())
    }

    /// The number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Values::Text(cells) => cells.len(),
            Values::Codes { codes, .. } => codes.len(),
            Values::Money(cells) | Values::Amounts(cells) => cells.len(),
            Values::Fraction(cells) | Values::Number(cells) | Values::Integer(cells) => cells.len(),
            Values::Date(cells) => cells.len(),
        }
    }

    /// Whether there is no cell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether every cell is zero, missing or empty. No day is zero.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let code_is_blank = |code: u32, names: &[String]| {
            let name = usize::try_from(code).ok().and_then(|place| names.get(place));
            code == MISSING_CODE || name.is_none_or(String::is_empty)
        };
        match self {
            Values::Text(cells) => cells.joined().is_empty(),
            Values::Codes { codes, names } => codes.iter().all(|code| code_is_blank(*code, names)),
            Values::Money(cells) | Values::Amounts(cells) => {
                cells.iter().all(|cell| matches!(*cell, 0 | MISSING_MONEY))
            }
            Values::Fraction(cells) | Values::Number(cells) | Values::Integer(cells) => {
                cells.iter().all(|cell| matches!(*cell, 0 | MISSING_INTEGER))
            }
            Values::Date(cells) => cells.iter().all(|cell| *cell == MISSING_DAY),
        }
    }
}

/// Rows of a report, stored column by column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The cells, in the order of the report's columns.
    pub columns: Vec<Values>,
    /// The number of rows; every column has as many cells.
    pub rows: usize,
}

impl Block {
    /// A block of these columns; its number of rows is the length of the first.
    #[must_use]
    pub fn of(columns: Vec<Values>) -> Block {
        let rows = columns.first().map_or(0, Values::len);
        Block { columns, rows }
    }
}

/// Texts in one string, without an allocation for each. Empty text is a missing cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextColumn {
    /// Where each text ends in `bytes`.
    ends: Vec<u32>,
    /// The texts, one after the other.
    bytes: String,
}

impl TextColumn {
    /// A column without texts.
    #[must_use]
    pub fn new() -> TextColumn {
        TextColumn::default()
    }

    /// A column with room for so many texts of so many bytes in all.
    #[must_use]
    pub fn with_capacity(texts: usize, bytes: usize) -> TextColumn {
        TextColumn { ends: Vec::with_capacity(texts), bytes: String::with_capacity(bytes) }
    }

    /// Adds a text at the end.
    ///
    /// # Panics
    /// When the texts of one column take 4 GiB; a builder cuts its parts long before.
    pub fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.finish_text();
    }

    /// Adds the text that `write` appends to the string it is given; for text that is put together in place.
    ///
    /// # Panics
    /// As [`TextColumn::push`], and when `write` removes text instead of appending.
    pub fn push_with(&mut self, write: impl FnOnce(&mut String)) {
        let start = self.bytes.len();
        write(&mut self.bytes);
        assert!(self.bytes.len() >= start, "a text column only grows");
        self.finish_text();
    }

    /// So many texts, of which `write` appends the bytes of each.
    ///
    /// # Panics
    /// As [`TextColumn::push`], and when all bytes together are no text.
    #[must_use]
    pub fn written(texts: usize, mut write: impl FnMut(usize, &mut Vec<u8>)) -> TextColumn {
        // Most texts are ids and names.
        let (mut ends, mut bytes) = (Vec::with_capacity(texts), Vec::with_capacity(texts * 16));
        for text in 0..texts {
            write(text, &mut bytes);
            ends.push(u32::try_from(bytes.len()).expect("a text column of a part is below 4 GiB"));
        }
        TextColumn { ends, bytes: String::from_utf8(bytes).expect("texts were written") }
    }

    fn finish_text(&mut self) {
        self.ends.push(u32::try_from(self.bytes.len()).expect("a text column of a part is below 4 GiB"));
    }

    /// The text at this place; empty beyond the end.
    #[must_use]
    pub fn get(&self, index: usize) -> &str {
        let Some(&end) = self.ends.get(index) else { return "" };
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        // u32 fits usize on every platform that can hold the column.
        let place = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
        &self.bytes[place(start)..place(end)]
    }

    /// The number of texts.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All texts without a gap between them, to be searched at once.
    #[must_use]
    pub fn joined(&self) -> &str {
        &self.bytes
    }
}

impl<Text: AsRef<str>> FromIterator<Text> for TextColumn {
    fn from_iter<Cells: IntoIterator<Item = Text>>(cells: Cells) -> TextColumn {
        let mut column = TextColumn::new();
        for cell in cells {
            column.push(cell.as_ref());
        }
        column
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_blank_when_all_are_zero_missing_or_empty() {
        let names = Arc::new(vec![String::new(), "EMEA".to_owned()]);
        let codes = |codes: Vec<u32>| Values::Codes { codes, names: Arc::clone(&names) };
        for blank in [
            Values::text(["", ""]),
            codes(vec![0, MISSING_CODE]),
            Values::Money(vec![0, MISSING_MONEY]),
            Values::Amounts(vec![MISSING_MONEY, 0]),
            Values::Fraction(vec![0, MISSING_INTEGER]),
            Values::Number(vec![]),
            Values::Integer(vec![0]),
            Values::Date(vec![MISSING_DAY]),
        ] {
            assert!(blank.is_blank(), "{blank:?}");
        }
        for said in [
            Values::text(["", "0"]),
            codes(vec![0, 1]),
            Values::Money(vec![0, 1]),
            Values::Amounts(vec![MISSING_MONEY, -1]),
            Values::Integer(vec![0, 7]),
            // 1970-01-01 is a day like any other.
            Values::Date(vec![0]),
        ] {
            assert!(!said.is_blank(), "{said:?}");
        }
    }

    #[test]
    fn texts_come_back_as_they_were_pushed() {
        let mut column = TextColumn::with_capacity(4, 32);
        column.push("Globex");
        column.push("");
        column.push("Société");
        column.push_with(|text| text.push_str("joined"));
        let texts: Vec<&str> = (0..column.len()).map(|index| column.get(index)).collect();
        assert_eq!(texts, ["Globex", "", "Société", "joined"]);
        assert_eq!(column.get(9), "");
        assert_eq!(column.joined(), "GlobexSociétéjoined");
    }
}
