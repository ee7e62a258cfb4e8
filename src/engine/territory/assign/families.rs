//! Families: accounts under one parent go where the account above all others goes.

use std::cmp::Reverse;

use super::{Placed, Why};
use crate::engine::people::index;
use crate::engine::territory::book::{Book, Measure};

/// Brings the families together, and gives for each account the one whose rep it takes, if any.
///
/// A family follows its head. Where that is in no territory, or no account of the table, it follows the member in a
/// territory that has most revenue, the first of equals. What is stated of one account holds for it alone: an
/// exception, a lock or a name takes that account out of its family. So does a territory whose file keeps families
/// `apart`.
pub fn follow(book: &Book, apart: &dyn Fn(usize) -> bool, placed: &mut [Placed]) -> Vec<Option<u32>> {
    let mut leaders = vec![None; placed.len()];
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); book.heads.len()];
    for (place, account) in (0_u32..).zip(&book.accounts) {
        if let Some(family) = account.family {
            members[index(family)].push(place);
        }
    }
    for (members, head) in members.iter().zip(&book.heads) {
        let somewhere = |place: &u32| placed[index(*place)].node.is_some();
        let revenue = |place: u32| book.accounts[index(place)].measure(Measure::Revenue);
        let largest = || {
            members.iter().copied().filter(somewhere).min_by_key(|place| (Reverse(revenue(*place)), *place))
        };
        let Some(leader) = head.filter(somewhere).or_else(largest) else { continue };
        let node = placed[index(leader)].node;
        for member in members.iter().copied().filter(|member| *member != leader) {
            let own = &mut placed[index(member)];
            let stands = matches!(own.why, Why::Exception(_) | Why::Locked | Why::Named);
            if stands || own.node.is_some_and(apart) {
                continue;
            }
            if own.node != node {
                *own = Placed { node, why: Why::Family(leader), rep: None };
            }
            leaders[index(member)] = Some(leader);
        }
    }
    leaders
}
