//! What is legal in a plan and yet probably not meant. Every finding stands for a way in which reps would
//! be surprised by their pay; what a plan may not say at all is refused by `parse`. Days, rates and tiers are looked at
//! here, what keys of an element or versions of a plan mean together in `whole`; what needs tables is left to
//! `engine::checks`, and what needs a calculation to the command `check`.

mod whole;

use super::place::{Located, Place};
use super::terms::{Boundary, Element, Mode, Pays, Plan};
use super::tiers::{self, RateTable, Rates, Tier, TierValue};
pub use crate::model::finding::{Finding, Severity};
use crate::money::Rate;
pub use whole::lint_versions;

/// The findings over one plan, in the order of its text.
#[must_use]
pub fn lint(plan: &Plan) -> Vec<Finding> {
    let mut findings = Findings { plan, all: Vec::new() };
    whole::lint_weights(&mut findings);
    for element in &plan.elements {
        lint_days(&mut findings, element);
        whole::lint_threshold(&mut findings, element);
        whole::lint_release(&mut findings, element);
        whole::lint_bounds(&mut findings, element);
        whole::lint_falls(&mut findings, element);
        whole::lint_payout_cap(&mut findings, element);
        for table in element.rate_tables() {
            lint_table(&mut findings, element, table);
        }
        lint_rows(&mut findings, element);
    }
    if plan.tests.is_empty() {
        let top = Located { value: (), path: "test".to_owned(), place: Place { line: 1, column: 1 } };
        let remedy = "add a `[[test]]`: some deals, and what they have to earn";
        findings.add(Severity::Note, &top, "the plan has no tests", remedy);
    }
    findings.all.sort_by_key(|(place, _)| *place);
    findings.all.into_iter().map(|(_, finding)| finding).collect()
}

struct Findings<'a> {
    plan: &'a Plan,
    all: Vec<(Place, Finding)>,
}

impl Findings<'_> {
    fn add(&mut self, severity: Severity, at: &Located<()>, text: impl Into<String>, remedy: &str) {
        let row = u64::try_from(at.place.line).unwrap_or(0);
        let finding = Finding::new(severity, text, remedy).at(&self.plan.file, row, &at.path);
        self.all.push((at.place, finding));
    }
}

/// Days on which no credit can count.
fn lint_days(findings: &mut Findings<'_>, element: &Element) {
    let Some(days) = element.between else { return };
    if findings.plan.effective.span().intersect(days).is_none() {
        let path = format!("element[{}].between", element.id);
        let at = Located { value: (), path, place: element.place };
        let text = format!("no day from {} to {} is one on which the plan is in force", days.from, days.to);
        findings.add(
            Severity::Error,
            &at,
            text,
            "nothing can be earned here: correct `between` or `effective`",
        );
    }
}

fn lint_table(findings: &mut Findings<'_>, element: &Element, table: &RateTable) {
    match &table.rates {
        Rates::Flat(value) => lint_value(findings, element, &table.spot, *value),
        Rates::Tiers(tiers) => {
            for tier in tiers {
                lint_value(findings, element, &tier.spot, tier.value);
                lint_reach(findings, tier);
            }
            for (tier, next) in tiers.iter().zip(tiers.iter().skip(1)) {
                lint_step(findings, element, tier, next);
            }
            if let Some(first) = tiers.first().filter(|tier| tiers::raw(tier.from) > 0) {
                let text = format!("nothing is paid below {}", tiers::show(first.from));
                findings.add(Severity::Note, &first.spot, text, "add a tier `from = 0` unless that is meant");
            }
        }
    }
}

/// A rate that is more than everything, as when 6 is written for 6 %.
fn lint_value(findings: &mut Findings<'_>, element: &Element, at: &Located<()>, value: TierValue) {
    let Some(rate) = value.rate().filter(|_| element.pays == Pays::Rate) else { return };
    if rate > Rate::ONE {
        let text = format!("the rate {rate} pays more than the whole measure");
        findings.add(Severity::Warning, at, text, "rates are fractions: 6 % is `0.06`");
    } else if rate < Rate::ZERO {
        let text = format!("the rate {rate} takes pay away");
        findings.add(Severity::Warning, at, text, "selling more pays less; use a clawback or an adjustment");
    }
}

/// A tier that nobody can reach, as when 100 is written for 100 %.
fn lint_reach(findings: &mut Findings<'_>, tier: &Tier) {
    let Boundary::Attainment(from) = tier.from else { return };
    if from.raw() >= 10 * Rate::ONE.raw() {
        let text = format!("nobody reaches {from} times the quota");
        findings.add(Severity::Warning, &tier.spot, text, "attainment is a fraction: 100 % is `1.0`");
    }
}

/// Cliffs and spikes of the marginal rate between two tiers.
fn lint_step(findings: &mut Findings<'_>, element: &Element, tier: &Tier, next: &Tier) {
    let (rate, next_rate) = (tier.value.raw(), next.value.raw());
    let whole = matches!(element.mode, Mode::Retroactive | Mode::Step | Mode::Interpolated);
    let boundary = tiers::show(next.from);
    if next_rate < rate {
        let (severity, text) = if whole {
            (Severity::Error, format!("pay falls at {boundary}: who sells a little more is paid less in all"))
        } else {
            (Severity::Warning, format!("the rate falls at {boundary}: what is sold above it pays less"))
        };
        findings.add(severity, &next.spot, text, "let rates rise, or keep them level and cap the pay");
    } else if rate > 0 && next_rate > 3 * rate && !whole {
        let text = format!("the rate more than triples at {boundary}");
        let remedy = "deals will wait for it: rise in smaller steps unless that is meant";
        findings.add(Severity::Warning, &next.spot, text, remedy);
    } else if next_rate == rate && !whole {
        let text = format!("the tier from {boundary} pays the same as the one before it");
        findings.add(Severity::Note, &next.spot, text, "leave it out, or give it its own rate");
    }
}

/// Credits that no row of `rates` takes, and rows that take none because an earlier one says the same.
fn lint_rows(findings: &mut Findings<'_>, element: &Element) {
    let tables = element.rate_tables();
    for (at, table) in tables.iter().enumerate() {
        let same = |earlier: &&RateTable| match (&earlier.condition, &table.condition) {
            (Some(one), Some(other)) => one.text == other.text,
            _ => false,
        };
        if let Some(earlier) = tables[..at].iter().find(same) {
            let text = format!(
                "the row of line {} has the same condition and takes its credits",
                earlier.spot.place.line
            );
            findings.add(
                Severity::Warning,
                &table.spot,
                text,
                "the first match wins: take one of the rows out",
            );
        }
    }
    if let Some(last) = element.rate_tables().last().filter(|table| table.condition.is_some()) {
        let text = "credits that no row matches are paid nothing";
        findings.add(Severity::Note, &last.spot, text, "add a last row without `where` unless that is meant");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    /// Lints a plan of one element, and compares the findings with one line each.
    fn check(element: &str, expected: &[&str]) {
        let text = format!(
            "id = \"ae\"\neffective = {{ from = \"2026-01-01\", to = \"2026-12-31\" }}\n\
             [[element]]\nid = \"base\"\n{element}\n\
             [[test]]\nname = \"nothing sold\"\npays = {{ base = 0 }}\n"
        );
        let plan =
            super::super::parse(&text, "ae.toml", Currency::USD).expect("the test writes a sound plan");
        let show = |finding: &Finding| format!("{:?} {}: {}", finding.severity, finding.column, finding.what);
        let found: Vec<String> = lint(&plan).iter().map(show).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn an_ordinary_plan_has_no_findings() {
        check("rate = 0.05", &[]);
        check(
            "quota = \"bookings\"\nmode = \"marginal\"\ntiers = [{ from = 0, rate = 0.06 }, { from = 1.0, \
             rate = 0.09 }]",
            &[],
        );
    }

    #[test]
    fn a_falling_rate_is_a_cliff() {
        check(
            "quota = \"bookings\"\nmode = \"marginal\"\ntiers = [{ from = 0, rate = 0.09 }, { from = 1.25, \
             rate = 0.06 }]",
            &["Warning element[base].tiers[2]: the rate falls at 1.25: what is sold above it pays less"],
        );
    }

    #[test]
    fn a_rate_of_three_times_is_not_yet_a_spike() {
        let tiers = |rate| {
            format!(
                "mode = \"marginal\"\ntiers = [{{ from = 0, rate = 0.02 }}, {{ from = 50000, rate = {rate} \
                 }}]"
            )
        };
        check(&tiers("0.06"), &[]);
        check(
            &tiers("0.060001"),
            &["Warning element[base].tiers[2]: the rate more than triples at 50000.00"],
        );
    }

    #[test]
    fn equal_tiers_are_noted() {
        check(
            "mode = \"marginal\"\ntiers = [{ from = 0, rate = 0.02 }, { from = 50000, rate = 0.02 }]",
            &["Note element[base].tiers[2]: the tier from 50000.00 pays the same as the one before it"],
        );
    }

    #[test]
    fn a_first_tier_above_zero_is_noted() {
        check(
            "quota = \"bookings\"\nmode = \"marginal\"\ntiers = [{ from = 0.8, rate = 0.06 }]",
            &["Note element[base].tiers[1]: nothing is paid below 0.8"],
        );
    }

    #[test]
    fn percents_written_for_fractions_are_found() {
        check("rate = 6", &["Warning element[base].rate: the rate 6 pays more than the whole measure"]);
        check("rate = -0.01", &["Warning element[base].rate: the rate -0.01 takes pay away"]);
        check(
            "quota = \"bookings\"\nmode = \"marginal\"\ntiers = [{ from = 0, rate = 0.06 }, { from = 100, \
             rate = 0.09 }]",
            &["Warning element[base].tiers[2]: nobody reaches 100 times the quota"],
        );
    }

    #[test]
    fn days_outside_the_plan_are_an_error() {
        check(
            "rate = 0.05\nbetween = [\"2025-10-01\", \"2025-12-31\"]",
            &["Error element[base].between: no day from 2025-10-01 to 2025-12-31 is one on which the plan \
                 is in force"],
        );
        check("rate = 0.05\nbetween = [\"2025-10-01\", \"2026-01-01\"]", &[]);
    }

    #[test]
    fn rows_without_a_last_resort_are_noted() {
        check(
            "rates = [{ where = \"product = 'Core'\", rate = 0.1 }]",
            &["Note element[base].rates[1]: credits that no row matches are paid nothing"],
        );
        check("rates = [{ where = \"product = 'Core'\", rate = 0.1 }, { rate = 0.05 }]", &[]);
    }

    #[test]
    fn a_row_with_the_condition_of_an_earlier_one_is_never_taken() {
        check(
            "rates = [{ where = \"a = 1\", rate = 0.1 }, { where = \"a = 1\", rate = 0.2 }, { rate = 0.05 }]",
            &[
                "Warning element[base].rates[2]: the row of line 5 has the same condition and takes its credits",
            ],
        );
    }

    #[test]
    fn a_plan_without_tests_is_noted() {
        let text = "id = \"ae\"\n[[element]]\nid = \"base\"\nrate = 0.05\n";
        let plan = super::super::parse(text, "ae.toml", Currency::USD).expect("a sound plan");
        let found = lint(&plan);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].what, "the plan has no tests");
    }
}
