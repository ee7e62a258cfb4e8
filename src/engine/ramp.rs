//! How a rep's first months and missing days cut a quota or a target incentive: each present day counts its ramp
//! factor. Which days a rep is on a plan is left to `membership`.

use crate::calendar::{Calendar, Day, Span, Unit};
use crate::engine::error::EngineError;
use crate::engine::quota::{quota_in, round_quota};
use crate::model::rows::QuotaRow;
use crate::money::{Amount, Fraction};
use crate::plan::{Proration, Ramp, RampStart, Seasonality};

/// Days that count with one factor: 1 is fully.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The days, both counted.
    pub span: Span,
    /// What each counts.
    pub factor: Fraction,
}

/// The stretches of a rep's ramps and their factors, in order of days; a later ramp replaces what is left of an
/// earlier one.
///
/// With factors 0.25, 0.5 and 0.75 from the first full month on, a rep hired on 15 January counts 0.25 to the end of
/// February, 0.5 in March and 0.75 in April.
#[must_use]
pub fn ramps(ramp: &Ramp, hired: Option<Day>, leaves: &[Span], calendar: &Calendar) -> Vec<Counted> {
    let mut starts: Vec<Day> = hired.into_iter().collect();
    if ramp.after_leave {
        starts.extend(leaves.iter().map(|leave| leave.to.next()));
    }
    starts.sort_unstable();
    let mut counted: Vec<Counted> = Vec::new();
    for start in starts {
        counted.retain(|earlier| earlier.span.from < start);
        if let Some(last) = counted.last_mut()
            && last.span.to >= start
        {
            last.span.to = start.previous();
        }
        let first = calendar.span_of(Unit::Month, start);
        let late = matches!(ramp.starts, RampStart::FirstFullMonth) && first.from < start;
        let mut month = if late { calendar.span_of(Unit::Month, first.to.next()) } else { first };
        let mut from = start;
        for factor in &ramp.quota {
            let to = month.to;
            counted.push(Counted { span: Span { from, to }, factor: factor.fraction() });
            from = to.next();
            month = calendar.span_of(Unit::Month, from);
        }
    }
    counted
}

/// Cuts days present by the factors of ramps; a day outside every ramp counts fully.
#[must_use]
pub fn count(present: &[Span], ramps: &[Counted]) -> Vec<Counted> {
    let mut counted = Vec::new();
    for span in present {
        let mut at = span.from;
        for ramp in ramps {
            let Some(common) = ramp.span.intersect(Span { from: at, to: span.to }) else { continue };
            if at < common.from {
                counted.push(Counted {
                    span: Span { from: at, to: common.from.previous() },
                    factor: Fraction::ONE,
                });
            }
            counted.push(Counted { span: common, factor: ramp.factor });
            at = common.to.next();
            if common.to >= span.to {
                break;
            }
        }
        if at <= span.to {
            counted.push(Counted { span: Span { from: at, to: span.to }, factor: Fraction::ONE });
        }
    }
    counted
}

/// How many months some days are, a part month by its days: 15 June to 31 July are 16/30 + 1. `None` past 128 bits.
#[must_use]
pub fn months_of(days: Span, calendar: &Calendar) -> Option<Fraction> {
    calendar.month_spans_in(days).into_iter().try_fold(Fraction::ZERO, |sum, month| {
        let common = days.intersect(month)?;
        sum.checked_add(Fraction::new(i128::from(common.days()), i128::from(month.days()))?)
    })
}

/// The part of a window that counted days make up, on the plan's basis.
///
/// 46 of 92 days of a quarter are one half by days; 15 of 30 days of one month of three are 1/6 by months. Who is
/// present on every day has the whole on every basis, times the factors of the days.
pub fn part_of(
    proration: Proration,
    window: Span,
    counted: &[Counted],
    calendar: &Calendar,
) -> Result<Fraction, EngineError> {
    let exact = || -> Option<Fraction> {
        let whole_days: u32 = counted.iter().map(|each| each.span.days()).sum();
        if whole_days == window.days() && counted.iter().all(|each| each.factor == Fraction::ONE) {
            return Some(Fraction::ONE);
        }
        let by_months = matches!(proration, Proration::Days365 | Proration::Weeks52 | Proration::Months12);
        let count = if by_months { months_of(window, calendar) } else { None };
        let count = count.filter(|count| *count > Fraction::ZERO);
        let by_days = |within: Span| -> Option<Fraction> {
            counted.iter().try_fold(Fraction::ZERO, |sum, each| {
                let days = each.span.intersect(within).map_or(0, Span::days);
                sum.checked_add(each.factor.checked_mul(Fraction::whole(i128::from(days)))?)
            })
        };
        let window_days = Fraction::whole(i128::from(window.days()));
        // A rep who is there on all days is not cut by a year of 365 days or 52 weeks; only the ramp is.
        let full = whole_days == window.days();
        let part = match (proration, count) {
            (Proration::Days365 | Proration::Weeks52, Some(count)) if !full => {
                let year = if proration == Proration::Days365 { 365 } else { 364 };
                by_days(window)?.checked_mul(Fraction::new(12, year)?)?.checked_div(count)?
            }
            (Proration::Months12, Some(count)) => {
                let months = calendar.month_spans_in(window);
                let sum = months.into_iter().try_fold(Fraction::ZERO, |sum, month| {
                    let days = Fraction::whole(i128::from(month.days()));
                    sum.checked_add(by_days(month)?.checked_div(days)?)
                })?;
                sum.checked_div(count)?
            }
            _ => by_days(window)?.checked_div(window_days)?,
        };
        let most = counted.iter().map(|each| each.factor).max().unwrap_or(Fraction::ONE).max(Fraction::ONE);
        Some(part.min(most))
    };
    exact().ok_or_else(|| EngineError::TooLarge { what: "the days of a quota".to_owned() })
}

/// What a plan says about quotas.
#[derive(Clone, Debug)]
pub struct QuotaPlan {
    /// The basis on which missing days count.
    pub proration: Proration,
    /// How a year spreads over its months.
    pub seasonality: Option<Seasonality>,
    /// Smaller quotas for a rep's first months.
    pub ramp: Option<Ramp>,
}

/// How the quota of one rep is cut and spread.
#[derive(Clone, Copy, Debug)]
pub struct QuotaTerms<'a> {
    /// The basis on which missing days count.
    pub proration: Proration,
    /// How a year spreads over its months.
    pub seasonality: Option<&'a Seasonality>,
    /// The factors of first months.
    pub ramps: &'a [Counted],
}

/// The quota of a window from its rows, for the days on which its holder was there: spread, added, cut by presence and
/// ramp, rounded once to cents. `None` when no row touches the window.
///
/// 90,000 for a quarter, for a rep who is there on 46 of its 92 days with a ramp of one half: 22,500.00.
pub fn prorated(
    rows: &[QuotaRow],
    window: Span,
    present: &[Span],
    terms: QuotaTerms<'_>,
    calendar: &Calendar,
) -> Result<Option<Amount>, EngineError> {
    match quota_in(rows, window, calendar, terms.seasonality)? {
        Some(whole) => cut(whole, window, present, terms, calendar).map(Some),
        None => Ok(None),
    }
}

/// A quota of a whole window cut by presence and ramp, rounded once to cents.
pub fn cut(
    whole: Fraction,
    window: Span,
    present: &[Span],
    terms: QuotaTerms<'_>,
    calendar: &Calendar,
) -> Result<Amount, EngineError> {
    let part = part_of(terms.proration, window, &count(present, terms.ramps), calendar)?;
    let quota =
        whole.checked_mul(part).ok_or_else(|| EngineError::TooLarge { what: "a quota".to_owned() })?;
    round_quota(quota)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::quota::days_present;
    use crate::money::Rate;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn span(text: &str) -> Span {
        Calendar::default().parse(text, Day::MIN).unwrap().span
    }

    fn ramp(starts: RampStart, after_leave: bool) -> Ramp {
        let quota = ["0.25", "0.5", "0.75"].map(|text| Rate::parse(text).unwrap()).to_vec();
        Ramp { quota, starts, accelerators: true, after_leave }
    }

    fn check(counted: &[Counted], expected: &[(&str, &str, (i128, i128))]) {
        let expected: Vec<Counted> = expected
            .iter()
            .map(|(from, to, (above, below))| Counted {
                span: Span { from: day(from), to: day(to) },
                factor: Fraction::new(*above, *below).unwrap(),
            })
            .collect();
        assert_eq!(counted, expected);
    }

    #[test]
    fn the_first_full_month_begins_the_ramp_and_earlier_days_take_its_first_factor() {
        let calendar = Calendar::default();
        let full = ramp(RampStart::FirstFullMonth, false);
        check(
            &ramps(&full, Some(day("2026-01-15")), &[], &calendar),
            &[
                ("2026-01-15", "2026-02-28", (1, 4)),
                ("2026-03-01", "2026-03-31", (1, 2)),
                ("2026-04-01", "2026-04-30", (3, 4)),
            ],
        );
        let hire = ramp(RampStart::HireMonth, false);
        check(
            &ramps(&hire, Some(day("2026-01-15")), &[], &calendar),
            &[
                ("2026-01-15", "2026-01-31", (1, 4)),
                ("2026-02-01", "2026-02-28", (1, 2)),
                ("2026-03-01", "2026-03-31", (3, 4)),
            ],
        );
        // Who starts on the first of a month has a full one.
        assert_eq!(
            ramps(&full, Some(day("2026-02-01")), &[], &calendar),
            ramps(&hire, Some(day("2026-02-01")), &[], &calendar)
        );
    }

    #[test]
    fn a_leave_starts_the_ramp_again() {
        let calendar = Calendar::default();
        let away = [Span { from: day("2026-02-10"), to: day("2026-05-31") }];
        check(
            &ramps(&ramp(RampStart::HireMonth, true), Some(day("2026-01-01")), &away, &calendar),
            &[
                ("2026-01-01", "2026-01-31", (1, 4)),
                ("2026-02-01", "2026-02-28", (1, 2)),
                ("2026-03-01", "2026-03-31", (3, 4)),
                ("2026-06-01", "2026-06-30", (1, 4)),
                ("2026-07-01", "2026-07-31", (1, 2)),
                ("2026-08-01", "2026-08-31", (3, 4)),
            ],
        );
    }

    #[test]
    fn each_present_day_counts_its_factor() {
        let calendar = Calendar::default();
        let quarter = span("2026-Q1");
        let ramps = ramps(&ramp(RampStart::HireMonth, false), Some(day("2026-01-01")), &[], &calendar);
        let counted = count(&[quarter], &ramps);
        // (31 × 0.25 + 28 × 0.5 + 31 × 0.75) ÷ 90 = 45 ÷ 90.
        assert_eq!(part_of(Proration::Days, quarter, &counted, &calendar), Ok(Fraction::new(1, 2).unwrap()));
        // (0.25 + 0.5 + 0.75) ÷ 3.
        assert_eq!(
            part_of(Proration::Months12, quarter, &counted, &calendar),
            Ok(Fraction::new(1, 2).unwrap())
        );
        // Half of February away: (31 × 0.25 + 14 × 0.5 + 31 × 0.75) ÷ 90 = 38 ÷ 90.
        let present =
            days_present(quarter, &[quarter], &[Span { from: day("2026-02-15"), to: day("2026-02-28") }]);
        let counted = count(&present, &ramps);
        assert_eq!(
            part_of(Proration::Days, quarter, &counted, &calendar),
            Ok(Fraction::new(38, 90).unwrap())
        );
        // By 365 days the quarter's part is 365 ÷ 4.
        assert_eq!(
            part_of(Proration::Days365, quarter, &counted, &calendar),
            Ok(Fraction::new(38 * 4, 365).unwrap())
        );
        // After the ramp a rep has the whole.
        let second = span("2026-Q2");
        assert_eq!(part_of(Proration::Days, second, &count(&[second], &ramps), &calendar), Ok(Fraction::ONE));
        assert_eq!(count(&[second], &ramps), [Counted { span: second, factor: Fraction::ONE }]);
    }

    fn present(proration: Proration, window: &str, from: &str, to: &str) -> Fraction {
        let days = [Span { from: day(from), to: day(to) }];
        part_of(proration, span(window), &count(&days, &[]), &Calendar::default()).unwrap()
    }

    #[test]
    fn each_basis_of_proration_has_its_own_part() {
        let part = |numerator, denominator| Fraction::new(numerator, denominator).unwrap();
        // 46 of the 92 days of a third quarter.
        assert_eq!(present(Proration::Days, "2026-Q3", "2026-08-16", "2026-09-30"), part(46, 92));
        assert_eq!(
            present(Proration::Days365, "2026-Q3", "2026-08-16", "2026-09-30"),
            part(46 * 12, 365 * 3)
        );
        assert_eq!(
            present(Proration::Weeks52, "2026-Q3", "2026-08-16", "2026-09-30"),
            part(46 * 12, 364 * 3)
        );
        // 16 of 31 days of August and the whole of September, of three months.
        let months = part(16, 31).checked_add(Fraction::ONE).unwrap().checked_div(part(3, 1)).unwrap();
        assert_eq!(present(Proration::Months12, "2026-Q3", "2026-08-16", "2026-09-30"), months);
        // Who is present on all days has the whole, on every basis.
        assert_eq!(present(Proration::Days365, "2026-Q3", "2026-07-01", "2026-09-30"), Fraction::ONE);
    }
}
