//! What commissions cost over the life of a deal: capitalised in the month in which they are earned, amortised in equal
//! parts over the deal's term, and written off when the deal is cancelled. Months are counted from that of the deal;
//! which months those are is left to whoever asks.

use std::collections::BTreeMap;

use crate::engine::error::EngineError;
use crate::money::{Amount, Fraction, Rounding, divide};

/// A cent on the scale of amounts.
const CENT: i128 = 100;

/// What is known of the commissions of one rep for one deal.
#[derive(Clone, Debug, Default)]
pub struct Life {
    /// What is earned in each month, counted from that of the deal; what is taken back is below zero.
    pub earned: BTreeMap<u32, Amount>,
    /// Over how many months it is amortised, the first that of the deal; at least one.
    pub term: u32,
    /// How much of the deal is cancelled in each month: 1 is all of it.
    pub cancelled: BTreeMap<u32, Fraction>,
}

/// One month of one rep's commissions for one deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    /// The month, counted from that of the deal.
    pub month: u32,
    /// What becomes an asset in it; what is taken back lowers it.
    pub capitalised: Amount,
    /// What of it becomes cost by the passing of time.
    pub amortised: Amount,
    /// What of it becomes cost because the deal is cancelled.
    pub impaired: Amount,
    /// What is left at its end.
    pub balance: Amount,
}

/// An amount in so many equal parts of whole cents; the last takes what is left over: 250.00 in three parts is 83.33,
/// 83.33 and 83.34.
#[must_use]
pub fn straight_line(amount: Amount, parts: u32) -> Vec<Amount> {
    let count = i128::from(parts.max(1));
    let part = divide(amount.raw(), count * CENT, Rounding::Down) * CENT;
    let mut line = vec![Amount::from_raw(part); usize::try_from(count).unwrap_or(1)];
    if let Some(last) = line.last_mut() {
        *last = Amount::from_raw(amount.raw() - part * (count - 1));
    }
    line
}

/// The months of a deal's commissions, from the first in which something is earned to the last in which something is
/// left or changes.
///
/// What is earned after the month of the deal takes with it the parts of the months that are over; what is earned when
/// the term is over, or after the whole deal was cancelled, is cost at once. Over all months, what is capitalised is
/// what is amortised and impaired.
///
/// # Errors
/// When a part does not fit.
pub fn months(life: &Life) -> Result<Vec<Month>, EngineError> {
    let too_large = || EngineError::TooLarge { what: "the cost of a deal's commissions".to_owned() };
    let term = life.term.max(1);
    let events = life.earned.keys().chain(life.cancelled.keys()).copied();
    let last = events.max().unwrap_or(0).max(term - 1);
    // What is still to be amortised, by month.
    let mut planned: BTreeMap<u32, i128> = BTreeMap::new();
    let (mut balance, mut over) = (0_i128, false);
    let mut months = Vec::new();
    for month in 0..=last {
        let capitalised = life.earned.get(&month).copied().unwrap_or(Amount::ZERO).raw();
        balance = balance.checked_add(capitalised).ok_or_else(too_large)?;
        for (at, part) in (0_u32..).zip(straight_line(Amount::from_raw(capitalised), term)) {
            *planned.entry(at.max(month)).or_default() += part.raw();
        }
        let mut impaired = 0;
        let part = life.cancelled.get(&month).map(|part| (*part).clamp(Fraction::ZERO, Fraction::ONE));
        over |= part == Some(Fraction::ONE);
        if over {
            // Nothing is left of the deal, whatever is cancelled of it afterwards.
            impaired = balance;
            planned.clear();
        } else if let Some(part) = part {
            let lost = part.of(Amount::from_raw(balance), Rounding::HalfUp).ok_or_else(too_large)?;
            impaired = lost.raw();
            planned = rest(&planned, balance - impaired, month, term);
        }
        let amortised = planned.remove(&month).unwrap_or(0);
        balance -= impaired + amortised;
        let nothing = [capitalised, amortised, impaired, balance].iter().all(|amount| *amount == 0);
        if !nothing {
            let amount = Amount::from_raw;
            months.push(Month {
                month,
                capitalised: amount(capitalised),
                amortised: amount(amortised),
                impaired: amount(impaired),
                balance: amount(balance),
            });
        }
    }
    Ok(months)
}

/// What is left after a write-off, in equal parts over the months that are left.
fn rest(planned: &BTreeMap<u32, i128>, left: i128, month: u32, term: u32) -> BTreeMap<u32, i128> {
    if left == 0 {
        return BTreeMap::new();
    }
    let end = planned.keys().next_back().copied().unwrap_or(month).max(month).min((term - 1).max(month));
    let parts = straight_line(Amount::from_raw(left), end - month + 1);
    (month..=end).zip(parts.into_iter().map(Amount::raw)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    fn life(term: u32, earned: &[(u32, &str)], cancelled: &[(u32, (i128, i128))]) -> Life {
        Life {
            earned: earned.iter().map(|(month, text)| (*month, amount(text))).collect(),
            term,
            cancelled: cancelled
                .iter()
                .map(|(month, (above, below))| (*month, Fraction::new(*above, *below).unwrap()))
                .collect(),
        }
    }

    /// Months as `month capitalised amortised impaired balance`.
    fn check(life: &Life, expected: &[&str]) {
        let said: Vec<String> = months(life)
            .unwrap()
            .iter()
            .map(|month| {
                let Month { month, capitalised, amortised, impaired, balance } = month;
                format!("{month} {capitalised} {amortised} {impaired} {balance}")
            })
            .collect();
        assert_eq!(said, expected);
    }

    #[test]
    fn an_amount_is_cut_into_equal_parts_and_the_last_takes_the_residue() {
        assert_eq!(straight_line(amount("250"), 3), ["83.33", "83.33", "83.34"].map(amount));
        assert_eq!(straight_line(amount("-250"), 3), ["-83.33", "-83.33", "-83.34"].map(amount));
        assert_eq!(straight_line(amount("0.02"), 3), ["0", "0", "0.02"].map(amount));
        assert_eq!(straight_line(amount("5"), 0), [amount("5")]);
    }

    #[test]
    fn a_deal_is_amortised_from_its_own_month() {
        check(
            &life(3, &[(0, "250")], &[]),
            &["0 250.00 83.33 0.00 166.67", "1 0.00 83.33 0.00 83.34", "2 0.00 83.34 0.00 0.00"],
        );
    }

    #[test]
    fn what_is_earned_later_catches_up() {
        // 300 earned in the second of three months: two parts at once, one later.
        check(&life(3, &[(1, "300")], &[]), &["1 300.00 200.00 0.00 100.00", "2 0.00 100.00 0.00 0.00"]);
        // And after the term all of it at once.
        check(&life(3, &[(5, "300")], &[]), &["5 300.00 300.00 0.00 0.00"]);
    }

    #[test]
    fn a_cancelled_deal_is_written_off() {
        // After two of twelve months at 100 each, 1,000 are left.
        check(
            &life(12, &[(0, "1200")], &[(2, (1, 1))]),
            &["0 1200.00 100.00 0.00 1100.00", "1 0.00 100.00 0.00 1000.00", "2 0.00 0.00 1000.00 0.00"],
        );
        // What is taken back lowers the asset first: 1,000 less 1,200 is a gain of 200.
        check(
            &life(12, &[(0, "1200"), (2, "-1200")], &[(2, (1, 1))]),
            &["0 1200.00 100.00 0.00 1100.00", "1 0.00 100.00 0.00 1000.00", "2 -1200.00 0.00 -200.00 0.00"],
        );
        // What comes after the cancellation is cost at once.
        check(&life(2, &[(1, "50")], &[(0, (1, 1))]), &["1 50.00 0.00 50.00 0.00"]);
    }

    #[test]
    fn nothing_is_left_to_cancel_of_a_cancelled_deal() {
        // All of it in the second month; the half that is cancelled in the third is half of nothing, and what is
        // earned in it is cost at once.
        check(
            &life(4, &[(0, "400"), (2, "100")], &[(1, (1, 1)), (2, (1, 2))]),
            &["0 400.00 100.00 0.00 300.00", "1 0.00 0.00 300.00 0.00", "2 100.00 0.00 100.00 0.00"],
        );
    }

    #[test]
    fn a_part_that_is_cancelled_is_written_off_in_proportion() {
        // Half of 300 left; 150 over the three months that are left.
        check(
            &life(4, &[(0, "400")], &[(1, (1, 2))]),
            &[
                "0 400.00 100.00 0.00 300.00",
                "1 0.00 50.00 150.00 100.00",
                "2 0.00 50.00 0.00 50.00",
                "3 0.00 50.00 0.00 0.00",
            ],
        );
    }

    proptest! {
        #[test]
        fn what_is_capitalised_becomes_cost_to_the_cent(
            term in 1_u32..30,
            earned in proptest::collection::btree_map(0_u32..40, -100_000_i64..100_000, 0..5),
            cancelled in proptest::collection::btree_map(0_u32..40, 0_i128..=4, 0..3),
        ) {
            let life = Life {
                earned: earned.iter().map(|(month, cents)| (*month, Amount::from_cents(*cents))).collect(),
                term,
                cancelled: cancelled.iter().map(|(month, part)| (*month, Fraction::new(*part, 4).unwrap())).collect(),
            };
            let months = months(&life).unwrap();
            let mut balance = 0;
            for month in &months {
                balance += month.capitalised.raw() - month.amortised.raw() - month.impaired.raw();
                prop_assert_eq!(balance, month.balance.raw());
                prop_assert_eq!(month.amortised.raw() % 100, 0);
            }
            prop_assert_eq!(balance, 0);
            let capitalised: i128 = months.iter().map(|month| month.capitalised.raw()).sum();
            prop_assert_eq!(capitalised, life.earned.values().map(|amount| amount.raw()).sum::<i128>());
        }
    }
}
