//! Findings over the quotas: rows that are missing, rows that count twice, and rows that nothing uses.

use super::{Scene, at_element, warning};
use crate::calendar::{Calendar, Day, Span, Unit};
use crate::engine::metrics::goals::is_goal;
use crate::engine::metrics::list::{Unit as Counted, metric_named};
use crate::engine::quota::QuotaBook;
use crate::model::finding::{Finding, Severity};
use crate::model::rows::{QuotaHolder, QuotaRow};
use crate::money::Amount;
use crate::plan::{Element, Plan, Quota, TierScope, Window};

/// Reps whose attainment an element needs and who have no quota row in one of its windows: attainment is undefined,
/// and tiers on it pay nothing.
///
/// Rows for January and March only leave a rep of a monthly window without a quota in February.
#[must_use]
pub fn missing(scene: &Scene<'_>, book: &QuotaBook, calendar: &Calendar) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (position, plan) in scene.plans.iter().enumerate() {
        let people = scene.on(position);
        for element in &plan.elements {
            let Quota::Measure(measure) = &element.quota else { continue };
            if book.holders(measure).is_empty() {
                let what = format!("no quota row has the measure `{measure}`");
                let remedy = "attainment is undefined and tiers on it pay nothing: add rows of this measure";
                findings.push(at_element(warning(what, remedy), plan, element, "quota"));
                continue;
            }
            if element.tier_scope != TierScope::Rep {
                continue;
            }
            for (rep, spans) in &people {
                let rows = book.rows(&QuotaHolder::Rep(scene.people.id(*rep).to_owned()), measure);
                let empty = empty_windows(rows, (plan, element), spans, calendar);
                let Some(first) = empty.first() else { continue };
                let others = empty.len() - 1;
                let more = if others > 0 { format!(" and in {others} later windows") } else { String::new() };
                let what = format!(
                    "{} has no `{measure}` quota from {} to {}{more}, and `{}` needs one",
                    scene.who(*rep),
                    first.from,
                    first.to,
                    element.id
                );
                let remedy = "attainment is undefined and tiers on it pay nothing: add a quota row";
                findings.push(scene.at_rep(warning(what, remedy), *rep, ""));
            }
        }
    }
    findings
}

/// The windows that hold some of the days and no quota row.
fn empty_windows(
    rows: &[QuotaRow],
    (plan, element): (&Plan, &Element),
    spans: &[Span],
    calendar: &Calendar,
) -> Vec<Span> {
    let unit = match element.window {
        Window::Month => Unit::Month,
        Window::Quarter => Unit::Quarter,
        Window::Half => Unit::Half,
        Window::Year => Unit::Year,
        Window::Plan | Window::Deal => {
            let window = plan.effective.span();
            let filled =
                rows.iter().any(|row| held(row).is_some_and(|days| days.intersect(window).is_some()));
            return if filled { Vec::new() } else { vec![window] };
        }
    };
    let mut empty: Vec<Span> = Vec::new();
    for days in spans.iter().filter_map(|span| element.between.map_or(Some(*span), |at| at.intersect(*span)))
    {
        let mut window = calendar.period_of(unit, days.from).span;
        loop {
            let filled =
                rows.iter().any(|row| held(row).is_some_and(|held| held.intersect(window).is_some()));
            if !filled && !empty.contains(&window) {
                empty.push(window);
            }
            if window.to >= days.to || window.to >= Day::MAX {
                break;
            }
            window = calendar.period_of(unit, window.to.next()).span;
        }
    }
    empty
}

/// The days on which a quota row holds.
fn held(row: &QuotaRow) -> Option<Span> {
    let days = Span { from: row.from.unwrap_or(row.span.from), to: row.to.unwrap_or(row.span.to) };
    days.intersect(row.span)
}

/// Rows of one holder and measure that share days, and with `gaps` days between them that none covers.
///
/// A row for 2026-Q1 beside one for 2026-01 counts January twice; rows for January and March leave out February.
#[must_use]
pub fn rows_of_holders(book: &QuotaBook, gaps: bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    for measure in book.measures() {
        for holder in book.holders(&measure) {
            let name = match &holder {
                QuotaHolder::Rep(name) | QuotaHolder::Team(name) | QuotaHolder::Territory(name) => name,
            };
            let rows = book.rows(&holder, &measure);
            let mut last: Option<(&QuotaRow, Span)> = None;
            for (row, days) in rows.iter().filter_map(|row| held(row).map(|days| (row, days))) {
                if let Some((earlier, before)) = last {
                    findings.extend(between((earlier, before), (row, days), (name, &measure), gaps));
                }
                if last.is_none_or(|(_, before)| before.to < days.to) {
                    last = Some((row, days));
                }
            }
        }
    }
    findings
}

/// What is wrong between two rows of one holder, if anything.
fn between(
    (earlier, before): (&QuotaRow, Span),
    (row, days): (&QuotaRow, Span),
    (name, measure): (&str, &str),
    gaps: bool,
) -> Option<Finding> {
    let place = &row.place;
    if let Some(common) = before.intersect(days) {
        let same = before == days;
        let severity = if same { Severity::Note } else { Severity::Warning };
        let (from, to) = (common.from, common.to);
        let what = format!(
            "the `{measure}` quota of `{name}` from {from} to {to} is in row {} too, and both are added",
            earlier.place.row
        );
        let remedy = "keep one of the rows, unless their sum is meant";
        return Some(Finding::new(severity, what, remedy).at(&place.file, place.row, "period"));
    }
    if gaps && before.to != Day::MAX && days.from > before.to.next() {
        let (from, to) = (before.to.next(), days.from.previous());
        let what = format!("`{name}` has no `{measure}` quota from {from} to {to}");
        let remedy = "add a row for these days, unless nothing was expected of them";
        return Some(warning(what, remedy).at(&place.file, place.row, "period"));
    }
    None
}

/// Measures of quota rows that no element of any plan uses, by name or in an expression.
///
/// Rows of `margin` beside plans on `bookings` alone change nobody's pay.
#[must_use]
pub fn unused(scene: &Scene<'_>, book: &QuotaBook) -> Vec<Finding> {
    if scene.plans.is_empty() {
        return Vec::new();
    }
    let used = |measure: &str| {
        scene.plans.iter().any(|plan| {
            let by_element =
                |element: &Element| matches!(&element.quota, Quota::Measure(name) if name == measure);
            plan.elements.iter().any(by_element) || plan.named_measures().contains(&measure)
        })
    };
    let mut findings = Vec::new();
    for measure in book.measures().iter().filter(|measure| !used(measure)) {
        let holders = book.holders(measure);
        let rows = || holders.iter().flat_map(|holder| book.rows(holder, measure));
        let Some(first) = rows().min_by_key(|row| (&row.place.file, row.place.row)) else { continue };
        let count = rows().count();
        let word = if count == 1 { "row" } else { "rows" };
        let what = format!("no element uses the `{measure}` quota ({count} {word})");
        let remedy = if metric_named(measure).is_some_and(is_goal) {
            "it is a goal, shown by `spm metrics --goals`, and changes no pay"
        } else {
            "it is shown by `spm attainment` and changes no pay; name it in `quota` of an element to pay by it"
        };
        findings.push(Finding::new(Severity::Note, what, remedy).at(
            &first.place.file,
            first.place.row,
            "measure",
        ));
    }
    findings
}

/// Goals on shares that cannot be meant as they stand: a win rate of 25 is 2,500 %.
///
/// `win_rate` with 25 in the place of 0.25 is found, and so is one below zero.
#[must_use]
pub fn impossible_goals(book: &QuotaBook) -> Vec<Finding> {
    let mut findings = Vec::new();
    for measure in book.measures() {
        let shares = ["attrition", "gross_retention", "net_retention"];
        let may_pass_one = shares.contains(&measure.as_str());
        if metric_named(&measure).is_none_or(|metric| metric.unit != Counted::Share) {
            continue;
        }
        let most = Amount::from_cents(if may_pass_one { 1_000 } else { 100 });
        for row in book.holders(&measure).iter().flat_map(|holder| book.rows(holder, &measure)) {
            if row.amount > most || row.amount.is_negative() {
                let what = format!("the goal `{}` of `{measure}` is no share", row.amount);
                let remedy = "write a share as a part of one: 0.25 is 25 %";
                findings.push(warning(what, remedy).at(&row.place.file, row.place.row, "amount"));
            }
        }
    }
    findings
}

/// Quota measures that gates, multipliers, matrices and formulas ask for and nobody has rows of: their attainment is
/// undefined, and what goes by it pays nothing.
///
/// `gate = "attainment('margin') >= 0.9"` without a row of `margin` is never met.
#[must_use]
pub fn named_without_rows(scene: &Scene<'_>, book: &QuotaBook) -> Vec<Finding> {
    let mut findings = Vec::new();
    for plan in scene.plans {
        for element in &plan.elements {
            for expression in element.expressions() {
                for reference in expression.value.references() {
                    let id = &reference.id;
                    if plan.element(id).is_some() || !book.holders(id).is_empty() {
                        continue;
                    }
                    let line = u64::try_from(expression.place.line).unwrap_or(0);
                    let what = format!(
                        "nobody has a quota row of the measure `{id}`, so its attainment is undefined"
                    );
                    let remedy = "what goes by it pays nothing: add quota rows of this measure";
                    findings.push(warning(what, remedy).at(&plan.file, line, &expression.path));
                }
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, plan, rep};
    use super::*;
    use crate::model::rows::Place;
    use crate::money::ExchangeRate;

    fn row(holder: &str, period: &str, measure: &str, number: u64) -> QuotaRow {
        QuotaRow {
            holder: QuotaHolder::Rep(holder.to_owned()),
            span: Calendar::default().parse(period, Day::MIN).unwrap().span,
            amount: Amount::from_cents(100),
            measure: measure.to_owned(),
            currency: None,
            rate: ExchangeRate::ONE,
            from: None,
            to: None,
            place: Place { file: "quotas.csv".to_owned(), row: number },
        }
    }

    const MONTHLY: &str = "effective = { from = \"2026-01-01\", to = \"2026-03-31\" }\n[[element]]\nid = \"base\"\n\
        rate = 0.05\nquota = \"bookings\"\nwindow = \"month\"";

    #[test]
    fn a_month_without_a_quota_row_is_named_with_its_rep() {
        let book =
            QuotaBook::new(vec![row("R1", "2026-01", "bookings", 2), row("R1", "2026-03", "bookings", 3)]);
        let found = check(vec![rep("R1", 2, None)], &[plan(MONTHLY)], |scene| {
            missing(scene, &book, &Calendar::default())
        });
        assert_eq!(
            found,
            [
                "warning reps.csv:2: `R1` has no `bookings` quota from 2026-02-01 to 2026-02-28, and `base` needs one"
            ]
        );
        let year = QuotaBook::new(vec![row("R1", "2026", "bookings", 2)]);
        let found = check(vec![rep("R1", 2, None)], &[plan(MONTHLY)], |scene| {
            missing(scene, &year, &Calendar::default())
        });
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn a_goal_that_is_no_share_is_found() {
        let goal = |measure: &str, cents: i64, number: u64| QuotaRow {
            amount: Amount::from_cents(cents),
            ..row("R1", "2026-01", measure, number)
        };
        let book = QuotaBook::new(vec![
            goal("win_rate", 2_500, 2),
            goal("win_rate", 25, 3),
            goal("net_retention", 110, 4),
            goal("discount", -1, 5),
            goal("calls", 4_000, 6),
        ]);
        let found: Vec<(u64, String)> =
            impossible_goals(&book).into_iter().map(|finding| (finding.row, finding.what)).collect();
        let said = |number, text: &str| (number, text.to_owned());
        assert_eq!(
            found,
            [
                said(5, "the goal `-0.01` of `discount` is no share"),
                said(2, "the goal `25.00` of `win_rate` is no share")
            ]
        );
    }

    #[test]
    fn a_measure_without_rows_is_named_once_and_not_for_each_rep() {
        let found = check(vec![rep("R1", 2, None), rep("R2", 3, None)], &[plan(MONTHLY)], |scene| {
            missing(scene, &QuotaBook::default(), &Calendar::default())
        });
        assert_eq!(
            found,
            ["warning ae.toml:3, `element[base].quota`: no quota row has the measure `bookings`"]
        );
    }

    #[test]
    fn rows_that_share_days_and_days_without_a_row_are_found() {
        let book = QuotaBook::new(vec![
            row("R1", "2026-01", "bookings", 2),
            row("R1", "2026-Q1", "bookings", 3),
            row("R1", "2026-05", "bookings", 4),
        ]);
        let found: Vec<String> =
            rows_of_holders(&book, true).iter().map(|finding| finding.what.clone()).collect();
        assert_eq!(
            found,
            [
                "the `bookings` quota of `R1` from 2026-01-01 to 2026-01-31 is in row 2 too, and both are added",
                "`R1` has no `bookings` quota from 2026-04-01 to 2026-04-30",
            ]
        );
    }

    #[test]
    fn measures_that_nothing_uses_and_uses_without_rows_are_found() {
        let gated = "[[element]]\nid = \"base\"\nrate = 0.05\ngate = \"attainment('margin') >= 0.9\"";
        let book = QuotaBook::new(vec![row("R1", "2026-01", "units", 7)]);
        let plans = [plan(gated)];
        let rows = vec![rep("R1", 2, None)];
        assert_eq!(
            check(rows.clone(), &plans, |scene| unused(scene, &book)),
            ["note quotas.csv:7, `measure`: no element uses the `units` quota (1 row)"]
        );
        assert_eq!(
            check(rows, &plans, |scene| named_without_rows(scene, &book)),
            [
                "warning ae.toml:5, `element[base].gate`: nobody has a quota row of the measure `margin`, so its \
                 attainment is undefined"
            ]
        );
    }
}
