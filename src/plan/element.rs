//! One element, from the document to its terms: its defaults, and which of its keys go together. The one
//! thing that it pays by is left to `worth`.

use super::document::{ElementDocument, QuotaDocument};
use super::expression::Expression;
use super::node::Source;
use super::place::Located;
use super::terms::{
    BaseRate, Condition, Credit, DatedBy, Edge, Effective, Element, Measure, Mode, Over, Payout, Pays,
    Proration, Quota, TierScope, TrueUp, Window,
};
use super::{group, tiers, worth};
use crate::model::table::ColumnKind::{Degrees, ExchangeRate, Integer, Money, Number, Percent};
use crate::model::table::table;
use crate::money::Rate;

/// What an element takes from its plan.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context<'a> {
    pub(super) source: &'a Source<'a>,
    pub(super) payout: Payout,
    pub(super) effective: Effective,
    pub(super) proration: Proration,
}

/// Checks an element; `None` when a fault leaves no element.
pub(super) fn check(context: &Context<'_>, document: &ElementDocument) -> Option<Element> {
    let source = context.source;
    if document.id.is_none() {
        source.fault(&document.spot, "`id` is missing", "name the element, such as `id = \"new-business\"`");
    }
    let pays = value_or(document.pays.as_ref(), Pays::Rate);
    let window = window(context, document);
    let credit = credit(source, document);
    check_window(context, document, window);
    check_target(source, document, pays, window);
    check_pays(source, document, pays);
    group::check(source, document, pays, window);
    check_measure(source, document.measure.as_ref());
    check_measure(source, document.pays_on.as_ref());
    check_mode(source, document, pays);
    let worth = worth::check(source, document, pays, &credit);
    let on_attainment = document.quota.is_some();
    let threshold = document.threshold.as_ref().map(|from| tiers::boundary(source, from, on_attainment));
    if threshold == Some(None) {
        return None;
    }
    Some(Element {
        id: document.id.as_ref()?.value.clone(),
        place: document.spot.place,
        credit,
        levels: document.levels.as_ref().map(|levels| levels.value.clone()).unwrap_or_default(),
        condition: document.condition.clone().map(|text| Condition::new(text, Over::Credits)),
        between: document.between.as_ref().map(|days| days.value),
        on: value_or(document.on.as_ref(), DatedBy::Close),
        measure: document.measure.as_ref().map_or(Measure::Amount, |measure| measure.value.clone()),
        quota: match document.quota.as_ref().map(|quota| &quota.value) {
            None => Quota::None,
            Some(QuotaDocument::Measure(name)) => Quota::Measure(name.clone()),
            Some(QuotaDocument::Number(number)) => Quota::Number(*number),
        },
        window,
        true_up: value_or(document.true_up.as_ref(), TrueUp::Full),
        pays,
        pays_on: document.pays_on.as_ref().map(|measure| measure.value.clone()),
        base_rate: document.base_rate.as_ref().map(|rate| rate.value),
        mode: value_or(document.mode.as_ref(), Mode::Marginal),
        boundary: value_or(document.boundary.as_ref(), Edge::Lower),
        tier_scope: value_or(document.tier_scope.as_ref(), TierScope::Rep),
        pool: document.pool.as_ref().map(|pool| pool.value),
        weight: value_or(document.weight.as_ref(), Rate::ONE),
        worth: worth?,
        threshold: threshold.flatten(),
        gate: document.gate.clone(),
        multiplier: document.multiplier.as_ref().map(|multiplier| multiplier.value.clone()),
        cap: document.cap.as_ref().map(|cap| cap.value),
        release: document.release.as_ref().map(|release| release.value.clone()),
        clawback: document.clawback.as_ref().map(|clawback| clawback.value.clone()),
    })
}

fn value_or<T: Copy>(stated: Option<&Located<T>>, absent: T) -> T {
    stated.map_or(absent, |stated| stated.value)
}

/// The window, by default that of the payout; a plan that pays twice a month accumulates by the month.
fn window(context: &Context<'_>, document: &ElementDocument) -> Window {
    let payout = match context.payout {
        Payout::HalfMonth | Payout::Month => Window::Month,
        Payout::Quarter => Window::Quarter,
        Payout::Year => Window::Year,
    };
    value_or(document.window.as_ref(), payout)
}

fn credit(source: &Source<'_>, document: &ElementDocument) -> Vec<Credit> {
    let mut kinds = Vec::new();
    for kind in document.credit.iter().flat_map(|kinds| &kinds.value) {
        if kinds.contains(&kind.value) {
            source.fault(kind, format!("`{}` is listed twice", kind.value.name()), "name it once");
        }
        kinds.push(kind.value);
    }
    if document.credit.is_none() {
        kinds.push(Credit::Direct);
    }
    if let Some(levels) = document.levels.as_ref().filter(|_| !kinds.contains(&Credit::Team)) {
        let remedy = "`levels` are the rates of managers: add `team` to `credit`";
        source.fault(levels, "there is no team credit", remedy);
    }
    kinds
}

fn check_window(context: &Context<'_>, document: &ElementDocument, window: Window) {
    let Some(quota) = &document.quota else { return };
    let open = context.effective.from.is_none() || context.effective.to.is_none();
    let what = match &quota.value {
        QuotaDocument::Measure(name) => format!("`{name}` is a quota measure"),
        QuotaDocument::Number(_) => "the quota is prorated over the days of the plan".to_owned(),
    };
    let measured = matches!(quota.value, QuotaDocument::Measure(_));
    if measured && window == Window::Deal {
        let reason = format!("{what}, but the window is each deal alone");
        context.source.fault(quota, reason, "with `window = \"deal\"` the quota is absent or a number");
    }
    // A part of days without end would be next to nothing.
    if window == Window::Plan && open && (measured || context.proration != Proration::None) {
        let reason = format!("{what}, but the plan has no first or no last day");
        let remedy = "with `window = \"plan\"` give `effective` both `from` and `to`";
        context.source.fault(quota, reason, remedy);
    }
}

/// What is paid of the target incentive, and what is paid by rank, needs a window of time.
fn check_target(source: &Source<'_>, document: &ElementDocument, pays: Pays, window: Window) {
    let (contest, way) = (document.contest.is_some(), way_by_results(document));
    let by_target = pays == Pays::Target || matches!(way, Some("matrix" | "score"));
    if pays == Pays::Target && document.quota.is_none() && way.is_none() {
        let spot = document.pays.as_ref().map_or(document.spot.clone(), Located::spot);
        let reason = "`target` is paid by attainment, and there is no quota";
        source.fault(&spot, reason, "add `quota = \"bookings\"`");
    }
    if window == Window::Deal && (by_target || contest) {
        let spot = document.window.as_ref().map_or(document.spot.clone(), Located::spot);
        let what = if contest { "contest" } else { "part of the target incentive" };
        source.fault(&spot, format!("a single deal has no {what}"), "use a window of time");
    }
    let of_target = document.cap.as_ref().is_some_and(|cap| cap.value.of_target.is_some());
    if window == Window::Deal {
        refuse_target_of_deal(source, document);
    }
    let base = document.base_rate.as_ref().is_some_and(|rate| rate.value == BaseRate::TargetByQuota);
    let uses_target = by_target || of_target || base || document.formula.is_some();
    if let Some(weight) = document.weight.as_ref().filter(|_| !uses_target) {
        let remedy = "it is a part of the target incentive: `pays = \"target\"`";
        source.fault(weight, "no key of this element uses the target incentive", remedy);
    }
}

/// A window that is one deal has no part of the year, and so none of the target incentive.
fn refuse_target_of_deal(source: &Source<'_>, document: &ElementDocument) {
    let of_target = document.cap.as_ref().filter(|cap| cap.value.of_target.is_some());
    let base = document.base_rate.as_ref().filter(|rate| rate.value == BaseRate::TargetByQuota);
    let named = |formula: &&Located<Expression>| formula.value.columns().iter().any(|name| name == "target");
    let formula = document.formula.as_ref().filter(named);
    let spots = [of_target.map(Located::spot), base.map(Located::spot), formula.map(Located::spot)];
    for spot in spots.into_iter().flatten() {
        let reason = "a single deal has no part of the target incentive";
        source.fault(&spot, reason, "use a window of time");
    }
}

/// The key by which an element pays other than by rates and money, if there is one.
fn way_by_results(document: &ElementDocument) -> Option<&'static str> {
    let ways = [
        ("matrix", document.matrix.is_some()),
        ("contest", document.contest.is_some()),
        ("score", document.score.as_ref().is_some_and(|score| score.value)),
        ("formula", document.formula.is_some()),
    ];
    ways.into_iter().find_map(|(way, given)| given.then_some(way))
}

/// Keys that go with one way of paying only.
fn check_pays(source: &Source<'_>, document: &ElementDocument, pays: Pays) {
    if let (Some(stated), Some(way)) = (&document.pays, way_by_results(document)) {
        let fits = stated.value == Pays::Target && matches!(way, "matrix" | "score");
        if !fits {
            source.fault(stated, format!("`pays` has no meaning beside `{way}`"), "leave it out");
        }
    }
    if let Some(on) = document.pays_on.as_ref().filter(|_| pays != Pays::Rate) {
        let reason = format!("`{}` pays no rate", pays.name());
        source.fault(on, reason, "`pays_on` goes with `pays = \"rate\"`");
    }
    if let Some(base) = &document.base_rate {
        if pays != Pays::Rate || !has_tiers(document) {
            source.fault(base, "has nothing to multiply it", "add `tiers` with `multiplier`, and pay `rate`");
        } else if base.value == BaseRate::TargetByQuota && document.quota.is_none() {
            source.fault(base, "there is no quota to divide by", "add `quota = \"bookings\"`");
        }
    }
}

/// Whether the element has tiers of its own or in a row of `rates`.
fn has_tiers(document: &ElementDocument) -> bool {
    let rows = document.rates.iter().flat_map(|rows| &rows.value);
    document.tiers.is_some() || rows.into_iter().any(|row| row.tiers.is_some())
}

/// What is measured or paid on has to be a number, as far as the tables know the column.
fn check_measure(source: &Source<'_>, measure: Option<&Located<Measure>>) {
    let Some(Measure::Column(column)) = measure.map(|measure| &measure.value) else { return };
    let listed = table("deals").and_then(|deals| deals.column(&column.value));
    let numeric = |kind| matches!(kind, Money | Number | Integer | Percent | ExchangeRate | Degrees);
    if listed.is_some_and(|listed| !numeric(listed.kind)) {
        let reason = format!("the column `{}` of the deals holds no numbers", column.value);
        source.fault(column, reason, "use amount, margin, units, count or a numeric column");
    } else if column.value == "bookings" {
        source.fault(column, "`bookings` is a quota measure", "what counts for it is `amount`");
    }
}

/// Modes that go with one way of paying only.
fn check_mode(source: &Source<'_>, document: &ElementDocument, pays: Pays) {
    let tiered = has_tiers(document);
    let Some(mode) = &document.mode else {
        if tiered && pays == Pays::Fixed {
            let spot = document.tiers.as_ref().map_or(document.spot.clone(), Located::spot);
            source.fault(&spot, "`mode` is missing", "tiers of `fixed` are `step` or `interpolated`");
        }
        return;
    };
    let fits = match (mode.value, pays) {
        (Mode::Step, _) => matches!(pays, Pays::Target | Pays::Fixed),
        (Mode::Interpolated, _) => pays != Pays::Unit,
        (Mode::Marginal | Mode::Retroactive | Mode::Overage, _) => pays != Pays::Fixed || !tiered,
    };
    if !fits {
        let reason = format!("`{}` does not go with `pays = \"{}\"`", mode.value.name(), pays.name());
        let remedy = match pays {
            Pays::Rate | Pays::Unit => "use `marginal`, `retroactive` or `overage`",
            Pays::Target | Pays::Fixed => "use `step` or `interpolated`",
        };
        source.fault(mode, reason, remedy);
    }
    if mode.value == Mode::Overage && document.quota.is_none() {
        source.fault(mode, "`overage` needs a quota to be over", "add `quota = \"bookings\"`");
    }
}
