//! "Did you mean": the known name that is closest to a misspelt one.

/// `did you mean …?` for the closest known name; `None` when none is close.
pub(super) fn closest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    nearest(name, known).map(|near| format!("did you mean `{near}`?"))
}

/// The known name that is most alike, if it is alike enough to be worth a word.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in known {
        let alike = strsim::normalized_damerau_levenshtein(&lower, &candidate.to_lowercase());
        if alike >= 0.7 && best.is_none_or(|(most, _)| alike > most) {
            best = Some((alike, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_finds_its_neighbour_and_a_strange_one_none() {
        assert_eq!(nearest("ammount", ["stage", "amount"].into_iter()), Some("amount"));
        assert_eq!(nearest("Close Date ", ["close date", "open date"].into_iter()), Some("close date"));
        assert_eq!(nearest("banana", ["stage", "amount"].into_iter()), None);
    }
}
