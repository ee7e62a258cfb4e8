//! What to coach: the gap between a rep's bookings and the median of the team, taken apart exactly into its causes.
//!
//! Bookings are a product: deal-days worked ÷ days a deal takes × win rate × list price of a won deal × (1 − discount).
//! The rep is compared with one who has the team's median win rate, list price, discount and days a deal takes, and as
//! many deal-days as make the median bookings out of these. Each cause has its Shapley (1953) value: what exchanging it
//! adds, the mean over all orders in which the five can be exchanged. These add up to the gap, whatever the order.

use super::facts::Deals;
use crate::engine::middle::median;
use crate::money::{Exact, Ratio, Rounding};

/// The causes of a gap, in the order of the columns.
pub const CAUSES: [&str; 5] = ["volume", "win_rate", "deal_size", "discount", "cycle"];

/// Closed deals below which nothing is said about a rep, and with which one counts for the team's medians.
pub const DEALS_LEAST: u64 = 5;

/// Reps with so many deals below which nothing is said about anybody of a team.
pub const REPS_LEAST: usize = 3;

/// One rep against the team.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnosis {
    /// The median of the team's bookings, in currency units.
    pub median: Ratio,
    /// Bookings less that.
    pub gap: Ratio,
    /// What each of [`CAUSES`] adds to the gap; nothing where there are too few deals, or reps in the team.
    pub parts: Option<[Ratio; 5]>,
}

/// The factors of a rep's bookings, as far as they are defined, in the order of [`CAUSES`]; what they multiply up to
/// is the bookings.
#[derive(Clone, Debug)]
struct Factors {
    closed: Ratio,
    bookings: Ratio,
    won: Ratio,
    win_rate: Option<Ratio>,
    kept: Option<Ratio>,
    days: Option<Ratio>,
}

impl Factors {
    fn of(deals: &Deals) -> Self {
        let closed = deals.won + deals.lost;
        let quotient = |part: Ratio, all: Ratio| part.checked_div(&all).filter(|value| value.signum() > 0);
        let money = |raw: i128| Ratio::from(Exact::from_raw(raw));
        Self {
            closed: Ratio::whole(closed.into()),
            bookings: money(deals.won_amount),
            won: Ratio::whole(deals.won.into()),
            win_rate: Ratio::whole(deals.won.into()).checked_div(&Ratio::whole(closed.into())),
            kept: quotient(money(deals.listed_amount), money(deals.list_amount)),
            days: quotient(
                Ratio::whole(deals.closed_cycle_days.into()),
                Ratio::whole(deals.closed_cycles.into()),
            ),
        }
    }

    /// The five factors, with those of the team where the rep has none.
    fn complete(&self, team: &Reference) -> Option<[Ratio; 5]> {
        let days = self.days.clone().unwrap_or_else(|| team.days.clone());
        let kept = self.kept.clone().unwrap_or_else(|| team.kept.clone());
        let win_rate = self.win_rate.clone().unwrap_or_else(|| team.win_rate.clone());
        let list = match self.bookings.checked_div(&self.won) {
            Some(average) => average.checked_div(&kept)?,
            None => team.list.clone(),
        };
        Some([self.closed.checked_mul(&days)?, win_rate, list, kept, Ratio::ONE.checked_div(&days)?])
    }
}

/// The medians of a team.
struct Reference {
    win_rate: Ratio,
    list: Ratio,
    kept: Ratio,
    days: Ratio,
}

impl Reference {
    fn of(team: &[Factors]) -> Option<Self> {
        let known =
            |value: fn(&Factors) -> Option<Ratio>| median(&team.iter().filter_map(value).collect::<Vec<_>>());
        let kept = known(|rep| rep.kept.clone()).unwrap_or(Ratio::ONE);
        let lists = team.iter().filter_map(|rep| {
            let own = rep.kept.clone().unwrap_or_else(|| kept.clone());
            rep.bookings.checked_div(&rep.won)?.checked_div(&own)
        });
        Some(Self {
            win_rate: known(|rep| rep.win_rate.clone())?,
            list: median(&lists.collect::<Vec<_>>())?,
            days: known(|rep| rep.days.clone()).unwrap_or(Ratio::ONE),
            kept,
        })
    }

    /// The five factors of a rep with the team's median bookings.
    fn with(&self, bookings: &Ratio) -> Option<[Ratio; 5]> {
        let pace = Ratio::ONE.checked_div(&self.days)?;
        let of_a_day = self.win_rate.checked_mul(&self.list)?.checked_mul(&self.kept)?.checked_mul(&pace)?;
        if of_a_day.signum() <= 0 {
            return None;
        }
        let volume = bookings.checked_div(&of_a_day)?;
        Some([volume, self.win_rate.clone(), self.list.clone(), self.kept.clone(), pace])
    }
}

/// Takes the gaps of a team's reps apart, in the order of the reps.
#[must_use]
pub fn diagnose(team: &[Deals]) -> Vec<Option<Diagnosis>> {
    let factors: Vec<Factors> = team.iter().map(Factors::of).collect();
    let enough = |deals: &Deals| deals.won + deals.lost >= DEALS_LEAST;
    let counted: Vec<Factors> =
        team.iter().zip(&factors).filter(|(deals, _)| enough(deals)).map(|(_, rep)| rep.clone()).collect();
    let bookings: Vec<i128> =
        team.iter().filter(|deals| enough(deals)).map(|deals| deals.won_amount).collect();
    let unit = Ratio::from(Exact::from_raw(1));
    let middle = median(&bookings).and_then(|middle| middle.checked_mul(&unit));
    let reference = if counted.len() >= REPS_LEAST { Reference::of(&counted) } else { None };
    team.iter()
        .zip(&factors)
        .map(|(deals, rep)| {
            let median = middle.clone()?;
            let gap = rep.bookings.checked_sub(&median)?;
            let parts = reference.as_ref().filter(|_| enough(deals)).and_then(|team| {
                let (from, to) = (team.with(&median)?, rep.complete(team)?);
                shares(&from, &to)
            });
            Some(Diagnosis { median, gap, parts })
        })
        .collect()
}

/// What each factor adds on the way from one product to another: the mean over all orders of exchange.
fn shares(from: &[Ratio; 5], to: &[Ratio; 5]) -> Option<[Ratio; 5]> {
    // The weight of a set of k exchanged factors before the next: k! × (4 − k)! ÷ 5!.
    const WEIGHTS: [i128; 5] = [24, 6, 4, 6, 24];
    // The product of each set of exchanged factors, the set as bits: each factor doubles the list.
    let mut products = vec![Ratio::ONE];
    for (old, new) in from.iter().zip(to) {
        let with = |factor: &Ratio| products.iter().map(|product| product.checked_mul(factor)).collect();
        let (kept, exchanged): (Option<Vec<Ratio>>, Option<Vec<Ratio>>) = (with(old), with(new));
        products = kept?.into_iter().chain(exchanged?).collect();
    }
    let mut parts = Vec::with_capacity(5);
    for place in 0..5 {
        let mut sum = Ratio::ZERO;
        for set in (0_usize..32).filter(|set| set & (1 << place) == 0) {
            let step = products[set | (1 << place)].checked_sub(&products[set])?;
            let exchanged = usize::try_from(set.count_ones()).ok()?;
            sum = sum.checked_add(&step.checked_mul(&Ratio::whole(WEIGHTS[exchanged]))?)?;
        }
        parts.push(sum.checked_div(&Ratio::whole(120))?);
    }
    parts.try_into().ok()
}

/// The parts in whole cents that add up to so many: each is cut, and the cents that are left go to those that lost
/// most, the first of equals. The gap may be off by a cent itself, being the difference of two numbers in cents.
///
/// A gap of 1.00 in three parts of a third is 0.34, 0.33 and 0.33.
#[must_use]
pub fn in_cents(gap: i128, parts: &[Ratio; 5]) -> Option<[i128; 5]> {
    let hundred = Ratio::whole(100);
    let mut cents = [0; 5];
    let mut lost = Vec::with_capacity(5);
    for (place, part) in parts.iter().enumerate() {
        let exact = part.checked_mul(&hundred)?;
        let floor = exact.floor()?;
        // One cent less for each, so that there is always something left to give.
        cents[place] = floor.scaled(0, Rounding::Down)?.checked_sub(1)?;
        lost.push((exact.checked_sub(&floor)?, place));
    }
    let left = gap.checked_sub(cents.iter().sum())?;
    lost.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let order = lost.iter().map(|(_, place)| *place).cycle();
    for place in order.take(usize::try_from(left).ok()?) {
        cents[place] += 1;
    }
    Some(cents)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const UNIT: i128 = 100_000_000_000_000;

    /// Won and lost, the amount won and its list price, days of all closed deals together.
    fn deals(won: u64, lost: u64, amount: i128, list: i128, days: i64) -> Deals {
        Deals {
            won,
            lost,
            won_amount: amount * UNIT,
            listed: won,
            listed_amount: amount * UNIT,
            list_amount: list * UNIT,
            closed_cycles: won + lost,
            closed_cycle_days: days,
            ..Deals::default()
        }
    }

    fn texts(parts: &[Ratio; 5]) -> Vec<String> {
        parts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_rep_who_wins_half_as_often_and_is_the_same_in_all_else_lacks_by_win_rate_alone() {
        let same = deals(4, 4, 4_000, 5_000, 80);
        let other = deals(2, 6, 2_000, 2_500, 80);
        let found = diagnose(&[same, same, other]);
        let rep = found[2].as_ref().unwrap();
        assert_eq!((rep.median.to_string(), rep.gap.to_string()), ("4000".to_owned(), "-2000".to_owned()));
        assert_eq!(texts(rep.parts.as_ref().unwrap()), ["0", "-2000", "0", "0", "0"]);
        assert_eq!(texts(found[0].as_ref().unwrap().parts.as_ref().unwrap()), ["0"; 5]);
    }

    #[test]
    fn two_causes_share_what_they_do_together() {
        // Half as many deals at twice the list price: 1/2 × 2 is no gap. Alone, half the volume costs 2,000 of 4,000,
        // after the price 4,000 of 8,000: −3,000 in the mean; the price adds as much.
        let same = deals(4, 4, 4_000, 5_000, 80);
        let found = diagnose(&[same, same, deals(4, 4, 8_000, 10_000, 80), deals(10, 10, 4_000, 5_000, 200)]);
        assert!(found.iter().all(Option::is_some));
        let half = diagnose(&[
            deals(8, 8, 8_000, 10_000, 160),
            deals(8, 8, 8_000, 10_000, 160),
            deals(4, 4, 8_000, 10_000, 80),
        ]);
        let rep = half[2].as_ref().unwrap();
        assert_eq!(rep.gap.to_string(), "0");
        assert_eq!(texts(rep.parts.as_ref().unwrap()), ["-6000", "0", "6000", "0", "0"]);
    }

    #[test]
    fn nothing_is_said_of_few_deals_or_of_few_reps() {
        let same = deals(4, 4, 4_000, 5_000, 80);
        let few = diagnose(&[same, same, same, deals(1, 3, 9_000, 9_000, 10)]);
        assert_eq!(few[3].as_ref().unwrap().parts, None);
        assert!(few[0].as_ref().unwrap().parts.is_some());
        assert!(diagnose(&[same, same]).iter().flatten().all(|rep| rep.parts.is_none()));
        assert_eq!(diagnose(&[Deals::default()]), [None]);
    }

    #[test]
    fn cents_add_up_to_the_gap() {
        let third = Ratio::ONE.checked_div(&Ratio::whole(3)).unwrap();
        let parts = [third.clone(), third.clone(), third, Ratio::ZERO, Ratio::ZERO];
        assert_eq!(in_cents(100, &parts), Some([34, 33, 33, 0, 0]));
        assert_eq!(in_cents(99, &parts), Some([33, 33, 33, 0, 0]));
    }

    fn any_deals() -> impl Strategy<Value = Deals> {
        (0_u64..40, 0_u64..60, -100_000_i128..5_000_000, 0_i128..6_000_000, -50_i64..9_000, 0_u8..8).prop_map(
            |(won, lost, amount, list, days, without)| {
                let amount = if won == 0 { 0 } else { amount };
                let mut one = deals(won, lost, amount, if won == 0 { 0 } else { list }, days);
                if without & 1 != 0 {
                    (one.closed_cycles, one.closed_cycle_days) = (0, 0);
                }
                if without & 6 == 6 {
                    (one.listed, one.listed_amount, one.list_amount) = (0, 0, 0);
                }
                one
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn the_parts_add_up_to_the_gap(team in proptest::collection::vec(any_deals(), 1..7)) {
            let found = diagnose(&team);
            for (rep, deals) in found.iter().zip(&team) {
                let Some(rep) = rep else { continue };
                let bookings = Ratio::from(Exact::from_raw(deals.won_amount));
                prop_assert_eq!(&bookings.checked_sub(&rep.median).unwrap(), &rep.gap);
                let Some(parts) = &rep.parts else { continue };
                let sum = parts.iter().try_fold(Ratio::ZERO, |sum, part| sum.checked_add(part)).unwrap();
                prop_assert_eq!(&sum, &rep.gap);
                let gap = rep.gap.checked_mul(&Ratio::whole(100)).unwrap().scaled(0, Rounding::HalfUp).unwrap();
                for gap in [gap - 1, gap, gap + 1] {
                    prop_assert_eq!(in_cents(gap, parts).unwrap().iter().sum::<i128>(), gap);
                }
            }
        }
    }
}
