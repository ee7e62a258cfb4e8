//! Reports as a page: one file that a browser opens and a printer prints, without a script and without anything from
//! elsewhere. Numbers read as they do in a table for people, columns are those that people see, and text is data:
//! nothing in it is markup.

use std::io::Write;

use super::RenderError;
use super::markup::{TAIL, escaped, head, style};
use super::ordered::in_order;
use super::page_bars;
use super::people::Used;
use super::style::Style;
use super::svg;
use super::text::{Shown, shown};
use crate::report::{Block, Branch, Column, Kind, Report, Tree};

/// Writes a report as a page: heading, chart, table with totals, notes.
pub(super) fn write(report: &Report, look: &Style, out: &mut dyn Write) -> Result<(), RenderError> {
    let mut top = head(&report.title, &style(page_bars::STYLE));
    push_heading(&mut top, &report.title, &report.subtitle);
    if let Some(chart) = &report.chart {
        top.push_str(&format!("<figure>\n{}</figure>\n", svg::inside(chart, &report.title)));
    }
    if let Some(bars) = &report.bars {
        top.push_str(&format!("<figure>\n{}</figure>\n", page_bars::inside(bars)));
    }
    out.write_all(top.as_bytes())?;
    write_table(report, look, out)?;
    Ok(out.write_all(TAIL.as_bytes())?)
}

/// Writes the table of a report with totals, and the notes below it.
pub(super) fn write_table(report: &Report, look: &Style, out: &mut dyn Write) -> Result<(), RenderError> {
    if let Some(total) = &report.total {
        report.check(total)?;
    }
    let seen = Used::by_parts(report, look)?.seen(report);
    let full = fullest_bars(report, look)?;
    let table = Table { columns: &report.columns, seen: &seen, full: &full };
    let mut top = "<div class=\"wide\">\n<table>\n".to_owned();
    table.push_head(&mut top);
    top.push_str("<tbody>\n");
    out.write_all(top.as_bytes())?;
    let make = |index| -> Result<String, RenderError> { Ok(table.rows(&report.part(index)?)) };
    in_order(report.parts.count, look.threads, make, |text| Ok(out.write_all(text.as_bytes())?))?;
    let mut bottom = "</tbody>\n".to_owned();
    if let Some(total) = &report.total {
        table.push_total(&mut bottom, total);
    }
    bottom.push_str("</table>\n</div>\n");
    push_list(&mut bottom, "notes", &report.notes);
    Ok(out.write_all(bottom.as_bytes())?)
}

/// Writes a tree as a page of lists within lists.
pub(super) fn write_tree(tree: &Tree, out: &mut dyn Write) -> Result<(), RenderError> {
    let mut page = head(&tree.title, &style(""));
    push_heading(&mut page, &tree.title, &tree.subtitle);
    push_branches(&mut page, &tree.branches, "tree top");
    page.push_str(TAIL);
    Ok(out.write_all(page.as_bytes())?)
}

/// A heading and the lines under it.
pub(super) fn push_heading(page: &mut String, title: &str, lines: &[String]) {
    if !title.is_empty() {
        page.push_str(&format!("<h1>{}</h1>\n", escaped(title)));
    }
    push_list(page, "about", lines);
}

fn push_list(page: &mut String, class: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    page.push_str(&format!("<ul class=\"{class}\">\n"));
    for line in lines {
        page.push_str(&format!("<li>{}</li>\n", escaped(line.trim_start())));
    }
    page.push_str("</ul>\n");
}

fn push_branches(page: &mut String, branches: &[Branch], class: &str) {
    if branches.is_empty() {
        return;
    }
    page.push_str(&format!("<ul class=\"{class}\">\n"));
    for branch in branches {
        page.push_str(&format!("<li>{}", escaped(&branch.text)));
        if !branch.branches.is_empty() {
            page.push('\n');
            push_branches(page, &branch.branches, "tree");
        }
        page.push_str("</li>\n");
    }
    page.push_str("</ul>\n");
}

/// For each column, the number that a full bar stands for. The parts are read for it only where a column has bars.
fn fullest_bars(report: &Report, look: &Style) -> Result<Vec<i128>, RenderError> {
    let mut full = vec![0_i128; report.columns.len()];
    if report.columns.iter().all(|column| column.kind != Kind::Bar) {
        return Ok(full);
    }
    let make = |index| -> Result<Vec<i128>, RenderError> {
        let block = report.part(index)?;
        let most = |(column, values): (&Column, _)| {
            let numbers = (0..block.rows).filter_map(|row| shown(column.kind, values, row, true).number);
            if column.kind == Kind::Bar { numbers.max().unwrap_or(0) } else { 0 }
        };
        Ok(report.columns.iter().zip(&block.columns).map(most).collect())
    };
    in_order(report.parts.count, look.threads, make, |part| {
        for (full, part) in full.iter_mut().zip(part) {
            *full = (*full).max(part);
        }
        Ok(())
    })?;
    Ok(full)
}

/// The table of a report: the columns that people see.
struct Table<'a> {
    columns: &'a [Column],
    seen: &'a [usize],
    full: &'a [i128],
}

impl Table<'_> {
    fn push_head(&self, page: &mut String) {
        page.push_str("<thead><tr>");
        for place in self.seen {
            let column = &self.columns[*place];
            let class = class(column.kind);
            page.push_str(&format!("<th scope=\"col\"{class}>{}</th>", escaped(&column.title)));
        }
        page.push_str("</tr></thead>\n");
    }

    fn rows(&self, block: &Block) -> String {
        let mut text = String::new();
        for row in 0..block.rows {
            text.push_str("<tr>");
            for place in self.seen {
                self.push_cell(&mut text, *place, block, row);
            }
            text.push_str("</tr>\n");
        }
        text
    }

    fn push_cell(&self, text: &mut String, place: usize, block: &Block, row: usize) {
        let kind = self.columns[place].kind;
        let Shown { text: words, number, .. } = shown(kind, &block.columns[place], row, true);
        let bar = match (kind, number, self.full[place]) {
            (Kind::Bar, Some(number), full) if number > 0 && full > 0 => {
                // Whole hundredths of at most six letters' width; any number above zero has a bar.
                let hundredths = (number.min(full).saturating_mul(600) / full).max(10);
                format!(
                    "<span class=\"bar\" style=\"width:{}.{:02}em\"></span>",
                    hundredths / 100,
                    hundredths % 100
                )
            }
            _ => String::new(),
        };
        let below = number.is_some_and(|number| number < 0);
        let class = match (kind.is_right_aligned(), below) {
            (true, true) => " class=\"number below\"",
            (true, false) => " class=\"number\"",
            (false, _) => self::class(kind),
        };
        let words = if self.columns[place].files { links(&words) } else { escaped(&words) };
        text.push_str(&format!("<td{class}>{bar}{words}</td>"));
    }

    fn push_total(&self, page: &mut String, total: &Block) {
        page.push_str("<tfoot>\n");
        for row in 0..total.rows {
            page.push_str("<tr>");
            for (number, place) in self.seen.iter().enumerate() {
                let kind = self.columns[*place].kind;
                let words = shown(kind, &total.columns[*place], row, true).text;
                match (number, words.is_empty()) {
                    (0, true) => page.push_str("<th scope=\"row\">Total</th>"),
                    _ => page.push_str(&format!("<td{}>{}</td>", class(kind), escaped(&words))),
                }
            }
            page.push_str("</tr>\n");
        }
        page.push_str("</tfoot>\n");
    }
}

/// Names of files as links. What is no plain name, such as one that leads elsewhere, stays text.
fn links(names: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let link = |name: &str| {
        let name_shown = escaped(name);
        let is_name = name.chars().all(plain) && name.chars().any(|letter| letter != '.');
        if is_name { format!("<a href=\"{name_shown}\">{name_shown}</a>") } else { name_shown }
    };
    names.split(' ').map(link).collect::<Vec<_>>().join(" ")
}

/// The class of the cells of a column.
fn class(kind: Kind) -> &'static str {
    match kind {
        _ if kind.is_right_aligned() => " class=\"number\"",
        Kind::Id | Kind::Date | Kind::Spark | Kind::Bar => " class=\"code\"",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture::{every_kind_of_cell, text};
    use crate::render::{Format, render_tree};
    use crate::report::{Axis, Chart, Values};

    #[test]
    fn a_page_has_every_cell_as_people_read_it() {
        let page = text(&every_kind_of_cell(), Format::Html, &Style::default());
        for expected in [
            "<h1>Attainment by rep</h1>",
            "<li>2026-Q3 · USD</li>",
            "<th scope=\"col\" class=\"number\">Gap to quota</th>",
            // 2,998,085,134,200,000,000 at scale 14 is 29,980.851342.
            "<td class=\"number\">29,980.85</td>",
            "<td class=\"number below\">-4,980.85</td>",
            "<td class=\"number\">119.9 %</td>",
            "<td class=\"code\">2026-03-30</td>",
            "<li>1 rep has no quota</li>",
            "<tfoot>\n<tr><th scope=\"row\">Total</th>",
        ] {
            assert!(page.contains(expected), "`{expected}` is not in {page}");
        }
        assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"), "{page}");
        assert_eq!(page.matches("<tr>").count(), 6);
    }

    #[test]
    fn words_of_others_are_no_markup() {
        let columns = vec![Column::text("name", "<i>Name</i>")];
        let names = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{7*7}}", "=1+1"];
        let mut report = Report::new("</title><script>", columns, Block::of(vec![Values::text(names)]));
        report.notes = vec!["<b>".to_owned()];
        let page = text(&report, Format::Html, &Style::default());
        for tag in ["<script", "<img", "<i>", "<b>"] {
            assert!(!page.contains(tag), "{page}");
        }
        assert!(page.contains("<td>&lt;script&gt;alert(1)&lt;/script&gt;</td>"), "{page}");
        assert!(page.contains("<td>{{7*7}}</td>") && page.contains("<td>=1+1</td>"), "{page}");
    }

    #[test]
    fn files_beside_a_page_are_links_and_nothing_else_is() {
        let names = ["r1-0a.html r1-0a.xlsx", "../up.html", "javascript:alert(1)", "a\"b", ".."];
        let report =
            Report::new("", vec![Column::files("files", "Files")], Block::of(vec![Values::text(names)]));
        let page = text(&report, Format::Html, &Style::default());
        let both = "<a href=\"r1-0a.html\">r1-0a.html</a> <a href=\"r1-0a.xlsx\">r1-0a.xlsx</a></td>";
        assert!(page.contains(both), "{page}");
        assert_eq!(page.matches("<a ").count(), 2, "{page}");
    }

    #[test]
    fn a_chart_stands_above_its_table_and_a_bar_is_as_long_as_its_number() {
        let columns = vec![Column::new("reps", "Reps", Kind::Bar)];
        let mut report = Report::new("", columns, Block::of(vec![Values::Integer(vec![4, 1, 0])]));
        let axis = |title: &str| Axis { title: title.to_owned(), kind: Kind::Money };
        let points = vec![(0, 0), (10_000, 20_000)];
        let (across, up) = (axis("credited"), axis("earned"));
        report.chart = Some(Chart {
            across,
            up,
            points,
            ahead: Vec::new(),
            band: Vec::new(),
            marks: Vec::new(),
            spot: None,
        });
        let page = text(&report, Format::Html, &Style::default());
        assert!(page.find("<svg class=\"chart\"").unwrap() < page.find("<table>").unwrap(), "{page}");
        // The largest has six letters' width, a quarter of it one and a half.
        assert!(page.contains("width:6.00em\"></span>4</td>"), "{page}");
        assert!(page.contains("width:1.50em\"></span>1</td>"), "{page}");
        assert!(page.contains("<td class=\"code\">0</td>"), "{page}");
    }

    #[test]
    fn a_tree_is_lists_within_lists() {
        let leaf = Branch { text: "a < b".to_owned(), ..Branch::default() };
        let root = Branch { text: "pay".to_owned(), branches: vec![leaf], ..Branch::default() };
        let rows =
            Report::new("", vec![Column::text("what", "What")], Block::of(vec![Values::text(["pay"])]));
        let tree = Tree { title: "Pay".to_owned(), subtitle: Vec::new(), branches: vec![root], rows };
        let mut out = Vec::new();
        render_tree(&tree, Format::Html, &Style::default(), &mut out).unwrap();
        let page = String::from_utf8(out).unwrap();
        let list =
            "<ul class=\"tree top\">\n<li>pay\n<ul class=\"tree\">\n<li>a &lt; b</li>\n</ul>\n</li>\n</ul>\n";
        assert!(page.contains(list), "{page}");
    }
}
