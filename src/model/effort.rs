//! Rows of the tables about work and customers (leads, activities, history, spend, accounts), as the metrics take them:
//! already read, checked and typed by `data`.

use crate::calendar::{Day, Span};
use crate::money::Amount;

/// One lead.
#[derive(Clone, Debug)]
pub struct LeadRow {
    /// Whose it is; empty when nobody's.
    pub rep_id: String,
    /// When it came.
    pub created: Day,
    /// Where it came from; may be empty.
    pub source: String,
    /// When it became a deal, if it did.
    pub converted: Option<Day>,
}

/// What a rep did on a day.
#[derive(Clone, Debug)]
pub struct ActivityRow {
    /// The rep.
    pub rep_id: String,
    /// The day.
    pub date: Day,
    /// What it was, as the file names it.
    pub kind: String,
    /// How many; one when the file does not say.
    pub count: i64,
    /// The deal that it was about; may be empty.
    pub deal_id: String,
}

/// A deal as it stood from a day on.
#[derive(Clone, Debug)]
pub struct HistoryRow {
    /// The deal.
    pub deal_id: String,
    /// The day of the change.
    pub changed_at: Day,
    /// The stage from then on; empty when the row is about something else.
    pub stage: String,
    /// The row in its file, which decides among changes of one day.
    pub row: u64,
}

/// Money spent on sales.
#[derive(Clone, Debug)]
pub struct SpendRow {
    /// The days of its period.
    pub span: Span,
    /// The money, in the report's currency.
    pub amount: Amount,
    /// What it was spent on; may be empty.
    pub category: String,
}

/// When an account became a customer and when it ceased to be one.
#[derive(Clone, Debug)]
pub struct CustomerRow {
    /// The account.
    pub account_id: String,
    /// Who owns it; may be empty.
    pub rep_id: String,
    /// The first day as a customer.
    pub since: Option<Day>,
    /// The first day as one no longer.
    pub churned: Option<Day>,
}
