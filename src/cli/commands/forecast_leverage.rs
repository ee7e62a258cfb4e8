//! `spm forecast gap --earnings`: what each of the deals that would close the gap earns its rep under the plans, if
//! it is the next one to be won and if it is the last one of them.

use std::collections::BTreeMap;

use crate::cli::calling::Called;
use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::commissions::CommissionsArgs;
use crate::cli::commands::forecast::ForecastArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::named_deals::{self, NamedDeal, Standing};
use crate::cli::prepare::{prepare, rep_named};
use crate::cli::prospects::Prospects;
use crate::cli::put;
use crate::cli::reading::{Reading, counted, refused};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::ui::Ui;
use crate::data::{with_day, with_text};
use crate::money::Amount;
use crate::report::forecast_leverage::{Frame, Row, report};

/// At most so many deals are worked out.
const DEALS_MAX: usize = 200;

/// Works out what the deals of these places earn, and writes it.
pub fn run(
    args: &ForecastArgs,
    called: &Called,
    places: &[usize],
    settings: &Settings,
    reading: &mut Reading<'_>,
    ui: &Ui,
) -> Result<(), Failure> {
    let deals = &called.pipeline.deals;
    let asked = CommissionsArgs {
        what: None,
        period: None,
        rep: Vec::new(),
        ledger: None,
        memory_limit: None,
        tables: args.tables.clone(),
        pay_tables: crate::cli::args::PayTableArgs::default(),
        read: args.read.clone(),
    };
    let tables = Tables::new(settings, &args.tables, &args.read)?;
    let mut prepared = prepare(&asked, &called.period, settings, reading, ui)?;
    let ids: Vec<&str> = places.iter().take(DEALS_MAX).map(|place| deals[*place].id.as_str()).collect();
    let wanted = |id: &str, _: &str, standing: Standing| standing == Standing::Open && ids.contains(&id);
    let named: BTreeMap<String, NamedDeal> = named_deals::deals(&tables, reading, &wanted)?
        .into_iter()
        .map(|deal| (deal.id.clone(), deal))
        .collect();
    let currency = settings.currency.as_ref().map(|currency| currency.value);
    let (mut rows, mut payables, mut unpaid) = (Vec::new(), Vec::new(), 0);
    for place in places.iter().take(DEALS_MAX) {
        let deal = &deals[*place];
        let Some(named) = named.get(&deal.id).filter(|named| named.amount.is_some()) else { continue };
        let Some((rep, _)) = deal.shares.first() else { continue };
        let day = deal.close_date.filter(|day| *day >= settings.as_of.value && prepared.paid.contains(*day));
        let day = day.unwrap_or(prepared.paid.to);
        let frame = with_text(named.frame.clone(), "stage", &named.won)
            .and_then(|frame| with_day(frame, "close_date", day))
            .map_err(|error| refused(&error))?;
        let payable = prepared.credited(frame, Some((&named.file, currency)))?;
        let rep = called.company.people.id(*rep).to_owned();
        let Ok(whose) = rep_named(&prepared.run.people, &rep) else { continue };
        if !payable.shelf.credits.reps.contains(&whose) {
            unpaid += 1;
            continue;
        }
        let (probability, expected) =
            called.answer.shown(&called.deals, *place, called.answer.chances[*place]);
        let row = Row {
            deal_id: deal.id.clone(),
            name: deal.name.clone(),
            rep_id: rep,
            amount: deal.amount,
            close_date: Some(day),
            probability,
            expected,
            ..Row::default()
        };
        rows.push((whose, row));
        payables.push(payable);
    }
    if unpaid > 0 {
        let text = counted(unpaid, "deal would pay its rep nothing", "deals would pay their reps nothing");
        ui.note(&format!("{text}, and {} left out", if unpaid == 1 { "is" } else { "are" }));
    }
    let mut prospects = Prospects::new(prepared, payables);
    earn(&mut prospects, &mut rows)?;
    let about = format!("{} · what deals earn their reps", called.period.label);
    let frame = Frame {
        people: &called.company.people,
        as_of: settings.as_of.value,
        currency: called.code(),
        left_out: places.len().saturating_sub(DEALS_MAX),
        subtitle: subtitle(settings, &about),
    };
    let rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
    put::report(&report(&frame, &rows), ui)
}

/// Fills in what each deal earns its rep: beside what is won now, and beside all the others.
fn earn(prospects: &mut Prospects, rows: &mut [(u32, Row)]) -> Result<(), Failure> {
    let mut before: BTreeMap<u32, Amount> = BTreeMap::new();
    for (rep, _) in rows.iter() {
        if !before.contains_key(rep) {
            before.insert(*rep, earned(prospects, *rep)?.0);
        }
    }
    for (place, (rep, row)) in rows.iter_mut().enumerate() {
        prospects.switch(place, true);
        let (sum, currency) = earned(prospects, *rep)?;
        (row.next, row.pay_currency) = (sum.checked_sub(before[rep]), currency);
        prospects.switch(place, false);
    }
    (0..rows.len()).for_each(|place| prospects.switch(place, true));
    let mut all: BTreeMap<u32, Amount> = BTreeMap::new();
    for (place, (rep, row)) in rows.iter_mut().enumerate() {
        if !all.contains_key(rep) {
            all.insert(*rep, earned(prospects, *rep)?.0);
        }
        prospects.switch(place, false);
        row.last = all[rep].checked_sub(earned(prospects, *rep)?.0);
        prospects.switch(place, true);
    }
    Ok(())
}

/// What a rep earns in all payouts of the period, and its currency. Payouts in another currency than the last are left
/// out: they do not add up.
fn earned(prospects: &Prospects, rep: u32) -> Result<(Amount, String), Failure> {
    let run = &prospects.prepared.run;
    let summaries = prospects.summaries(rep)?;
    let currency = summaries.last().map(|summary| run.plans[summary.plan].currency);
    let mine = summaries.iter().filter(|summary| Some(run.plans[summary.plan].currency) == currency);
    let sum = Amount::checked_sum(mine.map(|summary| summary.earned))
        .ok_or_else(|| Failure::new(Outcome::Input, "the pay of a rep is too large"))?;
    Ok((sum, currency.map_or(String::new(), |currency| currency.as_str().to_owned())))
}

/// The places of the deals, each once, those that are expected to bring most first; so many of them.
#[must_use]
pub fn places_of(ids: impl Iterator<Item = String>, called: &Called, top: Option<usize>) -> Vec<usize> {
    let mut places: Vec<usize> = Vec::new();
    for id in ids {
        if let Ok(place) = called.pipeline.deals.binary_search_by(|deal| deal.id.cmp(&id))
            && !places.contains(&place)
        {
            places.push(place);
        }
    }
    let brings = |place: usize| called.answer.shown(&called.deals, place, called.answer.chances[place]).1;
    places.sort_by_key(|place| (std::cmp::Reverse(brings(*place)), *place));
    places.truncate(top.unwrap_or(usize::MAX));
    places
}
