//! The closed periods of a workspace as a run needs them: found, held against their hashes, and read back. What they
//! are compared with is left to the engine, and who may close to `closing`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::calendar::{Day, Period, Span};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::reading::refused;
use crate::cli::settings::Settings;
use crate::data::{closed_lines, closed_lines_of};
use crate::engine::commissions::Wanted;
use crate::ledger::manifest::Signature;
use crate::ledger::store::{self, print_of};
use crate::ledger::{Chain, LINES, LedgerError, Pending, STATEMENTS, State, statements};
use crate::model::pay::{PayLine, StatementRow};

/// The folder of a workspace that holds its closed periods.
pub const FOLDER: &str = "ledger";

/// Of how many lines of closed periods a part is to be; a line takes about a thousand bytes.
const LINES_AT_ONCE: u64 = 100_000;
/// In how many parts they are read at most: each reads the reps of all lines.
const PARTS: usize = 64;

/// The ledger of a run, with at least one closed period.
#[derive(Clone, Debug)]
pub struct ClosedPeriods {
    /// Where it lies.
    pub folder: PathBuf,
    /// Its periods.
    pub chain: Chain,
}

/// What is known of the life of a period.
#[derive(Clone, Debug)]
pub struct Standing {
    /// How far it has come.
    pub state: State,
    /// Who brought it there, in order: what was done, and by whom.
    pub signatures: Vec<(State, Signature)>,
    /// The hash of the manifest of a closed period.
    pub head: Option<String>,
}

/// Where the ledger of a run lies: what the flag says, else the workspace's; nowhere without either.
#[must_use]
pub fn folder(settings: &Settings, given: Option<&Path>) -> Option<PathBuf> {
    given.map(Path::to_path_buf).or_else(|| settings.in_workspace(FOLDER))
}

impl ClosedPeriods {
    /// The closed periods of a run; nothing where none is closed. A ledger that is not as it was closed is refused:
    /// nothing is paid on it.
    pub fn of(settings: &Settings, given: Option<&Path>) -> Result<Option<Self>, Failure> {
        let Some(folder) = folder(settings, given) else { return Ok(None) };
        let (chain, mut faults) = Chain::read(&folder).map_err(|error| refused_by_ledger(&error))?;
        faults.extend(chain.check_files());
        if !faults.is_empty() {
            let mut failure =
                Failure::new(Outcome::Workspace, format!("the ledger `{}` is damaged", folder.display()));
            for fault in faults.iter().take(10) {
                failure = failure.at(format!("{}: {}", fault.period, fault.what));
            }
            return Err(
                failure.hint("`spm commissions verify` lists what is wrong; restore it from a backup")
            );
        }
        Ok(Some(Self { folder, chain }).filter(|periods| !periods.chain.closed.is_empty()))
    }

    /// The days of all closed periods.
    #[must_use]
    pub fn span(&self) -> Span {
        self.chain.span().expect("some period is closed")
    }

    /// Whether a payout ends in a closed period.
    #[must_use]
    pub fn holds(&self, payout: Span) -> bool {
        self.span().contains(payout.to)
    }

    /// Whether all of these days are closed.
    #[must_use]
    pub fn is_all_of(&self, days: Span) -> bool {
        self.span().contains(days.from) && self.span().contains(days.to)
    }

    /// The day as of which the closed period was worked out that holds a day.
    #[must_use]
    pub fn closed_as_of(&self, day: Day) -> Option<Day> {
        let closed = self.chain.closed.iter().find(|closed| closed.span.contains(day))?;
        Day::parse(&closed.manifest.as_of).ok()
    }

    /// The lines of every closed period that `wanted` says yes to, in the order of closing.
    pub fn lines(&self, wanted: &dyn Fn(Span) -> bool) -> Result<Vec<PayLine>, Failure> {
        let mut lines = Vec::new();
        for closed in self.chain.closed.iter().filter(|closed| wanted(closed.span)) {
            lines.extend(closed_lines(&closed.folder.join(LINES)).map_err(|error| refused(&error))?);
        }
        Ok(lines)
    }

    /// The lines of every closed period that are wanted, in the order of closing.
    pub fn some_lines(&self, wanted: Wanted<'_>) -> Result<Vec<PayLine>, Failure> {
        let mut lines = Vec::new();
        for closed in &self.chain.closed {
            let path = closed.folder.join(LINES);
            let found = match wanted {
                Wanted::Reps(from, before) => closed_lines_of(&path, "rep_id", &|rep| {
                    from.is_none_or(|from| from <= rep) && before.is_none_or(|before| rep < before)
                }),
                Wanted::Deals(deals) => closed_lines_of(&path, "deal_id", &|deal| deals.contains(deal)),
            };
            lines.extend(found.map_err(|error| refused(&error))?);
        }
        Ok(lines)
    }

    /// In how many parts all lines are read, so that none is large.
    #[must_use]
    pub fn parts(&self) -> usize {
        let lines = |closed: &crate::ledger::Closed| closed.manifest.file(LINES).map_or(0, |file| file.rows);
        let all: u64 = self.chain.closed.iter().map(lines).sum();
        usize::try_from(all / LINES_AT_ONCE + 1).unwrap_or(usize::MAX).min(PARTS)
    }

    /// The statements of every closed period that `wanted` says yes to, in the order of closing.
    pub fn statements(&self, wanted: &dyn Fn(Span) -> bool) -> Result<Vec<StatementRow>, Failure> {
        let mut rows = Vec::new();
        for closed in self.chain.closed.iter().filter(|closed| wanted(closed.span)) {
            let bytes = store::read_kept(closed, STATEMENTS).map_err(|error| refused_by_ledger(&error))?;
            let text = String::from_utf8_lossy(&bytes);
            rows.extend(statements::parse(&text).map_err(|reason| {
                let path = closed.folder.join(STATEMENTS);
                Failure::new(Outcome::Workspace, format!("`{}` cannot be read: {reason}", path.display()))
            })?);
        }
        Ok(rows)
    }

    /// The ids of those plans among (id, file) whose files are other ones than at the last closing.
    pub fn plans_changed(&self, plans: &[(String, PathBuf)]) -> Result<BTreeSet<String>, Failure> {
        let last = self.chain.closed.last().expect("some period is closed");
        let known: BTreeSet<&str> =
            last.manifest.inputs_of("plans").map(|input| input.sha256.as_str()).collect();
        let mut changed = BTreeSet::new();
        for (id, file) in plans {
            let hash = print_of(file).map_err(|error| refused_by_ledger(&error))?.sha256;
            if !known.contains(hash.as_str()) {
                changed.insert(id.clone());
            }
        }
        Ok(changed)
    }
}

/// How far a period has come.
pub fn standing(settings: &Settings, given: Option<&Path>, period: &Period) -> Result<Standing, Failure> {
    let draft = Standing { state: State::Draft, signatures: Vec::new(), head: None };
    let Some(folder) = folder(settings, given) else { return Ok(draft) };
    let (chain, _) = Chain::read(&folder).map_err(|error| refused_by_ledger(&error))?;
    if let Some(closed) = chain.find(&period.label) {
        let manifest = &closed.manifest;
        let signatures = vec![
            (State::Submitted, manifest.submitted.clone()),
            (State::Approved, manifest.approved.clone()),
            (State::Closed, manifest.closed.clone()),
        ];
        return Ok(Standing { state: State::Closed, signatures, head: Some(closed.hash.clone()) });
    }
    let pending = Pending::read(&folder, &period.label).map_err(|error| refused_by_ledger(&error))?;
    Ok(pending.map_or(draft, |pending| {
        let mut signatures = vec![(State::Submitted, pending.submitted.clone())];
        signatures.extend(pending.approved.clone().map(|approved| (State::Approved, approved)));
        Standing { state: pending.state(), signatures, head: None }
    }))
}

/// What cannot be done with a ledger, as a failure.
#[must_use]
pub fn refused_by_ledger(error: &LedgerError) -> Failure {
    match error {
        LedgerError::Locked(_) => Failure::new(Outcome::Locked, error.to_string())
            .hint("wait until it is done; its lock goes with it, also when it is killed"),
        LedgerError::Write { .. } => Failure::new(Outcome::Output, error.to_string())
            .hint("nothing was closed; the ledger is as it was before"),
        LedgerError::InTheWay { .. } => Failure::new(Outcome::NotAllowed, error.to_string()),
        LedgerError::Read { .. } | LedgerError::Damaged { .. } => {
            Failure::new(Outcome::Workspace, error.to_string())
        }
    }
}
