//! Territories of a check: rules that cannot be read, accounts that two of them take, that nobody has, or whose owner
//! has left. Looked at when everything else can be read.

use super::Checking;
use crate::cli::failure::Failure;
use crate::cli::reading::Reading;
use crate::cli::tables::rule_files;
use crate::cli::territory::covering::Covering;
use crate::cli::territory::rules::{RuleArgs, optional_ruling};
use crate::cli::territory::{self, Ground};
use crate::cli::ui::Ui;
use crate::engine::people::index;
use crate::engine::territory::coverage::{Finding as Found, Kind};
use crate::engine::territory::locations::Locations;
use crate::model::finding::{Finding, Severity};

/// How many accounts a finding names.
const NAMED: usize = 3;

impl Checking<'_> {
    /// What is wrong with who covers what.
    pub(super) fn territories(&mut self) -> Result<(), Failure> {
        let files = rule_files(&[], self.settings)?;
        let has_accounts = self.tables.source("accounts").is_ok_and(|source| source.is_some());
        let sound = !self.findings.iter().any(|finding| finding.severity == Severity::Error);
        if !has_accounts || !sound {
            return Ok(());
        }
        // What a run says beside its result is found here as well.
        let ui = Ui::silent();
        let read = crate::cli::args::ReadArgs::default();
        let mut reading = Reading::new(self.settings, &read, &ui);
        let Some(ground) = self.keep(territory::read(self.tables, &mut reading))? else { return Ok(()) };
        // Accounts without owners and territories are there to group deals by.
        let stated = |ground: &Ground| {
            ground.book.accounts.iter().any(|account| account.owner_stated || account.territory.is_some())
        };
        if files.is_empty() && !stated(&ground) {
            return Ok(());
        }
        let ruling = optional_ruling(&RuleArgs::default(), self.settings, &mut reading, &ground);
        let Some(ruling) = self.keep(ruling)? else { return Ok(()) };
        let covering = Covering::of(&ground, ruling.as_ref(), &mut reading);
        let Some(covering) = self.keep(covering)? else { return Ok(()) };
        let by_rules = ruling.is_some();
        for found in covering.findings(&ground, &Locations::of(&ground.book), None) {
            self.findings.extend(told(&found, &ground, by_rules));
        }
        Ok(())
    }
}

/// A finding of coverage as one of the check; none for what `spm territories coverage` alone tells.
fn told(found: &Found, ground: &Ground, by_rules: bool) -> Option<Finding> {
    let count = found.accounts.len();
    let accounts = if count == 1 { "1 account".to_owned() } else { format!("{count} accounts") };
    let ids = found
        .accounts
        .iter()
        .take(NAMED)
        .map(|place| format!("`{}`", ground.book.accounts[index(*place)].account_id));
    let mut such_as = ids.collect::<Vec<_>>().join(", ");
    if count > NAMED {
        such_as.push_str(&format!(" and {} more", count - NAMED));
    }
    let of = |name: &str| if name.is_empty() { String::new() } else { format!(" of `{name}`") };
    let in_territory =
        if found.territory.is_empty() { String::new() } else { format!(" in `{}`", found.territory) };
    let list = "`spm territories coverage --each` lists them";
    let (severity, what, remedy) = match found.kind {
        Kind::Overlap => (
            Severity::Warning,
            format!(
                "territory `{}` and another both take {accounts}: {such_as}; {}",
                found.territory, found.detail
            ),
            "narrow one `where`, or say which goes first with `precedence`".to_owned(),
        ),
        Kind::Orphan => (
            Severity::Warning,
            format!("{accounts}{in_territory}{}: {}: {such_as}", of(&found.rep), found.detail),
            format!("hand them over (`spm territories assign --changes`); {list}"),
        ),
        Kind::Vacant => (
            Severity::Warning,
            format!("territory `{}` has {accounts}, and {}", found.territory, found.detail),
            "name who covers it: `rep` in its rule, or `territory` in the reps table".to_owned(),
        ),
        Kind::Lost => (
            Severity::Warning,
            format!("territory `{}`: {}", found.territory, found.detail),
            "correct the id, or take it out of `accounts`".to_owned(),
        ),
        Kind::Gap if by_rules => (
            Severity::Warning,
            format!("no territory takes {accounts}: {such_as}"),
            format!("widen a `where`, or take them by name; {list}"),
        ),
        _ => return None,
    };
    let finding = Finding::new(severity, what, remedy);
    let first = found.accounts.first().map(|place| &ground.book.accounts[index(*place)].place);
    Some(match first {
        Some(place) => finding.at(&place.file, place.row, column(found.kind)),
        None => finding,
    })
}

/// The column of the accounts that a finding is about.
fn column(kind: Kind) -> &'static str {
    match kind {
        Kind::Orphan => "rep_id",
        _ => "territory",
    }
}
