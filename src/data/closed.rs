//! The lines of a closed period, read back from the Parquet file that keeps them.

use std::path::Path;

use polars::prelude::{BooleanChunked, DataFrame, NewChunkedArray as _, PlSmallStr, PolarsResult};

use super::error::DataError;
use super::parquet::{Asked, OWN_ROW, RowFilter, columns, read};
use crate::calendar::Day;
use crate::model::pay::{LINE_COLUMNS, PayLine};
use crate::money::{Amount, Exact, Rate};

/// The column that periods of the first ledgers do not keep.
const ACCRUED: &str = "accrued";

/// Reads every line, in the order of the file.
pub fn closed_lines(path: &Path) -> Result<Vec<PayLine>, DataError> {
    some_lines(path, None)
}

/// Reads the lines whose text in a column is wanted, in the order of the file; of the others nothing else is decoded.
pub fn closed_lines_of(
    path: &Path,
    column: &str,
    wanted: &(dyn Fn(&str) -> bool + Sync),
) -> Result<Vec<PayLine>, DataError> {
    let keeps = |frame: &DataFrame| -> PolarsResult<BooleanChunked> {
        let texts = frame.column(column)?.as_materialized_series().str()?;
        let kept: Vec<bool> = texts.iter().map(|text| wanted(text.unwrap_or_default())).collect();
        Ok(BooleanChunked::from_slice(PlSmallStr::EMPTY, &kept))
    };
    some_lines(path, Some(&RowFilter { columns: vec![column.to_owned()], keeps: &keeps }))
}

fn some_lines(path: &Path, filter: Option<&RowFilter<'_>>) -> Result<Vec<PayLine>, DataError> {
    let mut lines = Vec::new();
    let kept = columns(path)?;
    let is_kept = |name: &&str| *name != ACCRUED || kept.iter().any(|(kept, _)| kept == name);
    let wanted: Vec<&str> = LINE_COLUMNS.into_iter().filter(is_kept).collect();
    let asked = Asked { columns: &wanted, filter, ..Asked::default() };
    read(path, &asked, &|batch| rows(&batch.frame), &mut |part: Vec<PayLine>| {
        lines.extend(part);
        Ok(())
    })?;
    Ok(lines)
}

fn rows(frame: &DataFrame) -> Result<Vec<PayLine>, DataError> {
    let mut lines = vec![PayLine::default(); frame.height()];
    let mut texts = |name: &str, of: fn(&mut PayLine) -> &mut String| -> Result<(), DataError> {
        let column = frame.column(name)?.as_materialized_series().str()?;
        for (line, text) in lines.iter_mut().zip(column.iter()) {
            text.unwrap_or_default().clone_into(of(line));
        }
        Ok(())
    };
    texts("period", |line| &mut line.period)?;
    texts("rep_id", |line| &mut line.rep_id)?;
    texts("plan", |line| &mut line.plan)?;
    texts("element", |line| &mut line.element)?;
    texts("kind", |line| &mut line.kind)?;
    texts("deal_id", |line| &mut line.deal_id)?;
    texts("account", |line| &mut line.account)?;
    texts("currency", |line| &mut line.currency)?;
    texts("reason", |line| &mut line.reason)?;
    texts("file", |line| &mut line.file)?;
    texts("for_period", |line| &mut line.for_period)?;
    texts("version", |line| &mut line.version)?;
    texts("paid_in", |line| &mut line.paid_in)?;
    texts("cause", |line| &mut line.cause)?;
    let mut decimals = |name: &str, set: fn(&mut PayLine, Option<i128>)| -> Result<(), DataError> {
        let column = frame.column(name)?.as_materialized_series().decimal()?;
        for (line, raw) in lines.iter_mut().zip(column.phys.iter()) {
            set(line, raw);
        }
        Ok(())
    };
    decimals("amount", |line, raw| line.amount = raw.map(Amount::from_raw))?;
    decimals("quota", |line, raw| line.quota = raw.map(Amount::from_raw))?;
    decimals("earned", |line, raw| line.earned = Amount::from_raw(raw.unwrap_or(0)))?;
    decimals("payable", |line, raw| line.payable = Amount::from_raw(raw.unwrap_or(0)))?;
    decimals("credited", |line, raw| line.credited = Exact::from_raw(raw.unwrap_or(0)))?;
    decimals("share", |line, raw| line.share = raw.and_then(rate))?;
    decimals("rate", |line, raw| line.rate = raw.and_then(rate))?;
    let days = frame.column("event_date")?.as_materialized_series().date()?;
    for (line, day) in lines.iter_mut().zip(days.phys.iter()) {
        line.event_date = day.and_then(Day::from_number);
    }
    let mut integers = |name: &str, set: fn(&mut PayLine, Option<i64>)| -> Result<(), DataError> {
        let column = frame.column(name)?.as_materialized_series().i64()?;
        for (line, number) in lines.iter_mut().zip(column.iter()) {
            set(line, number);
        }
        Ok(())
    };
    integers("tier", |line, number| line.tier = number.and_then(|number| u32::try_from(number).ok()))?;
    integers(OWN_ROW, |line, number| line.row = number.and_then(|number| u64::try_from(number).ok()))?;
    if let Ok(column) = frame.column(ACCRUED) {
        for (line, raw) in lines.iter_mut().zip(column.as_materialized_series().decimal()?.phys.iter()) {
            line.accrued = Amount::from_raw(raw.unwrap_or(0));
        }
    } else {
        for line in &mut lines {
            line.accrued = accrued_by_kind(line);
        }
    }
    Ok(lines)
}

/// What a line adds to what is earned, where its period was closed before that was kept: of what was found late only
/// the payable part is known.
fn accrued_by_kind(line: &PayLine) -> Amount {
    match line.kind.as_str() {
        "earning" | "cap" => line.earned,
        "clawback" | "prior-period" => line.payable,
        _ => Amount::ZERO,
    }
}

fn rate(raw: i128) -> Option<Rate> {
    i64::try_from(raw).ok().map(Rate::from_raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_an_early_ledger_adds_what_its_kind_says() {
        let amount = |text: &str| Amount::parse(text).unwrap();
        let of = |kind: &str, earned: &str, payable: &str| {
            let (kind, earned, payable) = (kind.to_owned(), amount(earned), amount(payable));
            accrued_by_kind(&PayLine { kind, earned, payable, ..PayLine::default() })
        };
        assert_eq!(of("earning", "100", "100"), amount("100"));
        assert_eq!(of("hold", "0", "-50"), Amount::ZERO);
        assert_eq!(of("release", "0", "50"), Amount::ZERO);
        assert_eq!(of("clawback", "0", "-100"), amount("-100"));
        assert_eq!(of("prior-period", "0", "50"), amount("50"));
    }
}
