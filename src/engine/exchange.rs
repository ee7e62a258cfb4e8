//! Exchange rates by pair and day: the last one on or before the event.

use hashbrown::HashMap;

use crate::calendar::Day;
use crate::engine::error::EngineError;
use crate::model::rows::{Place, RateRow};
use crate::money::{Amount, Currency, Exact, ExchangeRate};

/// All rates of a run.
#[derive(Debug, Default)]
pub struct ExchangeBook {
    pairs: HashMap<(Currency, Currency), Vec<Dated>>,
}

/// The rate of a pair from a day on.
#[derive(Debug)]
struct Dated {
    day: Day,
    rate: ExchangeRate,
    place: Place,
}

/// The rate of a pair that holds on a day.
#[derive(Clone, Copy, Debug)]
pub struct Quote<'a> {
    /// Units of the second currency for one of the first.
    pub rate: ExchangeRate,
    /// The day that it is of.
    pub day: Day,
    /// Its row.
    pub place: &'a Place,
}

impl ExchangeBook {
    /// Takes the rows of the exchange rates table, in any order; one row for a pair and a day.
    #[must_use]
    pub fn new(rows: &[RateRow]) -> Self {
        let mut book = Self::default();
        for row in rows {
            book.pairs.entry((row.from, row.to)).or_default().push(Dated {
                day: row.date,
                rate: row.rate,
                place: row.place.clone(),
            });
        }
        for (_, rates) in &mut book.pairs {
            rates.sort_by_key(|dated| dated.day);
        }
        book
    }

    /// The rate from one currency to another on this day. That of a currency to itself is one.
    pub fn rate(&self, from: Currency, to: Currency, day: Day) -> Result<ExchangeRate, EngineError> {
        if from == to { Ok(ExchangeRate::ONE) } else { self.quote(from, to, day).map(|quote| quote.rate) }
    }

    /// The row from one currency to another one that holds on this day: the last one on or before it.
    pub fn quote(&self, from: Currency, to: Currency, day: Day) -> Result<Quote<'_>, EngineError> {
        let rates = self.pairs.get(&(from, to)).map_or(&[][..], Vec::as_slice);
        let after = rates.partition_point(|dated| dated.day <= day);
        match after.checked_sub(1).and_then(|last| rates.get(last)) {
            Some(dated) => Ok(Quote { rate: dated.rate, day: dated.day, place: &dated.place }),
            None => Err(EngineError::MissingRate {
                from: from.as_str().to_owned(),
                to: to.as_str().to_owned(),
                day,
            }),
        }
    }

    /// An amount in another currency, not rounded. 100.00 EUR at 1.0842 are 108.42 USD.
    #[inline]
    pub fn convert(
        &self,
        amount: Amount,
        from: Currency,
        to: Currency,
        day: Day,
    ) -> Result<Exact, EngineError> {
        if from == to {
            return Ok(amount.exact());
        }
        let rate = self.rate(from, to, day)?;
        rate.convert(amount)
            .ok_or_else(|| EngineError::TooLarge { what: format!("{amount} {}", from.as_str()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_rate_on_or_before_the_day_is_taken() {
        let (eur, usd) = (Currency::parse("EUR").unwrap(), Currency::parse("USD").unwrap());
        let day = |text| Day::parse(text).unwrap();
        let row = |date, rate| RateRow {
            date: day(date),
            from: eur,
            to: usd,
            rate: ExchangeRate::parse(rate).unwrap(),
            place: Place::default(),
        };
        let book = ExchangeBook::new(&[row("2026-01-05", "1.2"), row("2026-01-02", "1.0842")]);
        let hundred = Amount::parse("100").unwrap();
        let convert = |date| book.convert(hundred, eur, usd, day(date)).map(|exact| exact.to_string());
        assert_eq!(convert("2026-01-04").unwrap(), "108.42");
        assert_eq!(convert("2026-01-05").unwrap(), "120.00");
        let error = convert("2026-01-01").unwrap_err().to_string();
        assert_eq!(error, "there is no exchange rate from EUR to USD on or before 2026-01-01");
        assert!(book.convert(hundred, usd, eur, day("2026-02-01")).is_err());
        assert_eq!(book.convert(hundred, usd, usd, day("2026-02-01")).unwrap().to_string(), "100.00");
    }
}
