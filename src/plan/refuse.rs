//! The part of the plan language whose calculation is not built yet: known, typed and checked like all of
//! it, and then refused by name, because a plan that is half understood pays wrong. A key that gets built
//! leaves this list; nothing else has to change here.

use super::document::read_measure;
use super::node::{Keys, Node};
use super::terms::Measure;

/// What of a key is not built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// The key, whatever its value.
    Key,
    /// One of its words.
    Word(&'static str),
    /// SQL in place of a word or a column.
    Sql,
}

/// Everything that is understood but not calculated yet, by the path of its key.
const NOT_BUILT: &[(&str, Part)] = &[("draw", Part::Key)];

/// What a plan is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// To pay by it.
    Pay,
    /// To prorate quotas by it.
    Quotas,
}

/// The keys that change a quota.
const OF_QUOTAS: [&str; 1] = ["ramp"];

/// Refuses every key of the table, and of the tables inside it, that is needed and whose calculation is not built.
pub(super) fn refuse_unbuilt(table: &Keys<'_>, wanted: Use) {
    for (name, node) in table.all() {
        refuse_node(&name, &node, wanted);
    }
}

fn refuse_node(name: &str, node: &Node<'_>, wanted: Use) {
    let needed = |path: &str| wanted == Use::Pay || OF_QUOTAS.contains(&path);
    let mut unbuilt = NOT_BUILT.iter().filter(|(path, _)| needed(path));
    let found = unbuilt.find(|(path, part)| *path == node.schema && applies(node, *part));
    match found {
        Some((_, Part::Key)) => refuse(node, name),
        Some((_, Part::Word(word))) => refuse(node, &format!("{name} = \"{word}\"")),
        Some((_, Part::Sql)) => refuse(node, &format!("{name} = <SQL>")),
        None if node.value.is_array() => {
            node.list().unwrap_or_default().iter().for_each(|part| refuse_node(name, part, wanted));
        }
        None if node.value.is_table() => node.table().iter().for_each(|table| refuse_unbuilt(table, wanted)),
        None => {}
    }
}

fn applies(node: &Node<'_>, part: Part) -> bool {
    match part {
        Part::Key => true,
        Part::Word(word) => node.value.as_str() == Some(word),
        Part::Sql => {
            // What is not text is a fault of its own, named where the document is read.
            let is_text = node.value.as_str().is_some_and(|text| !text.trim().is_empty());
            let measure = if is_text { read_measure(node) } else { None };
            measure.is_some_and(|measure| matches!(measure.value, Measure::Expression(_)))
        }
    }
}

fn refuse(node: &Node<'_>, what: &str) {
    let remedy = "leave it out, or wait for a release of spm that calculates it";
    node.source.fault(&node.at_key(), format!("`{what}` is understood but not calculated yet"), remedy);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refused_key_is_a_key_of_the_language() {
        for (path, _) in NOT_BUILT {
            assert!(super::super::keys::find(path).is_some(), "{path}");
        }
    }
}
