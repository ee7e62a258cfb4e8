//! Imports of small files: what is written, what is refused, and that nothing changes the second time.

use std::path::PathBuf;

use super::*;
use crate::data::input::Location;
use crate::data::scan::read_table;
use crate::model::table::table;

const DEALS: &str = "deal_id,rep_id,amount,stage,close_date,currency,Note\n\
    D1,R1,100.50,Closed Won,2026-01-05,USD,a\n\
    D2,R2,\"1,000.25\",Open,2026-02-05,EUR,\nD3,R2,x,Open,2026-02-05,USD,\n";

fn import(folder: &Path, text: &str, allowed: u64) -> ImportReport {
    let path = folder.join("deals.csv");
    std::fs::write(&path, text).unwrap();
    let source = Source::new(table("deals").unwrap(), vec![Location::Path(path)]);
    import_table(&source, Some(&target(folder)), None, allowed, &|_| ()).unwrap()
}

fn target(folder: &Path) -> PathBuf {
    folder.join("data/deals.parquet")
}

#[test]
fn a_refused_row_keeps_the_table_from_being_written_unless_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let report = import(folder.path(), DEALS, 0);
    assert!(!report.written && !target(folder.path()).exists());
    assert_eq!(report.scan.rejected(), 1);
    let report = import(folder.path(), DEALS, 1);
    assert!(report.written && report.changed);
    let shown: Vec<_> =
        report.totals.iter().map(|total| (total.currency.as_str(), total.raw_in, total.raw_out)).collect();
    assert_eq!(shown, [("EUR", 10_002_500, 10_002_500), ("USD", 1_005_000, 1_005_000)]);
    assert_eq!((report.scan.files[0].rows_read, report.scan.files[0].rows_kept), (3, 2));
}

#[test]
fn importing_twice_changes_nothing_and_the_table_reads_back_with_its_origin() {
    let folder = tempfile::tempdir().unwrap();
    let first = import(folder.path(), DEALS, 1);
    let bytes = std::fs::read(target(folder.path())).unwrap();
    let second = import(folder.path(), DEALS, 1);
    assert!(first.changed && second.written && !second.changed);
    assert_eq!(bytes, std::fs::read(target(folder.path())).unwrap());
    let source = Source::new(table("deals").unwrap(), vec![Location::Path(target(folder.path()))]);
    let (frame, report) =
        read_table(&source, &Request { all: true, columns: &["file"], ..Request::default() }).unwrap();
    assert_eq!((report.rejected(), report.files[0].format), (0, "parquet"));
    let names: Vec<String> = frame.get_column_names().iter().map(ToString::to_string).collect();
    let expected = ["deal_id", "rep_id", "amount", "currency", "stage", "close_date", "Note", "file", "row"];
    assert_eq!(names, expected);
    assert_eq!(frame.column("row").unwrap().u64().unwrap().to_vec(), [Some(2), Some(3)]);
    let file = frame.column("file").unwrap().get(0).unwrap().to_string();
    assert!(file.contains("deals.csv"), "{file}");
}
