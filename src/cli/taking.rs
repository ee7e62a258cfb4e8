//! One batch of deals: which elements take each, who is credited with how much, and who is left out. What is needed of
//! the deals is worked out in `payable`, which also reads them.

mod beyond;
mod codes;
mod entries;
mod taken;
mod values;

use std::borrow::Cow;
use std::mem;
use std::sync::Mutex;

use hashbrown::HashMap;

use self::codes::coded;
use self::taken::Taken;
use self::values::{column, known};
use crate::calendar::{Day, Span};
use crate::cli::failure::{Failure, Outcome, stop_reading};
use crate::cli::own_column;
use crate::cli::payable::{Ground, Kept, Terms};
use crate::cli::reading::refused_by_engine;
use crate::data::{Batch, ConditionError, DataError, Keyed, WonDeals};
use crate::engine::commissions::{Cause, Credits, NO_TERM, NOT_TAKEN, Rule};
use crate::engine::crediting::{Places, Share, SplitBook, check_whole, credits};
use crate::engine::error::EngineError;
use crate::engine::people::{Found, index};
use crate::engine::shelf::{self, Arrangement, Groups};
use crate::money::{Amount, Currency, Percent};

/// What the batches are credited by; shared by all threads.
pub(super) struct Context<'a> {
    ground: Ground<'a>,
    /// Groups of reps whose deals and credits are put together.
    groups: Groups,
    /// The days of the periods that are paid, for counting what is left out.
    paid: Span,
    /// What a deal without a currency is in; that of the plan if nothing is known.
    currency: Option<Currency>,
    /// Whether a value that a deal lacks is zero and its owner is credited in every way; else such a deal is refused.
    lenient: bool,
    /// What is kept of the deals.
    kept: Kept,
    /// For each rep whether credits are kept; all where nothing is said.
    only: Option<Vec<bool>>,
    /// Whether events bring parts of the amounts.
    by_events: bool,
    /// Whether some element counts other credit than direct credit by the close of deals.
    beyond: bool,
    /// The roles of the splits, the empty one of owners first.
    roles: Vec<String>,
    /// Reps by the territories that they ever cover.
    territories: HashMap<&'a str, Vec<u32>>,
    /// Why a batch could not be credited.
    pub failure: Mutex<Option<Trouble>>,
}

/// Why a batch could not be credited.
pub(super) enum Trouble {
    /// The engine refuses it.
    Engine(EngineError),
    /// A condition of the element at this place cannot be evaluated.
    Condition(ConditionError, String),
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

/// What one batch adds.
#[derive(Default)]
pub(super) struct Part {
    /// Its deals and credits.
    pub batch: shelf::Batch,
    /// Won deals of the periods without an owner.
    pub unowned: u64,
    /// Won deals of the periods whose rep is on no plan, by rep.
    pub unplanned: HashMap<String, u64>,
    /// The first day of those that are asked about on which a deal was won with an amount below zero.
    pub below_zero: Option<Day>,
}

/// The columns of a batch, row by row.
struct Source<'a> {
    file: &'a str,
    entries: &'a [Vec<u8>],
    /// For each rule that asks for the role or kind of credits: the entries by role and kind.
    by_credit: &'a [Vec<Vec<u8>>],
    ids: &'a Keyed<'a>,
    /// Where the splits have each deal.
    places: &'a [u32],
    owners: &'a Keyed<'a>,
    days: &'a [i32],
    rows: &'a [u64],
    /// `MISSING` where a deal has none, as in the amounts.
    values: &'a [Cow<'a, [i128]>],
    amounts: &'a [i128],
    territories: &'a [Option<&'a str>],
}

impl<'a> Context<'a> {
    /// Makes ready for batches.
    pub fn new(
        ground: Ground<'a>,
        groups: Groups,
        paid: Span,
        currency: Option<Currency>,
        lenient: bool,
        kept: Kept,
    ) -> Self {
        let beyond = ground.terms.is_beyond();
        let by_events = Terms::needs_events(ground.plans) || ground.terms.whole_life;
        let mut territories: HashMap<&str, Vec<u32>> = HashMap::new();
        if beyond {
            for rep in ground.company.people.in_order() {
                for row in ground.company.people.rows(rep) {
                    if let Some(territory) = row.columns.get("territory").filter(|name| !name.is_empty()) {
                        let reps = territories.entry(territory.as_str()).or_default();
                        if !reps.contains(&rep) {
                            reps.push(rep);
                        }
                    }
                }
            }
        }
        let mut roles = vec![String::new()];
        if ground.terms.needs.iter().any(|needs| needs.by_credit) {
            let books = [&ground.company.splits, &ground.company.overlay_splits];
            roles.extend(books.into_iter().flat_map(SplitBook::roles).cloned());
            roles.sort();
            roles.dedup();
        }
        let failure = Mutex::new(None);
        let only = None;
        Self {
            ground,
            groups,
            paid,
            currency,
            lenient,
            kept,
            only,
            by_events,
            beyond,
            roles,
            territories,
            failure,
        }
    }

    /// The same, which keeps the credits of some reps.
    pub fn only(self, reps: Option<Vec<bool>>) -> Self {
        Self { only: reps, ..self }
    }

    /// Credits one batch.
    pub fn part(&self, batch: Batch, (days, ask): (Span, Option<Day>)) -> Result<Part, DataError> {
        let file = batch.file_name().to_owned();
        let company = self.ground.company;
        let (batch, places) = company.split_deals.looked_at(batch, &company.splits)?;
        let below_zero = match ask {
            Some(before) => WonDeals::first_below_zero(&batch.frame, &batch.won, before)?,
            None => None,
        };
        let deals = WonDeals::of(batch.frame, &batch.won, days)?;
        let trouble = match self.part_of(&deals, &places, &file)? {
            Ok(part) => return Ok(Part { below_zero, ..part }),
            Err(trouble) => trouble,
        };
        Err(stop_reading(&self.failure, trouble, &file, "the deals cannot be credited"))
    }

    /// Credits won deals, of which some places in the splits may be known.
    pub fn part_of(
        &self,
        deals: &WonDeals,
        places: &Places,
        file: &str,
    ) -> Result<Result<Part, Trouble>, DataError> {
        let trouble = |(error, place)| Trouble::Condition(error, place);
        let (entries, by_credit) = match self.entries(deals).map_err(trouble) {
            Ok(entries) => entries,
            Err(trouble) => return Ok(Err(trouble)),
        };
        let Ground { company, membership, plans, terms, .. } = self.ground;
        if !self.lenient {
            own_column::check(deals, file, &entries, (terms, plans), (company, membership))?;
        }
        Ok(self.credit(deals, places, (&entries, &by_credit), file)?.map_err(Trouble::Engine))
    }

    fn credit(
        &self,
        deals: &WonDeals,
        places: &Places,
        (entries, by_credit): (&[Vec<u8>], &[Vec<Vec<u8>>]),
        file: &str,
    ) -> Result<Result<Part, EngineError>, DataError> {
        let (ids, amounts) = (deals.keyed("deal_id")?, deals.raw_numbers("amount")?);
        let values = self.ground.terms.values.iter().map(|value| column(value, deals, &amounts));
        let values = values.collect::<Result<Vec<_>, _>>().map_err(|error| error.in_file(file))?;
        let territories = if self.beyond { deals.texts("territory")? } else { Vec::new() };
        let splits = &self.ground.company.splits;
        let source = Source {
            file,
            entries,
            by_credit,
            ids: &ids,
            places: &splits.places_again(places, &ids.keys, |row| ids.text(row)),
            owners: &deals.keyed("rep_id")?,
            days: &deals.days()?,
            rows: &deals.rows(),
            values: &values,
            amounts: &amounts,
            territories: &territories,
        };
        let mut part = Part::default();
        let mut taken = match self.share(&source, &mut part)? {
            Ok(taken) => taken,
            Err(error) => return Ok(Err(error)),
        };
        if let Some(reps) = &self.only {
            taken.keep(reps);
        }
        let groups = self.groups.arrange(&taken.first_reps);
        let rows: Vec<usize> = groups.rows.iter().map(|deal| index(taken.rows[index(*deal)])).collect();
        let batch = &mut part.batch;
        for row in &rows {
            batch.deals.ids.push_keyed(ids.keys[*row], || ids.text(*row));
        }
        if self.kept == Kept::Shown {
            let (accounts, account_ids) = (deals.keyed("account")?, deals.keyed("account_id")?);
            for row in &rows {
                let names = if accounts.keys[*row].length() == 0 { &account_ids } else { &accounts };
                batch.deals.accounts.push_keyed(names.keys[*row], || names.text(*row));
            }
            let files = deals.files()?;
            let of_row = |row: usize| files.as_ref().and_then(|files| files[row]);
            let name = |row: usize| Some(of_row(row).unwrap_or(file).to_owned());
            batch.deals.files = coded(&rows, &mut batch.files, of_row, name);
            batch.deals.rows = rows.iter().map(|row| source.rows[*row]).collect();
        }
        let currencies = deals.currencies()?;
        let currency = |row: usize| currencies[row].or(self.currency);
        batch.deals.currencies = coded(&rows, &mut batch.currencies, |row| currencies[row], currency);
        batch.deals.days = rows.iter().map(|row| source.days[*row]).collect();
        if self.kept == Kept::Shown || self.by_events {
            batch.deals.amounts = rows.iter().map(|row| known(amounts[*row]).unwrap_or(0)).collect();
        }
        let mut elements = self.ground.plans.iter().flat_map(|plan| &plan.elements);
        if self.ground.terms.whole_life || elements.any(|element| element.clawback.is_some()) {
            let months = deals.raw_numbers("term_months")?;
            let term = |row: &usize| u16::try_from(known(months[*row])? / 10_000).ok();
            batch.deals.terms = rows.iter().map(|row| term(row).unwrap_or(NO_TERM)).collect();
        }
        let entries = entries.iter().map(|entries| rows.iter().map(|row| entries[*row]).collect());
        batch.deals.entries = entries.collect();
        (batch.credits, batch.credit_groups) = self.arranged(&taken.credits, &groups.places());
        Ok(Ok(part))
    }

    /// Credits by groups of reps, with the places that their deals have come to.
    fn arranged(&self, credits: &Credits, places: &[u32]) -> (Credits, Arrangement) {
        let groups = self.groups.arrange(&credits.reps);
        let deals = groups.rows.iter().map(|row| places[index(credits.deals[index(*row)])]);
        let arranged = Credits {
            deals: deals.collect(),
            reps: groups.arranged(&credits.reps),
            shares: match self.kept {
                Kept::Shown => groups.arranged(&credits.shares),
                Kept::Paid => Vec::new(),
            },
            causes: groups.arranged(&credits.causes),
            days: groups.arranged(&credits.days),
            entries: credits.entries.iter().map(|entries| arranged_if_any(&groups, entries)).collect(),
            values: credits.values.iter().map(|values| groups.arranged(values)).collect(),
        };
        (arranged, groups.done())
    }

    /// The deals that some element takes, and their credits, in the order of the batch.
    fn share(&self, source: &Source<'_>, part: &mut Part) -> Result<Result<Taken, EngineError>, DataError> {
        let mut taken = Taken::with_room(source.days.len(), source.values.len());
        taken.credits.entries = vec![Vec::new(); self.ground.terms.rules.len()];
        let splits = &self.ground.company.splits;
        for (row, place) in source.places.iter().enumerate() {
            let Some(day) = Day::from_number(source.days[row]) else { continue };
            let split = splits.shares_at(*place);
            let done = if self.beyond {
                self.share_beyond(source, (row, day, source.ids.text(row), split), &mut taken, part)?
            } else if split.is_empty() {
                self.share_whole(source, (row, day), &mut taken, part)?
            } else {
                self.share_split(source, (row, day, split), &mut taken, part)?
            };
            if let Err(error) = done {
                return Ok(Err(error));
            }
        }
        Ok(Ok(taken))
    }

    /// Credits a deal to its owner.
    fn share_whole(
        &self,
        source: &Source<'_>,
        (row, day): (usize, Day),
        taken: &mut Taken,
        part: &mut Part,
    ) -> Result<Result<(), EngineError>, DataError> {
        let rep = match self.owner((source.owners, row), day, part) {
            Ok(Some(rep)) => rep,
            Ok(None) => return Ok(Ok(())),
            Err(error) => return Ok(Err(error)),
        };
        if !self.takes(rep, day, row, source.entries) {
            self.count_unplanned(rep, day, part);
            return Ok(Ok(()));
        }
        let whole = Share { rep, role: 0, percent: Percent::HUNDRED };
        taken.add((row, day), Cause::OWNER, std::iter::once(&whole));
        for (number, all) in taken.credits.values.iter_mut().enumerate() {
            let counts = || self.counts(rep, day, row, source.entries, number);
            all.push(self.value(source, row, number, counts)?);
        }
        Ok(Ok(()))
    }

    /// Credits a deal to those who share it.
    fn share_split(
        &self,
        source: &Source<'_>,
        (row, day, split): (usize, Day, &[Share]),
        taken: &mut Taken,
        part: &mut Part,
    ) -> Result<Result<(), EngineError>, DataError> {
        if let Err(error) = check_whole(|| source.ids.text(row), split) {
            return Ok(Err(error));
        }
        let mut takes = mem::take(&mut taken.takes);
        takes.clear();
        takes.extend(split.iter().map(|share| self.takes(share.rep, day, row, source.entries)));
        for (share, _) in split.iter().zip(&takes).filter(|(_, takes)| !**takes) {
            self.count_unplanned(share.rep, day, part);
        }
        let mine = || split.iter().zip(&takes).filter(|(_, takes)| **takes).map(|(share, _)| share);
        if mine().next().is_some() {
            taken.add((row, day), Cause::SHARE, mine());
            for (number, all) in taken.credits.values.iter_mut().enumerate() {
                let counts = |share: &Share| self.counts(share.rep, day, row, source.entries, number);
                let value = self.value(source, row, number, || mine().any(counts))?;
                let parts = &mut taken.parts;
                if let Err(error) = credits(Amount::from_raw(value), split, parts) {
                    return Ok(Err(error));
                }
                let mine = parts.iter().zip(&takes).filter(|(_, takes)| **takes);
                all.extend(mine.map(|(part, _)| part.raw()));
            }
        }
        taken.takes = takes;
        Ok(Ok(()))
    }

    /// A value of a deal. It may be missing where no element of those who are credited counts it.
    fn value(
        &self,
        source: &Source<'_>,
        row: usize,
        number: usize,
        counts: impl FnOnce() -> bool,
    ) -> Result<i128, DataError> {
        let value = known(source.values[number][row]);
        if value.is_none() && !self.lenient && counts() {
            let column = self.ground.terms.values[number].column();
            let reason = "the deal has none, and an element of the plan counts it";
            return Err(DataError::row_refused(source.file, source.rows[row], column, reason));
        }
        Ok(value.unwrap_or(0))
    }

    /// The owner of a deal; nothing for a deal without one, or with one who is no rep.
    fn owner(
        &self,
        (owners, row): (&Keyed<'_>, usize),
        day: Day,
        part: &mut Part,
    ) -> Result<Option<u32>, EngineError> {
        if owners.keys[row].length() == 0 {
            part.unowned += u64::from(self.paid.contains(day));
            return Ok(None);
        }
        let owner = || owners.text(row);
        match self.ground.company.people.find_keyed(owners.keys[row], owner) {
            Found::Rep(rep) => Ok(Some(rep)),
            Found::Ambiguous(count) => Err(EngineError::AmbiguousName { name: owner().to_owned(), count }),
            Found::Unknown => {
                if self.paid.contains(day) {
                    *part.unplanned.entry(owner().to_owned()).or_default() += 1;
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
        let plan = self.ground.membership.plan_on(rep, day);
        let rules = self.ground.terms.rules.iter().zip(&self.ground.terms.needs).zip(entries);
        let taking = rules.filter(move |((rule, needs), entries)| {
            Some(rule.plan) == plan
                && entries[row] != NOT_TAKEN
                && needs.between.is_none_or(|days| days.contains(day))
        });
        taking.map(|((rule, _), _)| rule)
    }

    /// Whether some element of the rep's plan takes a deal.
    fn takes(&self, rep: u32, day: Day, row: usize, entries: &[Vec<u8>]) -> bool {
        let keeps =
            || self.ground.membership.plan_on(rep, day).is_some_and(|plan| self.ground.terms.keeps[plan]);
        self.taking(rep, day, row, entries).next().is_some() || keeps()
    }

    /// Whether some element of the rep's plan that takes a deal counts, or pays on, a value.
    fn counts(&self, rep: u32, day: Day, row: usize, entries: &[Vec<u8>], value: usize) -> bool {
        let uses =
            |rule: &Rule| rule.measure == value || rule.pays_on.is_some_and(|(other, _)| other == value);
        self.taking(rep, day, row, entries).any(uses)
    }

    fn count_unplanned(&self, rep: u32, day: Day, part: &mut Part) {
        if self.paid.contains(day) && self.ground.membership.plan_on(rep, day).is_none() {
            let id = self.ground.company.people.id(rep);
            *part.unplanned.entry_ref(id).or_insert(0) += 1;
        }
    }
}

/// A column of credits by groups of reps, where there is one.
fn arranged_if_any(groups: &Arrangement, entries: &[u8]) -> Vec<u8> {
    if entries.is_empty() { Vec::new() } else { groups.arranged(entries) }
}
