//! What a closed period was worked out from, in the place of the files of today: the same tables, plans and settings,
//! read from the copies that the ledger keeps.

use std::path::{Path, PathBuf};

use crate::calendar::Day;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::settings::Settings;
use crate::cli::workspace::{Workspace, parse};
use crate::data::Location;
use crate::ledger::store::{kept, print_of};
use crate::ledger::{Closed, Input};

/// The files of a closed period, each with the place of a copy.
#[derive(Clone, Debug, Default)]
pub struct Pinned {
    files: Vec<(Input, PathBuf)>,
}

impl Pinned {
    /// Finds a copy of every input: the one that the ledger keeps, else the file itself where it still is what it was.
    /// The error names the files of which neither is there.
    pub fn of(closed: &Closed, ledger: &Path, root: Option<&Path>) -> Result<Self, Vec<String>> {
        let (mut files, mut missing) = (Vec::new(), Vec::new());
        for input in &closed.manifest.inputs {
            let original = || {
                let path = root.map_or_else(|| PathBuf::from(&input.name), |root| root.join(&input.name));
                print_of(&path).ok().filter(|print| print.sha256 == input.sha256).map(|_| path)
            };
            match kept(ledger, &input.sha256).or_else(original) {
                Some(path) => files.push((input.clone(), path)),
                None => missing.push(input.name.clone()),
            }
        }
        if missing.is_empty() { Ok(Self { files }) } else { Err(missing) }
    }

    /// Where a table came from, and its files under their names of then.
    #[must_use]
    pub fn table(&self, table: &str) -> Option<(&str, Vec<Location>)> {
        let mine: Vec<&(Input, PathBuf)> =
            self.files.iter().filter(|(input, _)| input.table == table).collect();
        let origin = mine.first().map(|(input, _)| input.origin.as_str())?;
        let copy = |(input, path): &&(Input, PathBuf)| Location::Copy {
            name: input.name.clone(),
            path: path.clone(),
        };
        Some((origin, mine.iter().map(copy).collect()))
    }

    /// The plan files.
    #[must_use]
    pub fn plans(&self) -> Vec<PathBuf> {
        self.copies("plans")
    }

    /// What the file was called of which this is a copy.
    #[must_use]
    pub fn name(&self, copy: &Path) -> Option<&str> {
        let mut files = self.files.iter();
        files.find(|(_, path)| path == copy).map(|(input, _)| input.name.as_str())
    }

    /// The copy of a profile file.
    #[must_use]
    pub fn profile(&self, name: &str) -> Option<PathBuf> {
        let mine = |(input, _): &&(Input, PathBuf)| input.table == "profile" && input.name == name;
        self.files.iter().find(mine).map(|(_, path)| path.clone())
    }

    fn copies(&self, table: &str) -> Vec<PathBuf> {
        self.files.iter().filter(|(input, _)| input.table == table).map(|(_, path)| path.clone()).collect()
    }

    /// The settings of then, for a run over these files.
    pub fn settings(self, closed: &Closed, today: &Settings) -> Result<Settings, Failure> {
        let text = match self.copies("settings").first() {
            Some(path) => Some(std::fs::read_to_string(path).map_err(|error| {
                Failure::new(Outcome::Workspace, format!("`{}` cannot be read: {error}", path.display()))
            })?),
            None => None,
        };
        let root = today.root().map_or_else(PathBuf::new, Path::to_path_buf);
        let workspace =
            text.map(|text| parse(&text, "spm.toml").map(|file| Workspace { root, file })).transpose()?;
        let as_of = Day::parse(&closed.manifest.as_of)
            .map_err(|error| Failure::new(Outcome::Workspace, error.to_string()))?;
        let mut settings = Settings::of(workspace, as_of, today.threads.value)?;
        settings.pinned = Some(self);
        Ok(settings)
    }
}
