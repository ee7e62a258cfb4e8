//! Closed periods against changing inputs: a company of a few reps is paid and closed month by month, and what was
//! paid is at any time what today's inputs say was earned.
//! The file is longer than most: the company that is closed stands at its head.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{Past, PriorReason, Wanted};
use crate::calendar::{Calendar, Day, Period, Span, Unit};
use crate::engine::commissions::{Adjustment, Cause, Credits, Deals, LineKind, Rule, Run};
use crate::engine::error::EngineError;
use crate::engine::membership::{Membership, Stretch};
use crate::engine::order::Order;
use crate::engine::people::People;
use crate::engine::quota::QuotaBook;
use crate::model::pay::{PayLine, StatementRow};
use crate::model::rows::{Place, QuotaHolder, QuotaRow, RepRow};
use crate::money::{Amount, Currency, ExchangeRate, Percent};
use crate::plan;

/// Quarters of 1,000 of quota: 10 % up to it, 20 % above.
const TIERED: &str = r#"
id = "p"
[[element]]
id = "base"
quota = "bookings"
window = "quarter"
mode = "marginal"
tiers = [{ from = 0.0, rate = 0.10 }, { from = 1.0, rate = 0.20 }]
"#;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

/// A deal: whose it is, in parts of a hundred.
#[derive(Clone, Debug)]
struct Deal {
    id: String,
    day: Day,
    cents: i64,
    shares: Vec<(u32, i64)>,
}

/// What is known of a company on one day, and what it has closed.
#[derive(Clone, Debug)]
struct Company {
    plan: String,
    deals: Vec<Deal>,
    quota: i64,
    added: Vec<(u32, String, i64)>,
    plan_changed: bool,
    lines: Vec<PayLine>,
    statements: Vec<StatementRow>,
    closed: Option<Span>,
}

fn rule(element: usize) -> Rule {
    Rule { plan: 0, element, measure: 0, money: true, pays_on: None, rank: None }
}

const REPS: [&str; 2] = ["R1", "R2"];

impl Company {
    fn new(plan: &str) -> Self {
        Self {
            plan: plan.to_owned(),
            deals: Vec::new(),
            quota: 100_000,
            added: Vec::new(),
            plan_changed: false,
            lines: Vec::new(),
            statements: Vec::new(),
            closed: None,
        }
    }

    fn deal(&mut self, id: &str, date: &str, cents: i64, shares: &[(u32, i64)]) {
        let (id, day) = (id.to_owned(), day(date));
        self.deals.retain(|deal| deal.id != id);
        self.deals.push(Deal { id, day, cents, shares: shares.to_vec() });
    }

    /// The run of the months of 2026 up to this one, of which the last is asked for.
    fn run(&self, month: u8) -> Run {
        let calendar = Calendar::default();
        let mut deals_in_order = self.deals.clone();
        deals_in_order.sort_by(|one, other| one.id.cmp(&other.id));
        let (mut deals, mut credits) = (Deals::default(), Credits::default());
        let plan = plan::parse(&self.plan, "p.toml", Currency::USD).unwrap();
        let elements = plan.elements.len();
        deals.entries = vec![Vec::new(); elements];
        credits.values = vec![Vec::new()];
        for (number, deal) in (0_u32..).zip(&deals_in_order) {
            deals.ids.push(&deal.id);
            deals.accounts.push("");
            deals.days.push(deal.day.number());
            deals.amounts.push(Amount::from_cents(deal.cents).raw());
            deals.currencies.push(0);
            deals.files.push(0);
            deals.rows.push(u64::from(number));
            deals.entries.iter_mut().for_each(|entries| entries.push(0));
            for (rep, percent) in &deal.shares {
                credits.deals.push(number);
                credits.days.push(deal.day.number());
                credits.reps.push(*rep);
                credits.shares.push(percent * Percent::HUNDRED.raw() / 100);
                credits.causes.push(if *percent == 100 { Cause::OWNER } else { Cause::SHARE });
                credits.values[0].push(Amount::from_cents(deal.cents * percent / 100).raw());
            }
        }
        let year = calendar.parse("2026", Day::MIN).unwrap().span;
        let asked = calendar.parse(&format!("2026-{month:02}"), Day::MIN).unwrap();
        let mut periods: Vec<Period> = calendar.periods_in(Unit::Month, year);
        periods.truncate(usize::from(month));
        let quotas = REPS.iter().flat_map(|rep| {
            calendar.periods_in(Unit::Quarter, year).into_iter().map(|quarter| QuotaRow {
                holder: QuotaHolder::Rep((*rep).to_owned()),
                span: quarter.span,
                amount: Amount::from_cents(self.quota),
                measure: "bookings".to_owned(),
                currency: None,
                rate: ExchangeRate::ONE,
                from: None,
                to: None,
                place: Place::default(),
            })
        });
        let rows = REPS.iter().map(|rep| RepRow { rep_id: (*rep).to_owned(), ..RepRow::default() });
        let people = People::new(rows.collect()).unwrap();
        let on_plan = || vec![Stretch { span: Span::ALL, plan: 0 }];
        let adjustments = self.added.iter().map(|(rep, period, cents)| Adjustment {
            rep: *rep,
            span: calendar.parse(period, Day::MIN).unwrap().span,
            amount: Amount::from_cents(*cents),
            reason: "by hand".to_owned(),
            element: String::new(),
            place: Place::default(),
        });
        let order = Order::new(people.len(), &deals, &credits, 1);
        let mut run = Run {
            people,
            membership: Membership::of_stretches([on_plan(), on_plan()]),
            plans: vec![plan],
            rules: (0..elements).map(rule).collect(),
            quotas: vec![QuotaBook::new(quotas.collect())],
            leaves: vec![Vec::new(), Vec::new()],
            adjustments: adjustments.collect(),
            currencies: vec![Currency::USD],
            payouts: vec![(0..periods.len()).collect()],
            shown: periods.iter().map(|period| period.span == asked.span).collect(),
            settles: true,
            calendar,
            deals,
            credits,
            periods,
            order,
            ..Run::default()
        };
        if let Some(closed) = self.closed {
            let changed = self.plan_changed.then(|| "p".to_owned()).into_iter().collect::<BTreeSet<_>>();
            let kept = |wanted: Wanted<'_>| -> Result<Vec<PayLine>, EngineError> {
                let is_wanted = |line: &&PayLine| match wanted {
                    Wanted::Reps(from, before) => {
                        from.is_none_or(|from| from <= line.rep_id.as_str())
                            && before.is_none_or(|before| line.rep_id.as_str() < before)
                    }
                    Wanted::Deals(deals) => deals.contains(&line.deal_id),
                };
                Ok(self.lines.iter().filter(is_wanted).cloned().collect())
            };
            let (files, statements) = ([String::new()], self.statements.clone());
            run.look_back(closed, (statements, changed), (&files, 1), (&kept, 2)).unwrap();
        }
        run
    }

    /// Closes a month: what the run says is kept, and nothing else.
    fn close(&mut self, month: u8) -> Run {
        let run = self.run(month);
        for rep in run.people.in_order() {
            let kept = run.plain_lines(rep, &[String::new()]).unwrap();
            self.lines.extend(kept.into_iter().map(|(_, line)| line));
            for summary in run.summaries(rep).unwrap() {
                self.statements.push(StatementRow {
                    period: run.periods[summary.period].label.clone(),
                    rep_id: run.people.id(rep).to_owned(),
                    plan: "p".to_owned(),
                    currency: "USD".to_owned(),
                    carried_forward: summary.carried_forward,
                    draw: summary.draw,
                    recovered: summary.recovered,
                    payable: summary.payable(),
                    draw_balance: summary.draw_balance(),
                    ..StatementRow::default()
                });
            }
        }
        let to = run.periods[usize::from(month) - 1].span.to;
        self.closed = Some(Span { from: day("2026-01-01"), to });
        self.plan_changed = false;
        run
    }

    /// What was paid to each rep, draws and debts apart, and what today's inputs say should have been.
    fn paid_and_earned(&self, month: u8) -> (BTreeMap<String, i128>, BTreeMap<String, i128>) {
        let (mut paid, mut earned) = (BTreeMap::new(), BTreeMap::new());
        for row in &self.statements {
            let apart = row.draw.raw() + row.recovered.raw() + row.carried_forward.raw();
            *paid.entry(row.rep_id.clone()).or_insert(0) += row.payable.raw() - apart;
        }
        let today = Company { closed: None, lines: Vec::new(), statements: Vec::new(), ..self.clone() };
        let run = today.run(month);
        for rep in run.people.in_order() {
            let sum = earned.entry(run.people.id(rep).to_owned()).or_insert(0);
            run.movements(rep, &mut |line| *sum += line.payable.raw()).unwrap();
        }
        (paid, earned)
    }
}

/// The differences that a run pays: rep, closed payout, deal, amount and reason.
#[track_caller]
fn check(past: &Past, expected: &[(u32, &str, &str, &str, &str)]) {
    let shown: Vec<(u32, String, String, String, String)> = past
        .prior
        .iter()
        .map(|prior| {
            let deal = prior.facts.deal_id.clone();
            (prior.rep, prior.for_period.clone(), deal, prior.payable.to_string(), prior.reason.words())
        })
        .collect();
    let expected: Vec<(u32, String, String, String, String)> = expected
        .iter()
        .map(|(rep, period, deal, paid, why)| {
            (*rep, (*period).to_owned(), (*deal).to_owned(), amount(paid).to_string(), (*why).to_owned())
        })
        .collect();
    assert_eq!(shown, expected);
}

/// A company with one deal of 600 in January, closed.
fn january() -> Company {
    let mut company = Company::new(TIERED);
    company.deal("D1", "2026-01-10", 60_000, &[(0, 100)]);
    company.close(1);
    assert_eq!(company.statements[0].payable, amount("60"));
    company
}

#[test]
fn nothing_is_paid_twice_and_nothing_closed_is_paid_again() {
    let company = january();
    let run = company.run(2);
    check(&run.past, &[]);
    assert!(run.summaries(0).unwrap().iter().all(|summary| summary.payable().is_zero()));
}

#[test]
fn a_late_deal_is_paid_in_the_first_open_period_with_what_it_moves() {
    let mut company = january();
    // 600 before it fill the quota of 1,000 with 400 of the 600 of D1, and D1 has 200 above it: 20 more.
    company.deal("D0", "2026-01-05", 60_000, &[(0, 100)]);
    let run = company.close(2);
    check(
        &run.past,
        &[
            (0, "2026-01", "D0", "60", "late deal"),
            (0, "2026-01", "D1", "20", "late deal of D0, in the same window"),
        ],
    );
    let paid = run.summaries(0).unwrap();
    assert_eq!((paid[0].earned, paid[0].prior_period), (Amount::ZERO, amount("80")));
    // It is paid once.
    check(&company.run(3).past, &[]);
}

/// What each difference pays, and what it earns whether it is payable or not.
#[track_caller]
fn check_accrued(past: &Past, expected: &[(&str, &str, &str)]) {
    let shown: Vec<(&str, Amount, Amount)> =
        past.prior.iter().map(|prior| (prior.facts.deal_id.as_str(), prior.payable, prior.accrued)).collect();
    let expected: Vec<(&str, Amount, Amount)> =
        expected.iter().map(|(deal, pays, earns)| (*deal, amount(pays), amount(earns))).collect();
    assert_eq!(shown, expected);
}

#[test]
fn what_is_earned_late_and_waits_is_earned_all_the_same() {
    // 10 % of 600 are 60; late 400 earn 40, of which 10 are payable at once.
    let plan = TIERED.replace("tiers =", "release = { booking = 0.25, manual = 0.75 }\ntiers =");
    let mut company = Company::new(&plan);
    company.deal("D1", "2026-01-10", 60_000, &[(0, 100)]);
    company.close(1);
    company.deal("D2", "2026-01-20", 40_000, &[(0, 100)]);
    check_accrued(&company.close(2).past, &[("D2", "10", "40")]);
    check_accrued(&company.run(3).past, &[]);
    // The deal turns out to be of 300: 2.50 of 10 come back, and 10 of the 40 were never earned.
    company.deal("D2", "2026-01-20", 30_000, &[(0, 100)]);
    check_accrued(&company.run(3).past, &[("D2", "-2.5", "-10")]);
    company.deals.retain(|deal| deal.id != "D2");
    check_accrued(&company.run(3).past, &[("D2", "-10", "-40")]);
}

#[test]
fn what_waits_as_a_whole_is_said_and_pays_nothing() {
    let plan = TIERED.replace("tiers =", "release = { manual = 1.0 }\ntiers =");
    let mut company = Company::new(&plan);
    company.deal("D1", "2026-01-10", 60_000, &[(0, 100)]);
    company.close(1);
    company.deal("D2", "2026-01-20", 40_000, &[(0, 100)]);
    let run = company.close(2);
    check(&run.past, &[(0, "2026-01", "D2", "0", "late deal")]);
    check_accrued(&run.past, &[("D2", "0", "40")]);
    check_accrued(&company.run(3).past, &[]);
}

#[test]
fn a_deal_that_is_gone_or_smaller_is_taken_back_and_carried_forward() {
    let mut company = january();
    company.deal("D1", "2026-01-10", 45_000, &[(0, 100)]);
    let run = company.run(2);
    check(&run.past, &[(0, "2026-01", "D1", "-15", "changed amount")]);
    company.deals.clear();
    let run = company.close(2);
    check(&run.past, &[(0, "2026-01", "D1", "-60", "deal no longer there")]);
    let february = &run.summaries(0).unwrap()[0];
    assert_eq!((february.prior_period, february.carried_forward), (amount("-60"), amount("60")));
    assert_eq!(february.payable(), Amount::ZERO);
    // March earns 100 and bears what February has left.
    company.deal("D3", "2026-03-02", 100_000, &[(0, 100)]);
    let march = &company.run(3).summaries(0).unwrap()[0];
    assert_eq!(
        (march.earned, march.carried_forward, march.payable()),
        (amount("100"), amount("-60"), amount("40"))
    );
    // A deal that comes back is paid anew.
    company.close(3);
    company.deal("D1", "2026-01-10", 60_000, &[(0, 100)]);
    let again = company.run(4);
    assert_eq!(again.past.prior[0].reason, PriorReason::LateDeal);
    assert_eq!(again.past.prior[0].payable, amount("60"));
}

#[test]
fn splits_owners_and_dates_have_their_reasons() {
    let mut company = january();
    company.deal("D1", "2026-01-10", 60_000, &[(1, 100)]);
    check(
        &company.run(2).past,
        &[(0, "2026-01", "D1", "-60", "changed owner"), (1, "2026-01", "D1", "60", "changed owner")],
    );
    company.deal("D1", "2026-01-10", 60_000, &[(0, 40), (1, 60)]);
    check(
        &company.close(2).past,
        &[(0, "2026-01", "D1", "-36", "changed split"), (1, "2026-01", "D1", "36", "changed split")],
    );
    company.deal("D1", "2026-01-10", 60_000, &[(0, 50), (1, 50)]);
    check(
        &company.run(3).past,
        &[(0, "2026-01", "D1", "6", "changed split"), (1, "2026-01", "D1", "-6", "changed split")],
    );
    company.deal("D1", "2026-03-10", 60_000, &[(0, 40), (1, 60)]);
    let run = company.run(3);
    check(
        &run.past,
        &[(0, "2026-01", "D1", "-24", "changed date"), (1, "2026-01", "D1", "-36", "changed date")],
    );
    // It is paid where it is now.
    assert_eq!(run.summaries(0).unwrap()[0].earned, amount("24"));
}

#[test]
fn quotas_rates_plans_and_adjustments_have_their_reasons() {
    // With a quota of 500, 100 of the 600 are above it.
    let mut company = january();
    company.quota = 50_000;
    check(&company.run(2).past, &[(0, "2026-01", "D1", "10", "changed quota")]);
    let mut company = january();
    company.plan = TIERED.replace("0.10", "0.11");
    company.plan_changed = true;
    check(&company.run(2).past, &[(0, "2026-01", "D1", "6", "changed rate")]);
    let mut company = january();
    company.plan = format!("{TIERED}cap = {{ deal = 50 }}\n");
    company.plan_changed = true;
    check(&company.run(2).past, &[(0, "2026-01", "D1", "-10", "changed plan")]);
    let mut company = january();
    company.added.push((1, "2026-01".to_owned(), 2_500));
    check(&company.close(2).past, &[(1, "2026-01", "", "25", "new adjustment")]);
    company.added[0].2 = 1_000;
    check(&company.close(3).past, &[(1, "2026-01", "", "-15", "changed adjustment")]);
    company.added.clear();
    check(&company.run(4).past, &[(1, "2026-01", "", "-10", "changed adjustment")]);
}

#[test]
fn a_draw_goes_on_from_what_is_closed() {
    let draw =
        "id = \"p\"\n[[element]]\nid = \"base\"\nrate = 0.1\n[draw]\namount = 100\nkind = \"recoverable\"\n";
    let mut company = Company::new(draw);
    company.deal("D1", "2026-01-10", 40_000, &[(0, 100)]);
    company.close(1);
    assert_eq!(
        (company.statements[0].payable, company.statements[0].draw_balance),
        (amount("100"), amount("60"))
    );
    // February earns 130: 30 of it repay, and 30 more are owed.
    company.deal("D2", "2026-02-10", 130_000, &[(0, 100)]);
    company.close(2);
    let february =
        company.statements.iter().find(|row| row.period == "2026-02" && row.rep_id == "R1").unwrap();
    assert_eq!((february.recovered, february.draw_balance), (amount("-30"), amount("30")));
    // A late deal of January brings 50 in March, on which 50 more are filled up.
    company.deal("D3", "2026-01-20", 50_000, &[(0, 100)]);
    let run = company.run(3);
    let march = &run.summaries(0).unwrap()[0];
    assert_eq!(
        (march.prior_period, march.draw, march.draw_balance()),
        (amount("50"), amount("50"), amount("80"))
    );
    let kinds: Vec<LineKind> =
        run.plain_lines(0, &[String::new()]).unwrap().iter().map(|line| line.0.kind).collect();
    assert_eq!(kinds, [LineKind::PriorPeriod, LineKind::Draw]);
}

/// Closes a month for each amount that R1 earns on at 10 %: what is filled up, recovered, written off and owed.
#[track_caller]
fn check_draw(plan: &str, months: &[(i64, [&str; 4])]) {
    let mut company = Company::new(&format!("id = \"p\"\n[[element]]\nid = \"base\"\nrate = 0.1\n{plan}"));
    for (month, (cents, expected)) in (1_u8..).zip(months) {
        company.deal(&format!("D{month}"), &format!("2026-{month:02}-10"), *cents, &[(0, 100)]);
        let summary = company.close(month).summaries(0).unwrap().remove(0);
        let account = summary.account.unwrap_or_default();
        let shown = [summary.draw, summary.recovered, account.forgiven, account.closing];
        assert_eq!(shown, expected.map(amount), "month {month}");
    }
}

#[test]
fn a_draw_is_recovered_from_its_period_on_and_forgiven_after_its_last() {
    check_draw(
        "[draw]\namount = 100\nkind = \"recoverable\"\nrecover_from = \"2026-03\"\n",
        &[
            (40_000, ["60", "0", "0", "60"]),
            (300_000, ["0", "0", "0", "60"]),
            (130_000, ["0", "-30", "0", "30"]),
        ],
    );
    check_draw(
        "[draw]\namount = 100\nkind = \"forgiven\"\nuntil = \"2026-02\"\n",
        &[
            (40_000, ["60", "0", "0", "60"]),
            (120_000, ["0", "-20", "0", "40"]),
            (300_000, ["0", "0", "40", "0"]),
        ],
    );
    // Who has no hire date, on a plan without a first day, begins with the first credit.
    check_draw(
        "[draw]\namount = 100\nkind = \"recoverable\"\nmonths = 2\n",
        &[
            (40_000, ["60", "0", "0", "60"]),
            (40_000, ["60", "0", "0", "120"]),
            (40_000, ["0", "0", "0", "120"]),
        ],
    );
}

#[test]
fn an_excluded_element_neither_fills_nor_repays() {
    // 400 earn 40 in the base, which is filled up to 100, and 20 beside it; then 150 repay 50, and 75 nothing.
    let spiff = "[[element]]\nid = \"spiff\"\nrate = 0.05\n";
    let draw = "[draw]\namount = 100\nkind = \"recoverable\"\nexclude = [\"spiff\"]\n";
    check_draw(
        &format!("{spiff}{draw}"),
        &[(40_000, ["60", "0", "0", "60"]), (150_000, ["0", "-50", "0", "10"])],
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever changes between two closings, what was paid is what today's inputs say was earned, to the cent, for
    /// every rep; nobody is paid below zero, and lines add up to statements.
    #[test]
    fn what_was_paid_is_what_was_earned(
        changes in prop::collection::vec(
            prop::collection::vec((0..12_u8, 1..6_u8, -20_000..90_000_i64, 0..4_u8), 0..5),
            5,
        ),
        quotas in prop::collection::vec(0..3_u8, 5),
        kind in 0..3_u8,
    ) {
        let plan = match kind {
            0 => TIERED.to_owned(),
            1 => TIERED.replace("mode = \"marginal\"", "mode = \"retroactive\""),
            _ => format!("{TIERED}[draw]\namount = 50\nkind = \"recoverable\"\nuntil = \"2026-03\"\n"),
        };
        let mut company = Company::new(&plan);
        for (month, (changes, quota)) in (1_u8..).zip(changes.iter().zip(&quotas)) {
            for (number, at, cents, shares) in changes {
                let (id, date) = (format!("D{number}"), format!("2026-{:02}-10", (*at).min(month)));
                let shares: &[(u32, i64)] = match shares {
                    0 => &[],
                    1 => &[(0, 100)],
                    2 => &[(1, 100)],
                    _ => &[(0, 30), (1, 70)],
                };
                company.deal(&id, &date, cents / 10 * 10, shares);
            }
            company.quota = match quota { 0 => 100_000, 1 => 50_000, _ => 0 };
            let run = company.close(month);
            for rep in 0..2 {
                let mut lines = 0;
                run.lines(rep, &mut |line| lines += line.payable.raw()).unwrap();
                let summaries = run.summaries(rep).unwrap();
                prop_assert_eq!(lines, summaries.iter().map(|summary| summary.payable().raw()).sum::<i128>());
                prop_assert!(summaries.iter().all(|summary| summary.payable() >= Amount::ZERO));
            }
            let (paid, earned) = company.paid_and_earned(month);
            prop_assert_eq!(paid, earned);
        }
    }
}
