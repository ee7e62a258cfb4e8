//! The reports of `spm commissions`: a line for each rep, and a line for each credit, element and tier slice.

use std::sync::Arc;

use hashbrown::HashMap;

use crate::engine::commissions::{
    Cause, Line, LineKind, NO_CREDIT, NO_CURRENCY, NO_RATE, NO_RULE, Reason, Run, Summary,
};
use crate::engine::people::index;
use crate::model::short::ShortTexts;
use crate::money::{Amount, Currency, Rate, Rounding, divide};
use crate::report::reasons::reason;
use crate::report::{
    Block, Column, Kind, MISSING_CODE, MISSING_DAY, MISSING_INTEGER, MISSING_MONEY, Parts, Report,
    ReportError, TextColumn, Values,
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

impl PaidSummary {
    /// Credited ÷ quota, half up; undefined without a quota, or with one of zero.
    #[must_use]
    pub fn attainment(&self) -> Option<Rate> {
        let quota = self.summary.quota.map(|quota| quota.exact().raw()).filter(|quota| *quota != 0)?;
        let credited = self.summary.credited.raw().checked_mul(1_000_000)?;
        i64::try_from(divide(credited, quota, Rounding::HalfUp)).ok().map(Rate::from_raw)
    }
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

/// A movement by its column.
fn movement(summary: &Summary, name: &str) -> Amount {
    match name {
        "held" => summary.held,
        "released" => summary.released,
        "clawed_back" => summary.clawed_back,
        "adjusted" => summary.adjusted,
        "prior_period" => summary.prior_period,
        "draw" => summary.draw,
        "recovered" => summary.recovered,
        "carried_forward" => summary.carried_forward,
        _ => Amount::ZERO,
    }
}

/// One line for each rep and payout period. Where all rows are of one period, people read it in the subtitle
/// alone.
#[must_use]
pub fn summary(run: &Run, rows: &[PaidSummary], subtitle: Vec<String>) -> Report {
    let columns = statement_columns(is_one_period(rows));
    let text = |of: &dyn Fn(&PaidSummary) -> String| Values::text(rows.iter().map(of));
    let amounts = |of: &dyn Fn(&Summary) -> Amount| {
        Values::Amounts(rows.iter().map(|row| of(&row.summary).raw()).collect())
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
        Values::Fraction(
            rows.iter().map(|row| row.attainment().map_or(MISSING_INTEGER, Rate::raw)).collect(),
        ),
        Values::Amounts(rows.iter().map(|row| row.summary.earned.raw()).collect()),
    ];
    values.extend(MOVEMENTS.iter().map(|(name, _)| amounts(&|summary| movement(summary, name))));
    values.extend([
        amounts(&Summary::payable),
        amounts(&Summary::draw_balance),
        text(&|row| row.pay_currency.as_str().to_owned()),
        Values::Amounts(rows.iter().map(|row| row.pay_amount.raw()).collect()),
    ]);
    let total = total(run, rows);
    let mut report = Report::new("Commissions", columns, Block { columns: values, rows: rows.len() });
    report.subtitle = subtitle;
    report.total = total;
    report
}

/// The columns of statements; `one` where all are of one period, which people then read in the subtitle.
pub(super) fn statement_columns(one: bool) -> Vec<Column> {
    let period = Column::id("period", "Period").essential();
    let mut columns = vec![
        if one { period.for_machines() } else { period },
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
    columns
}

fn is_one_period(rows: &[PaidSummary]) -> bool {
    rows.windows(2).all(|pair| pair[0].summary.period == pair[1].summary.period)
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
    let sum = |of: &dyn Fn(&Summary) -> Amount| {
        Values::Amounts(vec![rows.iter().map(|row| of(&row.summary).raw()).sum()])
    };
    total.extend(MOVEMENTS.iter().map(|(name, _)| sum(&|summary| movement(summary, name))));
    total.push(sum(&Summary::payable));
    // A balance at the end of one period does not add to that of the next.
    let owed =
        if is_one_period(rows) { sum(&Summary::draw_balance) } else { Values::Amounts(vec![MISSING_MONEY]) };
    total.push(owed);
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

/// Credits in one part of the report, roughly: its columns and its text fit the cache of a processor.
const PART_CREDITS: usize = 4_096;

/// A run, and the texts that its lines repeat.
#[derive(Debug)]
pub struct Lined {
    run: Arc<Run>,
    dictionaries: Dictionaries,
}

impl Lined {
    /// A run whose lines are to be shown, and the files that its deals came from.
    #[must_use]
    pub fn new(run: Arc<Run>, files: Arc<Vec<String>>) -> Self {
        let dictionaries = Dictionaries::new(&run, files);
        Self { run, dictionaries }
    }
}

/// One line for each credit, element and tier slice, by rep, plan, element and credit. The lines are worked out as
/// they are written.
#[must_use]
pub fn lines(run: &Arc<Run>, names: &Names, only: Option<&[u32]>) -> Report {
    let groups = groups(run, only, &|rep| run.order.of(rep).len());
    let lined = Arc::new(Lined::new(Arc::clone(run), Arc::clone(&names.files)));
    lines_of(groups, names.subtitle.clone(), move |_| Ok(Arc::clone(&lined)))
}

/// The lines of groups of reps, in their order. `run_of` gives the run that has the credits of a group.
#[must_use]
pub fn lines_of(
    groups: Vec<Vec<u32>>,
    subtitle: Vec<String>,
    run_of: impl Fn(usize) -> Result<Arc<Lined>, ReportError> + Send + Sync + 'static,
) -> Report {
    let columns = line_columns();
    let count = groups.len().max(1);
    let parts = Parts::made(count, move |part| {
        let reps = groups.get(part).map_or(&[][..], Vec::as_slice);
        let lined = run_of(part)?;
        block(&lined.run, reps, &lined.dictionaries)
    });
    Report {
        title: "Commission lines".to_owned(),
        subtitle,
        columns,
        parts,
        total: None,
        notes: Vec::new(),
        chart: None,
        bars: None,
    }
}

/// The columns of lines.
pub(super) fn line_columns() -> Vec<Column> {
    vec![
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
    ]
}

/// Reps in the order of their ids, cut into groups of about `PART_CREDITS` credits, of which each rep has so many.
#[must_use]
pub fn groups(run: &Run, only: Option<&[u32]>, credits: &dyn Fn(u32) -> usize) -> Vec<Vec<u32>> {
    let mut groups = Vec::new();
    let (mut group, mut size) = (Vec::new(), 0);
    for rep in run.people.chosen_in_order(only) {
        // A rep without credits may have results, and what somebody added.
        group.push(rep);
        size += credits(rep).max(1);
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
#[derive(Debug)]
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
    fn new(run: &Run, files: Arc<Vec<String>>) -> Self {
        let texts = |all: Vec<String>| Arc::new(all);
        Self {
            periods: texts(run.periods.iter().map(|period| period.label.clone()).collect()),
            reps: texts(run.people.ids().to_vec()),
            plans: texts(run.plans.iter().map(|plan| plan.id.clone()).collect()),
            elements: texts((0..run.rules.len()).map(|rule| run.element(rule).id.clone()).collect()),
            kinds: texts(LineKind::ALL.iter().map(|kind| kind.name().to_owned()).collect()),
            currencies: texts(run.currencies.iter().map(|currency| currency.as_str().to_owned()).collect()),
            reasons: texts(vec!["owner of the deal".to_owned(), "share of the deal".to_owned()]),
            files,
        }
    }
}

/// The lines of a part, and what each is about.
#[derive(Default)]
struct Growing {
    lines: Vec<Line>,
    reps: Vec<u32>,
    /// The deal of each line; `NO_DEAL` where no credit stands behind it.
    deals: Vec<usize>,
}

/// The mark of a line without a deal.
const NO_DEAL: usize = usize::MAX;

impl Growing {
    fn new(run: &Run, reps: &[u32]) -> Result<Self, ReportError> {
        // Most credits are one line.
        let credits: usize = reps.iter().map(|rep| run.order.of(*rep).len()).sum();
        let room = credits + credits / 16;
        let mut growing = Self {
            lines: Vec::with_capacity(room),
            reps: Vec::with_capacity(room),
            deals: Vec::with_capacity(room),
        };
        for rep in reps {
            run.lines(*rep, &mut |line| {
                let deal = run.credits.deals.get(index(line.credit));
                growing.deals.push(deal.map_or(NO_DEAL, |deal| index(*deal)));
                growing.reps.push(*rep);
                growing.lines.push(line);
            })
            .map_err(|error| ReportError::Calculation(Box::new(error)))?;
        }
        Ok(growing)
    }

    /// A column of what is said of each line.
    fn of_lines<T>(&self, of: impl Fn(&Line) -> T) -> Vec<T> {
        self.lines.iter().map(of).collect()
    }

    /// A column of what is said of the credit of each line; `missing` where there is none.
    fn of_credits<T>(&self, missing: T, of: impl Fn(usize) -> T) -> Vec<T>
    where
        T: Copy,
    {
        let value = |line: &Line| if line.credit == NO_CREDIT { missing } else { of(index(line.credit)) };
        self.lines.iter().map(value).collect()
    }

    /// A column of what is said of the deal of each line; `missing` where there is none.
    fn of_deals<T: Copy>(&self, missing: T, of: impl Fn(usize) -> T) -> Vec<T> {
        self.deals.iter().map(|deal| if *deal == NO_DEAL { missing } else { of(*deal) }).collect()
    }

    /// A column of the texts of each deal.
    fn texts(&self, texts: &ShortTexts) -> Values {
        // No deal is `NO_DEAL`, so nothing is written for it.
        Values::Text(TextColumn::written(self.deals.len(), |line, bytes| {
            texts.write(self.deals[line], bytes);
        }))
    }

    /// Why each line is there. Most are credits of owners and of shares, whose words all parts have in common.
    fn reasons(&self, run: &Run, common: &Arc<Vec<String>>) -> Values {
        let mut known: HashMap<String, u32> = HashMap::new();
        let mut all: Vec<String> = common.to_vec();
        let mut codes = Vec::with_capacity(self.lines.len());
        for line in &self.lines {
            let cause = run.credits.causes.get(index(line.credit));
            codes.push(match (line.reason, cause) {
                (Reason::Credited, Some(&Cause::OWNER)) => 0,
                (Reason::Credited, Some(&Cause::SHARE)) => 1,
                _ => {
                    let next = u32::try_from(all.len()).expect("fewer reasons than lines");
                    *known.entry(reason(run, line)).or_insert_with_key(|reason| {
                        all.push(reason.clone());
                        next
                    })
                }
            });
        }
        let names = if known.is_empty() { Arc::clone(common) } else { Arc::new(all) };
        Values::Codes { codes, names }
    }
}

fn block(run: &Run, reps: &[u32], names: &Dictionaries) -> Result<Block, ReportError> {
    let growing = Growing::new(run, reps)?;
    let (deals, credits) = (&run.deals, &run.credits);
    let code = |position: usize| u32::try_from(position).unwrap_or(MISSING_CODE);
    let codes = |codes: Vec<u32>, names: &Arc<Vec<String>>| Values::Codes { codes, names: Arc::clone(names) };
    let tier = |line: &Line| if line.tier == 0 { MISSING_INTEGER } else { i64::from(line.tier) };
    let kind =
        |line: &Line| LineKind::ALL.iter().position(|kind| *kind == line.kind).map_or(MISSING_CODE, code);
    let element = |line: &Line| if line.rule == NO_RULE { MISSING_CODE } else { code(line.rule) };
    let rate = |line: &Line| if line.rate == NO_RATE { MISSING_INTEGER } else { line.rate };
    let columns = vec![
        codes(growing.of_lines(|line| code(line.period)), &names.periods),
        codes(growing.reps.clone(), &names.reps),
        codes(growing.of_lines(|line| code(line.plan)), &names.plans),
        codes(growing.of_lines(element), &names.elements),
        codes(growing.of_lines(kind), &names.kinds),
        growing.texts(&deals.ids),
        growing.texts(&deals.accounts),
        Values::Date(growing.of_credits(MISSING_DAY, |credit| credits.days[credit])),
        Values::Amounts(growing.of_deals(MISSING_MONEY, |deal| deals.amounts[deal])),
        codes(
            growing.of_deals(MISSING_CODE, |deal| currency_code(deals.currencies[deal])),
            &names.currencies,
        ),
        // A share in percent with six decimals is a fraction with eight; six are shown.
        Values::Fraction(growing.of_credits(MISSING_INTEGER, |credit| share(credits.shares[credit]))),
        Values::Money(growing.of_lines(|line| line.credited)),
        Values::Integer(growing.of_lines(tier)),
        Values::Fraction(growing.of_lines(rate)),
        Values::Amounts(growing.of_lines(|line| line.earned.raw())),
        Values::Amounts(growing.of_lines(|line| line.payable.raw())),
        growing.reasons(run, &names.reasons),
        codes(growing.of_deals(MISSING_CODE, |deal| u32::from(deals.files[deal])), &names.files),
        Values::Integer(
            growing.of_deals(MISSING_INTEGER, |deal| i64::try_from(deals.rows[deal]).unwrap_or(i64::MAX)),
        ),
    ];
    Ok(Block { columns, rows: growing.lines.len() })
}

/// The code of a deal's currency; missing where the deal names none.
fn currency_code(code: u16) -> u32 {
    if code == NO_CURRENCY { MISSING_CODE } else { u32::from(code) }
}

/// A share in percent, scale 6, as a fraction, scale 6, half up: 33.333333 % is 0.333333.
fn share(percent: i64) -> i64 {
    if percent % 100 == 0 {
        return percent / 100;
    }
    i64::try_from(divide(i128::from(percent), 100, Rounding::HalfUp)).unwrap_or(MISSING_INTEGER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Exact;
    use crate::report::People;

    fn row(period: usize) -> PaidSummary {
        let zero = Amount::ZERO;
        let summary = Summary {
            period,
            plan: 0,
            credited: Exact::ZERO,
            quota: None,
            earned: zero,
            held: zero,
            released: zero,
            clawed_back: zero,
            adjusted: zero,
            prior_period: zero,
            apart: zero,
            draw: zero,
            recovered: zero,
            carried_forward: zero,
            account: None,
        };
        PaidSummary { rep: 0, summary, pay_currency: Currency::USD, pay_amount: Amount::ZERO }
    }

    #[test]
    fn people_see_the_period_where_there_are_several() {
        let shown = |rows: &[PaidSummary]| statement_columns(is_one_period(rows))[0].people;
        assert_eq!(shown(&[row(0), row(0)]), People::MachineOnly);
        assert_eq!(shown(&[row(0), row(0), row(1)]), People::Shown);
    }
}
