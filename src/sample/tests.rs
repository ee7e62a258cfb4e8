//! What the sample company promises: the same bytes, ids that resolve, shares that add up, settings that fit.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::*;
use crate::model::table;

/// The rows of an export, without its header; none of the columns that the tests look at is quoted unless it
/// stands last or alone.
fn rows(files: &[SampleFile], path: &str, columns: &[&str]) -> Vec<Vec<String>> {
    let text = text(files, path);
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let places: Vec<usize> =
        columns.iter().map(|column| header.iter().position(|name| name == column).unwrap()).collect();
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            assert_eq!(cells.len(), header.len(), "{line}");
            places.iter().map(|&place| cells[place].to_owned()).collect()
        })
        .collect()
}

fn text(files: &[SampleFile], path: &str) -> String {
    let file = files.iter().find(|file| file.path == path).unwrap();
    String::from_utf8(file.bytes.clone()).unwrap()
}

fn ids(files: &[SampleFile], path: &str) -> BTreeSet<String> {
    let rows = rows(files, path, &["Id"]);
    let ids: BTreeSet<String> = rows.iter().map(|row| row[0].clone()).collect();
    assert!(ids.iter().all(|id| id.len() == 18));
    ids
}

#[test]
fn the_sample_is_the_same_at_each_call() {
    assert_eq!(files(), files());
}

#[test]
fn the_sample_is_smaller_than_three_megabytes() {
    let bytes: usize = files().iter().map(|file| file.bytes.len()).sum();
    assert!(bytes < 3_000_000, "{bytes}");
}

#[test]
fn the_committed_folder_is_what_the_code_makes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/acme");
    for file in files() {
        let committed = std::fs::read(folder.join(&file.path)).unwrap_or_default();
        assert!(committed == file.bytes, "{}: run `cargo run --example acme testdata/acme`", file.path);
    }
}

#[test]
fn no_id_is_given_twice() {
    let files = files();
    for path in ["exports/opportunities.csv", "exports/accounts.csv", "exports/leads.csv"] {
        assert_eq!(ids(&files, path).len(), rows(&files, path, &["Id"]).len(), "{path}");
    }
    // One person has two dated rows.
    assert_eq!(ids(&files, "exports/users.csv").len() + 1, rows(&files, "exports/users.csv", &["Id"]).len());
}

#[test]
fn every_id_resolves() {
    let files = files();
    let users = ids(&files, "exports/users.csv");
    let accounts = ids(&files, "exports/accounts.csv");
    let deals = ids(&files, "exports/opportunities.csv");
    for (path, column, known) in [
        ("exports/opportunities.csv", "OwnerId", &users),
        ("exports/opportunities.csv", "AccountId", &accounts),
        ("exports/opportunity-splits.csv", "OpportunityId", &deals),
        ("exports/opportunity-splits.csv", "SplitOwnerId", &users),
        ("exports/opportunity-history.csv", "OpportunityId", &deals),
        ("exports/users.csv", "ManagerId", &users),
        ("exports/quotas.csv", "QuotaOwnerId", &users),
        ("exports/billing-events.csv", "deal_id", &deals),
        ("exports/accounts.csv", "OwnerId", &users),
        ("exports/accounts.csv", "ParentId", &accounts),
        ("exports/leads.csv", "OwnerId", &users),
        ("exports/leads.csv", "ConvertedOpportunityId", &deals),
        ("exports/activities.csv", "rep_id", &users),
        ("exports/leaves.csv", "rep_id", &users),
    ] {
        for row in rows(&files, path, &[column]) {
            assert!(row[0].is_empty() || known.contains(&row[0]), "{path} {column} {}", row[0]);
        }
    }
}

#[test]
fn direct_shares_add_up_to_a_hundred() {
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    let columns = ["OpportunityId", "SplitPercentage", "SplitType"];
    for row in rows(&files(), "exports/opportunity-splits.csv", &columns) {
        if row[2] == "direct" {
            let (whole, hundredths) = row[1].split_once('.').unwrap_or((&row[1], "00"));
            *sums.entry(row[0].clone()).or_default() +=
                whole.parse::<i64>().unwrap() * 100 + hundredths.parse::<i64>().unwrap();
        }
    }
    assert!(sums.len() > 400);
    assert!(sums.values().all(|&sum| sum == 10_000));
}

#[test]
fn deals_close_while_their_owner_is_employed() {
    let files = files();
    let users = rows(&files, "exports/users.csv", &["Id", "Hire_Date__c", "End_Date__c"]);
    let employed: BTreeMap<&String, (&String, &String)> =
        users.iter().map(|row| (&row[0], (&row[1], &row[2]))).collect();
    for row in rows(&files, "exports/opportunities.csv", &["OwnerId", "CloseDate"]) {
        let (hired, left) = employed[&row[0]];
        assert!(*hired <= row[1] && (left.is_empty() || row[1] <= *left), "{row:?}");
    }
}

#[test]
fn the_first_euro_rate_is_before_the_first_deal() {
    let files = files();
    let first = |path: &str, column: &str| {
        rows(&files, path, &[column]).into_iter().map(|row| row[0].clone()).min().unwrap()
    };
    assert!(first("exports/exchange-rates.csv", "date") <= first("exports/opportunities.csv", "CloseDate"));
}

#[test]
fn the_settings_map_headers_that_are_there_to_columns_that_are_known() {
    let files = files();
    let settings: toml::Table = text(&files, "spm.toml").parse().unwrap();
    for (name, source) in settings["sources"].as_table().unwrap() {
        let table = table::table(name).unwrap();
        let text = text(&files, source["files"].as_str().unwrap());
        let header: BTreeSet<&str> = text.lines().next().unwrap().split(',').collect();
        let mut filled: BTreeSet<&str> = header.clone();
        for (column, mapped) in source.get("columns").and_then(toml::Value::as_table).into_iter().flatten() {
            assert!(table.column(column).is_some(), "{name} {column}");
            assert!(header.contains(mapped.as_str().unwrap()), "{name} {mapped}");
            filled.insert(column);
        }
        // The deals' standard fields are known to the profile.
        if source.get("profile").is_none() {
            for column in table.columns.iter().filter(|column| column.required) {
                assert!(filled.contains(column.name), "{name} {}", column.name);
            }
        }
    }
}

fn is_toml(file: &SampleFile) -> bool {
    Path::new(&file.path).extension().is_some_and(|ending| ending == "toml")
}

#[test]
fn every_text_of_both_workspaces_is_toml() {
    for file in files().into_iter().chain(starter()).filter(is_toml) {
        let text = String::from_utf8(file.bytes).unwrap();
        assert!(text.parse::<toml::Table>().is_ok(), "{}", file.path);
    }
}
