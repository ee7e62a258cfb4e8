//! `spm forecast capacity`: what the reps can bring, against the target.

use clap::Args;

use crate::calendar::{Day, Span, Unit};
use crate::cli::calling::{Called, call};
use crate::cli::commands::forecast::ForecastArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::put;
use crate::cli::reading::Reading;
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::engine::forecast::capacity::{Person, Question, Source, brought};
use crate::engine::forecast::hazard::Outcome as End;
use crate::engine::forecast::months::covered;
use crate::engine::forecast::number::{part_of, units};
use crate::money::Amount;
use crate::report::forecast_capacity::{Frame, report};

/// The arguments of `spm forecast capacity`.
#[derive(Debug, Clone, Args)]
pub struct CapacityArgs {
    /// What the period is to bring; the quotas of the period if absent. Example: --target 30000000
    #[arg(long, value_name = "AMOUNT")]
    pub target: Option<String>,
    /// What a ramped rep brings in a month; the median of the last twelve months if absent. Example: --productivity
    /// 80000
    #[arg(long, value_name = "AMOUNT")]
    pub productivity: Option<String>,
    /// Months in which a new rep comes to full productivity, in a straight line. Example: --ramp 6
    #[arg(long, value_name = "MONTHS")]
    pub ramp: Option<u8>,
    /// How many of a hundred reps leave in a year. Example: --attrition 15
    #[arg(long, value_name = "PERCENT")]
    pub attrition: Option<u8>,
}

/// Months after a hire in which nobody is expected to have closed anything.
const NEW_DAYS: i32 = 183;

/// Reads, works it out and writes.
pub fn run(
    args: &ForecastArgs,
    asked: &CapacityArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    if !args.choices.by.is_empty() || args.choices.method.is_some() || args.choices.interval.is_some() {
        return Err(Failure::new(Outcome::Usage, "a capacity takes no `--by`, `--method` or `--interval`")
            .hint("it is a sum over all reps; `spm forecast --by rep` calls each of them"));
    }
    let stated = (
        amount("--target", asked.target.as_deref())?,
        amount("--productivity", asked.productivity.as_deref())?,
    );
    if asked.attrition.is_some_and(|percent| percent > 100) {
        return Err(Failure::new(Outcome::Usage, "`--attrition` is 0 to 100 of a hundred reps")
            .hint("15 of a hundred in a year is `--attrition 15`"));
    }
    let calendar = &settings.calendar.value;
    let as_of = settings.as_of.value;
    let mut args = args.clone();
    let year = calendar.period_of(Unit::Year, as_of).label;
    args.choices.period = Some(args.choices.period.unwrap_or(year));
    let mut reading = Reading::new(settings, &args.read, ui);
    let called = call(&args, settings, &mut reading, ui)?;
    let closed = won_days(&called);
    let months = covered(closed, as_of, Some(&called.period), Unit::Month, calendar);
    let Some(months) = months.filter(|months| months.known > 0) else {
        return Err(Failure::new(
            Outcome::Input,
            format!("there is no record from which {} follows", called.period.label),
        )
        .hint("it takes won deals of complete months before the period, and a period that is not over"));
    };
    let inside = |place: usize| called.period.span.contains(months.periods[place].span.from);
    let ahead: Vec<usize> = (months.known..months.labels.len()).filter(|place| inside(*place)).collect();
    let Some(first) = ahead.first().copied() else {
        return Err(Failure::new(Outcome::Usage, format!("{} is over", called.period.label))
            .hint("name a period of which a month is ahead: `--period 2027`"));
    };
    let starts: Vec<i32> = months.periods.iter().map(|month| month.span.from.number()).collect();
    let target = stated.0.or(called.answer.total.quota);
    let question = Question {
        people: people(&called, &starts, months.known, as_of),
        known: months.known,
        lead: first - months.known,
        ahead: ahead.len(),
        first_month: usize::from(months.periods[0].span.from.month().saturating_sub(1)),
        productivity: stated.1.map(|stated| units(stated.exact())),
        ramp: asked.ramp.map(usize::from),
        attrition: asked.attrition.map(|percent| part_of(i64::from(percent) * 10_000)),
        from: (0..months.known).find(|place| inside(*place)).unwrap_or(months.known),
        target: target.map(|target| units(target.exact())),
    };
    let labels: Vec<String> = ahead.iter().map(|place| months.labels[*place].clone()).collect();
    let subtitle = called.heading("bookings", settings);
    let frame = Frame { labels: &labels, target, currency: called.code(), subtitle };
    let answer = question.answer();
    if answer.productivity.1 == Source::Record(0) {
        return Err(Failure::new(
            Outcome::Input,
            "the record is too short to say what a rep brings in a month",
        )
        .hint("it takes three complete months of a rep; or say it with `--productivity AMOUNT`"));
    }
    put::report(&report(&frame, &answer), ui)?;
    reading.outcome()
}

fn amount(flag: &str, text: Option<&str>) -> Result<Option<Amount>, Failure> {
    let parsed = text.map(Amount::parse).transpose();
    parsed.map_err(|error| {
        Failure::new(
            Outcome::Usage,
            format!("`{}` cannot be used for `{flag}`: {error}", text.unwrap_or_default()),
        )
        .hint(format!("write plain digits, as in `{flag} 30000000`"))
    })
}

/// The first and the last day on which a deal was won.
fn won_days(called: &Called) -> Option<Span> {
    let won = || (0..called.deals.len()).filter(|deal| called.deals.outcome[*deal] == End::Won);
    let from = won().map(|deal| called.deals.closed[deal]).min().and_then(Day::from_number)?;
    let to = won().map(|deal| called.deals.closed[deal]).max().and_then(Day::from_number)?;
    Some(Span { from, to })
}

/// The reps who were ever credited, and those hired lately to the same roles.
fn people(called: &Called, starts: &[i32], known: usize, as_of: Day) -> Vec<Person> {
    let people = &called.company.people;
    let shares: Vec<Vec<(u32, f64)>> = called.pipeline.deals.iter().map(|deal| deal.shares.clone()).collect();
    let end = starts.get(known).copied().unwrap_or_else(|| as_of.number().saturating_add(1));
    let mut sums = brought(&called.deals, &shares, people.len(), &starts[..known], end);
    let place = |day: Day| starts.partition_point(|start| *start <= day.number()).checked_sub(1);
    let role = |rep: u32| {
        let row = people.row_near(rep, as_of);
        row.and_then(|row| row.columns.get("role")).map_or("", String::as_str)
    };
    let mut roles: Vec<&str> = Vec::new();
    for (rep, sums) in (0..).zip(&sums) {
        if sums.iter().any(|sum| *sum != 0.0) && !roles.contains(&role(rep)) {
            roles.push(role(rep));
        }
    }
    let mut all = Vec::new();
    for (rep, sums) in (0..).zip(&mut sums) {
        let employed = people.employment(rep);
        let hired =
            employed.from.number() > as_of.number().saturating_sub(NEW_DAYS) && employed.from > Day::MIN;
        if sums.iter().all(|sum| *sum == 0.0) && !(hired && roles.contains(&role(rep))) {
            continue;
        }
        let began = (employed.from > Day::MIN).then(|| place(employed.from)).flatten();
        // Who leaves on the last day of a month has worked through it.
        let left = (employed.to < Day::MAX).then(|| place(employed.to.next()).unwrap_or(0));
        all.push(Person { began, left, brought: std::mem::take(sums) });
    }
    all
}
