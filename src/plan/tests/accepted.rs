//! What is accepted, and how it is typed.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::document::{Document, QuotaDocument};
use super::super::node::{Keys, Source};
use super::super::*;
use super::{FULL, REDUCED, check_element, check_top};
use crate::calendar::{Day, Span};
use crate::money::{Amount, ExchangeRate, Rate, Rounding};

fn plan(text: &str) -> Plan {
    parse(text, "ae.toml", Currency::USD).expect("a sound plan")
}

fn one_element(keys: &str) -> Element {
    let plan = plan(&format!("id = \"ae\"\n[[element]]\nid = \"base\"\n{keys}\n"));
    plan.elements.into_iter().next().expect("one element")
}

fn rate(text: &str) -> Rate {
    Rate::parse(text).expect("a rate")
}

fn amount(text: &str) -> Amount {
    Amount::parse(text).expect("an amount")
}

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

fn span(from: &str, to: &str) -> Span {
    Span { from: day(from), to: day(to) }
}

/// The keys of the first tiers of an element: where they begin, and what they pay.
fn tiers(element: &Element) -> Vec<(Boundary, TierValue)> {
    match &element.rate_tables()[0].rates {
        Rates::Tiers(tiers) => tiers.iter().map(|tier| (tier.from, tier.value)).collect(),
        Rates::Flat(_) => Vec::new(),
    }
}

#[test]
fn every_value_of_the_full_plan_is_typed() {
    let source = Source::new("full.toml", FULL);
    let table = DeTable::parse(FULL).expect("TOML").into_inner();
    let root = Spanned::new(0..0, DeValue::Table(table));
    let document = Document::read(&Keys::root(&source, &root).expect("a table"));
    assert!(source.is_sound());

    assert_eq!(document.id.expect("stated").value, "ae-2026");
    assert_eq!(document.title.expect("stated").value, "Account Executive 2026");
    let effective = Effective { from: Some(day("2026-01-01")), to: Some(day("2026-12-31")) };
    assert_eq!(document.effective.expect("stated").value, effective);
    assert_eq!(document.who.expect("stated").value, "role = 'AE' AND country <> 'DE'");
    assert_eq!(document.currency.expect("stated").value, Currency::USD);
    assert_eq!(document.payout.expect("stated").value, Payout::Month);
    assert_eq!(document.rounding.expect("stated").value, Rounding::HalfUp);
    assert_eq!(document.proration.expect("stated").value, Proration::Days);
    let ramp = Ramp {
        quota: vec![rate("0.25"), rate("0.5"), rate("0.75")],
        starts: RampStart::FirstFullMonth,
        accelerators: false,
        after_leave: true,
    };
    assert_eq!(document.ramp.expect("stated").value, ramp);
    let cap = Cap { of_target: Some(rate("3")), ..Cap::default() };
    assert_eq!(document.cap.expect("stated").value, cap);
    let draw = document.draw.expect("stated").value;
    assert_eq!((draw.amount, draw.kind), (amount("2000"), DrawKind::Recoverable));
    assert!(matches!(draw.lasts, DrawLasts::Until(label) if label.value == "2026-06"));
    assert_eq!(draw.recover_from.expect("stated").value, "2026-04");
    assert_eq!((draw.recover_share, draw.exclude), (Rate::ONE, Vec::new()));
    assert_eq!(document.elements.expect("stated").value.len(), 3);
    assert_eq!(document.tests.expect("stated").value.len(), 1);
}

#[test]
fn every_value_of_the_full_elements_is_typed() {
    let source = Source::new("full.toml", FULL);
    let table = DeTable::parse(FULL).expect("TOML").into_inner();
    let root = Spanned::new(0..0, DeValue::Table(table));
    let document = Document::read(&Keys::root(&source, &root).expect("a table"));
    let elements = document.elements.expect("stated").value;

    let first = &elements[0];
    assert_eq!(first.credit.as_ref().expect("stated").value[0].value, Credit::Direct);
    assert_eq!(first.condition.as_ref().expect("stated").value, "type = 'New Business' AND amount >= 1000");
    assert_eq!(first.measure.as_ref().expect("stated").value, Measure::Amount);
    let bookings = QuotaDocument::Measure("bookings".to_owned());
    assert_eq!(first.quota.as_ref().expect("stated").value, bookings);
    assert_eq!(first.window.as_ref().expect("stated").value, Window::Year);
    assert_eq!(first.mode.as_ref().expect("stated").value, Mode::Marginal);
    let shares = [(Occasion::Booking, rate("0.5")), (Occasion::Payment, rate("0.5"))];
    assert_eq!(first.release.as_ref().expect("stated").value, Release::Shares(shares.into()));
    let clawback = Clawback {
        on: vec![TakesBack::Cancel, TakesBack::Refund],
        method: Method::Reverse,
        within_days: Some(365),
    };
    assert_eq!(first.clawback.as_ref().expect("stated").value, clawback);
    assert_eq!(first.cap.as_ref().expect("stated").value.deal, Some(amount("100000")));

    let second = &elements[1];
    assert_eq!(second.pays.as_ref().expect("stated").value, Pays::Target);
    assert_eq!(second.weight.as_ref().expect("stated").value, rate("0.4"));
    assert_eq!(second.gate.as_ref().expect("stated").value.text(), "attainment('new-business') >= 0.9");
    let multiplier = &second.multiplier.as_ref().expect("stated").value;
    assert_eq!(multiplier.by.value.text(), "attainment('retention')");
    let points = ["0.8", "1", "1.2"].map(|point| (rate(point), rate(point)));
    assert_eq!(multiplier.points, points);

    let third = &elements[2];
    assert_eq!(third.amount.as_ref().expect("stated").value, amount("500"));
    assert_eq!(third.measure.as_ref().expect("stated").value, Measure::Units);
    assert_eq!(third.between.as_ref().expect("stated").value, span("2026-10-01", "2026-12-31"));
}

#[test]
fn the_reduced_plan_has_its_terms() {
    let plan = plan(REDUCED);
    assert_eq!((plan.id.as_str(), plan.version.as_str()), ("ae-2026", "2026"));
    assert_eq!(plan.currency.as_str(), "EUR");
    assert_eq!((plan.payout, plan.proration), (Payout::Quarter, Proration::Months12));
    assert_eq!(plan.rounding, Rounding::HalfEven);
    let weights = [7, 7, 9, 7, 7, 9, 7, 7, 9, 8, 9, 14].map(|weight| weight * 1_000_000);
    assert_eq!(plan.seasonality, Some(Seasonality(weights)));
    let pay_rates: Vec<(&str, ExchangeRate)> =
        plan.pay_rates.iter().map(|(currency, rate)| (currency.as_str(), *rate)).collect();
    let price = |text| ExchangeRate::parse(text).expect("a price");
    assert_eq!(pay_rates, [("GBP", price("0.8571428571")), ("INR", price("83.5"))]);

    let [new_business, services, big_deal] = plan.elements.as_slice() else { panic!("three elements") };
    assert_eq!(new_business.quota, Quota::Measure("bookings".to_owned()));
    assert_eq!((new_business.window, new_business.boundary), (Window::Year, Edge::Upper));
    let tier = |from: &str, pays: &str| (Boundary::Attainment(rate(from)), TierValue::Rate(rate(pays)));
    assert_eq!(tiers(new_business), [tier("0", "0.06"), tier("1", "0.09"), tier("1.25", "0.12")]);

    assert_eq!(services.between, Some(span("2026-07-01", "2026-12-31")));
    assert!(matches!(&services.measure, Measure::Column(column) if column.value == "services_amount"));
    assert_eq!(services.pays_on, Some(Measure::Margin));
    assert_eq!(services.window, Window::Quarter);
    let tier = |from: &str, pays: &str| (Boundary::Measure(amount(from)), TierValue::Rate(rate(pays)));
    assert_eq!(tiers(services), [tier("0", "0.1"), tier("50000.5", "0.125")]);
    assert_eq!(services.rate_tables()[1].rates, Rates::Flat(TierValue::Rate(rate("0.05"))));
    assert_eq!(services.rate_tables()[1].condition, None);

    assert_eq!((big_deal.window, &big_deal.quota), (Window::Deal, &Quota::Number(amount("250000"))));
}

#[test]
fn conditions_and_columns_are_listed_with_their_places() {
    let plan = plan(REDUCED);
    let conditions: Vec<(usize, &str, &str, Over)> = plan
        .conditions()
        .iter()
        .map(|condition| {
            (condition.place.line, condition.path.as_str(), condition.text.as_str(), condition.over)
        })
        .collect();
    assert_eq!(
        conditions,
        [
            (5, "who", "role = 'AE' AND country <> 'DE'", Over::Reps),
            (16, "element[new-business].where", "type = 'New Business' AND amount >= 1000", Over::Credits),
            (33, "element[services].rates[1].where", "product = 'Core'", Over::Credits),
        ]
    );
    let columns: Vec<(usize, &str)> =
        plan.columns().iter().map(|column| (column.place.line, column.value.as_str())).collect();
    assert_eq!(columns, [(27, "services_amount")]);
}

#[test]
fn a_test_is_typed_by_what_it_writes() {
    let plan = plan(REDUCED);
    let [test] = plan.tests.as_slice() else { panic!("one test") };
    assert_eq!((test.quota, test.target), (Some(amount("100000")), Some(amount("60000"))));
    let rep: Vec<&(String, TestValue)> = test.rep.iter().map(|column| &column.value).collect();
    assert_eq!(rep[0], &("role".to_owned(), TestValue::Text("AE".to_owned())));
    assert!(matches!(&rep[1].1, TestValue::Number(number) if number.as_str() == "0.5"));
    assert_eq!(rep[2].1, TestValue::Day(day("2025-06-01")));
    let [deal] = test.deals.as_slice() else { panic!("one deal") };
    assert_eq!((deal.amount, deal.date), (amount("110000"), day("2026-03-31")));
    assert_eq!(deal.columns.len(), 1);
    assert_eq!(test.pays[0].value, ("new-business".to_owned(), amount("6900")));
}

#[test]
fn absent_keys_have_their_defaults() {
    let plan = plan("id = \"ae\"\n[[element]]\nid = \"base\"\nrate = 0.05\n");
    assert_eq!((plan.title.as_str(), plan.version.as_str()), ("ae", "always"));
    assert_eq!(plan.effective, Effective::default());
    assert!(plan.effective.contains(day("1900-01-01")) && plan.effective.contains(day("2199-12-31")));
    assert_eq!((plan.payout, plan.proration), (Payout::Month, Proration::Days));
    assert_eq!((plan.rounding, plan.currency), (Rounding::HalfUp, Currency::USD));
    let element = &plan.elements[0];
    assert_eq!((element.credit.as_slice(), element.on), ([Credit::Direct].as_slice(), DatedBy::Close));
    assert_eq!((&element.measure, &element.quota), (&Measure::Amount, &Quota::None));
    assert_eq!((element.window, element.true_up), (Window::Month, TrueUp::Full));
    assert_eq!((element.pays, element.mode), (Pays::Rate, Mode::Marginal));
    assert_eq!((element.boundary, element.tier_scope), (Edge::Lower, TierScope::Rep));
    assert_eq!(element.weight, Rate::ONE);
    assert_eq!(element.rate_tables()[0].rates, Rates::Flat(TierValue::Rate(rate("0.05"))));
}

#[test]
fn the_window_is_the_payouts_and_a_month_for_half_months() {
    for (payout, window) in [
        ("half-month", Window::Month),
        ("month", Window::Month),
        ("quarter", Window::Quarter),
        ("year", Window::Year),
    ] {
        let plan =
            plan(&format!("id = \"ae\"\npayout = \"{payout}\"\n[[element]]\nid = \"base\"\nrate = 0.05\n"));
        assert_eq!(plan.elements[0].window, window, "{payout}");
    }
}

#[test]
fn a_version_is_named_by_its_first_day() {
    let plan = plan("id = \"ae\"\neffective.from = 2026-07-01\n[[element]]\nid = \"base\"\nrate = 0.05\n");
    assert_eq!(plan.version, "2026-07-01");
}

#[test]
fn a_plan_may_be_in_the_table_or_the_dotted_form() {
    check_top("[effective]\nfrom = \"2026-01-01\"", "");
    check_top("effective.from = \"2026-01-01\"", "");
    check_element("[[element.tiers]]\nfrom = 0\nrate = 0.05", "");
}

#[test]
fn keys_whose_words_are_what_is_built_are_accepted() {
    let keys = "on = \"close\"\ntrue_up = \"full\"\ntier_scope = \"rep\"\npays = \"rate\"\nrate = \
        0.05\nboundary = \"lower\"";
    check_element(keys, "");
}

#[test]
fn a_column_with_spaces_stands_in_double_quotes() {
    let element = one_element("measure = '\"ACV (USD)\"'\nrate = 0.05");
    assert!(matches!(&element.measure, Measure::Column(column) if column.value == "ACV (USD)"));
}

#[test]
fn a_window_with_both_ends_open_is_for_tiers_on_the_measure() {
    check_element("window = \"plan\"\nmode = \"marginal\"\ntiers = [{ from = 1000, rate = 0.05 }]", "");
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_read_over() {
    let text = "\u{feff}id = \"ae\"\r\n[[element]]\r\nid = \"base\"\r\nrate = 0.05\r\n";
    assert_eq!(plan(text).elements[0].place, Place { line: 2, column: 1 });
}
