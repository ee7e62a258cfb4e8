//! The two streams of the program: standard output carries the result and nothing else, standard error the
//! talk. Every line that a person reads while a command runs goes through [`Ui`]. Where a result goes, and in
//! which format, is decided in `output`; what the terminal is like in `surroundings`.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::prints::Prints;
use super::progress::Progress;
use super::run_manifest::{RunFacts, RunManifest};
use super::surroundings::Surroundings;
use crate::render::visible;

/// Whether colour is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorChoice {
    /// On a terminal that has it, unless the environment says otherwise.
    #[default]
    Auto,
    /// Always, in pipes and files of the table format too.
    Always,
    /// Never.
    Never,
}

/// What the command line says about output, filled in by the arguments of every command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct OutputOptions {
    /// `-f`: the name of a format.
    pub format: Option<String>,
    /// `-o`: the file to write; `-` and absence are standard output.
    pub out: Option<PathBuf>,
    /// `--color`; without it `SPM_COLOR`, else automatic.
    pub color: Option<ColorChoice>,
    /// `--width`: columns of a table; 0 for no limit.
    pub width: Option<usize>,
    /// `-q`: errors only.
    pub quiet: bool,
    /// How often `-v` was given: 1 tells the steps, 2 and more everything.
    pub verbose: u8,
    /// `--spreadsheet-safe` or its opposite; without either on for files, off for pipes.
    pub spreadsheet_safe: Option<bool>,
    /// `--all-columns`: a table hides none.
    pub all_columns: bool,
    /// `--all-rows`: a table on a terminal leaves none out.
    pub all_rows: bool,
    /// `--ascii`: rules and charts without characters beyond ASCII.
    pub ascii: bool,
    /// `--no-pager`.
    pub no_pager: bool,
    /// Threads that format; 0 for as many as the machine has.
    pub threads: usize,
    /// Files that hold pay are readable by their owner alone.
    pub private: bool,
}

/// How much is said on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Talk {
    /// Errors only.
    Quiet,
    /// Warnings, notes and hints as well.
    Normal,
    /// The steps as well.
    Steps,
    /// Everything.
    Debug,
}

/// A stream that a test can look into.
pub(super) type Stream = Box<dyn Write + Send>;

/// The program's mouth.
pub struct Ui {
    pub(super) options: OutputOptions,
    pub(super) surroundings: Surroundings,
    pub(super) result: Mutex<Stream>,
    talk: Mutex<Stream>,
    bars: indicatif::MultiProgress,
    facts: Mutex<RunFacts>,
    prints: Prints,
}

impl Ui {
    /// The program's own streams.
    #[must_use]
    pub fn new(options: OutputOptions, surroundings: Surroundings) -> Ui {
        Ui::with_streams(options, surroundings, Box::new(io::stdout()), Box::new(io::stderr()))
    }

    /// Other streams, for tests.
    #[must_use]
    pub fn with_streams(
        options: OutputOptions,
        surroundings: Surroundings,
        result: Stream,
        talk: Stream,
    ) -> Ui {
        let bars = indicatif::MultiProgress::with_draw_target(indicatif::ProgressDrawTarget::stderr());
        let (result, talk, facts) = (Mutex::new(result), Mutex::new(talk), Mutex::new(RunFacts::default()));
        Ui { options, surroundings, result, talk, bars, facts, prints: Prints::default() }
    }

    /// Says nothing: for work whose result alone counts, and what is said beside it has been said or is found.
    #[must_use]
    pub fn silent() -> Ui {
        let options = OutputOptions { quiet: true, ..OutputOptions::default() };
        Ui::with_streams(options, Surroundings::default(), Box::new(io::sink()), Box::new(io::sink()))
    }

    /// What the run knows of itself so far, for its manifest.
    #[must_use]
    pub fn facts(&self) -> RunFacts {
        lock(&self.facts).clone()
    }

    /// Notes something for the manifest of the run.
    pub fn learn(&self, note: impl FnOnce(&mut RunFacts)) {
        note(&mut lock(&self.facts));
    }

    /// Notes files that the run reads. Where the result is a file, which gets a manifest, and there is a thread beside
    /// the work, their prints are begun.
    pub fn reads(&self, files: &[PathBuf], beside: bool) {
        let mut new = Vec::new();
        // Whatever is no plain file gives its bytes once, and they are the run's.
        let plain = files.iter().filter(|file| file.is_file());
        self.learn(|facts| new.extend(plain.filter(|file| facts.inputs.insert((*file).clone())).cloned()));
        if beside && self.file().is_some() {
            self.prints.begin(new);
        }
    }

    /// The manifest of the run so far, with the prints of all that it read.
    ///
    /// # Errors
    /// When an input can no longer be read.
    pub fn manifest(&self) -> io::Result<RunManifest> {
        self.facts().manifest(&self.prints)
    }

    /// What the command line said about output.
    #[must_use]
    pub fn options(&self) -> &OutputOptions {
        &self.options
    }

    /// What the program runs in.
    #[must_use]
    pub fn surroundings(&self) -> &Surroundings {
        &self.surroundings
    }

    /// How much is said.
    #[must_use]
    pub fn level(&self) -> Talk {
        match (self.options.quiet, self.options.verbose) {
            (true, _) => Talk::Quiet,
            (false, 0) => Talk::Normal,
            (false, 1) => Talk::Steps,
            (false, _) => Talk::Debug,
        }
    }

    /// `error: …`, said even when quiet. Further lines stand as they are.
    pub fn error(&self, text: &str) {
        self.say(Talk::Quiet, "error", "\x1b[1;31m", text);
    }

    /// `warning: …`: the result is there, and something about it needs attention.
    pub fn warning(&self, text: &str) {
        self.say(Talk::Normal, "warning", "\x1b[1;33m", text);
    }

    /// `note: …`: something worth knowing about the result.
    pub fn note(&self, text: &str) {
        self.say(Talk::Normal, "note", "\x1b[1;36m", text);
    }

    /// `hint: …`: what to do next; said after an error even when quiet.
    pub fn hint(&self, text: &str) {
        self.say(Talk::Quiet, "hint", "\x1b[1;36m", text);
    }

    /// A plain line, such as the summary of an import.
    pub fn status(&self, text: &str) {
        self.say(Talk::Normal, "", "", text);
    }

    /// A step of the work, with `-v`.
    pub fn step(&self, text: &str) {
        self.say(Talk::Steps, "", "", text);
    }

    /// A detail, with `-vv`.
    pub fn debug(&self, text: &str) {
        self.say(Talk::Debug, "debug", "\x1b[2m", text);
    }

    /// A bar for work on so many bytes, or on an unknown number. It shows itself on a terminal when the work
    /// lasts, and is gone when the [`Progress`] is dropped.
    #[must_use]
    pub fn progress(&self, label: &str, bytes: Option<u64>) -> Progress {
        let wanted = self.level() >= Talk::Normal && self.surroundings.shows_progress();
        Progress::new(wanted.then_some(&self.bars), label, bytes)
    }

    /// A bar for work on so many things, counted one by one.
    #[must_use]
    pub fn progress_of(&self, label: &str, things: usize) -> Progress {
        let wanted = self.level() >= Talk::Normal && self.surroundings.shows_progress();
        Progress::of_things(wanted.then_some(&self.bars), label, things)
    }

    fn say(&self, level: Talk, word: &str, ink: &str, text: &str) {
        if self.level() < level {
            return;
        }
        let mut line = String::new();
        if !word.is_empty() {
            let colour = self.surroundings.error_colour(self.options.color);
            let (start, end) = if colour { (ink, "\x1b[0m") } else { ("", "") };
            line = format!("{start}{word}:{end} ");
        }
        // What a file or a person wrote may be part of the text, and must not steer the terminal.
        for part in text.split('\n') {
            line.push_str(&visible(part));
            line.push('\n');
        }
        // A bar would be drawn over the line, so it steps aside. Standard error that is closed or full is no
        // reason to fail: there is nobody left to tell.
        self.bars.suspend(|| {
            let mut talk = lock(&self.talk);
            let _ = talk.write_all(line.as_bytes()).and_then(|()| talk.flush());
        });
    }
}

/// What is shared is whole between two uses, so a panic elsewhere does not spoil it.
pub(super) fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
