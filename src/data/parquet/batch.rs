//! Which columns are decoded for which rows. Row groups are cut into batches of bounded size; of a batch the columns
//! of the filter are decoded first, and the others only for the rows that the filter keeps, save the one of which all
//! values are wanted.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use polars::prelude::{
    BooleanChunked, Column as Series, DataFrame, DataType, IntoColumn, NewChunkedArray, UInt64Chunked,
};

use super::decode::{self, Wanted};
use super::fault::Fault;
use super::footer::{Footer, Group};
use super::page::{Pages, walk};
use super::schema::Column;
use super::source::Source;
use super::types::reading;
use super::{Asked, FILE, OWN_ROW, ROW, RawBatch, RowFilter};

/// The rows of a batch, of row groups that were written with readers in mind.
const ROWS: u64 = 1 << 18;
/// The rows of a batch of a huge row group, whose pages may be huge too: each batch unpacks them again.
const ROWS_HUGE: u64 = 1 << 20;
const GROUP_HUGE: u64 = 1 << 22;
/// The unpacked bytes that a batch should have.
const BYTES: u64 = 128 * 1024 * 1024;
/// The bytes that one column of a batch may need at once.
const COLUMN_MAX: u64 = 512 * 1024 * 1024;
/// What a value takes at most in a frame, beside its text.
const VALUE: u64 = 16;
/// The row groups whose pages are kept in mind.
const WALKED: usize = 8;

/// The pages of the wanted columns of one row group.
type GroupPages = Arc<Vec<Pages>>;

/// Some rows of one row group.
#[derive(Clone, Debug)]
struct Batch {
    group: usize,
    /// The rows in the group.
    rows: Range<u64>,
    /// The rows of the file before the group.
    before: u64,
}

/// What is read of a file, and in which portions.
pub(super) struct Batches<'a> {
    source: &'a Source,
    footer: &'a Footer,
    /// The columns of the frame, then those that only the filter needs.
    wanted: Vec<Wanted>,
    /// How many of them are in the frame.
    shown: usize,
    /// Whether [`ROW`] is a column of the file.
    own_row: bool,
    filter: Option<Filter<'a>>,
    /// The column of which all values are wanted.
    whole: Option<usize>,
    parts: Vec<Batch>,
    costs: Vec<u64>,
    /// The pages of the row groups that were walked last.
    walked: Mutex<VecDeque<(usize, GroupPages)>>,
}

/// The condition on rows.
struct Filter<'a> {
    condition: &'a RowFilter<'a>,
    /// The columns that it looks at, as places in `wanted`.
    columns: Vec<usize>,
    /// Whether it looks at the number of the row.
    row: bool,
}

impl<'a> Batches<'a> {
    /// Finds the columns and cuts the rows.
    pub(super) fn plan(source: &'a Source, footer: &'a Footer, asked: &Asked<'a>) -> Result<Self, Fault> {
        let own_row = canonical(footer);
        let mut wanted = Vec::new();
        for name in asked.columns {
            wanted.push(find(footer, name, own_row)?);
        }
        if own_row && !asked.columns.contains(&ROW) {
            wanted.push(find(footer, ROW, own_row)?);
        }
        let shown = wanted.len();
        let filter = match asked.filter {
            Some(condition) => Some(Filter::plan(condition, footer, own_row, &mut wanted)?),
            None => None,
        };
        let whole = match asked.whole {
            Some(name) => Some(place_of(name, footer, own_row, &mut wanted)?),
            None => None,
        };
        let mut batches = Self {
            source,
            footer,
            wanted,
            shown,
            own_row,
            filter,
            whole,
            parts: Vec::new(),
            costs: Vec::new(),
            walked: Mutex::default(),
        };
        batches.cut();
        Ok(batches)
    }

    /// The bytes that each batch is reckoned to take.
    pub(super) fn costs(&self) -> &[u64] {
        &self.costs
    }

    fn cut(&mut self) {
        let width = u64::try_from(self.wanted.len()).unwrap_or(u64::MAX);
        let mut before = 0;
        for (index, group) in self.footer.groups.iter().enumerate() {
            let unpacked: u64 = self.wanted.iter().map(|wanted| group.chunks[wanted.chunk].unpacked).sum();
            let bytes = unpacked.saturating_add(group.rows.saturating_mul(VALUE * width));
            let rows = if group.rows > GROUP_HUGE { ROWS_HUGE } else { ROWS };
            let parts = group.rows.div_ceil(rows).max(bytes.div_ceil(BYTES)).clamp(1, group.rows.max(1));
            let step = group.rows.div_ceil(parts).max(1);
            let mut start = 0;
            while start < group.rows {
                let end = group.rows.min(start + step);
                self.parts.push(Batch { group: index, rows: start..end, before });
                // packed and unpacked pages stand beside the values while they are decoded
                self.costs.push((bytes / parts).saturating_mul(2));
                start = end;
            }
            before += group.rows;
        }
    }

    /// A batch; `None` when the filter keeps no row and no column is wanted whole.
    pub(super) fn read(&self, index: usize) -> Result<Option<RawBatch>, Fault> {
        let batch = &self.parts[index];
        let pages = self.pages(batch.group)?;
        let mut done: Vec<Option<Series>> = vec![None; self.wanted.len()];
        let looked_at = self.filter.iter().flat_map(|filter| &filter.columns);
        for place in looked_at.chain(&self.whole) {
            if done[*place].is_none() {
                done[*place] = Some(self.column(batch, &pages, *place, None)?);
            }
        }
        let whole = self.whole.and_then(|place| done[place].clone());
        let mut kept = None;
        if let Some(filter) = &self.filter {
            let mask = filter.mask(batch, &done)?;
            let count = mask.sum().map_or(0, u64::from);
            if count == 0 && whole.is_none() {
                return Ok(None);
            }
            if count < batch.rows.end - batch.rows.start {
                for series in done.iter_mut().flatten() {
                    *series = series.filter(&mask)?;
                }
                kept = Some((mask, count));
            }
        }
        let mut columns = Vec::with_capacity(self.shown + 1);
        for (place, done) in done.into_iter().enumerate().take(self.shown) {
            columns.push(match (done, &kept) {
                (Some(series), _) => series,
                (None, Some((_, 0))) => {
                    let wanted = &self.wanted[place];
                    Series::new_empty(wanted.given.as_str().into(), &wanted.reading.dtype)
                }
                (None, kept) => self.column(batch, &pages, place, kept.as_ref().map(|(mask, _)| mask))?,
            });
        }
        if !self.own_row {
            let rows = numbers(batch).into_column();
            columns.push(match &kept {
                Some((mask, _)) => rows.filter(mask)?,
                None => rows,
            });
        }
        let height = columns.first().map_or(0, Series::len);
        let frame = DataFrame::new(height, columns)?;
        let (first, last) = (batch.before + batch.rows.start + 1, batch.before + batch.rows.end);
        Ok(Some(RawBatch { frame, whole, first, last }))
    }

    fn column(
        &self,
        batch: &Batch,
        pages: &GroupPages,
        place: usize,
        mask: Option<&BooleanChunked>,
    ) -> Result<Series, Fault> {
        let wanted = &self.wanted[place];
        let chunk = &self.footer.groups[batch.group].chunks[wanted.chunk];
        let pages = &pages[place];
        let cost = decode::cost(pages, &batch.rows);
        if cost > COLUMN_MAX {
            return Err(
                Fault::limit(format!("{cost} bytes belong together"), "512 MiB").in_column(&wanted.name)
            );
        }
        decode::column(self.source, wanted, chunk, pages, batch.rows.clone(), mask)
            .map(polars::prelude::Series::into_column)
            .map_err(|fault| fault.in_column(&wanted.name))
    }

    /// The pages of a row group; walked once for its batches, which follow each other closely.
    fn pages(&self, group: usize) -> Result<GroupPages, Fault> {
        let mut walked = self.walked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, pages)) = walked.iter().find(|(number, _)| *number == group) {
            return Ok(Arc::clone(pages));
        }
        let Group { rows, chunks } = &self.footer.groups[group];
        let walk = |wanted: &Wanted| {
            walk(self.source, &chunks[wanted.chunk], &wanted.leaf, *rows)
                .map_err(|fault| fault.in_column(&wanted.name))
        };
        let pages = Arc::new(self.wanted.iter().map(walk).collect::<Result<Vec<_>, _>>()?);
        walked.push_back((group, Arc::clone(&pages)));
        if walked.len() > WALKED {
            walked.pop_front();
        }
        Ok(pages)
    }
}

/// The place of a column among those that are wanted, to which it is put if need be.
fn place_of(name: &str, footer: &Footer, own_row: bool, wanted: &mut Vec<Wanted>) -> Result<usize, Fault> {
    if let Some(place) = wanted.iter().position(|wanted| wanted.given == name) {
        return Ok(place);
    }
    let own = if name == OWN_ROW { ROW } else { name };
    wanted.push(find(footer, own, own_row)?);
    Ok(wanted.len() - 1)
}

impl<'a> Filter<'a> {
    fn plan(
        condition: &'a RowFilter<'a>,
        footer: &Footer,
        own_row: bool,
        wanted: &mut Vec<Wanted>,
    ) -> Result<Self, Fault> {
        let mut columns = Vec::new();
        let mut row = false;
        for name in &condition.columns {
            if name == ROW && !own_row {
                row = true;
                continue;
            }
            let place = place_of(name, footer, own_row, wanted)?;
            if !columns.contains(&place) {
                columns.push(place);
            }
        }
        Ok(Self { condition, columns, row })
    }

    /// Which rows of a batch are kept: those for which the condition is true, neither false nor unknown.
    fn mask(&self, batch: &Batch, done: &[Option<Series>]) -> Result<BooleanChunked, Fault> {
        let mut columns: Vec<Series> = self.columns.iter().filter_map(|place| done[*place].clone()).collect();
        // a condition on nothing but constants still needs rows to hold for
        if self.row || columns.is_empty() {
            columns.push(numbers(batch).into_column());
        }
        let frame = DataFrame::new(columns[0].len(), columns)?;
        let mask = (self.condition.keeps)(&frame)?;
        Ok(if mask.null_count() > 0 { &mask & &mask.is_not_null() } else { mask })
    }
}

/// The numbers of the rows of a batch in the file, from 1.
fn numbers(batch: &Batch) -> UInt64Chunked {
    let first = batch.before + 1;
    UInt64Chunked::from_iter_values(ROW.into(), first + batch.rows.start..first + batch.rows.end)
}

/// Whether a file carries the file and row of its own origin.
fn canonical(footer: &Footer) -> bool {
    let has = |name: &str, dtype: &DataType| {
        footer.columns.iter().any(|column| {
            let reading = column.leaf.as_ref().and_then(|leaf| reading(leaf).ok());
            column.name == name && reading.is_some_and(|reading| &reading.dtype == dtype)
        })
    };
    has(FILE, &DataType::String) && has(ROW, &DataType::UInt64)
}

/// The column of that name, which must be there once and be readable.
fn find(footer: &Footer, name: &str, own_row: bool) -> Result<Wanted, Fault> {
    let mut found = footer.columns.iter().filter(|column| column.name == name);
    let Some(column) = found.next() else {
        return Err(Fault::NoColumn(name.to_owned()));
    };
    if found.next().is_some() {
        return Err(Fault::unsupported(
            format!("has two columns `{name}`"),
            "rename one of them, or leave it out of the export",
        ));
    }
    let unreadable = |what: &str| {
        Fault::unsupported(
            format!("has {what} in its column `{name}`, which are not read"),
            "export the column as text, a number or a date, or leave it out",
        )
    };
    let Column { leaf: Some(leaf), chunk, .. } = column else {
        return Err(unreadable("lists or structures"));
    };
    let reading = reading(leaf).map_err(|what| unreadable(&what))?;
    let given = if name == ROW && !own_row { OWN_ROW } else { name };
    Ok(Wanted { name: name.to_owned(), given: given.to_owned(), leaf: leaf.clone(), reading, chunk: *chunk })
}
