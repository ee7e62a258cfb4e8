//! What a user should know about a file that was read: rules that were applied to it, counted. Every note
//! names the file.

use super::source::FileReport;
use super::stretch::Oddities;
use crate::model::text::first_few;

/// The notes of one file.
pub(super) fn notes(report: &FileReport, oddities: &Oddities) -> Vec<String> {
    let file = &report.file;
    let mut notes = Vec::new();
    if report.rows_read == 0 {
        notes.push(format!("`{file}` has a header and no rows"));
    }
    if !report.unreadable.is_empty() {
        let names: Vec<String> = report.unreadable.iter().map(|name| format!("`{name}`")).collect();
        notes.push(format!(
            "`{file}`: columns of lists, structures, bytes or times of day are not read: {}",
            first_few(&names, 10)
        ));
    }
    if report.repeated > 0 {
        notes.push(repeated_rows(file, report.repeated));
    }
    if report.left_out.deleted > 0 {
        let rows = counted(
            report.left_out.deleted,
            "row is marked as deleted and is",
            "rows are marked as deleted and are",
        );
        notes.push(format!("`{file}`: {rows} left out"));
    }
    if report.left_out.of_other_kind > 0 {
        let rows = counted(report.left_out.of_other_kind, "row is a lead and is", "rows are leads and are");
        notes.push(format!("`{file}`: {rows} left out; `spm import leads` reads leads"));
    }
    if oddities.float_ids > 0 {
        notes.push(format!(
            "`{file}`: {} with `.0`, which was taken off",
            counted(oddities.float_ids, "id is written as a number", "ids are written as numbers")
        ));
    }
    if oddities.unkept_currencies > 0 {
        notes.push(format!(
            "`{file}`: {} in the currency of the report",
            counted(
                oddities.unkept_currencies,
                "amount carries a currency sign that fills no currency column; it counts",
                "amounts carry a currency sign that fills no currency column; they count"
            )
        ));
    }
    if oddities.empty_quotas > 0 {
        let cells = counted(
            oddities.empty_quotas,
            "cell is empty and is no quota",
            "cells are empty and are no quotas",
        );
        notes.push(format!("`{file}`: {cells}"));
    }
    if !oddities.won_elsewhere.is_empty() {
        let count: u64 = oddities.won_elsewhere.values().sum();
        let stages: Vec<String> =
            oddities.won_elsewhere.keys().take(5).map(|stage| format!("`{stage}`")).collect();
        notes.push(format!(
            "`{file}`: {} marked as won in stages that are not won stages ({}); name the won stages with \
             `won = [...]` under `[stages]` in spm.toml",
            counted(count, "deal is", "deals are"),
            stages.join(", ")
        ));
    }
    notes
}

/// A number with the word for it: `1 row is`, `2 rows are`.
fn counted(count: u64, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// Says how many rows of a file repeat others.
#[must_use]
pub fn repeated_rows(file: &str, rows: u64) -> String {
    let rows = counted(rows, "row repeats an earlier one and counts", "rows repeat an earlier one and count");
    format!("`{file}`: {rows} once")
}
