//! From the flags to a run of commissions: plans, tables and closed periods are read, deals credited, and the payouts
//! found that are worked out. What is asked of the run is left to the commands.

use std::mem;

use crate::calendar::{Day, Period, Span, Unit};
use crate::cli::commands::commissions::{CommissionsArgs, What};
use crate::cli::credit;
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::past::{self, Begin, Look};
use crate::cli::payable::{self, Ground, Kept, Payable, Terms, Wanted};
use crate::cli::plans;
use crate::cli::reading::{Company, Reading, counted, refused_by_engine};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::ui::Ui;
use crate::cli::unpaid;
use crate::engine::commissions::{Adjustment, Groups, Past, Run, Score, Summary, pay_rate, unit_of};
use crate::engine::events::EventBook;
use crate::engine::order::Order;
use crate::engine::people::{Found, People, index};
use crate::engine::quota::QuotaBook;
use crate::engine::shelf::{Shelf, Stock};
use crate::engine::threads::{beside, side_by_side};
use crate::model::rows::{AdjustmentRow, ScoreRow};
use crate::money::Currency;
use crate::plan::{DatedBy, Element, Plan, Quota, TierScope, Window, Worth};
use crate::report::commissions::PaidSummary;

/// What is made of the plans of the files.
type ChangePlans<'c> = &'c dyn Fn(Vec<Plan>) -> Result<Vec<Plan>, Failure>;

/// A run whose tables have been read.
pub struct Prepared {
    /// The run.
    pub run: Run,
    /// The files that deals came from.
    pub files: Vec<String>,
    /// The reps that were asked for; all where none was.
    pub only: Option<Vec<u32>>,
    /// The days of all payouts.
    pub paid: Span,
    /// What more deals are credited by: without the people, leaves and exchange rates, which the run has.
    pub company: Company,
    /// What the elements need of deals: without the rules, which the run has.
    pub terms: Terms,
    /// Threads to work with.
    pub threads: usize,
    /// How many credits each rep has, where they had too little room: the run has none then.
    pub counts: Option<Vec<usize>>,
}

/// Reads and credits what the payouts of a period need.
pub fn prepare(
    args: &CommissionsArgs,
    asked: &Period,
    settings: &Settings,
    reading: &mut Reading<'_>,
    ui: &Ui,
) -> Result<Prepared, Failure> {
    prepare_by(args, asked, settings, reading, ui, &Ok)
}

/// The same with a look at closed periods: what they would pay otherwise is paid in the first open one.
pub fn prepare_looking(
    args: &CommissionsArgs,
    asked: &Period,
    settings: &Settings,
    reading: &mut Reading<'_>,
    ui: &Ui,
    look: Look<'_>,
) -> Result<Prepared, Failure> {
    prepare_as(args, asked, settings, reading, ui, (&Ok, look, Kept::Shown, &Wanted::All))
}

/// The same without closed periods, for what is kept and of those credits that are wanted.
pub fn prepare_wanted(
    args: &CommissionsArgs,
    asked: &Period,
    settings: &Settings,
    reading: &mut Reading<'_>,
    ui: &Ui,
    (kept, wanted): (Kept, &Wanted),
) -> Result<Prepared, Failure> {
    prepare_as(args, asked, settings, reading, ui, (&Ok, Look::Back(None), kept, wanted))
}

/// The same by plans that are other ones than those of the files.
pub fn prepare_by(
    args: &CommissionsArgs,
    asked: &Period,
    settings: &Settings,
    reading: &mut Reading<'_>,
    ui: &Ui,
    change: &dyn Fn(Vec<Plan>) -> Result<Vec<Plan>, Failure>,
) -> Result<Prepared, Failure> {
    prepare_as(args, asked, settings, reading, ui, (change, Look::Away, Kept::Shown, &Wanted::All))
}

/// The deals of a run, and the payouts that they are read for.
struct Credited {
    payable: Payable,
    /// Its deals and credits as they were read.
    stock: Stock,
    /// From where on the payouts of each plan version are worked out.
    begins: Vec<Begin>,
    /// The first day of each, so far as the deals need not be known.
    first: Vec<Day>,
    /// The days whose deals count.
    days: Span,
    /// The days of all payouts that are asked for.
    paid: Span,
    periods: Vec<Period>,
    payouts: Vec<Vec<usize>>,
}

/// Reads and credits the deals of the payouts from these beginnings on. Where some plan begins with what is asked for,
/// deals below zero are looked for among those before.
fn credited(
    tables: &Tables<'_>,
    reading: &mut Reading<'_>,
    ground: Ground<'_>,
    (asked, look, kept, wanted): (&Period, Look<'_>, Kept, &Wanted),
    begins: Vec<Begin>,
) -> Result<Credited, Failure> {
    let (plans, settings) = (ground.plans, reading.settings);
    let stated = |begin: &Begin| if let Begin::On(day) = begin { *day } else { asked.span.from };
    let first: Vec<Day> = begins.iter().map(stated).collect();
    let (periods, payouts) = past::payouts(plans, asked.span, &first, settings);
    let days = match plans.iter().any(reaches_back) || begins.contains(&Begin::FirstCredit) {
        // What is held, taken back or paid for later comes from deals of any age.
        true => Span { from: Day::MIN, to: asked.span.to },
        false => days(plans, ground.terms, &periods, &payouts, settings, asked.span),
    };
    let asked_for = past::shown(&periods, asked.span, look);
    let mut paid_for: Vec<&Period> = Vec::new();
    paid_for.extend(periods.iter().zip(&asked_for).filter(|(_, shown)| **shown).map(|(period, _)| period));
    let paid = paid_days(&paid_for, asked.span);
    let settles = matches!(look, Look::Back(_)) && begins.contains(&Begin::Asked);
    let ask = settles.then_some(paid.from);
    let (payable, stock) = payable::read(tables, reading, ground, (days, paid, ask), (kept, wanted))?;
    Ok(Credited { payable, stock, begins, first, days, paid, periods, payouts })
}

fn prepare_as(
    args: &CommissionsArgs,
    asked: &Period,
    settings: &Settings,
    reading: &mut Reading<'_>,
    ui: &Ui,
    (change, look, kept, wanted): (ChangePlans<'_>, Look<'_>, Kept, &Wanted),
) -> Result<Prepared, Failure> {
    let tables = Tables::new(settings, &args.tables, &args.read)?.and_of_pay(&args.pay_tables)?;
    reading.reads_also(tables.plan_files()?.into_iter().chain(settings.file()))?;
    let plans = change(plans::load(&tables, settings)?)?;
    if plans.is_empty() {
        return Err(Failure::new(Outcome::Workspace, "there is no plan to pay by")
            .hint("write one into `plans/`, or give it with `--plans FILE`"));
    }
    say_unfinished(&plans, asked, settings, ui);
    let mut company = reading.company(&tables)?;
    if let Some(closed) = look.closed() {
        past::remember(&mut company, closed)?;
    }
    if !company.people.has_rows() {
        return Err(Failure::new(Outcome::Usage, "there are no reps to pay")
            .hint("give them with `--reps FILE`: a plan pays reps, and `who` chooses among their columns"));
    }
    let mut terms = Terms::new(&plans, &tables)?;
    // An accrual looks at the whole life of a deal, whether or not a plan does.
    terms.whole_life = matches!(args.what, Some(What::Accrue(_)));
    let adjustments = reading.adjustments(&tables, &mut company)?;
    let membership = plans::membership(&company.people, company.reps.as_ref(), &plans, Span::ALL)?;
    let events = match Terms::needs_events(&plans) || terms.whole_life {
        true => reading.events(&tables, &|_| true)?.0,
        false => EventBook::default(),
    };
    let ground =
        Ground { company: &company, membership: &membership, plans: &plans, terms: &terms, events: &events };
    let begins = past::begins(&plans, look, &adjustments);
    let wanted = match (wanted, together(&plans, &begins)) {
        (Wanted::Within(_), Some(why)) => {
            ui.warning(&format!("--memory-limit is not kept: {why}"));
            &Wanted::All
        }
        _ => wanted,
    };
    let mut credited = credited(&tables, reading, ground, (asked, look, kept, wanted), begins)?;
    if let Some(day) = credited.payable.below_zero {
        // What a deal below zero leaves is borne by the payouts after it.
        let begins = past::back_to(&credited.begins, day);
        credited = self::credited(&tables, reading, ground, (asked, look, kept, wanted), begins)?;
    }
    // What concerns all deals is said when all of them are looked at.
    let is_whole = !matches!(wanted, Wanted::Between(..));
    if is_whole {
        company.split_deals.say(&company, reading, &tables.require("deals")?)?;
    }
    let Credited { mut payable, stock, begins, days, paid, first, mut periods, mut payouts } = credited;
    let threads = settings.thread_count();
    // Tables that one thread reads are read beside the work on the deals.
    let (shelf, (quotas, scores)) = beside(
        threads,
        move || stock.finish(threads),
        || -> Result<_, Failure> {
            let quotas = quotas(&plans, &tables, reading, &mut company, window_days(&plans, days))?;
            Ok((quotas, reading.scores(&tables, &mut company, &plans)?))
        },
    )?;
    payable.shelf = shelf;
    company.leaves.resize(company.people.len(), Vec::new());
    let only = chosen(&args.rep, &company)?;
    let is_empty = payable.shelf.deals.days.is_empty() && payable.counts.is_none();
    if is_whole && is_empty && payable.unplanned.is_empty() && payable.unowned == 0 {
        let won = reading.won();
        credit::say_stages(&tables.require("deals")?, reading, won.as_deref())?;
    }
    unpaid::say(ui, &payable);
    let counts = payable.counts.take();
    let credits_overlays = |plan: &Plan| {
        plan.elements.iter().any(|element| element.credit.contains(&crate::plan::Credit::Overlay))
    };
    if company.overlays > 0 && !plans.iter().any(credits_overlays) {
        let rows =
            counted(company.overlays, "overlay row of the splits is", "overlay rows of the splits are");
        ui.note(&format!("{rows} not paid: no plan credits overlays"));
    }
    let Shelf { deals, credits, currencies, files } = payable.shelf;
    let order = Order::new(company.people.len(), &deals, &credits, threads);
    let scores = scores_of(&company.people, scores);
    // What was paid by hand in a closed period does not expire afterwards.
    let as_of = |span: Span| {
        let closed = look.closed().and_then(|closed| closed.closed_as_of(span.to));
        closed.unwrap_or(settings.as_of.value).min(settings.as_of.value)
    };
    let adjustments = adjustments_of(&company.people, adjustments, &as_of);
    let mut run = Run {
        people: mem::take(&mut company.people),
        membership,
        plans,
        rules: mem::take(&mut terms.rules),
        quota_measures: terms.quota_measures.clone(),
        quotas,
        scores,
        adjustments,
        events,
        leaves: mem::take(&mut company.leaves),
        exchange: mem::take(&mut company.exchange),
        calendar: settings.calendar.value.clone(),
        currencies,
        deals,
        credits,
        periods: mem::take(&mut periods),
        payouts: mem::take(&mut payouts),
        order,
        groups: Groups::default(),
        shown: Vec::new(),
        settles: matches!(look, Look::Back(_)),
        past: Past::default(),
    };
    if begins.contains(&Begin::FirstCredit) {
        let credited = |(plan, first): (&Plan, &Day)| past::first_credit(&run, &plan.id).unwrap_or(*first);
        let first: Vec<Day> = run.plans.iter().zip(&first).map(credited).collect();
        (periods, payouts) = past::payouts(&run.plans, asked.span, &first, settings);
        (run.periods, run.payouts) = (periods, payouts);
    }
    run.shown = past::shown(&run.periods, asked.span, look);
    past::say(&run, look, ui);
    if let Some(closed) = look.closed() {
        past::compare(&mut run, closed, &files, &tables, reading)?;
    }
    Ok(Prepared { run, files, only, paid, company, terms, threads, counts })
}

/// Why the reps of these plans cannot be worked out apart from each other.
fn together(plans: &[Plan], begins: &[Begin]) -> Option<String> {
    let mut elements = plans.iter().flat_map(|plan| plan.elements.iter().map(move |element| (plan, element)));
    let compares = |element: &Element| {
        element.tier_scope != TierScope::Rep
            || element.pool.is_some()
            || matches!(element.worth, Worth::Contest(_))
    };
    let found = elements.find(|(_, element)| compares(element));
    let shared = found.map(|(plan, element)| {
        format!("element `{}` of plan `{}` looks at several reps at once", element.id, plan.id)
    });
    let first = || {
        begins.contains(&Begin::FirstCredit).then(|| "a plan begins with the first credit of all".to_owned())
    };
    shared.or_else(first)
}

/// Whether a plan pays for deals of any age: by what happens after the booking, or under a cap of the year.
fn reaches_back(plan: &Plan) -> bool {
    plan.cap.is_some()
        || plan.elements.iter().any(|element| {
            element.release.is_some() || element.clawback.is_some() || element.on != DatedBy::Close
        })
}

fn scores_of(people: &People, rows: Vec<ScoreRow>) -> Vec<Score> {
    let score = |row: ScoreRow| match people.find(&row.rep_id) {
        Found::Rep(rep) => {
            let ScoreRow { span, element, score, place, .. } = row;
            Some(Score { rep, span, element, score, place })
        }
        // Whoever a row names was found when it was read, or is known since.
        Found::Ambiguous(_) | Found::Unknown => None,
    };
    rows.into_iter().filter_map(score).collect()
}

/// The adjustments that hold on the as-of day of their period.
fn adjustments_of(people: &People, rows: Vec<AdjustmentRow>, as_of: &dyn Fn(Span) -> Day) -> Vec<Adjustment> {
    let adjustment = |row: AdjustmentRow| match people.find(&row.rep_id) {
        Found::Rep(rep) if row.expires.is_none_or(|last| as_of(row.span) <= last) => Some(Adjustment {
            rep,
            span: row.span,
            amount: row.amount,
            reason: row.reason,
            element: row.element,
            place: row.place,
        }),
        _ => None,
    };
    rows.into_iter().filter_map(adjustment).collect()
}

/// The period that is asked for: of the flag, else the month before the as-of day.
pub fn asked(args: &CommissionsArgs, settings: &Settings, ui: &Ui) -> Result<Period, Failure> {
    if let Some(text) = &args.period {
        return settings.period(text);
    }
    let period = settings.period("last-month")?;
    ui.note(&format!("no --period given: {}, the month before {}", period.label, settings.as_of.value));
    Ok(period)
}

/// Says which plans have a payout that is not over when the asked period is.
fn say_unfinished(plans: &[Plan], asked: &Period, settings: &Settings, ui: &Ui) {
    let calendar = &settings.calendar.value;
    let mut notes: Vec<String> = Vec::new();
    for plan in plans {
        let unit = unit_of(plan.payout);
        let last = calendar.period_of(unit, asked.span.to);
        let rest = Span { from: last.span.from.max(asked.span.from), to: asked.span.to };
        if last.span.to == asked.span.to || plan.effective.span().intersect(rest).is_none() {
            continue;
        }
        let (id, unit) = (&plan.id, plan.payout.name());
        let note = match last.span.from <= asked.span.from {
            true => format!("plan `{id}` pays by {unit}, and none ends in {}", asked.label),
            false => format!("plan `{id}` pays by {unit}: {} is not over in {}", last.label, asked.label),
        };
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    for note in &notes {
        ui.note(note);
    }
}

/// The days whose deals count: of the windows that the payouts lie in, from their first day.
fn days(
    plans: &[Plan],
    terms: &Terms,
    periods: &[Period],
    payouts: &[Vec<usize>],
    settings: &Settings,
    asked: Span,
) -> Span {
    let calendar = &settings.calendar.value;
    let mut days = asked;
    for rule in &terms.rules {
        let plan = &plans[rule.plan];
        let Some(first) = payouts[rule.plan].first().map(|period| periods[*period].span) else { continue };
        let unit = match plan.elements[rule.element].window {
            Window::Deal => Unit::Range,
            Window::Month => Unit::Month,
            Window::Quarter => Unit::Quarter,
            Window::Half => Unit::Half,
            Window::Year => Unit::Year,
            Window::Plan => {
                days.from = days.from.min(first.from).min(plan.effective.span().from);
                continue;
            }
        };
        days.from = days.from.min(first.from).min(calendar.span_of(unit, first.from).from);
    }
    days
}

/// The days of all payouts: one that ends in the asked period may begin before it.
fn paid_days(periods: &[&Period], asked: Span) -> Span {
    let from = periods.iter().map(|period| period.span.from).min().unwrap_or(asked.from);
    Span { from: from.min(asked.from), to: asked.to }
}

/// The days whose quotas count: of the windows that the deals lie in, to their ends.
fn window_days(plans: &[Plan], days: Span) -> Span {
    // A window ends at most a year after the last day; a plan's own with the plan.
    let ends = plans.iter().map(|plan| plan.effective.span().to).max().unwrap_or(days.to);
    Span { from: days.from, to: ends.max(days.to.plus_months(12)) }
}

/// The quotas in the currency of each plan version.
fn quotas(
    plans: &[Plan],
    tables: &Tables<'_>,
    reading: &mut Reading<'_>,
    company: &mut Company,
    days: Span,
) -> Result<Vec<QuotaBook>, Failure> {
    let measures: Vec<&str> = plans
        .iter()
        .flat_map(|plan| &plan.elements)
        .filter_map(|element| match &element.quota {
            Quota::Measure(measure) => Some(measure.as_str()),
            Quota::None | Quota::Number(_) => None,
        })
        .chain(plans.iter().flat_map(Plan::named_measures))
        .collect();
    let mut currencies: Vec<Option<Currency>> = Vec::new();
    for plan in plans {
        if !currencies.contains(&Some(plan.currency)) {
            currencies.push(Some(plan.currency));
        }
    }
    let mut books = reading.quotas(tables, company, &currencies, &measures, days)?;
    let book = |(at, plan): (usize, &Plan)| {
        let place = currencies.iter().position(|currency| *currency == Some(plan.currency));
        let book = place.and_then(|place| books.get_mut(place));
        // The last plan in a currency takes the book, the others have copies.
        let again = plans[at + 1..].iter().any(|other| other.currency == plan.currency);
        book.map(|book| if again { book.clone() } else { mem::take(book) }).unwrap_or_default()
    };
    Ok(plans.iter().enumerate().map(book).collect())
}

/// The reps that were asked for; nobody left out when none was.
pub fn chosen(names: &[String], company: &Company) -> Result<Option<Vec<u32>>, Failure> {
    if names.is_empty() {
        return Ok(None);
    }
    let reps = names.iter().map(|name| rep_named(&company.people, name));
    reps.collect::<Result<_, _>>().map(Some)
}

/// The rep whom a word of the command line names: an id, an e-mail address or a name.
pub fn rep_named(people: &People, name: &str) -> Result<u32, Failure> {
    match people.find(name) {
        Found::Rep(rep) => Ok(rep),
        Found::Ambiguous(count) => {
            Err(Failure::new(Outcome::Usage, format!("`{name}` is the name of {count} reps"))
                .hint("name the rep by rep_id or e-mail"))
        }
        Found::Unknown => {
            let known = people.known_words();
            Err(Failure::new(Outcome::Usage, format!("there is no rep `{name}`"))
                .hint(did_you_mean(name, known.iter().map(String::as_str))))
        }
    }
}

/// The sums of every rep on a plan, by period and rep id.
pub fn summaries(run: &Run, only: Option<&[u32]>, threads: usize) -> Result<Vec<PaidSummary>, Failure> {
    let reps = run.people.chosen_in_order(only);
    let of_rep = |place: usize| -> Result<Vec<PaidSummary>, Failure> {
        let rep = reps[place];
        let sums = run.summaries(rep).map_err(|error| refused_by_engine(&error))?;
        sums.into_iter().map(|summary| paid(run, rep, summary)).collect()
    };
    let mut rows: Vec<PaidSummary> =
        side_by_side(reps.len(), threads, of_rep)?.into_iter().flatten().collect();
    let ids = run.people.in_order();
    let mut place = vec![0; run.people.len()];
    for (at, rep) in ids.iter().enumerate() {
        place[index(*rep)] = at;
    }
    // The rows are large, so their keys are sorted.
    rows.sort_by_cached_key(|row| (run.periods[row.summary.period].span, place[index(row.rep)]));
    Ok(rows)
}

/// A rep's sums with what they are in the pay currency.
fn paid(run: &Run, rep: u32, summary: Summary) -> Result<PaidSummary, Failure> {
    let plan = &run.plans[summary.plan];
    let end = run.periods[summary.period].span.to;
    let pay_currency = run.people.row_near(rep, end).and_then(|row| row.currency).unwrap_or(plan.currency);
    let rate = pay_rate(plan, pay_currency, &run.exchange, end).map_err(|error| refused_by_engine(&error))?;
    let exact = rate.convert(summary.payable()).ok_or_else(|| {
        Failure::new(Outcome::Input, format!("the pay of `{}` is too large to convert", run.people.id(rep)))
    })?;
    let pay_amount = exact.round_to(pay_currency.minor_units().min(4), plan.rounding);
    Ok(PaidSummary { rep, summary, pay_currency, pay_amount })
}
