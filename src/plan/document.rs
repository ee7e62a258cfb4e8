//! The mirror of a plan file: each key typed on its own, with its place, nothing defaulted and nothing
//! compared with anything else. What keys mean together is left to `check`.

use std::collections::BTreeMap;

use super::curves::{Contest, Matrix, Multiplier, read_contest, read_matrix, read_multiplier};
use super::expression::{Expression, Names};
use super::limits::{Cap, Draw, HUNDRED, Ramp, read_cap, read_draw, read_ramp};
use super::node::{Keys, Node};
use super::number::Number;
use super::place::Located;
use super::release::{Clawback, Release, read_clawback, read_release};
use super::terms::{
    BaseRate, Credit, DatedBy, Edge, Effective, Measure, Mode, Payout, Pays, Pool, Proration, Seasonality,
    TierScope, TrueUp, Window,
};
use super::test_case::{PlanTest, read_test};
use super::tiers::{RowDocument, TierDocument, read_rows, read_tiers};
use crate::calendar::Span;
use crate::money::{Amount, Currency, ExchangeRate, Rate, Rounding};

/// A key as the file states it, if it does.
type Stated<T> = Option<Located<T>>;

/// A plan file, key by key.
#[derive(Clone, Debug)]
pub(super) struct Document {
    pub(super) id: Stated<String>,
    pub(super) title: Stated<String>,
    pub(super) effective: Stated<Effective>,
    pub(super) version: Stated<String>,
    pub(super) who: Stated<String>,
    pub(super) currency: Stated<Currency>,
    pub(super) payout: Stated<Payout>,
    pub(super) rounding: Stated<Rounding>,
    pub(super) proration: Stated<Proration>,
    pub(super) ramp: Stated<Ramp>,
    pub(super) cap: Stated<Cap>,
    pub(super) pay_rates: Stated<BTreeMap<Currency, Located<ExchangeRate>>>,
    pub(super) seasonality: Stated<Seasonality>,
    pub(super) elements: Stated<Vec<ElementDocument>>,
    pub(super) draw: Stated<Draw>,
    pub(super) tests: Stated<Vec<PlanTest>>,
}

/// An element, key by key.
#[derive(Clone, Debug)]
pub(super) struct ElementDocument {
    pub(super) spot: Located<()>,
    pub(super) id: Stated<String>,
    pub(super) credit: Stated<Vec<Located<Credit>>>,
    pub(super) levels: Stated<Vec<Rate>>,
    pub(super) condition: Stated<String>,
    pub(super) between: Stated<Span>,
    pub(super) on: Stated<DatedBy>,
    pub(super) measure: Stated<Measure>,
    pub(super) rate: Stated<Rate>,
    pub(super) amount: Stated<Amount>,
    pub(super) weight: Stated<Rate>,
    pub(super) quota: Stated<QuotaDocument>,
    pub(super) window: Stated<Window>,
    pub(super) true_up: Stated<TrueUp>,
    pub(super) pays: Stated<Pays>,
    pub(super) pays_on: Stated<Measure>,
    pub(super) base_rate: Stated<BaseRate>,
    pub(super) mode: Stated<Mode>,
    pub(super) tiers: Stated<Vec<TierDocument>>,
    pub(super) boundary: Stated<Edge>,
    pub(super) tier_scope: Stated<TierScope>,
    pub(super) pool: Stated<Pool>,
    pub(super) rates: Stated<Vec<RowDocument>>,
    pub(super) threshold: Stated<Number>,
    pub(super) gate: Stated<Expression>,
    pub(super) multiplier: Stated<Multiplier>,
    pub(super) cap: Stated<Cap>,
    pub(super) release: Stated<Release>,
    pub(super) clawback: Stated<Clawback>,
    pub(super) matrix: Stated<Matrix>,
    pub(super) contest: Stated<Contest>,
    pub(super) score: Stated<bool>,
    pub(super) formula: Stated<Expression>,
}

/// A quota as an element states it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum QuotaDocument {
    Measure(String),
    Number(Amount),
}

impl Document {
    /// Reads a file's keys; what cannot be read is left out and is a fault of the source.
    pub(super) fn read(keys: &Keys<'_>) -> Document {
        let get = |key: &str| keys.get(key);
        Document {
            id: get("id").and_then(|node| node.name()),
            title: get("title").and_then(|node| node.text()),
            effective: get("effective").and_then(|node| read_effective(&node)),
            version: get("version").and_then(|node| node.text()),
            who: get("who").and_then(|node| node.text()),
            currency: get("currency").and_then(|node| node.currency()),
            payout: get("payout").and_then(|node| node.word()),
            rounding: get("rounding").and_then(|node| node.word()),
            proration: get("proration").and_then(|node| node.word()),
            ramp: get("ramp").and_then(|node| Some(node.here(read_ramp(&node)?))),
            cap: get("cap").and_then(|node| Some(node.here(read_cap(&node)?))),
            pay_rates: get("pay_rates").and_then(|node| read_pay_rates(&node)),
            seasonality: get("seasonality").and_then(|node| read_seasonality(&node)),
            elements: get("element").and_then(|node| node.list_of(ElementDocument::read)),
            draw: get("draw").and_then(|node| Some(node.here(read_draw(&node)?))),
            tests: get("test").and_then(|node| node.list_of(read_test)),
        }
    }
}

impl ElementDocument {
    fn read(node: &Node<'_>) -> Option<ElementDocument> {
        let keys = node.table()?;
        let get = |key: &str| keys.get(key);
        Some(ElementDocument {
            spot: node.here(()),
            id: get("id").and_then(|node| node.name()),
            credit: get("credit").and_then(|node| node.list_of(Node::word)),
            levels: get("levels").and_then(|node| node.list_of(|part| Some(part.rate()?.value))),
            condition: get("where").and_then(|node| node.text()),
            between: get("between").and_then(|node| node.days()),
            on: get("on").and_then(|node| node.word()),
            measure: get("measure").and_then(|node| read_measure(&node)),
            rate: get("rate").and_then(|node| node.rate()),
            amount: get("amount").and_then(|node| node.amount()),
            weight: get("weight").and_then(|node| node.share(HUNDRED)),
            quota: get("quota").and_then(|node| read_quota(&node)),
            window: get("window").and_then(|node| node.word()),
            true_up: get("true_up").and_then(|node| node.word()),
            pays: get("pays").and_then(|node| node.word()),
            pays_on: get("pays_on").and_then(|node| read_measure(&node)),
            base_rate: get("base_rate").and_then(|node| read_base_rate(&node)),
            mode: get("mode").and_then(|node| node.word()),
            tiers: get("tiers").and_then(|node| read_tiers(&node)),
            boundary: get("boundary").and_then(|node| node.word()),
            tier_scope: get("tier_scope").and_then(|node| node.word()),
            pool: get("pool").and_then(|node| node.word()),
            rates: get("rates").and_then(|node| read_rows(&node)),
            threshold: get("threshold").and_then(|node| node.number()),
            gate: get("gate").and_then(|node| node.expression(&Names::of_results(), true)),
            multiplier: get("multiplier").and_then(|node| Some(node.here(read_multiplier(&node)?))),
            cap: get("cap").and_then(|node| Some(node.here(read_cap(&node)?))),
            release: get("release").and_then(|node| Some(node.here(read_release(&node)?))),
            clawback: get("clawback").and_then(|node| Some(node.here(read_clawback(&node)?))),
            matrix: get("matrix").and_then(|node| Some(node.here(read_matrix(&node)?))),
            contest: get("contest").and_then(|node| Some(node.here(read_contest(&node)?))),
            score: get("score").and_then(|node| node.flag()),
            formula: get("formula").and_then(|node| node.expression(&Names::of_formula(), false)),
        })
    }
}

fn read_effective(node: &Node<'_>) -> Stated<Effective> {
    let keys = node.table()?;
    // An end that cannot be read is a fault; an absent one is open.
    let (from, to) = (keys.get("from").map(|node| node.day()), keys.get("to").map(|node| node.day()));
    if from == Some(None) || to == Some(None) {
        return None;
    }
    let (from, to) = (from.flatten().map(|day| day.value), to.flatten().map(|day| day.value));
    if let (Some(from), Some(to)) = (from, to) {
        node.span(from, to)?;
    }
    Some(node.here(Effective { from, to }))
}

fn read_pay_rates(node: &Node<'_>) -> Stated<BTreeMap<Currency, Located<ExchangeRate>>> {
    let mut rates = BTreeMap::new();
    let mut sound = true;
    for (code, node) in node.table()?.all() {
        let currency = Currency::parse(&code).ok();
        if currency.is_none() {
            let reason = format!("`{code}` is not a currency");
            node.source.fault(&node.at_key(), reason, "use its ISO 4217 code, such as `INR = 83`");
        }
        let rate = node.exchange_rate();
        sound &= currency.is_some() && rate.is_some();
        rates.extend(currency.zip(rate));
    }
    sound.then(|| node.here(rates))
}

fn read_seasonality(node: &Node<'_>) -> Stated<Seasonality> {
    let weights = node.list_of(|part| Some(part.weight()?.value))?;
    let Ok(twelve) = <[i64; 12]>::try_from(weights.value.as_slice()) else {
        let count = weights.value.len();
        node.fault(format!("has {count} weights, not 12"), "give one for each month of the fiscal year");
        return None;
    };
    if twelve.iter().all(|weight| *weight == 0) {
        node.fault("has only zeros", "give at least one month a weight");
        return None;
    }
    Some(node.here(Seasonality(twelve)))
}

fn read_quota(node: &Node<'_>) -> Stated<QuotaDocument> {
    if node.value.is_str() {
        return Some(node.text()?.map(QuotaDocument::Measure));
    }
    if !node.value.is_integer() && !node.value.is_float() {
        let reason = format!("{} is neither the name of a quota measure nor a number", node.shown());
        node.fault(reason, "such as `quota = \"bookings\"`");
        return None;
    }
    Some(node.positive_amount()?.map(QuotaDocument::Number))
}

/// Reads what is counted: a word of the language, a column, or SQL.
pub(super) fn read_measure(node: &Node<'_>) -> Stated<Measure> {
    let text = node.text()?;
    let is_name = |text: &str| {
        text.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
            && text.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
    };
    let quoted = text.value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let measure = match text.value.as_str() {
        "amount" => Measure::Amount,
        "margin" => Measure::Margin,
        "units" => Measure::Units,
        "count" => Measure::Count,
        name if is_name(name) => Measure::Column(text),
        // A column whose name is not a word stands in double quotes, as in SQL.
        _ => match quoted.filter(|name| !name.contains('"')).map(str::to_owned) {
            Some(name) => Measure::Column(text.map(|_| name)),
            None => Measure::Expression(text),
        },
    };
    Some(node.here(measure))
}

fn read_base_rate(node: &Node<'_>) -> Stated<BaseRate> {
    let Some(text) = node.value.as_str() else {
        return Some(node.rate()?.map(BaseRate::Number));
    };
    let parts: Vec<&str> = text.split('/').map(str::trim).collect();
    if parts != ["target", "quota"] {
        let reason = format!("{} is neither a number nor `target / quota`", node.shown());
        node.fault(reason, "write a rate without quotes, such as `0.08`");
        return None;
    }
    Some(node.here(BaseRate::TargetByQuota))
}
