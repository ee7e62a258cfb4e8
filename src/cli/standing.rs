//! `spm attainment --distribution`, `--leaderboard` and `--quota-health`: attainment by rep in the period and in the
//! periods before it, from one reading of the deals.

use crate::calendar::{Calendar, Day, Period, Span, Unit};
use crate::cli::commands::attainment::{AttainmentArgs, subtitle};
use crate::cli::credit::{self, Counted, Grouping};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::plans;
use crate::cli::put;
use crate::cli::reading::{Company, Reading, refused_by_engine};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::ui::Ui;
use crate::engine::attainment::{Attainment, Dimension, Question, Slots};
use crate::engine::quota::QuotaBook;
use crate::money::Currency;
use crate::report::standing::{Board, Of, distribution, leaderboard, quota_health};

/// Periods before this one that a streak is counted over.
const BEFORE: usize = 12;

/// Whether one of these reports is asked for.
#[must_use]
pub fn is_asked(args: &AttainmentArgs) -> bool {
    args.distribution || args.leaderboard || args.quota_health
}

/// Credits and quotas of many periods, from one reading of the deals; they answer what was attained in each.
pub struct Standings {
    credited: credit::Credited,
    fine: Slots,
    quotas: QuotaBook,
    terms: plans::QuotaTerms,
    measure: String,
    /// The currency of the amounts; empty for measures without one.
    pub currency: String,
}

impl Standings {
    /// Reads the deals and quotas of these periods. `by` are columns of reps; only where `rep` is none of them can be
    /// asked by groups that share deals.
    pub fn read(
        tables: &Tables<'_>,
        reading: &mut Reading<'_>,
        company: &mut Company,
        (measure, currency): (&Counted, Option<Currency>),
        by: &[String],
        periods: &[Period],
    ) -> Result<Self, Failure> {
        let settings = reading.settings;
        let grouping = Grouping::resolve(by, tables, reading, &company.people)?;
        let from = periods.iter().map(|period| period.span.from).min().unwrap_or(Day::MIN);
        let to = periods.iter().map(|period| period.span.to).max().unwrap_or(Day::MAX);
        let days = Span { from, to };
        let whole = Period { label: String::new(), unit: Unit::Range, span: days };
        // Every period begins with a month or half of one, at which a cut is made, and so does what follows it.
        let mut cuts = company.people.era_starts(days);
        let ends = periods.iter().map(|period| period.span.to.next()).filter(|day| days.contains(*day));
        cuts.extend(periods.iter().map(|period| period.span.from).chain(ends));
        let fine = Slots::new(&whole, None, &cuts, &settings.calendar.value);
        let credited = credit::board(tables, reading, company, &grouping, measure, currency, &fine, days)?;
        let books = reading.quotas(tables, company, &[credited.currency], &[&measure.name], days)?;
        let quotas = books.into_iter().next().unwrap_or_default();
        let terms = plans::quota_terms(tables, company, settings, days)?;
        let code = credited.currency.as_ref().filter(|_| measure.money);
        let currency = code.map_or_else(String::new, |code| code.as_str().to_owned());
        Ok(Self { credited, fine, quotas, terms, measure: measure.name.clone(), currency })
    }

    /// What was attained in one of the periods, by dimensions of reps, and what is made of it.
    pub fn ask<T>(
        &self,
        settings: &Settings,
        company: &Company,
        by: &[Dimension],
        period: &Period,
        make: impl FnOnce(&Question<'_>, Attainment) -> T,
    ) -> Result<T, Failure> {
        let calendar = &settings.calendar.value;
        let slots = Slots::new(period, None, &company.people.era_starts(period.span), calendar);
        let question = Question {
            people: &company.people,
            quotas: &self.quotas,
            measure: &self.measure,
            by,
            slots: &slots,
            groups: &self.credited.groups,
            calendar,
            terms: &|rep, window| self.terms.of(rep, window),
            leaves: &company.leaves,
            as_of: settings.as_of.value,
        };
        let answer = question
            .answer(&self.credited.board.remapped(&self.fine, &slots))
            .map_err(|error| refused_by_engine(&error))?;
        Ok(make(&question, answer))
    }

    /// What the rows do not show.
    pub fn say(&self, ui: &Ui) {
        for warning in self.credited.warnings() {
            ui.warning(&warning);
        }
    }
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
    let counted = (&measure, currency);
    let standings = Standings::read(&tables, &mut reading, &mut company, counted, &args.by, &periods)?;
    let mut answers: Vec<(Period, Attainment)> = Vec::new();
    for each in periods {
        let answer = standings.ask(settings, &company, &[Dimension::Rep], &each, |_, answer| answer)?;
        answers.push((each, answer));
    }
    standings.say(ui);
    let code =
        if standings.currency.is_empty() { String::new() } else { format!(" in {}", standings.currency) };
    let board = Board {
        people: &company.people,
        answers: &answers,
        money: measure.money,
        subtitle: subtitle(settings, &format!("{} · {}{code}", period.label, measure.name)),
        last_year: year_before(&period, settings)
            .and_then(|before| answers.iter().position(|(known, _)| known.span == before.span)),
    };
    if board.reps(0).is_empty() {
        ui.note(&format!("no rep has a quota above zero in {}", period.label));
    }
    let report = match (args.distribution, args.leaderboard) {
        (true, _) => distribution(&board),
        (_, true) => leaderboard(&board, usize::MAX),
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
#[must_use]
pub fn periods(period: &Period, settings: &Settings, alone: bool) -> Vec<Period> {
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
#[must_use]
pub fn year_before(period: &Period, settings: &Settings) -> Option<Period> {
    a_year_earlier(period, &settings.calendar.value)
}

/// The same period a year earlier, in a calendar; nothing for a range, which has no place in a year.
#[must_use]
pub fn a_year_earlier(period: &Period, calendar: &Calendar) -> Option<Period> {
    let times = match period.unit {
        Unit::HalfMonth => 24,
        Unit::Month => 12,
        Unit::Quarter => 4,
        Unit::Half => 2,
        Unit::Year => 1,
        Unit::Range => return None,
    };
    Some((0..times).fold(period.clone(), |period, _| calendar.previous(&period)))
}
