//! Codes for the files and currencies of the deals of a batch.

use crate::engine::commissions::NO_CURRENCY;
use crate::engine::shelf::code_of;

/// Codes for what rows say, new ones added to `all`; most often a row says what the one before it said, as their keys
/// tell. What says nothing has the code `NO_CURRENCY`.
pub(super) fn coded<K: PartialEq, T: PartialEq>(
    rows: &[usize],
    all: &mut Vec<T>,
    key: impl Fn(usize) -> K,
    said: impl Fn(usize) -> Option<T>,
) -> Vec<u16> {
    let mut last: Option<(K, u16)> = None;
    let code = |row: &usize| {
        let key = key(*row);
        match &last {
            Some((before, code)) if *before == key => *code,
            _ => {
                let code = said(*row).map_or(NO_CURRENCY, |said| code_of(all, said));
                last = Some((key, code));
                code
            }
        }
    };
    rows.iter().map(code).collect()
}
