//! What a page of a statement says, as texts that people read: numbers with thousands separators, percentages, days.
//! These are the names that templates use. Nothing is worked out here.

use minijinja::Value;
use serde::Serialize;

use crate::calendar::Span;
use crate::money::{Amount, Exact, Rounding, divide, grouped, write_plain};
use crate::render::svg;
use crate::render::text::visible;
use crate::report::statement::{Draw, Element, Line, Movement, Part, Statement};

/// A page of a statement.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    /// What the page is.
    pub title: String,
    company: String,
    rep: Rep,
    period: String,
    from: String,
    to: String,
    as_of: String,
    status: String,
    /// The hash of the manifest of a closed period; empty for an open one.
    head: String,
    /// What is paid, for each pay currency.
    pay: Vec<Money>,
    /// What each plan pays in each payout.
    parts: Vec<PartOfPage>,
    /// The fiscal year so far, for each currency.
    year: Vec<YearOfPage>,
    dispute: String,
}

#[derive(Debug, Serialize)]
struct Rep {
    id: String,
    name: String,
    email: String,
    role: String,
    team: String,
}

#[derive(Debug, Serialize)]
struct Money {
    currency: String,
    amount: String,
}

#[derive(Debug, Serialize)]
struct YearOfPage {
    label: String,
    currency: String,
    earned: String,
    payable: String,
}

#[derive(Debug, Serialize)]
struct PartOfPage {
    plan: String,
    title: String,
    version: String,
    period: String,
    from: String,
    to: String,
    /// The days on the plan, where they are not the whole payout.
    on_plan: Vec<String>,
    currency: String,
    /// The target incentive of the payout; empty without one.
    target: String,
    /// That of who is there on all its days, where it is another.
    target_full: String,
    elements: Vec<ElementOfPage>,
    /// The picture of the payout curve, and the element on its axis; empty where there is none.
    curve: Value,
    curve_of: String,
    /// Lines of the payout's own facts.
    lines: Vec<LineOfPage>,
    /// Lines that settle what earlier periods were paid.
    earlier: Vec<LineOfPage>,
    /// The sums that are not zero, and what is earned in any case.
    totals: Vec<TotalOfPage>,
    /// What caps withheld; empty where nothing.
    withheld: String,
    /// What is held of this payout; empty where nothing.
    pending: String,
    payable: String,
    pay_currency: String,
    pay_amount: String,
    /// Whether the pay is in another currency than the plan.
    converted: bool,
    draw: Option<DrawOfPage>,
}

#[derive(Debug, Serialize)]
struct TotalOfPage {
    name: &'static str,
    title: &'static str,
    amount: String,
    below: bool,
}

#[derive(Debug, Serialize)]
struct DrawOfPage {
    amount: String,
    opening: String,
    movement: String,
    forgiven: String,
    closing: String,
    owed_before: String,
    owed_after: String,
}

#[derive(Debug, Serialize)]
struct ElementOfPage {
    id: String,
    window: String,
    in_period: String,
    to_date: String,
    /// The quota that counts; empty without one.
    quota: String,
    /// The full quota, where it is another.
    quota_full: String,
    /// The quota for the days present, where a ramp cuts it further.
    quota_prorated: String,
    attainment_in_period: String,
    attainment: String,
    /// The attainment as whole percent from 0 to 150, for a bar; nothing without a quota.
    bar: Option<i64>,
    target: String,
    target_full: String,
    earned: String,
    why: Vec<String>,
}

#[derive(Debug, Serialize)]
struct LineOfPage {
    element: String,
    kind: &'static str,
    deal_id: String,
    account: String,
    date: String,
    amount: String,
    currency: String,
    share: String,
    credited: String,
    tier: String,
    rate: String,
    earned: String,
    payable: String,
    below: bool,
    status: &'static str,
    reason: String,
}

/// What the page of a statement says.
pub(super) fn page(statement: &Statement) -> Page {
    let payee = &statement.payee;
    Page {
        title: super::title(statement),
        company: visible(&statement.company),
        rep: Rep {
            id: visible(&payee.id),
            name: visible(&payee.name),
            email: visible(&payee.email),
            role: visible(&payee.role),
            team: visible(&payee.team),
        },
        period: statement.period.clone(),
        from: statement.span.from.to_string(),
        to: statement.span.to.to_string(),
        as_of: statement.as_of.to_string(),
        status: statement.status.clone(),
        head: statement.head.clone(),
        pay: statement
            .pay
            .iter()
            .map(|(currency, amount)| Money {
                currency: currency.as_str().to_owned(),
                amount: money(*amount),
            })
            .collect(),
        parts: statement.parts.iter().map(part).collect(),
        year: statement
            .year
            .iter()
            .map(|year| YearOfPage {
                label: year.label.clone(),
                currency: year.currency.as_str().to_owned(),
                earned: money(year.earned),
                payable: money(year.payable),
            })
            .collect(),
        dispute: visible(&statement.dispute),
    }
}

fn part(part: &Part) -> PartOfPage {
    let days = |span: &Span| format!("{} to {}", span.from, span.to);
    let whole = part.on_plan.as_slice() == [part.span];
    let said = |movement: &Movement| *movement == Movement::Earned || !part.total(*movement).is_zero();
    let total = |movement: Movement| TotalOfPage {
        name: movement.name(),
        title: movement.title(),
        amount: money(part.total(movement)),
        below: part.total(movement).is_negative(),
    };
    let curve = part.curve.as_ref();
    let picture = curve.map_or_else(String::new, |curve| {
        svg::inside(
            &curve.chart,
            &format!("What {} pays at each attainment of {}", part.title, curve.element),
        )
    });
    PartOfPage {
        plan: visible(&part.plan),
        title: visible(&part.title),
        version: visible(&part.version),
        period: part.period.clone(),
        from: part.span.from.to_string(),
        to: part.span.to.to_string(),
        on_plan: if whole { Vec::new() } else { part.on_plan.iter().map(days).collect() },
        currency: part.currency.as_str().to_owned(),
        target: part.target.map_or_else(String::new, |cut| money(cut.prorated)),
        target_full: part
            .target
            .filter(|cut| cut.full != cut.prorated)
            .map_or_else(String::new, |cut| money(cut.full)),
        elements: part.elements.iter().map(element).collect(),
        curve: Value::from_safe_string(picture),
        curve_of: curve.map_or_else(String::new, |curve| visible(&curve.element)),
        lines: part.own_lines().map(line).collect(),
        earlier: part.earlier_lines().map(line).collect(),
        totals: Movement::ALL.into_iter().filter(said).map(total).collect(),
        withheld: some(part.withheld),
        pending: some(part.pending),
        payable: money(part.payable),
        pay_currency: part.pay_currency.as_str().to_owned(),
        pay_amount: money(part.pay_amount),
        converted: part.pay_currency != part.currency,
        draw: part.draw.as_ref().map(draw),
    }
}

fn draw(draw: &Draw) -> DrawOfPage {
    DrawOfPage {
        amount: some(draw.amount),
        opening: money(draw.opening),
        movement: money(draw.movement),
        forgiven: some(draw.forgiven),
        closing: money(draw.closing),
        owed_before: some(draw.owed_before),
        owed_after: some(draw.owed_after),
    }
}

fn element(element: &Element) -> ElementOfPage {
    let cut = element.quota;
    let target = element.target;
    ElementOfPage {
        id: visible(&element.id),
        window: element.window.clone(),
        in_period: exact(element.in_period),
        to_date: exact(element.to_date),
        quota: cut.map_or_else(String::new, |cut| money(cut.ramped)),
        quota_full: cut.filter(|cut| cut.full != cut.ramped).map_or_else(String::new, |cut| money(cut.full)),
        quota_prorated: cut
            .filter(|cut| cut.prorated != cut.full && cut.prorated != cut.ramped)
            .map_or_else(String::new, |cut| money(cut.prorated)),
        attainment_in_period: element.attainment_in_period.map_or_else(String::new, share),
        attainment: element.attainment.map_or_else(String::new, share),
        bar: element.attainment.map(|part| (part / 10_000).clamp(0, 150)),
        target: target.map_or_else(String::new, |cut| money(cut.prorated)),
        target_full: target
            .filter(|cut| cut.full != cut.prorated)
            .map_or_else(String::new, |cut| money(cut.full)),
        earned: money(element.earned),
        why: element.why.iter().map(|why| visible(why)).collect(),
    }
}

fn line(line: &Line) -> LineOfPage {
    LineOfPage {
        element: visible(&line.element),
        kind: line.kind,
        deal_id: visible(&line.deal_id),
        account: visible(&line.account),
        date: line.date.map_or_else(String::new, |day| day.to_string()),
        amount: line.amount.map_or_else(String::new, money),
        currency: line.currency.clone(),
        share: line.share.map_or_else(String::new, share),
        credited: if line.credited == Exact::ZERO { String::new() } else { exact(line.credited) },
        tier: if line.tier == 0 { String::new() } else { line.tier.to_string() },
        rate: line.rate.map_or_else(String::new, rate),
        earned: money(line.earned),
        payable: money(line.payable),
        below: line.payable.is_negative(),
        status: line.status,
        reason: visible(&line.reason),
    }
}

fn money(amount: Amount) -> String {
    grouped(&amount.to_string())
}

/// An amount, or nothing for zero.
fn some(amount: Amount) -> String {
    if amount.is_zero() { String::new() } else { money(amount) }
}

/// A sum that may have been converted, to cents: for the eye alone.
fn exact(amount: Exact) -> String {
    money(amount.round_to(2, Rounding::HalfUp))
}

/// Millionths as a percentage with one decimal: for the eye alone.
fn share(part: i64) -> String {
    percentage(divide(i128::from(part), 1_000, Rounding::HalfUp) * 1_000, 1)
}

/// A rate with all its digits.
fn rate(rate: i64) -> String {
    percentage(i128::from(rate), 0)
}

fn percentage(millionths: i128, decimals_min: u32) -> String {
    let mut digits = Vec::new();
    write_plain(&mut digits, millionths, 4, decimals_min);
    format!("{} %", grouped(&String::from_utf8_lossy(&digits)))
}
