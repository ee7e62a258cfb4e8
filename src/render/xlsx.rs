//! Reports as a workbook: one sheet of typed cells with a heading that stays and a filter, and one that says what the
//! report is. Every column of the report is there; those that people do not see are out of sight. How cells are
//! written is left to `workbook`.

use std::io::Write;

use rust_xlsxwriter::Worksheet;

use super::RenderError;
use super::ordered::in_order;
use super::people::Used;
use super::spark::sparkline;
use super::style::Style;
use super::workbook::{Look, Misfits, ROWS_MAX, Shape, Sheet, failure, save, workbook};
use crate::calendar::Day;
use crate::money::{Amount, Rate};
use crate::report::{Block, Kind, MISSING_CODE, MISSING_INTEGER, MISSING_MONEY, Report, Values};

/// Writes a report as a workbook.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> Result<(), RenderError> {
    if let Some(total) = &report.total {
        report.check(total)?;
    }
    let mut book = workbook(&report.title)?;
    // Rows go to a temporary file without a name as they come: a long report does not stand in memory.
    let sheet = book.add_worksheet_with_low_memory().map_err(|error| failure(&error))?;
    let misfits = rows(report, style, sheet)?;
    about(report, misfits, book.add_worksheet())?;
    save(&mut book, out)
}

/// A table of this workbook beside other sheets.
pub(super) fn table(report: &Report, sheet: &mut Worksheet) -> Result<Misfits, RenderError> {
    rows(report, &Style::default(), sheet)
}

fn rows(report: &Report, style: &Style, sheet: &mut Worksheet) -> Result<Misfits, RenderError> {
    let seen = Used::by_parts(report, style)?.seen(report);
    let name = if report.title.is_empty() { "Report" } else { &report.title };
    let mut sheet = Sheet::new(sheet, name)?;
    for (place, column) in (0_u16..).zip(&report.columns) {
        sheet.text((0, place), &column.title, Look::Head)?;
    }
    let mut row = 1_u32;
    let make = |index| -> Result<Block, RenderError> { Ok(report.part(index)?) };
    in_order(report.parts.count, style.threads, make, |block| {
        let count = u32::try_from(block.rows).unwrap_or(u32::MAX);
        let room = ROWS_MAX - row - u32::from(report.total.is_some());
        if count > room {
            return Err(RenderError::TooManyRows { title: report.title.clone() });
        }
        push(&mut sheet, report, &block, &mut row, Look::Plain)
    })?;
    let columns = u16::try_from(report.columns.len()).unwrap_or(u16::MAX);
    sheet.head(0, columns, row - 1)?;
    if let Some(total) = &report.total {
        push(&mut sheet, report, total, &mut row, Look::Total)?;
    }
    for (place, at) in (0_u16..).zip(0..report.columns.len()) {
        if !seen.contains(&at) {
            sheet.hide(place)?;
        }
    }
    sheet.finish()
}

fn push(
    sheet: &mut Sheet<'_>,
    report: &Report,
    block: &Block,
    row: &mut u32,
    look: Look,
) -> Result<(), RenderError> {
    for at in 0..block.rows {
        for ((place, column), values) in (0_u16..).zip(&report.columns).zip(&block.columns) {
            cell(sheet, (*row, place), (column.kind, values, at), look)?;
        }
        *row += 1;
    }
    Ok(())
}

/// One cell of a report.
pub(super) fn cell(
    sheet: &mut Sheet<'_>,
    place: (u32, u16),
    (kind, values, row): (Kind, &Values, usize),
    look: Look,
) -> Result<(), RenderError> {
    let missing = match values {
        Values::Money(cells) | Values::Amounts(cells) => cells[row] == MISSING_MONEY,
        Values::Fraction(cells) | Values::Number(cells) | Values::Integer(cells) => {
            cells[row] == MISSING_INTEGER
        }
        Values::Codes { codes, .. } => codes[row] == MISSING_CODE,
        Values::Text(_) | Values::Date(_) => false,
    };
    if missing {
        return Ok(());
    }
    let text = |sheet: &mut Sheet<'_>, text: &str| match kind {
        Kind::Spark => sheet.text(place, &sparkline(text, true), look),
        _ => sheet.text(place, text, look),
    };
    match values {
        Values::Text(texts) => text(sheet, texts.get(row)),
        Values::Codes { codes, names } => {
            let name = usize::try_from(codes[row]).ok().and_then(|code| names.get(code));
            text(sheet, name.map_or("", String::as_str))
        }
        Values::Money(cells) => sheet.converted(place, cells[row], look),
        Values::Amounts(cells) => sheet.number(place, (cells[row], Amount::SCALE), Shape::Money, look),
        Values::Fraction(cells) => {
            let shape = if kind == Kind::Rate { Shape::Rate } else { Shape::Share };
            sheet.number(place, (i128::from(cells[row]), Rate::SCALE), shape, look)
        }
        Values::Number(cells) => {
            sheet.number(place, (i128::from(cells[row]), Amount::SCALE), Shape::Number, look)
        }
        Values::Integer(cells) => sheet.number(place, (i128::from(cells[row]), 0), Shape::Whole, look),
        // The mark of a missing day is outside the calendar, as is nothing else.
        Values::Date(days) => match Day::from_number(days[row]) {
            Some(day) => sheet.day(place, day, look),
            None => Ok(()),
        },
    }
}

/// The sheet that says what the report is: title, lines under it, remarks, and the names of the columns for machines.
fn about(report: &Report, misfits: Misfits, sheet: &mut Worksheet) -> Result<(), RenderError> {
    let mut sheet = Sheet::new(sheet, "About")?;
    let mut row = 0;
    sheet.text((row, 0), &report.title, Look::Title)?;
    for line in report.subtitle.iter().chain(&report.notes).chain(&misfits.notes()) {
        row += 1;
        sheet.text((row, 0), line.trim_start(), Look::Line)?;
    }
    row += 2;
    sheet.text((row, 0), "Column", Look::Head)?;
    sheet.text((row, 1), "In CSV and JSON", Look::Head)?;
    for column in &report.columns {
        row += 1;
        sheet.text((row, 0), &column.title, Look::Plain)?;
        sheet.text((row, 1), &column.name, Look::Plain)?;
    }
    sheet.finish()?;
    Ok(())
}
