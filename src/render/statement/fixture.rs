//! A statement with every kind of line and of number, whose names are what a page, a spreadsheet or a terminal might
//! obey.

use crate::calendar::{Day, Span};
use crate::money::{Amount, Currency};
use crate::report::statement::{Curve, Cut, Draw, Element, Line, Movement, Part, Payee, Statement, Year};
use crate::report::{Axis, Chart, Kind, Mark, Spot};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

fn span(from: &str, to: &str) -> Span {
    Span { from: day(from), to: day(to) }
}

fn line(element: &str, kind: &'static str, pays: (&str, &str), status: &'static str, reason: &str) -> Line {
    Line {
        element: element.to_owned(),
        kind,
        deal_id: String::new(),
        account: String::new(),
        date: None,
        amount: None,
        currency: String::new(),
        share: None,
        credited: Amount::ZERO.exact(),
        tier: 0,
        rate: None,
        earned: amount(pays.0),
        payable: amount(pays.1),
        status,
        reason: reason.to_owned(),
        file: String::new(),
        row: None,
    }
}

/// The lines: half of the first deal is held until it is paid.
fn lines(account: &str) -> Vec<Line> {
    let deal = |id: &str, earned: &str, tier: u32, rate: i64, credited: &str| Line {
        deal_id: id.to_owned(),
        account: account.to_owned(),
        date: Some(day("2026-10-14")),
        amount: Some(amount("110000")),
        currency: "USD".to_owned(),
        share: Some(1_000_000),
        credited: amount(credited).exact(),
        tier,
        rate: Some(rate),
        file: "deals.csv".to_owned(),
        row: Some(7),
        ..line("new-business", "earning", (earned, earned), "part held", "owner of the deal")
    };
    let held =
        Line { deal_id: "D-1".to_owned(), ..line("new-business", "hold", ("0", "-3450"), "held", "waits") };
    vec![
        // 100,000 at 6 % and 10,000 at 9 %.
        deal("D-1", "6000", 1, 60_000, "100000"),
        deal("D-1", "900", 2, 90_000, "10000"),
        held,
        line("", "prior-period", ("0", "120.50"), "adjusted", "2026-09: late deal"),
        line("", "adjustment", ("0", "-70.50"), "adjusted", "=1+1"),
    ]
}

/// The statement of a rep of this name, with deals of this account.
pub(super) fn statement_of(name: &str, account: &str) -> Statement {
    let quota = Cut { full: amount("200000"), prorated: amount("100000"), ramped: amount("100000") };
    let element = Element {
        id: "new-business".to_owned(),
        window: "2026-Q4".to_owned(),
        money: true,
        in_period: amount("110000").exact(),
        to_date: amount("110000").exact(),
        quota: Some(quota),
        attainment_in_period: Some(1_100_000),
        attainment: Some(1_100_000),
        target: None,
        earned: amount("6900"),
        why: vec!["present on 46 of 92 days".to_owned(), "hired on 2026-11-16".to_owned()],
    };
    let axis = |title: &str, kind| Axis { title: title.to_owned(), kind };
    let chart = Chart {
        across: axis("attainment", Kind::Fraction),
        up: axis("earned, USD", Kind::Money),
        points: vec![(0, 0), (1_000_000, 60_000_000), (2_000_000, 150_000_000)],
        ahead: Vec::new(),
        band: Vec::new(),
        marks: vec![Mark { at: 1_000_000, label: "tier 2: 9 %".to_owned() }],
        spot: Some(Spot { at: (1_100_000, 69_000_000), label: "you".to_owned() }),
    };
    let movement = |movement: Movement| match movement {
        Movement::Earned => amount("6900"),
        Movement::Held => amount("-3450"),
        Movement::PriorPeriod => amount("120.50"),
        Movement::Adjusted => amount("-70.50"),
        _ => Amount::ZERO,
    };
    let zero = Amount::ZERO;
    let part = Part {
        plan: "ae".to_owned(),
        title: "Account Executive 2026".to_owned(),
        version: "2026-01-01".to_owned(),
        period: "2026-10".to_owned(),
        span: span("2026-10-01", "2026-10-31"),
        on_plan: vec![span("2026-10-01", "2026-10-31")],
        currency: Currency::USD,
        target: Some(Cut { full: amount("5000"), prorated: amount("2500"), ramped: amount("2500") }),
        elements: vec![element],
        curve: Some(Curve { element: "new-business".to_owned(), chart }),
        lines: lines(account),
        totals: Movement::ALL.into_iter().map(|each| (each, movement(each))).collect(),
        withheld: zero,
        // 6,900 - 3,450 + 120.50 - 70.50
        payable: amount("3500"),
        pending: amount("3450"),
        pay_currency: Currency::USD,
        pay_amount: amount("3500"),
        draw: Some(Draw {
            amount: amount("2000"),
            opening: amount("500"),
            movement: zero,
            closing: amount("500"),
            forgiven: zero,
            owed_before: zero,
            owed_after: zero,
        }),
    };
    Statement {
        company: "R&D <Ltd>".to_owned(),
        payee: Payee { id: "R001".to_owned(), name: name.to_owned(), ..Payee::default() },
        period: "2026-10".to_owned(),
        span: span("2026-10-01", "2026-10-31"),
        as_of: day("2026-11-20"),
        status: "draft".to_owned(),
        head: "3f2a91".to_owned(),
        pay: vec![(Currency::USD, amount("3500"))],
        parts: vec![part],
        year: vec![Year {
            label: "2026".to_owned(),
            currency: Currency::USD,
            earned: amount("61000"),
            payable: amount("58200.25"),
        }],
        dispute: "Ask within 30 days.".to_owned(),
    }
}
