//! What the metrics are calculated from: counts and exact sums over the rows of one group, and the adding up of two
//! groups. Where the rows come from is left to the commands, what is made of the sums to `list`.

use std::collections::BTreeSet;

use crate::money::{Amount, Ratio};

/// Deals of one group: counts, and sums on scale 14 in the report's currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deals {
    /// Deals won.
    pub won: u64,
    /// Their amounts.
    pub won_amount: i128,
    /// Deals lost.
    pub lost: u64,
    /// Their amounts; a lost deal without one counts as nothing.
    pub lost_amount: i128,
    /// Deals that are neither.
    pub open: u64,
    /// Their amounts.
    pub open_amount: i128,
    /// Won deals whose day of creation is known.
    pub cycles: u64,
    /// Days from creation to close of these.
    pub cycle_days: i64,
    /// Won and lost deals whose day of creation is known.
    pub closed_cycles: u64,
    /// Days from creation to close of these.
    pub closed_cycle_days: i64,
    /// Won deals whose list amount is known.
    pub listed: u64,
    /// Their amounts.
    pub listed_amount: i128,
    /// Their list amounts.
    pub list_amount: i128,
    /// Won deals whose cost is known.
    pub costed: u64,
    /// Their amounts less their costs.
    pub margin: i128,
    /// The amounts that were won by reps whose ramp was over.
    pub ramped_amount: i128,
}

impl Deals {
    /// Both together; `None` past 128 bits.
    #[must_use]
    pub fn checked_add(&self, other: &Deals) -> Option<Deals> {
        Some(Deals {
            won: self.won.checked_add(other.won)?,
            won_amount: self.won_amount.checked_add(other.won_amount)?,
            lost: self.lost.checked_add(other.lost)?,
            lost_amount: self.lost_amount.checked_add(other.lost_amount)?,
            open: self.open.checked_add(other.open)?,
            open_amount: self.open_amount.checked_add(other.open_amount)?,
            cycles: self.cycles.checked_add(other.cycles)?,
            cycle_days: self.cycle_days.checked_add(other.cycle_days)?,
            closed_cycles: self.closed_cycles.checked_add(other.closed_cycles)?,
            closed_cycle_days: self.closed_cycle_days.checked_add(other.closed_cycle_days)?,
            listed: self.listed.checked_add(other.listed)?,
            listed_amount: self.listed_amount.checked_add(other.listed_amount)?,
            list_amount: self.list_amount.checked_add(other.list_amount)?,
            costed: self.costed.checked_add(other.costed)?,
            margin: self.margin.checked_add(other.margin)?,
            ramped_amount: self.ramped_amount.checked_add(other.ramped_amount)?,
        })
    }
}

/// What people did, and what came in: activities and leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    /// Calls.
    pub calls: i64,
    /// E-mails.
    pub emails: i64,
    /// Meetings.
    pub meetings: i64,
    /// Demos.
    pub demos: i64,
    /// Activities of every kind, also those with another name.
    pub activities: i64,
    /// Rows of the activities table.
    pub activity_rows: u64,
    /// Leads created.
    pub leads: u64,
    /// Those of them that were converted by the as-of day.
    pub converted: u64,
}

/// What the history of the deals says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    /// First entries of a deal into an open stage.
    pub entered: u64,
    /// Those of them after which the deal went on to another stage than a lost one.
    pub went_on: u64,
    /// Stays in an open stage that are over.
    pub stays: u64,
    /// Their days.
    pub stay_days: i64,
}

/// Reps who manage nobody, in days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Presence {
    /// Days of employment.
    pub days: u64,
    /// Those of them after the ramp.
    pub ramped_days: u64,
    /// Reps whose last day of work it was.
    pub left: u64,
}

/// Customers at the beginning of the days, and what became of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Customers {
    /// Accounts that were customers on the day before the first.
    pub base: u64,
    /// Those of them that had churned by the last day.
    pub churned: u64,
    /// Accounts that became customers in these days.
    pub new: u64,
    /// What running deals of the base were worth a month on the day before the first.
    pub monthly_before: Ratio,
    /// The same accounts on the last day, none with more than before.
    pub monthly_kept: Ratio,
    /// The same accounts on the last day.
    pub monthly_after: Ratio,
    /// Accounts with running deals on the day before the first.
    pub paying: u64,
    /// Margin a month of the deals won in these days from accounts that became customers in them.
    pub new_monthly_margin: Ratio,
    /// Deals behind it.
    pub new_deals: u64,
}

impl Default for Customers {
    fn default() -> Self {
        Self {
            base: 0,
            churned: 0,
            new: 0,
            monthly_before: Ratio::ZERO,
            monthly_kept: Ratio::ZERO,
            monthly_after: Ratio::ZERO,
            paying: 0,
            new_monthly_margin: Ratio::ZERO,
            new_deals: 0,
        }
    }
}

/// Everything about one group of rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Its deals.
    pub deals: Deals,
    /// Amounts of the won deals, in any order, on scale 14; only where a median is asked for.
    pub amounts: Vec<i128>,
    /// Days from creation to close of the won deals, in any order; only where a median is asked for.
    pub cycles: Vec<i32>,
    /// Activities and leads.
    pub effort: Effort,
    /// Stages.
    pub moves: Moves,
    /// Reps.
    pub presence: Presence,
    /// Those reps, by number.
    pub reps: BTreeSet<u32>,
    /// Customers.
    pub customers: Customers,
    /// Money spent on sales, in currency units; nothing where no row of it is for these days.
    pub spend: Option<Ratio>,
    /// Rows of it.
    pub spend_rows: u64,
    /// The quota of the group, and the direct credit that counts against it, on scale 14.
    pub quota: Option<(Amount, i128)>,
    /// Reps with a quota above zero.
    pub reps_with_quota: u64,
    /// Those of them who were credited with all of it.
    pub reps_at_quota: u64,
    /// The days of the group.
    pub window_days: u32,
    /// Days from the day of hire to the first won deal, sorted, and whether it came; for reps hired in these days.
    pub first_deals: Vec<(i32, bool)>,
    /// Days from the day of hire to full productivity, and whether it came; for reps hired in these days.
    pub ramps: Vec<(i32, bool)>,
}

impl Facts {
    /// Adds another group's; `None` past the range.
    #[must_use]
    pub fn add(&mut self, other: &Facts) -> Option<()> {
        self.deals = self.deals.checked_add(&other.deals)?;
        self.amounts.extend_from_slice(&other.amounts);
        self.cycles.extend_from_slice(&other.cycles);
        self.reps.extend(&other.reps);
        self.first_deals.extend_from_slice(&other.first_deals);
        self.ramps.extend_from_slice(&other.ramps);
        let (mine, more) = (&mut self.effort, &other.effort);
        for (sum, part) in [
            (&mut mine.calls, more.calls),
            (&mut mine.emails, more.emails),
            (&mut mine.meetings, more.meetings),
            (&mut mine.demos, more.demos),
            (&mut mine.activities, more.activities),
            (&mut self.moves.stay_days, other.moves.stay_days),
        ] {
            *sum = sum.checked_add(part)?;
        }
        let (now, then) = (&mut self.customers, &other.customers);
        for (sum, part) in [
            (&mut mine.activity_rows, more.activity_rows),
            (&mut mine.leads, more.leads),
            (&mut mine.converted, more.converted),
            (&mut self.moves.entered, other.moves.entered),
            (&mut self.moves.went_on, other.moves.went_on),
            (&mut self.moves.stays, other.moves.stays),
            (&mut self.presence.days, other.presence.days),
            (&mut self.presence.ramped_days, other.presence.ramped_days),
            (&mut self.presence.left, other.presence.left),
            (&mut now.base, then.base),
            (&mut now.churned, then.churned),
            (&mut now.new, then.new),
            (&mut now.paying, then.paying),
            (&mut now.new_deals, then.new_deals),
            (&mut self.spend_rows, other.spend_rows),
            (&mut self.reps_with_quota, other.reps_with_quota),
            (&mut self.reps_at_quota, other.reps_at_quota),
        ] {
            *sum = sum.checked_add(part)?;
        }
        for (sum, part) in [
            (&mut now.monthly_before, &then.monthly_before),
            (&mut now.monthly_kept, &then.monthly_kept),
            (&mut now.monthly_after, &then.monthly_after),
            (&mut now.new_monthly_margin, &then.new_monthly_margin),
        ] {
            *sum = sum.checked_add(part)?;
        }
        if let Some(part) = &other.spend {
            self.spend = Some(self.spend.as_ref().unwrap_or(&Ratio::ZERO).checked_add(part)?);
        }
        Some(())
    }
}

/// The day by which half of the reps had their first deal, by Kaplan and Meier (1958): each day's share of those who
/// were still waiting and got one, multiplied up; who has none yet counts as waiting up to the last known day. `None`
/// while more than half are waiting.
///
/// Of three reps with a first deal on day 10, none up to day 15 and one on day 20: 2/3 are waiting after day 10, and of
/// the one still watched after day 15 none after day 20. The median is 20.
#[must_use]
pub fn median_wait(waits: &[(i32, bool)]) -> Option<i32> {
    let mut waits = waits.to_vec();
    // On one day those who got a deal come before those who are watched no longer.
    waits.sort_unstable_by_key(|(days, came)| (*days, !*came));
    let mut waiting = Ratio::ONE;
    let half = Ratio::ONE.checked_div(&Ratio::whole(2))?;
    for (at, (days, came)) in waits.iter().enumerate() {
        if !*came {
            continue;
        }
        let watched = i128::try_from(waits.len() - at).ok()?;
        // Several on one day, one after the other: (n − 1) ÷ n × (n − 2) ÷ (n − 1) is (n − 2) ÷ n.
        let stay = Ratio::whole(watched - 1).checked_div(&Ratio::whole(watched))?;
        waiting = waiting.checked_mul(&stay)?;
        if waiting <= half {
            return Some(*days);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reps_without_a_deal_yet_are_waited_for_and_not_left_out() {
        assert_eq!(median_wait(&[]), None);
        assert_eq!(median_wait(&[(10, true), (15, false), (20, true)]), Some(20));
        // 2/3 after day 10, nobody after it: half is never reached.
        assert_eq!(median_wait(&[(10, true), (15, false), (20, false)]), None);
        assert_eq!(median_wait(&[(30, true), (30, true), (30, false), (40, false)]), Some(30));
        assert_eq!(median_wait(&[(5, true)]), Some(5));
    }
}
