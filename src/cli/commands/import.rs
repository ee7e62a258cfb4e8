//! `spm import`: exports into canonical Parquet, checked.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::ReadArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::freshness;
use crate::cli::put;
use crate::cli::reading::{Reading, refused};
use crate::cli::settings::Settings;
use crate::cli::tables::{configured, flagged, imported_path, table_named};
use crate::cli::ui::Ui;
use crate::data::{ImportReport, Source, import_table};
use crate::report::import::report;

/// Read exports, check them and write canonical Parquet
///
/// Every row is read or refused by name: file, row, column, value and reason. One refused row refuses the file and
/// leaves the old table in place, unless --allow-rejects. Importing the same files twice changes nothing.
///
///     spm import                                  every source in spm.toml
///     spm import deals exports/opportunities.csv  one table; the profile is found from the header
///     spm import deals - --profile hubspot < deals.csv
///     spm import --dry-run                        what would be read, mapped and refused; writes nothing
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct ImportArgs {
    /// The table: deals, splits, reps, quotas, events, leads … Example: spm import deals opportunities.csv
    #[arg(value_name = "TABLE")]
    pub table: Option<String>,
    /// Its files, patterns, or `-` for standard input. Example: spm import deals 'exports/*.csv'
    #[arg(value_name = "FILE", requires = "table")]
    pub files: Vec<String>,
    /// Say what would be read, mapped and refused, and write nothing. Example: spm import --dry-run
    #[arg(long)]
    pub dry_run: bool,
    /// Write the table to this Parquet file instead of the workspace's data folder; with one table.
    /// Example: --to deals.parquet
    #[arg(long, value_name = "FILE", requires = "table")]
    pub to: Option<PathBuf>,
    /// Reading.
    #[command(flatten)]
    pub read: ReadArgs,
}

/// Imports the tables that were named, in the order of their names.
pub fn run(args: &ImportArgs, settings: &Settings, ui: &Ui) -> Result<Outcome, Failure> {
    let mut reading = Reading::new(settings, &args.read, ui);
    let mut reports: Vec<ImportReport> = Vec::new();
    for (source, target) in sources(args, settings)? {
        let bar = ui.progress(&format!("importing {}", source.table.name), Some(source.bytes()));
        let target = target.filter(|_| !args.dry_run);
        reading.begin(&source, target.as_deref())?;
        let allowed = args.read.allow_rejects.unwrap_or(0);
        let report = import_table(&source, target.as_deref(), reading.won().as_deref(), allowed, &|bytes| {
            bar.reach(bytes);
        })
        .map_err(|error| refused(&error))?;
        drop(bar);
        reading.take(&source, report.scan.clone())?;
        let kept = settings.root().map(|root| imported_path(root, source.table.name));
        if let Some(table) = target.filter(|target| kept.as_ref() == Some(target)) {
            freshness::keep(&source, &table)?;
        }
        reports.push(report);
    }
    put::report(&report(&reports, args.dry_run), ui)?;
    reading.outcome()
}

/// The sources to import and where to.
fn sources(args: &ImportArgs, settings: &Settings) -> Result<Vec<(Source, Option<PathBuf>)>, Failure> {
    let target = |table: &str| -> Result<Option<PathBuf>, Failure> {
        match (&args.to, settings.root()) {
            (Some(path), _) => Ok(Some(path.clone())),
            (None, Some(root)) => Ok(Some(imported_path(root, table))),
            (None, None) if args.dry_run => Ok(None),
            (None, None) => Err(Failure::new(Outcome::Workspace, "there is no workspace to import into")
                .hint(
                    "`spm init DIR` makes one; `--to FILE.parquet` writes elsewhere; `--dry-run` only looks",
                )),
        }
    };
    if let Some(name) = &args.table {
        let spec = table_named(name)?;
        if !args.files.is_empty() {
            let mut source = flagged(spec, &args.files, &args.read, settings)?;
            // One table is imported, so the profile is its own.
            source.profile.clone_from(&args.read.profile);
            return Ok(vec![(source, target(spec.name)?)]);
        }
    }
    let (Some(workspace), Some(root)) = (&settings.workspace, settings.root()) else {
        return Err(Failure::new(Outcome::Workspace, "there is no workspace, so no sources to import")
            .hint("name a table and its files: `spm import deals opportunities.csv --dry-run`")
            .hint("or make a workspace with `spm init DIR`"));
    };
    let mut sources = Vec::new();
    for (name, file) in &workspace.file.sources {
        if args.table.as_ref().is_none_or(|table| table == name) {
            let spec = table_named(name)?;
            sources.push((configured(spec, file, root, settings, &args.read)?, target(name)?));
        }
    }
    match &args.table {
        Some(table) if sources.is_empty() => {
            Err(Failure::new(Outcome::Workspace, format!("spm.toml has no source for {table}"))
                .hint(format!("name the files: `spm import {table} FILE`, or add `[sources.{table}]`")))
        }
        None if sources.is_empty() => Err(Failure::new(Outcome::Workspace, "spm.toml has no sources")
            .hint("add `[sources.deals]` with `files = \"exports/opportunities.csv\"`")),
        _ => Ok(sources),
    }
}
