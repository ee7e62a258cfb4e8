//! Keys that do not exist: each is refused with the key that was probably meant, or the table it belongs to.

use super::keys::{self, Inside, KEYS, KeySpec};
use super::node::Keys;

/// How much alike two names must be (Jaro-Winkler, 1.0 is the same) before one is suggested for the other.
const ALIKE: f64 = 0.8;

/// How much alike they must be for a slip of the keyboard, whatever else the name may be.
const SLIP: f64 = 0.9;

/// The tables that stand under a header of their own, and the top of the file.
const WITH_HEADER: &[&str] = &["element", "", "draw", "test"];

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

/// Refuses every key of the table, and of the tables inside it, that the table of keys does not list.
pub(super) fn refuse_unknown(table: &Keys<'_>) {
    for (name, node) in table.all() {
        match keys::find(&node.schema).map(|key| key.inside) {
            None => node.source.fault(
                &node.at_key(),
                format!("there is no key `{name}` here"),
                suggestion(&table.node.schema, &name),
            ),
            Some(Inside::Free | Inside::Value) => {}
            Some(Inside::Keys) => {
                let parts = if node.value.is_array() { node.list().unwrap_or_default() } else { vec![node] };
                for part in parts.iter().filter(|part| part.value.is_table()) {
                    if let Some(table) = part.table() {
                        refuse_unknown(&table);
                    }
                }
            }
        }
    }
}

/// What to say about an unknown key: its neighbour by spelling, or the table that has a key of that name.
fn suggestion(table: &str, name: &str) -> String {
    let siblings = || KEYS.iter().filter(|key| key.table() == table).map(KeySpec::name);
    // A key under the wrong header is a usual slip; one inside the braces of another key is not.
    let homes = if WITH_HEADER.contains(&table) { WITH_HEADER } else { &[] };
    let elsewhere =
        homes.iter().find_map(|home| KEYS.iter().find(|key| key.name() == name && key.table() == *home));
    let slip = nearest_from(name, siblings(), SLIP);
    let near = if elsewhere.is_none() { slip.or_else(|| nearest(name, siblings())) } else { slip };
    if let Some(near) = near {
        return format!("did you mean `{near}`?");
    }
    match elsewhere.map(KeySpec::table) {
        Some("") => format!("`{name}` is a key of the whole plan: put it above the first `[[element]]`"),
        Some("element") => format!("`{name}` is a key of an `[[element]]`"),
        Some(table) => format!("`{name}` is a key of `{table}`"),
        None => format!("the keys here are {}", siblings().collect::<Vec<_>>().join(", ")),
    }
}
