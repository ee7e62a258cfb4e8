//! A chart as a picture of its own: SVG with labelled axes, a line, vertical marks and a named point. Positions are
//! hundredths of a pixel in whole numbers, so that the same chart gives the same bytes everywhere.

use std::io::Write;

use super::RenderError;
use super::axis::{Range, across, label, up, value};
use super::text::visible;
use crate::money::write_plain;
use crate::report::{Chart, Report};

/// The picture in pixels.
const WIDTH: i128 = 800;
const HEIGHT: i128 = 480;
/// The drawing inside it.
const LEFT: i128 = 96;
const RIGHT: i128 = 776;
const TOP: i128 = 104;
const BOTTOM: i128 = 416;
/// Lines of subtitle that fit above the drawing.
const SUBTITLE_MAX: usize = 3;
/// Pixels of a letter of the labels, roughly; labels that would run into each other stand one below the other.
const LETTER: i128 = 7;

const STYLE: &str = "text{font-family:system-ui,'Segoe UI','DejaVu Sans',Helvetica,Arial,sans-serif;font-size:12px;\
fill:#374151}.title{font-size:18px;font-weight:600;fill:#111827}.grid{stroke:#e5e7eb}.axis{stroke:#6b7280}\
.mark{stroke:#b45309;stroke-dasharray:4 4}\
.mark-label,.spot-label{paint-order:stroke;stroke:#fff;stroke-width:4px}\
.mark-label{fill:#92400e;font-size:11px}\
.line{fill:none;stroke:#1d4ed8;stroke-width:2.5;stroke-linejoin:round}.spot{fill:#be123c;stroke:#fff;\
stroke-width:1.5}.spot-label{fill:#be123c;font-weight:600}";

/// Writes the chart of a report, titled as the report is.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> Result<(), RenderError> {
    let chart = report.chart.as_ref().ok_or_else(|| RenderError::NoChart { title: report.title.clone() })?;
    let mut picture = Picture { text: String::new(), across: across(chart), up: up(chart) };
    picture.head(report);
    picture.grid(chart);
    picture.marks(chart);
    picture.line(chart);
    picture.spot(chart);
    picture.text.push_str("</svg>\n");
    out.write_all(picture.text.as_bytes())?;
    Ok(())
}

/// A picture being drawn.
struct Picture {
    text: String,
    across: Range,
    up: Range,
}

impl Picture {
    fn element(&mut self, element: &str) {
        self.text.push_str(element);
        self.text.push('\n');
    }

    /// A text that begins, ends or has its middle at a place.
    fn words(&mut self, (x, y): (&str, &str), anchor: &str, class: &str, words: &str) {
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        let words = escaped(words);
        self.element(&format!("<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\"{class}>{words}</text>"));
    }

    fn stroke(&mut self, from: (&str, &str), to: (&str, &str), class: &str) {
        let ((x1, y1), (x2, y2)) = (from, to);
        self.element(&format!("<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" class=\"{class}\"/>"));
    }

    fn head(&mut self, report: &Report) {
        let title = escaped(&report.title);
        self.element(&format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" \
             height=\"{HEIGHT}\" role=\"img\" aria-labelledby=\"title description\">"
        ));
        self.element(&format!("<title id=\"title\">{title}</title>"));
        let description: Vec<&str> = report.subtitle.iter().map(String::as_str).collect();
        self.element(&format!("<desc id=\"description\">{}</desc>", escaped(&description.join(", "))));
        self.element(&format!("<style>{STYLE}</style>"));
        self.element(&format!("<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>"));
        self.words(("24", "32"), "start", "title", &report.title);
        for (line, y) in report.subtitle.iter().take(SUBTITLE_MAX).zip([50_u32, 66, 82]) {
            self.words(("24", &y.to_string()), "start", "", line);
        }
    }

    /// The axes with their ticks, labels and titles.
    fn grid(&mut self, chart: &Chart) {
        let (left, right) = (LEFT.to_string(), RIGHT.to_string());
        let bottom = BOTTOM.to_string();
        for tick in self.up.ticks(5) {
            let y = self.y(tick, 0);
            let class = if tick == 0 { "axis" } else { "grid" };
            self.stroke((&left, &y), (&right, &y), class);
            let (x, y) = ((LEFT - 10).to_string(), self.y(tick, 4));
            self.words((&x, &y), "end", "", &label(&chart.up, tick));
        }
        for tick in self.across.ticks(8) {
            let x = self.x(tick);
            self.stroke((&x, &bottom), (&x, &(BOTTOM + 5).to_string()), "axis");
            self.words((&x, &(BOTTOM + 20).to_string()), "middle", "", &label(&chart.across, tick));
        }
        self.stroke((&left, &bottom), (&right, &bottom), "axis");
        self.stroke((&left, &TOP.to_string()), (&left, &bottom), "axis");
        let middle = i128::midpoint(LEFT, RIGHT).to_string();
        self.words((&middle, &(BOTTOM + 44).to_string()), "middle", "", &chart.across.title);
        let height = i128::midpoint(TOP, BOTTOM).to_string();
        let title = escaped(&chart.up.title);
        self.element(&format!(
            "<text x=\"20\" y=\"{height}\" text-anchor=\"middle\" transform=\"rotate(-90 20 {height})\">{title}</text>"
        ));
    }

    fn marks(&mut self, chart: &Chart) {
        let (mut free, mut level) = (LEFT, 0_i128);
        for mark in &chart.marks {
            let x = self.x(mark.at);
            self.stroke((&x, &TOP.to_string()), (&x, &BOTTOM.to_string()), "mark");
            let at = LEFT + self.across.place(mark.at, RIGHT - LEFT);
            let wide = i128::try_from(mark.label.chars().count()).unwrap_or(0) * LETTER;
            level = if at < free { level + 1 } else { 0 };
            free = free.max(at + 6 + wide);
            // A label that would leave the picture stands on the other side of its line.
            let (x, anchor) = if at + 6 + wide > WIDTH { (at - 5, "end") } else { (at + 5, "start") };
            let y = (TOP + 12 + level * 14).to_string();
            self.words((&x.to_string(), &y), anchor, "mark-label", &mark.label);
        }
    }

    fn line(&mut self, chart: &Chart) {
        let points: Vec<String> =
            chart.points.iter().map(|(x, y)| format!("{},{}", self.x(*x), self.y(*y, 0))).collect();
        self.element(&format!("<polyline class=\"line\" points=\"{}\"/>", points.join(" ")));
    }

    fn spot(&mut self, chart: &Chart) {
        let Some(spot) = &chart.spot else { return };
        let (x, y) = (self.x(spot.at.0), self.y(spot.at.1, 0));
        self.element(&format!("<circle class=\"spot\" cx=\"{x}\" cy=\"{y}\" r=\"5\"/>"));
        let said = (value(&chart.across, spot.at.0), value(&chart.up, spot.at.1));
        let words = format!("{}: {}, {}", spot.label, said.0, said.1);
        let left_half = self.across.place(spot.at.0, 2) < 1;
        let at = LEFT + self.across.place(spot.at.0, RIGHT - LEFT);
        // Beside the curve, on the side that has room: it rises to the right.
        let (x, y, anchor) = if left_half {
            (at, self.y(spot.at.1, -14), "start")
        } else {
            (at - 10, self.y(spot.at.1, -10), "end")
        };
        self.words((&x.to_string(), &y), anchor, "spot-label", &words);
    }

    fn x(&self, number: i128) -> String {
        pixels(LEFT * 100 + self.across.place(number, (RIGHT - LEFT) * 100))
    }

    /// The place of a number, so many pixels lower.
    fn y(&self, number: i128, lower: i128) -> String {
        pixels((BOTTOM + lower) * 100 - self.up.place(number, (BOTTOM - TOP) * 100))
    }
}

/// Hundredths of a pixel as a decimal.
fn pixels(hundredths: i128) -> String {
    let mut digits = Vec::new();
    write_plain(&mut digits, hundredths, 2, 0);
    String::from_utf8_lossy(&digits).into_owned()
}

/// Text in which nothing is markup and nothing is hidden.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in visible(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{Format, Style, render};
    use crate::report::{Axis, Block, Column, Kind, Mark, Spot, Values};

    fn report(chart: Option<Chart>) -> Report {
        let block = Block::of(vec![Values::Integer(vec![1])]);
        let mut report = Report::new("Payout <curve>", vec![Column::integer("deals", "Deals")], block);
        report.chart = chart;
        report
    }

    fn chart() -> Chart {
        let axis = |title: &str, kind| Axis { title: title.to_owned(), kind };
        Chart {
            across: axis("attainment", Kind::Fraction),
            up: axis("earned & paid", Kind::Money),
            points: vec![(0, 0), (1_000_000, 60_000_000), (2_000_000, 150_000_000)],
            marks: vec![Mark { at: 1_000_000, label: "tier 2".to_owned() }],
            spot: Some(Spot { at: (500_000, 30_000_000), label: "</svg><script>".to_owned() }),
        }
    }

    fn written(report: &Report) -> Result<String, RenderError> {
        let mut out = Vec::new();
        render(report, Format::Svg, &Style::default(), &mut out)?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn points_stand_in_proportion_to_the_axes() {
        let text = written(&report(Some(chart()))).unwrap();
        // 680 pixels across for 200 %, 312 upwards for 15,000: 6,000 are 124.8 above 416.
        assert!(text.contains("points=\"96,416 436,291.2 776,104\""), "{text}");
        // 3,000 are 62.4 above 416; 50 % are 170 right of 96.
        assert!(text.contains("cx=\"266\" cy=\"353.6\""), "{text}");
        assert!(
            text.contains("<line x1=\"436\" y1=\"104\" x2=\"436\" y2=\"416\" class=\"mark\"/>"),
            "{text}"
        );
    }

    #[test]
    fn words_of_others_are_no_markup() {
        let text = written(&report(Some(chart()))).unwrap();
        assert!(text.contains("Payout &lt;curve&gt;") && text.contains("earned &amp; paid"), "{text}");
        assert!(!text.contains("<script>"), "{text}");
        assert_eq!(text.matches("</svg>").count(), 1);
    }

    #[test]
    fn a_report_without_a_chart_is_refused_by_name() {
        let error = written(&report(None)).unwrap_err();
        assert_eq!(error.to_string(), "`Payout <curve>` has no chart, and `svg` is a picture of one");
    }
}
