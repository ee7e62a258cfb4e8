//! Reports as a table for people at a terminal: title, columns without boxes under a rule, totals under
//! another, remarks below. Columns are chosen in `people`, their widths in `layout`; cells are written in
//! `text`, rows are collected in `gather`.

use std::io::Write;

use super::RenderError;
use super::gather::{Gathered, gather, keep};
use super::layout::{Fit, GAP, Need, fit};
use super::plot::plot;
use super::spark::bar;
use super::style::{Ink, Style};
use super::text::{Shown, shorten, shown, visible, width, wrap};
use crate::money::grouped;
use crate::report::{Column, Kind, Report};

/// Columns of a terminal that a full bar takes.
const BAR_WIDTH: usize = 20;

/// Writes a report as a table.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> Result<(), RenderError> {
    if let Some(total) = &report.total {
        report.check(total)?;
    }
    let mut rows = gather(report, style)?;
    let mut total = total_cells(report, style);
    let seen = rows.used.seen(report);
    let columns: Vec<&Column> = seen.iter().map(|&place| &report.columns[place]).collect();
    rows.keep(&seen);
    if let Some(cells) = &mut total {
        keep(cells, &seen);
        label_total(cells);
    }
    finish_cells(&columns, style, &mut rows, total.as_mut());
    let fitted = fit(&needs(&columns, &rows, total.as_deref()), style.width, style.all_columns);
    let mut canvas = Canvas { columns: &columns, fit: &fitted, style, text: String::new() };
    canvas.top(report);
    canvas.chart(report);
    canvas.headings();
    canvas.body(&rows, total.as_deref());
    canvas.bottom(report, &rows);
    out.write_all(canvas.text.as_bytes())?;
    Ok(())
}

/// The totals row.
fn total_cells(report: &Report, style: &Style) -> Option<Vec<Shown>> {
    let total = report.total.as_ref().filter(|total| total.rows == 1)?;
    let cell = |(column, values): (&Column, _)| shown(column.kind, values, 0, style.unicode);
    let mut cells: Vec<Shown> = report.columns.iter().zip(&total.columns).map(cell).collect();
    for cell in &mut cells {
        // A missing total is no statement about the data, so it has no mark.
        cell.missing = false;
    }
    Some(cells)
}

/// Labels the totals row where its first cell is empty.
fn label_total(cells: &mut [Shown]) {
    if let Some(first) = cells.first_mut().filter(|first| first.text.is_empty()) {
        first.text.push_str("Total");
    }
}

/// What depends on a whole column: decimals stand under each other, bars share a scale, and a number or a day
/// that does not exist has a mark.
fn finish_cells(columns: &[&Column], style: &Style, rows: &mut Gathered, mut total: Option<&mut Vec<Shown>>) {
    for (index, column) in columns.iter().enumerate() {
        let cells = || rows.cells(index);
        let full = cells().filter_map(|cell| cell.number).max().unwrap_or(0);
        let digits = cells().map(|cell| width(&cell.text)).max().unwrap_or(0);
        let total_cell = total.as_deref().map(|total| &total[index]);
        let decimals = cells().chain(total_cell).map(|cell| decimals_width(&cell.text)).max().unwrap_or(0);
        let finish = |cell: &mut Shown| match column.kind {
            Kind::Money | Kind::Number if !cell.text.is_empty() => {
                let padding = decimals - decimals_width(&cell.text);
                cell.text.push_str(&" ".repeat(padding));
            }
            Kind::Bar => {
                let number = std::mem::take(&mut cell.text);
                let drawn = bar(cell.number.unwrap_or(0), full, BAR_WIDTH, style.unicode);
                cell.text = format!("{}{number} {drawn}", " ".repeat(digits.saturating_sub(width(&number))));
            }
            _ => {}
        };
        rows.cells_mut(index).for_each(finish);
        // A total would dwarf every bar above it.
        if let Some(cell) =
            total.as_deref_mut().map(|total| &mut total[index]).filter(|_| column.kind != Kind::Bar)
        {
            finish(cell);
        }
        for cell in rows.cells_mut(index).filter(|cell| cell.missing) {
            cell.text = String::from(if style.unicode { "·" } else { "-" });
        }
    }
}

/// The columns that the point and the decimals of a number take.
fn decimals_width(text: &str) -> usize {
    text.find('.').map_or(0, |point| text.len() - point)
}

fn needs(columns: &[&Column], rows: &Gathered, total: Option<&[Shown]>) -> Vec<Need> {
    let need = |(index, column): (usize, &&Column)| {
        let cells = rows.cells(index).chain(total.map(|total| &total[index]));
        let title = visible(&column.title);
        Need {
            cells: cells.map(|cell| width(&cell.text)).max().unwrap_or(0),
            title: width(&title),
            title_word: title.split_whitespace().map(width).max().unwrap_or(0),
            shrinks: column.kind == Kind::Text,
            essential: column.essential,
            preferred: column.preferred,
        }
    };
    columns.iter().enumerate().map(need).collect()
}

/// A table being drawn.
struct Canvas<'a> {
    columns: &'a [&'a Column],
    fit: &'a Fit,
    style: &'a Style,
    text: String,
}

impl Canvas<'_> {
    /// Title and subtitle.
    fn top(&mut self, report: &Report) {
        self.prose(&report.title, Ink::Heading);
        for line in &report.subtitle {
            self.prose(line, Ink::Plain);
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// The chart of a report that has one.
    fn chart(&mut self, report: &Report) {
        let Some(chart) = &report.chart else { return };
        for line in plot(chart, self.style) {
            self.text.push_str(&line);
            self.text.push('\n');
        }
        self.text.push('\n');
    }

    /// A line of words, wrapped to the width; spaces before it stand before each of its lines.
    fn prose(&mut self, words: &str, ink: Ink) {
        let indent = words.len() - words.trim_start_matches(' ').len();
        let room = self.style.width.map_or(usize::MAX, |width| width.saturating_sub(indent));
        for line in wrap(&visible(words), room) {
            self.text.extend(std::iter::repeat_n(' ', indent));
            self.style.paint(&mut self.text, ink, &line);
            self.text.push('\n');
        }
    }

    /// The headings, of more than one line where they were wrapped, and the rule below them.
    fn headings(&mut self) {
        let wrapped: Vec<Vec<String>> = self
            .fit
            .shown
            .iter()
            .map(|&(index, width)| wrap(&visible(&self.columns[index].title), width))
            .collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..height {
            // Headings of fewer lines stand on the rule.
            let cell =
                |words: &Vec<String>| (line + words.len()).checked_sub(height).map(|at| words[at].clone());
            let cells = wrapped.iter().map(|words| cell(words).unwrap_or_default());
            let cells: Vec<(String, Ink)> = cells.map(|text| (text, Ink::Heading)).collect();
            self.line(&cells);
        }
        self.rule();
    }

    fn rule(&mut self) {
        let stroke = if self.style.unicode { "─" } else { "-" };
        let cells: Vec<(String, Ink)> =
            self.fit.shown.iter().map(|&(_, width)| (stroke.repeat(width), Ink::Faint)).collect();
        self.line(&cells);
    }

    fn body(&mut self, rows: &Gathered, total: Option<&[Shown]>) {
        for row in &rows.head {
            self.row(row);
        }
        if rows.is_cut() {
            let ellipsis = self.style.ellipsis();
            let cell = |&(_, width): &(usize, usize)| ellipsis.chars().take(width).collect::<String>();
            let cells: Vec<(String, Ink)> = self.fit.shown.iter().map(|at| (cell(at), Ink::Faint)).collect();
            self.line(&cells);
        }
        for row in &rows.tail {
            self.row(row);
        }
        if let Some(total) = total {
            self.rule();
            self.row(total);
        }
    }

    fn row(&mut self, row: &[Shown]) {
        let cell = |&(index, width): &(usize, usize)| {
            let cell = &row[index];
            let ink = match cell.number {
                Some(number) if number < 0 => Ink::Negative,
                _ if cell.missing => Ink::Faint,
                _ => Ink::Plain,
            };
            let text = match self.columns[index].kind {
                Kind::Text => shorten(&cell.text, width, self.style.ellipsis()),
                _ => cell.text.clone(),
            };
            (text, ink)
        };
        let cells: Vec<(String, Ink)> = self.fit.shown.iter().map(cell).collect();
        self.line(&cells);
    }

    /// One line of cells in their columns, without spaces at its end.
    fn line(&mut self, cells: &[(String, Ink)]) {
        let mut pending = 0;
        for (place, ((text, ink), &(index, room))) in cells.iter().zip(&self.fit.shown).enumerate() {
            let padding = room.saturating_sub(width(text));
            let right = self.columns[index].kind.is_right_aligned();
            if place > 0 {
                pending += GAP;
            }
            let visible_text = text.trim_end_matches(' ');
            if visible_text.is_empty() {
                pending += room;
                continue;
            }
            let before = pending + if right { padding } else { 0 };
            self.text.extend(std::iter::repeat_n(' ', before));
            self.style.paint(&mut self.text, *ink, visible_text);
            pending = text.len() - visible_text.len() + if right { 0 } else { padding };
        }
        self.text.push('\n');
    }

    /// What was left out, and the notes.
    fn bottom(&mut self, report: &Report, rows: &Gathered) {
        let mut lines = Vec::new();
        if rows.count == 0 {
            lines.push("no rows".to_owned());
        }
        if rows.is_cut() {
            let shown = rows.head.len() + rows.tail.len();
            let (shown, count) = (grouped(&shown.to_string()), grouped(&rows.count.to_string()));
            lines.push(format!("{shown} of {count} rows shown"));
        }
        if !self.fit.hidden.is_empty() {
            let names: Vec<&str> =
                self.fit.hidden.iter().map(|&index| self.columns[index].name.as_str()).collect();
            let (count, noun) = (names.len(), if names.len() == 1 { "column" } else { "columns" });
            let shows = if names.len() == 1 { "it" } else { "them" };
            lines.push(format!("{count} {noun} hidden: {} (--all-columns shows {shows})", names.join(", ")));
        }
        lines.extend(report.notes.iter().cloned());
        if !lines.is_empty() {
            self.text.push('\n');
        }
        for line in lines {
            self.prose(&line, Ink::Plain);
        }
    }
}
