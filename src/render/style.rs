//! How a report is to look: what the edge decided about width, colour and characters, and the escape
//! sequences for colour. Nothing here reads a terminal or the environment; that is left to `cli`.

/// The look of a report. The machine formats use `spreadsheet_safe` and `threads` alone.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own, and all combinations occur")]
pub struct Style {
    /// The columns of the terminal; without it a table is as wide as its content.
    pub width: Option<usize>,
    /// Whether escape sequences for colour are written. They never carry meaning that the text lacks.
    pub colour: bool,
    /// Whether rules, ellipses and charts are drawn with more than ASCII. Data is never changed.
    pub unicode: bool,
    /// Whether text that a spreadsheet would take for a formula gets an apostrophe in CSV and TSV.
    pub spreadsheet_safe: bool,
    /// How many rows a table shows before it leaves out those in the middle; without it all.
    pub rows_max: Option<usize>,
    /// Whether columns that do not fit are shown all the same.
    pub all_columns: bool,
    /// How many threads make and format parts; the bytes do not depend on it.
    pub threads: usize,
}

impl Default for Style {
    /// All rows and columns, no colour, one thread: what a file gets.
    fn default() -> Style {
        Style {
            width: None,
            colour: false,
            unicode: true,
            spreadsheet_safe: false,
            rows_max: None,
            all_columns: false,
            threads: 1,
        }
    }
}

/// What a stretch of a table is, so far as colour is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Plain,
    Heading,
    Faint,
    Negative,
}

impl Ink {
    /// The sequence that switches this ink on; empty for plain text.
    pub(super) fn start(self) -> &'static str {
        match self {
            Ink::Plain => "",
            Ink::Heading => "\x1b[1m",
            Ink::Faint => "\x1b[2m",
            Ink::Negative => "\x1b[31m",
        }
    }
}

/// The sequence that ends any ink.
pub(super) const INK_END: &str = "\x1b[0m";

impl Style {
    /// Adds text in an ink, in colour when this style has any.
    pub(super) fn paint(&self, out: &mut String, ink: Ink, text: &str) {
        if self.colour && ink != Ink::Plain && !text.is_empty() {
            out.push_str(ink.start());
            out.push_str(text);
            out.push_str(INK_END);
        } else {
            out.push_str(text);
        }
    }

    /// What stands for text that was cut off.
    pub(super) fn ellipsis(&self) -> &'static str {
        if self.unicode { "…" } else { "..." }
    }
}
