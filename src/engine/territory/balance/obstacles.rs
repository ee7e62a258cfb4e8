//! What makes a problem of balance impossible, found without a search, with the tolerance that would do; and what a
//! solution still violates, in words.

use super::{Setup, percent_text};
use crate::engine::people::index;
use crate::engine::territory::book::{Book, Measure};
use crate::engine::territory::solve::limits::least_moved;
use crate::engine::territory::solve::problem::{Budget, NONE};
use crate::engine::territory::solve::verify::Breach;

/// Something that makes a problem impossible, with the tolerance in millionths that would do where one would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// What and why.
    pub what: String,
    /// The measure and the least tolerance.
    pub needs: Option<(Measure, i64)>,
}

impl Setup {
    /// What makes the problem impossible, found without a search: units that may go nowhere, units larger than any
    /// band they may enter, locks beyond a band, and too few accounts for all.
    #[must_use]
    pub fn obstacles(&self, book: &Book) -> Vec<Obstacle> {
        let problem = &self.problem;
        let mut found = Vec::new();
        let id = |unit: usize| {
            let members = problem.members_of(unit);
            let Some(first) = members.first() else { return "an area without accounts".to_owned() };
            let first = &book.accounts[index(first.account)].account_id;
            if !problem.graph.is_empty() && problem.graph.is_bound(unit) {
                format!("the area of `{first}`")
            } else if members.len() > 1 {
                format!("the family of `{first}`")
            } else {
                format!("account `{first}`")
            }
        };
        let mut locked = vec![0_i64; problem.low.len()];
        for unit in 0..problem.units() {
            let may = |rep: &usize| match problem.reach {
                Some(_) => problem.cost(unit, *rep).is_some(),
                None => problem.open(unit, *rep),
            };
            let open: Vec<usize> = (0..problem.reps()).filter(may).collect();
            if open.is_empty() {
                let what =
                    format!("{} may go to no territory: the distance or the region is too narrow", id(unit));
                found.push(Obstacle { what, needs: None });
                continue;
            }
            for (measure, band) in self.bands.iter().enumerate() {
                let weight = problem.weights_of(unit)[measure];
                let at = |rep: usize| rep * problem.measures + measure;
                if problem.locks[unit] != NONE {
                    locked[at(index(problem.locks[unit]))] += weight;
                }
                if open.iter().all(|rep| weight > problem.high[at(*rep)]) {
                    let needs = open.iter().filter_map(|rep| self.needs(*rep, measure, weight)).min();
                    let name = band.measure.as_str();
                    let what = format!("the {name} of {} alone is more than a territory may have", id(unit));
                    found.push(Obstacle { what, needs: needs.map(|needs| (band.measure, needs)) });
                }
            }
        }
        for (rep, target) in self.targets.iter().enumerate() {
            for (measure, band) in self.bands.iter().enumerate() {
                let load = locked[rep * problem.measures + measure];
                if load > problem.high[rep * problem.measures + measure] {
                    let (name, of) = (&target.unit.name, band.measure.as_str());
                    let what = format!("what is locked in `{name}` is more {of} than it may have");
                    let needs = self.needs(rep, measure, load).map(|needs| (band.measure, needs));
                    found.push(Obstacle { what, needs });
                }
            }
        }
        let most: i64 = (0..problem.reps())
            .map(|rep| problem.high[(rep + 1) * problem.measures - 1])
            .fold(0, i64::saturating_add);
        let accounts = i64::try_from(book.accounts.len()).unwrap_or(i64::MAX);
        if problem.measures > self.bands.len() && most < accounts {
            let what = format!("{accounts} accounts do not fit: all territories together may have {most}");
            found.push(Obstacle { what, needs: None });
        }
        found.extend(self.too_many_moves());
        if problem.units() < problem.reps() {
            let what = format!(
                "there are {} territories and only {} accounts or families to share",
                problem.reps(),
                problem.units()
            );
            found.push(Obstacle { what, needs: None });
        }
        found
    }

    /// What makes the limits on moves impossible: more has to move than they allow, by families that several reps
    /// share, by what may not stay, and by reps with more accounts than they may have.
    fn too_many_moves(&self) -> Vec<Obstacle> {
        let problem = &self.problem;
        let mut found = Vec::new();
        let all = |budget: &Budget| -> i128 {
            let members = problem.members.iter().zip(&budget.weights);
            members.filter(|(member, _)| member.owner != NONE).map(|(_, weight)| i128::from(*weight)).sum()
        };
        for budget in &problem.budgets {
            let least = |unit: usize| {
                let may = |rep: &usize| problem.cost(unit, *rep).is_some();
                let owners = problem.members_of(unit).iter().map(|member| member.owner);
                let stays = owners.filter(|owner| *owner != NONE).map(index).any(|owner| {
                    problem.moved(unit, owner, budget) == 0 && problem.cost(unit, owner).is_some()
                });
                if stays {
                    return 0;
                }
                (0..problem.reps()).filter(may).map(|rep| problem.moved(unit, rep, budget)).min().unwrap_or(0)
            };
            let families: i64 = (0..problem.units()).map(least).sum();
            let mut least = i128::from(families);
            let counted = budget.weights.iter().all(|weight| *weight == 1);
            if counted && problem.limits > 0 {
                least = least.max(i128::from(self.beyond_most()));
            }
            if least > i128::from(budget.limit) {
                // A tenth of a percent more at most: what is asked for is a number that will do.
                let needs = (least * 1_000 + all(budget) - 1).div_euclid(all(budget).max(1)) * 1_000;
                let of = if counted { "accounts" } else { "revenue" };
                let flag = if counted { "--max-moved" } else { "--max-moved-revenue" };
                let scale = if counted { 1 } else { 10_000 };
                let (least, limit) = (least / scale, i128::from(budget.limit) / scale);
                let needs = percent_text(i64::try_from(needs).unwrap_or(i64::MAX));
                let by = "by families that several share, by regions or by `--max-accounts`";
                let what = format!(
                    "{least} of the {of} must move, {by}, where {limit} may: it needs `{flag} {needs}`"
                );
                found.push(Obstacle { what, needs: None });
            }
        }
        if found.is_empty() && problem.budgets.len() > 1 && least_moved(problem, None).is_none() {
            let what = "the limits on moves cannot be kept both: families that several share leave no way"
                .to_owned();
            found.push(Obstacle { what, needs: None });
        }
        found
    }

    /// How many accounts are with an owner who stays and has more than the most.
    fn beyond_most(&self) -> i64 {
        let problem = &self.problem;
        let mut owned = vec![0_i64; problem.reps()];
        for member in problem.members.iter().filter(|member| member.owner != NONE) {
            owned[index(member.owner)] += 1;
        }
        let most = |rep: usize| problem.high[(rep + 1) * problem.measures - 1];
        owned.iter().enumerate().map(|(rep, owned)| (owned - most(rep)).max(0)).sum()
    }

    /// The least tolerance at which a territory may have a load, in millionths, rounded up to a tenth of a percent.
    pub(super) fn needs(&self, rep: usize, measure: usize, load: i64) -> Option<i64> {
        let capacity: i128 = self.targets.iter().map(|target| i128::from(target.unit.capacity)).sum();
        let total = i128::from(*self.problem.totals().get(measure)?);
        let share = total.checked_mul(i128::from(self.targets[rep].unit.capacity))?;
        let part = i128::from(load).checked_mul(capacity)?.checked_mul(1_000)?;
        let thousandths = (part + share - 1).div_euclid(share.max(1));
        i64::try_from((thousandths - 1_000) * 1_000).ok()
    }
}

impl Setup {
    /// A breach in words: which limit, and by how much.
    #[must_use]
    pub fn breach_text(&self, breach: &Breach) -> String {
        let problem = &self.problem;
        match breach {
            Breach::Band { rep, measure, load } => {
                let name = &self.targets[*rep].unit.name;
                let at = rep * problem.measures + measure;
                let (low, high) = (problem.low[at], problem.high[at]);
                let of = self.bands.get(*measure).map_or("accounts", |band| band.measure.as_str());
                let scale = if *measure < self.bands.len() { 10_000 } else { 1 };
                let (word, by) =
                    if *load > high { ("too much", load - high) } else { ("too little", low - load) };
                let part = i128::from(by) * 1_000_000 / i128::from(high.max(1));
                let part = percent_text(i64::try_from(part).unwrap_or(i64::MAX));
                format!("`{name}` still has {} {word} {of}, {part} % of what it may have", by / scale)
            }
            Breach::Budget { budget, moved } => {
                let limit = problem.budgets[*budget].limit;
                format!("{moved} moved where {limit} may: the limit on moves is not kept")
            }
            Breach::Apart { rep, pieces } => {
                format!("`{}` is in {pieces} pieces that are not connected", self.targets[*rep].unit.name)
            }
            other => format!("{other:?}"),
        }
    }
}

impl Obstacle {
    /// The obstacle in words, with the tolerance that would do.
    #[must_use]
    pub fn text(&self) -> String {
        match self.needs {
            None => self.what.clone(),
            Some((_, needs)) => format!("{}: it needs a tolerance of {} %", self.what, percent_text(needs)),
        }
    }
}
