//! `spm attainment --distribution`, `--leaderboard` and `--quota-health`: attainment by rep in the period and in the
//! periods before it, from one reading of the deals.

use crate::calendar::{Period, Span, Unit};
use crate::cli::commands::attainment::{AttainmentArgs, subtitle};
use crate::cli::credit::{self, Counted, Grouping};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::plans;
use crate::cli::put;
use crate::cli::reading::{Reading, refused_by_engine};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::ui::Ui;
use crate::engine::attainment::{Attainment, Dimension, Question, Slots};
use crate::report::standing::{Board, Of, distribution, leaderboard, quota_health};

/// Periods before this one that a streak is counted over.
const BEFORE: usize = 12;

/// Whether one of these reports is asked for.
#[must_use]
pub fn is_asked(args: &AttainmentArgs) -> bool {
    args.distribution || args.leaderboard || args.quota_health
}

/// Reads the deals of the period and of those before it, and writes the report that is asked for.
pub fn run(args: &AttainmentArgs, settings: &Settings, ui: &Ui) -> Result<Outcome, Failure> {
    if args.by != ["rep"] || args.top.is_some() || args.trend {
        return Err(Failure::new(
            Outcome::Usage,
            "`--distribution`, `--leaderboard` and `--quota-health` are about the reps of a period",
        )
        .hint("leave out `--by`, `--top` and `--trend`"));
    }
    let tables = Tables::new(settings, &args.tables, &args.read)?;
    let mut reading = Reading::new(settings, &args.read, ui);
    reading.reads_also(tables.plan_files()?.into_iter().chain(settings.file()))?;
    let Some(period) = args.period.as_deref().map(|text| settings.period(text)).transpose()? else {
        return Err(Failure::new(Outcome::Usage, "which period?").hint("name one: `--period 2026-Q3`"));
    };
    let periods = periods(&period, settings, args.distribution);
    let mut company = reading.company(&tables)?;
    let measure = Counted::parse(&args.measure);
    let currency = credit::report_currency(args.currency.as_deref(), settings)?;
    let grouping = Grouping::resolve(&args.by, &tables, &mut reading, &company.people)?;
    let from = periods.iter().map(|period| period.span.from).min().unwrap_or(period.span.from);
    let days = Span { from, to: period.span.to };
    let whole = Period { label: String::new(), unit: Unit::Range, span: days };
    let calendar = &settings.calendar.value;
    // Every period begins with a month or half of one, at which a cut is made.
    let mut cuts = company.people.era_starts(days);
    cuts.extend(periods.iter().map(|period| period.span.from));
    let fine = Slots::new(&whole, None, &cuts, calendar);
    let credited =
        credit::board(&tables, &mut reading, &mut company, &grouping, &measure, currency, &fine, days)?;
    let books = reading.quotas(&tables, &mut company, &[credited.currency], &[&measure.name], days)?;
    let quotas = books.into_iter().next().unwrap_or_default();
    let terms = plans::quota_terms(&tables, &company, settings, days)?;
    let mut answers: Vec<(Period, Attainment)> = Vec::new();
    for each in periods {
        let slots = Slots::new(&each, None, &company.people.era_starts(each.span), calendar);
        let question = Question {
            people: &company.people,
            quotas: &quotas,
            measure: &measure.name,
            by: &[Dimension::Rep],
            slots: &slots,
            groups: &credited.groups,
            calendar,
            terms: &|rep, window| terms.of(rep, window),
            leaves: &company.leaves,
            as_of: settings.as_of.value,
        };
        let answer = question
            .answer(&credited.board.remapped(&fine, &slots))
            .map_err(|error| refused_by_engine(&error))?;
        answers.push((each, answer));
    }
    for warning in credited.warnings() {
        ui.warning(&warning);
    }
    let code = credited.currency.as_ref().filter(|_| measure.money);
    let code = code.map_or(String::new(), |code| format!(" in {}", code.as_str()));
    let board = Board {
        people: &company.people,
        answers: &answers,
        money: measure.money,
        subtitle: subtitle(settings, &format!("{} · {}{code}", period.label, measure.name)),
        last_year: calendar_year_before(&period, settings)
            .and_then(|before| answers.iter().position(|(known, _)| known.span == before.span)),
    };
    if board.reps(0).is_empty() {
        ui.note(&format!("no rep has a quota above zero in {}", period.label));
    }
    let report = match (args.distribution, args.leaderboard) {
        (true, _) => distribution(&board),
        (_, true) => leaderboard(&board),
        _ => quota_health(&board, &|rep: Of<'_>| team(&company.people, rep, &period)),
    };
    put::report(&report, ui)?;
    reading.outcome()
}

fn team(people: &crate::engine::people::People, of: Of<'_>, period: &Period) -> String {
    let row = people.row_near(of.rep, period.span.to);
    row.and_then(|row| row.columns.get("team")).cloned().unwrap_or_default()
}

/// The period and those before it, latest first.
fn periods(period: &Period, settings: &Settings, alone: bool) -> Vec<Period> {
    let calendar = &settings.calendar.value;
    let mut periods = vec![period.clone()];
    while let (false, Some(last)) = (alone || periods.len() > BEFORE, periods.last()) {
        let before = calendar.previous(last);
        if before.span.to >= last.span.from {
            break;
        }
        periods.push(before);
    }
    periods
}

/// The same period a year earlier.
fn calendar_year_before(period: &Period, settings: &Settings) -> Option<Period> {
    let calendar = &settings.calendar.value;
    let times = match period.unit {
        Unit::HalfMonth => 24,
        Unit::Month => 12,
        Unit::Quarter => 4,
        Unit::Half => 2,
        Unit::Year => 1,
        Unit::Range => return None,
    };
    Some((0..times).fold(period.clone(), |period, _| calendar.previous(&period))).filter(|_| times <= BEFORE)
}
