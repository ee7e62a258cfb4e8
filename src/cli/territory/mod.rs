//! The ground that every command of territories stands on: accounts and reps of the workspace or of flags, as the book
//! of the engine, with what is wrong about their places said once. Rules, and what to do with the book, are left to
//! the commands.

pub mod areas;
pub mod assigned;
pub mod balancing;
pub mod covering;
pub mod rules;
pub mod scenario;
pub mod sold;
pub mod units;

use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::reading::{Reading, counted};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::data::Frame;
use crate::data::rows::account::accounts;
use crate::engine::people::{People, index};
use crate::engine::territory::book::{Book, Measure};
use crate::engine::territory::error::TerritoryError;
use crate::engine::territory::locations::Locations;

/// How many names a message lists.
const SHOWN: usize = 5;

/// Accounts and reps as read.
pub struct Ground {
    /// The book of accounts and reps, as of the day of the run.
    pub book: Book,
    /// The reps with all their dated rows, and owners that no row lists.
    pub people: People,
    /// The accounts as a table, in the order of their files, for conditions.
    pub accounts: Frame,
    /// For each row of that table the place of its account in the book.
    pub place_of_row: Vec<u32>,
    /// The reps as a table.
    pub reps: Option<Frame>,
    /// The file that accounts came from, for messages.
    pub file: String,
}

/// Reads accounts and reps.
pub fn read(tables: &Tables<'_>, reading: &mut Reading<'_>) -> Result<Ground, Failure> {
    let source = tables.require("accounts")?;
    let as_of = reading.settings.as_of.value;
    let (mut people, reps) = reading.people(tables)?;
    let (frame, file) = reading.small(&source)?;
    let rows = accounts(&frame, &file);
    if rows.is_empty() {
        return Err(Failure::new(Outcome::Input, format!("`{file}` has no account"))
            .hint("give a file with at least one row: `--accounts FILE`"));
    }
    let ids: Vec<String> = rows.iter().map(|row| row.account_id.clone()).collect();
    let book = Book::new(rows, &mut people, as_of).map_err(|error| refused(&error))?;
    let place_of_row = ids.iter().filter_map(|id| book.account(id)).collect();
    Ok(Ground { book, people, accounts: frame, place_of_row, reps, file })
}

/// What the engine refuses of a book, as a failure with its file, row and column.
#[must_use]
pub fn refused(error: &TerritoryError) -> Failure {
    let place = error.place();
    let failure = Failure::new(Outcome::Input, error.to_string());
    if place.file.is_empty() {
        return failure;
    }
    failure.at(format!("`{}` row {}, column `{}`", place.file, place.row, error.column()))
}

/// Says what is wrong with the places of accounts and reps: for commands that measure distances.
pub fn say_locations(ground: &Ground, reading: &Reading<'_>) -> Locations {
    let book = &ground.book;
    let found = Locations::of(book);
    let nowhere = found.missing.len() == book.accounts.len();
    if found.columns_swapped {
        reading.warning(
            "latitude and longitude of the accounts look exchanged: their middle lies over 1,000 km from the homes of \
             the reps, and the exchanged numbers do not",
        );
    }
    if !found.swapped.is_empty() && !found.columns_swapped {
        reading.warning(&format!(
            "latitude and longitude look exchanged for {}: {}",
            counted(u64::try_from(found.swapped.len()).unwrap_or(u64::MAX), "account", "accounts"),
            listed(&found.swapped, |place| {
                let account = &book.accounts[place];
                format!("`{}` ({} row {})", account.account_id, account.place.file, account.place.row)
            })
        ));
    }
    // A table without any coordinates is not about places.
    if !found.missing.is_empty() && found.missing.len() < book.accounts.len() {
        let count = u64::try_from(found.missing.len()).unwrap_or(u64::MAX);
        reading.warning(&format!(
            "{} no coordinates, and no distance: {}",
            counted(count, "account has", "accounts have"),
            listed(&found.missing, |place| format!("`{}`", book.accounts[place].account_id))
        ));
    }
    if !found.homeless.is_empty() && found.homeless.len() < book.covering().len() && !nowhere {
        let count = u64::try_from(found.homeless.len()).unwrap_or(u64::MAX);
        reading.note(&format!(
            "{} no home, so no distance: {}",
            counted(count, "rep has", "reps have"),
            listed(&found.homeless, |place| format!("`{}`", book.reps[place].rep_id))
        ));
    }
    found
}

/// The first names of a list, with `…` where there are more.
pub fn listed(places: &[u32], name: impl Fn(usize) -> String) -> String {
    let names: Vec<String> = places.iter().take(SHOWN).map(|place| name(index(*place))).collect();
    let more = if places.len() > SHOWN { " …" } else { "" };
    format!("{}{more}", names.join(", "))
}

/// The measures that a flag names; without one, those of which accounts state anything. One that is zero everywhere
/// is refused.
pub fn measures(given: &[String], book: &Book) -> Result<Vec<Measure>, Failure> {
    if given.is_empty() {
        return Ok(book.stated_measures());
    }
    let mut measures = Vec::new();
    for name in given {
        let measure = parsed(name)?;
        stated(measure, book)?;
        if !measures.contains(&measure) {
            measures.push(measure);
        }
    }
    Ok(measures)
}

/// The measure that a flag names; without one, the first of which accounts state anything.
pub fn measure(given: Option<&String>, book: &Book) -> Result<Measure, Failure> {
    let given: Vec<String> = given.into_iter().cloned().collect();
    Ok(measures(&given, book)?.first().copied().unwrap_or(Measure::Count))
}

/// The measure of a name.
pub fn parsed(name: &str) -> Result<Measure, Failure> {
    Measure::parse(name).ok_or_else(|| {
        let known = || Measure::ALL.iter().map(|measure| measure.as_str());
        Failure::new(Outcome::Usage, format!("`{name}` is no measure of accounts"))
            .hint(did_you_mean(name, known()))
            .hint(format!("the measures are {}", known().collect::<Vec<_>>().join(", ")))
    })
}

/// Refuses a measure of which every account has nothing.
pub fn stated(measure: Measure, book: &Book) -> Result<(), Failure> {
    if book.total(measure) > 0 {
        return Ok(());
    }
    let name = measure.as_str();
    let missing = book.accounts.iter().all(|account| account.known(measure).is_none());
    let what = if missing {
        format!("no account states its {name}")
    } else {
        format!("the {name} of every account is zero")
    };
    let instead: Vec<&str> = book.stated_measures().iter().map(|measure| measure.as_str()).collect();
    Err(Failure::new(Outcome::Input, what)
        .hint(format!(
            "map the column of the file: `--column {name}='HEADER'`, or `columns.{name}` in spm.toml"
        ))
        .hint(format!("or measure by {}", instead.join(" or "))))
}

/// The currency that amounts of accounts are in: the workspace's; empty when it names none.
#[must_use]
pub fn currency(settings: &Settings) -> String {
    settings.currency.as_ref().map_or_else(String::new, |currency| currency.value.as_str().to_owned())
}
