//! Whether the exports are still those that were imported. An import leaves their fingerprints beside its table, in
//! `data/TABLE.sources`: one line for each file, its length, its fingerprint and its name.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::cli::failure::{Failure, Outcome};
use crate::cli::settings::Settings;
use crate::cli::tables::locations;
use crate::data::{Location, Source, fingerprint};
use crate::disk::write_atomically;

/// The record of the exports of a table that lies here.
fn record(table: &Path) -> PathBuf {
    table.with_extension("sources")
}

/// Writes down which files a table was imported from; a record that is there and says the same stays untouched.
pub fn keep(source: &Source, table: &Path) -> Result<(), Failure> {
    let path = record(table);
    let text: String = source.files.iter().filter_map(line).collect();
    if fs::read_to_string(&path).is_ok_and(|known| known == text) {
        return Ok(());
    }
    let written: io::Result<()> = write_atomically(&path, false, |out| out.write_all(text.as_bytes()));
    written.map_err(|error| {
        Failure::new(Outcome::Output, format!("`{}` cannot be written: {error}", path.display()))
    })
}

/// The line of a file; none for standard input, and for what cannot be read any more.
fn line(file: &Location) -> Option<String> {
    let print = fingerprint(&file.place()?).ok()?;
    Some(format!("{print} {}\n", file.name()))
}

/// What to say about an imported table whose files in `spm.toml` are others than those that were imported. Nothing is
/// said where there is no record, and where the table came from files that `spm.toml` does not name.
#[must_use]
pub fn stale(table: &str, imported: &Path, settings: &Settings) -> Option<String> {
    let workspace = settings.workspace.as_ref()?;
    let known = fs::read_to_string(record(imported)).ok()?;
    let named = workspace.file.sources.get(table)?.files.all();
    let files = locations(&named, Some(&workspace.root)).ok()?;
    let name = |line: &str| line.splitn(3, ' ').nth(2).unwrap_or_default().to_owned();
    let names: Vec<String> = known.lines().map(name).collect();
    if !files.iter().any(|file| names.contains(&file.name())) {
        return None;
    }
    let same = |file: &&Location| line(file).is_some_and(|line| known.contains(&line));
    let changed = files.iter().find(|file| !same(file))?.name();
    let how = if names.contains(&changed) { "has changed since" } else { "is not part of" };
    Some(format!("`{changed}` {how} the import of {table}, which are read as imported: `spm import {table}`"))
}
