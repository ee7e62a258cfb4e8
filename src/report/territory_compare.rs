//! The report of `spm territories compare`: each territory in two assignments.

use crate::engine::territory::alignment::Alignment;
use crate::engine::territory::book::{Book, Measure};
use crate::engine::territory::compare::{Change, Comparison};
use crate::report::territories::{cells, ratio, words};
use crate::report::{Block, Column, Kind, Report, Values};

/// The report; `sides` are the two alignments with their names.
#[must_use]
pub fn report(
    book: &Book,
    found: &Comparison,
    measures: &[Measure],
    sides: [(&str, &Alignment); 2],
    mut subtitle: Vec<String>,
) -> Report {
    let mut columns = vec![
        Column::id("territory", "Territory").essential(),
        Column::integer("accounts_before", "Accounts"),
        Column::integer("accounts", "now").essential(),
        Column::integer("came", "Came").essential(),
        Column::integer("went", "Went").essential(),
        Column::money("revenue_came", "Revenue came"),
        Column::money("revenue_went", "Revenue went"),
    ];
    let changes = &found.changes;
    let integer = |of: &dyn Fn(&Change) -> i64| Values::Integer(changes.iter().map(of).collect());
    let mut values = vec![
        Values::text(changes.iter().map(|change| change.name.as_str())),
        integer(&|change| change.accounts.0),
        integer(&|change| change.accounts.1),
        integer(&|change| change.moved.0),
        integer(&|change| change.moved.1),
        Values::Amounts(changes.iter().map(|change| change.revenue.0).collect()),
        Values::Amounts(changes.iter().map(|change| change.revenue.1).collect()),
    ];
    for (place, measure) in measures.iter().enumerate().filter(|(_, measure)| **measure != Measure::Count) {
        let name = measure.as_str();
        let column = |name: &str, title: &str| match measure.is_money() {
            true => Column::money(name, title),
            false => Column::new(name, title, Kind::Number),
        };
        columns
            .push(column(&format!("{name}_before"), &format!("{}{}", name[..1].to_uppercase(), &name[1..])));
        columns.push(column(name, "now"));
        values.push(cells(*measure, changes.iter().map(|change| change.sums[place].0).collect()));
        values.push(cells(*measure, changes.iter().map(|change| change.sums[place].1).collect()));
    }
    columns.push(Column::new("index_before", "Index", Kind::Number));
    columns.push(Column::new("index", "now", Kind::Number).essential());
    values.push(Values::Number(changes.iter().map(|change| ratio(change.index.0)).collect()));
    values.push(Values::Number(changes.iter().map(|change| ratio(change.index.1)).collect()));
    subtitle.push(format!(
        "{} accounts in other hands, {} of them leave a rep who is still there · {} only before, {} only after",
        found.moved.0, found.relationships, found.only.0, found.only.1
    ));
    let mut report = Report::new("Two assignments of accounts", columns, Block::of(values));
    for (name, alignment) in sides {
        let loads = alignment.loads(book);
        for measure in measures {
            if let Some(fairness) = alignment.fairness(&loads, *measure) {
                report.notes.push(format!("{name}: {}: {}", measure.as_str(), words(&fairness)));
            }
        }
    }
    report.subtitle = subtitle;
    report
}
