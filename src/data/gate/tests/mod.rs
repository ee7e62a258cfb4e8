//! Tests of the gate as a whole: each rule on a few lines, the collected hostile files, and a second reader.

mod agree;
mod hostile;
mod rules;
mod twin;

use std::io::Write;
use std::sync::Mutex;

use polars::prelude::StringChunked;

use super::{CsvFile, CsvOptions, CsvSummary, Opened, TextBlock, open};
use crate::data::error::DataError;
use crate::data::input::Location;
use crate::model::reject::Reject;

/// A file as the gate read it.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) headers: Vec<String>,
    /// The line and the values of each data record.
    pub(super) rows: Vec<(u64, Vec<String>)>,
    pub(super) rejects: Vec<Reject>,
    pub(super) summary: CsvSummary,
}

impl Loaded {
    /// The values alone.
    fn values(&self) -> Vec<Vec<&str>> {
        self.rows.iter().map(|(_, row)| row.iter().map(String::as_str).collect()).collect()
    }

    /// The lines of the rejects.
    fn refused(&self) -> Vec<u64> {
        self.rejects.iter().map(|reject| reject.row).collect()
    }
}

/// Opens bytes under a name with this end.
pub(super) fn open_bytes(bytes: &[u8], end: &str, options: &CsvOptions) -> Result<Opened, DataError> {
    let mut file = tempfile::Builder::new().suffix(end).tempfile().expect("a temporary file");
    file.write_all(bytes).expect("the bytes are written");
    open(&Location::Path(file.path().to_owned()), options)
}

/// Reads everything that an opened file holds, all columns.
pub(super) fn read_all(file: &CsvFile) -> Result<Loaded, DataError> {
    let wanted: Vec<usize> = (0..file.headers().len()).collect();
    let (mut rows, mut rejects) = (Vec::new(), Vec::new());
    let last = Mutex::new(0);
    let summary = file.read(
        &wanted,
        &|position| {
            let mut last = last.lock().expect("the progress is told by one thread");
            assert!(*last <= position, "progress goes on");
            *last = position;
        },
        &|block| Ok(block),
        &mut |block: TextBlock| {
            for (place, row) in block.rows.iter().enumerate() {
                rows.push((*row, block.columns.iter().map(|column| value(column, place)).collect()));
            }
            assert!(block.columns.iter().all(|column| column.len() == block.rows.len()));
            rejects.extend(block.rejects);
            Ok(())
        },
    )?;
    assert_eq!(summary.rows_read, u64::try_from(rows.len()).expect("few rows"));
    assert_eq!(summary.rows_rejected, u64::try_from(rejects.len()).expect("few rejects"));
    Ok(Loaded { headers: file.headers().to_vec(), rows, rejects, summary })
}

fn value(column: &StringChunked, place: usize) -> String {
    column.get(place).expect("no value is null").to_owned()
}

/// Reads bytes as a CSV file.
pub(super) fn load_with(bytes: &[u8], options: &CsvOptions) -> Result<Loaded, DataError> {
    match open_bytes(bytes, ".csv", options)? {
        Opened::Csv(file) => read_all(&file),
        Opened::Parquet(_) => panic!("these bytes are Parquet"),
    }
}

/// Reads bytes as a CSV file with the defaults.
pub(super) fn load(bytes: &[u8]) -> Result<Loaded, DataError> {
    load_with(bytes, &CsvOptions { threads: 1, ..CsvOptions::default() })
}
