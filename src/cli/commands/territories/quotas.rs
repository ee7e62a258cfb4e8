//! `spm territories quotas`: a target down the tree of territories to reps and months, as a table of quotas; or how
//! fair such quotas would have been.

use clap::{Args, ValueEnum};

use crate::calendar::Period;
use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::territories::TerritoriesArgs;
use crate::cli::commands::territories::quota_choices::{Choices, choices, refuse_unknown_segments};
use crate::cli::credit::{Counted, report_currency};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::put;
use crate::cli::reading::{Reading, counted};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::territory::rules::RuleArgs;
use crate::cli::territory::sold::{Sold, sold};
use crate::cli::territory::units::{Units, units};
use crate::cli::territory::{self, Ground};
use crate::cli::ui::Ui;
use crate::engine::people::index;
use crate::engine::territory::alignment::FULL;
use crate::engine::territory::book::Measure;
use crate::engine::territory::judged::{Case, judge};
use crate::engine::territory::quotas::bounded::Unfit;
use crate::engine::territory::quotas::{Given, Misfit, Place, Question, blend, over_months, season, shares};
use crate::money::{Amount, Percent, grouped};
use crate::report::territory_quotas::{Fair, FairRow, Row, Stated, fairness, report};

/// The arguments of `spm territories quotas`.
#[derive(Debug, Clone, Args)]
pub struct QuotaArgs {
    /// What all quotas of the top together come to, before the hedge. Example: --target 84000000
    #[arg(long, value_name = "AMOUNT")]
    pub target: String,
    /// The days of the quotas. Example: --period 2027
    #[arg(short, long, value_name = "PERIOD")]
    pub period: String,
    /// What the target is shared by: potential of the accounts, history (what they brought), blend of the two, or
    /// even by capacity. Example: --by blend
    #[arg(short, long, value_enum, default_value = "potential", value_name = "WAY")]
    pub by: Way,
    /// How many percent of a blend are potential; the rest is history. Example: --potential-share 70
    #[arg(long, value_name = "PERCENT")]
    pub potential_share: Option<u8>,
    /// The measure of accounts that potential is. Example: --weight revenue
    #[arg(long, value_name = "MEASURE", default_value = "potential")]
    pub weight: String,
    /// The days that are history; if absent the period before, or the last months that are over. Example: --history
    /// 2026
    #[arg(long, value_name = "PERIOD")]
    pub history: Option<String>,
    /// Growth in percent of a segment's potential and history, or of all others. Example: --growth SMB=10 --growth 4
    #[arg(long, value_name = "SEGMENT=PERCENT", allow_hyphen_values = true)]
    pub growth: Vec<String>,
    /// The least quota of a rep in the period. Example: --floor 400000
    #[arg(long, value_name = "AMOUNT")]
    pub floor: Option<String>,
    /// The greatest quota of a rep in the period. Example: --cap 2500000
    #[arg(long, value_name = "AMOUNT")]
    pub cap: Option<String>,
    /// How many percent the quotas below come to more than the one above; with commas for each level from the top.
    /// Example: --hedge 3,5
    #[arg(long, value_name = "PERCENT", value_delimiter = ',')]
    pub hedge: Vec<String>,
    /// What a row holds: month, quarter, half or year; the whole period if absent. Example: --unit month
    #[arg(short, long, value_name = "UNIT")]
    pub unit: Option<String>,
    /// How the period is spread over its parts: even, or by the months of the history. Example: --season history
    #[arg(long, value_enum, default_value = "even", value_name = "WAY")]
    pub season: Season,
    /// What is counted: bookings, margin, units, count or a column of the deals. Example: --measure margin
    #[arg(short, long, value_name = "MEASURE", default_value = "bookings")]
    pub measure: String,
    /// Currency of the target; the workspace's if absent. Example: --currency EUR
    #[arg(long, value_name = "CODE")]
    pub currency: Option<String>,
    /// Rows for the territories above reps, too. Example: --levels
    #[arg(long)]
    pub levels: bool,
    /// How fair the quotas would have been, by what the same accounts brought before, instead of the quotas.
    /// Example: --fairness
    #[arg(long, conflicts_with_all = ["levels", "unit"])]
    pub fairness: bool,
    /// Rules.
    #[command(flatten)]
    pub rules: RuleArgs,
}

/// What a target is shared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Way {
    /// The potential of accounts.
    Potential,
    /// What accounts brought.
    History,
    /// Both.
    Blend,
    /// Capacity.
    Even,
}

impl Way {
    fn in_words(self, percent: i128) -> String {
        match self {
            Way::Potential => "by potential".to_owned(),
            Way::History => "by history".to_owned(),
            Way::Blend => format!("by {percent} % potential and {} % history", 100 - percent),
            Way::Even => "even by capacity".to_owned(),
        }
    }
}

/// How a period is spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Season {
    /// Alike.
    Even,
    /// As the history was.
    History,
}

/// What one territory's accounts are worth.
#[derive(Clone, Copy, Debug, Default)]
struct Worth {
    potential: i128,
    grown_potential: i128,
    history: i128,
    grown_history: i128,
    accounts: i64,
}

/// Reads, shares and writes.
pub fn run(
    args: &TerritoriesArgs,
    asked: &QuotaArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    let choices = choices(asked, settings)?;
    let currency = report_currency(asked.currency.as_deref(), settings)?;
    let measure = Counted::parse(&asked.measure);
    let weight = territory::parsed(&asked.weight)?;
    let tables = Tables::new(settings, &args.tables, &args.read)?;
    let mut reading = Reading::new(settings, &args.read, ui);
    reading.reads_also(settings.file())?;
    let ground = territory::read(&tables, &mut reading)?;
    if matches!(asked.by, Way::Potential | Way::Blend) {
        territory::stated(weight, &ground.book)?;
    }
    let units = units(&asked.rules, settings, &mut reading, &ground)?;
    let needs_history =
        matches!(asked.by, Way::History | Way::Blend) || asked.season == Season::History || asked.fairness;
    let sold = match needs_history {
        true => sold(&tables, &mut reading, &measure, currency, &choices.history)?,
        false => Sold::default(),
    };
    let currency = sold.currency.or(currency);
    let worths = worths(&ground, &units, &sold, weight, &choices, &reading);
    refuse_unknown_segments(&choices.growth, &ground)?;
    let places = places(asked, &ground, &units, &worths, &choices)?;
    let question =
        Question { places: &places, target: choices.target, hedge: &choices.hedge, bounds: choices.bounds };
    let given = question.answer().map_err(|misfit| no_way(&misfit, &choices))?;
    say(&ground, &places, &given, &reading);
    let code = if measure.money { currency.as_ref().map_or("", |currency| currency.as_str()) } else { "" };
    let counted = if code.is_empty() { measure.name.clone() } else { format!("{} in {code}", measure.name) };
    let history =
        if needs_history { format!(" · history {}", choices.history.label) } else { String::new() };
    let about = format!(
        "{} · {counted} {} · target {}{history}",
        choices.period.label,
        asked.by.in_words(choices.percent),
        money(choices.target)
    );
    let mut lines = subtitle(settings, &about);
    if asked.fairness {
        let months = |period: &Period| {
            i128::try_from(settings.calendar.value.months_in(period.span).len()).unwrap_or(1)
        };
        let lengths = (months(&choices.period), months(&choices.history));
        let (rows, cases) = fair_rows(&ground, &places, &given, &worths, lengths);
        let fair =
            Fair { rows, judged: judge(&cases), period: choices.history.label.clone(), subtitle: lines };
        put::report(&fairness(&fair), ui)?;
        return reading.outcome();
    }
    if choices.hedge.iter().any(|hedge| *hedge > 0) {
        let levels: Vec<String> = choices.hedge.iter().map(|hedge| percent_of(*hedge)).collect();
        lines.push(format!("hedge: quotas below come to {} more, level by level", levels.join(", then ")));
    }
    let stated = Stated {
        measure: measure.name.clone(),
        currency: code.to_owned(),
        subtitle: lines,
        levels: asked.levels,
    };
    let months = month_weights(asked, &choices, &sold, settings)?;
    let rows = rows(asked, &ground, &units, &places, &given, &worths, &choices, &months);
    put::report(&report(&rows, &stated), ui)?;
    reading.outcome()
}

/// What the accounts of each territory are worth. Deals without a known account are those of their owner's territory.
fn worths(
    ground: &Ground,
    units: &Units,
    sold: &Sold,
    weight: Measure,
    choices: &Choices,
    reading: &Reading<'_>,
) -> Vec<Worth> {
    let mut worths = vec![Worth::default(); units.leaves.len()];
    let (mut nowhere, mut lost) = (0_u64, 0_i128);
    for (account, unit) in ground.book.accounts.iter().zip(&units.of) {
        let Some(unit) = unit else {
            (nowhere, lost) = (nowhere + 1, lost + account.measure(weight));
            continue;
        };
        let (worth, value) = (&mut worths[*unit], account.measure(weight));
        worth.accounts += 1;
        worth.potential += value;
        worth.grown_potential += value * choices.growth.of(&account.segment);
    }
    if nowhere > 0 {
        reading.warning(&format!(
            "{} in no territory: no quota is for {} of {}",
            counted(nowhere, "account is", "accounts are"),
            grouped(&Amount::from_raw(lost).to_string()),
            weight.as_str()
        ));
    }
    let mut unplaced = 0_i128;
    for ((account_id, rep_id), cents) in &sold.by_account {
        let account = ground.book.account(account_id).map(index);
        let by_account = account.and_then(|place| units.of[place]);
        let rep = ground.book.rep(rep_id);
        let by_rep = || {
            units.leaves.iter().position(|leaf| leaf.own && rep.is_some_and(|rep| leaf.reps.contains(&rep)))
        };
        let Some(unit) = by_account.or_else(by_rep) else {
            unplaced += cents;
            continue;
        };
        let segment = account.map_or("", |place| ground.book.accounts[place].segment.as_str());
        worths[unit].history += cents;
        worths[unit].grown_history += cents * choices.growth.of(segment);
    }
    if unplaced != 0 {
        reading.warning(&format!(
            "{} of {} was sold to accounts of no territory, by reps without one: it is not in the history",
            money(unplaced),
            choices.history.label
        ));
    }
    worths
}

/// The tree with the weights by which the target goes down.
fn places(
    asked: &QuotaArgs,
    ground: &Ground,
    units: &Units,
    worths: &[Worth],
    choices: &Choices,
) -> Result<Vec<Place>, Failure> {
    let capacity = |place: usize| -> i128 {
        let reps =
            units.leaves[place].reps.iter().map(|rep| i128::from(ground.book.reps[index(*rep)].capacity));
        if units.leaves[place].reps.is_empty() { i128::from(FULL) } else { reps.sum() }
    };
    let own = |of: &dyn Fn(usize) -> i128| -> Vec<i128> {
        (0..worths.len()).map(|place| if units.leaves[place].own { of(place).max(0) } else { 0 }).collect()
    };
    let potential = own(&|place| worths[place].grown_potential);
    let history = own(&|place| worths[place].grown_history);
    let nothing = |values: &[i128]| values.iter().all(|value| *value == 0);
    if matches!(asked.by, Way::History | Way::Blend) && nothing(&history) {
        return Err(Failure::new(Outcome::Input, format!("nothing was sold in {}", choices.history.label))
            .hint("name other days with `--history PERIOD`, or share `--by potential`"));
    }
    let weights = match asked.by {
        Way::Potential => shares(&potential),
        Way::History => shares(&history),
        Way::Blend => blend(&shares(&potential), &shares(&history), choices.percent),
        Way::Even => own(&capacity),
    };
    Ok(units
        .leaves
        .iter()
        .zip(weights)
        .map(|(leaf, weight)| Place {
            name: leaf.name.clone(),
            parent: leaf.parent,
            weight,
            own: leaf.own,
            reps: leaf.reps.iter().map(|rep| (*rep, ground.book.reps[index(*rep)].capacity)).collect(),
        })
        .collect())
}

/// What makes a target impossible.
fn no_way(misfit: &Misfit, choices: &Choices) -> Failure {
    let of = if misfit.name.is_empty() {
        "the target".to_owned()
    } else {
        format!("the quota of `{}`", misfit.name)
    };
    let (what, flag, by) = match misfit.unfit {
        Unfit::FloorsTooHigh(by) => ("the floors of all reps together are above", "--floor", by),
        Unfit::CapsTooLow(by) => ("the caps of all reps together are below", "--cap", by),
    };
    Failure::new(Outcome::Input, format!("{what} {of} by {}", money(by)))
        .at(format!("target {}", money(choices.target)))
        .hint(format!("change `{flag}` or `--target`"))
}

/// Says who gets nothing, and what is nobody's.
fn say(ground: &Ground, places: &[Place], given: &[Given], reading: &Reading<'_>) {
    let mut without: Vec<u32> = Vec::new();
    let (mut vacant, mut amount) = (Vec::new(), 0_i128);
    for (place, given) in places.iter().zip(given) {
        for ((rep, _), quota) in place.reps.iter().zip(&given.reps) {
            if *quota == 0 {
                without.push(*rep);
            }
        }
        if let (Some(own), true) = (given.own, place.reps.is_empty()) {
            vacant.push(format!("`{}`", place.name));
            amount += own;
        }
    }
    if !without.is_empty() {
        let count = u64::try_from(without.len()).unwrap_or(u64::MAX);
        let reps = territory::listed(&without, |place| format!("`{}`", ground.book.reps[place].rep_id));
        reading.warning(&format!(
            "{} a quota of zero, for accounts that are worth nothing here: {reps}; `--floor AMOUNT` gives the least",
            counted(count, "rep has", "reps have")
        ));
    }
    if amount > 0 {
        let count = u64::try_from(vacant.len()).unwrap_or(u64::MAX);
        let more = if vacant.len() > 5 { " …" } else { "" };
        vacant.truncate(5);
        reading.warning(&format!(
            "{} is for {} that nobody covers: {}{more}",
            money(amount),
            counted(count, "territory", "territories"),
            vacant.join(", ")
        ));
    }
}

fn month_weights(
    asked: &QuotaArgs,
    choices: &Choices,
    sold: &Sold,
    settings: &Settings,
) -> Result<Vec<i128>, Failure> {
    match asked.season {
        // Alike for each month, so that quarters of 4-4-5 and parts of a range get what their months have.
        Season::Even => {
            let months = |part: &Period| settings.calendar.value.months_in(part.span).len();
            Ok(choices.parts.iter().map(|part| i128::try_from(months(part)).unwrap_or(1)).collect())
        }
        Season::History => {
            let weights = season::weights(&choices.parts, &sold.months, &settings.calendar.value);
            if weights.iter().all(|weight| *weight == 0) {
                return Err(Failure::new(
                    Outcome::Input,
                    format!("nothing was sold in {}", choices.history.label),
                )
                .hint("name other days with `--history PERIOD`, or spread with `--season even`"));
            }
            Ok(weights)
        }
    }
}

#[allow(clippy::too_many_arguments, reason = "each is one step of the calculation before it")]
fn rows(
    asked: &QuotaArgs,
    ground: &Ground,
    units: &Units,
    places: &[Place],
    given: &[Given],
    worths: &[Worth],
    choices: &Choices,
    months: &[i128],
) -> Vec<Row> {
    let all: i128 = places.iter().map(|place| place.weight).sum();
    let mut rows = Vec::new();
    let mut put = |place: usize, rep: Option<u32>, quota: i128, level: bool| {
        let share = crate::engine::territory::fairness::part(places[place].weight, all);
        for (part, amount) in choices.parts.iter().zip(over_months(quota, months)) {
            let named = rep.map(|rep| &ground.book.reps[index(rep)]);
            rows.push(Row {
                rep_id: named.map_or_else(String::new, |rep| rep.rep_id.clone()),
                name: named.map_or_else(String::new, |rep| rep.name.clone()),
                territory: if units.named { places[place].name.clone() } else { String::new() },
                period: part.label.clone(),
                amount,
                share: share.filter(|_| !level),
                potential: (!level).then_some(worths[place].potential),
                history: (!level && !matches!(asked.by, Way::Even | Way::Potential))
                    .then_some(worths[place].history),
                level,
            });
        }
    };
    for (place, stated) in places.iter().enumerate() {
        let has_parts = places.iter().any(|other| other.parent == Some(place));
        if asked.levels && has_parts {
            put(place, None, given[place].quota, true);
        }
        match (given[place].own, stated.reps.as_slice()) {
            (None, _) => {}
            // A quota for nobody is the territory's, so that the rows add up.
            (Some(own), []) => put(place, None, own, false),
            (Some(_), reps) => {
                for ((rep, _), quota) in reps.iter().zip(&given[place].reps) {
                    put(place, Some(*rep), *quota, false);
                }
            }
        }
    }
    rows
}

/// The reps with quota, record and potential; accounts of a territory with several reps count by their quotas. A
/// history of another length counts by its months.
fn fair_rows(
    ground: &Ground,
    places: &[Place],
    given: &[Given],
    worths: &[Worth],
    (months, of_history): (i128, i128),
) -> (Vec<FairRow>, Vec<Case>) {
    const WHOLE: i128 = 100_000_000;
    let (mut rows, mut cases) = (Vec::new(), Vec::new());
    for (place, (stated, given)) in places.iter().zip(given).enumerate() {
        let quotas: Vec<i128> = given.reps.clone();
        let expected = crate::money::allocate(
            (worths[place].grown_history * months / (of_history.max(1) * WHOLE)).max(0),
            &quotas,
        );
        let potential = crate::money::allocate(worths[place].potential, &quotas);
        for (nth, (rep, _)) in stated.reps.iter().enumerate() {
            let Some(quota) = quotas.get(nth) else { continue };
            let case = Case { quota: *quota, expected: expected[nth], potential: potential[nth] };
            let rep = &ground.book.reps[index(*rep)];
            rows.push((rep.rep_id.clone(), rep.name.clone(), stated.name.clone(), case));
            cases.push(case);
        }
    }
    (rows, cases)
}

fn money(cents: i128) -> String {
    grouped(&Amount::from_raw(cents.saturating_mul(100)).to_string())
}

/// Millionths as percents.
fn percent_of(millionths: i64) -> String {
    format!("{} %", Percent::from_raw(millionths.saturating_mul(100)))
}
