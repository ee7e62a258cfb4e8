//! The work of `spm check`: every table and plan is read, and what would make another command refuse or pay nobody is
//! collected. What it means for the run, and how it is shown, is left to `commands/check`.

mod cliffs;
mod deals;
mod plans;
mod tables;
mod territories;

use crate::calendar::Span;
use crate::cli::args::ReadArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::reading::Reading;
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::data::DataError;
use crate::engine::checks::{Scene, elements, people, quotas};
use crate::engine::quota::QuotaBook;
use crate::model::finding::{Finding, Severity};
use crate::model::reject::Reject;

/// What a check has found so far.
pub struct Checking<'a> {
    settings: &'a Settings,
    tables: &'a Tables<'a>,
    reading: Reading<'a>,
    /// The days that are looked at.
    days: Span,
    findings: Vec<Finding>,
}

/// What to do about a row that cannot be read, where nothing better is known.
const MEND: &str = "correct the row where it was exported from, or import without it (`--allow-rejects`)";

impl<'a> Checking<'a> {
    /// Begins to look at these days.
    pub fn new(
        settings: &'a Settings,
        tables: &'a Tables<'a>,
        read: &'a ReadArgs,
        ui: &'a crate::cli::ui::Ui,
        days: Span,
    ) -> Self {
        Self { settings, tables, reading: Reading::new(settings, read, ui), days, findings: Vec::new() }
    }

    /// Everything that is found. An error is what has nothing to do with the files: a wrong command line.
    pub fn all(mut self) -> Result<Vec<Finding>, Failure> {
        let files = self.tables.plan_files()?;
        self.reading.reads_also(files.into_iter().chain(self.settings.file()))?;
        let (plans, all_plans) = self.plans()?;
        let mut company = self.company()?;
        self.other_tables()?;
        let (membership, whole) = self.membership(&company, &plans, all_plans);
        let scene =
            Scene { people: &company.people, membership: &membership, plans: &plans, days: self.days };
        self.findings.extend(people::refused(&scene, &company.overlaps));
        self.findings.extend(people::gaps(&scene));
        let reps = company.reps.is_some();
        if reps && whole {
            self.findings.extend(people::without_plan(&scene));
            self.findings.extend(people::without_reps(&scene));
            self.findings.extend(elements::without_target(&scene));
        }
        // Without quotas and deals nobody asks for attainment.
        let deals = self.tables.source("deals").is_ok_and(|source| source.is_some());
        let empty = deals.then(QuotaBook::default);
        if let Some(book) = company.quotas.as_ref().or(empty.as_ref()) {
            let used = reps && !plans.is_empty();
            if used {
                self.findings.extend(quotas::missing(&scene, book, &self.settings.calendar.value));
            }
            // Days without a row are found by the elements that need them, where that is known.
            self.findings.extend(quotas::rows_of_holders(book, !used));
            self.findings.extend(quotas::impossible_goals(book));
            if all_plans {
                self.findings.extend(quotas::unused(&scene, book));
            }
            self.findings.extend(quotas::named_without_rows(&scene, book));
        }
        if reps {
            self.findings.extend(elements::without_scores(&scene, &company.scored));
            if all_plans {
                self.findings.extend(elements::scores_of_nothing(&scene, &company.scored));
            }
            self.findings.extend(elements::without_events(&scene, &company.events));
            self.pay_rates(&scene, &company);
        }
        self.deals(&mut company, &membership, &plans)?;
        self.territories()?;
        Ok(self.findings)
    }

    /// Whether something was found at a row already.
    fn found_at(&self, file: &str, row: u64) -> bool {
        self.findings.iter().any(|finding| finding.file == file && finding.row == row)
    }

    /// Refused rows, and how many more there are that nothing else is known of.
    fn rejects(&mut self, rejects: Vec<Reject>, unknown: u64) {
        for reject in rejects {
            let value = crate::render::visible(&reject.value);
            let what = if value.is_empty() { reject.reason } else { format!("`{value}` {}", reject.reason) };
            let remedy = reject.remedy.unwrap_or_else(|| MEND.to_owned());
            let finding = Finding::new(Severity::Error, what, remedy);
            self.findings.push(finding.at(&reject.file, reject.row, &reject.column));
        }
        if unknown > 0 {
            let what = format!("{unknown} more rows cannot be read");
            self.findings.push(Finding::new(Severity::Error, what, MEND));
        }
    }

    fn refused(&mut self, error: &DataError) {
        self.findings.push(of_data(error));
    }

    /// Keeps a failure as a finding, unless it is about the command line itself.
    fn keep<T>(&mut self, result: Result<T, Failure>) -> Result<Option<T>, Failure> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(failure) => match failure.outcome {
                Outcome::Input | Outcome::Workspace => {
                    self.findings.push(of_failure(&failure));
                    Ok(None)
                }
                _ => Err(failure),
            },
        }
    }
}

/// What the readers refuse, as a finding.
fn of_data(error: &DataError) -> Finding {
    let (file, column) = error.place();
    let what = match error {
        DataError::Row { reason, .. } => reason.clone(),
        _ => error.to_string(),
    };
    let remedy = match error {
        DataError::Open { .. } => "correct the path, or the rights of the file".to_owned(),
        _ => error.hint().unwrap_or_default(),
    };
    let finding = Finding::new(Severity::Error, what, remedy);
    finding.at(file, error.row().unwrap_or(0), column)
}

/// What a command refuses, as a finding: the first place is that of the finding where it names a file and a line.
#[must_use]
pub fn of_failure(failure: &Failure) -> Finding {
    let mut what = failure.message.clone();
    let first = failure.places.first();
    let place =
        first.and_then(|place| place_in(place).or_else(|| place_of_settings(&failure.message, place)));
    let rest = failure.places.iter().skip(usize::from(place.is_some()));
    for place in rest {
        what.push_str(&format!("; {place}"));
    }
    let finding = Finding::new(Severity::Error, what, failure.hints.join("; "));
    match place {
        Some((file, row, column)) => finding.at(&file, row, &column),
        None => finding,
    }
}

/// The file, line and key of a place such as ``plans/ae.toml:8:9: `element[base].where` ``.
fn place_in(place: &str) -> Option<(String, u64, String)> {
    let (spot, key) = place.split_once(": ").unwrap_or((place, ""));
    let mut numbers = Vec::new();
    let mut file = spot;
    while let Some((before, number)) = file.rsplit_once(':').filter(|_| numbers.len() < 2) {
        let Ok(number) = number.parse::<u64>() else { break };
        numbers.push(number);
        file = before;
    }
    let row = numbers.last()?;
    Some((file.to_owned(), *row, key.trim_matches('`').to_owned()))
}

/// The place of a fault of spm.toml: the file in the message, the line in the place (`line 2, column 1`), or the key.
fn place_of_settings(message: &str, place: &str) -> Option<(String, u64, String)> {
    let file = message.split('`').nth(1).filter(|file| file.ends_with(crate::cli::workspace::FILE_NAME))?;
    if let Some(key) = place.strip_prefix("key ") {
        return Some((file.to_owned(), 0, key.trim_matches('`').to_owned()));
    }
    let line = place.strip_prefix("line ")?.split(',').next()?.parse().ok()?;
    Some((file.to_owned(), line, String::new()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_failure_is_that_of_the_finding() {
        let failure = Failure::new(Outcome::Workspace, "the condition is wrong")
            .at("plans/ae.toml:8:9: `element[base].where`")
            .hint("did you mean `type`?");
        let finding = of_failure(&failure);
        assert_eq!(finding.place(), "plans/ae.toml:8, `element[base].where`");
        assert_eq!(finding.remedy, "did you mean `type`?");
        let settings =
            Failure::new(Outcome::Workspace, "`a/spm.toml` has an unknown key `x`").at("line 2, column 1");
        assert_eq!(of_failure(&settings).place(), "a/spm.toml:2");
        let elsewhere = of_failure(&Failure::new(Outcome::Input, "no file").at("key `sources.deals`"));
        assert_eq!(
            (elsewhere.place().as_str(), elsewhere.what.as_str()),
            ("", "no file; key `sources.deals`")
        );
    }
}
