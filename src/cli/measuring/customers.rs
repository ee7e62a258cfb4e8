//! Customers: who was one before the period, who churned, who came, and what their running deals are worth a month.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::effort::windows;
use super::{Scene, lists};
use crate::calendar::{Day, Span};
use crate::cli::failure::Failure;
use crate::cli::reading::Reading;
use crate::cli::tables::Tables;
use crate::data::{DataError, WonDeals, rows};
use crate::engine::attainment::{Dimension, Slots};
use crate::engine::error::EngineError;
use crate::engine::metrics::facts::{self, Facts};
use crate::engine::metrics::sheet::{Cell, Sheet};
use crate::engine::people::{Found, People, index};
use crate::model::effort::CustomerRow;
use crate::money::{Exact, Ratio};

/// The accounts of a run.
#[derive(Default)]
pub(super) struct Customers {
    rows: Vec<CustomerRow>,
    /// Every column as text.
    columns: BTreeMap<String, Vec<String>>,
    by_id: HashMap<String, u32>,
    /// Whether metrics need the deals of accounts.
    deals: bool,
}

/// A won deal of an account.
#[derive(Clone, Copy, Debug)]
pub(super) struct OfAccount {
    account: u32,
    day: i32,
    amount: i128,
    cost: Option<i128>,
    term: i32,
}

/// Reads the accounts, as far as a metric needs them.
pub(super) fn read(
    scene: &Scene<'_>,
    tables: &Tables<'_>,
    reading: &mut Reading<'_>,
) -> Result<Customers, Failure> {
    let needed = ["accounts.customer_since", "accounts.churned_on"];
    if !needed.iter().any(|need| scene.needs(need)) {
        return Ok(Customers::default());
    }
    let Some(source) = tables.source("accounts")? else { return Ok(Customers::default()) };
    let (frame, file) = reading.small(&source)?;
    let rows = rows::effort::customers(&frame, &file);
    let by_id = (0_u32..).zip(&rows).map(|(number, row)| (row.account_id.clone(), number)).collect();
    let deals = scene.needs("deals.term_months");
    Ok(Customers { rows, columns: rows::texts(&frame), by_id, deals })
}

/// The columns of a batch of deals that customers are about.
pub(super) struct AccountColumns<'b> {
    accounts: Vec<Option<&'b str>>,
    terms: Vec<Option<i128>>,
    customers: &'b Customers,
}

impl AccountColumns<'_> {
    /// The deal at this row, when its account is known and it runs for some months.
    pub(super) fn deal(&self, row: usize, day: i32, amount: i128, cost: Option<i128>) -> Option<OfAccount> {
        let account = *self.customers.by_id.get(self.accounts[row]?)?;
        let term = i32::try_from(self.terms[row]? / 10_000).ok().filter(|term| *term > 0)?;
        Some(OfAccount { account, day, amount, cost, term })
    }
}

impl OfAccount {
    fn is_running(&self, on: Day) -> bool {
        let begins = Day::from_number(self.day).unwrap_or(Day::MAX);
        begins <= on && on < begins.plus_months(self.term)
    }

    fn monthly(&self, amount: i128) -> Option<Ratio> {
        Ratio::from(Exact::from_raw(amount)).checked_div(&Ratio::whole(self.term.into()))
    }
}

impl Customers {
    /// Whether the deals of accounts are wanted.
    pub(super) fn wants_deals(&self) -> bool {
        self.deals
    }

    /// The columns of a batch, where they are wanted.
    pub(super) fn columns<'b>(
        &'b self,
        deals: &'b WonDeals,
    ) -> Result<Option<AccountColumns<'b>>, DataError> {
        if !self.deals {
            return Ok(None);
        }
        let (accounts, terms) = (deals.texts("account_id")?, deals.numbers("term_months")?);
        Ok(Some(AccountColumns { accounts, terms, customers: self }))
    }

    /// Puts the accounts to the rows of their owners and columns, once for each time bucket; the whole is counted over
    /// the whole period, for a customer of every month is one customer.
    pub(super) fn put(
        &self,
        scene: &Scene<'_>,
        people: &People,
        slots: &Slots,
        period: Span,
        deals: &[OfAccount],
        sheet: &mut Sheet<'_>,
    ) -> Result<Vec<&'static str>, EngineError> {
        let too_large = || EngineError::TooLarge { what: "a sum of the customers' deals".to_owned() };
        let by_account = self.sorted(deals);
        let of_accounts = scene.deal_columns().iter().all(|column| lists("accounts", column));
        for (number, row) in self.rows.iter().enumerate() {
            let mine = by_account.get(number).map_or(&[][..], Vec::as_slice);
            let whole = count(row, mine, period).ok_or_else(too_large)?;
            sheet.add_to_total(&Facts { customers: whole, ..Facts::default() })?;
            let values = scene.by().iter().filter_map(|dimension| match dimension {
                Dimension::Deal(column) => {
                    Some(self.columns.get(column).map_or("", |values| &values[number]))
                }
                _ => None,
            });
            let group: Vec<String> = values.map(str::to_owned).collect();
            let rep = match people.find(&row.rep_id) {
                Found::Rep(rep) => Some(rep),
                Found::Ambiguous(_) | Found::Unknown => None,
            };
            for (slot, window) in windows(slots, period) {
                let customers = count(row, mine, window).ok_or_else(too_large)?;
                let facts = Facts { customers, ..Facts::default() };
                sheet.add_to_rows(Cell { rep, slot, group: of_accounts.then_some(&group) }, &facts)?;
            }
        }
        Ok(if sheet.can_tell(true, of_accounts) { Vec::new() } else { vec!["accounts"] })
    }

    fn sorted(&self, deals: &[OfAccount]) -> Vec<Vec<OfAccount>> {
        let mut sorted = vec![Vec::new(); self.rows.len()];
        for deal in deals {
            sorted[index(deal.account)].push(*deal);
        }
        sorted
    }
}

/// One account in a window: the day before it, what became of it, and its deals.
fn count(row: &CustomerRow, deals: &[OfAccount], window: Span) -> Option<facts::Customers> {
    let before = window.from.previous();
    let gone = |on: Day| row.churned.is_some_and(|churned| churned <= on);
    let was = row.since.is_some_and(|since| since <= before) && !gone(before);
    let new = row.since.is_some_and(|since| window.contains(since));
    let worth = |on: Day| {
        let running = deals.iter().filter(|deal| deal.is_running(on) && !gone(on));
        running
            .map(|deal| deal.monthly(deal.amount))
            .try_fold(Ratio::ZERO, |sum, part| sum.checked_add(&part?))
    };
    let monthly_before = worth(before)?;
    let paying = monthly_before.signum() > 0;
    let after = if paying { worth(window.to)? } else { Ratio::ZERO };
    let mut all = facts::Customers {
        base: u64::from(was),
        churned: u64::from(was && gone(window.to)),
        new: u64::from(new),
        monthly_kept: if after < monthly_before { after.clone() } else { monthly_before.clone() },
        monthly_after: after,
        monthly_before: if paying { monthly_before } else { Ratio::ZERO },
        paying: u64::from(paying),
        ..facts::Customers::default()
    };
    if !paying {
        all.monthly_kept = Ratio::ZERO;
    }
    let won_here = |deal: &&OfAccount| Day::from_number(deal.day).is_some_and(|day| window.contains(day));
    for deal in deals.iter().filter(won_here).filter(|_| new) {
        let Some(cost) = deal.cost else { continue };
        all.new_deals += 1;
        let monthly = deal.monthly(deal.amount.checked_sub(cost)?)?;
        all.new_monthly_margin = all.new_monthly_margin.checked_add(&monthly)?;
    }
    Some(all)
}
