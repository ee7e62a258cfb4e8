//! The areas that accounts lie in and the file of their neighbours, for territories that have to be connected; what is
//! wrong about them is said once.

use clap::Args;

use crate::cli::args::ReadArgs;
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::reading::{Reading, counted, refused};
use crate::cli::tables::flagged;
use crate::cli::territory::{Ground, listed};
use crate::data::{column_names, texts_of};
use crate::engine::people::index;
use crate::engine::territory::areas::Areas;
use crate::model::table::{ColumnKind, ColumnSpec, TableSpec};

/// Connected territories.
#[derive(Debug, Clone, Args)]
pub struct AreaArgs {
    /// Territories are connected: CSV of neighbouring areas with `unit` and `neighbour`, either way round. The accounts
    /// of one area stay together, also where families would not. Example: --adjacency counties.csv --area county
    #[arg(long, value_name = "FILE", num_args = 1.., help_heading = "Tables")]
    pub adjacency: Vec<String>,
    /// The column of the accounts that says their area; `postal_code` if absent. Example: --area county
    #[arg(long, value_name = "COLUMN", requires = "adjacency")]
    pub area: Option<String>,
}

const fn column(name: &'static str) -> ColumnSpec {
    ColumnSpec { name, kind: ColumnKind::Id, required: true }
}

/// The file of neighbours.
static ADJACENCY: TableSpec =
    TableSpec { name: "adjacency", key: &[], columns: &[column("unit"), column("neighbour")] };

impl AreaArgs {
    /// The areas that are asked for, with words on what is missing; none without a file of neighbours.
    pub fn areas(&self, ground: &Ground, reading: &mut Reading<'_>) -> Result<Option<Areas>, Failure> {
        if self.adjacency.is_empty() {
            return Ok(None);
        }
        let source = flagged(&ADJACENCY, &self.adjacency, &ReadArgs::default(), reading.settings)?;
        let (frame, file) = reading.small(&source)?;
        let texts = |name: &str| texts_of(&frame, name).map_err(|error| refused(&error));
        let pairs: Vec<(String, String)> = texts("unit")?.into_iter().zip(texts("neighbour")?).collect();
        let name = self.area.as_deref().unwrap_or("postal_code");
        let columns = column_names(&ground.accounts);
        if !columns.iter().any(|column| column == name) {
            return Err(Failure::new(Outcome::Usage, format!("the accounts have no column `{name}`"))
                .hint(did_you_mean(name, columns.iter().map(String::as_str)))
                .hint("`--area COLUMN` names the column that says in which area of the file an account is"));
        }
        let by_row = texts_of(&ground.accounts, name).map_err(|error| refused(&error))?;
        let mut stated = vec![String::new(); ground.book.accounts.len()];
        for (text, place) in by_row.into_iter().zip(&ground.place_of_row) {
            stated[index(*place)] = text;
        }
        let areas = Areas::new(&ground.book, &stated, &pairs);
        if areas.names.len() == areas.unknown.len() {
            return Err(Failure::new(
                Outcome::Input,
                format!("no account is in an area of `{file}`: column `{name}` has other names than it"),
            )
            .hint("`--area COLUMN` names the column that says in which area of the file an account is"));
        }
        say(&areas, ground, &file, name, reading);
        Ok(Some(areas))
    }
}

/// Says which accounts and areas are not bound as one would think.
fn say(areas: &Areas, ground: &Ground, file: &str, column: &str, reading: &Reading<'_>) {
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    if !areas.without.is_empty() {
        reading.warning(&format!(
            "{} no `{column}`, and may be in any territory: {}",
            counted(count(areas.without.len()), "account has", "accounts have"),
            listed(&areas.without, |place| format!("`{}`", ground.book.accounts[place].account_id))
        ));
    }
    if !areas.unknown.is_empty() {
        reading.warning(&format!(
            "{} accounts and no neighbour in `{file}`: {}",
            counted(count(areas.unknown.len()), "area has", "areas have"),
            listed(&areas.unknown, |place| format!("`{}`", areas.names[place]))
        ));
    }
    for (size, area, to) in areas.islands.iter().take(8) {
        let (area, to) = (&areas.names[index(*area)], &areas.names[index(*to)]);
        let what = match size {
            1 => format!("`{area}` has no neighbour"),
            size => {
                format!("`{area}` and {} have no other neighbour", counted(count(size - 1), "more", "more"))
            }
        };
        reading.note(&format!("{what}: joined to `{to}`, the nearest, so that they can be in one territory"));
    }
    if areas.islands.len() > 8 {
        reading.note(&format!("and {} more such", areas.islands.len() - 8));
    }
    if !areas.nowhere.is_empty() {
        reading.warning(&format!(
            "{} neither a neighbour nor coordinates, and may be in any territory: {}",
            counted(count(areas.nowhere.len()), "area has", "areas have"),
            listed(&areas.nowhere, |place| format!("`{}`", areas.names[place]))
        ));
    }
    if areas.torn > 0 {
        reading.warning(&format!(
            "{} accounts in several areas, which need not stay together",
            counted(count(areas.torn), "family has", "families have")
        ));
    }
}
