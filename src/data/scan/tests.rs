//! Small files through the whole reading: what arrives, and what is refused with which words.

mod crm;
mod rules;

use std::path::PathBuf;

use super::*;
use crate::data::input::Location;
use crate::data::source::{ColumnRule, DateOrder, DecimalMark};
use crate::model::table::table;

/// A folder that goes away with the test.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

fn source(name: &str, files: &[PathBuf]) -> Source {
    let locations = files.iter().map(|path| Location::Path(path.clone())).collect();
    Source::new(table(name).unwrap(), locations)
}

/// The frame as lines of text, one for each row; nothing is an empty text.
fn lines(frame: &DataFrame, columns: &[&str]) -> Vec<String> {
    let texts: Vec<StringChunked> = columns
        .iter()
        .map(|name| {
            let column = frame.column(name).unwrap().cast(&DataType::String).unwrap();
            column.as_materialized_series().str().unwrap().clone()
        })
        .collect();
    let line = |row| {
        let values: Vec<&str> = texts.iter().map(|text| text.get(row).unwrap_or_default()).collect();
        values.join("|")
    };
    (0..frame.height()).map(line).collect()
}

/// The rejects as `row column value: reason`.
fn refusals(report: &ScanReport) -> Vec<String> {
    let line =
        |reject: &Reject| format!("{} {} `{}` {}", reject.row, reject.column, reject.value, reject.reason);
    report.rejects.iter().map(line).collect()
}

/// Reads a text with a request for these columns; gives the lines and the refusals, or the error.
fn read(
    name: &str,
    text: &str,
    columns: &[&str],
    prepare: impl Fn(&mut Source, &mut Request<'_>),
) -> Result<(Vec<String>, Vec<String>), String> {
    let folder = Folder::new();
    let path = folder.file("x.csv", text);
    let mut source = source(name, std::slice::from_ref(&path));
    let mut request = Request { columns, ..Request::default() };
    prepare(&mut source, &mut request);
    match read_table(&source, &request) {
        Ok((frame, report)) => Ok((lines(&frame, columns), refusals(&report))),
        Err(error) => {
            let folder = folder.0.path().display().to_string();
            let hint = error.hint().unwrap_or_default();
            Err(format!("{error}\nhint: {hint}").replace(&format!("{folder}/"), ""))
        }
    }
}

fn check(name: &str, text: &str, columns: &[&str], expected: &[&str], refused: &[&str]) {
    let (found, rejects) = read(name, text, columns, |_, _| ()).unwrap();
    assert_eq!(found, expected);
    assert_eq!(rejects, refused);
}

const HEADER: &str = "deal_id,rep_id,amount,stage,close_date\n";

#[test]
fn a_plain_table_arrives_in_its_types() {
    check(
        "deals",
        "deal_id,rep_id,amount,stage,close_date,Extra\nD1,R1,1000.5,Closed Won,2026-03-30,x\nD2,,,Open,, \n",
        &["deal_id", "rep_id", "amount", "stage", "close_date", "Extra", "row"],
        &["D1|R1|1000.5000|Closed Won|2026-03-30|x|2", "D2|||Open|||3"],
        &[],
    );
}

#[test]
fn a_salesforce_export_is_mapped_by_its_header() {
    check(
        "deals",
        "Id,Name,StageName,Amount,CloseDate,OwnerId,CurrencyIsoCode\n\
         006Ec00000AieKF,Globex renewal,Closed Won,\"$27,652.51\",2026-03-30,005Ec000004oBPy,USD\n",
        &["deal_id", "name", "amount", "close_date", "rep_id", "currency"],
        &["006Ec00000AieKFIAZ|Globex renewal|27652.5100|2026-03-30|005Ec000004oBPyIAM|USD"],
        &[],
    );
}

#[test]
fn refused_rows_are_named_and_the_others_arrive() {
    let text = format!(
        "{HEADER}D1,R1,45k,Open,2026-01-05\nD2,R2,12.50,Open,2026-02-30\n,R3,1,Open,2026-01-05\n\
         D4,R4,,Closed Won,\nD5,R5,7,Open,2026-01-05\n"
    );
    check(
        "deals",
        &text,
        &["deal_id", "amount", "close_date"],
        &["D5|7.0000|2026-01-05"],
        &[
            "2 amount `45k` is an abbreviation",
            "3 close_date `2026-02-30` is not a date",
            "4 deal_id `` is empty",
            "5 amount `` is empty, and a won deal needs an amount",
            "5 close_date `` is empty, and a won deal needs a close date",
        ],
    );
}

fn deals(rows: &[&str]) -> String {
    rows.iter().fold(HEADER.to_owned(), |text, row| text + row + "\n")
}

#[test]
fn the_whole_column_decides_between_point_and_comma() {
    let text = deals(&["D1,R1,\"1.234\",Open,", "D2,R1,\"1.234,50\",Open,", "D3,R1,5,Open,"]);
    check("deals", &text, &["amount"], &["1234.0000", "1234.5000", "5.0000"], &[]);
    let text = deals(&["D1,R1,\"1.234\",Open,", "D2,R1,\"1,234.50\",Open,", "D3,R1,5,Open,"]);
    check("deals", &text, &["amount"], &["1.2340", "1234.5000", "5.0000"], &[]);
}

#[test]
fn a_column_of_both_marks_refuses_the_file_and_names_the_minority() {
    let text = deals(&["D1,R1,10.50,Open,", "D2,R1,\"27.652,51\",Open,", "D3,R1,0.75,Open,"]);
    let error = read("deals", &text, &["amount"], |_, _| ()).unwrap_err();
    assert_eq!(
        error,
        "`x.csv` cannot be read as deals\n  \
         column `amount` has 1 value with a decimal comma and 2 with a decimal point\n  \
         row 3, column `amount`: `27.652,51` has no decimal point\n\
         hint: correct the export; `--decimal-comma` reads `27.652,51` and refuses the other rows"
    );
}

#[test]
fn a_stated_mark_decides_and_refuses_what_contradicts_it() {
    let text = deals(&["D1,R1,10.50,Open,", "D2,R1,\"27.652,51\",Open,", "D3,R1,\"1,234\",Open,"]);
    let point = |source: &mut Source, _: &mut Request<'_>| source.decimal_mark = Some(DecimalMark::Point);
    let (found, refused) = read("deals", &text, &["amount"], point).unwrap();
    assert_eq!(
        (found, refused),
        (
            vec!["10.5000".to_owned(), "1234.0000".to_owned()],
            vec!["3 amount `27.652,51` has no decimal point".to_owned()]
        )
    );
}

#[test]
fn a_column_that_no_value_decides_is_refused_with_both_readings() {
    let text = deals(&["D1,R1,\"1,234\",Open,3/4/2026", "D2,R1,5,Open,"]);
    let error = read("deals", &text, &["amount", "close_date"], |_, _| ()).unwrap_err();
    assert_eq!(
        error,
        "`x.csv` cannot be read as deals\n  \
         column `amount` can be read with a decimal point or with a decimal comma, \
         and no value says which\n  \
         row 2, column `amount`: `1,234` could be 1234 or 1.234\n  \
         column `close_date` can be read with the month first or with the day first, \
         and no value says which\n  \
         row 2, column `close_date`: `3/4/2026` could be 2026-03-04 or 2026-04-03\n\
         hint: say which with `--decimal-point` or `--decimal-comma`"
    );
    let stated = |source: &mut Source, _: &mut Request<'_>| {
        source.decimal_mark = Some(DecimalMark::Comma);
        source.date_order = Some(DateOrder::DayFirst);
    };
    let (found, _) = read("deals", &text, &["amount", "close_date"], stated).unwrap();
    assert_eq!(found, ["1.2340|2026-04-03", "5.0000|"]);
}

#[test]
fn one_day_above_twelve_decides_the_order_of_all_dates() {
    let text =
        deals(&["D1,R1,1,Open,3/4/2026", "D2,R1,1,Open,13/4/2026", "D3,R1,1,Open,2026-01-05 10:00:00"]);
    check("deals", &text, &["close_date"], &["2026-04-03", "2026-04-13", "2026-01-05"], &[]);
    let text = deals(&["D1,R1,1,Open,3/4/2026", "D2,R1,1,Open,4/13/2026"]);
    check("deals", &text, &["close_date"], &["2026-03-04", "2026-04-13"], &[]);
}

/// Many rows before the given ones, so that those lie in later stretches of the file.
fn long(count: u32, row: impl Fn(u32) -> String, last: &[&str]) -> String {
    let mut text = HEADER.to_owned();
    for number in 0..count {
        text.push_str(&row(number));
    }
    for row in last {
        text.push_str(row);
        text.push('\n');
    }
    text
}

/// Enough rows of 60 bytes for three stretches.
const MANY: u32 = 160_000;

fn padded(number: u32) -> String {
    format!("D{number:07},R1,{number},Open stage with a name that fills the line,2026-01-05\n")
}

#[test]
fn a_decision_that_comes_late_changes_nothing_that_was_delivered() {
    let text = long(MANY, padded, &["E1,R1,\"1.234\",Open,2026-01-05", "E2,R1,\"2,5\",Open,2026-01-05"]);
    let (found, refused) = read("deals", &text, &["deal_id", "amount"], |_, _| ()).unwrap();
    assert_eq!((found.len(), refused.len()), (160_002, 0));
    assert_eq!(found[0..2], ["D0000000|0.0000", "D0000001|1.0000"]);
    assert_eq!(found[159_999..], ["D0159999|159999.0000", "E1|1234.0000", "E2|2.5000"]);
    let row = |number: u32| {
        format!("D{number:07},R1,{number}.5,Open stage with a name that fills the line,2026-01-05\n")
    };
    let text = long(MANY, row, &["E1,R1,\"2,5\",Open,2026-01-05"]);
    let error = read("deals", &text, &["amount"], |_, _| ()).unwrap_err();
    assert!(error.contains("has 1 value with a decimal comma and 160000 with a decimal point"), "{error}");
    assert!(error.contains("row 160002, column `amount`: `2,5` has no decimal point"), "{error}");
}

fn unique(_: &mut Source, request: &mut Request<'_>) {
    request.unique = true;
}

#[test]
fn a_repeated_row_counts_once_and_a_contradicting_pair_is_refused() {
    let text = deals(&[
        "D2,R1,1,Open,2026-01-05",
        "D1,R1,2,Open,2026-01-05",
        "D1 ,R1,2,Open,2026-01-05",
        "D3,R1,3,Open,2026-01-05",
        "D3,R1,4,Open,2026-01-05",
    ]);
    let (found, refused) = read("deals", &text, &["deal_id", "amount", "row"], unique).unwrap();
    assert_eq!(found, ["D2|1.0000|2", "D1|2.0000|3"]);
    assert_eq!(
        refused,
        [
            "5 deal_id `D3` is also in row 6, with different content",
            "6 deal_id `D3` is also in row 5, with different content"
        ]
    );
}

#[test]
fn rows_that_lose_their_order_late_are_still_compared_with_all_others() {
    let text = long(MANY, padded, &["A1,R1,1,Open,2026-01-05", "A1,R1,1,Open,2026-01-05"]);
    let (found, refused) = read("deals", &text, &["deal_id"], unique).unwrap();
    assert_eq!((found.len(), refused.len()), (160_001, 0));
    let text = long(MANY, padded, &["D0000007,R1,8,Open,2026-01-05"]);
    let error = read("deals", &text, &["deal_id"], unique).unwrap_err();
    assert!(
        error.starts_with(
            "1 rows have the key of another row and different content\n  row 9 of `x.csv` and row 160002"
        ),
        "{error}"
    );
}

#[test]
fn files_are_read_in_order_and_share_their_keys() {
    let folder = Folder::new();
    let one = folder.file("1.csv", &deals(&["D1,R1,1,Open,", "D2,R1,2,Open,"]));
    let two =
        folder.file("2.csv", &deals(&["D2,R1,2,Open,", "D3,R1,3,Open,"]).replace("close_date", "Close Date"));
    let request = Request { columns: &["deal_id", "row"], unique: true, ..Request::default() };
    let (frame, report) = read_table(&source("deals", &[one, two]), &request).unwrap();
    assert_eq!(lines(&frame, &["deal_id", "row"]), ["D1|2", "D2|3", "D3|3"]);
    let counts: Vec<_> =
        report.files.iter().map(|file| (file.rows_read, file.rows_kept, file.repeated)).collect();
    assert_eq!(counts, [(2, 2, 0), (2, 1, 1)]);
}
