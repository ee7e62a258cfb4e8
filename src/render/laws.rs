//! What holds for every report: money is never cut, CSV reads back as it was, and the number of threads
//! changes no byte.

use proptest::prelude::*;

use super::fixture::{every_kind_of_cell, text};
use super::{Format, Style};
use crate::report::{Block, Column, Kind, MISSING_MONEY, Parts, Report, Values};

const TEXT_FORMATS: [Format; 6] =
    [Format::Table, Format::Csv, Format::Tsv, Format::Json, Format::Ndjson, Format::Markdown];

/// Records of CSV, read with no more than its grammar: the second reader.
pub(super) fn read_delimited(text: &str, delimiter: char) -> Vec<Vec<String>> {
    let mut records = Vec::new();
    let mut record = vec![String::new()];
    let mut quoted = false;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let cell = record.last_mut().unwrap();
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            '\n' if !quoted => records.push(std::mem::replace(&mut record, vec![String::new()])),
            other if other == delimiter && !quoted => record.push(String::new()),
            other => cell.push(other),
        }
    }
    records
}

/// A report of texts and money; the first column and the first money are essential.
fn report_of(rows: &[Row], columns: usize) -> Report {
    let money = |column: usize| {
        let cells = rows.iter().map(|(_, money)| money[column % money.len()]);
        Values::Money(cells.collect())
    };
    let mut names = vec![Column::text("name", "Name")];
    let mut values = vec![Values::text(rows.iter().map(|(name, _)| name))];
    for column in 0..columns {
        let mut money_column = Column::money(&format!("money_{column}"), "Money of this month");
        money_column.essential = column == 0;
        names.push(money_column);
        values.push(money(column));
    }
    Report::new("", names, Block::of(values))
}

/// Money as a table shows it: two decimals, half up by the digit after them, worked out from the digits of
/// the integer alone.
fn money_shown(raw: i128) -> String {
    let digits = format!("{:0>15}", raw.unsigned_abs());
    let (kept, rest) = digits.split_at(digits.len() - 12);
    let up = u128::from(rest.as_bytes()[0] >= b'5');
    let cents = i128::try_from(kept.parse::<u128>().unwrap() + up).unwrap() * 1_000_000_000_000;
    money_text(if raw < 0 { -cents } else { cents })
}

/// Money with all its digits, worked out from the digits of the integer alone.
fn money_text(raw: i128) -> String {
    let digits = format!("{:0>15}", raw.unsigned_abs());
    let (whole, decimals) = digits.split_at(digits.len() - 14);
    let kept = decimals.trim_end_matches('0').len().max(2);
    let thousands: Vec<&str> =
        whole.as_bytes().rchunks(3).rev().map(|chunk| std::str::from_utf8(chunk).unwrap()).collect();
    format!("{}{}.{}", if raw < 0 { "-" } else { "" }, thousands.join(","), &decimals[..kept])
}

fn any_money() -> impl Strategy<Value = i128> {
    prop_oneof![
        Just(MISSING_MONEY),
        (-99_999_999_999_i128..99_999_999_999).prop_map(|cents| cents * 1_000_000_000_000),
        -(10_i128.pow(29))..10_i128.pow(29),
    ]
}

fn any_rows(texts: &'static str) -> impl Strategy<Value = Vec<Row>> {
    proptest::collection::vec((texts, proptest::collection::vec(any_money(), 3)), 1..6)
}

type Row = (String, Vec<i128>);

fn money_is_whole(rows: &[Row], columns: usize, width: usize) -> Result<(), TestCaseError> {
    let style = Style { width: Some(width), ..Style::default() };
    let table = text(&report_of(rows, columns), Format::Table, &style);
    let rule = table.lines().position(|line| line.starts_with('─')).unwrap();
    for ((_, money), line) in rows.iter().zip(table.lines().skip(rule + 1)) {
        let whole: Vec<String> = (0..columns)
            .map(|column| money[column % 3])
            .map(|raw| if raw == MISSING_MONEY { "·".to_owned() } else { money_shown(raw) })
            .collect();
        let mut shown: Vec<&str> = line.split_whitespace().collect();
        if shown.first().is_some_and(|name| name.starts_with(|first: char| first.is_ascii_lowercase())) {
            shown.remove(0);
        }
        // Columns are hidden from the right, so what is shown is the beginning of what there is.
        prop_assert!(!shown.is_empty());
        prop_assert_eq!(&whole[..shown.len()], &shown[..]);
    }
    Ok(())
}

fn reads_back(rows: &[Row], columns: usize, format: Format, delimiter: char) -> Result<(), TestCaseError> {
    let records = read_delimited(&text(&report_of(rows, columns), format, &Style::default()), delimiter);
    prop_assert_eq!(records.len(), rows.len() + 1);
    for ((name, money), record) in rows.iter().zip(&records[1..]) {
        prop_assert_eq!(&record[0], name);
        for column in 0..columns {
            let plain = match money[column % 3] {
                MISSING_MONEY => String::new(),
                raw => money_text(raw).replace(',', ""),
            };
            prop_assert_eq!(&record[column + 1], &plain);
        }
    }
    Ok(())
}

/// A report whose parts have so many rows, each row naming its part.
fn report_in_parts(sizes: &[usize]) -> Report {
    let columns = vec![Column::id("id", "Id"), Column::new("units", "Units", Kind::Number)];
    let empty = Block::of(vec![Values::text([""; 0]), Values::Number(vec![])]);
    let mut report = Report::new("Parts", columns, empty);
    let sizes = sizes.to_vec();
    report.parts = Parts::made(sizes.len(), move |part| {
        let ids = (0..sizes[part]).map(|row| format!("{part}-{row}"));
        let units = (0..sizes[part]).map(|row| i64::try_from(part * 1000 + row).unwrap());
        Ok(Block::of(vec![Values::text(ids), Values::Number(units.collect())]))
    });
    report
}

proptest! {
    #[test]
    fn money_is_never_cut_at_any_width(
        rows in any_rows("[a-z]{0,40}"),
        columns in 1..6_usize,
        width in 40..=200_usize,
    ) {
        money_is_whole(&rows, columns, width)?;
    }

    #[test]
    fn a_table_is_no_wider_than_it_may_be(
        rows in any_rows("\\PC{0,60}"),
        columns in 1..6_usize,
        width in 60..=200_usize,
    ) {
        let style = Style { width: Some(width), ..Style::default() };
        for line in text(&report_of(&rows, columns), Format::Table, &style).lines() {
            prop_assert!(super::text::width(line) <= width, "{}", line);
        }
    }

    #[test]
    fn csv_reads_back_as_it_was(
        rows in any_rows("\\PC{0,9}|[ ,\"\\r\\n\\t=+-]{0,6}"),
        columns in 1..4_usize,
    ) {
        reads_back(&rows, columns, Format::Csv, ',')?;
        reads_back(&rows, columns, Format::Tsv, '\t')?;
    }

    #[test]
    fn threads_change_no_byte(
        sizes in proptest::collection::vec(0..40_usize, 0..12),
        rows_max in 1..50_usize,
    ) {
        let report = report_in_parts(&sizes);
        for format in TEXT_FORMATS {
            let style = |threads| Style { threads, rows_max: Some(rows_max), ..Style::default() };
            let alone = text(&report, format, &style(1));
            for threads in 2..=4 {
                prop_assert_eq!(&text(&report, format, &style(threads)), &alone);
            }
        }
    }
}

#[test]
fn threads_change_no_byte_of_the_report_with_every_kind_of_cell() {
    for format in TEXT_FORMATS {
        let alone = text(&every_kind_of_cell(), format, &Style::default());
        for threads in 2..=4 {
            let style = Style { threads, ..Style::default() };
            assert_eq!(text(&every_kind_of_cell(), format, &style), alone);
        }
    }
}
