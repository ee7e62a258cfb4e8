//! `spm forecast gap`: what is left of the quota, and what would close it.

use clap::Args;

use crate::cli::calling::call;
use crate::cli::commands::forecast::ForecastArgs;
use crate::cli::commands::forecast_leverage;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::put;
use crate::cli::reading::Reading;
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::engine::forecast::gap::{closing, pipeline_needed};
use crate::engine::forecast::past::Way;
use crate::engine::forecast::projection::Row;
use crate::money::Amount;
use crate::report::forecast_gap::{Frame, Missing, report};

/// The arguments of `spm forecast gap`.
#[derive(Debug, Clone, Args)]
pub struct GapArgs {
    /// Show instead the deals that would close the gap with what each would earn its rep. Example: --earnings
    #[arg(long)]
    pub earnings: bool,
    /// Of these the N deals that are expected to bring most. Example: --earnings --top 20
    #[arg(long, value_name = "N", requires = "earnings")]
    pub top: Option<usize>,
}

/// Reads, looks for what closes the gap, and writes.
pub fn run(args: &ForecastArgs, asked: &GapArgs, settings: &Settings, ui: &Ui) -> Result<Outcome, Failure> {
    let mut reading = Reading::new(settings, &args.read, ui);
    let called = call(args, settings, &mut reading, ui)?;
    if called.answer.total.quota.is_none() {
        return Err(Failure::new(Outcome::Input, format!("there is no quota for {}", called.period.label))
            .hint("give quotas with `--quotas FILE`, name another `--period`, or group by what has quotas"));
    }
    let tells = called.answer.way == Some(Way::Hazard);
    let worths = &called.answer.worths;
    let missing = |row: &Row, group: Option<usize>| {
        let left = row.gap.filter(|gap| *gap > Amount::ZERO);
        let short = row.quota.zip(row.call).and_then(|(quota, call)| quota.checked_sub(call));
        let short = short.filter(|short| *short > Amount::ZERO);
        let of_group: Vec<(usize, f64)> = match group {
            Some(group) => {
                worths.iter().filter(|worth| worth.1 == group).map(|worth| (worth.0, worth.2)).collect()
            }
            None => worths.iter().map(|worth| (worth.0, worth.2)).collect(),
        };
        let found = left.filter(|_| tells).map(|left| closing(&of_group, left));
        Missing {
            row: *row,
            short,
            pipeline_needed: short
                .filter(|_| tells)
                .and_then(|short| pipeline_needed(short, called.answer.conversion)),
            enough: found.as_ref().map(|found| found.enough),
            deals: found.map_or_else(Vec::new, |found| {
                found.deals.iter().map(|deal| called.pipeline.deals[*deal].id.clone()).collect()
            }),
        }
    };
    let total = missing(&called.answer.total, None);
    let with_quota = called.answer.rows.iter().enumerate().filter(|(_, row)| row.quota.is_some());
    let rows: Vec<(usize, Missing)> =
        with_quota.map(|(group, row)| (group, missing(row, Some(group)))).collect();
    if asked.earnings {
        if !tells {
            return Err(Failure::new(
                Outcome::Input,
                "no deal has a chance by age, so none is known to close the gap",
            )
            .hint("the record is too short, or another method was asked for"));
        }
        let all =
            std::iter::once(&total).filter(|_| called.by.is_empty()).chain(rows.iter().map(|(_, row)| row));
        let ids = all.flat_map(|missing| missing.deals.iter().cloned());
        let places = forecast_leverage::places_of(ids, &called, asked.top);
        forecast_leverage::run(args, &called, &places, settings, &mut reading, ui)?;
        return reading.outcome();
    }
    let frame = Frame {
        by: &called.by,
        keys: &called.keys,
        people: &called.company.people,
        period: &called.period,
        as_of: settings.as_of.value,
        currency: called.code(),
        tells,
        subtitle: called.heading("bookings", settings),
    };
    put::report(&report(&frame, &rows, &total), ui)?;
    reading.outcome()
}
