//! Guesses for messages alone: whether a first row is data and the header is missing. Decides nothing.

/// Whether a row looks like data and not like a header: at least a quarter of its values that are not empty
/// are amounts, dates or e-mail addresses, which no column is called.
#[must_use]
pub fn looks_like_data(row: &[String]) -> bool {
    let filled = row.iter().map(|value| value.trim()).filter(|value| !value.is_empty());
    let (all, data) = filled.fold((0_usize, 0_usize), |(all, data), value| {
        (all + 1, data + usize::from(is_amount(value) || is_date(value) || is_mail(value)))
    });
    data > 0 && data * 4 >= all
}

fn is_amount(value: &str) -> bool {
    let bare = value.trim_start_matches(['-', '+', '(', '$', '€', '£', ' ']);
    let bare = bare.trim_end_matches([')', '%', '€', ' ']);
    let plain = |character: char| character.is_ascii_digit() || " .,'".contains(character);
    // Four digits alone are a year, which heads a column of a wide table.
    let year = value.len() == 4 && bare.len() == 4 && bare.bytes().all(|byte| byte.is_ascii_digit());
    bare.starts_with(|first: char| first.is_ascii_digit()) && bare.chars().all(plain) && !year
}

fn is_date(value: &str) -> bool {
    let day = value.split(['T', ' ']).next().unwrap_or(value);
    let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
    parts.len() == 3
        && parts
            .iter()
            .all(|part| matches!(part.len(), 1..=4) && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_mail(value: &str) -> bool {
    value.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
        && !value.contains(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(row: &[&str]) -> bool {
        looks_like_data(&row.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_row_with_amounts_dates_and_addresses_is_data() {
        assert!(check(&["OPP-0001", "R001", "Rep 001", "Acme", "2025-06-15", "1000.00", "USD", "100"]));
        assert!(check(&["maria@acme.example", "Closed Won", "$1,234.50"]));
        assert!(check(&["17"]));
    }

    #[test]
    fn a_row_of_names_is_a_header() {
        assert!(!check(&["Opportunity ID", "Amount", "Close Date", "Stage"]));
        assert!(!check(&["Rep", "2026-01", "2026-02", "2026-03"]));
        assert!(!check(&["Rep", "2025", "2026"]));
        assert!(!check(&[]));
    }
}
