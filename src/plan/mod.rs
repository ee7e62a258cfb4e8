//! Compensation plans as documents: the text of a TOML file becomes a checked [`Plan`], or every reason why
//! it cannot. Text in, terms out: files are read by `cli`, names of columns are checked by `data` against
//! the tables, and pay is calculated by `engine`.
//!
//! The way of a text: `document` types each key on its own, `check` and `element` hold the keys against
//! each other, [`expression`] reads the SQL of results and measures, `refuse` names what is not calculated
//! yet, [`versions`] orders the plans of many files, and [`lint`] says what is legal and yet probably not
//! meant.

mod check;
mod curves;
mod document;
mod element;
pub mod expression;
mod group;
pub mod keys;
mod limits;
pub mod lint;
mod node;
mod number;
mod place;
mod release;
mod terms;
pub mod territory;
mod test_case;
#[cfg(test)]
mod tests;
mod tiers;
mod unknown;
pub mod versions;
mod words;
mod worth;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub use self::curves::{Between, Contest, Matrix, Multiplier, Ties};
pub use self::limits::{Cap, Draw, DrawKind, DrawLasts, Ramp, RampStart};
pub use self::number::Number;
pub use self::place::{Fault, Located, Place, PlanError};
pub use self::release::{Clawback, Method, Occasion, Release, TakesBack};
pub use self::terms::{
    BaseRate, Boundary, Condition, Credit, DatedBy, Edge, Effective, Element, Measure, Mode, Over, Payout,
    Pays, Plan, Pool, Proration, Quota, Seasonality, TierScope, TrueUp, Window, Worth,
};
pub use self::test_case::{PlanTest, TestDeal, TestValue};
pub use self::tiers::{RateTable, Rates, Tier, TierValue};

use self::document::Document;
use self::node::{Keys, Source};
use crate::money::Currency;

/// Reads a plan from its text; `file` names it in messages, `currency` is the workspace's, for a plan that
/// states none. The error holds every fault found, each with its line, column and key path.
pub fn parse(text: &str, file: &str, currency: Currency) -> Result<Plan, PlanError> {
    // A byte-order mark, as some editors leave it, is no part of the text.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let source = Source::new(file, text);
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => return Err(not_toml(&source, &error)),
    };
    let root = Spanned::new(0..0, DeValue::Table(table.into_inner()));
    let plan = Keys::root(&source, &root).and_then(|keys| check_keys(&source, &keys, currency));
    match plan {
        Some(plan) if source.is_sound() => Ok(plan),
        _ => Err(PlanError { faults: source.into_faults() }),
    }
}

fn check_keys(source: &Source<'_>, keys: &Keys<'_>, currency: Currency) -> Option<Plan> {
    unknown::refuse_unknown(keys, &unknown::PLAN);
    let document = Document::read(keys);
    // Keys that cannot be read are not held against each other: what is missing then may be there.
    if source.is_sound() { check::plan(source, document, &keys.node.here(()), currency) } else { None }
}

fn not_toml(source: &Source<'_>, error: &toml::de::Error) -> PlanError {
    let place = source.place(error.span().map_or(0, |span| span.start));
    let reason = format!("the file is not TOML: {}", error.message());
    let (file, path) = (source.file.to_owned(), String::new());
    let remedy = "TOML is `key = value`, each key once, and text in quotes".to_owned();
    PlanError { faults: vec![Fault { file, place, path, reason, remedy: Some(remedy) }] }
}
