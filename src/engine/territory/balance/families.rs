//! Families as units: who stays together, and what becomes of a family that is locked to several territories.

use std::collections::BTreeMap;

use super::{Ask, locked_to};
use crate::engine::territory::book::Book;

/// The accounts of each family, and each account without one alone, in the order of first accounts.
pub(super) fn families(book: &Book) -> Vec<Vec<u32>> {
    let mut found: Vec<Vec<u32>> = Vec::new();
    let mut of_family: BTreeMap<u32, usize> = BTreeMap::new();
    for (place, account) in (0_u32..).zip(&book.accounts) {
        match account.family {
            None => found.push(vec![place]),
            Some(family) => {
                let next = found.len();
                let at = *of_family.entry(family).or_insert(next);
                if at == next {
                    found.push(Vec::new());
                }
                found[at].push(place);
            }
        }
    }
    found
}

/// The same with families cut that are locked to several territories: a lock goes before a family. What is locked
/// stays, and the others go with most of the locked, the first of equals. Beside them the first account of each family
/// that was cut.
pub(super) fn cut_by_locks(book: &Book, now: &[Option<u32>], ask: &Ask) -> (Vec<Vec<u32>>, Vec<u32>) {
    let (mut units, mut cut) = (Vec::new(), Vec::new());
    for family in families(book) {
        let lock = |account: &u32| locked_to(book, ask, now, *account);
        // The territories in the order of their first locked accounts.
        let mut parts: Vec<(u32, Vec<u32>)> = Vec::new();
        for (account, to) in family.iter().filter_map(|account| Some((*account, lock(account)?))) {
            match parts.iter_mut().find(|(territory, _)| *territory == to) {
                Some((_, part)) => part.push(account),
                None => parts.push((to, vec![account])),
            }
        }
        if parts.len() < 2 {
            units.push(family);
            continue;
        }
        cut.push(family[0]);
        let most = parts.iter().map(|(_, part)| part.len()).max().unwrap_or(0);
        let free = family.iter().copied().filter(|account| lock(account).is_none());
        if let Some((_, part)) = parts.iter_mut().find(|(_, part)| part.len() == most) {
            part.extend(free);
            part.sort_unstable();
        }
        units.extend(parts.into_iter().map(|(_, part)| part));
    }
    (units, cut)
}
