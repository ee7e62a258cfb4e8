//! Why a text is not an expression: what is wrong, where in the text, and what to write instead.

/// Why an expression is refused; it is said without a full stop.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason} (character {character})")]
pub struct ExpressionError {
    /// Where in the text, in bytes from 0.
    pub position: usize,
    /// Where in the text, in characters from 1.
    pub character: usize,
    /// What is wrong, with the words of the text.
    pub reason: String,
    /// What to do about it, if there is something to say.
    pub remedy: Option<String>,
}

impl ExpressionError {
    /// An error at a byte of the text; an empty remedy is none.
    pub(super) fn new(position: usize, reason: impl Into<String>, remedy: impl Into<String>) -> Self {
        let remedy = Some(remedy.into()).filter(|remedy| !remedy.is_empty());
        ExpressionError { position, character: 0, reason: reason.into(), remedy }
    }

    /// The same with its character counted.
    pub(super) fn located(self, text: &str) -> Self {
        let before = text.char_indices().take_while(|(at, _)| *at < self.position).count();
        ExpressionError { character: before + 1, ..self }
    }
}
