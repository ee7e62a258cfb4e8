//! The list of metrics in the README is the one in the code.

use std::fs;
use std::path::Path;

use spm::engine::metrics::list::METRICS;

const BEGIN: &str = "<!-- metrics: written from the list in the code -->\n";
const END: &str = "<!-- end of metrics -->\n";

#[test]
fn the_list_of_metrics_in_the_readme_has_not_drifted() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let mut fresh = String::from("\n| metric | what it is | unit | basis |\n|---|---|---|---|\n");
    for metric in METRICS {
        let (name, formula, unit) = (metric.name, metric.formula, metric.unit.as_str());
        fresh.push_str(&format!("| `{name}` | {formula} | {unit} | {} |\n", metric.basis));
    }
    fresh.push('\n');
    let readme = fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once(BEGIN).unwrap();
    let (list, after) = rest.split_once(END).unwrap();
    if std::env::var_os("SPM_BLESS").is_some() && list != fresh {
        fs::write(&path, format!("{before}{BEGIN}{fresh}{END}{after}")).unwrap();
        return;
    }
    assert!(list == fresh, "the list of metrics in README.md is old: run the test with SPM_BLESS=1");
}
