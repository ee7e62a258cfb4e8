//! Each rule of the gate on a few lines.

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{load, load_with, open_bytes, read_all};
use crate::data::error::DataError;
use crate::data::gate::{CsvFile, CsvOptions, Limits, Opened, open};
use crate::data::input::Location;

fn csv(bytes: &[u8], options: &CsvOptions) -> CsvFile {
    match open_bytes(bytes, ".csv", options) {
        Ok(Opened::Csv(file)) => *file,
        other => panic!("no table: {other:?}"),
    }
}

fn refusal(bytes: &[u8]) -> String {
    load(bytes).expect_err("it is refused").to_string()
}

fn check_refusal(bytes: &[u8], text: &str) {
    let message = refusal(bytes);
    assert!(message.contains(text), "{message}");
}

fn stated(encoding: &str) -> CsvOptions {
    CsvOptions { encoding: Some(encoding.to_owned()), ..CsvOptions::default() }
}

#[test]
fn plain_records_are_read_with_their_lines() {
    let loaded = load(b"id,amount,stage\n1,10.50,Won\n2,,Lost\n").expect("it loads");
    assert_eq!(loaded.headers, ["id", "amount", "stage"]);
    assert_eq!(loaded.values(), [["1", "10.50", "Won"], ["2", "", "Lost"]]);
    assert_eq!(loaded.rows.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(loaded.summary.lines, 3);
}

#[test]
fn quoted_values_may_hold_delimiters_quotes_and_line_breaks() {
    let text = b"id,name\r\n1,\"a, \"\"b\"\"\"\r\n2,\"x\r\ny\"\r\n3,z\r\n";
    let loaded = load(text).expect("it loads");
    assert_eq!(loaded.values(), [["1", "a, \"b\""], ["2", "x\r\ny"], ["3", "z"]]);
    assert_eq!(loaded.rows.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [2, 3, 5]);
}

#[test]
fn a_record_with_another_number_of_values_is_refused_with_its_line() {
    let loaded = load(b"id,amount\n1,10\n2\n3,1,000\n4,40\n").expect("it loads");
    assert_eq!(loaded.values(), [["1", "10"], ["4", "40"]]);
    assert_eq!(loaded.refused(), [3, 4]);
    assert_eq!(loaded.rejects[0].reason, "the record has 1 value, the header has 2");
    assert_eq!(loaded.rejects[1].value, "3,1,000");
}

#[test]
fn blank_lines_are_counted_and_passed_over() {
    let loaded = load(b"\nid,amount\n\n1,10\n   \n,\n2,20\n").expect("it loads");
    assert_eq!(loaded.values(), [["1", "10"], ["2", "20"]]);
    assert_eq!(loaded.summary.blank_lines, 4);
    assert_eq!(loaded.rows[1].0, 7);
}

#[test]
fn the_last_line_may_lack_its_line_ending() {
    for text in [&b"id,a\n1,x"[..], b"id,a\n1,\"x\"", b"id,a\r\n1,x\r"] {
        let loaded = load(text).expect("it loads");
        assert_eq!(loaded.values(), [["1", "x"]], "{}", text.escape_ascii());
    }
}

#[test]
fn the_dialect_may_be_stated() {
    let options = CsvOptions { delimiter: Some(b'^'), skip_lines: 2, ..CsvOptions::default() };
    let loaded = load_with(b"Report\nof today, with commas\nid^name\n1^a,b\n", &options).expect("it loads");
    assert_eq!(loaded.values(), [["1", "a,b"]]);
    assert_eq!(loaded.rows[0].0, 4);
}

#[test]
fn a_report_footer_is_counted_and_rows_below_it_are_refused() {
    let text =
        b"id,amount\n1,10\nTotal,10\n\nCopyright (c) 2000-2026 salesforce.com, inc.\nid,amount\n2,20\n";
    for block_bytes in [1, 12, 1 << 20] {
        for threads in [1, 3] {
            let mut file = csv(text, &CsvOptions { threads, ..CsvOptions::default() });
            file.block_bytes = block_bytes;
            let loaded = read_all(&file).expect("it loads");
            assert_eq!(loaded.values(), [["1", "10"]]);
            assert_eq!(loaded.summary.footer_lines, 1);
            assert_eq!(loaded.refused(), [5, 6, 7]);
            assert_eq!(loaded.rejects[2].reason, "row after the report's footer");
        }
    }
}

#[test]
fn a_notice_with_as_many_values_as_the_header_is_data() {
    let text = b"id,amount\n\"Confidential Information, Inc\",10\nTotal Wine Inc,20\nAs of today,30\n";
    assert_eq!(load(text).expect("it loads").rows.len(), 3);
    let loaded = load(b"id,amount\n1,2\nAs of 2026-10-31\nConfidential Information - Do Not Distribute\n");
    let loaded = loaded.expect("it loads");
    assert_eq!((loaded.rows.len(), loaded.summary.footer_lines, loaded.rejects.len()), (1, 2, 0));
}

#[test]
fn a_record_over_several_lines_with_too_many_values_is_refused_by_its_first_line() {
    // The quote that is missing after `Acme` would swallow line 3; reading resumes there.
    let loaded = load(b"id,a,b\n1,\"Acme,x\n2,y\",z,w\n3,y,z\n").expect("it loads");
    assert_eq!(loaded.refused(), [2, 3]);
    assert_eq!(loaded.values(), [["3", "y", "z"]]);
}

#[test]
fn text_after_a_value_over_several_lines_refuses_the_file() {
    let message = refusal(b"id,a\n1,x\n2,\"Acme\n3,y\"z\n4,w\n");
    assert!(message.starts_with("row 3 of"), "{message}");
    assert!(message.contains("followed by text"), "{message}");
}

#[test]
fn half_a_line_ending_refuses_its_line_and_is_text_inside_quotes() {
    let loaded = load(b"id,a\n1,x\ry\n2,\"x\ry\"\n").expect("it loads");
    assert_eq!(loaded.refused(), [2]);
    assert_eq!(loaded.values(), [["2", "x\ry"]]);
    assert!(loaded.rejects[0].reason.starts_with("half a line ending"));
}

#[test]
fn quotes_in_lines_that_end_in_carriage_returns_are_read() {
    let loaded = load(b"id,a\r1,\"x\ry\"\r2,z\r").expect("it loads");
    assert_eq!(loaded.values(), [["1", "x\ry"], ["2", "z"]]);
    assert_eq!(loaded.rows[1].0, 4);
}

#[test]
fn utf_16_is_decoded_strictly() {
    let mut bytes = vec![0xFF, 0xFE];
    for unit in "id,name\r\n1,Ana\r\n2,".encode_utf16().chain([0xD83D]).chain("x\r\n3,😀\r\n".encode_utf16())
    {
        bytes.extend(unit.to_le_bytes());
    }
    let loaded = load(&bytes).expect("it loads");
    assert_eq!(loaded.values(), [["1", "Ana"], ["3", "😀"]]);
    assert_eq!(loaded.refused(), [3]);
    assert_eq!(loaded.rejects[0].reason, "the text is not valid UTF-16LE (half of a surrogate pair)");
}

#[test]
fn utf_16_without_a_mark_must_be_stated() {
    let bytes: Vec<u8> = "id,name\n1,Ana\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let error = load(&bytes).expect_err("it is refused");
    assert!(error.hint().expect("a hint").contains("utf-16le"));
    assert_eq!(load_with(&bytes, &stated("utf-16be")).expect("it loads").values(), [["1", "Ana"]]);
    check_refusal(b"\xFF\xFE\x00\x00i\x00\x00\x00", "UTF-32");
}

#[test]
fn a_byte_that_windows_1252_leaves_undefined_refuses_its_line() {
    let loaded = load_with(b"id,name\n1,Andr\xE9\n2,\x81\n", &stated("windows-1252")).expect("it loads");
    assert_eq!(loaded.values(), [["1", "André"]]);
    assert_eq!(loaded.rejects[0].reason, "a byte has no meaning in windows-1252");
    let error = load_with(b"id\n1\n", &stated("klingon")).expect_err("no such encoding");
    assert!(error.to_string().contains("`klingon` is not an encoding"));
}

#[test]
fn gzip_and_zstd_are_read_by_what_they_hold() {
    let gzip = |text: &[u8]| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(text).expect("memory is written");
        packed.finish().expect("memory is written")
    };
    let members = [gzip(b"id,a\n1,"), gzip(b"x\n2,y\n")].concat();
    let loaded = load(&members).expect("it loads");
    assert_eq!((loaded.values(), loaded.summary.packing), (vec![vec!["1", "x"], vec!["2", "y"]], "gzip"));
    let packed = zstd::encode_all(&b"id,a\n1,x\n"[..], 1).expect("memory is written");
    assert_eq!(load(&packed).expect("it loads").summary.packing, "zstd");
    let cut = &members[..members.len() - 6];
    assert!(matches!(load(cut), Err(DataError::Damaged { packing: "gzip", .. })));
    check_refusal(&gzip(&members), "is gzip inside gzip");
    check_refusal(&gzip(b"PAR1PAR1"), "is Parquet inside gzip");
}

#[test]
fn foreign_formats_are_named() {
    let workbook =
        [&b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00"[..], &[0; 12], b"[Content_Types].xml"];
    check_refusal(&workbook.concat(), "is a workbook (.xlsx)");
    check_refusal(b"PK\x03\x04\x14\x00\x00\x00 a.csv", "is a zip archive");
    check_refusal(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\x00\x00", "old Office");
    check_refusal(b"%PDF-1.7\n", "is a PDF document");
    check_refusal(b"\n <!DOCTYPE html><table>", "is a web page");
    check_refusal(b"<table><tr><td>Opportunity</td></tr></table>", "is a web page");
    check_refusal(b"<?xml version=\"1.0\"?>", "is an XML document");
    check_refusal(b"[{\"id\": 1}]", "is JSON");
    check_refusal(b"BZh9\x17\x72\x45\x38", "bzip2");
    for header in [&b"ORC,id\n"[..], b"BZh,id\n", b"[id],x\n", b"{id},x\n"] {
        assert!(load(header).is_ok(), "{}", header.escape_ascii());
    }
}

#[test]
fn parquet_is_told_to_the_caller() {
    let opened = open_bytes(b"PAR1....", ".csv", &CsvOptions::default());
    assert!(matches!(opened, Ok(Opened::Parquet(_))));
}

#[test]
fn limits_are_named() {
    let limits = Limits { columns: 2, rows: 2, field_bytes: 8, record_bytes: 20, ..Limits::default() };
    let options = CsvOptions { limits, ..CsvOptions::default() };
    let message = |text: &[u8]| load_with(text, &options).expect_err("a limit").to_string();
    assert!(message(b"a,b,c\n").contains("row 1: the header has 3 columns (limit: 2 columns)"));
    assert!(message(b"a,b\n1,2\n3,4\n5,6\n").ends_with("(limit: 2 rows for a table)"));
    let long = message(b"a,b\n1,2\n123456,1234567890123456\n");
    assert!(
        long.ends_with("row 3: the value in column 2 is too long (limit: a value may hold 8 bytes)"),
        "{long}"
    );
    let long = message(b"a,b\n1,2\n1234567,1,2,3,4,5,6,7,8\n");
    assert!(long.ends_with("row 3: the record is too long (limit: a record may hold 20 bytes)"), "{long}");
    assert!(message(b"abcdefghij,abcdefghij\n").contains("the header is too long"));
}

#[test]
fn headers_are_trimmed_and_must_be_sound() {
    let loaded = load(b" id , \"a\",b\n");
    assert!(loaded.expect_err("a stray quote").to_string().contains("row 1 of"));
    let loaded = load(b" id ,\" Date entered \"\"Proposal\"\" \",\n").expect("it loads");
    assert_eq!(loaded.headers, ["id", "Date entered \"Proposal\"", "column_3"]);
    check_refusal(b"id,Andr\xE9\n1,2\n", "in the header, the bytes are not valid UTF-8");
    check_refusal(b"id,\"a\n1,2\n", "never ends");
    check_refusal(b"id,a\x00\n1,2\n", "NUL");
}

#[test]
fn the_delimiter_may_be_stated_by_the_first_line_or_the_options() {
    assert_eq!(load(b"sep=|\na,b|c\n1|2\n").expect("it loads").headers, ["a,b", "c"]);
    let options = CsvOptions { skip_lines: 1, ..CsvOptions::default() };
    assert_eq!(load_with(b"sep=|\na,b|c\n", &options).expect("it loads").headers, ["a,b", "c"]);
    let options = CsvOptions { delimiter: Some(b','), ..CsvOptions::default() };
    assert_eq!(load_with(b"sep=|\na,b|c\n", &options).expect("it loads").headers, ["a", "b|c"]);
    let options = CsvOptions { skip_lines: 9, ..CsvOptions::default() };
    assert!(load_with(b"a\n1\n", &options).is_err());
    let options = CsvOptions { delimiter: Some(b'"'), ..CsvOptions::default() };
    assert_eq!(load_with(b"a\n1\n", &options).expect_err("no delimiter").exit_code(), 2);
}

#[test]
fn one_column_needs_no_delimiter() {
    let loaded = load(b"id\n1\n\n2\n3,4\n").expect("it loads");
    assert_eq!(loaded.values(), [["1"], ["2"]]);
    assert_eq!(loaded.refused(), [5]);
}

#[test]
fn wanted_columns_come_in_the_order_that_was_asked_for() {
    let file = csv(b"a,b,c\n1,\"x\",3\n", &CsvOptions::default());
    let mut seen = Vec::new();
    let each = |block: crate::data::gate::TextBlock| {
        let text = |place: usize| block.columns[place].get(0).map(str::to_owned);
        Ok((block.columns[0].name().to_string(), text(0), text(1)))
    };
    file.read(&[2, 1], &|_| (), &each, &mut |found| {
        seen.push(found);
        Ok(())
    })
    .expect("it loads");
    assert_eq!(seen, [("c".to_owned(), Some("3".to_owned()), Some("x".to_owned()))]);
}

#[test]
fn a_file_is_read_as_often_as_needed_and_always_the_same() {
    let file = csv(b"a,b\n1,2\n3,4\n", &CsvOptions::default());
    assert_eq!(read_all(&file).expect("it loads").rows, read_all(&file).expect("it loads").rows);
}

#[test]
fn a_file_that_changed_is_refused() {
    let path = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(path.path(), b"a,b\n1,2\n").expect("it is written");
    let location = Location::Path(path.path().to_owned());
    let Ok(Opened::Csv(file)) = open(&location, &CsvOptions::default()) else {
        panic!("no table");
    };
    std::fs::write(path.path(), b"a,b\n1,2\n3,4\n").expect("it is written");
    assert!(matches!(read_all(&file), Err(DataError::Changed { .. })));
    std::fs::write(path.path(), b"a").expect("it is written");
    assert!(read_all(&file).is_err());
}

#[test]
fn the_first_error_in_file_order_ends_the_reading() {
    let text = format!("a,b\n{}", "1,2\n".repeat(1000));
    for threads in [1, 2, 3, 8] {
        let mut file = csv(text.as_bytes(), &CsvOptions { threads, ..CsvOptions::default() });
        file.block_bytes = 40;
        let folded = AtomicUsize::new(0);
        let refuse = |row: u64| DataError::Changed { file: row.to_string() };
        let error = file.read(
            &[0],
            &|_| (),
            &|block| match block.rows[0] {
                first @ 500.. => Err(refuse(first)),
                first => Ok(first),
            },
            &mut |_| {
                folded.fetch_add(1, Ordering::Relaxed);
                Ok(())
            },
        );
        let expected = folded.load(Ordering::Relaxed);
        assert!(error.expect_err("it is refused").to_string().contains("50"), "{threads}");
        let error = file.read(&[0], &|_| (), &|_| Ok(()), &mut |()| Err(refuse(7)));
        assert!(error.expect_err("it is refused").to_string().contains('7'));
        assert_eq!(folded.load(Ordering::Relaxed), expected);
    }
}

#[test]
fn a_panic_in_a_thread_ends_the_reading() {
    let text = format!("a,b\n{}", "1,2\n".repeat(1000));
    let mut file = csv(text.as_bytes(), &CsvOptions { threads: 3, ..CsvOptions::default() });
    file.block_bytes = 40;
    let each = |block: crate::data::gate::TextBlock| {
        assert!(block.rows[0] < 300, "on purpose");
        Ok(())
    };
    let read = || file.read(&[0], &|_| (), &each, &mut |()| Ok(())).map(|_| ());
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).is_err());
}
