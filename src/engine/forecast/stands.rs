//! How each deal stood on any day, as numbers: its stage, its category and its close date, from the history of deals.
//! What is not in the history stood nowhere that is known.

use std::collections::BTreeMap;

use super::call::{Deals, NO_DAY};
use super::changes::Changes;
use super::hazard::{Hazard, Outcome};

/// How many wins stand for what ages say, beside those of a stage.
const STAGE_WEIGHT: f64 = 20.0;
/// Days from one look at the past to the next.
const STRIDE: i32 = 30;
/// How often the past is looked at.
const LOOKS: i32 = 12;

/// How a deal stood from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stand {
    /// The day.
    pub day: i32,
    /// The stage, below [`Stands::stages`].
    pub stage: usize,
    /// The category, below [`Stands::categories`].
    pub category: usize,
    /// The close date; [`NO_DAY`] where none was said.
    pub due: i32,
}

/// How all deals stood.
#[derive(Clone, Debug, Default)]
pub struct Stands {
    by_deal: Vec<Vec<Stand>>,
    /// How many stages there are.
    pub stages: usize,
    /// How many categories there are.
    pub categories: usize,
}

impl Stands {
    /// Numbers the changes of these deals. Stages and categories are numbered in the order of their names.
    #[must_use]
    pub fn of(changes: &Changes, ids: &[String]) -> Stands {
        if changes.is_empty() {
            return Stands::default();
        }
        let all: Vec<_> = ids.iter().map(|id| changes.steps(id)).collect();
        let numbered = |of: &dyn Fn(&super::changes::Stand) -> String| -> BTreeMap<String, usize> {
            let mut names: Vec<String> = all.iter().flatten().map(|(_, stand)| of(stand)).collect();
            names.sort_unstable();
            names.dedup();
            names.into_iter().zip(0..).collect()
        };
        let (stages, categories) =
            (numbered(&|stand| stand.stage.clone()), numbered(&|stand| stand.category.clone()));
        let number = |(day, stand): &(i32, super::changes::Stand)| Stand {
            day: *day,
            stage: stages[&stand.stage],
            category: categories[&stand.category],
            due: stand.close_date.map_or(NO_DAY, crate::calendar::Day::number),
        };
        let by_deal = all.iter().map(|steps| steps.iter().map(number).collect()).collect();
        Stands { by_deal, stages: stages.len(), categories: categories.len() }
    }

    /// Takes stands as they are, those of a deal in the order of days.
    #[must_use]
    pub fn new(by_deal: Vec<Vec<Stand>>) -> Stands {
        let most =
            |of: fn(&Stand) -> usize| by_deal.iter().flatten().map(|stand| of(stand) + 1).max().unwrap_or(0);
        let (stages, categories) = (most(|stand| stand.stage), most(|stand| stand.category));
        Stands { by_deal, stages, categories }
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_deal.is_empty()
    }

    /// How a deal stood at the end of a day; `None` before its first change.
    #[must_use]
    pub fn on(&self, deal: usize, day: i32) -> Option<Stand> {
        let steps = self.by_deal.get(deal)?;
        steps.partition_point(|step| step.day <= day).checked_sub(1).map(|last| steps[last])
    }

    /// Whether it is known of nine in ten deals that were open on a day how they stood. A history that begins later, or
    /// that only the deals of today have, says nothing of the others, and what is learnt from it would be wrong.
    #[must_use]
    pub fn covers(&self, deals: &Deals, day: i32) -> bool {
        let (mut open, mut known) = (0_usize, 0_usize);
        for deal in (0..deals.len()).filter(|deal| !self.is_empty() && deals.was_open(*deal, day)) {
            open += 1;
            known += usize::from(self.on(deal, day).is_some());
        }
        open > 0 && known * 10 >= open * 9
    }

    /// The stages in which a deal ever stood by the end of a day, each once.
    #[must_use]
    pub fn stages_by(&self, deal: usize, day: i32) -> Vec<usize> {
        let steps = self.by_deal.get(deal).map_or(&[][..], |steps| &steps[..]);
        let mut stages: Vec<usize> =
            steps.iter().take_while(|step| step.day <= day).map(|step| step.stage).collect();
        stages.sort_unstable();
        stages.dedup();
        stages
    }

    /// The close dates that a deal ever had by the end of a day, in the order of days; none where none was said.
    #[must_use]
    pub fn dues_by(&self, deal: usize, day: i32) -> Vec<i32> {
        let steps = self.by_deal.get(deal).map_or(&[][..], |steps| &steps[..]);
        let said = steps.iter().take_while(|step| step.day <= day).map(|step| step.due);
        said.filter(|due| *due != NO_DAY).collect()
    }

    /// For each stage the part of value that was won of deals which had closed by a day and ever stood in it; the part
    /// of all of them where none has.
    #[must_use]
    pub fn won_of_stages(&self, deals: &Deals, day: i32) -> Vec<f64> {
        let mut sums = vec![(0.0, 0.0); self.stages];
        let (mut won, mut all) = (0.0, 0.0);
        for deal in 0..deals.len() {
            if deals.outcome[deal] == Outcome::Open || deals.closed[deal] > day {
                continue;
            }
            let value = deals.amount[deal];
            let of_won = if deals.outcome[deal] == Outcome::Won { value } else { 0.0 };
            (won, all) = (won + of_won, all + value);
            // The last stage says how it ended, and deals that stand in it are open no more.
            for stage in self.stages_by(deal, deals.closed[deal] - 1) {
                sums[stage].0 += of_won;
                sums[stage].1 += value;
            }
        }
        let plain = if all > 0.0 { won / all } else { 0.0 };
        sums.iter().map(|(won, all)| if *all > 0.0 { won / all } else { plain }).collect()
    }

    /// For each stage how much more (above 1) or less is won of the deals that stand in it than their ages say: wins
    /// over expected wins in windows as long as the one ahead that ended by the day of the call, with twenty of each
    /// beside them. With 30 wins where 20 were expected it is (30 + 20) / (20 + 20) = 1.25. Chances are looked at from
    /// fixed days and not from each entry into a stage (landmarks; van Houwelingen 2007), so that a deal of an early
    /// stage is credited with the stages that it may still come to.
    #[must_use]
    pub fn stage_factors(
        &self,
        deals: &Deals,
        hazard: &Hazard,
        day: i32,
        lead: usize,
        days: usize,
    ) -> Vec<f64> {
        if self.is_empty() {
            return Vec::new();
        }
        let mut sums = vec![(0.0, 0.0); self.stages];
        let length = i32::try_from(days).unwrap_or(i32::MAX);
        let begin = i32::try_from(lead).unwrap_or(i32::MAX);
        for look in 0..LOOKS {
            let from = day.saturating_sub(length).saturating_sub(look * STRIDE);
            if !self.covers(deals, from) {
                continue;
            }
            for deal in (0..deals.len()).filter(|deal| deals.was_open(*deal, from)) {
                let Some(stand) = self.on(deal, from) else { continue };
                let (won, expected) = &mut sums[stand.stage];
                *expected += hazard.chance(super::call::age_on(deals.created[deal], from), lead, days);
                let closed = deals.closed[deal];
                let ahead = closed > from.saturating_add(begin) && closed <= from.saturating_add(length);
                if deals.outcome[deal] == Outcome::Won && ahead {
                    *won += 1.0;
                }
            }
        }
        sums.iter().map(|(won, expected)| (won + STAGE_WEIGHT) / (expected + STAGE_WEIGHT)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stand(day: i32, stage: usize) -> Stand {
        Stand { day, stage, category: 0, due: NO_DAY }
    }

    #[test]
    fn a_deal_stands_as_its_last_change_left_it() {
        let stands = Stands::new(vec![vec![stand(10, 0), stand(20, 2), stand(30, 0)], Vec::new()]);
        assert_eq!((stands.stages, stands.categories), (3, 1));
        let stage = |day| stands.on(0, day).map(|stand| stand.stage);
        assert_eq!([9, 10, 19, 20, 99].map(stage), [None, Some(0), Some(0), Some(2), Some(0)]);
        assert_eq!((stands.on(1, 99), stands.on(7, 99)), (None, None));
        assert_eq!(stands.stages_by(0, 25), [0, 2]);
        let deals = Deals {
            created: vec![0; 2],
            closed: vec![NO_DAY; 2],
            outcome: vec![Outcome::Open; 2],
            amount: vec![1.0; 2],
            ..Deals::default()
        };
        assert!(!stands.covers(&deals, 15) && !Stands::default().covers(&deals, 15));
        let both = Stands::new(vec![vec![stand(10, 0)], vec![stand(12, 0)]]);
        assert!(both.covers(&deals, 12) && !both.covers(&deals, 11) && !both.covers(&Deals::default(), 12));
    }

    #[test]
    fn value_is_won_of_stages_and_more_is_won_of_late_ones() {
        // Forty deals: half reach stage 1 after 10 days and are won after 20; the others are lost from stage 0 then.
        let deals = Deals {
            created: vec![0; 40],
            closed: vec![20; 40],
            due: vec![NO_DAY; 40],
            outcome: (0..40).map(|deal| if deal < 20 { Outcome::Won } else { Outcome::Lost }).collect(),
            amount: vec![10.0; 40],
            owner: vec![0; 40],
            owners: 1,
            ..Deals::default()
        };
        let steps = |deal: usize| match deal {
            0..20 => vec![stand(0, 0), stand(10, 1), stand(20, 2)],
            _ => vec![stand(0, 0), stand(20, 3)],
        };
        let stands = Stands::new((0..40).map(steps).collect());
        let rates = stands.won_of_stages(&deals, 20);
        assert!((rates[0] - 0.5).abs() < 1e-12 && (rates[1] - 1.0).abs() < 1e-12);
        // Nobody stood in the last stages before the end: the rate of all.
        assert!((rates[2] - 0.5).abs() < 1e-12 && (stands.won_of_stages(&deals, 19)[0]).abs() < 1e-12);
        let life = |deal: usize| super::super::hazard::Life {
            created: 0,
            seen_from: 0,
            seen_to: 20,
            outcome: deals.outcome[deal],
        };
        let hazard = Hazard::of((0..40).map(life));
        // Looked at from day 15: ten wins are expected of each half; twenty and none came.
        let factors = stands.stage_factors(&deals, &hazard, 20, 0, 5);
        assert!((factors[1] - 40.0 / 30.0).abs() < 1e-12 && (factors[0] - 20.0 / 30.0).abs() < 1e-12);
    }
}
