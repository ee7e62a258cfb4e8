//! From the types of Parquet to the canonical types: exact, or refused value by value. A binary
//! floating-point number is read as the shortest decimal that means it (`0.1` is 0.1), so one with more
//! decimals than the column keeps is refused like a text with as many.

use polars::prelude::*;

use super::decimal::{self, Form, power_of_ten};
use super::evidence::Reading;
use super::fault::Fault;
use super::{
    Choice, ColumnRules, Conformed, Numbers, conform_text, conformed_numbers, day, decimal_column, for_each,
    text,
};
use crate::model::table::ColumnKind;

/// Reads a column of another type than text. An error says that the whole column has a type of no use.
pub(in crate::data) fn conform_typed(
    column: &Column,
    rules: &ColumnRules,
) -> Result<PolarsResult<Conformed>, String> {
    let dtype = column.dtype();
    if dtype == &DataType::Null {
        let column =
            Column::full_null(rules.name.as_str().into(), column.len(), &super::canonical_type(rules.kind));
        return Ok(Ok(Conformed::new(column)));
    }
    if dtype.is_nested() || matches!(dtype, DataType::Time | DataType::Duration(_)) {
        return Err(format!("is of type {dtype}, which no column of a table can be"));
    }
    Ok(match (rules.kind, dtype) {
        (_, DataType::Binary) => bytes(column, rules),
        (ColumnKind::Date, DataType::Date) => dates(column, rules),
        (ColumnKind::Date, DataType::Datetime(unit, zone)) => instants(column, rules, *unit, zone.is_some()),
        (ColumnKind::Period, DataType::Datetime(..)) => {
            column.cast(&DataType::Date).and_then(|column| texts(&column, rules))
        }
        (ColumnKind::Flag, DataType::Boolean) => {
            Ok(Conformed::new(column.clone().with_name(rules.name.as_str().into())))
        }
        (_, DataType::Decimal(..)) if rules.form().is_some() => decimals(column, rules),
        (_, dtype) if dtype.is_integer() && rules.form().is_some() => integers(column, rules),
        (_, dtype) if dtype.is_float() => floats(column, rules),
        _ => texts(column, rules),
    })
}

/// Any type, written out and read as text. Points are decimal points: a type says so.
fn texts(column: &Column, rules: &ColumnRules) -> PolarsResult<Conformed> {
    let written = column.cast(&DataType::String)?;
    let rules = ColumnRules { reading: Reading::Decided(Choice::First), ..rules.clone() };
    Ok(conform_text(written.as_materialized_series().str()?, &rules))
}

/// Bytes that are not marked as text: text if they are valid UTF-8.
fn bytes(column: &Column, rules: &ColumnRules) -> PolarsResult<Conformed> {
    let values = column.as_materialized_series().binary()?;
    let mut builder = StringChunkedBuilder::new("".into(), values.len());
    let mut faults = Vec::new();
    for (place, value) in values.iter().enumerate() {
        if let Ok(value) = value.map(std::str::from_utf8).transpose() {
            builder.append_option(value);
        } else {
            faults.push((place, Fault::new("is not text: its bytes are not valid UTF-8")));
            builder.append_null();
        }
    }
    let mut conformed = conform_text(&builder.finish(), rules);
    conformed.faults.extend(faults);
    conformed.faults.sort_by_key(|(place, _)| *place);
    Ok(conformed)
}

fn dates(column: &Column, rules: &ColumnRules) -> PolarsResult<Conformed> {
    let physical = column.as_materialized_series().date()?.phys.clone();
    // Most often all days are sound, and the column stays what it is.
    if physical.min_max().is_none_or(|(first, last)| day::is_in_range(first) && day::is_in_range(last)) {
        return Ok(Conformed::new(column.clone().with_name(rules.name.as_str().into())));
    }
    Ok(days(physical.iter().map(|day| day.map(i64::from)), column.len(), rules))
}

/// Instants fall on a day of the source's zone; times without a zone keep their day.
fn instants(
    column: &Column,
    rules: &ColumnRules,
    unit: TimeUnit,
    is_instant: bool,
) -> PolarsResult<Conformed> {
    let second: i64 = match unit {
        TimeUnit::Nanoseconds => 1_000_000_000,
        TimeUnit::Microseconds => 1_000_000,
        TimeUnit::Milliseconds => 1000,
    };
    let physical = column.as_materialized_series().datetime()?.phys.clone();
    let day = |time: i64| {
        let seconds = time.div_euclid(second);
        if is_instant {
            rules.zone.day_of(seconds).map_or(i64::MAX, i64::from)
        } else {
            seconds.div_euclid(86_400)
        }
    };
    Ok(days(physical.iter().map(|time| time.map(day)), column.len(), rules))
}

fn days(values: impl Iterator<Item = Option<i64>>, length: usize, rules: &ColumnRules) -> Conformed {
    let mut builder = PrimitiveChunkedBuilder::<Int32Type>::new(rules.name.as_str().into(), length);
    let mut faults = Vec::new();
    // 9999-01-01 to 9999-12-31.
    let open = 2_932_532..=2_932_896;
    for (place, value) in values.enumerate() {
        let Some(value) = value else {
            builder.append_null();
            continue;
        };
        let day = i32::try_from(value).ok().filter(|day| day::is_in_range(*day));
        if day.is_none() && !(rules.is_open_end() && open.contains(&value)) {
            faults.push((place, Fault::new("is not between 1900-01-01 and 2199-12-31")));
        }
        builder.append_option(day);
    }
    let column = builder.finish().into_date().into_series().into_column();
    Conformed { faults, ..Conformed::new(column) }
}

fn decimals(column: &Column, rules: &ColumnRules) -> PolarsResult<Conformed> {
    let form = rules.form().unwrap_or(Form::NUMBER);
    let decimals = column.as_materialized_series().decimal()?;
    let DataType::Decimal(_, scale) = decimals.dtype() else { return texts(column, rules) };
    let scale = u32::try_from(*scale).unwrap_or(u32::MAX);
    if let Some(column) = widened(&decimals.phys, scale, &form, rules) {
        return Ok(Conformed::new(column));
    }
    Ok(scaled(decimals.phys.iter(), decimals.len(), scale, &form, rules))
}

/// Raw integers in the form of the column, where every one of them is sound: the whole column at once.
fn widened(raw: &Int128Chunked, scale: u32, form: &Form, rules: &ColumnRules) -> Option<Column> {
    if scale > form.scale || rules.kind == ColumnKind::Integer || rules.fractions {
        return None;
    }
    let factor = power_of_ten(form.scale - scale);
    let (least, most) = match super::bounds(rules) {
        Some((least, most)) => (least * power_of_ten(scale), most * power_of_ten(scale)),
        None => (1 - limit(form) / factor, limit(form) / factor - 1),
    };
    if raw.min_max().is_some_and(|(low, high)| low < least || high > most) {
        return None;
    }
    let raw = if factor == 1 { raw.clone() } else { raw.apply_values(|raw| raw * factor) };
    Some(decimal_column(raw.with_name(rules.name.as_str().into()), rules.kind))
}

fn limit(form: &Form) -> i128 {
    let digits = u32::try_from(form.whole_digits).unwrap_or(0) + form.scale;
    10_i128.checked_pow(digits).unwrap_or(i128::MAX)
}

fn integers(column: &Column, rules: &ColumnRules) -> PolarsResult<Conformed> {
    let form = rules.form().unwrap_or(Form::NUMBER);
    let wide = column.cast(&DataType::Int128)?;
    let wide = wide.as_materialized_series().i128()?;
    if let Some(column) = widened(wide, 0, &form, rules) {
        return Ok(Conformed::new(column));
    }
    Ok(scaled(wide.iter(), wide.len(), 0, &form, rules))
}

/// Raw integers of one scale in the form of the column.
fn scaled(
    values: impl Iterator<Item = Option<i128>>,
    length: usize,
    scale: u32,
    form: &Form,
    rules: &ColumnRules,
) -> Conformed {
    let mut seen = Numbers::default();
    let mut raws = Vec::with_capacity(length);
    for (place, value) in values.enumerate() {
        let number = value.map(|raw| rescaled(raw, scale, form));
        let raw = number.and_then(|number| {
            let number = number.map(|raw| decimal::Number { raw, currency: None, percent: false });
            seen.kept(place, number.and_then(|number| super::bounded(number, rules)))
        });
        raws.push(raw);
    }
    conformed_numbers(number_column(raws, rules), seen)
}

/// Raw values as the column of their kind.
fn number_column(raws: Vec<Option<i128>>, rules: &ColumnRules) -> Column {
    let name = PlSmallStr::from(rules.name.as_str());
    if rules.kind == ColumnKind::Integer {
        let narrow = raws.into_iter().map(|raw| raw.and_then(|raw| i64::try_from(raw).ok()));
        return narrow.collect::<Int64Chunked>().with_name(name).into_series().into_column();
    }
    decimal_column(raws.into_iter().collect::<Int128Chunked>().with_name(name), rules.kind)
}

/// The same number at the scale of the form, exactly.
fn rescaled(raw: i128, scale: u32, form: &Form) -> Result<i128, Fault> {
    let too_large =
        || Fault::new(format!("has more than {} digits before the decimal mark", form.whole_digits));
    let rescaled = if scale <= form.scale {
        let factor = 10_i128.checked_pow(form.scale - scale).ok_or_else(too_large)?;
        raw.checked_mul(factor).ok_or_else(too_large)?
    } else {
        let factor = 10_i128.checked_pow(scale - form.scale).ok_or_else(too_large)?;
        let (whole, excess) = (raw / factor, raw % factor);
        if excess != 0 && !form.rounded {
            return Err(Fault::new(if form.whole {
                "is not a whole number".to_owned()
            } else {
                format!("has more than {} decimals", form.scale)
            }));
        }
        let up = i128::from(excess.abs() >= factor - excess.abs() && excess != 0);
        whole + up * raw.signum()
    };
    if rescaled.abs() >= limit(form) { Err(too_large()) } else { Ok(rescaled) }
}

/// Floats as the shortest decimals that mean them.
fn floats(column: &Column, rules: &ColumnRules) -> PolarsResult<Conformed> {
    let wide = column.dtype() == &DataType::Float64;
    let written: StringChunked = if wide {
        column.as_materialized_series().f64()?.iter().map(|value| value.map(shortest)).collect()
    } else {
        column.as_materialized_series().f32()?.iter().map(|value| value.map(shortest)).collect()
    };
    let rules = ColumnRules { reading: Reading::Decided(Choice::First), ..rules.clone() };
    let mut conformed = conform_text(&written, &rules);
    if rules.kind == ColumnKind::Id {
        for_each(&written, |_, value| {
            conformed.float_ids += usize::from(value.is_some_and(text::is_digits));
        });
    }
    Ok(conformed)
}

/// The shortest decimal that reads back as the same number, without an exponent.
fn shortest(value: impl std::fmt::Display) -> String {
    value.to_string()
}
