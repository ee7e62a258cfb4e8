//! The checked terms of a plan: what the engine calculates by. Every value is typed and every absent key
//! has its default; text is left only where a table has to be asked (conditions, columns, expressions).

use std::collections::BTreeMap;

use super::curves::{Contest, Matrix, Multiplier};
use super::expression::Expression;
use super::limits::{Cap, Draw, Ramp};
use super::place::{Located, Place};
use super::release::{Clawback, Release};
use super::test_case::PlanTest;
use super::tiers::RateTable;
pub use super::words::{
    Credit, DatedBy, Edge, Mode, Payout, Pays, Pool, Proration, TierScope, TrueUp, Window,
};
use crate::calendar::{Day, Span};
use crate::money::{Amount, Currency, ExchangeRate, Rate, Rounding};

/// One version of a compensation plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Names the plan; the versions of a plan share it.
    pub id: String,
    /// What people call it; the id where the file has none.
    pub title: String,
    /// Names the version: the key `version`, else its first day, else `always`.
    pub version: String,
    /// The file as it was named to `parse`.
    pub file: String,
    /// The days on which it is in force.
    pub effective: Effective,
    /// Which reps are on it; everybody where absent.
    pub who: Option<Condition>,
    /// What it calculates in.
    pub currency: Currency,
    /// How often it pays.
    pub payout: Payout,
    /// How every amount is rounded.
    pub rounding: Rounding,
    /// How hire, end and leave cut a quota.
    pub proration: Proration,
    /// Smaller quotas for a rep's first months.
    pub ramp: Option<Ramp>,
    /// The most that all elements pay in a year: `window` is the year, `deal` and `payout` are absent.
    pub cap: Option<Cap>,
    /// How a year's quota spreads over its months; evenly where absent.
    pub seasonality: Option<Seasonality>,
    /// Fixed exchange rates from the plan's currency into pay currencies.
    pub pay_rates: BTreeMap<Currency, ExchangeRate>,
    /// The pay rules, in the order of the file; at least one, with distinct ids.
    pub elements: Vec<Element>,
    /// What each payout is filled up to.
    pub draw: Option<Draw>,
    /// The tests that the plan carries.
    pub tests: Vec<PlanTest>,
}

impl Plan {
    /// Every SQL condition of the plan, in the order of calculation, for the check against the tables.
    #[must_use]
    pub fn conditions(&self) -> Vec<&Condition> {
        let mut conditions: Vec<&Condition> = self.who.iter().collect();
        for element in &self.elements {
            conditions.extend(&element.condition);
            conditions.extend(element.rate_tables().iter().filter_map(|table| table.condition.as_ref()));
        }
        conditions
    }

    /// Every column that the plan measures or pays on, for the check against the table of deals.
    #[must_use]
    pub fn columns(&self) -> Vec<&Located<String>> {
        let measures = self
            .elements
            .iter()
            .flat_map(|element| std::iter::once(&element.measure).chain(&element.pays_on));
        measures
            .filter_map(|measure| match measure {
                Measure::Column(column) => Some(column),
                _ => None,
            })
            .collect()
    }

    /// Names of quota measures that gates, multipliers, matrices and formulas refer to; sorted, each once.
    #[must_use]
    pub fn named_measures(&self) -> Vec<&str> {
        let references =
            self.elements.iter().flat_map(Element::expressions).flat_map(|each| each.value.references());
        let ids = references.map(|reference| reference.id.as_str());
        let mut names: Vec<&str> = ids.filter(|id| self.element(id).is_none()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The element of this id.
    #[must_use]
    pub fn element(&self, id: &str) -> Option<&Element> {
        self.elements.iter().find(|element| element.id == id)
    }
}

/// The days on which a version is in force, both ends included; an absent end is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effective {
    /// The first day; absent: since ever.
    pub from: Option<Day>,
    /// The last day; absent: until further notice.
    pub to: Option<Day>,
}

impl Effective {
    /// The days as a span, an open end reaching to the end of the calendar.
    #[must_use]
    pub fn span(&self) -> Span {
        Span { from: self.from.unwrap_or(Day::MIN), to: self.to.unwrap_or(Day::MAX) }
    }

    /// Whether the version is in force on a day.
    #[must_use]
    pub fn contains(&self, day: Day) -> bool {
        self.span().contains(day)
    }
}

/// A SQL condition; its text is known not to be empty, its names are checked by whoever has the tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The SQL.
    pub text: String,
    /// What it selects from.
    pub over: Over,
    /// The path of its key in the plan.
    pub path: String,
    /// Where the plan states it.
    pub place: Place,
}

impl Condition {
    pub(super) fn new(text: Located<String>, over: Over) -> Condition {
        Condition { text: text.value, over, path: text.path, place: text.place }
    }
}

/// What a condition selects from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// The rows of reps.
    Reps,
    /// Deals and their credits.
    Credits,
}

/// Twelve weights, in millionths, of the fiscal months of a year; none is below zero, one is above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seasonality(pub [i64; 12]);

/// One pay rule of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// Names it within the plan, and across the plan's versions.
    pub id: String,
    /// Where the plan file begins it.
    pub place: Place,
    /// Whose credits count; at least one kind.
    pub credit: Vec<Credit>,
    /// Rates of the first, second … manager above a team credit; empty where the rate is everybody's.
    pub levels: Vec<Rate>,
    /// Which credits count; all where absent.
    pub condition: Option<Condition>,
    /// In which days credits count, besides those on which the plan is in force.
    pub between: Option<Span>,
    /// What dates a credit.
    pub on: DatedBy,
    /// What is counted.
    pub measure: Measure,
    /// What attainment is measured against.
    pub quota: Quota,
    /// What accumulates together.
    pub window: Window,
    /// What a true-up may do.
    pub true_up: TrueUp,
    /// What the values of tiers are.
    pub pays: Pays,
    /// What the rate multiplies, when not the measure.
    pub pays_on: Option<Measure>,
    /// The rate that tiers multiply.
    pub base_rate: Option<BaseRate>,
    /// How tiers apply.
    pub mode: Mode,
    /// Which tier a value exactly on a boundary is in.
    pub boundary: Edge,
    /// Whose measure and quota find the tier.
    pub tier_scope: TierScope,
    /// How a group shares what it is paid once.
    pub pool: Option<Pool>,
    /// The part of the target incentive; 1 where the file has none.
    pub weight: Rate,
    /// What it pays.
    pub worth: Worth,
    /// Below it nothing is paid.
    pub threshold: Option<Boundary>,
    /// A condition on other elements.
    pub gate: Option<Located<Expression>>,
    /// A factor by another result.
    pub multiplier: Option<Multiplier>,
    /// The most it pays.
    pub cap: Option<Cap>,
    /// When earnings become payable; at booking where absent.
    pub release: Option<Release>,
    /// What is taken back when a deal is cancelled or refunded.
    pub clawback: Option<Clawback>,
}

impl Element {
    /// Where the plan begins it.
    #[must_use]
    pub fn spot(&self) -> Located<()> {
        Located { value: (), path: format!("element[{}]", self.id), place: self.place }
    }

    /// Every expression over results: gate, multiplier, matrix and formula.
    #[must_use]
    pub fn expressions(&self) -> Vec<&Located<Expression>> {
        let mut all: Vec<&Located<Expression>> = self.gate.iter().collect();
        all.extend(self.multiplier.iter().map(|multiplier| &multiplier.by));
        match &self.worth {
            Worth::Matrix(matrix) => all.extend([&matrix.rows, &matrix.columns]),
            Worth::Formula { expression, .. } => all.push(expression),
            Worth::Rates(_) | Worth::Levels | Worth::Contest(_) | Worth::Score => {}
        }
        all
    }

    /// The tables of rates, first match wins; empty for an element that pays in another way.
    #[must_use]
    pub fn rate_tables(&self) -> &[RateTable] {
        match &self.worth {
            Worth::Rates(tables) | Worth::Formula { rates: tables, .. } => tables,
            Worth::Levels | Worth::Matrix(_) | Worth::Contest(_) | Worth::Score => &[],
        }
    }
}

/// What an element pays.
#[derive(Clone, Debug, PartialEq)]
pub enum Worth {
    /// By rates; the first table whose condition holds is the credit's, and a credit that none takes earns
    /// nothing.
    Rates(Vec<RateTable>),
    /// By the `levels` of the element alone.
    Levels,
    /// A multiple of target by two results.
    Matrix(Box<Matrix>),
    /// Prizes by rank.
    Contest(Contest),
    /// By the table of scores.
    Score,
    /// An expression over results, with the rates that its `rate` refers to.
    Formula {
        /// The SQL expression.
        expression: Located<Expression>,
        /// What `rate` is in it; may be empty.
        rates: Vec<RateTable>,
    },
}

/// What is counted, or what a rate multiplies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The deal's amount; the quota measure `bookings`.
    Amount,
    /// Amount minus cost.
    Margin,
    /// The deal's units.
    Units,
    /// One for each deal.
    Count,
    /// A numeric column of the deals; whether there is one is checked by whoever has the table.
    Column(Located<String>),
    /// A SQL expression over the deals.
    Expression(Located<String>),
}

/// What attainment is measured against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quota {
    /// Nothing: tiers are on the measure.
    None,
    /// The quota rows of this measure.
    Measure(String),
    /// A number for the window, above zero, in the unit of the measure.
    Number(Amount),
}

/// The rate that the multipliers of tiers multiply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BaseRate {
    /// A number.
    Number(Rate),
    /// Target incentive ÷ quota, both before ramp and proration.
    TargetByQuota,
}

/// Where a tier begins, or a threshold lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Boundary {
    /// At this part of the quota: 1.0 is all of it.
    Attainment(Rate),
    /// At this much of the measure.
    Measure(Amount),
}
