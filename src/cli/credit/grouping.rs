//! What the rows of attainment are grouped by: names of the command line, found among times, reps, deals and accounts.

use crate::calendar::Unit;
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::reading::{Accounts, Reading, refused};
use crate::cli::tables::Tables;
use crate::data::{DataError, WonDeals, columns_of};
use crate::engine::attainment::Dimension;
use crate::engine::people::People;
use crate::model::table::table;

/// What to group by, resolved against the tables.
#[derive(Debug)]
pub struct Grouping {
    /// The dimensions.
    pub by: Vec<Dimension>,
    /// For each `Dimension::Deal`, whether its column is one of the accounts.
    pub(super) sources: Vec<(String, bool)>,
    accounts: Option<Accounts>,
}

impl Grouping {
    /// Finds each name: time units and rep first, then columns of reps, of deals, of accounts.
    pub fn resolve(
        names: &[String],
        tables: &Tables<'_>,
        reading: &mut Reading<'_>,
        people: &People,
    ) -> Result<Self, Failure> {
        let mut grouping = Self { by: Vec::new(), sources: Vec::new(), accounts: None };
        for name in names {
            let dimension = grouping.dimension(name.trim(), tables, reading, people)?;
            if grouping.by.contains(&dimension) {
                return Err(Failure::new(Outcome::Usage, format!("`--by` names `{name}` twice")));
            }
            grouping.by.push(dimension);
        }
        let times = grouping.by.iter().filter(|dimension| matches!(dimension, Dimension::Time(_))).count();
        if times > 1 {
            return Err(Failure::new(Outcome::Usage, "`--by` takes one of month, quarter, half and year"));
        }
        Ok(grouping)
    }

    fn dimension(
        &mut self,
        name: &str,
        tables: &Tables<'_>,
        reading: &mut Reading<'_>,
        people: &People,
    ) -> Result<Dimension, Failure> {
        let time =
            [("month", Unit::Month), ("quarter", Unit::Quarter), ("half", Unit::Half), ("year", Unit::Year)];
        if let Some((_, unit)) = time.iter().find(|(word, _)| *word == name) {
            return Ok(Dimension::Time(*unit));
        }
        match name {
            "rep" | "rep_id" => return Ok(Dimension::Rep),
            "manager" => return Ok(Dimension::Manager),
            _ => {}
        }
        let (owner, column) = match name.split_once('.') {
            Some((owner @ ("reps" | "deals" | "accounts"), column)) => (owner, column),
            _ => ("", name),
        };
        let reps = people.column_names();
        if matches!(owner, "" | "reps") && reps.iter().any(|known| known == column) {
            return Ok(Dimension::RepColumn(column.to_owned()));
        }
        let deals = columns_of(&tables.require("deals")?).map_err(|error| refused(&error))?;
        if matches!(owner, "" | "deals") && deals.iter().any(|known| known == column) {
            self.sources.push((column.to_owned(), false));
            return Ok(Dimension::Deal(column.to_owned()));
        }
        if self.accounts.is_none() {
            self.accounts = reading.accounts(tables)?;
        }
        let accounts = self.accounts.as_ref().map(Accounts::names).unwrap_or_default();
        if matches!(owner, "" | "accounts") && accounts.iter().any(|known| known == column) {
            self.sources.push((column.to_owned(), true));
            return Ok(Dimension::Deal(column.to_owned()));
        }
        if reps.is_empty()
            && table("reps").is_some_and(|reps| reps.column(column).is_some())
            && matches!(owner, "" | "reps")
        {
            return Err(Failure::new(
                Outcome::Usage,
                format!("`{column}` is a column of the reps, and there are none"),
            )
            .hint("give them with `--reps FILE`"));
        }
        let words = ["rep", "manager", "month", "quarter", "half", "year"];
        let known =
            words.iter().copied().chain(reps.iter().chain(&deals).chain(&accounts).map(String::as_str));
        Err(Failure::new(Outcome::Usage, format!("`--by {name}` is not a column of reps, deals or accounts"))
            .hint(did_you_mean(column, known)))
    }

    /// The unit of time that days are cut at; months when a trend is wanted, which lie within all larger ones.
    #[must_use]
    pub fn unit(&self, trend: bool) -> Option<Unit> {
        if trend {
            return Some(Unit::Month);
        }
        self.by.iter().find_map(|dimension| match dimension {
            Dimension::Time(unit) => Some(*unit),
            _ => None,
        })
    }

    /// The columns of the deals that it needs.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        let mut columns: Vec<&str> =
            self.sources.iter().filter(|(_, account)| !account).map(|(column, _)| column.as_str()).collect();
        if self.sources.iter().any(|(_, account)| *account) {
            columns.push("account_id");
        }
        columns
    }

    /// For each deal, the values of the deal dimensions.
    pub fn groups(&self, deals: &WonDeals) -> Result<Vec<Vec<String>>, DataError> {
        let mut columns = Vec::new();
        for (column, account) in &self.sources {
            columns.push(match (account, &self.accounts) {
                (true, Some(accounts)) => {
                    let ids = deals.texts("account_id")?;
                    ids.iter().map(|id| accounts.value(column, id.unwrap_or_default()).to_owned()).collect()
                }
                _ => deals.as_text(column)?,
            });
        }
        Ok((0..deals.len())
            .map(|row| columns.iter().map(|column: &Vec<String>| column[row].clone()).collect())
            .collect())
    }
}
