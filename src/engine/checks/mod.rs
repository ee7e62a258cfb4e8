//! What would go wrong before payday, as far as it can be seen in rows and plans: pure questions over tables that have
//! been read. Every answer is a finding; nothing stops at the first. Reading the tables, and what is found while
//! reading, is left to the command; what a plan says by itself is left to `plan::lint`.

pub mod elements;
#[cfg(test)]
mod fixture;
pub mod gates;
pub mod people;
pub mod quotas;

use crate::calendar::Span;
use crate::engine::membership::Membership;
use crate::engine::people::People;
use crate::model::finding::{Finding, Severity};
use crate::model::text::first_few;
use crate::plan::{Element, Plan};

/// The people, the plans and the days that are looked at.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The reps.
    pub people: &'a People,
    /// Who is on which plan when.
    pub membership: &'a Membership,
    /// The plan versions.
    pub plans: &'a [Plan],
    /// The days that are looked at.
    pub days: Span,
}

impl Scene<'_> {
    /// The reps who are on a plan version on some of the days, with those days; in the order of their ids.
    fn on(&self, plan: usize) -> Vec<(u32, Vec<Span>)> {
        let mut all = Vec::new();
        for rep in self.people.in_order() {
            let worked = self.people.employment(rep);
            let mine = self.membership.of(rep).iter().filter(|stretch| stretch.plan == plan);
            let spans: Vec<Span> =
                mine.filter_map(|stretch| stretch.span.intersect(self.days)?.intersect(worked)).collect();
            if !spans.is_empty() {
                all.push((rep, spans));
            }
        }
        all
    }

    /// A rep for people: the id, and the name in brackets where there is one.
    fn who(&self, rep: u32) -> String {
        let (id, name) = (self.people.id(rep), self.people.name(rep, self.days.to));
        if name.is_empty() || name == id { format!("`{id}`") } else { format!("`{id}` ({name})") }
    }

    /// The first few reps of a list for people.
    fn named(&self, reps: &[u32]) -> String {
        let named: Vec<String> = reps.iter().map(|rep| self.who(*rep)).collect();
        first_few(&named, 5)
    }

    /// A finding at the row of a rep in force on the last of the days.
    fn at_rep(&self, finding: Finding, rep: u32, column: &str) -> Finding {
        match self.people.row_near(rep, self.days.to) {
            Some(row) => finding.at(&row.place.file, row.place.row, column),
            None => finding,
        }
    }
}

/// A finding at an element of a plan.
fn at_element(finding: Finding, plan: &Plan, element: &Element, key: &str) -> Finding {
    let line = u64::try_from(element.place.line).unwrap_or(0);
    let dot = if key.is_empty() { "" } else { "." };
    finding.at(&plan.file, line, &format!("element[{}]{dot}{key}", element.id))
}

/// A finding that deserves attention.
fn warning(what: String, remedy: &str) -> Finding {
    Finding::new(Severity::Warning, what, remedy)
}
