//! The windows of an element that a rep's credits fall into, each with its terms and its credits in order.

use std::collections::BTreeMap;

use crate::calendar::{Day, Span};
use crate::engine::commissions::to_date::{Sheet, Taken};
use crate::engine::commissions::window::Terms;
use crate::engine::commissions::{NOT_TAKEN, Run, takes};
use crate::engine::error::EngineError;
use crate::engine::people::index;
use crate::plan::Window;

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
        let mut held: Option<(Span, Option<usize>)> = None;
        let mut own: Option<(usize, Span)> = None;
        for credit in self.order.of(rep) {
            let deal = index(self.credits.deals[index(*credit)]);
            let Some(day) = Day::from_number(self.credits.days[index(*credit)]) else { continue };
            // Credits come in the order of days: most have the plan version and the window of the one before.
            let rule = match held {
                Some((days, rule)) if days.contains(day) => rule,
                _ => {
                    let rule = self.rule_on(rep, plan_id, element_id, day);
                    held = Some((self.stretch_of(rep, day), rule));
                    rule
                }
            };
            let Some(rule) = rule else { continue };
            let entry = self.entry(rule, *credit, deal);
            let element = self.element(rule);
            if entry == NOT_TAKEN
                || !takes(element, day, self.credits.causes[index(*credit)])
                || day > days.to
            {
                continue;
            }
            let entry = usize::from(entry);
            let taken = |terms, home| Taken { terms, entry, home, ..Taken::new(*credit, deal, day) };
            if element.window == Window::Deal {
                if days.contains(day) {
                    let sheet =
                        by_deal.entry(deal).or_insert_with(|| Sheet::empty(Span { from: day, to: day }));
                    sheet.span.to = sheet.span.to.max(day);
                    // Each event of the deal is paid by the version of its day.
                    let known = sheet.terms.iter().position(|(_, terms)| terms.rule == rule);
                    if known.is_none() {
                        sheet.terms.push((day, self.terms(rep, rule, day)?));
                    }
                    let last = sheet.terms.len() - 1;
                    sheet.taken.push(taken(known.unwrap_or(last), true));
                }
                continue;
            }
            let window = match own {
                Some((of, span)) if of == rule && span.contains(day) => span,
                _ => self.window(rule, day),
            };
            own = Some((rule, window));
            for sheet in sheets.iter_mut().filter(|sheet| sheet.span.contains(day)) {
                let home = sheet.span == window;
                // A version has terms from each day on which the rep comes to another team.
                let mine = |(from, terms): &(Day, Terms)| terms.rule == rule && *from <= day;
                let terms = sheet.terms.iter().rposition(mine);
                let terms = terms.or_else(|| sheet.terms.iter().position(|(_, terms)| terms.rule == rule));
                sheet.taken.push(taken(terms.unwrap_or_else(|| sheet.terms_on(day)), home));
            }
        }
        sheets.extend(by_deal.into_values());
        for sheet in &mut sheets {
            self.measure_sheet(sheet)?;
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
                let on = Span { from: first, to: span.to.min(stretch.span.to) };
                let starts = self.team_starts(rep, rule, on).into_iter();
                let mut terms =
                    starts
                        .map(|day| Ok((day, self.terms(rep, rule, day)?)))
                        .collect::<Result<Vec<_>, EngineError>>()?;
                match sheets.iter_mut().find(|sheet| sheet.span == span) {
                    Some(sheet) => sheet.terms.append(&mut terms),
                    None => sheets.push(Sheet { terms, ..Sheet::empty(span) }),
                }
                if span.to >= common.to || span.to == Day::MAX {
                    break;
                }
                from = span.to.next();
            }
        }
        Ok(sheets)
    }

    /// Values every credit of a sheet, less what was taken back, and sums the measure as each of its terms measures.
    pub(super) fn measure_sheet(&self, sheet: &mut Sheet) -> Result<(), EngineError> {
        let Sheet { span, terms, taken: all, sums: measured, groups, undone } = sheet;
        measured.clear();
        groups.clear();
        for (position, (_, terms)) in terms.iter().enumerate() {
            let rule = &self.rules[terms.rule];
            let too_large = || EngineError::TooLarge {
                what: format!("what is credited in element `{}`", self.element(terms.rule).id),
            };
            let group = match &terms.team {
                None => None,
                Some(team) => Some(self.group(terms.rule, *span, team, *undone)?),
            };
            let mut sum = 0_i128;
            let mut sums = Vec::with_capacity(all.len() + 1);
            sums.push(0);
            for taken in all.iter_mut() {
                let of = |measure: usize, money: bool| -> Result<i128, EngineError> {
                    let value = self.value(taken.credit, taken.deal, taken.day, measure, money, rule.plan)?;
                    taken.left_of(value).ok_or_else(too_large)
                };
                let value = of(rule.measure, rule.money)?;
                if taken.terms == position {
                    let pays_on = rule.pays_on.map(|(measure, money)| of(measure, money)).transpose()?;
                    taken.before = match &group {
                        Some(group) => group.before(terms.rule, taken.credit),
                        None => sum,
                    };
                    (taken.value, taken.pays_on) = (value, pays_on);
                }
                sum = sum.checked_add(value).ok_or_else(too_large)?;
                sums.push(sum);
            }
            measured.push(sums);
            groups.push(group.map(|group| (terms.rule, group)));
        }
        Ok(())
    }
}

impl Sheet {
    /// A window without terms and credits.
    pub(super) fn empty(span: Span) -> Self {
        Self {
            span,
            terms: Vec::new(),
            taken: Vec::new(),
            sums: Vec::new(),
            groups: Vec::new(),
            undone: None,
        }
    }
}
