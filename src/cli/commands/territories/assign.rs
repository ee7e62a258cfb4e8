//! `spm territories assign`: accounts or leads into territories by rules, each with its reason.

use std::collections::BTreeSet;

use clap::{Args, ValueEnum};

use crate::cli::commands::attainment::subtitle;
use crate::cli::commands::territories::TerritoriesArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::put;
use crate::cli::reading::{Reading, counted, refused};
use crate::cli::settings::Settings;
use crate::cli::tables::Tables;
use crate::cli::territory::rules::{RuleArgs, Ruling, Told, ruling};
use crate::cli::territory::{self, Ground, listed};
use crate::cli::ui::Ui;
use crate::data::rows::{leaves, texts};
use crate::data::{Frame, column_names, days_of, texts_of};
use crate::engine::people::{Found, index};
use crate::engine::territory::assign::{Assignment, Lead, Placed, Why, give_leads};
use crate::model::rows::LeaveRow;
use crate::model::table::table;
use crate::report::territory_assign::{Line, accounts_table, report_accounts, report_leads};

/// The arguments of `spm territories assign`.
#[derive(Debug, Clone, Args)]
pub struct AssignArgs {
    /// What is assigned. Example: spm territories assign leads
    #[arg(value_enum, default_value = "accounts", value_name = "TABLE")]
    pub what: Assigned,
    /// Only what gets another territory or rep. Example: --changes -o moves.csv
    #[arg(long)]
    pub changes: bool,
    /// The table of accounts with territory and rep as assigned, every other column as it is, to be imported.
    /// Example: --table -o accounts.csv
    #[arg(long, conflicts_with = "changes")]
    pub table: bool,
    /// Leads: id, day of creation, rep, and the columns that rules ask. Example: --leads leads.csv
    #[arg(long, value_name = "FILE", num_args = 1.., help_heading = "Tables")]
    pub leads: Vec<String>,
    /// Rules.
    #[command(flatten)]
    pub rules: RuleArgs,
}

/// What is assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Assigned {
    /// Accounts.
    Accounts,
    /// Leads.
    Leads,
}

/// Reads, assigns and writes.
pub fn run(
    args: &TerritoriesArgs,
    asked: &AssignArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    if asked.what == Assigned::Leads && asked.table {
        return Err(Failure::new(Outcome::Usage, "`--table` writes the table of accounts").hint(
            "leave it out: leads are written with territory and rep, `--changes` only those that change",
        ));
    }
    if asked.what == Assigned::Accounts && !asked.leads.is_empty() {
        return Err(Failure::new(Outcome::Usage, "`--leads` belongs to `spm territories assign leads`"));
    }
    let tables = Tables::new(settings, &args.tables, &args.read)?.and_of_leads(&asked.leads)?;
    let mut reading = Reading::new(settings, &args.read, ui);
    reading.reads_also(settings.file())?;
    let ground = territory::read(&tables, &mut reading)?;
    let ruling = ruling(&asked.rules, settings, &mut reading, &ground)?;
    match asked.what {
        Assigned::Accounts => accounts(asked, &ground, &ruling, &mut reading, ui)?,
        Assigned::Leads => leads(asked, &tables, &ground, &ruling, &mut reading, ui)?,
    }
    reading.outcome()
}

fn accounts(
    asked: &AssignArgs,
    ground: &Ground,
    ruling: &Ruling,
    reading: &mut Reading<'_>,
    ui: &Ui,
) -> Result<(), Failure> {
    let matched = ruling.match_accounts(ground, reading.settings.thread_count())?;
    let (assignment, told) = ruling.assign(ground, &matched, reading)?;
    say(ground, ruling, &assignment, reading);
    let lines: Vec<Line> = ground
        .book
        .accounts
        .iter()
        .zip(&assignment.placed)
        .map(|(account, placed)| {
            let stated = account.territory.map(|place| ground.book.territories[index(place)].clone());
            let owner = account.rep.filter(|_| account.owner_stated);
            Line {
                id: account.account_id.clone(),
                name: account.name.clone(),
                day: None,
                territory: territory_of(ruling, placed),
                rep: rep_of(ground, placed.rep),
                from_territory: stated.unwrap_or_default(),
                from_rep: rep_of(ground, owner),
                reason: reason(ground, ruling, placed, &told),
                rule: match placed.why {
                    Why::Family(head) => rule_of(ruling, &assignment.placed[index(head)], &told),
                    _ => rule_of(ruling, placed, &told),
                },
            }
        })
        .collect();
    let about = subtitle(reading.settings, &format!("accounts by rules · {}", summary(&assignment)));
    if asked.table {
        return put::report(&accounts_table(&lines, &columns(ground), about), ui);
    }
    put::report(&report_accounts(&lines, asked.changes, about), ui)
}

/// The columns of the accounts table as texts in the order of its file, by account.
fn columns(ground: &Ground) -> Vec<(String, Vec<String>)> {
    let mut texts = texts(&ground.accounts);
    let spec = table("accounts").map(|spec| spec.columns).unwrap_or_default();
    let mut names: Vec<String> = spec.iter().map(|column| column.name.to_owned()).collect();
    names.retain(|name| texts.contains_key(name) || name == "territory" || name == "rep_id");
    let own = column_names(&ground.accounts).into_iter().filter(|name| name != "file" && name != "row");
    names.extend(own.filter(|name| spec.iter().all(|column| column.name != name)));
    let mut in_order = Vec::new();
    for name in names {
        let by_row = texts.remove(&name).unwrap_or_default();
        let mut by_place = vec![String::new(); ground.book.accounts.len()];
        for (text, place) in by_row.into_iter().zip(&ground.place_of_row) {
            by_place[index(*place)] = text;
        }
        in_order.push((name, by_place));
    }
    in_order
}

fn leads(
    asked: &AssignArgs,
    tables: &Tables<'_>,
    ground: &Ground,
    ruling: &Ruling,
    reading: &mut Reading<'_>,
    ui: &Ui,
) -> Result<(), Failure> {
    let source = tables.require("leads")?;
    let (frame, _) = reading.small(&source)?;
    let matched = ruling.match_leads(&frame, reading.settings.thread_count())?;
    let ids = texts_of(&frame, "lead_id").map_err(|error| refused(&error))?;
    let created = days_of(&frame, "created_date").map_err(|error| refused(&error))?;
    let owners = lead_owners(&frame, ground)?;
    let accounts = lead_accounts(&frame, ground)?;
    let away = away(tables, ground, reading)?;
    // In the order in which leads came, whatever the order of rows.
    let mut order: Vec<usize> = (0..ids.len()).collect();
    order.sort_by(|one, other| (created[*one], &ids[*one]).cmp(&(created[*other], &ids[*other])));
    let lead = |row: &usize| Lead {
        node: matched.winners[*row],
        owner: owners[*row],
        of_account: accounts[*row].and_then(|account| owner_there(ground, account)),
    };
    let in_order: Vec<Lead> = order.iter().map(lead).collect();
    let given = give_leads(&ruling.teams, &away, &in_order);
    let lines: Vec<Line> = order
        .iter()
        .zip(in_order.iter().zip(&given))
        .map(|(row, (lead, rep))| {
            let account = accounts[*row].filter(|_| lead.of_account.is_some());
            Line {
                id: ids[*row].clone(),
                name: String::new(),
                day: created[*row],
                rep: rep_of(ground, *rep),
                from_territory: String::new(),
                from_rep: rep_of(ground, lead.owner),
                ..match account {
                    Some(account) => line_of_account(ground, account),
                    None => line_by_rules(ground, ruling, lead, *rep),
                }
            }
        })
        .collect();
    let unowned = lines.iter().filter(|line| line.rep.is_empty()).count();
    if unowned > 0 {
        let what =
            counted(u64::try_from(unowned).unwrap_or(u64::MAX), "lead is nobody's", "leads are nobody's");
        reading.warning(&format!("{what}: no territory takes it, or nobody covers that"));
    }
    let about = subtitle(reading.settings, "leads by rules");
    put::report(&report_leads(&lines, asked.changes, about), ui)
}

/// The account of each lead, where the table of leads has a column `account_id` that names one.
fn lead_accounts(frame: &Frame, ground: &Ground) -> Result<Vec<Option<u32>>, Failure> {
    if !column_names(frame).iter().any(|name| name == "account_id") {
        return Ok(vec![None; frame.height()]);
    }
    let ids = texts_of(frame, "account_id").map_err(|error| refused(&error))?;
    Ok(ids.iter().map(|id| ground.book.account(id)).collect())
}

/// Whose account it is, if that rep is there.
fn owner_there(ground: &Ground, account: u32) -> Option<u32> {
    let owner = ground.book.accounts[index(account)].rep?;
    let rep = &ground.book.reps[index(owner)];
    (rep.listed && rep.is_there(ground.book.as_of)).then_some(owner)
}

/// The reps who are on leave on the day.
fn away(tables: &Tables<'_>, ground: &Ground, reading: &mut Reading<'_>) -> Result<BTreeSet<u32>, Failure> {
    let Some(source) = tables.source("leaves")? else { return Ok(BTreeSet::new()) };
    let (frame, file) = reading.small(&source)?;
    let now = leaves(&frame, &file).into_iter().filter(|leave| leave.span.contains(ground.book.as_of));
    let place = |leave: LeaveRow| match ground.people.find(&leave.rep_id) {
        Found::Rep(rep) => ground.book.rep(ground.people.id(rep)),
        _ => None,
    };
    Ok(now.filter_map(place).collect())
}

/// What is said of a lead of an account: the territory is that of the account.
fn line_of_account(ground: &Ground, account: u32) -> Line {
    let account = &ground.book.accounts[index(account)];
    let of_owner = || ground.book.reps[index(account.rep?)].territory;
    let territory = account.territory.or_else(of_owner);
    let name = territory.map(|place| ground.book.territories[index(place)].clone());
    Line {
        territory: name.unwrap_or_default(),
        reason: format!("it is of account {}, whose owner has it", account.account_id),
        ..Line::default()
    }
}

/// What is said of a lead that rules take.
fn line_by_rules(ground: &Ground, ruling: &Ruling, lead: &Lead, rep: Option<u32>) -> Line {
    let why = match lead.node {
        Some(node) if ruling.tree.nodes[node].has_parts => Why::Rest,
        Some(_) => Why::Rule,
        None => Why::Nothing,
    };
    let placed = Placed { node: lead.node, why, rep };
    let kept = lead.owner.is_some() && lead.owner == rep;
    Line {
        territory: territory_of(ruling, &placed),
        reason: lead_reason(ground, ruling, &placed, kept),
        rule: rule_of(ruling, &placed, &[]),
        ..Line::default()
    }
}

fn lead_owners(frame: &Frame, ground: &Ground) -> Result<Vec<Option<u32>>, Failure> {
    let owners = texts_of(frame, "rep_id").map_err(|error| refused(&error))?;
    let place = |owner: &String| match ground.people.find(owner) {
        Found::Rep(rep) => ground.book.rep(ground.people.id(rep)),
        _ => None,
    };
    Ok(owners.iter().map(place).collect())
}

fn territory_of(ruling: &Ruling, placed: &Placed) -> String {
    placed.node.map_or_else(String::new, |node| ruling.id(node).to_owned())
}

fn rep_of(ground: &Ground, rep: Option<u32>) -> String {
    rep.map_or_else(String::new, |rep| ground.book.reps[index(rep)].rep_id.clone())
}

/// Why an account is where it is, in words.
fn reason(ground: &Ground, ruling: &Ruling, placed: &Placed, told: &[Told]) -> String {
    let path = placed.node.map_or("", |node| ruling.tree.nodes[node].path.as_str());
    let vacant = placed.node.is_some() && placed.rep.is_none();
    let nobody = if vacant { "; nobody covers it" } else { "" };
    match placed.why {
        Why::Exception(row) => match told.get(row).map(|told| told.reason.as_str()) {
            None | Some("") => format!("exception{nobody}"),
            Some(reason) => format!("exception: {reason}{nobody}"),
        },
        Why::Locked => format!("locked: it stays{nobody}"),
        Why::Named => format!("named by {path}{nobody}"),
        Why::Rule => format!("first match: {path}{nobody}"),
        Why::Rest => format!("in {path} and in none of its parts{nobody}"),
        Why::Family(head) => {
            let head = &ground.book.accounts[index(head)].account_id;
            format!("its family is with {head} in {path}{nobody}")
        }
        Why::Nothing => "no territory takes it".to_owned(),
    }
}

fn lead_reason(ground: &Ground, ruling: &Ruling, placed: &Placed, kept: bool) -> String {
    let team = placed.node.map_or(0, |node| ruling.teams[node].reps.len());
    let way = match (kept, team) {
        (true, _) => "; its owner keeps it",
        (false, 0 | 1) => "",
        (false, _) => "; whose turn it is",
    };
    format!("{}{way}", reason(ground, ruling, placed, &[]))
}

/// Where the rule stands: file and line, or file and row of an exception.
fn rule_of(ruling: &Ruling, placed: &Placed, told: &[Told]) -> String {
    if let Why::Exception(row) = placed.why {
        return told.get(row).map_or_else(String::new, |told| told.place.clone());
    }
    let Some(node) = placed.node.filter(|_| placed.why != Why::Locked) else { return String::new() };
    let rule = ruling.rule(node);
    let line = match (placed.why, &rule.condition) {
        (Why::Rule | Why::Rest, Some(condition)) => condition.place.line,
        _ => rule.id.place.line,
    };
    format!("{}:{line}", rule.file)
}

/// How many accounts each way took.
fn summary(assignment: &Assignment) -> String {
    let count = |of: &dyn Fn(Why) -> bool| assignment.placed.iter().filter(|placed| of(placed.why)).count();
    let parts = [
        (count(&|why| why == Why::Rule), "by rule"),
        (count(&|why| why == Why::Named), "named"),
        (count(&|why| why == Why::Locked), "locked"),
        (count(&|why| matches!(why, Why::Exception(_))), "by exception"),
        (count(&|why| matches!(why, Why::Family(_))), "with their family"),
        (count(&|why| why == Why::Rest), "in no part"),
        (count(&|why| why == Why::Nothing), "in none"),
    ];
    let said = parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    said.collect::<Vec<_>>().join(", ")
}

/// Says what rules leave open.
fn say(ground: &Ground, ruling: &Ruling, assignment: &Assignment, reading: &Reading<'_>) {
    let nothing: Vec<u32> = (0_u32..)
        .zip(&assignment.placed)
        .filter(|(_, placed)| placed.why == Why::Nothing)
        .map(|(place, _)| place)
        .collect();
    if !nothing.is_empty() {
        let count = u64::try_from(nothing.len()).unwrap_or(u64::MAX);
        let name = |place: usize| format!("`{}`", ground.book.accounts[place].account_id);
        reading.warning(&format!(
            "no territory takes {}: {}",
            counted(count, "account", "accounts"),
            listed(&nothing, name)
        ));
    }
    for (node, account) in assignment.lost.iter().take(5) {
        let rule = ruling.rule(*node);
        reading.warning(&format!(
            "`{}` names account `{}`, which the table does not have ({}:{})",
            rule.id.value, account.value, rule.file, account.place.line
        ));
    }
    if assignment.lost.len() > 5 {
        reading.warning(&format!("… and {} more named accounts", assignment.lost.len() - 5));
    }
}
