//! The rows of a report on attainment, what follows from each, and their ranks.

use std::cmp::Reverse;

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
#[derive(Clone, Debug, Default)]
pub struct Attainment {
    /// The rows, in the order of their keys.
    pub rows: Vec<Row>,
    /// The sum over all reps, each deal once.
    pub total: Row,
}

impl Attainment {
    /// The rows whose first key is this one, without that key and ranked among themselves, with the row of that key in
    /// `groups` as their total.
    #[must_use]
    pub fn under(&self, key: &str, groups: &Attainment) -> Attainment {
        let total = groups.rows.iter().find(|row| row.keys.first().is_some_and(|first| first == key));
        let mine = self.rows.iter().filter(|row| row.keys.first().is_some_and(|first| first == key));
        let mut rows: Vec<Row> =
            mine.map(|row| Row { keys: row.keys[1..].to_vec(), rank: None, ..row.clone() }).collect();
        rank(&mut rows);
        let total = Row { keys: Vec::new(), rank: None, ..total.cloned().unwrap_or_default() };
        Attainment { rows, total }
    }
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

impl Row {
    /// What was credited on each business day so far, to cents, half up. 900 in 40 days are 22.50.
    #[must_use]
    pub fn run_rate(&self, (passed, _): (u32, u32)) -> Option<Amount> {
        each_day(self.credited, passed)
    }

    /// What each business day that is left has to bring for all of the quota, to cents, half up; nothing where it is
    /// reached, or no day is left. 900 of 1,700 with 40 of 80 days gone need 20.00 a day.
    #[must_use]
    pub fn run_rate_needed(&self, (passed, all): (u32, u32)) -> Option<Amount> {
        let gap = self.gap().filter(|gap| gap.raw() > 0)?;
        each_day(gap, all.checked_sub(passed)?)
    }

    /// The change since a year before as a part of it, six decimals, half up; undefined where that is not above zero.
    /// 150 after 120 are 0.25.
    #[must_use]
    pub fn change_since(&self, before: Exact) -> Option<i64> {
        let change = self.credited.raw().checked_sub(before.raw())?.checked_mul(1_000_000)?;
        if before.raw() <= 0 {
            return None;
        }
        i64::try_from(divide(change, before.raw(), Rounding::HalfUp)).ok()
    }
}

/// Money spread over days, to cents.
fn each_day(money: Exact, days: u32) -> Option<Amount> {
    if days == 0 {
        return None;
    }
    let cents = divide(money.raw(), i128::from(days).checked_mul(1_000_000_000_000)?, Rounding::HalfUp);
    Some(Amount::from_raw(cents.checked_mul(100)?))
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
    // A division for each row, and not for each comparison.
    let attainments: Vec<Option<i64>> = rows.iter().map(Row::attainment).collect();
    let any = attainments.iter().any(Option::is_some);
    let mut order: Vec<(Option<Span>, Reverse<i128>, usize)> = Vec::with_capacity(rows.len());
    for (at, (row, attainment)) in rows.iter().zip(attainments).enumerate() {
        let value = if any { attainment.map(i128::from) } else { Some(row.credited.raw()) };
        order.extend(value.map(|value| (row.span, Reverse(value), at)));
    }
    order.sort_unstable();
    let (mut place, mut number) = (0_u32, 0_u32);
    let mut before = None;
    for (span, value, at) in order {
        let same_time = before.is_some_and(|(earlier, _)| earlier == span);
        place = if same_time { place + 1 } else { 1 };
        if !same_time || before != Some((span, value)) {
            number = place;
        }
        before = Some((span, value));
        rows[at].rank = Some(number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(credited: &str, quota: &str) -> Row {
        let exact = |text: &str| Amount::parse(text).unwrap();
        Row { credited: exact(credited).exact(), quota: Some(exact(quota)), ..Row::default() }
    }

    #[test]
    fn days_that_are_left_share_what_is_missing() {
        let text = |amount: Option<Amount>| amount.map(|amount| amount.to_string());
        assert_eq!(text(row("900", "1700").run_rate((40, 80))).as_deref(), Some("22.50"));
        assert_eq!(text(row("900", "1700").run_rate_needed((40, 80))).as_deref(), Some("20.00"));
        assert_eq!(text(row("900", "1700").run_rate_needed((80, 80))), None);
        assert_eq!(text(row("900", "900").run_rate_needed((40, 80))), None);
        assert_eq!(text(row("900", "1700").run_rate((0, 80))), None);
    }

    #[test]
    fn change_is_a_part_of_what_was_a_year_before() {
        let before = |text: &str| Amount::parse(text).unwrap().exact();
        assert_eq!(row("150", "1").change_since(before("120")), Some(250_000));
        assert_eq!(row("0", "1").change_since(before("120")), Some(-1_000_000));
        assert_eq!(row("5", "1").change_since(before("0")), None);
        assert_eq!(row("5", "1").change_since(before("-3")), None);
    }
}
