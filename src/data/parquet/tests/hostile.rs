//! Damaged and hostile files: each is read or refused within its time, none panics. The files kept with the sources
//! are always read; `SPM_HOSTILE` may name a folder with more, and `SPM_HOSTILE_REPORT` a file for what came out.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use polars::prelude::DataType;

use super::{Asked, columns, deals, read, read_all, written};
use crate::data::error::DataError;

/// Every Parquet file below a folder, in a fixed order. Files without an ending count too: fuzzers give none.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_none_or(|ending| ending == "parquet" || ending == "fuzz")
            && !path.file_name().unwrap().to_string_lossy().starts_with("LICENSE")
        {
            found.push(path);
        }
    }
}

/// What became of a file: the rows that each readable column gave, or why it was refused.
fn outcome(path: &Path) -> String {
    let columns = match columns(path) {
        Ok(columns) => columns,
        Err(error) => return format!("refused: {error}"),
    };
    let mut text = String::new();
    for (name, dtype) in &columns {
        if matches!(dtype, DataType::Unknown(_)) {
            continue;
        }
        let mut height = 0;
        let result = read(
            path,
            &Asked { columns: &[name], ..Asked::default() },
            &|batch| Ok(batch.frame.height()),
            &mut |rows| {
                height += rows;
                Ok(())
            },
        );
        match result {
            Ok(rows) => {
                assert_eq!(u64::try_from(height).unwrap(), rows, "{}", path.display());
                write!(text, "{name}: {rows} rows of {dtype}; ").unwrap();
            }
            Err(DataError::Frame(error)) => panic!("{}: {error}", path.display()),
            Err(error) => write!(text, "{name}: refused: {error}; ").unwrap(),
        }
    }
    if text.is_empty() { format!("{} columns, none readable", columns.len()) } else { text }
}

#[test]
fn hostile_files_are_read_or_refused() {
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/hostile/parquet"), &mut found);
    if let Some(folder) = std::env::var_os("SPM_HOSTILE") {
        files(Path::new(&folder), &mut found);
    }
    assert!(found.len() >= 10);
    let mut report = String::new();
    for path in found {
        let start = Instant::now();
        let outcome = outcome(&path);
        let took = start.elapsed();
        assert!(took < Duration::from_secs(20), "{} took {took:?}", path.display());
        writeln!(report, "{}\t{} ms\t{outcome}", path.display(), took.as_millis()).unwrap();
    }
    if let Some(path) = std::env::var_os("SPM_HOSTILE_REPORT") {
        fs::write(path, report).unwrap();
    }
}

/// A small generator of numbers that are spread well enough, the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// Reads a bent file; `None` when it is refused, else whether the content is the one that was written.
fn unchanged(path: &Path, expected: &polars::prelude::DataFrame) -> Option<bool> {
    match read_all(path, &["deal_id", "stage", "close_date", "amount"], None) {
        Ok((frame, _)) => Some(frame.drop("row").unwrap().equals_missing(expected)),
        Err(DataError::Frame(error)) => panic!("{error}"),
        Err(_) => None,
    }
}

#[test]
fn a_file_that_is_cut_off_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let frame = deals(2_000);
    let path = written(folder.path(), &frame);
    let bytes = fs::read(&path).unwrap();
    let mut numbers = Numbers(1);
    for _ in 0..50 {
        fs::write(&path, &bytes[..numbers.below(bytes.len())]).unwrap();
        assert_eq!(unchanged(&path, &frame), None);
    }
}

/// Pages carry no checksum, so a bit that changes a value inside an unpacked page cannot be seen; packed pages, and
/// everything that says where values lie, mostly show it. This counts what is left.
#[test]
fn a_file_with_a_bent_byte_is_read_as_it_was_or_refused_or_counted() {
    let rounds = std::env::var("SPM_HOSTILE_ROUNDS").map_or(200, |rounds| rounds.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let frame = deals(2_000);
    let path = written(folder.path(), &frame);
    let bytes = fs::read(&path).unwrap();
    let mut numbers = Numbers(2);
    let mut report = String::new();
    let mut silent = 0;
    for _ in 0..rounds {
        let mut bent = bytes.clone();
        let place = numbers.below(bent.len());
        let change = u8::try_from(1 + numbers.below(255)).unwrap();
        bent[place] ^= change;
        fs::write(&path, &bent).unwrap();
        if unchanged(&path, &frame) == Some(false) {
            silent += 1;
            writeln!(report, "byte {place} of {} changed by {change:#04x}", bent.len()).unwrap();
        }
    }
    if let Some(path) = std::env::var_os("SPM_HOSTILE_REPORT") {
        fs::write(path, report).unwrap();
    }
    assert!(silent * 10 <= rounds, "{silent} of {rounds} changes went unseen");
}
