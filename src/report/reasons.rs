//! Why a line of commissions is there, in one short sentence.

use crate::engine::commissions::{CapOf, CreditKind, Line, NO_CREDIT, Reason, Run, Why};
use crate::engine::people::index;
use crate::plan::DatedBy;

/// The reason of a line, without a full stop.
#[must_use]
pub fn reason(run: &Run, line: &Line) -> String {
    match line.reason {
        Reason::Credited => credited(run, line),
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
        Reason::Moved(reason) => reason.to_string(),
        Reason::Adjusted(position) => run
            .adjustments
            .get(index(position))
            .map_or_else(String::new, |adjustment| adjustment.reason.clone()),
    }
}

fn said(why: Why) -> String {
    match why {
        Why::Threshold => "the threshold is not reached".to_owned(),
        Why::Gate => "the gate is not met".to_owned(),
        Why::Multiplier => "what the multiplier goes by is undefined".to_owned(),
        Why::Undefined => "what the element goes by is undefined".to_owned(),
        Why::Pool(members) => format!("share of what {members} reps are paid once"),
    }
}

fn credited(run: &Run, line: &Line) -> String {
    if line.credit == NO_CREDIT {
        return String::new();
    }
    let cause = run.credits.causes[index(line.credit)];
    let kind = match cause.kind {
        CreditKind::Owner => "owner of the deal".to_owned(),
        CreditKind::Share => "share of the deal".to_owned(),
        CreditKind::Overlay => "overlay on the deal".to_owned(),
        CreditKind::Territory => "territory of the deal".to_owned(),
        CreditKind::Team(1) => "deal of a direct report".to_owned(),
        CreditKind::Team(level) => format!("deal of the team, {level} levels below"),
    };
    match cause.dated {
        DatedBy::Close => kind,
        DatedBy::Invoice => format!("{kind}, as invoiced"),
        DatedBy::Payment => format!("{kind}, as paid"),
    }
}
