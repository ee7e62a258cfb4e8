//! Rows of the accounts and leads tables as territories take them: already read, checked and typed by `data`.

use crate::calendar::Day;
use crate::model::rows::Place;
use crate::money::Amount;

/// One account with everything that a territory may be cut by.
#[derive(Clone, Debug, Default)]
pub struct AccountRow {
    /// Identifier, unique.
    pub account_id: String,
    /// Name for people.
    pub name: String,
    /// Whose it is, by `rep_id`, e-mail or name; empty when nobody's.
    pub owner: String,
    /// The territory that it is in; may be empty.
    pub territory: String,
    /// Size class; may be empty.
    pub segment: String,
    /// State or province; may be empty.
    pub state: String,
    /// Country; may be empty.
    pub country: String,
    /// The account that it belongs to; may be empty.
    pub parent_id: String,
    /// What it could buy in a year.
    pub potential: Option<Amount>,
    /// What it sells itself in a year, as the table has it.
    pub revenue: Option<Amount>,
    /// Work in hours a year, scale 4.
    pub workload: Option<i128>,
    /// Visits a year, scale 4.
    pub visits: Option<i128>,
    /// Whether it must stay where it is.
    pub locked: bool,
    /// Degrees north, in millionths.
    pub latitude: Option<i32>,
    /// Degrees east, in millionths.
    pub longitude: Option<i32>,
    /// The first day as a customer.
    pub customer_since: Option<Day>,
    /// The first day as one no longer.
    pub churned_on: Option<Day>,
    /// Where the row came from.
    pub place: Place,
}
