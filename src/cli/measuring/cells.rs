//! The parts that a batch of deals is counted by: how deals stand, which cell each belongs to and what it says there.

use crate::engine::error::EngineError;

/// A rep, a slot and a group of deal columns.
pub(super) type Key = (u32, u32, u32);

/// Nobody.
pub(super) const NONE: u32 = u32::MAX;

/// In place of an amount: there is none.
pub(super) const NOTHING: i128 = i128::MIN;

/// How a deal stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Won,
    Lost,
    Open,
}

/// Deals of one standing that lie in a slot: their rows, and the cell of each.
#[derive(Default)]
pub(super) struct Picked {
    pub(super) rows: Vec<usize>,
    pub(super) keys: Vec<Key>,
}

impl Picked {
    /// Room for so many deals.
    pub(super) fn with_room(deals: usize) -> Self {
        Self { rows: Vec::with_capacity(deals), keys: Vec::with_capacity(deals) }
    }
}

/// What deals of one standing say, a list for each fact; a list that no metric needs is empty.
#[derive(Default)]
pub(super) struct Counted {
    /// The cell of each deal.
    pub(super) keys: Vec<Key>,
    /// Their amounts.
    pub(super) amounts: Vec<i128>,
    /// Their list amounts; `NOTHING` for a deal without one.
    pub(super) list_amounts: Vec<i128>,
    /// Their amounts less their costs; `NOTHING` for a deal without a cost.
    pub(super) margins: Vec<i128>,
    /// Their amounts where the ramp of the rep was over; `NOTHING` for the others.
    pub(super) ramped: Vec<i128>,
    /// Their days from creation to close; `i32::MIN` where the day of creation is not known.
    pub(super) cycles: Vec<i32>,
}

/// What a sum of amounts past the range is refused with.
pub(super) fn too_large() -> EngineError {
    EngineError::TooLarge { what: "the sum of the amounts".to_owned() }
}

/// How a deal stands, by its stage.
pub(super) fn standing(stage: &str, won: &[String], lost: &[String]) -> Standing {
    let is = |names: &[String]| names.iter().any(|name| name == stage);
    match (is(won), is(lost)) {
        (true, _) => Standing::Won,
        (false, true) => Standing::Lost,
        (false, false) => Standing::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_that_is_neither_won_nor_lost_is_open() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let (won, lost) = (names(&["Won"]), names(&["Lost", "Won"]));
        let found = ["Won", "", "Lost", "won"].map(|stage| standing(stage, &won, &lost));
        assert!(found == [Standing::Won, Standing::Open, Standing::Lost, Standing::Open]);
    }
}
