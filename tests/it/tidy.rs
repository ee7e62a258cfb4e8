//! The rules of the sources, tested: which module may use which, where polars and rounding live, how long a file and
//! a line may be, and that every file says what it is responsible for.

use std::fs;
use std::path::{Path, PathBuf};

/// What each module may use of the others.
const MAY_USE: &[(&str, &[&str])] = &[
    ("money", &[]),
    ("calendar", &[]),
    ("model", &["money", "calendar"]),
    ("disk", &[]),
    ("plan", &["model", "money", "calendar"]),
    ("engine", &["plan", "model", "money", "calendar"]),
    ("data", &["disk", "model", "money", "calendar"]),
    ("ledger", &["disk", "model", "money", "calendar"]),
    ("sample", &["model", "money", "calendar"]),
    ("report", &["data", "engine", "ledger", "plan", "model", "money", "calendar"]),
    ("render", &["report", "money", "calendar"]),
];

/// Lines of a file that does not say in its header why it is longer.
const LINES_MAX: usize = 500;
/// Characters of a line; rustfmt breaks code at 110, prose may run a little on.
const WIDTH_MAX: usize = 120;

struct File {
    path: String,
    text: String,
}

impl File {
    /// The module under `src/` that the file belongs to; empty for the files beside them.
    fn module(&self) -> &str {
        let inside = self.path.strip_prefix("src/").unwrap_or("");
        inside.split_once('/').map_or("", |(module, _)| module)
    }

    /// The lines before the file's own tests, numbered from 1.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let end = self.text.find("#[cfg(test)]\nmod ").unwrap_or(self.text.len());
        self.text[..end].lines().enumerate().map(|(number, line)| (number + 1, line))
    }

    fn is_test(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or("");
        let test_names = ["tests.rs", "laws.rs", "fixture.rs", "transcripts.rs"];
        let test_folders = ["/tests/", "/twin/"];
        !self.path.starts_with("src/")
            || test_folders.iter().any(|folder| self.path.contains(folder))
            || test_names.contains(&name)
    }
}

fn sources() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    for folder in ["src", "tests", "examples"] {
        collect(&root.join(folder), &mut paths);
    }
    paths.sort();
    paths
        .iter()
        .map(|path| File {
            path: path.strip_prefix(root).expect("the path was made from the root").display().to_string(),
            text: fs::read_to_string(path).expect("sources are text"),
        })
        .collect()
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("the folder can be listed").path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(path);
        }
    }
}

/// Fails with every breach, each with its place and what to do instead.
fn check(breaches: &[String]) {
    assert!(breaches.is_empty(), "{} breaches:\n{}", breaches.len(), breaches.join("\n"));
}

#[test]
fn each_module_uses_only_what_it_may() {
    let mut breaches = Vec::new();
    for file in sources() {
        let Some((module, may)) = MAY_USE.iter().find(|(module, _)| *module == file.module()) else {
            continue;
        };
        for (number, line) in file.lines().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for used in line.split("crate::").skip(1) {
                let name: String =
                    used.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
                let known = MAY_USE.iter().any(|(other, _)| *other == name) || name == "cli";
                if known && name != *module && !may.contains(&name.as_str()) {
                    let path = &file.path;
                    breaches.push(format!(
                        "{path}:{number}: `{module}` may not use `{name}`: move the code, or pass the value"
                    ));
                }
            }
        }
    }
    check(&breaches);
}

#[test]
fn polars_stays_in_data() {
    let mut breaches = Vec::new();
    for file in sources() {
        let allowed = file.module() == "data" || file.path == "src/render/parquet.rs" || file.is_test();
        if allowed {
            continue;
        }
        for (number, line) in file.lines().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            if line.contains("polars") && !line.contains('"') {
                breaches.push(format!(
                    "{}:{number}: polars outside `data`: hand over slices or texts",
                    file.path
                ));
            }
        }
    }
    check(&breaches);
}

#[test]
fn money_never_touches_a_float() {
    let mut breaches = Vec::new();
    for file in sources() {
        let exact = ["money", "calendar", "model", "plan", "engine", "ledger", "report", "sample"];
        // The likeness of two words is no money.
        let words = file.path == "src/plan/unknown.rs";
        // Estimates, distances and spreads are no money either: they are rounded once, when they leave. Quotas are.
        let estimates = file.path.starts_with("src/engine/forecast/")
            || (file.path.starts_with("src/engine/territory/")
                && !file.path.starts_with("src/engine/territory/quotas"));
        if !exact.contains(&file.module()) || file.is_test() || words || estimates {
            continue;
        }
        for (number, line) in file.lines().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            let words = line.split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
            if words.into_iter().any(|word| word == "f64" || word == "f32") {
                breaches.push(format!("{}:{number}: a float: use the types of `money`", file.path));
            }
        }
    }
    check(&breaches);
}

#[test]
fn nothing_is_left_undone_or_unwrapped() {
    let mut breaches = Vec::new();
    for file in sources().iter().filter(|file| !file.is_test()) {
        for (number, line) in file.lines() {
            for (word, instead) in [
                (".unwrap()", "handle the error, or `expect` the invariant"),
                ("todo!(", "finish it"),
                ("unimplemented!(", "finish it"),
                ("TODO", "do it, or say in the documentation that it is missing"),
                ("FIXME", "fix it"),
                ("process::exit", "return an outcome to `cli::main`"),
            ] {
                if line.contains(word) {
                    breaches.push(format!("{}:{number}: `{word}`: {instead}", file.path));
                }
            }
        }
    }
    check(&breaches);
}

#[test]
fn every_file_says_what_it_is_for_and_is_short() {
    let mut breaches = Vec::new();
    for file in sources() {
        let path = &file.path;
        if !file.text.starts_with("//!") && file.path != "src/lib.rs" {
            breaches.push(format!("{path}:1: open the file with `//!`: what it is responsible for"));
        }
        let lines = file.text.lines().count();
        let header: String = file.text.lines().take_while(|line| line.starts_with("//!")).collect();
        if lines > LINES_MAX && !header.contains("longer than most") {
            breaches.push(format!(
                "{path}: {lines} lines: split it, or say in its header why it is `longer than most`"
            ));
        }
        for (number, line) in file.text.lines().enumerate() {
            let width = line.chars().count();
            if width > WIDTH_MAX {
                breaches.push(format!("{path}:{}: {width} characters, {WIDTH_MAX} are enough", number + 1));
            }
        }
    }
    check(&breaches);
}

#[test]
fn every_module_is_in_the_architecture() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("src/ARCHITECTURE.md")).unwrap();
    let missing: Vec<String> = MAY_USE
        .iter()
        .filter(|(module, _)| !text.contains(&format!("`{module}/`")))
        .map(|(module, _)| format!("src/ARCHITECTURE.md: say what `{module}/` is responsible for"))
        .collect();
    check(&missing);
}
