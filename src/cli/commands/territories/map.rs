//! `spm territories map`: accounts by territory as a picture, a page, or `GeoJSON`.

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
use crate::engine::territory::book::Measure;
use crate::render::territory_map::{geojson, html, svg};
use crate::report::territory_map::map;

/// The arguments of `spm territories map`.
#[derive(Debug, Clone, Args)]
pub struct MapArgs {
    /// The assignment that is shown: a file with `account_id` and `territory` or `rep_id`; the tables if absent.
    /// Example: scenarios/2027/assignment.csv
    #[arg(value_name = "ASSIGNMENT")]
    pub assignment: Option<String>,
    /// The assignment before, whose moves are shown: a file, or `now` for the tables as they stand.
    /// Example: --before now
    #[arg(long, value_name = "ASSIGNMENT")]
    pub before: Option<String>,
    /// What the index of a territory is of. Example: --measure workload
    #[arg(short, long, value_name = "MEASURE")]
    pub measure: Option<String>,
}

/// Reads, draws and writes.
pub fn run(
    args: &TerritoriesArgs,
    asked: &MapArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    let ending =
        ui.file().and_then(|path| path.extension()).map(|ending| ending.to_string_lossy().to_lowercase());
    let format = ui.options().format.clone().or(ending).unwrap_or_else(|| "svg".to_owned());
    let draw = match format.as_str() {
        "svg" => svg,
        "html" | "htm" => html,
        "geojson" | "json" => geojson,
        other => {
            return Err(Failure::new(Outcome::Usage, format!("a map cannot be written as `{other}`"))
                .hint("write svg, html or geojson: `-o map.svg`"));
        }
    };
    let tables = Tables::new(settings, &args.tables, &args.read)?;
    let mut reading = Reading::new(settings, &args.read, ui);
    reading.reads_also(settings.file())?;
    let ground = territory::read(&tables, &mut reading)?;
    let given: Vec<String> = asked.measure.iter().cloned().collect();
    let measure = territory::measures(&given, &ground.book)?.first().copied().unwrap_or(Measure::Count);
    territory::say_locations(&ground, &reading);
    let shown = alignment(asked.assignment.as_deref().unwrap_or("now"), &ground, &mut reading)?;
    let before = match &asked.before {
        Some(name) => Some(alignment(name, &ground, &mut reading)?),
        None => None,
    };
    let lines = subtitle(
        settings,
        &format!("{} accounts, {} territories", ground.book.accounts.len(), shown.units.len()),
    );
    let picture = map(&ground.book, &shown, before.as_ref(), measure, lines).ok_or_else(|| {
        Failure::new(Outcome::Input, "no account has coordinates, so there is no map")
            .hint("map `latitude` and `longitude`: `--column latitude=HEADER --column longitude=HEADER`")
    })?;
    put::text(&draw(&picture), ui)?;
    reading.outcome()
}
