//! What bounds a rep's pay: caps, draws and ramps.

use super::node::{Node, Word};
use super::place::Located;
use crate::calendar::Calendar;
use crate::calendar::Day;
use crate::money::{Amount, Rate};

/// The most that is paid; what a cap withholds is shown as withheld. At least one is present.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cap {
    /// For one deal, above zero.
    pub deal: Option<Amount>,
    /// In one payout, above zero.
    pub payout: Option<Amount>,
    /// In one window, above zero; of a whole plan, in a year.
    pub window: Option<Amount>,
    /// Times the target incentive (of an element: of its window, times its weight; of a plan: of the year).
    pub of_target: Option<Rate>,
}

/// Reads `cap = { deal = 100000 }`.
pub(super) fn read_cap(node: &Node<'_>) -> Option<Cap> {
    let keys = node.table()?;
    let mut sound = true;
    let mut money = |key: &str| {
        let amount = keys.get(key).map(|node| node.positive_amount().map(|amount| amount.value));
        sound &= amount != Some(None);
        amount.flatten()
    };
    let (deal, payout, window) = (money("deal"), money("payout"), money("window"));
    let of_target = keys.get("of_target").map(|node| node.share(HUNDRED).map(|rate| rate.value));
    sound &= of_target != Some(None);
    let cap = Cap { deal, payout, window, of_target: of_target.flatten() };
    if sound && cap == Cap::default() {
        node.fault("caps nothing", "such as `cap = { window = 5000 }`");
    }
    (sound && cap != Cap::default()).then_some(cap)
}

/// The highest rate there is: 100, which is 10,000 %.
pub(super) const HUNDRED: Rate = Rate::from_raw(100_000_000);

/// Smaller quotas for a rep's first months.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ramp {
    /// The factor of each first month, from 0 up; at least one.
    pub quota: Vec<Rate>,
    /// Which month is the first.
    pub starts: RampStart,
    /// Whether tiers from 1.0 up pay their own rate before the ramp ends.
    pub accelerators: bool,
    /// Whether it starts again after each leave.
    pub after_leave: bool,
}

/// Which month a ramp begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RampStart {
    /// That of the hire date.
    HireMonth,
    /// The first whole one; earlier days take the first factor.
    FirstFullMonth,
}

impl Word for RampStart {
    const WORDS: &'static [(&'static str, RampStart)] =
        &[("hire-month", RampStart::HireMonth), ("first-full-month", RampStart::FirstFullMonth)];
}

/// Reads `ramp = { quota = [0.25, 0.5], starts = "first-full-month" }`.
pub(super) fn read_ramp(node: &Node<'_>) -> Option<Ramp> {
    let keys = node.table()?;
    let factors = keys.require("quota", "the factor of each first month, such as `[0.25, 0.5, 0.75]`")?;
    let quota = factors.list_of(|part| part.share(HUNDRED).map(|factor| factor.value));
    let starts = keys.require("starts", "`hire-month` or `first-full-month`")?.word();
    let flag = |key: &str, absent: bool| match keys.get(key) {
        Some(node) => node.flag().map(|flag| flag.value),
        None => Some(absent),
    };
    let (accelerators, after_leave) = (flag("accelerators", true), flag("after_leave", false));
    Some(Ramp {
        quota: quota?.value,
        starts: starts?.value,
        accelerators: accelerators?,
        after_leave: after_leave?,
    })
}

/// What each payout is filled up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draw {
    /// For each payout, above zero.
    pub amount: Amount,
    /// What becomes of the filling.
    pub kind: DrawKind,
    /// How long there is a draw.
    pub lasts: DrawLasts,
    /// The label of the first period that takes back; at once where absent.
    pub recover_from: Option<Located<String>>,
    /// How much of what is above `amount` is taken back, from 0 to 1.
    pub recover_share: Rate,
    /// Ids of elements that neither fill nor repay it.
    pub exclude: Vec<Located<String>>,
}

/// What becomes of what a draw fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DrawKind {
    /// It is owed.
    Recoverable,
    /// It is a guarantee.
    NonRecoverable,
    /// It is owed until the draw ends, then written off.
    Forgiven,
}

impl Word for DrawKind {
    const WORDS: &'static [(&'static str, DrawKind)] = &[
        ("recoverable", DrawKind::Recoverable),
        ("non-recoverable", DrawKind::NonRecoverable),
        ("forgiven", DrawKind::Forgiven),
    ];
}

/// How long there is a draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DrawLasts {
    /// As long as the plan.
    Always,
    /// To the period of this label, included; the label is read by the workspace's calendar.
    Until(Located<String>),
    /// For this many first months of each rep.
    Months(u32),
}

/// Reads the table `[draw]`.
pub(super) fn read_draw(node: &Node<'_>) -> Option<Draw> {
    let keys = node.table()?;
    let amount = keys.require("amount", "what each payout is filled up to");
    let amount = amount.and_then(|node| node.positive_amount());
    let kind = keys.require("kind", "`recoverable`, `non-recoverable` or `forgiven`");
    let kind = kind.and_then(|node| node.word::<DrawKind>())?.value;
    let lasts = match (keys.get("until"), keys.get("months")) {
        (Some(_), Some(months)) => {
            months.fault("`until` and `months` are both given", "keep one of them");
            None
        }
        (Some(until), None) => read_label(&until).map(DrawLasts::Until),
        (None, Some(months)) => months.count(120).map(|months| DrawLasts::Months(months.value)),
        (None, None) if kind == DrawKind::Forgiven => {
            node.fault("is never forgiven", "say with `until` or `months` when the draw ends");
            None
        }
        (None, None) => Some(DrawLasts::Always),
    };
    for key in ["recover_from", "recover_share"] {
        if let Some(node) = keys.get(key).filter(|_| kind == DrawKind::NonRecoverable) {
            node.fault("has no meaning here", "nothing of a `non-recoverable` draw is owed");
            return None;
        }
    }
    let recover_from = match keys.get("recover_from") {
        Some(node) => Some(read_label(&node)?),
        None => None,
    };
    let recover_share = match keys.get("recover_share") {
        Some(node) => node.share(Rate::ONE)?.value,
        None => Rate::ONE,
    };
    let exclude = match keys.get("exclude") {
        Some(node) => node.list_of(Node::text)?.value,
        None => Vec::new(),
    };
    Some(Draw { amount: amount?.value, kind, lasts: lasts?, recover_from, recover_share, exclude })
}

/// A period's label: `2026-06`, `2026-Q2`; no range, and nothing relative to today.
fn read_label(node: &Node<'_>) -> Option<Located<String>> {
    let label = node.text()?;
    // Which days the label means is the workspace's calendar; that it is a label is the same in each.
    let absolute =
        label.value.starts_with(|letter: char| letter.is_ascii_digit()) && !label.value.contains("..");
    let known = absolute && Calendar::default().parse(&label.value, Day::MIN).is_ok();
    if !known {
        node.fault(format!("{} is not a period", node.shown()), "such as `2026-06` or `2026-Q2`");
    }
    known.then_some(label)
}
