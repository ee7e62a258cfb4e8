//! Rules between the columns of one row: what a won deal needs, what may not be empty, which currency an
//! amount is in. Rules between rows are left to `unique` and `relations`.

use polars::prelude::*;

use super::conform::{Conformed, CurrencyMark, Fault};
use super::error::DataError;
use crate::model::table::{ColumnKind, TableSpec};
use crate::money::Currency;

/// A fault of a row, at one of its columns.
pub(super) struct RowFault {
    /// The place of the row in the block.
    pub place: usize,
    /// The canonical column.
    pub column: &'static str,
    /// What is wrong.
    pub fault: Fault,
}

/// The canonical columns of a block, before faulty rows are taken out.
pub(super) struct Checked<'a> {
    /// The table.
    pub table: &'static TableSpec,
    /// The conformed columns.
    pub columns: &'a mut Vec<Conformed>,
    /// The names of won stages.
    pub won: &'a [String],
}

impl Checked<'_> {
    fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().map(|conformed| &conformed.column).find(|column| column.name() == name)
    }

    fn text(&self, name: &str) -> Option<&StringChunked> {
        self.column(name)?.as_materialized_series().str().ok()
    }

    /// The rows in which a column is empty, ascending; none where the file does not have the column or where
    /// the value is there and faulty.
    fn empty_rows(&self, name: &str) -> Vec<usize> {
        let Some(conformed) = self.columns.iter().find(|conformed| conformed.column.name() == name) else {
            return Vec::new();
        };
        if conformed.column.null_count() == 0 {
            return Vec::new();
        }
        let empty = conformed.column.is_null();
        let faulty = |place: usize| conformed.faults.binary_search_by_key(&place, |(at, _)| *at).is_ok();
        let places = empty.iter().enumerate().filter(|(_, empty)| *empty == Some(true));
        places.map(|(place, _)| place).filter(|place| !faulty(*place)).collect()
    }

    /// All faults of the rows of the block, in no order.
    pub fn faults(&mut self) -> Result<Vec<RowFault>, DataError> {
        let mut faults = Vec::new();
        self.currencies(&mut faults)?;
        self.required(&mut faults);
        match self.table.name {
            "deals" => self.won_deals(&mut faults),
            "exchange_rates" => self.rates(&mut faults)?,
            "quotas" => self.holders(&mut faults),
            "events" => {
                self.one_of("kind", &["invoice", "payment", "refund", "cancel", "release"], &mut faults);
            }
            "splits" => self.one_of("credit", &["direct", "overlay"], &mut faults),
            "scores" => self.scores(&mut faults)?,
            _ => {}
        }
        for (from, to) in [("from", "to"), ("valid_from", "valid_to")] {
            self.ordered(from, to, &mut faults)?;
        }
        Ok(faults)
    }

    /// Required columns may not be empty. Deals have their own rule, and a quota belongs to one of three.
    fn required(&self, faults: &mut Vec<RowFault>) {
        let table = self.table.name;
        for spec in self.table.columns.iter().filter(|column| column.required) {
            let exempt = match table {
                "deals" => !matches!(spec.name, "deal_id" | "stage"),
                "quotas" => spec.name == "rep_id",
                _ => false,
            };
            if !exempt {
                let empty = self.empty_rows(spec.name);
                faults.extend(empty.into_iter().map(|place| RowFault {
                    place,
                    column: spec.name,
                    fault: Fault::new("is empty"),
                }));
            }
        }
    }

    fn won_deals(&self, faults: &mut Vec<RowFault>) {
        for column in ["amount", "close_date"] {
            let empty = self.empty_rows(column);
            let (Some(stages), false) = (self.text("stage"), empty.is_empty()) else { continue };
            let won = |place: &usize| {
                stages.get(*place).is_some_and(|stage| self.won.iter().any(|won| won == stage))
            };
            let what = if column == "amount" { "an amount" } else { "a close date" };
            faults.extend(empty.into_iter().filter(won).map(|place| RowFault {
                place,
                column,
                fault: Fault::new(format!("is empty, and a won deal needs {what}")),
            }));
        }
    }

    fn holders(&self, faults: &mut Vec<RowFault>) {
        let holders: Vec<&StringChunked> =
            ["rep_id", "team", "territory"].into_iter().filter_map(|name| self.text(name)).collect();
        let Some(first) = holders.first() else { return };
        for place in 0..first.len() {
            if holders.iter().all(|holder| holder.get(place).is_none()) {
                let fault = Fault::new("is empty, and a quota needs a rep, a team or a territory");
                faults.push(RowFault { place, column: "rep_id", fault });
            }
        }
    }

    /// Texts of a short list, in any case.
    fn one_of(&self, column: &'static str, known: &[&str], faults: &mut Vec<RowFault>) {
        let Some(texts) = self.text(column) else { return };
        for (place, text) in texts.iter().enumerate() {
            let Some(text) = text else { continue };
            if !known.iter().any(|known| known.eq_ignore_ascii_case(text)) {
                let fault = Fault::with(
                    format!("is none of {}", known.join(", ")),
                    format!("write one of {}", known.join(", ")),
                );
                faults.push(RowFault { place, column, fault });
            }
        }
    }

    fn rates(&self, faults: &mut Vec<RowFault>) -> Result<(), DataError> {
        let Some(rates) = self.column("rate") else { return Ok(()) };
        let rates = rates.as_materialized_series().decimal()?.phys.clone();
        let (from, to) = (self.text("from"), self.text("to"));
        for (place, rate) in rates.iter().enumerate() {
            let Some(rate) = rate else { continue };
            let pair = from.and_then(|from| from.get(place)).zip(to.and_then(|to| to.get(place)));
            // One, at scale 10.
            let fault = if rate <= 0 {
                Fault::new("is not above zero")
            } else if pair.is_some_and(|(from, to)| from == to) && rate != 10_000_000_000 {
                Fault::new("is not 1 for a currency in itself")
            } else {
                continue;
            };
            faults.push(RowFault { place, column: "rate", fault });
        }
        Ok(())
    }

    /// A score is a share of the objective. One of 85 is a percentage that would pay 85 times, so it is refused.
    fn scores(&self, faults: &mut Vec<RowFault>) -> Result<(), DataError> {
        // Ten, at scale 4.
        const MOST: i128 = 100_000;
        let Some(scores) = self.column("score") else { return Ok(()) };
        let scores = scores.as_materialized_series().decimal()?.phys.clone();
        for (place, score) in scores.iter().enumerate() {
            let fault = match score {
                Some(score) if score < 0 => Fault::new("is below zero"),
                Some(score) if score > MOST => {
                    Fault::with("is above 10", "a score of 1.0 is fully met: write 0.85 for 85 %")
                }
                _ => continue,
            };
            faults.push(RowFault { place, column: "score", fault });
        }
        Ok(())
    }

    fn ordered(&self, from: &str, to: &'static str, faults: &mut Vec<RowFault>) -> Result<(), DataError> {
        let (Some(from), Some(to_column)) = (self.column(from), self.column(to)) else { return Ok(()) };
        if from.dtype() != &DataType::Date || to_column.dtype() != &DataType::Date {
            return Ok(());
        }
        let from = from.as_materialized_series().date()?.phys.clone();
        let until = to_column.as_materialized_series().date()?.phys.clone();
        for (place, (from, until)) in from.iter().zip(until.iter()).enumerate() {
            if from.zip(until).is_some_and(|(from, until)| until < from) {
                faults.push(RowFault { place, column: to, fault: Fault::new("is before the first day") });
            }
        }
        Ok(())
    }

    /// A currency beside an amount must be that of the row; where the row names none, it becomes the row's.
    fn currencies(&mut self, faults: &mut Vec<RowFault>) -> Result<(), DataError> {
        let marked: Vec<(&'static str, Vec<(usize, CurrencyMark)>)> = self
            .table
            .columns
            .iter()
            .filter(|spec| spec.kind == ColumnKind::Money)
            .filter_map(|spec| {
                let conformed = self.columns.iter().find(|conformed| conformed.column.name() == spec.name)?;
                (!conformed.currencies.is_empty()).then(|| (spec.name, conformed.currencies.clone()))
            })
            .collect();
        let at = self.columns.iter().position(|conformed| conformed.column.name() == "currency");
        let (Some(at), false) = (at, marked.is_empty()) else { return Ok(()) };
        let mut codes: Vec<Option<String>> = self.columns[at]
            .column
            .as_materialized_series()
            .str()?
            .iter()
            .map(|code| code.map(str::to_owned))
            .collect();
        for (column, marks) in marked {
            for (place, mark) in marks {
                let known = codes[place].as_deref().and_then(|code| Currency::parse(code).ok());
                match (known, mark) {
                    (Some(code), mark) if !mark.agrees_with(code) => {
                        let fault = Fault::new(format!("is in {}, and the row is in {code}", mark.name()));
                        faults.push(RowFault { place, column, fault });
                    }
                    (None, CurrencyMark::Code(code)) => codes[place] = Some(code.as_str().to_owned()),
                    _ => {}
                }
            }
        }
        let filled: StringChunked = codes.iter().map(Option::as_deref).collect();
        self.columns[at].column = filled.with_name("currency".into()).into_series().into_column();
        Ok(())
    }
}
