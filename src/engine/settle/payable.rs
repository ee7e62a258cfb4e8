//! How much of an earning is payable, by the terms of release and what has come.

use crate::calendar::{Day, Span};
use crate::engine::error::EngineError;
use crate::engine::events::Event;
use crate::engine::settle::{Facts, Reason, Terms, part_of};
use crate::model::rows::EventKind;
use crate::money::{Amount, Rate, Rounding, divide};
use crate::plan::{Occasion, Release};

/// What has come to date, of the occasions that make earnings payable.
#[derive(Debug)]
pub(super) struct Payable<'a> {
    facts: &'a Facts<'a>,
    terms: &'a Terms<'a>,
    invoiced: Flow,
    paid: Flow,
    decided: Flow,
    end: Day,
    state: State,
    last: Option<(Day, Occasion)>,
}

/// All that decides how much of an earning is payable, beside the earning and its payout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Everything.
    Whole,
    /// This many millionths of the deal's amount, out of a million of them.
    Share(i128),
    /// The parts of the months to this one.
    ToMonth(i32),
}

/// The events of one kind, added up.
#[derive(Debug, Default)]
struct Flow {
    sum: i128,
    /// The most that it ever was, at most the whole deal: what is released stays so.
    most: i128,
    /// When that was reached.
    day: Option<Day>,
}

impl Flow {
    /// Adds an event. An event without an amount is about the whole deal. A deal below zero counts the size of what
    /// came, whatever its sign; one of zero has come with its first event that says something.
    fn add(&mut self, event: Event, deal: i128) {
        let whole = whole(deal);
        let amount = event.amount().map_or(whole, Amount::raw);
        self.sum += amount;
        let come = match deal {
            0 if amount != 0 => whole,
            0 => 0,
            1.. => self.sum.min(whole),
            _ => self.sum.abs().min(whole),
        };
        if come > self.most {
            (self.most, self.day) = (come, Some(event.day()));
        }
    }
}

/// What the parts of a deal are parts of: its size, and one for a deal of nothing, which has no parts.
pub(super) fn whole(deal: i128) -> i128 {
    deal.abs().max(1)
}

impl<'a> Payable<'a> {
    /// Before anything has come.
    pub(super) fn new(facts: &'a Facts<'a>, terms: &'a Terms<'a>) -> Self {
        let (invoiced, paid, decided) = (Flow::default(), Flow::default(), Flow::default());
        let state = match terms.release {
            None => State::Whole,
            Some(Release::Shares(_)) => State::Share(0),
            Some(Release::Months(_)) => State::ToMonth(i32::MIN),
        };
        Self { facts, terms, invoiced, paid, decided, end: Day::MIN, state, last: None }
    }

    /// What has come.
    pub(super) fn state(&self) -> State {
        self.state
    }

    /// Goes on to the last day of a payout, over its new events.
    pub(super) fn go_on(&mut self, end: Day, new: &[Event]) {
        self.end = end;
        for event in new {
            match event.kind() {
                EventKind::Invoice => self.invoiced.add(*event, self.facts.amount),
                EventKind::Payment => self.paid.add(*event, self.facts.amount),
                EventKind::Release => self.decided.add(*event, self.facts.amount),
                EventKind::Cancel | EventKind::Refund => {}
            }
        }
        self.state = match self.terms.release {
            None => State::Whole,
            Some(Release::Months(_)) => State::ToMonth(self.terms.calendar.month_number(end)),
            Some(Release::Shares(shares)) => {
                let mut come = 0;
                for (occasion, share) in shares {
                    let part = self.come(*occasion);
                    come += i128::from(share.raw()) * part;
                    let day = self.day_of(*occasion).filter(|_| part > 0 && share.raw() > 0);
                    // Of two on one day the later in the list is named.
                    self.last = self.last.max(day.map(|day| (day, *occasion)));
                }
                State::Share(come)
            }
        };
    }

    /// How much of an occasion has come, as a part of the whole deal.
    fn come(&self, occasion: Occasion) -> i128 {
        let whole = whole(self.facts.amount);
        match occasion {
            Occasion::Booking => whole,
            Occasion::Invoice => self.invoiced.most,
            Occasion::Payment => self.paid.most,
            Occasion::On(day) if day <= self.end => whole,
            Occasion::Manual => self.decided.most,
            Occasion::On(_) => 0,
        }
    }

    /// The day on which an occasion came; the booking is no event.
    fn day_of(&self, occasion: Occasion) -> Option<Day> {
        match occasion {
            Occasion::Invoice => self.invoiced.day,
            Occasion::Payment => self.paid.day,
            Occasion::Manual => self.decided.day,
            Occasion::On(day) => Some(day),
            Occasion::Booking => None,
        }
    }

    /// How much is payable of an amount that was booked in a payout, once it stands like this.
    pub(super) fn of(&self, amount: i128, booked: Span, state: State) -> Result<i128, EngineError> {
        let rounding = self.terms.rounding;
        match state {
            State::Whole => Ok(amount),
            State::Share(come) => {
                let all = self.all();
                if come == all { Ok(amount) } else { part_of(amount, come, all, rounding) }
            }
            State::ToMonth(month) => {
                let (parts, of) = self.parts(booked, month);
                if parts == of {
                    return Ok(amount);
                }
                // Many parts rounded up may pass the amount before the last one: 0.05 in ten parts of 0.01.
                let payable = i128::from(parts) * part_of(amount, 1, i128::from(of), rounding)?;
                Ok(payable.clamp(amount.min(0), amount.max(0)))
            }
        }
    }

    /// What [`State::Share`] is when everything has come.
    fn all(&self) -> i128 {
        i128::from(Rate::ONE.raw()) * whole(self.facts.amount)
    }

    /// How many monthly parts are payable at the end of a month of what was booked in a payout, and of how many. The
    /// first is that of the month of the credit, or of the first month of a later payout.
    fn parts(&self, booked: Span, month: i32) -> (u32, u32) {
        let of = match self.terms.release {
            Some(Release::Months(months)) => (*months).max(1),
            _ => 1,
        };
        let first = self.terms.calendar.month_number(self.facts.day.clamp(booked.from, booked.to));
        let parts = u32::try_from(month.saturating_sub(first).saturating_add(1)).unwrap_or(0);
        (parts.min(of), of)
    }

    /// Why something of what was booked in a payout is held.
    pub(super) fn why_held(&self, booked: Span) -> Reason {
        match (self.terms.release, self.state) {
            (Some(Release::Shares(shares)), _) => {
                let whole = whole(self.facts.amount);
                let mut waiting = shares.iter().filter(|(_, share)| share.raw() > 0);
                let occasion = waiting.find(|(occasion, _)| self.come(**occasion) < whole);
                let occasion = occasion.map_or(Occasion::Booking, |(occasion, _)| *occasion);
                Reason::Awaits { occasion, payable: self.share() }
            }
            (_, state) => self.reason_of_parts(booked, state),
        }
    }

    /// Why something of what was booked in a payout is released.
    pub(super) fn why_released(&self, booked: Span) -> Reason {
        match (self.state, self.last) {
            (State::Share(_), Some((day, occasion))) => Reason::Came { occasion, day, payable: self.share() },
            (State::Share(_), None) => self.why_held(booked),
            (state, _) => self.reason_of_parts(booked, state),
        }
    }

    fn reason_of_parts(&self, booked: Span, state: State) -> Reason {
        let month = if let State::ToMonth(month) = state { month } else { i32::MAX };
        let (payable, of) = self.parts(booked, month);
        Reason::Parts { payable, of }
    }

    /// The share that is payable, cut to six decimals.
    fn share(&self) -> Rate {
        let come = if let State::Share(come) = self.state { come } else { self.all() };
        let raw = divide(come, whole(self.facts.amount), Rounding::Down);
        Rate::from_raw(i64::try_from(raw).expect("a share is at most one"))
    }
}
