//! Tests of the way from a text to a plan: what is accepted and how it is typed, and what is refused with
//! which message.

mod accepted;
mod complete;
mod refused;
mod refused_pay;

use proptest::prelude::*;

use super::parse;
use crate::money::Currency;

const FULL: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/plans/full.toml"));
const REDUCED: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/plans/reduced.toml"));

/// The faults of a text, one a line, without the file name; empty when it is a plan.
fn faults(text: &str) -> String {
    match parse(text, "ae.toml", Currency::USD) {
        Ok(_) => String::new(),
        Err(error) => error.to_string().replace("ae.toml:", ""),
    }
}

/// Parses a text and compares the message, which may be several lines.
#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(faults(text), expected, "\n{text}");
}

/// The same for a plan of one element, whose keys begin on line 4.
#[track_caller]
fn check_element(keys: &str, expected: &str) {
    check(&format!("id = \"ae\"\n[[element]]\nid = \"base\"\n{keys}\n"), expected);
}

/// The same for a plan with one sound element and more keys at the top, which begin on line 2.
#[track_caller]
fn check_top(keys: &str, expected: &str) {
    check(&format!("id = \"ae\"\n{keys}\n[[element]]\nid = \"base\"\nrate = 0.05\n"), expected);
}

proptest! {
    /// Whatever is cut out of a plan and put in its place, there is a plan or a fault with its line.
    #[test]
    fn a_damaged_plan_is_read_or_refused(
        start in 0..FULL.len(),
        length in 0..80_usize,
        filling in "[a-z0-9é=\\[\\]{}\"',. \n-]{0,12}",
        full in any::<bool>(),
    ) {
        let text = if full { FULL } else { REDUCED };
        let start = start.min(text.len());
        let end = (start + length).min(text.len());
        let damaged = format!("{}{filling}{}", &text[..start], &text[end..]);
        let lines = damaged.lines().count() + 1;
        if let Err(error) = parse(&damaged, "ae.toml", Currency::USD) {
            prop_assert!(!error.faults.is_empty());
            for fault in &error.faults {
                prop_assert!((1..=lines).contains(&fault.place.line) && fault.place.column > 0);
            }
        }
    }
}
