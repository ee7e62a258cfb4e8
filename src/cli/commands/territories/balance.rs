//! `spm territories balance`: moves that make loads even, how far from the best possible they are at most, and what
//! more or less of a limit would change.

use std::collections::BTreeMap;

use clap::Args;

use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::territories::TerritoriesArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::put;
use crate::cli::reading::Reading;
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::territory::balancing::{LimitArgs, Solved, ask, ended, solved};
use crate::cli::territory::rules::{RuleArgs, optional_ruling};
use crate::cli::territory::scenario::put_folder;
use crate::cli::territory::{self, Ground};
use crate::cli::ui::Ui;
use crate::engine::territory::alignment::Alignment;
use crate::engine::territory::balance::Ask;
use crate::engine::territory::book::{Book, Measure};
use crate::engine::territory::moves::{Move, moves};
use crate::engine::territory::placed::{Cost, costs};
use crate::engine::territory::summary::{Standing, more_capacity, standing};
use crate::report::territory_balance::{Frame, assignment, moves as moves_report, territories};
use crate::report::territory_frontier::{Hire, Point, frontier, hires};

/// The arguments of `spm territories balance`.
#[derive(Debug, Clone, Args)]
pub struct BalanceArgs {
    /// Limits and weights.
    #[command(flatten)]
    pub limits: LimitArgs,
    /// A row for each territory, before and after, instead of the moves. Example: --territories
    #[arg(long, conflicts_with_all = ["all", "frontier", "hire"])]
    pub territories: bool,
    /// A row for each account, moved or not. Example: --all -o assignment.csv
    #[arg(long, conflicts_with_all = ["frontier", "hire"])]
    pub all: bool,
    /// What balance costs in moves: one row for each of several tolerances and worths of a kept owner.
    /// Example: --frontier
    #[arg(long, conflicts_with = "hire")]
    pub frontier: bool,
    /// Where one more rep would save most, by the prices of the proof, each of the first three solved again with that
    /// rep. Example: --hire
    #[arg(long)]
    pub hire: bool,
}

/// Reads, solves and writes.
pub fn run(
    args: &TerritoriesArgs,
    asked: &BalanceArgs,
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
    let question = ask(&asked.limits, &ground, &mut reading)?;
    territory::say_locations(&ground, &reading);
    let book = &ground.book;
    let standing_now = Alignment::standing(book);
    let solve = |question: &Ask| solved(book, &standing_now, question, &asked.limits, settings, ui);
    if asked.frontier {
        return put_frontier(book, &question, &standing_now, &solve, settings, ui, &reading);
    }
    let found = solve(&question)?;
    if asked.hire {
        return put_hires(book, &question, &found, &solve, settings, ui, &reading);
    }
    let before = found.setup.before(standing_now.named);
    let after = found.setup.alignment(&found.solution.at, standing_now.named);
    let moved = moves(book, &found.setup, &found.solution.at, &before.loads(book));
    let measures: Vec<Measure> = found.setup.bands.iter().map(|band| band.measure).collect();
    let frame = Frame {
        book,
        setup: &found.setup,
        measures: &measures,
        subtitle: lines(settings, book, &found, &before, &after, &moved),
        notes: vec![
            "proven: no assignment within these limits costs less than the bound; distances are straight lines"
                .to_owned(),
        ],
    };
    let savings = found.setup.savings(&found.solution.prices.balance, measures.len() - 1);
    let with_accounts = folder.is_some() || asked.all;
    let paths = if with_accounts { paths(settings, &mut reading, &ground)? } else { BTreeMap::new() };
    let costs = match with_accounts {
        true => costs(&found.setup, &found.solution.at, book.accounts.len(), settings.thread_count()),
        false => vec![Cost::default(); book.accounts.len()],
    };
    let reports = [
        ("moves.csv", moves_report(&frame, &moved)),
        ("territories.csv", territories(&frame, &before, &after, &savings)),
        ("assignment.csv", assignment(&frame, &after, &moved, &costs, &paths)),
    ];
    if let Some(folder) = folder {
        let scenario = found.setup.scenario(&found.solution, found.stopped);
        put_folder(folder, &reports, &scenario, ui)?;
    } else {
        let shown = if asked.territories {
            1
        } else if asked.all {
            2
        } else {
            0
        };
        put::report(&reports[shown].1, ui)?;
    }
    ended(&found, &reading)
}

/// The place of each territory in the tree of the workspace's rules, where there are any.
fn paths(
    settings: &Settings,
    reading: &mut Reading<'_>,
    ground: &Ground,
) -> Result<BTreeMap<String, String>, Failure> {
    let Some(ruling) = optional_ruling(&RuleArgs::default(), settings, reading, ground)? else {
        return Ok(BTreeMap::new());
    };
    let path = |node: usize| (ruling.id(node).to_owned(), ruling.tree.nodes[node].path.clone());
    Ok((0..ruling.tree.nodes.len()).map(path).collect())
}

/// The lines of the summary.
fn lines(
    settings: &Settings,
    book: &Book,
    found: &Solved,
    before: &Alignment,
    after: &Alignment,
    moved: &[Move],
) -> Vec<String> {
    let mut lines = subtitle(settings, &format!("{} accounts · {}", book.accounts.len(), found.within()));
    let (cost, bound, _) = found.setup.proof(found.solution.cost, found.solution.bound);
    lines.push(format!("cost {cost} km · proven bound {bound} km · {}", found.reached()));
    let now = standing(book, &found.setup, before, after, moved);
    lines.extend(now.lines());
    lines
}

type Solve<'a> = &'a dyn Fn(&Ask) -> Result<Solved, Failure>;

/// Solves for several tolerances and worths of a kept owner.
fn put_frontier(
    book: &Book,
    question: &Ask,
    now: &Alignment,
    solve: Solve<'_>,
    settings: &Settings,
    ui: &Ui,
    reading: &Reading<'_>,
) -> Result<Outcome, Failure> {
    let mut points = Vec::new();
    for variant in question.frontier() {
        let found = solve(&variant)?;
        let before = found.setup.before(now.named);
        let after = found.setup.alignment(&found.solution.at, now.named);
        let moved = moves(book, &found.setup, &found.solution.at, &before.loads(book));
        let standing: Standing = standing(book, &found.setup, &before, &after, &moved);
        let proof = found.setup.proof(found.solution.cost, found.solution.bound);
        points.push(Point {
            tolerance: variant.bands.first().map_or(0, |band| band.tolerance),
            keep: variant.keep,
            proof,
            breaches: i64::try_from(found.solution.broken.all()).unwrap_or(i64::MAX),
            standing,
        });
    }
    put::report(&frontier(&points, subtitle(settings, "balance against disruption")), ui)?;
    reading.outcome()
}

/// Solves again with one more rep where the prices say most.
fn put_hires(
    book: &Book,
    question: &Ask,
    found: &Solved,
    solve: Solve<'_>,
    settings: &Settings,
    ui: &Ui,
    reading: &Reading<'_>,
) -> Result<Outcome, Failure> {
    let _ = book;
    let band = found.setup.bands.len() - 1;
    let savings = found.setup.savings(&found.solution.prices.balance, band);
    let (cost, _, _) = found.setup.proof(found.solution.cost, found.solution.bound);
    let mut rows = Vec::new();
    for (rank, (target, saving)) in found.setup.ranked(&savings).into_iter().enumerate() {
        let name = found.setup.targets[target].unit.name.clone();
        let again = if rank < 3 {
            let with = solve(&more_capacity(question, &name))?;
            Some(with.setup.proof(with.solution.cost, with.solution.bound).0)
        } else {
            None
        };
        rows.push(Hire { territory: name, saving, cost, again });
    }
    let measure = found.setup.bands[band].measure.as_str();
    put::report(&hires(&rows, measure, subtitle(settings, "where one more rep would save most")), ui)?;
    reading.outcome()
}
