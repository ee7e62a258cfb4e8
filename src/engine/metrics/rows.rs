//! Every metric: its name, heading, formula in words, unit, what it is a statement about, the tables and columns that
//! it needs, the function that works it out and the count of the rows behind it. What a metric is made of is in
//! `facts`.
//!
//! The file is longer than most: a list is read from one page.

use super::facts::{Facts, median_wait};
use super::list::{Metric, Unit};
use crate::engine::middle::median;
use crate::money::{Exact, Ratio};

const CLOSED: &str = "period of the close date";
const DUE: &str = "period of the close date";
const CREATED: &str = "cohort of the day of creation, as of the as-of day";
const DONE: &str = "period of the day";
const STAGES: &str = "cohort of the day of entry, as of the as-of day";
const EMPLOYED: &str = "period, by days of employment";
const BASE: &str = "cohort of the customers before the period, on its last day";
const TARGET: &str = "period, direct credit as in `spm attainment`";
const SPENT: &str = "period of the spend";

/// Every metric, in the order of its columns.
pub static METRICS: &[Metric] = &[
    metric(
        "won",
        "Won",
        "deals won",
        Unit::Count,
        CLOSED,
        &["deals"],
        |all| count(all.deals.won),
        |all| all.deals.won,
    ),
    metric(
        "lost",
        "Lost",
        "deals lost",
        Unit::Count,
        CLOSED,
        &["deals"],
        |all| count(all.deals.lost),
        |all| all.deals.lost,
    ),
    metric("win_rate", "Win rate", "won ÷ (won + lost)", Unit::Share, CLOSED, &["deals"], win_rate, closed),
    metric(
        "win_rate_value",
        "By value",
        "amount won ÷ (amount won + amount lost), while that is above zero",
        Unit::Share,
        CLOSED,
        &["deals"],
        |all| {
            let closed = money(all.deals.won_amount.checked_add(all.deals.lost_amount)?);
            money(all.deals.won_amount).checked_div(&closed).filter(|_| closed.signum() > 0)
        },
        closed,
    ),
    metric(
        "average_deal",
        "Average deal",
        "amount won ÷ won",
        Unit::Money,
        CLOSED,
        &["deals"],
        average_deal,
        |all| all.deals.won,
    ),
    metric(
        "median_deal",
        "Median deal",
        "the middle amount of the deals won",
        Unit::Money,
        CLOSED,
        &["deals"],
        |all| median(&all.amounts)?.checked_mul(&money(1)),
        |all| all.deals.won,
    ),
    metric(
        "average_cycle_days",
        "Cycle",
        "days from creation to close of the deals won, their mean",
        Unit::Days,
        CLOSED,
        &["deals.created_date"],
        average_cycle,
        |all| all.deals.cycles,
    ),
    metric(
        "median_cycle_days",
        "Median cycle",
        "days from creation to close of the deals won, the middle one",
        Unit::Days,
        CLOSED,
        &["deals.created_date"],
        |all| median(&all.cycles),
        |all| all.deals.cycles,
    ),
    metric(
        "velocity_per_day",
        "Velocity/day",
        "(won + lost + open deals) × win rate × average deal ÷ average cycle days, while none is below zero",
        Unit::Money,
        DUE,
        &["deals.created_date"],
        velocity,
        |all| all.deals.won + all.deals.lost + all.deals.open,
    ),
    metric(
        "discount",
        "Discount",
        "1 − amount won ÷ list amount, over the deals won that have a list amount",
        Unit::Share,
        CLOSED,
        &["deals.list_amount"],
        |all| {
            Ratio::ONE
                .checked_sub(&money(all.deals.listed_amount).checked_div(&money(all.deals.list_amount))?)
        },
        |all| all.deals.listed,
    ),
    metric(
        "open_pipeline",
        "Open pipeline",
        "amount of the open deals",
        Unit::Money,
        DUE,
        &["deals"],
        |all| Some(money(all.deals.open_amount)),
        |all| all.deals.open,
    ),
    metric(
        "coverage",
        "Coverage",
        "open pipeline ÷ (quota − credited), while there is something left of the quota",
        Unit::Times,
        TARGET,
        &["deals", "quotas"],
        coverage,
        |all| all.deals.open,
    ),
    metric(
        "productivity",
        "Productivity",
        "amount won by ramped reps ÷ ramped reps (their days ÷ the days of the period); ramped is who was hired \
         `--ramp-months` ago, and reps are those who manage nobody",
        Unit::Money,
        EMPLOYED,
        &["deals", "reps.hire_date"],
        |all| {
            let reps = ratio(all.presence.ramped_days, u64::from(all.window_days))?;
            money(all.deals.ramped_amount).checked_div(&reps)
        },
        present,
    ),
    metric(
        "lead_conversion",
        "Lead conv.",
        "leads converted ÷ leads created",
        Unit::Share,
        CREATED,
        &["leads"],
        |all| ratio(all.effort.converted, all.effort.leads),
        |all| all.effort.leads,
    ),
    metric(
        "bookings",
        "Bookings",
        "amount won",
        Unit::Money,
        CLOSED,
        &["deals"],
        |all| Some(money(all.deals.won_amount)),
        |all| all.deals.won,
    ),
    metric(
        "margin",
        "Margin",
        "amount won − cost, over the deals won that have a cost",
        Unit::Money,
        CLOSED,
        &["deals.cost"],
        |all| Some(money(all.deals.margin)),
        |all| all.deals.costed,
    ),
    metric(
        "open",
        "Open",
        "deals neither won nor lost",
        Unit::Count,
        DUE,
        &["deals"],
        |all| count(all.deals.open),
        |all| all.deals.open,
    ),
    metric(
        "leads",
        "Leads",
        "leads created",
        Unit::Count,
        CREATED,
        &["leads"],
        |all| count(all.effort.leads),
        |all| all.effort.leads,
    ),
    metric(
        "calls",
        "Calls",
        "calls",
        Unit::Count,
        DONE,
        &["activities"],
        |all| Some(whole(all.effort.calls)),
        rows_done,
    ),
    metric(
        "emails",
        "E-mails",
        "e-mails",
        Unit::Count,
        DONE,
        &["activities"],
        |all| Some(whole(all.effort.emails)),
        rows_done,
    ),
    metric(
        "meetings",
        "Meetings",
        "meetings",
        Unit::Count,
        DONE,
        &["activities"],
        |all| Some(whole(all.effort.meetings)),
        rows_done,
    ),
    metric(
        "demos",
        "Demos",
        "demos",
        Unit::Count,
        DONE,
        &["activities"],
        |all| Some(whole(all.effort.demos)),
        rows_done,
    ),
    metric(
        "calls_per_won",
        "Calls/won",
        "calls ÷ won",
        Unit::Times,
        DONE,
        &["activities", "deals"],
        |all| whole(all.effort.calls).checked_div(&Ratio::whole(all.deals.won.into())),
        rows_done,
    ),
    metric(
        "meetings_per_won",
        "Meetings/won",
        "meetings ÷ won",
        Unit::Times,
        DONE,
        &["activities", "deals"],
        |all| whole(all.effort.meetings).checked_div(&Ratio::whole(all.deals.won.into())),
        rows_done,
    ),
    metric(
        "bookings_per_activity",
        "Bookings/act.",
        "amount won ÷ activities of every kind",
        Unit::Money,
        DONE,
        &["activities", "deals"],
        |all| money(all.deals.won_amount).checked_div(&whole(all.effort.activities)),
        rows_done,
    ),
    metric(
        "margin_per_activity",
        "Margin/act.",
        "margin ÷ activities of every kind",
        Unit::Money,
        DONE,
        &["activities", "deals.cost"],
        |all| money(all.deals.margin).checked_div(&whole(all.effort.activities)),
        rows_done,
    ),
    metric(
        "bookings_per_rep_month",
        "Bookings/month",
        "amount won ÷ months of employment (days × 12 ÷ 365) of the reps who manage nobody",
        Unit::Money,
        EMPLOYED,
        &["deals", "reps.hire_date"],
        |all| money(all.deals.won_amount).checked_div(&rep_months(all)?),
        present,
    ),
    metric(
        "margin_per_rep_month",
        "Margin/month",
        "margin ÷ months of employment (days × 12 ÷ 365) of the reps who manage nobody",
        Unit::Money,
        EMPLOYED,
        &["deals.cost", "reps.hire_date"],
        |all| money(all.deals.margin).checked_div(&rep_months(all)?),
        present,
    ),
    metric(
        "stage_conversion",
        "Stage conv.",
        "deals that went on to another stage than a lost one ÷ deals that entered the stage; each deal and stage once",
        Unit::Share,
        STAGES,
        &["history.stage"],
        |all| ratio(all.moves.went_on, all.moves.entered),
        |all| all.moves.entered,
    ),
    metric(
        "average_days_in_stage",
        "Days in stage",
        "days from entering a stage to leaving it, the mean of the stays that began in the period and are over",
        Unit::Days,
        STAGES,
        &["history.stage"],
        |all| whole(all.moves.stay_days).checked_div(&Ratio::whole(all.moves.stays.into())),
        |all| all.moves.stays,
    ),
    metric(
        "reps",
        "Reps",
        "reps who manage nobody: their days of employment ÷ the days of the period",
        Unit::Times,
        EMPLOYED,
        &["reps.hire_date"],
        headcount,
        present,
    ),
    metric(
        "attrition",
        "Attrition",
        "reps whose last day of work lies in the period ÷ reps",
        Unit::Share,
        EMPLOYED,
        &["reps.end_date"],
        |all| Ratio::whole(all.presence.left.into()).checked_div(&headcount(all)?),
        present,
    ),
    metric(
        "median_days_to_first_deal",
        "First deal",
        "days from the hire of the reps hired in the period to their first deal won, the middle one; who has none yet \
         still waits (Kaplan and Meier)",
        Unit::Days,
        "cohort of the day of hire, as of the as-of day",
        &["deals", "reps.hire_date"],
        |all| median_wait(&all.first_deals).map(|days| Ratio::whole(days.into())),
        |all| u64::try_from(all.first_deals.len()).unwrap_or(u64::MAX),
    ),
    metric(
        "reps_at_quota",
        "At quota",
        "reps credited with all of their quota ÷ reps with a quota above zero",
        Unit::Share,
        TARGET,
        &["deals", "quotas"],
        |all| ratio(all.reps_at_quota, all.reps_with_quota),
        |all| all.reps_with_quota,
    ),
    metric(
        "spend",
        "Spend",
        "money spent on sales; a row over several periods counts evenly over its months",
        Unit::Money,
        SPENT,
        &["spend"],
        |all| all.spend.clone(),
        |all| all.spend_rows,
    ),
    metric(
        "bookings_per_spend",
        "Bookings/spend",
        "amount won ÷ spend",
        Unit::Times,
        SPENT,
        &["spend", "deals"],
        |all| money(all.deals.won_amount).checked_div(all.spend.as_ref()?),
        |all| all.spend_rows,
    ),
    metric(
        "margin_per_spend",
        "Margin/spend",
        "margin ÷ spend",
        Unit::Times,
        SPENT,
        &["spend", "deals.cost"],
        |all| money(all.deals.margin).checked_div(all.spend.as_ref()?),
        |all| all.spend_rows,
    ),
    metric(
        "acquisition_cost",
        "Cost/customer",
        "spend ÷ accounts that became customers",
        Unit::Money,
        SPENT,
        &["spend", "accounts.customer_since"],
        |all| all.spend.as_ref()?.checked_div(&Ratio::whole(all.customers.new.into())),
        |all| all.customers.new,
    ),
    metric(
        "payback_months",
        "Payback",
        "spend ÷ margin a month (÷ term_months) of the deals won from accounts that became customers",
        Unit::Months,
        SPENT,
        &["spend", "accounts.customer_since", "deals.term_months", "deals.cost", "deals.account_id"],
        |all| {
            all.spend
                .as_ref()?
                .checked_div(&all.customers.new_monthly_margin)
                .filter(|months| months.signum() >= 0)
        },
        |all| all.customers.new_deals,
    ),
    metric(
        "logo_retention",
        "Logos kept",
        "1 − customers that churned ÷ customers on the day before the period",
        Unit::Share,
        BASE,
        &["accounts.customer_since", "accounts.churned_on"],
        |all| Ratio::ONE.checked_sub(&ratio(all.customers.churned, all.customers.base)?),
        |all| all.customers.base,
    ),
    metric(
        "gross_retention",
        "Gross kept",
        "what running deals (won, within term_months) of each account are worth a month on the last day, at most what \
         they were on the day before the period ÷ what they were",
        Unit::Share,
        BASE,
        &["accounts.churned_on", "deals.term_months", "deals.account_id"],
        |all| all.customers.monthly_kept.checked_div(&all.customers.monthly_before),
        |all| all.customers.paying,
    ),
    metric(
        "net_retention",
        "Net kept",
        "what running deals of the accounts that had some on the day before the period are worth a month on the last \
         day ÷ what they were",
        Unit::Share,
        BASE,
        &["accounts.churned_on", "deals.term_months", "deals.account_id"],
        |all| all.customers.monthly_after.checked_div(&all.customers.monthly_before),
        |all| all.customers.paying,
    ),
    metric(
        "median_days_to_full",
        "Full ramp",
        "days from the hire of the reps hired in the period to the end of the first three whole months in a row that \
         brought three times a full month, the middle one; who has none yet still waits (Kaplan and Meier); a full \
         month is the mean of the whole months of ramped reps in the twelve up to the end of the period",
        Unit::Days,
        "cohort of the day of hire, as of the as-of day",
        &["deals", "reps.hire_date"],
        |all| median_wait(&all.ramps).map(|days| Ratio::whole(days.into())),
        |all| u64::try_from(all.ramps.len()).unwrap_or(u64::MAX),
    ),
];

#[allow(clippy::too_many_arguments, reason = "a row of the list, in the order of its columns")]
const fn metric(
    name: &'static str,
    title: &'static str,
    formula: &'static str,
    unit: Unit,
    basis: &'static str,
    needs: &'static [&'static str],
    value: fn(&Facts) -> Option<Ratio>,
    rows: fn(&Facts) -> u64,
) -> Metric {
    Metric { name, title, formula, unit, basis, needs, value, rows }
}

/// An amount on scale 14 as a number of currency units.
fn money(raw: i128) -> Ratio {
    Ratio::from(Exact::from_raw(raw))
}

fn whole(number: i64) -> Ratio {
    Ratio::whole(number.into())
}

#[allow(clippy::unnecessary_wraps, reason = "the form of every metric")]
fn count(number: u64) -> Option<Ratio> {
    Some(Ratio::whole(number.into()))
}

fn ratio(part: u64, all: u64) -> Option<Ratio> {
    Ratio::whole(part.into()).checked_div(&Ratio::whole(all.into()))
}

fn present(all: &Facts) -> u64 {
    u64::try_from(all.reps.len()).unwrap_or(u64::MAX)
}

fn closed(all: &Facts) -> u64 {
    all.deals.won + all.deals.lost
}

fn rows_done(all: &Facts) -> u64 {
    all.effort.activity_rows
}

fn win_rate(all: &Facts) -> Option<Ratio> {
    ratio(all.deals.won, closed(all))
}

fn average_deal(all: &Facts) -> Option<Ratio> {
    money(all.deals.won_amount).checked_div(&Ratio::whole(all.deals.won.into()))
}

fn average_cycle(all: &Facts) -> Option<Ratio> {
    whole(all.deals.cycle_days).checked_div(&Ratio::whole(all.deals.cycles.into()))
}

fn velocity(all: &Facts) -> Option<Ratio> {
    let deals = Ratio::whole((closed(all) + all.deals.open).into());
    let worth = deals.checked_mul(&win_rate(all)?)?.checked_mul(&average_deal(all)?)?;
    let days = average_cycle(all).filter(|days| days.signum() > 0)?;
    worth.checked_div(&days).filter(|_| worth.signum() >= 0)
}

fn coverage(all: &Facts) -> Option<Ratio> {
    let (quota, credited) = all.quota?;
    let left = Ratio::from(quota).checked_sub(&money(credited))?;
    money(all.deals.open_amount).checked_div(&left).filter(|_| left.signum() > 0)
}

fn headcount(all: &Facts) -> Option<Ratio> {
    ratio(all.presence.days, u64::from(all.window_days)).filter(|_| all.presence.days > 0)
}

fn rep_months(all: &Facts) -> Option<Ratio> {
    ratio(all.presence.days, 365)?.checked_mul(&Ratio::whole(12))
}
