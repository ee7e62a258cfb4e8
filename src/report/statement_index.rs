//! The index of a folder of statements: who has one, what it pays, and in which files it is. It is for whoever pays,
//! not for the reps.

use super::statement::Statement;
use crate::money::{Amount, Currency};
use crate::report::{Block, Column, MISSING_MONEY, Report, Values};

/// A line of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The rep.
    pub rep_id: String,
    /// The rep's name.
    pub name: String,
    /// The e-mail address to send it to.
    pub email: String,
    /// The label of the period.
    pub period: String,
    /// Where the period stands.
    pub status: String,
    /// What is paid, for each pay currency.
    pub pay: Vec<(Currency, Amount)>,
    /// The files, one for each format.
    pub files: Vec<String>,
}

impl Entry {
    /// The line of a statement that is in these files.
    #[must_use]
    pub fn of(statement: &Statement, files: Vec<String>) -> Self {
        let payee = &statement.payee;
        Self {
            rep_id: payee.id.clone(),
            name: payee.name.clone(),
            email: payee.email.clone(),
            period: statement.period.clone(),
            status: statement.status.clone(),
            pay: statement.pay.clone(),
            files,
        }
    }
}

/// Builds the index: a line for each rep and pay currency, in the order of the entries.
#[must_use]
pub fn index(entries: &[Entry], subtitle: Vec<String>) -> Report {
    let lines: Vec<(&Entry, Option<(Currency, Amount)>)> = entries
        .iter()
        .flat_map(|entry| {
            let pay: Vec<Option<(Currency, Amount)>> = match entry.pay.is_empty() {
                true => vec![None],
                false => entry.pay.iter().copied().map(Some).collect(),
            };
            pay.into_iter().map(move |pay| (entry, pay))
        })
        .collect();
    let columns = vec![
        Column::id("rep_id", "Rep").essential(),
        Column::text("name", "Name").preferred(),
        Column::text("email", "E-mail").when_used(),
        Column::id("period", "Period").for_machines(),
        Column::text("status", "Status"),
        Column::id("pay_currency", "Paid in").essential(),
        Column::money("pay_amount", "Pay").essential(),
        Column::files("files", "Files").essential(),
    ];
    let text = |of: &dyn Fn(&Entry) -> String| Values::text(lines.iter().map(|(entry, _)| of(entry)));
    let currency =
        |pay: &Option<(Currency, Amount)>| pay.map_or(String::new(), |pay| pay.0.as_str().to_owned());
    let values = vec![
        text(&|entry| entry.rep_id.clone()),
        text(&|entry| entry.name.clone()),
        text(&|entry| entry.email.clone()),
        text(&|entry| entry.period.clone()),
        text(&|entry| entry.status.clone()),
        Values::text(lines.iter().map(|(_, pay)| currency(pay))),
        Values::Amounts(lines.iter().map(|(_, pay)| pay.map_or(MISSING_MONEY, |pay| pay.1.raw())).collect()),
        text(&|entry| entry.files.join(" ")),
    ];
    let mut report = Report::new("Statements", columns, Block { columns: values, rows: lines.len() });
    report.subtitle = subtitle;
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rep_without_pay_has_a_line_and_one_with_two_currencies_has_two() {
        let entry = |rep: &str, pay: &[(&str, &str)]| Entry {
            rep_id: rep.to_owned(),
            name: String::new(),
            email: String::new(),
            period: "2026-10".to_owned(),
            status: "draft".to_owned(),
            pay: pay
                .iter()
                .map(|(currency, amount)| {
                    (Currency::parse(currency).unwrap(), Amount::parse(amount).unwrap())
                })
                .collect(),
            files: vec![format!("{rep}.html"), format!("{rep}.csv")],
        };
        let report = index(&[entry("a", &[]), entry("b", &[("EUR", "1"), ("USD", "2.50")])], Vec::new());
        let block = report.part(0).unwrap();
        assert_eq!(block.columns[0], Values::text(["a", "b", "b"]));
        assert_eq!(block.columns[6], Values::Amounts(vec![MISSING_MONEY, 10_000, 25_000]));
        assert_eq!(block.columns[7], Values::text(["a.html a.csv", "b.html b.csv", "b.html b.csv"]));
    }
}
