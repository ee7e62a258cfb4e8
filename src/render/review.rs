//! A review into bytes: one page that a browser opens and a printer prints, a workbook with a sheet for each table, or
//! Markdown. What stands in it is left to `report`.

use std::io::Write;

use super::html;
use super::markdown;
use super::markdown::escaped as plain;
use super::markup::{TAIL, escaped, head, style};
use super::page_bars;
use super::style::Style;
use super::svg;
use super::text::shown;
use super::workbook::{Look, Misfits, Sheet, save, workbook};
use super::{Format, RenderError, xlsx};
use crate::report::{Figure, Review, Section};

/// The formats that reviews are written in.
pub const REVIEW_FORMATS: [Format; 3] = [Format::Html, Format::Xlsx, Format::Markdown];

/// The looks of a review, besides those of all pages: numbers side by side, a picture beside its table where there is
/// room, and on paper no section torn apart that fits a sheet.
const STYLE: &str = "\
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(10.5rem,1fr));gap:.6rem;margin:1rem 0 0;padding:0}\
.figures div{border:1px solid #d1d5db;border-radius:.4rem;padding:.5rem .7rem}\
.figures dt{color:#4b5563;font-size:.85rem}.figures dd{margin:0;font-size:1.2rem;font-weight:600;\
font-variant-numeric:tabular-nums}.figures dd.about{font-size:.8rem;font-weight:400;color:#4b5563}\
section{margin-top:2rem}section th,section td{padding:.3rem .45rem}\
section h2{border-top:3px solid #111827;padding-top:.4rem}\
figure{margin:.5rem 0 1rem}section .notes{margin-top:.4rem}\
@media (min-width:64rem){.pair{display:grid;grid-template-columns:24rem 1fr;gap:1.5rem;align-items:start}}\
@page{size:landscape}\
@media print{section{margin-top:1.2rem}.pair{display:grid;grid-template-columns:8cm 1fr;gap:.6cm;align-items:start}\
.bars{max-width:11cm}.figures{grid-template-columns:repeat(5,1fr)}.figures div{break-inside:avoid}\
section.short{break-inside:avoid}section table{font-size:8pt}section th,section td{padding:.12rem .28rem}}";

/// Tables of at most so many rows stay on one sheet of paper with their picture.
const SHORT: usize = 14;
/// Tables of at most so many columns stand beside their picture.
const NARROW: usize = 8;

/// Writes a review.
///
/// # Errors
/// What the destination or the workbook library refuses; a format that reviews are not written in.
pub fn write_review(
    review: &Review,
    format: Format,
    look: &Style,
    out: &mut dyn Write,
) -> Result<(), RenderError> {
    match format {
        Format::Html => page(review, look, out),
        Format::Xlsx => book(review, out),
        Format::Markdown => document(review, look, out),
        other => Err(RenderError::NoReview { format: other.name() }),
    }
}

fn page(review: &Review, look: &Style, out: &mut dyn Write) -> Result<(), RenderError> {
    let mut top = head(&review.title, &style(&format!("{}{STYLE}", page_bars::STYLE)));
    html::push_heading(&mut top, &review.title, &review.subtitle);
    if !review.figures.is_empty() {
        top.push_str("<dl class=\"figures\">\n");
        for figure in &review.figures {
            let (title, value) = (escaped(&figure.title), escaped(&read(figure)));
            top.push_str(&format!("<div><dt>{title}</dt><dd>{value}</dd>"));
            if !figure.about.is_empty() {
                top.push_str(&format!("<dd class=\"about\">{}</dd>", escaped(&figure.about)));
            }
            top.push_str("</div>\n");
        }
        top.push_str("</dl>\n");
    }
    out.write_all(top.as_bytes())?;
    for section in &review.sections {
        page_section(section, look, out)?;
    }
    Ok(out.write_all(TAIL.as_bytes())?)
}

fn page_section(section: &Section, look: &Style, out: &mut dyn Write) -> Result<(), RenderError> {
    let rows = match &section.report {
        Some(report) => report.part(0)?.rows,
        None => 0,
    };
    let class = if rows <= SHORT { " class=\"short\"" } else { "" };
    let mut text = format!("<section{class}>\n<h2>{}</h2>\n", escaped(&section.title));
    for line in &section.lines {
        text.push_str(&format!("<p>{}</p>\n", escaped(line)));
    }
    let narrow = section.report.as_ref().is_some_and(|report| report.columns.len() <= NARROW);
    let drawn = section.bars.is_some() || section.chart.is_some();
    let pair = drawn && narrow;
    if pair {
        text.push_str("<div class=\"pair\">\n");
    }
    if let Some(bars) = &section.bars {
        text.push_str(&format!("<figure>\n{}</figure>\n", page_bars::inside(bars)));
    }
    if let Some(chart) = &section.chart {
        text.push_str(&format!("<figure>\n{}</figure>\n", svg::inside(chart, &section.title)));
    }
    out.write_all(text.as_bytes())?;
    if let Some(report) = &section.report {
        out.write_all(b"<div>\n")?;
        html::write_table(report, look, out)?;
        out.write_all(b"</div>\n")?;
    }
    out.write_all(if pair { b"</div>\n</section>\n" } else { b"</section>\n" })?;
    Ok(())
}

/// A figure as people read it.
fn read(figure: &Figure) -> String {
    let text = shown(figure.kind, &figure.value, 0, true).text;
    if text.is_empty() { "–".to_owned() } else { text }
}

fn book(review: &Review, out: &mut dyn Write) -> Result<(), RenderError> {
    let mut book = workbook(&review.title)?;
    book.add_worksheet();
    let mut misfits = Misfits::default();
    for section in &review.sections {
        let Some(report) = &section.report else { continue };
        let found = xlsx::table(report, book.add_worksheet())?;
        misfits.long_numbers += found.long_numbers;
        misfits.long_texts += found.long_texts;
    }
    if let Some(first) = book.worksheets_mut().first_mut() {
        let mut sheet = Sheet::new(first, "Review")?;
        sheet.text((0, 0), &review.title, Look::Title)?;
        let mut row = 0;
        for line in &review.subtitle {
            row += 1;
            sheet.text((row, 0), line, Look::Line)?;
        }
        row += 1;
        for figure in &review.figures {
            row += 1;
            sheet.text((row, 0), &figure.title, Look::Plain)?;
            xlsx::cell(&mut sheet, (row, 1), (figure.kind, &figure.value, 0), Look::Plain)?;
            sheet.text((row, 2), &figure.about, Look::Line)?;
        }
        row += 1;
        for section in &review.sections {
            for line in &section.lines {
                row += 1;
                sheet.text((row, 0), &format!("{}: {line}", section.title), Look::Line)?;
            }
        }
        for line in misfits.notes() {
            row += 1;
            sheet.text((row, 0), &line, Look::Line)?;
        }
        sheet.finish()?;
    }
    save(&mut book, out)
}

fn document(review: &Review, look: &Style, out: &mut dyn Write) -> Result<(), RenderError> {
    let mut top = format!("# {}\n\n", plain(&review.title));
    for line in &review.subtitle {
        top.push_str(&format!("{}  \n", plain(line)));
    }
    top.push('\n');
    for figure in &review.figures {
        let about = if figure.about.is_empty() { String::new() } else { format!(" ({})", figure.about) };
        top.push_str(&format!("- **{}**: {}{}\n", plain(&figure.title), plain(&read(figure)), plain(&about)));
    }
    out.write_all(top.as_bytes())?;
    for section in &review.sections {
        let mut text = format!("\n## {}\n", plain(&section.title));
        for line in &section.lines {
            text.push_str(&format!("\n{}\n", plain(line)));
        }
        out.write_all(text.as_bytes())?;
        if let Some(report) = &section.report {
            out.write_all(b"\n")?;
            markdown::write_table(report, look, out)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Bar, Bars, Block, Column, Kind, Report, Values};

    fn review() -> Review {
        let rows = Block::of(vec![Values::text(["<Ana>"]), Values::Fraction(vec![1_250_000])]);
        let columns = vec![Column::text("name", "Name"), Column::fraction("attainment", "Attainment")];
        let bar = Bar { label: "<Ana>".to_owned(), value: Some(1_250_000), ..Bar::default() };
        let bars = Bars {
            title: "Attainment".to_owned(),
            kind: Kind::Fraction,
            bars: vec![bar],
            line: None,
            mark: String::new(),
            outline: String::new(),
        };
        let figure = |value: i64, about: &str| Figure {
            title: "Attainment".to_owned(),
            kind: Kind::Fraction,
            value: Values::Fraction(vec![value]),
            about: about.to_owned(),
        };
        let section = Section {
            title: "Who & what".to_owned(),
            lines: vec!["1 of 1 rep".to_owned()],
            bars: Some(bars),
            report: Some(Report::new("", columns, rows)),
            ..Section::default()
        };
        let silent = Section {
            title: "Funnel".to_owned(),
            lines: vec!["no history".to_owned()],
            ..Section::default()
        };
        Review {
            title: "Review <West>".to_owned(),
            subtitle: vec!["2026-Q3".to_owned()],
            figures: vec![figure(1_250_000, "of 100 %"), figure(i64::MIN, "")],
            sections: vec![section, silent],
        }
    }

    fn written(format: Format) -> Vec<u8> {
        let mut out = Vec::new();
        write_review(&review(), format, &Style::default(), &mut out).unwrap();
        out
    }

    #[test]
    fn a_page_has_numbers_pictures_and_tables_and_no_markup_of_others() {
        let page = String::from_utf8(written(Format::Html)).unwrap();
        for expected in [
            "<h1>Review &lt;West&gt;</h1>",
            "<dt>Attainment</dt><dd>125.0 %</dd><dd class=\"about\">of 100 %</dd>",
            "<dd>–</dd>",
            "<h2>Who &amp; what</h2>\n<p>1 of 1 rep</p>",
            "<svg class=\"bars\"",
            "<td>&lt;Ana&gt;</td><td class=\"number\">125.0 %</td>",
            "<h2>Funnel</h2>\n<p>no history</p>",
        ] {
            assert!(page.contains(expected), "`{expected}` is not in {page}");
        }
        assert!(!page.contains("<script") && !page.contains("://"), "{page}");
        let opened = page.matches("<section").count();
        assert_eq!((opened, page.matches("</section>").count()), (2, 2));
        assert_eq!(page.matches("<div").count(), page.matches("</div>").count());
    }

    #[test]
    fn markdown_and_workbooks_say_the_same() {
        let text = String::from_utf8(written(Format::Markdown)).unwrap();
        assert!(text.contains("- **Attainment**: 125.0 % (of 100 %)"), "{text}");
        assert!(text.contains("## Who & what\n\n1 of 1 rep\n\n| Name | Attainment |"), "{text}");
        assert_eq!(&written(Format::Xlsx)[..2], b"PK");
        let mut out = Vec::new();
        let error = write_review(&review(), Format::Csv, &Style::default(), &mut out).unwrap_err();
        assert_eq!(error.to_string(), "a review is not written as `csv`");
    }
}
