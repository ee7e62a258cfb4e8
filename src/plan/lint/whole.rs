//! Findings over what the keys of an element, the elements of a plan and the versions of a plan mean together.

use super::{Finding, Findings, Severity};
use crate::calendar::Day;
use crate::money::Rate;
use crate::plan::place::Located;
use crate::plan::release::{Occasion, Release};
use crate::plan::terms::{Boundary, Element, Mode, Pays, Plan, Worth};
use crate::plan::tiers::{self, RateTable, Rates};

/// Ten times the quota: beyond it a number is taken for a percentage written for a fraction.
const NOBODY: i64 = 10_000_000;

/// Parts of the target incentive that do not add up to it.
///
/// Who has a target of 60,000 and elements of weights 0.6 and 0.3 is paid 54,000 for meeting all of it; with two
/// elements and no `weight` at all, 120,000.
pub(super) fn lint_weights(findings: &mut Findings<'_>) {
    let of_target = |element: &&Element| {
        element.pays == Pays::Target || matches!(element.worth, Worth::Matrix(_) | Worth::Score)
    };
    let parts: Vec<&Element> = findings.plan.elements.iter().filter(of_target).collect();
    let Some(last) = parts.last() else { return };
    let sum: i64 = parts.iter().map(|element| element.weight.raw()).sum();
    if sum == Rate::ONE.raw() {
        return;
    }
    // Beside elements that pay by rates, the rest of the target may be meant to come from those.
    let rest = parts.len() < findings.plan.elements.len() && sum < Rate::ONE.raw();
    let severity = if rest { Severity::Note } else { Severity::Warning };
    let path = format!("element[{}].weight", last.id);
    let at = Located { value: (), path, place: last.place };
    let text = format!("the weights add up to {}, not to 1", Rate::from_raw(sum));
    let remedy = "who meets every target is paid that much of the target incentive: let `weight` add up to 1";
    findings.add(severity, &at, text, remedy);
}

/// Tiers that end where the threshold begins.
///
/// With `threshold = 0.5` and tiers from 0, 0.4 and 1.0, nobody is ever paid by the first one alone: below 50 %
/// nothing is paid.
pub(super) fn lint_threshold(findings: &mut Findings<'_>, element: &Element) {
    let Some(threshold) = element.threshold else { return };
    for table in element.rate_tables() {
        let Rates::Tiers(all) = &table.rates else { continue };
        for (tier, next) in all.iter().zip(all.iter().skip(1)) {
            if tiers::raw(next.from) <= tiers::raw(threshold) {
                let text = format!(
                    "the tier ends at {}, and nothing is paid below the threshold of {}",
                    tiers::show(next.from),
                    tiers::show(threshold)
                );
                let remedy = "take the tier out, or lower `threshold`";
                findings.add(Severity::Note, &tier.spot, text, remedy);
            }
        }
    }
}

/// Releases on a day before the plan begins: the part is payable at once, whatever the key seems to say.
///
/// A plan from 2026-01-01 with `release = { booking = 0.5, "2025-12-31" = 0.5 }` holds nothing.
pub(super) fn lint_release(findings: &mut Findings<'_>, element: &Element) {
    let Some(Release::Shares(shares)) = &element.release else { return };
    let begins = findings.plan.effective.span().from;
    for occasion in shares.keys() {
        let Occasion::On(day) = occasion else { continue };
        if *day <= begins {
            let text = format!("{day} is not after the first day of the plan, so nothing is held until then");
            let at = of_key(element, "release");
            findings.add(Severity::Warning, &at, text, "write the day on which the part becomes payable");
        }
    }
}

/// Thresholds, points of a multiplier and axes of a matrix that nobody reaches, as when 90 is written for 90 %.
///
/// `threshold = 90` on attainment is 9,000 % of the quota: nobody is paid.
pub(super) fn lint_bounds(findings: &mut Findings<'_>, element: &Element) {
    let mut starts: Vec<(&str, Rate)> = Vec::new();
    if let Some(Boundary::Attainment(from)) = element.threshold {
        starts.push(("threshold", from));
    }
    if let Some(multiplier) = &element.multiplier {
        starts.extend(multiplier.points.first().map(|(from, _)| ("multiplier.points", *from)));
    }
    if let Worth::Matrix(matrix) = &element.worth {
        starts.extend(matrix.row_from.first().map(|from| ("matrix.row_from", *from)));
        starts.extend(matrix.column_from.first().map(|from| ("matrix.column_from", *from)));
    }
    for (key, from) in starts.into_iter().filter(|(_, from)| from.raw() >= NOBODY) {
        let text = format!("begins at {from}, and nobody reaches {from} times the quota");
        let remedy = "attainment is a fraction: 100 % is `1.0`";
        findings.add(Severity::Warning, &of_key(element, key), text, remedy);
    }
}

/// Multipliers and matrices that fall: who has more of what they go by is paid less.
///
/// With `values = [[0.5, 0.8], [0.7, 0.6]]` pay falls in the second row from its first column to its second, and in the
/// second column from its first row to its second.
pub(super) fn lint_falls(findings: &mut Findings<'_>, element: &Element) {
    let mut falls = |key: &str, what: String| {
        let text = format!("{what}: more of what it goes by pays less");
        let remedy = "let it rise, or keep it level, unless more is meant to be worse";
        findings.add(Severity::Warning, &of_key(element, key), text, remedy);
    };
    if let Some(multiplier) = &element.multiplier
        && let Some(pair) = multiplier.points.windows(2).find(|pair| pair[1].1 < pair[0].1)
    {
        falls("multiplier.points", format!("the factor falls at {}", pair[1].0));
    }
    if let Worth::Matrix(matrix) = &element.worth {
        let steps = matrix.values.iter().flat_map(|row| row.windows(2).zip(&matrix.column_from[1..]));
        if let Some((_, at)) = { steps }.find(|(pair, _)| pair[1] < pair[0]) {
            falls("matrix.values", format!("pay falls at the column from {at}"));
        }
        let down = |pair: &[Vec<Rate>]| pair[1].iter().zip(&pair[0]).any(|(below, above)| below < above);
        let mut steps = matrix.values.windows(2).zip(&matrix.row_from[1..]);
        if let Some((_, at)) = steps.find(|(pair, _)| down(pair)) {
            falls("matrix.values", format!("pay falls at the row from {at}"));
        }
    }
}

/// Caps of a payout over pay that is trued up: what such a cap withholds is not paid later, also where the same pay
/// spread over two payouts would have passed.
///
/// With 400 earned in March by a rate for the whole quarter and `cap = { payout = 300 }`, 100 are lost; with the
/// quarter's quota met in February, more of it.
pub(super) fn lint_payout_cap(findings: &mut Findings<'_>, element: &Element) {
    let tiers = |table: &RateTable| matches!(table.rates, Rates::Tiers(_));
    let by_credit =
        matches!(element.pays, Pays::Rate | Pays::Unit) && matches!(element.worth, Worth::Rates(_));
    let tiered = element.mode != Mode::Marginal && element.rate_tables().iter().any(tiers);
    let by_result = !by_credit && !matches!(element.worth, Worth::Levels);
    let beside = element.threshold.is_some() || element.gate.is_some() || element.multiplier.is_some();
    let capped = element.cap.is_some_and(|cap| cap.payout.is_some());
    if capped && (tiered || by_result || beside) {
        let text =
            "what the cap of a payout withholds of a true-up is never paid: who sells earlier may get less";
        let remedy = "cap it by `window`, which withholds no more than it has to";
        findings.add(Severity::Warning, &of_key(element, "cap.payout"), text, remedy);
    }
}

/// A key of an element, at the line of the element.
fn of_key(element: &Element, key: &str) -> Located<()> {
    Located { value: (), path: format!("element[{}].{key}", element.id), place: element.place }
}

/// Days between two versions of a plan on which none is in force: what closes then pays nothing. `plans` are in the
/// order of [`arrange`](super::super::versions::arrange).
///
/// A version until 2025-12-31 and the next from 2026-02-01 leave out January.
#[must_use]
pub fn lint_versions(plans: &[Plan]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for pair in plans.windows(2).filter(|pair| pair[0].id == pair[1].id) {
        let (ends, begins) = (pair[0].effective.span().to, pair[1].effective.span().from);
        if ends == Day::MAX || begins <= ends.next() {
            continue;
        }
        let (from, to) = (ends.next(), begins.previous());
        let text = format!("no version of plan `{}` is in force from {from} to {to}", pair[1].id);
        let remedy = "deals of these days pay nothing: close the gap in `effective`";
        findings.push(Finding::new(Severity::Warning, text, remedy).at(&pair[1].file, 1, "effective"));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use crate::plan::parse;

    fn plan(text: &str) -> Plan {
        parse(text, "ae.toml", Currency::USD).expect("the test writes a sound plan")
    }

    /// The findings over elements, without the one that there are no tests.
    fn check(elements: &str, expected: &[&str]) {
        let top = "id = \"ae\"\neffective = { from = \"2026-01-01\", to = \"2026-12-31\" }\n";
        let found: Vec<String> = super::super::lint(&plan(&format!("{top}{elements}")))
            .iter()
            .filter(|finding| finding.column != "test")
            .map(|finding| format!("{:?} {}: {}", finding.severity, finding.column, finding.what))
            .collect();
        assert_eq!(found, expected);
    }

    fn target(id: &str, weight: &str) -> String {
        format!("[[element]]\nid = \"{id}\"\npays = \"target\"\nquota = \"bookings\"\nrate = 1.0\n{weight}\n")
    }

    #[test]
    fn weights_add_up_to_one() {
        check(&(target("a", "weight = 0.6") + &target("b", "weight = 0.4")), &[]);
        check(&target("a", ""), &[]);
        check(
            &(target("a", "weight = 0.6") + &target("b", "weight = 0.3")),
            &["Warning element[b].weight: the weights add up to 0.9, not to 1"],
        );
        check(
            &(target("a", "") + &target("b", "")),
            &["Warning element[b].weight: the weights add up to 2, not to 1"],
        );
    }

    #[test]
    fn a_part_of_target_beside_rates_is_only_noted() {
        let rate = "[[element]]\nid = \"base\"\nrate = 0.05\n";
        check(
            &(target("a", "weight = 0.4") + rate),
            &["Note element[a].weight: the weights add up to 0.4, not to 1"],
        );
    }

    #[test]
    fn a_tier_below_the_threshold_never_pays() {
        let element = |threshold: &str| {
            format!(
                "[[element]]\nid = \"base\"\nquota = \"bookings\"\nmode = \"marginal\"\nthreshold = {threshold}\n\
                 tiers = [{{ from = 0, rate = 0.05 }}, {{ from = 0.4, rate = 0.06 }}, {{ from = 1, rate = 0.07 }}]\n"
            )
        };
        check(
            &element("0.5"),
            &[
                "Note element[base].tiers[1]: the tier ends at 0.4, and nothing is paid below the threshold of 0.5",
            ],
        );
        check(&element("0.3"), &[]);
    }

    #[test]
    fn a_release_before_the_plan_holds_nothing() {
        let element = |day: &str| {
            format!(
                "[[element]]\nid = \"base\"\nrate = 0.05\nrelease = {{ booking = 0.5, \"{day}\" = 0.5 }}\n"
            )
        };
        check(
            &element("2025-12-31"),
            &[
                "Warning element[base].release: 2025-12-31 is not after the first day of the plan, so nothing is \
               held until then",
            ],
        );
        check(&element("2026-12-31"), &[]);
    }

    #[test]
    fn percents_written_for_fractions_are_found_in_thresholds_too() {
        check(
            "[[element]]\nid = \"base\"\nquota = \"bookings\"\nrate = 0.05\nthreshold = 90\n",
            &["Warning element[base].threshold: begins at 90, and nobody reaches 90 times the quota"],
        );
    }

    #[test]
    fn days_between_two_versions_are_found() {
        let version =
            |days: &str| plan(&format!("id = \"ae\"\n{days}\n[[element]]\nid = \"base\"\nrate = 0.05\n"));
        let first = version("effective = { to = \"2025-12-31\" }");
        let gap = version("effective = { from = \"2026-02-01\" }");
        let found = lint_versions(&[first.clone(), gap]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].what, "no version of plan `ae` is in force from 2026-01-01 to 2026-01-31");
        assert!(lint_versions(&[first, version("effective = { from = \"2026-01-01\" }")]).is_empty());
    }
}
