//! The folder of a scenario: its tables as CSV or Parquet, what was asked and what came of it as JSON, and a manifest;
//! written whole or not at all.

use std::path::Path;

use serde_json::Value;

use crate::cli::failure::{Failure, Outcome};
use crate::cli::put;
use crate::cli::run_manifest::{FilePrint, IN_FOLDER};
use crate::cli::ui::Ui;
use crate::disk::NewFolder;
use crate::ledger::digest;
use crate::render::{Format, Style, render};
use crate::report::Report;

/// Writes the files of a scenario.
pub fn put_folder(
    folder: &Path,
    reports: &[(&str, Report)],
    scenario: &Value,
    ui: &Ui,
) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        Failure::new(Outcome::Output, format!("`{}` cannot be written: {error}", folder.display()))
    };
    let new = NewFolder::begin(folder).map_err(failed)?;
    let style: Style = ui.style();
    let format = match ui.options().format.as_deref() {
        None | Some("csv") => Format::Csv,
        Some("parquet") => Format::Parquet,
        Some(other) => {
            return Err(Failure::new(Outcome::Usage, format!("a scenario is not written as `{other}`"))
                .hint("its tables are csv, or parquet with `-f parquet`"));
        }
    };
    let mut outputs = Vec::new();
    let mut put_file = |name: &str, bytes: &[u8]| {
        outputs.push(FilePrint::new(name.to_owned(), digest::of_bytes(bytes)));
        new.put(name, |out| out.write_all(bytes)).map_err(failed)
    };
    for (name, report) in reports {
        let name =
            if format == Format::Parquet { name.replace(".csv", ".parquet") } else { (*name).to_owned() };
        let mut bytes = Vec::new();
        render(report, format, &style, &mut bytes)
            .map_err(|error| put::failed(&error, &format!("`{}`", folder.join(&name).display())))?;
        put_file(&name, &bytes)?;
    }
    let text = serde_json::to_string_pretty(scenario).unwrap_or_default() + "\n";
    put_file("scenario.json", text.as_bytes())?;
    let mut manifest = ui.manifest().map_err(failed)?;
    manifest.outputs = outputs;
    new.put(IN_FOLDER, |out| out.write_all(manifest.text().as_bytes())).map_err(failed)?;
    new.finish().map_err(failed)?;
    ui.status(&format!("written to `{}`", folder.display()));
    Ok(())
}
