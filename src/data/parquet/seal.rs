//! The checksums of the files that this program writes, so that no changed byte goes unseen. The writer of polars
//! gives pages none, and a packed page with a changed byte mostly unpacks to other values without a complaint.
//!
//! - Each page has the checksum that the format provides for, over its packed bytes: every reader may check it.
//! - The footer has two entries of ours. `spm.pages`: for each column chunk, the checksum of its page headers.
//!   `spm.footer`: the checksum of the footer itself, with eight dashes in its own place.
//!
//! Checksums are CRC-32 as eight hexadecimal digits. Here they are put in; `footer.rs`, `page.rs` and `decode.rs`
//! check them.

use polars_parquet::write::{KeyValue, ThriftFileMetadata, write_metadata_sidecar};

use super::fault::Fault;
use super::page::{Kind, Page, parse_header};
use super::thrift::{Fields, Thrift};

/// The entry with the checksums of the page headers.
pub(super) const PAGES: &str = "spm.pages";
/// The entry with the checksum of the footer.
pub(super) const FOOTER: &str = "spm.footer";
/// What stands in the place of the footer's checksum while it is reckoned.
pub(super) const PLACEHOLDER: &str = "--------";
const CREATED_BY: &str = "spm";
/// The header of a Thrift field that follows the one before it, of a 32-bit number.
const NEXT_I32: u8 = 0x15;
const MAGIC: &[u8; 4] = b"PAR1";

/// The checksum of some bytes.
pub(super) fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// Where a chunk lies in the sealed file.
#[derive(Debug)]
struct Sealed {
    start: u64,
    data: u64,
    /// By how much its page headers grew.
    added: u64,
}

/// Puts checksums into a file while it is written.
#[derive(Debug)]
pub(in crate::data) struct Sealer {
    at: u64,
    chunks: Vec<Sealed>,
    headers: String,
}

impl Sealer {
    /// Begins a file; also gives its first bytes.
    pub(in crate::data) fn new() -> (Self, &'static [u8]) {
        let at = u64::try_from(MAGIC.len()).unwrap_or_default();
        (Self { at, chunks: Vec::new(), headers: String::new() }, MAGIC)
    }

    /// The bytes of a row group with checksums, from the bytes without. `pages` is the number of pages of each
    /// column, dictionaries included.
    pub(in crate::data) fn group(&mut self, bytes: &[u8], pages: &[usize]) -> Result<Vec<u8>, String> {
        self.group_checked(bytes, pages)
            .map_err(|fault| format!("its own row group cannot be read: {fault:?}"))
    }

    fn group_checked(&mut self, mut bytes: &[u8], pages: &[usize]) -> Result<Vec<u8>, Fault> {
        let mut sealed = Vec::with_capacity(bytes.len() + pages.iter().sum::<usize>() * 6);
        for count in pages {
            let start = self.at + length(&sealed);
            let mut chunk = Sealed { start, data: start, added: 0 };
            let mut headers = flate2::Crc::new();
            for _ in 0..*count {
                let page = parse_header(bytes, 0)?;
                let (head, rest) = split(bytes, page.header)?;
                let (body, rest) = split(rest, page.packed)?;
                let header = with_checksum(head, checksum(body))?;
                headers.update(&header);
                chunk.added += length(&header) - page.header;
                sealed.extend_from_slice(&header);
                sealed.extend_from_slice(body);
                if page.kind == Kind::Dictionary {
                    chunk.data = self.at + length(&sealed);
                }
                bytes = rest;
            }
            self.headers.push_str(&digits(headers.sum()));
            self.chunks.push(chunk);
            // the writer repeats the description of the chunk after its pages; readers take the footer's
            let mut thrift = Thrift::new(bytes);
            thrift.skip_struct()?;
            bytes = &bytes[thrift.taken()..];
        }
        self.at += length(&sealed);
        Ok(sealed)
    }

    /// The footer and the end of the file, from what the writer says about the file without checksums.
    pub(in crate::data) fn end(self, mut metadata: ThriftFileMetadata) -> Result<Vec<u8>, String> {
        let mut chunks = self.chunks.into_iter();
        for group in &mut metadata.row_groups {
            let mut added = 0;
            for (index, column) in group.columns.iter_mut().enumerate() {
                let (Some(chunk), Some(description)) = (chunks.next(), column.meta_data.as_mut()) else {
                    return Err("its row groups do not agree with what was written".to_owned());
                };
                let more = signed(chunk.added)?;
                added += more;
                description.total_compressed_size += more;
                description.total_uncompressed_size += more;
                description.data_page_offset = signed(chunk.data)?;
                if description.dictionary_page_offset.is_some() {
                    description.dictionary_page_offset = Some(signed(chunk.start)?);
                }
                // the format wants a zero where no second description follows the pages
                column.file_offset = 0;
                column.offset_index_offset = None;
                column.offset_index_length = None;
                column.column_index_offset = None;
                column.column_index_length = None;
                if index == 0 {
                    group.file_offset = Some(signed(chunk.start)?);
                }
            }
            group.total_byte_size += added;
            group.total_compressed_size = group.total_compressed_size.map(|size| size + added);
        }
        let entry = |key: &str, value: String| KeyValue { key: key.to_owned(), value: Some(value) };
        let entries = metadata.key_value_metadata.get_or_insert_default();
        entries.push(entry(PAGES, self.headers));
        entries.push(entry(FOOTER, PLACEHOLDER.to_owned()));
        metadata.created_by = Some(CREATED_BY.to_owned());
        let mut file = Vec::new();
        write_metadata_sidecar(&mut file, &metadata).map_err(|error| error.to_string())?;
        let mut end = file.split_off(MAGIC.len());
        put_checksum(&mut end)?;
        Ok(end)
    }
}

/// Reckons the checksum of the footer that `end` begins with, and puts it in its place.
fn put_checksum(end: &mut [u8]) -> Result<(), String> {
    let footer = end.len().saturating_sub(8);
    let mut needle = FOOTER.as_bytes().to_vec();
    // a text field that follows the one before it, of eight bytes
    needle.extend_from_slice(&[0x18, 8]);
    needle.extend_from_slice(PLACEHOLDER.as_bytes());
    let place =
        memchr::memmem::rfind(&end[..footer], &needle).ok_or("its footer has no place for a checksum")?;
    let value = place + needle.len() - PLACEHOLDER.len();
    let digits = digits(checksum(&end[..footer]));
    end[value..value + PLACEHOLDER.len()].copy_from_slice(digits.as_bytes());
    Ok(())
}

/// A checksum as text: `0a1b2c3d`.
pub(super) fn digits(checksum: u32) -> String {
    format!("{checksum:08x}")
}

/// A page header with the checksum of the page put in, which is its fourth field.
fn with_checksum(header: &[u8], checksum: u32) -> Result<Vec<u8>, Fault> {
    let mut thrift = Thrift::new(header);
    let mut fields = Fields::default();
    for expected in 1..=3 {
        match fields.next(&mut thrift)? {
            Some(field) if field.id == expected => thrift.skip(field)?,
            _ => return Err(Fault::damaged("a page header begins in an unknown way")),
        }
    }
    let place = thrift.taken();
    // the next field says by how much its number is larger than the one before it: now by one less
    let next = header.get(place).copied().filter(|next| *next >= 0x20);
    let next = next.ok_or_else(|| Fault::damaged("a page header goes on in an unknown way"))?;
    let mut sealed = header[..place].to_vec();
    sealed.push(NEXT_I32);
    push_zigzag(&mut sealed, i32::from_le_bytes(checksum.to_le_bytes()));
    sealed.push(next - 0x10);
    sealed.extend_from_slice(&header[place + 1..]);
    Ok(sealed)
}

fn push_zigzag(bytes: &mut Vec<u8>, value: i32) {
    let mut rest = u32::from_le_bytes(((value << 1) ^ (value >> 31)).to_le_bytes());
    while rest >= 0x80 {
        bytes.push(rest.to_le_bytes()[0] | 0x80);
        rest >>= 7;
    }
    bytes.push(rest.to_le_bytes()[0]);
}

fn split(bytes: &[u8], at: u64) -> Result<(&[u8], &[u8]), Fault> {
    usize::try_from(at)
        .ok()
        .and_then(|at| bytes.split_at_checked(at))
        .ok_or_else(|| Fault::damaged("a page is longer than its row group"))
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

fn signed(value: u64) -> Result<i64, String> {
    i64::try_from(value).map_err(|_| "it is too large".to_owned())
}

/// Whether the checksum in a page header, if there is one, is that of its bytes.
pub(super) fn page_is_whole(page: &Page, body: &[u8]) -> bool {
    page.crc.is_none_or(|expected| expected == checksum(body))
}

/// The checksums of the page headers of each chunk, from the entry of the footer.
pub(super) fn checksums(text: &str) -> Option<Vec<u32>> {
    let (parts, rest) = text.as_bytes().as_chunks::<8>();
    let part = |part: &[u8; 8]| u32::from_str_radix(std::str::from_utf8(part).ok()?, 16).ok();
    if rest.is_empty() { parts.iter().map(part).collect() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checksum_is_that_of_the_standard() {
        // the check value of CRC-32 in its catalogue: the digits 1 to 9 give cbf43926
        assert_eq!(digits(checksum(b"123456789")), "cbf43926");
        assert_eq!(checksums("cbf4392600000001"), Some(vec![0xcbf4_3926, 1]));
        assert_eq!(checksums("cbf4392"), None);
    }

    #[test]
    fn a_checksum_in_a_page_header_is_its_fourth_field() {
        // type 0, unpacked 2, packed 1, then the part of data pages: values 1, plain, levels RLE and RLE
        let header = [0x15, 0, 0x15, 4, 0x15, 2, 0x2C, 0x15, 2, 0x15, 0, 0x15, 6, 0x15, 6, 0, 0];
        let sealed = with_checksum(&header, 0xFFFF_FFFF).unwrap();
        assert_eq!(sealed[..9], [0x15, 0, 0x15, 4, 0x15, 2, 0x15, 1, 0x1C]);
        assert_eq!(parse_header(&sealed, 0).unwrap().crc, Some(0xFFFF_FFFF));
        assert_eq!(parse_header(&with_checksum(&header, 77).unwrap(), 0).unwrap().crc, Some(77));
    }
}
