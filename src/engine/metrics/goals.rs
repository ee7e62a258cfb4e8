//! Goals on metrics: quota rows whose measure is the name of a metric, and what was reached of them. A goal of a sum
//! (calls, meetings, deals won) is spread over days and added up as a quota is; a goal of a rate or a mean holds as it
//! stands, blended by days where rows change. What the metrics are is left to `list`.

use crate::calendar::{Calendar, Span, Unit};
use crate::engine::attainment::Dimension;
use crate::engine::error::EngineError;
use crate::engine::metrics::list::Metric;
use crate::engine::people::People;
use crate::engine::quota::{QuotaBook, quota_in};
use crate::model::rows::{QuotaHolder, QuotaRow};
use crate::money::Ratio;

/// The metrics whose values of parts add up to that of the whole.
const SUMS: [&str; 9] = ["won", "lost", "open", "leads", "calls", "emails", "meetings", "demos", "spend"];

/// The metrics of which less is better: their attainment is goal ÷ value.
const LESS_IS_BETTER: [&str; 13] = [
    "lost",
    "discount",
    "average_cycle_days",
    "median_cycle_days",
    "calls_per_won",
    "meetings_per_won",
    "average_days_in_stage",
    "attrition",
    "median_days_to_first_deal",
    "median_days_to_full",
    "spend",
    "acquisition_cost",
    "payback_months",
];

/// Whether quota rows with this metric's name are goals: bookings and margin are measures of credit, with quotas of
/// their own.
#[must_use]
pub fn is_goal(metric: &Metric) -> bool {
    !matches!(metric.name, "bookings" | "margin")
}

/// Whether less of it is better.
#[must_use]
pub fn less_is_better(metric: &Metric) -> bool {
    LESS_IS_BETTER.contains(&metric.name)
}

/// Whether its parts add up.
#[must_use]
pub fn is_sum(metric: &Metric) -> bool {
    SUMS.contains(&metric.name)
}

/// What was reached of a goal: value ÷ goal, or goal ÷ value where less is better; undefined where the divisor is not
/// above zero.
///
/// 30 calls of 40 are 0.75; a discount of 10 % against a goal of 8 % is 0.8.
#[must_use]
pub fn reached(metric: &Metric, value: &Ratio, goal: &Ratio) -> Option<Ratio> {
    let (part, whole) = if less_is_better(metric) { (goal, value) } else { (value, goal) };
    part.checked_div(whole).filter(|_| whole.signum() > 0)
}

/// What is missing to a goal, below zero where it is passed: goal − value, or value − goal where less is better.
#[must_use]
pub fn missing(metric: &Metric, value: &Ratio, goal: &Ratio) -> Option<Ratio> {
    if less_is_better(metric) { value.checked_sub(goal) } else { goal.checked_sub(value) }
}

/// What goals are looked up by.
pub struct Goals<'a> {
    /// The quota rows.
    pub book: &'a QuotaBook,
    /// The reps.
    pub people: &'a People,
    /// What the rows of the report are grouped by.
    pub by: &'a [Dimension],
    /// The calendar.
    pub calendar: &'a Calendar,
    /// The days of the report.
    pub days: Span,
}

impl Goals<'_> {
    /// The goal of a metric for the row with these keys; nothing where nobody of it has one. A group without rows of
    /// its own has the sum of its reps' goals, of a rate or mean their mean.
    pub fn of(&self, metric: &Metric, keys: &[String]) -> Result<Option<Ratio>, EngineError> {
        let Some(window) = self.window(keys) else { return Ok(None) };
        let mut own = None;
        for (dimension, key) in self.by.iter().zip(keys) {
            match dimension {
                Dimension::Rep => own = Some(QuotaHolder::Rep(key.clone())),
                Dimension::RepColumn(column) if column == "team" && own.is_none() => {
                    own = Some(QuotaHolder::Team(key.clone()));
                }
                Dimension::RepColumn(column) if column == "territory" && own.is_none() => {
                    own = Some(QuotaHolder::Territory(key.clone()));
                }
                // A rep's goal says nothing of products or segments.
                Dimension::Deal(_) => return Ok(None),
                Dimension::RepColumn(_) | Dimension::Manager | Dimension::Time(_) => {}
            }
        }
        if let Some(holder) = &own {
            let goal = self.goal(metric, holder, window)?;
            if goal.is_some() || matches!(holder, QuotaHolder::Rep(_)) {
                return Ok(goal);
            }
        }
        let holders = self.book.holders(metric.name);
        let reps = holders.iter().filter(|holder| match holder {
            QuotaHolder::Rep(rep_id) => self.belongs(rep_id, keys, window),
            QuotaHolder::Team(_) | QuotaHolder::Territory(_) => false,
        });
        let of_reps = self.together(metric, reps, window)?;
        if of_reps.is_some() || !self.by.iter().all(|dimension| matches!(dimension, Dimension::Time(_))) {
            return Ok(of_reps);
        }
        let teams = holders.iter().filter(|holder| matches!(holder, QuotaHolder::Team(_)));
        self.together(metric, teams, window)
    }

    fn together<'h>(
        &self,
        metric: &Metric,
        holders: impl Iterator<Item = &'h QuotaHolder>,
        window: Span,
    ) -> Result<Option<Ratio>, EngineError> {
        let (mut sum, mut count) = (Ratio::ZERO, 0_i128);
        for holder in holders {
            let Some(goal) = self.goal(metric, holder, window)? else { continue };
            sum = sum.checked_add(&goal).ok_or_else(|| too_large(metric))?;
            count += 1;
        }
        let divisor = Ratio::whole(if is_sum(metric) { count.min(1) } else { count });
        Ok(sum.checked_div(&divisor))
    }

    fn goal(
        &self,
        metric: &Metric,
        holder: &QuotaHolder,
        window: Span,
    ) -> Result<Option<Ratio>, EngineError> {
        let rows = self.book.rows(holder, metric.name);
        if is_sum(metric) {
            return Ok(quota_in(rows, window, self.calendar, None)?.map(Ratio::from));
        }
        let (sum, days) = level(rows, window).ok_or_else(|| too_large(metric))?;
        Ok(sum.checked_div(&Ratio::whole(days.into())))
    }

    /// The days of a row.
    fn window(&self, keys: &[String]) -> Option<Span> {
        let time = self.by.iter().zip(keys).find_map(|(dimension, key)| match dimension {
            Dimension::Time(unit) => Some((*unit, key)),
            _ => None,
        });
        let Some((unit, label)) = time else { return Some(self.days) };
        self.bucket(unit, label)?.intersect(self.days)
    }

    fn bucket(&self, unit: Unit, label: &str) -> Option<Span> {
        let mut bucket = self.calendar.period_of(unit, self.days.from);
        while bucket.label != label {
            if bucket.span.to >= self.days.to {
                return None;
            }
            bucket = self.calendar.period_of(unit, bucket.span.to.next());
        }
        Some(bucket.span)
    }

    /// Whether a rep is of the row with these keys on the last of its days.
    fn belongs(&self, rep_id: &str, keys: &[String], window: Span) -> bool {
        let crate::engine::people::Found::Rep(rep) = self.people.find(rep_id) else { return false };
        self.by.iter().zip(keys).all(|(dimension, key)| match dimension {
            Dimension::RepColumn(column) => {
                let row = self.people.row_near(rep, window.to);
                row.and_then(|row| row.columns.get(column)).map_or("", String::as_str) == key
            }
            Dimension::Manager => {
                let above = self.people.managers_above(rep, window.to).unwrap_or_default();
                above.iter().any(|manager| self.people.id(*manager) == key)
            }
            _ => true,
        })
    }
}

/// Goals that hold as they stand, each times the days of the window on which it does; and these days.
fn level(rows: &[QuotaRow], window: Span) -> Option<(Ratio, u32)> {
    let (mut sum, mut days) = (Ratio::ZERO, 0_u32);
    for row in rows {
        let held = Span { from: row.from.unwrap_or(row.span.from), to: row.to.unwrap_or(row.span.to) };
        let Some(common) = held.intersect(row.span).and_then(|held| held.intersect(window)) else { continue };
        let part = Ratio::from(row.amount).checked_mul(&Ratio::whole(common.days().into()))?;
        sum = sum.checked_add(&part)?;
        days = days.checked_add(common.days())?;
    }
    Some((sum, days))
}

fn too_large(metric: &Metric) -> EngineError {
    EngineError::TooLarge { what: format!("the goal of {}", metric.name) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Day;
    use crate::engine::metrics::list::{METRICS, metric_named};
    use crate::model::rows::{Place, RepRow};
    use crate::money::{Amount, ExchangeRate};

    fn row(holder: QuotaHolder, period: &str, measure: &str, amount: &str) -> QuotaRow {
        QuotaRow {
            holder,
            span: Calendar::default().parse(period, Day::MIN).unwrap().span,
            amount: Amount::parse(amount).unwrap(),
            measure: measure.to_owned(),
            currency: None,
            rate: ExchangeRate::ONE,
            from: None,
            to: None,
            place: Place::default(),
        }
    }

    fn rep(rep_id: &str, team: &str) -> RepRow {
        RepRow {
            rep_id: rep_id.to_owned(),
            columns: [("team".to_owned(), team.to_owned())].into(),
            ..RepRow::default()
        }
    }

    fn check(by: &[Dimension], keys: &[&str], metric: &str, expected: Option<&str>) {
        let of = |rep: &str| QuotaHolder::Rep(rep.to_owned());
        let book = QuotaBook::new(vec![
            row(of("R1"), "2026-Q1", "calls", "300"),
            row(of("R2"), "2026-02", "calls", "60"),
            row(of("R1"), "2026-Q1", "win_rate", "0.2"),
            row(of("R2"), "2026-Q1", "win_rate", "0.4"),
            row(of("R3"), "2026-01", "win_rate", "0.1"),
            row(of("R3"), "2026-03", "win_rate", "0.3"),
            row(QuotaHolder::Team("West".to_owned()), "2026-Q1", "discount", "0.08"),
        ]);
        let people = People::new(vec![rep("R1", "West"), rep("R2", "West"), rep("R3", "East")]).unwrap();
        let calendar = Calendar::default();
        let days = calendar.parse("2026-Q1", Day::MIN).unwrap().span;
        let goals = Goals { book: &book, people: &people, by, calendar: &calendar, days };
        let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        let goal = goals.of(metric_named(metric).unwrap(), &keys).unwrap();
        assert_eq!(goal.map(|goal| goal.to_string()).as_deref(), expected, "{metric} {keys:?}");
    }

    #[test]
    fn goals_of_sums_add_up_over_days_and_reps() {
        check(&[Dimension::Rep], &["R1"], "calls", Some("300"));
        check(&[Dimension::Rep], &["R3"], "calls", None);
        check(&[Dimension::Rep, Dimension::Time(Unit::Month)], &["R1", "2026-02"], "calls", Some("100"));
        let team = [Dimension::RepColumn("team".to_owned())];
        check(&team, &["West"], "calls", Some("360"));
        check(&[], &[], "calls", Some("360"));
    }

    #[test]
    fn goals_of_rates_hold_as_they_stand() {
        check(&[Dimension::Rep], &["R2"], "win_rate", Some("0.4"));
        check(&[Dimension::Rep, Dimension::Time(Unit::Month)], &["R2", "2026-02"], "win_rate", Some("0.4"));
        // 31 days at 0.1 and 31 at 0.3.
        check(&[Dimension::Rep], &["R3"], "win_rate", Some("0.2"));
        let team = [Dimension::RepColumn("team".to_owned())];
        check(&team, &["West"], "win_rate", Some("0.3"));
        check(&team, &["West"], "discount", Some("0.08"));
        check(&team, &["East"], "discount", None);
        check(&[], &[], "discount", Some("0.08"));
        check(&[Dimension::Deal("product".to_owned())], &["Core"], "win_rate", None);
    }

    #[test]
    fn a_goal_is_reached_by_less_where_less_is_better() {
        let ratio = |text: &str| Ratio::parse(text).unwrap();
        let of = |metric: &str, value: &str, goal: &str| {
            let metric = metric_named(metric).unwrap();
            let number = |part: Option<Ratio>| part.map(|part| part.to_string());
            let (value, goal) = (ratio(value), ratio(goal));
            (number(reached(metric, &value, &goal)), number(missing(metric, &value, &goal)))
        };
        assert_eq!(of("calls", "30", "40"), (Some("0.75".to_owned()), Some("10".to_owned())));
        assert_eq!(of("discount", "0.1", "0.08"), (Some("0.8".to_owned()), Some("0.02".to_owned())));
        assert_eq!(of("calls", "5", "0").0, None);
        assert_eq!(of("discount", "0", "0.08"), (None, Some("-0.08".to_owned())));
        let known = |name: &str| METRICS.iter().any(|metric| metric.name == name);
        assert!(SUMS.into_iter().all(known) && LESS_IS_BETTER.into_iter().all(known));
    }
}
