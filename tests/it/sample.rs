//! The committed sample company is what its generator writes.

use std::fs;
use std::path::Path;

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
