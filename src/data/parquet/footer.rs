//! The footer of a Parquet file, read with limits and checked against the length of the file before anything is
//! decoded: magic at both ends, schema, row groups, and where each column chunk lies. What the columns hold
//! is left to `schema.rs`, the pages inside the chunks to `page.rs`.

use super::fault::Fault;
use super::schema::{self, Column};
use super::seal;
use super::source::Source;
use super::thrift::{Field, Fields, Thrift, Type};

const MAGIC: &[u8; 4] = b"PAR1";
const MAGIC_ENCRYPTED: &[u8; 4] = b"PARE";
/// The magic at the start, the length of the footer and the magic at the end.
const FRAME: u64 = 12;
const FOOTER_MAX: u64 = 128 * 1024 * 1024;
const CHUNKS_MAX: usize = 2_000_000;
/// The rows that a table may have.
const ROWS_MAX: u64 = 1 << 32;
/// Below so many rows a file may be as small as it likes.
const ROWS_FREE: u64 = 1 << 24;
/// Rows for each byte of the file; a table with a different number in each row needs far more bytes.
const ROWS_PER_BYTE_MAX: u64 = 200;

/// What the footer says.
#[derive(Debug, Default)]
pub(super) struct Footer {
    /// The rows of the file.
    pub(super) rows: u64,
    /// The columns of the table, in the order of the file.
    pub(super) columns: Vec<Column>,
    /// The row groups, in the order of the file.
    pub(super) groups: Vec<Group>,
}

/// A run of rows whose columns lie in one chunk each.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) rows: u64,
    pub(super) chunks: Vec<Chunk>,
}

/// Where the values of one column and row group lie.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Chunk {
    pub(super) physical: i32,
    pub(super) codec: i32,
    pub(super) values: u64,
    pub(super) start: u64,
    pub(super) length: u64,
    pub(super) unpacked: u64,
    /// The checksum of its page headers, in files of our own.
    pub(super) headers: Option<u32>,
}

impl Footer {
    /// Reads and checks the footer of a file.
    pub(super) fn read(source: &Source) -> Result<Self, Fault> {
        let length = source.length();
        let mut head = [0_u8; 4];
        if length < 8 {
            return Err(not_parquet());
        }
        source.read_at(0, &mut head)?;
        let mut tail = [0_u8; 8];
        source.read_at(length - 8, &mut tail)?;
        let end = &tail[4..];
        if &head == MAGIC_ENCRYPTED || end == MAGIC_ENCRYPTED {
            return Err(encrypted());
        }
        if &head != MAGIC && end != MAGIC {
            return Err(not_parquet());
        }
        if &head != MAGIC {
            return Err(Fault::damaged("it does not begin as Parquet files do"));
        }
        if end != MAGIC {
            return Err(Fault::damaged("it does not end as Parquet files do, so it may be cut off"));
        }
        let size = u64::from(u32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]]));
        if length < FRAME || size > length - FRAME {
            return Err(Fault::damaged(format!(
                "its footer should be {size} bytes long, and the whole file has {length}"
            )));
        }
        if size > FOOTER_MAX {
            return Err(Fault::limit(format!("its footer has {size} bytes"), "128 MiB"));
        }
        let bytes = source.bytes(length - 8 - size, size)?;
        let footer = Parser::default().file(&bytes)?;
        footer.check(length, length - 8 - size)?;
        Ok(footer)
    }

    /// What the single fields cannot show: that they agree with each other and with the file.
    fn check(&self, length: u64, data_end: u64) -> Result<(), Fault> {
        let mut rows = 0_u64;
        let mut bytes = 0_u64;
        for (index, group) in self.groups.iter().enumerate() {
            let number = index + 1;
            rows = rows.saturating_add(group.rows);
            for chunk in &group.chunks {
                bytes = bytes.saturating_add(chunk.length);
                let end = chunk.start.checked_add(chunk.length);
                if chunk.start < 4 || end.is_none_or(|end| end > data_end) {
                    return Err(Fault::damaged(format!(
                        "row group {number} says that a column lies at byte {}, {} bytes long, and the data ends \
                         at byte {data_end}",
                        chunk.start, chunk.length
                    )));
                }
            }
        }
        if rows != self.rows {
            return Err(Fault::damaged(format!(
                "its footer says {} rows, and its row groups have {rows}",
                self.rows
            )));
        }
        if bytes > length {
            return Err(Fault::damaged(format!(
                "its columns claim {bytes} bytes, and the whole file has {length}"
            )));
        }
        if rows > ROWS_MAX {
            return Err(Fault::limit(format!("it holds {rows} rows"), "4,294,967,296 rows for a table"));
        }
        if rows > ROWS_FREE && rows / ROWS_PER_BYTE_MAX > length {
            return Err(Fault::limit(
                format!("it claims {rows} rows in {length} bytes"),
                format!("{ROWS_PER_BYTE_MAX} rows for each byte from {ROWS_FREE} rows on"),
            ));
        }
        Ok(())
    }
}

/// The refusal of a file that is something else.
fn not_parquet() -> Fault {
    Fault::unsupported("is not a Parquet file", "give it the ending of what it is, for example `.csv`")
}

/// The refusal of a file that is encrypted as a whole or in a column.
fn encrypted() -> Fault {
    Fault::unsupported("is encrypted", "export it without encryption")
}

/// The entries of the footer that are ours.
#[derive(Debug, Default)]
struct Entries {
    /// Where the checksum of the footer stands.
    footer: Option<usize>,
    pages: Option<Vec<u32>>,
}

impl Entries {
    /// Holds the footer against its checksum and gives each chunk the one of its page headers. Files of other
    /// programs have neither.
    fn check(self, bytes: &[u8], footer: &mut Footer) -> Result<(), Fault> {
        let wrong = || Fault::damaged("the checksum of its footer is wrong");
        let (place, pages) = match (self.footer, self.pages) {
            (None, None) => return Ok(()),
            (Some(place), Some(pages)) => (place, pages),
            _ => return Err(wrong()),
        };
        let end = place + seal::PLACEHOLDER.len();
        let mut blank = bytes.to_vec();
        let value = blank.get_mut(place..end).ok_or_else(wrong)?;
        let stored = value.to_vec();
        value.copy_from_slice(seal::PLACEHOLDER.as_bytes());
        if stored != seal::digits(seal::checksum(&blank)).as_bytes() {
            return Err(wrong());
        }
        let mut pages = pages.into_iter();
        for chunk in footer.groups.iter_mut().flat_map(|group| &mut group.chunks) {
            chunk.headers = Some(pages.next().ok_or_else(wrong)?);
        }
        if pages.next().is_some() { Err(wrong()) } else { Ok(()) }
    }
}

fn entries(thrift: &mut Thrift<'_>, field: Field) -> Result<Entries, Fault> {
    let mut entries = Entries::default();
    for _ in 0..thrift.list(field, Type::Struct)? {
        let mut fields = Fields::default();
        let (mut key, mut value) = ("", None);
        while let Some(field) = fields.next(thrift)? {
            match field.id {
                1 => key = thrift.text(field)?,
                2 if matches!(key, seal::FOOTER | seal::PAGES) => {
                    let text = thrift.text(field)?;
                    value = Some((thrift.taken() - text.len(), text));
                }
                _ => thrift.skip(field)?,
            }
        }
        match (key, value) {
            (seal::FOOTER, Some((place, _))) => entries.footer = Some(place),
            (seal::PAGES, Some((_, text))) => entries.pages = seal::checksums(text),
            _ => {}
        }
    }
    Ok(entries)
}

/// Reads the footer; holds what is common to its parts.
#[derive(Debug, Default)]
struct Parser {
    leaves: usize,
}

impl Parser {
    fn file(mut self, bytes: &[u8]) -> Result<Footer, Fault> {
        let mut thrift = Thrift::new(bytes);
        let mut fields = Fields::default();
        let mut footer = Footer::default();
        let (mut rows, mut schema, mut groups) = (None, false, false);
        let mut entries = Entries::default();
        while let Some(field) = fields.next(&mut thrift)? {
            match field.id {
                2 => {
                    (footer.columns, self.leaves) = schema::read(&mut thrift, field)?;
                    schema = true;
                }
                3 => rows = Some(amount(thrift.i64(field)?, "number of rows")?),
                4 if !schema => return Err(Fault::damaged("its footer has row groups before the schema")),
                4 => {
                    footer.groups = self.groups(&mut thrift, field)?;
                    groups = true;
                }
                5 => entries = self::entries(&mut thrift, field)?,
                8 => return Err(encrypted()),
                _ => thrift.skip(field)?,
            }
        }
        match rows {
            Some(rows) if schema && groups => footer.rows = rows,
            _ => {
                return Err(Fault::damaged(
                    "its footer lacks the schema, the row groups or the number of rows",
                ));
            }
        }
        if thrift.taken() != bytes.len() {
            return Err(Fault::damaged("its footer ends before its declared length"));
        }
        entries.check(bytes, &mut footer)?;
        Ok(footer)
    }

    fn groups(&self, thrift: &mut Thrift<'_>, field: Field) -> Result<Vec<Group>, Fault> {
        let count = thrift.list(field, Type::Struct)?;
        if count.saturating_mul(self.leaves) > CHUNKS_MAX {
            return Err(Fault::limit(
                format!("it has {count} row groups of {} columns", self.leaves),
                "2,000,000 column chunks",
            ));
        }
        let mut groups = Vec::new();
        for _ in 0..count {
            groups.push(self.group(thrift)?);
        }
        Ok(groups)
    }

    fn group(&self, thrift: &mut Thrift<'_>) -> Result<Group, Fault> {
        let mut fields = Fields::default();
        let mut chunks = None;
        let mut rows = None;
        while let Some(field) = fields.next(thrift)? {
            match field.id {
                1 => {
                    let count = thrift.list(field, Type::Struct)?;
                    if count != self.leaves {
                        return Err(Fault::damaged(format!(
                            "a row group has {count} columns, and the schema has {}",
                            self.leaves
                        )));
                    }
                    chunks = Some((0..count).map(|_| chunk(thrift)).collect::<Result<Vec<_>, _>>()?);
                }
                3 => rows = Some(amount(thrift.i64(field)?, "number of rows of a row group")?),
                _ => thrift.skip(field)?,
            }
        }
        match (rows, chunks) {
            (Some(rows), Some(chunks)) => Ok(Group { rows, chunks }),
            _ => Err(Fault::damaged("a row group lacks its columns or its number of rows")),
        }
    }
}

fn chunk(thrift: &mut Thrift<'_>) -> Result<Chunk, Fault> {
    let mut fields = Fields::default();
    let mut chunk = None;
    while let Some(field) = fields.next(thrift)? {
        match field.id {
            1 => {
                let elsewhere = thrift.text(field)?;
                if !elsewhere.is_empty() {
                    return Err(Fault::unsupported(
                        "keeps its data in other files",
                        "give the files that hold the data",
                    ));
                }
            }
            3 => {
                Thrift::open(field)?;
                chunk = Some(chunk_metadata(thrift)?);
            }
            8 | 9 => return Err(encrypted()),
            _ => thrift.skip(field)?,
        }
    }
    chunk.ok_or_else(|| Fault::damaged("a column of a row group has no description"))
}

fn chunk_metadata(thrift: &mut Thrift<'_>) -> Result<Chunk, Fault> {
    let mut fields = Fields::default();
    let mut chunk = Chunk::default();
    let (mut data, mut dictionary) = (None, None);
    let mut required = 0_u16;
    while let Some(field) = fields.next(thrift)? {
        match field.id {
            1 => chunk.physical = thrift.i32(field)?,
            4 => chunk.codec = thrift.i32(field)?,
            5 => chunk.values = amount(thrift.i64(field)?, "number of values of a column")?,
            6 => chunk.unpacked = amount(thrift.i64(field)?, "unpacked size of a column")?,
            7 => chunk.length = amount(thrift.i64(field)?, "size of a column")?,
            9 => data = Some(amount(thrift.i64(field)?, "place of a column")?),
            11 => dictionary = Some(amount(thrift.i64(field)?, "place of a dictionary")?),
            _ => {
                thrift.skip(field)?;
                continue;
            }
        }
        required |= 1 << field.id;
    }
    let all = [1, 4, 5, 6, 7, 9].iter().all(|id| required & (1 << id) != 0);
    let Some(data) = data.filter(|_| all) else {
        return Err(Fault::damaged("the description of a column of a row group is not whole"));
    };
    // some writers leave a zero, or a place after the data, where there is no dictionary
    chunk.start = dictionary.filter(|place| (4..data).contains(place)).unwrap_or(data);
    Ok(chunk)
}

/// A number that must not be negative.
fn amount(value: i64, what: &str) -> Result<u64, Fault> {
    u64::try_from(value).map_err(|_| Fault::damaged(format!("the {what} is {value}")))
}
