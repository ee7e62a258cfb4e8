//! Who was there: days of employment and after the ramp, who left, and how long new reps waited for their first deal.

use std::collections::BTreeSet;

use super::Scene;
use super::fold::FoundDeals;
use crate::calendar::{Day, Span};
use crate::engine::attainment::Slots;
use crate::engine::error::EngineError;
use crate::engine::metrics::facts::{Facts, Presence};
use crate::engine::metrics::ramp::{self, Service, full_month};
use crate::engine::metrics::sheet::{Cell, Sheet};
use crate::engine::people::{People, index};

/// Puts the reps who manage nobody to the rows of the days on which they were employed.
pub(super) fn put(
    scene: &Scene<'_>,
    people: &People,
    slots: &Slots,
    period: Span,
    found: &FoundDeals,
    sheet: &mut Sheet<'_>,
) -> Result<Vec<&'static str>, EngineError> {
    if !(scene.needs("reps.hire_date") || scene.needs("reps.end_date")) {
        return Ok(Vec::new());
    }
    let months = i32::try_from(scene.ramp_months).unwrap_or(0);
    let reps: Vec<u32> = people.in_order().into_iter().filter(|rep| !people.rows(*rep).is_empty()).collect();
    let known = |rep: u32| {
        let employed = people.employment(rep);
        Service { rep, from: employed.from, to: employed.to.min(scene.as_of) }
    };
    // Managers have no ramp of their own.
    let managers: BTreeSet<u32> = reps.iter().filter_map(|rep| people.manager(*rep, period.to)).collect();
    let services: Vec<Service> =
        reps.iter().filter(|rep| !managers.contains(*rep)).map(|rep| known(*rep)).collect();
    let last = Service { rep: 0, from: Day::MIN, to: period.to.min(scene.as_of) }.last_month();
    let full = full_month(&services, months, last, &found.monthly).filter(|full| full.signum() > 0);
    for slot in slots.within(period) {
        let Some(days) = slots.days(slot).0.intersect(period) else { continue };
        let managers: BTreeSet<u32> = reps.iter().filter_map(|rep| people.manager(*rep, days.from)).collect();
        for rep in reps.iter().filter(|rep| !managers.contains(*rep)) {
            let employed = people.employment(*rep);
            let Some(present) = employed.intersect(days) else { continue };
            let ramped = Span { from: employed.from.plus_months(months), to: employed.to };
            let ramped = if employed.from == Day::MIN { employed } else { ramped };
            let ramped = if ramped.from <= ramped.to { ramped.intersect(days) } else { None };
            let hired = days.contains(employed.from) && employed.from <= scene.as_of;
            let wait = hired
                .then(|| wait(employed, found.first_won.get(index(*rep)).copied().flatten(), scene.as_of));
            let ramp = full.as_ref().filter(|_| hired);
            let ramp = ramp.and_then(|full| ramp::wait(&known(*rep), full, &found.monthly));
            let facts = Facts {
                presence: Presence {
                    days: present.days().into(),
                    ramped_days: ramped.map_or(0, |span| span.days().into()),
                    left: u64::from(employed.to != Day::MAX && days.contains(employed.to)),
                },
                reps: [*rep].into(),
                first_deals: wait.into_iter().collect(),
                ramps: ramp.into_iter().collect(),
                ..Facts::default()
            };
            let group = scene.deal_columns().is_empty().then_some(&[][..]);
            sheet.add(Cell { rep: Some(*rep), slot, group }, &facts)?;
        }
    }
    Ok(if sheet.can_tell(true, false) { Vec::new() } else { vec!["reps"] })
}

/// Days from the hire to the first deal, or to the last day on which one could have come, and whether it came.
fn wait(employed: Span, first: Option<Day>, as_of: Day) -> (i32, bool) {
    match first.filter(|day| employed.contains(*day)) {
        Some(day) => (day.days_since(employed.from), true),
        None => (employed.to.min(as_of).days_since(employed.from), false),
    }
}
