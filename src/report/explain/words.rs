//! What each step of a derivation is, in words.

use super::numbers::{arithmetic, money, shown};
use crate::calendar::{Day, Span, Unit};
use crate::engine::commissions::explain::{Answer, Node, Quantity, QuotaFrom, Role, Said, What};
use crate::engine::commissions::{Line, LineKind, NO_CREDIT, NO_RATE, NO_RULE, Reason, Run};
use crate::engine::people::index;
use crate::money::{Amount, Currency, Fraction, Rate, Ratio, grouped};
use crate::plan::{Between, Payout, TierScope, Worth};
use crate::report::{Field, reasons};

/// The signs of arithmetic: beyond ASCII or not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signs {
    pub(super) times: &'static str,
    pub(super) over: &'static str,
    arrow: &'static str,
    dots: &'static str,
}

impl Signs {
    /// As people write them.
    pub(super) const UNICODE: Signs = Signs { times: "×", over: "÷", arrow: "→", dots: "…" };
    /// In ASCII.
    pub(super) const ASCII: Signs = Signs { times: "x", over: "/", arrow: "->", dots: "..." };

    /// A number with its mark of what is cut.
    pub(super) fn dots(self, number: String) -> String {
        if number.ends_with('…') { number.replace('…', self.dots) } else { number }
    }
}

/// What kind of step it is, for machines: one word in lower snake case.
pub(super) fn topic(what: &What) -> &'static str {
    match what {
        What::Pay { .. } => "pay",
        What::Plan(_) => "plan",
        What::Who(_) => "who",
        What::Column(..) => "column",
        What::InForce(_) => "in_force",
        What::OnPlan(_) => "on_plan",
        What::Employed(_) => "employed",
        What::Away(_) => "away",
        What::Element(_) => "element",
        What::Window(..) => "window",
        What::Quota(_) => "quota",
        What::QuotaRow(..) => "quota_row",
        What::Member(_) => "member_quota",
        What::Present(_) => "present",
        What::Target => "target",
        What::TargetRow(..) => "target_row",
        What::BaseRate => "base_rate",
        What::Before(_) => "credited_before",
        What::ToDate(..) => "credited_to_date",
        What::Attainment => "attainment",
        What::Tiers(..) => "tiers",
        What::Tier(_) => "tier",
        What::Reached(_) => "tier_reached",
        What::Slow(_) => "slow",
        What::Threshold(_) => "threshold",
        What::Said(said) => role(said.role),
        What::Factor(_) => "factor",
        What::Matrix(_) => "matrix",
        What::Result => "result",
        What::OfTarget(_) => "of_target",
        What::Shut(_) => "shut",
        What::Pool(_) => "pool",
        What::Credit(_) => "credit",
        What::Share => "share",
        What::SplitRow => "split_row",
        What::Exchange(_) => "exchange_rate",
        What::Score(_) => "score_row",
        What::Order { .. } => "order",
        What::Standing { .. } => "standing",
        What::Whole => "whole",
        What::Line(line) => line.kind.name(),
        What::Now(..) => "now",
        What::Was(..) => "before",
        What::Sum(_) => "sum",
        What::Paid(_) => "paid",
    }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Gate => "gate",
        Role::Multiplier => "multiplier",
        Role::Rows => "matrix_rows",
        Role::Columns => "matrix_columns",
        Role::Formula => "formula",
    }
}

/// A step in one line: what it is, its arithmetic, what it comes to, and its row.
pub(super) fn line(run: &Run, node: &Node, plan: Option<Currency>, signs: Signs) -> String {
    Speaker { run, plan, signs }.line(node)
}

/// What a step is, without its numbers.
pub(super) fn what(run: &Run, what: &What, signs: Signs) -> String {
    Speaker { run, plan: None, signs }.what(what)
}

/// What machines read of a step besides its numbers: deal, element, plan, tier, rate.
pub(super) fn details(run: &Run, what: &What) -> Vec<(&'static str, Field)> {
    let text = |text: &str| Field::Text(text.to_owned());
    let deal = |deal: usize| ("deal_id", text(run.deals.ids.get(deal)));
    let tiered = |tier: u32, rate: i64| {
        let tier = if tier == 0 { Field::Missing } else { Field::Integer(i64::from(tier)) };
        let rate =
            if rate == NO_RATE { Field::Missing } else { Field::Text(Rate::from_raw(rate).to_string()) };
        [("tier", tier), ("rate", rate)]
    };
    match what {
        What::Pay { rep, period, plan, .. } => {
            let period = &run.periods[*period];
            vec![
                ("period", text(&period.label)),
                ("rep_id", text(run.people.id(*rep))),
                ("name", text(run.people.name(*rep, period.span.to))),
                ("plan", text(&run.plans[*plan].id)),
                ("version", text(&run.plans[*plan].version)),
                ("currency", text(run.plans[*plan].currency.as_str())),
            ]
        }
        What::Element(rule) => vec![("element", text(&run.element(*rule).id))],
        What::Window(_, Some(alone)) => vec![deal(*alone)],
        What::Credit(credit) => vec![deal(index(run.credits.deals[index(*credit)]))],
        What::Now(tier, rate) | What::Was(tier, rate) => tiered(*tier, *rate).to_vec(),
        What::Line(line) => {
            let mut details = Vec::new();
            if line.credit != NO_CREDIT {
                details.push(deal(index(run.credits.deals[index(line.credit)])));
            }
            if line.rule != NO_RULE {
                details.push(("element", text(&run.element(line.rule).id)));
            }
            if let Reason::Prior(position) = line.reason {
                let facts = &run.past.prior[index(position)].facts;
                details.extend([("deal_id", text(&facts.deal_id)), ("element", text(&facts.element))]);
            }
            if line.kind == LineKind::Earning {
                details.extend(tiered(line.tier, line.rate));
            }
            details
        }
        _ => Vec::new(),
    }
}

struct Speaker<'a> {
    run: &'a Run,
    plan: Option<Currency>,
    signs: Signs,
}

impl Speaker<'_> {
    fn line(&self, node: &Node) -> String {
        let mut text = self.what(&node.what);
        match &node.what {
            What::Tier(_) => self.tier(node, &mut text),
            What::Threshold(met) => {
                let compared = arithmetic(&node.parts, self.signs, self.plan);
                let met = if *met { "reached" } else { "not reached" };
                text.push_str(&format!(": {compared}: {met}"));
            }
            What::Credit(_) => {
                self.numbers(node, &mut text);
                text.push_str(&self.pays(node));
            }
            What::Standing { .. } => self.standing(node, &mut text),
            _ => self.numbers(node, &mut text),
        }
        if let Some(place) = &node.place {
            let file = &place.file;
            text.push_str(&format!(" ({file} row {})", grouped(&place.row.to_string())));
        }
        text
    }

    /// The arithmetic of a step and what it comes to.
    fn numbers(&self, node: &Node, text: &mut String) {
        let plan = self.plan;
        let mut said = Vec::new();
        if node.parts.len() > 1 || node.exact.is_some() && !node.parts.is_empty() {
            said.push(arithmetic(&node.parts, self.signs, plan));
        }
        if let Some(exact) = &node.exact {
            let exact = match &node.value {
                Some(Quantity::Money(..)) => money(exact, self.signs),
                _ => shown(&Quantity::Number(exact.clone()), plan, self.signs),
            };
            said.push(exact);
        }
        let capped = node.parts.iter().any(|part| part.name == "cap");
        let value = node.value.as_ref().map(|value| shown(value, plan, self.signs));
        let value = value.or_else(|| node.payable.map(|payable| money(&Ratio::from(payable), self.signs)));
        let equal = match (said.is_empty(), capped) {
            (true, _) => ": ".to_owned(),
            (false, true) => format!(" {} ", self.signs.arrow),
            (false, false) if node.exact.is_some() => format!(" {} ", self.signs.arrow),
            (false, false) => " = ".to_owned(),
        };
        if !said.is_empty() {
            text.push_str(": ");
            text.push_str(&said.join(" = "));
        }
        if let Some(value) = value {
            text.push_str(&equal);
            text.push_str(&value);
            if matches!(node.what, What::Pay { .. }) {
                text.push_str(&self.whole(node));
            }
        }
    }

    /// The currency of a root, and the whole that it is a part of.
    fn whole(&self, node: &Node) -> String {
        let What::Pay { plan, whole, .. } = &node.what else { return String::new() };
        let code = self.run.plans[*plan].currency;
        match whole {
            Some(whole) => format!(" {} of {}", code.as_str(), money(&Ratio::from(*whole), self.signs)),
            None => format!(" {}", code.as_str()),
        }
    }

    fn pays(&self, node: &Node) -> String {
        let payable = node.payable.unwrap_or(Amount::ZERO);
        format!(", pays {}", money(&Ratio::from(payable), self.signs))
    }

    fn tier(&self, node: &Node, text: &mut String) {
        let plan = self.plan;
        let from = node.parts.first().map(|part| shown(&part.value, plan, self.signs)).unwrap_or_default();
        let value = node.value.as_ref().map(|value| shown(value, plan, self.signs)).unwrap_or_default();
        let of = if matches!(node.value, Some(Quantity::Number(_))) { " of the base rate" } else { "" };
        text.push_str(&format!(" from {from}: {value}{of}"));
    }

    fn standing(&self, node: &Node, text: &mut String) {
        let What::Standing { before, attainment, .. } = &node.what else { return };
        let plan = self.plan;
        let after = node.value.as_ref().map(|value| shown(value, plan, self.signs)).unwrap_or_default();
        let arrow = self.signs.arrow;
        text.push_str(&format!(": {} {arrow} {after}", shown(before, plan, self.signs)));
        if let Some((before, after)) = attainment {
            let share = |share: &Ratio| shown(&Quantity::Share(share.clone()), None, self.signs);
            text.push_str(&format!("; attainment {} {arrow} {}", share(before), share(after)));
        }
    }

    #[allow(clippy::too_many_lines, reason = "one arm for each kind of step")]
    fn what(&self, what: &What) -> String {
        let run = self.run;
        match what {
            What::Pay { rep, period, .. } => {
                let period = &run.periods[*period];
                let (name, id) = (run.people.name(*rep, period.span.to), run.people.id(*rep));
                let who = if name.is_empty() { id.to_owned() } else { format!("{name} ({id})") };
                format!("{who}, pay for {}", period.label)
            }
            What::Plan(plan) => {
                let plan = &run.plans[*plan];
                let pays = match plan.payout {
                    Payout::HalfMonth => "half a month",
                    Payout::Month => "month",
                    Payout::Quarter => "quarter",
                    Payout::Year => "year",
                };
                let title = if plan.title == plan.id { String::new() } else { format!(", {}", plan.title) };
                let file = if plan.file.is_empty() { String::new() } else { format!(" ({})", plan.file) };
                format!("plan `{}` version {}{title}{file}, pays by {pays}", plan.id, plan.version)
            }
            What::Who(plan) => match &run.plans[*plan].who {
                Some(who) => format!("for whom {}", who.text),
                None => "for everybody".to_owned(),
            },
            What::Column(name, value) if value.is_empty() => format!("{name} is empty"),
            What::Column(name, value) => format!("{name} is `{value}`"),
            What::InForce(span) => format!("in force {}", days(*span)),
            What::OnPlan(span) => format!("the rep is on it {}", days(*span)),
            What::Employed(span) => format!("at work {}", days(*span)),
            What::Away(span) => format!("away {}", days(*span)),
            What::Element(rule) => format!("element `{}`", run.element(*rule).id),
            What::Window(_, Some(deal)) => format!("the deal `{}` alone", run.deals.ids.get(*deal)),
            What::Window(span, None) => format!("window {}", self.label(*span)),
            What::Quota(from) => match from {
                QuotaFrom::Rows => "quota".to_owned(),
                QuotaFrom::Plan => "quota of the plan".to_owned(),
                QuotaFrom::Team => "quota of the team".to_owned(),
                QuotaFrom::Members => "quota of the group".to_owned(),
                QuotaFrom::Missing => "no quota: attainment is undefined".to_owned(),
            },
            What::QuotaRow(span, None) => format!("quota row of {}", self.label(*span)),
            What::QuotaRow(span, Some(held)) => {
                format!("quota row of {}, which holds {}", self.label(*span), days(*held))
            }
            What::Member(rep) => format!("quota of `{}`", run.people.id(*rep)),
            What::Present(span) => format!("present {}", days(*span)),
            What::Target => "target incentive of the window".to_owned(),
            What::TargetRow(held, count) => {
                let held = if *held == Span::ALL { String::new() } else { format!(", {}", days(*held)) };
                format!("target incentive of a year for {}{held}", counted(*count, "day", "days"))
            }
            What::BaseRate => "base rate".to_owned(),
            What::Before(count) => format!("credited before the period by {}", credits(*count)),
            What::ToDate(count, day) => format!("credited to {day} by {}", credits(*count)),
            What::Attainment => "attainment".to_owned(),
            What::Tiers(rule, table) => self.tiers(*rule, *table),
            What::Tier(tier) => format!("tier {tier}"),
            What::Reached(0) => "below the first tier".to_owned(),
            What::Reached(tier) => format!("tier {tier} is reached"),
            What::Slow(span) => format!("ramp {}: tiers from 100 % up pay the rate below", days(*span)),
            What::Threshold(_) => "threshold".to_owned(),
            What::Said(said) => self.said(said),
            What::Factor(rule) => self.factor(*rule),
            What::Matrix(rule) => self.matrix(*rule),
            What::Result => "result to date".to_owned(),
            What::OfTarget(0) => "part of target".to_owned(),
            What::OfTarget(tier) => format!("part of target in tier {tier}"),
            What::Shut(why) => reasons::said(*why),
            What::Pool(count) => {
                format!("paid once to {}", counted(u32::try_from(*count).unwrap_or(u32::MAX), "rep", "reps"))
            }
            What::Credit(credit) => self.credit(*credit),
            What::Share => "share of the deal".to_owned(),
            What::SplitRow => "row of the splits".to_owned(),
            What::Exchange(day) => format!("exchange rate of {day}"),
            What::Score(span) => format!("score of {}", self.label(*span)),
            What::Order { place, of, before, after } => {
                let deal = |deal: &Option<usize>| deal.map(|deal| format!("`{}`", run.deals.ids.get(deal)));
                let before = deal(before).map_or(String::new(), |deal| format!(", after {deal}"));
                let after = deal(after).map_or(String::new(), |deal| format!(", before {deal}"));
                format!("credit {place} of {of} in its window{before}{after}")
            }
            What::Standing { group: true, .. } => "credited to the group before and after".to_owned(),
            What::Standing { group: false, .. } => "credited before and after".to_owned(),
            What::Whole => "in all; the last slice takes the residue".to_owned(),
            What::Line(line) => self.moved(line),
            What::Now(tier, rate) => format!("now{}", at(*tier, *rate)),
            What::Was(tier, rate) => format!("before{}", at(*tier, *rate)),
            What::Sum(kind) => match kind {
                LineKind::Earning | LineKind::Cap => "earned in all, after caps".to_owned(),
                LineKind::Hold => "held in all".to_owned(),
                LineKind::Release => "released in all".to_owned(),
                LineKind::Clawback => "clawed back in all".to_owned(),
                LineKind::Adjustment => "adjusted in all".to_owned(),
                LineKind::PriorPeriod => "for closed periods in all".to_owned(),
                LineKind::Draw => "filled up in all".to_owned(),
                LineKind::Recovery => "taken back of draws in all".to_owned(),
                LineKind::CarriedForward => "carried forward in all".to_owned(),
            },
            What::Paid(currency) => format!("paid in {}", currency.as_str()),
        }
    }

    fn tiers(&self, rule: usize, table: usize) -> String {
        let element = self.run.element(rule);
        let tables = element.rate_tables();
        let condition = tables.get(table).and_then(|table| table.condition.as_ref());
        let condition = condition.map_or(String::new(), |condition| format!(" where {}", condition.text));
        let scope = if element.tier_scope == TierScope::Rep { "" } else { ", found by the group" };
        format!("tiers{condition}, {}{scope}", element.mode.name())
    }

    /// The points between which a multiplier lies.
    fn factor(&self, rule: usize) -> String {
        let multiplier = self.run.element(rule).multiplier.as_ref();
        let points = multiplier.map_or(&[][..], |multiplier| multiplier.points.as_slice());
        let point =
            |(from, to): &(Rate, Rate)| format!("{} {} {}", short(*from), self.signs.arrow, short(*to));
        let points: Vec<String> = points.iter().map(point).collect();
        format!("multiplier on the lines through {}", points.join(", "))
    }

    /// The rows of a matrix with their values.
    fn matrix(&self, rule: usize) -> String {
        let Worth::Matrix(matrix) = &self.run.element(rule).worth else { return "matrix".to_owned() };
        let list = |rates: &[Rate]| rates.iter().map(|rate| short(*rate)).collect::<Vec<_>>().join(", ");
        let rows = matrix.row_from.iter().zip(&matrix.values);
        let rows: Vec<String> =
            rows.map(|(from, values)| format!("row from {}: {}", short(*from), list(values))).collect();
        let between = if matrix.between == Between::Step { "step" } else { "bilinear" };
        format!("matrix, {between}, columns from {}; {}", list(&matrix.column_from), rows.join("; "))
    }

    fn said(&self, said: &Said) -> String {
        let name = match said.role {
            Role::Gate => "gate",
            Role::Multiplier => "multiplier by",
            Role::Rows => "row of the matrix by",
            Role::Columns => "column of the matrix by",
            Role::Formula => "formula",
        };
        let with = self.signs.dots(said.with.clone());
        let answer = match &said.answer {
            None => ": undefined",
            Some(Answer::Truth(true)) => ": met",
            Some(Answer::Truth(false)) => ": not met",
            Some(Answer::Number(_)) => "",
        };
        let with = if with == said.text
            || matches!(&said.answer, Some(Answer::Number(number)) if number.to_string() == with)
        {
            String::new()
        } else {
            format!(": {with}")
        };
        format!("{name} {}{with}{answer}", said.text)
    }

    fn credit(&self, credit: u32) -> String {
        let run = self.run;
        let at = index(credit);
        let deal = index(run.credits.deals[at]);
        let account = run.deals.accounts.get(deal);
        let account = if account.is_empty() { String::new() } else { format!(", {account}") };
        let day = Day::from_number(run.credits.days[at]).unwrap_or(Day::MIN);
        format!("deal `{}`{account}, {day}, {}", run.deals.ids.get(deal), reasons::credited(run, credit))
    }

    fn moved(&self, line: &Line) -> String {
        let reason = reasons::reason(self.run, line);
        match (line.kind, line.reason) {
            (LineKind::Earning, Reason::Credited) if !self.run.pays_by_credit(line.rule) => {
                "part of the result".to_owned()
            }
            (LineKind::Earning, Reason::Credited) if line.tier > 0 => format!("tier {}", line.tier),
            (LineKind::Earning, Reason::Credited) => "earns".to_owned(),
            (LineKind::Earning | LineKind::Cap, _) => reason,
            (LineKind::PriorPeriod, Reason::Prior(position)) => {
                let facts = &self.run.past.prior[index(position)].facts;
                let deal = &facts.deal_id;
                let deal = if deal.is_empty() { String::new() } else { format!(", deal `{deal}`") };
                format!("{}: {reason}{deal}", line.kind.name())
            }
            (kind, _) => format!("{}: {reason}", kind.name()),
        }
    }

    /// A span by the label of its period, where it is one.
    fn label(&self, span: Span) -> String {
        let units = [Unit::HalfMonth, Unit::Month, Unit::Quarter, Unit::Half, Unit::Year];
        let period = units.iter().map(|unit| self.run.calendar.period_of(*unit, span.from));
        let mut found = period.filter(|period| period.span == span);
        found.next().map_or_else(|| days(span), |period| period.label)
    }
}

/// The days of a span; an end that is that of the calendar is open.
fn days(span: Span) -> String {
    match (span.from == Day::MIN, span.to == Day::MAX) {
        (true, true) => "always".to_owned(),
        (true, false) => format!("to {}", span.to),
        (false, true) => format!("from {}", span.from),
        (false, false) => format!("from {} to {}", span.from, span.to),
    }
}

fn counted(count: u32, one: &str, several: &str) -> String {
    format!("{} {}", grouped(&count.to_string()), if count == 1 { one } else { several })
}

fn credits(count: usize) -> String {
    counted(u32::try_from(count).unwrap_or(u32::MAX), "credit", "credits")
}

/// A rate without zeros at its end.
fn short(rate: Rate) -> String {
    Ratio::from(rate).to_string()
}

/// A tier and its rate, where there are some.
fn at(tier: u32, rate: i64) -> String {
    let rate = Some(rate).filter(|rate| *rate != NO_RATE);
    let rate = rate.and_then(|rate| Fraction::new(i128::from(rate), 1_000_000)).map(Ratio::from);
    let rate = rate.map(|rate| shown(&Quantity::Share(rate), None, Signs::ASCII)).unwrap_or_default();
    match (tier, rate.is_empty()) {
        (0, _) => String::new(),
        (_, true) => format!(" in tier {tier}"),
        (_, false) => format!(" in tier {tier} at {rate}"),
    }
}
