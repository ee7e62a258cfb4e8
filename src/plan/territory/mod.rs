//! Territory rules as documents: the text of a TOML file becomes checked rules, and the rules of all files a tree of
//! territories. Text in, rules out: files are read by `cli`, names of columns are checked by `data` against the table
//! of accounts, and accounts are put into territories by `engine`.

mod document;
pub mod keys;
#[cfg(test)]
mod tests;
mod tree;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub use self::document::{Distribute, Families, Holder, PRECEDENCE, Rule, RuleFile};
pub use self::tree::{Node, Rules, Tree, arrange};

use super::node::{Keys, Source};
use super::place::PlanError;
use super::{not_toml, unknown};

/// Reads a file of rules from its text; `file` names it in messages. The error holds every fault found, each with its
/// line, column and key path.
pub fn parse(text: &str, file: &str) -> Result<RuleFile, PlanError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let source = Source::new(file, text);
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => return Err(not_toml(&source, &error)),
    };
    let root = Spanned::new(0..0, DeValue::Table(table.into_inner()));
    let rules = Keys::root(&source, &root).and_then(|keys| {
        unknown::refuse_unknown(&keys, &keys::RULES);
        document::read(&source, &keys)
    });
    match rules {
        Some(rules) if source.is_sound() => Ok(rules),
        _ => Err(PlanError { faults: source.into_faults() }),
    }
}
