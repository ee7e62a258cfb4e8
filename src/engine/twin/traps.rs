//! Known traps of commissions, with their arithmetic in words: the kernel and the twin both have to come out there.

use std::collections::BTreeMap;

use super::company::{Company, Deal, Given};
use super::terms::Twin;
use crate::calendar::{Day, Span};
use crate::engine::commissions::Cause;
use crate::model::rows::{Place, QuotaHolder, QuotaRow, RepRow};
use crate::money::{Amount, ExchangeRate};

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn year() -> Span {
    Span { from: day("2026-01-01"), to: day("2026-12-31") }
}

/// A company of one rep with a target incentive of 20,000.
fn company(element: &str, deals: &[(&str, &str)]) -> Company {
    let plan = format!(
        "id = \"p\"\neffective = {{ from = \"2026-01-01\", to = \"2026-12-31\" }}\n[[element]]\nid = \"e\"\n{element}"
    );
    let rep =
        RepRow { rep_id: "R0".to_owned(), target_incentive: Some(amount("20000")), ..RepRow::default() };
    let deal = |(number, (date, value)): (usize, &(&str, &str))| Deal {
        id: format!("D{number}"),
        day: day(date),
        product: "A".to_owned(),
        currency: 0,
        cancelled: None,
        refunds: Vec::new(),
        credits: vec![Given { rep: 0, cause: Cause::OWNER, day: None, values: [amount(value); 4] }],
    };
    let deals = deals.iter().enumerate().map(deal).collect();
    Company { plans: vec![plan], year_starts: 1, reps: vec![rep], deals, ..Company::default() }
}

fn quota(value: &str, from: Option<&str>, to: Option<&str>) -> QuotaRow {
    QuotaRow {
        holder: QuotaHolder::Rep("R0".to_owned()),
        span: year(),
        amount: amount(value),
        measure: "bookings".to_owned(),
        currency: None,
        rate: ExchangeRate::ONE,
        from: from.map(day),
        to: to.map(day),
        place: Place::default(),
    }
}

/// What both pay by payout; nothing where they pay nothing.
fn pays(company: &Company) -> Vec<(String, String)> {
    let plans = company.read().expect("the plan of a trap is accepted");
    let run = company.run().unwrap();
    let twin = Twin::new(company, &plans);
    let kernel = super::kernel(&run, 0).unwrap().elements.remove("e").unwrap_or_default();
    let named = |payouts: &BTreeMap<usize, i128>| -> Vec<(String, String)> {
        let paid = payouts.iter().filter(|(_, pay)| **pay != 0);
        paid.map(|(at, pay)| (run.periods[*at].label.clone(), Amount::from_raw(*pay).to_string())).collect()
    };
    assert_eq!(named(&kernel.payouts), named(&twin.paid(0, "e").payouts));
    named(&kernel.payouts)
}

fn check(company: &Company, expected: &[(&str, &str)]) {
    let expected: Vec<_> =
        expected.iter().map(|(label, pay)| ((*label).to_owned(), (*pay).to_owned())).collect();
    assert_eq!(pays(company), expected);
}

#[test]
fn three_modes_pay_three_amounts_for_140_percent() {
    let element = |mode: &str| {
        format!(
            "window = \"year\"\nquota = 100000\nbase_rate = 0.5\nmode = \"{mode}\"\n\
             tiers = [{{ from = 0, multiplier = 1 }}, \
             {{ from = 1, multiplier = 1.5 }}, {{ from = 1.25, multiplier = 2 }}, {{ from = 1.5, multiplier = 2.5 }}]"
        )
    };
    let deals = [("2026-03-10", "140000")];
    // 100,000 × 0.5 + 25,000 × 0.75 + 15,000 × 1 = 50,000 + 18,750 + 15,000.
    check(&company(&element("marginal"), &deals), &[("2026-03", "83750.00")]);
    // 100,000 × 0.5 + 40,000 × 0.5 × 2.
    check(&company(&element("overage"), &deals), &[("2026-03", "90000.00")]);
    // 140,000 × 0.5 × 2.
    check(&company(&element("retroactive"), &deals), &[("2026-03", "140000.00")]);
}

#[test]
fn a_quota_that_changes_on_1_april_blends_by_days() {
    // 1,200,000 × 90 ÷ 365 + 1,500,000 × 275 ÷ 365 = 520,500,000 ÷ 365 = 1,426,027.397…
    let element = "window = \"year\"\nquota = \"bookings\"\nmode = \"retroactive\"\n\
                   tiers = [{ from = 0, rate = 0 }, { from = 1, rate = 0.01 }]";
    let mut exactly = company(element, &[("2026-05-05", "1426027.40")]);
    exactly.quotas =
        vec![quota("1200000", None, Some("2026-03-31")), quota("1500000", Some("2026-04-01"), None)];
    let run = exactly.run().unwrap();
    assert_eq!(run.quota(0, 0, day("2026-05-05")).unwrap().unwrap().to_string(), "1426027.40");
    check(&exactly, &[("2026-05", "14260.27")]);
    let mut below = company(element, &[("2026-05-05", "1426027.39")]);
    below.quotas = exactly.quotas;
    check(&below, &[]);
}

#[test]
fn a_true_up_pays_the_difference_to_what_was_paid() {
    let element = "window = \"year\"\nquota = \"bookings\"\npays = \"target\"\nmode = \"marginal\"\ntiers = \
                   [{ from = 0, rate = 1 }, { from = 1, rate = 1.4 }, { from = 1.2, rate = 1.6 }]";
    let deals = [
        ("2026-01-20", "100000"),
        ("2026-02-20", "100000"),
        ("2026-03-20", "300000"),
        ("2026-10-20", "500000"),
        ("2026-11-20", "100000"),
    ];
    let mut company = company(element, &deals);
    company.quotas = vec![quota("1000000", None, None)];
    // 10 % of 20,000; again; 30 %; 50 %; then 10 % × 1.4.
    let expected = [
        ("2026-01", "2000.00"),
        ("2026-02", "2000.00"),
        ("2026-03", "6000.00"),
        ("2026-10", "10000.00"),
        ("2026-11", "2800.00"),
    ];
    check(&company, &expected);
}

#[test]
fn a_cancelled_deal_takes_its_tier_along_by_retier() {
    let element = "window = \"year\"\nmode = \"retroactive\"\ntiers = [{ from = 0, rate = 0.03 }, \
                   { from = 100000, rate = 0.05 }]\nclawback = { on = [\"cancel\"], method = \"retier\" }";
    let mut company = company(element, &[("2026-01-20", "60000"), ("2026-02-20", "50000")]);
    company.deals[1].cancelled = Some(day("2026-06-03"));
    // 60,000 × 3 %; 110,000 × 5 % less that; 60,000 × 3 % less 5,500.
    check(&company, &[("2026-01", "1800.00"), ("2026-02", "3700.00"), ("2026-06", "-3700.00")]);
}

#[test]
fn a_cancelled_deal_takes_a_threshold_along_by_retier() {
    let element = "window = \"year\"\nrate = 0.03\nthreshold = 100000\n\
                   clawback = { on = [\"cancel\"], method = \"retier\" }";
    let mut company = company(element, &[("2026-01-20", "60000"), ("2026-02-20", "50000")]);
    company.deals[1].cancelled = Some(day("2026-06-03"));
    // 110,000 × 3 %; 60,000 is below the threshold: everything is taken back.
    check(&company, &[("2026-02", "3300.00"), ("2026-06", "-3300.00")]);
}

#[test]
fn exactly_125_percent_is_in_the_tier_that_the_boundary_says() {
    let element = |boundary: &str| {
        format!(
            "window = \"year\"\nquota = 100000\nmode = \"retroactive\"\nboundary = \"{boundary}\"\n\
             tiers = [{{ from = 0, rate = 0.05 }}, {{ from = 1, rate = 0.1 }}, {{ from = 1.25, rate = 0.2 }}]"
        )
    };
    let deals = [("2026-03-10", "125000")];
    // 125,000 × 20 %, and 125,000 × 10 %.
    check(&company(&element("lower"), &deals), &[("2026-03", "25000.00")]);
    check(&company(&element("upper"), &deals), &[("2026-03", "12500.00")]);
}

#[test]
fn a_rate_of_four_decimals_is_rounded_once() {
    // 27,652.51 × 0.187709 = 5,190.62499959; to four decimals first it would be 5,190.6250, and then 5,190.63.
    let company = company("rate = 0.187709", &[("2026-03-30", "27652.51")]);
    check(&company, &[("2026-03", "5190.62")]);
}

#[test]
fn money_for_a_window_waits_for_the_first_day_on_the_plan() {
    let mut company = company("window = \"quarter\"\npays = \"fixed\"\namount = 500", &[]);
    company.plans[0] =
        company.plans[0].replace("2026-01-01", "2026-02-10").replace("2026-12-31", "2026-06-30");
    check(&company, &[("2026-02", "500.00"), ("2026-04", "500.00")]);
}

#[test]
fn a_gate_on_the_plans_window_stays_open_after_the_plan() {
    let element = "window = \"plan\"\nrate = 0.05\n[[element]]\nid = \"late\"\nwindow = \"year\"\nrate = 0.01\n\
                   gate = \"earned('e') >= 1000\"";
    let mut company = company(element, &[("2026-03-10", "20000")]);
    company.plans[0] = company.plans[0].replace("2026-12-31", "2026-06-30");
    let run = company.run().unwrap();
    let late = super::kernel(&run, 0).unwrap().elements.remove("late").unwrap();
    // 20,000 × 5 % opens the gate in March; 20,000 × 1 % stays when the plan has ended in June.
    assert_eq!(late.payouts.values().sum::<i128>(), 2_000_000);
}

#[test]
fn a_part_month_of_a_plan_is_a_part_of_the_target_by_its_days() {
    let element = "window = \"plan\"\nquota = 1000\npays = \"target\"\nrate = 1";
    let mut company = company(element, &[("2026-06-10", "1000")]);
    company.plans[0] =
        company.plans[0].replace("2026-01-01", "2026-06-16").replace("2026-12-31", "2026-07-31");
    company.deals[0].day = day("2026-06-20");
    // 15 of 30 days of June and July: 1.5 ÷ 12 of 20,000.
    check(&company, &[("2026-06", "2500.00")]);
}
