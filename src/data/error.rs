//! Why a file could not be read: what, where and what to do, with the class that decides the exit code.
//! Rows that could not be used are no errors; they are `model::reject::Reject`.

use std::io;

use polars::prelude::PolarsError;
use thiserror::Error;

/// A file that is refused or could not be read. The texts are lower-case, with names in back-ticks;
/// [`DataError::hint`] says what to do.
#[derive(Debug, Error)]
pub enum DataError {
    /// The file could not be opened.
    #[error("`{file}` cannot be opened: {cause}")]
    Open {
        /// The file as the user named it.
        file: String,
        /// What the system said.
        cause: io::Error,
    },
    /// The file was opened and then could not be read to its end.
    #[error("`{file}` cannot be read: {cause}")]
    Read {
        /// The file as the user named it.
        file: String,
        /// What the system said.
        cause: io::Error,
    },
    /// Standard input could not be kept in a temporary file.
    #[error("`{file}` cannot be kept in a temporary file: {cause}")]
    Spool {
        /// The file as the user named it.
        file: String,
        /// What the system said.
        cause: io::Error,
    },
    /// Packed data is damaged or cut off.
    #[error("`{file}` is damaged {packing} data: {cause}")]
    Damaged {
        /// The file as the user named it.
        file: String,
        /// `gzip` or `zstd`.
        packing: &'static str,
        /// What the unpacker said.
        cause: io::Error,
    },
    /// The file changed between two looks at it.
    #[error("`{file}` changed while it was read")]
    Changed {
        /// The file as the user named it.
        file: String,
    },
    /// The content is something else than a table in text or Parquet.
    #[error("`{file}` {found}")]
    Format {
        /// The file as the user named it.
        file: String,
        /// What it is: `is a workbook (.xlsx)`.
        found: String,
        /// What to do about it.
        hint: String,
    },
    /// An option for the file states what cannot be.
    #[error("`{file}`: {message}")]
    Stated {
        /// The file as the user named it.
        file: String,
        /// What is wrong.
        message: String,
        /// What to do about it.
        hint: String,
    },
    /// The stated encoding contradicts the file.
    #[error("`{file}`: {message}")]
    Encoding {
        /// The file as the user named it.
        file: String,
        /// What is wrong.
        message: String,
        /// What to do about it.
        hint: String,
    },
    /// There is no header line, or it cannot be read.
    #[error("`{file}` has no header: {message}")]
    NoHeader {
        /// The file as the user named it.
        file: String,
        /// What was found instead.
        message: String,
    },
    /// A column that is needed occurs twice in the header.
    #[error(
        "`{file}` has two columns for one name: `{first}` is column {first_position} \
         and `{second}` is column {second_position}"
    )]
    DuplicateHeader {
        /// The file as the user named it.
        file: String,
        /// The header that comes first.
        first: String,
        /// Its place, counted from 1.
        first_position: usize,
        /// The header that comes second.
        second: String,
        /// Its place, counted from 1.
        second_position: usize,
    },
    /// A fault after which no later line can be trusted.
    #[error("row {row} of `{file}`: {message}")]
    Broken {
        /// The file as the user named it.
        file: String,
        /// The physical line on which the record begins.
        row: u64,
        /// What is wrong.
        message: String,
        /// What to do about it.
        hint: String,
    },
    /// A limit was passed.
    #[error("`{file}`{place}: {message} (limit: {limit})", place = place(*.row))]
    Limit {
        /// The file as the user named it.
        file: String,
        /// The physical line on which the record begins; 0 where it has none.
        row: u64,
        /// What passes the limit.
        message: String,
        /// The limit in words: `a value may hold 1 MiB`.
        limit: String,
    },
    /// One row makes the whole run impossible.
    #[error("`{file}`{place}, column `{column}`: {reason}", place = place(*.row))]
    Row {
        /// The file as the user named it.
        file: String,
        /// The row; 0 where it has none.
        row: u64,
        /// The column.
        column: String,
        /// What is wrong.
        reason: String,
    },
    /// A Parquet file whose bytes contradict the format or each other.
    #[error("`{file}` is damaged: {message}")]
    DamagedParquet {
        /// The file as the user named it.
        file: String,
        /// What is wrong.
        message: String,
    },
    /// A column that is needed is not in the file.
    #[error("`{file}` has no column `{column}`")]
    NoColumn {
        /// The file as the user named it.
        file: String,
        /// The name that was looked for.
        column: String,
    },
    /// The file is sound and cannot be used as the table that was asked for.
    #[error("{message}")]
    Refused {
        /// What is wrong, where; further lines name the places.
        message: String,
        /// What to do about it.
        hint: String,
    },
    /// A profile file cannot be used.
    #[error("profile `{profile}`: {message}")]
    Profile {
        /// The profile as the user named it.
        profile: String,
        /// What is wrong with it.
        message: String,
        /// What to do about it.
        hint: String,
    },
    /// A file could not be written.
    #[error("`{file}` cannot be written: {cause}")]
    Write {
        /// The file as the user named it.
        file: String,
        /// What the system said.
        cause: io::Error,
    },
    /// The query engine refused.
    #[error("{0}")]
    Frame(#[from] PolarsError),
}

fn place(row: u64) -> String {
    if row == 0 { String::new() } else { format!(" row {row}") }
}

impl DataError {
    /// A row that makes the whole run impossible.
    #[must_use]
    pub fn row_refused(file: &str, row: u64, column: &str, reason: &str) -> Self {
        let (file, column, reason) = (file.to_owned(), column.to_owned(), reason.to_owned());
        Self::Row { file, row, column, reason }
    }

    /// The same about a row of this file, where it names none yet.
    #[must_use]
    pub fn in_file(self, name: &str) -> Self {
        match self {
            Self::Row { file, row, column, reason } if file.is_empty() => {
                Self::Row { file: name.to_owned(), row, column, reason }
            }
            other => other,
        }
    }

    /// What the user can do about it, where something can be said.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Format { hint, .. }
            | Self::Stated { hint, .. }
            | Self::Encoding { hint, .. }
            | Self::Broken { hint, .. }
            | Self::Refused { hint, .. }
            | Self::Profile { hint, .. } => Some(hint.clone()).filter(|text| !text.is_empty()),
            Self::DamagedParquet { .. } => {
                Some("export it again, or copy it again from where it came".to_owned())
            }
            Self::Changed { .. } => Some("read it again when it is written completely".to_owned()),
            Self::DuplicateHeader { .. } => {
                Some("take one of the two columns out of the export, or rename it".to_owned())
            }
            _ => None,
        }
    }

    /// The file and the column that are to blame; empty where none is.
    #[must_use]
    pub fn place(&self) -> (&str, &str) {
        match self {
            Self::Row { file, column, .. } | Self::NoColumn { file, column } => (file, column),
            Self::Open { file, .. }
            | Self::Read { file, .. }
            | Self::Spool { file, .. }
            | Self::Damaged { file, .. }
            | Self::Changed { file }
            | Self::Format { file, .. }
            | Self::Stated { file, .. }
            | Self::Encoding { file, .. }
            | Self::NoHeader { file, .. }
            | Self::DuplicateHeader { file, .. }
            | Self::Broken { file, .. }
            | Self::Limit { file, .. }
            | Self::DamagedParquet { file, .. }
            | Self::Write { file, .. } => (file, ""),
            Self::Refused { .. } | Self::Profile { .. } | Self::Frame(_) => ("", ""),
        }
    }

    /// The physical line that is to blame, where there is one.
    #[must_use]
    pub fn row(&self) -> Option<u64> {
        match self {
            Self::Broken { row, .. } | Self::Limit { row, .. } | Self::Row { row, .. } => {
                Some(*row).filter(|row| *row > 0)
            }
            _ => None,
        }
    }

    /// The exit code of the contract: 2 wrong option, 4 input refused, 8 output (here the temporary copy of standard
    /// input) could not be written, 70 for what only a bug can cause.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Stated { .. } => 2,
            Self::Spool { .. } | Self::Write { .. } => 8,
            Self::Profile { .. } => 5,
            Self::Frame(_) => 70,
            _ => 4,
        }
    }
}
