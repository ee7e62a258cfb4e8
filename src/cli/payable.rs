//! From the deals to the columns that commissions are worked out over: what the elements need of the deals, and the
//! reading of those that some element takes. Crediting a batch is left to `taking`.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use crate::calendar::{Day, Span};
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::plans;
use crate::cli::portions::Takes;
use crate::cli::reading::{Company, Reading, refused};
use crate::cli::tables::Tables;
use crate::cli::taking::{Context, Part};
use crate::data::{Beside, CREDIT_COLUMNS, Condition, Frame, Won, WonDeals, columns_of, distinct};
use crate::engine::commissions::Rule;
use crate::engine::crediting::Places;
use crate::engine::events::EventBook;
use crate::engine::membership::Membership;
use crate::engine::people::{People, index};
use crate::engine::shelf::{Groups, Shelf, Stock};
use crate::model::table::{ColumnKind, table};
use crate::money::Currency;
use crate::plan::expression::{Expression, Kind, Names};
use crate::plan::{Credit, DatedBy, Element, Located, Measure, Pays, Place, Plan, Quota, Worth};

/// A measure of the deals that some element counts or pays on.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Amount minus cost.
    Margin,
    /// One.
    Count,
    /// A column.
    Column(String),
    /// SQL over columns.
    Expression(Expression),
}

impl Value {
    /// The column that a deal lacks when it has no such value.
    pub(super) fn column(&self) -> &str {
        match self {
            Self::Margin => "cost",
            Self::Count => "",
            Self::Column(column) => column,
            Self::Expression(expression) => expression.text(),
        }
    }
}

/// What an element needs of the deals.
pub(super) struct Needs {
    pub condition: Option<Condition>,
    pub tables: Vec<Option<Condition>>,
    pub between: Option<Span>,
    /// Whose credits count.
    pub credit: Vec<Credit>,
    /// What dates them.
    pub on: DatedBy,
    /// Whether a condition asks for what the deals do not have: the role or the kind of a credit.
    pub by_credit: bool,
}

/// The rules of the plans, and what they need of the deals.
pub struct Terms {
    /// The rules.
    pub rules: Vec<Rule>,
    /// Quota measures that plans refer to by name: their positions among the values, and whether they are money.
    pub quota_measures: BTreeMap<String, (usize, bool)>,
    pub(super) values: Vec<Value>,
    pub(super) needs: Vec<Needs>,
    /// For each plan version: whether all direct credit counts, for a quota measure that it refers to.
    pub(super) keeps: Vec<bool>,
    columns: Vec<String>,
    /// Whether the terms of all deals are kept, also where no element looks at them.
    pub whole_life: bool,
}

/// What was read.
#[derive(Debug, Default)]
pub struct Payable {
    /// The deals that some element takes, and their credits.
    pub shelf: Shelf,
    /// Won deals of the periods without an owner.
    pub unowned: u64,
    /// Won deals of the periods whose rep is on no plan, by rep.
    pub unplanned: Vec<(String, u64)>,
    /// The first day of those that were asked about on which a deal was won with an amount below zero.
    pub below_zero: Option<Day>,
    /// How many credits each rep has, where they had too little room to be kept.
    pub counts: Option<Vec<usize>>,
}

/// Which credits of the deals are kept.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// All.
    All,
    /// All, if the run takes no more than so many bytes with them; else they are counted, rep by rep.
    Within(usize),
    /// Those of reps whose ids lie between these, the last one left out.
    Between(Option<String>, Option<String>),
}

impl Wanted {
    /// For each rep whether credits are kept; nothing where all are.
    fn reps(&self, people: &People) -> Option<Vec<bool>> {
        let Self::Between(from, to) = self else { return None };
        let between =
            |id: &String| from.as_ref().is_none_or(|from| id >= from) && to.as_ref().is_none_or(|to| id < to);
        Some(people.ids().iter().map(between).collect())
    }
}

impl Terms {
    /// Parses the conditions of all elements and checks names and columns against the deals.
    pub fn new(plans: &[Plan], tables: &Tables<'_>) -> Result<Self, Failure> {
        Self::over(plans, &columns_of(&tables.require("deals")?).map_err(|error| refused(&error))?)
    }

    /// The same for deals with these columns.
    pub fn over(plans: &[Plan], known: &[String]) -> Result<Self, Failure> {
        let mut terms = Self {
            rules: Vec::new(),
            quota_measures: BTreeMap::new(),
            values: Vec::new(),
            needs: Vec::new(),
            keeps: Vec::new(),
            columns: Vec::new(),
            whole_life: false,
        };
        for (position, plan) in plans.iter().enumerate() {
            for (element_position, element) in plan.elements.iter().enumerate() {
                let (measure, money) = terms.value(&element.measure, element, plan, known)?;
                let pays_on = match &element.pays_on {
                    Some(measure) => Some(terms.value(measure, element, plan, known)?),
                    None => None,
                };
                // Money for a unit multiplies units, whatever finds the tier.
                let by_units = element.pays == Pays::Unit && money && pays_on.is_none();
                let pays_on = match by_units {
                    true => Some(terms.value(&Measure::Units, element, plan, known)?),
                    false => pays_on,
                };
                let rank = match &element.worth {
                    Worth::Contest(contest) => Some(terms.value(&contest.rank_by, element, plan, known)?),
                    _ => None,
                };
                terms.rules.push(Rule {
                    plan: position,
                    element: element_position,
                    measure,
                    money,
                    pays_on,
                    rank,
                });
                let needs = terms.needs(plan, element, known)?;
                terms.needs.push(needs);
            }
            let named = plan.named_measures();
            terms.keeps.push(!named.is_empty());
            for name in named {
                let measure = quota_measure(name, plan);
                let Some(first) = plan.elements.first() else { continue };
                // What the deals cannot count is looked up in the scores.
                if matches!(&measure, Measure::Column(column) if !known.contains(&column.value)) {
                    continue;
                }
                let value = terms.value(&measure, first, plan, known)?;
                terms.quota_measures.insert(name.to_owned(), value);
            }
        }
        Ok(terms)
    }

    /// Everything for which [`Terms::over`] refuses the plans, and not only the first.
    #[must_use]
    pub fn faults(plans: &[Plan], known: &[String]) -> Vec<Failure> {
        let mut faults = Vec::new();
        // Terms of nothing, to look at one thing after the other.
        let mut terms = match Self::over(&[], known) {
            Ok(terms) => terms,
            Err(failure) => return vec![failure],
        };
        for plan in plans {
            for element in &plan.elements {
                let rank = match &element.worth {
                    Worth::Contest(contest) => Some(&contest.rank_by),
                    _ => None,
                };
                let measures = std::iter::once(&element.measure).chain(&element.pays_on).chain(rank);
                faults
                    .extend(measures.filter_map(|measure| terms.value(measure, element, plan, known).err()));
                let rows = element.rate_tables().iter().map(|table| &table.condition);
                let conditions = std::iter::once(&element.condition).chain(rows).flatten();
                let asked = with_credit(known);
                faults.extend(conditions.filter_map(|text| plans::condition(text, plan, &asked).err()));
            }
            let Some(first) = plan.elements.first() else { continue };
            let named = plan.named_measures().into_iter().map(|name| quota_measure(name, plan));
            faults.extend(named.filter_map(|measure| terms.value(&measure, first, plan, known).err()));
        }
        faults
    }

    /// Whether some element needs the events of deals.
    #[must_use]
    pub fn needs_events(plans: &[Plan]) -> bool {
        let mut elements = plans.iter().flat_map(|plan| &plan.elements);
        elements.any(|element| {
            element.on != DatedBy::Close || element.release.is_some() || element.clawback.is_some()
        })
    }

    /// Whether some element counts other credit than direct credit by the close of deals.
    pub(super) fn is_beyond(&self) -> bool {
        let beyond =
            |needs: &Needs| needs.on != DatedBy::Close || needs.credit != [Credit::Direct] || needs.by_credit;
        self.needs.iter().any(beyond)
    }

    /// The name of a measure that is a column of the file's own: one that the table of deals does not list.
    pub(super) fn own_column(&self, measure: usize) -> Option<&str> {
        let Value::Column(column) = &self.values[measure] else { return None };
        let listed = table("deals").is_some_and(|deals| deals.column(column).is_some());
        (!listed).then_some(column)
    }

    fn needs(&mut self, plan: &Plan, element: &Element, known: &[String]) -> Result<Needs, Failure> {
        let mut by_credit = false;
        let mut parse = |text: Option<&crate::plan::Condition>| -> Result<Option<Condition>, Failure> {
            let Some(text) = text else { return Ok(None) };
            let condition = plans::condition(text, plan, &with_credit(known))?;
            for name in condition.names() {
                if !known.contains(&name) {
                    by_credit = true;
                } else if !self.columns.contains(&name) {
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
        let (credit, on) = (element.credit.clone(), element.on);
        Ok(Needs { condition, tables, between: element.between, credit, on, by_credit })
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
            Measure::Expression(text) => return self.expression(text, plan, known),
            Measure::Column(column) => {
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
            Value::Count | Value::Expression(_) => &[],
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
        Ok((self.position(value), money))
    }

    fn position(&mut self, value: Value) -> usize {
        self.values.iter().position(|other| *other == value).unwrap_or_else(|| {
            self.values.push(value);
            self.values.len() - 1
        })
    }

    /// The position of a measure that is SQL over the columns of a deal, and whether it is money: when a column of
    /// money stands in it.
    fn expression(
        &mut self,
        text: &Located<String>,
        plan: &Plan,
        known: &[String],
    ) -> Result<(usize, bool), Failure> {
        let names = Names::of_columns(known.iter().map(|name| (name.as_str(), kind_of(name))));
        let expression = Expression::number(&text.value, &names).map_err(|error| {
            let failure = Failure::new(Outcome::Workspace, error.to_string())
                .at(format!("{}:{}: `{}`", plan.file, text.place.line, text.path));
            match error.remedy {
                Some(remedy) => failure.hint(remedy),
                None => failure,
            }
        })?;
        let is_money = |name: &String| {
            let spec = table("deals").and_then(|deals| deals.column(name));
            spec.is_some_and(|spec| spec.kind == ColumnKind::Money)
        };
        let money = expression.columns().iter().any(is_money);
        for column in expression.columns() {
            if !self.columns.contains(column) {
                self.columns.push(column.clone());
            }
        }
        Ok((self.position(Value::Expression(expression)), money))
    }
}

/// What a condition over credits may name: the columns of the deals, and those of credits.
fn with_credit(known: &[String]) -> Vec<String> {
    let more = CREDIT_COLUMNS.into_iter().filter(|name| !known.iter().any(|known| known == name));
    known.iter().cloned().chain(more.map(str::to_owned)).collect()
}

/// What the column of a deal holds, for an expression; a column of the file's own is a number.
pub(super) fn kind_of(name: &str) -> Kind {
    match table("deals").and_then(|deals| deals.column(name)).map(|spec| spec.kind) {
        Some(ColumnKind::Text | ColumnKind::Id | ColumnKind::Currency) => Kind::Text,
        Some(ColumnKind::Date) => Kind::Date,
        Some(_) | None => Kind::Number,
    }
}

/// What a quota measure counts: as the first element with a quota of that name, else by its own name.
fn quota_measure(name: &str, plan: &Plan) -> Measure {
    match name {
        "bookings" => Measure::Amount,
        "margin" => Measure::Margin,
        "units" => Measure::Units,
        "count" => Measure::Count,
        _ => {
            let mut elements = plan.elements.iter();
            let named = elements.find(|element| element.quota == Quota::Measure(name.to_owned()));
            let place = Place { line: 1, column: 1 };
            let column = Located { value: name.to_owned(), path: String::new(), place };
            named.map_or(Measure::Column(column), |element| element.measure.clone())
        }
    }
}

/// What a run pays by, besides its tables.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The company.
    pub company: &'a Company,
    /// Who is on which plan when.
    pub membership: &'a Membership,
    /// The plans.
    pub plans: &'a [Plan],
    /// What they need of the deals.
    pub terms: &'a Terms,
    /// What happened to deals after their booking.
    pub events: &'a EventBook,
}

/// What is kept of the deals that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Also what is only shown: account, file and row.
    Shown,
    /// What the pay hangs on: sums show no deal.
    Paid,
}

/// Reads the won deals of some days and credits those that some element takes. Before the day in `ask`, deals of an
/// amount below zero are looked for, whoever they are credited to. The shelf is still to be put in order, from what is
/// given beside it.
pub fn read(
    tables: &Tables<'_>,
    reading: &mut Reading<'_>,
    ground: Ground<'_>,
    (days, paid, ask): (Span, Span, Option<Day>),
    (kept, wanted): (Kept, &Wanted),
) -> Result<(Payable, Stock), Failure> {
    let source = tables.require("deals")?;
    let mut columns = vec!["deal_id", "rep_id", "stage", "close_date", "amount", "currency"];
    if kept == Kept::Shown {
        columns.extend(["account", "account_id"]);
        // Tables written by an import keep the file that each row came from.
        if source.files.iter().any(|file| file.name() == "-" || file.name().ends_with(".parquet")) {
            columns.push("file");
        }
    }
    let (terms, company) = (ground.terms, ground.company);
    for column in terms.columns.iter().map(String::as_str).chain(["term_months", "territory"]) {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    let mut payable = Payable::default();
    let mut unplanned: HashMap<String, u64> = HashMap::new();
    let currency = reading.settings.currency.as_ref().map(|currency| currency.value);
    let groups = Groups::new(company.people.len());
    let mut stock = Stock::new(groups);
    let context =
        Context::new(ground, groups, paid, currency, false, kept).only(wanted.reps(&company.people));
    let room = match wanted {
        Wanted::Within(limit) => {
            Some(Takes::of(company, kept, terms.rules.len(), terms.values.len()).room(*limit))
        }
        Wanted::All | Wanted::Between(..) => None,
    };
    let (mut counts, mut credits, mut is_full) = (Vec::new(), 0_usize, false);
    let won = reading.won();
    let read = reading.large(
        &source,
        &columns,
        Some(Won { stages: won.as_deref(), beside: Beside::Nothing, days, below_zero_before: ask }),
        &|batch| context.part(batch, (days, ask)),
        &mut |part: Part| {
            for (owner, deals) in part.unplanned {
                *unplanned.entry(owner).or_default() += deals;
            }
            payable.unowned += part.unowned;
            payable.below_zero = payable.below_zero.into_iter().chain(part.below_zero).min();
            if let Some(room) = room {
                let reps = &part.batch.credits.reps;
                counts.resize(company.people.len(), 0);
                for rep in reps {
                    counts[index(*rep)] += 1;
                }
                credits += reps.len();
                if credits > room && !is_full {
                    (stock, is_full) = (Stock::new(groups), true);
                }
            }
            if !is_full {
                stock.add(part.batch);
            }
            Ok(())
        },
    );
    match context.failure.into_inner().unwrap_or(None) {
        Some(trouble) => return Err(trouble.into()),
        None => read?,
    }
    payable.unplanned = unplanned.into_iter().collect();
    payable.unplanned.sort();
    payable.counts = is_full.then_some(counts);
    Ok((payable, stock))
}

/// Credits deals that stand in memory, all of them won, as those of a file are credited. A value that a deal lacks and
/// an element counts is zero, and a deal counts in every way in which an element counts deals.
pub fn of_frame(frame: Frame, ground: Ground<'_>) -> Result<Payable, Failure> {
    of_rows(frame, None, ground)
}

/// The file that deals stand in, and the currency of those that name none.
pub type OfFile<'f> = (&'f str, Option<Currency>);

/// The same for deals of a file, whatever their stage is: a value that such a deal lacks and an element counts
/// refuses it, and it counts in the ways in which deals of a file count.
pub fn of_rows(frame: Frame, of_file: Option<OfFile<'_>>, ground: Ground<'_>) -> Result<Payable, Failure> {
    let won = distinct(&frame, "stage").map_err(|error| refused(&error))?;
    let deals = WonDeals::of(frame, &won, Span::ALL).map_err(|error| refused(&error))?;
    let groups = Groups::new(ground.company.people.len());
    let (file, currency) = of_file.unwrap_or_default();
    let context = Context::new(ground, groups, Span::ALL, currency, of_file.is_none(), Kept::Shown);
    let part = context.part_of(&deals, &Places::default(), file).map_err(|error| refused(&error))??;
    let mut unplanned: Vec<(String, u64)> = part.unplanned.into_iter().collect();
    unplanned.sort();
    let mut stock = Stock::new(groups);
    stock.add(part.batch);
    let (shelf, unowned) = (stock.finish(1), part.unowned);
    Ok(Payable { shelf, unowned, unplanned, ..Payable::default() })
}
