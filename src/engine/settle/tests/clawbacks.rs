//! What is taken back, worked out by hand.

use super::*;

fn schedule() -> Clawback {
    clawback(Method::Schedule(vec![(90, rate("1")), (180, rate("0.5"))]))
}

#[test]
fn a_cancelled_deal_gives_back_what_it_earned() {
    case().clawback(clawback(Method::Reverse)).events(&["2026-05-10 cancel"]).check(&["4 clawback -600.00"]);
    let stated = case().clawback(clawback(Method::Reverse)).events(&["2026-05-10 cancel 10000"]);
    stated.check(&["4 clawback -600.00"]);
    // Exports write a cancellation without its amount as one of nothing, too.
    case()
        .clawback(clawback(Method::Reverse))
        .events(&["2026-05-10 cancel 0"])
        .check(&["4 clawback -600.00"]);
}

#[test]
fn a_cancellation_takes_what_is_held_first() {
    let base = case().release(half_by_payment()).clawback(clawback(Method::Reverse));
    let expected = ["0 hold -300.00", "4 release 300.00", "4 clawback -600.00"];
    base.events(&["2026-05-10 cancel", "2026-06-10 payment 10000"]).check(&expected);
}

#[test]
fn a_cancellation_after_a_part_payment() {
    let base = case().release(half_by_payment()).clawback(clawback(Method::Reverse));
    let expected = ["0 hold -300.00", "2 release 150.00", "4 release 150.00", "4 clawback -600.00"];
    base.events(&["2026-03-10 payment 5000", "2026-05-10 cancel"]).check(&expected);
}

#[test]
fn monthly_parts_end_with_the_cancellation() {
    let base = case().release(Release::Months(6)).clawback(clawback(Method::Reverse));
    let expected =
        ["0 hold -500.00", "1 release 100.00", "2 release 100.00", "2 release 300.00", "2 clawback -600.00"];
    base.events(&["2026-03-10 cancel"]).check(&expected);
}

#[test]
fn a_part_refunded_takes_back_that_part() {
    let base = case().clawback(clawback(Method::Reverse));
    base.events(&["2026-05-10 refund 2500"]).check(&["4 clawback -150.00"]);
    // Some exports sign a refund.
    let base = case().clawback(clawback(Method::Reverse));
    base.events(&["2026-05-10 refund -2500"]).check(&["4 clawback -150.00"]);
}

#[test]
fn after_a_part_refunded_out_of_the_hold_only_the_rest_is_released() {
    let base = case().release(half_by_payment()).clawback(clawback(Method::Reverse));
    let events = ["2026-02-10 refund 2500", "2026-05-10 payment 10000"];
    let expected = ["0 hold -300.00", "1 release 150.00", "1 clawback -150.00", "4 release 150.00"];
    base.events(&events).check(&expected);
}

#[test]
fn a_refund_of_more_than_is_held_takes_the_rest_of_what_was_paid() {
    let base = case().release(half_by_payment()).clawback(clawback(Method::Reverse));
    let events = ["2026-02-10 refund 8000", "2026-05-10 payment 10000"];
    base.events(&events).check(&["0 hold -300.00", "1 release 300.00", "1 clawback -480.00"]);
}

#[test]
fn refunds_add_up_to_the_deal_at_most() {
    let events =
        ["2026-02-10 refund 2500", "2026-03-10 refund 2500", "2026-04-10 refund 10000", "2026-05-10 cancel"];
    let expected = ["1 clawback -150.00", "2 clawback -150.00", "3 clawback -300.00"];
    case().clawback(clawback(Method::Reverse)).events(&events).check(&expected);
}

#[test]
fn a_refund_of_a_cancelled_deal_takes_nothing_more() {
    let events = ["2026-02-10 cancel", "2026-03-10 refund 10000"];
    case().clawback(clawback(Method::Reverse)).events(&events).check(&["1 clawback -600.00"]);
}

#[test]
fn a_part_cancelled_and_its_refund_take_that_part_once() {
    let events = ["2026-02-10 cancel 2500", "2026-03-10 refund 2500", "2026-04-10 refund 1000"];
    let expected = ["1 clawback -150.00", "3 clawback -60.00"];
    case().clawback(clawback(Method::Reverse)).events(&events).check(&expected);
}

#[test]
fn three_refunds_of_a_third_take_back_every_cent() {
    // 100.00 × 0.333333 = 33.33, × 0.666666 = 66.67, and with the rest all.
    let events = ["2026-02-10 refund 3333.33", "2026-03-10 refund 3333.33", "2026-04-10 refund 3333.34"];
    let expected = ["1 clawback -33.33", "2 clawback -33.34", "3 clawback -33.33"];
    case().earned(&[(0, "100")]).clawback(clawback(Method::Reverse)).events(&events).check(&expected);
}

#[test]
fn only_events_of_the_listed_kinds_take_back() {
    let cancel = Clawback { on: vec![TakesBack::Cancel], ..clawback(Method::Reverse) };
    let events = ["2026-02-10 refund 5000", "2026-03-10 cancel 2500"];
    case().clawback(cancel).events(&events).check(&["2 clawback -150.00"]);
    let refund = Clawback { on: vec![TakesBack::Refund], ..clawback(Method::Reverse) };
    case().clawback(refund).events(&events).check(&["1 clawback -300.00"]);
}

#[test]
fn the_last_day_of_within_days_still_takes_back() {
    // 2026-04-15 is ninety days after 2026-01-15: 16 + 28 + 31 + 15.
    let within = || Clawback { within_days: Some(90), ..clawback(Method::Reverse) };
    case().clawback(within()).events(&["2026-04-15 cancel"]).check(&["3 clawback -600.00"]);
    case().clawback(within()).events(&["2026-04-16 cancel"]).check(&[]);
}

#[test]
fn a_schedule_takes_all_to_day_90_half_to_day_180_and_nothing_after() {
    for (date, expected) in [
        ("2026-04-15", &["3 clawback -600.00"][..]),
        ("2026-04-16", &["3 clawback -300.00"]),
        ("2026-07-14", &["6 clawback -300.00"]),
        ("2026-07-15", &[]),
    ] {
        case().clawback(schedule()).events(&[&format!("{date} cancel")]).check(expected);
    }
}

#[test]
fn each_part_is_taken_by_the_share_of_its_own_day() {
    // Half the deal on day 90 wholly, the other half on day 100 by half.
    let events = ["2026-04-15 refund 5000", "2026-04-25 cancel"];
    let expected = ["3 clawback -300.00", "3 clawback -150.00"];
    case().clawback(schedule()).events(&events).check(&expected);
}

#[test]
fn months_of_the_term_not_served_are_taken_back() {
    // Of twelve months from 2026-01-15 the fifth begins on 2026-05-15; a month begun is not served.
    for (date, expected) in [
        ("2026-01-15", "0 clawback -600.00"),
        ("2026-02-14", "1 clawback -600.00"),
        ("2026-02-15", "1 clawback -550.00"),
        ("2026-05-14", "4 clawback -450.00"),
        ("2026-05-15", "4 clawback -400.00"),
        ("2026-06-14", "5 clawback -400.00"),
        ("2027-01-14", "12 clawback -50.00"),
    ] {
        let base = case().clawback(clawback(Method::Prorata)).events(&[&format!("{date} cancel")]);
        Case { term: Some(12), ..base }.check(&[expected]);
    }
    let base = case().clawback(clawback(Method::Prorata)).events(&["2027-01-15 cancel"]);
    Case { term: Some(12), ..base }.check(&[]);
}

#[test]
fn a_term_that_began_on_the_31st_completes_a_month_on_the_last_day_of_february() {
    let base = case().clawback(clawback(Method::Prorata)).events(&["2026-02-28 refund 5000"]);
    // Half of 11 of 12 months.
    Case { term: Some(12), day: day("2026-01-31"), ..base }.check(&["1 clawback -275.00"]);
}

#[test]
fn a_deal_without_a_term_is_refused_only_when_it_is_undone() {
    let base = || case().clawback(clawback(Method::Prorata));
    base().events(&["2026-02-10 payment 5000"]).check(&[]);
    for term in [None, Some(0)] {
        let error = Case { term, ..base().events(&["2026-02-10 cancel"]) }.settle().unwrap_err();
        assert_eq!(error, EngineError::MissingTerm { deal_id: "D1".to_owned() });
        assert_eq!(
            error.to_string(),
            "deal `D1` was undone, and its clawback goes by `term_months`, which it does not have"
        );
    }
}

#[test]
fn what_is_booked_after_the_cancellation_is_taken_back_at_once() {
    let base = case().release(half_by_payment()).clawback(clawback(Method::Reverse));
    let expected = [
        "0 hold -300.00",
        "1 release 300.00",
        "1 clawback -600.00",
        "3 hold -25.00",
        "3 release 25.00",
        "3 clawback -50.00",
    ];
    base.earned(&[(0, "600"), (3, "50")]).events(&["2026-02-10 cancel"]).check(&expected);
}

#[test]
fn events_before_the_first_earning_count_when_it_is_booked() {
    let base = case().release(half_by_payment()).clawback(clawback(Method::Reverse)).earned(&[(2, "600")]);
    let events = ["2025-12-20 payment 5000", "2026-01-10 refund 2500"];
    // Three quarters are payable, a quarter of 600.00 is taken back, all of it out of the hold.
    base.events(&events).check(&["2 hold -150.00", "2 release 150.00", "2 clawback -150.00"]);
}

#[test]
fn events_after_the_last_payout_have_not_come() {
    let base = case().release(half_by_payment()).clawback(clawback(Method::Reverse));
    let base = base.events(&["2026-03-31 payment 5000", "2026-04-01 cancel"]);
    Case { count: 3, ..base }.check(&["0 hold -300.00", "2 release 150.00"]);
}

#[test]
fn a_true_up_below_zero_gives_back_what_was_taken_of_it() {
    // 1,000.00, half held; 60 % refunded takes 500.00 held and 100.00 paid. Then 900.00 less were earned: of the
    // 100.00 that are left 60.00 are taken back, so that 540.00 are given back.
    let base = case().earned(&[(0, "1000"), (3, "-900")]).release(half_by_payment());
    let base = base.clawback(clawback(Method::Reverse));
    let events = ["2026-02-10 refund 6000", "2026-06-10 payment 10000"];
    let expected = ["0 hold -500.00", "1 release 500.00", "1 clawback -600.00", "3 clawback 540.00"];
    base.events(&events).check(&expected);
}

#[test]
fn a_credit_note_that_is_cancelled_is_given_back() {
    let base = case().earned(&[(0, "-600")]).clawback(clawback(Method::Reverse));
    Case { deal: "-10000", ..base.events(&["2026-02-10 cancel -10000"]) }.check(&["1 clawback 600.00"]);
}

#[test]
fn what_the_caller_takes_back_is_taken_from_the_hold_first() {
    // Without the deal the window earns 700.00 less, though it had earned 600.00 itself.
    let base = case().release(half_by_payment()).clawback(clawback(Method::Retier));
    let base = base.events(&["2026-05-10 cancel"]);
    base.check(&["0 hold -300.00"]);
    let expected = ["0 hold -300.00", "4 release 300.00", "4 clawback -700.00", "5 clawback 100.00"];
    base.takes(&[(5, "-100"), (4, "700")]).check(&expected);
}

#[test]
fn what_is_given_back_was_paid_first_and_then_held() {
    // 350.00 taken: 300.00 held and 50.00 paid. Of 200.00 given back 50.00 are paid and 150.00 are held again.
    let base = case().release(half_by_payment()).takes(&[(1, "350"), (2, "-200")]);
    let expected = [
        "0 hold -300.00",
        "1 release 300.00",
        "1 clawback -350.00",
        "2 hold -150.00",
        "2 clawback 200.00",
        "3 release 150.00",
    ];
    base.events(&["2026-04-10 payment 10000"]).check(&expected);
}

#[test]
fn published_examples_come_out_as_published() {
    // The sources are listed in testdata/published/CLAWBACKS.md.
    let earned = |amount, release: &str, method, event: &str| {
        let base = case().earned(&[(0, amount)]).release(shares(release)).clawback(clawback(method));
        Case { term: Some(12), ..base.events(&[event]) }
    };
    // 30 % held until the window closes: the cancellation takes the 300 held, then 700 paid.
    let held = earned("1000", "booking 0.7, 2026-07-14 0.3", Method::Reverse, "2026-05-10 cancel");
    held.check(&["0 hold -300.00", "4 release 300.00", "4 clawback -1000.00"]);
    // 500 paid and 500 not yet: the second is never paid.
    let half = earned("1000", "booking 0.5, payment 0.5", Method::Reverse, "2026-05-10 cancel");
    half.check(&["0 hold -500.00", "4 release 500.00", "4 clawback -1000.00"]);
    // An early termination takes half.
    let early = Method::Schedule(vec![(365, rate("0.5"))]);
    earned("10000", "booking 1", early, "2026-05-10 cancel").check(&["4 clawback -5000.00"]);
    // Twelve months, cancelled after six, in the seventh and in the eighth.
    for (date, expected) in [
        ("2026-07-15", "6 clawback -600.00"),
        ("2026-08-10", "7 clawback -600.00"),
        ("2026-08-20", "7 clawback -500.00"),
    ] {
        let event = format!("{date} cancel");
        earned("1200", "booking 1", Method::Prorata, &event).check(&[expected]);
    }
    // The refund of an invoice reverses its commission.
    let base = case().earned(&[(0, "100")]).clawback(clawback(Method::Reverse));
    Case { deal: "1000", ..base.events(&["2026-02-10 refund 1000"]) }.check(&["1 clawback -100.00"]);
}
