//! The kernel against a slow and obvious twin, on random plans and data: `model_check`.
//!
//! The twin was written from the text of the contract and from nothing else: every number is an exact fraction of any
//! size, every day is counted one by one, every payout is worked out anew from the first deal on. It shares with the
//! kernel the types of plans and rows, the calendar and [`crate::money::Ratio`], and no arithmetic.

#![allow(
    clippy::type_complexity,
    clippy::option_option,
    clippy::too_many_arguments,
    clippy::format_collect,
    clippy::doc_markdown,
    clippy::match_same_arms,
    reason = "the twin is plain on purpose, and nobody but its own tests reads its types"
)]

mod bands;
mod company;
mod laws;
mod number;
mod pay;
mod pool;
mod random;
mod results;
mod taken;
mod terms;
mod together;
mod traps;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use self::company::Company;
use self::pay::{Paid, pays_credits};
use self::terms::Twin;
use crate::engine::commissions::{CapOf, LineKind, NO_CREDIT, Reason, Run};

/// What the kernel pays a rep.
#[derive(Default)]
struct Pay {
    /// By element.
    elements: BTreeMap<String, Paid>,
    /// What the plan's own cap withholds of each payout.
    withheld: BTreeMap<usize, i128>,
    /// What was added by hand in each payout.
    adjusted: BTreeMap<usize, i128>,
}

fn kernel(run: &Run, rep: usize) -> Result<Pay, String> {
    let mut pay = Pay::default();
    let mut seen: BTreeMap<u32, usize> = BTreeMap::new();
    let mut places = Vec::new();
    for deal in &run.credits.deals {
        let place = seen.entry(*deal).or_default();
        places.push((usize::try_from(*deal).unwrap(), *place));
        *place += 1;
    }
    let lines = run.lines(u32::try_from(rep).unwrap(), &mut |line| {
        if line.reason == Reason::Cap(CapOf::Plan) {
            *pay.withheld.entry(line.period).or_default() -= line.payable.raw();
            return;
        }
        if line.kind == LineKind::Adjustment {
            *pay.adjusted.entry(line.period).or_default() += line.payable.raw();
            return;
        }
        let paid = pay.elements.entry(run.element(line.rule).id.clone()).or_default();
        *paid.payouts.entry(line.period).or_default() += line.payable.raw();
        if line.credit != NO_CREDIT && line.kind == LineKind::Earning {
            let place = places[usize::try_from(line.credit).unwrap()];
            *paid.credits.entry((line.period, place)).or_default() += line.payable.raw();
        }
    });
    lines.map_err(|error| error.to_string())?;
    Ok(pay)
}

/// Where the kernel and the twin disagree, in words; nothing where they agree, and nothing to compare where a plan is
/// refused.
fn difference(company: &Company) -> Option<Option<String>> {
    let plans = company.read()?;
    let run = company.run()?;
    let twin = Twin::new(company, &plans);
    let ids: BTreeSet<&str> =
        plans.iter().flat_map(|plan| &plan.elements).map(|element| element.id.as_str()).collect();
    for rep in 0..company.size() {
        let Pay { elements: mut kernel, withheld, adjusted } = match kernel(&run, rep) {
            Ok(pay) => pay,
            Err(error) => return Some(Some(format!("R{rep}: the kernel refuses: {error}"))),
        };
        let mut all = Vec::new();
        for id in &ids {
            let kernel = kernel.remove(*id).unwrap_or_default();
            let paid = twin.paid(rep, id);
            if let Some(text) = compare(&twin, rep, id, &kernel, &paid) {
                return Some(Some(text));
            }
            all.push(paid);
        }
        let added = twin.adjusted(rep);
        if adjusted != added {
            return Some(Some(format!("R{rep}: adjusted: kernel {adjusted:?}, twin {added:?}")));
        }
        let theirs = twin.withheld_by_plan(rep, &all);
        for number in 0..twin.payouts.len() {
            let of = |withheld: &BTreeMap<usize, i128>| withheld.get(&number).copied().unwrap_or(0);
            if of(&withheld) != of(&theirs) {
                let label = &twin.payouts[number].label;
                let (kernel, twin) = (of(&withheld), of(&theirs));
                return Some(Some(format!("R{rep} {label}: withheld by plan: kernel {kernel}, twin {twin}")));
            }
        }
    }
    Some(None)
}

fn compare(twin: &Twin<'_>, rep: usize, id: &str, kernel: &Paid, paid: &Paid) -> Option<String> {
    for (number, payout) in twin.payouts.iter().enumerate() {
        let of = |paid: &Paid| paid.payouts.get(&number).copied().unwrap_or(0);
        if of(kernel) != of(paid) {
            let (kernel, twin) = (of(kernel), of(paid));
            return Some(format!("R{rep} `{id}` {}: kernel {kernel}, twin {twin}", payout.label));
        }
    }
    let retier = twin.plans[0].element(id).is_some_and(|element| element.clawback.is_some());
    if retier || !twin.plans.iter().all(|plan| plan.element(id).is_none_or(pays_credits)) {
        return None;
    }
    let keys: BTreeSet<_> = kernel.credits.keys().chain(paid.credits.keys()).copied().collect();
    for key in keys {
        let of = |paid: &Paid| paid.credits.get(&key).copied().unwrap_or(0);
        // A deal that is capped loses of its credits together.
        let capped =
            twin.plans.iter().any(|plan| plan.element(id).is_some_and(|element| element.cap.is_some()));
        if of(kernel) != of(paid) && !capped {
            let deal = &twin.company.deals[key.1.0].id;
            let (kernel, twin_pays) = (of(kernel), of(paid));
            return Some(format!(
                "R{rep} `{id}` {} deal {deal}: kernel {kernel}, twin {twin_pays}",
                twin.payouts[key.0].label
            ));
        }
    }
    None
}

/// Leaves out of a company whatever it still disagrees without.
fn smallest(mut company: Company) -> Company {
    let disagrees =
        |company: &Company| matches!(std::panic::catch_unwind(|| difference(company)), Ok(Some(Some(_))));
    loop {
        let mut smaller = Vec::new();
        for chunk in [16, 4] {
            for from in (0..company.deals.len()).step_by(chunk) {
                let mut less = company.clone();
                less.deals.drain(from..(from + chunk).min(company.deals.len()));
                if company.deals.len() > chunk {
                    smaller.push(less);
                }
            }
        }
        for place in 0..company.deals.len() {
            let mut less = company.clone();
            less.deals.remove(place);
            smaller.push(less);
        }
        if !company.adjustments.is_empty() {
            smaller.push(Company { adjustments: Vec::new(), ..company.clone() });
        }
        if company.weeks && company.quotas.is_empty() {
            smaller.push(Company { weeks: false, ..company.clone() });
        }
        for place in 0..company.leaves.len() {
            let mut less = company.clone();
            less.leaves.remove(place);
            smaller.push(less);
        }
        if company.plans.len() == 1 {
            for line in 2..company.plans[0].lines().count() {
                let mut less = company.clone();
                let kept = company.plans[0].lines().enumerate().filter(|(number, _)| *number != line);
                less.plans[0] = kept.map(|(_, text)| format!("{text}\n")).collect();
                smaller.push(less);
            }
            let parts: Vec<&str> = company.plans[0].split("[[element]]").collect();
            for part in 1..parts.len() {
                let mut kept = parts.clone();
                kept.remove(part);
                let mut less = company.clone();
                less.plans[0] = kept.join("[[element]]");
                smaller.push(less);
            }
        }
        for place in 0..company.deals.len() {
            for given in 0..company.deals[place].credits.len() {
                let mut less = company.clone();
                less.deals[place].credits.remove(given);
                smaller.push(less);
            }
            let mut less = company.clone();
            (less.deals[place].currency, less.deals[place].cancelled) = (0, None);
            less.deals[place].refunds.clear();
            let deal = &company.deals[place];
            if (deal.currency, deal.cancelled) != (0, None) || !deal.refunds.is_empty() {
                smaller.push(less);
            }
        }
        for place in 0..company.reps.len() {
            let mut less = company.clone();
            less.reps[place].hire_date = None;
            if company.reps[place].hire_date.is_some() {
                smaller.push(less);
            }
            let mut less = company.clone();
            less.reps[place].end_date = None;
            if company.reps[place].end_date.is_some() {
                smaller.push(less);
            }
            if place + 1 == company.reps.len() && company.size() == company.reps.len() && place > 0 {
                let mut less = company.clone();
                less.reps.remove(place);
                for deal in &mut less.deals {
                    deal.credits.retain(|given| given.rep != place);
                }
                smaller.push(less);
            }
        }
        for measure in ["bookings", "margin", "units"] {
            let mut less = company.clone();
            less.quotas.retain(|row| row.measure != measure);
            if less.quotas.len() < company.quotas.len() {
                smaller.push(less);
            }
        }
        for place in 0..if company.quotas.len() < 60 { company.quotas.len() } else { 0 } {
            let mut less = company.clone();
            less.quotas.remove(place);
            smaller.push(less);
        }
        match smaller.into_iter().find(disagrees) {
            Some(less) => company = less,
            None => return company,
        }
    }
}

fn describe(seed: u64, company: &Company) -> String {
    let mut text = format!("seed {seed}: {}\n", difference(company).flatten().unwrap_or_default());
    for plan in &company.plans {
        let _ = writeln!(text, "{plan}");
    }
    let weeks = if company.weeks { ", months of weeks" } else { "" };
    let _ = writeln!(text, "year starts {}{weeks}", company.year_starts);
    for row in &company.reps {
        let _ = writeln!(
            text,
            "{} team {:?} hired {:?} ends {:?} target {:?} valid {:?}..{:?}",
            row.rep_id,
            row.columns.get("team"),
            row.hire_date.map(|day| day.to_string()),
            row.end_date.map(|day| day.to_string()),
            row.target_incentive.map(|target| target.to_string()),
            row.valid_from.map(|day| day.to_string()),
            row.valid_to.map(|day| day.to_string())
        );
    }
    for (rep, span, amount) in &company.adjustments {
        let _ = writeln!(text, "R{rep} adjusted {span} {amount}");
    }
    for (rep, span) in &company.leaves {
        let _ = writeln!(text, "R{rep} away {span}");
    }
    for row in &company.quotas {
        let days = [row.from, row.to].map(|day| day.map(|day| day.to_string()).unwrap_or_default());
        let _ = writeln!(text, "quota {:?} {} {} {} {days:?}", row.holder, row.measure, row.span, row.amount);
    }
    for deal in &company.deals {
        let cancelled = deal.cancelled.map(|day| day.to_string());
        let refunds: Vec<_> = deal.refunds.iter().map(|(day, amount)| format!("{day} {amount}")).collect();
        let (day, product, currency) = (deal.day, &deal.product, deal.currency);
        let _ = writeln!(text, "{} {day} {product} currency {currency} {cancelled:?} {refunds:?}", deal.id);
        for given in &deal.credits {
            let values = given.values.map(|value| value.to_string());
            let on = given.day.map(|day| day.to_string());
            let _ = writeln!(text, "  R{} {:?} {on:?} {values:?}", given.rep, given.cause);
        }
    }
    text
}

/// Compares so many cases from a seed on; says how many plans were read.
fn check(first: u64, cases: u64) -> u64 {
    let mut compared = 0;
    for seed in first..first + cases {
        let company = random::company(seed);
        match difference(&company) {
            None => {}
            Some(None) => compared += 1,
            Some(Some(_)) => panic!("{}", describe(seed, &smallest(company))),
        }
    }
    compared
}

/// What plans of the survey say, to be counted: a proof over plans that never say it would be none.
const SAID: [&str; 44] = [
    "effective",
    "tier_scope = \"team\"",
    "tier_scope = \"company\"",
    "pool = \"equal\"",
    "pool = \"days\"",
    "on = \"invoice\"",
    "on = \"payment\"",
    "\"refund\"",
    "within_days",
    "contest",
    "\"overlay\"",
    "[\"team\"]",
    "levels",
    "\"territory\"",
    "currency = \"EUR\"",
    "after_leave = true",
    "accelerators = false",
    "seasonality",
    "pays_on",
    "bilinear",
    "score = true",
    "formula",
    "rounding = \"half-even\"",
    "rounding = \"down\"",
    "payout = \"half-month\"",
    "payout = \"quarter\"",
    "payout = \"year\"",
    "true_up = \"forward\"",
    "mode = \"marginal\"",
    "mode = \"retroactive\"",
    "mode = \"overage\"",
    "mode = \"step\"",
    "mode = \"interpolated\"",
    "boundary = \"upper\"",
    "target / quota",
    "threshold",
    "gate",
    "multiplier = {",
    "pays = \"target\"",
    "pays = \"unit\"",
    "pays = \"fixed\"",
    "window = \"deal\"",
    "window = \"plan\"",
    "cap = {",
];

/// Lists the disagreements of so many cases, each as small as it gets, and what the plans said.
#[test]
#[ignore = "a tool for whoever changes the kernel or the twin: SPM_MODEL_CASES, SPM_MODEL_SEED, SPM_MODEL_LOG"]
fn survey() {
    let setting = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let first = setting("SPM_MODEL_SEED").unwrap_or(0);
    let cases = setting("SPM_MODEL_CASES").unwrap_or(300);
    let mut found = String::new();
    let (mut count, mut agreed, mut refused, mut versions, mut weeks) = (0, 0, 0, 0, 0);
    let mut said = [0_u64; SAID.len()];
    for seed in first..first + cases {
        let company = random::company(seed);
        match std::panic::catch_unwind(|| difference(&company)) {
            Ok(Some(Some(_))) => {
                count += 1;
                if count <= setting("SPM_MODEL_SHOW").unwrap_or(12) {
                    found.push_str(&describe(seed, &smallest(company)));
                    found.push_str("\n----\n");
                }
            }
            Ok(Some(None)) => {
                agreed += 1;
                versions += u64::from(company.plans.len() > 1);
                weeks += u64::from(company.weeks);
                for (said, word) in said.iter_mut().zip(SAID) {
                    *said += u64::from(company.plans[0].contains(word));
                }
            }
            Ok(None) => refused += 1,
            Err(_) => {
                count += 1;
                let _ = writeln!(found, "seed {seed}: a panic");
            }
        }
    }
    let mut log = format!("seeds {first} to {}: {agreed} agreed, ", first + cases - 1);
    let _ = writeln!(log, "{count} disagreed, {refused} are no plans");
    let _ = writeln!(log, "{versions} with two versions, {weeks} with months of weeks");
    for (said, word) in said.iter().zip(SAID) {
        let _ = writeln!(log, "{said:>7} {word}");
    }
    if let Ok(path) = std::env::var("SPM_MODEL_LOG") {
        std::fs::write(path, format!("{log}{found}")).unwrap();
    }
    assert!(count == 0, "{log}{found}");
}

#[test]
fn model_check() {
    let cases = std::env::var("SPM_MODEL_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(200);
    let first = std::env::var("SPM_MODEL_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0);
    let compared = check(first, cases);
    assert!(compared * 10 > cases * 8, "only {compared} of {cases} plans were read");
}
