//! Reads the wanted columns of a Parquet file, batch by batch, in bounded memory. The footer and every page header
//! are checked before anything is decoded, and the decoder's panics are caught, so that a damaged or hostile file
//! is an error. What the columns mean is left to the layer above.
//!
//! The parts: `source` bytes by place, `thrift` the notation of the metadata, `footer`, `schema` and `page` what is
//! checked, `seal` the checksums of our own files, `types` what columns are read as, `decode` one column of some
//! rows, `delta` how much text it gives, `batch` which rows make a batch, `flow` threads and order, `quiet` panics
//! of the decoder, `fault` what can be wrong.

mod batch;
mod decode;
mod delta;
mod fault;
mod flow;
mod footer;
mod page;
mod quiet;
mod schema;
mod seal;
mod source;
#[cfg(test)]
mod tests;
mod thrift;
mod types;

use std::path::Path;

use polars::prelude::{BooleanChunked, Column, DataFrame, DataType, PolarsResult, UnknownKind};

use self::batch::Batches;
use self::fault::Fault;
use self::footer::Footer;
pub(in crate::data) use self::seal::Sealer;
use self::source::Source;
use crate::data::error::DataError;

/// The column of a frame that holds the number of the row, from 1.
pub const ROW: &str = "row";
/// The column of canonical files that names the file from which a row came.
pub const FILE: &str = "file";
/// What a wanted column is called in frames when its own name is [`ROW`] and it is no row number.
pub const OWN_ROW: &str = "row (column of the file)";
/// The bytes that batches in work may take together.
const BUDGET: u64 = 512 * 1024 * 1024;

/// Some rows of a file.
#[derive(Debug)]
pub struct RawBatch {
    /// The wanted columns in the order asked for, under their names in the file, and last [`ROW`]: the 1-based
    /// number of the row in the file, as an unsigned 64-bit number. Canonical files, which have a text column
    /// [`FILE`] and a column [`ROW`] of unsigned 64-bit numbers, keep their own [`ROW`]. A column [`ROW`] of any
    /// other file is called [`OWN_ROW`].
    pub frame: DataFrame,
    /// The column of which all values are wanted, also of the rows that the filter does not keep.
    pub whole: Option<Column>,
    /// The first row of the file that the batch was made of, whether it was kept or not.
    pub first: u64,
    /// The last one.
    pub last: u64,
}

/// A condition on rows.
pub struct RowFilter<'a> {
    /// The columns that it looks at; they need not be wanted. [`ROW`] is one.
    pub columns: Vec<String>,
    /// For each row of these columns whether it is kept; unknown is no.
    pub keeps: &'a (dyn Fn(&DataFrame) -> PolarsResult<BooleanChunked> + Sync),
}

/// What is read of a file.
#[derive(Clone, Copy, Default)]
pub struct Asked<'a> {
    /// The columns, in this order.
    pub columns: &'a [&'a str],
    /// Which rows are kept; all without it.
    pub filter: Option<&'a RowFilter<'a>>,
    /// A column of which the values of all rows are wanted beside the frame.
    pub whole: Option<&'a str>,
}

/// The columns of a file and how they are read. Columns that cannot be read (lists, maps, structs, bytes, times of
/// day) are of an unknown type; asking [`read`] for one is an error.
///
/// Errors: the file cannot be read, is not Parquet, is damaged in its footer, or passes a limit.
pub fn columns(path: &Path) -> Result<Vec<(String, DataType)>, DataError> {
    let source = open(path)?;
    let footer = Footer::read(&source).map_err(|fault| fault.of(path))?;
    let dtype = |column: &schema::Column| {
        let reading = column.leaf.as_ref().and_then(|leaf| types::reading(leaf).ok());
        reading.map_or(DataType::Unknown(UnknownKind::Any), |reading| reading.dtype)
    };
    Ok(footer.columns.iter().map(|column| (column.name.clone(), dtype(column))).collect())
}

/// Reads what is asked for of a file. `each` works on a batch, on any thread; `fold` takes what it made, in the order
/// of the file, on the calling thread. Gives the number of rows in the file.
///
/// Errors: as for [`columns`]; a column that is missing, there twice or not readable; damage in a wanted column; what
/// `each` and `fold` report, the first in the order of the file. `fold` may have taken rows before an error.
pub fn read<T: Send>(
    path: &Path,
    asked: &Asked<'_>,
    each: &(dyn Fn(RawBatch) -> Result<T, DataError> + Sync),
    fold: &mut dyn FnMut(T) -> Result<(), DataError>,
) -> Result<u64, DataError> {
    let named = |fault: Fault| fault.of(path);
    let source = open(path)?;
    let footer = Footer::read(&source).map_err(named)?;
    let batches = Batches::plan(&source, &footer, asked).map_err(named)?;
    let work = |index: usize| batches.read(index).map_err(named)?.map(each).transpose();
    let mut fold = |result: Option<T>| result.map_or(Ok(()), &mut *fold);
    flow::ordered(batches.costs(), BUDGET, rayon::current_num_threads(), &work, &mut fold)?;
    Ok(footer.rows)
}

fn open(path: &Path) -> Result<Source, DataError> {
    Source::open(path).map_err(|cause| DataError::Open { file: path.display().to_string(), cause })
}
