//! Blocks of columns into rows of text for machines: the tight loop under CSV, TSV, JSON and NDJSON. What
//! stands between the cells and how text is escaped is left to the [`Dialect`] of the format.

use std::borrow::Cow;
use std::io::Write;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use super::RenderError;
use super::ordered::in_order;
use super::style::Style;
use crate::calendar::Day;
use crate::money::{Amount, Exact, Rate, write_plain, write_whole};
use crate::report::{
    Block, Column, Kind, MISSING_CODE, MISSING_INTEGER, MISSING_MONEY, Report, TextColumn, Values,
};

/// What a format of text writes around and inside its cells.
pub(super) trait Dialect: Sync {
    /// What stands before the cell of this column, the first of a row included.
    fn begin_cell(&self, out: &mut Vec<u8>, column: usize);
    /// What ends a row.
    fn end_row(&self, out: &mut Vec<u8>);
    /// A cell without a value.
    fn missing(&self, out: &mut Vec<u8>);
    /// What stands on both sides of decimals and dates; empty for none.
    fn quote(&self) -> &'static [u8];
    /// Whether no text that is part of this one needs escaping, apart from its first and last character.
    fn is_plain(&self, joined: &str) -> bool;
    /// A cell of text that is not empty. `plain` is what [`Dialect::is_plain`] said of it, or of a longer
    /// text that holds it; `free` text comes from people and files, other text from this program.
    fn text(&self, out: &mut Vec<u8>, text: &str, plain: bool, free: bool);
}

/// The texts of codes, escaped once.
struct Names {
    /// Where each text ends in `bytes`.
    ends: Vec<usize>,
    bytes: Vec<u8>,
}

/// Names as a report has them, and their escaped texts.
type Escaped = (Arc<Vec<String>>, Arc<Names>);

/// For each column of a report, the names that its parts share.
#[derive(Default)]
struct Known {
    columns: Mutex<Vec<Option<Escaped>>>,
}

impl Known {
    /// The escaped names of a column, which most often are those of the part before.
    fn names<Chosen: Dialect>(
        &self,
        dialect: &Chosen,
        column: usize,
        names: &Arc<Vec<String>>,
        free: bool,
    ) -> Arc<Names> {
        let mut columns = self.columns.lock().unwrap_or_else(PoisonError::into_inner);
        if columns.len() <= column {
            columns.resize(column + 1, None);
        }
        match &columns[column] {
            Some((known, escaped)) if Arc::ptr_eq(known, names) => Arc::clone(escaped),
            _ => {
                let escaped = Arc::new(escape_names(dialect, names, free));
                columns[column] = Some((Arc::clone(names), Arc::clone(&escaped)));
                escaped
            }
        }
    }
}

/// One column of a block, ready to be written row by row.
enum Cells<'a> {
    Text { texts: Cow<'a, TextColumn>, plain: bool, free: bool },
    Codes { codes: &'a [u32], names: Arc<Names> },
    Money(&'a [i128]),
    Amounts(&'a [i128]),
    Fraction(&'a [i64]),
    Number(&'a [i64]),
    Integer(&'a [i64]),
    Date(&'a [i32]),
}

impl<'a> Cells<'a> {
    /// `known` are the names of the report, of which the block is one of so many parts.
    fn new<Chosen: Dialect>(
        dialect: &Chosen,
        (place, column): (usize, &Column),
        values: &'a Values,
        (known, parts): (&Known, usize),
    ) -> Cells<'a> {
        let free = matches!(column.kind, Kind::Text | Kind::Id);
        match values {
            Values::Text(texts) => Cells::text(dialect, Cow::Borrowed(texts), free),
            // Names that all parts together hardly use are not worth being escaped.
            Values::Codes { codes, names } if names.len() > codes.len().saturating_mul(parts) => {
                Cells::text(dialect, Cow::Owned(gather(codes, names)), free)
            }
            Values::Codes { codes, names } => {
                Cells::Codes { codes, names: known.names(dialect, place, names, free) }
            }
            Values::Money(cells) => Cells::Money(cells),
            Values::Amounts(cells) => Cells::Amounts(cells),
            Values::Fraction(cells) => Cells::Fraction(cells),
            Values::Number(cells) => Cells::Number(cells),
            Values::Integer(cells) => Cells::Integer(cells),
            Values::Date(days) => Cells::Date(days),
        }
    }

    fn text<Chosen: Dialect>(dialect: &Chosen, texts: Cow<'a, TextColumn>, free: bool) -> Cells<'a> {
        let plain = dialect.is_plain(texts.joined());
        Cells::Text { texts, plain, free }
    }

    /// Whether a code is that of the row before; not asked of other cells.
    fn repeats(&self, row: usize) -> bool {
        matches!(self, Cells::Codes { codes, .. } if codes[row] == codes[row - 1])
    }

    /// Writes the cell of one row.
    fn push<Chosen: Dialect>(&mut self, dialect: &Chosen, out: &mut Vec<u8>, row: usize) {
        match self {
            Cells::Text { texts, plain, free } => push_text(dialect, out, texts.get(row), *plain, *free),
            Cells::Codes { codes, names } => push_code(dialect, out, codes[row], names),
            Cells::Money(cells) => push_money(dialect, out, cells[row], Exact::SCALE),
            Cells::Amounts(cells) => push_money(dialect, out, cells[row], Amount::SCALE),
            Cells::Fraction(cells) => push_small(dialect, out, cells[row], Rate::SCALE, Rate::SCALE),
            Cells::Number(cells) => push_small(dialect, out, cells[row], Amount::SCALE, 0),
            Cells::Integer(cells) => match cells[row] {
                MISSING_INTEGER => dialect.missing(out),
                number => write_whole(out, number),
            },
            Cells::Date(days) => match Day::from_number(days[row]) {
                // `MISSING_DAY` is outside the calendar, as is nothing else.
                None => dialect.missing(out),
                Some(day) => {
                    out.extend_from_slice(dialect.quote());
                    day.write_iso(out);
                    out.extend_from_slice(dialect.quote());
                }
            },
        }
    }
}

/// The text of each row, where there are more names than rows. Names lie scattered over memory, so one loop
/// fetches where they are and another what they say: both wait for many of them at a time.
fn gather(codes: &[u32], names: &[String]) -> TextColumn {
    let name = |&code: &u32| match usize::try_from(code) {
        Ok(index) if code != MISSING_CODE => names[index].as_str(),
        _ => "",
    };
    let texts: Vec<&str> = codes.iter().map(name).collect();
    let mut column = TextColumn::with_capacity(texts.len(), texts.iter().map(|text| text.len()).sum());
    for text in texts {
        column.push(text);
    }
    column
}

fn escape_names<Chosen: Dialect>(dialect: &Chosen, names: &[String], free: bool) -> Names {
    let mut escaped = Names { ends: Vec::with_capacity(names.len()), bytes: Vec::new() };
    for name in names {
        push_text(dialect, &mut escaped.bytes, name, dialect.is_plain(name), free);
        escaped.ends.push(escaped.bytes.len());
    }
    escaped
}

fn push_text<Chosen: Dialect>(dialect: &Chosen, out: &mut Vec<u8>, text: &str, plain: bool, free: bool) {
    if text.is_empty() {
        dialect.missing(out);
    } else {
        dialect.text(out, text, plain, free);
    }
}

fn push_code<Chosen: Dialect>(dialect: &Chosen, out: &mut Vec<u8>, code: u32, names: &Names) {
    if code == MISSING_CODE {
        return dialect.missing(out);
    }
    let code = usize::try_from(code).unwrap_or(usize::MAX);
    let start = if code == 0 { 0 } else { names.ends[code - 1] };
    out.extend_from_slice(&names.bytes[start..names.ends[code]]);
}

fn push_money<Chosen: Dialect>(dialect: &Chosen, out: &mut Vec<u8>, raw: i128, scale: u32) {
    if raw == MISSING_MONEY {
        return dialect.missing(out);
    }
    out.extend_from_slice(dialect.quote());
    write_plain(out, raw, scale, 2);
    out.extend_from_slice(dialect.quote());
}

fn push_small<Chosen: Dialect>(dialect: &Chosen, out: &mut Vec<u8>, raw: i64, scale: u32, decimals_min: u32) {
    if raw == MISSING_INTEGER {
        return dialect.missing(out);
    }
    out.extend_from_slice(dialect.quote());
    write_plain(out, i128::from(raw), scale, decimals_min);
    out.extend_from_slice(dialect.quote());
}

/// Appends the rows of a block, which is one of so many parts.
fn push_rows<Chosen: Dialect>(
    dialect: &Chosen,
    columns: &[Column],
    block: &Block,
    known: (&Known, usize),
    out: &mut Vec<u8>,
) {
    let mut cells: Vec<Cells<'_>> = columns
        .iter()
        .enumerate()
        .zip(&block.columns)
        .map(|(column, values)| Cells::new(dialect, column, values, known))
        .collect();
    let mut runs = runs_of_codes(&cells);
    for row in 0..block.rows {
        let mut column = 0;
        for run in &mut runs {
            push_cells(dialect, &mut cells, column..run.columns.start, row, out);
            column = run.columns.end;
            let start = out.len();
            if row > 0 && cells[run.columns.clone()].iter().all(|cells| cells.repeats(row)) {
                out.extend_from_within(run.written.clone());
            } else {
                push_cells(dialect, &mut cells, run.columns.clone(), row, out);
            }
            run.written = start..out.len();
        }
        push_cells(dialect, &mut cells, column..columns.len(), row, out);
        dialect.end_row(out);
    }
}

/// Columns of codes side by side, such as period, rep and plan: most often they say what the row before says, and
/// are copied from there at once.
struct Run {
    columns: Range<usize>,
    /// Where the cells of the row before stand in the output.
    written: Range<usize>,
}

fn runs_of_codes(cells: &[Cells<'_>]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (column, cells) in cells.iter().enumerate() {
        if !matches!(cells, Cells::Codes { .. }) {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.columns.end == column => run.columns.end += 1,
            _ => runs.push(Run { columns: column..column + 1, written: 0..0 }),
        }
    }
    runs
}

/// Writes some cells of one row.
fn push_cells<Chosen: Dialect>(
    dialect: &Chosen,
    cells: &mut [Cells<'_>],
    columns: Range<usize>,
    row: usize,
    out: &mut Vec<u8>,
) {
    for (column, cells) in columns.clone().zip(&mut cells[columns]) {
        dialect.begin_cell(out, column);
        cells.push(dialect, out, row);
    }
}

/// Makes and formats the parts of a report side by side and gives their bytes to `take` in order. Buffers are
/// used again, so that a long report does not ask the system for fresh memory with every part.
pub(super) fn for_each_part<Chosen: Dialect>(
    report: &Report,
    style: &Style,
    dialect: &Chosen,
    mut take: impl FnMut(&[u8]) -> std::io::Result<()>,
) -> Result<(), RenderError> {
    let spare: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());
    let spare = || spare.lock().unwrap_or_else(PoisonError::into_inner);
    let known = Known::default();
    let make = |index| {
        let block = report.part(index)?;
        let mut bytes = spare().pop().unwrap_or_default();
        push_rows(dialect, &report.columns, &block, (&known, report.parts.count), &mut bytes);
        Ok(bytes)
    };
    in_order(report.parts.count, style.threads, make, |mut bytes| {
        take(&bytes)?;
        bytes.clear();
        spare().push(bytes);
        Ok(())
    })
}

/// Writes the rows of a report one after the other with nothing between the parts.
pub(super) fn write_rows<Chosen: Dialect>(
    report: &Report,
    style: &Style,
    dialect: &Chosen,
    out: &mut dyn Write,
) -> Result<(), RenderError> {
    for_each_part(report, style, dialect, |bytes| out.write_all(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_repeat_are_written_in_each_row() {
        let names = Arc::new(vec!["Ana".to_owned(), "B,ob".to_owned()]);
        let codes = |codes: &[u32]| Values::Codes { codes: codes.to_vec(), names: Arc::clone(&names) };
        let numbers = Values::Integer(vec![1, 2, 3, 4, 5]);
        let columns = vec![
            codes(&[0, 0, 1, 1, MISSING_CODE]),
            codes(&[1, 1, 1, 1, 1]),
            numbers,
            codes(&[0, 0, 0, 1, 1]),
        ];
        let header = ["a", "b", "c", "d"].map(|name| Column::text(name, name)).to_vec();
        let report = Report::new("", header, Block::of(columns));
        let mut out = Vec::new();
        super::super::csv::write(&report, b',', &Style::default(), &mut out).unwrap();
        let expected = "a,b,c,d\nAna,\"B,ob\",1,Ana\nAna,\"B,ob\",2,Ana\n\"B,ob\",\"B,ob\",3,Ana\n\
                        \"B,ob\",\"B,ob\",4,\"B,ob\"\n,\"B,ob\",5,\"B,ob\"\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
