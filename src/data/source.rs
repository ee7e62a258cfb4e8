//! What is to be read, how, and what came of it: the types with which commands ask for a table. The reading
//! itself is in `scan`.

use std::collections::BTreeMap;
use std::sync::Arc;

use polars::prelude::{DataFrame, StringChunked};

use super::conform::Choice;
use super::deals::Keyed;
use super::error::DataError;
use super::gate::CsvOptions;
use super::import::Sums;
use super::input::Location;
use crate::calendar::{Calendar, Day, Span};
use crate::model::ids::Key;
use crate::model::reject::Reject;
use crate::model::table::TableSpec;

/// The sign between the whole and the decimals of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecimalMark {
    /// 1,234.50
    Point,
    /// 1.234,50
    Comma,
}

/// Which number of `3/4/2026` is the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// 3/14/2026
    MonthFirst,
    /// 14/3/2026
    DayFirst,
}

impl From<DecimalMark> for Choice {
    fn from(mark: DecimalMark) -> Self {
        match mark {
            DecimalMark::Point => Self::First,
            DecimalMark::Comma => Self::Second,
        }
    }
}

impl From<DateOrder> for Choice {
    fn from(order: DateOrder) -> Self {
        match order {
            DateOrder::MonthFirst => Self::First,
            DateOrder::DayFirst => Self::Second,
        }
    }
}

impl From<Choice> for DecimalMark {
    fn from(choice: Choice) -> Self {
        match choice {
            Choice::First => Self::Point,
            Choice::Second => Self::Comma,
        }
    }
}

impl From<Choice> for DateOrder {
    fn from(choice: Choice) -> Self {
        match choice {
            Choice::First => Self::MonthFirst,
            Choice::Second => Self::DayFirst,
        }
    }
}

/// Where the user says that a canonical column comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnRule {
    /// A header of the file.
    Header(String),
    /// An SQL expression over the columns of the file, which are text in a CSV file.
    Sql(String),
    /// A constant for every row.
    Value(String),
}

/// The files of one table and how they are read.
#[derive(Clone, Debug)]
pub struct Source {
    /// The table.
    pub table: &'static TableSpec,
    /// Its files, read one after the other.
    pub files: Vec<Location>,
    /// A profile by name, or a profile file by a path that ends in `.toml`; found from the header if absent.
    pub profile: Option<String>,
    /// Columns that the user maps, over the profile.
    pub columns: BTreeMap<String, ColumnRule>,
    /// The decimal mark of all numbers; decided by each column if absent.
    pub decimal_mark: Option<DecimalMark>,
    /// The order of day and month; decided by each column if absent.
    pub date_order: Option<DateOrder>,
    /// What is stated about text files.
    pub options: CsvOptions,
    /// The IANA zone in which the day of an instant is taken; UTC if absent.
    pub time_zone: Option<String>,
    /// Whether the amounts of a quota file are in thousands.
    pub thousands: bool,
    /// What a quota's start date begins: `month` (if absent), `quarter`, `half` or `year`.
    pub period_unit: Option<String>,
    /// The calendar, where periods are to be checked and days that begin one are to become its label. Without
    /// it periods are kept as they are written.
    pub calendar: Option<Calendar>,
}

impl Source {
    /// Files of a table about which nothing is stated.
    #[must_use]
    pub fn new(table: &'static TableSpec, files: Vec<Location>) -> Self {
        Self {
            table,
            files,
            profile: None,
            columns: BTreeMap::new(),
            decimal_mark: None,
            date_order: None,
            options: CsvOptions::default(),
            time_zone: None,
            thousands: false,
            period_unit: None,
            calendar: None,
        }
    }

    /// Bytes of all files on disk; nothing for what has no size before it is read.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let size = |location: &Location| {
            location
                .place()
                .and_then(|path| std::fs::metadata(path).ok())
                .map_or(0, |metadata| metadata.len())
        };
        self.files.iter().map(size).sum()
    }
}

/// The deals that are wanted beside the won ones.
#[derive(Clone, Copy, Debug)]
pub enum Beside<'a> {
    /// None.
    Nothing,
    /// The lost ones, by the names of their stages; those of the profile if absent.
    Lost(Option<&'a [String]>),
    /// All others.
    Others,
}

/// The won deals, and others beside them, that a reader is content with; a Parquet file is read no further than needed
/// for them. Rows of other deals may still be delivered.
#[derive(Clone, Copy, Debug)]
pub struct Won<'a> {
    /// Names of won stages; those of the profile if absent.
    pub stages: Option<&'a [String]>,
    /// Which deals are wanted beside the won ones.
    pub beside: Beside<'a>,
    /// Days of `close_date`.
    pub days: Span,
    /// Besides those, deals of an amount below zero that close before this day are delivered too.
    pub below_zero_before: Option<Day>,
}

/// What is wanted of a table.
#[derive(Clone, Copy, Default)]
pub struct Request<'a> {
    /// Canonical names, or headers of the file as they are written there.
    pub columns: &'a [&'a str],
    /// Whether all canonical columns that the file has, and all its other columns, are wanted.
    pub all: bool,
    /// That only won deals of some days are wanted, and what beside them.
    pub won: Option<Won<'a>>,
    /// Names of won stages, for the rule that a won deal needs an amount and a date, where `won` states none;
    /// those of the profile if absent.
    pub stages: Option<&'a [String]>,
    /// Whether a row that names the same record as an earlier one is looked for: repeated rows count once,
    /// and rows of one key with different content are refused.
    pub unique: bool,
    /// Whether the keys of all rows are wanted beside each batch, also those of rows that are left out.
    pub all_keys: bool,
    /// Told the bytes of all files that have been used up.
    pub progress: Option<&'a (dyn Fn(u64) + Sync)>,
    /// Threads to work with; 0 is one for each core.
    pub threads: usize,
}

impl std::fmt::Debug for Request<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Request")
            .field("columns", &self.columns)
            .field("all", &self.all)
            .field("won", &self.won)
            .field("unique", &self.unique)
            .finish_non_exhaustive()
    }
}

/// A stretch of one file in canonical form.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The wanted columns in canonical types, in the order asked for, then `row` (unsigned, 64 bits). A
    /// column that the file does not have is missing here. Rejected rows are left out.
    pub frame: DataFrame,
    /// The place of the file in the source.
    pub file: usize,
    /// The file as the user named it.
    pub name: Arc<str>,
    /// The names of won stages that apply to this file.
    pub won: Arc<Vec<String>>,
    /// The names of lost stages, as the profile of this file has them.
    pub lost: Arc<Vec<String>>,
    /// The rows of this stretch that were refused.
    pub rejects: Vec<Reject>,
    /// The deals of those of them that have a readable one, where the table is that of the splits.
    pub refused_deals: Vec<String>,
    /// The keys of its rows.
    pub(super) keys: Keys,
    /// Sums of the readable amounts of this stretch by currency, refused rows included: code, count,
    /// ten-thousandths. Only where all columns were asked for.
    pub(super) amounts: Sums,
}

impl Batch {
    /// The file as the user named it.
    #[must_use]
    pub fn file_name(&self) -> &str {
        &self.name
    }

    /// Whether every row of this stretch is in the frame or has its key among those of [`Batch::all_keys`].
    #[must_use]
    pub fn has_all_keys(&self) -> bool {
        !matches!(self.keys, Keys::Unknown)
    }

    /// The keys of all rows, as far as they are known: rows that were left out because they are no wanted won deals
    /// have theirs here and no row in the frame. Who asks first is given the list itself.
    pub fn all_keys(&mut self, key: &str) -> Result<Keyed<'_>, DataError> {
        let list = match &mut self.keys {
            Keys::Beside(_, list) => std::mem::take(list),
            Keys::InFrame | Keys::Unknown => Vec::new(),
        };
        match &self.keys {
            Keys::Beside(texts, _) if list.len() == texts.len() => Ok(Keyed::with(texts, list)),
            Keys::Beside(texts, _) => Ok(Keyed::of(texts)),
            Keys::InFrame | Keys::Unknown => {
                let Ok(keys) = self.frame.column(key) else { return Ok(Keyed::missing(0)) };
                Ok(Keyed::of(keys.as_materialized_series().str()?))
            }
        }
    }
}

/// Where the keys of all rows of a stretch are.
#[derive(Clone, Debug)]
pub(super) enum Keys {
    /// No row was left out.
    InFrame,
    /// Rows were left out, and their keys were read.
    Beside(StringChunked, Vec<Key>),
    /// Rows were left out.
    Unknown,
}

/// Rows that are no records of the table, counted by what tells it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// The CRM marks them as deleted.
    pub deleted: u64,
    /// They are records of another kind that the CRM exports with those of the table: leads among deals.
    pub of_other_kind: u64,
}

impl LeftOut {
    /// All of them.
    #[must_use]
    pub fn total(self) -> u64 {
        self.deleted + self.of_other_kind
    }

    /// Adds those of more rows.
    pub fn add(&mut self, more: Self) {
        self.deleted += more.deleted;
        self.of_other_kind += more.of_other_kind;
    }
}

/// How one file was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileReport {
    /// The file as the user named it.
    pub file: String,
    /// `csv` or `parquet`.
    pub format: &'static str,
    /// The profile that was used.
    pub profile: String,
    /// The encoding of a text file.
    pub encoding: String,
    /// The delimiter of a text file.
    pub delimiter: Option<u8>,
    /// Records that were looked at, refused ones and repeated ones included.
    pub rows_read: u64,
    /// Rows that were delivered.
    pub rows_kept: u64,
    /// Rows that were refused.
    pub rejects: u64,
    /// Rows that repeat an earlier one and were counted once.
    pub repeated: u64,
    /// Rows that were left out because they are no records of the table.
    pub left_out: LeftOut,
    /// Blank lines.
    pub blank: u64,
    /// Footer lines of a report.
    pub footers: u64,
    /// Canonical columns and the headers, or rules, that feed them.
    pub mapped: Vec<(String, String)>,
    /// Headers that feed no canonical column.
    pub left_over: Vec<String>,
    /// Columns of a Parquet file whose values are of a kind that is not read: lists, structures, bytes, times of day.
    pub unreadable: Vec<String>,
    /// The decimal mark of the columns where it mattered.
    pub decimal_mark: Option<DecimalMark>,
    /// The order of day and month of the columns where it mattered.
    pub date_order: Option<DateOrder>,
}

/// What came of reading a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScanReport {
    /// One entry for each file.
    pub files: Vec<FileReport>,
    /// The reasons why rows were refused, in file order; the first 10,000 of them.
    pub rejects: Vec<Reject>,
    /// What the user should know beyond the numbers.
    pub notes: Vec<String>,
}

/// Reasons kept in a report.
pub(super) const REJECTS_KEPT: usize = 10_000;

impl ScanReport {
    /// Rows that were refused in all files.
    #[must_use]
    pub fn rejected(&self) -> u64 {
        self.files.iter().map(|file| file.rejects).sum()
    }

    /// Takes the lines of a report's footer out of the refused rows that its known notices stand below: the
    /// name of the report and of the company, alone on their lines, after the data and at least one blank
    /// line. Says how many.
    pub(super) fn take_titles(&mut self, file: &str, last_row: u64, footer_row: u64) -> u64 {
        let is_title = |reject: &Reject| {
            reject.file == file
                && reject.column.is_empty()
                && reject.row > last_row + 1
                && reject.row < footer_row
                && reject.reason.starts_with("the record has 1 value")
        };
        let before = self.rejects.len();
        if last_row > 0 {
            self.rejects.retain(|reject| !is_title(reject));
        }
        u64::try_from(before - self.rejects.len()).unwrap_or(0)
    }

    /// Keeps reasons as far as there is room.
    pub(super) fn keep(&mut self, rejects: Vec<Reject>) {
        let room = REJECTS_KEPT.saturating_sub(self.rejects.len());
        self.rejects.extend(rejects.into_iter().take(room));
    }
}
