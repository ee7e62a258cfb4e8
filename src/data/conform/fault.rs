//! What is wrong with one value: the sentence that a reject shows. Where the value stands (file, row, column)
//! is added by the caller.

/// Why a value cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::data) struct Fault {
    /// A predicate about the value: `is not a date`.
    pub reason: String,
    /// What to do about it, where something general helps.
    pub remedy: Option<String>,
}

impl Fault {
    /// A fault without a remedy.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), remedy: None }
    }

    /// A fault with what to do about it.
    pub fn with(reason: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { reason: reason.into(), remedy: Some(remedy.into()) }
    }
}
