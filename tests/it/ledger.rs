//! Closed periods as a process: what happens to deals after their booking, what stands in the way, and what is missing.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::table;

struct Workspace {
    folder: tempfile::TempDir,
}

const PLAN: &str = "id = \"p\"\n[[element]]\nid = \"base\"\nrate = 0.1\nrelease = { booking = 0.5, payment = 0.5 }\n\
                    clawback = { on = [\"cancel\"], method = \"reverse\", within_days = 365 }\n";
const EVENTS: &str = "deal_id,date,kind,amount\n";

impl Workspace {
    /// Ana has deals of 1,000 and 2,000 in January, Ben one of 500; half of what they earn waits for the payment.
    fn new() -> Self {
        let workspace = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir_all(workspace.path("plans")).unwrap();
        let tables =
            ["deals", "reps", "events"].map(|table| format!("[sources.{table}]\nfiles = \"{table}.csv\"\n"));
        workspace.write("spm.toml", &format!("currency = \"USD\"\n{}", tables.concat()));
        workspace.write("plans/p.toml", PLAN);
        workspace.write("reps.csv", "rep_id,name\nR1,Ana\nR2,Ben\n");
        workspace.write("events.csv", EVENTS);
        workspace.write(
            "deals.csv",
            "deal_id,rep_id,amount,stage,close_date\nD1,R1,1000,Closed Won,2026-01-10\nD2,R1,2000,Closed \
             Won,2026-01-11\nD3,R2,500,Closed Won,2026-01-12\n",
        );
        workspace
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).unwrap();
    }

    /// What the program writes, the result and the talk; it has to end with this code.
    fn spm(&self, ends: i32, line: &str) -> (String, String) {
        let run = Command::new(env!("CARGO_BIN_EXE_spm"))
            .args(line.split(' '))
            .current_dir(self.folder.path())
            .env_remove("SPM_WORKSPACE")
            .env_remove("SPM_FORMAT")
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let (out, err) = (text(run.stdout), text(run.stderr));
        assert_eq!(run.status.code(), Some(ends), "spm {line}: {err}");
        (out, err)
    }

    fn close(&self, month: &str, as_of: &str) {
        for (step, user) in [("submit", "ana"), ("approve", "ben"), ("close", "cem")] {
            self.spm(0, &format!("commissions {step} --period {month} --user {user} --as-of {as_of}"));
        }
    }

    /// The lines of a period: rep, kind, deal, payable and reason.
    fn lines(&self, period: &str) -> Vec<String> {
        let (out, _) =
            self.spm(0, &format!("-q commissions lines --period {period} --as-of 2026-12-01 -f tsv"));
        let mut lines = out.lines().map(|line| line.split('\t').collect::<Vec<_>>());
        let header = lines.next().unwrap();
        let place = |name: &str| header.iter().position(|column| *column == name).unwrap();
        let places = ["rep_id", "kind", "deal_id", "payable", "reason"].map(place);
        lines.map(|cells| places.map(|place| cells[place]).join(" ")).collect()
    }
}

#[test]
fn what_happens_to_deals_of_closed_periods_is_paid_by_its_day() {
    let acme = Workspace::new();
    acme.close("2026-01", "2026-02-05");
    // D1 was paid in January, which is found out late; D2 is cancelled in February; D3 was cancelled in January.
    acme.write(
        "events.csv",
        &format!("{EVENTS}D1,2026-01-31,payment,1000\nD2,2026-02-10,cancel,\nD3,2026-01-31,cancel,\n"),
    );
    assert_eq!(
        acme.lines("2026-02"),
        [
            // What is held of D2 is released to be taken back, and what was paid with it.
            "R1 release D2 100.00 cancellation of 2026-02-10: 100 % taken back",
            "R1 clawback D2 -200.00 cancellation of 2026-02-10: 100 % taken back",
            "R1 prior-period D1 50.00 2026-01: changed event",
            "R1 carried-forward  50.00 below zero, so it moves to the next payout",
            "R2 prior-period D3 -25.00 2026-01: cancelled",
            "R2 carried-forward  25.00 below zero, so it moves to the next payout",
        ]
    );
    acme.close("2026-02", "2026-03-05");
    let (out, _) = acme.spm(0, "commissions verify -f csv");
    assert!(!out.contains("wrong"), "{out}");
    // Both periods in one report: 100 + 50 + 25 earned and held half, and nothing below zero.
    let (out, _) = acme.spm(0, "-q commissions --period 2026-01..2026-03 --as-of 2026-04-02 -f csv");
    let paid: Vec<&str> = out.lines().skip(1).map(|line| line.split(',').nth(18).unwrap()).collect();
    assert_eq!(paid, ["150.00", "25.00", "0.00", "0.00", "0.00", "0.00"]);
}

#[test]
fn what_was_paid_by_hand_does_not_expire_once_it_is_closed() {
    let acme = Workspace::new();
    let header = "rep_id,period,amount,reason,expires\n";
    let settings = fs::read_to_string(acme.path("spm.toml")).unwrap();
    acme.write("spm.toml", &format!("{settings}[sources.adjustments]\nfiles = \"added.csv\"\n"));
    acme.write("added.csv", &format!("{header}R2,2026-01,40,a promise,2026-02-28\n"));
    acme.close("2026-01", "2026-02-05");
    // In December the promise has expired, and stays paid.
    assert!(acme.lines("2026-02").is_empty());
    // Taken out of the table, it is taken back.
    acme.write("added.csv", header);
    assert_eq!(
        acme.lines("2026-02"),
        [
            "R2 prior-period  -40.00 2026-01: changed adjustment",
            "R2 carried-forward  40.00 below zero, so it moves to the next payout",
        ]
    );
}

#[test]
fn what_stands_in_the_way_is_named_and_nothing_is_written() {
    let acme = Workspace::new();
    let submit = "commissions submit --period 2026-01 --user ana --as-of 2026-02-05";
    fs::create_dir(acme.path("ledger")).unwrap();
    let lock = fs::File::create(acme.path("ledger/.lock")).unwrap();
    lock.lock().unwrap();
    assert!(acme.spm(7, submit).1.contains("another run writes to"));
    drop(lock);
    let (_, err) = acme.spm(2, "commissions submit --period 2026-01..2026-02 --user ana --as-of 2026-03-05");
    assert!(err.contains("is several periods"), "{err}");
    let (_, err) = acme.spm(2, &format!("{submit} --rep R1"));
    assert!(err.contains("closed for everybody"), "{err}");
    assert!(!acme.path("ledger/pending").exists());
    #[cfg(unix)]
    {
        fs::remove_dir_all(acme.path("ledger")).unwrap();
        fs::create_dir(acme.path("elsewhere")).unwrap();
        std::os::unix::fs::symlink(acme.path("elsewhere"), acme.path("ledger")).unwrap();
        assert!(acme.spm(6, submit).1.contains("symbolic link"));
    }
}

#[test]
fn what_is_missing_of_a_closed_period_is_said() {
    let acme = Workspace::new();
    acme.close("2026-01", "2026-02-05");
    // Without its copy the file itself is read, as long as it is what it was.
    let deals = fs::read(acme.path("deals.csv")).unwrap();
    let copy = acme.path(&format!("ledger/inputs/{}", spm::ledger::digest::of_bytes(&deals).sha256));
    let kept = fs::read(&copy).unwrap();
    fs::remove_file(&copy).unwrap();
    acme.spm(0, "commissions verify");
    acme.write("deals.csv", "deal_id,rep_id,amount,stage,close_date\nD1,R1,1000,Closed Won,2026-01-10\n");
    let (out, _) = acme.spm(1, "commissions verify -f csv");
    assert!(out.contains("no copy is left of `deals.csv`"), "{out}");
    fs::write(&copy, kept).unwrap();
    acme.spm(0, "commissions verify");
    // A rep who is in no table any longer still owes.
    acme.write("reps.csv", "rep_id,name\nR1,Ana\n");
    assert_eq!(
        acme.lines("2026-02"),
        [
            "R1 prior-period D2 -100.00 2026-01: deal no longer there",
            "R1 carried-forward  100.00 below zero, so it moves to the next payout",
            "R2 prior-period D3 -25.00 2026-01: deal no longer there",
            "R2 carried-forward  25.00 below zero, so it moves to the next payout",
        ]
    );
    // What a plan that is gone has paid cannot be compared.
    acme.write("plans/p.toml", &PLAN.replace("id = \"p\"", "id = \"q\""));
    let (_, err) = acme.spm(5, "commissions --period 2026-02 --as-of 2026-03-05");
    assert!(err.contains("2026-01 is closed with plan `p` in USD"), "{err}");
    // A damaged ledger pays nothing.
    acme.write("ledger/2026-01/statements.csv", "period\n");
    let (_, err) = acme.spm(5, "commissions --period 2026-02 --as-of 2026-03-05");
    assert!(err.contains("`statements.csv` is not what was closed"), "{err}");
}

#[test]
fn a_period_alone_bears_what_the_ones_before_left() {
    let workspace = Workspace::new();
    workspace
        .write("plans/p.toml", "id = \"p\"\n[[element]]\nid = \"base\"\nrate = 0.1\nwindow = \"year\"\n");
    // Ana: 100, -400, 150, -200, 800: in May she owes 450 and is paid the 350 above it. Ben: -50, 20, 60: 30 in March.
    let deals = [
        ("A1", "R1", "1000", "01"),
        ("A2", "R1", "-4000", "02"),
        ("A3", "R1", "1500", "03"),
        ("A4", "R1", "-2000", "04"),
        ("A5", "R1", "8000", "05"),
        ("B1", "R2", "-500", "01"),
        ("B2", "R2", "200", "02"),
        ("B3", "R2", "600", "03"),
    ];
    let row = |(id, rep, amount, month): &(&str, &str, &str, &str)| {
        format!("{id},{rep},{amount},Closed Won,2026-{month}-15\n")
    };
    let rows: String = deals.iter().map(row).collect();
    workspace.write("deals.csv", &format!("deal_id,rep_id,amount,stage,close_date\n{rows}"));
    let paid = |period: &str, deals: &str| {
        let line = format!("commissions --period {period} --as-of 2026-07-01 -f csv --deals {deals}");
        let table = table::read(&workspace.spm(0, &line).0);
        let cell = |row: &Vec<String>| format!("{} {} {}", row[0], row[1], table.cell(row, "payable"));
        table.rows.iter().map(cell).collect::<Vec<String>>()
    };
    let expected = [
        "2026-01 R1 100.00",
        "2026-01 R2 0.00",
        "2026-02 R1 0.00",
        "2026-02 R2 0.00",
        "2026-03 R1 0.00",
        "2026-03 R2 30.00",
        "2026-04 R1 0.00",
        "2026-05 R1 350.00",
    ];
    workspace.spm(0, "import deals deals.csv --to deals.parquet");
    for deals in ["deals.csv", "deals.parquet"] {
        let whole = paid("2026-01..2026-06", deals);
        for line in expected {
            assert!(whole.contains(&line.to_owned()), "{line} is not in {whole:?}");
            assert!(paid(&line[..7], deals).contains(&line.to_owned()), "{line}, alone, from {deals}");
        }
    }
}

#[test]
fn a_closed_period_is_explained_from_what_it_was_closed_with() {
    let workspace = Workspace::new();
    workspace.close("2026-01", "2026-02-05");
    workspace.write(
        "deals.csv",
        "deal_id,rep_id,amount,stage,close_date\nD1,R1,9000,Closed Won,2026-01-10\nD4,R1,400,Closed \
         Won,2026-02-10\n",
    );
    workspace.write("plans/p.toml", &PLAN.replace("0.1", "0.2"));
    // Half of 100 and 200 was paid in January.
    let (january, _) = workspace.spm(0, "commissions explain R1 --period 2026-01 --as-of 2026-03-05 -f csv");
    let table = table::read(&january);
    assert_eq!(table.cell(&table.rows[0], "payable"), "150.00");
    assert!(january.contains("(plans/p.toml)") && january.contains("2000.00 * 0.1"), "{january}");
    assert!(!january.contains("9000"), "{january}");
    // Ben, who is in no table of today, had 25.00.
    workspace.write("reps.csv", "rep_id,name\nR1,Ana\n");
    let (ben, _) = workspace.spm(0, "commissions explain R2 --period 2026-01 --as-of 2026-03-05 -f csv");
    let ben = table::read(&ben);
    assert_eq!(ben.cell(&ben.rows[0], "payable"), "25.00");
    // Both months, each from its own inputs.
    let line = "commissions explain R1 --period 2026-01..2026-02 --as-of 2026-03-05 -f csv";
    let roots = table::read(&workspace.spm(0, line).0);
    let roots: Vec<String> =
        roots.rows.iter().filter(|row| row[1] == "0").map(|row| row[3].clone()).collect();
    assert_eq!(roots, ["Ana (R1), pay for 2026-01", "Ana (R1), pay for 2026-02"]);
}
