//! Attainment by reps, teams, managers and time over a small company.

use super::*;
use crate::calendar::Unit;
use crate::model::rows::{Place, QuotaHolder, QuotaRow, RepRow};
use crate::money::Amount;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn rep(rep_id: &str, team: &str, manager: &str, from: Option<&str>, to: Option<&str>) -> RepRow {
    RepRow {
        rep_id: rep_id.to_owned(),
        manager_id: manager.to_owned(),
        valid_from: from.map(day),
        valid_to: to.map(day),
        columns: [("team".to_owned(), team.to_owned())].into(),
        place: Place::default(),
        ..RepRow::default()
    }
}

/// R1 moves from team A to team B in the middle of the first quarter of 2026; M leads both.
fn people() -> People {
    People::new(vec![
        rep("M", "", "", None, None),
        rep("R1", "A", "M", None, Some("2026-02-14")),
        rep("R1", "B", "M", Some("2026-02-15"), None),
        rep("R2", "B", "M", None, None),
    ])
    .unwrap()
}

fn quota(rep_id: &str, amount: &str) -> QuotaRow {
    QuotaRow {
        holder: QuotaHolder::Rep(rep_id.to_owned()),
        span: Calendar::default().parse("2026-Q1", Day::MIN).unwrap().span,
        amount: Amount::parse(amount).unwrap(),
        measure: "bookings".to_owned(),
        currency: None,
        rate: crate::money::ExchangeRate::ONE,
        from: None,
        to: None,
        place: Place::default(),
    }
}

/// The rows as `keys credited quota deals rank`.
fn check(by: &[Dimension], expected: &[&str]) -> Attainment {
    check_with(by, Vec::new(), expected)
}

/// The same with more quotas.
fn check_with(by: &[Dimension], more: Vec<QuotaRow>, expected: &[&str]) -> Attainment {
    let (people, calendar) = (people(), Calendar::default());
    let period = calendar.parse("2026-Q1", Day::MIN).unwrap();
    let unit = by.iter().find_map(|dimension| match dimension {
        Dimension::Time(unit) => Some(*unit),
        _ => None,
    });
    let slots = Slots::new(&period, unit, &people.era_starts(period.span), &calendar);
    let mut board = Board::default();
    let cents = |cents: i64| Amount::from_cents(cents).exact().raw();
    let slot = |text: &str| slots.of(day(text).number()).unwrap();
    // In order of ids: M is 0, R1 is 1, R2 is 2.
    board.add(slot("2026-01-10"), 0, &[(1, cents(600_000))]);
    board.add(slot("2026-02-20"), 0, &[(1, cents(100_000)), (2, cents(300_000))]);
    board.add(slot("2026-03-31"), 0, &[(2, cents(200_000))]);
    let quotas = QuotaBook::new([vec![quota("R1", "9000"), quota("R2", "4000")], more].concat());
    let in_north = vec![vec!["North".to_owned()]];
    let question = Question {
        people: &people,
        quotas: &quotas,
        measure: "bookings",
        by,
        slots: &slots,
        groups: if by.iter().any(|by| matches!(by, Dimension::Deal(_))) { &in_north } else { &[Vec::new()] },
        calendar: &calendar,
        terms: &|_, _| None,
        leaves: &[Vec::new(), Vec::new(), Vec::new()],
        as_of: day("2026-02-28"),
    };
    let answer = question.answer(&board).unwrap();
    let rows: Vec<String> = answer
        .rows
        .iter()
        .map(|row| {
            let quota = row.quota.map_or("-".to_owned(), |quota| quota.to_string());
            let rank = row.rank.map_or("-".to_owned(), |rank| rank.to_string());
            format!("{} {} {quota} {} {rank}", row.keys.join("/"), row.credited, row.deals)
        })
        .collect();
    assert_eq!(rows, expected);
    answer
}

#[test]
fn reps_are_ranked_and_their_manager_has_the_roll_up() {
    let answer = check(&[Dimension::Rep], &["R1 7000.00 9000.00 2 2", "R2 5000.00 4000.00 2 1"]);
    assert_eq!(answer.total.deals, 3);
    assert_eq!(answer.total.credited.to_string(), "12000.00");
    assert_eq!(answer.total.quota.unwrap().to_string(), "13000.00");
    assert_eq!(answer.rows[0].attainment(), Some(777_778));
}

#[test]
fn a_rep_who_changes_teams_brings_quota_by_days_and_a_shared_deal_counts_once() {
    // R1 is in A on 45 of 90 days: 4,500 of 9,000. The shared deal is in B once.
    check(&[Dimension::RepColumn("team".to_owned())], &["A 6000.00 4500.00 1 1", "B 6000.00 8500.00 2 2"]);
}

#[test]
fn a_manager_is_credited_with_everybody_below() {
    check(&[Dimension::Manager], &["M 12000.00 13000.00 3 1"]);
}

#[test]
fn a_quota_of_the_manager_s_own_stands_for_the_team() {
    let answer = check_with(&[Dimension::Manager], vec![quota("M", "12500")], &["M 12000.00 12500.00 3 1"]);
    assert_eq!(answer.total.quota.unwrap().to_string(), "12500.00");
    // The rep's row has the own quota, and the team's beside it.
    let answer = check_with(
        &[Dimension::Rep],
        vec![quota("M", "12500")],
        &["M 0.00 12500.00 0 3", "R1 7000.00 9000.00 2 2", "R2 5000.00 4000.00 2 1"],
    );
    assert_eq!(answer.rows[0].team.unwrap().1.unwrap().to_string(), "13000.00");
}

#[test]
fn a_territory_of_the_deals_has_its_quota_and_a_rep_s_quota_has_none() {
    let of = |territory: &str| QuotaRow {
        holder: QuotaHolder::Territory(territory.to_owned()),
        ..quota("", "15000")
    };
    let by = [Dimension::Deal("territory".to_owned())];
    let answer = check_with(&by, vec![of("North")], &["North 12000.00 15000.00 3 1"]);
    assert_eq!(answer.total.quota.unwrap().to_string(), "15000.00");
    check_with(&by, vec![of("South")], &["North 12000.00 - 3 -", "South 0.00 15000.00 0 1"]);
    let by = [Dimension::Deal("product".to_owned())];
    check_with(&by, Vec::new(), &["North 12000.00 - 3 1"]);
}

#[test]
fn months_take_their_part_of_a_quarter_s_quota() {
    check(
        &[Dimension::Rep, Dimension::Time(Unit::Month)],
        &[
            "R1/2026-01 6000.00 3000.00 1 1",
            "R1/2026-02 1000.00 3000.00 1 2",
            "R1/2026-03 0.00 3000.00 0 2",
            "R2/2026-01 0.00 1333.33 0 2",
            "R2/2026-02 3000.00 1333.33 1 1",
            "R2/2026-03 2000.00 1333.33 1 1",
        ],
    );
}

#[test]
fn pace_and_projection_follow_the_business_days() {
    let answer = check(&[Dimension::Rep], &["R1 7000.00 9000.00 2 2", "R2 5000.00 4000.00 2 1"]);
    // 42 of the 64 business days of the quarter have passed on 28 February 2026 (22 + 20).
    let elapsed = (42, 64);
    assert_eq!(answer.rows[0].projected(elapsed).unwrap().to_string(), "10666.67");
    assert_eq!(answer.rows[0].pace(elapsed), Some(1_185_185));
    assert_eq!(answer.rows[1].gap().unwrap().to_string(), "-1000.00");
}
