//! What is submitted or approved and not closed yet: who, when, and the hash of what it was.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::manifest::Signature;
use super::store::{Writer, read_text};
use super::{LedgerError, State};

/// A period on its way to being closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pending {
    /// Label of the period.
    pub period: String,
    /// Hash of the result that was submitted.
    pub result: String,
    /// Who handed it in.
    pub submitted: Signature,
    /// Who approved it.
    pub approved: Option<Signature>,
}

impl Pending {
    /// What is pending for a period; nothing where it is a draft.
    pub fn read(ledger: &Path, period: &str) -> Result<Option<Self>, LedgerError> {
        let path = ledger.join("pending").join(format!("{period}.json"));
        let Some(text) = read_text(&path)? else { return Ok(None) };
        let pending: Self =
            serde_json::from_str(&text).map_err(|error| LedgerError::damaged(&path, error.to_string()))?;
        if pending.period != period {
            return Err(LedgerError::damaged(&path, format!("it is about {}", pending.period)));
        }
        Ok(Some(pending))
    }

    /// Writes it down.
    pub fn write(&self, writer: &Writer) -> Result<(), LedgerError> {
        let mut text = serde_json::to_string_pretty(self)
            .map_err(|error| LedgerError::damaged(Path::new(&self.period), error.to_string()))?;
        text.push('\n');
        writer.put("pending", &format!("{}.json", self.period), text.as_bytes())
    }

    /// How far the period has come.
    #[must_use]
    pub fn state(&self) -> State {
        if self.approved.is_some() { State::Approved } else { State::Submitted }
    }
}
