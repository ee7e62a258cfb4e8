//! Goals on metrics: quota rows whose measure is the name of a metric, and what was reached of them. A goal of a sum
//! (calls, meetings, deals won) is spread over days and added up as a quota is; a goal of a rate or a mean holds as it
//! stands, blended by days where rows change. What the metrics are is left to `list`.

use std::collections::BTreeSet;

use crate::calendar::{Calendar, Day, Period, Span, Unit, business_days_passed};
use crate::engine::attainment::Dimension;
use crate::engine::error::EngineError;
use crate::engine::metrics::list::Metric;
use crate::engine::people::{Found, People};
use crate::engine::quota::{QuotaBook, quota_in};
use crate::model::rows::{QuotaHolder, QuotaRow};
use crate::money::{ExchangeRate, Fraction, Ratio};

/// The metrics whose values of parts add up to that of the whole.
const SUMS: [&str; 10] =
    ["won", "lost", "open", "open_pipeline", "leads", "calls", "emails", "meetings", "demos", "spend"];

/// Of these, what grows from day to day, so that a part of a period says something of its end. What is open does not:
/// it goes with the days.
const GROWING: [&str; 8] = ["won", "lost", "leads", "calls", "emails", "meetings", "demos", "spend"];

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

/// What was reached beside the part of the days that has passed: reached ÷ that part, or reached × it where less is
/// better; nothing for rates, means and what is open, whose parts say nothing of a whole.
///
/// 30 calls of 40 are 0.75, and after 32 of 64 days a pace of 1.5; 6 deals lost of 10 are reached by 10 ÷ 6 and have a
/// pace of 0.833333.
#[must_use]
pub fn pace(metric: &Metric, reached: &Ratio, elapsed: (u32, u32)) -> Option<Ratio> {
    let part = part_of(metric, elapsed)?;
    if less_is_better(metric) { reached.checked_mul(&part) } else { reached.checked_div(&part) }
}

/// What a value becomes by the end if it goes on as it did: value ÷ the part of the days that has passed.
#[must_use]
pub fn projected(metric: &Metric, value: &Ratio, elapsed: (u32, u32)) -> Option<Ratio> {
    value.checked_div(&part_of(metric, elapsed)?)
}

/// What each business day that is left has to bring for all of the goal: 10 missing after 44 of 64 days are 0.5 a day.
/// Nothing where the goal is reached, no day is left or less is better.
#[must_use]
pub fn needed_per_day(metric: &Metric, missing: &Ratio, (passed, all): (u32, u32)) -> Option<Ratio> {
    part_of(metric, (passed, all)).filter(|_| !less_is_better(metric) && missing.signum() > 0)?;
    missing.checked_div(&Ratio::whole(all.checked_sub(passed)?.into()))
}

/// The part of the days that has passed, where the metric grows with them.
fn part_of(metric: &Metric, (passed, all): (u32, u32)) -> Option<Ratio> {
    let grows = GROWING.contains(&metric.name) && passed > 0;
    Ratio::whole(passed.into()).checked_div(&Ratio::whole(all.into())).filter(|_| grows)
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

    /// The business days of the row with these keys: how many have passed at the end of a day, and all.
    #[must_use]
    pub fn elapsed(&self, keys: &[String], as_of: Day) -> Option<(u32, u32)> {
        business_days_passed(self.window(keys)?, as_of)
    }

    /// The keys of the rows that have a goal on one of these metrics and are not among those that there are: who did
    /// nothing for a goal has missed it, which is to be said. A rep who has a row gets no second one.
    pub fn without_a_row(
        &self,
        metrics: &[&Metric],
        rows: &BTreeSet<&[String]>,
    ) -> Result<BTreeSet<Vec<String>>, EngineError> {
        let names = |dimension: &Dimension| matches!(dimension, Dimension::Rep | Dimension::Time(_));
        let own = self.by.contains(&Dimension::Rep);
        let whose = |keys: &[String]| -> Vec<String> {
            let told = self.by.iter().zip(keys).filter(|(dimension, _)| !own || names(dimension));
            told.map(|(_, key)| key.clone()).collect()
        };
        let there: BTreeSet<Vec<String>> = rows.iter().map(|keys| whose(keys)).collect();
        let mut missing = BTreeSet::new();
        for metric in metrics {
            for holder in self.book.holders(metric.name) {
                for bucket in self.buckets() {
                    for keys in self.keys_of(&holder, &bucket)? {
                        if !there.contains(&whose(&keys)) && self.of(metric, &keys)?.is_some() {
                            missing.insert(keys);
                        }
                    }
                }
            }
        }
        Ok(missing)
    }

    /// The stretches of time that the rows are told by; the days of the report as one where they are by none.
    fn buckets(&self) -> impl Iterator<Item = Period> {
        let unit = self.by.iter().find_map(|dimension| match dimension {
            Dimension::Time(unit) => Some(*unit),
            _ => None,
        });
        let first = match unit {
            Some(unit) => self.calendar.period_of(unit, self.days.from),
            None => Period { label: String::new(), unit: Unit::Range, span: self.days },
        };
        std::iter::successors(Some(first), move |last| {
            let goes_on = unit.filter(|_| last.span.to < self.days.to);
            goes_on.map(|unit| self.calendar.period_of(unit, last.span.to.next()))
        })
    }

    /// The keys of the rows that a holder's goals are of, in one stretch of time: one, none, or one for each manager.
    fn keys_of(&self, holder: &QuotaHolder, bucket: &Period) -> Result<Vec<Vec<String>>, EngineError> {
        let rep = match holder {
            QuotaHolder::Rep(rep_id) => match self.people.find(rep_id) {
                Found::Rep(rep) => Some(rep),
                Found::Ambiguous(_) | Found::Unknown => return Ok(Vec::new()),
            },
            QuotaHolder::Team(_) | QuotaHolder::Territory(_) => None,
        };
        let day = bucket.span.to.min(self.days.to);
        let mut all = vec![Vec::with_capacity(self.by.len())];
        for dimension in self.by {
            let values = match (dimension, holder, rep) {
                (Dimension::Time(_), _, _) => vec![bucket.label.clone()],
                (Dimension::Rep, QuotaHolder::Rep(_), Some(rep)) => vec![self.people.id(rep).to_owned()],
                (Dimension::RepColumn(column), QuotaHolder::Team(team), _) if column == "team" => {
                    vec![team.clone()]
                }
                (Dimension::RepColumn(column), QuotaHolder::Territory(territory), _)
                    if column == "territory" =>
                {
                    vec![territory.clone()]
                }
                (Dimension::RepColumn(column), _, Some(rep)) => {
                    vec![self.column(rep, day, column).to_owned()]
                }
                (Dimension::Manager, _, Some(rep)) => {
                    let above = self.people.managers_above(rep, day)?;
                    above.iter().map(|manager| self.people.id(*manager).to_owned()).collect()
                }
                (
                    Dimension::Rep | Dimension::RepColumn(_) | Dimension::Manager | Dimension::Deal(_),
                    _,
                    _,
                ) => {
                    return Ok(Vec::new());
                }
            };
            let with = |keys: &Vec<String>, value: &String| keys.iter().chain([value]).cloned().collect();
            all = all.iter().flat_map(|keys| values.iter().map(move |value| with(keys, value))).collect();
        }
        Ok(all)
    }

    fn column(&self, rep: u32, day: Day, column: &str) -> &str {
        self.people.row_near(rep, day).and_then(|row| row.columns.get(column)).map_or("", String::as_str)
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
            Dimension::Time(_) => Some(key),
            _ => None,
        });
        let Some(label) = time else { return Some(self.days) };
        self.bucket(label)?.intersect(self.days)
    }

    fn bucket(&self, label: &str) -> Option<Span> {
        self.buckets().find(|bucket| bucket.label == label).map(|bucket| bucket.span)
    }

    /// Whether a rep is of the row with these keys on the last of its days.
    fn belongs(&self, rep_id: &str, keys: &[String], window: Span) -> bool {
        let Found::Rep(rep) = self.people.find(rep_id) else { return false };
        self.by.iter().zip(keys).all(|(dimension, key)| match dimension {
            Dimension::RepColumn(column) => self.column(rep, window.to, column) == key,
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
        let rate = Ratio::from(Fraction::new(row.rate.raw(), ExchangeRate::ONE.raw())?);
        let amount = Ratio::from(row.amount).checked_mul(&rate)?;
        let part = amount.checked_mul(&Ratio::whole(common.days().into()))?;
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
    use crate::money::{Amount, Rounding};

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

    fn with_goals(by: &[Dimension], ask: impl FnOnce(&Goals<'_>)) {
        let of = |rep: &str| QuotaHolder::Rep(rep.to_owned());
        let book = QuotaBook::new(vec![
            row(of("R1"), "2026-Q1", "calls", "300"),
            row(of("R2"), "2026-02", "calls", "60"),
            row(of("R1"), "2026-Q1", "win_rate", "0.2"),
            row(of("R2"), "2026-Q1", "win_rate", "0.4"),
            row(of("R3"), "2026-01", "win_rate", "0.1"),
            row(of("R3"), "2026-03", "win_rate", "0.3"),
            row(QuotaHolder::Team("West".to_owned()), "2026-Q1", "discount", "0.08"),
            row(of("R1"), "2026-Q1", "open_pipeline", "30000"),
            row(of("R2"), "2026-Q1", "open_pipeline", "15000"),
        ]);
        let people = People::new(vec![rep("R1", "West"), rep("R2", "West"), rep("R3", "East")]).unwrap();
        let calendar = Calendar::default();
        let days = calendar.parse("2026-Q1", Day::MIN).unwrap().span;
        ask(&Goals { book: &book, people: &people, by, calendar: &calendar, days });
    }

    fn check(by: &[Dimension], keys: &[&str], metric: &str, expected: Option<&str>) {
        let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        with_goals(by, |goals| {
            let goal = goals.of(metric_named(metric).unwrap(), &keys).unwrap();
            assert_eq!(goal.map(|goal| goal.to_string()).as_deref(), expected, "{metric} {keys:?}");
        });
    }

    /// The rows that goals add to those that there are, as `key/key`.
    fn check_added(by: &[Dimension], metric: &str, rows: &[&[&str]], expected: &[&str]) {
        let owned = |row: &&[&str]| row.iter().map(|key| (*key).to_owned()).collect();
        let rows: Vec<Vec<String>> = rows.iter().map(owned).collect();
        with_goals(by, |goals| {
            let there = rows.iter().map(Vec::as_slice).collect();
            let added = goals.without_a_row(&[metric_named(metric).unwrap()], &there).unwrap();
            let added: Vec<String> = added.iter().map(|keys| keys.join("/")).collect();
            assert_eq!(added, expected, "{metric}");
        });
    }

    #[test]
    fn who_did_nothing_for_a_goal_has_a_row_all_the_same() {
        let (rep, month) = (Dimension::Rep, Dimension::Time(Unit::Month));
        let team = Dimension::RepColumn("team".to_owned());
        check_added(std::slice::from_ref(&rep), "calls", &[&["R1"]], &["R2"]);
        // The goal of R2 is one of February alone.
        check_added(
            &[rep.clone(), month.clone()],
            "calls",
            &[&["R1", "2026-01"]],
            &["R1/2026-02", "R1/2026-03", "R2/2026-02"],
        );
        // R1 has a row, in whatever team.
        check_added(&[team.clone(), rep], "calls", &[&["North", "R1"]], &["West/R2"]);
        check_added(std::slice::from_ref(&team), "win_rate", &[&["West"]], &["East"]);
        check_added(std::slice::from_ref(&team), "discount", &[], &["West"]);
        check_added(&[month], "discount", &[&["2026-01"]], &["2026-02", "2026-03"]);
        check_added(&[], "discount", &[&[]], &[]);
        check_added(&[team, Dimension::Deal("product".to_owned())], "calls", &[], &[]);
    }

    #[test]
    fn what_grows_from_day_to_day_has_a_pace() {
        let ratio = |text: &str| Ratio::parse(text).unwrap();
        let text =
            |part: Option<Ratio>| part.map(|part| part.rounded(6, Rounding::HalfUp).unwrap().to_string());
        let metric = |name: &str| metric_named(name).unwrap();
        let of = |name: &str, reached: &str, elapsed| text(pace(metric(name), &ratio(reached), elapsed));
        // 30 of 40 after half of the days; 6 lost of 10 are 10 ÷ 6, times a half.
        assert_eq!(of("calls", "0.75", (32, 64)).as_deref(), Some("1.5"));
        let lost = reached(metric("lost"), &ratio("6"), &ratio("10")).unwrap();
        assert_eq!(text(pace(metric("lost"), &lost, (32, 64))).as_deref(), Some("0.833333"));
        assert_eq!(of("calls", "0.75", (64, 64)).as_deref(), Some("0.75"));
        for silent in ["win_rate", "discount", "average_deal", "open", "open_pipeline"] {
            assert_eq!(of(silent, "0.75", (32, 64)), None, "{silent}");
        }
        let needed =
            |name: &str, missing: &str, elapsed| text(needed_per_day(metric(name), &ratio(missing), elapsed));
        assert_eq!(needed("calls", "10", (44, 64)).as_deref(), Some("0.5"));
        assert_eq!(needed("calls", "10", (64, 64)), None);
        assert_eq!(needed("calls", "0", (44, 64)), None);
        assert_eq!(needed("lost", "10", (44, 64)), None);
        assert_eq!(text(projected(metric("calls"), &ratio("30"), (40, 64))).as_deref(), Some("48"));
        assert_eq!(text(projected(metric("win_rate"), &ratio("0.3"), (40, 64))), None);
        assert!(GROWING.into_iter().all(|name| is_sum(metric(name))));
    }

    #[test]
    fn goals_of_sums_add_up_over_days_and_reps() {
        check(&[Dimension::Rep], &["R1"], "calls", Some("300"));
        check(&[Dimension::Rep], &["R3"], "calls", None);
        check(&[Dimension::Rep, Dimension::Time(Unit::Month)], &["R1", "2026-02"], "calls", Some("100"));
        let team = [Dimension::RepColumn("team".to_owned())];
        check(&team, &["West"], "calls", Some("360"));
        check(&team, &["West"], "open_pipeline", Some("45000"));
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
