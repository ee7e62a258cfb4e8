//! The tables of pay from text to rows: every bad value a reject, and the good ones as they were meant.

use super::*;
use crate::data::input::Location;
use crate::data::scan::read_table;
use crate::data::source::{Request, Source};
use crate::model::table::table;

/// The frame of a text, and its rejects as `row column value: reason`.
fn read(name: &str, text: &str) -> (DataFrame, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.csv");
    std::fs::write(&path, text).unwrap();
    let mut source = Source::new(table(name).unwrap(), vec![Location::Path(path)]);
    source.calendar = Some(Calendar::default());
    let (frame, report) = read_table(&source, &Request { all: true, ..Request::default() }).unwrap();
    let line = |reject: &crate::model::reject::Reject| {
        format!("{} {} `{}` {}", reject.row, reject.column, reject.value, reject.reason)
    };
    (frame, report.rejects.iter().map(line).collect())
}

#[test]
fn events_come_with_and_without_an_amount_and_bad_ones_are_rejected() {
    let (frame, rejects) = read(
        "events",
        "deal_id,date,kind,amount\nD1,2026-01-05,Invoice,100.50\nD1,2026-02-05,cancel,\nD2,2026-02-30,payment,1\n\
         D2,2026-02-05,chargeback,1\n,2026-02-05,payment,1\nD3,2026-03-01,REFUND,-20\n",
    );
    let mut rows = Vec::new();
    each_event(&frame, |row| {
        let amount = row.amount.map_or("whole".to_owned(), |amount| amount.to_string());
        rows.push(format!("{} {} {} {amount}", row.deal_id, row.day, row.kind.as_str()));
    })
    .unwrap();
    assert_eq!(
        rows,
        ["D1 2026-01-05 invoice 100.50", "D1 2026-02-05 cancel whole", "D3 2026-03-01 refund -20.00"]
    );
    assert_eq!(
        rejects,
        [
            "4 date `2026-02-30` is not a date",
            "5 kind `chargeback` is none of invoice, payment, refund, cancel, release",
            "6 deal_id `` is empty",
        ]
    );
}

#[test]
fn events_need_no_column_of_amounts() {
    let (frame, rejects) = read("events", "deal_id,date,kind\nD1,2026-01-05,cancel\n");
    let mut amounts = Vec::new();
    each_event(&frame, |row| amounts.push(row.amount)).unwrap();
    assert_eq!((amounts, rejects.len()), (vec![None], 0));
}

#[test]
fn adjustments_are_read_with_their_period_by_the_calendar() {
    let (frame, rejects) = read(
        "adjustments",
        "rep_id,period,amount,reason,element,author,approved_by,expires\n\
         R1,2026-10,-250.00,Car,,ana,bob,2026-12-31\nR2,2026-Q4,100,SPIFF,q4,,,\nR3,Octember,1,x,,,,\n\
         R4,2026-10,1,,,,,\nR5,2026-10,,x,,,,\n",
    );
    let rows = adjustments(&frame, "x.csv", &Calendar::default(), Unit::Month).unwrap();
    let shown: Vec<String> = rows
        .iter()
        .map(|row| {
            let expires = row.expires.map_or(String::new(), |day| day.to_string());
            format!(
                "{} {}..{} {} {} [{}] [{}] [{}] [{expires}] {}",
                row.rep_id,
                row.span.from,
                row.span.to,
                row.amount,
                row.reason,
                row.element,
                row.author,
                row.approved_by,
                row.place.row
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "R1 2026-10-01..2026-10-31 -250.00 Car [] [ana] [bob] [2026-12-31] 2",
            "R2 2026-10-01..2026-12-31 100.00 SPIFF [q4] [] [] [] 3",
        ]
    );
    assert_eq!(
        rejects,
        ["4 period `Octember` is not a period", "5 reason `` is empty", "6 amount `` is empty"]
    );
}

#[test]
fn scores_are_shares_of_the_objective_and_no_percentages() {
    let (frame, rejects) = read(
        "scores",
        "rep_id,period,element,score\nR1,2026-Q1,goals,0.8525\nR2,2026-Q1,goals,10\nR3,2026-Q1,goals,85\n\
         R4,2026-Q1,goals,-0.1\nR5,2026-Q1,,1\n",
    );
    let rows = scores(&frame, "x.csv", &Calendar::default(), Unit::Month).unwrap();
    let shown: Vec<String> = rows
        .iter()
        .map(|row| format!("{} {} {} {}", row.rep_id, row.span.to, row.element, row.score))
        .collect();
    assert_eq!(shown, ["R1 2026-03-31 goals 0.8525", "R2 2026-03-31 goals 10"]);
    assert_eq!(
        rejects,
        ["4 score `85` is above 10", "5 score `-0.1` is below zero", "6 element `` is empty"]
    );
}
