//! Results as data before they are text: a report is a title, typed columns and rows that come in parts. The
//! builders of the single reports live beside this file; how a report looks in a format is left to `render`.

pub mod accrue;
pub mod attainment;
mod bars;
mod chart;
mod column;
pub mod commissions;
pub mod cost;
pub mod curve;
pub mod disputes;
pub mod explain;
pub mod findings;
pub mod forecast_accuracy;
pub mod forecast_call;
pub mod forecast_capacity;
pub mod forecast_deals;
pub mod forecast_gap;
pub mod forecast_leverage;
pub mod forecast_pipeline;
pub mod forecast_trend;
pub mod forecast_waterfall;
pub mod funnel;
pub mod goal;
pub mod goals;
pub mod import;
mod keys;
pub mod ledger;
pub mod metrics;
pub mod paid;
mod parts;
pub mod payroll;
pub mod plan_tests;
pub mod reasons;
pub mod review;
pub mod review_sections;
pub mod standing;
pub mod statement;
pub mod statement_index;
pub mod territories;
pub mod territory_assign;
pub mod territory_balance;
pub mod territory_capacity;
pub mod territory_compare;
pub mod territory_coverage;
pub mod territory_design;
pub mod territory_frontier;
pub mod territory_map;
pub mod territory_quotas;
mod tree;
mod values;
pub mod what_if;

pub use bars::{Bar, Bars};
pub use chart::{Axis, Band, Chart, Mark, Spot};
pub use column::{Column, Kind, People};
pub use parts::Parts;
pub use review::{Figure, Review, Section};
pub use tree::{Branch, Field, Tree};
pub use values::{Block, MISSING_CODE, MISSING_DAY, MISSING_INTEGER, MISSING_MONEY, TextColumn, Values};

/// One result, ready to be written in any format.
#[derive(Debug)]
pub struct Report {
    /// What it is, in a few words for people: `Attainment by rep`.
    pub title: String,
    /// Lines under the title: period, as-of date, currency.
    pub subtitle: Vec<String>,
    /// The columns, in the order in which every format writes them.
    pub columns: Vec<Column>,
    /// The rows. A report without rows has one part of zero rows, so that the types of its columns are known.
    pub parts: Parts,
    /// One row with the same columns, shown under a rule to people and left out of machine formats.
    pub total: Option<Block>,
    /// Remarks below a table, for people.
    pub notes: Vec<String>,
    /// A picture of the rows: above the table for people, and the whole of an SVG; other formats leave it out.
    pub chart: Option<Chart>,
    /// A picture of bars, in a page.
    pub bars: Option<Bars>,
}

/// Why the rows of a report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The calculation behind a part failed; the error of that module is inside, for the caller to find.
    #[error(transparent)]
    Calculation(#[from] Box<dyn std::error::Error + Send + Sync>),
    /// A part does not have the columns that the report announces, or columns of unequal length: a fault of
    /// the builder, not of the data.
    #[error("a part of `{title}` does not fit its columns: {detail}")]
    Shape {
        /// The title of the report.
        title: String,
        /// What does not fit.
        detail: String,
    },
}

impl Report {
    /// A report with one part and neither subtitle, total nor notes.
    #[must_use]
    pub fn new(title: &str, columns: Vec<Column>, block: Block) -> Report {
        Report {
            title: title.to_owned(),
            subtitle: Vec::new(),
            columns,
            parts: Parts::one(block),
            total: None,
            notes: Vec::new(),
            chart: None,
            bars: None,
        }
    }

    /// Makes part `index` and checks that it has the columns of the report, all of one length.
    pub fn part(&self, index: usize) -> Result<Block, ReportError> {
        let block = (self.parts.make)(index)?;
        self.check(&block)?;
        Ok(block)
    }

    /// Checks that a block has the columns of the report, all of one length.
    pub fn check(&self, block: &Block) -> Result<(), ReportError> {
        let shape = |detail: String| ReportError::Shape { title: self.title.clone(), detail };
        if block.columns.len() != self.columns.len() {
            let (found, expected) = (block.columns.len(), self.columns.len());
            return Err(shape(format!("{found} columns instead of {expected}")));
        }
        for (column, values) in self.columns.iter().zip(&block.columns) {
            if values.len() != block.rows {
                let (found, expected, name) = (values.len(), block.rows, &column.name);
                return Err(shape(format!("column `{name}` has {found} rows instead of {expected}")));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_with_a_short_column_is_refused() {
        let columns = vec![Column::id("rep_id", "Rep"), Column::integer("deals", "Deals")];
        let block = Block { columns: vec![Values::text(["R1", "R2"]), Values::Integer(vec![1])], rows: 2 };
        let report = Report::new("Deals", columns, block);
        let error = report.part(0).unwrap_err().to_string();
        assert_eq!(
            error,
            "a part of `Deals` does not fit its columns: column `deals` has 1 rows instead of 2"
        );
    }

    #[test]
    fn a_part_without_a_column_is_refused() {
        let columns = vec![Column::id("rep_id", "Rep"), Column::integer("deals", "Deals")];
        let report = Report::new("Deals", columns, Block::of(vec![Values::text(["R1"])]));
        let error = report.part(0).unwrap_err().to_string();
        assert_eq!(error, "a part of `Deals` does not fit its columns: 1 columns instead of 2");
    }
}
