//! Bars as a picture in a page: each has its name and number above it, so that nothing depends on colour, on an axis or
//! on the width of a screen. What a bar is held against is a line, a mark or an outline, each of another shape.
//! Positions are hundredths of a pixel in whole numbers, as in the charts.

use super::axis::{label, value};
use super::markup::escaped;
use super::svg::pixels;
use crate::money::{Rounding, divide};
use crate::report::{Axis, Bar, Bars, Kind};

/// The picture, in pixels: wide enough for a phone, whose letters are then not made smaller.
const WIDTH: i128 = 400;
const LEFT: i128 = 8;
const RIGHT: i128 = 392;
/// A name and a bar, and a remark below them.
const ROW: i128 = 36;
const REMARK: i128 = 15;
const LEGEND: i128 = 20;

pub(super) const STYLE: &str = ".bars{display:block;width:100%;max-width:34rem;height:auto}\
.bars text{font-size:12px;fill:#111827}.bars .value{font-weight:600}.bars .about,.bars .legend{fill:#4b5563;\
font-size:11px}.bars .fill{fill:#475569}.bars .below{fill:#fff;stroke:#475569;stroke-width:1.5}\
.bars .outline{fill:none;stroke:#475569;stroke-dasharray:3 2}.bars .mark{stroke:#000;stroke-width:2.5}\
.bars .line{stroke:#000;stroke-width:1.5;stroke-dasharray:2 2}.bars .axis{stroke:#9ca3af}";

/// Bars as an element of a page, which has [`STYLE`] among its styles.
pub(super) fn inside(bars: &Bars) -> String {
    let numbers = bars.bars.iter().flat_map(|bar| [bar.value, bar.mark, bar.outline]).flatten();
    let numbers: Vec<i128> = numbers.chain(bars.line.as_ref().map(|(at, _)| *at)).chain([0]).collect();
    let low = numbers.iter().min().copied().unwrap_or(0);
    let high = numbers.iter().max().copied().unwrap_or(0).max(low + 1);
    let mut picture = Picture { low, high, y: LEGEND, text: String::new() };
    picture.legend(bars);
    for bar in &bars.bars {
        picture.bar(bars, bar);
    }
    let bottom = picture.y;
    let title = escaped(&bars.title);
    let text = &picture.text;
    format!(
        "<svg class=\"bars\" viewBox=\"0 0 {WIDTH} {}\" role=\"img\">\n<title>{title}</title>\n{text}</svg>\n",
        bottom + 4
    )
}

struct Picture {
    low: i128,
    high: i128,
    y: i128,
    text: String,
}

impl Picture {
    /// What line, marks and outlines mean.
    fn legend(&mut self, bars: &Bars) {
        let mut words = Vec::new();
        if let Some((_, name)) = &bars.line {
            words.push(format!("dotted: {name}"));
        }
        if bars.bars.iter().any(|bar| bar.mark.is_some()) {
            words.push(format!("black mark: {}", bars.mark));
        }
        if bars.bars.iter().any(|bar| bar.outline.is_some()) {
            words.push(format!("outline: {}", bars.outline));
        }
        if words.is_empty() {
            self.y = 0;
        } else {
            self.words(LEFT, 12, "start", "legend", &words.join(" · "));
        }
    }

    fn bar(&mut self, bars: &Bars, bar: &Bar) {
        let axis = Axis { title: String::new(), kind: bars.kind };
        let read =
            |number| if bars.kind == Kind::Integer { label(&axis, number) } else { value(&axis, number) };
        let said = bar.value.map_or_else(|| "none".to_owned(), read);
        self.words(LEFT, self.y + 14, "start", "", &bar.label);
        self.words(RIGHT, self.y + 14, "end", "value", &said);
        let top = self.y + 19;
        if let Some(number) = bar.outline {
            self.rectangle(number, top - 1, 14, "outline");
        }
        if let Some(number) = bar.value {
            self.rectangle(number, top + 2, 8, if number < 0 { "below" } else { "fill" });
        }
        // The line stands at the bars alone, so that it crosses no words.
        if let Some((at, _)) = &bars.line {
            self.upright(*at, top - 3, top + 15, "line");
        }
        if let Some(number) = bar.mark {
            self.upright(number, top - 2, top + 14, "mark");
        }
        self.upright(0, top - 1, top + 13, "axis");
        self.y += ROW;
        if !bar.about.is_empty() {
            self.words(LEFT, self.y + 8, "start", "about", &bar.about);
            self.y += REMARK;
        }
    }

    /// Hundredths of a pixel from the left.
    fn x(&self, number: i128) -> i128 {
        let (part, whole) = (number - self.low, self.high - self.low);
        let along = part.checked_mul((RIGHT - LEFT) * 100);
        LEFT * 100 + along.map_or(0, |along| divide(along, whole, Rounding::HalfUp))
    }

    fn rectangle(&mut self, number: i128, top: i128, height: i128, class: &str) {
        let (from, to) = (self.x(number.min(0)), self.x(number.max(0)));
        self.text.push_str(&format!(
            "<rect class=\"{class}\" x=\"{}\" y=\"{top}\" width=\"{}\" height=\"{height}\"/>\n",
            pixels(from),
            pixels(to - from)
        ));
    }

    fn upright(&mut self, number: i128, top: i128, bottom: i128, class: &str) {
        let x = pixels(self.x(number));
        self.text.push_str(&format!(
            "<line class=\"{class}\" x1=\"{x}\" y1=\"{top}\" x2=\"{x}\" y2=\"{bottom}\"/>\n"
        ));
    }

    fn words(&mut self, x: i128, y: i128, anchor: &str, class: &str, words: &str) {
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        self.text.push_str(&format!(
            "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\"{class}>{}</text>\n",
            escaped(words)
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bars(bars: Vec<Bar>, line: Option<(i128, String)>) -> String {
        let (title, mark, outline) = ("<b>".to_owned(), "quota".to_owned(), "last year".to_owned());
        inside(&Bars { title, kind: Kind::Fraction, bars, line, mark, outline })
    }

    fn bar(label: &str, value: i128) -> Bar {
        Bar { label: label.to_owned(), value: Some(value), ..Bar::default() }
    }

    #[test]
    fn bars_are_as_long_as_their_numbers() {
        let text = bars(vec![bar("Ana", 2_000_000), bar("Ben", 500_000)], Some((1_000_000, "100 %".into())));
        // 384 pixels for 200 %: 96 for 50 %, and 100 % is in the middle of them, at 200.
        assert!(
            text.contains("<rect class=\"fill\" x=\"8\" y=\"41\" width=\"384\" height=\"8\"/>"),
            "{text}"
        );
        assert!(text.contains("x=\"8\" y=\"77\" width=\"96\" height=\"8\"/>"), "{text}");
        assert!(text.contains("<line class=\"line\" x1=\"200\""), "{text}");
        assert!(text.contains(">200.0 %</text>") && text.contains("dotted: 100 %"), "{text}");
    }

    #[test]
    fn numbers_below_zero_go_to_the_left_of_zero() {
        let text = bars(vec![bar("Ana", -1_000_000), bar("Ben", 1_000_000)], None);
        assert!(text.contains("<rect class=\"below\" x=\"8\" y=\"21\" width=\"192\""), "{text}");
        assert!(text.contains("<rect class=\"fill\" x=\"200\" y=\"57\" width=\"192\""), "{text}");
    }

    #[test]
    fn what_is_not_there_is_said_and_words_are_no_markup() {
        let nothing = Bar { label: "</svg><script>".to_owned(), ..Bar::default() };
        let text = bars(vec![nothing], None);
        assert!(text.contains(">none</text>") && !text.contains("<rect"), "{text}");
        assert!(!text.contains("<script") && text.contains("<title>&lt;b&gt;</title>"), "{text}");
    }
}
