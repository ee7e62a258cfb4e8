//! The windows of an element that a rep's credits fall into, each with its terms and its credits in order.

use std::collections::BTreeMap;

use crate::calendar::{Day, Span};
use crate::engine::commissions::to_date::{Sheet, Taken};
use crate::engine::commissions::{NOT_TAKEN, Run, takes};
use crate::engine::error::EngineError;
use crate::engine::people::index;
use crate::plan::{TierScope, Window};

impl Run {
    /// The windows of an element from one day to another, in the order of their days; where each deal is a window
    /// of its own, one for each deal.
    pub(super) fn sheets(
        &self,
        rep: u32,
        (plan_id, element_id): (&str, &str),
        days: Span,
    ) -> Result<Vec<Sheet>, EngineError> {
        let mut sheets = self.empty_sheets(rep, (plan_id, element_id), days)?;
        let mut by_deal: BTreeMap<usize, Sheet> = BTreeMap::new();
        for credit in self.order.of(rep) {
            let deal = index(self.credits.deals[index(*credit)]);
            let Some(day) = Day::from_number(self.credits.day(index(*credit), &self.deals)) else { continue };
            let Some(rule) = self.rule_on(rep, plan_id, element_id, day) else { continue };
            let entry = self.deals.entries[rule][deal];
            let element = self.element(rule);
            if entry == NOT_TAKEN
                || !takes(element, day, self.credits.causes[index(*credit)])
                || day > days.to
            {
                continue;
            }
            let taken = |terms, home| Taken {
                credit: *credit,
                deal,
                day,
                terms,
                entry: usize::from(entry),
                home,
                value: 0,
                pays_on: None,
                before: 0,
            };
            if element.window == Window::Deal {
                if days.contains(day) {
                    let sheet = match by_deal.entry(deal) {
                        std::collections::btree_map::Entry::Occupied(sheet) => sheet.into_mut(),
                        std::collections::btree_map::Entry::Vacant(place) => {
                            let terms = vec![(day, self.terms(rep, rule, day)?)];
                            place.insert(Sheet { terms, ..Sheet::empty(Span { from: day, to: day }) })
                        }
                    };
                    sheet.span.to = sheet.span.to.max(day);
                    sheet.taken.push(taken(0, true));
                }
                continue;
            }
            let own = self.window(rule, day);
            for sheet in sheets.iter_mut().filter(|sheet| sheet.span.contains(day)) {
                let home = sheet.span == own;
                let terms = sheet.terms.iter().position(|(_, terms)| terms.rule == rule);
                sheet.taken.push(taken(terms.unwrap_or_else(|| sheet.terms_on(day)), home));
            }
        }
        sheets.extend(by_deal.into_values());
        for sheet in &mut sheets {
            self.measure_sheet(rep, (plan_id, element_id), sheet)?;
        }
        sheets.sort_by_key(|sheet| (sheet.span, sheet.taken.first().map(|taken| taken.credit)));
        Ok(sheets)
    }

    /// The windows of time that lie in some days on which the rep is on the plan, without credits.
    fn empty_sheets(
        &self,
        rep: u32,
        (plan_id, element_id): (&str, &str),
        days: Span,
    ) -> Result<Vec<Sheet>, EngineError> {
        let mut sheets: Vec<Sheet> = Vec::new();
        for stretch in self.stretches(rep, plan_id) {
            let Some(common) = stretch.span.intersect(days) else { continue };
            let Some(rule) = self.rule_of(stretch.plan, element_id) else { continue };
            if self.element(rule).window == Window::Deal {
                continue;
            }
            let mut from = common.from;
            loop {
                let span = self.window(rule, from);
                let first = span.from.max(stretch.span.from);
                let terms = self.terms(rep, rule, from)?;
                match sheets.iter_mut().find(|sheet| sheet.span == span) {
                    Some(sheet) => sheet.terms.push((first, terms)),
                    None => sheets.push(Sheet { terms: vec![(first, terms)], ..Sheet::empty(span) }),
                }
                if span.to >= common.to || span.to == Day::MAX {
                    break;
                }
                from = span.to.next();
            }
        }
        Ok(sheets)
    }

    /// Values every credit of a sheet, and sums the measure as each of its terms measures.
    fn measure_sheet(
        &self,
        rep: u32,
        (plan_id, element_id): (&str, &str),
        sheet: &mut Sheet,
    ) -> Result<(), EngineError> {
        let too_large =
            || EngineError::TooLarge { what: format!("what `{}` is credited with", self.people.id(rep)) };
        for (position, (_, terms)) in sheet.terms.iter().enumerate() {
            let rule = &self.rules[terms.rule];
            let mut sum = 0_i128;
            let mut sums = Vec::with_capacity(sheet.taken.len() + 1);
            sums.push(0);
            let scope = self.element(terms.rule).tier_scope;
            let group = match scope {
                TierScope::Rep => None,
                TierScope::Team | TierScope::Company => {
                    Some(self.group_track(rep, (plan_id, element_id), terms.rule, sheet.span)?)
                }
            };
            for taken in &mut sheet.taken {
                let value =
                    self.value(taken.credit, taken.deal, taken.day, rule.measure, rule.money, rule.plan)?;
                if taken.terms == position {
                    taken.value = value;
                    taken.before = match &group {
                        Some(group) => group.before(taken.credit),
                        None => sum,
                    };
                    taken.pays_on = match rule.pays_on {
                        Some((measure, money)) => Some(self.value(
                            taken.credit,
                            taken.deal,
                            taken.day,
                            measure,
                            money,
                            rule.plan,
                        )?),
                        None => None,
                    };
                }
                sum = sum.checked_add(value).ok_or_else(too_large)?;
                sums.push(sum);
            }
            sheet.sums.push(sums);
            sheet.groups.push(group.map(|group| group.track));
        }
        Ok(())
    }
}

impl Sheet {
    fn empty(span: Span) -> Self {
        Self { span, terms: Vec::new(), taken: Vec::new(), sums: Vec::new(), groups: Vec::new() }
    }
}
