//! The faults of single records, and how each is told: column, value, reason and remedy.

use super::field;
use super::limits::{Limits, bytes_in_words};
use crate::data::input::decode::{Charset, Transcoder};
use crate::model::reject::Reject;

/// Characters of a refused value that are shown.
const SHOWN: usize = 80;

/// Why a record is refused. `field` is the place of the value to blame, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A quote inside an unquoted value.
    StrayQuote { field: usize },
    /// Text after the closing quote of a value.
    TextAfterQuote { field: usize },
    /// Another number of values than the header has.
    FieldCount { found: usize },
    /// A value longer than the limit.
    TooLong { field: usize },
    /// A NUL byte in a value.
    Nul { field: usize },
    /// Bytes that are no text in the encoding of the file.
    Undecodable { field: usize },
    /// Half a line ending inside an unquoted value.
    BareBreak { field: usize },
    /// Data below the footer of a report.
    AfterFooter,
}

/// Words faults as rejects of one file.
#[derive(Clone, Debug)]
pub(crate) struct Rejecter {
    pub(crate) file: String,
    pub(crate) headers: Vec<String>,
    pub(crate) delimiter: u8,
    pub(crate) charset: Charset,
    pub(crate) limits: Limits,
}

impl Rejecter {
    /// The reject of one record, its line ending taken off.
    pub(crate) fn reject(&self, fault: Fault, row: u64, record: &[u8]) -> Reject {
        let field = fault.field();
        let column = field.and_then(|field| self.headers.get(field)).cloned().unwrap_or_default();
        let value = field.and_then(|field| field::fields(record, self.delimiter).nth(field));
        Reject {
            file: self.file.clone(),
            row,
            column,
            value: shorten(value.unwrap_or(record)),
            reason: self.reason(fault),
            remedy: self.remedy(fault),
        }
    }

    fn reason(&self, fault: Fault) -> String {
        match fault {
            Fault::StrayQuote { .. } => "a quote stands inside an unquoted value".to_owned(),
            Fault::TextAfterQuote { .. } => "text stands after the closing quote of a value".to_owned(),
            Fault::FieldCount { found } => {
                let plural = if found == 1 { "" } else { "s" };
                format!("the record has {found} value{plural}, the header has {}", self.headers.len())
            }
            Fault::TooLong { .. } => {
                format!("the value is longer than {}", bytes_in_words(self.limits.field_bytes))
            }
            Fault::Nul { .. } => "the value holds a NUL byte".to_owned(),
            Fault::Undecodable { .. } => Transcoder::reason(self.charset.encoding),
            Fault::BareBreak { .. } => {
                "half a line ending (CR or LF alone) stands inside an unquoted value".to_owned()
            }
            Fault::AfterFooter => "row after the report's footer".to_owned(),
        }
    }

    fn remedy(&self, fault: Fault) -> Option<String> {
        let delimiter = char::from(self.delimiter).escape_default();
        let text = match fault {
            Fault::StrayQuote { .. } | Fault::TextAfterQuote { .. } => {
                "put the whole value in quotes and double the quotes inside it".to_owned()
            }
            Fault::FieldCount { found } if found > self.headers.len() => {
                format!("put values that hold `{delimiter}` in quotes")
            }
            Fault::FieldCount { .. } => {
                format!("look for a missing `{delimiter}` or a line break in a value")
            }
            Fault::Undecodable { .. } if self.charset.is_utf8() => {
                "`--encoding windows-1252` if the file comes from Excel on Windows".to_owned()
            }
            Fault::Undecodable { .. } => "leave `--encoding` out, or state the right one".to_owned(),
            Fault::AfterFooter => "the file may be two reports in one: export each on its own".to_owned(),
            Fault::TooLong { .. } | Fault::Nul { .. } | Fault::BareBreak { .. } => return None,
        };
        Some(text)
    }
}

impl Fault {
    fn field(self) -> Option<usize> {
        match self {
            Self::StrayQuote { field }
            | Self::TextAfterQuote { field }
            | Self::TooLong { field }
            | Self::Nul { field }
            | Self::Undecodable { field }
            | Self::BareBreak { field } => Some(field),
            Self::FieldCount { .. } | Self::AfterFooter => None,
        }
    }
}

/// The first value of a record that is longer than `limit` bytes without its quotes.
pub(crate) fn field_too_long(record: &[u8], delimiter: u8, limit: usize) -> Option<usize> {
    field::fields(record, delimiter).position(|raw| field::inner(raw).len() > limit)
}

/// The fault in the bytes of a record whose quoting and number of values are right: NUL, undecodable bytes,
/// half a line ending.
pub(crate) fn content_fault(record: &[u8], delimiter: u8, newline: u8) -> Option<Fault> {
    let half = if newline == b'\n' { b'\r' } else { b'\n' };
    let clean = |raw: &[u8]| !raw.contains(&0) && std::str::from_utf8(raw).is_ok();
    if clean(record) && !record.contains(&half) {
        return None;
    }
    field::fields(record, delimiter).enumerate().find_map(|(field, raw)| {
        if raw.contains(&0) {
            Some(Fault::Nul { field })
        } else if std::str::from_utf8(raw).is_err() {
            Some(Fault::Undecodable { field })
        } else if raw.contains(&half) && raw.first() != Some(&b'"') {
            Some(Fault::BareBreak { field })
        } else {
            None
        }
    })
}

/// At most 80 characters of a value, on one line: control characters and bytes that are no text are written
/// as `\n`, `\x00`.
pub(crate) fn shorten(value: &[u8]) -> String {
    let mut text = String::new();
    let mut length = 0;
    let mut push = |piece: &str, size: usize| {
        length += size;
        if length <= SHOWN {
            text.push_str(piece);
        }
        length <= SHOWN
    };
    'chunks: for chunk in value.utf8_chunks() {
        for character in chunk.valid().chars() {
            let shown = if character.is_control() {
                character.escape_default().to_string()
            } else {
                character.to_string()
            };
            if !push(&shown, shown.chars().count()) {
                break 'chunks;
            }
        }
        for byte in chunk.invalid() {
            if !push(&format!("\\x{byte:02X}"), 4) {
                break 'chunks;
            }
        }
    }
    if length > SHOWN {
        while text.chars().count() >= SHOWN {
            text.pop();
        }
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_is_cut_to_80_characters() {
        let long = "é".repeat(200);
        assert_eq!(shorten(long.as_bytes()).chars().count(), 80);
        assert!(shorten(long.as_bytes()).ends_with('…'));
        let exact = "x".repeat(80);
        assert_eq!(shorten(exact.as_bytes()), exact);
    }

    #[test]
    fn bytes_that_are_no_text_are_written_out() {
        assert_eq!(shorten(b"Andr\xE9\x00\n"), "Andr\\xE9\\u{0}\\n");
    }

    #[test]
    fn the_first_value_to_blame_is_named() {
        assert_eq!(content_fault(b"a,b", b',', b'\n'), None);
        assert_eq!(content_fault(b"a,b\x00", b',', b'\n'), Some(Fault::Nul { field: 1 }));
        assert_eq!(content_fault(b"a,\xE9", b',', b'\n'), Some(Fault::Undecodable { field: 1 }));
        assert_eq!(content_fault(b"a\rb,c", b',', b'\n'), Some(Fault::BareBreak { field: 0 }));
        assert_eq!(content_fault(b"\"a\rb\",c", b',', b'\n'), None);
    }
}
