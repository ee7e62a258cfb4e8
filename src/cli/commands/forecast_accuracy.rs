//! `spm forecast accuracy`: past calls held against what came.

use std::collections::BTreeMap;

use clap::Args;

use crate::calendar::{Day, Period};
use crate::cli::calling::{Called, call};
use crate::cli::calls_file::{self, Call};
use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::forecast::ForecastArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::put;
use crate::cli::reading::Reading;
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::engine::attainment::Dimension;
use crate::engine::forecast::accuracy::{Accuracy, Judged, Slip, of_chances, summed, won_in};
use crate::engine::forecast::slips::slips;
use crate::engine::people::Found;
use crate::money::Amount;
use crate::report::forecast_accuracy::{
    Each, Frame, Line, Whose, by_group, of_chances as chances, one_by_one,
};

/// The arguments of `spm forecast accuracy`.
#[derive(Debug, Clone, Args)]
pub struct AccuracyArgs {
    /// Calls that people submitted: columns period, call, what they are grouped by (rep, team …), and if known the day
    /// of the call, low and high. Example: --calls submitted.csv
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub calls: Vec<String>,
    /// Of several calls of one period, judge the last one made by this day of it; by the middle of it if absent.
    /// Example: --day 28
    #[arg(long, value_name = "N")]
    pub day: Option<u16>,
    /// Show a line for each call. Example: --each
    #[arg(long)]
    pub each: bool,
    /// Show how right chances of deals were instead, by tenths, with the Brier score. Example: --calibration
    #[arg(long, conflicts_with_all = ["calls", "day", "each"])]
    pub calibration: bool,
}

/// Reads, judges and writes.
pub fn run(
    args: &ForecastArgs,
    asked: &AccuracyArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    let mut reading = Reading::new(settings, &args.read, ui);
    let called = call(args, settings, &mut reading, ui)?;
    if asked.calibration {
        let tried = called.question().tried(&called.answer);
        let Some((bins, brier, plain)) = of_chances(&tried.chances) else {
            return Err(Failure::new(Outcome::Input, "there are no chances of earlier periods to judge")
                .hint(
                    "chances come from method hazard: leave out `--method`, or name a shorter `--period`",
                ));
        };
        let about = format!("chances of periods like {}", called.period.label);
        let report = chances(subtitle(settings, &about), &bins, brier, plain, tried.chances.len());
        put::report(&report, ui)?;
        return reading.outcome();
    }
    let made = match &asked.calls[..] {
        [] => {
            settings.root().map_or(Ok(Vec::new()), |root| calls_file::kept(root, &called.by, &mut reading))?
        }
        files => calls_file::submitted(files, &called.by, &args.read, &mut reading)?,
    };
    let found = if made.is_empty() && asked.calls.is_empty() {
        tried(&called, settings)
    } else {
        judged(&called, made, asked.day, settings)?
    };
    let frame = Frame {
        by: &called.by,
        people: &called.company.people,
        as_of: settings.as_of.value,
        currency: called.code(),
        level: called.level,
        whose: found.whose,
        subtitle: subtitle(settings, &called.in_currency("calls and what came")),
    };
    let too_large = || Failure::new(Outcome::Input, "the calls are too large to add up");
    let all: Vec<Judged> = found.calls.iter().map(|each| each.call).collect();
    let slip = slips_of(&called, &found.periods);
    let whole = slip.as_ref().map(|slips| Slip::sum(slips));
    let sums = if called.by.is_empty() { all.clone() } else { summed(&all) };
    let total = Line { keys: Vec::new(), accuracy: Accuracy::of(&sums).ok_or_else(too_large)?, slip: whole };
    if asked.each || called.by.is_empty() {
        put::report(&one_by_one(&frame, &found.calls, &total), ui)?;
        return reading.outcome();
    }
    let mut groups: BTreeMap<&[String], Vec<Judged>> = BTreeMap::new();
    for each in &found.calls {
        groups.entry(&each.keys).or_default().push(each.call);
    }
    let mut lines = Vec::with_capacity(groups.len());
    for (keys, calls) in groups {
        let place = called.keys.iter().position(|known| known == keys);
        let slip = slip.as_ref().zip(place).map(|(slips, place)| slips[place]);
        lines.push(Line { keys: keys.to_vec(), accuracy: Accuracy::of(&calls).ok_or_else(too_large)?, slip });
    }
    put::report(&by_group(&frame, &lines, &total), ui)?;
    reading.outcome()
}

/// Calls that are over.
struct Past {
    calls: Vec<Each>,
    whose: Whose,
    /// First and last days of the periods.
    periods: Vec<(i32, i32)>,
}

/// What the method would have called. Groups that neither called nor brought anything are left out.
fn tried(called: &Called, settings: &Settings) -> Past {
    let tried = called.question().tried(&called.answer);
    let way = called.answer.way;
    let window = |place: usize| called.answer.past.trials[place].window;
    let label = |from: i32| {
        let day = Day::from_number(from).unwrap_or(Day::MIN);
        settings.calendar.value.period_of(called.period.unit, day).label
    };
    let some = |call: &&Judged| call.call != Amount::ZERO || call.came != Amount::ZERO;
    let calls: Vec<Each> = tried
        .calls
        .iter()
        .filter(some)
        .map(|call| Each {
            keys: called.keys[call.group].clone(),
            period: label(window(call.period).from),
            as_of: Day::from_number(window(call.period).as_of),
            call: *call,
        })
        .collect();
    let mut places: Vec<usize> = calls.iter().map(|each| each.call.period).collect();
    places.dedup();
    let held = way.and_then(|way| called.answer.past.held(way, called.level));
    let name = way.map_or("none", crate::engine::forecast::past::Way::name);
    let periods = places.into_iter().map(|place| (window(place).from, window(place).to)).collect();
    Past { calls, whose: Whose::Tried(name, held), periods }
}

/// The day of the last call of a period in time, the period, and the calls of that day.
type Last = (Option<Day>, Period, Vec<Call>);

/// Calls that were made, of periods that are over: of each period and group the last one by the asked-for day of it.
fn judged(called: &Called, made: Vec<Call>, day: Option<u16>, settings: &Settings) -> Result<Past, Failure> {
    let as_of = settings.as_of.value;
    let code = called.code();
    let mut later = 0;
    let mut known: BTreeMap<(Day, String, Vec<String>), Last> = BTreeMap::new();
    for mut call in made {
        let period = settings.period(&call.period)?;
        if !call.currency.is_empty() && !code.is_empty() && call.currency != code {
            return Err(Failure::new(
                Outcome::Input,
                format!("a call of {} is in {}, and the report in {code}", call.period, call.currency),
            )
            .hint(format!("write `--currency {}`", call.currency)));
        }
        let days = i32::try_from(period.span.days()).unwrap_or(i32::MAX);
        let last = day.map_or(days / 2, i32::from);
        let in_time =
            call.as_of.is_none_or(|day| day.number() < period.span.from.number().saturating_add(last));
        if period.span.to > as_of || !in_time {
            later += 1;
            continue;
        }
        named(&mut call, called);
        let key = (period.span.from, period.label.clone(), call.keys.clone());
        let (day, _, calls) = known.entry(key).or_insert_with(|| (call.as_of, period, Vec::new()));
        match call.as_of.cmp(day) {
            std::cmp::Ordering::Less => {}
            std::cmp::Ordering::Equal => calls.push(call),
            std::cmp::Ordering::Greater => (*day, *calls) = (call.as_of, vec![call]),
        }
    }
    let mut periods: Vec<(i32, i32)> =
        known.values().map(|(_, period, _)| (period.span.from.number(), period.span.to.number())).collect();
    periods.dedup();
    let mut calls = Vec::with_capacity(known.len());
    for ((_, label, keys), (day, period, of_key)) in known {
        let span = (period.span.from.number(), period.span.to.number());
        let too_large = || Failure::new(Outcome::Input, "the calls are too large to add up");
        let sum = Amount::checked_sum(of_key.iter().map(|call| call.call)).ok_or_else(too_large)?;
        let one = if let [one] = &of_key[..] { one.interval } else { None };
        let call = Judged {
            group: 0,
            period: periods.iter().position(|known| *known == span).unwrap_or(0),
            call: sum,
            interval: one,
            came: came(called, &keys, span),
        };
        calls.push(Each { keys, period: label, as_of: day, call });
    }
    Ok(Past { calls, whose: Whose::Made(later), periods })
}

/// A rep may be named by id, e-mail or name.
fn named(call: &mut Call, called: &Called) {
    for (key, dimension) in call.keys.iter_mut().zip(&called.by) {
        if *dimension == Dimension::Rep
            && let Found::Rep(rep) = called.company.people.find(key)
        {
            called.company.people.id(rep).clone_into(key);
        }
    }
}

/// What a group won in a period; of no group nothing.
fn came(called: &Called, keys: &[String], days: (i32, i32)) -> Amount {
    let group = called.keys.iter().position(|known| known == keys);
    group.map_or(Amount::ZERO, |group| won_in(&called.deals, &called.brings, group, days))
}

/// What slipped, by group; nothing without a history.
fn slips_of(called: &Called, periods: &[(i32, i32)]) -> Option<Vec<Slip>> {
    let known = !called.deals.stands.is_empty();
    known.then(|| slips(&called.deals, &called.brings, called.keys.len(), periods))
}
