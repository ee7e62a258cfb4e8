//! `spm territories map`: accounts by territory as a picture, a page, or `GeoJSON`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::territories::TerritoriesArgs;
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::put;
use crate::cli::reading::{Reading, counted, refused};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::territory::assigned::alignment;
use crate::cli::territory::{self, Ground};
use crate::cli::ui::Ui;
use crate::data::{column_names, shapes, texts_of};
use crate::render::territory_map::{geojson, html, svg};
use crate::report::territory_map::{Outline, Shown};

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
    /// Outlines that are filled with the colour of the territory that has most of their accounts: `GeoJSON` with
    /// polygons of counties, postal areas or the like. Example: --shapes counties.geojson
    #[arg(long, value_name = "FILE", help_heading = "Tables")]
    pub shapes: Option<PathBuf>,
    /// The column of accounts that names their shape. Example: --shape-column county
    #[arg(long, value_name = "COLUMN", default_value = "account_id", requires = "shapes")]
    pub shape_column: String,
    /// The property of the shapes that this column names; `id` or GEOID if absent. Example: --shape-property ZCTA5CE20
    #[arg(long, value_name = "PROPERTY", requires = "shapes")]
    pub shape_property: Option<String>,
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
    let measure = territory::measure(asked.measure.as_ref(), &ground.book)?;
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
    let outlines = match &asked.shapes {
        Some(path) => outlines(path, asked, &ground, &mut reading)?,
        None => Vec::new(),
    };
    let shown = Shown {
        book: &ground.book,
        alignment: &shown,
        before: before.as_ref(),
        measure,
        outlines: &outlines,
        lines,
    };
    let picture = shown.map().ok_or_else(|| {
        Failure::new(Outcome::Input, "no account has coordinates, so there is no map")
            .hint("map `latitude` and `longitude`: `--column latitude=HEADER --column longitude=HEADER`")
    })?;
    put::text(&draw(&picture), ui)?;
    reading.outcome()
}

/// The shapes of a file with the accounts that are in them.
fn outlines(
    path: &Path,
    asked: &MapArgs,
    ground: &Ground,
    reading: &mut Reading<'_>,
) -> Result<Vec<Outline>, Failure> {
    let file = path.display();
    reading.reads_also([path.to_path_buf()])?;
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::new(Outcome::Input, format!("`{file}` cannot be read: {error}")))?;
    let found = shapes(&text, asked.shape_property.as_deref()).map_err(|error| {
        Failure::new(Outcome::Input, format!("`{file}` has no shapes: {error}"))
            .hint("`--shape-property PROPERTY` says which property names a shape")
    })?;
    let column = &asked.shape_column;
    let known = column_names(&ground.accounts);
    if !known.contains(column) {
        return Err(Failure::new(Outcome::Usage, format!("accounts have no column `{column}`"))
            .hint(did_you_mean(column, known.iter().map(String::as_str))));
    }
    let names = texts_of(&ground.accounts, column).map_err(|error| refused(&error))?;
    let mut outlines: Vec<Outline> = found
        .into_iter()
        .map(|shape| Outline { key: shape.key, polygons: shape.polygons, accounts: Vec::new() })
        .collect();
    let place_of: BTreeMap<String, usize> =
        outlines.iter().zip(0..).map(|(outline, place)| (outline.key.clone(), place)).collect();
    let mut without = 0_u64;
    for (name, account) in names.iter().zip(&ground.place_of_row) {
        match place_of.get(name) {
            Some(place) => outlines[*place].accounts.push(*account),
            None => without += 1,
        }
    }
    if names.iter().all(|name| !place_of.contains_key(name)) {
        let shown = |names: &mut dyn Iterator<Item = &String>| {
            names.take(3).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        };
        return Err(Failure::new(Outcome::Input, format!("no account is in a shape of `{file}`"))
            .at(format!("column `{column}` of the accounts: {}", shown(&mut names.iter())))
            .at(format!("names of the shapes: {}", shown(&mut place_of.keys())))
            .hint("name both sides: `--shape-column COLUMN --shape-property PROPERTY`"));
    }
    if without > 0 {
        reading.note(&format!("{} in no shape: dots", counted(without, "account is", "accounts are")));
    }
    for outline in &mut outlines {
        outline.accounts.sort_unstable();
    }
    Ok(outlines)
}
