//! Holds, releases and clawbacks worked out by hand.

mod clawbacks;

use super::*;
use crate::calendar::Unit;
use crate::model::rows::EventKind;
use crate::money::Amount;
use crate::plan::Method;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn raw(text: &str) -> i128 {
    Amount::parse(text).unwrap().raw()
}

fn rate(text: &str) -> Rate {
    Rate::parse(text).unwrap()
}

/// A release by shares: `booking 0.5, payment 0.5`; a day is an occasion too.
fn shares(text: &str) -> Release {
    let share = |part: &str| {
        let (occasion, share) = part.trim().split_once(' ').unwrap();
        let occasion = match occasion {
            "booking" => Occasion::Booking,
            "invoice" => Occasion::Invoice,
            "payment" => Occasion::Payment,
            "manual" => Occasion::Manual,
            text => Occasion::On(day(text)),
        };
        (occasion, rate(share))
    };
    Release::Shares(text.split(',').map(share).collect())
}

fn half_by_payment() -> Release {
    shares("booking 0.5, payment 0.5")
}

fn clawback(method: Method) -> Clawback {
    Clawback { on: vec![TakesBack::Cancel, TakesBack::Refund], method, within_days: None }
}

/// A credit of 2026-01-15 of a deal of 10,000.00 that earns 600.00 in January, in monthly payouts of two years.
struct Case {
    earned: Vec<Earned>,
    takes: Vec<Take>,
    day: Day,
    deal: &'static str,
    term: Option<u32>,
    events: Vec<Event>,
    release: Option<Release>,
    clawback: Option<Clawback>,
    rounding: Rounding,
    calendar: Calendar,
    unit: Unit,
    count: usize,
}

fn case() -> Case {
    Case {
        earned: vec![Earned { payout: 0, amount: raw("600") }],
        takes: Vec::new(),
        day: day("2026-01-15"),
        deal: "10000",
        term: None,
        events: Vec::new(),
        release: None,
        clawback: None,
        rounding: Rounding::HalfUp,
        calendar: Calendar::default(),
        unit: Unit::Month,
        count: 24,
    }
}

impl Case {
    fn earned(mut self, earned: &[(usize, &str)]) -> Self {
        self.earned =
            earned.iter().map(|(payout, text)| Earned { payout: *payout, amount: raw(text) }).collect();
        self
    }

    /// What the caller takes back in a payout.
    fn takes(mut self, takes: &[(usize, &str)]) -> Self {
        let reason = Reason::Retiered { kind: TakesBack::Cancel, day: day("2026-02-01") };
        let take = |(payout, text): &(usize, &str)| Take { payout: *payout, amount: raw(text), reason };
        self.takes = takes.iter().map(take).collect();
        self
    }

    /// Events such as `2026-03-10 payment 5000`, in order; without an amount `2026-03-10 cancel`.
    fn events(mut self, events: &[&str]) -> Self {
        let event = |text: &&str| {
            let words: Vec<&str> = text.split(' ').collect();
            let amount = words.get(2).map(|text| Amount::parse(text).unwrap());
            Event::new(day(words[0]), EventKind::parse(words[1]).unwrap(), amount)
        };
        self.events = events.iter().map(event).collect();
        self
    }

    fn release(self, release: Release) -> Self {
        Self { release: Some(release), ..self }
    }

    fn clawback(self, clawback: Clawback) -> Self {
        Self { clawback: Some(clawback), ..self }
    }

    fn settle(&self) -> Result<Vec<Moved>, EngineError> {
        let year = Span { from: day("2026-01-01"), to: day("2027-12-31") };
        let periods = self.calendar.periods_in(self.unit, year);
        let payouts: Vec<Span> = periods.iter().take(self.count).map(|period| period.span).collect();
        let facts = Facts {
            deal_id: "D1",
            day: self.day,
            amount: raw(self.deal),
            term_months: self.term,
            events: &self.events,
        };
        let terms = Terms {
            release: self.release.as_ref(),
            clawback: self.clawback.as_ref(),
            rounding: self.rounding,
            calendar: &self.calendar,
        };
        settle(&self.earned, &self.takes, &payouts, &facts, &terms)
    }

    /// Movements such as `0 hold -300.00`, by the position of the payout.
    #[track_caller]
    fn check(&self, expected: &[&str]) {
        let moved = self.settle().unwrap();
        let word = |movement| match movement {
            Movement::Hold => "hold",
            Movement::Release => "release",
            Movement::Clawback => "clawback",
        };
        let line = |moved: &Moved| {
            format!("{} {} {}", moved.payout, word(moved.movement), Amount::from_raw(moved.amount))
        };
        assert_eq!(moved.iter().map(line).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn without_terms_nothing_moves() {
    case().events(&["2026-03-10 payment 5000", "2026-04-10 cancel"]).check(&[]);
}

#[test]
fn half_at_booking_and_half_when_the_customer_pays() {
    let case = case().release(half_by_payment());
    case.check(&["0 hold -300.00"]);
    case.events(&["2026-03-10 payment 10000"]).check(&["0 hold -300.00", "2 release 300.00"]);
}

#[test]
fn part_payments_release_pro_rata() {
    // A quarter and a quarter in February: 0.5 + 0.5 × 0.5 = 0.75, 450.00.
    let events = ["2026-02-01 payment 2500", "2026-02-28 payment 2500", "2026-04-10 payment 5000"];
    let expected = ["0 hold -300.00", "1 release 150.00", "3 release 150.00"];
    case().release(half_by_payment()).events(&events).check(&expected);
}

#[test]
fn a_payment_in_the_month_of_the_booking_lessens_the_hold() {
    let events = ["2026-01-20 payment 2500", "2026-02-10 payment 7500"];
    case().release(half_by_payment()).events(&events).check(&["0 hold -225.00", "1 release 225.00"]);
}

#[test]
fn shares_are_rounded_to_date_and_the_last_takes_the_residue() {
    // Half of 100.01 is 50.005. After a third it is 0.6666665 × 100.01 = 66.6733…
    let events = ["2026-02-10 payment 3333.33", "2026-03-10 payment 6666.67"];
    let half_up = case().earned(&[(0, "100.01")]).release(half_by_payment()).events(&events);
    half_up.check(&["0 hold -50.00", "1 release 16.66", "2 release 33.34"]);
    let expected = ["0 hold -50.01", "1 release 16.67", "2 release 33.34"];
    Case { rounding: Rounding::HalfEven, ..half_up }.check(&expected);
}

#[test]
fn who_pays_more_than_the_deal_releases_no_more_than_everything() {
    let events = ["2026-02-10 payment 15000", "2026-03-10 payment 500"];
    case().release(half_by_payment()).events(&events).check(&["0 hold -300.00", "1 release 300.00"]);
}

#[test]
fn a_refund_without_clawback_takes_no_release_back() {
    let events = ["2026-02-10 payment 10000", "2026-03-10 refund 4000"];
    case().release(half_by_payment()).events(&events).check(&["0 hold -300.00", "1 release 300.00"]);
}

#[test]
fn a_payment_that_bounces_is_waited_for_again_but_not_taken_back() {
    // 4,000 come, go, and come again with the rest: 0.7, 0.7, 1.
    let events = ["2026-02-10 payment 4000", "2026-03-10 payment -4000", "2026-04-10 payment 10000"];
    let expected = ["0 hold -300.00", "1 release 120.00", "3 release 180.00"];
    case().release(half_by_payment()).events(&events).check(&expected);
}

#[test]
fn all_by_invoice_is_held_whole_until_invoices_come() {
    let events = ["2026-02-10 invoice 4000", "2026-02-11 payment 10000", "2026-05-10 invoice 6000"];
    let expected = ["0 hold -600.00", "1 release 240.00", "4 release 360.00"];
    case().release(shares("invoice 1")).events(&events).check(&expected);
}

#[test]
fn a_day_releases_in_the_payout_that_has_it() {
    let expected = ["0 hold -450.00", "2 release 450.00"];
    case().release(shares("booking 0.25, 2026-03-31 0.75")).check(&expected);
    let expected = ["0 hold -450.00", "3 release 450.00"];
    case().release(shares("booking 0.25, 2026-04-01 0.75")).check(&expected);
    case().release(shares("booking 0.25, 2026-01-01 0.75")).check(&[]);
}

#[test]
fn what_waits_for_a_person_is_never_released_by_itself() {
    let events = ["2026-02-10 invoice 10000", "2026-02-10 payment 10000"];
    case().release(shares("booking 0.5, manual 0.5")).events(&events).check(&["0 hold -300.00"]);
}

#[test]
fn a_decision_releases_what_waits_for_it_and_a_part_of_the_deal_its_part() {
    // Half of 600.00 waits. A decision about 4,000 of the 10,000 releases 120.00, the next one the other 180.00.
    let events = ["2026-03-10 release 4000", "2026-05-02 release"];
    let expected = ["0 hold -300.00", "2 release 120.00", "4 release 180.00"];
    case().release(shares("booking 0.5, manual 0.5")).events(&events).check(&expected);
    // A deal that is cancelled on the day of the decision is released first, and then taken back.
    let events = ["2026-03-10 release", "2026-03-10 cancel"];
    let expected = ["0 hold -300.00", "2 release 300.00", "2 clawback -600.00"];
    let case = case().release(shares("booking 0.5, manual 0.5")).clawback(clawback(Method::Reverse));
    case.events(&events).check(&expected);
}

#[test]
fn invoice_payment_and_day_add_up() {
    // 0.2 × 600 at once; May: 0.3 × half + 0.4 × a quarter = 0.25; June: 0.1, July: the rest, 0.45.
    let release = shares("booking 0.2, invoice 0.3, payment 0.4, 2026-06-30 0.1");
    let events = [
        "2026-05-01 invoice 5000",
        "2026-05-20 payment 2500",
        "2026-07-01 invoice 5000",
        "2026-07-15 payment 7500",
    ];
    let expected = ["0 hold -480.00", "4 release 150.00", "5 release 60.00", "6 release 270.00"];
    case().release(release).events(&events).check(&expected);
}

#[test]
fn three_months_of_250_are_83_33_twice_and_83_34() {
    let expected = ["0 hold -166.67", "1 release 83.33", "2 release 83.34"];
    case().earned(&[(0, "250")]).release(Release::Months(3)).check(&expected);
}

#[test]
fn twelve_months_of_100_leave_four_cents_more_to_the_last() {
    let mut expected = vec!["0 hold -91.67".to_owned()];
    expected.extend((1..11).map(|payout| format!("{payout} release 8.33")));
    expected.push("11 release 8.37".to_owned());
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    case().earned(&[(0, "100")]).release(Release::Months(12)).check(&expected);
}

#[test]
fn parts_rounded_up_never_pass_the_amount() {
    // A tenth of 0.05 is 0.01 half up: five parts are all.
    let expected = ["0 hold -0.04", "1 release 0.01", "2 release 0.01", "3 release 0.01", "4 release 0.01"];
    case().earned(&[(0, "0.05")]).release(Release::Months(10)).check(&expected);
}

#[test]
fn several_monthly_parts_fall_into_a_quarter() {
    // Six parts of 100.00 from February on: two in the first quarter, three in the second, one in the third.
    let base = case().release(Release::Months(6));
    let expected = ["0 hold -400.00", "1 release 300.00", "2 release 100.00"];
    Case { unit: Unit::Quarter, day: day("2026-02-10"), count: 8, ..base }.check(&expected);
}

#[test]
fn a_monthly_part_falls_into_the_first_payout_of_its_month() {
    let base = case().earned(&[(1, "300")]).release(Release::Months(3));
    let expected = ["1 hold -200.00", "2 release 100.00", "4 release 100.00"];
    Case { unit: Unit::HalfMonth, day: day("2026-01-20"), ..base }.check(&expected);
}

#[test]
fn a_true_up_is_held_by_what_is_payable_then() {
    // Three quarters are payable in April: 50.00 of 200.00 wait, and come with the rest in May.
    let events = ["2026-02-10 payment 5000", "2026-05-10 payment 5000"];
    let expected = ["0 hold -300.00", "1 release 150.00", "3 hold -50.00", "4 release 200.00"];
    case().earned(&[(0, "600"), (3, "200")]).release(half_by_payment()).events(&events).check(&expected);
}

#[test]
fn a_true_up_below_zero_leaves_less_to_hold() {
    let base = case().earned(&[(0, "600"), (3, "-200")]).release(half_by_payment());
    let expected = ["0 hold -300.00", "3 hold 100.00", "4 release 200.00"];
    base.events(&["2026-05-10 payment 10000"]).check(&expected);
}

#[test]
fn each_true_up_has_its_own_monthly_parts() {
    // 120.00 in twelve parts of 10.00; in June 70.00 more, of which 5.83 at once.
    let base = case().earned(&[(0, "120"), (5, "70")]).release(Release::Months(12));
    let expected = [
        "0 hold -110.00",
        "1 release 10.00",
        "2 release 10.00",
        "3 release 10.00",
        "4 release 10.00",
        "5 release 10.00",
        "5 hold -64.17",
        "6 release 15.83",
    ];
    Case { count: 7, ..base }.check(&expected);
}

#[test]
fn earnings_below_zero_are_never_held() {
    case().earned(&[(0, "-600")]).release(half_by_payment()).events(&["2026-02-10 payment 10000"]).check(&[]);
    case().earned(&[(0, "-600")]).release(Release::Months(3)).check(&[]);
}

#[test]
fn a_payment_on_a_deal_of_nothing_is_all_of_it() {
    let base = case().release(half_by_payment()).events(&["2026-02-10 payment 0", "2026-03-10 payment 1"]);
    Case { deal: "0", ..base }.check(&["0 hold -300.00", "2 release 300.00"]);
}

#[test]
fn an_event_without_an_amount_is_about_the_whole_deal() {
    let events = ["2026-02-10 payment", "2026-03-10 refund"];
    let expected = ["0 hold -300.00", "1 release 300.00", "2 clawback -600.00"];
    case().release(half_by_payment()).clawback(clawback(Method::Reverse)).events(&events).check(&expected);
}

#[test]
fn months_follow_the_calendar_of_the_company() {
    // In 4-4-5 from January 2026 the second month begins with week five, on 2026-01-25 where weeks begin on Sunday
    // and the year ends on the last Saturday of December.
    let calendar = Calendar { pattern: crate::calendar::Pattern::W445, ..Calendar::default() };
    let months = calendar.periods_in(Unit::Month, Span { from: day("2026-01-01"), to: day("2026-04-30") });
    let second = months.iter().find(|month| month.label == "2026-02").unwrap();
    assert!(second.span.from < day("2026-02-01"));
    let base = case().earned(&[(0, "250")]).release(Release::Months(2));
    let base = Case { day: second.span.from, calendar: calendar.clone(), count: 3, ..base };
    // The first payout that begins in the year is the second month: both parts fall into it and the next.
    base.check(&["0 hold -125.00", "1 release 125.00"]);
}

#[test]
fn movements_say_why() {
    let base = case().release(half_by_payment()).clawback(clawback(Method::Reverse));
    let moved = base.events(&["2026-03-10 payment 3333.33", "2026-05-10 refund 2500"]).settle().unwrap();
    let reasons: Vec<Reason> = moved.iter().map(|moved| moved.reason).collect();
    let undone = Reason::Undone {
        kind: TakesBack::Refund,
        day: day("2026-05-10"),
        part: Fraction::new(1, 4).unwrap(),
    };
    let came = Reason::Came {
        occasion: Occasion::Payment,
        day: day("2026-03-10"),
        // 0.5 + 0.5 × 0.333333 = 0.6666665, cut.
        payable: rate("0.666666"),
    };
    let awaits = Reason::Awaits { occasion: Occasion::Payment, payable: rate("0.5") };
    assert_eq!(reasons, [awaits, came, undone, undone]);
    let moved = case().earned(&[(1, "600")]).release(Release::Months(3)).settle().unwrap();
    let reasons: Vec<Reason> = moved.iter().map(|moved| moved.reason).collect();
    let parts = |payable| Reason::Parts { payable, of: 3 };
    assert_eq!(reasons, [parts(1), parts(2), parts(3)]);
}
