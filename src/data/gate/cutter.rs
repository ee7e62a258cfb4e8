//! Cuts the text of a file into blocks of whole records, in one pass and in file order: where each run of
//! records begins and ends, on which line, and which lines have unsound quotes. Fields are left to `split`.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memrchr};

use super::dialect::Dialect;
use super::fault::{Fault, field_too_long};
use super::limits::{Limits, bytes_in_words};
use super::sound::sound_lines;
use super::step::{QuoteFault, Step, step};
use super::{field, footer};
use crate::data::error::DataError;
use crate::data::input::stream::TextStream;

/// A run of bytes of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    /// The place of its first byte in the block.
    pub(crate) start: usize,
    /// The place after its last byte, a line ending.
    pub(crate) end: usize,
    /// The physical line of its first record.
    pub(crate) row: u64,
    /// What it holds.
    pub(crate) kind: Kind,
}

/// What a segment holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Records without quotes, one on each line.
    Plain,
    /// Records with sound quotes, one on each line.
    Quoted,
    /// One record with sound quotes that takes several lines.
    Long,
    /// One line that is refused.
    Fault(Fault),
}

/// Whole records of a file, to be worked on by one thread. Its buffers are used again.
#[derive(Debug, Default)]
pub(crate) struct Block {
    /// The bytes; those from `used` on are leftovers.
    bytes: Vec<u8>,
    used: usize,
    /// The segments, without gaps, in order.
    pub(crate) segments: Vec<Segment>,
    /// The bytes of the file on disk that have been used up when this block ends.
    pub(crate) position: u64,
}

impl Block {
    /// The text of the block: whole records, each with its line ending.
    pub(crate) fn text(&self) -> &[u8] {
        &self.bytes[..self.used]
    }
}

/// Cuts a stream of text into blocks.
pub(crate) struct Cutter {
    file: String,
    stream: TextStream,
    dialect: Dialect,
    columns: usize,
    limits: Limits,
    block_bytes: usize,
    row: u64,
    carry: Vec<u8>,
    ended: bool,
    failure: Option<DataError>,
}

/// Where the cutter begins.
#[derive(Debug)]
pub(crate) struct Start {
    /// Bytes of text before the first record below the header.
    pub(crate) offset: u64,
    /// The physical line of that record.
    pub(crate) row: u64,
}

impl Cutter {
    /// A cutter for the records below the header.
    pub(crate) fn new(
        file: &str,
        mut stream: TextStream,
        start: &Start,
        shape: (Dialect, usize),
        limits: Limits,
        block_bytes: usize,
    ) -> Result<Self, DataError> {
        let mut waste = vec![0; 1 << 16];
        let mut left = usize::try_from(start.offset).unwrap_or(usize::MAX);
        while left > 0 {
            let piece = left.min(waste.len());
            if stream.fill(&mut waste[..piece])? < piece {
                return Err(DataError::Changed { file: file.to_owned() });
            }
            left -= piece;
        }
        let (dialect, columns) = shape;
        Ok(Self {
            file: file.to_owned(),
            stream,
            dialect,
            columns,
            limits,
            block_bytes: block_bytes.max(1),
            row: start.row,
            carry: Vec::new(),
            ended: false,
            failure: None,
        })
    }

    /// The physical line after the last one that was cut.
    pub(crate) fn row(&self) -> u64 {
        self.row
    }

    /// Fills `block` with the next whole records. Returns whether there were any; a fault after which nothing
    /// can be trusted comes as the error after the last good block.
    pub(crate) fn next(&mut self, block: &mut Block) -> Result<bool, DataError> {
        block.segments.clear();
        block.used = 0;
        if let Some(failure) = self.failure.take() {
            self.ended = true;
            self.carry.clear();
            return Err(failure);
        }
        let mut filled = self.carry.len();
        let mut target = self.block_bytes.max(filled + self.block_bytes / 2 + 1);
        if block.bytes.len() < target {
            block.bytes.resize(target, 0);
        }
        block.bytes[..filled].copy_from_slice(&self.carry);
        self.carry.clear();
        loop {
            filled = self.fill(&mut block.bytes, filled, target)?;
            let cut = self.scan(&block.bytes[..filled], &mut block.segments);
            if cut > 0 || self.ended || self.failure.is_some() {
                self.carry.extend_from_slice(&block.bytes[cut..filled]);
                block.used = cut;
                block.position = self.stream.position();
                break;
            }
            target = filled * 2;
            block.bytes.resize(target, 0);
        }
        if block.segments.is_empty() { self.failure.take().map_or(Ok(false), Err) } else { Ok(true) }
    }

    /// Reads on up to `target`. At the end of the file the last line gets a line ending if it has none.
    fn fill(&mut self, bytes: &mut [u8], filled: usize, target: usize) -> Result<usize, DataError> {
        if self.ended {
            return Ok(filled);
        }
        let mut filled = filled + self.stream.fill(&mut bytes[filled..target])?;
        if filled < target {
            self.ended = true;
            if filled > 0 && bytes[filled - 1] != self.dialect.newline {
                bytes[filled] = self.dialect.newline;
                filled += 1;
            }
        }
        Ok(filled)
    }

    /// Finds the segments of `text`; returns the place after the last whole record. Sets `failure` when
    /// nothing from there on can be trusted.
    fn scan(&mut self, text: &[u8], segments: &mut Vec<Segment>) -> usize {
        let mut at = 0;
        while at < text.len() && self.failure.is_none() {
            let quote = memchr(b'"', &text[at..]).map(|found| at + found);
            let plain = &text[at..quote.unwrap_or(text.len())];
            if let Some(last) = memrchr(self.dialect.newline, plain) {
                at = self.lines(text, at..at + last + 1, Kind::Plain, segments);
                continue;
            }
            if quote.is_none() {
                self.check_tail(&text[at..]);
                break;
            }
            let sound = sound_lines(text, at, self.dialect);
            if sound > at {
                at = self.lines(text, at..sound, Kind::Quoted, segments);
            } else if let Some(end) = self.quoted(text, at, segments) {
                at = end;
            } else {
                break;
            }
        }
        at
    }

    /// Takes lines of one record each; returns the place after them, or before the first that is too long.
    fn lines(&mut self, text: &[u8], range: Range<usize>, kind: Kind, segments: &mut Vec<Segment>) -> usize {
        let (start, end) = (range.start, range.end);
        let stop = self.first_too_long(text, range).unwrap_or(end);
        if stop > start {
            let newlines = memchr_iter(self.dialect.newline, &text[start..stop]).count();
            push(segments, Segment { start, end: stop, row: self.row, kind });
            self.row += count(newlines);
        }
        if stop < end {
            self.fail_too_long(&text[stop..], false);
        }
        stop
    }

    /// The place of the first line that is longer than a record may be.
    fn first_too_long(&self, text: &[u8], range: Range<usize>) -> Option<usize> {
        if range.len() <= self.limits.record_bytes {
            return None;
        }
        let mut line = range.start;
        for newline in memchr_iter(self.dialect.newline, &text[range.clone()]) {
            let next = range.start + newline + 1;
            if next - line > self.limits.record_bytes {
                return Some(line);
            }
            line = next;
        }
        None
    }

    /// Takes the record with quotes that begins at `start`; returns the place after it, or nothing when it is
    /// not whole.
    fn quoted(&mut self, text: &[u8], start: usize, segments: &mut Vec<Segment>) -> Option<usize> {
        let window = text.len().min(start.saturating_add(self.limits.record_bytes));
        let limited = window - start == self.limits.record_bytes;
        let within = &text[..window];
        let ended = self.ended && window == text.len();
        match step(within, start, ended, self.dialect) {
            Step::Record { end, lines } => Some(self.record(text, start..end, lines, segments)),
            Step::Fault { kind, at } => self.fault(within, start, at, kind, limited, segments),
            Step::Fatal(kind) => self.fail(kind),
            Step::More { quoted } if limited => {
                self.fail_too_long(&text[start..], quoted);
                None
            }
            Step::More { .. } => None,
        }
    }

    /// Takes a record with sound quotes. One that takes several lines and has another number of values than
    /// the header is refused by its first line: a quote that is missing there may have swallowed the next ones.
    fn record(&mut self, text: &[u8], range: Range<usize>, lines: u64, segments: &mut Vec<Segment>) -> usize {
        let (start, end, row) = (range.start, range.end, self.row);
        if lines > 1 {
            let record = &text[start..content_end(text, start, end, self.dialect.newline)];
            let found = field::fields(record, self.dialect.delimiter).count();
            if found != self.columns && !footer::is_footer(record, self.dialect.delimiter, false) {
                let line = memchr(self.dialect.newline, &text[start..end]).map_or(end, |at| start + at + 1);
                self.row += 1;
                let kind = Kind::Fault(Fault::FieldCount { found });
                segments.push(Segment { start, end: line, row, kind });
                return line;
            }
            self.row += lines;
            segments.push(Segment { start, end, row, kind: Kind::Long });
            return end;
        }
        self.row += 1;
        push(segments, Segment { start, end, row, kind: Kind::Quoted });
        end
    }

    /// Refuses the first line of a record with a fault; reading goes on at the next line.
    fn fault(
        &mut self,
        within: &[u8],
        start: usize,
        at: usize,
        kind: QuoteFault,
        limited: bool,
        segments: &mut Vec<Segment>,
    ) -> Option<usize> {
        let Some(newline) = memchr(self.dialect.newline, &within[start..]) else {
            if limited {
                self.fail_too_long(&within[start..], false);
            }
            return None;
        };
        let end = start + newline + 1;
        let before = &within[start..at];
        let field = field::fields(before, self.dialect.delimiter).count() - 1;
        let kind = Kind::Fault(match kind {
            QuoteFault::TextAfter => Fault::TextAfterQuote { field },
            QuoteFault::Stray | QuoteFault::Unclosed => Fault::StrayQuote { field },
        });
        segments.push(Segment { start, end, row: self.row, kind });
        self.row += 1;
        Some(end)
    }

    fn fail(&mut self, kind: QuoteFault) -> Option<usize> {
        let message = match kind {
            QuoteFault::TextAfter => {
                "a quoted value that begins in this record goes on over the next lines and is followed by text"
            }
            QuoteFault::Unclosed | QuoteFault::Stray => {
                "a quoted value that begins in this record never ends"
            }
        };
        self.failure = Some(DataError::Broken {
            file: self.file.clone(),
            row: self.row,
            message: message.to_owned(),
            hint: "close the quote on that line, or export the file again".to_owned(),
        });
        None
    }

    /// Fails when the unfinished line at the end of a text is longer than a record may be.
    fn check_tail(&mut self, tail: &[u8]) {
        if tail.len() >= self.limits.record_bytes {
            self.fail_too_long(tail, false);
        }
    }

    /// Fails at a record that is longer than a record may be; with `quoted`, inside a quoted value.
    fn fail_too_long(&mut self, rest: &[u8], quoted: bool) {
        let window = &rest[..rest.len().min(self.limits.record_bytes)];
        let field = field_too_long(window, self.dialect.delimiter, self.limits.field_bytes);
        let (mut message, limit) = if let Some(field) = field {
            let limit = bytes_in_words(self.limits.field_bytes);
            (format!("the value in column {} is too long", field + 1), format!("a value may hold {limit}"))
        } else {
            let limit = bytes_in_words(self.limits.record_bytes);
            ("the record is too long".to_owned(), format!("a record may hold {limit}"))
        };
        if quoted {
            message.push_str(", or its quote is never closed");
        }
        let file = self.file.clone();
        self.failure = Some(DataError::Limit { file, row: self.row, message, limit });
    }
}

/// Adds a segment, to the last one if it goes on with the same.
fn push(segments: &mut Vec<Segment>, next: Segment) {
    match segments.last_mut() {
        Some(last) if last.kind == next.kind => last.end = next.end,
        _ => segments.push(next),
    }
}

/// The place where the values of a record end: before its line ending.
pub(crate) fn content_end(text: &[u8], start: usize, end: usize, newline: u8) -> usize {
    let stop = end - 1;
    if newline == b'\n' && stop > start && text[stop - 1] == b'\r' { stop - 1 } else { stop }
}

/// A number of bytes or lines as a row number.
pub(crate) fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
