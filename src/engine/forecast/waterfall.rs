//! What changed in the open deals due in a period between two days: every deal takes exactly one path, or several by
//! amount, and the paths add up to the difference to the cent.

use super::changes::Stand;
use crate::calendar::{Day, Span};
use crate::money::Amount;

/// How a deal stood on a day; `None` where it was not there yet.
pub type Standing = Option<Stand>;

/// What happened to value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Path {
    /// Open and due in the period on the first day.
    Begin,
    /// Created since, due in the period.
    Created,
    /// Its close date was moved into the period.
    PulledIn,
    /// Closed on the first day, and open again.
    Reopened,
    /// Its amount grew.
    Increased,
    /// Its amount shrank.
    Decreased,
    /// Won.
    Won,
    /// Lost.
    Lost,
    /// Its close date was moved out of the period.
    Slipped,
    /// In the history of the first day, and no longer there.
    Removed,
    /// Open and due in the period on the last day.
    End,
}

impl Path {
    /// All paths, in the order in which they are told.
    pub const ALL: [Path; 11] = [
        Path::Begin,
        Path::Created,
        Path::PulledIn,
        Path::Reopened,
        Path::Increased,
        Path::Decreased,
        Path::Won,
        Path::Lost,
        Path::Slipped,
        Path::Removed,
        Path::End,
    ];

    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Path::Begin => "begin",
            Path::Created => "created",
            Path::PulledIn => "pulled in",
            Path::Reopened => "reopened",
            Path::Increased => "increased",
            Path::Decreased => "decreased",
            Path::Won => "won",
            Path::Lost => "lost",
            Path::Slipped => "slipped",
            Path::Removed => "removed",
            Path::End => "end",
        }
    }
}

/// What a stage means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Neither won nor lost.
    Open,
    /// Won.
    Won,
    /// Lost.
    Lost,
}

/// The amounts of one deal, by path, signed by what they do to the open value.
///
/// Open at 100, then moved out at 120: begin 100, increased 20, slipped −120.
#[must_use]
pub fn paths(
    before: &Standing,
    after: &Standing,
    meaning: &dyn Fn(&str) -> Meaning,
    period: Span,
) -> Vec<(Path, Amount)> {
    let value = |stand: &Stand| stand.amount.unwrap_or(Amount::ZERO);
    let open = |stand: &Stand| meaning(&stand.stage) == Meaning::Open;
    let due = |stand: &Stand| stand.close_date.is_some_and(|day: Day| period.contains(day));
    let was_in = before.as_ref().filter(|stand| open(stand) && due(stand));
    let is_in = after.as_ref().filter(|stand| open(stand) && due(stand));
    let mut paths = Vec::new();
    match (was_in, is_in, before, after) {
        (Some(was), Some(is), ..) => {
            paths.push((Path::Begin, value(was)));
            paths.extend(grown(value(was), value(is)));
            paths.push((Path::End, value(is)));
        }
        (Some(was), None, _, after) => {
            paths.push((Path::Begin, value(was)));
            let (path, last) = match after {
                None => (Path::Removed, value(was)),
                Some(is) => match meaning(&is.stage) {
                    Meaning::Won => (Path::Won, value(is)),
                    Meaning::Lost => (Path::Lost, value(is)),
                    Meaning::Open => (Path::Slipped, value(is)),
                },
            };
            paths.extend(grown(value(was), last));
            paths.push((path, last.negate()));
        }
        (None, Some(is), before, _) => {
            let path = match before {
                None => Path::Created,
                Some(was) if !open(was) => Path::Reopened,
                Some(_) => Path::PulledIn,
            };
            paths.push((path, value(is)));
            paths.push((Path::End, value(is)));
        }
        // Created since and closed in the period: it came and went.
        (None, None, None, Some(is)) if due(is) && meaning(&is.stage) != Meaning::Open => {
            paths.push((Path::Created, value(is)));
            let path = if meaning(&is.stage) == Meaning::Won { Path::Won } else { Path::Lost };
            paths.push((path, value(is).negate()));
        }
        // Due elsewhere, and closed in the period.
        (None, None, Some(was), Some(is)) if open(was) && due(is) && meaning(&is.stage) != Meaning::Open => {
            paths.push((Path::PulledIn, value(is)));
            let path = if meaning(&is.stage) == Meaning::Won { Path::Won } else { Path::Lost };
            paths.push((path, value(is).negate()));
        }
        (None, None, _, _) => {}
    }
    paths
}

fn grown(was: Amount, is: Amount) -> Option<(Path, Amount)> {
    let more = is.checked_sub(was)?;
    match more.cmp(&Amount::ZERO) {
        std::cmp::Ordering::Greater => Some((Path::Increased, more)),
        std::cmp::Ordering::Less => Some((Path::Decreased, more)),
        std::cmp::Ordering::Equal => None,
    }
}

/// A path over all deals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// Deals on it.
    pub deals: usize,
    /// Their amounts, signed.
    pub amount: Amount,
}

/// The sums of the paths in the order of [`Path::ALL`], and whether begin and all that happened is end, to the cent.
/// `None` when a sum is too large.
#[must_use]
pub fn waterfall<'a>(deals: impl Iterator<Item = &'a (Path, Amount)>) -> Option<(Vec<Sum>, bool)> {
    let mut sums = vec![Sum::default(); Path::ALL.len()];
    for (path, amount) in deals {
        let place = Path::ALL.iter().position(|known| known == path).unwrap_or(0);
        sums[place].deals += 1;
        sums[place].amount = sums[place].amount.checked_add(*amount)?;
    }
    let (end, rest) = sums.split_last()?;
    let balances = Amount::checked_sum(rest.iter().map(|sum| sum.amount))? == end.amount;
    Some((sums, balances))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stand(text: &str) -> Standing {
        let (stage, rest) = text.split_once(' ')?;
        let (amount, close) = rest.split_once(' ')?;
        Some(Stand {
            stage: stage.to_owned(),
            amount: Amount::parse(amount).ok(),
            close_date: Day::parse(close).ok(),
            ..Stand::default()
        })
    }

    fn check(before: &str, after: &str, expected: &str) -> Vec<(Path, Amount)> {
        let meaning = |stage: &str| match stage {
            "Won" => Meaning::Won,
            "Lost" => Meaning::Lost,
            _ => Meaning::Open,
        };
        let day = |text| Day::parse(text).unwrap();
        let period = Span { from: day("2026-10-01"), to: day("2026-12-31") };
        let found = paths(&stand(before), &stand(after), &meaning, period);
        let said: Vec<String> =
            found.iter().map(|(path, amount)| format!("{} {amount}", path.name())).collect();
        assert_eq!(said.join(", "), expected, "{before} -> {after}");
        found
    }

    #[test]
    fn every_deal_takes_a_path_and_all_balance() {
        let mut all = Vec::new();
        for (before, after, expected) in [
            ("Open 100 2026-10-10", "Open 120 2026-11-10", "begin 100.00, increased 20.00, end 120.00"),
            ("Open 100 2026-10-10", "Open 120 2027-01-10", "begin 100.00, increased 20.00, slipped -120.00"),
            ("Open 100 2026-10-10", "Won 90 2026-10-12", "begin 100.00, decreased -10.00, won -90.00"),
            ("Open 100 2026-10-10", "Lost 100 2026-10-12", "begin 100.00, lost -100.00"),
            ("Open 100 2026-10-10", "", "begin 100.00, removed -100.00"),
            ("", "Open 70 2026-12-31", "created 70.00, end 70.00"),
            ("", "Won 70 2026-12-31", "created 70.00, won -70.00"),
            ("Open 70 2027-01-01", "Open 80 2026-12-31", "pulled in 80.00, end 80.00"),
            ("Open 70 2027-01-01", "Won 80 2026-12-31", "pulled in 80.00, won -80.00"),
            ("Lost 70 2026-01-01", "Open 80 2026-12-31", "reopened 80.00, end 80.00"),
            ("Open 70 2027-01-01", "Open 80 2027-02-01", ""),
            ("Won 70 2026-10-01", "Won 70 2026-10-01", ""),
            ("", "", ""),
        ] {
            all.extend(check(before, after, expected));
        }
        let (sums, balances) = waterfall(all.iter()).unwrap();
        assert!(balances);
        // 120 + 70 + 80 + 80 are there in the end.
        assert_eq!((sums[10].deals, sums[10].amount.to_string()), (4, "350.00".to_owned()));
        let wrong = [(Path::Begin, Amount::from_cents(1))];
        assert!(!waterfall(wrong.iter()).unwrap().1);
    }
}
