//! Reading the tables of a run: every rejected row is collected, and the run ends as the rejects allow.

mod pay;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::calendar::Span;
use crate::cli::args::ReadArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::freshness;
use crate::cli::put;
use crate::cli::settings::Settings;
use crate::cli::split_deals::SplitDeals;
use crate::cli::tables::{Tables, imported_path};
use crate::cli::ui::Ui;
use crate::data::{
    Batch, Beside, DataError, Frame, Location, Request, ScanReport, Source, Won, read_table, repeated_rows,
    rows, scan,
};
use crate::engine::crediting::{SplitBook, SplitBuilder, SplitRows};
use crate::engine::error::EngineError;
use crate::engine::exchange::ExchangeBook;
use crate::engine::people::People;
use crate::model::reject::Reject;

/// How many rejected rows an error shows.
const SHOWN: usize = 10;

/// The tables that a run has read so far, and the rows that could not be used.
pub struct Reading<'a> {
    /// The settings.
    pub settings: &'a Settings,
    args: &'a ReadArgs,
    pub(super) ui: &'a Ui,
    inputs: Vec<PathBuf>,
    /// The tables that were read, each with its files and a profile of its own, in order of their names.
    tables: BTreeMap<&'static str, (Vec<Location>, Option<String>)>,
    looked_at: Vec<&'static str>,
    rejects: Vec<Reject>,
    rejected: u64,
    /// Whether there is a table of splits.
    splits: bool,
    /// What has been said: a run that reads a table twice says it once.
    said: RefCell<BTreeSet<String>>,
}

/// The people of a run and what hangs on them.
#[derive(Debug, Default)]
pub struct Company {
    /// The reps.
    pub people: People,
    /// Their table, for the conditions of plans.
    pub reps: Option<Frame>,
    /// Direct shares of deals.
    pub splits: SplitBook,
    /// What is known of the deals that the splits name.
    pub split_deals: SplitDeals,
    /// Shares outside the 100 %.
    pub overlay_splits: SplitBook,
    /// How many rows of the splits are outside the 100 %.
    pub overlays: u64,
    /// Exchange rates.
    pub exchange: ExchangeBook,
    /// Days away, by rep number.
    pub leaves: Vec<Vec<Span>>,
}

/// What the splits say.
#[derive(Default)]
struct Splits {
    direct: SplitBook,
    deals: SplitDeals,
    overlay: SplitBook,
    overlays: u64,
}

impl<'a> Reading<'a> {
    /// Begins to read.
    #[must_use]
    pub fn new(settings: &'a Settings, args: &'a ReadArgs, ui: &'a Ui) -> Self {
        let (inputs, looked_at, rejects) = (Vec::new(), Vec::new(), Vec::new());
        let tables = BTreeMap::new();
        let said = RefCell::default();
        Self { settings, args, ui, inputs, tables, looked_at, rejects, rejected: 0, splits: false, said }
    }

    /// Names of won stages: of the flag, else of spm.toml; else the profile's and common names.
    #[must_use]
    pub fn won(&self) -> Option<Vec<String>> {
        if !self.args.won.is_empty() {
            return Some(self.args.won.clone());
        }
        self.settings.won.as_ref().map(|won| won.value.clone())
    }

    /// Reads a table once more for a hint; its rejects have been counted.
    pub fn again<T: Send>(
        &self,
        source: &Source,
        columns: &[&str],
        each: &(dyn Fn(Batch) -> Result<T, DataError> + Sync),
        fold: &mut dyn FnMut(T) -> Result<(), DataError>,
    ) -> Result<(), Failure> {
        let request = Request { columns, threads: self.settings.threads.value, ..Request::default() };
        scan(source, &request, each, fold).map(drop).map_err(|error| refused(&error))
    }

    /// Reads every column of a table once more, whatever stage its deals are in; its rejects have been counted.
    pub fn every_column<T: Send>(
        &self,
        source: &Source,
        each: &(dyn Fn(Batch) -> Result<T, DataError> + Sync),
        fold: &mut dyn FnMut(T) -> Result<(), DataError>,
    ) -> Result<(), Failure> {
        let request = Request { all: true, threads: self.settings.threads.value, ..Request::default() };
        scan(source, &request, each, fold).map(drop).map_err(|error| refused(&error))
    }

    /// The tables that were read, each with its files and the profile that it was read by.
    #[must_use]
    pub fn read_tables(&self) -> &BTreeMap<&'static str, (Vec<Location>, Option<String>)> {
        &self.tables
    }

    /// Says something worth knowing, once.
    pub fn note(&self, text: &str) {
        if self.said.borrow_mut().insert(text.to_owned()) {
            self.ui.note(text);
        }
    }

    /// Says something that needs attention, once.
    pub fn warning(&self, text: &str) {
        if self.said.borrow_mut().insert(text.to_owned()) {
            self.ui.warning(text);
        }
    }

    /// Remembers what is read, and refuses to write over it. Tells whether it was read before.
    fn reads(&mut self, source: &Source) -> Result<bool, Failure> {
        self.say_when_stale(source);
        let known = (source.files.clone(), source.profile.clone());
        let before = self.tables.insert(source.table.name, known).is_some();
        self.reads_also(source.files.iter().filter_map(Location::place).collect::<Vec<_>>())?;
        Ok(before)
    }

    /// Says that an export is another one than was imported, once for each table.
    fn say_when_stale(&mut self, source: &Source) {
        let table = source.table.name;
        let Some(root) = self.settings.root() else { return };
        let imported = imported_path(root, table);
        let is_imported = source.files.iter().any(|file| file.place().as_ref() == Some(&imported));
        if is_imported && !self.looked_at.contains(&table) {
            self.looked_at.push(table);
            if let Some(note) = freshness::stale(table, &imported, self.settings) {
                self.ui.note(&note);
            }
        }
    }

    /// Remembers other files that the run reads: plans and the settings.
    pub fn reads_also(&mut self, files: impl IntoIterator<Item = PathBuf>) -> Result<(), Failure> {
        let files: Vec<PathBuf> = files.into_iter().filter_map(|path| path.canonicalize().ok()).collect();
        self.ui.reads(&files, self.settings.thread_count() > 1);
        self.inputs.extend(files);
        self.guard()
    }

    /// Refuses outputs that are inputs, and one file for two outputs.
    fn guard(&self) -> Result<(), Failure> {
        let (output, rejects) = (self.ui.file(), self.args.rejects.as_deref());
        if output.is_some() && output == rejects {
            return Err(Failure::new(Outcome::Usage, "the result and the rejected rows cannot be one file")
                .hint("give `-o` and `--rejects` two names"));
        }
        [output, rejects].into_iter().flatten().try_for_each(|path| self.refuse_input(path))
    }

    /// Remembers what an import reads, and refuses a target that is one of its sources.
    pub fn begin(&mut self, source: &Source, target: Option<&Path>) -> Result<(), Failure> {
        self.reads(source)?;
        target.map_or(Ok(()), |target| self.refuse_input(target))
    }

    /// Refuses a file to write that this run reads.
    pub fn refuse_input(&self, given: &Path) -> Result<(), Failure> {
        match given.canonicalize() {
            Ok(path) if self.inputs.contains(&path) => Err(Failure::new(
                Outcome::Usage,
                "a file that is read cannot be written over by the same run",
            )
            .at(format!("`{}`", given.display()))
            .hint("give the output another name")),
            _ => Ok(()),
        }
    }

    /// Reads a small table whole.
    pub(super) fn small(&mut self, source: &Source) -> Result<(Frame, String), Failure> {
        self.reads(source)?;
        // Reps and splits are held together by the engine, which knows the days and the deals that matter.
        let unique = matches!(source.table.name, "exchange_rates" | "accounts");
        let request =
            Request { all: true, unique, threads: self.settings.threads.value, ..Request::default() };
        let (frame, report) = read_table(source, &request).map_err(|error| refused(&error))?;
        let file = source.files.first().map(Location::name).unwrap_or_default();
        self.take(source, report)?;
        Ok((frame, file))
    }

    /// Reads a large table batch by batch, in parallel; `fold` gets the results in the order of the file.
    pub fn large<T: Send>(
        &mut self,
        source: &Source,
        columns: &[&str],
        won: Option<Won<'_>>,
        each: &(dyn Fn(Batch) -> Result<T, DataError> + Sync),
        fold: &mut dyn FnMut(T) -> Result<(), DataError>,
    ) -> Result<(), Failure> {
        let again = self.reads(source)?;
        let bar = self.ui.progress(&format!("reading {}", source.table.name), Some(source.bytes()));
        let progress = |bytes: u64| bar.reach(bytes);
        let stages = self.won();
        let request = Request {
            columns,
            won,
            // Where every deal is wanted, a won one still needs an amount and a date.
            stages: stages.as_deref().filter(|_| won.is_none() && source.table.name == "deals"),
            // A deal that stands in the files twice must not be credited twice.
            unique: source.table.name == "deals",
            // Splits of deals that are not there are said.
            all_keys: self.splits && won.is_some_and(|won| matches!(won.beside, Beside::Nothing)),
            progress: Some(&progress),
            threads: self.settings.threads.value,
            ..Request::default()
        };
        let report = scan(source, &request, each, fold).map_err(|error| refused(&error))?;
        drop(bar);
        if again { Ok(()) } else { self.take(source, report) }
    }

    /// Keeps the rejects of a table; refuses it unless they are allowed.
    pub fn take(&mut self, source: &Source, report: ScanReport) -> Result<(), Failure> {
        for note in &report.notes {
            self.note(note);
        }
        let count = report.rejected();
        if count == 0 {
            return Ok(());
        }
        self.rejected += count;
        self.rejects.extend(report.rejects);
        self.write_rejects()?;
        if self.rejected > self.args.allow_rejects.unwrap_or(0) {
            return Err(self.refusal(source));
        }
        self.ui.warning(&format!(
            "{} of `{}` {} set aside, as --allow-rejects says",
            counted(count, "row", "rows"),
            source.files.first().map(Location::name).unwrap_or_default(),
            if count == 1 { "is" } else { "are" }
        ));
        Ok(())
    }

    fn refusal(&self, source: &Source) -> Failure {
        let files: Vec<&str> = self.rejects.iter().map(|reject| reject.file.as_str()).collect();
        let one = files.windows(2).all(|pair| pair[0] == pair[1]);
        let rows = if self.rejected == 1 { "1 row".to_owned() } else { format!("{} rows", self.rejected) };
        let place = if one { format!(" of `{}`", files.first().unwrap_or(&"")) } else { String::new() };
        let mut failure =
            Failure::new(Outcome::Input, format!("{rows}{place} cannot be read as {}", source.table.name));
        for reject in self.rejects.iter().take(SHOWN) {
            failure = failure.at(describe(reject, one));
        }
        let more = self.rejected.saturating_sub(SHOWN.try_into().unwrap_or(u64::MAX));
        if more > 0 {
            failure = failure.at(format!("… and {more} more (`--rejects FILE` writes them all)"));
        }
        for reject in &self.rejects {
            failure = failure.hint(reject.remedy.clone().unwrap_or_default());
        }
        failure.hints.truncate(3);
        failure.hint("`--allow-rejects` goes on without these rows; the run then ends with code 3")
    }

    fn write_rejects(&self) -> Result<(), Failure> {
        match &self.args.rejects {
            Some(path) => put::rejects(path, &self.rejects),
            None => Ok(()),
        }
    }

    /// How the run ends, for all that was read: done, or done with rows set aside.
    pub fn outcome(&self) -> Result<Outcome, Failure> {
        if self.rejected == 0 {
            if self.args.rejects.is_some() {
                self.write_rejects()?;
            }
            return Ok(Outcome::Done);
        }
        Ok(Outcome::RowsSetAside)
    }

    /// The reps and their table.
    pub(super) fn people(&mut self, tables: &Tables<'_>) -> Result<(People, Option<Frame>), Failure> {
        let Some(source) = tables.source("reps")? else { return Ok((People::default(), None)) };
        let (frame, file) = self.small(&source)?;
        let people = People::new(rows::reps(&frame, &file)).map_err(|error| refused_by_engine(&error))?;
        if people.repeated() > 0 {
            self.note(&repeated_rows(&file, people.repeated()));
        }
        Ok((people, Some(frame)))
    }

    /// Reps, splits, exchange rates and leaves.
    pub fn company(&mut self, tables: &Tables<'_>) -> Result<Company, Failure> {
        let (mut people, reps) = self.people(tables)?;
        let split = self.splits(tables, &mut people)?;
        let (splits, split_deals) = (split.direct, split.deals);
        let (overlay_splits, overlays) = (split.overlay, split.overlays);
        let exchange = match tables.source("exchange_rates")? {
            Some(source) => {
                let (frame, file) = self.small(&source)?;
                ExchangeBook::new(&rows::exchange_rates(&frame, &file))
            }
            None => ExchangeBook::default(),
        };
        let mut leaves = vec![Vec::new(); people.len()];
        if let Some(source) = tables.source("leaves")? {
            let (frame, file) = self.small(&source)?;
            for leave in rows::leaves(&frame, &file) {
                let rep = people.find_or_intern(&leave.rep_id).map_err(|error| refused_by_engine(&error))?;
                leaves.resize(people.len(), Vec::new());
                leaves[crate::engine::people::index(rep)].push(leave.span);
            }
        }
        leaves.resize(people.len(), Vec::new());
        Ok(Company { people, reps, splits, split_deals, overlay_splits, overlays, exchange, leaves })
    }

    fn splits(&mut self, tables: &Tables<'_>, people: &mut People) -> Result<Splits, Failure> {
        let Some(source) = tables.source("splits")? else { return Ok(Splits::default()) };
        self.splits = true;
        let mut refused_deals = Vec::new();
        let mut builder = SplitBuilder::default();
        let mut outside = SplitBuilder::default();
        let mut overlays = 0;
        let mut ambiguous: Option<EngineError> = None;
        let columns = ["deal_id", "rep_id", "percent", "role", "credit"];
        self.large(&source, &columns, None, &split_rows, &mut |part: SplitPart| {
            refused_deals.extend(part.refused_deals);
            overlays += part.overlays;
            for (rows, builder) in [(part.direct, &mut builder), (part.outside, &mut outside)] {
                let reps = rows.owners().iter().map(|owner| people.find_or_intern(owner));
                match reps.collect::<Result<Vec<u32>, EngineError>>() {
                    Ok(reps) => builder.append(rows, &reps),
                    Err(error) => ambiguous = ambiguous.take().or(Some(error)),
                }
            }
            Ok(())
        })?;
        if let Some(error) = ambiguous {
            return Err(refused_by_engine(&error));
        }
        let mut rank = vec![0_u32; people.len()];
        for (place, rep) in (0_u32..).zip(people.in_order()) {
            rank[crate::engine::people::index(rep)] = place;
        }
        let threads = self.settings.thread_count();
        let splits = builder.finish(&rank, threads);
        let split_deals = SplitDeals::new(&splits, refused_deals);
        Ok(Splits { direct: splits, deals: split_deals, overlay: outside.finish(&rank, threads), overlays })
    }

    /// Columns of the accounts by account id, as text, for grouping.
    pub fn accounts(&mut self, tables: &Tables<'_>) -> Result<Option<Accounts>, Failure> {
        let Some(source) = tables.source("accounts")? else { return Ok(None) };
        let (frame, _) = self.small(&source)?;
        Ok(Some(Accounts::new(rows::texts(&frame))))
    }
}

/// The rows of a batch of the splits table.
struct SplitPart {
    direct: SplitRows,
    outside: SplitRows,
    overlays: u64,
    refused_deals: Vec<String>,
}

fn split_rows(batch: Batch) -> Result<SplitPart, DataError> {
    let (mut direct, mut outside, mut overlays) = (SplitRows::default(), SplitRows::default(), 0);
    direct.reserve(batch.frame.height());
    rows::each_split(&batch.frame, |row| {
        overlays += u64::from(row.overlay);
        let rows = if row.overlay { &mut outside } else { &mut direct };
        rows.push(row.deal_id, row.rep_id, row.role, row.percent);
    })?;
    direct.sort();
    outside.sort();
    Ok(SplitPart { direct, outside, overlays, refused_deals: batch.refused_deals })
}

/// The columns of the accounts table as text.
#[derive(Debug, Default)]
pub struct Accounts {
    columns: std::collections::BTreeMap<String, Vec<String>>,
    by_id: hashbrown::HashMap<String, usize>,
}

impl Accounts {
    fn new(columns: std::collections::BTreeMap<String, Vec<String>>) -> Self {
        let ids = columns.get("account_id").cloned().unwrap_or_default();
        let by_id = ids.into_iter().enumerate().map(|(row, id)| (id, row)).collect();
        Self { columns, by_id }
    }

    /// The names of the columns.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.columns.keys().cloned().collect()
    }

    /// A column's value for an account; empty when the account is not there.
    #[must_use]
    pub fn value(&self, column: &str, account: &str) -> &str {
        let row = self.by_id.get(account);
        row.and_then(|row| self.columns.get(column)?.get(*row)).map_or("", String::as_str)
    }
}

/// A number with the word for it: `1 row is`, `2 rows are`.
#[must_use]
pub fn counted(count: u64, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// One rejected row in one line.
fn describe(reject: &Reject, one_file: bool) -> String {
    let mut text = String::new();
    if !one_file {
        text.push_str(&format!("`{}` ", reject.file));
    }
    if reject.row > 0 {
        text.push_str(&format!("row {}", reject.row));
    }
    if !reject.column.is_empty() {
        text.push_str(&format!(", column `{}`", reject.column));
    }
    let value = crate::render::visible(&reject.value);
    if value.is_empty() {
        text.push_str(&format!(": {}", reject.reason));
    } else {
        text.push_str(&format!(": `{value}` {}", reject.reason));
    }
    text
}

/// What the readers refuse, as a failure.
#[must_use]
pub fn refused(error: &DataError) -> Failure {
    let outcome = match error.exit_code() {
        8 => Outcome::Output,
        70 => Outcome::Bug,
        _ => Outcome::Input,
    };
    Failure::new(outcome, error.to_string()).hint(error.hint().unwrap_or_default())
}

/// What the engine refuses, as a failure: a rep on two plans is the workspace's fault, the rest the input's.
#[must_use]
pub fn refused_by_engine(error: &EngineError) -> Failure {
    let outcome = match error {
        EngineError::TwoPlans { .. }
        | EngineError::DrawPeriod { .. }
        | EngineError::ClosedPlan { .. }
        | EngineError::ClosedPeriod { .. } => Outcome::Workspace,
        _ => Outcome::Input,
    };
    Failure::new(outcome, error.to_string()).hint(error.hint())
}
