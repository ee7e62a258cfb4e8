//! What slips: the value that was due in a period when it began and was neither won nor lost in it, and how often close
//! dates had been moved by the time deals closed. Both need a history that covers the deals of the time.

use super::accuracy::Slip;
use super::call::{Deals, NO_DAY};
use super::hazard::Outcome;
use crate::calendar::Day;

/// What slipped of earlier periods, each given by its first and last day, for each group of the deals.
#[must_use]
pub fn slips(
    deals: &Deals,
    brings: &[Vec<(usize, f64)>],
    groups: usize,
    periods: &[(i32, i32)],
) -> Vec<Slip> {
    let mut slips = vec![Slip::default(); groups];
    for (from, to) in periods.iter().filter(|(from, _)| deals.stands.covers(deals, from - 1)) {
        for deal in 0..deals.len() {
            let over = deals.outcome[deal] != Outcome::Open;
            let closed_in = over && deals.closed[deal] >= *from && deals.closed[deal] <= *to;
            let stand = deals.stands.on(deal, from - 1).filter(|_| deals.was_open(deal, from - 1));
            let due =
                stand.is_some_and(|stand| stand.due != NO_DAY && stand.due >= *from && stand.due <= *to);
            let known = closed_in && deals.stands.on(deal, deals.closed[deal]).is_some();
            for (group, part) in brings.get(deal).into_iter().flatten() {
                let slip = &mut slips[*group];
                let value = deals.amount[deal] * part;
                if due {
                    slip.due += value;
                    slip.slipped += if closed_in { 0.0 } else { value };
                }
                if known {
                    slip.closed += part;
                    slip.moved += part * super::number::count(moved_out(deals, deal));
                }
            }
        }
    }
    slips
}

/// How often the close date of a deal was moved to a later month by its close.
fn moved_out(deals: &Deals, deal: usize) -> usize {
    let month = |due: i32| Day::from_number(due).map(|day| (day.year(), day.month()));
    let dues = deals.stands.dues_by(deal, deals.closed[deal]);
    let months: Vec<_> = dues.into_iter().filter_map(month).collect();
    months.windows(2).filter(|pair| pair[1] > pair[0]).count()
}

#[cfg(test)]
mod tests {
    use super::super::random::Random;
    use super::super::stands::{Stand, Stands};
    use super::*;

    #[test]
    fn a_known_slip_rate_is_found() {
        // 3,000 deals due in the second of three periods of thirty days, of which 35 % slip to the third: two owners,
        // the second of whom lets 60 % slip.
        let mut random = Random::new(21, "slips");
        let mut deals = Deals { owners: 2, ..Deals::default() };
        let (mut stands, mut brings) = (Vec::new(), Vec::new());
        for deal in 0..3_000 {
            let owner = deal % 2;
            let slips = random.uniform() < [0.35, 0.6][owner];
            let closed = if slips { 75 } else { 45 };
            let first = Stand { day: 0, stage: 0, category: 0, due: 45 };
            let moved = Stand { day: 40, due: 75, ..first };
            stands.push(if slips { vec![first, moved] } else { vec![first] });
            brings.push(vec![(owner, 1.0)]);
            deals.created.push(0);
            deals.closed.push(closed);
            deals.due.push(closed);
            deals.outcome.push(Outcome::Won);
            deals.amount.push(100.0 + 50.0 * random.uniform());
            deals.owner.push(u32::try_from(owner).unwrap());
        }
        deals.stands = Stands::new(stands);
        let found = slips(&deals, &brings, 2, &[(31, 60)]);
        for (slip, truth) in found.iter().zip([350_000, 600_000]) {
            assert!((slip.rate().unwrap() - truth).abs() < 35_000, "{slip:?}");
        }
        // Day 45 is in February, day 75 in March: each that slipped was moved out once.
        assert_eq!(found[0].moves(), Some(0));
        let later = slips(&deals, &brings, 2, &[(61, 90)]);
        assert_eq!((later[0].moves(), later[0].rate()), (Some(10_000), Some(0)));
        // Of the third period all that was due when it began was closed in it.
        assert_eq!(slips(&Deals::default(), &[], 1, &[(1, 30)])[0].rate(), None);
    }
}
