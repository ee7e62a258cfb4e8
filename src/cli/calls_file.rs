//! Calls as files: those that `spm forecast --save` keeps under `forecasts/` of the workspace, and those that people
//! submit. What came of them is left to the caller.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::calendar::Day;
use crate::cli::args::ReadArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::reading::{Reading, refused};
use crate::cli::tables::flagged;
use crate::data::{DecimalMark, Source, amounts_of, column_names, days_of, texts_of};
use crate::disk::write_atomically;
use crate::engine::attainment::Dimension;
use crate::model::table::{ColumnKind, ColumnSpec, TableSpec};
use crate::money::Amount;
use crate::render::{Format, RenderError, Style, render};
use crate::report::Report;

/// The folder of the workspace.
const FOLDER: &str = "forecasts";

/// What a file of calls has to have, for people.
const COLUMNS: &str =
    "its columns are period, call, what it is grouped by (rep_id, team …), and if known as_of, low, high";

/// A file of calls; what it is grouped by stands in columns of its own.
pub(super) static CALLS: TableSpec = TableSpec {
    name: "calls",
    key: &[],
    columns: &[
        column("period", ColumnKind::Period, true),
        column("call", ColumnKind::Money, true),
        column("rep_id", ColumnKind::Id, false),
        column("currency", ColumnKind::Currency, false),
        column("as_of", ColumnKind::Date, false),
        column("low", ColumnKind::Money, false),
        column("high", ColumnKind::Money, false),
    ],
};

const fn column(name: &'static str, kind: ColumnKind, required: bool) -> ColumnSpec {
    ColumnSpec { name, kind, required }
}

/// One call as a file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The label of the period.
    pub period: String,
    /// The day of the call, where the file says it.
    pub as_of: Option<Day>,
    /// The values of the dimensions.
    pub keys: Vec<String>,
    /// The currency, where the file says it.
    pub currency: String,
    /// The call.
    pub call: Amount,
    /// The interval, where the file has one.
    pub interval: Option<(Amount, Amount)>,
}

/// The column of a dimension in a file of calls.
#[must_use]
pub fn column_of(dimension: &Dimension) -> String {
    match dimension {
        Dimension::Rep => "rep_id".to_owned(),
        Dimension::Manager => "manager_id".to_owned(),
        Dimension::RepColumn(name) | Dimension::Deal(name) => name.clone(),
        Dimension::Time(unit) => unit.as_str().to_owned(),
    }
}

/// Keeps a call in the workspace: one file for each period, day and grouping, written whole. The name of the file.
///
/// # Errors
/// Every failure of the file system.
pub fn keep(
    root: &Path,
    period: &str,
    as_of: Day,
    by: &[Dimension],
    report: &Report,
) -> Result<PathBuf, Failure> {
    let folder = root.join(FOLDER).join(period);
    let names = std::iter::once(as_of.to_string()).chain(by.iter().map(column_of));
    let path = folder.join(format!("{}.csv", names.collect::<Vec<String>>().join("-by-")));
    let failed = |error: &dyn std::fmt::Display| {
        Failure::new(Outcome::Output, format!("`{}` cannot be written: {error}", path.display()))
    };
    fs::create_dir_all(&folder).map_err(|error| failed(&error))?;
    let style = Style::default();
    let written: Result<(), RenderError> =
        write_atomically(&path, false, |out| render(report, Format::Csv, &style, out));
    written.map_err(|error| failed(&error))?;
    Ok(path)
}

/// The calls that are kept in a workspace and can be grouped in this way: for each period and day those of the file
/// that has the fewest other columns.
///
/// # Errors
/// Files that cannot be read, or are no calls.
pub fn kept(root: &Path, by: &[Dimension], reading: &mut Reading<'_>) -> Result<Vec<Call>, Failure> {
    let unreadable = |path: &Path, error: &io::Error| {
        Failure::new(Outcome::Input, format!("`{}` cannot be read: {error}", path.display()))
    };
    let list = |folder: &Path| -> Result<Vec<PathBuf>, Failure> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unreadable(folder, &error)),
        };
        let mut paths: Vec<PathBuf> = entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<_>>()
            .map_err(|error| unreadable(folder, &error))?;
        paths.sort_unstable();
        Ok(paths)
    };
    let mut best: BTreeMap<(PathBuf, String), (usize, PathBuf)> = BTreeMap::new();
    for folder in list(&root.join(FOLDER))?.into_iter().filter(|path| path.is_dir()) {
        for path in list(&folder)?.into_iter().filter(|path| path.extension().is_some_and(|end| end == "csv"))
        {
            let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let mut parts = name.split("-by-");
            let day = parts.next().unwrap_or_default().to_owned();
            let columns: Vec<&str> = parts.collect();
            if by.iter().all(|dimension| columns.contains(&column_of(dimension).as_str())) {
                let found = (columns.len(), path.clone());
                let known = best.entry((folder.clone(), day)).or_insert_with(|| found.clone());
                if found < *known {
                    *known = found;
                }
            }
        }
    }
    let mut calls = Vec::new();
    for (_, path) in best.values() {
        let file = path.display().to_string();
        let mut source = flagged(&CALLS, &[file], &ReadArgs::default(), reading.settings)?;
        source.decimal_mark = Some(DecimalMark::Point);
        calls.extend(read(&source, by, reading)?);
    }
    Ok(calls)
}

/// Reads files of calls that people submit, as every table is read: `$1,234.50` and `1.234,50 €` are amounts.
///
/// # Errors
/// Files that cannot be read, and rows that are no calls.
pub fn submitted(
    files: &[String],
    by: &[Dimension],
    flags: &ReadArgs,
    reading: &mut Reading<'_>,
) -> Result<Vec<Call>, Failure> {
    let mut calls = Vec::new();
    for file in files {
        let source = flagged(&CALLS, std::slice::from_ref(file), flags, reading.settings)?;
        calls.extend(read(&source, by, reading)?);
    }
    Ok(calls)
}

/// Reads a file of calls: columns `period` and `call`, those of the dimensions, and if there are `as_of`, `low`, `high`
/// and `currency`.
fn read(source: &Source, by: &[Dimension], reading: &mut Reading<'_>) -> Result<Vec<Call>, Failure> {
    let (frame, file) = reading.small(source)?;
    let names = column_names(&frame);
    let texts = |name: &str| texts_of(&frame, name).map_err(|error| refused(&error));
    let amounts = |name: &str| amounts_of(&frame, name).map_err(|error| refused(&error));
    let mut keys: Vec<Vec<String>> = Vec::with_capacity(by.len());
    for column in by.iter().map(column_of) {
        let Some(name) = names.iter().find(|name| name.eq_ignore_ascii_case(&column)) else {
            return Err(Failure::new(Outcome::Input, format!("`{file}` cannot be read as calls"))
                .at(format!("there is no column `{column}`"))
                .hint(COLUMNS));
        };
        keys.push(texts(name)?);
    }
    let (periods, currencies) = (texts("period")?, texts("currency")?);
    let days = days_of(&frame, "as_of").map_err(|error| refused(&error))?;
    let (said, low, high) = (amounts("call")?, amounts("low")?, amounts("high")?);
    // A row without a call has been refused.
    let calls = said.into_iter().enumerate().filter_map(|(row, call)| {
        Some(Call {
            period: periods[row].clone(),
            as_of: days[row],
            keys: keys.iter().map(|column| column[row].clone()).collect(),
            currency: currencies[row].clone(),
            call: call?,
            interval: low[row].zip(high[row]),
        })
    });
    Ok(calls.collect())
}
