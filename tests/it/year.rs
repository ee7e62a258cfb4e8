//! A year of the sample company, closed month by month while its data changes: after each closing what was paid is what
//! today's inputs say was earned, every prior-period line has its reason, and nothing closed has changed a byte.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The months that are closed, in order.
const MONTHS: [&str; 12] = [
    "2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06",
    "2026-07", "2026-08", "2026-09",
];

/// A deal of October 2025 that comes in November: 10,000.00 at 5 % are 500.00.
const LATE: &str = "006Hq000000HZZZIA0";
/// Garrett Sandoval-Pike's deal of 2025-11-03, cancelled in December.
const CANCELLED: &str = "006Hq000000HajZIAS";
/// A deal of 2025-12-29, split 60 to 40, corrected to 50 to 50 in January.
const SPLIT: &str = "006Hq000000HbhaIAC";
/// Garrett Sandoval-Pike's deal of 2026-05-28, cancelled after he left on 2026-05-31.
const AFTER_LEAVING: &str = "006Hq000000HeTLIA0";
const GARRETT: &str = "005Hq0000000FvZIAU";
const LATISHA: &str = "005Hq0000000FuyIAE";
const TOBIAS: &str = "005Hq0000000FuNIAU";

struct Company {
    folder: tempfile::TempDir,
    kept: BTreeMap<PathBuf, Vec<u8>>,
}

impl Company {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for file in spm::sample::files() {
            let path = folder.path().join(&file.path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &file.bytes).unwrap();
        }
        Self { folder, kept: BTreeMap::new() }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// What the program writes to standard output; it has to end with this code.
    fn spm(&self, ends: i32, line: &str) -> String {
        let run = Command::new(env!("CARGO_BIN_EXE_spm"))
            .args(line.split(' '))
            .arg("-q")
            .current_dir(self.folder.path())
            .env("SOURCE_DATE_EPOCH", "1772600000")
            .env_remove("SPM_WORKSPACE")
            .env_remove("SPM_FORMAT")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert_eq!(run.status.code(), Some(ends), "spm {line}: {said}");
        String::from_utf8(run.stdout).unwrap()
    }

    /// Changes the one line of a file that begins so.
    fn edit(&self, file: &str, begins: &str, change: impl Fn(&str) -> String) {
        let path = self.path(file);
        let text = fs::read_to_string(&path).unwrap();
        let found = text.lines().filter(|line| line.starts_with(begins)).count();
        assert_eq!(found, 1, "{begins} in {file}");
        let lines =
            text.lines().map(|line| if line.starts_with(begins) { change(line) } else { line.to_owned() });
        fs::write(path, lines.collect::<Vec<_>>().join("\n") + "\n").unwrap();
    }

    fn append(&self, file: &str, text: &str) {
        let path = self.path(file);
        let mut whole = fs::read_to_string(&path).unwrap();
        whole.push_str(text);
        fs::write(path, whole).unwrap();
    }

    fn lose(&self, deal: &str) {
        self.edit("exports/opportunities.csv", deal, |line| {
            assert!(line.contains(",Closed Won,100,Closed,"), "{line}");
            line.replace(",Closed Won,100,Closed,", ",Closed Lost,0,Omitted,")
        });
    }

    /// What is known after each month is over.
    fn goes_on(&self, month: &str) {
        match month {
            "2025-11" => self.append(
                "exports/opportunities.csv",
                &format!(
                    "{LATE},A late one,001Hq0000003QS9IAM,{TOBIAS},10000,USD,Closed Won,100,Closed,New \
                     Business,Web,2025-10-01T09:00:00.000+0000,2025-10-20,Core,AMER-East,AMER,10000,3000,10,12,,\n"
                ),
            ),
            "2025-12" => self.lose(CANCELLED),
            "2026-01" => {
                for (share, corrected) in [("60", "50"), ("40", "50")] {
                    let path = self.path("exports/opportunity-splits.csv");
                    let text = fs::read_to_string(&path).unwrap();
                    let split = |line: &str| {
                        let mine = line.starts_with(SPLIT) && line.contains(&format!(",{share},direct"));
                        let (then, now) = (format!(",{share},"), format!(",{corrected},"));
                        if mine { line.replace(&then, &now) } else { line.to_owned() }
                    };
                    let lines: Vec<String> = text.lines().map(split).collect();
                    fs::write(path, lines.join("\n") + "\n").unwrap();
                }
            }
            // From 330,000 in the quarter to 230,000: she had 312,079 of bookings and some splits.
            "2026-02" => self.edit("exports/quotas.csv", &format!("{LATISHA},2025-12-01"), |line| {
                let cells: Vec<&str> = line.split(',').collect();
                let quota: i64 = cells[3].parse().unwrap();
                line.replace(&format!(",{quota},"), &format!(",{},", quota - 100_000))
            }),
            // Half of the quarter away: half of the quota.
            "2026-03" => self.append("exports/leaves.csv", &format!("{TOBIAS},2025-10-01,2025-11-15,parental\n")),
            "2026-05" => {
                let path = self.path("plans/ae-2026.toml");
                let text = fs::read_to_string(&path).unwrap();
                let renewals = |rate: &str| format!("where = \"type = 'Renewal'\"\nrate = {rate}\n");
                let changed = text.replace(&renewals("0.015"), &renewals("0.02"));
                assert_ne!(text, changed);
                fs::write(path, changed).unwrap();
            }
            "2026-07" => self.lose(AFTER_LEAVING),
            _ => {}
        }
    }

    fn close(&mut self, month: &str) {
        let as_of = next(month);
        for (step, user) in [("submit", "ana"), ("approve", "ben"), ("close", "ben")] {
            self.spm(0, &format!("commissions {step} --period {month} --user {user} --as-of {as_of}"));
        }
        for (path, bytes) in &self.kept {
            assert!(fs::read(path).unwrap() == *bytes, "{} has changed", path.display());
        }
        for name in ["lines.parquet", "statements.csv", "manifest.json"] {
            let path = self.path(&format!("ledger/{month}/{name}"));
            self.kept.insert(path.clone(), fs::read(path).unwrap());
        }
    }

    /// Every closed statement, as maps from columns to cells.
    fn statements(&self) -> Vec<BTreeMap<String, String>> {
        let mut months: Vec<&str> =
            MONTHS.iter().copied().filter(|month| self.path(&format!("ledger/{month}")).is_dir()).collect();
        months.sort_unstable();
        let read = |month: &&str| {
            rows(&fs::read_to_string(self.path(&format!("ledger/{month}/statements.csv"))).unwrap())
        };
        months.iter().flat_map(read).collect()
    }

    /// What was paid, draws and debts apart, is what today's inputs say was earned, for every rep.
    fn check_sums(&self, month: &str) {
        let before_draw = ["earned", "held", "released", "prior_period", "clawed_back", "adjusted"];
        let mut paid: BTreeMap<String, i64> = BTreeMap::new();
        for row in self.statements() {
            let parts: i64 = before_draw.iter().map(|column| cents(&row[*column])).sum();
            let rest: i64 =
                ["draw", "recovered", "carried_forward"].iter().map(|column| cents(&row[*column])).sum();
            assert_eq!(parts + rest, cents(&row["payable"]), "{row:?}");
            assert!(parts + rest >= 0, "{row:?}");
            *paid.entry(row["rep_id"].clone()).or_default() += parts;
        }
        let as_of = next(month);
        let line =
            format!("commissions --period 2025-10..{month} --as-of {as_of} --ledger nothing-closed -f csv");
        let mut earned: BTreeMap<String, i64> = BTreeMap::new();
        for row in rows(&self.spm(0, &line)) {
            *earned.entry(row["rep_id"].clone()).or_default() +=
                before_draw.iter().map(|column| cents(&row[*column])).sum::<i64>();
        }
        paid.retain(|_, cents| *cents != 0);
        earned.retain(|_, cents| *cents != 0);
        assert_eq!(paid, earned, "after {month}");
    }

    /// The prior-period lines of a closed month: deal, rep, reason and cents.
    fn prior(&self, month: &str) -> Vec<(String, String, String, i64)> {
        let lines = rows(&self.spm(0, &format!("commissions lines --period {month} -f csv")));
        let mine = lines.iter().filter(|line| line["kind"] == "prior-period");
        mine.map(|line| {
            (line["deal_id"].clone(), line["rep_id"].clone(), line["reason"].clone(), cents(&line["payable"]))
        })
        .collect()
    }
}

/// The fifth day of the month after.
fn next(month: &str) -> String {
    let (year, month) = month.split_once('-').unwrap();
    let (year, month): (i32, u32) = (year.parse().unwrap(), month.parse().unwrap());
    let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    format!("{year}-{month:02}-05")
}

/// The rows of a CSV text, with quotes.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = text.lines().map(|line| {
        let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
        for letter in line.chars() {
            match letter {
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(std::mem::take(&mut cell)),
                other => cell.push(other),
            }
        }
        cells.push(cell);
        cells
    });
    let header: Vec<String> = lines.next().unwrap();
    lines.map(|cells| header.iter().cloned().zip(cells).collect()).collect()
}

/// An amount in cents.
fn cents(text: &str) -> i64 {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "00"));
    assert_eq!(part.len(), 2, "{text}");
    sign * (whole.parse::<i64>().unwrap() * 100 + part.parse::<i64>().unwrap())
}

/// Whether a month's prior-period lines have these reasons: lines of the deal itself, and those that follow from it.
#[track_caller]
fn check_reasons(month: &str, prior: &[(String, String, String, i64)], rep: &str, expected: &str) {
    assert!(!prior.is_empty(), "{month}: nothing is paid for closed periods");
    for (deal, of, reason, _) in prior {
        let said = reason.split_once(": ").map_or("", |(_, said)| said);
        let mine = said == expected || said.starts_with(&format!("{expected} of "));
        assert!(
            mine && (rep.is_empty() || of == rep),
            "{month}: {deal} of {of} is paid because of `{reason}`"
        );
    }
}

#[test]
fn a_year_is_closed_month_by_month_while_its_data_changes() {
    let mut company = Company::new();
    company.append(
        "plans/ae-2026.toml",
        "\n[draw]\namount = 3000\nkind = \"recoverable\"\nuntil = \"2026-04\"\n",
    );
    for month in MONTHS {
        company.goes_on(month);
        company.close(month);
        company.check_sums(month);
        company.spm(0, "commissions verify --hashes");
        let prior = company.prior(month);
        let of = |deal: &str| prior.iter().filter(|line| line.0 == deal).map(|line| line.3).sum::<i64>();
        match month {
            "2025-11" => {
                check_reasons(month, &prior, TOBIAS, "late deal");
                assert_eq!(of(LATE), 50_000);
            }
            "2025-12" => {
                check_reasons(month, &prior, GARRETT, "cancelled");
                // 50,976.00 at 5 %.
                assert_eq!(of(CANCELLED), -254_880);
            }
            "2026-01" => {
                // 60 and 40 of 27,172.80 become 50 and 50: 2,717.28 change hands.
                check_reasons(month, &prior, "", "changed split");
                assert_eq!(prior.iter().filter(|line| line.0 == SPLIT).count(), 2);
            }
            "2026-02" => check_reasons(month, &prior, LATISHA, "changed quota"),
            "2026-03" => check_reasons(month, &prior, TOBIAS, "changed quota"),
            "2026-05" => check_reasons(month, &prior, "", "changed rate"),
            "2026-07" => {
                check_reasons(month, &prior, GARRETT, "cancelled");
                // 33,824.00 at 6 %. He left in May, so he owes it.
                assert_eq!(of(AFTER_LEAVING), -202_944);
                let rows = company.statements();
                let his = rows.iter().find(|row| row["period"] == month && row["rep_id"] == GARRETT).unwrap();
                assert_eq!((his["payable"].as_str(), his["carried_forward"].as_str()), ("0.00", "2029.44"));
            }
            _ => assert!(prior.is_empty(), "{month}: {prior:?}"),
        }
    }
    let rows = company.statements();
    let sum = |column: &str| rows.iter().map(|row| cents(&row[column])).sum::<i64>();
    assert!(sum("draw") > 0 && sum("recovered") < 0);
    let verified = company.spm(0, "commissions verify -f csv");
    assert_eq!(verified.matches(",amounts,sound,").count(), MONTHS.len(), "{verified}");
    check_tampering(&company);
}

/// Whatever is changed in the ledger, `verify` names the period.
fn check_tampering(company: &Company) {
    let wrong = |what: &str, period: &str| {
        let said = company.spm(1, "commissions verify --hashes -f csv");
        let found =
            said.lines().any(|line| line.starts_with(&format!("{period},")) && line.contains(",wrong,"));
        assert!(found, "{what} of {period}: {said}");
    };
    let head = |company: &Company, ends: i32, hash: &str| {
        company.spm(ends, &format!("commissions verify --hashes --head {hash} -f csv"))
    };
    let newest = company.path("ledger/2026-09");
    let manifest = fs::read(newest.join("manifest.json")).unwrap();
    let hash = spm::ledger::digest::of_bytes(&manifest).sha256;
    head(company, 0, &hash);
    for (file, step) in [("manifest.json", 97), ("statements.csv", 997), ("lines.parquet", 9_973)] {
        let path = company.path(&format!("ledger/2026-03/{file}"));
        let bytes = fs::read(&path).unwrap();
        for at in (0..bytes.len()).step_by(step.max(bytes.len() / 12)) {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            fs::write(&path, &changed).unwrap();
            // A manifest that is another one is named by the period after it.
            let said = company.spm(1, "commissions verify --hashes -f csv");
            assert!(said.contains("2026-03") && said.contains(",wrong,"), "{file} byte {at}: {said}");
        }
        fs::write(&path, &bytes).unwrap();
    }
    let (one, other) = (company.path("ledger/2026-02"), company.path("ledger/2026-04"));
    let aside = company.path("aside");
    let swap = |first: &Path, second: &Path| {
        fs::rename(first, &aside).unwrap();
        fs::rename(second, first).unwrap();
        fs::rename(&aside, second).unwrap();
    };
    swap(&one, &other);
    wrong("exchanged", "2026-02");
    swap(&one, &other);
    fs::rename(&one, &aside).unwrap();
    wrong("dropped", "2026-03");
    fs::rename(&aside, &one).unwrap();
    // The last one is missed by its hash alone.
    fs::rename(&newest, &aside).unwrap();
    company.spm(0, "commissions verify --hashes");
    head(company, 1, &hash);
    fs::rename(&aside, &newest).unwrap();
    head(company, 0, &hash);
}
