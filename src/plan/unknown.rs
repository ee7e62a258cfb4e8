//! Keys that do not exist: each is refused with the key that was probably meant, or the table it belongs to.

use super::keys::{Inside, KEYS, KeySpec};
use super::node::Keys;

/// The keys of one kind of document.
pub(super) struct Language {
    /// Every key.
    pub(super) keys: &'static [KeySpec],
    /// The tables that stand under a header of their own, the lists of them first, and the top of the file.
    pub(super) with_header: &'static [&'static str],
    /// The table of which there are several, `[[…]]`.
    pub(super) part: &'static str,
    /// What the whole file is.
    pub(super) whole: &'static str,
}

/// The keys of plans.
pub(super) static PLAN: Language =
    Language { keys: KEYS, with_header: &["element", "", "draw", "test"], part: "element", whole: "plan" };

/// How much alike two names must be (Jaro-Winkler, 1.0 is the same) before one is suggested for the other.
const ALIKE: f64 = 0.8;

/// How much alike they must be for a slip of the keyboard, whatever else the name may be.
const SLIP: f64 = 0.9;

/// The candidate most like `name`, if one is alike enough; of equals the first.
pub(super) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    nearest_from(name, candidates, ALIKE)
}

fn nearest_from<'a>(name: &str, candidates: impl Iterator<Item = &'a str>, least: f64) -> Option<&'a str> {
    let lower = name.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let score = strsim::jaro_winkler(&lower, &candidate.to_lowercase());
        if score >= least && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Refuses every key of the table, and of the tables inside it, that the language does not list.
pub(super) fn refuse_unknown(table: &Keys<'_>, language: &Language) {
    for (name, node) in table.all() {
        match language.keys.iter().find(|key| key.path == node.schema).map(|key| key.inside) {
            None => node.source.fault(
                &node.at_key(),
                format!("there is no key `{name}` here"),
                suggestion(&table.node.schema, &name, language),
            ),
            Some(Inside::Free | Inside::Value) => {}
            Some(Inside::Keys) => {
                let parts = if node.value.is_array() { node.list().unwrap_or_default() } else { vec![node] };
                for part in parts.iter().filter(|part| part.value.is_table()) {
                    if let Some(table) = part.table() {
                        refuse_unknown(&table, language);
                    }
                }
            }
        }
    }
}

/// What to say about an unknown key: its neighbour by spelling, or the table that has a key of that name.
fn suggestion(table: &str, name: &str, language: &Language) -> String {
    let siblings = || language.keys.iter().filter(|key| key.table() == table).map(KeySpec::name);
    // A key under the wrong header is a usual slip; one inside the braces of another key is not.
    let homes = if language.with_header.contains(&table) { language.with_header } else { &[] };
    let in_table = |home: &&str| language.keys.iter().find(|key| key.name() == name && key.table() == *home);
    let elsewhere = homes.iter().find_map(in_table);
    let slip = nearest_from(name, siblings(), SLIP);
    let near = if elsewhere.is_none() { slip.or_else(|| nearest(name, siblings())) } else { slip };
    if let Some(near) = near {
        return format!("did you mean `{near}`?");
    }
    match elsewhere.map(KeySpec::table) {
        Some("") => {
            let (whole, part) = (language.whole, language.part);
            format!("`{name}` is a key of the whole {whole}: put it above the first `[[{part}]]`")
        }
        Some(table) if table == language.part => format!("`{name}` is a key of an `[[{table}]]`"),
        Some(table) => format!("`{name}` is a key of `{table}`"),
        None => format!("the keys here are {}", siblings().collect::<Vec<_>>().join(", ")),
    }
}
