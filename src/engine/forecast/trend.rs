//! The outlook of bookings by month: groups are carried on one by one and added up, so that the total is the sum of
//! its groups; each has an interval from the record of its method, and so has the total, from the record of the sums.
//! What the months are called, and where their amounts come from, is left to the caller.

use super::number::{amount, share, units};
use super::series::backtest::{Score, scale};
use super::series::interval::{Radius, coverage, radii};
use super::series::{Method, Record};
use crate::money::{Amount, Exact};

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// For each group its sums of the complete months, all of one length.
    pub groups: Vec<Vec<Exact>>,
    /// For each month, known ones first, then those ahead, the row in which it is shown; ascending from 0.
    pub rows: Vec<usize>,
    /// The rows that are shown: what is ahead in them is summed up.
    pub shown: std::ops::Range<usize>,
    /// Months of a year.
    pub season: usize,
    /// The method that is wanted.
    pub method: Method,
    /// The part of past errors that an interval has to hold: 0.8 in millionths is 800000.
    pub level: i64,
}

/// One row of a group, a month or several together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// What has been, where some month of the row is known.
    pub actual: Option<Amount>,
    /// What has been and what is ahead of it, where some month of the row is ahead.
    pub forecast: Option<Amount>,
    /// The interval around it, where there is a past to take it from.
    pub interval: Option<(Amount, Amount)>,
}

/// A group carried on.
#[derive(Clone, Debug)]
pub struct Outlook {
    /// A point for each row.
    pub points: Vec<Point>,
    /// The method that was used.
    pub method: Method,
}

/// How a method has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// Sum of errors over what came, in millionths.
    pub wape: Option<i64>,
    /// Mean error in steps of the past, in millionths.
    pub mase: Option<i64>,
    /// What was said too much (above zero) or too little, over what came, in millionths.
    pub bias: Option<i64>,
    /// Points compared.
    pub points: usize,
}

/// The answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The groups, in the order of the question.
    pub groups: Vec<Outlook>,
    /// Their sums.
    pub total: Vec<Point>,
    /// All that is ahead and shown, in one sum.
    pub ahead: Point,
    /// Origins of the record.
    pub origins: usize,
    /// How the method has done on the groups.
    pub past: Past,
    /// How it has done on their sums.
    pub past_total: Past,
    /// The same month of last year (the run rate where there is no last year), on the groups.
    pub naive: Past,
    /// Which of the two that was.
    pub naive_method: Method,
    /// Months that intervals held, of all, when each origin is judged by the others.
    pub held: Option<(usize, usize)>,
    /// Whether intervals rest on few errors.
    pub few: bool,
}

impl Past {
    fn of(score: Score) -> Past {
        let Score { mase, wape, bias, points } = score;
        Past { wape: wape.map(share), mase: mase.map(share), bias: bias.map(share), points }
    }

    /// Whether another method has been better by more than a tenth.
    #[must_use]
    pub fn is_beaten_by(&self, other: &Past) -> bool {
        matches!((self.wape, other.wape), (Some(mine), Some(theirs)) if theirs * 10 < mine * 9)
    }
}

/// What is ahead of each group.
struct Group {
    known: Vec<f64>,
    ahead: Vec<f64>,
}

impl Question {
    /// Carries every group on.
    #[must_use]
    pub fn answer(&self) -> Answer {
        let all: Vec<Vec<f64>> =
            self.groups.iter().map(|sums| sums.iter().copied().map(units).collect()).collect();
        let months = all.first().map_or(0, Vec::len);
        let horizon = self.rows.len().saturating_sub(months);
        let total: Vec<f64> = (0..months).map(|month| all.iter().map(|group| group[month]).sum()).collect();
        let record = Record::of(self.method, &all, self.season, horizon);
        let of_total = if all.len() == 1 { record.clone() } else { record.of_sum(&total, self.season) };
        let naive_method = Method::SeasonalNaive.allowed(&total, self.season);
        let naive = Record::of(Method::SeasonalNaive, &all, self.season, horizon);
        let mut groups = Vec::with_capacity(all.len());
        let mut few = false;
        let widths = self.widths(&record);
        for (known, sums) in all.into_iter().zip(&self.groups) {
            let carried = self.method.carry(&known, self.season, horizon);
            let group = Group { known, ahead: carried.numbers };
            let points = self.points(sums, &group, &widths, &mut few);
            groups.push(Outlook { points, method: carried.method });
        }
        let ahead = self.ahead(&groups, &total, &of_total);
        let total = self.total(&groups, &total, &of_total);
        Answer {
            total,
            ahead,
            origins: record.origins(),
            past: Past::of(record.score()),
            past_total: Past::of(of_total.score()),
            naive: Past::of(naive.score()),
            naive_method,
            held: coverage(&record, self.level()),
            few,
            groups,
        }
    }

    fn level(&self) -> f64 {
        super::number::float(i128::from(self.level)) / 1e6
    }

    /// Half the width of the interval of each row, in steps.
    fn widths(&self, record: &Record) -> Vec<Option<Radius>> {
        let asked: Vec<(usize, usize)> =
            self.spans().into_iter().map(|(_, ahead)| (ahead.start, ahead.len())).collect();
        radii(record, self.level(), &asked)
    }

    /// For each row the months of it that are known, and those ahead as steps from the last known month.
    fn spans(&self) -> Vec<(Vec<usize>, std::ops::Range<usize>)> {
        let months = self.groups.first().map_or(0, Vec::len);
        let count = self.rows.last().map_or(0, |last| last + 1);
        let mut spans = vec![(Vec::new(), 0..0); count];
        for (month, row) in self.rows.iter().enumerate() {
            let (known, ahead) = &mut spans[*row];
            match month.checked_sub(months) {
                None => known.push(month),
                Some(step) if ahead.start == ahead.end => *ahead = step..step + 1,
                Some(step) => ahead.end = step + 1,
            }
        }
        spans
    }

    fn points(&self, sums: &[Exact], group: &Group, widths: &[Option<Radius>], few: &mut bool) -> Vec<Point> {
        let step = scale(&group.known, self.season);
        let (low, _) = super::series::method::bounds(&group.known);
        let spans = self.spans();
        let points = spans.into_iter().zip(widths).map(|((known, ahead), width)| {
            let raw: i128 = known.iter().map(|month| sums[*month].raw()).sum();
            let been = Exact::from_raw(raw).round_to(2, crate::money::Rounding::HalfUp);
            let actual = (!known.is_empty()).then_some(been);
            if ahead.is_empty() {
                return Point { actual, ..Point::default() };
            }
            let number: f64 = group.ahead[ahead.clone()].iter().sum();
            let least = low * super::number::count(ahead.len());
            let interval = width.map(|radius| {
                *few |= is_few(radius);
                let half = radius.steps * step;
                (plus(been, (number - half).max(least.min(number))), plus(been, number + half))
            });
            Point { actual, forecast: Some(plus(been, number)), interval }
        });
        points.collect()
    }

    /// What is ahead in the rows that are shown, in one sum, with an interval of its own.
    fn ahead(&self, groups: &[Outlook], known: &[f64], record: &Record) -> Point {
        let spans = self.spans();
        let shown = || {
            let rows = spans.iter().enumerate();
            rows.filter(|(row, (_, ahead))| self.shown.contains(row) && ahead.start < ahead.end)
        };
        let (Some((_, (_, first))), Some((_, (_, last)))) = (shown().next(), shown().next_back()) else {
            return Point::default();
        };
        let numbers =
            shown().flat_map(|(row, _)| groups.iter().filter_map(move |group| group.points[row].forecast));
        let been =
            shown().flat_map(|(row, _)| groups.iter().filter_map(move |group| group.points[row].actual));
        let (forecast, actual) = (Amount::checked_sum(numbers), Amount::checked_sum(been));
        let interval = forecast
            .zip(radii(record, self.level(), &[(first.start, last.end - first.start)])[0])
            .map(|(middle, radius)| around(middle, actual, radius.steps * scale(known, self.season)));
        Point { actual: None, forecast, interval }
    }

    /// The sums of the groups, with an interval from the record of the sums.
    fn total(&self, groups: &[Outlook], known: &[f64], record: &Record) -> Vec<Point> {
        let step = scale(known, self.season);
        let spans = self.spans();
        let sum = |row: usize, of: &dyn Fn(&Point) -> Option<Amount>| {
            let parts: Option<Vec<Amount>> = groups.iter().map(|group| of(&group.points[row])).collect();
            parts.filter(|parts| !parts.is_empty()).and_then(Amount::checked_sum)
        };
        let mut total = Vec::with_capacity(spans.len());
        let widths = self.widths(record);
        for (row, width) in widths.into_iter().enumerate().take(spans.len()) {
            let actual = sum(row, &|point| point.actual);
            let forecast = sum(row, &|point| point.forecast);
            let interval = match (groups, forecast) {
                ([one], _) => one.points[row].interval,
                (_, Some(middle)) => width.map(|radius| around(middle, actual, radius.steps * step)),
                _ => None,
            };
            total.push(Point { actual, forecast, interval });
        }
        total
    }
}

/// So much to both sides of a sum, not below what has been nor below zero.
fn around(middle: Amount, been: Option<Amount>, half: f64) -> (Amount, Amount) {
    let half = amount(half);
    let least = been.unwrap_or(Amount::ZERO).min(middle);
    (middle.checked_sub(half).unwrap_or(middle).max(least), middle.checked_add(half).unwrap_or(middle))
}

fn is_few(radius: Radius) -> bool {
    radius.errors < 10
}

/// What has been, and a number ahead of it.
fn plus(been: Amount, number: f64) -> Amount {
    been.checked_add(amount(number)).unwrap_or(been)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(units: u32) -> Exact {
        Amount::from_cents(i64::from(units) * 100).exact()
    }

    fn question(groups: Vec<Vec<Exact>>, rows: Vec<usize>) -> Question {
        Question { groups, rows, shown: 0..42, season: 12, method: Method::default(), level: 800_000 }
    }

    #[test]
    fn the_total_is_the_sum_of_its_groups() {
        let group =
            |factor: u32| (0..36).map(|month| exact(factor * (month % 12) + 7 * month + 50)).collect();
        let answer = question(vec![group(3), group(11)], (0..42).collect()).answer();
        assert_eq!(answer.total.len(), 42);
        for (row, total) in answer.total.iter().enumerate() {
            let parts = answer.groups.iter().map(|group| group.points[row].forecast);
            let sum: Option<Amount> = parts.collect::<Option<Vec<_>>>().and_then(Amount::checked_sum);
            assert_eq!(total.forecast, sum);
            if let (Some((low, high)), Some(middle)) = (total.interval, total.forecast) {
                assert!(low <= middle && middle <= high);
            }
        }
        assert_eq!(answer.origins, 6);
        let months: Vec<Amount> = answer.total.iter().filter_map(|point| point.forecast).collect();
        assert_eq!(months.len(), 6);
        assert_eq!(answer.ahead.forecast, Amount::checked_sum(months));
    }

    #[test]
    fn months_of_one_row_are_added_known_ones_and_those_ahead() {
        // Twelve months of 100, and a quarter of which one month is known.
        let rows: Vec<usize> = (0..13).chain([12, 12]).collect();
        let answer = question(vec![vec![exact(100); 13]], rows).answer();
        let last = answer.total[12];
        assert_eq!(last.actual.unwrap().to_string(), "100.00");
        assert_eq!(last.forecast.unwrap().to_string(), "300.00");
        assert_eq!(last.interval.unwrap().0.to_string(), "300.00");
    }

    #[test]
    fn nothing_known_is_carried_on_as_nothing() {
        let answer = question(vec![Vec::new()], vec![0, 1]).answer();
        assert_eq!(answer.total[1].forecast.unwrap(), Amount::ZERO);
        assert_eq!(answer.total[1].interval, None);
        assert_eq!((answer.past.wape, answer.origins, answer.held), (None, 0, None));
        assert!(question(Vec::new(), vec![0]).answer().total[0].forecast.is_none());
    }

    #[test]
    fn better_by_a_tenth_is_said() {
        let past = |wape| Past { wape: Some(wape), ..Past::default() };
        assert!(past(200_000).is_beaten_by(&past(179_000)));
        assert!(!past(200_000).is_beaten_by(&past(181_000)));
        assert!(!past(200_000).is_beaten_by(&Past::default()));
    }
}
