//! The table of keys and the document know the same keys: none is listed and then not read.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::document::Document;
use super::super::keys::{KEYS, KeySpec};
use super::super::node::{Keys, Source};
use super::super::unknown::{PLAN, refuse_unknown};
use super::faults;

/// Keys that exclude another one of their table.
const EXCLUSIVE: &[&str] = &["draw.months", "element.clawback.schedule"];

/// The headers under which the keys of a table stand.
fn headers(table: &str) -> String {
    let ends = table.match_indices('.').map(|(at, _)| at).chain([table.len()]);
    let paths = ends.map(|end| &table[..end]).filter(|path| !path.is_empty());
    let header = |path: &str| {
        let name = path.rsplit('.').next().unwrap_or_default();
        let is_list = ["element", "test", "tiers", "rates"].contains(&name);
        if is_list { format!("[[{path}]]\n") } else { format!("[{path}]\n") }
    };
    paths.map(header).collect()
}

/// A table with the examples of its other keys, and this one last, with a value that no key takes.
fn with_a_wrong_value(key: &KeySpec) -> String {
    let inline = |other: &&KeySpec| other.table() == key.table() && !other.example.starts_with('[');
    let beside = |other: &&KeySpec| other.path != key.path && !EXCLUSIVE.contains(&other.path);
    let examples = KEYS.iter().filter(inline).filter(beside);
    let lines: Vec<&str> = examples.map(|other| other.example).collect();
    format!("{}{}\n{} = 07:32:00\n", headers(key.table()), lines.join("\n"), key.name())
}

#[test]
fn every_key_that_is_listed_is_read() {
    for key in KEYS {
        let text = with_a_wrong_value(key);
        let last = format!("{}:", text.lines().count());
        let found = faults(&text);
        let refused = |line: &str| line.starts_with(&last);
        assert!(found.lines().any(refused), "{} is not read in\n{text}\n{found}", key.path);
    }
}

#[test]
fn every_example_is_read_without_a_fault_of_its_own() {
    for key in KEYS.iter().filter(|key| !key.example.starts_with('[')) {
        let text = format!("{}{}\n", headers(key.table()), key.example);
        let source = Source::new("ae.toml", &text);
        let table = DeTable::parse(&text).expect("the examples are TOML").into_inner();
        let root = Spanned::new(0..0, DeValue::Table(table));
        let keys = Keys::root(&source, &root).expect("a table");
        refuse_unknown(&keys, &PLAN);
        Document::read(&keys);
        // What stands beside the key may be missing here; that is a fault of its table.
        let faults = source.into_faults().into_iter().filter(|fault| fault.path.ends_with(key.name()));
        assert_eq!(faults.map(|fault| fault.reason).collect::<Vec<_>>(), Vec::<String>::new(), "{text}");
    }
}
