//! The reports of `spm commissions`: a line for each rep, and a line for each credit, element and tier slice.

use std::sync::Arc;

use crate::engine::commissions::{Cause, Line, NO_CURRENCY, Run, Summary};
use crate::engine::people::index;
use crate::money::{Amount, Currency, Rate, Rounding, divide};
use crate::report::{
    Block, Column, Kind, MISSING_CODE, MISSING_INTEGER, MISSING_MONEY, Parts, Report, ReportError,
    TextColumn, Values,
};

/// A rep's sums in a period with what they are in the pay currency.
#[derive(Clone, Debug)]
pub struct PaidSummary {
    /// The rep.
    pub rep: u32,
    /// The sums.
    pub summary: Summary,
    /// The currency of pay.
    pub pay_currency: Currency,
    /// What is paid, to the minor unit of the pay currency.
    pub pay_amount: Amount,
}

/// The columns that say why `payable` differs from `earned`; nothing moves them without releases, draws and closing.
const MOVEMENTS: [(&str, &str); 8] = [
    ("held", "Held"),
    ("released", "Released"),
    ("prior_period", "Prior period"),
    ("clawed_back", "Clawed back"),
    ("adjusted", "Adjusted"),
    ("draw", "Draw"),
    ("recovered", "Recovered"),
    ("carried_forward", "Carried forward"),
];

/// One line for each rep and payout period. Where all rows are of one period, people read it in the subtitle
/// alone.
#[must_use]
pub fn summary(run: &Run, rows: &[PaidSummary], subtitle: Vec<String>) -> Report {
    let mut columns = vec![
        period_column(rows),
        Column::id("rep_id", "Rep").essential(),
        Column::text("name", "Name").preferred(),
        Column::text("plan", "Plan"),
        Column::text("version", "Version"),
        Column::id("currency", "Cur").essential(),
        Column::money("credited", "Credited"),
        Column::money("quota", "Quota"),
        Column::fraction("attainment", "Attainment"),
        Column::money("earned", "Earned").essential(),
    ];
    columns.extend(MOVEMENTS.iter().map(|(name, title)| Column::money(name, title).when_used()));
    columns.extend([
        Column::money("payable", "Payable").essential(),
        Column::money("draw_balance", "Draw balance").when_used(),
        Column::id("pay_currency", "Paid in"),
        Column::money("pay_amount", "Pay"),
    ]);
    let text = |of: &dyn Fn(&PaidSummary) -> String| Values::text(rows.iter().map(of));
    let zeros = || Values::Amounts(vec![0; rows.len()]);
    let attainment = |row: &PaidSummary| {
        let (credited, quota) =
            (row.summary.credited.raw(), row.summary.quota.map(|quota| quota.exact().raw()));
        let quota = quota.filter(|quota| *quota != 0)?;
        i64::try_from(divide(credited.checked_mul(1_000_000)?, quota, Rounding::HalfUp)).ok()
    };
    let period = |row: &PaidSummary| &run.periods[row.summary.period];
    let mut values = vec![
        text(&|row| period(row).label.clone()),
        text(&|row| run.people.id(row.rep).to_owned()),
        text(&|row| run.people.name(row.rep, period(row).span.to).to_owned()),
        text(&|row| run.plans[row.summary.plan].id.clone()),
        text(&|row| run.plans[row.summary.plan].version.clone()),
        text(&|row| run.plans[row.summary.plan].currency.as_str().to_owned()),
        Values::Money(rows.iter().map(|row| row.summary.credited.raw()).collect()),
        Values::Amounts(
            rows.iter().map(|row| row.summary.quota.map_or(MISSING_MONEY, Amount::raw)).collect(),
        ),
        Values::Fraction(rows.iter().map(|row| attainment(row).unwrap_or(MISSING_INTEGER)).collect()),
        Values::Amounts(rows.iter().map(|row| row.summary.earned.raw()).collect()),
    ];
    values.extend(MOVEMENTS.iter().map(|_| zeros()));
    values.extend([
        Values::Amounts(rows.iter().map(|row| row.summary.earned.raw()).collect()),
        zeros(),
        text(&|row| row.pay_currency.as_str().to_owned()),
        Values::Amounts(rows.iter().map(|row| row.pay_amount.raw()).collect()),
    ]);
    let total = total(run, rows);
    let mut report = Report::new("Commissions", columns, Block { columns: values, rows: rows.len() });
    report.subtitle = subtitle;
    report.total = total;
    report
}

/// The payout periods, which people need to see where there are several.
fn period_column(rows: &[PaidSummary]) -> Column {
    let column = Column::id("period", "Period").essential();
    let mut pairs = rows.iter().zip(rows.iter().skip(1));
    let one = pairs.all(|(row, next)| row.summary.period == next.summary.period);
    if one { column.for_machines() } else { column }
}

/// The sums of the earnings, when all plans are in one currency.
fn total(run: &Run, rows: &[PaidSummary]) -> Option<Block> {
    let currency = |row: &PaidSummary| run.plans[row.summary.plan].currency;
    let first = currency(rows.first()?);
    if rows.len() < 2 || rows.iter().any(|row| currency(row) != first) {
        return None;
    }
    let earned = rows.iter().map(|row| row.summary.earned.raw()).sum();
    let blank = || Values::text([""]);
    let mut total = vec![Values::text(["Total"]), blank(), blank(), blank(), blank()];
    total.push(Values::text([first.as_str()]));
    total.extend([Values::Money(vec![MISSING_MONEY]), Values::Amounts(vec![MISSING_MONEY])]);
    total.push(Values::Fraction(vec![MISSING_INTEGER]));
    total.push(Values::Amounts(vec![earned]));
    total.extend(MOVEMENTS.iter().map(|_| Values::Amounts(vec![0])));
    total.push(Values::Amounts(vec![earned]));
    total.push(Values::Amounts(vec![0]));
    let pay = rows.first().map(|row| row.pay_currency);
    let one = rows.iter().all(|row| Some(row.pay_currency) == pay);
    total.push(Values::text([pay.filter(|_| one).map_or_else(String::new, |pay| pay.as_str().to_owned())]));
    let paid = if one { rows.iter().map(|row| row.pay_amount.raw()).sum() } else { MISSING_MONEY };
    total.push(Values::Amounts(vec![paid]));
    Some(Block::of(total))
}

/// What the report of lines shows besides the run.
#[derive(Debug)]
pub struct Names {
    /// The files that deals came from.
    pub files: Arc<Vec<String>>,
    /// Lines under the title.
    pub subtitle: Vec<String>,
}

/// Credits in one part of the report, roughly: small enough to format in cache, large enough to share work.
const PART_CREDITS: usize = 32_768;

/// One line for each credit, element and tier slice, by rep, plan, element and credit. The lines are worked out as
/// they are written.
#[must_use]
pub fn lines(run: &Arc<Run>, names: &Names, only: Option<&[u32]>) -> Report {
    let columns = vec![
        Column::id("period", "Period").essential(),
        Column::id("rep_id", "Rep").essential(),
        Column::text("plan", "Plan"),
        Column::text("element", "Element").essential(),
        Column::text("kind", "Kind"),
        Column::id("deal_id", "Deal").essential(),
        Column::text("account", "Account"),
        Column::date("event_date", "Date"),
        Column::money("amount", "Amount"),
        Column::id("currency", "Cur"),
        Column::fraction("share", "Share"),
        Column::money("credited", "Credited").essential(),
        Column::integer("tier", "Tier"),
        Column::new("rate", "Rate", Kind::Rate),
        Column::money("earned", "Earned").essential(),
        Column::money("payable", "Payable"),
        Column::text("reason", "Reason"),
        Column::text("file", "File"),
        Column::integer("row", "Row"),
    ];
    let groups = Arc::new(groups(run, only));
    let dictionaries = Dictionaries::new(run, names);
    let run = Arc::clone(run);
    let count = groups.len().max(1);
    let parts = Parts::made(count, move |part| {
        let reps = groups.get(part).map_or(&[][..], Vec::as_slice);
        block(&run, reps, &dictionaries)
    });
    Report {
        title: "Commission lines".to_owned(),
        subtitle: names.subtitle.clone(),
        columns,
        parts,
        total: None,
        notes: Vec::new(),
        chart: None,
    }
}

/// Reps in the order of their ids, cut into groups of about `PART_CREDITS` credits.
fn groups(run: &Run, only: Option<&[u32]>) -> Vec<Vec<u32>> {
    let mut groups = Vec::new();
    let (mut group, mut size) = (Vec::new(), 0);
    for rep in run.people.in_order() {
        let credits = run.order.of(rep).len();
        if credits == 0 || only.is_some_and(|only| !only.contains(&rep)) {
            continue;
        }
        group.push(rep);
        size += credits;
        if size >= PART_CREDITS {
            groups.push(std::mem::take(&mut group));
            size = 0;
        }
    }
    if !group.is_empty() {
        groups.push(group);
    }
    groups
}

/// Texts that repeat, each written once.
struct Dictionaries {
    periods: Arc<Vec<String>>,
    reps: Arc<Vec<String>>,
    plans: Arc<Vec<String>>,
    elements: Arc<Vec<String>>,
    kinds: Arc<Vec<String>>,
    currencies: Arc<Vec<String>>,
    reasons: Arc<Vec<String>>,
    files: Arc<Vec<String>>,
}

impl Dictionaries {
    fn new(run: &Run, names: &Names) -> Self {
        let texts = |all: Vec<String>| Arc::new(all);
        Self {
            periods: texts(run.periods.iter().map(|period| period.label.clone()).collect()),
            reps: texts(run.people.ids().to_vec()),
            plans: texts(run.plans.iter().map(|plan| plan.id.clone()).collect()),
            elements: texts((0..run.rules.len()).map(|rule| run.element(rule).id.clone()).collect()),
            kinds: texts(vec!["earning".to_owned()]),
            currencies: texts(run.currencies.iter().map(|currency| currency.as_str().to_owned()).collect()),
            reasons: texts(vec!["owner of the deal".to_owned(), "share of the deal".to_owned()]),
            files: Arc::clone(&names.files),
        }
    }
}

/// The columns of a part while they grow.
#[derive(Default)]
struct Growing {
    lines: Vec<Line>,
    reps: Vec<u32>,
}

fn block(run: &Run, reps: &[u32], names: &Dictionaries) -> Result<Block, ReportError> {
    let mut growing = Growing::default();
    for rep in reps {
        run.lines(*rep, &mut |line| {
            growing.lines.push(line);
            growing.reps.push(*rep);
        })
        .map_err(|error| ReportError::Calculation(Box::new(error)))?;
    }
    let Growing { lines, reps } = growing;
    let deal = |line: &Line| index(run.credits.deals[index(line.credit)]);
    let code = |position: usize| u32::try_from(position).expect("fewer names than rows");
    let codes = |of: &dyn Fn(&Line) -> u32, names: &Arc<Vec<String>>| Values::Codes {
        codes: lines.iter().map(of).collect(),
        names: Arc::clone(names),
    };
    let mut deal_ids = TextColumn::with_capacity(lines.len(), lines.len() * 12);
    let mut accounts = TextColumn::with_capacity(lines.len(), lines.len() * 12);
    for line in &lines {
        deal_ids.push(run.deals.ids.get(deal(line)));
        accounts.push(run.deals.accounts.get(deal(line)));
    }
    let rate = |line: &Line| Rate::from_raw(line.rate).raw();
    let earned = || Values::Amounts(lines.iter().map(|line| line.earned.raw()).collect());
    let columns = vec![
        codes(&|line| code(line.period), &names.periods),
        Values::Codes { codes: reps, names: Arc::clone(&names.reps) },
        codes(&|line| code(run.rules[line.rule].plan), &names.plans),
        codes(&|line| code(line.rule), &names.elements),
        codes(&|_| 0, &names.kinds),
        Values::Text(deal_ids),
        Values::Text(accounts),
        Values::Date(lines.iter().map(|line| run.deals.days[deal(line)]).collect()),
        Values::Amounts(lines.iter().map(|line| run.deals.amounts[deal(line)]).collect()),
        codes(&|line| currency_code(run.deals.currencies[deal(line)]), &names.currencies),
        // A share in percent with six decimals is a fraction with eight; six are shown.
        Values::Fraction(lines.iter().map(|line| share(run.credits.shares[index(line.credit)])).collect()),
        Values::Money(lines.iter().map(|line| line.credited).collect()),
        Values::Integer(
            lines
                .iter()
                .map(|line| if line.tier == 0 { MISSING_INTEGER } else { i64::from(line.tier) })
                .collect(),
        ),
        Values::Fraction(lines.iter().map(rate).collect()),
        earned(),
        earned(),
        codes(&|line| u32::from(run.credits.causes[index(line.credit)] != Cause::OWNER), &names.reasons),
        codes(&|line| u32::from(run.deals.files[deal(line)]), &names.files),
        Values::Integer(
            lines.iter().map(|line| i64::try_from(run.deals.rows[deal(line)]).unwrap_or(i64::MAX)).collect(),
        ),
    ];
    Ok(Block { columns, rows: lines.len() })
}

/// The code of a deal's currency; missing where the deal names none.
fn currency_code(code: u16) -> u32 {
    if code == NO_CURRENCY { MISSING_CODE } else { u32::from(code) }
}

/// A share in percent, scale 6, as a fraction, scale 6, half up: 33.333333 % is 0.333333.
fn share(percent: i64) -> i64 {
    i64::try_from(divide(i128::from(percent), 100, Rounding::HalfUp)).unwrap_or(MISSING_INTEGER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Exact;
    use crate::report::People;

    fn row(period: usize) -> PaidSummary {
        let summary = Summary { period, plan: 0, credited: Exact::ZERO, quota: None, earned: Amount::ZERO };
        PaidSummary { rep: 0, summary, pay_currency: Currency::USD, pay_amount: Amount::ZERO }
    }

    #[test]
    fn people_see_the_period_where_there_are_several() {
        assert_eq!(period_column(&[row(0), row(0)]).people, People::MachineOnly);
        assert_eq!(period_column(&[row(0), row(0), row(1)]).people, People::Shown);
    }
}
