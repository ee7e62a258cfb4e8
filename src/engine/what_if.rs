//! Two runs held against each other: what each rep earns and is paid on each plan before and after. What was changed
//! between them is left to whoever made them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::engine::commissions::Run;
use crate::engine::error::EngineError;
use crate::money::{Amount, Currency};

/// What a rep has of a plan, over all periods of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paid {
    /// What credits and results earn, after caps.
    pub earned: Amount,
    /// What is paid.
    pub payable: Amount,
}

/// Whose pay it is: rep id, plan id and the plan's currency.
pub type Whose = (String, String, Currency);

/// What every rep has of every plan, over all periods of a run.
pub type AllPaid = BTreeMap<Whose, Paid>;

/// A rep's pay on a plan before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The rep's id.
    pub rep: String,
    /// The plan's id.
    pub plan: String,
    /// The plan's currency.
    pub currency: Currency,
    /// Before.
    pub before: Paid,
    /// After.
    pub after: Paid,
}

impl Change {
    /// What is earned more; below zero where it is less.
    #[must_use]
    pub fn earned(&self) -> Amount {
        Amount::from_raw(self.after.earned.raw() - self.before.earned.raw())
    }

    /// What is paid more; below zero where it is less.
    #[must_use]
    pub fn payable(&self) -> Amount {
        Amount::from_raw(self.after.payable.raw() - self.before.payable.raw())
    }
}

/// What the changes of one currency come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sums {
    /// The currency.
    pub currency: Currency,
    /// Before.
    pub before: Paid,
    /// After.
    pub after: Paid,
    /// How many are paid more, and how much more.
    pub gain: (usize, Amount),
    /// How many are paid less, and how much less; zero or below.
    pub lose: (usize, Amount),
    /// How many earn as before and are paid as before.
    pub same: usize,
}

/// Sums the payouts of a run by rep and plan; of these reps only, where some are named.
pub fn paid(run: &Run, only: Option<&[u32]>) -> Result<AllPaid, EngineError> {
    let mut all = AllPaid::new();
    for rep in run.people.in_order() {
        if only.is_some_and(|only| !only.contains(&rep)) {
            continue;
        }
        for summary in run.summaries(rep)? {
            let plan = &run.plans[summary.plan];
            let whose = (run.people.id(rep).to_owned(), plan.id.clone(), plan.currency);
            let sums = all.entry(whose).or_default();
            *sums = plus(*sums, Paid { earned: summary.earned, payable: summary.payable() });
        }
    }
    Ok(all)
}

/// Amounts of a run are sums of at most 2^32 lines below 10^15, which 128 bits hold many times over.
fn plus(left: Paid, right: Paid) -> Paid {
    Paid {
        earned: Amount::from_raw(left.earned.raw() + right.earned.raw()),
        payable: Amount::from_raw(left.payable.raw() + right.payable.raw()),
    }
}

/// Every rep and plan of either run: who gains most in pay first (among equals, who gains most in earnings), who loses
/// most last, and equals by rep and plan.
#[must_use]
pub fn compare(before: &AllPaid, after: &AllPaid) -> Vec<Change> {
    let mut whose: Vec<&Whose> = before.keys().chain(after.keys()).collect();
    whose.sort();
    whose.dedup();
    let of = |all: &AllPaid, whose: &Whose| all.get(whose).copied().unwrap_or_default();
    let mut changes: Vec<Change> = whose
        .into_iter()
        .map(|whose| Change {
            rep: whose.0.clone(),
            plan: whose.1.clone(),
            currency: whose.2,
            before: of(before, whose),
            after: of(after, whose),
        })
        .collect();
    changes.sort_by_key(|change| Reverse((change.payable(), change.earned())));
    changes
}

/// What changes come to, by currency in the order of its code.
#[must_use]
pub fn sums(changes: &[Change]) -> Vec<Sums> {
    let mut all: BTreeMap<Currency, Sums> = BTreeMap::new();
    for change in changes {
        let nothing = Sums {
            currency: change.currency,
            before: Paid::default(),
            after: Paid::default(),
            gain: (0, Amount::ZERO),
            lose: (0, Amount::ZERO),
            same: 0,
        };
        let sums = all.entry(change.currency).or_insert(nothing);
        sums.before = plus(sums.before, change.before);
        sums.after = plus(sums.after, change.after);
        let more = change.payable();
        let into = match more.cmp(&Amount::ZERO) {
            std::cmp::Ordering::Greater => &mut sums.gain,
            std::cmp::Ordering::Less => &mut sums.lose,
            std::cmp::Ordering::Equal => {
                sums.same += usize::from(change.earned().is_zero());
                continue;
            }
        };
        *into = (into.0 + 1, Amount::from_raw(into.1.raw() + more.raw()));
    }
    all.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(rows: &[(&str, &str, &str)]) -> AllPaid {
        let amount = |text: &str| Amount::parse(text).unwrap();
        let rows = rows.iter().map(|(rep, earned, payable)| {
            let whose = ((*rep).to_owned(), "ae".to_owned(), Currency::USD);
            (whose, Paid { earned: amount(earned), payable: amount(payable) })
        });
        rows.collect()
    }

    #[test]
    fn who_gains_most_stands_first_and_who_loses_most_last() {
        let before = all(&[("A", "100", "100"), ("B", "50", "50"), ("C", "10", "0"), ("D", "5", "5")]);
        let after = all(&[("A", "70", "70"), ("B", "60", "55"), ("C", "20", "0"), ("E", "3", "3")]);
        let changes = compare(&before, &after);
        let shown: Vec<String> = changes
            .iter()
            .map(|change| format!("{} {} {}", change.rep, change.earned(), change.payable()))
            .collect();
        assert_eq!(
            shown,
            ["B 10.00 5.00", "E 3.00 3.00", "C 10.00 0.00", "D -5.00 -5.00", "A -30.00 -30.00"]
        );
        let [sums] = sums(&changes).try_into().unwrap();
        assert_eq!(
            (sums.before.payable, sums.after.payable),
            (Amount::from_cents(15_500), Amount::from_cents(12_800))
        );
        assert_eq!(sums.gain, (2, Amount::from_cents(800)));
        assert_eq!(sums.lose, (2, Amount::from_cents(-3_500)));
        // C is paid as before, but has earned more.
        assert_eq!(sums.same, 0);
    }
}
