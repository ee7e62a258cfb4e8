//! `spm territories capacity`: work against the reps who do it, by territory, by month, or after somebody leaves.

use clap::Args;

use crate::calendar::{Period, Unit};
use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::territories::TerritoriesArgs;
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::put;
use crate::cli::reading::Reading;
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::territory::rules::RuleArgs;
use crate::cli::territory::units::{Units, units};
use crate::cli::territory::{self, Ground};
use crate::cli::ui::Ui;
use crate::engine::people::{Found, index};
use crate::engine::territory::book::Measure;
use crate::engine::territory::capacity::{
    ONE, Terms, after_attrition, hires, hours_of, leave, presence, reps_for,
};
use crate::money::{Amount, Percent, Rounding, grouped, multiply_divide};
use crate::report::territory_capacity::{After, Month, Row, by_month, by_territory, leaver};

/// The arguments of `spm territories capacity`.
#[derive(Debug, Clone, Args)]
pub struct CapacityArgs {
    /// The days; the year of the as-of day if absent. Example: --period 2027
    #[arg(short, long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// Hours that a ramped rep with a full territory has for accounts in a year. Example: --hours 1400
    #[arg(long, value_name = "HOURS", default_value = "1200")]
    pub hours: String,
    /// Calls a year to an account of a segment, or to all others, in place of the workload that accounts state.
    /// Example: --calls Enterprise=24 --calls 6
    #[arg(long, value_name = "SEGMENT=CALLS")]
    pub calls: Vec<String>,
    /// Hours of a call, the way included; with --calls, or for the visits of accounts. Example: --call-hours 1.5
    #[arg(long, value_name = "HOURS")]
    pub call_hours: Option<String>,
    /// What a rep can do in the first months after the hire, in percent, with commas. Example: --ramp 25,50,75
    #[arg(long, value_name = "PERCENT", value_delimiter = ',')]
    pub ramp: Vec<String>,
    /// A row for each month: reps there and needed, hours, and how many hires have to begin. Example: --months
    #[arg(long, conflicts_with = "leaver")]
    pub months: bool,
    /// How many percent of the reps leave in a year, for --months. Example: --attrition 15
    #[arg(long, value_name = "PERCENT", requires = "months")]
    pub attrition: Option<String>,
    /// Months from the start of a hire to the first day of work, for --months. Example: --hire-months 3
    #[arg(long, value_name = "N", requires = "months")]
    pub hire_months: Option<usize>,
    /// A target of the period, for --months: reps needed top-down, beside those for the work. Example: --target
    /// 84000000
    #[arg(long, value_name = "AMOUNT", requires = "months", requires = "productivity")]
    pub target: Option<String>,
    /// What a ramped rep sells in a year, for --target. Example: --productivity 4200000
    #[arg(long, value_name = "AMOUNT", requires = "target")]
    pub productivity: Option<String>,
    /// What happens when this rep leaves: who takes the accounts, and how busy they are then.
    /// Example: --leaver noor@acme.example
    #[arg(long, value_name = "REP")]
    pub leaver: Option<String>,
    /// Rules.
    #[command(flatten)]
    pub rules: RuleArgs,
}

/// Reads, counts and writes.
pub fn run(
    args: &TerritoriesArgs,
    asked: &CapacityArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    let period = match &asked.period {
        Some(text) => settings.period(text)?,
        None => settings.calendar.value.period_of(Unit::Year, settings.as_of.value),
    };
    let terms = terms(asked)?;
    let tables = Tables::new(settings, &args.tables, &args.read)?;
    let mut reading = Reading::new(settings, &args.read, ui);
    reading.reads_also(settings.file())?;
    let ground = territory::read(&tables, &mut reading)?;
    let (work, way) = work(asked, &ground)?;
    let units = units(&asked.rules, settings, &mut reading, &ground)?;
    let months = settings.calendar.value.months_in(period.span);
    let plain = |raw: i128| grouped(&plain(raw));
    let about = format!("{} · {way}, {} a ramped rep a year", period.label, plain(terms.hours));
    let scene =
        Scene { ground: &ground, units: &units, work: &work, months: &months, terms: &terms, settings };
    let lines = subtitle(settings, &about);
    let report = if let Some(name) = &asked.leaver {
        scene.leaver(name, lines)?
    } else if asked.months {
        by_month(&scene.by_month(asked)?, asked.target.is_some(), lines)
    } else {
        by_territory(&scene.by_territory(), lines)
    };
    put::report(&report, ui)?;
    reading.outcome()
}

/// A number at scale 4 as plain text.
fn plain(raw: i128) -> String {
    let text = Amount::from_raw(raw).to_string();
    text.strip_suffix(".00").map_or_else(|| text.clone(), str::to_owned)
}

fn wrong(flag: &str, value: &str, hint: &str) -> Failure {
    Failure::new(Outcome::Usage, format!("`{value}` cannot be used for `{flag}`"))
        .hint(format!("write {hint}"))
}

/// A number above zero, scale 4.
fn above_zero(flag: &str, text: &str, hint: &str) -> Result<i128, Failure> {
    let number = Amount::parse(&text.replace([',', '_'], "")).ok().map(Amount::raw).filter(|raw| *raw > 0);
    number.ok_or_else(|| wrong(flag, text, hint))
}

fn percent(flag: &str, text: &str) -> Result<i64, Failure> {
    let percent = Percent::parse(text).ok().map(Percent::raw).filter(|raw| (0..=100_000_000).contains(raw));
    percent.map(|raw| raw / 100).ok_or_else(|| wrong(flag, text, "percents from 0 to 100, as in 25"))
}

fn terms(asked: &CapacityArgs) -> Result<Terms, Failure> {
    let ramp: Result<Vec<i64>, Failure> = asked.ramp.iter().map(|text| percent("--ramp", text)).collect();
    Ok(Terms {
        hours: above_zero("--hours", &asked.hours, "hours a year above zero, as in 1200")?,
        ramp: ramp?,
        attrition: asked.attrition.as_deref().map_or(Ok(0), |text| percent("--attrition", text))?,
    })
}

/// The hours of each account in a year, scale 4, and where they come from.
fn work(asked: &CapacityArgs, ground: &Ground) -> Result<(Vec<i128>, &'static str), Failure> {
    let accounts = &ground.book.accounts;
    let call_hours =
        asked.call_hours.as_deref().map(|text| above_zero("--call-hours", text, "hours, as in 1.5"));
    let call_hours = call_hours.transpose()?;
    let hours = |calls: i128, each: i128| multiply_divide(calls, each, 10_000, Rounding::HalfUp).unwrap_or(0);
    if !asked.calls.is_empty() {
        let Some(each) = call_hours else {
            return Err(Failure::new(Outcome::Usage, "`--calls` needs the hours of a call")
                .hint("give them with `--call-hours 1.5`"));
        };
        let mut calls: Vec<(&str, i128)> = Vec::new();
        for text in &asked.calls {
            let (segment, number) = text.rsplit_once('=').unwrap_or(("", text));
            let number = Amount::parse(number).ok().map(Amount::raw).filter(|raw| *raw >= 0);
            let number =
                number.ok_or_else(|| wrong("--calls", text, "SEGMENT=CALLS, as in Enterprise=24, or 6"))?;
            let known: Vec<&str> = accounts.iter().map(|account| account.segment.as_str()).collect();
            if !segment.is_empty() && !known.contains(&segment) {
                return Err(Failure::new(
                    Outcome::Usage,
                    format!("no account is in the segment `{segment}` of `--calls`"),
                )
                .hint(did_you_mean(segment, known)));
            }
            calls.push((segment, number));
        }
        let of = |segment: &str| {
            let own = calls.iter().find(|(known, _)| *known == segment && !segment.is_empty());
            own.or_else(|| calls.iter().find(|(known, _)| known.is_empty())).map_or(0, |(_, calls)| *calls)
        };
        return Ok((
            accounts.iter().map(|account| hours(of(&account.segment), each)).collect(),
            "hours by calls",
        ));
    }
    if let Some(each) = call_hours {
        territory::stated(Measure::Visits, &ground.book)?;
        let visits = accounts.iter().map(|account| hours(account.measure(Measure::Visits), each));
        return Ok((visits.collect(), "hours by visits"));
    }
    territory::stated(Measure::Workload, &ground.book)
        .map_err(|failure| failure.hint("or count it: `--calls 6 --call-hours 1.5`"))?;
    Ok((
        accounts.iter().map(|account| account.measure(Measure::Workload)).collect(),
        "hours of the accounts' workload",
    ))
}

/// What every view works with.
struct Scene<'a> {
    ground: &'a Ground,
    units: &'a Units,
    work: &'a [i128],
    months: &'a [Period],
    terms: &'a Terms,
    settings: &'a Settings,
}

impl Scene<'_> {
    fn count(&self) -> i128 {
        i128::try_from(self.months.len()).unwrap_or(12)
    }

    /// The mean presence of a rep over the months, in millionths.
    fn mean_presence(&self, rep: u32) -> i64 {
        let calendar = &self.settings.calendar.value;
        let rep = &self.ground.book.reps[index(rep)];
        let sum: i128 =
            self.months.iter().map(|month| i128::from(presence(rep, month, self.terms, calendar))).sum();
        i64::try_from(crate::money::divide(sum, self.count(), Rounding::HalfUp)).unwrap_or(0)
    }

    /// The part of a year's hours that falls into the months.
    fn in_period(&self, yearly: i128) -> i128 {
        multiply_divide(yearly, self.count(), 12, Rounding::HalfUp).unwrap_or(yearly)
    }

    /// The territories in which a rep is: somebody who covers several is shared over them by their work.
    fn by_territory(&self) -> Vec<Row> {
        let leaves = &self.units.leaves;
        let mut yearly = vec![0_i128; leaves.len()];
        let mut accounts = vec![0_i64; leaves.len()];
        for (work, unit) in self.work.iter().zip(&self.units.of) {
            if let Some(unit) = unit {
                yearly[*unit] += work;
                accounts[*unit] += 1;
            }
        }
        let mut reps = vec![0_i64; leaves.len()];
        for rep in self.covering() {
            let of: Vec<usize> = (0..leaves.len())
                .filter(|unit| leaves[*unit].own && leaves[*unit].reps.contains(&rep))
                .collect();
            let weights: Vec<i128> = of.iter().map(|unit| yearly[*unit].max(1)).collect();
            let parts = crate::money::allocate(i128::from(self.mean_presence(rep)), &weights);
            for (unit, part) in of.iter().zip(parts) {
                reps[*unit] += i64::try_from(part).unwrap_or(0);
            }
        }
        let own = (0..leaves.len()).filter(|unit| leaves[*unit].own);
        own.map(|unit| Row {
            territory: leaves[unit].name.clone(),
            reps: leaves[unit]
                .reps
                .iter()
                .map(|rep| self.ground.book.reps[index(*rep)].rep_id.clone())
                .collect(),
            accounts: accounts[unit],
            work: self.in_period(yearly[unit]),
            hours: hours_of(reps[unit], self.count(), self.terms),
            there: reps[unit],
            needed: reps_for(yearly[unit], self.terms),
        })
        .collect()
    }

    /// Everybody who covers a territory, in order.
    fn covering(&self) -> Vec<u32> {
        let mut reps: Vec<u32> =
            self.units.leaves.iter().flat_map(|leaf| leaf.reps.iter().copied()).collect();
        reps.sort_unstable();
        reps.dedup();
        reps
    }

    fn by_month(&self, asked: &CapacityArgs) -> Result<Vec<Month>, Failure> {
        let calendar = &self.settings.calendar.value;
        let as_of = self.settings.as_of.value;
        let yearly: i128 = self.work.iter().sum();
        let covering = self.covering();
        let money = |flag: &str, text: &Option<String>| {
            text.as_deref().map(|text| above_zero(flag, text, "an amount above zero")).transpose()
        };
        let (target, productivity) =
            (money("--target", &asked.target)?, money("--productivity", &asked.productivity)?);
        // The target of a period as that of a year, against what a ramped rep sells in one.
        let top_down = target.zip(productivity).map(|(target, productivity)| {
            let yearly = multiply_divide(target, 12, self.count(), Rounding::HalfUp).unwrap_or(target);
            reps_for(yearly, &Terms { hours: productivity, ..self.terms.clone() })
        });
        let needed = reps_for(yearly, self.terms);
        let goal = top_down.unwrap_or(0).max(needed);
        let first = calendar.month_number(as_of);
        let months = self.months.iter().map(|month| {
            let reps = covering.iter().map(|rep| &self.ground.book.reps[index(*rep)]);
            let there = reps.clone().filter(|rep| presence(rep, month, self.terms, calendar) > 0).count();
            let ramped: i64 = reps.map(|rep| presence(rep, month, self.terms, calendar)).sum();
            let ahead = usize::try_from(calendar.month_number(month.span.from) - first).unwrap_or(0);
            let left = after_attrition(ramped, self.terms.attrition, ahead);
            Month {
                label: month.label.clone(),
                heads: i64::try_from(there).unwrap_or(i64::MAX),
                ramped,
                left,
                needed,
                top_down,
                work: multiply_divide(yearly, 1, 12, Rounding::HalfUp).unwrap_or(0),
                hours: hours_of(left, 1, self.terms),
                hires: 0,
            }
        });
        let mut months: Vec<Month> = months.collect();
        let there: Vec<i64> = months.iter().map(|month| month.left).collect();
        let lead = asked.hire_months.unwrap_or(0) + self.terms.ramp.len();
        for (month, hires) in months.iter_mut().zip(hires(&vec![goal; there.len()], &there, lead)) {
            month.hires = hires;
        }
        Ok(months)
    }

    fn leaver(&self, name: &str, lines: Vec<String>) -> Result<crate::report::Report, Failure> {
        let book = &self.ground.book;
        let found = match self.ground.people.find(name) {
            Found::Rep(rep) => book.rep(self.ground.people.id(rep)),
            _ => None,
        };
        let Some(rep) = found else {
            let known = self.ground.people.known_words();
            return Err(Failure::new(Outcome::Usage, format!("there is no rep `{name}`"))
                .hint(did_you_mean(name, known.iter().map(String::as_str))));
        };
        let hours = |rep: u32| hours_of(self.mean_presence(rep), self.count(), self.terms);
        let others: Vec<(u32, i128)> = book
            .covering()
            .into_iter()
            .filter(|other| *other != rep && book.reps[index(*other)].listed)
            .map(|other| (other, hours(other)))
            .collect();
        let work: Vec<i128> = self.work.iter().map(|work| self.in_period(*work)).collect();
        let mut busy = vec![0_i128; others.len()];
        for (account, work) in book.accounts.iter().zip(&work) {
            let owner = account.rep.and_then(|owner| others.iter().position(|(other, _)| *other == owner));
            if let Some(owner) = owner {
                busy[owner] += work;
            }
        }
        let leaving = leave(book, rep, &work, &others, &busy);
        let mut rows: Vec<After> = Vec::new();
        for ((other, hours), busy) in others.iter().zip(busy) {
            let taken =
                leaving.accounts.iter().zip(&leaving.takers).filter(|(_, taker)| **taker == Some(*other));
            let taken: Vec<u32> = taken.map(|(account, _)| *account).collect();
            if taken.is_empty() {
                continue;
            }
            let more: i128 = taken.iter().map(|account| work[index(*account)]).sum();
            rows.push(After {
                rep_id: book.reps[index(*other)].rep_id.clone(),
                name: book.reps[index(*other)].name.clone(),
                accounts: i64::try_from(taken.len()).unwrap_or(i64::MAX),
                potential: taken
                    .iter()
                    .map(|account| book.accounts[index(*account)].measure(Measure::Potential))
                    .sum(),
                hours: *hours,
                before: busy,
                more,
            });
        }
        let own = &book.reps[index(rep)];
        let customers =
            leaving.accounts.iter().filter(|account| book.accounts[index(**account)].is_customer(book.as_of));
        let left_over = leaving.takers.iter().filter(|taker| taker.is_none()).count();
        let notes = vec![
            format!(
                "{} leaves {} accounts, {} of them customers, and {} of {} hours a rep has in the period",
                if own.name.is_empty() { &own.rep_id } else { &own.name },
                leaving.accounts.len(),
                customers.count(),
                grouped(&plain(leaving.accounts.iter().map(|account| work[index(*account)]).sum())),
                grouped(&plain(hours_of(ONE, self.count(), self.terms)))
            ),
            "each goes to the nearest home of another rep who covers accounts, without places to the least loaded"
                .to_owned(),
        ];
        if left_over > 0 {
            return Err(Failure::new(
                Outcome::Input,
                format!("nobody is left for {left_over} accounts of `{name}`"),
            )
            .hint("the reps table has no other rep who covers accounts in these days"));
        }
        Ok(leaver(&rows, notes, lines))
    }
}
