//! How long new reps take to bring what a rep brings whose ramp is over. Who is there when, and what each month
//! brought, is told by the caller.

use std::collections::BTreeMap;

use crate::calendar::Day;
use crate::money::{Exact, Ratio};

/// Months in a row that have to bring what they should: one good deal makes no full productivity.
const IN_A_ROW: i32 = 3;

/// Months before the end of the report that full productivity is taken from.
const LOOKED_AT: i32 = 12;

/// Bookings by rep number and month, on scale 14; a month is its year × 12 + the months of the year before it.
pub type Monthly = BTreeMap<(u32, i32), i128>;

/// A rep, with the days of employment so far as they are known.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// The rep's number.
    pub rep: u32,
    /// The day of hire; `Day::MIN` where none is known.
    pub from: Day,
    /// The last day that is known.
    pub to: Day,
}

/// The month of a day.
#[must_use]
pub fn month_of(day: Day) -> i32 {
    day.year() * 12 + i32::from(day.month()) - 1
}

/// The first day after a month.
fn after(month: i32) -> Day {
    let next = month + 1;
    let of_year = u8::try_from(next.rem_euclid(12) + 1).unwrap_or(1);
    Day::from_ymd(next.div_euclid(12), of_year, 1).unwrap_or(Day::MAX)
}

impl Service {
    /// The first whole month.
    fn first_month(&self) -> i32 {
        let month = month_of(self.from);
        if self.from.day_of_month() == 1 { month } else { month + 1 }
    }

    /// The last whole month.
    #[must_use]
    pub fn last_month(&self) -> i32 {
        let month = month_of(self.to);
        if month_of(self.to.next()) == month { month - 1 } else { month }
    }
}

/// What a month of a rep brings whose ramp of so many months is over, in the twelve months up to and with the last: the
/// mean over the whole months of all such reps. `None` where there is none of these months.
///
/// Two reps with 100 and 300 in a month, and one of them with 200 in the next: 600 ÷ 3 = 200.
#[must_use]
pub fn full_month(reps: &[Service], ramp_months: i32, last: i32, monthly: &Monthly) -> Option<Ratio> {
    let (mut sum, mut months) = (Ratio::ZERO, 0_i128);
    for service in reps {
        let ramped = Service { from: service.from.plus_months(ramp_months), ..*service };
        let first = if service.from == Day::MIN { i32::MIN } else { ramped.first_month() };
        for month in first.max(last - LOOKED_AT + 1)..=service.last_month().min(last) {
            let amount = monthly.get(&(service.rep, month)).copied().unwrap_or(0);
            sum = sum.checked_add(&Ratio::from(Exact::from_raw(amount)))?;
            months += 1;
        }
    }
    sum.checked_div(&Ratio::whole(months))
}

/// Days from the hire to the end of the first three whole months in a row that together brought three times a full
/// month, and whether they came; else the days up to the last that is known.
///
/// Hired on 15 January with 0, 90, 120, 90 from February to May and a full month of 100: March to May bring 300, so the
/// wait is that to 31 May.
#[must_use]
pub fn wait(service: &Service, full: &Ratio, monthly: &Monthly) -> Option<(i32, bool)> {
    let goal = full.checked_mul(&Ratio::whole(IN_A_ROW.into()))?;
    for month in service.first_month()..=service.last_month() - IN_A_ROW + 1 {
        let mut sum = Ratio::ZERO;
        for month in month..month + IN_A_ROW {
            let amount = monthly.get(&(service.rep, month)).copied().unwrap_or(0);
            sum = sum.checked_add(&Ratio::from(Exact::from_raw(amount)))?;
        }
        if sum >= goal {
            return Some((after(month + IN_A_ROW - 1).previous().days_since(service.from), true));
        }
    }
    Some((service.to.days_since(service.from), false))
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: i128 = 100_000_000_000_000;

    fn service(rep: u32, from: &str, to: &str) -> Service {
        Service { rep, from: Day::parse(from).unwrap(), to: Day::parse(to).unwrap() }
    }

    fn monthly(parts: &[(u32, &str, i128)]) -> Monthly {
        let month = |text: &str| month_of(Day::parse(&format!("{text}-01")).unwrap());
        parts.iter().map(|(rep, label, units)| ((*rep, month(label)), units * UNIT)).collect()
    }

    #[test]
    fn a_full_month_is_the_mean_of_whole_months_after_the_ramp() {
        let all =
            monthly(&[(0, "2026-01", 100), (1, "2026-01", 300), (0, "2026-02", 200), (2, "2026-02", 999)]);
        // The second left in the middle of February, the third is still in the ramp.
        let reps = [
            service(0, "2025-07-01", "2026-02-28"),
            service(1, "2025-06-15", "2026-02-14"),
            service(2, "2025-12-01", "2026-12-31"),
        ];
        let last = month_of(Day::parse("2026-02-01").unwrap());
        assert_eq!(full_month(&reps, 6, last, &all).map(|full| full.to_string()).as_deref(), Some("200"));
        assert_eq!(full_month(&reps[2..], 6, last, &all), None);
    }

    #[test]
    fn three_months_in_a_row_end_the_wait() {
        let all = monthly(&[(0, "2026-03", 90), (0, "2026-04", 120), (0, "2026-05", 90)]);
        let full = Ratio::whole(100);
        // 15 January to 31 May: 136 days.
        assert_eq!(wait(&service(0, "2026-01-15", "2026-12-31"), &full, &all), Some((136, true)));
        // By 30 May the third month is not over.
        assert_eq!(wait(&service(0, "2026-01-15", "2026-05-30"), &full, &all), Some((135, false)));
        assert_eq!(wait(&service(1, "2026-01-01", "2026-01-31"), &full, &all), Some((30, false)));
    }
}
