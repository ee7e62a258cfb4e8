//! Why a line of commissions is there, in one short sentence.

use crate::engine::commissions::{CapOf, CreditKind, Line, NO_CREDIT, Reason, Run, Why};
use crate::engine::people::index;
use crate::engine::settle;
use crate::money::{Rate, Rounding, grouped, write_plain};
use crate::plan::{DatedBy, Occasion, TakesBack};

/// The reason of a line, without a full stop.
#[must_use]
pub fn reason(run: &Run, line: &Line) -> String {
    match line.reason {
        Reason::Credited => credited(run, line.credit),
        Reason::TrueUp => "true-up of an earlier credit to what the window has reached".to_owned(),
        Reason::Result => "result of the window to date".to_owned(),
        Reason::Why(why) => said(why),
        Reason::Cap(of) => match of {
            CapOf::Deal => "withheld by the cap of a deal".to_owned(),
            CapOf::Payout => "withheld by the cap of a payout".to_owned(),
            CapOf::Window => "withheld by the cap of the window".to_owned(),
            CapOf::Target => "withheld by the cap on target incentive".to_owned(),
            CapOf::Plan => "withheld by the cap of the plan".to_owned(),
        },
        Reason::Moved(reason) => moved(reason),
        Reason::Adjusted(position) => run
            .adjustments
            .get(index(position))
            .map_or_else(String::new, |adjustment| adjustment.reason.clone()),
        Reason::Prior(position) => run
            .past
            .prior
            .get(index(position))
            .map_or_else(String::new, |prior| format!("{}: {}", prior.for_period, prior.reason.words())),
        Reason::Filled(amount) => format!("filled up to the draw of {}", grouped(&amount.to_string())),
        Reason::Recovered(owed) => {
            format!("taken back of the draw: {} still owed", grouped(&owed.to_string()))
        }
        Reason::Forgiven(amount) => {
            format!("{} of the draw is owed no longer", grouped(&amount.to_string()))
        }
        Reason::Carried => "below zero, so it moves to the next payout".to_owned(),
        Reason::Borne => "left by earlier payouts below zero".to_owned(),
    }
}

pub(super) fn said(why: Why) -> String {
    match why {
        Why::Threshold => "the threshold is not reached".to_owned(),
        Why::Gate => "the gate is not met".to_owned(),
        Why::Multiplier => "what the multiplier goes by is undefined".to_owned(),
        Why::Undefined => "what the element goes by is undefined".to_owned(),
        Why::Pool(members) => format!("share of what {members} reps are paid once"),
    }
}

/// Why something is held, released or taken back.
fn moved(reason: settle::Reason) -> String {
    use settle::Reason::{Awaits, Came, Parts, Retiered, Undone};
    match reason {
        Awaits { occasion, payable } => {
            format!("waits for {}: {} payable so far", awaited(occasion), percent(payable))
        }
        Came { occasion, day, payable } => {
            format!("{} of {day}: {} payable so far", came(occasion), percent(payable))
        }
        Parts { payable, of } => format!("part {payable} of {of} by months"),
        Undone { kind, day, part } => {
            let part = part.scaled(6, Rounding::HalfUp).and_then(|part| i64::try_from(part).ok());
            let part = part
                .map_or_else(String::new, |part| format!(": {} taken back", percent(Rate::from_raw(part))));
            format!("{} of {day}{part}", happened(kind))
        }
        Retiered { kind, day } => format!("the window worked out anew after the {} of {day}", happened(kind)),
    }
}

fn awaited(occasion: Occasion) -> String {
    match occasion {
        Occasion::Booking => "the booking".to_owned(),
        Occasion::Invoice => "the invoices".to_owned(),
        Occasion::Payment => "the payments".to_owned(),
        Occasion::On(day) => day.to_string(),
        Occasion::Manual => "somebody's decision".to_owned(),
    }
}

fn came(occasion: Occasion) -> &'static str {
    match occasion {
        Occasion::Booking => "booking",
        Occasion::Invoice => "invoice",
        Occasion::Payment => "payment",
        Occasion::On(_) => "day",
        Occasion::Manual => "decision",
    }
}

fn happened(kind: TakesBack) -> &'static str {
    match kind {
        TakesBack::Cancel => "cancellation",
        TakesBack::Refund => "refund",
    }
}

/// A fraction or a rate as people read it, with all its digits: 0.5 is `50 %`, 0.187709 is `18.7709 %`.
pub(super) fn percent(part: Rate) -> String {
    let mut digits = Vec::new();
    // A rate of scale 6 is a percentage of scale 4.
    write_plain(&mut digits, i128::from(part.raw()), 4, 0);
    format!("{} %", String::from_utf8_lossy(&digits))
}

/// Why a credit is the rep's.
pub(super) fn credited(run: &Run, credit: u32) -> String {
    if credit == NO_CREDIT {
        return String::new();
    }
    let cause = run.credits.causes[index(credit)];
    let kind = match cause.kind {
        CreditKind::Owner => "owner of the deal".to_owned(),
        CreditKind::Share => "share of the deal".to_owned(),
        CreditKind::Overlay => "overlay on the deal".to_owned(),
        CreditKind::Territory => "territory of the deal".to_owned(),
        CreditKind::Team(1) => "deal of a direct report".to_owned(),
        CreditKind::Team(level) => format!("deal of the team ({level} levels below)"),
    };
    match cause.dated {
        DatedBy::Close => kind,
        DatedBy::Invoice => format!("{kind} (as invoiced)"),
        DatedBy::Payment => format!("{kind} (as paid)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_a_percentage_with_all_its_digits() {
        let of = |text: &str| percent(Rate::parse(text).unwrap());
        assert_eq!(of("0.187709"), "18.7709 %");
        assert_eq!(of("0.06"), "6 %");
        assert_eq!(of("0.5"), "50 %");
    }
}
