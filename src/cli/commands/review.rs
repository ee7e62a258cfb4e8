//! `spm report`: what a team looks at together once a month, as one page or workbook.

use clap::Args;

use crate::calendar::{Period, Unit};
use crate::cli::args::{CountingArgs, EffortTableArgs, ReadArgs, TableArgs};
use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::metrics::coached;
use crate::cli::credit::{self, Counted, Grouping};
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::measuring::{Asked, Measured, measure};
use crate::cli::put;
use crate::cli::reading::{Company, Reading};
use crate::cli::settings::Settings;
use crate::cli::standing::{self, Standings};
use crate::cli::tables::Tables;
use crate::cli::ui::Ui;
use crate::engine::attainment::{Attainment, Dimension, Row};
use crate::engine::metrics::facts::Facts;
use crate::engine::metrics::list::Metric;
use crate::engine::people::People;
use crate::money::Currency;
use crate::render::{Format, REVIEW_FORMATS};
use crate::report::attainment::{Frame as OfAttainment, report as attainment_report};
use crate::report::metrics::{Frame, Reference, diagnosis};
use crate::report::review_sections::{self as sections, Month, Top};
use crate::report::standing::{Board, bands, distribution, leaderboard};
use crate::report::{Review, Section, funnel};

/// Write one page for a review of a period: attainment, trend, funnel, metrics, leaders, what to coach
///
/// The page stands alone: no script, nothing from elsewhere, pictures inside, readable on a phone and on paper. Each
/// table is that of the command of its name. `-o` takes .html, .xlsx (a sheet for each table) and .md; without it the
/// page goes to standard output.
///
///     spm report --period 2026-Q3 -o review.html
///     spm report --period 2026-Q3 --team West -o west.html
///     spm report --period 2026-10 --compare 2025-10 -o october.xlsx
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct ReportArgs {
    /// The days: 2026-10, 2026-Q4, 2026-H2, 2026, last-month … Example: --period 2026-Q3
    #[arg(short, long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// One team, as the column `team` of the reps names it; what reps did while they were in another one is left out.
    /// Example: --team West
    #[arg(long, value_name = "TEAM")]
    pub team: Option<String>,
    /// What attainment counts: bookings, margin, units, count, or a numeric column of the deals.
    /// Example: --measure margin
    #[arg(short, long, value_name = "MEASURE", default_value = "bookings")]
    pub measure: String,
    /// The period that the metrics are held against; the one before if absent. Example: --compare 2025-Q3
    #[arg(long, value_name = "PERIOD")]
    pub compare: Option<String>,
    /// What metrics are counted by.
    #[command(flatten)]
    pub counting: CountingArgs,
    /// Tables.
    #[command(flatten)]
    pub tables: TableArgs,
    /// Tables of effort.
    #[command(flatten)]
    pub effort: EffortTableArgs,
    /// Reading.
    #[command(flatten)]
    pub read: ReadArgs,
}

/// Months of the trend.
const MONTHS: usize = 12;
/// Reps of the leaderboard.
const LEADERS: usize = 10;

/// Reads, measures and writes.
pub fn run(args: &ReportArgs, settings: &Settings, ui: &Ui) -> Result<Outcome, Failure> {
    let format = format(ui)?;
    let Some(period) = args.period.as_deref().map(|text| settings.period(text)).transpose()? else {
        return Err(Failure::new(Outcome::Usage, "which period?").hint("name one: `--period 2026-Q3`"));
    };
    let before = match &args.compare {
        Some(text) => settings.period(text)?,
        None => settings.calendar.value.previous(&period),
    };
    let tables = Tables::new(settings, &args.tables, &args.read)?.and_of_effort(&args.effort)?;
    let mut reading = Reading::new(settings, &args.read, ui);
    reading.reads_also(tables.plan_files()?.into_iter().chain(settings.file()))?;
    let mut company = reading.company(&tables)?;
    let team = Team::resolve(args.team.as_deref(), &company.people, &period)?;
    let counted = Counted::parse(&args.measure);
    let currency = credit::report_currency(args.counting.currency.as_deref(), settings)?;
    let mut sections = Vec::new();
    let attained = attained(&tables, &mut reading, &mut company, (&counted, currency), &period, &team)?;
    let asked = Asked {
        period: Some(period.clone()),
        metrics: &[],
        currency,
        lost: &args.counting.lost,
        ramp_months: args.counting.ramp_months,
    };
    let other = Asked { period: Some(before.clone()), ..asked };
    let of_team = Grouping::resolve(&team.by(&[]), &tables, &mut reading, &company.people)?;
    let of_reps = Grouping::resolve(&team.by(&["rep"]), &tables, &mut reading, &company.people)?;
    let now = measure(&asked, &tables, &mut reading, &mut company, &of_team)?;
    let then = measure(&other, &tables, &mut reading, &mut company, &of_team)?;
    let mut reps = measure(&asked, &tables, &mut reading, &mut company, &of_reps)?;
    team.keep(&mut reps);
    let facts = (team.facts(&now), team.facts(&then));
    let told: Vec<&'static Metric> =
        now.metrics.iter().filter(|metric| !now.untold.contains(metric.name)).copied().collect();
    let code = if now.currency.is_empty() { String::new() } else { format!(" · money in {}", now.currency) };
    let about = format!("{}{code}", period.label);
    let frame = |by| Frame {
        by,
        people: &company.people,
        last_day: period.span.to,
        period: &period.label,
        subtitle: Vec::new(),
    };
    let by_rep = [Dimension::Rep];
    let top = Top {
        total: &attained.total,
        span: period.span,
        as_of: settings.as_of.value,
        elapsed: attained.elapsed,
        money: counted.money,
        now: &facts.0,
        before: &facts.1,
        metrics: &told,
    };
    let figures = sections::figures(&top);
    sections.extend(attained.sections);
    sections.push(of_funnel(&frame(&[]), &now, &team));
    let reference = Reference::Period(&before.label, &[], &facts.1);
    sections.push(sections::metrics(&frame(&[]), &told, &facts.0, &reference));
    sections.push(attained.leaders);
    let coached = coached(&reps, &company.people);
    let rows = coached.len();
    sections.push(sections::table(
        "What to coach",
        diagnosis(&frame(&by_rep), &coached),
        rows,
        "No rep closed a deal in this period.",
    ));
    let title = match &team.name {
        Some(name) => format!("Sales review of {name}"),
        None => "Sales review".to_owned(),
    };
    let review = Review { title, subtitle: subtitle(settings, &about), figures, sections };
    ui.print_review(&review, format).map_err(|error| put::failure(&error))?;
    reading.outcome()
}

/// The format: that of `-f` or of the file's ending, else a page.
fn format(ui: &Ui) -> Result<Format, Failure> {
    let stated = ui.options().format.is_some() || ui.file().is_some();
    let format = ui.format().map_err(|error| put::failure(&error))?;
    if REVIEW_FORMATS.contains(&format) {
        return Ok(format);
    }
    if !stated && !ui.surroundings().output_is_terminal {
        return Ok(Format::Html);
    }
    let message = match stated {
        true => format!("a review is not written as `{}`", format.name()),
        false => "a review is a page, and a terminal shows none".to_owned(),
    };
    Err(Failure::new(Outcome::Usage, message)
        .hint("write it to a file that ends in .html, .xlsx or .md: `-o review.html`"))
}

/// Whose review it is.
struct Team {
    name: Option<String>,
}

impl Team {
    fn resolve(name: Option<&str>, people: &People, period: &Period) -> Result<Self, Failure> {
        let Some(name) = name else { return Ok(Self { name: None }) };
        let rows = (0_u32..).take(people.len()).flat_map(|rep| people.rows(rep));
        let mut teams: Vec<&str> =
            rows.filter_map(|row| row.columns.get("team")).map(String::as_str).collect();
        teams.sort_unstable();
        teams.dedup();
        teams.retain(|team| !team.is_empty());
        if teams.contains(&name) {
            return Ok(Self { name: Some(name.to_owned()) });
        }
        let hint = match teams.is_empty() {
            true => "give the reps with a column `team`: `--reps FILE`".to_owned(),
            false => format!("the teams are {}", teams.join(", ")),
        };
        let message = format!("no rep is in a team `{name}` in {} or at any time", period.label);
        Err(Failure::new(Outcome::Usage, message).hint(did_you_mean(name, teams.iter().copied())).hint(hint))
    }

    /// What to group by, so that the team's part can be told.
    fn by(&self, names: &[&str]) -> Vec<String> {
        let team = self.name.iter().map(|_| "reps.team");
        team.chain(names.iter().copied()).map(str::to_owned).collect()
    }

    /// The same as dimensions.
    fn dimensions(&self, more: &[Dimension]) -> Vec<Dimension> {
        let team = self.name.iter().map(|_| Dimension::RepColumn("team".to_owned()));
        team.chain(more.iter().cloned()).collect()
    }

    /// The facts of the team, or of all.
    fn facts(&self, measured: &Measured) -> Facts {
        let Some(name) = &self.name else { return measured.total.clone() };
        let row = measured.rows.iter().find(|row| row.keys.first() == Some(name));
        row.map_or_else(
            || Facts { window_days: measured.period.span.days(), ..Facts::default() },
            |row| *row.facts.clone(),
        )
    }

    /// Leaves the rows of the team's reps, by rep alone.
    fn keep(&self, measured: &mut Measured) {
        let Some(name) = &self.name else { return };
        measured.rows.retain(|row| row.keys.first() == Some(name));
        for row in &mut measured.rows {
            row.keys.remove(0);
        }
    }
}

/// What attainment gives to the review.
struct Attained {
    total: Row,
    elapsed: Option<(u32, u32)>,
    /// Attainment, trend and distribution.
    sections: Vec<Section>,
    leaders: Section,
}

fn attained(
    tables: &Tables<'_>,
    reading: &mut Reading<'_>,
    company: &mut Company,
    counted: (&Counted, Option<Currency>),
    period: &Period,
    team: &Team,
) -> Result<Attained, Failure> {
    let settings = reading.settings;
    let earlier = standing::periods(period, settings, false);
    let (months, years) = months(period, settings);
    let all: Vec<Period> = earlier.iter().chain(&months).chain(&years).cloned().collect();
    let by = if team.name.is_some() { team.by(&[]) } else { vec!["rep".to_owned()] };
    let standings = Standings::read(tables, reading, company, counted, &by, &all)?;
    let measure = counted.0;
    let company = &*company;
    let by_rep = team.dimensions(&[Dimension::Rep]);
    let by_team = team.dimensions(&[]);
    let of = |period: &Period, by: &[Dimension]| standings.ask(settings, company, by, period, |_, all| all);
    let total = |period: &Period| -> Result<Row, Failure> {
        let groups = of(period, if by_team.is_empty() { &by_rep } else { &by_team })?;
        Ok(match &team.name {
            Some(name) => Attainment::default().under(name, &groups).total,
            None => groups.total,
        })
    };
    let mut answers: Vec<(Period, Attainment)> = Vec::new();
    for each in earlier {
        let answer = of(&each, &by_rep)?;
        let answer = match &team.name {
            Some(name) => answer.under(name, &of(&each, &by_team)?),
            None => answer,
        };
        answers.push((each, answer));
    }
    let mut trend = Vec::with_capacity(MONTHS);
    for (month, year) in months.iter().zip(&years) {
        let (row, before) = (total(month)?, total(year)?.credited);
        trend.push(Month { label: month.label.clone(), row, before });
    }
    let answer = &answers[0].1;
    let frame = OfAttainment {
        period,
        measure: &measure.name,
        money: measure.money,
        currency: &standings.currency,
        subtitle: Vec::new(),
        top: None,
        trend: None,
    };
    let (section, elapsed) = standings.ask(settings, company, &[Dimension::Rep], period, |question, _| {
        let report = attainment_report(question, answer, &frame);
        (sections::attainment(question, answer, report), question.elapsed(&answer.total))
    })?;
    let board = Board {
        people: &company.people,
        answers: &answers,
        money: measure.money,
        subtitle: Vec::new(),
        last_year: None,
    };
    let reps = board.reps(0).len();
    let mut spread = distribution(&board);
    spread.bars = Some(bands(&board));
    let nobody = "No rep has a quota above zero in this period.";
    let sections = vec![
        section,
        sections::trend(&trend, measure.money),
        sections::table("Distribution", spread, reps, nobody),
    ];
    let leaders = sections::table("Leaders", leaderboard(&board, LEADERS), reps, nobody);
    Ok(Attained { total: answer.total.clone(), elapsed, sections, leaders })
}

/// The months up to the last of the period, and the same months a year before.
fn months(period: &Period, settings: &Settings) -> (Vec<Period>, Vec<Period>) {
    let calendar = &settings.calendar.value;
    let last = calendar.period_of(Unit::Month, period.span.to);
    let mut months: Vec<Period> =
        std::iter::successors(Some(last), |month| Some(calendar.previous(month))).take(2 * MONTHS).collect();
    months.reverse();
    let now = months.split_off(MONTHS);
    (now, months)
}

/// The funnel, or why there is none.
fn of_funnel(frame: &Frame<'_>, now: &Measured, team: &Team) -> Section {
    let keys: Vec<String> = team.name.iter().cloned().collect();
    let found = now.funnels.get(&keys).filter(|funnel| !funnel.is_empty());
    match found {
        Some(found) => sections::table("Funnel", funnel::report(frame, &[(&[], found)]), 1, ""),
        None => Section {
            title: "Funnel".to_owned(),
            lines: vec!["There is no history of deals that came to a stage in this period.".to_owned()],
            ..Section::default()
        },
    }
}
