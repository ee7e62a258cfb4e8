//! What each element of the plans costs over the periods of a run, whom it pays, what earned it, and what the plans
//! would cost without it: the run is worked out again with the element paying nothing, so that what others make of
//! it is there. Amounts are sums of what is earned, after caps; what is held or released is not looked at.

use std::collections::BTreeMap;

use crate::calendar::{Day, Span};
use crate::engine::commissions::{Groups, Line, LineKind, NO_CREDIT, NO_RULE, Run};
use crate::engine::error::EngineError;
use crate::engine::people::index;
use crate::engine::spread::{Spread, spread};
use crate::engine::threads::side_by_side;
use crate::model::rows::EventKind;
use crate::money::{Amount, Currency, Exact, Rate, Rounding, divide};
use crate::plan::expression::{Expression, Names};
use crate::plan::{Element, Located, RateTable, Rates, TierValue, Worth};

/// One element of a plan, over all versions that name it.
pub type Which = (String, String);

/// What one element costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementCost {
    /// The plan's id and the element's.
    pub which: Which,
    /// The plan's currency.
    pub currency: Currency,
    /// How many reps are on the plan in the periods.
    pub eligible: usize,
    /// How many of them it pays more or less than nothing.
    pub payees: usize,
    /// What it earns them.
    pub cost: Amount,
    /// What all elements in this currency earn.
    pub total: Amount,
    /// Whether what is credited is money.
    pub money: bool,
    /// What the credits brought that it paid for, in the plan's currency or in units.
    pub credited: Exact,
    /// The part of that which no other element of the plan paid for.
    pub alone: Exact,
    /// What all elements in this currency would earn without it.
    pub without: Amount,
    /// How its pay is spread, and how it goes with attainment.
    pub spread: Spread,
}

/// What every element earned one rep, and what the credits brought that it paid for: in all, and by it alone.
#[derive(Default)]
struct Mine {
    earned: BTreeMap<usize, i128>,
    brought: BTreeMap<usize, (i128, i128)>,
}

/// What is summed up over all reps for one element.
#[derive(Clone, Default)]
struct Sums {
    pay: Vec<(u32, i128)>,
    credited: i128,
    alone: i128,
}

/// What each element costs, in the order of the plan files; of these reps alone where some are named.
pub fn costs(
    run: &mut Run,
    paid: Span,
    only: Option<&[u32]>,
    threads: usize,
) -> Result<Vec<ElementCost>, EngineError> {
    let elements = elements(run, paid);
    let reps: Vec<u32> = run
        .people
        .in_order()
        .into_iter()
        .filter(|rep| only.is_none_or(|only| only.contains(rep)) && !run.membership.of(*rep).is_empty())
        .collect();
    let all = side_by_side(reps.len(), threads, |at| mine(run, reps[at], &elements))?;
    let mut sums = vec![Sums::default(); elements.len()];
    for (rep, mine) in reps.iter().zip(&all) {
        add(&mut sums, *rep, mine);
    }
    let mut costs = Vec::with_capacity(elements.len());
    for (element, which) in elements.iter().enumerate() {
        let eligible: Vec<u32> =
            reps.iter().copied().filter(|rep| is_eligible(run, *rep, which, paid)).collect();
        let currency = currency_of(run, which);
        let same: Vec<usize> =
            (0..elements.len()).filter(|other| currency_of(run, &elements[*other]) == currency).collect();
        let total = |all: &[Mine]| -> i128 {
            all.iter().flat_map(|mine| same.iter().filter_map(|same| mine.earned.get(same))).sum()
        };
        let silent = silenced(run, which);
        run.groups = Groups::default();
        let without = side_by_side(reps.len(), threads, |at| match is_on(run, reps[at], &which.0) {
            true => mine(run, reps[at], &elements).map(Some),
            false => Ok(None),
        });
        restore(run, silent);
        let without: i128 = without?
            .iter()
            .zip(&all)
            .map(|(without, as_is)| total(std::slice::from_ref(without.as_ref().unwrap_or(as_is))))
            .sum();
        let pairs = attained(run, &eligible, which, &sums[element], threads)?;
        let paid_to = sums[element].pay.iter().filter(|(_, pay)| *pay != 0);
        costs.push(ElementCost {
            which: which.clone(),
            currency,
            eligible: eligible.len(),
            payees: paid_to.count(),
            cost: Amount::from_raw(sums[element].pay.iter().map(|(_, pay)| pay).sum()),
            total: Amount::from_raw(total(&all)),
            money: is_money(run, which),
            credited: Exact::from_raw(sums[element].credited),
            alone: Exact::from_raw(sums[element].alone),
            without: Amount::from_raw(without),
            spread: spread(&pairs),
        });
    }
    Ok(costs)
}

/// The elements of the plan versions that are in force in the periods, each once.
fn elements(run: &Run, paid: Span) -> Vec<Which> {
    let mut elements: Vec<Which> = Vec::new();
    for plan in
        run.plans.iter().zip(&run.payouts).filter(|(_, payouts)| !payouts.is_empty()).map(|(plan, _)| plan)
    {
        if plan.effective.span().intersect(paid).is_none() {
            continue;
        }
        for element in &plan.elements {
            let which = (plan.id.clone(), element.id.clone());
            if !elements.contains(&which) {
                elements.push(which);
            }
        }
    }
    elements
}

fn rules<'r>(run: &'r Run, which: &'r Which) -> impl Iterator<Item = usize> + 'r {
    (0..run.rules.len()).filter(move |rule| {
        run.plans[run.rules[*rule].plan].id == which.0 && run.element(*rule).id == which.1
    })
}

fn currency_of(run: &Run, which: &Which) -> Currency {
    let rule = rules(run, which).last();
    rule.map_or(Currency::USD, |rule| run.plans[run.rules[rule].plan].currency)
}

fn is_money(run: &Run, which: &Which) -> bool {
    rules(run, which).all(|rule| run.rules[rule].money)
}

fn is_on(run: &Run, rep: u32, plan_id: &str) -> bool {
    run.membership.of(rep).iter().any(|stretch| run.plans[stretch.plan].id == plan_id)
}

fn is_eligible(run: &Run, rep: u32, which: &Which, paid: Span) -> bool {
    let employed = run.people.employment(rep).intersect(paid);
    run.membership.of(rep).iter().any(|stretch| {
        let plan = &run.plans[stretch.plan];
        plan.id == which.0
            && plan.element(&which.1).is_some()
            && employed.is_some_and(|days| days.intersect(stretch.span).is_some())
    })
}

/// What every element earns a rep, and for which credits.
fn mine(run: &Run, rep: u32, elements: &[Which]) -> Result<Mine, EngineError> {
    let places: Vec<Option<usize>> = (0..run.rules.len())
        .map(|rule| {
            let plan = &run.plans[run.rules[rule].plan].id;
            let element = &run.element(rule).id;
            elements.iter().position(|which| (&which.0, &which.1) == (plan, element))
        })
        .collect();
    let mut mine = Mine::default();
    // By credit and element: earned and credited.
    let mut credits: BTreeMap<(u32, usize), (i128, i128)> = BTreeMap::new();
    run.lines(rep, &mut |line: Line| {
        if !matches!(line.kind, LineKind::Earning | LineKind::Cap) || line.rule == NO_RULE {
            return;
        }
        let Some(element) = places[line.rule] else { return };
        *mine.earned.entry(element).or_default() += line.earned.raw();
        if line.credit != NO_CREDIT {
            let (earned, credited) = credits.entry((line.credit, element)).or_default();
            *earned += line.earned.raw();
            *credited += line.credited;
        }
    })?;
    for ((credit, element), (earned, credited)) in &credits {
        if *earned == 0 {
            continue;
        }
        let of_credit = credits.range((*credit, 0)..=(*credit, usize::MAX));
        let mut others = of_credit.filter(|((_, other), (earned, _))| other != element && *earned != 0);
        let (all, alone) = mine.brought.entry(*element).or_default();
        *all += credited;
        if others.next().is_none() {
            *alone += credited;
        }
    }
    Ok(mine)
}

fn add(sums: &mut [Sums], rep: u32, mine: &Mine) {
    for (element, earned) in &mine.earned {
        sums[*element].pay.push((rep, *earned));
    }
    for (element, (credited, alone)) in &mine.brought {
        sums[*element].credited += credited;
        sums[*element].alone += alone;
    }
}

/// Attainment, scale 6, and pay, in cents, of those who are eligible; an attainment that is undefined is missing.
fn attained(
    run: &Run,
    eligible: &[u32],
    which: &Which,
    sums: &Sums,
    threads: usize,
) -> Result<Vec<(Option<i64>, i128)>, EngineError> {
    side_by_side(eligible.len(), threads, |at| {
        let rep = eligible[at];
        let summaries = run.summaries(rep)?;
        let mine = summaries.iter().filter(|summary| run.plans[summary.plan].id == which.0);
        let last = { mine }.max_by_key(|summary| run.periods[summary.period].span.to);
        let attainment = last.and_then(|last| {
            let quota = last.quota.filter(|quota| *quota > Amount::ZERO)?.exact().raw();
            i64::try_from(divide(last.credited.raw().checked_mul(1_000_000)?, quota, Rounding::HalfUp)).ok()
        });
        let pay: i128 = sums.pay.iter().filter(|(of, _)| *of == rep).map(|(_, pay)| pay).sum();
        Ok((attainment, pay / 100))
    })
}

/// Lets an element pay nothing in every version of its plan, and gives back what they were. It goes on to be
/// credited, so that others that go by its attainment find it.
fn silenced(run: &mut Run, which: &Which) -> Vec<(usize, usize, Element)> {
    let mut before = Vec::new();
    for (version, plan) in run.plans.iter_mut().enumerate().filter(|(_, plan)| plan.id == which.0) {
        for (place, element) in plan.elements.iter_mut().enumerate().filter(|(_, other)| other.id == which.1)
        {
            before.push((version, place, element.clone()));
            silence(element);
        }
    }
    before
}

fn restore(run: &mut Run, before: Vec<(usize, usize, Element)>) {
    for (version, place, element) in before {
        run.plans[version].elements[place] = element;
    }
    run.groups = Groups::default();
}

fn silence(element: &mut Element) {
    if let Worth::Rates(tables) = &mut element.worth {
        tables.iter_mut().for_each(silence_table);
        element.levels.iter_mut().for_each(|rate| *rate = Rate::ZERO);
        return;
    }
    // What pays in another way has no rate to set to zero; a gate that is never met lets nothing through.
    let never = Expression::condition("1 = 0", &Names::of_results()).expect("a comparison is a condition");
    let spot = element.spot();
    element.gate = Some(Located { value: never, path: spot.path, place: spot.place });
}

fn silence_table(table: &mut RateTable) {
    let zero = |value: &mut TierValue| {
        *value = match value {
            TierValue::Rate(_) => TierValue::Rate(Rate::ZERO),
            TierValue::Multiplier(_) => TierValue::Multiplier(Rate::ZERO),
            TierValue::Amount(_) => TierValue::Amount(Amount::ZERO),
        };
    };
    match &mut table.rates {
        Rates::Flat(value) => zero(value),
        Rates::Tiers(tiers) => tiers.iter_mut().for_each(|tier| zero(&mut tier.value)),
    }
}

/// What is remarkable about single deals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub kind: FindingKind,
    /// The rep who is paid; empty where several are.
    pub rep: String,
    /// The deal.
    pub deal: String,
    /// The day on which it closed.
    pub day: i32,
    /// Its amount in the plan's currency.
    pub amount: Exact,
    /// The plan's currency.
    pub currency: Currency,
    /// What it earns in these periods.
    pub earned: Amount,
    /// Why it is here.
    pub reason: String,
}

/// What a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// A deal that pays more than so much of its amount.
    Windfall,
    /// Pay for a deal that was cancelled, or for what closed after the rep's last day.
    Leakage,
}

impl FindingKind {
    /// The word of the column `finding`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            FindingKind::Windfall => "windfall",
            FindingKind::Leakage => "leakage",
        }
    }
}

/// Deals that pay more than a part of their amount, and pay for what was cancelled or closed after the rep's last day:
/// windfalls first, each kind by what is earned. What is cancelled after the as-of day is not known yet.
pub fn findings(
    run: &Run,
    only: Option<&[u32]>,
    windfall: Rate,
    as_of: Day,
) -> Result<Vec<Finding>, EngineError> {
    let mut findings = Vec::new();
    // Only deals of several credits have to be kept until everybody has been paid for them.
    let mut counts = vec![0_u8; run.deals.days.len()];
    for deal in &run.credits.deals {
        counts[index(*deal)] = counts[index(*deal)].saturating_add(1);
    }
    let mut deals: BTreeMap<(u32, usize), (i128, Vec<u32>)> = BTreeMap::new();
    for rep in run.people.in_order() {
        if only.is_some_and(|only| !only.contains(&rep)) {
            continue;
        }
        let mut credits: BTreeMap<u32, (i128, i128, usize)> = BTreeMap::new();
        run.lines(rep, &mut |line: Line| {
            if line.credit == NO_CREDIT || line.rule == NO_RULE {
                return;
            }
            let (earned, payable, plan) = credits.entry(line.credit).or_insert((0, 0, line.plan));
            *earned += line.earned.raw();
            *payable += line.payable.raw();
            *plan = line.plan;
        })?;
        for (credit, (earned, payable, plan)) in credits {
            let deal = run.credits.deals[index(credit)];
            if counts[index(deal)] == 1 {
                let rep = run.people.id(rep).to_owned();
                findings.extend(windfall_of(run, rep, (deal, plan), earned, windfall)?);
            } else {
                let whole = deals.entry((deal, plan)).or_default();
                whole.0 += earned;
                if whole.1.last() != Some(&rep) {
                    whole.1.push(rep);
                }
            }
            if payable > 0
                && let Some(reason) = leak(run, rep, credit, as_of)
            {
                let rep = run.people.id(rep).to_owned();
                findings.push(finding(run, FindingKind::Leakage, rep, (deal, plan), payable, reason)?);
            }
        }
    }
    for ((deal, plan), (earned, reps)) in deals {
        let one = if let [rep] = reps.as_slice() { run.people.id(*rep).to_owned() } else { String::new() };
        findings.extend(windfall_of(run, one, (deal, plan), earned, windfall)?);
    }
    findings.sort_by(|left, right| {
        let key = |finding: &Finding| (finding.kind, std::cmp::Reverse(finding.earned));
        key(left).cmp(&key(right)).then_with(|| (&left.deal, &left.rep).cmp(&(&right.deal, &right.rep)))
    });
    Ok(findings)
}

/// The finding that a deal pays more than a part of its amount, where it does.
fn windfall_of(
    run: &Run,
    rep: String,
    which: (u32, usize),
    earned: i128,
    windfall: Rate,
) -> Result<Option<Finding>, EngineError> {
    if earned <= 0 {
        return Ok(None);
    }
    let found = finding(run, FindingKind::Windfall, rep, which, earned, String::new())?;
    let part = found.amount.raw().checked_mul(i128::from(windfall.raw()));
    let pay = found.earned.exact().raw().checked_mul(i128::from(Rate::ONE.raw()));
    let reason = format!("pays more than {windfall} of the amount");
    Ok((pay > part).then_some(Finding { reason, ..found }))
}

/// Why a rep should not be paid for a credit, if there is a reason.
fn leak(run: &Run, rep: u32, credit: u32, as_of: Day) -> Option<String> {
    let deal = index(run.credits.deals[index(credit)]);
    let events = run.events.of(run.deals.ids.get(deal));
    let cancelled = events.iter().find(|event| event.kind() == EventKind::Cancel && event.day() <= as_of);
    if let Some(cancelled) = cancelled {
        return Some(format!("cancelled on {}, and not taken back", cancelled.day()));
    }
    let end = run.people.employment(rep).to;
    let day = run.credits.days[index(credit)];
    (day > end.number()).then(|| format!("after the rep's last day, {end}"))
}

fn finding(
    run: &Run,
    kind: FindingKind,
    rep: String,
    (deal, plan): (u32, usize),
    earned: i128,
    reason: String,
) -> Result<Finding, EngineError> {
    let at = index(deal);
    let (amount, day) = (Amount::from_raw(run.deals.amounts[at]), run.deals.days[at]);
    let currency = run.plans[plan].currency;
    let from = run.currencies.get(usize::from(run.deals.currencies[at])).copied().unwrap_or(currency);
    let on = Day::from_number(day).unwrap_or(Day::MIN);
    let amount = run.exchange.convert(amount, from, currency, on)?;
    let deal = run.deals.ids.get(at).to_owned();
    Ok(Finding { kind, rep, deal, day, amount, currency, earned: Amount::from_raw(earned), reason })
}
