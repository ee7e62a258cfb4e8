//! What Acme sells, to whom, at what price, by which stages, and how the year breathes: the constants that
//! the deals are drawn from.

use super::days::{self, Day};

/// A day that is known beforehand.
pub(super) struct Fixed(i32, u8, u8);

impl Fixed {
    /// The day itself.
    pub(super) fn day(&self) -> Day {
        days::day(self.0, self.1, self.2)
    }
}

/// Deals that closed before this day are not in the export.
pub(super) const FIRST: Fixed = Fixed(2025, 7, 1);
/// The day on which the exports were made.
pub(super) const AS_OF: Fixed = Fixed(2026, 11, 20);

/// The size of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Segment {
    Small,
    Middle,
    Large,
}

impl Segment {
    /// As the column `Segment__c` names it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Segment::Small => "SMB",
            Segment::Middle => "Mid-Market",
            Segment::Large => "Enterprise",
        }
    }

    /// How many units a first purchase has, from and to.
    pub(super) fn units(self) -> (i64, i64) {
        match self {
            Segment::Small => (40, 140),
            Segment::Middle => (90, 300),
            Segment::Large => (200, 560),
        }
    }

    /// The usual days from the first talk to the signature.
    pub(super) fn cycle(self) -> i64 {
        match self {
            Segment::Small => 42,
            Segment::Middle => 68,
            Segment::Large => 112,
        }
    }

    /// How often a new opportunity is won, in thousandths.
    pub(super) fn win(self) -> i64 {
        match self {
            Segment::Small => 218,
            Segment::Middle => 195,
            Segment::Large => 158,
        }
    }
}

/// A product: its name, list price of a unit and year in dollars and in euro, cost in percent of list.
pub(super) struct Product {
    pub(super) name: &'static str,
    pub(super) dollars: i64,
    pub(super) euros: i64,
    pub(super) cost: i64,
    /// Whether it runs on and is renewed. Services are delivered and done.
    pub(super) renews: bool,
}

/// What Acme sells. The places in this list name the products elsewhere.
pub(super) static PRODUCTS: [Product; 4] = [
    Product { name: "Core", dollars: 118, euros: 106, cost: 22, renews: true },
    Product { name: "Plus", dollars: 192, euros: 174, cost: 26, renews: true },
    Product { name: "Analytics", dollars: 256, euros: 232, cost: 31, renews: true },
    Product { name: "Services", dollars: 140, euros: 130, cost: 63, renews: false },
];

/// Analytics, by its place.
pub(super) const ANALYTICS: usize = 2;
/// Services, by its place.
pub(super) const SERVICES: usize = 3;

/// Why there is a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    New,
    Expansion,
    Renewal,
}

impl Kind {
    /// As the column `Type` names it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::New => "New Business",
            Kind::Expansion => "Expansion",
            Kind::Renewal => "Renewal",
        }
    }
}

/// A stage: name, probability in percent, forecast category.
pub(super) static STAGES: [(&str, &str, &str); 7] = [
    ("Prospecting", "10", "Pipeline"),
    ("Qualification", "10", "Pipeline"),
    ("Needs Analysis", "20", "Pipeline"),
    ("Proposal/Price Quote", "75", "Best Case"),
    ("Negotiation/Review", "90", "Commit"),
    ("Closed Won", "100", "Closed"),
    ("Closed Lost", "0", "Omitted"),
];

/// The last open stage, by its place.
pub(super) const NEGOTIATION: usize = 4;
/// By its place.
pub(super) const WON: usize = 5;
/// By its place.
pub(super) const LOST: usize = 6;

/// The stages in which lost deals get stuck, and how often.
pub(super) static STUCK: &[(usize, i64)] = &[(1, 28), (2, 30), (3, 27), (4, 15)];

/// Where a first talk came from, how often, and how well it goes in thousandths of the usual.
pub(super) static SOURCES: &[((&str, i64), i64)] = &[
    (("Web", 1_000), 34),
    (("Outbound", 800), 26),
    (("Event", 950), 16),
    (("Partner", 1_200), 14),
    (("Referral", 1_500), 10),
];

/// Why a deal is lost, and how often.
pub(super) static LOSSES: &[(&str, i64)] = &[
    ("No decision", 30),
    ("Price", 24),
    ("Competitor", 21),
    ("Timing", 13),
    ("Missing feature", 8),
    ("Lost contact", 4),
];

/// How many opportunities begin in each month of the year, in thousandths of the usual month.
pub(super) const BEGINNINGS: [i64; 12] =
    [1_090, 1_020, 1_000, 980, 950, 940, 900, 860, 1_120, 1_180, 1_060, 640];

/// How the year's quota falls on its months, in thousandths of the usual month.
pub(super) const QUOTA_SHAPE: [i64; 12] =
    [800, 900, 1_200, 850, 950, 1_200, 800, 800, 1_200, 900, 1_000, 1_400];

/// Months of a term, and how often it is agreed.
pub(super) static TERMS: &[(i64, i64)] = &[(12, 74), (24, 15), (36, 11)];
