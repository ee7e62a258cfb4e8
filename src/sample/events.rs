//! What happens after the booking: invoices, payments, refunds and cancellations of the deals won in the last
//! twelve months before the exports were made.

use super::days::{Day, day, on_weekday, plus};
use super::deals::Deal;
use super::market::{AS_OF, WON};
use super::rng::Rng;
use super::text::{Sheet, money};

/// Events as they are gathered: row number of the deal, day, kind, cents.
type Event = (usize, Day, &'static str, i64);

/// `billing-events.csv`, by day. Amounts are positive and in the currency of the deal; a cancellation or
/// refund of a part has the part's amount.
pub(super) fn sheet(deals: &[Deal]) -> Vec<u8> {
    let mut rng = Rng::of("events");
    let mut events: Vec<Event> = Vec::new();
    for (place, deal) in deals.iter().enumerate() {
        if deal.stage == WON && day(2025, 11, 20) <= deal.close {
            bill(&mut rng, place, deal, &mut events);
        }
    }
    events.retain(|event| event.1 <= AS_OF.day());
    events.sort_by(|left, right| (left.1, &deals[left.0].id).cmp(&(right.1, &deals[right.0].id)));
    let mut sheet = Sheet::new("deal_id,date,kind,amount");
    for (place, day, kind, cents) in events {
        sheet.row(&[&deals[place].id, &day.to_string(), kind, &money(cents)]);
    }
    sheet.into_bytes()
}

fn bill(rng: &mut Rng, place: usize, deal: &Deal, events: &mut Vec<Event>) {
    let cancelled = rng.chance(58).then(|| on_weekday(plus(deal.close, rng.between(18, 170))));
    // One deal in five is billed in two halves, half a year apart.
    let halves = rng.chance(200);
    let first = if halves { deal.cents / 2 } else { deal.cents };
    let mut paid = 0;
    for (cents, later) in [(first, 0), (deal.cents - first, 182)] {
        let invoiced = on_weekday(plus(deal.close, 1 + later + rng.below(12)));
        if cents == 0 || cancelled.is_some_and(|day| day <= invoiced) {
            continue;
        }
        events.push((place, invoiced, "invoice", cents));
        for (day, part) in payments(rng, invoiced, cents) {
            if cancelled.is_none_or(|cancelled| day < cancelled) && day <= AS_OF.day() {
                events.push((place, day, "payment", part));
                paid += part;
            }
        }
    }
    if let Some(day) = cancelled {
        // One cancellation in five is of a part: a quarter or a half of the deal.
        let part = if rng.chance(200) { *rng.pick(&[4, 2]) } else { 1 };
        events.push((place, day, "cancel", deal.cents / part));
        let owed_back = paid.min(deal.cents / part);
        if owed_back > 0 && rng.chance(450) {
            events.push((place, on_weekday(plus(day, rng.between(3, 21))), "refund", owed_back));
        }
    } else if paid > 0 && rng.chance(18) {
        // Goodwill: a part of what was paid goes back and the deal stands.
        let day = on_weekday(plus(deal.close, rng.between(95, 200)));
        events.push((place, day, "refund", paid / *rng.pick(&[10, 5])));
    }
}

/// How an invoice is paid: mostly in one sum, at times in two, at times the rest is still missing.
fn payments(rng: &mut Rng, invoiced: Day, cents: i64) -> Vec<(Day, i64)> {
    let day = on_weekday(plus(invoiced, rng.around(34, 28)));
    if rng.chance(860) {
        return vec![(day, cents)];
    }
    let part = cents * *rng.pick(&[40, 50, 60]) / 100;
    let mut payments = vec![(day, part)];
    if rng.chance(700) {
        payments.push((on_weekday(plus(day, rng.between(20, 60))), cents - part));
    }
    payments
}
