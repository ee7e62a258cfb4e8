//! The deals and credits of a run as columns; their order is left to `order`.

use crate::engine::people::index;
use crate::model::short::ShortTexts;
use crate::plan::{Credit, DatedBy, Element};

/// The deals of a run as columns, one position for each deal.
#[derive(Debug, Default)]
pub struct Deals {
    /// Deal ids.
    pub ids: ShortTexts,
    /// Account names, else account ids. Empty where only sums are shown, as files, rows and the shares of credits are,
    /// and as amounts are where no event brings a part of them.
    pub accounts: ShortTexts,
    /// Close dates, as day numbers.
    pub days: Vec<i32>,
    /// Amounts in the deal's currency, scale 4.
    pub amounts: Vec<i128>,
    /// Currencies, as positions in `Run::currencies`; `NO_CURRENCY` for the plan's own.
    pub currencies: Vec<u16>,
    /// Files, as positions in the run's list of files.
    pub files: Vec<u16>,
    /// Rows in the files.
    pub rows: Vec<u64>,
    /// Terms in months, where a clawback goes by them; `NO_TERM` for a deal without one. Empty where none does.
    pub terms: Vec<u16>,
    /// For each element of the run: which entry of its rate tables takes the deal; `NOT_TAKEN` when none does.
    pub entries: Vec<Vec<u8>>,
}

/// The mark of a deal that names no currency, where no reporting currency is known: it is in that of the plan.
pub const NO_CURRENCY: u16 = u16::MAX;

/// The mark of a deal that an element does not pay.
pub const NOT_TAKEN: u8 = u8::MAX;

/// The mark of a deal without a term.
pub const NO_TERM: u16 = u16::MAX;

/// The credits of a run as columns, one position for each deal, rep, role and cause.
#[derive(Debug, Default)]
pub struct Credits {
    /// The deal of each credit.
    pub deals: Vec<u32>,
    /// The rep of each credit.
    pub reps: Vec<u32>,
    /// The share in percent, scale 6. Empty where only sums are shown.
    pub shares: Vec<i64>,
    /// Why the rep is credited.
    pub causes: Vec<Cause>,
    /// Days that date the credits, as day numbers: that of the close of the deal, or of an event after it.
    pub days: Vec<i32>,
    /// For each element of the run whose conditions ask for the role or the kind of a credit: which entry of its rate
    /// tables takes the credit. Empty for all others, which go by [`Deals::entries`].
    pub entries: Vec<Vec<u8>>,
    /// For each measure of the run: the credited value in the deal's currency or in units, scale 4.
    pub values: Vec<Vec<i128>>,
}

/// Why a rep is credited with a deal, and what dates the credit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// Why the rep is credited.
    pub kind: CreditKind,
    /// What dates the credit: with an invoice or a payment it is the part of the deal that this brings.
    pub dated: DatedBy,
}

/// Why a rep is credited with a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CreditKind {
    /// The rep owns the deal, and it is not split.
    Owner,
    /// A direct row of the splits.
    Share,
    /// A row of the splits outside the 100 %.
    Overlay,
    /// The rep covers the deal's territory.
    Territory,
    /// A rep so many levels below is credited directly; 1 is a direct report.
    Team(u8),
}

impl Default for Cause {
    fn default() -> Self {
        Self::OWNER
    }
}

impl Cause {
    /// The owner's credit by the close of the deal.
    pub const OWNER: Cause = Cause { kind: CreditKind::Owner, dated: DatedBy::Close };
    /// A share by the close of the deal.
    pub const SHARE: Cause = Cause { kind: CreditKind::Share, dated: DatedBy::Close };

    /// Whether the credit is inside the 100 % of its deal.
    #[must_use]
    pub const fn is_direct(self) -> bool {
        matches!(self.kind, CreditKind::Owner | CreditKind::Share)
    }

    /// The word of the column `credit`: `direct`, `overlay`, `team` or `territory`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self.kind {
            CreditKind::Owner | CreditKind::Share => "direct",
            CreditKind::Overlay => "overlay",
            CreditKind::Territory => "territory",
            CreditKind::Team(_) => "team",
        }
    }

    /// Whether an element counts credits of this cause.
    #[must_use]
    pub fn counts(self, element: &Element) -> bool {
        let kind = match self.kind {
            CreditKind::Owner | CreditKind::Share => Credit::Direct,
            CreditKind::Overlay => Credit::Overlay,
            CreditKind::Territory => Credit::Territory,
            CreditKind::Team(_) => Credit::Team,
        };
        self.dated == element.on && element.credit.contains(&kind)
    }
}

impl Credits {
    /// Keeps the credits of those deals that `keep` says yes to, by position; all others never were.
    pub fn retain(&mut self, keep: &dyn Fn(usize) -> bool) {
        let kept: Vec<bool> = self.deals.iter().map(|deal| keep(index(*deal))).collect();
        self.keep(&kept);
    }

    /// Keeps the credits that stand at a yes.
    pub fn keep(&mut self, kept: &[bool]) {
        retain(&mut self.deals, kept);
        retain(&mut self.reps, kept);
        retain(&mut self.shares, kept);
        retain(&mut self.causes, kept);
        retain(&mut self.days, kept);
        self.entries.iter_mut().for_each(|entries| retain(entries, kept));
        self.values.iter_mut().for_each(|values| retain(values, kept));
    }
}

/// Keeps the values that stand at a yes; a column without values stays so.
fn retain<T>(values: &mut Vec<T>, kept: &[bool]) {
    let mut kept = kept.iter();
    values.retain(|_| kept.next().copied().unwrap_or(true));
}
