//! Reports as Parquet, zstd-compressed: money as decimals of fixed scale, days as dates, text as text, null
//! for what is missing. The only file outside `data` that uses polars, and only its writer: nothing is
//! calculated.

use std::io::{self, Write};

use polars::error::PolarsError;
use polars::prelude::{
    ChunkedArray, Column as Series, DataFrame, DataType, Field, Int32Chunked, Int64Chunked, Int128Chunked,
    IntoColumn, NewChunkedArray, PlSmallStr, Schema, StringChunked, StringChunkedBuilder,
};
use polars_io::parquet::write::{ParquetCompression, ParquetWriter};

use super::RenderError;
use super::ordered::in_order;
use super::style::Style;
use crate::report::{
    Block, Column, Kind, MISSING_CODE, MISSING_DAY, MISSING_INTEGER, MISSING_MONEY, Report, Values,
};

/// Parts are put together to row groups of at least so many rows; many small ones are slow to read.
const ROW_GROUP_ROWS: usize = 131_072;
/// The digits of every decimal column: as many as Parquet's readers agree on.
const PRECISION: usize = 38;

/// Writes a report as one Parquet file.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> Result<(), RenderError> {
    // The types of a report are those of its first part; without any part they follow from the kinds.
    let first = if report.parts.count == 0 { None } else { Some(report.part(0)?) };
    let schema = schema(&report.columns, first.as_ref());
    let writer = ParquetWriter::new(out).with_compression(ParquetCompression::Zstd(None));
    let mut writer = writer.batched(&schema).map_err(failure)?;
    let mut waiting: Option<DataFrame> = None;
    let make = |index| frame(report, &report.part(index)?);
    in_order(report.parts.count, style.threads, make, |part| {
        let mut frame = match waiting.take() {
            None => part,
            Some(mut frame) => {
                frame.vstack_mut_owned(part).map_err(failure)?;
                frame
            }
        };
        if frame.height() < ROW_GROUP_ROWS {
            waiting = Some(frame);
            return Ok(());
        }
        writer.write_batch(frame.rechunk_mut()).map_err(failure)
    })?;
    if let Some(mut frame) = waiting.filter(|frame| frame.height() > 0) {
        writer.write_batch(frame.rechunk_mut()).map_err(failure)?;
    }
    writer.finish().map_err(failure)?;
    Ok(())
}

/// An error of the library; a destination that takes no bytes stays recognisable.
fn failure(error: PolarsError) -> RenderError {
    match error {
        PolarsError::IO { error, .. } => RenderError::Write(io::Error::new(error.kind(), error.to_string())),
        other => RenderError::Parquet(other.to_string()),
    }
}

fn schema(columns: &[Column], first: Option<&Block>) -> Schema {
    let field = |(index, column): (usize, &Column)| {
        let dtype = match first.and_then(|block| block.columns.get(index)) {
            Some(values) => type_of_values(values),
            None => type_of_kind(column.kind),
        };
        Field::new(name(column), dtype)
    };
    columns.iter().enumerate().map(field).collect()
}

fn name(column: &Column) -> PlSmallStr {
    PlSmallStr::from_str(&column.name)
}

fn type_of_values(values: &Values) -> DataType {
    match values {
        Values::Text(_) | Values::Codes { .. } => DataType::String,
        Values::Money(_) => DataType::Decimal(PRECISION, 14),
        Values::Amounts(_) | Values::Number(_) => DataType::Decimal(PRECISION, 4),
        Values::Fraction(_) => DataType::Decimal(PRECISION, 6),
        Values::Integer(_) => DataType::Int64,
        Values::Date(_) => DataType::Date,
    }
}

fn type_of_kind(kind: Kind) -> DataType {
    match kind {
        Kind::Text | Kind::Id | Kind::Spark => DataType::String,
        Kind::Money | Kind::Number => DataType::Decimal(PRECISION, 4),
        Kind::Fraction | Kind::Rate => DataType::Decimal(PRECISION, 6),
        Kind::Integer | Kind::Bar => DataType::Int64,
        Kind::Date => DataType::Date,
    }
}

fn frame(report: &Report, block: &Block) -> Result<DataFrame, RenderError> {
    let columns = report.columns.iter().zip(&block.columns);
    let columns = columns.map(|(column, values)| series(name(column), values));
    DataFrame::new(block.rows, columns.collect()).map_err(failure)
}

fn series(name: PlSmallStr, values: &Values) -> Series {
    match values {
        Values::Text(texts) => strings(name, (0..texts.len()).map(|row| texts.get(row)), texts.len()),
        Values::Codes { codes, names } => {
            let text = |&code: &u32| match usize::try_from(code) {
                Ok(index) if code != MISSING_CODE => names[index].as_str(),
                _ => "",
            };
            strings(name, codes.iter().map(text), codes.len())
        }
        Values::Money(cells) => decimals(name, cells, 14),
        Values::Amounts(cells) => decimals(name, cells, 4),
        Values::Fraction(cells) => small_decimals(name, cells, 6),
        Values::Number(cells) => small_decimals(name, cells, 4),
        Values::Integer(cells) => integers(name, cells).into_column(),
        Values::Date(cells) => {
            let days = cells.iter().map(|&day| (day != MISSING_DAY).then_some(day));
            Int32Chunked::from_iter_options(name, days).into_date().into_column()
        }
    }
}

fn strings<'a>(name: PlSmallStr, texts: impl Iterator<Item = &'a str>, count: usize) -> Series {
    let mut builder = StringChunkedBuilder::new(name, count);
    for text in texts {
        builder.append_option((!text.is_empty()).then_some(text));
    }
    let strings: StringChunked = builder.finish();
    strings.into_column()
}

fn decimals(name: PlSmallStr, cells: &[i128], scale: usize) -> Series {
    let cells = cells.iter().map(|&raw| (raw != MISSING_MONEY).then_some(raw));
    Int128Chunked::from_iter_options(name, cells).into_decimal_unchecked(PRECISION, scale).into_column()
}

fn small_decimals(name: PlSmallStr, cells: &[i64], scale: usize) -> Series {
    let cells = cells.iter().map(|&raw| (raw != MISSING_INTEGER).then_some(i128::from(raw)));
    Int128Chunked::from_iter_options(name, cells).into_decimal_unchecked(PRECISION, scale).into_column()
}

fn integers(name: PlSmallStr, cells: &[i64]) -> Int64Chunked {
    ChunkedArray::from_iter_options(
        name,
        cells.iter().map(|&number| (number != MISSING_INTEGER).then_some(number)),
    )
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use polars::prelude::AnyValue;
    use polars_io::SerReader;
    use polars_io::parquet::read::ParquetReader;

    use super::*;
    use crate::render::fixture::every_kind_of_cell;
    use crate::report::Parts;

    fn bytes(report: &Report, threads: usize) -> Vec<u8> {
        let mut out = Vec::new();
        write(report, &Style { threads, ..Style::default() }, &mut out).unwrap();
        out
    }

    fn read(bytes: Vec<u8>) -> DataFrame {
        ParquetReader::new(Cursor::new(bytes)).finish().unwrap()
    }

    #[test]
    fn every_kind_of_cell_reads_back_with_its_type() {
        let frame = read(bytes(&every_kind_of_cell(), 1));
        let types: Vec<(String, String)> = frame
            .columns()
            .iter()
            .map(|column| (column.name().to_string(), column.dtype().to_string()))
            .collect();
        let expected = [
            ("rep_id", "str"),
            ("name", "str"),
            ("team", "str"),
            ("credited", "decimal[38,14]"),
            ("gap", "decimal[38,4]"),
            ("attainment", "decimal[38,6]"),
            ("rate", "decimal[38,6]"),
            ("units", "decimal[38,4]"),
            ("deals", "i64"),
            ("closed", "date"),
            ("trend", "str"),
            ("reps", "i64"),
        ];
        assert_eq!(types, expected.map(|(name, dtype)| (name.to_owned(), dtype.to_owned())));
        assert_eq!(frame.height(), 4);
        let cell = |name: &str, row: usize| frame.column(name).unwrap().get(row).unwrap().into_static();
        assert_eq!(cell("name", 2), AnyValue::String("Li\tne\nBreak\x1b[31m\u{202e}"));
        assert_eq!(cell("team", 1), AnyValue::Null);
        assert_eq!(cell("team", 3), AnyValue::String("R&D *|<b>"));
        assert_eq!(cell("credited", 0), AnyValue::Decimal(2_998_085_134_200_000_000, 38, 14));
        assert_eq!(cell("credited", 2), AnyValue::Null);
        assert_eq!(cell("gap", 3), AnyValue::Decimal(10_000_000_001, 38, 4));
        assert_eq!(cell("attainment", 0), AnyValue::Decimal(1_199_234, 38, 6));
        assert_eq!(cell("units", 1), AnyValue::Decimal(-30_000, 38, 4));
        assert_eq!(cell("deals", 3), AnyValue::Int64(-12));
        assert_eq!(cell("closed", 1), AnyValue::Null);
        assert_eq!(cell("closed", 3), AnyValue::Date(-25_567));
    }

    #[test]
    fn threads_change_no_byte() {
        let alone = bytes(&every_kind_of_cell(), 1);
        for threads in 2..=4 {
            assert!(bytes(&every_kind_of_cell(), threads) == alone);
        }
    }

    #[test]
    fn parts_become_row_groups_in_order() {
        let part_rows = 50_000_i64;
        let columns = vec![Column::integer("number", "Number")];
        let mut report = Report::new("", columns, Block::of(vec![Values::Integer(vec![])]));
        report.parts = Parts::made(5, move |part| {
            let first = i64::try_from(part).unwrap() * part_rows;
            Ok(Block::of(vec![Values::Integer((first..first + part_rows).collect())]))
        });
        let frame = read(bytes(&report, 3));
        let expected: Vec<Option<i64>> = (0..5 * part_rows).map(Some).collect();
        assert_eq!(frame.column("number").unwrap().i64().unwrap().to_vec(), expected);
    }

    #[test]
    fn a_report_without_rows_or_parts_keeps_its_columns() {
        let empty = Block::of(vec![Values::Money(vec![])]);
        let mut report = Report::new("", vec![Column::money("earned", "Earned")], empty);
        let frame = read(bytes(&report, 1));
        assert_eq!(
            (frame.height(), frame.column("earned").unwrap().dtype()),
            (0, &DataType::Decimal(38, 14))
        );
        report.parts = Parts { count: 0, make: report.parts.make };
        assert_eq!(read(bytes(&report, 1)).column("earned").unwrap().dtype(), &DataType::Decimal(38, 4));
    }
}
