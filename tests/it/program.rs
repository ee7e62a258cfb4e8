//! The program as a process: real data against figures of another program, and the same bytes however it is run.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::sample::workspace;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What the program writes to standard output, run in a folder; it has to end with 0.
fn spm(folder: &Path, line: &str) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_spm"))
        .args(line.split(' '))
        .current_dir(folder)
        .env_remove("SPM_WORKSPACE")
        .env_remove("SPM_THREADS")
        .env_remove("SPM_FORMAT")
        .output()
        .unwrap();
    assert!(run.status.success(), "spm {line}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

/// The named columns of a CSV text without quoted values, row by row.
fn columns(text: &str, names: &[&str]) -> Vec<String> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let places: Vec<usize> =
        names.iter().map(|name| header.iter().position(|column| column == name).unwrap()).collect();
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            places.iter().map(|place| cells[*place]).collect::<Vec<_>>().join(",")
        })
        .collect()
}

#[test]
fn attainment_of_adventureworks_is_what_duckdb_computes_on_every_row() {
    let folder = root().join("testdata/adventureworks");
    let names = ["rep_id", "quarter", "credited", "quota", "deals"];
    let ours = spm(&folder, "attainment --by rep,quarter -f csv --as-of 2014-01-01");
    let theirs = fs::read_to_string(folder.join("expected.csv")).unwrap();
    assert_eq!(columns(&ours, &names), columns(&theirs, &names));
}

const REPORTS: [&str; 3] = [
    "-q commissions lines --period 2026-01..2026-10 --as-of 2026-11-20 -f csv",
    "-q commissions --period 2026 --as-of 2026-11-20 -f json",
    "-q attainment --by region,month --period 2026 --as-of 2026-11-20 -f csv",
];

#[test]
fn threads_and_import_change_no_byte() {
    let folder = workspace(false);
    let straight: Vec<String> = REPORTS.iter().map(|report| spm(folder.path(), report)).collect();
    let one: Vec<String> =
        REPORTS.iter().map(|report| spm(folder.path(), &format!("--threads 1 {report}"))).collect();
    assert_eq!(straight, one);
    spm(folder.path(), "-q import");
    let imported: Vec<String> = REPORTS.iter().map(|report| spm(folder.path(), report)).collect();
    assert_eq!(straight, imported);
}

#[test]
fn neither_the_order_of_rows_nor_threads_change_a_forecast_or_a_metric() {
    let reports = [
        "forecast --period 2026-Q4 --by region",
        "forecast trend --by region",
        "forecast deals --top 30",
        "forecast gap --by team",
        "forecast pipeline",
        "forecast accuracy --by rep",
        "forecast capacity --period 2027",
        "metrics --period 2026-Q3 --by rep",
        "metrics --period 2026-Q3 --diagnose",
        "attainment --period 2026-Q3 --by rep",
    ];
    let run = |folder: &Path, threads: u32| -> Vec<String> {
        let common = format!("--as-of 2026-11-20 -q -f csv --threads {threads}");
        reports.iter().map(|report| spm(folder, &format!("{report} {common}"))).collect()
    };
    let (straight, turned) = (workspace(false), workspace(true));
    let first = run(straight.path(), 1);
    assert_eq!(first, run(straight.path(), 4));
    assert_eq!(first, run(turned.path(), 3));
}

/// What the program says on standard error, given what stands on its standard input; it has to end with 0.
fn says(folder: &Path, line: &str, input: &[u8]) -> (String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_spm"))
        .args(line.split(' '))
        .current_dir(folder)
        .env("TMPDIR", folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let run = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (out, err) = (text(run.stdout), text(run.stderr));
    assert!(run.status.success(), "spm {line}: {err}");
    (out, err)
}

#[test]
fn parquet_on_standard_input_is_what_the_file_is_and_leaves_nothing_behind() {
    let folder = workspace(false);
    spm(folder.path(), "-q import");
    let bytes = fs::read(folder.path().join("data/deals.parquet")).unwrap();
    let entries = || fs::read_dir(folder.path()).unwrap().count();
    let before = entries();
    for report in [REPORTS[0], REPORTS[2]] {
        let (out, _) = says(folder.path(), &format!("{report} --deals -"), &bytes);
        assert_eq!(out, spm(folder.path(), report));
        assert_eq!(entries(), before);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_pipe_with_a_name_is_read_once_and_looked_at_as_often_as_needed() {
    let folder = workspace(false);
    let deals = fs::read(folder.path().join("exports/opportunities.csv")).unwrap();
    let report = "-q metrics --period 2026-Q3 --by quarter --as-of 2026-11-20 --metrics won,lost,bookings";
    spm(folder.path(), &format!("{report} -o file.csv"));
    let (_, said) = says(folder.path(), &format!("{report} --deals /dev/stdin -o pipe.csv"), &deals);
    assert_eq!(said, "");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("file.csv"), read("pipe.csv"));
    // What was read from a pipe cannot be read again, so its print is not in the manifest.
    assert!(read("file.csv.manifest.json").contains("exports/opportunities.csv"));
    assert!(!read("pipe.csv.manifest.json").contains("exports/opportunities.csv"));
}

#[test]
fn an_export_that_changed_since_the_import_is_named() {
    let folder = workspace(false);
    spm(folder.path(), "-q import");
    let report = "attainment --by year --period 2026 --as-of 2026-11-20 -f csv";
    let (out, err) = says(folder.path(), report, b"");
    assert!(!err.contains("since the import"), "{err}");
    let leaves = folder.path().join("exports/leaves.csv");
    let text = fs::read_to_string(&leaves).unwrap();
    fs::write(&leaves, format!("{text}\n")).unwrap();
    let (again, err) = says(folder.path(), report, b"");
    assert_eq!(out, again);
    let note = "note: `exports/leaves.csv` has changed since the import of leaves, which are read as imported: \
                `spm import leaves`\n";
    assert!(err.contains(note), "{err}");
    spm(folder.path(), "-q import leaves");
    assert!(!says(folder.path(), report, b"").1.contains("since the import"));
}

#[test]
fn the_order_of_rows_changes_nothing_but_the_row_that_a_line_names() {
    let folder = workspace(false);
    let without_row = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.rsplit_once(',').unwrap().0.to_owned()).collect()
    };
    let before: Vec<String> = REPORTS.iter().map(|report| spm(folder.path(), report)).collect();
    for name in ["opportunities", "opportunity-splits", "users", "quotas", "exchange-rates"] {
        let path = folder.path().join(format!("exports/{name}.csv"));
        let text = fs::read_to_string(&path).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        fs::write(&path, lines.join("\n") + "\n").unwrap();
    }
    let after: Vec<String> = REPORTS.iter().map(|report| spm(folder.path(), report)).collect();
    assert_eq!(without_row(&before[0]), without_row(&after[0]));
    assert_eq!(before[1..], after[1..]);
}

#[test]
fn published_examples_are_paid_as_published() {
    // A test of a plan that fails ends the program with 1.
    let said = spm(&root(), "commissions test --plans testdata/published -f csv");
    assert!(said.lines().count() > 200, "{said}");
}

#[test]
fn what_is_added_for_a_rep_without_credits_is_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("plan.toml", "id = \"p\"\ncurrency = \"USD\"\n[[element]]\nid = \"e\"\nrate = 0.1\n");
    write("reps.csv", "rep_id,name\nR1,Ana\nR2,Ben\n");
    write("deals.csv", "deal_id,rep_id,amount,stage,close_date\nD1,R2,100,Closed Won,2026-10-05\n");
    write("added.csv", "rep_id,period,amount,reason\nR1,2026-10,50,relocation\n");
    let tables = "--plans plan.toml --reps reps.csv --deals deals.csv --adjustments added.csv";
    let lines = spm(folder.path(), &format!("commissions lines {tables} --period 2026-10 -f csv"));
    let names = ["rep_id", "kind", "deal_id", "payable"];
    assert_eq!(columns(&lines, &names), ["R1,adjustment,,50.00", "R2,earning,D1,10.00"]);
}
