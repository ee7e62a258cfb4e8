//! `spm forecast deals`: each open deal with its chance, and what speaks against it.

use std::collections::BTreeMap;

use clap::Args;

use crate::calendar::Day;
use crate::cli::calling::{Called, call};
use crate::cli::commands::forecast::ForecastArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::put;
use crate::cli::reading::{Reading, refused};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::ui::Ui;
use crate::data::{days_of, texts_of};
use crate::engine::forecast::call::NO_DAY;
use crate::engine::forecast::changes::Changes;
use crate::engine::forecast::hazard::Outcome as End;
use crate::engine::forecast::number::units;
use crate::engine::forecast::past::Way;
use crate::engine::forecast::signals::{More, Usual};
use crate::engine::forecast::wins::{Field, Model, learn};
use crate::report::forecast_deals::{Frame, Open, report};

/// The arguments of `spm forecast deals`.
#[derive(Debug, Clone, Args)]
pub struct DealsArgs {
    /// Show the N deals that are expected to bring most. Example: --top 20
    #[arg(long, value_name = "N")]
    pub top: Option<usize>,
    /// Only these reps' deals, by id, e-mail or name. Example: --rep R007
    #[arg(long, value_name = "REP")]
    pub rep: Vec<String>,
}

/// Reads, judges and writes.
pub fn run(args: &ForecastArgs, asked: &DealsArgs, settings: &Settings, ui: &Ui) -> Result<Outcome, Failure> {
    if !args.choices.by.is_empty() {
        return Err(Failure::new(Outcome::Usage, "`--by` has no use here: every row is a deal")
            .hint("pick deals with `--rep`, or group with `spm forecast pipeline --by …`"));
    }
    let mut reading = Reading::new(settings, &args.read, ui);
    let called = call(args, settings, &mut reading, ui)?;
    let changes = &called.changes;
    let touched = touched(args, settings, &mut reading)?;
    let reps: Vec<u32> = asked
        .rep
        .iter()
        .map(|rep| crate::cli::prepare::rep_named(&called.company.people, rep))
        .collect::<Result<_, Failure>>()?;
    let model = model(&called);
    let (chances, ever) = called.answer.by_model(&called.deals, &model.relative);
    let day = settings.as_of.value.number();
    let usual = Usual::of(&called.deals, day);
    let won =
        called.pipeline.deals.iter().filter(|deal| deal.outcome == End::Won).map(|deal| deal.id.as_str());
    let stays = changes.usual_stays(won);
    let steps = called.pipeline.columns.iter().any(|column| column == "next_step_date");
    let tells = called.answer.way == Some(Way::Hazard);
    let mut rows = Vec::new();
    for (place, deal) in called.pipeline.deals.iter().enumerate() {
        let mine = reps.is_empty() || deal.shares.iter().any(|(rep, _)| reps.contains(rep));
        if deal.outcome != End::Open || !mine {
            continue;
        }
        let stage_days = stage_days(changes, &deal.id, &deal.stage, day);
        let more = More {
            moved: changes.moved_out(&deal.id, day),
            in_stage: stage_days.zip(stays.get(&deal.stage).copied()),
            next_step: steps.then(|| deal.next_step.map_or(NO_DAY, Day::number)),
            activity: touched.as_ref().map(|touched| touched.get(&deal.id).copied().unwrap_or(NO_DAY)),
        };
        rows.push(Open {
            deal_id: deal.id.clone(),
            name: deal.name.clone(),
            rep_id: match deal.shares.first() {
                Some((rep, _)) => called.company.people.id(*rep).to_owned(),
                None => deal.owner.clone(),
            },
            amount: deal.amount,
            close_date: deal.close_date,
            stage: deal.stage.clone(),
            created: deal.created,
            days_in_stage: stage_days,
            chance: tells.then(|| called.answer.shown(&called.deals, place, chances[place])),
            ever: tells.then(|| called.answer.shown(&called.deals, place, ever[place]).0),
            signals: usual.signals(&called.deals, place, day, more),
        });
    }
    let frame = Frame {
        people: &called.company.people,
        as_of: settings.as_of.value,
        currency: called.code(),
        top: asked.top,
        tells,
        history: !changes.is_empty(),
        model: &model,
        subtitle: called.heading("open deals", settings),
    };
    put::report(&report(&frame, rows), ui)?;
    reading.outcome()
}

/// The last day by the as-of day on which something was done about each deal; `None` where no activity names a deal.
fn touched(
    args: &ForecastArgs,
    settings: &Settings,
    reading: &mut Reading<'_>,
) -> Result<Option<BTreeMap<String, i32>>, Failure> {
    let tables = Tables::new(settings, &args.tables, &args.read)?.and_of_activities(&args.activities)?;
    let Some(source) = tables.source("activities")? else { return Ok(None) };
    let (frame, _) = reading.small(&source)?;
    let deals = texts_of(&frame, "deal_id").map_err(|error| refused(&error))?;
    let days = days_of(&frame, "date").map_err(|error| refused(&error))?;
    let mut touched: BTreeMap<String, i32> = BTreeMap::new();
    for (deal, day) in deals.into_iter().zip(days) {
        let day = day.map_or(NO_DAY, Day::number);
        if !deal.is_empty() && day <= settings.as_of.value.number() {
            let last = touched.entry(deal).or_insert(day);
            *last = day.max(*last);
        }
    }
    Ok((!touched.is_empty()).then_some(touched))
}

/// Days since a deal came to the stage in which the file has it; `None` where the history does not say.
fn stage_days(changes: &Changes, id: &str, stage: &str, day: i32) -> Option<usize> {
    let stand = changes.on(id, day).filter(|stand| stand.stage == stage)?;
    Some(crate::engine::forecast::call::age_on(stand.since, day))
}

/// What closed deals teach of who wins. How well an owner does is in the chances already.
fn model(called: &Called) -> Model {
    let deals = &called.pipeline.deals;
    let amounts = deals.iter().map(|deal| deal.amount.map(units)).collect();
    let mut fields = vec![Field::Number("amount".to_owned(), amounts)];
    for (place, name) in called.pipeline.known.iter().enumerate() {
        let texts = deals.iter().map(|deal| deal.known[place].clone()).collect();
        fields.push(Field::Text((*name).to_owned(), texts));
    }
    let mut closed: Vec<(usize, bool)> = deals
        .iter()
        .enumerate()
        .filter(|(_, deal)| deal.outcome != End::Open)
        .map(|(place, deal)| (place, deal.outcome == End::Won))
        .collect();
    closed.sort_by_key(|(place, _)| (deals[*place].close_date, *place));
    learn(&fields, &closed)
}
