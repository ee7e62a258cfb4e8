//! From the document to the terms of a plan: defaults, required keys, and what keys mean together. One
//! element is left to `element`, the tiers to `tiers`.

use std::collections::{BTreeMap, BTreeSet};

use super::document::Document;
use super::element;
use super::expression::ResultOf;
use super::limits::Draw;
use super::node::Source;
use super::place::Located;
use super::terms::{Condition, Effective, Element, Over, Payout, Plan, Proration, Quota};
use super::test_case::PlanTest;
use super::unknown::nearest;
use crate::money::{Currency, ExchangeRate, Rounding};

/// Quota measures that need no element: what every table of deals can count.
const QUOTA_MEASURES: [&str; 4] = ["bookings", "margin", "units", "count"];

/// Checks a document whose every key could be read; `None` when a fault leaves no plan. The faults are in
/// the source, and there may be some even where there is a plan.
pub(super) fn plan(
    source: &Source<'_>,
    document: Document,
    top: &Located<()>,
    currency: Currency,
) -> Option<Plan> {
    if document.id.is_none() {
        source.fault(top, "`id` is missing", "name the plan, such as `id = \"ae-2026\"`");
    }
    if document.elements.is_none() {
        source.fault(top, "there is no element", "a plan pays by at least one `[[element]]`");
    }
    let effective = document.effective.map(|effective| effective.value).unwrap_or_default();
    let payout = document.payout.map_or(Payout::Month, |payout| payout.value);
    let currency = document.currency.map_or(currency, |currency| currency.value);
    let documents = document.elements.map(|elements| elements.value).unwrap_or_default();
    let count = documents.len();
    let proration = document.proration.as_ref().map_or(Proration::Days, |proration| proration.value);
    let context = element::Context { source, payout, effective, proration };
    let elements: Vec<Element> = documents.iter().filter_map(|each| element::check(&context, each)).collect();
    check_ids(source, &documents.iter().filter_map(|each| each.id.as_ref()).collect::<Vec<_>>());
    let ids: Vec<&str> = documents.iter().filter_map(|each| Some(each.id.as_ref()?.value.as_str())).collect();
    let tests = document.tests.map(|tests| tests.value).unwrap_or_default();
    check_tests(source, &tests, &ids);
    check_draw(source, document.draw.as_ref(), &ids);
    check_results(source, &elements, &ids);
    if elements.len() != count {
        return None;
    }
    let id = document.id?.value;
    Some(Plan {
        title: document.title.map_or_else(|| id.clone(), |title| title.value),
        version: document.version.map_or_else(|| first_day(effective), |version| version.value),
        id,
        file: source.file.to_owned(),
        effective,
        who: document.who.map(|text| Condition::new(text, Over::Reps)),
        currency,
        payout,
        rounding: document.rounding.map_or(Rounding::HalfUp, |rounding| rounding.value),
        proration,
        ramp: document.ramp.map(|ramp| ramp.value),
        cap: document.cap.map(|cap| cap.value),
        seasonality: document.seasonality.map(|weights| weights.value),
        pay_rates: check_pay_rates(source, document.pay_rates, currency),
        elements,
        draw: document.draw.map(|draw| draw.value),
        tests,
    })
}

/// What a version without a name of its own is called.
fn first_day(effective: Effective) -> String {
    effective.from.map_or_else(|| "always".to_owned(), |day| day.to_string())
}

fn check_ids(source: &Source<'_>, ids: &[&Located<String>]) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for id in ids {
        if let Some(line) = seen.get(id.value.as_str()) {
            let reason = format!("there are two elements `{}`, the first on line {line}", id.value);
            source.fault(id, reason, "give each element an id of its own");
        } else {
            seen.insert(&id.value, id.place.line);
        }
    }
}

fn check_tests(source: &Source<'_>, tests: &[PlanTest], ids: &[&str]) {
    let mut names = BTreeSet::new();
    for test in tests {
        if !names.insert(&test.name.value) {
            let reason = format!("there are two tests `{}`", test.name.value);
            source.fault(&test.name, reason, "give each test a name of its own");
        }
        for pays in &test.pays {
            check_reference(source, &pays.spot(), &pays.value.0, ids);
        }
    }
}

/// Results that expressions ask for: of an element of the plan, or attainment of a quota measure; never in a circle.
fn check_results(source: &Source<'_>, elements: &[Element], ids: &[&str]) {
    let measures = elements.iter().filter_map(|element| match &element.quota {
        Quota::Measure(name) => Some(name.as_str()),
        Quota::None | Quota::Number(_) => None,
    });
    let measures: Vec<&str> = QUOTA_MEASURES.into_iter().chain(measures).collect();
    for element in elements {
        for expression in element.expressions() {
            for reference in expression.value.references() {
                let attainment = reference.of == ResultOf::Attainment;
                let known: Vec<&str> =
                    ids.iter().copied().chain(measures.iter().copied().filter(|_| attainment)).collect();
                // Attainment may be of a measure that only the quotas or the scores know, unless it is a slip
                // of the pen.
                if attainment && nearest(&reference.id, known.iter().copied()).is_none() {
                    continue;
                }
                check_reference(source, &expression.spot(), &reference.id, &known);
                if reference.id == element.id && reference.of == ResultOf::Earned {
                    let reason = format!("`{}` asks for what it earns itself", element.id);
                    source.fault(
                        &expression.spot(),
                        reason,
                        "use `attainment` or `credited`, or another element",
                    );
                }
            }
        }
    }
    let mut settled: Vec<&str> = Vec::new();
    let mut waiting: Vec<&Element> = elements.iter().collect();
    while let Some(at) = waiting.iter().position(|element| {
        let asked = element.expressions().into_iter().flat_map(|expression| expression.value.references());
        asked.into_iter().all(|reference| {
            let id = reference.id.as_str();
            id == element.id || settled.contains(&id) || !ids.contains(&id)
        })
    }) {
        settled.push(&waiting.remove(at).id);
    }
    if let Some(first) = waiting.first() {
        let names: Vec<&str> = waiting.iter().map(|element| element.id.as_str()).collect();
        let spot = first.expressions().first().map(|expression| expression.spot());
        let reason = format!("the elements {} wait for each other", names.join(", "));
        source.fault(&spot.unwrap_or_else(|| first.spot()), reason, "no element may need its own result");
    }
}

fn check_reference(source: &Source<'_>, spot: &Located<()>, id: &str, ids: &[&str]) {
    if ids.contains(&id) {
        return;
    }
    let remedy = match nearest(id, ids.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the elements are {}", ids.join(", ")),
    };
    source.fault(spot, format!("there is no element `{id}`"), remedy);
}

fn check_draw(source: &Source<'_>, draw: Option<&Located<Draw>>, ids: &[&str]) {
    for id in draw.iter().flat_map(|draw| &draw.value.exclude) {
        check_reference(source, &id.spot(), &id.value, ids);
    }
}

fn check_pay_rates(
    source: &Source<'_>,
    stated: Option<Located<BTreeMap<Currency, Located<ExchangeRate>>>>,
    currency: Currency,
) -> BTreeMap<Currency, ExchangeRate> {
    let mut rates = BTreeMap::new();
    for (pay_currency, rate) in stated.map(|stated| stated.value).unwrap_or_default() {
        if pay_currency == currency {
            let reason = format!("`{}` is the plan's own currency", currency.as_str());
            source.fault(&rate, reason, "leave it out: nothing is converted");
        }
        rates.insert(pay_currency, rate.value);
    }
    rates
}
