//! Cells as people read them: thousands separators, percentages, charts, and text in which nothing is hidden.
//! Where the cells stand is left to the table and the Markdown document.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::spark::sparkline;
use crate::calendar::Day;
use crate::money::{Amount, Exact, Rounding, divide, grouped, write_plain};
use crate::report::{Kind, MISSING_CODE, MISSING_INTEGER, MISSING_MONEY, Values};

/// A cell as people read it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// The text; empty where there is no value.
    pub text: String,
    /// The number behind it, whatever its scale; for bars and for the ink of what is below zero.
    pub number: Option<i128>,
    /// Whether the value of a number or a day does not exist.
    pub missing: bool,
}

impl Shown {
    fn of_text(kind: Kind, text: &str, unicode: bool) -> Shown {
        let text = if kind == Kind::Spark { sparkline(text, unicode) } else { visible(text) };
        Shown { text, number: None, missing: false }
    }

    fn of_number(number: i128, text: String) -> Shown {
        Shown { text, number: Some(number), missing: false }
    }

    fn missing() -> Shown {
        Shown { missing: true, ..Shown::default() }
    }
}

/// The cell of one row.
pub(super) fn shown(kind: Kind, values: &Values, row: usize, unicode: bool) -> Shown {
    match values {
        Values::Text(texts) => Shown::of_text(kind, texts.get(row), unicode),
        Values::Codes { codes, names } => {
            let name = |code: u32| names.get(usize::try_from(code).ok()?);
            let text = if codes[row] == MISSING_CODE { None } else { name(codes[row]) };
            Shown::of_text(kind, text.map_or("", String::as_str), unicode)
        }
        Values::Money(cells) | Values::Amounts(cells) if cells[row] == MISSING_MONEY => Shown::missing(),
        Values::Fraction(cells) | Values::Number(cells) | Values::Integer(cells)
            if cells[row] == MISSING_INTEGER =>
        {
            Shown::missing()
        }
        Values::Money(cells) => converted(cells[row], cents(kind)),
        Values::Amounts(cells) => {
            Shown::of_number(cells[row], decimal(cells[row], Amount::SCALE, cents(kind)))
        }
        Values::Fraction(cells) => percentage(kind, cells[row]),
        Values::Number(cells) => {
            let raw = i128::from(cells[row]);
            Shown::of_number(raw, decimal(raw, Amount::SCALE, 0))
        }
        Values::Integer(cells) => Shown::of_number(cells[row].into(), grouped(&cells[row].to_string())),
        // The mark of a missing day is outside the calendar, as is nothing else.
        Values::Date(cells) => Day::from_number(cells[row])
            .map_or_else(Shown::missing, |day| Shown { text: day.to_string(), ..Shown::default() }),
    }
}

/// The decimals that are always shown: a count of deals or units has none unless it is not whole.
fn cents(kind: Kind) -> u32 {
    if kind == Kind::Number { 0 } else { 2 }
}

/// Money at scale 14, such as a converted sum: two decimals, rounded half away from zero, so 29980.851342 is
/// `29,980.85`. This rounding is for the eye alone: the report keeps the exact sum, and machine formats write
/// it.
fn converted(raw: i128, decimals_min: u32) -> Shown {
    let rounded = Exact::from_raw(raw).round_to(2, Rounding::HalfUp).raw();
    // The rounded number decides about ink as well: a colour must not say what the digits do not.
    Shown::of_number(rounded, decimal(rounded, Amount::SCALE, decimals_min))
}

/// Digits with thousands separators, at least so many decimals, and more as long as they are not zero.
fn decimal(raw: i128, scale: u32, decimals_min: u32) -> String {
    let mut digits = Vec::new();
    write_plain(&mut digits, raw, scale, decimals_min);
    grouped(&String::from_utf8(digits).expect("digits are ASCII"))
}

/// A share at scale 6 as a percentage: one decimal, rounded half away from zero, so 0.964123 is `96.4 %`; a
/// rate of pay with all its digits, so 0.187709 is `18.7709 %`. This rounding is for the eye alone: the
/// report keeps the exact share, and machine formats write it.
fn percentage(kind: Kind, raw: i64) -> Shown {
    let raw = i128::from(raw);
    let percent = match kind {
        // A fraction of scale 6 is a percentage of scale 4.
        Kind::Rate => decimal(raw, 4, 0),
        _ => decimal(divide(raw, 1_000, Rounding::HalfUp) * 1_000, 4, 1),
    };
    Shown::of_number(raw, format!("{percent} %"))
}

/// Text in which everything is visible: control characters (line ends and escape bytes among them), marks
/// that turn the direction of writing, and invisible separators become escapes such as `\n` or `\u{1b}`.
#[must_use]
pub fn visible(text: &str) -> String {
    if !text.contains(is_invisible) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_invisible(character) {
            out.extend(character.escape_default());
        } else {
            out.push(character);
        }
    }
    out
}

fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(character, '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The number of terminal columns that a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// The text cut to so many columns, with an ellipsis where something is missing. Never ends within a
/// character that is put together from several, so far as their widths tell.
pub(super) fn shorten(text: &str, columns: usize, ellipsis: &str) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let room = columns.saturating_sub(width(ellipsis));
    // A flood of marks without width must not take time without bound.
    let longest = room.saturating_mul(8) + 64;
    let mut end = 0;
    let mut joined = false;
    for (at, character) in text.char_indices().take(longest) {
        let extends = joined || character.width().unwrap_or(0) == 0;
        joined = character == '\u{200d}';
        if !extends {
            if width(&text[..at]) > room {
                break;
            }
            end = at;
        }
    }
    format!("{}{ellipsis}", text[..end].trim_end())
}

/// Words of a text in lines of at most so many columns; a longer word has a line of its own.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(word) <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(kind: Kind, values: &Values) -> String {
        shown(kind, values, 0, true).text
    }

    #[test]
    fn money_has_separators_and_every_digit_that_is_not_zero() {
        assert_eq!(text(Kind::Money, &Values::Amounts(vec![-12_345_675_000])), "-1,234,567.50");
        assert_eq!(text(Kind::Money, &Values::Amounts(vec![9_999_999])), "999.9999");
        assert_eq!(text(Kind::Money, &Values::Amounts(vec![MISSING_MONEY])), "");
    }

    #[test]
    fn converted_money_has_two_decimals_rounded_half_up() {
        let money = |raw| shown(Kind::Money, &Values::Money(vec![raw]), 0, true);
        assert_eq!(money(2_998_085_134_200_000_000).text, "29,980.85");
        assert_eq!(money(500_000_000_000).text, "0.01");
        assert_eq!(money(499_999_999_999).text, "0.00");
        assert_eq!(money(-500_000_000_000).text, "-0.01");
        assert_eq!(money(99_999_500_000_000_000).text, "1,000.00");
        assert_eq!(money(70_000_000_000_000).text, "0.70");
        assert_eq!(money(MISSING_MONEY).text, "");
        // What reads as zero is not in the ink of what is below zero.
        assert_eq!(money(-499_999_999_999), Shown::of_number(0, "0.00".to_owned()));
    }

    #[test]
    fn counts_have_the_decimals_that_they_need() {
        let count = |raw| text(Kind::Number, &Values::Money(vec![raw]));
        assert_eq!(count(14_400_000_000_000_000), "144");
        assert_eq!(count(129_650_000_000_000_000), "1,296.5");
        assert_eq!(count(MISSING_MONEY), "");
        assert_eq!(text(Kind::Number, &Values::Amounts(vec![120_750_000])), "12,075");
    }

    #[test]
    fn shares_are_percentages_with_one_decimal_rounded_half_up() {
        let share = |raw| text(Kind::Fraction, &Values::Fraction(vec![raw]));
        assert_eq!(share(964_123), "96.4 %");
        assert_eq!(share(964_500), "96.5 %");
        assert_eq!(share(-964_500), "-96.5 %");
        assert_eq!(share(964_499), "96.4 %");
        assert_eq!(share(1_000_000), "100.0 %");
        assert_eq!(share(-499), "0.0 %");
        assert_eq!(share(12_345_678_900), "1,234,567.9 %");
    }

    #[test]
    fn rates_keep_all_their_digits() {
        let rate = |raw| text(Kind::Rate, &Values::Fraction(vec![raw]));
        assert_eq!(rate(187_709), "18.7709 %");
        assert_eq!(rate(60_000), "6 %");
        assert_eq!(rate(62_500), "6.25 %");
    }

    #[test]
    fn other_numbers_and_days() {
        assert_eq!(text(Kind::Number, &Values::Number(vec![12_345_000])), "1,234.5");
        assert_eq!(text(Kind::Integer, &Values::Integer(vec![-1_234_567])), "-1,234,567");
        assert_eq!(text(Kind::Date, &Values::Date(vec![20_542])), "2026-03-30");
    }

    #[test]
    fn what_a_terminal_would_obey_becomes_visible() {
        assert_eq!(visible("Société"), "Société");
        assert_eq!(visible("a\x1b[31mb\nc\td"), "a\\u{1b}[31mb\\nc\\td");
        assert_eq!(visible("a\u{202e}b\u{9b}\u{2066}"), "a\\u{202e}b\\u{9b}\\u{2066}");
        assert_eq!(visible("👩‍👩‍👧"), "👩‍👩‍👧");
    }

    #[test]
    fn text_is_shortened_by_columns_and_not_by_characters() {
        assert_eq!(shorten("Globex renewal", 20, "…"), "Globex renewal");
        assert_eq!(shorten("Globex renewal", 10, "…"), "Globex re…");
        assert_eq!(shorten("Globex renewal", 8, "…"), "Globex…");
        assert_eq!(shorten("日本電気株式会社", 7, "…"), "日本電…");
        assert_eq!(shorten("日本電気株式会社", 6, "…"), "日本…");
        assert_eq!(shorten("e\u{301}e\u{301}e\u{301}", 2, "…"), "e\u{301}…");
        assert_eq!(shorten("👩‍👩‍👧👩‍👩‍👧", 3, "…"), "👩‍👩‍👧…");
        assert_eq!(shorten("Globex renewal", 8, "..."), "Globe...");
    }

    #[test]
    fn words_are_wrapped_whole() {
        assert_eq!(wrap("prior period", 8), ["prior", "period"]);
        assert_eq!(wrap("prior period", 12), ["prior period"]);
        assert_eq!(wrap("extraordinary item", 4), ["extraordinary", "item"]);
    }
}
