//! A picture of the bars that a table shows beside its numbers: SVG, one bar for each row, from the first column of
//! that kind; for reports that have no line to draw. Widths are whole pixels, so that the same rows give the same
//! bytes.

use std::io::Write;

use super::RenderError;
use super::markup::escaped;
use super::text::{Shown, shown};
use crate::report::{Kind, People, Report};

/// Where bars begin and end, in pixels.
const LEFT: i128 = 240;
const RIGHT: i128 = 640;
/// Pixels from one bar to the next, and of a bar.
const STRIDE: usize = 26;
const THICK: usize = 18;
/// Pixels above the first bar.
const TOP: usize = 104;
/// Rows beyond this are no picture, and are left out in words.
const ROWS_MAX: usize = 200;
/// Letters of a label that fit beside its bar.
const LETTERS: usize = 32;

const STYLE: &str = "text{font-family:system-ui,'Segoe UI','DejaVu Sans',Helvetica,Arial,sans-serif;font-size:12px;\
fill:#374151}.title{font-size:18px;font-weight:600;fill:#111827}.bar{fill:#1d4ed8}.less{fill:#be123c}";

/// One bar.
struct Bar {
    label: String,
    value: Shown,
}

/// Writes the bars of a report.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> Result<(), RenderError> {
    let no_chart = || RenderError::NoChart { title: report.title.clone() };
    let place = report.columns.iter().position(|column| column.kind == Kind::Bar).ok_or_else(no_chart)?;
    let (bars, left_out) = bars(report, place)?;
    let size = |bar: &Bar| bar.value.number.unwrap_or(0).saturating_abs();
    let full = bars.iter().map(size).max().unwrap_or(0).max(1);
    let height = TOP + STRIDE * (bars.len() + 1);
    let title = escaped(&report.title);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 800 {height}\" width=\"800\" height=\"{height}\" \
         role=\"img\" aria-labelledby=\"title description\">\n<title id=\"title\">{title}</title>\n"
    );
    text.push_str(&format!("<desc id=\"description\">{}</desc>\n", escaped(&report.subtitle.join(", "))));
    text.push_str(&format!(
        "<style>{STYLE}</style>\n<rect width=\"800\" height=\"{height}\" fill=\"#fff\"/>\n"
    ));
    text.push_str(&format!("<text x=\"24\" y=\"32\" class=\"title\">{title}</text>\n"));
    let lines = report.subtitle.iter().take(2).chain([&report.columns[place].title]);
    for (line, y) in lines.zip([50, 66, 82]) {
        text.push_str(&format!("<text x=\"24\" y=\"{y}\">{}</text>\n", escaped(line)));
    }
    for (row, bar) in bars.iter().enumerate() {
        let top = TOP + STRIDE * row;
        let base = top + THICK - 5;
        // Any amount that is not zero can be seen.
        let width = (size(bar).saturating_mul(RIGHT - LEFT) / full).max(i128::from(size(bar) > 0));
        let class = if bar.value.number.unwrap_or(0) < 0 { "less" } else { "bar" };
        let (label, value) = (escaped(&bar.label), escaped(&bar.value.text));
        let (left, beside, ends) = (LEFT, LEFT + width + 8, LEFT - 8);
        text.push_str(&format!(
            "<text x=\"{ends}\" y=\"{base}\" text-anchor=\"end\">{label}</text>\n\
             <rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{THICK}\" class=\"{class}\"/>\n\
             <text x=\"{beside}\" y=\"{base}\">{value}</text>\n"
        ));
    }
    if left_out > 0 {
        let base = TOP + STRIDE * bars.len() + THICK - 5;
        text.push_str(&format!("<text x=\"24\" y=\"{base}\">{left_out} more rows are not drawn</text>\n"));
    }
    text.push_str("</svg>\n");
    out.write_all(text.as_bytes())?;
    Ok(())
}

/// The bars, labelled by what stands before them, and how many rows are too many.
fn bars(report: &Report, place: usize) -> Result<(Vec<Bar>, usize), RenderError> {
    let labels: Vec<usize> = (0..place)
        .filter(|label| matches!(report.columns[*label].kind, Kind::Text | Kind::Id | Kind::Date))
        .filter(|label| report.columns[*label].people != People::MachineOnly)
        .collect();
    let (mut bars, mut left_out) = (Vec::new(), 0);
    for part in 0..report.parts.count {
        let block = report.part(part)?;
        for row in 0..block.rows {
            if bars.len() == ROWS_MAX {
                left_out += 1;
                continue;
            }
            let word =
                |label: &usize| shown(report.columns[*label].kind, &block.columns[*label], row, true).text;
            let words: Vec<String> = labels.iter().map(word).filter(|word| !word.is_empty()).collect();
            let words = words.join(" · ");
            let label = match words.chars().count() > LETTERS {
                true => words.chars().take(LETTERS - 1).chain(['…']).collect(),
                false => words,
            };
            bars.push(Bar { label, value: shown(Kind::Bar, &block.columns[place], row, true) });
        }
    }
    Ok((bars, left_out))
}

#[cfg(test)]
mod tests {
    use crate::render::fixture::text;
    use crate::render::{Format, Style};
    use crate::report::{Block, Column, Kind, Report, Values};

    #[test]
    fn bars_are_as_long_as_their_numbers() {
        let columns = vec![
            Column::text("path", "Path"),
            Column::text("currency", "Cur").for_machines(),
            Column::new("amount", "Amount", Kind::Bar),
        ];
        let block = Block::of(vec![
            Values::text(["a < b", "won"]),
            Values::text(["USD", "USD"]),
            Values::Amounts(vec![2_000_000, -500_000]),
        ]);
        let mut report = Report::new("Paths", columns, block);
        report.subtitle = vec!["2026".to_owned()];
        let picture = text(&report, Format::Svg, &Style::default());
        // 200.00 is the whole of 400 pixels, and 50.00 below zero a quarter.
        assert!(picture.contains("width=\"400\" height=\"18\" class=\"bar\""), "{picture}");
        assert!(picture.contains("width=\"100\" height=\"18\" class=\"less\""), "{picture}");
        assert!(picture.contains(">a &lt; b</text>") && !picture.contains("USD"), "{picture}");
    }
}
