//! `spm config`: each setting and where it came from.

use crate::cli::failure::{Failure, Outcome};
use crate::cli::put;
use crate::cli::settings::{Settings, Sourced};
use crate::cli::ui::Ui;
use crate::report::{Block, Column, Report, Values};

/// Lists the settings.
pub fn run(settings: &Settings, ui: &Ui) -> Result<Outcome, Failure> {
    let rows = rows(settings);
    let column = |at: usize| Values::text(rows.iter().map(|row| row[at].as_str()));
    let columns =
        vec![Column::id("key", "Key"), Column::text("value", "Value"), Column::text("origin", "Where from")];
    let report = Report::new("Settings", columns, Block::of(vec![column(0), column(1), column(2)]));
    put::report(&report, ui)?;
    Ok(Outcome::Done)
}

fn rows(settings: &Settings) -> Vec<[String; 3]> {
    fn row<T: ToString>(key: &str, value: &Sourced<T>) -> [String; 3] {
        [key.to_owned(), value.value.to_string(), value.origin.to_owned()]
    }
    let unsaid = |key: &str, meaning: &str| [key.to_owned(), meaning.to_owned(), "default".to_owned()];
    let calendar = &settings.calendar;
    let from_calendar = |key: &str, value: String| [key.to_owned(), value, calendar.origin.to_owned()];
    let mut rows = vec![
        match settings.root() {
            Some(root) => [
                "workspace".to_owned(),
                root.display().to_string(),
                "nearest spm.toml, or --workspace".to_owned(),
            ],
            None => unsaid("workspace", "none"),
        },
        row("company", &settings.company),
        match &settings.currency {
            Some(currency) => row("currency", currency),
            None => unsaid("currency", "that of the deals"),
        },
        from_calendar("calendar", calendar.value.pattern.to_string()),
        from_calendar("fiscal_year_starts", calendar.value.fiscal_year_starts.to_string()),
        from_calendar("week_starts", calendar.value.week_starts.to_string()),
        from_calendar("year_anchor", calendar.value.year_anchor.to_string()),
        row("timezone", &settings.time_zone),
        row("pay_day", &settings.pay_day),
        row("forecast.interval", &settings.interval),
        row("forecast.seed", &settings.seed),
        row("forecast.futures", &settings.futures),
        row("as_of", &settings.as_of),
        row("threads", &settings.threads),
    ];
    for (key, stages) in [("stages.won", &settings.won), ("stages.lost", &settings.lost)] {
        rows.push(match stages {
            Some(stages) => [key.to_owned(), stages.value.join(", "), stages.origin.to_owned()],
            None => unsaid(key, "the profile's, else common names"),
        });
    }
    if let Some(workspace) = &settings.workspace {
        for (table, source) in &workspace.file.sources {
            rows.push([format!("sources.{table}"), source.files.all().join(", "), "spm.toml".to_owned()]);
        }
    }
    rows
}
