//! What several reps have together, and deals that several events date, with their arithmetic in words: the kernel and
//! the twin both have to come out there.

use std::collections::BTreeMap;

use super::company::{Company, Deal, Given};
use super::terms::Twin;
use crate::calendar::{Day, Span};
use crate::engine::commissions::{Cause, CreditKind};
use crate::model::rows::{Place, QuotaHolder, QuotaRow, RepRow};
use crate::money::{Amount, ExchangeRate};
use crate::plan::DatedBy;

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// A row of a rep with a target incentive of 20,000 in a team, from one day to another.
fn row(rep: usize, team: &str, from: Option<&str>, to: Option<&str>) -> RepRow {
    RepRow {
        rep_id: format!("R{rep}"),
        target_incentive: Some(amount("20000")),
        columns: [("team".to_owned(), team.to_owned())].into(),
        valid_from: from.map(day),
        valid_to: to.map(day),
        ..RepRow::default()
    }
}

/// A company on a plan of 2026 with one element `e`, paid by quarters.
fn company(element: &str, reps: Vec<RepRow>, deals: Vec<Deal>) -> Company {
    let plan = format!(
        "id = \"p\"\npayout = \"quarter\"\neffective = {{ from = \"2026-01-01\", to = \"2026-12-31\" }}\n\
         [[element]]\nid = \"e\"\n{element}"
    );
    Company { plans: vec![plan], year_starts: 1, reps, deals, ..Company::default() }
}

/// A deal with its credits: the rep, the day of the invoice that dates it if one does, and the amount.
fn deal(id: &str, close: &str, credits: &[(usize, Option<&str>, &str)]) -> Deal {
    let given = |(rep, invoiced, value): &(usize, Option<&str>, &str)| Given {
        rep: *rep,
        cause: Cause {
            kind: CreditKind::Owner,
            dated: if invoiced.is_some() { DatedBy::Invoice } else { DatedBy::Close },
        },
        day: invoiced.map(day),
        values: [amount(value); 4],
    };
    Deal {
        id: id.to_owned(),
        day: day(close),
        product: "A".to_owned(),
        currency: 0,
        cancelled: None,
        refunds: Vec::new(),
        credits: credits.iter().map(given).collect(),
    }
}

fn quota(holder: QuotaHolder, value: &str) -> QuotaRow {
    QuotaRow {
        holder,
        span: Span { from: day("2026-01-01"), to: day("2026-12-31") },
        amount: amount(value),
        measure: "bookings".to_owned(),
        currency: None,
        rate: ExchangeRate::ONE,
        from: None,
        to: None,
        place: Place::default(),
    }
}

/// What both pay a rep by payout; nothing where they pay nothing.
fn check(company: &Company, rep: usize, expected: &[(&str, &str)]) {
    let plans = company.read().expect("the plan is accepted");
    let run = company.run().unwrap();
    let twin = Twin::new(company, &plans);
    let kernel = super::kernel(&run, rep).unwrap().elements.remove("e").unwrap_or_default();
    let named = |payouts: &BTreeMap<usize, i128>| -> Vec<(String, String)> {
        let paid = payouts.iter().filter(|(_, pay)| **pay != 0);
        paid.map(|(at, pay)| (run.periods[*at].label.clone(), Amount::from_raw(*pay).to_string())).collect()
    };
    let expected: Vec<(String, String)> =
        expected.iter().map(|(label, pay)| ((*label).to_owned(), (*pay).to_owned())).collect();
    assert_eq!(named(&kernel.payouts), expected, "the kernel, R{rep}");
    assert_eq!(named(&twin.paid(rep, "e").payouts), expected, "the twin, R{rep}");
}

/// R0 is in team A to the end of March and in B from then on; R1 is in A, R2 in B.
fn movers() -> Vec<RepRow> {
    vec![
        row(0, "A", None, Some("2026-03-31")),
        row(0, "B", Some("2026-04-01"), None),
        row(1, "A", None, None),
        row(2, "B", None, None),
    ]
}

#[test]
fn a_deal_that_two_invoices_date_earns_with_each_and_keeps_its_tiers() {
    // D0 is invoiced with 600 in January and 600 in August, D1 with 500 between them.
    // 600 × 10 % = 60. Then 400 more to the 1,000 at 10 % and 200 at 20 %: 80. D1 stands alone: 50.
    let element = "on = \"invoice\"\nwindow = \"deal\"\nmode = \"marginal\"\n\
                   tiers = [{ from = 0, rate = 0.1 }, { from = 1000, rate = 0.2 }]";
    let deals = vec![
        deal("D0", "2026-01-05", &[(0, Some("2026-01-10"), "600"), (0, Some("2026-08-10"), "600")]),
        deal("D1", "2026-01-05", &[(0, Some("2026-05-10"), "500")]),
    ];
    let company = company(element, vec![row(0, "A", None, None)], deals);
    check(&company, 0, &[("2026-Q1", "60.00"), ("2026-Q2", "50.00"), ("2026-Q3", "80.00")]);
}

#[test]
fn a_deal_is_capped_once_over_all_its_windows() {
    // 10 % of 6,000 in the first quarter and of 6,000 in the third: 600, and 400 more to the cap of 1,000.
    let element = "on = \"invoice\"\nwindow = \"quarter\"\nrate = 0.1\ncap = { deal = 1000 }";
    let deals =
        vec![deal("D0", "2026-01-05", &[(0, Some("2026-01-10"), "6000"), (0, Some("2026-08-10"), "6000")])];
    let company = company(element, vec![row(0, "A", None, None)], deals);
    check(&company, 0, &[("2026-Q1", "600.00"), ("2026-Q3", "400.00")]);
}

#[test]
fn who_changes_teams_shares_the_pools_of_both_and_nothing_of_a_pool_is_lost() {
    // A sells 1,000 of R0 in February and 1,000 of R1: 200 for R0 and R1. B sells 2,000 of R2: 200 for R0 and R2.
    let deals = vec![
        deal("D0", "2026-02-10", &[(0, None, "1000")]),
        deal("D1", "2026-02-11", &[(1, None, "1000")]),
        deal("D2", "2026-05-10", &[(2, None, "2000")]),
    ];
    let element = "window = \"year\"\ntier_scope = \"team\"\npool = \"equal\"\nrate = 0.1";
    let shared = company(element, movers(), deals.clone());
    check(&shared, 0, &[("2026-Q1", "100.00"), ("2026-Q2", "100.00")]);
    check(&shared, 1, &[("2026-Q1", "100.00")]);
    check(&shared, 2, &[("2026-Q2", "100.00")]);
    // By days: R0 is in A on 90 days and R1 on 365, so that R0 has 90 ÷ 455 of A's 200, 39.56; and in B on 275 days
    // beside R2's 365: 275 ÷ 640 of B's 200, 85.94.
    let element = element.replace("equal", "days");
    let shared = company(&element, movers(), deals);
    check(&shared, 0, &[("2026-Q1", "39.56"), ("2026-Q2", "85.94")]);
    check(&shared, 1, &[("2026-Q1", "160.44")]);
    check(&shared, 2, &[("2026-Q2", "114.06")]);
}

#[test]
fn a_credit_goes_by_the_team_of_its_day() {
    // R0 sells 40,000 in A, which has 70,000 with R1, and 40,000 in B, which has 240,000 with R2. From 100,000 on a
    // team has 2 % of everything: R0 has 1 % of the first deal and 2 % of the second.
    let element = "window = \"year\"\ntier_scope = \"team\"\nmode = \"retroactive\"\n\
                   tiers = [{ from = 0, rate = 0.01 }, { from = 100000, rate = 0.02 }]";
    let deals = vec![
        deal("D0", "2026-02-10", &[(0, None, "40000")]),
        deal("D1", "2026-02-11", &[(1, None, "30000")]),
        deal("D2", "2026-05-10", &[(0, None, "40000")]),
        deal("D3", "2026-05-11", &[(2, None, "200000")]),
    ];
    let company = company(element, movers(), deals);
    check(&company, 0, &[("2026-Q1", "400.00"), ("2026-Q2", "800.00")]);
    check(&company, 1, &[("2026-Q1", "300.00")]);
    check(&company, 2, &[("2026-Q2", "4000.00")]);
}

#[test]
fn a_part_of_target_is_paid_for_the_attainment_of_the_team() {
    // 120,000 of the team's 100,000: each has 120 % of the target incentive of 20,000, whoever sold.
    let element =
        "window = \"year\"\ntier_scope = \"team\"\npays = \"target\"\nquota = \"bookings\"\nrate = 1.0";
    let deals = vec![
        deal("D0", "2026-02-10", &[(0, None, "100000")]),
        deal("D1", "2026-02-11", &[(1, None, "20000")]),
    ];
    let reps = vec![row(0, "A", None, None), row(1, "A", None, None)];
    let mut company = company(element, reps, deals);
    company.quotas.push(quota(QuotaHolder::Team("A".to_owned()), "100000"));
    check(&company, 0, &[("2026-Q1", "24000.00")]);
    check(&company, 1, &[("2026-Q1", "24000.00")]);
}

#[test]
fn a_cancelled_deal_of_one_takes_the_tier_of_the_team_with_it() {
    // 60,000 and 50,000 are over 100,000: both at 2 %. Without the 60,000 of R0 the team has 50,000: R1 keeps 1 %.
    let element = "window = \"year\"\ntier_scope = \"team\"\nmode = \"retroactive\"\n\
                   tiers = [{ from = 0, rate = 0.01 }, { from = 100000, rate = 0.02 }]\n\
                   clawback = { on = [\"cancel\"], method = \"retier\" }";
    let mut first = deal("D0", "2026-02-10", &[(0, None, "60000")]);
    first.cancelled = Some(day("2026-05-20"));
    let deals = vec![first, deal("D1", "2026-02-11", &[(1, None, "50000")])];
    let reps = vec![row(0, "A", None, None), row(1, "A", None, None)];
    let company = company(element, reps, deals);
    check(&company, 0, &[("2026-Q1", "1200.00"), ("2026-Q2", "-1200.00")]);
    check(&company, 1, &[("2026-Q1", "1000.00"), ("2026-Q2", "-500.00")]);
}

#[test]
fn a_pool_is_worked_out_anew_without_a_cancelled_deal() {
    // 10 % of 3,000 for two: 150 each. Without the 1,000 of R0 it is 200, 100 each.
    let element = "window = \"year\"\ntier_scope = \"company\"\npool = \"equal\"\nrate = 0.1\n\
                   clawback = { on = [\"cancel\"], method = \"retier\" }";
    let mut first = deal("D0", "2026-02-10", &[(0, None, "1000")]);
    first.cancelled = Some(day("2026-05-20"));
    let deals = vec![first, deal("D1", "2026-02-11", &[(1, None, "2000")])];
    let reps = vec![row(0, "A", None, None), row(1, "A", None, None)];
    let company = company(element, reps, deals);
    for rep in [0, 1] {
        check(&company, rep, &[("2026-Q1", "150.00"), ("2026-Q2", "-50.00")]);
    }
}

#[test]
fn the_multiplier_of_a_rep_counts_for_the_share_of_a_pool() {
    // 10 % of 3,000 for two, each times 1.2: the attainment of both is far above 1.2.
    let element = "window = \"year\"\ntier_scope = \"company\"\npool = \"equal\"\nrate = 0.1\n\
                   multiplier = { by = \"attainment('bookings')\", points = [[0.5, 0.8], [1.2, 1.2]] }";
    let deals =
        vec![deal("D0", "2026-02-10", &[(0, None, "1000")]), deal("D1", "2026-02-11", &[(1, None, "2000")])];
    let reps = vec![row(0, "A", None, None), row(1, "A", None, None)];
    let mut company = company(element, reps, deals);
    for rep in ["R0", "R1"] {
        company.quotas.push(quota(QuotaHolder::Rep(rep.to_owned()), "500"));
    }
    check(&company, 0, &[("2026-Q1", "180.00")]);
    check(&company, 1, &[("2026-Q1", "180.00")]);
}

#[test]
fn a_bonus_that_a_cancelled_deal_brought_is_taken_back() {
    let element = "window = \"year\"\npays = \"fixed\"\namount = 500\nwhere = \"product = 'A'\"\n\
                   clawback = { on = [\"cancel\"], method = \"retier\" }";
    let mut first = deal("D0", "2026-02-10", &[(0, None, "1000")]);
    first.cancelled = Some(day("2026-05-20"));
    let company = company(element, vec![row(0, "A", None, None)], vec![first]);
    check(&company, 0, &[("2026-Q1", "500.00"), ("2026-Q2", "-500.00")]);
}

#[test]
fn a_window_that_is_worked_out_anew_knows_no_later_prize() {
    // In February the gate is shut: the contest of the quarter has paid nothing yet. In March it pays 1,000, and a
    // deal of February is cancelled: February without it, as things stood then, pays nothing either.
    let element = "window = \"month\"\nrate = 0.1\ngate = \"earned('a') >= 1000\"\n\
                   clawback = { on = [\"cancel\"], method = \"retier\" }";
    let mut second = deal("D1", "2026-02-20", &[(0, None, "500")]);
    second.cancelled = Some(day("2026-03-20"));
    let deals = vec![deal("D0", "2026-02-10", &[(0, None, "1000")]), second];
    let mut company = company(element, vec![row(0, "A", None, None)], deals);
    let contest = "[[element]]\nid = \"a\"\nwindow = \"quarter\"\n\
                   contest = { rank_by = \"amount\", prizes = [1000] }\n[[element]]\nid = \"e\"";
    company.plans[0] = company.plans[0]
        .replace("payout = \"quarter\"", "payout = \"month\"")
        .replace("[[element]]\nid = \"e\"", contest);
    check(&company, 0, &[]);
}
