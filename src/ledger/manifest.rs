//! What the manifest of a closed period says, as text that is the same for the same content, and its hash.

use serde::{Deserialize, Serialize};

use super::digest::of_bytes;

/// The form of manifests that this program writes.
pub const FORMAT: u32 = 1;

/// Everything that a closed period rests on, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The form of this file.
    pub format: u32,
    /// The program and its version.
    pub program: String,
    /// Label of the period.
    pub period: String,
    /// Its first day.
    pub from: String,
    /// Its last day.
    pub to: String,
    /// Hash of the manifest of the period closed before; none for the first.
    pub previous: Option<String>,
    /// The day as of which it was worked out.
    pub as_of: String,
    /// The flags that it was worked out with, besides period, day and folders.
    pub arguments: Vec<String>,
    /// Every table, plan and setting that was read.
    pub inputs: Vec<Input>,
    /// Every file beside this one.
    pub files: Vec<KeptFile>,
    /// Sums over all statements, by currency of the plans.
    pub totals: Vec<Total>,
    /// Hash of what was submitted, approved and closed: of lines and statements.
    pub result: String,
    /// Who handed it in.
    pub submitted: Signature,
    /// Who approved it; somebody else.
    pub approved: Signature,
    /// Who closed it.
    pub closed: Signature,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The table; `plans`, `settings` or `profile` for files that are none.
    pub table: String,
    /// What named it: `flag`, `import`, `sources` or `workspace`.
    pub origin: String,
    /// The file as results name it.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// The hash of its content; the name of its copy in `inputs/`.
    pub sha256: String,
}

/// A file of a closed period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptFile {
    /// Its name in the folder of the period.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Its rows.
    pub rows: u64,
    /// The hash of its content.
    pub sha256: String,
}

/// Sums over the statements of one currency; amounts are plain numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Total {
    /// The currency of the plans.
    pub currency: String,
    /// How many statements there are.
    pub statements: u64,
    /// What is earned.
    pub earned: String,
    /// What closed periods would have paid otherwise.
    pub prior_period: String,
    /// What is paid.
    pub payable: String,
}

/// Who did something, and how that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// The name that was given.
    pub user: String,
    /// What gave it: `--user`. The program cannot prove who sits before it.
    pub source: String,
    /// When, in UTC: `2026-11-05T02:00:00Z`. It changes no amount.
    pub at: String,
}

impl Manifest {
    /// The text of the file.
    ///
    /// # Panics
    /// Never: every field is text or a number.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("a manifest is text and numbers");
        text.push('\n');
        text
    }

    /// Reads the text back. A text that this program would not have written so, to the byte, is refused.
    pub fn parse(text: &str) -> Result<Self, String> {
        let manifest: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if manifest.format != FORMAT {
            return Err(format!("its form is {}, and this program knows {FORMAT}", manifest.format));
        }
        if manifest.text() != text {
            return Err("it is written otherwise than spm writes it".to_owned());
        }
        Ok(manifest)
    }

    /// The hash of the manifest, which the next one names and `verify --head` takes.
    #[must_use]
    pub fn hash(&self) -> String {
        of_bytes(self.text().as_bytes()).sha256
    }

    /// A file of the period.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&KeptFile> {
        self.files.iter().find(|file| file.name == name)
    }

    /// The inputs of a table.
    pub fn inputs_of<'a>(&'a self, table: &'a str) -> impl Iterator<Item = &'a Input> {
        self.inputs.iter().filter(move |input| input.table == table)
    }
}

/// The hash that pins a result: of its lines and its statements.
#[must_use]
pub fn result_hash(lines: &str, statements: &str) -> String {
    of_bytes(format!("lines {lines}\nstatements {statements}\n").as_bytes()).sha256
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) fn manifest() -> Manifest {
        let signature = |user: &str| Signature {
            user: user.to_owned(),
            source: "--user".to_owned(),
            at: "2026-02-03T08:00:00Z".to_owned(),
        };
        Manifest {
            format: FORMAT,
            program: "spm 0.1.0".to_owned(),
            period: "2026-01".to_owned(),
            from: "2026-01-01".to_owned(),
            to: "2026-01-31".to_owned(),
            previous: None,
            as_of: "2026-02-03".to_owned(),
            arguments: Vec::new(),
            inputs: Vec::new(),
            files: Vec::new(),
            totals: Vec::new(),
            result: of_bytes(b"").sha256,
            submitted: signature("ana"),
            approved: signature("ben"),
            closed: signature("ben"),
        }
    }

    #[test]
    fn a_manifest_is_read_as_it_was_written_and_no_other_way() {
        let text = manifest().text();
        assert_eq!(Manifest::parse(&text).unwrap(), manifest());
        assert!(Manifest::parse(&text.replace("2026-02-03", "2026-02-04")).is_ok());
        assert!(Manifest::parse(&text.replace(": ", ":  ")).is_err());
        assert!(Manifest::parse(&text.replace("\"format\": 1", "\"format\": 2")).is_err());
        assert!(Manifest::parse(text.trim_end()).is_err());
    }

    #[test]
    fn every_byte_of_a_manifest_counts() {
        let (text, hash) = (manifest().text(), manifest().hash());
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = if bytes[at] == b'x' { b'y' } else { b'x' };
            let changed = String::from_utf8(bytes).unwrap();
            let read = Manifest::parse(&changed);
            assert!(read.is_err() || read.unwrap().hash() != hash, "byte {at}");
        }
    }
}
