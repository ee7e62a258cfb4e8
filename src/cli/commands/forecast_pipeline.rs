//! `spm forecast pipeline`: the open deals by category and stage, weighted.

use std::collections::BTreeMap;

use clap::Args;

use crate::cli::calling::{Called, call};
use crate::cli::commands::forecast::ForecastArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::put;
use crate::cli::reading::Reading;
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::engine::forecast::categories::Question;
use crate::engine::forecast::changes::Changes;
use crate::engine::forecast::hazard::Outcome as End;
use crate::engine::forecast::past::Way;
use crate::report::forecast_pipeline::{Frame, report};

/// The arguments of `spm forecast pipeline`.
#[derive(Debug, Clone, Args)]
pub struct PipelineArgs {
    /// Show each stage of a category in a row of its own. Example: --stages
    #[arg(long)]
    pub stages: bool,
}

/// Reads, weighs and writes.
pub fn run(
    args: &ForecastArgs,
    pipeline: &PipelineArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    let mut reading = Reading::new(settings, &args.read, ui);
    let called = call(args, settings, &mut reading, ui)?;
    let changes = &called.changes;
    let rates = rates(&called, changes);
    let stands: Vec<(&str, &str)> =
        called.pipeline.deals.iter().map(|deal| (deal.category.as_str(), deal.stage.as_str())).collect();
    let probabilities: Vec<Option<i128>> =
        called.pipeline.deals.iter().map(|deal| deal.probability).collect();
    // Without groups a deal counts whole, whether anybody owns it or not.
    let whole = vec![vec![(0, 1.0)]; called.pipeline.deals.len()];
    let brings = if called.by.is_empty() { &whole } else { &called.brings };
    let closed: Vec<_> = match called.by.is_empty() {
        true => vec![called.answer.total.closed.exact()],
        false => called.answer.rows.iter().map(|row| row.closed.exact()).collect(),
    };
    let tells = called.answer.way == Some(Way::Hazard);
    let question = Question {
        deals: &called.deals,
        stands: &stands,
        brings,
        closed: &closed,
        end: called.period.span.to.number(),
        probabilities: &probabilities,
        rates: &rates,
        chances: tells.then_some((&called.answer.chances[..], &called.answer.ever[..])),
        by_stage: pipeline.stages,
    };
    let lines = question.lines();
    let frame = Frame {
        by: &called.by,
        keys: &called.keys,
        people: &called.company.people,
        as_of: settings.as_of.value,
        currency: called.code(),
        stages: pipeline.stages,
        history: !changes.is_empty(),
        tells,
        subtitle: called.heading("open deals", settings),
    };
    put::report(&report(&frame, &lines), ui)?;
    reading.outcome()
}

/// For each stage the part of value that was won of closed deals that ever stood in it.
fn rates(called: &Called, changes: &Changes) -> BTreeMap<String, f64> {
    let deals = &called.pipeline.deals;
    let ends = deals.iter().filter(|deal| deal.outcome != End::Open).map(|deal| {
        let value = deal.amount.unwrap_or(crate::money::Exact::ZERO);
        (deal.id.as_str(), deal.outcome == End::Won, value)
    });
    changes.won_of_stages(ends)
}
