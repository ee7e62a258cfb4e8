//! Invented company names: a made-up root and a word of the trade. No name is used twice.

use std::collections::BTreeSet;

use super::rng::Rng;

const BEGINNINGS: &[&str] = &[
    "Bal", "Bren", "Cal", "Cor", "Dar", "Dun", "Elv", "Fen", "Gal", "Har", "Ives", "Jar", "Kes", "Lan",
    "Mor", "Nev", "Osk", "Pen", "Quil", "Ros", "Sel", "Tam", "Ulm", "Var", "Wex", "Yor", "Zan",
];

const ENDINGS: &[&str] = &[
    "adine", "amont", "avel", "enholm", "etra", "iande", "ivar", "ulume", "mereth", "olis", "ondra", "quist",
    "riven", "stane", "thorne", "uvia", "vander", "isk", "yre",
];

/// The industries, how common each is, and the words that its companies carry in their names.
pub(super) static INDUSTRIES: &[(Industry, i64)] = &[
    (Industry { name: "Manufacturing", words: &["Works", "Castings", "Instruments", "Tooling"] }, 20),
    (Industry { name: "Logistics", words: &["Freight", "Logistics", "Cold Chain"] }, 13),
    (Industry { name: "Retail", words: &["Stores", "Home", "Outfitters", "Grocers"] }, 12),
    (Industry { name: "Healthcare", words: &["Clinics", "Diagnostics", "Care"] }, 13),
    (Industry { name: "Financial Services", words: &["Mutual", "Leasing", "Assurance"] }, 11),
    (Industry { name: "Software", words: &["Systems", "Software", "Data"] }, 12),
    (Industry { name: "Energy", words: &["Power", "Grid", "Solar"] }, 6),
    (Industry { name: "Education", words: &["Academy", "Learning"] }, 5),
    (Industry { name: "Media", words: &["Press", "Studios"] }, 4),
    (Industry { name: "Hospitality", words: &["Hotels", "Kitchens"] }, 4),
];

/// What a company does.
pub(super) struct Industry {
    pub(super) name: &'static str,
    words: &'static [&'static str],
}

/// A source of names that gives none twice.
pub(super) struct Names {
    used: BTreeSet<String>,
}

impl Names {
    /// Nothing is used yet.
    pub(super) fn new() -> Names {
        Names { used: BTreeSet::new() }
    }

    /// A new name for a company of this industry, such as `Coretra Freight`.
    pub(super) fn company(&mut self, rng: &mut Rng, industry: &Industry) -> String {
        loop {
            let root = format!("{}{}", rng.pick(BEGINNINGS), rng.pick(ENDINGS));
            let name = format!("{root} {}", rng.pick(industry.words));
            // Two companies with one root read like relatives, so roots are not used twice either, save that
            // there are fewer roots than companies: a root comes back with another word now and then.
            if (self.used.insert(root) || rng.chance(250)) && self.used.insert(name.clone()) {
                return name;
            }
        }
    }

    /// A name for a branch of a company: its name and the place. Nothing when that is taken.
    pub(super) fn branch(&mut self, parent: &str, city: &str) -> Option<String> {
        let name = format!("{parent} {city}");
        self.used.insert(name.clone()).then_some(name)
    }
}
