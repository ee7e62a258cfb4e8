//! Tables of a check: each is read whole, its refused rows are findings, and what the others need of it is kept.

use std::collections::{BTreeMap, BTreeSet};

use super::{Checking, of_data};
use crate::calendar::Unit;
use crate::cli::failure::Failure;
use crate::cli::quotas::period_unit;
use crate::cli::split_deals::SplitDeals;
use crate::data::{Frame, Location, Request, Source, distinct, read_table, row_numbers, rows, scan};
use crate::engine::checks::elements::Scored;
use crate::engine::crediting::{SplitBook, SplitBuilder, SplitRows};
use crate::engine::error::EngineError;
use crate::engine::exchange::ExchangeBook;
use crate::engine::people::{Found, People, index};
use crate::engine::quota::QuotaBook;
use crate::model::finding::{Finding, Severity};
use crate::model::rows::{EventKind, QuotaHolder, QuotaRow};
use crate::model::table::{TABLES, TableSpec};

/// The people of a check and what hangs on them.
#[derive(Debug, Default)]
pub struct Company {
    /// The reps.
    pub people: People,
    /// Rows of reps that overlap.
    pub overlaps: Vec<EngineError>,
    /// Their table.
    pub reps: Option<Frame>,
    /// Direct shares of deals.
    pub splits: SplitBook,
    /// What is known of the deals that the splits name, and their file.
    pub split_deals: SplitDeals,
    /// The file of the splits.
    pub splits_file: String,
    /// Exchange rates.
    pub exchange: ExchangeBook,
    /// The quotas as they stand; nothing where there is no table.
    pub quotas: Option<QuotaBook>,
    /// Elements that have scores.
    pub scored: Scored,
    /// Kinds of events that there are.
    pub events: Vec<EventKind>,
}

/// The tables whose rows are looked at here one by one; deals are read in batches.
const KNOWN: [&str; 9] =
    ["reps", "splits", "exchange_rates", "leaves", "quotas", "events", "adjustments", "scores", "deals"];

/// Owners who are in no reps table, and those that several reps could be, with how often and where first.
#[derive(Default)]
struct Strangers {
    unknown: BTreeMap<String, Met>,
    ambiguous: BTreeMap<String, (usize, u64)>,
}

/// How often an owner was met, and in which row first.
#[derive(Default)]
struct Met {
    count: u64,
    row: u64,
}

impl Strangers {
    fn meet(&mut self, people: &People, owner: &str, row: u64) -> Option<u32> {
        match people.find(owner) {
            Found::Rep(rep) => return Some(rep),
            Found::Unknown => {
                self.unknown.entry(owner.to_owned()).or_insert(Met { count: 0, row }).count += 1;
            }
            Found::Ambiguous(count) => {
                self.ambiguous.entry(owner.to_owned()).or_insert((count, row));
            }
        }
        None
    }

    fn findings(self, file: &str, people: &People, effect: &str) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (owner, Met { count, row }) in self.unknown.into_iter().filter(|_| people.has_rows()) {
            let rows = if count == 1 { "row" } else { "rows" };
            let what = format!("`{owner}` is no rep of the reps table ({count} {rows}), {effect}");
            let remedy = "correct the rep, or add it to the reps";
            findings.push(Finding::new(Severity::Warning, what, remedy).at(file, row, "rep_id"));
        }
        for (name, (count, row)) in self.ambiguous {
            let error = EngineError::AmbiguousName { name, count };
            let finding = Finding::new(Severity::Error, error.to_string(), error.hint());
            findings.push(finding.at(file, row, "rep_id"));
        }
        findings
    }
}

impl Checking<'_> {
    /// The source of a table, if there is one that can be used.
    pub(super) fn source(&mut self, name: &str) -> Result<Option<Source>, Failure> {
        let source = self.tables.source(name);
        let Some(source) = self.keep(source)?.flatten() else { return Ok(None) };
        self.reading.begin(&source, None)?;
        Ok(Some(source))
    }

    /// A small table whole; its refused rows are findings. Rules between rows refuse none of them: the rows are needed
    /// to look at others.
    fn whole(&mut self, name: &str) -> Result<Option<(Source, Frame, String)>, Failure> {
        let Some(source) = self.source(name)? else { return Ok(None) };
        let threads = self.settings.threads.value;
        let strict = Request { all: true, unique: true, threads, ..Request::default() };
        match read_table(&source, &strict) {
            Ok((_, report)) => {
                let unknown = report.rejected() - u64::try_from(report.rejects.len()).unwrap_or(0);
                self.rejects(one_for_each_fault(report.rejects), unknown);
            }
            Err(error) => self.refused(&error),
        }
        let lenient = Request { unique: false, ..strict };
        let Ok((frame, _)) = read_table(&source, &lenient) else { return Ok(None) };
        let file = source.files.first().map(Location::name).unwrap_or_default();
        Ok(Some((source, frame, file)))
    }

    /// Reps, splits, rates, leaves, quotas, events, adjustments and scores.
    pub(super) fn company(&mut self) -> Result<Company, Failure> {
        let mut company = Company::default();
        if let Some((_, frame, file)) = self.whole("reps")? {
            company.people = People::of_rows(rows::reps(&frame, &file));
            company.overlaps = company.people.overlaps();
            company.overlaps.retain(|error| match error {
                // Two rows from one day on are refused by their key already.
                EngineError::OverlappingRows { file, second, .. } => !self.found_at(file, *second),
                _ => true,
            });
            company.reps = Some(frame);
        }
        self.splits(&mut company)?;
        if let Some((_, frame, file)) = self.whole("exchange_rates")? {
            company.exchange = ExchangeBook::new(&rows::exchange_rates(&frame, &file));
        }
        if let Some((_, frame, file)) = self.whole("leaves")? {
            let mut strangers = Strangers::default();
            for (leave, row) in rows::leaves(&frame, &file).iter().zip(row_numbers(&frame)) {
                strangers.meet(&company.people, &leave.rep_id, row);
            }
            let found = strangers.findings(&file, &company.people, "so nobody is away");
            self.findings.extend(found);
        }
        self.quotas(&mut company)?;
        self.of_pay(&mut company)?;
        Ok(company)
    }

    fn splits(&mut self, company: &mut Company) -> Result<(), Failure> {
        let Some((_, frame, file)) = self.whole("splits")? else { return Ok(()) };
        let mut split = SplitRows::default();
        let mut strangers = Strangers::default();
        let people = &company.people;
        let mut numbers = row_numbers(&frame).into_iter();
        let read = rows::each_split(&frame, |row| {
            let number = numbers.next().unwrap_or(0);
            if people.has_rows() {
                strangers.meet(people, row.rep_id, number);
            }
            if !row.overlay {
                split.push(row.deal_id, row.rep_id, row.role, row.percent);
            }
        });
        if let Err(error) = read {
            self.refused(&error);
        }
        split.sort();
        // Who is no rep has a share all the same, or the deal would look like its owner's.
        let mut others = 0;
        let reps: Vec<u32> = split
            .owners()
            .iter()
            .map(|owner| match people.find(owner) {
                Found::Rep(rep) => rep,
                Found::Ambiguous(_) | Found::Unknown => {
                    others += 1;
                    u32::try_from(people.len() + others - 1).expect("fewer than 2^32 reps")
                }
            })
            .collect();
        let mut builder = SplitBuilder::default();
        builder.append(split, &reps);
        let rank: Vec<u32> = (0..).take(people.len() + others).collect();
        company.splits = builder.finish(&rank, 1);
        company.split_deals = SplitDeals::new(&company.splits, Vec::new());
        let found = strangers.findings(&file, &company.people, "so the share pays nobody");
        self.findings.extend(found);
        company.splits_file = file;
        Ok(())
    }

    fn quotas(&mut self, company: &mut Company) -> Result<(), Failure> {
        let Some((source, frame, file)) = self.whole("quotas")? else { return Ok(()) };
        let unit = period_unit(&source);
        let Some(unit) = self.keep(unit)? else { return Ok(()) };
        let calendar = &self.settings.calendar.value;
        let (mut quotas, _, faults) = rows::quotas_and_faults(&frame, &file, calendar, unit);
        self.findings.extend(faults.iter().map(of_data));
        let mut strangers = Strangers::default();
        for quota in &mut quotas {
            let QuotaHolder::Rep(owner) = &quota.holder else { continue };
            if let Some(rep) = strangers.meet(&company.people, owner, quota.place.row) {
                quota.holder = QuotaHolder::Rep(company.people.id(rep).to_owned());
            }
        }
        let found = strangers.findings(&file, &company.people, "so nobody has this quota");
        self.findings.extend(found);
        self.groups(&quotas, &company.people);
        company.quotas = Some(QuotaBook::new(quotas));
        Ok(())
    }

    /// Teams and territories that have quotas and no rep.
    fn groups(&mut self, quotas: &[QuotaRow], people: &People) {
        let has = |column: &str, name: &str| {
            let mut rows = people.in_order().into_iter().flat_map(|rep| people.rows(rep));
            rows.any(|row| row.columns.get(column).is_some_and(|value| value == name))
        };
        let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
        for quota in quotas.iter().filter(|_| people.has_rows()) {
            let (column, name) = match &quota.holder {
                QuotaHolder::Rep(_) => continue,
                QuotaHolder::Team(name) => ("team", name.as_str()),
                QuotaHolder::Territory(name) => ("territory", name.as_str()),
            };
            // Territories may be those of deals alone.
            if column == "team" && seen.insert((column, name)) && !has(column, name) {
                let what = format!("no rep is in the team `{name}`");
                let remedy = "correct the team of the quota, or that of the reps";
                let finding = Finding::new(Severity::Warning, what, remedy);
                self.findings.push(finding.at(&quota.place.file, quota.place.row, column));
            }
        }
    }

    /// Events, adjustments and scores.
    fn of_pay(&mut self, company: &mut Company) -> Result<(), Failure> {
        if let Some((_, frame, _)) = self.whole("events")? {
            match distinct(&frame, "kind") {
                Ok(kinds) => {
                    company.events = kinds.iter().filter_map(|kind| EventKind::parse(kind)).collect();
                }
                Err(error) => self.refused(&error),
            }
        }
        let calendar = self.settings.calendar.value.clone();
        if let Some((_, frame, file)) = self.whole("adjustments")? {
            match rows::adjustments(&frame, &file, &calendar, Unit::Month) {
                Ok(adjustments) => {
                    let mut strangers = Strangers::default();
                    for row in &adjustments {
                        strangers.meet(&company.people, &row.rep_id, row.place.row);
                    }
                    let found = strangers.findings(&file, &company.people, "so nobody is paid it");
                    self.findings.extend(found);
                }
                Err(error) => self.refused(&error),
            }
        }
        if let Some((_, frame, file)) = self.whole("scores")? {
            match rows::scores(&frame, &file, &calendar, Unit::Month) {
                Ok(scores) => {
                    let mut strangers = Strangers::default();
                    for row in scores {
                        strangers.meet(&company.people, &row.rep_id, row.place.row);
                        company.scored.entry(row.element).or_insert((row.place, 0)).1 += 1;
                    }
                    let found = strangers.findings(&file, &company.people, "so nobody is paid for it");
                    self.findings.extend(found);
                }
                Err(error) => self.refused(&error),
            }
        }
        Ok(())
    }

    /// The tables that pay does not need: read to their ends, and what is refused of them is found.
    pub(super) fn other_tables(&mut self) -> Result<(), Failure> {
        let others = |spec: &&TableSpec| !KNOWN.contains(&spec.name);
        for spec in TABLES.iter().filter(others) {
            let Some(source) = self.source(spec.name)? else { continue };
            let threads = self.settings.threads.value;
            let request = Request { all: true, unique: true, threads, ..Request::default() };
            match scan(&source, &request, &|_| Ok(()), &mut Ok) {
                Ok(report) => {
                    let unknown = report.rejected() - u64::try_from(report.rejects.len()).unwrap_or(0);
                    self.rejects(report.rejects, unknown);
                }
                Err(error) => self.refused(&error),
            }
        }
        Ok(())
    }
}

/// The refused rows without those that say of another row what has been said of one: a deal whose shares miss 100 %
/// has many rows and one fault.
fn one_for_each_fault(rejects: Vec<crate::model::reject::Reject>) -> Vec<crate::model::reject::Reject> {
    let mut said: BTreeSet<(String, String, String)> = BTreeSet::new();
    let shares = |reason: &str| reason.starts_with("has direct shares of");
    rejects
        .into_iter()
        .filter(|reject| {
            let key = (reject.file.clone(), reject.value.clone(), reject.reason.clone());
            !shares(&reject.reason) || said.insert(key)
        })
        .collect()
}

impl Company {
    /// The number of a rep whom a share names; nothing for one who is in no reps table.
    #[must_use]
    pub fn listed(&self, rep: u32) -> Option<u32> {
        (index(rep) < self.people.len()).then_some(rep)
    }
}
