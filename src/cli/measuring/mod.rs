//! From tables to the facts of the metrics: which tables there are, what is read of each, and the rows that come of it.
//! What a metric is, is left to `engine::metrics`.

mod batch;
mod cells;
mod customers;
mod deals;
mod effort;
mod fold;
mod people;
mod sums;
mod targets;

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{Day, Period, Span, Unit};
use crate::cli::credit::{self, Grouping};
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::reading::{Company, Reading, refused, refused_by_engine};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::data::columns_of;
use crate::engine::attainment::{Dimension, Slots};
use crate::engine::metrics::facts::Facts;
use crate::engine::metrics::funnel::Funnel;
use crate::engine::metrics::list::{METRICS, Metric, metric_named};
use crate::engine::metrics::sheet::{Row, Sheet};
use crate::model::table::table;
use crate::money::Currency;

/// What is asked for.
pub struct Asked<'a> {
    /// The period; all that the deals cover if absent.
    pub period: Option<Period>,
    /// Metrics by name; all if none is named.
    pub metrics: &'a [String],
    /// The currency of the report, where it is said.
    pub currency: Option<Currency>,
    /// Names of lost stages, where they are said.
    pub lost: &'a [String],
    /// Months from the day of hire to the end of the ramp.
    pub ramp_months: u32,
}

/// The rows of a report of metrics.
pub struct Measured {
    /// The metrics, in the order of the list.
    pub metrics: Vec<&'static Metric>,
    /// The rows, in the order of their keys.
    pub rows: Vec<Row>,
    /// The whole.
    pub total: Facts,
    /// The ways of the deals through the stages, by the keys of the rows; those of the whole by none.
    pub funnels: BTreeMap<Vec<String>, Funnel>,
    /// The days.
    pub period: Period,
    /// The currency of the money; empty where the files name none.
    pub currency: String,
    /// Metrics that rows of these groups cannot have: the total has them.
    pub untold: BTreeSet<&'static str>,
}

/// Which tables and columns there are.
pub(super) struct Known {
    columns: BTreeMap<&'static str, Vec<String>>,
}

impl Known {
    fn of(tables: &Tables<'_>) -> Result<Self, Failure> {
        let mut columns = BTreeMap::new();
        for name in ["deals", "reps", "quotas", "leads", "activities", "history", "spend", "accounts"] {
            if let Some(source) = tables.source(name)? {
                columns.insert(name, columns_of(&source).map_err(|error| refused(&error))?);
            }
        }
        Ok(Self { columns })
    }

    /// Whether there is a table, or a column as `table.column`.
    pub(super) fn has(&self, need: &str) -> bool {
        match need.split_once('.') {
            None => self.columns.contains_key(need),
            Some((table, column)) => {
                self.columns.get(table).is_some_and(|columns| columns.iter().any(|known| known == column))
            }
        }
    }
}

/// The names of `--by` as the tables have them: `source` is the lead source of the deals.
#[must_use]
pub fn canonical_by(by: &[String]) -> Vec<String> {
    let canonical = |name: &String| match name.trim() {
        "source" => "lead_source".to_owned(),
        other => other.to_owned(),
    };
    by.iter().map(canonical).collect()
}

/// The metrics that are asked for and can be worked out from the tables; says which are left out, and why.
fn chosen(names: &[String], known: &Known, reading: &Reading<'_>) -> Result<Vec<&'static Metric>, Failure> {
    for name in names {
        if metric_named(name.trim()).is_none() {
            return Err(Failure::new(Outcome::Usage, format!("there is no metric `{name}`"))
                .hint(did_you_mean(name, METRICS.iter().map(|metric| metric.name)))
                .hint("`spm metrics --formulas` lists all of them"));
        }
    }
    let asked = |metric: &Metric| names.is_empty() || names.iter().any(|name| name.trim() == metric.name);
    let mut metrics = Vec::new();
    let mut missing: Vec<(String, Vec<&str>)> = Vec::new();
    for metric in METRICS.iter().filter(|metric| asked(metric)) {
        match metric.needs.iter().find(|need| !known.has(need)) {
            None => metrics.push(metric),
            Some(need) => {
                let what = match need.split_once('.') {
                    Some((owner, column)) if known.has(owner) => format!("{owner} have no column `{column}`"),
                    Some((owner, _)) => format!("there is no table of {owner}"),
                    None => format!("there is no table of {need}"),
                };
                match missing.iter_mut().find(|(known, _)| *known == what) {
                    Some((_, names)) => names.push(metric.name),
                    None => missing.push((what, vec![metric.name])),
                }
            }
        }
    }
    for (what, names) in missing {
        reading.note(&format!("{what}, so there is no {}", names.join(", ")));
    }
    Ok(metrics)
}

/// Everything that the tables are read with.
pub(super) struct Scene<'a> {
    settings: &'a Settings,
    grouping: &'a Grouping,
    known: &'a Known,
    metrics: &'a [&'static Metric],
    currency: Option<Currency>,
    lost: Option<Vec<String>>,
    ramp_months: u32,
    as_of: Day,
    /// The days of the report, where they are said.
    days: Option<Span>,
}

impl Scene<'_> {
    /// Whether one of the metrics needs a table or a column.
    fn needs(&self, need: &str) -> bool {
        self.metrics.iter().any(|metric| metric.needs.contains(&need))
    }

    /// Whether one of these metrics is asked for.
    fn wants(&self, names: &[&str]) -> bool {
        self.metrics.iter().any(|metric| names.contains(&metric.name))
    }

    fn by(&self) -> &[Dimension] {
        &self.grouping.by
    }

    /// The names of the columns of deals and accounts that are grouped by.
    fn deal_columns(&self) -> Vec<&str> {
        let name = |dimension: &'_ Dimension| matches!(dimension, Dimension::Deal(_));
        let all = self.grouping.by.iter().filter(|dimension| name(dimension));
        all.filter_map(|dimension| match dimension {
            Dimension::Deal(column) => Some(column.as_str()),
            _ => None,
        })
        .collect()
    }
}

/// Reads the tables and puts what they say to the rows of the report.
pub fn measure(
    asked: &Asked<'_>,
    tables: &Tables<'_>,
    reading: &mut Reading<'_>,
    company: &mut Company,
    grouping: &Grouping,
) -> Result<Measured, Failure> {
    let settings = reading.settings;
    let known = Known::of(tables)?;
    let metrics = chosen(asked.metrics, &known, reading)?;
    let said = (!asked.lost.is_empty()).then(|| asked.lost.to_vec());
    let lost = said.or_else(|| settings.lost.as_ref().map(|lost| lost.value.clone()));
    let mut scene = Scene {
        settings,
        grouping,
        known: &known,
        metrics: &metrics,
        currency: asked.currency,
        lost,
        ramp_months: asked.ramp_months,
        as_of: settings.as_of.value,
        days: asked.period.as_ref().map(|period| period.span),
    };
    let days = asked.period.as_ref().map_or(Span::ALL, |period| period.span);
    let whole =
        asked.period.clone().unwrap_or(Period { label: String::new(), unit: Unit::Range, span: days });
    let eras = company.people.era_starts(days);
    let slots = Slots::new(&whole, grouping.unit(false), &eras, &settings.calendar.value);
    let history = effort::history(&scene, tables, reading)?;
    let customers = customers::read(&scene, tables, reading)?;
    let effort = effort::read(&scene, tables, reading, company)?;
    let named = (&history, &effort);
    let found = deals::read(&scene, tables, reading, company, &slots, named, &customers)?;
    scene.currency = found.currency;
    let period = match &asked.period {
        Some(period) => period.clone(),
        None => credit::covered(found.extent, None, settings)?,
    };
    let targets = targets::read(&scene, tables, reading, company, &period)?;
    let people = &company.people;
    let mut sheet = Sheet::new(people, scene.by(), &slots, period.span);
    let mut untold = BTreeSet::new();
    let refuse = |error| refused_by_engine(&error);
    found.put(&mut sheet).map_err(refuse)?;
    let funnels = effort::put_history(&scene, &history, &found, &slots, &mut sheet).map_err(refuse)?;
    let told = [
        ("effort", effort.put(&scene, &slots, period.span, &found, &mut sheet)),
        ("people", people::put(&scene, people, &slots, period.span, &found, &mut sheet)),
        ("customers", customers.put(&scene, people, &slots, period.span, &found.of_accounts, &mut sheet)),
    ];
    for (_, told) in told {
        untold.extend(told.map_err(refuse)?);
    }
    targets.put(&mut sheet, scene.by());
    if !scene.deal_columns().is_empty() && scene.needs("quotas") && targets.is_untold() {
        untold.insert("quotas");
    }
    let (rows, total) = sheet.finish();
    let untold: BTreeSet<&'static str> = metrics
        .iter()
        .filter(|metric| {
            metric.needs.iter().any(|need| untold.contains(need.split('.').next().unwrap_or(need)))
        })
        .map(|metric| metric.name)
        .collect();
    let currency = found.currency.as_ref().map_or(String::new(), |currency| currency.as_str().to_owned());
    Ok(Measured { metrics, rows, total, funnels, period, currency, untold })
}

/// Whether a name is a column that the table of this name may have.
pub(super) fn lists(owner: &str, column: &str) -> bool {
    table(owner).is_some_and(|spec| spec.column(column).is_some())
}
