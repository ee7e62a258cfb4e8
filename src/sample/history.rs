//! The history of the deals that were still open on 2026-10-01 or began after it: every change with the full
//! values that held from then on, as the Salesforce object `OpportunityHistory` has them.

use super::days::{Day, day, from_to, on_weekday, plus};
use super::deals::{self, Deal};
use super::market::{AS_OF, LOST, STAGES, WON};
use super::rng::Rng;
use super::text::{Sheet, moment};

/// What held from a day on.
struct Change {
    day: Day,
    stage: usize,
    cents: i64,
    close: Day,
}

/// `opportunity-history.csv`, deal by deal in the order of the changes; the last row is the deal as it is.
pub(super) fn sheet(deals: &[Deal]) -> Vec<u8> {
    let mut rng = Rng::of("history");
    let mut sheet = Sheet::new("OpportunityId,StageName,Amount,CloseDate,ForecastCategoryName,CreatedDate");
    for deal in deals {
        let closed = deal.stage == WON || deal.stage == LOST;
        if closed && deal.close < day(2026, 10, 1) {
            continue;
        }
        let (mut before, mut second) = (deal.created, deal.second);
        for change in changes(&mut rng, deal, closed) {
            let (stage, _, category) = STAGES[change.stage];
            if change.day != before {
                (before, second) = (change.day, rng.between(8 * 3600, 18 * 3600));
            }
            let at = moment(change.day, second);
            // Another change of the same day is a later one.
            second += rng.between(60, 1800);
            let (close, amount) = (change.close.to_string(), deals::amount(change.cents));
            sheet.row(&[&deal.id, stage, &amount, &close, category, &at]);
        }
    }
    sheet.into_bytes()
}

fn changes(rng: &mut Rng, deal: &Deal, closed: bool) -> Vec<Change> {
    let end = if closed { deal.close } else { AS_OF.day() };
    let length = from_to(deal.created, end).max(1);
    // A deal in four was first entered with a larger amount and met its discount on the way.
    let entered = if rng.chance(250) && deal.cents > 0 { deal.list * 100 } else { deal.cents };
    let slips = slips(rng, deal, length);
    let mut close = first_hope(deal, &slips);
    let mut changes = vec![Change { day: deal.created, stage: 0, cents: entered, close }];
    let mut steps: Vec<(Day, Option<usize>)> = Vec::new();
    let count = i64::try_from(deal.reached).unwrap_or(0);
    for step in 1..=count {
        let share = length * step / (count + 1) + rng.around(0, length / (2 * count + 2));
        let day = on_weekday(plus(deal.created, share.max(0)));
        steps.push((day.min(end), usize::try_from(step).ok()));
    }
    steps.extend(slips.iter().map(|slip| (slip.0.min(end), None)));
    // Stages keep their order; a slip on the day of a stage comes after it.
    steps.sort_by_key(|step| (step.0, step.1.is_none(), step.1));
    let mut stage = 0;
    let mut next_slip = slips.iter();
    for (day, reached) in steps {
        match reached {
            Some(reached) => stage = stage.max(reached),
            None => close = next_slip.next().map_or(close, |slip| slip.1),
        }
        let cents = if stage >= 3 { deal.cents } else { entered };
        changes.push(Change { day, stage, cents, close });
    }
    changes.push(Change { day: end, stage: deal.stage, cents: deal.cents, close: deal.close });
    if !closed {
        // Nothing happened on the last day of the data; the deal is as its last change left it.
        changes.pop();
        if let Some(last) = changes.last_mut() {
            (last.stage, last.cents, last.close) = (deal.stage, deal.cents, deal.close);
        }
    }
    changes
}

/// When the close date was moved, and to which day; the last move leads to the date of the deal.
fn slips(rng: &mut Rng, deal: &Deal, length: i64) -> Vec<(Day, Day)> {
    let count = if length < 25 { 0 } else { *rng.weighted(&[(0_i64, 55), (1, 28), (2, 12), (3, 5)]) };
    let mut moved = Vec::new();
    for slip in 1..=count {
        let day = on_weekday(plus(deal.created, length * (slip + 1) / (count + 2)));
        let target = on_weekday(plus(deal.close, -(count - slip) * 17));
        // A date is not moved into the past.
        if day < target {
            moved.push((day, target));
        }
    }
    moved
}

/// The close date as first entered: a month or so before the first move's.
fn first_hope(deal: &Deal, slips: &[(Day, Day)]) -> Day {
    match slips.first() {
        Some(slip) => on_weekday(plus(slip.1, -29)).max(deal.created),
        None => deal.close,
    }
}
