//! The reports of `spm commissions accrue`: each deal's commissions month by month, and the journal of their sums.

use std::collections::BTreeMap;

use crate::engine::accrue::Month;
use crate::money::{Amount, Currency};
use crate::report::{Block, Column, MISSING_MONEY, Report, Values};

/// One month of one rep's commissions for one deal.
#[derive(Clone, Debug)]
pub struct Row {
    /// The rep.
    pub rep_id: String,
    /// The deal.
    pub deal_id: String,
    /// The label of the month.
    pub label: String,
    /// The amounts.
    pub month: Month,
    /// What the plan calculates in.
    pub currency: Currency,
}

/// The accounts of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accounts {
    /// Capitalised commissions.
    pub asset: String,
    /// Commissions to be paid.
    pub payable: String,
    /// Amortisation.
    pub expense: String,
    /// Write-offs.
    pub impairment: String,
}

impl Default for Accounts {
    fn default() -> Self {
        Self {
            asset: "Capitalised commissions".to_owned(),
            payable: "Commissions payable".to_owned(),
            expense: "Amortisation of commissions".to_owned(),
            impairment: "Impairment of commissions".to_owned(),
        }
    }
}

/// Builds the report of all months: by rep, deal and month.
#[must_use]
pub fn schedule(rows: &[Row], subtitle: Vec<String>) -> Report {
    let columns = vec![
        Column::id("rep_id", "Rep").essential(),
        Column::id("deal_id", "Deal").essential(),
        Column::id("month", "Month").essential(),
        Column::money("capitalised", "Capitalised").essential(),
        Column::money("amortised", "Amortised").essential(),
        Column::money("balance", "Balance").essential(),
        Column::money("impaired", "Impaired").when_used(),
        Column::id("currency", "Cur"),
    ];
    let text = |of: &dyn Fn(&Row) -> &str| Values::text(rows.iter().map(of));
    let money = |of: &dyn Fn(&Month) -> Amount| {
        Values::Amounts(rows.iter().map(|row| of(&row.month).raw()).collect())
    };
    let values = vec![
        text(&|row| &row.rep_id),
        text(&|row| &row.deal_id),
        text(&|row| &row.label),
        money(&|month| month.capitalised),
        money(&|month| month.amortised),
        money(&|month| month.balance),
        money(&|month| month.impaired),
        text(&|row| row.currency.as_str()),
    ];
    let mut report =
        Report::new("Accrual of commissions", columns, Block { columns: values, rows: rows.len() });
    report.subtitle = subtitle;
    report.total = total(rows);
    report
}

/// The sums of all months, where they are in one currency; a balance at the end is none of them.
fn total(rows: &[Row]) -> Option<Block> {
    let first = rows.first()?;
    if rows.iter().any(|row| row.currency != first.currency) {
        return None;
    }
    let sum = |of: &dyn Fn(&Month) -> Amount| {
        Values::Amounts(vec![rows.iter().map(|row| of(&row.month).raw()).sum()])
    };
    Some(Block::of(vec![
        Values::text(["Total"]),
        Values::text([""]),
        Values::text([""]),
        sum(&|month| month.capitalised),
        sum(&|month| month.amortised),
        Values::Amounts(vec![MISSING_MONEY]),
        sum(&|month| month.impaired),
        Values::text([first.currency.as_str()]),
    ]))
}

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Posting {
    label: String,
    entry: &'static str,
    account: String,
    currency: Currency,
    debit: Amount,
    credit: Amount,
}

/// Builds the journal: for each month and currency what is capitalised, amortised and written off, on two accounts.
/// Debits and credits are equal; an amount below zero stands on the other side.
#[must_use]
pub fn journal(rows: &[Row], accounts: &Accounts, subtitle: Vec<String>) -> Report {
    let mut sums: BTreeMap<(&str, &str), [i128; 3]> = BTreeMap::new();
    let mut currencies: BTreeMap<&str, Currency> = BTreeMap::new();
    for row in rows {
        let sum = sums.entry((&row.label, row.currency.as_str())).or_default();
        currencies.insert(row.currency.as_str(), row.currency);
        let Month { capitalised, amortised, impaired, .. } = row.month;
        for (sum, amount) in sum.iter_mut().zip([capitalised, amortised, impaired]) {
            *sum += amount.raw();
        }
    }
    let entries = [
        ("capitalisation", &accounts.asset, &accounts.payable),
        ("amortisation", &accounts.expense, &accounts.asset),
        ("impairment", &accounts.impairment, &accounts.asset),
    ];
    let mut postings: Vec<Posting> = Vec::new();
    for ((label, currency), sums) in sums {
        for ((entry, debit, credit), raw) in entries.iter().zip(sums).filter(|(_, raw)| *raw != 0) {
            let amount = Amount::from_raw(raw.abs());
            let (debit, credit) = if raw > 0 { (debit, credit) } else { (credit, debit) };
            let posting = |account: &String, debit: Amount, credit: Amount| Posting {
                label: label.to_owned(),
                entry,
                account: account.clone(),
                currency: currencies[currency],
                debit,
                credit,
            };
            postings.push(posting(debit, amount, Amount::ZERO));
            postings.push(posting(credit, Amount::ZERO, amount));
        }
    }
    let columns = vec![
        Column::id("month", "Month").essential(),
        Column::text("entry", "Entry").essential(),
        Column::text("account", "Account").essential(),
        Column::money("debit", "Debit").essential(),
        Column::money("credit", "Credit").essential(),
        Column::id("currency", "Cur").essential(),
    ];
    let text = |of: &dyn Fn(&Posting) -> &str| Values::text(postings.iter().map(of));
    let money = |of: &dyn Fn(&Posting) -> Amount| {
        let raw =
            |posting: &Posting| Some(of(posting).raw()).filter(|raw| *raw != 0).unwrap_or(MISSING_MONEY);
        Values::Amounts(postings.iter().map(raw).collect())
    };
    let values = vec![
        text(&|posting| &posting.label),
        text(&|posting| posting.entry),
        text(&|posting| &posting.account),
        money(&|posting| posting.debit),
        money(&|posting| posting.credit),
        text(&|posting| posting.currency.as_str()),
    ];
    let mut report = Report::new("Journal", columns, Block { columns: values, rows: postings.len() });
    report.subtitle = subtitle;
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(label: &str, capitalised: &str, amortised: &str, impaired: &str) -> Row {
        let amount = |text: &str| Amount::parse(text).unwrap();
        Row {
            rep_id: "R1".to_owned(),
            deal_id: "D1".to_owned(),
            label: label.to_owned(),
            month: Month {
                month: 0,
                capitalised: amount(capitalised),
                amortised: amount(amortised),
                impaired: amount(impaired),
                balance: Amount::ZERO,
            },
            currency: Currency::USD,
        }
    }

    #[test]
    fn every_entry_stands_on_two_accounts_with_equal_sums() {
        let rows = [row("2026-01", "250", "83.33", "0"), row("2026-02", "-50", "0", "100")];
        let block = journal(&rows, &Accounts::default(), Vec::new()).part(0).unwrap();
        assert_eq!(
            block.columns[2],
            Values::text([
                "Capitalised commissions",
                "Commissions payable",
                "Amortisation of commissions",
                "Capitalised commissions",
                // What is taken back is the other way round.
                "Commissions payable",
                "Capitalised commissions",
                "Impairment of commissions",
                "Capitalised commissions",
            ])
        );
        let none = MISSING_MONEY;
        let debit = vec![2_500_000, none, 833_300, none, 500_000, none, 1_000_000, none];
        let credit = vec![none, 2_500_000, none, 833_300, none, 500_000, none, 1_000_000];
        assert_eq!(block.columns[3], Values::Amounts(debit));
        assert_eq!(block.columns[4], Values::Amounts(credit));
    }
}
