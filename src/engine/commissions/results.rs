//! What elements know of each other and of themselves at a point: credited, quota, earned; gates, factors, matrices,
//! formulas and scores that go by them.

use crate::calendar::{Day, Span};
use crate::engine::commissions::between::{factor_at, matrix_at};
use crate::engine::commissions::evaluate::Progress;
use crate::engine::commissions::explain::{Answer, Role, Said};
use crate::engine::commissions::to_date::{Beside, Sheet, Taken};
use crate::engine::commissions::window::quota_terms;
use crate::engine::commissions::{Run, Score, Why};
use crate::engine::error::EngineError;
use crate::engine::events::Event;
use crate::engine::expression::{EvaluationError, Scope, Value, explain, number, truth};
use crate::engine::people::index;
use crate::engine::{ramp, settle};
use crate::model::rows::{EventKind, QuotaHolder};
use crate::money::{Amount, Exact, Fraction, Ratio};
use crate::plan::expression::{Expression, ResultOf};
use crate::plan::{Clawback, DatedBy, Element, TakesBack, Worth};

/// How an element, or a quota measure, stands at a point in the window that holds it.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// Credited to date, scale 14.
    pub credited: i128,
    /// The quota of the window.
    pub quota: Option<Amount>,
    /// Earned to date after caps, raw on scale 4.
    pub earned: i128,
}

impl Standing {
    /// Credited ÷ quota; undefined without a quota or with one of zero.
    #[must_use]
    pub fn attainment(&self) -> Option<Fraction> {
        let quota = self.quota.filter(|quota| *quota > Amount::ZERO)?;
        Fraction::new(self.credited, quota.exact().raw())
    }
}

/// What the names of an expression stand for.
struct Known<'a> {
    expression: &'a Expression,
    own: Option<Own>,
    results: Vec<Option<Fraction>>,
    /// The rows of the scores that it asks for, as positions in `Run::scores`.
    scores: Vec<usize>,
}

/// What a formula knows of its own element.
#[derive(Clone, Copy)]
struct Own {
    standing: Standing,
    rate: Option<Fraction>,
    target: Option<Fraction>,
}

fn value<'a>(fraction: Option<Fraction>) -> Value<'a> {
    fraction.map_or(Value::Null, |fraction| Value::Number(Ratio::from(fraction)))
}

impl Scope for Known<'_> {
    fn column(&self, place: usize) -> Value<'_> {
        let (Some(own), Some(name)) = (self.own, self.expression.columns().get(place)) else {
            return Value::Null;
        };
        value(match name.as_str() {
            "credited" => units(own.standing.credited),
            "quota" => own.standing.quota.and_then(|quota| Fraction::new(quota.raw(), 10_000)),
            "attainment" => own.standing.attainment(),
            "rate" => own.rate,
            "target" => own.target,
            _ => None,
        })
    }

    fn result(&self, place: usize) -> Value<'_> {
        value(self.results.get(place).copied().flatten())
    }
}

/// A number of scale 14 as a fraction.
fn units(raw: i128) -> Option<Fraction> {
    Fraction::new(raw, 10_i128.pow(Exact::SCALE))
}

impl Run {
    /// The ids that the versions of an element refer to.
    pub(super) fn references(&self, plan_id: &str, element_id: &str) -> Vec<String> {
        let mut ids = Vec::new();
        for plan in self.plans.iter().filter(|plan| plan.id == plan_id) {
            for element in plan.elements.iter().filter(|element| element.id == element_id) {
                let references = element.expressions().into_iter().flat_map(|each| each.value.references());
                ids.extend(references.map(|reference| reference.id.clone()));
            }
        }
        ids.sort();
        ids.dedup();
        ids
    }

    /// How a rep stands in a quota measure: all direct credit of the window to date against the rows of that measure.
    fn measure_standing(
        &self,
        rep: u32,
        plan: usize,
        name: &str,
        window: Span,
        day: Day,
    ) -> Result<Option<Standing>, EngineError> {
        let Some((measure, money)) = self.quota_measures.get(name).copied() else { return Ok(None) };
        let mut credited = 0_i128;
        for credit in self.within(self.order.of(rep), Span { from: window.from, to: day }) {
            let at = index(*credit);
            let Some(event) = Day::from_number(self.credits.days[at]) else { continue };
            let cause = self.credits.causes[at];
            if !cause.is_direct()
                || cause.dated != DatedBy::Close
                || self.membership.plan_on(rep, event).is_none()
            {
                continue;
            }
            let deal = index(self.credits.deals[at]);
            credited =
                credited.checked_add(self.value(*credit, deal, event, measure, money, plan)?).ok_or_else(
                    || EngineError::TooLarge { what: format!("the {name} of `{}`", self.people.id(rep)) },
                )?;
        }
        let terms = &self.plans[plan];
        let holder = QuotaHolder::Rep(self.people.id(rep).to_owned());
        let rows = self.quotas[plan].rows(&holder, name);
        let (present, ramps) = (self.present(rep, terms, window), self.ramps(rep, terms));
        let quota = ramp::prorated(rows, window, &present, quota_terms(terms, &ramps), &self.calendar)?;
        Ok(Some(Standing { credited, quota, earned: 0 }))
    }

    /// What an expression of an element gives at a point.
    fn known<'e>(
        &self,
        rep: u32,
        expression: &'e Expression,
        own: Option<Own>,
        (plan, element, sheet, day): (usize, usize, usize, Day),
        all: &[Progress],
        standings: &[Option<Standing>],
    ) -> Result<Known<'e>, EngineError> {
        let sheet = &all[element].sheets[sheet];
        let (mut results, mut scores) = (Vec::new(), Vec::new());
        for reference in expression.references() {
            let named = all.iter().position(|progress| progress.id == reference.id);
            let standing = match named {
                // What the element itself has been credited with is known before it pays.
                Some(named) if named == element => {
                    let quota = sheet.terms[sheet.terms_on(day)].1.quota;
                    Some(Standing { credited: sheet.measure(day), quota, earned: 0 })
                }
                Some(named) => standings[named],
                None => self.measure_standing(rep, plan, &reference.id, sheet.span, day)?,
            };
            if named.is_none() && standing.is_none() {
                // A result that no deal shows is judged in the scores.
                let days = Span { from: sheet.span.from, to: day };
                results.push(self.score(rep, &reference.id, days));
                scores.extend(self.scores_of(rep, &reference.id, days).map(|(position, _)| position));
                continue;
            }
            results.push(standing.and_then(|standing| match reference.of {
                ResultOf::Attainment => standing.attainment(),
                ResultOf::Credited => units(standing.credited),
                ResultOf::Earned => Fraction::new(standing.earned, 10_000),
            }));
        }
        Ok(Known { expression, own, results, scores })
    }

    /// What stands beside the credits of a window on a day, and why it may pay nothing. `current` is the window without
    /// what was cancelled, where that is what is worked out: a threshold has to be reached without it too.
    pub(super) fn beside(
        &self,
        rep: u32,
        element: usize,
        all: &[Progress],
        (place, current): (usize, Option<&Sheet>),
        day: Day,
        standings: &[Option<Standing>],
    ) -> Result<(Beside, Option<Why>), EngineError> {
        let sheet = current.unwrap_or(&all[element].sheets[place]);
        let terms = &sheet.terms[sheet.terms_on(day)].1;
        let mine = self.element(terms.rule);
        let plan = self.rules[terms.rule].plan;
        let failed = |error: EvaluationError| failed(mine, &error);
        let at = (plan, element, place, day);
        // Each group of a pool passes the threshold by itself.
        let passes = mine.pool.is_some() || self.passes_threshold(sheet, day);
        let mut shut = (!passes).then_some(Why::Threshold);
        if shut.is_none()
            && let Some(gate) = &mine.gate
        {
            let known = self.known(rep, &gate.value, None, at, all, standings)?;
            if truth(&gate.value, &known).map_err(failed)? != Some(true) {
                shut = Some(Why::Gate);
            }
        }
        let mut factor = Fraction::ONE;
        if let Some(multiplier) = &mine.multiplier {
            let known = self.known(rep, &multiplier.by.value, None, at, all, standings)?;
            let by = number(&multiplier.by.value, &known).map_err(failed)?;
            match by.map(|by| by.fraction().and_then(|by| factor_at(multiplier, by))) {
                Some(found) => factor = found.ok_or_else(|| too_large(mine))?,
                None => shut = shut.or(Some(Why::Multiplier)),
            }
        }
        let own = self.own(sheet, day);
        let ended = day >= sheet.span.to;
        let result = match &mine.worth {
            Worth::Matrix(matrix) => {
                let rows = self.known(rep, &matrix.rows.value, None, at, all, standings)?;
                let columns = self.known(rep, &matrix.columns.value, None, at, all, standings)?;
                let row = number(&matrix.rows.value, &rows).map_err(failed)?;
                let column = number(&matrix.columns.value, &columns).map_err(failed)?;
                if let (Some(row), Some(column)) = (row, column) {
                    let found = row.fraction().zip(column.fraction());
                    Some(
                        found
                            .and_then(|(row, column)| matrix_at(matrix, row, column))
                            .ok_or_else(|| too_large(mine))?,
                    )
                } else {
                    shut = shut.or(Some(Why::Undefined));
                    None
                }
            }
            Worth::Formula { expression, .. } => {
                let known = self.known(rep, &expression.value, Some(own), at, all, standings)?;
                if let Some(found) = number(&expression.value, &known).map_err(failed)? {
                    Some(found.fraction().ok_or_else(|| too_large(mine))?)
                } else {
                    shut = shut.or(Some(Why::Undefined));
                    None
                }
            }
            Worth::Score if ended => self.score(rep, &mine.id, sheet.span),
            Worth::Contest(contest) if ended => {
                let plan_id = self.plans[plan].id.as_str();
                let prize = self.prize(rep, (plan_id, &mine.id), terms.rule, sheet.span, contest)?;
                Fraction::new(prize, 10_000)
            }
            Worth::Rates(_) | Worth::Levels | Worth::Score | Worth::Contest(_) => None,
        };
        let open = !matches!(shut, Some(Why::Threshold | Why::Gate | Why::Multiplier | Why::Undefined));
        Ok((Beside { factor, open, result }, shut))
    }

    /// What a formula knows of its own element.
    fn own(&self, sheet: &Sheet, day: Day) -> Own {
        let terms = &sheet.terms[sheet.terms_on(day)].1;
        let standing = Standing { credited: sheet.measure(day), quota: terms.quota, earned: 0 };
        Own { standing, rate: self.formula_rate(sheet, day), target: terms.target }
    }

    /// The expressions of an element with their values put in, for whoever explains them.
    pub(super) fn said(
        &self,
        rep: u32,
        element: usize,
        all: &[Progress],
        sheet: usize,
        day: Day,
        standings: &[Option<Standing>],
    ) -> Result<Vec<Said>, EngineError> {
        let place = sheet;
        let sheet = &all[element].sheets[sheet];
        let rule = sheet.terms[sheet.terms_on(day)].1.rule;
        let mine = self.element(rule);
        let at = (self.rules[rule].plan, element, place, day);
        let mut expressions: Vec<(Role, &Expression)> = Vec::new();
        expressions.extend(mine.gate.iter().map(|gate| (Role::Gate, &gate.value)));
        expressions.extend(mine.multiplier.iter().map(|multiplier| (Role::Multiplier, &multiplier.by.value)));
        match &mine.worth {
            Worth::Matrix(matrix) => {
                expressions
                    .extend([(Role::Rows, &matrix.rows.value), (Role::Columns, &matrix.columns.value)]);
            }
            Worth::Formula { expression, .. } => expressions.push((Role::Formula, &expression.value)),
            Worth::Rates(_) | Worth::Levels | Worth::Contest(_) | Worth::Score => {}
        }
        let mut said = Vec::with_capacity(expressions.len());
        for (role, expression) in expressions {
            let own = (role == Role::Formula).then(|| self.own(sheet, day));
            let known = self.known(rep, expression, own, at, all, standings)?;
            let failed = |error: EvaluationError| failed(mine, &error);
            let answer = match role {
                Role::Gate => truth(expression, &known).map_err(failed)?.map(Answer::Truth),
                _ => number(expression, &known).map_err(failed)?.map(Answer::Number),
            };
            said.push(Said {
                role,
                text: expression.text().to_owned(),
                with: explain(expression, &known),
                answer,
                scores: known.scores,
            });
        }
        Ok(said)
    }

    /// The rate of the tier that a window has reached, for a formula.
    pub(super) fn formula_rate(&self, sheet: &Sheet, day: Day) -> Option<Fraction> {
        let terms = &sheet.terms[sheet.terms_on(day)].1;
        let element = self.element(terms.rule);
        let table = terms.tables.first()?;
        let tier = if table.flat { 1 } else { table.reached(sheet.measure(day), element.boundary) };
        let scale = super::window::scale_of(element);
        Fraction::new(i128::from(table.value(tier)), scale)?.checked_mul(terms.base?)
    }

    /// The score of a rep for an element: that of the window, or the mean by days of the rows inside it.
    fn score(&self, rep: u32, element_id: &str, window: Span) -> Option<Fraction> {
        let (mut sum, mut days) = (Fraction::ZERO, 0_i128);
        for (_, score) in self.scores_of(rep, element_id, window) {
            let mine = i128::from(score.span.days());
            sum = sum.checked_add(score.score.fraction().checked_mul(Fraction::whole(mine))?)?;
            days += mine;
        }
        sum.checked_div(Fraction::whole(days))
    }

    /// The rows of a rep's scores for an element that a window covers, with their positions.
    pub(super) fn scores_of(
        &self,
        rep: u32,
        element_id: &str,
        window: Span,
    ) -> impl Iterator<Item = (usize, &Score)> {
        let mine =
            move |score: &Score| score.rep == rep && score.element == element_id && window.covers(score.span);
        self.scores.iter().enumerate().filter(move |(_, score)| mine(score))
    }

    /// Whether a rule takes cancelled deals back by working the window out without them.
    pub(super) fn is_retier(&self, rule: usize) -> bool {
        let clawback = self.element(rule).clawback.as_ref();
        clawback.is_some_and(|clawback| clawback.method == crate::plan::Method::Retier)
    }

    /// The events by a day that take a credit back, in their order.
    fn undone<'s>(
        &'s self,
        taken: &Taken,
        clawback: &'s Clawback,
        day: Day,
    ) -> impl Iterator<Item = (&'s Event, TakesBack)> {
        let credited = taken.day;
        self.events.of(self.deals.ids.get(taken.deal)).iter().filter_map(move |event| {
            let kind = match event.kind() {
                EventKind::Cancel => TakesBack::Cancel,
                EventKind::Refund => TakesBack::Refund,
                EventKind::Invoice | EventKind::Payment | EventKind::Release => return None,
            };
            let late = clawback.within_days.is_some_and(|days| {
                event.day().days_since(credited) > i32::try_from(days).unwrap_or(i32::MAX)
            });
            let counts = clawback.on.contains(&kind) && event.day() <= day && credited <= day && !late;
            counts.then_some((event, kind))
        })
    }

    /// Why a window is worked out anew: the last event by a day that took back one of its credits, or one of the group
    /// that finds its tiers.
    pub(super) fn retiered(&self, sheet: &Sheet, rule: usize, day: Day) -> settle::Reason {
        let clawback = self.element(rule).clawback.as_ref();
        let groups = sheet.groups.iter().flatten().flat_map(|(_, group)| &group.sheet.taken);
        let events = sheet.taken.iter().chain(groups).filter_map(|taken| {
            self.undone(taken, clawback?, day).last().map(|(event, kind)| (event.day(), kind))
        });
        let last = events.max_by_key(|(at, _)| *at);
        let (at, kind) = last.unwrap_or((day, TakesBack::Cancel));
        settle::Reason::Retiered { kind, day: at }
    }

    /// A window without what was cancelled or refunded by a day; `None` when that is nothing.
    pub(super) fn kept_sheet(
        &self,
        sheet: &Sheet,
        rule: usize,
        day: Day,
    ) -> Result<Option<Sheet>, EngineError> {
        let Some(clawback) = &self.element(rule).clawback else { return Ok(None) };
        let mut gone: Vec<(usize, Fraction)> = Vec::new();
        for (position, taken) in sheet.taken.iter().enumerate() {
            let mut part = Fraction::ZERO;
            for (event, _) in self.undone(taken, clawback, day) {
                let whole = self.deals.amounts[taken.deal];
                let of = event.amount().and_then(|amount| Fraction::new(amount.raw().abs(), whole.abs()));
                let of = of.filter(|of| !of.is_zero()).unwrap_or(Fraction::ONE);
                part = part.checked_add(of).unwrap_or(Fraction::ONE);
            }
            if !part.is_zero() {
                gone.push((position, part.min(Fraction::ONE)));
            }
        }
        let mut in_group = false;
        for (_, terms) in &sheet.terms {
            if let Some(team) = &terms.team {
                in_group |= self.group(terms.rule, sheet.span, team, Some(day))?.is_undone;
            }
        }
        if gone.is_empty() && !in_group {
            return Ok(None);
        }
        let mut kept = Sheet { undone: Some(day), ..sheet.clone() };
        for (position, part) in gone {
            kept.taken[position].gone = part;
        }
        self.measure_sheet(&mut kept)?;
        Ok(Some(kept))
    }
}

/// How an element stands at a point: in its window that holds the day.
pub(super) fn standing(progress: &Progress, day: Day) -> Option<Standing> {
    let at = progress.sheets.iter().position(|sheet| sheet.span.contains(day))?;
    let sheet = &progress.sheets[at];
    let quota = sheet.terms[sheet.terms_on(day)].1.quota;
    Some(Standing { credited: sheet.measure(day), quota, earned: progress.net[at] })
}

/// An expression of an element that has no value.
fn failed(element: &Element, error: &EvaluationError) -> EngineError {
    EngineError::Expression { element: element.id.clone(), reason: error.to_string() }
}

/// How an element stood on a day that is past: with what its window had earned by then.
pub(super) fn standing_then(progress: &Progress, day: Day) -> Option<Standing> {
    let at = progress.sheets.iter().position(|sheet| sheet.span.contains(day))?;
    standing(progress, day).map(|standing| Standing { earned: progress.earned_by(at, day), ..standing })
}

fn too_large(element: &Element) -> EngineError {
    EngineError::TooLarge { what: format!("a result of element `{}`", element.id) }
}
