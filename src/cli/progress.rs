//! A progress bar that keeps out of the way: it appears when the work has lasted half a second, counts bytes or things,
//! and leaves nothing behind. Whether there is one at all is decided by `ui`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

/// Work shorter than this shows no bar.
const PATIENCE: Duration = Duration::from_millis(500);

/// Progress of one piece of work, to be counted up from any thread. Clones count the same work.
#[derive(Clone)]
pub struct Progress {
    shared: Option<Arc<Shared>>,
}

struct Shared {
    bars: MultiProgress,
    bar: ProgressBar,
    started: Instant,
    done: AtomicU64,
    shown: AtomicBool,
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl Progress {
    /// Progress that nobody sees.
    #[must_use]
    pub fn hidden() -> Progress {
        Progress { shared: None }
    }

    pub(super) fn new(bars: Option<&MultiProgress>, label: &str, bytes: Option<u64>) -> Progress {
        let template = match bytes {
            Some(_) => "{msg} [{bar:30}] {bytes} of {total_bytes}, {eta} left",
            None => "{msg} {bytes} read, {elapsed}",
        };
        Progress::by(bars, label, bytes, template)
    }

    /// Progress of work on so many things.
    pub(super) fn of_things(bars: Option<&MultiProgress>, label: &str, things: usize) -> Progress {
        let count = u64::try_from(things).unwrap_or(u64::MAX);
        Progress::by(bars, label, Some(count), "{msg} [{bar:30}] {pos} of {len}, {eta} left")
    }

    fn by(bars: Option<&MultiProgress>, label: &str, length: Option<u64>, template: &str) -> Progress {
        let Some(bars) = bars else { return Progress::hidden() };
        let bar = ProgressBar::hidden();
        if let Some(length) = length {
            bar.set_length(length);
        }
        // A template that does not parse would be a fault of this file; the default style still counts.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(label.to_owned());
        let shared = Shared {
            bars: bars.clone(),
            bar,
            started: Instant::now(),
            done: AtomicU64::new(0),
            shown: AtomicBool::new(false),
        };
        Progress { shared: Some(Arc::new(shared)) }
    }

    /// Counts so many bytes more as done.
    pub fn advance(&self, bytes: u64) {
        let Some(shared) = &self.shared else { return };
        let done = shared.done.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if shared.started.elapsed() < PATIENCE {
            return;
        }
        if !shared.shown.swap(true, Ordering::Relaxed) {
            // Adding it to the bars gives it the terminal to draw on.
            shared.bars.add(shared.bar.clone());
        }
        shared.bar.set_position(done);
    }

    /// Counts so many bytes as done in all; fewer than are counted already change nothing.
    pub fn reach(&self, bytes: u64) {
        self.advance(bytes.saturating_sub(self.done()));
    }

    /// How many bytes are done.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.shared.as_ref().map_or(0, |shared| shared.done.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_progress_counts_nothing() {
        let progress = Progress::hidden();
        progress.advance(10);
        assert_eq!(progress.done(), 0);
    }

    #[test]
    fn clones_count_the_same_work() {
        let bars = MultiProgress::with_draw_target(indicatif::ProgressDrawTarget::hidden());
        let progress = Progress::new(Some(&bars), "reading", Some(100));
        progress.clone().advance(30);
        progress.advance(12);
        assert_eq!(progress.done(), 42);
    }
}
