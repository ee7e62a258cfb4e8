//! The reports of `spm territories coverage`: what is wrong with who covers what, and how far accounts are.

use crate::engine::people::index;
use crate::engine::territory::book::{Book, Measure};
use crate::engine::territory::coverage::{Finding, Unit, Ways};
use crate::engine::territory::distance::kilometres;
use crate::engine::territory::fairness::part;
use crate::report::territories::cells;
use crate::report::{Block, Column, Kind, MISSING_INTEGER, Report, Values};

/// What the reports are about.
pub struct Frame<'a> {
    /// Accounts and reps.
    pub book: &'a Book,
    /// What accounts are weighed by.
    pub measure: Measure,
    /// Lines under the title.
    pub subtitle: Vec<String>,
}

/// How many accounts a finding shows.
const SHOWN: usize = 3;

fn weighed(frame: &Frame<'_>) -> Column {
    let name = frame.measure.as_str();
    let title = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
    let kind = if frame.measure.is_money() { Kind::Money } else { Kind::Number };
    Column::new(name, &title, kind)
}

/// A row for each finding, the worst first.
#[must_use]
pub fn findings(frame: &Frame<'_>, found: &[Finding]) -> Report {
    let all = frame.book.total(frame.measure);
    let columns = vec![
        Column::id("finding", "Finding").essential(),
        Column::id("territory", "Territory").essential(),
        Column::id("rep_id", "Rep"),
        Column::integer("accounts", "Accounts").essential(),
        weighed(frame),
        Column::fraction("share", "Share"),
        Column::text("detail", "Detail").preferred(),
        Column::text("account_ids", "Such as"),
    ];
    let sums: Vec<i128> = found.iter().map(|finding| sum(frame, finding)).collect();
    let shares = sums.iter().map(|sum| part(*sum, all).unwrap_or(MISSING_INTEGER)).collect();
    let block = Block::of(vec![
        Values::text(found.iter().map(|finding| finding.kind.as_str())),
        Values::text(found.iter().map(|finding| finding.territory.as_str())),
        Values::text(found.iter().map(|finding| finding.rep.as_str())),
        Values::Integer(found.iter().map(|finding| count(finding.accounts.len())).collect()),
        cells(frame.measure, sums),
        Values::Fraction(shares),
        Values::text(found.iter().map(|finding| finding.detail.as_str())),
        Values::text(found.iter().map(|finding| such_as(frame, finding))),
    ]);
    let mut report = Report::new("Coverage", columns, block);
    report.subtitle.clone_from(&frame.subtitle);
    report.notes = if found.is_empty() {
        vec![
            "nothing is wrong: every account is in one territory, and somebody who is there covers it"
                .to_owned(),
        ]
    } else {
        vec!["an account may be in several findings; `--each` lists them".to_owned()]
    };
    report
}

fn sum(frame: &Frame<'_>, finding: &Finding) -> i128 {
    finding.accounts.iter().map(|place| frame.book.accounts[index(*place)].measure(frame.measure)).sum()
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn such_as(frame: &Frame<'_>, finding: &Finding) -> String {
    let ids = finding
        .accounts
        .iter()
        .take(SHOWN)
        .map(|place| frame.book.accounts[index(*place)].account_id.as_str());
    let mut text = ids.collect::<Vec<_>>().join(" ");
    if finding.accounts.len() > SHOWN {
        text.push_str(" …");
    }
    text
}

/// A row for each account of each finding; findings without accounts have a row without one.
#[must_use]
pub fn each(frame: &Frame<'_>, found: &[Finding]) -> Report {
    let columns = vec![
        Column::id("finding", "Finding").essential(),
        Column::id("territory", "Territory").essential(),
        Column::id("rep_id", "Rep"),
        Column::id("account_id", "Account").essential(),
        Column::text("name", "Name"),
        weighed(frame),
        Column::text("detail", "Detail").preferred(),
    ];
    let mut rows: Vec<(&Finding, Option<u32>)> = Vec::new();
    for finding in found {
        rows.extend(finding.accounts.iter().map(|place| (finding, Some(*place))));
        if finding.accounts.is_empty() {
            rows.push((finding, None));
        }
    }
    let account = |place: Option<u32>| place.map(|place| &frame.book.accounts[index(place)]);
    let block = Block::of(vec![
        Values::text(rows.iter().map(|row| row.0.kind.as_str())),
        Values::text(rows.iter().map(|row| row.0.territory.as_str())),
        Values::text(rows.iter().map(|row| row.0.rep.as_str())),
        Values::text(rows.iter().map(|row| account(row.1).map_or("", |account| account.account_id.as_str()))),
        Values::text(rows.iter().map(|row| account(row.1).map_or("", |account| account.name.as_str()))),
        cells(
            frame.measure,
            rows.iter().map(|row| account(row.1).map_or(0, |of| of.measure(frame.measure))).collect(),
        ),
        Values::text(rows.iter().map(|row| row.0.detail.as_str())),
    ]);
    let mut report = Report::new("Coverage", columns, block);
    report.subtitle.clone_from(&frame.subtitle);
    report
}

/// How far the accounts of each territory are from the nearest home of its reps.
#[must_use]
pub fn distances(frame: &Frame<'_>, units: &[Unit], ways: &[Option<Ways>]) -> Report {
    let far = |name: &str, title: &str| Column::new(name, title, Kind::Number);
    let columns = vec![
        Column::id("territory", "Territory").essential(),
        Column::id("rep_id", "Rep"),
        Column::integer("accounts", "Accounts").essential(),
        far("mean_km", "Mean km").essential(),
        far("median_km", "Median km"),
        far("ninetieth_km", "90 % within"),
        far("largest_km", "Farthest km").essential(),
        Column::id("farthest", "Farthest"),
        Column::integer("nearer_elsewhere", "Nearer to another"),
    ];
    let shown: Vec<(&Unit, &Ways)> =
        units.iter().zip(ways).filter_map(|(unit, ways)| Some((unit, ways.as_ref()?))).collect();
    let reps = |unit: &Unit| {
        let ids: Vec<&str> =
            unit.reps.iter().map(|rep| frame.book.reps[index(*rep)].rep_id.as_str()).collect();
        ids.join(" ")
    };
    let way =
        |of: &dyn Fn(&Ways) -> i64| Values::Number(shown.iter().map(|row| kilometres(of(row.1))).collect());
    let block = Block::of(vec![
        Values::text(shown.iter().map(|row| row.0.name.as_str())),
        Values::text(shown.iter().map(|row| reps(row.0))),
        Values::Integer(shown.iter().map(|row| row.1.located).collect()),
        way(&|ways| ways.mean),
        way(&|ways| ways.median),
        way(&|ways| ways.ninetieth),
        way(&|ways| ways.largest),
        Values::text(shown.iter().map(|row| frame.book.accounts[index(row.1.farthest)].account_id.as_str())),
        Values::Integer(shown.iter().map(|row| row.1.nearer_elsewhere).collect()),
    ]);
    let mut report = Report::new("Distances", columns, block);
    report.subtitle.clone_from(&frame.subtitle);
    report.notes = vec![
        "straight over the globe from the nearest home of the territory's reps; roads are a quarter to a half longer"
            .to_owned(),
    ];
    report
}
