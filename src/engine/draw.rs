//! Draws and debts: what a payout is filled up to, what is taken back of earlier fillings, and what a result below zero
//! leaves to the payouts after it. Who has a draw when, and what a payout brings, is left to `commissions`.
//!
//! A payout is settled in this order. What the elements bring that take part (results below zero too) is filled up to
//! the draw's amount; a filling of a recoverable draw is owed. What they bring above the amount pays back what is owed,
//! by the share that is taken back, never below the amount. Then a debt that earlier results below zero have left is
//! taken off, and what would be paid below zero is carried forward. A draw therefore fills up what a payout brings, and
//! never an older debt.
//!
//! Laws: nothing is paid below zero · what is owed of a draw is never below zero, and is what was filled less what was
//! recovered and forgiven · over all payouts, pay is what was brought, plus fillings, less recoveries, plus the debt
//! that is left.

use crate::engine::error::EngineError;
use crate::money::{Amount, Rate, Rounding, multiply_divide};

/// What a rep owes between two payouts; neither is below zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Owed {
    /// Of draws that were filled and have to be paid back.
    pub draw: Amount,
    /// Of results below zero, which are carried forward.
    pub debt: Amount,
}

/// What a payout brings, and the draw that is in force in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payout {
    /// What the elements bring that fill and repay the draw.
    pub brings: Amount,
    /// What the others bring, which the draw leaves alone.
    pub apart: Amount,
    /// The draw; none where the plan has none.
    pub draw: Option<Terms>,
}

/// A draw in one payout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What the payout is filled up to, after proration; what is above it repays.
    pub amount: Amount,
    /// Whether the payout is filled up: not before the first period with a draw, nor after the last.
    pub fills: bool,
    /// Whether a filling is owed.
    pub owed: bool,
    /// How much of what is above the amount is taken back; nothing where it is not time yet.
    pub takes: Rate,
    /// Whether what is still owed is written off.
    pub forgives: bool,
    /// How cents come about.
    pub rounding: Rounding,
}

/// What becomes of a payout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// What the draw adds; zero or above.
    pub draw: Amount,
    /// What is taken back of earlier draws; zero or below.
    pub recovered: Amount,
    /// What is written off of what was owed; zero or above.
    pub forgiven: Amount,
    /// What later payouts have to bear less what this one bears of earlier ones.
    pub carried_forward: Amount,
    /// What is owed before.
    pub before: Owed,
    /// What is owed after.
    pub after: Owed,
}

/// Settles one payout.
///
/// A draw of 2,000.00 on 1,500.00 adds 500.00, which is owed. On 2,375.00 after it 375.00 is taken back, and 125.00 is
/// still owed.
pub fn settle(before: Owed, payout: &Payout) -> Result<Settled, EngineError> {
    let mut settled = Settled { before, after: before, ..Settled::default() };
    let brings = payout.brings.raw();
    if let Some(terms) = &payout.draw {
        if terms.forgives {
            settled.forgiven = before.draw;
            settled.after.draw = Amount::ZERO;
        }
        let missing = terms.amount.raw() - brings;
        if terms.fills && missing > 0 {
            settled.draw = Amount::from_raw(missing);
            if terms.owed {
                settled.after.draw = Amount::from_raw(settled.after.draw.raw() + missing);
            }
        } else if missing < 0 {
            let taken = taken_back(-missing, terms)?.min(settled.after.draw.raw());
            settled.recovered = Amount::from_raw(-taken);
            settled.after.draw = Amount::from_raw(settled.after.draw.raw() - taken);
        }
    }
    let result = brings + payout.apart.raw() + settled.draw.raw() + settled.recovered.raw();
    let left = result - before.debt.raw();
    settled.after.debt = Amount::from_raw((-left).max(0));
    settled.carried_forward = Amount::from_raw(settled.after.debt.raw() - before.debt.raw());
    Ok(settled)
}

/// The part of what is above the amount that is taken back, in cents.
fn taken_back(above: i128, terms: &Terms) -> Result<i128, EngineError> {
    // Cents have two decimals less than amounts, rates have six.
    let cents = multiply_divide(above, i128::from(terms.takes.raw()), 100_000_000, terms.rounding);
    let taken = cents.and_then(|cents| cents.checked_mul(100)).map(|taken| taken.min(above));
    taken.ok_or_else(|| EngineError::TooLarge { what: "what is taken back of a draw".to_owned() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    fn terms(sum: &str, owed: bool) -> Terms {
        Terms {
            amount: amount(sum),
            fills: true,
            owed,
            takes: Rate::ONE,
            forgives: false,
            rounding: Rounding::HalfUp,
        }
    }

    /// Settles payouts one after the other; each is what it brings, and what is expected: draw, recovered, carried
    /// forward, paid, and what is owed of draws and of debts after it.
    fn check(terms: impl Fn(usize) -> Option<Terms>, payouts: &[(&str, [&str; 6])]) {
        let mut owed = Owed::default();
        for (number, (brings, expected)) in payouts.iter().enumerate() {
            let payout = Payout { brings: amount(brings), apart: Amount::ZERO, draw: terms(number) };
            let settled = settle(owed, &payout).unwrap();
            let parts = [payout.brings, settled.draw, settled.recovered, settled.carried_forward];
            let paid = Amount::from_raw(parts.iter().map(|part| part.raw()).sum());
            let shown = [
                settled.draw,
                settled.recovered,
                settled.carried_forward,
                paid,
                settled.after.draw,
                settled.after.debt,
            ];
            assert_eq!(shown, expected.map(amount), "payout {}", number + 1);
            owed = settled.after;
        }
    }

    #[test]
    fn six_published_months_of_a_recoverable_draw() {
        // Siebel Incentive Compensation Administration Guide; see testdata/published/DRAWS.md.
        check(
            |_| Some(terms("2000", true)),
            &[
                ("2750", ["0", "0", "0", "2750", "0", "0"]),
                ("3000", ["0", "0", "0", "3000", "0", "0"]),
                ("1500", ["500", "0", "0", "2000", "500", "0"]),
                ("2375", ["0", "-375", "0", "2000", "125", "0"]),
                ("3000", ["0", "-125", "0", "2875", "0", "0"]),
                ("2750", ["0", "0", "0", "2750", "0", "0"]),
            ],
        );
    }

    #[test]
    fn a_published_guarantee_is_never_owed() {
        // Xactly, The Non-Recoverable Draw Against Commission; see testdata/published/DRAWS.md.
        check(
            |_| Some(terms("1500", false)),
            &[("500", ["1000", "0", "0", "1500", "0", "0"]), ("3000", ["0", "0", "0", "3000", "0", "0"])],
        );
        check(
            |_| Some(terms("1500", true)),
            &[
                ("500", ["1000", "0", "0", "1500", "1000", "0"]),
                ("3000", ["0", "-1000", "0", "2000", "0", "0"]),
            ],
        );
    }

    #[test]
    fn published_months_without_a_sale_are_paid_back_from_the_first_one() {
        check(
            |_| Some(terms("2000", true)),
            &[
                ("0", ["2000", "0", "0", "2000", "2000", "0"]),
                ("0", ["2000", "0", "0", "2000", "4000", "0"]),
                ("8000", ["0", "-4000", "0", "4000", "0", "0"]),
            ],
        );
    }

    #[test]
    fn a_share_is_taken_back_from_its_first_period_on_and_rounded_to_cents() {
        // From the third payout on, a third of what is above 100: of 50.05 it is 16.683, of 1,000 the rest.
        let third = Rate::parse("0.333333").unwrap();
        let takes = |number: usize| if number < 2 { Rate::ZERO } else { third };
        check(
            |number| Some(Terms { takes: takes(number), ..terms("100", true) }),
            &[
                ("0", ["100", "0", "0", "100", "100", "0"]),
                ("400", ["0", "0", "0", "400", "100", "0"]),
                ("150.05", ["0", "-16.68", "0", "133.37", "83.32", "0"]),
                ("1100", ["0", "-83.32", "0", "1016.68", "0", "0"]),
            ],
        );
    }

    #[test]
    fn after_the_last_period_nothing_is_filled_and_the_rest_is_recovered_or_forgiven() {
        let fills = |number: usize| Terms { fills: number == 0, ..terms("1000", true) };
        check(
            |number| Some(fills(number)),
            &[
                ("400", ["600", "0", "0", "1000", "600", "0"]),
                ("700", ["0", "0", "0", "700", "600", "0"]),
                ("1500", ["0", "-500", "0", "1000", "100", "0"]),
            ],
        );
        check(
            |number| Some(Terms { forgives: number > 0, ..fills(number) }),
            &[("400", ["600", "0", "0", "1000", "600", "0"]), ("1500", ["0", "0", "0", "1500", "0", "0"])],
        );
    }

    #[test]
    fn a_result_below_zero_is_carried_until_it_is_borne() {
        check(
            |_| None,
            &[
                ("100", ["0", "0", "0", "100", "0", "0"]),
                ("-250.50", ["0", "0", "250.50", "0", "0", "250.50"]),
                ("100", ["0", "0", "-100", "0", "0", "150.50"]),
                ("-10", ["0", "0", "10", "0", "0", "160.50"]),
                ("500", ["0", "0", "-160.50", "339.50", "0", "0"]),
            ],
        );
        // A draw fills up what the payout brings: 2,500 in all for a result of −500.
        check(|_| Some(terms("2000", true)), &[("-500", ["2500", "0", "0", "2000", "2500", "0"])]);
    }

    #[test]
    fn what_is_excluded_neither_fills_nor_repays() {
        let apart = |brings: &str, apart: &str, owed: &str| {
            let payout =
                Payout { brings: amount(brings), apart: amount(apart), draw: Some(terms("2000", true)) };
            settle(Owed { draw: amount(owed), debt: Amount::ZERO }, &payout).unwrap()
        };
        // 1,500 are filled up to 2,000 although 900 more are paid beside them.
        let filled = apart("1500", "900", "0");
        assert_eq!((filled.draw, filled.after.draw), (amount("500"), amount("500")));
        // 2,100 repay 100 of 500; the 900 beside them repay nothing.
        let repaid = apart("2100", "900", "500");
        assert_eq!((repaid.recovered, repaid.after.draw), (amount("-100"), amount("400")));
        // What is taken back beside the draw is carried forward, not filled.
        let taken = apart("500", "-2300", "0");
        assert_eq!((taken.draw, taken.carried_forward), (amount("1500"), amount("300")));
    }

    proptest! {
        /// Nothing is paid below zero, what is owed of draws is what was filled less what was taken back or written
        /// off, and what was brought is what was paid, less fillings, plus recoveries, less the debt that is left.
        #[test]
        fn every_cent_is_paid_owed_or_carried(
            payouts in prop::collection::vec((-5_000_i64..9_000, -2_000_i64..2_000, 0..4_u8), 1..12),
            owed in any::<bool>(),
            share in 0..=1_000_000_i64,
        ) {
            let (mut before, mut filled, mut taken, mut forgiven) = (Owed::default(), 0, 0, 0);
            let (mut brought, mut paid) = (0, 0);
            for (brings, apart, kind) in payouts {
                let draw = Terms {
                    amount: amount("20"),
                    fills: kind < 2,
                    owed,
                    takes: Rate::from_raw(share),
                    forgives: kind == 3,
                    rounding: Rounding::HalfUp,
                };
                let payout = Payout {
                    brings: Amount::from_cents(brings),
                    apart: Amount::from_cents(apart),
                    draw: (kind != 2).then_some(draw),
                };
                let settled = settle(before, &payout).unwrap();
                let result = payout.brings.raw() + payout.apart.raw() + settled.draw.raw() + settled.recovered.raw();
                let pay = result + settled.carried_forward.raw();
                prop_assert!(pay >= 0 && settled.after.debt >= Amount::ZERO && settled.after.draw >= Amount::ZERO);
                prop_assert!(settled.draw.is_zero() || settled.recovered.is_zero());
                let parts = [settled.draw, settled.recovered, settled.forgiven];
                prop_assert!(parts.iter().all(|part| part.raw() % 100 == 0));
                brought += payout.brings.raw() + payout.apart.raw();
                paid += pay;
                filled += settled.draw.raw();
                taken -= settled.recovered.raw();
                forgiven += settled.forgiven.raw();
                before = settled.after;
            }
            if owed {
                prop_assert_eq!(before.draw.raw(), filled - taken - forgiven);
            }
            prop_assert_eq!(brought, paid - filled + taken - before.debt.raw());
        }
    }
}
