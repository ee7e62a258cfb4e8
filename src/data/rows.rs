//! Small tables from canonical frames to rows of `model`. Every value has been checked when the frame was read.

pub mod account;
pub mod effort;

use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hash, Hasher};

use hashbrown::hash_map::Entry;
use hashbrown::{DefaultHashBuilder, HashMap, HashTable, hash_table};
use polars::prelude::*;

use crate::calendar::{Calendar, Day, Period, Unit};
use crate::data::error::DataError;
use crate::model::rows::{
    AdjustmentRow, EventKind, EventRow, LeaveRow, Place, QuotaHolder, QuotaRow, RateRow, RepRow, ScoreRow,
    SplitRow,
};
use crate::money::{Amount, Currency, ExchangeRate, Percent, Rate};

/// A frame and the file that a row of it came from.
pub struct Columns<'a> {
    frame: &'a DataFrame,
    file: &'a str,
    files: Option<&'a StringChunked>,
    numbers: Option<&'a UInt64Chunked>,
}

impl<'a> Columns<'a> {
    /// Looks into a frame; `file` is where its rows came from unless it has a column `file`.
    #[must_use]
    pub fn new(frame: &'a DataFrame, file: &'a str) -> Self {
        let mut columns = Self { frame, file, files: None, numbers: None };
        columns.files = columns.texts("file");
        columns.numbers = columns.series("row").and_then(|rows| rows.u64().ok());
        columns
    }

    /// A column; a frame asked for one that it lacks would write an error for each row.
    fn series(&self, name: &str) -> Option<&'a Series> {
        let place = self.frame.get_column_index(name)?;
        self.frame.columns().get(place).map(Column::as_materialized_series)
    }

    fn texts(&self, name: &str) -> Option<&'a StringChunked> {
        self.series(name)?.str().ok()
    }

    fn raws(&self, name: &str) -> Option<&'a Int128Chunked> {
        Some(&self.series(name)?.decimal().ok()?.phys)
    }

    fn days(&self, name: &str) -> Option<&'a Int32Chunked> {
        Some(&self.series(name)?.date().ok()?.phys)
    }

    fn text(&self, name: &str, row: usize) -> Option<&'a str> {
        text(self.texts(name), row)
    }

    fn raw(&self, name: &str, row: usize) -> Option<i128> {
        self.raws(name)?.get(row)
    }

    fn amount(&self, name: &str, row: usize) -> Option<Amount> {
        self.raw(name, row).map(Amount::from_raw)
    }

    fn day(&self, name: &str, row: usize) -> Option<Day> {
        day(self.days(name), row)
    }

    fn currency(&self, name: &str, row: usize) -> Option<Currency> {
        self.text(name, row).and_then(|code| Currency::parse(code).ok())
    }

    /// A text that must not be missing; a table that has been checked has it.
    fn named(&self, name: &str, row: usize) -> String {
        self.text(name, row).unwrap_or_default().to_owned()
    }

    fn period(&self, row: usize, calendar: &Calendar, unit: Unit) -> Result<Period, DataError> {
        let text = self.text("period", row).unwrap_or_default();
        period(text, calendar, unit)
            .ok_or_else(|| self.refused(row, "period", &format!("`{text}` is not a period")))
    }

    /// Where a row came from.
    #[must_use]
    pub fn place(&self, row: usize) -> Place {
        let file = text(self.files, row).unwrap_or(self.file).to_owned();
        Place { file, row: self.numbers.and_then(|numbers| numbers.get(row)).unwrap_or(0) }
    }

    fn refused(&self, row: usize, column: &str, reason: &str) -> DataError {
        let place = self.place(row);
        DataError::row_refused(&place.file, place.row, column, reason)
    }
}

/// Rows of the reps table.
#[must_use]
pub fn reps(frame: &DataFrame, file: &str) -> Vec<RepRow> {
    let columns = Columns::new(frame, file);
    let as_texts = texts(frame);
    (0..frame.height())
        .map(|row| RepRow {
            rep_id: columns.text("rep_id", row).unwrap_or_default().to_owned(),
            name: columns.text("name", row).unwrap_or_default().to_owned(),
            email: columns.text("email", row).unwrap_or_default().to_owned(),
            manager_id: columns.text("manager_id", row).unwrap_or_default().to_owned(),
            currency: columns.currency("currency", row),
            hire_date: columns.day("hire_date", row),
            end_date: columns.day("end_date", row),
            target_incentive: columns.amount("target_incentive", row),
            valid_from: columns.day("valid_from", row),
            valid_to: columns.day("valid_to", row),
            columns: as_texts.iter().map(|(name, values)| (name.clone(), values[row].clone())).collect(),
            position: row,
            place: columns.place(row),
        })
        .collect()
}

/// Every column as text, for grouping; nothing is an empty text.
#[must_use]
pub fn texts(frame: &DataFrame) -> BTreeMap<String, Vec<String>> {
    let mut texts = BTreeMap::new();
    for column in frame.columns() {
        let values = match column.cast(&DataType::String) {
            Ok(cast) => match cast.as_materialized_series().str() {
                Ok(values) => values.iter().map(|value| value.unwrap_or_default().to_owned()).collect(),
                Err(_) => continue,
            },
            Err(_) => continue,
        };
        texts.insert(column.name().to_string(), values);
    }
    texts
}

/// Rows of the quotas table, and how many of them say what an earlier one says in every column, left-over ones
/// included: these count once. `unit` is what a period given as a day begins.
pub fn quotas(
    frame: &DataFrame,
    file: &str,
    calendar: &Calendar,
    unit: Unit,
) -> Result<(Vec<QuotaRow>, u64), DataError> {
    let (rows, repeated, faults) = quotas_and_faults(frame, file, calendar, unit);
    faults.into_iter().next().map_or(Ok((rows, repeated)), Err)
}

/// The same, with every row that cannot be a quota beside it.
#[must_use]
pub fn quotas_and_faults(
    frame: &DataFrame,
    file: &str,
    calendar: &Calendar,
    unit: Unit,
) -> (Vec<QuotaRow>, u64, Vec<DataError>) {
    let mut faults = Vec::new();
    let columns = Columns::new(frame, file);
    let (reps, teams, territories) =
        (columns.texts("rep_id"), columns.texts("team"), columns.texts("territory"));
    let (periods, measures, codes) =
        (columns.texts("period"), columns.texts("measure"), columns.texts("currency"));
    let (amounts, from, to) = (columns.raws("amount"), columns.days("from"), columns.days("to"));
    let mut repeated = 0;
    let mut rows = Vec::with_capacity(frame.height());
    // The same few periods, measures and currencies stand in most rows.
    let mut known_periods: HashMap<&str, Period> = HashMap::new();
    let mut known_measures: HashMap<&str, String> = HashMap::new();
    let mut known_codes: HashMap<&str, Option<Currency>> = HashMap::new();
    for (row, repeats) in repeats(frame).into_iter().enumerate() {
        if repeats {
            repeated += 1;
            continue;
        }
        let holder = match (text(reps, row), text(teams, row), text(territories, row)) {
            (Some(rep), _, _) => QuotaHolder::Rep(rep.to_owned()),
            (None, Some(team), _) => QuotaHolder::Team(team.to_owned()),
            (None, None, Some(territory)) => QuotaHolder::Territory(territory.to_owned()),
            (None, None, None) => {
                faults.push(columns.refused(row, "rep_id", "a quota needs a rep, a team or a territory"));
                continue;
            }
        };
        let period = match known_periods.entry(text(periods, row).unwrap_or_default()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => match columns.period(row, calendar, unit) {
                Ok(period) => new.insert(period),
                Err(fault) => {
                    faults.push(fault);
                    continue;
                }
            },
        };
        let Some(amount) = amounts.and_then(|amounts| amounts.get(row)) else { continue };
        let named = text(measures, row).unwrap_or("bookings");
        let code = text(codes, row).unwrap_or_default();
        rows.push(QuotaRow {
            holder,
            span: period.span,
            amount: Amount::from_raw(amount),
            measure: known_measures.entry(named).or_insert_with(|| measure(named)).clone(),
            currency: *known_codes.entry(code).or_insert_with(|| Currency::parse(code).ok()),
            rate: ExchangeRate::ONE,
            from: day(from, row),
            to: day(to, row),
            place: columns.place(row),
        });
    }
    (rows, repeated, faults)
}

fn text(texts: Option<&StringChunked>, row: usize) -> Option<&str> {
    texts.and_then(|texts| texts.get(row))
}

fn day(days: Option<&Int32Chunked>, row: usize) -> Option<Day> {
    days.and_then(|days| days.get(row)).and_then(Day::from_number)
}

/// What a column says, in a form in which rows are compared.
enum Said {
    /// Texts; a missing one is empty.
    Texts(StringChunked),
    Numbers(Int128Chunked),
    Days(Int32Chunked),
}

impl Said {
    fn of(column: &Column) -> Option<Self> {
        let series = column.as_materialized_series();
        if let Ok(numbers) = series.decimal() {
            return Some(Self::Numbers(numbers.phys.clone()));
        }
        if let Ok(days) = series.date() {
            return Some(Self::Days(days.phys.clone()));
        }
        let texts = column.cast(&DataType::String).ok()?;
        texts.as_materialized_series().str().ok().cloned().map(Self::Texts)
    }

    fn hash(&self, row: usize, state: &mut impl Hasher) {
        match self {
            Self::Texts(texts) => texts.get(row).unwrap_or_default().hash(state),
            Self::Numbers(numbers) => numbers.get(row).hash(state),
            Self::Days(days) => days.get(row).hash(state),
        }
    }

    fn is_same(&self, one: usize, other: usize) -> bool {
        match self {
            Self::Texts(texts) => texts.get(one).unwrap_or_default() == texts.get(other).unwrap_or_default(),
            Self::Numbers(numbers) => numbers.get(one) == numbers.get(other),
            Self::Days(days) => days.get(one) == days.get(other),
        }
    }
}

/// For each row whether an earlier one says the same in every column.
fn repeats(frame: &DataFrame) -> Vec<bool> {
    let said = frame.columns().iter().filter(|column| !matches!(column.name().as_str(), "file" | "row"));
    let said: Vec<Said> = said.filter_map(Said::of).collect();
    let hasher = DefaultHashBuilder::default();
    let hash = |row: usize| {
        let mut state = hasher.build_hasher();
        for column in &said {
            column.hash(row, &mut state);
        }
        state.finish()
    };
    let same = |one: usize, other: usize| said.iter().all(|column| column.is_same(one, other));
    let mut seen: HashTable<usize> = HashTable::with_capacity(frame.height());
    let mut is_seen = |row: usize| match seen.entry(hash(row), |other| same(*other, row), |row| hash(*row)) {
        hash_table::Entry::Occupied(_) => true,
        hash_table::Entry::Vacant(new) => {
            new.insert(row);
            false
        }
    };
    (0..frame.height()).map(&mut is_seen).collect()
}

/// The name of a measure: `Bookings` and `amount` are `bookings`.
fn measure(text: &str) -> String {
    let name = text.trim().to_lowercase();
    if name == "amount" { "bookings".to_owned() } else { name }
}

/// A period from its label, or from the day on which it begins.
fn period(text: &str, calendar: &Calendar, unit: Unit) -> Option<Period> {
    if let Ok(day) = Day::parse(text) {
        return Some(calendar.period_of(unit, day));
    }
    calendar.parse(text, Day::MIN).ok()
}

/// Calls `each` for every row of the splits table: there may be as many as deals, so none becomes a struct.
pub fn each_split(frame: &DataFrame, mut each: impl FnMut(SplitRow<'_>)) -> Result<(), DataError> {
    let texts = |name: &str| -> Result<Option<&StringChunked>, DataError> {
        match frame.column(name) {
            Ok(column) => Ok(Some(column.as_materialized_series().str()?)),
            Err(_) => Ok(None),
        }
    };
    let (Some(deals), Some(reps)) = (texts("deal_id")?, texts("rep_id")?) else { return Ok(()) };
    let (roles, credits) = (texts("role")?, texts("credit")?);
    let percents = frame.column("percent")?.as_materialized_series().decimal()?.phys.iter();
    for (row, ((deal_id, rep_id), raw)) in deals.iter().zip(reps.iter()).zip(percents).enumerate() {
        let raw = raw.and_then(|raw| i64::try_from(raw).ok()).unwrap_or(0);
        each(SplitRow {
            deal_id: deal_id.unwrap_or_default(),
            rep_id: rep_id.unwrap_or_default(),
            percent: Percent::from_raw(raw),
            role: roles.and_then(|roles| roles.get(row)).unwrap_or_default(),
            overlay: credits
                .and_then(|credits| credits.get(row))
                .is_some_and(|credit| credit.eq_ignore_ascii_case("overlay")),
            position: row,
        });
    }
    Ok(())
}

/// Calls `each` for every row of the events table: there may be more than deals, so none becomes a struct that stays.
pub fn each_event(frame: &DataFrame, mut each: impl FnMut(EventRow<'_>)) -> Result<(), DataError> {
    if frame.height() == 0 {
        return Ok(());
    }
    let deals = frame.column("deal_id")?.as_materialized_series().str()?;
    let kinds = frame.column("kind")?.as_materialized_series().str()?;
    let days = frame.column("date")?.as_materialized_series().date()?;
    let amounts = match frame.column("amount") {
        Ok(column) => Some(column.as_materialized_series().decimal()?),
        Err(_) => None,
    };
    for (row, ((deal_id, kind), day)) in deals.iter().zip(kinds.iter()).zip(days.phys.iter()).enumerate() {
        let (Some(deal_id), Some(kind), Some(day)) =
            (deal_id, kind.and_then(EventKind::parse), day.and_then(Day::from_number))
        else {
            continue;
        };
        let amount = amounts.and_then(|amounts| amounts.phys.get(row)).map(Amount::from_raw);
        each(EventRow { deal_id, day, kind, amount });
    }
    Ok(())
}

/// Rows of the adjustments table; `unit` is what a period given as a day begins.
pub fn adjustments(
    frame: &DataFrame,
    file: &str,
    calendar: &Calendar,
    unit: Unit,
) -> Result<Vec<AdjustmentRow>, DataError> {
    let columns = Columns::new(frame, file);
    let mut rows = Vec::with_capacity(frame.height());
    for row in 0..frame.height() {
        let Some(amount) = columns.amount("amount", row) else { continue };
        rows.push(AdjustmentRow {
            rep_id: columns.named("rep_id", row),
            span: columns.period(row, calendar, unit)?.span,
            amount,
            reason: columns.named("reason", row),
            element: columns.named("element", row),
            author: columns.named("author", row),
            approved_by: columns.named("approved_by", row),
            expires: columns.day("expires", row),
            place: columns.place(row),
        });
    }
    Ok(rows)
}

/// Rows of the scores table; `unit` is what a period given as a day begins.
pub fn scores(
    frame: &DataFrame,
    file: &str,
    calendar: &Calendar,
    unit: Unit,
) -> Result<Vec<ScoreRow>, DataError> {
    let columns = Columns::new(frame, file);
    let mut rows = Vec::with_capacity(frame.height());
    for row in 0..frame.height() {
        // Four decimals in the table, six in a rate; the largest score that is read is far inside 64 bits.
        let score = columns.raw("score", row).and_then(|raw| i64::try_from(raw).ok());
        let Some(score) = score.and_then(|raw| raw.checked_mul(100)).map(Rate::from_raw) else { continue };
        rows.push(ScoreRow {
            rep_id: columns.named("rep_id", row),
            span: columns.period(row, calendar, unit)?.span,
            element: columns.named("element", row),
            score,
            place: columns.place(row),
        });
    }
    Ok(rows)
}

/// Rows of the exchange rates table.
#[must_use]
pub fn exchange_rates(frame: &DataFrame, file: &str) -> Vec<RateRow> {
    let columns = Columns::new(frame, file);
    (0..frame.height())
        .filter_map(|row| {
            Some(RateRow {
                date: columns.day("date", row)?,
                from: columns.currency("from", row)?,
                to: columns.currency("to", row)?,
                rate: ExchangeRate::from_raw(columns.raw("rate", row)?),
                place: columns.place(row),
            })
        })
        .collect()
}

/// Rows of the leaves table.
#[must_use]
pub fn leaves(frame: &DataFrame, file: &str) -> Vec<LeaveRow> {
    let columns = Columns::new(frame, file);
    (0..frame.height())
        .filter_map(|row| {
            let (from, to) = (columns.day("from", row)?, columns.day("to", row)?);
            let rep_id = columns.text("rep_id", row)?.to_owned();
            Some(LeaveRow { rep_id, span: crate::calendar::Span { from, to } })
        })
        .collect()
}

#[cfg(test)]
mod tests;
