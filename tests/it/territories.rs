//! Territories as a process: every account in exactly one, the same bytes for any order of rows and number of
//! threads, and quotas that add up and are read back.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::sample::workspace;

/// What the program writes to standard output; it has to end with 0.
fn spm(line: &[&str]) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_spm"))
        .args(line)
        .env_remove("SPM_WORKSPACE")
        .env_remove("SPM_THREADS")
        .env_remove("SPM_FORMAT")
        .output()
        .unwrap();
    assert!(run.status.success(), "spm {line:?}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

fn acme() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/acme")
}

/// Rules for leads, whose table has no columns of places.
const LEADS: &str = "[[territory]]\nid = \"Web\"\nleads = \"source = 'Web'\"\ndistribute = \"round-robin\"\n\
                     reps = [{ rep = \"Tobias Hartwell-Reyes\" }, { rep = \"Lukas Eichenwald\" }]\n\
                     [[territory]]\nid = \"Rest\"\nleads = \"source IS NULL OR source <> 'Web'\"\n\
                     rep = \"Haruka Tsukinami\"\n";

#[test]
fn neither_the_order_of_rows_nor_threads_change_a_byte() {
    let quotas =
        "quotas --target 84000000.01 --period 2027 --by blend --unit month --season history --hedge 3,5";
    let reports = [
        "",
        "assign",
        "assign --table",
        "assign leads --rules RULES",
        "coverage",
        "coverage --each",
        "coverage --distances",
        quotas,
        "quotas --target 9000000 --period 2027 --fairness",
        "capacity --period 2027 --ramp 25,50",
        "capacity --months --attrition 12 --hire-months 2",
        "capacity --leaver noor.haddad-ellis@acme.example",
        "balance --effort 200 --tolerance 60 --all",
        "design --count 3 --effort 50 --all",
    ];
    let run = |folder: &Path, threads: &str| -> Vec<String> {
        let rules = folder.join("leads.toml");
        fs::write(&rules, LEADS).unwrap();
        let (folder, rules) = (folder.display().to_string(), "RULES");
        let of = |report: &&str| {
            let mut line = vec!["-q", "territories", "--workspace", &folder, "--as-of", "2026-11-20"];
            line.extend(["-f", "csv", "--threads", threads]);
            let path = format!("{folder}/leads.toml");
            let own: Vec<&str> = report
                .split_whitespace()
                .map(|word| if word == rules { path.as_str() } else { word })
                .collect();
            // Flags of every command stand behind the subcommand as well as before it.
            line.splice(2..2, own);
            // The rules of leads are named by their folder, which differs.
            spm(&line).replace(&folder, "")
        };
        reports.iter().map(of).collect()
    };
    let (straight, turned) = (workspace(false), workspace(true));
    let first = run(straight.path(), "1");
    assert_eq!(first, run(straight.path(), "4"));
    assert_eq!(first, run(turned.path(), "3"));
}

#[test]
fn every_account_is_in_exactly_one_territory() {
    let folder = acme().display().to_string();
    let csv =
        spm(&["-q", "territories", "assign", "--workspace", &folder, "--as-of", "2026-11-20", "-f", "csv"]);
    let accounts = fs::read_to_string(acme().join("exports/accounts.csv")).unwrap();
    let mut ids: Vec<&str> = accounts.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    ids.sort_unstable();
    let assigned: Vec<&str> = csv.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(assigned, ids);
    // The rules are written after the territories of the export, so each account stays where it is.
    for line in csv.lines().skip(1) {
        let cells: Vec<&str> = line.rsplit(',').collect();
        let (territory, before) = (cells[6], cells[4]);
        assert!(!territory.is_empty() && territory == before, "{line}");
    }
}

#[test]
fn quotas_add_up_to_the_target_in_every_unit_and_way() {
    let folder = acme().display().to_string();
    for (way, unit) in [("potential", "month"), ("history", "quarter"), ("blend", "half"), ("even", "year")] {
        let line =
            ["-q", "territories", "quotas", "--workspace", &folder, "--as-of", "2026-11-20", "--target"];
        let rest = ["77777777.77", "--period", "2027", "--by", way, "--unit", unit, "-f", "csv"];
        let csv = spm(&line.into_iter().chain(rest).collect::<Vec<_>>());
        let place = csv.lines().next().unwrap().split(',').position(|name| name == "amount").unwrap();
        let cents = |line: &str| line.split(',').nth(place).unwrap().replace('.', "").parse::<i64>().unwrap();
        assert_eq!(csv.lines().skip(1).map(cents).sum::<i64>(), 7_777_777_777, "{way} by {unit}");
    }
}

#[test]
fn a_table_of_accounts_that_was_assigned_is_read_back_without_changes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("accounts.csv").display().to_string();
    let company = acme().display().to_string();
    let base = ["--workspace", &company, "--as-of", "2026-11-20"];
    let table = ["-q", "territories", "assign", "--table", "-o", &file];
    spm(&table.into_iter().chain(base).collect::<Vec<_>>());
    let again = ["territories", "assign", "--changes", "--accounts", &file, "-f", "csv"];
    let changes = spm(&again.into_iter().chain(base).collect::<Vec<_>>());
    assert_eq!(changes.lines().count(), 1, "{changes}");
}
