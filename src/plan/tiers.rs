//! Tiers and tables of rates: how the document states them, and the checks that make them terms. That an
//! element has them at all, and may have them, is checked by `check`.

use super::node::{Node, Source};
use super::number::Number;
use super::place::Located;
use super::terms::{Boundary, Condition, Over};
use crate::money::{Amount, Rate};

/// A tier as the document states it.
#[derive(Clone, Debug)]
pub(super) struct TierDocument {
    pub(super) spot: Located<()>,
    pub(super) from: Option<Located<Number>>,
    pub(super) rate: Option<Located<Rate>>,
    pub(super) multiplier: Option<Located<Rate>>,
    pub(super) amount: Option<Located<Amount>>,
}

/// A row of `rates` as the document states it.
#[derive(Clone, Debug)]
pub(super) struct RowDocument {
    pub(super) spot: Located<()>,
    pub(super) condition: Option<Located<String>>,
    pub(super) rate: Option<Located<Rate>>,
    pub(super) tiers: Option<Located<Vec<TierDocument>>>,
}

/// Reads a list of tiers.
pub(super) fn read_tiers(node: &Node<'_>) -> Option<Located<Vec<TierDocument>>> {
    node.list_of(|part| {
        let tier = part.table()?;
        Some(TierDocument {
            spot: part.here(()),
            from: tier.require("from", "say where the tier begins, such as `from = 1.0`")?.number(),
            rate: tier.get("rate").and_then(|node| node.rate()),
            multiplier: tier.get("multiplier").and_then(|node| node.rate()),
            amount: tier.get("amount").and_then(|node| node.amount()),
        })
    })
}

/// Reads a list of rows of rates.
pub(super) fn read_rows(node: &Node<'_>) -> Option<Located<Vec<RowDocument>>> {
    node.list_of(|part| {
        let row = part.table()?;
        Some(RowDocument {
            spot: part.here(()),
            condition: row.get("where").and_then(|node| node.text()),
            rate: row.get("rate").and_then(|node| node.rate()),
            tiers: row.get("tiers").and_then(|node| read_tiers(&node)),
        })
    })
}

/// The rates of the credits that a condition selects.
#[derive(Clone, Debug, PartialEq)]
pub struct RateTable {
    /// Which credits take it; all where absent.
    pub condition: Option<Condition>,
    /// Where the plan states it.
    pub spot: Located<()>,
    /// What it pays.
    pub rates: Rates,
}

/// What a table of rates pays.
#[derive(Clone, Debug, PartialEq)]
pub enum Rates {
    /// The same for everything, whether or not there is a quota.
    Flat(TierValue),
    /// By tiers in ascending order, at least one; below the first nothing, but a first tier from 0 also
    /// holds what is below 0.
    Tiers(Vec<Tier>),
}

/// A band and what it pays.
#[derive(Clone, Debug, PartialEq)]
pub struct Tier {
    /// Where it begins.
    pub from: Boundary,
    /// What it pays.
    pub value: TierValue,
    /// Where the plan states it.
    pub spot: Located<()>,
}

/// What a tier pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TierValue {
    /// A rate: of the measure, or with `pays = "target"` of target.
    Rate(Rate),
    /// A multiple of the element's base rate.
    Multiplier(Rate),
    /// Money: for a unit, or as it is.
    Amount(Amount),
}

impl TierValue {
    /// The rate, if that is what it pays.
    #[must_use]
    pub fn rate(self) -> Option<Rate> {
        match self {
            TierValue::Rate(rate) => Some(rate),
            TierValue::Multiplier(_) | TierValue::Amount(_) => None,
        }
    }

    /// The number without its unit, to compare values of one kind.
    pub(super) fn raw(self) -> i128 {
        match self {
            TierValue::Rate(rate) | TierValue::Multiplier(rate) => i128::from(rate.raw()),
            TierValue::Amount(amount) => amount.raw(),
        }
    }
}

/// Which key of a tier holds what it pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueKey {
    Rate,
    Multiplier,
    Amount,
}

impl ValueKey {
    pub(super) fn name(self) -> &'static str {
        match self {
            ValueKey::Rate => "rate",
            ValueKey::Multiplier => "multiplier",
            ValueKey::Amount => "amount",
        }
    }
}

/// What the tiers of an element have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct TierRules {
    /// Whether boundaries are parts of a quota; else they are on the measure.
    pub(super) on_attainment: bool,
    /// Which key of a tier holds its value.
    pub(super) key: ValueKey,
    /// Whether the element states its mode.
    pub(super) has_mode: bool,
}

/// A boundary of the kind that the element's quota makes it.
pub(super) fn boundary(source: &Source<'_>, from: &Located<Number>, on_attainment: bool) -> Option<Boundary> {
    let text = from.value.as_str();
    if text.starts_with('-') {
        source.fault(from, format!("`{text}` is below 0"), "a tier from 0 also holds what is below 0");
        return None;
    }
    let read = if on_attainment {
        from.value.rate().map(Boundary::Attainment)
    } else {
        from.value.amount().map(Boundary::Measure)
    };
    let remedy = match on_attainment {
        true => "with a quota this is attainment: `1.0` is all of it",
        false => "without a quota this is on the measure: write an amount such as `50000`",
    };
    read.map_err(|reason| source.fault(from, format!("`{text}` {reason}"), remedy)).ok()
}

/// Checks the tiers of one list.
pub(super) fn check_tiers(
    source: &Source<'_>,
    tiers: &Located<Vec<TierDocument>>,
    rules: TierRules,
) -> Option<Rates> {
    let count = tiers.value.len();
    let checked: Vec<Tier> = tiers.value.iter().filter_map(|tier| check_tier(source, tier, rules)).collect();
    if checked.len() != count {
        return None;
    }
    let first_from = checked.first().map(|tier| raw(tier.from));
    for (tier, next) in checked.iter().zip(checked.iter().skip(1)) {
        if raw(next.from) <= raw(tier.from) {
            let (from, before) = (show(next.from), show(tier.from));
            source.fault(
                &next.spot,
                format!("begins at {from}, not above the tier before it, at {before}"),
                "list tiers in ascending order of `from`",
            );
        }
    }
    let needs_mode = count > 1 || first_from != Some(0);
    if needs_mode && !rules.has_mode {
        let why = if count > 1 { "there are two tiers or more" } else { "the tier starts above 0" };
        source.fault(
            tiers,
            format!("`mode` is missing, and {why}"),
            "`marginal` pays each slice at its own tier's rate, `retroactive` the whole at the rate of the \
             tier reached",
        );
    }
    Some(Rates::Tiers(checked))
}

fn check_tier(source: &Source<'_>, tier: &TierDocument, rules: TierRules) -> Option<Tier> {
    let from = boundary(source, tier.from.as_ref()?, rules.on_attainment);
    let values = [
        (ValueKey::Rate, tier.rate.as_ref().map(|rate| rate.clone().map(TierValue::Rate))),
        (ValueKey::Multiplier, tier.multiplier.as_ref().map(|rate| rate.clone().map(TierValue::Multiplier))),
        (ValueKey::Amount, tier.amount.as_ref().map(|amount| amount.clone().map(TierValue::Amount))),
    ];
    let (mut found, mut wrong) = (None, false);
    for (key, value) in values {
        match value {
            Some(value) if key == rules.key => found = Some(value.value),
            Some(value) => {
                wrong = true;
                let remedy = format!("give `{}` in its place", rules.key.name());
                source.fault(&value, wrong_key(key, rules.key), remedy);
            }
            None => {}
        }
    }
    if found.is_none() && !wrong {
        let key = rules.key.name();
        source.fault(
            &tier.spot,
            format!("`{key}` is missing"),
            format!("say what the tier pays: `{key} = …`"),
        );
    }
    Some(Tier { from: from?, value: found?, spot: tier.spot.clone() })
}

fn wrong_key(found: ValueKey, expected: ValueKey) -> String {
    let why = match expected {
        ValueKey::Rate if found == ValueKey::Multiplier => "an element without `base_rate`",
        ValueKey::Rate => "an element that pays a rate or a part of target",
        ValueKey::Multiplier => "an element with `base_rate`",
        ValueKey::Amount => "an element that pays `unit` or `fixed`",
    };
    format!("`{}` has no meaning here: a tier of {why} carries `{}`", found.name(), expected.name())
}

/// Checks the rows of `rates`.
pub(super) fn check_rows(
    source: &Source<'_>,
    rows: &Located<Vec<RowDocument>>,
    rules: TierRules,
) -> Option<Vec<RateTable>> {
    let mut tables = Vec::new();
    for (index, row) in rows.value.iter().enumerate() {
        if row.condition.is_none() && index + 1 < rows.value.len() {
            let remedy = "a row without `where` takes every credit; put it last";
            source.fault(&row.spot, "no row after this one can match", remedy);
        }
        let rates = match (&row.rate, &row.tiers) {
            (Some(rate), None) if rules.key == ValueKey::Rate => {
                Some(Rates::Flat(TierValue::Rate(rate.value)))
            }
            (Some(rate), None) => {
                source.fault(rate, wrong_key(ValueKey::Rate, rules.key), "give the row its own `tiers`");
                None
            }
            (None, Some(tiers)) => check_tiers(source, tiers, rules),
            (Some(_), Some(tiers)) => {
                source.fault(tiers, "`tiers` and `rate` are both given", "keep one of them");
                None
            }
            (None, None) => {
                source.fault(&row.spot, "pays nothing", "give it `rate` or `tiers`");
                None
            }
        };
        let condition = row.condition.clone().map(|text| Condition::new(text, Over::Credits));
        tables.extend(rates.map(|rates| RateTable { condition, spot: row.spot.clone(), rates }));
    }
    (tables.len() == rows.value.len()).then_some(tables)
}

/// The number of a boundary without its unit, to compare boundaries of one kind.
pub(super) fn raw(boundary: Boundary) -> i128 {
    match boundary {
        Boundary::Attainment(rate) => i128::from(rate.raw()),
        Boundary::Measure(amount) => amount.raw(),
    }
}

/// A boundary for people: `1.25` of attainment, `50000.00` of the measure.
pub(super) fn show(boundary: Boundary) -> String {
    match boundary {
        Boundary::Attainment(rate) => rate.to_string(),
        Boundary::Measure(amount) => amount.to_string(),
    }
}
