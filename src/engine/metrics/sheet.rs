//! The rows of a report of metrics: facts put to the groups that they belong to, and to the whole.

use std::collections::BTreeMap;

use super::facts::Facts;
use crate::calendar::{Day, Span};
use crate::engine::attainment::{Dimension, Slots};
use crate::engine::error::EngineError;
use crate::engine::people::People;

/// Where some facts belong.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a> {
    /// Whose they are; nobody's facts are in no row by reps, teams or managers.
    pub rep: Option<u32>,
    /// When they were.
    pub slot: u32,
    /// The value of each `Dimension::Deal`, in order; nothing where the facts are of no deal column.
    pub group: Option<&'a [String]>,
}

/// A report while it is filled.
pub struct Sheet<'a> {
    people: &'a People,
    by: &'a [Dimension],
    slots: &'a Slots,
    period: Span,
    /// Facts are large, and stay where they are when rows come between others.
    rows: BTreeMap<Vec<String>, Box<Facts>>,
    total: Facts,
}

/// One row.
#[derive(Clone, Debug)]
pub struct Row {
    /// The value of each dimension.
    pub keys: Vec<String>,
    /// What is known of it; facts are large, and stay where they are.
    pub facts: Box<Facts>,
}

impl<'a> Sheet<'a> {
    /// A report without rows over the days of a period.
    #[must_use]
    pub fn new(people: &'a People, by: &'a [Dimension], slots: &'a Slots, period: Span) -> Self {
        let total = Facts { window_days: period.days(), ..Facts::default() };
        Self { people, by, slots, period, rows: BTreeMap::new(), total }
    }

    /// Whether facts can be put into rows: those of nobody cannot be told by rep, those without deal columns cannot be
    /// told by these.
    #[must_use]
    pub fn can_tell(&self, of_reps: bool, of_columns: bool) -> bool {
        self.by.iter().all(|dimension| match dimension {
            Dimension::Time(_) => true,
            Dimension::Deal(_) => of_columns,
            Dimension::Rep | Dimension::RepColumn(_) | Dimension::Manager => of_reps,
        })
    }

    /// Puts facts to the row or rows that they belong to, and once to the whole.
    pub fn add(&mut self, cell: Cell<'_>, facts: &Facts) -> Result<(), EngineError> {
        self.add_by(cell, &mut |sum| sum.add(facts))
    }

    /// The same with what adds the facts: large lists are then put there without a copy on the way.
    pub fn add_by(
        &mut self,
        cell: Cell<'_>,
        add: &mut dyn FnMut(&mut Facts) -> Option<()>,
    ) -> Result<(), EngineError> {
        add(&mut self.total).ok_or_else(too_large)?;
        self.each_row(cell, add)
    }

    /// Puts facts to the whole alone.
    pub fn add_to_total(&mut self, facts: &Facts) -> Result<(), EngineError> {
        self.total.add(facts).ok_or_else(too_large)
    }

    /// Puts facts to the row or rows that they belong to, and not to the whole.
    pub fn add_to_rows(&mut self, cell: Cell<'_>, facts: &Facts) -> Result<(), EngineError> {
        self.each_row(cell, &mut |sum| sum.add(facts))
    }

    fn each_row(
        &mut self,
        cell: Cell<'_>,
        add: &mut dyn FnMut(&mut Facts) -> Option<()>,
    ) -> Result<(), EngineError> {
        for (keys, days) in self.keys(cell)? {
            add(self.facts_of(keys, days)).ok_or_else(too_large)?;
        }
        Ok(())
    }

    /// Changes the facts of the row with these keys and days, which is made when there is none.
    pub fn row(&mut self, keys: &[String], days: Option<Span>, change: impl FnOnce(&mut Facts)) {
        let window_days = days.unwrap_or(self.period).days();
        change(self.facts_of(keys.to_vec(), window_days));
    }

    fn facts_of(&mut self, keys: Vec<String>, window_days: u32) -> &mut Facts {
        self.rows.entry(keys).or_insert_with(|| Box::new(Facts { window_days, ..Facts::default() }))
    }

    /// The facts of the whole.
    pub fn total(&mut self) -> &mut Facts {
        &mut self.total
    }

    /// The rows in the order of their keys, and the whole.
    #[must_use]
    pub fn finish(self) -> (Vec<Row>, Facts) {
        (self.rows.into_iter().map(|(keys, facts)| Row { keys, facts }).collect(), self.total)
    }

    /// The keys of the rows that a cell belongs to: none, one, or one for each manager.
    pub fn keys_of(&self, cell: Cell<'_>) -> Result<Vec<Vec<String>>, EngineError> {
        Ok(self.keys(cell)?.into_iter().map(|(keys, _)| keys).collect())
    }

    /// The keys of the rows that a cell belongs to, with the days of each row: none, one, or one for each manager.
    fn keys(&self, cell: Cell<'_>) -> Result<Vec<(Vec<String>, u32)>, EngineError> {
        let (span, bucket) = self.slots.days(cell.slot);
        let mut days = self.period.days();
        let mut all: Vec<Vec<String>> = vec![Vec::with_capacity(self.by.len())];
        let mut columns = 0;
        for dimension in self.by {
            let values = match (dimension, cell.rep) {
                (Dimension::Time(_), _) => {
                    days = bucket.span.intersect(self.period).map_or(0, Span::days);
                    vec![bucket.label.clone()]
                }
                (Dimension::Deal(_), _) => {
                    let Some(group) = cell.group else { return Ok(Vec::new()) };
                    columns += 1;
                    vec![group.get(columns - 1).cloned().unwrap_or_default()]
                }
                (_, None) => return Ok(Vec::new()),
                (Dimension::Rep, Some(rep)) => vec![self.people.id(rep).to_owned()],
                (Dimension::RepColumn(column), Some(rep)) => vec![self.column(rep, span.from, column)],
                (Dimension::Manager, Some(rep)) => {
                    let above = self.people.managers_above(rep, span.from)?;
                    let ids: Vec<String> =
                        above.iter().map(|manager| self.people.id(*manager).to_owned()).collect();
                    // Nobody's deals vanish: who has no manager is in a group of its own.
                    if ids.is_empty() { vec![String::new()] } else { ids }
                }
            };
            all = all
                .iter()
                .flat_map(|keys| values.iter().map(|value| keys.iter().chain([value]).cloned().collect()))
                .collect();
        }
        Ok(all.into_iter().map(|keys| (keys, days)).collect())
    }

    fn column(&self, rep: u32, day: Day, column: &str) -> String {
        let row = self.people.row_near(rep, day);
        row.and_then(|row| row.columns.get(column)).cloned().unwrap_or_default()
    }
}

fn too_large() -> EngineError {
    EngineError::TooLarge { what: "a sum of the metrics".to_owned() }
}
