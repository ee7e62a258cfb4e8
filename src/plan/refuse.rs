//! The part of the plan language whose calculation is not built yet: known, typed and checked like all of
//! it, and then refused by name, because a plan that is half understood pays wrong. A key that gets built
//! leaves this list; nothing else has to change here.

use super::node::{Keys, Node};

/// Everything that is understood but not calculated yet, by the path of its key.
const NOT_BUILT: &[&str] = &["draw"];

/// Refuses every key of the table, and of the tables inside it, whose calculation is not built.
pub(super) fn refuse_unbuilt(table: &Keys<'_>) {
    for (name, node) in table.all() {
        refuse_node(&name, &node);
    }
}

fn refuse_node(name: &str, node: &Node<'_>) {
    if NOT_BUILT.contains(&node.schema.as_str()) {
        let reason = format!("`{name}` is understood but not calculated yet");
        let remedy = "leave it out, or wait for a release of spm that calculates it";
        node.source.fault(&node.at_key(), reason, remedy);
    } else if node.value.is_array() {
        node.list().unwrap_or_default().iter().for_each(|part| refuse_node(name, part));
    } else if node.value.is_table() {
        node.table().iter().for_each(refuse_unbuilt);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refused_key_is_a_key_of_the_language() {
        for path in NOT_BUILT {
            assert!(super::super::keys::find(path).is_some(), "{path}");
        }
    }
}
