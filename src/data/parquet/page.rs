//! The pages of a column chunk: each header is read and checked before the page is unpacked by anybody, so that no
//! declared size can make the decoder take memory that the file does not warrant. Decoding is left to `decode.rs`.

use super::fault::Fault;
use super::footer::Chunk;
use super::schema::Leaf;
use super::source::Source;
use super::thrift::{Field, Fields, Thrift};

/// The largest page, unpacked.
pub(super) const PAGE_MAX: u64 = 256 * 1024 * 1024;
const VALUES_MAX: u64 = 1 << 26;
const PAGES_MAX: usize = 1 << 20;
/// The first look at a header; statistics in it may need more.
const WINDOW: u64 = 1024;
const PLAIN: i32 = 0;
const PLAIN_DICTIONARY: i32 = 2;
const RLE: i32 = 3;
const RLE_DICTIONARY: i32 = 8;
const BYTE_STREAM_SPLIT: i32 = 9;
/// `DELTA_BYTE_ARRAY`: each text begins with a part of the one before it.
pub(super) const DELTA_BYTE_ARRAY: i32 = 7;

/// What a page holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The values that data pages refer to.
    Dictionary,
    /// Values of rows, levels packed with them.
    Data,
    /// Values of rows, levels before them.
    DataV2,
}

/// One page: where it lies and what its header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) kind: Kind,
    /// Where the header begins in the file.
    pub(super) at: u64,
    /// The bytes of the header.
    pub(super) header: u64,
    /// The bytes that follow the header.
    pub(super) packed: u64,
    /// The bytes after unpacking.
    pub(super) unpacked: u64,
    /// The values; of a data page, the rows.
    pub(super) values: u64,
    pub(super) encoding: i32,
    /// How the levels are stored that tell missing values.
    levels: i32,
    /// The checksum of the packed bytes.
    pub(super) crc: Option<u32>,
}

impl Page {
    /// The first byte after the page.
    pub(super) fn end(&self) -> u64 {
        self.at + self.header + self.packed
    }
}

/// The pages of one chunk, in their order.
#[derive(Debug)]
pub(super) struct Pages {
    pub(super) dictionary: Option<Page>,
    pub(super) data: Vec<Page>,
}

/// Walks the headers of a chunk and checks them against each other, the chunk and the rows of its row group.
pub(super) fn walk(source: &Source, chunk: &Chunk, leaf: &Leaf, rows: u64) -> Result<Pages, Fault> {
    let mut headers = chunk.headers.map(|_| flate2::Crc::new());
    if chunk.physical != leaf.physical {
        return Err(Fault::damaged("the schema and a row group disagree on its type"));
    }
    if chunk.values != rows {
        return Err(Fault::damaged(format!(
            "a row group of {rows} rows says that it has {} values",
            chunk.values
        )));
    }
    let mut pages = Pages { dictionary: None, data: Vec::new() };
    let end = chunk.start + chunk.length;
    let (mut at, mut left, mut unpacked) = (chunk.start, rows, 0_u64);
    while left > 0 {
        let page = read_header(source, at, end, headers.as_mut())?;
        check(&page, chunk, leaf)?;
        at = page.end();
        if at > end {
            return Err(Fault::damaged("a page reaches beyond its column"));
        }
        unpacked += page.header + page.unpacked;
        if page.kind == Kind::Dictionary {
            if pages.dictionary.is_some() || !pages.data.is_empty() {
                return Err(Fault::damaged("a dictionary is not at the start of its column"));
            }
            pages.dictionary = Some(page);
            continue;
        }
        if pages.dictionary.is_none() && matches!(page.encoding, PLAIN_DICTIONARY | RLE_DICTIONARY) {
            return Err(Fault::damaged("a page needs a dictionary that is not there"));
        }
        left = left
            .checked_sub(page.values)
            .ok_or_else(|| Fault::damaged("its pages have more values than the row group has rows"))?;
        if pages.data.len() == PAGES_MAX {
            return Err(Fault::limit("a column of a row group has too many pages", "1,048,576 pages"));
        }
        pages.data.push(page);
    }
    if chunk.headers != headers.map(|crc| crc.sum()) {
        return Err(Fault::damaged("the checksum of its page headers is wrong"));
    }
    // a size that is declared too small would let more rows be read at once than memory is there for
    if unpacked > chunk.unpacked.max(chunk.length).saturating_mul(2).saturating_add(1 << 20) {
        return Err(Fault::damaged(format!(
            "its pages unpack to {unpacked} bytes, and the footer says {}",
            chunk.unpacked
        )));
    }
    Ok(pages)
}

fn read_header(source: &Source, at: u64, end: u64, crc: Option<&mut flate2::Crc>) -> Result<Page, Fault> {
    let mut window = WINDOW;
    loop {
        let count = window.min(end.saturating_sub(at));
        if count == 0 {
            return Err(Fault::damaged("its pages have fewer values than the row group has rows"));
        }
        let bytes = source.bytes(at, count)?;
        let mut thrift = Thrift::new(&bytes);
        match parse(&mut thrift, at) {
            Err(_) if thrift.short() && count == window => window *= 16,
            other => {
                if let Some(crc) = crc {
                    crc.update(&bytes[..thrift.taken()]);
                }
                return other;
            }
        }
    }
}

/// Reads the page header at the start of `bytes`, which lie at `at` in the file.
pub(super) fn parse_header(bytes: &[u8], at: u64) -> Result<Page, Fault> {
    parse(&mut Thrift::new(bytes), at)
}

/// The fields of the header of any page, and of the part for its kind.
#[derive(Default)]
struct Header {
    kind: Option<i32>,
    unpacked: Option<i32>,
    packed: Option<i32>,
    crc: Option<i32>,
    /// The part that is there: 5 data, 7 dictionary, 8 data of version 2.
    part: i16,
    values: Option<i32>,
    encoding: Option<i32>,
    /// Of version 1: how definition levels are stored. Of version 2: their bytes.
    definition: Option<i32>,
    repetition: Option<i32>,
    nulls: Option<i32>,
    rows: Option<i32>,
}

fn parse(thrift: &mut Thrift<'_>, at: u64) -> Result<Page, Fault> {
    let mut fields = Fields::default();
    let mut header = Header::default();
    while let Some(field) = fields.next(thrift)? {
        match field.id {
            1 => header.kind = Some(thrift.i32(field)?),
            2 => header.unpacked = Some(thrift.i32(field)?),
            3 => header.packed = Some(thrift.i32(field)?),
            4 => header.crc = Some(thrift.i32(field)?),
            5 | 7 | 8 if header.part != 0 => return Err(Fault::damaged("a page is of two kinds at once")),
            5 | 7 | 8 => part(thrift, field, &mut header)?,
            _ => thrift.skip(field)?,
        }
    }
    let kind = match (header.kind, header.part) {
        (Some(0), 5) => Kind::Data,
        (Some(2), 7) => Kind::Dictionary,
        (Some(3), 8) => Kind::DataV2,
        _ => return Err(Fault::damaged("a page is of an unknown kind")),
    };
    let page = Page {
        kind,
        at,
        header: u64::try_from(thrift.taken()).unwrap_or(u64::MAX),
        packed: size(header.packed, "packed size of a page")?,
        unpacked: size(header.unpacked, "unpacked size of a page")?,
        values: size(header.values, "number of values of a page")?,
        encoding: header.encoding.ok_or_else(|| Fault::damaged("a page has no encoding"))?,
        levels: if kind == Kind::Data { header.definition.unwrap_or(RLE) } else { RLE },
        crc: header.crc.map(|crc| u32::from_le_bytes(crc.to_le_bytes())),
    };
    match kind {
        Kind::Data if header.definition.is_none() || header.repetition.is_none() => {
            Err(Fault::damaged("a page has no levels"))
        }
        Kind::DataV2 => check_v2(&header, &page).map(|()| page),
        Kind::Dictionary | Kind::Data => Ok(page),
    }
}

fn part(thrift: &mut Thrift<'_>, outer: Field, header: &mut Header) -> Result<(), Fault> {
    Thrift::open(outer)?;
    header.part = outer.id;
    let mut fields = Fields::default();
    while let Some(field) = fields.next(thrift)? {
        match (outer.id, field.id) {
            (_, 1) => header.values = Some(thrift.i32(field)?),
            (5 | 7, 2) | (8, 4) => header.encoding = Some(thrift.i32(field)?),
            (5, 3) | (8, 5) => header.definition = Some(thrift.i32(field)?),
            (5, 4) | (8, 6) => header.repetition = Some(thrift.i32(field)?),
            (8, 2) => header.nulls = Some(thrift.i32(field)?),
            (8, 3) => header.rows = Some(thrift.i32(field)?),
            (7, 3) | (8, 7) => drop(Thrift::boolean(field)?),
            _ => thrift.skip(field)?,
        }
    }
    Ok(())
}

fn size(value: Option<i32>, what: &str) -> Result<u64, Fault> {
    let value = value.ok_or_else(|| Fault::damaged(format!("the {what} is missing")))?;
    u64::try_from(value).map_err(|_| Fault::damaged(format!("the {what} is {value}")))
}

fn check_v2(header: &Header, page: &Page) -> Result<(), Fault> {
    let definition = size(header.definition, "size of the levels of a page")?;
    let repetition = size(header.repetition, "size of the levels of a page")?;
    if definition + repetition > page.packed.min(page.unpacked) {
        return Err(Fault::damaged("the levels of a page are longer than the page"));
    }
    if size(header.nulls, "number of missing values of a page")? > page.values {
        return Err(Fault::damaged("a page has more missing values than values"));
    }
    if repetition != 0 || size(header.rows, "number of rows of a page")? != page.values {
        return Err(Fault::damaged("a page of single values says that it holds lists"));
    }
    Ok(())
}

/// What a header says against the column that it belongs to.
fn check(page: &Page, chunk: &Chunk, leaf: &Leaf) -> Result<(), Fault> {
    if page.unpacked > PAGE_MAX {
        return Err(Fault::limit(format!("a page unpacks to {} bytes", page.unpacked), "256 MiB for a page"));
    }
    if chunk.codec == 0 && page.packed != page.unpacked {
        return Err(Fault::damaged("a page that is not packed has two sizes"));
    }
    if page.values > VALUES_MAX {
        return Err(Fault::limit(
            format!("a page has {} values", page.values),
            "67,108,864 values for a page",
        ));
    }
    if page.kind == Kind::Dictionary {
        return check_dictionary(page, leaf);
    }
    if leaf.optional && page.levels != RLE {
        return Err(Fault::damaged(format!("a page has levels of the encoding {}", page.levels)));
    }
    if leaf.physical == 7 && matches!(page.encoding, DELTA_BYTE_ARRAY | BYTE_STREAM_SPLIT) {
        return Err(Fault::unsupported(
            format!("has values in the encoding {}, which is not read for them", page.encoding),
            "export it with plain or dictionary encoding",
        ));
    }
    let known = match page.encoding {
        PLAIN | PLAIN_DICTIONARY | RLE_DICTIONARY => true,
        RLE => leaf.physical == 0,
        5 => matches!(leaf.physical, 1 | 2),
        6 | DELTA_BYTE_ARRAY => leaf.physical == 6,
        BYTE_STREAM_SPLIT => matches!(leaf.physical, 1 | 2 | 4 | 5),
        _ => false,
    };
    if !known {
        return Err(Fault::damaged(format!(
            "a page has the encoding {}, which its type cannot have",
            page.encoding
        )));
    }
    if page.values > 0 && page.unpacked == 0 {
        return Err(Fault::damaged(format!("a page of {} values is empty", page.values)));
    }
    if page.encoding == PLAIN
        && !leaf.optional
        && page.unpacked < page.values.saturating_mul(width(leaf)).div_ceil(8)
    {
        return Err(Fault::damaged(format!(
            "a page of {} values has only {} bytes",
            page.values, page.unpacked
        )));
    }
    Ok(())
}

fn check_dictionary(page: &Page, leaf: &Leaf) -> Result<(), Fault> {
    if !matches!(page.encoding, PLAIN | PLAIN_DICTIONARY) || leaf.physical == 0 {
        return Err(Fault::damaged(format!("a dictionary has the encoding {}", page.encoding)));
    }
    if page.unpacked < page.values.saturating_mul(width(leaf)).div_ceil(8) {
        return Err(Fault::damaged(format!(
            "a dictionary of {} values has only {} bytes",
            page.values, page.unpacked
        )));
    }
    Ok(())
}

/// The fewest bits that a plain value takes.
fn width(leaf: &Leaf) -> u64 {
    match leaf.physical {
        0 => 1,
        1 | 4 | 6 => 32,
        2 | 5 => 64,
        3 => 96,
        _ => leaf.length.and_then(|length| u64::try_from(length).ok()).unwrap_or(0).saturating_mul(8),
    }
}
