//! `spm commissions statements`: one file for each rep and format in a folder of their own, with an index and a
//! manifest. The folder appears whole or not at all.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::calendar::{Period, Unit};
use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::commissions::CommissionsArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::own_curve::own_curve;
use crate::cli::prepare::asked;
use crate::cli::put;
use crate::cli::reading::{Reading, counted, refused_by_engine};
use crate::cli::run_manifest::{FilePrint, IN_FOLDER, RunManifest, Total};
use crate::cli::settings::Settings;
use crate::cli::settled::{Settled, settled};
use crate::cli::statement_files::{ending, file_stem, formats, pages};
use crate::cli::ui::Ui;
use crate::disk::NewFolder;
use crate::engine::commissions::Run;
use crate::engine::threads::side_by_side;
use crate::ledger::digest;
use crate::model::pay::StatementRow;
use crate::money::{Amount, Currency};
use crate::render::statement::{Pages, write};
use crate::render::{Format, RenderError, Style, render};
use crate::report::commissions::PaidSummary;
use crate::report::statement::{Ask, Statement, Year, statement};
use crate::report::statement_index::{Entry, index};

/// What a statement says about questions where `spm.toml` says nothing.
const DISPUTE: &str = "If a line looks wrong, tell your compensation team the period and the deal.";

/// The files of the folder that are not of one rep.
const INDEX: [(Format, &str); 2] = [(Format::Html, "index.html"), (Format::Csv, "index.csv")];

/// The arguments of `spm commissions statements`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct StatementsArgs {
    /// The folder to write to, of one period and for statements alone; {period} in it is the label of the period.
    /// Example: --out reports/statements-{period}
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Write only what changed since the last run; what stays the same keeps its date. Example: --changed
    #[arg(long)]
    pub changed: bool,
    /// Templates in place of the built-in page: a folder with statement.html. Example: --template templates/
    #[arg(long, value_name = "DIR")]
    pub template: Option<PathBuf>,
}

/// Reads, pays and writes.
pub fn run(
    args: &CommissionsArgs,
    statements: &StatementsArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    if ui.file().is_some() {
        return Err(Failure::new(Outcome::Usage, "statements are many files, and `-o` is one")
            .hint("`--out DIR` is the folder that they are written to"));
    }
    let formats = formats(ui)?;
    let pages = pages(statements.template.as_deref())?;
    let mut reading = Reading::new(settings, &args.read, ui);
    let asked = asked(args, settings, ui)?;
    let target = target(&statements.out, &asked);
    let before = before(&target, &asked)?;
    let year = settings.calendar.value.period_of(Unit::Year, asked.span.to);
    let settled = settled(args, &asked, year.span.from, settings, &mut reading, ui)?;
    let run = &settled.run;
    let dispute = settings.workspace.as_ref().and_then(|workspace| workspace.file.statements.dispute.clone());
    let ask = Ask {
        company: &settings.company.value,
        period: &asked,
        as_of: settings.as_of.value,
        status: settled.state.name(),
        head: &settled.head,
        dispute: dispute.as_deref().unwrap_or(DISPUTE),
        files: &settled.files,
    };
    let people = by_rep(&settled, &asked, &year)?;
    let folder = NewFolder::begin(&target).map_err(|error| not_written(&target, &error))?;
    let writer = Writer {
        run,
        ask: &ask,
        formats: &formats,
        pages: &pages,
        folder: &folder,
        target: &target,
        before: statements.changed.then_some(&before),
    };
    let bar = ui.progress_of("writing statements", people.len());
    let written = side_by_side(people.len(), settings.thread_count(), |place| {
        let written = writer.write(&people[place]);
        bar.advance(1);
        written
    })?;
    drop(bar);
    let entries: Vec<Entry> = written.iter().map(|written| written.entry.clone()).collect();
    let mut outputs: Vec<FilePrint> = written.iter().flat_map(|written| written.files.clone()).collect();
    one_file_each(&outputs)?;
    if !args.rep.is_empty() {
        leaves_nobody_out(before.as_ref(), &outputs, &target)?;
    }
    let report = index(&entries, subtitle(settings, &asked.label));
    let mut all_kept = written.iter().all(|written| !written.changed);
    for (format, name) in INDEX {
        let style = Style { spreadsheet_safe: true, ..Style::default() };
        let bytes =
            bytes(|out| render(&report, format, &style, out)).map_err(|error| refused(&error, &target))?;
        let (file, kept) = writer.put(name, &bytes)?;
        all_kept &= kept;
        outputs.push(file);
    }
    outputs.sort_by(|a, b| a.file.cmp(&b.file));
    let mut manifest = ui.manifest().map_err(|error| not_written(&target, &error))?;
    manifest.period.clone_from(&asked.label);
    manifest.totals = totals(&entries)?;
    manifest.outputs = outputs;
    let same = |known: &RunManifest| known.outputs == manifest.outputs;
    let changed = written.iter().filter(|written| written.changed).count();
    let count = counted(entries.len().try_into().unwrap_or(u64::MAX), "statement", "statements");
    // Where nothing changed, the folder stays as it is, its dates included.
    if all_kept && before.as_ref().is_some_and(same) {
        ui.status(&format!("{count} in `{}`: none has changed", target.display()));
        return reading.outcome();
    }
    folder
        .put(IN_FOLDER, |out| out.write_all(manifest.text().as_bytes()))
        .and_then(|()| folder.finish())
        .map_err(|error| not_written(&target, &error))?;
    let what = if statements.changed { format!("{count}, {changed} changed,") } else { count };
    ui.status(&format!("{what} of {} in `{}`", asked.label, target.display()));
    reading.outcome()
}

/// The folder that the flag names.
fn target(out: &Path, asked: &Period) -> PathBuf {
    match out.to_str() {
        Some(text) if text.contains("{period}") => PathBuf::from(text.replace("{period}", &asked.label)),
        _ => out.to_owned(),
    }
}

/// What the last run left in the folder; refuses a folder of another period, and one with files of others.
fn before(target: &Path, asked: &Period) -> Result<Option<RunManifest>, Failure> {
    let Ok(entries) = fs::read_dir(target) else { return Ok(None) };
    let manifest = fs::read_to_string(target.join(IN_FOLDER)).ok().and_then(|text| RunManifest::parse(&text));
    let own = |name: &str| {
        name == IN_FOLDER
            || manifest.as_ref().is_some_and(|known| known.outputs.iter().any(|output| output.file == name))
    };
    let mut others: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    others.retain(|name| !own(name));
    others.sort();
    let shown = target.display();
    if let Some(other) = others.first() {
        return Err(Failure::new(
            Outcome::Output,
            format!("`{shown}` holds what is no statement: `{other}`"),
        )
        .hint("`--out` is a folder for statements alone, which each run writes anew: give another one"));
    }
    if let Some(known) = manifest.as_ref().filter(|known| known.period != asked.label) {
        let failure = format!("`{shown}` holds the statements of {}, not of {}", known.period, asked.label);
        return Err(Failure::new(Outcome::Output, failure)
            .hint(format!("give each period a folder: `--out '{shown}/{{period}}'`")));
    }
    Ok(manifest)
}

/// The sums of one rep: those of the period, and those of the year so far.
struct Person {
    rep: u32,
    rows: Vec<PaidSummary>,
    year: Vec<Year>,
}

/// Everybody who has a statement, in the order of the ids.
fn by_rep(settled: &Settled, asked: &Period, year: &Period) -> Result<Vec<Person>, Failure> {
    let run = &settled.run;
    // Where nothing is kept of the beginning of the year, the sums say from when on they are.
    let mut year = year.clone();
    if settled.since > year.span.from {
        year.label = format!("{} from {}", year.label, settled.since);
    }
    let year = &year;
    let mut of: BTreeMap<u32, Vec<PaidSummary>> = BTreeMap::new();
    for row in &settled.rows {
        of.entry(row.rep).or_default().push(row.clone());
    }
    let mut closed: BTreeMap<&str, Vec<&StatementRow>> = BTreeMap::new();
    for row in &settled.before {
        closed.entry(&row.rep_id).or_default().push(row);
    }
    let mut people = Vec::with_capacity(of.len());
    for rep in run.people.in_order() {
        let Some(rows) = of.remove(&rep) else { continue };
        let span = |row: &PaidSummary| run.periods[row.summary.period].span;
        let before = closed.get(run.people.id(rep)).map_or(&[][..], Vec::as_slice);
        let so_far = years(run, rows.iter().filter(|row| year.span.contains(span(row).to)), before, year)?;
        let mine: Vec<PaidSummary> =
            rows.into_iter().filter(|row| asked.span.contains(span(row).to)).collect();
        if !mine.is_empty() {
            people.push(Person { rep, rows: mine, year: so_far });
        }
    }
    Ok(people)
}

/// The sums of a year, by currency: those of closed periods as they were closed, and those of open payouts.
fn years<'a>(
    run: &Run,
    rows: impl Iterator<Item = &'a PaidSummary>,
    before: &[&StatementRow],
    year: &Period,
) -> Result<Vec<Year>, Failure> {
    let mut years: Vec<Year> = Vec::new();
    let mut add = |currency: Currency, earned: Amount, payable: Amount| {
        let place = years.iter().position(|year| year.currency == currency).unwrap_or_else(|| {
            let (earned, payable) = (Amount::ZERO, Amount::ZERO);
            years.push(Year { label: year.label.clone(), currency, earned, payable });
            years.len() - 1
        });
        // Each is below 10^15, and there are fewer than 10^9 of them.
        let sum = |to: Amount, more: Amount| Amount::from_raw(to.raw() + more.raw());
        years[place].earned = sum(years[place].earned, earned);
        years[place].payable = sum(years[place].payable, payable);
    };
    for row in before {
        let currency = Currency::parse(&row.currency).map_err(|error| {
            Failure::new(
                Outcome::Workspace,
                format!("the statements of {} cannot be read: {error}", row.period),
            )
        })?;
        add(currency, row.earned, row.payable);
    }
    for row in rows {
        add(run.plans[row.summary.plan].currency, row.summary.earned, row.summary.payable());
    }
    years.sort_by_key(|year| year.currency.as_str().to_owned());
    Ok(years)
}

/// Writes the statements, one rep at a time.
struct Writer<'a> {
    run: &'a Run,
    ask: &'a Ask<'a>,
    formats: &'a [Format],
    pages: &'a Pages,
    folder: &'a NewFolder,
    target: &'a Path,
    /// The last run, where only changes are written.
    before: Option<&'a Option<RunManifest>>,
}

/// What was written for one rep.
struct Written {
    entry: Entry,
    files: Vec<FilePrint>,
    changed: bool,
}

impl Writer<'_> {
    fn write(&self, person: &Person) -> Result<Written, Failure> {
        let made = self.statement(person)?;
        let stem = file_stem(&made.payee.id);
        let (mut files, mut changed) = (Vec::with_capacity(self.formats.len()), false);
        for format in self.formats {
            let name = format!("{stem}.{}", ending(*format));
            let bytes = bytes(|out| write(&made, *format, self.pages, out))
                .map_err(|error| refused(&error, self.target))?;
            let (file, kept) = self.put(&name, &bytes)?;
            changed |= !kept;
            files.push(file);
        }
        let names = files.iter().map(|file| file.file.clone()).collect();
        Ok(Written { entry: Entry::of(&made, names), files, changed })
    }

    /// The statement of one rep, with its curves.
    fn statement(&self, person: &Person) -> Result<Statement, Failure> {
        let mut made = statement(self.run, person.rep, &person.rows, person.year.clone(), self.ask)
            .map_err(|error| refused_by_engine(&error))?;
        if self.formats.contains(&Format::Html) {
            for (part, row) in made.parts.iter_mut().zip(&person.rows) {
                let period = &self.run.periods[row.summary.period];
                part.curve = own_curve(self.run, person.rep, row.summary.plan, period)?;
            }
        }
        Ok(made)
    }

    /// Puts a file into the folder; what the last run wrote with the same bytes, and is still so, is taken over where
    /// only changes are written. Tells whether it was.
    fn put(&self, name: &str, bytes: &[u8]) -> Result<(FilePrint, bool), Failure> {
        let print = FilePrint::new(name.to_owned(), digest::of_bytes(bytes));
        let there = || fs::read(self.target.join(name)).is_ok_and(|known| known == bytes);
        if self.known(&print) && there() && self.folder.keep(name) {
            return Ok((print, true));
        }
        let put = self.folder.put(name, |out| out.write_all(bytes));
        put.map_err(|error| not_written(&self.target.join(name), &error))?;
        Ok((print, false))
    }

    /// Whether the last run wrote the same.
    fn known(&self, file: &FilePrint) -> bool {
        self.before.and_then(Option::as_ref).is_some_and(|known| known.outputs.contains(file))
    }
}

/// The bytes of one file.
fn bytes(
    write: impl FnOnce(&mut dyn std::io::Write) -> Result<(), RenderError>,
) -> Result<Vec<u8>, RenderError> {
    let mut bytes = Vec::new();
    write(&mut bytes)?;
    Ok(bytes)
}

/// Refuses two reps with one name of a file: the marks of their ids would have to be equal.
fn one_file_each(files: &[FilePrint]) -> Result<(), Failure> {
    let mut names: Vec<&str> = files.iter().map(|file| file.file.as_str()).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => {
            Err(Failure::new(Outcome::Output, format!("two reps would share the file `{}`", pair[0]))
                .hint("write them apart with `--rep`, each into a folder of its own"))
        }
        None => Ok(()),
    }
}

/// Refuses to replace a folder with the statements of others by those of some reps.
fn leaves_nobody_out(
    before: Option<&RunManifest>,
    files: &[FilePrint],
    target: &Path,
) -> Result<(), Failure> {
    let known = before.map_or(&[][..], |known| &known.outputs);
    let is_index = |file: &FilePrint| INDEX.iter().any(|(_, name)| *name == file.file);
    let gone = |file: &&FilePrint| !is_index(file) && !files.iter().any(|new| new.file == file.file);
    match known.iter().filter(gone).count() {
        0 => Ok(()),
        count => Err(Failure::new(
            Outcome::Usage,
            format!("`{}` holds {count} files of other reps, which `--rep` leaves out", target.display()),
        )
        .hint("leave `--rep` out, or give another folder: a run replaces the whole folder")),
    }
}

/// What is paid in all, by pay currency.
fn totals(entries: &[Entry]) -> Result<Vec<Total>, Failure> {
    let mut sums: BTreeMap<&str, Amount> = BTreeMap::new();
    for (currency, amount) in entries.iter().flat_map(|entry| &entry.pay) {
        let sum = sums.entry(currency.as_str()).or_insert(Amount::ZERO);
        *sum = sum.checked_add(*amount).ok_or_else(|| {
            Failure::new(Outcome::Input, "what is paid in all is too large to be added exactly")
        })?;
    }
    let total = |(name, amount): (&str, Amount)| Total { name: name.to_owned(), amount: amount.to_string() };
    Ok(sums.into_iter().map(total).collect())
}

fn not_written(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(Outcome::Output, format!("`{}` cannot be written: {error}", path.display()))
}

/// A statement that cannot be rendered: a template that cannot be filled is one of the workspace.
fn refused(error: &RenderError, target: &Path) -> Failure {
    match error {
        RenderError::Template(_) => Failure::new(Outcome::Workspace, error.to_string())
            .hint("the names that a template can use are in the documentation of statements"),
        other => put::failed(other, &format!("`{}`", target.display())),
    }
}
