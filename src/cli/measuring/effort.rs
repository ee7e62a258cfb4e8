//! Activities, leads, spend and the history of deals to facts.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashSet;

use super::Scene;
use super::fold::FoundDeals;
use crate::calendar::{Day, Span};
use crate::cli::failure::Failure;
use crate::cli::quotas::period_unit;
use crate::cli::reading::{Company, Reading, counted, refused, refused_by_engine};
use crate::cli::tables::Tables;
use crate::data::rows;
use crate::engine::attainment::Slots;
use crate::engine::error::EngineError;
use crate::engine::metrics::facts::{Effort, Facts};
use crate::engine::metrics::funnel::{Funnel, Meaning, Way};
use crate::engine::metrics::sheet::{Cell, Sheet};
use crate::engine::quota::quota_in;
use crate::model::effort::{HistoryRow, SpendRow};
use crate::model::rows::{Place, QuotaHolder, QuotaRow};
use crate::money::{ExchangeRate, Ratio};

/// Leads, activities and spend of a run.
#[derive(Default)]
pub(super) struct Work {
    /// By rep, day number and lead source.
    leads: BTreeMap<(u32, i32, String), Effort>,
    /// By rep, day number and deal; the deal is empty where nothing is asked by columns of deals.
    activities: BTreeMap<(u32, i32, String), Effort>,
    /// The deals of the activities.
    deals: HashSet<String>,
    spend: Vec<SpendRow>,
}

impl Work {
    /// Whether activities are about this deal, and are asked by its columns.
    pub(super) fn names(&self, deal_id: &str) -> bool {
        self.deals.contains(deal_id)
    }

    /// Whether activities are about no deal.
    pub(super) fn names_nothing(&self) -> bool {
        self.deals.is_empty()
    }
}

/// Reads leads, activities and spend, as far as a metric needs them.
pub(super) fn read(
    scene: &Scene<'_>,
    tables: &Tables<'_>,
    reading: &mut Reading<'_>,
    company: &mut Company,
) -> Result<Work, Failure> {
    let mut work = Work::default();
    let mut find = |owner: &str| {
        let rep = company.people.find_or_intern(owner).map_err(|error| refused_by_engine(&error));
        company.leaves.resize(company.people.len(), Vec::new());
        rep
    };
    if scene.needs("leads")
        && let Some(source) = tables.source("leads")?
    {
        let (frame, file) = reading.small(&source)?;
        for lead in rows::effort::leads(&frame, &file) {
            let key = (find(&lead.rep_id)?, lead.created.number(), lead.source);
            let effort = work.leads.entry(key).or_default();
            effort.leads += 1;
            effort.converted += u64::from(lead.converted.is_some_and(|day| day <= scene.as_of));
        }
    }
    if scene.needs("activities")
        && let Some(source) = tables.source("activities")?
    {
        let (frame, file) = reading.small(&source)?;
        let by_deals = !scene.deal_columns().is_empty();
        for row in rows::effort::activities(&frame, &file) {
            let deal = if by_deals { row.deal_id } else { String::new() };
            if !deal.is_empty() && !work.deals.contains(&deal) {
                work.deals.insert(deal.clone());
            }
            let key = (find(&row.rep_id)?, row.date.number(), deal);
            let effort = work.activities.entry(key).or_default();
            effort.activities += row.count;
            effort.activity_rows += 1;
            match row.kind.to_lowercase().as_str() {
                "call" | "calls" => effort.calls += row.count,
                "email" | "emails" | "e-mail" => effort.emails += row.count,
                "meeting" | "meetings" => effort.meetings += row.count,
                "demo" | "demos" => effort.demos += row.count,
                _ => {}
            }
        }
    }
    if scene.needs("spend")
        && let Some(source) = tables.source("spend")?
    {
        let (frame, file) = reading.small(&source)?;
        let calendar = &scene.settings.calendar.value;
        work.spend = rows::effort::spend(&frame, &file, calendar, period_unit(&source)?)
            .map_err(|error| refused(&error))?;
    }
    Ok(work)
}

impl Work {
    /// Puts leads, activities and spend to their rows; names the tables that rows of these groups cannot tell.
    pub(super) fn put(
        &self,
        scene: &Scene<'_>,
        slots: &Slots,
        period: Span,
        found: &FoundDeals,
        sheet: &mut Sheet<'_>,
    ) -> Result<Vec<&'static str>, EngineError> {
        let columns = scene.deal_columns();
        let by_source = columns.iter().all(|column| *column == "lead_source");
        let within =
            |day: i32| Day::from_number(day).filter(|day| period.contains(*day)).and_then(|_| slots.of(day));
        for ((rep, day, source), effort) in &self.leads {
            let Some(slot) = within(*day) else { continue };
            let group = vec![source.clone(); columns.len()];
            let cell = Cell { rep: Some(*rep), slot, group: by_source.then_some(group.as_slice()) };
            sheet.add(cell, &Facts { effort: *effort, ..Facts::default() })?;
        }
        for ((rep, day, deal), effort) in &self.activities {
            let Some(slot) = within(*day) else { continue };
            let of_deal = found.of_history.get(deal).map(|(_, group, _)| found.group(*group));
            let group = if columns.is_empty() { Some(&[][..]) } else { of_deal };
            sheet
                .add(Cell { rep: Some(*rep), slot, group }, &Facts { effort: *effort, ..Facts::default() })?;
        }
        let by_category = by_source && !columns.is_empty();
        self.put_spend(scene, slots, period, (found, by_category), sheet)?;
        let mut untold = Vec::new();
        if !sheet.can_tell(true, by_source) {
            untold.push("leads");
        }
        // Activities are told by columns of the deals that they name, spend by the source that it is spent on.
        if !sheet.can_tell(true, !self.deals.is_empty()) {
            untold.push("activities");
        }
        let of_sources = by_category && self.spend.iter().any(|row| found.has_group(&row.category));
        if !sheet.can_tell(false, of_sources) {
            untold.push("spend");
        }
        Ok(untold)
    }

    fn put_spend(
        &self,
        scene: &Scene<'_>,
        slots: &Slots,
        period: Span,
        (found, by_category): (&FoundDeals, bool),
        sheet: &mut Sheet<'_>,
    ) -> Result<(), EngineError> {
        let row = |spend: &SpendRow| QuotaRow {
            holder: QuotaHolder::Team(String::new()),
            span: spend.span,
            amount: spend.amount,
            measure: String::new(),
            currency: None,
            rate: ExchangeRate::ONE,
            from: None,
            to: None,
            place: Place::default(),
        };
        // Only a category that is a source of deals says what it was spent on; the others are of the whole alone.
        let category = |spend: &SpendRow| {
            if by_category && found.has_group(&spend.category) { Some(spend.category.clone()) } else { None }
        };
        let mut of_categories: BTreeMap<Option<String>, Vec<QuotaRow>> = BTreeMap::new();
        for spend in &self.spend {
            of_categories.entry(category(spend)).or_default().push(row(spend));
        }
        for (slot, window) in windows(slots, period) {
            for (category, rows) in &of_categories {
                // Each row of spend is spread over the months of its period as a quota is.
                let Some(money) = quota_in(rows, window, &scene.settings.calendar.value, None)? else {
                    continue;
                };
                let count = rows.iter().filter(|row| row.span.intersect(window).is_some()).count();
                let spend_rows = u64::try_from(count).unwrap_or(u64::MAX);
                let facts = Facts { spend: Some(Ratio::from(money)), spend_rows, ..Facts::default() };
                let group = category.as_ref().map(|name| vec![name.clone(); scene.deal_columns().len()]);
                sheet.add(Cell { rep: None, slot, group: group.as_deref() }, &facts)?;
            }
        }
        Ok(())
    }
}

/// The time buckets of a period: a slot of each, and its days in the period.
pub(super) fn windows(slots: &Slots, period: Span) -> Vec<(u32, Span)> {
    let mut windows: Vec<(u32, Span)> = Vec::new();
    for slot in slots.within(period) {
        let Some(window) = slots.days(slot).1.span.intersect(period) else { continue };
        if windows.last().is_none_or(|(_, last)| *last != window) {
            windows.push((slot, window));
        }
    }
    windows
}

/// The history of deals, in order of deal and day.
#[derive(Default)]
pub(super) struct History {
    rows: Vec<HistoryRow>,
}

/// Reads the history, as far as a metric needs it.
pub(super) fn history(
    scene: &Scene<'_>,
    tables: &Tables<'_>,
    reading: &mut Reading<'_>,
) -> Result<History, Failure> {
    if !scene.needs("history.stage") {
        return Ok(History::default());
    }
    let Some(source) = tables.source("history")? else { return Ok(History::default()) };
    let (frame, file) = reading.small(&source)?;
    let mut rows = rows::effort::history(&frame, &file);
    let before = rows.len();
    rows.retain(|row| !row.stage.is_empty());
    let without = u64::try_from(before - rows.len()).unwrap_or(0);
    if without > 0 {
        let rows = counted(without, "row of the history has", "rows of the history have");
        reading.note(&format!("{rows} no stage, so nothing about stages"));
    }
    Ok(History { rows })
}

impl History {
    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether it is about this deal.
    pub(super) fn names(&self, deal_id: &str) -> bool {
        self.rows.binary_search_by(|row| row.deal_id.as_str().cmp(deal_id)).is_ok()
    }
}

/// The ways of the deals through the stages, for the rows of a report and, with the keys of none, for the whole.
pub(super) type Funnels = BTreeMap<Vec<String>, Funnel>;

/// Puts entries into stages, and stays in them, to the rows of the deal's owner and of the day of entry; gives the
/// funnels, where the rows are not told by stage anyway.
pub(super) fn put_history(
    scene: &Scene<'_>,
    history: &History,
    found: &FoundDeals,
    slots: &Slots,
    sheet: &mut Sheet<'_>,
) -> Result<Funnels, EngineError> {
    let too_large = || EngineError::TooLarge { what: "a sum of the deals of the history".to_owned() };
    let columns = scene.deal_columns();
    let (won, lost) = (&found.won_stages, &found.lost_stages);
    let meaning = |stage: &str| match (won.contains(stage), lost.contains(stage)) {
        (true, _) => Meaning::Won,
        (false, true) => Meaning::Lost,
        (false, false) => Meaning::Open,
    };
    let mut funnels = Funnels::new();
    for deal in history.rows.chunk_by(|a, b| a.deal_id == b.deal_id) {
        let Some((rep, group, amount)) = found.of_history.get(&deal[0].deal_id) else { continue };
        let entries = entries(deal, scene.as_of);
        let way = Way { entries: &entries, meaning: &meaning };
        let mut rows: BTreeSet<Vec<String>> = BTreeSet::new();
        for (at, (day, stage)) in entries.iter().enumerate() {
            let Some(slot) = slots.of(day.number()) else { continue };
            let Some(moves) = way.moves(at) else { continue };
            let names = columns.iter().zip(found.group(*group)).map(|(column, value)| match *column {
                "stage" => (*stage).to_owned(),
                _ => value.clone(),
            });
            let group: Vec<String> = names.collect();
            let cell = Cell { rep: Some(*rep), slot, group: Some(&group) };
            sheet.add(cell, &Facts { moves, ..Facts::default() })?;
            rows.extend(sheet.keys_of(cell)?);
        }
        rows.insert(Vec::new());
        let counts = |day: Day| slots.of(day.number()).is_some();
        for keys in rows {
            funnels.entry(keys).or_default().add(&way, *amount, &counts).ok_or_else(too_large)?;
        }
    }
    Ok(funnels)
}

/// The days on which a deal came to another stage, by the as-of day.
fn entries(deal: &[HistoryRow], as_of: Day) -> Vec<(Day, &str)> {
    let mut entries: Vec<(Day, &str)> = Vec::new();
    for row in deal.iter().filter(|row| row.changed_at <= as_of) {
        if entries.last().is_none_or(|(_, stage)| *stage != row.stage) {
            entries.push((row.changed_at, &row.stage));
        }
    }
    entries
}
