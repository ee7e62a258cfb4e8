//! The credits of a window: where each comes from, where it stands, and the lines that it pays.

use crate::calendar::Day;
use crate::engine::commissions::evaluate::{Course, is_by_credit};
use crate::engine::commissions::explain::window::{Bundle, total};
use crate::engine::commissions::explain::{
    Node, Operator, Paid, Part, Quantity, Question, Run, SplitPart, Step, What, amount, exact, quoted, scaled,
};
use crate::engine::commissions::to_date::{Cut, Taken, ToDate};
use crate::engine::commissions::window::scale_of;
use crate::engine::commissions::{CreditKind, Line, LineKind, NO_CREDIT, NO_CURRENCY, Reason};
use crate::engine::error::EngineError;
use crate::engine::people::index;
use crate::model::rows::Place;
use crate::money::{Amount, Fraction, Percent, Ratio};
use crate::plan::{DatedBy, Measure, Window};

/// A credit's lines, and what has been used of its parts.
struct Lines<'a> {
    course: &'a Course,
    steps: &'a [&'a Step],
    /// How many parts of the credit have had their line, by the step's place.
    cuts: Vec<usize>,
}

impl Run {
    /// The credits that a window pays in a payout, in order, and its result where no credit stands for it.
    pub(super) fn explain_credits(
        &self,
        course: &Course,
        bundle: &Bundle<'_>,
        question: &Question<'_>,
    ) -> Result<Vec<Node>, EngineError> {
        let step = *bundle.steps.last().expect("a bundle is made of a step");
        let mut nodes = Vec::new();
        let mut order: Vec<u32> = step.sheet.taken.iter().map(|taken| taken.credit).collect();
        for (_, _, line) in &bundle.lines {
            if line.credit != NO_CREDIT && !order.contains(&line.credit) {
                order.push(line.credit);
            }
        }
        for credit in order {
            let mine: Vec<Paid> =
                bundle.lines.iter().filter(|paid| paid.2.credit == credit).copied().collect();
            if mine.is_empty() {
                continue;
            }
            nodes.push(self.explain_credit(course, bundle, (credit, &mine), question)?);
        }
        for (_, _, line) in bundle.lines.iter().filter(|paid| paid.2.credit == NO_CREDIT) {
            nodes.push(self.explain_result_line(bundle, line));
        }
        Ok(nodes)
    }

    /// Movements of what earlier windows have earned: releases, clawbacks, what is withheld.
    pub(super) fn explain_earlier(
        &self,
        rep: u32,
        course: &Course,
        lines: &[Paid],
    ) -> Result<Vec<Node>, EngineError> {
        let mut nodes: Vec<Node> = Vec::new();
        let mut credits: Vec<u32> = Vec::new();
        for (_, _, line) in lines {
            if line.credit == NO_CREDIT {
                nodes.push(plain_line(*line));
            } else if !credits.contains(&line.credit) {
                credits.push(line.credit);
            }
        }
        for credit in credits {
            let mine: Vec<Paid> = lines.iter().filter(|paid| paid.2.credit == credit).copied().collect();
            let bundle = Bundle { steps: Vec::new(), lines: Vec::new() };
            let question = Question::default();
            debug_assert_eq!(self.credits.reps[index(credit)], rep, "lines are of the rep's own credits");
            nodes.push(self.explain_credit(course, &bundle, (credit, &mine), &question)?);
        }
        Ok(nodes)
    }

    fn explain_credit(
        &self,
        course: &Course,
        bundle: &Bundle<'_>,
        (credit, lines): (u32, &[Paid]),
        question: &Question<'_>,
    ) -> Result<Node, EngineError> {
        let rule = lines.first().map_or(0, |paid| paid.2.rule);
        let mut node = self.credit_itself(credit, rule, question)?;
        let taken = bundle.steps.iter().rev().find_map(|step| Some((*step, taken_of(step, credit)?.1)));
        if let Some((step, taken)) = taken {
            if question.deals.is_some() {
                node.children.extend(place_in_order(step, credit));
            }
            node.children.extend(self.before_and_after(step, taken));
        }
        let mut all = Lines { course, steps: &bundle.steps, cuts: vec![0; bundle.steps.len()] };
        for (_, entry, line) in lines {
            node.children.extend(self.explain_line(&mut all, *entry, line)?);
        }
        Ok(node.paying())
    }

    /// Where a credit comes from: the deal's amount, the rep's share, and the exchange rate.
    fn credit_itself(&self, credit: u32, rule: usize, question: &Question<'_>) -> Result<Node, EngineError> {
        let at = index(credit);
        let deal = index(self.credits.deals[at]);
        let terms = &self.rules[rule];
        let file = self.deals.files.get(deal).and_then(|file| question.files.get(usize::from(*file)));
        let place = Place {
            file: file.cloned().unwrap_or_default(),
            row: self.deals.rows.get(deal).copied().unwrap_or(0),
        };
        let place = if place.file.is_empty() { Place::default() } else { place };
        let mut node = Node::new(What::Credit(credit)).at(&place);
        let plan = self.plans[terms.plan].currency;
        let code = self.deals.currencies[deal];
        let own = if code == NO_CURRENCY { plan } else { self.currencies[usize::from(code)] };
        let credited = Amount::from_raw(self.credits.values[terms.measure][at]);
        let unit =
            |value: Ratio| if terms.money { Quantity::Money(value, own) } else { Quantity::Number(value) };
        node.parts.push(Part::first("credited", unit(Ratio::from(credited))));
        let percent = self.credits.shares[at];
        let element = self.element(rule);
        let whole = element.measure == Measure::Amount && self.credits.causes[at].dated == DatedBy::Close;
        if whole && percent != Percent::HUNDRED.raw() {
            let share = Node::new(What::Share).value(unit(Ratio::from(credited)));
            let share = share.part(Operator::First, "amount", unit(amount(self.deals.amounts[deal])));
            let percent = Quantity::Share(scaled(i128::from(percent), Percent::SCALE + 2));
            node.children.push(share.part(Operator::Times, "share", percent));
        }
        node.children.extend(self.split_rows(credit, question));
        let day = Day::from_number(self.credits.days[at]).unwrap_or(Day::MIN);
        let mut value = Ratio::from(credited);
        if terms.money && own != plan {
            let quote = quoted(self.exchange.quote(own, plan, day)?);
            node.parts.extend(quote.value.clone().map(|rate| Part::times("exchange_rate", rate)));
            node.children.push(quote);
            value = exact(self.value(credit, deal, day, terms.measure, terms.money, terms.plan)?);
        }
        Ok(node.value(self.measured(rule, value)))
    }

    /// The rows of the splits that a credit comes from: that of its share, else all that add up to it.
    fn split_rows(&self, credit: u32, question: &Question<'_>) -> Vec<Node> {
        let at = index(credit);
        let overlay = match self.credits.causes[at].kind {
            CreditKind::Share => false,
            CreditKind::Overlay => true,
            CreditKind::Owner | CreditKind::Territory | CreditKind::Team(_) => return Vec::new(),
        };
        let deal_id = self.deals.ids.get(index(self.credits.deals[at]));
        let of_deal = |row: &&SplitPart| row.deal_id == deal_id && row.overlay == overlay;
        let mine: Vec<&SplitPart> = question.splits.iter().filter(of_deal).collect();
        let whole = mine.iter().find(|row| row.percent.raw() == self.credits.shares[at]);
        let rows = whole.map_or(mine.as_slice(), std::slice::from_ref);
        let node = |row: &&SplitPart| {
            let share = scaled(i128::from(row.percent.raw()), Percent::SCALE + 2);
            Node::new(What::SplitRow).value(Quantity::Share(share)).at(&row.place)
        };
        rows.iter().map(node).collect()
    }

    /// What has been credited before and after a credit, where that matters for what it earns.
    fn before_and_after(&self, step: &Step, taken: &Taken) -> Option<Node> {
        let terms = &step.sheet.terms[taken.terms].1;
        let element = self.element(terms.rule);
        let tiered = terms.tables.iter().any(|table| !table.flat);
        if element.window == Window::Deal || (!tiered && terms.quota.is_none()) {
            return None;
        }
        let (before, after) = (exact(taken.before), exact(taken.before.checked_add(taken.value)?));
        let quota = terms.quota.filter(|quota| *quota > Amount::ZERO).map(Ratio::from);
        let attainment =
            quota.and_then(|quota| Some((before.checked_div(&quota)?, after.checked_div(&quota)?)));
        let group = step.sheet.groups.get(taken.terms).is_some_and(Option::is_some);
        let what = What::Standing { group, before: self.measured(terms.rule, before), attainment };
        Some(Node::new(what).value(self.measured(terms.rule, after)))
    }

    /// The nodes of one line.
    fn explain_line(
        &self,
        all: &mut Lines<'_>,
        entry: Option<usize>,
        line: &Line,
    ) -> Result<Vec<Node>, EngineError> {
        let entry = entry.map(|entry| &all.course.entries[entry]);
        let leaf = self.valued(plain_line(*line));
        if let Some(withheld) = entry.and_then(|entry| entry.withheld) {
            let currency = self.plans[line.plan].currency;
            let money = |raw: i128| Quantity::Money(amount(raw), currency);
            let against = Part { operator: Operator::Against, name: "cap", value: money(withheld.limit) };
            return Ok(vec![
                leaf.part(Operator::First, "earned_to_date", money(withheld.sum)).with_part(against),
            ]);
        }
        if line.kind != LineKind::Earning {
            return Ok(vec![leaf]);
        }
        let day = entry.map(|entry| entry.day);
        let found = all.steps.iter().enumerate().rev().find(|(_, step)| {
            day.is_none_or(|day| step.point.day == day) && taken_of(step, line.credit).is_some()
        });
        let Some((place, step)) = found.map(|(place, step)| (place, *step)) else { return Ok(vec![leaf]) };
        if line.reason == Reason::TrueUp {
            return Ok(vec![self.explain_true_up(step, line)?]);
        }
        let cut = all.cuts[place];
        all.cuts[place] += 1;
        let Some(paid) = paid_of(&step.now, step, line.credit) else { return Ok(vec![leaf]) };
        let parts = self.parts_of(step, line, cut);
        let whole = (cut == 0).then(|| self.whole(step, line, &step.now.paid[paid])).transpose()?.flatten();
        Ok(whole.into_iter().chain([Node { parts, ..leaf }]).collect())
    }

    /// What a credit earns in all, where rounding its slices one by one would give something else.
    fn whole(
        &self,
        step: &Step,
        line: &Line,
        paid: &crate::engine::commissions::to_date::Paid,
    ) -> Result<Option<Node>, EngineError> {
        let element = self.element(line.rule);
        if paid.cuts.len() < 2 || !is_by_credit(element) || !step.beside.open {
            return Ok(None);
        }
        let plan = &self.plans[line.plan];
        let mut sum = Ratio::from(Fraction::ZERO);
        let mut residue = false;
        for (cut, raw) in self.cut_amounts(element, &step.sheet, paid)? {
            let parts = self.parts_of(step, line, cut);
            let Some(slice) = (Node { parts, ..Node::new(What::Whole) }).calculated() else {
                return Ok(None);
            };
            residue |= slice.round_to(2, plan.rounding) != Some(Amount::from_raw(raw));
            sum = match sum.checked_add(&slice) {
                Some(sum) => sum,
                None => return Ok(None),
            };
        }
        let value = Quantity::Money(amount(paid.amount), plan.currency);
        Ok(residue.then(|| Node { exact: Some(sum), ..Node::new(What::Whole).value(value) }))
    }

    /// The arithmetic of one part of a credit; nothing where it pays nothing.
    fn parts_of(&self, step: &Step, line: &Line, cut: usize) -> Vec<Part> {
        let element = self.element(line.rule);
        if !step.beside.open {
            return Vec::new();
        }
        let Some((_, taken)) = taken_of(step, line.credit) else { return Vec::new() };
        let Some(place) = paid_of(&step.now, step, line.credit) else { return Vec::new() };
        if !is_by_credit(element) {
            return self.shared_parts(step, line, &step.now, taken);
        }
        match step.now.paid[place].cuts.get(cut) {
            Some(cut) => self.cut_parts(step, taken, cut),
            None => Vec::new(),
        }
    }

    fn cut_parts(&self, step: &Step, taken: &Taken, cut: &Cut) -> Vec<Part> {
        let terms = &step.sheet.terms[taken.terms].1;
        let Some(base) = terms.base else { return Vec::new() };
        let element = self.element(terms.rule);
        let money = self.rules[terms.rule].pays_on.is_some_and(|(_, money)| money);
        let currency = self.plans[self.rules[terms.rule].plan].currency;
        let paid_on = |on: i128| {
            if money { Quantity::Money(exact(on), currency) } else { Quantity::Number(exact(on)) }
        };
        let measured = |value: i128| self.measured(terms.rule, exact(value));
        let mut parts = match taken.pays_on {
            Some(on) => {
                let mut parts = vec![Part::first("pays_on", paid_on(on))];
                if cut.part != taken.value && taken.value != 0 {
                    parts.push(Part::times("credited", measured(cut.part)));
                    parts.push(Part::over("credited", measured(taken.value)));
                }
                parts
            }
            None => vec![Part::first("credited", measured(cut.part))],
        };
        parts.push(Part::times("rate", self.worth(terms.rule, cut.value)));
        if element.base_rate.is_some() && scale_of(element) != 10_000 {
            parts.push(Part::times("base_rate", Quantity::Share(Ratio::from(base))));
        }
        if step.beside.factor != Fraction::ONE {
            parts.push(Part::times("factor", Quantity::Number(Ratio::from(step.beside.factor))));
        }
        parts
    }

    /// The part of a result that stands for a credit: by its part of the credits, none of them below zero.
    fn shared_parts(&self, step: &Step, line: &Line, now: &ToDate, taken: &Taken) -> Vec<Part> {
        let values: Vec<i128> = now.paid.iter().map(|paid| step.sheet.taken[paid.position].value).collect();
        let sum: i128 = values.iter().sum();
        if values.len() < 2 || sum <= 0 || values.iter().any(|value| *value < 0) {
            return Vec::new();
        }
        let currency = self.plans[line.plan].currency;
        vec![
            Part::first("result", Quantity::Money(amount(total(now)), currency)),
            Part::times("credited", self.measured(line.rule, exact(taken.value))),
            Part::over("credited", self.measured(line.rule, exact(sum))),
        ]
    }

    /// A credit of an earlier payout: what it earns now, less what it had earned.
    fn explain_true_up(&self, step: &Step, line: &Line) -> Result<Node, EngineError> {
        let mut node = self.valued(plain_line(*line));
        let (Some(at), Some((_, taken))) =
            (paid_of(&step.now, step, line.credit), taken_of(step, line.credit))
        else {
            return Ok(node);
        };
        let element = self.element(line.rule);
        let terms = &step.sheet.terms[taken.terms].1;
        let paid = &step.now.paid[at];
        let Some(before) = step.last.as_ref().and_then(|last| Some((last, last.paid.get(at)?))) else {
            return Ok(node);
        };
        let by_credit = is_by_credit(element);
        let scale = scale_of(element);
        let rate = |value: Fraction, result: i64| if by_credit { terms.shown(value, scale) } else { result };
        let currency = self.plans[line.plan].currency;
        let leaf = |what: What, raw: i128| Node {
            payable: Some(Amount::from_raw(raw)),
            ..Node::new(what).value(Quantity::Money(amount(raw), currency))
        };
        for (cut, raw) in self.cut_amounts(element, &step.sheet, paid)? {
            let now = &paid.cuts[cut];
            let what = What::Now(now.tier, rate(now.value, step.now.rate));
            let parts = self.parts_of(step, line, cut);
            node.children.push(Node { parts, ..leaf(what, raw) });
        }
        let (last, before) = before;
        let was = before.cuts.last();
        let what = What::Was(
            if by_credit { was.map_or(0, |cut| cut.tier) } else { last.tier },
            was.map_or(0, |cut| rate(cut.value, last.rate)),
        );
        node.children.push(leaf(what, -before.amount));
        Ok(node)
    }

    /// A line of a result for which no credit stands: what it is now, less what it was.
    fn explain_result_line(&self, bundle: &Bundle<'_>, line: &Line) -> Node {
        let leaf = self.valued(plain_line(*line));
        let Some(step) = bundle.steps.last().filter(|_| line.kind == LineKind::Earning) else { return leaf };
        let before = step.last.as_ref().map_or(0, |last| last.whole);
        if before == 0 || bundle.steps.len() > 1 || step.now.whole - before != line.payable.raw() {
            return leaf;
        }
        let currency = self.plans[line.plan].currency;
        leaf.part(Operator::First, "result", Quantity::Money(amount(step.now.whole), currency)).part(
            Operator::Minus,
            "earned_before",
            Quantity::Money(amount(before), currency),
        )
    }

    /// A line with what it pays as its value.
    fn valued(&self, node: Node) -> Node {
        match (&node.what, node.payable) {
            (What::Line(line), Some(payable)) => {
                let currency = self.plans[line.plan].currency;
                node.value(Quantity::Money(Ratio::from(payable), currency))
            }
            _ => node,
        }
    }
}

/// A line as a leaf.
fn plain_line(line: Line) -> Node {
    Node { payable: Some(line.payable), ..Node::new(What::Line(line)) }
}

/// A credit of a window, with its position.
fn taken_of(step: &Step, credit: u32) -> Option<(usize, &Taken)> {
    step.sheet.taken.iter().enumerate().find(|(_, taken)| taken.home && taken.credit == credit)
}

/// The position of what a credit has earned.
fn paid_of(now: &ToDate, step: &Step, credit: u32) -> Option<usize> {
    let (position, _) = taken_of(step, credit)?;
    now.paid.iter().position(|paid| paid.position == position)
}

/// Where a credit stands among those of its window.
fn place_in_order(step: &Step, credit: u32) -> Option<Node> {
    let count = step.sheet.count(step.day);
    let taken = &step.sheet.taken[..count];
    let at = taken.iter().position(|taken| taken.credit == credit)?;
    let deal = |at: Option<usize>| at.and_then(|at| taken.get(at)).map(|taken| taken.deal);
    let (before, after) = (deal(at.checked_sub(1)), deal(Some(at + 1)));
    Some(Node::new(What::Order { place: at + 1, of: count, before, after }))
}
