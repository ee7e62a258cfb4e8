//! What one window of an element has earned by a day: the credits at their rates, or one result, before caps.

use std::borrow::Cow;
use std::sync::Arc;

use crate::calendar::{Day, Span};
use crate::engine::commissions::group::Group;
use crate::engine::commissions::window::{Table, Terms, scale_of};
use crate::engine::commissions::{CreditKind, NO_CREDIT, NO_RATE, Run};
use crate::engine::error::EngineError;
use crate::engine::people::index;
use crate::engine::tiers::{Slice, slices};
use crate::money::{Amount, Fraction, Rounding, allocate, multiply_divide, scaled_sum};
use crate::plan::{Boundary, Element, Mode, Pays, Worth};

/// One cent on the scale of amounts.
pub(super) const CENT: i128 = 100;

/// A credit that counts in a window.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    pub(super) credit: u32,
    pub(super) deal: usize,
    pub(super) day: Day,
    /// The position of its terms in the sheet.
    pub(super) terms: usize,
    /// The rate table that takes it.
    pub(super) entry: usize,
    /// Whether this window pays it; else it only moves the measure along.
    pub(super) home: bool,
    /// As its own terms measure it, scale 14.
    pub(super) value: i128,
    /// What the rate multiplies in place of the measure, scale 14.
    pub(super) pays_on: Option<i128>,
    /// The measure before it, as its own terms measure.
    pub(super) before: i128,
    /// The part of it that was cancelled or refunded and does not count; at most the whole.
    pub(super) gone: Fraction,
}

impl Taken {
    /// A credit before it is measured.
    pub(super) fn new(credit: u32, deal: usize, day: Day) -> Self {
        let (terms, entry, home) = (0, 0, false);
        let (value, pays_on, before) = (0, None, 0);
        Self { credit, deal, day, terms, entry, home, value, pays_on, before, gone: Fraction::ZERO }
    }

    /// What is left of a value of the credit, scale 14, without what was taken back, which is rounded to cents.
    pub(super) fn left_of(&self, value: i128) -> Option<i128> {
        const CENTS: i128 = 1_000_000_000_000;
        if self.gone.is_zero() {
            return Some(value);
        }
        if self.gone == Fraction::ONE {
            return Some(0);
        }
        let below = self.gone.denominator().checked_mul(CENTS)?;
        let part = multiply_divide(value, self.gone.numerator(), below, Rounding::HalfUp)?;
        value.checked_sub(part.checked_mul(CENTS)?)
    }
}

/// One window of one element of a rep.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    pub(super) span: Span,
    /// The terms of each version of the element, by the first day on which it holds in the window.
    pub(super) terms: Vec<(Day, Terms)>,
    /// The credits, in order.
    pub(super) taken: Vec<Taken>,
    /// For each of the terms: the measure after so many credits.
    pub(super) sums: Vec<Vec<i128>>,
    /// For each of the terms whose tiers are found by a group: the rule, and the group in this window.
    pub(super) groups: Vec<Option<(usize, Arc<Group>)>>,
    /// The day by which what was cancelled or refunded is left out; none where everything is in it.
    pub(super) undone: Option<Day>,
}

/// A part of a credit in one tier.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    pub(super) tier: u32,
    /// Scale 14.
    pub(super) part: i128,
    /// Its value in units of the element's scale.
    pub(super) value: Fraction,
}

/// What one credit has earned.
#[derive(Clone, Debug)]
pub(super) struct Paid {
    /// The position in the sheet's credits.
    pub(super) position: usize,
    /// Its parts.
    pub(super) cuts: Vec<Cut>,
    /// What it has earned, scale 4, whole cents.
    pub(super) amount: i128,
}

/// What a window has earned by a day.
#[derive(Clone, Debug, Default)]
pub(super) struct ToDate {
    /// By credit, in order.
    pub(super) paid: Vec<Paid>,
    /// A result without credits, scale 4, whole cents.
    pub(super) whole: i128,
    /// The tier of a result, 0 where there is none.
    pub(super) tier: u32,
    /// The rate of a result, scale 6; `NO_RATE` where there is none.
    pub(super) rate: i64,
}

/// What stands beside the credits of a window.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beside {
    /// The factor of `multiplier`.
    pub(super) factor: Fraction,
    /// Whether the gate is open and the threshold passed.
    pub(super) open: bool,
    /// What a score, a contest or a formula pays, in currency units before the factor; for a matrix and a score it is
    /// a multiple of target.
    pub(super) result: Option<Fraction>,
}

impl Sheet {
    /// How many credits there are by a day.
    pub(super) fn count(&self, day: Day) -> usize {
        self.taken.partition_point(|taken| taken.day <= day)
    }

    /// The position of the terms in force on a day: the last that began by then, else the first.
    pub(super) fn terms_on(&self, day: Day) -> usize {
        self.terms.partition_point(|(from, _)| *from <= day).saturating_sub(1)
    }

    /// The measure by a day, scale 14, as the terms of that day measure it.
    pub(super) fn measure(&self, day: Day) -> i128 {
        self.measure_by(self.terms_on(day), day)
    }

    /// What makes up the attainment that a part of the target incentive is paid for: the credits of the window by a
    /// day, and where a group finds the tiers all that the group has, as one credit.
    pub(super) fn attained(&self, day: Day) -> Cow<'_, [Taken]> {
        let at = self.terms_on(day);
        if let Some(Some((rule, group))) = self.groups.get(at) {
            let whole = Taken { terms: at, value: group.by(*rule, day), ..Taken::new(NO_CREDIT, 0, day) };
            return Cow::Owned(vec![whole]);
        }
        let taken = &self.taken[..self.count(day)];
        if taken.iter().all(|taken| taken.home) {
            return Cow::Borrowed(taken);
        }
        Cow::Owned(taken.iter().filter(|taken| taken.home).cloned().collect())
    }

    /// The measure by a day as some of the terms measure it: that of the group where a group finds the tier.
    pub(super) fn measure_by(&self, terms: usize, day: Day) -> i128 {
        match self.groups.get(terms) {
            Some(Some((rule, group))) => group.by(*rule, day),
            _ => self.sums[terms][self.count(day)],
        }
    }
}

impl Run {
    /// What a window has earned by a day.
    pub(super) fn to_date(
        &self,
        rep: u32,
        sheet: &Sheet,
        day: Day,
        beside: Beside,
    ) -> Result<ToDate, EngineError> {
        let at = sheet.terms_on(day);
        let terms = &sheet.terms[at].1;
        let element = self.element(terms.rule);
        let too_large = || EngineError::TooLarge {
            what: format!("what `{}` earns by element `{}`", self.people.id(rep), element.id),
        };
        let by_credit = matches!(element.worth, Worth::Rates(_) | Worth::Levels);
        if by_credit && matches!(element.pays, Pays::Rate | Pays::Unit) {
            return self.by_credit(sheet, day, beside).ok_or_else(too_large);
        }
        self.by_result(sheet, day, beside).ok_or_else(too_large)
    }

    fn by_credit(&self, sheet: &Sheet, day: Day, beside: Beside) -> Option<ToDate> {
        let mut to_date = ToDate::default();
        for position in 0..sheet.count(day) {
            let taken = &sheet.taken[position];
            if !taken.home {
                continue;
            }
            let terms = &sheet.terms[taken.terms].1;
            let element = self.element(terms.rule);
            let cuts = self.cuts(sheet, taken, day)?;
            let amount = match terms.base.filter(|_| beside.open) {
                Some(base) => {
                    let rounding = self.plans[self.rules[terms.rule].plan].rounding;
                    earn(taken, &cuts, base, beside.factor, scale_of(element), rounding)?
                }
                None => 0,
            };
            to_date.paid.push(Paid { position, cuts, amount });
        }
        Some(to_date)
    }

    /// The parts of a credit with their values, as the window stands on a day.
    pub(super) fn cuts(&self, sheet: &Sheet, taken: &Taken, day: Day) -> Option<Vec<Cut>> {
        let terms = &sheet.terms[taken.terms].1;
        let element = self.element(terms.rule);
        let whole = |tier: usize, value: Fraction| {
            vec![Cut { tier: u32::try_from(tier).unwrap_or(u32::MAX), part: taken.value, value }]
        };
        let level = match self.credits.causes.get(index(taken.credit)).map(|cause| cause.kind) {
            Some(CreditKind::Team(level)) if !element.levels.is_empty() => Some(level),
            _ => None,
        };
        if level.is_some() || matches!(element.worth, Worth::Levels) {
            let place = level.and_then(|level| usize::from(level).checked_sub(1));
            let rate = place.and_then(|place| element.levels.get(place));
            return Some(whole(0, Fraction::whole(rate.map_or(0, |rate| i128::from(rate.raw())))));
        }
        let Some(table) = terms.tables.get(taken.entry) else { return Some(whole(0, Fraction::ZERO)) };
        let slowed;
        let table = if terms.is_slow(taken.day) && element.mode != Mode::Interpolated {
            slowed = table.slowed();
            &slowed
        } else {
            table
        };
        let value = |tier: usize| Fraction::whole(i128::from(table.value(tier)));
        if table.flat {
            return Some(whole(0, value(1)));
        }
        let measure = sheet.measure_by(taken.terms, day);
        match element.mode {
            Mode::Marginal => {
                let mut cuts = Vec::new();
                slices(&table.bands, taken.before, taken.value, |Slice { tier, part, rate }| {
                    cuts.push(Cut { tier, part, value: Fraction::whole(i128::from(rate)) });
                });
                Some(cuts)
            }
            Mode::Retroactive | Mode::Step => {
                let tier = table.reached(measure, element.boundary);
                Some(whole(tier, value(tier)))
            }
            Mode::Overage => {
                Some(overage(table, terms.quota, taken, table.reached(measure, element.boundary)))
            }
            Mode::Interpolated => {
                let most = terms.quota.map(|quota| quota.exact().raw()).filter(|_| terms.is_slow(taken.day));
                let measure = most.map_or(measure, |most| measure.min(most));
                Some(whole(table.reached(measure, element.boundary), table.between(measure)?))
            }
        }
    }

    fn by_result(&self, sheet: &Sheet, day: Day, beside: Beside) -> Option<ToDate> {
        let terms = &sheet.terms[sheet.terms_on(day)].1;
        let element = self.element(terms.rule);
        let rounding = self.plans[self.rules[terms.rule].plan].rounding;
        let mut to_date = ToDate { rate: NO_RATE, ..ToDate::default() };
        let home: Vec<usize> = (0..sheet.count(day)).filter(|at| sheet.taken[*at].home).collect();
        let total = if beside.open {
            self.result(sheet, day, (element, terms), beside, rounding, &mut to_date)?
        } else {
            0
        };
        if home.is_empty() {
            to_date.whole = total;
            return Some(to_date);
        }
        let weights: Vec<i128> = home.iter().map(|at| sheet.taken[*at].value).collect();
        let cents = allocate(total / CENT, &weights);
        for (position, cents) in home.into_iter().zip(cents) {
            let value = Fraction::whole(0);
            let cuts = vec![Cut { tier: to_date.tier, part: sheet.taken[position].value, value }];
            to_date.paid.push(Paid { position, cuts, amount: cents.checked_mul(CENT)? });
        }
        Some(to_date)
    }

    /// What a window pays for its result by a day, rounded once; raw on scale 4.
    fn result(
        &self,
        sheet: &Sheet,
        day: Day,
        (element, terms): (&Element, &Terms),
        beside: Beside,
        rounding: Rounding,
        to_date: &mut ToDate,
    ) -> Option<i128> {
        let factor = beside.factor;
        let cents = |pairs: &[(i128, i128)], numerators: &[Fraction], denominators: &[i128]| {
            let mut above: Vec<i128> = numerators.iter().map(|each| each.numerator()).collect();
            let mut below: Vec<i128> = numerators.iter().map(|each| each.denominator()).collect();
            above.extend([factor.numerator(), 100]);
            below.extend(denominators);
            below.push(factor.denominator());
            scaled_sum(pairs, &above, &below, rounding)?.checked_mul(CENT)
        };
        if !matches!(element.worth, Worth::Rates(_) | Worth::Levels) {
            let Some(result) = beside.result else { return Some(0) };
            let target = match element.worth {
                Worth::Matrix(_) | Worth::Score => match terms.target {
                    Some(target) => target,
                    None => return Some(0),
                },
                _ => Fraction::ONE,
            };
            if matches!(element.worth, Worth::Matrix(_) | Worth::Score) {
                to_date.rate =
                    result.scaled(6, Rounding::HalfUp).and_then(|rate| i64::try_from(rate).ok())?;
            }
            return cents(&[(1, 1)], &[result, target], &[]);
        }
        let measure = sheet.measure(day);
        let slow = terms.is_slow(day);
        let quota = terms.quota.map(|quota| quota.exact().raw()).filter(|quota| *quota > 0);
        let single = matches!(element.mode, Mode::Step | Mode::Interpolated);
        let scale = scale_of(element);
        let table = terms.tables.first()?;
        let table = if slow && element.mode == Mode::Step { table.slowed() } else { table.clone() };
        let measure = if slow && element.mode == Mode::Interpolated {
            quota.map_or(measure, |quota| measure.min(quota))
        } else {
            measure
        };
        if table.flat && element.pays == Pays::Fixed {
            // Without a condition it is paid in every window; with one, once something has met it.
            let counts = |taken: &Taken| taken.home && taken.day <= day && taken.gone != Fraction::ONE;
            let met = element.condition.is_none() || sheet.taken.iter().any(counts);
            return if met { cents(&[(1, i128::from(table.value(1)))], &[], &[scale]) } else { Some(0) };
        }
        if !table.flat && (single || element.pays == Pays::Fixed) {
            let tier = table.reached(measure, element.boundary);
            to_date.tier = u32::try_from(tier).ok()?;
            let value = match element.mode {
                Mode::Interpolated => table.between(measure)?,
                _ => Fraction::whole(i128::from(table.value(tier))),
            };
            to_date.rate = terms.shown(value, scale);
            return match element.pays {
                Pays::Target => match terms.target {
                    Some(target) => cents(&[(1, 1)], &[value, target], &[scale]),
                    None => Some(0),
                },
                _ => cents(&[(1, 1)], &[value], &[scale]),
            };
        }
        // Of the target incentive by attainment: each credit's parts ÷ quota at their rates.
        let (Some(target), Some(quota)) = (terms.target, quota) else { return Some(0) };
        to_date.tier =
            u32::try_from(if table.flat { 0 } else { table.reached(measure, element.boundary) }).ok()?;
        to_date.rate = terms.shown(
            Fraction::whole(i128::from(table.value(usize::try_from(to_date.tier.max(1)).ok()?))),
            scale,
        );
        let mut pairs = Vec::new();
        for taken in sheet.attained(day).iter() {
            for cut in self.cuts(sheet, taken, day)? {
                // A rate by tiers is a whole number on its scale: only straight lines have others.
                pairs.push((cut.part, cut.value.numerator()));
            }
        }
        cents(&pairs, &[target], &[quota, scale])
    }

    /// Whether the threshold of an element is reached by a day; an undefined attainment reaches none.
    pub(super) fn passes_threshold(&self, sheet: &Sheet, day: Day) -> bool {
        let terms = &sheet.terms[sheet.terms_on(day)].1;
        let measure = sheet.measure(day);
        match (self.element(terms.rule).threshold, terms.quota) {
            (None, _) => true,
            (Some(Boundary::Measure(from)), _) => measure >= from.exact().raw(),
            (Some(Boundary::Attainment(from)), Some(quota)) if quota > Amount::ZERO => {
                let least = i128::from(from.raw())
                    .checked_mul(quota.raw())
                    .and_then(|least| least.checked_mul(10_000));
                least.is_some_and(|least| measure >= least)
            }
            (Some(Boundary::Attainment(_)), _) => false,
        }
    }
}

/// Up to quota at the first rate, all above it at the rate of the tier reached.
///
/// 140,000 on a quota of 100,000 with 50 % from 0 and 100 % from 1.25: 100,000 at 50 % and 40,000 at 100 %.
fn overage(table: &Table, quota: Option<Amount>, taken: &Taken, reached: usize) -> Vec<Cut> {
    let cut = |tier: usize, part: i128| Cut {
        tier: u32::try_from(tier).unwrap_or(u32::MAX),
        part,
        value: Fraction::whole(i128::from(table.value(tier))),
    };
    let quota = quota.map_or(0, |quota| quota.exact().raw());
    let (from, to) = (taken.before, taken.before + taken.value);
    let below = to.min(quota) - from.min(quota);
    let above = taken.value - below;
    let mut cuts = Vec::new();
    if below != 0 || above == 0 {
        cuts.push(cut(reached.min(1), below));
    }
    if above != 0 {
        cuts.push(cut(reached, above));
    }
    cuts
}

/// What a credit earns by its parts, rounded once; raw on scale 4.
pub(super) fn earn(
    taken: &Taken,
    cuts: &[Cut],
    base: Fraction,
    factor: Fraction,
    scale: i128,
    rounding: Rounding,
) -> Option<i128> {
    // Cents of scale 14, times the scale of the values.
    let cent = 1_000_000_000_000;
    let common = cuts.iter().map(|cut| cut.value.denominator()).max().unwrap_or(1);
    let same = cuts.iter().all(|cut| cut.value.denominator() == common);
    debug_assert!(same, "the values of one table have one denominator");
    let mut above = vec![base.numerator(), factor.numerator()];
    let mut below = vec![cent, scale, common, base.denominator(), factor.denominator()];
    let pairs: Vec<(i128, i128)> = match taken.pays_on {
        Some(on) if taken.value == 0 => {
            cuts.first().map(|cut| (on, cut.value.numerator())).into_iter().collect()
        }
        on => {
            if let Some(on) = on {
                above.push(on);
                below.push(taken.value);
            }
            cuts.iter().map(|cut| (cut.part, cut.value.numerator())).collect()
        }
    };
    scaled_sum(&pairs, &above, &below, rounding)?.checked_mul(CENT)
}
