//! Rows that name the same record. While keys ascend from row to row, or in each of some files and stretches that have
//! no keys in common, nothing but their ends has to be remembered. Else all keys are read once more as 64-bit hashes
//! (eight bytes a row, and as many while they are sorted), and the rows whose hash occurs twice once more with their
//! whole content.
//!
//! Rows of one key are the same when every value of the file is the same text; the first of them counts. Rows
//! of one key with different content are all refused, since nobody can say which is true.

use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hasher};

use hashbrown::HashSet;
use polars::prelude::*;
use rayon::slice::ParallelSliceMut;

use super::deals::Keyed;
use super::error::DataError;
use super::origin::as_text;
use super::plan::Plan;
use super::source::{Request, Source};
use super::stretch::Stretch;
use super::table_file::TableFile;
use crate::model::reject::Reject;

/// A run of rows whose keys ascend, byte by byte or by their length first (as 9 stands before 10).
#[derive(Clone, Debug)]
pub(super) struct KeyRun {
    ends: Option<(String, String)>,
    by_bytes: bool,
    by_length: bool,
}

impl Default for KeyRun {
    fn default() -> Self {
        Self { ends: None, by_bytes: true, by_length: true }
    }
}

/// Whether a key stands before another when shorter ones stand first.
fn shorter_first(one: &str, other: &str) -> bool {
    (one.len(), one) < (other.len(), other)
}

impl KeyRun {
    /// The run of a block's keys; `None` if they do not ascend in either order.
    pub fn of(all: &Keyed<'_>) -> Option<Self> {
        let mut run = Self::default();
        let length = |row: usize| match all.keys[row] {
            key if key.is_whole() => key.length(),
            _ => u64::try_from(all.text(row).len()).unwrap_or(u64::MAX),
        };
        let order = |one: usize, other: usize| match all.keys[one].cmp(&all.keys[other]) {
            Ordering::Equal if !all.keys[one].is_whole() => all.text(one).cmp(all.text(other)),
            order => order,
        };
        let mut ends: Option<(usize, usize)> = None;
        let mut last_length = 0;
        for row in (0..all.keys.len()).filter(|row| !all.is_missing(*row)) {
            let length = length(row);
            if let Some((_, last)) = ends {
                let ascends = order(last, row) == Ordering::Less;
                run.by_bytes &= ascends;
                run.by_length &= last_length < length || (last_length == length && ascends);
            }
            ends = Some((ends.map_or(row, |(first, _)| first), row));
            last_length = length;
        }
        run.ends = ends.map(|(first, last)| (all.text(first).to_owned(), all.text(last).to_owned()));
        (run.by_bytes || run.by_length).then_some(run)
    }

    /// Whether all keys of one run stand before those of the other, in an order in which both ascend.
    fn is_apart(&self, other: &Self) -> bool {
        let (Some((first, last)), Some((start, end))) = (&self.ends, &other.ends) else { return true };
        (self.by_bytes && other.by_bytes && (last < start || end < first))
            || (self.by_length
                && other.by_length
                && (shorter_first(last, start) || shorter_first(end, first)))
    }

    /// This run and the next as one; `None` if keys do not ascend from one to the other.
    pub fn joined(self, next: Self) -> Option<Self> {
        let mut run = Self {
            ends: None,
            by_bytes: self.by_bytes && next.by_bytes,
            by_length: self.by_length && next.by_length,
        };
        run.ends = match (self.ends, next.ends) {
            (Some((first, end)), Some((start, last))) => {
                run.by_bytes = run.by_bytes && end < start;
                run.by_length = run.by_length && shorter_first(&end, &start);
                Some((first, last))
            }
            (ends, None) | (None, ends) => ends,
        };
        (run.by_bytes || run.by_length).then_some(run)
    }
}

/// The most runs that are held against each other.
const RUNS: usize = 1024;

/// The keys of all files so far, as runs of which no two have a key in common: exports month by month may come in any
/// order.
#[derive(Clone, Debug, Default)]
pub(super) struct KeyRuns {
    runs: Vec<KeyRun>,
}

impl KeyRuns {
    /// Adds the keys that come next; false when one of them may have come before.
    pub fn add(&mut self, next: KeyRun) -> bool {
        if next.ends.is_none() {
            return true;
        }
        if let Some((last, others)) = self.runs.split_last_mut()
            && let Some(joined) = last.clone().joined(next.clone())
            && others.iter().all(|other| joined.is_apart(other))
        {
            *last = joined;
            return true;
        }
        let is_apart = self.runs.iter().all(|other| next.is_apart(other));
        self.runs.push(next);
        is_apart && self.runs.len() <= RUNS
    }
}

/// A row that contradicts another one of the same key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Conflict {
    /// The row.
    pub row: u64,
    /// The file and row of the other, as a message names it.
    other: String,
}

/// The rows of all files of a table that name a record that another row names too.
#[derive(Clone, Debug, Default)]
pub(super) struct Repeats {
    files: Vec<FileRepeats>,
}

#[derive(Clone, Debug, Default)]
struct FileRepeats {
    name: String,
    repeated: Vec<u64>,
    conflicting: Vec<Conflict>,
}

impl Repeats {
    /// Rows of a file that repeat an earlier one, ascending.
    pub fn repeated(&self, file: usize) -> &[u64] {
        self.files.get(file).map_or(&[], |file| &file.repeated)
    }

    /// Rows of a file that contradict another one, ascending.
    pub fn conflicting(&self, file: usize) -> &[Conflict] {
        self.files.get(file).map_or(&[], |file| &file.conflicting)
    }

    /// Refuses when a row that was delivered already turns out to contradict a later one.
    pub fn check_delivered(&self, file: usize, row: u64) -> Result<(), DataError> {
        let mut places = Vec::new();
        for (index, repeats) in self.files.iter().enumerate().take(file + 1) {
            let gone = repeats.conflicting.iter().filter(|conflict| index < file || conflict.row <= row);
            places.extend(gone.map(|conflict| {
                format!("row {} of `{}` and {}", conflict.row, repeats.name, conflict.other)
            }));
        }
        if places.is_empty() {
            return Ok(());
        }
        let (count, shown) = (places.len(), 10);
        places.truncate(shown);
        Err(DataError::Refused {
            message: format!(
                "{count} rows have the key of another row and different content\n  {}",
                places.join("\n  ")
            ),
            hint: "take the wrong row of each pair out of the file".to_owned(),
        })
    }
}

impl Stretch {
    /// The last row that the stretch holds, refuses or has left out.
    pub fn last_row(&self) -> u64 {
        let refused = self.rejects.iter().map(|reject| reject.row).max().unwrap_or(0);
        let left_out = self.whole.as_ref().map_or(0, |whole| whole.last_row);
        self.rows.last().copied().unwrap_or(0).max(refused).max(left_out)
    }

    /// The first and the last row, left out or not; nothing without rows.
    fn extent(&self) -> Option<(u64, u64)> {
        match &self.whole {
            Some(whole) => Some((whole.first_row, whole.last_row)),
            None => self.rows.first().copied().zip(self.rows.last().copied()),
        }
    }

    /// How many of these rows (ascending) lie in the stretch.
    pub fn rows_within(&self, rows: &[u64]) -> u64 {
        let Some((first, last)) = self.extent() else { return 0 };
        let count = rows.partition_point(|row| *row <= last) - rows.partition_point(|row| *row < first);
        u64::try_from(count).unwrap_or(u64::MAX)
    }

    /// The stretch with its contradicting rows refused; taking them out is left to the caller.
    pub fn refusing(mut self, plan: &Plan, conflicts: &[Conflict]) -> Result<Self, DataError> {
        let Some((first, last)) = self.extent() else { return Ok(self) };
        let from = conflicts.partition_point(|conflict| conflict.row < first);
        let to = conflicts.partition_point(|conflict| conflict.row <= last);
        if from == to {
            return Ok(self);
        }
        let name = plan.table.key.first().copied().unwrap_or_default();
        let raw = self.whole.as_ref().map_or(&self.raw, |whole| &whole.keys);
        let keys = match plan.mapping.column(name) {
            Some(column) => Some(as_text(&column.origin.evaluate(raw, &plan.mapping.headers)?)?),
            None => None,
        };
        for conflict in &conflicts[from..to] {
            let place = match &self.whole {
                Some(whole) => usize::try_from(conflict.row - whole.first_row).unwrap_or(usize::MAX),
                None => self.rows.partition_point(|row| *row < conflict.row),
            };
            self.rejects.push(Reject {
                file: plan.file.to_string(),
                row: conflict.row,
                column: plan.shown(name).to_owned(),
                value: keys.as_ref().and_then(|keys| keys.get(place)).unwrap_or_default().to_owned(),
                reason: format!("is also in {}, with different content", conflict.other),
                remedy: Some("take the wrong one of the two rows out of the file".to_owned()),
            });
        }
        Ok(self)
    }
}

/// Reads the keys of all files and finds the rows that share one.
pub(super) fn find_repeats(
    files: &[TableFile],
    source: &Source,
    request: &Request<'_>,
) -> Result<Repeats, DataError> {
    let mut hashes: Vec<u64> = Vec::new();
    for file in files {
        let hash = |key: &str, _: &dyn Fn() -> u64, _| Some(short_hash(key));
        each_key(file, source, request, false, &hash, &mut |found| hashes.extend(found))?;
    }
    hashes.par_sort_unstable();
    let twice: HashSet<u64> =
        hashes.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    drop(hashes);
    let mut repeats = Repeats {
        files: files
            .iter()
            .map(|file| FileRepeats { name: file.header().file.to_owned(), ..FileRepeats::default() })
            .collect(),
    };
    if twice.is_empty() {
        return Ok(repeats);
    }
    let mut rows: Vec<Row> = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let suspect = |key: &str, content: &dyn Fn() -> u64, row: u64| {
            let first = short_hash(key);
            twice.contains(&first).then(|| Row {
                key: (first, long_hash(key)),
                file: index,
                line: row,
                content: content(),
            })
        };
        each_key(file, source, request, true, &suspect, &mut |found| rows.extend(found))?;
    }
    rows.sort_unstable();
    for group in rows.chunk_by(|one, other| one.key == other.key).filter(|group| group.len() > 1) {
        repeats.note(group);
    }
    for file in &mut repeats.files {
        file.repeated.sort_unstable();
        file.conflicting.sort_unstable_by_key(|conflict| conflict.row);
    }
    Ok(repeats)
}

/// A row whose key may occur elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    key: (u64, u64),
    file: usize,
    line: u64,
    content: u64,
}

impl Repeats {
    /// Sorts out the rows of one key, in the order of files and rows.
    fn note(&mut self, group: &[Row]) {
        let Some(first) = group.first() else { return };
        if group.iter().all(|row| row.content == first.content) {
            for row in &group[1..] {
                self.files[row.file].repeated.push(row.line);
            }
            return;
        }
        for row in group {
            let Some(other) = group.iter().find(|other| other.content != row.content) else { continue };
            let other = if other.file == row.file {
                format!("row {}", other.line)
            } else {
                format!("row {} of `{}`", other.line, self.files[other.file].name)
            };
            self.files[row.file].conflicting.push(Conflict { row: row.line, other });
        }
    }
}

type EachKey<'a, R> = &'a (dyn Fn(&str, &dyn Fn() -> u64, u64) -> Option<R> + Sync);

/// Calls the function with the key of each row, what gives the hash of its content, and its row. Without `content`
/// the other columns are not read.
fn each_key<R: Send>(
    file: &TableFile,
    source: &Source,
    request: &Request<'_>,
    content: bool,
    each: EachKey<'_, R>,
    take: &mut dyn FnMut(Vec<R>),
) -> Result<(), DataError> {
    let only_key = Request { columns: source.table.key, won: request.won, ..Request::default() };
    let plan = Plan::new(source, &only_key, file.header())?;
    let readings: Vec<_> = plan.outputs.iter().map(|output| output.rules.reading).collect();
    let key_places = plan.places();
    let places: Vec<usize> =
        if content { (0..plan.mapping.headers.len()).collect() } else { key_places.clone() };
    let work = |stretch: Stretch| {
        let texts: Vec<StringChunked> = stretch
            .raw
            .columns
            .iter()
            .filter(|(place, _)| !key_places.contains(place))
            .map(|(_, column)| as_text(column))
            .collect::<Result<_, _>>()?;
        let rows = stretch.rows.clone();
        let keys = plan.all_keys(&stretch.raw, &readings)?;
        let mut found = Vec::new();
        for (place, (key, row)) in keys.iter().zip(rows).enumerate() {
            let content = || content_hash(&texts, place);
            found.extend(key.and_then(|key| each(key, &content, row)));
        }
        Ok(found)
    };
    file.read(&places, None, &|_| (), &work, &mut |found| {
        take(found);
        Ok(())
    })?;
    Ok(())
}

fn short_hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(key.as_bytes());
    hasher.finish()
}

/// A second hash, independent of the first.
fn long_hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(b"second");
    hasher.write(key.as_bytes());
    hasher.finish()
}

fn content_hash(texts: &[StringChunked], place: usize) -> u64 {
    let mut hasher = DefaultHasher::new();
    for text in texts {
        let value = text.get(place).unwrap_or_default().trim();
        hasher.write_usize(value.len());
        hasher.write(value.as_bytes());
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(keys: &[&str]) -> Option<KeyRun> {
        KeyRun::of(&Keyed::of(&StringChunked::from_slice("deal_id".into(), keys)))
    }

    #[test]
    fn keys_ascend_by_bytes_or_by_length() {
        assert!(run(&["D01", "D02", "D10"]).is_some());
        assert!(run(&["9", "10", "11"]).is_some());
        assert!(run(&["longer than a key holds 1", "longer than a key holds 2"]).is_some());
        assert!(run(&["longer than a key holds 2", "longer than a key holds 1"]).is_none());
        assert!(run(&["longer than a key holds 1", "longer than a key holds 1"]).is_none());
        assert!(run(&["b", "a"]).is_none());
        assert!(run(&["a", "a"]).is_none());
        assert!(run(&["10", "11"]).unwrap().joined(run(&["09"]).unwrap()).is_none());
        assert!(run(&["8", "9"]).unwrap().joined(run(&["10"]).unwrap()).is_some());
        assert!(run(&["8", "9"]).unwrap().joined(run(&["9"]).unwrap()).is_none());
        // Ascending by bytes first and by length later is neither.
        assert!(run(&["10", "9"]).unwrap().joined(run(&["90", "100"]).unwrap()).is_none());
        assert!(KeyRun::default().joined(run(&["a"]).unwrap()).is_some());
    }

    #[test]
    fn runs_that_have_no_key_in_common_may_come_in_any_order() {
        let all = |runs: &[&[&str]]| {
            let mut known = KeyRuns::default();
            runs.iter().all(|keys| known.add(run(keys).unwrap()))
        };
        assert!(all(&[&["D5", "D6"], &["D1", "D2"], &["D3", "D4"], &["D7"], &[]]));
        assert!(!all(&[&["D5", "D6"], &["D1", "D2"], &["D2", "D4"]]));
        assert!(!all(&[&["D5", "D7"], &["D1", "D2"], &["D6"]]));
        // The last run grows until it meets the first.
        assert!(!all(&[&["D5", "D6"], &["D1", "D2"], &["D3"], &["D5"]]));
        // 90 and 100 ascend by length, 10 and 9 by bytes: whether they lie apart is not told.
        assert!(!all(&[&["90", "100"], &["10", "9"]]));
        assert!(all(&[&["90", "100"], &["1", "2", "10"]]));
        assert!(!all(&[&["90", "100"], &["1", "2", "95"]]));
        assert!(all(&[&["10", "20", "30"], &["1", "2"]]));
    }
}
