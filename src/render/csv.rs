//! CSV and TSV by RFC 4180 with LF: a header of stable names, plain numbers, ISO dates, nothing for a missing
//! value. A cell is quoted when it holds the delimiter, a quote or a line end, or has a space at an end; TSV
//! differs in its delimiter alone, so a tab or a line end in text is quoted, never replaced.

use std::io::Write;

use super::RenderError;
use super::rows::{Dialect, write_rows};
use super::style::Style;
use crate::report::Report;

/// Text in columns that a delimiter separates.
struct Delimited {
    delimiter: u8,
    spreadsheet_safe: bool,
    /// Whether there is but one column: then an empty cell is quoted, or its row would be an empty line.
    single: bool,
}

impl Dialect for Delimited {
    fn begin_cell(&self, out: &mut Vec<u8>, column: usize) {
        if column > 0 {
            out.push(self.delimiter);
        }
    }

    fn end_row(&self, out: &mut Vec<u8>) {
        out.push(b'\n');
    }

    fn missing(&self, out: &mut Vec<u8>) {
        if self.single {
            out.extend_from_slice(b"\"\"");
        }
    }

    fn quote(&self) -> &'static [u8] {
        b""
    }

    fn is_plain(&self, joined: &str) -> bool {
        let bytes = joined.as_bytes();
        memchr::memchr3(b'"', b'\n', b'\r', bytes).is_none()
            && memchr::memchr(self.delimiter, bytes).is_none()
    }

    fn text(&self, out: &mut Vec<u8>, text: &str, plain: bool, free: bool) {
        let bytes = text.as_bytes();
        let guarded = self.spreadsheet_safe && free && looks_like_a_formula(text);
        let spaced = bytes.first() == Some(&b' ') || bytes.last() == Some(&b' ');
        if (plain && !spaced) || !self.needs_quotes(text) {
            if guarded {
                out.push(b'\'');
            }
            out.extend_from_slice(bytes);
            return;
        }
        out.push(b'"');
        if guarded {
            out.push(b'\'');
        }
        for &byte in bytes {
            if byte == b'"' {
                out.push(b'"');
            }
            out.push(byte);
        }
        out.push(b'"');
    }
}

impl Delimited {
    fn needs_quotes(&self, text: &str) -> bool {
        text.starts_with(' ') || text.ends_with(' ') || !self.is_plain(text)
    }
}

/// Whether a spreadsheet would read this text as a formula: it begins with `=`, `+`, `-`, `@`, a tab, a
/// carriage return, or one of the full-width forms of the first four.
#[must_use]
pub fn looks_like_a_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

/// Writes a report as text that a delimiter separates, `,` or a tab.
pub(super) fn write(
    report: &Report,
    delimiter: u8,
    style: &Style,
    out: &mut dyn Write,
) -> Result<(), RenderError> {
    let dialect =
        Delimited { delimiter, spreadsheet_safe: style.spreadsheet_safe, single: report.columns.len() == 1 };
    let mut header = Vec::new();
    for (index, column) in report.columns.iter().enumerate() {
        dialect.begin_cell(&mut header, index);
        dialect.text(&mut header, &column.name, false, true);
    }
    dialect.end_row(&mut header);
    out.write_all(&header)?;
    write_rows(report, style, &dialect, out)
}
