//! The credits of each rep in the one order that decides which deal crosses a tier: event date, deal id, and for the
//! roles of a rep on one deal the position.

use crate::engine::commissions::{Credits, Deals};
use crate::engine::people::index;
use crate::engine::threads::all;

/// Pieces of the work for each thread, so that none of them waits long for the last.
const PIECES: usize = 8;

/// The credits of each rep in order.
#[derive(Debug, Default)]
pub struct Order {
    starts: Vec<usize>,
    credits: Vec<u32>,
}

impl Order {
    /// Sorts the credits of reps 0 to `reps` − 1 on so many threads.
    #[must_use]
    pub fn new(reps: usize, deals: &Deals, credits: &Credits, threads: usize) -> Self {
        let mut starts = vec![0_usize; reps + 1];
        for rep in &credits.reps {
            starts[index(*rep) + 1] += 1;
        }
        for rep in 0..reps {
            starts[rep + 1] += starts[rep];
        }
        // Credits come from the shelf by reps.
        let mut ordered: Vec<u32> = (0_u32..).take(credits.reps.len()).collect();
        if !credits.reps.is_sorted() {
            let mut next = starts.clone();
            for (credit, rep) in (0_u32..).zip(&credits.reps) {
                let place = &mut next[index(*rep)];
                ordered[*place] = credit;
                *place += 1;
            }
        }
        let mut tasks: Vec<Box<dyn FnOnce() + Send + '_>> = Vec::new();
        let least = ordered.len() / (threads.max(1) * PIECES) + 1;
        let mut rest = ordered.as_mut_slice();
        let mut first = 0;
        for rep in 1..=reps {
            if starts[rep] - starts[first] >= least || rep == reps {
                let (mine, others) = rest.split_at_mut(starts[rep] - starts[first]);
                rest = others;
                let starts = &starts[first..=rep];
                tasks.push(Box::new(move || sort(mine, starts, deals, credits)));
                first = rep;
            }
        }
        all(tasks, threads);
        Self { starts, credits: ordered }
    }

    /// The rep's credits in order.
    #[must_use]
    pub fn of(&self, rep: u32) -> &[u32] {
        let rep = index(rep);
        match (self.starts.get(rep), self.starts.get(rep + 1)) {
            (Some(from), Some(to)) => &self.credits[*from..*to],
            _ => &[],
        }
    }
}

/// Sorts the credits of some reps, which lie one after the other; `starts` says where those of each begin. Most often
/// they come by days already, and only those of one day are left to be sorted by deal.
fn sort(ordered: &mut [u32], starts: &[usize], deals: &Deals, credits: &Credits) {
    let day = |credit: u32| credits.days[index(credit)];
    let deal = |credit: u32| index(credits.deals[index(credit)]);
    let mut rest = ordered;
    for pair in starts.windows(2) {
        let (mine, others) = rest.split_at_mut(pair[1] - pair[0]);
        rest = others;
        if !mine.is_sorted_by_key(|credit| day(*credit)) {
            mine.sort_by_key(|credit| day(*credit));
        }
        for same in mine.chunk_by_mut(|one, other| day(*one) == day(*other)) {
            same.sort_unstable_by(|one, other| {
                deals.ids.order(deal(*one), deal(*other)).then(one.cmp(other))
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Credits of (rep, day, deal id), each of its own deal, in the order of each rep.
    fn check(given: &[(u32, i32, &str)], expected: &[&[u32]]) {
        let (mut deals, mut credits) = (Deals::default(), Credits::default());
        for (number, (rep, day, id)) in (0_u32..).zip(given) {
            deals.ids.push(id);
            credits.days.push(*day);
            credits.deals.push(number);
            credits.reps.push(*rep);
        }
        for threads in 1..4 {
            let order = Order::new(expected.len(), &deals, &credits, threads);
            for (rep, mine) in (0_u32..).zip(expected) {
                assert_eq!(order.of(rep), *mine, "rep {rep}");
            }
        }
    }

    #[test]
    fn credits_are_in_the_order_of_day_then_deal_id_then_position() {
        check(
            &[(1, 5, "D2"), (0, 5, "D2"), (1, -3, "D9"), (1, 5, "D1"), (1, 5, "D2"), (3, 0, "")],
            &[&[1], &[2, 3, 0, 4], &[], &[5]],
        );
    }

    #[test]
    fn ids_that_begin_alike_are_compared_to_their_ends() {
        check(
            &[(0, 1, "006Aa00000BcDeF2"), (0, 1, "006Aa00000BcDeF10"), (0, 1, "006Aa00000Bc")],
            &[&[2, 1, 0]],
        );
        check(&[(0, 1, "D1\0"), (0, 1, "D1")], &[&[1, 0]]);
    }

    #[test]
    fn nobody_has_no_credits() {
        check(&[], &[]);
        assert!(Order::default().of(7).is_empty());
    }
}
