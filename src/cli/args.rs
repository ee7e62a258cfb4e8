//! What was typed: the command line as clap reads it. What it means is left to `settings`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::cli::commands;
use crate::cli::ui::ColorChoice;

/// Sales performance management for people who live in files and terminals
///
/// Reads what a CRM exports (CSV, Parquet) and does the month's work of sales operations: who attained what, and who
/// is paid what and why. Same files in, same bytes out.
///
///     spm init --sample acme                                      a sample company to look at
///     spm attainment --deals opportunities.csv --quotas quotas.csv --period 2026-Q3
///     spm commissions --workspace acme --period 2026-10
#[derive(Debug, Parser)]
#[command(name = "spm", version, verbatim_doc_comment, propagate_version = true, max_term_width = 100)]
#[command(arg_required_else_help = true, subcommand_required = true)]
pub struct Cli {
    /// Flags that every command takes.
    #[command(flatten)]
    pub global: GlobalArgs,
    /// How reports are written.
    #[command(flatten)]
    pub output: OutputArgs,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a workspace, empty or with a sample company
    Init(commands::init::InitArgs),
    /// Read exports, check them and write canonical Parquet
    Import(commands::import::ImportArgs),
    /// List what would go wrong before payday: in tables, plans, and between them
    Check(commands::check::CheckArgs),
    /// Show what was credited against quota: by rep, team, product, month …
    Attainment(commands::attainment::AttainmentArgs),
    /// Show the scoreboard: win rates, deal sizes, cycles, pipeline, activities, retention …; what to coach
    Metrics(commands::metrics::MetricsArgs),
    /// Write one page for a review of a period: attainment, trend, funnel, metrics, leaders, what to coach
    Report(commands::review::ReportArgs),
    /// Work out commissions: a line for each rep, or for each credit and tier slice
    #[command(alias = "run")]
    Commissions(Box<commands::commissions::CommissionsArgs>),
    /// Say what will close: the period's call with an interval, and bookings by month ahead
    Forecast(Box<commands::forecast::ForecastArgs>),
    /// Show who covers which accounts, and how evenly; put accounts into territories, set quotas, count reps
    Territories(Box<commands::territories::TerritoriesArgs>),
    /// Show each setting and where it came from
    ///
    /// What can change a number comes from flags and spm.toml; the environment and the terminal change looks only.
    ///
    ///     spm config --workspace acme -f json
    #[command(verbatim_doc_comment)]
    Config,
    /// Print a script that completes commands and flags in a shell
    ///
    ///     spm completions bash > ~/.local/share/bash-completion/completions/spm
    #[command(verbatim_doc_comment)]
    Completions(commands::completions::CompletionsArgs),
    /// Print the manual page
    ///
    ///     spm man > spm.1; man ./spm.1
    #[command(verbatim_doc_comment)]
    Man(commands::man::ManArgs),
}

/// Flags that every command takes.
#[derive(Debug, Clone, Default, Args)]
pub struct GlobalArgs {
    /// The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme
    #[arg(long, global = true, value_name = "DIR", env = "SPM_WORKSPACE", help_heading = "Global")]
    pub workspace: Option<PathBuf>,
    /// The day as of which reports are made; today if absent. Example: --as-of 2026-11-20
    #[arg(long, global = true, value_name = "DAY", help_heading = "Global")]
    pub as_of: Option<String>,
    /// Say less: errors only. Example: spm -q import
    #[arg(short, long, global = true, help_heading = "Global")]
    pub quiet: bool,
    /// Say more: what was read, how it was mapped. Example: spm -v attainment
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = "Global")]
    pub verbose: u8,
    /// Threads to work with; all if absent. Results do not depend on it. Example: --threads 1
    #[arg(long, global = true, value_name = "N", env = "SPM_THREADS", help_heading = "Global")]
    pub threads: Option<usize>,
    /// Answer every question with yes. Example: spm init --yes acme
    #[arg(short, long, global = true, help_heading = "Global")]
    pub yes: bool,
}

/// How a report is written.
#[derive(Debug, Clone, Default, Args)]
pub struct OutputArgs {
    /// table, csv, tsv, json, ndjson, markdown, html, xlsx or parquet; svg for a chart. Else by the ending of -o, else
    /// by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json
    #[arg(short, long, global = true, value_name = "FORMAT", help_heading = "Output")]
    pub format: Option<String>,
    /// Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv
    #[arg(short, long, global = true, value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,
    /// When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never
    #[arg(long, global = true, value_name = "WHEN", value_parser = color, help_heading = "Output")]
    pub color: Option<ColorChoice>,
    /// Columns of the terminal, for tables; 0 for no limit. Example: --width 80
    #[arg(long, global = true, value_name = "COLUMNS", help_heading = "Output")]
    pub width: Option<usize>,
    /// Hide no column, however narrow the terminal. Example: --all-columns
    #[arg(long, global = true, help_heading = "Output")]
    pub all_columns: bool,
    /// Show every row of a long table on a terminal. Example: --all-rows
    #[arg(long, global = true, help_heading = "Output")]
    pub all_rows: bool,
    /// Draw rules and charts with ASCII only. Example: --ascii
    #[arg(long, global = true, help_heading = "Output")]
    pub ascii: bool,
    /// Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager
    #[arg(long, global = true, help_heading = "Output")]
    pub no_pager: bool,
    /// Put ' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe
    #[arg(long, global = true, overrides_with = "raw_text", help_heading = "Output")]
    pub spreadsheet_safe: bool,
    /// Write text as it is, also to files. Example: --raw-text -o deals.csv
    #[arg(long, global = true, overrides_with = "spreadsheet_safe", help_heading = "Output")]
    pub raw_text: bool,
}

fn color(text: &str) -> Result<ColorChoice, String> {
    ColorChoice::parse(text).ok_or_else(|| "write auto, always or never".to_owned())
}

/// Where tables come from when not from the workspace; each takes files, patterns or `-` for standard input.
#[derive(Debug, Clone, Default, Args)]
pub struct TableArgs {
    /// Deals: one row an opportunity. Example: --deals opportunities.csv
    #[arg(long, global = true, value_name = "FILE", num_args = 1.., help_heading = "Tables")]
    pub deals: Vec<String>,
    /// Shares of deals: deal, rep, percent. Example: --splits splits.csv
    #[arg(long, global = true, value_name = "FILE", num_args = 1.., help_heading = "Tables")]
    pub splits: Vec<String>,
    /// Reps: who they are, dated. Example: --reps users.csv
    #[arg(long, global = true, value_name = "FILE", num_args = 1.., help_heading = "Tables")]
    pub reps: Vec<String>,
    /// Quotas: rep, period, amount. Example: --quotas quotas.csv
    #[arg(long, global = true, value_name = "FILE", num_args = 1.., help_heading = "Tables")]
    pub quotas: Vec<String>,
    /// Exchange rates: date, from, to, rate. Example: --exchange-rates rates.csv
    #[arg(long, global = true, value_name = "FILE", num_args = 1.., help_heading = "Tables")]
    pub exchange_rates: Vec<String>,
    /// Accounts, for grouping by their columns. Example: --accounts accounts.csv
    #[arg(long, global = true, value_name = "FILE", num_args = 1.., help_heading = "Tables")]
    pub accounts: Vec<String>,
    /// Days on which reps were away: rep, from, to. Example: --leaves leaves.csv
    #[arg(long, global = true, value_name = "FILE", num_args = 1.., help_heading = "Tables")]
    pub leaves: Vec<String>,
    /// Plans: TOML files or a folder of them. Example: --plans plans/
    #[arg(long, global = true, value_name = "FILE", num_args = 1.., help_heading = "Tables")]
    pub plans: Vec<PathBuf>,
}

/// Where the tables come from that only pay needs: what happened after the booking, and what people decide.
#[derive(Debug, Clone, Default, Args)]
pub struct PayTableArgs {
    /// What happened after the booking: deal, date, kind (invoice, payment, refund, cancel, release), amount.
    /// Example: --events billing.csv
    #[arg(long, global = true, value_name = "FILE", num_args = 1.., help_heading = "Tables")]
    pub events: Vec<String>,
    /// Amounts added to pay by hand: rep, period, amount, reason. Example: --adjustments adjustments.csv
    #[arg(long, global = true, value_name = "FILE", num_args = 1.., help_heading = "Tables")]
    pub adjustments: Vec<String>,
    /// How far objectives were met: rep, period, element, score (1.0 is fully). Example: --scores scores.csv
    #[arg(long, global = true, value_name = "FILE", num_args = 1.., help_heading = "Tables")]
    pub scores: Vec<String>,
}

/// What metrics are counted by.
#[derive(Debug, Clone, Args)]
pub struct CountingArgs {
    /// Currency of the report; the workspace's, else that of the deals. Example: --currency EUR
    #[arg(long, value_name = "CODE")]
    pub currency: Option<String>,
    /// Names of lost stages; those of spm.toml, else the profile's. Example: --lost 'Closed Lost'
    #[arg(long, value_name = "STAGE")]
    pub lost: Vec<String>,
    /// Months from the day of hire to the end of a rep's ramp, for productivity. Example: --ramp-months 3
    #[arg(long, value_name = "N", default_value = "6")]
    pub ramp_months: u32,
}

/// Where the tables come from that only metrics need: what people did, what came in, and how deals moved.
#[derive(Debug, Clone, Default, Args)]
pub struct EffortTableArgs {
    /// What reps did: rep, date, kind (call, email, meeting, demo), count. Example: --activities activities.csv
    #[arg(long, value_name = "FILE", num_args = 1.., help_heading = "Tables")]
    pub activities: Vec<String>,
    /// Leads: id, rep, day of creation, source, day of conversion. Example: --leads leads.csv
    #[arg(long, value_name = "FILE", num_args = 1.., help_heading = "Tables")]
    pub leads: Vec<String>,
    /// Money spent on sales: period, amount, category. Example: --spend spend.csv
    #[arg(long, value_name = "FILE", num_args = 1.., help_heading = "Tables")]
    pub spend: Vec<String>,
    /// Changes of deals: deal, day, stage. Example: --history opportunity-history.csv
    #[arg(long, value_name = "FILE", num_args = 1.., help_heading = "Tables")]
    pub history: Vec<String>,
}

/// How files are read when they do not say it themselves.
#[derive(Debug, Clone, Default, Args)]
pub struct ReadArgs {
    /// The CRM that wrote the deals: salesforce, hubspot, pipedrive, dynamics, zoho, odoo, or a profile file. Found
    /// from the header if absent. Example: --profile hubspot
    #[arg(long, global = true, value_name = "NAME", help_heading = "Reading")]
    pub profile: Option<String>,
    /// Take a column of the table from a header of the file; `TABLE.` in front for another table than the first.
    /// Example: --column amount='Amount (converted)'
    #[arg(long, global = true, value_name = "NAME=HEADER", help_heading = "Reading")]
    pub column: Vec<String>,
    /// Give a column of the table one constant value. Example: --value stage='Closed Won'
    #[arg(long, global = true, value_name = "NAME=TEXT", help_heading = "Reading")]
    pub value: Vec<String>,
    /// 1.234,50 is one thousand two hundred and thirty-four and a half. Example: --decimal-comma
    #[arg(long, global = true, conflicts_with = "decimal_point", help_heading = "Reading")]
    pub decimal_comma: bool,
    /// 1,234.50 is one thousand two hundred and thirty-four and a half. Example: --decimal-point
    #[arg(long, global = true, help_heading = "Reading")]
    pub decimal_point: bool,
    /// How 03/04/2026 is read: mdy is 4 March, dmy is 3 April. Example: --date-order dmy
    #[arg(long, global = true, value_name = "ORDER", help_heading = "Reading")]
    pub date_order: Option<String>,
    /// Encoding of the files, when not UTF-8 or UTF-16 with a mark. Example: --encoding windows-1252
    #[arg(long, global = true, value_name = "NAME", help_heading = "Reading")]
    pub encoding: Option<String>,
    /// The character between fields, when the header leaves a doubt; `tab` for a tab. Example: --delimiter ';'
    #[arg(long, global = true, value_name = "CHARACTER", help_heading = "Reading")]
    pub delimiter: Option<String>,
    /// Lines before the header. Example: --skip-lines 1
    #[arg(long, global = true, value_name = "N", help_heading = "Reading")]
    pub skip_lines: Option<u32>,
    /// Time zone in which a time becomes a day; the workspace's, else UTC. Example: --timezone Europe/Berlin
    #[arg(long, global = true, value_name = "ZONE", help_heading = "Reading")]
    pub timezone: Option<String>,
    /// Names of won stages. Example: --won 'Closed Won' --won Signed
    #[arg(long, global = true, value_name = "STAGE", help_heading = "Reading")]
    pub won: Vec<String>,
    /// Go on without rows that cannot be read, at most N of them; the run then ends with code 3.
    /// Example: --allow-rejects 5
    #[arg(long, global = true, value_name = "N", num_args = 0..=1, default_missing_value = "18446744073709551615",
          require_equals = true, help_heading = "Reading")]
    pub allow_rejects: Option<u64>,
    /// Write the rows that cannot be read to this CSV file: file, row, column, value, reason.
    /// Example: --rejects rejects.csv
    #[arg(long, global = true, value_name = "FILE", help_heading = "Reading")]
    pub rejects: Option<PathBuf>,
}

/// Gives `--allow-rejects` its value where it stands alone: what follows it may be a file, and a number is its own.
pub fn spell_out(args: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut spelled: Vec<OsString> = Vec::new();
    for arg in args {
        let is_number = arg
            .to_str()
            .is_some_and(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()));
        match spelled.last_mut() {
            Some(last) if last == "--allow-rejects" && is_number => {
                last.push("=");
                last.push(&arg);
            }
            _ => spelled.push(arg),
        }
    }
    spelled
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn allow_rejects_takes_a_number_and_nothing_else() {
        let spell = |line: &str| {
            let spelled = spell_out(line.split(' ').map(OsString::from));
            spelled.iter().map(|arg| arg.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(spell("spm import --allow-rejects 5 deals"), "spm import --allow-rejects=5 deals");
        assert_eq!(spell("spm import --allow-rejects deals 5"), "spm import --allow-rejects deals 5");
    }

    #[test]
    fn every_flag_has_help_with_an_example() {
        fn check(command: &clap::Command) {
            for arg in command.get_arguments() {
                if matches!(arg.get_id().as_str(), "help" | "version") {
                    continue;
                }
                let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(help.contains("Example: "), "`{}` of `{}`", arg.get_id(), command.get_name());
            }
            command.get_subcommands().filter(|sub| sub.get_name() != "help").for_each(check);
        }
        check(&Cli::command());
    }
}
