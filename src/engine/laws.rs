//! The kernel of commissions against a slow and obvious twin, and the laws that pay must keep.

use proptest::prelude::*;

use crate::calendar::{Calendar, Day, Period, Span, Unit};
use crate::engine::commissions::{Cause, Credits, Deals, NOT_TAKEN, Rule, Run};
use crate::engine::exchange::ExchangeBook;
use crate::engine::membership::{Membership, Terms};
use crate::engine::order::Order;
use crate::engine::people::People;
use crate::engine::quota::QuotaBook;
use crate::model::rows::{QuotaHolder, QuotaRow, RepRow};
use crate::money::{Amount, Currency, Fraction, Percent, Rounding};
use crate::plan;

/// One deal of one rep: day of 2026 counted from 0, and cents.
type Deal = (i32, i64);

fn usd() -> Currency {
    Currency::parse("USD").unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn plan(text: &str) -> plan::Plan {
    plan::parse(text, "plan.toml", usd()).unwrap()
}

const TIERED: &str = r#"
id = "p"
proration = "none"
[[element]]
id = "e"
quota = "bookings"
window = "quarter"
mode = "marginal"
tiers = [ { from = 0.0, rate = 0.05 }, { from = 0.333333, rate = 0.07 }, { from = 1.0, rate = 0.123456 } ]
"#;

/// A run of one rep with one quota a quarter over the whole of 2026.
fn run(plan_text: &str, deals_given: &[Deal], quota_cents: i64) -> Run {
    let calendar = Calendar::default();
    let rep = RepRow { rep_id: "R1".to_owned(), ..RepRow::default() };
    let people = People::new(vec![rep]).unwrap();
    let plans = vec![plan(plan_text)];
    let terms = Terms { id: "p".to_owned(), effective: plans[0].effective.span(), takes: people.all_rows() };
    let membership = Membership::new(&people, &[terms], Span::ALL).unwrap();
    let year = calendar.period_of(Unit::Year, day("2026-01-01"));
    let quota_row = |period: &Period| QuotaRow {
        holder: QuotaHolder::Rep("R1".to_owned()),
        span: period.span,
        amount: Amount::from_cents(quota_cents),
        measure: "bookings".to_owned(),
        currency: None,
        rate: crate::money::ExchangeRate::ONE,
        from: None,
        to: None,
        place: crate::model::rows::Place::default(),
    };
    let quotas = calendar.periods_in(Unit::Quarter, year.span).iter().map(quota_row).collect();
    let (mut deals, mut credits) = (Deals::default(), Credits::default());
    deals.entries = vec![Vec::new()];
    credits.values = vec![Vec::new()];
    for (number, (offset, cents)) in (0_u32..).zip(deals_given) {
        deals.ids.push(&format!("D{number:05}"));
        deals.accounts.push("");
        deals.days.push(day("2026-01-01").number() + offset);
        deals.amounts.push(Amount::from_cents(*cents).raw());
        deals.currencies.push(0);
        deals.files.push(0);
        deals.rows.push(u64::from(number));
        deals.entries[0].push(0);
        credits.deals.push(number);
        credits.reps.push(0);
        credits.shares.push(Percent::HUNDRED.raw());
        credits.causes.push(Cause::OWNER);
        credits.days.push(day("2026-01-01").number() + offset);
        credits.values[0].push(Amount::from_cents(*cents).raw());
    }
    let periods = calendar.periods_in(Unit::Month, year.span);
    let order = Order::new(1, &deals, &credits, 1);
    Run {
        people,
        membership,
        rules: vec![Rule { plan: 0, element: 0, measure: 0, money: true, pays_on: None, rank: None }],
        quotas: vec![QuotaBook::new(quotas)],
        leaves: vec![Vec::new()],
        exchange: ExchangeBook::default(),
        calendar,
        currencies: vec![usd()],
        payouts: vec![(0..periods.len()).collect()],
        plans,
        deals,
        credits,
        periods,
        order,
        ..Run::default()
    }
}

/// What each deal earns, by deal number.
fn earned(run: &Run) -> Vec<i128> {
    let mut earned = vec![0; run.deals.days.len()];
    run.lines(0, &mut |line| earned[usize::try_from(line.credit).unwrap()] += line.earned.raw()).unwrap();
    earned
}

/// The twin: for each deal the area under the rates between the attainment before and after it, as a fraction.
fn twin(given: &[Deal], quota_cents: i64) -> Vec<i128> {
    let rates = [("0", "0.05"), ("0.333333", "0.07"), ("1", "0.123456")];
    let fraction = |text: &str| crate::money::Rate::parse(text).unwrap().fraction();
    let quota = Fraction::new(i128::from(quota_cents), 100).unwrap();
    let area = |at: Fraction| {
        let mut sum = Fraction::ZERO;
        for (tier, (from, rate)) in rates.iter().enumerate() {
            let low = quota.checked_mul(fraction(from)).unwrap();
            let high = rates.get(tier + 1).map(|(next, _)| quota.checked_mul(fraction(next)).unwrap());
            let top = high.map_or(at, |high| if at < high { at } else { high });
            let inside = top.checked_sub(low).unwrap();
            let counted = if tier == 0 || inside > Fraction::ZERO { inside } else { Fraction::ZERO };
            sum = sum.checked_add(counted.checked_mul(fraction(rate)).unwrap()).unwrap();
        }
        sum
    };
    let quarter =
        |offset: i32| (Day::from_number(day("2026-01-01").number() + offset).unwrap().month() - 1) / 3;
    let mut numbers: Vec<usize> = (0..given.len()).collect();
    numbers.sort_by_key(|number| (given[*number].0, *number));
    let mut pays = vec![0; given.len()];
    for (position, number) in numbers.iter().enumerate() {
        let (offset, cents) = given[*number];
        let before: i64 = numbers[..position]
            .iter()
            .filter(|earlier| quarter(given[**earlier].0) == quarter(offset))
            .map(|earlier| given[*earlier].1)
            .sum();
        let at = |cents: i64| Fraction::new(i128::from(cents), 100).unwrap();
        let pay = area(at(before + cents)).checked_sub(area(at(before))).unwrap();
        pays[*number] = pay.of(Amount::from_raw(10_000), Rounding::HalfUp).unwrap().raw();
    }
    pays
}

fn deals() -> impl Strategy<Value = Vec<Deal>> {
    proptest::collection::vec((0_i32..365, -2_000_000_i64..5_000_000), 0..40)
}

proptest! {
    #[test]
    fn the_kernel_pays_what_the_slow_twin_pays(given in deals(), quota in 1_i64..20_000_000) {
        prop_assert_eq!(earned(&run(TIERED, &given, quota)), twin(&given, quota));
    }

    #[test]
    fn lines_add_up_to_the_sums_of_the_rep(given in deals(), quota in 1_i64..20_000_000) {
        let run = run(TIERED, &given, quota);
        let lines: i128 = earned(&run).iter().sum();
        let sums: i128 = run.summaries(0).unwrap().iter().map(|summary| summary.earned.raw()).sum();
        prop_assert_eq!(lines, sums);
    }

    #[test]
    fn the_order_in_which_deals_are_read_changes_nothing(given in deals(), quota in 1_i64..20_000_000) {
        let forward = run(TIERED, &given, quota);
        let mut backward = run(TIERED, &given, quota);
        backward.credits.deals.reverse();
        backward.credits.days.reverse();
        backward.credits.values[0].reverse();
        backward.order = Order::new(1, &backward.deals, &backward.credits, 2);
        let by_deal = |run: &Run| {
            let mut pays = vec![0; given.len()];
            run.lines(0, &mut |line| {
                let deal = run.credits.deals[usize::try_from(line.credit).unwrap()];
                pays[usize::try_from(deal).unwrap()] += line.earned.raw();
            }).unwrap();
            pays
        };
        prop_assert_eq!(by_deal(&forward), by_deal(&backward));
    }

    /// By marginal rates the two halves earn what the whole earns but for rounding: the whole is rounded once and each
    /// half once, each by half a cent at most, so that the sums differ by one cent at most.
    #[test]
    fn a_deal_split_in_two_pays_the_same_to_a_cent(
        given in deals(),
        quota in 1_i64..20_000_000,
        whole in 1_i64..5_000_000,
        part in 1_i64..99,
    ) {
        let half = whole * part / 100;
        let mut one = given.clone();
        one.push((200, whole));
        let mut two = given.clone();
        two.extend([(200, half), (200, whole - half)]);
        let (one, two) = (earned(&run(TIERED, &one, quota)), earned(&run(TIERED, &two, quota)));
        let whole_pay = one[given.len()];
        let halves_pay = two[given.len()] + two[given.len() + 1];
        prop_assert!((whole_pay - halves_pay).abs() <= 100, "{} and {}", whole_pay, halves_pay);
        prop_assert_eq!(&one[..given.len()], &two[..given.len()]);
    }

    #[test]
    fn more_credit_never_pays_less(given in deals(), quota in 1_i64..20_000_000, more in 0_i64..1_000_000) {
        let before: i128 = earned(&run(TIERED, &given, quota)).iter().sum();
        let mut larger = given.clone();
        larger.push((364, more));
        let after: i128 = earned(&run(TIERED, &larger, quota)).iter().sum();
        prop_assert!(after >= before);
    }
}

#[test]
fn a_deal_that_crosses_quota_is_paid_at_both_rates() {
    // 90,000 × (1/3 at 5 %, the rest to 100,000 at 7 %): worked out by hand with quota 100,000.
    // 33,333.30 × 5 % = 1,666.665; 56,666.70 × 7 % = 3,966.669; together 5,633.334 → 5,633.33.
    // 10,000 × 7 % = 700; 10,000 × 12.3456 % = 1,234.56; together 1,934.56.
    let run = run(TIERED, &[(0, 9_000_000), (1, 2_000_000)], 10_000_000);
    assert_eq!(earned(&run), [56_333_300, 19_345_600]);
    let mut lines = Vec::new();
    run.lines(0, &mut |line| lines.push((line.tier, line.earned.to_string()))).unwrap();
    let expected = [(1, "1666.67"), (2, "3966.66"), (2, "700.00"), (3, "1234.56")];
    assert_eq!(lines, expected.map(|(tier, text)| (tier, text.to_owned())));
}

#[test]
fn without_a_quota_tiers_on_attainment_pay_nothing() {
    let mut run = run(TIERED, &[(0, 9_000_000)], 10_000_000);
    run.quotas = vec![QuotaBook::default()];
    assert_eq!(earned(&run), [0]);
    assert_eq!(run.summaries(0).unwrap()[0].quota, None);
}

#[test]
fn a_window_of_one_deal_starts_from_nothing_each_time() {
    let text = r#"
        id = "p"
        [[element]]
        id = "e"
        window = "deal"
        mode = "marginal"
        tiers = [ { from = 0, rate = 0.01 }, { from = 1000, rate = 0.02 } ]
    "#;
    // 1,500: 1,000 × 1 % + 500 × 2 % = 20.
    let run = run(text, &[(3, 150_000), (3, 150_000), (4, 50_000)], 1);
    assert_eq!(earned(&run), [200_000, 200_000, 50_000]);
}

#[test]
fn a_deal_that_no_entry_takes_earns_nothing() {
    let mut run = run(TIERED, &[(0, 100_000), (1, 100_000)], 10_000_000);
    run.deals.entries[0][0] = NOT_TAKEN;
    assert_eq!(earned(&run), [0, 500_000]);
}
