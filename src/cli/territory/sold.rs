//! What the accounts brought before: won deals of some days by account, rep and month, credited as attainment credits
//! them.

use std::collections::BTreeMap;

use crate::calendar::{Period, Unit};
use crate::cli::credit::{self, Counted, Grouping};
use crate::cli::failure::Failure;
use crate::cli::reading::{Reading, refused, refused_by_engine};
use crate::cli::tables::Tables;
use crate::data::columns_of;
use crate::engine::attainment::{Question, Slots};
use crate::engine::quota::QuotaBook;
use crate::money::{Currency, Rounding};

/// What was sold, in cents (hundredths of a unit for what is no money).
#[derive(Debug, Default)]
pub struct Sold {
    /// By account and rep; the account is empty where deals name none.
    pub by_account: BTreeMap<(String, String), i128>,
    /// By month of the days that are known and over, in order.
    pub months: Vec<(Period, i128)>,
    /// The currency, if any is known.
    pub currency: Option<Currency>,
}

/// Reads the won deals of some days.
pub fn sold(
    tables: &Tables<'_>,
    reading: &mut Reading<'_>,
    measure: &Counted,
    currency: Option<Currency>,
    days: &Period,
) -> Result<Sold, Failure> {
    let mut company = reading.company(tables)?;
    let deals = columns_of(&tables.require("deals")?).map_err(|error| refused(&error))?;
    let with_accounts = deals.iter().any(|name| name == "account_id");
    let mut names: Vec<String> = vec!["rep".to_owned(), "month".to_owned()];
    if with_accounts {
        names.insert(0, "deals.account_id".to_owned());
    } else {
        reading.warning(
            "deals name no account (`account_id`), so what they brought is that of their owners' territories",
        );
    }
    let grouping = Grouping::resolve(&names, tables, reading, &company.people)?;
    let calendar = &reading.settings.calendar.value;
    let eras = company.people.era_starts(days.span);
    let slots = Slots::new(days, Some(Unit::Month), &eras, calendar);
    let credited =
        credit::board(tables, reading, &mut company, &grouping, measure, currency, &slots, days.span)?;
    for warning in credited.warnings() {
        reading.warning(&warning);
    }
    let question = Question {
        people: &company.people,
        quotas: &QuotaBook::default(),
        measure: &measure.name,
        by: &grouping.by,
        slots: &slots,
        groups: &credited.groups,
        calendar,
        terms: &|_, _| None,
        leaves: &company.leaves,
        as_of: reading.settings.as_of.value,
    };
    let (sums, _) = question.credited(&credited.board).map_err(|error| refused_by_engine(&error))?;
    let mut sold = Sold { currency: credited.currency, ..Sold::default() };
    let mut by_month: BTreeMap<String, i128> = BTreeMap::new();
    for (keys, sum) in sums {
        let (account, rep, month) = match keys.as_slice() {
            [account, rep, month] => (account.as_str(), rep, month),
            [rep, month] => ("", rep, month),
            _ => continue,
        };
        let cents = sum.round_to(2, Rounding::HalfUp).raw() / 100;
        *sold.by_account.entry((account.to_owned(), rep.clone())).or_default() += cents;
        *by_month.entry(month.clone()).or_default() += cents;
    }
    // Months before the first deal of the data are not known, and the month of the day is not over.
    let first = credited.extent.map(|extent| calendar.period_of(Unit::Month, extent.from).span.from);
    let as_of = reading.settings.as_of.value;
    let known =
        |month: &Period| first.is_some_and(|first| first <= month.span.from) && month.span.to <= as_of;
    let all = calendar.months_in(days.span);
    let (count, mut months) = (all.len(), all);
    months.retain(known);
    if let (Some(from), true) = (first, months.len() < count) {
        reading.warning(&format!(
            "the history {} is known for {} of its {count} months: deals begin in {}, and the as-of day is {as_of}",
            days.label,
            months.len(),
            calendar.period_of(Unit::Month, from).label
        ));
    }
    sold.months = months
        .into_iter()
        .map(|month| {
            let cents = by_month.get(&month.label).copied().unwrap_or(0);
            (month, cents)
        })
        .collect();
    Ok(sold)
}
