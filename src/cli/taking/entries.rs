//! Which elements take which deals of a batch, and by which of their rate tables: the conditions of plans over deals
//! and, where one asks for these, over the roles and kinds of credits.

use super::Context;
use crate::cli::payable::Needs;
use crate::data::{Condition, ConditionError, WonDeals};
use crate::engine::commissions::NOT_TAKEN;

/// For each rule the entries of deals; and for each that asks for it, by role and kind of credit.
pub(super) type Entries = (Vec<Vec<u8>>, Vec<Vec<Vec<u8>>>);

/// The kinds of credit, as the column `credit` names them.
pub(super) const CREDITS: [&str; 4] = ["direct", "overlay", "team", "territory"];

impl Context<'_> {
    /// For each rule, which entry of its rate tables takes each deal; and by role and kind of credit where the rule
    /// asks for these: then a deal is taken as soon as one of its credits would be.
    pub(super) fn entries(&self, deals: &WonDeals) -> Result<Entries, (ConditionError, String)> {
        let (mut all, mut by_credit) = (Vec::with_capacity(self.ground.terms.rules.len()), Vec::new());
        for (rule, needs) in self.ground.terms.rules.iter().zip(&self.ground.terms.needs) {
            let plan = &self.ground.plans[rule.plan];
            let place = || format!("{}: element `{}`", plan.file, plan.elements[rule.element].id);
            let mut of_credits = Vec::new();
            if needs.by_credit {
                for role in &self.roles {
                    for kind in CREDITS {
                        let holds = |condition: &Condition| deals.holds_for(condition, role, kind);
                        let entries = entries_of(deals.len(), needs, &holds);
                        of_credits.push(entries.map_err(|error| (error, place()))?);
                    }
                }
                let any = |row: usize| of_credits.iter().map(|entries: &Vec<u8>| entries[row]).min();
                all.push((0..deals.len()).map(|row| any(row).unwrap_or(NOT_TAKEN)).collect());
            } else {
                let entries = entries_of(deals.len(), needs, &|condition| deals.holds(condition));
                all.push(entries.map_err(|error| (error, place()))?);
            }
            by_credit.push(of_credits);
        }
        Ok((all, by_credit))
    }
}

/// Which entry of an element's rate tables takes each of so many deals.
fn entries_of(
    count: usize,
    needs: &Needs,
    holds: &dyn Fn(&Condition) -> Result<Vec<bool>, ConditionError>,
) -> Result<Vec<u8>, ConditionError> {
    // An element that pays in another way than by rates takes every credit that its condition lets through.
    let first = if needs.tables.is_empty() { 0 } else { NOT_TAKEN };
    let mut entries = vec![first; count];
    for (number, table) in needs.tables.iter().enumerate().rev() {
        let number = u8::try_from(number).ok().filter(|number| *number < NOT_TAKEN);
        let number = number.expect("a plan is refused with 255 rate tables in one element");
        match table {
            None => entries.fill(number),
            Some(condition) => {
                for (entry, held) in entries.iter_mut().zip(holds(condition)?) {
                    if held {
                        *entry = number;
                    }
                }
            }
        }
    }
    if let Some(condition) = &needs.condition {
        for (entry, held) in entries.iter_mut().zip(holds(condition)?) {
            if !held {
                *entry = NOT_TAKEN;
            }
        }
    }
    Ok(entries)
}
