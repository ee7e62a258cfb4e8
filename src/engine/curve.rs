//! The arithmetic of a payout curve: the points at which pay is asked for, the rates between them, and where pay
//! jumps. What is paid at a point is left to whoever runs the plan.

use crate::money::{Amount, Exact, Rate, Rounding, divide, multiply_divide};

/// A cent, the smallest step of a sale.
pub const CENT: Amount = Amount::from_raw(100);

/// The most points of one curve.
pub const POINTS_MAX: usize = 10_000;

/// What is paid at one attainment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The attainment.
    pub attainment: Rate,
    /// What is credited there, in the unit of the measure.
    pub credited: Amount,
    /// What each element pays for it.
    pub elements: Vec<Amount>,
}

/// A place at which the next cent sold changes pay by more than it is worth, or takes pay away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jump {
    /// The first credit that has the pay after it.
    pub at: Amount,
    /// What is paid a cent before.
    pub before: Amount,
    /// What is paid there.
    pub after: Amount,
}

impl Point {
    /// What all elements pay; `None` when it does not fit.
    #[must_use]
    pub fn earned(&self) -> Option<Amount> {
        Amount::checked_sum(self.elements.iter().copied())
    }
}

/// The attainments from `from` to `to`, both counted where the steps meet them; `None` for a step that leads nowhere
/// and for more than [`POINTS_MAX`] points.
#[must_use]
pub fn grid(from: Rate, to: Rate, step: Rate) -> Option<Vec<Rate>> {
    let (from, to, step) = (from.raw(), to.raw(), step.raw());
    if from < 0 || to < from || step <= 0 || usize::try_from((to - from) / step).ok()? >= POINTS_MAX {
        return None;
    }
    let count = usize::try_from((to - from) / step).ok()? + 1;
    let raws = std::iter::successors(Some(from), |raw| Some(raw + step));
    Some(raws.take(count).map(Rate::from_raw).collect())
}

/// What has to be credited for an attainment, to the cent: 5 % of a quota of 333.33 are 16.67.
#[must_use]
pub fn credited_at(quota: Amount, attainment: Rate) -> Option<Amount> {
    // An amount of scale 4 times a rate of scale 6, divided by a million and by a hundred, is in cents.
    let cents = multiply_divide(quota.raw(), i128::from(attainment.raw()), 100_000_000, Rounding::HalfUp)?;
    cents.checked_mul(100).map(Amount::from_raw)
}

/// The attainment of a credit, in millionths; `None` without a quota.
#[must_use]
pub fn attainment_of(credited: Exact, quota: Amount) -> Option<i64> {
    ratio(credited.raw(), quota.exact().raw())
}

/// What one more unit credited pays between two points, in millionths: 450.00 more for 5,000.00 more are 90000, 9 %.
/// `None` where nothing more is credited.
#[must_use]
pub fn marginal(before: &Point, after: &Point) -> Option<i64> {
    let pay = after.earned()?.checked_sub(before.earned()?)?;
    let credited = after.credited.checked_sub(before.credited)?;
    ratio(pay.raw(), credited.raw())
}

/// What the whole credit pays, in millionths: 6,900.00 for 110,000.00 are 62727, 6.2727 %. `None` where
/// nothing is credited.
#[must_use]
pub fn effective(point: &Point) -> Option<i64> {
    ratio(point.earned()?.raw(), point.credited.raw())
}

fn ratio(part: i128, whole: i128) -> Option<i64> {
    if whole <= 0 {
        return None;
    }
    i64::try_from(divide(part.checked_mul(1_000_000)?, whole, Rounding::HalfUp)).ok()
}

/// Whether pay jumps over one cent sold: it falls, or rises by more than the cent. Each element is rounded on its own,
/// so each may add a cent of rounding.
#[must_use]
pub fn jump(before: &Point, after: &Point) -> Option<Jump> {
    let (earlier, later) = (before.earned()?, after.earned()?);
    let change = later.checked_sub(earlier)?;
    let rounding = i128::try_from(after.elements.len()).ok()?.checked_mul(CENT.raw())?;
    let jumps = change.raw() < -rounding || change.raw() > rounding + CENT.raw();
    jumps.then_some(Jump { at: after.credited, before: earlier, after: later })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    fn rate(text: &str) -> Rate {
        Rate::parse(text).unwrap()
    }

    fn point(credited: &str, pay: &[&str]) -> Point {
        let elements = pay.iter().map(|pay| amount(pay)).collect();
        Point { attainment: Rate::ZERO, credited: amount(credited), elements }
    }

    #[test]
    fn a_grid_has_both_ends() {
        let points = |from, to, step| grid(rate(from), rate(to), rate(step));
        assert_eq!(points("0", "0.2", "0.1").unwrap(), [Rate::ZERO, rate("0.1"), rate("0.2")]);
        assert_eq!(points("0", "2", "0.05").unwrap().len(), 41);
        // Steps of 0.3 do not meet 1.
        assert_eq!(points("0", "1", "0.3").unwrap().last(), Some(&rate("0.9")));
        assert_eq!(points("1", "1", "0.3").unwrap(), [rate("1")]);
        assert_eq!(points("0", "1", "0"), None);
        assert_eq!(points("1", "0", "0.1"), None);
        assert_eq!(points("0", "1", "0.0001"), None);
    }

    #[test]
    fn credits_and_rates_are_exact_to_their_last_digit() {
        assert_eq!(credited_at(amount("333.33"), rate("0.05")), Some(amount("16.67")));
        assert_eq!(credited_at(amount("100000"), rate("1.25")), Some(amount("125000")));
        assert_eq!(effective(&point("110000", &["6900"])), Some(62_727));
        assert_eq!(effective(&point("0", &["6900"])), None);
        let (before, after) = (point("100000", &["6000", "50"]), point("105000", &["6450", "40"]));
        // 450 more and 10 less for 5,000 more.
        assert_eq!(marginal(&before, &after), Some(88_000));
        assert_eq!(marginal(&after, &after), None);
        assert_eq!(attainment_of(amount("311673.72").exact(), amount("355068.49")), Some(877_785));
    }

    #[test]
    fn pay_jumps_where_a_cent_sold_is_worth_more_than_itself() {
        let before = point("99999.99", &["6000.00"]);
        assert_eq!(jump(&before, &point("100000", &["6000.01"])), None);
        assert_eq!(jump(&before, &point("100000", &["6000.02"])), None);
        let cliff = jump(&before, &point("100000", &["9000.00"])).unwrap();
        assert_eq!(cliff, Jump { at: amount("100000"), before: amount("6000"), after: amount("9000") });
        assert!(jump(&before, &point("100000", &["5999.00"])).is_some());
    }
}
