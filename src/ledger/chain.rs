//! The closed periods of a ledger in their order, and whether they are what was closed: every manifest names the hash
//! of the one before, and the hashes of the files beside it.

use std::fs;
use std::path::{Path, PathBuf};

use super::manifest::{Manifest, result_hash};
use super::store::{names, print_of, read_text, refuse_link};
use super::{INPUTS, LINES, LedgerError, MANIFEST, STATEMENTS};
use crate::calendar::{Day, Span};

/// A closed period.
#[derive(Clone, Debug)]
pub struct Closed {
    /// Its label, which is the name of its folder.
    pub label: String,
    /// Its days.
    pub span: Span,
    /// Its folder.
    pub folder: PathBuf,
    /// What its manifest says.
    pub manifest: Manifest,
    /// The hash of the manifest.
    pub hash: String,
}

/// Something in a ledger that is not as it was closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The period; empty where it is about the whole chain.
    pub period: String,
    /// What is wrong, with the name of the file.
    pub what: String,
}

/// The closed periods of a ledger, in the order in which they were closed.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    /// The periods.
    pub closed: Vec<Closed>,
}

impl Chain {
    /// Reads the manifests of a ledger, and says everything that is wrong with them and with the chain. The files
    /// beside the manifests are left to [`Chain::check_files`].
    pub fn read(ledger: &Path) -> Result<(Self, Vec<Fault>), LedgerError> {
        refuse_link(ledger)?;
        let (mut closed, mut faults) = (Vec::new(), Vec::new());
        for name in names(ledger)? {
            if name.starts_with('.') || name == INPUTS || name == "pending" {
                continue;
            }
            match read_one(ledger, &name) {
                Ok(one) => closed.push(one),
                Err(what) => faults.push(Fault { period: name, what }),
            }
        }
        closed.sort_by_key(|one| (one.span.from, one.span.to));
        let chain = Self { closed };
        faults.extend(chain.links());
        Ok((chain, faults))
    }

    /// What is wrong with the order of the periods and with the hashes that lead from one to the next.
    fn links(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |period: &str, what: String| {
            faults.push(Fault { period: period.to_owned(), what });
        };
        if let Some(first) = self.closed.first()
            && let Some(previous) = &first.manifest.previous
        {
            fault(&first.label, format!("the period before it, whose manifest is {previous}, is not there"));
        }
        for pair in self.closed.windows(2) {
            let (before, after) = (&pair[0], &pair[1]);
            let named = after.manifest.previous.as_deref();
            if named != Some(before.hash.as_str()) {
                let named = named.unwrap_or("none");
                fault(
                    &after.label,
                    format!(
                        "its manifest names {named} as the one before, and that of {} is {}: a period is \
                         missing, exchanged or changed",
                        before.label, before.hash
                    ),
                );
            }
            if after.span.from != before.span.to.next() {
                fault(&after.label, format!("it does not begin on the day after {}", before.label));
            }
        }
        faults
    }

    /// What is wrong with the files beside the manifests.
    #[must_use]
    pub fn check_files(&self) -> Vec<Fault> {
        self.closed.iter().flat_map(Closed::check_files).collect()
    }

    /// The hash of the last manifest, which stands for everything that was closed.
    #[must_use]
    pub fn head(&self) -> Option<&str> {
        self.closed.last().map(|closed| closed.hash.as_str())
    }

    /// The days of all closed periods.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        let (first, last) = (self.closed.first()?, self.closed.last()?);
        Some(Span { from: first.span.from, to: last.span.to })
    }

    /// The closed period of this label.
    #[must_use]
    pub fn find(&self, label: &str) -> Option<&Closed> {
        self.closed.iter().find(|closed| closed.label == label)
    }

    /// The chain as it was before a period.
    #[must_use]
    pub fn before(&self, span: Span) -> Self {
        Self { closed: self.closed.iter().filter(|closed| closed.span.to < span.from).cloned().collect() }
    }
}

impl Closed {
    /// What is wrong with the files beside the manifest.
    #[must_use]
    pub fn check_files(&self) -> Vec<Fault> {
        let mut wrong = Vec::new();
        for file in &self.manifest.files {
            let path = self.folder.join(&file.name);
            let found = refuse_link(&path).and_then(|()| print_of(&path));
            match found {
                Ok(print) if print.sha256 == file.sha256 => {}
                Ok(_) => wrong.push(format!("`{}` is not what was closed", file.name)),
                Err(_) => wrong.push(format!("`{}` is not there", file.name)),
            }
        }
        let known = |name: &str| name == MANIFEST || self.manifest.file(name).is_some();
        let strange = names(&self.folder).unwrap_or_default();
        wrong.extend(
            strange
                .iter()
                .filter(|name| !known(name))
                .map(|name| format!("`{name}` was not there when it was closed")),
        );
        let hash = |name: &str| self.manifest.file(name).map(|file| file.sha256.as_str());
        let result = hash(LINES).zip(hash(STATEMENTS)).map(|(lines, rows)| result_hash(lines, rows));
        if result.as_deref() != Some(self.manifest.result.as_str()) {
            wrong.push("its lines and statements are not what was approved".to_owned());
        }
        if self.manifest.submitted.user == self.manifest.approved.user {
            wrong.push("the one who submitted it has approved it".to_owned());
        }
        wrong.into_iter().map(|what| Fault { period: self.label.clone(), what }).collect()
    }
}

fn read_one(ledger: &Path, name: &str) -> Result<Closed, String> {
    let folder = ledger.join(name);
    let found = fs::symlink_metadata(&folder).map_err(|error| error.to_string())?;
    if !found.is_dir() {
        return Err(format!("`{name}` is no closed period"));
    }
    let text = read_text(&folder.join(MANIFEST)).map_err(|error| error.to_string())?;
    let text = text.ok_or_else(|| format!("`{MANIFEST}` is not there"))?;
    let manifest = Manifest::parse(&text).map_err(|reason| format!("`{MANIFEST}` is damaged: {reason}"))?;
    if manifest.period != name {
        return Err(format!("its manifest is that of {}", manifest.period));
    }
    let day = |text: &str| Day::parse(text).map_err(|_| format!("`{MANIFEST}` has no day `{text}`"));
    let span = Span { from: day(&manifest.from)?, to: day(&manifest.to)? };
    let hash = manifest.hash();
    Ok(Closed { label: name.to_owned(), span, folder, manifest, hash })
}
