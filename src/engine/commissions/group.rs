//! What several reps of a plan have together: the measure and quota that find a tier, and what a group is paid once.
//!
//! Whoever changes teams inside a window is of each team on the days of that team's rows: a credit goes by the team of
//! its day, quota and shares of a pool go by the days in each.

use std::sync::{Arc, Mutex};

use hashbrown::HashMap;

use crate::calendar::{Day, Span};
use crate::engine::commissions::to_date::{Beside, CENT, Sheet, Taken};
use crate::engine::commissions::window::{Table, Terms};
use crate::engine::commissions::{NOT_TAKEN, Run, takes};
use crate::engine::error::EngineError;
use crate::engine::people::index;
use crate::engine::quota::{days_present, quota_in, round_quota};
use crate::model::rows::QuotaHolder;
use crate::money::{Amount, Fraction, allocate};
use crate::plan::{BaseRate, Pool, Quota, TierScope, Window};

/// The credits of a group in a window.
#[derive(Debug)]
pub(super) struct Group {
    /// The window with the credits of all members, in order.
    pub(super) sheet: Sheet,
    /// The place of each credit in the sheet.
    places: HashMap<u32, usize>,
    /// Whether something was cancelled or refunded, and is not in it.
    pub(super) is_undone: bool,
}

impl Group {
    fn new(sheet: Sheet, is_undone: bool) -> Self {
        let places = sheet.taken.iter().enumerate().map(|(place, taken)| (taken.credit, place)).collect();
        Self { sheet, places, is_undone }
    }

    /// The measures after so many credits, as a rule measures them.
    fn sums(&self, rule: usize) -> Option<&[i128]> {
        let terms = self.sheet.terms.iter().position(|(_, terms)| terms.rule == rule)?;
        self.sheet.sums.get(terms).map(Vec::as_slice)
    }

    /// The group's measure before a credit, as a rule measures it.
    pub(super) fn before(&self, rule: usize, credit: u32) -> i128 {
        let place = self.places.get(&credit).copied();
        self.sums(rule).zip(place).and_then(|(sums, place)| sums.get(place)).copied().unwrap_or(0)
    }

    /// The group's measure by a day, as a rule measures it.
    pub(super) fn by(&self, rule: usize, day: Day) -> i128 {
        self.sums(rule).and_then(|sums| sums.get(self.sheet.count(day))).copied().unwrap_or(0)
    }
}

/// A group of a rule in a window: the team, empty for all reps of the plan.
type GroupKey = (usize, Span, String);

/// A group without what was taken back by a day; none where everything is in it.
type UndoneKey = (GroupKey, Option<Day>);

/// The prize of each rep, raw on scale 4.
pub(super) type Prizes = Arc<HashMap<u32, i128>>;

/// The members of a group and the days on which each is present in it.
type Members = Arc<Vec<(u32, i128)>>;

/// What groups have been worked out so far; the same for every order in which they are asked for.
#[derive(Debug, Default)]
pub struct Groups {
    windows: Mutex<HashMap<UndoneKey, Arc<Group>>>,
    quotas: Mutex<HashMap<GroupKey, Option<Amount>>>,
    members: Mutex<HashMap<GroupKey, Members>>,
    pools: Mutex<HashMap<(UndoneKey, Day), i128>>,
    pub(super) prizes: Mutex<HashMap<(usize, Span), Prizes>>,
}

/// What a cache knows, else what is worked out now and kept.
pub(super) fn kept<K: std::hash::Hash + Eq, V: Clone, E>(
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

/// A part of a pool: what one group is paid once, and how a rep shares it.
#[derive(Clone, Debug)]
pub(super) struct PoolPart {
    /// What the group is paid, raw on scale 4.
    pub(super) whole: i128,
    /// How many share it.
    pub(super) members: usize,
    /// The rep's weight, and that of all.
    pub(super) weight: (i128, i128),
    /// The rep's share, whole cents, raw on scale 4.
    pub(super) share: i128,
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

    /// The days on which a rep comes to another team, the first of some days included.
    pub(super) fn team_starts(&self, rep: u32, rule: usize, days: Span) -> Vec<Day> {
        let mut starts = vec![days.from];
        if self.element(rule).tier_scope == TierScope::Team {
            let mut team = self.team(rep, rule, days.from);
            for from in self.people.rows(rep).iter().filter_map(|row| row.valid_from) {
                if from > days.from && from <= days.to {
                    let other = self.team(rep, rule, from);
                    if other != team {
                        starts.push(from);
                        team = other;
                    }
                }
            }
        }
        starts
    }

    /// The reps who are on a plan in some days, in the order of their ids.
    pub(super) fn members(&self, plan_id: &str, days: Span) -> Vec<u32> {
        let on =
            |rep: &u32| self.stretches(*rep, plan_id).any(|stretch| stretch.span.intersect(days).is_some());
        self.people.in_order().into_iter().filter(on).collect()
    }

    /// The credits of a group in a window; without what was taken back by a day, where a clawback works windows out
    /// anew.
    pub(super) fn group(
        &self,
        rule: usize,
        window: Span,
        team: &str,
        undone: Option<Day>,
    ) -> Result<Arc<Group>, EngineError> {
        let key = (rule, window, team.to_owned());
        let whole = kept(&self.groups.windows, (key.clone(), None), || {
            self.group_sheet(rule, window, team).map(|sheet| Arc::new(Group::new(sheet, false)))
        })?;
        let Some(day) = undone else { return Ok(whole) };
        kept(&self.groups.windows, (key, Some(day)), || {
            let left = self.kept_sheet(&whole.sheet, rule, day)?;
            Ok(left.map_or(whole, |sheet| Arc::new(Group::new(sheet, true))))
        })
    }

    /// The window of a group with the credits of all its members, each as its own version of the element takes it.
    fn group_sheet(&self, rule: usize, window: Span, team: &str) -> Result<Sheet, EngineError> {
        let (plan_id, element_id) = self.ids(rule);
        let mut sheet = Sheet::empty(window);
        let mut versions: Vec<(Day, usize)> = Vec::new();
        for plan in (0..self.plans.len()).filter(|plan| self.plans[*plan].id == plan_id) {
            let common = self.plans[plan].effective.span().intersect(window);
            if let (Some(common), Some(rule)) = (common, self.rule_of(plan, element_id)) {
                versions.push((common.from, rule));
            }
        }
        versions.sort_unstable();
        for (from, version) in &versions {
            sheet.terms.push((*from, self.group_terms(*version, window, team)?));
        }
        let mut credits: Vec<(Day, usize, u32, usize, u32)> = Vec::new();
        for (place, member) in (0_u32..).zip(self.members(plan_id, window)) {
            for credit in self.within(self.order.of(member), window) {
                let deal = index(self.credits.deals[index(*credit)]);
                let Some(day) = Day::from_number(self.credits.days[index(*credit)]) else {
                    continue;
                };
                if self.team(member, rule, day) != team {
                    continue;
                }
                if let Some(version) = self.taking(member, (plan_id, element_id), *credit, day) {
                    credits.push((day, deal, place, version, *credit));
                }
            }
        }
        credits.sort_by(|a, b| {
            (a.0, self.deals.ids.get(a.1), a.2, a.4).cmp(&(b.0, self.deals.ids.get(b.1), b.2, b.4))
        });
        for (day, deal, _, version, credit) in credits {
            let terms = sheet.terms.iter().position(|(_, terms)| terms.rule == version).unwrap_or(0);
            let home = self.window(version, day) == window;
            let entry = usize::from(self.entry(version, credit, deal));
            sheet.taken.push(Taken { terms, entry, home, ..Taken::new(credit, deal, day) });
        }
        self.measure_sheet(&mut sheet)?;
        Ok(sheet)
    }

    /// What a group as a whole goes by: it has no target incentive and no ramp.
    fn group_terms(&self, rule: usize, window: Span, team: &str) -> Result<Terms, EngineError> {
        let element = self.element(rule);
        let quota = self.group_quota(rule, window, team)?;
        let tables = element.rate_tables().iter().map(|table| Table::new(table, quota));
        let too_large = || EngineError::TooLarge { what: format!("a tier of element `{}`", element.id) };
        let base = match element.base_rate {
            None => Some(Fraction::ONE),
            Some(BaseRate::Number(rate)) => Some(rate.fraction()),
            Some(BaseRate::TargetByQuota) => None,
        };
        let tables = tables.collect::<Option<Vec<_>>>().ok_or_else(too_large)?;
        Ok(Terms { rule, quota, target: None, base, tables, slow: Vec::new(), team: None })
    }

    /// The ids of the plan and of the element of a rule.
    fn ids(&self, rule: usize) -> (&str, &str) {
        (&self.plans[self.rules[rule].plan].id, &self.element(rule).id)
    }

    /// The rule that takes a credit: that of the version on which the rep is on a day.
    pub(super) fn taking(
        &self,
        rep: u32,
        (plan_id, element_id): (&str, &str),
        credit: u32,
        day: Day,
    ) -> Option<usize> {
        let deal = index(self.credits.deals[index(credit)]);
        self.rule_on(rep, plan_id, element_id, day).filter(|at| {
            self.entry(*at, credit, deal) != NOT_TAKEN
                && takes(self.element(*at), day, self.credits.causes[index(credit)])
        })
    }

    /// The quota of a group: the team's own rows, else the sum of its members' for their days in it; a number in the
    /// plan is that of the group.
    pub(super) fn group_quota(
        &self,
        rule: usize,
        window: Span,
        team: &str,
    ) -> Result<Option<Amount>, EngineError> {
        let element = self.element(rule);
        let measure = match &element.quota {
            Quota::None => return Ok(None),
            Quota::Number(amount) => return Ok(Some(*amount)),
            Quota::Measure(measure) => measure,
        };
        kept(&self.groups.quotas, (rule, window, team.to_owned()), || {
            let plan = &self.plans[self.rules[rule].plan];
            if element.tier_scope == TierScope::Team {
                let holder = QuotaHolder::Team(team.to_owned());
                let rows = self.quotas[self.rules[rule].plan].rows(&holder, measure);
                if let Some(quota) = quota_in(rows, window, &self.calendar, plan.seasonality.as_ref())? {
                    return round_quota(quota).map(Some);
                }
            }
            let mut sum = None;
            for member in self.members(&plan.id, window) {
                let present = self.days_in_team(member, rule, self.present(member, plan, window), team);
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

    /// Those of some days on which a rep is in a team.
    pub(super) fn days_in_team(&self, rep: u32, rule: usize, present: Vec<Span>, team: &str) -> Vec<Span> {
        let mut days = Vec::new();
        for span in present {
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

    /// The members of a group, and on how many days of a window each is present in it, whatever the plan's proration.
    fn group_members(&self, rule: usize, window: Span, team: &str) -> Result<Members, EngineError> {
        kept(&self.groups.members, (rule, window, team.to_owned()), || {
            let plan_id = &self.plans[self.rules[rule].plan].id;
            let days = |member: u32| -> u32 {
                let employed: Vec<Span> = self
                    .stretches(member, plan_id)
                    .filter_map(|stretch| stretch.span.intersect(self.people.employment(member)))
                    .collect();
                let present = days_present(window, &employed, self.away(member));
                self.days_in_team(member, rule, present, team).into_iter().map(Span::days).sum()
            };
            let members = self.members(plan_id, window).into_iter();
            let members = members.map(|member| (member, i128::from(days(member))));
            Ok::<Members, EngineError>(Arc::new(members.filter(|(_, days)| *days > 0).collect()))
        })
    }

    /// A rep's parts, by a day, of what the groups are paid once that the rep is in during a window.
    pub(super) fn pool_parts(
        &self,
        rep: u32,
        sheet: &Sheet,
        day: Day,
        pool: Pool,
    ) -> Result<Vec<PoolPart>, EngineError> {
        let mut parts = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        let rule = sheet.terms[sheet.terms_on(day)].1.rule;
        for team in sheet.terms.iter().filter_map(|(_, terms)| terms.team.as_deref()) {
            if seen.contains(&team) {
                continue;
            }
            seen.push(team);
            let members = self.group_members(rule, sheet.span, team)?;
            let Some(mine) = members.iter().position(|(member, _)| *member == rep) else { continue };
            let whole = self.pool_whole((rule, sheet.span, team), rep, day, sheet.undone)?;
            let weight = |days: i128| if pool == Pool::Equal { 1 } else { days };
            let weights: Vec<i128> = members.iter().map(|(_, days)| weight(*days)).collect();
            let share = allocate(whole / CENT, &weights)[mine] * CENT;
            let weight = (weights[mine], weights.iter().sum());
            parts.push(PoolPart { whole, members: members.len(), weight, share });
        }
        Ok(parts)
    }

    /// What a group is paid once by a day, raw on scale 4.
    fn pool_whole(
        &self,
        (rule, window, team): (usize, Span, &str),
        rep: u32,
        day: Day,
        undone: Option<Day>,
    ) -> Result<i128, EngineError> {
        kept(&self.groups.pools, (((rule, window, team.to_owned()), undone), day), || {
            let group = self.group(rule, window, team, undone)?;
            let open = self.passes_threshold(&group.sheet, day);
            let beside = Beside { factor: Fraction::ONE, open, result: None };
            let to_date = self.to_date(rep, &group.sheet, day, beside)?;
            Ok(to_date.whole + to_date.paid.iter().map(|paid| paid.amount).sum::<i128>())
        })
    }

    /// The team whose measure and quota find a rep's tiers on a day; none where they are the rep's own.
    pub(super) fn scope_team(&self, rep: u32, rule: usize, day: Day) -> Option<String> {
        let element = self.element(rule);
        let alone = element.tier_scope == TierScope::Rep || element.window == Window::Deal;
        (!alone).then(|| self.team(rep, rule, day))
    }
}
