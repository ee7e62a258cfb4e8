//! Calls as files: those that `spm forecast --save` keeps under `forecasts/` of the workspace, and those that people
//! submit. What came of them is left to the caller.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::calendar::Day;
use crate::cli::failure::{Failure, Outcome};
use crate::disk::write_atomically;
use crate::engine::attainment::Dimension;
use crate::model::records::records;
use crate::money::Amount;
use crate::render::{Format, RenderError, Style, render};
use crate::report::Report;

/// The folder of the workspace.
const FOLDER: &str = "forecasts";

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
pub fn kept(root: &Path, by: &[Dimension]) -> Result<Vec<Call>, Failure> {
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
        calls.extend(read(&path.display().to_string(), by)?);
    }
    Ok(calls)
}

/// Reads a file of calls: columns `period` and `call`, those of the dimensions, and if there are `as_of`, `low`, `high`
/// and `currency`.
///
/// # Errors
/// A file that cannot be read, and the first cell that is not what its column holds.
pub fn read(path: &str, by: &[Dimension]) -> Result<Vec<Call>, Failure> {
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::new(Outcome::Input, format!("`{path}` cannot be read: {error}")))?;
    parse(text.trim_start_matches('\u{feff}'), by).map_err(|(row, reason)| {
        Failure::new(Outcome::Input, format!("`{path}` cannot be read as calls"))
            .at(format!("row {row}: {reason}"))
            .hint("its columns are period, call, what it is grouped by (rep_id, team …), and if known as_of, low, high")
    })
}

fn parse(text: &str, by: &[Dimension]) -> Result<Vec<Call>, (usize, String)> {
    let mut rows = records(text)?.into_iter();
    let (_, head) = rows.next().ok_or((1, "it is empty".to_owned()))?;
    let place = |name: &str| head.iter().position(|column| column.trim().eq_ignore_ascii_case(name));
    let needed = |name: &str| place(name).ok_or((1, format!("there is no column `{name}`")));
    let (period, call) = (needed("period")?, needed("call")?);
    let keys: Vec<usize> =
        by.iter().map(|dimension| needed(&column_of(dimension))).collect::<Result<_, _>>()?;
    let (as_of, low, high, currency) = (place("as_of"), place("low"), place("high"), place("currency"));
    let mut calls = Vec::new();
    for (row, cells) in rows {
        let cell = |at: usize| cells.get(at).map_or("", |cell| cell.trim());
        if cells.len() != head.len() {
            return Err((row, format!("{} fields, and the first row has {}", cells.len(), head.len())));
        }
        let amount = |at: usize| {
            Amount::parse(cell(at)).map_err(|error| (row, format!("column `{}`: {error}", head[at])))
        };
        let optional = |at: Option<usize>| match at.filter(|at| !cell(*at).is_empty()) {
            Some(at) => amount(at).map(Some),
            None => Ok(None),
        };
        let day = as_of.map(cell).filter(|day| !day.is_empty()).map(Day::parse).transpose();
        calls.push(Call {
            period: cell(period).to_owned(),
            as_of: day.map_err(|error| (row, format!("column `as_of`: {error}")))?,
            keys: keys.iter().map(|at| cell(*at).to_owned()).collect(),
            currency: currency.map_or("", cell).to_owned(),
            call: amount(call)?,
            interval: optional(low)?.zip(optional(high)?),
        });
    }
    Ok(calls)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_calls_is_read_strictly() {
        let text =
            "period,Rep_ID,call,as_of,low,high\n2026-Q1,R1,1250.50,2026-02-01,1000,1500\n2026-Q1,R2,7,,,\n";
        let calls = parse(text, &[Dimension::Rep]).unwrap();
        assert_eq!(calls.len(), 2);
        assert_eq!((calls[0].keys[0].as_str(), calls[0].call.to_string()), ("R1", "1250.50".to_owned()));
        assert_eq!(calls[0].interval.map(|(low, _)| low), Amount::parse("1000").ok());
        assert_eq!((calls[1].as_of, calls[1].interval), (None, None));
        let fails = |text: &str, reason: &str| {
            let (row, found) = parse(text, &[Dimension::Rep]).unwrap_err();
            assert!(found.contains(reason), "{row}: {found}");
        };
        fails("period,call\n2026-Q1,5\n", "no column `rep_id`");
        fails("period,rep_id,call\n2026-Q1,R1,a lot\n", "column `call`");
        fails("period,rep_id,call,as_of\n2026-Q1,R1,5,soon\n", "column `as_of`");
        fails("period,rep_id,call\n2026-Q1,R1\n", "2 fields");
        fails("", "it is empty");
    }
}
