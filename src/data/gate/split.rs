//! Splits the records of a block into values: counts them, checks their bytes, and builds the wanted columns.
//! Where records begin and end was decided by `cutter`.

use memchr::{memchr, memchr_iter};
use polars::prelude::{PlSmallStr, StringChunked};

use super::bits::{self, WIDTH};
use super::column::Texts;
use super::cutter::{Block, Kind, Segment, content_end};
use super::dialect::Dialect;
use super::fault::{Fault, Rejecter, content_fault, field_too_long, shorten};
use super::{FooterLine, TextBlock, field, footer};

/// Footer lines of a file that are kept with their text.
pub(crate) const FOOTERS_KEPT: usize = 20;

/// What all blocks of one reading have in common.
pub(crate) struct Shape<'a> {
    pub(crate) dialect: Dialect,
    /// Columns of the header.
    pub(crate) columns: usize,
    /// The places of the wanted columns, counted from 0.
    pub(crate) wanted: &'a [usize],
    pub(crate) rejecter: &'a Rejecter,
    classes: [bool; 256],
}

/// What a block held.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) read: u64,
    pub(crate) rejected: u64,
    pub(crate) blank: u64,
    pub(crate) footers: u64,
    pub(crate) footer_lines: Vec<FooterLine>,
}

/// Buffers of one thread, used again for each block.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    /// Where each value ends: the place of its delimiter or of its record's line ending.
    ends: Vec<u32>,
    /// How many values end up to and with each record.
    records: Vec<usize>,
    good: Vec<Good>,
}

/// A record that is data.
#[derive(Clone, Copy, Debug)]
struct Good {
    /// The place of its first value in `ends`.
    first: usize,
    start: u32,
    stop: u32,
}

impl<'a> Shape<'a> {
    pub(crate) fn new(dialect: Dialect, wanted: &'a [usize], rejecter: &'a Rejecter) -> Self {
        let mut classes = [false; 256];
        // A record that begins otherwise, its first quote taken off, is neither blank nor a totals line.
        for byte in [dialect.delimiter, b' ', b'\t', b'"', b'\r', b'\n', b'\x0C', b'T', b'G'] {
            classes[usize::from(byte)] = true;
        }
        Self { dialect, columns: rejecter.headers.len(), wanted, rejecter, classes }
    }

    /// The checked records of a block. With `after_footer`, every data record is refused.
    pub(crate) fn split(
        &self,
        block: &Block,
        after_footer: bool,
        scratch: &mut Scratch,
    ) -> (TextBlock, Counts) {
        let bytes = block.text();
        let text = std::str::from_utf8(bytes).ok();
        let careful = text.is_none() || self.is_suspicious(bytes);
        let mut cleaned = if careful { bytes.to_vec() } else { Vec::new() };
        let mut work = Work {
            shape: self,
            bytes,
            careful,
            cleaned: &mut cleaned,
            after_footer,
            scratch,
            output: TextBlock::default(),
            counts: Counts::default(),
        };
        work.scratch.ends.clear();
        work.scratch.good.clear();
        for segment in &block.segments {
            work.segment(segment);
        }
        let (mut output, counts) = (work.output, work.counts);
        let text = text.unwrap_or_else(|| {
            std::str::from_utf8(&cleaned).expect("records that cannot be decoded have been blanked out")
        });
        output.columns = self.wanted.iter().map(|column| self.build(*column, text, scratch)).collect();
        (output, counts)
    }

    /// Whether some record of a valid text may hold bytes that are refused.
    fn is_suspicious(&self, bytes: &[u8]) -> bool {
        let half = if self.dialect.newline == b'\n' { b'\r' } else { b'\n' };
        // A CR is in order before a LF; a LF in a file of CR lines is not.
        let mut halves = memchr_iter(half, bytes);
        halves.any(|found| half == b'\n' || bytes.get(found + 1) != Some(&b'\n'))
            || memchr(0, bytes).is_some()
    }

    /// One column of the good records.
    fn build(&self, column: usize, text: &str, scratch: &Scratch) -> StringChunked {
        let mut texts = Texts::with_capacity(scratch.good.len());
        let last = column + 1 == self.columns;
        for good in &scratch.good {
            let start = match column {
                0 => good.start,
                _ => scratch.ends[good.first + column - 1] + 1,
            };
            let stop = if last { good.stop } else { scratch.ends[good.first + column] };
            let (start, stop) = (at(start), at(stop));
            if start < stop && text.as_bytes()[start] == b'"' {
                texts.push_text(&field::text(&text[start..stop]));
            } else {
                texts.push(text, start, stop);
            }
        }
        texts.finish(PlSmallStr::from_str(&self.rejecter.headers[column]))
    }
}

/// The work on one block.
struct Work<'a> {
    shape: &'a Shape<'a>,
    bytes: &'a [u8],
    /// Whether the bytes of each record are checked on their own, since the block as a whole is not clean.
    careful: bool,
    /// The block without the bytes of refused records; only when careful.
    cleaned: &'a mut Vec<u8>,
    after_footer: bool,
    scratch: &'a mut Scratch,
    output: TextBlock,
    counts: Counts,
}

impl Work<'_> {
    fn segment(&mut self, segment: &Segment) {
        if let Kind::Fault(fault) = segment.kind {
            let stop = content_end(self.bytes, segment.start, segment.end, self.shape.dialect.newline);
            self.reject(fault, segment.row, segment.start, stop);
            return;
        }
        let mut first = self.scratch.ends.len();
        self.scratch.records.clear();
        if segment.kind == Kind::Plain {
            index::<false>(self.bytes, segment, self.shape.dialect, self.scratch);
        } else {
            index::<true>(self.bytes, segment, self.shape.dialect, self.scratch);
        }
        let mut start = segment.start;
        let records = std::mem::take(&mut self.scratch.records);
        for (row, after) in (segment.row..).zip(&records) {
            let newline = at(self.scratch.ends[*after - 1]);
            let stop = content_end(self.bytes, start, newline + 1, self.shape.dialect.newline);
            self.record(row, first, *after - first, start, stop);
            first = *after;
            start = newline + 1;
        }
        self.scratch.records = records;
    }

    /// Decides what one record is.
    fn record(&mut self, row: u64, first: usize, found: usize, start: usize, stop: usize) {
        let record = &self.bytes[start..stop];
        let Dialect { delimiter, newline } = self.shape.dialect;
        let same_count = found == self.shape.columns;
        let quoted = self.bytes[start] == b'"';
        let special = self.shape.classes[usize::from(self.bytes[start + usize::from(quoted)])];
        if special && footer::is_blank(record, delimiter) {
            self.counts.blank += 1;
            return;
        }
        if (special || !same_count) && footer::is_footer(record, delimiter, same_count) {
            return self.footer(row, start, stop);
        }
        if !same_count {
            return self.reject(Fault::FieldCount { found }, row, start, stop);
        }
        let limit = self.shape.rejecter.limits.field_bytes;
        if record.len() > limit
            && let Some(field) = field_too_long(record, delimiter, limit)
        {
            return self.reject(Fault::TooLong { field }, row, start, stop);
        }
        if self.careful
            && let Some(fault) = content_fault(record, delimiter, newline)
        {
            return self.reject(fault, row, start, stop);
        }
        if self.after_footer {
            return self.reject(Fault::AfterFooter, row, start, stop);
        }
        self.counts.read += 1;
        self.output.rows.push(row);
        self.scratch.good.push(Good { first, start: place(start), stop: place(stop) });
    }

    fn footer(&mut self, row: u64, start: usize, stop: usize) {
        self.after_footer = true;
        self.counts.footers += 1;
        if self.counts.footer_lines.len() < FOOTERS_KEPT {
            let text = shorten(&self.bytes[start..stop]);
            self.counts.footer_lines.push(FooterLine { row, text });
        }
        self.blank_out(start, stop - start);
    }

    fn reject(&mut self, fault: Fault, row: u64, start: usize, stop: usize) {
        let reject = self.shape.rejecter.reject(fault, row, &self.bytes[start..stop]);
        self.output.rejects.push(reject);
        self.counts.rejected += 1;
        self.blank_out(start, stop - start);
    }

    /// Takes the bytes of a record that is not used out of the text, which must be valid UTF-8 as a whole.
    fn blank_out(&mut self, start: usize, length: usize) {
        if self.careful {
            self.cleaned[start..start + length].fill(b' ');
        }
    }
}

/// Finds where the values and the records of a segment end.
fn index<const QUOTED: bool>(bytes: &[u8], segment: &Segment, dialect: Dialect, scratch: &mut Scratch) {
    let Dialect { delimiter, newline } = dialect;
    let mut inside = 0;
    let mut begin = segment.start;
    let mut places = [0; WIDTH];
    while begin < segment.end {
        let mut padded = [0; WIDTH];
        let stop = segment.end.min(begin + WIDTH);
        let chunk = if let Some(chunk) = bytes[begin..stop].first_chunk::<WIDTH>() {
            chunk
        } else {
            padded[..stop - begin].copy_from_slice(&bytes[begin..stop]);
            &padded
        };
        let mut newlines = bits::equal(chunk, newline);
        let mut found = bits::equal(chunk, delimiter) | newlines;
        if QUOTED {
            let quoted = bits::parity(bits::equal(chunk, b'"')) ^ inside;
            inside = if quoted >> 63 == 1 { u64::MAX } else { 0 };
            found &= !quoted;
            newlines &= !quoted;
        }
        while newlines != 0 {
            let up_to = newlines ^ (newlines - 1);
            scratch.records.push(scratch.ends.len() + ones(found & up_to));
            newlines &= newlines - 1;
        }
        let base = place(begin);
        let many = ones(found);
        for place in &mut places[..many] {
            *place = base + found.trailing_zeros();
            found &= found - 1;
        }
        scratch.ends.extend_from_slice(&places[..many]);
        begin += WIDTH;
    }
}

/// The number of bits that are set.
fn ones(mask: u64) -> usize {
    usize::try_from(mask.count_ones()).expect("64 at most")
}

/// A place in a block as it is stored.
fn place(at: usize) -> u32 {
    u32::try_from(at).expect("a block is shorter than 4 GiB")
}

/// A stored place as an index.
fn at(place: u32) -> usize {
    usize::try_from(place).expect("a 32-bit place fits an index")
}

impl Counts {
    /// Adds what a later block held.
    pub(crate) fn add(&mut self, later: Self) {
        self.read += later.read;
        self.rejected += later.rejected;
        self.blank += later.blank;
        self.footers += later.footers;
        let room = FOOTERS_KEPT.saturating_sub(self.footer_lines.len());
        self.footer_lines.extend(later.footer_lines.into_iter().take(room));
    }
}
