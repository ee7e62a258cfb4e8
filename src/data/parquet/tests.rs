//! Reading what the sink wrote: values, order, row numbers and filters.

use std::fs;
use std::path::{Path, PathBuf};

use polars::prelude::{
    DataFrame, DataType, IntoColumn, IntoLazy, IntoSeries, NamedFrom, Series, col, df, lit,
};

use super::{Asked, OWN_ROW, ROW, RawBatch, RowFilter, columns, read};
use crate::data::error::DataError;
use crate::data::sink::ParquetSink;

mod hostile;

fn deals(rows: u32) -> DataFrame {
    let ids: Vec<String> = (0..rows).map(|row| format!("006-{row:07}")).collect();
    let stages: Vec<Option<&str>> =
        (0..rows).map(|row| (row % 4 != 0).then_some(STAGES[to_usize(row) % 3])).collect();
    let days: Vec<Option<i32>> =
        (0..rows).map(|row| (row % 7 != 0).then(|| i32::try_from(row % 1_000).unwrap())).collect();
    let amounts: Vec<i128> = (0..rows).map(|row| i128::from(row) * 10_001 - 77).collect();
    let day = Series::new("close_date".into(), days).i32().unwrap().clone().into_date().into_series();
    let amount = Series::new("amount".into(), amounts).i128().unwrap().clone();
    let mut frame = df!("deal_id" => ids, "stage" => stages).unwrap();
    frame.with_column(day.into_column()).unwrap();
    frame.with_column(amount.into_decimal_unchecked(38, 4).into_series().into_column()).unwrap();
    frame
}

const STAGES: [&str; 3] = ["Open", "Closed Won", "Closed Lost"];

fn to_usize(value: u32) -> usize {
    usize::try_from(value).unwrap()
}

fn written(folder: &Path, frame: &DataFrame) -> PathBuf {
    let path = folder.join("deals.parquet");
    let mut sink = ParquetSink::create(&path, frame.schema(), 0o600).unwrap();
    sink.write(frame).unwrap();
    sink.finish().unwrap();
    path
}

/// All batches, put together.
fn read_all(
    path: &Path,
    names: &[&str],
    filter: Option<&polars::prelude::Expr>,
) -> Result<(DataFrame, u64), DataError> {
    let mut whole: Option<DataFrame> = None;
    let columns = filter.into_iter().flat_map(|filter| filter.clone().meta().root_names());
    let columns: Vec<String> = columns.map(|name| name.to_string()).collect();
    let keeps = |frame: &DataFrame| {
        let filter = filter.expect("it is called when there is one").clone().alias("kept");
        Ok(frame.clone().lazy().with_column(filter).collect()?.column("kept")?.bool()?.clone())
    };
    let condition = RowFilter { columns, keeps: &keeps };
    let asked = Asked { columns: names, filter: filter.is_some().then_some(&condition), whole: None };
    let rows = read(path, &asked, &|batch: RawBatch| Ok(batch.frame), &mut |frame| {
        match &mut whole {
            Some(whole) => {
                whole.vstack_mut(&frame)?;
            }
            None => whole = Some(frame),
        }
        Ok(())
    })?;
    Ok((whole.unwrap_or_default(), rows))
}

#[test]
fn what_was_written_is_read_in_order_with_its_row_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let frame = deals(600_000);
    let path = written(folder.path(), &frame);
    let (read, rows) = read_all(&path, &["amount", "deal_id", "close_date", "stage"], None).unwrap();
    assert_eq!(rows, 600_000);
    let expected = frame.select(["amount", "deal_id", "close_date", "stage"]).unwrap();
    assert!(read.drop("row").unwrap().equals_missing(&expected));
    let numbers: Vec<u64> = read.column("row").unwrap().u64().unwrap().into_no_null_iter().collect();
    assert!(numbers.into_iter().eq(1..=600_000));
}

#[test]
fn a_filter_keeps_the_rows_that_polars_itself_would_keep() {
    let folder = tempfile::tempdir().unwrap();
    let frame = deals(600_000);
    let path = written(folder.path(), &frame);
    let day = |number: i32| lit(number).cast(DataType::Date);
    let filter = col("stage").eq(lit("Closed Won")).and(
        col("close_date")
            .gt_eq(day(100))
            .and(col("close_date").lt_eq(day(200)))
            .or(col("close_date").is_null()),
    );
    let (read, rows) = read_all(&path, &["deal_id", "amount"], Some(&filter)).unwrap();
    assert_eq!(rows, 600_000);
    // the slow way: over plain rows
    let mut expected = Vec::new();
    for row in 0..600_000_u32 {
        let won = row % 4 != 0 && row % 3 == 1;
        let missing = row % 7 == 0;
        if won && (missing || (100..=200).contains(&(row % 1_000))) {
            expected.push((u64::from(row) + 1, format!("006-{row:07}")));
        }
    }
    assert_eq!(read.get_column_names(), ["deal_id", "amount", "row"]);
    let ids = read.column("deal_id").unwrap();
    let numbers = read.column("row").unwrap();
    let found: Vec<(u64, String)> = numbers
        .u64()
        .unwrap()
        .into_no_null_iter()
        .zip(ids.str().unwrap().iter().map(|id| id.unwrap().to_owned()))
        .collect();
    assert_eq!(found.len(), expected.len());
    assert!(found == expected);
}

#[test]
fn one_column_is_given_whole_beside_the_rows_that_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let frame = deals(600_000);
    let path = written(folder.path(), &frame);
    for least in [0_u64, 300_000, 599_999, 600_000] {
        let keeps =
            |frame: &DataFrame| Ok(frame.column(ROW)?.u64()?.iter().map(|row| row > Some(least)).collect());
        let condition = RowFilter { columns: vec![ROW.to_owned()], keeps: &keeps };
        for columns in [&["amount"][..], &["deal_id", "amount"]] {
            let asked = Asked { columns, filter: Some(&condition), whole: Some("deal_id") };
            let (mut seen, mut kept) = (0, 0);
            let each = |batch: RawBatch| Ok(batch);
            read(&path, &asked, &each, &mut |batch| {
                let whole = batch.whole.unwrap();
                assert_eq!(batch.first, seen + 1);
                seen += u64::try_from(whole.len()).unwrap();
                assert_eq!(batch.last, seen);
                assert_eq!(whole.str()?.last(), Some(format!("006-{:07}", seen - 1).as_str()));
                assert_eq!(batch.frame.width(), columns.len() + 1);
                kept += batch.frame.height();
                Ok(())
            })
            .unwrap();
            assert_eq!((seen, kept), (600_000, usize::try_from(600_000 - least).unwrap()));
        }
    }
}

#[test]
fn a_filter_may_look_at_the_row_number_and_may_keep_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), &deals(1_000));
    let (read, _) = read_all(&path, &["deal_id"], Some(&col("row").gt(lit(998)))).unwrap();
    assert_eq!(read.column("deal_id").unwrap().str().unwrap().get(0), Some("006-0000998"));
    assert_eq!(read.height(), 2);
    let (read, rows) = read_all(&path, &["deal_id"], Some(&lit(false))).unwrap();
    assert_eq!((read.height(), rows), (0, 1_000));
    let (read, _) = read_all(&path, &[], Some(&lit(true))).unwrap();
    assert_eq!((read.height(), read.width()), (1_000, 1));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), &deals(1_100_000));
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| read_all(&path, &["deal_id", "close_date"], None).unwrap().0)
    };
    let one = run(1);
    assert!(one.equals_missing(&run(2)) && one.equals_missing(&run(5)));
}

#[test]
fn canonical_files_keep_their_own_row_and_others_do_not_clash() {
    let folder = tempfile::tempdir().unwrap();
    let canonical = df!("amount" => [1_i64, 2], "file" => ["a.csv", "a.csv"], "row" => [2_u64, 5]).unwrap();
    let path = written(folder.path(), &canonical);
    let (read, _) = read_all(&path, &["amount"], Some(&col("row").gt(lit(2)))).unwrap();
    assert_eq!(read.get_column_names(), ["amount", "row"]);
    assert_eq!(read.column("row").unwrap().u64().unwrap().get(0), Some(5));

    let other = df!("row" => ["north", "south"]).unwrap();
    let path = written(folder.path(), &other);
    let (read, _) = read_all(&path, &["row"], None).unwrap();
    assert_eq!(read.get_column_names(), [OWN_ROW, "row"]);
    assert_eq!(read.column("row").unwrap().u64().unwrap().get(1), Some(2));
}

#[test]
fn a_missing_column_and_other_files_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), &deals(3));
    let error = read_all(&path, &["Amount"], None).unwrap_err();
    assert!(error.to_string().ends_with("has no column `Amount`"), "{error}");
    let csv = folder.path().join("csv.parquet");
    fs::write(&csv, "deal_id,amount\n1,2\n").unwrap();
    let error = columns(&csv).unwrap_err();
    assert!(error.to_string().ends_with("is not a Parquet file"), "{error}");
    assert_eq!(error.exit_code(), 4);
    assert!(matches!(columns(Path::new("/no/such.parquet")), Err(DataError::Open { .. })));
}

#[test]
fn an_error_or_panic_of_the_caller_comes_through() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), &deals(600_000));
    let result = read(&path, &Asked { columns: &["deal_id"], ..Asked::default() }, &|_| Ok(()), &mut |()| {
        Err(DataError::Changed { file: "x".into() })
    });
    assert!(matches!(result, Err(DataError::Changed { .. })));
    let panicked = std::panic::catch_unwind(|| {
        let each = |_: RawBatch| -> Result<(), DataError> { panic!("a bug of the caller") };
        read(&path, &Asked { columns: &["deal_id"], ..Asked::default() }, &each, &mut |()| Ok(()))
    });
    assert!(panicked.is_err());
}

#[test]
fn a_row_group_of_another_program_is_read_in_batches() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/parquet/one_group.parquet");
    let names = ["n", "stage", "text", "flag"];
    for filtered in [false, true] {
        // the filter needs parts of the second and the last of three batches
        let filter =
            col("row").gt(lit(350_000)).and(col("row").lt_eq(lit(350_010)).or(col("n").gt(lit(599_000))));
        let (frame, rows) = read_all(&path, &names, filtered.then_some(&filter)).unwrap();
        assert_eq!(rows, 600_000);
        let kept = |i: i64| !filtered || (350_000..350_010).contains(&i) || i >= 599_000;
        let expected: Vec<i64> = (0..600_000).filter(|i| kept(*i)).collect();
        assert_eq!(frame.height(), expected.len());
        let n = frame.column("n").unwrap().i64().unwrap().clone();
        let row = frame.column("row").unwrap().u64().unwrap().clone();
        let stage = frame.column("stage").unwrap().str().unwrap().clone();
        let text = frame.column("text").unwrap().str().unwrap().clone();
        let flag = frame.column("flag").unwrap().bool().unwrap().clone();
        for (place, i) in expected.into_iter().enumerate() {
            assert_eq!(n.get(place), Some(i + 1));
            assert_eq!(row.get(place), u64::try_from(i + 1).ok());
            let name = STAGES[usize::try_from(i % 3).unwrap()];
            assert_eq!(stage.get(place), (i % 5 != 0).then_some(name));
            assert_eq!(
                text.get(place).map(str::to_owned),
                (i % 7 != 0).then(|| format!("value {}", i % 100))
            );
            assert_eq!(flag.get(place), Some(i % 2 == 0));
        }
    }
}

#[test]
fn text_that_repeats_itself_beyond_all_memory_is_refused() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/hostile/parquet/own");
    let error = read_all(&folder.join("repeated_text.parquet"), &["s"], None).unwrap_err();
    assert!(
        error.to_string().ends_with("texts that belong together are too long (limit: 256 MiB)"),
        "{error}"
    );
}

#[test]
fn a_page_whose_checksum_is_wrong_is_refused() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/parquet/one_group.parquet");
    let mut bytes = fs::read(path).unwrap();
    // inside the first page of the first column
    bytes[60] ^= 1;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bent.parquet");
    fs::write(&path, bytes).unwrap();
    let error = read_all(&path, &["n"], None).unwrap_err().to_string();
    assert!(
        error.ends_with("is damaged: column `n`: the checksum of the page at byte 4 is wrong"),
        "{error}"
    );
}
