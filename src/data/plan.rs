//! What is to be done with the columns of one file for one request: which are worked out, which are handed
//! on, and how each is read. Doing it to a stretch of the file is left to `process`.

use std::sync::Arc;

use polars::prelude::*;

use super::conform::{ColumnRules, Reading, Zone, form_of};
use super::error::DataError;
use super::mapping::{Header, MappedColumn, Mapping, map};
use super::origin::Origin;
use super::periods::Periods;
use super::profile::stated;
use super::source::{Beside, Request, Source, Won};
use super::suggest::closest;
use super::table_file::{Pushdown, TableFile};
use super::wide;
use crate::model::table::{ColumnKind, TableSpec};

/// A canonical column that is worked out.
#[derive(Clone, Debug)]
pub(super) struct Output {
    /// The place in the columns of the mapping.
    pub mapped: usize,
    /// How its values are read.
    pub rules: ColumnRules,
}

/// A column of the file that is handed on under its own name.
#[derive(Clone, Debug)]
pub(super) struct Extra {
    /// The header.
    pub name: String,
    /// Its place.
    pub place: usize,
}

/// What is to be done with the columns of one file.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// The file as the user named it.
    pub file: Arc<str>,
    /// The table.
    pub table: &'static TableSpec,
    /// What feeds each column.
    pub mapping: Mapping,
    /// The canonical columns that are worked out, wanted or needed for a rule.
    pub outputs: Vec<Output>,
    /// The columns that are handed on.
    pub extras: Vec<Extra>,
    /// The names of the columns that are delivered, in order.
    pub delivered: Vec<String>,
    /// The names of won stages.
    pub won: Arc<Vec<String>>,
    /// The names of lost stages, as the profile has them.
    pub lost: Arc<Vec<String>>,
    /// Whether amounts are summed.
    pub sums: bool,
    /// The place of a column that says whether a deal is won.
    pub won_flag: Option<usize>,
    /// How periods are labelled, where the calendar is known.
    pub periods: Option<Periods>,
    /// The place of a column that says whether the CRM has deleted the record.
    pub deleted_flag: Option<usize>,
    /// The place of a column that names the kind of a record, and the texts of another kind in small letters.
    pub other_kind: Option<(usize, Vec<String>)>,
}

/// The types of the columns that a request delivers of all files together. A column of the files' own that
/// has different types in them is text.
pub(super) fn schema_of(
    source: &Source,
    request: &Request<'_>,
    files: &[TableFile],
) -> Result<Schema, DataError> {
    let mut canonical: Vec<(PlSmallStr, DataType)> = Vec::new();
    let mut others: Vec<(PlSmallStr, DataType)> = Vec::new();
    for file in files {
        let plan = Plan::new(source, request, file.header())?;
        let readings: Vec<Reading> = plan.outputs.iter().map(|output| output.rules.reading).collect();
        let frame = plan.process(file.empty(&plan.places()), &readings, &[])?.frame;
        for column in frame.columns().iter().filter(|column| !OWN_NAMES.contains(&column.name().as_str())) {
            let known = source.table.column(column.name()).is_some();
            let columns = if known { &mut canonical } else { &mut others };
            match columns.iter_mut().find(|(name, _)| name == column.name()) {
                None => columns.push((column.name().clone(), column.dtype().clone())),
                Some((_, dtype)) if dtype == column.dtype() => {}
                Some((_, dtype)) => *dtype = DataType::String,
            }
        }
    }
    let place = |name: &str| source.table.columns.iter().position(|column| column.name == name);
    canonical.sort_by_key(|(name, _)| place(name));
    let own = [("file".into(), DataType::String), ("row".into(), DataType::UInt64)];
    Ok(canonical.into_iter().chain(others).chain(own).collect())
}

/// Names that the reader itself gives to columns.
const OWN_NAMES: [&str; 2] = ["file", "row"];

impl Plan {
    /// Maps the header and finds the columns that the request needs.
    pub fn new(source: &Source, request: &Request<'_>, header: Header<'_>) -> Result<Self, DataError> {
        let mapping = map(source, header)?;
        let stages = request.won.and_then(|won| won.stages).or(request.stages);
        let won = stages.map_or_else(|| mapping.profile.stages.won.clone(), <[String]>::to_vec);
        let lost = Arc::new(mapping.profile.stages.lost.clone());
        let mut plan = Self {
            file: header.file.into(),
            table: source.table,
            mapping,
            outputs: Vec::new(),
            extras: Vec::new(),
            delivered: Vec::new(),
            won: Arc::new(won),
            lost,
            sums: request.all,
            won_flag: None,
            deleted_flag: None,
            other_kind: None,
            periods: Periods::of(source)?,
        };
        let zone = zone(source)?;
        if request.all {
            plan.want_all(source, &zone);
        }
        for name in request.columns {
            plan.want(name, source, &zone)?;
        }
        plan.want_for_rules(source, request, &zone);
        if plan.outputs.iter().any(|output| output.rules.name == "stage") {
            plan.won_flag = plan.mapping.flag(source.table, |table| &table.won_flag);
        }
        plan.deleted_flag = plan.mapping.flag(source.table, |table| &table.deleted_flag);
        plan.other_kind = plan.mapping.other_kind(source.table);
        Ok(plan)
    }

    fn want_all(&mut self, source: &Source, zone: &Zone) {
        let names: Vec<String> = self.mapping.columns.iter().map(|column| column.name.clone()).collect();
        for name in names {
            self.work_out(&name, source, zone);
            self.delivered.push(name);
        }
        for header in self.mapping.left_over() {
            let taken = self.delivered.contains(&header) || OWN_NAMES.contains(&header.as_str());
            if !taken && self.table.column(&header).is_none() {
                self.hand_on(&header);
            }
        }
    }

    fn want(&mut self, name: &str, source: &Source, zone: &Zone) -> Result<(), DataError> {
        if self.delivered.iter().any(|known| known == name) || name == "row" {
            return Ok(());
        }
        if self.work_out(name, source, zone) || name == "file" {
            self.delivered.push(name.to_owned());
            return Ok(());
        }
        if self.table.column(name).is_some() || self.hand_on(name) {
            return Ok(());
        }
        let known = self.table.columns.iter().map(|column| column.name);
        let known = known.chain(self.mapping.headers.iter().map(String::as_str));
        Err(DataError::Refused {
            message: format!("`{}` has no column `{name}`", self.file),
            hint: closest(name, known).unwrap_or_default(),
        })
    }

    /// Plans a canonical column, if the file has it; says so.
    fn work_out(&mut self, name: &str, source: &Source, zone: &Zone) -> bool {
        let Some(mapped) = self.mapping.columns.iter().position(|column| column.name == name) else {
            return false;
        };
        if self.outputs.iter().all(|output| output.mapped != mapped) {
            let kind = self.mapping.columns[mapped].kind;
            let stated = match kind {
                _ if form_of(kind).is_some() => source.decimal_mark.map(Into::into),
                ColumnKind::Date | ColumnKind::Period => source.date_order.map(Into::into),
                _ => None,
            };
            let rules = ColumnRules {
                name: name.to_owned(),
                kind,
                reading: stated.map_or(Reading::Undecided, Reading::Decided),
                zone: zone.clone(),
                ids: self.mapping.profile.id_form(),
                fractions: self.mapping.profile.fractions.iter().any(|column| column == name),
                thousands: source.thousands && self.table.name == "quotas" && name == "amount",
            };
            self.outputs.push(Output { mapped, rules });
        }
        true
    }

    /// Plans a column of the file under its own name, if there is one; says so.
    fn hand_on(&mut self, header: &str) -> bool {
        let Some(place) = self.mapping.headers.iter().position(|known| known == header) else { return false };
        self.extras.push(Extra { name: header.to_owned(), place });
        self.delivered.push(header.to_owned());
        true
    }

    /// Adds the columns that the rules of a row look at.
    fn want_for_rules(&mut self, source: &Source, request: &Request<'_>, zone: &Zone) {
        let wanted = |name: &str| self.delivered.iter().any(|known| known == name);
        let money = self.table.columns.iter().filter(|spec| spec.kind == ColumnKind::Money);
        let mut needed = Vec::new();
        if money.clone().any(|spec| wanted(spec.name)) {
            needed.push("currency");
        }
        if self.table.name == "deals" && (wanted("amount") || wanted("close_date")) {
            needed.push("stage");
        }
        if self.table.name == "quotas" {
            needed.extend(["rep_id", "team", "territory"]);
        }
        if request.unique {
            needed.extend(self.table.key);
        }
        for name in needed {
            self.work_out(name, source, zone);
        }
    }

    /// A plan for these of its canonical columns alone.
    pub fn only(&self, names: &[&str]) -> Self {
        let mut plan = self.clone();
        plan.outputs.retain(|output| names.contains(&output.rules.name.as_str()));
        plan.extras.clear();
        plan.delivered.clear();
        (plan.won_flag, plan.deleted_flag, plan.other_kind) = (None, None, None);
        plan
    }

    /// The places of the header that have to be read, ascending.
    pub fn places(&self) -> Vec<usize> {
        let mapped =
            self.outputs.iter().flat_map(|output| self.mapping.columns[output.mapped].origin.headers());
        let wide = self.mapping.wide.iter().flat_map(wide::Wide::all_places);
        let extras = self.extras.iter().map(|extra| extra.place);
        let other_kind = self.other_kind.as_ref().map(|(place, _)| *place);
        let told = [self.won_flag, self.deleted_flag, other_kind].into_iter().flatten();
        let mut places: Vec<usize> = mapped.chain(extras).chain(wide).chain(told).collect();
        // The places that a wide file adds lie beyond its header.
        places.retain(|place| *place < self.mapping.headers.len());
        places.sort_unstable();
        places.dedup();
        places
    }

    /// What a Parquet file may leave out: rows that are no deals of the wanted stages and days. Only columns that
    /// are taken as they are can be looked at before they are read. With `keys`, those of all rows are wanted.
    pub fn pushdown(&self, won: Won<'_>, keys: bool) -> Pushdown {
        Pushdown {
            stage: self.plain("stage").zip(self.stages(won.beside)),
            days: self.plain("close_date").map(|place| (place, won.days)),
            below_zero: won.below_zero_before.map(|before| (self.plain("amount"), before)),
            key: self.plain_key().filter(|_| keys),
        }
    }

    /// The names of the stages whose deals are wanted; nothing where all are.
    fn stages(&self, beside: Beside<'_>) -> Option<Vec<String>> {
        let mut names = self.won.to_vec();
        match beside {
            Beside::Nothing => {}
            Beside::Lost(lost) => names.extend_from_slice(lost.unwrap_or(&self.lost)),
            Beside::Others => return None,
        }
        Some(names)
    }

    /// The place of the column that is the key, if it is one column that is taken as it is.
    pub fn plain_key(&self) -> Option<usize> {
        self.table.key.first().and_then(|name| self.plain(name))
    }

    fn plain(&self, name: &str) -> Option<usize> {
        self.mapping.column(name).and_then(|column| column.origin.plain())
    }

    /// Whether the delivered frame has a currency column that no header feeds: it is filled from the amounts.
    pub fn has_currency_of_amounts(&self) -> bool {
        let money = |output: &Output| self.mapping.columns[output.mapped].kind == ColumnKind::Money;
        self.table.column("currency").is_some()
            && self.mapping.column("currency").is_none()
            && self.outputs.iter().any(money)
    }

    /// The header that feeds a canonical column; its own name where a rule or nothing does.
    pub fn shown<'a>(&'a self, name: &'a str) -> &'a str {
        match self.mapping.column(name) {
            Some(MappedColumn { origin: Origin::Steps(..), shown, .. }) => shown,
            _ => name,
        }
    }
}

/// Checks what can be known of a source before a file is opened: that there is such a profile and such a time zone.
///
/// Errors: there is none of the name that is stated.
pub fn check_stated(source: &Source) -> Result<(), DataError> {
    zone(source)?;
    source.profile.as_deref().map_or(Ok(()), |name| stated(name).map(|_| ()))
}

fn zone(source: &Source) -> Result<Zone, DataError> {
    let Some(name) = source.time_zone.as_deref() else { return Ok(Zone::Utc) };
    Zone::named(name).ok_or_else(|| DataError::Refused {
        message: format!("`{name}` is not a time zone"),
        hint: "write an IANA name such as `Europe/Berlin` or `America/New_York`".to_owned(),
    })
}
