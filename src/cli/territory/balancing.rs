//! What `balance`, `design` and their kin share at the edge: the flags of limits, the solve with its clock and its
//! progress, the check of every solution, and the lines of its summary.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};

use crate::cli::args::ReadArgs;
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::reading::{Reading, counted, refused};
use crate::cli::settings::Settings;
use crate::cli::tables::flagged;
use crate::cli::territory::areas::AreaArgs;
use crate::cli::territory::{self, Ground};
use crate::cli::ui::Ui;
use crate::data::{days_of, texts_of};
use crate::engine::people::index;
use crate::engine::territory::alignment::Alignment;
use crate::engine::territory::balance::{
    Ask, Band, KeepBy, Obstacle, Same, Setup, part, percent_text, setup,
};
use crate::engine::territory::book::{Book, Measure};
use crate::engine::territory::solve::verify::{Breach, verify};
use crate::engine::territory::solve::{Effort, GoOn, Solution, solve};
use crate::model::table::{ColumnKind, ColumnSpec, TableSpec};
use crate::money::Percent;

/// The limits and weights of a balance.
#[derive(Debug, Clone, Args)]
pub struct LimitArgs {
    /// What is balanced, several with commas: potential, revenue, workload, visits, count; if absent, potential and
    /// workload where accounts state them, else revenue, else count. Example: --measure potential,workload
    #[arg(short, long, value_name = "MEASURES", value_delimiter = ',')]
    pub measure: Vec<String>,
    /// How far a territory may be from its share, in percent: for all measures, or for one. Example: --tolerance 10
    /// --tolerance workload=15
    #[arg(long, value_name = "PERCENT", default_values_t = ["10".to_owned()])]
    pub tolerance: Vec<String>,
    /// The kilometres for each visit that one would drive more to keep an account with its owner. Example: --keep-km 50
    #[arg(long, value_name = "KILOMETRES", default_value_t = 50)]
    pub keep_km: u32,
    /// How these kilometres are shared over accounts: by visits, by revenue (a large customer is kept rather), or the
    /// same for each account. Example: --keep-by revenue
    #[arg(long, value_enum, default_value_t = KeepWord::Visits, value_name = "WORD")]
    pub keep_by: KeepWord,
    /// The most accounts that may move, in percent of those whose owner stays. Example: --max-moved 10
    #[arg(long, value_name = "PERCENT")]
    pub max_moved: Option<String>,
    /// The most revenue that may move, in percent of that whose owner stays. Example: --max-moved-revenue 5
    #[arg(long, value_name = "PERCENT")]
    pub max_moved_revenue: Option<String>,
    /// Accounts that stay, besides those that the table locks. Example: --lock A000017,A000018
    #[arg(long, value_name = "ACCOUNTS", value_delimiter = ',')]
    pub lock: Vec<String>,
    /// Accounts that stay until a day: CSV with `account_id` and `until`. Example: --kept kept.csv
    #[arg(long, value_name = "FILE", num_args = 1.., help_heading = "Tables")]
    pub kept: Vec<String>,
    /// Accounts stay in a territory that has most of its accounts in their state, or country. Example: --same state
    #[arg(long, value_enum, value_name = "WORD")]
    pub same: Option<SameWord>,
    /// No account goes to a home farther than so many kilometres. Example: --max-distance 300
    #[arg(long, value_name = "KILOMETRES")]
    pub max_distance: Option<u32>,
    /// No territory has more accounts than this. Example: --max-accounts 150
    #[arg(long, value_name = "COUNT")]
    pub max_accounts: Option<u32>,
    /// Reps who leave; their accounts go to others. Example: --leaving R0012,R0031
    #[arg(long, value_name = "REPS", value_delimiter = ',')]
    pub leaving: Vec<String>,
    /// Reps who begin, though they have no account yet. Example: --joining R0051
    #[arg(long, value_name = "REPS", value_delimiter = ',')]
    pub joining: Vec<String>,
    /// Areas that territories are connected by.
    #[command(flatten)]
    pub areas: AreaArgs,
    /// The search.
    #[command(flatten)]
    pub search: SearchArgs,
}

/// How the search goes.
#[derive(Debug, Clone, Args)]
pub struct SearchArgs {
    /// The seed of the search. Example: --seed 7
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub seed: u64,
    /// How long the search is, in proposals for each account. Example: --effort 6000
    #[arg(long, value_name = "NUMBER", default_value_t = 2_000)]
    pub effort: u32,
    /// Stop after so many seconds with the best so far, which another machine may not find again.
    /// Example: --time-limit 30
    #[arg(long, value_name = "SECONDS")]
    pub time_limit: Option<u32>,
}

impl SearchArgs {
    /// The effort that is asked for.
    #[must_use]
    pub fn effort(&self, settings: &Settings) -> Effort {
        Effort {
            seed: self.seed,
            proposals: usize::try_from(self.effort).unwrap_or(usize::MAX),
            threads: settings.thread_count(),
        }
    }
}

/// How kept owners are weighed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum KeepWord {
    /// By visits.
    Visits,
    /// By revenue.
    Revenue,
    /// Each account the same.
    Accounts,
}

/// What is not left.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SameWord {
    /// The state.
    State,
    /// The country.
    Country,
}

const fn column(name: &'static str, kind: ColumnKind) -> ColumnSpec {
    ColumnSpec { name, kind, required: true }
}

/// The file of accounts that stay until a day.
static KEPT: TableSpec = TableSpec {
    name: "kept",
    key: &[],
    columns: &[column("account_id", ColumnKind::Id), column("until", ColumnKind::Date)],
};

/// The question that flags ask of a ground.
pub fn ask(args: &LimitArgs, ground: &Ground, reading: &mut Reading<'_>) -> Result<Ask, Failure> {
    let book = &ground.book;
    let measures =
        if args.measure.is_empty() { usual(book) } else { territory::measures(&args.measure, book)? };
    let mut locked = BTreeSet::new();
    for id in &args.lock {
        let account = book.account(id).ok_or_else(|| {
            Failure::new(Outcome::Usage, format!("`--lock {id}`: there is no such account"))
                .hint(did_you_mean(id, book.accounts.iter().map(|account| account.account_id.as_str())))
        })?;
        locked.insert(account);
    }
    locked.extend(kept(args, ground, reading)?);
    Ok(Ask {
        bands: bands(&args.tolerance, &measures)?,
        keep: i64::from(args.keep_km) * 1_000,
        keep_by: match args.keep_by {
            KeepWord::Visits => KeepBy::Visits,
            KeepWord::Revenue => KeepBy::Revenue,
            KeepWord::Accounts => KeepBy::Accounts,
        },
        moved_accounts: args.max_moved.as_deref().map(|text| percent("--max-moved", text)).transpose()?,
        moved_revenue: args
            .max_moved_revenue
            .as_deref()
            .map(|text| percent("--max-moved-revenue", text))
            .transpose()?,
        locked,
        leaving: reps("--leaving", &args.leaving, book)?,
        joining: reps("--joining", &args.joining, book)?,
        same: args.same.map(|same| match same {
            SameWord::State => Same::State,
            SameWord::Country => Same::Country,
        }),
        reach: args.max_distance.map(|kilometres| i64::from(kilometres) * 1_000),
        most_accounts: args.max_accounts.map(i64::from),
        areas: args.areas.areas(ground, reading)?,
        hired: BTreeMap::new(),
    })
}

/// What is balanced when nothing is named.
#[must_use]
pub fn usual(book: &Book) -> Vec<Measure> {
    let stated = book.stated_measures();
    let both: Vec<Measure> = [Measure::Potential, Measure::Workload]
        .into_iter()
        .filter(|measure| stated.contains(measure))
        .collect();
    if !both.is_empty() {
        return both;
    }
    let revenue = stated.contains(&Measure::Revenue);
    vec![if revenue { Measure::Revenue } else { Measure::Count }]
}

/// A percentage as millionths of one.
fn percent(flag: &str, text: &str) -> Result<i64, Failure> {
    let wrong = || {
        Failure::new(Outcome::Usage, format!("`{flag} {text}` is no percentage"))
            .hint("write a number from 0 to 100: 10 is ten percent")
    };
    let percent = Percent::parse(text.trim_end_matches('%')).map_err(|_| wrong())?;
    part(percent).ok_or_else(wrong)
}

/// The bands of measures, by what `--tolerance` says.
pub fn bands(tolerances: &[String], measures: &[Measure]) -> Result<Vec<Band>, Failure> {
    let mut all = percent("--tolerance", "10")?;
    let mut own = BTreeMap::new();
    for text in tolerances {
        match text.split_once('=') {
            None => all = percent("--tolerance", text)?,
            Some((name, value)) => {
                let measure =
                    Measure::parse(name).filter(|measure| measures.contains(measure)).ok_or_else(|| {
                        Failure::new(
                            Outcome::Usage,
                            format!("`--tolerance {text}`: `{name}` is not balanced"),
                        )
                        .hint(did_you_mean(name, measures.iter().map(|measure| measure.as_str())))
                        .hint("name it with `--measure`")
                    })?;
                own.insert(measure, percent("--tolerance", value)?);
            }
        }
    }
    let band =
        |measure: &Measure| Band { measure: *measure, tolerance: own.get(measure).copied().unwrap_or(all) };
    Ok(measures.iter().map(band).collect())
}

fn reps(flag: &str, names: &[String], book: &Book) -> Result<BTreeSet<u32>, Failure> {
    let find = |name: &String| {
        book.rep(name).ok_or_else(|| {
            Failure::new(Outcome::Usage, format!("`{flag} {name}`: there is no such rep"))
                .hint(did_you_mean(name, book.reps.iter().map(|rep| rep.rep_id.as_str())))
        })
    };
    names.iter().map(find).collect()
}

fn kept(args: &LimitArgs, ground: &Ground, reading: &mut Reading<'_>) -> Result<BTreeSet<u32>, Failure> {
    let mut found = BTreeSet::new();
    if args.kept.is_empty() {
        return Ok(found);
    }
    let source = flagged(&KEPT, &args.kept, &ReadArgs::default(), reading.settings)?;
    let (frame, file) = reading.small(&source)?;
    let ids = texts_of(&frame, "account_id").map_err(|error| refused(&error))?;
    let until = days_of(&frame, "until").map_err(|error| refused(&error))?;
    let mut lost = 0_u64;
    for (id, until) in ids.iter().zip(until) {
        match ground.book.account(id) {
            Some(account) if until.is_none_or(|until| ground.book.as_of <= until) => {
                found.insert(account);
            }
            Some(_) => {}
            None => lost += 1,
        }
    }
    if lost > 0 {
        let what =
            counted(lost, "account that the table does not have", "accounts that the table does not have");
        reading.warning(&format!("`{file}` names {what}"));
    }
    Ok(found)
}

/// A solved problem, with the clock's word on it.
pub struct Solved {
    /// The problem.
    pub setup: Setup,
    /// The solution.
    pub solution: Solution,
    /// Whether the time limit ended the search.
    pub stopped: bool,
}

impl Solved {
    /// What is even, and how far it may be from its share: `potential within 10 %`, several with commas.
    #[must_use]
    pub fn within(&self) -> String {
        let within =
            |band: &Band| format!("{} within {} %", band.measure.as_str(), percent_text(band.tolerance));
        self.setup.bands.iter().map(within).collect::<Vec<_>>().join(", ")
    }

    /// How far the cost is from the best possible at most, which the bound tells of assignments in balance alone.
    #[must_use]
    pub fn reached(&self) -> String {
        if self.solution.broken.all() > 0 {
            return "the bound is of assignments in balance, which this one is not".to_owned();
        }
        let (_, _, gap) = self.setup.proof(self.solution.cost, self.solution.bound);
        format!("at most {} % above the best possible", percent_text((gap + 50) / 100 * 100))
    }
}

/// Sets up, looks for obstacles, solves and checks.
pub fn solved(
    book: &Book,
    standing: &Alignment,
    ask: &Ask,
    args: &LimitArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Solved, Failure> {
    let setup = setup(book, standing, ask).map_err(|error| {
        Failure::new(Outcome::Input, error.to_string()).hint(
            "`spm territories coverage` shows who covers what; `--joining REP` adds a rep without accounts",
        )
    })?;
    if setup.points.is_empty() {
        ui.note(
            "no account has coordinates (`latitude`, `longitude`): ways count nothing, owners and balance decide",
        );
    }
    if let Some(first) = setup.cut.first() {
        let first = &book.accounts[index(*first)].account_id;
        let families = match setup.cut.len() {
            1 => format!("the family of `{first}` is"),
            count => format!("{count} families, the first that of `{first}`, are"),
        };
        ui.warning(&format!(
            "{families} locked to several territories and cannot stay together: what is locked stays, the others go \
             with most of it"
        ));
    }
    let obstacles = setup.obstacles(book);
    if !obstacles.is_empty() {
        return Err(impossible(&obstacles));
    }
    finish(setup, args, settings, ui)
}

/// Solves what is set up, and checks it.
pub fn finish(setup: Setup, args: &LimitArgs, settings: &Settings, ui: &Ui) -> Result<Solved, Failure> {
    let effort = args.search.effort(settings);
    let (solution, stopped) =
        timed(&args.search, ui, "balancing", &mut |go_on| solve(&setup.problem, &effort, go_on));
    let solution =
        solution.ok_or_else(|| Failure::new(Outcome::Input, "some account may go to no territory"))?;
    checked(Solved { setup, solution, stopped })
}

/// Does some work with a bar of progress and the time limit: what comes of it, and whether the limit ended it.
pub fn timed<T>(args: &SearchArgs, ui: &Ui, what: &str, work: &mut dyn FnMut(GoOn<'_>) -> T) -> (T, bool) {
    let begun = Instant::now();
    let limit = args.time_limit.map(|seconds| Duration::from_secs(u64::from(seconds)));
    let stopped = AtomicBool::new(false);
    let progress = ui.progress_of(what, 1_000);
    let go_on = |part: f64| {
        progress.reach(crate::engine::territory::solve::thousandths(part));
        let late = limit.is_some_and(|limit| begun.elapsed() > limit);
        if late {
            stopped.store(true, Ordering::Relaxed);
        }
        !late
    };
    let done = work(&go_on);
    (done, stopped.into_inner())
}

/// Checks a solution anew: what it says must be so, and no limit may be broken.
pub fn checked(solved: Solved) -> Result<Solved, Failure> {
    let (setup, solution) = (&solved.setup, &solved.solution);
    let (breaches, cost) = verify(&setup.problem, &solution.at);
    let grave = breaches.iter().any(|breach| !matches!(breach, Breach::Band { .. } | Breach::Budget { .. }));
    let (told, limits) =
        (solution.broken, breaches.iter().filter(|breach| breach.is_limit(&setup.problem)).count());
    if grave || breaches.len() != told.all() || limits != told.limits || cost != i128::from(solution.cost) {
        return Err(Failure::new(
            Outcome::Bug,
            format!(
                "the solution does not keep what it says: {} breaches found, {} told",
                breaches.len(),
                told.all()
            ),
        ));
    }
    if limits > 0 {
        let mut failure =
            Failure::new(Outcome::Input, "no assignment was found that keeps all limits together").hint(
                "widen one of them: `--max-moved`, `--max-moved-revenue`, `--max-accounts`, `--max-distance`",
            );
        for breach in breaches.iter().filter(|breach| breach.is_limit(&setup.problem)).take(8) {
            failure = failure.at(setup.breach_text(breach));
        }
        return Err(failure);
    }
    Ok(solved)
}

/// Obstacles as a failure: each with the tolerance that would do.
#[must_use]
pub fn impossible(obstacles: &[Obstacle]) -> Failure {
    let mut failure = Failure::new(Outcome::Input, "these limits cannot be kept")
        .hint("widen the limit, or unlock or split what is named");
    for obstacle in obstacles.iter().take(8) {
        failure = failure.at(obstacle.text());
    }
    let mut widest: BTreeMap<&str, i64> = BTreeMap::new();
    for (measure, needs) in obstacles.iter().filter_map(|obstacle| obstacle.needs) {
        let most = widest.entry(measure.as_str()).or_insert(needs);
        *most = (*most).max(needs);
    }
    for (measure, needs) in widest {
        failure = failure
            .hint(format!("no tolerance below `--tolerance {measure}={}` can do", percent_text(needs)));
    }
    failure
}

/// Says what is still violated and how much, and whether time was up; a run with a violation ends with 1.
pub fn ended(solved: &Solved, reading: &Reading<'_>) -> Result<Outcome, Failure> {
    let (breaches, _) = verify(&solved.setup.problem, &solved.solution.at);
    for breach in breaches.iter().take(20) {
        reading.warning(&solved.setup.breach_text(breach));
    }
    if solved.stopped {
        reading.warning("stopped at the time limit: another run may find another answer");
    }
    let outcome = reading.outcome()?;
    Ok(if !breaches.is_empty() && outcome == Outcome::Done { Outcome::NotSo } else { outcome })
}
