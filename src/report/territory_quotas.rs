//! The reports of `spm territories quotas`: the quotas as a table that attainment reads, and how fair they would have
//! been.

use crate::engine::standing::Verdict;
use crate::engine::territory::fairness::part;
use crate::engine::territory::judged::{Case, Judged};
use crate::money::{Amount, Rounding, grouped, multiply_divide};
use crate::report::territories::thousandths;
use crate::report::{Block, Column, Kind, MISSING_INTEGER, MISSING_MONEY, Report, Values};

/// One quota.
#[derive(Clone, Debug)]
pub struct Row {
    /// Whose it is; empty for a territory.
    pub rep_id: String,
    /// The rep's name; may be empty.
    pub name: String,
    /// The territory; empty where none are named.
    pub territory: String,
    /// The period's label.
    pub period: String,
    /// The quota, in cents.
    pub amount: i128,
    /// The territory's part of what the target was shared by, in millionths.
    pub share: Option<i64>,
    /// The potential of the territory's accounts, scale 4.
    pub potential: Option<i128>,
    /// What they brought, in cents.
    pub history: Option<i128>,
    /// Whether it is a territory above others, whose quota those share.
    pub level: bool,
}

/// What the table of quotas says besides its rows.
pub struct Stated {
    /// What is counted.
    pub measure: String,
    /// The currency; empty for what is no money.
    pub currency: String,
    /// Lines under the title.
    pub subtitle: Vec<String>,
    /// Whether there are rows of territories above others.
    pub levels: bool,
}

/// Builds the table of quotas.
#[must_use]
pub fn report(rows: &[Row], stated: &Stated) -> Report {
    let columns = vec![
        Column::id("rep_id", "Rep").essential(),
        Column::id("territory", "Territory").essential(),
        Column::id("period", "Period"),
        Column::money("amount", "Quota").essential(),
        Column::text("measure", "Measure").for_machines(),
        Column::text("currency", "Cur").for_machines(),
        Column::text("name", "Name"),
        Column::fraction("share", "Share"),
        Column::money("potential", "Potential").when_used(),
        Column::money("history", "History").when_used(),
    ];
    let text = |of: &dyn Fn(&Row) -> &str| Values::text(rows.iter().map(of));
    let cents = |of: &dyn Fn(&Row) -> Option<i128>| {
        Values::Amounts(rows.iter().map(|row| of(row).map_or(MISSING_MONEY, |cents| cents * 100)).collect())
    };
    let block = Block::of(vec![
        text(&|row| &row.rep_id),
        text(&|row| &row.territory),
        text(&|row| &row.period),
        cents(&|row| Some(row.amount)),
        Values::text(rows.iter().map(|_| stated.measure.as_str())),
        Values::text(rows.iter().map(|_| stated.currency.as_str())),
        text(&|row| &row.name),
        Values::Fraction(rows.iter().map(|row| row.share.unwrap_or(MISSING_INTEGER)).collect()),
        Values::Amounts(rows.iter().map(|row| row.potential.unwrap_or(MISSING_MONEY)).collect()),
        cents(&|row| row.history),
    ]);
    let mut report = Report::new("Quotas", columns, block);
    report.subtitle.clone_from(&stated.subtitle);
    let sum: i128 = rows.iter().filter(|row| !row.level).map(|row| row.amount).sum();
    let empty = || Values::text([""]);
    report.total = (rows.len() > 1).then(|| {
        Block::of(vec![
            Values::text(["Total"]),
            empty(),
            empty(),
            Values::Amounts(vec![sum * 100]),
            empty(),
            empty(),
            empty(),
            Values::Fraction(vec![MISSING_INTEGER]),
            Values::Amounts(vec![MISSING_MONEY]),
            Values::Amounts(vec![MISSING_MONEY]),
        ])
    });
    if stated.levels {
        report.notes.push(
            "rows without a rep are territories whose parts share them; the total is that of the others"
                .to_owned(),
        );
    }
    report
}

/// Rep, name, territory, and what there is of them.
pub type FairRow = (String, String, String, Case);

/// How fair quotas would have been.
pub struct Fair {
    /// Rep, name, territory, and what there is of them.
    pub rows: Vec<FairRow>,
    /// What they say together.
    pub judged: Judged,
    /// The history that they are judged by.
    pub period: String,
    /// Lines under the title, behind the verdict.
    pub subtitle: Vec<String>,
}

/// Builds the report of fairness, its verdict first.
#[must_use]
pub fn fairness(fair: &Fair) -> Report {
    let columns = vec![
        Column::id("rep_id", "Rep"),
        Column::id("territory", "Territory").essential(),
        Column::text("name", "Name"),
        Column::money("quota", "Quota").essential(),
        Column::money("expected", "Expected").essential(),
        Column::fraction("attainment", "Attains").essential(),
        Column::money("potential", "Potential"),
        Column::fraction("quota_to_potential", "Of potential"),
        Column::new("index", "Index", Kind::Number),
    ];
    let cases: Vec<&Case> = fair.rows.iter().map(|row| &row.3).collect();
    let quotas: i128 = cases.iter().map(|case| case.quota).sum();
    let potentials: i128 = cases.iter().map(|case| case.potential).sum();
    let of = |value: &dyn Fn(&Case) -> i64| -> Vec<i64> { cases.iter().map(|case| value(case)).collect() };
    let money =
        |value: &dyn Fn(&Case) -> i128| Values::Amounts(cases.iter().map(|case| value(case)).collect());
    // A quota is in cents and potential in ten-thousandths, so a hundred of the one are ten thousand of the other.
    let burden = |case: &Case| part(case.quota * 100, case.potential).unwrap_or(MISSING_INTEGER);
    let index = |case: &Case| {
        let even = multiply_divide(quotas, case.potential, potentials.max(1), Rounding::HalfUp)
            .filter(|even| *even > 0);
        let index = even.and_then(|even| multiply_divide(case.quota, 10_000, even, Rounding::HalfUp));
        index.and_then(|index| i64::try_from(index).ok()).unwrap_or(MISSING_INTEGER)
    };
    let block = Block::of(vec![
        Values::text(fair.rows.iter().map(|row| &row.0)),
        Values::text(fair.rows.iter().map(|row| &row.2)),
        Values::text(fair.rows.iter().map(|row| &row.1)),
        money(&|case| case.quota * 100),
        money(&|case| case.expected * 100),
        Values::Fraction(of(&|case| part(case.expected, case.quota).unwrap_or(MISSING_INTEGER))),
        money(&|case| case.potential),
        Values::Fraction(of(&burden)),
        Values::Number(of(&index)),
    ]);
    let mut report = Report::new("Fairness of quotas", columns, block);
    report.subtitle = std::iter::once(verdict(&fair.judged)).chain(fair.subtitle.iter().cloned()).collect();
    report.notes = notes(fair);
    report
}

/// The verdict in one line.
fn verdict(judged: &Judged) -> String {
    let word = judged.verdict.as_str();
    let mut capital = word.chars();
    let word: String = capital
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + capital.as_str())
        .unwrap_or_default();
    if judged.verdict == Verdict::TooLittle {
        return format!("{word}: {} reps have a quota and a record", judged.reps);
    }
    let attained = part(whole(judged.reached), whole(judged.reps)).unwrap_or(0);
    let interval = judged.interval.map_or_else(String::new, |(low, high)| {
        format!(" (95 % interval {}-{} %)", percents(low), percents(high))
    });
    let bias = match judged.size_bias {
        Some((rho, chance)) => {
            let books = match (chance < 50_000, rho < 0) {
                (true, true) => "large books are over-loaded",
                (true, false) => "small books are over-loaded",
                (false, _) => "no size is over-loaded",
            };
            format!("; size bias rho {} (p {}): {books}", hundredths(rho), thousandths(chance))
        }
        None => String::new(),
    };
    format!("{word}: {} % of {} reps would have attained{interval}{bias}", percents(attained), judged.reps)
}

fn notes(fair: &Fair) -> Vec<String> {
    let judged = &fair.judged;
    let mut notes = Vec::new();
    if let Some([low, middle, high]) = judged.spread {
        notes.push(format!(
            "expected attainment: a tenth of reps below {} %, half below {} %, a tenth above {} %",
            percents(low),
            percents(middle),
            percents(high)
        ));
    }
    if let Some(rho) = judged.follows_potential {
        notes.push(format!("quota follows potential with a rank correlation of {}", hundredths(rho)));
    }
    let sum: i128 = fair.rows.iter().map(|row| row.3.quota).sum();
    notes.push(format!(
        "quotas come to {}; expected is what the same accounts brought in {}, with growth",
        grouped(&Amount::from_raw(sum * 100).to_string()),
        fair.period
    ));
    notes.push("index: quota ÷ what it would be in proportion to potential, 1 is even".to_owned());
    notes
}

fn whole(count: usize) -> i128 {
    i128::try_from(count).unwrap_or(i128::MAX)
}

/// Millionths as whole percents, halves up.
fn percents(millionths: i64) -> i64 {
    (millionths + 5_000).div_euclid(10_000)
}

/// Millionths with two decimals, halves away from zero.
fn hundredths(millionths: i64) -> String {
    let rounded = (millionths.abs() + 5_000) / 10_000;
    let sign = if millionths < 0 && rounded > 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", rounded / 100, rounded % 100)
}
