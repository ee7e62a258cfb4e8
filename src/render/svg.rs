//! A chart as a picture of its own: SVG with labelled axes, a line, vertical marks and a named point. Positions are
//! hundredths of a pixel in whole numbers, so that the same chart gives the same bytes everywhere.

use std::io::Write;

use super::RenderError;
use super::axis::{Range, across, label, ticks, up, value};
use super::bars;
use super::markup::escaped;
use crate::money::write_plain;
use crate::report::{Chart, Report};

/// The picture and the drawing inside it, in pixels.
#[derive(Clone, Copy)]
struct Frame {
    width: i128,
    height: i128,
    left: i128,
    right: i128,
    top: i128,
    bottom: i128,
    /// Ticks across, at most.
    ticks: i128,
}

/// A picture of its own, with room for a title.
const ALONE: Frame = Frame { width: 800, height: 480, left: 96, right: 776, top: 104, bottom: 416, ticks: 8 };
/// A picture in a page, which says the title: narrow, so that its letters can be read on a phone.
const INSIDE: Frame = Frame { width: 480, height: 300, left: 84, right: 448, top: 24, bottom: 248, ticks: 5 };
/// Lines of subtitle that fit above the drawing.
const SUBTITLE_MAX: usize = 3;
/// Pixels of a letter of the labels, roughly; labels that would run into each other stand one below the other.
const LETTER: i128 = 7;

const STYLE: &str = "text{font-family:system-ui,'Segoe UI','DejaVu Sans',Helvetica,Arial,sans-serif;font-size:12px;\
fill:#374151}.title{font-size:18px;font-weight:600;fill:#111827}.grid{stroke:#e5e7eb}.axis{stroke:#6b7280}\
.mark{stroke:#b45309;stroke-dasharray:4 4}\
.mark-label,.spot-label{paint-order:stroke;stroke:#fff;stroke-width:4px}\
.mark-label{fill:#92400e;font-size:11px}\
.band{fill:#1d4ed8;fill-opacity:.14}.ahead{fill:none;stroke:#1d4ed8;stroke-width:2.5;stroke-dasharray:6 5}\
.line{fill:none;stroke:#1d4ed8;stroke-width:2.5;stroke-linejoin:round}.spot{fill:#be123c;stroke:#fff;\
stroke-width:1.5}.spot-label{fill:#be123c;font-weight:600}";

/// The same for a picture in a page: its words are those of the picture alone, and follow the ink of the page.
pub(super) const STYLE_INSIDE: &str = ".chart{display:block;width:100%;max-width:42rem;height:auto}\
.chart text{font-size:12px;fill:#374151}.chart .grid{stroke:#e5e7eb}.chart .axis{stroke:#6b7280}\
.chart .mark{stroke:#b45309;stroke-dasharray:4 4}\
.chart .mark-label,.chart .spot-label{paint-order:stroke;stroke:#fff;stroke-width:4px}\
.chart .mark-label{fill:#92400e;font-size:11px}\
.chart .band{fill:#1d4ed8;fill-opacity:.14}\
.chart .ahead{fill:none;stroke:#1d4ed8;stroke-width:2.5;stroke-dasharray:6 5}\
.chart .line{fill:none;stroke:#1d4ed8;stroke-width:2.5;stroke-linejoin:round}\
.chart .spot{fill:#be123c;stroke:#fff;stroke-width:1.5}.chart .spot-label{fill:#be123c;font-weight:600}";

/// Writes the chart of a report, titled as the report is.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> Result<(), RenderError> {
    let Some(chart) = &report.chart else { return bars::write(report, out) };
    let mut picture = Picture::new(chart, ALONE);
    picture.head(report);
    picture.draw(chart);
    out.write_all(picture.text.as_bytes())?;
    Ok(())
}

/// A chart as an element of a page, which has [`STYLE_INSIDE`] among its styles; `title` says what it shows to those
/// who cannot see it.
pub(super) fn inside(chart: &Chart, title: &str) -> String {
    let mut picture = Picture::new(chart, INSIDE);
    let Frame { width, height, .. } = INSIDE;
    picture.element(&format!("<svg class=\"chart\" viewBox=\"0 0 {width} {height}\" role=\"img\">"));
    picture.element(&format!("<title>{}</title>", escaped(title)));
    picture.draw(chart);
    picture.text
}

/// A picture being drawn.
struct Picture {
    frame: Frame,
    text: String,
    across: Range,
    up: Range,
}

impl Picture {
    fn new(chart: &Chart, frame: Frame) -> Self {
        Self { frame, text: String::new(), across: across(chart), up: up(chart) }
    }

    /// Everything under the head.
    fn draw(&mut self, chart: &Chart) {
        self.grid(chart);
        self.marks(chart);
        self.band(chart);
        self.line(chart);
        self.spot(chart);
        self.text.push_str("</svg>\n");
    }

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
        let Frame { width, height, .. } = self.frame;
        let title = escaped(&report.title);
        self.element(&format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" role=\"img\" aria-labelledby=\"title description\">"
        ));
        self.element(&format!("<title id=\"title\">{title}</title>"));
        let description: Vec<&str> = report.subtitle.iter().map(String::as_str).collect();
        self.element(&format!("<desc id=\"description\">{}</desc>", escaped(&description.join(", "))));
        self.element(&format!("<style>{STYLE}</style>"));
        self.element(&format!("<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>"));
        self.words(("24", "32"), "start", "title", &report.title);
        for (line, y) in report.subtitle.iter().take(SUBTITLE_MAX).zip([50_u32, 66, 82]) {
            self.words(("24", &y.to_string()), "start", "", line);
        }
    }

    /// The axes with their ticks, labels and titles.
    fn grid(&mut self, chart: &Chart) {
        let (left, right) = (self.frame.left.to_string(), self.frame.right.to_string());
        let bottom = self.frame.bottom.to_string();
        for tick in ticks(&chart.up, self.up, 5) {
            let y = self.y(tick, 0);
            let class = if tick == 0 { "axis" } else { "grid" };
            self.stroke((&left, &y), (&right, &y), class);
            let (x, y) = ((self.frame.left - 10).to_string(), self.y(tick, 4));
            self.words((&x, &y), "end", "", &label(&chart.up, tick));
        }
        for tick in ticks(&chart.across, self.across, self.frame.ticks) {
            let x = self.x(tick);
            self.stroke((&x, &bottom), (&x, &(self.frame.bottom + 5).to_string()), "axis");
            self.words(
                (&x, &(self.frame.bottom + 20).to_string()),
                "middle",
                "",
                &label(&chart.across, tick),
            );
        }
        self.stroke((&left, &bottom), (&right, &bottom), "axis");
        self.stroke((&left, &self.frame.top.to_string()), (&left, &bottom), "axis");
        let middle = i128::midpoint(self.frame.left, self.frame.right).to_string();
        self.words((&middle, &(self.frame.bottom + 44).to_string()), "middle", "", &chart.across.title);
        let height = i128::midpoint(self.frame.top, self.frame.bottom).to_string();
        let title = escaped(&chart.up.title);
        self.element(&format!(
            "<text x=\"20\" y=\"{height}\" text-anchor=\"middle\" transform=\"rotate(-90 20 {height})\">{title}</text>"
        ));
    }

    fn marks(&mut self, chart: &Chart) {
        let (mut free, mut level) = (self.frame.left, 0_i128);
        for mark in &chart.marks {
            let x = self.x(mark.at);
            self.stroke((&x, &self.frame.top.to_string()), (&x, &self.frame.bottom.to_string()), "mark");
            let at = self.frame.left + self.across.place(mark.at, self.frame.right - self.frame.left);
            let wide = i128::try_from(mark.label.chars().count()).unwrap_or(0) * LETTER;
            level = if at < free { level + 1 } else { 0 };
            free = free.max(at + 6 + wide);
            // A label that would leave the picture stands on the other side of its line.
            let (x, anchor) =
                if at + 6 + wide > self.frame.width { (at - 5, "end") } else { (at + 5, "start") };
            let y = (self.frame.top + 12 + level * 14).to_string();
            self.words((&x.to_string(), &y), anchor, "mark-label", &mark.label);
        }
    }

    /// The lower bounds from left to right, and the upper ones back.
    fn band(&mut self, chart: &Chart) {
        if chart.band.is_empty() {
            return;
        }
        let low = chart.band.iter().map(|band| (band.at, band.low));
        let high = chart.band.iter().rev().map(|band| (band.at, band.high));
        let corners = self.places(low.chain(high));
        self.element(&format!("<polygon class=\"band\" points=\"{corners}\"/>"));
    }

    fn line(&mut self, chart: &Chart) {
        let points = self.places(chart.points.iter().copied());
        self.element(&format!("<polyline class=\"line\" points=\"{points}\"/>"));
        if !chart.ahead.is_empty() {
            let points = self.places(chart.ahead.iter().copied());
            self.element(&format!("<polyline class=\"ahead\" points=\"{points}\"/>"));
        }
    }

    fn places(&self, points: impl Iterator<Item = (i128, i128)>) -> String {
        let places: Vec<String> = points.map(|(x, y)| format!("{},{}", self.x(x), self.y(y, 0))).collect();
        places.join(" ")
    }

    fn spot(&mut self, chart: &Chart) {
        let Some(spot) = &chart.spot else { return };
        let (x, y) = (self.x(spot.at.0), self.y(spot.at.1, 0));
        self.element(&format!("<circle class=\"spot\" cx=\"{x}\" cy=\"{y}\" r=\"5\"/>"));
        let said = (value(&chart.across, spot.at.0), value(&chart.up, spot.at.1));
        let words = format!("{}: {}, {}", spot.label, said.0, said.1);
        let at = self.frame.left + self.across.place(spot.at.0, self.frame.right - self.frame.left);
        // Beside the curve, on the side that has room: it rises to the right.
        let wide = i128::try_from(words.chars().count()).unwrap_or(0) * LETTER;
        let left_half = self.across.place(spot.at.0, 2) < 1;
        let narrow = self.frame.width < ALONE.width && at - 10 - wide < self.frame.left;
        let (x, y, anchor) = if left_half || narrow {
            (at, self.y(spot.at.1, -14), "start")
        } else {
            (at - 10, self.y(spot.at.1, -10), "end")
        };
        self.words((&x.to_string(), &y), anchor, "spot-label", &words);
    }

    fn x(&self, number: i128) -> String {
        pixels(self.frame.left * 100 + self.across.place(number, (self.frame.right - self.frame.left) * 100))
    }

    /// The place of a number, so many pixels lower.
    fn y(&self, number: i128, lower: i128) -> String {
        pixels(
            (self.frame.bottom + lower) * 100
                - self.up.place(number, (self.frame.bottom - self.frame.top) * 100),
        )
    }
}

/// Hundredths of a pixel as a decimal: 1250 is 12.5.
pub(super) fn pixels(hundredths: i128) -> String {
    let mut digits = Vec::new();
    write_plain(&mut digits, hundredths, 2, 0);
    String::from_utf8_lossy(&digits).into_owned()
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
            ahead: Vec::new(),
            band: Vec::new(),
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
    fn a_band_goes_along_its_low_bounds_and_back_along_its_high_ones() {
        let band = |at, low, high| crate::report::Band { at, low, high };
        let bounds = vec![band(1_000_000, 30_000_000, 90_000_000), band(2_000_000, 0, 150_000_000)];
        let chart =
            Chart { band: bounds, ahead: vec![(1_000_000, 60_000_000), (2_000_000, 60_000_000)], ..chart() };
        let text = written(&report(Some(chart))).unwrap();
        // 3,000 of 15,000 are 62.4 pixels of 312, 9,000 are 187.2.
        assert!(
            text.contains("<polygon class=\"band\" points=\"436,353.6 776,416 776,104 436,228.8\"/>"),
            "{text}"
        );
        assert!(text.contains("<polyline class=\"ahead\" points=\"436,291.2 776,291.2\"/>"), "{text}");
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
