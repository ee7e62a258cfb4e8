//! What a period comes to as it is submitted, approved and closed: its lines and statements as bytes, what they were
//! worked out from, and the hash that pins them. Who may do what with it is left to the commands.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::calendar::{Day, Period};
use crate::cli::args::ReadArgs;
use crate::cli::closed::{ClosedPeriods, refused_by_ledger};
use crate::cli::commands::commissions::CommissionsArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::past::Look;
use crate::cli::prepare::{prepare_looking, summaries};
use crate::cli::put;
use crate::cli::reading::Reading;
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::ui::Ui;
use crate::cli::unpaid;
use crate::ledger::digest::{Print, of_bytes};
use crate::ledger::manifest::result_hash;
use crate::ledger::store::print_of;
use crate::ledger::{Input, KeptFile, LINES, STATEMENTS, Total};
use crate::model::pay::StatementRow;
use crate::money::Amount;
use crate::render::{Format, Style, render};
use crate::report::Report;
use crate::report::commissions::Names;
use crate::report::paid::{Columns, Count, Sums, counting, run_lines, statement_row, statements, sums};

/// A period as it would be closed.
#[derive(Debug)]
pub struct Worked {
    /// The lines, as the file that keeps them.
    pub lines: Vec<u8>,
    /// The statements, as the file that keeps them.
    pub statements: Vec<u8>,
    /// The statements.
    pub rows: Vec<StatementRow>,
    /// What it was worked out from, each with the place of the file.
    pub inputs: Vec<(Input, PathBuf)>,
    /// How many lines there are.
    pub line_count: u64,
    /// The hash of all this.
    pub result: String,
    /// How reading ended: done, or with rows set aside as allowed.
    pub outcome: Outcome,
}

/// Works out a period after these closed ones.
pub fn worked(
    args: &CommissionsArgs,
    asked: &Period,
    settings: &Settings,
    ui: &Ui,
    closed: Option<&ClosedPeriods>,
) -> Result<Worked, Failure> {
    let mut reading = Reading::new(settings, &args.read, ui);
    let look = Look::Back(closed);
    let prepared = prepare_looking(args, asked, settings, &mut reading, ui, look)?;
    unpaid::warn(&prepared.run, prepared.paid, prepared.threads, ui)?;
    let tables = Tables::new(settings, &args.tables, &args.read)?.and_of_pay(&args.pay_tables)?;
    let inputs = match settings.pinned {
        Some(_) => Vec::new(),
        None => inputs(&reading, &tables, settings)?,
    };
    let paid = summaries(&prepared.run, None, prepared.threads)?;
    let rows: Vec<StatementRow> = paid.iter().map(|row| statement_row(&prepared.run, row)).collect();
    let run = Arc::new(prepared.run);
    let names = Names { files: Arc::new(prepared.files), subtitle: Vec::new() };
    let (report, count) = counting(run_lines(Vec::new(), &run, &names, None, Columns::Kept));
    let lines = bytes(&report, Format::Parquet, prepared.threads)?;
    let line_count = checked(&count, &rows)?;
    let statements = bytes(&statements(&rows, Vec::new()), Format::Csv, 1)?;
    let result = result_hash(&of_bytes(&lines).sha256, &of_bytes(&statements).sha256);
    Ok(Worked { lines, statements, rows, inputs, line_count, result, outcome: reading.outcome()? })
}

impl Worked {
    /// The files of the closed period besides the manifest.
    #[must_use]
    pub fn files(&self) -> Vec<KeptFile> {
        let size = |bytes: &[u8]| u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let file = |name: &str, bytes: &[u8], rows: u64| KeptFile {
            name: name.to_owned(),
            bytes: size(bytes),
            rows,
            sha256: of_bytes(bytes).sha256,
        };
        let statements = u64::try_from(self.rows.len()).unwrap_or(u64::MAX);
        vec![file(LINES, &self.lines, self.line_count), file(STATEMENTS, &self.statements, statements)]
    }

    /// The sums of the statements by currency.
    #[must_use]
    pub fn totals(&self) -> Vec<Total> {
        let total = |sums: Sums| Total {
            currency: sums.currency,
            statements: sums.statements,
            earned: sums.earned.to_string(),
            prior_period: sums.prior_period.to_string(),
            payable: sums.payable.to_string(),
        };
        sums(&self.rows).into_iter().map(total).collect()
    }
}

/// A report as a file of this format.
fn bytes(report: &Report, format: Format, threads: usize) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let style = Style { threads, ..Style::default() };
    render(report, format, &style, &mut bytes)
        .map_err(|error| put::failure(&crate::cli::output::output_error(error, "the lines".to_owned())))?;
    Ok(bytes)
}

/// How many lines there are. What they pay is added up apart from the statements: two sums that differ close nothing.
fn checked(count: &Count, rows: &[StatementRow]) -> Result<u64, Failure> {
    let bug = |what: String| Failure::new(Outcome::Bug, what);
    let (lines, pay) = count.lines().ok_or_else(|| bug("not all lines were written".to_owned()))?;
    let statements = Amount::checked_sum(rows.iter().map(|row| row.payable));
    if statements == Some(pay) {
        return Ok(lines);
    }
    let statements = statements.unwrap_or(Amount::ZERO);
    Err(bug(format!("the lines pay {pay}, and the statements {statements}")))
}

/// Every file that was read, by table and name; a file that cannot be named again is refused.
fn inputs(
    reading: &Reading<'_>,
    tables: &Tables<'_>,
    settings: &Settings,
) -> Result<Vec<(Input, PathBuf)>, Failure> {
    let mut files: Vec<(String, String, String, PathBuf)> = Vec::new();
    let named = |table: &str, origin: &str, path: PathBuf| {
        let inside = settings.root().and_then(|root| path.strip_prefix(root).ok());
        let name = inside.unwrap_or(&path).display().to_string();
        (table.to_owned(), origin.to_owned(), name, path)
    };
    for (table, (locations, profile)) in reading.read_tables() {
        for location in locations {
            let Some(path) = location.place() else {
                return Err(Failure::new(Outcome::Usage, "what stands on standard input cannot be kept")
                    .hint(format!("write the {table} to a file: a closed period names what it rests on")));
            };
            files.push(((*table).to_owned(), tables.origin(table).to_owned(), location.name(), path));
        }
        if let Some(profile) = profile.as_ref().filter(|name| is_toml(name)) {
            files.push(named("profile", "sources", PathBuf::from(profile)));
        }
    }
    files.extend(tables.plan_files()?.into_iter().map(|path| named("plans", "workspace", path)));
    files.extend(settings.file().map(|path| named("settings", "workspace", path)));
    files.sort();
    files.dedup();
    let input = |(table, origin, name, path): (String, String, String, PathBuf)| {
        let Print { bytes, sha256 } = print_of(&path).map_err(|error| refused_by_ledger(&error))?;
        Ok((Input { table, origin, name, bytes, sha256 }, path))
    };
    files.into_iter().map(input).collect()
}

fn is_toml(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"))
}

/// The flags that say how files are read, so that a period can be worked out as it was.
#[must_use]
pub fn arguments(read: &ReadArgs) -> Vec<String> {
    let mut arguments = Vec::new();
    let mut push = |flag: &str, value: &str| arguments.push(format!("--{flag}={value}"));
    for (flag, value) in [
        ("profile", &read.profile),
        ("date-order", &read.date_order),
        ("encoding", &read.encoding),
        ("delimiter", &read.delimiter),
        ("timezone", &read.timezone),
    ] {
        if let Some(value) = value {
            push(flag, value);
        }
    }
    for (flag, values) in [("column", &read.column), ("value", &read.value), ("won", &read.won)] {
        for value in values {
            push(flag, value);
        }
    }
    if let Some(lines) = read.skip_lines {
        push("skip-lines", &lines.to_string());
    }
    if let Some(rows) = read.allow_rejects {
        push("allow-rejects", &rows.to_string());
    }
    let flags = [("--decimal-comma", read.decimal_comma), ("--decimal-point", read.decimal_point)];
    arguments.extend(flags.iter().filter(|(_, given)| *given).map(|(flag, _)| (*flag).to_owned()));
    arguments
}

/// Now, in UTC, to the second: `SOURCE_DATE_EPOCH` where it is set, else the clock. It changes no amount.
#[must_use]
pub fn now() -> String {
    let stated = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.trim().parse::<u64>().ok());
    let clock = || {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0, |since| since.as_secs())
    };
    let seconds = stated.unwrap_or_else(clock);
    let day = i32::try_from(seconds / 86_400).ok().and_then(Day::from_number).unwrap_or(Day::MAX);
    let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{day}T{hour:02}:{minute:02}:{second:02}Z")
}
