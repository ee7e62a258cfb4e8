//! What a file may ask of the program: the limits, their defaults, and their names in messages.

use crate::data::input::stream::Growth;

/// Limits of a text table; passing one refuses the record or the file by the limit's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one value, without the quotes around it. A longer one refuses its record.
    pub field_bytes: usize,
    /// Bytes of one record, its line ending included. A longer one refuses the file.
    pub record_bytes: usize,
    /// Columns of the header. More refuse the file.
    pub columns: usize,
    /// Data records of the file. More refuse the file.
    pub rows: u64,
    /// Bytes after unpacking, for packed files alone.
    pub expanded_bytes: u64,
    /// Bytes after unpacking for each packed byte, judged beyond the first 64 MiB.
    pub expansion_ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            field_bytes: 1 << 20,
            record_bytes: 4 << 20,
            columns: 2000,
            rows: u64::from(u32::MAX),
            expanded_bytes: 20 << 30,
            expansion_ratio: 200,
        }
    }
}

impl Limits {
    pub(crate) fn growth(&self) -> Growth {
        Growth { bytes: self.expanded_bytes, ratio: self.expansion_ratio }
    }
}

/// A count of bytes in words: `1 MiB`, `4 KiB`, `20 bytes`.
pub(crate) fn bytes_in_words(bytes: usize) -> String {
    let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    for (size, unit) in units {
        if bytes >= size && bytes.is_multiple_of(size) {
            return format!("{} {unit}", bytes / size);
        }
    }
    format!("{bytes} bytes")
}
