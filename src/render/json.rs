//! JSON, an array with one object a line, and NDJSON, the same objects without the array. Money, fractions
//! and other decimals are strings with their exact text, whole numbers are numbers, days are ISO strings, and
//! a missing value is null.

use std::io::Write;

use super::RenderError;
use super::rows::{Dialect, for_each_part, write_rows};
use super::style::Style;
use crate::report::{Column, Report};

/// The objects of a report; each ends with a line end, in an array with a comma before it.
struct Objects {
    /// What stands before the value of each column: `{"rep_id":`, then `,"name":`.
    keys: Vec<Vec<u8>>,
    /// What ends an object.
    end: &'static [u8],
}

impl Objects {
    fn new(columns: &[Column], end: &'static [u8]) -> Objects {
        let key = |(index, column): (usize, &Column)| {
            let mut key = vec![if index == 0 { b'{' } else { b',' }];
            push_string(&mut key, &column.name);
            key.push(b':');
            key
        };
        Objects { keys: columns.iter().enumerate().map(key).collect(), end }
    }
}

impl Dialect for Objects {
    fn begin_cell(&self, out: &mut Vec<u8>, column: usize) {
        out.extend_from_slice(&self.keys[column]);
    }

    fn end_row(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.end);
    }

    fn missing(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"null");
    }

    fn quote(&self) -> &'static [u8] {
        b"\""
    }

    fn is_plain(&self, joined: &str) -> bool {
        // A fold without an early end is what the compiler turns into wide instructions.
        !joined.bytes().fold(false, |found, byte| found | needs_escape(byte))
    }

    fn text(&self, out: &mut Vec<u8>, text: &str, plain: bool, _free: bool) {
        if plain {
            out.push(b'"');
            out.extend_from_slice(text.as_bytes());
            out.push(b'"');
        } else {
            push_string(out, text);
        }
    }
}

fn needs_escape(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\' || byte == 0x7f
}

/// Writes a JSON string with its quotes. Control characters, the delete character among them, become escapes,
/// so that no escape sequence reaches a terminal.
pub(super) fn push_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    for &byte in text.as_bytes() {
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            control if needs_escape(control) => {
                let hex = |digit: u8| if digit < 10 { b'0' + digit } else { b'a' + digit - 10 };
                out.extend_from_slice(&[b'\\', b'u', b'0', b'0', hex(control >> 4), hex(control & 15)]);
            }
            other => out.push(other),
        }
    }
    out.push(b'"');
}

/// Writes a report as an array, one object a line.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> Result<(), RenderError> {
    let dialect = Objects::new(&report.columns, b"},\n");
    out.write_all(b"[")?;
    // The comma of a part's last object is held back until another object follows.
    let mut first = true;
    for_each_part(report, style, &dialect, |bytes| {
        let Some(objects) = bytes.strip_suffix(b",\n") else { return Ok(()) };
        out.write_all(if first { b"\n" } else { b",\n" })?;
        first = false;
        out.write_all(objects)
    })?;
    out.write_all(if first { b"]\n" } else { b"\n]\n" })?;
    Ok(())
}

/// Writes a report as one object a line.
pub(super) fn write_lines(report: &Report, style: &Style, out: &mut dyn Write) -> Result<(), RenderError> {
    write_rows(report, style, &Objects::new(&report.columns, b"}\n"), out)
}
