//! A statement out of a run: the rep's own sums, lines and standings, in words where people need words.

use std::collections::BTreeMap;

use super::{Draw, Element, Line, Movement, Part, Payee, Statement, Year};
use crate::calendar::{Day, Period, Span, Unit};
use crate::engine::commissions::{DrawAccount, Line as RunLine, LineKind, NO_RULE, Run, Stand};
use crate::engine::error::EngineError;
use crate::engine::people::index;
use crate::model::pay::PayLine;
use crate::money::{Amount, Currency, Fraction, Rate, Rounding, write_plain};
use crate::plan::{self, BaseRate, Pays, Quota, TierScope, Window, Worth};
use crate::report::commissions::PaidSummary;
use crate::report::reasons::reason;

/// What a statement says besides what the run knows.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// The company; empty when not said.
    pub company: &'a str,
    /// The period that is asked for.
    pub period: &'a Period,
    /// The day as of which it is made.
    pub as_of: Day,
    /// Where the period stands.
    pub status: &'a str,
    /// The hash of the manifest of a closed period; empty for an open one.
    pub head: &'a str,
    /// How to ask about a line.
    pub dispute: &'a str,
    /// The files that deals came from.
    pub files: &'a [String],
}

/// The statement of one rep out of the rep's own sums; `year` are those of the fiscal year so far. Rows of others are
/// not looked at.
///
/// # Errors
/// What the engine refuses: an amount that does not fit, a missing exchange rate.
pub fn statement(
    run: &Run,
    rep: u32,
    rows: &[PaidSummary],
    year: Vec<Year>,
    ask: &Ask<'_>,
) -> Result<Statement, EngineError> {
    let mine: Vec<&PaidSummary> = rows.iter().filter(|row| row.rep == rep).collect();
    let lines = run.plain_lines(rep, ask.files)?;
    let mut pay: BTreeMap<&str, (Currency, Amount)> = BTreeMap::new();
    let mut parts = Vec::with_capacity(mine.len());
    for row in mine {
        let sum = pay.entry(row.pay_currency.as_str()).or_insert((row.pay_currency, Amount::ZERO));
        let too_large = || EngineError::TooLarge { what: format!("the pay of `{}`", run.people.id(rep)) };
        sum.1 = sum.1.checked_add(row.pay_amount).ok_or_else(too_large)?;
        parts.push(part(run, rep, row, &lines)?);
    }
    Ok(Statement {
        company: ask.company.to_owned(),
        payee: payee(run, rep, ask.period.span.to),
        period: ask.period.label.clone(),
        span: ask.period.span,
        as_of: ask.as_of,
        status: ask.status.to_owned(),
        head: ask.head.to_owned(),
        parts,
        pay: pay.into_values().collect(),
        year,
        dispute: ask.dispute.to_owned(),
    })
}

fn payee(run: &Run, rep: u32, day: Day) -> Payee {
    let row = run.people.row_near(rep, day);
    let column = |name: &str| row.and_then(|row| row.columns.get(name)).cloned().unwrap_or_default();
    Payee {
        id: run.people.id(rep).to_owned(),
        name: run.people.name(rep, day).to_owned(),
        email: row.map(|row| row.email.clone()).unwrap_or_default(),
        role: column("role"),
        team: column("team"),
    }
}

/// Whether two plan versions are one on a statement: of one plan, in one currency.
fn one_plan(run: &Run, plan: usize, other: usize) -> bool {
    let (plan, other) = (&run.plans[plan], &run.plans[other]);
    plan.id == other.id && plan.currency == other.currency
}

fn part(run: &Run, rep: u32, row: &PaidSummary, lines: &[(RunLine, PayLine)]) -> Result<Part, EngineError> {
    let (plan, period) = (&run.plans[row.summary.plan], &run.periods[row.summary.period]);
    let of_part = |(line, _): &&(RunLine, PayLine)| {
        line.period == row.summary.period && one_plan(run, line.plan, row.summary.plan)
    };
    let (mine, plain): (Vec<RunLine>, Vec<&PayLine>) =
        lines.iter().filter(of_part).map(|(line, plain)| (*line, plain)).unzip();
    let totals = totals(row);
    let payable = row.summary.payable();
    debug_assert_eq!(
        mine.iter().map(|line| line.payable.raw()).sum::<i128>(),
        payable.raw(),
        "lines add up to the pay"
    );
    let sum = |of: &dyn Fn(&RunLine) -> bool| {
        Amount::from_raw(mine.iter().filter(|line| of(line)).map(|line| line.payable.raw()).sum())
    };
    let moved = sum(&|line| matches!(line.kind, LineKind::Hold));
    let stretches =
        run.membership.of(rep).iter().filter(|stretch| one_plan(run, stretch.plan, row.summary.plan));
    Ok(Part {
        plan: plan.id.clone(),
        title: plan.title.clone(),
        version: plan.version.clone(),
        period: period.label.clone(),
        span: period.span,
        on_plan: stretches.filter_map(|stretch| stretch.span.intersect(period.span)).collect(),
        currency: plan.currency,
        target: run.target_of(rep, plan, period.span)?,
        elements: elements(run, rep, row, &mine)?,
        curve: None,
        lines: mine.iter().zip(plain).map(|(line, plain)| line_of(run, line, plain, &mine)).collect(),
        totals,
        withheld: sum(&|line| line.kind == LineKind::Cap),
        payable,
        pending: moved.negate(),
        pay_currency: row.pay_currency,
        pay_amount: row.pay_amount,
        draw: row.summary.account.as_ref().map(draw),
    })
}

/// What is owed of draws and of results below zero.
fn draw(account: &DrawAccount) -> Draw {
    Draw {
        amount: account.amount,
        opening: account.opening,
        movement: account.movement,
        closing: account.closing,
        forgiven: account.forgiven,
        owed_before: account.owed_before,
        owed_after: account.owed_after,
    }
}

/// The sums by what they are, all of them.
fn totals(row: &PaidSummary) -> Vec<(Movement, Amount)> {
    let summary = &row.summary;
    let of = |movement| match movement {
        Movement::Earned => summary.earned,
        Movement::Held => summary.held,
        Movement::Released => summary.released,
        Movement::ClawedBack => summary.clawed_back,
        Movement::PriorPeriod => summary.prior_period,
        Movement::Adjusted => summary.adjusted,
        Movement::Draw => summary.draw,
        Movement::Recovered => summary.recovered,
        Movement::CarriedForward => summary.carried_forward,
    };
    Movement::ALL.iter().map(|movement| (*movement, of(*movement))).collect()
}

/// Where the rep stands in every element of the version that is in force last.
fn elements(run: &Run, rep: u32, row: &PaidSummary, lines: &[RunLine]) -> Result<Vec<Element>, EngineError> {
    let period = run.periods[row.summary.period].span;
    let rules = (0..run.rules.len()).filter(|rule| run.rules[*rule].plan == row.summary.plan);
    let mut elements = Vec::new();
    for rule in rules {
        let (element, terms) = (run.element(rule), &run.rules[rule]);
        let stand = run.stand(rep, rule, period)?;
        let mine =
            lines.iter().filter(|line| line.rule != NO_RULE && run.element(line.rule).id == element.id);
        elements.push(Element {
            id: element.id.clone(),
            window: window(run, element.window, stand.window),
            money: terms.money,
            in_period: stand.in_period,
            to_date: stand.to_date,
            quota: stand.quota,
            attainment_in_period: stand.attainment_in_period(),
            attainment: stand.attainment(),
            target: stand.target.filter(|_| pays_by_target(element)),
            earned: Amount::from_raw(mine.map(|line| line.earned.raw()).sum()),
            why: why(run, rep, rule, &stand),
        });
    }
    Ok(elements)
}

/// Whether what an element pays goes by the target incentive.
fn pays_by_target(element: &plan::Element) -> bool {
    element.pays == Pays::Target
        || element.base_rate == Some(BaseRate::TargetByQuota)
        || matches!(element.worth, Worth::Matrix(_) | Worth::Score)
        || element.cap.as_ref().is_some_and(|cap| cap.of_target.is_some())
}

/// The label of a window.
fn window(run: &Run, window: Window, span: Option<Span>) -> String {
    let unit = match window {
        Window::Deal => return "each deal".to_owned(),
        Window::Plan => None,
        Window::Month => Some(Unit::Month),
        Window::Quarter => Some(Unit::Quarter),
        Window::Half => Some(Unit::Half),
        Window::Year => Some(Unit::Year),
    };
    match (unit, span) {
        (Some(unit), Some(span)) => run.calendar.period_of(unit, span.from).label,
        (_, Some(span)) => days(span),
        (_, None) => String::new(),
    }
}

/// Days in words; open ends are left open.
fn days(span: Span) -> String {
    match (span.from == Day::MIN, span.to == Day::MAX) {
        (true, true) => "all days".to_owned(),
        (true, false) => format!("to {}", span.to),
        (false, true) => format!("from {}", span.from),
        (false, false) if span.from == span.to => span.from.to_string(),
        (false, false) => format!("{} to {}", span.from, span.to),
    }
}

/// Why a quota is not the full one: who is there when, and what the first months count.
fn why(run: &Run, rep: u32, rule: usize, stand: &Stand) -> Vec<String> {
    let element = run.element(rule);
    let mut why = Vec::new();
    if element.tier_scope != TierScope::Rep {
        why.push(match element.tier_scope {
            TierScope::Team => "tiers go by the attainment of the team".to_owned(),
            _ => "tiers go by the attainment of the company".to_owned(),
        });
    }
    let (Some(window), false) = (stand.window, element.quota == Quota::None) else { return why };
    if stand.quota.is_none() {
        why.push("there is no quota for these days".to_owned());
        return why;
    }
    let present: u32 = stand.counted.iter().map(|each| each.span.days()).sum();
    if present < window.days() {
        why.push(format!("present on {present} of {} days", window.days()));
        let employed = run.people.employment(rep);
        if window.contains(employed.from) && employed.from > window.from {
            why.push(format!("hired on {}", employed.from));
        }
        if window.contains(employed.to) && employed.to < window.to {
            why.push(format!("last day of work {}", employed.to));
        }
        let away = run.leaves.get(index(rep)).map_or(&[][..], Vec::as_slice);
        let away = away.iter().filter_map(|leave| leave.intersect(window));
        why.extend(away.map(|leave| format!("away {}", days(leave))));
    }
    for each in stand.counted.iter().filter(|each| each.factor != Fraction::ONE) {
        if let Some(factor) = each.factor.scaled(6, Rounding::HalfUp) {
            why.push(format!("ramp: {} counts {}", days(each.span), percent(factor)));
        }
    }
    why
}

/// Millionths as a percentage with all its digits: 250,000 is `25 %`.
fn percent(millionths: i128) -> String {
    let mut digits = Vec::new();
    write_plain(&mut digits, millionths, 4, 0);
    format!("{} %", String::from_utf8_lossy(&digits))
}

/// Where a line stands. What of an earning is held stands in lines of its own; here it is only named.
fn status(run: &Run, line: &RunLine, lines: &[RunLine]) -> &'static str {
    match line.kind {
        LineKind::Cap => "withheld",
        LineKind::Hold => "held",
        LineKind::Release => "released",
        LineKind::Clawback => "taken back",
        LineKind::Adjustment => "adjusted",
        LineKind::PriorPeriod => "settled",
        LineKind::Draw => "filled up",
        LineKind::Recovery => "recovered",
        LineKind::CarriedForward => "carried forward",
        LineKind::Earning => {
            let element = |line: &RunLine| (line.rule != NO_RULE).then(|| run.element(line.rule).id.as_str());
            let same = |other: &&RunLine| other.credit == line.credit && element(other) == element(line);
            let of = |kind: &dyn Fn(LineKind) -> bool| -> i128 {
                lines
                    .iter()
                    .filter(same)
                    .filter(|other| kind(other.kind))
                    .map(|other| other.payable.raw())
                    .sum()
            };
            let held = -of(&|kind| kind == LineKind::Hold);
            let earned = of(&|kind| matches!(kind, LineKind::Earning | LineKind::Cap));
            match held {
                0 => "earned",
                all if all == earned => "held",
                _ => "part held",
            }
        }
    }
}

fn line_of(run: &Run, line: &RunLine, plain: &PayLine, lines: &[RunLine]) -> Line {
    Line {
        element: plain.element.clone(),
        kind: line.kind.name(),
        deal_id: plain.deal_id.clone(),
        account: plain.account.clone(),
        date: plain.event_date,
        amount: plain.amount,
        currency: plain.currency.clone(),
        share: plain.share.map(Rate::raw),
        credited: plain.credited,
        tier: plain.tier.unwrap_or(0),
        rate: plain.rate.map(Rate::raw),
        earned: plain.earned,
        payable: plain.payable,
        status: status(run, line, lines),
        reason: reason(run, line),
        file: plain.file.clone(),
        row: plain.row,
    }
}
