//! Laws that pay keeps whatever the plan: on the random companies of the twin.

use std::collections::BTreeMap;

use super::company::Company;
use super::{kernel, random};

/// What the kernel pays by rep, element and payout; without what pays nothing.
fn by_payout(company: &Company) -> Option<BTreeMap<(usize, String, usize), i128>> {
    let run = company.run()?;
    let mut all = BTreeMap::new();
    for rep in 0..company.size() {
        for (id, paid) in kernel(&run, rep).ok()?.elements {
            let paid = paid.payouts.into_iter().filter(|(_, pay)| *pay != 0);
            all.extend(paid.map(|(payout, pay)| ((rep, id.clone(), payout), pay)));
        }
    }
    Some(all)
}

fn seeds() -> impl Iterator<Item = u64> {
    20_000..20_080
}

#[test]
fn the_order_of_rows_changes_nothing() {
    for seed in seeds() {
        let company = random::company(seed);
        let mut other = company.clone();
        other.deals.reverse();
        other.reps.reverse();
        other.quotas.reverse();
        other.leaves.reverse();
        other.scores.reverse();
        assert_eq!(by_payout(&company), by_payout(&other), "seed {seed}");
    }
}

#[test]
fn lines_add_up_to_the_summaries_of_the_rep() {
    for seed in seeds() {
        let company = random::company(seed);
        let Some(run) = company.run() else { continue };
        for rep in 0..u32::try_from(company.size()).unwrap() {
            let mut lines: BTreeMap<usize, i128> = BTreeMap::new();
            run.lines(rep, &mut |line| *lines.entry(line.period).or_default() += line.payable.raw()).unwrap();
            let mut sums: BTreeMap<usize, i128> = BTreeMap::new();
            for summary in run.summaries(rep).unwrap() {
                *sums.entry(summary.period).or_default() += summary.payable().raw();
            }
            lines.retain(|_, pay| *pay != 0);
            sums.retain(|_, pay| *pay != 0);
            assert_eq!(lines, sums, "seed {seed}");
        }
    }
}

#[test]
fn a_year_paid_by_months_and_by_differences_is_a_year_paid_at_once() {
    let mut compared = 0;
    for seed in seeds() {
        let mut company = random::company(seed);
        for plan in &mut company.plans {
            for window in ["month", "quarter", "half", "plan"] {
                *plan = plan.replace(&format!("window = \"{window}\""), "window = \"year\"");
            }
        }
        company.scores.clear();
        let odd = ["forward", "payout = 1", "cap = { payout", "window = \"deal\"", "retier"];
        if company.plans.iter().any(|plan| odd.iter().any(|word| plan.contains(word))) {
            continue;
        }
        let total = |payout: &str| {
            let mut company = company.clone();
            for plan in &mut company.plans {
                for unit in ["half-month", "month", "quarter", "year"] {
                    *plan = plan.replace(&format!("payout = \"{unit}\""), &format!("payout = \"{payout}\""));
                }
            }
            let mut total: BTreeMap<(usize, String), i128> = BTreeMap::new();
            for ((rep, id, _), pay) in by_payout(&company)? {
                *total.entry((rep, id)).or_default() += pay;
            }
            total.retain(|_, pay| *pay != 0);
            Some(total)
        };
        let (months, years) = (total("month"), total("year"));
        compared += usize::from(months.is_some());
        assert_eq!(months, years, "seed {seed}");
    }
    assert!(compared > 10, "{compared}");
}
