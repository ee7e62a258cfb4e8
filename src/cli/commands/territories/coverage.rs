//! `spm territories coverage`: gaps, overlaps, orphans, reps without accounts, names in vain; or how far accounts are.

use clap::Args;

use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::territories::TerritoriesArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::put;
use crate::cli::reading::Reading;
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::territory;
use crate::cli::territory::covering::Covering;
use crate::cli::territory::rules::{RuleArgs, optional_ruling};
use crate::cli::ui::Ui;
use crate::report::territory_coverage::{Frame, distances, each, findings};

/// The arguments of `spm territories coverage`.
#[derive(Debug, Clone, Args)]
pub struct CoverageArgs {
    /// What the accounts of a finding are weighed by; potential, else what the accounts state. Example: --measure
    /// workload
    #[arg(short, long, value_name = "MEASURE")]
    pub measure: Option<String>,
    /// A row for each account of each finding. Example: --each -o coverage.csv
    #[arg(long)]
    pub each: bool,
    /// How far the accounts of each territory are from the nearest home of its reps, in kilometres over the globe,
    /// instead of findings. Example: --distances
    #[arg(long, conflicts_with = "each")]
    pub distances: bool,
    /// Accounts farther than so many kilometres are findings. Example: --far 500
    #[arg(long, value_name = "KILOMETRES", conflicts_with = "distances")]
    pub far: Option<u32>,
    /// Rules.
    #[command(flatten)]
    pub rules: RuleArgs,
}

/// Reads, looks and writes.
pub fn run(
    args: &TerritoriesArgs,
    asked: &CoverageArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    let tables = Tables::new(settings, &args.tables, &args.read)?;
    let mut reading = Reading::new(settings, &args.read, ui);
    reading.reads_also(settings.file())?;
    let ground = territory::read(&tables, &mut reading)?;
    let measure = territory::measure(asked.measure.as_ref(), &ground.book)?;
    let ruling = optional_ruling(&asked.rules, settings, &mut reading, &ground)?;
    let locations = territory::say_locations(&ground, &reading);
    let covering = Covering::of(&ground, ruling.as_ref(), &mut reading)?;
    let by = if ruling.is_some() { "by rules" } else { "as the tables stand" };
    let about = format!("{} accounts {by}", ground.book.accounts.len());
    let frame = Frame { book: &ground.book, measure, subtitle: subtitle(settings, &about) };
    let far = asked.far.map(|kilometres| i64::from(kilometres) * 1_000);
    let question = covering.question(&ground, far);
    if asked.distances {
        if locations.missing.len() == ground.book.accounts.len() {
            return Err(Failure::new(Outcome::Input, "no account has coordinates, so there is no distance")
                .hint(
                    "map `latitude` and `longitude`: `--column latitude=HEADER --column longitude=HEADER`",
                ));
        }
        if locations.homeless.len() == ground.book.covering().len() {
            return Err(Failure::new(Outcome::Input, "no rep has a home, so there is no distance")
                .hint("add `latitude` and `longitude` to the reps table"));
        }
        put::report(&distances(&frame, &covering.units, &question.ways()), ui)?;
        return reading.outcome();
    }
    let found = covering.findings(&ground, &locations, far);
    let report = if asked.each { each(&frame, &found) } else { findings(&frame, &found) };
    put::report(&report, ui)?;
    reading.outcome()
}
