//! `spm commissions accrue`: what the period's earnings cost in which month, straight over the terms of their deals.
//! Closed periods are as they were closed; what is paid for them later belongs to the period that pays it.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;

use crate::calendar::{Calendar, Day, Period, Unit};
use crate::cli::closed::ClosedPeriods;
use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::commissions::CommissionsArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::named_deals::deals;
use crate::cli::past::Look;
use crate::cli::prepare::{Prepared, asked, prepare_looking};
use crate::cli::put;
use crate::cli::reading::{Reading, counted, refused, refused_by_engine};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::ui::Ui;
use crate::data::integers_of;
use crate::engine::accrue::{Life, months};
use crate::engine::commissions::{Line, LineKind, NO_CREDIT, NO_TERM, Reason, Run};
use crate::engine::error::EngineError;
use crate::engine::people::index;
use crate::engine::threads::side_by_side;
use crate::model::pay::PayLine;
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

/// What is known of a deal besides what it earns.
#[derive(Clone, Debug, Default)]
struct Known {
    /// The day that it closed on.
    day: Option<Day>,
    /// Its months; none where nothing says them.
    term: Option<u32>,
    /// Its amount.
    amount: Option<Amount>,
}

/// Everything that rows are made from.
struct Ground<'a> {
    run: &'a Run,
    /// The lines of closed periods that are asked for, by rep.
    closed: Vec<Vec<&'a PayLine>>,
    /// The deals that closed and prior-period lines name.
    known: BTreeMap<String, Known>,
    /// Over how many months a deal without any goes.
    default: u32,
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
    let ledger = ClosedPeriods::of(settings, args.ledger.as_deref())?;
    let ledger = ledger.filter(|ledger| asked.span.to >= ledger.span().from);
    let look = ledger.as_ref().map_or(Look::Away, |ledger| Look::Back(Some(ledger)));
    let Prepared { run, only, .. } = prepare_looking(args, &asked, settings, &mut reading, ui, look)?;
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
    let lines = match &ledger {
        Some(ledger) => ledger.lines(&|span| asked.span.contains(span.to))?,
        None => Vec::new(),
    };
    let tables = Tables::new(settings, &args.tables, &args.read)?.and_of_pay(&args.pay_tables)?;
    let known = known(&run, &lines, &tables, &reading)?;
    let mut closed: Vec<Vec<&PayLine>> = vec![Vec::new(); run.people.len()];
    for line in &lines {
        if let crate::engine::people::Found::Rep(rep) = run.people.find(&line.rep_id) {
            closed[index(rep)].push(line);
        }
    }
    let ground = Ground { run: &run, closed, known, default };
    let mut reps = run.people.in_order();
    reps.retain(|rep| only.as_ref().is_none_or(|only| only.contains(rep)));
    let of_rep = |place: usize| ground.rows(reps[place]);
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

/// The deals that closed lines and differences to closed periods name: those of the run, and others as the files have
/// them now, whatever became of them.
fn known(
    run: &Run,
    lines: &[PayLine],
    tables: &Tables<'_>,
    reading: &Reading<'_>,
) -> Result<BTreeMap<String, Known>, Failure> {
    let of_prior = run.past.prior.iter().map(|prior| prior.facts.deal_id.as_str());
    let mut named: BTreeSet<&str> = lines.iter().map(|line| line.deal_id.as_str()).chain(of_prior).collect();
    named.remove("");
    let mut known: BTreeMap<String, Known> = BTreeMap::new();
    if named.is_empty() {
        return Ok(known);
    }
    for deal in 0..run.deals.days.len() {
        let id = run.deals.ids.get(deal);
        if named.remove(id) {
            known.insert(id.to_owned(), of_run(run, deal));
        }
    }
    if named.is_empty() {
        return Ok(known);
    }
    for deal in deals(tables, reading, &|id, _, _| named.contains(id))? {
        let terms = integers_of(&deal.frame, "term_months").map_err(|error| refused(&error))?;
        let term = terms.first().copied().flatten().and_then(|term| u32::try_from(term).ok());
        let found = Known { day: deal.close_date, term: term.filter(|term| *term > 0), amount: deal.amount };
        known.insert(deal.id, found);
    }
    Ok(known)
}

/// What a run knows of one of its deals.
fn of_run(run: &Run, deal: usize) -> Known {
    let term = run.deals.terms.get(deal).copied().filter(|term| *term != NO_TERM && *term > 0);
    Known {
        day: Day::from_number(run.deals.days[deal]),
        term: term.map(u32::from),
        amount: Some(Amount::from_raw(run.deals.amounts[deal])),
    }
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

/// What is earned for a deal, and on the last day of which payout.
struct OfDeal {
    known: Known,
    earned: Vec<(Day, Amount)>,
}

/// What the lines say of the commissions of one rep, by deal and currency.
#[derive(Default)]
struct Found {
    deals: BTreeMap<(String, Currency), OfDeal>,
    /// What no deal stands behind.
    apart: i128,
}

impl Found {
    fn add(&mut self, deal: (&str, Currency), known: impl FnOnce() -> Known, on: Day, amount: Amount) {
        if deal.0.is_empty() {
            self.apart += amount.raw();
            return;
        }
        let key = (deal.0.to_owned(), deal.1);
        let of_deal = self.deals.entry(key);
        of_deal.or_insert_with(|| OfDeal { known: known(), earned: Vec::new() }).earned.push((on, amount));
    }
}

impl Ground<'_> {
    /// The months of one rep's commissions, by deal id.
    fn rows(&self, rep: u32) -> Result<Made, EngineError> {
        let run = self.run;
        let found = self.found(rep)?;
        let mut made = Made { rows: Vec::new(), without_term: 0, apart: found.apart != 0 };
        for ((deal_id, currency), OfDeal { known, earned }) in found.deals {
            if earned.iter().all(|(_, amount)| amount.is_zero()) {
                continue;
            }
            made.without_term += usize::from(known.term.is_none());
            let first = run.calendar.period_of(Unit::Month, known.day.unwrap_or(Day::MIN));
            let mut by_month: BTreeMap<u32, Amount> = BTreeMap::new();
            for (on, amount) in earned {
                let sum = by_month.entry(months_between(&run.calendar, &first, on)).or_insert(Amount::ZERO);
                // Each is below 10^15, and a deal has few lines.
                *sum = Amount::from_raw(sum.raw() + amount.raw());
            }
            if by_month.values().all(|amount| amount.is_zero()) {
                continue;
            }
            let cancelled = cancelled(run, (&deal_id, known.amount), &first);
            let spread =
                months(&Life { earned: by_month, term: known.term.unwrap_or(self.default), cancelled })?;
            let mut label = Labels { calendar: &run.calendar, period: first, month: 0 };
            made.rows.extend(spread.into_iter().map(|month| Row {
                rep_id: run.people.id(rep).to_owned(),
                deal_id: deal_id.clone(),
                label: label.of(month.month),
                month,
                currency,
            }));
        }
        Ok(made)
    }

    /// What the rep earns and what is taken back, by deal: of closed periods as they were closed.
    fn found(&self, rep: u32) -> Result<Found, EngineError> {
        let mut found = Found::default();
        for line in &self.closed[index(rep)] {
            if !matches!(line.kind.as_str(), "earning" | "cap" | "clawback" | "prior-period") {
                continue;
            }
            let payout = self.run.periods.iter().find(|period| period.label == line.period);
            let on = payout.map(|period| period.span.to).or(line.event_date);
            let (Some(on), Ok(currency)) = (on, Currency::parse(&line.paid_in)) else {
                return Err(EngineError::ClosedPeriod { period: line.period.clone() });
            };
            let known = || self.known(&line.deal_id, line.event_date, line.amount);
            found.add((&line.deal_id, currency), known, on, line.accrued);
        }
        self.run.lines(rep, &mut |line| self.open(&line, &mut found))?;
        Ok(found)
    }

    /// Adds a line of an open payout.
    fn open(&self, line: &Line, found: &mut Found) {
        let run = self.run;
        let what = [LineKind::Earning, LineKind::Cap, LineKind::Clawback, LineKind::PriorPeriod];
        if !what.contains(&line.kind) {
            return;
        }
        let amount = run.accrued(line);
        let (on, currency) = (run.periods[line.period].span.to, run.plans[line.plan].currency);
        if let Reason::Prior(position) = line.reason {
            let facts = &run.past.prior[index(position)].facts;
            let known = || self.known(&facts.deal_id, facts.event_date, facts.amount);
            found.add((&facts.deal_id, currency), known, on, amount);
        } else if line.credit == NO_CREDIT {
            found.add(("", currency), Known::default, on, amount);
        } else {
            let deal = index(run.credits.deals[index(line.credit)]);
            found.add((run.deals.ids.get(deal), currency), || of_run(run, deal), on, amount);
        }
    }

    /// What is known of a deal that a kept line names; where the files have it no longer, what the line says.
    fn known(&self, deal_id: &str, day: Option<Day>, amount: Option<Amount>) -> Known {
        let known = self.known.get(deal_id).cloned().unwrap_or_default();
        Known { day: known.day.or(day), amount: known.amount.or(amount), ..known }
    }
}

/// How many months a day is after a first month; none for an earlier day.
fn months_between(calendar: &Calendar, first: &Period, day: Day) -> u32 {
    let days = crate::calendar::Span { from: first.span.from, to: day.max(first.span.from) };
    u32::try_from(calendar.months_in(days).len()).unwrap_or(u32::MAX).saturating_sub(1)
}

/// How much of a deal is cancelled in which month: of an event without an amount all of it.
fn cancelled(run: &Run, (deal_id, whole): (&str, Option<Amount>), first: &Period) -> BTreeMap<u32, Fraction> {
    let mut cancelled: BTreeMap<u32, Fraction> = BTreeMap::new();
    let whole = whole.map_or(0, Amount::raw);
    for event in run.events.of(deal_id) {
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
