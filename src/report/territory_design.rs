//! The reports of `spm territories design`: the territories with their centres, and every account with where it is and
//! why, in the columns that those of `balance` have.

use crate::engine::people::index;
use crate::engine::territory::alignment::{Alignment, Load, total};
use crate::engine::territory::balance::Setup;
use crate::engine::territory::book::{Book, Measure};
use crate::engine::territory::cells::{Cell, nearest};
use crate::engine::territory::distance::kilometres;
use crate::report::territories::{cells as measure_cells, measure_columns, ratio};
use crate::report::territory_balance::move_columns;
use crate::report::{Block, Column, Kind, MISSING_INTEGER, Report, Values};

/// What the reports are about.
pub struct Frame<'a> {
    /// Accounts.
    pub book: &'a Book,
    /// The territories and what was asked.
    pub setup: &'a Setup,
    /// The measures with a column.
    pub measures: &'a [Measure],
    /// The accounts with a territory of their own.
    pub alone: &'a [(u32, i64)],
    /// Where accounts are before.
    pub before: &'a Alignment,
    /// Where they are after.
    pub after: &'a Alignment,
    /// Lines under the title.
    pub subtitle: Vec<String>,
    /// Lines below the table.
    pub notes: Vec<String>,
}

fn way(metres: Option<i64>) -> i64 {
    metres.map_or(MISSING_INTEGER, kilometres)
}

/// The territories: one row each, from west to east.
#[must_use]
pub fn territories(frame: &Frame<'_>, cells: &[Cell]) -> Report {
    let (book, units) = (frame.book, &frame.after.units);
    let loads = frame.after.loads(book);
    let first = frame.measures.first().copied().unwrap_or(Measure::Count);
    let all = total(&loads, first);
    let mut columns = vec![
        Column::id("territory", "Territory").essential(),
        Column::id("centre", "Centre").essential(),
        Column::text("centre_name", "Name"),
        Column::new("latitude", "Latitude", Kind::Number),
        Column::new("longitude", "Longitude", Kind::Number),
        Column::new("capacity", "Capacity", Kind::Number),
        Column::integer("accounts", "Accounts").essential(),
    ];
    let centre = |cell: &Cell| cell.centre.map(|account| &book.accounts[index(account)]);
    let name = |cell: &Cell| {
        let parts = centre(cell).map(|account| [account.name.as_str(), account.state.as_str()]);
        parts.map_or(String::new(), |parts| {
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
        })
    };
    // Millionths of a degree to four decimals: eleven metres.
    let degrees = |number: Option<i32>| number.map_or(MISSING_INTEGER, |number| i64::from(number) / 100);
    let mut values = vec![
        Values::text(units.iter().map(|unit| unit.name.as_str())),
        Values::text(cells.iter().map(|cell| centre(cell).map_or("", |account| account.account_id.as_str()))),
        Values::text(cells.iter().map(name)),
        Values::Number(cells.iter().map(|cell| degrees(cell.home.map(|home| home.latitude))).collect()),
        Values::Number(cells.iter().map(|cell| degrees(cell.home.map(|home| home.longitude))).collect()),
        Values::Number(units.iter().map(|unit| unit.capacity).collect()),
        Values::Integer(loads.iter().map(|load| load.accounts).collect()),
    ];
    let share = |load: &Load| load.share(first, all).unwrap_or(MISSING_INTEGER);
    for measure in frame.measures {
        if *measure != Measure::Count {
            columns.extend(measure_columns(&[*measure]));
            values.push(measure_cells(*measure, loads.iter().map(|load| load.sum(*measure)).collect()));
        }
        let name = measure.as_str();
        columns.push(Column::new(&format!("{name}_index"), "Index", Kind::Number).essential());
        let indices = frame.after.indices(&loads, *measure);
        values.push(Values::Number(indices.into_iter().map(ratio).collect()));
    }
    columns.extend([
        Column::fraction("share", "Share").essential(),
        Column::new("mean_km", "Mean km", Kind::Number).essential(),
        Column::new("farthest_km", "Farthest km", Kind::Number),
        Column::fraction("compactness", "Compactness").essential(),
        Column::text("note", "Note"),
    ]);
    values.extend([
        Values::Fraction(loads.iter().map(share).collect()),
        Values::Number(cells.iter().map(|cell| way(cell.mean)).collect()),
        Values::Number(cells.iter().map(|cell| way(cell.farthest)).collect()),
        Values::Fraction(cells.iter().map(|cell| cell.compact.unwrap_or(MISSING_INTEGER)).collect()),
        Values::text((0_u32..).zip(cells).map(|(number, _)| alone_text(frame, number))),
    ]);
    finished("Design of territories", columns, values, frame)
}

/// Which account a territory was made for.
fn alone_text(frame: &Frame<'_>, number: u32) -> String {
    let here = |(account, _): &&(u32, i64)| frame.after.of.get(index(*account)) == Some(&Some(number));
    frame.alone.iter().find(here).map_or(String::new(), |(account, _)| {
        format!("for `{}`, which is larger than a territory", frame.book.accounts[index(*account)].account_id)
    })
}

fn finished(title: &str, columns: Vec<Column>, values: Vec<Values>, frame: &Frame<'_>) -> Report {
    let mut report = Report::new(title, columns, Block::of(values));
    report.subtitle.clone_from(&frame.subtitle);
    report.notes.clone_from(&frame.notes);
    report
}

/// Where each account is and why: to the nearest centre, or past it.
pub struct Places<'a> {
    to: Vec<&'a str>,
    from: Vec<String>,
    reasons: Vec<String>,
    ways: Vec<i64>,
}

/// Finds the places, which moves and assignment both show.
#[must_use]
pub fn places<'a>(frame: &'a Frame<'_>) -> Places<'a> {
    let name = |unit: Option<u32>| unit.map_or("", |unit| frame.after.units[index(unit)].name.as_str());
    let near = nearest(frame.setup);
    let numbered = || (0_u32..).zip(&frame.after.of).map(|(account, unit)| (account, *unit));
    let ways: Vec<Option<i64>> =
        numbered().map(|(account, unit)| frame.setup.way(frame.book, account, unit?)).collect();
    let reason = |(account, unit): (u32, Option<u32>)| match (near[index(account)], ways[index(account)]) {
        (Some((nearest, _)), _) if Some(nearest) == unit => "the nearest centre".to_owned(),
        (Some((_, metres)), Some(way)) if way <= metres + 1 => "the nearest centre".to_owned(),
        (Some((nearest, metres)), Some(way)) => {
            let by = (way - metres) / 1_000;
            let why = if frame.setup.problem.graph.is_empty() { "even" } else { "connected and even" };
            format!("`{}` is {by} km nearer; territories have to be {why}", name(Some(nearest)))
        }
        _ => "it has no coordinates".to_owned(),
    };
    let was =
        |unit: &Option<u32>| unit.map_or(String::new(), |unit| frame.before.units[index(unit)].name.clone());
    Places {
        to: numbered().map(|(_, unit)| name(unit)).collect(),
        from: frame.before.of.iter().map(was).collect(),
        reasons: numbered().map(reason).collect(),
        ways: ways.into_iter().map(way).collect(),
    }
}

/// Every account as a move from where it is: the columns of the moves of `balance`.
#[must_use]
pub fn moves(frame: &Frame<'_>, found: &Places<'_>) -> Report {
    let accounts = &frame.book.accounts;
    let columns = move_columns(frame.measures);
    let mut values = vec![
        Values::text(accounts.iter().map(|account| account.account_id.as_str())),
        Values::text(found.from.iter().map(String::as_str)),
        Values::text(found.to.iter().copied()),
        Values::text(found.reasons.iter().map(String::as_str)),
    ];
    for measure in frame.measures.iter().filter(|measure| **measure != Measure::Count) {
        values.push(measure_cells(
            *measure,
            accounts.iter().map(|account| account.measure(*measure)).collect(),
        ));
    }
    values.extend([
        Values::text(accounts.iter().map(|_| "no")),
        Values::Number(vec![MISSING_INTEGER; accounts.len()]),
        Values::Number(found.ways.clone()),
        Values::text(accounts.iter().map(|account| account.name.as_str())),
    ]);
    finished("Design of territories: where accounts go", columns, values, frame)
}

/// Every account with where it is: what `compare` and `map` read, in the columns of `balance`.
#[must_use]
pub fn assignment(frame: &Frame<'_>, found: &Places<'_>) -> Report {
    let accounts = &frame.book.accounts;
    let columns = vec![
        Column::id("account_id", "Account").essential(),
        Column::id("territory", "Territory").essential(),
        Column::id("rep_id", "Rep"),
        Column::id("previous", "Before"),
        Column::text("moved", "Moved"),
        Column::text("forced", "Forced"),
        Column::text("reason", "Why").essential(),
        Column::new("distance_km", "km", Kind::Number).essential(),
    ];
    let values = vec![
        Values::text(accounts.iter().map(|account| account.account_id.as_str())),
        Values::text(found.to.iter().copied()),
        Values::text(accounts.iter().map(|_| "")),
        Values::text(found.from.iter().map(String::as_str)),
        Values::text(accounts.iter().map(|_| "yes")),
        Values::text(accounts.iter().map(|_| "no")),
        Values::text(found.reasons.iter().map(String::as_str)),
        Values::Number(found.ways.clone()),
    ];
    finished("Assignment of accounts", columns, values, frame)
}
