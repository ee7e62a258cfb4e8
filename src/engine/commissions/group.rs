//! What several reps of a plan have together: the measure and quota that find a tier, a pool, and the ranks of
//! a contest.

use std::sync::{Arc, Mutex};

use hashbrown::HashMap;

use crate::calendar::{Day, Span};
use crate::engine::commissions::to_date::{Beside, CENT, Sheet, Track};
use crate::engine::commissions::{NOT_TAKEN, Run, takes};
use crate::engine::error::EngineError;
use crate::engine::people::index;
use crate::engine::quota::{quota_in, round_quota};
use crate::model::rows::QuotaHolder;
use crate::money::{Amount, Fraction, allocate};
use crate::plan::{Contest, Pool, Quota, TierScope};

/// The measure of a group in a window, and where each credit stands in it.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// The measure as it grows.
    pub(super) track: Arc<Track>,
    befores: Arc<HashMap<u32, i128>>,
}

impl Group {
    /// The group's measure before a credit.
    pub(super) fn before(&self, credit: u32) -> i128 {
        self.befores.get(&credit).copied().unwrap_or(0)
    }
}

/// A group of a rule in a window: the team, empty for all reps of the plan.
type GroupKey = (usize, Span, String);

/// The prize of each rep, raw on scale 4.
type Prizes = Arc<HashMap<u32, i128>>;

/// The members of a group and the days on which each is in it.
type Members = Arc<Vec<(u32, i128)>>;

/// What groups have been worked out so far; the same for every order in which they are asked for.
#[derive(Debug, Default)]
pub struct Groups {
    tracks: Mutex<HashMap<GroupKey, Group>>,
    quotas: Mutex<HashMap<GroupKey, Option<Amount>>>,
    members: Mutex<HashMap<GroupKey, Members>>,
    pools: Mutex<HashMap<(GroupKey, Day), i128>>,
    prizes: Mutex<HashMap<(usize, Span), Prizes>>,
}

/// What a cache knows, else what is worked out now and kept.
fn kept<K: std::hash::Hash + Eq, V: Clone, E>(
    cache: &Mutex<HashMap<K, V>>,
    key: K,
    make: impl FnOnce() -> Result<V, E>,
) -> Result<V, E> {
    if let Ok(known) = cache.lock()
        && let Some(value) = known.get(&key)
    {
        return Ok(value.clone());
    }
    // Two threads may work the same out at once: they get the same.
    let value = make()?;
    if let Ok(mut known) = cache.lock() {
        known.insert(key, value.clone());
    }
    Ok(value)
}

impl Run {
    /// The team of a rep on a day; empty for whom all reps of a plan are one group.
    pub(super) fn team(&self, rep: u32, rule: usize, day: Day) -> String {
        match self.element(rule).tier_scope {
            TierScope::Team => {
                let row = self.people.row_near(rep, day);
                row.and_then(|row| row.columns.get("team")).cloned().unwrap_or_default()
            }
            TierScope::Rep | TierScope::Company => String::new(),
        }
    }

    /// The last day of a window on which a rep is on the plan of a rule; else the window's last.
    pub(super) fn last_day(&self, rep: u32, rule: usize, window: Span) -> Day {
        let plan_id = &self.plans[self.rules[rule].plan].id;
        let days = self.stretches(rep, plan_id).filter_map(|stretch| stretch.span.intersect(window));
        days.map(|days| days.to).max().unwrap_or(window.to)
    }

    /// The reps who are on a plan in some days, in the order of their ids.
    pub(super) fn members(&self, plan_id: &str, days: Span) -> Vec<u32> {
        let on =
            |rep: &u32| self.stretches(*rep, plan_id).any(|stretch| stretch.span.intersect(days).is_some());
        self.people.in_order().into_iter().filter(on).collect()
    }

    /// The measure of a rep's group in a window.
    pub(super) fn group_track(
        &self,
        rep: u32,
        (plan_id, element_id): (&str, &str),
        rule: usize,
        window: Span,
    ) -> Result<Group, EngineError> {
        let team = self.team(rep, rule, self.last_day(rep, rule, window));
        kept(&self.groups.tracks, (rule, window, team.clone()), || {
            let mut credits: Vec<(Day, u32, usize, u32)> = Vec::new();
            for (place, member) in (0_u32..).zip(self.members(plan_id, window)) {
                for credit in self.within(self.order.of(member), window) {
                    let deal = index(self.credits.deals[index(*credit)]);
                    let Some(day) = Day::from_number(self.credits.day(index(*credit), &self.deals)) else {
                        continue;
                    };
                    if self.takes_credit(member, (plan_id, element_id), *credit, day)
                        && self.team(member, rule, day) == team
                    {
                        credits.push((day, place, deal, *credit));
                    }
                }
            }
            credits.sort_by(|a, b| {
                (a.0, self.deals.ids.get(a.2), a.1, a.3).cmp(&(b.0, self.deals.ids.get(b.2), b.1, b.3))
            });
            let terms = &self.rules[rule];
            let (mut track, mut befores, mut sum) = (Track::default(), HashMap::new(), 0_i128);
            for (day, _, deal, credit) in credits {
                let value = self.value(credit, deal, day, terms.measure, terms.money, terms.plan)?;
                befores.insert(credit, sum);
                sum = sum.checked_add(value).ok_or_else(|| EngineError::TooLarge {
                    what: format!("what the group of `{element_id}` is credited with"),
                })?;
                track.days.push(day);
                track.sums.push(sum);
            }
            Ok(Group { track: Arc::new(track), befores: Arc::new(befores) })
        })
    }

    /// Whether the element's version of a day takes a credit.
    fn takes_credit(&self, rep: u32, (plan_id, element_id): (&str, &str), credit: u32, day: Day) -> bool {
        let deal = index(self.credits.deals[index(credit)]);
        self.rule_on(rep, plan_id, element_id, day).is_some_and(|at| {
            self.deals.entries[at][deal] != NOT_TAKEN
                && takes(self.element(at), day, self.credits.causes[index(credit)])
        })
    }

    /// The quota of a rep's group: the team's own rows, else the sum of its members' for their days in it; a
    /// number in the plan is that of the group.
    pub(super) fn group_quota(&self, rep: u32, rule: usize, day: Day) -> Result<Option<Amount>, EngineError> {
        let element = self.element(rule);
        let plan = &self.plans[self.rules[rule].plan];
        let window = self.window(rule, day);
        let measure = match &element.quota {
            Quota::None => return Ok(None),
            Quota::Number(amount) => return Ok(Some(*amount)),
            Quota::Measure(measure) => measure,
        };
        let team = self.team(rep, rule, self.last_day(rep, rule, window));
        kept(&self.groups.quotas, (rule, window, team.clone()), || {
            if element.tier_scope == TierScope::Team {
                let rows = self.quotas[self.rules[rule].plan].rows(&QuotaHolder::Team(team.clone()), measure);
                if let Some(quota) = quota_in(rows, window, &self.calendar, plan.seasonality.as_ref())? {
                    return round_quota(quota).map(Some);
                }
            }
            let mut sum = None;
            for member in self.members(&plan.id, window) {
                let present = self.days_in_team(member, rule, window, &team);
                if present.is_empty() {
                    continue;
                }
                if let Some(quota) = self.quota_over(member, rule, window, &present)? {
                    let total: Amount = sum.unwrap_or(Amount::ZERO);
                    sum = Some(total.checked_add(quota).ok_or_else(|| EngineError::TooLarge {
                        what: format!("the quota of the group of `{}`", element.id),
                    })?);
                }
            }
            Ok(sum)
        })
    }

    /// The days of a window on which a rep is present in a team.
    pub(super) fn days_in_team(&self, rep: u32, rule: usize, window: Span, team: &str) -> Vec<Span> {
        let plan = &self.plans[self.rules[rule].plan];
        let mut days = Vec::new();
        for span in self.present(rep, plan, window) {
            for row in self.people.rows(rep) {
                let held =
                    Span { from: row.valid_from.unwrap_or(Day::MIN), to: row.valid_to.unwrap_or(Day::MAX) };
                let Some(common) = span.intersect(held) else { continue };
                if self.team(rep, rule, common.from) == team {
                    days.push(common);
                }
            }
        }
        days
    }

    /// A rep's part, by a day, of what the group is paid once; raw on scale 4.
    pub(super) fn pool_share(
        &self,
        rep: u32,
        (plan_id, element_id): (&str, &str),
        sheet: &Sheet,
        day: Day,
        pool: Pool,
    ) -> Result<(i128, usize), EngineError> {
        let (total, members) = self.pool_whole((plan_id, element_id), sheet, day, (rep, pool))?;
        let weights: Vec<i128> = members.iter().map(|(_, weight)| *weight).collect();
        let shares = allocate(total / CENT, &weights);
        let mine = members.iter().position(|(member, _)| *member == rep);
        Ok((mine.map_or(0, |at| shares[at] * CENT), members.len()))
    }

    /// What the group of a rep is paid once by a day, raw on scale 4, and by what weight each member shares it.
    pub(super) fn pool_whole(
        &self,
        (plan_id, element_id): (&str, &str),
        sheet: &Sheet,
        day: Day,
        (rep, pool): (u32, Pool),
    ) -> Result<(i128, Vec<(u32, i128)>), EngineError> {
        let rule = sheet.terms[sheet.terms_on(day)].1.rule;
        let team = self.team(rep, rule, self.last_day(rep, rule, sheet.span));
        let key = (rule, sheet.span, team.clone());
        let members = kept(&self.groups.members, key.clone(), || {
            let days = |member: u32| -> u32 {
                self.days_in_team(member, rule, sheet.span, &team).into_iter().map(Span::days).sum()
            };
            let members = self.members(plan_id, sheet.span).into_iter();
            let members = members.map(|member| (member, i128::from(days(member))));
            Ok::<Members, EngineError>(Arc::new(members.filter(|(_, days)| *days > 0).collect()))
        })?;
        let total = kept(&self.groups.pools, (key, day), || {
            let whole = self.pool_sheet((plan_id, element_id), sheet, &members)?;
            let beside = Beside { factor: Fraction::ONE, open: true, result: None };
            let open = self.passes_threshold(&whole, day);
            let to_date = self.to_date(rep, &whole, day, Beside { open, ..beside })?;
            Ok::<i128, EngineError>(to_date.whole + to_date.paid.iter().map(|paid| paid.amount).sum::<i128>())
        })?;
        let weight = |days: i128| if pool == Pool::Equal { 1 } else { days };
        Ok((total, members.iter().map(|(member, days)| (*member, weight(*days))).collect()))
    }

    /// The window of an element with the credits of all members of a group.
    fn pool_sheet(
        &self,
        (plan_id, element_id): (&str, &str),
        sheet: &Sheet,
        members: &[(u32, i128)],
    ) -> Result<Sheet, EngineError> {
        let mut whole = Sheet { taken: Vec::new(), sums: Vec::new(), ..sheet.clone() };
        for (member, _) in members {
            let mine = self.sheets(*member, (plan_id, element_id), sheet.span)?;
            whole
                .taken
                .extend(mine.into_iter().filter(|each| each.span == sheet.span).flat_map(|each| each.taken));
        }
        whole.taken.sort_by(|a, b| {
            (a.day, self.deals.ids.get(a.deal), a.credit).cmp(&(b.day, self.deals.ids.get(b.deal), b.credit))
        });
        let (mut sum, mut sums) = (0_i128, vec![0]);
        for taken in &whole.taken {
            sum += taken.value;
            sums.push(sum);
        }
        whole.sums = vec![sums; whole.terms.len()];
        Ok(whole)
    }

    /// The prize of a rep in the contest of a window; raw on scale 4.
    pub(super) fn prize(
        &self,
        rep: u32,
        (plan_id, element_id): (&str, &str),
        rule: usize,
        window: Span,
        contest: &Contest,
    ) -> Result<i128, EngineError> {
        let prizes = kept(&self.groups.prizes, (rule, window), || {
            let mut ranked = Vec::new();
            let (measure, money) =
                self.rules[rule].rank.unwrap_or((self.rules[rule].measure, self.rules[rule].money));
            for member in self.members(plan_id, window) {
                let mut sum = 0_i128;
                for credit in self.within(self.order.of(member), window) {
                    let deal = index(self.credits.deals[index(*credit)]);
                    let Some(day) = Day::from_number(self.credits.day(index(*credit), &self.deals)) else {
                        continue;
                    };
                    if self.takes_credit(member, (plan_id, element_id), *credit, day) {
                        sum += self.value(*credit, deal, day, measure, money, self.rules[rule].plan)?;
                    }
                }
                let least = contest.minimum.map_or(1, |minimum| minimum.exact().raw().max(1));
                if sum >= least {
                    ranked.push((sum, member));
                }
            }
            Ok::<_, EngineError>(Arc::new(share_prizes(ranked, &contest.prizes)))
        })?;
        Ok(prizes.get(&rep).copied().unwrap_or(0))
    }
}

/// The prize of each rep by rank, the highest first; equals share the prizes of their ranks by largest remainder,
/// in the order in which they are listed.
///
/// Prizes of 5,000, 3,000 and 1,000 for 90, 70, 70 and 20: 5,000, 2,000, 2,000 and nothing.
fn share_prizes(mut ranked: Vec<(i128, u32)>, prizes: &[Amount]) -> HashMap<u32, i128> {
    ranked.sort_by_key(|(sum, _)| std::cmp::Reverse(*sum));
    let mut shared = HashMap::new();
    let mut rank = 0;
    for equals in ranked.chunk_by(|a, b| a.0 == b.0) {
        let pot: i128 = prizes.iter().skip(rank).take(equals.len()).map(|prize| prize.raw()).sum();
        let cents = allocate(pot / CENT, &vec![1; equals.len()]);
        for ((_, rep), cents) in equals.iter().zip(cents) {
            shared.insert(*rep, cents * CENT);
        }
        rank += equals.len();
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_share_the_prizes_of_their_ranks() {
        let prizes = ["5000", "3000", "1000"].map(|text| Amount::parse(text).unwrap());
        let shared = share_prizes(vec![(70, 1), (90, 2), (20, 4), (70, 3)], &prizes);
        let of = |rep: u32| shared.get(&rep).copied().unwrap_or(0) / 10_000;
        assert_eq!([of(2), of(1), of(3), of(4)], [5_000, 2_000, 2_000, 0]);
        // Three for the last two prizes: 4,000 ÷ 3.
        let shared = share_prizes(vec![(9, 1), (7, 2), (7, 3), (7, 4)], &prizes);
        let cents: Vec<i128> = (2..5).map(|rep| shared[&rep] / 100).collect();
        assert_eq!(cents, [133_334, 133_333, 133_333]);
    }
}
