//! Statements as files: one rep's hold nothing of another, names are plain text in every format, no path leaves the
//! folder, the folder is its owner's alone and appears whole.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::table::{self, Table};

const PLAN: &str = "id = \"p\"\ntitle = \"Plan\"\ncurrency = \"USD\"\n[[element]]\nid = \"e\"\nrate = 0.07\n";

fn hostile(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/hostile/own").join(path)
}

/// Runs the program in a folder, without a home and without any environment.
fn spm(folder: &Path, line: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_spm")).args(line).current_dir(folder).env_clear().output().unwrap()
}

/// The flags that read a file of names both as deals and as reps, and pay 7 % of each deal.
fn tables(folder: &Path, file: &Path) -> Vec<String> {
    fs::write(folder.join("plan.toml"), PLAN).unwrap();
    let file = file.display().to_string();
    let flags = [
        "--plans",
        "plan.toml",
        "--deals",
        &file,
        "--reps",
        &file,
        "--column",
        "deal_id=opportunity_id",
        "--column",
        "reps.name=rep_name",
        "--value",
        "stage=Closed Won",
        "--period",
        "2025-06",
        "--as-of",
        "2025-07-01",
    ];
    flags.map(str::to_owned).to_vec()
}

/// Writes statements in every format into `out`, and tells what was said meanwhile.
fn written(folder: &Path, file: &Path, more: &[&str]) -> (i32, String) {
    let flags = tables(folder, file);
    let mut line = vec!["commissions", "statements", "--out", "out", "-f", "html,xlsx,md,csv,json"];
    line.extend(flags.iter().map(String::as_str));
    line.extend(more);
    let run = spm(folder, &line);
    (run.status.code().unwrap(), String::from_utf8(run.stderr).unwrap())
}

/// Everything that can be read in a file: of a workbook the texts of all its parts.
fn content(path: &Path) -> String {
    let bytes = fs::read(path).unwrap();
    if path.extension().is_none_or(|ending| ending != "xlsx") {
        return String::from_utf8(bytes).unwrap();
    }
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for at in 0..archive.len() {
        archive.by_index(at).unwrap().read_to_string(&mut all).unwrap();
    }
    all
}

/// The files of each rep by the index, without the index itself.
fn files_of(folder: &Path) -> BTreeMap<String, Vec<PathBuf>> {
    let index = table::read(&fs::read_to_string(folder.join("index.csv")).unwrap());
    let files = |row: &Vec<String>| row[7].split(' ').map(|name| folder.join(name)).collect();
    index.rows.iter().map(|row| (row[0].clone(), files(row))).collect()
}

#[test]
fn a_statement_holds_nothing_of_another_rep() {
    let folder = tempfile::tempdir().unwrap();
    let file = hostile("privacy/canaries.csv");
    let (code, said) = written(folder.path(), &file, &[]);
    assert_eq!(code, 0, "{said}");
    let canaries: Table = table::read(&fs::read_to_string(&file).unwrap());
    let files = files_of(&folder.path().join("out"));
    assert_eq!((canaries.rows.len(), files.len()), (50, 50));
    let marks = |row: &Vec<String>| {
        // The amount as it stands in the file and as people read it, with a comma behind the thousands.
        let grouped = format!("{},{}", &row[5][..row[5].len() - 6], &row[5][row[5].len() - 6..]);
        // A workbook writes no zeros at the end.
        let number = format!("<v>{}</v>", row[5].trim_end_matches('0'));
        [row[2].clone(), row[3].clone(), row[5].clone(), grouped, number]
    };
    let mut searches = 0;
    for own in &canaries.rows {
        for path in &files[&own[1]] {
            let text = content(path);
            let mine = marks(own);
            // Rows of CSV name the rep by id alone.
            let named = path.extension().is_some_and(|ending| ending == "csv") || text.contains(&mine[0]);
            assert!(named && text.contains(&mine[1]), "{}", path.display());
            assert!(mine[2..].iter().any(|mark| text.contains(mark)), "{}", path.display());
            for other in canaries.rows.iter().filter(|other| other[1] != own[1]) {
                for mark in marks(other) {
                    assert!(!text.contains(&mark), "`{mark}` is in {}", path.display());
                    searches += 1;
                }
            }
        }
    }
    // 50 reps, 5 formats, 49 others, 5 marks.
    assert_eq!(searches, 50 * 5 * 49 * 5);
    for mark in canaries.rows.iter().flat_map(marks) {
        assert!(!said.contains(&mark), "{said}");
    }
}

#[test]
fn names_are_plain_text_in_every_format() {
    for name in ["injection/formula_names.csv", "injection/markup_names.csv"] {
        let folder = tempfile::tempdir().unwrap();
        let file = hostile(name);
        // Half a line ending and a NUL byte are refused by row; all others are names.
        let (code, said) = written(folder.path(), &file, &["--allow-rejects"]);
        assert!(code == 0 || code == 3, "{said}");
        assert!(!said.contains('\u{1b}'), "{said}");
        let names = table::read(&fs::read_to_string(&file).unwrap());
        let files = files_of(&folder.path().join("out"));
        let tags = |path: &Path| content(path).matches('<').count();
        let mut of_pages = Vec::new();
        assert!(files.len() + 2 >= names.rows.len(), "{said}");
        for row in names.rows.iter().filter(|row| files.contains_key(&row[1])) {
            let [html, xlsx, markdown, csv, json] = files[&row[1]].as_slice() else { panic!("five files") };
            of_pages.push(tags(html));
            assert!(!content(html).to_lowercase().contains("<script"));
            assert!(!content(xlsx).contains("<f>") && !content(xlsx).contains("<hyperlink"));
            assert!(!content(markdown).contains('\u{1b}') && !content(markdown).contains('\u{202e}'));
            for cell in table::read(&content(csv)).rows.iter().flatten() {
                let number = !cell.is_empty() && cell.bytes().all(|byte| b"0123456789.-".contains(&byte));
                assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
            }
            let value: serde_json::Value = serde_json::from_str(&content(json)).unwrap();
            // What is read is trimmed.
            assert_eq!(
                value["name"].as_str().unwrap(),
                row[2].trim_matches([' ', '\t', '\r', '\n', '\u{feff}']),
                "{row:?}"
            );
        }
        of_pages.dedup();
        assert_eq!(of_pages.len(), 1, "no name adds an element to its page: {of_pages:?}");
    }
}

#[test]
fn no_path_leaves_the_folder_and_no_two_reps_share_one() {
    let folder = tempfile::tempdir().unwrap();
    let (code, said) = written(folder.path(), &hostile("injection/path_rep_ids.csv"), &["--allow-rejects"]);
    assert_eq!(code, 3, "{said}");
    let mut names: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["out", "plan.toml"]);
    let files = files_of(&folder.path().join("out"));
    let all: usize = files.values().map(Vec::len).sum();
    // Besides them the two files of the index and the manifest.
    assert_eq!(fs::read_dir(folder.path().join("out")).unwrap().count(), all + 3);
    assert!(files.len() >= 35, "{} reps", files.len());
    for path in files.values().flatten() {
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte)), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn the_folder_is_its_owners_alone_and_is_never_written_through_a_link() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let flags = tables(folder.path(), &hostile("privacy/canaries.csv"));
    for mask in ["000", "022", "077"] {
        let run = Command::new("sh")
            .args(["-c", "umask $0 && exec \"$@\"", mask, env!("CARGO_BIN_EXE_spm"), "-q", "commissions"])
            .args(["statements", "--out", &format!("in/{mask}")])
            .args(&flags)
            .current_dir(folder.path())
            .status()
            .unwrap();
        assert!(run.success());
        let out = folder.path().join("in").join(mask);
        let mode = |path: &Path| fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&out), 0o700);
        for entry in fs::read_dir(&out).unwrap() {
            assert_eq!(mode(&entry.unwrap().path()), 0o600);
        }
    }
    let elsewhere = folder.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, folder.path().join("link")).unwrap();
    let mut line = vec!["commissions", "statements", "--out", "link"];
    line.extend(flags.iter().map(String::as_str));
    let run = spm(folder.path(), &line);
    assert_eq!(run.status.code(), Some(8), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
}

/// Each file of a folder with its bytes.
fn snapshot(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
}

#[test]
fn the_same_run_gives_the_same_bytes_and_only_changes_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.csv");
    let text = fs::read_to_string(hostile("privacy/canaries.csv")).unwrap();
    fs::write(&file, &text).unwrap();
    let out = folder.path().join("out");
    let run = |more: &[&str]| {
        let (code, said) = written(folder.path(), Path::new("deals.csv"), more);
        assert_eq!(code, 0, "{said}");
        said
    };
    run(&["--threads", "1"]);
    let first = snapshot(&out);
    run(&["--threads", "4"]);
    let manifest = "manifest.json".to_owned();
    let mut again = snapshot(&out);
    // The command line is another one, and stands in the manifest.
    assert_ne!(first[&manifest], again[&manifest]);
    again.insert(manifest.clone(), first[&manifest].clone());
    assert_eq!(first, again);
    let modified = |name: &str| fs::metadata(out.join(name)).unwrap().modified().unwrap();
    let days: BTreeMap<&String, _> = first.keys().map(|name| (name, modified(name))).collect();
    assert!(run(&["--changed"]).contains("50 statements in `out`: none has changed"));
    assert!(days.iter().all(|(name, day)| modified(name) == *day));
    // The deal of one rep is another one; the rest keeps its date.
    fs::write(&file, text.replace("10137.01", "20137.01")).unwrap();
    assert!(run(&["--changed"]).contains("50 statements, 1 changed, of 2025-06 in `out`"));
    let changed: Vec<&String> = first.keys().filter(|name| modified(name) != days[name]).collect();
    let own = |name: &&&String| name.starts_with("r001-");
    assert_eq!(changed.iter().filter(own).count(), 5);
    let others: Vec<&str> = changed.iter().filter(|name| !own(name)).map(|name| name.as_str()).collect();
    assert_eq!(others, ["index.csv", "index.html", "manifest.json"]);
    // What somebody changed by hand is written anew.
    fs::write(out.join(changed[3]), "tampered").unwrap();
    run(&["--changed"]);
    assert_ne!(fs::read(out.join(changed[3])).unwrap(), b"tampered");
    // Whoever has no deals any more has no pay, and a file that is nobody's is not left behind.
    assert_eq!(run(&["-q", "--changed"]), "");
}

#[test]
fn payroll_statements_and_commissions_pay_the_same_to_the_cent() {
    let acme = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/acme");
    let out = tempfile::tempdir().unwrap();
    let text = |line: &[&str]| {
        let mut all = vec!["-q", "--as-of", "2026-11-20", "commissions"];
        all.extend(line);
        let run = spm(&acme, &all);
        assert!(run.status.success(), "{line:?}: {}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8(run.stdout).unwrap()
    };
    let cents = |text: &str| -> i64 {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
        let (whole, part) = digits.split_once('.').unwrap();
        sign * format!("{whole}{part:0<2}").parse::<i64>().unwrap()
    };
    let sums = |csv: &str, currency: &str, amount: &str| {
        let table = table::read(csv);
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for row in &table.rows {
            *sums.entry(table.cell(row, currency).to_owned()).or_default() += cents(table.cell(row, amount));
        }
        sums
    };
    for period in ["2026-03", "2026-10"] {
        let commissions = sums(&text(&["--period", period, "-f", "csv"]), "pay_currency", "pay_amount");
        let payroll = text(&["payroll", "--period", period, "-f", "csv"]);
        assert_eq!(sums(&payroll, "currency", "amount"), commissions);
        assert_eq!(payroll, text(&["payroll", "--period", period, "-f", "csv", "--threads", "1"]));
        let folder = out.path().join(period);
        let folder = folder.to_str().unwrap();
        text(&["statements", "--period", period, "--out", folder, "-f", "csv"]);
        let index = fs::read_to_string(format!("{folder}/index.csv")).unwrap();
        assert_eq!(sums(&index, "pay_currency", "pay_amount"), commissions);
        let batch = table::read(&payroll);
        assert!(
            batch
                .rows
                .iter()
                .all(|row| batch.cell(row, "batch_id") == batch.cell(&batch.rows[0], "batch_id"))
        );
    }
}

#[test]
fn what_a_rep_is_paid_in_a_year_is_what_the_last_statement_says() {
    let acme = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/acme");
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().join("year");
    let line =
        ["-q", "--as-of", "2026-11-20", "commissions", "statements", "--period", "2026-10", "-f", "json"];
    let run = spm(&acme, &[&line[..], &["--out", folder.to_str().unwrap()]].concat());
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let months = ["-q", "--as-of", "2026-11-20", "commissions", "--period", "2026-01..2026-10", "-f", "csv"];
    let months = spm(&acme, &months);
    let months = table::read(std::str::from_utf8(&months.stdout).unwrap());
    let mut checked = 0;
    for (rep, files) in files_of(&folder) {
        let value: serde_json::Value = serde_json::from_str(&fs::read_to_string(&files[0]).unwrap()).unwrap();
        for year in value["year_to_date"].as_array().unwrap() {
            let mine = |row: &&Vec<String>| {
                months.cell(row, "rep_id") == rep && months.cell(row, "currency") == year["currency"]
            };
            let cents = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
            let sum: i64 =
                months.rows.iter().filter(mine).map(|row| cents(months.cell(row, "payable"))).sum();
            assert_eq!(cents(year["payable"].as_str().unwrap()), sum, "{rep}");
            checked += 1;
        }
        let lines = value["lines"].as_array().unwrap();
        let cents = |value: &serde_json::Value| {
            value["payable"].as_str().unwrap().replace('.', "").parse::<i64>().unwrap()
        };
        let sum: i64 = lines.iter().map(cents).sum();
        let paid: i64 = value["payouts"].as_array().unwrap().iter().map(cents).sum();
        assert_eq!(sum, paid, "{rep}");
    }
    assert!(checked >= 14, "{checked}");
}

const EVERY_REPORT: [&str; 11] = [
    "attainment --by rep,month --trend --period 2026-Q3",
    "commissions --period 2026-10",
    "commissions lines --period 2026-10",
    "commissions payroll --period 2026-10",
    "commissions accrue --period 2026-10",
    "commissions explain 005Hq0000000FwAIAU --period 2026-10",
    "commissions curve ae",
    "commissions test",
    "commissions cost --period 2026-10",
    "check",
    "config",
];

#[test]
fn every_report_is_a_page_and_a_workbook_with_its_manifest_beside() {
    use sha2::Digest as _;
    let acme = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/acme");
    let out = tempfile::tempdir().unwrap();
    for report in EVERY_REPORT {
        let words: Vec<&str> = ["-q", "--as-of", "2026-11-20"].into_iter().chain(report.split(' ')).collect();
        let run = |more: &[&str]| {
            let run = spm(&acme, &[&words[..], more].concat());
            assert!(run.status.code() <= Some(1), "{report}: {}", String::from_utf8_lossy(&run.stderr));
            run.stdout
        };
        let page = String::from_utf8(run(&["-f", "html"])).unwrap();
        assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"), "{report}");
        assert!(!page.contains("<script") && !page.contains("src=") && !page.contains("href="), "{report}");
        let file = out.path().join("report.xlsx");
        let name = file.to_str().unwrap();
        run(&["-o", name]);
        let first = fs::read(&file).unwrap();
        assert!(!content(&file).contains("<f>"), "{report}");
        let text = fs::read_to_string(out.path().join("report.xlsx.manifest.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
        let hash = sha2::Sha256::digest(&first).iter().fold(String::new(), |mut text, byte| {
            text.push_str(&format!("{byte:02x}"));
            text
        });
        assert_eq!(manifest["outputs"][0]["sha256"], *hash, "{report}");
        assert_eq!(manifest["as_of"], "2026-11-20");
        let read = manifest["inputs"].as_array().unwrap();
        assert!(report == "config" || !read.is_empty(), "{report}");
        assert!(read.iter().all(|input| !input["file"].as_str().unwrap().starts_with('/')), "{text}");
        run(&["-o", name]);
        assert_eq!(first, fs::read(&file).unwrap(), "{report} twice");
    }
}
