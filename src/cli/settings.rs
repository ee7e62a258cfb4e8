//! What the command line and the workspace mean together. Commands see only this. What can change a number comes
//! from flags and `spm.toml`, never from the environment; each value knows where it came from.

use std::path::{Path, PathBuf};

use crate::calendar::{Anchor, Calendar, Day, Pattern, Period, Weekday};
use crate::cli::args::GlobalArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::pinned::Pinned;
use crate::cli::workspace::{Workspace, WorkspaceFile};
use crate::money::Currency;

/// A value and where it came from.
#[derive(Debug, Clone)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it came from, in words: `--as-of`, `spm.toml`, `default`.
    pub origin: &'static str,
}

impl<T> Sourced<T> {
    fn new(value: T, origin: &'static str) -> Self {
        Self { value, origin }
    }
}

/// The settings of a run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The workspace, when there is one.
    pub workspace: Option<Workspace>,
    /// Name of the company; empty when not said.
    pub company: Sourced<String>,
    /// Reporting currency; the data's own when not said.
    pub currency: Option<Sourced<Currency>>,
    /// Time zone in which a time becomes a day.
    pub time_zone: Sourced<String>,
    /// The calendar.
    pub calendar: Sourced<Calendar>,
    /// The day as of which reports are made.
    pub as_of: Sourced<Day>,
    /// Names of won stages, when said.
    pub won: Option<Sourced<Vec<String>>>,
    /// Names of lost stages, when said.
    pub lost: Option<Sourced<Vec<String>>>,
    /// Threads to work with; 0 for all.
    pub threads: Sourced<usize>,
    /// When pay is paid.
    pub pay_day: Sourced<String>,
    /// The files that a closed period was worked out from, in place of those of today.
    pub pinned: Option<Pinned>,
    /// What an interval of a forecast has to hold, in percent.
    pub interval: Sourced<u8>,
    /// The seed of a forecast's simulation.
    pub seed: Sourced<u64>,
    /// How many futures a forecast draws.
    pub futures: Sourced<usize>,
}

impl Settings {
    /// The threads to work with: those that are asked for, else all of the machine.
    #[must_use]
    pub fn thread_count(&self) -> usize {
        match self.threads.value {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        }
    }

    /// Works out the settings from the global flags, the workspace and today's date, which is only a default.
    pub fn resolve(global: &GlobalArgs, today: Day) -> Result<Self, Failure> {
        let workspace = Workspace::find(global.workspace.as_deref())?;
        let as_of = match &global.as_of {
            Some(text) => Sourced::new(parse_day("--as-of", text)?, "--as-of"),
            None => Sourced::new(today, "today"),
        };
        let threads = match global.threads {
            Some(threads) => Sourced::new(threads, "--threads or SPM_THREADS"),
            None => Sourced::new(0, "default"),
        };
        Self::with(workspace, as_of, threads)
    }

    /// The settings of a workspace, where there is one, as of a day.
    pub fn of(workspace: Option<Workspace>, as_of: Day, threads: usize) -> Result<Self, Failure> {
        Self::with(
            workspace,
            Sourced::new(as_of, "ledger"),
            Sourced::new(threads, "--threads or SPM_THREADS"),
        )
    }

    fn with(
        workspace: Option<Workspace>,
        as_of: Sourced<Day>,
        threads: Sourced<usize>,
    ) -> Result<Self, Failure> {
        let empty = WorkspaceFile::default();
        let file = workspace.as_ref().map_or(&empty, |workspace| &workspace.file);
        Ok(Self {
            company: said(file.company.clone(), String::new()),
            currency: currency(file)?,
            time_zone: said(file.timezone.clone(), "UTC".to_owned()),
            calendar: calendar(file)?,
            as_of,
            won: file.stages.won.clone().map(|stages| Sourced::new(stages, "spm.toml")),
            lost: file.stages.lost.clone().map(|stages| Sourced::new(stages, "spm.toml")),
            threads,
            pay_day: said(file.pay_day.clone(), "last-business-day".to_owned()),
            interval: interval(file)?,
            seed: said(file.forecast.seed, 1),
            futures: futures(file)?,
            workspace,
            pinned: None,
        })
    }

    /// The period that a text names.
    pub fn period(&self, text: &str) -> Result<Period, Failure> {
        self.calendar
            .value
            .parse(text, self.as_of.value)
            .map_err(|error| Failure::new(Outcome::Usage, error.to_string()).at(format!("--period {text}")))
    }

    /// The workspace's `spm.toml`.
    #[must_use]
    pub fn file(&self) -> Option<PathBuf> {
        self.in_workspace(crate::cli::workspace::FILE_NAME)
    }

    /// The workspace's root directory.
    #[must_use]
    pub fn root(&self) -> Option<&Path> {
        self.workspace.as_ref().map(|workspace| workspace.root.as_path())
    }

    /// A path of the workspace, from the current directory.
    #[must_use]
    pub fn in_workspace(&self, path: &str) -> Option<PathBuf> {
        self.root().map(|root| root.join(path))
    }
}

fn said<T>(value: Option<T>, default: T) -> Sourced<T> {
    match value {
        Some(value) => Sourced::new(value, "spm.toml"),
        None => Sourced::new(default, "default"),
    }
}

fn parse_day(flag: &str, text: &str) -> Result<Day, Failure> {
    Day::parse(text).map_err(|error| {
        Failure::new(Outcome::Usage, error.to_string())
            .at(format!("{flag} {text}"))
            .hint(format!("write the day as {flag} 2026-11-20"))
    })
}

fn refused(key: &str, value: &str, error: &dyn std::fmt::Display) -> Failure {
    Failure::new(Outcome::Workspace, format!("`{key}` in spm.toml cannot be used: {error}"))
        .at(format!("{key} = \"{value}\""))
}

fn currency(file: &WorkspaceFile) -> Result<Option<Sourced<Currency>>, Failure> {
    let Some(text) = &file.currency else { return Ok(None) };
    let currency = Currency::parse(text).map_err(|error| refused("currency", text, &error))?;
    Ok(Some(Sourced::new(currency, "spm.toml")))
}

/// The parts of futures that an interval may be asked to hold, in percent.
pub const INTERVALS: std::ops::RangeInclusive<u8> = 50..=99;
/// How many futures may be drawn.
pub const FUTURES: std::ops::RangeInclusive<usize> = 500..=1_000_000;

fn interval(file: &WorkspaceFile) -> Result<Sourced<u8>, Failure> {
    match file.forecast.interval {
        Some(interval) if !INTERVALS.contains(&interval) => {
            Err(refused("forecast.interval", &interval.to_string(), &"it is 50 to 99 percent"))
        }
        interval => Ok(said(interval, 80)),
    }
}

fn futures(file: &WorkspaceFile) -> Result<Sourced<usize>, Failure> {
    match file.forecast.futures {
        Some(futures) if !FUTURES.contains(&futures) => {
            Err(refused("forecast.futures", &futures.to_string(), &"it is 500 to 1000000"))
        }
        futures => Ok(said(futures, 10_000)),
    }
}

fn calendar(file: &WorkspaceFile) -> Result<Sourced<Calendar>, Failure> {
    let mut calendar = Calendar::default();
    let mut origin = "default";
    if let Some(month) = file.fiscal_year_starts {
        if !(1..=12).contains(&month) {
            return Err(refused("fiscal_year_starts", &month.to_string(), &"a month is 1 to 12"));
        }
        calendar.fiscal_year_starts = month;
        origin = "spm.toml";
    }
    if let Some(text) = &file.calendar {
        calendar.pattern = Pattern::parse(text).map_err(|error| refused("calendar", text, &error))?;
        origin = "spm.toml";
    }
    if let Some(text) = &file.week_starts {
        calendar.week_starts = Weekday::parse(text).map_err(|error| refused("week_starts", text, &error))?;
    }
    if let Some(text) = &file.year_anchor {
        calendar.year_anchor = Anchor::parse(text).map_err(|error| refused("year_anchor", text, &error))?;
    }
    let weeks = file.week_starts.is_some() || file.year_anchor.is_some();
    if weeks && calendar.pattern == Pattern::Months {
        return Err(Failure::new(
            Outcome::Workspace,
            "`week_starts` and `year_anchor` in spm.toml belong to a calendar of weeks",
        )
        .hint("add `calendar = \"4-4-5\"` (or 4-5-4, 5-4-4), or take them out"));
    }
    Ok(Sourced::new(calendar, origin))
}
