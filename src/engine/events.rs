//! What happened to deals after their booking: the events of each deal together, in little memory, because there may
//! be several for each deal of a run. What they do to pay is left to `settle`.

use crate::calendar::Day;
use crate::engine::people::index;
use crate::model::ids::Numbers;
use crate::model::rows::{EventKind, EventRow};
use crate::money::Amount;

/// One event of a deal, in sixteen bytes.
///
/// The magnitude of an amount, below 10^19 at four decimals, fits 64 bits; day, kind, sign and whether there is an
/// amount at all share the next word. The last word is the number of the deal, by which events are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    magnitude: u64,
    packed: u32,
    deal: u32,
}

/// Where the parts of the packed word stand: the day, counted from the first that is known, above these bits.
const DAY_SHIFT: u32 = 5;
const KIND_SHIFT: u32 = 2;
const NEGATIVE: u32 = 2;
const STATED: u32 = 1;

impl Event {
    /// Packs an event.
    ///
    /// # Panics
    /// When the amount is beyond 10^15 units, which no table holds.
    #[must_use]
    pub fn new(day: Day, kind: EventKind, amount: Option<Amount>) -> Self {
        let since_first = u32::try_from(day.days_since(Day::MIN)).expect("no day is before the first");
        let kind = match kind {
            EventKind::Invoice => 0,
            EventKind::Payment => 1,
            EventKind::Release => 2,
            EventKind::Cancel => 3,
            EventKind::Refund => 4,
        };
        let raw = amount.map_or(0, Amount::raw);
        let magnitude = u64::try_from(raw.unsigned_abs()).expect("amounts are below 10^15 units");
        let signs = if raw < 0 { NEGATIVE } else { 0 } | if amount.is_some() { STATED } else { 0 };
        Self { magnitude, packed: since_first << DAY_SHIFT | kind << KIND_SHIFT | signs, deal: 0 }
    }

    /// The day.
    #[must_use]
    pub fn day(self) -> Day {
        Day::MIN.plus_days(i32::try_from(self.packed >> DAY_SHIFT).expect("27 bits fit"))
    }

    /// What happened.
    #[must_use]
    pub fn kind(self) -> EventKind {
        EventKind::ALL[index(self.packed >> KIND_SHIFT & 7)]
    }

    /// How much of the deal it is about, in the deal's currency; `None` when the table does not say.
    #[must_use]
    pub fn amount(self) -> Option<Amount> {
        let magnitude = i128::from(self.magnitude);
        let raw = if self.packed & NEGATIVE == 0 { magnitude } else { -magnitude };
        (self.packed & STATED != 0).then(|| Amount::from_raw(raw))
    }

    /// What decides the order of the events of a deal: day, kind, amount. Not the row, so that the order of the rows
    /// decides nothing.
    fn order(&self) -> (u32, u32, u64) {
        (self.deal, self.packed, self.magnitude)
    }
}

/// Collects the rows of the events table, in any order.
#[derive(Debug, Default)]
pub struct EventBuilder {
    deals: Numbers,
    events: Vec<Event>,
}

impl EventBuilder {
    /// Adds one row.
    pub fn push(&mut self, row: EventRow<'_>) {
        let deal = self.deals.number(row.deal_id);
        self.events.push(Event { deal, ..Event::new(row.day, row.kind, row.amount) });
    }

    /// Puts the events of each deal together, by day and kind.
    #[must_use]
    pub fn finish(self) -> EventBook {
        let Self { deals, mut events } = self;
        events.sort_unstable_by_key(Event::order);
        events.shrink_to_fit();
        let mut starts = vec![0_u32; deals.len() + 1];
        for event in &events {
            starts[index(event.deal) + 1] += 1;
        }
        for deal in 1..starts.len() {
            starts[deal] += starts[deal - 1];
        }
        let repeated = events.windows(2).filter(|pair| pair[0] == pair[1]).count();
        EventBook { deals, starts, events, repeated }
    }
}

/// The events of all deals: those of one deal lie together, by day and kind.
#[derive(Debug, Default)]
pub struct EventBook {
    deals: Numbers,
    starts: Vec<u32>,
    events: Vec<Event>,
    repeated: usize,
}

impl EventBook {
    /// The events of a deal, by day and kind; none when nothing happened to it.
    #[must_use]
    pub fn of(&self, deal_id: &str) -> &[Event] {
        self.number(deal_id).map_or(&[], |deal| self.events(deal))
    }

    /// The number of a deal with events, from 0 to [`EventBook::deals`]; look a deal up once and keep it.
    #[must_use]
    pub fn number(&self, deal_id: &str) -> Option<u32> {
        self.deals.get(deal_id)
    }

    /// The events of the deal with this number.
    ///
    /// # Panics
    /// When no deal of the book has the number.
    #[must_use]
    pub fn events(&self, deal: u32) -> &[Event] {
        let deal = index(deal);
        &self.events[index(self.starts[deal])..index(self.starts[deal + 1])]
    }

    /// How many deals have events.
    #[must_use]
    pub fn deals(&self) -> usize {
        self.deals.len()
    }

    /// How many events there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether nothing happened to any deal.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// How many events repeat another one exactly; they count like all others.
    #[must_use]
    pub fn repeated(&self) -> usize {
        self.repeated
    }

    /// How many events are of deals that were never met: `met` says it for each deal number, and a number beyond its
    /// end was not met.
    #[must_use]
    pub fn of_strangers(&self, met: &[bool]) -> usize {
        let strangers = (0..self.deals()).filter(|deal| !met.get(*deal).copied().unwrap_or(false));
        strangers.map(|deal| index(self.starts[deal + 1] - self.starts[deal])).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn row<'a>(deal_id: &'a str, date: &str, kind: EventKind, amount: &str) -> EventRow<'a> {
        let amount = (!amount.is_empty()).then(|| Amount::parse(amount).unwrap());
        EventRow { deal_id, day: day(date), kind, amount }
    }

    fn book(rows: &[EventRow<'_>]) -> EventBook {
        let mut builder = EventBuilder::default();
        for row in rows {
            builder.push(*row);
        }
        builder.finish()
    }

    fn texts(events: &[Event]) -> Vec<String> {
        let amount = |event: &Event| event.amount().map_or("whole".to_owned(), |amount| amount.to_string());
        events
            .iter()
            .map(|event| format!("{} {} {}", event.day(), event.kind().as_str(), amount(event)))
            .collect()
    }

    #[test]
    fn an_event_takes_sixteen_bytes_and_comes_out_as_it_went_in() {
        assert_eq!(size_of::<Event>(), 16);
        for date in ["1900-01-01", "1969-12-31", "2026-02-28", "2199-12-31"] {
            for kind in EventKind::ALL {
                for amount in ["0", "0.0001", "-0.0001", "999999999999999.9999", "-999999999999999.9999"] {
                    let amount = Amount::parse(amount).unwrap();
                    for amount in [None, Some(amount)] {
                        let event = Event::new(day(date), kind, amount);
                        assert_eq!((event.day(), event.kind(), event.amount()), (day(date), kind, amount));
                    }
                }
            }
        }
    }

    #[test]
    fn events_of_a_deal_lie_together_by_day_and_kind_in_whatever_order_they_came() {
        let rows = [
            row("D2", "2026-03-01", EventKind::Payment, "50"),
            row("D1", "2026-02-10", EventKind::Refund, "10"),
            row("D1", "2026-02-10", EventKind::Cancel, ""),
            row("D1", "2026-01-05", EventKind::Payment, "70.50"),
            row("D1", "2026-01-05", EventKind::Payment, "-20"),
            row("D1", "2026-01-05", EventKind::Invoice, "100"),
        ];
        let expected = [
            "2026-01-05 invoice 100.00",
            "2026-01-05 payment 70.50",
            "2026-01-05 payment -20.00",
            "2026-02-10 cancel whole",
            "2026-02-10 refund 10.00",
        ];
        let mut backwards = rows;
        backwards.reverse();
        for rows in [rows, backwards] {
            let book = book(&rows);
            assert_eq!(texts(book.of("D1")), expected);
            assert_eq!(texts(book.of("D2")), ["2026-03-01 payment 50.00"]);
            assert!(book.of("D3").is_empty());
            assert_eq!((book.deals(), book.len(), book.repeated()), (2, 6, 0));
        }
    }

    #[test]
    fn events_of_deals_that_nobody_met_are_counted() {
        let book = book(&[
            row("D1", "2026-01-01", EventKind::Invoice, "1"),
            row("D2", "2026-01-01", EventKind::Invoice, "1"),
            row("D2", "2026-01-01", EventKind::Invoice, "1"),
        ]);
        let mut met = vec![false; book.deals()];
        assert_eq!(book.of_strangers(&met), 3);
        met[index(book.number("D1").unwrap())] = true;
        assert_eq!(book.of_strangers(&met), 2);
        assert_eq!(book.of_strangers(&[true, true]), 0);
        assert_eq!(book.repeated(), 1);
        assert_eq!(EventBook::default().of_strangers(&[]), 0);
        assert!(EventBook::default().of("D1").is_empty());
    }
}
