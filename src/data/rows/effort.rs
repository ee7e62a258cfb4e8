//! Leads, activities, history, spend and customers from canonical frames to rows of `model`.

use polars::prelude::*;

use super::Columns;
use crate::calendar::{Calendar, Unit};
use crate::data::error::DataError;
use crate::model::effort::{ActivityRow, CustomerRow, HistoryRow, LeadRow, SpendRow};

/// Rows of the leads table.
#[must_use]
pub fn leads(frame: &DataFrame, file: &str) -> Vec<LeadRow> {
    let columns = Columns::new(frame, file);
    (0..frame.height())
        .filter_map(|row| {
            Some(LeadRow {
                rep_id: columns.named("rep_id", row),
                created: columns.day("created_date", row)?,
                source: columns.named("source", row),
                converted: columns.day("converted_date", row),
            })
        })
        .collect()
}

/// Rows of the activities table.
#[must_use]
pub fn activities(frame: &DataFrame, file: &str) -> Vec<ActivityRow> {
    let columns = Columns::new(frame, file);
    let counts = columns.series("count").and_then(|counts| counts.cast(&DataType::Int64).ok());
    let counts = counts.as_ref().and_then(|counts| counts.i64().ok());
    (0..frame.height())
        .filter_map(|row| {
            Some(ActivityRow {
                rep_id: columns.named("rep_id", row),
                date: columns.day("date", row)?,
                kind: columns.named("kind", row),
                count: counts.and_then(|counts| counts.get(row)).unwrap_or(1),
                deal_id: columns.named("deal_id", row),
            })
        })
        .collect()
}

/// Rows of the history table, in the order of deal, day and row.
#[must_use]
pub fn history(frame: &DataFrame, file: &str) -> Vec<HistoryRow> {
    let columns = Columns::new(frame, file);
    let mut rows: Vec<HistoryRow> = (0..frame.height())
        .filter_map(|row| {
            Some(HistoryRow {
                deal_id: columns.named("deal_id", row),
                changed_at: columns.day("changed_at", row)?,
                stage: columns.named("stage", row),
                row: columns.place(row).row,
            })
        })
        .collect();
    rows.sort_by(|a, b| (&a.deal_id, a.changed_at, a.row).cmp(&(&b.deal_id, b.changed_at, b.row)));
    rows
}

/// Rows of the spend table. `unit` is what a period given as a day begins.
pub fn spend(
    frame: &DataFrame,
    file: &str,
    calendar: &Calendar,
    unit: Unit,
) -> Result<Vec<SpendRow>, DataError> {
    let columns = Columns::new(frame, file);
    let mut rows = Vec::with_capacity(frame.height());
    for row in 0..frame.height() {
        let Some(amount) = columns.amount("amount", row) else { continue };
        let category = columns.named("category", row);
        rows.push(SpendRow { span: columns.period(row, calendar, unit)?.span, amount, category });
    }
    Ok(rows)
}

/// Rows of the accounts table.
#[must_use]
pub fn customers(frame: &DataFrame, file: &str) -> Vec<CustomerRow> {
    let columns = Columns::new(frame, file);
    (0..frame.height())
        .map(|row| CustomerRow {
            account_id: columns.named("account_id", row),
            rep_id: columns.named("rep_id", row),
            since: columns.day("customer_since", row),
            churned: columns.day("churned_on", row),
        })
        .collect()
}
