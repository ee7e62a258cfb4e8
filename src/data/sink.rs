//! Writes frames as one Parquet file: streaming, the same bytes for the same rows however they are cut into frames,
//! and the whole file or nothing. The file grows under a temporary name in the folder of its target and takes its
//! place at the end. What is in the frames is left to the caller.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use polars::prelude::{
    ArrayRef, ArrowDataType, BooleanChunked, ChunkFull, ChunkedArray, Column, CompatLevel, DataFrame,
    DataType, IntoColumn, IntoSeries, PolarsNumericType, PolarsResult, Schema, SchemaExt, Series,
    StringChunked, polars_bail, polars_err,
};
use polars_parquet::read::ParquetError;
use polars_parquet::read::fallible_streaming_iterator::convert;
use polars_parquet::write::{
    CompressedPage, CompressionOptions, Compressor, DynIter, DynStreamingIterator, Encoding, FileWriter,
    ParquetType, StatisticsOptions, Version, WriteOptions, ZstdLevel, array_to_columns, get_dtype_encoding,
};
use rayon::prelude::*;
use tempfile::NamedTempFile;

use crate::data::error::DataError;
use crate::data::parquet::Sealer;
use crate::data::views;
use crate::disk::{above, sync_folder, unfinished_file};

/// The rows of a row group.
pub const ROWS_PER_GROUP: usize = 1 << 18;
const START: &[u8] = b"PAR1";
const ZSTD_LEVEL: i32 = 3;
/// The bytes of a text that statistics hold.
const STATISTICS_BYTES: u64 = 64;

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// The size of the file.
    pub bytes: u64,
    /// Whether the file was not there before with the same content.
    pub changed: bool,
}

/// A Parquet file that is being written. Dropped without [`ParquetSink::finish`], it leaves nothing behind.
pub struct ParquetSink {
    target: PathBuf,
    temporary: NamedTempFile,
    mode: u32,
    /// Encodes into memory, one row group at a time.
    writer: FileWriter<Memory>,
    memory: Memory,
    sealer: Sealer,
    file: BufWriter<File>,
    bytes: u64,
    layout: Vec<(ParquetType, Vec<Encoding>)>,
    schema: Schema,
    /// Rows that do not fill a row group yet.
    pending: DataFrame,
}

/// What the writer of polars has written and is not sealed yet.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Vec<u8>>>);

impl Memory {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl ParquetSink {
    /// Begins a file with the columns of `schema`. `mode` is the rights of the file on systems that have them, for
    /// example `0o600`; what the user's mask takes away stays away, the owner's rights excepted.
    ///
    /// Errors: the folder cannot be written; a type that Parquet does not have.
    pub fn create(path: &Path, schema: &Schema, mode: u32) -> Result<Self, DataError> {
        let temporary = temporary(path, mode).map_err(|cause| failed(path, cause))?;
        let file = temporary.as_file().try_clone().map_err(|cause| failed(path, cause))?;
        let memory = Memory::default();
        let (sealer, start) = Sealer::new();
        let schema_of_file = schema.to_arrow(CompatLevel::newest());
        let encodings: Vec<_> = schema_of_file.iter_values().map(|field| encodings(&field.dtype)).collect();
        let writer = FileWriter::try_new(memory.clone(), schema_of_file, options()?)?;
        let layout = writer.parquet_schema().fields().iter().cloned().zip(encodings).collect();
        let mut sink = Self {
            target: path.to_owned(),
            temporary,
            mode,
            writer,
            memory,
            sealer,
            file: BufWriter::with_capacity(1 << 18, file),
            bytes: 0,
            layout,
            schema: schema.clone(),
            pending: DataFrame::empty_with_schema(schema),
        };
        sink.put(start)?;
        Ok(sink)
    }

    /// Adds the rows of a frame, which must have exactly the columns of the schema.
    ///
    /// Errors: the file cannot be written.
    pub fn write(&mut self, frame: &DataFrame) -> Result<(), DataError> {
        if **frame.schema() != self.schema {
            let file = self.target.display();
            return Err(polars_err!(SchemaMismatch: "a frame for `{file}` has other columns").into());
        }
        self.pending.vstack_mut(frame)?;
        let rows = i64::try_from(ROWS_PER_GROUP).unwrap_or(i64::MAX);
        while self.pending.height() >= ROWS_PER_GROUP {
            let group = self.pending.slice(0, ROWS_PER_GROUP);
            self.pending = self.pending.slice(rows, self.pending.height() - ROWS_PER_GROUP);
            self.write_group(&group)?;
        }
        Ok(())
    }

    /// Encodes and packs the columns of a row group side by side, then writes them one after the other.
    fn write_group(&mut self, group: &DataFrame) -> Result<(), DataError> {
        let options = options()?;
        let pages = group
            .columns()
            .par_iter()
            .zip(&self.layout)
            .map(|(column, (kind, encodings))| pack(column, kind, encodings, options))
            .collect::<PolarsResult<Vec<_>>>()?;
        let rows = u64::try_from(group.height()).unwrap_or(u64::MAX);
        let columns = pages.iter().map(|pages| {
            let pages = convert(pages.iter().map(PolarsResult::Ok));
            Ok(DynStreamingIterator::new(pages))
        });
        self.writer.write(rows, DynIter::new(columns))?;
        let written = self.memory.take();
        let counts: Vec<usize> = pages.iter().map(Vec::len).collect();
        // the writer begins the file with the first row group; no page begins like a file
        let pages = written.strip_prefix(START).unwrap_or(&written);
        let sealed = self.sealer.group(pages, &counts).map_err(|text| bug(&self.target, &text))?;
        self.put(&sealed)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), DataError> {
        self.file.write_all(bytes).map_err(|cause| failed(&self.target, cause))?;
        self.bytes += u64::try_from(bytes.len()).unwrap_or_default();
        Ok(())
    }

    /// Writes what is pending and puts the file in its place, safe against a loss of power. A file that is there
    /// with the same bytes, and not open to more people than asked for, is left untouched.
    ///
    /// Errors: the file cannot be written; then the old one is still there.
    pub fn finish(mut self) -> Result<Written, DataError> {
        let pending = std::mem::take(&mut self.pending);
        if pending.height() > 0 {
            self.write_group(&pending)?;
        }
        self.writer.end(None)?;
        let Self { target, temporary, mode, writer, sealer, mut file, mut bytes, .. } = self;
        let written = |cause| failed(&target, cause);
        let end = sealer.end(writer.into_inner_and_metadata().1).map_err(|text| bug(&target, &text))?;
        bytes += u64::try_from(end.len()).unwrap_or_default();
        file.write_all(&end).and_then(|()| file.flush()).map_err(written)?;
        if same(temporary.path(), &target, mode).map_err(written)? {
            return Ok(Written { bytes, changed: false });
        }
        temporary.as_file().sync_all().map_err(written)?;
        temporary.persist(&target).map_err(|error| written(error.error))?;
        sync_folder(above(&target)).map_err(written)?;
        Ok(Written { bytes, changed: true })
    }
}

fn failed(path: &Path, cause: io::Error) -> DataError {
    DataError::Write { file: path.display().to_string(), cause }
}

/// The writer or the file that it wrote is not what it is taken for.
fn bug(path: &Path, text: &str) -> DataError {
    polars_err!(ComputeError: "`{}` cannot be sealed: {text}", path.display()).into()
}

fn encodings(dtype: &ArrowDataType) -> Vec<Encoding> {
    match dtype {
        // numbers of rows, which go up by one
        ArrowDataType::UInt64 => vec![Encoding::DeltaBinaryPacked],
        other => get_dtype_encoding(other),
    }
}

fn options() -> PolarsResult<WriteOptions> {
    Ok(WriteOptions {
        statistics: StatisticsOptions {
            min_value: true,
            max_value: true,
            distinct_count: false,
            null_count: true,
            binary_statistics_truncate_length: Some(STATISTICS_BYTES),
        },
        version: Version::V1,
        compression: CompressionOptions::Zstd(Some(ZstdLevel::try_new(ZSTD_LEVEL)?)),
        data_page_size: None,
    })
}

/// The packed pages of one column of a row group.
fn pack(
    column: &Column,
    kind: &ParquetType,
    encodings: &[Encoding],
    options: WriteOptions,
) -> PolarsResult<Vec<CompressedPage>> {
    let column = fresh(column)?;
    let arrays = column.as_materialized_series().rechunk();
    let array: ArrayRef = arrays.to_arrow(0, CompatLevel::newest());
    let mut packed = Vec::new();
    for pages in array_to_columns(&array, kind.clone(), options, encodings)? {
        let pages =
            pages.map(|page| page.map_err(|error| ParquetError::FeatureNotSupported(error.to_string())));
        for page in Compressor::new(pages, options.compression, Vec::new()) {
            packed.push(page?);
        }
    }
    Ok(packed)
}

/// The same values in memory of their own. How large pages are is reckoned from the memory behind the values, which
/// must not tell from which frames they came.
fn fresh(column: &Column) -> PolarsResult<Column> {
    fn numbers<T: PolarsNumericType>(values: &ChunkedArray<T>) -> ChunkedArray<T> {
        let name = values.name().clone();
        if values.null_count() == 0 {
            return ChunkedArray::from_vec(name, values.into_no_null_iter().collect());
        }
        values.iter().collect::<ChunkedArray<T>>().with_name(name)
    }
    let series = column.as_materialized_series();
    let physical = series.to_physical_repr();
    let copy = match physical.dtype() {
        DataType::String => {
            let texts = physical.str()?;
            match views::constant(texts) {
                Some(text) => StringChunked::full(series.name().clone(), text, texts.len()).into_series(),
                None => views::copied(texts).into_series(),
            }
        }
        DataType::Boolean => {
            let flags: BooleanChunked = physical.bool()?.iter().collect();
            flags.with_name(series.name().clone()).into_series()
        }
        DataType::Int8 => numbers(physical.i8()?).into_series(),
        DataType::Int32 => numbers(physical.i32()?).into_series(),
        DataType::Int64 => numbers(physical.i64()?).into_series(),
        DataType::Int128 => numbers(physical.i128()?).into_series(),
        DataType::UInt32 => numbers(physical.u32()?).into_series(),
        DataType::UInt64 => numbers(physical.u64()?).into_series(),
        DataType::Float32 => numbers(physical.f32()?).into_series(),
        DataType::Float64 => numbers(physical.f64()?).into_series(),
        other => polars_bail!(InvalidOperation: "a column of type {other} is not written"),
    };
    Ok(logical(&copy, series.dtype())?.into_column())
}

/// The copy with its meaning: days, instants and decimal numbers are numbers in memory.
fn logical(copy: &Series, dtype: &DataType) -> PolarsResult<Series> {
    match dtype {
        DataType::Date => Ok(copy.i32()?.clone().into_date().into_series()),
        DataType::Datetime(unit, zone) => {
            Ok(copy.i64()?.clone().into_datetime(*unit, zone.clone()).into_series())
        }
        DataType::Decimal(precision, scale) => {
            Ok(copy.i128()?.clone().into_decimal_unchecked(*precision, *scale).into_series())
        }
        _ if copy.dtype() == dtype => Ok(copy.clone()),
        other => polars_bail!(InvalidOperation: "a column of type {other} is not written"),
    }
}

/// A new file beside the target, with its rights from the first moment on.
fn temporary(path: &Path, mode: u32) -> io::Result<NamedTempFile> {
    let file = unfinished_file(path, mode)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // a mask that takes rights from the owner would make the file useless to the next run
        let given = file.as_file().metadata()?.permissions().mode() & 0o777;
        let owner = given | (mode & 0o700);
        if owner != given {
            file.as_file().set_permissions(fs::Permissions::from_mode(owner))?;
        }
    }
    Ok(file)
}

/// Whether the target is an ordinary file with the bytes of the new one and no wider rights than `mode`.
fn same(new: &Path, target: &Path, mode: u32) -> io::Result<bool> {
    let Ok(there) = fs::symlink_metadata(target) else { return Ok(false) };
    if !there.is_file() || there.len() != fs::metadata(new)?.len() || wider(&there, mode) {
        return Ok(false);
    }
    // a target that cannot be read is replaced
    let Ok(target) = File::open(target) else { return Ok(false) };
    let mut new = BufReader::with_capacity(1 << 18, File::open(new)?);
    let mut target = BufReader::with_capacity(1 << 18, target);
    let (mut left, mut right) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        let count = fill(&mut new, &mut left)?;
        if count != fill(&mut target, &mut right)? || left[..count] != right[..count] {
            return Ok(false);
        }
        if count == 0 {
            return Ok(true);
        }
    }
}

#[cfg(unix)]
fn wider(there: &fs::Metadata, mode: u32) -> bool {
    use std::os::unix::fs::PermissionsExt;
    there.permissions().mode() & 0o777 & !mode != 0
}

#[cfg(not(unix))]
fn wider(_there: &fs::Metadata, _mode: u32) -> bool {
    false
}

fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut count = 0;
    while count < buffer.len() {
        match reader.read(&mut buffer[count..]) {
            Ok(0) => break,
            Ok(more) => count += more,
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            Err(cause) => return Err(cause),
        }
    }
    Ok(count)
}

#[cfg(test)]
mod tests;
