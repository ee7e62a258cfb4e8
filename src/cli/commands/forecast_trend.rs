//! `spm forecast trend`: bookings by month, carried on.

use std::collections::BTreeMap;

use clap::Args;

use crate::calendar::{Day, Period, Span, Unit};
use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::forecast::{ForecastArgs, level, method};
use crate::cli::credit::{self, Counted, Credited, Grouping};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::put;
use crate::cli::reading::{Company, Reading, refused_by_engine};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::ui::Ui;
use crate::engine::attainment::{Dimension, Question as Attained, Slots};
use crate::engine::forecast::months::{Months, covered};
use crate::engine::forecast::series::Method;
use crate::engine::forecast::trend::Question;
use crate::engine::quota::QuotaBook;
use crate::money::Exact;
use crate::report::forecast_trend::{Trend, report};

/// The arguments of `spm forecast trend`.
#[derive(Debug, Clone, Args)]
pub struct TrendArgs {
    /// What is counted: bookings, margin, units, count, or a numeric column of the deals. Example: --measure units
    #[arg(short, long, value_name = "MEASURE", default_value = "bookings")]
    pub measure: String,
    /// What a row is: month, quarter, half or year; sums have intervals of their own. Example: --unit quarter
    #[arg(short, long, value_name = "UNIT", default_value = "month")]
    pub unit: String,
}

/// Reads, carries on and writes.
pub fn run(args: &ForecastArgs, trend: &TrendArgs, settings: &Settings, ui: &Ui) -> Result<Outcome, Failure> {
    let level = level(args, settings)?;
    let method = method(args, Method::parse, &Method::names())?;
    let unit = unit(&trend.unit)?;
    let asked = args.choices.period.as_deref().map(|text| settings.period(text)).transpose()?;
    let tables = Tables::new(settings, &args.tables, &args.read)?;
    let mut reading = Reading::new(settings, &args.read, ui);
    reading.reads_also(settings.file())?;
    let mut company = reading.company(&tables)?;
    let measure = Counted::parse(&trend.measure);
    let currency = credit::report_currency(args.choices.currency.as_deref(), settings)?;
    let mut grouping = Grouping::resolve(&args.choices.by, &tables, &mut reading, &company.people)?;
    if grouping.unit(false).is_some() {
        return Err(Failure::new(Outcome::Usage, "`--by` takes no time here: every row is one already")
            .hint("say how long a row is with `--unit month|quarter|half|year`"));
    }
    let by = grouping.by.clone();
    grouping.by.push(Dimension::Time(Unit::Month));
    let as_of = settings.as_of.value;
    let days = Span { from: Day::MIN, to: as_of };
    let whole = Period { label: String::new(), unit: Unit::Range, span: days };
    let calendar = &settings.calendar.value;
    let slots = Slots::new(&whole, Some(Unit::Month), &company.people.era_starts(days), calendar);
    let credited =
        credit::board(&tables, &mut reading, &mut company, &grouping, &measure, currency, &slots, days)?;
    for warning in credited.warnings() {
        ui.warning(&warning);
    }
    let months = covered(credited.extent, as_of, asked.as_ref(), unit, calendar);
    let months = months.ok_or_else(|| nothing(asked.as_ref(), credited.extent))?;
    let groups = groups(&company, &credited, &grouping, &slots, settings, &measure, &months)?;
    let question = Question {
        groups: groups.iter().map(|(_, sums)| sums.clone()).collect(),
        rows: months.rows.clone(),
        shown: months.shown.clone(),
        season: 12,
        method,
        level,
    };
    let answer = question.answer();
    let code =
        if measure.money { credited.currency.as_ref().map_or("", |currency| currency.as_str()) } else { "" };
    let counted = if code.is_empty() { measure.name.clone() } else { format!("{} in {code}", measure.name) };
    let result = Trend {
        by: &by,
        keys: groups.into_iter().map(|(keys, _)| keys).collect(),
        people: &company.people,
        months: &months,
        unit,
        wanted: method,
        level,
        counted: counted.clone(),
        subtitle: subtitle(settings, &counted),
        answer: &answer,
    };
    put::report(&report(&result), ui)?;
    reading.outcome()
}

fn unit(text: &str) -> Result<Unit, Failure> {
    let units = [Unit::Month, Unit::Quarter, Unit::Half, Unit::Year];
    units.into_iter().find(|unit| unit.as_str() == text).ok_or_else(|| {
        Failure::new(Outcome::Usage, format!("`{text}` cannot be used for `--unit`"))
            .hint("write month, quarter, half or year")
    })
}

fn nothing(asked: Option<&Period>, extent: Option<Span>) -> Failure {
    match (asked, extent) {
        (Some(asked), Some(_)) => {
            Failure::new(Outcome::Usage, format!("{} cannot be carried on", asked.label))
                .hint("name days that reach at most ten years beyond the last won deal")
        }
        _ => Failure::new(Outcome::Input, "there is no won deal to carry on")
            .hint("name the won stages with `--won STAGE`, or another day with `--as-of`"),
    }
}

/// The keys of groups, with their sums by month.
type Groups = Vec<(Vec<String>, Vec<Exact>)>;

/// The sums of the complete months, by group; months without a deal are zero.
fn groups(
    company: &Company,
    credited: &Credited,
    grouping: &Grouping,
    slots: &Slots,
    settings: &Settings,
    measure: &Counted,
    months: &Months,
) -> Result<Groups, Failure> {
    let question = Attained {
        people: &company.people,
        quotas: &QuotaBook::default(),
        measure: &measure.name,
        by: &grouping.by,
        slots,
        groups: &credited.groups,
        calendar: &settings.calendar.value,
        terms: &|_, _| None,
        leaves: &company.leaves,
        as_of: settings.as_of.value,
    };
    let (sums, _) = question.credited(&credited.board).map_err(|error| refused_by_engine(&error))?;
    let mut groups: BTreeMap<Vec<String>, Vec<Exact>> = BTreeMap::new();
    for (mut keys, sum) in sums {
        let month = keys.pop().unwrap_or_default();
        let of_group = groups.entry(keys).or_insert_with(|| vec![Exact::ZERO; months.known]);
        if let Some(place) = months.labels.iter().position(|label| *label == month)
            && let Some(known) = of_group.get_mut(place)
        {
            *known = sum;
        }
    }
    Ok(groups.into_iter().collect())
}
