//! What a solution of the model means for the book: alignments, ways, cost and proof in kilometres, what more capacity
//! saves.

use super::Setup;
use crate::engine::people::index;
use crate::engine::territory::alignment::Alignment;
use crate::engine::territory::book::Book;
use crate::engine::territory::distance::metres;
use crate::engine::territory::solve::number::{whole, wide_float};
use crate::money::{Rounding, divide};

impl Setup {
    /// The alignment that a solution makes: the territories that take accounts, and where each account is.
    #[must_use]
    pub fn alignment(&self, at: &[u32], named: bool) -> Alignment {
        let mut of = vec![None; self.now.len()];
        for (unit, target) in at.iter().enumerate() {
            for member in self.problem.members_of(unit) {
                of[index(member.account)] = Some(*target);
            }
        }
        Alignment { units: self.targets.iter().map(|target| target.unit.clone()).collect(), of, named }
    }

    /// The alignment before, over the same territories.
    #[must_use]
    pub fn before(&self, named: bool) -> Alignment {
        let units = self.targets.iter().map(|target| target.unit.clone()).collect();
        Alignment { units, of: self.now.clone(), named }
    }

    /// Metres from an account to the home of a territory, where both are known.
    #[must_use]
    pub fn way(&self, book: &Book, account: u32, target: u32) -> Option<i64> {
        Some(metres(book.accounts[index(account)].point?, self.targets[index(target)].home?))
    }
}

impl Setup {
    /// Cost and bound in kilometres, and the gap between them as millionths of the bound.
    #[must_use]
    pub fn proof(&self, cost: i64, bound: i64) -> (i64, i64, i64) {
        let kilometres = |metres: i64| {
            let whole = i128::from(metres) * self.shared;
            i64::try_from(divide(whole, 10_000_000, Rounding::HalfUp)).unwrap_or(i64::MAX)
        };
        let gap = match bound {
            ..=0 => 0,
            bound => (i128::from(cost) - i128::from(bound)) * 1_000_000 / i128::from(bound),
        };
        (kilometres(cost), kilometres(bound), i64::try_from(gap).unwrap_or(i64::MAX))
    }

    /// What the present alignment costs, as far as accounts have an owner who stays: the ways alone, in kilometres.
    #[must_use]
    pub fn ways(&self, at: impl Fn(u32) -> Option<u32>) -> i64 {
        let mut sum = 0_i128;
        for member in &self.problem.members {
            if let Some(target) = at(member.account) {
                let way = self.problem.distance(member, index(target));
                sum += i128::from(way) * i128::from(member.visits);
            }
        }
        i64::try_from(divide(sum * self.shared, 10_000_000, Rounding::HalfUp)).unwrap_or(i64::MAX)
    }

    /// What one more of a band's measure would save with each territory, in kilometres at scale 4, by the prices of the
    /// proof; none where it would save nothing.
    #[must_use]
    pub fn savings(&self, prices: &[f64], band: usize) -> Vec<Option<i64>> {
        let measures = self.problem.measures;
        let saving = |target: usize| {
            let price = prices[target * measures + band];
            // Metre-visits of a ten-thousandth of the measure, in the shared unit of visits.
            let kilometres = price * wide_float(self.shared) / 1_000.0;
            (kilometres > 1e-4).then(|| whole(kilometres * 10_000.0))
        };
        (0..self.targets.len()).map(saving).collect()
    }
}
