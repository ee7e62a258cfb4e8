//! A pager between a table and the terminal, for those who have named one. Whether it is used is decided in
//! `output`; a pager that cannot be started is no reason to fail.

use std::io::Write;
use std::process::{Child, ChildStdin, Command, Stdio};

/// A running pager. Dropping it closes its input and waits until the person has read enough.
pub(super) struct Pager {
    child: Child,
    input: Option<ChildStdin>,
}

impl Pager {
    /// Starts the pager with its arguments, split at spaces; no shell is involved. `None` when it cannot run.
    pub(super) fn start(command: &str) -> Option<Pager> {
        let mut words = command.split_whitespace();
        let mut process = Command::new(words.next()?);
        process.args(words).stdin(Stdio::piped());
        if std::env::var_os("LESS").is_none() {
            // Leave at once when the table fits the screen, keep colours, leave the table standing.
            process.env("LESS", "FRX");
        }
        let mut child = process.spawn().ok()?;
        let input = child.stdin.take();
        Some(Pager { child, input })
    }

    /// Where the table goes.
    pub(super) fn input(&mut self) -> Option<&mut dyn Write> {
        self.input.as_mut().map(|input| -> &mut dyn Write { input })
    }
}

impl Drop for Pager {
    fn drop(&mut self) {
        // Without an input to wait for, the pager knows that the table is whole.
        self.input = None;
        let _ = self.child.wait();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_pager_that_is_not_there_is_none() {
        assert!(Pager::start("there-is-no-such-pager --really").is_none());
        assert!(Pager::start("  ").is_none());
    }
}
