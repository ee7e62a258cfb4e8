//! A chart drawn with characters: Braille dots, eight to a character, or ASCII. The numbers behind it stand in the
//! table below it.

use super::axis::{across, label, ticks, up, value};
use super::style::Style;
use super::text::{visible, width};
use crate::report::{Band, Chart};

/// Lines of the drawing.
const HEIGHT: usize = 12;
/// Columns of the drawing and its labels where the style has no width.
const WIDTH: usize = 80;
/// The widest that a drawing gets, labels included: a line on a very wide terminal says no more.
const WIDTH_MAX: usize = 110;
/// No narrower drawing says anything.
const WIDTH_MIN: usize = 16;
/// The bit of each dot of a Braille character, by row and column.
const DOTS: [[u32; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/// What is in the characters of the drawing, row by row from the top.
struct Canvas {
    columns: usize,
    unicode: bool,
    /// The dots of each character.
    dots: Vec<u32>,
    /// Characters that stand in place of dots, and those that stand where no dot is.
    over: Vec<Option<char>>,
    under: Vec<Option<char>>,
}

impl Canvas {
    fn new(columns: usize, unicode: bool) -> Canvas {
        let size = columns * HEIGHT;
        Canvas { columns, unicode, dots: vec![0; size], over: vec![None; size], under: vec![None; size] }
    }

    /// Dots of a character across and up.
    fn grain(&self) -> (usize, usize) {
        if self.unicode { (2, 4) } else { (1, 1) }
    }

    /// The last dot across and up.
    fn last(&self) -> (i128, i128) {
        let (across, up) = self.grain();
        (number(self.columns * across) - 1, number(HEIGHT * up) - 1)
    }

    /// The character of a dot, and the row and column of the dot in it; dots count from the bottom left.
    fn at(&self, (x, y): (i128, i128)) -> Option<(usize, usize, usize)> {
        let (across, up) = self.grain();
        let (x, y) = (usize::try_from(x).ok()?, usize::try_from(self.last().1 - y).ok()?);
        let (column, row) = (x / across, y / up);
        (column < self.columns && row < HEIGHT).then_some((row * self.columns + column, y % up, x % across))
    }

    fn dot(&mut self, place: (i128, i128)) {
        if let Some((at, row, column)) = self.at(place) {
            self.dots[at] |= DOTS[row][column];
        }
    }

    /// Dots on a straight line, both ends included.
    fn line(&mut self, from: (i128, i128), to: (i128, i128)) {
        self.broken(from, to, 1);
    }

    /// One in `every` of the dots on a straight line.
    fn broken(&mut self, from: (i128, i128), to: (i128, i128), every: usize) {
        let (wide, high) = (to.0 - from.0, to.1 - from.1);
        let steps = wide.abs().max(high.abs()).max(1);
        for step in (0..=steps).step_by(every) {
            self.dot((from.0 + wide * step / steps, from.1 + high * step / steps));
        }
    }

    fn row(&self, row: usize) -> String {
        let character = |at: usize| match (self.over[at], self.dots[at], self.under[at]) {
            (Some(over), _, _) => over,
            (None, 0, under) => under.unwrap_or(' '),
            (None, dots, _) if self.unicode => char::from_u32(0x2800 + dots).unwrap_or('*'),
            (None, _, _) => '*',
        };
        (row * self.columns..(row + 1) * self.columns).map(character).collect()
    }
}

/// The lines of a chart, without colour and without spaces at their ends.
pub(super) fn plot(chart: &Chart, style: &Style) -> Vec<String> {
    let (x, y) = (across(chart), up(chart));
    let ticks: Vec<(i128, String)> =
        ticks(&chart.up, y, 3).into_iter().map(|tick| (tick, label(&chart.up, tick))).collect();
    let labels = ticks.iter().map(|(_, label)| width(label)).max().unwrap_or(0);
    let whole = style.width.unwrap_or(WIDTH).min(WIDTH_MAX);
    let columns = whole.saturating_sub(labels + 2).max(WIDTH_MIN);
    let mut canvas = Canvas::new(columns, style.unicode);
    let last = canvas.last();
    let place = |point: (i128, i128)| (x.place(point.0, last.0), y.place(point.1, last.1));
    for (from, to) in chart.points.iter().zip(chart.points.iter().skip(1)) {
        canvas.line(place(*from), place(*to));
    }
    for bound in [|band: &Band| band.low, |band: &Band| band.high] {
        let bounds: Vec<(i128, i128)> = chart.band.iter().map(|band| (band.at, bound(band))).collect();
        for (from, to) in bounds.iter().zip(bounds.iter().skip(1)) {
            canvas.broken(place(*from), place(*to), 3);
        }
    }
    for (from, to) in chart.ahead.iter().zip(chart.ahead.iter().skip(1)) {
        canvas.line(place(*from), place(*to));
    }
    for mark in &chart.marks {
        for row in 0..=last.1 {
            if let Some((at, _, _)) = canvas.at((x.place(mark.at, last.0), row)) {
                canvas.under[at] = Some(if style.unicode { '┊' } else { ':' });
            }
        }
    }
    if let Some(spot) = &chart.spot
        && let Some((at, _, _)) = canvas.at(place(spot.at))
    {
        canvas.over[at] = Some(if style.unicode { '●' } else { 'O' });
    }
    let mut lines = vec![visible(&chart.up.title)];
    for row in 0..HEIGHT {
        let tick = ticks.iter().find(|(tick, _)| {
            canvas.at((0, y.place(*tick, last.1))).is_some_and(|(at, _, _)| at / columns == row)
        });
        let stroke = match (style.unicode, tick.is_some()) {
            (true, true) => '┤',
            (true, false) => '│',
            (false, _) => '|',
        };
        let text = tick.map_or("", |(_, label)| label);
        let padding = " ".repeat(labels - width(text));
        lines.push(format!("{padding}{text} {stroke}{}", canvas.row(row)).trim_end().to_owned());
    }
    lines.extend(foot(chart, &canvas, labels));
    lines.extend(legend(chart, style));
    lines
}

/// The axis across with its labels and its title.
fn foot(chart: &Chart, canvas: &Canvas, labels: usize) -> Vec<String> {
    let x = across(chart);
    let (corner, stroke, tick_mark) = if canvas.unicode { ('└', '─', '┬') } else { ('+', '-', '+') };
    let mut axis: Vec<char> = vec![stroke; canvas.columns];
    let mut text: Vec<char> = vec![' '; labels + 2 + canvas.columns];
    let mut free = 0;
    for tick in ticks(&chart.across, x, number(canvas.columns / 16).max(1)) {
        let column = usize::try_from(x.place(tick, number(canvas.columns) - 1)).unwrap_or(0);
        let label: Vec<char> = label(&chart.across, tick).chars().collect();
        // Under its tick as far as there is room on both sides.
        let middle = (labels + 2 + column).saturating_sub(label.len() / 2);
        let from = middle.min(text.len().saturating_sub(label.len()));
        if from < free || label.len() > text.len() {
            continue;
        }
        if let Some(mark) = axis.get_mut(column) {
            *mark = tick_mark;
        }
        for (place, character) in text[from..].iter_mut().zip(&label) {
            *place = *character;
        }
        free = from + label.len() + 1;
    }
    let axis: String = axis.into_iter().collect();
    let text: String = text.into_iter().collect();
    let title = visible(&chart.across.title);
    let before = (labels + 2 + canvas.columns).saturating_sub(width(&title));
    vec![
        format!("{}{corner}{axis}", " ".repeat(labels + 1)),
        text.trim_end().to_owned(),
        format!("{}{title}", " ".repeat(before)),
    ]
}

/// What the marks and the spot are.
fn legend(chart: &Chart, style: &Style) -> Vec<String> {
    let mut said = Vec::new();
    if !chart.marks.is_empty() {
        let labels: Vec<String> = chart.marks.iter().map(|mark| visible(&mark.label)).collect();
        said.push(format!("{} {}", if style.unicode { '┊' } else { ':' }, labels.join(" · ")));
    }
    if !chart.band.is_empty() {
        said.push("dotted: the interval".to_owned());
    }
    if let Some(spot) = &chart.spot {
        let at = (value(&chart.across, spot.at.0), value(&chart.up, spot.at.1));
        let mark = if style.unicode { '●' } else { 'O' };
        said.push(format!("{mark} {}: {}, {}", visible(&spot.label), at.0, at.1));
    }
    if style.unicode { said } else { said.into_iter().map(|line| line.replace('·', "|")).collect() }
}

/// Sizes of terminals fit every integer.
fn number(size: usize) -> i128 {
    i128::try_from(size).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Axis, Kind, Mark, Spot};

    /// Twice as steep above 100 % as below, with a rep at 150 %.
    fn chart() -> Chart {
        let axis = |title: &str, kind| Axis { title: title.to_owned(), kind };
        Chart {
            across: axis("attainment", Kind::Fraction),
            up: axis("earned, USD", Kind::Money),
            points: vec![(0, 0), (1_000_000, 10_000_000), (2_000_000, 30_000_000)],
            ahead: Vec::new(),
            band: Vec::new(),
            marks: vec![Mark { at: 1_000_000, label: "tier 2 from 100 %".to_owned() }],
            spot: Some(Spot { at: (1_500_000, 20_000_000), label: "Ana\x1b".to_owned() }),
        }
    }

    #[test]
    fn a_chart_in_ascii_has_its_line_marks_and_labels() {
        let style = Style { width: Some(40), unicode: false, ..Style::default() };
        // 33 columns and 12 rows: 100 % is column 16, and 1,000 of 3,000 the fourth row from the lowest.
        let expected = "\
earned, USD
3,000 |                :               *
      |                :             **
      |                :           **
      |                :         **
2,000 |                :      *O*
      |                :    **
      |                :  **
1,000 |                ***
      |            ****:
      |        ****    :
      |    ****        :
    0 |****            :
      ++---------------+---------------+
      0 %            100 %         200 %
                              attainment
: tier 2 from 100 %
O Ana\\u{1b}: 150.0 %, 2,000.00";
        assert_eq!(plot(&chart(), &style).join("\n"), expected);
    }

    #[test]
    fn what_is_ahead_stands_between_its_bounds() {
        let day = |text: &str| i128::from(crate::calendar::Day::parse(text).unwrap().number()) * 10_000;
        let (first, second, third) = (day("2026-01-01"), day("2026-02-01"), day("2026-03-01"));
        let band = |at, low, high| Band { at, low, high };
        let chart = Chart {
            across: Axis { title: "month".to_owned(), kind: Kind::Date },
            points: vec![(first, 20_000_000), (second, 20_000_000)],
            ahead: vec![(second, 20_000_000), (third, 20_000_000)],
            band: vec![band(second, 20_000_000, 20_000_000), band(third, 10_000_000, 30_000_000)],
            marks: Vec::new(),
            spot: None,
            ..chart()
        };
        let style = Style { width: Some(40), unicode: false, ..Style::default() };
        let lines = plot(&chart, &style);
        // The bounds part after the middle: 1,000 up and down of 3,000 over 12 rows are four rows.
        assert!(
            lines[1].ends_with('*') && lines[8].ends_with('*') && lines[5].contains("****"),
            "{lines:#?}"
        );
        // There is room for two ticks, and months would be three: quarters.
        assert_eq!(lines[14], "    2026-01");
        assert_eq!(lines.last().unwrap(), "dotted: the interval");
    }

    #[test]
    fn a_narrow_terminal_and_a_flat_line_are_drawn_all_the_same() {
        let flat = Chart { points: vec![(0, 0)], marks: Vec::new(), spot: None, ..chart() };
        for width in [1, 20, 500] {
            for unicode in [true, false] {
                let style = Style { width: Some(width), unicode, ..Style::default() };
                assert_eq!(plot(&flat, &style).len(), 16);
                assert_eq!(plot(&chart(), &style).len(), 18);
            }
        }
    }
}
