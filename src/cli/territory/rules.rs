//! The rules of territories as a command needs them: files read and put together, their conditions held against a
//! table, the teams of the day, and the exceptions. What follows from them is left to `engine::territory::assign`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::failure::{Failure, Outcome, did_you_mean};
use crate::cli::reading::{Reading, refused};
use crate::cli::settings::Settings;
use crate::cli::tables::{flagged, rule_files};
use crate::cli::territory::Ground;
use crate::data::{Condition, ConditionError, Frame, Held, column_names, days_of, row_numbers, texts_of};
use crate::engine::people::{Found, index};
use crate::engine::territory::assign::{Assignment, Exception, Matched, Question, matched};
use crate::engine::territory::bits::Bits;
use crate::engine::territory::teams::{Stranger, Team, teams};
use crate::engine::threads::side_by_side;
use crate::model::table::{ColumnKind, ColumnSpec, TableSpec};
use crate::plan::PlanError;
use crate::plan::territory::{Rule, RuleFile, Rules, Tree, arrange, parse};

/// Where rules come from.
#[derive(Debug, Clone, Default, Args)]
pub struct RuleArgs {
    /// Territory rules: TOML files or a folder of them; `territories/` of the workspace if absent.
    /// Example: --rules territories/
    #[arg(long, value_name = "FILE", num_args = 1.., help_heading = "Tables")]
    pub rules: Vec<PathBuf>,
    /// Accounts that go before every rule: `account_id`, territory, `rep_id`, from, to, reason; besides those that rule
    /// files name. Example: --exceptions exceptions.csv
    #[arg(long, value_name = "FILE", num_args = 1.., help_heading = "Tables")]
    pub exceptions: Vec<String>,
}

const fn column(name: &'static str, kind: ColumnKind, required: bool) -> ColumnSpec {
    ColumnSpec { name, kind, required }
}

/// The file of exceptions, read like a table.
static EXCEPTIONS: TableSpec = TableSpec {
    name: "exceptions",
    key: &[],
    columns: &[
        column("account_id", ColumnKind::Id, true),
        column("territory", ColumnKind::Id, true),
        column("rep_id", ColumnKind::Id, false),
        column("from", ColumnKind::Date, false),
        column("to", ColumnKind::Date, false),
        column("reason", ColumnKind::Text, false),
    ],
};

/// Rules on a day, with who covers what.
pub struct Ruling {
    /// The rules of all files.
    pub rules: Rules,
    /// The tree on the day.
    pub tree: Tree,
    /// Who covers each territory of the tree.
    pub teams: Vec<Team>,
    /// Files of exceptions, each as the user named it.
    exceptions: Vec<String>,
}

/// An exception as it is told.
pub struct Told {
    /// `exceptions.csv row 3`.
    pub place: String,
    /// Why; may be empty.
    pub reason: String,
}

/// The rules, and the files of exceptions that they and the flag name.
fn files(
    args: &RuleArgs,
    settings: &Settings,
    reading: &mut Reading<'_>,
) -> Result<Option<(Rules, Vec<String>)>, Failure> {
    let paths = rule_files(&args.rules, settings)?;
    reading.reads_also(paths.iter().cloned())?;
    let (mut read, mut faults): (Vec<RuleFile>, Vec<_>) = (Vec::new(), Vec::new());
    let mut exceptions = args.exceptions.clone();
    for path in &paths {
        let name = shown(path, settings);
        let text = fs::read_to_string(path)
            .map_err(|error| Failure::new(Outcome::Workspace, format!("`{name}` cannot be read: {error}")))?;
        match parse(&text, &name) {
            Ok(file) => {
                let folder = path.parent().unwrap_or(Path::new(""));
                let beside =
                    file.exceptions.as_ref().map(|file| folder.join(&file.value).display().to_string());
                exceptions.extend(beside);
                read.push(file);
            }
            Err(PlanError { faults: more }) => faults.extend(more),
        }
    }
    if !faults.is_empty() {
        return Err(refusal(&PlanError { faults }));
    }
    if read.is_empty() {
        return Ok(None);
    }
    let rules = arrange(read).map_err(|error| refusal(&error))?;
    // Several files of rules may share one file of exceptions.
    exceptions.sort();
    exceptions.dedup();
    Ok(Some((rules, exceptions)))
}

/// A file of the workspace is named from its root, so that what is said does not depend on where the workspace lies.
fn shown(path: &Path, settings: &Settings) -> String {
    let inside = settings.root().and_then(|root| path.strip_prefix(root).ok());
    inside.unwrap_or(path).display().to_string()
}

/// The faults of rule files as a failure.
fn refusal(error: &PlanError) -> Failure {
    let mut failure = Failure::new(Outcome::Workspace, "territory rules are refused");
    for fault in error.faults.iter().take(20) {
        failure = failure.at(fault.to_string());
    }
    if error.faults.len() > 20 {
        failure = failure.at(format!("… and {} more", error.faults.len() - 20));
    }
    failure
}

/// The rules as they are on the day of the book; refused where there are none.
pub fn ruling(
    args: &RuleArgs,
    settings: &Settings,
    reading: &mut Reading<'_>,
    ground: &Ground,
) -> Result<Ruling, Failure> {
    let found = optional_ruling(args, settings, reading, ground)?;
    found.ok_or_else(|| {
        Failure::new(Outcome::Usage, "there are no territory rules").hint(
            "write `[[territory]]` tables into `territories/*.toml`, or give a file with `--rules FILE`",
        )
    })
}

/// The same; none where there are no files of rules.
pub fn optional_ruling(
    args: &RuleArgs,
    settings: &Settings,
    reading: &mut Reading<'_>,
    ground: &Ground,
) -> Result<Option<Ruling>, Failure> {
    let Some((rules, exceptions)) = files(args, settings, reading)? else { return Ok(None) };
    let day = ground.book.as_of;
    let tree = rules.on(day);
    if tree.nodes.is_empty() {
        return Err(Failure::new(Outcome::Workspace, format!("no territory is in force on {day}"))
            .hint("name another day with `--as-of`, or look at `effective`"));
    }
    let teams = teams(&ground.book, &ground.people, &rules, &tree, day)
        .map_err(|strangers| unknown_reps(&strangers, ground))?;
    Ok(Some(Ruling { rules, tree, teams, exceptions }))
}

/// Reps whom rules name and who are not there.
fn unknown_reps(strangers: &[Stranger], ground: &Ground) -> Failure {
    let whom = if ground.people.has_rows() {
        "whom the reps table does not have"
    } else {
        "and there is no reps table"
    };
    let what = match strangers {
        [one] => format!("territory rules name a rep `{}` {whom}", one.rep.value),
        several => format!("territory rules name {} reps {whom}", several.len()),
    };
    let mut failure = Failure::new(Outcome::Workspace, what);
    let known = ground.people.known_words();
    for stranger in strangers.iter().take(20) {
        let (file, place, rep) = (&stranger.file, stranger.rep.place, &stranger.rep.value);
        let why = if stranger.count > 0 {
            format!(" is the name of {} reps", stranger.count)
        } else {
            String::new()
        };
        failure = failure
            .at(format!("{file}:{}:{}: `{}`: `{rep}`{why}", place.line, place.column, stranger.rep.path));
        failure = failure.hint(did_you_mean(rep, known.iter().map(String::as_str)));
    }
    failure.hints.truncate(3);
    if ground.people.has_rows() { failure } else { failure.hint("give the reps with `--reps FILE`") }
}

impl Ruling {
    /// The rule of a node.
    #[must_use]
    pub fn rule(&self, node: usize) -> &Rule {
        &self.rules.all[self.tree.nodes[node].rule]
    }

    /// The id of a node's territory.
    #[must_use]
    pub fn id(&self, node: usize) -> &str {
        &self.rule(node).id.value
    }

    /// Holds the conditions of accounts against their table.
    pub fn match_accounts(&self, ground: &Ground, threads: usize) -> Result<Matched, Failure> {
        self.matched(&ground.accounts, "accounts", threads, |rule| rule.condition.as_ref())
    }

    /// Holds the conditions of leads against their table: `leads` of each territory, else `where`.
    pub fn match_leads(&self, leads: &Frame, threads: usize) -> Result<Matched, Failure> {
        self.matched(leads, "leads", threads, |rule| rule.leads.as_ref().or(rule.condition.as_ref()))
    }

    fn matched<'a>(
        &'a self,
        frame: &Frame,
        table: &str,
        threads: usize,
        of: impl Fn(&'a Rule) -> Option<&'a crate::plan::Located<String>> + Sync,
    ) -> Result<Matched, Failure> {
        let known: Vec<String> =
            column_names(frame).into_iter().filter(|name| name != "file" && name != "row").collect();
        let count = self.tree.nodes.len();
        let conditions = side_by_side(count, threads, |node| {
            let rule = self.rule(node);
            let Some(text) = of(rule) else { return Ok::<_, Failure>(None) };
            let wrong = |error: &ConditionError| wrong_condition(error, rule, text, table);
            let condition = Condition::parse(&text.value).map_err(|error| wrong(&error))?;
            condition.check_names(&known).map_err(|error| wrong(&error))?;
            Ok(Some((condition, text)))
        })?;
        let all: Vec<&Condition> = conditions.iter().flatten().map(|(condition, _)| condition).collect();
        let held = Held::new(frame, &all);
        let holds = side_by_side(count, threads, |node| {
            let Some((condition, text)) = &conditions[node] else { return Ok::<_, Failure>(None) };
            let wrong = |error: &ConditionError| wrong_condition(error, self.rule(node), text, table);
            let rows = held.rows(condition).map_err(|error| wrong(&error))?;
            Ok(Some(Bits::of_rows(frame.height(), &rows)))
        })?;
        Ok(matched(&self.tree, &holds, frame.height()))
    }

    /// Puts every account where it belongs, with the exceptions as they are told.
    pub fn assign(
        &self,
        ground: &Ground,
        matched: &Matched,
        reading: &mut Reading<'_>,
    ) -> Result<(Assignment, Vec<Told>), Failure> {
        let (exceptions, told) = self.exceptions(ground, reading)?;
        let question = Question {
            book: &ground.book,
            rules: &self.rules,
            tree: &self.tree,
            teams: &self.teams,
            place_of_row: &ground.place_of_row,
            exceptions: &exceptions,
        };
        Ok((question.answer(matched), told))
    }

    /// The exceptions of the day. An unknown account is said, an unknown territory or rep refused.
    fn exceptions(
        &self,
        ground: &Ground,
        reading: &mut Reading<'_>,
    ) -> Result<(Vec<Exception>, Vec<Told>), Failure> {
        let (mut exceptions, mut told): (Vec<Exception>, Vec<Told>) = (Vec::new(), Vec::new());
        let settings = reading.settings;
        for name in &self.exceptions {
            let source = flagged(
                &EXCEPTIONS,
                std::slice::from_ref(name),
                &crate::cli::args::ReadArgs::default(),
                settings,
            )?;
            let (frame, file) = reading.small(&source)?;
            let file = shown(Path::new(&file), settings);
            let texts = |column: &str| texts_of(&frame, column).map_err(|error| refused(&error));
            let (ids, territories, reps, reasons) =
                (texts("account_id")?, texts("territory")?, texts("rep_id")?, texts("reason")?);
            let days = |column: &str| days_of(&frame, column).map_err(|error| refused(&error));
            let (from, to) = (days("from")?, days("to")?);
            let rows = row_numbers(&frame);
            let mut lost = Vec::new();
            for row in 0..frame.height() {
                let day = ground.book.as_of;
                if from[row].is_some_and(|from| day < from) || to[row].is_some_and(|to| to < day) {
                    continue;
                }
                let place = format!("{file} row {}", rows[row]);
                let node = self.tree.find(&self.rules, &territories[row]);
                let node = node.ok_or_else(|| self.unknown_territory(&territories[row], &place))?;
                let rep = Self::exception_rep(&reps[row], ground, &place)?;
                let Some(account) = ground.book.account(&ids[row]) else {
                    lost.push(format!("`{}` (row {})", ids[row], rows[row]));
                    continue;
                };
                if let Some(before) = exceptions.iter().position(|before| before.account == account) {
                    return Err(Failure::new(
                        Outcome::Input,
                        format!("account `{}` has two exceptions on {day}", ids[row]),
                    )
                    .at(told[before].place.clone())
                    .at(place)
                    .hint("end the earlier one the day before the other: `to`"));
                }
                exceptions.push(Exception { account, node, rep });
                told.push(Told { place, reason: reasons[row].clone() });
            }
            if !lost.is_empty() {
                let more = if lost.len() > 5 { " …" } else { "" };
                lost.truncate(5);
                reading.warning(&format!(
                    "`{file}` names accounts that the table does not have: {}{more}",
                    lost.join(", ")
                ));
            }
        }
        Ok((exceptions, told))
    }

    fn unknown_territory(&self, name: &str, place: &str) -> Failure {
        let day_only = self.rules.ids().contains(&name);
        let what = if day_only {
            format!("territory `{name}` is not in force")
        } else {
            format!("there is no territory `{name}` in the rules")
        };
        Failure::new(Outcome::Input, what)
            .at(format!("{place}, column `territory`: `{name}`"))
            .hint(if day_only { String::new() } else { did_you_mean(name, self.rules.ids()) })
    }

    fn exception_rep(name: &str, ground: &Ground, place: &str) -> Result<Option<u32>, Failure> {
        if name.is_empty() {
            return Ok(None);
        }
        let found = match ground.people.find(name) {
            Found::Rep(rep) => ground.book.rep(ground.people.id(rep)),
            _ => None,
        };
        let known = ground.people.known_words();
        match found {
            Some(rep) if ground.book.reps[index(rep)].listed => Ok(Some(rep)),
            _ => Err(Failure::new(Outcome::Input, format!("`{name}` is no rep of the reps table"))
                .at(format!("{place}, column `rep_id`: `{name}`"))
                .hint(did_you_mean(name, known.iter().map(String::as_str)))),
        }
    }
}

fn wrong_condition(
    error: &ConditionError,
    rule: &Rule,
    text: &crate::plan::Located<String>,
    table: &str,
) -> Failure {
    let place = format!("{}:{}:{}: `{}`", rule.file, text.place.line, text.place.column, text.path);
    let failure = Failure::new(Outcome::Workspace, format!("the condition {error}")).at(place);
    match error {
        ConditionError::UnknownName { name, known, .. } => {
            let failure = failure.hint(did_you_mean(name, known.iter().map(String::as_str)));
            if table == "leads" {
                return failure.hint(
                    "say which leads a territory takes with `leads = \"…\"`, over columns of the leads",
                );
            }
            failure.hint(format!("the {table} have the columns {}", known.join(", ")))
        }
        _ => failure,
    }
}
