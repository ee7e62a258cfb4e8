//! How a text table is written: its delimiter and its line ending, found from the first lines or stated.

use memchr::memchr;

/// The delimiter and the byte that ends a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    /// Between two values: `,` `;` tab or `|`, or what the user stated.
    pub(crate) delimiter: u8,
    /// Ends a physical line: LF (a CR before it belongs to the line ending), or CR in old Mac files.
    pub(crate) newline: u8,
}

/// The delimiters that are looked for, in the order that decides a tie.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The byte that ends a line: CR when the text holds CR and no LF, else LF.
pub(crate) fn newline_of(start: &[u8]) -> u8 {
    if memchr(b'\n', start).is_none() && memchr(b'\r', start).is_some() { b'\r' } else { b'\n' }
}

/// The delimiter that Excel states in a first line `sep=;`.
pub(crate) fn stated_by_first_line(line: &[u8]) -> Option<u8> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let line = line.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(line);
    match line {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] if is_possible(*delimiter) => {
            Some(*delimiter)
        }
        _ => None,
    }
}

/// Whether a byte can stand between values: ASCII, and not a quote, a line ending or a NUL.
pub(crate) fn is_possible(delimiter: u8) -> bool {
    delimiter.is_ascii() && !matches!(delimiter, b'"' | b'\n' | b'\r' | 0)
}

/// The most frequent delimiter of the header line outside quotes; a comma when there is none, which leaves
/// one column.
pub(crate) fn delimiter_of(header: &[u8]) -> u8 {
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut quoted = false;
    for byte in header {
        quoted ^= *byte == b'"';
        if !quoted && let Some(place) = DELIMITERS.iter().position(|candidate| candidate == byte) {
            counts[place] += 1;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    let place = counts.iter().position(|count| *count == most).unwrap_or(0);
    DELIMITERS[place]
}

/// The end of the header record by the parity of its quotes, before the delimiter is known: the place after
/// its line ending, or nothing when the text ends first.
pub(crate) fn header_end(text: &[u8], newline: u8) -> Option<usize> {
    let mut quoted = false;
    for (place, byte) in text.iter().enumerate() {
        quoted ^= *byte == b'"';
        if !quoted && *byte == newline {
            return Some(place + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_delimiter_outside_quotes_is_taken() {
        assert_eq!(delimiter_of(b"id;name;\"a,b,c,d\""), b';');
        assert_eq!(delimiter_of(b"id\tname, first\tamount"), b'\t');
        assert_eq!(delimiter_of(b"id|name"), b'|');
        assert_eq!(delimiter_of(b"id"), b',');
        assert_eq!(delimiter_of(b"a,b;c"), b',');
    }

    #[test]
    fn a_first_line_of_excel_states_the_delimiter() {
        assert_eq!(stated_by_first_line(b"sep=;\r"), Some(b';'));
        assert_eq!(stated_by_first_line(b"\"sep=,\""), Some(b','));
        assert_eq!(stated_by_first_line(b"SEP=\t"), Some(b'\t'));
        assert_eq!(stated_by_first_line(b"sep=\""), None);
        assert_eq!(stated_by_first_line(b"separator"), None);
    }

    #[test]
    fn only_a_text_without_line_feeds_ends_its_lines_with_carriage_returns() {
        assert_eq!(newline_of(b"a\rb\r"), b'\r');
        assert_eq!(newline_of(b"a\r\nb\r\n"), b'\n');
        assert_eq!(newline_of(b"a"), b'\n');
    }

    #[test]
    fn a_header_may_hold_a_line_break_in_quotes() {
        assert_eq!(header_end(b"a,\"b\nc\"\nd", b'\n'), Some(8));
        assert_eq!(header_end(b"a,\"b\nc", b'\n'), None);
    }
}
