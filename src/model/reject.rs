//! A row that could not be used: a value that is collected and shown, never an error that stops the reading
//! and never a row that vanishes.

/// One reason why one row of a file was not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// The file as the user named it; `-` for standard input.
    pub file: String,
    /// The physical line on which the record begins (the header of an ordinary file is row 1); in Parquet
    /// the row counted from 1. 0 where the fault has no row.
    pub row: u64,
    /// The column as the file names it; empty where the fault has no column.
    pub column: String,
    /// The value as the file holds it.
    pub value: String,
    /// What is wrong with it, without a full stop.
    pub reason: String,
    /// What to do about it, if something general helps.
    pub remedy: Option<String>,
}
