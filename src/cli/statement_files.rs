//! What the files of statements are called, in which formats they are, and the templates that they are made by. What
//! stands in them is left to `render`.

use std::fs;
use std::path::Path;

use crate::cli::failure::{Failure, Outcome};
use crate::cli::ui::Ui;
use crate::ledger::digest;
use crate::render::Format;
use crate::render::statement::{FORMATS, Pages};

/// The formats that `-f` names, with commas between them; pages where it names none.
pub fn formats(ui: &Ui) -> Result<Vec<Format>, Failure> {
    let Some(names) = &ui.options().format else { return Ok(vec![Format::Html]) };
    let mut formats = Vec::new();
    for name in names.split(',') {
        let known = Format::from_name(name).ok().filter(|format| FORMATS.contains(format));
        let Some(format) = known else {
            let all: Vec<&str> = FORMATS.iter().map(|format| format.name()).collect();
            return Err(Failure::new(
                Outcome::Usage,
                format!("statements are not written as `{}`", name.trim()),
            )
            .hint(format!("the formats are {}; several with commas: `-f html,xlsx`", all.join(", "))));
        };
        if !formats.contains(&format) {
            formats.push(format);
        }
    }
    Ok(formats)
}

/// The templates of a folder: every file of HTML in it, whatever its name.
pub fn pages(folder: Option<&Path>) -> Result<Pages, Failure> {
    let Some(folder) = folder else { return Ok(Pages::built_in()) };
    let unreadable = |path: &Path, error: &std::io::Error| {
        Failure::new(Outcome::Workspace, format!("`{}` cannot be read: {error}", path.display()))
            .hint("`--template` takes a folder with a file `statement.html`")
    };
    let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| unreadable(folder, &error))?.path();
        if path.extension().is_some_and(|ending| ending == "html") {
            let text = fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
            files.push((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), text));
        }
    }
    files.sort();
    Pages::of(files).map_err(|error| {
        Failure::new(Outcome::Workspace, error.to_string())
            .at(format!("`{}`", folder.display()))
            .hint("a folder of templates holds `statement.html`; the others can be included in it")
    })
}

/// A name for the files of a rep that no system takes for anything else: letters and digits of the id, and a mark of
/// the whole id, so that two reps never share one.
#[must_use]
pub fn file_stem(rep_id: &str) -> String {
    let mut slug = String::new();
    for letter in rep_id.chars() {
        match letter {
            _ if slug.len() >= 48 => break,
            letter if letter.is_ascii_alphanumeric() => slug.push(letter.to_ascii_lowercase()),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    let slug = slug.trim_end_matches('-');
    let mark = &digest::of_bytes(rep_id.as_bytes()).sha256[..8];
    format!("{}-{mark}", if slug.is_empty() { "rep" } else { slug })
}

/// The ending of the files of a format.
#[must_use]
pub fn ending(format: Format) -> &'static str {
    if format == Format::Markdown { "md" } else { format.name() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_stay_in_their_folder_and_differ() {
        let ids = [
            "../../escape",
            "..\\..\\escape",
            "/tmp/abs",
            "C:\\abs",
            "\\\\server\\share",
            "CON",
            "nul",
            "aux.txt",
            ".",
            "..",
            "",
            "   ",
            "name\n2",
            "name 2",
            "trailing.",
            "trailing ",
            "%2e%2e%2fescape",
            "∕slash",
            "-rf",
            ".hidden",
            "~root",
            "*",
            "?",
            "$(touch pwned)",
            "a;b",
            "a|b",
            "a&b",
            "Anna",
            "ANNA",
            "anna",
            "Zoë",
            "Zoe\u{308}",
            "\u{202e}gpj.exe",
        ];
        let long = "a".repeat(300);
        let mut stems: Vec<String> = ids.iter().copied().chain([long.as_str()]).map(file_stem).collect();
        for stem in &stems {
            assert!(
                stem.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            );
            assert!(stem.len() <= 60 && !stem.starts_with('-'), "{stem}");
        }
        stems.sort();
        stems.dedup();
        assert_eq!(stems.len(), ids.len() + 1);
        // The SHA-256 of `R007` begins with these digits, by `sha256sum`.
        assert_eq!(file_stem("R007"), "r007-191a7b36");
    }
}
