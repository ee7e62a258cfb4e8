//! A generator of companies whose truth is known: what the estimates recover of it, and how often intervals hold.

use super::*;
use crate::engine::forecast::call::NO_DAY;
use crate::engine::forecast::hazard::Outcome;
use crate::engine::forecast::random::Random;
use crate::engine::forecast::stands::{Stand, Stands};

/// A company: deals of lognormal amounts, a fixed chance to be won after some days, else lost, and months that are all
/// better or all worse than others.
struct Company {
    /// Deals created a day.
    creation: f64,
    /// The chance of a deal to be won, by owner.
    wins: Vec<f64>,
    /// Mean days to a win; a loss takes half as long again.
    cycle: f64,
    /// The spread of the months, in the logarithm of the chance to be won.
    months: f64,
}

const MONTH: i32 = 30;

impl Company {
    /// The deals of so many months, as they stand at the end, and the true value of the days after `day`.
    fn deals(&self, random: &mut Random, months: i32) -> Deals {
        let mut deals = Deals { owners: self.wins.len(), ..Deals::default() };
        let good: Vec<f64> = (0..=months + 24).map(|_| (self.months * random.normal()).exp()).collect();
        for day in 0..months * MONTH {
            for _ in 0..random.poisson(self.creation) {
                let owner = random.below(self.wins.len());
                let amount = (9.0 + 0.8 * random.normal()).exp();
                // Gamma of shape 2: the sum of two exponentials.
                let span = -self.cycle / 2.0 * (random.uniform().ln() + random.uniform().ln());
                let span = i32::try_from(crate::engine::forecast::number::whole(span)).unwrap_or(0);
                let month = usize::try_from((day + span) / MONTH).unwrap_or(0).min(good.len() - 1);
                let won = random.uniform() < (self.wins[owner] * good[month]).min(1.0);
                let closed = day + if won { span } else { span + span / 2 };
                let over = closed < months * MONTH;
                deals.created.push(day);
                deals.closed.push(if over { closed } else { NO_DAY });
                deals.due.push(closed);
                deals.outcome.push(match (over, won) {
                    (false, _) => Outcome::Open,
                    (true, true) => Outcome::Won,
                    (true, false) => Outcome::Lost,
                });
                deals.amount.push(amount);
                deals.owner.push(u32::try_from(owner).unwrap());
            }
        }
        deals
    }
}

/// What the file said on a day.
fn known_on(deals: &Deals, day: i32) -> Deals {
    let mut known = Deals { owners: deals.owners, ..Deals::default() };
    for deal in (0..deals.len()).filter(|deal| deals.created[*deal] <= day) {
        let over = deals.outcome[deal] != Outcome::Open && deals.closed[deal] <= day;
        known.created.push(deals.created[deal]);
        known.closed.push(if over { deals.closed[deal] } else { NO_DAY });
        known.due.push(deals.due[deal]);
        known.outcome.push(if over { deals.outcome[deal] } else { Outcome::Open });
        known.amount.push(deals.amount[deal]);
        known.owner.push(deals.owner[deal]);
    }
    known
}

fn window(month: i32, passed: i32) -> Window {
    let from = month * MONTH;
    Window { as_of: from + passed - 1, from, to: from + MONTH - 1, place: 0 }
}

/// The call of a month for a company, from what was known then.
fn called(known: &Deals, month: i32, passed: i32, futures: usize) -> Answer {
    let window = window(month, passed);
    let ids: Vec<String> = (0..known.len()).map(|deal| format!("D{deal}")).collect();
    let brings = vec![vec![(0, 1.0)]; known.len()];
    let closed = known.won_value(|day| window.is_past(day));
    let groups = [Group { name: "all".to_owned(), closed: amount(closed).exact(), quota: None }];
    let earlier: Vec<Window> = (month - 12..month).map(|month| self::window(month, passed)).collect();
    let question = Question {
        deals: known,
        ids: &ids,
        brings: &brings,
        groups: &groups,
        window,
        earlier: &earlier,
        way: None,
        level: 800_000,
        seed: 1,
        futures,
    };
    question.answer()
}

#[test]
fn intervals_hold_four_in_five_over_five_hundred_companies() {
    let (mut held, mut all, mut said, mut came) = (0, 0, 0.0, 0.0);
    let mut by_spread = [(0, 0); 3];
    for number in 0..500 {
        let mut random = Random::new(number, "company");
        let spread = [0.0, 0.15, 0.3][random.below(3)];
        let company = Company {
            creation: 0.8 + 2.0 * random.uniform(),
            wins: vec![0.15 + 0.3 * random.uniform(); 4],
            cycle: 20.0 + 60.0 * random.uniform(),
            months: spread,
        };
        let (months, passed) = (22, 1 + i32::try_from(random.below(15)).unwrap());
        let deals = company.deals(&mut random, months);
        let month = months - 1;
        let day = window(month, passed).as_of;
        let answer = called(&known_on(&deals, day), month, passed, 400);
        assert_eq!(answer.way, Some(Way::Hazard), "{number}");
        let truth = amount(deals.won_value(|day| day >= month * MONTH && day < months * MONTH));
        let (low, high) = answer.total.interval.unwrap();
        let holds = low <= truth && truth <= high;
        let place = usize::try_from(crate::engine::forecast::number::whole(spread / 0.15)).unwrap();
        by_spread[place].0 += usize::from(holds);
        by_spread[place].1 += 1;
        held += usize::from(holds);
        all += 1;
        said += units(answer.total.call.unwrap().exact());
        came += units(truth.exact());
    }
    let rate = count(held) / count(all);
    assert!((0.75..=0.85).contains(&rate), "{rate} {by_spread:?}");
    // Calls are right in the sum: what is said too much of one company is said too little of another.
    assert!((said / came - 1.0).abs() < 0.05, "{}", said / came);
}

#[test]
fn estimates_recover_the_truth() {
    // Four owners who win 10, 20, 30 and 40 % of their deals, after 40 days on average; three deals a day.
    let company = Company { creation: 3.0, wins: vec![0.1, 0.2, 0.3, 0.4], cycle: 40.0, months: 0.0 };
    let deals = company.deals(&mut Random::new(7, "truth"), 40);
    let view = View::of(&deals, window(40, 0));
    assert!((view.creation - 3.0).abs() < 0.6, "{}", view.creation);
    // One deal in four is won at all, and of the wins 1 − e^(−x) (1 + x) within 34 days, where x = 34.5 / 20.
    assert!((view.hazard.incidence(2_000) - 0.25).abs() < 0.015, "{}", view.hazard.incidence(2_000));
    assert!((view.hazard.incidence(34) - 0.1286).abs() < 0.015, "{}", view.hazard.incidence(34));
    // Mean amount of a lognormal: e to the power of 9 + 0.8² / 2.
    assert!((view.won_amount / 9.32_f64.exp() - 1.0).abs() < 0.12, "{}", view.won_amount);
    for (factor, truth) in view.owners.iter().zip([0.4, 0.8, 1.2, 1.6]) {
        assert!((factor - truth).abs() < 0.12, "{:?}", view.owners);
    }
}

fn answer_of(deals: &Deals, window: Window, quota: Option<&str>, way: Option<Way>) -> Answer {
    let ids: Vec<String> = (0..deals.len()).map(|deal| format!("D{deal}")).collect();
    let brings = vec![vec![(0, 1.0)]; deals.len()];
    let closed = amount(deals.won_value(|day| window.is_past(day))).exact();
    let quota = quota.map(|quota| Amount::parse(quota).unwrap());
    let groups = [Group { name: "all".to_owned(), closed, quota }];
    let question = Question {
        deals,
        ids: &ids,
        brings: &brings,
        groups: &groups,
        window,
        earlier: &[],
        way,
        level: 800_000,
        seed: 1,
        futures: 500,
    };
    question.answer()
}

#[test]
fn too_little_is_said_and_nothing_is_made_up() {
    let empty = answer_of(&Deals::default(), window(3, 10), Some("100"), None);
    assert_eq!((empty.way, empty.why), (None, Why::FewDeals(0)));
    assert_eq!((empty.total.call, empty.total.interval, empty.total.reaches), (None, None, None));
    assert_eq!(empty.total.gap.unwrap().to_string(), "100.00");
    assert_eq!(empty.total.coverage, Some(0));
    // One open deal, and no history.
    let one = Deals {
        created: vec![90],
        closed: vec![NO_DAY],
        due: vec![95],
        outcome: vec![Outcome::Open],
        amount: vec![50.0],
        owner: vec![0],
        owners: 1,
        ..Deals::default()
    };
    let one = answer_of(&one, window(3, 10), Some("100"), None);
    assert_eq!((one.way, one.total.due.to_string()), (None, "50.00".to_owned()));
    assert_eq!(one.total.coverage, Some(500_000));
    // Asked for a way that nothing supports.
    assert_eq!(answer_of(&Deals::default(), window(3, 10), None, Some(Way::Hazard)).way, None);
}

#[test]
fn a_short_record_is_carried_on_by_its_run_rate() {
    let company = Company { creation: 0.5, wins: vec![0.3], cycle: 20.0, months: 0.0 };
    let deals = company.deals(&mut Random::new(3, "short"), 6);
    let answer = answer_of(&deals, window(6, 0), None, None);
    assert_eq!(answer.way, Some(Way::RunRate));
    assert!(matches!(answer.why, Why::FewDeals(closed) if (20..100).contains(&closed)), "{:?}", answer.why);
    let rate = deals.won_value(|day| day > 179 - RECENT && day <= 179) / f64::from(RECENT) * 30.0;
    assert_eq!(answer.total.expected, Some(amount(rate)));
    let (low, high) = answer.total.interval.unwrap();
    assert!(low < answer.total.call.unwrap() && answer.total.call.unwrap() < high);
}

#[test]
fn a_period_that_is_over_is_what_it_closed() {
    let company = Company { creation: 3.0, wins: vec![0.3], cycle: 20.0, months: 0.0 };
    let deals = company.deals(&mut Random::new(3, "over"), 20);
    let month = window(10, MONTH + 40);
    let answer = answer_of(&deals, month, None, Some(Way::Hazard));
    assert_eq!(answer.total.call, Some(answer.total.closed));
    assert_eq!(answer.total.interval, Some((answer.total.closed, answer.total.closed)));
}

#[test]
fn the_seed_changes_the_interval_alone() {
    let company = Company { creation: 3.0, wins: vec![0.3], cycle: 40.0, months: 0.0 };
    let known = company.deals(&mut Random::new(9, "seed"), 20);
    let first = called(&known, 19, 29, 500);
    let again = called(&known, 19, 29, 500);
    assert_eq!((first.total, &first.chances), (again.total, &again.chances));
    let total = first.rows.iter().map(|row| row.call).collect::<Option<Vec<_>>>().unwrap();
    assert_eq!(Amount::checked_sum(total), first.total.call);
}

/// Deals of two stages whose hazards are known: from the first a deal goes on to the second with 3 % a day and is
/// lost with 2 %; from the second it is won with 4 % and lost with 2 %. Three are created a day, for so many days.
fn of_two_stages(random: &mut Random, days: i32) -> Deals {
    let mut deals = Deals { owners: 1, ..Deals::default() };
    let mut stands = Vec::new();
    for created in 0..days {
        for _ in 0..random.poisson(3.0) {
            let stand = |day: i32, stage: usize| Stand { day, stage, category: stage, due: created + 60 };
            let (mut day, mut stage, mut steps) = (created, 0, vec![stand(created, 0)]);
            let mut outcome = Outcome::Open;
            while outcome == Outcome::Open && day < days {
                day += 1;
                let drawn = random.uniform();
                match (stage, drawn < 0.04, drawn < 0.06) {
                    (0, ..) if drawn < 0.03 => {
                        stage = 1;
                        steps.push(stand(day, 1));
                    }
                    (0, ..) if drawn < 0.05 => outcome = Outcome::Lost,
                    (1, true, _) => outcome = Outcome::Won,
                    (1, _, true) => outcome = Outcome::Lost,
                    _ => {}
                }
            }
            deals.created.push(created);
            deals.closed.push(if outcome == Outcome::Open { NO_DAY } else { day });
            deals.due.push(created + 60);
            deals.outcome.push(outcome);
            deals.amount.push((9.0 + 0.5 * random.normal()).exp());
            deals.owner.push(0);
            stands.push(steps);
        }
    }
    deals.stands = Stands::new(stands);
    deals
}

#[test]
fn hazards_of_stages_are_found() {
    let deals = of_two_stages(&mut Random::new(41, "stages"), 720);
    let window = Window { as_of: 719, from: 720, to: 749, place: 0 };
    let view = View::of(&deals, window);
    assert!(view.knows_stages());
    // Day by day: the chance to be won within thirty days from the first stage, and from the second.
    let (mut first, mut second) = (0.0, 0.0);
    for _ in 0..30 {
        (first, second) = (0.95 * first + 0.03 * second, 0.04 + 0.94 * second);
    }
    for (stage, truth) in [(0, first), (1, second)] {
        let of_stage: Vec<f64> = (0..deals.len())
            .filter(|deal| deals.was_open(*deal, 719))
            .filter(|deal| deals.stands.on(*deal, 719).is_some_and(|stand| stand.stage == stage))
            .map(|deal| view.chance(&deals, deal))
            .collect();
        let found = crate::engine::forecast::number::mean(&of_stage);
        assert!((found / truth - 1.0).abs() < 0.15, "{stage}: {found} {truth} of {}", of_stage.len());
    }
    // By value of what ever stood in them: 3/5 × 4/6 of the first, 4/6 of the second.
    let rates = deals.stands.won_of_stages(&deals, 600);
    assert!((rates[0] - 0.4).abs() < 0.05 && (rates[1] - 2.0 / 3.0).abs() < 0.05, "{rates:?}");
}

#[test]
fn the_hazard_goes_by_stages_where_the_record_says_so() {
    let deals = of_two_stages(&mut Random::new(42, "stages"), 720);
    let known = known_on(&deals, 719);
    let known = Deals { stands: deals.stands.clone(), ..known };
    let answer = called(&known, 24, 0, 500);
    assert_eq!((answer.way, answer.past.by_stage, answer.by_history), (Some(Way::Hazard), true, true));
    let tried = |way| answer.past.score(way);
    assert!(tried(Way::Stage).wape.is_some() && tried(Way::Category).wape.is_some());
    // What was tried on the past is what accuracy judges, and its groups add up to it.
    let ids: Vec<String> = (0..known.len()).map(|deal| format!("D{deal}")).collect();
    let brings: Vec<Vec<(usize, f64)>> = (0..known.len()).map(|deal| vec![(deal % 2, 1.0)]).collect();
    let earlier: Vec<Window> = (12..24).map(|month| window(month, 0)).collect();
    let groups = ["even", "odd"].map(|name| Group { name: name.to_owned(), ..Group::default() });
    let question = Question {
        deals: &known,
        ids: &ids,
        brings: &brings,
        groups: &groups,
        window: window(24, 0),
        earlier: &earlier,
        way: None,
        level: 800_000,
        seed: 1,
        futures: 500,
    };
    let answer = question.answer();
    let tried = question.tried(&answer);
    assert_eq!(tried.calls.len(), 2 * answer.past.trials.len());
    for (place, (trial, said)) in answer.past.calls(Way::Hazard).into_iter().enumerate() {
        let of = |of: &dyn Fn(&Judged) -> Amount| -> f64 {
            let calls = tried.calls.iter().filter(|call| call.period == place);
            calls.map(|call| units(of(call).exact())).sum()
        };
        assert!((of(&|call| call.came) - trial.closed - trial.came).abs() < 0.05);
        assert!((of(&|call| call.call) - trial.closed - said).abs() < 0.01 * said.max(1.0), "{place}");
    }
    // Chances were right: each tenth within four standard deviations.
    let (bins, score, plain) = crate::engine::forecast::accuracy::of_chances(&tried.chances).unwrap();
    assert!(score < plain, "{score} {plain}");
    for bin in bins {
        let spread = (bin.said * (1.0 - bin.said) / count(bin.deals)).sqrt();
        assert!((bin.said - bin.came).abs() < 0.03 + 4.0 * spread, "{bin:?}");
    }
}
