//! The report of `spm import`: what was read of each file, how it was mapped, and what came of it.

use crate::data::{DateOrder, DecimalMark, FileReport, ImportReport};
use crate::money::Amount;
use crate::report::{Block, Column, Report, Values};

/// One row for each file of each table; mappings and totals of money are notes.
#[must_use]
pub fn report(imports: &[ImportReport], dry_run: bool) -> Report {
    let rows: Vec<(&ImportReport, &FileReport)> =
        imports.iter().flat_map(|import| import.scan.files.iter().map(move |file| (import, file))).collect();
    let text = |of: &dyn Fn(&ImportReport, &FileReport) -> String| {
        Values::text(rows.iter().map(|(import, file)| of(import, file)))
    };
    let count = |of: &dyn Fn(&FileReport) -> u64| {
        Values::Integer(rows.iter().map(|(_, file)| i64::try_from(of(file)).unwrap_or(i64::MAX)).collect())
    };
    let columns = vec![
        Column::id("table", "Table").essential(),
        Column::text("file", "File").essential(),
        Column::text("profile", "Profile"),
        Column::integer("rows_read", "Read").essential(),
        Column::integer("rows_kept", "Kept").essential(),
        Column::integer("rows_refused", "Refused").essential(),
        Column::integer("rows_repeated", "Repeated"),
        Column::integer("footer_lines", "Footer lines"),
        Column::text("result", "Result"),
        Column::text("format", "Format"),
        Column::text("encoding", "Encoding"),
        Column::text("delimiter", "Delimiter"),
        Column::text("decimal_mark", "Decimal mark"),
        Column::text("date_order", "Date order"),
        Column::text("amounts", "Amounts"),
        Column::text("mapped", "Mapped"),
        Column::text("left_over", "Left over"),
    ];
    let values = vec![
        text(&|import, _| import.table.clone()),
        text(&|_, file| file.file.clone()),
        text(&|_, file| file.profile.clone()),
        count(&|file| file.rows_read),
        count(&|file| file.rows_kept),
        count(&|file| file.rejects),
        count(&|file| file.repeated),
        count(&|file| file.footers),
        text(&|import, _| result(import, dry_run).to_owned()),
        text(&|_, file| file.format.to_owned()),
        text(&|_, file| file.encoding.clone()),
        text(&|_, file| delimiter(file.delimiter)),
        text(&|_, file| decimal_mark(file.decimal_mark).to_owned()),
        text(&|_, file| date_order(file.date_order).to_owned()),
        text(&|import, _| amounts(import)),
        text(&|_, file| mapped(file)),
        text(&|_, file| file.left_over.join(", ")),
    ];
    let title = if dry_run { "Import (dry run: nothing is written)" } else { "Import" };
    let mut report = Report::new(title, columns, Block { columns: values, rows: rows.len() });
    for import in imports {
        let amounts = amounts(import);
        if !amounts.is_empty() {
            report.notes.push(format!("{}: amounts in and out {amounts}", import.table));
        }
        for file in &import.scan.files {
            if !file.left_over.is_empty() {
                report.notes.push(format!(
                    "{}: kept under their own names: {}",
                    file.file,
                    file.left_over.join(", ")
                ));
            }
        }
    }
    report
}

fn result(import: &ImportReport, dry_run: bool) -> &'static str {
    match (dry_run, import.written, import.changed) {
        (true, _, _) => "not written",
        (false, true, true) => "written",
        (false, true, false) => "unchanged",
        (false, false, _) => "refused",
    }
}

/// The amounts by currency, in and out: `USD 1200.00 (10 rows)`; with both sums where rows were refused.
fn amounts(import: &ImportReport) -> String {
    let sums: Vec<String> = import
        .totals
        .iter()
        .map(|total| {
            let (found, kept) = (Amount::from_raw(total.raw_in), Amount::from_raw(total.raw_out));
            let currency = if total.currency.is_empty() { "" } else { &format!("{} ", total.currency) };
            if (total.raw_in, total.rows_in) == (total.raw_out, total.rows_out) {
                format!("{currency}{kept} ({} rows)", total.rows_out)
            } else {
                format!("{currency}{found} ({} rows) in, {kept} ({} rows) out", total.rows_in, total.rows_out)
            }
        })
        .collect();
    sums.join("; ")
}

fn mapped(file: &FileReport) -> String {
    let pairs: Vec<String> = file.mapped.iter().map(|(name, header)| format!("{name} = {header}")).collect();
    pairs.join(", ")
}

fn delimiter(delimiter: Option<u8>) -> String {
    match delimiter {
        Some(b'\t') => "tab".to_owned(),
        Some(byte) => char::from(byte).to_string(),
        None => String::new(),
    }
}

fn decimal_mark(mark: Option<DecimalMark>) -> &'static str {
    match mark {
        Some(DecimalMark::Point) => "point",
        Some(DecimalMark::Comma) => "comma",
        None => "",
    }
}

fn date_order(order: Option<DateOrder>) -> &'static str {
    match order {
        Some(DateOrder::MonthFirst) => "month first",
        Some(DateOrder::DayFirst) => "day first",
        None => "",
    }
}
