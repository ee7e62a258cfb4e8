//! Work against the reps who do it: hours of accounts against hours of reps as they are hired, ramped and leaving. All
//! numbers are exact: hours at scale 4, reps in millionths.

use crate::calendar::{Calendar, Period, Span};
use crate::engine::people::index;
use crate::engine::territory::book::{Book, Rep};
use crate::engine::territory::distance::metres;
use crate::money::{Rounding, multiply_divide};

/// One rep in millionths.
pub const ONE: i64 = 1_000_000;

/// What a rep can do, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Hours that a ramped rep with a full territory has for accounts in a year, scale 4, above zero.
    pub hours: i128,
    /// What a rep can do in the first months after the hire, in millionths, the month of the hire first.
    pub ramp: Vec<i64>,
    /// How many of a year's reps leave, in millionths.
    pub attrition: i64,
}

/// How much of a full territory a rep can cover in a month, in millionths: capacity × days there ÷ days × ramp.
#[must_use]
pub fn presence(rep: &Rep, month: &Period, terms: &Terms, calendar: &Calendar) -> i64 {
    let from = rep.hire_date.unwrap_or(month.span.from).max(month.span.from);
    let to = rep.end_date.unwrap_or(month.span.to).min(month.span.to);
    if from > to {
        return 0;
    }
    let months =
        rep.hire_date.map(|hired| calendar.month_number(month.span.from) - calendar.month_number(hired));
    let nth = months.and_then(|months| usize::try_from(months).ok());
    let ramp = nth.and_then(|nth| terms.ramp.get(nth)).copied().unwrap_or(ONE);
    let days = i128::from(Span { from, to }.days());
    // Capacity is at scale 4, so a hundred of it are millionths.
    let part = multiply_divide(
        i128::from(rep.capacity) * 100 * days,
        i128::from(ramp),
        i128::from(ONE),
        Rounding::HalfUp,
    );
    let part = part.map(|part| crate::money::divide(part, i128::from(month.span.days()), Rounding::HalfUp));
    part.and_then(|part| i64::try_from(part).ok()).unwrap_or(0)
}

/// What is left of so many reps after so many months of attrition: each month a twelfth of the year's goes.
///
/// 10 reps at 24 % after two months: 10 × 0.98 × 0.98 = 9.604.
#[must_use]
pub fn after_attrition(reps: i64, attrition: i64, months: usize) -> i64 {
    (0..months).fold(reps, |left, _| {
        let kept = i128::from(left) * (12 * i128::from(ONE) - i128::from(attrition));
        i64::try_from(crate::money::divide(kept, 12 * i128::from(ONE), Rounding::HalfUp)).unwrap_or(left)
    })
}

/// How many ramped reps so much work takes, in millionths, rounded up. 1,500 hours at 1,000 a rep are 1.5.
#[must_use]
pub fn reps_for(hours: i128, terms: &Terms) -> i64 {
    let reps = multiply_divide(hours, i128::from(ONE), terms.hours, Rounding::Down).unwrap_or(0);
    let exact = reps.checked_mul(terms.hours) == hours.checked_mul(i128::from(ONE));
    i64::try_from(if exact { reps } else { reps + 1 }).unwrap_or(i64::MAX)
}

/// The hours of so many reps in so many months, scale 4.
#[must_use]
pub fn hours_of(reps: i64, months: i128, terms: &Terms) -> i128 {
    multiply_divide(terms.hours * months, i128::from(reps), 12 * i128::from(ONE), Rounding::HalfUp)
        .unwrap_or(0)
}

/// Work ÷ capacity in millionths; none without capacity.
#[must_use]
pub fn load(work: i128, capacity: i128) -> Option<i64> {
    if capacity <= 0 {
        return None;
    }
    i64::try_from(multiply_divide(work, i128::from(ONE), capacity, Rounding::HalfUp)?).ok()
}

/// How many hires have to begin in each month so that reps are ramped when they are needed: hires take `lead` months
/// until then. Whole people; what should have begun before the first month is in the first.
///
/// Needed 3, 3, 5 and there 3, 2.5, 2.5 with a lead of one month: 1 in the first month for the half that is missing in
/// the second, then 2 for what the third lacks beyond it (2.5 − 1 = 1.5).
#[must_use]
pub fn hires(needed: &[i64], there: &[i64], lead: usize) -> Vec<i64> {
    let mut starts = vec![0_i64; needed.len()];
    let mut hired = 0_i64;
    for (month, (needed, there)) in needed.iter().zip(there).enumerate() {
        let short = needed - there - hired * ONE;
        if short > 0 {
            let more = short.div_euclid(ONE) + i64::from(short.rem_euclid(ONE) > 0);
            starts[month.saturating_sub(lead)] += more;
            hired += more;
        }
    }
    starts
}

/// What a leaver leaves, and who could take it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leaving {
    /// The accounts, as places in the book.
    pub accounts: Vec<u32>,
    /// Who takes each: the other rep of the territory with the nearest home; without places the one who is least
    /// loaded.
    pub takers: Vec<Option<u32>>,
}

/// Hands the accounts of a leaver on. `work` is that of each account, `others` are the reps who could take them with
/// their hours, and what they have to do already.
#[must_use]
pub fn leave(book: &Book, leaver: u32, work: &[i128], others: &[(u32, i128)], busy: &[i128]) -> Leaving {
    let mut busy = busy.to_vec();
    let mut leaving = Leaving::default();
    for (place, account) in (0_u32..).zip(&book.accounts) {
        if account.rep != Some(leaver) {
            continue;
        }
        let able = || (0..others.len()).filter(|other| others[*other].1 > 0);
        let way = |other: usize| {
            let home = book.reps[index(others[other].0)].home;
            account.point.zip(home).map(|(point, home)| metres(home, point))
        };
        let nearest = able().filter_map(|other| Some((way(other)?, other))).min();
        let least = || {
            able().min_by(|one, other| {
                // Work ÷ hours of the one against the other, multiplied out.
                let left = busy[*one].saturating_mul(others[*other].1);
                left.cmp(&busy[*other].saturating_mul(others[*one].1)).then(one.cmp(other))
            })
        };
        let taker = nearest.map(|found| found.1).or_else(least);
        if let Some(taker) = taker {
            busy[taker] += work[index(place)];
        }
        leaving.accounts.push(place);
        leaving.takers.push(taker.map(|taker| others[taker].0));
    }
    leaving
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Day, Unit};
    use crate::engine::people::People;
    use crate::engine::territory::distance::Point;
    use crate::model::account::AccountRow;

    fn terms(ramp: &[i64]) -> Terms {
        Terms { hours: 12_000_000, ramp: ramp.to_vec(), attrition: 240_000 }
    }

    fn rep(rep_id: &str, capacity: i64, hired: Option<&str>, end: Option<&str>, home: Option<Point>) -> Rep {
        let day = |text: Option<&str>| text.map(|text| Day::parse(text).unwrap());
        Rep {
            rep_id: rep_id.to_owned(),
            name: String::new(),
            territory: None,
            capacity,
            home,
            hire_date: day(hired),
            end_date: day(end),
            listed: true,
            manages: false,
            covers: true,
        }
    }

    #[test]
    fn a_rep_counts_by_capacity_days_and_ramp() {
        let calendar = Calendar::default();
        let month = |text: &str| calendar.period_of(Unit::Month, Day::parse(text).unwrap());
        let terms = terms(&[250_000, 500_000]);
        let count = |rep: &Rep, text: &str| presence(rep, &month(text), &terms, &calendar);
        assert_eq!(count(&rep("R", 10_000, None, None, None), "2026-04-01"), ONE);
        // Hired on the 16th of a month of 30 days at half a territory: 0.5 × 15/30 × 0.25, then 0.5 × 0.5, then 0.5.
        let new = rep("R", 5_000, Some("2026-04-16"), None, None);
        assert_eq!(
            ["2026-03-01", "2026-04-01", "2026-05-01", "2026-06-01"].map(|text| count(&new, text)),
            [0, 62_500, 250_000, 500_000]
        );
        // Gone after the 10th of June: a third of it.
        assert_eq!(count(&rep("R", 10_000, None, Some("2026-06-10"), None), "2026-06-01"), 333_333);
    }

    #[test]
    fn work_takes_reps_and_reps_have_hours() {
        let terms = terms(&[]);
        assert_eq!(reps_for(18_000_000, &terms), 1_500_000);
        // 1,200.0001 hours at 1,200 a rep are a trace more than one, rounded up.
        assert_eq!(reps_for(12_000_001, &terms), 1_000_001);
        assert_eq!(hours_of(1_500_000, 3, &terms), 4_500_000);
        assert_eq!((load(900, 1_000), load(1, 0)), (Some(900_000), None));
        assert_eq!(after_attrition(10 * ONE, 240_000, 2), 9_604_000);
    }

    #[test]
    fn hires_begin_early_enough() {
        let (needed, there) = ([3 * ONE, 3 * ONE, 5 * ONE], [3 * ONE, 2_500_000, 2_500_000]);
        assert_eq!(hires(&needed, &there, 1), [1, 2, 0]);
        assert_eq!(hires(&needed, &there, 0), [0, 1, 2]);
        assert_eq!(hires(&needed, &there, 9), [3, 0, 0]);
    }

    #[test]
    fn accounts_of_a_leaver_go_to_the_nearest_home_else_to_the_least_loaded() {
        let point = |degrees: i32| Point::new(0, degrees * 1_000_000);
        let account = |account_id: &str, degrees: Option<i32>| AccountRow {
            account_id: account_id.to_owned(),
            owner: "R1".to_owned(),
            latitude: degrees.map(|_| 1),
            longitude: degrees.map(|degrees| degrees * 1_000_000),
            ..AccountRow::default()
        };
        let rows =
            vec![account("A1", Some(1)), account("A2", Some(9)), account("A3", None), account("A4", None)];
        let day = Day::parse("2026-11-20").unwrap();
        let mut book = Book::new(rows, &mut People::default(), day).unwrap();
        book.reps = vec![
            rep("R1", 10_000, None, None, None),
            rep("R2", 10_000, None, None, point(0)),
            rep("R3", 10_000, None, None, point(10)),
        ];
        let others = [(1, 1_000), (2, 2_000)];
        let leaving = leave(&book, 0, &[100, 100, 400, 10], &others, &[300, 300]);
        // A1 and A2 by place. Then R2 has 400 of 1,000 and R3 400 of 2,000: R3 takes A3, has 800 of 2,000, and as both
        // are at four tenths the first takes A4.
        assert_eq!(leaving.takers, [Some(1), Some(2), Some(2), Some(1)]);
        assert_eq!(leaving.accounts, [0, 1, 2, 3]);
    }
}
