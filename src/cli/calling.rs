//! Reads what the call of a period needs, joins it, and asks the engine: what is closed and the quotas as attainment
//! has them, all deals, and the groups that both belong to.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use crate::calendar::{Day, Period, Span, Unit};
use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::forecast::{ForecastArgs, level};
use crate::cli::credit::{self, Counted, Credited, Grouping};
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::pipeline::Pipeline;
use crate::cli::plans;
use crate::cli::reading::{Company, Reading, refused_by_engine};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::ui::Ui;
use crate::engine::attainment::{Dimension, Question as Attained, Slots};
use crate::engine::forecast::call::{Deals, Window};
use crate::engine::forecast::changes::Changes;
use crate::engine::forecast::past::Way;
use crate::engine::forecast::projection::{Answer, Group, Question};
use crate::engine::forecast::stands::Stands;
use crate::engine::forecast::windows::windows;
use crate::engine::quota::QuotaBook;
use crate::money::{Currency, Exact};

/// A call and what it was made from.
pub struct Called {
    /// The period.
    pub period: Period,
    /// All deals.
    pub pipeline: Pipeline,
    /// They in columns.
    pub deals: Deals,
    /// The reps and what hangs on them.
    pub company: Company,
    /// What the rows are grouped by.
    pub by: Vec<Dimension>,
    /// The values of each dimension, by group.
    pub keys: Vec<Vec<String>>,
    /// For each deal the groups that it counts for, with its part.
    pub brings: Vec<Vec<(usize, f64)>>,
    /// The report's currency.
    pub currency: Option<Currency>,
    /// What an interval has to hold, in millionths.
    pub level: i64,
    /// What the history of deals says; nothing without one.
    pub changes: Changes,
    /// The groups of the rows.
    pub groups: Vec<Group>,
    /// The period as the engine sees it.
    pub window: Window,
    /// Earlier periods of its kind.
    pub earlier: Vec<Window>,
    ids: Vec<String>,
    way: Option<Way>,
    chance: (u64, usize),
    /// The call.
    pub answer: Answer,
}

impl Called {
    /// The code of the report's currency; empty where the files name none.
    #[must_use]
    pub fn code(&self) -> &str {
        self.currency.as_ref().map_or("", Currency::as_str)
    }

    /// What is counted, and in which currency: `bookings in USD`.
    #[must_use]
    pub fn in_currency(&self, counted: &str) -> String {
        match self.code() {
            "" => counted.to_owned(),
            code => format!("{counted} in {code}"),
        }
    }

    /// The lines under the title of a report: the company, then the period and what is counted, with the as-of day.
    #[must_use]
    pub fn heading(&self, counted: &str, settings: &Settings) -> Vec<String> {
        subtitle(settings, &format!("{} · {}", self.period.label, self.in_currency(counted)))
    }

    /// What is asked of the engine.
    #[must_use]
    pub fn question(&self) -> Question<'_> {
        Question {
            deals: &self.deals,
            ids: &self.ids,
            brings: &self.brings,
            groups: &self.groups,
            window: self.window,
            earlier: &self.earlier,
            way: self.way,
            level: self.level,
            seed: self.chance.0,
            futures: self.chance.1,
        }
    }
}

/// Reads and calls. The period is the quarter of the as-of day if none is asked for.
pub fn call(
    args: &ForecastArgs,
    settings: &Settings,
    reading: &mut Reading<'_>,
    ui: &Ui,
) -> Result<Called, Failure> {
    let level = level(args, settings)?;
    let way = way(args)?;
    let calendar = &settings.calendar.value;
    let as_of = settings.as_of.value;
    let period = match &args.choices.period {
        Some(text) => settings.period(text)?,
        None => calendar.period_of(Unit::Quarter, as_of),
    };
    let tables = Tables::new(settings, &args.tables, &args.read)?.and_of_history(&args.history)?;
    reading.reads_also(tables.plan_files()?.into_iter().chain(settings.file()))?;
    let mut company = reading.company(&tables)?;
    let grouping = Grouping::resolve(&args.choices.by, &tables, reading, &company.people)?;
    refuse_overlaps(&grouping)?;
    let wanted = credit::report_currency(args.choices.currency.as_deref(), settings)?;
    let pipeline = Pipeline::read(&tables, reading, &mut company, &grouping, wanted)?;
    for warning in pipeline.warnings() {
        ui.warning(&warning);
    }
    let slots = Slots::new(&period, None, &company.people.era_starts(period.span), calendar);
    let passed = Span { from: period.span.from, to: period.span.to.min(as_of) };
    let closed = match passed.from <= passed.to {
        true => credit::board(
            &tables,
            reading,
            &mut company,
            &grouping,
            &Counted::parse("bookings"),
            pipeline.currency,
            &slots,
            passed,
        )?,
        false => Credited::default(),
    };
    let books = reading.quotas(&tables, &mut company, &[pipeline.currency], &["bookings"], period.span)?;
    let quotas = books.into_iter().next().unwrap_or_default();
    let terms = plans::quota_terms(&tables, &company, settings, period.span)?;
    let names = distinct_groups(&pipeline);
    let of_rep = |rep, window| terms.of(rep, window);
    let question = |groups, quotas| Attained {
        people: &company.people,
        quotas,
        measure: "bookings",
        by: &grouping.by,
        slots: &slots,
        groups,
        calendar,
        terms: &of_rep,
        leaves: &company.leaves,
        as_of,
    };
    let attained = question(&closed.groups[..], &quotas)
        .answer(&closed.board)
        .map_err(|error| refused_by_engine(&error))?;
    let mut known: BTreeMap<Vec<String>, Group> = BTreeMap::new();
    for row in attained.rows {
        let group = Group { name: row.keys.join("\u{1f}"), closed: row.credited, quota: row.quota };
        known.insert(row.keys, group);
    }
    let empty = QuotaBook::default();
    let day = as_of.clamp(period.span.from, period.span.to);
    let keys = keys_of_deals(&pipeline, &question(&names[..], &empty), &names, day)?;
    for keys in keys.iter().flatten() {
        let name = || Group { name: keys.0.join("\u{1f}"), closed: Exact::ZERO, quota: None };
        known.entry(keys.0.clone()).or_insert_with(name);
    }
    let places: BTreeMap<&Vec<String>, usize> = known.keys().zip(0..).collect();
    let brings: Vec<Vec<(usize, f64)>> = keys
        .iter()
        .map(|of_deal| of_deal.iter().map(|(keys, part)| (places[keys], *part)).collect())
        .collect();
    let changes = reading.changes(&tables)?;
    let mut deals = pipeline.columns_for_engine(company.people.len());
    let ids: Vec<String> = pipeline.deals.iter().map(|deal| deal.id.clone()).collect();
    deals.stands = Stands::of(&changes, &ids);
    let groups: Vec<Group> = known.values().cloned().collect();
    let (window, earlier) = windows(&period, as_of, calendar);
    let mut called = Called {
        period,
        pipeline,
        deals,
        company,
        by: grouping.by.clone(),
        keys: known.into_keys().collect(),
        brings,
        currency: None,
        level,
        changes,
        groups,
        window,
        earlier,
        ids,
        way,
        chance: (args.choices.seed.unwrap_or(settings.seed.value), settings.futures.value),
        answer: Answer::default(),
    };
    called.currency = called.pipeline.currency;
    called.answer = called.question().answer();
    Ok(called)
}

/// The way that is asked for; the record decides without one.
fn way(args: &ForecastArgs) -> Result<Option<Way>, Failure> {
    let Some(name) = &args.choices.method else { return Ok(None) };
    let names = || Way::all().into_iter().map(Way::name);
    Way::parse(name).map(Some).ok_or_else(|| {
        Failure::new(Outcome::Usage, format!("`{name}` is no method of a call"))
            .hint(did_you_mean(name, names()))
            .hint(format!("the methods are {}", names().collect::<Vec<_>>().join(", ")))
    })
}

/// A call of groups that overlap does not add up.
fn refuse_overlaps(grouping: &Grouping) -> Result<(), Failure> {
    for dimension in &grouping.by {
        let (word, instead) = match dimension {
            Dimension::Manager => ("manager", "group by `team`, or any column of reps"),
            Dimension::Time(_) => {
                ("a unit of time", "a call is of one period; `spm forecast trend` has months")
            }
            Dimension::Rep | Dimension::RepColumn(_) | Dimension::Deal(_) => continue,
        };
        return Err(Failure::new(Outcome::Usage, format!("a call cannot be grouped by {word}")).hint(instead));
    }
    Ok(())
}

/// The distinct values of the deal columns by which the report is grouped.
fn distinct_groups(pipeline: &Pipeline) -> Vec<Vec<String>> {
    let mut groups: Vec<Vec<String>> = pipeline.deals.iter().map(|deal| deal.groups.clone()).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// For each deal the groups of its reps, with their parts.
type Keys = Vec<Vec<(Vec<String>, f64)>>;

fn keys_of_deals(
    pipeline: &Pipeline,
    question: &Attained<'_>,
    names: &[Vec<String>],
    day: Day,
) -> Result<Keys, Failure> {
    let mut known: HashMap<(u32, u32), Vec<String>> = HashMap::new();
    let mut all = Vec::with_capacity(pipeline.deals.len());
    for deal in &pipeline.deals {
        let place = names.binary_search(&deal.groups).unwrap_or(0);
        let group = u32::try_from(place).unwrap_or(0);
        let mut keys = Vec::with_capacity(deal.shares.len());
        for (rep, part) in &deal.shares {
            if !known.contains_key(&(*rep, group)) {
                let found = question.keys_on(*rep, day, group).map_err(|error| refused_by_engine(&error))?;
                known.insert((*rep, group), found.into_iter().next().unwrap_or_default());
            }
            keys.push((known[&(*rep, group)].clone(), *part));
        }
        all.push(keys);
    }
    Ok(all)
}
