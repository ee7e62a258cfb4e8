//! Small charts of text: a line of levels for a row of numbers, and a bar for one number. Charts show shape;
//! the numbers themselves stand beside them or in the machine formats.

use crate::money::{Rounding, divide};

/// The eight levels of a sparkline, lowest first.
const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// The same with ASCII alone.
const LEVELS_ASCII: [char; 8] = ['_', '.', '-', '~', '=', '+', '*', '#'];
/// Bars of one to seven eighths of a character.
const EIGHTHS: [char; 7] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];
/// Decimals that a value of a sparkline is read with; more are cut, which no picture can show.
const DECIMALS: u32 = 14;

/// A sparkline of numbers that are written as decimals with spaces between them; what is not a number is a gap:
/// `1200.00 0.00 -` becomes `█▁ `. The lowest level is zero or the smallest number, whichever is less.
#[must_use]
pub fn sparkline(numbers: &str, unicode: bool) -> String {
    let levels = if unicode { LEVELS } else { LEVELS_ASCII };
    let numbers: Vec<Option<i128>> = numbers.split_whitespace().map(parse).collect();
    let low = numbers.iter().flatten().copied().min().unwrap_or(0).min(0);
    let high = numbers.iter().flatten().copied().max().unwrap_or(0).max(0);
    let level = |number: i128| {
        // Seven steps lead from the lowest level to the highest.
        let steps = if high > low { divide((number - low) * 7, high - low, Rounding::HalfUp) } else { 0 };
        levels[usize::try_from(steps).unwrap_or(0).min(7)]
    };
    numbers.iter().map(|number| number.map_or(' ', level)).collect()
}

/// A bar of at most `width` characters for `value`, where `full` fills them all. Zero and less has no bar,
/// and any number above zero has at least the thinnest.
#[must_use]
pub fn bar(value: i128, full: i128, width: usize, unicode: bool) -> String {
    if value <= 0 || full <= 0 {
        return String::new();
    }
    let parts = if unicode { 8 } else { 1 };
    let whole = i128::try_from(width).unwrap_or(0) * parts;
    let filled = (value.min(full).checked_mul(whole).map_or(whole, |product| product / full)).max(1);
    let characters = usize::try_from(filled / parts).unwrap_or(0);
    let mut text = if unicode { "█".repeat(characters) } else { "#".repeat(characters) };
    if let Some(eighth) = usize::try_from(filled % parts).ok().filter(|rest| *rest > 0) {
        text.push(EIGHTHS[eighth - 1]);
    }
    text
}

/// A plain decimal at scale 14; `None` for anything else.
fn parse(text: &str) -> Option<i128> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let mut number: i128 = whole.parse::<u64>().ok()?.into();
    let mut decimals = decimals.bytes();
    for _ in 0..DECIMALS {
        let digit = decimals.next().unwrap_or(b'0');
        if !digit.is_ascii_digit() {
            return None;
        }
        number = number * 10 + i128::from(digit - b'0');
    }
    Some(if text.starts_with('-') { -number } else { number })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sparkline_runs_from_zero_to_the_largest() {
        assert_eq!(sparkline("0.00 350.00 700.00", true), "▁▅█");
        assert_eq!(sparkline("0 100 200 300 400 500 600 700", true), "▁▂▃▄▅▆▇█");
        assert_eq!(sparkline("0 100 200 300 400 500 600 700", false), "_.-~=+*#");
    }

    #[test]
    fn negative_numbers_lower_the_floor_and_missing_ones_leave_a_gap() {
        assert_eq!(sparkline("-100.50 0 - 603", true), "▁▂ █");
    }

    #[test]
    fn nothing_but_zeros_is_a_flat_line() {
        assert_eq!(sparkline("0.00 0.00 0.00", true), "▁▁▁");
        assert_eq!(sparkline("", true), "");
    }

    #[test]
    fn a_bar_fills_its_width_at_the_full_value() {
        assert_eq!(bar(10, 10, 4, true), "████");
        assert_eq!(bar(5, 10, 3, true), "█▌");
        assert_eq!(bar(5, 10, 4, false), "##");
        assert_eq!(bar(1, 1_000_000, 4, true), "▏");
        assert_eq!(bar(1, 1_000_000, 4, false), "#");
        assert_eq!(bar(0, 10, 4, true), "");
        assert_eq!(bar(-3, 10, 4, true), "");
    }
}
