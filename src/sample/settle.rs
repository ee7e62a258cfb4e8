//! How an opportunity goes: won or lost, when, at what discount, by whom, or still open on the last day of
//! the data, with the close date that its owner hopes for.

use super::days::{Day, from_to, last_weekday, month_of, on_weekday, plus};
use super::deals::{Contract, Deal, Draft, World};
use super::market::{AS_OF, FIRST, Kind, LOSSES, LOST, NEGOTIATION, PRODUCTS, SERVICES, STUCK, Segment, WON};
use super::patches::PATCHES;
use super::people;

impl World<'_> {
    /// Lets the opportunity run its course, and keeps what the export and the contracts need of it.
    pub(super) fn settle(&mut self, draft: &Draft) {
        let (seller, _) = self.seller(draft, draft.created);
        let win = match draft.kind {
            // A renewal hangs on the product more than on the seller.
            Kind::Renewal => draft.win,
            Kind::New | Kind::Expansion => draft.win * people::PEOPLE[seller].skill / 1_000,
        };
        let won = self.rng.chance(win.min(930));
        let end = self.end(draft, won);
        let open = AS_OF.day() < end;
        let owner_day = if open { AS_OF.day() } else { end };
        let (owner, territory) = self.seller(draft, owner_day);
        if won && !open {
            self.sign(draft, end);
        } else if draft.kind == Kind::Renewal && !open {
            self.quit(draft, end);
        }
        if end < FIRST.day() {
            return;
        }
        let reached = if won { NEGOTIATION } else { *self.rng.weighted(STUCK) };
        let stage = match (open, won) {
            (true, _) => stage_so_far(draft.created, end, reached),
            (false, true) => WON,
            (false, false) => LOST,
        };
        let (list, mut cents, cost) = self.price(draft);
        if stage == 0 && self.rng.chance(70) {
            // Nobody has talked about money yet.
            cents = 0;
        }
        let deal = Deal {
            id: String::new(),
            account: draft.account,
            name: format!("{} {}", self.accounts[draft.account].name, PRODUCTS[draft.product].name),
            owner,
            territory,
            cents,
            stage,
            reached: if open { stage } else { reached },
            kind: draft.kind,
            product: draft.product,
            source: draft.source,
            created: draft.created,
            second: self.rng.between(8 * 3600, 18 * 3600),
            close: if open { self.hoped(draft.created, end) } else { end },
            list,
            cost,
            units: draft.units,
            term: draft.term,
            next_step: open.then(|| on_weekday(plus(AS_OF.day(), self.rng.between(-14, 24)))),
            loss: if stage == LOST { self.loss() } else { "" },
        };
        self.deals.push(deal);
    }

    /// Who has the opportunity on this day, and the name of the territory.
    fn seller(&self, draft: &Draft, day: Day) -> (usize, &'static str) {
        let patch = &PATCHES[self.accounts[draft.account].patch];
        let (holder, territory) = patch.holder(day);
        (if draft.managed { patch.manager } else { holder }, territory)
    }

    /// The day on which it ends.
    fn end(&mut self, draft: &Draft, won: bool) -> Day {
        let length = if draft.kind == Kind::Renewal {
            self.rng.around(draft.cycle - 6, 30).max(20)
        } else {
            let usual = draft.cycle * self.rng.around(1_000, 850) / 1_000;
            let dragging = self.rng.chance(if won { 90 } else { 200 });
            (if dragging { usual * 19 / 10 } else { usual }).max(6)
        };
        let mut end = on_weekday(plus(draft.created, length));
        if won {
            end = self.pulled(end, draft.created);
        }
        // Who is away signs nothing; it waits for the return.
        if people::away(self.seller(draft, end).0, end) {
            end = on_weekday(plus(people::on(people::AWAY.2), 1 + self.rng.below(12)));
        }
        end
    }

    /// Signatures gather at the end of a quarter, above all of the year, and of a month.
    fn pulled(&mut self, end: Day, created: Day) -> Day {
        let month = month_of(end);
        let quarter_end = last_weekday(month + 2 - month.rem_euclid(3));
        let quarter_before = last_weekday(month - month.rem_euclid(3) - 1);
        // What would have dragged into the new quarter is signed in the last days of the old one.
        if from_to(quarter_before, end) <= 12 && created < plus(quarter_before, -6) && self.rng.chance(400) {
            let back = plus(quarter_before, -self.rng.below(3));
            return plus(back, -weekend(back));
        }
        let december = month.rem_euclid(12) == 11;
        let (target, chance, reach) = if self.rng.chance(if december { 620 } else { 430 }) {
            (quarter_end, 1000, 24)
        } else {
            (last_weekday(month), 350, 12)
        };
        let target = plus(target, -self.rng.below(4));
        let near = from_to(end, target) <= reach && created < target;
        if near && self.rng.chance(chance) { plus(target, -weekend(target)) } else { end }
    }

    /// A contract begins, grows or is prolonged.
    fn sign(&mut self, draft: &Draft, end: Day) {
        let account = &mut self.accounts[draft.account];
        account.customer_since = Some(account.customer_since.map_or(end, |since| since.min(end)));
        account.churned_on = None;
        if !PRODUCTS[draft.product].renews {
            return;
        }
        let contract = &mut self.contracts[draft.account][draft.product];
        match (draft.kind, contract.as_mut()) {
            (Kind::Expansion, Some(running)) => running.units += draft.units,
            (Kind::Renewal, Some(running)) => {
                running.units = draft.units;
                running.to = plus(running.to, draft.term * 365 / 12);
            }
            _ => {
                let to = plus(end, draft.term * 365 / 12);
                *contract = Some(Contract { units: draft.units, from: end, to, term: draft.term });
            }
        }
    }

    /// A contract is not renewed. At times the customer gives up everything at once; without any contract it
    /// is a customer no more.
    fn quit(&mut self, draft: &Draft, end: Day) {
        self.contracts[draft.account][draft.product] = None;
        if self.rng.chance(350) {
            self.contracts[draft.account] = [None; 4];
        }
        if self.contracts[draft.account].iter().all(Option::is_none) {
            self.accounts[draft.account].churned_on = Some(end);
        }
    }

    /// Why it was lost.
    fn loss(&mut self) -> &'static str {
        self.rng.weighted::<&str>(LOSSES)
    }

    /// The close date of an open opportunity in the eyes of its owner: hopeful, and at times already past.
    fn hoped(&mut self, created: Day, end: Day) -> Day {
        let guess = plus(end, self.rng.between(-38, 20)).min(plus(AS_OF.day(), 235));
        let guess = if AS_OF.day() < guess {
            guess
        } else if plus(created, 30) < AS_OF.day() && self.rng.chance(280) {
            plus(AS_OF.day(), -self.rng.between(1, 24))
        } else {
            plus(AS_OF.day(), self.rng.between(3, 40))
        };
        let month_end = last_weekday(month_of(guess));
        if self.rng.chance(380) && AS_OF.day() < month_end { month_end } else { on_weekday(guess) }
    }

    /// List amount and cost in whole units, and the amount in cents after the discount.
    fn price(&mut self, draft: &Draft) -> (i64, i64, i64) {
        let account = &self.accounts[draft.account];
        let product = &PRODUCTS[draft.product];
        let euro = PATCHES[account.patch].sells_in_euro();
        let mut list = draft.units * if euro { product.euros } else { product.dollars };
        if draft.product == SERVICES {
            // Days of work, sold in packages of five.
            list = list / 5 * 5;
        }
        let usual = [(0, 30), (50, 20), (75, 8), (100, 18), (125, 6), (150, 8), (200, 5), (250, 2)];
        let mut discount = *self.rng.weighted(&usual);
        if account.segment == Segment::Large && draft.kind == Kind::New {
            discount += 50;
        }
        if self.rng.chance(90) {
            discount = self.rng.between(11, 249);
        }
        let cents = list * (1_000 - discount) / 10;
        let cost = list * product.cost / 100 * self.rng.around(1_000, 90) / 1_000;
        (list, cents, cost)
    }
}

/// Days back to the Friday.
fn weekend(day: Day) -> i64 {
    (super::days::weekday(day) - 4).max(0)
}

/// The stage of an open opportunity: as far as its time has run, but not beyond where it will get stuck.
fn stage_so_far(created: Day, end: Day, reached: usize) -> usize {
    let run = from_to(created, AS_OF.day()) * 5 / from_to(created, end).max(1);
    usize::try_from(run).unwrap_or(0).min(reached)
}
