//! One table from its exports into canonical Parquet: read with every check, written whole or not at all.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use polars::prelude::*;

use super::error::DataError;
use super::plan::schema_of;
use super::scan::scan_files;
use super::sink::ParquetSink;
use super::source::{Batch, Request, ScanReport, Source};
use super::table_file::TableFile;

/// Tables that say what people are paid: read by their owner alone.
const PAY_TABLES: [&str; 3] = ["reps", "adjustments", "scores"];

/// What came of importing one table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// The name of the table.
    pub table: String,
    /// Where it was to be written; nothing when it was only looked at.
    pub target: Option<PathBuf>,
    /// Whether it was written, or was there already with the same bytes.
    pub written: bool,
    /// Whether the file is another one than before.
    pub changed: bool,
    /// The size of the file that was written.
    pub bytes: u64,
    /// How the files were read.
    pub scan: ScanReport,
    /// The amounts of the rows, by currency in the order of the codes, rows without one first.
    pub totals: Vec<MoneyTotal>,
}

/// The amounts in one currency of the rows that were read and of those that were kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MoneyTotal {
    /// The code; empty where rows name none.
    pub currency: String,
    /// Rows with a readable amount, refused ones included.
    pub rows_in: u64,
    /// Their sum in ten-thousandths.
    pub raw_in: i128,
    /// Rows that were kept.
    pub rows_out: u64,
    /// Their sum in ten-thousandths.
    pub raw_out: i128,
}

/// Reads all files of a source and writes them as one canonical table, if no more than `allowed` rows are
/// refused. `won` names the stages of won deals; those of the profile if absent. Without a target nothing is
/// written.
///
/// Errors: what `scan` reports; the table cannot be written. Then the old table is still there.
pub fn import_table(
    source: &Source,
    target: Option<&Path>,
    won: Option<&[String]>,
    allowed: u64,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<ImportReport, DataError> {
    let request = Request {
        columns: &["file"],
        all: true,
        stages: won,
        unique: true,
        progress: Some(progress),
        ..Request::default()
    };
    let files: Vec<TableFile> = open_all(source)?;
    let schema = schema_of(source, &request, &files)?;
    let mut sink = match target {
        Some(path) => Some(create(path, &schema, source.table.name)?),
        None => None,
    };
    let mut totals: BTreeMap<String, MoneyTotal> = BTreeMap::new();
    let each = |batch: Batch| {
        let out = sums_of(&batch.frame)?;
        Ok((fitted(&batch.frame, &schema)?, batch.amounts, out))
    };
    let scan = scan_files(source, &request, &files, &each, &mut |(frame, found, out)| {
        for (currency, rows, raw) in found {
            let total = totals.entry(currency).or_default();
            total.rows_in += rows;
            total.raw_in += raw;
        }
        for (currency, rows, raw) in out {
            let total = totals.entry(currency).or_default();
            total.rows_out += rows;
            total.raw_out += raw;
        }
        match &mut sink {
            Some(sink) => sink.write(&frame),
            None => Ok(()),
        }
    })?;
    let mut report = ImportReport {
        table: source.table.name.to_owned(),
        target: target.map(Path::to_owned),
        totals: totals.into_iter().map(|(currency, total)| MoneyTotal { currency, ..total }).collect(),
        scan,
        ..ImportReport::default()
    };
    // A sink that is dropped leaves nothing behind, and the old table in its place.
    if let Some(sink) = sink.filter(|_| report.scan.rejected() <= allowed) {
        let written = sink.finish()?;
        (report.written, report.changed, report.bytes) = (true, written.changed, written.bytes);
    }
    Ok(report)
}

fn open_all(source: &Source) -> Result<Vec<TableFile>, DataError> {
    source.files.iter().map(|location| TableFile::open(location, &source.options)).collect()
}

fn create(path: &Path, schema: &Schema, table: &str) -> Result<ParquetSink, DataError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)
            .map_err(|cause| DataError::Write { file: folder.display().to_string(), cause })?;
    }
    let mode = if PAY_TABLES.contains(&table) { 0o600 } else { 0o644 };
    ParquetSink::create(path, schema, mode)
}

/// The frame with exactly the columns of the schema.
fn fitted(frame: &DataFrame, schema: &Schema) -> Result<DataFrame, DataError> {
    let columns: PolarsResult<Vec<Column>> = schema
        .iter()
        .map(|(name, dtype)| match frame.column(name) {
            Ok(column) if column.dtype() == dtype => Ok(column.clone()),
            Ok(column) => column.cast(dtype),
            Err(_) => Ok(Column::full_null(name.clone(), frame.height(), dtype)),
        })
        .collect();
    Ok(DataFrame::new(frame.height(), columns?)?)
}

/// Sums of amounts by currency: the code, the number of amounts, and their sum in ten-thousandths.
pub(super) type Sums = Vec<(String, u64, i128)>;

fn sums_of(frame: &DataFrame) -> Result<Sums, DataError> {
    // A column of another table that happens to be called so is text, and no money.
    let Ok(amounts) = frame.column("amount") else { return Ok(Sums::new()) };
    if !matches!(amounts.dtype(), DataType::Decimal(..)) {
        return Ok(Sums::new());
    }
    sums(amounts, frame.column("currency").ok())
}

/// Sums of amounts by currency.
pub(super) fn sums(amounts: &Column, currencies: Option<&Column>) -> Result<Sums, DataError> {
    let amounts = amounts.as_materialized_series().decimal()?.phys.clone();
    let currencies = currencies.map(|column| column.as_materialized_series().str()).transpose()?;
    let mut sums = Sums::new();
    for (place, raw) in amounts.iter().enumerate() {
        let Some(raw) = raw else { continue };
        let currency = currencies.and_then(|currencies| currencies.get(place)).unwrap_or_default();
        match sums.iter_mut().find(|(known, ..)| known == currency) {
            Some((_, rows, sum)) => (*rows, *sum) = (*rows + 1, *sum + raw),
            None => sums.push((currency.to_owned(), 1, raw)),
        }
    }
    Ok(sums)
}

#[cfg(test)]
mod tests;
