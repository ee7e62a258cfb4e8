//! `spm forecast`: what will close. This file has the manual of the subcommands and the choices that they share.

use clap::{Args, Subcommand};

use crate::cli::args::{ReadArgs, TableArgs};
use crate::cli::commands::forecast_accuracy::{self, AccuracyArgs};
use crate::cli::commands::forecast_call;
use crate::cli::commands::forecast_capacity::{self, CapacityArgs};
use crate::cli::commands::forecast_deals::{self, DealsArgs};
use crate::cli::commands::forecast_gap::{self, GapArgs};
use crate::cli::commands::forecast_pipeline::{self, PipelineArgs};
use crate::cli::commands::forecast_trend::{self, TrendArgs};
use crate::cli::commands::forecast_waterfall::{self, WaterfallArgs};
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::settings::{INTERVALS, Settings};
use crate::cli::ui::Ui;

/// Say what will close
///
/// Without a subcommand: the call of the period, of the as-of day's quarter if none is named. Call = closed + expected;
/// expected is what open deals, and deals that do not exist yet, bring by its end; low and high hold it in --interval
/// of a hundred periods like it. Coverage = open deals due by the end ÷ (quota − closed); gap = quota − closed.
///
/// Methods: hazard (if absent: by the ages at which deals were won and lost, by owner, corrected by what earlier calls
/// missed; with a history of deals by their stages too), stage and category (open deals due in the period × what was
/// won of value that ever stood in their stage, or was due in their category; without a history × the CRM's
/// probability, or what it is sure of), snapshot (open value × what such value brought in earlier periods), run-rate
/// (the last 91 days), last-year. With fewer than 100 closed deals or 3 earlier periods it is the run rate. Each is
/// tried on the earlier periods of its kind at the same point, and its misses stand below the call.
///
///     spm forecast
///     spm forecast --period 2026-Q4 --by team
///     spm forecast --deals opportunities.csv --quotas quotas.csv --as-of 2026-11-20 --method run-rate
///     spm forecast --period 2026-Q4 --by rep --save
///     spm forecast trend --by region
#[derive(Debug, Clone, Args)]
#[command(verbatim_doc_comment)]
pub struct ForecastArgs {
    /// What to show.
    #[command(subcommand)]
    pub what: Option<What>,
    /// Keep this call in the workspace, for `spm forecast accuracy` to judge it when the period is over. Example:
    /// --save
    #[arg(long)]
    pub save: bool,
    /// Choices.
    #[command(flatten)]
    pub choices: ChoiceArgs,
    /// What held of deals from which day on: deal, day, stage, amount, close date. Example: --history changes.csv
    #[arg(long, global = true, value_name = "FILE", num_args = 1.., help_heading = "Tables")]
    pub history: Vec<String>,
    /// What was done about deals: rep, date, kind, deal; only `spm forecast deals` looks at it. Example:
    /// --activities a.csv
    #[arg(long, global = true, value_name = "FILE", num_args = 1.., help_heading = "Tables")]
    pub activities: Vec<String>,
    /// Tables.
    #[command(flatten)]
    pub tables: TableArgs,
    /// Reading.
    #[command(flatten)]
    pub read: ReadArgs,
}

/// What every forecast takes.
#[derive(Debug, Clone, Default, Args)]
pub struct ChoiceArgs {
    /// The days: 2026-Q4, 2026-12, 2027, 2026-11..2027-01, this-quarter … Example: --period 2026-Q4
    #[arg(short, long, global = true, value_name = "PERIOD")]
    pub period: Option<String>,
    /// What to group by, several with commas: rep, manager, or any column of reps (team, region …), deals (product,
    /// type …) or accounts. Example: --by team
    #[arg(short, long, global = true, value_name = "COLUMNS", value_delimiter = ',')]
    pub by: Vec<String>,
    /// How it is worked out; the manual of each command names its methods. Example: --method run-rate
    #[arg(long, global = true, value_name = "METHOD")]
    pub method: Option<String>,
    /// How many of a hundred past misses an interval has to hold; that of spm.toml, else 80. Example: --interval 95
    #[arg(long, global = true, value_name = "PERCENT")]
    pub interval: Option<u8>,
    /// The seed of the simulation: it changes low, high and the chance to reach the quota, nothing else; that of
    /// spm.toml, else 1. Example: --seed 7
    #[arg(long, global = true, value_name = "NUMBER")]
    pub seed: Option<u64>,
    /// Currency of the report; the workspace's, else that of the deals. Example: --currency EUR
    #[arg(long, global = true, value_name = "CODE")]
    pub currency: Option<String>,
}

/// What to show.
#[derive(Debug, Clone, Subcommand)]
pub enum What {
    /// Carry bookings by month on, with intervals and the record of the method
    ///
    /// Complete months are carried on; the month of the as-of day is ahead until its last day. Methods: combination
    /// (the mean of Theta, damped trend and seasonal naive; if absent), theta, damped, seasonal-naive, growth (seasonal
    /// naive times last year's growth), run-rate (the mean of twelve months). Below twelve months, or where more than
    /// 40 % of them are zero, the combination is the run rate; below two years it is Theta and damped trend.
    ///
    /// Each method is tried at six earlier origins, three months apart, on what was known then; an interval is as wide
    /// as most of those misses were, of the month and of sums of months alike. The total is the sum of the groups.
    ///
    ///     spm forecast trend
    ///     spm forecast trend --by region --unit quarter --period 2026..2027
    ///     spm forecast trend --deals opportunities.csv --method theta -o trend.svg
    #[command(verbatim_doc_comment)]
    Trend(TrendArgs),
    /// Show open deals by category and stage, weighted in three ways
    ///
    /// Due × the CRM's probability; due × what was won of value that ever stood in the stage (with a history); and what
    /// ages say, in the period and ever. `with closed` adds what is closed, and what is due of the surer categories.
    ///
    ///     spm forecast pipeline --period 2026-Q4
    ///     spm forecast pipeline --stages --by team -o pipeline.csv
    #[command(verbatim_doc_comment)]
    Pipeline(PipelineArgs),
    /// Show each open deal with its chance, and what speaks against it
    ///
    /// The chance is that to be won in the period; by age, by owner and, where closed deals teach it, by what is known
    /// of the deal. That is judged on the later closed deals, and fields that are filled in only at the close are left
    /// out. Signals: a close date that passed or was moved out, an age or a time in the stage at which few deals were
    /// won, no next step, an amount larger than its owner ever won.
    ///
    ///     spm forecast deals --period 2026-Q4 --top 20
    ///     spm forecast deals --rep maria@acme.example --history changes.csv -o deals.csv
    #[command(verbatim_doc_comment)]
    Deals(DealsArgs),
    /// Show what is left of the quota, and what would close it
    ///
    /// The fewest open deals whose expected value closes the gap, how likely the quota is reached, and how much
    /// pipeline would have to be created today to bring what the call is short of it. With --earnings these deals, and
    /// what each earns its rep under the plans: as the next one that is won, and as the last one of them all.
    ///
    ///     spm forecast gap --by team --period 2026-Q4
    ///     spm forecast gap --by rep -f json
    ///     spm forecast gap --by rep --earnings
    #[command(verbatim_doc_comment)]
    Gap(GapArgs),
    /// Show what changed in the open deals of a period between two days
    ///
    /// Begin + created + pulled in + reopened + increased - decreased - won - lost - slipped = end, to the cent; every
    /// deal that was or is open and due in the period takes one of these paths. It needs the history of deals,
    /// snapshots one below the other with their days, or the export of the first day beside today's (--before). Amounts
    /// of a history are taken at the rates of the last day.
    ///
    ///     spm forecast waterfall --period 2026-Q4
    ///     spm forecast waterfall --from 2026-10-31 --to 2026-11-13 --each --history changes.csv
    ///     spm forecast waterfall --deals now.csv --before october.csv --period 2026-Q4
    #[command(verbatim_doc_comment)]
    Waterfall(WaterfallArgs),
    /// Hold past calls against what came
    ///
    /// Calls that were kept with `spm forecast --save`, or that people submitted (--calls), of periods that are over;
    /// without any, what the method would have called at the same point of earlier periods. Bias = what was called
    /// less what came, over what came; it leans to a side when it is more than twice its standard error. MAPE is the
    /// mean error of a call, WAPE that of their sum, MASE their mean over the mean step from one period to the next.
    /// Slip rate = value due in a period at its begin and neither won nor lost in it ÷ value due (with a history).
    ///
    ///     spm forecast accuracy --by rep
    ///     spm forecast accuracy --calls submitted.csv --by rep --each
    ///     spm forecast accuracy --calibration --period 2026-12
    #[command(verbatim_doc_comment)]
    Accuracy(AccuracyArgs),
    /// Show what the reps can bring, against the target, and the hires that would close what is missing
    ///
    /// Capacity = ramped reps × what a ramped rep brings in a month × season, less those who will have left. What a
    /// ramped rep brings is the median of the last twelve months; ramp, attrition and season are those of the record
    /// where it tells them, else of the flags. The target is the quotas of the period, and what it closed counts.
    ///
    ///     spm forecast capacity --period 2027
    ///     spm forecast capacity --target 30000000 --ramp 6 --attrition 15 --period 2027
    #[command(verbatim_doc_comment)]
    Capacity(CapacityArgs),
}

/// Reads, works out and writes.
pub fn run(args: &ForecastArgs, settings: &Settings, ui: &Ui) -> Result<Outcome, Failure> {
    if args.save && args.what.is_some() {
        return Err(Failure::new(Outcome::Usage, "`--save` keeps a call, and this is none")
            .hint("write `spm forecast --save`"));
    }
    match &args.what {
        None => forecast_call::run(args, settings, ui),
        Some(What::Accuracy(asked)) => forecast_accuracy::run(args, asked, settings, ui),
        Some(What::Capacity(asked)) => forecast_capacity::run(args, asked, settings, ui),
        Some(What::Pipeline(pipeline)) => forecast_pipeline::run(args, pipeline, settings, ui),
        Some(What::Deals(deals)) => forecast_deals::run(args, deals, settings, ui),
        Some(What::Waterfall(asked)) => forecast_waterfall::run(args, asked, settings, ui),
        Some(What::Gap(asked)) => forecast_gap::run(args, asked, settings, ui),
        Some(What::Trend(trend)) => forecast_trend::run(args, trend, settings, ui),
    }
}

/// What an interval has to hold, in millionths.
pub fn level(args: &ForecastArgs, settings: &Settings) -> Result<i64, Failure> {
    let percent = args.choices.interval.unwrap_or(settings.interval.value);
    if !INTERVALS.contains(&percent) {
        return Err(Failure::new(Outcome::Usage, format!("`{percent}` cannot be used for `--interval`"))
            .hint("write 50 to 99, as in `--interval 80`"));
    }
    Ok(i64::from(percent) * 10_000)
}

/// A method by its name, or the default.
pub fn method<T: Default>(
    args: &ForecastArgs,
    parse: fn(&str) -> Option<T>,
    names: &[&'static str],
) -> Result<T, Failure> {
    let Some(name) = &args.choices.method else { return Ok(T::default()) };
    parse(name).ok_or_else(|| {
        Failure::new(Outcome::Usage, format!("`{name}` is no method of this forecast"))
            .hint(did_you_mean(name, names.iter().copied()))
            .hint(format!("the methods are {}", names.join(", ")))
    })
}
