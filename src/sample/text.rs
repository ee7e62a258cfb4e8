//! How values look in the exports: Salesforce ids, money, date-times, and CSV with quotes only where they are
//! needed. What is written is left to the tables.

use super::days::{self, Day};

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The 18-character Salesforce id of a record: the object's prefix (`006` is an opportunity), the place of
/// the organisation, a running number in base 62, and three characters that tell its case apart.
pub(super) fn salesforce_id(prefix: &str, serial: i64) -> String {
    let mut number = usize::try_from(serial).unwrap_or(0);
    let mut tail = Vec::new();
    for _ in 0..7 {
        tail.push(char::from(DIGITS[number % 62]));
        number /= 62;
    }
    let short: String = prefix.chars().chain("Hq000".chars()).chain(tail.into_iter().rev()).collect();
    let suffix = case_suffix(&short);
    short + &suffix
}

/// One character for each five: bit i is set where character i is a capital letter.
fn case_suffix(short: &str) -> String {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    let capitals = |chunk: &[u8]| {
        chunk
            .iter()
            .enumerate()
            .map(|(place, byte)| usize::from(byte.is_ascii_uppercase()) << place)
            .sum::<usize>()
    };
    short.as_bytes().chunks(5).map(|chunk| char::from(letters[capitals(chunk) % 32])).collect()
}

/// Cents as plain text: whole units without decimals, else with both. 2765251 is `27652.51`.
pub(super) fn money(cents: i64) -> String {
    if cents % 100 == 0 { (cents / 100).to_string() } else { decimal(cents, 2) }
}

/// A whole number of the last decimal place as plain text: (-1234, 2) is `-12.34`.
pub(super) fn decimal(value: i64, decimals: u32) -> String {
    let scale = 10_i64.pow(decimals);
    let sign = if value < 0 { "-" } else { "" };
    let width = usize::try_from(decimals).unwrap_or(0);
    format!("{sign}{}.{:0width$}", value.abs() / scale, value.abs() % scale)
}

/// A moment as Salesforce writes it: `2025-07-03T09:14:25.000+0000`.
pub(super) fn moment(day: Day, second: i64) -> String {
    format!("{day}T{:02}:{:02}:{:02}.000+0000", second / 3600, second / 60 % 60, second % 60)
}

/// A day, or nothing.
pub(super) fn optional(day: Option<Day>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}

/// The label of the month of a day: `2026-10`.
pub(super) fn month_label(month: i64) -> String {
    days::month_start(month).to_string().chars().take(7).collect()
}

/// A CSV file in the making: comma, line feed, a header of API names.
pub(super) struct Sheet {
    text: String,
}

impl Sheet {
    /// A sheet with its header, the names parted by commas.
    pub(super) fn new(header: &str) -> Sheet {
        Sheet { text: format!("{header}\n") }
    }

    /// Adds a row. A cell with a comma or a quote is quoted.
    pub(super) fn row(&mut self, cells: &[&str]) {
        for (place, cell) in cells.iter().enumerate() {
            if place > 0 {
                self.text.push(',');
            }
            if cell.contains([',', '"', '\n']) {
                self.text.push('"');
                self.text.push_str(&cell.replace('"', "\"\""));
                self.text.push('"');
            } else {
                self.text.push_str(cell);
            }
        }
        self.text.push('\n');
    }

    /// The finished file.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_ends_in_the_characters_that_tell_its_case() {
        // The published example: 001A0000006Vm9r becomes 001A0000006Vm9rIAC.
        assert_eq!(case_suffix("001A0000006Vm9r"), "IAC");
        assert_eq!(salesforce_id("006", 62).len(), 18);
        assert!(salesforce_id("006", 62).starts_with("006Hq0000000010"));
    }

    #[test]
    fn money_has_decimals_only_where_there_are_cents() {
        assert_eq!(money(2_765_251), "27652.51");
        assert_eq!(money(2_730_000), "27300");
        assert_eq!(money(105), "1.05");
        assert_eq!(decimal(-1_234, 2), "-12.34");
        assert_eq!(decimal(-377_749, 4), "-37.7749");
    }

    #[test]
    fn a_cell_with_a_comma_is_quoted() {
        let mut sheet = Sheet::new("a,b");
        sheet.row(&["x, \"y\"", "z"]);
        assert_eq!(sheet.into_bytes(), b"a,b\n\"x, \"\"y\"\"\",z\n");
    }
}
