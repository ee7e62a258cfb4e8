//! Reports as Markdown with a pipe table, for documents and review pages. Text is data: whatever Markdown or
//! HTML would read as markup is escaped, so a name can neither break the table nor put an element or a link that
//! leads elsewhere into the page.

use std::io::Write;

use super::RenderError;
use super::ordered::in_order;
use super::people::Used;
use super::style::Style;
use super::text::{shown, visible};
use crate::report::{Block, Column, Report};

/// Writes a report as a document: heading, lines, table with totals in bold, notes.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> Result<(), RenderError> {
    let mut top = String::new();
    if !report.title.is_empty() {
        for part in ["## ", &escaped(&report.title), "\n\n"] {
            top.push_str(part);
        }
    }
    push_list(&mut top, &report.subtitle);
    if !report.subtitle.is_empty() {
        top.push('\n');
    }
    out.write_all(top.as_bytes())?;
    write_table(report, style, out)
}

/// Writes the table of a report with totals in bold, and its notes.
pub(super) fn write_table(report: &Report, style: &Style, out: &mut dyn Write) -> Result<(), RenderError> {
    if let Some(total) = &report.total {
        report.check(total)?;
    }
    let seen = Used::by_parts(report, style)?.seen(report);
    let columns = || seen.iter().map(|&place| &report.columns[place]);
    let mut top = String::new();
    push_line(&mut top, columns().map(|column| escaped(&column.title)));
    let marks = columns().map(|column| if column.kind.is_right_aligned() { "---:" } else { "---" });
    push_line(&mut top, marks.map(str::to_owned));
    out.write_all(top.as_bytes())?;
    let seen = Seen { columns: &report.columns, places: &seen, style };
    let make = |index| -> Result<String, RenderError> { Ok(seen.rows(&report.part(index)?)) };
    in_order(report.parts.count, style.threads, make, |text| Ok(out.write_all(text.as_bytes())?))?;
    let mut bottom = String::new();
    if let Some(total) = &report.total {
        seen.push_total(&mut bottom, total);
    }
    if !report.notes.is_empty() {
        bottom.push('\n');
    }
    push_list(&mut bottom, &report.notes);
    out.write_all(bottom.as_bytes())?;
    Ok(())
}

/// The columns that people see of a report with these, and how their cells look.
struct Seen<'a> {
    columns: &'a [Column],
    places: &'a [usize],
    style: &'a Style,
}

impl Seen<'_> {
    fn rows(&self, block: &Block) -> String {
        let mut out = String::new();
        for row in 0..block.rows {
            push_line(&mut out, self.cells(block, row));
        }
        out
    }

    fn cells(&self, block: &Block, row: usize) -> impl Iterator<Item = String> {
        let cell = move |&place: &usize| {
            let kind = self.columns[place].kind;
            escaped(&shown(kind, &block.columns[place], row, self.style.unicode).text)
        };
        self.places.iter().map(cell)
    }

    fn push_total(&self, out: &mut String, total: &Block) {
        for row in 0..total.rows {
            let bold = |(place, cell): (usize, String)| match (place, cell.is_empty()) {
                (0, true) => "**Total**".to_owned(),
                (_, true) => cell,
                (_, false) => format!("**{cell}**"),
            };
            push_line(out, self.cells(total, row).enumerate().map(bold));
        }
    }
}

/// One line of a pipe table.
fn push_line(out: &mut String, cells: impl Iterator<Item = String>) {
    out.push('|');
    for cell in cells {
        if !cell.is_empty() {
            out.push(' ');
            out.push_str(&cell);
        }
        out.push_str(" |");
    }
    out.push('\n');
}

fn push_list(out: &mut String, lines: &[String]) {
    for line in lines {
        // A line that is indented belongs to the one above it.
        let words = line.trim_start_matches(' ');
        out.push_str(&line[..line.len() - words.len()]);
        out.push_str("- ");
        out.push_str(&escaped(words));
        out.push('\n');
    }
}

/// Text that Markdown shows as it is. Marks that stand inside words, such as the `_` of a column name, mean
/// nothing there and stay readable.
pub(super) fn escaped(text: &str) -> String {
    let text = visible(text);
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let after = characters.peek().map_or(' ', |&(_, next)| next);
        if is_markup(&text, at, before, character, after) {
            out.push('\\');
        }
        out.push(character);
        before = character;
    }
    out
}

fn is_markup(text: &str, at: usize, before: char, character: char, after: char) -> bool {
    match character {
        '\\' | '|' | '`' | '*' | '~' | '[' | ']' | '<' | '>' | '$' => true,
        '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
        // The start of a character reference such as `&lt;`.
        '&' => (after == '#' || after.is_ascii_alphabetic()) && text[at..].contains(';'),
        // Addresses of pages become links without any mark around them. Those of e-mail do so whatever stands
        // before the `@`; what is shown is where they lead, so they are left readable.
        ':' => text[at..].starts_with("://"),
        '.' if text[..at].to_ascii_lowercase().ends_with("www") => true,
        // What would begin a heading or a list, or end a heading.
        '#' if text[at..].trim_matches('#').is_empty() => true,
        '#' | '-' | '+' => text[..at].trim().is_empty() && (after == ' ' || after == character),
        '.' | ')' => at > 0 && after == ' ' && text[..at].bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn names_and_numbers_stay_readable() {
        for text in ["new_business", "-1,234.50", "12.5 %", "AT&T", "Q3: won", "ana@acme.example", "C# 7"] {
            assert_eq!(escaped(text), text);
        }
    }

    #[test]
    fn markup_is_shown_and_not_obeyed() {
        for (text, expected) in [
            ("a|b\\c", "a\\|b\\\\c"),
            ("<script>", "\\<script\\>"),
            ("*bold* _it_ `x`", "\\*bold\\* \\_it\\_ \\`x\\`"),
            ("[pay](https://evil.example)", "\\[pay\\](https\\://evil.example)"),
            ("www.evil.example", "www\\.evil.example"),
            ("&lt;b&#62;", "\\&lt;b\\&#62;"),
            ("# heading", "\\# heading"),
            ("- item", "\\- item"),
            ("2026. item", "2026\\. item"),
        ] {
            assert_eq!(escaped(text), expected);
        }
    }
}
