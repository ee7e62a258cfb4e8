//! The words of the plan language: keys whose value is one of a few, and what each word stands for.

use super::node::{Word, word_of};
use crate::money::Rounding;

/// How often a plan pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payout {
    /// Twice a month: to and from the 15th.
    HalfMonth,
    /// Every month.
    Month,
    /// Every quarter.
    Quarter,
    /// Every year.
    Year,
}

impl Word for Payout {
    const WORDS: &'static [(&'static str, Payout)] = &[
        ("half-month", Payout::HalfMonth),
        ("month", Payout::Month),
        ("quarter", Payout::Quarter),
        ("year", Payout::Year),
    ];
}

impl Word for Rounding {
    const WORDS: &'static [(&'static str, Rounding)] =
        &[("half-up", Rounding::HalfUp), ("half-even", Rounding::HalfEven), ("down", Rounding::Down)];
}

/// How the days that a rep is present cut a quota: present days of …
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proration {
    /// … the days of the window.
    Days,
    /// … the window's part of 365 days.
    Days365,
    /// … the window's part of 52 weeks of seven days.
    Weeks52,
    /// … the window's part of twelve months, a part month by its days.
    Months12,
    /// Not at all.
    None,
}

impl Word for Proration {
    const WORDS: &'static [(&'static str, Proration)] = &[
        ("days", Proration::Days),
        ("days-365", Proration::Days365),
        ("weeks-52", Proration::Weeks52),
        ("months-12", Proration::Months12),
        ("none", Proration::None),
    ];
}

/// Whose credits count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credit {
    /// The split rows inside the 100 %, else the owner.
    Direct,
    /// The rows outside the 100 %.
    Overlay,
    /// Direct credit, to every manager above.
    Team,
    /// The rep who covers the deal's territory.
    Territory,
}

impl Word for Credit {
    const WORDS: &'static [(&'static str, Credit)] = &[
        ("direct", Credit::Direct),
        ("overlay", Credit::Overlay),
        ("team", Credit::Team),
        ("territory", Credit::Territory),
    ];
}

/// The event that dates a credit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DatedBy {
    /// The deal's close date.
    Close,
    /// Its invoices.
    Invoice,
    /// Its payments.
    Payment,
}

impl Word for DatedBy {
    const WORDS: &'static [(&'static str, DatedBy)] =
        &[("close", DatedBy::Close), ("invoice", DatedBy::Invoice), ("payment", DatedBy::Payment)];
}

/// Over which the measure accumulates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// Each deal alone.
    Deal,
    /// A month.
    Month,
    /// A fiscal quarter.
    Quarter,
    /// A fiscal half-year.
    Half,
    /// A fiscal year.
    Year,
    /// All the days on which the plan is in force.
    Plan,
}

impl Word for Window {
    const WORDS: &'static [(&'static str, Window)] = &[
        ("deal", Window::Deal),
        ("month", Window::Month),
        ("quarter", Window::Quarter),
        ("half", Window::Half),
        ("year", Window::Year),
        ("plan", Window::Plan),
    ];
}

/// What a true-up may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrueUp {
    /// It may take back.
    Full,
    /// A new rate pays only for this payment's deals.
    Forward,
}

impl Word for TrueUp {
    const WORDS: &'static [(&'static str, TrueUp)] = &[("full", TrueUp::Full), ("forward", TrueUp::Forward)];
}

/// What the values of an element are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pays {
    /// Rate × measure.
    Rate,
    /// Rate × attainment × target incentive × weight.
    Target,
    /// Amount × units.
    Unit,
    /// An amount of money.
    Fixed,
}

impl Word for Pays {
    const WORDS: &'static [(&'static str, Pays)] =
        &[("rate", Pays::Rate), ("target", Pays::Target), ("unit", Pays::Unit), ("fixed", Pays::Fixed)];
}

/// How tiers apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Each slice at its own tier's rate.
    Marginal,
    /// The whole at the rate of the tier reached.
    Retroactive,
    /// Up to quota at the first rate, all above it at the rate of the tier reached.
    Overage,
    /// The value of the tier reached is itself the share of target, or the money.
    Step,
    /// The same on straight lines between the points.
    Interpolated,
}

impl Word for Mode {
    const WORDS: &'static [(&'static str, Mode)] = &[
        ("marginal", Mode::Marginal),
        ("retroactive", Mode::Retroactive),
        ("overage", Mode::Overage),
        ("step", Mode::Step),
        ("interpolated", Mode::Interpolated),
    ];
}

/// Which tier a value exactly on a boundary is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// The tier that starts there: each tier includes its lower end.
    Lower,
    /// The tier that ends there: each tier includes its upper end.
    Upper,
}

impl Word for Edge {
    const WORDS: &'static [(&'static str, Edge)] = &[("lower", Edge::Lower), ("upper", Edge::Upper)];
}

/// Whose measure and quota find the tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TierScope {
    /// The rep's.
    Rep,
    /// Those of all reps of the plan with the same team on the event date.
    Team,
    /// Those of all reps of the plan.
    Company,
}

impl Word for TierScope {
    const WORDS: &'static [(&'static str, TierScope)] =
        &[("rep", TierScope::Rep), ("team", TierScope::Team), ("company", TierScope::Company)];
}

/// How a group shares what it is paid once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pool {
    /// In equal parts.
    Equal,
    /// By the days present in it.
    Days,
}

impl Word for Pool {
    const WORDS: &'static [(&'static str, Pool)] = &[("equal", Pool::Equal), ("days", Pool::Days)];
}

macro_rules! names {
    ($($kind:ty),*) => {$(
        impl $kind {
            /// The word of the plan language.
            #[must_use]
            pub fn name(self) -> &'static str {
                word_of(self)
            }
        }
    )*};
}

names!(Payout, Proration, Credit, DatedBy, Window, TrueUp, Pays, Mode, Edge, TierScope, Pool);
