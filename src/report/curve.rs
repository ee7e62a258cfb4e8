//! The report of `spm commissions curve`: pay against attainment, point by point, with its chart.

use crate::engine::curve::{Jump, Point, attainment_of, effective, jump, marginal};
use crate::money::{Amount, Rate, Rounding, divide, grouped, write_plain};
use crate::report::{
    Axis, Block, Chart, Column, Kind, MISSING_INTEGER, MISSING_MONEY, Mark, Report, Spot, Values,
};

/// Plans with more elements show the total alone.
const ELEMENTS_MAX: usize = 8;
/// How many cliffs the notes tell.
const CLIFFS_SHOWN: usize = 12;

/// A payout curve as it was worked out.
#[derive(Clone, Debug)]
pub struct Curve {
    /// Lines under the title.
    pub subtitle: Vec<String>,
    /// What is paid in.
    pub currency: String,
    /// The ids of the elements, in the order of [`Point::elements`].
    pub elements: Vec<String>,
    /// Whether the measure is money; else a rate is what one unit pays.
    pub money: bool,
    /// What is 100 %.
    pub quota: Amount,
    /// The points of the table, ascending.
    pub points: Vec<Point>,
    /// For each tier boundary inside: the point a cent before it and the point on it.
    pub boundaries: Vec<(Point, Point)>,
    /// The tiers of the element on the axis: where each begins, and what it is.
    pub tiers: Vec<(Rate, String)>,
    /// Where a rep stands: the point and the name.
    pub spot: Option<(Point, String)>,
    /// Remarks.
    pub notes: Vec<String>,
}

/// Builds the report.
#[must_use]
pub fn report(curve: &Curve) -> Report {
    let Curve { points, elements, money, .. } = curve;
    let by_element = (2..=ELEMENTS_MAX).contains(&elements.len());
    let (rate, marginal_title) =
        if *money { (Kind::Rate, "Marginal rate") } else { (Kind::Number, "Next unit") };
    let effective_title = if *money { "Effective rate" } else { "Each unit" };
    let mut columns = vec![
        Column::fraction("attainment", "Attainment").essential(),
        Column::money("credited", "Credited").essential(),
        Column::new("earned", "Earned", Kind::Bar).essential(),
        Column::new("marginal_rate", marginal_title, rate).preferred(),
        Column::new("effective_rate", effective_title, rate),
    ];
    let rates = |of: &dyn Fn(usize) -> Option<i64>| {
        let raws = (0..points.len()).map(|at| of(at).unwrap_or(MISSING_INTEGER));
        match money {
            true => Values::Fraction(raws.collect()),
            false => Values::Number(raws.map(per_unit).collect()),
        }
    };
    let mut values = vec![
        Values::Fraction(points.iter().map(|point| point.attainment.raw()).collect()),
        Values::Amounts(points.iter().map(|point| point.credited.raw()).collect()),
        Values::Amounts(points.iter().map(earned).collect()),
        rates(&|at| marginal(points.get(at.checked_sub(1)?)?, &points[at])),
        rates(&|at| effective(&points[at])),
    ];
    let pays = |place: &usize| points.iter().any(|point| !point.elements[*place].is_zero());
    let paying = (0..elements.len()).filter(pays).count();
    for (place, element) in elements.iter().enumerate().filter(|_| by_element) {
        let name = format!("earned_{}", element.to_lowercase().replace('-', "_"));
        let column = Column::money(&name, element);
        // Of one element alone the total says it already.
        columns.push(if paying > 1 { column.when_used() } else { column.for_machines() });
        values.push(Values::Amounts(points.iter().map(|point| point.elements[place].raw()).collect()));
    }
    let mut report = Report::new("Payout curve", columns, Block { columns: values, rows: points.len() });
    report.subtitle.clone_from(&curve.subtitle);
    report.notes = cliffs(curve);
    report.notes.extend(curve.notes.iter().cloned());
    report.chart = Some(chart(curve));
    report
}

fn earned(point: &Point) -> i128 {
    point.earned().map_or(MISSING_MONEY, Amount::raw)
}

/// A rate in millionths as money for a unit, of scale 4.
fn per_unit(raw: i64) -> i64 {
    if raw == MISSING_INTEGER {
        return raw;
    }
    i64::try_from(divide(i128::from(raw), 100, Rounding::HalfUp)).unwrap_or(MISSING_INTEGER)
}

/// Where the next sale is worth more than itself, or takes pay away: at a tier's beginning, and between two points of
/// the table.
fn cliffs(curve: &Curve) -> Vec<String> {
    let mut notes = Vec::new();
    let mut jumps: Vec<Jump> = Vec::new();
    for (before, after) in &curve.boundaries {
        let Some(cliff) = jump(before, after) else { continue };
        // For a count or units a jump is what a tier of money is for; it is a cliff when pay falls.
        if !curve.money && cliff.after > cliff.before {
            continue;
        }
        let (at, first, last) = (percent(after.attainment), show(cliff.before), show(cliff.after));
        notes.push(format!(
            "cliff at {at}: a cent before {} pays {first}, and {} pays {last}",
            show(cliff.at),
            show(cliff.at)
        ));
        jumps.push(cliff);
    }
    // Steps of one kind that follow each other are one cliff: from, to, and whether pay falls.
    let mut stretches: Vec<(Rate, Rate, bool)> = Vec::new();
    for (before, after) in curve.points.iter().zip(curve.points.iter().skip(1)) {
        let Some(rate) = marginal(before, after) else { continue };
        let explained = jumps.iter().any(|jump| jump.at > before.credited && jump.at <= after.credited);
        if explained || (0..=1_000_000).contains(&rate) || (rate > 0 && !curve.money) {
            continue;
        }
        let (from, to, falls) = (before.attainment, after.attainment, rate < 0);
        match stretches.last_mut() {
            Some(last) if last.1 == from && last.2 == falls => last.1 = to,
            _ => stretches.push((from, to, falls)),
        }
    }
    notes.extend(stretches.into_iter().map(|(from, to, falls)| {
        let what = if falls { "pay falls" } else { "pay rises by more than is sold" };
        format!("cliff between {} and {}: {what}", percent(from), percent(to))
    }));
    let more = notes.len().saturating_sub(CLIFFS_SHOWN);
    notes.truncate(CLIFFS_SHOWN);
    if more > 0 {
        notes.push(format!("… and {more} more cliffs"));
    }
    notes
}

fn chart(curve: &Curve) -> Chart {
    let place = |point: &Point| {
        let attainment = attainment_of(point.credited.exact(), curve.quota);
        (i128::from(attainment.unwrap_or(point.attainment.raw())), earned(point))
    };
    let edges = curve.boundaries.iter().flat_map(|(before, after)| [before, after]);
    let mut all: Vec<&Point> = curve.points.iter().chain(edges).collect();
    all.sort_by_key(|point| point.credited);
    all.dedup_by_key(|point| point.credited);
    Chart {
        across: Axis { title: "attainment".to_owned(), kind: Kind::Fraction },
        up: Axis { title: format!("earned, {}", curve.currency), kind: Kind::Money },
        points: all.into_iter().map(place).collect(),
        ahead: Vec::new(),
        band: Vec::new(),
        marks: curve
            .tiers
            .iter()
            .map(|(at, label)| Mark { at: i128::from(at.raw()), label: label.clone() })
            .collect(),
        spot: curve.spot.as_ref().map(|(point, name)| Spot { at: place(point), label: name.clone() }),
    }
}

/// An attainment with all its digits: 1.25 is `125 %`.
#[must_use]
pub fn percent(rate: Rate) -> String {
    let mut digits = Vec::new();
    // A rate of scale 6 is a percentage of scale 4.
    write_plain(&mut digits, i128::from(rate.raw()), 4, 0);
    format!("{} %", grouped(&String::from_utf8_lossy(&digits)))
}

fn show(amount: Amount) -> String {
    grouped(&amount.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(attainment: &str, credited: &str, pay: &str) -> Point {
        Point {
            attainment: Rate::parse(attainment).unwrap(),
            credited: Amount::parse(credited).unwrap(),
            elements: vec![Amount::parse(pay).unwrap()],
        }
    }

    /// 6 % of all, and 9 % of all from 100 % on: at 100,000 pay goes from 6,000 to 9,000.
    fn curve() -> Curve {
        Curve {
            subtitle: Vec::new(),
            currency: "USD".to_owned(),
            elements: vec!["base".to_owned()],
            money: true,
            quota: Amount::parse("100000").unwrap(),
            points: vec![
                point("0", "0", "0"),
                point("0.5", "50000", "3000"),
                point("1", "100000", "9000"),
                point("1.5", "150000", "8000"),
            ],
            boundaries: vec![(point("1", "99999.99", "6000"), point("1", "100000", "9000"))],
            tiers: vec![(Rate::ONE, "tier 2".to_owned())],
            spot: None,
            notes: vec!["said".to_owned()],
        }
    }

    #[test]
    fn cliffs_are_told_once_each() {
        assert_eq!(
            report(&curve()).notes,
            [
                "cliff at 100 %: a cent before 100,000.00 pays 6,000.00, and 100,000.00 pays 9,000.00",
                "cliff between 100 % and 150 %: pay falls",
                "said",
            ]
        );
    }

    #[test]
    fn rates_stand_between_points_and_over_all() {
        let block = report(&curve()).part(0).unwrap();
        // 3,000 and 6,000 for 50,000 each, then 1,000 less.
        assert_eq!(block.columns[3], Values::Fraction(vec![MISSING_INTEGER, 60_000, 120_000, -20_000]));
        assert_eq!(block.columns[4], Values::Fraction(vec![MISSING_INTEGER, 60_000, 90_000, 53_333]));
        let units = report(&Curve { money: false, ..curve() }).part(0).unwrap();
        assert_eq!(units.columns[3], Values::Number(vec![MISSING_INTEGER, 600, 1_200, -200]));
    }

    #[test]
    fn the_line_of_the_chart_jumps_where_pay_does() {
        let chart = report(&curve()).chart.unwrap();
        let jump = [(1_000_000, 60_000_000), (1_000_000, 90_000_000)];
        assert_eq!(chart.points[2..4], jump);
        assert_eq!(chart.points.len(), 5);
    }
}
