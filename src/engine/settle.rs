//! What happens to the earnings of one credit in one element: what of them is held and when it is released, and what
//! is taken back when the deal is cancelled or refunded. Who earned what is left to `commissions`, and what a deal
//! that is taken out of its window would have changed (`retier`) to the caller.
//!
//! All amounts are whole cents with four decimals. Everything follows from what is true at the end of each payout, so
//! that payouts worked out one by one and all at once give the same movements: the movements of a payout depend on
//! nothing that comes later.
//!
//! Four laws hold at the end of every payout, where *paid* is what was earned and moved to date:
//! a hold is never below zero, nor above what is left of the earnings · paid is never more than the release terms
//! allow · after a cancellation that takes everything back, paid and held are zero · once everything is released,
//! paid is what was earned less what was taken back.

mod payable;
mod undone;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

use crate::calendar::{Calendar, Day, Span};
use crate::engine::error::EngineError;
use crate::engine::events::Event;
use crate::money::{Fraction, Rate, Rounding};
use crate::plan::{Clawback, Occasion, Release, TakesBack};

use payable::Payable;
use undone::Undone;

/// What a credit earned in a payout, after caps; true-ups are further ones, and may be below zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earned {
    /// The payout that books it, as a position in the list of payouts.
    pub payout: usize,
    /// Whole cents, with four decimals.
    pub amount: i128,
}

/// What the caller takes back, by `retier`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Take {
    /// The payout that takes it.
    pub payout: usize,
    /// Whole cents, with four decimals: above zero is taken back, below zero is given back.
    pub amount: i128,
    /// Why.
    pub reason: Reason,
}

/// What is known of the credit and its deal.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The deal, for errors.
    pub deal_id: &'a str,
    /// The date of the credit.
    pub day: Day,
    /// The amount of the deal in its own currency, with four decimals, as its events have it.
    pub amount: i128,
    /// The length of the contract.
    pub term_months: Option<u32>,
    /// What happened to the deal, in the order of an `EventBook`.
    pub events: &'a [Event],
}

/// The terms of the element.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// When earnings become payable; at once when absent.
    pub release: Option<&'a Release>,
    /// What is taken back; nothing when absent.
    pub clawback: Option<&'a Clawback>,
    /// How parts of earnings become cents.
    pub rounding: Rounding,
    /// What a month is.
    pub calendar: &'a Calendar,
}

/// What is done to pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Movement {
    /// Earnings are held back. Above zero where earnings below zero leave less to hold, or where the hold of an
    /// earlier payout has less to wait for.
    Hold,
    /// What was held is held no longer.
    Release,
    /// Earnings are taken back. Above zero where less is taken than before.
    Clawback,
}

/// One movement of a payout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The payout, as a position in the list of payouts.
    pub payout: usize,
    /// What is done.
    pub movement: Movement,
    /// Whole cents, with four decimals, signed by what it does to the pay; never zero.
    pub amount: i128,
    /// Why.
    pub reason: Reason,
}

/// Why something moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Held until this occasion, the first that has not wholly come.
    Awaits {
        /// What is waited for.
        occasion: Occasion,
        /// The share of the earnings that is payable to date, cut to six decimals.
        payable: Rate,
    },
    /// Released because this came.
    Came {
        /// What came last.
        occasion: Occasion,
        /// When.
        day: Day,
        /// The share of the earnings that is payable to date, cut to six decimals.
        payable: Rate,
    },
    /// Held or released because it is paid in equal monthly parts.
    Parts {
        /// How many parts are payable to date.
        payable: u32,
        /// How many there are.
        of: u32,
    },
    /// Taken back, or released so that it can be, because the deal was undone.
    Undone {
        /// What happened to the deal.
        kind: TakesBack,
        /// When.
        day: Day,
        /// The part of the earnings to date that is taken back with this event, those before it included.
        part: Fraction,
    },
    /// Taken back, or released so that it can be, because the window was worked out without the deal.
    Retiered {
        /// What happened to the deal.
        kind: TakesBack,
        /// When.
        day: Day,
    },
}

/// The movements of a credit's earnings in an element, in the order of the payouts.
///
/// A deal of 10,000.00 earns 600.00 in January, half payable at booking and half by payment: January holds 300.00.
/// The customer pays 5,000.00 in March, which releases 150.00. A cancellation in May releases the other 150.00 and
/// claws back 600.00: what was paid to date is zero.
///
/// `earned` and `takes` may be in any order. The payouts are in the order of their days; an event belongs to the first
/// payout that ends on its day or later, and counts for earnings that are booked afterwards. What is booked beyond the
/// last payout is not settled yet. The deal is refused when its clawback goes by the months of its term and it has
/// none.
pub fn settle(
    earned: &[Earned],
    takes: &[Take],
    payouts: &[Span],
    facts: &Facts<'_>,
    terms: &Terms<'_>,
) -> Result<Vec<Moved>, EngineError> {
    let booked = earned.iter().map(|part| part.payout);
    let Some(first) = booked.chain(takes.iter().map(|take| take.payout)).min() else { return Ok(Vec::new()) };
    if terms.release.is_none() && terms.clawback.is_none() && takes.is_empty() {
        return Ok(Vec::new());
    }
    let mut account = Account {
        standing: Standing::default(),
        payable: Payable::new(facts, terms),
        undone: Undone::new(facts, terms),
        moved: Vec::new(),
    };
    let mut events = facts.events;
    for (payout, span) in payouts.iter().enumerate().skip(first) {
        let came = events.iter().take_while(|event| event.day() <= span.to).count();
        let (new, later) = events.split_at(came);
        events = later;
        account.release(payout, earned, payouts, new)?;
        account.book(payout, earned, payouts)?;
        account.undo(payout, new)?;
        for take in takes.iter().filter(|take| take.payout == payout) {
            account.take(payout, take.amount, take.reason);
        }
    }
    Ok(account.moved)
}

/// What is true of the earnings at one moment; to date, with four decimals.
#[derive(Debug, Default)]
struct Standing {
    /// What was earned.
    earned: i128,
    /// What the terms of release do not allow to be paid yet.
    waiting: i128,
    /// How much of what is waiting was taken back, and so is not held.
    absorbed: i128,
    /// What was taken back.
    taken: i128,
    /// How much of that follows from the events, not from the caller.
    taken_by_events: i128,
}

impl Standing {
    /// What is held: what waits and was not taken back, and never more than what is left of the earnings.
    fn held(&self) -> i128 {
        (self.waiting - self.absorbed).min(self.earned - self.taken).max(0)
    }

    /// Lets more wait, or less. What was absorbed of a hold that waits no longer is settled for good, so that it does
    /// not eat up a later hold.
    fn wait(&mut self, more: i128) {
        self.waiting += more;
        self.absorbed = self.absorbed.min(self.waiting.max(0));
    }

    /// Takes back what is held first, then what was paid. A negative amount gives back what was paid first.
    fn take(&mut self, amount: i128) {
        self.absorbed += amount.clamp(0, self.held());
        self.taken += amount;
        self.absorbed = self.absorbed.min(self.taken.max(0));
    }
}

/// The account of one credit in one element.
struct Account<'a> {
    standing: Standing,
    payable: Payable<'a>,
    undone: Undone<'a>,
    moved: Vec<Moved>,
}

impl Account<'_> {
    /// What came in a payout makes earlier earnings payable.
    fn release(
        &mut self,
        payout: usize,
        earned: &[Earned],
        payouts: &[Span],
        new: &[Event],
    ) -> Result<(), EngineError> {
        let before = self.payable.state();
        self.payable.go_on(payouts[payout].to, new);
        if self.payable.state() == before {
            return Ok(());
        }
        let (mut released, mut first) = (0, payout);
        for part in earned.iter().filter(|part| part.payout < payout) {
            let booked = payouts[part.payout];
            let now = self.payable.of(part.amount, booked, self.payable.state())?;
            let more = now - self.payable.of(part.amount, booked, before)?;
            released += more;
            if more != 0 {
                first = first.min(part.payout);
            }
        }
        let held = self.standing.held();
        self.standing.wait(-released);
        let less = held - self.standing.held();
        // Cents of true-ups up and down may leave a cent more to wait than before.
        let (movement, reason) = if less > 0 {
            (Movement::Release, self.payable.why_released(payouts[first]))
        } else {
            (Movement::Hold, self.payable.why_held(payouts[first]))
        };
        self.push(payout, movement, less, reason);
        Ok(())
    }

    /// What is earned in a payout is held as far as it is not payable.
    fn book(&mut self, payout: usize, earned: &[Earned], payouts: &[Span]) -> Result<(), EngineError> {
        let held = self.standing.held();
        let mut waiting = 0;
        for part in earned.iter().filter(|part| part.payout == payout) {
            let payable = self.payable.of(part.amount, payouts[payout], self.payable.state())?;
            self.standing.earned += part.amount;
            waiting += part.amount - payable;
        }
        self.standing.wait(waiting);
        let more = self.standing.held() - held;
        let reason = self.payable.why_held(payouts[payout]);
        self.push(payout, Movement::Hold, -more, reason);
        Ok(())
    }

    /// What was earned or came in a payout changes what is taken back.
    fn undo(&mut self, payout: usize, new: &[Event]) -> Result<(), EngineError> {
        self.take_by_events(payout)?;
        for event in new {
            if self.undone.meet(*event)? {
                self.take_by_events(payout)?;
            }
        }
        Ok(())
    }

    fn take_by_events(&mut self, payout: usize) -> Result<(), EngineError> {
        let Some(reason) = self.undone.reason() else { return Ok(()) };
        let taken = self.undone.of(self.standing.earned)?;
        let more = taken - self.standing.taken_by_events;
        self.standing.taken_by_events = taken;
        self.take(payout, more, reason);
        Ok(())
    }

    fn take(&mut self, payout: usize, amount: i128, reason: Reason) {
        let held = self.standing.held();
        self.standing.take(amount);
        let less = held - self.standing.held();
        let movement = if less > 0 { Movement::Release } else { Movement::Hold };
        self.push(payout, movement, less, reason);
        self.push(payout, Movement::Clawback, -amount, reason);
    }

    fn push(&mut self, payout: usize, movement: Movement, amount: i128, reason: Reason) {
        if amount != 0 {
            self.moved.push(Moved { payout, movement, amount, reason });
        }
    }
}

/// A part of an amount in whole cents, rounded once: a third of 250.00 is 83.33.
fn part_of(
    amount: i128,
    numerator: i128,
    denominator: i128,
    rounding: Rounding,
) -> Result<i128, EngineError> {
    // Cents have two decimals less than amounts.
    let cents = crate::money::multiply_divide(amount, numerator, denominator * 100, rounding);
    let raw = cents.and_then(|cents| cents.checked_mul(100));
    raw.ok_or_else(|| EngineError::TooLarge { what: "a part of an earning".to_owned() })
}
