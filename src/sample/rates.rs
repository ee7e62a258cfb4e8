//! The price of a euro in dollars and of a dollar in euro, on each business day: a smooth invented course.

use super::days::{day, plus, weekday};
use super::market::AS_OF;
use super::rng::Rng;
use super::text::{Sheet, decimal};

/// `exchange-rates.csv`, from the last business day before the data to the day of the export.
pub(super) fn sheet() -> Vec<u8> {
    let mut rng = Rng::of("rates");
    let mut sheet = Sheet::new("date,from,to,rate");
    let mut today = day(2025, 6, 30);
    // Hundred-thousandths of a dollar; pulled softly towards a level that itself drifts.
    let (mut rate, mut level) = (117_400, 117_400);
    while today <= AS_OF.day() {
        if weekday(today) < 5 {
            let euro = rate / 10;
            // 1 / 1.1740 = 0.8518, half up in the last place.
            let dollar = (100_000_000 + euro / 2) / euro;
            let date = today.to_string();
            sheet.row(&[&date, "EUR", "USD", &decimal(euro, 4)]);
            sheet.row(&[&date, "USD", "EUR", &decimal(dollar, 4)]);
            level = (level + rng.around(0, 160)).clamp(110_000, 121_000);
            rate += (level - rate) / 9 + rng.around(0, 420);
        }
        today = plus(today, 1);
    }
    sheet.into_bytes()
}
