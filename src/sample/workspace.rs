//! The texts of the two workspaces: settings and plans of the sample company, and a commented beginning for
//! one's own. The texts themselves are the files beside this one, in `files/`.

use super::SampleFile;

/// Settings and plans of the sample company.
pub(super) fn texts() -> Vec<SampleFile> {
    vec![
        file("spm.toml", include_str!("files/acme.toml")),
        file("plans/ae-2025.toml", include_str!("files/ae-2025.toml")),
        file("plans/ae-2026.toml", include_str!("files/ae-2026.toml")),
        file("plans/am.toml", include_str!("files/am.toml")),
        file("territories/acme.toml", include_str!("files/territories.toml")),
        file(".gitignore", include_str!("files/gitignore")),
    ]
}

/// The smallest workspace to start from: every common setting explained, one small plan, room for exports.
#[must_use]
pub fn starter() -> Vec<SampleFile> {
    vec![
        file(".gitignore", include_str!("files/gitignore")),
        file("exports/.gitkeep", ""),
        file("plans/example.toml", include_str!("files/example.toml")),
        file("spm.toml", include_str!("files/starter.toml")),
    ]
}

fn file(path: &str, text: &str) -> SampleFile {
    SampleFile { path: path.to_owned(), bytes: text.as_bytes().to_vec() }
}
