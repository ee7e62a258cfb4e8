//! `spm territories compare`: what lies between two assignments.

use clap::Args;

use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::territories::TerritoriesArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::put;
use crate::cli::reading::Reading;
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::territory;
use crate::cli::territory::assigned::alignment;
use crate::cli::ui::Ui;
use crate::engine::territory::compare::compare;
use crate::report::territory_compare::report;

/// The arguments of `spm territories compare`.
#[derive(Debug, Clone, Args)]
pub struct CompareArgs {
    /// The first assignment: a file with `account_id` and `territory` or `rep_id`, or `now` for the tables as they
    /// stand. Example: now
    #[arg(value_name = "A")]
    pub before: String,
    /// The second. Example: scenarios/2027/assignment.csv
    #[arg(value_name = "B")]
    pub after: String,
    /// What accounts are weighed by, several with commas. Example: --measure potential,workload
    #[arg(short, long, value_name = "MEASURES", value_delimiter = ',')]
    pub measure: Vec<String>,
}

/// Reads, compares and writes.
pub fn run(
    args: &TerritoriesArgs,
    asked: &CompareArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    let tables = Tables::new(settings, &args.tables, &args.read)?;
    let mut reading = Reading::new(settings, &args.read, ui);
    reading.reads_also(settings.file())?;
    let ground = territory::read(&tables, &mut reading)?;
    let measures = territory::measures(&asked.measure, &ground.book)?;
    let before = alignment(&asked.before, &ground, &mut reading)?;
    let after = alignment(&asked.after, &ground, &mut reading)?;
    let found = compare(&ground.book, &before, &after, &measures);
    let about = format!("`{}` against `{}`", asked.after, asked.before);
    let sides = [("before", &before), ("after", &after)];
    put::report(&report(&ground.book, &found, &measures, sides, subtitle(settings, &about)), ui)?;
    reading.outcome()
}
