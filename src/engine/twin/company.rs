//! A small company of a test: its plans as text, its people and its deals. From it come a run for the kernel, and
//! what the twin calculates from.

use crate::calendar::{Calendar, Day, Pattern, Period, Span};
use crate::engine::commissions::{Adjustment, Cause, Credits, Deals, NOT_TAKEN, Rule, Run, Score, unit_of};
use crate::engine::events::EventBuilder;
use crate::engine::exchange::ExchangeBook;
use crate::engine::membership::{Membership, Terms};
use crate::engine::order::Order;
use crate::engine::people::People;
use crate::engine::quota::QuotaBook;
use crate::model::rows::{EventKind, EventRow, Place, QuotaRow, RateRow, RepRow};
use crate::money::{Amount, Currency, Percent, Rate};
use crate::plan::{self, Condition, DatedBy, Measure, Plan, Worth};

/// A company.
#[derive(Clone, Debug, Default)]
pub struct Company {
    /// The versions of its one plan, as text.
    pub plans: Vec<String>,
    /// The first month of its fiscal year.
    pub year_starts: u8,
    /// Whether its months are of whole weeks, 4-4-5.
    pub weeks: bool,
    /// The rows of its reps `R0`, `R1` …; a rep's number is that of its id.
    pub reps: Vec<RepRow>,
    /// Who was away when.
    pub leaves: Vec<(usize, Span)>,
    /// The targets.
    pub quotas: Vec<QuotaRow>,
    /// The scores.
    pub scores: Vec<(usize, Span, String, Rate)>,
    /// What a currency is in another from a day on.
    pub rates: Vec<RateRow>,
    /// Amounts that were added by hand.
    pub adjustments: Vec<(usize, Span, Amount)>,
    /// The deals, in any order.
    pub deals: Vec<Deal>,
}

/// A deal of a company.
#[derive(Clone, Debug)]
pub struct Deal {
    pub id: String,
    pub day: Day,
    pub product: String,
    /// What it is in, as a place in [`currencies`].
    pub currency: u16,
    pub cancelled: Option<Day>,
    /// What was given back when.
    pub refunds: Vec<(Day, Amount)>,
    pub credits: Vec<Given>,
}

/// A credit of a deal: amount, margin, units and count.
#[derive(Clone, Debug)]
pub struct Given {
    pub rep: usize,
    pub cause: Cause,
    /// The day of the event that dates it; that of the deal without one.
    pub day: Option<Day>,
    pub values: [Amount; 4],
}

/// Where a measure stands among the values of a credit.
pub fn position(measure: &Measure) -> usize {
    match measure {
        Measure::Amount => 0,
        Measure::Margin => 1,
        Measure::Units => 2,
        Measure::Count => 3,
        Measure::Column(_) | Measure::Expression(_) => panic!("the generator writes no columns"),
    }
}

/// Whether a deal of this product meets a condition of the form `product = 'A'`.
pub fn meets(condition: Option<&Condition>, product: &str) -> bool {
    condition.is_none_or(|condition| condition.text == format!("product = '{product}'"))
}

impl Company {
    /// The plan versions; nothing where a text is refused.
    pub fn read(&self) -> Option<Vec<Plan>> {
        let read = |text: &String| plan::parse(text, "plan.toml", Currency::USD).ok();
        self.plans.iter().map(read).collect()
    }

    pub fn calendar(&self) -> Calendar {
        let pattern = if self.weeks { Pattern::W445 } else { Pattern::Months };
        Calendar { fiscal_year_starts: self.year_starts, pattern, ..Calendar::default() }
    }

    /// The payouts that hold every day of the test.
    pub fn payouts(&self, plans: &[Plan]) -> Vec<Period> {
        let span = Span { from: Day::parse("2024-01-01").unwrap(), to: Day::parse("2027-12-31").unwrap() };
        self.calendar().periods_in(unit_of(plans[0].payout), span)
    }

    /// How many reps there are.
    pub fn size(&self) -> usize {
        let number = |row: &RepRow| row.rep_id[1..].parse::<usize>().unwrap() + 1;
        self.reps.iter().map(number).max().unwrap_or(0)
    }

    /// A run for the kernel.
    pub fn run(&self) -> Option<Run> {
        let plans = self.read()?;
        let people = People::new(self.reps.clone()).unwrap();
        let terms = |plan: &Plan| Terms {
            id: plan.id.clone(),
            effective: plan.effective.span(),
            takes: people.all_rows(),
        };
        let terms: Vec<Terms> = plans.iter().map(terms).collect();
        let membership = Membership::new(&people, &terms, Span::ALL).ok()?;
        let rules: Vec<Rule> = rules(&plans);
        let (deals, credits) = self.columns(&plans, &rules);
        let mut leaves = vec![Vec::new(); people.len()];
        for (rep, span) in &self.leaves {
            leaves[*rep].push(*span);
        }
        let mut events = EventBuilder::default();
        for deal in &self.deals {
            if let Some(day) = deal.cancelled {
                events.push(EventRow { deal_id: &deal.id, day, kind: EventKind::Cancel, amount: None });
            }
            for (day, amount) in &deal.refunds {
                let (kind, amount) = (EventKind::Refund, Some(*amount));
                events.push(EventRow { deal_id: &deal.id, day: *day, kind, amount });
            }
        }
        let adjustment = |(rep, span, amount): &(usize, Span, Amount)| Adjustment {
            rep: u32::try_from(*rep).unwrap(),
            span: *span,
            amount: *amount,
            reason: "by hand".to_owned(),
            element: String::new(),
            place: Place::default(),
        };
        let score = |(rep, span, element, score): &(usize, Span, String, Rate)| Score {
            rep: u32::try_from(*rep).unwrap(),
            span: *span,
            element: element.clone(),
            score: *score,
            place: Place::default(),
        };
        let names = ["bookings", "margin", "units", "count"];
        let measures = names.iter().enumerate().map(|(place, name)| ((*name).to_owned(), (place, place < 2)));
        let periods = self.payouts(&plans);
        Some(Run {
            membership,
            rules,
            quota_measures: measures.collect(),
            quotas: plans.iter().map(|_| QuotaBook::new(self.quotas.clone())).collect(),
            leaves,
            scores: self.scores.iter().map(score).collect(),
            adjustments: self.adjustments.iter().map(adjustment).collect(),
            events: events.finish(),
            exchange: ExchangeBook::new(&self.rates),
            calendar: self.calendar(),
            currencies: currencies().to_vec(),
            order: Order::new(people.len(), &deals, &credits, 1),
            payouts: plans.iter().map(|_| (0..periods.len()).collect()).collect(),
            people,
            plans,
            deals,
            credits,
            periods,
            ..Run::default()
        })
    }

    fn columns(&self, plans: &[Plan], rules: &[Rule]) -> (Deals, Credits) {
        let (mut deals, mut credits) = (Deals::default(), Credits::default());
        deals.entries = vec![Vec::new(); rules.len()];
        credits.values = vec![Vec::new(); 4];
        for (number, deal) in (0_u32..).zip(&self.deals) {
            deals.ids.push(&deal.id);
            deals.accounts.push("");
            deals.days.push(deal.day.number());
            deals.amounts.push(deal.amount());
            deals.currencies.push(deal.currency);
            deals.files.push(0);
            deals.rows.push(u64::from(number));
            for (entries, rule) in deals.entries.iter_mut().zip(rules) {
                let element = &plans[rule.plan].elements[rule.element];
                entries.push(
                    entry(element, &deal.product).map_or(NOT_TAKEN, |entry| u8::try_from(entry).unwrap()),
                );
            }
            for given in &deal.credits {
                credits.deals.push(number);
                credits.reps.push(u32::try_from(given.rep).unwrap());
                credits.shares.push(Percent::HUNDRED.raw());
                credits.causes.push(given.cause);
                credits.days.push(given.day.unwrap_or(deal.day).number());
                for (values, value) in credits.values.iter_mut().zip(given.values) {
                    values.push(value.raw());
                }
            }
        }
        (deals, credits)
    }
}

/// The currencies that deals are in.
pub fn currencies() -> [Currency; 3] {
    [Currency::USD, Currency::parse("EUR").unwrap(), Currency::parse("GBP").unwrap()]
}

impl Deal {
    /// What was booked: the direct credit by the close, raw on scale 4.
    pub fn amount(&self) -> i128 {
        let direct = |given: &&Given| given.cause.is_direct() && given.cause.dated == DatedBy::Close;
        self.credits.iter().filter(direct).map(|given| given.values[0].raw()).sum()
    }
}

/// Which rate table takes a deal of this product; an element without tables takes all that meet its condition.
pub fn entry(element: &plan::Element, product: &str) -> Option<usize> {
    if !meets(element.condition.as_ref(), product) {
        return None;
    }
    match &element.worth {
        Worth::Rates(tables) => tables.iter().position(|table| meets(table.condition.as_ref(), product)),
        _ => Some(0),
    }
}

fn rules(plans: &[Plan]) -> Vec<Rule> {
    let mut rules = Vec::new();
    for (plan, version) in plans.iter().enumerate() {
        for (place, element) in version.elements.iter().enumerate() {
            let of = |measure: &Measure| (position(measure), position(measure) < 2);
            let rank = match &element.worth {
                Worth::Contest(contest) => Some(of(&contest.rank_by)),
                _ => None,
            };
            let (measure, money) = of(&element.measure);
            let pays_on = element.pays_on.as_ref().map(of);
            rules.push(Rule { plan, element: place, measure, money, pays_on, rank });
        }
    }
    rules
}
