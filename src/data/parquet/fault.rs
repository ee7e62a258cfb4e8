//! What can be wrong with a Parquet file, before the file has a name in the message. The readers below speak of
//! faults; `mod.rs` turns a fault into the [`DataError`] that names the file.

use std::io;
use std::path::Path;

use polars::prelude::PolarsError;

use crate::data::error::DataError;

/// Why a Parquet file cannot be read.
#[derive(Debug)]
pub(super) enum Fault {
    /// The bytes contradict the format or each other.
    Damaged(String),
    /// A limit was passed: what passes it, and the limit in words.
    Limit { message: String, limit: String },
    /// The file is sound, as far as can be seen, but uses something that is not read.
    Unsupported { message: String, hint: String },
    /// A wanted column is not there.
    NoColumn(String),
    /// The system could not read the file.
    Read(io::Error),
    /// The condition or the frame could not be worked out.
    Frame(PolarsError),
}

impl Fault {
    /// A fault of the bytes: `damaged("the footer …")`.
    pub(super) fn damaged(message: impl Into<String>) -> Self {
        Self::Damaged(message.into())
    }

    /// A limit that was passed.
    pub(super) fn limit(message: impl Into<String>, limit: impl Into<String>) -> Self {
        Self::Limit { message: message.into(), limit: limit.into() }
    }

    /// Something that is not read, with what to do about it.
    pub(super) fn unsupported(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Unsupported { message: message.into(), hint: hint.into() }
    }

    /// The same fault, naming the column that has it.
    pub(super) fn in_column(self, name: &str) -> Self {
        match self {
            Self::Damaged(message) => Self::Damaged(format!("column `{name}`: {message}")),
            Self::Limit { message, limit } => {
                Self::Limit { message: format!("column `{name}`: {message}"), limit }
            }
            Self::Unsupported { message, hint } => {
                Self::Unsupported { message: format!("{message} (column `{name}`)"), hint }
            }
            other => other,
        }
    }

    /// The error of the data layer, naming the file.
    pub(super) fn of(self, path: &Path) -> DataError {
        let file = path.display().to_string();
        match self {
            Self::Damaged(message) => DataError::DamagedParquet { file, message },
            Self::Limit { message, limit } => DataError::Limit { file, row: 0, message, limit },
            Self::Unsupported { message, hint } => DataError::Format { file, found: message, hint },
            Self::NoColumn(column) => DataError::NoColumn { file, column },
            Self::Read(cause) => DataError::Read { file, cause },
            Self::Frame(cause) => DataError::Frame(cause),
        }
    }
}

impl From<io::Error> for Fault {
    fn from(cause: io::Error) -> Self {
        Self::Read(cause)
    }
}

impl From<PolarsError> for Fault {
    fn from(cause: PolarsError) -> Self {
        Self::Frame(cause)
    }
}
