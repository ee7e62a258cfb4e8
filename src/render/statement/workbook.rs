//! The statement of one rep as a workbook: what it is on the first sheet, then its tables with typed cells.

use std::io::Write;

use super::{PAY, facts, tables, title};
use crate::money::Amount;
use crate::render::RenderError;
use crate::render::workbook::{Look, Misfits, Shape, Sheet, save, workbook};
use crate::render::xlsx;
use crate::report::statement::Statement;

/// Writes the workbook.
pub(super) fn write(statement: &Statement, out: &mut dyn Write) -> Result<(), RenderError> {
    let mut book = workbook(&title(statement))?;
    book.add_worksheet();
    let mut misfits = Misfits::default();
    for table in tables(statement) {
        let found = xlsx::table(&table, book.add_worksheet())?;
        misfits.long_numbers += found.long_numbers;
        misfits.long_texts += found.long_texts;
    }
    if let Some(first) = book.worksheets_mut().first_mut() {
        let mut sheet = Sheet::new(first, "Statement")?;
        sheet.text((0, 0), &format!("Statement of {}", statement.period), Look::Title)?;
        let mut row = 1;
        for (name, text) in facts(statement).into_iter().filter(|(name, _)| *name != PAY) {
            row += 1;
            sheet.text((row, 0), name, Look::Plain)?;
            sheet.text((row, 1), &text, Look::Line)?;
        }
        for (currency, amount) in &statement.pay {
            row += 1;
            sheet.text((row, 0), &format!("{PAY} in {}", currency.as_str()), Look::Plain)?;
            sheet.number((row, 1), (amount.raw(), Amount::SCALE), Shape::Money, Look::Total)?;
        }
        row += 1;
        for line in std::iter::once(&statement.dispute).chain(&misfits.notes()) {
            row += 1;
            sheet.text((row, 0), line, Look::Line)?;
        }
        sheet.finish()?;
    }
    save(&mut book, out)
}
