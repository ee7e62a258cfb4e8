//! Accounts from a canonical frame to rows of `model`, all their columns looked up once: there may be many.

use polars::prelude::*;

use super::Columns;
use crate::calendar::Day;
use crate::model::account::AccountRow;
use crate::money::Amount;

/// Rows of the accounts table, in the order of the frame.
#[must_use]
pub fn accounts(frame: &DataFrame, file: &str) -> Vec<AccountRow> {
    let columns = Columns::new(frame, file);
    let text = |name: &str| texts(&columns, name);
    let (ids, names, owners) = (text("account_id"), text("name"), text("rep_id"));
    let (territories, segments, parents) = (text("territory"), text("segment"), text("parent_id"));
    let (states, countries) = (text("state"), text("country"));
    let number = |name: &str| numbers(&columns, name);
    let (potential, revenue) = (number("potential"), number("revenue"));
    let (workload, visits) = (number("workload"), number("visits"));
    let (latitude, longitude) = (number("latitude"), number("longitude"));
    let (since, churned) = (days(&columns, "customer_since"), days(&columns, "churned_on"));
    let locked = columns.series("locked").and_then(|column| column.bool().ok());
    (0..frame.height())
        .map(|row| AccountRow {
            account_id: owned(ids, row),
            name: owned(names, row),
            owner: owned(owners, row),
            territory: owned(territories, row),
            segment: owned(segments, row),
            state: owned(states, row),
            country: owned(countries, row),
            parent_id: owned(parents, row),
            potential: raw(potential, row).map(Amount::from_raw),
            revenue: raw(revenue, row).map(Amount::from_raw),
            workload: raw(workload, row),
            visits: raw(visits, row),
            locked: locked.and_then(|locked| locked.get(row)).unwrap_or(false),
            latitude: raw(latitude, row).and_then(|degrees| i32::try_from(degrees).ok()),
            longitude: raw(longitude, row).and_then(|degrees| i32::try_from(degrees).ok()),
            customer_since: since.and_then(|days| days.phys.get(row)).and_then(Day::from_number),
            churned_on: churned.and_then(|days| days.phys.get(row)).and_then(Day::from_number),
            place: columns.place(row),
        })
        .collect()
}

fn texts<'a>(columns: &Columns<'a>, name: &str) -> Option<&'a StringChunked> {
    columns.series(name)?.str().ok()
}

fn numbers<'a>(columns: &Columns<'a>, name: &str) -> Option<&'a DecimalChunked> {
    columns.series(name)?.decimal().ok()
}

fn days<'a>(columns: &Columns<'a>, name: &str) -> Option<&'a DateChunked> {
    columns.series(name)?.date().ok()
}

fn owned(column: Option<&StringChunked>, row: usize) -> String {
    column.and_then(|column| column.get(row)).unwrap_or_default().to_owned()
}

fn raw(column: Option<&DecimalChunked>, row: usize) -> Option<i128> {
    column.and_then(|column| column.phys.get(row))
}
