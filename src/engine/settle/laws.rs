//! The laws of holds, releases and clawbacks, on random earnings and events.

use proptest::prelude::*;

use super::*;
use crate::calendar::Unit;
use crate::model::rows::EventKind;
use crate::money::Amount;
use crate::plan::Method;

const MONTHS: usize = 12;
const CENT: i128 = 100;

#[derive(Clone, Debug)]
struct World {
    earned: Vec<Earned>,
    takes: Vec<Take>,
    deal: i128,
    events: Vec<Event>,
    release: Option<Release>,
    clawback: Option<Clawback>,
    rounding: Rounding,
}

fn first_day() -> Day {
    Day::parse("2026-01-01").unwrap()
}

fn credit_day() -> Day {
    Day::parse("2026-01-15").unwrap()
}

fn payouts(unit: Unit) -> Vec<Span> {
    let year = Span { from: first_day(), to: Day::parse("2026-12-31").unwrap() };
    Calendar::default().periods_in(unit, year).iter().map(|period| period.span).collect()
}

impl World {
    fn settle(&self, payouts: &[Span]) -> Vec<Moved> {
        let calendar = Calendar::default();
        let facts = Facts {
            deal_id: "D",
            day: credit_day(),
            amount: self.deal,
            term_months: Some(7),
            events: &self.events,
        };
        let terms = Terms {
            release: self.release.as_ref(),
            clawback: self.clawback.as_ref(),
            rounding: self.rounding,
            calendar: &calendar,
        };
        settle(&self.earned, &self.takes, payouts, &facts, &terms).unwrap()
    }

    /// What was earned to the end of a payout.
    fn earned_to(&self, payout: usize) -> i128 {
        self.earned.iter().filter(|part| part.payout <= payout).map(|part| part.amount).sum()
    }
}

/// The movements to the end of a payout, of some kinds.
fn moved_to(moved: &[Moved], payout: usize, kinds: &[Movement]) -> i128 {
    let counts = |moved: &&Moved| moved.payout <= payout && kinds.contains(&moved.movement);
    moved.iter().filter(counts).map(|moved| moved.amount).sum()
}

const ALL: [Movement; 3] = [Movement::Hold, Movement::Release, Movement::Clawback];
const HELD: [Movement; 2] = [Movement::Hold, Movement::Release];
const TAKEN: [Movement; 1] = [Movement::Clawback];

fn releases() -> impl Strategy<Value = Option<Release>> {
    let shares = (0_i64..=1_000_000, 0_i64..=1_000_000, 0_i64..=1_000_000, 0_i32..400).prop_map(|cuts| {
        let mut cut = [cuts.0, cuts.1, cuts.2];
        cut.sort_unstable();
        let rate = Rate::from_raw;
        let shares = [
            (Occasion::Booking, rate(cut[0])),
            (Occasion::Invoice, rate(cut[1] - cut[0])),
            (Occasion::Payment, rate(cut[2] - cut[1])),
            (Occasion::On(first_day().plus_days(cuts.3)), rate(1_000_000 - cut[2])),
        ];
        Some(Release::Shares(shares.into_iter().collect()))
    });
    prop_oneof![1 => Just(None), 4 => shares, 2 => (1_u32..16).prop_map(|months| Some(Release::Months(months)))]
}

fn clawbacks() -> impl Strategy<Value = Option<Clawback>> {
    let methods = prop_oneof![
        3 => Just(Method::Reverse),
        1 => Just(Method::Retier),
        1 => Just(Method::Prorata),
        1 => (0_i64..=1_000_000)
            .prop_map(|share| Method::Schedule(vec![(60, Rate::from_raw(share)), (200, Rate::from_raw(share / 2))])),
    ];
    let within = prop_oneof![3 => Just(None), 1 => (0_u32..300).prop_map(Some)];
    let on = prop_oneof![
        3 => Just(vec![TakesBack::Cancel, TakesBack::Refund]),
        1 => Just(vec![TakesBack::Cancel]),
        1 => Just(vec![TakesBack::Refund]),
    ];
    let clawback =
        (methods, within, on).prop_map(|(method, within_days, on)| Clawback { on, method, within_days });
    proptest::option::weighted(0.8, clawback)
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let amounts =
        prop_oneof![1 => Just(None), 8 => (-200_i64..1_500).prop_map(|units| Some(units * 1_000 + 33))];
    let event = (0_i32..380, 0_usize..EventKind::ALL.len(), amounts).prop_map(|(day, kind, cents)| {
        Event::new(first_day().plus_days(day), EventKind::ALL[kind], cents.map(Amount::from_cents))
    });
    proptest::collection::vec(event, 0..7).prop_map(|mut events| {
        events.sort_by_key(|event| (event.day(), event.kind(), event.amount()));
        events
    })
}

fn parts(cents: std::ops::Range<i128>) -> impl Strategy<Value = Vec<Earned>> {
    let part = (0..MONTHS, cents).prop_map(|(payout, cents)| Earned { payout, amount: cents * CENT });
    proptest::collection::vec(part, 1..6)
}

fn worlds(cents: std::ops::Range<i128>) -> impl Strategy<Value = World> {
    let deals = prop_oneof![8 => Just(100_000_000_i128), 1 => Just(0), 1 => Just(-70_000_000)];
    let roundings = prop_oneof![Just(Rounding::HalfUp), Just(Rounding::HalfEven), Just(Rounding::Down)];
    (parts(cents), deals, events(), releases(), clawbacks(), roundings).prop_map(
        |(earned, deal, events, release, clawback, rounding)| {
            let takes = Vec::new();
            World { earned, takes, deal, events, release, clawback, rounding }
        },
    )
}

/// The caller's takes, in cents.
fn takes() -> impl Strategy<Value = Vec<Take>> {
    let reason = Reason::Retiered { kind: TakesBack::Cancel, day: first_day() };
    let take = (0..MONTHS, -30_000_i128..60_000).prop_map(move |(payout, cents)| Take {
        payout,
        amount: cents * CENT,
        reason,
    });
    proptest::collection::vec(take, 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn payouts_one_by_one_and_all_at_once_move_the_same(
        world in worlds(-40_000..100_000), takes in takes(), count in 1..MONTHS,
    ) {
        let world = World { takes, ..world };
        let all = payouts(Unit::Month);
        let expected: Vec<Moved> =
            world.settle(&all).into_iter().filter(|moved| moved.payout < count).collect();
        prop_assert_eq!(&world.settle(&all[..count]), &expected);
        // Nor does what is only known later.
        let known = World {
            earned: world.earned.iter().copied().filter(|part| part.payout < count).collect(),
            takes: world.takes.iter().copied().filter(|take| take.payout < count).collect(),
            events: world.events.iter().copied().filter(|event| event.day() <= all[count - 1].to).collect(),
            ..world
        };
        prop_assert_eq!(known.settle(&all[..count]), expected);
    }

    #[test]
    fn a_hold_is_never_below_zero_nor_above_what_is_left(
        world in worlds(-40_000..100_000), takes in takes(),
    ) {
        let world = World { takes, ..world };
        let moved = world.settle(&payouts(Unit::Month));
        for payout in 0..MONTHS {
            let held = -moved_to(&moved, payout, &HELD);
            let left = world.earned_to(payout) + moved_to(&moved, payout, &TAKEN);
            prop_assert!(0 <= held && held <= left.max(0), "{payout}: {held} of {left}");
        }
    }

    #[test]
    fn movements_have_the_sign_of_what_they_do(world in worlds(1..100_000)) {
        for moved in world.settle(&payouts(Unit::Month)) {
            let right = match moved.movement {
                Movement::Hold | Movement::Clawback => moved.amount < 0,
                Movement::Release => moved.amount > 0,
            };
            prop_assert!(right, "{moved:?}");
            prop_assert_eq!(moved.amount % CENT, 0);
        }
    }

    #[test]
    fn a_clawback_never_pays(world in worlds(1..100_000)) {
        let all = payouts(Unit::Month);
        let with = world.settle(&all);
        let without = World { clawback: None, ..world.clone() }.settle(&all);
        for payout in 0..MONTHS {
            prop_assert!(moved_to(&with, payout, &ALL) <= moved_to(&without, payout, &ALL));
            // And takes no more than was earned.
            prop_assert!(world.earned_to(payout) + moved_to(&with, payout, &ALL) >= 0);
        }
    }

    #[test]
    fn paid_is_never_more_than_the_shares_that_have_come(
        world in worlds(-40_000..100_000), takes in takes(),
    ) {
        let Some(Release::Shares(shares)) = &world.release else { return Ok(()) };
        // The caller gives back no more than he took.
        let takes: Vec<Take> = takes.into_iter().filter(|take| take.amount > 0).collect();
        let world = World { takes, ..world.clone() };
        let moved = world.settle(&payouts(Unit::Month));
        for (payout, span) in payouts(Unit::Month).iter().enumerate() {
            let come: i128 = shares
                .iter()
                .map(|(occasion, share)| i128::from(share.raw()) * come(&world, *occasion, span.to))
                .sum();
            let one = 1_000_000 * whole(&world);
            let released: i128 = world
                .earned
                .iter()
                .filter(|part| part.payout <= payout)
                .map(|part| part_of(part.amount, come, one, world.rounding).unwrap())
                .sum();
            let paid = world.earned_to(payout) + moved_to(&moved, payout, &ALL);
            prop_assert!(paid <= released.max(0), "{payout}: {paid} of {released}");
        }
    }

    #[test]
    fn after_a_cancellation_of_everything_nothing_is_paid_or_held(
        world in worlds(-40_000..100_000), day in 0_i32..360,
    ) {
        let day = first_day().plus_days(day);
        let on = vec![TakesBack::Cancel, TakesBack::Refund];
        let mut events = world.events.clone();
        let at = events.partition_point(|event| (event.day(), event.kind()) <= (day, EventKind::Cancel));
        events.insert(at, Event::new(day, EventKind::Cancel, None));
        let clawback = Some(Clawback { on, method: Method::Reverse, within_days: None });
        let world = World { events, clawback, ..world };
        let moved = world.settle(&payouts(Unit::Month));
        for (payout, span) in payouts(Unit::Month).iter().enumerate().filter(|(_, span)| day <= span.to) {
            prop_assert_eq!(world.earned_to(payout) + moved_to(&moved, payout, &ALL), 0, "{}", span.to);
            prop_assert_eq!(moved_to(&moved, payout, &HELD), 0);
        }
    }

    #[test]
    fn once_everything_is_released_paid_is_earned_less_taken(
        world in worlds(-40_000..100_000), takes in takes(),
    ) {
        // By the end of the year the whole deal is invoiced and paid, and the day has come.
        let mut events = world.events.clone();
        let last = first_day().plus_days(364);
        let release = match &world.release {
            Some(Release::Shares(shares)) => {
                let early = |occasion: &Occasion| match occasion {
                    Occasion::On(day) => Occasion::On((*day).min(last)),
                    other => *other,
                };
                Some(Release::Shares(shares.iter().map(|(occasion, share)| (early(occasion), *share)).collect()))
            }
            other => other.clone(),
        };
        events.retain(|event| event.day() < last);
        let plenty = Some(Amount::from_raw(10 * world.deal.abs() + 100_000_000_000));
        events.push(Event::new(last, EventKind::Invoice, plenty));
        events.push(Event::new(last, EventKind::Payment, plenty));
        let world = World { takes, events, release, ..world };
        if matches!(world.release, Some(Release::Months(_))) {
            return Ok(());
        }
        let moved = world.settle(&payouts(Unit::Month));
        prop_assert_eq!(moved_to(&moved, MONTHS, &HELD), 0);
    }

    #[test]
    fn one_earning_is_paid_the_same_by_month_and_by_quarter(world in worlds(1..100_000)) {
        let one = vec![Earned { payout: 0, ..world.earned[0] }];
        let world = World { earned: one, ..world };
        let (months, quarters) = (world.settle(&payouts(Unit::Month)), world.settle(&payouts(Unit::Quarter)));
        for quarter in 0..4 {
            let by_month = moved_to(&months, quarter * 3 + 2, &ALL);
            prop_assert_eq!(by_month, moved_to(&quarters, quarter, &ALL));
        }
    }

    #[test]
    fn the_order_of_earnings_decides_nothing(world in worlds(-40_000..100_000), takes in takes()) {
        let world = World { takes, ..world };
        let mut backwards = world.clone();
        backwards.earned.reverse();
        let all = payouts(Unit::Month);
        prop_assert_eq!(world.settle(&all), backwards.settle(&all));
    }
}

fn whole(world: &World) -> i128 {
    world.deal.abs().max(1)
}

/// How much of the deal an occasion has reached on a day: the most that its events ever added up to.
fn come(world: &World, occasion: Occasion, end: Day) -> i128 {
    let kind = match occasion {
        Occasion::Booking => return whole(world),
        Occasion::On(day) => return if day <= end { whole(world) } else { 0 },
        Occasion::Manual => return 0,
        Occasion::Invoice => EventKind::Invoice,
        Occasion::Payment => EventKind::Payment,
    };
    let (mut sum, mut most) = (0_i128, 0_i128);
    for event in world.events.iter().filter(|event| event.day() <= end && event.kind() == kind) {
        let amount = event.amount().map_or(whole(world), Amount::raw);
        sum += amount;
        let reached = match world.deal {
            0 => i128::from(amount != 0),
            1.. => sum,
            _ => sum.abs(),
        };
        most = most.max(reached).min(whole(world));
    }
    most
}
