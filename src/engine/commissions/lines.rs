//! From a course to the lines of the periods that are asked for: what is earned and withheld, what of it is held and
//! released, what is taken back, and what was added by hand.

use std::collections::BTreeMap;

use crate::calendar::Day;
use crate::engine::commissions::evaluate::{Course, Entry};
use crate::engine::commissions::{Line, LineKind, NO_CREDIT, NO_RATE, NO_RULE, NO_TERM, Reason, Run};
use crate::engine::error::EngineError;
use crate::engine::people::index;
use crate::engine::settle::{self, Earned, Facts, Movement, Take};
use crate::money::Amount;

/// A line of a course with its element and the entry that it is of, where it is of one.
pub(super) type CourseLine = (usize, Option<usize>, Line);

impl Run {
    /// The lines of a plan that is worked out to date, in the order of its elements; but for those that are left out.
    pub(super) fn lines_to_date(
        &self,
        rep: u32,
        plan_id: &str,
        left_out: &[&str],
    ) -> Result<Vec<CourseLine>, EngineError> {
        let course = self.course(rep, plan_id, left_out)?;
        self.lines_of(plan_id, &course)
    }

    /// The lines of a course, each with its element and the entry that it is of, where it is of one.
    pub(super) fn lines_of(&self, plan_id: &str, course: &Course) -> Result<Vec<CourseLine>, EngineError> {
        let mut lines: Vec<CourseLine> = Vec::new();
        for (position, entry) in course.entries.iter().enumerate() {
            let Some(period) = self.asked(course, plan_id, entry.payout) else { continue };
            let amount = Amount::from_raw(entry.amount);
            lines.push((
                entry.element,
                Some(position),
                Line {
                    credit: entry.credit,
                    plan: self.rules[entry.rule].plan,
                    rule: entry.rule,
                    period,
                    kind: entry.kind,
                    tier: entry.tier,
                    credited: entry.credited,
                    rate: entry.rate,
                    earned: if entry.kind == LineKind::Clawback { Amount::ZERO } else { amount },
                    payable: amount,
                    reason: entry.reason,
                },
            ));
        }
        self.move_earnings(plan_id, course, &mut lines)?;
        lines.sort_by_key(|(element, _, line)| (*element, line.period));
        Ok(lines)
    }

    /// The position of a course's payout among the periods that are asked for.
    fn asked(&self, course: &Course, plan_id: &str, payout: usize) -> Option<usize> {
        let span = course.payouts[payout];
        let versions = (0..self.plans.len()).filter(|plan| self.plans[*plan].id == plan_id);
        let mut asked = versions.flat_map(|plan| &self.payouts[plan]);
        asked.find(|period| self.periods[**period].span == span).copied()
    }

    /// Holds, releases and clawbacks of every credit in every element that has them.
    fn move_earnings(
        &self,
        plan_id: &str,
        course: &Course,
        lines: &mut Vec<CourseLine>,
    ) -> Result<(), EngineError> {
        // What stands for no credit is held and released by its payout alone.
        let mut by_credit: BTreeMap<(usize, u32, usize), (Entry, Vec<Earned>)> = BTreeMap::new();
        for entry in &course.entries {
            let element = self.element(entry.rule);
            let moves = element.release.is_some() || element.clawback.is_some();
            if !moves || entry.kind == LineKind::Clawback {
                continue;
            }
            let own = if entry.credit == NO_CREDIT { entry.payout } else { 0 };
            let key = (entry.element, entry.credit, own);
            let (_, earned) = by_credit.entry(key).or_insert_with(|| (*entry, Vec::new()));
            earned.push(Earned { payout: entry.payout, amount: entry.amount });
        }
        for ((element, credit, _), (entry, earned)) in by_credit {
            let takes: Vec<Take> = course
                .takes
                .iter()
                .filter(|take| (take.0, take.1) == (element, credit))
                .map(|(_, _, take)| *take)
                .collect();
            let terms = self.element(entry.rule);
            let plan = &self.plans[self.rules[entry.rule].plan];
            let terms = settle::Terms {
                release: terms.release.as_ref(),
                clawback: terms.clawback.as_ref(),
                rounding: plan.rounding,
                calendar: &self.calendar,
            };
            let facts = self.facts(course, &entry);
            for moved in settle::settle(&earned, &takes, &course.payouts, &facts, &terms)? {
                let Some(period) = self.asked(course, plan_id, moved.payout) else { continue };
                lines.push((
                    element,
                    None,
                    Line {
                        credit,
                        plan: self.rules[entry.rule].plan,
                        rule: entry.rule,
                        period,
                        kind: match moved.movement {
                            Movement::Hold => LineKind::Hold,
                            Movement::Release => LineKind::Release,
                            Movement::Clawback => LineKind::Clawback,
                        },
                        tier: 0,
                        credited: 0,
                        rate: NO_RATE,
                        earned: Amount::ZERO,
                        payable: Amount::from_raw(moved.amount),
                        reason: Reason::Moved(moved.reason),
                    },
                ));
            }
        }
        Ok(())
    }

    /// What happened to the deal of an entry.
    fn facts(&self, course: &Course, entry: &Entry) -> Facts<'_> {
        if entry.credit == NO_CREDIT {
            let day = course.payouts[entry.payout].to;
            return Facts { deal_id: "", day, amount: 0, term_months: None, events: &[] };
        }
        let at = index(entry.credit);
        let deal = index(self.credits.deals[at]);
        let deal_id = self.deals.ids.get(deal);
        Facts {
            deal_id,
            day: Day::from_number(self.credits.days[at]).unwrap_or(Day::MIN),
            amount: self.deals.amounts[deal],
            term_months: self
                .deals
                .terms
                .get(deal)
                .filter(|term| **term != NO_TERM)
                .map(|term| u32::from(*term)),
            events: self.events.of(deal_id),
        }
    }

    /// The adjustments of a rep, each in the payout of the rep's plan that holds the last day of its period.
    pub(super) fn lines_by_hand(&self, rep: u32, each: &mut dyn FnMut(Line)) {
        for (position, adjustment) in (0_u32..).zip(&self.adjustments) {
            if adjustment.rep != rep {
                continue;
            }
            let plan = self
                .membership
                .plan_on(rep, adjustment.span.to)
                .or_else(|| self.membership.of(rep).last().map(|stretch| stretch.plan));
            let Some(plan) = plan else { continue };
            let Some(period) = self.period_of(plan, adjustment.span.to) else { continue };
            let rule = self.rule_of(plan, &adjustment.element).unwrap_or(NO_RULE);
            each(Line {
                credit: NO_CREDIT,
                plan,
                rule,
                period,
                kind: LineKind::Adjustment,
                tier: 0,
                credited: 0,
                rate: NO_RATE,
                earned: Amount::ZERO,
                payable: adjustment.amount,
                reason: Reason::Adjusted(position),
            });
        }
    }
}
