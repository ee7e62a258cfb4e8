//! The one way in which every command reads a table: files in order, stretches in parallel, results in file
//! order, every refused row collected.
//!
//! Most files are read once. A file is read again when a stretch cannot be understood alone: a column whose
//! values can be read two ways (the whole column then decides, see `survey`), or keys of which the order does not
//! tell that none comes twice (then repeated rows are looked for, see `unique`). What was delivered before that
//! stays delivered: it held nothing that can be read two ways, and no key twice.

use std::sync::Arc;

use polars::prelude::*;

use super::conform::{Evidence, Reading};
use super::deals::Keyed;
use super::error::DataError;
use super::gate::CsvOptions;
use super::memory;
use super::notes::notes;
use super::plan::Plan;
use super::relations;
use super::source::{Batch, FileReport, Keys, LeftOut, Request, ScanReport, Source};
use super::stacked::stacked;
use super::stretch::{Oddities, Processed, Stretch};
use super::survey::survey;
use super::table_file::{TableFile, Totals};
use super::unique::{KeyRun, KeyRuns, Repeats, find_repeats};
use crate::model::reject::Reject;

#[cfg(test)]
mod tests;

type Each<'a, T> = &'a (dyn Fn(Batch) -> Result<T, DataError> + Sync);
type Fold<'a, T> = &'a mut dyn FnMut(T) -> Result<(), DataError>;

/// Reads a table. `each` turns a batch into what the command needs, in parallel; it must depend on nothing
/// but the batch, and its result may be thrown away. `fold` gets the results in file order. Every file gives
/// at least one batch, which may be empty. After an error what was folded must be thrown away.
pub fn scan<T: Send>(
    source: &Source,
    request: &Request<'_>,
    each: Each<'_, T>,
    fold: Fold<'_, T>,
) -> Result<ScanReport, DataError> {
    if source.files.is_empty() {
        return Err(DataError::Refused {
            message: format!("there is no file of {}", source.table.name),
            hint: "name one".to_owned(),
        });
    }
    memory::keep();
    let options = CsvOptions { threads: request.threads, ..source.options.clone() };
    // All files are opened first: standard input can be opened once, and repeated rows are looked for in all.
    let files: Vec<TableFile> =
        source.files.iter().map(|location| TableFile::open(location, &options)).collect::<Result<_, _>>()?;
    scan_files(source, request, &files, each, fold)
}

/// Reads a table whose files are open.
pub(super) fn scan_files<T: Send>(
    source: &Source,
    request: &Request<'_>,
    files: &[TableFile],
    each: Each<'_, T>,
    fold: Fold<'_, T>,
) -> Result<ScanReport, DataError> {
    if relations::needs_whole_table(source.table, request) {
        return relations::scan_whole(source, request, files, each, fold);
    }
    scan_stretches(source, request, files, each, fold)
}

/// Reads a table stretch by stretch.
pub(super) fn scan_stretches<T: Send>(
    source: &Source,
    request: &Request<'_>,
    files: &[TableFile],
    each: Each<'_, T>,
    fold: Fold<'_, T>,
) -> Result<ScanReport, DataError> {
    let report = ScanReport::default();
    let keys = KeyRuns::default();
    let mut job = Job { source, request, files, each, fold, report, repeats: None, keys };
    let mut done = 0;
    for (index, file) in files.iter().enumerate() {
        job.file(index, done)?;
        done += file.bytes();
    }
    Ok(job.report)
}

/// Reads a whole table into one frame; for tables that are small.
pub fn read_table(source: &Source, request: &Request<'_>) -> Result<(DataFrame, ScanReport), DataError> {
    let mut frames = Vec::new();
    let report = scan(source, request, &|batch| Ok(batch.frame), &mut |frame| {
        frames.push(frame);
        Ok(())
    })?;
    Ok((stacked(frames)?, report))
}

/// One reading of a table.
struct Job<'a, T> {
    source: &'a Source,
    request: &'a Request<'a>,
    files: &'a [TableFile],
    each: Each<'a, T>,
    fold: Fold<'a, T>,
    report: ScanReport,
    /// Rows that name the same record as others, once they have been looked for.
    repeats: Option<Repeats>,
    /// The keys of all files so far, while none of them comes twice.
    keys: KeyRuns,
}

/// Why a pass over a file ended before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    /// A column can be read two ways, or contradicts itself.
    Undecided,
    /// Keys do not ascend.
    Unordered,
}

/// How far one file has been read, and how.
struct Progress {
    readings: Vec<Reading>,
    evidence: Vec<Evidence>,
    /// The last row that has been delivered or refused.
    delivered: u64,
    /// The last row that has been delivered.
    last_kept: u64,
    batches: u64,
    report: FileReport,
    oddities: Oddities,
}

/// What became of one stretch.
enum Outcome<T> {
    /// It had been delivered before.
    Skipped,
    /// It cannot be read yet.
    Stopped(Stop),
    /// It was read.
    Read(Box<Read<T>>),
}

struct Read<T> {
    result: Option<T>,
    keys: KeyRun,
    rejects: Vec<Reject>,
    refused: u64,
    kept: u64,
    last_kept: u64,
    repeated: u64,
    left_out: LeftOut,
    last_row: u64,
    evidence: Vec<Evidence>,
    oddities: Oddities,
}

impl<T: Send> Job<'_, T> {
    fn file(&mut self, index: usize, done: u64) -> Result<(), DataError> {
        let file = &self.files[index];
        file.check_header()?;
        let plan = Plan::new(self.source, self.request, file.header())?;
        let mut progress = Progress::new(&plan, file);
        if self.must_read_keys_first(&plan, file) {
            self.read_keys(file, &plan)?;
        }
        let totals = loop {
            let stopped = match self.pass(index, file, &plan, &mut progress, done)? {
                Ok(totals) => break totals,
                Err(stopped) => stopped,
            };
            match stopped {
                Stop::Undecided => progress.readings = survey(file, &plan, &progress.readings)?,
                Stop::Unordered => {
                    let repeats = find_repeats(self.files, self.source, self.request)?;
                    repeats.check_delivered(index, progress.delivered)?;
                    self.repeats = Some(repeats);
                }
            }
        };
        if progress.batches == 0 {
            self.empty_batch(index, &plan, &progress.readings)?;
        }
        self.finish_file(&plan, progress, &totals);
        Ok(())
    }

    /// Whether rows that name the same record have to be looked for in a file.
    fn looks_for_repeats(&self, plan: &Plan, file: &TableFile) -> bool {
        self.request.unique && plan.table.key.len() == 1 && !file.is_canonical()
    }

    /// Whether the keys of a file have to be compared before its rows are read: where rows are left out by
    /// their stage and date, their keys would be left out too, unless they are given beside.
    fn must_read_keys_first(&self, plan: &Plan, file: &TableFile) -> bool {
        let unknown = self.looks_for_repeats(plan, file) && self.repeats.is_none();
        unknown && self.leaves_rows_out(file) && plan.plain_key().is_none()
    }

    fn leaves_rows_out(&self, file: &TableFile) -> bool {
        self.request.won.is_some() && file.leaves_rows_out()
    }

    /// Reads the keys of a file alone. They ascend, or repeated rows are looked for.
    fn read_keys(&mut self, file: &TableFile, plan: &Plan) -> Result<(), DataError> {
        let only_keys = plan.only(plan.table.key);
        let readings: Vec<Reading> = only_keys.outputs.iter().map(|output| output.rules.reading).collect();
        let each = |stretch: Stretch| {
            let keys = only_keys.all_keys(&stretch.raw, &readings)?;
            Ok(KeyRun::of(&Keyed::of(&keys)))
        };
        let runs = &mut self.keys;
        let mut ascending = true;
        file.read(&only_keys.places(), None, &|_| (), &each, &mut |next| {
            ascending = ascending && next.is_some_and(|next| runs.add(next));
            Ok(())
        })?;
        if !ascending {
            self.repeats = Some(find_repeats(self.files, self.source, self.request)?);
        }
        Ok(())
    }

    /// Reads a file from its start to its end, or to a stretch that cannot be read yet.
    fn pass(
        &mut self,
        index: usize,
        file: &TableFile,
        plan: &Plan,
        progress: &mut Progress,
        done: u64,
    ) -> Result<Result<Totals, Stop>, DataError> {
        let mut stop = None;
        let keys_are_known = self.must_read_keys_first(plan, file) || self.repeats.is_some();
        let keys = self.looks_for_repeats(plan, file) || self.request.all_keys;
        let worker = Worker {
            plan,
            index,
            each: self.each,
            readings: progress.readings.clone(),
            delivered: progress.delivered,
            unique: self.looks_for_repeats(plan, file) && !keys_are_known,
            leaves_rows_out: self.leaves_rows_out(file),
            repeats: self.repeats.as_ref(),
        };
        let (fold, report, runs) = (&mut *self.fold, &mut self.report, &mut self.keys);
        let ordered = worker.unique;
        let mut take = |outcome: Outcome<T>| {
            let stopped = match outcome {
                Outcome::Skipped => return Ok(()),
                Outcome::Stopped(why) => Some(why),
                Outcome::Read(read) => progress.take(*read, ordered, report, runs, fold)?,
            };
            match stopped {
                None => Ok(()),
                Some(why) => {
                    stop = Some(why);
                    // Any error ends the pass; this one is never shown.
                    Err(DataError::Refused { message: String::new(), hint: String::new() })
                }
            }
        };
        let told = |bytes: u64| {
            if let Some(progress) = self.request.progress {
                progress(done + bytes);
            }
        };
        let ended = file.read(
            &plan.places(),
            self.request.won.map(|won| plan.pushdown(won, keys)).as_ref(),
            &told,
            &|stretch| worker.work(stretch),
            &mut take,
        );
        match (ended, stop) {
            (_, Some(stop)) => Ok(Err(stop)),
            (Ok(totals), None) => Ok(Ok(totals)),
            (Err(error), None) => Err(error),
        }
    }

    /// A file without rows still shows the columns that it has.
    fn empty_batch(&mut self, index: usize, plan: &Plan, readings: &[Reading]) -> Result<(), DataError> {
        let stretch = self.files[index].empty(&plan.places());
        let processed = plan.process(stretch, readings, &[])?;
        let batch = Batch {
            frame: processed.frame,
            file: index,
            name: Arc::clone(&plan.file),
            won: Arc::clone(&plan.won),
            lost: Arc::clone(&plan.lost),
            rejects: Vec::new(),
            keys: Keys::InFrame,
            refused_deals: Vec::new(),
            amounts: Vec::new(),
        };
        let result = (self.each)(batch)?;
        (self.fold)(result)
    }

    fn finish_file(&mut self, plan: &Plan, progress: Progress, totals: &Totals) {
        let mut report = progress.report;
        report.blank = totals.blank;
        report.footers = totals.footers;
        let titles = self.report.take_titles(&plan.file, progress.last_kept, totals.footer_row);
        report.rejects -= titles;
        report.rows_read -= titles;
        report.footers += titles;
        for (output, evidence) in plan.outputs.iter().zip(&progress.evidence) {
            let Some(choice) = evidence.choice() else { continue };
            if super::conform::form_of(output.rules.kind).is_some() {
                report.decimal_mark = Some(choice.into());
            } else {
                report.date_order = Some(choice.into());
            }
        }
        self.report.notes.extend(notes(&report, &progress.oddities));
        self.report.files.push(report);
    }
}

impl Progress {
    fn new(plan: &Plan, file: &TableFile) -> Self {
        let (format, encoding, delimiter) = file.format();
        let columns = &plan.mapping.columns;
        let report = FileReport {
            file: plan.file.to_string(),
            format,
            profile: plan.mapping.profile.name.clone(),
            encoding,
            delimiter,
            mapped: columns.iter().map(|column| (column.name.clone(), column.shown.clone())).collect(),
            left_over: plan.mapping.left_over(),
            unreadable: file.unreadable().to_vec(),
            ..FileReport::default()
        };
        Self {
            readings: plan.outputs.iter().map(|output| output.rules.reading).collect(),
            evidence: vec![Evidence::NONE; plan.outputs.len()],
            delivered: 0,
            last_kept: 0,
            batches: 0,
            report,
            oddities: Oddities::default(),
        }
    }

    /// Takes the next stretch of the file, unless it contradicts an earlier one.
    fn take<T>(
        &mut self,
        read: Read<T>,
        ordered: bool,
        report: &mut ScanReport,
        runs: &mut KeyRuns,
        fold: &mut dyn FnMut(T) -> Result<(), DataError>,
    ) -> Result<Option<Stop>, DataError> {
        let together: Vec<Evidence> =
            self.evidence.iter().zip(&read.evidence).map(|(known, new)| known.and(*new)).collect();
        let contradicts = |(reading, evidence): (&Reading, &Evidence)| {
            *reading == Reading::Undecided && evidence.contradicts_itself()
        };
        if self.readings.iter().zip(&together).any(contradicts) {
            return Ok(Some(Stop::Undecided));
        }
        if ordered && !runs.add(read.keys) {
            return Ok(Some(Stop::Unordered));
        }
        self.evidence = together;
        self.delivered = self.delivered.max(read.last_row);
        self.last_kept = self.last_kept.max(read.last_kept);
        self.report.rows_kept += read.kept;
        self.report.rejects += read.refused;
        self.report.repeated += read.repeated;
        self.report.left_out.add(read.left_out);
        self.report.rows_read += read.kept + read.refused + read.repeated + read.left_out.total();
        self.oddities.add(read.oddities);
        report.keep(read.rejects);
        if let Some(result) = read.result {
            self.batches += 1;
            fold(result)?;
        }
        Ok(None)
    }
}

/// What the threads share while they read one file.
struct Worker<'a, T> {
    plan: &'a Plan,
    index: usize,
    each: Each<'a, T>,
    readings: Vec<Reading>,
    delivered: u64,
    unique: bool,
    leaves_rows_out: bool,
    repeats: Option<&'a Repeats>,
}

impl<T> Worker<'_, T> {
    fn work(&self, stretch: Stretch) -> Result<Outcome<T>, DataError> {
        let last_row = stretch.last_row();
        if last_row <= self.delivered && self.delivered > 0 {
            return Ok(Outcome::Skipped);
        }
        let repeated = self.repeats.map_or(&[][..], |repeats| repeats.repeated(self.index));
        let conflicts = self.repeats.map_or(&[][..], |repeats| repeats.conflicting(self.index));
        let counted = stretch.rows_within(repeated);
        let stretch = stretch.refusing(self.plan, conflicts)?;
        let mut left_out: Vec<u64> = repeated.to_vec();
        if !conflicts.is_empty() {
            left_out.extend(conflicts.iter().map(|conflict| conflict.row));
            left_out.sort_unstable();
        }
        let whole = stretch.whole.as_ref();
        let whole_keys = whole.map(|whole| self.plan.all_keys(&whole.keys, &self.readings)).transpose()?;
        let processed = self.plan.process(stretch, &self.readings, &left_out)?;
        if !processed.decided {
            return Ok(Outcome::Stopped(Stop::Undecided));
        }
        let Processed {
            frame,
            keys,
            rejects,
            refused,
            refused_deals,
            evidence,
            oddities,
            amounts,
            left_out,
            ..
        } = processed;
        let keyed_whole = whole_keys.as_ref().map(Keyed::of);
        let run = match (&keyed_whole, keys.as_slice()) {
            (Some(keys), _) if self.unique => KeyRun::of(keys),
            (None, [keys]) if self.unique => KeyRun::of(&Keyed::of(keys.as_materialized_series().str()?)),
            _ => Some(KeyRun::default()),
        };
        let Some(run) = run else { return Ok(Outcome::Stopped(Stop::Unordered)) };
        let known = keyed_whole.map(|whole| whole.keys);
        let kept = u64::try_from(frame.height()).unwrap_or(u64::MAX);
        let rows = frame.column("row")?.as_materialized_series().u64()?;
        let last_kept = frame.height().checked_sub(1).and_then(|last| rows.get(last)).unwrap_or(0);
        let batch = Batch {
            frame,
            file: self.index,
            name: Arc::clone(&self.plan.file),
            won: Arc::clone(&self.plan.won),
            lost: Arc::clone(&self.plan.lost),
            rejects: rejects.clone(),
            keys: match whole_keys.zip(known) {
                Some((texts, keys)) => Keys::Beside(texts, keys),
                None if self.leaves_rows_out => Keys::Unknown,
                None => Keys::InFrame,
            },
            refused_deals,
            amounts,
        };
        let result = Some((self.each)(batch)?);
        Ok(Outcome::Read(Box::new(Read {
            result,
            keys: run,
            rejects,
            refused,
            kept,
            last_kept,
            repeated: counted,
            left_out,
            last_row,
            evidence,
            oddities,
        })))
    }
}
