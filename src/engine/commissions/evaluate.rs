//! A rep's plan over its payouts, point by point: every element's windows to date, their differences, and caps.
//!
//! A point is a day on which a payout or a window ends. Elements are worked out in the order in which they refer to
//! each other, so that a gate sees what the others have at the same point.
//!
//! The file is longer than most: the steps of one walk share its state.

use crate::calendar::{Day, Span};
use crate::engine::commissions::caps::{Earned, Withheld};
use crate::engine::commissions::explain::{Step, Watch};
use crate::engine::commissions::results::{Standing, standing, standing_then};
use crate::engine::commissions::to_date::{Beside, CENT, Paid, Sheet, ToDate, earn};
use crate::engine::commissions::window::scale_of;
use crate::engine::commissions::{LineKind, NO_CREDIT, NO_RATE, Reason, Run, Why};
use crate::engine::error::EngineError;
use crate::engine::people::index;
use crate::engine::settle::Take;
use crate::money::{Fraction, Rate, Rounding, multiply_divide};
use crate::plan::{
    DatedBy, Element, Measure, Mode, Pays, Plan, RateTable, Rates, TierValue, TrueUp, Window, Worth,
};

/// A movement of pay that one element or the whole plan makes in one payout.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// The position of the element in the course; the number of elements for the plan as a whole.
    pub(super) element: usize,
    pub(super) rule: usize,
    pub(super) credit: u32,
    /// The position in the list of payouts of the course.
    pub(super) payout: usize,
    pub(super) kind: LineKind,
    pub(super) tier: u32,
    /// Scale 14.
    pub(super) credited: i128,
    /// Scale 6.
    pub(super) rate: i64,
    /// Raw on scale 4, signed by what it does to the pay.
    pub(super) amount: i128,
    pub(super) reason: Reason,
    /// The day on which it was worked out.
    pub(super) day: Day,
    /// What withheld it, where a cap did.
    pub(super) withheld: Option<Withheld>,
}

/// One element on its way over the points.
pub(super) struct Progress {
    pub(super) id: String,
    pub(super) sheets: Vec<Sheet>,
    /// What each window had earned at the last point.
    last: Vec<Option<ToDate>>,
    earned: Earned,
    /// What each window has earned after caps, raw on scale 4.
    pub(super) net: Vec<i128>,
    /// What was left of each window at the last point, where cancelled deals are taken out of it.
    kept: Vec<Option<Kept>>,
    /// What each window had earned after caps from a day on, where windows are worked out anew.
    history: Vec<Vec<(Day, i128)>>,
}

impl Progress {
    /// Keeps what every window has earned by a day.
    fn remember(&mut self, day: Day) {
        for (net, history) in self.net.iter().zip(&mut self.history) {
            if history.last().map_or(0, |(_, known)| *known) != *net {
                history.push((day, *net));
            }
        }
    }

    /// What a window had earned by a day.
    pub(super) fn earned_by(&self, sheet: usize, day: Day) -> i128 {
        let history = &self.history[sheet];
        let count = history.partition_point(|(then, _)| *then <= day);
        count.checked_sub(1).map_or(0, |last| history[last].1)
    }
}

/// What is left of a window without the deals that were taken back by a day.
struct Kept {
    rule: usize,
    day: Day,
    /// The window; absent where nothing was taken back.
    sheet: Option<Sheet>,
}

/// A day at which everything is worked out, and the payout that it belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub(super) day: Day,
    pub(super) payout: usize,
}

/// What a plan pays a rep over some payouts.
#[derive(Debug, Default)]
pub(super) struct Course {
    /// The payouts, in order.
    pub(super) payouts: Vec<Span>,
    /// What is earned and withheld, in the order of points.
    pub(super) entries: Vec<Entry>,
    /// What clawbacks by `retier` take: the element, the credit, and how much when.
    pub(super) takes: Vec<(usize, u32, Take)>,
    /// How every window came to what it had earned at each point, for whoever explains it.
    pub(super) steps: Vec<Step>,
}

impl Run {
    /// Works out a rep's plan over its payouts to the last that is asked for; but for elements that are left out.
    pub(super) fn course(&self, rep: u32, plan_id: &str, left_out: &[&str]) -> Result<Course, EngineError> {
        self.course_watched(rep, plan_id, left_out, Watch::Nothing)
    }

    /// The same; whoever explains it keeps every step.
    pub(super) fn course_watched(
        &self,
        rep: u32,
        plan_id: &str,
        left_out: &[&str],
        watch: Watch,
    ) -> Result<Course, EngineError> {
        let elements: Vec<String> = self.element_ids(rep, plan_id).into_iter().map(str::to_owned).collect();
        let Some(days) = self.course_days(rep, plan_id) else { return Ok(Course::default()) };
        let payouts = self.course_payouts(plan_id, days);
        let mut all = Vec::with_capacity(elements.len());
        for id in &elements {
            let sheets = match left_out.contains(&id.as_str()) {
                true => Vec::new(),
                false => self.sheets(rep, (plan_id, id), days)?,
            };
            all.push(Progress {
                id: id.clone(),
                last: vec![None; sheets.len()],
                net: vec![0; sheets.len()],
                kept: sheets.iter().map(|_| None).collect(),
                history: vec![Vec::new(); sheets.len()],
                sheets,
                earned: Earned::default(),
            });
        }
        let points = self.points(&payouts, &all);
        let sequence = self.sequence(plan_id, &elements)?;
        let last = self.last_on_plan(rep, plan_id);
        let mut course = Course { payouts, ..Course::default() };
        let mut before = days.from.previous();
        let anew = (0..self.rules.len())
            .any(|rule| self.plans[self.rules[rule].plan].id == plan_id && self.is_retier(rule));
        for point in points {
            let mut standings: Vec<Option<Standing>> = vec![None; all.len()];
            for element in &sequence {
                self.advance(
                    rep,
                    plan_id,
                    *element,
                    (before, point, watch),
                    &mut all,
                    &standings,
                    &mut course,
                )?;
                if anew {
                    all[*element].remember(point.day);
                }
                standings[*element] = standing(&all[*element], point.day.min(last));
            }
            before = point.day;
        }
        self.cap_plan(rep, plan_id, &mut course)?;
        Ok(course)
    }

    /// The days of a course: from the first day of the windows of the first payout that is asked for (or of the rep's
    /// credits, where earnings are held or taken back later) to the last payout's end.
    fn course_days(&self, rep: u32, plan_id: &str) -> Option<Span> {
        let stretches: Vec<_> = self.stretches(rep, plan_id).collect();
        let asked = stretches.iter().flat_map(|stretch| &self.payouts[stretch.plan]);
        let periods: Vec<Span> = asked.map(|period| self.periods[*period].span).collect();
        let (mut from, to) =
            (periods.iter().map(|span| span.from).min()?, periods.iter().map(|span| span.to).max()?);
        let first = from;
        let mut later = false;
        for stretch in &stretches {
            let plan = &self.plans[stretch.plan];
            later |= plan.cap.is_some();
            for (rule, terms) in self.rules.iter().enumerate() {
                if terms.plan == stretch.plan {
                    let element = self.element(rule);
                    later |= element.release.is_some() || element.clawback.is_some();
                    later |= element.window == Window::Deal && element.on != DatedBy::Close;
                    if element.window != Window::Deal {
                        let day = first.max(stretch.span.from).min(stretch.span.to);
                        from = from.min(self.window(rule, day).from.max(Day::MIN));
                    }
                }
            }
        }
        if later {
            let year = self.calendar.span_of(crate::calendar::Unit::Year, first).from;
            from = from.min(year);
            let credits = self.order.of(rep);
            let oldest = credits.first().map(|credit| self.credits.days[index(*credit)]);
            let oldest = oldest.and_then(Day::from_number).filter(|day| *day < from);
            from = oldest.map_or(from, |day| self.calendar.span_of(crate::calendar::Unit::Year, day).from);
        }
        let start = stretches.iter().map(|stretch| stretch.span.from).min()?;
        Some(Span { from: from.max(start.min(first)), to })
    }

    /// The payouts of a plan in some days: each as long as the version in force says.
    fn course_payouts(&self, plan_id: &str, days: Span) -> Vec<Span> {
        let versions: Vec<usize> =
            (0..self.plans.len()).filter(|plan| self.plans[*plan].id == plan_id).collect();
        let mut payouts = Vec::new();
        let mut day = days.from;
        while day <= days.to {
            let on = versions.iter().find(|plan| self.plans[**plan].effective.contains(day));
            let after = versions.iter().find(|plan| self.plans[**plan].effective.span().from > day);
            let Some(plan) = on.or(after).or(versions.last()) else { break };
            let payout = self.calendar.span_of(super::unit_of(self.plans[*plan].payout), day);
            payouts.push(payout);
            if payout.to == Day::MAX {
                break;
            }
            day = payout.to.next();
        }
        payouts
    }

    /// The rep's last day on a plan. Who has left it stands as on that day, so that what was earned by a result is not
    /// taken back because no window follows.
    fn last_on_plan(&self, rep: u32, plan_id: &str) -> Day {
        self.stretches(rep, plan_id).map(|stretch| stretch.span.to).max().unwrap_or(Day::MAX)
    }

    /// The positions of elements, each after those that it refers to.
    fn sequence(&self, plan_id: &str, elements: &[String]) -> Result<Vec<usize>, EngineError> {
        let mut sequence: Vec<usize> = Vec::new();
        let mut waiting: Vec<usize> = (0..elements.len()).collect();
        while !waiting.is_empty() {
            let ready = |element: &usize| {
                self.references(plan_id, &elements[*element]).iter().all(|id| {
                    let named = elements.iter().position(|known| known == id);
                    named.is_none_or(|named| named == *element || sequence.contains(&named))
                })
            };
            let Some(at) = waiting.iter().position(ready) else {
                let names: Vec<&str> = waiting.iter().map(|element| elements[*element].as_str()).collect();
                return Err(EngineError::ElementCircle {
                    plan: plan_id.to_owned(),
                    elements: names.join(", "),
                });
            };
            sequence.push(waiting.remove(at));
        }
        Ok(sequence)
    }

    /// Brings one element to a point: what its windows have earned since the last one.
    #[allow(clippy::too_many_arguments, reason = "the walk's whole state, used here alone")]
    fn advance(
        &self,
        rep: u32,
        plan_id: &str,
        element: usize,
        (before, point, watch): (Day, Point, Watch),
        all: &mut [Progress],
        standings: &[Option<Standing>],
        course: &mut Course,
    ) -> Result<(), EngineError> {
        for sheet in 0..all[element].sheets.len() {
            let span = all[element].sheets[sheet].span;
            let terms = &all[element].sheets[sheet].terms;
            let rule = terms[all[element].sheets[sheet].terms_on(point.day)].1.rule;
            let retier = self.is_retier(rule);
            let deal_window = self.element(rule).window == Window::Deal;
            // A deal that several events date goes on earning to the last of them.
            let due = if deal_window {
                before < span.to && span.from <= point.day
            } else {
                span.contains(point.day)
            };
            // Nothing is earned before the rep is on the plan, also by what is paid without credits.
            let begins = terms.first().map_or(span.from, |(day, _)| *day);
            if begins > point.day || !(due || retier) {
                continue;
            }
            let day = span.to.min(point.day);
            // What is left of the window at one point is what was left of it before the next.
            let known =
                all[element].kept[sheet].take().filter(|kept| (kept.rule, kept.day) == (rule, before));
            let kept = match known {
                Some(known) => Some(known.sheet),
                None => {
                    retier.then(|| self.kept_sheet(&all[element].sheets[sheet], rule, before)).transpose()?
                }
            };
            let kept_now =
                retier.then(|| self.kept_sheet(&all[element].sheets[sheet], rule, point.day)).transpose()?;
            if due {
                let left = kept.as_ref().and_then(Option::as_ref);
                let beside = self.beside(rep, element, all, (sheet, left), day, standings)?;
                let current = left.unwrap_or(&all[element].sheets[sheet]);
                let (now, shut) = self.windows_pay(rep, current, day, beside)?;
                let beside = beside.0;
                if watch.sees(course.payouts[point.payout]) {
                    let said = self.said(rep, element, all, sheet, day, standings)?;
                    let (current, last) = (current.clone(), all[element].last[sheet].clone());
                    let now = now.clone();
                    course.steps.push(Step {
                        element,
                        point,
                        day,
                        sheet: current,
                        beside,
                        shut,
                        now,
                        last,
                        said,
                    });
                }
                let entries = self.difference(
                    element,
                    rule,
                    current,
                    (&all[element].last[sheet], now, shut),
                    (point, course.payouts[point.payout].from),
                )?;
                self.book(entries.0, rep, (element, sheet), point, all, course)?;
                all[element].last[sheet] = Some(entries.1);
            }
            if let (Some(kept), Some(now)) = (kept, &kept_now)
                && (kept.is_some() || now.is_some())
            {
                self.take_back(
                    rep,
                    (plan_id, element, sheet),
                    (point, day),
                    now.as_ref(),
                    all,
                    standings,
                    course,
                )?;
            }
            all[element].kept[sheet] = kept_now.map(|sheet| Kept { rule, day: point.day, sheet });
        }
        Ok(())
    }

    /// What a window has earned by a day, a pool's share included, and why it may pay nothing.
    fn windows_pay(
        &self,
        rep: u32,
        sheet: &Sheet,
        day: Day,
        (beside, shut): (Beside, Option<Why>),
    ) -> Result<(ToDate, Option<Why>), EngineError> {
        let rule = sheet.terms[sheet.terms_on(day)].1.rule;
        if let Some(pool) = self.element(rule).pool {
            let parts = self.pool_parts(rep, sheet, day, pool)?;
            let share = parts.iter().map(|part| part.share).sum::<i128>();
            // The gate and the multiplier are the rep's.
            let rounding = self.plans[self.rules[rule].plan].rounding;
            let (above, below) = (beside.factor.numerator(), beside.factor.denominator());
            let cents = multiply_divide(share / CENT, above, below, rounding);
            let too_large =
                || EngineError::TooLarge { what: format!("a pool's share of `{}`", self.people.id(rep)) };
            let paid = cents.and_then(|cents| cents.checked_mul(CENT)).ok_or_else(too_large)?;
            let whole = if shut.is_none() { paid } else { 0 };
            let members = parts.iter().map(|part| part.members).sum::<usize>();
            let members = u32::try_from(members).unwrap_or(u32::MAX);
            return Ok((
                ToDate { whole, rate: NO_RATE, ..ToDate::default() },
                shut.or(Some(Why::Pool(members))),
            ));
        }
        Ok((self.to_date(rep, sheet, day, beside)?, shut))
    }

    /// The entries by which a window comes from what it had earned to what it has, and what to keep of that.
    fn difference(
        &self,
        element: usize,
        rule: usize,
        sheet: &Sheet,
        (last, now, shut): (&Option<ToDate>, ToDate, Option<Why>),
        (point, payout_from): (Point, Day),
    ) -> Result<(Vec<Entry>, ToDate), EngineError> {
        let forward = self.element(rule).true_up == TrueUp::Forward;
        let mut now = now;
        let mut entries = Vec::new();
        let entry = |credit: u32, rule: usize, amount: i128, reason: Reason| Entry {
            element,
            rule,
            credit,
            payout: point.payout,
            kind: LineKind::Earning,
            tier: 0,
            credited: 0,
            rate: 0,
            amount,
            reason,
            day: point.day,
            withheld: None,
        };
        let (tier, rate) = (now.tier, now.rate);
        for (at, paid) in now.paid.iter_mut().enumerate() {
            let taken = &sheet.taken[paid.position];
            let terms = &sheet.terms[taken.terms].1;
            let mine = self.element(terms.rule);
            let before = last.as_ref().and_then(|last| last.paid.get(at)).map(|paid| paid.amount);
            let by_credit = is_by_credit(mine);
            let shown = |value: Fraction| if by_credit { terms.shown(value, scale_of(mine)) } else { rate };
            match before {
                None => {
                    let reason = shut.map_or(Reason::Credited, Reason::Why);
                    for (cut, amount) in self.cut_amounts(mine, sheet, paid)? {
                        entries.push(Entry {
                            tier: paid.cuts[cut].tier,
                            credited: paid.cuts[cut].part,
                            rate: shown(paid.cuts[cut].value),
                            ..entry(taken.credit, terms.rule, amount, reason)
                        });
                    }
                }
                // A deal of this payout takes the new rate also where another element's window ended inside it.
                Some(before) if forward && taken.day < payout_from => paid.amount = before,
                Some(before) if before != paid.amount => {
                    let last_cut = paid.cuts.last();
                    entries.push(Entry {
                        tier: if by_credit { last_cut.map_or(0, |cut| cut.tier) } else { tier },
                        rate: last_cut.map_or(0, |cut| shown(cut.value)),
                        ..entry(taken.credit, terms.rule, paid.amount - before, Reason::TrueUp)
                    });
                }
                Some(_) => {}
            }
        }
        let before = last.as_ref().map_or(0, |last| {
            // What was paid before there were credits is taken into their shares.
            if now.paid.is_empty() { last.whole } else { last.whole * i128::from(last.paid.is_empty()) }
        });
        if now.whole != before {
            let reason = shut.map_or(Reason::Result, Reason::Why);
            entries.push(Entry { tier, rate, ..entry(NO_CREDIT, rule, now.whole - before, reason) });
        }
        Ok((entries, now))
    }

    /// What each part of a credit earns: rounded on its own, the last takes the residue.
    pub(super) fn cut_amounts(
        &self,
        element: &Element,
        sheet: &Sheet,
        paid: &Paid,
    ) -> Result<Vec<(usize, i128)>, EngineError> {
        let taken = &sheet.taken[paid.position];
        let terms = &sheet.terms[taken.terms].1;
        let mut rest = paid.amount;
        let mut amounts = Vec::with_capacity(paid.cuts.len());
        for cut in 0..paid.cuts.len() {
            let amount = match terms.base {
                _ if cut + 1 == paid.cuts.len() => rest,
                Some(base) if paid.amount != 0 && is_by_credit(element) => {
                    let rounding = self.plans[self.rules[terms.rule].plan].rounding;
                    // A factor scales all parts alike: the parts share what the whole came to.
                    self.part_amount(taken, paid, cut, base, scale_of(element), rounding)?
                }
                _ => 0,
            };
            rest -= amount;
            amounts.push((cut, amount));
        }
        Ok(amounts)
    }

    fn part_amount(
        &self,
        taken: &crate::engine::commissions::to_date::Taken,
        paid: &Paid,
        cut: usize,
        base: Fraction,
        scale: i128,
        rounding: Rounding,
    ) -> Result<i128, EngineError> {
        let too_large = || EngineError::TooLarge {
            what: format!("the earning of deal `{}`", self.deals.ids.get(taken.deal)),
        };
        let one = |cuts: &[_]| earn(taken, cuts, base, Fraction::ONE, scale, rounding).ok_or_else(too_large);
        let part = one(&paid.cuts[cut..=cut])?;
        let whole = one(&paid.cuts)?;
        if whole == paid.amount || whole == 0 {
            return Ok(part);
        }
        let scaled =
            crate::money::multiply_divide(part / CENT, paid.amount, whole, rounding).ok_or_else(too_large)?;
        Ok(scaled * CENT)
    }

    /// Adds entries to the course, and what caps withhold of them.
    fn book(
        &self,
        entries: Vec<Entry>,
        rep: u32,
        (element, sheet): (usize, usize),
        point: Point,
        all: &mut [Progress],
        course: &mut Course,
    ) -> Result<(), EngineError> {
        for entry in entries {
            let limits = self.limits(rep, &all[element].sheets[sheet], entry.rule, point.day)?;
            let deal = (entry.credit != NO_CREDIT).then(|| index(self.credits.deals[index(entry.credit)]));
            let withheld = all[element].earned.add(entry.amount, deal, point.payout, sheet, limits);
            course.entries.push(entry);
            all[element].net[sheet] += entry.amount;
            for withheld in withheld {
                all[element].net[sheet] -= withheld.amount;
                course.entries.push(Entry {
                    kind: LineKind::Cap,
                    tier: 0,
                    credited: 0,
                    rate: NO_RATE,
                    amount: -withheld.amount,
                    reason: Reason::Cap(withheld.of),
                    withheld: Some(withheld),
                    ..entry
                });
            }
        }
        Ok(())
    }

    /// What the retier of cancelled deals takes back from a window: the difference to the window without them.
    #[allow(clippy::too_many_arguments, reason = "the walk's whole state, used here alone")]
    fn take_back(
        &self,
        rep: u32,
        (plan_id, element, sheet): (&str, usize, usize),
        (point, day): (Point, Day),
        kept: Option<&Sheet>,
        all: &mut [Progress],
        standings: &[Option<Standing>],
        course: &mut Course,
    ) -> Result<(), EngineError> {
        let Some(last) = all[element].last[sheet].take() else { return Ok(()) };
        // A window that has ended is worked out as things stood on its last day.
        let past: Vec<Option<Standing>>;
        let standings = if day == point.day {
            standings
        } else {
            let stood = day.min(self.last_on_plan(rep, plan_id));
            past = all.iter().map(|progress| standing_then(progress, stood)).collect();
            &past
        };
        let beside = self.beside(rep, element, all, (sheet, kept), day, standings)?;
        let without = kept.unwrap_or(&all[element].sheets[sheet]);
        let (now, _) = self.windows_pay(rep, without, day, beside)?;
        let rule = without.terms[without.terms_on(day)].1.rule;
        let reason = self.retiered(&all[element].sheets[sheet], rule, point.day);
        for (before, after) in last.paid.iter().zip(&now.paid) {
            let taken = before.amount - after.amount;
            if taken == 0 {
                continue;
            }
            let credit = all[element].sheets[sheet].taken[before.position].credit;
            let limits = self.limits(rep, &all[element].sheets[sheet], rule, day)?;
            let deal = Some(index(self.credits.deals[index(credit)]));
            let given_back = all[element].earned.add(-taken, deal, point.payout, sheet, limits);
            let net = taken + given_back.iter().map(|withheld| withheld.amount).sum::<i128>();
            all[element].net[sheet] -= net;
            if net != 0 {
                course.takes.push((element, credit, Take { payout: point.payout, amount: net, reason }));
            }
        }
        let taken = last.whole - now.whole;
        if taken != 0 && last.paid.is_empty() && now.paid.is_empty() {
            // What no credit stands for is taken back as it was paid.
            let entry = Entry {
                element,
                rule,
                credit: NO_CREDIT,
                payout: point.payout,
                kind: LineKind::Clawback,
                tier: 0,
                credited: 0,
                rate: NO_RATE,
                amount: -taken,
                reason: Reason::Moved(reason),
                day: point.day,
                withheld: None,
            };
            self.book(vec![entry], rep, (element, sheet), point, all, course)?;
        }
        all[element].last[sheet] = Some(now);
        Ok(())
    }

    /// The days on which a payout or a window of time ends, in order, each in its payout.
    fn points(&self, payouts: &[Span], all: &[Progress]) -> Vec<Point> {
        let mut days: Vec<Day> = payouts.iter().map(|span| span.to).collect();
        for progress in all {
            let of_time = progress.sheets.iter().filter(|sheet| !self.is_deal_sheet(sheet));
            days.extend(of_time.map(|sheet| sheet.span.to));
        }
        days.sort_unstable();
        days.dedup();
        let mut points = Vec::new();
        for day in days {
            if let Some(payout) = payouts.iter().position(|span| span.contains(day)) {
                points.push(Point { day, payout });
            }
        }
        points
    }

    /// Whether a window is one deal alone.
    pub(super) fn is_deal_sheet(&self, sheet: &Sheet) -> bool {
        sheet.terms.first().is_some_and(|(_, terms)| self.element(terms.rule).window == Window::Deal)
    }
}

/// Whether an element pays for each credit; else it pays for a result.
pub(super) fn is_by_credit(element: &Element) -> bool {
    matches!(element.worth, Worth::Rates(_) | Worth::Levels)
        && matches!(element.pays, Pays::Rate | Pays::Unit)
}

/// Whether a plan may bring less than nothing in a payout whose deals have no amount below zero: by a clawback, because
/// what an element has earned to date may fall, because it measures something else, or by a rate below zero.
#[must_use]
pub fn may_take_back(plan: &Plan) -> bool {
    let of_amounts = |measure: &Measure| matches!(measure, Measure::Amount | Measure::Count);
    let below = |value: TierValue| value.rate().is_some_and(|rate| rate < Rate::ZERO);
    let takes = |table: &RateTable| match &table.rates {
        Rates::Flat(value) => below(*value),
        Rates::Tiers(tiers) => tiers.iter().any(|tier| below(tier.value)),
    };
    plan.elements.iter().any(|element| {
        element.clawback.is_some()
            || !earns_for_good(element)
            || !std::iter::once(&element.measure).chain(&element.pays_on).all(of_amounts)
            || element.rate_tables().iter().any(takes)
    })
}

/// Whether what a credit earns is known once it is in, whatever comes after it, and is paid at once.
pub(super) fn is_plain(element: &Element) -> bool {
    earns_for_good(element)
        && element.cap.is_none()
        && element.release.is_none()
        && element.clawback.is_none()
        && !(element.window == Window::Deal && element.on != DatedBy::Close)
}

/// Whether what a credit earns is known once it is in, whatever comes after it.
fn earns_for_good(element: &Element) -> bool {
    let flat = element.rate_tables().iter().all(|table| matches!(table.rates, crate::plan::Rates::Flat(_)));
    matches!(element.worth, Worth::Rates(_))
        && element.pays == Pays::Rate
        && (element.mode == Mode::Marginal || flat)
        && element.levels.is_empty()
        && element.base_rate.is_none()
        && element.tier_scope == crate::plan::TierScope::Rep
        && element.threshold.is_none()
        && element.gate.is_none()
        && element.multiplier.is_none()
}
