//! The reports of `spm commissions cost`: a line for each element with a verdict in words, and a line for each deal
//! that is a windfall or leaks.

use crate::engine::cost::{ElementCost, Finding, FindingKind};
use crate::money::{Amount, Rate, Rounding, divide, grouped};
use crate::report::curve::percent;
use crate::report::{Block, Column, Kind, MISSING_INTEGER, MISSING_MONEY, Report, Values};

/// What the reports say besides the numbers.
pub struct Names<'n> {
    /// The period that was asked for.
    pub period: &'n str,
    /// The name of a rep id; empty when unknown.
    pub name: &'n dyn Fn(&str) -> String,
    /// Lines under the title.
    pub subtitle: Vec<String>,
}

/// The fewest people of whom a spread or a correlation says something.
const PEOPLE_MIN: usize = 5;

/// One line for each element.
#[must_use]
pub fn cost(elements: &[ElementCost], findings: &[Finding], names: Names<'_>) -> Report {
    let columns = vec![
        Column::id("period", "Period").for_machines(),
        Column::text("plan", "Plan").preferred(),
        Column::text("element", "Element").essential(),
        Column::id("currency", "Cur"),
        Column::integer("payees", "Paid").essential(),
        Column::integer("eligible", "Of").essential(),
        Column::fraction("payee_share", "Share").for_machines(),
        Column::money("cost", "Cost").essential(),
        Column::fraction("cost_share", "Of all").essential(),
        Column::money("credited", "Earned by"),
        Column::new("effective_rate", "Rate", Kind::Rate),
        Column::money("credited_alone", "By it alone"),
        Column::money("cost_without", "All without it"),
        Column::money("saved", "Saved"),
        Column::new("correlation", "Correlation", Kind::Number),
        Column::fraction("inversions", "Inversions"),
        Column::new("leverage", "Leverage", Kind::Number),
        Column::text("verdict", "Verdict").for_machines(),
    ];
    let text = |of: &dyn Fn(&ElementCost) -> String| Values::text(elements.iter().map(of));
    let amounts = |of: &dyn Fn(&ElementCost) -> Amount| {
        Values::Amounts(elements.iter().map(|element| of(element).raw()).collect())
    };
    let fractions = |of: &dyn Fn(&ElementCost) -> Option<i64>| {
        Values::Fraction(elements.iter().map(|element| of(element).unwrap_or(MISSING_INTEGER)).collect())
    };
    let numbers = |of: &dyn Fn(&ElementCost) -> Option<i64>| {
        Values::Number(elements.iter().map(|element| of(element).unwrap_or(MISSING_INTEGER)).collect())
    };
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let values = vec![
        text(&|_| names.period.to_owned()),
        text(&|element| element.which.0.clone()),
        text(&|element| element.which.1.clone()),
        text(&|element| element.currency.as_str().to_owned()),
        Values::Integer(elements.iter().map(|element| count(element.payees)).collect()),
        Values::Integer(elements.iter().map(|element| count(element.eligible)).collect()),
        fractions(&paid_share),
        amounts(&|element| element.cost),
        fractions(&|element| part(element.cost.raw(), element.total.raw())),
        Values::Money(elements.iter().map(|element| element.credited.raw()).collect()),
        fractions(&|element| part(element.cost.exact().raw(), element.credited.raw())),
        Values::Money(elements.iter().map(|element| element.alone.raw()).collect()),
        amounts(&|element| element.without),
        amounts(&saved),
        numbers(&|element| element.spread.correlation),
        fractions(&inverted),
        numbers(&|element| element.spread.leverage),
        text(&verdict),
    ];
    let mut report =
        Report::new("Cost of elements", columns, Block { columns: values, rows: elements.len() });
    report.subtitle = names.subtitle;
    report.total = total(elements);
    report.notes = elements.iter().map(said).collect();
    report.notes.extend(findings_said(findings));
    report
}

/// A part of a whole, scale 6, half up; nothing of nothing.
fn part(part: i128, whole: i128) -> Option<i64> {
    if whole == 0 {
        return None;
    }
    i64::try_from(divide(part.checked_mul(1_000_000)?, whole, Rounding::HalfUp)).ok()
}

fn paid_share(element: &ElementCost) -> Option<i64> {
    part(i128::try_from(element.payees).ok()?, i128::try_from(element.eligible).ok()?)
}

fn saved(element: &ElementCost) -> Amount {
    Amount::from_raw(element.total.raw() - element.without.raw())
}

fn inverted(element: &ElementCost) -> Option<i64> {
    part(i128::from(element.spread.inversions), i128::from(element.spread.pairs))
}

/// The part of what earned it that another element paid for as well.
fn doubled(element: &ElementCost) -> Option<i64> {
    part(element.credited.raw() - element.alone.raw(), element.credited.raw())
}

fn total(elements: &[ElementCost]) -> Option<Block> {
    let first = elements.first()?;
    if elements.len() < 2 || elements.iter().any(|element| element.currency != first.currency) {
        return None;
    }
    let blank = || Values::text([""]);
    let (none, nothing) =
        (|| Values::Integer(vec![MISSING_INTEGER]), || Values::Fraction(vec![MISSING_INTEGER]));
    let money = || Values::Money(vec![MISSING_MONEY]);
    let number = || Values::Number(vec![MISSING_INTEGER]);
    let amount = |raw: i128| Values::Amounts(vec![raw]);
    Some(Block::of(vec![
        Values::text(["Total"]),
        blank(),
        blank(),
        Values::text([first.currency.as_str()]),
        none(),
        none(),
        nothing(),
        amount(first.total.raw()),
        Values::Fraction(vec![part(first.total.raw(), first.total.raw()).unwrap_or(MISSING_INTEGER)]),
        money(),
        nothing(),
        money(),
        amount(MISSING_MONEY),
        amount(MISSING_MONEY),
        number(),
        nothing(),
        number(),
        blank(),
    ]))
}

/// What is remarkable about an element, by these rules, in this order; all that hold are said.
fn verdicts(element: &ElementCost) -> Vec<String> {
    let currency = element.currency.as_str();
    let show = |amount: Amount| format!("{} {currency}", grouped(&amount.to_string()));
    let whole = |raw: Option<i64>| raw.map_or_else(String::new, whole_percent);
    let mut said = Vec::new();
    if element.payees == 0 {
        said.push(format!(
            "pays none of {}: what it rewards does not happen, or is out of reach",
            element.eligible
        ));
        return said;
    }
    let share = paid_share(element).unwrap_or(0);
    let spread = &element.spread;
    // Paid to nine of ten, and the top decile has at most a quarter more than the middle.
    if element.eligible >= PEOPLE_MIN
        && share >= 900_000
        && spread.leverage.is_some_and(|times| times <= 12_500)
    {
        said.push(format!(
            "paid to {} of those eligible with little spread (the top decile has at most 1.25 times the median): \
             salary in disguise",
            whole(Some(share))
        ));
    }
    let twice = doubled(element);
    // Four fifths of what it paid for is paid for by another element of the plan too.
    if twice.is_some_and(|twice| twice >= 800_000) {
        said.push(format!(
            "costs {}, and {} of what earned it earns in another element too (80 % or more)",
            show(element.cost),
            whole(twice)
        ));
    }
    // Attainment and pay hardly go together.
    if spread.attained >= PEOPLE_MIN && spread.correlation.is_some_and(|correlation| correlation < 3_000) {
        said.push("hardly follows attainment (correlation below 0.3)".to_owned());
    }
    // A third of the pairs stands the wrong way round.
    if spread.attained >= PEOPLE_MIN && inverted(element).is_some_and(|inverted| inverted >= 333_333) {
        said.push(format!(
            "in {} of pairs who attains more is paid less (a third or more)",
            whole(inverted(element))
        ));
    }
    // What others make of it is worth more, or less, than what it pays itself.
    let saved = saved(element);
    if saved != element.cost {
        said.push(format!(
            "without it {} are saved, not the {} that it pays: other elements or caps go by it",
            show(saved),
            show(element.cost)
        ));
    }
    if said.is_empty()
        && spread.attained >= PEOPLE_MIN
        && spread.correlation.is_some_and(|value| value >= 5_000)
    {
        said.push("follows attainment (correlation of 0.5 or more)".to_owned());
    }
    said
}

fn verdict(element: &ElementCost) -> String {
    verdicts(element).join("; ")
}

fn said(element: &ElementCost) -> String {
    let verdict = verdict(element);
    let verdict = if verdict.is_empty() { "nothing remarkable".to_owned() } else { verdict };
    format!("{} {}: {verdict}", element.which.0, element.which.1)
}

/// A fraction of scale 6 as a percentage with one decimal at most: 973000 is `97.3 %`.
fn whole_percent(raw: i64) -> String {
    let tenths = divide(i128::from(raw), 1_000, Rounding::HalfUp);
    percent(Rate::from_raw(i64::try_from(tenths * 1_000).unwrap_or(raw)))
}

/// How many findings there are and what they earn, in words.
fn findings_said(findings: &[Finding]) -> Vec<String> {
    let mut said = Vec::new();
    for kind in [FindingKind::Windfall, FindingKind::Leakage] {
        let mine: Vec<&Finding> = findings.iter().filter(|finding| finding.kind == kind).collect();
        let mut currencies: Vec<&str> = mine.iter().map(|finding| finding.currency.as_str()).collect();
        currencies.sort_unstable();
        currencies.dedup();
        for currency in currencies {
            let of = || mine.iter().filter(|finding| finding.currency.as_str() == currency);
            let sum = Amount::from_raw(of().map(|finding| finding.earned.raw()).sum());
            let (count, sum) = (of().count(), grouped(&sum.to_string()));
            said.push(match (kind, count) {
                (FindingKind::Windfall, 1) => {
                    format!("1 deal is a windfall of {sum} {currency} (--findings shows it)")
                }
                (FindingKind::Windfall, _) => {
                    format!("{count} deals are windfalls of {sum} {currency} (--findings shows them)")
                }
                (FindingKind::Leakage, _) => {
                    format!("{sum} {currency} leak in {count} credits (--findings shows them)")
                }
            });
        }
    }
    said
}

/// One line for each finding.
#[must_use]
pub fn found(findings: &[Finding], names: Names<'_>) -> Report {
    let columns = vec![
        Column::id("period", "Period").for_machines(),
        Column::id("finding", "Finding").essential(),
        Column::id("rep_id", "Rep").essential(),
        Column::text("name", "Name").preferred(),
        Column::id("deal_id", "Deal").essential(),
        Column::date("event_date", "Date"),
        Column::money("amount", "Amount"),
        Column::id("currency", "Cur"),
        Column::money("earned", "Pays").essential(),
        Column::fraction("share", "Of amount").essential(),
        Column::text("reason", "Reason"),
    ];
    let text = |of: &dyn Fn(&Finding) -> String| Values::text(findings.iter().map(of));
    let share = |finding: &Finding| part(finding.earned.exact().raw(), finding.amount.raw());
    let values = vec![
        text(&|_| names.period.to_owned()),
        text(&|finding| finding.kind.name().to_owned()),
        text(&|finding| finding.rep.clone()),
        text(&|finding| (names.name)(&finding.rep)),
        text(&|finding| finding.deal.clone()),
        Values::Date(findings.iter().map(|finding| finding.day).collect()),
        Values::Money(findings.iter().map(|finding| finding.amount.raw()).collect()),
        text(&|finding| finding.currency.as_str().to_owned()),
        Values::Amounts(findings.iter().map(|finding| finding.earned.raw()).collect()),
        Values::Fraction(findings.iter().map(|finding| share(finding).unwrap_or(MISSING_INTEGER)).collect()),
        text(&|finding| finding.reason.clone()),
    ];
    let mut report =
        Report::new("Windfalls and leakage", columns, Block { columns: values, rows: findings.len() });
    report.subtitle = names.subtitle;
    report
}
