//! Plans on trial: a run that is made in memory, without any table file. Reps stand on plans whatever `who` says, and
//! deals are stated one by one; they are read, credited and paid by the code that reads, credits and pays those of
//! files. What is tried, and what the answer means, is left to the commands.

use crate::calendar::{Calendar, Day, Period, Span};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::payable::{self, Ground, Terms};
use crate::cli::plans;
use crate::cli::reading::{Company, refused_by_engine};
use crate::data::{CREDIT_COLUMNS, Cell, CellFault, Condition, MadeColumn, made, rows};
use crate::engine::commissions::{Line, NO_RULE, Run, unit_of};
use crate::engine::membership::{Membership, Stretch};
use crate::engine::order::Order;
use crate::engine::people::{Found, People};
use crate::engine::quota::QuotaBook;
use crate::engine::shelf::Shelf;
use crate::model::rows::RepRow;
use crate::model::table::{TableSpec, table};
use crate::money::Amount;
use crate::plan::{Measure, Plan};

/// The id of a rep who is given none.
pub const REP: &str = "rep";

/// A rep on trial.
#[derive(Clone, Debug)]
pub struct TrialRep {
    /// The dated rows; at least one, all with one id.
    pub rows: Vec<RepRow>,
    /// The days on each plan, in order.
    pub stretches: Vec<Stretch>,
    /// Days away.
    pub leaves: Vec<Span>,
}

/// A deal on trial: won, and wholly its rep's.
#[derive(Clone, Debug)]
pub struct TrialDeal {
    /// The id of the rep.
    pub rep: String,
    /// The event date.
    pub date: Day,
    /// The amount.
    pub amount: Amount,
    /// Other columns; each name once in a deal.
    pub columns: Vec<(String, Cell)>,
}

/// What is on trial, before any deal.
#[derive(Debug)]
pub struct Stage {
    /// The plan versions.
    pub plans: Vec<Plan>,
    /// The reps.
    pub reps: Vec<TrialRep>,
    /// The quotas of each plan version.
    pub quotas: Vec<QuotaBook>,
    /// The calendar.
    pub calendar: Calendar,
    /// Columns that deals state and no table lists.
    pub columns: Vec<String>,
}

/// Plans, reps and quotas, ready for deals.
pub struct Trial {
    run: Run,
    company: Company,
    terms: Terms,
    columns: Vec<String>,
}

impl Trial {
    /// Sets the stage. Every column that the plans name is there, without values until a deal states some.
    pub fn new(stage: Stage) -> Result<Self, Failure> {
        let Stage { plans, mut reps, quotas, calendar, mut columns } = stage;
        columns.extend(deals_table().columns.iter().map(|column| column.name.to_owned()));
        for plan in &plans {
            columns.extend(names(plan)?);
        }
        columns.sort();
        columns.dedup();
        let id = |rep: &TrialRep| rep.rows.first().map(|row| row.rep_id.clone());
        reps.sort_by_key(id);
        let rows = || reps.iter().flat_map(|rep| rep.rows.clone()).collect::<Vec<RepRow>>();
        let people = || People::new(rows()).map_err(|error| refused_by_engine(&error));
        let terms = Terms::over(&plans, &columns)?;
        let company = Company { people: people()?, ..Company::default() };
        // The one place where a run is made without files.
        let run = Run {
            people: people()?,
            membership: Membership::of_stretches(reps.iter().map(|rep| rep.stretches.clone())),
            rules: terms.rules.clone(),
            quota_measures: terms.quota_measures.clone(),
            quotas,
            leaves: reps.iter().map(|rep| rep.leaves.clone()).collect(),
            calendar,
            payouts: vec![Vec::new(); plans.len()],
            plans,
            ..Run::default()
        };
        Ok(Self { run, company, terms, columns })
    }

    /// Puts these deals in the place of all earlier ones and asks for every payout from that of the first of them to
    /// that of the day `until`. `refuse` says what is to be said of a value that its column cannot hold.
    pub fn enter(
        &mut self,
        deals: &[TrialDeal],
        until: Day,
        refuse: &dyn Fn(&CellFault) -> Failure,
    ) -> Result<(), Failure> {
        let frame = made(deals_table(), deals.len(), &frame_columns(deals), &self.columns)
            .map_err(|fault| refuse(&fault))?;
        let run = &mut self.run;
        let ground = Ground {
            company: &self.company,
            membership: &run.membership,
            plans: &run.plans,
            terms: &self.terms,
            events: &run.events,
        };
        let Shelf { deals: entered, credits, currencies, .. } = payable::of_frame(frame, ground)?.shelf;
        run.order = Order::new(run.people.len(), &entered, &credits, 1);
        (run.deals, run.credits, run.currencies) = (entered, credits, currencies);
        let first = deals.iter().map(|deal| deal.date).min();
        self.ask(first.map(|from| Span { from, to: until }));
        Ok(())
    }

    /// Asks for the payouts that hold these days.
    pub fn ask(&mut self, days: Option<Span>) {
        let run = &mut self.run;
        run.periods.clear();
        for (plan, payouts) in run.plans.iter().zip(&mut run.payouts) {
            payouts.clear();
            let Some(days) = days else { continue };
            for period in payouts_in(&run.calendar, plan, days) {
                let known = run.periods.iter().position(|known| *known == period);
                payouts.push(known.unwrap_or(run.periods.len()));
                if known.is_none() {
                    run.periods.push(period);
                }
            }
        }
    }

    /// The run, for its terms and quotas.
    #[must_use]
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// The run, for values that no column states.
    pub fn run_mut(&mut self) -> &mut Run {
        &mut self.run
    }

    /// The number of a rep.
    #[must_use]
    pub fn rep(&self, id: &str) -> Option<u32> {
        match self.run.people.find(id) {
            Found::Rep(rep) => Some(rep),
            Found::Ambiguous(_) | Found::Unknown => None,
        }
    }

    /// The lines of a rep.
    pub fn lines(&self, rep: u32) -> Result<Vec<Line>, Failure> {
        let mut lines = Vec::new();
        self.run.lines(rep, &mut |line| lines.push(line)).map_err(|error| refused_by_engine(&error))?;
        Ok(lines)
    }

    /// What the payout of this label pays a rep in the end, if it is one of those that are asked for.
    pub fn paid(&self, rep: u32, label: &str) -> Result<Option<Amount>, Failure> {
        if !self.run.periods.iter().any(|period| period.label == label) {
            return Ok(None);
        }
        let sums = self.run.summaries(rep).map_err(|error| refused_by_engine(&error))?;
        let mine = sums.iter().filter(|sums| self.run.periods[sums.period].label == label);
        let paid = Amount::checked_sum(mine.map(crate::engine::commissions::Summary::payable));
        paid.map(Some).ok_or_else(|| {
            Failure::new(Outcome::Input, format!("what {label} pays is too large to be added exactly"))
        })
    }

    /// What some lines have earned in the element of this id.
    pub fn earned(&self, lines: &[Line], element: &str) -> Result<Amount, Failure> {
        let mine =
            lines.iter().filter(|line| line.rule != NO_RULE && self.run.element(line.rule).id == element);
        Amount::checked_sum(mine.map(|line| line.earned)).ok_or_else(|| {
            Failure::new(Outcome::Input, format!("what `{element}` earns is too large to be added exactly"))
        })
    }
}

/// A row of the reps table with these columns; `refuse` says what is to be said of a value that its column cannot
/// hold.
pub fn rep_row(
    columns: &[(String, Cell)],
    refuse: &dyn Fn(&CellFault) -> Failure,
) -> Result<RepRow, Failure> {
    let id = ("rep_id".to_owned(), Cell::Text(REP.to_owned()));
    let has_id = columns.iter().any(|(name, _)| name == "rep_id");
    let all = columns.iter().chain((!has_id).then_some(&id));
    let all: Vec<MadeColumn> =
        all.map(|(name, cell)| MadeColumn { name: name.clone(), cells: vec![Some(cell.clone())] }).collect();
    let reps = table("reps").expect("reps are a table");
    let frame = made(reps, 1, &all, &[]).map_err(|fault| refuse(&fault))?;
    Ok(rows::reps(&frame, "").into_iter().next().unwrap_or_default())
}

/// A value that its column cannot hold, as a failure.
#[must_use]
pub fn refused_cell(outcome: Outcome, fault: &CellFault) -> Failure {
    let CellFault { column, value, reason, .. } = fault;
    Failure::new(outcome, format!("the column `{column}`: `{value}` {reason}"))
}

/// The table of deals.
#[must_use]
pub fn deals_table() -> &'static TableSpec {
    table("deals").expect("deals are a table")
}

/// Every column of deals that a plan names.
pub fn names(plan: &Plan) -> Result<Vec<String>, Failure> {
    let mut names: Vec<String> = plan.columns().iter().map(|column| column.value.clone()).collect();
    for element in &plan.elements {
        for condition in std::iter::once(&element.condition)
            .chain(element.rate_tables().iter().map(|table| &table.condition))
            .flatten()
        {
            // What a condition asks of the credit is no column of a deal, unless a deal states it.
            let asked = plans::parsed(condition, plan)?.names().into_iter();
            names.extend(asked.filter(|name| !CREDIT_COLUMNS.contains(&name.as_str())));
        }
        for measure in std::iter::once(&element.measure).chain(&element.pays_on) {
            match measure {
                Measure::Expression(text) => {
                    let parsed = Condition::parse(&text.value);
                    names.extend(parsed.map(|parsed| parsed.names()).unwrap_or_default());
                }
                Measure::Margin => names.push("cost".to_owned()),
                Measure::Units => names.push("units".to_owned()),
                Measure::Amount | Measure::Count | Measure::Column(_) => {}
            }
        }
    }
    Ok(names)
}

/// The deals as columns, numbered in their order where they name themselves nothing.
fn frame_columns(deals: &[TrialDeal]) -> Vec<MadeColumn> {
    let digits = deals.len().to_string().len();
    let column = |name: &str, cell: &dyn Fn(usize, &TrialDeal) -> Cell| MadeColumn {
        name: name.to_owned(),
        cells: deals.iter().enumerate().map(|(at, deal)| Some(cell(at, deal))).collect(),
    };
    let mut columns = vec![
        column("rep_id", &|_, deal| Cell::Text(deal.rep.clone())),
        column("close_date", &|_, deal| Cell::Day(deal.date)),
        column("amount", &|_, deal| Cell::Number(deal.amount.to_string())),
    ];
    let mut stated: Vec<&str> = Vec::new();
    for (name, _) in deals.iter().flat_map(|deal| &deal.columns) {
        if !stated.contains(&name.as_str()) {
            stated.push(name);
        }
    }
    let of = |deal: &TrialDeal, wanted: &str| {
        deal.columns.iter().find(|(name, _)| name == wanted).map(|(_, cell)| cell.clone())
    };
    for name in &stated {
        let cells = deals.iter().map(|deal| of(deal, name)).collect();
        columns.push(MadeColumn { name: (*name).to_owned(), cells });
    }
    let mut filled = |name: &str, default: &dyn Fn(usize) -> String| {
        if !stated.contains(&name) {
            columns.push(MadeColumn { name: name.to_owned(), cells: vec![None; deals.len()] });
        }
        let column = columns.iter_mut().find(|column| column.name == name);
        for (at, cell) in column.into_iter().flat_map(|column| &mut column.cells).enumerate() {
            cell.get_or_insert_with(|| Cell::Text(default(at)));
        }
    };
    filled("deal_id", &|at| format!("{:0digits$}", at + 1));
    filled("stage", &|_| "Closed Won".to_owned());
    columns
}

/// The payouts of a plan that hold these days, in order.
fn payouts_in(calendar: &Calendar, plan: &Plan, days: Span) -> Vec<Period> {
    let mut periods = vec![calendar.period_of(unit_of(plan.payout), days.from)];
    while let Some(last) = periods.last().filter(|last| last.span.to < days.to) {
        let next = calendar.next(last);
        if next.span.from <= last.span.from {
            break;
        }
        periods.push(next);
    }
    periods
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use crate::plan;

    const PLAN: &str = r#"
id = "p"
payout = "quarter"
[[element]]
id = "tiered"
window = "quarter"
mode = "marginal"
tiers = [ { from = 0, rate = 0.05 }, { from = 1000, rate = 0.10 } ]
[[element]]
id = "partners"
where = "channel = 'partner' AND amount > 100.50"
rate = 0.01
"#;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    fn trial() -> Trial {
        let rep = |id: &str| TrialRep {
            rows: vec![RepRow { rep_id: id.to_owned(), ..RepRow::default() }],
            stretches: vec![Stretch { span: Span::ALL, plan: 0 }],
            leaves: Vec::new(),
        };
        Trial::new(Stage {
            plans: vec![plan::parse(PLAN, "plan.toml", Currency::USD).unwrap()],
            reps: vec![rep("R2"), rep("R1")],
            quotas: vec![QuotaBook::default()],
            calendar: Calendar::default(),
            columns: Vec::new(),
        })
        .unwrap()
    }

    fn deal(rep: &str, date: &str, sum: &str, channel: Option<&str>) -> TrialDeal {
        let columns = channel.map(|channel| ("channel".to_owned(), Cell::Text(channel.to_owned())));
        TrialDeal {
            rep: rep.to_owned(),
            date: day(date),
            amount: amount(sum),
            columns: columns.into_iter().collect(),
        }
    }

    fn earned(trial: &Trial, rep: &str, element: &str) -> String {
        let lines = trial.lines(trial.rep(rep).unwrap()).unwrap();
        trial.earned(&lines, element).unwrap().to_string()
    }

    fn refuse(fault: &CellFault) -> Failure {
        refused_cell(Outcome::Workspace, fault)
    }

    #[test]
    fn each_rep_is_paid_for_own_deals_in_own_windows() {
        let mut trial = trial();
        let deals = [
            deal("R1", "2026-03-31", "1500", None),
            deal("R1", "2026-04-01", "1500", Some("partner")),
            deal("R2", "2026-04-01", "100.50", Some("partner")),
        ];
        trial.enter(&deals, day("2026-04-01"), &refuse).unwrap();
        // Each quarter 1,000 × 5 % + 500 × 10 % = 100; the second deal of R1 1 % more.
        assert_eq!(earned(&trial, "R1", "tiered"), "200.00");
        assert_eq!(earned(&trial, "R1", "partners"), "15.00");
        // 100.50 × 5 % = 5.025, half a cent up; not above 100.50.
        assert_eq!(earned(&trial, "R2", "tiered"), "5.03");
        assert_eq!(earned(&trial, "R2", "partners"), "0.00");
    }

    #[test]
    fn deals_take_the_place_of_earlier_ones_and_end_with_the_payout_that_is_asked_for() {
        let mut trial = trial();
        trial.enter(&[deal("R1", "2026-01-05", "700", None)], day("2026-01-05"), &refuse).unwrap();
        assert_eq!(earned(&trial, "R1", "tiered"), "35.00");
        let deals = [deal("R1", "2026-01-05", "100", None), deal("R1", "2026-07-05", "100", None)];
        trial.enter(&deals, day("2026-07-05"), &refuse).unwrap();
        assert_eq!(earned(&trial, "R1", "tiered"), "10.00");
        assert_eq!(trial.run().periods.len(), 3);
        trial.enter(&deals, day("2026-02-01"), &refuse).unwrap();
        assert_eq!(earned(&trial, "R1", "tiered"), "5.00");
        trial.enter(&[], Day::MAX, &refuse).unwrap();
        assert_eq!(earned(&trial, "R1", "tiered"), "0.00");
    }

    #[test]
    fn a_value_that_its_column_cannot_hold_is_refused() {
        let mut wrong = deal("R1", "2026-01-05", "700", None);
        wrong.columns = vec![("units".to_owned(), Cell::Text("some".to_owned()))];
        let failure = trial().enter(&[wrong], day("2026-01-05"), &refuse).unwrap_err();
        assert_eq!(failure.message, "the column `units`: `some` is not a number");
    }
}
