//! What attainment counts: a measure of the deals, its columns and its value for each deal.

use std::borrow::Cow;

use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::data::{DataError, WonDeals};
use crate::model::table::{ColumnKind, table};
use crate::money::Amount;

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The name, also of the quota measure.
    pub name: String,
    /// Whether it is money, which is converted to the report's currency.
    pub money: bool,
    /// Whether it is a column of the file's own, which is a plain number and is never converted.
    pub(super) own: bool,
    kind: CountedKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum CountedKind {
    Margin,
    Count,
    Column(String),
}

impl Counted {
    /// From the name of a measure; what is none of the known ones is a column of the deals.
    #[must_use]
    pub fn parse(name: &str) -> Self {
        let (kind, money, own) = match name {
            "bookings" | "amount" => (CountedKind::Column("amount".to_owned()), true, false),
            "margin" => (CountedKind::Margin, true, false),
            "count" => (CountedKind::Count, false, false),
            column => {
                let spec = table("deals").and_then(|deals| deals.column(column));
                let money = spec.is_some_and(|spec| spec.kind == ColumnKind::Money);
                (CountedKind::Column(column.to_owned()), money, spec.is_none())
            }
        };
        let name = if name == "amount" { "bookings" } else { name };
        Self { name: name.to_owned(), money, own, kind }
    }

    /// The columns of the deals that it needs.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        match &self.kind {
            CountedKind::Margin => vec!["amount", "cost"],
            CountedKind::Count => Vec::new(),
            CountedKind::Column(column) => vec![column],
        }
    }

    /// Refuses a measure whose columns the deals do not have.
    pub fn check(&self, known: &[String]) -> Result<(), Failure> {
        let columns = self.columns();
        let Some(missing) = columns.iter().find(|column| !known.iter().any(|name| name == *column)) else {
            return Ok(());
        };
        let message =
            format!("`--measure {}` needs a column `{missing}`, which the deals do not have", self.name);
        let words =
            ["bookings", "margin", "units", "count"].into_iter().chain(known.iter().map(String::as_str));
        let hint = match &self.kind {
            CountedKind::Margin => {
                format!("margin is amount − cost: name the header with `--column {missing}=HEADER`")
            }
            _ => did_you_mean(&self.name, words.filter(|word| *word != self.name)),
        };
        Err(Failure::new(Outcome::Usage, message).hint(hint))
    }

    /// The value of each deal, scale 4; a deal without one is an error that names its row.
    pub fn values(&self, deals: &WonDeals, file: &str) -> Result<Vec<Amount>, DataError> {
        let all = |column: &str| -> Result<Cow<'_, [i128]>, DataError> {
            deals.all_numbers(column).map_err(|error| error.in_file(file))?.map_err(|position| {
                let row = deals.rows().get(position).copied().unwrap_or(0);
                let reason = format!("the deal has none, so its {} is not known", self.name);
                DataError::row_refused(file, row, column, &reason)
            })
        };
        let values = match &self.kind {
            CountedKind::Count => vec![Amount::from_raw(10_000); deals.len()],
            CountedKind::Column(column) => all(column)?.iter().copied().map(Amount::from_raw).collect(),
            CountedKind::Margin => {
                let (amounts, costs) = (all("amount")?, all("cost")?);
                let pairs = amounts.iter().zip(costs.iter());
                let margins = pairs
                    .map(|(amount, cost)| Amount::from_raw(*amount).checked_sub(Amount::from_raw(*cost)));
                let too_large = || DataError::row_refused(file, 0, "cost", "the margin is too large");
                margins.map(|margin| margin.ok_or_else(too_large)).collect::<Result<_, _>>()?
            }
        };
        Ok(values)
    }
}
