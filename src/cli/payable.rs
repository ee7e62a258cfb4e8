//! From batches of deals to the columns that commissions are worked out over: deals that some element takes, their
//! credits, and what was left out.
//!
//! The file is longer than most: what elements need of the deals and how batches are credited share private parts.

use hashbrown::HashMap;

use crate::calendar::{Day, Span};
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::own_column;
use crate::cli::plans;
use crate::cli::reading::{Company, Reading, refused, refused_by_engine};
use crate::cli::tables::Tables;
use crate::data::{Batch, Condition, ConditionError, DataError, Frame, Won, WonDeals, columns_of, distinct};
use crate::engine::commissions::{Cause, Credits, Deals, NO_CURRENCY, NOT_TAKEN, Rule};
use crate::engine::crediting::{Share, check_whole, credits};
use crate::engine::error::EngineError;
use crate::engine::membership::Membership;
use crate::engine::people::Found;
use crate::model::table::{ColumnKind, table};
use crate::money::{Amount, Currency, Percent};
use crate::plan::{Element, Measure, Plan};

/// A measure of the deals that some element counts or pays on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Amount minus cost.
    Margin,
    /// One.
    Count,
    /// A column.
    Column(String),
}

impl Value {
    /// The column that a deal lacks when it has no such value.
    fn column(&self) -> &str {
        match self {
            Self::Margin => "cost",
            Self::Count => "",
            Self::Column(column) => column,
        }
    }
}

/// What an element needs of the deals.
struct Needs {
    condition: Option<Condition>,
    tables: Vec<Option<Condition>>,
    between: Option<Span>,
}

/// The rules of the plans, and what they need of the deals.
pub struct Terms {
    /// The rules.
    pub rules: Vec<Rule>,
    values: Vec<Value>,
    needs: Vec<Needs>,
    columns: Vec<String>,
}

/// What was read.
#[derive(Debug, Default)]
pub struct Payable {
    /// The deals that some element takes.
    pub deals: Deals,
    /// Their credits.
    pub credits: Credits,
    /// The currencies of the deals.
    pub currencies: Vec<Currency>,
    /// The files of the deals.
    pub files: Vec<String>,
    /// Won deals of the periods without an owner.
    pub unowned: u64,
    /// Won deals of the periods whose rep is on no plan, by rep.
    pub unplanned: Vec<(String, u64)>,
}

impl Terms {
    /// Parses the conditions of all elements and checks names and columns against the deals.
    pub fn new(plans: &[Plan], tables: &Tables<'_>) -> Result<Self, Failure> {
        Self::over(plans, &columns_of(&tables.require("deals")?).map_err(|error| refused(&error))?)
    }

    /// The same for deals with these columns.
    pub fn over(plans: &[Plan], known: &[String]) -> Result<Self, Failure> {
        let mut terms =
            Self { rules: Vec::new(), values: Vec::new(), needs: Vec::new(), columns: Vec::new() };
        for (position, plan) in plans.iter().enumerate() {
            for (element_position, element) in plan.elements.iter().enumerate() {
                let (measure, money) = terms.value(&element.measure, element, plan, known)?;
                let pays_on = match &element.pays_on {
                    Some(measure) => Some(terms.value(measure, element, plan, known)?),
                    None => None,
                };
                terms.rules.push(Rule { plan: position, element: element_position, measure, money, pays_on, rank: None });
                let needs = terms.needs(plan, element, known)?;
                terms.needs.push(needs);
            }
        }
        Ok(terms)
    }

    /// The name of a measure that is a column of the file's own: one that the table of deals does not list.
    pub(super) fn own_column(&self, measure: usize) -> Option<&str> {
        let Value::Column(column) = &self.values[measure] else { return None };
        let listed = table("deals").is_some_and(|deals| deals.column(column).is_some());
        (!listed).then_some(column)
    }

    fn needs(&mut self, plan: &Plan, element: &Element, known: &[String]) -> Result<Needs, Failure> {
        let mut parse = |text: Option<&crate::plan::Condition>| -> Result<Option<Condition>, Failure> {
            let Some(text) = text else { return Ok(None) };
            let condition = plans::condition(text, plan, known)?;
            for name in condition.names() {
                if !self.columns.contains(&name) {
                    self.columns.push(name);
                }
            }
            Ok(Some(condition))
        };
        let condition = parse(element.condition.as_ref())?;
        let mut tables = Vec::new();
        for table in element.rate_tables() {
            tables.push(parse(table.condition.as_ref())?);
        }
        Ok(Needs { condition, tables, between: element.between })
    }

    /// The position of a measure, and whether it is money.
    fn value(
        &mut self,
        measure: &Measure,
        element: &Element,
        plan: &Plan,
        known: &[String],
    ) -> Result<(usize, bool), Failure> {
        let (value, money) = match measure {
            Measure::Amount => (Value::Column("amount".to_owned()), true),
            Measure::Margin => (Value::Margin, true),
            Measure::Units => (Value::Column("units".to_owned()), false),
            Measure::Count => (Value::Count, false),
            Measure::Column(column) | Measure::Expression(column) => {
                let name = &column.value;
                if !known.contains(name) {
                    return Err(Failure::new(
                        Outcome::Workspace,
                        format!("the deals have no column `{name}`"),
                    )
                    .at(format!("{}:{}: `{}`", plan.file, column.place.line, column.path))
                    .hint(did_you_mean(name, known.iter().map(String::as_str))));
                }
                let spec = table("deals").and_then(|deals| deals.column(name));
                (Value::Column(name.clone()), spec.is_some_and(|spec| spec.kind == ColumnKind::Money))
            }
        };
        let needed: &[&str] = match &value {
            Value::Margin => &["amount", "cost"],
            Value::Count => &[],
            Value::Column(column) => &[column.as_str()],
        };
        for column in needed {
            if !known.iter().any(|name| name == column) {
                return Err(Failure::new(
                    Outcome::Workspace,
                    format!("element `{}` measures by `{column}`, which the deals do not have", element.id),
                )
                .at(format!("{}:{}", plan.file, element.place.line)));
            }
            if !self.columns.iter().any(|name| name == column) {
                self.columns.push((*column).to_owned());
            }
        }
        let position = self.values.iter().position(|other| *other == value).unwrap_or_else(|| {
            self.values.push(value);
            self.values.len() - 1
        });
        Ok((position, money))
    }
}

/// What the batches are credited by; shared by all threads.
struct Context<'a> {
    terms: &'a Terms,
    plans: &'a [Plan],
    company: &'a Company,
    membership: &'a Membership,
    /// The days of the periods that are paid, for counting what is left out.
    paid: Span,
    /// What a deal without a currency is in; that of the plan if nothing is known.
    currency: Option<Currency>,
    /// Whether a value that a deal lacks is zero; else the deal is refused.
    lenient: bool,
    failure: std::sync::Mutex<Option<Trouble>>,
}

/// Why a batch could not be credited.
enum Trouble {
    Engine(EngineError),
    Condition(ConditionError, String),
}

/// What one batch adds.
#[derive(Default)]
struct Part {
    payable: Payable,
    unplanned: HashMap<String, u64>,
}

/// Reads the won deals of some days and credits those that some element takes.
pub fn read(
    tables: &Tables<'_>,
    reading: &mut Reading<'_>,
    company: &Company,
    membership: &Membership,
    plans: &[Plan],
    terms: &Terms,
    (days, paid): (Span, Span),
) -> Result<Payable, Failure> {
    let source = tables.require("deals")?;
    let mut columns =
        vec!["deal_id", "rep_id", "stage", "close_date", "amount", "currency", "account", "account_id"];
    // Tables written by an import keep the file that each row came from.
    if source.files.iter().any(|file| file.name() == "-" || file.name().ends_with(".parquet")) {
        columns.push("file");
    }
    for column in &terms.columns {
        if !columns.contains(&column.as_str()) {
            columns.push(column);
        }
    }
    let mut payable = Payable::default();
    payable.deals.entries = vec![Vec::new(); terms.rules.len()];
    payable.credits.values = vec![Vec::new(); terms.values.len()];
    let mut unplanned: HashMap<String, u64> = HashMap::new();
    let currency = reading.settings.currency.as_ref().map(|currency| currency.value);
    let failure = std::sync::Mutex::new(None);
    let context = Context { terms, plans, company, membership, paid, currency, lenient: false, failure };
    let won = reading.won();
    let read = reading.large(
        &source,
        &columns,
        Some(Won { stages: won.as_deref(), days }),
        &|batch| context.part(batch, days),
        &mut |part: Part| {
            for (owner, deals) in part.unplanned {
                *unplanned.entry(owner).or_default() += deals;
            }
            payable.append(part.payable);
            Ok(())
        },
    );
    match context.failure.into_inner().unwrap_or(None) {
        Some(trouble) => return Err(trouble.into()),
        None => read?,
    }
    company.split_deals.say(company, reading, &source)?;
    payable.unplanned = unplanned.into_iter().collect();
    payable.unplanned.sort();
    Ok(payable)
}

/// Credits deals that stand in memory, all of them won, as those of a file are credited. A value that a deal lacks and
/// an element counts is zero.
pub fn of_frame(
    frame: Frame,
    company: &Company,
    membership: &Membership,
    plans: &[Plan],
    terms: &Terms,
) -> Result<Payable, Failure> {
    let mut payable = Payable::default();
    payable.deals.entries = vec![Vec::new(); terms.rules.len()];
    payable.credits.values = vec![Vec::new(); terms.values.len()];
    let won = distinct(&frame, "stage").map_err(|error| refused(&error))?;
    let deals = WonDeals::of(frame, &won, Span::ALL).map_err(|error| refused(&error))?;
    let failure = std::sync::Mutex::new(None);
    let (paid, currency) = (Span::ALL, None);
    let context = Context { terms, plans, company, membership, paid, currency, lenient: true, failure };
    let entries = context.entries(&deals).map_err(|(error, place)| Trouble::Condition(error, place))?;
    let part = context.credit(&deals, &entries, "").map_err(|error| refused(&error))?;
    payable.append(part.map_err(Trouble::Engine)?.payable);
    Ok(payable)
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Engine(error) => refused_by_engine(&error),
            Trouble::Condition(error, place) => {
                Self::new(Outcome::Workspace, format!("the condition {error}")).at(place)
            }
        }
    }
}

impl Payable {
    fn append(&mut self, part: Self) {
        let shift = u32::try_from(self.deals.days.len()).expect("fewer than 2^32 deals");
        let currencies: Vec<u16> =
            part.currencies.iter().map(|currency| position_of(&mut self.currencies, currency)).collect();
        let files: Vec<u16> = part.files.iter().map(|file| position_of(&mut self.files, file)).collect();
        self.deals.ids.append(&part.deals.ids);
        self.deals.accounts.append(&part.deals.accounts);
        self.deals.days.extend(part.deals.days);
        self.deals.amounts.extend(part.deals.amounts);
        self.deals.currencies.extend(
            part.deals
                .currencies
                .iter()
                .map(|code| currencies.get(usize::from(*code)).copied().unwrap_or(NO_CURRENCY)),
        );
        self.deals.files.extend(part.deals.files.iter().map(|file| files[usize::from(*file)]));
        self.deals.rows.extend(part.deals.rows);
        for (all, more) in self.deals.entries.iter_mut().zip(part.deals.entries) {
            all.extend(more);
        }
        self.credits.deals.extend(part.credits.deals.iter().map(|deal| deal + shift));
        self.credits.reps.extend(part.credits.reps);
        self.credits.shares.extend(part.credits.shares);
        self.credits.causes.extend(part.credits.causes);
        for (all, more) in self.credits.values.iter_mut().zip(part.credits.values) {
            all.extend(more);
        }
        self.unowned += part.unowned;
    }
}

fn position_of<T: PartialEq + Clone>(all: &mut Vec<T>, wanted: &T) -> u16 {
    let position = all.iter().position(|other| other == wanted).unwrap_or_else(|| {
        all.push(wanted.clone());
        all.len() - 1
    });
    u16::try_from(position).expect("fewer than 65,536 files and currencies")
}

impl Context<'_> {
    fn part(&self, batch: Batch, days: Span) -> Result<Part, DataError> {
        let file = batch.file_name().to_owned();
        let deals = WonDeals::of(
            self.company.split_deals.looked_at(batch.frame, &self.company.splits)?,
            &batch.won,
            days,
        )?;
        let trouble = match self.entries(&deals) {
            Ok(entries) => {
                let plans = (self.terms, self.plans);
                own_column::check(&deals, &file, &entries, plans, (self.company, self.membership))?;
                match self.credit(&deals, &entries, &file)? {
                    Ok(part) => return Ok(part),
                    Err(error) => Trouble::Engine(error),
                }
            }
            Err((error, place)) => Trouble::Condition(error, place),
        };
        if let Ok(mut failure) = self.failure.lock()
            && failure.is_none()
        {
            *failure = Some(trouble);
        }
        Err(DataError::row_refused(&file, 0, "", "the deals cannot be credited"))
    }

    /// For each rule, which entry of its rate tables takes each deal.
    fn entries(&self, deals: &WonDeals) -> Result<Vec<Vec<u8>>, (ConditionError, String)> {
        let mut all = Vec::with_capacity(self.terms.rules.len());
        for (rule, needs) in self.terms.rules.iter().zip(&self.terms.needs) {
            let plan = &self.plans[rule.plan];
            let place = || format!("{}: element `{}`", plan.file, plan.elements[rule.element].id);
            let holds = |condition: &Condition| deals.holds(condition).map_err(|error| (error, place()));
            let mut entries = vec![NOT_TAKEN; deals.len()];
            for (number, table) in needs.tables.iter().enumerate().rev() {
                let number = u8::try_from(number).ok().filter(|number| *number < NOT_TAKEN);
                let number = number.expect("a plan is refused with 255 rate tables in one element");
                match table {
                    None => entries.fill(number),
                    Some(condition) => {
                        for (entry, held) in entries.iter_mut().zip(holds(condition)?) {
                            if held {
                                *entry = number;
                            }
                        }
                    }
                }
            }
            if let Some(condition) = &needs.condition {
                for (entry, held) in entries.iter_mut().zip(holds(condition)?) {
                    if !held {
                        *entry = NOT_TAKEN;
                    }
                }
            }
            all.push(entries);
        }
        Ok(all)
    }

    fn credit(
        &self,
        deals: &WonDeals,
        entries: &[Vec<u8>],
        file: &str,
    ) -> Result<Result<Part, EngineError>, DataError> {
        let (ids, owners, days) = (deals.texts("deal_id")?, deals.texts("rep_id")?, deals.days()?);
        let (accounts, account_ids) = (deals.texts("account")?, deals.texts("account_id")?);
        let (codes, amounts, rows) = (deals.texts("currency")?, deals.numbers("amount")?, deals.rows());
        let files = deals.files()?;
        let values =
            self.terms.values.iter().map(|value| column(value, deals)).collect::<Result<Vec<_>, _>>();
        let values = values.map_err(|error| error.in_file(file))?;
        let mut part = Part::default();
        part.payable.deals.entries = vec![Vec::with_capacity(deals.len()); entries.len()];
        part.payable.credits.values = vec![Vec::with_capacity(deals.len()); values.len()];
        let whole = [Share { rep: 0, role: 0, percent: Percent::HUNDRED }];
        let mut parts = Vec::new();
        for row in 0..deals.len() {
            let Some(day) = Day::from_number(days[row]) else { continue };
            let id = ids[row].unwrap_or_default();
            let split = self.company.splits.shares(id);
            let mut shares = split;
            let mut own = whole;
            if split.is_empty() {
                match self.owner(owners[row], day, &mut part) {
                    Ok(Some(rep)) => own[0].rep = rep,
                    Ok(None) => continue,
                    Err(error) => return Ok(Err(error)),
                }
                shares = &own;
            } else if let Err(error) = check_whole(id, split) {
                return Ok(Err(error));
            }
            let taken: Vec<bool> =
                shares.iter().map(|share| self.takes(share.rep, day, row, entries)).collect();
            for share in shares.iter().zip(&taken).filter(|(_, taken)| !**taken).map(|(share, _)| share) {
                self.count_unplanned(share.rep, day, &mut part);
            }
            if !taken.contains(&true) {
                continue;
            }
            let into = &mut part.payable;
            let deal = u32::try_from(into.deals.days.len()).expect("a batch has fewer than 2^32 deals");
            let account =
                accounts[row].filter(|name| !name.is_empty()).or(account_ids[row]).unwrap_or_default();
            into.deals.ids.push(id);
            into.deals.accounts.push(account);
            into.deals.days.push(days[row]);
            into.deals.amounts.push(amounts[row].unwrap_or(0));
            let currency = codes[row].and_then(|code| Currency::parse(code).ok());
            into.deals.currencies.push(match currency.or(self.currency) {
                Some(currency) => position_of(&mut into.currencies, &currency),
                None => NO_CURRENCY,
            });
            let name = files.as_ref().and_then(|files| files[row]).unwrap_or(file).to_owned();
            into.deals.files.push(position_of(&mut into.files, &name));
            into.deals.rows.push(rows[row]);
            for (all, mine) in into.deals.entries.iter_mut().zip(entries) {
                all.push(mine[row]);
            }
            for (share, _) in shares.iter().zip(&taken).filter(|(_, taken)| **taken) {
                into.credits.deals.push(deal);
                into.credits.reps.push(share.rep);
                into.credits.shares.push(share.percent.raw());
                into.credits.causes.push(if split.is_empty() { Cause::OWNER } else { Cause::SHARE });
            }
            for (number, (all, value)) in into.credits.values.iter_mut().zip(&values).enumerate() {
                // A value that no element of these reps counts may be missing.
                let counts = |(share, taken): (&Share, &bool)| {
                    *taken && self.counts(share.rep, day, row, entries, number)
                };
                if !self.lenient && value[row].is_none() && shares.iter().zip(&taken).any(counts) {
                    let column = self.terms.values[number].column();
                    let reason = "the deal has none, and an element of the plan counts it";
                    return Err(DataError::row_refused(file, rows[row], column, reason));
                }
                let value = value[row].unwrap_or(0);
                if split.is_empty() {
                    all.push(value);
                    continue;
                }
                if let Err(error) = credits(Amount::from_raw(value), split, &mut parts) {
                    return Ok(Err(error));
                }
                all.extend(parts.iter().zip(&taken).filter(|(_, taken)| **taken).map(|(part, _)| part.raw()));
            }
        }
        Ok(Ok(part))
    }

    /// The owner of a deal; nothing for a deal without one, or with one who is no rep.
    fn owner(&self, owner: Option<&str>, day: Day, part: &mut Part) -> Result<Option<u32>, EngineError> {
        let Some(owner) = owner.filter(|owner| !owner.is_empty()) else {
            part.payable.unowned += u64::from(self.paid.contains(day));
            return Ok(None);
        };
        match self.company.people.find(owner) {
            Found::Rep(rep) => Ok(Some(rep)),
            Found::Ambiguous(count) => Err(EngineError::AmbiguousName { name: owner.to_owned(), count }),
            Found::Unknown => {
                if self.paid.contains(day) {
                    *part.unplanned.entry(owner.to_owned()).or_default() += 1;
                }
                Ok(None)
            }
        }
    }

    /// The elements of the rep's plan that take a deal.
    fn taking<'e>(
        &'e self,
        rep: u32,
        day: Day,
        row: usize,
        entries: &'e [Vec<u8>],
    ) -> impl Iterator<Item = &'e Rule> {
        let plan = self.membership.plan_on(rep, day);
        let rules = self.terms.rules.iter().zip(&self.terms.needs).zip(entries);
        let taking = rules.filter(move |((rule, needs), entries)| {
            Some(rule.plan) == plan
                && entries[row] != NOT_TAKEN
                && needs.between.is_none_or(|days| days.contains(day))
        });
        taking.map(|((rule, _), _)| rule)
    }

    /// Whether some element of the rep's plan takes a deal.
    fn takes(&self, rep: u32, day: Day, row: usize, entries: &[Vec<u8>]) -> bool {
        self.taking(rep, day, row, entries).next().is_some()
    }

    /// Whether some element of the rep's plan that takes a deal counts, or pays on, a value.
    fn counts(&self, rep: u32, day: Day, row: usize, entries: &[Vec<u8>], value: usize) -> bool {
        let uses =
            |rule: &Rule| rule.measure == value || rule.pays_on.is_some_and(|(other, _)| other == value);
        self.taking(rep, day, row, entries).any(uses)
    }

    fn count_unplanned(&self, rep: u32, day: Day, part: &mut Part) {
        if self.paid.contains(day) && self.membership.plan_on(rep, day).is_none() {
            let id = self.company.people.id(rep);
            *part.unplanned.entry_ref(id).or_insert(0) += 1;
        }
    }
}

/// A measure of each deal, scale 4.
fn column(value: &Value, deals: &WonDeals) -> Result<Vec<Option<i128>>, DataError> {
    match value {
        Value::Count => Ok(vec![Some(10_000); deals.len()]),
        Value::Column(column) => deals.numbers(column),
        Value::Margin => {
            let pairs = deals.numbers("amount")?.into_iter().zip(deals.numbers("cost")?);
            Ok(pairs.map(|(amount, cost)| amount?.checked_sub(cost?)).collect())
        }
    }
}
