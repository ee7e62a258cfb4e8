//! What a metric is, and finding one by its name. The metrics themselves are in `rows`; help, reports and the README
//! take them from there.

use super::facts::Facts;
pub use super::rows::METRICS;
use crate::money::Ratio;

/// What a metric is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Whole things.
    Count,
    /// Money of the report's currency; means are rounded to cents.
    Money,
    /// A share: 0.25 is a quarter.
    Share,
    /// Days.
    Days,
    /// Months.
    Months,
    /// How many times, or so many for one.
    Times,
}

impl Unit {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Unit::Count => "count",
            Unit::Money => "money",
            Unit::Share => "share",
            Unit::Days => "days",
            Unit::Months => "months",
            Unit::Times => "number",
        }
    }
}

/// One metric.
#[derive(Debug)]
pub struct Metric {
    /// The name of its column.
    pub name: &'static str,
    /// The heading for people.
    pub title: &'static str,
    /// The formula in words.
    pub formula: &'static str,
    /// The unit.
    pub unit: Unit,
    /// What it is a statement about: a period, or a cohort that is followed to the as-of day.
    pub basis: &'static str,
    /// The tables, and columns as `table.column`, without which there is no such metric.
    pub needs: &'static [&'static str],
    /// Works it out; nothing where it is not defined.
    pub value: fn(&Facts) -> Option<Ratio>,
    /// How many rows are behind it.
    pub rows: fn(&Facts) -> u64,
}

/// The metrics that open deals count in; for all others nobody has to read them.
pub const OF_OPEN_DEALS: [&str; 4] = ["velocity_per_day", "open_pipeline", "coverage", "open"];

/// The metric of this name.
#[must_use]
pub fn metric_named(name: &str) -> Option<&'static Metric> {
    METRICS.iter().find(|metric| metric.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::metrics::facts::{Deals, Presence};
    use crate::money::{Amount, Rounding};

    const UNIT: i128 = 100_000_000_000_000;

    fn facts() -> Facts {
        Facts {
            // Won 600 and 400 (list 800 and 450), created 10 and 40 days before; lost one of 500; open 3,000.
            deals: Deals {
                won: 2,
                won_amount: 1_000 * UNIT,
                lost: 1,
                lost_amount: 500 * UNIT,
                open: 3,
                open_amount: 3_000 * UNIT,
                cycles: 2,
                cycle_days: 50,
                closed_cycles: 3,
                closed_cycle_days: 110,
                listed: 2,
                listed_amount: 1_000 * UNIT,
                list_amount: 1_250 * UNIT,
                costed: 2,
                margin: 700 * UNIT,
                ramped_amount: 600 * UNIT,
            },
            amounts: vec![600 * UNIT, 400 * UNIT],
            cycles: vec![10, 40],
            presence: Presence { days: 120, ramped_days: 45, left: 1 },
            window_days: 90,
            quota: Some((Amount::from_cents(200_000), 800 * UNIT)),
            ..Facts::default()
        }
    }

    fn value(name: &str, facts: &Facts) -> Option<String> {
        let value = (metric_named(name).unwrap().value)(facts)?;
        Some(value.rounded(6, Rounding::HalfUp).unwrap().to_string())
    }

    #[test]
    fn each_metric_of_deals_is_what_its_formula_says() {
        let facts = facts();
        let expected = [
            ("won", "2"),
            ("lost", "1"),
            ("win_rate", "0.666667"),
            ("win_rate_value", "0.666667"),
            ("average_deal", "500"),
            ("median_deal", "500"),
            ("average_cycle_days", "25"),
            ("median_cycle_days", "25"),
            // 6 deals × 2/3 × 500 ÷ 25.
            ("velocity_per_day", "80"),
            // 1 − 1,000 ÷ 1,250.
            ("discount", "0.2"),
            ("open_pipeline", "3000"),
            // 3,000 ÷ (2,000 − 800).
            ("coverage", "2.5"),
            // 600 ÷ (45 ÷ 90).
            ("productivity", "1200"),
            // 1 ÷ (120 ÷ 90).
            ("attrition", "0.75"),
            // 1,000 ÷ (120 × 12 ÷ 365).
            ("bookings_per_rep_month", "253.472222"),
        ];
        for (name, text) in expected {
            assert_eq!(value(name, &facts).as_deref(), Some(text), "{name}");
        }
    }

    #[test]
    fn what_is_not_defined_is_empty_and_never_infinite() {
        let nothing = Facts::default();
        for metric in METRICS {
            let value = (metric.value)(&nothing);
            let zero = value.as_ref().is_none_or(Ratio::is_zero);
            assert!(zero, "{}: {value:?}", metric.name);
            let sum = matches!(metric.unit, Unit::Count | Unit::Money);
            assert!(sum || value.is_none(), "{} of nothing is not a number", metric.name);
            assert_eq!((metric.rows)(&nothing), 0, "{}", metric.name);
        }
        let lost = Facts { deals: Deals { lost: 3, ..Deals::default() }, ..Facts::default() };
        assert_eq!(value("win_rate", &lost).as_deref(), Some("0"));
        assert_eq!(value("average_deal", &lost), None);
        let met = Facts { quota: Some((Amount::from_cents(100), UNIT)), ..facts() };
        assert_eq!(value("coverage", &met), None, "nothing is left of the quota");
    }

    #[test]
    fn only_the_metrics_of_open_deals_change_with_them() {
        let without = facts();
        let with = Facts {
            deals: Deals { open: 9, open_amount: 9_000 * UNIT, ..without.deals },
            spend: Some(Ratio::whole(100)),
            ..facts()
        };
        let without = Facts { spend: Some(Ratio::whole(100)), ..without };
        for metric in METRICS {
            let value = |facts| ((metric.value)(facts), (metric.rows)(facts));
            let changes = value(&with) != value(&without);
            assert_eq!(changes, OF_OPEN_DEALS.contains(&metric.name), "{}", metric.name);
        }
    }

    #[test]
    fn names_are_columns_and_no_two_are_the_same() {
        let mut names: Vec<&str> = METRICS.iter().map(|metric| metric.name).collect();
        let plain = |name: &&str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        assert!(names.iter().all(plain));
        let contract = "won lost win_rate win_rate_value average_deal median_deal average_cycle_days \
                        median_cycle_days velocity_per_day discount open_pipeline coverage productivity \
                        lead_conversion";
        assert_eq!(names[..14].join(" "), contract.split_whitespace().collect::<Vec<_>>().join(" "));
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
