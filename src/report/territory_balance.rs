//! The reports of `spm territories balance`: the moves with their reasons, the territories before and after, and every
//! account with where it is.

use std::collections::BTreeMap;

use crate::engine::people::index;
use crate::engine::territory::alignment::{Alignment, Load, total};
use crate::engine::territory::balance::Setup;
use crate::engine::territory::book::{Book, Measure};
use crate::engine::territory::distance::kilometres;
use crate::engine::territory::moves::{Move, Why};
use crate::engine::territory::placed::Cost;
use crate::report::territories::{cells, measure_columns, ratio, reps_of};
use crate::report::{Block, Column, Kind, MISSING_INTEGER, Report, Values};

/// What the reports are about.
pub struct Frame<'a> {
    /// Accounts and reps.
    pub book: &'a Book,
    /// The territories and what was asked.
    pub setup: &'a Setup,
    /// The measures with a column.
    pub measures: &'a [Measure],
    /// Lines under the title.
    pub subtitle: Vec<String>,
    /// Lines below the table.
    pub notes: Vec<String>,
}

impl Frame<'_> {
    fn name(&self, target: Option<u32>) -> &str {
        target.map_or("", |target| self.setup.targets[index(target)].unit.name.as_str())
    }

    /// The name of where an account was, also when that takes no accounts any more.
    fn was(&self, one: &Move) -> &str {
        let owner = self.book.accounts[index(one.account)].rep;
        match (one.from, owner) {
            (None, Some(owner)) => self.book.reps[index(owner)].rep_id.as_str(),
            (from, _) => self.name(from),
        }
    }

    fn reason(&self, one: &Move) -> String {
        let percent = |index: i64| (index + 5_000).div_euclid(10_000);
        let measure = |band: usize| self.setup.bands[band].measure.as_str();
        match one.why {
            Why::Left => format!("`{}` covers no accounts any more", self.was(one)),
            Why::Nobody => "it was nobody's".to_owned(),
            Why::TooMuch(band, index) => {
                format!("`{}` had {} % of its share of {}", self.was(one), percent(index), measure(band))
            }
            Why::TooLittle(band, index) => {
                format!(
                    "`{}` had {} % of its share of {}",
                    self.name(Some(one.to)),
                    percent(index),
                    measure(band)
                )
            }
            Why::Nearer(metres) => format!("{} km nearer", metres / 1_000),
            Why::Family => "its family is there".to_owned(),
            Why::Room => format!("makes room in `{}`", self.was(one)),
        }
    }
}

/// The columns of moves, of a balance and of a design.
pub(super) fn move_columns(measures: &[Measure]) -> Vec<Column> {
    let mut columns = vec![
        Column::id("account_id", "Account").essential(),
        Column::id("from", "From").essential(),
        Column::id("to", "To").essential(),
        Column::text("reason", "Why").essential(),
    ];
    columns.extend(measure_columns(measures));
    columns.extend([
        Column::text("forced", "Forced"),
        Column::new("from_km", "km before", Kind::Number),
        Column::new("to_km", "km after", Kind::Number),
        Column::text("name", "Name"),
    ]);
    columns
}

/// The moves: one row each.
#[must_use]
pub fn moves(frame: &Frame<'_>, moves: &[Move]) -> Report {
    let columns = move_columns(frame.measures);
    let account = |one: &Move| &frame.book.accounts[index(one.account)];
    let way = |metres: Option<i64>| metres.map_or(MISSING_INTEGER, kilometres);
    let mut values = vec![
        Values::text(moves.iter().map(|one| account(one).account_id.as_str())),
        Values::text(moves.iter().map(|one| frame.was(one))),
        Values::text(moves.iter().map(|one| frame.name(Some(one.to)))),
        Values::text(moves.iter().map(|one| frame.reason(one))),
    ];
    for measure in frame.measures.iter().filter(|measure| **measure != Measure::Count) {
        values.push(cells(*measure, moves.iter().map(|one| account(one).measure(*measure)).collect()));
    }
    values.extend([
        Values::text(moves.iter().map(|one| if one.is_forced() { "yes" } else { "no" })),
        Values::Number(moves.iter().map(|one| way(one.ways.0)).collect()),
        Values::Number(moves.iter().map(|one| way(one.ways.1)).collect()),
        Values::text(moves.iter().map(|one| account(one).name.as_str())),
    ]);
    finished("Balance of territories: what moves", columns, values, frame)
}

fn finished(title: &str, columns: Vec<Column>, values: Vec<Values>, frame: &Frame<'_>) -> Report {
    let mut report = Report::new(title, columns, Block::of(values));
    report.subtitle.clone_from(&frame.subtitle);
    report.notes.clone_from(&frame.notes);
    report
}

/// The territories: before and after.
#[must_use]
pub fn territories(frame: &Frame<'_>, before: &Alignment, after: &Alignment, hire: &[Option<i64>]) -> Report {
    let (old, new) = (before.loads(frame.book), after.loads(frame.book));
    let mut columns = vec![
        Column::id("territory", "Territory").essential(),
        Column::id("rep_id", "Rep"),
        Column::new("capacity", "Capacity", Kind::Number),
        Column::integer("accounts_before", "Accounts"),
        Column::integer("accounts", "now").essential(),
    ];
    let units = &after.units;
    let reps: Vec<(String, String)> = units.iter().map(|unit| reps_of(frame.book, unit)).collect();
    let mut values = vec![
        Values::text(units.iter().map(|unit| unit.name.as_str())),
        Values::text(reps.iter().map(|(ids, _)| ids.as_str())),
        Values::Number(units.iter().map(|unit| unit.capacity).collect()),
        Values::Integer(old.iter().map(|load| load.accounts).collect()),
        Values::Integer(new.iter().map(|load| load.accounts).collect()),
    ];
    for measure in frame.measures {
        let name = measure.as_str();
        let title = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
        let index_column =
            |suffix: &str, title: String| Column::new(&format!("{name}{suffix}"), &title, Kind::Number);
        columns.push(index_column("_index_before", format!("{title} index")));
        columns.push(index_column("_index", "now".to_owned()).essential());
        let indices = |alignment: &Alignment, loads: &[Load]| -> Values {
            Values::Number(alignment.indices(loads, *measure).into_iter().map(ratio).collect())
        };
        values.push(indices(before, &old));
        values.push(indices(after, &new));
        if *measure != Measure::Count {
            columns.extend(measure_columns(&[*measure]));
            values.push(cells(*measure, new.iter().map(|load| load.sum(*measure)).collect()));
        }
    }
    let mut kept = vec![0_i64; units.len()];
    for (was, is) in before.of.iter().zip(&after.of) {
        if let (Some(was), true) = (was, was == is) {
            kept[index(*was)] += 1;
        }
    }
    let share = |(kept, load): (&i64, &Load)| match load.accounts {
        0 => MISSING_INTEGER,
        accounts => kept * 1_000_000 / accounts,
    };
    columns.extend([
        Column::fraction("kept", "Kept"),
        Column::new("distance_km_before", "km", Kind::Number),
        Column::new("distance_km", "now", Kind::Number),
        Column::new("hour_saves_km", "One more saves km", Kind::Number),
    ]);
    let ways = |loads: &[Load]| {
        Values::Number(loads.iter().map(|load| load.distance.map_or(MISSING_INTEGER, kilometres)).collect())
    };
    values.extend([
        Values::Fraction(kept.iter().zip(&old).map(share).collect()),
        ways(&old),
        ways(&new),
        Values::Number(hire.iter().map(|saved| saved.unwrap_or(MISSING_INTEGER)).collect()),
    ]);
    let totals = frame.measures.iter().map(|measure| total(&new, *measure)).sum::<i128>();
    let mut report = finished("Balance of territories", columns, values, frame);
    if totals == 0 {
        report.notes.push("nothing is weighed".to_owned());
    }
    report
}

/// Every account with where it is: what `compare` and `map` read, and what a CRM takes. `costs` are by account, and
/// `paths` the places of territories in the tree of the rules.
#[must_use]
pub fn assignment(
    frame: &Frame<'_>,
    after: &Alignment,
    moves: &[Move],
    costs: &[Cost],
    paths: &BTreeMap<String, String>,
) -> Report {
    let reps: Vec<String> = after.units.iter().map(|unit| reps_of(frame.book, unit).0).collect();
    let columns = vec![
        Column::id("account_id", "Account").essential(),
        Column::id("territory", "Territory").essential(),
        Column::id("rep_id", "Rep").essential(),
        Column::id("previous", "Before"),
        Column::text("moved", "Moved"),
        Column::text("forced", "Forced"),
        Column::text("reason", "Why"),
        Column::text("rule_path", "Rule"),
        Column::new("cost", "Cost km", Kind::Number),
        Column::id("next_best_rep", "Next best"),
        Column::new("regret", "More there km", Kind::Number),
        Column::new("distance_km", "km", Kind::Number),
    ];
    let path = |unit: Option<u32>| paths.get(frame.name(unit)).map_or("", String::as_str);
    let next = |cost: &Cost| cost.next.map_or("", |unit| reps[index(unit)].as_str());
    let regret = |cost: &Cost| cost.next.map_or(MISSING_INTEGER, |_| cost.regret);
    let mut of: Vec<Option<&Move>> = vec![None; frame.book.accounts.len()];
    for one in moves {
        of[index(one.account)] = Some(one);
    }
    let places = || (0_u32..).zip(&after.of).map(|(account, unit)| (account, *unit));
    let way = |(account, unit): (u32, Option<u32>)| {
        unit.and_then(|unit| frame.setup.way(frame.book, account, unit)).map_or(MISSING_INTEGER, kilometres)
    };
    let yes = |flag: bool| if flag { "yes" } else { "no" };
    let values = vec![
        Values::text(frame.book.accounts.iter().map(|account| account.account_id.as_str())),
        Values::text(places().map(|(_, unit)| frame.name(unit))),
        Values::text(places().map(|(_, unit)| unit.map_or("", |unit| reps[index(unit)].as_str()))),
        Values::text(
            places().map(|(account, unit)| of[index(account)].map_or(frame.name(unit), |one| frame.was(one))),
        ),
        Values::text(of.iter().map(|one| yes(one.is_some()))),
        Values::text(of.iter().map(|one| yes(one.is_some_and(Move::is_forced)))),
        Values::text(of.iter().map(|one| one.map_or(String::new(), |one| frame.reason(one)))),
        Values::text(places().map(|(_, unit)| path(unit))),
        Values::Number(costs.iter().map(|cost| cost.own).collect()),
        Values::text(costs.iter().map(next)),
        Values::Number(costs.iter().map(regret).collect()),
        Values::Number(places().map(way).collect()),
    ];
    finished("Assignment of accounts", columns, values, frame)
}
