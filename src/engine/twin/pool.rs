//! What a group is paid once on its whole measure, and how its members share it.

use std::collections::BTreeSet;

use super::bands::{self, Place, Scale, of_credit};
use super::number::{Number, number, whole};
use super::pay::{Frame, reaches};
use super::terms::Twin;
use crate::calendar::{Day, Span};
use crate::plan::{BaseRate, Element, Pays, Pool, Worth};

impl Twin<'_> {
    /// What the groups that a rep is in during a window are paid once, in the rep's share; in ten-thousandths.
    pub fn pool_share(
        &self,
        rep: usize,
        element: &Element,
        frame: Frame,
        day: Day,
        payout_ends: Day,
    ) -> i128 {
        let on = super::terms::days(frame.span).filter(|day| self.version_on(rep, *day).is_some());
        let groups: BTreeSet<String> = on.filter_map(|day| self.group_on(rep, element, day)).collect();
        let mut sum = 0;
        for group in groups {
            let mut weights: Vec<(usize, i128)> = (0..self.company.size())
                .map(|member| (member, self.days_in(member, element, frame.span, &group)))
                .filter(|(_, days)| *days > 0)
                .collect();
            if element.pool == Some(Pool::Equal) {
                for (_, weight) in &mut weights {
                    *weight = 1;
                }
            }
            let cents = self.pool_pay(element, frame, day, payout_ends, &group) / 100;
            let all: i128 = weights.iter().map(|(_, weight)| weight).sum();
            let Some(mine) = weights.iter().position(|(member, _)| *member == rep) else { continue };
            // Whole cents to everybody; those that are left go to the largest remainders, of equals to the first.
            let part = |place: usize| cents.abs() * weights[place].1;
            let left = cents.abs() - (0..weights.len()).map(|place| part(place) / all).sum::<i128>();
            let before = |other: &usize| {
                let (theirs, ours) = (part(*other) % all, part(mine) % all);
                theirs > ours || (theirs == ours && *other < mine)
            };
            let ahead = i128::try_from((0..weights.len()).filter(before).count()).unwrap();
            let share = part(mine) / all + i128::from(ahead < left);
            sum += share * cents.signum() * 100;
        }
        sum
    }

    /// What a group is paid once on its whole measure by a day, in ten-thousandths.
    fn pool_pay(&self, element: &Element, frame: Frame, day: Day, payout_ends: Day, group: &str) -> i128 {
        let days = Span { from: frame.span.from, to: day };
        let taken = self.taken_by_group(element, group, days, Some(payout_ends));
        let all: Number = taken.iter().map(|taken| taken.measure.clone()).sum();
        let inside = |version: &usize| {
            self.plans[*version].effective.span().intersect(frame.span).is_some_and(|on| on.from <= day)
        };
        let version = (0..self.plans.len()).rev().find(inside);
        let Some(version) = version else { return 0 };
        let (place, element) = self.element(version, &element.id).unwrap();
        let quota = self.group_quota(version, place, frame.span, group);
        if !reaches(element.threshold, &all, quota.as_ref()) {
            return 0;
        }
        let Worth::Rates(tables) = &element.worth else { panic!("a pool pays by rates") };
        if element.pays == Pays::Fixed {
            let scale = bands::scale(&tables[0].rates, quota.as_ref(), false);
            if matches!(scale, Scale::Flat(_)) && element.condition.is_some() && taken.is_empty() {
                return 0;
            }
            let pay = bands::of_fixed(&scale, element.mode, element.boundary, &all);
            return pay.cents(self.plans[version].rounding);
        }
        let mut before = whole(0);
        let mut sum = 0;
        for each in &taken {
            let (at, element) = self.element(each.version, &element.id).unwrap();
            let Worth::Rates(tables) = &element.worth else { panic!("a pool pays by rates") };
            let quota = self.group_quota(each.version, at, frame.span, group);
            let scale = bands::scale(&tables[each.entry].rates, quota.as_ref(), false);
            let place = Place {
                before: before.clone(),
                measure: each.measure.clone(),
                pays_on: each.pays_on.clone(),
                to_date: all.clone(),
            };
            let base = match (&scale, element.base_rate) {
                (Scale::Flat(_), _) | (_, None) => whole(1),
                (_, Some(BaseRate::Number(rate))) => number(rate),
                (_, Some(BaseRate::TargetByQuota)) => panic!("a pool has no target incentive"),
            };
            let pay = base * of_credit(&scale, element.mode, element.boundary, quota.as_ref(), &place);
            sum += pay.cents(self.plans[each.version].rounding);
            before = before + each.measure.clone();
        }
        sum
    }
}
