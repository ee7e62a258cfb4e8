//! The output formats: their names on the command line and the file endings that stand for them. Choosing
//! between an option, an ending and the environment is left to `cli`.

use std::path::Path;

/// A format that a report can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people at a terminal.
    Table,
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// An array of objects.
    Json,
    /// One object a line.
    Ndjson,
    /// A document with a pipe table.
    Markdown,
    /// Columns with types, compressed.
    Parquet,
    /// A page for a browser.
    Html,
    /// A workbook with typed cells.
    Xlsx,
    /// The chart of a report that has one.
    Svg,
}

/// Why a format is not to be had. Each is a wrong command line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// No format has this name.
    #[error("`{name}` is not an output format")]
    UnknownName {
        /// The name as given.
        name: String,
    },
    /// The ending of the output file stands for no format.
    #[error("the ending of `{path}` names no output format")]
    UnknownEnding {
        /// The output file as given.
        path: String,
    },
    /// The output file has no ending.
    #[error("`{path}` has no ending that names an output format")]
    NoEnding {
        /// The output file as given.
        path: String,
    },
}

/// Every format with its name and the endings of its files, in the order of the help.
const FORMATS: [(Format, &str, &[&str]); 10] = [
    (Format::Table, "table", &["txt"]),
    (Format::Csv, "csv", &["csv"]),
    (Format::Tsv, "tsv", &["tsv", "tab"]),
    (Format::Json, "json", &["json"]),
    (Format::Ndjson, "ndjson", &["ndjson", "jsonl"]),
    (Format::Markdown, "markdown", &["md", "markdown"]),
    (Format::Parquet, "parquet", &["parquet"]),
    (Format::Html, "html", &["html", "htm"]),
    (Format::Xlsx, "xlsx", &["xlsx"]),
    (Format::Svg, "svg", &["svg"]),
];

impl Format {
    /// The names of all formats, in the order of the help.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FORMATS.iter().map(|(_, name, _)| *name)
    }

    /// The name of this format on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        FORMATS.iter().find(|(format, _, _)| *format == self).map_or("", |(_, name, _)| name)
    }

    /// Whether this format is for machines: full precision, stable names, no title or notes.
    #[must_use]
    pub fn is_for_machines(self) -> bool {
        matches!(self, Format::Csv | Format::Tsv | Format::Json | Format::Ndjson | Format::Parquet)
    }

    /// Whether this format is not text.
    #[must_use]
    pub fn is_binary(self) -> bool {
        matches!(self, Format::Parquet | Format::Xlsx)
    }

    /// The format of this name, in any case; a file ending (`md`, `jsonl`) is taken too.
    pub fn from_name(name: &str) -> Result<Format, FormatError> {
        find(name).ok_or_else(|| FormatError::UnknownName { name: name.to_owned() })
    }

    /// The format that the ending of this file stands for.
    pub fn from_path(path: &Path) -> Result<Format, FormatError> {
        let shown = || path.display().to_string();
        let Some(ending) = path.extension() else { return Err(FormatError::NoEnding { path: shown() }) };
        let found = ending.to_str().and_then(|ending| match ending.to_ascii_lowercase().as_str() {
            // `table` is a name of a format, but not an ending of a file.
            "table" => None,
            ending => find(ending),
        });
        found.ok_or_else(|| FormatError::UnknownEnding { path: shown() })
    }
}

impl FormatError {
    /// What to do instead, for a `hint:` line.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            FormatError::UnknownName { .. } => {
                let names: Vec<&str> = Format::names().collect();
                format!("the formats are {}", names.join(", "))
            }
            FormatError::UnknownEnding { .. } | FormatError::NoEnding { .. } => {
                let endings: Vec<String> = FORMATS
                    .iter()
                    .flat_map(|(_, _, endings)| *endings)
                    .map(|end| format!(".{end}"))
                    .collect();
                format!("the endings are {}; or name the format with `-f`", endings.join(", "))
            }
        }
    }
}

/// The format with this name or ending; `None` when nothing is known of it.
fn find(name: &str) -> Option<Format> {
    let name = name.trim().to_ascii_lowercase();
    let known = FORMATS.iter().find(|(_, known, endings)| *known == name || endings.contains(&name.as_str()));
    known.map(|(format, _, _)| *format)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_name_and_by_its_endings() {
        for (format, name, endings) in FORMATS {
            assert_eq!(Format::from_name(name), Ok(format));
            assert_eq!(format.name(), name);
            for ending in endings {
                assert_eq!(Format::from_path(Path::new(&format!("reports/q3.{ending}"))), Ok(format));
            }
        }
        assert_eq!(Format::from_path(Path::new("REPORT.CSV")), Ok(Format::Csv));
    }

    #[test]
    fn an_unknown_format_lists_the_formats() {
        let error = Format::from_name("excel").unwrap_err();
        assert_eq!(error.to_string(), "`excel` is not an output format");
        assert_eq!(
            error.hint(),
            "the formats are table, csv, tsv, json, ndjson, markdown, parquet, html, xlsx, svg"
        );
    }

    #[test]
    fn an_unknown_ending_lists_the_endings() {
        let error = Format::from_path(Path::new("out/pay.doc")).unwrap_err();
        assert_eq!(error.to_string(), "the ending of `out/pay.doc` names no output format");
        assert_eq!(
            error.hint(),
            "the endings are .txt, .csv, .tsv, .tab, .json, .ndjson, .jsonl, .md, .markdown, .parquet, \
             .html, .htm, .xlsx, .svg; or name the format with `-f`"
        );
        let error = Format::from_path(Path::new("out/pay.table")).unwrap_err();
        assert!(matches!(error, FormatError::UnknownEnding { .. }));
        let error = Format::from_path(Path::new("out.d/pay")).unwrap_err();
        assert_eq!(error.to_string(), "`out.d/pay` has no ending that names an output format");
    }
}
