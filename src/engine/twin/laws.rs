//! Laws that pay keeps whatever the plan: on the random companies of the twin.

use std::collections::BTreeMap;

use super::company::{Company, Deal, Given};
use super::{kernel, random};
use crate::calendar::Day;
use crate::engine::commissions::{Cause, CreditKind};
use crate::model::rows::QuotaHolder;
use crate::money::Amount;
use crate::plan::DatedBy;
use crate::plan::lint::lint;

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

/// The company with its reps under other names: rep `k` is called by the number `names[k]`.
fn renamed(company: &Company, names: &[usize]) -> Company {
    let mut other = company.clone();
    let id = |id: &str| format!("R{}", names[id[1..].parse::<usize>().unwrap()]);
    for row in &mut other.reps {
        row.rep_id = id(&row.rep_id);
    }
    for row in &mut other.quotas {
        if let QuotaHolder::Rep(rep) = &mut row.holder {
            *rep = id(rep);
        }
    }
    for given in other.deals.iter_mut().flat_map(|deal| &mut deal.credits) {
        given.rep = names[given.rep];
    }
    other.leaves.iter_mut().for_each(|(rep, _)| *rep = names[*rep]);
    other.scores.iter_mut().for_each(|(rep, ..)| *rep = names[*rep]);
    other.adjustments.iter_mut().for_each(|(rep, ..)| *rep = names[*rep]);
    other
}

/// Ties apart: of what a group has together the same deal of two reps comes in the order of their ids, and cents that
/// do not divide go to the first.
#[test]
fn the_names_of_reps_change_nothing() {
    let (mut compared, mut grouped) = (0, 0);
    for seed in seeds() {
        let mut company = random::company(seed);
        let says = |company: &Company, word: &str| company.plans.iter().any(|plan| plan.contains(word));
        if says(&company, "pool = ") || says(&company, "rank_by = \"count\"") {
            continue;
        }
        if says(&company, "tier_scope") {
            grouped += 1;
            for deal in &mut company.deals {
                let first = deal.credits.first().map(|given| given.rep);
                deal.credits.retain(|given| Some(given.rep) == first);
            }
        }
        let names: Vec<usize> = (0..company.size()).rev().collect();
        let (before, after) = (by_payout(&company), by_payout(&renamed(&company, &names)));
        let moved = before.map(|before| {
            before.into_iter().map(|((rep, id, payout), pay)| ((names[rep], id, payout), pay)).collect()
        });
        compared += usize::from(after.is_some());
        assert_eq!(moved, after, "seed {seed}");
    }
    assert!(compared > 40 && grouped > 8, "{compared}, {grouped}");
}

/// What the lint says of a plan in which more credit may pay less.
fn says_less(company: &Company) -> bool {
    let plans = company.read().unwrap_or_default();
    let told = ["falls at", "takes pay away", "is never paid"];
    plans.iter().flat_map(lint).any(|finding| told.iter().any(|word| finding.what.contains(word)))
}

/// All that a rep is paid, raw on scale 4, and of how many lines.
fn total(company: &Company, rep: u32) -> Option<(i128, i128)> {
    let (mut sum, mut lines) = (0, 0);
    company
        .run()?
        .lines(rep, &mut |line| {
            sum += line.payable.raw();
            lines += 1;
        })
        .ok()?;
    Some((sum, lines))
}

#[test]
fn more_credit_never_pays_less_unless_the_lint_says_so() {
    let (mut compared, mut excused) = (0, 0);
    for seed in 30_000..30_400_u64 {
        let company = random::company(seed);
        if says_less(&company) {
            excused += 1;
            continue;
        }
        let mut random = random::Random::new(seed);
        let mut more = company.clone();
        let day = Day::parse("2025-01-01").unwrap().plus_days(i32::try_from(random.within(0, 500)).unwrap());
        let cents = random.within(1, 3_000_000);
        let values = [cents, cents / 3 + 1, 300, 100].map(Amount::from_cents);
        let given = |dated: DatedBy| Given {
            rep: 0,
            cause: Cause { kind: CreditKind::Owner, dated },
            day: Some(day),
            values,
        };
        let credits = [DatedBy::Close, DatedBy::Invoice, DatedBy::Payment].map(given).to_vec();
        let product = random.one(&["A", "B", "C"]).to_owned();
        let (refunds, cancelled, currency) = (Vec::new(), None, 0);
        more.deals.push(Deal { id: "D99".to_owned(), day, product, currency, cancelled, refunds, credits });
        let (Some((before, _)), Some((after, lines))) = (total(&company, 0), total(&more, 0)) else {
            continue;
        };
        compared += 1;
        // Each line is rounded to half a cent at most, whatever slices its credit is cut into.
        assert!(after >= before - lines * 100, "seed {seed}: {before} and then {after}");
    }
    assert!(compared > 80, "{compared} compared, {excused} excused");
}

/// A deal as two on the same day that follow each other: half of every value, and the rest.
fn halved(deal: Deal) -> [Deal; 2] {
    let (mut first, mut second) = (deal.clone(), deal);
    for (one, other) in first.credits.iter_mut().zip(&mut second.credits) {
        for (half, rest) in one.values.iter_mut().zip(&mut other.values) {
            *half = Amount::from_raw(half.raw() / 2);
            *rest = Amount::from_raw(rest.raw() - half.raw());
        }
    }
    // Ids are of letters and digits, and this sign stands before all of them.
    second.id.push('!');
    [first, second]
}

#[test]
fn deals_split_in_two_pay_the_same_to_half_a_cent_a_line() {
    let (mut compared, mut tiered) = (0, 0);
    for seed in 50_000..50_400_u64 {
        let mut company = random::company(seed);
        // What is said of one deal, or counts deals, is another thing for two; and of what a group has together the
        // halves of two reps on one deal come by turns.
        let of_one = ["window = \"deal\"", "cap = { deal", "rank_by = \"count\"", "pool = ", "tier_scope"];
        if company.plans.iter().any(|plan| of_one.iter().any(|word| plan.contains(word))) {
            continue;
        }
        company.deals.iter_mut().for_each(|deal| deal.refunds.clear());
        let mut split = company.clone();
        split.deals = company.deals.iter().cloned().flat_map(halved).collect();
        for rep in 0..u32::try_from(company.size()).unwrap() {
            let (Some((whole, lines)), Some((halves, more))) = (total(&company, rep), total(&split, rep))
            else {
                continue;
            };
            let most = (lines + more) * 50;
            let plans = company.plans.join("\n");
            assert!(
                (whole - halves).abs() <= most,
                "seed {seed} R{rep}: {whole}, {halves}, {more} lines\n{plans}"
            );
            compared += 1;
            tiered += usize::from(company.plans.iter().any(|plan| plan.contains("mode = \"marginal\"")));
        }
    }
    assert!(compared > 200 && tiered > 50, "{compared}, {tiered}");
}
