//! The quick look at quoted text: 64 bytes at a time, as long as all is in order. What is not, or may not be,
//! is left to the rule in `step`, with which this must agree.

use super::bits::{WIDTH, equal, parity};
use super::dialect::Dialect;

/// The place after the last record from `start` on of which this look is sure: sound quotes, no line break
/// inside a value. `start` itself when it is sure of none.
pub(crate) fn sound_lines(text: &[u8], start: usize, dialect: Dialect) -> usize {
    let mut sure = start;
    let mut look = Look { inside: 0, separated: 1, closed: 0, returned: 0 };
    for (place, chunk) in text[start..].as_chunks::<WIDTH>().0.iter().enumerate() {
        let Some(ends) = look.at(chunk, dialect) else {
            break;
        };
        if ends != 0 {
            let after = WIDTH - usize::try_from(ends.leading_zeros()).unwrap_or(0);
            sure = start + place * WIDTH + after;
        }
    }
    sure
}

/// What one chunk leaves to the next, each as a mask with its lowest bit or none.
struct Look {
    /// All bits when a quoted value goes on.
    inside: u64,
    /// The last byte was a delimiter, a line ending or a closing quote, after which a quote may stand.
    separated: u64,
    /// The last byte was a closing quote.
    closed: u64,
    /// The last byte was a CR after a closing quote.
    returned: u64,
}

impl Look {
    /// The line endings in a chunk, or nothing when something is not in order.
    fn at(&mut self, chunk: &[u8; WIDTH], dialect: Dialect) -> Option<u64> {
        let quotes = equal(chunk, b'"');
        let newlines = equal(chunk, dialect.newline);
        let between = equal(chunk, dialect.delimiter) | newlines;
        let returns = if dialect.newline == b'\n' { equal(chunk, b'\r') } else { 0 };
        let inside = parity(quotes) ^ self.inside;
        // Of two quotes in a row inside a value, the first closes it and the second opens it again.
        let opening = quotes & inside;
        let closing = quotes & !inside;
        let separating = (between & !inside) | closing;
        let may_open = (separating << 1) | self.separated;
        let after_closing = (closing << 1) | self.closed;
        let after_return = ((after_closing & returns) << 1) | self.returned;
        let wrong = (opening & !may_open)
            | (after_closing & !(between | quotes | returns))
            | (after_return & !newlines)
            | (newlines & inside);
        self.inside = if inside >> 63 == 1 { u64::MAX } else { 0 };
        self.separated = separating >> 63;
        self.closed = closing >> 63;
        self.returned = (after_closing & returns) >> 63;
        (wrong == 0).then_some(newlines)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::step::{Step, step};
    use super::*;

    /// The quick look may stop too early, and never goes on where the rule would not.
    fn check(text: &[u8], dialect: Dialect) -> usize {
        let sure = sound_lines(text, 0, dialect);
        let mut at = 0;
        while at < sure {
            match step(text, at, false, dialect) {
                Step::Record { end, lines: 1 } => at = end,
                found => panic!("{found:?} at {at} of {}", text.escape_ascii()),
            }
        }
        assert_eq!(at, sure, "{}", text.escape_ascii());
        sure
    }

    #[test]
    fn sound_text_is_seen_through_to_its_last_chunk() {
        let dialect = Dialect { delimiter: b',', newline: b'\n' };
        let text = b"\"a\",\"b \"\"c\"\"\",\"\",d,\"\"\"\"\r\n".repeat(20);
        assert!(check(&text, dialect) > text.len() - 2 * WIDTH);
        let stray = [&text[..], b"a,b\"c\n", &text].concat();
        assert!(check(&stray, dialect) <= text.len());
        let spans = [&text[..], b"a,\"b\nc\"\n", &text].concat();
        assert!(check(&spans, dialect) <= text.len());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn the_quick_look_agrees_with_the_rule(
            pieces in proptest::collection::vec(
                prop_oneof![
                    30 => Just("\"abc\","),
                    10 => Just("\"a\"\"b\"\n"),
                    10 => Just("x,"),
                    10 => Just("\n"),
                    5 => Just("\"\"\r\n"),
                    3 => Just("\"\","),
                    1 => Just("\""),
                    1 => Just("\r"),
                    1 => Just(","),
                ],
                0..80,
            ),
            mac in any::<bool>(),
        ) {
            let text = pieces.concat();
            let (text, newline) = if mac { (text.replace('\n', "\r"), b'\r') } else { (text, b'\n') };
            check(text.as_bytes(), Dialect { delimiter: b',', newline });
        }
    }
}
