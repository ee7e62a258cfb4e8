//! A line of pay and a statement as plain values: what is kept of a closed period, and what is compared with it. How
//! they came about is left to the engine, where they are kept to the ledger.

use crate::calendar::Day;
use crate::money::{Amount, Exact, Rate};

/// The columns of lines as a closed period keeps them, in the order of its file. The first [`LINE_COLUMNS_SHOWN`] are
/// those of `spm commissions lines`.
pub const LINE_COLUMNS: [&str; 25] = [
    "period",
    "rep_id",
    "plan",
    "element",
    "kind",
    "deal_id",
    "account",
    "event_date",
    "amount",
    "currency",
    "share",
    "credited",
    "tier",
    "rate",
    "earned",
    "payable",
    "reason",
    "file",
    "row",
    "for_period",
    "version",
    "paid_in",
    "quota",
    "cause",
    "accrued",
];

/// How many columns of a line `spm commissions lines` shows.
pub const LINE_COLUMNS_SHOWN: usize = 19;

/// One movement of pay, as `spm commissions lines` shows it and as a closed period keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PayLine {
    /// Label of the payout that pays it.
    pub period: String,
    /// The rep.
    pub rep_id: String,
    /// Id of the plan.
    pub plan: String,
    /// Id of the element; empty where there is none.
    pub element: String,
    /// What it is: the word of the column `kind`.
    pub kind: String,
    /// The deal; empty where none stands behind it.
    pub deal_id: String,
    /// The account of the deal.
    pub account: String,
    /// What dates the credit.
    pub event_date: Option<Day>,
    /// Amount of the deal in its own currency.
    pub amount: Option<Amount>,
    /// Currency of the deal.
    pub currency: String,
    /// The rep's share of the deal: 0.6 is 60 %.
    pub share: Option<Rate>,
    /// The part of the credit in this line, in the plan's currency or in units.
    pub credited: Exact,
    /// The tier, counted from 1.
    pub tier: Option<u32>,
    /// The rate.
    pub rate: Option<Rate>,
    /// What it earns in the plan's currency.
    pub earned: Amount,
    /// What it adds to the pay.
    pub payable: Amount,
    /// Why it is there.
    pub reason: String,
    /// The file of the deal.
    pub file: String,
    /// The row in it.
    pub row: Option<u64>,
    /// Label of the payout for which it was earned: another one than `period` for a prior-period line.
    pub for_period: String,
    /// Version of the plan.
    pub version: String,
    /// The plan's currency, in which it is paid.
    pub paid_in: String,
    /// The quota of the element's window that day, after ramp and proration.
    pub quota: Option<Amount>,
    /// Why the rep is credited: `owner`, `share`, `overlay`, `territory`, `team`; `adjustment` where it was added by
    /// hand, empty for results and draws.
    pub cause: String,
    /// What it adds to what is earned or taken back in all, payable or not: of a prior-period line, whose `earned` is
    /// nothing, what the closed payout would have earned more.
    pub accrued: Amount,
}

/// What a rep is paid on a plan in a payout: the columns of `spm commissions`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatementRow {
    /// Label of the payout.
    pub period: String,
    /// The rep.
    pub rep_id: String,
    /// The rep's name.
    pub name: String,
    /// Id of the plan.
    pub plan: String,
    /// Version of the plan.
    pub version: String,
    /// The plan's currency.
    pub currency: String,
    /// Credited to date in the window of the first element with a quota, else of the first.
    pub credited: Exact,
    /// The quota of that window.
    pub quota: Option<Amount>,
    /// Credited ÷ quota.
    pub attainment: Option<Rate>,
    /// What the period earns, after caps.
    pub earned: Amount,
    /// What of it is not payable yet; zero or below.
    pub held: Amount,
    /// What was held and is payable now.
    pub released: Amount,
    /// What closed periods would pay otherwise by today's inputs.
    pub prior_period: Amount,
    /// What is taken back; zero or below.
    pub clawed_back: Amount,
    /// What was added by hand.
    pub adjusted: Amount,
    /// What the draw adds.
    pub draw: Amount,
    /// What is taken back of earlier draws; zero or below.
    pub recovered: Amount,
    /// A debt that moves on, less one that was taken over.
    pub carried_forward: Amount,
    /// What is paid: the sum of the columns from `earned` to here.
    pub payable: Amount,
    /// What is owed of draws afterwards.
    pub draw_balance: Amount,
    /// The currency of pay.
    pub pay_currency: String,
    /// What is paid in it, to its minor unit.
    pub pay_amount: Amount,
}
