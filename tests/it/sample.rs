//! The committed sample company is what its generator writes.

use std::fs;
use std::path::Path;

/// The sample company, with the rows of its accounts, users, opportunities and leads turned round when so asked.
pub fn workspace(turned: bool) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in spm::sample::files() {
        let path = folder.path().join(&file.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut bytes = file.bytes;
        let names = ["accounts.csv", "users.csv", "opportunities.csv", "leads.csv"];
        if turned && names.iter().any(|name| file.path.ends_with(name)) {
            let text = String::from_utf8(bytes).unwrap();
            let mut lines: Vec<&str> = text.lines().collect();
            assert!(!text.contains("\"\n"), "no quoted line ends");
            lines[1..].reverse();
            bytes = (lines.join("\n") + "\n").into_bytes();
        }
        fs::write(path, bytes).unwrap();
    }
    folder
}

#[test]
fn the_committed_sample_company_is_what_the_generator_writes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/acme");
    let files = spm::sample::files();
    for file in &files {
        let committed = fs::read(folder.join(&file.path)).unwrap_or_default();
        assert!(
            committed == file.bytes,
            "`testdata/acme/{}` differs: run `cargo run --example acme testdata/acme`",
            file.path
        );
    }
    assert!(files.iter().map(|file| file.bytes.len()).sum::<usize>() < 3_000_000);
}
