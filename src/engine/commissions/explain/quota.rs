//! Where a window's quota, target incentive and base rate come from: rows, shares, presence, ramp.

use crate::calendar::{Day, Span};
use crate::engine::commissions::Terms;
use crate::engine::commissions::explain::{Node, Operator, Part, Quantity, QuotaFrom, Run, What, amount};
use crate::engine::error::EngineError;
use crate::engine::quota::part_of_row;
use crate::engine::ramp::{self, Counted};
use crate::model::rows::{QuotaHolder, QuotaRow};
use crate::money::{Amount, ExchangeRate, Fraction, Ratio};
use crate::plan::{BaseRate, Plan, Proration, Quota, TierScope, Window};

fn too_large(what: &str) -> EngineError {
    EngineError::TooLarge { what: what.to_owned() }
}

impl Run {
    /// A value of an element's measure, with its unit.
    pub(super) fn measured(&self, rule: usize, value: Ratio) -> Quantity {
        let rule = &self.rules[rule];
        if rule.money {
            Quantity::Money(value, self.plans[rule.plan].currency)
        } else {
            Quantity::Number(value)
        }
    }

    /// The quota of a window from its rows to the cent; nothing for an element without quota.
    pub(super) fn explain_quota(
        &self,
        rep: u32,
        terms: &Terms,
        day: Day,
    ) -> Result<Option<Node>, EngineError> {
        let (rule, element) = (terms.rule, self.element(terms.rule));
        if element.quota == Quota::None {
            return Ok(None);
        }
        let Some(quota) = terms.quota else { return Ok(Some(Node::new(What::Quota(QuotaFrom::Missing)))) };
        let value = self.measured(rule, Ratio::from(quota));
        let window = self.window(rule, day);
        let plan = &self.plans[self.rules[rule].plan];
        if let Some(team) = &terms.team {
            return Ok(Some(self.explain_group_quota(rule, window, team)?.value(value)));
        }
        if let (Quota::Number(_), Window::Deal) = (&element.quota, element.window) {
            return Ok(Some(Node::new(What::Quota(QuotaFrom::Plan)).value(value)));
        }
        let present = self.present(rep, plan, window);
        let node = self.explain_quota_over(rep, rule, window, &present)?;
        Ok(Some(self.rounded(node, rule, quota)))
    }

    /// The node with a quota as its value, and what it is before its rounding where that changes it.
    fn rounded(&self, mut node: Node, rule: usize, quota: Amount) -> Node {
        let quota = Ratio::from(quota);
        node.exact = node.exact.filter(|exact| *exact != quota);
        node.value(self.measured(rule, quota))
    }

    /// The rows of a rep's quota, and how days and ramp cut them.
    fn explain_quota_over(
        &self,
        rep: u32,
        rule: usize,
        window: Span,
        present: &[Span],
    ) -> Result<Node, EngineError> {
        let plan = &self.plans[self.rules[rule].plan];
        let mut node = match &self.element(rule).quota {
            Quota::Measure(measure) => {
                let holder = QuotaHolder::Rep(self.people.id(rep).to_owned());
                let rows = self.quotas[self.rules[rule].plan].rows(&holder, measure);
                Node::new(What::Quota(QuotaFrom::Rows)).with(self.explain_rows(rows, rule, window)?)
            }
            _ => Node::new(What::Quota(QuotaFrom::Plan)),
        };
        let Some(whole) = self.quota_whole(rep, rule, window)? else { return Ok(node) };
        let counted = ramp::count(present, &self.ramps(rep, plan));
        let part = ramp::part_of(plan.proration, window, &counted, &self.calendar)?;
        node.parts.push(Part::first("whole_quota", self.measured(rule, Ratio::from(whole))));
        if part != Fraction::ONE {
            node.parts.extend(present_parts(plan, window, &counted, part));
            node.children.extend(counted.iter().map(present_node));
        }
        node.exact = Some(Ratio::from(whole.checked_mul(part).ok_or_else(|| too_large("a quota"))?));
        Ok(node)
    }

    /// The rows that touch a window, each with what of it falls into the window.
    fn explain_rows(&self, rows: &[QuotaRow], rule: usize, window: Span) -> Result<Vec<Node>, EngineError> {
        let plan = &self.plans[self.rules[rule].plan];
        let mut nodes = Vec::new();
        for row in rows.iter().filter(|row| row.span.intersect(window).is_some()) {
            let part = part_of_row(row, window, &self.calendar, plan.seasonality.as_ref());
            let part = part.ok_or_else(|| too_large("a quota"))?;
            let held = (row.from.is_some() || row.to.is_some())
                .then(|| Span { from: row.from.unwrap_or(row.span.from), to: row.to.unwrap_or(row.span.to) });
            let mut node = Node::new(What::QuotaRow(row.span, held)).at(&row.place);
            let stated = Ratio::from(row.amount);
            node.parts.push(Part::first(
                "amount",
                match (row.currency, row.rate) {
                    (Some(currency), rate) if rate != ExchangeRate::ONE => Quantity::Money(stated, currency),
                    _ => self.measured(rule, stated),
                },
            ));
            let mut whole = Fraction::new(row.amount.raw(), 10_000).ok_or_else(|| too_large("a quota"))?;
            if row.rate != ExchangeRate::ONE {
                let rate =
                    Fraction::new(row.rate.raw(), 10_000_000_000).ok_or_else(|| too_large("a quota"))?;
                node.parts.push(Part::times("exchange_rate", Quantity::Number(Ratio::from(rate))));
                whole = whole.checked_mul(rate).ok_or_else(|| too_large("a quota"))?;
            }
            let share = part.checked_div(whole).unwrap_or(Fraction::ONE);
            if share != Fraction::ONE {
                node.parts.push(Part::times("share", Quantity::Number(Ratio::from(share))));
            }
            let value = self.measured(rule, Ratio::from(part));
            nodes.push(node.value(value));
        }
        Ok(nodes)
    }

    /// The quota of a group: the team's rows, a number of the plan, or the quotas of the members.
    fn explain_group_quota(&self, rule: usize, window: Span, team: &str) -> Result<Node, EngineError> {
        let element = self.element(rule);
        let plan = &self.plans[self.rules[rule].plan];
        let Quota::Measure(measure) = &element.quota else {
            return Ok(Node::new(What::Quota(QuotaFrom::Plan)));
        };
        if element.tier_scope == TierScope::Team {
            let holder = QuotaHolder::Team(team.to_owned());
            let rows =
                self.explain_rows(self.quotas[self.rules[rule].plan].rows(&holder, measure), rule, window)?;
            if !rows.is_empty() {
                return Ok(Node::new(What::Quota(QuotaFrom::Team)).with(rows));
            }
        }
        let mut node = Node::new(What::Quota(QuotaFrom::Members));
        for member in self.members(&plan.id, window) {
            let present = self.days_in_team(member, rule, self.present(member, plan, window), team);
            if present.is_empty() {
                continue;
            }
            if let Some(quota) = self.quota_over(member, rule, window, &present)? {
                let mut mine = self.explain_quota_over(member, rule, window, &present)?;
                mine.what = What::Member(member);
                node.children.push(self.rounded(mine, rule, quota));
            }
        }
        Ok(node)
    }

    /// The target incentive of a window, from the yearly one of the rep's rows.
    pub(super) fn explain_target(
        &self,
        rep: u32,
        terms: &Terms,
        day: Day,
    ) -> Result<Option<Node>, EngineError> {
        let Some(target) = terms.target else { return Ok(None) };
        let window = self.window(terms.rule, day);
        let plan = &self.plans[self.rules[terms.rule].plan];
        let present = self.present(rep, plan, window);
        let counted: Vec<Counted> =
            present.iter().map(|span| Counted { span: *span, factor: Fraction::ONE }).collect();
        let part = ramp::part_of(plan.proration, window, &counted, &self.calendar)?;
        let mut node = self.explain_yearly(rep, plan, &present, What::Target)?;
        node.parts.extend(self.year_parts(window)?);
        if part != Fraction::ONE {
            node.parts.extend(present_parts(plan, window, &counted, part));
            node.children.extend(counted.iter().map(present_node));
        }
        node.parts.extend(self.weight_part(terms.rule));
        Ok(Some(node.value(Quantity::Money(Ratio::from(target), plan.currency))))
    }

    /// A node that begins with the yearly target incentive over some days, with its rows.
    fn explain_yearly(&self, rep: u32, plan: &Plan, days: &[Span], what: What) -> Result<Node, EngineError> {
        let yearly = self.blended_target(rep, days)?;
        let yearly = Ratio::from(yearly.unwrap_or(Fraction::ZERO));
        let mut node =
            Node::new(what).part(Operator::First, "target_incentive", Quantity::Money(yearly, plan.currency));
        for row in self.people.rows(rep) {
            let held =
                Span { from: row.valid_from.unwrap_or(Day::MIN), to: row.valid_to.unwrap_or(Day::MAX) };
            let mine: u32 = days.iter().filter_map(|span| span.intersect(held)).map(Span::days).sum();
            if let (Some(target), true) = (row.target_incentive, mine > 0) {
                let value = Quantity::Money(Ratio::from(target), plan.currency);
                node.children.push(Node::new(What::TargetRow(held, mine)).at(&row.place).value(value));
            }
        }
        Ok(node)
    }

    /// The months of a window of the twelve of a year, a part month by its days: what the target incentive goes by.
    fn year_parts(&self, window: Span) -> Result<Vec<Part>, EngineError> {
        let months =
            ramp::months_of(window, &self.calendar).ok_or_else(|| too_large("a target incentive"))?;
        let year = Fraction::whole(12);
        if months == year {
            return Ok(Vec::new());
        }
        let number = |number: Fraction| Quantity::Number(Ratio::from(number));
        Ok(vec![Part::times("months", number(months)), Part::over("months_of_a_year", number(year))])
    }

    fn weight_part(&self, rule: usize) -> Option<Part> {
        let weight = self.element(rule).weight;
        (weight != crate::money::Rate::ONE)
            .then(|| Part::times("weight", Quantity::Share(Ratio::from(weight))))
    }

    /// The base rate of an element that has one.
    pub(super) fn explain_base(
        &self,
        rep: u32,
        terms: &Terms,
        day: Day,
    ) -> Result<Option<Node>, EngineError> {
        let (rule, element) = (terms.rule, self.element(terms.rule));
        let node = match element.base_rate {
            None => return Ok(None),
            Some(BaseRate::Number(_)) => Node::new(What::BaseRate),
            Some(BaseRate::TargetByQuota) => {
                let window = self.window(rule, day);
                let plan = &self.plans[self.rules[rule].plan];
                let mut node = self.explain_yearly(rep, plan, &[window], What::BaseRate)?;
                node.parts.extend(self.year_parts(window)?);
                node.parts.extend(self.weight_part(rule));
                if let Some(quota) = self.quota_whole(rep, rule, window)? {
                    node.parts.push(Part::over("quota", self.measured(rule, Ratio::from(quota))));
                }
                node
            }
        };
        Ok(Some(match terms.base {
            Some(base) => node.value(Quantity::Share(Ratio::from(base))),
            None => node,
        }))
    }
}

fn present_node(counted: &Counted) -> Node {
    let node = Node::new(What::Present(counted.span)).value(Quantity::Days(counted.span.days()));
    if counted.factor == Fraction::ONE {
        return node;
    }
    let days = node.part(Operator::First, "days", Quantity::Days(counted.span.days()));
    let days = days.part(Operator::Times, "ramp", Quantity::Number(Ratio::from(counted.factor)));
    let whole = Fraction::whole(i128::from(counted.span.days()));
    let value = whole.checked_mul(counted.factor).unwrap_or(whole);
    days.value(Quantity::Number(Ratio::from(value)))
}

/// How presence cuts a number: days ÷ days where it is that simple, else the part as it is.
fn present_parts(plan: &Plan, window: Span, counted: &[Counted], part: Fraction) -> Vec<Part> {
    let days: u32 = counted.iter().map(|each| each.span.days()).sum();
    let plain = counted.iter().all(|each| each.factor == Fraction::ONE);
    if plain && plan.proration == Proration::Days {
        let (days, of) = (Quantity::Days(days), Quantity::Days(window.days()));
        return vec![Part::times("days_present", days), Part::over("days_of_the_window", of)];
    }
    let weighed = counted.iter().try_fold(Fraction::ZERO, |sum, each| {
        sum.checked_add(each.factor.checked_mul(Fraction::whole(i128::from(each.span.days())))?)
    });
    if let (Some(weighed), Proration::Days) = (weighed, plan.proration) {
        let of = Quantity::Days(window.days());
        let weighed = Quantity::Number(Ratio::from(weighed));
        return vec![Part::times("days_present", weighed), Part::over("days_of_the_window", of)];
    }
    let share = |number: i128| Quantity::Number(amount(number * 10_000));
    vec![Part::times("part_present", share(part.numerator())), Part::over("", share(part.denominator()))]
}
