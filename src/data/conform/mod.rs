//! From text, or from the types of Parquet, to the canonical types of a table: exact or refused value by
//! value. Which file column feeds which canonical column is left to `mapping`, rules across the columns of a
//! row to `rows`, and the decision between two readings of a column to `survey`.

mod day;
mod decimal;
mod evidence;
mod fault;
mod symbol;
mod text;
mod typed;

use polars::prelude::*;

pub(in crate::data) use day::{Zone, month_of};
pub(in crate::data) use decimal::Form;
pub(in crate::data) use evidence::{Choice, Evidence, Reading};
pub(in crate::data) use fault::Fault;
pub(in crate::data) use symbol::CurrencyMark;
pub(in crate::data) use text::{IdForm, is_nothing};
pub(in crate::data) use typed::conform_typed;

use super::views::{all_by_ends, known};
use crate::model::table::ColumnKind;
use text::Kept;

/// How one canonical column is read.
#[derive(Clone, Debug)]
pub(in crate::data) struct ColumnRules {
    /// The canonical name, which is also the name of the result.
    pub name: String,
    /// What the column holds.
    pub kind: ColumnKind,
    /// Which of two readings its numbers or dates have.
    pub reading: Reading,
    /// The zone in which days of instants are taken.
    pub zone: Zone,
    /// How ids are kept.
    pub ids: IdForm,
    /// Whether percents without a sign are written as fractions: 0.9 for 90 %.
    pub fractions: bool,
    /// Whether amounts are written in thousands.
    pub thousands: bool,
}

impl ColumnRules {
    /// How a column without a canonical kind is read: as text.
    pub fn text(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind: ColumnKind::Text,
            reading: Reading::Undecided,
            zone: Zone::Utc,
            ids: IdForm::AsWritten,
            fractions: false,
            thousands: false,
        }
    }

    /// The form of its numbers. An amount in thousands has three more decimals than it is written with: `200`
    /// read with seven decimals is 200,000 with four.
    fn form(&self) -> Option<Form> {
        let form = form_of(self.kind)?;
        let shifted = Form { scale: form.scale + 3, whole_digits: form.whole_digits - 3, ..form };
        Some(if self.thousands { shifted } else { form })
    }

    /// Whether a number or a date of this kind can be read two ways.
    pub fn has_two_readings(&self) -> bool {
        form_of(self.kind).is_some() || matches!(self.kind, ColumnKind::Date | ColumnKind::Period)
    }

    /// Whether the year 9999 means that there is no end.
    fn is_open_end(&self) -> bool {
        matches!(self.name.as_str(), "valid_to" | "end_date" | "to" | "churned_on" | "expires")
    }
}

/// A column in its canonical type, with what could not be read and what was seen on the way.
#[derive(Debug)]
pub(in crate::data) struct Conformed {
    /// The values; null where the file says nothing or where the value is at fault.
    pub column: Column,
    /// The values at fault, by their place in the block, ascending.
    pub faults: Vec<(usize, Fault)>,
    /// What the values say about the reading of the column.
    pub evidence: Evidence,
    /// Currencies that stood beside amounts, by their place in the block, ascending.
    pub currencies: Vec<(usize, CurrencyMark)>,
    /// How many ids were written as a number with `.0`.
    pub float_ids: usize,
}

impl Conformed {
    /// A column without faults.
    pub fn new(column: Column) -> Self {
        Self { column, faults: Vec::new(), evidence: Evidence::NONE, currencies: Vec::new(), float_ids: 0 }
    }
}

/// The name of the data type in which a kind is kept.
pub(in crate::data) fn canonical_type(kind: ColumnKind) -> DataType {
    match kind {
        ColumnKind::Money | ColumnKind::Number => DataType::Decimal(38, 4),
        ColumnKind::Percent | ColumnKind::Degrees => DataType::Decimal(38, 6),
        ColumnKind::ExchangeRate => DataType::Decimal(38, 10),
        ColumnKind::Integer => DataType::Int64,
        ColumnKind::Date => DataType::Date,
        ColumnKind::Flag => DataType::Boolean,
        ColumnKind::Id | ColumnKind::Text | ColumnKind::Currency | ColumnKind::Period => DataType::String,
    }
}

/// The form of the numbers of a kind; `None` for kinds that are no numbers.
pub(in crate::data) fn form_of(kind: ColumnKind) -> Option<Form> {
    match kind {
        ColumnKind::Money => Some(Form::MONEY),
        ColumnKind::Percent => Some(Form::PERCENT),
        ColumnKind::ExchangeRate => Some(Form::EXCHANGE_RATE),
        ColumnKind::Number => Some(Form::NUMBER),
        ColumnKind::Degrees => Some(Form::DEGREES),
        ColumnKind::Integer => Some(Form::INTEGER),
        _ => None,
    }
}

/// Calls the function with each value and its place, missing ones as `None`.
pub(in crate::data) fn for_each<'a>(text: &'a StringChunked, mut each: impl FnMut(usize, Option<&'a str>)) {
    let (mut place, whole) = (0, text.null_count() == 0);
    for array in text.downcast_iter() {
        if whole {
            for value in array.values_iter() {
                each(place, Some(value));
                place += 1;
            }
        } else {
            for value in array {
                each(place, value);
                place += 1;
            }
        }
    }
}

/// Reads a column of text. An undecided column whose values agree on a reading is read so; one whose values
/// disagree, or do not say, is returned with its evidence and must not be used.
pub(in crate::data) fn conform_text(text: &StringChunked, rules: &ColumnRules) -> Conformed {
    let first = conform_as(text, rules, rules.reading);
    match (rules.reading, first.evidence.choice()) {
        (Reading::Undecided, Some(choice)) if needs_second_look(rules.kind, choice) => {
            let mut second = conform_as(text, rules, Reading::Decided(choice));
            second.evidence = first.evidence;
            second
        }
        _ => first,
    }
}

/// Calls the function with each value that says something about the reading of its column, and what it says.
pub(in crate::data) fn vote<'a>(
    text: &'a StringChunked,
    rules: &ColumnRules,
    mut each: impl FnMut(usize, &'a str, Evidence),
) {
    let form = rules.form();
    for_each(text, |place, value| {
        let Some(value) = value.filter(|value| !is_nothing(value)) else { return };
        let evidence = match &form {
            Some(form) => decimal::evidence(value, form),
            None => day::evidence(value),
        };
        if evidence != Evidence::NONE {
            each(place, value, evidence);
        }
    });
}

/// A value under one of its readings, as it would be written in a plain table: `1234` or `1.234` for `1,234`.
pub(in crate::data) fn written(value: &str, rules: &ColumnRules, choice: Choice) -> Option<String> {
    let reading = Reading::Decided(choice);
    let Some(form) = rules.form() else {
        return match day::careful(value, reading, &rules.zone).ok()? {
            day::Read::Day(day) => Some(day::iso(day)),
            day::Read::Open => None,
        };
    };
    let raw = decimal::careful(value, reading, &form).ok()?.raw;
    let unit = decimal::power_of_ten(form.scale);
    let sign = if raw < 0 { "-" } else { "" };
    let decimals = format!("{:0width$}", raw.abs() % unit, width = usize::try_from(form.scale).unwrap_or(0));
    let decimals = decimals.trim_end_matches('0');
    let whole = raw.abs() / unit;
    Some(if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") })
}

/// Numbers of an undecided column are read with a point at once; all else waits for the evidence.
fn needs_second_look(kind: ColumnKind, choice: Choice) -> bool {
    choice == Choice::Second || matches!(kind, ColumnKind::Date | ColumnKind::Period)
}

fn conform_as(text: &StringChunked, rules: &ColumnRules, reading: Reading) -> Conformed {
    match rules.kind {
        ColumnKind::Date => dates(text, rules, reading),
        ColumnKind::Flag => flags(text, rules),
        ColumnKind::Id | ColumnKind::Text | ColumnKind::Currency | ColumnKind::Period => {
            texts(text, rules, reading)
        }
        ColumnKind::Integer => integers(text, rules, reading),
        _ => decimals(text, rules, reading),
    }
}

/// What reading numbers collects beside them.
#[derive(Default)]
struct Numbers {
    faults: Vec<(usize, Fault)>,
    evidence: Evidence,
    currencies: Vec<(usize, CurrencyMark)>,
}

fn numbers(
    text: &StringChunked,
    form: &Form,
    rules: &ColumnRules,
    reading: Reading,
    mut push: impl FnMut(Option<i128>),
) -> Numbers {
    let mark = if reading == Reading::Decided(Choice::Second) { b',' } else { b'.' };
    let mut seen = Numbers::default();
    let simple = !rules.fractions && rules.kind != ColumnKind::Percent && rules.kind != ColumnKind::Degrees;
    for_each(text, |place, value| {
        let Some(value) = value else { return push(None) };
        if let Some((raw, evidence)) = decimal::plain(value.as_bytes(), mark, form) {
            seen.evidence = seen.evidence.and(evidence);
            if simple {
                return push(Some(raw));
            }
            let number = decimal::Number { raw, currency: None, percent: false };
            return push(seen.kept(place, bounded(number, rules)));
        }
        push(seen.careful(place, value, form, rules, reading));
    });
    seen
}

impl Numbers {
    /// Reads a value that is not plain.
    fn careful(
        &mut self,
        place: usize,
        value: &str,
        form: &Form,
        rules: &ColumnRules,
        reading: Reading,
    ) -> Option<i128> {
        if is_nothing(value) {
            return None;
        }
        if reading == Reading::Undecided {
            self.evidence = self.evidence.and(decimal::evidence(value, form));
        }
        self.kept(place, decimal::careful(value, reading, form).and_then(|number| bounded(number, rules)))
    }

    /// The scaled number, or a fault noted.
    fn kept(&mut self, place: usize, number: Result<decimal::Number, Fault>) -> Option<i128> {
        match number {
            Ok(number) => {
                if let Some(mark) = number.currency {
                    self.currencies.push((place, mark));
                }
                Some(number.raw)
            }
            Err(fault) => {
                self.faults.push((place, fault));
                None
            }
        }
    }
}

/// Checks what a percent or a coordinate may be, and turns fractions into percents.
fn bounded(number: decimal::Number, rules: &ColumnRules) -> Result<decimal::Number, Fault> {
    let scale = decimal::power_of_ten(6);
    let mut number = number;
    if rules.fractions && !number.percent {
        if number.raw.abs() > scale {
            return Err(Fault::with(
                "is above 1, but the profile says that this column holds fractions (0.9 for 90 %)",
                "write percents with a percent sign, or state another profile",
            ));
        }
        number.raw *= 100;
    }
    let Some((least, most)) = bounds(rules) else { return Ok(number) };
    if (least * scale..=most * scale).contains(&number.raw) {
        return Ok(number);
    }
    let reason = match rules.kind {
        ColumnKind::Percent => "is not between 0 and 100 %".to_owned(),
        _ => format!("is not between {least} and {most} degrees"),
    };
    if rules.kind == ColumnKind::Degrees && most == 90 && number.raw.abs() <= 180 * scale {
        return Err(Fault::with(
            reason,
            "a latitude beyond 90 is often a longitude: if the two columns are exchanged, say which header is which \
             (`--column latitude=HEADER --column longitude=HEADER`, or `columns.latitude` in spm.toml)",
        ));
    }
    Err(Fault::new(reason))
}

/// The least and the greatest whole number that a percent or a coordinate may be; nothing for other kinds.
fn bounds(rules: &ColumnRules) -> Option<(i128, i128)> {
    match (rules.kind, rules.name.as_str()) {
        (ColumnKind::Percent, _) => Some((0, 100)),
        (ColumnKind::Degrees, "latitude") => Some((-90, 90)),
        (ColumnKind::Degrees, _) => Some((-180, 180)),
        _ => None,
    }
}

fn decimals(text: &StringChunked, rules: &ColumnRules, reading: Reading) -> Conformed {
    let form = rules.form().unwrap_or(Form::NUMBER);
    let mut builder = PrimitiveChunkedBuilder::<Int128Type>::new(rules.name.as_str().into(), text.len());
    let seen = numbers(text, &form, rules, reading, |value| match value {
        Some(raw) => builder.append_value(raw),
        None => builder.append_null(),
    });
    conformed_numbers(decimal_column(builder.finish(), rules.kind), seen)
}

/// Raw integers as the decimal of their kind; every value is below 10^38 by the limits of its form.
fn decimal_column(raw: Int128Chunked, kind: ColumnKind) -> Column {
    let DataType::Decimal(precision, scale) = canonical_type(kind) else {
        return raw.into_series().into_column();
    };
    raw.into_decimal_unchecked(precision, scale).into_series().into_column()
}

fn integers(text: &StringChunked, rules: &ColumnRules, reading: Reading) -> Conformed {
    let mut builder = PrimitiveChunkedBuilder::<Int64Type>::new(rules.name.as_str().into(), text.len());
    let seen = numbers(text, &Form::INTEGER, rules, reading, |value| {
        match value.and_then(|raw| i64::try_from(raw).ok()) {
            Some(raw) => builder.append_value(raw),
            None => builder.append_null(),
        }
    });
    conformed_numbers(builder.finish().into_series().into_column(), seen)
}

fn conformed_numbers(column: Column, seen: Numbers) -> Conformed {
    Conformed {
        column,
        faults: seen.faults,
        evidence: seen.evidence,
        currencies: seen.currencies,
        float_ids: 0,
    }
}

fn dates(text: &StringChunked, rules: &ColumnRules, reading: Reading) -> Conformed {
    let mut builder = PrimitiveChunkedBuilder::<Int32Type>::new(rules.name.as_str().into(), text.len());
    let mut faults = Vec::new();
    let mut evidence = Evidence::NONE;
    for_each(text, |place, value| {
        let Some(value) = value else { return builder.append_null() };
        if let Some(day) = day::plain(value.as_bytes()) {
            return builder.append_value(day);
        }
        if is_nothing(value) {
            return builder.append_null();
        }
        if reading == Reading::Undecided {
            evidence = evidence.and(day::evidence(value));
        }
        match day::careful(value, reading, &rules.zone) {
            Ok(day::Read::Day(day)) => builder.append_value(day),
            Ok(day::Read::Open) if rules.is_open_end() => builder.append_null(),
            Ok(day::Read::Open) => {
                faults.push((place, Fault::new("is not between 1900-01-01 and 2199-12-31")));
                builder.append_null();
            }
            Err(fault) => {
                faults.push((place, fault));
                builder.append_null();
            }
        }
    });
    let column = builder.finish().into_date().into_series().into_column();
    Conformed { faults, evidence, ..Conformed::new(column) }
}

fn flags(text: &StringChunked, rules: &ColumnRules) -> Conformed {
    let mut builder = BooleanChunkedBuilder::new(rules.name.as_str().into(), text.len());
    let mut faults = Vec::new();
    for_each(text, |place, value| match value.map_or(Ok(None), text::flag) {
        Ok(flag) => builder.append_option(flag),
        Err(fault) => {
            faults.push((place, fault));
            builder.append_null();
        }
    });
    Conformed { faults, ..Conformed::new(builder.finish().into_series().into_column()) }
}

fn texts(text: &StringChunked, rules: &ColumnRules, reading: Reading) -> Conformed {
    let keep = |value| match rules.kind {
        ColumnKind::Id => text::id(value, rules.ids),
        ColumnKind::Currency => text::currency(value),
        ColumnKind::Period => Ok(text::period(value, reading, &rules.zone)),
        _ => Ok(text::trimmed(value)),
    };
    let mut evidence = Evidence::NONE;
    let plain = |first: u8, last: u8| match rules.kind {
        ColumnKind::Id => text::is_plain(first, last) && !first.is_ascii_digit(),
        ColumnKind::Text => text::is_plain(first, last),
        _ => false,
    };
    let is_same = |value| matches!(keep(value), Ok(Kept::Same));
    let same = match rules.kind {
        // A few that repeat themselves, and take long to look up.
        ColumnKind::Currency => {
            known(text, true, |value| value.is_none_or(is_same)).into_iter().all(|same| same)
        }
        _ => all_by_ends(text, plain, is_same),
    };
    if rules.kind == ColumnKind::Period && reading == Reading::Undecided {
        vote(text, rules, |_, _, found| evidence = evidence.and(found));
    }
    if same {
        let column = text.clone().with_name(rules.name.as_str().into()).into_series().into_column();
        return Conformed { evidence, ..Conformed::new(column) };
    }
    let mut builder = StringChunkedBuilder::new(rules.name.as_str().into(), text.len());
    let (mut faults, mut float_ids) = (Vec::new(), 0);
    for_each(text, |place, value| {
        let Some(value) = value else { return builder.append_null() };
        match keep(value) {
            Ok(Kept::Same) => builder.append_value(value),
            Ok(Kept::Missing) => builder.append_null(),
            Ok(Kept::Changed(changed)) => {
                let is_float =
                    rules.kind == ColumnKind::Id && text::without_zero_decimal(value.trim()).is_some();
                float_ids += usize::from(is_float);
                builder.append_value(&changed);
            }
            Err(fault) => {
                faults.push((place, fault));
                builder.append_null();
            }
        }
    });
    let column = builder.finish().into_series().into_column();
    Conformed { faults, evidence, float_ids, ..Conformed::new(column) }
}
