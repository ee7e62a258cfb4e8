//! The report of `spm check`: for machines a row for each finding, for people the counts, and below them the findings
//! by severity, each with its place and its remedy.

use crate::model::finding::{Finding, Severity};
use crate::report::{Block, Column, Report, Values};

/// How many findings of one severity people are shown.
const SHOWN: usize = 200;

/// A row for each finding: `severity`, `file`, `row` (the line of a plan), `column` (the key of a plan), `what`,
/// `remedy`.
#[must_use]
pub fn for_machines(findings: &[Finding]) -> Report {
    let columns = vec![
        Column::id("severity", "Severity").essential(),
        Column::text("file", "File").essential(),
        Column::integer("row", "Row").essential(),
        Column::text("column", "Column"),
        Column::text("what", "What").essential(),
        Column::text("remedy", "Remedy"),
    ];
    let text = |of: &dyn Fn(&Finding) -> String| Values::text(findings.iter().map(of));
    let row = |finding: &Finding| match finding.row {
        0 => crate::report::MISSING_INTEGER,
        row => i64::try_from(row).unwrap_or(i64::MAX),
    };
    let values = vec![
        text(&|finding| finding.severity.name().to_owned()),
        text(&|finding| finding.file.clone()),
        Values::Integer(findings.iter().map(row).collect()),
        text(&|finding| finding.column.clone()),
        text(&|finding| finding.what.clone()),
        text(&|finding| finding.remedy.clone()),
    ];
    Report::new("Check", columns, Block { columns: values, rows: findings.len() })
}

/// The counts of each severity; the findings are notes.
#[must_use]
pub fn for_people(findings: &[Finding], subtitle: Vec<String>) -> Report {
    let of = |severity| findings.iter().filter(move |finding: &&Finding| finding.severity == severity);
    let counts: Vec<usize> = Severity::ALL.iter().map(|severity| of(*severity).count()).collect();
    let columns = vec![
        Column::id("severity", "Severity").essential(),
        Column::integer("findings", "Findings").essential(),
    ];
    let values = vec![
        Values::text(Severity::ALL.iter().map(|severity| severity.name())),
        Values::Integer(counts.iter().map(|count| i64::try_from(*count).unwrap_or(i64::MAX)).collect()),
    ];
    let mut report = Report::new("Check", columns, Block { columns: values, rows: counts.len() });
    report.subtitle = subtitle;
    for (severity, count) in Severity::ALL.into_iter().zip(counts) {
        for finding in of(severity).take(SHOWN) {
            let place = finding.place();
            let place = if place.is_empty() { place } else { format!("{place}: ") };
            report.notes.push(format!("{}: {place}{}", severity.name(), finding.what));
            if !finding.remedy.is_empty() {
                report.notes.push(format!("  {}", finding.remedy));
            }
        }
        if count > SHOWN {
            report.notes.push(format!("  … and {} more: `-f csv` lists all", count - SHOWN));
        }
    }
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_see_counts_and_then_the_worst_first() {
        let findings = [
            Finding::new(Severity::Error, "`R9` is no rep", "correct it").at("reps.csv", 3, "manager_id"),
            Finding::new(Severity::Note, "the plan has no tests", "").at("ae.toml", 1, "test"),
        ];
        let report = for_people(&findings, Vec::new());
        assert_eq!(
            report.notes,
            [
                "error: reps.csv:3, `manager_id`: `R9` is no rep",
                "  correct it",
                "note: ae.toml:1, `test`: the plan has no tests",
            ]
        );
        let block = report.part(0).unwrap();
        assert_eq!(block.columns[1], Values::Integer(vec![1, 0, 1]));
        assert_eq!(for_machines(&findings).part(0).unwrap().rows, 2);
    }
}
