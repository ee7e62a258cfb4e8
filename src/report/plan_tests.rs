//! The reports of `spm commissions test`: for machines a line for each element that a test names, for people the
//! plans with their counts, and below them each failure with how it came about.

use crate::engine::commissions::{Line, LineKind, NO_CREDIT, NO_RATE, Reason, Run};
use crate::engine::people::index;
use crate::money::{Amount, Exact, Rate, grouped};
use crate::report::reasons::{percent, reason};
use crate::report::{Block, Column, MISSING_MONEY, Report, Values};

/// What a test says of one element or one payout, and what came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The plan version, as a position in the list of plans.
    pub plan: usize,
    /// The test, as a position in its plan.
    pub test: usize,
    /// The name of the test.
    pub name: String,
    /// The element; empty where it is about a payout.
    pub element: String,
    /// The label of the payout; empty where it is about an element.
    pub payout: String,
    /// What the element is to have earned, or the payout to pay.
    pub expected: Amount,
    /// What it has earned or pays; nothing where that cannot be worked out.
    pub got: Option<Amount>,
    /// The line of the plan file that says what is expected.
    pub line: usize,
    /// How the earning came about, a line each; or why there is none.
    pub how: Vec<String>,
}

/// A plan version that was tested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tested {
    /// The plan.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The file.
    pub file: String,
    /// How many tests it has.
    pub tests: usize,
}

impl Check {
    /// Whether the element has earned what it is to have earned, or the payout pays what it is to pay, to the cent.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.got == Some(self.expected)
    }
}

/// A line for each element and payout that a test names, in the order of plans and tests.
#[must_use]
pub fn for_machines(plans: &[Tested], checks: &[Check]) -> Report {
    let columns = vec![
        Column::id("plan", "Plan").essential(),
        Column::text("version", "Version"),
        Column::text("test", "Test").essential(),
        Column::text("element", "Element").essential(),
        Column::money("expected", "Expected").essential(),
        Column::money("got", "Got").essential(),
        Column::text("result", "Result").essential(),
        Column::text("file", "File"),
        Column::integer("line", "Line"),
        Column::id("payout", "Payout"),
    ];
    let text = |of: &dyn Fn(&Check) -> String| Values::text(checks.iter().map(of));
    let values = vec![
        text(&|check| plans[check.plan].id.clone()),
        text(&|check| plans[check.plan].version.clone()),
        text(&|check| check.name.clone()),
        text(&|check| check.element.clone()),
        Values::Amounts(checks.iter().map(|check| check.expected.raw()).collect()),
        Values::Amounts(checks.iter().map(|check| check.got.map_or(MISSING_MONEY, Amount::raw)).collect()),
        text(&|check| (if check.passes() { "pass" } else { "fail" }).to_owned()),
        text(&|check| plans[check.plan].file.clone()),
        Values::Integer(checks.iter().map(|check| whole(check.line)).collect()),
        text(&|check| check.payout.clone()),
    ];
    Report::new("Plan tests", columns, Block { columns: values, rows: checks.len() })
}

/// A line for each plan with its tests counted; the failures are notes.
#[must_use]
pub fn for_people(plans: &[Tested], checks: &[Check], subtitle: Vec<String>) -> Report {
    let columns = vec![
        Column::id("plan", "Plan").essential(),
        Column::text("version", "Version").essential(),
        Column::integer("tests", "Tests").essential(),
        Column::integer("passed", "Pass").essential(),
        Column::integer("failed", "Fail").essential(),
        Column::text("file", "File"),
    ];
    let failed: Vec<usize> = (0..plans.len()).map(|plan| failed_tests(checks, plan)).collect();
    let count =
        |of: &dyn Fn(usize) -> usize| Values::Integer((0..plans.len()).map(|at| whole(of(at))).collect());
    let values = vec![
        Values::text(plans.iter().map(|plan| &plan.id)),
        Values::text(plans.iter().map(|plan| &plan.version)),
        count(&|at| plans[at].tests),
        count(&|at| plans[at].tests - failed[at]),
        count(&|at| failed[at]),
        Values::text(plans.iter().map(|plan| &plan.file)),
    ];
    let mut report = Report::new("Plan tests", columns, Block { columns: values, rows: plans.len() });
    report.subtitle = subtitle;
    for check in checks.iter().filter(|check| !check.passes()) {
        report.notes.push(failure(&plans[check.plan], check));
        report.notes.extend(check.how.iter().map(|line| format!("  {line}")));
    }
    report
}

/// How many tests of a plan have an element that does not earn what it is to earn.
#[must_use]
pub fn failed_tests(checks: &[Check], plan: usize) -> usize {
    let mut failed: Vec<usize> =
        checks.iter().filter(|check| check.plan == plan && !check.passes()).map(|check| check.test).collect();
    failed.sort_unstable();
    failed.dedup();
    failed.len()
}

fn failure(plan: &Tested, check: &Check) -> String {
    let Check { name, element, payout, expected, got, line, .. } = check;
    let place = format!("{}:{line}", plan.file);
    let (what, to, does) = match payout.as_str() {
        "" => (element, "to earn", "earns"),
        _ => (payout, "to pay", "pays"),
    };
    let expected_text = money(*expected);
    let is_to = format!("fail: {name} ({place}): `{what}` is {to} {expected_text}");
    let Some(got) = got else { return format!("{is_to}, and cannot be worked out") };
    let difference = got.checked_sub(*expected).map_or_else(String::new, |by| {
        let word = if by.is_negative() { "less" } else { "more" };
        let size = if by.is_negative() { by.negate() } else { by };
        format!(", {} {word}", money(size))
    });
    format!("{is_to}, and {does} {}{difference}", money(*got))
}

/// One line of pay as a sentence: `deal 1 of 2026-03-31, 110,000.00: 10,000.00 × 9 % = 900.00, tier 2`.
#[must_use]
pub fn how(run: &Run, line: &Line) -> String {
    let why = reason(run, line);
    if line.credit == NO_CREDIT {
        return format!("{why}: {}", money(line.payable));
    }
    if line.kind != LineKind::Earning {
        let deal = index(run.credits.deals[index(line.credit)]);
        return format!("deal {}, {why}: {}", run.deals.ids.get(deal), money(line.payable));
    }
    let deal = index(run.credits.deals[index(line.credit)]);
    let day = crate::calendar::Day::from_number(run.credits.days[index(line.credit)]);
    let (id, amount) = (run.deals.ids.get(deal), money(Amount::from_raw(run.deals.amounts[deal])));
    let day = day.map_or_else(String::new, |day| format!(" of {day}"));
    let credited = grouped(&Exact::from_raw(line.credited).to_string());
    let tier = if line.tier > 0 { format!(", tier {}", line.tier) } else { String::new() };
    let earned = money(line.earned);
    // What is not a rate times the credit says only what it gives.
    let sum = if line.rate == NO_RATE || (line.rate == 0 && !line.earned.is_zero()) {
        format!("{credited} earn {earned}")
    } else {
        format!("{credited} × {} = {earned}", percent(Rate::from_raw(line.rate)))
    };
    let why = if line.reason == Reason::Credited { String::new() } else { format!(" ({why})") };
    format!("deal {id}{day}, {amount}: {sum}{tier}{why}")
}

fn money(amount: Amount) -> String {
    grouped(&amount.to_string())
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(test: usize, expected: &str, got: Option<&str>) -> Check {
        Check {
            plan: 0,
            test,
            name: format!("test {test}"),
            element: "base".to_owned(),
            payout: String::new(),
            expected: Amount::parse(expected).unwrap(),
            got: got.map(|got| Amount::parse(got).unwrap()),
            line: 12,
            how: vec!["deal 1".to_owned()],
        }
    }

    #[test]
    fn a_test_fails_once_however_many_of_its_elements_fail() {
        let checks = [check(0, "1", Some("2")), check(0, "1", None), check(1, "5", Some("5"))];
        assert_eq!(failed_tests(&checks, 0), 1);
        assert_eq!(failed_tests(&checks, 1), 0);
    }

    #[test]
    fn a_failure_says_what_was_expected_and_how_it_came_about() {
        let plan = Tested {
            id: "ae".to_owned(),
            version: "2026".to_owned(),
            file: "plans/ae.toml".to_owned(),
            tests: 2,
        };
        let report =
            for_people(&[plan], &[check(0, "6900", Some("6750.50")), check(1, "5", None)], Vec::new());
        assert_eq!(
            report.notes,
            [
                "fail: test 0 (plans/ae.toml:12): `base` is to earn 6,900.00, and earns 6,750.50, 149.50 less",
                "  deal 1",
                "fail: test 1 (plans/ae.toml:12): `base` is to earn 5.00, and cannot be worked out",
                "  deal 1",
            ]
        );
    }
}
