//! What the sink promises: the same bytes for the same rows, all or nothing, rights, and nothing changed for nothing.

use polars::prelude::{DataFrame, IntoColumn, NamedFrom, Series, df};

use super::*;

fn frame(rows: i64) -> DataFrame {
    let ids: Vec<String> = (0..rows).map(|row| format!("006-{row:07}")).collect();
    let stages: Vec<Option<&str>> = (0..rows)
        .map(|row| (row % 5 != 0).then_some(if row % 3 == 0 { "Closed Won" } else { "Open" }))
        .collect();
    let days: Vec<Option<i32>> = (0..rows).map(|row| i32::try_from(20_000 + row % 400).ok()).collect();
    let amounts: Vec<i128> = (0..rows).map(|row| i128::from(row) * 12_345 - 5_000_000).collect();
    let numbers: Vec<u64> = (2..).take(usize::try_from(rows).unwrap()).collect();
    let mut frame = df!("deal_id" => ids, "stage" => stages).unwrap();
    let day = Series::new("close_date".into(), days).i32().unwrap().clone().into_date().into_series();
    let amount = Series::new("amount".into(), amounts);
    let amount = amount.i128().unwrap().clone().into_decimal_unchecked(38, 4).into_series();
    for series in [day, amount, Series::new("row".into(), numbers)] {
        frame.with_column(series.into_column()).unwrap();
    }
    frame
}

fn write(path: &Path, frame: &DataFrame, step: usize) -> Written {
    let mut sink = ParquetSink::create(path, frame.schema(), 0o600).unwrap();
    for start in (0..frame.height()).step_by(step) {
        sink.write(&frame.slice(i64::try_from(start).unwrap(), step)).unwrap();
    }
    sink.finish().unwrap()
}

#[test]
fn the_same_rows_give_the_same_bytes_however_they_are_cut() {
    let folder = tempfile::tempdir().unwrap();
    let frame = frame(300_000);
    let paths: Vec<_> =
        [300_000, 100_001, 7_777].iter().map(|step| (folder.path().join(step.to_string()), *step)).collect();
    for (path, step) in &paths {
        assert!(write(path, &frame, *step).changed);
    }
    let expected = fs::read(&paths[0].0).unwrap();
    for (path, step) in &paths[1..] {
        assert!(fs::read(path).unwrap() == expected, "cut at {step}");
    }
}

#[test]
fn writing_the_same_again_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deals.parquet");
    let first = write(&path, &frame(1_000), 1_000);
    let before = fs::metadata(&path).unwrap();
    let second = write(&path, &frame(1_000), 999);
    assert_eq!((first.changed, second.changed, first.bytes), (true, false, before.len()));
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before.modified().unwrap());
    assert!(write(&path, &frame(1_001), 1_000).changed);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing temporary is left");
}

#[test]
fn a_sink_that_is_not_finished_leaves_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deals.parquet");
    fs::write(&path, "old").unwrap();
    let frame = frame(10);
    let mut sink = ParquetSink::create(&path, frame.schema(), 0o600).unwrap();
    sink.write(&frame).unwrap();
    drop(sink);
    assert_eq!(fs::read(&path).unwrap(), b"old");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_folder_that_is_not_there_is_output_that_cannot_be_written() {
    let frame = frame(1);
    let error =
        ParquetSink::create(Path::new("/no/such/folder/x.parquet"), frame.schema(), 0o600).err().unwrap();
    assert_eq!(error.exit_code(), 8);
    assert!(error.to_string().starts_with("`/no/such/folder/x.parquet` cannot be written: "), "{error}");
}

#[cfg(unix)]
#[test]
fn the_file_has_the_rights_asked_for_and_wider_ones_are_narrowed() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lines.parquet");
    let rights = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    write(&path, &frame(5), 5);
    assert_eq!(rights(&path), 0o600);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(write(&path, &frame(5), 5).changed);
    assert_eq!(rights(&path), 0o600);
}

#[test]
fn a_file_without_rows_can_be_written_and_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.parquet");
    write(&path, &frame(0), 1);
    let columns = crate::data::parquet::columns(&path).unwrap();
    assert_eq!(columns.len(), 5);
    assert_eq!(columns[3].1.to_string(), "decimal[38,4]");
}

#[test]
fn a_frame_with_other_columns_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deals.parquet");
    let mut sink = ParquetSink::create(&path, frame(0).schema(), 0o600).unwrap();
    assert!(sink.write(&frame(1).drop("row").unwrap()).is_err());
}
