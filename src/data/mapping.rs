//! Which header, expression or constant feeds which canonical column of one file: the user's rules, then the
//! profile, then canonical names. Working the columns out for rows is left to `origin`.

use std::sync::Arc;

use super::error::DataError;
use super::gate::looks_like_data;
use super::origin::{Origin, SqlRule, Step, Take, When};
use super::profile::{
    ColumnProfile, Names, Profile, StepProfile, TableProfile, WhenProfile, choose, generic, key,
};
use super::source::{ColumnRule, Source};
use super::suggest::{closest, nearest};
use super::wide::{Wide, find_stages, find_wide};
use crate::model::table::{ColumnKind, TableSpec};
use crate::model::text::first_few;

/// How one canonical column is fed.
#[derive(Clone, Debug)]
pub(super) struct MappedColumn {
    /// The canonical name, or the name of a rule of the user's own.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// The header, or the rule, for messages.
    pub shown: String,
    /// Where its values come from.
    pub origin: Origin,
}

/// How the columns of one file are used.
#[derive(Clone, Debug)]
pub(super) struct Mapping {
    /// The headers of the file.
    pub headers: Vec<String>,
    /// The profile.
    pub profile: Arc<Profile>,
    /// The canonical columns that the file has, in the order of the table, then the user's own.
    pub columns: Vec<MappedColumn>,
    /// The months of a wide quota file, or the stages of a wide history.
    pub wide: Option<Wide>,
}

impl Mapping {
    /// The mapped column of this name.
    pub fn column(&self, name: &str) -> Option<&MappedColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The headers that feed no canonical column.
    pub fn left_over(&self) -> Vec<String> {
        let wide: &[usize] = self.wide.as_ref().map_or(&[], |wide| &wide.places);
        let used: Vec<usize> = self
            .columns
            .iter()
            .flat_map(|column| column.origin.headers())
            .chain(wide.iter().copied())
            .collect();
        let free = self.headers.iter().enumerate().filter(|(place, _)| !used.contains(place));
        free.map(|(_, header)| header.clone()).collect()
    }

    /// What the profile knows of the table.
    pub fn table<'a>(&'a self, table: &TableSpec) -> Option<&'a TableProfile> {
        self.profile.tables.get(table.name)
    }
}

impl Mapping {
    /// Puts what a wide file says in many columns in the place of two canonical ones.
    fn take_melted(&mut self, columns: [(&str, ColumnKind); 2]) {
        let Some(wide) = &self.wide else { return };
        let ends = [wide.places.first(), wide.places.last()];
        let ends: Vec<&str> = ends.into_iter().flatten().map(|place| self.headers[*place].as_str()).collect();
        let shown = ends.join(" to ");
        self.columns.retain(|column| columns.iter().all(|(name, _)| *name != column.name));
        // The melted columns stand beyond the header.
        for (place, (name, kind)) in columns.into_iter().enumerate() {
            self.columns.push(MappedColumn {
                name: name.to_owned(),
                kind,
                shown: shown.clone(),
                origin: Origin::header(self.headers.len() + place),
            });
        }
    }

    /// The place of a column that the profile knows as a flag of the table, where the file has it.
    pub fn flag(&self, table: &TableSpec, names: impl Fn(&TableProfile) -> &Vec<String>) -> Option<usize> {
        let names = names(self.table(table)?);
        names.iter().find_map(|name| self.headers.iter().position(|header| key(header) == key(name)))
    }

    /// The place of the column that names the kind of a record, with the texts of another kind in small letters.
    pub fn other_kind(&self, table: &TableSpec) -> Option<(usize, Vec<String>)> {
        let place = self.flag(table, |table| &table.other_kind.headers)?;
        let texts = self.table(table)?.other_kind.texts.iter().map(|text| text.to_lowercase()).collect();
        Some((place, texts))
    }
}

/// What the header line of a file looks like, for the message when columns are missing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header<'a> {
    /// The file as the user named it.
    pub file: &'a str,
    /// The header.
    pub names: &'a [String],
    /// The record below it.
    pub second: Option<&'a [String]>,
    /// Whether `spm import` wrote the file: then only canonical names mean something.
    pub canonical: bool,
}

/// Finds out what feeds each column of the source's table; refuses a file that lacks a required one.
pub(super) fn map(source: &Source, header: Header<'_>) -> Result<Mapping, DataError> {
    let mapping = map_what_is_there(source, header)?;
    let missing = missing(source.table, &mapping);
    if missing.is_empty() {
        return Ok(mapping);
    }
    Err(refusal(source, header, &mapping, &missing))
}

/// Names of required columns that nothing feeds.
fn missing(table: &TableSpec, mapping: &Mapping) -> Vec<&'static str> {
    let fed = |name: &str| mapping.column(name).is_some();
    let holder = table.name == "quotas" && (fed("team") || fed("territory"));
    let wide = mapping.wide.is_some();
    let required = table.columns.iter().filter(|column| column.required).map(|column| column.name);
    required
        .filter(|name| !fed(name))
        .filter(|name| !(holder && *name == "rep_id"))
        .filter(|name| !(wide && matches!(*name, "period" | "amount" | "changed_at")))
        .collect()
}

fn map_what_is_there(source: &Source, header: Header<'_>) -> Result<Mapping, DataError> {
    let profile = if header.canonical { generic() } else { choose(source, header.file, header.names)? };
    let finder = Finder::new(header.names, &profile);
    let known = profile.tables.get(source.table.name).filter(|_| !header.canonical);
    // In plain tables a canonical name in any spelling is better than another word for it.
    let plain = profile.name == "generic" && !header.canonical;
    let mut columns = Vec::new();
    for spec in source.table.columns {
        let found = if let Some(rule) = source.columns.get(spec.name) {
            Some(by_rule(spec.name, rule, header)?)
        } else {
            let at = |place: usize| (finder.shown(place), Origin::header(place));
            let alias = || known.and_then(|known| finder.by_profile(known.columns.get(spec.name)?));
            let spelling = || finder.find(spec.name).filter(|_| !header.canonical).map(at);
            let exact = finder.exact(spec.name).map(at);
            exact.or_else(|| spelling().filter(|_| plain)).or_else(alias).or_else(spelling)
        };
        if let Some((shown, origin)) = found {
            let values = profile.values.get(spec.name).cloned().unwrap_or_default();
            let origin = origin.with_values(values);
            columns.push(MappedColumn { name: spec.name.to_owned(), kind: spec.kind, shown, origin });
        }
    }
    for (name, rule) in source.columns.iter().filter(|(name, _)| source.table.column(name).is_none()) {
        let (shown, origin) = by_rule(name, rule, header)?;
        columns.push(MappedColumn { name: name.clone(), kind: ColumnKind::Text, shown, origin });
    }
    let mut mapping = Mapping { headers: header.names.to_vec(), profile, columns, wide: None };
    let lacks = missing(source.table, &mapping);
    let lacks = |names: [&str; 2]| lacks.iter().any(|name| names.contains(name));
    if source.table.name == "quotas" && lacks(["period", "amount"]) {
        mapping.wide = find_wide(header.names);
        mapping.take_melted([("period", ColumnKind::Period), ("amount", ColumnKind::Money)]);
    }
    if source.table.name == "history" && lacks(["changed_at", "changed_at"]) {
        mapping.wide = find_stages(header.names);
        mapping.take_melted([("stage", ColumnKind::Text), ("changed_at", ColumnKind::Date)]);
    }
    Ok(mapping)
}

fn by_rule(name: &str, rule: &ColumnRule, header: Header<'_>) -> Result<(String, Origin), DataError> {
    match rule {
        ColumnRule::Value(value) => Ok((format!("the value `{value}`"), Origin::Value(value.clone()))),
        ColumnRule::Sql(text) => {
            let rule = SqlRule::parse(text, header.names).map_err(|problem| DataError::Refused {
                message: format!(
                    "the rule for `{name}` cannot be used on `{}`: {}",
                    header.file, problem.reason
                ),
                hint: problem.hint,
            })?;
            Ok((format!("SQL {text}"), Origin::Sql(rule)))
        }
        ColumnRule::Header(wanted) => {
            let exact = header.names.iter().position(|found| found == wanted);
            let like = || {
                let mut found =
                    header.names.iter().enumerate().filter(|(_, found)| key(found) == key(wanted));
                found.next().filter(|_| found.next().is_none()).map(|(place, _)| place)
            };
            let place = exact.or_else(like).ok_or_else(|| DataError::Refused {
                message: format!("`{}` has no column `{wanted}`, which is stated for `{name}`", header.file),
                hint: closest(wanted, header.names.iter().map(String::as_str))
                    .unwrap_or_else(|| columns_line(header.names)),
            })?;
            Ok((header.names[place].clone(), Origin::header(place)))
        }
    }
}

/// Finds headers by the names that profiles know.
struct Finder<'a> {
    headers: &'a [String],
    keys: Vec<Vec<String>>,
}

impl<'a> Finder<'a> {
    fn new(headers: &'a [String], profile: &Profile) -> Self {
        let keys = |header: &String| {
            let bare = header.trim_end_matches(['*', ' ']);
            let mut keys = vec![key(bare)];
            for prefix in &profile.prefixes {
                let at = prefix.len();
                let same = bare.get(..at).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
                keys.extend(same.then(|| key(&bare[at..])));
            }
            keys
        };
        Self { headers, keys: headers.iter().map(keys).collect() }
    }

    fn shown(&self, place: usize) -> String {
        self.headers[place].clone()
    }

    /// The header that is written exactly like this name.
    fn exact(&self, name: &str) -> Option<usize> {
        self.headers.iter().position(|header| header == name)
    }

    /// The header that is this name: as written, else by its letters and digits.
    fn find(&self, name: &str) -> Option<usize> {
        let wanted = key(name);
        self.exact(name)
            .or_else(|| self.keys.iter().position(|keys| keys[0] == wanted))
            .or_else(|| self.keys.iter().position(|keys| keys.contains(&wanted)))
            .filter(|_| !wanted.is_empty())
    }

    fn first(&self, names: &Names) -> Option<usize> {
        names.all().iter().find_map(|name| self.find(name))
    }

    fn by_profile(&self, column: &ColumnProfile) -> Option<(String, Origin)> {
        match column {
            ColumnProfile::Names(names) => {
                self.first(names).map(|place| (self.shown(place), Origin::header(place)))
            }
            ColumnProfile::Steps { first, sparse } => {
                let steps: Vec<Step> = first.iter().filter_map(|step| self.step(step)).collect();
                // Conditions without anything beside them would leave most rows empty.
                let enough = steps.iter().any(|step| *sparse || step.when.is_none());
                enough.then_some(())?;
                let mut places: Vec<usize> = steps.iter().filter_map(Step::taken).collect();
                places.dedup();
                let shown: Vec<String> = places.into_iter().map(|place| self.shown(place)).collect();
                Some((shown.join(", "), Origin::steps(steps)))
            }
        }
    }

    fn step(&self, step: &StepProfile) -> Option<Step> {
        match step {
            StepProfile::Names(names) => {
                self.first(names).map(|place| Step { when: None, take: Take::Header(place) })
            }
            StepProfile::When(WhenProfile { when, is, value, take }) => {
                let header = self.first(when)?;
                let take = match (value, take) {
                    (Some(value), _) => Take::Value(value.clone()),
                    (None, Some(names)) => Take::Header(self.first(names)?),
                    (None, None) => return None,
                };
                let texts = is.iter().map(|text| text.to_lowercase()).collect();
                Some(Step { when: Some(When { header, texts }), take })
            }
        }
    }
}

/// Columns that a message names at most.
const SHOWN: usize = 20;

fn columns_line(headers: &[String]) -> String {
    let named: Vec<String> = headers.iter().map(|header| format!("`{}`", shortened(header))).collect();
    format!("its columns are {}", first_few(&named, SHOWN))
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= 40 {
        return text.to_owned();
    }
    text.chars().take(39).chain(['…']).collect()
}

/// One message that names the file, every missing column with its likely misspelling, and what is there.
fn refusal(source: &Source, header: Header<'_>, mapping: &Mapping, missing: &[&str]) -> DataError {
    let table = source.table.name;
    let names: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
    let mut lines = vec![format!("`{}` has no column for {} of {table}", header.file, names.join(", "))];
    let free = mapping.left_over();
    for name in missing {
        let known = mapping.table(source.table).and_then(|known| known.columns.get(*name));
        let spellings: Vec<&str> =
            std::iter::once(*name).chain(known.into_iter().flat_map(spellings)).collect();
        let found = spellings.iter().find_map(|name| nearest(name, free.iter().map(String::as_str)));
        if let Some(found) = found {
            lines.push(format!("`{name}`: did you mean `{}`?", shortened(found)));
        }
    }
    lines.push(columns_line(header.names));
    DataError::Refused { message: lines.join("\n  "), hint: missing_hint(source, header, missing) }
}

fn missing_hint(source: &Source, header: Header<'_>, missing: &[&str]) -> String {
    if looks_like_data(header.names) {
        return "the first row looks like data: put a line with the names of the columns above it".to_owned();
    }
    if let Some(second) = header.second {
        let below = Header { names: second, second: None, ..header };
        let sound = map_what_is_there(source, below).map(|mapping| missing_count(source.table, &mapping));
        if sound.is_ok_and(|count| count < missing.len()) {
            return "the second row looks like the header: pass over the first with `--skip-lines 1`"
                .to_owned();
        }
    }
    let name = missing.first().copied().unwrap_or_default();
    format!("name the header with `--column {name}=HEADER`, or `columns.{name} = \"HEADER\"` in spm.toml")
}

fn missing_count(table: &TableSpec, mapping: &Mapping) -> usize {
    missing(table, mapping).len()
}

fn spellings(column: &ColumnProfile) -> Vec<&str> {
    match column {
        ColumnProfile::Names(names) => names.all().iter().map(String::as_str).collect(),
        ColumnProfile::Steps { first, .. } => first
            .iter()
            .filter_map(|step| match step {
                StepProfile::Names(names) => Some(names.all()),
                StepProfile::When(_) => None,
            })
            .flatten()
            .map(String::as_str)
            .collect(),
    }
}
