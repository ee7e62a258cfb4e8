//! The one thing that an element pays by: rates, money, or results. Which other keys go with it is left to
//! `element`.

use super::document::ElementDocument;
use super::node::Source;
use super::place::Located;
use super::terms::{Credit, Pays, Worth};
use super::tiers::{self, RateTable, Rates, TierRules, TierValue, ValueKey};

/// Checks that an element pays by exactly one thing; `None` when it does not, or when that is at fault.
pub(super) fn check(
    source: &Source<'_>,
    document: &ElementDocument,
    pays: Pays,
    credit: &[Credit],
) -> Option<Worth> {
    let levels_only = document.levels.is_some() && credit == [Credit::Team];
    check_ways(source, document, levels_only)?;
    if let Some(levels) = document.levels.as_ref().filter(|_| !levels_only && document.rate.is_none()) {
        source.fault(levels, "other credit than `team` is paid by `rate`", "add `rate`");
    }
    let rates = rate_tables(source, document, pays);
    if let Some(formula) = &document.formula {
        let refers_to_rate = document.rate.is_some() || document.tiers.is_some() || document.rates.is_some();
        let rates = if refers_to_rate { rates? } else { Vec::new() };
        return Some(Worth::Formula { expression: formula.clone(), rates });
    }
    if let Some(matrix) = &document.matrix {
        return Some(Worth::Matrix(Box::new(matrix.value.clone())));
    }
    if let Some(contest) = &document.contest {
        return Some(Worth::Contest(contest.value.clone()));
    }
    if document.score.as_ref().is_some_and(|score| score.value) {
        return Some(Worth::Score);
    }
    if levels_only { Some(Worth::Levels) } else { rates.map(Worth::Rates) }
}

/// Checks that there is one way of paying; `None` when there is none, or more than one.
fn check_ways(source: &Source<'_>, document: &ElementDocument, levels_only: bool) -> Option<()> {
    let score = document.score.as_ref().filter(|score| score.value);
    let ways: Vec<(&str, Located<()>)> = [
        ("rate", document.rate.as_ref().map(Located::spot)),
        ("amount", document.amount.as_ref().map(Located::spot)),
        ("tiers", document.tiers.as_ref().map(Located::spot)),
        ("rates", document.rates.as_ref().map(Located::spot)),
        ("levels", document.levels.as_ref().filter(|_| levels_only).map(Located::spot)),
        ("matrix", document.matrix.as_ref().map(Located::spot)),
        ("contest", document.contest.as_ref().map(Located::spot)),
        ("score", score.map(Located::spot)),
        ("formula", document.formula.as_ref().map(Located::spot)),
    ]
    .into_iter()
    .filter_map(|(name, spot)| spot.map(|spot| (name, spot)))
    .collect();
    match ways.as_slice() {
        [] => {
            let remedy = "give it one of rate, tiers, rates, amount, levels, matrix, contest, score, formula";
            source.fault(&document.spot, "the element pays nothing", remedy);
            None
        }
        // `rate` is a name in a formula, and means this rate.
        [_] | [("rate" | "tiers" | "rates", _), ("formula", _)] => Some(()),
        [(first, _), (second, spot), ..] => {
            source.fault(spot, format!("`{first}` and `{second}` are both given"), "keep one of them");
            None
        }
    }
}

/// The tables of rates of an element that has them; `None` where it has none or one is at fault.
fn rate_tables(source: &Source<'_>, document: &ElementDocument, pays: Pays) -> Option<Vec<RateTable>> {
    let money = matches!(pays, Pays::Unit | Pays::Fixed);
    let key = match (&document.base_rate, money) {
        (Some(_), false) => ValueKey::Multiplier,
        (_, true) => ValueKey::Amount,
        (None, false) => ValueKey::Rate,
    };
    let rules = TierRules { on_attainment: document.quota.is_some(), key, has_mode: document.mode.is_some() };
    let table = |spot: Located<()>, rates| vec![RateTable { condition: None, spot, rates }];
    if let Some(rate) = &document.rate {
        if money {
            let reason = format!("`{}` pays money", pays.name());
            source.fault(rate, reason, "give `amount` in place of `rate`");
            return None;
        }
        return Some(table(rate.spot(), Rates::Flat(TierValue::Rate(rate.value))));
    }
    if let Some(amount) = &document.amount {
        if !money {
            let reason = format!("`{}` pays a rate, not money", pays.name());
            source.fault(amount, reason, "`amount` goes with `pays = \"unit\"` or `\"fixed\"`");
            return None;
        }
        return Some(table(amount.spot(), Rates::Flat(TierValue::Amount(amount.value))));
    }
    if let Some(tiers) = &document.tiers {
        return Some(table(tiers.spot(), tiers::check_tiers(source, tiers, rules)?));
    }
    tiers::check_rows(source, document.rates.as_ref()?, rules)
}
