//! What speaks against an open deal, each with its evidence: dates that have passed or were moved, ages at which deals
//! are rarely won, no next step, an amount that its owner never won. How they read is left to `report`.

use super::call::{Deals, NO_DAY, age_on};
use super::hazard::Outcome;
use super::number::{count, quantile, sort};

/// Fewer won deals than this tell no range.
const RANGE_LEAST: usize = 10;

/// So many days without anything done speak against a deal.
const QUIET: usize = 30;

/// One thing that speaks against a deal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Signal {
    /// The close date has passed, by so many days.
    PastDue(usize),
    /// The close date was moved to a later month, so many times.
    Moved(usize),
    /// Older than any deal that was won: the oldest in days.
    OlderThanAny(usize),
    /// Older than nine of ten deals that were won: that age in days.
    OlderThanMost(usize),
    /// Longer in its stage than nine of ten deals that were won: that time in days.
    LongInStage(usize),
    /// Nothing was done about it for so many days, where activities name deals; none at all where no day is named.
    NoActivity(Option<usize>),
    /// The file has next steps, and this deal has none ahead.
    NoNextStep,
    /// Larger than anything that its owner has won, of so many: the largest.
    LargerThanAny(f64),
}

/// What is known of a deal besides the columns of all.
#[derive(Clone, Copy, Debug, Default)]
pub struct More {
    /// How often its close date was moved to a later month, where that is known.
    pub moved: Option<usize>,
    /// Days in its stage, and those that nine of ten won deals stayed in it at most, where both are known.
    pub in_stage: Option<(usize, usize)>,
    /// The day of the next step; `None` where the file has no such column, [`NO_DAY`] where the deal has none.
    pub next_step: Option<i32>,
    /// The day of the last activity; `None` where activities name no deals, [`NO_DAY`] where none names this one.
    pub activity: Option<i32>,
}

/// What deals that were won were like.
#[derive(Clone, Debug, Default)]
pub struct Usual {
    ages: Vec<f64>,
    amounts: Vec<Vec<f64>>,
}

impl Usual {
    /// Looks at the deals that were won by a day.
    #[must_use]
    pub fn of(deals: &Deals, day: i32) -> Usual {
        let mut usual = Usual { ages: Vec::new(), amounts: vec![Vec::new(); deals.owners] };
        for deal in (0..deals.len()).filter(|deal| deals.was_won(*deal, day)) {
            if deals.created[deal] != NO_DAY {
                usual.ages.push(count(age_on(deals.created[deal], deals.closed[deal])));
            }
            let owner = usize::try_from(deals.owner[deal]).unwrap_or(usize::MAX);
            if let Some(amounts) = usual.amounts.get_mut(owner) {
                amounts.push(deals.amount[deal]);
            }
        }
        sort(&mut usual.ages);
        usual.amounts.iter_mut().for_each(|amounts| sort(amounts));
        usual
    }

    /// What speaks against an open deal on a day.
    #[must_use]
    pub fn signals(&self, deals: &Deals, deal: usize, day: i32, more: More) -> Vec<Signal> {
        let mut signals = Vec::new();
        if deals.outcome[deal] != Outcome::Open {
            return signals;
        }
        if deals.due[deal] != NO_DAY && deals.due[deal] < day {
            signals.push(Signal::PastDue(age_on(deals.due[deal], day)));
        }
        signals.extend(more.moved.filter(|times| *times > 0).map(Signal::Moved));
        if self.ages.len() >= RANGE_LEAST && deals.created[deal] != NO_DAY {
            let age = age_on(deals.created[deal], day);
            let most = days(quantile(&self.ages, 0.9));
            let any = days(self.ages.last().copied().unwrap_or(0.0));
            if age > any {
                signals.push(Signal::OlderThanAny(any));
            } else if age > most {
                signals.push(Signal::OlderThanMost(most));
            }
        }
        if let Some((_, usual)) = more.in_stage.filter(|(stays, usual)| stays > usual) {
            signals.push(Signal::LongInStage(usual));
        }
        match more.activity.map(|last| (last, age_on(last.max(0), day))) {
            Some((NO_DAY, _))
                if deals.created[deal] == NO_DAY || age_on(deals.created[deal], day) > QUIET =>
            {
                signals.push(Signal::NoActivity(None));
            }
            Some((last, quiet)) if last != NO_DAY && quiet > QUIET => {
                signals.push(Signal::NoActivity(Some(quiet)));
            }
            _ => {}
        }
        if more.next_step.is_some_and(|step| step == NO_DAY || step < day) {
            signals.push(Signal::NoNextStep);
        }
        let owner = usize::try_from(deals.owner[deal]).unwrap_or(usize::MAX);
        if let Some(amounts) = self.amounts.get(owner).filter(|amounts| amounts.len() >= RANGE_LEAST)
            && let Some(largest) = amounts.last().filter(|largest| deals.amount[deal] > **largest)
        {
            signals.push(Signal::LargerThanAny(*largest));
        }
        signals
    }
}

/// A number of days, to the nearest.
fn days(number: f64) -> usize {
    usize::try_from(super::number::whole(number)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_signal_has_its_evidence() {
        // Eleven deals won after 10, 20 … 110 days for 100 … 1,100, and one that is open since day 0.
        let won = 0..11;
        let mut deals = Deals {
            created: won.clone().map(|_| 0).collect(),
            closed: won.clone().map(|deal| 10 * deal + 10).collect(),
            due: vec![NO_DAY; 11],
            outcome: vec![Outcome::Won; 11],
            amount: won.map(|deal| f64::from(100 * deal + 100)).collect(),
            owner: vec![0; 11],
            owners: 1,
            ..Deals::default()
        };
        deals.created.push(0);
        deals.closed.push(NO_DAY);
        deals.due.push(100);
        deals.outcome.push(Outcome::Open);
        deals.amount.push(1_200.0);
        deals.owner.push(0);
        let usual = Usual::of(&deals, 120);
        let more =
            More { moved: Some(2), in_stage: Some((50, 40)), next_step: Some(NO_DAY), activity: Some(80) };
        assert_eq!(
            usual.signals(&deals, 11, 120, more),
            [
                Signal::PastDue(20),
                Signal::Moved(2),
                Signal::OlderThanAny(110),
                Signal::LongInStage(40),
                Signal::NoActivity(Some(40)),
                Signal::NoNextStep,
                Signal::LargerThanAny(1_100.0),
            ]
        );
        // Nine of ten of 10, 20 … 110 days are 100 at most.
        let fewer = usual.signals(&deals, 11, 105, More { next_step: Some(105), ..More::default() });
        assert_eq!(fewer, [Signal::PastDue(5), Signal::OlderThanMost(100), Signal::LargerThanAny(1_100.0)]);
        let quiet = |activity: i32| {
            let more = More { activity: Some(activity), ..More::default() };
            usual.signals(&deals, 11, 99, more).contains(&Signal::NoActivity(None))
        };
        assert_eq!([quiet(NO_DAY), quiet(69), quiet(68)], [true, false, false]);
        assert!(usual.signals(&deals, 0, 120, more).is_empty());
    }
}
