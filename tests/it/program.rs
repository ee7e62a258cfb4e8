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

/// A company of forty reps with more credits than lines are written at once: managers with the credit of their teams,
/// splits, deals in no order of their reps.
fn many_deals(folder: &Path) {
    let mut deals = "deal_id,rep_id,stage,close_date,amount\n".to_owned();
    let mut splits = "deal_id,rep_id,percent\n".to_owned();
    for deal in 0..9_000_u32 {
        let (rep, month, day) = (deal * 7 % 40, deal % 9 + 1, deal % 28 + 1);
        let amount = 1_000 + deal * 37 % 900;
        deals.push_str(&format!(
            "D{deal:05},R{rep:02},Closed Won,2026-{month:02}-{day:02},{amount}.{:02}\n",
            deal % 100
        ));
        if deal % 11 == 0 {
            splits.push_str(&format!("D{deal:05},R{rep:02},60\nD{deal:05},R{:02},40\n", (rep + 13) % 40));
        }
    }
    let mut reps = "rep_id,name,manager_id\n".to_owned();
    let mut quotas = "rep_id,period,amount\n".to_owned();
    for rep in 0..40 {
        let manager = if rep < 4 { String::new() } else { format!("R{:02}", rep % 4) };
        reps.push_str(&format!("R{rep:02},Rep {rep},{manager}\n"));
        if rep != 17 {
            (1..10).for_each(|month| {
                quotas.push_str(&format!("R{rep:02},2026-{month:02},{}\n", 30_000 + rep * 100));
            });
        }
    }
    let plan = r#"
id = "all"
currency = "USD"
payout = "month"
proration = "none"

[[element]]
id = "own"
measure = "amount"
quota = "bookings"
window = "quarter"
mode = "marginal"
tiers = [{ from = 0.0, rate = 0.04 }, { from = 0.8, rate = 0.09 }]

[[element]]
id = "team"
credit = ["team"]
measure = "amount"
rate = 0.005
"#;
    for (name, text) in [
        ("deals.csv", &*deals),
        ("splits.csv", &splits),
        ("reps.csv", &reps),
        ("quotas.csv", &quotas),
        ("plan.toml", plan),
    ] {
        fs::write(folder.join(name), text).unwrap();
    }
}

#[test]
fn a_limit_of_memory_changes_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    many_deals(folder.path());
    let tables =
        "--splits splits.csv --quotas quotas.csv --reps reps.csv --plans plan.toml --period 2026-01..2026-09";
    let deals = fs::read(folder.path().join("deals.csv")).unwrap();
    for what in ["", " lines", " lines --rep R03 --rep R17"] {
        for format in ["csv", "json"] {
            let line = format!("commissions{what} {tables} --as-of 2026-11-20 -f {format}");
            let whole = says(folder.path(), &format!("{line} --deals deals.csv"), b"");
            let cut = says(folder.path(), &format!("{line} --deals deals.csv --memory-limit 1KB"), b"");
            let piped =
                says(folder.path(), &format!("{line} --deals - --memory-limit 1KB --threads 3"), &deals);
            assert!(whole.0 == cut.0, "{what} {format}");
            assert!(whole.0.replace("deals.csv", "-") == piped.0, "{what} {format} from a pipe");
            // What is said of reps is said once, in their order: rep 17 has no quota.
            assert!(whole.1.contains("pay nothing: R17"), "{}", whole.1);
            let more = cut.1.lines().filter(|line| !whole.1.contains(line)).collect::<Vec<_>>().join("\n");
            assert!(whole.1.lines().all(|line| cut.1.contains(line)), "{}\n{}", whole.1, cut.1);
            assert!(more.contains("--memory-limit is not kept: about 35"), "{more}");
            assert_eq!(more.contains("the reps are worked out in"), !what.contains("--rep"), "{more}");
        }
    }
    let line = format!("-q commissions lines --deals deals.csv {tables} --as-of 2026-11-20");
    spm(folder.path(), &format!("{line} -o whole.parquet"));
    spm(folder.path(), &format!("{line} --memory-limit 1KB -o cut.parquet"));
    let bytes = |name: &str| fs::read(folder.path().join(name)).unwrap();
    assert!(bytes("whole.parquet") == bytes("cut.parquet"));
}
