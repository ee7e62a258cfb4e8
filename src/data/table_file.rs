//! One opened file of a table, text or Parquet, as stretches of raw columns.

use std::path::Path;

use polars::prelude::*;

use super::error::DataError;
use super::gate::{CsvFile, CsvOptions, CsvSummary, Opened, ParquetInput, TextBlock, open};
use super::input::Location;
use super::mapping::Header;
use super::origin::RawBlock;
use super::parquet::{self, Asked, FILE, OWN_ROW, ROW, RawBatch, RowFilter};
use super::stretch::{Stretch, Whole};
use super::won;
use crate::calendar::{Day, Span};

/// The deals that are wanted of a Parquet file.
#[derive(Clone, Debug)]
pub(super) struct Pushdown {
    /// The place of the column that is the stage, and the names of the wanted stages.
    pub stage: Option<(usize, Vec<String>)>,
    /// The place of the column that is the close date, and its days.
    pub days: Option<(usize, Span)>,
    /// The place of the column that is the amount, where there is one, and the day before which rows of an amount
    /// below zero are wanted too.
    pub below_zero: Option<(Option<usize>, Day)>,
    /// The place of the column that is the key, where the keys of all rows are wanted.
    pub key: Option<usize>,
}

/// An opened file.
pub(super) enum TableFile {
    /// Text.
    Csv(Box<CsvFile>),
    /// Parquet.
    Parquet(ParquetTable),
}

/// A Parquet file whose footer has been read.
pub(super) struct ParquetTable {
    input: ParquetInput,
    /// The columns that can be read, `file` and `row` of a canonical table left out.
    names: Vec<String>,
    types: Vec<DataType>,
    /// The columns that cannot be read.
    unreadable: Vec<String>,
    /// Whether the file was written by `spm import` and says where each row came from.
    canonical: bool,
    bytes: u64,
}

/// What a file held beside its rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Totals {
    /// Blank lines.
    pub blank: u64,
    /// Footer lines of a report.
    pub footers: u64,
    /// The last of the footer lines that are known by their rows; 0 without any.
    pub footer_row: u64,
}

impl From<CsvSummary> for Totals {
    fn from(summary: CsvSummary) -> Self {
        let footer_row = summary.footers.iter().map(|line| line.row).max().unwrap_or(0);
        Self { blank: summary.blank_lines, footers: summary.footer_lines, footer_row }
    }
}

impl TableFile {
    /// Opens a file and reads its header.
    pub fn open(location: &Location, options: &CsvOptions) -> Result<Self, DataError> {
        match open(location, options)? {
            Opened::Csv(file) => Ok(Self::Csv(file)),
            Opened::Parquet(input) => ParquetTable::open(input).map(Self::Parquet),
        }
    }

    /// The header.
    pub fn header(&self) -> Header<'_> {
        match self {
            Self::Csv(file) => Header {
                file: file.name(),
                names: file.headers(),
                second: file.second_row(),
                canonical: false,
            },
            Self::Parquet(table) => Header {
                file: table.input.name(),
                names: &table.names,
                second: None,
                canonical: table.canonical,
            },
        }
    }

    /// Bytes of the file on disk.
    pub fn bytes(&self) -> u64 {
        match self {
            Self::Csv(file) => file.bytes_total(),
            Self::Parquet(table) => table.bytes,
        }
    }

    /// `csv` or `parquet`, the encoding and the delimiter.
    pub fn format(&self) -> (&'static str, String, Option<u8>) {
        match self {
            Self::Csv(file) => ("csv", file.encoding().to_owned(), Some(file.delimiter())),
            Self::Parquet(_) => ("parquet", String::new(), None),
        }
    }

    /// The columns whose values are of a kind that is not read.
    pub fn unreadable(&self) -> &[String] {
        match self {
            Self::Csv(_) => &[],
            Self::Parquet(table) => &table.unreadable,
        }
    }

    /// Whether the file was written by `spm import`, which has looked for repeated rows already.
    pub fn is_canonical(&self) -> bool {
        matches!(self, Self::Parquet(table) if table.canonical)
    }

    /// Whether rows that are not wanted may be left out before they are read.
    pub fn leaves_rows_out(&self) -> bool {
        matches!(self, Self::Parquet(_))
    }

    /// Refuses a header in which one name stands twice: nobody can say which of the two columns is meant.
    pub fn check_header(&self) -> Result<(), DataError> {
        let Self::Csv(file) = self else { return Ok(()) };
        let twice = file.duplicates().into_iter().find(|pair| pair.names.0 == pair.names.1);
        let Some(pair) = twice else { return Ok(()) };
        Err(DataError::DuplicateHeader {
            file: file.name().to_owned(),
            first: pair.names.0,
            first_position: pair.positions.0 + 1,
            second: pair.names.1,
            second_position: pair.positions.1 + 1,
        })
    }

    /// No rows of the columns at these places.
    pub fn empty(&self, places: &[usize]) -> Stretch {
        let dtype = |place: usize| match self {
            Self::Csv(_) => DataType::String,
            Self::Parquet(table) => table.types[place].clone(),
        };
        let column = |place: &usize| (*place, Column::new_empty("".into(), &dtype(*place)));
        let raw = RawBlock { columns: places.iter().map(column).collect(), height: 0 };
        Stretch { raw, ..Stretch::default() }
    }

    /// Reads the columns at these places of the header, from the start; may be called again. `each` works in
    /// parallel and may be called twice for one stretch; `fold` gets its results in file order. Rows that are
    /// not `wanted` may be left out.
    pub fn read<T: Send>(
        &self,
        places: &[usize],
        wanted: Option<&Pushdown>,
        progress: &(dyn Fn(u64) + Sync),
        each: &(dyn Fn(Stretch) -> Result<T, DataError> + Sync),
        fold: &mut dyn FnMut(T) -> Result<(), DataError>,
    ) -> Result<Totals, DataError> {
        match self {
            Self::Csv(file) => {
                let each = |block: TextBlock| each(stretch(block, places));
                file.read(places, progress, &each, fold).map(Totals::from)
            }
            Self::Parquet(table) => {
                table.read(places, wanted, each, fold)?;
                progress(table.bytes);
                Ok(Totals::default())
            }
        }
    }
}

fn stretch(block: TextBlock, places: &[usize]) -> Stretch {
    let columns =
        places.iter().copied().zip(block.columns.into_iter().map(|text| text.into_series().into_column()));
    let raw = RawBlock { columns: columns.collect(), height: block.rows.len() };
    Stretch { raw, rows: block.rows, rejects: block.rejects, ..Stretch::default() }
}

impl ParquetTable {
    fn open(input: ParquetInput) -> Result<Self, DataError> {
        let columns = parquet::columns(input.path())?;
        let is = |name: &str, dtype: &DataType| {
            columns.iter().any(|(known, found)| known == name && found == dtype)
        };
        let canonical = is(FILE, &DataType::String) && is(ROW, &DataType::UInt64);
        let own = |name: &str| canonical && (name == FILE || name == ROW);
        let readable = |dtype: &DataType| !matches!(dtype, DataType::Unknown(_));
        let (readable, unreadable): (Vec<_>, Vec<_>) =
            columns.into_iter().filter(|(name, _)| !own(name)).partition(|(_, dtype)| readable(dtype));
        let (names, types) = readable.into_iter().unzip();
        let unreadable = unreadable.into_iter().map(|(name, _)| name).collect();
        let bytes = std::fs::metadata(input.path()).map_or(0, |metadata| metadata.len());
        Ok(Self { input, names, types, unreadable, canonical, bytes })
    }

    fn path(&self) -> &Path {
        self.input.path()
    }

    fn read<T: Send>(
        &self,
        places: &[usize],
        wanted: Option<&Pushdown>,
        each: &(dyn Fn(Stretch) -> Result<T, DataError> + Sync),
        fold: &mut dyn FnMut(T) -> Result<(), DataError>,
    ) -> Result<(), DataError> {
        let mut names: Vec<&str> = places.iter().map(|place| self.names[*place].as_str()).collect();
        if self.canonical {
            names.push(FILE);
        }
        let stage = wanted.and_then(|wanted| self.stage(wanted));
        let days = wanted.and_then(|wanted| self.days(wanted));
        let below = wanted.and_then(|wanted| self.below_zero(wanted)).filter(|_| days.is_some());
        let keeps = |frame: &DataFrame| won::likely(frame, stage, days, below);
        let columns = [stage.map(|(name, _)| name), days.map(|(name, _)| name), below.map(|(name, _)| name)];
        let columns = columns.into_iter().flatten().map(str::to_owned).collect();
        let filter = RowFilter { columns, keeps: &keeps };
        let key = wanted.and_then(|wanted| wanted.key).map(|place| (place, self.name(place)));
        let asked = Asked {
            columns: &names,
            filter: (!filter.columns.is_empty()).then_some(&filter),
            whole: key.map(|(_, name)| name),
        };
        let each = |batch: RawBatch| each(self.stretch(&batch, places, key)?);
        parquet::read(self.path(), &asked, &each, fold)?;
        Ok(())
    }

    /// The name of a column in frames.
    fn name(&self, place: usize) -> &str {
        let name = self.names[place].as_str();
        if name == ROW { OWN_ROW } else { name }
    }

    fn stretch(
        &self,
        batch: &RawBatch,
        places: &[usize],
        key: Option<(usize, &str)>,
    ) -> Result<Stretch, DataError> {
        let frame = &batch.frame;
        let mut columns = Vec::with_capacity(places.len());
        for place in places {
            columns.push((*place, frame.column(self.name(*place))?.clone()));
        }
        let rows = frame.column(ROW)?.as_materialized_series().u64()?;
        let files = if self.canonical {
            Some(frame.column(FILE)?.as_materialized_series().str()?.clone())
        } else {
            None
        };
        let whole = key.zip(batch.whole.clone()).map(|((place, _), keys)| Whole {
            first_row: batch.first,
            last_row: batch.last,
            keys: RawBlock { height: keys.len(), columns: vec![(place, keys)] },
        });
        Ok(Stretch {
            raw: RawBlock { columns, height: frame.height() },
            rows: rows.iter().map(|row| row.unwrap_or(0)).collect(),
            files,
            rejects: Vec::new(),
            whole,
        })
    }

    /// The column of the stages and the wanted ones, where rows can be left out by it.
    fn stage<'a>(&'a self, wanted: &'a Pushdown) -> Option<(&'a str, &'a [String])> {
        let (place, won) = wanted.stage.as_ref()?;
        self.types[*place].is_string().then(|| (self.name(*place), won.as_slice()))
    }

    /// The column of the close dates and the wanted days, where rows can be left out by it.
    fn days(&self, wanted: &Pushdown) -> Option<(&str, Span)> {
        let (place, days) = wanted.days?;
        // Where amounts cannot be looked at, those below zero are found among all days.
        if wanted.below_zero.is_some() && self.below_zero(wanted).is_none() {
            return None;
        }
        (self.types[place] == DataType::Date).then(|| (self.name(place), days))
    }

    /// The column of the amounts and the day before which those below zero are wanted, where it can be looked at.
    fn below_zero(&self, wanted: &Pushdown) -> Option<(&str, Day)> {
        let (place, before) = wanted.below_zero?;
        let place = place.filter(|place| matches!(self.types[*place], DataType::Decimal(..)))?;
        Some((self.name(place), before))
    }
}
