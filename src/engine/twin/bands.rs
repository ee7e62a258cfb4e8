//! Tiers, one function for each mode, as the text of the plan language says them.

use super::number::{Number, number, whole};
use crate::plan::{Boundary, Edge, Mode, Rates, Tier, TierValue};

/// A tier on the scale of the measure.
#[derive(Clone, Debug)]
pub struct Band {
    pub from: Number,
    pub value: Number,
    /// Whether it also holds what is below 0: a first tier from 0.
    pub first_from_zero: bool,
}

/// A rate table on the scale of the measure.
#[derive(Clone, Debug)]
pub enum Scale {
    Flat(Number),
    Bands(Vec<Band>),
    /// Tiers on attainment where attainment is undefined.
    Undefined,
}

fn value(value: TierValue) -> Number {
    match value {
        TierValue::Rate(rate) | TierValue::Multiplier(rate) => number(rate),
        TierValue::Amount(amount) => number(amount),
    }
}

/// The rate table; `slow` where tiers from 1.0 up pay the rate below 1.0.
pub fn scale(rates: &Rates, quota: Option<&Number>, slow: bool) -> Scale {
    let tiers = match rates {
        Rates::Flat(flat) => return Scale::Flat(value(*flat)),
        Rates::Tiers(tiers) => tiers,
    };
    let on_attainment = matches!(tiers[0].from, Boundary::Attainment(_));
    let quota = quota.filter(|quota| **quota > whole(0));
    if on_attainment && quota.is_none() {
        return Scale::Undefined;
    }
    let begins = |tier: &Tier| match tier.from {
        Boundary::Attainment(rate) => number(rate),
        Boundary::Measure(amount) => number(amount),
    };
    let below_one = || tiers.iter().rev().find(|tier| begins(tier) < whole(1));
    let band = |tier: &Tier| {
        let begins_at = begins(tier);
        let slowed = slow && on_attainment && begins_at >= whole(1);
        Band {
            first_from_zero: begins_at == whole(0),
            from: if on_attainment { begins_at * quota.unwrap().clone() } else { begins_at },
            value: match slowed {
                true => below_one().map_or(whole(0), |tier| value(tier.value)),
                false => value(tier.value),
            },
        }
    };
    Scale::Bands(tiers.iter().map(band).collect())
}

/// The value of the tier that a measure is in; nothing below the first.
pub fn reached(bands: &[Band], at: &Number, edge: Edge) -> Number {
    let inside = |band: &&Band| {
        band.first_from_zero
            || match edge {
                Edge::Lower => band.from <= *at,
                Edge::Upper => band.from < *at,
            }
    };
    bands.iter().rev().find(inside).map_or(whole(0), |band| band.value.clone())
}

/// Each slice between two measures at its own tier's rate.
pub fn slices(bands: &[Band], from: &Number, to: &Number) -> Number {
    if to < from {
        return -slices(bands, to, from);
    }
    let mut sum = whole(0);
    for (place, band) in bands.iter().enumerate() {
        let bottom = if band.first_from_zero { from.clone() } else { from.clone().most(band.from.clone()) };
        let top = match bands.get(place + 1) {
            Some(next) => to.clone().least(next.from.clone()),
            None => to.clone(),
        };
        if bottom < top {
            sum = sum + (top - bottom) * band.value.clone();
        }
    }
    sum
}

/// The straight line between the points; nothing below the first, level above the last.
pub fn line(points: &[(Number, Number)], at: &Number, level_below: bool) -> Number {
    let (first, last) = (&points[0], &points[points.len() - 1]);
    if *at < first.0 {
        return if level_below { first.1.clone() } else { whole(0) };
    }
    if *at >= last.0 {
        return last.1.clone();
    }
    let place = points.windows(2).position(|pair| *at < pair[1].0).unwrap();
    let ((x0, y0), (x1, y1)) = (points[place].clone(), points[place + 1].clone());
    y0.clone() + (y1 - y0) * (at.clone() - x0.clone()) / (x1 - x0)
}

fn line_of(bands: &[Band], at: &Number) -> Number {
    let points: Vec<_> = bands.iter().map(|band| (band.from.clone(), band.value.clone())).collect();
    line(&points, at, false)
}

/// Where a credit stands in its window.
#[derive(Clone, Debug)]
pub struct Place {
    /// The measure before the credit, and of it.
    pub before: Number,
    pub measure: Number,
    /// What the rate multiplies.
    pub pays_on: Number,
    /// The measure to date.
    pub to_date: Number,
}

/// What a credit earns at the rates of a scale.
pub fn of_credit(scale: &Scale, mode: Mode, edge: Edge, quota: Option<&Number>, place: &Place) -> Number {
    let bands = match scale {
        Scale::Undefined => return whole(0),
        Scale::Flat(rate) => return rate.clone() * place.pays_on.clone(),
        Scale::Bands(bands) => bands,
    };
    let after = place.before.clone() + place.measure.clone();
    let proportion = |of_measure: Number| of_measure * place.pays_on.clone() / place.measure.clone();
    match mode {
        Mode::Marginal if place.measure == whole(0) => {
            reached(bands, &place.before, edge) * place.pays_on.clone()
        }
        Mode::Marginal => proportion(slices(bands, &place.before, &after)),
        Mode::Retroactive => reached(bands, &place.to_date, edge) * place.pays_on.clone(),
        Mode::Interpolated => line_of(bands, &place.to_date) * place.pays_on.clone(),
        Mode::Overage => {
            let (Some(quota), first) = (quota, bands[0].value.clone()) else { return whole(0) };
            let above = reached(bands, &place.to_date, edge);
            if place.measure == whole(0) {
                let under = match edge {
                    Edge::Lower => place.before < *quota,
                    Edge::Upper => place.before <= *quota,
                };
                return if under { first } else { above } * place.pays_on.clone();
            }
            let up_to = after.clone().least(quota.clone()) - place.before.clone().least(quota.clone());
            let rest = place.measure.clone() - up_to.clone();
            proportion(up_to * first + rest * above)
        }
        Mode::Step => panic!("`step` pays no rate"),
    }
}

/// The share of target that a measure has reached, where that is one value and not a sum over credits.
pub fn of_target(bands: &[Band], mode: Mode, edge: Edge, at: &Number) -> Number {
    if mode == Mode::Interpolated { line_of(bands, at) } else { reached(bands, at, edge) }
}

/// The money at a measure.
pub fn of_fixed(scale: &Scale, mode: Mode, edge: Edge, at: &Number) -> Number {
    match scale {
        Scale::Undefined => whole(0),
        Scale::Flat(amount) => amount.clone(),
        Scale::Bands(bands) if mode == Mode::Interpolated => line_of(bands, at),
        Scale::Bands(bands) => reached(bands, at, edge),
    }
}
