//! From the pages of one column and a run of rows to one polars column. The bytes are read and held against what
//! was checked before, then polars unpacks and decodes them, and the result must have exactly the rows asked for.

use std::fmt::Display;
use std::io::Cursor;
use std::ops::Range;

use polars::prelude::{ArrowField, BooleanChunked, ChunkFull, DataType, Series, StringChunked};
use polars_parquet::parquet::compression::Compression;
use polars_parquet::parquet::encoding::Encoding;
use polars_parquet::parquet::page::split_buffer;
use polars_parquet::parquet::read::PageMetaData;
use polars_parquet::read::{BasicDecompressor, Filter, PageReader, column_iter_to_arrays};

use super::delta::text_length;
use super::fault::Fault;
use super::footer::Chunk;
use super::page::{DELTA_BYTE_ARRAY, PAGE_MAX, Page, Pages, parse_header};
use super::quiet::quietly;
use super::schema::Leaf;
use super::seal::page_is_whole;
use super::source::Source;
use super::types::{Reading, descriptor};

/// The bytes of texts that repeat each other, of one batch.
const TEXT_MAX: u64 = 256 * 1024 * 1024;

/// A column that is read, and its place in the file.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// The name in the file.
    pub(super) name: String,
    /// The name in the frame.
    pub(super) given: String,
    pub(super) leaf: Leaf,
    pub(super) reading: Reading,
    /// The place of its chunk in each row group.
    pub(super) chunk: usize,
}

/// The data pages that hold a run of rows, and the row of the row group with which they begin.
fn pages_of(pages: &Pages, rows: &Range<u64>) -> (Range<usize>, u64, u64) {
    let (mut first, mut first_row, mut row) = (0, 0, 0);
    let mut last = 0;
    for (index, page) in pages.data.iter().enumerate() {
        if row >= rows.end {
            break;
        }
        if row + page.values <= rows.start {
            first = index + 1;
            first_row = row + page.values;
        }
        row += page.values;
        last = index + 1;
    }
    (first..last, first_row, row)
}

/// The bytes that reading a run of rows of a column takes at once, at most: packed and unpacked pages.
pub(super) fn cost(pages: &Pages, rows: &Range<u64>) -> u64 {
    let (range, _, _) = pages_of(pages, rows);
    let data: u64 = pages.data[range].iter().map(|page| page.packed + page.unpacked).sum();
    data + pages.dictionary.map_or(0, |page| page.packed + page.unpacked * 2)
}

/// Reads a run of rows of a row group; with a mask over these rows, only those that it marks.
pub(super) fn column(
    source: &Source,
    wanted: &Wanted,
    chunk: &Chunk,
    pages: &Pages,
    rows: Range<u64>,
    mask: Option<&BooleanChunked>,
) -> Result<Series, Fault> {
    let (range, first_row, last_row) = pages_of(pages, &rows);
    let bytes = load(source, pages, range.clone())?;
    let lead = in_memory(rows.start - first_row)?;
    let count = in_memory(rows.end - rows.start)?;
    let total = in_memory(last_row - first_row)?;
    let (filter, expected) = match mask {
        None => (Filter::new_ranged(lead, lead + count), count),
        Some(mask) => (masked(mask, lead, total - lead - count), mask.sum().map_or(0, to_usize)),
    };
    let values = i64::try_from(total).map_err(|_| Fault::damaged("a page has too many values"))?;
    let delta = pages.data[range].iter().any(|page| page.encoding == DELTA_BYTE_ARRAY);
    let series = quietly(|| {
        if delta {
            check_texts(packed(wanted, chunk, bytes.clone(), values)?)?;
        }
        let descriptor = described(wanted)?;
        let pages = packed(wanted, chunk, bytes, values)?;
        let field = ArrowField::new(wanted.given.as_str().into(), wanted.reading.arrow.clone(), true);
        column_iter_to_arrays(vec![pages], vec![&descriptor.primitive_type], field.clone(), Some(filter))
            .and_then(|(arrays, _)| Series::try_from((&field, arrays)))
            .map_err(undecodable)
    })?;
    let series = if wanted.reading.uuid { uuids(&series)? } else { series };
    if series.len() != expected || series.dtype() != &wanted.reading.dtype {
        return Err(Fault::damaged(format!(
            "it gives {} of {expected} rows as {}",
            series.len(),
            series.dtype()
        )));
    }
    Ok(if series.n_chunks() > 1 { series.rechunk() } else { series })
}

/// The pages for the decoder. Their values are counted again here, and the decoder stops after the last.
fn packed(wanted: &Wanted, chunk: &Chunk, bytes: Vec<u8>, values: i64) -> Result<BasicDecompressor, Fault> {
    let metadata = PageMetaData::new(0, values, codec(chunk.codec)?, described(wanted)?);
    let reader =
        PageReader::new_with_page_meta(Cursor::new(bytes.into()), metadata, Vec::new(), in_memory(PAGE_MAX)?);
    Ok(BasicDecompressor::new(reader, Vec::new()))
}

/// Refuses texts that repeat each other so much that they take far more memory than their pages.
fn check_texts(mut pages: BasicDecompressor) -> Result<(), Fault> {
    pages.read_dict_page().map_err(undecodable)?;
    let mut length = 0_u64;
    while let Some(page) = pages.next() {
        let page = page.and_then(|page| page.decompress(&mut pages)).map_err(undecodable)?;
        if page.encoding() == Encoding::DeltaByteArray {
            length = length.saturating_add(text_length(split_buffer(&page).map_err(undecodable)?.values)?);
        }
        if length > TEXT_MAX {
            return Err(Fault::limit("texts that belong together are too long", "256 MiB"));
        }
        pages.reuse_page_buffer(page);
    }
    Ok(())
}

fn undecodable(error: impl Display) -> Fault {
    Fault::damaged(format!("its data cannot be decoded ({error})"))
}

fn described(wanted: &Wanted) -> Result<polars_parquet::parquet::metadata::Descriptor, Fault> {
    descriptor(&wanted.name, &wanted.leaf).ok_or_else(|| Fault::damaged("it has values of an unknown type"))
}

fn codec(code: i32) -> Result<Compression, Fault> {
    Ok(match code {
        0 => Compression::Uncompressed,
        1 => Compression::Snappy,
        2 => Compression::Gzip,
        4 => Compression::Brotli,
        5 => Compression::Lz4,
        6 => Compression::Zstd,
        7 => Compression::Lz4Raw,
        3 => return Err(Fault::unsupported("is packed with LZO", "export it with zstd or snappy")),
        other => return Err(Fault::damaged(format!("it is packed in the unknown way {other}"))),
    })
}

/// The dictionary and the data pages of a run, read again and held against their checked headers.
fn load(source: &Source, pages: &Pages, range: Range<usize>) -> Result<Vec<u8>, Fault> {
    let data = &pages.data[range];
    let (Some(first), Some(last)) = (data.first(), data.last()) else {
        return Err(Fault::damaged("it has no pages for its rows"));
    };
    let span = first.at..last.end();
    let bytes = match &pages.dictionary {
        None => source.bytes(span.start, span.end - span.start)?,
        Some(page) if page.end() == span.start => source.bytes(page.at, span.end - page.at)?,
        Some(page) => {
            let mut bytes = source.bytes(page.at, page.end() - page.at)?;
            bytes.extend(source.bytes(span.start, span.end - span.start)?);
            bytes
        }
    };
    let mut rest = bytes.as_slice();
    for page in pages.dictionary.iter().chain(data) {
        rest = verify(rest, page)?;
    }
    Ok(bytes)
}

/// Holds the page at the start of `bytes` against what is known of it; gives what follows it.
fn verify<'a>(bytes: &'a [u8], page: &Page) -> Result<&'a [u8], Fault> {
    if parse_header(bytes, page.at)? != *page {
        return Err(Fault::damaged("it changed while it was read"));
    }
    let header = in_memory(page.header)?;
    let end = header + in_memory(page.packed)?;
    if !page_is_whole(page, &bytes[header..end]) {
        return Err(Fault::damaged(format!("the checksum of the page at byte {} is wrong", page.at)));
    }
    Ok(&bytes[end..])
}

/// The mask with the rows of the pages before and after it, which are not wanted.
fn masked(mask: &BooleanChunked, before: usize, after: usize) -> Filter {
    let mut whole = BooleanChunked::full("".into(), false, before);
    // appending can fail for masks of more than 2^32 rows only
    let appended =
        whole.append(mask).and_then(|()| whole.append(&BooleanChunked::full("".into(), false, after)));
    debug_assert!(appended.is_ok());
    let whole = whole.rechunk();
    whole
        .downcast_iter()
        .next()
        .map_or_else(|| Filter::new_ranged(0, 0), |array| Filter::new_masked(array.values().clone()))
}

/// Sixteen bytes as the text of a UUID: `123e4567-e89b-12d3-a456-426614174000`.
fn uuids(series: &Series) -> Result<Series, Fault> {
    let bytes = series.cast(&DataType::Binary)?;
    let texts: StringChunked = bytes.binary()?.iter().map(|value| value.map(uuid)).collect();
    Ok(polars::prelude::IntoSeries::into_series(texts).with_name(series.name().clone()))
}

fn uuid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for digit in [byte >> 4, byte & 0x0F] {
            text.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
    }
    text
}

fn to_usize(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

fn in_memory(count: u64) -> Result<usize, Fault> {
    usize::try_from(count)
        .map_err(|_| Fault::limit(format!("it needs {count} bytes"), "the memory of this machine"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_shown_in_five_groups() {
        let bytes: Vec<u8> = (0_u8..16).collect();
        assert_eq!(uuid(&bytes), "00010203-0405-0607-0809-0a0b0c0d0e0f");
    }
}
