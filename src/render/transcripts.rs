//! Every format over the one report with every kind of cell. The expected files were written by hand
//! (Markdown) and by a program in another language that shares nothing with this one (the others).

use super::fixture::{every_kind_of_cell, text};
use super::{Format, Style};
use crate::report::{Block, Column, MISSING_INTEGER, Parts, Report, Values};

#[track_caller]
fn check(format: Format, style: &Style, expected: &str) {
    let written = text(&every_kind_of_cell(), format, style);
    assert!(written == expected, "written:\n{written}\nexpected:\n{expected}");
}

fn wide(width: usize) -> Style {
    Style { width: Some(width), ..Style::default() }
}

#[test]
fn csv_has_stable_names_and_plain_numbers_and_quotes_what_it_must() {
    check(Format::Csv, &Style::default(), include_str!("expected/report.csv"));
}

#[test]
fn csv_for_spreadsheets_makes_formula_text_harmless_and_leaves_numbers_alone() {
    let style = Style { spreadsheet_safe: true, ..Style::default() };
    check(Format::Csv, &style, include_str!("expected/report_safe.csv"));
}

#[test]
fn tsv_quotes_tabs_as_csv_quotes_commas() {
    check(Format::Tsv, &Style::default(), include_str!("expected/report.tsv"));
}

#[test]
fn json_is_an_array_with_an_object_a_line() {
    check(Format::Json, &Style::default(), include_str!("expected/report.json"));
}

#[test]
fn ndjson_is_an_object_a_line() {
    check(Format::Ndjson, &Style::default(), include_str!("expected/report.ndjson"));
}

#[test]
fn markdown_escapes_what_would_be_markup() {
    check(Format::Markdown, &Style::default(), include_str!("expected/report.md"));
}

#[test]
fn a_table_of_200_columns_shows_everything() {
    check(Format::Table, &wide(200), include_str!("expected/table_200.txt"));
    check(Format::Table, &Style::default(), include_str!("expected/table_200.txt"));
}

#[test]
fn a_table_of_80_columns_shortens_text_and_hides_columns() {
    check(Format::Table, &wide(80), include_str!("expected/table_80.txt"));
}

#[test]
fn a_table_of_40_columns_keeps_what_is_essential() {
    check(Format::Table, &wide(40), include_str!("expected/table_40.txt"));
}

#[test]
fn colour_marks_headings_rules_and_what_is_below_zero_and_changes_nothing_else() {
    let coloured = text(&every_kind_of_cell(), Format::Table, &Style { colour: true, ..wide(80) });
    assert!(coloured.contains("\x1b[31m-1,234,567.50\x1b[0m"));
    assert!(coloured.contains("\x1b[1mCredited\x1b[0m"));
    let mut plain = coloured;
    for ink in ["\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[0m"] {
        plain = plain.replace(ink, "");
    }
    assert_eq!(plain, include_str!("expected/table_80.txt"));
}

#[test]
fn no_escape_sequence_reaches_a_machine_or_a_page() {
    let style = Style { colour: true, ..Style::default() };
    for format in [Format::Json, Format::Ndjson, Format::Markdown] {
        assert!(!text(&every_kind_of_cell(), format, &style).contains('\x1b'), "{format:?}");
    }
    // CSV passes text as it is, and adds nothing.
    let csv = text(&every_kind_of_cell(), Format::Csv, &style);
    assert_eq!(csv.matches('\x1b').count(), 1);
}

#[test]
fn without_unicode_only_the_data_is_beyond_ascii() {
    let style = Style { unicode: false, ..wide(80) };
    let mut report = every_kind_of_cell();
    report.subtitle.clear();
    let table = text(&report, Format::Table, &style);
    let ours: String = table.chars().filter(|letter| !"日本電気株式会社".contains(*letter)).collect();
    assert!(ours.is_ascii(), "{ours}");
    assert!(table.contains("Ana \"Ace\" O'Nei..."));
}

/// A report of the numbers from 1, so many in each part.
fn counted(parts: &[i64]) -> Report {
    let ends: Vec<i64> =
        parts.iter().scan(0, |end, rows| Some(std::mem::replace(end, *end + rows))).collect();
    let parts = parts.to_vec();
    let mut report =
        Report::new("", vec![Column::integer("number", "Number")], Block::of(vec![Values::Integer(vec![])]));
    report.parts = Parts::made(parts.len(), move |part| {
        let numbers = (1..=parts[part]).map(|number| ends[part] + number).collect();
        Ok(Block::of(vec![Values::Integer(numbers)]))
    });
    report
}

#[test]
fn a_long_table_shows_its_first_and_its_last_rows_and_says_how_many_there_are() {
    let style = Style { rows_max: Some(4), ..Style::default() };
    let cut = "Number\n──────\n     1\n     2\n     …\n  1999\n  2000\n\n4 of 2,000 rows shown\n";
    let cut =
        cut.replace("1999", "1,999").replace("2000", "2,000").replace("  1,", " 1,").replace("  2,", " 2,");
    for parts in [vec![2000], vec![1, 1, 1, 1997], vec![1996, 2, 1, 1], vec![3, 0, 1994, 0, 3]] {
        assert_eq!(text(&counted(&parts), Format::Table, &style), cut, "{parts:?}");
    }
    let whole = "Number\n──────\n     1\n     2\n     3\n     4\n";
    assert_eq!(text(&counted(&[4]), Format::Table, &style), whole);
    let five = "Number\n──────\n     1\n     2\n     …\n     4\n     5\n\n4 of 5 rows shown\n";
    assert_eq!(text(&counted(&[4, 1]), Format::Table, &style), five);
}

#[test]
fn a_report_without_rows_is_still_whole() {
    let empty = counted(&[0]);
    let style = Style::default();
    assert_eq!(text(&empty, Format::Table, &style), "Number\n──────\n\nno rows\n");
    assert_eq!(text(&empty, Format::Csv, &style), "number\n");
    assert_eq!(text(&empty, Format::Json, &style), "[]\n");
    assert_eq!(text(&empty, Format::Ndjson, &style), "");
    assert_eq!(text(&empty, Format::Markdown, &style), "| Number |\n| ---: |\n");
    assert_eq!(
        text(&counted(&[0, 1, 0, 1]), Format::Json, &style),
        "[\n{\"number\":1},\n{\"number\":2}\n]\n"
    );
}

#[test]
fn a_missing_value_in_an_only_column_is_no_empty_line() {
    let block = Block::of(vec![Values::Integer(vec![1, MISSING_INTEGER])]);
    let report = Report::new("", vec![Column::integer("number", "Number")], block);
    assert_eq!(text(&report, Format::Csv, &Style::default()), "number\n1\n\"\"\n");
}

#[test]
fn notes_are_wrapped_to_the_width() {
    let mut report = counted(&[1]);
    report.notes = vec!["three reps have no plan in this period".to_owned()];
    let table = text(&report, Format::Table, &wide(20));
    assert_eq!(table, "Number\n──────\n     1\n\nthree reps have no\nplan in this period\n");
}
