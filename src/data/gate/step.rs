//! The rule of what a record is: the strict walk over one record, quote by quote. It is the only place that
//! decides where a record ends and whether its quoting is sound; `cutter` applies it to a whole file.

use memchr::{memchr, memchr2};

use super::dialect::Dialect;

/// What stands at a place where a record begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A record with sound quoting: the place after its line ending, and the physical lines that it takes.
    Record { end: usize, lines: u64 },
    /// A quote where none may be, at this place of the text.
    Fault { kind: QuoteFault, at: usize },
    /// A fault after which no line can be trusted.
    Fatal(QuoteFault),
    /// The text ends before the record does; `quoted` when inside a quoted value.
    More { quoted: bool },
}

/// What is wrong with the quotes of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum QuoteFault {
    /// A quote inside an unquoted value.
    Stray,
    /// Text after the closing quote of a value.
    TextAfter,
    /// A quoted value that never ends.
    Unclosed,
}

/// Walks the record that begins at `start`. With `ended`, nothing follows `text`, whose last byte is a line
/// ending.
pub(crate) fn step(text: &[u8], start: usize, ended: bool, dialect: Dialect) -> Step {
    let Dialect { delimiter, newline } = dialect;
    let mut lines = 1;
    let mut at = start;
    loop {
        let Some(found) = memchr2(b'"', newline, &text[at..]) else {
            return Step::More { quoted: false };
        };
        let open = at + found;
        if text[open] == newline {
            return Step::Record { end: open + 1, lines };
        }
        if open != start && text[open - 1] != delimiter {
            return Step::Fault { kind: QuoteFault::Stray, at: open };
        }
        let Some(close) = closing_quote(text, open, ended) else {
            return if ended { Step::Fatal(QuoteFault::Unclosed) } else { Step::More { quoted: true } };
        };
        let breaks = memchr::memchr_iter(newline, &text[open..close]).count();
        lines += u64::try_from(breaks).unwrap_or(u64::MAX);
        // `closing_quote` gives no quote at the very end of the text, so that one byte follows.
        let next = text[close + 1];
        if next == newline {
            return Step::Record { end: close + 2, lines };
        } else if next == delimiter {
            at = close + 2;
        } else if next == b'\r' && newline == b'\n' && close + 2 == text.len() {
            return Step::More { quoted: false };
        } else if next == b'\r' && newline == b'\n' && text[close + 2] == b'\n' {
            return Step::Record { end: close + 3, lines };
        } else if breaks > 0 {
            return Step::Fatal(QuoteFault::TextAfter);
        } else {
            return Step::Fault { kind: QuoteFault::TextAfter, at: close + 1 };
        }
    }
}

/// The quote that closes the value opened at `open`; two quotes in a row are one of its text. A quote that is
/// the last byte of an unfinished text is undecided.
fn closing_quote(text: &[u8], open: usize, ended: bool) -> Option<usize> {
    let mut at = open + 1;
    loop {
        let quote = at + memchr(b'"', &text[at..])?;
        match text.get(quote + 1) {
            Some(b'"') => at = quote + 2,
            Some(_) => return Some(quote),
            None => {
                // An ended text ends with a line ending, never with a quote.
                debug_assert!(!ended, "an ended text ends with a line ending");
                return None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMA: Dialect = Dialect { delimiter: b',', newline: b'\n' };

    fn check(text: &[u8], expected: Step) {
        assert_eq!(step(text, 0, true, COMMA), expected, "{}", text.escape_ascii());
    }

    #[test]
    fn sound_records_end_after_their_line_ending() {
        check(b"a,b\nc\n", Step::Record { end: 4, lines: 1 });
        check(b"\"a\",\"b\"\r\nc\n", Step::Record { end: 9, lines: 1 });
        check(b"a,\"x\ny\"\n", Step::Record { end: 8, lines: 2 });
        check(b"\"\",\"\"\"\"\n", Step::Record { end: 8, lines: 1 });
        check(b"\n", Step::Record { end: 1, lines: 1 });
    }

    #[test]
    fn a_quote_inside_an_unquoted_value_is_a_fault() {
        check(b"a,b\"c\n", Step::Fault { kind: QuoteFault::Stray, at: 3 });
        check(b"a, \"c\"\n", Step::Fault { kind: QuoteFault::Stray, at: 3 });
        check(b" \"c\"\n", Step::Fault { kind: QuoteFault::Stray, at: 1 });
    }

    #[test]
    fn text_after_a_closing_quote_is_fatal_only_across_lines() {
        check(b"\"a\"b\n", Step::Fault { kind: QuoteFault::TextAfter, at: 3 });
        check(b"\"a\" ,b\n", Step::Fault { kind: QuoteFault::TextAfter, at: 3 });
        check(b"\"a\nb\"c\n", Step::Fatal(QuoteFault::TextAfter));
        check(b"\"a\"\rb\n", Step::Fault { kind: QuoteFault::TextAfter, at: 3 });
    }

    #[test]
    fn a_quote_that_never_closes_is_fatal() {
        check(b"a,\"b\nc\n", Step::Fatal(QuoteFault::Unclosed));
        check(b"a,\"b\"\"\n", Step::Fatal(QuoteFault::Unclosed));
    }

    #[test]
    fn an_unfinished_text_asks_for_more() {
        for text in [&b"a,b"[..], b"\"a\"", b"\"a\"\r", b"\"a\"\"", b"\"a\n", b"\""] {
            let found = step(text, 0, false, COMMA);
            assert!(matches!(found, Step::More { .. }), "{}: {found:?}", text.escape_ascii());
        }
    }
}
