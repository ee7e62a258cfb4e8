//! How much of a credit's earnings is taken back, by the terms of clawback and what was cancelled and refunded.

use crate::calendar::Day;
use crate::engine::error::EngineError;
use crate::engine::events::Event;
use crate::engine::settle::payable::whole;
use crate::engine::settle::{Facts, Reason, Terms, part_of};
use crate::model::rows::EventKind;
use crate::money::{Amount, Fraction, Rate};
use crate::plan::{Method, TakesBack};

/// What was undone of a deal to date, and what that takes of its earnings.
#[derive(Debug)]
pub(super) struct Undone<'a> {
    facts: &'a Facts<'a>,
    terms: &'a Terms<'a>,
    /// How much of the deal was cancelled or refunded, at most the whole.
    gone: i128,
    /// How much of that was cancelled and not refunded yet: a refund of it takes nothing more.
    unpaid: i128,
    /// The parts that went, each times its weight.
    weighted: i128,
    /// What a weight is a part of.
    unit: i128,
    last: Option<(TakesBack, Day)>,
}

impl<'a> Undone<'a> {
    /// Before anything was undone.
    pub(super) fn new(facts: &'a Facts<'a>, terms: &'a Terms<'a>) -> Self {
        let unit = match terms.clawback.map(|clawback| &clawback.method) {
            None | Some(Method::Reverse | Method::Retier) => 1,
            Some(Method::Schedule(_)) => i128::from(Rate::ONE.raw()),
            Some(Method::Prorata) => facts.term_months.map_or(1, i128::from).max(1),
        };
        Self { facts, terms, gone: 0, unpaid: 0, weighted: 0, unit, last: None }
    }

    /// Takes an event in; says whether more is taken back with it.
    pub(super) fn meet(&mut self, event: Event) -> Result<bool, EngineError> {
        let Some(clawback) = self.terms.clawback else { return Ok(false) };
        let kind = match event.kind() {
            EventKind::Cancel => TakesBack::Cancel,
            EventKind::Refund => TakesBack::Refund,
            EventKind::Invoice | EventKind::Payment | EventKind::Release => return Ok(false),
        };
        let since = event.day().days_since(self.facts.day);
        let in_time = clawback.within_days.is_none_or(|within| i64::from(since) <= i64::from(within));
        if clawback.method == Method::Retier || !in_time || !clawback.on.contains(&kind) {
            return Ok(false);
        }
        let part = self.part(kind, event);
        let more = part * self.weight(event.day(), since)?;
        self.weighted += more;
        if more > 0 {
            self.last = Some((kind, event.day()));
        }
        Ok(more > 0)
    }

    /// How much more of the deal goes with an event. A cancellation without an amount, or with one of nothing, is of
    /// all that is left, and so is a refund without an amount. A refund is first of what was cancelled before.
    fn part(&mut self, kind: TakesBack, event: Event) -> i128 {
        let whole = whole(self.facts.amount);
        let stated = event.amount().map(|amount| Amount::raw(amount).abs());
        let part = match (kind, stated) {
            (_, None) | (TakesBack::Cancel, Some(0)) => whole,
            // A deal of nothing has no parts.
            (_, Some(amount)) if self.facts.amount == 0 && amount > 0 => whole,
            (_, Some(amount)) => amount.min(whole),
        };
        let left = whole - self.gone;
        let more = match kind {
            TakesBack::Cancel => {
                let more = part.min(left);
                self.unpaid += more;
                more
            }
            TakesBack::Refund => {
                let known = part.min(self.unpaid);
                self.unpaid -= known;
                (part - known).min(left)
            }
        };
        self.gone += more;
        more
    }

    /// How much of its part an event takes back, in units.
    fn weight(&self, day: Day, since: i32) -> Result<i128, EngineError> {
        let weight = match self.terms.clawback.map(|clawback| &clawback.method) {
            Some(Method::Schedule(steps)) => {
                let step = steps.iter().find(|(last, _)| i64::from(since) <= i64::from(*last));
                step.map_or(0, |(_, share)| i128::from(share.raw()))
            }
            Some(Method::Prorata) => {
                let term = self.facts.term_months.filter(|months| *months > 0);
                let Some(term) = term else {
                    return Err(EngineError::MissingTerm { deal_id: self.facts.deal_id.to_owned() });
                };
                i128::from(term.saturating_sub(months_between(self.facts.day, day)))
            }
            _ => self.unit,
        };
        Ok(weight)
    }

    /// How much is taken back of what was earned to date.
    pub(super) fn of(&self, earned: i128) -> Result<i128, EngineError> {
        let all = self.all();
        match self.weighted {
            0 => Ok(0),
            weighted if weighted == all => Ok(earned),
            weighted => part_of(earned, weighted, all, self.terms.rounding),
        }
    }

    /// What the weighted parts are when everything is taken back.
    fn all(&self) -> i128 {
        whole(self.facts.amount) * self.unit
    }

    /// Why it is taken back; none when nothing is.
    pub(super) fn reason(&self) -> Option<Reason> {
        let (kind, day) = self.last?;
        let part = Fraction::new(self.weighted, self.all()).unwrap_or(Fraction::ONE);
        Some(Reason::Undone { kind, day, part })
    }
}

/// Whole months from a day to another: from 2026-01-15 one to 2026-02-15 and none to 2026-02-14.
fn months_between(from: Day, to: Day) -> u32 {
    let months = (to.year() - from.year()) * 12 + i32::from(to.month()) - i32::from(from.month());
    let whole = if from.plus_months(months) > to { months - 1 } else { months };
    u32::try_from(whole).unwrap_or(0)
}
