//! `spm commissions accrue`: what the period's earnings cost in which month, straight over the terms of their deals.

use std::collections::BTreeMap;

use clap::Args;

use crate::calendar::{Calendar, Day, Period, Unit};
use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::commissions::CommissionsArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::prepare::{Prepared, asked, prepare};
use crate::cli::put;
use crate::cli::reading::{Reading, counted, refused_by_engine};
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::engine::accrue::{Life, months};
use crate::engine::commissions::{LineKind, NO_CREDIT, NO_TERM, Run};
use crate::engine::error::EngineError;
use crate::engine::people::index;
use crate::engine::threads::side_by_side;
use crate::model::rows::EventKind;
use crate::money::{Amount, Currency, Fraction};
use crate::report::accrue::{Accounts, Row, journal, schedule};

/// Over how many months, where nothing says it.
const MONTHS: u32 = 12;

/// The arguments of `spm commissions accrue`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct AccrueArgs {
    /// Over how many months, for a deal without `term_months`; `accrual.months` of spm.toml, else 12, if absent.
    /// Example: --months 36
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1200))]
    pub months: Option<u32>,
    /// Write the journal: each month's sums on two accounts. Example: --journal -o journal.csv
    #[arg(long)]
    pub journal: bool,
}

/// What the lines say of the commissions of one rep for one deal in one currency.
#[derive(Default)]
struct Found {
    lives: BTreeMap<(usize, Currency), BTreeMap<u32, Amount>>,
    /// What no deal stands behind.
    apart: i128,
}

/// Reads, pays, spreads and writes.
pub fn run(
    args: &CommissionsArgs,
    accrue: &AccrueArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    let mut reading = Reading::new(settings, &args.read, ui);
    let asked = asked(args, settings, ui)?;
    let Prepared { run, only, .. } = prepare(args, &asked, settings, &mut reading, ui)?;
    let file =
        settings.workspace.as_ref().map(|workspace| workspace.file.accrual.clone()).unwrap_or_default();
    let default = accrue.months.or(file.months).unwrap_or(MONTHS);
    if !(1..=1200).contains(&default) {
        return Err(Failure::new(
            Outcome::Workspace,
            format!("`accrual.months` in spm.toml cannot be {default}"),
        )
        .hint("write a number of months from 1 to 1200"));
    }
    let mut reps = run.people.in_order();
    reps.retain(|rep| only.as_ref().is_none_or(|only| only.contains(rep)));
    let of_rep = |place: usize| rows(&run, reps[place], default);
    let made = side_by_side(reps.len(), settings.thread_count(), of_rep)
        .map_err(|error| refused_by_engine(&error))?;
    let without: usize = made.iter().map(|made| made.without_term).sum();
    let apart = made.iter().filter(|made| made.apart).count();
    let all: Vec<Row> = made.into_iter().flat_map(|made| made.rows).collect();
    if without > 0 {
        let deals = counted(without.try_into().unwrap_or(u64::MAX), "deal has", "deals have");
        ui.note(&format!("{deals} no term_months and {default} months are taken: `--months N` says others"));
    }
    if apart > 0 {
        let reps = counted(apart.try_into().unwrap_or(u64::MAX), "rep earns", "reps earn");
        ui.note(&format!("{reps} something that no deal stands behind, which is no asset and left out"));
    }
    let heading = subtitle(settings, &asked.label);
    let report = match accrue.journal {
        true => journal(&all, &accounts(&file), heading),
        false => schedule(&all, heading),
    };
    put::report(&report, ui)?;
    reading.outcome()
}

fn accounts(file: &crate::cli::workspace::Accrual) -> Accounts {
    let own = Accounts::default();
    let said = |given: &Option<String>, own: String| given.clone().unwrap_or(own);
    Accounts {
        asset: said(&file.asset, own.asset),
        payable: said(&file.payable, own.payable),
        expense: said(&file.expense, own.expense),
        impairment: said(&file.impairment, own.impairment),
    }
}

/// The months of one rep's commissions.
struct Made {
    rows: Vec<Row>,
    without_term: usize,
    apart: bool,
}

/// The months of one rep's commissions, by deal id.
fn rows(run: &Run, rep: u32, default: u32) -> Result<Made, EngineError> {
    let found = found(run, rep)?;
    let mut made = Made { rows: Vec::new(), without_term: 0, apart: found.apart != 0 };
    let mut lives: Vec<_> = found.lives.into_iter().collect();
    lives.sort_by_key(|((deal, currency), _)| {
        (run.deals.ids.get(*deal).to_owned(), *deal, currency.as_str().to_owned())
    });
    for ((deal, currency), earned) in lives {
        let known = run.deals.terms.get(deal).copied().filter(|term| *term != NO_TERM && *term > 0);
        if known.is_none() {
            made.without_term += 1;
        }
        let first = first_month(run, deal);
        let life =
            Life { earned, term: known.map_or(default, u32::from), cancelled: cancelled(run, deal, &first) };
        let spread = months(&life)?;
        let mut label = Labels { calendar: &run.calendar, period: first, month: 0 };
        for month in spread {
            made.rows.push(Row {
                rep_id: run.people.id(rep).to_owned(),
                deal_id: run.deals.ids.get(deal).to_owned(),
                label: label.of(month.month),
                month,
                currency,
            });
        }
    }
    Ok(made)
}

/// What the rep earns and what is taken back, by deal and month.
fn found(run: &Run, rep: u32) -> Result<Found, EngineError> {
    let mut found = Found::default();
    run.lines(rep, &mut |line| {
        let amount = match line.kind {
            LineKind::Earning | LineKind::Cap => line.earned,
            LineKind::Clawback => line.payable,
            _ => return,
        };
        if line.credit == NO_CREDIT {
            found.apart += amount.raw();
            return;
        }
        let deal = index(run.credits.deals[index(line.credit)]);
        let month = months_between(&run.calendar, &first_month(run, deal), run.periods[line.period].span.to);
        let of_deal = found.lives.entry((deal, run.plans[line.plan].currency)).or_default();
        let sum = of_deal.entry(month).or_insert(Amount::ZERO);
        // Each is below 10^15, and a deal has few lines.
        *sum = Amount::from_raw(sum.raw() + amount.raw());
    })?;
    found.lives.retain(|_, earned| earned.values().any(|amount| !amount.is_zero()));
    Ok(found)
}

/// The month of a deal.
fn first_month(run: &Run, deal: usize) -> Period {
    let day = Day::from_number(run.deals.days[deal]).unwrap_or(Day::MIN);
    run.calendar.period_of(Unit::Month, day)
}

/// How many months a day is after a first month; none for an earlier day.
fn months_between(calendar: &Calendar, first: &Period, day: Day) -> u32 {
    let days = crate::calendar::Span { from: first.span.from, to: day.max(first.span.from) };
    u32::try_from(calendar.months_in(days).len()).unwrap_or(u32::MAX).saturating_sub(1)
}

/// How much of a deal is cancelled in which month: of an event without an amount all of it.
fn cancelled(run: &Run, deal: usize, first: &Period) -> BTreeMap<u32, Fraction> {
    let mut cancelled: BTreeMap<u32, Fraction> = BTreeMap::new();
    let whole = run.deals.amounts[deal];
    for event in run.events.of(run.deals.ids.get(deal)) {
        if event.kind() != EventKind::Cancel {
            continue;
        }
        let amount = event.amount().map(Amount::raw).filter(|amount| *amount != 0);
        let part =
            amount.and_then(|amount| Fraction::new(amount.abs(), whole.abs())).unwrap_or(Fraction::ONE);
        let month = months_between(&run.calendar, first, event.day());
        let sum = cancelled.entry(month).or_insert(Fraction::ZERO);
        *sum = sum.checked_add(part).unwrap_or(Fraction::ONE).min(Fraction::ONE);
    }
    cancelled
}

/// Labels of months that are asked for in ascending order.
struct Labels<'a> {
    calendar: &'a Calendar,
    period: Period,
    month: u32,
}

impl Labels<'_> {
    fn of(&mut self, month: u32) -> String {
        while self.month < month {
            let next = self.calendar.next(&self.period);
            if next.span.from <= self.period.span.from {
                break;
            }
            self.period = next;
            self.month += 1;
        }
        self.period.label.clone()
    }
}
