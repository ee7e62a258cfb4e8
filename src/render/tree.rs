//! Trees into bytes: lines that branch for a terminal, a nested list in Markdown and HTML, nested objects in JSON, and
//! a row for each branch in every format of rows.

use std::io::Write;

use super::html;
use super::json::push_string;
use super::markdown::escaped;
use super::style::{Ink, Style};
use super::text::{visible, wrap};
use super::{Format, RenderError, render};
use crate::report::{Branch, Field, Tree};

/// Columns that the words of a branch have at least, however deep it is.
const WORDS_LEAST: usize = 24;

/// Writes a tree in a format.
pub fn render_tree(
    tree: &Tree,
    format: Format,
    style: &Style,
    out: &mut dyn Write,
) -> Result<(), RenderError> {
    let text = match format {
        Format::Table => for_people(tree, style),
        Format::Markdown => markdown(tree),
        Format::Json => json(tree),
        Format::Html => return html::write_tree(tree, out),
        Format::Csv | Format::Tsv | Format::Ndjson | Format::Parquet | Format::Xlsx | Format::Svg => {
            return render(&tree.rows, format, style, out);
        }
    };
    Ok(out.write_all(text.as_bytes())?)
}

/// The lines of a tree, each wrapped to the width beside its guides.
fn for_people(tree: &Tree, style: &Style) -> String {
    let mut text = String::new();
    for (place, line) in std::iter::once(&tree.title).chain(&tree.subtitle).enumerate() {
        let ink = if place == 0 { Ink::Heading } else { Ink::Plain };
        for line in wrap(&visible(line), style.width.unwrap_or(usize::MAX)) {
            style.paint(&mut text, ink, &line);
            text.push('\n');
        }
    }
    for branch in &tree.branches {
        text.push('\n');
        let mut lines = Lines { style, text: &mut text };
        lines.branch(branch, "", "", Ink::Heading);
    }
    text
}

struct Lines<'a> {
    style: &'a Style,
    text: &'a mut String,
}

impl Lines<'_> {
    /// A branch with its guide before the first of its lines and another before the rest, then what comes from it.
    fn branch(&mut self, branch: &Branch, first: &str, rest: &str, ink: Ink) {
        let (fork, end, past, gap) = if self.style.unicode {
            ("├─ ", "└─ ", "│  ", "   ")
        } else {
            ("|- ", "`- ", "|  ", "   ")
        };
        let words = visible(if self.style.unicode { &branch.text } else { &branch.ascii });
        let indent = rest.chars().count();
        let room =
            self.style.width.map_or(usize::MAX, |width| width.saturating_sub(indent + 2).max(WORDS_LEAST));
        let below = !branch.branches.is_empty();
        for (number, line) in wrap(&words, room).iter().enumerate() {
            self.style.paint(self.text, Ink::Faint, if number == 0 { first } else { rest });
            if number > 0 {
                self.style.paint(self.text, Ink::Faint, if below { &past[..past.len() - 1] } else { "  " });
            }
            self.style.paint(self.text, ink, line);
            self.text.push('\n');
        }
        for (number, child) in branch.branches.iter().enumerate() {
            let last = number + 1 == branch.branches.len();
            let first = format!("{rest}{}", if last { end } else { fork });
            let rest = format!("{rest}{}", if last { gap } else { past });
            self.branch(child, &first, &rest, Ink::Plain);
        }
    }
}

fn markdown(tree: &Tree) -> String {
    let mut text = String::new();
    if !tree.title.is_empty() {
        text.push_str(&format!("## {}\n\n", escaped(&tree.title)));
    }
    for line in &tree.subtitle {
        text.push_str(&format!("- {}\n", escaped(line)));
    }
    for branch in &tree.branches {
        text.push('\n');
        item(&mut text, branch, 0);
    }
    text
}

fn item(text: &mut String, branch: &Branch, depth: usize) {
    text.extend(std::iter::repeat_n("  ", depth));
    text.push_str("- ");
    text.push_str(&escaped(&branch.text));
    text.push('\n');
    for child in &branch.branches {
        item(text, child, depth + 1);
    }
}

fn json(tree: &Tree) -> String {
    let mut bytes = b"[".to_vec();
    for (number, branch) in tree.branches.iter().enumerate() {
        bytes.extend_from_slice(if number == 0 { b"\n" } else { b",\n" });
        object(&mut bytes, branch, 0);
    }
    bytes.extend_from_slice(if tree.branches.is_empty() { b"]\n" } else { b"\n]\n" });
    String::from_utf8(bytes).expect("JSON is made of texts")
}

/// A branch as an object: its fields on one line, what comes from it on lines of its own.
fn object(bytes: &mut Vec<u8>, branch: &Branch, depth: usize) {
    let indent = |bytes: &mut Vec<u8>, depth: usize| bytes.extend(std::iter::repeat_n(b' ', depth * 2));
    indent(bytes, depth);
    bytes.push(b'{');
    fields(bytes, &branch.fields);
    if !branch.fields.is_empty() {
        bytes.push(b',');
    }
    bytes.extend_from_slice(b"\"children\":[");
    for (number, child) in branch.branches.iter().enumerate() {
        bytes.extend_from_slice(if number == 0 { b"\n" } else { b",\n" });
        object(bytes, child, depth + 1);
    }
    bytes.extend_from_slice(b"]}");
}

fn fields(bytes: &mut Vec<u8>, fields: &[(&'static str, Field)]) {
    for (number, (name, field)) in fields.iter().enumerate() {
        if number > 0 {
            bytes.push(b',');
        }
        push_string(bytes, name);
        bytes.push(b':');
        value(bytes, field);
    }
}

fn value(bytes: &mut Vec<u8>, field: &Field) {
    match field {
        Field::Missing => bytes.extend_from_slice(b"null"),
        Field::Text(text) => push_string(bytes, text),
        Field::Integer(number) => bytes.extend_from_slice(number.to_string().as_bytes()),
        Field::List(items) => {
            bytes.push(b'[');
            for (number, item) in items.iter().enumerate() {
                if number > 0 {
                    bytes.push(b',');
                }
                bytes.push(b'{');
                fields(bytes, item);
                bytes.push(b'}');
            }
            bytes.push(b']');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Block, Column, Report, Values};

    fn leaf(text: &str) -> Branch {
        let fields = vec![("what", Field::Text(text.to_owned())), ("row", Field::Integer(7))];
        Branch { text: text.to_owned(), ascii: text.replace('×', "x"), fields, branches: Vec::new() }
    }

    fn tree() -> Tree {
        let slices = Branch { branches: vec![leaf("1,000.00 × 6 % = 60.00"), leaf("2")], ..leaf("deal") };
        let root =
            Branch { branches: vec![slices, leaf("a long text that has to be wrapped")], ..leaf("Ana") };
        let columns = vec![Column::text("what", "What")];
        let rows = Report::new("", columns, Block::of(vec![Values::text(["Ana"])]));
        Tree {
            title: "Derivation".to_owned(),
            subtitle: vec!["2026-10".to_owned()],
            branches: vec![root],
            rows,
        }
    }

    fn shown(format: Format, style: &Style) -> String {
        let mut out = Vec::new();
        render_tree(&tree(), format, style, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_terminal_shows_branches_and_wraps_beside_them() {
        let style = Style { width: Some(32), ..Style::default() };
        let expected = "Derivation\n2026-10\n\nAna\n├─ deal\n│  ├─ 1,000.00 × 6 % = 60.00\n│  └─ 2\n\
                        └─ a long text that has to be\n     wrapped\n";
        assert_eq!(shown(Format::Table, &style), expected);
        let ascii = Style { unicode: false, ..style };
        assert!(shown(Format::Table, &ascii).is_ascii());
        assert!(shown(Format::Table, &ascii).contains("|  |- 1,000.00 x 6 % = 60.00\n|  `- 2\n"));
    }

    #[test]
    fn markdown_nests_a_list_and_json_its_objects() {
        let expected = "## Derivation\n\n- 2026-10\n\n- Ana\n  - deal\n    - 1,000.00 × 6 % = 60.00\n    - 2\n  \
                        - a long text that has to be wrapped\n";
        assert_eq!(shown(Format::Markdown, &Style::default()), expected);
        let json = shown(Format::Json, &Style::default());
        assert!(
            json.starts_with("[\n{\"what\":\"Ana\",\"row\":7,\"children\":[\n  {\"what\":\"deal\","),
            "{json}"
        );
        assert!(json.ends_with("\"children\":[]}]}\n]\n"), "{json}");
        assert_eq!(shown(Format::Csv, &Style::default()), "what\nAna\n");
    }
}
