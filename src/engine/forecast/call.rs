//! The call for a period: what is won, what open deals bring by its end, and what deals bring that do not exist yet.
//! Chances come from the ages at which deals have been won (`hazard`), by owner as far as the owner's own record goes,
//! and are corrected by what the same method said at the same point of earlier periods. Which periods those are is
//! left to the caller.

use super::hazard::{Hazard, Life, Outcome};
use super::number::{count, mean};
use super::stands::Stands;

/// A day that is not known.
pub const NO_DAY: i32 = i32::MIN;

/// How many wins of everybody stand beside an owner's own.
const OWNER_WEIGHT: f64 = 20.0;
/// Days over which the creation of deals, and the run rate, are counted.
pub const RECENT: i32 = 91;

/// Deals in columns, in the order of their ids.
#[derive(Clone, Debug, Default)]
pub struct Deals {
    /// Days of creation; [`NO_DAY`] where unknown.
    pub created: Vec<i32>,
    /// Days on which won and lost deals closed.
    pub closed: Vec<i32>,
    /// Days on which open deals are said to close; [`NO_DAY`] where nothing is said.
    pub due: Vec<i32>,
    /// How they stand in the file.
    pub outcome: Vec<Outcome>,
    /// Amounts in units of the currency; zero where there is none.
    pub amount: Vec<f64>,
    /// Who owns them, as a number below `owners`.
    pub owner: Vec<u32>,
    /// How many owners there are.
    pub owners: usize,
    /// What the CRM says of each: its probability as a part of one, where there is one; empty where nothing is.
    pub probability: Vec<Option<f64>>,
    /// Whether the CRM's category of each is the surest one; empty where there are none.
    pub committed: Vec<bool>,
    /// How they stood on any day; empty without a history.
    pub stands: Stands,
}

/// A period seen from a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The day of the call; its end.
    pub as_of: i32,
    /// The first day of the period.
    pub from: i32,
    /// The last day of the period.
    pub to: i32,
    /// Which of its kind the period is: months of one place in the quarter are alike.
    pub place: u32,
}

/// What the record says on a day, and what follows for a period.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// The age hazard.
    pub hazard: Hazard,
    /// For each owner how much more (above 1) or less is won than by all.
    pub owners: Vec<f64>,
    /// For each stage how much more (above 1) or less is won than ages say; empty without a history.
    pub stages: Vec<f64>,
    /// Chances of open deals to be won in the period, by age in days; before the factors of owner and stage.
    chances: Vec<f64>,
    /// Deals created each day.
    pub creation: f64,
    /// Mean amount of won deals.
    pub won_amount: f64,
    /// Mean square of amounts of won deals.
    pub won_square: f64,
    /// Wins that are expected of deals not created yet.
    pub new_wins: f64,
    /// Deals that had closed by the day and whose creation is known.
    pub closed_deals: usize,
    /// Whether any had closed.
    pub any_closed: bool,
    /// The first day on which a deal is recorded as closed.
    pub first_close: i32,
    window: Option<Window>,
}

impl Window {
    /// Days after the day of the call that come before the period.
    #[must_use]
    pub fn lead(&self) -> usize {
        usize::try_from(i64::from(self.from) - 1 - i64::from(self.as_of)).unwrap_or(0)
    }

    /// Days from the day of the call to the end of the period; none when it is over.
    #[must_use]
    pub fn days(&self) -> usize {
        usize::try_from(i64::from(self.to) - i64::from(self.as_of)).unwrap_or(0)
    }

    /// Whether a day lies in the period, up to the day of the call.
    #[must_use]
    pub fn is_past(&self, day: i32) -> bool {
        day >= self.from && day <= self.to.min(self.as_of)
    }

    /// Whether a day lies in the period, after the day of the call.
    #[must_use]
    pub fn is_ahead(&self, day: i32) -> bool {
        day >= self.from && day > self.as_of && day <= self.to
    }
}

impl Deals {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.amount.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.amount.is_empty()
    }

    /// Whether a deal was open at the end of a day, as far as the file tells it now.
    #[must_use]
    pub fn was_open(&self, deal: usize, day: i32) -> bool {
        let begun = self.created[deal] != NO_DAY && self.created[deal] <= day;
        begun && (self.outcome[deal] == Outcome::Open || self.closed[deal] > day)
    }

    /// Whether a deal was won by the end of a day.
    #[must_use]
    pub fn was_won(&self, deal: usize, day: i32) -> bool {
        self.outcome[deal] == Outcome::Won && self.closed[deal] <= day
    }

    /// What a life had shown by a day; `None` of a deal that was not there yet, or whose creation is not known.
    fn life(&self, deal: usize, day: i32, first_close: i32) -> Option<Life> {
        let created = self.created[deal];
        if created == NO_DAY || created > day {
            return None;
        }
        let over = self.outcome[deal] != Outcome::Open && self.closed[deal] <= day;
        let seen_to = if over { self.closed[deal].max(created) } else { day };
        let outcome = if over { self.outcome[deal] } else { Outcome::Open };
        Some(Life { created, seen_from: first_close, seen_to, outcome })
    }

    /// Won value in the days of a period that are over, or that are ahead.
    #[must_use]
    pub fn won_value(&self, inside: impl Fn(i32) -> bool) -> f64 {
        let won =
            (0..self.len()).filter(|deal| self.outcome[*deal] == Outcome::Won && inside(self.closed[*deal]));
        won.map(|deal| self.amount[deal]).sum()
    }

    /// The first and the last day on which anything is recorded: a creation, or a close.
    #[must_use]
    pub fn extent(&self) -> Option<(i32, i32)> {
        let closed =
            (0..self.len()).filter(|deal| self.outcome[*deal] != Outcome::Open).map(|deal| self.closed[deal]);
        let days = self.created.iter().copied().chain(closed).filter(|day| *day != NO_DAY);
        days.fold(None, |extent, day| {
            let (first, last) = extent.unwrap_or((day, day));
            Some((first.min(day), last.max(day)))
        })
    }
}

impl View {
    /// Looks at the record on the day of a window.
    #[must_use]
    pub fn of(deals: &Deals, window: Window) -> View {
        let day = window.as_of;
        let closed = |deal: &usize| deals.outcome[*deal] != Outcome::Open && deals.closed[*deal] <= day;
        let with_age = |deal: &usize| closed(deal) && deals.created[*deal] != NO_DAY;
        let first_close = (0..deals.len()).filter(closed).map(|deal| deals.closed[deal]).min().unwrap_or(day);
        let lives = || (0..deals.len()).filter_map(|deal| Some((deal, deals.life(deal, day, first_close)?)));
        let hazard = Hazard::of(lives().map(|(_, life)| life));
        let owners = owner_factors(deals, &hazard, lives());
        let stages = match window.days() {
            0 => Vec::new(),
            days => deals.stands.stage_factors(deals, &hazard, day, window.lead(), days),
        };
        let ages = 0..hazard.cumulated().len();
        let chances = ages.map(|age| hazard.chance(age, window.lead(), window.days())).collect();
        let created = deals
            .created
            .iter()
            .filter(|created| **created != NO_DAY && day - **created < RECENT && **created <= day);
        let creation = count(created.count()) / f64::from(RECENT);
        let mut amounts = won_amounts(deals, day - 365, day);
        if amounts.len() < 10 {
            amounts = won_amounts(deals, NO_DAY + 1, day);
        }
        let mut view = View {
            owners,
            stages,
            chances,
            creation,
            won_amount: mean(&amounts),
            won_square: mean(&amounts.iter().map(|amount| amount * amount).collect::<Vec<f64>>()),
            new_wins: 0.0,
            closed_deals: (0..deals.len()).filter(with_age).count(),
            any_closed: (0..deals.len()).any(|deal| closed(&deal)),
            first_close,
            hazard,
            window: Some(window),
        };
        view.new_wins = view.creation * view.new_chance(window);
        view
    }

    /// Whether the history tells that more or less is won of some stage than ages say.
    #[must_use]
    pub fn knows_stages(&self) -> bool {
        self.stages.iter().any(|factor| factor.total_cmp(&1.0).is_ne())
    }

    /// Goes by ages and owners alone.
    pub fn forget_stages(&mut self) {
        self.stages.clear();
    }

    /// The sum, over the days ahead, of the chance that a deal created on that day is won in the period.
    fn new_chance(&self, window: Window) -> f64 {
        let (lead, days) = (window.lead(), window.days());
        let by = |end: usize, day: usize| match end.checked_sub(day) {
            Some(left) => self.hazard.incidence(left),
            None => 0.0,
        };
        (1..=days).map(|day| by(days, day) - by(lead, day)).sum()
    }

    /// The chance of an open deal to be won in the period of the view.
    #[must_use]
    pub fn chance(&self, deals: &Deals, deal: usize) -> f64 {
        let Some(window) = self.window else { return 0.0 };
        let age = age_on(deals.created[deal], window.as_of);
        let chance = self.chances.get(age).copied().unwrap_or(0.0);
        let factor = self.factor(deals.owner[deal]) * self.factor_of_stage(deals, deal, window.as_of);
        (chance * factor).clamp(0.0, 1.0)
    }

    /// The chance of an open deal to be won at all.
    #[must_use]
    pub fn ever(&self, deals: &Deals, deal: usize) -> f64 {
        let Some(window) = self.window else { return 0.0 };
        let ever = self.hazard.ever(age_on(deals.created[deal], window.as_of));
        let factor = self.factor(deals.owner[deal]) * self.factor_of_stage(deals, deal, window.as_of);
        (ever * factor).clamp(0.0, 1.0)
    }

    fn factor_of_stage(&self, deals: &Deals, deal: usize, day: i32) -> f64 {
        let stage = deals.stands.on(deal, day).map(|stand| stand.stage);
        stage.and_then(|stage| self.stages.get(stage)).copied().unwrap_or(1.0)
    }

    fn factor(&self, owner: u32) -> f64 {
        let place = usize::try_from(owner).unwrap_or(usize::MAX);
        self.owners.get(place).copied().unwrap_or(1.0)
    }

    /// What the period still brings: of open deals and of new ones; and the variance that chance alone gives their
    /// sum.
    #[must_use]
    pub fn remaining(&self, deals: &Deals) -> (f64, f64, f64) {
        let Some(window) = self.window else { return (0.0, 0.0, 0.0) };
        let (mut open, mut variance) = (0.0, 0.0);
        for deal in (0..deals.len()).filter(|deal| deals.was_open(*deal, window.as_of)) {
            let (chance, amount) = (self.chance(deals, deal), deals.amount[deal]);
            open += chance * amount;
            variance += chance * (1.0 - chance) * amount * amount;
        }
        (open, self.new_wins * self.won_amount, variance + self.new_wins * self.won_square)
    }
}

/// Days from creation to a day.
#[must_use]
pub fn age_on(created: i32, day: i32) -> usize {
    usize::try_from(i64::from(day) - i64::from(created)).unwrap_or(0)
}

fn won_amounts(deals: &Deals, after: i32, day: i32) -> Vec<f64> {
    let won = (0..deals.len()).filter(|deal| deals.was_won(*deal, day) && deals.closed[*deal] > after);
    won.map(|deal| deals.amount[deal]).collect()
}

/// An owner's wins over those that the hazard of all would have given the same deals, shrunk towards one: a
/// standardised ratio with a gamma prior. With 30 wins where 20 were expected it is (30 + 20) / (20 + 20) = 1.25.
fn owner_factors(deals: &Deals, hazard: &Hazard, lives: impl Iterator<Item = (usize, Life)>) -> Vec<f64> {
    let sums = hazard.cumulated();
    let before = |age: usize| sums.get(age).or(sums.last()).copied().unwrap_or(0.0);
    let mut wins = vec![(0.0, 0.0); deals.owners];
    for (deal, life) in lives {
        let Some((won, expected)) =
            usize::try_from(deals.owner[deal]).ok().and_then(|owner| wins.get_mut(owner))
        else {
            continue;
        };
        let (first, last) = (life.seen_from.max(life.created), life.seen_to);
        if last < first {
            continue;
        }
        *expected += before(age_on(life.created, last) + 1) - before(age_on(life.created, first));
        if life.outcome == Outcome::Won {
            *won += 1.0;
        }
    }
    wins.iter().map(|(won, expected)| (won + OWNER_WEIGHT) / (expected + OWNER_WEIGHT)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deals() -> Deals {
        // Ten deals a day for 200 days; each fifth is won after 10 days, each other fifth lost after 20.
        let mut deals = Deals { owners: 2, ..Deals::default() };
        for number in 0..2_000 {
            let created = number / 10;
            let (outcome, age) = match number % 5 {
                0 => (Outcome::Won, 10),
                1 => (Outcome::Lost, 20),
                _ => (Outcome::Open, 0),
            };
            let closed = created + age;
            let over = outcome != Outcome::Open && closed <= 200;
            deals.created.push(created);
            deals.closed.push(if over { closed } else { NO_DAY });
            deals.due.push(NO_DAY);
            deals.outcome.push(if over { outcome } else { Outcome::Open });
            deals.amount.push(100.0);
            deals.owner.push(u32::from(number % 10 == 0));
        }
        deals
    }

    #[test]
    fn the_record_gives_back_what_it_was_made_of() {
        let window = Window { as_of: 200, from: 201, to: 230, place: 0 };
        let view = View::of(&deals(), window);
        assert!((view.hazard.incidence(30) - 0.2).abs() < 1e-9);
        assert!((view.creation - 10.0 * 90.0 / 91.0).abs() < 1e-9, "{}", view.creation);
        assert!((view.won_amount - 100.0).abs() < 1e-9);
        // Owner 1 has every tenth deal and wins each; owner 0 the others and wins one in nine.
        assert!(view.owners[1] > 2.0 && view.owners[0] < 1.0, "{:?}", view.owners);
        // Deals of the next 20 days can be won within the 30: twenty days of a fifth of 9.9 deals.
        assert!((view.new_wins - 20.0 * 0.2 * view.creation).abs() < 1e-6, "{}", view.new_wins);
    }

    #[test]
    fn a_period_that_is_over_or_far_away_brings_nothing_now() {
        let over = Window { as_of: 200, from: 100, to: 150, place: 0 };
        let (open, new, variance) = View::of(&deals(), over).remaining(&deals());
        assert!(open.abs() + new.abs() + variance.abs() < 1e-12);
        assert_eq!((over.days(), over.lead()), (0, 0));
        let ahead = Window { as_of: 200, from: 300, to: 330, place: 0 };
        assert_eq!((ahead.lead(), ahead.days()), (99, 130));
        let (open, new, _) = View::of(&deals(), ahead).remaining(&deals());
        // What is open now would be won before; new ones of 31 days bring a fifth each.
        assert!(open.abs() < 1e-9, "{open}");
        assert!((new - 31.0 * 0.2 * 100.0 * 10.0 * 90.0 / 91.0).abs() < 1e-6, "{new}");
    }

    #[test]
    fn nothing_recorded_gives_nothing_and_no_nonsense() {
        let view = View::of(&Deals::default(), Window { as_of: 10, from: 1, to: 31, place: 0 });
        let (open, new, variance) = view.remaining(&Deals::default());
        assert!(open == 0.0 && new == 0.0 && variance == 0.0);
        assert_eq!(Deals::default().extent(), None);
    }
}
