//! `spm init`: a workspace to begin with, empty or with the sample company.

use std::fs;
use std::path::PathBuf;

use clap::Args;

use crate::cli::failure::{Failure, Outcome};
use crate::cli::ui::Ui;
use crate::cli::workspace::FILE_NAME;
use crate::sample;

/// Make a workspace, empty or with a sample company
///
/// Nothing that is there already is overwritten.
///
///     spm init acme                  spm.toml, plans/, exports/ with comments that explain them
///     spm init --sample acme         the same with Acme: 18 months of deals, reps, quotas, plans
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct InitArgs {
    /// The directory; made when it is not there. Example: spm init acme
    #[arg(value_name = "DIR", default_value = ".")]
    pub directory: PathBuf,
    /// With the invented company Acme and its exports. Example: spm init --sample acme
    #[arg(long)]
    pub sample: bool,
}

/// Writes the files.
pub fn run(args: &InitArgs, ui: &Ui) -> Result<Outcome, Failure> {
    let files = if args.sample { sample::files() } else { sample::starter() };
    let directory = &args.directory;
    if directory.join(FILE_NAME).exists() {
        return Err(Failure::new(
            Outcome::NotAllowed,
            format!("`{}` is a workspace already", directory.display()),
        )
        .hint("name another directory; nothing was written"));
    }
    let taken: Vec<&str> =
        files.iter().map(|file| file.path.as_str()).filter(|path| directory.join(path).exists()).collect();
    if let Some(first) = taken.first() {
        return Err(Failure::new(
            Outcome::NotAllowed,
            format!("`{}` is there already", directory.join(first).display()),
        )
        .hint("name an empty directory; nothing was written"));
    }
    for file in &files {
        let path = directory.join(&file.path);
        let write = || -> std::io::Result<()> {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(&path, &file.bytes)
        };
        write().map_err(|error| {
            Failure::new(Outcome::Output, format!("`{}` cannot be written: {error}", path.display()))
        })?;
    }
    let name = directory.display();
    ui.status(&format!("made the workspace `{name}` with {} files", files.len()));
    let next = if args.sample {
        format!("spm commissions --workspace {name} --period 2026-10")
    } else {
        format!(
            "put exports into {name}/exports, look into {name}/spm.toml, then: spm import --workspace {name}"
        )
    };
    ui.status(&format!("next: {next}"));
    Ok(Outcome::Done)
}
