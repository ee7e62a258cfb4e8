//! The rows of a report on attainment, what follows from each, and their ranks.

use crate::calendar::Span;
use crate::money::{Amount, Exact, Rounding, divide};

/// One row of the report.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The value of each dimension.
    pub keys: Vec<String>,
    /// The rep, when the rows are by rep.
    pub rep: Option<u32>,
    /// The days that the row covers.
    pub span: Option<Span>,
    /// Credited, in the report's currency or in units.
    pub credited: Exact,
    /// The quota, where there is one.
    pub quota: Option<Amount>,
    /// Credited deals, each once.
    pub deals: u64,
    /// For a manager: what everybody below was credited with, and their quota.
    pub team: Option<(Exact, Option<Amount>)>,
    /// 1 for the highest attainment of the same time; equals share a rank.
    pub rank: Option<u32>,
}

/// All rows, and their totals over the reps.
#[derive(Debug, Default)]
pub struct Attainment {
    /// The rows, in the order of their keys.
    pub rows: Vec<Row>,
    /// The sum over all reps, each deal once.
    pub total: Row,
}

impl Row {
    /// Credited ÷ quota as a fraction with six decimals, half up; undefined without a quota or with a quota of zero.
    #[must_use]
    pub fn attainment(&self) -> Option<i64> {
        fraction(self.credited, self.quota?, (1, 1))
    }

    /// Attainment ÷ the part of the business days that has passed. 60 % when 40 of 80 days have passed is 1.2.
    #[must_use]
    pub fn pace(&self, (passed, all): (u32, u32)) -> Option<i64> {
        fraction(self.credited, self.quota?, (passed, all))
    }

    /// Quota − credited; negative when over.
    #[must_use]
    pub fn gap(&self) -> Option<Exact> {
        let quota = self.quota?.exact();
        Some(Exact::from_raw(quota.raw() - self.credited.raw()))
    }

    /// Credited ÷ the part of the business days that has passed, to cents, half up.
    #[must_use]
    pub fn projected(&self, (passed, all): (u32, u32)) -> Option<Amount> {
        let cents = divide(
            self.credited.raw().checked_mul(i128::from(all))?,
            i128::from(passed).checked_mul(1_000_000_000_000)?,
            Rounding::HalfUp,
        );
        Some(Amount::from_raw(cents.checked_mul(100)?))
    }
}

/// value ÷ (quota × passed ÷ all), six decimals, half up.
fn fraction(value: Exact, quota: Amount, (passed, all): (u32, u32)) -> Option<i64> {
    let whole = quota.exact().raw().checked_mul(i128::from(passed))?;
    if whole == 0 {
        return None;
    }
    let part = value.raw().checked_mul(i128::from(all))?.checked_mul(1_000_000)?;
    i64::try_from(divide(part, whole, Rounding::HalfUp)).ok()
}

/// Ranks rows of one time against each other by attainment, highest first; by what was credited when no row has one.
pub(super) fn rank(rows: &mut [Row]) {
    let any = rows.iter().any(|row| row.attainment().is_some());
    let value = |row: &Row| match any {
        true => row.attainment().map(i128::from),
        false => Some(row.credited.raw()),
    };
    let mut order: Vec<usize> = (0..rows.len()).filter(|at| value(&rows[*at]).is_some()).collect();
    order.sort_by(|a, b| {
        let (a, b) = (&rows[*a], &rows[*b]);
        a.span.cmp(&b.span).then(value(b).cmp(&value(a)))
    });
    let (mut place, mut number) = (0_u32, 0_u32);
    for position in 0..order.len() {
        let row = &rows[order[position]];
        let before = position.checked_sub(1).map(|earlier| &rows[order[earlier]]);
        let same_time = before.is_some_and(|before| before.span == row.span);
        place = if same_time { place + 1 } else { 1 };
        if !same_time || before.map(value) != Some(value(row)) {
            number = place;
        }
        rows[order[position]].rank = Some(number);
    }
}
