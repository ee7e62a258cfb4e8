//! The derivation of a rep's pay as a tree of data: who is on which plan and why, what each element goes by, each
//! credit, slice, cap, hold and release, down to files and rows.
//!
//! Nothing is worked out here a second time: windows, terms, parts and results are those of the course that pays, which
//! keeps its steps while it is watched, and what pays are the lines of the run. Leaves that pay add up to the root.
//! `plan` says why the rep is on the plan, `quota` where quota, target incentive and base rate come from, `window` what
//! a window goes by and what it has come to, `credits` what each credit and its lines are. Words are left to `report`.
//!
//! The file is longer than most: every kind of step is named and documented here, in one place.

mod credits;
mod plan;
mod quota;
mod window;

use crate::calendar::{Day, Span};
use crate::engine::commissions::accounts::settlement;
use crate::engine::commissions::evaluate::{Course, Point, is_by_credit};
use crate::engine::commissions::to_date::{Beside, Sheet, ToDate};
use crate::engine::commissions::{Line, LineKind, NO_RULE, Run, Score, Summary, Why, pay_rate};
use crate::engine::error::EngineError;
use crate::engine::exchange::Quote;
use crate::engine::people::index;
use crate::model::rows::Place;
use crate::money::{Amount, Currency, Exact, ExchangeRate, Fraction, Percent, Ratio};

/// What somebody wants to know of a rep's pay.
#[derive(Clone, Copy, Debug, Default)]
pub struct Question<'a> {
    /// Only this deal, as its positions in `Run::deals`: an id may stand in more than one file.
    pub deals: Option<&'a [usize]>,
    /// Only this element.
    pub element: Option<&'a str>,
    /// For each plan version, the columns of the reps that its `who` looks at.
    pub who: &'a [Vec<String>],
    /// The files that deals came from.
    pub files: &'a [String],
    /// The rows of the splits that give the rep a part of a deal.
    pub splits: &'a [SplitPart],
}

/// A row of the splits.
#[derive(Clone, Debug)]
pub struct SplitPart {
    /// The deal.
    pub deal_id: String,
    /// The share.
    pub percent: Percent,
    /// Whether it is outside the 100 %.
    pub overlay: bool,
    /// The row.
    pub place: Place,
}

/// One step of a derivation.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub what: What,
    /// The arithmetic that leads to `exact`, or to `value`.
    pub parts: Vec<Part>,
    /// What the arithmetic gives, where rounding makes it something else.
    pub exact: Option<Ratio>,
    /// What it comes to.
    pub value: Option<Quantity>,
    /// What it adds to the pay: the sum of the nodes below it that add something, where there are some.
    pub payable: Option<Amount>,
    /// The row that says so.
    pub place: Option<Place>,
    /// What it is made of.
    pub children: Vec<Node>,
}

/// A number with its unit.
#[derive(Clone, Debug, PartialEq)]
pub enum Quantity {
    /// Money in this currency.
    Money(Ratio, Currency),
    /// Units, a factor, a multiple.
    Number(Ratio),
    /// A part of something: a rate, a share, an attainment. 0.06 is 6 %.
    Share(Ratio),
    /// Days.
    Days(u32),
}

/// A number in an arithmetic.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What is done with it.
    pub operator: Operator,
    /// What it is: a word of the product in lower snake case.
    pub name: &'static str,
    /// The number.
    pub value: Quantity,
}

/// What is done with a number in an arithmetic, from left to right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// It stands first.
    First,
    /// It multiplies.
    Times,
    /// It divides.
    Over,
    /// It is taken away.
    Minus,
    /// It is compared with.
    Against,
}

/// What a step of a derivation is.
#[derive(Clone, Debug)]
pub enum What {
    /// The pay of a rep for a period by a plan version.
    Pay {
        /// The rep.
        rep: u32,
        /// The payout period, as a position in `Run::periods`.
        period: usize,
        /// The plan version.
        plan: usize,
        /// What all of the period's movements add up to, where only a part of them is asked for.
        whole: Option<Amount>,
    },
    /// A plan version that the rep is on in the period.
    Plan(usize),
    /// Who is on it: the condition of this plan version.
    Who(usize),
    /// A column of the rep's row that the condition looks at.
    Column(String, String),
    /// The days on which the version is in force.
    InForce(Span),
    /// The days of the rep on it.
    OnPlan(Span),
    /// First and last day of work.
    Employed(Span),
    /// Days away.
    Away(Span),
    /// A pay rule, as a position in `Run::rules`.
    Element(usize),
    /// What accumulates together; a deal of its own where it is one.
    Window(Span, Option<usize>),
    /// The quota of the window.
    Quota(QuotaFrom),
    /// A row of the quotas: its period, and the days on which it holds where it does not all the time.
    QuotaRow(Span, Option<Span>),
    /// The quota of a member of the group.
    Member(u32),
    /// Days present, each with its ramp factor.
    Present(Span),
    /// The target incentive of the window, after the weight of the element.
    Target,
    /// A row of the rep with a yearly target incentive, the days on which it holds, and how many of those that count.
    TargetRow(Span, u32),
    /// What the multipliers of tiers multiply.
    BaseRate,
    /// The credits of the window before the period.
    Before(usize),
    /// The credits of the window by a day.
    ToDate(usize, Day),
    /// Credited ÷ quota by the end of the period; absent where it is undefined.
    Attainment,
    /// A table of tiers: the rule and its position among those of the element.
    Tiers(usize, usize),
    /// A tier of a table, counted from 1: where it begins, and what it pays.
    Tier(u32),
    /// The tier that the window has reached; 0 below the first.
    Reached(u32),
    /// Days on which tiers from 1.0 up pay the rate below 1.0.
    Slow(Span),
    /// The least that has to be reached, and whether it is.
    Threshold(bool),
    /// An expression with its values put in.
    Said(Said),
    /// What the multiplier of a rule multiplies by.
    Factor(usize),
    /// The matrix of a rule.
    Matrix(usize),
    /// What a result comes to by the end of the period, before it is shared.
    Result,
    /// What a tier adds to the part of target that is reached.
    OfTarget(u32),
    /// Why a window pays nothing.
    Shut(Why),
    /// What the group is paid once, and how many share it.
    Pool(usize),
    /// A credit, as a position in `Run::credits`.
    Credit(u32),
    /// The rep's share of the deal.
    Share,
    /// A row of the splits.
    SplitRow,
    /// The day that an exchange rate is of.
    Exchange(Day),
    /// A row of the scores: the days that were judged.
    Score(Span),
    /// Where a credit stands in its window: its place, how many there are, and the deals before and after it.
    Order {
        /// Counted from 1.
        place: usize,
        /// How many credits the window has by the end of the period.
        of: usize,
        /// The deal before it.
        before: Option<usize>,
        /// The deal after it.
        after: Option<usize>,
    },
    /// What has been credited before and after a credit.
    Standing {
        /// Whether it is that of a group.
        group: bool,
        /// Credited before it.
        before: Quantity,
        /// Attainment before and after it, where it is defined.
        attainment: Option<(Ratio, Ratio)>,
    },
    /// What a credit earns in all, where its slices take a residue.
    Whole,
    /// A movement of pay.
    Line(Line),
    /// What a credit has earned by now, before a true-up takes off what it had: tier and rate, scale 6.
    Now(u32, i64),
    /// What a credit had earned before a true-up: tier and rate, scale 6.
    Was(u32, i64),
    /// The sum of a kind of movements.
    Sum(LineKind),
    /// What is paid in the currency of pay.
    Paid(Currency),
}

/// Where a quota comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuotaFrom {
    /// The rows of the rep.
    Rows,
    /// A number in the plan.
    Plan,
    /// The rows of the rep's team.
    Team,
    /// The quotas of the members of the group.
    Members,
    /// Nowhere: there is no row.
    Missing,
}

/// What an expression is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Whether anything is paid.
    Gate,
    /// What the multiplier goes by.
    Multiplier,
    /// The rows of a matrix.
    Rows,
    /// The columns of a matrix.
    Columns,
    /// What a formula pays.
    Formula,
}

/// An expression of a plan with its values put in.
#[derive(Clone, Debug)]
pub struct Said {
    /// What it is for.
    pub role: Role,
    /// As the plan has it.
    pub text: String,
    /// With the values in place of their names.
    pub with: String,
    /// What it gives; nothing when that is undefined.
    pub answer: Option<Answer>,
    /// The rows of the scores among its values, as positions in `Run::scores`.
    pub scores: Vec<usize>,
}

/// What an expression gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A number.
    Number(Ratio),
    /// A condition that holds, or does not.
    Truth(bool),
}

/// How one window came to what it had earned at a point.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) element: usize,
    pub(super) point: Point,
    /// The day up to which credits count.
    pub(super) day: Day,
    pub(super) sheet: Sheet,
    pub(super) beside: Beside,
    pub(super) shut: Option<Why>,
    pub(super) now: ToDate,
    pub(super) last: Option<ToDate>,
    pub(super) said: Vec<Said>,
}

/// What a course keeps of its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Watch {
    /// Nothing: it is paid, not explained.
    Nothing,
    /// The steps of one payout.
    Payout(Span),
}

impl Watch {
    /// Whether the steps of a payout are kept.
    pub(super) fn sees(self, payout: Span) -> bool {
        self == Watch::Payout(payout)
    }
}

impl Node {
    fn new(what: What) -> Self {
        Self {
            what,
            parts: Vec::new(),
            exact: None,
            value: None,
            payable: None,
            place: None,
            children: Vec::new(),
        }
    }

    fn value(mut self, value: Quantity) -> Self {
        self.value = Some(value);
        self
    }

    fn at(mut self, place: &Place) -> Self {
        self.place = Some(place.clone()).filter(|place| !place.file.is_empty() || place.row > 0);
        self
    }

    fn with(mut self, children: impl IntoIterator<Item = Node>) -> Self {
        self.children.extend(children);
        self
    }

    fn part(mut self, operator: Operator, name: &'static str, value: Quantity) -> Self {
        self.parts.push(Part { operator, name, value });
        self
    }

    fn with_part(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    /// Rows of the scores; of several, what each brings to their mean by days.
    fn scores<'s>(scores: impl Iterator<Item = &'s Score>) -> Vec<Self> {
        let scores: Vec<&Score> = scores.collect();
        let days: u32 = scores.iter().map(|score| score.span.days()).sum();
        let node = |score: &&Score| {
            let value = Quantity::Number(Ratio::from(score.score));
            let mut node = Self::new(What::Score(score.span)).at(&score.place);
            if scores.len() > 1 {
                node = node
                    .part(Operator::First, "score", value)
                    .part(Operator::Times, "days", Quantity::Days(score.span.days()))
                    .part(Operator::Over, "days", Quantity::Days(days));
                node.value = node.calculated().map(Quantity::Number);
                return node;
            }
            node.value(value)
        };
        scores.iter().map(node).collect()
    }

    /// The node with the sum of what the nodes below it pay.
    fn paying(mut self) -> Self {
        let sum = self.children.iter().filter_map(|child| child.payable).map(Amount::raw).sum();
        self.payable = Some(Amount::from_raw(sum));
        self
    }

    /// Says of every node what its arithmetic gives, where its value is something else.
    fn work_out(&mut self) {
        if let (Some(exact), Some(value)) =
            (self.calculated(), self.value.as_ref().and_then(Quantity::number))
        {
            self.exact = Some(exact).filter(|exact| exact != value);
        }
        self.children.iter_mut().for_each(Node::work_out);
    }

    /// What the arithmetic of the node gives; nothing where it has none.
    #[must_use]
    pub fn calculated(&self) -> Option<Ratio> {
        let mut result: Option<Ratio> = None;
        for part in &self.parts {
            let number = part.value.number().cloned().or_else(|| part.value.days())?;
            result = Some(match (part.operator, result) {
                (Operator::First, None) => number,
                (Operator::Times, Some(so_far)) => so_far.checked_mul(&number)?,
                (Operator::Over, Some(so_far)) => so_far.checked_div(&number)?,
                (Operator::Minus, Some(so_far)) => so_far.checked_sub(&number)?,
                _ => return None,
            });
        }
        result
    }

    /// What the nodes without further paying nodes below them add up to.
    #[must_use]
    pub fn leaves(&self) -> i128 {
        if self.children.iter().any(|child| child.payable.is_some()) {
            return self.children.iter().map(Node::leaves).sum();
        }
        self.payable.map_or(0, Amount::raw)
    }
}

impl Quantity {
    /// The number; nothing for days.
    #[must_use]
    pub fn number(&self) -> Option<&Ratio> {
        match self {
            Quantity::Money(number, _) | Quantity::Number(number) | Quantity::Share(number) => Some(number),
            Quantity::Days(_) => None,
        }
    }

    fn days(&self) -> Option<Ratio> {
        match self {
            Quantity::Days(days) => Some(Ratio::from(Fraction::whole(i128::from(*days)))),
            _ => None,
        }
    }
}

impl Part {
    fn first(name: &'static str, value: Quantity) -> Self {
        Self { operator: Operator::First, name, value }
    }

    fn times(name: &'static str, value: Quantity) -> Self {
        Self { operator: Operator::Times, name, value }
    }

    fn over(name: &'static str, value: Quantity) -> Self {
        Self { operator: Operator::Over, name, value }
    }
}

/// An amount of scale 4.
fn amount(raw: i128) -> Ratio {
    Ratio::from(Amount::from_raw(raw))
}

/// A value of scale 14.
fn exact(raw: i128) -> Ratio {
    Ratio::from(Exact::from_raw(raw))
}

/// A line with its element and the entry that it is of.
type Paid = (usize, Option<usize>, Line);

impl Run {
    /// The derivations of a rep's pay: one for each period and plan that `summaries` has.
    pub fn explain(&self, rep: u32, question: &Question<'_>) -> Result<Vec<Node>, EngineError> {
        let mut roots = Vec::new();
        for summary in self.summaries(rep)? {
            roots.push(self.explain_pay(rep, &summary, question)?);
        }
        Ok(roots)
    }

    /// Whether an element pays for each credit; else it pays for a result that its credits share.
    #[must_use]
    pub fn pays_by_credit(&self, rule: usize) -> bool {
        is_by_credit(self.element(rule))
    }

    /// The derivation of what a rep is paid for one period by one plan.
    fn explain_pay(&self, rep: u32, summary: &Summary, question: &Question<'_>) -> Result<Node, EngineError> {
        let plan = &self.plans[summary.plan];
        let payout = self.periods[summary.period].span;
        let course = self.course_watched(rep, &plan.id, &[], Watch::Payout(payout))?;
        let mut lines = self.paid_lines(rep, &plan.id, &course)?;
        lines.retain(|(_, _, line)| {
            line.period == summary.period && self.plans[line.plan].currency == plan.currency
        });
        let whole = (question.deals.is_some() || question.element.is_some()).then(|| summary.payable());
        let what = What::Pay { rep, period: summary.period, plan: summary.plan, whole };
        let mut root = Node::new(what).with(self.explain_plans(rep, summary, question));
        for (element, id) in self.element_ids(rep, &plan.id).into_iter().enumerate() {
            if question.element.is_some_and(|wanted| wanted != id) {
                continue;
            }
            let mine: Vec<Paid> = lines.iter().filter(|line| line.0 == element).copied().collect();
            root.children.extend(self.explain_element(rep, &course, element, &mine, (payout, question))?);
        }
        if question.deals.is_none() {
            self.lines_by_hand(rep, &mut |line| {
                let mine = line.period == summary.period && self.plans[line.plan].id == plan.id;
                let named =
                    line.rule != NO_RULE && question.element == Some(self.element(line.rule).id.as_str());
                if mine
                    && self.plans[line.plan].currency == plan.currency
                    && (question.element.is_none() || named)
                {
                    root.children.push(self.adjusted(line));
                }
            });
        }
        root.children.extend(self.explain_settlement(rep, summary, question));
        let mut root = root.paying();
        root.work_out();
        if whole.is_none() {
            let sums = self.sums(summary);
            root.children.extend(sums);
            root.children.extend(self.explain_currency(rep, summary)?);
        }
        let currency = plan.currency;
        let value = root.payable.map(|payable| Quantity::Money(Ratio::from(payable), currency));
        root.value = value;
        Ok(root)
    }

    /// The lines that pay: those of the course, or of the plain walk, each with the position of its element.
    fn paid_lines(&self, rep: u32, plan_id: &str, course: &Course) -> Result<Vec<Paid>, EngineError> {
        let elements = self.element_ids(rep, plan_id);
        if self.plain_ids(rep, plan_id).len() != elements.len() {
            return self.lines_of(plan_id, course);
        }
        let mut lines = Vec::new();
        for (element, id) in elements.into_iter().enumerate() {
            self.walk(rep, plan_id, id, &mut |line| lines.push((element, None, line)))?;
        }
        Ok(lines)
    }

    /// What closed periods would pay otherwise, and what draws and debts do to the pay.
    fn explain_settlement(&self, rep: u32, summary: &Summary, question: &Question<'_>) -> Vec<Node> {
        let mut nodes = Vec::new();
        self.past.lines(rep, &mut |line| {
            let super::Reason::Prior(position) = line.reason else { return };
            let prior = &self.past.prior[index(position)];
            let asked = question.element.is_none_or(|element| prior.facts.element == element)
                && question.deals.is_none_or(|deals| {
                    deals.iter().any(|deal| self.deals.ids.get(*deal) == prior.facts.deal_id)
                });
            if asked && line.period == summary.period && self.is_one(line.plan, summary.plan) {
                let place = Place { file: prior.facts.file.clone(), row: prior.facts.row.unwrap_or(0) };
                let node = Node { payable: Some(line.payable), ..Node::new(What::Line(line)) };
                nodes.push(node.at(&place));
            }
        });
        if question.deals.is_some() || question.element.is_some() {
            return nodes;
        }
        let currency = self.plans[summary.plan].currency;
        let money = |amount: Amount| Quantity::Money(Ratio::from(amount), currency);
        settlement(summary, &mut |line| {
            let mut node = Node { payable: Some(line.payable), ..Node::new(What::Line(line)) };
            if let super::Reason::Filled(amount) = line.reason {
                let brings = Amount::from_raw(summary.before_draw().raw() - summary.apart.raw());
                node = node.part(Operator::First, "draw", money(amount));
                node = node.part(Operator::Minus, "payable", money(brings));
            }
            nodes.push(node);
        });
        nodes
    }

    fn adjusted(&self, line: Line) -> Node {
        let row = match line.reason {
            super::Reason::Adjusted(position) => self.adjustments.get(index(position)),
            _ => None,
        };
        let place = row.map(|row| row.place.clone()).unwrap_or_default();
        Node { payable: Some(line.payable), ..Node::new(What::Line(line)) }.at(&place)
    }

    /// The sums of the movements, by kind; those that are nothing are left out.
    fn sums(&self, summary: &Summary) -> Vec<Node> {
        let currency = self.plans[summary.plan].currency;
        let kinds = [
            (LineKind::Earning, summary.earned),
            (LineKind::Hold, summary.held),
            (LineKind::Release, summary.released),
            (LineKind::Clawback, summary.clawed_back),
            (LineKind::Adjustment, summary.adjusted),
            (LineKind::PriorPeriod, summary.prior_period),
            (LineKind::Draw, summary.draw),
            (LineKind::Recovery, summary.recovered),
            (LineKind::CarriedForward, summary.carried_forward),
        ];
        let used = kinds.iter().filter(|(kind, sum)| *kind == LineKind::Earning || !sum.is_zero());
        used.map(|(kind, sum)| {
            Node::new(What::Sum(*kind)).value(Quantity::Money(Ratio::from(*sum), currency))
        })
        .collect()
    }

    /// What the pay is in the rep's currency, where that is another one.
    fn explain_currency(&self, rep: u32, summary: &Summary) -> Result<Option<Node>, EngineError> {
        let plan = &self.plans[summary.plan];
        let end = self.periods[summary.period].span.to;
        let to = self.people.row_near(rep, end).and_then(|row| row.currency).unwrap_or(plan.currency);
        if to == plan.currency {
            return Ok(None);
        }
        let rate = pay_rate(plan, to, &self.exchange, end)?;
        let payable = summary.payable();
        let converted = rate
            .convert(payable)
            .ok_or_else(|| EngineError::TooLarge { what: format!("the pay of `{}`", self.people.id(rep)) })?;
        let paid = Ratio::from(converted.round_to(to.minor_units().min(4), plan.rounding));
        let node = Node {
            parts: vec![
                Part::first("payable", Quantity::Money(Ratio::from(payable), plan.currency)),
                Part::times("exchange_rate", Quantity::Number(scaled(rate.raw(), ExchangeRate::SCALE))),
            ],
            exact: Some(Ratio::from(converted)).filter(|exact| *exact != paid),
            value: Some(Quantity::Money(paid, to)),
            ..Node::new(What::Paid(to))
        };
        let dated = match plan.pay_rates.get(&to) {
            Some(_) => None,
            None => Some(quoted(self.exchange.quote(plan.currency, to, end)?)),
        };
        Ok(Some(node.with(dated)))
    }
}

/// The row of an exchange rate.
fn quoted(quote: Quote<'_>) -> Node {
    let rate = Quantity::Number(scaled(quote.rate.raw(), ExchangeRate::SCALE));
    Node::new(What::Exchange(quote.day)).value(rate).at(quote.place)
}

/// A number of some scale up to 14.
fn scaled(raw: i128, scale: u32) -> Ratio {
    Fraction::new(raw, 10_i128.pow(scale)).map_or_else(|| Ratio::from(Fraction::ZERO), Ratio::from)
}
