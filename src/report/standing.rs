//! The reports about how the reps of a period stand: distribution of attainment, leaderboard, health of the quotas.

use std::collections::BTreeMap;

use crate::calendar::Period;
use crate::engine::attainment::{Attainment, Row};
use crate::engine::middle::percentile;
use crate::engine::people::People;
use crate::engine::standing::{BOUNDS, Verdict, at_least, gini, histogram, of_group, of_rep, same_order};
use crate::money::{Amount, Fraction, Ratio, Rounding};
use crate::report::{Bar, Bars, Block, Column, Kind, MISSING_INTEGER, MISSING_MONEY, Report, Values};

/// What the reps attained in the period and in those before it.
pub struct Board<'a> {
    /// The reps.
    pub people: &'a People,
    /// The period first, then those before it.
    pub answers: &'a [(Period, Attainment)],
    /// Whether the measure is money.
    pub money: bool,
    /// Lines under the title.
    pub subtitle: Vec<String>,
    /// The place of the same period a year earlier, where there is one.
    pub last_year: Option<usize>,
}

/// One rep with a quota above zero.
#[derive(Clone, Copy)]
pub struct Of<'a> {
    /// The rep's number.
    pub rep: u32,
    /// What was credited, and the quota.
    row: &'a Row,
    attained: Fraction,
    quota: Amount,
}

impl Board<'_> {
    /// The reps with a quota above zero in the period at this place.
    #[must_use]
    pub fn reps(&self, place: usize) -> Vec<Of<'_>> {
        let rows = self.answers.get(place).map_or(&[][..], |(_, answer)| answer.rows.as_slice());
        rows.iter()
            .filter_map(|row| {
                let quota = row.quota.filter(|quota| *quota > Amount::ZERO)?;
                let attained = Fraction::new(row.credited.raw(), quota.exact().raw())?;
                Some(Of { rep: row.rep?, row, attained, quota })
            })
            .collect()
    }

    fn named(&self, rep: u32) -> (String, String) {
        let last = self.answers.first().map_or(crate::calendar::Day::MAX, |(period, _)| period.span.to);
        (self.people.id(rep).to_owned(), self.people.name(rep, last).to_owned())
    }

    fn amount(&self, name: &str, title: &str) -> Column {
        Column::new(name, title, if self.money { Kind::Money } else { Kind::Number })
    }

    fn period(&self) -> &str {
        self.answers.first().map_or("", |(period, _)| period.label.as_str())
    }
}

fn six(value: Option<Ratio>) -> i64 {
    let scaled = value.and_then(|value| value.scaled(6, Rounding::HalfUp));
    scaled.and_then(|value| i64::try_from(value).ok()).unwrap_or(MISSING_INTEGER)
}

fn share(part: u64, all: u64) -> i64 {
    six(Ratio::whole(part.into()).checked_div(&Ratio::whole(all.into())))
}

fn whole(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn shown(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The reps of each band of attainment, the shares at 80 % and at 100 %, percentiles, and how unequally it is spread.
#[must_use]
pub fn distribution(board: &Board<'_>) -> Report {
    let reps = board.reps(0);
    let attained: Vec<Fraction> = reps.iter().map(|rep| rep.attained).collect();
    let all = whole(attained.len());
    let mut lines: Vec<(String, i64, i64, i64)> =
        vec![("all".to_owned(), shown(all), share(all, all), MISSING_INTEGER)];
    let mut from = None;
    for (place, count) in histogram(&attained).into_iter().enumerate() {
        let name = match (from, BOUNDS.get(place)) {
            (None, Some(to)) => format!("below_{to}"),
            (Some(from), Some(to)) => format!("from_{from}_to_{to}"),
            (from, None) => format!("from_{}", from.unwrap_or(0)),
        };
        lines.push((name, shown(count), share(count, all), MISSING_INTEGER));
        from = BOUNDS.get(place).copied();
    }
    for bound in [80, 100] {
        let count = whole(attained.iter().filter(|attained| at_least(**attained, bound)).count());
        lines.push((format!("at_least_{bound}"), shown(count), share(count, all), MISSING_INTEGER));
    }
    for percent in [10, 25, 50, 75, 90] {
        let value = six(percentile(&attained, percent));
        lines.push((format!("percentile_{percent}"), MISSING_INTEGER, MISSING_INTEGER, value));
    }
    let credited: Vec<i128> = reps.iter().map(|rep| rep.row.credited.raw()).collect();
    lines.push(("gini_of_credited".to_owned(), MISSING_INTEGER, six(gini(&credited)), MISSING_INTEGER));
    let columns = vec![
        Column::id("statistic", "Statistic").essential(),
        Column::text("period", "Period").for_machines(),
        Column::new("reps", "Reps", Kind::Bar).essential(),
        Column::fraction("share", "Share").essential(),
        Column::fraction("attainment", "Attainment").essential(),
    ];
    let values = vec![
        Values::text(lines.iter().map(|line| &line.0)),
        Values::text(lines.iter().map(|_| board.period())),
        Values::Integer(lines.iter().map(|line| line.1).collect()),
        Values::Fraction(lines.iter().map(|line| line.2).collect()),
        Values::Fraction(lines.iter().map(|line| line.3).collect()),
    ];
    let mut report = Report::new("Distribution of attainment", columns, Block::of(values));
    report.subtitle.clone_from(&board.subtitle);
    report.notes.push(
        "reps with a quota above zero; bands are percent of quota, the upper bound not counted".to_owned(),
    );
    report
}

/// The bands of the distribution as bars.
#[must_use]
pub fn bands(board: &Board<'_>) -> Bars {
    let attained: Vec<Fraction> = board.reps(0).iter().map(|rep| rep.attained).collect();
    let mut from: Option<i64> = None;
    let mut bars = Vec::new();
    for (place, count) in histogram(&attained).into_iter().enumerate() {
        let to = BOUNDS.get(place).copied();
        let label = match (from, to) {
            (None, Some(to)) => format!("below {to} %"),
            (Some(from), Some(to)) => format!("{from} to {to} %"),
            (from, None) => format!("{} % and more", from.unwrap_or(0)),
        };
        bars.push(Bar { label, value: Some(i128::from(count) * 10_000), ..Bar::default() });
        from = to;
    }
    Bars {
        title: "Reps in each band of attainment".to_owned(),
        kind: Kind::Integer,
        bars,
        line: None,
        mark: String::new(),
        outline: String::new(),
    }
}

/// The reps by attainment, at most so many, with their rank in the period before and how many periods in a row they
/// attained their quota.
#[must_use]
pub fn leaderboard(board: &Board<'_>, most: usize) -> Report {
    let places: Vec<BTreeMap<u32, (usize, Fraction)>> = (0..board.answers.len())
        .map(|place| {
            let reps = board.reps(place);
            let rank = |of: &Of<'_>| reps.iter().filter(|other| other.attained > of.attained).count() + 1;
            reps.iter().map(|of| (of.rep, (rank(of), of.attained))).collect()
        })
        .collect();
    let mut reps = board.reps(0);
    reps.sort_by(|a, b| b.attained.cmp(&a.attained).then_with(|| a.row.keys.cmp(&b.row.keys)));
    let hidden = reps.len().saturating_sub(most);
    reps.truncate(most);
    let rank =
        |place: usize, rep: u32| places.get(place).and_then(|known| known.get(&rep)).map(|known| known.0);
    let streak = |rep: u32| {
        let reached = |known: &&BTreeMap<u32, (usize, Fraction)>| {
            known.get(&rep).is_some_and(|(_, attained)| at_least(*attained, 100))
        };
        places.iter().take_while(reached).count()
    };
    let optional = |rank: Option<usize>| rank.map_or(MISSING_INTEGER, |rank| shown(whole(rank)));
    let change = |rep: u32| match (rank(1, rep), rank(0, rep)) {
        (Some(before), Some(now)) => shown(whole(before)) - shown(whole(now)),
        _ => MISSING_INTEGER,
    };
    let names: Vec<(String, String)> = reps.iter().map(|of| board.named(of.rep)).collect();
    let columns = vec![
        Column::integer("rank", "Rank").essential(),
        Column::id("rep_id", "Rep").essential(),
        Column::text("name", "Name").preferred(),
        Column::text("period", "Period").for_machines(),
        board.amount("credited", "Credited"),
        board.amount("quota", "Quota"),
        Column::fraction("attainment", "Attainment").essential(),
        Column::integer("rank_before", "Before"),
        Column::integer("change", "Change").essential(),
        Column::integer("streak", "Streak").essential(),
    ];
    let values = vec![
        Values::Integer(reps.iter().map(|of| optional(rank(0, of.rep))).collect()),
        Values::text(names.iter().map(|(id, _)| id)),
        Values::text(names.iter().map(|(_, name)| name)),
        Values::text(reps.iter().map(|_| board.period())),
        Values::Money(reps.iter().map(|of| of.row.credited.raw()).collect()),
        Values::Amounts(reps.iter().map(|of| of.quota.raw()).collect()),
        Values::Fraction(reps.iter().map(|of| six(Some(Ratio::from(of.attained)))).collect()),
        Values::Integer(reps.iter().map(|of| optional(rank(1, of.rep))).collect()),
        Values::Integer(reps.iter().map(|of| change(of.rep)).collect()),
        Values::Integer(reps.iter().map(|of| shown(whole(streak(of.rep)))).collect()),
    ];
    let mut report = Report::new("Leaderboard", columns, Block::of(values));
    report.subtitle.clone_from(&board.subtitle);
    report.notes.push(
        "change is against the period before; streak is periods in a row with all of the quota".to_owned(),
    );
    if hidden > 0 {
        report.notes.push(format!("{hidden} more reps are not shown"));
    }
    report
}

/// One line about quotas: of whom, the evidence, the verdict.
struct Health {
    scope: &'static str,
    key: String,
    name: String,
    reps: usize,
    periods: usize,
    reached: i64,
    median: i64,
    spread: i64,
    order: i64,
    quota: i128,
    verdict: Verdict,
}

/// Whether quotas look too high, fair or too conservative: for the company, each team and each rep.
#[must_use]
pub fn quota_health(board: &Board<'_>, team: &dyn Fn(Of<'_>) -> String) -> Report {
    let reps = board.reps(0);
    let mut lines = vec![group(board, "company", "", &reps)];
    let mut teams: BTreeMap<String, Vec<Of<'_>>> = BTreeMap::new();
    for rep in &reps {
        teams.entry(team(*rep)).or_default().push(*rep);
    }
    teams.remove("");
    lines.extend(teams.iter().map(|(name, members)| group(board, "team", name, members)));
    let earlier: Vec<Vec<Of<'_>>> = (0..board.answers.len()).map(|place| board.reps(place)).collect();
    for rep in &reps {
        let mine = earlier.iter().filter_map(|reps| reps.iter().find(|other| other.rep == rep.rep));
        let attained: Vec<Fraction> = mine.map(|of| of.attained).collect();
        let (key, name) = board.named(rep.rep);
        lines.push(Health { name, ..evidence("rep", key, 1, &attained, rep.quota.raw(), of_rep(&attained)) });
    }
    let columns = vec![
        Column::text("scope", "Of").essential(),
        Column::id("key", "Key").essential(),
        Column::text("name", "Name").preferred(),
        Column::text("period", "Period").for_machines(),
        Column::integer("reps", "Reps"),
        Column::integer("periods", "Periods"),
        board.amount("quota", "Quota"),
        Column::fraction("at_quota", "At quota").essential(),
        Column::fraction("median", "Median").essential(),
        Column::fraction("spread", "Spread"),
        Column::new("order_of_last_year", "Order of last year", Kind::Number).when_used(),
        Column::text("verdict", "Verdict").essential(),
    ];
    let integers = |value: &dyn Fn(&Health) -> i64| lines.iter().map(value).collect::<Vec<i64>>();
    let values = vec![
        Values::text(lines.iter().map(|line| line.scope)),
        Values::text(lines.iter().map(|line| &line.key)),
        Values::text(lines.iter().map(|line| &line.name)),
        Values::text(lines.iter().map(|_| board.period())),
        Values::Integer(integers(&|line| shown(whole(line.reps)))),
        Values::Integer(integers(&|line| shown(whole(line.periods)))),
        Values::Amounts(lines.iter().map(|line| line.quota).collect()),
        Values::Fraction(integers(&|line| line.reached)),
        Values::Fraction(integers(&|line| line.median)),
        Values::Fraction(integers(&|line| line.spread)),
        Values::Number(integers(&|line| line.order)),
        Values::text(lines.iter().map(|line| line.verdict.as_str())),
    ];
    let mut report = Report::new("Quota health", columns, Block::of(values));
    report.subtitle.clone_from(&board.subtitle);
    report.notes.push(
        "a group is too high below half of its reps at quota, too conservative above three quarters; a rep below 80 % \
         and above 120 % in the middle of up to 13 periods; spread is the distance of the quartiles; order is 1 where \
         quotas rank the reps as last year's credit did (Kendall's tau)"
            .to_owned(),
    );
    report
}

fn evidence(
    scope: &'static str,
    key: String,
    reps: usize,
    attained: &[Fraction],
    quota: i128,
    verdict: Verdict,
) -> Health {
    let reached = attained.iter().filter(|attained| at_least(**attained, 100)).count();
    let quartile = |percent| percentile(attained, percent);
    let spread = quartile(75).and_then(|high| high.checked_sub(&quartile(25)?));
    Health {
        scope,
        key,
        name: String::new(),
        reps,
        periods: if scope == "rep" { attained.len() } else { 1 },
        reached: share(whole(reached), whole(attained.len())),
        median: six(percentile(attained, 50)),
        spread: six(spread),
        order: MISSING_INTEGER,
        quota,
        verdict,
    }
}

fn group(board: &Board<'_>, scope: &'static str, key: &str, reps: &[Of<'_>]) -> Health {
    let attained: Vec<Fraction> = reps.iter().map(|rep| rep.attained).collect();
    let quota = Amount::checked_sum(reps.iter().map(|rep| rep.quota)).map_or(MISSING_MONEY, Amount::raw);
    let before = board.last_year.map(|place| board.reps(place)).unwrap_or_default();
    let pairs: Vec<(i128, i128)> = reps
        .iter()
        .filter_map(|rep| {
            let then = before.iter().find(|other| other.rep == rep.rep)?;
            Some((rep.quota.raw(), then.row.credited.raw()))
        })
        .collect();
    let order = same_order(&pairs).and_then(|order| order.scaled(4, Rounding::HalfUp));
    let order = order.and_then(|order| i64::try_from(order).ok()).unwrap_or(MISSING_INTEGER);
    Health { order, ..evidence(scope, key.to_owned(), reps.len(), &attained, quota, of_group(&attained)) }
}
