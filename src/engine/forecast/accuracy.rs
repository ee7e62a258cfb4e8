//! Past calls held against what came: how far off they were, whether they lean to one side more than chance explains,
//! and how often intervals held. Which calls are judged, and what came, is left to the caller.

use super::call::Deals;
use super::hazard::Outcome;
use super::number::{amount, count, float, mean, share, units};
use super::wins::metrics::{Bin, brier, calibration};
use crate::money::Amount;

/// Fewer calls than this lean to no side.
const CALLS_LEAST: usize = 3;
/// As many calls without any bias stand beside those that were made.
const PRIOR_CALLS: f64 = 4.0;

/// One call and what came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Whose it was.
    pub group: usize,
    /// The place of its period among all, the earliest first.
    pub period: usize,
    /// What was called.
    pub call: Amount,
    /// The interval that was given with it.
    pub interval: Option<(Amount, Amount)>,
    /// What the period brought.
    pub came: Amount,
}

/// To which side calls lean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lean {
    /// Too few calls, or no more than chance explains.
    #[default]
    Neither,
    /// More was called than came.
    TooMuch,
    /// Less was called than came.
    TooLittle,
}

/// How calls have done; parts in millionths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accuracy {
    /// Calls.
    pub calls: usize,
    /// The sum of what was called.
    pub said: Amount,
    /// The sum of what came.
    pub came: Amount,
    /// Sum of absolute errors over what came.
    pub wape: Option<i64>,
    /// Mean of absolute errors, each over what came then; of periods in which something came.
    pub mape: Option<i64>,
    /// Mean absolute error over the mean step from one period to the next: below one is better than calling what the
    /// period before brought.
    pub mase: Option<i64>,
    /// What was called less what came, over what came.
    pub bias: Option<i64>,
    /// The standard error of the bias.
    pub bias_error: Option<i64>,
    /// The bias with four calls without any beside it: what to take off the next call.
    pub correction: Option<i64>,
    /// Whether the bias is more than two standard errors.
    pub lean: Lean,
    /// Calls between 85 and 115 % of what came.
    pub near: usize,
    /// Intervals that held what came, of all that were given.
    pub held: Option<(usize, usize)>,
}

impl Accuracy {
    /// Judges calls. `None` when their sums are too large.
    ///
    /// Calls of 110 and 130 where 100 came twice: WAPE 20 %, bias 20 %; the errors about it are −10 and 10, so its
    /// standard error is √(2 × (100 + 100)) ÷ 200 = 10 %; with four calls beside them the correction is 6.7 %.
    #[must_use]
    pub fn of(calls: &[Judged]) -> Option<Accuracy> {
        let said = Amount::checked_sum(calls.iter().map(|call| call.call))?;
        let came = Amount::checked_sum(calls.iter().map(|call| call.came))?;
        let mut accuracy = Accuracy { calls: calls.len(), said, came, ..Accuracy::default() };
        let pairs: Vec<(f64, f64)> =
            calls.iter().map(|call| (units(call.call.exact()), units(call.came.exact()))).collect();
        let all = units(came.exact());
        let errors: Vec<f64> = pairs.iter().map(|(said, came)| said - came).collect();
        let absolute: f64 = errors.iter().map(|error| error.abs()).sum();
        let parts: Vec<f64> = pairs
            .iter()
            .filter(|(_, came)| *came > 0.0)
            .map(|(said, came)| (said - came).abs() / came)
            .collect();
        accuracy.mape = (!parts.is_empty()).then(|| share(mean(&parts)));
        accuracy.mase = step(calls).map(|step| share(absolute / count(calls.len()) / step));
        accuracy.near = pairs
            .iter()
            .filter(|(said, came)| *said >= 0.85 * came && *said <= 1.15 * came && *came > 0.0)
            .count();
        let given: Vec<(&Judged, (Amount, Amount))> =
            calls.iter().filter_map(|call| Some((call, call.interval?))).collect();
        let holds =
            |(call, (low, high)): &&(&Judged, (Amount, Amount))| *low <= call.came && call.came <= *high;
        accuracy.held = (!given.is_empty()).then(|| (given.iter().filter(holds).count(), given.len()));
        if all > 0.0 {
            accuracy.wape = Some(share(absolute / all));
            let bias = errors.iter().sum::<f64>() / all;
            accuracy.bias = Some(share(bias));
            accuracy.correction = Some(share(bias * count(calls.len()) / (count(calls.len()) + PRIOR_CALLS)));
            if calls.len() > 1 {
                let squares: f64 = pairs.iter().map(|(said, came)| (said - came - bias * came).powi(2)).sum();
                let error = (squares * count(calls.len()) / count(calls.len() - 1)).sqrt() / all;
                accuracy.bias_error = Some(share(error));
                accuracy.lean = match calls.len() >= CALLS_LEAST && bias.abs() > 2.0 * error {
                    true if bias > 0.0 => Lean::TooMuch,
                    true => Lean::TooLittle,
                    false => Lean::Neither,
                };
            }
        }
        Some(accuracy)
    }
}

/// The mean step of what came from one period to the next; `None` when there are no two, or nothing changed.
fn step(calls: &[Judged]) -> Option<f64> {
    let mut periods: Vec<(usize, f64)> = Vec::new();
    for call in calls {
        match periods.iter_mut().find(|(period, _)| *period == call.period) {
            Some((_, came)) => *came += units(call.came.exact()),
            None => periods.push((call.period, units(call.came.exact()))),
        }
    }
    periods.sort_by_key(|(period, _)| *period);
    let steps: Vec<f64> = periods.windows(2).map(|pair| (pair[1].1 - pair[0].1).abs()).collect();
    Some(mean(&steps)).filter(|step| *step > 0.0)
}

/// The sums of the calls of each period: the whole, whose errors partly cancel.
#[must_use]
pub fn summed(calls: &[Judged]) -> Vec<Judged> {
    let mut sums: Vec<Judged> = Vec::new();
    for call in calls {
        match sums.iter_mut().find(|sum| sum.period == call.period) {
            Some(sum) => {
                sum.call = sum.call.checked_add(call.call).unwrap_or(sum.call);
                sum.came = sum.came.checked_add(call.came).unwrap_or(sum.came);
                sum.interval = None;
            }
            None => sums.push(Judged { group: 0, ..*call }),
        }
    }
    sums.sort_by_key(|sum| sum.period);
    sums
}

/// What a group won from one day to another.
#[must_use]
pub fn won_in(deals: &Deals, brings: &[Vec<(usize, f64)>], group: usize, (from, to): (i32, i32)) -> Amount {
    let mut won = 0.0;
    for deal in (0..deals.len()).filter(|deal| deals.outcome[*deal] == Outcome::Won) {
        if deals.closed[deal] >= from && deals.closed[deal] <= to {
            let parts = brings[deal].iter().filter(|(of, _)| *of == group).map(|(_, part)| part);
            won += deals.amount[deal] * parts.sum::<f64>();
        }
    }
    amount(won)
}

/// How right chances were: their calibration by tenths, and their Brier score beside that of the plain rate, in
/// millionths. `None` without any.
#[must_use]
pub fn of_chances(chances: &[(f64, bool)]) -> Option<(Vec<Bin>, i64, i64)> {
    let (said, won): (Vec<f64>, Vec<bool>) = chances.iter().copied().unzip();
    if said.is_empty() {
        return None;
    }
    let rate = count(won.iter().filter(|won| **won).count()) / count(won.len());
    let plain = brier(&vec![rate; won.len()], &won);
    Some((calibration(&said, &won, 10), share(brier(&said, &won)), share(plain)))
}

/// What slipped of the value that was due.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Slip {
    /// Value that was open and due in a period when it began.
    pub due: f64,
    /// Of that, what was neither won nor lost in it.
    pub slipped: f64,
    /// Deals that closed in these periods.
    pub closed: f64,
    /// How often their close dates had been moved to a later month.
    pub moved: f64,
}

impl Slip {
    /// The sum of several.
    #[must_use]
    pub fn sum(slips: &[Slip]) -> Slip {
        let mut sum = Slip::default();
        for slip in slips {
            sum.due += slip.due;
            sum.slipped += slip.slipped;
            sum.closed += slip.closed;
            sum.moved += slip.moved;
        }
        sum
    }

    /// The part that slipped, in millionths; `None` where nothing was due. 30 of 120 is 250000.
    #[must_use]
    pub fn rate(&self) -> Option<i64> {
        (self.due > 0.0).then(|| share(self.slipped / self.due))
    }

    /// How often the close date of a deal had been moved out by its close, on average, with four decimals.
    #[must_use]
    pub fn moves(&self) -> Option<i64> {
        (self.closed > 0.0).then(|| {
            let moves = super::number::whole(self.moved / self.closed * 1e4);
            i64::try_from(moves).unwrap_or(0)
        })
    }
}

/// A number with four decimals of a part in millionths: 1.08 of 1080000 is 10800.
#[must_use]
pub fn number_of(part: i64) -> i64 {
    i64::try_from(super::number::whole(float(i128::from(part)) / 100.0)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::forecast::random::Random;

    fn call(period: usize, said: i64, came: i64) -> Judged {
        let cents = |units: i64| Amount::from_cents(units * 100);
        Judged { group: 0, period, call: cents(said), interval: None, came: cents(came) }
    }

    #[test]
    fn errors_and_bias_by_hand() {
        let found = Accuracy::of(&[call(0, 110, 100), call(1, 130, 100)]).unwrap();
        assert_eq!((found.wape, found.mape, found.bias), (Some(200_000), Some(200_000), Some(200_000)));
        assert_eq!((found.bias_error, found.correction), (Some(100_000), Some(66_667)));
        assert_eq!((found.near, found.lean, found.mase), (1, Lean::Neither, None));
        // Steps of 100 and 100: errors of 10, 20, 30 are a fifth of a step.
        let calls = [call(0, 110, 100), call(1, 220, 200), call(2, 330, 300)];
        let found = Accuracy::of(&calls).unwrap();
        assert_eq!((found.mase, found.bias, found.bias_error), (Some(200_000), Some(100_000), Some(0)));
        assert_eq!((found.lean, found.near), (Lean::TooMuch, 3));
        let none = Accuracy::of(&[call(0, 5, 0)]).unwrap();
        assert_eq!((none.wape, none.bias, none.mape, none.lean), (None, None, None, Lean::Neither));
    }

    #[test]
    fn intervals_are_counted_and_sums_cancel() {
        let with = |call: Judged, low: i64, high: i64| Judged {
            interval: Some((Amount::from_cents(low * 100), Amount::from_cents(high * 100))),
            ..call
        };
        let calls = [with(call(0, 90, 100), 80, 100), with(call(1, 90, 100), 80, 99), call(1, 110, 100)];
        assert_eq!(Accuracy::of(&calls).unwrap().held, Some((1, 2)));
        let sums = summed(&calls);
        assert_eq!((sums.len(), sums[1].call, sums[1].came), (2, call(0, 200, 0).call, call(0, 0, 200).came));
    }

    #[test]
    fn known_biases_of_reps_are_found() {
        // Two hundred reps call eight periods each at 0.8, 1.0 and 1.3 of what comes, with 10 % of noise.
        let mut random = Random::new(11, "reps");
        for (factor, lean) in [(0.8, Lean::TooLittle), (1.0, Lean::Neither), (1.3, Lean::TooMuch)] {
            let (mut right, mut sum) = (0, 0.0);
            for _ in 0..200 {
                let mut one = |period: usize| {
                    let came = 100_000.0 * (0.3 * random.normal()).exp();
                    let said = came * factor * (1.0 + 0.1 * random.normal());
                    let cents =
                        |value: f64| i64::try_from(crate::engine::forecast::number::whole(value)).unwrap();
                    call(period, cents(said), cents(came))
                };
                let calls: Vec<Judged> = (0..8).map(&mut one).collect();
                let found = Accuracy::of(&calls).unwrap();
                right += usize::from(found.lean == lean);
                sum += float(i128::from(found.bias.unwrap())) / 1e6;
            }
            // Two standard errors of eight calls: beyond them by chance in about one of twelve (t with 7 degrees).
            assert!(right >= 175, "{factor}: {right}");
            assert!((sum / 200.0 - (factor - 1.0)).abs() < 0.01, "{factor}: {}", sum / 200.0);
        }
    }

    #[test]
    fn chances_that_are_right_are_calibrated() {
        let mut random = Random::new(12, "chances");
        let chances: Vec<(f64, bool)> = (0..20_000)
            .map(|_| {
                let chance = random.uniform();
                (chance, random.uniform() < chance)
            })
            .collect();
        let (bins, score, plain) = of_chances(&chances).unwrap();
        assert!(bins.len() == 10 && bins.iter().all(|bin| (bin.said - bin.came).abs() < 0.04), "{bins:?}");
        // The mean of p (1 − p) is a sixth; of a coin a quarter.
        assert!((score - 166_667).abs() < 4_000 && (plain - 250_000).abs() < 1_000, "{score} {plain}");
        assert!(of_chances(&[]).is_none());
        let slip = Slip { due: 120.0, slipped: 30.0, closed: 4.0, moved: 6.0 };
        assert_eq!((slip.rate(), slip.moves()), (Some(250_000), Some(15_000)));
        assert_eq!((Slip::default().rate(), Slip::default().moves()), (None, None));
    }
}
