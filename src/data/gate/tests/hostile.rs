//! The collected hostile files: each does what its line here says.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{Loaded, load, load_with, read_all};
use crate::data::error::DataError;
use crate::data::gate::{CsvFile, CsvOptions, Opened, looks_like_data, open};
use crate::data::input::Location;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/hostile")
}

fn open_own(name: &str) -> Result<Opened, DataError> {
    open(&Location::Path(folder().join("own").join(name)), &CsvOptions::default())
}

fn csv(name: &str) -> CsvFile {
    match open_own(name) {
        Ok(Opened::Csv(file)) => *file,
        other => panic!("{name} is no table: {other:?}"),
    }
}

fn own(name: &str) -> Loaded {
    read_all(&csv(name)).unwrap_or_else(|error| panic!("{name} is refused: {error}"))
}

/// The message and the hint with which a file is refused.
fn refusal(name: &str) -> (String, String) {
    let error = match open_own(name) {
        Ok(Opened::Csv(file)) => read_all(&file).expect_err(name),
        Ok(Opened::Parquet(_)) => panic!("{name} is Parquet"),
        Err(error) => error,
    };
    assert_eq!(error.exit_code(), 4);
    (error.to_string(), error.hint().unwrap_or_default())
}

fn check_refused(name: &str, message: &str, hint: &str) {
    let (said, hinted) = refusal(name);
    assert!(said.contains(message), "{name}: {said}");
    assert!(hinted.contains(hint), "{name}: {hinted}");
}

/// A file of `rows` good records whose only reject is on line `row`.
fn check_reject(name: &str, rows: usize, row: u64, column: &str, reason: &str) {
    let loaded = own(name);
    assert_eq!(loaded.rows.len(), rows, "{name}");
    assert_eq!(loaded.refused(), [row], "{name}");
    assert_eq!(loaded.rejects[0].column, column, "{name}");
    assert!(loaded.rejects[0].reason.contains(reason), "{name}: {}", loaded.rejects[0].reason);
}

fn check_loads(name: &str, rows: usize) -> Loaded {
    let loaded = own(name);
    assert_eq!((loaded.rows.len(), loaded.rejects.len()), (rows, 0), "{name}");
    assert_eq!(loaded.headers[0], "opportunity_id", "{name}");
    assert!(loaded.rows.iter().all(|(_, row)| !row.iter().any(|value| value.ends_with('\r'))), "{name}");
    loaded
}

#[test]
fn encodings_with_a_mark_load() {
    for name in ["utf8_bom", "utf16le_bom", "utf16be_bom"] {
        let loaded = check_loads(&format!("encoding/{name}.csv"), 2);
        assert_eq!(loaded.rows[0].1[2], "Renée", "{name}");
        assert_eq!(loaded.rows[1].1[2], "Müller", "{name}");
    }
    assert_eq!(own("encoding/utf16be_bom.csv").summary.encoding, "UTF-16BE");
}

#[test]
fn bytes_that_are_no_utf_8_refuse_their_line() {
    check_reject("encoding/overlong_utf8.csv", 0, 2, "rep_name", "not valid UTF-8");
    check_reject("encoding/lone_surrogate.csv", 0, 2, "rep_name", "not valid UTF-8");
    check_reject("encoding/truncated_utf8.csv", 0, 2, "", "3 values, the header has 8");
    check_reject("encoding/mixed_encodings.csv", 1, 3, "rep_name", "not valid UTF-8");
    check_reject("encoding/nul_bytes.csv", 0, 2, "rep_name", "NUL");
    let loaded = own("encoding/windows1252.csv");
    assert_eq!(loaded.refused(), [2, 3]);
    let remedy = "`--encoding windows-1252` if the file comes from Excel on Windows";
    assert_eq!(loaded.rejects[0].remedy.as_deref(), Some(remedy));
    assert_eq!(loaded.rejects[0].value, "Ren\\xE9e");
}

#[test]
fn a_stated_encoding_reads_windows_1252() {
    let options = CsvOptions { encoding: Some("windows-1252".to_owned()), ..CsvOptions::default() };
    let bytes = std::fs::read(folder().join("own/encoding/windows1252.csv")).expect("the file is there");
    let loaded = load_with(&bytes, &options).expect("it loads");
    assert_eq!(loaded.rows[0].1[2], "Renée");
    assert_eq!(loaded.rejects, []);
}

#[test]
fn what_is_no_table_is_refused_with_its_real_format() {
    check_refused("encoding/binary_as_csv.csv", "is not text", "export");
    check_refused("encoding/csv_named.parquet", "is text (CSV), not Parquet", ".csv");
    assert!(matches!(open_own("encoding/parquet_magic_only.parquet"), Ok(Opened::Parquet(_))));
    check_refused("structure/empty.csv", "no header", "");
    check_refused("structure/newline_only.csv", "no header", "");
}

#[test]
fn a_broken_record_is_refused_alone() {
    check_reject("structure/short_row.csv", 2, 3, "", "7 values, the header has 8");
    check_reject("structure/long_row.csv", 2, 3, "", "9 values, the header has 8");
    check_reject("structure/missing_separator.csv", 2, 3, "", "7 values, the header has 8");
    check_reject("structure/stray_quote.csv", 2, 3, "rep_name", "quote stands inside an unquoted value");
    check_reject("structure/text_after_quote.csv", 2, 3, "rep_name", "after the closing quote");
}

#[test]
fn an_open_quote_refuses_the_file_by_the_line_where_it_begins() {
    let (message, hint) = refusal("structure/open_quote.csv");
    assert!(message.starts_with("row 3 of"), "{message}");
    assert!(message.ends_with("never ends"), "{message}");
    assert!(hint.contains("close the quote"), "{hint}");
}

#[test]
fn line_endings_and_blank_lines_of_all_kinds_load() {
    for name in ["blank_lines", "cr_only", "mixed_newlines", "no_final_newline"] {
        check_loads(&format!("structure/{name}.csv"), 2);
    }
    let loaded = check_loads("structure/newline_in_field.csv", 2);
    assert_eq!(loaded.rows[0].1[3], "Acme\nLtd");
    assert_eq!(loaded.rows[1].1[3], "Acme\r\nLtd");
    assert_eq!((loaded.rows[0].0, loaded.rows[1].0), (2, 4));
    check_loads("structure/header_only.csv", 0);
}

#[test]
fn dialects_are_found() {
    let loaded = check_loads("structure/semicolon_decimal_comma.csv", 1);
    assert_eq!(loaded.summary.delimiter, b';');
    assert_eq!(check_loads("structure/tab.csv", 1).summary.delimiter, b'\t');
    let loaded = check_loads("structure/sep_line.csv", 1);
    assert_eq!((loaded.summary.delimiter, loaded.rows[0].0), (b';', 3));
    let loaded = check_loads("structure/space_after_comma.csv", 1);
    assert_eq!(loaded.headers[1], "rep_id");
    assert_eq!(loaded.rows[0].1[1], " R001");
}

#[test]
fn namesakes_are_refused_when_they_are_wanted() {
    check_refused("structure/duplicate_headers.csv", "`rep_name` is column 3 and `rep_name` is column 4", "");
    check_refused(
        "structure/case_duplicate_headers.csv",
        "`rep_name` is column 3 and `Rep_Name` is column 4",
        "",
    );
    let file = csv("structure/duplicate_headers.csv");
    assert_eq!(file.duplicates()[0].positions, (2, 3));
    let summary = file.read(&[0, 5], &|_| (), &|_| Ok(()), &mut |()| Ok(())).expect("others can be read");
    assert_eq!(summary.rows_read, 1);
}

#[test]
fn the_first_rows_tell_what_is_wrong_with_a_header() {
    assert_eq!(csv("structure/blank_header.csv").headers()[3], "column_4");
    assert!(looks_like_data(csv("structure/no_header.csv").headers()));
    let file = csv("structure/two_row_header.csv");
    assert!(!looks_like_data(file.headers()));
    assert_eq!(file.second_row().expect("there is one")[0], "opportunity_id");
    assert_eq!(csv("structure/wide_1000_columns.csv").headers().len(), 1000);
    assert!(csv("structure/misspelt_header.csv").headers().iter().any(|name| name == "ammount"));
}

#[test]
fn the_footer_of_a_report_is_no_data() {
    let loaded = check_loads("structure/report_footer.csv", 2);
    assert_eq!((loaded.summary.footer_lines, loaded.summary.blank_lines), (3, 2));
    assert_eq!(loaded.summary.footers[0].row, 5);
    assert!(loaded.summary.footers[0].text.starts_with("\"Grand Totals (2 records)\""));
}

#[test]
fn a_value_of_one_mebibyte_loads_and_one_more_byte_refuses_its_line() {
    let text = |length: usize| format!("id,name\n1,{}\n2,b\n", "x".repeat(length));
    assert_eq!(load(text(1 << 20).as_bytes()).expect("it loads").rows[0].1[1].len(), 1 << 20);
    let loaded = load(text((1 << 20) + 1).as_bytes()).expect("it loads");
    assert_eq!(loaded.refused(), [2]);
    assert_eq!(loaded.rejects[0].reason, "the value is longer than 1 MiB");
    assert_eq!(loaded.rejects[0].column, "name");
    assert_eq!(loaded.rows[0].0, 3);
}

/// gzip data of a start, many times a piece, and an end.
fn packed(start: &[u8], piece: &[u8], times: usize, end: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(start).expect("memory is written");
    for _ in 0..times {
        packed.write_all(piece).expect("memory is written");
    }
    packed.write_all(end).expect("memory is written");
    packed.finish().expect("memory is written")
}

#[test]
fn a_gigantic_value_in_packed_data_is_refused_by_its_limit() {
    let bytes = packed(b"id,name\n1,\"", &b"a".repeat(1 << 16), 1 << 10, b"\"\n");
    let error = load(&bytes).expect_err("64 MiB are too much");
    assert_eq!(
        error.to_string().split_once("row").expect("a row").1,
        " 2: the value in column 2 is too long, or its quote is never closed (limit: a value may hold 1 MiB)"
    );
}

#[test]
fn gigabytes_from_kilobytes_are_refused_by_their_ratio() {
    let bytes = packed(b"id,name\n", &b"1,a\n".repeat(1 << 14), 5 << 8, b"");
    let message = load(&bytes).expect_err("80 MiB of one line").to_string();
    assert!(message.ends_with("(limit: 200 times the packed size)"), "{message}");
}

#[test]
fn a_flood_of_blank_lines_ends_in_time() {
    let begin = Instant::now();
    let bytes = packed(b"id,name\n1,a", &b"\n".repeat(1 << 16), 1 << 7, b"2,b\n");
    let loaded = load(&bytes).expect("it loads");
    assert_eq!(loaded.rows.len(), 2);
    assert_eq!(loaded.summary.blank_lines, (1 << 23) - 1);
    assert!(begin.elapsed() < Duration::from_secs(10), "{:?}", begin.elapsed());
    let bytes = packed(b"", &b"\n".repeat(1 << 16), 1 << 10, b"");
    assert!(load(&bytes).expect_err("no header").to_string().contains("no header"));
}

/// Each file of csv-spectrum is exactly its JSON answer: a list of objects whose keys are the headers. One of
/// them has quotes inside an unquoted value, which the gate refuses by its line and never loads otherwise.
#[test]
fn csv_spectrum_is_read_exactly() {
    let folder = folder().join("csv-spectrum");
    let (mut exact, mut refused) = (0, Vec::new());
    for entry in std::fs::read_dir(folder.join("csvs")).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let mut bytes = std::fs::read(&path).expect("a file");
        if name.ends_with("_crlf") {
            // As they were published, these have lost the line endings that their answers tell of.
            bytes = String::from_utf8(bytes).expect("text").replace('\n', "\r\n").into_bytes();
        }
        let loaded = load(&bytes).unwrap_or_else(|error| panic!("{error}"));
        if !loaded.rejects.is_empty() {
            refused.push((name, loaded.refused(), loaded.rows.len()));
            continue;
        }
        let answer = std::fs::read(folder.join("json").join(format!("{name}.json"))).expect("an answer");
        let answer: serde_json::Value = serde_json::from_slice(&answer).expect("the answer is JSON");
        // A file of one record is answered by one object.
        let answer = answer.as_array().cloned().unwrap_or_else(|| vec![answer]);
        assert_eq!(loaded.rows.len(), answer.len(), "{name}");
        for ((_, row), expected) in loaded.rows.iter().zip(&answer) {
            assert_eq!(Some(row.len()), expected.as_object().map(serde_json::Map::len), "{name}");
            for (header, value) in loaded.headers.iter().zip(row) {
                assert_eq!(expected[header], *value, "{name}, {header}");
            }
        }
        exact += 1;
    }
    assert_eq!(exact, 11);
    assert_eq!(refused, [("location_coordinates".to_owned(), vec![2], 0)]);
}
