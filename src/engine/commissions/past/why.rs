//! Why a closed payout would pay otherwise by today's inputs: what was known of a deal then is held against what is
//! known now, and the first thing that differs is the reason. What only moves because another deal of the element
//! does, names that deal.

use std::collections::{BTreeMap, BTreeSet};

use super::{Difference, Prior};
use crate::engine::commissions::facts::{Facts, cause};
use crate::engine::commissions::{CreditKind, Run};
use crate::engine::people::index;
use crate::model::pay::PayLine;
use crate::money::Rate;

/// Why a closed payout would pay otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PriorReason {
    /// The deal was not there, or not won, when the period was closed.
    LateDeal,
    /// Its amount is another one, or what the element measures of it.
    ChangedAmount,
    /// It is won no longer, or was undone.
    Cancelled,
    /// No file has it any longer.
    Gone,
    /// It is won, and no plan pays it now.
    Untaken,
    /// It counts on another day.
    ChangedDate,
    /// The rep's share is another one.
    ChangedSplit,
    /// It belongs to somebody else.
    ChangedOwner,
    /// The quota of the window is another one.
    ChangedQuota,
    /// The plan is another version, or was changed.
    ChangedPlan,
    /// A rate is another one.
    ChangedRate,
    /// Something was added by hand.
    NewAdjustment,
    /// What was added by hand is another amount, or no longer there.
    ChangedAdjustment,
    /// What happened to the deal after its booking is something else.
    ChangedEvent,
    /// The exchange rate is another one.
    ChangedExchangeRate,
    /// The rep is on the plan, or a manager, on other days.
    ChangedRep,
    /// Another deal of the element moves it to other tiers, or changes the result: which, and why that one changed.
    Follows(String, Box<PriorReason>),
    /// Nothing that is kept of it differs.
    Recomputed,
}

impl PriorReason {
    /// The reason in words.
    #[must_use]
    pub fn words(&self) -> String {
        let words = match self {
            Self::LateDeal => "late deal",
            Self::ChangedAmount => "changed amount",
            Self::Cancelled => "cancelled",
            Self::Gone => "deal no longer there",
            Self::Untaken => "no plan pays the deal now",
            Self::ChangedDate => "changed date",
            Self::ChangedSplit => "changed split",
            Self::ChangedOwner => "changed owner",
            Self::ChangedQuota => "changed quota",
            Self::ChangedPlan => "changed plan",
            Self::ChangedRate => "changed rate",
            Self::NewAdjustment => "new adjustment",
            Self::ChangedAdjustment => "changed adjustment",
            Self::ChangedEvent => "changed event",
            Self::ChangedExchangeRate => "changed exchange rate",
            Self::ChangedRep => "changed rep data",
            Self::Recomputed => "worked out anew from today's inputs",
            Self::Follows(deal, why) if deal.is_empty() => return format!("{} in the window", why.words()),
            Self::Follows(deal, why) => return format!("{} of {deal}, in the same window", why.words()),
        };
        words.to_owned()
    }

    /// Whether it is a reason of its own, and not one that follows from another difference.
    fn is_own(&self) -> bool {
        !matches!(self, Self::Follows(..) | Self::Recomputed)
    }
}

/// What is known beside one difference: whose the deals were and are.
pub(super) struct Context<'a> {
    /// For each deal that differs, who was credited when the periods were closed: rep, cause, and the line.
    then: BTreeMap<&'a str, Vec<&'a PayLine>>,
    /// For each deal that differs, the credits of today.
    now: BTreeMap<&'a str, Vec<usize>>,
    /// Who had a statement: payout, rep and plan.
    had: BTreeSet<(&'a str, &'a str, &'a str)>,
}

impl<'a> Context<'a> {
    pub(super) fn new(run: &'a Run, lines: &'a [PayLine], differences: &[Difference]) -> Self {
        let wanted: BTreeSet<&str> = differences
            .iter()
            .map(|difference| difference.key.3.as_str())
            .filter(|id| !id.is_empty())
            .collect();
        let mut then: BTreeMap<&str, Vec<&PayLine>> = BTreeMap::new();
        for line in lines.iter().filter(|line| wanted.contains(line.deal_id.as_str())) {
            then.entry(&line.deal_id).or_default().push(line);
        }
        let mut now: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        if !wanted.is_empty() {
            for (credit, deal) in run.credits.deals.iter().enumerate() {
                let id = run.deals.ids.get(index(*deal));
                if wanted.contains(id) {
                    now.entry(id).or_default().push(credit);
                }
            }
        }
        let key = |row: &'a crate::model::pay::StatementRow| {
            (row.period.as_str(), row.rep_id.as_str(), row.plan.as_str())
        };
        Self { then, now, had: run.past.statements.iter().map(key).collect() }
    }

    /// Why a difference arose, as far as it can be told from what is kept.
    pub(super) fn reason(&self, run: &Run, difference: &Difference) -> PriorReason {
        let (_, plan, _, deal, by_hand) = &difference.key;
        match (&difference.then, &difference.now) {
            (None, _) if *by_hand => PriorReason::NewAdjustment,
            _ if *by_hand => PriorReason::ChangedAdjustment,
            (Some(then), Some(now)) => self.changed(run, difference, plan, then, now),
            (None, Some(now)) if !deal.is_empty() => self.appeared(run, difference, now),
            (Some(then), None) if !deal.is_empty() => self.vanished(run, difference, then),
            _ if run.past.plans_changed.contains(plan) => PriorReason::ChangedPlan,
            _ => PriorReason::Recomputed,
        }
    }

    /// Why a deal pays that did not.
    fn appeared(&self, run: &Run, difference: &Difference, now: &Facts) -> PriorReason {
        let (span, plan, _, deal, _) = &difference.key;
        let rep = run.people.id(difference.rep);
        let Some(lines) = self.then.get(deal.as_str()) else {
            let label = run.periods.iter().find(|period| period.span == *span);
            let label = label.map_or("", |period| period.label.as_str());
            let was_there = self.had.contains(&(label, rep, plan.as_str()));
            let changed = run.past.plans_changed.contains(plan);
            return match (was_there, changed) {
                (true, _) => PriorReason::LateDeal,
                (false, true) => PriorReason::ChangedPlan,
                (false, false) => PriorReason::ChangedRep,
            };
        };
        match lines.iter().filter(|line| line.rep_id == rep).max_by_key(|line| line.payable) {
            Some(mine) if mine.event_date != now.event_date => PriorReason::ChangedDate,
            Some(_) => PriorReason::ChangedPlan,
            None => self.handed_over(run, deal, &now.cause),
        }
    }

    /// Why a deal pays no longer.
    fn vanished(&self, run: &Run, difference: &Difference, then: &Facts) -> PriorReason {
        let deal = &difference.key.3;
        let Some(credits) = self.now.get(deal.as_str()) else { return PriorReason::Gone };
        let mine: Vec<usize> =
            credits.iter().copied().filter(|credit| run.credits.reps[*credit] == difference.rep).collect();
        if mine.is_empty() {
            return self.handed_over(run, deal, &then.cause);
        }
        let number = then.event_date.map(crate::calendar::Day::number);
        let same_day = mine.iter().any(|credit| Some(run.credits.days[*credit]) == number);
        if same_day { PriorReason::ChangedPlan } else { PriorReason::ChangedDate }
    }

    /// Why the credit of a deal is with other reps than before: another owner where it was and is its owner's alone.
    fn handed_over(&self, run: &Run, deal: &str, own: &str) -> PriorReason {
        let kinds = |credit: &usize| cause(run.credits.causes[*credit].kind);
        let now: Vec<&str> = self.now.get(deal).into_iter().flatten().map(kinds).collect();
        let then = self.then.get(deal).into_iter().flatten().map(|line| line.cause.as_str());
        let split =
            now.iter().copied().chain(then).chain([own]).any(|cause| matches!(cause, "share" | "overlay"));
        match own {
            _ if split => PriorReason::ChangedSplit,
            "owner" => PriorReason::ChangedOwner,
            _ if self.owners(run, deal) => PriorReason::ChangedOwner,
            _ => PriorReason::ChangedRep,
        }
    }

    /// Whether a deal's owner is another one than before.
    fn owners(&self, run: &Run, deal: &str) -> bool {
        let now: BTreeSet<&str> = self
            .now
            .get(deal)
            .into_iter()
            .flatten()
            .filter(|credit| run.credits.causes[**credit].kind == CreditKind::Owner)
            .map(|credit| run.people.id(run.credits.reps[*credit]))
            .collect();
        let then = self.then.get(deal).into_iter().flatten().filter(|line| line.cause == "owner");
        let then: BTreeSet<&str> = then.map(|line| line.rep_id.as_str()).collect();
        !now.is_empty() && !then.is_empty() && now.is_disjoint(&then)
    }

    /// Why a deal, or a result, pays another amount.
    fn changed(
        &self,
        run: &Run,
        difference: &Difference,
        plan: &str,
        then: &Facts,
        now: &Facts,
    ) -> PriorReason {
        let deal = &difference.key.3;
        // What was given back in full is new when it comes again.
        if !deal.is_empty() && then.payable == 0 && then.credited == 0 && now.credited != 0 {
            return PriorReason::LateDeal;
        }
        if then.amount != now.amount || then.currency != now.currency {
            return PriorReason::ChangedAmount;
        }
        if then.cause != now.cause || then.share != now.share {
            return self.handed_over_in_part(run, deal, then, now);
        }
        if then.event_date != now.event_date {
            return PriorReason::ChangedDate;
        }
        if then.version != now.version {
            return PriorReason::ChangedPlan;
        }
        if then.credited != now.credited {
            let foreign = run.plans.iter().any(|known| {
                known.id == plan && !now.currency.is_empty() && known.currency.as_str() != now.currency
            });
            return if foreign { PriorReason::ChangedExchangeRate } else { PriorReason::ChangedAmount };
        }
        if then.quota != now.quota {
            return PriorReason::ChangedQuota;
        }
        if rates_differ(&then.rates, &now.rates) {
            return PriorReason::ChangedRate;
        }
        if now.taken != then.taken {
            return if now.taken < then.taken { PriorReason::Cancelled } else { PriorReason::ChangedEvent };
        }
        if now.waits != then.waits && now.earned == then.earned {
            return PriorReason::ChangedEvent;
        }
        let moved = then.tier != now.tier || then.rates != now.rates;
        if !moved && run.past.plans_changed.contains(plan) {
            return PriorReason::ChangedPlan;
        }
        PriorReason::Recomputed
    }

    /// Another share of the same deal, or another cause of the same share.
    fn handed_over_in_part(&self, run: &Run, deal: &str, then: &Facts, now: &Facts) -> PriorReason {
        match (then.cause.as_str(), now.cause.as_str()) {
            ("team" | "territory", _) | (_, "team" | "territory") if self.owners(run, deal) => {
                PriorReason::ChangedOwner
            }
            ("team" | "territory", _) | (_, "team" | "territory") => PriorReason::ChangedRep,
            _ => PriorReason::ChangedSplit,
        }
    }
}

/// Whether a tier that paid then and pays now has another rate.
fn rates_differ(then: &BTreeMap<u32, Rate>, now: &BTreeMap<u32, Rate>) -> bool {
    then.iter().any(|(tier, rate)| now.get(tier).is_some_and(|other| other != rate))
}

/// Gives every difference without a reason of its own the reason of the first one that has one, of the same rep, plan
/// and element, else of the same rep and plan.
pub(super) fn follow(prior: &mut [Prior]) {
    let own: Vec<(u32, usize, String, String, PriorReason)> = prior
        .iter()
        .filter(|prior| prior.reason.is_own())
        .map(|prior| {
            let facts = &prior.facts;
            (prior.rep, prior.plan, facts.element.clone(), facts.deal_id.clone(), prior.reason.clone())
        })
        .collect();
    for prior in prior.iter_mut().filter(|prior| !prior.reason.is_own()) {
        let near = |element: bool| {
            own.iter().find(|(rep, plan, of, ..)| {
                (*rep, *plan) == (prior.rep, prior.plan) && (!element || *of == prior.facts.element)
            })
        };
        if let Some((.., deal, reason)) = near(true).or_else(|| near(false)) {
            prior.reason = PriorReason::Follows(deal.clone(), Box::new(reason.clone()));
        }
    }
}
