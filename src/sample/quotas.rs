//! The targets: bookings for each seller and month, margin for each regional manager and quarter.

use super::days::{day, month_of, month_start};
use super::market::QUOTA_SHAPE;
use super::people::{self, Date, PEOPLE, on};
use super::text::{Sheet, money, month_label};

/// The usual month's bookings quota of a person in dollars, from a day on.
type Step = (Date, usize, i64);

const START: Date = (2025, 7, 1);
const YEAR: Date = (2026, 1, 1);
const MOVE: Date = (2026, 4, 1);

/// In the order of the people and of time. A later step takes the place of an earlier one.
static STEPS: &[Step] = &[
    (START, 4, 92_000),
    (YEAR, 4, 94_000),
    (START, 5, 100_000),
    (YEAR, 5, 84_000),
    (START, 6, 62_000),
    (YEAR, 6, 72_000),
    // New in June. The quota is a whole year's all the same: the plan prorates it for the days present.
    (YEAR, 7, 54_000),
    (START, 8, 84_000),
    (YEAR, 8, 92_000),
    (MOVE, 8, 130_000),
    (START, 9, 52_000),
    (YEAR, 9, 60_000),
    (MOVE, 9, 64_000),
    (START, 10, 74_000),
    (YEAR, 10, 68_000),
    (START, 11, 88_000),
    (YEAR, 11, 92_000),
    (START, 12, 84_000),
    (YEAR, 12, 96_000),
    (START, 13, 66_000),
    (YEAR, 13, 82_000),
    (START, 14, 72_000),
    (YEAR, 14, 72_000),
    (START, 15, 64_000),
    (YEAR, 15, 68_000),
    (START, 16, 72_000),
    (YEAR, 16, 78_000),
    (START, 17, 112_000),
    (YEAR, 17, 100_000),
    (MOVE, 17, 62_000),
    (START, 18, 80_000),
    (YEAR, 18, 66_000),
    (START, 19, 190_000),
    (YEAR, 19, 250_000),
    (START, 20, 160_000),
    (YEAR, 20, 190_000),
    (START, 21, 240_000),
    (YEAR, 21, 290_000),
    (START, 22, 210_000),
    (YEAR, 22, 250_000),
];

/// Margin that a regional manager's team should bring in an average quarter, in dollars.
static MARGINS: &[(usize, i64)] = &[(1, 1_750_000), (2, 1_450_000), (3, 1_200_000)];

/// `quotas.csv`: the Salesforce object `ForecastingQuota`, with the period's label and the measure.
pub(super) fn sheet() -> Vec<u8> {
    let mut sheet = Sheet::new("QuotaOwnerId,StartDate,Period__c,QuotaAmount,CurrencyIsoCode,Measure__c");
    let (first, last) = (month_of(on(START)), month_of(day(2026, 12, 1)));
    for (person, who) in PEOPLE.iter().enumerate() {
        for month in first..=last {
            let begins = month_start(month);
            let step = STEPS.iter().rev().find(|step| step.1 == person && on(step.0) <= begins);
            // Who leaves keeps the rows of the whole year, which the plan prorates for the days present.
            let gone = who.left.is_some_and(|left| month_start(month_of(on(left)) / 12 * 12 + 11) < begins);
            let Some(step) = step.filter(|_| !gone) else { continue };
            let shape = QUOTA_SHAPE[usize::try_from(month.rem_euclid(12)).unwrap_or(0)];
            let dollars = (step.2 * shape / 1_000 + 250) / 500 * 500;
            let date = begins.to_string();
            let label = month_label(month);
            let amount = money(dollars * 100);
            sheet.row(&[&people::id(person), &date, &label, &amount, "USD", "bookings"]);
        }
        for &(_, margin) in MARGINS.iter().filter(|entry| entry.0 == person) {
            for month in (first..=last).step_by(3) {
                let quarter = month.rem_euclid(12) / 3;
                let shape: i64 =
                    (0..3).map(|place| QUOTA_SHAPE[usize::try_from(quarter * 3 + place).unwrap_or(0)]).sum();
                let dollars = (margin * shape / 3_000 + 2_500) / 5_000 * 5_000;
                let date = month_start(month).to_string();
                let label = format!("{}-Q{}", month.div_euclid(12), quarter + 1);
                sheet.row(&[&people::id(person), &date, &label, &money(dollars * 100), "USD", "margin"]);
            }
        }
    }
    sheet.into_bytes()
}
