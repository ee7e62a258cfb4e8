//! Reads the history of deals: each row what held from a day on. What follows from it is left to the engine.

use crate::cli::failure::Failure;
use crate::cli::reading::{Reading, refused};
use crate::cli::tables::Tables;
use crate::data::{amounts_of, days_of, texts_of};
use crate::engine::forecast::changes::{Change, Changes};

impl Reading<'_> {
    /// The changes of all deals; none where there is no table of them.
    pub fn changes(&mut self, tables: &Tables<'_>) -> Result<Changes, Failure> {
        let Some(source) = tables.source("history")? else { return Ok(Changes::default()) };
        let (frame, _) = self.small(&source)?;
        let texts = |name: &str| texts_of(&frame, name).map_err(|error| refused(&error));
        let days = |name: &str| days_of(&frame, name).map_err(|error| refused(&error));
        let (ids, stages, categories) = (texts("deal_id")?, texts("stage")?, texts("forecast_category")?);
        let (changed, closes) = (days("changed_at")?, days("close_date")?);
        let amounts = amounts_of(&frame, "amount").map_err(|error| refused(&error))?;
        let said = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let rows = (0..ids.len()).filter_map(|row| {
            let change = Change {
                day: changed[row]?.number(),
                stage: said(&stages[row]),
                amount: amounts[row],
                close_date: closes[row],
                category: said(&categories[row]),
            };
            Some((ids[row].clone(), change))
        });
        Ok(Changes::of(rows))
    }
}
