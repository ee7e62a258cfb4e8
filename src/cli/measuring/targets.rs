//! Quotas beside the metrics: what each group has to reach and was credited with, as `spm attainment` says it.

use std::collections::BTreeMap;

use super::Scene;
use crate::calendar::Period;
use crate::cli::credit::{self, Counted};
use crate::cli::failure::Failure;
use crate::cli::plans;
use crate::cli::reading::{Company, Reading, refused_by_engine};
use crate::cli::tables::Tables;
use crate::engine::attainment::{Attainment, Dimension, Question, Row, Slots};
use crate::engine::metrics::sheet::Sheet;
use crate::money::Amount;

/// What the groups and their reps have to reach.
#[derive(Default)]
pub(super) struct Targets {
    of_groups: Attainment,
    /// The reps of each group.
    of_reps: Option<Attainment>,
    /// The place of the rep among the keys of these.
    rep_place: usize,
}

/// Reads quotas and credits, as far as a metric needs them.
pub(super) fn read(
    scene: &Scene<'_>,
    tables: &Tables<'_>,
    reading: &mut Reading<'_>,
    company: &mut Company,
    period: &Period,
) -> Result<Targets, Failure> {
    if !scene.needs("quotas") {
        return Ok(Targets::default());
    }
    let settings = scene.settings;
    let measure = Counted::parse("bookings");
    let eras = company.people.era_starts(period.span);
    let slots = Slots::new(period, scene.grouping.unit(false), &eras, &settings.calendar.value);
    let credited = credit::board(
        tables,
        reading,
        company,
        scene.grouping,
        &measure,
        scene.currency,
        &slots,
        period.span,
    )?;
    let books = reading.quotas(tables, company, &[credited.currency], &[&measure.name], period.span)?;
    let quotas = books.into_iter().next().unwrap_or_default();
    let terms = plans::quota_terms(tables, company, settings, period.span)?;
    let mut by_rep = scene.by().to_vec();
    let place = by_rep.iter().position(|dimension| *dimension == Dimension::Rep);
    if place.is_none() {
        by_rep.push(Dimension::Rep);
    }
    let answer = |by: &[Dimension]| {
        let question = Question {
            people: &company.people,
            quotas: &quotas,
            measure: &measure.name,
            by,
            slots: &slots,
            groups: &credited.groups,
            calendar: &settings.calendar.value,
            terms: &|rep, window| terms.of(rep, window),
            leaves: &company.leaves,
            as_of: scene.as_of,
        };
        question.answer(&credited.board).map_err(|error| refused_by_engine(&error))
    };
    let of_deals = by_rep.iter().any(|dimension| matches!(dimension, Dimension::Deal(_)));
    Ok(Targets {
        of_groups: answer(scene.by())?,
        of_reps: if of_deals { None } else { Some(answer(&by_rep)?) },
        rep_place: place.unwrap_or(by_rep.len() - 1),
    })
}

fn is_reached(row: &Row) -> Option<bool> {
    let quota = row.quota.filter(|quota| *quota > Amount::ZERO)?;
    Some(row.credited.raw() >= quota.exact().raw())
}

impl Targets {
    /// Whether no group has a quota of its own, as it is with the columns of deals: quotas say nothing of these.
    pub(super) fn is_untold(&self) -> bool {
        self.of_groups.rows.iter().all(|row| row.quota.is_none())
    }

    /// Puts quotas to the rows that there are, and to the whole.
    pub(super) fn put(&self, sheet: &mut Sheet<'_>, by: &[Dimension]) {
        for row in &self.of_groups.rows {
            if let Some(quota) = row.quota {
                sheet.row(&row.keys, row.span, |facts| facts.quota = Some((quota, row.credited.raw())));
            }
        }
        let total = &self.of_groups.total;
        sheet.total().quota = total.quota.map(|quota| (quota, total.credited.raw()));
        let mut of_groups: BTreeMap<Vec<String>, (u64, u64)> = BTreeMap::new();
        for row in self.of_reps.iter().flat_map(|answer| &answer.rows) {
            let Some(reached) = is_reached(row) else { continue };
            let mut keys = row.keys.clone();
            if !by.contains(&Dimension::Rep) {
                keys.remove(self.rep_place);
            }
            let counts = of_groups.entry(keys).or_default();
            *counts = (counts.0 + 1, counts.1 + u64::from(reached));
            if !by.contains(&Dimension::Manager) {
                sheet.total().reps_with_quota += 1;
                sheet.total().reps_at_quota += u64::from(reached);
            }
        }
        for (keys, (reps, reached)) in of_groups {
            sheet.row(&keys, None, |facts| (facts.reps_with_quota, facts.reps_at_quota) = (reps, reached));
        }
    }
}
