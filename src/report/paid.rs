//! The reports of lines and statements that are plain values: those that a closed period keeps, and those that are held
//! against them. Reports straight from a run are in `commissions`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::engine::commissions::Run;
use crate::model::pay::{PayLine, StatementRow};
use crate::money::{Amount, Exact, Rate};
use crate::report::commissions::{Names, PaidSummary, groups, line_columns, statement_columns};
use crate::report::ledger::Differs;
use crate::report::reasons::reason;
use crate::report::{
    Block, Column, MISSING_DAY, MISSING_INTEGER, MISSING_MONEY, Parts, Report, ReportError, Values,
};

/// Which columns lines have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// Those of `spm commissions lines`.
    Shown,
    /// Those, and at the end what later differences are found by.
    Kept,
}

/// The lines of a rep in the periods that a run is asked for, with their reasons.
pub fn pay_lines(run: &Run, files: &[String], rep: u32) -> Result<Vec<PayLine>, ReportError> {
    let lines = run.plain_lines(rep, files).map_err(|error| ReportError::Calculation(Box::new(error)))?;
    let said = |(line, mut plain): (crate::engine::commissions::Line, PayLine)| {
        plain.reason = reason(run, &line);
        plain
    };
    Ok(lines.into_iter().map(said).collect())
}

/// The lines of a run, by rep, after those of closed periods.
#[must_use]
pub fn run_lines(
    closed: Vec<PayLine>,
    run: &Arc<Run>,
    names: &Names,
    only: Option<&[u32]>,
    columns: Columns,
) -> Report {
    let groups = groups(run, only, &|rep| run.order.of(rep).len());
    let (run, files) = (Arc::clone(run), Arc::clone(&names.files));
    let closed = Arc::new(closed);
    let parts = Parts::made(groups.len() + 1, move |part| {
        let Some(group) = part.checked_sub(1) else { return Ok(block(&closed, columns)) };
        let mut lines = Vec::new();
        for rep in &groups[group] {
            lines.extend(pay_lines(&run, &files, *rep)?);
        }
        Ok(block(&lines, columns))
    });
    report(parts, names.subtitle.clone(), columns)
}

/// The lines of closed periods.
#[must_use]
pub fn closed_lines(lines: Vec<PayLine>, subtitle: Vec<String>) -> Report {
    let lines = Arc::new(lines);
    let parts = Parts::made(1, move |_| Ok(block(&lines, Columns::Shown)));
    report(parts, subtitle, Columns::Shown)
}

fn report(parts: Parts, subtitle: Vec<String>, columns: Columns) -> Report {
    let mut shown = line_columns();
    if columns == Columns::Kept {
        shown.extend([
            Column::id("for_period", "For"),
            Column::text("version", "Version"),
            Column::id("paid_in", "Paid in"),
            Column::money("quota", "Quota"),
            Column::text("cause", "Cause"),
            Column::money("accrued", "Accrued"),
        ]);
    }
    Report {
        title: "Commission lines".to_owned(),
        subtitle,
        columns: shown,
        parts,
        total: None,
        notes: Vec::new(),
        chart: None,
        bars: None,
    }
}

fn block(lines: &[PayLine], columns: Columns) -> Block {
    let text = |of: fn(&PayLine) -> &str| Values::text(lines.iter().map(of));
    let amounts = |of: &dyn Fn(&PayLine) -> Option<Amount>| {
        Values::Amounts(lines.iter().map(|line| of(line).map_or(MISSING_MONEY, Amount::raw)).collect())
    };
    let rates = |of: &dyn Fn(&PayLine) -> Option<Rate>| {
        Values::Fraction(lines.iter().map(|line| of(line).map_or(MISSING_INTEGER, Rate::raw)).collect())
    };
    let day = |line: &PayLine| line.event_date.map_or(MISSING_DAY, crate::calendar::Day::number);
    let tier = |line: &PayLine| line.tier.map_or(MISSING_INTEGER, i64::from);
    let row = |line: &PayLine| line.row.map_or(MISSING_INTEGER, |row| i64::try_from(row).unwrap_or(i64::MAX));
    let mut values = vec![
        text(|line| &line.period),
        text(|line| &line.rep_id),
        text(|line| &line.plan),
        text(|line| &line.element),
        text(|line| &line.kind),
        text(|line| &line.deal_id),
        text(|line| &line.account),
        Values::Date(lines.iter().map(day).collect()),
        amounts(&|line| line.amount),
        text(|line| &line.currency),
        rates(&|line| line.share),
        Values::Money(lines.iter().map(|line| line.credited.raw()).collect()),
        Values::Integer(lines.iter().map(tier).collect()),
        rates(&|line| line.rate),
        amounts(&|line| Some(line.earned)),
        amounts(&|line| Some(line.payable)),
        text(|line| &line.reason),
        text(|line| &line.file),
        Values::Integer(lines.iter().map(row).collect()),
    ];
    if columns == Columns::Kept {
        values.extend([
            text(|line| &line.for_period),
            text(|line| &line.version),
            text(|line| &line.paid_in),
            amounts(&|line| line.quota),
            text(|line| &line.cause),
            amounts(&|line| Some(line.accrued)),
        ]);
    }
    Block { columns: values, rows: lines.len() }
}

/// A rep's sums as a statement.
#[must_use]
pub fn statement_row(run: &Run, row: &PaidSummary) -> StatementRow {
    let (summary, plan) = (&row.summary, &run.plans[row.summary.plan]);
    let period = &run.periods[summary.period];
    StatementRow {
        period: period.label.clone(),
        rep_id: run.people.id(row.rep).to_owned(),
        name: run.people.name(row.rep, period.span.to).to_owned(),
        plan: plan.id.clone(),
        version: plan.version.clone(),
        currency: plan.currency.as_str().to_owned(),
        credited: summary.credited,
        quota: summary.quota,
        attainment: row.attainment(),
        earned: summary.earned,
        held: summary.held,
        released: summary.released,
        prior_period: summary.prior_period,
        clawed_back: summary.clawed_back,
        adjusted: summary.adjusted,
        draw: summary.draw,
        recovered: summary.recovered,
        carried_forward: summary.carried_forward,
        payable: summary.payable(),
        draw_balance: summary.draw_balance(),
        pay_currency: row.pay_currency.as_str().to_owned(),
        pay_amount: row.pay_amount,
    }
}

/// One line for each statement. Where all are of one period, people read it in the subtitle alone.
#[must_use]
pub fn statements(rows: &[StatementRow], subtitle: Vec<String>) -> Report {
    let one = rows.windows(2).all(|pair| pair[0].period == pair[1].period);
    let block = statement_block(rows);
    let mut report = Report::new("Commissions", statement_columns(one), block);
    report.subtitle = subtitle;
    report.total = total(rows);
    report
}

fn statement_block(rows: &[StatementRow]) -> Block {
    let text = |of: fn(&StatementRow) -> &str| Values::text(rows.iter().map(of));
    let amounts =
        |of: fn(&StatementRow) -> Amount| Values::Amounts(rows.iter().map(|row| of(row).raw()).collect());
    let quota = |row: &StatementRow| row.quota.map_or(MISSING_MONEY, Amount::raw);
    let attainment = |row: &StatementRow| row.attainment.map_or(MISSING_INTEGER, Rate::raw);
    let mut values = vec![
        text(|row| &row.period),
        text(|row| &row.rep_id),
        text(|row| &row.name),
        text(|row| &row.plan),
        text(|row| &row.version),
        text(|row| &row.currency),
        Values::Money(rows.iter().map(|row| row.credited.raw()).collect()),
        Values::Amounts(rows.iter().map(quota).collect()),
        Values::Fraction(rows.iter().map(attainment).collect()),
    ];
    values.extend(SUMS.map(amounts));
    values.extend([text(|row| &row.pay_currency), amounts(|row| row.pay_amount)]);
    Block { columns: values, rows: rows.len() }
}

/// The columns that add up, in their order.
const SUMS: [fn(&StatementRow) -> Amount; 11] = [
    |row| row.earned,
    |row| row.held,
    |row| row.released,
    |row| row.prior_period,
    |row| row.clawed_back,
    |row| row.adjusted,
    |row| row.draw,
    |row| row.recovered,
    |row| row.carried_forward,
    |row| row.payable,
    |row| row.draw_balance,
];

/// The sums, when all plans are in one currency.
fn total(rows: &[StatementRow]) -> Option<Block> {
    let first = rows.first()?;
    if rows.len() < 2 || rows.iter().any(|row| row.currency != first.currency) {
        return None;
    }
    let sum =
        |of: &dyn Fn(&StatementRow) -> Amount| Amount::from_raw(rows.iter().map(|row| of(row).raw()).sum());
    let one = rows.iter().all(|row| row.pay_currency == first.pay_currency);
    let mut total = StatementRow {
        currency: first.currency.clone(),
        period: "Total".to_owned(),
        pay_currency: if one { first.pay_currency.clone() } else { String::new() },
        pay_amount: sum(&|row| row.pay_amount),
        credited: Exact::from_raw(MISSING_MONEY),
        ..StatementRow::default()
    };
    (total.earned, total.held, total.released) = (sum(&SUMS[0]), sum(&SUMS[1]), sum(&SUMS[2]));
    (total.prior_period, total.clawed_back, total.adjusted) = (sum(&SUMS[3]), sum(&SUMS[4]), sum(&SUMS[5]));
    (total.draw, total.recovered, total.carried_forward) = (sum(&SUMS[6]), sum(&SUMS[7]), sum(&SUMS[8]));
    (total.payable, total.draw_balance) = (sum(&SUMS[9]), sum(&SUMS[10]));
    let mut block = statement_block(&[total]);
    // A balance at the end of one period does not add to that of the next.
    let one_period = rows.windows(2).all(|pair| pair[0].period == pair[1].period);
    let owed = block.columns.len().checked_sub(3).and_then(|place| block.columns.get_mut(place));
    if !one_period && let Some(owed) = owed {
        *owed = Values::Amounts(vec![MISSING_MONEY]);
    }
    if !one && let Some(last) = block.columns.last_mut() {
        *last = Values::Amounts(vec![MISSING_MONEY]);
    }
    Some(block)
}

/// What the statements of one currency add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums {
    /// The currency of the plans.
    pub currency: String,
    /// How many statements there are.
    pub statements: u64,
    /// What they earn.
    pub earned: Amount,
    /// What closed periods would have paid otherwise.
    pub prior_period: Amount,
    /// What they pay.
    pub payable: Amount,
}

/// What statements add up to, by currency.
#[must_use]
pub fn sums(rows: &[StatementRow]) -> Vec<Sums> {
    let mut all: Vec<Sums> = Vec::new();
    for row in rows {
        let known = all.iter().position(|sums| sums.currency == row.currency);
        let place = known.unwrap_or_else(|| {
            let (currency, zero) = (row.currency.clone(), Amount::ZERO);
            all.push(Sums { currency, statements: 0, earned: zero, prior_period: zero, payable: zero });
            all.len() - 1
        });
        let sums = &mut all[place];
        sums.statements += 1;
        let add = |sum: &mut Amount, more: Amount| *sum = Amount::from_raw(sum.raw() + more.raw());
        add(&mut sums.earned, row.earned);
        add(&mut sums.prior_period, row.prior_period);
        add(&mut sums.payable, row.payable);
    }
    all.sort_by(|one, other| one.currency.cmp(&other.currency));
    all
}

/// How many lines the parts of a report have that were made, and what they pay: counted as they are written, so that
/// nothing is worked out for it alone.
#[derive(Clone, Debug, Default)]
pub struct Count {
    parts: Arc<Mutex<BTreeMap<usize, (u64, i128)>>>,
    all: usize,
}

impl Count {
    /// How many lines there are, and what they pay; nothing as long as some part was not made.
    #[must_use]
    pub fn lines(&self) -> Option<(u64, Amount)> {
        let parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        let payable = parts.values().map(|(_, payable)| payable).sum();
        let lines = parts.values().map(|(lines, _)| lines).sum();
        (parts.len() == self.all).then_some((lines, Amount::from_raw(payable)))
    }
}

/// The same report of lines, which counts its parts as they are made.
#[must_use]
pub fn counting(report: Report) -> (Report, Count) {
    let place = report.columns.iter().position(|column| column.name == "payable");
    let count = Count { all: report.parts.count, ..Count::default() };
    let (parts, into) = (report.parts, Arc::clone(&count.parts));
    let parts = Parts::made(parts.count, move |part| {
        let block = (parts.make)(part)?;
        let payable = match place.map(|place| &block.columns[place]) {
            Some(Values::Amounts(amounts)) => amounts.iter().sum(),
            _ => 0,
        };
        let lines = u64::try_from(block.rows).unwrap_or(u64::MAX);
        into.lock().unwrap_or_else(PoisonError::into_inner).insert(part, (lines, payable));
        Ok(block)
    });
    (Report { parts, ..report }, count)
}

/// Lines by rep, plan, element, deal and currency of the plan.
pub type Merged<'a> = BTreeMap<[&'a str; 5], Vec<&'a PayLine>>;

/// Every rep, plan, element and deal that is paid otherwise in the second run than in the first, and why.
#[must_use]
pub fn differ(first: &Merged<'_>, second: &Merged<'_>) -> Vec<Differs> {
    let keys: std::collections::BTreeSet<&[&str; 5]> = first.keys().chain(second.keys()).collect();
    let none = Vec::new();
    let paid = |lines: &[&PayLine]| Amount::from_raw(lines.iter().map(|line| line.payable.raw()).sum());
    let mut rows = Vec::new();
    for key in keys {
        let (one, other) = (first.get(key).unwrap_or(&none), second.get(key).unwrap_or(&none));
        let (before, after) = (paid(one), paid(other));
        if before != after {
            rows.push(Differs {
                rep_id: key[0].to_owned(),
                plan: key[1].to_owned(),
                element: key[2].to_owned(),
                deal_id: key[3].to_owned(),
                currency: key[4].to_owned(),
                first: before,
                second: after,
                reason: why(one, other),
            });
        }
    }
    rows
}

/// The first thing that differs of two sets of lines about the same element and deal.
fn why(first: &[&PayLine], second: &[&PayLine]) -> String {
    let (Some(one), Some(other)) = (first.first(), second.first()) else {
        let only = if first.is_empty() { second } else { first };
        let reason = only.first().map_or("", |line| line.reason.as_str());
        let which = if first.is_empty() { "second" } else { "first" };
        return format!("only in the {which}: {reason}");
    };
    let money =
        |amount: Option<Amount>| amount.map_or_else(|| "none".to_owned(), |amount| amount.to_string());
    let rate = |rate: Option<Rate>| rate.map_or_else(|| "none".to_owned(), |rate| rate.to_string());
    if one.amount != other.amount {
        return format!("amount {} and {}", money(one.amount), money(other.amount));
    }
    if one.share != other.share {
        return format!("share {} and {}", rate(one.share), rate(other.share));
    }
    if one.version != other.version {
        return format!("plan version {} and {}", one.version, other.version);
    }
    if one.quota != other.quota {
        return format!("quota {} and {}", money(one.quota), money(other.quota));
    }
    let rates = |lines: &[&PayLine]| -> Vec<(Option<u32>, Option<Rate>)> {
        lines.iter().filter(|line| line.kind == "earning").map(|line| (line.tier, line.rate)).collect()
    };
    if rates(first) != rates(second) {
        let said = |lines: &[&PayLine]| {
            let all: Vec<String> = rates(lines)
                .iter()
                .map(|(tier, paid)| match tier {
                    Some(tier) => format!("{} in tier {tier}", rate(*paid)),
                    None => rate(*paid),
                })
                .collect();
            all.join(", ")
        };
        return format!("rate {} and {}", said(first), said(second));
    }
    match first.iter().zip(second).find(|(one, other)| one.payable != other.payable || one.kind != other.kind)
    {
        Some((one, other)) if one.kind == other.kind => {
            format!("{} {} and {}", one.kind, one.payable, other.payable)
        }
        Some((one, other)) => format!("{} and {}", one.kind, other.kind),
        None => format!("{} lines and {}", first.len(), second.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_once_however_often_they_are_made() {
        let line = |cents: i64| PayLine { payable: Amount::from_cents(cents), ..PayLine::default() };
        let parts = [vec![line(150), line(-50)], vec![line(25)]];
        let parts = Parts::made(2, move |part| Ok(block(&parts[part], Columns::Kept)));
        let (report, count) = counting(super::report(parts, Vec::new(), Columns::Kept));
        report.part(0).unwrap();
        assert_eq!(count.lines(), None);
        report.part(1).unwrap();
        report.part(0).unwrap();
        assert_eq!(count.lines(), Some((3, Amount::from_cents(125))));
    }
}
