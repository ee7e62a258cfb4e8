//! What a window goes by and what it has come to: quota, tiers, credits to date, gate, factor, result.

use crate::calendar::Span;
use crate::engine::commissions::evaluate::{Course, is_by_credit};
use crate::engine::commissions::explain::{
    Node, Operator, Paid, Part, Quantity, Question, Role, Run, Step, What, amount, exact,
};
use crate::engine::commissions::group::PoolPart;
use crate::engine::commissions::to_date::Sheet;
use crate::engine::commissions::window::{Table, scale_of};
use crate::engine::commissions::{NO_CREDIT, Why};
use crate::engine::error::EngineError;
use crate::engine::people::index;
use crate::money::{Amount, Fraction, Ratio};
use crate::plan::{BaseRate, Boundary, Element, Mode, Pays, Pool, Window, Worth};

/// A window with its steps in a payout and the lines that it pays.
pub(super) struct Bundle<'a> {
    pub(super) steps: Vec<&'a Step>,
    pub(super) lines: Vec<Paid>,
}

impl Bundle<'_> {
    /// Whether the window pays a credit.
    fn holds(&self, credit: u32) -> bool {
        self.steps
            .iter()
            .any(|step| step.sheet.taken.iter().any(|taken| taken.home && taken.credit == credit))
    }
}

impl Run {
    /// An element with its windows and their lines; nothing where the question is about a deal that it does not pay.
    pub(super) fn explain_element(
        &self,
        rep: u32,
        course: &Course,
        element: usize,
        lines: &[Paid],
        (payout, question): (Span, &Question<'_>),
    ) -> Result<Option<Node>, EngineError> {
        let mut bundles: Vec<Bundle<'_>> = Vec::new();
        for step in course.steps.iter().filter(|step| step.element == element) {
            let deal = |sheet: &Sheet| sheet.taken.first().map(|taken| taken.deal);
            let same = |bundle: &&mut Bundle<'_>| {
                let known = &bundle.steps[0].sheet;
                let by_deal = self.is_deal_sheet(&step.sheet);
                known.span == step.sheet.span && (!by_deal || deal(known) == deal(&step.sheet))
            };
            match bundles.iter_mut().find(same) {
                Some(bundle) => bundle.steps.push(step),
                None => bundles.push(Bundle { steps: vec![step], lines: Vec::new() }),
            }
        }
        let mut earlier: Vec<Paid> = Vec::new();
        for paid in lines {
            let line = &paid.2;
            if question.deals.is_some_and(|deals| {
                line.credit == NO_CREDIT || !deals.contains(&index(self.credits.deals[index(line.credit)]))
            }) {
                continue;
            }
            let day = paid.1.map(|entry| course.entries[entry].day);
            let home = bundles.iter_mut().find(|bundle| match line.credit {
                NO_CREDIT => bundle.steps.iter().any(|step| Some(step.point.day) == day),
                credit => bundle.holds(credit),
            });
            match home {
                Some(bundle) => bundle.lines.push(*paid),
                None => earlier.push(*paid),
            }
        }
        if question.deals.is_some() {
            bundles.retain(|bundle| !bundle.lines.is_empty());
        }
        let of_step = bundles.last().and_then(|bundle| bundle.steps.last());
        let of_step = of_step.map(|step| step.sheet.terms[step.sheet.terms_on(step.day)].1.rule);
        let Some(rule) = of_step.or_else(|| earlier.first().map(|paid| paid.2.rule)) else { return Ok(None) };
        let mut node = Node::new(What::Element(rule));
        for bundle in &bundles {
            node.children.push(self.explain_window(rep, course, bundle, payout, question)?);
        }
        node.children.extend(self.explain_earlier(rep, course, &earlier)?);
        let mut node = node.paying();
        let currency = self.plans[self.rules[rule].plan].currency;
        node.value = node.payable.map(|payable| Quantity::Money(Ratio::from(payable), currency));
        Ok(Some(node))
    }

    fn explain_window(
        &self,
        rep: u32,
        course: &Course,
        bundle: &Bundle<'_>,
        payout: Span,
        question: &Question<'_>,
    ) -> Result<Node, EngineError> {
        let step = *bundle.steps.last().expect("a bundle is made of a step");
        let (sheet, day) = (&step.sheet, step.day);
        let terms = &sheet.terms[sheet.terms_on(day)].1;
        let element = self.element(terms.rule);
        let deal =
            if element.window == Window::Deal { sheet.taken.first().map(|taken| taken.deal) } else { None };
        let mut node = Node::new(What::Window(sheet.span, deal));
        node.children.extend(self.explain_quota(rep, terms, day)?);
        if uses_target(element) {
            node.children.extend(self.explain_target(rep, terms, day)?);
        }
        node.children.extend(self.explain_base(rep, terms, day)?);
        node.children.extend(self.explain_tiers(step));
        node.children.extend(
            terms
                .slow
                .iter()
                .filter(|span| span.intersect(sheet.span).is_some())
                .map(|span| Node::new(What::Slow(*span))),
        );
        if deal.is_none() {
            node.children.extend(self.explain_to_date(step, payout));
        }
        node.children.extend(self.explain_reached(step));
        node.children.extend(self.explain_threshold(step));
        for said in &step.said {
            let factor = (said.role == Role::Multiplier).then_some(step.beside.factor);
            let mut node_said = Node::new(What::Said(said.clone()));
            if let Some(super::Answer::Number(number)) = &said.answer {
                node_said.value = Some(Quantity::Number(number.clone()));
            }
            node_said.children.extend(Node::scores(said.scores.iter().map(|score| &self.scores[*score])));
            node.children.push(node_said);
            node.children.extend(factor.map(|factor| {
                Node::new(What::Factor(terms.rule)).value(Quantity::Number(Ratio::from(factor)))
            }));
        }
        if matches!(element.worth, Worth::Matrix(_)) {
            node.children.push(Node::new(What::Matrix(terms.rule)));
        }
        // What a threshold and a gate come to is said with them.
        if let Some(why) = step.shut.filter(|why| matches!(why, Why::Multiplier | Why::Undefined)) {
            node.children.push(Node::new(What::Shut(why)));
        }
        if !is_by_credit(element) {
            node.children.push(self.explain_result(rep, step)?);
        }
        node.children.extend(self.explain_credits(course, bundle, question)?);
        Ok(node.paying())
    }

    /// The tables of tiers on the scale of credits.
    fn explain_tiers(&self, step: &Step) -> Vec<Node> {
        let terms = &step.sheet.terms[step.sheet.terms_on(step.day)].1;
        let mut nodes = Vec::new();
        for (position, table) in terms.tables.iter().enumerate() {
            if table.flat || table.bands.is_empty() {
                continue;
            }
            let mut node = Node::new(What::Tiers(terms.rule, position));
            for (number, band) in (1_u32..).zip(&table.bands) {
                let mut tier = Node::new(What::Tier(number));
                tier.parts.push(Part::first("from", self.measured(terms.rule, exact(band.from))));
                node.children
                    .push(tier.value(self.worth(terms.rule, Fraction::whole(i128::from(band.rate)))));
            }
            nodes.push(node);
        }
        nodes
    }

    /// What a tier pays, with its unit: a rate, a multiple of the base rate, money.
    pub(super) fn worth(&self, rule: usize, value: Fraction) -> Quantity {
        let element = self.element(rule);
        let scale = scale_of(element);
        let unit = Fraction::new(1, scale).unwrap_or(Fraction::ONE);
        let worth = Ratio::from(value).checked_mul(&Ratio::from(unit)).unwrap_or_else(|| Ratio::from(value));
        match element.base_rate {
            _ if scale == 10_000 => Quantity::Money(worth, self.plans[self.rules[rule].plan].currency),
            Some(BaseRate::Number(_) | BaseRate::TargetByQuota) => Quantity::Number(worth),
            None => Quantity::Share(worth),
        }
    }

    /// What the window has been credited with: before the payout, and by its end.
    fn explain_to_date(&self, step: &Step, payout: Span) -> Vec<Node> {
        let (sheet, day) = (&step.sheet, step.day);
        let at = sheet.terms_on(day);
        let terms = &sheet.terms[at].1;
        let measured = |day| self.measured(terms.rule, exact(sheet.measure_by(at, day)));
        let mut nodes = Vec::new();
        if sheet.span.from < payout.from {
            let before = payout.from.previous();
            let count = sheet.count(before);
            let credited = (count > 0).then(|| Node::new(What::Before(count)).value(measured(before)));
            nodes.extend(credited);
        }
        nodes.push(Node::new(What::ToDate(sheet.count(day), day)).value(measured(day)));
        if let Some(quota) = terms.quota.filter(|quota| *quota > Amount::ZERO) {
            let measure = exact(sheet.measure_by(at, day));
            let parts = vec![
                Part::first("credited", self.measured(terms.rule, measure.clone())),
                Part::over("quota", self.measured(terms.rule, Ratio::from(quota))),
            ];
            let value = measure.checked_div(&Ratio::from(quota)).map(Quantity::Share);
            nodes.push(Node { parts, value, ..Node::new(What::Attainment) });
        }
        nodes
    }

    /// The tier that the window has reached, where that is what finds the rate.
    fn explain_reached(&self, step: &Step) -> Option<Node> {
        let (sheet, day) = (&step.sheet, step.day);
        let terms = &sheet.terms[sheet.terms_on(day)].1;
        let element = self.element(terms.rule);
        let [table] = terms.tables.as_slice() else { return None };
        if table.flat || table.bands.is_empty() || element.mode == Mode::Marginal {
            return None;
        }
        let tier = u32::try_from(table.reached(sheet.measure(day), element.boundary)).ok()?;
        Some(Node::new(What::Reached(tier)))
    }

    /// The threshold, and whether it is reached.
    fn explain_threshold(&self, step: &Step) -> Option<Node> {
        let (sheet, day) = (&step.sheet, step.day);
        let terms = &sheet.terms[sheet.terms_on(day)].1;
        let node = Node::new(What::Threshold(self.passes_threshold(sheet, day)));
        let credited = exact(sheet.measure(day));
        let parts = match self.element(terms.rule).threshold? {
            Boundary::Measure(from) => vec![
                Part::first("credited", self.measured(terms.rule, credited)),
                against(self.measured(terms.rule, Ratio::from(from))),
            ],
            Boundary::Attainment(from) => {
                let quota = terms.quota.filter(|quota| *quota > Amount::ZERO);
                let attainment = quota.and_then(|quota| credited.checked_div(&Ratio::from(quota)));
                let reached = attainment.map(|share| Part::first("attainment", Quantity::Share(share)));
                reached.into_iter().chain([against(Quantity::Share(Ratio::from(from)))]).collect()
            }
        };
        Some(Node { parts, ..node })
    }

    /// What the result of a window comes to, for an element that does not pay credit by credit.
    fn explain_result(&self, rep: u32, step: &Step) -> Result<Node, EngineError> {
        let terms = &step.sheet.terms[step.sheet.terms_on(step.day)].1;
        let element = self.element(terms.rule);
        let currency = self.plans[self.rules[terms.rule].plan].currency;
        let total = total(&step.now);
        let node = Node::new(What::Result).value(Quantity::Money(amount(total), currency));
        if let Some(pool) = element.pool {
            return self.explain_pool(rep, step, pool, node);
        }
        if !step.beside.open {
            return Ok(node);
        }
        let (mut parts, mut children) = self.result_parts(step, element);
        if element.worth == Worth::Score {
            let scores = self.scores_of(rep, &element.id, step.sheet.span);
            children.extend(Node::scores(scores.map(|(_, score)| score)));
        }
        if !parts.is_empty() && step.beside.factor != Fraction::ONE {
            parts.push(Part::times("factor", Quantity::Number(Ratio::from(step.beside.factor))));
        }
        Ok(Node { parts, ..node }.with(children))
    }

    /// What is shared with a group: of one pool the arithmetic, of several the share of each.
    fn explain_pool(&self, rep: u32, step: &Step, pool: Pool, node: Node) -> Result<Node, EngineError> {
        let terms = &step.sheet.terms[step.sheet.terms_on(step.day)].1;
        let currency = self.plans[self.rules[terms.rule].plan].currency;
        let parts = self.pool_parts(rep, &step.sheet, step.day, pool)?;
        let money = |raw: i128| Quantity::Money(amount(raw), currency);
        let weight = |of: i128| Quantity::Number(Ratio::from(Fraction::whole(of)));
        let share = |node: Node, part: &PoolPart| {
            node.part(Operator::First, "pool", money(part.whole))
                .part(Operator::Times, "weight", weight(part.weight.0))
                .part(Operator::Over, "weights", weight(part.weight.1))
        };
        let mut node = node;
        if let [part] = parts.as_slice() {
            node = share(node, part).with([Node::new(What::Pool(part.members)).value(money(part.whole))]);
        } else {
            let each =
                |part: &PoolPart| share(Node::new(What::Pool(part.members)).value(money(part.share)), part);
            node = node.part(Operator::First, "pool", money(parts.iter().map(|part| part.share).sum()));
            node = node.with(parts.iter().map(each));
        }
        if step.beside.factor != Fraction::ONE {
            node.parts.push(Part::times("factor", Quantity::Number(Ratio::from(step.beside.factor))));
        }
        Ok(node)
    }

    /// The arithmetic of a result before its factor; what it leaves out is shown beside it.
    fn result_parts(&self, step: &Step, element: &Element) -> (Vec<Part>, Vec<Node>) {
        let terms = &step.sheet.terms[step.sheet.terms_on(step.day)].1;
        let currency = self.plans[self.rules[terms.rule].plan].currency;
        let money = |value: Fraction| Quantity::Money(Ratio::from(value), currency);
        let target = || terms.target.map(|target| Part::times("target", money(target)));
        if !matches!(element.worth, Worth::Rates(_) | Worth::Levels) {
            let Some(result) = step.beside.result else { return (Vec::new(), Vec::new()) };
            let first = match element.worth {
                Worth::Matrix(_) => Part::first("multiple", Quantity::Number(Ratio::from(result))),
                Worth::Score => Part::first("score", Quantity::Number(Ratio::from(result))),
                Worth::Contest(_) => return (vec![Part::first("prize", money(result))], Vec::new()),
                _ => return (vec![Part::first("formula", money(result))], Vec::new()),
            };
            return (target().map_or_else(Vec::new, |target| vec![first, target]), Vec::new());
        }
        let Some(table) = terms.tables.first() else { return (Vec::new(), Vec::new()) };
        let slow = terms.is_slow(step.day);
        let table = if slow && element.mode == Mode::Step { table.slowed() } else { table.clone() };
        if table.flat && element.pays == Pays::Fixed {
            let paid = total(&step.now) != 0;
            let amount =
                Part::first("amount", self.worth(terms.rule, Fraction::whole(i128::from(table.value(1)))));
            return (if paid { vec![amount] } else { Vec::new() }, Vec::new());
        }
        if !table.flat
            && (matches!(element.mode, Mode::Step | Mode::Interpolated) || element.pays == Pays::Fixed)
        {
            let first = Part::first("value", self.worth(terms.rule, single_value(step, element, &table)));
            let target = if element.pays == Pays::Target { target() } else { None };
            if element.pays == Pays::Target && target.is_none() {
                return (Vec::new(), Vec::new());
            }
            return (std::iter::once(first).chain(target).collect(), Vec::new());
        }
        self.target_parts(step, &table, target())
    }

    /// The parts of target that the tiers add up to, and the target incentive.
    fn target_parts(&self, step: &Step, table: &Table, target: Option<Part>) -> (Vec<Part>, Vec<Node>) {
        let (sheet, day) = (&step.sheet, step.day);
        let terms = &sheet.terms[sheet.terms_on(day)].1;
        let quota = terms.quota.filter(|quota| *quota > Amount::ZERO);
        let (Some(target), Some(quota)) = (target, quota) else { return (Vec::new(), Vec::new()) };
        let mut tiers: std::collections::BTreeMap<(u32, i128), i128> = std::collections::BTreeMap::new();
        for taken in sheet.attained(day).iter() {
            for cut in self.cuts(sheet, taken, day).unwrap_or_default() {
                *tiers.entry((cut.tier, cut.value.numerator())).or_default() += cut.part;
            }
        }
        let mut sum = Ratio::from(Fraction::ZERO);
        let mut children = Vec::new();
        for ((tier, value), part) in tiers {
            let node = Node::new(What::OfTarget(if table.flat { 0 } else { tier }));
            let mut node = node.part(Operator::First, "credited", self.measured(terms.rule, exact(part)));
            node = node.part(Operator::Over, "quota", self.measured(terms.rule, Ratio::from(quota)));
            node = node.part(Operator::Times, "rate", self.worth(terms.rule, Fraction::whole(value)));
            let Some(share) = node.calculated() else { return (Vec::new(), Vec::new()) };
            sum = sum.checked_add(&share).unwrap_or(sum);
            children.push(node.value(Quantity::Share(share)));
        }
        (vec![Part::first("of_target", Quantity::Share(sum)), target], children)
    }
}

fn against(value: Quantity) -> Part {
    Part { operator: Operator::Against, name: "threshold", value }
}

/// All that a window has earned, raw on scale 4.
pub(super) fn total(now: &crate::engine::commissions::to_date::ToDate) -> i128 {
    now.whole + now.paid.iter().map(|paid| paid.amount).sum::<i128>()
}

/// Whether what an element pays goes by the target incentive of its window.
fn uses_target(element: &Element) -> bool {
    let formula = match &element.worth {
        Worth::Formula { expression, .. } => expression.value.columns().iter().any(|name| name == "target"),
        Worth::Matrix(_) | Worth::Score => true,
        _ => element.pays == Pays::Target,
    };
    formula || element.cap.is_some_and(|cap| cap.of_target.is_some())
}

/// The value of the tier that is reached, or of the line between two points.
fn single_value(step: &Step, element: &Element, table: &Table) -> Fraction {
    let terms = &step.sheet.terms[step.sheet.terms_on(step.day)].1;
    let measure = step.sheet.measure(step.day);
    let quota = terms.quota.map(|quota| quota.exact().raw()).filter(|quota| *quota > 0);
    let slow = terms.is_slow(step.day) && element.mode == Mode::Interpolated;
    let measure = if slow { quota.map_or(measure, |quota| measure.min(quota)) } else { measure };
    let tier = table.reached(measure, element.boundary);
    match element.mode {
        Mode::Interpolated => table.between(measure).unwrap_or(Fraction::ZERO),
        _ => Fraction::whole(i128::from(table.value(tier))),
    }
}
