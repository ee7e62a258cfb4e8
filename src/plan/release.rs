//! What happens to an earning after it is calculated: when it becomes payable, and when it is taken back.

use std::collections::BTreeMap;

use super::node::{Node, Word};
use super::place::Located;
use crate::calendar::Day;
use crate::money::Rate;

/// When an earning becomes payable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Release {
    /// Shares that add up to 1, each with its occasion; at least one.
    Shares(BTreeMap<Occasion, Rate>),
    /// This many equal monthly parts, the first at booking; the last takes the residue.
    Months(u32),
}

/// What makes a share of an earning payable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Occasion {
    /// The booking itself.
    Booking,
    /// The deal's invoices, pro rata.
    Invoice,
    /// The customer's payments, pro rata to the cash.
    Payment,
    /// A day.
    On(Day),
    /// A person's decision.
    Manual,
}

/// Reads `release = { booking = 0.5, payment = 0.5 }` or `{ months = 12 }`.
pub(super) fn read_release(node: &Node<'_>) -> Option<Release> {
    let keys = node.table()?.all();
    if let [(key, months)] = keys.as_slice()
        && key == "months"
    {
        return Some(Release::Months(months.count(120)?.value));
    }
    let mut shares = BTreeMap::new();
    let count = keys.len();
    for (key, share) in &keys {
        let occasion = match key.as_str() {
            "booking" => Some(Occasion::Booking),
            "invoice" => Some(Occasion::Invoice),
            "payment" => Some(Occasion::Payment),
            "manual" => Some(Occasion::Manual),
            day => Day::parse(day).ok().map(Occasion::On),
        };
        match occasion {
            Some(occasion) => shares.extend(share.share(Rate::ONE).map(|share| (occasion, share.value))),
            None if key == "months" => share.fault("`months` stands alone", "leave the shares out"),
            None => share.source.fault(
                &share.at_key(),
                format!("`{key}` is no occasion of a release"),
                "use booking, invoice, payment, manual, a day such as `\"2026-12-31\"`, or months",
            ),
        }
    }
    if shares.len() != count {
        return None;
    }
    let sum: i64 = shares.values().map(|share| share.raw()).sum();
    if sum != Rate::ONE.raw() {
        let sum = Rate::from_raw(sum);
        node.fault(format!("the shares add up to {sum}, not to 1"), "let them add up to 1: `0.5` is a half");
        return None;
    }
    Some(Release::Shares(shares))
}

/// What is taken back when a deal is cancelled or refunded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clawback {
    /// Which events take back; at least one.
    pub on: Vec<TakesBack>,
    /// How much they take.
    pub method: Method,
    /// Only events within this many days of the credit's date; all where absent.
    pub within_days: Option<u32>,
}

/// An event that takes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakesBack {
    /// The deal is cancelled.
    Cancel,
    /// Money is given back.
    Refund,
}

impl Word for TakesBack {
    const WORDS: &'static [(&'static str, TakesBack)] =
        &[("cancel", TakesBack::Cancel), ("refund", TakesBack::Refund)];
}

/// How much a clawback takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// The original lines, at their original rates and people.
    Reverse,
    /// The difference to the window without the deal.
    Retier,
    /// The months of the term not served.
    Prorata,
    /// A share by the days since the credit: up to and with each day its share, after the last nothing.
    Schedule(Vec<(u32, Rate)>),
}

#[derive(Clone, Copy, PartialEq)]
enum MethodWord {
    Reverse,
    Retier,
    Prorata,
    Schedule,
}

impl Word for MethodWord {
    const WORDS: &'static [(&'static str, MethodWord)] = &[
        ("reverse", MethodWord::Reverse),
        ("retier", MethodWord::Retier),
        ("prorata", MethodWord::Prorata),
        ("schedule", MethodWord::Schedule),
    ];
}

/// Reads `clawback = { on = ["cancel"], method = "reverse", within_days = 365 }`.
pub(super) fn read_clawback(node: &Node<'_>) -> Option<Clawback> {
    let keys = node.table()?;
    let on = match keys.get("on") {
        Some(on) => on.list_of(|part| part.word().map(|word: Located<TakesBack>| word.value))?.value,
        None => vec![TakesBack::Cancel, TakesBack::Refund],
    };
    let within_days = match keys.get("within_days") {
        Some(days) => Some(days.count(36_500)?.value),
        None => None,
    };
    let remedy = "`reverse` takes back the original lines";
    let word = keys.require("method", remedy)?.word::<MethodWord>()?.value;
    let schedule = keys.get("schedule");
    if let Some(schedule) = schedule.as_ref().filter(|_| word != MethodWord::Schedule) {
        schedule.fault("has no meaning here", "it goes with `method = \"schedule\"`");
        return None;
    }
    let method = match word {
        MethodWord::Reverse => Method::Reverse,
        MethodWord::Retier => Method::Retier,
        MethodWord::Prorata => Method::Prorata,
        MethodWord::Schedule => {
            Method::Schedule(read_schedule(&keys.require("schedule", "such as `[[90, 1.0], [180, 0.5]]`")?)?)
        }
    };
    Some(Clawback { on, method, within_days })
}

fn read_schedule(node: &Node<'_>) -> Option<Vec<(u32, Rate)>> {
    let steps = node.list_of(|part| {
        let pair = part.list()?;
        let [day, share] = pair.as_slice() else {
            part.fault("is not a pair of a day and a share", "such as `[90, 1.0]`");
            return None;
        };
        let (day, share) = (day.count(36_500), share.share(Rate::ONE));
        Some((day?.value, share?.value))
    })?;
    let ascending = steps.value.is_sorted_by(|step, next| step.0 < next.0);
    if !ascending {
        node.fault("the days do not ascend", "list the earliest last day first");
        return None;
    }
    Some(steps.value)
}
