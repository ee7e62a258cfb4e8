//! A solution in a few numbers: what moved, the ways, how even the measures are, before and after; and the variants of
//! a question that frontier and hiring ask.

use serde_json::{Value, json};

use crate::engine::people::index;
use crate::engine::territory::alignment::{Alignment, FULL};
use crate::engine::territory::balance::{Ask, Setup, percent_text};
use crate::engine::territory::book::{Book, Measure};
use crate::engine::territory::fairness::part;
use crate::engine::territory::moves::Move;
use crate::engine::territory::solve::Solution;

/// How even one measure is, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evenness {
    /// The measure.
    pub measure: Measure,
    /// Coefficient of variation, in millionths, before and after.
    pub variation: (i64, i64),
    /// Gini, in millionths.
    pub gini: (i64, i64),
    /// Territories outside their band.
    pub outside: (i64, i64),
}

/// A solution in numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Accounts that moved though their owner stays, and those that had to.
    pub moved: (i64, i64),
    /// The moved part of accounts whose owner stays, in millionths.
    pub moved_part: Option<i64>,
    /// The same for revenue.
    pub revenue_part: Option<i64>,
    /// Kilometres before, of accounts with an owner who stays, and after, of all.
    pub ways: (i64, i64),
    /// Each measure.
    pub evenness: Vec<Evenness>,
}

/// Works the numbers out.
#[must_use]
pub fn standing(
    book: &Book,
    setup: &Setup,
    before: &Alignment,
    after: &Alignment,
    moves: &[Move],
) -> Standing {
    let forced = moves.iter().filter(|one| one.is_forced()).count();
    let owned = setup.now.iter().filter(|now| now.is_some()).count();
    let revenue = |account: u32| book.accounts[index(account)].measure(Measure::Revenue);
    let chosen = || moves.iter().filter(|one| !one.is_forced());
    let moved_revenue: i128 = chosen().map(|one| revenue(one.account)).sum();
    let accounts = (0_u32..).zip(&setup.now).filter(|(_, now)| now.is_some());
    let owned_revenue: i128 = accounts.map(|(account, _)| revenue(account)).sum();
    let wide = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let (old, new) = (before.loads(book), after.loads(book));
    let of = |measure: Measure, tolerance: i64| {
        let fair = |alignment: &Alignment, loads| alignment.fairness(loads, measure);
        let (was, is) = (fair(before, &old), fair(after, &new));
        let outside = |alignment: &Alignment, loads| {
            let indices = alignment.indices(loads, measure).into_iter().flatten();
            // The edge is in the band: an index is rounded to a millionth.
            wide(indices.filter(|index| (index - 1_000_000).abs() > tolerance + 1).count())
        };
        Evenness {
            measure,
            variation: (was.map_or(0, |fair| fair.variation), is.map_or(0, |fair| fair.variation)),
            gini: (was.map_or(0, |fair| fair.gini), is.map_or(0, |fair| fair.gini)),
            outside: (outside(before, &old), outside(after, &new)),
        }
    };
    Standing {
        moved: (wide(moves.len() - forced), wide(forced)),
        moved_part: part(i128::from(wide(moves.len() - forced)), i128::from(wide(owned))),
        revenue_part: part(moved_revenue, owned_revenue),
        ways: (
            setup.ways(|account| before.of[index(account)]),
            setup.ways(|account| after.of[index(account)]),
        ),
        evenness: setup.bands.iter().map(|band| of(band.measure, band.tolerance)).collect(),
    }
}

impl Standing {
    /// The numbers in words, a line each.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let parted = |part: Option<i64>| {
            part.map_or("0".to_owned(), |part| percent_text((part + 500) / 1_000 * 1_000))
        };
        let (moved, forced) = self.moved;
        let mut lines = vec![format!(
            "{moved} {} ({} % of those whose owner stays, {} % of their revenue) · {forced} had no owner to \
             stay with · ways {} → {} km",
            if moved == 1 { "account moves" } else { "accounts move" },
            parted(self.moved_part),
            parted(self.revenue_part),
            self.ways.0,
            self.ways.1
        )];
        for even in &self.evenness {
            let three = |millionths: i64| format!("0.{:03}", (millionths + 500) / 1_000);
            lines.push(format!(
                "{}: outside {} → {} · coefficient of variation {} → {} · Gini {} → {}",
                even.measure.as_str(),
                even.outside.0,
                even.outside.1,
                three(even.variation.0),
                three(even.variation.1),
                three(even.gini.0),
                three(even.gini.1)
            ));
        }
        lines
    }
}

/// How even the measures of one alignment are, in words, a line each.
#[must_use]
pub fn spread(book: &Book, setup: &Setup, after: &Alignment) -> Vec<String> {
    let loads = after.loads(book);
    let three = |millionths: i64| {
        format!("{}.{:03}", (millionths + 500) / 1_000_000, (millionths + 500) / 1_000 % 1_000)
    };
    let line = |band: &crate::engine::territory::balance::Band| {
        let indices = || after.indices(&loads, band.measure).into_iter().flatten();
        // The edge is in the band: an index is rounded to a millionth.
        let outside = indices().filter(|index| (index - 1_000_000).abs() > band.tolerance + 1).count();
        let fair = after.fairness(&loads, band.measure);
        let ends = indices().min().zip(indices().max());
        format!(
            "{}: outside {outside} · index {} to {} · coefficient of variation {} · Gini {}",
            band.measure.as_str(),
            three(ends.map_or(0, |ends| ends.0)),
            three(ends.map_or(0, |ends| ends.1)),
            three(fair.as_ref().map_or(0, |fair| fair.variation)),
            three(fair.as_ref().map_or(0, |fair| fair.gini)),
        )
    };
    setup.bands.iter().map(line).collect()
}

/// The question with one more full rep in a territory.
#[must_use]
pub fn more_capacity(ask: &Ask, territory: &str) -> Ask {
    let mut with = ask.clone();
    *with.hired.entry(territory.to_owned()).or_insert(0) += FULL;
    with
}

impl Ask {
    /// The question at half, once and twice the tolerance with the kept owner worth what it is worth, and at its
    /// tolerance with a kept owner worth nothing, half, twice and four times as much.
    #[must_use]
    pub fn frontier(&self) -> Vec<Ask> {
        let with = |twice_tolerance: i64, twice_keep: i64| {
            let mut ask = self.clone();
            ask.bands.iter_mut().for_each(|band| band.tolerance = band.tolerance * twice_tolerance / 2);
            ask.keep = ask.keep * twice_keep / 2;
            ask
        };
        [(1, 2), (2, 0), (2, 1), (2, 2), (2, 4), (2, 8), (4, 2)].map(|(band, keep)| with(band, keep)).to_vec()
    }
}

impl Setup {
    /// Territories by what more capacity saves, most first; those that save nothing are left out.
    #[must_use]
    pub fn ranked(&self, savings: &[Option<i64>]) -> Vec<(usize, i64)> {
        let mut found: Vec<(usize, i64)> =
            savings.iter().enumerate().filter_map(|(target, saving)| Some((target, (*saving)?))).collect();
        found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        found
    }

    /// What was asked and what came of it, for `scenario.json`.
    #[must_use]
    pub fn scenario(&self, solution: &Solution, stopped: bool) -> Value {
        let (cost, bound, gap) = self.proof(solution.cost, solution.bound);
        let bands: Vec<Value> = self
            .bands
            .iter()
            .map(|band| json!({ "measure": band.measure.as_str(), "tolerance_percent": percent_text(band.tolerance) }))
            .collect();
        json!({
            "accounts": self.now.len(),
            "territories": self.targets.len(),
            "units": self.problem.units(),
            "bands": bands,
            "cost_km": cost,
            "bound_km": bound,
            "gap_percent": (solution.broken.all() == 0).then(|| percent_text(gap)),
            "violations": solution.broken.all(),
            "stopped_at_time_limit": stopped,
        })
    }
}
