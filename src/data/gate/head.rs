//! The top of a text table: what the file is, its encoding, its dialect and its header, read before any record.

use memchr::memchr;

use super::cutter::{Start, content_end, count};
use super::dialect::{Dialect, delimiter_of, header_end, is_possible, newline_of, stated_by_first_line};
use super::fault::{Fault, content_fault};
use super::limits::bytes_in_words;
use super::step::{Step, step};
use super::{CsvOptions, field, footer};
use crate::data::error::DataError;
use crate::data::input::Handle;
use crate::data::input::decode::{Charset, Transcoder, charset};
use crate::data::input::magic::{self, PARQUET, Packing};
use crate::data::input::stream::{TextStream, Unpacked};

/// Bytes that decide what the file is and how its lines end.
const SNIFFED: usize = 1 << 16;
/// Control bytes that are let through before the file is judged.
const CONTROLS_FREE: usize = 8;

/// What the top of a file tells.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) packing: Packing,
    pub(crate) charset: Charset,
    pub(crate) dialect: Dialect,
    /// The header, trimmed; blank names are `column_4`.
    pub(crate) headers: Vec<String>,
    /// The physical line of the header.
    pub(crate) header_row: u64,
    /// The first record below the header, when it can be read.
    pub(crate) second: Option<Vec<String>>,
    /// Where the records begin.
    pub(crate) start: Start,
    /// Blank lines above the header.
    pub(crate) blank: u64,
}

/// Reads the top of a file.
pub(crate) fn read(handle: &Handle, options: &CsvOptions, named_parquet: bool) -> Result<Head, DataError> {
    let file = &handle.name;
    if let Some(delimiter) = options.delimiter.filter(|delimiter| !is_possible(*delimiter)) {
        return Err(DataError::Stated {
            file: file.clone(),
            message: format!("`{}` cannot stand between values", delimiter.escape_ascii()),
            hint: "a delimiter is one ASCII character, such as `,` `;` `|` or a tab".to_owned(),
        });
    }
    let growth = options.limits.growth();
    let mut unpacked = Unpacked::open(handle, growth)?;
    let mut start = vec![0; SNIFFED];
    let filled = unpacked.fill(&mut start)?;
    start.truncate(filled);
    let packing = unpacked.packing();
    check_format(file, &start, packing)?;
    let charset = charset(file, &start, options.encoding.as_deref())?;
    let mut stream = TextStream::open(handle, growth, charset)?;
    let mut text = vec![0; SNIFFED];
    let mut filled = stream.fill(&mut text)?;
    check_text(file, &text[..filled])?;
    if named_parquet {
        return Err(DataError::Format {
            file: file.clone(),
            found: "is text (CSV), not Parquet".to_owned(),
            hint: "rename it so that it ends in .csv".to_owned(),
        });
    }
    loop {
        let ended = filled < text.len();
        if ended {
            text.truncate(filled);
            let newline = newline_of(&text[..filled.min(SNIFFED)]);
            if text.last().is_some_and(|last| *last != newline) {
                text.push(newline);
            }
        }
        let top = Top { file, text: &text, length: filled, ended, options, charset };
        if let Some(head) = top.parse(packing)? {
            return Ok(head);
        }
        text.resize(filled * 2, 0);
        filled += stream.fill(&mut text[filled..])?;
    }
}

fn check_format(file: &str, start: &[u8], packing: Packing) -> Result<(), DataError> {
    let refuse = |found: String, hint: &str| {
        Err(DataError::Format { file: file.to_owned(), found, hint: hint.to_owned() })
    };
    if packing != Packing::None {
        if start.starts_with(PARQUET) {
            return refuse(format!("is Parquet inside {}", packing.name()), "unpack it first");
        }
        let inner = magic::packing(start);
        if inner != Packing::None {
            return refuse(format!("is {} inside {}", inner.name(), packing.name()), "unpack it once");
        }
    }
    match magic::foreign(start) {
        Some(foreign) => refuse(foreign.found.to_owned(), foreign.hint),
        None => Ok(()),
    }
}

/// Refuses what is not text: more than one control byte in twenty.
fn check_text(file: &str, start: &[u8]) -> Result<(), DataError> {
    let is_control =
        |byte: &&u8| (**byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r')) || **byte == 0x7F;
    let controls = start.iter().filter(is_control).count();
    if controls <= CONTROLS_FREE || controls * 20 <= start.len() {
        return Ok(());
    }
    let nuls = memchr::memchr_iter(0, start).count();
    let hint = if nuls * 3 >= start.len() {
        "if it is UTF-16 without a byte-order mark, state `--encoding utf-16le` or `utf-16be`"
    } else {
        "export the table as CSV"
    };
    let found = "is not text: it is full of control bytes".to_owned();
    Err(DataError::Format { file: file.to_owned(), found, hint: hint.to_owned() })
}

/// The first bytes of the text of a file; when `ended` all of it, with a line ending after the last line.
struct Top<'a> {
    file: &'a str,
    text: &'a [u8],
    /// Bytes of the text without that line ending.
    length: usize,
    ended: bool,
    options: &'a CsvOptions,
    charset: Charset,
}

impl Top<'_> {
    /// The head, or nothing when more of the file is needed.
    fn parse(&self, packing: Packing) -> Result<Option<Head>, DataError> {
        let newline = newline_of(&self.text[..self.text.len().min(SNIFFED)]);
        let first_line = memchr(newline, self.text).map(|end| &self.text[..end]);
        let stated = first_line.and_then(stated_by_first_line);
        let skipped = usize::try_from(self.options.skip_lines).unwrap_or(usize::MAX);
        let Some((at, row, blank)) =
            self.header_start(newline, skipped.max(usize::from(stated.is_some())))?
        else {
            return Ok(None);
        };
        let Some(length) = header_end(&self.text[at..], newline) else {
            return self.unfinished(at, row).map(|()| None);
        };
        let stated = self.options.delimiter.or(stated);
        let delimiter = stated.unwrap_or_else(|| delimiter_of(&self.text[at..at + length]));
        let dialect = Dialect { delimiter, newline };
        let (end, lines) = match step(self.text, at, self.ended, dialect) {
            Step::Record { end, .. } if end - at > self.options.limits.record_bytes => {
                return Err(self.too_long(row));
            }
            Step::Record { end, lines } => (end, lines),
            Step::More { .. } => return self.unfinished(at, row).map(|()| None),
            Step::Fault { .. } | Step::Fatal(_) => {
                let message = "the header has a quote where none may be";
                return Err(self.broken(row, message, "put header names that hold quotes in quotes"));
            }
        };
        let headers = self.headers(&self.text[at..content_end(self.text, at, end, newline)], dialect, row)?;
        let Ok(second) = self.second(end, dialect) else {
            return Ok(None);
        };
        let start = Start { offset: count(end.min(self.length)), row: row + lines };
        let charset = self.charset;
        Ok(Some(Head { packing, charset, dialect, headers, header_row: row, second, start, blank }))
    }

    /// The place and the row of the header, and the blank lines above it.
    fn header_start(&self, newline: u8, skipped: usize) -> Result<Option<(usize, u64, u64)>, DataError> {
        let (mut at, mut row, mut blank) = (0, 1, 0);
        let stated = self.options.delimiter.unwrap_or(b' ');
        while let Some(length) = memchr(newline, &self.text[at..]) {
            let line = &self.text[at..at + length];
            let empty = line.iter().all(|byte| b" \t\r,;|\"".contains(byte) || *byte == stated);
            if row > count(skipped) && !empty {
                return Ok(Some((at, row, blank)));
            }
            blank += u64::from(row > count(skipped));
            row += 1;
            at += length + 1;
        }
        if self.ended {
            let message = if self.text.is_empty() {
                "it is empty"
            } else if row <= count(skipped) {
                "it ends within the lines that are skipped"
            } else {
                "it holds only blank lines"
            };
            return Err(DataError::NoHeader { file: self.file.to_owned(), message: message.to_owned() });
        }
        // A header that is not whole is looked at by its own limit.
        let searched = self.options.limits.record_bytes.saturating_mul(4);
        if self.text.len() - at < self.options.limits.record_bytes && self.text.len() < searched {
            return Ok(None);
        }
        let message = format!("none in the first {}", bytes_in_words(self.text.len()));
        Err(DataError::NoHeader { file: self.file.to_owned(), message })
    }

    fn too_long(&self, row: u64) -> DataError {
        DataError::Limit {
            file: self.file.to_owned(),
            row,
            message: "the header is too long".to_owned(),
            limit: format!("a record may hold {}", bytes_in_words(self.options.limits.record_bytes)),
        }
    }

    /// Asks for more of a header that is not whole, unless it can't be.
    fn unfinished(&self, at: usize, row: u64) -> Result<(), DataError> {
        if self.ended {
            return Err(self.broken(row, "the header has a quoted name that never ends", "close the quote"));
        }
        if self.text.len() - at < self.options.limits.record_bytes { Ok(()) } else { Err(self.too_long(row)) }
    }

    fn headers(&self, record: &[u8], dialect: Dialect, row: u64) -> Result<Vec<String>, DataError> {
        match content_fault(record, dialect.delimiter, dialect.newline) {
            Some(Fault::Undecodable { .. }) => {
                let hint = if self.charset.is_utf8() {
                    "`--encoding windows-1252` if the file comes from Excel on Windows"
                } else {
                    "leave `--encoding` out, or state the right one"
                };
                let message = format!("in the header, {}", Transcoder::reason(self.charset.encoding));
                return Err(self.broken(row, &message, hint));
            }
            Some(_) => {
                let message = "the header holds a NUL byte or half a line ending";
                return Err(self.broken(row, message, "export the file again"));
            }
            None => {}
        }
        let headers: Vec<String> = values(record, dialect.delimiter)
            .unwrap_or_default()
            .iter()
            .enumerate()
            .map(|(place, name)| match name.trim() {
                "" => format!("column_{}", place + 1),
                name => name.to_owned(),
            })
            .collect();
        if headers.len() > self.options.limits.columns {
            return Err(DataError::Limit {
                file: self.file.to_owned(),
                row,
                message: format!("the header has {} columns", headers.len()),
                limit: format!("{} columns", self.options.limits.columns),
            });
        }
        Ok(headers)
    }

    /// The first record below the header, when there is one that can be read.
    fn second(&self, mut at: usize, dialect: Dialect) -> Result<Option<Vec<String>>, Unfinished> {
        while at < self.text.len() {
            match step(self.text, at, self.ended, dialect) {
                Step::Record { end, .. } => {
                    let record = &self.text[at..content_end(self.text, at, end, dialect.newline)];
                    if !footer::is_blank(record, dialect.delimiter) {
                        return Ok(values(record, dialect.delimiter));
                    }
                    at = end;
                }
                Step::More { .. } if self.text.len() - at < self.options.limits.record_bytes => break,
                _ => return Ok(None),
            }
        }
        let searched = self.text.len() >= self.options.limits.record_bytes.saturating_mul(4);
        if self.ended || searched { Ok(None) } else { Err(Unfinished) }
    }

    fn broken(&self, row: u64, message: &str, hint: &str) -> DataError {
        DataError::Broken {
            file: self.file.to_owned(),
            row,
            message: message.to_owned(),
            hint: hint.to_owned(),
        }
    }
}

/// More of the text is needed to tell.
struct Unfinished;

/// The texts of a record with sound quotes, when they are UTF-8.
fn values(record: &[u8], delimiter: u8) -> Option<Vec<String>> {
    field::fields(record, delimiter)
        .map(|raw| std::str::from_utf8(raw).ok().map(|raw| field::text(raw).into_owned()))
        .collect()
}
