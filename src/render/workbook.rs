//! The cells of a workbook: numbers, days and texts as such, each with its format. Text is never a formula, whatever it
//! begins with. What stands where is left to `xlsx` and to the statements.
//!
//! A spreadsheet keeps numbers as doubles, which hold 15 decimal digits. An amount with more is written as text rather
//! than as another amount, and the workbook says so.

use std::io::Write;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format as CellFormat, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};

use super::RenderError;
use super::text::{visible, width};
use crate::calendar::Day;
use crate::money::{Rounding, divide, write_plain};

/// The rows of a sheet, its header among them.
pub(super) const ROWS_MAX: u32 = 1_048_576;
/// The characters of a cell.
const TEXT_MAX: usize = 32_767;
/// The decimal digits that a number of a spreadsheet keeps.
const DIGITS_MAX: u32 = 15;
/// Columns are at least and at most so many characters wide.
const WIDTHS: (usize, usize) = (6, 60);

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Plain,
    /// The heading of a column.
    Head,
    /// A sum.
    Total,
    /// The heading of a sheet.
    Title,
    /// A line that runs over all columns.
    Line,
}

/// How a number reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Money with at least two decimals.
    Money,
    /// A share, as a percentage with one decimal.
    Share,
    /// A rate of pay, as a percentage with up to four decimals.
    Rate,
    /// A number with as many decimals as it has.
    Number,
    /// A whole number.
    Whole,
}

impl Shape {
    fn code(self) -> &'static str {
        match self {
            Shape::Money => "#,##0.00##",
            Shape::Share => "0.0%",
            Shape::Rate => "0.00##%",
            Shape::Number => "General",
            Shape::Whole => "#,##0",
        }
    }
}

/// What did not fit the cells of a workbook.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Misfits {
    /// Amounts that are text.
    pub long_numbers: usize,
    /// Texts that are cut.
    pub long_texts: usize,
}

impl Misfits {
    /// What is to be said of them.
    pub(super) fn notes(self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.long_numbers > 0 {
            notes.push(format!(
                "numbers of more than {DIGITS_MAX} digits, which a spreadsheet would change, are text: {}",
                self.long_numbers
            ));
        }
        if self.long_texts > 0 {
            notes.push(format!("texts that are cut to {TEXT_MAX} characters: {}", self.long_texts));
        }
        notes
    }
}

/// A sheet that is being filled, row by row.
pub(super) struct Sheet<'a> {
    page: &'a mut Worksheet,
    widths: Vec<usize>,
    pub misfits: Misfits,
}

/// A failure of the library.
pub(super) fn failure(error: &XlsxError) -> RenderError {
    RenderError::Workbook(error.to_string())
}

/// A new workbook. Its creation date is the same in all of them, so that the same report gives the same bytes.
pub(super) fn workbook(title: &str) -> Result<Workbook, RenderError> {
    let created = ExcelDateTime::from_ymd(2000, 1, 1).map_err(|error| failure(&error))?;
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_title(visible(title)).set_creation_datetime(&created));
    Ok(workbook)
}

/// Writes a workbook.
pub(super) fn save(workbook: &mut Workbook, out: &mut dyn Write) -> Result<(), RenderError> {
    let bytes = workbook.save_to_buffer().map_err(|error| failure(&error))?;
    Ok(out.write_all(&bytes)?)
}

impl<'a> Sheet<'a> {
    /// A sheet of this name, which the library takes: at most 31 characters, none of them with a meaning.
    pub(super) fn new(sheet: &'a mut Worksheet, name: &str) -> Result<Self, RenderError> {
        let plain = |letter: char| if "[]:*?/\\'".contains(letter) { ' ' } else { letter };
        let name: String = visible(name).chars().map(plain).take(31).collect();
        let name = name.trim();
        sheet.set_name(if name.is_empty() { "Report" } else { name }).map_err(|error| failure(&error))?;
        sheet.set_landscape().set_print_fit_to_pages(1, 0);
        Ok(Self { page: sheet, widths: Vec::new(), misfits: Misfits::default() })
    }

    /// A text. Empty text leaves the cell empty.
    pub(super) fn text(
        &mut self,
        (row, column): (u32, u16),
        text: &str,
        look: Look,
    ) -> Result<(), RenderError> {
        if text.is_empty() {
            return Ok(());
        }
        let mut text = visible(text);
        if text.chars().count() > TEXT_MAX {
            text = text.chars().take(TEXT_MAX - 1).chain(['…']).collect();
            self.misfits.long_texts += 1;
        }
        if !matches!(look, Look::Title | Look::Line) {
            self.widen(column, width(&text));
        }
        let format = format(look, None);
        self.page.write_string_with_format(row, column, text, &format).map_err(|error| failure(&error))?;
        Ok(())
    }

    /// A number of so many decimals.
    pub(super) fn number(
        &mut self,
        (row, column): (u32, u16),
        (raw, scale): (i128, u32),
        shape: Shape,
        look: Look,
    ) -> Result<(), RenderError> {
        let mut plain = Vec::new();
        write_plain(&mut plain, raw, scale, 0);
        let plain = String::from_utf8_lossy(&plain).into_owned();
        let written = if let Some(number) = double(raw, &plain) {
            self.widen(column, plain.len() + plain.len() / 3 + 2);
            let format = format(look, Some(shape));
            self.page.write_number_with_format(row, column, number, &format)
        } else {
            self.misfits.long_numbers += 1;
            self.widen(column, plain.len());
            let format = format(look, None).set_align(FormatAlign::Right);
            self.page.write_string_with_format(row, column, plain, &format)
        };
        written.map(drop).map_err(|error| failure(&error))
    }

    /// Money of scale 14, such as a converted sum: with all its digits, else rounded to cents as people read it.
    pub(super) fn converted(&mut self, place: (u32, u16), raw: i128, look: Look) -> Result<(), RenderError> {
        if digits(raw) <= DIGITS_MAX {
            return self.number(place, (raw, 14), Shape::Money, look);
        }
        self.number(place, (divide(raw, 1_000_000_000_000, Rounding::HalfUp), 2), Shape::Money, look)
    }

    /// A day; days before March 1900, which spreadsheets count otherwise, are text.
    pub(super) fn day(&mut self, (row, column): (u32, u16), day: Day, look: Look) -> Result<(), RenderError> {
        let early = Day::from_ymd(1900, 3, 1).is_some_and(|first| day < first);
        let (false, Ok(year)) = (early, u16::try_from(day.year())) else {
            return self.text((row, column), &day.to_string(), look);
        };
        let date = ExcelDateTime::from_ymd(year, day.month(), day.day_of_month())
            .map_err(|error| failure(&error))?;
        self.widen(column, 11);
        let format = format(look, None).set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left);
        self.page.write_datetime_with_format(row, column, &date, &format).map_err(|error| failure(&error))?;
        Ok(())
    }

    fn widen(&mut self, column: u16, characters: usize) {
        let column = usize::from(column);
        if self.widths.len() <= column {
            self.widths.resize(column + 1, 0);
        }
        self.widths[column] = self.widths[column].max(characters);
    }

    /// Freezes the heading in this row, puts a filter on the rows from it to `last`, and repeats it on every page of
    /// paper.
    pub(super) fn head(&mut self, row: u32, columns: u16, last: u32) -> Result<(), RenderError> {
        let Some(end) = columns.checked_sub(1) else { return Ok(()) };
        let filtered = self
            .page
            .set_freeze_panes(row + 1, 0)
            .and_then(|sheet| sheet.autofilter(row, 0, last.max(row), end))
            .and_then(|sheet| sheet.set_repeat_rows(row, row));
        filtered.map(drop).map_err(|error| failure(&error))
    }

    /// Leaves a column out of sight; it stays in the sheet.
    pub(super) fn hide(&mut self, column: u16) -> Result<(), RenderError> {
        self.page.set_column_hidden(column).map(drop).map_err(|error| failure(&error))
    }

    /// Makes the columns as wide as what stands in them, and tells what did not fit.
    pub(super) fn finish(self) -> Result<Misfits, RenderError> {
        for (column, width) in (0_u16..).zip(&self.widths) {
            let width = u16::try_from((width + 1).clamp(WIDTHS.0, WIDTHS.1)).unwrap_or(u16::MAX);
            self.page.set_column_width(column, f64::from(width)).map_err(|error| failure(&error))?;
        }
        Ok(self.misfits)
    }
}

/// The decimal digits of a number without the zeros at its end.
fn digits(raw: i128) -> u32 {
    let mut rest = raw.unsigned_abs();
    while rest != 0 && rest.is_multiple_of(10) {
        rest /= 10;
    }
    rest.checked_ilog10().map_or(1, |digits| digits + 1)
}

/// The double next to a decimal, where it keeps every digit.
fn double(raw: i128, plain: &str) -> Option<f64> {
    if digits(raw) > DIGITS_MAX { None } else { plain.parse().ok() }
}

fn format(look: Look, shape: Option<Shape>) -> CellFormat {
    let mut format = CellFormat::new();
    if let Some(shape) = shape {
        format = format.set_num_format(shape.code());
    }
    match look {
        Look::Plain | Look::Line => format,
        Look::Head => format.set_bold().set_text_wrap().set_border_bottom(FormatBorder::Thin),
        Look::Total => format.set_bold().set_border_top(FormatBorder::Thin),
        Look::Title => format.set_bold().set_font_size(14),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_fifteen_digits_are_numbers_and_longer_ones_are_not() {
        // 999,999,999,999.999 has fifteen digits; one more is text.
        assert_eq!(double(9_999_999_999_999_990, "999999999999.999"), Some(999_999_999_999.999));
        assert_eq!(double(9_999_999_999_999_999, "999999999999.9999"), None);
        assert_eq!(double(-62_500, "-6.25"), Some(-6.25));
        assert_eq!(double(0, "0"), Some(0.0));
        assert_eq!(digits(1_000_000), 1);
        assert_eq!(digits(-1_050), 3);
        assert_eq!(digits(0), 1);
    }
}
