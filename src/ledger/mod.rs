//! Closed periods: a folder for each with its lines, its statements and a manifest, and the chain of the manifests'
//! hashes. `manifest` is what a manifest says, `digest` how files are hashed, `chain` finds and checks closed periods,
//! `store` is the only place that writes, `pending` what was submitted and approved, `statements` and `lines` what was
//! written, read back. Nothing is calculated here.
//!
//! The folder of the ledger holds
//!
//! ```text
//! 2026-01/         lines.parquet, statements.csv, manifest.json: written once, whole or not at all
//! inputs/HASH      every file that a closed period was worked out from, once for each content
//! pending/         what is submitted or approved, a file for each period
//! .lock            who writes holds it; nobody waits for it to read
//! ```

pub mod chain;
pub mod digest;
pub mod lines;
pub mod manifest;
pub mod pending;
pub mod statements;
pub mod store;

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

pub use self::chain::{Chain, Closed, Fault};
pub use self::manifest::{Input, KeptFile, Manifest, Signature, Total};
pub use self::pending::Pending;
pub use self::store::{INPUTS, Writer};

/// The lines of a closed period.
pub const LINES: &str = "lines.parquet";
/// The statements of a closed period.
pub const STATEMENTS: &str = "statements.csv";
/// The manifest of a closed period.
pub const MANIFEST: &str = "manifest.json";

/// How far the life of a period has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Worked out anew whenever it is asked for.
    Draft,
    /// Handed in by somebody.
    Submitted,
    /// Approved by somebody else.
    Approved,
    /// Never changed again.
    Closed,
}

impl State {
    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Submitted => "submitted",
            State::Approved => "approved",
            State::Closed => "closed",
        }
    }
}

/// What cannot be done with a ledger.
#[derive(Debug, Error)]
pub enum LedgerError {
    /// Another run holds the lock.
    #[error("another run writes to `{}`", .0.display())]
    Locked(PathBuf),
    /// Something is in the way that must not be followed or replaced.
    #[error("`{}` is {what}", path.display())]
    InTheWay {
        /// The path.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// A file cannot be read.
    #[error("`{}` cannot be read: {cause}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// A file cannot be written.
    #[error("`{}` cannot be written: {cause}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// What is kept is not what was written.
    #[error("`{}` is not as spm wrote it: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

impl LedgerError {
    pub(crate) fn read(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::Read { path, cause }
    }

    pub(crate) fn write(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::Write { path, cause }
    }

    pub(crate) fn damaged(path: &Path, reason: impl Into<String>) -> Self {
        Self::Damaged { path: path.to_owned(), reason: reason.into() }
    }
}
