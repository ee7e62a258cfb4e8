//! The committed completion scripts are what the program prints.

use std::fs;
use std::path::Path;

use spm::cli::commands::completions::{Shell, script};

#[test]
fn completion_scripts_have_not_drifted() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions");
    for (shell, name) in Shell::FILES {
        let path = folder.join(name);
        let fresh = script(shell);
        if std::env::var_os("SPM_BLESS").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, &fresh).unwrap();
        }
        let committed = fs::read(&path).unwrap_or_default();
        assert!(
            committed == fresh,
            "`completions/{name}` differs from what `spm completions` prints: run the test with SPM_BLESS=1"
        );
    }
}
