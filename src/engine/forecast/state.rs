//! What catches the eye in the open deals of a day: dates that have passed, ages at which no deal was ever won, and
//! how much of what closes is won.

use super::call::{Deals, NO_DAY, age_on};
use super::hazard::Outcome;
use super::number::share;

/// Fewer wins than this tell no greatest age.
const WINS_LEAST: usize = 10;

/// The state of the open deals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Open deals.
    pub open: usize,
    /// Open deals whose close date has passed.
    pub past_due: usize,
    /// Open deals that are older than any deal that was won.
    pub stale: usize,
    /// Their part of the open value, in millionths.
    pub stale_value: i64,
    /// What was won of the value that closed within a year, in millionths.
    pub win_rate_value: Option<i64>,
    /// The greatest age at which a deal was won, in days; `None` while there are few.
    pub oldest_win: Option<usize>,
}

impl State {
    /// Looks at the deals on a day.
    #[must_use]
    pub fn of(deals: &Deals, day: i32) -> State {
        let won = |deal: &usize| deals.was_won(*deal, day);
        let ages: Vec<usize> = (0..deals.len())
            .filter(won)
            .filter(|deal| deals.created[*deal] != NO_DAY)
            .map(|deal| age_on(deals.created[deal], deals.closed[deal]))
            .collect();
        let oldest_win = ages.iter().copied().max().filter(|_| ages.len() >= WINS_LEAST);
        let mut state = State { oldest_win, ..State::default() };
        let (mut open_value, mut stale_value) = (0.0, 0.0);
        for deal in (0..deals.len()).filter(|deal| deals.outcome[*deal] == Outcome::Open) {
            state.open += 1;
            open_value += deals.amount[deal];
            state.past_due += usize::from(deals.due[deal] != NO_DAY && deals.due[deal] < day);
            let old = deals.created[deal] != NO_DAY
                && oldest_win.is_some_and(|oldest| age_on(deals.created[deal], day) > oldest);
            if old {
                state.stale += 1;
                stale_value += deals.amount[deal];
            }
        }
        state.stale_value = if open_value > 0.0 { share(stale_value / open_value) } else { 0 };
        let (mut of_won, mut of_all) = (0.0, 0.0);
        for deal in 0..deals.len() {
            let over = deals.outcome[deal] != Outcome::Open;
            if over && deals.closed[deal] <= day && deals.closed[deal] > day.saturating_sub(365) {
                of_all += deals.amount[deal];
                of_won += if deals.outcome[deal] == Outcome::Won { deals.amount[deal] } else { 0.0 };
            }
        }
        state.win_rate_value = (of_won > 0.0 && of_all > 0.0).then(|| share(of_won / of_all));
        state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_catches_the_eye_is_counted() {
        // Ten won after 30 days for 10 each, lost for 300; open since 31 days for 60 and past due, and since 5 for 40.
        let won = |value: i32| [value; 10];
        let deals = Deals {
            created: [&won(0)[..], &[0, 69, 95]].concat(),
            closed: [&won(30)[..], &[40, NO_DAY, NO_DAY]].concat(),
            due: [&won(30)[..], &[40, 99, 120]].concat(),
            outcome: [&[Outcome::Won; 10][..], &[Outcome::Lost, Outcome::Open, Outcome::Open]].concat(),
            amount: [&[10.0; 10][..], &[300.0, 60.0, 40.0]].concat(),
            owner: vec![0; 13],
            owners: 1,
            ..Deals::default()
        };
        let expected = State {
            open: 2,
            past_due: 1,
            stale: 1,
            stale_value: 600_000,
            win_rate_value: Some(250_000),
            oldest_win: Some(30),
        };
        assert_eq!(State::of(&deals, 100), expected);
        assert_eq!(State::of(&Deals::default(), 100), State::default());
    }
}
