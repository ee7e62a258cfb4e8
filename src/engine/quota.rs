//! The quota of a holder in a window: rows spread over their months, added, prorated for presence, rounded once.
//!
//! A row spreads evenly over the months of its period (or by the plan's twelve weights); a row that holds on some
//! days only counts amount × its days ÷ the period's days, day by day. Everything is an exact fraction until the end.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::calendar::{Calendar, Day, Span, Unit};
use crate::engine::error::EngineError;
use crate::model::rows::{QuotaHolder, QuotaRow};
use crate::money::{Amount, ExchangeRate, Fraction, Rounding};
use crate::plan::Seasonality;

/// All quota rows of a run, by holder and measure.
#[derive(Clone, Debug, Default)]
pub struct QuotaBook {
    /// Those of one holder and measure beside each other, in order of their periods.
    rows: Vec<QuotaRow>,
    /// Where the rows of each holder and measure are.
    places: BTreeMap<(QuotaHolder, String), Range<usize>>,
}

impl QuotaBook {
    /// Takes the rows of the quotas table, in any order, with amounts already in one currency.
    #[must_use]
    pub fn new(mut rows: Vec<QuotaRow>) -> Self {
        let of = |row: &QuotaRow| (row.span, row.from, row.to, row.place.row);
        rows.sort_by(|one, other| {
            let holders = one.holder.cmp(&other.holder).then_with(|| one.measure.cmp(&other.measure));
            holders.then_with(|| of(one).cmp(&of(other)))
        });
        let mut places = Vec::new();
        let mut start = 0;
        for same in rows.chunk_by(|one, other| (&one.holder, &one.measure) == (&other.holder, &other.measure))
        {
            places.push(((same[0].holder.clone(), same[0].measure.clone()), start..start + same.len()));
            start += same.len();
        }
        Self { rows, places: places.into_iter().collect() }
    }

    /// Makes the amounts of some holders and measures so many times as large, each in the currency that is
    /// calculated in and to a ten-thousandth of its unit; `None` when one does not fit.
    #[must_use]
    pub fn scale(&mut self, factor: Fraction, whose: &dyn Fn(&QuotaHolder, &str) -> bool) -> Option<()> {
        for ((holder, measure), place) in &self.places {
            if !whose(holder, measure) {
                continue;
            }
            for row in &mut self.rows[place.clone()] {
                let amount = Fraction::new(row.amount.raw(), 1)?
                    .checked_mul(Fraction::new(row.rate.raw(), ExchangeRate::ONE.raw())?)?
                    .checked_mul(factor)?;
                row.amount = Amount::from_raw(amount.scaled(0, Rounding::HalfUp)?);
                row.rate = ExchangeRate::ONE;
            }
        }
        Some(())
    }

    /// How many rows are for a holder, measure and days that an earlier row is for too; their amounts are added.
    #[must_use]
    pub fn added(&self) -> u64 {
        let same = |pair: &&[QuotaRow]| {
            let days = |row: &QuotaRow| (row.span, row.from, row.to);
            days(&pair[0]) == days(&pair[1])
        };
        let of_holder = |place: &Range<usize>| self.rows[place.clone()].windows(2).filter(same).count();
        let count: usize = self.places.values().map(of_holder).sum();
        u64::try_from(count).unwrap_or(u64::MAX)
    }

    /// The rows of one holder and measure, in order of their periods.
    #[must_use]
    pub fn rows(&self, holder: &QuotaHolder, measure: &str) -> &[QuotaRow] {
        // The key is owned, so a lookup needs one; it happens once for each rep and element.
        let place = self.places.get(&(holder.clone(), measure.to_owned()));
        place.map_or(&[], |place| &self.rows[place.clone()])
    }

    /// Every holder with a row of this measure, sorted.
    #[must_use]
    pub fn holders(&self, measure: &str) -> Vec<QuotaHolder> {
        self.places.keys().filter(|key| key.1 == measure).map(|key| key.0.clone()).collect()
    }

    /// The measures that some row names, sorted.
    #[must_use]
    pub fn measures(&self) -> Vec<String> {
        let mut measures: Vec<String> = self.places.keys().map(|key| key.1.clone()).collect();
        measures.sort();
        measures.dedup();
        measures
    }

    /// First and last day that any row of this measure covers.
    #[must_use]
    pub fn extent(&self, measure: &str) -> Option<Span> {
        let rows = self.holders(measure);
        let spans: Vec<Span> =
            rows.iter().flat_map(|holder| self.rows(holder, measure)).map(|row| row.span).collect();
        let from = spans.iter().map(|span| span.from).min()?;
        let to = spans.iter().map(|span| span.to).max()?;
        Some(Span { from, to })
    }
}

/// What the rows give for the days of a window, before proration: `None` when no row touches it.
///
/// A quarter's row of 90,000.00 gives a month 30,000.00; a row of 31,000.00 for January that holds from the 17th
/// gives 31,000.00 × 15 ÷ 31 = 15,000.00.
pub fn quota_in(
    rows: &[QuotaRow],
    window: Span,
    calendar: &Calendar,
    seasonality: Option<&Seasonality>,
) -> Result<Option<Fraction>, EngineError> {
    let mut total = None;
    for row in rows {
        if row.span.intersect(window).is_none() {
            continue;
        }
        let part = part_of_row(row, window, calendar, seasonality).ok_or_else(|| EngineError::TooLarge {
            what: format!("the quota {} of {}", row.amount, row.place.row),
        })?;
        let sum = total.unwrap_or(Fraction::ZERO);
        total =
            Some(sum.checked_add(part).ok_or_else(|| EngineError::TooLarge { what: "a quota".to_owned() })?);
    }
    Ok(total)
}

/// The part of one row's amount, in currency units as a fraction, that falls into the window.
pub(super) fn part_of_row(
    row: &QuotaRow,
    window: Span,
    calendar: &Calendar,
    seasonality: Option<&Seasonality>,
) -> Option<Fraction> {
    let rate = Fraction::new(row.rate.raw(), 10_000_000_000)?;
    let amount = Fraction::new(row.amount.raw(), 10_000)?.checked_mul(rate)?;
    if row.from.is_some() || row.to.is_some() {
        let held = Span { from: row.from.unwrap_or(row.span.from), to: row.to.unwrap_or(row.span.to) };
        let days = held.intersect(row.span).and_then(|span| span.intersect(window)).map_or(0, Span::days);
        return amount.checked_mul(ratio(days, row.span.days())?);
    }
    if window.contains(row.span.from) && window.contains(row.span.to) {
        return Some(amount);
    }
    let mut share = Fraction::ZERO;
    for (span, weight) in month_shares(row.span, calendar, seasonality)? {
        if let Some(common) = span.intersect(window) {
            let part = weight.checked_mul(ratio(common.days(), span.days())?)?;
            share = share.checked_add(part)?;
        }
    }
    amount.checked_mul(share)
}

/// The months of a period and the share of each; shares add up to one.
fn month_shares(
    period: Span,
    calendar: &Calendar,
    seasonality: Option<&Seasonality>,
) -> Option<Vec<(Span, Fraction)>> {
    let mut months = Vec::new();
    let mut whole = true;
    let mut day = period.from;
    loop {
        let month = calendar.span_of(Unit::Month, day);
        let span = month.intersect(period)?;
        whole &= span == month;
        months.push(span);
        if span.to >= period.to {
            break;
        }
        day = span.to.next();
    }
    let mut weights = Vec::new();
    for span in &months {
        weights.push(match seasonality {
            _ if !whole => ratio(span.days(), 1)?,
            Some(weights) => {
                Fraction::new(i128::from(weights.0[month_of_year(calendar, span.from)]), 1_000_000)?
            }
            None => Fraction::ONE,
        });
    }
    let mut sum = Fraction::ZERO;
    for weight in &weights {
        sum = sum.checked_add(*weight)?;
    }
    if sum == Fraction::ZERO {
        weights.fill(Fraction::ONE);
        sum = ratio(u32::try_from(weights.len()).ok()?, 1)?;
    }
    months.into_iter().zip(weights).map(|(span, weight)| Some((span, weight.checked_div(sum)?))).collect()
}

/// The position of the month that holds this day in its fiscal year, from 0.
fn month_of_year(calendar: &Calendar, day: Day) -> usize {
    let year = calendar.span_of(Unit::Year, day);
    let months = calendar.month_spans_in(year);
    months.iter().position(|month| month.contains(day)).unwrap_or(0).min(11)
}

fn ratio(part: u32, whole: u32) -> Option<Fraction> {
    Fraction::new(i128::from(part), i128::from(whole))
}

/// A quota in currency units, rounded once, half up to cents.
pub fn round_quota(quota: Fraction) -> Result<Amount, EngineError> {
    let unit = Amount::from_raw(10_000);
    quota.of(unit, Rounding::HalfUp).ok_or_else(|| EngineError::TooLarge { what: "a quota".to_owned() })
}

/// The days of `within` that lie in one of `spans` and in none of `except`; sorted, without overlap.
#[must_use]
pub fn days_present(within: Span, spans: &[Span], except: &[Span]) -> Vec<Span> {
    let mut present: Vec<Span> = spans.iter().filter_map(|span| span.intersect(within)).collect();
    present.sort();
    for away in except {
        let mut rest = Vec::new();
        for span in present {
            if span.intersect(*away).is_none() {
                rest.push(span);
                continue;
            }
            if span.from < away.from {
                rest.push(Span { from: span.from, to: away.from.previous() });
            }
            if away.to < span.to {
                rest.push(Span { from: away.to.next(), to: span.to });
            }
        }
        present = rest;
    }
    present
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rows::Place;
    use crate::money::ExchangeRate;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn span(text: &str) -> Span {
        Calendar::default().parse(text, Day::MIN).unwrap().span
    }

    fn row(period: &str, amount: &str, from: Option<&str>, to: Option<&str>) -> QuotaRow {
        QuotaRow {
            holder: QuotaHolder::Rep("R1".to_owned()),
            span: span(period),
            amount: Amount::parse(amount).unwrap(),
            measure: "bookings".to_owned(),
            currency: None,
            rate: ExchangeRate::ONE,
            from: from.map(day),
            to: to.map(day),
            place: Place::default(),
        }
    }

    /// The quota of a window, rounded, as text.
    fn check(rows: &[QuotaRow], window: &str, expected: &str) {
        let quota = quota_in(rows, span(window), &Calendar::default(), None).unwrap();
        let text = quota.map_or("none".to_owned(), |quota| round_quota(quota).unwrap().to_string());
        assert_eq!(text, expected, "{window}");
    }

    #[test]
    fn rows_inside_a_window_are_added_and_larger_ones_spread_evenly_over_their_months() {
        let months = [row("2026-01", "100", None, None), row("2026-02", "50.50", None, None)];
        check(&months, "2026-Q1", "150.50");
        check(&months, "2026-03", "none");
        let year = [row("2026", "100000", None, None)];
        check(&year, "2026-02", "8333.33");
        check(&year, "2026-Q3", "25000.00");
        check(&year, "2026", "100000.00");
        check(&[row("2026-Q1", "90000", None, None)], "2026-01", "30000.00");
    }

    #[test]
    fn rows_of_some_holders_are_scaled_and_others_stay() {
        let mut book =
            QuotaBook::new(vec![row("2026-Q1", "90000", None, None), row("2026-Q2", "100.01", None, None)]);
        let holder = QuotaHolder::Rep("R1".to_owned());
        let third = Fraction::new(1, 3).unwrap();
        book.scale(third, &|whose, measure| *whose == holder && measure == "bookings").unwrap();
        book.scale(third, &|_, measure| measure == "margin").unwrap();
        let amounts = book.rows(&holder, "bookings").iter().map(|row| row.amount.to_string());
        // 100.01 ÷ 3 = 33.33666…, to four decimals.
        assert_eq!(amounts.collect::<Vec<_>>(), ["30000.00", "33.3367"]);
    }

    #[test]
    fn a_row_that_holds_on_some_days_counts_by_its_days() {
        // 31,000 × 15 ÷ 31 = 15,000; 62,000 × 16 ÷ 31 = 32,000.
        let rows = [
            row("2026-01", "31000", Some("2026-01-17"), None),
            row("2026-01", "62000", None, Some("2026-01-16")),
        ];
        check(&rows[..1], "2026-01", "15000.00");
        check(&rows, "2026-01", "47000.00");
        // 36,500 × 184 ÷ 365 from July on, of which July has 31 days.
        let half = [row("2026", "36500", Some("2026-07-01"), None)];
        check(&half, "2026", "18400.00");
        check(&half, "2026-07", "3100.00");
        check(&half, "2026-06", "0.00");
    }

    #[test]
    fn seasonal_weights_give_each_month_its_part() {
        let mut weights = [1_000_000; 12];
        weights[11] = 9_000_000;
        let seasonality = Seasonality(weights);
        let quota = |window: &str| {
            let rows = [row("2026", "200000", None, None)];
            let quota = quota_in(&rows, span(window), &Calendar::default(), Some(&seasonality)).unwrap();
            round_quota(quota.unwrap()).unwrap().to_string()
        };
        // Twelve weights of 1, December of 9: 20 in all.
        assert_eq!(quota("2026-12"), "90000.00");
        assert_eq!(quota("2026-Q1"), "30000.00");
    }

    #[test]
    fn leaves_are_cut_out_of_the_days_present() {
        let year = span("2026");
        let away = [Span { from: day("2026-03-16"), to: day("2026-04-26") }];
        let days = days_present(year, &[Span { from: day("2026-02-01"), to: Day::MAX }], &away);
        let expected = [
            Span { from: day("2026-02-01"), to: day("2026-03-15") },
            Span { from: day("2026-04-27"), to: day("2026-12-31") },
        ];
        assert_eq!(days, expected);
    }
}
