//! A second reader, slow and obvious: one byte after the other, one record after the other, everything in
//! memory. It shares no code with the gate save the limits, and the gate must agree with it.

use crate::data::gate::Limits;

/// What the second reader makes of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// A data record: its line and values.
    Row(u64, Vec<String>),
    /// A refused record: its line, why, and the value to blame.
    Reject(u64, &'static str, Option<usize>),
    /// Nothing later can be trusted from this line on.
    Fatal(u64, &'static str),
}

/// All events of a text, and the counts of blank records and footer lines.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) events: Vec<Event>,
    pub(super) blank: u64,
    pub(super) footers: u64,
}

/// How the text is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    pub(super) delimiter: u8,
    pub(super) newline: u8,
    pub(super) columns: usize,
}

/// Reads `text` below its header; the first record begins on line `row`.
pub(super) fn read(text: &[u8], mut row: u64, written: Written, limits: Limits) -> Reading {
    let mut text = text.to_vec();
    if text.last().is_some_and(|last| *last != written.newline) {
        text.push(written.newline);
    }
    let mut reading = Reading::default();
    let mut after_footer = false;
    let mut at = 0;
    while at < text.len() {
        let record = match record(&text[at..], written, limits) {
            Parsed::Record(record) => record,
            Parsed::Fault(reason, field, length) => {
                reading.events.push(Event::Reject(row, reason, Some(field)));
                at += length;
                row += 1;
                continue;
            }
            Parsed::Fatal(reason) => {
                reading.events.push(Event::Fatal(row, reason));
                break;
            }
        };
        let same_count = record.fields.len() == written.columns;
        let mut length = record.length;
        let mut lines = record.lines;
        if is_blank(&record.fields) {
            reading.blank += 1;
        } else if is_footer(&record.fields, same_count) {
            reading.footers += 1;
            after_footer = true;
        } else if !same_count {
            reading.events.push(Event::Reject(row, "count", None));
            if lines > 1 {
                length = line_length(&text[at..], written.newline);
                lines = 1;
            }
        } else if let Some((reason, field)) = bad_value(&record.fields, written, limits) {
            reading.events.push(Event::Reject(row, reason, Some(field)));
        } else if after_footer {
            reading.events.push(Event::Reject(row, "after footer", None));
        } else {
            let values = record.fields.iter().map(|field| text_of(&field.bytes)).collect();
            reading.events.push(Event::Row(row, values));
        }
        at += length;
        row += lines;
    }
    reading
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the bytes were checked")
}

struct Field {
    /// The value, quotes undone.
    bytes: Vec<u8>,
    /// The bytes between its quotes, doubled quotes counted twice.
    length: usize,
    quoted: bool,
}

struct Record {
    fields: Vec<Field>,
    length: usize,
    lines: u64,
}

enum Parsed {
    Record(Record),
    /// The reason, the value to blame, and the bytes of the first line.
    Fault(&'static str, usize, usize),
    Fatal(&'static str),
}

fn line_length(text: &[u8], newline: u8) -> usize {
    text.iter().position(|byte| *byte == newline).map_or(text.len(), |at| at + 1)
}

/// Parses the record at the start of `text`.
fn record(text: &[u8], written: Written, limits: Limits) -> Parsed {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        Start,
        Unquoted,
        Quoted,
        Closed,
    }
    let mut state = State::Start;
    let mut fields = Vec::new();
    let mut bytes = Vec::new();
    let mut extra = 0;
    let mut lines = 1;
    let mut spans = false;
    let mut at = 0;
    let first_line = line_length(text, written.newline);
    loop {
        let Some(byte) = text.get(at).copied() else {
            return Parsed::Fatal("unclosed");
        };
        if at >= limits.record_bytes {
            return Parsed::Fatal("long");
        }
        let carriage = byte == b'\r' && written.newline == b'\n';
        match state {
            State::Quoted if byte == b'"' => state = State::Closed,
            State::Quoted => {
                if byte == written.newline {
                    lines += 1;
                    spans = true;
                }
                bytes.push(byte);
            }
            State::Closed if byte == b'"' => {
                bytes.push(b'"');
                extra += 1;
                state = State::Quoted;
            }
            State::Closed if carriage && at + 1 >= limits.record_bytes => return Parsed::Fatal("long"),
            State::Closed if carriage && text.get(at + 1) == Some(&b'\n') => {}
            State::Closed if byte != written.delimiter && byte != written.newline => {
                if spans {
                    return Parsed::Fatal("text after");
                }
                if first_line > limits.record_bytes {
                    return Parsed::Fatal("long");
                }
                return Parsed::Fault("text after", fields.len(), first_line);
            }
            State::Start if byte == b'"' => {
                state = State::Quoted;
                spans = false;
            }
            State::Unquoted if byte == b'"' => {
                if first_line > limits.record_bytes {
                    return Parsed::Fatal("long");
                }
                return Parsed::Fault("stray", fields.len(), first_line);
            }
            _ if byte == written.delimiter || byte == written.newline => {
                let quoted = state == State::Closed;
                let ends = byte == written.newline;
                if ends && !quoted && written.newline == b'\n' && bytes.last() == Some(&b'\r') {
                    bytes.pop();
                }
                let length = bytes.len() + extra;
                fields.push(Field { bytes: std::mem::take(&mut bytes), length, quoted });
                extra = 0;
                state = State::Start;
                if ends {
                    return Parsed::Record(Record { fields, length: at + 1, lines });
                }
            }
            _ => {
                state = State::Unquoted;
                bytes.push(byte);
            }
        }
        at += 1;
    }
}

fn is_blank(fields: &[Field]) -> bool {
    fields.iter().all(|field| field.bytes.iter().all(|byte| *byte == b' ' || *byte == b'\t'))
}

fn is_footer(fields: &[Field], same_count: bool) -> bool {
    let filled = fields.iter().map(|field| field.bytes.trim_ascii()).find(|value| !value.is_empty());
    let Some(first) = filled else {
        return false;
    };
    let first = String::from_utf8_lossy(first).into_owned();
    for name in ["Total", "Totals", "Grand Total", "Grand Totals"] {
        if first == name || first == format!("{name}:") {
            return true;
        }
        let counted = first.strip_suffix(':').unwrap_or(&first);
        if let Some(rest) = counted.strip_prefix(&format!("{name} (")) {
            let words: Vec<&str> = rest.strip_suffix(')').unwrap_or("x").split(' ').collect();
            let digits =
                |word: &str| !word.is_empty() && word.chars().all(|one| one.is_ascii_digit() || one == ',');
            match words[..] {
                [number] if digits(number) => return true,
                [number, "record" | "records" | "row" | "rows"] if digits(number) => return true,
                _ => {}
            }
        }
    }
    let notices = [
        "Confidential Information",
        "Copyright (c)",
        "Copyright ©",
        "Copyright \u{FFFD}",
        "Generated By:",
        "Generated by",
        "As of ",
    ];
    !same_count && notices.iter().any(|notice| first.starts_with(notice))
}

/// The first value that is refused, and why. A value that is too long is found before all else.
fn bad_value(fields: &[Field], written: Written, limits: Limits) -> Option<(&'static str, usize)> {
    if let Some(long) = fields.iter().position(|field| field.length > limits.field_bytes) {
        return Some(("too long", long));
    }
    let half = if written.newline == b'\n' { b'\r' } else { b'\n' };
    for (place, field) in fields.iter().enumerate() {
        if field.bytes.contains(&0) {
            return Some(("nul", place));
        }
        if String::from_utf8(field.bytes.clone()).is_err() {
            return Some(("undecodable", place));
        }
        if !field.quoted && field.bytes.contains(&half) {
            return Some(("half", place));
        }
    }
    None
}
