//! Where each table of a run comes from: a flag, else what was imported, else the sources of `spm.toml`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::cli::args::{EffortTableArgs, PayTableArgs, ReadArgs, TableArgs};
use crate::cli::calls_file::CALLS;
use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::pinned::Pinned;
use crate::cli::reading::refused;
use crate::cli::settings::Settings;
use crate::cli::workspace::{ColumnFile, OneOrMore, SourceFile};
use crate::data::{ColumnRule, DateOrder, DecimalMark, Location, Source, check_stated};
use crate::model::table::{TABLES, TableSpec, table};

/// The sources of a run.
pub struct Tables<'a> {
    settings: &'a Settings,
    read: &'a ReadArgs,
    given: BTreeMap<&'static str, Vec<String>>,
    plans: Vec<PathBuf>,
}

impl<'a> Tables<'a> {
    /// Takes the flags; refuses standard input for two tables at once.
    pub fn new(settings: &'a Settings, args: &TableArgs, read: &'a ReadArgs) -> Result<Self, Failure> {
        let flags = [
            ("deals", &args.deals),
            ("splits", &args.splits),
            ("reps", &args.reps),
            ("quotas", &args.quotas),
            ("exchange_rates", &args.exchange_rates),
            ("accounts", &args.accounts),
            ("leaves", &args.leaves),
        ];
        let mut tables = Self { settings, read, given: BTreeMap::new(), plans: args.plans.clone() };
        tables.give(&flags)?;
        Ok(tables)
    }

    /// Takes the flags of the tables that only pay needs.
    pub fn and_of_pay(mut self, args: &PayTableArgs) -> Result<Self, Failure> {
        self.give(&[("events", &args.events), ("adjustments", &args.adjustments), ("scores", &args.scores)])?;
        Ok(self)
    }

    /// Takes the flags of the tables that only metrics need.
    pub fn and_of_effort(mut self, args: &EffortTableArgs) -> Result<Self, Failure> {
        self.give(&[
            ("activities", &args.activities),
            ("leads", &args.leads),
            ("spend", &args.spend),
            ("history", &args.history),
        ])?;
        Ok(self)
    }

    /// Takes the flag of the leads.
    pub fn and_of_leads(mut self, leads: &Vec<String>) -> Result<Self, Failure> {
        self.give(&[("leads", leads)])?;
        Ok(self)
    }

    /// Takes the flag of the history of deals.
    pub fn and_of_history(mut self, history: &Vec<String>) -> Result<Self, Failure> {
        self.give(&[("history", history)])?;
        Ok(self)
    }

    /// Adds the flag of the activities.
    pub fn and_of_activities(mut self, activities: &Vec<String>) -> Result<Self, Failure> {
        self.give(&[("activities", activities)])?;
        Ok(self)
    }

    fn give(&mut self, flags: &[(&'static str, &Vec<String>)]) -> Result<(), Failure> {
        let given = flags.iter().filter(|(_, files)| !files.is_empty());
        self.given.extend(given.map(|(name, files)| (*name, (*files).clone())));
        if self.given.values().flatten().filter(|file| *file == "-").count() > 1 {
            return Err(Failure::new(Outcome::Usage, "standard input can be only one table")
                .hint("write all but one of them to files"));
        }
        Ok(())
    }

    /// The source of a table, if there is one.
    pub fn source(&self, name: &str) -> Result<Option<Source>, Failure> {
        let spec = table(name).expect("tables are asked for by names of the list");
        if let Some(pinned) = &self.settings.pinned {
            return self.pinned(spec, pinned);
        }
        if let Some(files) = self.given.get(name) {
            return flagged(spec, files, self.read, self.settings).map(Some);
        }
        let Some(root) = self.settings.root() else { return Ok(None) };
        let imported = imported_path(root, name);
        if imported.is_file() {
            refuse_reading_flags(name, self.read)?;
            return Ok(Some(canonical(spec, named(imported, Some(root)), self.settings)));
        }
        match self.settings.workspace.as_ref().and_then(|workspace| workspace.file.sources.get(name)) {
            Some(file) => configured(spec, file, root, self.settings, self.read).map(Some),
            None => Ok(None),
        }
    }

    /// The source of a table as a closed period read it.
    fn pinned(&self, spec: &'static TableSpec, pinned: &Pinned) -> Result<Option<Source>, Failure> {
        let Some((origin, files)) = pinned.table(spec.name) else { return Ok(None) };
        let workspace = self.settings.workspace.as_ref();
        let source = workspace.and_then(|workspace| workspace.file.sources.get(spec.name));
        let mut read = match (origin, source, self.settings.root()) {
            ("import", ..) => canonical(spec, files[0].clone(), self.settings),
            ("sources", Some(source), Some(root)) => {
                let stated = SourceFile { files: OneOrMore::None, ..source.clone() };
                configured(spec, &stated, root, self.settings, self.read)?
            }
            _ => flagged(spec, &[], self.read, self.settings)?,
        };
        let inside = |name: &String| {
            let root = self.settings.root()?;
            Path::new(name).strip_prefix(root).ok().map(|inside| inside.display().to_string())
        };
        let profile = read.profile.as_ref().map(|name| inside(name).unwrap_or_else(|| name.clone()));
        if let Some(copy) = profile.and_then(|name| pinned.profile(&name)) {
            read.profile = Some(copy.display().to_string());
        }
        read.files = files;
        Ok(Some(read))
    }

    /// What names the files of a table: `flag`, `import` or `sources`.
    #[must_use]
    pub fn origin(&self, name: &str) -> &'static str {
        let imported = || self.settings.root().is_some_and(|root| imported_path(root, name).is_file());
        if self.given.contains_key(name) {
            "flag"
        } else if imported() {
            "import"
        } else {
            "sources"
        }
    }

    /// The source of a table that the command cannot do without.
    pub fn require(&self, name: &str) -> Result<Source, Failure> {
        self.source(name)?.ok_or_else(|| {
            Failure::new(Outcome::Usage, format!("there are no {name} to read"))
                .hint(format!("give a file with `--{} FILE`", name.replace('_', "-")))
                .hint("or work in a workspace: `spm init DIR` makes one, `--workspace DIR` names one")
        })
    }

    /// The plan files: of the flag, else all of `plans/` in the workspace; sorted.
    pub fn plan_files(&self) -> Result<Vec<PathBuf>, Failure> {
        if let Some(pinned) = &self.settings.pinned {
            return Ok(pinned.plans());
        }
        let mut files = Vec::new();
        let folder = self.settings.in_workspace("plans");
        let places = match (self.plans.is_empty(), folder) {
            (false, _) => self.plans.clone(),
            (true, Some(folder)) if folder.is_dir() => vec![folder],
            _ => Vec::new(),
        };
        for place in places {
            if place.is_dir() {
                files.extend(toml_files(&place)?);
            } else {
                files.push(place);
            }
        }
        files.sort();
        files.dedup();
        Ok(files)
    }

    /// What results call a plan file: its place in the workspace, else as it was named.
    #[must_use]
    pub fn plan_name(&self, path: &Path) -> String {
        if let Some(name) = self.settings.pinned.as_ref().and_then(|pinned| pinned.name(path)) {
            return name.to_owned();
        }
        let inside = self.settings.root().and_then(|root| path.strip_prefix(root).ok());
        inside.unwrap_or(path).display().to_string()
    }
}

/// The files of territory rules: those that are given, folders being all that they hold; else all of `territories/` in
/// the workspace; sorted.
pub fn rule_files(given: &[PathBuf], settings: &Settings) -> Result<Vec<PathBuf>, Failure> {
    let folder = settings.in_workspace("territories").filter(|folder| folder.is_dir());
    let places = if given.is_empty() { folder.into_iter().collect() } else { given.to_vec() };
    let mut files = Vec::new();
    for place in places {
        if place.is_dir() { files.extend(toml_files(&place)?) } else { files.push(place) }
    }
    files.sort();
    files.dedup();
    Ok(files)
}

fn toml_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let refused = |error: std::io::Error| {
        Failure::new(Outcome::Workspace, format!("`{}` cannot be read: {error}", folder.display()))
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(refused)? {
        let path = entry.map_err(refused)?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            files.push(path);
        }
    }
    Ok(files)
}

/// Where `spm import` puts a table.
#[must_use]
pub fn imported_path(root: &Path, table: &str) -> PathBuf {
    root.join("data").join(format!("{table}.parquet"))
}

/// A table that `spm import` wrote.
fn canonical(spec: &'static TableSpec, file: Location, settings: &Settings) -> Source {
    let mut source = Source::new(spec, vec![file]);
    source.profile = Some("generic".to_owned());
    source.time_zone = Some(settings.time_zone.value.clone());
    source.calendar = Some(settings.calendar.value.clone());
    source
}

/// A table as flags name it.
pub fn flagged(
    spec: &'static TableSpec,
    files: &[String],
    read: &ReadArgs,
    settings: &Settings,
) -> Result<Source, Failure> {
    let mut source = Source::new(spec, locations(files, None)?);
    source.time_zone = Some(settings.time_zone.value.clone());
    source.calendar = Some(settings.calendar.value.clone());
    checked(&source, Outcome::Workspace)?;
    apply(&mut source, read)?;
    Ok(source)
}

/// A table as `spm.toml` describes it.
pub fn configured(
    spec: &'static TableSpec,
    file: &SourceFile,
    root: &Path,
    settings: &Settings,
    read: &ReadArgs,
) -> Result<Source, Failure> {
    let mut source = Source::new(spec, locations(&file.files.all(), Some(root))?);
    let key = |name: &str| format!("sources.{}.{name}", spec.name);
    source.time_zone = Some(settings.time_zone.value.clone());
    source.calendar = Some(settings.calendar.value.clone());
    source.profile.clone_from(&file.profile);
    if let Some(profile) = &file.profile
        && Path::new(profile).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"))
    {
        source.profile = Some(root.join(profile).display().to_string());
    }
    source.decimal_mark =
        file.decimal_mark.as_deref().map(|text| decimal_mark(&key("decimal_mark"), text)).transpose()?;
    source.date_order = file
        .date_order
        .as_deref()
        .map(|text| date_order(&key("date_order"), text, Outcome::Workspace))
        .transpose()?;
    source.options.encoding.clone_from(&file.encoding);
    source.options.delimiter = file
        .delimiter
        .as_deref()
        .map(|text| delimiter(&key("delimiter"), text, Outcome::Workspace))
        .transpose()?;
    source.options.skip_lines = file.skip_lines.unwrap_or(0);
    source.thousands = match file.amounts_in.as_deref() {
        None | Some("units") => false,
        Some("thousands") => true,
        Some(other) => {
            return Err(wrong(&key("amounts_in"), other, "`units` or `thousands`", Outcome::Workspace));
        }
    };
    source.period_unit.clone_from(&file.period_unit);
    for (name, rule) in &file.columns {
        source.columns.insert(name.clone(), column_rule(rule));
    }
    checked(&source, Outcome::Workspace)?;
    apply(&mut source, read)?;
    Ok(source)
}

fn column_rule(rule: &ColumnFile) -> ColumnRule {
    match rule {
        ColumnFile::Header(header) => ColumnRule::Header(header.clone()),
        ColumnFile::Sql { sql } => ColumnRule::Sql(sql.clone()),
        ColumnFile::Value { value } => ColumnRule::Value(value.clone()),
    }
}

/// Flags that say how a file is read have no effect on a table that has been read already, and must not seem to.
fn refuse_reading_flags(table: &str, read: &ReadArgs) -> Result<(), Failure> {
    let given = [
        ("--profile", read.profile.is_some()),
        ("--column", !read.column.is_empty()),
        ("--value", !read.value.is_empty()),
        ("--decimal-comma", read.decimal_comma),
        ("--decimal-point", read.decimal_point),
        ("--date-order", read.date_order.is_some()),
        ("--encoding", read.encoding.is_some()),
        ("--delimiter", read.delimiter.is_some()),
        ("--skip-lines", read.skip_lines.is_some()),
        ("--timezone", read.timezone.is_some()),
    ];
    match given.iter().find(|(_, given)| *given) {
        None => Ok(()),
        Some((flag, _)) => Err(Failure::new(
            Outcome::Usage,
            format!("`{flag}` says how files are read, and {table} are imported already"),
        )
        .hint(format!("import them again with it (`spm import {table} FILE {flag} …`)"))
        .hint(format!("or read the export itself: `--{} FILE`", table.replace('_', "-")))),
    }
}

/// Puts the reading flags on a source.
fn apply(source: &mut Source, read: &ReadArgs) -> Result<(), Failure> {
    // The profile of the flag is that of the CRM that wrote the deals; other tables find theirs.
    if source.table.name == "deals" && read.profile.is_some() {
        source.profile.clone_from(&read.profile);
    }
    if read.decimal_comma {
        source.decimal_mark = Some(DecimalMark::Comma);
    }
    if read.decimal_point {
        source.decimal_mark = Some(DecimalMark::Point);
    }
    if let Some(text) = &read.date_order {
        source.date_order = Some(date_order("--date-order", text, Outcome::Usage)?);
    }
    if read.encoding.is_some() {
        source.options.encoding.clone_from(&read.encoding);
    }
    if let Some(text) = &read.delimiter {
        source.options.delimiter = Some(delimiter("--delimiter", text, Outcome::Usage)?);
    }
    if let Some(lines) = read.skip_lines {
        source.options.skip_lines = lines;
    }
    if let Some(zone) = &read.timezone {
        source.time_zone = Some(zone.clone());
    }
    for (flag, texts) in [("--column", &read.column), ("--value", &read.value)] {
        for text in texts {
            let Some((name, value)) = text.split_once('=') else {
                return Err(wrong(
                    flag,
                    text,
                    "NAME=TEXT, as in amount='Amount (converted)'",
                    Outcome::Usage,
                ));
            };
            let (owner, column) = match name.split_once('.') {
                Some((owner, column)) if table(owner).is_some() || owner == CALLS.name => (owner, column),
                _ => ("", name),
            };
            let mine = if owner.is_empty() {
                is_first_with(source.table, column)
            } else {
                owner == source.table.name
            };
            if mine {
                let rule = if flag == "--column" {
                    ColumnRule::Header(value.to_owned())
                } else {
                    ColumnRule::Value(value.to_owned())
                };
                source.columns.insert(column.to_owned(), rule);
            }
        }
    }
    checked(source, Outcome::Usage)
}

/// A profile or a time zone that does not exist is the fault of who states it, whatever the files hold.
fn checked(source: &Source, outcome: Outcome) -> Result<(), Failure> {
    check_stated(source).map_err(|error| Failure { outcome, ..refused(&error) })
}

/// Whether a column named without its table is meant for this one: the first table that lists it, deals first.
fn is_first_with(spec: &TableSpec, column: &str) -> bool {
    let first = TABLES.iter().find(|table| table.column(column).is_some());
    first.map_or("deals", |table| table.name) == spec.name
}

fn wrong(key: &str, value: &str, expected: &str, outcome: Outcome) -> Failure {
    Failure::new(outcome, format!("`{value}` cannot be used for `{key}`")).hint(format!("write {expected}"))
}

fn decimal_mark(key: &str, text: &str) -> Result<DecimalMark, Failure> {
    match text {
        "." => Ok(DecimalMark::Point),
        "," => Ok(DecimalMark::Comma),
        _ => Err(wrong(key, text, "\".\" or \",\"", Outcome::Workspace)),
    }
}

fn date_order(key: &str, text: &str, outcome: Outcome) -> Result<DateOrder, Failure> {
    match text {
        "mdy" => Ok(DateOrder::MonthFirst),
        "dmy" => Ok(DateOrder::DayFirst),
        _ => Err(wrong(key, text, "`mdy` (3/14/2026) or `dmy` (14/3/2026)", outcome)),
    }
}

fn delimiter(key: &str, text: &str, outcome: Outcome) -> Result<u8, Failure> {
    match text {
        "tab" | "\\t" | "\t" => Ok(b'\t'),
        _ if text.len() == 1 && text.is_ascii() && text != "\"" => Ok(text.as_bytes()[0]),
        _ => Err(wrong(key, text, "one character, or `tab`", outcome)),
    }
}

/// Files from paths and patterns, in the order of their names.
pub fn locations(files: &[String], root: Option<&Path>) -> Result<Vec<Location>, Failure> {
    let mut locations = Vec::new();
    for file in files {
        if file == "-" {
            locations.push(Location::Stdin);
            continue;
        }
        let path = root.map_or_else(|| PathBuf::from(file), |root| root.join(file));
        if path.exists() || !file.contains(['*', '?', '[']) {
            locations.push(named(path, root));
            continue;
        }
        let pattern = path.display().to_string();
        let found = glob::glob(&pattern).map_err(|error| {
            Failure::new(Outcome::Usage, format!("`{pattern}` is not a pattern: {error}"))
        })?;
        let mut matched: Vec<PathBuf> = found.filter_map(Result::ok).filter(|path| path.is_file()).collect();
        if matched.is_empty() {
            return Err(Failure::new(Outcome::Input, format!("no file matches `{pattern}`")));
        }
        matched.sort();
        locations.extend(matched.into_iter().map(|path| named(path, root)));
    }
    Ok(locations)
}

/// A file of the workspace is named from its root, so that results do not depend on where the workspace lies.
fn named(path: PathBuf, root: Option<&Path>) -> Location {
    match root.and_then(|root| Some((root, path.strip_prefix(root).ok()?))) {
        Some((root, inside)) => Location::Within { root: root.to_owned(), path: inside.to_owned() },
        None => Location::Path(path),
    }
}

/// The table of this name, or an error with a suggestion.
pub fn table_named(name: &str) -> Result<&'static TableSpec, Failure> {
    table(name).ok_or_else(|| {
        let known = || TABLES.iter().map(|table| table.name);
        Failure::new(Outcome::Usage, format!("there is no table `{name}`"))
            .hint(did_you_mean(name, known()))
            .hint(format!("the tables are {}", known().collect::<Vec<_>>().join(", ")))
    })
}
