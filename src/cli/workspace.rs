//! The workspace: the nearest `spm.toml` upwards, read strictly. What the keys mean together with flags is left to
//! `settings`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::model::table::TABLES;

/// The name of the file that makes a directory a workspace.
pub const FILE_NAME: &str = "spm.toml";

/// A workspace as found.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The directory that holds `spm.toml`.
    pub root: PathBuf,
    /// What the file says.
    pub file: WorkspaceFile,
}

/// The mirror of `spm.toml`; every key is optional.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkspaceFile {
    /// Name of the company, for reports.
    pub company: Option<String>,
    /// Reporting currency, an ISO 4217 code.
    pub currency: Option<String>,
    /// Time zone in which a time becomes a day; UTC without one.
    pub timezone: Option<String>,
    /// Month in which the fiscal year starts, 1 to 12.
    pub fiscal_year_starts: Option<u8>,
    /// `months`, `4-4-5`, `4-5-4` or `5-4-4`.
    pub calendar: Option<String>,
    /// First day of the week in a calendar of weeks.
    pub week_starts: Option<String>,
    /// `last` or `nearest`: which such week ends the year in a calendar of weeks.
    pub year_anchor: Option<String>,
    /// When pay is paid, for statements.
    pub pay_day: Option<String>,
    /// Names of won and lost stages.
    #[serde(default)]
    pub stages: Stages,
    /// Settings of forecasts.
    #[serde(default)]
    pub forecast: ForecastFile,
    /// Settings of territories.
    pub territories: Option<toml::Table>,
    /// What stands on statements.
    #[serde(default)]
    pub statements: Statements,
    /// The pay codes of the payroll system.
    #[serde(default)]
    pub payroll: Payroll,
    /// The accounts of the journal.
    #[serde(default)]
    pub accrual: Accrual,
    /// What `spm import` reads, by table.
    #[serde(default)]
    pub sources: BTreeMap<String, SourceFile>,
}

/// Names of won and lost stages.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stages {
    /// Names of won stages.
    pub won: Option<Vec<String>>,
    /// Names of lost stages.
    pub lost: Option<Vec<String>>,
}

/// What stands on statements.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statements {
    /// How a rep asks about a line: whom, how, until when.
    pub dispute: Option<String>,
}

/// The pay codes of the payroll system: for kinds of lines, and for elements, which go first.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payroll {
    /// By kind of line: `earning`, `clawback`, `adjustment` …
    #[serde(default)]
    pub kinds: BTreeMap<String, String>,
    /// By element of a plan.
    #[serde(default)]
    pub elements: BTreeMap<String, String>,
}

/// How commissions become cost.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accrual {
    /// Over how many months, for a deal without `term_months`.
    pub months: Option<u32>,
    /// The account of capitalised commissions.
    pub asset: Option<String>,
    /// The account of commissions to be paid.
    pub payable: Option<String>,
    /// The account of amortisation.
    pub expense: Option<String>,
    /// The account of write-offs.
    pub impairment: Option<String>,
}

/// Settings of forecasts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForecastFile {
    /// What an interval has to hold, in percent.
    pub interval: Option<u8>,
    /// The seed of the simulation.
    pub seed: Option<u64>,
    /// How many futures are drawn.
    pub futures: Option<usize>,
}

/// One table's source.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// A path, a pattern such as `exports/*.csv`, or several, from the workspace's root.
    pub files: OneOrMore,
    /// A profile by name, or the path of a profile file.
    pub profile: Option<String>,
    /// `.` or `,`.
    pub decimal_mark: Option<String>,
    /// `mdy` or `dmy`: how 03/04/2026 is read.
    pub date_order: Option<String>,
    /// Encoding of the text, when it is not UTF-8 or UTF-16 with a mark.
    pub encoding: Option<String>,
    /// The character between fields.
    pub delimiter: Option<String>,
    /// Lines before the header.
    pub skip_lines: Option<u32>,
    /// `thousands` when 1.5 means 1500.
    pub amounts_in: Option<String>,
    /// What a period given as a day begins: `month` (if absent), `quarter` or `year`.
    pub period_unit: Option<String>,
    /// Which column of the file, or what, is each column of the table.
    #[serde(default)]
    pub columns: BTreeMap<String, ColumnFile>,
}

/// One text or several.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(untagged)]
pub enum OneOrMore {
    /// Absent.
    #[default]
    None,
    /// One.
    One(String),
    /// Several.
    More(Vec<String>),
}

impl OneOrMore {
    /// All of them.
    #[must_use]
    pub fn all(&self) -> Vec<String> {
        match self {
            Self::None => Vec::new(),
            Self::One(text) => vec![text.clone()],
            Self::More(texts) => texts.clone(),
        }
    }
}

/// Where a column of a table comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum ColumnFile {
    /// A header of the file.
    Header(String),
    /// SQL over the columns of the file.
    Sql {
        /// The expression.
        sql: String,
    },
    /// A constant.
    Value {
        /// The constant, as text.
        value: String,
    },
}

impl Workspace {
    /// Finds and reads the workspace: the given directory, else the nearest one upwards from the current directory.
    /// `None` when there is none and none was asked for.
    pub fn find(given: Option<&Path>) -> Result<Option<Self>, Failure> {
        if let Some(directory) = given {
            let path = directory.join(FILE_NAME);
            if !path.is_file() {
                return Err(Failure::new(
                    Outcome::Workspace,
                    format!("`{}` is not a workspace: it holds no {FILE_NAME}", directory.display()),
                )
                .hint("`spm init DIR` makes one, `spm init --sample DIR` one with a sample company"));
            }
            return Self::read(&path).map(Some);
        }
        let Ok(current) = std::env::current_dir() else { return Ok(None) };
        let found =
            current.ancestors().map(|directory| directory.join(FILE_NAME)).find(|path| path.is_file());
        found.map(|path| Self::read(&path)).transpose()
    }

    fn read(path: &Path) -> Result<Self, Failure> {
        let refused = |message: String| Failure::new(Outcome::Workspace, message);
        let text = fs::read_to_string(path)
            .map_err(|error| refused(format!("`{}` cannot be read: {error}", path.display())))?;
        let file = parse(&text, &path.display().to_string())?;
        let root = path.parent().map(Path::to_path_buf).unwrap_or_default();
        Ok(Self { root, file })
    }
}

/// Reads the text of a `spm.toml`; `name` is for messages.
pub fn parse(text: &str, name: &str) -> Result<WorkspaceFile, Failure> {
    let file: WorkspaceFile = toml::from_str(text).map_err(|error| unreadable(&error, text, name))?;
    for (table, source) in &file.sources {
        let Some(spec) = crate::model::table::table(table) else {
            let known = TABLES.iter().map(|table| table.name);
            return Err(Failure::new(
                Outcome::Workspace,
                format!("`{name}` has a source for an unknown table"),
            )
            .at(format!("key `sources.{table}`"))
            .hint(did_you_mean(table, known.clone()))
            .hint(format!("the tables are {}", known.collect::<Vec<_>>().join(", "))));
        };
        if source.files.all().is_empty() {
            return Err(Failure::new(Outcome::Workspace, format!("`{name}` has a source without files"))
                .at(format!("key `sources.{table}`"))
                .hint(format!("add `files = \"exports/{table}.csv\"`")));
        }
        // A column that the table does not list is kept under its own name, but one near to a listed name is a slip.
        for column in source.columns.keys() {
            let near = did_you_mean(column, spec.columns.iter().map(|column| column.name));
            if spec.column(column).is_none() && !near.is_empty() && strict_slip(column, spec) {
                return Err(Failure::new(
                    Outcome::Workspace,
                    format!("`{name}` maps a column that {table} do not have"),
                )
                .at(format!("key `sources.{table}.columns.{column}`"))
                .hint(near));
            }
        }
    }
    Ok(file)
}

/// Whether a name is one letter away from a listed column: a slip, not a name of the user's own.
fn strict_slip(name: &str, spec: &crate::model::table::TableSpec) -> bool {
    spec.columns.iter().any(|column| strsim::damerau_levenshtein(name, column.name) == 1)
}

fn unreadable(error: &toml::de::Error, text: &str, name: &str) -> Failure {
    let place = error.span().map(|span| {
        let before = text.get(..span.start).unwrap_or("");
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |start| start.chars().count()) + 1;
        format!("line {line}, column {column}")
    });
    let message = error.message();
    let mut failure =
        Failure::new(Outcome::Workspace, format!("`{name}` cannot be read: {}", message.trim()));
    if let Some((word, known)) = unknown_field(message) {
        failure.message = format!("`{name}` has an unknown key `{word}`");
        failure = failure.hint(did_you_mean(word, known.iter().map(String::as_str)));
        failure = failure.hint(format!("known here are {}", known.join(", ")));
    }
    match place {
        Some(place) => failure.at(place),
        None => failure,
    }
}

/// The unknown key and the known ones, out of the message of the reader.
fn unknown_field(message: &str) -> Option<(&str, Vec<String>)> {
    let rest = message.strip_prefix("unknown field `")?;
    let (word, rest) = rest.split_once('`')?;
    let known = rest.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    Some((word, known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let failure = parse(text, "spm.toml").unwrap_err().to_string();
        assert_eq!(failure, expected);
    }

    #[test]
    fn the_whole_file_is_read() {
        let text = r#"
            company = "Acme"
            currency = "USD"
            fiscal_year_starts = 2
            calendar = "4-4-5"
            week_starts = "sunday"
            year_anchor = "nearest"
            pay_day = "last-business-day"
            [stages]
            won = ["Closed Won"]
            [statements]
            dispute = "Write to pay@acme.example within 30 days."
            [payroll]
            kinds.clawback = "CB"
            elements.q4-spiff = "SPIFF"
            [accrual]
            months = 24
            asset = "1350"
            [forecast]
            [territories]
            [sources.deals]
            files = "exports/opportunities-*.csv"
            profile = "salesforce"
            decimal_mark = "."
            columns.amount = "Amount (converted)"
            columns.deal_id = { sql = "OrderNumber || '-' || LineNumber" }
            columns.stage = { value = "Closed Won" }
        "#;
        let file = parse(text, "spm.toml").unwrap();
        assert_eq!(file.sources["deals"].files.all(), ["exports/opportunities-*.csv"]);
        assert!(
            matches!(&file.sources["deals"].columns["stage"], ColumnFile::Value { value } if value == "Closed Won")
        );
    }

    #[test]
    fn an_unknown_key_is_an_error_with_a_suggestion() {
        let failure = parse("curency = \"USD\"\n", "spm.toml").unwrap_err();
        assert_eq!(failure.message, "`spm.toml` has an unknown key `curency`");
        assert_eq!(failure.places, ["line 1, column 1"]);
        assert_eq!(failure.hints[0], "did you mean `currency`?");
    }

    #[test]
    fn a_source_for_an_unknown_table_is_an_error() {
        let failure = parse("[sources.deal]\nfiles = \"x.csv\"\n", "spm.toml").unwrap_err();
        assert_eq!(failure.places, ["key `sources.deal`"]);
        assert_eq!(failure.hints[0], "did you mean `deals`?");
    }

    #[test]
    fn a_slip_in_a_column_name_is_an_error() {
        check(
            "[sources.deals]\nfiles = \"x.csv\"\ncolumns.ammount = \"Value\"\n",
            "error: `spm.toml` maps a column that deals do not have\n  key `sources.deals.columns.ammount`\n\
             hint: did you mean `amount`?",
        );
    }
}
