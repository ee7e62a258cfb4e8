//! `spm territories design`: a fresh map, with centres where the work is, as even as asked for, and how far that is
//! from the best possible for these centres at most.

use clap::{Args, ValueEnum};

use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::territories::TerritoriesArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::put;
use crate::cli::reading::{Reading, counted};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::territory;
use crate::cli::territory::areas::AreaArgs;
use crate::cli::territory::balancing::{SearchArgs, Solved, bands, checked, ended, impossible, timed, usual};
use crate::cli::territory::scenario::put_folder;
use crate::cli::ui::Ui;
use crate::engine::territory::alignment::Alignment;
use crate::engine::territory::balance::{Ask, Fresh, Ways, design, percent_text};
use crate::engine::territory::book::{Book, Measure};
use crate::engine::territory::cells::{cells, mean_way};
use crate::engine::territory::solve::GoOn;
use crate::engine::territory::summary::spread;
use crate::money::Amount;
use crate::report::territory_design::{Frame, assignment, moves, places, territories};

/// The arguments of `spm territories design`.
#[derive(Debug, Clone, Args)]
#[command(group = clap::ArgGroup::new("how many").required(true).args(["count", "size"]))]
pub struct DesignArgs {
    /// How many territories. Example: --count 50
    #[arg(long, value_name = "NUMBER")]
    pub count: Option<u32>,
    /// As many territories as the first measure needs with so much in each. Example: --measure workload --size 1600
    #[arg(long, value_name = "NUMBER")]
    pub size: Option<String>,
    /// What is even, several with commas: potential, revenue, workload, visits, count; if absent, potential and
    /// workload where accounts state them, else revenue, else count. Example: --measure potential,workload
    #[arg(short, long, value_name = "MEASURES", value_delimiter = ',')]
    pub measure: Vec<String>,
    /// How far a territory may be from its share, in percent: for all measures, or for one. Example: --tolerance 10
    /// --tolerance workload=15
    #[arg(long, value_name = "PERCENT", default_values_t = ["10".to_owned()])]
    pub tolerance: Vec<String>,
    /// What weighs the way to an account: its visits, what it has of the first measure, or each the same; if absent,
    /// visits where accounts state them, else the measure. Example: --ways accounts
    #[arg(long, value_enum, value_name = "WORD")]
    pub ways: Option<WayWord>,
    /// No territory has more accounts than this. Example: --max-accounts 150
    #[arg(long, value_name = "COUNT")]
    pub max_accounts: Option<u32>,
    /// Areas that territories are connected by.
    #[command(flatten)]
    pub areas: AreaArgs,
    /// The search.
    #[command(flatten)]
    pub search: SearchArgs,
    /// A row for each account instead of each territory. Example: --all -o assignment.csv
    #[arg(long)]
    pub all: bool,
}

/// What weighs ways.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum WayWord {
    /// Visits.
    Visits,
    /// The first measure.
    Measure,
    /// Each account the same.
    Accounts,
}

/// Reads, designs and writes.
pub fn run(
    args: &TerritoriesArgs,
    asked: &DesignArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    let folder = ui.file().filter(|path| path.extension().is_none());
    if folder.is_none() {
        ui.format().map_err(|error| put::failure(&error))?;
    }
    let tables = Tables::new(settings, &args.tables, &args.read)?;
    let mut reading = Reading::new(settings, &args.read, ui);
    reading.reads_also(settings.file())?;
    let ground = territory::read(&tables, &mut reading)?;
    let book = &ground.book;
    if book.accounts.iter().all(|account| account.point.is_none()) {
        return Err(Failure::new(Outcome::Input, format!("no account of `{}` has coordinates", ground.file))
            .hint("a design needs `latitude` and `longitude` of the accounts: `--column latitude=HEADER`"));
    }
    let measures =
        if asked.measure.is_empty() { usual(book) } else { territory::measures(&asked.measure, book)? };
    territory::say_locations(&ground, &reading);
    let question = Ask {
        bands: bands(&asked.tolerance, &measures)?,
        most_accounts: asked.max_accounts.map(i64::from),
        areas: asked.areas.areas(&ground, &mut reading)?,
        ..Ask::default()
    };
    let ways = ways(asked, book, measures[0]);
    let number = number(asked, book, measures[0])?;
    let refused = |error: &dyn std::fmt::Display| Failure::new(Outcome::Input, error.to_string());
    let fresh = Fresh::new(book, &question, number, ways).map_err(|error| refused(&error))?;
    let obstacles = fresh.setup.obstacles(book);
    if !obstacles.is_empty() {
        return Err(impossible(&obstacles));
    }
    let Fresh { mut setup, alone } = fresh;
    let effort = asked.search.effort(settings);
    let mut made = None;
    let mut work = |go_on: GoOn<'_>| made = design(&mut setup, &effort, go_on);
    let ((), stopped) = timed(&asked.search, ui, "designing", &mut work);
    let solution = made.ok_or_else(|| refused(&"some account may go to no territory"))?;
    let found = checked(Solved { setup, solution, stopped })?;
    let (before, after) = (Alignment::standing(book), found.setup.alignment(&found.solution.at, true));
    let frame = Frame {
        book,
        setup: &found.setup,
        measures: &measures,
        alone: &alone,
        before: &before,
        after: &after,
        subtitle: lines(settings, book, &found, &after, ways),
        notes: vec![
            "proven for these centres: no assignment to them within these limits has shorter ways; other centres may. \
             Distances are straight lines"
                .to_owned(),
        ],
    };
    let shown = territories(&frame, &cells(&found.setup, &found.solution.at));
    if let Some(folder) = folder {
        let places = places(&frame);
        let reports = [
            ("moves.csv", moves(&frame, &places)),
            ("territories.csv", shown),
            ("assignment.csv", assignment(&frame, &places)),
        ];
        let mut scenario = found.setup.scenario(&found.solution, found.stopped);
        scenario["centres"] = "free: found with the assignment; cost and bound are for the last ones".into();
        put_folder(folder, &reports, &scenario, ui)?;
    } else {
        put::report(&if asked.all { assignment(&frame, &places(&frame)) } else { shown }, ui)?;
    }
    for (account, capacity) in alone.iter().take(8) {
        let id = &book.accounts[crate::engine::people::index(*account)].account_id;
        let area = question.areas.is_some();
        reading.note(&format!(
            "{}`{id}` alone is {} of the other territories: it is one of its own, and they share the rest evenly",
            if area { "the area of " } else { "" },
            percent_text(*capacity),
        ));
    }
    if alone.len() > 8 {
        let more = u64::try_from(alone.len() - 8).unwrap_or(u64::MAX);
        reading.note(&format!("and {} larger than a territory", counted(more, "more is", "more are")));
    }
    ended(&found, &reading)
}

fn ways(asked: &DesignArgs, book: &Book, first: Measure) -> Ways {
    let stated = book.stated_measures().contains(&Measure::Visits);
    let by = if first == Measure::Count { Ways::Accounts } else { Ways::By(first) };
    match asked.ways {
        Some(WayWord::Visits) => Ways::Visits,
        Some(WayWord::Accounts) => Ways::Accounts,
        None if stated => Ways::Visits,
        Some(WayWord::Measure) | None => by,
    }
}

/// How many territories there are.
fn number(asked: &DesignArgs, book: &Book, first: Measure) -> Result<usize, Failure> {
    let wrong = |flag: &str, text: &str| {
        Failure::new(Outcome::Usage, format!("`{flag} {text}`: a design has one territory at least"))
            .hint("write how many: `--count 50`, or how much each has: `--size 1600`")
    };
    let number = match (&asked.count, &asked.size) {
        (Some(count), _) => i128::from(*count),
        (None, Some(text)) => {
            let size = Amount::parse(text).ok().map(Amount::raw).filter(|size| *size > 0);
            let size = size.ok_or_else(|| wrong("--size", text))?;
            (book.total(first) + size - 1).div_euclid(size)
        }
        (None, None) => 0,
    };
    let most = i128::try_from(book.accounts.len()).unwrap_or(i128::MAX);
    if number > most {
        let (number, most) = (number.to_string(), most.to_string());
        return Err(Failure::new(
            Outcome::Input,
            format!("{number} territories are more than there are accounts: {most}"),
        )
        .hint("a territory has one account at least"));
    }
    usize::try_from(number).ok().filter(|number| *number > 0).ok_or_else(|| {
        wrong("--count", asked.count.map_or_else(String::new, |count| count.to_string()).as_str())
    })
}

/// The lines of the summary.
fn lines(settings: &Settings, book: &Book, found: &Solved, after: &Alignment, ways: Ways) -> Vec<String> {
    let (accounts, number) = (book.accounts.len(), found.setup.targets.len());
    let mut lines =
        subtitle(settings, &format!("{accounts} accounts · {number} territories · {}", found.within()));
    let by = match ways {
        Ways::Visits => "visits",
        Ways::By(measure) => measure.as_str(),
        Ways::Accounts => "account",
    };
    let kilometres = |cost: i64| percent_text(mean_way(&found.setup, cost) * 10);
    lines.push(format!(
        "mean way by {by} {} km · with these centres no less than {} km: {}",
        kilometres(found.solution.cost),
        kilometres(found.solution.bound.max(0)),
        found.reached()
    ));
    lines.extend(spread(book, &found.setup, after));
    lines
}
