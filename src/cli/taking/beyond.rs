//! The credits of a deal beyond direct credit by its close: overlays, the team above, territories, and what
//! invoices and payments bring.

use super::entries::CREDITS;
use super::values::known;
use super::{Context, Part, Source, Taken};
use crate::calendar::Day;
use crate::data::DataError;
use crate::engine::commissions::{Cause, CreditKind, NOT_TAKEN, Rule};
use crate::engine::crediting::{Share, check_whole, credits};
use crate::engine::error::EngineError;
use crate::model::rows::EventKind;
use crate::money::{Amount, Percent, Rounding, multiply_divide};
use crate::plan::DatedBy;

/// A credit of one deal before its values are known.
#[derive(Clone, Copy)]
struct Owed {
    rep: u32,
    percent: Percent,
    cause: Cause,
    /// The role of its row in the splits, as a place in the list of roles; the empty one without a row.
    role: usize,
    /// The day that dates it.
    day: Day,
    /// The direct share that it repeats, for a manager above it.
    direct: Option<usize>,
    /// The part of the deal that an event brings: before it and with it, of the whole, raw on scale 4.
    part: Option<(i128, i128, i128)>,
}

impl Context<'_> {
    /// The credits of one deal in every way in which some element counts deals.
    pub(super) fn share_beyond(
        &self,
        source: &Source<'_>,
        (row, day, id, split): (usize, Day, &str, &[Share]),
        taken: &mut Taken,
        part: &mut Part,
    ) -> Result<Result<(), EngineError>, DataError> {
        let mut own = [Share { rep: 0, role: 0, percent: Percent::HUNDRED }];
        let mut direct = split;
        if split.is_empty() {
            match self.owner((source.owners, row), day, part) {
                Ok(Some(rep)) => {
                    own[0].rep = rep;
                    direct = &own;
                }
                Ok(None) => {}
                Err(error) => return Ok(Err(error)),
            }
        } else if let Err(error) = check_whole(|| id, split) {
            return Ok(Err(error));
        }
        let owed = match self.owed(source, (row, day, id), direct, split.is_empty()) {
            Ok(owed) => owed,
            Err(error) => return Ok(Err(error)),
        };
        let rules = |owed: &Owed| self.taking_cause(*owed, row, source).map(|(_, rule)| rule);
        let mine: Vec<Owed> =
            owed.into_iter().filter(|owed| rules(owed).next().is_some() || self.keeps(owed)).collect();
        for share in direct.iter().filter(|share| !mine.iter().any(|owed| owed.rep == share.rep)) {
            self.count_unplanned(share.rep, day, part);
        }
        let Some(first) = mine.first() else { return Ok(Ok(())) };
        let deal = taken.deal(row, first.rep);
        for owed in &mine {
            taken.credits.deals.push(deal);
            taken.credits.reps.push(owed.rep);
            taken.credits.shares.push(owed.percent.raw());
            taken.credits.causes.push(owed.cause);
            for (rule, of_rule) in source.by_credit.iter().enumerate().filter(|(_, of)| !of.is_empty()) {
                taken.credits.entries[rule].push(of_rule[combination(owed)][row]);
            }
            taken.credits.days.push(owed.day.number());
        }
        for (number, all) in taken.credits.values.iter_mut().enumerate() {
            let uses = |rule: &Rule| {
                rule.measure == number || rule.pays_on.is_some_and(|(other, _)| other == number)
            };
            let counts = || mine.iter().any(|owed| rules(owed).any(uses));
            let value = Amount::from_raw(self.value(source, row, number, counts)?);
            let mut parts = vec![value];
            if !split.is_empty()
                && let Err(error) = credits(value, split, &mut parts)
            {
                return Ok(Err(error));
            }
            for owed in &mine {
                match credited(owed, value, &parts) {
                    Some(credited) => all.push(credited),
                    None => return Ok(Err(EngineError::TooLarge { what: format!("a share of {value}") })),
                }
            }
        }
        Ok(Ok(()))
    }

    /// Everybody who may be credited with a deal, whether or not an element of theirs counts it.
    fn owed(
        &self,
        source: &Source<'_>,
        (row, day, id): (usize, Day, &str),
        direct: &[Share],
        owned: bool,
    ) -> Result<Vec<Owed>, EngineError> {
        let kinds = &self.ground.company.people;
        let whole = Percent::HUNDRED;
        let company = self.ground.company;
        let place = |role: &str| self.roles.iter().position(|known| known == role).unwrap_or(0);
        let one = |rep: u32, percent: Percent, kind: CreditKind, direct: Option<usize>| Owed {
            rep,
            percent,
            cause: Cause { kind, dated: DatedBy::Close },
            role: 0,
            day,
            direct,
            part: None,
        };
        let mut owed = Vec::new();
        let own = if owned { CreditKind::Owner } else { CreditKind::Share };
        for (at, share) in direct.iter().enumerate() {
            let role = if owned { 0 } else { place(company.splits.role(share.role)) };
            let one = |rep, percent, kind, direct| Owed { role, ..one(rep, percent, kind, direct) };
            owed.push(one(share.rep, share.percent, own, Some(at)));
            if self.lenient {
                let kinds = [CreditKind::Overlay, CreditKind::Territory, CreditKind::Team(1)];
                owed.extend(kinds.map(|kind| one(share.rep, share.percent, kind, Some(at))));
                continue;
            }
            for (level, manager) in (1_u8..).zip(kinds.managers_above(share.rep, day)?) {
                owed.push(one(manager, share.percent, CreditKind::Team(level), Some(at)));
            }
        }
        for share in self.ground.company.overlay_splits.shares(id) {
            let role = place(company.overlay_splits.role(share.role));
            owed.push(Owed { role, ..one(share.rep, share.percent, CreditKind::Overlay, None) });
        }
        let territory = source.territories.get(row).copied().flatten().unwrap_or_default();
        for rep in self.territories.get(territory).into_iter().flatten() {
            let covers = kinds.row_on(*rep, day).and_then(|row| row.columns.get("territory"));
            if covers.is_some_and(|covers| covers == territory) {
                owed.push(one(*rep, whole, CreditKind::Territory, None));
            }
        }
        let amount = known(source.amounts[row]).unwrap_or(0);
        let (mut invoiced, mut paid, mut dated) = (0, 0, Vec::new());
        for event in self.ground.events.of(id) {
            let (by, sum) = match event.kind() {
                EventKind::Invoice => (DatedBy::Invoice, &mut invoiced),
                EventKind::Payment => (DatedBy::Payment, &mut paid),
                EventKind::Release | EventKind::Cancel | EventKind::Refund => continue,
            };
            let before = *sum;
            *sum += event.amount().map_or(amount - before, Amount::raw);
            let part = Some((before, *sum, amount));
            let of_event = |owed: &Owed| Owed {
                cause: Cause { dated: by, ..owed.cause },
                day: event.day(),
                part,
                ..*owed
            };
            dated.extend(owed.iter().map(of_event));
        }
        if self.lenient {
            for by in [DatedBy::Invoice, DatedBy::Payment] {
                dated.extend(
                    owed.iter().map(|owed| Owed { cause: Cause { dated: by, ..owed.cause }, ..*owed }),
                );
            }
        }
        owed.extend(dated);
        Ok(owed)
    }

    /// The elements of the rep's plan that take a credit, with their places.
    fn taking_cause<'e>(
        &'e self,
        owed: Owed,
        row: usize,
        source: &'e Source<'_>,
    ) -> impl Iterator<Item = (usize, &'e Rule)> {
        let (plan, cause, day) = (self.ground.membership.plan_on(owed.rep, owed.day), owed.cause, owed.day);
        let plans = self.ground.plans;
        let rules = self.ground.terms.rules.iter().enumerate();
        rules.filter(move |(at, rule)| {
            let entry = match source.by_credit[*at].get(combination(&owed)) {
                Some(entries) => entries[row],
                None => source.entries[*at][row],
            };
            let element = &plans[rule.plan].elements[rule.element];
            Some(rule.plan) == plan
                && entry != NOT_TAKEN
                && element.between.is_none_or(|days| days.contains(day))
                && cause.counts(element)
        })
    }

    /// Whether a credit counts for a quota measure that the rep's plan refers to.
    fn keeps(&self, owed: &Owed) -> bool {
        let plan = self.ground.membership.plan_on(owed.rep, owed.day);
        let direct = owed.cause.is_direct() && owed.cause.dated == DatedBy::Close;
        direct && plan.is_some_and(|plan| self.ground.terms.keeps[plan])
    }
}

/// The place of a credit's role and kind among the entries by credit.
fn combination(owed: &Owed) -> usize {
    let kind = CREDITS.iter().position(|word| *word == owed.cause.word()).unwrap_or(0);
    owed.role * CREDITS.len() + kind
}

/// What a credit has of a value: its share, or what an event brings of it; raw on scale 4.
fn credited(owed: &Owed, value: Amount, parts: &[Amount]) -> Option<i128> {
    let whole = if let Some(at) = owed.direct {
        parts.get(at)?.raw()
    } else {
        // A row outside the 100 %: its own percent, in cents.
        let cents =
            multiply_divide(value.raw(), i128::from(owed.percent.raw()), 10_i128.pow(10), Rounding::HalfUp)?;
        if owed.percent == Percent::HUNDRED { value.raw() } else { cents.checked_mul(100)? }
    };
    let Some((before, with, amount)) = owed.part else { return Some(whole) };
    let to_date = |sum: i128| {
        if amount == 0 || sum == amount {
            return Some(whole);
        }
        multiply_divide(whole, sum, amount.checked_mul(100)?, Rounding::HalfUp)?.checked_mul(100)
    };
    to_date(with)?.checked_sub(if before == 0 { 0 } else { to_date(before)? })
}
