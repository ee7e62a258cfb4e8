//! What a user should know about a file that was read: rules that were applied to it, counted. Every note
//! names the file.

use super::source::FileReport;
use super::stretch::Oddities;

/// The notes of one file.
pub(super) fn notes(report: &FileReport, oddities: &Oddities) -> Vec<String> {
    let file = &report.file;
    let mut notes = Vec::new();
    if report.rows_read == 0 {
        notes.push(format!("`{file}` has a header and no rows"));
    }
    if report.repeated > 0 {
        notes.push(format!("`{file}`: {} rows repeat an earlier one and count once", report.repeated));
    }
    if report.deleted > 0 {
        notes.push(format!("`{file}`: {} rows are marked as deleted and are left out", report.deleted));
    }
    if oddities.float_ids > 0 {
        notes.push(format!(
            "`{file}`: {} ids are written as numbers with `.0`, which was taken off",
            oddities.float_ids
        ));
    }
    if oddities.unkept_currencies > 0 {
        notes.push(format!(
            "`{file}`: {} amounts carry a currency sign that fills no currency column; they count in the \
             currency of the report",
            oddities.unkept_currencies
        ));
    }
    if oddities.empty_quotas > 0 {
        notes.push(format!("`{file}`: {} cells are empty and are no quotas", oddities.empty_quotas));
    }
    if !oddities.won_elsewhere.is_empty() {
        let count: u64 = oddities.won_elsewhere.values().sum();
        let stages: Vec<String> =
            oddities.won_elsewhere.keys().take(5).map(|stage| format!("`{stage}`")).collect();
        notes.push(format!(
            "`{file}`: {count} deals are marked as won in stages that are not won stages ({}); name the won \
             stages with `won = [...]` under `[stages]` in spm.toml",
            stages.join(", ")
        ));
    }
    notes
}
