//! The payroll file: what each rep is paid, by pay code, and the mark of the batch. It is made of statements, so that
//! it pays what they say.

use std::collections::BTreeMap;

use super::statement::{Line, Part, Statement};
use crate::engine::error::EngineError;
use crate::money::{Amount, Exact, ExchangeRate, round_parts};
use crate::report::{Block, Column, Report, Values};

/// The kinds of lines with the pay codes that they have where nothing else is said.
pub const KINDS: [(&str, &str); 10] = [
    ("earning", "COMMISSION"),
    ("cap", "COMMISSION"),
    ("hold", "COMMISSION"),
    ("release", "COMMISSION"),
    ("prior-period", "COMMISSION"),
    ("clawback", "CLAWBACK"),
    ("adjustment", "ADJUSTMENT"),
    ("draw", "DRAW"),
    ("recovery", "RECOVERY"),
    ("carried-forward", "CARRIED-FORWARD"),
];

/// The pay codes of lines.
#[derive(Clone, Debug, Default)]
pub struct Codes {
    /// By kind of line; others have those of [`KINDS`].
    pub kinds: BTreeMap<String, String>,
    /// By element; these go first.
    pub elements: BTreeMap<String, String>,
}

impl Codes {
    /// The pay code of a line.
    fn of(&self, line: &Line) -> &str {
        let known =
            || KINDS.iter().find(|(kind, _)| *kind == line.kind).map_or("COMMISSION", |(_, code)| code);
        let by_kind = || self.kinds.get(line.kind).map_or_else(known, String::as_str);
        self.elements.get(&line.element).map_or_else(by_kind, String::as_str)
    }
}

/// One amount of a payroll file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The rep who is paid.
    pub payee: String,
    /// The rep's name.
    pub name: String,
    /// The pay code.
    pub code: String,
    /// The amount, to the minor unit of the currency.
    pub amount: Amount,
    /// The currency of pay.
    pub currency: String,
    /// The label of the period.
    pub period: String,
}

/// What a statement pays, by pay code and currency; amounts of zero are left out. `rates` are those to the pay
/// currency of each part.
///
/// # Errors
/// When an amount does not fit.
pub fn items(statement: &Statement, rates: &[ExchangeRate], codes: &Codes) -> Result<Vec<Item>, EngineError> {
    let too_large = || EngineError::TooLarge { what: format!("the pay of `{}`", statement.payee.id) };
    let mut sums: BTreeMap<(String, String), Amount> = BTreeMap::new();
    for (part, rate) in statement.parts.iter().zip(rates) {
        for (code, amount) in by_code(part, *rate, codes).ok_or_else(too_large)? {
            let sum = sums.entry((part.pay_currency.as_str().to_owned(), code)).or_insert(Amount::ZERO);
            *sum = sum.checked_add(amount).ok_or_else(too_large)?;
        }
    }
    let item = |((currency, code), amount): ((String, String), Amount)| Item {
        payee: statement.payee.id.clone(),
        name: statement.payee.name.clone(),
        code,
        amount,
        currency,
        period: statement.period.clone(),
    };
    Ok(sums.into_iter().filter(|(_, amount)| !amount.is_zero()).map(item).collect())
}

/// What a part pays in its pay currency, by pay code: the amounts add up to the pay of the part to its minor unit.
fn by_code(part: &Part, rate: ExchangeRate, codes: &Codes) -> Option<Vec<(String, Amount)>> {
    let mut sums: BTreeMap<&str, Amount> = BTreeMap::new();
    for line in &part.lines {
        let sum = sums.entry(codes.of(line)).or_insert(Amount::ZERO);
        *sum = sum.checked_add(line.payable)?;
    }
    let exacts: Vec<Exact> = sums.values().map(|sum| rate.convert(*sum)).collect::<Option<_>>()?;
    let decimals = part.pay_currency.minor_units().min(Amount::SCALE);
    let rounded = round_parts(&exacts, part.pay_amount, decimals)?;
    Some(sums.keys().map(|code| (*code).to_owned()).zip(rounded).collect())
}

/// The text that marks a batch: what it pays, and nothing else.
#[must_use]
pub fn batch_text(items: &[Item]) -> String {
    let mut text = String::new();
    for item in items {
        for field in [&item.period, &item.payee, &item.code, &item.currency, &item.amount.to_string()] {
            // The length before each text keeps two batches from reading alike.
            text.push_str(&format!("{}:{field} ", field.len()));
        }
        text.push('\n');
    }
    text
}

/// Builds the report.
#[must_use]
pub fn report(items: &[Item], batch: &str, subtitle: Vec<String>) -> Report {
    let columns = vec![
        Column::id("payee", "Payee").essential(),
        Column::id("pay_code", "Pay code").essential(),
        Column::money("amount", "Amount").essential(),
        Column::id("currency", "Cur").essential(),
        Column::id("batch_id", "Batch").for_machines(),
        Column::id("period", "Period").for_machines(),
        Column::text("name", "Name").preferred(),
    ];
    let text = |of: &dyn Fn(&Item) -> &String| Values::text(items.iter().map(of));
    let values = vec![
        text(&|item| &item.payee),
        text(&|item| &item.code),
        Values::Amounts(items.iter().map(|item| item.amount.raw()).collect()),
        text(&|item| &item.currency),
        Values::text(items.iter().map(|_| batch)),
        text(&|item| &item.period),
        text(&|item| &item.name),
    ];
    let mut report = Report::new("Payroll", columns, Block { columns: values, rows: items.len() });
    report.subtitle = subtitle;
    report.subtitle.push(format!("batch {batch}"));
    report.total = total(items);
    report
}

/// The sum of all, where they are in one currency.
fn total(items: &[Item]) -> Option<Block> {
    let first = items.first()?;
    if items.iter().any(|item| item.currency != first.currency) {
        return None;
    }
    let sum = items.iter().map(|item| item.amount.raw()).sum();
    let text = |text: &str| Values::text([text]);
    let mut total = vec![text("Total"), text(""), Values::Amounts(vec![sum]), text(&first.currency)];
    total.extend([text(""), text(""), text("")]);
    Some(Block::of(total))
}
