//! The rows of a report in parts that can be made side by side, so that a report of a hundred million lines
//! never stands in memory whole.

use std::fmt;

use super::{Block, ReportError};

/// Makes the part with the index it is given.
pub type MakePart = Box<dyn Fn(usize) -> Result<Block, ReportError> + Send + Sync>;

/// The rows of a report: `count` blocks, made on demand.
pub struct Parts {
    /// How many parts there are. Some 16,000 to 128,000 rows make a good part.
    pub count: usize,
    /// Makes part `index`, below `count`: any number of times, from any thread, always with the same rows.
    /// The rows of the report are those of part 0, then of part 1, and so on.
    pub make: MakePart,
}

impl Parts {
    /// Rows that are there already.
    #[must_use]
    pub fn one(block: Block) -> Parts {
        Parts { count: 1, make: Box::new(move |_| Ok(block.clone())) }
    }

    /// Rows that are made when they are asked for.
    pub fn made(
        count: usize,
        make: impl Fn(usize) -> Result<Block, ReportError> + Send + Sync + 'static,
    ) -> Parts {
        Parts { count, make: Box::new(make) }
    }
}

impl fmt::Debug for Parts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Parts").field("count", &self.count).finish_non_exhaustive()
    }
}
